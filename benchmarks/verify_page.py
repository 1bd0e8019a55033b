# ruff: noqa: E501 - sentences of a page
"""The page docs/flee-verification.md, made from what ``verify_flee.py`` found: every figure in it is a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flee_cases import AGAIN

if TYPE_CHECKING:
    from verify_flee import Row, Scores

Rows = Mapping[str, Sequence["Row"]]

INTRODUCTION = """# Kilis against Flee 3.1

Made by `make verify-flee`, figures and sentences, from nothing but the conflict folders (in `KILIS_CONFLICTS` or
beside the repository): it makes its own environment with `flee=={version}`, runs Flee, keeps its runs in
`~/.cache/kilis/flee-runs` (an interrupted call goes on where it was), and sets {members} members of Kilis beside them.
Both run the same folder at the same reduced scale, Flee by its own `hasten`.

- **rms z**: for each camp and day, z = difference of the two means / its standard error; the root of the mean of z
  squared. Two equal models give about 1. In brackets: nine tenths of what Flee against itself gives, its seeds split
  at random into halves {splits} times. An equal model lies above the upper end in one row of twenty. Cases that fewer
  seeds had put above it ({again}) are run with as many as the conflicts.
- **binds**: camps whose count was beyond the buffer of their capacity on some day of some run of Flee; from there on
  room weighs on choices. **free**: the others.
- **misplaced**: mean over days of people in the wrong camp, in percent of all in camps; **noise**: what Flee against
  itself shows, scaled to the numbers of runs here. The difference of the two is what the models can differ by.
