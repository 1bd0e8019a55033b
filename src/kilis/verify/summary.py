"""What a backtest says: every score, by model and lead time, beside its reference and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.climatology import LEVELS
from kilis.forecast.regime import REGIMES
from kilis.verify import scores
from kilis.verify.backtest import Graded
from kilis.verify.skill import Skill, mean_ratio, share_interval, skill

Floats = NDArray[np.float64]
Document = dict[str, object]

RANGES = {"90": (0.05, 0.95), "50": (0.25, 0.75)}
"""The central ranges that are graded, by their nominal per cent."""


def level_row(level: float) -> int:
    """The row of ``LEVELS`` that holds a level."""
    return int(np.abs(LEVELS - level).argmin())


def ard(g: Graded, model: str, j: int, target: str = "line") -> Floats:
    """Relative difference of every origin at lead j: ``sum |forecast - count| / sum count`` over places."""
    truth = g.line if target == "line" else g.counts
    path = g.forecasts[model]
    rows = range(len(g.origins))
    return np.array([scores.average_relative_difference(path[k, :, j], truth[k, :, j]) for k in rows])


def ard_of_counts(g: Graded, model: str, j: int) -> Floats:
    """The same against real counts only."""
    return ard(g, model, j, "counts")


def total_error(g: Graded, model: str, j: int) -> Floats:
    """|Error of the total| over the total, of every origin at lead j."""
    return np.asarray(scores.absolute_error(g.totals[model][:, j], g.total_line[:, j]) / g.total_line[:, j])


QUANTILE_CRPS = "twice the mean quantile loss over 99 stated percentiles"
FAIR_CRPS = "fair estimator for ensembles (Ferro 2014), of {} members"
PLAIN = "persistence_plain"
"""The last count carried forward without a range, beside "persistence", which is dressed as our own forecast is."""

POINT_CRPS = "absolute error (the CRPS of a forecast without a range)"


def crps_estimator(g: Graded, model: str) -> str:
    """The estimator of the CRPS that suits a model: stated quantiles, an ensemble of members, or a single figure."""
    if model in g.quantiles:
        return QUANTILE_CRPS
    return FAIR_CRPS.format(g.members[model].shape[-1]) if model in g.members else POINT_CRPS


def crps(g: Graded, model: str, j: int) -> Floats:
    """CRPS summed over places, over the people counted there, of every origin at lead j; see ``crps_estimator``."""
    truth = g.line[:, :, j]
    if model in g.quantiles:
        each = scores.crps_quantiles(LEVELS, g.quantiles[model][:, :, j], truth)
    elif model in g.members:
        each = scores.crps_fair(g.members[model][:, :, j], truth)
    else:
        path = g.forecasts["persistence" if model == PLAIN else model]
        each = scores.absolute_error(path[:, :, j], truth)
    return _relative(each, truth)


def total_crps(g: Graded, model: str, j: int) -> Floats:
    """CRPS of the total over the total, of every origin at lead j."""
    each = scores.crps_quantiles(LEVELS, g.total_quantiles[model][:, j], g.total_line[:, j])
    return np.asarray(each / g.total_line[:, j])


def interval_90(g: Graded, model: str, j: int) -> Floats:
    """Interval score of the 90 % ranges summed over places, over the people counted there."""
    low, high = (g.quantiles[model][:, :, j, level_row(p)] for p in RANGES["90"])
    return _relative(scores.interval_score(low, high, g.line[:, :, j], 0.9), g.line[:, :, j])


def bias(g: Graded, model: str, j: int) -> Floats:
    """Signed error summed over places, over the people counted there; positive: too many forecast."""
    return _relative(scores.error(g.forecasts[model][:, :, j], g.line[:, :, j]), g.line[:, :, j])


def _relative(each: Floats, truth: Floats) -> Floats:
    counted = np.nansum(truth, axis=1)
    return np.asarray(np.where(counted > 0, np.nansum(each, axis=1) / np.where(counted > 0, counted, 1.0), np.nan))


def coverage(
    graded: Sequence[Graded],
    j: int,
    per_cent: str,
    *,
    model: str = "kilis",
    total: bool = False,
    regime: str | None = None,
) -> float:
    """How often the truth lay in the range: mean over conflicts (one vote each) of the share of cases.

    Cases are places that had been counted by the origin (or totals); ``regime`` restricts the origins.
    """
    counted = _held(graded, j, per_cent, model, total, regime)
    shares = [hits.sum() / cases.sum() for hits, cases in counted.values() if cases.any()]
    return float(np.mean(shares)) if shares else float("nan")


def coverage_interval(
    graded: Sequence[Graded], j: int, per_cent: str, *, total: bool = False, regime: str | None = None
) -> list[float | None]:
    """The 90 % interval of our own coverage, over origins and conflicts."""
    counted = _held(graded, j, per_cent, "kilis", total, regime)
    hits, cases = ({name: pair[k] for name, pair in counted.items()} for k in (0, 1))
    return [_round(x) for x in share_interval(hits, cases)]


def _held(
    graded: Sequence[Graded], j: int, per_cent: str, model: str, total: bool, regime: str | None
) -> dict[str, tuple[Floats, Floats]]:
    """By conflict: how many truths lay in the range, and how many there were, of every origin."""
    low, high = (level_row(p) for p in RANGES[per_cent])
    out = {}
    for g in graded:
        q = g.total_quantiles[model][:, None, j] if total else g.quantiles[model][:, :, j]
        y = g.total_line[:, None, j] if total else g.line[:, :, j]
        usable = ~np.isnan(y) & (True if total else g.counted)
        if regime:
            usable &= (g.regime == regime)[:, None]
        held = scores.covered(q[..., low], q[..., high], y) & usable
        out[g.name] = (held.sum(axis=1).astype(np.float64), usable.sum(axis=1).astype(np.float64))
    return out


def pit_histogram(graded: Sequence[Graded], j: int, n_bins: int = 10) -> list[float]:
    """Share of cases per tenth of the forecast's distribution, conflicts weighing the same; 0.1 each if calibrated."""
    shares = []
    for g in graded:
        usable = ~np.isnan(g.line[:, :, j]) & g.counted
        if usable.any():
            p = scores.pit(LEVELS, g.quantiles["kilis"][:, :, j][usable], g.line[:, :, j][usable])
            shares.append(np.histogram(p, bins=n_bins, range=(0.0, 1.0))[0] / len(p))
    return [round(float(x), 4) for x in np.mean(shares, axis=0)] if shares else []


