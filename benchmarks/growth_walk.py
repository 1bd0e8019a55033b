"""How the cost of the rule ``walk`` grows: tables and a picture, for ``bench_flee.py`` or by itself.

CPU time of one member on made-up grids of towns with a camp at every tenth place; by groups, of the rule ``gravity``,
which has them, on the country of ``synthetic.py``. The lower bound: see ``flee_bound.py``.
"""

import argparse
import datetime
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from flee_bound import bound
from synthetic import country

from kilis.engine.simulate import Model, prepare, run_member
from kilis.engine.state import MEASURES
from kilis.engine.walk import WALK_PHASES, arrival, choice, departures, events, write
from kilis.engine.walk_state import WalkParameters
from kilis.engine.walk_state import new_state as new_walk_state
from kilis.engine.walk_ways import build_ways
from kilis.engine.walk_world import WalkWorld
from kilis.scenario.model import Event, Group, Place, Prior, Route, Scenario

START = datetime.date(2020, 1, 1)


def grid(places: int, days: int, people: float, awareness: int = 1) -> Scenario:
    """A grid of towns 20 to 79 km apart, every fifth in conflict, every tenth a camp of limited room."""
    width = max(2, round(math.sqrt(places)))
    towns, routes, events = [], [], []
    for i in range(places):
        camp = i % 10 == 9
        kind = {"kind": "site", "site_type": "camp", "capacity_persons": max(1, int(people / places * 4))}
        about = kind if camp else {"kind": "settlement", "population": 10_000_000_000}
        towns.append(Place(f"p{i:05d}", f"P{i}", latitude=0.0, longitude=0.0, iso3="AAA", **about))
        for j in (i + 1, i + width):
            if j < places and not (j == i + 1 and j % width == 0):
                routes.append(Route(f"p{i:05d}", f"p{j:05d}", 20.0 + (7 * i + 13 * j) % 60))
        if i % 5 == 0:
            events.append(Event(START, "conflict", f"p{i:05d}", value=1.0))
    end = START + datetime.timedelta(days=days)
    events.append(Event(START, "departures", "*", until=end, value=float(round(people / days))))
    numbers = {
        "departure_rate": 0.0,
        "take_from_population": 0.0,
        "speed_km_per_day": 100.0,
        "awareness_level": awareness,
    }
    priors = {name: Prior("fixed", (float(value),)) for name, value in numbers.items()}
    return Scenario(
        "grid", START, end, tuple(towns), tuple(routes), tuple(events), coo_iso3="AAA", rule="walk", parameters=priors
    )


def measured(model: Model, arithmetic: str, runs: int = 3) -> tuple[float, np.ndarray, np.ndarray]:
    """Least CPU ms of a member over some runs, and its results."""
    best = math.inf
    for member in range(runs):
        begun = time.thread_time()
        record, flows = run_member(model, member % len(model.keys), model.slots, arithmetic == "draws", False)
        best = min(best, 1e3 * (time.thread_time() - begun))
        if best > 3000:
            break
    return best, record, flows


def grouped(groups: int) -> Scenario:
    """The country of the rule gravity, its people in so many groups that differ in all that groups can differ in."""
    each = [
        Group(
            f"g{i:02d}", f"Group {i}", 1.0 / groups, 1.0, 1.0 - 0.01 * i, 1.0 + 0.02 * i, 1.0 - 0.02 * i, 1.0 + 0.01 * i
        )
        for i in range(groups)
    ]
    return replace(country(60, 120, 400_000), groups=tuple(each))


def row(label: str, scenario: Scenario) -> tuple[str, float]:
    model = prepare(scenario, members=3, seed=1)
    draws, _, _ = measured(model, "draws")
    means, _, _ = measured(model, "means")
    cells = [label, f"{draws:,.1f}", f"{means:,.1f}", f"{1e3 * draws / scenario.n_days:,.0f}"]
    return f"| {' | '.join(cells)} |", draws


HEADER = "| | draws, ms a member | means, ms | draws, us a day |\n|---|---|---|---|"
BOUND = (
    "| | binomial draws | single decisions | results | bound, ms a member | measured | ratio |\n"
    "|---|---|---|---|---|---|---|"
)


def by_phase(scenario: Scenario) -> list[str]:
    """Where the time of a day goes: each phase called by itself, after a member that warms up."""
    model = prepare(scenario, members=1, seed=1)
    world, own = model.world, WalkParameters(*(float(model.parameters[name][0]) for name in WalkParameters._fields))
    assert isinstance(world, WalkWorld)
    taken = dict.fromkeys(WALK_PHASES, 0.0)
    for repeat in range(2):
        state = new_walk_state(world, own, model.ways or build_ways(world, own))
        record = np.zeros((len(MEASURES), world.n_days, len(model.places)))
        flows, key = np.zeros((world.n_days, len(model.links))), model.keys[0]
        for day in range(world.n_days):
            for phase, work in (
                ("events", lambda: events(world, own, state, day)),  # noqa: B023 - called at once
                ("departures", lambda: departures(world, own, state, record, True, key, day)),  # noqa: B023
                ("choice", lambda: choice(world, own, state, record, flows, True, key, day)),  # noqa: B023
                ("arrival", lambda: arrival(world, own, state, record, flows, True, key, day)),  # noqa: B023
                ("record", lambda: write(world, state, record, day)),  # noqa: B023
            ):
                begun = time.thread_time()
                work()
                taken[phase] += repeat * (time.thread_time() - begun)
    total = sum(taken.values())
    return [
        f"| {name} | {1e6 * one / scenario.n_days:,.0f} | {100 * one / total:.0f} % |" for name, one in taken.items()
    ]


