"""The scenario as plain arrays for the rule ``walk``: places, links, the paths people look at, and what changes when.

A **path** is a sequence of 1 to ``awareness_level`` links that meets no place twice. Who has chosen a path of several
links and rests on the way keeps the rest of it: that rest is itself a path, so it has a number, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from kilis.engine.network import Ints
from kilis.engine.schedule import Timeline, build_schedule, directed
from kilis.engine.streams import row_key
from kilis.engine.world import home_country
from kilis.scenario.model import Place, Scenario

INTENSITY, CAPACITY, SITE_OPEN, DEPARTURES, DEPARTURES_ANYWHERE, LINK_OPEN = range(6)
"""What a change sets: three things of a place, departures stated for a place or for none, and a link."""

MOST_PATHS = 5_000_000


Table = Any
"""A NumPy array of records: ``table[i].field`` in kernels, ``table["field"]`` elsewhere."""

PLACE = np.dtype(
    [
        ("key", "u8"),  # key of its stream
        ("residents", "f8"),  # persons at the start
        ("displaced", "f8"),  # persons at the start
        ("capacity", "f8"),  # persons; infinite where unlimited
        ("attractiveness", "f8"),  # the place's own factor
        ("own_leave", "f8"),  # its own chance to leave; below 0 where the rule's holds
        ("site", "b1"),
        ("waypoint", "b1"),
        ("abroad", "b1"),
    ],
    align=True,
)
LINK = np.dtype([("origin", "i8"), ("destination", "i8"), ("km", "f8"), ("speed", "f8")])  # infinite: the rule's speed
PATH = np.dtype(
    [
        ("key", "u8"),  # key of its stream
        ("link", "i8"),  # its first link
        ("rest", "i8"),  # number of the path that remains after that; N if none remains
        ("place", "i8"),  # where it ends
        ("state", "i8"),  # the state of people who rest with this path before them; 0 if there are none
        ("km", "f8"),  # its length
    ]
)
STATE = np.dtype([("place", "i8"), ("path", "i8")])
CHANGE = np.dtype([("kind", "i8"), ("index", "i8"), ("value", "f8")])


class WalkWorld(NamedTuple):
    """P places (sorted by id), L directed links (sorted by their ends), N paths (by origin, then by the way), D days.

    path_first (P + 1,): the paths of place p are ``path_first[p]`` to ``path_first[p + 1] - 1``. A **state** is where a
    person rests and what is left of a chosen path: states 0 to P - 1 are the places, without one (path N).
    change_first (D + 1,): likewise for the changes of a day. The tables: see PLACE, LINK, PATH, STATE, CHANGE.
    """

    n_days: int
    places: Table
    links: Table
    paths: Table
    path_first: Ints
    states: Table
    changes: Table
    change_first: Ints


class UnsupportedByWalkError(ValueError):
    """The scenario asks for something that the rule ``walk`` does not know."""


def build_walk_world(
    scenario: Scenario, awareness_level: int
) -> tuple[WalkWorld, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the world, the ids of its places and the ends of its links, in the order of the arrays.

    Raises UnsupportedByWalkError for limits on crossings, and for paths beyond counting.
    """
    if any(event.event == "limit" for event in scenario.events):
        raise UnsupportedByWalkError("the rule walk knows open and shut crossings, not limits: use the rule gravity")
    places = sorted(scenario.places, key=lambda place: place.id)
    ids = tuple(place.id for place in places)
    number = {place.id: i for i, place in enumerate(places)}
    routes = {link: route for route in scenario.routes for link in directed(route)}
    ends = tuple(sorted(routes))
    links = np.zeros(len(ends), LINK)
    for i, link in enumerate(ends):
        speed = float(routes[link].extra.get("speed_km_per_day") or math.inf)
        links[i] = (number[link[0]], number[link[1]], routes[link].distance_km, speed)
    paths, path_first, states = _build_paths(ids, links, awareness_level)
    changes, change_first = _build_changes(scenario, number, {link: i for i, link in enumerate(ends)})
    table = np.array([_place(place, home_country(scenario)) for place in places], PLACE)
    return WalkWorld(scenario.n_days, table, links, paths, path_first, states, changes, change_first), ids, ends


