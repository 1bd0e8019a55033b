"""Today's state of the world, from everything published until then: how many are where, what moves, how sure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from kilis.forecast.bank import lone_falls, rates, robust_slope, shift_limit
from kilis.forecast.climatology import LEVELS, Climatology
from kilis.forecast.climatology_file import shipped
from kilis.forecast.counts import Counts, Series, day_number
from kilis.forecast.dress import dressed
from kilis.forecast.known import known_scenario
from kilis.forecast.observe import SetAside, observed, total_reported
from kilis.forecast.points import points
from kilis.forecast.residuals import collect
from kilis.scenario.model import Observation, Scenario

RISE = 0.25
"""A rise of more than this fraction from one count to the next is named as a level shift."""


@dataclass(frozen=True, slots=True)
class LevelShift:
    """A step from one count to the next that is too large for movement: re-registration, relocation or verification."""

    place: str
    date: datetime.date
    before: float
    after: float

    def sentence(self) -> str:
        """The step in words."""
        change = self.after / self.before - 1.0
        return f"{self.date.isoformat()} {self.place}: {self.before:,.0f} to {self.after:,.0f} ({change:+.0%})"


@dataclass(frozen=True, slots=True)
class PlaceState:
    """One place today: ``stock`` is the best estimate, ``low`` and ``high`` its 90 % range; persons (per day)."""

    place: str
    stock: float
    low: float
    high: float
    last_count: float | None
    counted_on: datetime.date | None
    age_days: int | None
    inflow_per_day: float
    net_per_day: float
    share: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """The state of every place on a date, and what it was made from and what not.

    ``reported`` is the latest stock reported for all places together, which is shown beside ``total`` and not used.
    """

    origin: datetime.date
    places: tuple[PlaceState, ...]
    total: float
    total_low: float
    total_high: float
    shifts: tuple[LevelShift, ...]
    aside: tuple[SetAside, ...]
    dressed_by: tuple[str, ...]
    reported: Observation | None


def analyse(scenario: Scenario, origin: datetime.date, *, climatology: Climatology | None = None) -> Analysis:
    """The analysis on a date: stock per place with its uncertainty, recent flows, shares and level shifts.

    A stale count is carried to the date by the bank, and its age is part of its uncertainty. ``inflow_per_day`` is the
    recent inflow without level shifts (60 days), ``net_per_day`` the plain change. Nothing published later is seen.
    """
    known_then = known_scenario(scenario, origin)
    counts, aside = observed(known_then)
    day = day_number(origin)
    made = points(counts, day, np.array([0.0]))
    errors = climatology or shipped(counts)
    past = {key: r.before(day) for key, r in collect(counts, day).items()}
    places, total = dressed(made, errors, past)
    stock = made.forecast[:, 0]
    known = {name: s.known(day) for name, s in counts.places.items()}
    low, high = LEVELS.searchsorted([0.0499, 0.9499])
    states = []
    for i, name in enumerate(made.places):
        s = known[name]
        counted = len(s.days) > 0
        states.append(
            PlaceState(
                place=name,
                stock=float(stock[i]),
                low=float(places[i, 0, low]),
                high=float(places[i, 0, high]),
                last_count=float(s.persons[-1]) if counted else None,
                counted_on=datetime.date.fromordinal(int(s.days[-1])) if counted else None,
                age_days=day - int(s.days[-1]) if counted else None,
                inflow_per_day=robust_slope(s, day, 60),
                net_per_day=_net(s, day),
                share=float(stock[i] / stock.sum()) if stock.sum() > 0 else 0.0,
            )
        )
    return Analysis(
        origin=origin,
        places=tuple(states),
        total=float(stock.sum()),
        total_low=float(total[0, low]),
        total_high=float(total[0, high]),
        shifts=tuple(shift for name, s in known.items() for shift in level_shifts(name, s)),
        aside=tuple(aside),
        dressed_by=errors.conflicts,
        reported=total_reported(known_then),
    )


def level_shifts(place: str, counts: Series) -> list[LevelShift]:
    """Lone falls beyond the noise of counts, and rises beyond a quarter at five times the usual pace, with their dates.

    >>> from kilis.forecast.counts import series
    >>> day = datetime.date(2016, 1, 1).toordinal()
    >>> [s.sentence() for s in level_shifts("camp", series([(day, day, 1000.0), (day + 9, day + 9, 900.0)]))]
    ['2016-01-10 camp: 1,000 to 900 (-10%)']
    """
    found = []
    change = np.diff(counts.persons) / np.maximum(counts.persons[:-1], 1.0)
    fallen = lone_falls(change, shift_limit(counts))
    for k in range(1, len(counts.days)):
        before, after = float(counts.persons[k - 1]), float(counts.persons[k])
        fell = bool(fallen[k - 1])
        rose = after > before * (1.0 + RISE) and _out_of_pace(counts, k)
        if fell or rose:
            found.append(LevelShift(place, datetime.date.fromordinal(int(counts.days[k])), before, after))
    return found


def _out_of_pace(counts: Series, k: int) -> bool:
    """Whether the rise to count k was five times as fast as the median rise of at least four counts before it."""
    pace = np.diff(counts.persons[: k + 1]) / np.diff(counts.days[: k + 1])
    return k >= 5 and bool(pace[-1] > 5.0 * max(float(np.median(np.abs(pace[:-1]))), 1.0))


def _net(counts: Series, day: int) -> float:
    """Plain change per day over the last 60 days, level shifts included; 0 without two counts."""
    if len(counts.days) < 2:
        return 0.0
    rate, days, _ = rates(counts, day, 60)
    return float((rate * days).sum() / days.sum()) if days.sum() > 0 else 0.0


def counts_on(scenario: Scenario, origin: datetime.date) -> tuple[Counts, list[SetAside]]:
    """The counts of a scenario as published by the origin, and what is no count."""
    return observed(known_scenario(scenario, origin))