def skill_of(
    graded: Sequence[Graded],
    score: Callable[[Graded, str, int], Floats],
    model: str,
    j: int,
    *,
    regime: str | None = None,
    without: Sequence[str] = (),
) -> Skill:
    """Skill of a model against persistence (dressed the same way where the score is of ranges) at lead j."""
    used = [g for g in graded if g.name not in without]

    def masked(g: Graded, name: str) -> Floats:
        s = score(g, name, j)
        return s if regime is None else np.where(g.regime == regime, s, np.nan)

    return skill({g.name: masked(g, model) for g in used}, {g.name: masked(g, "persistence") for g in used})


def ratio_of(graded: Sequence[Graded], score: Callable[[Graded, str, int], Floats], model: str, j: int) -> float:
    """The ratio alone, without its interval."""
    return mean_ratio(
        {g.name: score(g, model, j) for g in graded}, {g.name: score(g, "persistence", j) for g in graded}
    )[0]


def summary(graded: Sequence[Graded], without: Sequence[str] = ()) -> Document:
    """Everything as one JSON document: by lead time, by model, by conflict, by regime.

    ``without``: conflicts also left out in a second row (those with few origins weigh as much as the others).
    """
    leads = [int(x) for x in graded[0].leads]
    models = [m for m in graded[0].forecasts if all(m in g.forecasts for g in graded)]
    return {
        "conflicts": {g.name: {"origins": len(g.origins), "places": len(g.places)} for g in graded},
        "leads_days": leads,
        "target": "the line between real counts; 'counts' means real counts within three days of the target date",
        "reference": "persistence: the last count carried forward; for ranges dressed the same way",
        "crps_estimator": {m: crps_estimator(graded[0], m) for m in models} | {PLAIN: POINT_CRPS},
        "interval": "middle 90 % of 1000 circular block bootstraps over origins, blocks of round(sqrt(n)) origins; "
        "for means conflicts are drawn too (doi:10.1214/aos/1176347265)",
        "models": {m: _model(graded, m, without) for m in models},
        PLAIN: {str(lead): {"crps_ratio": _skill(skill_of(graded, crps, PLAIN, j))} for j, lead in enumerate(leads)},
        "ranges": {str(lead): _ranges(graded, j, without) for j, lead in enumerate(leads)},
    }


