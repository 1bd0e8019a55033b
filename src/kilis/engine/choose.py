"""Choice and travel under the rule ``gravity``: what draws people where, who goes where, and when they get there.

These functions run once for every place and day; they take plain arrays, because handing over the whole world and
state would cost more than their work.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from kilis.engine.draws import take
from kilis.engine.network import Bools, Floats, Graph, Rows, Words
from kilis.engine.state import Parameters, State
from kilis.engine.streams import uniform
from kilis.engine.world import ABROAD, NOWHERE, SITE, World


@njit(cache=True)
def base_pull(world: World, p: Parameters) -> Floats:
    """Return each place's attractiveness (P,): that of its kind times its own factor."""
    base = world.attractiveness.copy()
    for place in range(len(base)):
        if world.pull[place] == SITE:
            base[place] *= p.attractiveness_site
        elif world.pull[place] == ABROAD:
            base[place] *= p.attractiveness_abroad
        else:
            base[place] *= p.attractiveness_settlement
    return base


@njit(cache=True)
def discount(p: Parameters, km: float) -> float:
    """Return 1 / (softening_km + km)^distance_decay; distances below 1 km count as 1 km.

    >>> discount(Parameters(*[2.0] * len(Parameters._fields))._replace(softening_km=10.0), 10.0)
    0.0025
    """
    return max(p.softening_km + km, 1.0) ** -p.distance_decay


@njit(cache=True)
def beyond(world: World, p: Parameters, state: State, gate: int, km: float) -> float:
    """Return the summed weight of what lies beyond a gate: its far side, and what can be chosen there, from km away."""
    rows, far = world.rows, world.graph.link_to[world.graph.gate_link[gate]]
    total = state.pull[far] * discount(p, km) if state.stays[far] else 0.0
    for c in range(rows.first[state.row[far]], rows.first[state.row[far] + 1]):
        if rows.gate[c] == len(world.gate_key):
            total += state.pull[rows.place[c]] * discount(p, km + rows.km[c])
    return total


@njit(cache=True)
def make_weights(world: World, p: Parameters, state: State, row: int) -> None:
    """Fill in the weights of a row: a destination's pull, and for a gate the summed pull of what lies beyond it.

    Where nothing but further gates lies beyond a gate, as between the posts of a border, what lies beyond those counts.
    Each front line on the path, a change from one known holder to another, multiplies by ``across_lines``.
    """
    rows, graph, n_gates = world.rows, world.graph, len(world.gate_key)
    for c in range(rows.first[row], rows.first[row + 1]):
        gate = rows.gate[c]
        lines = 1.0
        holder = state.holder[rows.origin[row]]
        for step in range(rows.path_first[c], rows.path_first[c + 1]):
            there = state.holder[graph.link_to[rows.path_link[step]]]
            if there > 0:
                lines *= p.across_lines if 0 < holder != there else 1.0
                holder = there
        if gate == n_gates:
            state.weight[c] = lines * state.pull[rows.place[c]] * discount(p, rows.km[c])
            continue
        far = graph.link_to[graph.gate_link[gate]]
        km = rows.km[c] + graph.link_km[graph.gate_link[gate]]
        total = beyond(world, p, state, gate, km)
        if total == 0.0:
            for d in range(rows.first[state.row[far]], rows.first[state.row[far] + 1]):
                if rows.gate[d] < n_gates and graph.link_to[graph.gate_link[rows.gate[d]]] != rows.place[c]:
                    next_km = km + rows.km[d] + graph.link_km[graph.gate_link[rows.gate[d]]]
                    total += beyond(world, p, state, rows.gate[d], next_km)
        state.weight[c] = lines * total
    state.ready[row] = True


@njit(cache=True)
def look(world: World, p: Parameters, state: State) -> None:
    """Look round: where people can stay, what room there is, how easy the gates are.

    stays: a safe settlement or an open site. room: 1 while a place is filled to at most capacity_buffer, falling to 0
    when it is full. ease of a gate: hope + (1 - hope) x min(1, limit / waiting), which is 1 when open or without a
    queue, ``hope`` when shut.
    """
    for place in range(len(world.key)):
        state.stays[place] = world.pull[place] != NOWHERE and state.safe[place] and state.site_open[place]
        capacity = state.capacity[place]
        stock = state.displaced[place] + state.moving_on[place]
        room = 1.0
        if stock > p.capacity_buffer * capacity:
            room = max(0.0, (capacity - stock) / (capacity * (1.0 - p.capacity_buffer))) if capacity > 0.0 else 0.0
        elif capacity == 0.0:
            room = 0.0
        state.room[place] = max(room, p.pull_when_full)
    for gate in range(len(world.gate_key)):
        limit, waiting = state.limit[gate], state.waiting[gate]
        let_through = 0.0
        if limit > 0.0:
            let_through = 1.0 if limit >= waiting else limit / waiting
        state.ease[gate] = p.hope + (1.0 - p.hope) * let_through


