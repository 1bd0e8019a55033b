# ruff: noqa: E501 - sentences of a page
"""The page docs/flee-speed.md, made from what ``bench_flee.py`` measured: every figure in it is a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_flee import Ensemble, Parts, Started, Timed

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

BOUND = """What a member in draws cannot do without: its binomial draws, counted by the readable twin and drawn again by themselves with the
same people and probabilities; for people who pick their paths one by one, a uniform number each; and the bytes of its
results, at the price of copying them. The member is timed beside it, in the same process and in turn."""

BOUND_HEADER = (
    "| conflict | binomial draws | single decisions | results | bound, ms: draws | singles | bytes | together "
    "| a member, ms | ratio | Flee / bound |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)

GROWTH = """Grids of made-up towns with a camp at every tenth place; 100 places, 100 days and 1,000,000 people where nothing
else is said (places: 10,000,000 people). Groups: the rule gravity, which has them, on a made-up country of 60 places, 120 days
and 400,000 people, divided into so many groups of equal size, each with a speed and a pull of its own.

![CPU time by people, places, days, awareness level, groups and, for ensembles, members](pictures/walk-growth.svg)"""


def page(
    conflicts: Sequence[Timed],
    memory: Parts,
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
        "\n".join(f"- {line}" for line in [*findings(conflicts), in_memory(memory, conflicts)]),
        "## The lower bound",
        BOUND,
        "\n".join([BOUND_HEADER, *(_bound(one) for one in conflicts)]),
        "\n".join(f"- {line}" for line in bounded(conflicts)),
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
    slow = max(conflicts, key=lambda one: one.draws_ms)
    return [
        f"Of the {len(large)} conflicts of more than 50,000 people {len(passed)} take at least 10,000 times less CPU in draws "
        f"({', '.join(passed) or 'none'}), {len(by_means)} with expected numbers ({', '.join(by_means) or 'none'}). The "
        "smaller the population, the quicker Flee is; what Kilis costs depends on the states in use, not on people.",
        f"The slowest member in draws is of {slow.name}: {slow.draws_ms:.0f} ms.",
        f"1,000 members in draws of all {len(conflicts)} conflicts take {sum(one.draws_ms for one in conflicts):,.0f} s of CPU; one "
        f"run of Flee of each {sum(one.flee_seconds for one in conflicts):,.0f} s.",
    ]


def in_memory(memory: Parts, conflicts: Sequence[Timed]) -> str:
    """Who needs less memory, and of what it consists."""
    full = [one for one in conflicts if not one.extrapolated]
    less = [one.name for one in full if one.kilis_mb < one.flee_mb]
    *loaded, (last, own) = memory.kilis.items()
    libraries = ", ".join(f"{name} {mb:.0f}" for name, mb in loaded)
    return (
        f"Less memory than Flee, of the {len(full)} that it ran in full: {', '.join(less) or 'none'}. Of a process of Kilis ({memory.name}) "
        f"{sum(mb for _, mb in loaded):.0f} MB are libraries, there before anything is read ({libraries}); "
        f"{last} take {own:.0f} MB. Flee's libraries take {memory.flee:.0f} MB, and it grows with people. So Kilis needs more for "
        "few people and less for many: the compiler is loaded even where its results are read from the cache."
    )


def bounded(conflicts: Sequence[Timed]) -> list[str]:
    """What the bound says: where a member is near it, and what it means where Flee is not 10,000 times slower."""
    far = [one for one in conflicts if one.bound.ratio > 5]
    lines = [f"Within 5 times its bound: {len(conflicts) - len(far)} of {len(conflicts)}."]
    for one in far:
        lines.append(
            f"{one.name} takes {one.bound.ratio:.1f} times its bound: it has {one.bound.singles / max(one.bound.draws, 1):.1f} single "
            "decisions for each draw, and the bound counts of each of these no more than its number; the work is finding out "
            "who is where and which paths they have."
        )
    for one in conflicts:
        if one.people > 50_000 and 1e3 * one.flee_seconds / one.draws_ms < 10_000:
            lines.append(
                f"{one.name} is not 10,000 times cheaper than Flee: Flee needs no more than {one.flee_seconds:,.0f} s for so few "
                f"people and days. A member that did nothing but draw would be {1e3 * one.flee_seconds / one.bound.ms:,.0f} times "
                f"cheaper, and this one takes {one.bound.ratio:.1f} times as long as that."
            )
    return lines


def _bound(one: Timed) -> str:
    b, mark = one.bound, "~" if one.extrapolated else ""
    cells = [
        one.name,
        f"{b.draws:,}",
        f"{b.singles:,}",
        f"{b.bytes / 1e6:.1f} MB",
        f"{b.draws_ms:.2f}",
        f"{b.singles_ms:.2f}",
        f"{b.bytes_ms:.2f}",
        f"{b.ms:.2f}",
        f"{b.member_ms:.1f}",
        f"{b.ratio:.1f}",
        f"{mark}{1e3 * one.flee_seconds / b.ms:,.0f}",
    ]
    return f"| {' | '.join(cells)} |"


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
