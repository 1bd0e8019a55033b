"""A backtest in slices: a few origins of one conflict are a task, here, in processes of this machine or on a cluster.

A task is a pure function of what it is given, and no origin knows of another: the answer is the same to the last
figure wherever a slice is made. A worker that is lost takes nothing with it; its slice is made again.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kilis import __version__
from kilis.ensemble.cluster import ClusterError, result_of, threads_of
from kilis.forecast.climatology import LEVELS, Climatology, Key
from kilis.forecast.counts import Counts, Series
from kilis.forecast.dress import dressed, dressed_total
from kilis.forecast.points import Points, points
from kilis.forecast.residuals import Residuals, collect
from kilis.verify.references import references

if TYPE_CHECKING:
    from distributed import Client

Floats = NDArray[np.float64]

ORIGINS_A_TASK = 5
"""Seconds of work where every reference is made: worth a journey, and little is lost with a worker."""

TASKS_A_PROCESS = 4
"""Fewer tasks than this are not worth the start of another process."""

DRESSED = {"kilis": "bank", "persistence": "persistence"}
"""The forecasts that have ranges, and the model of the climatology that dresses each."""


MIDDLE = int(np.abs(LEVELS - 0.5).argmin())
"""The level that a forecast prints as its middle: what its point scores are of."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A few origins of a backtest with all that their forecasts may use.

    ``known`` [origin, place, lead]: where a truth will be known, for totals are sums over those places.
    """

    counts: Counts
    origins: tuple[int, ...]
    leads: NDArray[np.int64]
    known: NDArray[np.bool_]
    errors: Climatology
    history: Mapping[Key, Residuals]
    slow_references: bool


@dataclass(frozen=True, slots=True)
class Made:
    """Forecasts by name: points [origin, place, lead], quantiles with a last axis of levels, of totals too.

    The points "kilis" are what a forecast prints as its middle, "bank" what the bank says before the ranges.
    """

    forecasts: Mapping[str, Floats]
    quantiles: Mapping[str, Floats]
    total_quantiles: Mapping[str, Floats]


def slices_of(whole: Slice) -> list[Slice]:
    """Cut a conflict's origins into tasks."""
    starts = range(0, len(whole.origins), ORIGINS_A_TASK)
    parts = [slice(first, first + ORIGINS_A_TASK) for first in starts]
    return [replace(whole, origins=whole.origins[part], known=whole.known[part]) for part in parts]


def make(task: Slice, version: str = __version__) -> Made:
    """Make the forecasts of a slice and its references, each from what was known on its origin.

    Refuses where the worker's Kilis is not of the given version: its numbers could be others.
    """
    if version != __version__:
        raise ClusterError(f"A worker has Kilis {__version__}, but {version} asks: install the same on all.")
    asked = task.leads.astype(np.float64)
    forecasts, quantiles, total_quantiles = [], [], []
    for origin, known in zip(task.origins, task.known, strict=True):
        made = points(task.counts, origin, asked)
        past = verified(task.counts, task.history, origin)
        ranges = {name: dressed(made, task.errors, past, m)[0] for name, m in DRESSED.items()}
        own = {"kilis": printed(made, ranges["kilis"]), "bank": made.forecast}
        forecasts.append(own | references(task.counts, origin, asked, slow=task.slow_references))
        quantiles.append(ranges)
        rows = [np.flatnonzero(known[:, j]) for j in range(len(asked))]
        total_quantiles.append(
            {
                name: np.stack([dressed_total(made, task.errors, past, m, rows[j])[j] for j in range(len(asked))])
                for name, m in DRESSED.items()
            }
        )
    return Made(_stacked(forecasts), _stacked(quantiles), _stacked(total_quantiles))


def printed(made: Points, quantiles: Floats) -> Floats:
    """The middle of the ranges [place, lead]; nobody where nobody is expected, and a forecast prints no line."""
    spoken_for = made.forecast.any(axis=1, keepdims=True)
    return np.where(spoken_for, quantiles[..., MIDDLE], 0.0)


def _stacked(rows: list[dict[str, Floats]]) -> dict[str, Floats]:
    return {name: np.stack([r[name] for r in rows]) for name in rows[0]}


def verified(counts: Counts, history: Mapping[Key, Residuals], origin: int) -> dict[Key, Residuals]:
    """The errors of this conflict that could be known at the origin.

    Where every count is published on its own date, those are the errors verified by then. Where some come late they
    are collected anew from the counts published by then, so that not even the existence of a later count matters.
    """
    if all(s.withdrawn is None and (s.published == s.days).all() for s in counts.places.values()):
        return {key: r.before(origin) for key, r in history.items()}
    return {key: r.before(origin) for key, r in collect(known_by(counts, origin), origin).items()}


def known_by(counts: Counts, origin: int) -> Counts:
    """The counts as they stood on the origin date: what was published later does not exist."""
    places = {}
    for name, s in counts.places.items():
        seen = s.published <= origin
        if s.withdrawn is not None:
            seen &= s.withdrawn > origin
        places[name] = Series(s.days[seen], s.published[seen], s.persons[seen])
    return replace(counts, places=places)


def joined(parts: Sequence[Made]) -> Made:
    """The forecasts of several slices of one conflict, end to end."""
    return Made(
        *(
            {name: np.concatenate([getattr(p, kind)[name] for p in parts]) for name in getattr(parts[0], kind)}
            for kind in ("forecasts", "quantiles", "total_quantiles")
        )
    )


def each(tasks: Sequence[Slice], client: Client | None, processes: int) -> Generator[Made]:
    """Yield what every task makes, in order: on a cluster, in several processes, or here."""
    processes = min(processes, len(tasks) // TASKS_A_PROCESS)
    if client is not None:
        yield from _on_cluster(tasks, client)
    elif processes > 1:
        yield from _in_processes(tasks, processes)
    else:
        yield from map(make, tasks)


def _on_cluster(tasks: Sequence[Slice], client: Client) -> Generator[Made]:
    threads_of(client)
    running = [client.submit(make, task, __version__, pure=False) for task in tasks]
    try:
        for future in running:
            yield result_of(future)
    finally:
        client.cancel(running)


def _in_processes(tasks: Sequence[Slice], processes: int) -> Generator[Made]:
    """Make the tasks in processes; if one of them is ended from outside, the rest is made here."""
    done = 0
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        try:
            for made in pool.map(make, tasks):
                done += 1
                yield made
        except BrokenProcessPool:
            yield from map(make, tasks[done:])
