"""The rule ``walk``: where everybody is (the books of one member), and its numbers."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from kilis.engine.compiled import PLAIN, kernel
from kilis.engine.network import Bools, Floats, Ints, Shorts
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

    legs (N x M,): the first link of path n with memory m is legs[n x M + m]. long_legs: numbers of those of more than
    a day. n_slots: of all rings of the roads together. cells (C,): who arrives and may decide again, by the km covered
    today, which are the furthest with the same day ahead. cell_of (V, S x R): the cell of people who arrive in a
    state with a memory after so many km. order (S,): the states, those at sites first. See LEG and CELL.
    """

    legs: Table
    long_legs: Ints
    n_slots: int
    cells: Table
    cell_of: Shorts
    order: Ints


class WalkState(NamedTuple):
    """One member. P places, L links, N paths, S states, M memories, C cells, V whole km of a day.

    A **memory** m = first x R + recent says whether the first route is still to come (``start_on_foot``) and how far
    one moved of late, in R steps (``avoid_short_stints``).

    The books: residents of ``places`` at home. at (S, M): displaced, at rest this morning. rest (S, M): come to rest
    today. arriving (C,): arrive today and decide again. road: on the way, rings end to end; that of a leg has ``days``
    + 1 slots from ``first`` on, today's being day mod the length. Whole numbers in ``draws``, real ones in ``means``.

    Beside the books: live: there is somebody in this block of ``arriving``. anywhere (1,): departures stated for no
    place. link_open (L,). ways: see WalkWays. The fields of ``places`` and ``paths``: see PLACE_NOW and PATH_NOW.
    """

    places: Table
    paths: Table
    ways: WalkWays
    at: Floats
    rest: Floats
    arriving: Floats
    road: Floats
    live: Bools
    link_open: Bools
    anywhere: Floats


PLACE_NOW = np.dtype(
    [
        ("residents", "f8"),  # at home
        ("fresh", "f8"),  # left home today
        ("present", "f8"),  # displaced, at rest now
        ("coming", "f8"),  # will arrive today, by what was decided this morning or before
        ("on_way", "f8"),  # on roads to this place
        ("intensity", "f8"),
        ("onset", "f8"),  # first day of the conflict
        ("decay", "f8"),  # factor of the conflict by its age
        ("capacity", "f8"),  # scaled
        ("stated", "f8"),  # departures stated for this place
        ("leave", "f8"),  # chance to leave
        ("pull", "f8"),  # (weight_softening + pull)^weight_power
        ("total", "f8"),  # sum of the weights of its paths
        ("n_open", "i8"),  # number of open paths
        ("site_open", "b1"),
        ("town", "b1"),  # short stints are avoided here
        ("limited", "b1"),  # some open path ends where capacity counts
    ],
    align=True,
)
PATH_NOW = np.dtype(
    [
        ("near", "f8"),  # the distance's part of the weight
        ("weight", "f8"),  # all of the weight but the room
        ("up_to", "f8"),  # sum of the weights up to here
        ("share", "f8"),  # chance of this path if none before it was taken
        ("chance", "f8"),  # weight with the room as last looked at
        ("odds", "f8"),  # share with the room as last looked at
        ("takers", "f8"),  # who takes this path, while people decide
        ("is_open", "b1"),
    ],
    align=True,
)
LEG = np.dtype(
    [
        ("first", "i8"),  # where the ring of those on the road begins
        ("days", "i8"),  # whole days on the road after the first; the ring has one slot more
        ("pace", "f8"),  # km per day
        ("km", "i8"),  # whole km that count as covered by those who get through today
        ("km_last", "i8"),  # whole km of the last day of a longer one
        ("link", "i8"),  # the first link of the path
        ("to", "i8"),  # the place at its end
        ("where", "i8"),  # the state there: with the rest of the path
        ("memory", "i8"),  # the memory there, the first link being done
        ("is_short", "b1"),  # the link is shorter than a day's way
    ],
    align=True,
)

CELL = np.dtype([("where", "i8"), ("memory", "i8"), ("km", "i8")])

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
    paths, n_states = world.paths, len(world.states)
    n_memories = n_recent(p) * (2 if p.start_on_foot > 0.0 else 1)
    at = np.zeros((n_states, n_memories))
    at[: len(world.places), n_recent(p) if p.start_on_foot > 0.0 else 0] = world.places["displaced"]
    places = np.zeros(len(world.places), PLACE_NOW)
    places["residents"] = world.places["residents"]
    places["capacity"] = world.places["capacity"] * p.capacity_scaling
    places["decay"] = 1.0
    places["site_open"] = True
    paths_now = np.zeros(len(paths), PATH_NOW)
    paths_now["near"] = np.maximum(p.softening_km + paths["km"], 1e-9) ** (-p.distance_decay * p.weight_power)
    return WalkState(
        places,
        paths_now,
        ways,
        at,
        np.zeros_like(at),
        np.zeros(len(ways.cells)),
        np.zeros(ways.n_slots),
        np.zeros(1 + len(ways.cells) // BLOCK, np.bool_),
        np.ones(len(world.links), np.bool_),
        np.zeros(1),
    )


@kernel
def displaced(state: WalkState) -> float:
    """Return how many displaced people are in all books together."""
    total = 0.0
    for where in range(state.at.shape[0]):
        for memory in range(state.at.shape[1]):
            total += state.at[where, memory] + state.rest[where, memory]
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
    for where in range(state.at.shape[0]):
        for memory in range(state.at.shape[1]):
            lowest = min(lowest, state.at[where, memory], state.rest[where, memory])
    for slot in range(len(state.road)):
        lowest = min(lowest, state.road[slot])
    return lowest