def _place(place: Place, home: str | None) -> tuple[object, ...]:
    """Return the record of a place, in the order of PLACE."""
    people, site = float(place.population or 0), place.kind == "site"
    return (
        row_key(place.id),
        0.0 if site else people,
        people if site else 0.0,
        math.inf if place.capacity_persons is None else float(place.capacity_persons),
        place.attractiveness,
        float(place.extra.get("leave_probability") or -1.0),
        site,
        place.kind in {"waypoint", "crossing"},
        home is not None and place.iso3 != home,
    )


def _build_paths(ids: tuple[str, ...], links: Table, awareness_level: int) -> tuple[Table, Ints, Table]:
    """Return all paths, where those of each place begin, and the states."""
    ends = [(int(link["origin"]), int(link["destination"])) for link in links]
    outgoing: list[list[int]] = [[] for _ in ids]
    for link, (origin, _) in enumerate(ends):
        outgoing[origin].append(link)
    found: list[tuple[int, ...]] = []
    first = [0]
    for origin in range(len(ids)):
        stack: list[tuple[int, ...]] = [(link,) for link in reversed(outgoing[origin])]
        while stack:
            path = stack.pop()
            found.append(path)
            if len(found) > MOST_PATHS:
                problem = f"there are more than {MOST_PATHS:,} paths of up to {awareness_level} links"
                raise UnsupportedByWalkError(f"{problem}: lower the awareness_level")
            met = {origin, *(ends[link][1] for link in path)}
            if len(path) < awareness_level:
                stack += [(*path, link) for link in reversed(outgoing[ends[path[-1]][1]]) if ends[link][1] not in met]
        first.append(len(found))
    number = {way: i for i, way in enumerate(found)}
    none = len(found)
    rests = sorted({number[path[1:]] for path in found if len(path) > 1})
    state_of = {rest: len(ids) + i for i, rest in enumerate(rests)}
    paths = np.zeros(len(found), PATH)
    for i, path in enumerate(found):
        names = (ids[ends[path[0]][0]], *(ids[ends[link][1]] for link in path))
        km = float(sum(links[link]["km"] for link in path))
        paths[i] = (row_key(*names), path[0], number.get(path[1:], none), ends[path[-1]][1], state_of.get(i, 0), km)
    states = [(place, none) for place in range(len(ids))] + [(ends[found[rest][0]][0], rest) for rest in rests]
    return paths, np.array(first, np.int64), np.array(states, STATE)


def _build_changes(
    scenario: Scenario, number: Mapping[str, int], link_number: Mapping[tuple[str, str], int]
) -> tuple[Table, Ints]:
    """Return what changes, by day, and where the changes of each day begin."""
    schedule = build_schedule(scenario)
    by_day: list[list[tuple[int, int, float]]] = [[] for _ in range(scenario.n_days)]

    def add(kind: int, timelines: Iterable[tuple[int, Timeline]]) -> None:
        for index, timeline in timelines:
            for day, value in timeline:
                by_day[day].append((kind, index, value))

    add(INTENSITY, ((number[place], line) for place, line in schedule.conflict.items()))
    add(CAPACITY, ((number[place], line) for place, line in schedule.capacity.items()))
    add(SITE_OPEN, ((number[place], line) for place, line in schedule.site_open.items()))
    add(DEPARTURES, ((number[place], line) for place, line in schedule.departures.items() if place != "*"))
    add(DEPARTURES_ANYWHERE, ((0, line) for place, line in schedule.departures.items() if place == "*"))
    shut = {link: _either(schedule.link_open.get(link), line) for link, line in schedule.gate_limit.items()}
    links = {**schedule.link_open, **shut}
    add(LINK_OPEN, ((link_number[link], line) for link, line in links.items()))
    first = np.cumsum([0, *(len(changes) for changes in by_day)]).astype(np.int64)
    return np.array([change for changes in by_day for change in changes], CHANGE), first


def _either(open_or_cut: Timeline | None, limit: Timeline) -> Timeline:
    """Return when a crossing lets people through (1) or not (0): its road is open and its gate is not shut."""
    road = open_or_cut or [(0, 1.0)]

    def at(timeline: Timeline, day: int) -> float:
        return next(value for first, value in reversed(timeline) if first <= day)

    days = sorted({day for timeline in (road, limit) for day, _ in timeline})
    return [(day, float(at(road, day) > 0 and at(limit, day) > 0)) for day in days]
