"""How a day passes, under the rule ``gravity``.

1. events: what changes today; the people of a site that closes have to move on.
2. departures: who leaves home, who moves on. First, so that a closure of this morning holds for those who leave today.
3. choice and travel: where they go; a path of several short links may end on the same day. Room is looked at once, in
   the morning, so the order of the places does not matter; a camp can overshoot by one day's arrivals.
4. arrival: those whose journey ends today. After travel, so that a short walk arrives on the day it begins.
5. crossings: who is let through, who finds shelter near the gate, who turns back.
6. returns: who goes home. Last, so that nobody arrives and turns round on the same day.
7. record: the books in the evening.

``draws`` decides whether numbers of people are drawn (whole numbers) or expected (real numbers): the phases are the
same.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from kilis.engine.choose import discount, keep, look, send, spread, weigh
from kilis.engine.compiled import PLAIN, kernel
from kilis.engine.draws import take
from kilis.engine.groups import crowd, key_of, let_through, of_group, parameters_of, write_overflow
from kilis.engine.morning import leave_chance, morning
from kilis.engine.network import Floats
from kilis.engine.state import (
    ARRIVALS,
    DEPARTED,
    IN_TRANSIT,
    ONWARD,
    RETURNS,
    STOCK,
    TRAPPED,
    TURNING_BACK,
    WAITING,
    Parameters,
    State,
    due,
    fewest,
    on_their_way,
    people_in,
    persons,
)
from kilis.engine.streams import (
    CHOOSE,
    CHOOSE_ANEW,
    CHOOSE_HOME,
    CHOOSE_RETREAT,
    CHOOSE_SHELTER,
    DRAW_ON,
    LEAVE_HOME,
    LEAVE_OVERFLOW,
    LEAVE_PLACE,
    RETURN,
    SETTLE,
    TURN_BACK,
    day_key,
    uniform,
)
from kilis.engine.world import (
    CAPACITY,
    DEPARTURES,
    DEPARTURES_ANYWHERE,
    HOLDER,
    HOMEWARD,
    INTENSITY,
    LIMIT,
    NEXT_CUT,
    ROW,
    SAFE,
    SITE_OPEN,
    World,
)


@kernel
def events(world: World, state: State, day: int) -> None:
    """Let the changes of the day happen."""
    for i in range(world.changes.first[day], world.changes.first[day + 1]):
        kind, index, value = world.changes.kind[i], world.changes.which[i], world.changes.value[i]
        if kind == INTENSITY:
            if state.intensity[index] == 0.0:
                state.onset[index] = day
            state.intensity[index] = value
        elif kind == CAPACITY:
            state.capacity[index] = value
        elif kind == SITE_OPEN:
            state.site_open[index] = value > 0.0
            if value == 0.0:
                for g in range(len(state.displaced)):
                    state.moving_on[g, index] += state.displaced[g, index]
                    state.displaced[g, index] = 0.0
        elif kind == SAFE:
            state.safe[index] = value > 0.0
        elif kind == HOLDER:
            state.holder[index] = int(value)
            state.ready[:] = False
        elif kind == DEPARTURES:
            state.stated[index] = value
        elif kind == DEPARTURES_ANYWHERE:
            state.anywhere[0] = value
        elif kind == LIMIT:
            state.limit[index] = value
        elif kind == NEXT_CUT:
            state.next_cut[index] = value
            state.ready[:] = False
        elif kind == ROW:
            state.row[index] = int(value)
            for g in range(len(state.ready)):
                state.ready[g, index] = False
        elif kind == HOMEWARD:
            state.homeward[0] = int(value)


@kernel
def departures(
    world: World,
    p: Parameters,
    state: State,
    g: int,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
) -> None:
    """Decide who leaves home today; those stated come in as ``state.leavers``. Without a way out nobody leaves.

    People in a near-side site set out for a crossing that is open without limit and leads abroad, and are on their
    way at once.
    """
    rows = world.rows
    home, draw_on = day_key(key, LEAVE_HOME, day), day_key(key, DRAW_ON, day)
    for place in range(len(world.key)):
        stated = state.leavers[g, place]
        state.leavers[g, place] = 0.0
        if not state.way_out[g, place]:
            continue
        chance = leave_chance(p, state, day, place)
        leaving = take(draws, state.residents[g, place], chance, uniform(home, world.key[place]))
        leaving += min(stated, state.residents[g, place] - leaving)
        state.residents[g, place] -= leaving
        state.away[g, place] += leaving
        record[DEPARTED, day, place] = leaving
        state.leavers[g, place] = leaving
        at_ease = world.site[place] and state.intensity[place] <= 0.0 and state.displaced[g, place] > 0.0
        if not at_ease or world.abroad[place]:
            continue
        row = state.row[place]
        for c in range(rows.first_gate[row], rows.first[row + 1]):
            gate = rows.gate[c]
            if rows.km[c] > p.near_side_km or state.limit[gate] < np.inf:
                continue
            drawn = state.weight[g, place, c - rows.first[row]] > 0.0
            if drawn and world.abroad[world.graph.link_to[world.graph.gate_link[gate]]]:
                u = uniform(draw_on, world.key[place] * np.uint64(3) + world.entry_key[c])
                going = take(draws, state.displaced[g, place], p.draw_on_per_day, u)
                state.displaced[g, place] -= going
                record[ONWARD, day, place] += going
                send(
                    rows, row, c, going, day, state.enters[g, place], state.arrives[g, place], state.next_cut,
                    state.to_place[g], state.to_gate[g], state.stranded[g], state.in_transit[g], state.diverted[g],
                    flows, state.on_node,
                )  # fmt: skip


@kernel
def choice(
    world: World,
    p: Parameters,
    state: State,
    g: int,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
) -> None:
    """Send the leavers, and those who have to move on, where they choose; to full places only if all are full.

    To those who leave home come those who leave a place reached earlier: one in conflict, a settlement, a site within
    its room or beyond it. Who has to move on and can go nowhere waits for the next day, unless one can stay there.
    """
    away, beyond = day_key(key, LEAVE_PLACE, day), day_key(key, LEAVE_OVERFLOW, day)
    for place in range(len(world.key)):
        row, stays = state.row[place], state.displaced[g, place]
        if stays > 0.0 and state.way_out[g, place]:
            u = uniform(away, world.key[place])
            if state.intensity[place] > 0.0:
                going = take(draws, stays, leave_chance(p, state, day, place), u)
            elif not world.site[place]:
                going = take(draws, stays, p.onward_settlement_per_day, u)
            else:
                over = state.beyond_room[g, place]
                going = take(draws, stays - over, p.onward_site_per_day, u)
                going += take(draws, over, p.onward_overflow_per_day, uniform(beyond, world.key[place]))
            state.displaced[g, place] -= going
            state.leavers[g, place] += going
            record[ONWARD, day, place] += going
        for moving in range(2):
            people = state.moving_on[g, place] if moving else state.leavers[g, place]
            if people <= 0.0:
                continue
            # For those who move on, the place where they are is one more destination, at no distance.
            here = state.pull[g, place] * discount(p, 0.0) if moving and state.stays[place] else 0.0
            staying = here * state.room[place]
            total = weigh(world.rows, row, state.weight[g, place], state.ease, state.room, True, state.today)
            if total + staying <= 0.0:
                staying = here
                total = weigh(world.rows, row, state.weight[g, place], state.ease, state.room, False, state.today)
            stay = spread(
                world.rows, row, world.key[place], world.entry_key, state.today,
                day_key(key, CHOOSE_ANEW if moving else CHOOSE, day), draws, people, total, staying, day,
                state.enters[g, place], state.arrives[g, place], state.first_cut[g, place], state.next_cut,
                state.to_place[g], state.to_gate[g], state.stranded[g], state.in_transit[g], state.diverted[g], flows,
                state.on_node,
            )  # fmt: skip
            if moving:
                state.moving_on[g, place] = 0.0
                record[ONWARD, day, place] += people - stay
            if moving and not state.stays[place]:
                state.moving_on[g, place] = stay
                continue
            state.displaced[g, place] += stay
            record[ARRIVALS, day, place] += stay


@kernel
def arrival(world: World, state: State, g: int, record: Floats, day: int) -> None:
    """Let those whose journey ends today arrive."""
    slot = day % state.to_place.shape[1]
    for place in range(len(world.key)):
        coming = state.to_place[g, slot, place]
        if coming > 0.0:
            state.to_place[g, slot, place] = 0.0
            state.in_transit[g, place] -= coming
            record[ARRIVALS, day, place] += coming
            if state.site_open[place]:
                state.displaced[g, place] += coming
            else:
                state.moving_on[g, place] += coming
        state.in_transit[g, place] -= state.diverted[g, slot, place]
        state.diverted[g, slot, place] = 0.0
        stopped = state.stranded[g, slot, place]
        if stopped > 0.0:
            state.stranded[g, slot, place] = 0.0
            state.moving_on[g, place] += stopped
        back = state.to_home[g, slot, place]
        if back > 0.0:
            state.to_home[g, slot, place] = 0.0
            state.in_transit[g, place] -= back
            state.residents[g, place] += back
            record[RETURNS, day, place] = back
    for gate in range(len(world.gate_key)):
        coming = state.to_gate[g, slot, gate]
        place = world.graph.link_from[world.graph.gate_link[gate]]
        state.to_gate[g, slot, gate] = 0.0
        state.in_transit[g, place] -= coming
        state.waiting[g, gate] += coming
        record[ARRIVALS, day, place] += coming


@kernel
def crossings(
    world: World,
    p: Parameters,
    state: State,
    g: int,
    record: Floats,
    flows: Floats,
    draws: bool,
    key: np.uint64,
    day: int,
) -> None:
    """Of those who still wait at the gates, some find shelter in near-side sites and some turn back."""
    settle, shelter = day_key(key, SETTLE, day), day_key(key, CHOOSE_SHELTER, day)
    turn, retreat = day_key(key, TURN_BACK, day), day_key(key, CHOOSE_RETREAT, day)
    rows, n_gates = world.rows, len(world.gate_key)
    for gate in range(n_gates):
        if state.waiting[g, gate] <= 0.0:
            continue
        place = world.graph.link_from[world.graph.gate_link[gate]]
        row = state.row[place]
        for turning in range(2):
            # First those who find shelter in a site near the gate, then those who turn back to anywhere else.
            chance = 1.0 - math.exp(-1.0 / p.patience_days) if turning else p.settle_per_day
            if state.waiting[g, gate] <= 0.0 or chance <= 0.0:
                continue
            weigh(rows, row, state.weight[g, place], state.ease, state.room, True, state.today)
            total = keep(rows, row, n_gates, world.site, p.near_side_km, gate if turning else n_gates, state.today)
            if total <= 0.0:
                continue
            u = uniform(turn if turning else settle, world.gate_key[gate])
            leaving = take(draws, state.waiting[g, gate], chance, u)
            state.waiting[g, gate] -= leaving
            record[TURNING_BACK, day, place] += leaving * turning
            spread(
                rows, row, world.gate_key[gate], world.entry_key, state.today,
                retreat if turning else shelter, draws, leaving, total, 0.0, day + 1,
                state.enters[g, place], state.arrives[g, place], state.first_cut[g, place], state.next_cut,
                state.to_place[g], state.to_gate[g], state.stranded[g], state.in_transit[g], state.diverted[g], flows,
                state.on_node,
            )  # fmt: skip


@kernel
def returns(world: World, p: Parameters, state: State, g: int, draws: bool, key: np.uint64, day: int) -> None:
    """Let displaced people set out for homes that are safe, in proportion to how many are away from each.

    Who was displaced before the first day has no home on this map: at each place only the stock beyond that of the
    first day can return, and of it the share (away from safe homes) / (all such stock) in the same region, the places
    that the map connects in any way.
    """
    if p.return_per_day <= 0.0 or len(world.homeward_km) == 0:
        return
    safe, newcomers = state.safe_away, state.newcomers
    safe[:] = 0.0
    newcomers[:] = 0.0
    for place in range(len(world.key)):
        safe[world.region[place]] += state.away[g, place] if state.safe[place] else 0.0
        newcomers[world.region[place]] += max(0.0, state.displaced[g, place] - world.displaced[g, place])
    stream, choose = day_key(key, RETURN, day), day_key(key, CHOOSE_HOME, day)
    km = world.homeward_km[state.homeward[0]]
    slots = state.to_place.shape[1]
    for place in range(len(world.key)):
        came = max(0.0, state.displaced[g, place] - world.displaced[g, place])
        if came <= 0.0:
            continue
        chance = p.return_per_day * min(1.0, safe[world.region[place]] / newcomers[world.region[place]])
        going = take(draws, came, chance, uniform(stream, world.key[place]))
        if going <= 0.0:
            continue
        left = 0.0
        for home in range(len(world.key)):
            usable = state.safe[home] and km[place, home] < np.inf
            state.shares[home] = max(state.away[g, home], 0.0) if usable else 0.0
            left += state.shares[home]
        for home in range(len(world.key)):
            weight = state.shares[home]
            if going <= 0.0 or weight <= 0.0:
                continue
            u = uniform(choose, world.key[place] * np.uint64(3) + world.key[home])
            share = weight / left if left > weight * (1.0 + 1e-12) else 1.0
            here = min(take(draws, going, share, u), weight)
            left -= weight
            going -= here
            arrives = day + max(1, math.ceil(km[place, home] / p.speed_km_per_day))
            state.displaced[g, place] -= here
            state.away[g, home] -= here
            state.to_home[g, arrives % slots, home] += here
            state.in_transit[g, home] += here


@kernel
def write(world: World, state: State, g: int, record: Floats, day: int) -> None:
    """Write down the books of the evening."""
    for place in range(len(world.key)):
        stock = state.displaced[g, place] + state.moving_on[g, place]
        record[STOCK, day, place] = stock
        record[IN_TRANSIT, day, place] = max(state.in_transit[g, place], 0.0)
        in_danger = state.intensity[place] > 0.0 or world.rows.sealed[state.row[place]]
        if world.has_way_out[place] and not world.abroad[place] and in_danger and not state.way_out[g, place]:
            record[TRAPPED, day, place] = state.residents[g, place] + stock
    for gate in range(len(world.gate_key)):
        place = world.graph.link_from[world.graph.gate_link[gate]]
        record[WAITING, day, place] += state.waiting[g, gate]
        record[STOCK, day, place] += state.waiting[g, gate]


@kernel
def broken(state: State, everybody: float, draws: bool, day: int, evening: bool) -> bool:
    """Return whether somebody is lost, doubled, negative or late, or the two books of those on their way disagree.

    In draws to the person, in means to rounding.
    """
    slack = 0.0 if draws else 1e-9 * max(everybody, 1.0)
    slot = day % len(state.to_place)
    return (
        abs(persons(state) - everybody) > slack
        or fewest(state) < -slack
        or abs(people_in(state.in_transit) - on_their_way(state)) > slack
        or (evening and due(state, slot) > 0.0)
    )


@njit(nogil=True, **PLAIN)
def simulate_member(
    world: World,
    p: Parameters,
    state: State,
    key: np.uint64,
    draws: bool,
    check: bool,
    record: Floats,
    flows: Floats,
) -> tuple[int, int]:
    """Run one member through all days. record (N, measures, D, P) and flows (D, L) come in as zeros and are filled.

    Returns (0, 0), or, with ``check``, the first day (from 1) and phase (1 to 6) after which an invariant did not hold
    for one of the N groups.
    """
    each = range(len(record))
    for day in range(world.n_days):
        for phase in range(1, 7):
            if phase == 1:
                events(world, state, day)
            elif phase == 2:
                morning(world, p, state, draws, key, day)
                for g in each:
                    own, k = parameters_of(p, world.factors, g), key_of(key, g)
                    departures(world, own, state, g, record[g], flows, draws, k, day)
                crowd(
                    world.key, world.site, state.capacity, state.displaced, state.moving_on, state.beyond_room,
                    draws, key, day, state.divided,
                )  # fmt: skip
                for g in each:
                    own, k = parameters_of(p, world.factors, g), key_of(key, g)
                    choice(world, own, state, g, record[g], flows, draws, k, day)
            elif phase == 3:
                for g in each:
                    arrival(world, state, g, record[g], day)
            elif phase == 4:
                look(
                    world.pull, p, state.safe, state.site_open, state.capacity, state.displaced, state.moving_on,
                    state.limit, state.waiting, state.stays, state.room, state.ease,
                )  # fmt: skip
                let_through(
                    world.gate_key, world.graph.gate_link, world.graph.link_to, state.limit, state.waiting,
                    state.moving_on, flows, draws, key, day, state.divided,
                )  # fmt: skip
                for g in each:
                    own, k = parameters_of(p, world.factors, g), key_of(key, g)
                    crossings(world, own, state, g, record[g], flows, draws, k, day)
            elif phase == 5 and p.return_per_day > 0.0:
                for g in each:
                    own, k = parameters_of(p, world.factors, g), key_of(key, g)
                    returns(world, own, state, g, draws, k, day)
            elif phase == 6:
                for g in each:
                    write(world, state, g, record[g], day)
                write_overflow(
                    world.key, state.capacity, state.displaced, state.moving_on, record,
                    draws, key, day, state.divided,
                )  # fmt: skip
            if check:
                for g in each:
                    everybody = people_in(world.residents[g]) + people_in(world.displaced[g])
                    if broken(of_group(state, g), everybody, draws, day, phase > 2):
                        return day + 1, phase
    return 0, 0