@njit(cache=True)
def weigh(
    rows: Rows,
    row: int,
    weight: Floats,
    ease: Floats,
    room: Floats,
    look_at_room: bool,
    today: Floats,
) -> float:
    """Fill ``today`` (C,) with the weights of a row's entries today; return their sum."""
    n_gates = len(ease)
    total = 0.0
    for c in range(rows.first[row], rows.first[row + 1]):
        w = weight[c]
        if rows.gate[c] < n_gates:
            w *= ease[rows.gate[c]]
        elif look_at_room:
            w *= room[rows.place[c]]
        today[c] = w
        total += w
    return total


@njit(cache=True)
def send(
    rows: Rows,
    graph: Graph,
    c: int,
    people: float,
    start: int,
    speed_km_per_day: float,
    next_cut: Floats,
    to_place: Floats,
    to_gate: Floats,
    stranded: Floats,
    in_transit: Floats,
    diverted: Floats,
    flows: Floats,
) -> None:
    """Set people out on the path of entry c, on day ``start``. They arrive, or stop where the road is cut by then.

    A path of k km takes ceil(k / speed) days, the first included; a link is entered on day floor(km before it / speed).
    Who is on a link when it is cut, or comes to it later, stops at its near end. Until then they are on their way to
    where they meant to go: nobody knows of a cut before its day.
    """
    slots = len(to_place)
    there = rows.place[c]
    in_transit[there] += people
    km = 0.0
    arrives = start
    for step in range(rows.path_first[c], rows.path_first[c + 1]):
        link = rows.path_link[step]
        enters = start + int(km / speed_km_per_day)
        reached = arrives
        km += graph.link_km[link]
        arrives = max(start, start + math.ceil(km / speed_km_per_day) - 1)
        cut = next_cut[link]
        if enters < len(flows) and enters < cut:
            flows[enters, link] += people
        if cut <= arrives:
            stops = max(int(cut), reached) % slots
            stranded[stops, graph.link_from[link]] += people
            diverted[stops, there] += people
            return
    if rows.gate[c] < to_gate.shape[1]:
        to_gate[arrives % slots, rows.gate[c]] += people
    else:
        to_place[arrives % slots, there] += people


@njit(cache=True)
def spread(
    rows: Rows,
    graph: Graph,
    row: int,
    own_key: np.uint64,
    entry_key: Words,
    today: Floats,
    stream: np.uint64,
    draws: bool,
    people: float,
    total: float,
    staying: float,
    start: int,
    speed_km_per_day: float,
    next_cut: Floats,
    to_place: Floats,
    to_gate: Floats,
    stranded: Floats,
    in_transit: Floats,
    diverted: Floats,
    flows: Floats,
) -> float:
    """Send people out by the weights in ``today``, whose sum over the row is ``total``; return how many stay.

    Conditional binomials in the order of the entries. ``staying`` is the weight of staying, the last choice; where it
    is 0 the last entry takes all that are left, so that rounding loses nobody.
    """
    if total <= 0.0:
        return people
    first, last = rows.first[row], rows.first[row + 1]
    if staying <= 0.0:
        while today[last - 1] <= 0.0:
            last -= 1
    left = total + staying
    for c in range(first, last):
        if today[c] <= 0.0:
            continue
        if people <= 0.0:
            break
        share = 1.0 if staying <= 0.0 and c == last - 1 else min(1.0, today[c] / left)
        left = max(left - today[c], 1e-300)
        going = take(draws, people, share, uniform(stream, own_key * np.uint64(3) + entry_key[c]))
        if going > 0.0:
            people -= going
            send(
                rows, graph, c, going, start, speed_km_per_day, next_cut,
                to_place, to_gate, stranded, in_transit, diverted, flows,
            )  # fmt: skip
    return max(people, 0.0)


@njit(cache=True)
def keep(rows: Rows, row: int, n_gates: int, site: Bools, near_side_km: float, gate: int, today: Floats) -> float:
    """Keep of the weights in ``today`` those of the sites within ``near_side_km``; with a gate, of all but that gate.

    ``gate`` is n_gates where the sites are meant. Returns the sum of what is kept.
    """
    total = 0.0
    for c in range(rows.first[row], rows.first[row + 1]):
        if gate < n_gates:
            kept = rows.gate[c] != gate
        else:
            kept = rows.gate[c] == n_gates and rows.km[c] <= near_side_km and site[rows.place[c]]
        if not kept:
            today[c] = 0.0
        total += today[c]
    return total
