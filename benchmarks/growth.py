"""How the cost of a member grows: with people, places, days, members and awareness; a table and docs/growth.svg.

``python benchmarks/growth.py`` takes some minutes; with the name of an axis it prints that one alone, with ``places``
what a world model costs, too. Times are CPU time, warm, the best of a few repeats. The country is that of
``synthetic.py``; where nothing else is said it has 60 places, 120 days and 400,000 people. Beside the people stand the
roads that they set out on, day by day.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from speed import cpu_seconds, show
from synthetic import country

from kilis.engine.simulate import each_member, prepare, run_member
from kilis.scenario.model import Prior, Scenario, frozen

PICTURE = Path(__file__).parents[1] / "docs" / "growth.svg"
PLACES, DAYS, PEOPLE = 60, 120, 400_000
PEOPLE_RANGE = [10.0**k for k in range(3, 11)]
YEARLY = "a member, 30 days, 2,000 people a place"
Curve = list[tuple[float, float]]


def member_seconds(scenario: Scenario) -> float:
    """Return CPU seconds of one member in draws, routing tables not included."""
    model = prepare(scenario, members=1, seed=1)
    slots = model.slots
    once = cpu_seconds(lambda: run_member(model, 0, slots, True, False), 1)
    return min(once, cpu_seconds(lambda: run_member(model, 0, slots, True, False), 3 if once < 1 else 1))


def roads_used(scenario: Scenario) -> int:
    """Return on how many roads anybody sets out, added up over the days of a member."""
    model = prepare(scenario, members=1, seed=1)
    return int(np.count_nonzero(run_member(model, 0, model.slots, True, False)[1]))


def tables_seconds(scenario: Scenario) -> float:
    """Return CPU seconds to make the routing tables."""
    return cpu_seconds(lambda: prepare(scenario, members=1, seed=1), 1)


def members_seconds(members: int) -> float:
    """Return CPU seconds of so many members, one after the other, without keeping them."""
    model = prepare(country(20, 30, PEOPLE), members=members, seed=1)

    def work() -> None:
        for _ in each_member(model, threads=1):
            pass

    return cpu_seconds(work, 1)


def walking(awareness: int) -> Scenario:
    """Return the country under the rule walk."""
    parameters = {"awareness_level": Prior("fixed", (float(awareness),))}
    return replace(country(PLACES, DAYS, PEOPLE), rule="walk", parameters=frozen(parameters))


def curves() -> Iterator[tuple[str, str, Sequence[float], Callable[[float], float]]]:
    """Name each curve: its axis, what it says, where it is measured, and how."""
    places = [10, 30, 100, 300, 1000, 3000, 10_000, 20_000]
    yield "people", "a member", PEOPLE_RANGE, lambda n: member_seconds(country(PLACES, DAYS, int(n)))
    yield "places", YEARLY, places, lambda n: member_seconds(country(int(n), 30, 2000 * int(n)))
    yield "places", "routing tables, 30 days", places, lambda n: tables_seconds(country(int(n), 30, 2000 * int(n)))
    yield "days", "a member", (30, 100, 300, 1000, 3000), lambda n: member_seconds(country(PLACES, int(n), PEOPLE))
    yield "members", "all, 20 places, 30 days", (1, 10, 100, 1000, 10_000), lambda n: members_seconds(int(n))
    yield "awareness", "a member, rule walk", (1, 2, 3), lambda n: member_seconds(walking(int(n)))


def number(value: float) -> str:
    """Return 1e5 and more in powers of ten, the rest in full."""
    return f"{int(value):,}" if value < 1e5 else f"1e{round(math.log10(value))}"


def panel(left: int, top: int, axis: str, what: str, points: Curve) -> str:
    """Return one log-log curve as SVG, with a dashed line of slope one through its last point."""
    xs, ys = [math.log10(x) for x, _ in points], [math.log10(y) for _, y in points]
    low_x, high_x = min(xs), max(*xs, min(xs) + 0.5)
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys) + 0.01)
    high_y = max(high_y, low_y + 2)
    w, h = 220, 150

    def at(x: float, y: float) -> str:
        return f"{left + w * (x - low_x) / (high_x - low_x):.1f},{top + h * (high_y - y) / (high_y - low_y):.1f}"

    reach = min(ys[-1] - low_y, xs[-1] - low_x)
    line = " ".join(at(x, y) for x, y in zip(xs, ys, strict=True))
    dots = "".join('<circle cx="{}" cy="{}" r="3"/>'.format(*at(x, y).split(",")) for x, y in zip(xs, ys, strict=True))
    decades = "".join(
        f'<text x="{left - 6}" y="{top + h * (high_y - y) / (high_y - low_y) + 4:.1f}" text-anchor="end">'
        f"{show(10.0**y).replace('.0 ', ' ')}</text>"
        for y in range(low_y, high_y + 1)
    )
    guide = f"{at(xs[-1] - reach, ys[-1] - reach)} {at(xs[-1], ys[-1])}"
    return f"""<g>
