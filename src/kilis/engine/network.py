"""Routing tables: from every place, the destinations it can choose between and the shortest open paths to them.

A **row** belongs to one origin for as long as its surroundings do not change: up to ``max_destinations`` nearest
destinations, and the crossings met on the way, each with its path. No path leads through a crossing: people stop
there, and those who are let through choose anew on the far side. Rows are made once for all members.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from kilis.engine.compiled import kernel

Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]


class Graph(NamedTuple):
    """Directed links sorted by origin: those of place p are ``first[p]`` to ``first[p + 1] - 1``; L links, G gates.

    link_from, link_to (L,): places. link_km (L,): km. link_gate (L,): the gate's number; G for an ordinary link.
    gate_link (G,): the gate's link.
    """

    first: Ints
    link_from: Ints
    link_to: Ints
    link_km: Floats
    link_gate: Ints
    gate_link: Ints


class Rows(NamedTuple):
    """Rows end to end: row r has the entries ``first[r]`` to ``first[r + 1] - 1``; R rows, C entries, N nodes.

    origin (R,): place. sealed (R,): no open link leaves the origin. An entry's place (C,) is the destination, or the
    near side of a crossing; gate (C,): the gate's number, G for a destination; destinations come first, gates from
    ``first_gate[r]`` (R,) on. km (C,): length of the path.

    The paths of a row are a tree: nodes ``first_node[r]`` to ``first_node[r + 1] - 1``, the origin first, then by
    distance. node (C,): where the entry's path ends, counted from the row's first node. Of each node (N,): parent,
    counted likewise; link by which it is reached, and from_place, that link's near end; node_km from the origin.
    """

    first: Ints
    first_gate: Ints
    origin: Ints
    sealed: Bools
    place: Shorts
    gate: Shorts
    km: Floats
    node: Shorts
    first_node: Ints
    parent: Shorts
    link: Shorts
    from_place: Shorts
    node_km: Floats


@kernel
def _push(heap_km: Floats, heap_place: Ints, size: int, km: float, place: int) -> int:
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap_km[parent] < km or (heap_km[parent] == km and heap_place[parent] <= place):
            break
        heap_km[i], heap_place[i] = heap_km[parent], heap_place[parent]
        i = parent
    heap_km[i], heap_place[i] = km, place
    return size + 1


@kernel
def _pop(heap_km: Floats, heap_place: Ints, size: int) -> int:
    size -= 1
    km, place = heap_km[size], heap_place[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (
            heap_km[right] < heap_km[child]
            or (heap_km[right] == heap_km[child] and heap_place[right] < heap_place[child])
        ):
            child = right
        if km < heap_km[child] or (km == heap_km[child] and place <= heap_place[child]):
            break
        heap_km[i], heap_place[i] = heap_km[child], heap_place[child]
        i = child
    heap_km[i], heap_place[i] = km, place
    return size


@kernel
def search(
    origin: int,
    graph: Graph,
    link_open: Bools,
    through_gates: bool,
    destination: Bools,
    most: int,
    distance: Floats,
    via: Ints,
    heap_km: Floats,
    heap_place: Ints,
    found: Ints,
) -> tuple[int, float]:
    """Dijkstra from one origin until ``most`` destinations are settled; ties go to the place with the lower number.

    ``distance`` (P,) comes in filled with infinity; it and ``via`` (the link by which a place was reached) are filled
    in for the places reached; the settled ones are listed in ``found``. Returns their number and the radius searched,
    infinite when all that can be reached was. ``heap_km`` and ``heap_place`` are room to work in, (L + 1,).
    """
    n_gates = len(graph.gate_link)
    size = _push(heap_km, heap_place, 0, 0.0, origin)
    distance[origin] = 0.0
    via[origin] = len(graph.link_to)
    n_found = 0
    n_destinations = 0
    while size > 0:
        km, place = heap_km[0], heap_place[0]
        size = _pop(heap_km, heap_place, size)
        if km > distance[place]:
            continue
        found[n_found] = place
        n_found += 1
        if destination[place] and place != origin:
            n_destinations += 1
            if n_destinations == most:
                return n_found, km
        for link in range(graph.first[place], graph.first[place + 1]):
            if not link_open[link] or (graph.link_gate[link] < n_gates and not through_gates):
                continue
            there = graph.link_to[link]
            further = km + graph.link_km[link]
            if further < distance[there]:
                distance[there] = further
                via[there] = link
                size = _push(heap_km, heap_place, size, further, there)
    return n_found, np.inf


@njit(cache=True)
def _room_for(array: NDArray[Any], used: int, more: int) -> NDArray[Any]:
    """Return the array, or a copy twice as long (at least) when ``more`` do not fit behind the ``used`` ones."""
    if used + more <= len(array):
        return array
    longer = np.empty(2 * (used + more), array.dtype)
    longer[:used] = array[:used]
    return longer


@njit(cache=True)
def _list_choices(
    origin: int,
    targets: Ints,
    graph: Graph,
    link_open: Bools,
    can_be: Bools,
    abroad: Bools,
    place: NDArray[Any],
    gate: NDArray[Any],
    used: int,
) -> tuple[NDArray[Any], NDArray[Any], int, int]:
    """Put the destinations among ``targets``, then their gates, behind the ``used`` ones of ``place`` and ``gate``.

    Returns both, where the gates begin and how many are used now.
    """
    n_gates = len(graph.gate_link)
    place, gate = _room_for(place, used, len(targets)), _room_for(gate, used, len(targets))
    for here in targets:
        if can_be[here] and here != origin:
            place[used], gate[used] = here, n_gates
            used += 1
    first_gate = used
    for here in targets:
        for link in range(graph.first[here], graph.first[here + 1]):
            leads_home = abroad[origin] and not abroad[graph.link_to[link]]
            if graph.link_gate[link] < n_gates and link_open[link] and not leads_home:
                place, gate = _room_for(place, used, 1), _room_for(gate, used, 1)
                place[used], gate[used] = here, graph.link_gate[link]
                used += 1
    return place, gate, first_gate, used


@njit(cache=True)
def _mark_ways(origin: int, ends: NDArray[Any], graph: Graph, via: Ints, needed: Bools) -> None:
    """Mark the places on the ways from the origin to ``ends``, both included."""
    for end in ends:
        here = end
        while here != origin and not needed[here]:
            needed[here] = True
            here = graph.link_from[via[here]]
    needed[origin] = True


@njit(cache=True)
def _forget(found: Ints, graph: Graph, distance: Floats) -> None:
    """Make ``distance`` as it was before a search that found these places: theirs and their neighbours' are unknown."""
    for here in found:
        distance[here] = np.inf
    for here in found:
        for link in range(graph.first[here], graph.first[here + 1]):
            distance[graph.link_to[link]] = np.inf


