"""The rule ``walk``: where everybody is (the books of one member), and its numbers."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from kilis.engine.compiled import PLAIN, kernel
from kilis.engine.network import Bools, Floats, Ints
from kilis.engine.walk_world import Table, WalkWorld

BLOCK = 32
"""Cells that share one flag in ``live``."""

LEVELS = 8
"""Recent travel is remembered in steps of 1 / LEVELS of a full day's way (``avoid_short_stints`` only)."""


class WalkParameters(NamedTuple):
    """The numbers of one member, in the units of schema/parameters.csv; infinite where empty."""

    departure_rate: float
    departure_decay_days: float
    speed_km_per_day: float
    walk_speed_km_per_day: float
    softening_km: float
    distance_decay: float
    camp_weight: float
    conflict_weight: float
    foreign_weight: float
    weight_softening: float
    weight_power: float
    capacity_buffer: float
    capacity_scaling: float
    leave_probability_conflict: float
    leave_probability_settlement: float
    leave_probability_site: float
    start_on_foot: float
    avoid_short_stints: float
    take_from_population: float
    conflict_decay_1: float
    conflict_decay_2: float
    conflict_decay_3: float
    conflict_decay_4: float
    conflict_decay_5: float
    conflict_decay_6: float
    conflict_decay_interval_days: float
    conflict_departures_per_day: float
    conflict_departures_share: float
    conflict_departures_poisson: float


class WalkWays(NamedTuple):
    """What the paces of a member make of the links: made by ``build_ways``, never changed.

    cells (C + S x M,): first who arrives and may decide again, by the km covered today, which are the furthest with
    the same day ahead; then who is at rest in the morning, in the order of ``at``. n_arriving: C. hops: what each path
    ahead makes of the people of a cell, those of a cell side by side in the order of its paths. rings and long_legs:
    the roads of more than a day, by their days. n_slots: of all rings together. order (S x M,): cells of the morning,
    those at sites first. See CELL, HOP, RING and LONG_LEG.
    """

    cells: Table
    n_arriving: int
    hops: Table
    rings: Table
    long_legs: Table
    n_slots: int
    order: Ints


class WalkState(NamedTuple):
    """One member. P places, L links, N paths, S states, M memories, C cells.

    A **memory** m = first x R + recent says whether the first route is still to come (``start_on_foot``) and how far
    one moved of late, in R steps (``avoid_short_stints``).

    The books: residents of ``places`` at home. at (S x M,): displaced, at rest this morning; of state s with memory m
    in s x M + m. rest (S x M,): come to rest today. arriving (C,): arrive today and decide again. road: on the way, see
    RING. Whole numbers in ``draws``, real ones in ``means``.

    Beside the books: live: there is somebody in this block of ``arriving``. into: the first slot of each ring for those
    who set out today. anywhere (1,): departures stated for no place. link_open (L,). ways: see WalkWays. The fields of
    ``places`` and ``paths``: see PLACE_NOW and PATH_NOW.
    """

    places: Table
    paths: Table
    ways: WalkWays
    at: Floats
    rest: Floats
    arriving: Floats
    road: Floats
    live: Bools
    into: Ints
    link_open: Bools
    anywhere: Floats


