"""Small networks that one can work by hand."""

import datetime

import numpy as np
import pytest

from kilis.engine import simulate
from kilis.scenario import Event, Place, Prior, Route, Scenario

START = datetime.date(2024, 1, 1)


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


def town(name: str, population: int = 0, **more: object) -> Place:
    return Place(name, name.title(), "settlement", 0.0, 0.0, "AAA", population=population, **more)


def camp(name: str, **more: object) -> Place:
    more = {"iso3": "AAA", "population": 0} | more
    return Place(id=name, name=name.title(), kind="site", latitude=0.0, longitude=0.0, **more)


def gate(name: str) -> Place:
    return Place(name, name.title(), "crossing", 0.0, 0.0, "AAA")


def world(places: list[Place], routes: list[Route], events: list[Event], days: int = 10, **numbers: float) -> Scenario:
    plain = {"departure_rate": 50.0, "speed_km_per_day": 30.0, "onward_site_per_day": 0.0}
    numbers = plain | {"calm_days": 0, "pull_when_full": 0.0} | numbers
    parameters = {name: Prior("fixed", (float(number),)) for name, number in numbers.items()}
    return Scenario(
        "By hand", START, day(days), tuple(places), tuple(routes), tuple(events), coo_iso3="AAA", parameters=parameters
    )


def at(result: object, measure: str, place: str) -> np.ndarray:
    return result[measure][0, :, result.places.index(place)]


def test_one_road_takes_as_many_days_as_it_is_long() -> None:
    """75 km at 30 km a day: everybody leaves on day 0, walks on days 0, 1 and 2 and is there on the evening of day
    2.
    """
    scenario = world([town("a", 1000), camp("b")], [Route("a", "b", 75.0)], [Event(START, "conflict", "a")])
    result = simulate(scenario, check=True)
    assert at(result, "departures", "a").tolist() == [1000] + [0] * 9
    assert at(result, "in_transit", "b").tolist() == [1000, 1000] + [0] * 8
    assert at(result, "arrivals", "b").tolist() == [0, 0, 1000] + [0] * 7
    assert at(result, "stock", "b").tolist() == [0, 0] + [1000] * 8
    assert result.flows[0].sum(axis=0).tolist() == [1000, 0]


def test_a_fork_divides_people_by_pull_over_distance() -> None:
    """Weights 1 / (10 + 20) and 1 / (10 + 50): two thirds to the nearer camp."""
    scenario = world(
        [town("a", 9000), camp("b"), camp("c")],
        [Route("a", "b", 20.0), Route("a", "c", 50.0)],
        [Event(START, "conflict", "a")],
        distance_decay=1.0,
        softening_km=10.0,
    )
    result = simulate(scenario, arithmetic="means", check=True)
    assert at(result, "stock", "b")[-1] == pytest.approx(6000)
    assert at(result, "stock", "c")[-1] == pytest.approx(3000)


def test_a_limited_gate_lets_so_many_through_a_day() -> None:
    """900 people reach a gate for 200 a day: 700, 500, 300, 100 and 0 wait in the evenings."""
    scenario = world(
        [town("a", 900), gate("g"), camp("x", iso3="BBB")],
        [Route("a", "g", 10.0), Route("g", "x", 1.0, mode="crossing")],
        [Event(START, "conflict", "a"), Event(START, "limit", "g", value=200.0)],
        patience_days=10000.0,
        settle_per_day=0.0,
    )
    result = simulate(scenario, check=True)
    assert at(result, "waiting", "g")[:6].tolist() == [700, 500, 300, 100, 0, 0]
    assert at(result, "arrivals", "x")[:7].tolist() == [0, 200, 200, 200, 200, 100, 0]


def test_a_shut_gate_holds_everybody_on_the_near_side_until_it_opens() -> None:
    scenario = world(
        [town("a", 900), gate("g"), camp("x", iso3="BBB")],
        [Route("a", "g", 10.0), Route("g", "x", 1.0, mode="crossing")],
        [Event(START, "conflict", "a"), Event(START, "close", "g", until=day(4))],
        patience_days=10000.0,
    )
    result = simulate(scenario, check=True)
    assert at(result, "waiting", "g").tolist() == [900] * 4 + [0] * 6
    assert at(result, "stock", "g").tolist() == [900] * 4 + [0] * 6
    assert at(result, "stock", "x")[-1] == 900


