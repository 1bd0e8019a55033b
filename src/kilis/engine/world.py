"""The scenario as plain arrays: what stands at the start, and what changes on which day.

A ``World`` is made once and shared by all members and threads; nothing writes to it. Places are numbered in the order
of their ids, so that adding a place changes neither the order nor the stream of any other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from kilis.engine.network import (
    Bools,
    Floats,
    Graph,
    Ints,
    Rows,
    Words,
    join_rows,
    make_graph,
    make_rows,
    reach,
    reverse,
)
from kilis.engine.schedule import Schedule, Timeline, build_schedule, directed
from kilis.engine.streams import row_key
from kilis.scenario.groups import persons_by_group
from kilis.scenario.model import Group, Place, Scenario

SITE, SETTLEMENT, ABROAD, NOWHERE = range(4)
"""What draws people to a place: a site, a settlement, a place across the border; nobody chooses a waypoint."""

INTENSITY, SAFE, CAPACITY, SITE_OPEN, HOLDER, DEPARTURES, DEPARTURES_ANYWHERE, LIMIT, NEXT_CUT = range(9)
ROW, HOMEWARD = 9, 10
"""What a change sets: seven things of a place, one of a gate, one of a link, a place's row, the table of ways home."""


FACTORS = ("departure_factor", "speed_factor", "site_factor", "settlement_factor", "abroad_factor")

SAME_LENGTH = 1 + 1e-9
"""The same path added up from its other end may differ in the last digit."""
DEPARTURE_FACTOR, SPEED_FACTOR, SITE_FACTOR, SETTLEMENT_FACTOR, ABROAD_FACTOR = range(5)
"""What a group has of its own."""


class Changes(NamedTuple):
    """What changes, by day: those of day d are ``first[d]`` to ``first[d + 1] - 1``; each sets one number.

    first (D + 1,), kind (N,), which (N,): the number of the place, gate or link, value (N,).
    """

    first: Ints
    kind: Ints
    which: Ints
    value: Floats


class World(NamedTuple):
    """P places, L links, G gates, R rows with C entries, D days.

    key (P,), gate_key (G,), entry_key (C,): keys of the streams. residents, displaced (N, P): persons at the start, by
    group; without groups all are in one. capacity (P,): persons, infinite where unlimited. holder (P,): who holds the
    place, 0 where unknown. pull (P,): SITE, SETTLEMENT, ABROAD or NOWHERE. attractiveness (P,): the place's own factor.
    site, site_open, abroad (P,). has_way_out (P,): the map offers a way out when everything is open. region (P,): the
    same number for places that routes connect, open or not, in any direction. homeward_km (T, P, P): km from a place to
    a home, per table; T = 0 where nobody returns. factors (N, 5): of each group, in the order of ``FACTORS``. Row p is
    the first row of place p.
    """

    n_days: int
    key: Words
    gate_key: Words
    entry_key: Words
    residents: Floats
    displaced: Floats
    capacity: Floats
    holder: Ints
    pull: Ints
    attractiveness: Floats
    site: Bools
    site_open: Bools
    abroad: Bools
    has_way_out: Bools
    region: Ints
    graph: Graph
    rows: Rows
    changes: Changes
    homeward_km: Floats
    factors: Floats


class ScenarioTooLargeError(ValueError):
    """The scenario needs tables that do not fit into memory."""