PLACE_NOW = np.dtype(
    [
        ("present", "f8"),  # displaced, at rest now
        ("fills_at", "f8"),  # number of people from which on room is short
        ("capacity", "f8"),  # scaled
        ("coming", "f8"),  # will arrive today, by what was decided this morning or before
        ("leave", "f8"),  # chance to leave
        ("total", "f8"),  # sum of the weights of its paths
        ("n_open", "i8"),  # number of open paths
        ("limited", "b1"),  # some open path ends where capacity counts
        ("open_site", "b1"),  # takes people in
        ("site_open", "b1"),
        ("town", "b1"),  # short stints are avoided here
        ("residents", "f8"),  # at home
        ("fresh", "f8"),  # left home today
        ("on_way", "f8"),  # on roads to this place
        ("intensity", "f8"),
        ("onset", "f8"),  # first day of the conflict
        ("decay", "f8"),  # factor of the conflict by its age
        ("stated", "f8"),  # departures stated for this place
        ("pull", "f8"),  # (weight_softening + pull)^weight_power
    ],
    align=True,
)
PATH_NOW = np.dtype(
    [
        ("up_to", "f8"),  # sum of the weights up to here
        ("share", "f8"),  # chance of this path if none before it was taken
        ("weight", "f8"),  # all of the weight but the room
        ("chance", "f8"),  # weight with the room as last looked at
        ("ahead", "f8"),  # sum of the chances from here on
        ("takers", "f8"),  # who takes this path, while people decide
        ("near", "f8"),  # the distance's part of the weight
        ("end", "u4"),  # place where it ends
        ("is_open", "b1"),
    ],
    align=True,
)
CELL = np.dtype(
    [
        ("key", "u8"),  # key of its stream
        ("place", "u4"),
        ("path", "u4"),  # the path to go on with; N if there is none
        ("stays", "u4"),  # where in ``rest`` those are who stay
        ("gives_up", "u4"),  # where in ``rest`` those are who give their path up
        ("hop", "u4"),  # its first hop
        ("forced", "b1"),  # so short a stint is not to end in a town
    ],
    align=True,
)
TO_CELL, TO_REST, TO_ROAD = range(3)
"""Where a hop leads: to those who decide again, to rest, or (TO_ROAD + number of the ring) onto a road."""
HOP = np.dtype([("link", "u4"), ("to", "u4"), ("kind", "u4"), ("target", "u4")])
"""What the first link of a path makes of people: its link and place, and where they are in the book of that kind."""
RING = np.dtype([("days", "i8"), ("slot", "i8"), ("leg", "i8"), ("n", "i8")])
"""Roads of so many days: ``n`` legs from ``leg`` on; ``days`` + 1 rows of ``n`` slots from ``slot`` on, today's being
row day mod the number of rows."""
LONG_LEG = np.dtype(
    [
        ("link", "u4"),
        ("to", "u4"),  # the place at its end
        ("cell", "u4"),  # the cell there
        ("origin", "u4"),
        ("back", "u4"),  # where in ``rest`` those are who are put back at its start
    ]
)

inline: Any = njit(**PLAIN, forceinline=True)
"""For kernels with many arguments and few callers: handing the arguments over would cost as much as the work."""


@inline
def n_recent(p: WalkParameters) -> int:
    """Return R, the number of steps in which recent travel is remembered."""
    return 2 * LEVELS + 1 if p.avoid_short_stints > 0.0 else 1


@inline
def remember(p: WalkParameters, memory: int, km: float) -> int:
    """Return the memory in the evening of a day on which ``km`` were covered: recent <- (recent + km / speed) / 2."""
    if p.avoid_short_stints == 0.0:
        return memory
    steps = n_recent(p)
    first, recent = memory // steps, memory % steps
    now = 0.5 * (recent + LEVELS * km / p.speed_km_per_day)
    return first * steps + min(steps - 1, math.ceil(now - 0.5))


def new_state(world: WalkWorld, p: WalkParameters, ways: WalkWays) -> WalkState:
    """Return the state on the morning of day 0, before any event."""
    paths, n_memories = world.paths, n_recent(p) * (2 if p.start_on_foot > 0.0 else 1)
    at = np.zeros((len(world.states), n_memories))
    at[: len(world.places), n_recent(p) if p.start_on_foot > 0.0 else 0] = world.places["displaced"]
    places = np.zeros(len(world.places), PLACE_NOW)
    places["residents"] = world.places["residents"]
    places["capacity"] = world.places["capacity"] * p.capacity_scaling
    places["decay"] = 1.0
    places["site_open"] = True
    paths_now = np.zeros(len(paths), PATH_NOW)
    paths_now["near"] = np.maximum(p.softening_km + paths["km"], 1e-9) ** (-p.distance_decay * p.weight_power)
    paths_now["end"] = paths["place"]
    return WalkState(
        places,
        paths_now,
        ways,
        at.ravel(),
        np.zeros(at.size),
        np.zeros(ways.n_arriving),
        np.zeros(ways.n_slots),
        np.zeros(1 + ways.n_arriving // BLOCK, np.bool_),
        np.zeros(len(ways.rings), np.int64),
        np.ones(len(world.links), np.bool_),
        np.zeros(1),
    )


@kernel
def displaced(state: WalkState) -> float:
    """Return how many displaced people are in all books together."""
    total = 0.0
    for i in range(len(state.at)):
        total += state.at[i] + state.rest[i]
    for slot in range(len(state.road)):
        total += state.road[slot]
    for cell in range(len(state.arriving)):
        total += state.arriving[cell]
    return total


@kernel
def fewest(state: WalkState) -> float:
    """Return the smallest number in any book."""
    lowest = 0.0
    for place in range(len(state.places)):
        lowest = min(lowest, state.places[place].residents)
    for i in range(len(state.at)):
        lowest = min(lowest, state.at[i], state.rest[i])
    for slot in range(len(state.road)):
        lowest = min(lowest, state.road[slot])
    return lowest
