"""The rule ``walk``: what a path weighs, who takes it, and where that brings people today.

Weight of a path of D km that ends at place j (Flee's formula):

    w = [(weight_softening + pull_j) / (softening_km + D)^distance_decay x room_j]^weight_power
    pull_j = attractiveness_j x camp_weight [open site] x foreign_weight [abroad] x conflict_weight^(intensity x decay)
    room_j = 1 up to capacity_buffer x capacity, falling in a straight line to 0 at capacity

A path is taken with probability w / sum of w over all open paths; if all weights are 0, all are equally likely. Whoever
picks a path to an open site with room below one half gives up for today.
"""

from __future__ import annotations

import math

import numpy as np

from kilis.engine.compiled import kernel
from kilis.engine.draws import take
from kilis.engine.network import Floats
from kilis.engine.state import ARRIVALS
from kilis.engine.streams import mix, uniform
from kilis.engine.walk_state import BLOCK, WalkParameters, WalkState, inline, n_recent, remember
from kilis.engine.walk_world import WalkWorld

FEW = 8.0
"""Up to so many people pick their paths one by one, each with an own number; more of them by binomial draws."""

CRUMB = 1e-5
"""In ``means``, fewer persons than this do not decide again today: they would double the work and change nothing."""

CHUNK = 0.1
"""Where room is short people decide in groups of at most this share of the room left; each group sees the room anew."""

_CELL = np.uint64(0xD6E8FEB86659FD93)


@kernel
def decay_of(p: WalkParameters, days: float) -> float:
    """Return the factor of a conflict that began so many days ago; an empty step is as the one before."""
    steps = (
        p.conflict_decay_1,
        p.conflict_decay_2,
        p.conflict_decay_3,
        p.conflict_decay_4,
        p.conflict_decay_5,
        p.conflict_decay_6,
    )
    interval = int(days / p.conflict_decay_interval_days)
    factor = 1.0
    for i in range(6):
        if i > interval:
            break
        if steps[i] < np.inf:
            factor = steps[i]
    return factor


@inline
def room(p: WalkParameters, state: WalkState, place: int) -> float:
    """Return 1 while a place is filled to at most capacity_buffer, falling to 0 when it is full."""
    capacity, there = state.places[place].capacity, state.places[place].present
    if capacity == np.inf or there <= p.capacity_buffer * capacity:
        return 1.0
    if there >= capacity:
        return 0.0
    return 1.0 - (there - p.capacity_buffer * capacity) / (capacity * (1.0 - p.capacity_buffer))


@kernel
def refresh(world: WalkWorld, p: WalkParameters, state: WalkState, day: int, changed: bool) -> None:
    """Make the weights of all paths anew, if anything that they depend on has changed."""
    for place in range(len(world.places)):
        if state.places[place].intensity > 0.0:
            factor = decay_of(p, day - state.places[place].onset)
            changed = changed or factor != state.places[place].decay
            state.places[place].decay = factor
    if not changed:
        return
    for place in range(len(world.places)):
        conflict, open_site = (
            state.places[place].intensity > 0.0,
            world.places[place].site and state.places[place].site_open,
        )
        pull = world.places[place].attractiveness
        if world.places[place].abroad:
            pull *= p.foreign_weight
        if open_site:
            pull *= p.camp_weight
        if conflict:
            pull *= p.conflict_weight ** (state.places[place].decay * state.places[place].intensity)
        state.places[place].pull = (p.weight_softening + pull) ** p.weight_power
        state.places[place].town = not (conflict or open_site or world.places[place].waypoint)
        if conflict:
            state.places[place].leave = p.leave_probability_conflict
        elif world.places[place].waypoint:
            state.places[place].leave = 1.0
        elif world.places[place].own_leave >= 0.0 and (open_site or not world.places[place].site):
            state.places[place].leave = world.places[place].own_leave
        else:
            state.places[place].leave = p.leave_probability_site if open_site else p.leave_probability_settlement
    for place in range(len(world.places)):
        _weigh(world, state, place)


@kernel
def _weigh(world: WalkWorld, state: WalkState, place: int) -> None:
    """Set the weights of a place's paths, room left aside; the sums of shares run from the last path to the first."""
    total, n_open, limited = 0.0, 0, False
    for path in range(world.path_first[place + 1] - 1, world.path_first[place] - 1, -1):
        usable, step = True, path
        while step < len(world.paths):
            usable = usable and state.link_open[world.paths[step].link]
            step = world.paths[step].rest
        end = world.paths[path].place
        state.paths[path].is_open = usable
        state.paths[path].weight = state.paths[path].near * state.places[end].pull if usable else 0.0
        total += state.paths[path].weight
        state.paths[path].share = state.paths[path].weight / total if total > 0.0 else 0.0
        n_open += usable
        limited = limited or (usable and state.places[end].capacity < np.inf)
    state.places[place].total, state.places[place].n_open, state.places[place].limited = total, n_open, limited
    _add_up(world, state, place)


