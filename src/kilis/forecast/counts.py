"""Real counts per place, as they were published: what every forecast starts from and every backtest is graded with."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.restart import Network

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


EVER = 2**40
"""A day by which everything has been published."""

NEVER = 2**62
"""The day on which a count that stands is withdrawn."""


@dataclass(frozen=True, slots=True)
class Series:
    """The counts of one place: date, publication date (both as proleptic day numbers) and persons, by date.

    Only real counts stand here: nothing is interpolated, and zeros before the first count above zero are dropped
    (a zero on the first day is how folders say "not yet counted"). A count may be ``withdrawn`` on a later day, when
    somebody whose figures are better begins to count; None: all stand for good.
    """

    days: Days
    published: Days
    persons: Floats
    withdrawn: Days | None = None

    def known(self, origin: int) -> Series:
        """The counts that had been published on the origin date or before, one per date: the latest published.

        >>> s = series([(10, 10, 100.0), (20, 35, 90.0), (30, 30, 120.0)])
        >>> s.known(30).persons, s.known(35).persons
        (array([100., 120.]), array([100.,  90., 120.]))
        """
        seen = (self.published <= origin) & (self.days <= origin)
        if self.withdrawn is not None:
            seen &= self.withdrawn > origin
        days, published, persons = self.days[seen], self.published[seen], self.persons[seen]
        if len(days) > 1:
            last = np.append(days[1:] != days[:-1], True)
            days, published, persons = days[last], published[last], persons[last]
        return Series(days, published, persons)

    def at(self, day: int) -> float:
        """Persons on a day, on the straight line between the counts either side; NaN outside the counts.

        For grading only: a forecast never sees this line.
        """
        counts = self.known(EVER)
        if len(counts.days) == 0 or not counts.days[0] <= day <= counts.days[-1]:
            return float("nan")
        return float(np.interp(day, counts.days, counts.persons))


def series(rows: Sequence[tuple[int, int, float] | tuple[int, int, float, int]]) -> Series:
    """A series from (day, published, persons, withdrawn) in any order, without the zeros before the first count.

    What is never withdrawn may leave the fourth number out. Zeros are dropped among counts withdrawn on the same day.
    Of several figures of one date that were published together the last one given stands.

    >>> series([(3, 3, 50.0), (1, 1, 0.0)]).days
    array([3])
    """
    kept, begun = [], set()
    whole = [(*r[:3], r[3] if len(r) == 4 else NEVER) for r in rows]
    for row in sorted(whole, key=lambda r: r[:2]):
        if row[2] > 0:
            begun.add(row[3])
        if row[3] in begun:
            kept.append(row)
    return Series(
        np.array([r[0] for r in kept], dtype=np.int64),
        np.array([r[1] for r in kept], dtype=np.int64),
        np.array([r[2] for r in kept], dtype=np.float64),
        np.array([r[3] for r in kept], dtype=np.int64) if begun - {NEVER} else None,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """All counts of a scenario: a series per place, the period (end excluded) and the opening dates of its sites.

    ``openings`` maps a place to (opening day, day on which the opening became known). ``network`` says where people
    who leave would arrive (None: there is no map). ``coo_iso3`` and the period identify the conflict, so that the
    error climatology can leave it out.
    """

    name: str
    start: int
    end: int
    places: Mapping[str, Series]
    openings: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    coo_iso3: str | None = None
    network: Network | None = None
    at_start: Mapping[str, float] = field(default_factory=dict)
    """Displaced persons at a site on the first day, as the map says: all there is of a site that is never counted."""

    def shares(self, day: int) -> dict[str, float]:
        """Share of the inflow of every place that can be reached on a day; empty where the map says nothing."""
        return self.network.shares(day, tuple(self.places)) if self.network else {}

    def opened_by(self, place: str, origin: int) -> int | None:
        """The opening day of a place if it had opened by the origin and this was known; None otherwise."""
        day, known = self.openings.get(place, (None, 0))
        return day if day is not None and max(day, known) <= origin else None


def day_number(date: datetime.date) -> int:
    """Proleptic day number of a date.

    >>> day_number(datetime.date(2016, 2, 1)) - day_number(datetime.date(2016, 1, 31))
    1
    """
    return date.toordinal()
