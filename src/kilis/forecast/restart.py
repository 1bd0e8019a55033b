"""The simulation restarted from today's counts: where people who leave as they do now would arrive.

The engine runs from the origin on the map as it was known then: conflicts, shut borders, cut roads, sites not yet
open. Its arrivals give every place a share of the inflow. How attractive each counted place has been beyond what the
map says is learned from its own recent increments, and shrunk towards the map by the number of its counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kilis.engine import simulate
from kilis.forecast.known import world_known
from kilis.scenario.model import Prior, Scenario

Floats = NDArray[np.float64]

ALIKE = 0.2
"""Share of the inflow that goes alike to all places that can be reached, whatever their distance."""

SHRINKING = 2.0
"""A place's own increments count as much as the map's share when there are this many of them."""

MOST_INCREMENTS = 30
"""More increments than these say no more."""

CARRIED, FADING_DAYS = 0.6, 60.0
"""The inflow goes on at 60 % of its recent rate and fades with a time of 60 days."""

UNSEEN_DAYS = 30
"""Somebody has been arriving at a place never counted for this long before the origin, unless it opened later."""

MAP = {
    "distance_decay": 2.0,
    "softening_km": 10.0,
    "attractiveness_site": 1.0,
    "attractiveness_settlement": 1.0,
    "attractiveness_abroad": 1.0,
}
"""What draws people in a restarted simulation: chosen on the conflicts of the benchmark, where 2 and 3 do alike."""

AT_ONCE = {
    "departure_rate": 1e-6,
    "speed_km_per_day": 2000.0,
    "onward_site_per_day": 0.0,
    "onward_settlement_per_day": 0.0,
    "hope": 0.0,
}
"""For shares alone: so few leave that no capacity binds; they arrive at once, and nobody waits at a shut gate."""

SHARE_DAYS = 3
"""Days simulated for shares; the arrivals of the last count."""


def restarted(
    scenario: Scenario,
    origin: datetime.date,
    n_days: int,
    stocks: Mapping[str, float],
    attractiveness: Mapping[str, float],
    parameters: Mapping[str, Prior],
) -> Scenario:
    """The world from the origin on, as known then, with today's stocks and people drawn as has been learned.

    ``stocks`` are put into sites. A place not named in ``attractiveness`` draws nobody; a settlement without conflict
    that is not named is only passed through. People leave places in conflict by ``departure_rate``; stated departures
    are of the past.
    """
    world = world_known(scenario, origin, n_days)
    events = tuple(
        replace(e, date=max(e.date, origin))
        for e in sorted(world.events, key=lambda e: e.date)  # of one day the last row holds, and these become one day's
        if e.event != "departures" and (e.until is None or e.until > origin)
    )
    sources = {e.target for e in events if e.event == "conflict"}
    places = []
    for p in world.places:
        lived_in = p.kind == "settlement" and (p.id in attractiveness or p.id in sources)
        people = p.population if lived_in else round(stocks.get(p.id, 0.0)) if p.kind == "site" else None
        kind = "waypoint" if p.kind == "settlement" and not lived_in else p.kind
        places.append(replace(p, kind=kind, population=people, attractiveness=attractiveness.get(p.id, 0.0)))
    return replace(
        world,
        start=origin,
        places=tuple(places),
        events=events,
        observations=(),
        rule="gravity",
        parameters=dict(parameters),
        variants=(),
        groups=(),
        group_sizes=(),
    )


def fixed(values: Mapping[str, float]) -> dict[str, Prior]:
    """Parameters with one value each."""
    return {name: Prior("fixed", (value,)) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Network:
    """Where people who leave would arrive, on any date, as far as the map of a scenario was known on it."""

    scenario: Scenario
    _found: dict[tuple[int, tuple[str, ...]], dict[str, float]] = field(default_factory=dict, repr=False)

    def shares(self, day: int, places: Sequence[str]) -> dict[str, float]:
        """Share of the inflow of every place that can be reached on a day; empty where the map says nothing."""
        key = (day, tuple(places))
        if key not in self._found:
            self._found[key] = self._shares(day, places)
        return self._found[key]

    def _shares(self, day: int, places: Sequence[str]) -> dict[str, float]:
        origin = datetime.date.fromordinal(day)
        own = {p.id: p.attractiveness for p in self.scenario.places if p.id in set(places)}
        if not self.scenario.start <= origin < self.scenario.end or not own:
            return {}
        world = restarted(self.scenario, origin, SHARE_DAYS - 1, {}, own, fixed({**MAP, **AT_ONCE}))
        found = simulate(world, arithmetic="means", threads=1)
        arrived = {p: float(found["arrivals"][0, -1, found.places.index(p)]) for p in own}
        reached = {p: n for p, n in arrived.items() if n > 0}
        total = sum(reached.values())
        return {p: (1.0 - ALIKE) * n / total + ALIKE / len(reached) for p, n in reached.items()}


def carried(horizon_days: Floats) -> Floats:
    """How many days of the recent inflow arrive within a horizon: ``0.6 x 60 x (1 - exp(-horizon / 60))``.

    >>> carried(np.array([0.0, 30.0, 1e9])).round(1)
    array([ 0. , 14.2, 36. ])
    """
    return np.asarray(CARRIED * FADING_DAYS * (1.0 - np.exp(-horizon_days / FADING_DAYS)))


def learned_shares(inflow: Floats, n_counts: NDArray[np.int64], by_map: Floats) -> Floats:
    """Shares of the inflow [place], learned from increments and shrunk towards the map; they sum to 1.

    ``n / (n + 2)`` of a place's own share of the recent inflow, n its number of increments (at most 30), the rest its
    share by the map (``by_map``, in any unit). ``inflow`` in persons per day, of which some must be above zero.

    >>> learned_shares(np.array([30.0, 10.0]), np.array([3, 3]), np.array([1.0, 1.0])).tolist()
    [0.625, 0.375]
    """
    n = np.minimum(np.maximum(n_counts - 1, 0), MOST_INCREMENTS)
    trust = n / (n + SHRINKING)
    prior = by_map / by_map.sum() if by_map.sum() > 0 else np.full(len(by_map), 1.0 / len(by_map))
    shares = trust * inflow / inflow.sum() + (1.0 - trust) * prior
    return np.asarray(shares / shares.sum())


def attractiveness_for(world: Scenario, wanted: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Attractiveness of places at which the engine's arrivals are shared as wanted, and arrivals per departure rate.

    ``world`` is restarted and has every place of ``wanted`` (shares, which sum to 1). Six rounds of wanted over got,
    then their geometric mean, weighted by the shares, is made 1: a place of which nothing is known draws as on the map.
    The second number is persons per day in all for a departure rate of 1 a day.
    """
    factor = dict.fromkeys(wanted, 1.0)
    total = 0.0
    short = replace(world, end=world.start + datetime.timedelta(days=SHARE_DAYS), parameters=fixed({**MAP, **AT_ONCE}))
    for _ in range(6):
        drawn = tuple(replace(p, attractiveness=factor.get(p.id, 0.0)) for p in short.places)
        found = simulate(replace(short, places=drawn), arithmetic="means", threads=1)
        got = {p: float(found["arrivals"][0, -1, found.places.index(p)]) for p in wanted}
        total = sum(got.values())
        reached = sum(share for p, share in wanted.items() if got[p] > 0)
        for p, share in wanted.items():
            if got[p] > 0:
                factor[p] *= (share / reached) / (got[p] / total)
    mean = float(np.exp(sum(share * np.log(factor[p]) for p, share in wanted.items())))
    return {p: f / mean for p, f in factor.items()}, total / AT_ONCE["departure_rate"]
