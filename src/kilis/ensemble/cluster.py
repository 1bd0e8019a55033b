"""Ensembles on a Dask cluster: slices of members are tasks, and the answer is that of one thread, to the last person.

A task is a pure function of the model and the numbers of its members. A worker that is lost takes nothing with it: the
scheduler still has the model and gives the slice to another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kilis import __version__
from kilis.engine.network import Floats
from kilis.engine.simulate import ARITHMETICS, Model, run_member
from kilis.engine.state import MEASURES

if TYPE_CHECKING:
    from distributed import Client, Future

MOST_BYTES_A_TASK = 50_000_000
"""How much one task sends back: enough that a task is worth its journey, little enough for any worker's memory."""

TASKS_A_THREAD = 3
"""How many tasks wait or run for each thread of the cluster: it never idles, and few results wait here."""

ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://[^\s/]+:\d{1,5}")

SECONDS_TO_WAIT = 60
"""How long to wait for the scheduler and its first worker."""


class ClusterError(Exception):
    """A cluster that cannot be used; the message says why and what to do."""


@contextmanager
def connected(address: str | None) -> Iterator[Client | None]:
    """Give a client of the scheduler at an address (tcp://HOST:PORT, or a scheduler file); None where there is none."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise ClusterError("Clusters need one more package: pip install 'kilis[cluster]'.") from error
    if not (Path(address).is_file() if address.endswith(".json") else ADDRESS.fullmatch(address)):
        raise ClusterError(f"{address}: neither the address of a scheduler, tcp://HOST:PORT, nor a scheduler file.")
    where = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    try:
        client = Client(**where, timeout=SECONDS_TO_WAIT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers there ({error}). Start one: dask scheduler."
        ) from error
    with client:
        yield client


def run_slice(model: Model, first: int, last: int, draws: bool, version: str) -> list[tuple[Floats, Floats]]:
    """Run members ``first`` to ``last - 1`` of a model; return their measures (M, D, P) and flows (D, L).

    Refuses where the worker's Kilis is not of the given version: its numbers could be others.
    """
    if version != __version__:
        raise ClusterError(f"A worker has Kilis {__version__}, but {version} asks: install the same on all.")
    slots = model.slots
    return [run_member(model, member, slots, draws, False) for member in range(first, last)]


def members_a_task(model: Model, threads: int) -> int:
    """Return how many members a task has: a quarter of each thread's share, at most MOST_BYTES_A_TASK of results."""
    numbers = (len(MEASURES) * len(model.places) + len(model.links)) * model.world.n_days
    share = math.ceil(len(model.keys) / (4 * threads))
    return max(1, min(share, MOST_BYTES_A_TASK // (8 * numbers)))


def each_member(model: Model, client: Client, *, arithmetic: str = "draws") -> Generator[tuple[Floats, Floats]]:
    """Yield (measures, flows) of every member, in order, from a cluster; a few slices are under way at a time."""
    if arithmetic not in ARITHMETICS:
        raise ValueError(f"arithmetic is one of {', '.join(ARITHMETICS)}, not {arithmetic!r}")
    threads = threads_of(client)
    size = members_a_task(model, threads)
    running: list[Future[Any]] = []
    # The model is a task, not scattered data: what was scattered to a worker is lost with it.
    shared = client.submit(_itself, model, pure=False)
    try:
        for first in range(0, len(model.keys), size):
            last = min(first + size, len(model.keys))
            running.append(
                client.submit(run_slice, shared, first, last, arithmetic == "draws", __version__, pure=False)
            )
            if len(running) >= TASKS_A_THREAD * threads:
                yield from result_of(running.pop(0))
        while running:
            yield from result_of(running.pop(0))
    finally:
        client.cancel([*running, shared])


def _itself(model: Model) -> Model:
    return model


def result_of(task: Future[Any]) -> Any:
    """Return what a task made, as soon as it has; the same task's end of several workers is said in words."""
    from distributed import KilledWorker  # noqa: PLC0415

    try:
        return task.result()
    except KilledWorker as error:
        raise ClusterError(f"The same slice ended several workers, most likely for want of memory. {error}") from error


def threads_of(client: Client) -> int:
    """Return how many threads the cluster's workers have, when there is at least one."""
    from distributed import TimeoutError as DaskTimeoutError  # noqa: PLC0415

    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_WAIT)
    except (DaskTimeoutError, TimeoutError) as error:
        raise ClusterError(
            f"The scheduler has had no worker for {SECONDS_TO_WAIT} s. Start one: dask worker."
        ) from error
    return max(1, sum(int(n) for n in client.nthreads().values()))
