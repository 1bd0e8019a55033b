"""Observations in a table of your own (CSV or Excel) whose columns are named as in observations.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kilis.scenario.cells import CellError, parse
from kilis.scenario.faults import Fault, ScenarioError, nearest
from kilis.scenario.model import Scenario
from kilis.schema import Attribute
from kilis.schema import table as attributes_of
from kilis.sources.imported import Finder, Imported, in_period
from kilis.sources.tables import SLASHED, Record, Table, date_of, month_first, persons_of

FIGURES = ("value", "low", "high")
DATES = ("date", "published", "since")


def read_sheet(table: Table, scenario: Scenario, renamed: Mapping[str, str] | None = None) -> Imported:
    """Read observations; ``renamed`` gives the table's own name for a column: {"date": "Reporting date"}.

    Places are found by id, place code or name. Raises ScenarioError when a column is missing, or named that is not
    there, or when dates contradict each other.
    """
    attributes = {attribute.name: attribute for attribute in attributes_of("observations")}
    named = {name: (renamed or {}).get(name, name) for name in attributes}
    if faults := list(_faults_of_columns(table, named, renamed or {})):
        raise ScenarioError(faults)
    result = Imported(unknown_columns=table.unknown(named.values()))
    if named["measure"] not in table.columns:
        result.notes.append("There is no column measure: every figure is taken as a stock, people there on its date.")
    ways = {named[name]: month_first(table.name, named[name], table.records) for name in DATES}
    finder = Finder(scenario)
    if ways[named["date"]] is None:
        result.notes.extend(_note_of_unclear_dates(table, named["date"]))
    dated = ((date_of(r.get(named["date"]), month_first=bool(ways[named["date"]])), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        written = record.get(named["place"])
        place = finder.by_code(written) or finder.by_name(written)
        cells = _cells(record, named, attributes, ways, result)
        if cells is None:
            continue
        if place is None and written != "*":
            result.skip("no place of the scenario with that id, code or name", written)
        elif not set(FIGURES) & set(cells):
            result.skip("no figure", f"row {record.row}")
        else:
            measure = str(cells.pop("measure", "stock"))
            result.observe(table, record, date, place.id if place else "*", measure, **cells)
    return result


def columns_wanted(renamed: Mapping[str, str]) -> Callable[[Sequence[str]], bool]:
    """Tell whether the cells of a row are the header: the columns of date, place and a figure are among them."""
    date, place = renamed.get("date", "date"), renamed.get("place", "place")
    figures = {renamed.get(name, name) for name in FIGURES}
    return lambda cells: {date, place} <= set(cells) and not figures.isdisjoint(cells)


def _faults_of_columns(table: Table, named: Mapping[str, str], renamed: Mapping[str, str]) -> Iterator[Fault]:
    there = ", ".join(column for column in table.columns if column)
    for name, column in renamed.items():
        if name not in named:
            yield Fault(
                table.name, table.header_row, name, "this is no column of observations.csv", nearest(name, named)
            )
        elif column not in table.columns:
            yield Fault(table.name, table.header_row, column, "the column is missing", f"The file has: {there}")
    for wanted in (("date",), ("place",), FIGURES):
        if not any(named[name] in table.columns or name in renamed for name in wanted):
            remedy = f'Say which one it is with --column "{wanted[0]}=..."; the file has: {there}'
            yield Fault(table.name, table.header_row, wanted[0], "the column is missing", remedy)


def _note_of_unclear_dates(table: Table, column: str) -> Iterator[str]:
    """Say how slashed dates were read, where the table itself does not tell."""
    for record in table.records:
        text = record.get(column)
        date = date_of(text)
        if SLASHED.match(text) and date is not None:
            meant = f"{date.day} {date:%B %Y}"
            yield f"Dates with slashes were read with the day first: {text} as {meant}. Is that right?"
            return


def _cells(
    record: Record,
    named: Mapping[str, str],
    attributes: Mapping[str, Attribute],
    ways: Mapping[str, bool | None],
    result: Imported,
) -> dict[str, str | float] | None:
    """The cells beside date and place; None, and the row counted as left out, if one of them cannot be used."""
    cells: dict[str, str | float] = {}
    for name, column in named.items():
        text = record.get(column)
        if not text or name in {"date", "place"}:
            continue
        where = f"row {record.row}, {column}: {text}"
        if name in FIGURES:
            number = persons_of(text)
            if number is None and any(digit.isdigit() for digit in text):
                result.skip("a figure that is unclear; write the bare number, such as 12500", where)
                return None
            if number is not None:
                cells[name] = number
        elif name in DATES:
            date = date_of(text, month_first=bool(ways[column]))
            if date is None:
                result.skip("no date that can be read", where)
                return None
            cells[name] = date.isoformat()
        else:
            try:
                cells[name] = str(parse(attributes[name], text.lower() if attributes[name].allowed else text))
            except CellError as error:
                result.skip(f"{error.problem}. {error.remedy}", f"row {record.row}")
                return None
    if "value" not in cells and "qualifier" not in cells:
        cells["qualifier"] = "range" if {"low", "high"} <= set(cells) else "at_least" if "low" in cells else "at_most"
    return cells