@kernel
def _add_up(world: WalkWorld, state: WalkState, place: int) -> None:
    """Set ``up_to``: the sum of the weights from the first path to this one, and no end from the last that has any."""
    total, last = 0.0, world.path_first[place]
    for path in range(world.path_first[place], world.path_first[place + 1]):
        total += state.paths[path].weight
        state.paths[path].up_to = total
        last = path if state.paths[path].weight > 0.0 else last
    for path in range(last, world.path_first[place + 1]):
        state.paths[path].up_to = np.inf


@kernel
def look_around(
    world: WalkWorld, p: WalkParameters, state: WalkState, place: int, people: float
) -> tuple[float, float]:
    """Fill ``chance`` with the weights of a place's paths as the room is now, ``odds`` with their conditional shares.

    If all weights are 0, all open paths have the chance 1. Returns the sum of the chances, and how many people may
    decide before the room has to be looked at again.
    """
    first, last = world.path_first[place], world.path_first[place + 1]
    total = 0.0
    for path in range(last - 1, first - 1, -1):
        chance = state.paths[path].weight
        if chance > 0.0 and state.places[world.paths[path].place].capacity < np.inf:
            left = room(p, state, world.paths[path].place)
            chance *= left if p.weight_power == 1.0 else left**p.weight_power
        state.paths[path].chance = chance
        total += chance
        state.paths[path].odds = chance / total if total > 0.0 else 0.0
    if total == 0.0:
        for path in range(last - 1, first - 1, -1):
            state.paths[path].chance = 1.0 if state.paths[path].is_open else 0.0
            total += state.paths[path].chance
            state.paths[path].odds = state.paths[path].chance / total if total > 0.0 else 0.0
    group = people
    for path in range(first, last):
        end = world.paths[path].place
        capacity, there = state.places[end].capacity, state.places[end].present
        if state.paths[path].chance == 0.0 or there + people <= p.capacity_buffer * capacity:
            continue
        gives_up = capacity * (0.5 + 0.5 * p.capacity_buffer)
        if there < p.capacity_buffer * capacity:
            left = max(p.capacity_buffer * capacity - there, CHUNK * (gives_up - there))
        elif there < gives_up:
            left = CHUNK * (gives_up - there)
        else:
            continue
        group = min(group, max(left, 1.0) * total / state.paths[path].chance)
    return total, max(math.floor(group), 1.0)


@inline
def crowded(world: WalkWorld, p: WalkParameters, state: WalkState, place: int, people: float) -> bool:
    """Return whether to look at the room: no path has a weight, or so many people could fill the room at some end."""
    if state.places[place].total == 0.0:
        return True
    if state.places[place].limited:
        for path in range(world.path_first[place], world.path_first[place + 1]):
            end = world.paths[path].place
            if state.places[end].present + people > p.capacity_buffer * state.places[end].capacity:
                return True
    return False


@inline
def gives_up(world: WalkWorld, p: WalkParameters, state: WalkState, place: int) -> bool:
    """Return whether people on a path to this place give up: an open site with less than half of its buffer left."""
    return world.places[place].site and state.places[place].site_open and room(p, state, place) < 0.5


