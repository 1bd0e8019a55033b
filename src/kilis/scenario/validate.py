"""Faults that no single cell shows: unknown names, duplicates, contradictions, dates out of order."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kilis.scenario.faults import MAX_FAULTS_PER_FILE, Fault, nearest, shown
from kilis.scenario.groups import group_faults
from kilis.scenario.model import Event, Observation, Place, Route, Scenario
from kilis.scenario.targets import COUNTRIES, Atlas, Target
from kilis.schema import EventKind, event_kinds

MAX_DAYS: Final = 36_525
"""A century: longer periods are slips of a year."""


@dataclass(frozen=True)
class Origin:
    """Where the objects of a scenario stand in its files, so that messages can name the row.

    ``rows`` gives for each file the lines of its objects in order. ``broken`` are ids of places whose own row has a
    fault, ``has_gaps`` says that places or routes are missing for such faults, and ``groups_have_gaps`` that groups
    are: who refers to them is not blamed.
    """

    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    has_gaps: bool = False
    groups_have_gaps: bool = False

    def row(self, file: str, position: int) -> int | None:
        """Line of the object at this position of its table, if known."""
        lines = self.rows.get(file, ())
        return lines[position] if position < len(lines) else None


def validate(scenario: Scenario, origin: Origin | None = None) -> list[Fault]:
    """Find every fault between the objects of a scenario; an empty list means that it can be run."""
    origin = origin or Origin()
    places = Atlas(scenario.places, scenario.routes)
    return [
        *_period(scenario),
        *_first(_places(scenario.places, origin)),
        *_first(_routes(scenario.routes, places, origin)),
        *_first(_events(scenario, places, origin)),
        *_first(_observations(scenario.observations, places, origin)),
        *_first(group_faults(scenario, origin)),
    ]


def _first(faults: Iterator[Fault]) -> list[Fault]:
    """Look no further after so many faults: a table of junk must not be compared with itself for hours."""
    found = list(itertools.islice(faults, MAX_FAULTS_PER_FILE))
    if len(found) == MAX_FAULTS_PER_FILE:
        problem = f"there are {len(found)} faults up to here, and the rest was not looked at"
        found.append(Fault(found[-1].file, found[-1].row, None, problem, "Correct these first"))
    return found


def _period(scenario: Scenario) -> Iterator[Fault]:
    if scenario.end <= scenario.start:
        problem = f"the end, {scenario.end}, is not after the start, {scenario.start}"
        yield Fault("scenario.toml", None, "end", problem, "Give the day after the last day")
    elif scenario.n_days > MAX_DAYS and scenario.start > datetime.date.min and scenario.end < datetime.date.max:
        problem = f"there are {scenario.n_days:,} days from {scenario.start} to {scenario.end}"
        yield Fault("scenario.toml", None, "end", problem, f"Check the years; a period has at most {MAX_DAYS:,} days")


def _places(places: Sequence[Place], origin: Origin) -> Iterator[Fault]:
    first: dict[str, int] = {}
    countries = {place.iso3 for place in places}
    for position, place in enumerate(places):
        row = origin.row("places.csv", position)

        def fault(column: str, problem: str, remedy: str, row: int | None = row) -> Fault:
            return Fault("places.csv", row, column, problem, remedy)

        if place.id in first:
            where = origin.row("places.csv", first[place.id])
            yield fault(
                "id", f"the id {shown(place.id)} occurs again", f"Give it another id than row {where or 'above'}"
            )
        first.setdefault(place.id, position)
        if place.id in countries:
            yield fault("id", f"the id {shown(place.id)} is also a country code in use", "Give the place another id")
        if place.opens and place.closes and place.closes <= place.opens:
            problem = f"the place closes on {place.closes}, not after it opens on {place.opens}"
            yield fault("closes", problem, "Give the first day on which it is closed again, or leave it empty")
        for column in ("site_type", "capacity_persons", "opens", "closes"):
            if place.kind != "site" and getattr(place, column) is not None:
                remedy = "Leave the cell empty or make the kind site"
                yield fault(column, f"only a site has {column}, and this is a {place.kind}", remedy)


def _routes(routes: Sequence[Route], atlas: Atlas, origin: Origin) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for position, route in enumerate(routes):
        row = origin.row("routes.csv", position)
        for column in ("origin", "destination"):
            place = getattr(route, column)
            if place not in atlas.places and place not in origin.broken:
                yield Fault("routes.csv", row, column, f"unknown place {shown(place)}", nearest(place, atlas.places))
        if route.origin == route.destination:
            problem = f"the route leads from {shown(route.origin)} to itself"
            yield Fault("routes.csv", row, "destination", problem, "Correct one of its ends or remove the route")
            continue
        ways = [(route.origin, route.destination)] + ([(route.destination, route.origin)] if route.both_ways else [])
        again = [seen[way] for way in ways if way in seen]
        if again:
            where = origin.row("routes.csv", again[0])
            problem = (
                f"the route {route.id} occurs again" if where is None else f"this way is already given in row {where}"
            )
            yield Fault("routes.csv", row, "origin", problem, "Keep one of them, or set both_ways to no in both")
        for way in ways:
            seen.setdefault(way, position)


def _events(scenario: Scenario, atlas: Atlas, origin: Origin) -> Iterator[Fault]:
    for position, event in enumerate(scenario.events):
        row = origin.row("events.csv", position)
        for column, problem, remedy in event_faults(event, scenario, atlas, origin):
            yield Fault("events.csv", row, column, problem, remedy)
    for earlier, later, problem, remedy in contradictions(scenario.events):
        where = origin.row("events.csv", earlier)
        other = f"row {where}" if where is not None else said(scenario.events[earlier])
        row = origin.row("events.csv", later)
        yield Fault("events.csv", row, "date", problem.format(this=said(scenario.events[later]), other=other), remedy)


Finding = tuple[str, str, str]


def event_faults(event: Event, scenario: Scenario, atlas: Atlas, origin: Origin) -> Iterator[Finding]:
    """Find what is wrong with one event: (column, problem, remedy)."""
    kind = event_kinds().get(event.event)
    if kind is None:
        yield "event", f"unknown event {shown(event.event)}", nearest(event.event, event_kinds())
        return
    if event.date < scenario.start:
        problem = f"{event.date} is before the start, {scenario.start}"
        yield "date", problem, "Date what holds already at the start on the start itself"
    if event.date >= scenario.end > scenario.start:
        problem = f"{event.date} is not before the end, {scenario.end}, which is excluded"
        yield "date", problem, "Correct the date, prolong the period or remove the event"
    if event.until is not None and event.until <= event.date:
        problem = f"until, {event.until}, is not after the date, {event.date}"
        yield "until", problem, "until is the first day on which it no longer holds; empty means until further notice"
    if event.event == "limit" and scenario.rule == "walk":
        problem = "the rule walk knows open and shut crossings, no limits"
        yield "event", problem, "Close the crossing, or use the rule gravity"
    yield from _value(event, kind)
    if kind.needs_text and not event.text:
        yield "text", f"{kind.name} needs a text", f"Say in words: {kind.description}"
    if not (origin.has_gaps and "--" in event.target) and event.target not in origin.broken:
        yield from _target(event, kind, atlas, origin)


def _value(event: Event, kind: EventKind) -> Iterator[Finding]:
    unit = f" ({kind.unit})" if kind.unit else ""
    if event.value is None:
        if kind.value == "yes":
            yield "value", f"{kind.name} needs a value", f"Give a number {kind.bounds}{unit}"
    elif kind.value == "no":
        hint = "; for a number of persons a day use limit" if kind.topic == "gate" else ""
        yield "value", f"{kind.name} takes no value, and there is {event.value:g}", f"Leave the cell empty{hint}"
    elif not kind.holds(event.value):
        hint = "; to let nobody through use close" if kind.name == "limit" else ""
        yield "value", f"{event.value:g} is out of bounds for {kind.name}", f"Give a number {kind.bounds}{unit}{hint}"


def _target(event: Event, kind: EventKind, atlas: Atlas, origin: Origin) -> Iterator[Finding]:
    target = atlas.resolve(event.target)
    allowed = " or ".join(TARGET_WORDS[name] for name in kind.targets)
    if target is None:
        names = [*atlas.places, *(route.id for route in atlas.routes)]
        problem = f"unknown target {shown(event.target)}"
        if "--" in event.target:
            problem = f"there is no route {shown(event.target)}"
            if COUNTRIES.fullmatch(event.target):
                problem = f"no route leads between the countries {event.target.replace('--', ' and ')}"
        yield "target", problem, f"{nearest(event.target, names)} {kind.name} aims at {allowed}"
        return
    if not _fits(target, kind):
        what = f"a {target.place.kind}" if target.place else TARGET_WORDS[target.kind]
        yield "target", f"{kind.name} cannot aim at {what}, and {shown(event.target)} is one", f"Name {allowed}"
    elif origin.has_gaps:
        return
    elif kind.topic == "gate" and not atlas.gates(target):
        remedy = "Set mode to crossing for the routes with a gate; to block a road use cut"
        yield "target", f"{shown(event.target)} has no route of mode crossing", remedy
    elif kind.topic == "way" and not target.routes:
        yield "target", f"{shown(event.target)} has no routes", "Add its routes to routes.csv or remove the event"


TARGET_WORDS = {
    "place": "a place",
    "site": "a site",
    "crossing": "a crossing",
    "route": "a route (origin--destination)",
    "countries": "a pair of countries (AAA--BBB)",
    "everywhere": "* (everywhere)",
}


def _fits(target: Target, kind: EventKind) -> bool:
    return target.kind in kind.targets or (target.place is not None and target.place.kind in kind.targets)


def contradictions(events: Sequence[Event]) -> Iterator[tuple[int, int, str, str]]:
    """Find pairs of events that cannot both be meant: (earlier, later, problem, remedy).

    Of events on the same target and topic the one that began last holds, and when it ends, what was before. Two that
    begin on the same day contradict each other; two of which the first ends while the second holds are unclear.
    """
    by_topic: dict[tuple[str, str], list[int]] = {}
    for position, event in enumerate(events):
        kind = event_kinds().get(event.event)
        if kind:
            by_topic.setdefault((kind.topic, event.target), []).append(position)
    for positions in by_topic.values():
        running: list[int] = []  # earlier events that may still hold, so that long tables stay quick
        for later in sorted(positions, key=lambda position: (events[position].date, position)):
            date = events[later].date
            running = [earlier for earlier in running if date <= (events[earlier].until or events[earlier].date)]
            for earlier in running:
                finding = _contradiction(events[earlier], events[later])
                if finding:
                    yield earlier, later, *finding
            running.append(later)


def _contradiction(earlier: Event, later: Event) -> tuple[str, str] | None:
    if earlier.date == later.date:
        same = (earlier.event, earlier.value, earlier.text, earlier.until) == (
            later.event,
            later.value,
            later.text,
            later.until,
        )
        if same:
            return "{this} is given twice, here and in {other}", "Remove one of them"
        return "{this} contradicts {other}, of the same day", "Keep one of them or change a date"
    if earlier.event == "departures":
        return None  # stated numbers add up
    if earlier.until and later.until and later.date < earlier.until < later.until:
        problem = "{this} overlaps {other}, which ends while this one holds"
        return problem, f"Let the earlier one end on {later.date}, when the later one begins"
    return None


def said(event: Event) -> str:
    """Name an event in a message.

    >>> import datetime
    >>> said(Event(datetime.date(2016, 2, 5), "close", "gate"))
    "close of 'gate' on 2016-02-05"
    """
    return f"{event.event} of {shown(event.target)} on {event.date}"


def _observations(observations: Sequence[Observation], atlas: Atlas, origin: Origin) -> Iterator[Fault]:
    for position, observation in enumerate(observations):
        row = origin.row("observations.csv", position)
        for column, problem, remedy in _observation(observation, atlas, origin):
            yield Fault("observations.csv", row, column, problem, remedy)


NEEDED = {
    "exact": ("value",),
    "approx": ("value",),
    "at_least": ("value", "low"),
    "at_most": ("value", "high"),
    "range": ("low", "high"),
}


def _observation(observation: Observation, atlas: Atlas, origin: Origin) -> Iterator[Finding]:
    place = observation.place
    if place != "*" and place not in atlas.places and place not in origin.broken:
        yield "place", f"unknown place {shown(place)}", f"{nearest(place, atlas.places)} A total of all places is *"
    if observation.published and observation.published < observation.date:
        problem = f"published on {observation.published}, before the day it describes, {observation.date}"
        yield "published", problem, "Correct one of the dates, or leave published empty"
    numbers = {"value": observation.value, "low": observation.low, "high": observation.high}
    given = [name for name, number in numbers.items() if number is not None]
    needed = NEEDED.get(observation.qualifier, ())
    enough = (
        all(name in given for name in needed) if observation.qualifier == "range" else any(n in given for n in needed)
    )
    if needed and not enough:
        joint = " and " if observation.qualifier == "range" else " or "
        yield (
            needed[0],
            f"{observation.qualifier} needs {joint.join(needed)}",
            "Give the figure or change the qualifier",
        )
    for smaller, larger in (("low", "value"), ("value", "high"), ("low", "high")):
        below, above = numbers[smaller], numbers[larger]
        if below is not None and above is not None and below > above:
            yield (
                smaller,
                f"{smaller}, {below:g}, is above {larger}, {above:g}",
                "Put the figures in order: low, value, high",
            )
