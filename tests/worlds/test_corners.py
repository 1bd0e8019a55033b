"""Corners of the rules, each in the smallest network that shows it."""

import datetime

import numpy as np

from kilis.engine import simulate
from kilis.scenario import Event, Place, Prior, Route, Scenario

START = datetime.date(2024, 1, 1)


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


def place(name: str, kind: str = "settlement", **more: object) -> Place:
    more = {"iso3": "AAA", "population": 0 if kind in ("settlement", "site") else None} | more
    return Place(id=name, name=name.title(), kind=kind, latitude=0.0, longitude=0.0, **more)


def world(places: list[Place], routes: list[Route], events: list[Event], days: int = 10, **numbers: float) -> Scenario:
    plain = {"departure_rate": 50.0, "onward_site_per_day": 0.0, "patience_days": 10000.0}
    numbers = plain | {"calm_days": 0, "pull_when_full": 0.0} | numbers
    parameters = {name: Prior("fixed", (float(number),)) for name, number in numbers.items()}
    return Scenario("Corners", START, day(days), tuple(places), tuple(routes), tuple(events), parameters=parameters)


def at(result: object, measure: str, name: str) -> list[float]:
    return result[measure][0, :, result.places.index(name)].tolist()


def test_departures_anywhere_leave_each_day_the_stated_number_and_stop() -> None:
    events = [
        Event(START, "conflict", "a"),
        Event(START, "conflict", "b"),
        Event(START, "departures", "*", until=day(3), value=100.0),
    ]
    places = [place("a", population=10_000), place("b", population=10_000), place("c", "site")]
    routes = [Route("a", "c", 10.0), Route("b", "c", 10.0)]
    for arithmetic in ("draws", "means"):
        result = simulate(world(places, routes, events, departure_rate=0.0), arithmetic=arithmetic, check=True)
        assert result["departures"][0].sum(axis=1).tolist() == [100] * 3 + [0] * 7


def test_fractions_of_people_a_day_become_whole_people_in_draws() -> None:
    events = [Event(START, "departures", "a", until=day(4), value=2.5), Event(START, "limit", "g", value=0.75)]
    places = [place("a", population=100), place("g", "crossing"), place("c", "site", iso3="BBB")]
    scenario = world(places, [Route("a", "g", 5.0), Route("g", "c", 5.0, mode="crossing")], events, settle_per_day=0.0)
    result = simulate(scenario, check=True)
    assert at(result, "departures", "a") == [2, 3, 2, 3] + [0] * 6
    assert np.diff([0, *at(result, "stock", "c")]).tolist() == [0, 1, 1, 1, 0, 1, 1, 1, 0, 1]
    means = simulate(scenario, arithmetic="means", check=True)
    assert at(means, "departures", "a") == [2.5] * 4 + [0] * 6


def test_a_restored_road_does_not_open_a_shut_gate_nor_does_an_open_gate_restore_a_cut_road() -> None:
    places = [place("a", population=900), place("g", "crossing"), place("x", "site", iso3="BBB")]
    routes = [Route("a", "g", 10.0), Route("g", "x", 1.0, mode="crossing")]
    fighting = Event(START, "conflict", "a")
    shut = [Event(START, "close", "g"), Event(day(2), "cut", "g--x"), Event(day(4), "restore", "g--x")]
    assert at(simulate(world(places, routes, [fighting, *shut]), check=True), "stock", "x") == [0] * 10
    cut = [Event(START, "close", "g"), Event(day(2), "cut", "g--x", until=day(5)), Event(day(3), "open", "g")]
    assert at(simulate(world(places, routes, [fighting, *cut]), check=True), "stock", "x") == [0] * 5 + [900] * 5


def test_a_closure_of_one_way_leaves_the_way_back_alone() -> None:
    places = [place("a", population=500), place("b", population=500), place("c", "site"), place("d", "site")]
    routes = [
        Route("a", "b", 10.0, both_ways=False),
        Route("b", "a", 10.0, both_ways=False),
        Route("a", "c", 10.0, both_ways=False),
        Route("b", "d", 10.0, both_ways=False),
    ]
    result = simulate(world(places, routes, [Event(START, "cut", "a--b"), Event(START, "conflict", "b")]), check=True)
    assert at(result, "stock", "c")[-1] > 0
    result = simulate(world(places, routes, [Event(START, "cut", "a--b"), Event(START, "conflict", "a")]), check=True)
    assert at(result, "stock", "d") == [0] * 10