@njit(cache=True)
def make_rows(
    origins: Ints, graph: Graph, link_open: Bools, destination: Bools, abroad: Bools, most: int, radius: Floats
) -> Rows:
    """Return the rows of the given origins; ``radius`` (P,) receives how far each was searched.

    destination (P,): can be chosen today. abroad (P,): across the border; from there neither destinations at home nor
    gates that lead home are chosen.
    """
    n_places, n_rows = len(graph.first) - 1, len(origins)
    distance = np.full(n_places, np.inf)
    via = np.empty(n_places, np.int64)
    heap_km, heap_place = np.empty(len(graph.link_to) + 1), np.empty(len(graph.link_to) + 1, np.int64)
    found = np.empty(n_places, np.int64)
    number = np.zeros(n_places, np.int32)
    needed = np.zeros(n_places, np.bool_)
    destination_abroad = destination & abroad
    first, first_gate = np.zeros(n_rows + 1, np.int64), np.zeros(n_rows, np.int64)
    first_node = np.zeros(n_rows + 1, np.int64)
    sealed = np.ones(n_rows, np.bool_)
    place, gate, node = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int32)
    parent, via_link, from_place = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int32)
    km, node_km = np.empty(64), np.empty(64)
    used, nodes = 0, 0
    for r in range(n_rows):
        origin = origins[r]
        can_be = destination_abroad if abroad[origin] else destination
        n_found, radius[origin] = search(
            origin, graph, link_open, False, can_be, most, distance, via, heap_km, heap_place, found
        )
        for link in range(graph.first[origin], graph.first[origin + 1]):
            sealed[r] &= not link_open[link]
        place, gate, first_gate[r], used = _list_choices(
            origin, np.sort(found[:n_found]), graph, link_open, can_be, abroad, place, gate, used
        )
        first[r + 1] = used
        _mark_ways(origin, place[first[r] : used], graph, via, needed)
        parent, via_link = _room_for(parent, nodes, n_found), _room_for(via_link, nodes, n_found)
        from_place, node_km = _room_for(from_place, nodes, n_found), _room_for(node_km, nodes, n_found)
        for here in found[:n_found]:
            if not needed[here]:
                continue
            needed[here] = False
            number[here] = nodes - first_node[r]
            via_link[nodes] = via[here]
            before = origin if here == origin else graph.link_from[via[here]]
            parent[nodes], from_place[nodes] = number[before], before
            node_km[nodes] = distance[here]
            nodes += 1
        first_node[r + 1] = nodes
        node, km = _room_for(node, first[r], used - first[r]), _room_for(km, first[r], used - first[r])
        for c in range(first[r], used):
            node[c] = number[place[c]]
            km[c] = distance[place[c]]
        _forget(found[:n_found], graph, distance)
    return Rows(
        first, first_gate, origins, sealed, place[:used], gate[:used], km[:used], node[:used],
        first_node, parent[:nodes], via_link[:nodes], from_place[:nodes], node_km[:nodes],
    )  # fmt: skip