@inline
def enter(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    day: int,
    path: int,
    memory: int,
    km: int,
    people: float,
    second: bool,
) -> None:
    """Set people out on the first link of a path, after ``km`` of today's way.

    A link shorter than a day's way brings them to its end today (``arriving``, where they decide again, or to rest
    if they have covered a day's way by then); each link has a full day's way, whatever was covered before. A
    longer one takes floor(length / pace) further days. ``second``: not the first decision of today.
    """
    n_memories = state.at.shape[1]
    leg = state.ways.legs[path * n_memories + memory]
    flows[day, leg.link] += people
    if not leg.is_short:
        memory = remember(p, memory, km + leg.pace)
        for _ in range(leg.days - 1):
            memory = remember(p, memory, leg.pace)
        first = state.ways.legs[path * n_memories + memory].first
        state.road[first + (day + leg.days) % (leg.days + 1)] += people
        state.places[leg.to].on_way += people
        return
    covered = km + leg.km
    if second:
        state.places[leg.to].present += people
    else:
        state.places[leg.to].coming += people
    if covered < leg.pace:
        cell = state.ways.cell_of[covered, leg.where * n_recent(p) + leg.memory]
        state.arriving[cell] += people
        state.live[cell // BLOCK] = True
    else:
        state.rest[leg.where, remember(p, leg.memory, float(covered))] += people
        record[ARRIVALS, day, leg.to] += people


@inline
def decide(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
    where: int,
    memory: int,
    km: int,
    people: float,
    leave: float,
    second: bool,
) -> float:
    """Let people in a state decide whether and where to go; return how many leave.

    Those who stay come to rest in the same state, those who give up without a path. ``key``: of the day and phase.
    """
    place, path = world.states[where].place, world.states[where].path
    free = path == len(world.paths)
    n_memories = state.at.shape[1]
    evening = remember(p, memory, float(km))
    name = world.places[place].key if free else world.paths[path].key
    cell = mix(key + name + np.uint64(km * n_memories + memory + 1) * _CELL)
    if not draws and people < CRUMB:
        leave = 0.0
    going = take(draws, people, leave, uniform(cell, np.uint64(0))) if leave < 1.0 else people
    state.rest[where, evening] += people - going
    if going == 0.0:
        return 0.0
    if not free:
        if not state.paths[path].is_open or gives_up(world, p, state, world.paths[path].place):
            state.rest[place, evening] += going
            return 0.0
        enter(world, p, state, record, flows, day, path, memory, km, going, second)
        state.places[place].present -= going
        return going
    if state.places[place].n_open == 0:
        state.rest[place, evening] += going
        return 0.0
    stay = _in_groups(world, p, state, record, flows, draws, cell, day, place, memory, km, going, second)
    state.rest[place, evening] += stay
    return going - stay


@inline
def _in_groups(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    cell: np.uint64,
    day: int,
    place: int,
    memory: int,
    km: int,
    people: float,
    second: bool,
) -> float:
    """Spread people over the paths of a place; return how many give up.

    All at once, or, where room is short, in groups that each see the room anew: of one person while there are few.
    """
    stay, row = 0.0, np.uint64(1)  # row 0 has said who goes
    while people > 0.0:
        group, seen = people, crowded(world, p, state, place, people)
        total = state.places[place].total
        if seen:
            total, most = look_around(world, p, state, place, people)
            if draws and people <= FEW:
                group = 1.0
            elif second:
                group = min(people, most)
        if draws and group <= FEW:
            left, first, last = 0.0, world.path_first[place + 1], world.path_first[place]
            for person in range(int(group)):
                u = uniform(cell, row + np.uint64(person))
                path = _pick(world, state, place, u * total, seen)
                state.paths[path].takers += 1.0
                first, last = min(first, path), max(last, path + 1)
        else:
            left = _part(world, state, draws, cell, row, place, group, seen)
            first, last = world.path_first[place], world.path_first[place + 1]
        for path in range(first, last):
            going = state.paths[path].takers
            if going > 0.0:
                state.paths[path].takers = 0.0
                if seen and gives_up(world, p, state, world.paths[path].place):
                    stay += going
                else:
                    enter(world, p, state, record, flows, day, path, memory, km, going, second)
                    state.places[place].present -= going
        stay += left
        people -= group
        row += np.uint64(group)
    return stay


@inline
def _part(
    world: WalkWorld,
    state: WalkState,
    draws: bool,
    cell: np.uint64,
    row: np.uint64,
    place: int,
    people: float,
    seen: bool,
) -> float:
    """Fill ``takers`` by conditional binomials, path by path; return who is left over by rounding."""
    for path in range(world.path_first[place], world.path_first[place + 1]):
        share = state.paths[path].odds if seen else state.paths[path].share
        if share > 0.0 and people > 0.0:
            u = uniform(cell, row + world.paths[path].key)
            going = take(draws, people, share, u) if share < 1.0 else people
            state.paths[path].takers = going
            people -= going
    return max(people, 0.0)


@inline
def _pick(world: WalkWorld, state: WalkState, place: int, target: float, seen: bool) -> int:
    """Return the first path up to which the weights, with the room as last looked at or without, exceed the target."""
    first, last = world.path_first[place], world.path_first[place + 1]
    chosen = first
    if not seen:
        for path in range(first, last):
            chosen += target >= state.paths[path].up_to
        return chosen
    total = 0.0
    for path in range(first, last):
        if state.paths[path].chance > 0.0:
            chosen = path
            total += state.paths[path].chance
            if target < total:
                break
    return chosen
