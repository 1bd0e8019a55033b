"""What must hold in every run, whatever happens: books, order, threads, and worlds that differ in one thing."""

import datetime
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kilis.engine import Trajectories, simulate
from kilis.scenario import Event, Place, Prior, Route, Scenario
from troubles import ABROAD, HOME, START, day, happenings, scenarios

SPREAD = {"speed_km_per_day": Prior("uniform", (10.0, 60.0)), "departure_rate": Prior("lognormal", (0.2, 3.0))}


def same(
    one: Trajectories, other: Trajectories, places: list[str], until: int | None = None, rounding: bool = False
) -> bool:
    """Whether two runs agree, to the last bit or to rounding, at some places and on the links between them, before a
    day.
    """
    equal = partial(np.allclose, rtol=1e-12, atol=1e-9) if rounding else np.array_equal
    ours, theirs = ([run.places.index(place) for place in places] for run in (one, other))
    links = [link for link in one.links if link[0] in places and link[1] in places]
    mine, yours = ([run.links.index(link) for link in links] for run in (one, other))
    return equal(one.measures[:, :, :until, ours], other.measures[:, :, :until, theirs]) and equal(
        one.flows[:, :until, mine], other.flows[:, :until, yours]
    )


@given(scenarios(), st.sampled_from(("draws", "means")))
def test_nobody_is_lost_doubled_negative_or_leaves_home_twice(scenario: Scenario, arithmetic: str) -> None:
    run = simulate(scenario, arithmetic=arithmetic, check=True, threads=1)
    population = np.array([p.population or 0 for p in sorted(scenario.places, key=lambda p: p.id)])
    at_home = np.array([p.kind == "settlement" for p in sorted(scenario.places, key=lambda p: p.id)])
    slack = 0.0 if arithmetic == "draws" else 1e-9 * max(1, population.sum())
    assert run.measures.min() >= -slack
    assert run.flows.min(initial=0.0) >= -slack
    left = np.cumsum(run["departures"][0] - run["returns"][0], axis=0)
    displaced = run["stock"][0].sum(axis=1) + run["in_transit"][0].sum(axis=1)
    assert np.abs(population[~at_home].sum() + left.sum(axis=1) - displaced).max() <= slack
    assert np.all(left <= population * at_home + slack)
    assert np.all(run["waiting"] + run["overflow"] <= run["stock"] + slack)
    if arithmetic == "draws":
        assert np.all(run.measures % 1 == 0)
        assert np.all(run.flows % 1 == 0)


@given(scenarios(max_days=6))
def test_threads_and_later_members_change_nothing(scenario: Scenario) -> None:
    scenario = replace(scenario, parameters={**scenario.parameters, **SPREAD})
    every = list(simulate(scenario, members=1).places)
    one = simulate(scenario, members=5, seed=7, threads=1)
    for threads in (2, 8):
        assert same(one, simulate(scenario, members=5, seed=7, threads=threads), every)
    few, last = (simulate(scenario, members=2, seed=7, threads=1, first_member=first) for first in (0, 3))
    assert np.array_equal(few.measures, one.measures[:2])
    assert np.array_equal(last.measures, one.measures[3:])
    assert all(np.array_equal(few.parameters[name], one.parameters[name][:2]) for name in one.parameters)


@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(scenario: Scenario, random: object) -> None:
    """Events of one date keep their order, for of two that contradict each other the later row counts."""
    places, routes, dates = list(scenario.places), list(scenario.routes), list({e.date for e in scenario.events})
    for rows in (places, routes, dates):
        random.shuffle(rows)
    events = sorted(scenario.events, key=lambda event: dates.index(event.date))
    shuffled = replace(scenario, places=tuple(places), routes=tuple(routes), events=tuple(events))
    one, other = (simulate(it, threads=1) for it in (scenario, shuffled))
    assert (one.places, one.links) == (other.places, other.links)
    assert same(one, other, list(one.places))


def beside(scenario: Scenario, trouble: bool) -> Scenario:
    """The scenario and, unconnected, a town and two camps of which one overflows; with trouble, the town empties."""
    places = (
        Place("0-town", "Town", "settlement", 0.0, 0.0, HOME, population=5_000),
        Place("m-camp", "Camp", "site", 0.0, 0.0, HOME, population=90, capacity_persons=50),
        Place("z-camp", "Camp", "site", 0.0, 0.0, ABROAD, population=10),
    )
    routes = (Route("0-town", "m-camp", 800.0), Route("m-camp", "z-camp", 3.0, "crossing"))
    events = (Event(START, "conflict", "0-town", until=day(4)),) if trouble else ()
    return replace(
        scenario,
        places=(*scenario.places, *places),
        routes=(*scenario.routes, *routes),
        events=(*scenario.events, *events),
    )


