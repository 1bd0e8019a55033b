"""From a CSV file to rows of text. Nothing from outside is trusted: sizes are bounded, paths stay in the folder."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final

from kilis.scenario.faults import MAX_FAULTS_PER_FILE, Fault, nearest, shown
from kilis.schema import Attribute

MAX_FILE_BYTES: Final = 32_000_000
MAX_ROWS: Final = 200_000
MAX_LINE_CHARS: Final = 100_000
MAX_COLUMNS: Final = 200
MISSING: Final = "the column is missing"

NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"%PDF": "a PDF document",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file and its cells by column, a missing cell being empty."""

    line: int
    cells: dict[str, str]


class UnreadableError(ValueError):
    """A file that cannot be read at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_bytes(folder: Path, name: str, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """Read a file of the folder after looking at what it is and how large. Raises UnreadableError."""

    def refuse(problem: str, remedy: str) -> UnreadableError:
        return UnreadableError(Fault(name, None, None, problem, remedy))

    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise refuse("the file is a link that leads out of the scenario folder", "Copy the file into the folder")
        status = path.stat()
    except FileNotFoundError:
        raise refuse("the file is missing", f"Add {name} to the folder {folder.name or folder}") from None
    except (OSError, RuntimeError) as error:
        raise refuse(f"the file cannot be opened ({error})", "Check the file and its permissions") from None
    if not stat.S_ISREG(status.st_mode):
        raise refuse("this is not a file", f"Put a regular file {name} there")
    if status.st_size > max_bytes:
        size = f"{status.st_size / 1e6:,.0f} MB"
        raise refuse(f"the file is too large ({size})", f"Keep it below {max_bytes / 1e6:.0f} MB")
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)[:max_bytes]
    except OSError as error:
        raise refuse(f"the file cannot be read ({error.strerror})", "Check its permissions") from None
    if not data.strip():
        raise refuse("the file is empty", "Fill it in or, unless it is places.csv or routes.csv, remove it")
    return data


def decode(name: str, data: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark. Raises UnreadableError."""
    for start, what in NOT_TEXT.items():
        if data.startswith(start):
            remedy = "Open it and save it as 'CSV UTF-8'" if name.endswith(".csv") else "Save it as plain UTF-8 text"
            raise UnreadableError(Fault(name, None, None, f"this is {what}, not text in UTF-8", remedy))
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise UnreadableError(
            Fault(name, line, None, "there is a NUL byte", "Save the file anew as plain text in UTF-8")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = f"byte 0x{data[error.start]:02x}"
        raise UnreadableError(
            Fault(name, line, None, f"the text is not UTF-8 ({byte})", "Save it as 'CSV UTF-8' or in UTF-8 encoding")
        ) from None


def read_rows(folder: Path, name: str, attributes: tuple[Attribute, ...]) -> tuple[list[Row], list[Fault]]:
    """Read a table: commas, semicolons or tabs; a byte order mark, CRLF and a row of HXL tags are accepted."""
    try:
        text = decode(name, read_bytes(folder, name))
        return _split(name, text, attributes)
    except UnreadableError as error:
        return [], [error.fault]


def _split(name: str, text: str, attributes: tuple[Attribute, ...]) -> tuple[list[Row], list[Fault]]:
    longest = max(map(len, text.splitlines()))
    if longest > MAX_LINE_CHARS:
        problem = f"a line has {longest} characters"
        return [], [
            Fault(name, None, None, problem, f"Check that this is a table; lines have at most {MAX_LINE_CHARS}")
        ]
    lines = _lines(name, text)
    header = next(lines, None)
    if isinstance(header, Fault) or header is None:
        return [], [header or Fault(name, 1, None, "there is no header", "Begin with the names of the columns")]
    columns, faults = _columns(name, header, attributes)
    if any(fault.problem != MISSING for fault in faults):
        return [], faults  # cells cannot be told apart
    rows: list[Row] = []
    for line in lines:
        if isinstance(line, Fault):
            faults.append(line)
            break
        if not any(line.values) or (not rows and _is_hxl(line.values)):
            continue
        if any(line.values[len(columns) :]):
            problem = f"there are {len(line.values)} cells under {len(columns)} columns"
            faults.append(Fault(name, line.number, None, problem, "Put cells that contain a comma in double quotes"))
        elif len(rows) == MAX_ROWS:
            faults.append(Fault(name, line.number, None, "there are too many rows", f"Keep to {MAX_ROWS} rows"))
            break
        else:
            rows.append(Row(line.number, dict(zip_longest(columns, line.values[: len(columns)], fillvalue=""))))
        if len(faults) >= MAX_FAULTS_PER_FILE:
            break
    return rows, faults


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    values: list[str]


def _lines(name: str, text: str) -> Iterator[_Line | Fault]:
    """Cut the text into rows; the number is that of the first line of the row. Ends with a fault if it cannot go on."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "Check the double quotes: each opened one must be closed, and one inside a text is doubled"
            yield Fault(name, number, None, f"the row cannot be read ({error})", remedy)
            return
        yield _Line(number, [value.strip() for value in values])
        number = reader.line_num + 1


def _is_hxl(values: list[str]) -> bool:
    """Whether this is a row of HXL hashtags, such as #adm1+name."""
    filled = [value for value in values if value]
    return bool(filled) and all(re.fullmatch(r"#[a-z][a-z0-9_]*(\s*\+[a-z0-9_]+)*", value) for value in filled)


def _columns(name: str, header: _Line, attributes: tuple[Attribute, ...]) -> tuple[list[str], list[Fault]]:
    """Read the header: the columns' names and what is wrong with them. Only missing columns allow to read on."""
    known = {attribute.name for attribute in attributes}
    columns = [value.lower() if value.lower() in known else value for value in header.values]
    while columns and not columns[-1]:
        columns.pop()
    faults = []
    missing = [attribute for attribute in attributes if attribute.required and attribute.name not in columns]
    if len(columns) > MAX_COLUMNS:
        problem = f"there are {len(columns)} columns"
        return columns, [Fault(name, header.number, None, problem, f"Keep to {MAX_COLUMNS}")]
    if len(missing) == sum(attribute.required for attribute in attributes):
        needed = ", ".join(attribute.name for attribute in missing)
        problem = f"no known column in the first line, which begins with {shown(','.join(header.values))}"
        return columns, [Fault(name, header.number, None, problem, f"Begin with a header that has at least {needed}")]
    for attribute in missing:
        similar = [column for column in columns if column not in known]
        guess = nearest(attribute.name, similar) if similar else ""
        hint = f"{guess} Rename it" if guess.startswith("Did") else f"Add it: {attribute.description}"
        faults.append(Fault(name, header.number, attribute.name, MISSING, hint))
    for column in dict.fromkeys(column for column in columns if columns.count(column) > 1 and column):
        faults.append(Fault(name, header.number, column, "the column occurs twice", "Keep one of them"))
    if "" in columns:
        position = columns.index("") + 1
        faults.append(
            Fault(name, header.number, f"number {position}", "the column has no name", "Name it or remove it")
        )
    return columns, faults
