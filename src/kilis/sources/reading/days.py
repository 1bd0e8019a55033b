"""Days of the calendar: ends of months, seasons, and the last day of a number."""

from __future__ import annotations

import datetime

_DAY = datetime.timedelta(days=1)


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