- **spread**: standard deviation over members relative to that over seeds, on the last day, median of the camps.
- **largest**: the camp with the largest mean difference, in agents of the scale."""

HEADER = (
    "| case | scale | seeds | agents | rms z: all camps | binds | free | misplaced | noise | spread | largest |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def page(found: Rows, members: int, version: str, splits: int) -> str:
    """Return the page as text."""
    again = ", ".join(f"{name}{' without capacities' if table == 'boundless' else ''}" for table, name in AGAIN)
    parts = [
        INTRODUCTION.format(again=again, version=version, members=members, splits=splits),
        "## In short",
        "\n".join(f"- {line}" for line in findings(found)),
        "## The six conflicts",
        _table(found["conflicts"]),
        "## The same without capacities",
        "Every camp's capacity is left out of the folder, for both: no room weighs on any choice. Routes reopen as in Flee\n3.1 (see above), where that differs.",
        _table(found["boundless"]),
        "## Where a capacity binds",
        *_crowded(found),
        "## Rules that the six do not use",
        "One conflict, Burundi 2015, with other settings.",
        _table(found["settings"]),
    ]
    return "\n\n".join(parts) + "\n"


def findings(found: Rows) -> list[str]:
    """The findings, one sentence each."""
    conflicts, boundless, settings = found["conflicts"], found["boundless"], found["settings"]
    free = {row.case.name: row.free for row in conflicts if row.free is not None}
    lines = [f"Camps whose capacity does not bind are as near to Flee as Flee to itself in {_inside(free)}"]
    for row in found["reopened"]:
        lines.append(
            f"{row.case.name}: where a route between two closed places opens with the first of them, which Flee 3.1 does "
            f"by mistake, the rms z of its free camps is {_scores(row.free)}."
        )
    lines.append(
        f"With capacities left out Kilis cannot be told from Flee in {_inside({r.case.name: r.all for r in boundless})}"
    )
    binding = {row.case.name: row.binding for row in conflicts if row.binding is not None}
    lines.append(f"Camps whose capacity binds are as near in {_inside(binding)} Why not all is said below.")
    lines.append(
        f"Under other settings Kilis cannot be told from Flee in {_inside({r.case.name: r.all for r in settings})}"
    )
    most = max(conflicts, key=lambda row: row.misplaced)
    beyond = max(conflicts, key=lambda row: row.misplaced - row.noise)
    lines.append(
        f"Of the people in camps at most {most.misplaced:.2f} % are misplaced ({most.case.name}; noise {most.noise:.2f} %); "
        f"beyond noise at most {max(beyond.misplaced - beyond.noise, 0):.2f} % ({beyond.case.name})."
    )
    fixed = sum(row.only_fixed for rows in found.values() for row in rows)
    lines.append(f"Camps and days on which neither model varies and the two differ: {fixed}.")
    return lines


def _inside(scores: Mapping[str, Scores | None]) -> str:
    """How many of the cases are inside their null, and which are not."""
    outside = [f"{name}: {_scores(of)}" for name, of in scores.items() if of is not None and not of.inside]
    return f"{len(scores) - len(outside)} of {len(scores)} cases{'; not in ' + ', '.join(outside) if outside else ''}."


def _scores(of: Scores | None) -> str:
    return "" if of is None else f"{of.rms:.2f} ({of.low:.2f}-{of.high:.2f})"


def _camps(of: Scores | None) -> str:
    return "none" if of is None else f"{of.camps}: {_scores(of)}"


def _table(rows: Sequence[Row]) -> str:
    return "\n".join([HEADER, *(_row(row) for row in rows)])


def _row(row: Row) -> str:
    cells = [
        row.case.name,
        f"1:{row.case.hasten}",
        str(row.case.seeds),
        f"{row.agents:,}",
        _camps(row.all),
        _camps(row.binding),
        _camps(row.free),
        f"{row.misplaced:.2f} %",
        f"{row.noise:.2f} %",
        f"{row.spread:.2f}",
        f"{row.worst} {row.worst_agents:+.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _crowded(found: Rows) -> list[str]:
    """How camps at their capacity differ, and what the order of decisions can do: Flee with a random one."""
    shuffled = {(row.case.name, far.camp): far for row in found["shuffled"] for far in row.far}
    last = {(row.case.name, far.camp): far for row in found["last"] for far in row.far}
    names = {row.case.name for row in found["shuffled"]}
    lines = [
        "| conflict | camp | capacity, agents | days near it | rms z | mean difference on them, agents "
        "| Flee's own deviation | mean difference, people of sites last | rms z, agents in random order | mean difference, the same |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in found["conflicts"]:
        for far in row.far if row.case.name in names else ():
            other, late = shuffled.get((row.case.name, far.camp)), last.get((row.case.name, far.camp))
            lines.append(
                f"| {row.case.name} | {far.camp} | {far.capacity:,.0f} | {far.days_near} | {far.rms:.2f} "
                f"| {far.difference:+.1f} | {far.deviation:.1f} | {f'{late.difference:+.1f}' if late else ''} | "
                + (f"{other.rms:.2f} | {other.difference:+.1f} |" if other else "| |")
            )
    moved = max(
        (
            abs(shuffled[row.case.name, far.camp].difference - far.difference)
            for row in found["conflicts"]
            for far in row.far
            if (row.case.name, far.camp) in shuffled
        ),
        default=0.0,
    )
    largest = max(
        (abs(far.difference) / far.capacity for row in found["conflicts"] for far in row.far if far.days_near),
        default=0.0,
    )
    pairs = [
        (far.difference, last[row.case.name, far.camp].difference)
        for row in found["conflicts"]
        for far in row.far
        if far.days_near and (row.case.name, far.camp) in last
    ]
    between = sum(first * late < 0 for first, late in pairs)
    furthest = max((abs(first - late) for first, late in pairs), default=0.0)
    outside = [f"{row.case.name} {_scores(row.binding)}" for row in found["last"] if row.binding is not None]
    told = [f"{row.case.name} {_scores(row.binding)}" for row in found["shuffled"] if row.binding is not None]
    return [
        "A camp at its capacity hardly varies, so that an agent more or less is many standard errors. Near it the mean\n"
        f"differences are at most {100 * largest:.1f} % of the capacity. In Flee agents decide one after another in the order in\n"
        "which they left home, and each sees the room that those before it have left. Kilis has no agents: those who decide\n"
        'on the way see half of the people known to arrive that day ([flee.md](flee.md), "How counts stand for agents").\n\n'
        "What the order can do is shown twice. In the morning Kilis lets the people of sites decide first, so that all others\n"
        "see the room that they leave; in Flee they decide among the others. With the people of sites deciding last the mean\n"
        f"difference of a camp moves by up to {furthest:.1f} agents, and the rms z of the camps that bind becomes\n"
        f"{', '.join(outside)}. In {between} of {len(pairs)} camps Flee lies between the two orders.\n"
        "And Flee itself, run again with its agents in a new random order every day, moves the difference of a camp by up to\n"
        f"{moved:.1f} agents, and the rms z becomes {', '.join(told)}.\n"
        "So the differences have the size of what the order of decisions does, and for most camps lie within it; the order\n"
        "in which agents have left home is what counts cannot know.",
        "\n".join(lines),
    ]
