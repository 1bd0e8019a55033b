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
from kilis.engine.walk_state import CELL, LEG, LEVELS, WalkParameters, WalkWays, n_recent, remember
from kilis.engine.walk_world import Table, WalkWorld

TRAVEL = ("speed_km_per_day", "walk_speed_km_per_day", "start_on_foot", "avoid_short_stints")
"""The parameters that ways depend on."""


def build_ways(world: WalkWorld, p: WalkParameters) -> WalkWays:
    """Return the ways of a member's paces. They are the same for members of the same four parameters of travel."""
    recent = n_recent(p)
    n_memories = recent * (2 if p.start_on_foot > 0.0 else 1)
    legs, n_slots = _legs(world, p, recent, n_memories)
    n_km = math.ceil(float(np.max(legs["pace"], initial=1.0))) + 1
    furthest = np.zeros((n_km, len(world.states) * recent), np.int32)
    _find_furthest(world, p, legs, n_memories, furthest)
    met = np.zeros(furthest.shape, np.bool_)
    _meet(world, p, legs, n_memories, furthest, met)
    km, column = np.nonzero(met)  # by km, then by state and memory: people are only handed on to later cells
    number = np.zeros(furthest.shape, np.int32)
    number[km, column] = np.arange(len(km))
    cells = np.zeros(len(km), CELL)
    cells["km"], cells["where"], cells["memory"] = km, column // recent, column % recent
    sites = world.places["site"][world.states["place"]]
    return WalkWays(
        legs,
        np.flatnonzero(legs["days"]),
        n_slots,
        cells,
        number[furthest, np.arange(furthest.shape[1])],
        np.concatenate([np.flatnonzero(sites), np.flatnonzero(~sites)]),
    )


def _legs(world: WalkWorld, p: WalkParameters, recent: int, n_memories: int) -> tuple[Table, int]:
    """Return the first links of all paths for each memory, and how many slots the rings of the roads have."""
    paths = world.paths
    links = world.links[paths["link"]] if len(paths) else world.links[:0]
    pace = np.where(np.isfinite(links["speed"]), links["speed"], p.speed_km_per_day)
    paces = np.repeat(pace[:, None], n_memories, axis=1)
    paces[:, recent:] = p.walk_speed_km_per_day
    days = (links["km"][:, None] / paces).astype(np.int64)
    slots = np.where(days > 0, days + 1, 0).ravel()
    legs = np.zeros(slots.size, LEG)
    legs["days"], legs["pace"] = days.ravel(), paces.ravel()
    legs["first"] = np.cumsum(slots) - slots
    legs["is_short"] = np.repeat(links["km"], n_memories) < legs["pace"]
    legs["km"] = np.repeat(np.maximum(np.rint(links["km"]), 1.0), n_memories)
    legs["km_last"] = (np.repeat(links["km"], n_memories) - legs["days"] * legs["pace"] + 0.5).astype(np.int64)
    legs["link"], legs["to"] = np.repeat(paths["link"], n_memories), np.repeat(links["destination"], n_memories)
    kept = paths["state"][np.minimum(paths["rest"], len(paths) - 1)] if len(paths) else paths["state"]
    legs["where"] = np.repeat(np.where(paths["rest"] == len(paths), links["destination"], kept), n_memories)
    legs["memory"] = np.tile(np.arange(n_memories) % recent, len(paths))
    return legs, int(slots.sum())


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