def block() -> tuple[list[str], dict[str, list[tuple[float, float]]]]:
    """Measure everything: the lines of the tables, and the curves of the picture."""
    for arithmetic in ("draws", "means"):
        for small in (grid(20, 5, 1e4), grouped(1)):
            measured(prepare(small, members=1, seed=1), arithmetic, 1)  # compiles
    lines = [HEADER]
    axes = ("people", "places", "days", "awareness", "groups")
    curves: dict[str, list[tuple[float, float]]] = {axis: [] for axis in axes}
    for people in (1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10):
        add(lines, curves["people"], people, row(f"{people:,.0f} people", grid(100, 100, people)))
    for places in (10, 100, 1000, 5000, 20_000):
        add(lines, curves["places"], places, row(f"{places:,} places, 10 days", grid(places, 10, 1e7)))
    for days in (30, 300, 3000):
        add(lines, curves["days"], days, row(f"{days:,} days", grid(100, days, 1e6)))
    for level in (1, 2, 3):
        add(lines, curves["awareness"], level, row(f"awareness level {level}", grid(100, 100, 1e6, level)))
    for groups in (1, 2, 5, 10, 20):
        label = f"{groups} group{'s' if groups > 1 else ''}, rule gravity"
        add(lines, curves["groups"], groups, row(label, grouped(groups)))
    first, last = curves["groups"][0], curves["groups"][-1]
    lines += ["", f"With {last[0]} groups a member takes {last[1] / first[1]:.1f} times as long as with one.", ""]
    lines += ["The lower bound, found as above, for towns as here:", "", BOUND]
    for level in (1, 2, 3):
        found = bound(prepare(grid(100, 20, 2e5, level), members=1, seed=1))
        cells = [
            f"awareness level {level}, 20 days",
            f"{found.draws:,}",
            f"{found.singles:,}",
            f"{found.bytes / 1e6:.1f} MB",
        ]
        cells += [f"{found.ms:.2f}", f"{found.member_ms:.2f}", f"{found.ratio:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "Where a day goes, 1,000 places, 10,000,000 people, in draws:", "", "| phase | us a day | share |"]
    lines += ["|---|---|---|", *by_phase(grid(1000, 20, 1e7))]
    return lines, curves


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--picture", type=Path, help="write the picture here")
    options = parser.parse_args()
    lines, curves = block()
    print("\n".join(lines))
    if options.picture:
        options.picture.write_text(picture(curves), encoding="utf-8")


def add(lines: list[str], curve: list[tuple[float, float]], x: float, found: tuple[str, float]) -> None:
    lines.append(found[0])
    curve.append((x, found[1]))
    print(found[0], file=sys.stderr, flush=True)


def picture(curves: dict[str, list[tuple[float, float]]]) -> str:
    """Panels side by side, both axes logarithmic; one dark line each, so that no colour has to be told apart."""
    panels = [panel(60 + 190 * number, name, points) for number, (name, points) in enumerate(curves.items())]
    scale = "".join(
        f'<text x="52" y="{30 + 150 * (6 - y) / 7 + 4:.0f}" text-anchor="end">{10.0**y:g}</text>' for y in range(-1, 7)
    )
    title = (
        "CPU milliseconds: of a member by people, places, days, awareness level and groups; of an ensemble by members"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="225" font-family="sans-serif" font-size="11">'
        f'<title>{title}</title><rect width="1200" height="225" fill="#fff"/><text x="10" y="16">{title}</text>'
        f"{scale}{''.join(panels)}</svg>\n"
    )


def panel(left: int, name: str, points: list[tuple[float, float]]) -> str:
    """One curve with the ends of its axis; up from 0.1 to 1,000,000 ms."""
    wide, top, high = 130, 30, 150
    xs, ys = [math.log10(x) for x, _ in points], [math.log10(max(y, 0.1)) for _, y in points]
    at = [(left + wide * (x - xs[0]) / (xs[-1] - xs[0]), top + high * (6 - y) / 7) for x, y in zip(xs, ys, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in at)
    return (
        f'<polyline points="{line}" fill="none" stroke="#222" stroke-width="1.5"/>{dots}'
        f'<text x="{left}" y="198">{points[0][0]:,.0f}</text>'
        f'<text x="{left + wide}" y="198" text-anchor="end">{points[-1][0]:,.0f}</text>'
        f'<text x="{left + wide / 2}" y="214" text-anchor="middle">{name}</text>'
        f'<path d="M{left} {top}V{top + high}H{left + wide}" fill="none" stroke="#999"/>'
    )


if __name__ == "__main__":
    sys.exit(main())
