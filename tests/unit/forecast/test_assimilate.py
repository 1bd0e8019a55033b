"""Members that agree with the reports go on; reports that nobody can explain say nothing."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from kilis.engine.simulate import prepare
from kilis.ensemble.summary import collect
from kilis.forecast import assimilate
from kilis.forecast.assimilate import effective_size, log_likelihood, resampled, simulated_number
from kilis.forecast.known import world_known
from kilis.scenario import Event, Observation, Place, Route, Scenario

DAY = datetime.date(2020, 1, 1)


def day(n: int) -> datetime.date:
    return DAY + datetime.timedelta(days=n)


def report(**fields) -> Observation:
    return Observation(**({"date": day(5), "place": "camp", "measure": "stock", "kind": "estimate"} | fields))


def test_a_figure_prefers_the_members_near_it() -> None:
    likes = log_likelihood(report(value=1000.0), np.array([100.0, 500.0, 1000.0, 2000.0]))
    assert likes.argmax() == 2
    assert likes[1] > likes[0]


def test_bounds_rule_out_one_side_only() -> None:
    x = np.array([100.0, 1000.0, 10_000.0])
    low = log_likelihood(report(low=1000.0, qualifier="at_least"), x)
    assert low[0] < low[1] == low[2]
    high = log_likelihood(report(high=1000.0, qualifier="at_most"), x)
    assert high[2] < high[1] == high[0]
    between = log_likelihood(report(low=500.0, high=2000.0, qualifier="range"), x)
    assert between.argmax() == 1


def test_a_registration_weighs_more_than_a_claim() -> None:
    x = np.array([1000.0, 1500.0])
    registered, claimed = (log_likelihood(report(value=1000.0, kind=k), x) for k in ("registration", "claim"))
    assert registered[0] - registered[1] > claimed[0] - claimed[1]


def test_about_so_many_is_half_as_much_again_from_it() -> None:
    apart = np.array([1000.0, 2000.0])
    exact = log_likelihood(report(value=1000.0, kind="claim"), apart)
    wider = np.exp(np.log(1050.0) + 1.5 * np.log(2050.0 / 1050.0)) - 50.0
    about = log_likelihood(report(value=1000.0, kind="claim", qualifier="approx"), np.array([1000.0, wider]))
    assert about == pytest.approx(exact)


def test_a_figure_nobody_comes_near_says_nothing() -> None:
    likes = log_likelihood(report(value=1e6), np.array([10.0, 100.0, 1000.0]))
    assert np.ptp(likes) < 0.3


def test_resampling_keeps_expectations_and_its_size() -> None:
    weights = np.array([0.7, 0.1, 0.1, 0.05, 0.05])
    chosen = resampled(weights)
    assert len(chosen) == 5
    counts = np.bincount(chosen, minlength=5)
    assert (np.abs(counts - 5 * weights) < 1.0).all()
    assert effective_size(np.array([1.0, 0.0])) == 1.0


def test_tempering_keeps_members_alive() -> None:
    logs = -np.arange(100.0)
    power = assimilate._temper(logs, 20.0)
    assert 0 < power < 1
    assert effective_size(assimilate._weights(logs, power)) == pytest.approx(20.0, rel=0.01)
    assert assimilate._temper(np.zeros(10), 5.0) == 1.0


def test_what_was_not_known_is_not_in_the_world() -> None:
    place = Place("camp", "Camp", "site", 1.0, 1.0, "AAA", opens=day(40))
    events = (
        Event(day(1), "conflict", "town", until=day(30), value=0.5),
        Event(day(1), "departures", "town", until=day(30), value=10.0),
        Event(day(20), "close", "gate"),
        Event(day(25), "close", "gate", published=day(8)),
    )
    reports = (report(value=1.0), report(date=day(8), published=day(12), value=2.0), report(date=day(20), value=3.0))
    world = world_known(Scenario("t", DAY, day(90), (place,), (), events, reports), day(10), 14)
    assert [(e.event, e.until) for e in world.events] == [
        ("conflict", None),
        ("departures", day(11)),
        ("close", None),
    ]
    assert world.events[2].date == day(25)
    assert [o.value for o in world.observations] == [1.0]
    assert world.places[0].opens == world.end
    shut, later = (replace(place, opens=None, closes=day(n)) for n in (9, 12))
    seen = world_known(Scenario("t", DAY, day(90), (shut, later), (), ()), day(10), 14).places
    assert [p.closes for p in seen] == [day(9), None]
    assert world.end == day(25)


def test_reports_of_several_places_are_sums_and_changes_are_rises() -> None:
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=10_000),
        Place("a", "A", "site", 1.2, 1.0, "AAA", population=100),
        Place("b", "B", "site", 1.0, 1.2, "AAA", population=200),
    )
    routes = (Route("town", "a", 10.0), Route("town", "b", 10.0))
    departures = Event(DAY, "departures", "town", until=day(10), value=50.0)
    world = Scenario("t", DAY, day(20), places, routes, (departures,), coo_iso3="AAA")
    model = prepare(world, members=3, seed=1)
    sample = collect(model)

    def number(measure: str, place: str, **extra: str) -> np.ndarray:
        found = simulated_number(report(date=day(12), place=place, measure=measure, extra=extra), world, model, sample)
        assert found is not None
        return found

    assert number("stock", "a b") == pytest.approx(number("stock", "a") + number("stock", "b"))
    assert (number("stock_change", "a b") <= number("stock", "a b") - 250).all()
    assert number("departures", "town") == pytest.approx(500.0)
    assert number("departures", "town", since=day(5).isoformat()) == pytest.approx(250.0)
    assert simulated_number(report(date=day(12), place="a nowhere"), world, model, sample) is None
    assert simulated_number(report(date=day(50), place="a"), world, model, sample) is None


def test_a_report_is_set_beside_the_same_thing_over_the_same_days() -> None:
    home, camp = "Old Town", "camp"
    places = (
        Place(home, "Old Town", "settlement", 1.0, 1.0, "AAA", population=50_000),
        Place(camp, "Camp", "site", 1.2, 1.0, "AAA"),
    )
    events = (Event(DAY, "departures", home, until=day(30), value=100.0),)
    world = Scenario("t", DAY, day(30), places, (Route(home, camp, 20.0),), events, coo_iso3="AAA")
    model = prepare(world, members=2, seed=0)
    sample = collect(model, threads=1)

    def has(place: str, measure: str, since: int | None = None) -> list[float] | None:
        extra = {} if since is None else {"since": day(since).isoformat()}
        number = simulated_number(report(date=day(9), place=place, measure=measure, extra=extra), world, model, sample)
        return None if number is None else number.tolist()

    for measure in ("displaced", "departures"):
        for place in ("*", home):  # an id may hold a space, and is not two places
            assert has(place, measure) == [1000.0, 1000.0]
            assert has(place, measure, since=7) == [300.0, 300.0]
            assert has(place, measure, since=-5) == [1000.0, 1000.0]
    given, told = (report(date=day(9), value=500.0, extra=extra) for extra in ({"role": "input"}, {}))
    weighed = assimilate.weigh(replace(world, observations=(given, told)), model, sample)
    assert [a.observation for a in weighed.agreements] == [told], "what was made into the scenario is no evidence"
    assert has("*", "stock", since=7) == has("*", "stock") == [1000.0, 1000.0]
    assert has(f"{camp} {home}", "stock") is None  # ids with spaces between have none in them
    assert has(f"{camp} {camp}", "stock") == [2.0 * x for x in has(camp, "stock") or ()]
    assert has("*", "arrivals") is None
    assert has("nowhere", "stock") is None
