"""Errors of past forecasts, in units of their scale: what ranges are made from and widths corrected by.

Errors are made by forecasting again from past origins with what was known then, and are used from the day on which
the count behind them was published.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.counts import EVER, Counts, Series
from kilis.forecast.points import Points, points, scale

Floats = NDArray[np.float64]
Days = NDArray[np.int64]

LEADS = np.array([1.0, 7.0, 14.0, 30.0, 60.0, 90.0])
"""Lead times in days at which errors are collected; between them their quantiles are interpolated."""

Case = tuple[int, int, float, int, bool]

EVERY_DAYS = 15
"""Distance between the past origins from which errors are collected."""

KINDS = ("place", "total")
MODELS = ("bank", "persistence")


@dataclass(frozen=True, slots=True)
class Residuals:
    """Scaled errors of one kind (place or total) and model (bank or persistence) in one conflict; arrays [case]."""

    origin: Days
    lead: Days
    """Row of ``LEADS``."""
    error: Floats
    """(count - forecast) / scale."""
    verified: Days
    """Day on which the count behind the error had been published."""
    plateau: NDArray[np.bool_]
    """Whether the total stood still at the origin (see ``regime``)."""

    def before(self, day: int) -> Residuals:
        """Only what could be known on that day."""
        seen = (self.verified <= day) & (self.origin < day)
        return self.where(seen)

    def where(self, chosen: NDArray[np.bool_]) -> Residuals:
        """Only the chosen cases."""
        return Residuals(
            self.origin[chosen], self.lead[chosen], self.error[chosen], self.verified[chosen], self.plateau[chosen]
        )


def collect(counts: Counts, last_origin: int | None = None) -> dict[tuple[str, str], Residuals]:
    """Scaled errors of every past origin of a conflict, by (kind, model), up to the last origin (default: the end).

    Of places counted by their origin: how wrong a guess about a place never counted is says little of the others.
    """
    last = counts.end - 1 if last_origin is None else last_origin
    truths = {name: _Truth(s) for name, s in counts.places.items()}
    rows: dict[tuple[str, str], list[Case]] = {(k, m): [] for k in KINDS for m in MODELS}
    for origin in range(counts.start + EVERY_DAYS, last, EVERY_DAYS):
        made = points(counts, origin, LEADS)
        counted = ~np.isnan(made.level)
        for j, lead in enumerate(LEADS):
            target = origin + int(lead)
            asked = [n if target < counts.end and had else None for n, had in zip(made.places, counted, strict=True)]
            _append(rows, made, j, [None if name is None else truths[name].at(target) for name in asked])
    return {key: _residuals(value) for key, value in rows.items()}


class _Truth:
    """The line between the counts of a place, and since when each stretch of it has been known."""

    def __init__(self, places_series: Series) -> None:
        latest = places_series.known(EVER)
        self.days, self.published, self.persons = latest.days, latest.published, latest.persons

    def at(self, day: int) -> tuple[float, int] | None:
        """(persons, day on which both counts around that day had been published); None outside the counts."""
        right = int(np.searchsorted(self.days, day))
        if right == len(self.days) or (right == 0 and self.days[0] != day):
            return None
        left = right if self.days[right] == day else right - 1
        published = int(max(self.published[left], self.published[right]))
        return float(np.interp(day, self.days, self.persons)), published


def _append(
    rows: dict[tuple[str, str], list[Case]],
    made: Points,
    j: int,
    known: list[tuple[float, int] | None],
) -> None:
    """Add the errors of one origin and lead, place by place and in total, for the bank and for persistence."""
    scored = [i for i, k in enumerate(known) if k is not None]
    if not scored:
        return
    truth = np.array([k[0] for k in known if k is not None])
    published = [k[1] for k in known if k is not None]
    total_scale_ = total_scale(made, np.array(scored))[j]
    still = made.regime == "plateau"
    for model, paths in (("bank", made.forecast), ("persistence", made.persistence)):
        errors = truth - paths[scored, j]
        for i, error, day in zip(scored, errors, published, strict=True):
            if made.scale[i, j] > 0:
                rows["place", model].append((made.origin, j, float(error / made.scale[i, j]), day, still))
        if total_scale_ > 0:
            rows["total", model].append((made.origin, j, float(errors.sum() / total_scale_), max(published), still))


def total_scale(made: Points, rows: NDArray[np.int64] | None = None) -> Floats:
    """Size of an ordinary error of the sum over places (all, or those rows), persons [lead].

    Level and activity are sums over places; the horizon is the lead plus the mean age of the counts, by level.
    """
    chosen = np.arange(len(made.places)) if rows is None else rows
    level, active = np.nan_to_num(made.level[chosen]), made.activity[chosen]
    age = float((np.nan_to_num(made.age_days[chosen]) * level).sum() / max(level.sum(), 1.0))
    horizon = (made.leads + age)[None, :]
    return np.asarray(scale(np.full(horizon.shape, level.sum()), np.array([active.sum()]), horizon)[0])


def _residuals(rows: list[Case]) -> Residuals:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    origin, lead, verified = (np.array(columns[k], dtype=np.int64) for k in (0, 1, 3))
    return Residuals(
        origin, lead, np.array(columns[2], dtype=np.float64), verified, np.array(columns[4], dtype=np.bool_)
    )
