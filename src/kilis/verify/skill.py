"""From scores to skill: ratios to a reference with one vote per conflict, and intervals from the origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NOMINAL = 0.9
"""Share of the resampled ratios that an interval holds."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A score over that of a reference in one conflict (below 1 is better), its 90 % interval, and its origins."""

    ratio: float
    low: float
    high: float
    n_origins: int

    @property
    def verdict(self) -> str:
        """Better or worse than the reference, and whether by more than its noise: the interval leaves 1 out.

        >>> Ratio(1.07, 0.93, 1.13, 12).verdict, Ratio(0.8, 0.7, 0.9, 12).verdict
        ('worse within noise', 'better beyond noise')
        """
        if np.isnan(self.ratio) or self.ratio == 1.0:
            return "the same"
        beyond = self.low > 1.0 or self.high < 1.0
        return f"{'worse' if self.ratio > 1.0 else 'better'} {'beyond' if beyond else 'within'} noise"


@dataclass(frozen=True, slots=True)
class Skill:
    """A score over that of a reference, one conflict one vote, its 90 % interval, and the ratio of every conflict."""

    ratio: float
    low: float
    high: float
    n_origins: int
    by_conflict: Mapping[str, Ratio]


def mean_ratio(scores: Mapping[str, Floats], reference: Mapping[str, Floats]) -> tuple[float, dict[str, float]]:
    """Geometric mean over conflicts of (mean score / mean score of the reference): one conflict, one vote.

    Both map a conflict to its score per origin (NaN where there was nothing to score; left out in pairs). A conflict
    whose reference never erred has no ratio and is left out. Returns the mean and the ratio of each conflict.

    >>> mean_ratio({"a": np.array([1.0, 3.0])}, {"a": np.array([2.0, 6.0])})
    (0.5, {'a': 0.5})
    """
    ratios = {}
    for conflict, score in scores.items():
        both = ~np.isnan(score) & ~np.isnan(reference[conflict])
        bottom = float(reference[conflict][both].sum())
        if bottom > 0:
            ratios[conflict] = float(score[both].sum()) / bottom
    if not ratios:
        return float("nan"), ratios
    logs = np.log(np.maximum(list(ratios.values()), 1e-9))
    return float(np.exp(logs.mean())), ratios


def skill(
    scores: Mapping[str, Floats], reference: Mapping[str, Floats], *, n_bootstrap: int = 1000, seed: int = 0
) -> Skill:
    """Ratio of a score to that of a reference, paired by origin, with bootstrap intervals over origins and conflicts.

    A resample of one conflict with n origins is made of ceil(n / b) stretches of ``b = max(1, round(sqrt(n)))``
    neighbouring origins, each from a random start, on a circle, cut to n: overlapping forecasts are not independent
    (blocks: Kuensch 1989, doi:10.1214/aos/1176347265; on a circle: Politis and Romano 1992, "A circular
    block-resampling procedure for stationary data"). Its ratio is ``sum of scores / sum of the reference's``. The
    interval of a conflict holds the middle 90 % of these; that of the mean draws conflicts with replacement too, and
    takes the geometric mean of a resample of each.

    >>> rng = np.random.default_rng(1)
    >>> base = {c: rng.gamma(4.0, 1.0, 30) for c in "abcd"}
    >>> better = {c: 0.8 * s for c, s in base.items()}
    >>> s = skill(better, base, n_bootstrap=200)
    >>> round(s.ratio, 3), round(s.low, 3), round(s.high, 3), s.n_origins, s.by_conflict["a"].verdict
    (0.8, 0.8, 0.8, 120, 'better beyond noise')
    """
    ratio, each = mean_ratio(scores, reference)
    rng = np.random.default_rng(seed)
    by_conflict, resamples = {}, []
    for conflict, own in each.items():
        both = ~np.isnan(scores[conflict]) & ~np.isnan(reference[conflict])
        logs = _resampled_logs(scores[conflict][both], reference[conflict][both], n_bootstrap, rng)
        resamples.append(logs)
        by_conflict[conflict] = Ratio(own, *_middle(logs, int(both.sum())), int(both.sum()))
    n_origins = sum(r.n_origins for r in by_conflict.values())
    if n_origins == 0:
        return Skill(ratio, float("nan"), float("nan"), 0, by_conflict)
    drawn = rng.integers(0, len(resamples), (len(resamples), n_bootstrap))
    means = np.take_along_axis(np.stack(resamples), drawn, axis=0).mean(axis=0)
    return Skill(ratio, *_middle(means, n_origins), n_origins, by_conflict)


def share_interval(
    hits: Mapping[str, Floats], cases: Mapping[str, Floats], *, n_bootstrap: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """The interval of the mean over conflicts of the share of cases that hit, over the same resamples as ``skill``.

    Both map a conflict to a number per origin. Conflicts without a case are left out.

    >>> low, high = share_interval({"a": np.array([9.0, 8.0, 10.0])}, {"a": np.array([10.0, 10.0, 10.0])})
    >>> (low < 0.9 < high, low >= 0.8, high <= 1.0)
    (True, True, True)
    """
    rng = np.random.default_rng(seed)
    resamples = []
    for conflict, all_cases in cases.items():
        some = all_cases > 0
        if some.any():
            hit, n = hits[conflict][some], all_cases[some]
            rows = _resampled_rows(len(n), n_bootstrap, rng)
            resamples.append(hit[rows].sum(axis=1) / n[rows].sum(axis=1))
    if not resamples:
        return float("nan"), float("nan")
    drawn = rng.integers(0, len(resamples), (len(resamples), n_bootstrap))
    means = np.take_along_axis(np.stack(resamples), drawn, axis=0).mean(axis=0)
    low, high = np.quantile(means, [(1.0 - NOMINAL) / 2.0, (1.0 + NOMINAL) / 2.0])
    return float(low), float(high)


def _middle(logs: Floats, n_origins: int) -> tuple[float, float]:
    """The interval that holds the middle NOMINAL of resampled logarithms, as ratios; one origin has none (NaN)."""
    if n_origins < 2:
        return float("nan"), float("nan")
    low, high = np.exp(np.quantile(logs, [(1.0 - NOMINAL) / 2.0, (1.0 + NOMINAL) / 2.0]))
    return float(low), float(high)


def _resampled_logs(score: Floats, reference: Floats, n_bootstrap: int, rng: np.random.Generator) -> Floats:
    """Logarithm of the ratio of one conflict in each resample of its origins (blocks, on a circle).

    A resample in which the reference never erred has no ratio: it takes that of all origins.
    """
    rows = _resampled_rows(len(score), n_bootstrap, rng)
    top, bottom = score[rows].sum(axis=1), reference[rows].sum(axis=1)
    top = np.where(bottom > 0, top, score.sum())
    bottom = np.where(bottom > 0, bottom, reference.sum())
    return np.asarray(np.log(np.maximum(top / bottom, 1e-9)))


def _resampled_rows(n: int, n_bootstrap: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Origins [resample, n]: stretches of round(sqrt(n)) neighbours on a circle, cut to n."""
    block = max(1, round(n**0.5))
    starts = rng.integers(0, n, (n_bootstrap, -(-n // block)))
    return np.asarray(((starts[:, :, None] + np.arange(block)) % n).reshape(n_bootstrap, -1)[:, :n])
