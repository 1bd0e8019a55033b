"""Tables from outside, whatever they come in: CSV, Excel or JSON, as rows of text with their place in the file."""

from __future__ import annotations

import contextlib
import csv
import datetime
import functools
import io
import itertools
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn
from xml.parsers import expat

from kilis.scenario.cells import UNSEEN, is_dotted
from kilis.scenario.faults import Fault, ScenarioError, nearest

MAX_BYTES = 300_000_000
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
ROWS_SEARCHED = 25
"""So far down the row with the header, or with hashtags, is looked for."""
MAX_UNPACKED_BYTES = 400_000_000
MAX_CELLS = 10_000_000  # what a workbook can unpack to holds hardly more
MAX_BLOWN_UP_BYTES = 400_000_000
REPEATING_CELLS = ("table:table-cell", "table:covered-table-cell")
_LAST_LINE = "\x00"
CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%Y%m%d",
)
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number in the file (the first line is 1) and its cells by column."""

    row: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """The first of these columns that has something in it, stripped; else nothing."""
        return next((text for name in names if (text := self.cells.get(name, "").strip())), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's name, its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    header_row: int = 1

    def require(self, *alternatives: Sequence[str]) -> None:
        """Raise ScenarioError naming every column that is missing; each may have several names."""
        faults = []
        for names in alternatives:
            if not any(name in self.columns for name in names):
                remedy = f"Is this the right file? {nearest(names[0], self.columns)}"
                faults.append(Fault(self.name, 1, names[0], "the column is missing", remedy))
        if faults:
            raise ScenarioError(faults)

    def unknown(self, known: Iterable[str]) -> tuple[str, ...]:
        """The columns that the source is not known to have."""
        there = set(known)
        return tuple(column for column in self.columns if column and column not in there)


def read_table(path: Path, header: Sequence[str] | None = None) -> Table:
    """Read a table by its ending: .csv, .tsv, .txt, .xlsx, .xls, .ods or .json. Raises ScenarioError.

    ``header`` names the columns of files known to come without a header row.
    """
    rows = read_rows(path)
    if rows and header and _is_number(rows[0][0]) and not any(name in rows[0] for name in header):
        rows = [list(header), *rows]
        first = 0
    else:
        first = 1
    if not rows:
        _refuse(path, "the file is empty", "Export it again")
    columns = tuple(cell.strip() for cell in rows[0])
    records = [
        Record(number, dict(zip(columns, row, strict=False)))
        for number, row in enumerate(rows[1:], start=first + 1)
        if any(cell.strip() for cell in row)
    ]
    return Table(path.name, columns, tuple(records))


def read_headed_table(path: Path, wanted: Callable[[Sequence[str]], bool], sheet: str = "") -> tuple[Table, list[str]]:
    """Read a table whose header may stand below titles, and in any sheet: the first row whose cells are ``wanted``.

    Returns it with notes of what was chosen; where no row is wanted, the fullest of the first rows is the header.
    Raises ScenarioError.
    """
    sheets = read_sheets(path)
    if sheet and sheet not in sheets:
        _refuse(path, f"there is no sheet {sheet!r}", f"Its sheets are: {', '.join(filter(None, sheets)) or 'none'}")
    asked = {sheet: sheets[sheet]} if sheet else {name: rows for name, rows in sheets.items() if rows}
    if not any(asked.values()):
        _refuse(path, "the file is empty", "Export it again")
    headers = {name: _header_of(rows, wanted) for name, rows in asked.items()}
    fitting = [name for name, at in headers.items() if at is not None] or [*headers]
    chosen = max(fitting, key=lambda name: len(asked[name]))
    rows, at = asked[chosen], headers[chosen]
    if at is None:
        at = max(range(min(len(rows), ROWS_SEARCHED)), key=lambda row: sum(bool(cell.strip()) for cell in rows[row]))
    columns = tuple(cell.strip() for cell in rows[at])
    records = [
        Record(number, dict(zip(columns, row, strict=False)))
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    others = [name for name in fitting if name != chosen] if headers[chosen] is not None else []
    where = f"The header is row {at + 1}" + (f" of the sheet {chosen}." if chosen else ".")
    notes = [where] * bool(at or len(sheets) > 1)
    notes += [f"Not read, though they have such columns too: {', '.join(others)}. Choose with --sheet."] * bool(others)
    name = f"{path.name}, {chosen}" if len(sheets) > 1 else path.name
    return Table(name, columns, tuple(records), at + 1), notes


def _header_of(rows: Sequence[Sequence[str]], wanted: Callable[[Sequence[str]], bool]) -> int | None:
    found = (at for at, row in enumerate(rows[:ROWS_SEARCHED]) if wanted([cell.strip() for cell in row]))
    return next(found, None)


def read_rows(path: Path) -> list[list[str]]:
    """Read a file as rows of text, header included; of a workbook its longest sheet."""
    return max(read_sheets(path).values(), key=len, default=[])


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Read the sheets of a file by name, as rows of text; a file without sheets is one without a name.

    Marks that nobody sees, which copied cells bring along, are cut.
    """
    if not path.is_file():
        _refuse(path, "this is no file" if path.exists() else "there is no such file", "Check the name")
    if path.stat().st_size > MAX_BYTES:
        _refuse(path, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "Cut it to the country and period")
    ending = path.suffix.lower()
    is_book = ending in {".xlsx", ".xls", ".ods"}
    sheets = _workbook(path) if is_book else {"": _json(path) if ending == ".json" else _csv(path)}
    for rows in sheets.values():
        if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows[:100]):
            problem = f"the table has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns"
            _refuse(path, problem, "Cut it to what is needed")
        for row in rows:
            if not all(map(str.isascii, row)):
                row[:] = [UNSEEN.sub("", cell) for cell in row]
    return sheets


