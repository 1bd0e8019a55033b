"""Observations in a table of your own (CSV or Excel) whose columns are named as in observations.csv."""

from __future__ import annotations

from collections.abc import Mapping

from kilis.scenario.model import Scenario
from kilis.schema import table as attributes_of
from kilis.sources.imported import Finder, Imported, in_period
from kilis.sources.tables import Record, Table, date_of, number_of


def read_sheet(table: Table, scenario: Scenario, renamed: Mapping[str, str] | None = None) -> Imported:
    """Read observations; ``renamed`` gives the table's own name for a column: {"date": "Reporting date"}.

    Places are found by id, place code or name. Raises ScenarioError when a column is missing.
    """
    known = [attribute.name for attribute in attributes_of("observations")]
    named = {name: (renamed or {}).get(name, name) for name in known}
    table.require((named["date"],), (named["place"],), (named["value"], named["low"], named["high"]))
    result = Imported(unknown_columns=table.unknown(named.values()))
    finder = Finder(scenario)
    dated = ((date_of(r.get(named["date"])), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        written = record.get(named["place"])
        place = finder.by_code(written) or finder.by_name(written)
        cells = _cells(record, named)
        if place is None and written != "*":
            result.skip("no place of the scenario with that id, code or name", written)
        elif not {"value", "low", "high"} & set(cells):
            result.skip("no figure", f"row {record.row}")
        else:
            measure = str(cells.pop("measure", "stock"))
            result.observe(table, record, date, place.id if place else "*", measure, **cells)
    return result


def _cells(record: Record, named: Mapping[str, str]) -> dict[str, str | float]:
    cells: dict[str, str | float] = {}
    for name, column in named.items():
        text = record.get(column)
        if not text or name in {"date", "place"}:
            continue
        if name in {"value", "low", "high"}:
            number = number_of(text)
            if number is not None:
                cells[name] = number
        elif name in {"published", "since"}:
            if date := date_of(text):
                cells[name] = date.isoformat()
        else:
            cells[name] = text
    if "value" not in cells and "qualifier" not in cells:
        cells["qualifier"] = "range" if {"low", "high"} <= set(cells) else "at_least" if "low" in cells else "at_most"
    return cells
