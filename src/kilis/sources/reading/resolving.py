"""What the name of a place means: one of the scenario, else what the gazetteer lists in the countries spoken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kilis.scenario.model import Place
from kilis.sources.gazetteer import Entry, Gazetteer, distance_km, fold, skeleton
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Candidate

_SAME_PLACE_KM = 15.0


class Resolver:
    """Knows what names mean in one document, by the countries it speaks of."""

    def __init__(self, gazetteer: Gazetteer, places: Sequence[Place], lexicon: Lexicon) -> None:
        self._gazetteer, self._places, self._people = gazetteer, places, gazetteer.people
        self._own: dict[str, Candidate] = {}
        self._skeletons: dict[str, list[Candidate]] = {}
        called: list[tuple[Candidate, list[str]]] = []
        for place in places:
            candidate = Candidate(place.name, place.kind, place.iso3, place.latitude, place.longitude, place.id)
            aliases = [name for name in re.split(r"[|;/]", place.extra.get("aliases", "")) if name.strip()]
            bare = [part for name in aliases for part in _parts(name, lexicon)]  # "Medyka crossing": Medyka
            called.append((candidate, [*_parts(place.name, lexicon), *aliases, *bare]))
            bones = skeleton(place.name)
            if len(bones) >= 3:
                self._skeletons.setdefault(bones, []).append(candidate)
        # A town's whole name is the town's, though that of a crossing beside it holds it: "Adre", "Adre crossing".
        named = [(candidate, [candidate.name, (candidate.place_id or "").replace("_", " ")]) for candidate, _ in called]
        for candidate, names in [*named, *called]:
            for key in filter(None, (fold(name.rstrip(") ")) for name in names)):
                wide = any(entry.kind == "country" for entry in gazetteer.look_up(key))
                self._own.setdefault(key, replace(candidate, kind="country") if wide else candidate)
        for candidate in list(self._own.values()):
            # What a report may add to the name that a scenario gives, folded: "Kanyaruchinya camp", "Torkham border".
            for name in (candidate.name, *_parts(candidate.name, lexicon)):
                for noun in lexicon.grammar.get(f"resolving.{candidate.kind}", ()):
                    self._own.setdefault(fold(name) + noun, candidate)
        self.own_words = frozenset(word for place in places for word in re.findall(r"\w+", place.name.lower()))
        """The words that names of the scenario are made of, which a report may write without a capital."""
        self.countries: Counter[str] = Counter(place.iso3 for place in places)
        """How often the document speaks of each country."""
        self._scenario_countries = frozenset(self.countries)
        self._cache: dict[str, tuple[Candidate, ...] | None] = {}

    def kinds_of(self, raw: str) -> list[str]:
        """Return the kinds of all places, of the scenario or listed, that have just this name."""
        key = fold(raw)
        own = self._own.get(key)
        return [own.kind] if own else [entry.kind for entry in self._gazetteer.look_up(key)]

    def resolve(self, raw: str) -> tuple[Candidate, ...] | None:
        """Return what a name may mean; None if nothing is known of it."""
        key = fold(raw)
        if key in self._cache:
            return self._cache[key]
        found = self._cache[key] = self._resolve(raw, key)
        return found

    def _resolve(self, raw: str, key: str) -> tuple[Candidate, ...] | None:
        if not key:
            return None
        own = self._own.get(key)
        if own:
            return (own,)
        entries = self._gazetteer.look_up(key)
        if key in self._people and not any(entry.kind == "country" for entry in entries):
            return None
        for entry in entries if self._places else ():
            if near := self._own_near(entry):
                return (near,)
        if not entries:
            return self._alike(raw, key) if self._skeletons else None
        return tuple(candidate_of(entry) for entry in self._choose(entries, raw)) or None

    def _alike(self, raw: str, key: str) -> tuple[Candidate, ...] | None:
        """Return the scenario's place of the same consonants, if there is one and the first letters agree."""
        bones = skeleton(raw)
        alike = self._skeletons.get(bones, [])
        agrees = len(alike) == 1 and len(bones) >= 3 and fold(alike[0].name)[:1] in {key[:1], *"aeiouy"}
        return (alike[0],) if agrees else None

    def _own_near(self, entry: Entry) -> Candidate | None:
        """Return the scenario's place that a gazetteer entry is: same spot, and a name that sounds alike."""
        if entry.latitude is None or entry.longitude is None or entry.kind == "region":
            return None
        for place in self._places:
            near = distance_km((entry.latitude, entry.longitude), (place.latitude, place.longitude)) <= _SAME_PLACE_KM
            if near and (fold(place.name) == fold(entry.name) or self._shares_key(place.name, entry)):
                return Candidate(place.name, place.kind, place.iso3, place.latitude, place.longitude, place.id)
        return None

    def _shares_key(self, name: str, entry: Entry) -> bool:
        return any(other == entry for other in self._gazetteer.look_up(fold(name)))

    def _choose(self, entries: list[Entry], raw: str) -> list[Entry]:
        """Keep the entries in the countries spoken of; a far larger namesake wins, otherwise all stay to be asked."""
        listed = [entry for entry in entries if entry.kind != "settlement"]
        if listed:
            return listed[:1]
        here = [entry for entry in entries if entry.iso3 in self._scenario_countries]
        spoken = here or [entry for entry in entries if self.countries[entry.iso3] >= 2]
        if not spoken and self.countries:
            neighbours = {
                n
                for iso3 in self.countries
                if iso3 in self._gazetteer.countries
                for n in self._gazetteer.countries[iso3].neighbours
            }
            spoken = [entry for entry in entries if entry.iso3 in neighbours or self.countries[entry.iso3]]
        # A hamlet that nobody's context supports is more likely a person's name or a common word.
        if not spoken:
            spoken = [entry for entry in entries if entry.population >= 100_000]
        exact = [entry for entry in spoken if fold(entry.name) == fold(raw)]
        spoken = exact or spoken
        if len(spoken) > 1 and spoken[0].population >= 5 * max(spoken[1].population, 1_000):
            return spoken[:1]
        # Two entries of one country within a day's walk are one place to a reader.
        first = spoken[0] if spoken else None
        apart = [e for e in spoken[1:] if first and _apart_km(first, e) > 30]
        return [*spoken[:1], *apart][:6]


def _apart_km(first: Entry, second: Entry) -> float:
    if first.latitude is None or first.longitude is None or second.latitude is None or second.longitude is None:
        return 0.0
    return distance_km((first.latitude, first.longitude), (second.latitude, second.longitude))


def candidate_of(entry: Entry) -> Candidate:
    """Return what an entry of the gazetteer is to a name."""
    return Candidate(entry.name, entry.kind, entry.iso3, entry.latitude, entry.longitude)


def _parts(name: str, lexicon: Lexicon) -> list[str]:
    """Return the names within a scenario place's name: "Sijjo, Shamarikh and Bab al-Iman camps" has three."""
    parts = lexicon.patterns["resolving.between"].split(lexicon.patterns["resolving.nouns"].sub("", name))
    return [part.strip() for part in parts if len(part.strip()) >= 4 and part.strip()[0].isupper()]
