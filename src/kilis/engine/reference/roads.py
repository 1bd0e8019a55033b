"""Who can go where: shortest paths by Dijkstra's method, on dictionaries."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

Link = tuple[str, str]


class Choice(NamedTuple):
    """A place that people can choose, or a gate (its link) at whose near side, ``place``, they would wait.

    The fields stand in the order in which choices are drawn: destinations by id, then gates by the ids of their ends.
    """

    gate: Link | None
    place: str
    km: float
    path: tuple[Link, ...]

    @property
    def thing(self) -> tuple[str, ...]:
        """The names under which the choice has its numbers."""
        return self.gate or (self.place,)


def shortest(
    origin: str, usable: Mapping[Link, float], enough: Callable[[list[str]], bool] = lambda _: False
) -> dict[str, tuple[float, tuple[Link, ...]]]:
    """Return km and path to every place within reach, nearest first, until there are enough.

    Of places equally far the one with the lower id comes first; of equally long paths the one found first is taken.
    """
    leaving: dict[str, list[tuple[str, float]]] = {}
    for (here, there), km in usable.items():
        leaving.setdefault(here, []).append((there, km))
    best: dict[str, tuple[float, tuple[Link, ...]]] = {origin: (0.0, ())}
    settled: dict[str, tuple[float, tuple[Link, ...]]] = {}
    queue = [(0.0, origin)]
    while queue:
        km, here = heapq.heappop(queue)
        if here in settled:
            continue
        settled[here] = best[here]
        if enough(list(settled)):
            break
        for there, length in leaving.get(here, []):
            if there not in best or km + length < best[there][0]:
                best[there] = (km + length, (*best[here][1], (here, there)))
                heapq.heappush(queue, (km + length, there))
    return settled


def choices(
    origin: str, roads: Mapping[Link, float], gates: Iterable[Link], destinations: set[str], abroad: set[str], most: int
) -> list[Choice]:
    """Return the nearest destinations, ``most`` at the most, and the gates met on the way, in the order of the draws.

    Nobody who is abroad chooses a destination at home or a gate that leads home.
    """
    if origin in abroad:
        destinations = destinations & abroad
    reached = shortest(origin, roads, lambda found: len(destinations.intersection(found) - {origin}) == most)
    places = [Choice(None, place, *reached[place]) for place in reached if place in destinations and place != origin]
    waits = [
        Choice((near, far), near, *reached[near])
        for near, far in gates
        if near in reached and not (origin in abroad and far not in abroad)
    ]
    return sorted(places, key=lambda choice: choice.place) + sorted(waits, key=lambda choice: choice.gate or ())


def regions(places: Iterable[str], links: Iterable[Link]) -> dict[str, frozenset[str]]:
    """Return for each place all those that links connect with it, in whichever direction they lead."""
    both_ways = {pair: 1.0 for a, b in links for pair in ((a, b), (b, a))}
    return {place: frozenset(shortest(place, both_ways)) for place in places}


def way_home(home: str, usable: Mapping[Link, float]) -> dict[str, float]:
    """Return km to a home from each place from which it can be reached."""
    backwards = {(there, here): km for (here, there), km in usable.items()}
    return {place: km for place, (km, _) in shortest(home, backwards).items()}


def days_on_the_way(km: float, speed_km_per_day: float) -> int:
    """Return how many evenings pass before the evening of arrival: 0 for a path of up to one day."""
    return max(0, math.ceil(km / speed_km_per_day) - 1)
