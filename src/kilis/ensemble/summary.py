"""From members to what is kept: means, quantiles, totals, and the chance that a site is beyond its capacity."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kilis.engine.network import Bools, Floats
from kilis.engine.simulate import Model, each_member, everybody
from kilis.engine.state import MEASURES
from kilis.ensemble import cluster
from kilis.ensemble.packed import Packed

if TYPE_CHECKING:
    from distributed import Client

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TOTALS = (
    "displaced",
    "newly_displaced",
    "idp",
    "refugee",
    "in_transit",
    "waiting",
    "overflow",
    "trapped",
    "turning_back",
)
"""Sums over places: displaced = stock + in_transit; newly_displaced = departures - returns since the first day; idp and
refugee = stock inside and outside the home country; the others as measured."""

MOST_BYTES_IN_MEMORY = 500_000_000
"""Beyond this the members wait for their quantiles on disk, packed, in the folder for temporary files."""


@dataclass(frozen=True)
class Sample:
    """The numbers of all members, (members, cells): measures (M, D, P), then flows (D, L), then totals (T, D).

    by_group (members, cells), where there are groups: the measures of each (N, M, D, P).
    """

    cells: Floats | Packed
    days: int
    places: int
    links: int
    by_group: Floats | Packed | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Where the flows and the totals begin."""
        first = len(MEASURES) * self.days * self.places
        return first, first + self.days * self.links

    def split(self, cells: Floats) -> tuple[Floats, Floats, Floats]:
        """Return cells (..., C) as measures (..., M, D, P), flows (..., D, L) and totals (..., T, D)."""
        first, second = self.bounds
        front = cells.shape[:-1]
        return (
            cells[..., :first].reshape(*front, len(MEASURES), self.days, self.places),
            cells[..., first:second].reshape(*front, self.days, self.links),
            cells[..., second:].reshape(*front, len(TOTALS), self.days),
        )

    def measure(self, name: str) -> Floats:
        """Return one measure of all members, (members, D, P)."""
        size = self.days * self.places
        first = MEASURES.index(name) * size
        return self.cells[:, first : first + size].reshape(-1, self.days, self.places)

    @property
    def totals(self) -> Floats:
        """The totals of all members, (members, T, D)."""
        return self.cells[:, self.bounds[1] :].reshape(-1, len(TOTALS), self.days)


def totals(record: Floats, abroad: Bools) -> Floats:
    """Return the totals (T, D) of one member's measures (M, D, P)."""
    by = dict(zip(MEASURES, record.sum(axis=2), strict=True))
    stock = record[MEASURES.index("stock")]
    return np.array(
        [
            by["stock"] + by["in_transit"],
            np.cumsum(by["departures"] - by["returns"]),
            stock[:, ~abroad].sum(axis=1),
            stock[:, abroad].sum(axis=1),
            *(by[name] for name in TOTALS[4:]),
        ]
    )


def _room_for(members: int, cells: int) -> Floats | Packed:
    return np.empty((members, cells)) if 8 * members * cells <= MOST_BYTES_IN_MEMORY else Packed(members, cells)


def _put(room: Floats | Packed, member: int, row: Floats) -> None:
    if isinstance(room, Packed):
        room.append(row)
    else:
        room[member] = row


def collect(
    model: Model,
    *,
    arithmetic: str = "draws",
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    client: Client | None = None,
) -> Sample:
    """Run all members of a model, on threads or on a client's cluster, and return their numbers."""
    days, places, links = model.world.n_days, len(model.places), len(model.links)
    shape = Sample(np.empty((0, 0)), days, places, links)
    first, n = shape.bounds[0], len(model.keys)
    cells = _room_for(n, shape.bounds[1] + len(TOTALS) * days)
    of_groups = _room_for(n, len(model.groups) * first) if model.groups else None
    members = (
        each_member(model, arithmetic=arithmetic, threads=threads)
        if client is None
        else cluster.each_member(model, client, arithmetic=arithmetic)
    )
    with closing(members):  # whatever happens, what is under way is stopped now, while the cluster is there
        for member, (by_group, flows) in enumerate(members):
            record = everybody(by_group)
            row = np.concatenate([record.ravel(), flows.ravel(), totals(record, model.abroad).ravel()])
            _put(cells, member, row)
            if of_groups is not None:
                _put(of_groups, member, by_group.ravel())
            if progress is not None:
                progress(1)
    return Sample(cells, days, places, links, of_groups)


