"""The timeline of a scenario: what holds on which day, and what happens, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kilis.scenario.model import Event, Place, Route, Scenario
from kilis.scenario.targets import Atlas, atlas
from kilis.schema import event_kinds

MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # not from the calendar module, whose names follow the machine's language
SITE_WORDS: Final = {"": "site", "camp": "camp", "informal": "site", "reception": "site", "transit": "site"}
MANY: Final = 5
"""So many departures day after day are said in one sentence."""
ONE_DAY: Final = datetime.timedelta(days=1)

State = str | float | None
Unit = tuple[str, str | int]


def end_of(event: Event, end: datetime.date) -> datetime.date:
    """Give the first day on which an event no longer holds, at most ``end``; departures without until last a day."""
    if event.until is not None:
        return min(event.until, end)
    return min(event.date + ONE_DAY, end) if event.event == "departures" else end


def units(event: Event, places: Atlas) -> tuple[Unit, ...]:
    """Give the single things that an event changes: gates and roads by the number of their route, places by id."""
    topic = event_kinds()[event.event].topic
    if topic not in {"gate", "way"}:
        return ((topic, event.target),)
    target = places.resolve(event.target)
    if target is None:
        return ()
    routes = places.gates(target) if topic == "gate" else target.routes
    return tuple((topic, position) for position in routes)


def state_of(event: Event) -> State:
    """Give the state in which an event puts what it aims at."""
    match event.event:
        case "open" | "restore" | "site_opens":
            return "open"
        case "close" | "cut" | "site_closes":
            return "shut"
        case "control":
            return event.text
        case _:
            return event.value if event.value is not None else event_kinds()[event.event].default


def opened_by_event(place: Place, events: Iterable[Event]) -> bool:
    """Tell whether a site is shut until an event opens it: the first of its events does, and it has no ``opens``."""
    own = [event for event in events if event.target == place.id and event.event in {"site_opens", "site_closes"}]
    return not place.opens and bool(own) and min(own, key=lambda event: event.date).event == "site_opens"


def state_without_events(unit: Unit, places: Atlas, date: datetime.date, events: Iterable[Event]) -> State:
    """Give the state of the map itself on a date; ``events`` are at least those that change the same thing."""
    topic, name = unit
    if topic in {"gate", "way"}:
        return "open"
    place = places.places.get(str(name))
    if topic == "site" and place is not None:
        if opened_by_event(place, events):
            return "shut"
        is_open = (place.opens is None or place.opens <= date) and (place.closes is None or date < place.closes)
        return "open" if is_open else "shut"
    if topic == "capacity" and place is not None:
        return None if place.capacity_persons is None else float(place.capacity_persons)
    if topic == "control" and place is not None:
        return place.controlled_by
    return 0.0


def layers(
    unit: Unit, positions: Sequence[int], scenario: Scenario, places: Atlas
) -> Iterator[tuple[datetime.date, list[int]]]:
    """Give, for each date on which something about one thing begins or ends, the events that cover it.

    The last of them holds (by date, then by row); the one before it is what would hold without it.
    """
    events = sorted((scenario.events[position].date, position) for position in positions)
    ends = {position: end_of(scenario.events[position], scenario.end) for position in positions}
    edges = {scenario.start, *(date for date, _ in events), *ends.values()}
    place = places.places.get(str(unit[1])) if unit[0] == "site" else None
    if place is not None:
        edges.update(date for date in (place.opens, place.closes) if date is not None)
    for edge in sorted(edges):
        if scenario.start <= edge < scenario.end:
            yield edge, [position for date, position in events if date <= edge < ends[position]]


def by_unit(scenario: Scenario, places: Atlas) -> Mapping[Unit, list[int]]:
    """Give for each single thing the positions of the events that change it, in the order of the table."""
    found: dict[Unit, list[int]] = {}
    for position, event in enumerate(scenario.events):
        for unit in units(event, places):
            found.setdefault(unit, []).append(position)
    return found


def sentences(scenario: Scenario) -> list[str]:
    """Say what happens, one plain sentence for each event and each site that opens or closes, by date.

    Many numbers of departures, day after day, are one sentence: what an import makes of counts would hide the rest.

    >>> gate = Place("gate", "Bab al-Salama", "crossing", 36.6, 37.1, "SYR")
    >>> shut = Event(datetime.date(2016, 2, 5), "close", "gate")
    >>> print(*sentences(Scenario("T", datetime.date(2016, 2, 1), datetime.date(2016, 3, 1), (gate,), (), (shut,))))
    From 5 February 2016 the crossing Bab al-Salama is shut.
    """
    places = atlas(scenario)
    many = {id(stretch[0]): stretch for stretch in _stretches(scenario.events) if len(stretch) >= MANY}
    later = {id(event) for stretch in many.values() for event in stretch[1:]}
    said = [
        (event.date, _sentence_of_many(many[id(event)], places) if id(event) in many else sentence(event, places))
        for event in scenario.events
        if id(event) not in later
    ]
    sites = [event for event in scenario.events if event.event in {"site_opens", "site_closes"}]
    for place in scenario.places:
        if place.opens and scenario.start <= place.opens < scenario.end:
            said.append((place.opens, sentence(Event(place.opens, "site_opens", place.id), places)))
        closes = place.closes if not opened_by_event(place, sites) else None
        if closes and scenario.start < closes < scenario.end:
            said.append((closes, sentence(Event(closes, "site_closes", place.id), places)))
    return [words for _, words in sorted(said, key=lambda pair: pair[0])]


def _stretches(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Cut the departures into stretches: from the same place, with a known number, without a day between."""
    open_now: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.date):
        before = open_now.get(event.target)
        if event.event != "departures" or event.value is None:
            continue
        if before and (before[-1].until or before[-1].date + ONE_DAY) == event.date:
            before.append(event)
        else:
            if before:
                yield before
            open_now[event.target] = [event]
    yield from open_now.values()


