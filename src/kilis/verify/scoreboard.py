"""Other people's forecasts, graded like our own: a CSV of quantiles beside Kilis and persistence on the same dates.

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

from kilis.forecast.climatology import LEVELS
from kilis.forecast.climatology_file import shipped
from kilis.forecast.counts import Counts, day_number
from kilis.forecast.dress import dressed, dressed_total
from kilis.forecast.points import points
from kilis.forecast.residuals import collect
from kilis.scenario.faults import Fault, ScenarioError
from kilis.verify import scores
from kilis.verify.skill import Skill, skill
from kilis.verify.slices import DRESSED, verified

Floats = NDArray[np.float64]

TOTAL = "*"
"""Stands for the sum over the places counted by the origin."""

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
    """The scores of one model (theirs, kilis or persistence) at one lead time, of places or of totals.

    MAE, bias, CRPS and interval score in persons; ARD is the sum of absolute errors over the sum of counts; coverage
    and interval score are None without their quantiles. ``crps_ratio`` is to persistence dressed as our own forecast.
    """

    lead_days: int
    what: str
    model: str
    n_cases: int
    mae_persons: float
    bias_persons: float
    ard: float
    crps_persons: float
    interval_score_persons: float | None
    coverage_90: float | None
    coverage_50: float | None
    pit: list[float]
    crps_ratio: Skill


@dataclass(frozen=True, slots=True)
class _Case:
    """One entry with what came, and what our own forecast and dressed persistence said at the same levels."""

    entry: Entry
    truth: float
    quantiles: dict[str, Floats]


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
        seen: dict[tuple[int, int, str], int] = {}
        for row, cells in enumerate(reader, start=2):
            try:
                entry = _entry(cells, columns, places)
                first = seen.setdefault((entry.origin, entry.date, entry.place), row)
                if first != row:
                    raise ValueError(f"the same origin, date and place as row {first}")
                entries.append(entry)
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
    if place != TOTAL and place not in places:
        raise ValueError(f"the place {place[:40]!r} has no counts in this scenario")
    return Entry(origin, date, place, quantiles)


def grade(counts: Counts, levels: Floats, entries: Sequence[Entry]) -> list[Line]:
    """Scores per lead time, of places and of totals, beside Kilis and persistence on the same entries and levels.

    Entries whose truth is not known (beyond the counts, or nobody there) are left out; ValueError if all are.
    """
    cases = _cases(counts, levels, entries)
    if not cases:
        raise ValueError(f"none of the {len(entries)} forecasts is of a date and place with counts either side")
    lines = []
    for what in ("places", "totals"):
        kind = [c for c in cases if (c.entry.place == TOTAL) == (what == "totals")]
        for lead in sorted({c.entry.date - c.entry.origin for c in kind}):
            chosen = [c for c in kind if c.entry.date - c.entry.origin == lead]
            lines += [_line(lead, what, model, levels, chosen) for model in ("theirs", "kilis", "persistence")]
    return lines


def _cases(counts: Counts, levels: Floats, entries: Sequence[Entry]) -> list[_Case]:
    """The entries whose truth is known, with our own quantiles made on the same origins."""
    errors, history = shipped(counts), collect(counts)
    names, cases = list(counts.places), []
    for origin in sorted({e.origin for e in entries}):
        own = [(e, y) for e in entries if e.origin == origin and not np.isnan(y := _truth(counts, e))]
        if not own:
            continue
        leads = sorted({e.date - origin for e, _ in own})
        made = points(counts, origin, np.array(leads, dtype=np.float64))
        past = verified(counts, history, origin)
        rows = np.flatnonzero(~np.isnan(made.level))
        dress = {name: dressed(made, errors, past, m)[0] for name, m in DRESSED.items()}
        total = {name: dressed_total(made, errors, past, m, rows) for name, m in DRESSED.items()}
        for e, y in own:
            j = leads.index(e.date - origin)
            stated = {n: total[n][j] if e.place == TOTAL else dress[n][names.index(e.place), j] for n in DRESSED}
            ours = {n: np.asarray(np.interp(levels, LEVELS, q)) for n, q in stated.items()}
            cases.append(_Case(e, y, {"theirs": np.array(e.quantiles), **ours}))
    return cases


def _line(lead: int, what: str, model: str, levels: Floats, cases: list[_Case]) -> Line:
    y = np.array([c.truth for c in cases])
    q, reference = (np.array([c.quantiles[m] for c in cases]) for m in (model, "persistence"))
    median = q[:, int(np.abs(levels - 0.5).argmin())]
    origins = sorted({c.entry.origin for c in cases})
    at = np.array([origins.index(c.entry.origin) for c in cases])
    each, theirs = (scores.crps_quantiles(levels, f, y) for f in (q, reference))
    summed, base = (np.bincount(at, weights=w).astype(np.float64) for w in (each, theirs))
    wide, half = (_range(levels, q, *p) for p in ((0.05, 0.95), (0.25, 0.75)))
    return Line(
        lead_days=lead,
        what=what,
        model=model,
        n_cases=len(cases),
        mae_persons=float(scores.absolute_error(median, y).mean()),
        bias_persons=float(scores.error(median, y).mean()),
        ard=float(scores.absolute_error(median, y).sum() / y.sum()),
        crps_persons=float(each.mean()),
        interval_score_persons=float(scores.interval_score(*wide, y, 0.9).mean()) if wide else None,
        coverage_90=float(scores.covered(*wide, y).mean()) if wide else None,
        coverage_50=float(scores.covered(*half, y).mean()) if half else None,
        pit=[round(float(p), 4) for p in scores.pit(levels, q, y)],
        crps_ratio=skill({what: summed}, {what: base}),
    )


def _range(levels: Floats, q: Floats, low: float, high: float) -> tuple[Floats, Floats] | None:
    """The two quantiles of a central range; None where either is not stated."""
    rows = [np.flatnonzero(np.isclose(levels, p)) for p in (low, high)]
    return (q[:, rows[0][0]], q[:, rows[1][0]]) if all(len(r) for r in rows) else None


def _truth(counts: Counts, e: Entry) -> float:
    """What came on the date; for * the sum over the places counted by the origin; NaN where it is not known."""
    counted = [name for name, s in counts.places.items() if len(s.known(e.origin).days)]
    if not counted:
        return float("nan")
    names = counted if e.place == TOTAL else [e.place]
    total = float(sum(counts.places[name].at(e.date) for name in names))
    return total if total > 0 else float("nan")
