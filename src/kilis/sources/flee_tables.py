"""The files of a Flee folder: rows of text with line numbers; columns count by position, as in Flee."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kilis.scenario.faults import MAX_FAULTS_PER_FILE, Fault, nearest, shown
from kilis.scenario.tables import UnreadableError, decode, read_bytes

# What the columns are called, in their order; the first word of each is used in messages.
LOCATIONS = (
    ("name",),
    ("region",),
    ("country",),
    ("latitude", "lat", "gps_x"),
    ("longitude", "lon", "long", "lng", "gps_y"),
    ("location_type", "type"),
    ("conflict_date",),
    ("population", "pop", "pop/cap", "capacity", "population/capacity"),
)
ROUTES = (("name1",), ("name2",), ("distance", "distance_km", "km"))
CLOSURES = (
    ("closure_type", "type"),
    ("name1",),
    ("name2",),
    ("closure_start", "start"),
    ("closure_end", "end"),
)
CORRECTIONS = (("camp", "name"), ("date",))
LAYOUT = (("name", "camp", "total"), ("file",))
MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its line number and its cells."""

    number: int
    cells: list[str]

    def cell(self, position: int) -> str:
        """Text of a column; a column that the row does not have is empty."""
        return self.cells[position] if position < len(self.cells) else ""


@dataclass
class Files:
    """The two folders of a Flee case, and what was found wrong while reading them."""

    inputs: Path
    source: Path
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Names of places whose rows are at fault: they are not blamed again where they are spoken of."""

    def fault(self, file: str, row: int | None, column: str | None, problem: str, remedy: str) -> None:
        """Remember a fault, up to a number per file that a person can read."""
        if not self.full(file):
            self.faults.append(Fault(file, row, column, problem, remedy))

    def full(self, file: str) -> bool:
        """Whether a file has as many faults as are kept."""
        return sum(fault.file == file for fault in self.faults) >= MAX_FAULTS_PER_FILE


def find(folder: Path, source: Path | None) -> Files:
    """Find input_csv and source_data: below one folder, or given apart."""
    inputs = folder / "input_csv" if (folder / "input_csv").is_dir() else folder
    series = source if source is not None else folder
    return Files(inputs, series / "source_data" if (series / "source_data").is_dir() else series)


def is_blank(path: Path) -> bool:
    """Whether a file that may be left out is missing or has nothing but white space (at most 1 kB of it)."""
    return not path.exists() or (path.is_file() and path.stat().st_size < 1024 and not path.read_bytes().strip())


def text_of(files: Files, folder: Path, name: str) -> str | None:
    """Read one file; a fault and None if it cannot be read. The name may not lead out of the folder."""
    try:
        return decode(name, read_bytes(folder, name))
    except UnreadableError as error:
        remedy = "Fill it in" if error.fault.problem == "the file is empty" else error.fault.remedy
        files.faults.append(dataclasses.replace(error.fault, remedy=remedy))
        return None


def rows_of(text: str) -> list[Line]:
    """Cut a file into rows; blank rows are left out, comments are kept."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[Line] = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(Line(reader.line_num, [cell.strip().strip('"').strip() for cell in cells]))
        if len(rows) > MAX_ROWS:
            break
    return rows


def table(
    files: Files, folder: Path, name: str, columns: Sequence[tuple[str, ...]], *, required: bool = True
) -> tuple[list[str], list[Line]]:
    """Read a table: (names of the further columns, rows). Rows that begin with # are comments, as in Flee."""
    if not required and is_blank(folder / name):
        return [], []
    text = text_of(files, folder, name)
    if text is None:
        return [], []
    try:
        rows = rows_of(text)
    except csv.Error as error:
        files.fault(name, None, None, f"the file cannot be cut into rows ({error})", "Check the double quotes")
        return [], []
    if len(rows) > MAX_ROWS:
        files.fault(name, None, None, "there are too many rows", f"Keep to {MAX_ROWS} rows")
        return [], []
    header = rows[0].cells if rows and _is_header(rows[0], columns) else []
    _check_order(files, name, header, columns)
    body = [row for row in rows[1 if header else 0 :] if not row.cell(0).startswith("#")]
    if required and not body:
        files.fault(name, None, None, "there are no rows", "Fill the table in")
    for row in body:
        if len(row.cells) < len(columns):
            missing = ", ".join(column[0] for column in columns[len(row.cells) :])
            problem = f"there are {len(row.cells)} cells: {missing} missing"
            files.fault(name, row.number, None, problem, f"Flee reads {', '.join(column[0] for column in columns)}")
    return header[len(columns) :], [row for row in body if len(row.cells) >= len(columns)]


def _is_header(row: Line, columns: Sequence[tuple[str, ...]]) -> bool:
    words = {word for column in columns for word in column}
    cells = {cell.lstrip("#").strip().lower() for cell in row.cells}
    return row.cell(0).startswith("#") or len(cells & words) >= 2


def _check_order(files: Files, name: str, header: list[str], columns: Sequence[tuple[str, ...]]) -> None:
    """Flee reads by position whatever the header says; a header in another order means that the data are, too."""
    known = {word: position for position, column in enumerate(columns) for word in column}
    for position, cell in enumerate(header):
        wanted = known.get(cell.lstrip("#").strip().lower(), position)
        if wanted != position and not (position >= len(columns) and header[wanted : wanted + 1] != [""]):
            order = ", ".join(column[0] for column in columns)
            problem = f"{shown(cell)} is column {position + 1}, and Flee reads it as column {wanted + 1}"
            files.fault(name, 1, cell, problem, f"Put the columns in the order {order}")


def number_of(files: Files, name: str, row: Line, position: int, column: str, default: float | None = None) -> float:
    """Read a finite number; an empty cell is the default, if there is one. A fault gives 0, so that reading goes on."""
    text = row.cell(position)
    return default if not text and default is not None else number_in(files, name, row, column, text)


def number_in(files: Files, name: str, row: Line, column: str, text: str) -> float:
    """Read a finite number from a text of the row (see ``number_of``)."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e12:
        files.fault(name, row.number, column, f"{shown(text)} is not a number", "Give a bare number, such as 120")
        return 0.0
    return value


def whole_number_of(files: Files, name: str, row: Line, position: int, column: str, default: int | None = None) -> int:
    """Read a whole number (see ``number_of``)."""
    value = number_of(files, name, row, position, column, default)
    if not float(value).is_integer():
        files.fault(name, row.number, column, f"{shown(row.cell(position))} is not a whole number", "Round it")
    return int(value)


def date_of(files: Files, name: str, row: Line, position: int, column: str) -> datetime.date | None:
    """Read an ISO date; None and a fault otherwise."""
    try:
        return datetime.date.fromisoformat(row.cell(position))
    except ValueError:
        problem = f"{shown(row.cell(position))} is not a date of the form YYYY-MM-DD"
        files.fault(name, row.number, column, problem, "Write dates as year-month-day, for example 2015-05-01")
        return None


def known_name(files: Files, name: str, row: Line, position: int, column: str, names: Sequence[str]) -> str | None:
    """Read the name of a place that locations.csv has; None and a fault otherwise.

    Where no place could be read at all, or its own row is at fault, that is the fault.
    """
    word = row.cell(position)
    if word in names:
        return word
    if not names or word in files.broken or files.full(name):
        return None
    files.fault(name, row.number, column, f"unknown place {shown(word)}", nearest(word, names))
    return None
