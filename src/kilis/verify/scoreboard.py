"""Other people's forecasts, graded like our own: a CSV of quantiles beside persistence made on the same dates.

Columns: ``origin`` and ``date`` (ISO dates), ``place`` (id, or * for the total of all counted places), then one column
per quantile, named q05, q50, q95 and so on (q and the per cent, two digits; q025 is 2.5 %). q50 is needed.
"""

from __future__ import annotations

import csv
import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.counts import Counts, day_number
from kilis.scenario.faults import Fault, ScenarioError
from kilis.verify import scores
from kilis.verify.skill import Skill, skill

Floats = NDArray[np.float64]

MAX_BYTES = 200_000_000
MAX_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One forecast of one place for one date: persons at the stated quantile levels."""

    origin: int
    date: int
    place: str
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The scores at one lead time: mean absolute error and CRPS in persons, coverage, and skill against persistence."""

    lead_days: int
    n_cases: int
    mae_persons: float
    bias_persons: float
    crps_persons: float
    coverage_90: float | None
    coverage_50: float | None
    mae_against_persistence: Skill


def read_entries(path: Path, places: Sequence[str]) -> tuple[Floats, list[Entry]]:
    """The quantile levels and the rows of a CSV of forecasts. Raises ScenarioError with every fault, up to a bound."""
    if path.stat().st_size > MAX_BYTES:
        raise ScenarioError([Fault(path.name, None, None, "the file is larger than 200 MB", "split it by origin")])
    try:
        return _read(path, places)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ScenarioError(
            [Fault(path.name, None, None, f"this is no CSV: {error}", "save it as CSV, UTF-8")]
        ) from None


def _read(path: Path, places: Sequence[str]) -> tuple[Floats, list[Entry]]:
    with path.open(newline="", encoding="utf-8-sig") as source:
        reader = csv.DictReader(source)
        header = reader.fieldnames or []
        columns = sorted((c for c in header if re.fullmatch(r"q\d{2,4}", c)), key=_level)
        missing = [c for c in ("origin", "date", "place", "q50") if c not in header]
        if missing:
            problem = f"missing columns: {', '.join(missing)}"
            raise ScenarioError([Fault(path.name, 1, None, problem, "name them origin, date, place, q05, q50, q95")])
        entries, faults = [], []
        for row, cells in enumerate(reader, start=2):
            try:
                entries.append(_entry(cells, columns, places))
            except ValueError as error:
                faults.append(Fault(path.name, row, None, str(error), "correct the row"))
            if len(faults) >= MAX_FAULTS:
                break
    if faults:
        raise ScenarioError(faults)
    if not entries:
        raise ScenarioError([Fault(path.name, None, None, "there are no forecasts in it", "add rows")])
    return np.array([_level(c) for c in columns]), entries


def _level(column: str) -> float:
    """The level of a column: q05 is 0.05, q025 is 0.025.

    >>> _level("q05"), _level("q025"), _level("q95")
    (0.05, 0.025, 0.95)
    """
    return int(column[1:]) / float(10 ** (len(column) - 1))


def _entry(cells: dict[str, str], columns: list[str], places: Sequence[str]) -> Entry:
    origin, date = (day_number(datetime.date.fromisoformat((cells[k] or "").strip())) for k in ("origin", "date"))
    quantiles = tuple(float(cells[c] or "nan") for c in columns)
    if date <= origin:
        raise ValueError(f"the date {cells['date']} is not after the origin {cells['origin']}")
    if not np.isfinite(quantiles).all() or min(quantiles) < 0:
        raise ValueError("a quantile is negative or no number")
    if any(b < a for a, b in itertools.pairwise(quantiles)):
        raise ValueError("the quantiles decrease")
    place = cells["place"] or ""
    if place != "*" and place not in places:
        raise ValueError(f"the place {place[:40]!r} has no counts in this scenario")
    return Entry(origin, date, place, quantiles)


def grade(counts: Counts, levels: Floats, entries: Sequence[Entry], name: str = "theirs") -> list[Line]:
    """Scores per lead time, over the entries whose truth is known, beside persistence on the same entries."""
    rows = []
    for e in entries:
        truth, last = _truth_and_persistence(counts, e)
        if not np.isnan(truth):
            rows.append((e, truth, last))
    lines = []
    for lead in sorted({e.date - e.origin for e, _, _ in rows}):
        chosen = [(e, y, p) for e, y, p in rows if e.date - e.origin == lead]
        lines.append(_line(lead, levels, chosen, name))
    return lines


def _line(lead: int, levels: Floats, rows: list[tuple[Entry, float, float]], name: str) -> Line:
    q = np.array([e.quantiles for e, _, _ in rows])
    y, last = np.array([r[1] for r in rows]), np.array([r[2] for r in rows])
    median = q[:, int(np.abs(levels - 0.5).argmin())]
    origins = sorted({e.origin for e, _, _ in rows})
    at = np.array([origins.index(e.origin) for e, _, _ in rows])
    ours, theirs = (np.bincount(at, weights=scores.absolute_error(f, y)).astype(np.float64) for f in (median, last))
    return Line(
        lead_days=lead,
        n_cases=len(rows),
        mae_persons=float(scores.absolute_error(median, y).mean()),
        bias_persons=float(scores.error(median, y).mean()),
        crps_persons=float(scores.crps_quantiles(levels, q, y).mean()),
        coverage_90=_coverage(levels, q, y, 0.05, 0.95),
        coverage_50=_coverage(levels, q, y, 0.25, 0.75),
        mae_against_persistence=skill({name: ours}, {name: theirs}),
    )


def _coverage(levels: Floats, q: Floats, y: Floats, low: float, high: float) -> float | None:
    rows = [np.flatnonzero(np.isclose(levels, p)) for p in (low, high)]
    if any(len(r) == 0 for r in rows):
        return None
    return float(scores.covered(q[:, rows[0][0]], q[:, rows[1][0]], y).mean())


def _truth_and_persistence(counts: Counts, e: Entry) -> tuple[float, float]:
    """What came on the date and the last count known at the origin; for * the sums over places with both."""
    names = list(counts.places) if e.place == "*" else [e.place]
    truth = last = 0.0
    for name in names:
        known = counts.places[name].known(e.origin)
        came = counts.places[name].at(e.date)
        if len(known.days) and np.isnan(came):
            return float("nan"), float("nan")
        truth += 0.0 if np.isnan(came) else came
        last += float(known.persons[-1]) if len(known.days) else 0.0
    return (truth, last) if truth > 0 else (float("nan"), float("nan"))
