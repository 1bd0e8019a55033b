"""The counts of a Flee folder: as published, and as Flee turns them into people who leave and people there on day 0.

Flee drives its runs with the counts that it is later compared with: newcomers on day t are

    new(t) = max(0, sum over camps [n_c(t) - n_c(t-1)] - debt),   debt(t+1) = max(0, debt - the sum)

where n_c is the camp's series, corrected backwards at registrations, interpolated linearly between published counts,
constant outside them, and cut to whole persons. These functions give the same numbers; what was published stays apart.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kilis.scenario.faults import shown
from kilis.sources.flee_tables import LAYOUT, Files, Line, date_of, known_name, rows_of, table, text_of, whole_number_of


@dataclass(frozen=True)
class Series:
    """The published counts of one camp (``total``: of all), in the order of the file."""

    name: str
    file: str
    dates: list[datetime.date]
    values: list[int]


def read_layout(files: Files, places: Sequence[str]) -> list[Series]:
    """Read data_layout.csv and the files it names. The first row is the total."""
    name = "data_layout.csv"
    _, rows = table(files, files.source, name, LAYOUT)
    found: list[Series] = []
    for row in rows:
        label = row.cell(0) if not found else known_name(files, name, row, 0, "name", places)
        if not found and label != "total":
            files.fault(name, row.number, "name", f"the first row is {shown(label)}", "Begin with total,refugees.csv")
        parts = [_read_series(files, files.source, file, label or "") for file in row.cells[1:] if file]
        if label is None or not parts:
            continue
        if label in {series.name for series in found}:
            files.fault(name, row.number, "name", f"{shown(label)} occurs again", "Keep one row for each camp")
        found.append(_added(parts))
    return found


def _read_series(files: Files, folder: Path, file: str, name: str) -> Series:
    series = Series(name, file, [], [])
    text = text_of(files, folder, file)
    for position, row in enumerate(rows_of(text) if text is not None else []):
        if row.cell(0).startswith("#") or (position == 0 and _is_heading(row)) or len(row.cells) < 2 or not row.cell(1):
            continue
        date = date_of(files, file, row, 0, "date")
        value = whole_number_of(files, file, row, 1, "count")
        if not 0 <= value <= 2_000_000_000:
            files.fault(file, row.number, "count", f"the count is {value:,}", "Give between 0 and 2,000,000,000")
        if date is not None:
            series.dates.append(date)
            series.values.append(value)
    if text is not None and not series.dates:
        files.fault(file, None, None, "there are no counts", "Give rows of the form 2015-05-01,1200")
    return series


def _is_heading(row: Line) -> bool:
    return not row.cell(0)[:1].isdigit()


def _added(parts: list[Series]) -> Series:
    """Add several files of one camp: at each date, the last count of every file known by then."""
    if len(parts) == 1:
        return parts[0]
    dates = sorted({date for part in parts for date in part.dates})
    totals = [
        sum(
            max(((d, v) for d, v in zip(part.dates, part.values, strict=True) if d <= date), default=(date, 0))[1]
            for part in parts
        )
        for date in dates
    ]
    return Series(parts[0].name, "+".join(part.file for part in parts), dates, totals)


class FleeCounts:
    """Counts by day as Flee has them: corrected, scaled, interpolated."""

    def __init__(self, series: Sequence[Series], start: datetime.date, persons_per_agent: int = 1) -> None:
        self.names = [one.name for one in series]
        self.days = [[(date - start).days for date in one.dates] for one in series]
        self.values = [[value / persons_per_agent for value in one.values] for one in series]

    def correct(self, name: str, day: int) -> bool:
        """Multiply all counts before this day by count(day) / count before it; False if there is nothing to correct."""
        column = self.names.index(name)
        days, values = self.days[column], self.values[column]
        done = False
        for i in range(1, len(days)):
            if days[i] == day and values[i - 1] > 0:
                factor = values[i] / values[i - 1]
                values[:i] = [value * factor for value in values[:i]]
                done = True
        return done

    def at(self, column: int, day: int) -> int:
        """Count of a column on a day: linear between rows, constant outside, cut to whole persons."""
        days, values = self.days[column], self.values[column]
        if day <= days[0]:
            return int(values[0])
        for i in range(1, len(days)):
            if day < days[i]:
                share = (day - days[i - 1]) / (days[i] - days[i - 1])
                return int(values[i - 1] + share * (values[i] - values[i - 1]))
        return int(values[-1])

    def empty(self) -> None:
        """Take each column's count of day 0 from all its counts (``empty_camps_on_day0``)."""
        for column in range(len(self.names)):
            first = self.at(column, 0)
            self.values[column] = [value - first for value in self.values[column]]

    def newcomers(self, n_days: int, *, sum_from_camps: bool, from_day_0: bool) -> list[int]:
        """People who leave on each day: the rise of the counts, less what earlier falls have left as a debt."""
        columns = range(1, len(self.names)) if sum_from_camps else range(1)
        before = 0 if from_day_0 else sum(self.at(column, 0) for column in columns)
        debt = 0
        new = []
        for day in range(n_days):
            now = sum(self.at(column, day) for column in columns)
            rise = now - before - debt
            new.append(max(rise, 0))
            debt = max(-rise, 0)
            before = now
        return new
