"""What an event aims at: from the words of its target to the places and routes that it touches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kilis.scenario.model import Place, Route, Scenario

COUNTRIES = re.compile(r"([A-Z]{3})--([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Target:
    """What a target resolves to. ``kind`` is place, route, countries or everywhere.

    ``place`` is set for a place; ``routes`` are the positions in ``scenario.routes`` of the routes touched: the route
    itself, all routes between two countries, or all routes of a place.
    """

    kind: str
    place: Place | None
    routes: tuple[int, ...]


class Atlas:
    """Places by id and routes by their ends, so that many targets resolve quickly."""

    def __init__(self, places: Iterable[Place], routes: Iterable[Route]) -> None:
        self.places = {place.id: place for place in places}
        self.routes = tuple(routes)
        self._by_id: dict[str, int] = {}
        self._by_place: dict[str, list[int]] = {}
        self._by_countries: dict[frozenset[str], list[int]] = {}
        for position, route in enumerate(self.routes):
            self._by_id[route.id] = position
            for end in {route.origin, route.destination}:
                self._by_place.setdefault(end, []).append(position)
            ends = [self.places[end].iso3 for end in (route.origin, route.destination) if end in self.places]
            if len(set(ends)) == 2:
                self._by_countries.setdefault(frozenset(ends), []).append(position)
        for position, route in enumerate(self.routes):
            if route.both_ways:
                self._by_id.setdefault(f"{route.destination}--{route.origin}", position)

    def resolve(self, target: str) -> Target | None:
        """Find a target: ``*``, a place, a route or a pair of countries, in this order; None if there is none."""
        if target == "*":
            return Target("everywhere", None, ())
        if target in self.places:
            return Target("place", self.places[target], tuple(self._by_place.get(target, ())))
        if target in self._by_id:
            return Target("route", None, (self._by_id[target],))
        pair = COUNTRIES.fullmatch(target)
        if pair and frozenset(pair.groups()) in self._by_countries:
            return Target("countries", None, tuple(self._by_countries[frozenset(pair.groups())]))
        return None

    def gates(self, target: Target) -> tuple[int, ...]:
        """Those of the target's routes that are crossings: what close, open and limit act on."""
        return tuple(position for position in target.routes if self.routes[position].mode == "crossing")

    def routes_of(self, place_id: str) -> tuple[int, ...]:
        """Positions of all routes that begin or end at the place."""
        return tuple(self._by_place.get(place_id, ()))


def atlas(scenario: Scenario) -> Atlas:
    """Make the atlas of a scenario.

    >>> from kilis.scenario.model import Place, Route
    >>> a = Place("a", "A", "settlement", 36.0, 37.0, "SYR")
    >>> b = Place("b", "B", "settlement", 36.5, 37.0, "TUR")
    >>> Atlas([a, b], [Route("a", "b", 60.0, "crossing")]).resolve("SYR--TUR").routes
    (0,)
    """
    return Atlas(scenario.places, scenario.routes)