def _csv(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, "the file is not text in UTF-8", "Save it as CSV UTF-8, or give the workbook itself")
    if "\x00" in text:
        _refuse(path, "the file holds NUL bytes", "Save it anew as CSV UTF-8")
    try:
        # The last line is lost in a cell that never ends.
        rows = list(
            csv.reader(itertools.chain(io.StringIO(text, newline=""), [_LAST_LINE]), delimiter=_separator(text))
        )
    except csv.Error as error:
        _refuse(path, f"the file is not CSV ({error})", "Export it again")
    if rows.pop() != [_LAST_LINE]:
        _refuse(
            path, f"a double quote that is opened in row {len(rows) + 1} is never closed", "Close it, or take it out"
        )
    return rows


def _separator(text: str) -> str:
    r"""Of comma, semicolon and tab the one that makes the largest table of rows equally wide.

    Commas of titles and decimal commas make a smaller one; what stands in quotes separates nothing.

    >>> _separator('Sites, weekly\ndate;place;value\n2016-02-10;Azaz;1,5'), _separator('date,"a;b;c"')
    (';', ',')
    """
    lines = re.sub('"[^"]*"', "", text[:1_000_000]).splitlines()[:200]

    def cells(separator: str) -> int:
        return max(number * rows for number, rows in Counter(line.count(separator) for line in lines).items())

    return max(",;\t", key=cells) if lines else ","


@dataclass(slots=True)
class Sheet:
    """What the reader would lay out of a sheet: up to which row and column, and how much of it the file holds."""

    rows: int = 0
    columns: int = 0
    written: int = 0  # cells in the file
    filled: int = 0  # cells with something in them, each as often as it repeats
    repeated_chars: int = 0

    @property
    def cells(self) -> int:
        """The reader lays out every sheet from corner to corner."""
        return self.rows * self.columns

    @property
    def blown_up_bytes(self) -> int:
        """About what the reader takes for cells that the file does not hold, by measurement."""
        empty, repeated = max(0, self.cells - self.written), max(0, self.filled - self.written)
        return 150 * self.rows + 50 * empty + 100 * repeated + 4 * self.repeated_chars


