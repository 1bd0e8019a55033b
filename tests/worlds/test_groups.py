"""Groups in the smallest worlds that show what each has of its own and what all share."""

import datetime
import doctest
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kilis.engine import MEASURES, simulate
from kilis.scenario import Event, Group, GroupSize, Place, Prior, Route, Scenario
from kilis.scenario.start import example

START = datetime.date(2024, 1, 1)
ARITHMETICS = ("draws", "means")
TEN = tuple(Group(f"{who}-{age}", f"{who}, {age}", 0.1) for who in ("women", "men") for age in range(5))


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


def place(name: str, kind: str = "settlement", **more: object) -> Place:
    more = {"iso3": "AAA", "population": 0 if kind in ("settlement", "site") else None} | more
    return Place(id=name, name=name.title(), kind=kind, latitude=0.0, longitude=0.0, **more)


def world(places: list[Place], routes: list[Route], events: list[Event], groups: list[Group], **numbers) -> Scenario:
    plain = {"departure_rate": 50.0, "onward_site_per_day": 0.0, "patience_days": 10000.0, "settle_per_day": 0.0}
    numbers = plain | {"calm_days": 0, "pull_when_full": 0.0, "speed_km_per_day": 10.0} | numbers
    parameters = {name: Prior("fixed", (float(number),)) for name, number in numbers.items()}
    return Scenario(
        "Groups", START, day(10), tuple(places), tuple(routes), tuple(events), parameters=parameters,
        groups=tuple(groups),
    )  # fmt: skip


def flight(*groups: Group, **numbers) -> Scenario:
    """A town of 100 in conflict, 40 km from a camp."""
    places = [place("camp", "site"), place("town", population=100)]
    return world(places, [Route("town", "camp", 40.0)], [Event(START, "conflict", "town")], list(groups), **numbers)


def of(found, measure: str, group: str, name: str) -> list[float]:
    numbers = found.by_group[0, found.groups.index(group), :, :, found.places.index(name)]
    return numbers[MEASURES.index(measure)].tolist()


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_who_is_twice_as_fast_arrives_earlier(arithmetic: str) -> None:
    slow, fast = Group("slow", "Slow", 0.4), Group("fast", "Fast", 0.6, speed_factor=2.0)
    found = simulate(flight(slow, fast), arithmetic=arithmetic, check=True)
    # 40 km at 10 a day: the fourth day; at 20 a day: the second.
    assert of(found, "arrivals", "slow", "camp") == pytest.approx([0, 0, 0, 40, 0, 0, 0, 0, 0, 0])
    assert of(found, "arrivals", "fast", "camp") == pytest.approx([0, 60, 0, 0, 0, 0, 0, 0, 0, 0])
    assert found["stock"][0, :, 0].tolist() == pytest.approx([0, 60, 60, 100, 100, 100, 100, 100, 100, 100])


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_who_has_the_departure_factor_0_stays_even_where_a_number_is_stated(arithmetic: str) -> None:
    stays, goes = Group("stays", "Who stays", 0.3, departure_factor=0.0), Group("goes", "Who goes", 0.7)
    for events in (
        (Event(START, "conflict", "town"),),
        (Event(START, "departures", "town", value=100.0),),
        (Event(START, "conflict", "town", value=0.0001), Event(START, "departures", "*", value=100.0)),
    ):
        found = simulate(replace(flight(stays, goes), events=events), arithmetic=arithmetic, check=True)
        assert sum(of(found, "departures", "stays", "town")) == 0
        assert of(found, "departures", "goes", "town")[0] == pytest.approx(70)


def test_twice_the_departure_factor_is_twice_the_rate() -> None:
    one, two = Group("one", "One", 0.5), Group("two", "Two", 0.5, departure_factor=2.0)
    found = simulate(flight(one, two, departure_rate=0.3), arithmetic="means", check=True)
    assert of(found, "departures", "one", "town")[0] == pytest.approx(50 * (1 - np.exp(-0.3)))
    assert of(found, "departures", "two", "town")[0] == pytest.approx(50 * (1 - np.exp(-0.6)))


def test_each_group_goes_where_it_is_drawn() -> None:
    places = [place("a", population=300), place("camp", "site"), place("city"), place("far", iso3="BBB")]
    routes = [Route("a", "camp", 9.0), Route("a", "city", 9.0), Route("a", "far", 9.0)]
    factors = {"camps": (1, 0, 0), "cities": (0, 1, 0), "abroad": (0, 0, 1)}
    groups = [
        Group(name, name, 1 / 3, site_factor=site, settlement_factor=settlement, abroad_factor=abroad)
        for name, (site, settlement, abroad) in factors.items()
    ]
    found = simulate(world(places, routes, [Event(START, "conflict", "a")], groups), check=True)
    for group, name in (("camps", "camp"), ("cities", "city"), ("abroad", "far")):
        assert of(found, "stock", group, name)[-1] == 100
    assert found["stock"][0, -1].tolist() == [0, 100, 100, 100]


def border(*groups: Group, limit: float, **numbers) -> Scenario:
    """A town of 1,000 in conflict, 5 km from a gate that lets so many a day through."""
    places = [place("a", population=1000), place("g", "crossing"), place("x", "site", iso3="BBB")]
    routes = [Route("a", "g", 5.0), Route("g", "x", 5.0, mode="crossing")]
    events = [Event(START, "conflict", "a"), Event(START, "limit", "g", value=limit)]
    return world(places, routes, events, list(groups), **numbers)


