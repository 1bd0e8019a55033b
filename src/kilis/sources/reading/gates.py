"""Which crossing of the scenario is meant where a report speaks of a border."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kilis.scenario.model import Place
from kilis.sources.gazetteer import distance_km
from kilis.sources.reading.model import Candidate, Claim, NamedPlace

_BESIDE_KM = 20.0
"""A place as near to a crossing, when the report names it, tells that this crossing is meant."""
_FACING_KM = 5.0
"""Crossings of two countries as near to each other are the two sides of one."""
REGIMES = frozenset({"close", "open", "limit"})
"""The events that say who may pass a gate."""


class Gates:
    """The crossings of a scenario, the countries on their two sides, and what lies beside them."""

    def __init__(self, places: Sequence[Place]) -> None:
        spots = self._spots = {place.id: (place.latitude, place.longitude) for place in places}
        self._candidates: dict[str, Candidate] = {}
        self._sides: dict[str, frozenset[str]] = {}
        self._beside: dict[str, frozenset[str]] = {}
        for gate in (place for place in places if place.kind == "crossing"):
            away = {place.id: distance_km(spots[gate.id], spots[place.id]) for place in places if place is not gate}
            abroad = [place for place in places if place.iso3 != gate.iso3]
            facing = min(abroad, key=lambda place: away[place.id], default=None)
            self._sides[gate.id] = frozenset({gate.iso3, facing.iso3} if facing else {gate.iso3})
            self._beside[gate.id] = frozenset({gate.id, *(one for one, km in away.items() if km <= _BESIDE_KM)})
            self._candidates[gate.id] = Candidate(
                gate.name, "crossing", gate.iso3, gate.latitude, gate.longitude, gate.id
            )

    def meant(self, claims: Iterable[Claim], named: Iterable[NamedPlace]) -> list[Claim]:
        """Return the claims, a border or who shuts it resolved to the crossings that it may be."""
        told = Counter(place.place_id for place in named if place.place_id)
        return [self._of_claim(claim, told) for claim in claims] if self._candidates else list(claims)

    def _of_claim(self, claim: Claim, told: Counter[str]) -> Claim:
        if claim.kind == "event" and claim.action not in REGIMES:
            return claim  # an attack near the border is at no gate
        kinds = ("border", "country") if claim.kind == "event" else ("border",)
        roles = (claim.at, claim.origin, claim.destination)
        if not any(place.kind in kinds for role in roles for place in role):
            return claim
        at, origin, destination = (_once(self._gate(place, kinds, told) for place in role) for role in roles)
        return replace(claim, at=at, origin=origin, destination=destination)

    def _gate(self, place: NamedPlace, kinds: Sequence[str], told: Counter[str]) -> NamedPlace:
        """Return a border as the one crossing that the report speaks of, or else as all that it may be."""
        if place.kind not in kinds:
            return place
        land = place.candidates[0].iso3
        there = [gate for gate, sides in self._sides.items() if land in sides]
        spoken = [gate for gate in there if any(told[one] for one in self._beside[gate])]
        is_side = place.kind == "border" and place.candidates[0].name != place.name  # "on the Syrian side"
        near = [gate for gate in spoken if self._is_near(gate, spoken, land, is_side)]
        meant = near if len(near) == 1 else there
        found = tuple(self._candidates[gate] for gate in meant)
        # "Syria", for "on the Syrian side of the border", is told as the side it is.
        return (
            NamedPlace(
                place.candidates[0].name if place.kind == "border" else place.name, place.start, place.end, found
            )
            if found
            else place
        )

    def _is_near(self, gate: str, others: Sequence[str], land: str, is_side: bool) -> bool:
        """Whether a gate is on this side: people at the Turkish border are outside Turkey, if a gate stands there."""
        own = self._candidates[gate].iso3 == land
        return own == is_side or not any(
            (self._candidates[other].iso3 == land) != own and self._apart_km(gate, other) <= _FACING_KM
            for other in others
        )

    def _apart_km(self, gate: str, other: str) -> float:
        return distance_km(self._spots[gate], self._spots[other])


def _once(places: Iterable[NamedPlace]) -> tuple[NamedPlace, ...]:
    """Return the places, one for all that mean the same: "the Syrian-Turkish border" names it twice."""
    return tuple({place.candidates or place.name: place for place in places}.values())
