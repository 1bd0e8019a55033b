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
from kilis.engine.walk_state import BLOCK, TO_CELL, TO_ROAD, WalkParameters, WalkState, inline
from kilis.engine.walk_world import WalkWorld

FEW = 8.0
"""Up to so many people pick their paths one by one, each with an own number; more of them by binomial draws."""

CRUMB = 1e-5
"""In ``means``, fewer persons than this do not decide again today: they would double the work and change nothing."""

CHUNK = 0.1
"""Where room is short people decide in groups of at most this share of the room left; each group sees the room anew."""


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
    there, fills_at = state.places[place].present, state.places[place].fills_at
    if there <= fills_at:
        return 1.0
    capacity = state.places[place].capacity
    if there >= capacity:
        return 0.0
    return 1.0 - (there - fills_at) / (capacity * (1.0 - p.capacity_buffer))


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
        state.places[place].open_site = open_site
        capacity = state.places[place].capacity
        state.places[place].fills_at = p.capacity_buffer * capacity if capacity < np.inf else np.inf
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


@inline
def look_around(world: WalkWorld, p: WalkParameters, state: WalkState, place: int) -> float:
    """Fill ``chance`` with the weights of a place's paths as the room is now, ``ahead`` with their sums from each on.

    If all weights are 0, all open paths have the chance 1. Returns the sum of all.
    """
    first, last = world.path_first[place], world.path_first[place + 1]
    total = 0.0
    for path in range(last - 1, first - 1, -1):
        chance = state.paths[path].weight
        if chance > 0.0:
            left = room(p, state, state.paths[path].end)
            chance *= left if p.weight_power == 1.0 else left**p.weight_power
        total += chance
        state.paths[path].chance, state.paths[path].ahead = chance, total
    if total == 0.0:
        for path in range(last - 1, first - 1, -1):
            state.paths[path].chance = 1.0 if state.paths[path].is_open else 0.0
            total += state.paths[path].chance
            state.paths[path].ahead = total
    return total


@inline
def most_at_once(
    world: WalkWorld, p: WalkParameters, state: WalkState, place: int, people: float, total: float
) -> float:
    """Return how many people may decide, with the room as last looked at, before it has to be looked at again."""
    group = people
    for path in range(world.path_first[place], world.path_first[place + 1]):
        end = state.paths[path].end
        there, fills_at = state.places[end].present, state.places[end].fills_at
        if state.paths[path].chance == 0.0 or there + people <= fills_at:
            continue
        gives_up = state.places[end].capacity * (0.5 + 0.5 * p.capacity_buffer)
        if there < fills_at:
            left = max(fills_at - there, CHUNK * (gives_up - there))
        elif there < gives_up:
            left = CHUNK * (gives_up - there)
        else:
            continue
        group = min(group, max(left, 1.0) * total / state.paths[path].chance)
    return max(math.floor(group), 1.0)


@inline
def crowded(world: WalkWorld, state: WalkState, place: int, people: float) -> bool:
    """Return whether to look at the room: no path has a weight, or so many people could fill the room at some end."""
    if state.places[place].total == 0.0:
        return True
    if state.places[place].limited:
        for path in range(world.path_first[place], world.path_first[place + 1]):
            end = state.paths[path].end
            if state.places[end].present + people > state.places[end].fills_at:
                return True
    return False


@inline
def gives_up(p: WalkParameters, state: WalkState, place: int) -> bool:
    """Return whether people on a path to this place give up: an open site with less than half of its buffer left."""
    return state.places[place].open_site and room(p, state, place) < 0.5


