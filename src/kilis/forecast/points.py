"""The point forecast of every place of a scenario at one origin, with what its uncertainty is scaled by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import activity, bank, combined, robust_slope
from kilis.forecast.counts import Counts, Series
from kilis.forecast.network_share import ALIKE

Floats = NDArray[np.float64]

NEIGHBOURS = 0.5
"""How much of the mean activity of all places counts for each: a quiet camp beside busy ones can fill tomorrow."""


@dataclass(frozen=True, slots=True)
class Points:
    """What is known and forecast at one origin, before any range is put around it.

    ``level``, ``age_days`` and ``activity`` [place]: last count (NaN if there is none), its age, and the mean
    |change| per day, its own plus half of the mean over places.
    ``forecast`` and ``persistence`` [place, lead] and each of ``members`` in persons. ``scale``
    [place, lead]: the size of an ordinary error, from level, activity and horizon.
    """

    origin: int
    leads: Floats
    places: tuple[str, ...]
    level: Floats
    age_days: Floats
    activity: Floats
    members: Mapping[str, Floats]
    forecast: Floats
    persistence: Floats
    scale: Floats


def points(counts: Counts, origin: int, leads: Floats) -> Points:
    """The bank and its median for every place of ``counts``, from what was published by the origin.

    A place that was never counted stays empty unless its opening is known: from its opening date on it takes the
    network's share of the recent inflow of all places.
    """
    names = tuple(counts.places)
    known = {name: counts.places[name].known(origin) for name in names}
    paths = {name: bank(s, origin, leads) for name, s in known.items() if len(s.days)}
    n = (len(names), len(leads))
    level, age, active = np.full(n[0], np.nan), np.full(n[0], np.nan), np.zeros(n[0])
    forecast, persistence, horizon = np.zeros(n), np.zeros(n), np.tile(leads, (n[0], 1))
    member_paths = {m: np.zeros(n) for m in next(iter(paths.values()), {})}
    newcomers = _newcomers(counts, known, origin)
    for i, name in enumerate(names):
        if name in paths:
            level[i], age[i] = known[name].persons[-1], origin - int(known[name].days[-1])
            active[i] = activity(known[name], origin)
            forecast[i], persistence[i] = combined(paths[name], len(known[name].days)), level[i]
            horizon[i] += age[i]
            for member, path in paths[name].items():
                member_paths[member][i] = path
        elif name in newcomers:
            active[i] = newcomers[name]
            horizon[i] += origin - counts.openings[name][0]
            forecast[i] = newcomers[name] * horizon[i]
    counted = ~np.isnan(level)
    if counted.any():
        active[counted] += NEIGHBOURS * active[counted].mean()
    horizon = np.maximum(horizon, 1.0)
    base = np.where(np.isnan(level)[:, None], forecast, level[:, None])
    return Points(
        origin, leads, names, level, age, active, member_paths, forecast, persistence, scale(base, active, horizon)
    )


def scale(level: Floats, active: Floats, horizon_days: Floats) -> Floats:
    """Size of an ordinary error in persons: ``level^0.4 x (activity x horizon)^0.6``, the level at least 50.

    ``level`` and ``horizon_days`` [place, lead] (the age of the last count is part of the horizon), ``active`` [place]
    in persons per day. Between a pure share of the stock and a pure multiple of the recent change.

    >>> scale(np.array([[10_000.0]]), np.array([100.0]), np.array([[30.0]])).round()
    array([[4856.]])
    """
    return np.asarray(np.maximum(level, 50.0) ** 0.4 * (active[:, None] * horizon_days) ** 0.6)


def _newcomers(counts: Counts, known: Mapping[str, Series], origin: int) -> dict[str, float]:
    """Persons per day that each site just opened and never counted takes of the recent inflow of all places.

    Four fifths by its weight on the map among the open sites, one fifth in equal shares; all in equal shares where
    the map says nothing.
    """
    waiting = [p for p, s in known.items() if not len(s.days) and counts.opened_by(p, origin) is not None]
    if not waiting:
        return {}
    counted = [p for p, s in known.items() if len(s.days)]
    inflow = sum(max(0.0, robust_slope(known[p], origin, 60)) for p in counted)
    weights = {p: counts.pull(p, origin) for p in (*counted, *waiting)}
    total, n = sum(weights.values()), len(weights)
    by_map = {p: weights[p] / total if total > 0 else 1.0 / n for p in waiting}
    return {p: inflow * ((1.0 - ALIKE) * by_map[p] + ALIKE / n) for p in waiting}
