"""Results in words and small tables, for the terminal and the page; all figures come from the summaries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kilis.engine.network import Floats
from kilis.engine.state import MEASURES
from kilis.ensemble.experiment import Experiment, Outcome
from kilis.ensemble.summary import TOTALS
from kilis.ensemble.suppress import shown

LOW, MEDIAN, HIGH = 0, 2, 4
FAR = 2.0
"""How many times beyond the 90 % range of its day a count lies that the simulation contradicts."""
_BARS = "▁▂▃▄▅▆▇█"


def day_name(date: datetime.date) -> str:
    """Return a date as people say it.

    >>> day_name(datetime.date(2016, 2, 7))
    '7 February'
    """
    return f"{date.day} {date:%B}"


def persons(number: float | None) -> str:
    """Return a number of people, rounded to what can be known: two figures, or three from 100,000 on.

    >>> [persons(n) for n in (0.4, 7, 438, 31_415, 2_512_345, None)]
    ['0', '7', '440', '31,000', '2.51 million', 'few']
    """
    if number is None:
        return "few"
    whole = round(abs(number))
    figures = 3 if whole >= 100_000 else 2
    step = 10 ** max(0, len(str(whole)) - figures)
    rounded = round(whole / step) * step
    if rounded >= 1_000_000:
        return f"{'-' if number < 0 else ''}{rounded / 1e6:.{max(0, 9 - len(str(rounded)))}f} million"
    return f"{'-' if number < 0 and rounded else ''}{rounded:,}"


def bars(series: Floats, width: int = 10) -> str:
    """Return a row of small bars for a series: the highest is the series' own highest.

    >>> bars(np.array([0.0, 1.0, 2.0, 4.0]), 4)
    '▁▃▅█'
    """
    if len(series) == 0:
        return ""
    at = np.linspace(0, len(series) - 1, width).round().astype(int)
    top = float(series.max())
    levels = np.ceil(series[at] / top * (len(_BARS) - 1)).astype(int) if top > 0 else np.zeros(width, int)
    return "".join(_BARS[level] for level in levels)


@dataclass(frozen=True)
class PlaceRow:
    """One line of the table: a place's stock on the day shown, its peak and its course."""

    place: str
    name: str
    low: float | None  # None: kept back
    median: float | None
    high: float | None
    peak: float | None
    peak_date: datetime.date
    exceeds: float | None
    course: str


def _moved(outcome: Outcome) -> Floats:
    """Return how much each place's stock (P,) changed over the period, by the medians."""
    stock = outcome.summary.quantiles[0][MEDIAN, MEASURES.index("stock")]
    change: Floats = stock.max(axis=0) - stock.min(axis=0)
    return change


def place_rows(found: Experiment, day: int, most: int = 12, below: int = 0) -> list[PlaceRow]:
    """Return the places whose stock changes most, largest stock first; counts below ``below`` are kept back."""
    outcome = found.baseline
    stock = outcome.summary.quantiles[0][:, MEASURES.index("stock")]
    names = {place.id: place.name for place in found.scenario.places}
    moved = _moved(outcome)
    order = [i for i in np.argsort(-moved, kind="stable")[:most] if moved[i] >= 0.5]
    rows = []
    for i in sorted(order, key=lambda i: -stock[MEDIAN, day, i]):
        peak = int(stock[MEDIAN, :, i].argmax())
        by = outcome.summary.exceedance[1, -1, i]
        rows.append(
            PlaceRow(
                place=outcome.model.places[i],
                name=names[outcome.model.places[i]],
                low=shown(float(stock[LOW, day, i]), below),
                median=shown(float(stock[MEDIAN, day, i]), below),
                high=shown(float(stock[HIGH, day, i]), below),
                peak=shown(float(stock[MEDIAN, peak, i]), below),
                peak_date=found.dates[peak],
                exceeds=float(by) if outcome.summary.limited[i] else None,
                course=bars(stock[MEDIAN, :, i]),
            )
        )
    return rows


@dataclass(frozen=True)
class Contradicted:
    """The last count of a place, and the 90 % range simulated for its day, far from it."""

    place: str
    name: str
    date: datetime.date
    counted: float | None  # None: kept back
    low: float | None
    high: float | None


def contradicted(found: Experiment, below: int = 0) -> list[Contradicted]:
    """Return the places whose last counted stock lies FAR times beyond the simulated 90 % range, or farther."""
    outcome = found.baseline
    stock = outcome.summary.quantiles[0][:, MEASURES.index("stock")]
    counts = {
        o.place: o
        for o in sorted(found.scenario.observations, key=lambda o: o.date)
        if o.measure == "stock" and o.kind != "claim" and o.value and o.qualifier in ("exact", "approx")
        if found.dates[0] <= o.date <= found.dates[-1]
    }
    rows = []
    for place in found.scenario.places:
        if (o := counts.get(place.id)) is None or o.value is None:
            continue
        low, high = (float(stock[n, (o.date - found.dates[0]).days, outcome.model.places.index(place.id)])
                     for n in (LOW, HIGH))  # fmt: skip
        if not low / FAR < o.value < high * FAR:
            rows.append(Contradicted(place.id, place.name, o.date, *(shown(n, below) for n in (o.value, low, high))))
    return rows


