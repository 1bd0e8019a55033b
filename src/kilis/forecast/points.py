"""The point forecast of every place of a scenario at one origin, with what its uncertainty is scaled by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import MEMBERS, activity, bank, combined, robust_slope
from kilis.forecast.counts import Counts, Series
from kilis.forecast.restart import UNSEEN_DAYS, carried, learned_shares

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

    A place that was never counted and is not known to be shut takes the map's share of the recent inflow of all places.
    """
    names = tuple(counts.places)
    known = {name: counts.places[name].known(origin) for name in names}
    counted = {name: s for name, s in known.items() if len(s.days)}
    n = (len(names), len(leads))
    level, age, active = np.full(n[0], np.nan), np.full(n[0], np.nan), np.zeros(n[0])
    forecast, persistence, horizon = np.zeros(n), np.zeros(n), np.tile(leads, (n[0], 1))
    member_paths = {m: np.zeros(n) for m in MEMBERS} if counted else {}
    restart, newcomers = _restarted(counts, counted, origin, leads)
    for i, name in enumerate(names):
        if name in counted:
            s = counted[name]
            level[i], age[i] = s.persons[-1], origin - int(s.days[-1])
            active[i] = activity(s, origin)
            paths = {**bank(s, origin, leads), "restart": restart[name]}
            forecast[i], persistence[i] = combined(paths, len(s.days)), level[i]
            horizon[i] += age[i]
            for member, path in paths.items():
                member_paths[member][i] = path
        elif name in newcomers:
            active[i], seen_days = newcomers[name]
            horizon[i] += seen_days
            forecast[i] = active[i] * (seen_days + carried(leads))
    known_level = ~np.isnan(level)
    if known_level.any():
        active[known_level] += NEIGHBOURS * active[known_level].mean()
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


def _restarted(
    counts: Counts, counted: Mapping[str, Series], origin: int, leads: Floats
) -> tuple[dict[str, Floats], dict[str, tuple[float, int]]]:
    """What the restarted simulation adds: the path of every counted place, and the others' inflow and since when.

    The recent inflow of all counted places is shared out anew by ``learned_shares``. On top of it, as arrivals that
    nobody has counted yet, a place without counts takes the map's share of that inflow per day, since it opened, but
    for no more than ``UNSEEN_DAYS`` before the origin. Where the map says nothing, only a site known to have opened
    does, and its share is that of all others.
    """
    names = list(counted)
    slopes = np.array([max(0.0, robust_slope(s, origin, 60)) for s in counted.values()])
    inflow = float(slopes.sum())
    shares = counts.shares(origin)
    paths = {p: np.full(len(leads), s.persons[-1]) for p, s in counted.items()}
    if inflow > 0:
        n = np.array([len(s.days) for s in counted.values()])
        learned = learned_shares(slopes, n, np.array([shares.get(p, 0.0) for p in names]))
        for p, share in zip(names, learned, strict=True):
            age = origin - int(counted[p].days[-1])
            paths[p] = paths[p] + inflow * share * carried(age + leads)
    newcomers = {}
    waiting = [p for p in counts.places if p not in counted]
    opened = [p for p in waiting if counts.opened_by(p, origin) is not None]
    taken = shares or {p: 1.0 / (len(counted) + len(opened)) for p in opened}
    for p in waiting:
        if taken.get(p, 0.0) > 0:
            since = counts.opened_by(p, origin) or counts.start
            newcomers[p] = (inflow * taken[p], min(UNSEEN_DAYS, origin - since))
    return paths, newcomers