@given(scenarios(), st.sampled_from(("draws", "means")))
def test_unconnected_places_change_nothing_elsewhere(scenario: Scenario, arithmetic: str) -> None:
    """Only departures stated for no place are shared out over all places in conflict, connected or not."""
    scenario = replace(scenario, coo_iso3=HOME)
    one = simulate(scenario, threads=1, arithmetic=arithmetic)
    trouble = all(event.target != "*" for event in scenario.events)
    other = simulate(beside(scenario, trouble), threads=1, arithmetic=arithmetic)
    assert same(one, other, list(one.places), rounding=arithmetic == "means")


@given(scenarios(), st.data(), st.sampled_from(("draws", "means")))
def test_before_it_happens_an_event_changes_nothing(scenario: Scenario, data: st.DataObject, arithmetic: str) -> None:
    scenario = replace(scenario, coo_iso3=HOME)
    event = data.draw(happenings(scenario.places, scenario.routes, scenario.n_days))
    # A site that an event opens first is taken to have been shut until then: the one event that speaks of the past.
    assume(event.event != "site_opens")
    one, other = (
        simulate(it, threads=1, arithmetic=arithmetic)
        for it in (scenario, replace(scenario, events=(*scenario.events, event)))
    )
    assert same(one, other, list(one.places), until=(event.date - START).days, rounding=arithmetic == "means")


@given(scenarios(max_places=3), scenarios(max_places=3), st.data())
def test_worlds_that_differ_in_a_closure_agree_wherever_it_cannot_reach(
    here: Scenario, there: Scenario, data: st.DataObject
) -> None:
    """Two maps side by side, and a closure in the first: the second does not notice, whatever happens in both."""

    def renamed(name: str) -> str:
        return name if name.startswith(HOME) or name == "*" else "--".join(f"q{part}" for part in name.split("--"))

    assume(all(event.target != "*" for event in (*here.events, *there.events)))
    places = [replace(place, id=renamed(place.id)) for place in there.places]
    routes = [replace(r, origin=renamed(r.origin), destination=renamed(r.destination)) for r in there.routes]
    events = [replace(event, target=renamed(event.target)) for event in there.events]
    both = replace(
        here,
        end=START + datetime.timedelta(days=max(here.n_days, there.n_days)),
        places=(*here.places, *places),
        routes=(*here.routes, *routes),
        events=(*here.events, *events),
        coo_iso3=HOME,
    )
    route = data.draw(st.sampled_from(here.routes))
    date = day(data.draw(st.integers(0, both.n_days - 1)))
    closure = Event(date, "cut", route.id, until=data.draw(st.sampled_from((None, date + datetime.timedelta(days=2)))))
    one, other = (simulate(it, members=2, threads=1) for it in (both, replace(both, events=(*both.events, closure))))
    assert same(one, other, [place.id for place in places])
    assert same(one, other, list(one.places), until=(date - START).days)


@pytest.mark.parametrize("arithmetic", ["draws", "means"])
def test_ten_billion_people_are_counted_exactly(arithmetic: str) -> None:
    places = (
        Place("a", "A", "settlement", 0.0, 0.0, HOME, population=10**10 + 1),
        Place("b", "B", "site", 0.0, 0.0, HOME, population=3),
        Place("c", "C", "site", 0.0, 0.0, HOME),
    )
    routes = (Route("a", "b", 10.0), Route("a", "c", 70.0), Route("b", "c", 5.0))
    scenario = Scenario("Many", START, day(30), places, routes, (Event(START, "conflict", "a"),), coo_iso3=HOME)
    run = simulate(scenario, arithmetic=arithmetic, check=True)
    people = (
        run["stock"][0].sum(axis=1) + run["in_transit"][0].sum(axis=1) - np.cumsum(run["departures"][0].sum(axis=1))
    )
    np.testing.assert_allclose(people, 3.0, atol=0.0 if arithmetic == "draws" else 1e-3)
