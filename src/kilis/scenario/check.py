"""Probable mistakes: what can be run but is hardly meant. One function per warning."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kilis.scenario.faults import Warning_, nearest, shown
from kilis.scenario.geometry import Neighbours, reached_from, shortest_ways_km, straight_line_km
from kilis.scenario.model import Place, Scenario
from kilis.scenario.read import MODELS
from kilis.scenario.targets import Atlas, atlas
from kilis.scenario.timeline import Unit, by_unit, end_of, layers, opened_by_event, state_of, state_without_events
from kilis.scenario.validate import Origin, said
from kilis.scenario.vary import apply_variant
from kilis.schema import table

FAR_KM: Final = 1000.0
NEAR_OTHERS_KM: Final = 50.0
NEAR_OTHERS_TIMES: Final = 3.0
SHORTER_THAN_LINE: Final = 0.9
LONGER_THAN_LINE: Final = 4.0
SLACK_KM: Final = 2.0
DETOUR_KM: Final = 30.0
SAME_AS_LARGEST: Final = 0.01

# Further names of places, and where an accepted claim came from: `kilis read` looks for the ones and writes the others.
OF_READING = frozenset({"aliases", "document", "span", "quote", "reviewed"})


def check(scenario: Scenario, origin: Origin | None = None) -> list[Warning_]:
    """Find the probable mistakes in a scenario without faults.

    ``origin`` (from ``read_with_rows``) lets the warnings name the lines of the files.
    """
    origin = origin or Origin()
    places = atlas(scenario)
    found = [
        *unknown_columns(scenario, origin),
        *far_from_its_country(scenario, origin),
        *among_another_country(scenario, places, origin),
        *routes_of_odd_length(scenario, places, origin),
        *capacity_equal_to_a_count(scenario, origin),
        *unreachable_places(scenario, places, origin),
        *nobody_leaves(scenario),
        *nobody_lives_there(scenario, places, origin),
        *more_leave_than_live_there(scenario, places, origin),
        *people_where_one_only_passes(scenario, origin),
        *people_at_a_site_not_yet_open(scenario, origin),
        *camps_that_empty_abroad(scenario, places, origin),
        *events_without_effect(scenario, places, origin),
        *departures_without_conflict(scenario, origin),
        *zeros_on_the_first_day(scenario, origin),
        *fractions_of_persons(scenario, origin),
        *observations_outside_the_period(scenario, origin),
        *waiting_where_no_gate_is(scenario, origin),
        *ranges_of_chance_alone(scenario),
        *parameters_of_the_other_rule(scenario),
        *columns_of_the_rule_walk(scenario),
    ]
    for variant in scenario.variants:
        found.extend(_of_variant(scenario, variant.id))
    return found


def unknown_columns(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """Columns that the schema does not know: they are kept, and nothing reads them."""
    for name in MODELS:
        known = {attribute.name for attribute in table(name)}
        columns = dict.fromkeys(column for record in getattr(scenario, name) for column in record.extra)
        for column in columns:
            if column in known or column in OF_READING:
                continue
            guess = nearest(column, known)
            remedy = f"{guess} " if guess.startswith("Did") else ""
            problem = "the column is not known to Kilis; it is kept, and nothing reads it"
            yield Warning_(f"{name}.csv", 1, column, problem, f"{remedy}Nothing to do if it is a note of your own")


def far_from_its_country(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A place more than 1000 km from every other place of its country."""
    neighbours = Neighbours(scenario.places)
    for position, place in enumerate(scenario.places):
        own = neighbours.nearest(place, same_country=True, enough_km=NEAR_OTHERS_KM)
        if own is not None and own[0] > FAR_KM:
            problem = (
                f"{shown(place.id)} lies {own[0]:,.0f} km from {own[1].id}, the nearest other place of {place.iso3}"
            )
            yield _at_place(place, position, origin, "latitude", problem, "Check latitude, longitude and iso3")


