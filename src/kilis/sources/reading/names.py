"""Names of places in a text and what they mean: the scenario's places first, then the gazetteer, never a guess."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kilis.scenario.model import Place
from kilis.sources.gazetteer import Entry, Gazetteer, distance_km, fold, skeleton
from kilis.sources.reading.labels import opens
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Candidate, NamedPlace
from kilis.sources.reading.naming import ANSWERS, Naming, is_elided, opening
from kilis.sources.reading.tokens import Token

_MOST_TOKENS = 7
_JOINS = frozenset("-–'")
_COMMON_ENDINGS = ("tion", "ment", "ing", "ity", "ance", "ence", "ness", "ies", "ions", "ments")
_SURE = frozenset({"at", "from", "in", "into", "near", "to"})
_SAME_PLACE_KM = 15.0


@functools.lru_cache(maxsize=10_000)
def _wide_country(gazetteer: Gazetteer, name: str) -> str | None:
    """Return the country of a people, a country, a region, a camp or a crossing."""
    key = fold(name)
    iso3 = gazetteer.people.get(key)
    if iso3 is None:
        wide = [e.iso3 for e in gazetteer.look_up(key) if e.kind in ("country", "region", "site", "crossing")]
        iso3 = wide[0] if wide else None
    return iso3


@functools.lru_cache(maxsize=10_000)
def _only_country(gazetteer: Gazetteer, name: str) -> str | None:
    """Return the country that has all places of a name, if there are any."""
    countries = {entry.iso3 for entry in gazetteer.look_up(fold(name))}
    return countries.pop() if len(countries) == 1 else None


class PlaceFinder:
    """Finds and resolves the place names of one document."""

    def __init__(
        self, lexicon: Lexicon, gazetteer: Gazetteer, places: Sequence[Place] = (), naming: Naming | None = None
    ) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._places = places
        self._naming = naming or Naming(lexicon, Linear(ANSWERS, {}))
        self._own: dict[str, Candidate] = {}
        self._skeletons: dict[str, list[Candidate]] = {}
        for place in places:
            candidate = Candidate(place.name, place.kind, place.iso3, place.latitude, place.longitude, place.id)
            aliases = [name for name in re.split(r"[|;/]", place.extra.get("aliases", "")) if name.strip()]
            for name in (place.name, place.id.replace("_", " "), *_parts(place.name), *aliases):
                if key := fold(name.rstrip(") ")):
                    self._own.setdefault(key, candidate)
            bones = skeleton(place.name)
            if len(bones) >= 3:
                self._skeletons.setdefault(bones, []).append(candidate)
        grammar = lexicon.grammar
        self._links = grammar["names.links"]
        self._within_names = self._links | grammar["names.site_words"] | _JOINS | {"'s"}
        self._people = gazetteer.people
        self._countries: Counter[str] = Counter(place.iso3 for place in places)
        self._scenario_countries = frozenset(self._countries)
        self._cache: dict[str, tuple[Candidate, ...] | None] = {}

    def is_people(self, word: str) -> bool:
        """Whether a word such as Syrian, Syrians or Congolese names a people."""
        return fold(word) in self._people

    def country_of_people(self, token: Token) -> NamedPlace | None:
        """Return the country whose people a word names."""
        iso3 = self._people.get(fold(token.text))
        if iso3 is None:
            return None
        country = self._gazetteer.countries[iso3]
        return NamedPlace(country.name, token.start, token.end, (Candidate(country.name, "country", iso3),))

    def peoples(
        self, tokens: Sequence[Token], places: Sequence[tuple[int, int, NamedPlace]]
    ) -> list[tuple[int, int, NamedPlace]]:
        """Return (first token, last token + 1, country) for every word that names a people outside of places' names."""
        covered = {k for a, b, _ in places for k in range(a, b)}
        found = []
        for at, token in enumerate(tokens):
            country = self.country_of_people(token) if token.is_name and at not in covered else None
            if country is not None:
                found.append((at, at + 1, country))
        return found

    def learn_context(self, tokens: Sequence[Token]) -> None:
        """Note which countries the document speaks of: they settle which Bama is meant."""
        names = [at for at, token in enumerate(tokens) if token.is_name]
        self._naming.learn(tokens, names)
        self._naming.labels.learn(tokens, self._is_listed)
        for at in names:
            for size in (3, 2, 1):
                last = at + size - 1
                if size > 1 and (last >= len(tokens) or not tokens[last].is_name):
                    continue
                iso3 = _wide_country(self._gazetteer, " ".join([t.text for t in tokens[at : at + size]]))
                if iso3:
                    self._countries[iso3] += 2
                    break
        # Unambiguous towns say as well where we are.
        for at in names:
            token = tokens[at]
            if len(token.text) > 3 and token.low not in self._lexicon.no_place:
                iso3 = _only_country(self._gazetteer, token.text)
                if iso3:
                    self._countries[iso3] += 1

    def _is_listed(self, words: Sequence[Token]) -> bool:
        return fold(" ".join([token.text for token in words])) in self._gazetteer

    def find(self, text: str, tokens: Sequence[Token]) -> list[tuple[int, int, NamedPlace]]:
        """Return (first token, last token + 1, place) for every known name, the longest match first."""
        found: list[tuple[int, int, NamedPlace]] = []
        done = 0
        for at in [n for n, token in enumerate(tokens) if token.is_name or token.low in ("al", "el")]:
            if at < done:
                continue
            if at + 1 < len(tokens) and tokens[at].is_name and tokens[at + 1].low in ("border", "frontier"):
                iso3 = self._people.get(fold(tokens[at].text))
                if iso3:
                    name = f"{tokens[at].text} {tokens[at + 1].low}"
                    border = (Candidate(name, "border", iso3),)
                    found.append((at, at + 2, NamedPlace(name, tokens[at].start, tokens[at + 1].end, border)))
                    done = at + 2
                    continue
            match = self._longest(text, tokens, at) if self._may_start(tokens, at) else None
            if match is None:
                match = self._unlisted(tokens, at, found)
            if match is None:
                continue
            end, candidates = match
            if self._is_in_name(tokens, at, end, found, candidates):
                done = end
                continue
            if candidates and not self._is_listed_place(tokens, at, end, found, candidates):
                match = self._unlisted(tokens, at, found)
                if match is None or match[0] <= end:
                    done = end
                    continue
                end, candidates = match
            if end - at == 1 and self._goes_on(tokens, at, end, candidates):
                while end < len(tokens) and tokens[end].is_name and not self._naming.is_common(tokens, end):
                    end += 1  # "Krasnaya Yaruga" is not the Krasnaya that is listed
                candidates = ()
            elif joined := self._joined_end(tokens, end, candidates):
                end, candidates = joined, ()  # nor "Hawsh al-Dawahira" the Hawsh, or "Balo-i" the Balo
            if (
                end < len(tokens)
                and tokens[end].low in self._lexicon.grammar["names.areas"]
                and tokens[end - 1].low not in self._lexicon.grammar["names.areas"]
            ):
                end += 1  # "Dnipropetrovsk oblast" is more than the city
                candidates = tuple(replace(c, kind="region", place_id=None) for c in candidates)
            start = at - 1 if at and tokens[at - 1].low in ("al", "el") else at
            name = " ".join(text[tokens[start].start : tokens[end - 1].end].split())
            if s_capital := self._capital(tokens, end, candidates):
                found.append(
                    (at, end + 2, NamedPlace(s_capital[0].name, tokens[at].start, tokens[end + 1].end, s_capital))
                )
                done = end + 2
                continue
            if (half := self._half_named(tokens, at, end)) is not None:
                found.append(half)
            found.append((at, end, NamedPlace(name, tokens[at].start, tokens[end - 1].end, candidates)))
            done = end
        return found

    def _half_named(self, tokens: Sequence[Token], at: int, end: int) -> tuple[int, int, NamedPlace] | None:
        """Read the first of two places that share their last word: "North and South Kivu"."""
        directions = self._lexicon.grammar["names.directions"]
        told = at >= 2 and end - at > 1 and tokens[at].low in directions and tokens[at - 1].low in ("and", "or")
        if not told or tokens[at - 2].low not in directions or not tokens[at - 2].is_name:
            return None
        name = " ".join(token.text for token in (tokens[at - 2], *tokens[at + 1 : end]))
        candidates = self.resolve(name)
        place = tokens[at - 2]
        return None if candidates is None else (at - 2, at - 1, NamedPlace(name, place.start, place.end, candidates))

    def _is_in_name(
        self, tokens: Sequence[Token], at: int, end: int, found: list[tuple[int, int, NamedPlace]],
        candidates: tuple[Candidate, ...],
    ) -> bool:  # fmt: skip
        """Whether a town's name stands within a person's: the Ali of "Bachar Ali Souleymane"."""
        if at == 0 or not candidates or any(c.kind in ("country", "region") or c.place_id for c in candidates):
            return False
        before = tokens[at - 1]
        if before.low == "," and found and found[-1][1] == at - 1 and self._is_office(tokens, found[-1][0]):
            return end < len(tokens) and tokens[end].is_name  # "the governor of Erbil, Nawzad Hadi"
        if not before.is_name or not before.is_word or len(before.text) < 3 or before.text.isupper():
            return False
        plain = (
            before.low in self._lexicon.no_place
            or before.low in self._lexicon.function
            or before.low in self._lexicon.grammar["names.prefixes"]
            or before.low in self._lexicon.roles
        )
        placed = bool(found) and found[-1][1] == at
        return not plain and not placed and not self.is_people(before.text) and at > 1

    def _joined_end(self, tokens: Sequence[Token], end: int, candidates: tuple[Candidate, ...]) -> int | None:
        """Return where a name ends that goes on behind a listed one by a hyphen or an Arabic article."""
        if any(c.kind != "settlement" or c.place_id for c in candidates) or end + 1 >= len(tokens):
            return None
        first, second = tokens[end], tokens[end + 1]
        if first.text == "-" and first.start == tokens[end - 1].end and second.start == first.end and second.is_word:
            both = second.is_name and self.resolve(second.text)  # "the Bamenda-Kumbo road"
            return (
                end + 2
                if not both and second.low not in ("based", "born", "backed", "held", "led", "run", "area")
                else None
            )
        arabic = first.low in ("al", "el", "ash", "as", "at", "an") and second.text == "-" and end + 2 < len(tokens)
        return end + 3 if arabic and tokens[end + 2].is_name and second.start == first.end else None

    def _goes_on(self, tokens: Sequence[Token], at: int, end: int, candidates: tuple[Candidate, ...]) -> bool:
        """Whether one more capitalised word follows a town's name that is listed without it."""
        if end >= len(tokens) or not candidates or any(c.kind != "settlement" or c.place_id for c in candidates):
            return False
        token = tokens[end]
        led = at > 0 and tokens[at - 1].low in ("in", "at", "from", "near", "towards", "into")
        if not led and not (end + 1 < len(tokens) and tokens[end + 1].low in ("district", "village", "town", "camp")):
            return False  # a person's name, most likely
        known = token.low in self._lexicon.no_place or token.low in self._lexicon.roles or self.is_people(token.text)
        known = known or self._naming.is_common(tokens, end)
        return token.is_name and len(token.text) > 2 and not token.text.isupper() and not known

    def _capital(self, tokens: Sequence[Token], end: int, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Read "Haiti's capital" as Port-au-Prince."""
        owned = [token.low for token in tokens[end : end + 2]] == ["'s", "capital"]
        if not owned or len(candidates) != 1 or candidates[0].kind != "country":
            return ()
        capital = self._gazetteer.countries[candidates[0].iso3].capital
        entries = [e for e in self._gazetteer.look_up(fold(capital)) if e.iso3 == candidates[0].iso3]
        return tuple(_candidate(entry) for entry in entries[:1])

    def _may_start(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        if token.is_name:  # "As Pakistan's army moves" is no As-Pakistan
            joined = at + 1 < len(tokens) and tokens[at + 1].text == "-"
            return joined or token.low not in self._lexicon.function
        return token.low in ("al", "el") and at + 2 < len(tokens) and tokens[at + 2].is_name

    def _longest(self, text: str, tokens: Sequence[Token], at: int) -> tuple[int, tuple[Candidate, ...]] | None:
        limit, furthest = at + 1, min(len(tokens), at + _MOST_TOKENS)
        while limit < furthest and (
            tokens[limit].is_name or tokens[limit].low in self._within_names or is_elided(tokens[limit])
        ):
            limit += 1
        for end in range(limit, at, -1):
            last = tokens[end - 1]
            if last.low in _JOINS or last.low == "'s" or (end - at > 1 and last.low in self._links):
                continue
            raw = text[tokens[at].start : last.end]
            if end - at == 1 and (last.low in self._lexicon.no_place or (len(raw) < 3 and raw != "DRC")):
                continue
            candidates = self.resolve(raw)
            if candidates is not None:
                return end, candidates
        return None

    def _is_listed_place(
        self, tokens: Sequence[Token], at: int, end: int, found: list[tuple[int, int, NamedPlace]],
        candidates: tuple[Candidate, ...],
    ) -> bool:  # fmt: skip
        """Whether a town's name means the town here, not a person or a word: "David Swanson", "Human Rights"."""
        if candidates[0].place_id or any(c.kind != "settlement" for c in candidates):
            named = candidates[0].kind == "region" and end < len(tokens) and tokens[end].is_name
            return not (named and tokens[end].low in self._lexicon.grammar["names.bodies"])  # "the Arakan Army"
        if at and tokens[at - 1].low in _SURE and not (end < len(tokens) and tokens[end].is_name):
            return True
        return self._naming.is_place(tokens, at, end, [each[:2] for each in found[-1:]], "listed")

    def _unlisted(
        self, tokens: Sequence[Token], at: int, found: list[tuple[int, int, NamedPlace]]
    ) -> tuple[int, tuple[Candidate, ...]] | None:
        """Return the end of a name nobody has listed, if it is likely a place's."""
        end = self._naming.end_of(tokens, at)
        if end is None or self.is_people(tokens[at].text):
            return None
        near = [each[:2] for each in found[-1:]]
        ruled = "yes" if self._is_led(tokens, at, end, found) else "no"
        return (end, ()) if self._naming.is_place(tokens, at, end, near, ruled) else None

    def _is_led(self, tokens: Sequence[Token], at: int, end: int, found: list[tuple[int, int, NamedPlace]]) -> bool:
        """Whether an unlisted name stands as places do: after "in", "at", "from" ... or before "camp"."""
        if (
            tokens[at].low in self._lexicon.no_place
            or (len(tokens[at].text) < 3 and tokens[at].low not in ("al", "el"))
            or all(token.text.isupper() and len(token.text) < 5 for token in tokens[at:end])
        ):
            return False
        bare = opening(tokens, at, self._links)
        while bare > 0 and tokens[bare - 1].low in self._lexicon.grammar["names.directions"]:
            bare -= 1  # "from Eastern Ghouta"
        before = [token.low for token in tokens[max(0, bare - 2) : bare]]
        listed = (
            bool(found)
            and found[-1][1] == at - 1
            and not self._is_office(tokens, found[-1][0])
            and tokens[at - 1].low in (",", "and", "or", "-", "–")
        )
        labelled = (
            end < len(tokens)
            and not tokens[at].text.isupper()
            and not tokens[end - 1].low.endswith(_COMMON_ENDINGS)
            and self._lexicon.roles.isdisjoint([token.low for token in tokens[at:end]])
            and tokens[end].low == ":"
            and opens(tokens, at)
        )
        counted = (
            opens(tokens, at) and end - at <= 3
            and tokens[at].low not in self._lexicon.function and end < len(tokens) and len(tokens) <= 14
            and tokens[end].is_number and len(tokens[end].text) >= 3 and not tokens[end].text.startswith(("19", "20"))
        )  # fmt: skip
        led = (
            counted
            or (listed and not tokens[at].text.isupper() and not self._is_subject(tokens, end))
            or labelled
            or (
                bool(before)
                and (
                    before[-1] in self._lexicon.grammar["names.leading"]
                    or (before[-1] == "of" and before[0] in self._lexicon.grammar["names.owning"])
                )
            )
            or (bool(before) and before[-1] == "on" and before[0] in self._lexicon.grammar["names.striking"])
        )
        named = end < len(tokens) and tokens[end].low in self._lexicon.grammar["names.sited"]
        numbered = end + 1 < len(tokens) and tokens[end].low == "(" and tokens[end + 1].is_number and at > 0
        beside = end + 1 < len(tokens) and tokens[end].low == "near" and tokens[end + 1].is_name
        handed = len(before) == 2 and before[1] == "to" and before[0] in self._lexicon.grammar["names.handed"]
        named = named or ((numbered or beside) and not tokens[at].text.isupper())
        return (led or named) and not handed and (named or tokens[at].low not in self._lexicon.roles)

    def _is_office(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell "the mayor of Cúcuta, Jorge Rincón" from a list of places."""
        return at >= 2 and tokens[at - 1].low in ("of", "in", "for") and tokens[at - 2].low in self._lexicon.roles

    def _is_subject(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether a verb follows: "..., and Petrenko said" names a person, not one more place."""
        if end >= len(tokens):
            return False
        low = tokens[end].low
        return low in ("said", "says", "told", "has", "had", "was", "is", "will", "added", "who", ",") and low != ","

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
        for entry in entries:
            if near := self._own_near(entry):
                return (near,)
        bones = skeleton(raw) if self._skeletons else ""
        alike = self._skeletons.get(bones, [])
        if len(alike) == 1 and len(bones) >= 3 and fold(alike[0].name)[:1] in (key[:1], *"aeiouy") and not entries:
            return (alike[0],)
        if not entries:
            return None
        return tuple(_candidate(entry) for entry in self._choose(entries, raw)) or None

    def _own_near(self, entry: Entry) -> Candidate | None:
        """Return the scenario's place that a gazetteer entry is: same spot, and a name that sounds alike."""
        if entry.latitude is None or entry.longitude is None or entry.kind == "region":
            return None
        for place in self._places:
            near = distance_km((entry.latitude, entry.longitude), (place.latitude, place.longitude)) <= _SAME_PLACE_KM
            known = (
                any(fold(place.name) == fold(entry.name) or self._shares_key(place.name, entry) for _ in (0,))
                if near
                else False
            )
            if near and known:
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
        spoken = here or [entry for entry in entries if self._countries[entry.iso3] >= 2]
        if not spoken and self._countries:
            neighbours = {
                n
                for iso3 in self._countries
                for n in self._gazetteer.countries[iso3].neighbours
                if iso3 in self._gazetteer.countries
            }
            spoken = [entry for entry in entries if entry.iso3 in neighbours or self._countries[entry.iso3]]
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


def _candidate(entry: Entry) -> Candidate:
    return Candidate(entry.name, entry.kind, entry.iso3, entry.latitude, entry.longitude)


def _parts(name: str) -> list[str]:
    """Return the names within a scenario place's name: "Sijjo, Shamarikh and Bab al-Iman camps" has three."""
    bare = re.sub(r"\b(?:camps?|crossing|and the camps around it|the camps around it)\b", "", name)
    parts = re.split(r"\s*(?:[/(),]|\band\b|\bwith\b|\bnear\b)\s*", bare)
    return [part.strip() for part in parts if len(part.strip()) >= 4 and part.strip()[0].isupper()]
