"""Tidy tables as arrays over the days of a run, found by their keys."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kilis.report.figures import STATISTICS, Figures
from kilis.report.words import day_month, spans_years

if TYPE_CHECKING:
    import pyarrow

Array = np.ndarray[Any, np.dtype[np.float64]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """One quantity over the days: mean and quantiles, NaN where suppressed or not said."""

    mean: Array
    q05: Array
    q25: Array
    q50: Array
    q75: Array
    q95: Array

    def at(self, day: int) -> tuple[float, float, float]:
        """Median and 90 % range of a day."""
        return float(self.q50[day]), float(self.q05[day]), float(self.q95[day])


@dataclass(frozen=True)
class Series:
    """All series of a run on one axis of dates."""

    dates: list[datetime.date]
    summary: dict[Key, Band]  # variant, measure, place
    totals: dict[Key, Band]  # variant, measure
    flows: dict[Key, Band]  # variant, origin, destination
    effects: dict[Key, Band]  # variant, measure, place
    exceedance: dict[Key, tuple[Array, Array]]  # variant, place -> (on the date, by the date)

    def day(self, day: int) -> str:
        """Name a day, with its year where the run spans several."""
        return day_month(self.dates[day], spans_years(self.dates))

    def fled(self, variant: str) -> Band | None:
        """How many have fled since the first day, of all places."""
        return self.totals.get((variant, "newly_displaced")) or self.totals.get((variant, "displaced"))

    def peak(self, variant: str, measure: str, place: str) -> float:
        """The largest median of a place, 0 when there is none."""
        band = self.summary.get((variant, measure, place))
        return 0.0 if band is None else most(band.q50)

    def median(self, variant: str, measure: str, place: str, day: int) -> float:
        """The median of a day, 0 when the quantity does not occur, NaN when suppressed."""
        band = self.summary.get((variant, measure, place))
        return 0.0 if band is None else float(band.q50[day])


def series_of(figures: Figures) -> Series:
    """Arrange the tables of a run by key and date."""
    tables = figures.tables
    dates = sorted(set(tables["totals"]["date"].to_pylist()) | set(tables["summary"]["date"].to_pylist()))

    def bands(name: str, keys: Sequence[str]) -> dict[Key, Band]:
        if name not in tables:
            return {}
        found = grouped(tables[name], keys, STATISTICS, dates)
        return {key: Band(*columns) for key, columns in found.items()}

    exceedance: dict[Key, tuple[Array, Array]] = {}
    if "exceedance" in tables:
        both = grouped(tables["exceedance"], ("variant", "place"), ("probability", "probability_by"), dates)
        exceedance = {key: (columns[0], columns[1]) for key, columns in both.items()}
    return Series(
        dates=dates,
        summary=bands("summary", ("variant", "measure", "place")),
        totals=bands("totals", ("variant", "measure")),
        flows=bands("flows", ("variant", "origin", "destination")),
        effects=bands("effects", ("variant", "measure", "place")),
        exceedance=exceedance,
    )


def grouped(
    table: pyarrow.Table, keys: Sequence[str], columns: Sequence[str], dates: Sequence[datetime.date]
) -> dict[Key, list[Array]]:
    """Split a tidy table by its keys into arrays over ``dates``; days without a row are NaN."""
    if not table.num_rows:
        return {}
    labels, codes = [], np.zeros(table.num_rows, dtype=np.int64)
    for name in keys:
        encoded = table[name].combine_chunks().dictionary_encode()
        names = encoded.dictionary.to_pylist()
        labels.append(names)
        codes = codes * len(names) + encoded.indices.to_numpy(zero_copy_only=False)
    day_of = {date: i for i, date in enumerate(dates)}
    stamps = table["date"].combine_chunks().dictionary_encode()
    place_in_axis = np.array([day_of[d] for d in stamps.dictionary.to_pylist()])
    days = place_in_axis[stamps.indices.to_numpy(zero_copy_only=False)]
    found, group = np.unique(codes, return_inverse=True)
    blocks = []
    for name in columns:
        block = np.full((len(found), len(dates)), np.nan)
        block[group, days] = table[name].to_numpy(zero_copy_only=False)
        blocks.append(block)
    result: dict[Key, list[Array]] = {}
    for i, code in enumerate(found):
        key = []
        for names in reversed(labels):
            code, rest = divmod(int(code), len(names))  # noqa: PLW2901 - the mixed-radix code is taken apart
            key.append(names[rest])
        result[tuple(reversed(key))] = [block[i] for block in blocks]
    return result


def most(values: Array) -> float:
    """The largest value, leaving out the suppressed; 0 when nothing is left.

    >>> most(np.array([1.0, np.nan, 3.0])), most(np.array([np.nan]))
    (3.0, 0.0)
    """
    kept = values[~np.isnan(values)]
    return float(kept.max()) if kept.size else 0.0
