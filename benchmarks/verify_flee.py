"""Kilis against Flee 3.1, camp by camp and day by day: ``make verify-flee`` prints docs/flee-verification.md.

Every case runs at Flee's own reduced scale (``hasten``) in both. For each camp and day the means over Flee's seeds and
Kilis's members are compared: z = difference / its standard error. The null is Flee against itself: its seeds split
at random into halves. Runs of Flee are kept, so that an interrupted call goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from flee_cases import CROWDED, Case, cases
from flee_runs import CACHE, Counts, Runs
from verify_page import page

from kilis.engine import simulate
from kilis.engine.simulate import Model, each_member
from kilis.scenario.model import Event, Scenario
from kilis.sources.flee import read_flee

Array = np.ndarray[Any, Any]
SPLITS = 200
"""How often the seeds of Flee are split into halves for the null."""


@dataclass(frozen=True)
class Scores:
    """z-scores of some camps: their root mean square, and what Flee against itself gives (90 % of the splits)."""

    camps: int
    rms: float
    low: float
    high: float
    within_2: float
    largest: float

    @property
    def inside(self) -> bool:
        """Whether Flee against itself differs as much."""
        return self.rms <= self.high


@dataclass(frozen=True)
class Far:
    """A camp far from Flee: its mean difference in agents on days when it is nearly full, and how little it varies."""

    camp: str
    capacity: float
    rms: float
    days_near: int
    difference: float
    deviation: float


@dataclass(frozen=True)
class Row:
    """What was found for one case. ``binding``: camps that were ever filled beyond the buffer in a run of Flee."""

    case: Case
    agents: int
    all: Scores
    binding: Scores | None
    free: Scores | None
    misplaced: float
    noise: float
    spread: float
    worst: str
    worst_agents: float
    departures: float
    only_fixed: int
    far: tuple[Far, ...]


def z_scores(one: Array, two: Array) -> Array:
    """Difference of the means over its standard error (D, P); not a number where nothing varies."""
    variance = one.var(axis=0, ddof=1) / len(one) + two.var(axis=0, ddof=1) / len(two)
    return np.where(variance > 0, two.mean(0) - one.mean(0), np.nan) / np.sqrt(np.where(variance > 0, variance, 1.0))


def root_mean_square(z: Array) -> float:
    """Root of the mean of z squared, where there is any."""
    return float(np.sqrt(np.nanmean(z**2))) if np.isfinite(z).any() else 0.0


def misplacement(one: Array, two: Array, camps: Sequence[int], people: Array) -> float:
    """Mean over days of people in the wrong camp, in percent of all in camps."""
    apart = np.abs(one.mean(0) - two.mean(0))[:, camps].sum(axis=1) / 2
    return float(100 * np.mean(apart / np.maximum(people, 1.0)))


def splits_of(at: Array) -> list[tuple[Array, Array]]:
    """Flee's seeds split at random into halves."""
    generator = np.random.default_rng(1)
    orders = [generator.permutation(len(at)) for _ in range(SPLITS)]
    return [(at[order[: len(at) // 2]], at[order[len(at) // 2 :]]) for order in orders]


def scores(z: Array, nulls: Sequence[Array], camps: Sequence[int]) -> Scores | None:
    """Scores of some camps; None of none."""
    if not camps:
        return None
    own = z[:, camps]
    null = [root_mean_square(one[:, camps]) for one in nulls]
    finite = own[np.isfinite(own)]
    return Scores(
        camps=len(camps),
        rms=root_mean_square(own),
        low=float(np.quantile(null, 0.05)),
        high=float(np.quantile(null, 0.95)),
        within_2=float(100 * np.mean(np.abs(finite) < 2)) if len(finite) else 100.0,
        largest=float(np.abs(finite).max()) if len(finite) else 0.0,
    )


def sites_last(model: Model) -> Iterator[tuple[Array, Array]]:
    """Run all members with the people of sites deciding last in the morning, where the rule lets them decide first."""
    ways = model.ways
    assert ways is not None
    of_sites = model.world.places["site"][ways.cells["place"][ways.order]]
    model.__dict__["ways"] = ways._replace(order=np.concatenate([ways.order[~of_sites], ways.order[of_sites]]))
    return each_member(model)


def compare(case: Case, scenario: Scenario, flee: Counts, members: int, *, last: bool = False) -> Row:
    """Run Kilis, and set it beside the runs of Flee. ``last``: the people of sites decide last."""
    result = simulate(scenario, members=members, run=sites_last if last else None)
    order = [result.places.index(place) for place in flee["names"]]
    kilis, at = result["stock"][:, :, order], flee["at"]
    places = {place.id: place for place in scenario.places}
    names = [str(name) for name in flee["names"]]
    camps = [i for i, name in enumerate(names) if places[name].kind == "site"]
    buffer = float(scenario.parameters["capacity_buffer"].numbers[0])
    scaling = float(scenario.parameters["capacity_scaling"].numbers[0])
    limit = {i: (places[names[i]].capacity_persons or np.inf) * scaling for i in camps}
    binding = [i for i in camps if at[:, :, i].max() > buffer * limit[i]]
    free = [i for i in camps if i not in binding]
    people = at.mean(0)[:, camps].sum(axis=1)
    halves = splits_of(at)
    nulls = [z_scores(one, two) for one, two in halves]
    null_misplaced = float(np.mean([misplacement(one, two, camps, people) for one, two in halves]))
    z = z_scores(at, kilis)
    all_scores = scores(z, nulls, camps)
    assert all_scores is not None
    apart = np.abs(at.mean(0) - kilis.mean(0))
    worst = camps[int(np.argmax(apart[:, camps].mean(axis=0)))]
    return Row(
        case=case,
        agents=int(at[:, -1].sum(axis=1).mean()),
        all=all_scores,
        binding=scores(z, nulls, binding),
        free=scores(z, nulls, free),
        misplaced=misplacement(at, kilis, camps, people),
        noise=null_misplaced * float(np.sqrt((1 / len(at) + 1 / members) / (4 / len(at)))),
        spread=_spread(kilis, at, camps),
        worst=names[worst],
        worst_agents=float(np.mean((kilis.mean(0) - at.mean(0))[:, worst])),
        departures=float(result["departures"].sum(axis=(1, 2)).mean() / max(flee["departures"].sum(1).mean(), 1) - 1),
        only_fixed=int((np.isnan(z[:, camps]) & (apart[:, camps] > 0)).sum()),
        far=tuple(_far(names[i], i, limit[i], buffer, z, kilis, at) for i in binding),
    )


def _far(name: str, i: int, capacity: float, buffer: float, z: Array, kilis: Array, at: Array) -> Far:
    near = at.mean(0)[:, i] > (0.5 + 0.5 * buffer) * capacity - 1
    difference = (kilis.mean(0) - at.mean(0))[:, i]
    return Far(
        camp=name,
        capacity=capacity,
        rms=root_mean_square(z[:, [i]]),
        days_near=int(near.sum()),
        difference=float(difference[near].mean()) if near.any() else 0.0,
        deviation=float(at.std(axis=0, ddof=1)[near, i].mean()) if near.any() else 0.0,
    )


def _spread(kilis: Array, flee: Array, camps: Sequence[int]) -> float:
    """Standard deviation over members of the last day's counts, relative to that over seeds; median of the camps."""
    below = flee[:, -1, camps].std(axis=0, ddof=1)
    above = kilis[:, -1][:, camps].std(axis=0, ddof=1)
    return float(np.nanmedian(np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)))


def reopened_as_flee(scenario: Scenario) -> Scenario | None:
    """Let a route between two cut places open with the first of them, as Flee 3.1 does; None if there is none."""
    cut = {event.target: event for event in scenario.events if event.event == "cut" and "--" not in event.target}
    both = [route for route in scenario.routes if route.origin in cut and route.destination in cut]
    if not both:
        return None
    events = [event for event in scenario.events if event not in cut.values()]
    for route in scenario.routes:
        ends = [cut[place] for place in (route.origin, route.destination) if place in cut]
        if ends:
            first = min(ends, key=lambda one: one.until or scenario.end)
            events.append(Event(first.date, "cut", f"{route.origin}--{route.destination}", until=first.until))
    return replace(scenario, events=tuple(events))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flee-python", type=Path, required=True, help="interpreter of the environment with flee==3.1")
    parser.add_argument("--conflicts", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where runs of Flee are kept")
    parser.add_argument("--seeds", type=int, default=60, help="of Flee, for the conflicts as they are")
    parser.add_argument("--further-seeds", type=int, default=24, help="of Flee, for the other cases")
    parser.add_argument("--members", type=int, default=400, help="of Kilis")
    parser.add_argument("--processes", type=int, default=2, help="runs of Flee at a time")
    parser.add_argument("--only", help="only the cases whose name has this in it")
    parser.add_argument("--page", type=Path, help="write the page here")
    options = parser.parse_args()
    tables = {
        table: [case for case in of if not options.only or options.only in case.name]
        for table, of in cases(options.seeds, options.further_seeds).items()
    }
    with tempfile.TemporaryDirectory() as holder:
        runs = Runs(options.flee_python, options.conflicts, Path(holder), options.cache)
        runs.make([case for of in tables.values() for case in of], options.processes)
        found: dict[str, list[Row]] = {"reopened": [], "last": []}
        for table, of in tables.items():
            found[table] = []
            for case in of:
                scenario = read_flee(runs.folder(case), persons_per_agent=case.hasten, unsupported=True).scenario
                flee = runs.load(case)
                mended = reopened_as_flee(scenario)
                shown = mended if table == "boundless" and mended is not None else scenario
                found[table].append(compare(case, shown, flee, options.members))
                print(f"{table}: {case.name}: rms z {found[table][-1].all.rms:.2f}", file=sys.stderr, flush=True)
                if table == "conflicts" and case.name in CROWDED:
                    found["last"].append(compare(case, shown, flee, options.members, last=True))
                if mended is not None and table == "conflicts":
                    found["reopened"].append(compare(case, mended, flee, options.members))
    text = page(found, options.members, runs.version, SPLITS)
    print(text, end="")
    if options.page:
        options.page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
