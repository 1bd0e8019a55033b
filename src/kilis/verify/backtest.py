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
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.climatology import Climatology, Key, pool
from kilis.forecast.counts import EVER, Counts, Series
from kilis.forecast.dress import dressed, dressed_total
from kilis.forecast.points import points
from kilis.forecast.residuals import Residuals, collect
from kilis.verify.free_run import at_targets
from kilis.verify.references import references

Floats = NDArray[np.float64]

DEFAULT_LEADS = (7, 14, 30, 60, 90)

NEAR_DAYS = 3
"""A real count this near to the target date stands for it in the second target."""


@dataclass(frozen=True, slots=True)
class Graded:
    """All forecasts of one conflict beside what came.

    Arrays are [origin, place, lead] (NaN where unknown), ``total_*`` [origin, lead]; quantiles have a last axis of
    ``LEVELS``. ``forecasts`` and ``totals`` hold point forecasts by name: "kilis" and the references. ``quantiles``
    and ``total_quantiles`` hold "kilis" and "persistence", dressed the same way. Totals are sums over the places
    whose truth is known on the target date. ``regime`` [origin]: growth, plateau or decline at the origin.
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
) -> list[Graded]:
    """Grade the forecast and its references from rolling origins in every conflict.

    Each conflict is dressed with the errors of the other conflicts given (leave one conflict out), or with
    ``climatology(counts)`` if that is given. ``runs``: by conflict and name, the stock [day, place] of simulations to
    be graded beside them. ``slow_references``: also those that are fitted anew at every origin (ets). The first origin
    is ``every_days`` after the start.
    """
    past = {c.name: collect(c) for c in conflicts}
    graded = []
    for c in conflicts:
        progress(c.name)
        errors = climatology(c) if climatology else pool({n: r for n, r in past.items() if n != c.name})
        given = (runs or {}).get(c.name, {})
        graded.append(_grade(c, np.asarray(leads, dtype=np.int64), every_days, errors, given, slow_references))
    return graded


def origins_of(counts: Counts, every_days: int, shortest_lead: int) -> list[int]:
    """The origin dates of a backtest: every so many days from the start, as long as the shortest lead has a target.

    Dates by which nobody had been counted anywhere are left out: without a count there is no forecast.
    """
    candidates = range(counts.start + every_days, counts.end - shortest_lead, every_days)
    return [o for o in candidates if any(len(s.known(o).days) for s in counts.places.values())]


def _grade(
    counts: Counts,
    leads: NDArray[np.int64],
    every_days: int,
    errors: Climatology,
    runs: Mapping[str, Floats],
    slow_references: bool,
) -> Graded:
    origins = origins_of(counts, every_days, int(leads.min()))
    line, near, counted = truth(counts, origins, leads)
    asked = leads.astype(np.float64)
    history = collect(counts)
    forecasts, quantiles, total_quantiles = [], [], []
    for k, origin in enumerate(origins):
        made = points(counts, origin, asked)
        past = verified(counts, history, origin)
        forecasts.append({"kilis": made.forecast} | references(counts, origin, asked, slow=slow_references))
        quantiles.append({model: dressed(made, errors, past, m)[0] for model, m in DRESSED.items()})
        rows = [np.flatnonzero(~np.isnan(line[k, :, j])) for j in range(len(leads))]
        total_quantiles.append(
            {
                model: np.stack([dressed_total(made, errors, past, m, rows[j])[j] for j in range(len(leads))])
                for model, m in DRESSED.items()
            }
        )
    stacked = _stack(forecasts) | {n: at_targets(s, counts.start, origins, leads) for n, s in runs.items()}
    known = ~np.isnan(line)
    nobody = ~known.any(axis=1)
    return Graded(
        name=counts.name,
        origins=np.array(origins, dtype=np.int64),
        leads=leads,
        places=tuple(counts.places),
        line=line,
        counts=near,
        counted=counted,
        regime=np.array([regime(counts, origin) for origin in origins]),
        forecasts=stacked,
        quantiles=_stack(quantiles),
        totals={m: np.where(nobody, np.nan, np.where(known, f, 0.0).sum(axis=1)) for m, f in stacked.items()},
        total_line=np.where(nobody, np.nan, np.nansum(line, axis=1)),
        total_quantiles=_stack(total_quantiles),
    )


DRESSED = {"kilis": "bank", "persistence": "persistence"}
"""The forecasts that have ranges, and the model of the climatology that dresses each."""


def _stack(rows: list[dict[str, Floats]]) -> dict[str, Floats]:
    return {name: np.stack([r[name] for r in rows]) for name in rows[0]}


def verified(counts: Counts, history: Mapping[Key, Residuals], origin: int) -> dict[Key, Residuals]:
    """The errors of this conflict that could be known at the origin.

    Where every count is published on its own date, those are the errors verified by then. Where some come late they
    are collected anew from the counts published by then, so that not even the existence of a later count matters.
    """
    if all((s.published == s.days).all() for s in counts.places.values()):
        return {key: r.before(origin) for key, r in history.items()}
    return {key: r.before(origin) for key, r in collect(known_by(counts, origin), origin).items()}


def known_by(counts: Counts, origin: int) -> Counts:
    """The counts as they stood on the origin date: what was published later does not exist."""
    places = {}
    for name, s in counts.places.items():
        seen = s.published <= origin
        places[name] = Series(s.days[seen], s.published[seen], s.persons[seen])
    return replace(counts, places=places)


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


def regime(counts: Counts, origin: int) -> str:
    """How the total had moved by the origin: growth (over 5 % in 60 days), decline (below -3 %) or plateau.

    Sums of last known counts, places counted at both dates or new since; from what was published by the origin.
    """
    now = before = 0.0
    for s in counts.places.values():
        known = s.known(origin)
        if len(known.days):
            now += float(known.persons[-1])
            earlier = known.persons[known.days <= origin - 60]
            before += float(earlier[-1]) if len(earlier) else 0.0
    change = now / before - 1.0 if before > 0 else 1.0
    return "growth" if change > 0.05 else "decline" if change < -0.03 else "plateau"