def _bounded(path: Path) -> None:
    """Refuse a workbook that unpacks to far more than it says: its reader would take all memory and end the program.

    One cell far off is enough for that, or one that repeats.
    """
    sheets: list[Sheet] = []
    try:
        with zipfile.ZipFile(path) as archive:
            if (unpacked := sum(member.file_size for member in archive.infolist())) > MAX_UNPACKED_BYTES:
                _refuse(path, f"the workbook unpacks to {unpacked / 1e6:,.0f} MB", "Cut it to what is needed")
            for member in archive.infolist():
                with archive.open(member) as part:  # a sheet may bear any name
                    sheets += _repeating_sheets(part) if path.suffix.lower() == ".ods" else [_sheet(part)]
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        _refuse(path, f"the workbook cannot be read ({error})", "Open it and save it anew")
    cells = sum(sheet.cells for sheet in sheets)
    if cells > MAX_CELLS or sum(sheet.blown_up_bytes for sheet in sheets) > MAX_BLOWN_UP_BYTES:
        worst = max(sheets, key=lambda sheet: sheet.blown_up_bytes)
        far = f"a sheet has cells as far off as row {worst.rows:,} and column {worst.columns:,}"
        written = sum(sheet.written for sheet in sheets)
        problem = f"{far}: {cells:,} cells to lay out in all, of which the file holds {written:,}"
        _refuse(path, problem, "Delete what stands far off or repeats, or save the table as CSV")


class _Repeating:
    """Sheets that say how often rows and cells repeat, as their XML passes by.

    Names are compared as they are written, prefix and all, for so does the reader.
    """

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.row = self.column = 0
        self.down = self.times = 1

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self.sheets.append(Sheet())
            self.row = self.column = 0
        elif name == "table:table-row":
            self.down = int(told.get("table:number-rows-repeated", 1))
            self.row, self.column = self.row + self.down, 0
        elif name in REPEATING_CELLS and self.sheets:
            across = int(told.get("table:number-columns-repeated", 1))
            self.column, self.times = self.column + across, across * self.down
            if any(key.endswith("value-type") for key in told):
                sheet = self.sheets[-1]
                sheet.rows, sheet.columns = max(sheet.rows, self.row), max(sheet.columns, self.column)
                sheet.written, sheet.filled = sheet.written + 1, sheet.filled + self.times
                self.text("".join(told.values()))

    def text(self, piece: str) -> None:
        if self.sheets:
            self.sheets[-1].repeated_chars += len(piece) * (self.times - 1)

    def end(self, name: str) -> None:
        if name in REPEATING_CELLS:
            self.times = 1


def _repeating_sheets(part: IO[bytes]) -> list[Sheet]:
    """The sheets of a piece of XML; none, or those so far, if it is no sheet or one that its reader refuses."""
    found = _Repeating()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.begin, found.end
    parser.CharacterDataHandler = found.text
    with contextlib.suppress(expat.ExpatError, ValueError):
        parser.ParseFile(part)
    return found.sheets


def _sheet(part: IO[bytes]) -> Sheet:
    """The cells that a piece of XML names, as a sheet."""
    sheet, letters, tail = Sheet(), set(), b""
    while block := part.read(4_000_000):
        found = CELL.findall(tail + block)
        sheet.rows = max([sheet.rows, *map(int, {row for _, row in found})])
        sheet.written += len(found) - len(CELL.findall(tail))
        letters |= {column for column, _ in found}
        tail = block[-100:]
    sheet.columns = max((_number_of_column(column) for column in letters), default=0)
    return sheet


def _number_of_column(letters: bytes) -> int:
    """Give the number of a column: A is 1, AA is 27."""
    return functools.reduce(lambda number, letter: 26 * number + letter - 64, letters, 0)


