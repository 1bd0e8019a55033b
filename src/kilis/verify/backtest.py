"""Forecasts of the past, made honestly: rolling origins, only what was published, the conflict itself left out.

What a forecast is graded against:

- ``line``: the straight line between the real counts either side of the target date. It is the field's daily target,
  used for grading only and never as an input. Most of the tables are about it.
- ``counts``: real counts only, those within three days of the target date, as a second target.

A count series held constant between counts is no target: it would give the last count carried forward full marks
for nothing but the absence of news.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.climatology import Climatology, Key, pool
from kilis.forecast.counts import EVER, Counts
from kilis.forecast.regime import regime
from kilis.forecast.residuals import Residuals, collect
from kilis.verify.free_run import at_targets
from kilis.verify.slices import MIDDLE, Made, Slice, each, joined, slices_of

if TYPE_CHECKING:
    from distributed import Client

Floats = NDArray[np.float64]

DEFAULT_LEADS = (7, 14, 30, 60, 90)

NEAR_DAYS = 3
"""A real count this near to the target date stands for it in the second target."""


@dataclass(frozen=True, slots=True)
class Graded:
    """All forecasts of one conflict beside what came.

    Arrays are [origin, place, lead] (NaN where unknown), ``total_*`` [origin, lead]; quantiles have a last axis of
    ``LEVELS``. ``forecasts`` and ``totals`` hold point forecasts by name: "kilis", the middle that a forecast prints,
    "bank", what the bank says before the ranges, and the references. ``quantiles`` and ``total_quantiles`` hold
    "kilis" and "persistence", dressed the same way; ``members`` [origin, place, lead, member] what is an ensemble.
    Totals are of the places whose truth is known on the target date: of "kilis" the middle of its ranges for them, of
    all others the sum. ``regime`` [origin]: growth, plateau or decline at the origin.
    """

    name: str
    origins: NDArray[np.int64]
    leads: NDArray[np.int64]
    places: tuple[str, ...]
    line: Floats
    counts: Floats
    counted: NDArray[np.bool_]
    regime: NDArray[np.str_]
    forecasts: Mapping[str, Floats]
    quantiles: Mapping[str, Floats]
    members: Mapping[str, Floats]
    totals: Mapping[str, Floats]
    total_line: Floats
    total_quantiles: Mapping[str, Floats]


def backtest(
    conflicts: Sequence[Counts],
    *,
    every_days: int = 30,
    leads: Sequence[int] = DEFAULT_LEADS,
    climatology: Callable[[Counts], Climatology] | None = None,
    runs: Mapping[str, Mapping[str, Floats]] | None = None,
    slow_references: bool = True,
    progress: Callable[[str], None] = lambda _: None,
    client: Client | None = None,
    processes: int = 1,
) -> list[Graded]:
    """Grade the forecast and its references from rolling origins in every conflict.

    Each conflict is dressed with the errors of the other conflicts given (leave one conflict out), or with
    ``climatology(counts)`` if that is given. ``runs``: by conflict and name, the stock [member, day, place] of
    simulations to be graded beside them. ``slow_references``: also those that are fitted anew at every origin (ets).
    The first origin is ``every_days`` after the start. ``client``: a client of a Dask cluster on which the forecasts
    are made; else they are made here, in so many ``processes``. The answer is the same to the last figure.
    """
    past = {c.name: collect(c) for c in conflicts}
    asked = np.asarray(leads, dtype=np.int64)
    wholes = []
    for c in conflicts:
        errors = climatology(c) if climatology else pool({n: r for n, r in past.items() if n != c.name})
        wholes.append(_whole(c, asked, every_days, errors, past[c.name], slow_references))
    cut = [slices_of(whole) for whole in wholes]
    made = each([task for tasks in cut for task in tasks], client, processes)
    graded = []
    for whole, tasks in zip(wholes, cut, strict=True):
        progress(whole.counts.name)
        found = joined([next(made) for _ in tasks])
        graded.append(_graded(whole, found, (runs or {}).get(whole.counts.name, {})))
    made.close()
    return graded


def origins_of(counts: Counts, every_days: int, shortest_lead: int) -> list[int]:
    """The origin dates of a backtest: every so many days from the start, as long as the shortest lead has a target.

    Dates by which nobody had been counted anywhere are left out: without a count there is no forecast.
    """
    candidates = range(counts.start + every_days, counts.end - shortest_lead, every_days)
    return [o for o in candidates if any(len(s.known(o).days) for s in counts.places.values())]


def _whole(
    counts: Counts,
    leads: NDArray[np.int64],
    every_days: int,
    errors: Climatology,
    history: Mapping[Key, Residuals],
    slow_references: bool,
) -> Slice:
    """All origins of a conflict with what their forecasts may use."""
    origins = origins_of(counts, every_days, int(leads.min()))
    if not origins:
        raise ValueError(
            f"{counts.name}: no origin every {every_days} days has a count before it and a target after it; "
            "choose closer origins or shorter leads"
        )
    known = ~np.isnan(truth(counts, origins, leads)[0])
    return Slice(counts, tuple(origins), leads, known, errors, history, slow_references)


def _graded(task: Slice, made: Made, runs: Mapping[str, Floats]) -> Graded:
    """Forecasts of a conflict beside what came."""
    counts, origins, leads = task.counts, task.origins, task.leads
    line, near, counted = truth(counts, origins, leads)
    members = {name: at_targets(stock, counts.start, origins, leads) for name, stock in runs.items()}
    forecasts = {**made.forecasts, **{name: m.mean(axis=-1) for name, m in members.items()}}
    known = ~np.isnan(line)
    nobody = ~known.any(axis=1)
    totals = {m: np.where(known, f, 0.0).sum(axis=1) for m, f in forecasts.items()}
    totals["kilis"] = made.total_quantiles["kilis"][..., MIDDLE]
    return Graded(
        name=counts.name,
        origins=np.array(origins, dtype=np.int64),
        leads=leads,
        places=tuple(counts.places),
        line=line,
        counts=near,
        counted=counted,
        regime=np.array([regime(counts, origin) for origin in origins]),
        forecasts=forecasts,
        quantiles=made.quantiles,
        members=members,
        totals={m: np.where(nobody, np.nan, total) for m, total in totals.items()},
        total_line=np.where(nobody, np.nan, np.nansum(line, axis=1)),
        total_quantiles=made.total_quantiles,
    )


def truth(counts: Counts, origins: Sequence[int], leads: NDArray[np.int64]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """What came: the line between counts, the nearest real count, and whether the place had been counted by the origin.

    Arrays [origin, place, lead] and [origin, place]. Targets lie before the end of the period.
    """
    shape = (len(origins), len(counts.places), len(leads))
    line, near = np.full(shape, np.nan), np.full(shape, np.nan)
    counted = np.zeros(shape[:2], dtype=bool)
    targets = np.asarray(origins, dtype=np.int64)[:, None] + leads[None, :]
    for p, s in enumerate(counts.places.values()):
        final = s.known(EVER)
        if not len(final.days):
            continue
        counted[:, p] = [bool(len(s.known(o).days)) for o in origins]
        inside = (targets >= final.days[0]) & (targets <= final.days[-1]) & (targets < counts.end)
        line[:, p][inside] = np.interp(targets[inside], final.days, final.persons)
        nearest = np.abs(targets[:, :, None] - final.days).argmin(axis=2)
        close = (np.abs(targets - final.days[nearest]) <= NEAR_DAYS) & (targets < counts.end)
        near[:, p][close] = final.persons[nearest][close]
    return line, near, counted
