"""Distances on the globe and ways through the network, as far as the checks need them."""

from __future__ import annotations

import bisect
import heapq
import math
from collections.abc import Iterable
from typing import Final

from kilis.scenario.model import Place, Route

EARTH_RADIUS_KM: Final = 6371.0
KM_PER_DEGREE: Final = math.pi * EARTH_RADIUS_KM / 180


def straight_line_km(one: Place, other: Place) -> float:
    """Great-circle distance by the haversine formula, on a sphere of 6371 km.

    >>> a = Place("a", "A", "settlement", 36.0, 37.0, "SYR")
    >>> b = Place("b", "B", "settlement", 37.0, 37.0, "SYR")
    >>> round(straight_line_km(a, b), 1)
    111.2
    """
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    half_width = math.radians(one.longitude - other.longitude) / 2
    square = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(half_width) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, square)))


class Neighbours:
    """Finds the nearest place of the same or of another country, looking from the same latitude outwards."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_country: dict[str, list[Place]] = {}
        for place in sorted(places, key=lambda place: place.latitude):
            self._by_country.setdefault(place.iso3, []).append(place)

    def nearest(self, place: Place, *, same_country: bool, enough_km: float = 0.0) -> tuple[float, Place] | None:
        """Give the nearest other place and its distance in km, or any place within ``enough_km``; None if none is."""
        best: tuple[float, Place] | None = None
        for country, others in self._by_country.items():
            if (country == place.iso3) == same_country:
                best = _nearer(place, others, best, enough_km)
        return best


def _nearer(
    place: Place, others: list[Place], best: tuple[float, Place] | None, enough_km: float
) -> tuple[float, Place] | None:
    middle = bisect.bisect_left(others, place.latitude, key=lambda other: other.latitude)
    for side in (range(middle, len(others)), range(middle - 1, -1, -1)):
        for index in side:
            other = others[index]
            if best is not None and best[0] <= max(enough_km, abs(other.latitude - place.latitude) * KM_PER_DEGREE):
                break
            distance = straight_line_km(place, other)
            if other is not place and (best is None or distance < best[0]):
                best = (distance, other)
    return best


def reached_from(origins: Iterable[str], routes: Iterable[Route]) -> set[str]:
    """Give all places that can be reached from the origins, and the origins themselves."""
    return set(shortest_ways_km(origins, routes))


def shortest_ways_km(origins: Iterable[str], routes: Iterable[Route]) -> dict[str, float]:
    """Give for all places that can be reached the km along routes from the nearest of the origins (Dijkstra)."""
    onwards: dict[str, list[tuple[str, float]]] = {}
    for route in routes:
        onwards.setdefault(route.origin, []).append((route.destination, route.distance_km))
        if route.both_ways:
            onwards.setdefault(route.destination, []).append((route.origin, route.distance_km))
    found: dict[str, float] = {}
    waiting = [(0.0, place) for place in sorted(set(origins))]
    while waiting:
        km, here = heapq.heappop(waiting)
        if here not in found:
            found[here] = km
            for place, further in onwards.get(here, ()):
                if place not in found:
                    heapq.heappush(waiting, (km + further, place))
    return found