def test_arrivals_at_a_gate_are_those_who_come_to_it_and_of_the_far_side_those_let_through() -> None:
    """900 people walk 30 km to a gate that lets 200 a day through: 900 come once, 200 a day arrive beyond."""
    scenario = world(
        [town("a", 900), gate("g"), camp("x", iso3="BBB")],
        [Route("a", "g", 30.0), Route("g", "x", 10.0, "crossing")],
        [Event(START, "conflict", "a"), Event(START, "limit", "g", value=200.0)],
        patience_days=10_000.0,
    )
    result = simulate(scenario, check=True)
    assert at(result, "arrivals", "g").sum() == 900
    assert at(result, "arrivals", "g").max() == 900
    assert at(result, "arrivals", "x").sum() == 900
    assert at(result, "arrivals", "x").max() == 200


def test_a_siege_traps_people_and_its_end_releases_them() -> None:
    scenario = world(
        [town("a", 900), camp("b")],
        [Route("a", "b", 10.0)],
        [Event(START, "conflict", "a"), Event(START, "cut", "a--b", until=day(5))],
    )
    result = simulate(scenario, check=True)
    assert at(result, "trapped", "a").tolist() == [900] * 5 + [0] * 5
    assert at(result, "stock", "b").tolist() == [0] * 5 + [900] * 5


def test_a_full_camp_overflows_and_its_people_move_on() -> None:
    """The only camp holds 100 of 1000 until a second one opens: those beyond its capacity leave for it, no others."""
    scenario = world(
        [town("a", 1000), camp("b", capacity_persons=100), camp("c", opens=day(3))],
        [Route("a", "b", 10.0), Route("b", "c", 10.0)],
        [Event(START, "conflict", "a")],
        onward_overflow_per_day=1.0,
    )
    result = simulate(scenario, check=True)
    assert at(result, "overflow", "b").tolist() == [900] * 3 + [0] * 7
    assert at(result, "stock", "c").tolist() == [0] * 3 + [900] * 7


def test_who_is_on_a_road_when_it_is_cut_stops_at_the_last_place_and_chooses_anew() -> None:
    """From a to c by b, 30 km a day: the link b-c is cut on day 1, while they are on it; from b they go to d."""
    scenario = world(
        [town("a", 500), Place("b", "B", "waypoint", 0.0, 0.0, "AAA"), camp("c"), camp("d", opens=day(1))],
        [Route("a", "b", 20.0), Route("b", "c", 30.0), Route("b", "d", 10.0)],
        [Event(START, "conflict", "a"), Event(day(1), "cut", "b--c")],
    )
    result = simulate(scenario, check=True)
    assert at(result, "stock", "b").tolist() == [0, 500] + [0] * 8
    assert at(result, "stock", "d")[2:].tolist() == [500] * 8
    assert at(result, "stock", "c").tolist() == [0] * 10


def test_people_of_a_site_that_closes_move_on() -> None:
    scenario = world(
        [camp("b", population=300), camp("c")], [Route("b", "c", 10.0)], [Event(day(2), "site_closes", "b")]
    )
    result = simulate(scenario, check=True)
    assert at(result, "stock", "b").tolist() == [300] * 2 + [0] * 8
    assert at(result, "stock", "c").tolist() == [0] * 2 + [300] * 8


def test_stated_departures_leave_and_residents_leave_only_once() -> None:
    events = [Event(START, "departures", "a", until=day(5), value=300.0)]
    scenario = world([town("a", 1000), camp("b")], [Route("a", "b", 10.0)], events)
    result = simulate(scenario, check=True)
    assert at(result, "departures", "a").tolist() == [300, 300, 300, 100] + [0] * 6


def test_departures_anywhere_are_shared_out_by_population_and_intensity() -> None:
    events = [
        Event(START, "conflict", "a", value=1.0),
        Event(START, "conflict", "b", value=0.5),
        Event(START, "departures", "*", value=400.0),
    ]
    places = [town("a", 10_000), town("b", 20_000), town("c", 50_000), camp("d")]
    routes = [Route(name, "d", 10.0) for name in "abc"]
    result = simulate(world(places, routes, events, departure_rate=0.0), arithmetic="means", check=True)
    assert [at(result, "departures", name)[0] for name in "abc"] == pytest.approx([200.0, 200.0, 0.0])


def test_people_return_only_once_it_is_safe_and_only_if_asked_for() -> None:
    events = [Event(START, "conflict", "a", until=day(5))]
    places, routes = [town("a", 1000), camp("b", population=500)], [Route("a", "b", 10.0)]
    off = simulate(world(places, routes, events), check=True)
    assert at(off, "returns", "a").sum() == 0
    on = simulate(world(places, routes, events, return_per_day=1.0), check=True)
    assert at(on, "returns", "a").tolist() == [0] * 6 + [1000] + [0] * 3
    assert at(on, "stock", "b")[-1] == 500
