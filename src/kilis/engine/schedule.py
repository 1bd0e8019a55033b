"""Events become numbers: what has which value on which day.

On every day the value of a topic (a place's conflict, a gate's limit, a road's being cut ...) is that of the last
event, by date and then by its row, that covers the day; where none does, it is what the map says. So an event
with an end gives way to what stood before it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kilis.scenario.model import Event, Place, Route, Scenario
from kilis.scenario.targets import atlas
from kilis.scenario.timeline import opened_by_event

Timeline = list[tuple[int, float]]
"""Pairs of (first day, value), the first of them on day 0; each value holds until the next."""


@dataclass(frozen=True)
class Schedule:
    """The timelines of all that events can change, where they do. Keys are place ids, or (origin, destination) of a
    link.

    Conflict is an intensity, capacity is in persons (infinite: unlimited), site_open and link_open are 1 or 0, holder
    is a place in ``holders`` (0: nobody known), departures are persons per day ("*": anywhere), gate_limit is in
    persons per day (infinite: open, 0: shut or cut).
    """

    conflict: Mapping[str, Timeline]
    capacity: Mapping[str, Timeline]
    site_open: Mapping[str, Timeline]
    holder: Mapping[str, Timeline]
    departures: Mapping[str, Timeline]
    gate_limit: Mapping[tuple[str, str], Timeline]
    link_open: Mapping[tuple[str, str], Timeline]
    holders: tuple[str, ...]


def directed(route: Route) -> list[tuple[str, str]]:
    """Return the directed links of a route: one, or both ways."""
    ends = (route.origin, route.destination)
    return [ends, ends[::-1]] if route.both_ways else [ends]


def _cover(events: Iterable[tuple[int, int, float]], otherwise: Timeline, n_days: int) -> Timeline:
    """Return the timeline of (first day, end day, value) events, later ones over earlier ones, over a timeline."""
    ordered = sorted(enumerate(events), key=lambda pair: (pair[1][0], pair[0]))
    days = {day for day, _ in otherwise} | {day for _, event in ordered for day in event[:2]}
    timeline: Timeline = []
    for day in sorted({max(0, day) for day in days | {0}}):
        if day >= n_days:
            break
        value = _on(otherwise, day)
        for _, (first, end, v) in ordered:
            if first <= day < end:
                value = v
        if not timeline or timeline[-1][1] != value:
            timeline.append((day, value))
    return timeline


def _limits(limit: Timeline, way: Timeline) -> Timeline:
    """Return how many a gate lets through: by its own events, and nobody while its way is cut.

    >>> _limits([(0, 0.0), (5, 20.0)], [(0, 1.0), (7, 0.0), (9, 1.0)])
    [(0, 0.0), (5, 20.0), (7, 0.0), (9, 20.0)]
    """
    timeline: Timeline = []
    for day in sorted({day for day, _ in (*limit, *way)}):
        value = _on(limit, day) if _on(way, day) > 0.0 else 0.0
        if not timeline or timeline[-1][1] != value:
            timeline.append((day, value))
    return timeline


def _on(timeline: Timeline, day: int) -> float:
    """Return what holds on a day."""
    return next(value for first, value in reversed(timeline) if first <= day)


def _total(events: Sequence[tuple[int, int, float]], n_days: int) -> Timeline:
    """Return the timeline of the sum of all events that cover a day."""
    days = sorted({0} | {min(max(0, day), n_days) for event in events for day in event[:2]})
    return [(day, sum(v for first, end, v in events if first <= day < end)) for day in days if day < n_days]


def _days(event: Event, scenario: Scenario, lasts_one_day: bool = False) -> tuple[int, int]:
    """Return the first day of an event and the day on which it no longer holds."""
    first = (event.date - scenario.start).days
    if event.until is not None:
        return first, (event.until - scenario.start).days
    return first, first + 1 if lasts_one_day else scenario.n_days


def _opening(place: Place, scenario: Scenario) -> Timeline:
    """Return when a site is open before any event: by its columns; one that an event opens first was shut till then."""
    if opened_by_event(place, scenario.events):
        return [(0, 0.0)]
    opens = (place.opens - scenario.start).days if place.opens else 0
    closes = (place.closes - scenario.start).days if place.closes else scenario.n_days
    return _cover([(opens, closes, 1.0)], [(0, 0.0)], scenario.n_days)


def build_schedule(scenario: Scenario) -> Schedule:
    """Return the timelines of everything that the scenario's events and columns change."""
    places = {place.id: place for place in scenario.places}
    targets = atlas(scenario)
    named = [e.text for e in scenario.events if e.event == "control"] + [p.controlled_by for p in scenario.places]
    holders = ("", *sorted({name for name in named if name}))
    happenings: dict[str, dict[Any, list[tuple[int, int, float]]]] = defaultdict(lambda: defaultdict(list))
    for event in scenario.events:
        first, end = _days(event, scenario, lasts_one_day=event.event == "departures")
        value = event.value
        if event.event == "conflict":
            happenings["conflict"][event.target].append((first, end, 1.0 if value is None else value))
        elif event.event == "capacity":
            happenings["capacity"][event.target].append((first, end, math.inf if value is None else math.floor(value)))
        elif event.event in ("site_opens", "site_closes"):
            happenings["site_open"][event.target].append((first, end, float(event.event == "site_opens")))
        elif event.event == "control":
            happenings["holder"][event.target].append((first, end, float(holders.index(event.text or ""))))
        elif event.event == "departures":
            happenings["departures"][event.target].append((first, end, value or 0.0))
        else:
            target = targets.resolve(event.target)
            for route in () if target is None else [scenario.routes[i] for i in target.routes]:
                for link in directed(route):
                    if event.event in ("cut", "restore"):
                        happenings["link_open"][link].append((first, end, float(event.event == "restore")))
                    elif route.mode == "crossing":
                        limit = {"close": 0.0, "open": math.inf}.get(event.event, value or 0.0)
                        happenings["gate_limit"][link].append((first, end, limit))

    def timelines(topic: str, base: Mapping[Any, Timeline]) -> dict[Any, Timeline]:
        changing = {key for key, timeline in base.items() if topic == "site_open" and timeline != [(0, 1.0)]}
        keys = set(happenings[topic]) | changing
        default = {"link_open": 1.0, "gate_limit": math.inf, "conflict": 0.0}.get(topic, 0.0)
        return {
            key: _cover(happenings[topic][key], base.get(key, [(0, default)]), scenario.n_days)
            for key in sorted(keys, key=str)
        }

    gates = {link for route in scenario.routes if route.mode == "crossing" for link in directed(route)}
    limits, ways = timelines("gate_limit", {}), timelines("link_open", {})
    changing_gates = sorted(gates & {*limits, *ways})
    capacity = {
        p.id: [(0, math.inf if p.capacity_persons is None else float(p.capacity_persons))] for p in places.values()
    }
    opening = {p.id: _opening(p, scenario) for p in places.values() if p.kind == "site"}
    holder = {p.id: [(0, float(holders.index(p.controlled_by or "")))] for p in places.values()}
    return Schedule(
        timelines("conflict", {}),
        timelines("capacity", capacity),
        timelines("site_open", opening),
        timelines("holder", holder),
        {key: _total(events, scenario.n_days) for key, events in happenings["departures"].items()},
        {gate: _limits(limits.get(gate, [(0, math.inf)]), ways.get(gate, [(0, 1.0)])) for gate in changing_gates},
        ways,
        holders,
    )
