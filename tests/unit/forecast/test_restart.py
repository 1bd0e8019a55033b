"""The simulation restarted from counts: what it shares out, to whom, and what it never sees."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from kilis.forecast.counts import Counts, series
from kilis.forecast.points import points
from kilis.forecast.restart import Network, carried, learned_shares, restarted
from kilis.scenario import Event, Place, Route, Scenario

DAY = datetime.date(2020, 1, 1)
FIRST = DAY.toordinal()
LEADS = np.array([10.0, 60.0])


def day(n: int) -> datetime.date:
    return DAY + datetime.timedelta(days=n)


def world(*events: Event) -> Scenario:
    """A town in conflict with a camp 30 km away in the country, and two 60 km away beyond a border."""
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=100_000),
        Place("near", "Near", "site", 1.0, 1.2, "AAA", capacity_persons=10),
        Place("far", "Far", "site", 1.0, 1.5, "BBB"),
        Place("other", "Other", "site", 1.5, 1.0, "BBB"),
        Place("village", "Village", "settlement", 1.0, 1.1, "AAA", population=500),
    )
    routes = (
        Route("town", "near", 30.0),
        Route("town", "far", 60.0, mode="crossing"),
        Route("town", "other", 60.0, mode="crossing"),
        Route("town", "village", 5.0),
    )
    return Scenario(
        "w", DAY, day(200), places, routes, (Event(DAY, "conflict", "town", value=0.5), *events), coo_iso3="AAA"
    )


SITES = ("near", "far", "other")


def test_the_engine_shares_by_distance_whatever_capacities_say() -> None:
    shares = Network(world()).shares(FIRST + 50, SITES)
    near, far = 40.0**-2, 70.0**-2
    assert shares["near"] == pytest.approx(0.8 * near / (near + 2 * far) + 0.2 / 3)
    assert shares["far"] == pytest.approx(shares["other"])
    assert sum(shares.values()) == pytest.approx(1.0)


def test_what_is_shut_on_the_day_takes_nobody_and_the_future_is_unknown() -> None:
    shut = Event(day(20), "close", "town--far", until=day(80))
    opens = Event(day(70), "site_opens", "other")
    later = Event(day(60), "conflict", "far", value=1.0)
    network = Network(world(shut, opens, later))
    assert set(network.shares(FIRST + 10, SITES)) == {"near", "far"}
    assert set(network.shares(FIRST + 50, SITES)) == {"near"}
    assert set(network.shares(FIRST + 90, SITES)) == {"near", "other"}


def test_no_conflict_says_nothing() -> None:
    calm = replace(world(), events=())
    assert Network(calm).shares(FIRST + 50, SITES) == {}
    assert Network(world()).shares(FIRST + 500, SITES) == {}


def test_a_restarted_world_begins_with_the_counts() -> None:
    again = restarted(world(), day(50), 14, {"near": 1234.4}, {"near": 2.0}, {})
    place = {p.id: p for p in again.places}
    assert (again.start, again.n_days) == (day(50), 15)
    assert (place["near"].population, place["near"].attractiveness) == (1234, 2.0)
    assert (place["far"].population, place["far"].attractiveness) == (0, 0.0)
    assert place["town"].population == 100_000
    assert (place["village"].kind, place["village"].population) == ("waypoint", None)
    assert [e.date for e in again.events] == [day(50)]


def test_shares_are_learned_by_the_number_of_increments() -> None:
    inflow, by_map = np.array([100.0, 0.0]), np.array([0.2, 0.6])
    few = learned_shares(inflow, np.array([1, 1]), by_map)
    many = learned_shares(inflow, np.array([500, 500]), by_map)
    assert few.tolist() == pytest.approx([0.25, 0.75])
    assert many[0] == pytest.approx((30 + 2 * 0.25) / 32)


def growing(per_day: float, n: int = 100) -> list[tuple[int, int, float]]:
    return [(FIRST + d, FIRST + d, 1000.0 + per_day * d) for d in range(0, n, 5)]


def test_a_place_never_counted_takes_the_share_of_the_map() -> None:
    network = Network(world())
    places = {"near": series(growing(10.0)), "far": series([]), "other": series([])}
    opened = {"other": (FIRST + 90, FIRST + 90)}
    made = points(Counts("c", FIRST, FIRST + 200, places, opened, network=network), FIRST + 95, LEADS)
    share = network.shares(FIRST + 95, SITES)["far"]
    assert made.forecast[1] == pytest.approx(10 * share * (30 + carried(LEADS)))
    assert made.forecast[2] == pytest.approx(10 * share * (5 + carried(LEADS)))
    assert (made.persistence[1:] == 0).all()


def test_the_member_of_the_bank_pulls_a_camp_towards_its_place_on_the_map() -> None:
    places = {"near": series(growing(0.0, 11)), "far": series(growing(30.0, 11))}
    made = points(Counts("c", FIRST, FIRST + 200, places, network=Network(world())), FIRST + 10, LEADS)
    restart, level = made.members["restart"], made.level
    shares = Network(world()).shares(FIRST + 10, ("near", "far"))
    own = 2 / (2 + 2)
    expected = 30 * ((1 - own) * shares["near"]) * carried(LEADS)
    assert restart[0] - level[0] == pytest.approx(expected)
    assert (restart - level[:, None]).sum(axis=0) == pytest.approx(30 * carried(LEADS))


def test_without_an_inflow_nobody_moves() -> None:
    places = {"near": series(growing(0.0)), "far": series([])}
    made = points(Counts("c", FIRST, FIRST + 200, places, network=Network(world())), FIRST + 95, LEADS)
    assert made.forecast.tolist() == [[1000.0, 1000.0], [0.0, 0.0]]


def test_a_table_of_events_in_any_order_leaves_the_same_world_to_restart_from() -> None:
    opened = Event(day(20), "open", "town--far")
    shut = Event(day(10), "close", "town--far")
    for events in ((shut, opened), (opened, shut)):
        assert "far" in Network(world(*events)).shares(FIRST + 50, SITES)
        assert "far" not in Network(world(*events)).shares(FIRST + 15, SITES)