<rect x="{left}" y="{top}" width="{w}" height="{h}" fill="none" stroke="#999"/>
<text x="{left}" y="{top - 8}">{axis}: {what}</text>{decades}
<text x="{left}" y="{top + h + 16}">{number(points[0][0])}</text>
<text x="{left + w}" y="{top + h + 16}" text-anchor="end">{number(points[-1][0])}</text>
<polyline points="{guide}" fill="none" stroke="#999" stroke-dasharray="4 4"/>
<polyline points="{line}" fill="none" stroke="#0072B2" stroke-width="2"/><g fill="#0072B2">{dots}</g>
</g>"""


def sizing(found: dict[str, Curve]) -> Iterator[str]:
    """Say what a year of a world model costs, from the curves of 30 days: days count in proportion."""
    yield f"{'places':>8}{'members':>9}{'tables':>12}{'CPU hours':>11}{'a member':>10}{'all, unpacked':>15}"
    member, tables = dict(found[YEARLY]), dict(found["routing tables, 30 days"])
    for n, members in ((100, 10_000), (1000, 10_000), (10_000, 1000), (20_000, 200), (20_000, 10_000)):
        year = 365 / 30
        size = (10 * n + 3.96 * n) * 365 * 8
        hours = member[n] * year * members / 3600
        yield (
            f"{n:>8,}{members:>9,}{show(tables[n] * year):>12}{hours:>11.2f}{size / 1e6:>7,.0f} MB"
            f"{size * members / 1e9:>12,.0f} GB"
        )


def main() -> None:
    """Print the tables and draw the picture."""
    panels, found = [], {}
    member_seconds(country(20, 20, 1000))
    for i, (axis, what, where, measure) in enumerate(curves()):
        if sys.argv[1:] and axis not in sys.argv[1:]:
            continue
        points = [(n, measure(n)) for n in where]
        print(f"{axis}: CPU time of {what}")
        for (x, y), before in zip(points, [None, *points], strict=False):
            slope = "" if before is None else f"{math.log(y / before[1]) / math.log(x / before[0]):>8.2f}"
            used = roads_used(country(PLACES, DAYS, int(x))) if axis == "people" else 0
            each = f"{'' if slope else ' ' * 8}{used:>10,} roads{1e9 * y / used:>7.0f} ns each" if used else ""
            print(f"  {number(x):>10}{show(y):>12}{slope}{each}", flush=True)
        found[what] = points
        panels.append(panel(90 + 330 * (i % 2), 40 + 220 * (i // 2), axis, what, points))
    print("The last column is the slope: 0 is flat, 1 is in proportion.")
    if YEARLY in found:
        print("\nA year of a world model, from the figures above:")
        print("\n".join(sizing(found)))
    if sys.argv[1:]:
        return
    body = "\n".join(panels)
    PICTURE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 680" font-family="sans-serif" font-size="11">\n'
        f"<title>CPU time against size; dashed: in proportion</title>\n{body}\n</svg>\n"
    )


if __name__ == "__main__":
    main()
