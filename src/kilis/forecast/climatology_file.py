"""The error climatology as a small file: written by ``kilis backtest FOLDER... --climatology FILE``, read by forecasts.

One row per conflict, kind, model and lead time: how many errors there were, their percentiles (in units of the scale
and of the width factor), and the percentiles of the plain |error / scale| to which widths are compared. Rows of a
conflict are left out when that conflict is being forecast: same country of origin, overlapping period.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.climatology import LEVELS, WIDTH_LEVELS, Climatology, Key, corrected_errors, weighted_quantile
from kilis.forecast.counts import Counts
from kilis.forecast.residuals import KINDS, LEADS, MODELS, Residuals

Floats = NDArray[np.float64]

FILE = "error_climatology.csv"
FIXED = ["conflict", "coo_iso3", "start", "end", "kind", "model", "lead_days", "n_errors"]
ABSOLUTE_LEVELS = np.arange(5, 100, 5) / 100.0


def write(path: Path, conflicts: Mapping[str, tuple[Counts, Mapping[Key, Residuals]]]) -> None:
    """Write the climatology of several conflicts; numbers with four figures, so that the file stays small."""
    header = [*FIXED, *(f"e{round(100 * q):02d}" for q in LEVELS), *(f"a{round(100 * q):02d}" for q in ABSOLUTE_LEVELS)]
    rows = []
    for key in [(k, m) for k in KINDS for m in MODELS]:
        corrected = corrected_errors({name: r[key] for name, (_, r) in conflicts.items()})
        for name, (counts, residuals) in conflicts.items():
            for j, lead in enumerate(LEADS):
                here = residuals[key].lead == j
                if not here.any():
                    continue
                errors = np.quantile(corrected[name][here], LEVELS)
                plain = np.quantile(np.abs(residuals[key].error[here]), ABSOLUTE_LEVELS)
                dates = [datetime.date.fromordinal(d).isoformat() for d in (counts.start, counts.end)]
                fixed = [name, counts.coo_iso3 or "", *dates, *key, f"{lead:.0f}", str(int(here.sum()))]
                rows.append([*fixed, *(f"{x:.4g}" for x in errors), *(f"{x:.4g}" for x in plain)])
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])


def shipped(counts: Counts | None = None) -> Climatology:
    """The climatology that comes with Kilis, without the conflict of ``counts``.

    >>> shipped().quantiles["place", "bank"].shape
    (6, 99)
    """
    with (files("kilis.forecast") / FILE).open(encoding="utf-8") as source:
        rows = [r for r in csv.DictReader(source) if counts is None or not _same_conflict(r, counts)]
    return _pooled(rows)


def _same_conflict(row: Mapping[str, str], counts: Counts) -> bool:
    """Whether a row comes from the conflict of ``counts``: same name, or same origin and overlapping period."""
    start, end = (datetime.date.fromisoformat(row[k]).toordinal() for k in ("start", "end"))
    same_origin = bool(counts.coo_iso3) and row["coo_iso3"] == counts.coo_iso3
    return row["conflict"] == counts.name or (same_origin and start < counts.end and counts.start < end)


def _pooled(rows: list[dict[str, str]]) -> Climatology:
    """Pool the percentiles of several conflicts with the weights of ``climatology.pool``."""
    quantiles, typical = {}, {}
    for key in [(k, m) for k in KINDS for m in MODELS]:
        own = [r for r in rows if (r["kind"], r["model"]) == key]
        quantiles[key] = _pooled_table(own, [f"e{k:02d}" for k in range(1, 100)], LEVELS)
        typical[key] = _pooled_table(own, [f"a{k:02d}" for k in range(5, 100, 5)], WIDTH_LEVELS)
    return Climatology(tuple(sorted({r["conflict"] for r in rows})), quantiles, typical)


def _pooled_table(rows: list[dict[str, str]], columns: list[str], levels: Floats) -> Floats:
    """Quantiles [lead, level] of the percentiles of several conflicts; a lead without any takes those before it."""
    table = np.zeros((len(LEADS), len(levels)))
    for j, lead in enumerate(LEADS):
        here = [r for r in rows if float(r["lead_days"]) == lead]
        if not here:
            table[j] = table[max(j - 1, 0)]
            continue
        n = np.array([float(r["n_errors"]) for r in here])
        values = np.array([[float(r[c]) for c in columns] for r in here])
        weights = np.repeat(n * (n + 5.0) ** -0.75, len(columns))
        table[j] = weighted_quantile(values.ravel(), weights, levels)
    return table
