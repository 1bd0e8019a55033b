"""The point forecast of every place of a scenario at one origin, with what its uncertainty is scaled by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import MEMBERS, activity, bank, combined, robust_slope
from kilis.forecast.counts import Counts
from kilis.forecast.reconcile import reconciled
from kilis.forecast.regime import regime
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
    [place, lead]: the size of an ordinary error, from level, activity, horizon and number of counts. ``regime``:
    growth, plateau or decline.
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
    regime: str


def points(counts: Counts, origin: int, leads: Floats) -> Points:
    """The bank and its median for every place of ``counts``, moved towards the total, from what was published by then.

    Of a place counted n times the size of an ordinary error is 1 + 1 / n times that of ``scale`` (never: twice): how
    much moves there is not yet known.
    A place never counted has what has been arriving there for ``UNSEEN_DAYS``, or since it opened, and goes on to,
    beside those who were there on the first day.
    """
    names = tuple(counts.places)
    known = {name: counts.places[name].known(origin) for name in names}
    counted = {name: s for name, s in known.items() if len(s.days)}
    n = (len(names), len(leads))
    level, age, active = np.full(n[0], np.nan), np.full(n[0], np.nan), np.zeros(n[0])
    forecast, persistence, horizon = np.zeros(n), np.zeros(n), np.tile(leads, (n[0], 1))
    member_paths = {m: np.zeros(n) for m in MEMBERS} if counted else {}
    arriving = inflows(counts, origin)
    for i, name in enumerate(names):
        if name in counted:
            s = counted[name]
            level[i], age[i] = s.persons[-1], origin - int(s.days[-1])
            active[i] = activity(s, origin)
            horizon[i] += age[i]
            paths = {**bank(s, origin, leads), "restart": level[i] + arriving[name] * carried(horizon[i])}
            forecast[i], persistence[i] = combined(paths, len(s.days)), level[i]
            for member, path in paths.items():
                member_paths[member][i] = path
        elif name in arriving or name in counts.at_start:
            active[i] = arriving.get(name, 0.0)
            unseen_days = min(UNSEEN_DAYS, origin - (counts.opened_by(name, origin) or counts.start))
            horizon[i] += unseen_days
            forecast[i] = active[i] * (unseen_days + carried(leads))
            if name in counts.at_start:
                horizon[i] = leads + (origin - counts.start)
                persistence[i] = counts.at_start[name]
                forecast[i] += persistence[i]
    known_level = ~np.isnan(level)
    if known_level.any():
        stated = known_level | (persistence[:, 0] > 0.0)
        active[stated] += NEIGHBOURS * active[known_level].mean()
    horizon = np.maximum(horizon, 1.0)
    base = np.where(np.isnan(level)[:, None], forecast, level[:, None])
    n_counts = np.array([max(len(s.days), 1) for s in known.values()])
    size = scale(base, active, horizon) * (1.0 + 1.0 / n_counts[:, None])
    forecast[known_level] = reconciled(list(counted.values()), origin, leads, forecast[known_level], size[known_level])
    regime_now = regime(counts, origin)
    return Points(origin, leads, names, level, age, active, member_paths, forecast, persistence, size, regime_now)


def scale(level: Floats, active: Floats, horizon_days: Floats) -> Floats:
    """Size of an ordinary error in persons: ``level^0.4 x (activity x horizon)^0.6``, the level at least 50.

    ``level`` and ``horizon_days`` [place, lead] (the age of the last count is part of the horizon), ``active`` [place]
    in persons per day. Between a pure share of the stock and a pure multiple of the recent change.

    >>> scale(np.array([[10_000.0]]), np.array([100.0]), np.array([[30.0]])).round()
    array([[4856.]])
    """
    return np.asarray(np.maximum(level, 50.0) ** 0.4 * (active[:, None] * horizon_days) ** 0.6)


def inflows(counts: Counts, origin: int) -> dict[str, float]:
    """Persons per day who have lately been arriving at every place, as the restarted simulation has it.

    At counted places the recent inflow of them all, shared out anew by ``learned_shares``. On top of it, as arrivals
    that nobody has counted yet, a place without counts takes the map's share of that inflow. Where the map says
    nothing, only a site known to have opened does, and its share is that of all others.
    """
    known = {name: s.known(origin) for name, s in counts.places.items()}
    counted = {name: s for name, s in known.items() if len(s.days)}
    if not counted:
        return {}
    slopes = np.array([max(0.0, robust_slope(s, origin, 60)) for s in counted.values()])
    inflow = float(slopes.sum())
    if inflow == 0.0:
        return dict.fromkeys(counted, 0.0)
    by_map = counts.shares(origin)
    n = np.array([len(s.days) for s in counted.values()])
    learned = learned_shares(slopes, n, np.array([by_map.get(p, 0.0) for p in counted]))
    opened = [p for p in known if p not in counted and counts.opened_by(p, origin) is not None]
    taken = by_map or dict.fromkeys(opened, 1.0 / (len(counted) + len(opened)))
    found = dict(zip(counted, (inflow * learned).tolist(), strict=True))
    return found | {p: inflow * share for p, share in taken.items() if p not in counted}
