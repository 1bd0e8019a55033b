"""The Excel workbook: a sheet to read first, then the figures, then what they were made from."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from kilis.report.card import parameter_rows, provenance
from kilis.report.cells import plain
from kilis.report.figures import Figures
from kilis.report.geodata import NOTE
from kilis.report.groups import rows_by_group
from kilis.report.series import series_of
from kilis.report.statements import statements
from kilis.report.svg import plain_text
from kilis.report.tidy import (
    Row,
    event_rows,
    note,
    observation_rows,
    place_columns,
    rows_by_flow,
    rows_by_place,
    table_rows,
)
from kilis.report.words import suppression

MAX_ROWS = 1_048_575  # of a sheet, less its header
NUMBER, SHARE, DATE = "#,##0", "0 %", "yyyy-mm-dd"


@contextmanager
def _book(path: Path, options: dict[str, bool]) -> Iterator[Any]:
    """A workbook, put together in memory: a full disk is then told as of every other file."""
    whole = io.BytesIO()
    try:
        with xlsxwriter.Workbook(whole, options) as book:
            yield book
    except FileCreateError as error:
        raise OSError(f"{path.name}: {error}") from error
    path.write_bytes(whole.getbuffer())


def write_workbook(figures: Figures, path: Path) -> None:
    """Write the workbook of a run. Raises ValueError when a table has more rows than a sheet."""
    sheets = [
        ("Places by date", rows_by_place(figures)),
        ("Groups by date", rows_by_group(figures)),
        ("Totals by date", table_rows(figures, "totals")),
        ("Flows by date", [{k: v for k, v in r.items() if k != "coordinates"} for r in rows_by_flow(figures)]),
        ("Capacity by date", table_rows(figures, "exceedance")),
        ("Effects of variants", table_rows(figures, "effects")),
        ("Places", list(place_columns(figures).values())),
        ("Events", event_rows(figures)),
        ("Observations", observation_rows(figures)),
        ("Parameters", [{"parameter": n, "distribution": d, "reason": r} for n, d, r in parameter_rows(figures)]),
        ("Provenance", [{"what": name, "value": str(value)} for name, value in provenance(figures, NOTE)]),
    ]
    sheets = [(name, rows) for name, rows in sheets if rows]
    for name, rows in sheets:
        if len(rows) > MAX_ROWS:
            raise ValueError(f"{name}: {len(rows):,} rows do not fit a sheet of Excel; export to parquet instead")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with _book(path, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "bold": book.add_format({"bold": True}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            NUMBER: book.add_format({"num_format": NUMBER}),
            SHARE: book.add_format({"num_format": SHARE}),
            DATE: book.add_format({"num_format": DATE}),
            "0.0000": book.add_format({"num_format": "0.0000"}),
        }
        _read_first(book.add_worksheet("Read first"), figures, [name for name, _ in sheets], formats)
        for name, rows in sheets:
            _sheet(book.add_worksheet(name), rows, formats)


def _read_first(sheet: Any, figures: Figures, names: list[str], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    series = series_of(figures)
    lines: list[tuple[str, str]] = [(s.heading, plain_text(s.sentence)) for s in statements(figures, series)]
    if figures.caution:
        lines.insert(0, ("Caution", figures.caution))
    lines.append(("Ranges", figures.ranges))
    lines += [(f"Variant {variant}", sentence) for variant, sentence in figures.variants]
    lines.append(("Sheets", ", ".join(names)))
    lines.append(("Columns", "Every header carries a note. median, low and high: 50 %, 5 % and 95 % of the members."))
    if figures.suppress_below > 1:
        lines.append(("Small counts", f"Of persons, {suppression(figures.suppress_below)}."))
    lines.append(("Not for", "Sealing borders, turning people back, finding or targeting people."))
    sheet.write_string(0, 0, str(plain(figures.scenario.title)), formats["title"])
    for row, (name, words) in enumerate(lines, start=2):
        sheet.write_string(row, 0, str(plain(name)), formats["bold"])
        sheet.write_string(row, 1, str(plain(words)), formats["wrap"])


def _sheet(sheet: Any, rows: list[Row], formats: dict[str, Any]) -> None:
    columns = list(rows[0])
    for c, column in enumerate(columns):
        sheet.write_string(0, c, column, formats["head"])
        if words := note(column):
            sheet.write_comment(0, c, words)
        sheet.set_column(
            c, c, max(11, min(len(column) + 2, 30)), formats[_format_of(column)] if _format_of(column) else None
        )
    for r, row in enumerate(rows, start=1):
        for c, column in enumerate(columns):
            value = plain(row[column])
            if value is None:
                continue
            if isinstance(value, datetime.date):
                sheet.write_datetime(r, c, datetime.datetime.combine(value, datetime.time()), formats[DATE])
            elif isinstance(value, bool | str):
                sheet.write_string(r, c, str(value))
            else:
                sheet.write_number(r, c, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _format_of(column: str) -> str:
    if "probability" in column:
        return SHARE
    if column in {"latitude", "longitude"}:
        return "0.0000"
    ends = ("_median", "_low", "_high", "_mean", "_persons")
    return (
        NUMBER
        if column.endswith(ends)
        or column in {"mean", "value", "low", "high"}
        or column[:2] in {"q0", "q2", "q5", "q7", "q9"}
        else ""
    )
