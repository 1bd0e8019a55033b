"""Tables with HXL hashtags, whatever their headers say: the tag row may stand below titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Scenario
from kilis.sources.imported import Finder, Imported, in_period
from kilis.sources.tables import ROWS_SEARCHED, Record, Table, date_of, month_first, persons_of, read_rows

TAG = re.compile(r"#[a-zA-Z][a-zA-Z0-9_]*( *\+ *[a-zA-Z][a-zA-Z0-9_]*)*")
MEASURES = ("stock", "arrivals", "waiting", "departures", "displaced")
KNOWN = {
    "date",
    "loc",
    "adm1",
    "adm2",
    "adm3",
    "adm4",
    "country",
    "geo",
    "meta",
    "indicator",
    "affected",
    "inneed",
    "capacity",
}


@dataclass(frozen=True)
class Column:
    """A tagged column: its number as a name, its tag, its attributes."""

    key: str
    tag: str
    attributes: frozenset[str]


def read_tagged_table(path: Path) -> tuple[Table, list[Column]]:
    """Find the row of hashtags among the first rows; columns get their number as name. Raises ScenarioError."""
    rows = read_rows(path)
    for position, row in enumerate(rows[:ROWS_SEARCHED]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if filled and sum(bool(TAG.fullmatch(cell)) for cell in filled) >= max(1, len(filled) // 2):
            columns = []
            for number, cell in enumerate(row):
                if TAG.fullmatch(cell.strip()):
                    tag, *attributes = (part.strip().lower() for part in cell.strip().lstrip("#").split("+"))
                    columns.append(Column(str(number), tag, frozenset(attributes)))
            names = tuple(str(number) for number in range(len(row)))
            records = [
                Record(line, dict(zip(names, cells, strict=False)))
                for line, cells in enumerate(rows[position + 1 :], start=position + 2)
                if any(cell.strip() for cell in cells)
            ]
            return Table(path.name, names, tuple(records)), columns
    problem = f"there is no row of HXL hashtags in the first {ROWS_SEARCHED} rows"
    raise ScenarioError([Fault(path.name, None, None, problem, "Add one below the header, such as #date, #loc+name")])


def read_hxl(path: Path, scenario: Scenario) -> Imported:
    """Read observations by hashtag: #date, a place (#loc or #adm), and figures (#affected, or #indicator+value)."""
    table, columns = read_tagged_table(path)
    result = Imported(unknown_columns=tuple(f"#{c.tag}" for c in columns if c.tag not in KNOWN))
    finder = Finder(scenario)
    dates = [c.key for c in columns if c.tag == "date" and "published" not in c.attributes]
    codes = [c.key for c in columns if c.tag in {"loc", "adm1", "adm2", "adm3", "adm4"} and "code" in c.attributes]
    names = [c.key for c in columns if c.tag in {"loc", "adm1", "adm2", "adm3", "adm4"} and "code" not in c.attributes]
    figures = [
        c for c in columns if c.tag in {"affected", "inneed"} or (c.tag == "indicator" and "value" in c.attributes)
    ]
    missing = [
        what for what, found in (("#date", dates), ("#loc or #adm", codes + names), ("#affected", figures)) if not found
    ]
    if missing:
        faults = [
            Fault(path.name, None, tag, "no column has this hashtag", "Tag the column that holds it") for tag in missing
        ]
        raise ScenarioError(faults)
    american = any(month_first(table.name, key, table.records) for key in dates)
    dated = ((date_of(r.get(*dates), month_first=american), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        written = [record.get(key) for key in codes]
        place = finder.by_code(*written) or finder.by_name(*written, *(record.get(key) for key in names[::-1]))
        if place is None and "*" not in written:
            result.skip("no place of the scenario with that code or name", record.get(*codes, *names))
            continue
        for measure, cells in _figures(record, figures, columns).items():
            if measure not in MEASURES:
                result.skip(f"not a measure of observations: {measure}", f"row {record.row}")
            else:
                result.observe(
                    table, record, date, place.id if place else "*", measure, **(cells | _said(record, columns))
                )
    return result


def _figures(record: Record, figures: list[Column], columns: list[Column]) -> dict[str, dict[str, str | float | None]]:
    """Gather value, low and high by measure."""
    named = next((record.get(c.key) for c in columns if c.tag == "indicator" and "name" in c.attributes), "")
    found: dict[str, dict[str, str | float | None]] = {}
    for column in figures:
        number = persons_of(record.get(column.key))
        if number is None:
            continue
        measure = named or next((m for m in MEASURES[1:4] if m in column.attributes), "stock")
        if column.attributes & {"overflow", "trapped", "moving", "transit", "returnees"}:
            continue
        end = (
            "low" if column.attributes & {"low", "min"} else "high" if column.attributes & {"high", "max"} else "value"
        )
        found.setdefault(measure, {}).setdefault(end, number)
    for cells in found.values():
        ranged = "value" not in cells and {"low", "high"} <= set(cells)
        cells["qualifier"] = (
            "range" if ranged else "exact" if "value" in cells else "at_least" if "low" in cells else "at_most"
        )
    return found


def _said(record: Record, columns: list[Column]) -> dict[str, str]:
    said: dict[str, str] = {}
    for column in columns:
        text = record.get(column.key)
        if column.tag == "meta" and text:
            for name in ("speaker", "publisher", "kind", "qualifier"):
                if name in column.attributes:
                    said[name] = text
            if column.attributes == {"source"}:
                said["speaker"] = text
        elif column.tag == "date" and "published" in column.attributes and (date := date_of(text)):
            said["published"] = date.isoformat()
    return said
