"""How a day passes, under the rule ``walk``: people choose the next place again and again, as in Flee.

1. events: what changes today; then the weights of all paths.
2. departures: who leaves home. Before the choice, because they choose today.
3. choice: everybody at rest, in the order of the places.
4. arrival: those whose road ends today, and those of (3) whose link is shorter than a day's way, cell by cell, from the
   fewest km covered today to the most. The people of a cell are one count: one draw for who goes on, one for where. A
   link shorter than a day's way puts them into a later cell, a longer one onto the road. See ``walk_ways``.
5. record: the books in the evening.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from kilis.engine.compiled import PLAIN, kernel
from kilis.engine.draws import on_day, take
from kilis.engine.network import Floats
from kilis.engine.state import ARRIVALS, DEPARTED, IN_TRANSIT, ONWARD, OVERFLOW, STOCK, TRAPPED, TURNING_BACK
from kilis.engine.streams import day_key, uniform
from kilis.engine.walk_choose import decide, refresh
from kilis.engine.walk_state import BLOCK, WalkParameters, WalkState, displaced, fewest, inline, n_recent
from kilis.engine.walk_world import (
    CAPACITY,
    DEPARTURES,
    DEPARTURES_ANYWHERE,
    INTENSITY,
    LINK_OPEN,
    SITE_OPEN,
    WalkWorld,
)

WALK_SHARE_OUT, WALK_LEAVE_HOME, WALK_CHOOSE, WALK_ARRIVE = range(32, 36)
"""Purposes of the streams; see ``kilis.engine.streams``."""

WALK_PHASES = ("events", "departures", "choice", "arrival", "record")


@kernel
def events(world: WalkWorld, p: WalkParameters, state: WalkState, day: int) -> None:
    """Let the changes of the day happen, and bring the weights up to date."""
    first, last = world.change_first[day], world.change_first[day + 1]
    changed = day == 0
    for i in range(first, last):
        kind, index, value = world.changes[i].kind, world.changes[i].index, world.changes[i].value
        changed = changed or kind not in (DEPARTURES, DEPARTURES_ANYWHERE)
        if kind == INTENSITY:
            if state.places[index].intensity == 0.0:
                state.places[index].onset = day
            state.places[index].intensity = value
        elif kind == CAPACITY:
            state.places[index].capacity = value * p.capacity_scaling
        elif kind == SITE_OPEN:
            state.places[index].site_open = value > 0.0
        elif kind == LINK_OPEN:
            state.link_open[index] = value > 0.0
        elif kind == DEPARTURES:
            state.places[index].stated = value
        elif kind == DEPARTURES_ANYWHERE:
            state.anywhere[0] = value
    refresh(world, p, state, day, changed)


@kernel
def departures(
    world: WalkWorld, p: WalkParameters, state: WalkState, record: Floats, draws: bool, key: np.uint64, day: int
) -> None:
    """Let people leave home: stated numbers, shared out where no place is stated; those a conflict drives out.

    A number for no place is shared out with probability population x intensity x decay. With take_from_population
    nobody leaves who is not there; without it the residents stay as many, as in Flee.
    """
    finite = p.take_from_population > 0.0
    new, n_memories = n_recent(p) if p.start_on_foot > 0.0 else 0, len(state.at) // len(world.states)
    home, shared = day_key(key, WALK_LEAVE_HOME, day), day_key(key, WALK_SHARE_OUT, day)
    total = 0.0
    for place in range(len(world.places) - 1, -1, -1):
        state.places[place].coming = (
            state.places[place].residents * state.places[place].intensity * state.places[place].decay
        )
        total += state.places[place].coming
        state.places[place].present = total
    left = on_day(draws, state.anywhere[0], day) if total > 0.0 else 0.0
    for place in range(len(world.places)):
        going = on_day(draws, state.places[place].stated, day)
        if going == 0.0 and state.places[place].intensity == 0.0:
            state.places[place].fresh = 0.0
            continue
        force = state.places[place].intensity * state.places[place].decay
        if left > 0.0 and state.places[place].coming > 0.0:
            share = state.places[place].coming / state.places[place].present
            drawn = take(draws, left, share, uniform(shared, world.places[place].key)) if share < 1.0 else left
            going += drawn
            left -= drawn
        if state.places[place].intensity > 0.0:
            going += math.floor(
                p.conflict_departures_share * state.places[place].residents * state.places[place].intensity
            )
            driven = p.conflict_departures_per_day * state.places[place].intensity
            if p.conflict_departures_poisson > 0.0:  # a binomial of a billion is a Poisson number to nine digits
                going += take(draws, 1e9, driven * 1e-9, uniform(home, world.places[place].key))
            else:
                going += math.floor(driven)
        going = min(going, state.places[place].residents) if finite else going
        state.places[place].residents -= going if finite else 0.0
        if p.departure_rate > 0.0 and force > 0.0:
            fading = math.exp(-(day - state.places[place].onset) / p.departure_decay_days)
            chance = 1.0 - math.exp(-p.departure_rate * force * fading)
            more = take(
                draws, state.places[place].residents, chance, uniform(home, world.places[place].key + np.uint64(1))
            )
            state.places[place].residents -= more
            going += more
        state.at[place * n_memories + new] += going
        state.places[place].fresh = going
        record[DEPARTED, day, place] = going


@kernel
def choice(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
) -> None:
    """Let everybody at rest decide. Those who stay move from ``at`` to ``rest``.

    The people of sites decide first: they came first, and who decides later sees the room that they leave.
    """
    stream, first = day_key(key, WALK_CHOOSE, day), state.ways.n_arriving
    for place in range(len(world.places)):
        state.places[place].present = 0.0
        state.places[place].coming = 0.0
    for i in range(len(state.at)):
        state.places[state.ways.cells[first + i].place].present += state.at[i]
    for ring in range(len(state.ways.rings)):
        ways = state.ways.rings[ring]
        state.into[ring] = ways.slot + (day + ways.days) % (ways.days + 1) * ways.n
    for i in range(len(state.ways.order)):
        cell = state.ways.order[i]
        people = state.at[cell - first]
        if people == 0.0:
            continue
        state.at[cell - first] = 0.0
        place = state.ways.cells[cell].place
        leave = state.places[place].leave
        gone = decide(world, p, state, record, flows, draws, stream, day, cell, people, leave, False)
        new = min(state.places[place].fresh, gone)
        state.places[place].fresh -= new
        record[ONWARD, day, place] += gone - new


@kernel
def roads_end(state: WalkState, record: Floats, day: int) -> None:
    """Bring those whose road ends today to its end, or, if it has been closed under way, back to its start."""
    for ring in range(len(state.ways.rings)):
        ways = state.ways.rings[ring]
        today = ways.slot + day % (ways.days + 1) * ways.n
        for i in range(ways.n):
            people = state.road[today + i]
            if people == 0.0:
                continue
            state.road[today + i] = 0.0
            leg = state.ways.long_legs[ways.leg + i]
            state.places[leg.to].on_way = max(state.places[leg.to].on_way - people, 0.0)
            if state.link_open[leg.link]:
                state.places[leg.to].coming += people
                state.arriving[leg.cell] += people
                state.live[leg.cell // BLOCK] = True
            else:
                state.rest[leg.back] += people
                record[TURNING_BACK, day, leg.origin] += people


@kernel
def arrival(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
) -> None:
    """Let people arrive and decide again, by the km covered today.

    Room is seen as if half of those known to come today were there already: in no order of their own, they would
    on average find half of the others before them.
    """
    roads_end(state, record, day)
    stream = day_key(key, WALK_ARRIVE, day)
    for place in range(len(world.places)):
        state.places[place].present += 0.5 * state.places[place].coming
    for block in range(len(state.live)):
        if state.live[block]:
            for cell in range(block * BLOCK, min((block + 1) * BLOCK, len(state.arriving))):
                people = state.arriving[cell]
                if people > 0.0:
                    state.arriving[cell] = 0.0
                    arrive(world, p, state, record, flows, draws, stream, day, cell, people)
            state.live[block] = False


@inline
def arrive(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    record: Floats,
    flows: Floats,
    draws: bool,
    stream: np.uint64,
    day: int,
    cell: int,
    people: float,
) -> None:
    """Let the people of one cell decide again."""
    place = state.ways.cells[cell].place
    record[ARRIVALS, day, place] += people
    leave = state.places[place].leave
    if state.ways.cells[cell].forced and state.places[place].town:
        leave = 1.0
    gone = decide(world, p, state, record, flows, draws, stream, day, cell, people, leave, True)
    record[ONWARD, day, place] += gone


@kernel
def write(world: WalkWorld, state: WalkState, record: Floats, day: int) -> None:
    """Close the day: who came to rest is at rest tomorrow; write the books."""
    for i in range(len(state.at)):
        state.at[i] = state.rest[i]
        state.rest[i] = 0.0
        record[STOCK, day, state.ways.cells[state.ways.n_arriving + i].place] += state.at[i]
    for place in range(len(world.places)):
        stock = record[STOCK, day, place]
        record[IN_TRANSIT, day, place] = state.places[place].on_way
        if world.places[place].site and state.places[place].site_open and stock > state.places[place].capacity:
            record[OVERFLOW, day, place] = stock - state.places[place].capacity
        if state.places[place].n_open == 0 and world.path_first[place + 1] > world.path_first[place]:
            besieged = state.places[place].residents if state.places[place].intensity > 0.0 else 0.0
            record[TRAPPED, day, place] = stock + besieged


@njit(**PLAIN, nogil=True)
def walk_member(
    world: WalkWorld,
    p: WalkParameters,
    state: WalkState,
    key: np.uint64,
    draws: bool,
    check: bool,
    record: Floats,
    flows: Floats,
) -> tuple[int, int]:
    """Run one member, in a new state, through all days. record (M, D, P) and flows (D, L) come in as zeros, are filled.

    Returns (0, 0), or, with ``check``, the first day (from 1) and phase (1 to 5) after which somebody was lost or
    there were fewer than none.
    """
    everybody = displaced(state) if check else 0.0
    for day in range(world.n_days):
        for phase in range(1, 6):
            if phase == 1:
                events(world, p, state, day)
            elif phase == 2:
                departures(world, p, state, record, draws, key, day)
                for place in range(len(world.places) if check else 0):
                    everybody += record[DEPARTED, day, place]
            elif phase == 3:
                choice(world, p, state, record, flows, draws, key, day)
            elif phase == 4:
                arrival(world, p, state, record, flows, draws, key, day)
            else:
                write(world, state, record, day)
            if check:
                lost = abs(displaced(state) - everybody) > 1e-9 * max(everybody, 1.0)
                if lost or fewest(state) < -1e-9:
                    return day + 1, phase
    return 0, 0