def _model(graded: Sequence[Graded], model: str, without: Sequence[str]) -> Document:
    """Point scores of one model, by lead."""
    out: Document = {}
    for j, lead in enumerate(graded[0].leads):
        place = skill_of(graded, ard, model, j)
        row: Document = {
            "ard": _mean_over_conflicts(graded, partial(ard, model=model, j=j)),
            "mae_persons": _mean_over_conflicts(graded, partial(_mae, model=model, j=j)),
            "bias": _mean_over_conflicts(graded, partial(bias, model=model, j=j)),
            "ard_ratio": _skill(place),
            "crps": _mean_over_conflicts(graded, partial(crps, model=model, j=j)),
            "crps_ratio": _skill(skill_of(graded, crps, model, j)),
            "ard_ratio_counts": _skill(skill_of(graded, ard_of_counts, model, j)),
            "total_ratio": _skill(skill_of(graded, total_error, model, j)),
            "by_regime": {r: _skill(skill_of(graded, ard, model, j, regime=r)) for r in REGIMES},
        }
        if without:
            row["ard_ratio_without"] = _skill(skill_of(graded, ard, model, j, without=without))
            row["crps_ratio_without"] = _skill(skill_of(graded, crps, model, j, without=without))
        out[str(lead)] = row
    return out


def _ranges(graded: Sequence[Graded], j: int, without: Sequence[str]) -> Document:
    """Scores of the ranges at one lead."""
    out: Document = {
        "total_crps_ratio": _skill(skill_of(graded, total_crps, "kilis", j)),
        "interval_score_ratio": _skill(skill_of(graded, interval_90, "kilis", j)),
        "pit": pit_histogram(graded, j),
    }
    for per_cent in RANGES:
        out[f"coverage_{per_cent}"] = {
            "places": _round(coverage(graded, j, per_cent)),
            "totals": _round(coverage(graded, j, per_cent, total=True)),
            "persistence": _round(coverage(graded, j, per_cent, model="persistence")),
            **{r: _round(coverage(graded, j, per_cent, regime=r)) for r in REGIMES},
        }
        out[f"coverage_{per_cent}_interval"] = {
            "places": coverage_interval(graded, j, per_cent),
            "totals": coverage_interval(graded, j, per_cent, total=True),
            **{r: coverage_interval(graded, j, per_cent, regime=r) for r in REGIMES},
        }
    return out


def _mae(g: Graded, model: str, j: int) -> Floats:
    """Mean |error| per place in persons, of every origin."""
    each = scores.absolute_error(g.forecasts[model][:, :, j], g.line[:, :, j])
    known = (~np.isnan(each)).sum(axis=1)
    return np.asarray(np.where(known > 0, np.nansum(each, axis=1) / np.maximum(known, 1), np.nan))


def _mean_over_conflicts(graded: Sequence[Graded], score: Callable[[Graded], Floats]) -> float | None:
    """Mean over conflicts of the mean over origins."""
    means = [float(np.nanmean(s)) for g in graded if not np.isnan(s := score(g)).all()]
    return _round(float(np.mean(means))) if means else None


def _skill(s: Skill) -> Document:
    return {
        "ratio": _round(s.ratio),
        "low": _round(s.low),
        "high": _round(s.high),
        "n_origins": s.n_origins,
        "by_conflict": {
            name: {
                "ratio": _round(r.ratio),
                "low": _round(r.low),
                "high": _round(r.high),
                "n_origins": r.n_origins,
                "verdict": r.verdict,
            }
            for name, r in s.by_conflict.items()
        },
    }


def _round(x: float) -> float | None:
    return None if np.isnan(x) else round(float(x), 4)
