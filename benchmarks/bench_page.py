# ruff: noqa: E501 - sentences of a page
"""The page docs/flee-speed.md, made from what ``bench_flee.py`` measured: every figure in it is a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_flee import Ensemble, Started, Timed

INTRODUCTION = """# How long Flee 3.1 and Kilis take

Made by `make bench-flee`, figures and sentences: the same folders, Flee and Kilis in turn, on one machine. CPU seconds
of whole processes for Flee (reading included); CPU milliseconds for one more member of Kilis once the scenario is read,
in draws and with expected numbers; "first" is a process of Kilis from its start through imports, reading, preparing and
its first member, compiled kernels in the cache. Flee runs at full population where its own slope, measured at two
reduced scales, promises less than {limit:,.0f} s; `~` marks what is extrapolated from that slope. Memory is not: `above` is the peak of the
larger of the two."""

HEADER = (
    "| conflict | people | days | Flee, CPU s | Kilis, ms a member: draws | means | Flee / draws | Flee / means "
    "| Kilis: first, CPU s | 1,000 members, CPU s | memory: Flee | Kilis |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)

GROWTH = """Grids of made-up towns with a camp at every tenth place; 100 places, 100 days and 1,000,000 people where nothing
else is said (places: 10,000,000 people).

![CPU time by people, places, days, awareness level and, for ensembles, members](pictures/walk-growth.svg)"""


def page(
    conflicts: Sequence[Timed],
    start: Started,
    growth: Sequence[str],
    largest: str,
    ensembles: Sequence[Ensemble],
    limit: float,
) -> str:
    """Return the page as text."""
    parts = [
        INTRODUCTION.format(limit=limit),
        "\n".join([HEADER, *(_row(one) for one in conflicts)]),
        "\n".join(f"- {line}" for line in findings(conflicts)),
        "## Starting up",
        f"`kilis run` of one member of {start.name}, as a user calls it: {start.first:.0f} s of CPU the first time after "
        f"installation, when the kernels of the rule are compiled, and {start.second:.1f} s from then on.",
        "## How the cost grows",
        GROWTH,
        "\n".join(growth),
        "## Ensembles",
        f"{largest} in full, on one thread, in a process of its own, from its start to the summary; members are not kept.",
        "\n".join(["| members | CPU s | peak memory |", "|---|---|---|", *(_ensemble(one) for one in ensembles)]),
    ]
    return "\n\n".join(parts) + "\n"


def findings(conflicts: Sequence[Timed]) -> list[str]:
    """What the table says, one sentence each."""
    large = [one for one in conflicts if one.people > 50_000]
    passed = [one.name for one in large if 1e3 * one.flee_seconds / one.draws_ms >= 10_000]
    by_means = [one.name for one in large if 1e3 * one.flee_seconds / one.means_ms >= 10_000]
    less = [one.name for one in conflicts if one.kilis_mb < one.flee_mb]
    slow = max(conflicts, key=lambda one: one.draws_ms)
    return [
        f"Of the {len(large)} conflicts of more than 50,000 people {len(passed)} take at least 10,000 times less CPU in draws "
        f"({', '.join(passed) or 'none'}), {len(by_means)} with expected numbers ({', '.join(by_means) or 'none'}). The "
        "smaller the population, the quicker Flee is; what Kilis costs depends on the states in use, not on people.",
        f"The slowest member in draws is of {slow.name}: {slow.draws_ms:.0f} ms.",
        f"1,000 members in draws of all {len(conflicts)} conflicts take {sum(one.draws_ms for one in conflicts):,.0f} s of CPU; one "
        f"run of Flee of each {sum(one.flee_seconds for one in conflicts):,.0f} s.",
        f"Less memory than Flee: {', '.join(less) or 'none'}. A process of Kilis takes the same for all, most of it the "
        "compiler; Flee's grows with people.",
    ]


def _row(one: Timed) -> str:
    mark = "~" if one.extrapolated else ""
    flee_ms = 1e3 * one.flee_seconds
    cells = [
        one.name,
        f"{one.people:,.0f}",
        f"{one.days:,}",
        f"{mark}{one.flee_seconds:,.0f}",
        f"{one.draws_ms:.1f}",
        f"{one.means_ms:.1f}",
        f"{mark}{flee_ms / one.draws_ms:,.0f}",
        f"{mark}{flee_ms / one.means_ms:,.0f}",
        f"{one.first_seconds:.1f}",
        f"{one.draws_ms + one.first_seconds:,.0f}",
        f"{'above ' if one.extrapolated else ''}{one.flee_mb:,.0f} MB",
        f"{one.kilis_mb:,.0f} MB",
    ]
    return f"| {' | '.join(cells)} |"


def _ensemble(one: Ensemble) -> str:
    return f"| {one.members:,} | {one.seconds:,.1f} | {one.mb:,.0f} MB |"
