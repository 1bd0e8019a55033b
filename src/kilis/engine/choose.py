"""Choice and travel under the rule ``gravity``: what draws people where, who goes where, and when they get there.

These functions run once for every place and day; they take plain arrays, because handing over the whole world and
state would cost more than their work.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from kilis.engine.compiled import kernel
from kilis.engine.draws import binomial
from kilis.engine.network import Bools, Floats, Ints, Rows, Shorts, Words
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


@kernel
def discount(p: Parameters, km: float) -> float:
    """Return 1 / (softening_km + km)^distance_decay; distances below 1 km count as 1 km.

    >>> discount(Parameters(*[2.0] * len(Parameters._fields))._replace(softening_km=10.0), 10.0)
    0.0025
    """
    return max(p.softening_km + km, 1.0) ** -p.distance_decay


@kernel
def beyond(world: World, p: Parameters, state: State, g: int, gate: int, km: float) -> float:
    """Return the summed weight of what lies beyond a gate: its far side, and what can be chosen there, from km away."""
    rows, far = world.rows, world.graph.link_to[world.graph.gate_link[gate]]
    total = state.pull[g, far] * discount(p, km) if state.stays[far] else 0.0
    for c in range(rows.first[state.row[far]], rows.first_gate[state.row[far]]):
        total += state.pull[g, rows.place[c]] * discount(p, km + rows.km[c])
    return total


@kernel
def make_ready(world: World, p: Parameters, state: State, g: int, origin: int) -> None:
    """Fill in what holds for an origin as long as its row does: the weights of its entries, and the days of its paths.

    The weight is a destination's pull, and for a gate the summed pull of what lies beyond it. Where nothing but further
    gates lies beyond a gate, as between the posts of a border, what lies beyond those counts. Each front line on the
    path, a change from one known holder to another, multiplies by ``across_lines``. A path of k km takes
    ceil(k / speed) days, the first included; a link is entered on day floor(km before it / speed).
    """
    rows, graph, row = world.rows, world.graph, state.row[origin]
    first, first_cut = rows.first_node[row], np.inf
    state.lines[0] = 1.0
    state.last_holder[0] = state.holder[origin]
    for node in range(1, rows.first_node[row + 1] - first):
        before, link = rows.parent[first + node], rows.link[first + node]
        state.enters[g, origin, node] = int(rows.node_km[first + before] / p.speed_km_per_day)
        state.arrives[g, origin, node] = max(0, math.ceil(rows.node_km[first + node] / p.speed_km_per_day) - 1)
        first_cut = min(first_cut, state.next_cut[link])
        there, holder, lines = state.holder[graph.link_to[link]], state.last_holder[before], state.lines[before]
        if there > 0:
            lines *= p.across_lines if 0 < holder != there else 1.0
            holder = there
        state.lines[node], state.last_holder[node] = lines, holder
    state.first_cut[g, origin] = first_cut
    for c in range(rows.first[row], rows.first_gate[row]):
        weight = state.lines[rows.node[c]] * state.pull[g, rows.place[c]] * discount(p, rows.km[c])
        state.weight[g, origin, c - rows.first[row]] = weight
    for c in range(rows.first_gate[row], rows.first[row + 1]):
        gate = rows.gate[c]
        far = graph.link_to[graph.gate_link[gate]]
        km = rows.km[c] + graph.link_km[graph.gate_link[gate]]
        total = beyond(world, p, state, g, gate, km)
        if total == 0.0:
            for d in range(rows.first_gate[state.row[far]], rows.first[state.row[far] + 1]):
                further = graph.gate_link[rows.gate[d]]
                if graph.link_to[further] != rows.place[c]:
                    total += beyond(world, p, state, g, rows.gate[d], km + rows.km[d] + graph.link_km[further])
        state.weight[g, origin, c - rows.first[row]] = state.lines[rows.node[c]] * total
    state.ready[g, origin] = True


@kernel
def look(
    pull: Ints, p: Parameters, safe: Bools, site_open: Bools, capacities: Floats, displaced: Floats, moving_on: Floats,
    limits: Floats, queues: Floats, stays: Bools, rooms: Floats, ease: Floats,
) -> None:  # fmt: skip
    """Look round, for all groups: where people can stay, what room there is, how easy the gates are.

    stays: a safe settlement or an open site. room: 1 while a place is filled to at most capacity_buffer, falling to 0
    when it is full. ease of a gate: hope + (1 - hope) x min(1, limit / waiting), which is 1 when open or without a
    queue, ``hope`` when shut.
    """
    for place in range(len(pull)):
        stays[place] = pull[place] != NOWHERE and safe[place] and site_open[place]
        capacity, stock = capacities[place], 0.0
        for g in range(len(displaced)):
            stock += displaced[g, place] + moving_on[g, place]
        room = 1.0
        if stock > p.capacity_buffer * capacity:
            room = max(0.0, (capacity - stock) / (capacity * (1.0 - p.capacity_buffer))) if capacity > 0.0 else 0.0
        elif capacity == 0.0:
            room = 0.0
        rooms[place] = max(room, p.pull_when_full)
    for gate in range(len(limits)):
        limit, waiting = limits[gate], 0.0
        for g in range(len(queues)):
            waiting += queues[g, gate]
        let_through = 0.0
        if limit > 0.0:
            let_through = 1.0 if limit >= waiting else limit / waiting
        ease[gate] = p.hope + (1.0 - p.hope) * let_through


@kernel
def weigh(rows: Rows, row: int, weight: Floats, ease: Floats, room: Floats, look_at_room: bool, today: Floats) -> float:
    """Fill ``today`` with the weights of a row's entries today; return their sum.

    ``weight`` and ``today`` begin with the row's first entry.
    """
    first, gates, last = rows.first[row], rows.first_gate[row], rows.first[row + 1]
    total = 0.0
    for c in range(first, gates):
        w = weight[c - first] * room[rows.place[c]] if look_at_room else weight[c - first]
        today[c - first] = w
        total += w
    for c in range(gates, last):
        w = weight[c - first] * ease[rows.gate[c]]
        today[c - first] = w
        total += w
    return total


@kernel
def any_way_out(rows: Rows, row: int, weight: Floats, ease: Floats) -> bool:
    """Return whether ``weigh`` without a look at the room would find anything."""
    first, gates, last = rows.first[row], rows.first_gate[row], rows.first[row + 1]
    c = first
    while c < last and weight[c - first] * (1.0 if c < gates else ease[rows.gate[c]]) <= 0.0:
        c += 1
    return c < last


@kernel
def send(
    rows: Rows,
    row: int,
    c: int,
    people: float,
    start: int,
    enters: Shorts,
    arrives: Shorts,
    next_cut: Floats,
    to_place: Floats,
    to_gate: Floats,
    stranded: Floats,
    in_transit: Floats,
    diverted: Floats,
    flows: Floats,
    on_node: Floats,
) -> None:
    """Set people out on the path of entry c, on day ``start``. They arrive, or stop where the road is cut by then.

    ``enters`` and ``arrives`` are those of the row's nodes. Who is on a link when it is cut, or comes to it later,
    stops at its near end. Until then they are on their way to where they meant to go: nobody knows of a cut before
    its day.
    """
    slots, first = len(to_place), rows.first_node[row]
    there, end = rows.place[c], rows.node[c]
    in_transit[there] += people
    # From the origin on: the nodes of the path are found backwards, and marked.
    node = end
    while node > 0:
        on_node[node] = 1.0
        node = rows.parent[first + node]
    reached = start
    lost = False
    for node in range(1, end + 1):
        if on_node[node] == 0.0:
            continue
        on_node[node] = 0.0
        if lost:
            continue
        link = rows.link[first + node]
        cut = next_cut[link]
        day, due = start + enters[node], start + arrives[node]
        if day < len(flows) and day < cut:
            flows[day, link] += people
        if cut <= due:
            stops = max(int(cut), reached) % slots
            stranded[stops, rows.from_place[first + node]] += people
            diverted[stops, there] += people
            lost = True
        reached = due
    if lost:
        return
    if c >= rows.first_gate[row]:
        to_gate[reached % slots, rows.gate[c]] += people
    else:
        to_place[reached % slots, there] += people


@kernel
def walk_on(rows: Rows, row: int, start: int, enters: Shorts, flows: Floats, on_node: Floats) -> None:
    """Write down who sets out on which link when ``on_node`` people end at each node of a row; empty ``on_node``.

    The paths of a row form a tree whose nodes come in the order of their distance: from the far ends backwards, each
    link carries all who go to its far end or beyond.
    """
    first, days = rows.first_node[row], len(flows)
    for node in range(rows.first_node[row + 1] - first - 1, 0, -1):
        people = on_node[node]
        if people > 0.0:
            on_node[node] = 0.0
            on_node[rows.parent[first + node]] += people
            day = start + enters[node]
            if day < days:
                flows[day, rows.link[first + node]] += people
    on_node[0] = 0.0


@kernel
def spread(
    rows: Rows, row: int, own_key: np.uint64, entry_key: Words, today: Floats, stream: np.uint64, draws: bool,
    people: float, total: float, staying: float, start: int, enters: Shorts, arrives: Shorts,
    first_cut: float, next_cut: Floats, to_place: Floats, to_gate: Floats, stranded: Floats,
    in_transit: Floats, diverted: Floats, flows: Floats, on_node: Floats,
) -> float:  # fmt: skip
    """Send people out by the weights in ``today``, whose sum over the row is ``total``; return how many stay.

    Conditional binomials in the order of the entries. ``staying`` is the weight of staying, the last choice; where it
    is 0 the last entry takes all that are left, so that rounding loses nobody. ``first_cut`` is the first day on which
    any link of the row will be cut: most days nobody on the way meets one.
    """
    if total <= 0.0 or people <= 0.0:
        return people
    slots, first, gates, last = len(to_place), rows.first[row], rows.first_gate[row], rows.first[row + 1]
    if staying <= 0.0:
        while today[last - 1 - first] <= 0.0:
            last -= 1
    left = total + staying
    portion = people / left
    today_slot = start % slots
    meets_cut = first_cut < start + len(to_place)
    own_key = own_key * np.uint64(3)
    for c in range(first, last):
        w = today[c - first]
        if w <= 0.0:
            continue
        if draws:
            if people <= 0.0:
                break
            share = 1.0 if staying <= 0.0 and c == last - 1 else min(1.0, w / left)
            left = max(left - w, 1e-300)
            going = binomial(people, share, uniform(stream, own_key + entry_key[c]))
            if going <= 0.0:
                continue
        else:
            going = w * portion
        people -= going
        if meets_cut:
            send(
                rows, row, c, going, start, enters, arrives, next_cut,
                to_place, to_gate, stranded, in_transit, diverted, flows, on_node,
            )  # fmt: skip
            continue
        there, node = rows.place[c], rows.node[c]
        in_transit[there] += going
        on_node[node] += going
        slot = today_slot + arrives[node]
        slot -= slots if slot >= slots else 0
        if c < gates:
            to_place[slot, there] += going
        else:
            to_gate[slot, rows.gate[c]] += going
    if not meets_cut:
        walk_on(rows, row, start, enters, flows, on_node)
    return max(people, 0.0) if draws or staying > 0.0 else 0.0


@kernel
def keep(rows: Rows, row: int, n_gates: int, site: Bools, near_side_km: float, gate: int, today: Floats) -> float:
    """Keep of the weights in ``today`` those of the sites within ``near_side_km``; with a gate, of all but that gate.

    ``gate`` is n_gates where the sites are meant. Returns the sum of what is kept.
    """
    total = 0.0
    first = rows.first[row]
    for c in range(first, rows.first[row + 1]):
        if gate < n_gates:
            kept = rows.gate[c] != gate
        else:
            kept = rows.gate[c] == n_gates and rows.km[c] <= near_side_km and site[rows.place[c]]
        if not kept:
            today[c - first] = 0.0
        total += today[c - first]
    return total
