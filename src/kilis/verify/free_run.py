"""Simulations that never look at the counts they are graded with: Flee's rules, and a cold start by distance.

Both are given the total of every day (Flee's own task), so they know more than any forecast does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kilis.engine import simulate
from kilis.forecast.counts import EVER, Counts
from kilis.forecast.network_share import NEAR_KM, distances, pressure, span
from kilis.scenario import Scenario
from kilis.sources.flee import read_flee

Floats = NDArray[np.float64]

DECAYS = (1.0, 1.5, 2.0, 2.5, 3.0)
"""Exponents of distance among which the cold start chooses, on other conflicts."""

ALIKE = (0.0, 0.2, 0.4)
"""Shares of the rise that go to all open sites alike, among which it chooses too."""

FLEE_MEMBERS = 5
"""Members of a run of Flee's rules; their mean is the point forecast, all of them the distribution."""

SENTENCES = {
    "flee": "Flee's rules free-running with the total given, without the capacities that leak",
    "flee_leaked": "the same with the capacities that equal a count of the scored series",
}


def flee_runs(folder: Path, counts: Counts) -> dict[str, Floats]:
    """Stock [member, day, place] of Flee's rules, with and without leaked capacities; places as in ``counts``.

    A case that empties its camps on the first day gets the first day's counts back.
    """
    runs = {}
    for name, leaked in (("flee", False), ("flee_leaked", True)):
        scenario = read_flee(folder, leaked_capacities=leaked, unsupported=True).scenario
        found = simulate(scenario, members=FLEE_MEMBERS, seed=1)
        column = {place: i for i, place in enumerate(found.places)}
        runs[name] = found["stock"][:, :, [column[p] for p in counts.places]].astype(np.float64)
        start = np.nan_to_num([s.at(counts.start) for s in counts.places.values()])
        if runs[name][:, 0].sum() == 0 and start.sum() > 0:
            runs[name] += start
    return runs


@dataclass(frozen=True, slots=True)
class Given:
    """What a cold start is given: the total of every day, who was where on the first day, and the map.

    ``truth`` [day, site]: the line through the counts, from nobody on the first day where that has no count (Flee's
    own truth). ``pressure`` [day, place]: population x intensity of places in conflict. ``km`` [site, place]: along the
    routes. ``open`` [day, site].
    """

    truth: Floats
    pressure: Floats
    km: Floats
    open: NDArray[np.bool_]


def given(scenario: Scenario, counts: Counts) -> Given:
    """Gather what a cold start is given."""
    there = {p.id for p in scenario.places}
    sites = [p for p in counts.places if p in there]
    return Given(
        np.stack([_line(counts, p, scenario.n_days) for p in sites], axis=1),
        pressure(scenario),
        distances(scenario, sites),
        np.stack([_open_days(scenario, p) for p in sites], axis=1),
    )


def _line(counts: Counts, place: str, n_days: int) -> Floats:
    known = counts.places[place].known(EVER)
    if not len(known.days):
        return np.zeros(n_days)
    x, y = known.days, known.persons
    if x[0] > counts.start:
        x, y = np.r_[counts.start, x], np.r_[0.0, y]
    return np.asarray(np.interp(counts.start + np.arange(n_days), x, y))


def _open_days(scenario: Scenario, place: str) -> NDArray[np.bool_]:
    """On which days people can reach and enter a site: its own closings and cuts, and those of its border."""
    iso3 = next(p.iso3 for p in scenario.places if p.id == place)
    border = {frozenset((scenario.coo_iso3, iso3))}
    is_open = np.ones(scenario.n_days, dtype=bool)
    for e in scenario.events:
        pair = frozenset(e.target.split("--")) in border
        own = e.target == place and e.event in ("site_closes", "cut")
        if own or (pair and e.event in ("close", "cut")):
            is_open[span(scenario, e.date, e.until)] = False
    return is_open


def cold_start(known: Given, decay: float, alike: float) -> float:
    """Relative difference, mean over days, of a run without counts: the rise of the total shared out by distance.

    Each day's rise goes to the open sites in proportion to ``sum over places of population x intensity / (10 km +
    path)^decay``, but for a share ``alike`` that goes to all of them in equal parts; a fall takes in proportion.
    The first day's counts are given, as in Flee.
    """
    pull = (1.0 / (NEAR_KM + known.km) ** decay) @ known.pressure.T
    total = known.truth.sum(axis=1)
    stock = known.truth[0].copy()
    scores = []
    for day, persons in enumerate(total):
        usable = known.open[day] if known.open[day].any() else np.ones(len(stock), dtype=bool)
        weight = pull[:, day] * usable if (pull[:, day] * usable).sum() > 0 else usable.astype(float)
        rise = persons - stock.sum()
        share = (1.0 - alike) * weight / weight.sum() + alike * usable / usable.sum()
        stock = stock + rise * share if rise >= 0 else stock * persons / stock.sum()
        if persons > 0:
            scores.append(np.abs(stock - known.truth[day]).sum() / persons)
    return float(np.mean(scores))


def cold_starts(conflicts: Mapping[str, Given]) -> dict[str, tuple[float, float, float]]:
    """(Score, decay, share alike) of every conflict, both chosen as the best on the others."""
    choices = [(decay, alike) for decay in DECAYS for alike in ALIKE]
    table = {name: [cold_start(g, *choice) for choice in choices] for name, g in conflicts.items()}
    out = {}
    for name in conflicts:
        others = np.mean([row for n, row in table.items() if n != name] or [table[name]], axis=0)
        best = int(np.argmin(others))
        out[name] = (table[name][best], *choices[best])
    return out


def run_score(stock: Floats, truth: Floats) -> float:
    """Relative difference of a run, mean over days with anybody to count; arrays [day, site], persons.

    >>> run_score(np.array([[5.0, 5.0]]), np.array([[10.0, 0.0]]))
    1.0
    """
    total = truth.sum(axis=1)
    some = total > 0
    return float((np.abs(stock - truth).sum(axis=1)[some] / total[some]).mean())


def at_targets(stock: Floats, start: int, origins: Sequence[int], leads: NDArray[np.int64]) -> Floats:
    """A run's stock [member, day, place] at the target dates: [origin, place, lead, member]; NaN beyond the run."""
    days = np.asarray(origins, dtype=np.int64)[:, None] + leads[None, :] - start
    inside = days < stock.shape[1]
    found = stock[:, np.minimum(days, stock.shape[1] - 1)]
    return np.where(inside[:, :, None], found, np.nan).transpose(1, 3, 2, 0)
