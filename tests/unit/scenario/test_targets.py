"""What targets mean, and what is said of events made in Python."""

from __future__ import annotations

import datetime
from dataclasses import replace

from kilis.scenario import Event, Place, Route, Scenario, read
from kilis.scenario.targets import Atlas
from kilis.scenario.validate import validate

A = Place("a", "A", "settlement", 36.0, 37.0, "SYR")
B = Place("b", "B", "crossing", 36.5, 37.0, "SYR")
C = Place("c", "C", "settlement", 36.6, 37.0, "TUR")
LONE = Place("lone", "Lone", "settlement", 36.7, 37.0, "TUR")
ROUTES = (Route("a", "b", 60.0), Route("b", "c", 12.0, "crossing"), Route("c", "a", 80.0, both_ways=False))
START = datetime.date(2016, 2, 1)


def problems(*events: Event) -> list[str]:
    one = Scenario("T", START, datetime.date(2016, 3, 1), (A, B, C, LONE), ROUTES, events)
    return [fault.problem for fault in validate(one)]


def test_targets() -> None:
    atlas = Atlas((A, B, C, LONE), ROUTES)
    found = {name: atlas.resolve(name) for name in ("*", "b", "b--a", "c--a", "a--c", "TUR--SYR", "SYR--IRQ", "x")}
    kinds = {name: target and (target.kind, target.routes) for name, target in found.items()}
    assert kinds == {
        "*": ("everywhere", ()),
        "b": ("place", (0, 1)),
        "b--a": ("route", (0,)),
        "c--a": ("route", (2,)),
        "a--c": None,  # a one-way route has one name
        "TUR--SYR": ("countries", (1, 2)),
        "SYR--IRQ": None,
        "x": None,
    }
    assert atlas.gates(found["b"]) == (1,)
    assert atlas.gates(found["TUR--SYR"]) == (1,)


def test_a_place_without_routes_cannot_be_cut_off() -> None:
    assert problems(Event(START, "cut", "lone")) == ["'lone' has no routes"]


def test_an_unknown_kind_of_event() -> None:
    assert problems(Event(START, "assault", "a")) == ["unknown event 'assault'"]


def test_stated_departures_may_overlap_because_they_add_up() -> None:
    days = [datetime.date(2016, 2, day) for day in (2, 4, 6, 8)]
    assert (
        problems(Event(days[0], "departures", "a", days[2], 10.0), Event(days[1], "departures", "a", days[3], 20.0))
        == []
    )


def test_rows_are_not_needed(folder) -> None:
    one = read(folder)
    assert [fault.row for fault in validate(replace(one, events=(Event(START, "close", "town"),)))] == [None]