def _workbook(path: Path) -> dict[str, list[list[str]]]:
    try:
        import python_calamine  # noqa: PLC0415 - an extra; only workbooks need it
    except ImportError:
        _refuse(path, "reading workbooks needs an extra package", "Use pip install 'kilis[excel]', or save as CSV")
    if path.suffix.lower() in {".xlsx", ".ods"}:
        _bounded(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        return {name: _spread(sheet) for name, sheet in sheets.items()}
    except (python_calamine.CalamineError, OSError) as error:
        _refuse(path, f"the workbook cannot be read ({error})", "Open it and save it anew")


def _spread(sheet: Any) -> list[list[str]]:
    """Lay out a sheet as text; the words or the date of cells merged down a column hold for each of their rows.

    A figure does not: it would be counted in each.
    """
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (first, left), (last, right) in sheet.merged_cell_ranges or ():
        text = rows[first][left] if first < len(rows) and left < len(rows[first]) else ""
        if left == right and text and number_of(text) is None:
            for row in rows[first + 1 : last + 1]:
                row[left] = text
    return rows


def _json(path: Path) -> list[list[str]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        _refuse(path, f"the file is not JSON ({error})", "Save the answer of the service as it is")
    while isinstance(document, dict):
        inner = next((v for k in ("items", "data", "timeseries", "results", "value") if (v := document.get(k))), None)
        if inner is None:
            _refuse(path, "there is no list of rows in the file", "Save the answer of the service as it is")
        document = inner
    rows = [row for row in document if isinstance(row, dict)] if isinstance(document, list) else []
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return [columns, *([_text(row.get(column)) for column in columns] for row in rows)] if rows else []


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def date_of(text: str, *, month_first: bool = False) -> datetime.date | None:
    """Read a date as these sources write them; None if it is none.

    >>> date_of("07 February 2016"), date_of("2016-02-07T00:00:00Z"), date_of("soon")
    (datetime.date(2016, 2, 7), datetime.date(2016, 2, 7), None)
    >>> date_of("2/7/2016", month_first=True)
    datetime.date(2016, 2, 7)
    """
    text = text.strip()
    if month_first and SLASHED.match(text):
        month, day, rest = text.split("/", 2)
        text = f"{day}/{month}/{rest}"
    short = text[:10] if len(text) > 10 and text[4:5] == "-" and text[10] in "T " else text
    for pattern in DATE_FORMATS:
        try:
            return datetime.datetime.strptime(short, pattern).date()
        except ValueError:
            continue
    return None


def number_of(text: str) -> float | None:
    """Read a number with or without separators of thousands; None for blanks, dashes and words: they are not zero.

    A comma that separates no thousands is a decimal sign to some and a slip to others: that is no number either.

    >>> number_of("12,500"), number_of("1,25"), number_of("-"), number_of("0")
    (12500.0, None, None, 0.0)
    """
    plain = re.sub(r"(?<=[0-9])[,\s'’](?=[0-9]{3}(?![0-9]))", "", text.strip())
    return float(plain) if _is_number(plain) else None


def persons_of(text: str) -> float | None:
    """Read a number of people from a table that anybody may have typed; None where it cannot be known.

    >>> persons_of("12,500"), persons_of("2.300"), persons_of("-5"), persons_of("")
    (12500.0, None, None, None)
    """
    number = number_of(text)
    return None if number is None or number < 0 or is_dotted(text.strip()) else number


def month_first(name: str, column: str, records: Iterable[Record]) -> bool | None:
    """Tell from all slashed dates of a column whether they begin with the month; None if nothing tells.

    Raises ScenarioError where some can only begin with the day and others only with the month.
    """
    found: dict[bool, Record] = {}
    for record in records:
        if slashed := SLASHED.match(record.get(column)):
            first, second = map(int, slashed.groups())
            if first > 12 or second > 12:
                found.setdefault(second > 12, record)
    if len(found) == 2:
        rows = " and ".join(f"{found[way].get(column)} (row {found[way].row})" for way in (False, True))
        problem = f"some dates begin with the day and some with the month: {rows}"
        raise ScenarioError([Fault(name, None, column, problem, "Write them all as year-month-day")])
    return next(iter(found), None)


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text) and abs(float(text)) < 1e15
    except ValueError:
        return False


def _refuse(path: Path, problem: str, remedy: str) -> NoReturn:
    raise ScenarioError([Fault(path.name or str(path), None, None, problem, remedy)])