def _regions(graph: Graph) -> Ints:
    """Return the number of each place's region (P,): places that links connect, whichever way they lead."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - 20 MB that the rule walk does without
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    n = len(graph.first) - 1
    links = coo_array((np.ones(len(graph.link_to)), (graph.link_from, graph.link_to)), shape=(n, n))
    return connected_components(links, directed=False)[1].astype(np.int64)


def _by_day(timelines: list[tuple[int, Timeline]]) -> dict[int, list[tuple[int, float]]]:
    """Return day -> [(index, value)] from (index, timeline) pairs."""
    days: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for index, timeline in timelines:
        for day, value in timeline:
            days[day].append((index, value))
    return days


def _cuts(timeline: Timeline) -> Timeline:
    """Return, from when a link is open (1) or cut (0), the timeline of the next day on which it will be cut."""
    cut_days = [day for (day, value), (_, before) in zip(timeline[1:], timeline, strict=False) if value < before]
    bounds = [0, *cut_days]
    return list(zip(bounds, [*(float(day) for day in cut_days), math.inf], strict=True))


def _safe(conflict: Timeline, calm_days: int, n_days: int) -> Timeline:
    """Return when a place is safe (1): there is no conflict, nor was there any in the ``calm_days`` before."""
    ends = [*(day for day, _ in conflict[1:]), n_days]
    dangerous = [(day, end + calm_days) for (day, value), end in zip(conflict, ends, strict=True) if value > 0]
    timeline: Timeline = [(0, 1.0)]
    for day in sorted({0} | {day for span in dangerous for day in span if day < n_days}):
        value = 0.0 if any(first <= day < end for first, end in dangerous) else 1.0
        if day == 0:
            timeline = [(0, value)]
        elif timeline[-1][1] != value:
            timeline.append((day, value))
    return timeline


def home_country(scenario: Scenario) -> str | None:
    """Return the country that people flee: as stated, or that of the earliest place in conflict or with departures.

    Of several places on the same day it is the one whose id comes first.
    """
    if scenario.coo_iso3:
        return scenario.coo_iso3
    countries = {place.id: place.iso3 for place in scenario.places}
    troubled = [
        (e.date, e.target) for e in scenario.events if e.event in ("conflict", "departures") and e.target in countries
    ]
    return countries[min(troubled)[1]] if troubled else None


class _Router:
    """Makes rows day by day, again only for the places that a change of the map can touch."""

    def __init__(self, graph: Graph, destination: Bools, abroad: Bools, most: int) -> None:
        self.graph, self.destination, self.abroad, self.most = graph, destination.copy(), abroad, most
        self.link_open = np.ones(len(graph.link_to), np.bool_)
        self.backwards, _ = reverse(graph)
        self.radius = np.full(len(destination), np.inf)
        self.parts: list[Rows] = []
        self.n_rows = 0
        self.gates_of: list[set[int]] = [set() for _ in range(len(destination))]

    def touched(self, places: set[int]) -> Ints:
        """Return the places whose rows may change when something changes at the given places."""
        everywhere = np.ones(len(self.graph.link_to), np.bool_)
        km = reach(np.array(sorted(places), np.int64), self.backwards, everywhere, False)
        near = set(np.flatnonzero(km <= self.radius * SAME_LENGTH).tolist())
        for _ in range(2):  # gates, and gates beyond gates
            changed = {g for g, link in enumerate(self.graph.gate_link) if int(self.graph.link_to[link]) in near}
            near |= {p for p, gates in enumerate(self.gates_of) if gates & changed} if changed else set()
        return np.array(sorted(near), np.int64)

    def make(self, origins: Ints) -> Ints:
        """Make rows for the origins as the map stands; return the numbers of the rows."""
        rows = make_rows(origins, self.graph, self.link_open, self.destination, self.abroad, self.most, self.radius)
        n_gates = len(self.graph.gate_link)
        for i, origin in enumerate(origins if n_gates else []):
            gates = rows.gate[rows.first[i] : rows.first[i + 1]]
            self.gates_of[origin] = set(gates[gates < n_gates].tolist())
        numbers = np.arange(self.n_rows, self.n_rows + len(origins))
        self.parts.append(rows)
        self.n_rows += len(origins)
        return numbers


def build_world(scenario: Scenario, most: int, calm_days: int, returns: bool) -> World:
    """Return the world of a scenario: at most ``most`` destinations a place, tables of ways home if ``returns``.

    A place is safe again ``calm_days`` after its conflict has ended.
    """
    places = sorted(scenario.places, key=lambda place: place.id)
    number = {place.id: i for i, place in enumerate(places)}
    schedule = build_schedule(scenario)
    home = home_country(scenario)
    links = {
        (number[a], number[b], route.distance_km, route.mode == "crossing"): None
        for route in scenario.routes
        for a, b in directed(route)
    }
    graph = make_graph(len(places), list(links))
    site = np.array([place.kind == "site" for place in places])
    settlement = np.array([place.kind == "settlement" for place in places])
    abroad = np.array([home is not None and place.iso3 != home for place in places])
    persons = _persons(scenario, places)
    groups = scenario.groups or (Group("everybody", "Everybody", 1.0),)
    changes, rows, has_way_out, homeward = _changes(
        scenario, schedule, graph, number, site, settlement, abroad, most, calm_days, returns
    )
    keys = np.array([row_key(place.id) for place in places], np.uint64)
    gate_keys = np.array(
        [row_key(places[graph.link_from[i]].id, places[graph.link_to[i]].id) for i in graph.gate_link], np.uint64
    )
    target = np.where(rows.gate < len(gate_keys), 0, rows.place)
    entry_key = np.where(rows.gate < len(gate_keys), np.append(gate_keys, np.uint64(0))[rows.gate], keys[target])
    return World(
        n_days=scenario.n_days,
        key=keys,
        gate_key=gate_keys,
        entry_key=entry_key,
        residents=np.where(settlement, persons, 0.0),
        displaced=np.where(settlement, 0.0, persons),
        capacity=np.array([math.inf if p.capacity_persons is None else float(p.capacity_persons) for p in places]),
        holder=np.array([schedule.holders.index(p.controlled_by or "") for p in places], np.int64),
        pull=np.select([~site & ~settlement, abroad, site], [NOWHERE, ABROAD, SITE], SETTLEMENT).astype(np.int64),
        attractiveness=np.array([place.attractiveness for place in places]),
        site=site,
        site_open=np.ones(len(places), np.bool_),
        abroad=abroad,
        has_way_out=has_way_out,
        region=_regions(graph),
        graph=graph,
        rows=rows,
        changes=changes,
        homeward_km=homeward,
        factors=np.array([[getattr(group, factor) for factor in FACTORS] for group in groups], np.float64),
    )


def _persons(scenario: Scenario, places: list[Place]) -> Floats:
    """Return how many of each group are at each place on the first day (N, P); without groups all are in one."""
    if not scenario.groups:
        return np.array([[float(place.population or 0) for place in places]])
    sizes = persons_by_group(scenario)
    return np.array([sizes[place.id] for place in places], np.float64).T.copy()


def _changes(
    scenario: Scenario,
    schedule: Schedule,
    graph: Graph,
    number: dict[str, int],
    site: Bools,
    settlement: Bools,
    abroad: Bools,
    most: int,
    calm_days: int,
    returns: bool,
) -> tuple[Changes, Rows, Bools, Floats]:
    """Walk through the days once: collect what changes, and make the rows that each change of the map asks for."""
    ends = _ends(schedule, graph, number)
    plain = _plain(schedule, graph, number, ends, calm_days, scenario.n_days)
    link_open = _by_day([(ends[link], t) for link, t in schedule.link_open.items()])
    everyone = np.arange(len(site), dtype=np.int64)
    router = _Router(graph, site | settlement, abroad, most)
    router.make(everyone)
    has_way_out = np.diff(router.parts.pop().first) > 0
    router.n_rows = 0
    safe_now, open_now = np.ones(len(site), np.bool_), np.ones(len(site), np.bool_)
    passable = np.ones(len(graph.gate_link), np.bool_)
    tables: list[Floats] = []
    found: list[tuple[int, int, float]] = []
    first = [0]
    days = {0}.union(link_open, *plain.values())
    for day in range(scenario.n_days):
        today = []
        if day in days:
            today = [(kind, i, v) for kind, by_day in plain.items() for i, v in by_day.get(day, [])]
            for i, v in plain[SAFE].get(day, []):
                safe_now[i] = v > 0
            for i, v in plain[SITE_OPEN].get(day, []):
                open_now[i] = v > 0
            before, before_open = router.destination.copy(), router.link_open.copy()
            router.destination[:] = (site | settlement) & safe_now & open_now
            for i, v in link_open.get(day, []):
                router.link_open[i] = v > 0
            at = set(np.flatnonzero(before != router.destination).tolist())
            at |= set(graph.link_from[before_open != router.link_open].tolist())
            origins = everyone if day == 0 else router.touched(at) if at else everyone[:0]
            if len(origins):
                numbers = router.make(origins)
                if day > 0:
                    today += [(ROW, int(p), float(r)) for p, r in zip(origins, numbers, strict=True)]
            for i, v in plain[LIMIT].get(day, []):
                passable[i] = np.isinf(v)
            if returns and (day == 0 or day in link_open or day in plain[LIMIT]):
                today.append((HOMEWARD, 0, float(len(tables))))
                tables.append(_ways_home(graph, router.link_open, passable))
        found += today
        first.append(len(found))
    n = len(site)
    homeward = np.array(tables) if tables else np.empty((0, n, n))
    return _packed(first, found), join_rows(router.parts), has_way_out, homeward


def _ends(schedule: Schedule, graph: Graph, number: dict[str, int]) -> dict[tuple[str, str], int]:
    """Return the number of each link that opens, shuts or is limited."""
    link_number = {(int(a), int(b)): i for i, (a, b) in enumerate(zip(graph.link_from, graph.link_to, strict=True))}
    return {link: link_number[number[link[0]], number[link[1]]] for link in {*schedule.link_open, *schedule.gate_limit}}


def _plain(
    schedule: Schedule,
    graph: Graph,
    number: dict[str, int],
    ends: dict[tuple[str, str], int],
    calm_days: int,
    n_days: int,
) -> dict[int, dict[int, list[tuple[int, float]]]]:
    """Return by kind and day what changes and ask for no other rows: (number of place, gate or link, value)."""
    return {
        INTENSITY: _by_day([(number[p], t) for p, t in schedule.conflict.items()]),
        SAFE: _by_day([(number[p], _safe(t, calm_days, n_days)) for p, t in schedule.conflict.items()]),
        SITE_OPEN: _by_day([(number[p], t) for p, t in schedule.site_open.items()]),
        CAPACITY: _by_day([(number[p], t) for p, t in schedule.capacity.items()]),
        HOLDER: _by_day([(number[p], t) for p, t in schedule.holder.items()]),
        DEPARTURES: _by_day([(number[p], t) for p, t in schedule.departures.items() if p != "*"]),
        DEPARTURES_ANYWHERE: _by_day([(0, t) for p, t in schedule.departures.items() if p == "*"]),
        LIMIT: _by_day([(int(graph.link_gate[ends[link]]), t) for link, t in schedule.gate_limit.items()]),
        NEXT_CUT: _by_day([(ends[link], _cuts(t)) for link, t in schedule.link_open.items()]),
    }


def _packed(first: list[int], found: list[tuple[int, int, float]]) -> Changes:
    """Put what changes into arrays, for the kernels."""
    return Changes(
        np.array(first, np.int64),
        np.array([kind for kind, _, _ in found], np.int64),
        np.array([i for _, i, _ in found], np.int64),
        np.array([v for _, _, v in found], np.float64),
    )


def _ways_home(graph: Graph, link_open: Bools, passable: Bools) -> Floats:
    """Return km from each place (first axis) to each home (second), through the gates that are open without limit."""
    n = len(graph.first) - 1
    if n > 3000:
        raise ScenarioTooLargeError(f"Returns are supported up to 3,000 places; this scenario has {n:,}.")
    backwards, original = reverse(graph)
    usable = (link_open & np.append(passable, True)[graph.link_gate])[original]
    return np.array([reach(np.array([home], np.int64), backwards, usable, True) for home in range(n)]).T.copy()
