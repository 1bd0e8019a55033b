"""The errors of past forecasts as a small file: written by ``kilis backtest FOLDER... --climatology FILE``.

One row per forecast that came due: conflict, kind (place or total), origin, lead time, the days until the count was
published, whether the total stood still, and the error over the size of an ordinary one, of the bank and of
persistence. Forecasts pool these rows just as backtests pool what they have collected, so that what users get is what
was graded, to the far ends of the ranges. Rows of a conflict are left out when that conflict is being forecast: same
name, or same country of origin and overlapping period.
"""

from __future__ import annotations

import csv
import datetime
import gzip
import io
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import IO

import numpy as np

from kilis.forecast.climatology import Climatology, Key, pool
from kilis.forecast.counts import Counts
from kilis.forecast.residuals import KINDS, LEADS, MODELS, Residuals
from kilis.scenario.together import write_file

FILE = "error_climatology.csv.gz"
ABOUT = ("conflict", "coo_iso3", "start", "end")
HEADER = (*ABOUT, "kind", "origin", "lead_days", "verified", "plateau", *MODELS)


def write(path: Path, conflicts: Mapping[str, tuple[Counts, Mapping[Key, Residuals]]]) -> None:
    """Write the errors of several conflicts, compressed; six figures each. The same errors give the same bytes."""
    rows = [row for counts, residuals in conflicts.values() for row in _rows(counts, residuals)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    write_file(path, gzip.compress(text.getvalue().encode(), 9, mtime=0))


def _rows(counts: Counts, residuals: Mapping[Key, Residuals]) -> list[list[str]]:
    """The rows of one conflict; both models have the same cases in the same order."""
    period = (datetime.date.fromordinal(day).isoformat() for day in (counts.start, counts.end))
    about = [counts.name, counts.coo_iso3 or "", *period]
    rows = []
    for kind in KINDS:
        r = residuals[kind, MODELS[0]]
        errors = [residuals[kind, model].error for model in MODELS]
        for i, (origin, lead, verified, plateau) in enumerate(
            zip(r.origin, r.lead, r.verified, r.plateau, strict=True)
        ):
            when = [str(origin - counts.start), f"{LEADS[lead]:.0f}", str(verified - origin), str(int(plateau))]
            rows.append([*about, kind, *when, *(f"{e[i]:.6g}" for e in errors)])
    return rows


def read(source: IO[bytes], left_out: Counts | None = None) -> dict[str, dict[Key, Residuals]]:
    """The errors in a file by conflict, without those of the conflict of ``left_out``."""
    by_conflict: dict[str, dict[str, list[dict[str, str]]]] = {}
    with gzip.open(source, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            by_conflict.setdefault(row["conflict"], {kind: [] for kind in KINDS})[row["kind"]].append(row)
    found = {}
    for name, kinds in by_conflict.items():
        first = next(rows[0] for rows in kinds.values() if rows)
        if left_out is None or not _same_conflict(first, left_out):
            found[name] = {(kind, m): _residuals(rows, m) for kind, rows in kinds.items() for m in MODELS}
    return found


def _residuals(rows: list[dict[str, str]], model: str) -> Residuals:
    start = datetime.date.fromisoformat(rows[0]["start"]).toordinal() if rows else 0
    origin, wait = (np.array([int(r[column]) for r in rows], dtype=np.int64) for column in ("origin", "verified"))
    lead = np.searchsorted(LEADS, [float(r["lead_days"]) for r in rows])
    error = np.array([float(r[model]) for r in rows], dtype=np.float64)
    plateau = np.array([r["plateau"] == "1" for r in rows], dtype=np.bool_)
    return Residuals(start + origin, lead.astype(np.int64), error, start + origin + wait, plateau)


def shipped(counts: Counts | None = None) -> Climatology:
    """The climatology that comes with Kilis, without the conflict of ``counts``.

    >>> shipped().quantiles["place", "bank"].shape
    (6, 99)
    """
    with (files("kilis.forecast") / FILE).open("rb") as source:
        return pool(read(source, counts))


def _same_conflict(row: Mapping[str, str], counts: Counts) -> bool:
    """Whether a row comes from the conflict of ``counts``: same name, or same origin and overlapping period."""
    start, end = (datetime.date.fromisoformat(row[k]).toordinal() for k in ("start", "end"))
    same_origin = bool(counts.coo_iso3) and row["coo_iso3"] == counts.coo_iso3
    return row["conflict"] == counts.name or (same_origin and start < counts.end and counts.start < end)