def test_a_limit_is_shared_to_the_person() -> None:
    found = simulate(border(*TEN, limit=37), members=20, seed=5, check=True)
    passed = found.flows[..., found.links.index(("g", "x"))]
    assert (passed == 37).all()
    waiting = found.by_group[:, :, MEASURES.index("waiting"), :, found.places.index("g")]
    assert (waiting == waiting.round()).all()
    assert (waiting.sum(axis=1) == 1000 - 37 * np.arange(1, 11)).all()
    # Each of ten equal groups passes 3.7 a day: three or four of it.
    assert set(np.unique(-np.diff(waiting, axis=2))) <= {2.0, 3.0, 4.0, 5.0}


def test_a_limit_of_one_a_day_favours_no_group() -> None:
    """400 members x 10 days, one person a day of ten equal groups: each passes 400 times +- 19.

    Five standard deviations of a binomial with 4,000 trials: a false alarm in about 1 of 170,000 runs.
    """
    found = simulate(border(*TEN, limit=1), members=400, seed=7)
    waiting = found.by_group[:, :, MEASURES.index("waiting"), -1, found.places.index("g")]
    passed = (100 - waiting).sum(axis=0)
    assert passed.sum() == 4000
    assert np.abs(passed - 400).max() < 5 * np.sqrt(4000 * 0.1 * 0.9)


def test_in_means_a_limit_is_shared_in_proportion() -> None:
    few, many = Group("few", "Few", 0.2), Group("many", "Many", 0.8)
    found = simulate(border(few, many, limit=50), arithmetic="means", check=True)
    assert of(found, "waiting", "few", "g")[0] == pytest.approx(200 - 10)
    assert of(found, "waiting", "many", "g")[0] == pytest.approx(800 - 40)


def test_room_is_what_all_leave_and_overflow_is_shared() -> None:
    places = [place("a", population=1000), place("x", "site", capacity_persons=400)]
    events = [Event(START, "conflict", "a")]
    few, many = Group("few", "Few", 0.25), Group("many", "Many", 0.75)
    scenario = world(places, [Route("a", "x", 5.0)], events, [few, many], onward_overflow_per_day=0.0)
    for arithmetic in ARITHMETICS:
        found = simulate(scenario, arithmetic=arithmetic, check=True)
        assert found["overflow"][0, -1].tolist() == [0, 600]
        assert of(found, "overflow", "few", "x")[-1] == pytest.approx(150)
        assert of(found, "overflow", "many", "x")[-1] == pytest.approx(450)


def test_sizes_of_single_places_hold_on_the_first_day() -> None:
    scenario = flight(Group("one", "One", 0.5), Group("two", "Two", 0.5))
    found = simulate(replace(scenario, group_sizes=(GroupSize("town", "one", 10),)), check=True)
    assert of(found, "departures", "one", "town")[0] == 10
    assert of(found, "departures", "two", "town")[0] == 90


def test_groups_are_conserved_one_by_one() -> None:
    """Who is in a group stays in it: ``check`` compares the books of each with its own first day, after each phase."""
    scenario = replace(example(), groups=TEN[:4] + tuple(replace(group, speed_factor=2.0) for group in TEN[4:]))
    scenario = replace(scenario, parameters={**scenario.parameters, "return_per_day": Prior("fixed", (0.05,))})
    for arithmetic in ARITHMETICS:
        found = simulate(scenario, members=2, seed=2, arithmetic=arithmetic, check=True)
        assert found.by_group.shape[:2] == (2, 10)
        np.testing.assert_allclose(found.by_group.sum(axis=1), found.measures, atol=1e-9)
        if arithmetic == "draws":
            assert (found.by_group == found.by_group.round()).all()


@pytest.mark.parametrize("returns", [0.0, 0.05])
def test_in_means_equal_groups_add_up_to_what_happens_without_groups(returns: float) -> None:
    scenario = replace(example(), parameters={**example().parameters, "return_per_day": Prior("fixed", (returns,))})
    shares = (0.5, 0.3, 0.2)
    groups = tuple(Group(f"g{number}", "G", share) for number, share in enumerate(shares))
    split = simulate(replace(scenario, groups=groups), members=2, seed=4, arithmetic="means", check=True)
    whole = simulate(scenario, members=2, seed=4, arithmetic="means")
    np.testing.assert_allclose(split.measures, whole.measures, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(split.flows, whole.flows, rtol=1e-9, atol=1e-6)


def test_one_group_is_what_happens_without_groups_bit_for_bit() -> None:
    scenario = example()
    one = replace(scenario, groups=(Group("all", "All", 1.0),))
    for arithmetic in ARITHMETICS:
        with_group, without = (simulate(s, members=2, seed=3, arithmetic=arithmetic) for s in (one, scenario))
        assert with_group.measures.tobytes() == without.measures.tobytes()
        assert with_group.flows.tobytes() == without.flows.tobytes()
        assert with_group.by_group[:, 0].tobytes() == without.measures.tobytes()
    assert without.by_group is None
    assert without.groups == ()


def test_the_example_in_the_docs_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "model.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.attempted > 0
    assert found.failed == 0
