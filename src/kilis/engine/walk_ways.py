"""The rule ``walk``: how long each link takes, and who may be counted together on a day of several links.

A link is done on the day on which its end is reached, and those who have covered less than a day's way by then go on.
So the km behind somebody matter only in so far as they say which of the links ahead end the day: two people in the
same state with different km behind them have the same day ahead if every chain of links from there ends the day for
both or for neither, and if the evening remembers the same of both. Such people are one **cell**, named by the largest
km of which this holds. That loses nothing: what happens to them has the same chances. In Burundi 2015 there are 433
cells for 1,718 pairs of a place and a number of km.
"""

from __future__ import annotations

import math

import numpy as np

from kilis.engine.compiled import kernel
from kilis.engine.network import Bools, Ints
from kilis.engine.walk_state import (
    CELL,
    HOP,
    LEVELS,
    LONG_LEG,
    RING,
    TO_CELL,
    TO_REST,
    TO_ROAD,
    WalkParameters,
    WalkWays,
    n_recent,
    remember,
)
from kilis.engine.walk_world import Table, WalkWorld

TRAVEL = ("speed_km_per_day", "walk_speed_km_per_day", "start_on_foot", "avoid_short_stints")
"""The parameters that ways depend on."""


LEG = np.dtype(
    [
        ("days", "i8"),  # whole days on the road after the first
        ("ring", "i8"),  # number of its ring, if it takes days
        ("column", "i8"),  # its place in a row of the ring
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
"""The first link of path n with memory m is leg n x M + m."""

CELL_WORD = 0xD6E8FEB86659FD93
"""Sets the streams of a place's cells apart."""


def build_ways(world: WalkWorld, p: WalkParameters) -> WalkWays:
    """Return the ways of a member's paces. They are the same for members of the same four parameters of travel."""
    recent = n_recent(p)
    n_memories = recent * (2 if p.start_on_foot > 0.0 else 1)
    legs, rings = _legs(world, p, recent, n_memories)
    n_km = math.ceil(float(np.max(legs["pace"], initial=1.0))) + 1
    furthest = np.zeros((n_km, len(world.states) * recent), np.int32)
    _find_furthest(world, p, legs, n_memories, furthest)
    met = np.zeros(furthest.shape, np.bool_)
    _meet(world, p, legs, n_memories, furthest, met)
    km, column = np.nonzero(met)  # by km, then by state and memory: people are only handed on to later cells
    number = np.zeros(furthest.shape, np.int32)
    number[km, column] = np.arange(len(km))
    cell_of = number[furthest, np.arange(furthest.shape[1])]
    where, memory = np.divmod(np.arange(len(world.states) * n_memories), n_memories)  # the cells of the morning
    where, memory = np.concatenate([column // recent, where]), np.concatenate([column % recent, memory])
    covered = np.concatenate([km, np.zeros(len(where) - len(km), np.int64)])
    cells, n_hops = _cells(world, p, n_memories, where, memory, covered)
    hops = np.zeros(n_hops, HOP)
    _find_hops(world, p, legs, n_memories, cell_of, where, memory, covered, cells["hop"], hops)
    longs = np.flatnonzero(legs["days"])
    longs = longs[np.argsort(legs["days"][longs], kind="stable")]
    long_legs = np.zeros(len(longs), LONG_LEG)
    _find_ends(world, p, legs, n_memories, cell_of, longs, long_legs)
    sites = world.places["site"][world.states["place"]].repeat(n_memories)
    order = len(km) + np.concatenate([np.flatnonzero(sites), np.flatnonzero(~sites)])
    return WalkWays(cells, len(km), hops, rings, long_legs, int((rings["n"] * (rings["days"] + 1)).sum()), order)


def _legs(world: WalkWorld, p: WalkParameters, recent: int, n_memories: int) -> tuple[Table, Table]:
    """Return the first links of all paths for each memory, and the rings of those that take days."""
    paths = world.paths
    links = world.links[paths["link"]] if len(paths) else world.links[:0]
    pace = np.where(np.isfinite(links["speed"]), links["speed"], p.speed_km_per_day)
    paces = np.repeat(pace[:, None], n_memories, axis=1)
    paces[:, recent:] = p.walk_speed_km_per_day
    days = (links["km"][:, None] / paces).astype(np.int64).ravel()
    legs = np.zeros(days.size, LEG)
    legs["days"], legs["pace"] = days, paces.ravel()
    legs["is_short"] = np.repeat(links["km"], n_memories) < legs["pace"]
    legs["km"] = np.repeat(np.maximum(np.rint(links["km"]), 1.0), n_memories)
    legs["km_last"] = (np.repeat(links["km"], n_memories) - legs["days"] * legs["pace"] + 0.5).astype(np.int64)
    legs["link"], legs["to"] = np.repeat(paths["link"], n_memories), np.repeat(links["destination"], n_memories)
    kept = paths["state"][np.minimum(paths["rest"], len(paths) - 1)] if len(paths) else paths["state"]
    legs["where"] = np.repeat(np.where(paths["rest"] == len(paths), links["destination"], kept), n_memories)
    legs["memory"] = np.tile(np.arange(n_memories) % recent, len(paths))
    found, n = np.unique(days[days > 0], return_counts=True)
    rings = np.zeros(len(found), RING)
    rings["days"], rings["n"], rings["leg"] = found, n, np.cumsum(n) - n
    rings["slot"] = np.cumsum(n * (found + 1)) - n * (found + 1)
    for number, length in enumerate(found):
        legs["ring"][days == length] = number
        legs["column"][days == length] = np.arange(n[number])
    return legs, rings


def _cells(
    world: WalkWorld, p: WalkParameters, n_memories: int, where: Ints, memory: Ints, km: Ints
) -> tuple[Table, int]:
    """Return the cells of states, memories and km, and how many hops they have together."""
    cells, states = np.zeros(len(where), CELL), world.states[where]
    free = states["path"] == len(world.paths)
    names = world.places["key"][states["place"]]
    if len(world.paths):
        names = np.where(free, names, world.paths["key"][np.minimum(states["path"], len(world.paths) - 1)])
    cells["key"] = names + (km * n_memories + memory + 1).astype(np.uint64) * np.uint64(CELL_WORD)
    cells["place"], cells["path"] = states["place"], states["path"]
    _find_evenings(world, p, n_memories, where, memory, km, cells)
    ahead = np.where(free, np.diff(world.path_first)[states["place"]], 1)
    cells["hop"] = np.cumsum(ahead) - ahead
    return cells, int(ahead.sum())


@kernel
def _find_evenings(
    world: WalkWorld, p: WalkParameters, n_memories: int, where: Ints, memory: Ints, km: Ints, cells: Table
) -> None:
    """Set where those are in the evening who stay or give up, and whether they are forced on."""
    for cell in range(len(cells)):
        evening = remember(p, memory[cell], float(km[cell]))
        cells[cell].stays = where[cell] * n_memories + evening
        cells[cell].gives_up = world.states[where[cell]].place * n_memories + evening
        cells[cell].forced = forced(p, memory[cell], km[cell])


@kernel
def _find_hops(
    world: WalkWorld,
    p: WalkParameters,
    legs: Table,
    n_memories: int,
    cell_of: Ints,
    where: Ints,
    memory: Ints,
    km: Ints,
    first_hop: Ints,
    hops: Table,
) -> None:
    """Set what each path ahead makes of the people of each cell.

    A link shorter than a day's way brings them to its end today, where they decide again, or to rest if they have
    covered a day's way by then; each link has a full day's way, whatever was covered before. A longer one takes
    floor(length / pace) further days.
    """
    recent = n_recent(p)
    for cell in range(len(where)):
        first, last = _ahead(world, where[cell])
        for path in range(first, last):
            hop, leg = first_hop[cell] + path - first, legs[path * n_memories + memory[cell]]
            covered = km[cell] + leg.km
            hops[hop].link, hops[hop].to = leg.link, leg.to
            if not leg.is_short:
                evening = remember(p, memory[cell], km[cell] + leg.pace)
                for _ in range(leg.days - 1):
                    evening = remember(p, evening, leg.pace)
                number = path * n_memories + evening
                hops[hop].kind, hops[hop].target = TO_ROAD + legs[number].ring, legs[number].column
            elif covered < leg.pace:
                hops[hop].kind, hops[hop].target = TO_CELL, cell_of[covered, leg.where * recent + leg.memory]
            else:
                hops[hop].kind = TO_REST
                hops[hop].target = leg.where * n_memories + remember(p, leg.memory, float(covered))


@kernel
def _find_ends(
    world: WalkWorld, p: WalkParameters, legs: Table, n_memories: int, cell_of: Ints, longs: Ints, long_legs: Table
) -> None:
    """Set where those go on whose road of days ends, and where those are who are put back at its start."""
    recent = n_recent(p)
    for i in range(len(longs)):
        leg = legs[longs[i]]
        km, origin = min(leg.km_last, cell_of.shape[0] - 1), world.links[leg.link].origin
        long_legs[i].link, long_legs[i].to, long_legs[i].origin = leg.link, leg.to, origin
        long_legs[i].cell = cell_of[km, leg.where * recent + leg.memory]
        long_legs[i].back = origin * n_memories + remember(p, leg.memory, float(leg.km_last))


@kernel
def _ahead(world: WalkWorld, where: int) -> tuple[int, int]:
    """Return the first of the paths that people in a state may take, and the end of these."""
    path = world.states[where].path
    if path < len(world.paths):
        return path, path + 1
    place = world.states[where].place
    return world.path_first[place], world.path_first[place + 1]


@kernel
def forced(p: WalkParameters, memory: int, km: int) -> bool:
    """Return whether so short a stint is not to end in a town."""
    return p.avoid_short_stints > 0.0 and memory / LEVELS + km / p.speed_km_per_day < 1.0


@kernel
def _alike(
    world: WalkWorld, p: WalkParameters, legs: Table, n_memories: int, furthest: Ints, where: int, memory: int, km: int
) -> bool:
    """Return whether the day ahead is the same after ``km`` and one more."""
    if forced(p, memory, km) != forced(p, memory, km + 1):
        return False
    if remember(p, memory, float(km)) != remember(p, memory, float(km + 1)):
        return False
    first, last = _ahead(world, where)
    recent = n_recent(p)
    for path in range(first, last):
        leg = legs[path * n_memories + memory]
        if not leg.is_short:
            if remember(p, memory, km + leg.pace) != remember(p, memory, km + 1 + leg.pace):
                return False
            continue
        covered, column = km + leg.km, leg.where * recent + memory
        goes_on = covered < leg.pace
        if goes_on != (covered + 1 < leg.pace):
            return False
        if goes_on and furthest[covered, column] != furthest[covered + 1, column]:
            return False
        if not goes_on and remember(p, memory, float(covered)) != remember(p, memory, float(covered + 1)):
            return False
    return True


@kernel
def _find_furthest(world: WalkWorld, p: WalkParameters, legs: Table, n_memories: int, furthest: Ints) -> None:
    """Set the largest km with the same day ahead for every km, state and memory, from the largest km down."""
    recent, last_km = n_recent(p), furthest.shape[0] - 1
    for km in range(last_km, -1, -1):
        for where in range(len(world.states)):
            for memory in range(recent):
                column, same = where * recent + memory, km
                if km < last_km and _alike(world, p, legs, n_memories, furthest, where, memory, km):
                    same = furthest[km + 1, column]
                furthest[km, column] = same


@kernel
def _meet(world: WalkWorld, p: WalkParameters, legs: Table, n_memories: int, furthest: Ints, met: Bools) -> None:
    """Mark the cells that anybody can come to."""
    recent, last_km = n_recent(p), furthest.shape[0] - 1
    for number in range(len(legs)):
        leg = legs[number]
        column = leg.where * recent + leg.memory
        if leg.days > 0:
            met[furthest[min(leg.km_last, last_km), column], column] = True
        if leg.is_short and leg.km < leg.pace:
            met[furthest[leg.km, column], column] = True
    for km in range(last_km + 1):
        for column in range(furthest.shape[1]):
            if not met[km, column]:
                continue
            where, memory = column // recent, column % recent
            first, last = _ahead(world, where)
            for path in range(first, last):
                leg = legs[path * n_memories + memory]
                if leg.is_short and km + leg.km < leg.pace:
                    end = leg.where * recent + memory
                    met[furthest[km + leg.km, end], end] = True