def _sentence_of_many(stretch: Sequence[Event], places: Atlas) -> str:
    """Say a stretch of departures: from the least to the most a day, and how many they are in all."""
    first, last = stretch[0], stretch[-1]
    until = last.until or last.date + ONE_DAY
    total = sum((event.value or 0.0) * ((event.until - event.date).days if event.until else 1) for event in stretch)
    values = [event.value or 0.0 for event in stretch]
    target = _target_in_words(first, "departures", places)
    numbers = " to ".join(f"{value:,.12g}" for value in dict.fromkeys((min(values), max(values))))
    clause = event_kinds()["departures"].sentence.format(target=target, value=numbers, text=None)
    return f"{_when(replace(first, until=until))} {clause}, {total:,.12g} in all."


def sentence(event: Event, places: Atlas) -> str:
    """Say one event in a plain sentence."""
    kind = event_kinds()[event.event]
    value = event.value if event.value is not None else kind.default
    clause = kind.sentence.format(
        target=_target_in_words(event, kind.topic, places),
        value="" if value is None else f"{value:,.12g}",
        text=event.text,
    )
    return f"{_when(event)} {clause}."


def _when(event: Event) -> str:
    last = event.until - ONE_DAY if event.until else None
    if last is None:
        return f"{'On' if event.event == 'departures' else 'From'} {day_in_words(event.date)}"
    if last == event.date:
        return f"On {day_in_words(event.date)}"
    if last.year != event.date.year:
        return f"From {day_in_words(event.date)} to {day_in_words(last)}"
    first = (
        f"{event.date.day} {MONTHS[event.date.month - 1]}" if last.month != event.date.month else str(event.date.day)
    )
    return f"From {first} to {day_in_words(last)}"


def day_in_words(date: datetime.date) -> str:
    """Write a date for people.

    >>> day_in_words(datetime.date(2016, 2, 5))
    '5 February 2016'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _target_in_words(event: Event, topic: str, places: Atlas) -> str:
    target = places.resolve(event.target)
    if target is None:
        return event.target
    if target.kind == "everywhere":
        return "the places in conflict"
    if target.kind == "countries":
        what = "crossing" if topic == "gate" else "route"
        return f"every {what} between {' and '.join(event.target.split('--'))}"
    if target.place is None:
        return _route_in_words(places.routes[target.routes[0]], places)
    name = place_in_words(target.place)
    return f"every route to and from {name}" if topic == "way" else name


def _route_in_words(route: Route, places: Atlas) -> str:
    what = {"road": "the road", "foot": "the footpath", "crossing": "the border crossing"}[route.mode]
    names = [places.places[end].name for end in (route.origin, route.destination)]
    return f"{what} {'between' if route.both_ways else 'from'} {(' and ' if route.both_ways else ' to ').join(names)}"


def place_in_words(place: Place) -> str:
    """Name a place so that one hears what it is: a crossing and a camp say so unless their name does."""
    word = {"crossing": "crossing", "site": SITE_WORDS.get(place.site_type or "")}.get(place.kind)
    clear = any(word in place.name.casefold() for word in ("crossing", "camp", "site", "gate", "border", "shelter"))
    return place.name if word is None or clear else f"the {word} {place.name}"