def test_people_of_a_closed_site_without_a_way_out_leave_on_the_day_there_is_one() -> None:
    events = [Event(START, "cut", "b--c"), Event(day(1), "site_closes", "b"), Event(day(5), "restore", "b--c")]
    places = [place("b", "site", population=300), place("c", "site")]
    result = simulate(world(places, [Route("b", "c", 10.0)], events), check=True)
    assert at(result, "stock", "b") == [300] * 5 + [0] * 5
    assert at(result, "arrivals", "b") == [0] * 10
    assert at(result, "trapped", "b") == [300] * 5 + [0] * 5


def test_the_country_people_flee_does_not_depend_on_the_order_of_the_rows() -> None:
    places = [place("a", population=100), place("b", iso3="BBB", population=100), place("c", "site")]
    routes = [Route("a", "b", 10.0), Route("a", "c", 10.0), Route("b", "c", 10.0)]
    events = [Event(START, "conflict", "a"), Event(day(3), "conflict", "b")]
    one, other = (simulate(world(places, routes, rows), check=True) for rows in (events, events[::-1]))
    assert np.array_equal(one.measures, other.measures)
    assert at(one, "stock", "b")[-1] + at(one, "trapped", "b")[-1] > 0


def test_camps_on_both_sides_of_an_open_crossing_between_neighbours_do_not_swap_their_people() -> None:
    """Only a crossing that leads abroad draws people on: across an inner front nobody commutes."""
    places = [place("b", "site", population=300), place("g", "crossing"), place("c", "site", population=300)]
    routes = [Route("b", "g", 1.0), Route("g", "c", 1.0, mode="crossing")]
    result = simulate(world(places, routes, [], draw_on_per_day=0.5), check=True)
    assert result.flows.sum() == 0


def test_people_abroad_do_not_go_on_towards_the_country_they_fled() -> None:
    places = [place("a", population=900), place("g", "crossing"), place("x", "site", iso3="BBB"), place("b", "site")]
    routes = [Route("a", "g", 5.0), Route("g", "x", 5.0, mode="crossing"), Route("g", "b", 5.0)]
    events = [Event(START, "conflict", "a")]
    result = simulate(world(places, routes, events, onward_overflow_per_day=1.0, hope=1.0), check=True)
    back = result.links.index(("x", "g"))
    assert result.flows[..., back].sum() == 0
    assert at(result, "stock", "x")[-1] > 0


def test_a_site_without_any_room_that_people_have_reached_is_full() -> None:
    places = [place("a", population=500), place("b", "site", population=10, capacity_persons=0), place("c", "site")]
    routes = [Route("a", "b", 10.0), Route("a", "c", 10.0)]
    events = [Event(START, "conflict", "a")]
    result = simulate(world(places, routes, events, onward_overflow_per_day=0.0), check=True)
    assert at(result, "overflow", "b") == [10] * 10
    assert at(result, "stock", "c") == [500] * 10


def test_people_set_out_for_a_home_only_once_it_is_safe_and_then_all_of_them() -> None:
    """The homes that count are those that are safe: calm_days without violence, not merely a quiet day."""
    places = [place("a", population=600), place("b", population=400), place("c", "site")]
    routes = [Route("a", "c", 10.0), Route("b", "c", 10.0)]
    events = [Event(START, "conflict", "a", until=day(1)), Event(START, "conflict", "b", until=day(5))]
    result = simulate(world(places, routes, events, calm_days=2, return_per_day=1.0), check=True)
    returned = np.cumsum(result["returns"][0], axis=0)
    assert at(result, "returns", "b")[:8] == [0] * 8
    assert returned[-1].tolist() == [600, 400, 0]


def test_two_gates_of_one_border_are_passed_one_after_the_other_and_either_holds_people_back() -> None:
    places = [
        place("a", population=900),
        place("exit", "crossing"),
        place("entry", "crossing", iso3="BBB"),
        place("x", "site", iso3="BBB", opens=day(1)),
    ]
    routes = [
        Route("a", "exit", 5.0),
        Route("exit", "entry", 0.5, mode="crossing"),
        Route("entry", "x", 5.0, mode="crossing"),
    ]
    events = [Event(START, "conflict", "a"), Event(START, "close", "entry--x", until=day(6))]
    result = simulate(world(places, routes, events), check=True)
    assert at(result, "trapped", "a") == [900] + [0] * 9
    assert at(result, "stock", "exit")[1] == 0
    assert at(result, "stock", "entry")[1:6] == [900] * 5
    assert at(result, "stock", "x") == [0] * 6 + [900] * 4