def quantiles(
    cells: Floats | Packed, threads: int | None = None, *, minus: Floats | Packed | None = None
) -> tuple[Floats, Floats]:
    """Return mean (C,) and quantiles (5, C) of the members' numbers (members, C), or of their differences ``minus``.

    Quantiles interpolate linearly between order statistics (definition 7 of Hyndman and Fan 1996,
    doi:10.1080/00031305.1996.10473566).

    >>> quantiles(np.array([[1.0], [2.0], [4.0]]))[1][:, 0]
    array([1.1, 1.5, 2. , 3. , 3.8])
    """
    members, count = cells.shape
    mean, found = np.zeros(count), np.zeros((len(QUANTILES), count))
    block = cells.width if isinstance(cells, Packed) else max(64, min(4096, 32_000_000 // (8 * members)))

    def work(start: int) -> None:
        part = cells[:, start : start + block]
        if minus is not None:
            part = part - minus[:, start : start + block]
        part = np.ascontiguousarray(part.T)
        used = np.flatnonzero(part.any(axis=1))
        part = part[used]
        mean[start + used] = part.mean(axis=1)
        part.sort(axis=1)
        at = np.array(QUANTILES) * (members - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, members - 1)
        found[:, start + used] = (part[:, low] + (at - low) * (part[:, high] - part[:, low])).T

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(0, count, block)))
    return mean, found


@dataclass(frozen=True)
class Summary:
    """What is kept of one variant. mean and quantiles (5 first) of measures (M, D, P), flows (D, L) and totals (T, D).

    exceedance (2, D, P): share of members whose stock is beyond the capacity on the day, and by the day; only where
    ``limited`` (P,). by_group: mean and quantiles of the groups' measures (N, M, D, P), where there are groups.
    """

    mean: tuple[Floats, Floats, Floats]
    quantiles: tuple[Floats, Floats, Floats]
    exceedance: Floats
    limited: Bools
    by_group: tuple[Floats, Floats] | None = None


def summarise(sample: Sample, model: Model, threads: int | None = None) -> Summary:
    """Return what is kept of all members."""
    mean, found = quantiles(sample.cells, threads)
    of_groups = None
    if sample.by_group is not None:
        shape = (len(model.groups), len(MEASURES), sample.days, sample.places)
        means, ranges = quantiles(sample.by_group, threads)
        of_groups = means.reshape(shape), ranges.reshape(-1, *shape)
    return Summary(sample.split(mean), sample.split(found), exceedance(sample), model.limited, of_groups)


def exceedance(sample: Sample) -> Floats:
    """Return the share of members whose stock is beyond the capacity on each day, and by it, (2, D, P)."""
    first = MEASURES.index("overflow") * sample.days * sample.places
    found = np.zeros((2, sample.days, sample.places))
    ever = np.zeros((len(sample.cells), sample.places), np.bool_)
    days = max(1, 50_000_000 // (8 * ever.size))
    for day in range(0, sample.days, days):
        last = min(day + days, sample.days)
        now = sample.cells[:, first + day * sample.places : first + last * sample.places] > 0
        for i, beyond in enumerate(np.moveaxis(now.reshape(len(ever), -1, sample.places), 1, 0)):
            ever |= beyond
            found[:, day + i] = beyond.mean(axis=0), ever.mean(axis=0)
    return found
