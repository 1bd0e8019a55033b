"""What the map says of where people go: population in conflict, its intensity, and the way to every site."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from kilis.scenario.model import Scenario

Floats = NDArray[np.float64]

NEAR_KM = 10.0
"""Added to every path, so that next door is not infinitely attractive."""


def pressure(scenario: Scenario) -> Floats:
    """Population x intensity of every place in conflict, [day, place]; places in the order of the scenario."""
    row = {p.id: i for i, p in enumerate(scenario.places)}
    intensity = np.zeros((scenario.n_days, len(row)))
    for e in scenario.events:
        if e.event == "conflict" and e.target in row:
            intensity[span(scenario, e.date, e.until), row[e.target]] = 1.0 if e.value is None else e.value
    return np.asarray(intensity * np.array([float(p.population or 0) for p in scenario.places]))


def distances(scenario: Scenario, sites: Sequence[str]) -> Floats:
    """Kilometres [site, place] from every place to every site along the routes; infinite where there is no way."""
    row = {p.id: i for i, p in enumerate(scenario.places)}
    ways = [(row[r.origin], row[r.destination], r.distance_km) for r in scenario.routes]
    ways += [(b, a, km) for (a, b, km), r in zip(ways, scenario.routes, strict=True) if r.both_ways]
    if not ways or not sites:
        return np.full((len(sites), len(row)), np.inf)
    start, end, km = (np.array(column) for column in zip(*ways, strict=True))
    backwards = coo_array((km, (end, start)), shape=(len(row), len(row))).tocsr()
    return np.asarray(dijkstra(backwards, indices=[row[s] for s in sites]))


def span(scenario: Scenario, date: datetime.date, until: datetime.date | None) -> slice:
    """The days of the scenario from a date until another, which is excluded."""
    last = scenario.n_days if until is None else (until - scenario.start).days
    return slice(max(0, (date - scenario.start).days), max(0, last))
