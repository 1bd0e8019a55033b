"""Distances and neighbours against the plain way of finding them."""

from __future__ import annotations

import random

import pytest

from kilis.scenario import Place, Route
from kilis.scenario.geometry import Neighbours, reached_from, shortest_ways_km, straight_line_km


def place(name: str, latitude: float, longitude: float, iso3: str = "SYR") -> Place:
    return Place(name, name, "settlement", latitude, longitude, iso3)


def test_a_quarter_of_the_globe() -> None:
    assert straight_line_km(place("a", 0, 0), place("b", 0, 90)) == pytest.approx(10007.543, abs=0.001)
    assert straight_line_km(place("a", 90, 0), place("b", 0, 50)) == pytest.approx(10007.543, abs=0.001)


def test_across_the_date_line() -> None:
    assert straight_line_km(place("a", 0, 179.5), place("b", 0, -179.5)) == pytest.approx(111.195, abs=0.001)


@pytest.mark.parametrize("seed", range(5))
def test_neighbours_are_those_found_by_looking_at_all(seed: int) -> None:
    numbers = random.Random(seed)
    places = [
        place(f"p{n}", numbers.uniform(-60, 60), numbers.uniform(-180, 180), numbers.choice(["SYR", "TUR", "JOR"]))
        for n in range(60)
    ]
    neighbours = Neighbours(places)
    for one in places:
        for same in (True, False):
            others = [other for other in places if other is not one and (other.iso3 == one.iso3) == same]
            found = neighbours.nearest(one, same_country=same)
            assert found is not None
            assert found[0] == min(straight_line_km(one, other) for other in others)
            near = neighbours.nearest(one, same_country=same, enough_km=500)
            assert near is not None
            assert near[0] <= max(500, found[0])


def test_nobody_is_ones_own_neighbour() -> None:
    one = place("a", 1, 1)
    assert Neighbours([one]).nearest(one, same_country=True) is None
    assert Neighbours([one]).nearest(one, same_country=False) is None


def test_reach_follows_the_direction_of_routes() -> None:
    routes = [Route("a", "b", 1, both_ways=False), Route("c", "b", 1, both_ways=False), Route("b", "d", 1)]
    assert reached_from(["a"], routes) == {"a", "b", "d"}
    assert reached_from(["d"], routes) == {"b", "d"}


def test_the_shortest_way_is_taken_from_the_nearest_origin() -> None:
    routes = [Route("a", "b", 9), Route("a", "c", 2), Route("c", "b", 3), Route("d", "b", 4, both_ways=False)]
    assert shortest_ways_km(["a"], routes) == {"a": 0, "c": 2, "b": 5}
    assert shortest_ways_km(["a", "d"], routes) == {"a": 0, "c": 2, "b": 4, "d": 0}
