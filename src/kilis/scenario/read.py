"""From a scenario folder to a Scenario, or to one list of everything that is wrong with it."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any, Final

from kilis.scenario import settings
from kilis.scenario.cells import CellError, Value, parse, words
from kilis.scenario.faults import MAX_FAULTS_PER_FILE, Fault, ScenarioError
from kilis.scenario.model import Event, Group, GroupSize, Observation, Place, Route, Scenario, frozen
from kilis.scenario.tables import Row, read_rows
from kilis.scenario.validate import Origin, validate
from kilis.scenario.vary import variant_faults
from kilis.schema import Attribute, table

OPTIONAL: Final = ("events", "observations", "groups", "group_sizes")
MODELS: Final = {
    "places": Place,
    "routes": Route,
    "events": Event,
    "observations": Observation,
    "groups": Group,
    "group_sizes": GroupSize,
}
Records = list[dict[str, Any]]


def read(path: str | Path) -> Scenario:
    """Read a scenario folder.

    Returns a frozen Scenario. Raises ScenarioError with every fault found, each with file, row, column and remedy.
    """
    return read_with_rows(path)[0]


def read_with_rows(path: str | Path) -> tuple[Scenario, Origin]:
    """Read a scenario folder, and tell for each object the line in its file. Raises ScenarioError."""
    folder = Path(path)
    if not folder.is_dir():
        problem = "this is a file" if folder.exists() else "there is no such folder"
        raise ScenarioError([Fault(str(folder), None, None, problem, "Give the folder that holds scenario.toml")])
    about, faults = settings.read_settings(folder)
    records: dict[str, Records] = {}
    rows: dict[str, list[int]] = {}
    broken: set[str] = set()
    for name in MODELS:
        if name in OPTIONAL and not (folder / f"{name}.csv").is_symlink() and not (folder / f"{name}.csv").exists():
            records[name], rows[f"{name}.csv"] = [], []
            continue
        records[name], rows[f"{name}.csv"], found, bad = _records(folder, name)
        faults.extend(found)
        if name == "places":
            broken |= bad
    unread = any(fault.file == "places.csv" and (fault.column is None or fault.row == 1) for fault in faults)
    if not records["places"] and not broken and not unread:
        faults.append(Fault("places.csv", None, None, "there is no place", "Add at least one row"))
    objects: dict[str, Any] = {
        name: tuple(model(**record) for record in records[name]) for name, model in MODELS.items()
    }
    scenario = Scenario(**about, **objects)
    has_gaps = any(fault.file in {"places.csv", "routes.csv"} for fault in faults)
    unknown_groups = any(fault.file == "groups.csv" for fault in faults)
    origin = Origin(rows, frozenset(broken), has_gaps, unknown_groups)
    # Without places every reference would be unknown: nothing is learnt from saying so.
    between = [] if unread else validate(scenario, origin)
    if not between and not any(fault.file.endswith(".csv") for fault in faults):
        between = variant_faults(scenario)
    faults.extend(between)
    if faults:
        raise ScenarioError(faults)
    return scenario, origin


def _records(folder: Path, name: str) -> tuple[Records, list[int], list[Fault], set[str]]:
    """Read a table into keyword arguments: (records, their lines, faults, ids of rows with a fault)."""
    file = f"{name}.csv"
    attributes = table(name)
    rows, faults = read_rows(folder, file, attributes)
    records, lines, broken = [], [], set()
    columns = rows[0].cells.keys() if rows else set()
    missing = {attribute.name for attribute in attributes if attribute.required} - columns
    for row in rows:
        record, found = record_of(file, row, attributes)
        faults.extend(found)
        if found or missing:
            broken.add(row.cells.get("id", ""))
        else:
            records.append(record)
            lines.append(row.line)
        if len(faults) >= MAX_FAULTS_PER_FILE:
            problem = f"there are {len(faults)} faults up to here, and the rest was not read"
            faults.append(Fault(file, row.line, None, problem, "Correct these first"))
            break
    return records, lines, faults, broken


def record_of(file: str, row: Row, attributes: tuple[Attribute, ...]) -> tuple[dict[str, Any], list[Fault]]:
    """Read one row into keyword arguments of its object; what the schema does not know goes to ``extra``."""
    values: dict[str, Value] = {}
    faults = []
    for attribute in attributes:
        if attribute.required and attribute.name not in row.cells:
            continue  # a missing column is one fault of the header, not one of each row
        try:
            values[attribute.name] = parse(attribute, row.cells.get(attribute.name, ""))
        except CellError as error:
            faults.append(Fault(file, row.line, attribute.name, error.problem, error.remedy))
    extra = {}
    fields = {field.name for field in dataclasses.fields(MODELS[file.removesuffix(".csv")])}
    known = {attribute.name for attribute in attributes}
    for column in row.cells:
        if column in known:
            continue
        try:
            extra[column] = words(row.cells[column])
        except CellError as error:
            faults.append(Fault(file, row.line, column, error.problem, error.remedy))
    for name in values.keys() - fields:
        value = values.pop(name)
        extra[name] = value.isoformat() if isinstance(value, datetime.date) else "" if value is None else str(value)
    return {**values, "extra": frozen({column: extra[column] for column in sorted(extra) if extra[column]})}, faults
