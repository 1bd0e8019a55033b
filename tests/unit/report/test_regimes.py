"""What the map says of crossings and sites on a date, and what a what-if pushes aside."""

import datetime

import pytest

from kilis.report.regimes import Regimes
from kilis.report.snapshots import _gates
from kilis.scenario.model import Event, Place, Route, Scenario
from kilis.web.draft import Step
from kilis.web.whatif import variant_of


def day(number):
    return datetime.date(2016, 2, number)


def world(*events):
    """A town, two crossings to two countries, the first of them with two ways, and a camp that opens and closes."""
    places = (
        Place("town", "Town", "settlement", 36.0, 37.0, "AAA", population=1000),
        Place("first", "First gate", "crossing", 36.3, 37.0, "AAA"),
        Place("second", "Second gate", "crossing", 36.0, 37.3, "AAA"),
        Place("north", "North", "site", 36.5, 37.0, "BBB", capacity_persons=500, opens=day(5), closes=day(20)),
        Place("east", "East", "site", 36.3, 37.3, "CCC"),
    )
    routes = (
        Route("town", "first", 35.0),
        Route("town", "second", 30.0),
        Route("first", "north", 25.0, mode="crossing"),
        Route("first", "east", 30.0, mode="crossing"),
        Route("second", "north", 60.0, mode="crossing"),
    )
    return Scenario("T", day(1), day(28), places, routes, (Event(day(1), "conflict", "town"), *events))


def test_a_crossing_shows_the_strictest_of_its_ways():
    scenario = world(Event(day(3), "limit", "first--east", value=9), Event(day(6), "close", "first--north"))
    shown = dict(_gates([Regimes(scenario)], [day(1), day(3), day(6)]))
    assert shown == {"first": [["open", "limited", "shut"]], "second": [["open", "open", "open"]]}


@pytest.mark.parametrize(("date", "room"), [(1, None), (5, 500), (19, 500), (20, None)])
def test_a_site_that_is_not_open_has_no_room_to_draw(date, room):
    assert Regimes(world()).capacity("north", day(date)) == room


def test_a_what_if_sets_aside_what_is_about_the_same_gate_alone():
    scenario = world(
        Event(day(9), "open", "first--north"), Event(day(10), "open", "first"), Event(day(12), "open", "AAA--BBB")
    )
    variant = variant_of(scenario, "what-if", [Step(event="close", target="first", date="2016-02-05")])
    assert [dict(removed)["target"] for removed in variant.remove] == ["first--north", "first"]