def test_of_two_one_way_routes_an_event_shuts_the_one_it_names() -> None:
    places = [place("a", population=900), place("g", "crossing"), place("x", "site", iso3="BBB")]
    there, back = (Route(*ends, 5.0, "crossing", both_ways=False) for ends in (("g", "x"), ("x", "g")))
    routes = [Route("a", "g", 5.0), there, back]
    conflict = Event(START, "conflict", "a")
    passed = {}
    for target in ("g--x", "x--g"):
        result = simulate(world(places, routes, [conflict, Event(START, "close", target)], hope=1.0), check=True)
        passed[target] = result.flows[..., result.links.index(("g", "x"))].sum()
    assert passed == {"g--x": 0, "x--g": 900}


def test_of_two_one_way_roads_an_event_cuts_the_one_it_names() -> None:
    routes = [Route(*ends, 5.0, both_ways=False) for ends in (("a", "b"), ("b", "a"))]
    places, conflict = [place("a", population=900), place("b", "site")], Event(START, "conflict", "a")
    reached = {}
    for target in ("a--b", "b--a"):
        result = simulate(world(places, routes, [conflict, Event(START, "cut", target)]), check=True)
        reached[target] = at(result, "stock", "b")[-1]
    assert reached == {"a--b": 0, "b--a": 900}


def test_returns_in_one_region_do_not_depend_on_who_is_away_from_another() -> None:
    """Where everybody's home is safe all go home at once, though elsewhere nobody's is."""
    places = [place("a", population=600), place("c", "site"), place("p", population=5_000), place("q", "site")]
    routes = [Route("a", "c", 10.0), Route("p", "q", 10.0)]
    events = [Event(START, "conflict", "a", until=day(2)), Event(START, "conflict", "p")]
    result = simulate(world(places, routes, events, return_per_day=1.0), check=True)
    assert at(result, "stock", "c") == [600] * 2 + [0] * 8
    assert at(result, "stock", "q") == [5_000] * 10


def test_nobody_goes_home_through_a_limited_gate() -> None:
    places = [place("a", population=600), place("g", "crossing"), place("x", "site", iso3="BBB")]
    routes = [Route("a", "g", 5.0), Route("g", "x", 5.0, mode="crossing")]
    events = [Event(START, "conflict", "a", until=day(3)), Event(day(2), "limit", "g", until=day(7), value=50.0)]
    result = simulate(world(places, routes, events, return_per_day=1.0), check=True)
    assert at(result, "stock", "x") == [600] * 7 + [0] * 3


def test_half_a_place_in_a_camp_is_none() -> None:
    places = [place("b", "site", population=10, capacity_persons=10), place("c", "site")]
    events = [Event(day(1), "capacity", "b", value=7.5)]
    scenario = world(places, [Route("b", "c", 10.0)], events, onward_overflow_per_day=0.0)
    assert at(simulate(scenario, check=True), "overflow", "b") == [0] + [3] * 9


def test_nobody_leaves_a_camp_for_an_open_crossing_that_leads_nowhere() -> None:
    places = [place("b", "site", population=300), place("g", "crossing"), place("w", "waypoint", iso3="BBB")]
    routes = [Route("b", "g", 1.0), Route("g", "w", 1.0, mode="crossing")]
    result = simulate(world(places, routes, [], draw_on_per_day=0.5), check=True)
    assert at(result, "stock", "b") == [300] * 10


def test_what_opens_behind_two_gates_draws_those_who_do_not_look_so_far() -> None:
    """One destination fills the choice of a, so nothing beyond it is searched: the gate on the way must tell."""
    places = [
        place("a", population=9000),
        place("h", "site"),
        place("exit", "crossing"),
        place("entry", "crossing", iso3="BBB"),
        place("x", "site", iso3="BBB", opens=day(5)),
    ]
    routes = [
        Route("a", "h", 40.0),
        Route("a", "exit", 5.0),
        Route("exit", "entry", 0.5, mode="crossing"),
        Route("entry", "x", 5.0, mode="crossing"),
    ]
    scenario = world(places, routes, [Event(START, "conflict", "a")], max_destinations=1, departure_rate=0.1)
    arrivals = at(simulate(scenario, check=True), "arrivals", "exit")
    assert arrivals[:5] == [0] * 5
    assert all(arrivals[5:])
