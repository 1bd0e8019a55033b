"""What the map says of where people go."""

import datetime

import numpy as np

from kilis.forecast.network_share import distances, pressure
from kilis.scenario import Event, Place, Route, Scenario

DAY = datetime.date(2020, 1, 1)


def world(*routes: Route) -> Scenario:
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=500),
        Place("camp", "Camp", "site", 1.0, 2.0, "BBB"),
        Place("haven", "Haven", "site", 1.0, 2.0, "BBB"),
    )
    events = (Event(DAY, "conflict", "town", until=DAY + datetime.timedelta(days=4), value=0.5),)
    return Scenario("t", DAY, DAY + datetime.timedelta(days=10), places, routes, events)


def test_pressure_lasts_as_long_as_the_conflict() -> None:
    assert pressure(world())[:, 0].tolist() == [250.0] * 4 + [0.0] * 6


def test_ways_have_directions() -> None:
    scenario = world(Route("town", "camp", 30.0, both_ways=False), Route("haven", "town", 10.0, both_ways=False))
    km = distances(scenario, ["camp", "haven"])
    assert km[0].tolist() == [30.0, 0.0, 40.0]
    assert np.isinf(km[1, 0])
    assert np.isinf(distances(world(), ["camp"])).all()