def join_rows(parts: list[Rows]) -> Rows:
    """Return the rows of all parts, one behind the other."""
    if len(parts) == 1:
        return parts[0]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Rows._fields}
    entries = np.cumsum([0] + [len(part.place) for part in parts])
    nodes = np.cumsum([0] + [len(part.parent) for part in parts])
    zero = np.zeros(1, np.int64)
    starts = {"first": entries, "first_node": nodes}
    for name, shift in starts.items():
        ends = [getattr(part, name)[1:] + at for part, at in zip(parts, shift, strict=False)]
        joined[name] = np.concatenate([zero, *ends])
    joined["first_gate"] = np.concatenate([part.first_gate + at for part, at in zip(parts, entries, strict=False)])
    return Rows(**joined)


@njit(cache=True)
def reach(sources: Ints, graph: Graph, link_open: Bools, through_gates: bool) -> Floats:
    """Return the shortest path length in km from each place (P,) *to* the nearest of the sources; infinite if none.

    The graph comes in reversed (see ``reverse``): its links lead backwards.
    """
    n_places, n_gates = len(graph.first) - 1, len(graph.gate_link)
    distance = np.full(n_places, np.inf)
    heap_km = np.empty(len(graph.link_to) + len(sources) + 1)
    heap_place = np.empty(len(graph.link_to) + len(sources) + 1, np.int64)
    size = 0
    for source in sources:
        if distance[source] > 0.0:
            distance[source] = 0.0
            size = _push(heap_km, heap_place, size, 0.0, source)
    while size > 0:
        km, place = heap_km[0], heap_place[0]
        size = _pop(heap_km, heap_place, size)
        if km > distance[place]:
            continue
        for link in range(graph.first[place], graph.first[place + 1]):
            if not link_open[link] or (graph.link_gate[link] < n_gates and not through_gates):
                continue
            there = graph.link_to[link]
            if km + graph.link_km[link] < distance[there]:
                distance[there] = km + graph.link_km[link]
                size = _push(heap_km, heap_place, size, distance[there], there)
    return distance


def make_graph(n_places: int, links: list[tuple[int, int, float, bool]]) -> Graph:
    """Return the graph of directed links (from, to, km, is a gate), sorted by their ends; gates numbered in that order.

    >>> make_graph(2, [(1, 0, 5.0, False), (0, 1, 5.0, True)]).link_gate
    array([0, 1])
    """
    links = sorted(links)
    link_from = np.array([link[0] for link in links], np.int64)
    is_gate = np.array([link[3] for link in links], np.bool_)
    gate_link = np.flatnonzero(is_gate).astype(np.int64)
    link_gate = np.full(len(links), len(gate_link), np.int64)
    link_gate[gate_link] = np.arange(len(gate_link))
    return Graph(
        np.searchsorted(link_from, np.arange(n_places + 1)).astype(np.int64),
        link_from,
        np.array([link[1] for link in links], np.int64),
        np.array([link[2] for link in links], np.float64),
        link_gate,
        gate_link,
    )


def reverse(graph: Graph) -> tuple[Graph, Ints]:
    """Return the graph with every link turned round, and the number of the original of each of its links."""
    order = np.lexsort((graph.link_from, graph.link_to))
    n_places = len(graph.first) - 1
    turned = Graph(
        np.searchsorted(graph.link_to[order], np.arange(n_places + 1)).astype(np.int64),
        graph.link_to[order],
        graph.link_from[order],
        graph.link_km[order],
        graph.link_gate[order],
        graph.gate_link,
    )
    return turned, order.astype(np.int64)
