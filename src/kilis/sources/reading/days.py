"""Days of the calendar: ends of months, seasons, weeks and quarters by number, and the last day of a number."""

from __future__ import annotations

import datetime

_DAY = datetime.timedelta(days=1)
_LONGEST_AGO = 120
"""Days since a week that is told by its number alone: further back it is no week of the calendar."""
_Period = tuple[datetime.date | None, datetime.date | None]


def month_end(date: datetime.date) -> datetime.date:
    """Return the last day of the month."""
    return (date.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def season_of(month: int, year: str | None, today: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of the season of a year that begins in a month, or of the last one that is over."""
    first = datetime.date(int(year) if year else today.year if today else 1, month, 1)
    if not year and today and first + 92 * _DAY > today:
        first = first.replace(year=first.year - 1)
    return first, month_end(first + 62 * _DAY)


def last_of_number(today: datetime.date, day: int) -> datetime.date:
    """Return the last day of that number."""
    date = today.replace(day=1)
    return date.replace(day=day) if day <= today.day else (date - _DAY).replace(day=day)


def part_of_year(number: int, months: int, year: str | None, today: datetime.date) -> _Period:
    """Return the first and last day of a quarter or half of a year, up to today; without the year the last begun."""
    first = months * (number - 1) + 1
    if first > 12:
        return None, None
    since = datetime.date(int(year) if year else today.year, first, 1)
    if since > today and not year:
        since = since.replace(year=today.year - 1)
    return since, min(month_end(since.replace(month=first + months - 1)), today)


def week_of_year(number: int, year: str | None, today: datetime.date | None) -> _Period:
    """Return Monday and Sunday of a week of the calendar, up to today; without the year the last begun."""
    if today is None and not year:
        return None, None
    first = datetime.date.fromisocalendar(int(year) if year else today.year if today else 1, number, 1)
    if today and first > today and not year:
        first = datetime.date.fromisocalendar(today.year - 1, number, 1)
    if today and not year and (today - first).days > _LONGEST_AGO:
        raise ValueError  # "in week 3 of the war"
    return first, min(first + 6 * _DAY, today) if today else first + 6 * _DAY
