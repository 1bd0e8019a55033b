"""Demographic groups: what each has of its own, and how what they share is divided among them.

Every group has its own books, weights and pace, and goes through the phases of the day by itself. Shared are the room
at the sites, the gates and numbers of people stated as a whole. Without groups everybody is in one group.
"""

from __future__ import annotations

import math

import numpy as np

from kilis.engine.compiled import kernel
from kilis.engine.draws import on_day
from kilis.engine.network import Bools, Floats, Ints, Words
from kilis.engine.state import OVERFLOW, Parameters, State
from kilis.engine.streams import DIVIDE, GROUP, day_key, uniform
from kilis.engine.world import ABROAD_FACTOR, DEPARTURE_FACTOR, SETTLEMENT_FACTOR, SITE_FACTOR, SPEED_FACTOR

STATED, CROWD, GATES, EVENING = range(4)
"""What is divided: each of the four has numbers of its own on a day."""


@kernel
def of_group(state: State, g: int) -> State:
    """Return the state of one group alone: views of its own arrays, beside those that all share."""
    return State(
        state.residents[g], state.displaced[g], state.moving_on[g], state.waiting[g], state.to_place[g],
        state.to_gate[g], state.to_home[g], state.stranded[g], state.away[g], state.in_transit[g], state.diverted[g],
        state.intensity, state.safe, state.onset, state.capacity, state.site_open, state.holder, state.row, state.limit,
        state.next_cut, state.stated, state.anywhere, state.homeward, state.pull[g], state.ready[g], state.weight[g],
        state.enters[g], state.arrives[g], state.first_cut[g], state.today, state.stays, state.room, state.ease,
        state.way_out[g], state.leavers[g], state.shares, state.on_node, state.lines, state.last_holder,
        state.safe_away, state.newcomers, state.beyond_room[g], state.asked, state.divided,
    )  # fmt: skip


@kernel
def parameters_of(p: Parameters, factors: Floats, g: int) -> Parameters:
    """Return the parameters of one group: those of the member times the group's factors."""
    departure, speed, site = factors[g, DEPARTURE_FACTOR], factors[g, SPEED_FACTOR], factors[g, SITE_FACTOR]
    settlement, abroad = factors[g, SETTLEMENT_FACTOR], factors[g, ABROAD_FACTOR]
    return Parameters(
        p.departure_rate * departure, p.departure_decay_days, p.speed_km_per_day * speed, p.softening_km,
        p.distance_decay, p.attractiveness_site * site, p.attractiveness_settlement * settlement,
        p.attractiveness_abroad * abroad, p.across_lines, p.capacity_buffer, p.pull_when_full, p.onward_site_per_day,
        p.onward_settlement_per_day, p.onward_overflow_per_day, p.hope, p.near_side_km, p.settle_per_day,
        p.patience_days, p.draw_on_per_day, p.return_per_day,
    )  # fmt: skip


@kernel
def key_of(member_key: np.uint64, g: int) -> np.uint64:
    """Return the key of a group: the first has the member's own, so that one group draws what no groups would."""
    return np.uint64(member_key) if g == 0 else day_key(member_key, GROUP, g)


@kernel
def divide(draws: bool, people: float, weights: Floats, most: Floats, u: float, given: Floats) -> None:
    """Divide people among groups in proportion to ``weights`` (N,), to none more than its ``most`` (N,).

    What a group cannot take is divided among the others. In draws each gets its exact part rounded up or down, up with
    the probability that makes its mean right: systematic sampling with one uniform number u (Madow 1944,
    doi:10.1214/aoms/1177731312). Fills ``given`` (N,).

    >>> given = np.empty(3)
    >>> divide(True, 10.0, np.array([1.0, 1.0, 2.0]), np.array([9.0, 1.0, 9.0]), 0.3, given); given
    array([2., 1., 7.])
    """
    given[:] = 0.0
    for _ in range(len(weights)):  # each round divides all there is, or fills a group
        total = 0.0
        for g in range(len(weights)):
            total += weights[g] if given[g] < most[g] else 0.0
        if people <= 0.0 or total <= 0.0:
            return
        sum_of_weights, upto, left = 0.0, 0.0, people
        for g in range(len(weights)):
            if given[g] >= most[g]:
                continue
            before = upto
            sum_of_weights += weights[g]
            upto = people * (sum_of_weights / total)
            if draws:
                upto = min(float(math.floor(upto + u)), people)
            here = min(upto - before, most[g] - given[g])
            given[g] += here
            left -= here
        people = left