@dataclass(frozen=True)
class TotalRow:
    """One line of the totals: a sum over places on the day shown, and its peak."""

    total: str
    low: float | None  # None: kept back
    median: float | None
    high: float | None
    peak: float | None
    peak_date: datetime.date
    course: str


def total_rows(found: Experiment, day: int, names: Sequence[str] = TOTALS, below: int = 0) -> list[TotalRow]:
    """Return the totals that are ever other than 0."""
    ranges = found.baseline.summary.quantiles[2]
    rows = []
    for name in names:
        series = ranges[:, TOTALS.index(name)]
        if not series[HIGH].any():
            continue
        peak = int(series[MEDIAN].argmax())
        low, median, high = (shown(float(series[q, day]), below) for q in (LOW, MEDIAN, HIGH))
        most = shown(float(series[MEDIAN, peak]), below)
        rows.append(TotalRow(name, low, median, high, most, found.dates[peak], bars(series[MEDIAN])))
    return rows


@dataclass(frozen=True)
class Effect:
    """What a variant changes: one measure at one place (or in total) on one date, against the baseline."""

    variant: str
    measure: str
    place: str | None
    date: datetime.date
    mean: float
    low: float
    median: float
    high: float
    finding: str

    def sentence(self, change: str) -> str:
        """Return 'If the crossing opens on 7 February: 31,000 fewer people (90 %: ...) are waiting on 14 February.'"""
        return f"If {change}: {self.finding}"


_PLURAL = {
    "stock": "are at {place}",
    "waiting": "are waiting at {place}",
    "trapped": "are trapped in {place}",
    "overflow": "are beyond the capacity of {place}",
}
_IN_TOTAL = {
    "newly_displaced": "have been displaced",
    "waiting": "are waiting at crossings",
    "trapped": "are trapped",
    "refugee": "are across a border",
    "overflow": "are beyond the capacity of sites",
}


def _finding(verb: str, date: datetime.date, low: float, median: float, high: float, below: int = 0) -> str:
    """Return '31,000 fewer people (90 %: 22,000 to 41,000) are waiting at crossings on 14 February.'"""

    def said(number: float) -> str:
        return persons(shown(number, below))

    if said(median) == "0" and said(low) == "0" and said(high) == "0":
        return f"no change in how many {verb} on {day_name(date)}."
    if low * high < 0:
        span = f"90 %: {said(-low)} fewer to {said(high)} more"
        count = f"{said(abs(median))} {'fewer' if median < 0 else 'more'}"
    else:
        ends = sorted((abs(low), abs(high)))
        span = f"90 %: {said(ends[0])} to {said(ends[1])}"
        count = f"{said(abs(median))} {'fewer' if median + low < 0 else 'more'}"
    return f"{count} people ({span}) {verb} on {day_name(date)}."


def effects(found: Experiment, outcome: Outcome, most: int = 4, below: int = 0) -> list[Effect]:
    """Return what a variant changes most: totals and places on the date of their largest effect, largest first.

    In the words of the findings, counts below ``below`` are kept back; the numbers are as they are.

    Effects are differences member by member on common random numbers; the range is that of 90 % of the members. What
    nine members in ten do not agree in sign on, and what is below a hundredth of the largest, is left out.
    """
    assert outcome.effect is not None
    assert outcome.total_effect is not None
    names = {place.id: place.name for place in found.scenario.places}
    candidates: list[Effect] = []

    def add(measure: str, place: str | None, mean: Floats, ranges: Floats, verb: str) -> None:
        day = int(np.abs(ranges[MEDIAN]).argmax())
        low, median, high = (float(ranges[q, day]) for q in (LOW, MEDIAN, HIGH))
        date = found.dates[day]
        text = _finding(verb, date, low, median, high, below)
        candidates.append(Effect(outcome.variant, measure, place, date, float(mean[day]), low, median, high, text))

    for measure, verb in _IN_TOTAL.items():
        t = TOTALS.index(measure)
        add(measure, None, outcome.total_effect[0][t], outcome.total_effect[1][:, t], verb)
    for measure, verb in _PLURAL.items():
        m = MEASURES.index(measure)
        largest = np.abs(outcome.effect[1][MEDIAN, m]).max(axis=0)
        for i in np.argsort(-largest, kind="stable")[:3]:
            place = outcome.model.places[i]
            text = verb.format(place=names[place])
            add(measure, place, outcome.effect[0][m, :, i], outcome.effect[1][:, m, :, i], text)
    clear = [e for e in candidates if e.low * e.high > 0 and abs(e.median) >= 0.5]
    local = {(e.measure, e.date, e.median) for e in clear if e.place is not None}
    # A total that is one place's number is said once, with the place's name.
    clear = [e for e in clear if e.place is not None or (e.measure, e.date, e.median) not in local]
    if not clear:
        return sorted(candidates, key=lambda e: -(e.high - e.low))[:1]
    floor = max(abs(e.median) for e in clear) / 100
    return sorted((e for e in clear if abs(e.median) >= floor), key=lambda e: -abs(e.median))[:most]