def among_another_country(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """A place three times nearer to another country's places than to its own, and not beside a crossing."""
    neighbours = Neighbours(scenario.places)
    for position, place in enumerate(scenario.places):
        own = neighbours.nearest(place, same_country=True, enough_km=NEAR_OTHERS_KM)
        if own is None or own[0] <= NEAR_OTHERS_KM or _beside_a_crossing(place, places):
            continue
        foreign = neighbours.nearest(place, same_country=False)
        if foreign is not None and own[0] > NEAR_OTHERS_TIMES * foreign[0]:
            problem = (
                f"{shown(place.id)} lies {foreign[0]:,.0f} km from {foreign[1].id} in {foreign[1].iso3} "
                f"but {own[0]:,.0f} km from {own[1].id}, the nearest other place of {place.iso3}"
            )
            yield _at_place(place, position, origin, "iso3", problem, "Check iso3, latitude and longitude")


def _beside_a_crossing(place: Place, places: Atlas) -> bool:
    """Whether the place is a crossing, or joined to a gate: there, foreign places are expected to be near."""
    if place.kind == "crossing":
        return True
    for position in places.routes_of(place.id):
        route = places.routes[position]
        other = places.places[route.destination if route.origin == place.id else route.origin]
        if route.mode == "crossing" or other.kind == "crossing":
            return True
    return False


def routes_of_odd_length(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """A route much shorter than the straight line, or many times longer."""
    for position, route in enumerate(scenario.routes):
        line_km = straight_line_km(places.places[route.origin], places.places[route.destination])
        if route.distance_km < SHORTER_THAN_LINE * line_km - SLACK_KM:
            problem = f"{route.id} is {route.distance_km:,.4g} km long, but the straight line is {line_km:,.4g} km"
        elif route.distance_km > LONGER_THAN_LINE * line_km + DETOUR_KM:
            problem = f"{route.id} is {route.distance_km:,.4g} km long, and the straight line only {line_km:,.4g} km"
        else:
            continue
        row = origin.row("routes.csv", position)
        yield Warning_("routes.csv", row, "distance_km", problem, "Check the distance and where the two places lie")


def capacity_equal_to_a_count(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A capacity that equals a count of the same place: the answer has leaked into the question."""
    counts: dict[str, list[float]] = {}
    for observation in scenario.observations:
        if observation.measure == "stock":
            figures = (observation.value, observation.low, observation.high)
            counts.setdefault(observation.place, []).extend(figure for figure in figures if figure)
    for position, place in enumerate(scenario.places):
        if _leaks(place.capacity_persons, counts.get(place.id, [])):
            problem = f"the capacity of {shown(place.id)}, {place.capacity_persons:,}, equals a count of its own"
            remedy = "Take the capacity from plans or the area, not from the counts that the run is compared with"
            yield _at_place(place, position, origin, "capacity_persons", problem, remedy)
    for position, event in enumerate(scenario.events):
        if event.event == "capacity" and _leaks(event.value, counts.get(event.target, [])):
            problem = f"the capacity of {shown(event.target)}, {event.value:,.12g}, equals a count of its own"
            remedy = "Take the capacity from plans or the area, not from the counts that the run is compared with"
            yield Warning_("events.csv", origin.row("events.csv", position), "value", problem, remedy)


def _leaks(capacity: float | None, counts: list[float]) -> bool:
    """Equal to a count, or within 1 % of the largest."""
    if not capacity or not counts:
        return False
    return capacity in counts or abs(capacity - max(counts)) <= SAME_AS_LARGEST * max(counts)


def unreachable_places(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """A place that nobody can reach from where people leave, or that none can leave; shut gates count as ways."""
    origins = _where_people_leave(scenario)
    cut = _always_cut(scenario, places)
    routes = [route for position, route in enumerate(scenario.routes) if position not in cut]
    ways_out = {route.origin for route in routes} | {route.destination for route in routes if route.both_ways}
    reached = reached_from(origins, routes)
    for position, place in enumerate(scenario.places):
        if place.id in origins and place.id not in ways_out:
            problem = f"people are to leave {shown(place.id)}, and no route leads out of it"
        elif origins and place.id not in reached:
            problem = f"nobody can reach {shown(place.id)} from any place that people leave"
        else:
            continue
        yield _at_place(place, position, origin, "id", problem, "Add the missing route, or remove the place")


def _where_people_leave(scenario: Scenario) -> set[str]:
    """Places with conflict or departures; if there are none, all settlements where people live."""
    targets = {event.target for event in scenario.events if event.event in {"conflict", "departures"}} - {"*"}
    return targets or {place.id for place in scenario.places if place.kind == "settlement" and place.population}


def _always_cut(scenario: Scenario, places: Atlas) -> set[int]:
    """Positions of the routes that are cut from the first day to the last."""
    return {
        int(unit[1])
        for unit, positions in by_unit(scenario, places).items()
        if unit[0] == "way"
        and all(
            covering and state_of(scenario.events[covering[-1]]) == "shut"
            for _, covering in layers(unit, positions, scenario, places)
        )
    }


def nobody_leaves(scenario: Scenario) -> Iterator[Warning_]:
    """A scenario in which nothing makes people leave."""
    if not any(event.event in {"conflict", "departures"} for event in scenario.events):
        problem = "nothing makes people leave: there is neither conflict nor departures"
        yield Warning_("events.csv", None, None, problem, "Add an event conflict or departures")


def moves_nobody(scenario: Scenario) -> bool:
    """Whether no event makes anybody leave: no departures, and violence only where nobody is known to live."""
    people = {place.id: place.population for place in scenario.places}
    return not any(
        event.event == "departures" or (event.event == "conflict" and people.get(event.target, 1))
        for event in scenario.events
    )


def nobody_lives_there(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """A settlement in conflict whose population is 0 or unknown: nobody will leave it."""
    for position, event in enumerate(scenario.events):
        place = places.places.get(event.target)
        if event.event == "conflict" and place and place.kind == "settlement" and not place.population:
            known = "is 0" if place.population == 0 else "is not given"
            problem = f"the population of {shown(place.id)}, in conflict, {known}: nobody will leave"
            row = origin.row("events.csv", position)
            yield Warning_("events.csv", row, "target", problem, "Give its population in places.csv")


def more_leave_than_live_there(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """Departures stated for a place that, with those before them, are more than its residents."""
    endless = scenario.parameters.get("take_from_population")
    if scenario.rule == "walk" and endless is not None and endless.numbers[0] == 0.0:
        return
    left: dict[str, float] = {}
    for position, event in sorted(enumerate(scenario.events), key=lambda pair: pair[1].date):
        place = places.places.get(event.target)
        if event.event != "departures" or place is None:
            continue
        residents = place.population or 0 if place.kind == "settlement" else 0
        before = left.get(place.id, 0.0)
        days = (end_of(event, scenario.end) - event.date).days
        left[place.id] = before + days * (event.value or 0.0)
        if before <= residents < left[place.id]:
            problem = f"{left[place.id]:,.12g} persons in all are to leave {shown(place.id)}, where {residents:,} live"
            row = origin.row("events.csv", position)
            yield Warning_("events.csv", row, "value", problem, "Correct the number, or the population in places.csv")


def people_where_one_only_passes(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A crossing or waypoint with a population: nobody is at home there."""
    for position, place in enumerate(scenario.places):
        if place.kind in {"crossing", "waypoint"} and place.population:
            problem = f"nobody lives at {shown(place.id)}, a {place.kind}, and its population is {place.population:,}"
            remedy = "Leave the cell empty, or make the kind settlement or site"
            yield _at_place(place, position, origin, "population", problem, remedy)


def people_at_a_site_not_yet_open(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A site with displaced persons on the first day that opens later: they would all set out on that day."""
    for position, place in enumerate(scenario.places):
        if place.kind != "site" or not place.population:
            continue
        by_event = opened_by_event(place, scenario.events)
        dates = [e.date for e in scenario.events if by_event and e.target == place.id and e.event == "site_opens"]
        opens = place.opens or min(dates, default=None)
        if opens and opens > scenario.start:
            problem = (
                f"{place.population:,} displaced persons are at {shown(place.id)} on the first day, "
                f"before it opens on {opens}: they move on at once"
            )
            remedy = (
                "Remove the event site_opens, or the population" if dates else "Leave opens empty, or the population"
            )
            yield _at_place(place, position, origin, "population", problem, remedy)


def camps_that_empty_abroad(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """A camp near a crossing that is open from the first day: each day many of its people go there."""
    if scenario.rule == "walk" or "draw_on_per_day" in scenario.parameters:
        return
    near_km = _usual(scenario, "near_side_km")
    events = by_unit(scenario, places)
    gates = [
        end
        for number, route in enumerate(scenario.routes)
        if route.mode == "crossing"
        and len({places.places[end].iso3 for end in (route.origin, route.destination)}) == 2
        and not any(scenario.events[at].date <= scenario.start for at in events.get(("gate", number), ()))
        for end in (route.origin, route.destination)
        if places.places[end].iso3 == scenario.coo_iso3
    ]
    back = [replace(r, origin=r.destination, destination=r.origin) for r in scenario.routes if r.mode != "crossing"]
    ways_km = shortest_ways_km(gates, back)
    camps = [
        (position, place)
        for position, place in enumerate(scenario.places)
        if place.kind == "site" and place.population and place.iso3 == scenario.coo_iso3
        if ways_km.get(place.id, math.inf) <= near_km
    ]
    if camps:
        names = ", ".join(shown(place.id) for _, place in camps)
        problem = (
            f"{names}: within {near_km:g} km by road of a crossing that is open on the first day, to which "
            f"{100 * _usual(scenario, 'draw_on_per_day'):.3g} % of those there "
            f"({sum(place.population or 0 for _, place in camps):,} in all) set out every day"
        )
        remedy = "If they do not mean to cross, write draw_on_per_day = 0 under [parameters]; else limit the crossing"
        yield _at_place(camps[0][1], camps[0][0], origin, "population", problem, remedy)


def _usual(scenario: Scenario, name: str) -> float:
    """Give the value of a parameter in the scenario: of a prior its median."""
    prior = scenario.parameters.get(name)
    return prior.median if prior else float(next(a.default for a in table("parameters") if a.name == name) or 0.0)


def events_without_effect(scenario: Scenario, places: Atlas, origin: Origin) -> Iterator[Warning_]:
    """An event that changes nothing: everything is the same on every day without it."""
    useful: set[int] = set()
    for unit, positions in by_unit(scenario, places).items():
        for date, covering in layers(unit, positions, scenario, places):
            useful.update(_that_matter(unit, positions, covering, date, scenario, places))
    for position, event in enumerate(scenario.events):
        if position not in useful:
            problem = f"the event {said(event)} changes nothing"
            yield Warning_("events.csv", origin.row("events.csv", position), "event", problem, _already(event.event))


def _that_matter(
    unit: Unit, positions: list[int], covering: list[int], date: datetime.date, scenario: Scenario, places: Atlas
) -> Iterator[int]:
    """Give those of the events covering a date without which that day would differ."""
    states = [state_of(scenario.events[position]) for position in covering]
    if unit[0] == "departures":  # stated numbers add up
        yield from (position for position, state in zip(covering, states, strict=True) if state)
    elif covering:
        own = [scenario.events[position] for position in positions]
        before = states[-2] if len(states) > 1 else state_without_events(unit, places, date, own)
        if states[-1] != before:
            yield covering[-1]


def _already(event: str) -> str:
    if event == "site_opens":
        return "The site is open already: correct the date, or the column opens of places.csv"
    words = {"open": "It is open already", "close": "It is shut already", "limit": "That limit holds already"}
    words |= {"cut": "It is cut already", "restore": "It is not cut then", "site_closes": "It is closed already"}
    return f"{words.get(event, 'That is so already')}: correct the dates or remove the event"


def departures_without_conflict(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """Departures of ``*``, shared out over the places in conflict, while no place is in conflict."""
    conflicts = [event for event in scenario.events if event.event == "conflict"]
    for position, event in enumerate(scenario.events):
        if event.event == "departures" and event.target == "*":
            last = event.until or event.date
            if not any(one.date <= last and (one.until is None or event.date < one.until) for one in conflicts):
                problem = f"the event {said(event)} changes nothing: no place is in conflict then"
                row = origin.row("events.csv", position)
                yield Warning_("events.csv", row, "target", problem, "Add the conflict, or name the place itself")


def zeros_on_the_first_day(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A stock of 0 on the first day: mostly a filler for 'not counted yet'."""
    for position, observation in enumerate(scenario.observations):
        if observation.date == scenario.start and observation.measure == "stock" and observation.value == 0:
            problem = f"a count of 0 at {shown(observation.place)} on the first day is mostly invented"
            row = origin.row("observations.csv", position)
            yield Warning_("observations.csv", row, "value", problem, "Remove the row unless somebody went and counted")


def fractions_of_persons(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """A count that is no whole number: mostly a point that was meant to separate thousands."""
    for position, observation in enumerate(scenario.observations):
        for column in ("value", "low", "high"):
            figure = getattr(observation, column)
            if figure is not None and figure % 1:
                problem = f"{figure:.10g} is no whole number of persons"
                remedy = "Remove the point if it separates thousands; nothing to do if the figure is an average"
                yield Warning_("observations.csv", origin.row("observations.csv", position), column, problem, remedy)


def observations_outside_the_period(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """Observations before the start or from the end on: no run is compared with them."""
    outside = [
        position
        for position, observation in enumerate(scenario.observations)
        if not scenario.start <= observation.date < scenario.end
    ]
    if outside:
        dates = sorted(scenario.observations[position].date for position in outside)
        problem = f"{len(outside)} observations lie outside the period, from {dates[0]} to {dates[-1]}"
        row = origin.row("observations.csv", outside[0])
        yield Warning_("observations.csv", row, "date", problem, "Check the dates; nothing to do if that is meant")


def waiting_where_no_gate_is(scenario: Scenario, origin: Origin) -> Iterator[Warning_]:
    """People said to wait at a place from which no crossing leads: in a run nobody ever waits there."""
    gates = {end for route in scenario.routes if route.mode == "crossing" for end in (route.origin, route.destination)}
    for position, observation in enumerate(scenario.observations):
        if observation.measure == "waiting" and observation.place not in gates | {"*"}:
            row = origin.row("observations.csv", position)
            problem = f"people wait at {shown(observation.place)}, from which no route of mode crossing leads"
            remedy = "Give the crossing that they wait at, or make the measure stock"
            yield Warning_("observations.csv", row, "place", problem, remedy)


def ranges_of_chance_alone(scenario: Scenario) -> Iterator[Warning_]:
    """A scenario in which every number is taken as known: its ranges hold the luck of the draw and nothing else."""
    if scenario.rule != "walk" and all(prior.distribution == "fixed" for prior in scenario.parameters.values()):
        problem = "no parameter has a distribution: the ranges of a run hold chance alone, and are far too narrow"
        remedy = "Give one to what is hardly known, at least to departure_rate; `kilis new` shows how"
        yield Warning_("scenario.toml", None, "parameters", problem, remedy)


def parameters_of_the_other_rule(scenario: Scenario) -> Iterator[Warning_]:
    """A parameter that the scenario's rule does not use."""
    rules = {attribute.name: attribute.rule for attribute in table("parameters")}
    for name in scenario.parameters:
        if rules[name] not in {"both", scenario.rule}:
            problem = f"the rule {scenario.rule} does not use this parameter"
            yield Warning_("scenario.toml", None, f"parameters.{name}", problem, "Remove it or change the rule")


def columns_of_the_rule_walk(scenario: Scenario) -> Iterator[Warning_]:
    """A column that only the rule walk reads, under another rule."""
    for name, column in (("places", "leave_probability"), ("routes", "speed_km_per_day")):
        if scenario.rule != "walk" and any(record.extra.get(column) for record in getattr(scenario, name)):
            problem = f"the rule {scenario.rule} does not read this column"
            yield Warning_(f"{name}.csv", 1, column, problem, "Remove it or change the rule")


def _of_variant(scenario: Scenario, variant_id: str) -> Iterator[Warning_]:
    """Events that a variant adds and that change nothing."""
    varied = apply_variant(scenario, variant_id)
    n_added = sum(len(variant.add) for variant in scenario.variants if variant.id == variant_id)
    for warning in events_without_effect(varied, atlas(varied), Origin({"events.csv": range(len(varied.events))})):
        if warning.row is not None and warning.row >= len(varied.events) - n_added:
            yield replace(warning, file="scenario.toml", row=None, column=f"variants[{variant_id}].add")


def _at_place(place: Place, position: int, origin: Origin, column: str, problem: str, remedy: str) -> Warning_:
    return Warning_("places.csv", origin.row("places.csv", position), column, problem, remedy)