@kernel
def able(residents: Floats, way_out: Bools, factors: Floats, place: int) -> float:
    """Return how many residents of a place can leave: those of groups with a way out and a departure factor."""
    people = 0.0
    for g in range(len(residents)):
        if way_out[g, place] and factors[g, DEPARTURE_FACTOR] > 0.0:
            people += residents[g, place]
    return people


@kernel
def call_up(
    place_key: Words, factors: Floats, residents: Floats, way_out: Bools, asked: Floats, leavers: Floats,
    draws: bool, key: np.uint64, day: int, divided: Floats,
) -> None:  # fmt: skip
    """Divide those asked to leave each place (P,) among the residents (N, P) who can: by number x departure factor."""
    stream, weights, most, given = day_key(key, DIVIDE, 4 * day + STATED), divided[0], divided[1], divided[2]
    for place in range(len(place_key)):
        called = asked[place] > 0.0
        if called:
            for g in range(len(residents)):
                most[g] = residents[g, place] if way_out[g, place] else 0.0
                weights[g] = most[g] * factors[g, DEPARTURE_FACTOR]
            divide(draws, asked[place], weights, most, uniform(stream, place_key[place]), given)
        for g in range(len(residents)):
            leavers[g, place] = given[g] if called else 0.0


@kernel
def crowd(
    place_key: Words, site: Bools, capacity: Floats, displaced: Floats, moving_on: Floats, beyond_room: Floats,
    draws: bool, key: np.uint64, day: int, divided: Floats,
) -> None:  # fmt: skip
    """Divide those beyond the capacity of each site, as the day begins, among the groups: ``beyond_room`` (N, P)."""
    stream, weights, given = day_key(key, DIVIDE, 4 * day + CROWD), divided[0], divided[2]
    for place in range(len(place_key)):
        if not site[place]:
            continue
        staying, moving = 0.0, 0.0
        for g in range(len(displaced)):
            staying += displaced[g, place]
            moving += moving_on[g, place]
            weights[g] = displaced[g, place]
        beyond = min(staying, max(0.0, staying + moving - capacity[place]))
        if beyond > 0.0:
            divide(draws, beyond, weights, weights, uniform(stream, place_key[place]), given)
        for g in range(len(displaced)):
            beyond_room[g, place] = given[g] if beyond > 0.0 else 0.0


@kernel
def let_through(
    gate_key: Words, gate_link: Ints, link_to: Ints, limit: Floats, waiting: Floats, moving_on: Floats, flows: Floats,
    draws: bool, key: np.uint64, day: int, divided: Floats,
) -> None:  # fmt: skip
    """Let people through the gates: all who wait (N, G), or as many as the limit allows, divided among the groups."""
    stream, weights, given = day_key(key, DIVIDE, 4 * day + GATES), divided[0], divided[2]
    for gate in range(len(gate_key)):
        queue = 0.0
        for g in range(len(waiting)):
            weights[g] = waiting[g, gate]
            queue += weights[g]
        if queue <= 0.0:
            continue
        link = gate_link[gate]
        through = min(queue, on_day(draws, limit[gate], day))
        flows[day, link] += through
        if through < queue:
            divide(draws, through, weights, weights, uniform(stream, gate_key[gate]), given)
        for g in range(len(waiting)):
            passing = given[g] if through < queue else weights[g]
            waiting[g, gate] -= passing
            moving_on[g, link_to[link]] += passing


@kernel
def write_overflow(
    place_key: Words, capacity: Floats, displaced: Floats, moving_on: Floats, record: Floats,
    draws: bool, key: np.uint64, day: int, divided: Floats,
) -> None:  # fmt: skip
    """Write down how many of each group (N, measures, D, P) are beyond the capacity of each place in the evening."""
    stream, weights, given = day_key(key, DIVIDE, 4 * day + EVENING), divided[0], divided[2]
    for place in range(len(place_key)):
        stock = 0.0
        for g in range(len(displaced)):
            weights[g] = displaced[g, place] + moving_on[g, place]
            stock += weights[g]
        if stock > capacity[place]:
            divide(draws, stock - capacity[place], weights, weights, uniform(stream, place_key[place]), given)
            for g in range(len(displaced)):
                record[g, OVERFLOW, day, place] = given[g]
