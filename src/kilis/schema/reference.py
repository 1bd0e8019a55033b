"""The reference page of a scenario folder, made from the schema.

``python -m kilis.schema.reference docs/reference/scenario.md`` writes it; a test holds it up to date.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from kilis.schema import Attribute, EventKind, event_kinds, table

INTRODUCTION = """\
# The scenario folder

A scenario is a folder: `scenario.toml` and tables, `places.csv`, `routes.csv`, `events.csv`, `observations.csv`,
`groups.csv` and `group_sizes.csv`. All but the first two may be absent. `kilis new DIR` writes one to start from, and
`kilis check DIR` says in words what it means and what is wrong with it.

Tables are UTF-8 text with a header, separated by commas (semicolons and tabs are accepted, as are a byte order mark,
Windows line ends, and a row of HXL tags under the header). Numbers are bare, with a decimal point; dates are
year-month-day, such as 2016-02-05. An empty cell means the default, and without one unknown or unlimited. Unknown
columns are kept and named in a warning; unknown keys in `scenario.toml` are a fault. A table has at most 200,000 rows
and 32 MB. Names hold no marks that nobody sees (of direction, or without width), for names that look alike should be
alike; in a table that is imported they are cut.

This page is made from the schema: `python -m kilis.schema.reference docs/reference/scenario.md`.
"""

SECTIONS = (
    ("scenario", "scenario.toml", "Keys at the top of the file."),
    (
        "variants",
        "[[variants]]",
        "Each block is an edited scenario. The unedited one is called `baseline`. An event that a variant adds and\n"
        "one that the scenario has must not begin on the same day on the same target: remove the old one first.",
    ),
    ("places", "places.csv", "The nodes of the map."),
    ("routes", "routes.csv", "The edges of the map. Events name a route by its ends: `origin--destination`."),
    (
        "events",
        "events.csv",
        "Everything that changes. On every day that event holds which began last (on the same day: the lower row) of\n"
        "those about the same thing; when it ends, what was before holds again. Stated departures add up.",
    ),
    (
        "groups",
        "groups.csv",
        "Optional: the demographic groups of which the population consists, such as age by gender, at most 200. A run\n"
        "then also says of each group who is where. Without this table everybody is alike. For the rule `gravity`.",
    ),
    (
        "group_sizes",
        "group_sizes.csv",
        "Optional: places where groups have other sizes. The groups that are not named for a place share out the rest\n"
        "of its population in proportion to their shares.",
    ),
    (
        "observations",
        "observations.csv",
        "What was counted or said. A run is compared with them; only a forecast starts from them. `exact` and\n"
        "`approx` need a value, `at_least` a value or a low, `at_most` a value or a high, `range` a low and a high.",
    ),
)


def page() -> str:
    """Make the page."""
    parts = [INTRODUCTION]
    for name, title, words in SECTIONS:
        parts.append(f"## {title}\n\n{words}\n\n{_attributes(table(name))}")
        if name == "events":
            parts.append(f"### The kinds of event\n\n{_event_kinds(tuple(event_kinds().values()))}")
    parts.append(f"## Parameters\n\nUnder `[parameters]`, and in variants.\n\n{_parameters(table('parameters'))}")
    parts.append(f"### Distributions\n\nEach member of an ensemble draws its own value.\n\n{_distributions()}")
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def _attributes(attributes: tuple[Attribute, ...]) -> str:
    rows = []
    for attribute in attributes:
        kind = " or ".join(f"`{word}`" for word in attribute.allowed) or attribute.type
        limits = ", ".join(filter(None, [attribute.unit, attribute.bounds]))
        default = "required" if attribute.required else attribute.default or ""
        rows.append((f"`{attribute.name}`", kind, limits, default, attribute.description))
    return _table(("name", "what", "unit, bounds", "default", "meaning"), rows)


def _event_kinds(kinds: tuple[EventKind, ...]) -> str:
    rows = []
    for kind in kinds:
        value = {"no": "none", "yes": "required", "optional": f"{kind.default:g} if empty" if kind.default else ""}
        limits = ", ".join(filter(None, [value[kind.value], kind.unit, kind.bounds]))
        text = "required" if kind.needs_text else ""
        targets = ", ".join("`*`" if target == "everywhere" else target for target in kind.targets)
        rows.append((f"`{kind.name}`", targets, limits, text, kind.description))
    return _table(("event", "target", "value", "text", "meaning"), rows)


def _parameters(attributes: tuple[Attribute, ...]) -> str:
    rows = []
    for attribute in attributes:
        limits = ", ".join(filter(None, [attribute.unit, attribute.bounds]))
        why = f" ({attribute.why})" if attribute.why else ""
        rows.append(
            (f"`{attribute.name}`", limits, attribute.default or "", attribute.rule or "", attribute.description + why)
        )
    return _table(("name", "unit, bounds", "default", "rule", "meaning"), rows)


def _distributions() -> str:
    text = resources.files("kilis.schema").joinpath("distributions.csv").read_text(encoding="utf-8")
    rows = [
        (f"`{row['distribution']}`", ", ".join(f"`{name}`" for name in row["numbers"].split("|")), row["description"])
        for row in csv.DictReader(text.splitlines())
    ]
    return _table(("distribution", "numbers", "meaning"), rows)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
