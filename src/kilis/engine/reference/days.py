"""What holds on a day, looked up in the events as they stand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from kilis.engine.reference.roads import Link
from kilis.scenario.model import Event, Place, Route, Scenario


@dataclass(frozen=True)
class Today:
    """The map of a day. limit: persons a day through each gate that is not cut; open: every link that is not cut.

    dangerous: places in conflict now or less than ``calm_days`` ago.
    """

    intensity: dict[str, float]
    dangerous: frozenset[str]
    capacity: dict[str, float]
    site_closed: frozenset[str]
    holder: dict[str, str]
    stated: dict[str, float]
    anywhere: float
    limit: dict[Link, float]
    open: frozenset[Link]


def links(route: Route) -> list[Link]:
    """Return the one or two directions of a route."""
    there = (route.origin, route.destination)
    return [there, (route.destination, route.origin)] if route.both_ways else [there]


def aims_at(event: Event, route: Route, scenario: Scenario) -> bool:
    """Return whether a route belongs to an event's target: a place, a route or a pair of countries."""
    if event.target in (route.origin, route.destination, route.id):
        return True
    country = {place.id: place.iso3 for place in scenario.places}
    between = {country[route.origin], country[route.destination]}
    turned = route.both_ways and event.target == f"{route.destination}--{route.origin}"
    return turned or (len(between) == 2 and set(event.target.split("--")) == between)


def covers(event: Event, scenario: Scenario, day: int) -> bool:
    """Return whether an event holds on a day; departures without an end last one day."""
    first = (event.date - scenario.start).days
    if event.until is not None:
        return first <= day < (event.until - scenario.start).days
    return day == first if event.event == "departures" else first <= day


def happening(scenario: Scenario, day: int, *kinds: str) -> Iterator[Event]:
    """Yield the events of some kinds that hold on a day: the latest begun first, of those the last row first."""
    begun = sorted(enumerate(scenario.events), key=lambda row: (row[1].date, row[0]), reverse=True)
    yield from (event for _, event in begun if event.event in kinds and covers(event, scenario, day))


def latest(scenario: Scenario, day: int, target: Place | Route, *kinds: str) -> Event | None:
    """Return the event that decides about a place or a route on a day."""
    for event in happening(scenario, day, *kinds):
        if aims_at(event, target, scenario) if isinstance(target, Route) else event.target == target.id:
            return event
    return None


def in_conflict_since(scenario: Scenario, place: Place, day: int, calm_days: int) -> bool:
    """Return whether there was conflict at a place on a day or on one of the ``calm_days`` before it."""
    return any(latest(scenario, d, place, "conflict") for d in range(max(0, day - calm_days), day + 1))


def today(scenario: Scenario, day: int, calm_days: int) -> Today:
    """Look up what holds on a day."""
    intensity, capacity, holder, closed = {}, {}, {}, set()
    dangerous = {place.id for place in scenario.places if in_conflict_since(scenario, place, day, calm_days)}
    for place in scenario.places:
        fighting = latest(scenario, day, place, "conflict")
        if fighting:
            intensity[place.id] = 1.0 if fighting.value is None else fighting.value
        room = latest(scenario, day, place, "capacity")
        most = room.value if room else place.capacity_persons
        capacity[place.id] = math.inf if most is None else math.floor(most)
        control = latest(scenario, day, place, "control")
        holder[place.id] = (control.text if control else place.controlled_by) or ""
        site = latest(scenario, day, place, "site_opens", "site_closes")
        if place.kind == "site" and not (site.event == "site_opens" if site else by_date(place, scenario, day)):
            closed.add(place.id)
    limit, usable = {}, set()
    for route in scenario.routes:
        way = latest(scenario, day, route, "cut", "restore")
        cut = way is not None and way.event == "cut"
        usable |= set() if cut else set(links(route))
        if route.mode == "crossing":
            gate = latest(scenario, day, route, "close", "open", "limit")
            let_through = {"close": 0, "open": math.inf, "limit": (gate and gate.value) or 0}
            for link in links(route):
                limit[link] = 0 if cut else math.inf if gate is None else let_through[gate.event]
    stated = {place.id: 0.0 for place in scenario.places} | {"*": 0.0}
    for event in happening(scenario, day, "departures"):
        stated[event.target] += event.value or 0.0
    anywhere = stated.pop("*")
    return Today(
        intensity, frozenset(dangerous), capacity, frozenset(closed), holder, stated, anywhere, limit, frozenset(usable)
    )


def by_date(place: Place, scenario: Scenario, day: int) -> bool:
    """Return whether a site is open by the dates in its own row; one that an event opens first was shut till then."""
    events = [event for event in scenario.events if event.target == place.id and event.event.startswith("site_")]
    if place.opens is None and events and min(events, key=lambda event: event.date).event == "site_opens":
        return False
    opened = place.opens is None or (place.opens - scenario.start).days <= day
    return opened and (place.closes is None or day < (place.closes - scenario.start).days)