@inline
def enter(state: WalkState, record: Floats, flows: Floats, day: int, number: int, people: float, second: bool) -> None:
    """Set people out on a hop. ``second``: not the first decision of today."""
    hop = state.ways.hops[number]
    flows[day, hop.link] += people
    if hop.kind >= TO_ROAD:
        state.road[state.into[hop.kind - TO_ROAD] + hop.target] += people
        state.places[hop.to].on_way += people
        return
    if second:
        state.places[hop.to].present += people
    else:
        state.places[hop.to].coming += people
    if hop.kind == TO_CELL:
        state.arriving[hop.target] += people
        state.live[hop.target // BLOCK] = True
    else:
        state.rest[hop.target] += people
        record[ARRIVALS, day, hop.to] += people


@inline
def decide(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    stream: np.uint64,
    day: int,
    number: int,
    people: float,
    leave: float,
    second: bool,
) -> float:
    """Let the people of a cell decide whether and where to go; return how many leave.

    Those who stay come to rest in the same state, those who give up without a path. ``stream``: of the day and phase.
    """
    cell = state.ways.cells[number]
    place, key = cell.place, mix(stream + cell.key)
    if not draws and people < CRUMB:
        leave = 0.0
    going = take(draws, people, leave, uniform(key, np.uint64(0))) if leave < 1.0 else people
    state.rest[cell.stays] += people - going
    if going == 0.0:
        return 0.0
    if cell.path < len(world.paths):
        if not state.paths[cell.path].is_open or gives_up(p, state, state.paths[cell.path].end):
            state.rest[cell.gives_up] += going
            return 0.0
        state.places[place].present -= going
        enter(state, record, flows, day, cell.hop, going, second)
        return going
    stay = going
    if state.places[place].n_open > 0:
        stay = _part(world, p, state, record, flows, draws, key, day, place, cell.hop, going, second)
    state.rest[cell.gives_up] += stay
    return going - stay


@inline
def _part(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
    place: int,
    hop: int,
    people: float,
    second: bool,
) -> float:
    """Spread people over the paths of a place; return how many give up.

    All at once, or, where room is short, in groups that each see the room anew: of one person while there are few.
    """
    stay, row = 0.0, np.uint64(1)  # row 0 has said who goes
    while people > 0.0:
        if not crowded(world, state, place, people):
            return stay + _freely(world, state, record, flows, draws, key, row, day, place, hop, people, second)
        total, group = look_around(world, p, state, place), people
        if draws and people <= FEW:
            group = 1.0
        elif second:
            group = min(people, most_at_once(world, p, state, place, people, total))
        if draws and group <= FEW:
            for person in range(int(group)):
                _pick(world, state, place, uniform(key, row + np.uint64(person)) * total)
            left = 0.0
        else:
            left = _share_out(world, state, draws, key, row, place, group)
        for path in range(world.path_first[place], world.path_first[place + 1]):
            going = state.paths[path].takers
            if going > 0.0:
                state.paths[path].takers = 0.0
                if gives_up(p, state, state.paths[path].end):
                    left += going
                else:
                    state.places[place].present -= going
                    enter(state, record, flows, day, hop + path - world.path_first[place], going, second)
        stay += left
        people -= group
        row += np.uint64(group)
    return stay


@inline
def _freely(
    world: WalkWorld,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    row: np.uint64,
    day: int,
    place: int,
    hop: int,
    people: float,
    second: bool,
) -> float:
    """Spread people over the paths of a place where there is room at every end; return who is left by rounding."""
    first, last = world.path_first[place], world.path_first[place + 1]
    state.places[place].present -= people
    if draws and people <= FEW:
        for person in range(int(people)):
            target, chosen = uniform(key, row + np.uint64(person)) * state.places[place].total, hop
            for path in range(first, last):
                chosen += target >= state.paths[path].up_to
            enter(state, record, flows, day, chosen, 1.0, second)
        return 0.0
    for path in range(first, last):
        share = state.paths[path].share
        if share > 0.0 and people > 0.0:
            u = uniform(key, row + world.paths[path].key)
            going = take(draws, people, share, u) if share < 1.0 else people
            people -= going
            if going > 0.0:
                enter(state, record, flows, day, hop + path - first, going, second)
    left = max(people, 0.0)
    state.places[place].present += left
    return left


@inline
def _share_out(
    world: WalkWorld, state: WalkState, draws: bool, key: np.uint64, row: np.uint64, place: int, people: float
) -> float:
    """Fill ``takers`` by conditional binomials, with the room as last looked at; return who is left by rounding."""
    for path in range(world.path_first[place], world.path_first[place + 1]):
        if state.paths[path].chance > 0.0 and people > 0.0:
            share = state.paths[path].chance / state.paths[path].ahead
            u = uniform(key, row + world.paths[path].key)
            going = take(draws, people, share, u) if share < 1.0 else people
            state.paths[path].takers = going
            people -= going
    return max(people, 0.0)


@inline
def _pick(world: WalkWorld, state: WalkState, place: int, target: float) -> None:
    """Let a person take the first path up to which the weights, with the room as last looked at, exceed the target."""
    chosen, total = world.path_first[place], 0.0
    for path in range(world.path_first[place], world.path_first[place + 1]):
        if state.paths[path].chance > 0.0:
            chosen = path
            total += state.paths[path].chance
            if target < total:
                break
    state.paths[chosen].takers += 1.0
