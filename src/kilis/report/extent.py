"""Which part of the world the map shows, what lies beyond its edge, and what needs a larger scale."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from kilis.report.projection import Projection
from kilis.scenario.model import Place

FAR = 3.0  # times the distance within which three quarters of the places lie
CROWDED_PIXELS = 24.0
CROWD = 4


@dataclass(frozen=True)
class Beyond:
    """A place outside the map: where its arrow stands on the edge, and how far off it is."""

    place: Place
    x: float
    y: float
    angle_degrees: float
    distance_km: float


def within_reach(places: Sequence[Place]) -> list[Place]:
    """Leave out the places far from all others, so that the map is about the rest.

    >>> near = [Place(str(i), "", "site", 36 + i / 10, 37, "SYR") for i in range(5)]
    >>> [p.id for p in within_reach([*near, Place("far", "", "site", 32, 36, "JOR")])]
    ['0', '1', '2', '3', '4']
    """
    middle = statistics.median(p.latitude for p in places), statistics.median(p.longitude for p in places)
    away = [_degrees(p, *middle) for p in places]
    limit = FAR * max(sorted(away)[(3 * len(away)) // 4 if len(away) > 1 else 0], 0.02)
    kept = [p for p, distance in zip(places, away, strict=True) if distance <= limit]
    return kept if len(kept) >= 2 else list(places)


def beyond(places: Sequence[Place], shown: Sequence[Place], projection: Projection) -> list[Beyond]:
    """Put an arrow on the edge for every settlement and site that is not shown."""
    inside = {p.id for p in shown}
    cx, cy = projection.width / 2, projection.height / 2
    arrows = []
    for place in places:
        if place.id in inside or place.kind in {"crossing", "waypoint"}:
            continue
        x, y = projection(place.longitude, place.latitude)
        dx, dy = x - cx, y - cy
        scale = min((cx - 12) / abs(dx) if dx else math.inf, (cy - 12) / abs(dy) if dy else math.inf)
        edge = cx + dx * scale, cy + dy * scale
        distance_km = math.hypot(x - edge[0], y - edge[1]) / projection.pixels_per_km
        arrows.append(Beyond(place, *edge, math.degrees(math.atan2(dy, dx)), distance_km))
    return arrows


def crowd(places: Sequence[Place], projection: Projection) -> list[Place]:
    """Find the places that stand too close to be told apart at this scale; none if they are few."""
    at = {p.id: projection(p.longitude, p.latitude) for p in places}

    def near(place: Place) -> list[Place]:
        return [p for p in places if math.dist(at[p.id], at[place.id]) <= CROWDED_PIXELS]

    centre = max(places, key=lambda p: len(near(p)))
    crowded = near(centre)
    return crowded if len(crowded) >= CROWD else []


def _degrees(place: Place, latitude: float, longitude: float) -> float:
    east = (place.longitude - longitude) * math.cos(math.radians(latitude))
    return math.hypot(east, place.latitude - latitude)
