"""A CSV file as its owner typed it: edits change the cells they are about, and not one byte more."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

HXL = re.compile(r"#[a-z][a-z0-9_]*(\s*\+[a-z0-9_]+)*")


class TextError(ValueError):
    """A table that cannot be edited here; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its fields as they are written, the words in them, its line, and what stands before and after it."""

    fields: tuple[str, ...]
    values: tuple[str, ...]
    line: int
    end: str
    before: str = ""  # empty lines and a row of HXL tags, kept where they are


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A CSV file taken apart so that it can be put together again byte for byte."""

    mark: str  # a byte order mark, or nothing
    delimiter: str
    header: Record
    rows: tuple[Record, ...]
    after: str

    @property
    def columns(self) -> list[str]:
        """The names of the columns, without the empty ones at the end."""
        names = [value.strip() for value in self.header.values]
        while names and not names[-1]:
            names.pop()
        return names


def take_apart(text: str) -> TypedTable:
    r"""Split a file into its rows; raises TextError where quotes do not close.

    >>> [row.values for row in take_apart('id,name\na,"A, and B"\n').rows]
    [('a', 'A, and B')]
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text[len(mark) :]
    first = body.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    records: list[Record] = []
    loose = ""
    for record in _records(body, delimiter):
        filled = [value.strip() for value in record.values if value.strip()]
        is_tags = len(records) == 1 and bool(filled) and all(HXL.fullmatch(value) for value in filled)
        if records and (not filled or is_tags):
            loose += delimiter.join(record.fields) + record.end
        else:
            records.append(Record(record.fields, record.values, record.line, record.end, loose))
            loose = ""
    if not records:
        raise TextError("there is no header")
    return TypedTable(mark, delimiter, records[0], tuple(records[1:]), loose)


def _records(body: str, delimiter: str) -> list[Record]:
    field = re.compile(rf'("(?:[^"]|"")*"|(?!")[^{re.escape(delimiter)}\r\n]*)({re.escape(delimiter)}|\r\n|\n|\r|\Z)')
    found, at, line, first_line = [], 0, 1, 1
    fields: list[str] = []
    while at < len(body) or fields:
        match = field.match(body, at)
        if match is None:
            raise TextError(f"row {first_line}: a double quote is not closed, or something follows a closed one")
        raw, end = match.groups()
        fields.append(raw)
        line += raw.count("\n")
        at = match.end()
        if end != delimiter:
            line += end.count("\n")
            found.append(Record(tuple(fields), tuple(_value(f) for f in fields), first_line, end))
            fields, first_line = [], line
            if not end:
                break
    return found


def _value(field: str) -> str:
    return field[1:-1].replace('""', '"') if len(field) > 1 and field[0] == field[-1] == '"' else field


def put_together(typed: TypedTable, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    r"""Write the table with these columns and rows; rows and cells that did not change keep their bytes.

    Columns come and go at the end only.

    >>> typed = take_apart('id; name\r\na; A\r\nb; "B"\r\n')
    >>> put_together(typed, typed.columns, [["a", " Azaz"], ["b", ' "B"']])
    'id; name\r\na; Azaz\r\nb; "B"\r\n'
    """
    if len(columns) < len(typed.columns):
        typed = _narrowed(typed, len(columns))
    old = typed.columns
    if list(columns[: len(old)]) != old:
        raise TextError("columns can be added and removed at the end, not renamed or moved")
    width, end = len(columns), typed.header.end or "\n"
    here = [_padded(record.values, width) for record in typed.rows]
    wanted = [_padded(row, width) for row in rows]
    out = [typed.mark + typed.header.before + _join(typed, _edited(typed, typed.header, old, columns)) + end]
    for record, values in _paired(typed.rows, here, wanted):
        if record is None:
            out.append(_join(typed, [_field(value, typed.delimiter) for value in values]) + end)
        elif values == _padded(record.values, width):
            out.append(record.before + _join(typed, record.fields) + (record.end or end))
        else:
            edited = _edited(typed, record, _padded(record.values, width), values)
            out.append(record.before + _join(typed, edited) + (record.end or end))
    text = "".join(out) + typed.after
    ends_open = not (typed.rows[-1] if typed.rows else typed.header).end
    return text.removesuffix(end) if ends_open and not typed.after else text


def _narrowed(typed: TypedTable, width: int) -> TypedTable:
    def cut(record: Record) -> Record:
        return replace(record, fields=record.fields[:width], values=record.values[:width])

    return replace(typed, header=cut(typed.header), rows=tuple(cut(record) for record in typed.rows))


def _padded(values: Sequence[str], width: int) -> tuple[str, ...]:
    return (*values[:width], *[""] * (width - len(values)))


def _edited(typed: TypedTable, record: Record, old: Sequence[str], new: Sequence[str]) -> list[str]:
    fields = list(record.fields)
    for i, value in enumerate(new):
        if i < len(old) and value == old[i]:
            continue
        fields.extend([""] * (i + 1 - len(fields)))
        fields[i] = _field(value, typed.delimiter)
    return fields


def _paired(
    records: Sequence[Record], here: list[tuple[str, ...]], wanted: list[tuple[str, ...]]
) -> list[tuple[Record | None, tuple[str, ...]]]:
    """Pair each wanted row with the row that it was; equal beginnings and ends first, as most edits are small."""
    first = 0
    while first < min(len(here), len(wanted)) and here[first] == wanted[first]:
        first += 1
    last = 0
    while last < min(len(here), len(wanted)) - first and here[-1 - last] == wanted[-1 - last]:
        last += 1
    pairs: list[tuple[Record | None, tuple[str, ...]]] = list(zip(records[:first], wanted[:first], strict=True))
    old, new = here[first : len(here) - last], wanted[first : len(wanted) - last]
    for _, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for i in range(c, d):
            k = a + i - c
            pairs.append((records[first + k] if k < b else None, new[i]))
    tail = len(here) - last
    pairs.extend(zip(records[tail:], wanted[len(wanted) - last :], strict=True))
    return pairs


def _join(typed: TypedTable, fields: Sequence[str]) -> str:
    return typed.delimiter.join(fields)


def _field(value: str, delimiter: str) -> str:
    if any(sign in value for sign in (delimiter, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value
