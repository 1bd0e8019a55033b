"""How much a document speaks of the country that a place lies in: a far capital is where somebody spoke of it."""

from __future__ import annotations

from collections.abc import Mapping

from kilis.sources.gazetteer import Gazetteer, fold
from kilis.sources.reading.model import NamedPlace

_FOURTHS = 4


class Lands:
    """Tells of places how much a document speaks of their countries; ``spoken`` counts how often it does."""

    def __init__(self, spoken: Mapping[str, int], gazetteer: Gazetteer) -> None:
        self._spoken, self._gazetteer = spoken, gazetteer
        self._most = max(spoken.values(), default=0)
        self._known: dict[str, tuple[str, bool]] = {}

    def seen(self, place: NamedPlace) -> tuple[str, bool]:
        """Return how often its country is spoken of, in fourths of the one spoken of most, and if it is the capital."""
        known = self._known.get(place.name)
        if known is None:
            known = self._known[place.name] = self._see(place)
        return known

    def _see(self, place: NamedPlace) -> tuple[str, bool]:
        if not place.candidates or not self._most:
            return "unknown", False
        meant = place.candidates[0]
        country = self._gazetteer.countries.get(meant.iso3)
        is_capital = country is not None and meant.kind == "settlement" and fold(country.capital) == fold(meant.name)
        return str(min(_FOURTHS * self._spoken.get(meant.iso3, 0) // self._most, _FOURTHS)), is_capital
