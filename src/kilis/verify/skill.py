"""From scores to skill: ratios to a reference with one vote per conflict, and intervals from the origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Skill:
    """A score over that of a reference: the ratio (below 1 is better), its 90 % interval, and what it rests on."""

    ratio: float
    low: float
    high: float
    n_origins: int
    by_conflict: Mapping[str, float]

    @property
    def skill_score(self) -> float:
        """``1 - ratio``: 0 is no better than the reference, 1 is perfect."""
        return 1.0 - self.ratio


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
    """Ratio of a score to that of a reference, paired by origin, with a bootstrap interval over origins and conflicts.

    Each resample draws conflicts with replacement and, within each, stretches of neighbouring origins (overlapping
    forecasts are not independent): about the square root of the number of origins long. The interval holds the
    middle 90 % of the resampled ratios (Politis and Romano 1994, doi:10.1080/01621459.1994.10476870, circular).

    >>> rng = np.random.default_rng(1)
    >>> base = {c: rng.gamma(4.0, 1.0, 30) for c in "abcd"}
    >>> better = {c: 0.8 * s for c, s in base.items()}
    >>> s = skill(better, base, n_bootstrap=200)
    >>> round(s.ratio, 3), round(s.low, 3), round(s.high, 3), s.n_origins
    (0.8, 0.8, 0.8, 120)
    """
    ratio, by_conflict = mean_ratio(scores, reference)
    pairs = []
    for conflict in by_conflict:
        both = ~np.isnan(scores[conflict]) & ~np.isnan(reference[conflict])
        pairs.append((scores[conflict][both], reference[conflict][both]))
    n_origins = sum(len(s) for s, _ in pairs)
    if not pairs:
        return Skill(ratio, float("nan"), float("nan"), 0, by_conflict)
    rng = np.random.default_rng(seed)
    logs = np.stack([_resampled_logs(s, r, n_bootstrap, rng) for s, r in pairs])
    drawn = rng.integers(0, len(pairs), (len(pairs), n_bootstrap))
    means = np.take_along_axis(logs, drawn, axis=0)
    low, high = np.exp(np.nanquantile(np.nanmean(means, axis=0), [0.05, 0.95]))
    return Skill(ratio, float(low), float(high), n_origins, by_conflict)


def _resampled_logs(score: Floats, reference: Floats, n_bootstrap: int, rng: np.random.Generator) -> Floats:
    """Logarithm of the ratio of one conflict in each resample of its origins (blocks, on a circle)."""
    n = len(score)
    block = max(1, round(n**0.5))
    starts = rng.integers(0, n, (n_bootstrap, -(-n // block)))
    rows = ((starts[:, :, None] + np.arange(block)) % n).reshape(n_bootstrap, -1)[:, :n]
    top, bottom = score[rows].sum(axis=1), reference[rows].sum(axis=1)
    usable = (bottom > 0) & (top > 0)
    return np.where(usable, np.log(np.where(usable, top, 1.0) / np.where(usable, bottom, 1.0)), 0.0)
