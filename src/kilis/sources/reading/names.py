"""Names of places in a text and what they mean: the scenario's places first, then the gazetteer, never a guess."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from kilis.scenario.model import Place
from kilis.sources.gazetteer import Gazetteer, fold
from kilis.sources.reading.bearers import Bearers, is_short
from kilis.sources.reading.labels import opens
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.linear import MOST_KEPT, Linear
from kilis.sources.reading.model import Candidate, NamedPlace
from kilis.sources.reading.naming import ANSWERS, Naming, is_elided, opening
from kilis.sources.reading.resolving import Resolver, candidate_of
from kilis.sources.reading.tokens import Token

_MOST_TOKENS = 7
_JOINS = frozenset("-–'")
_LONGEST_INITIALS = 5


class _Remembered(dict[str, str | None]):
    """What a function says of names, worked out when first asked for."""

    def __init__(self, country_of: Callable[[str], str | None]) -> None:
        self._country_of = country_of

    def __missing__(self, name: str) -> str | None:
        iso3 = self._country_of(fold(name))
        if len(self) < MOST_KEPT:
            self[name] = iso3
        return iso3


def _wide_country(gazetteer: Gazetteer, key: str) -> str | None:
    """Return the country of a people, a country, a region, a camp or a crossing."""
    iso3 = gazetteer.people.get(key)
    if iso3 is None:
        wide = [e.iso3 for e in gazetteer.look_up(key) if e.kind in ("country", "region", "site", "crossing")]
        iso3 = wide[0] if wide else None
    return iso3


def _only_country(gazetteer: Gazetteer, key: str) -> str | None:
    """Return the country that has all places of a name, if there are any."""
    countries = {entry.iso3 for entry in gazetteer.look_up(key)}
    return countries.pop() if len(countries) == 1 else None


@functools.cache
def _countries(gazetteer: Gazetteer) -> tuple[_Remembered, _Remembered]:
    wide, only = functools.partial(_wide_country, gazetteer), functools.partial(_only_country, gazetteer)
    return _Remembered(wide), _Remembered(only)


@functools.cache
def _within(lexicon: Lexicon) -> frozenset[str]:
    """Return what may stand within a name without a capital."""
    return _JOINS.union(*[lexicon.grammar[name] for name in ("names.links", "names.site_words", "owner")])


class PlaceFinder:
    """Finds and resolves the place names of one document."""

    def __init__(
        self, lexicon: Lexicon, gazetteer: Gazetteer, places: Sequence[Place] = (), naming: Naming | None = None
    ) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._country_of, self._only_country_of = _countries(gazetteer)
        self._naming = naming or Naming(lexicon, Linear(ANSWERS, {}))
        self._bearers = Bearers(lexicon)
        grammar = self._words = lexicon.grammar
        self._links = grammar["names.links"]
        self._resolver = Resolver(gazetteer, places, lexicon)
        self.kinds_of = self._resolver.kinds_of
        self._within_names = _within(lexicon) | self._resolver.own_words
        self._people = gazetteer.people
        self._bodies, self._reporting = grammar["names.bodies"] - grammar["names.housed"], grammar["names.reporting"]
        self._before = self._resolver.countries.copy()

    def is_people(self, word: str) -> bool:
        """Whether a word such as Syrian, Syrians or Congolese names a people."""
        return fold(word) in self._people

    def spoken_of(self) -> Counter[str]:
        """Return how often the document, not the scenario, speaks of each country, once its context is learned."""
        return self._resolver.countries - self._before

    def country_of_people(self, token: Token) -> NamedPlace | None:
        """Return the country whose people a word names."""
        iso3 = self._people.get(fold(token.text))
        return self._country(iso3, token.start, token.end) if iso3 is not None else None

    def country_around(self, place: NamedPlace) -> NamedPlace | None:
        """Return the country in which a place lies, where all that its name may mean lies in one."""
        lands = {candidate.iso3 for candidate in place.candidates}
        known = lands & self._gazetteer.countries.keys()
        return self._country(known.pop(), place.start, place.end) if len(known) == len(lands) == 1 else None

    def _country(self, iso3: str, start: int, end: int) -> NamedPlace:
        country = self._gazetteer.countries[iso3]
        found = self._resolver.resolve(country.name) or (Candidate(country.name, "country", iso3),)
        return NamedPlace(country.name, start, end, found)

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
        names, texts = [at for at, token in enumerate(tokens) if token.is_name], [token.text for token in tokens]
        self._naming.learn(tokens, names)
        self._naming.labels.learn(tokens, self._is_listed)
        if "(" in texts:
            self._bearers.learn_initials(tokens, self._is_wide)
        ends = frozenset(names)
        for at in names:
            for size in (3, 2, 1):
                if at + size - 1 not in ends:
                    continue
                iso3 = self._country_of[texts[at] if size == 1 else " ".join(texts[at : at + size])]
                if iso3:
                    self._resolver.countries[iso3] += 2
                    break
        # Unambiguous towns say as well where we are.
        for at in names:
            token = tokens[at]
            if len(token.text) > 3 and token.low not in self._lexicon.no_place:
                iso3 = self._only_country_of[token.text]
                if iso3:
                    self._resolver.countries[iso3] += 1

    def _is_listed(self, words: Sequence[Token]) -> bool:
        return fold(" ".join([token.text for token in words])) in self._gazetteer

    def _is_wide(self, words: Sequence[Token]) -> bool:
        return self._country_of[" ".join([token.text for token in words])] is not None

    def find(self, text: str, tokens: Sequence[Token]) -> list[tuple[int, int, NamedPlace]]:
        """Return (first token, last token + 1, place) for every known name, the longest match first."""
        found: list[tuple[int, int, NamedPlace]] = []
        done = refused = 0
        for at in [n for n, token in enumerate(tokens) if token.is_name or token.low in self._words["names.articles"]]:
            if at < done:
                continue
            if (border := self._border(tokens, at)) is not None:
                found.append(border)
                done = at + 2
                continue
            if (other := self._other_end(tokens, at)) is not None:
                done = other
                continue
            if at < refused and self._hangs(tokens, at):
                continue
            match = self._longest(text, tokens, at) if self._may_start(tokens, at) else None
            if match is not None:
                done, match = self._weighed(tokens, at, *match, found)
            elif at >= refused:  # what is left of a name that is no place's is none
                match = self._unlisted(tokens, at, found)
                refused = (self._naming.end_of(tokens, at) or 0) if match is None else 0
            if match is None:
                continue
            done, place = self._named(text, tokens, at, *match)
            if (half := self._half_named(tokens, at, match[0])) is not None:
                found.append(half)
            found.append((at, done, place))
        return found

    def _hangs(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word hangs on the one before: the Pueblo of "Defensoria del Pueblo", the Rast of "Rah-e-Rast"."""
        before = tokens[at - 1]
        if at == 1 and self._naming.is_foreign(before):
            return before.is_name and before.is_word and len(before.text) > 2  # "Shewaye Mare walked"
        return before.text == "-" or (before.low in self._links and not before.is_name)

    def _border(self, tokens: Sequence[Token], at: int) -> tuple[int, int, NamedPlace] | None:
        """Read "the Turkish border"."""
        if at + 1 >= len(tokens) or not tokens[at].is_name or tokens[at + 1].low not in self._words["border"]:
            return None
        iso3 = self._people.get(fold(tokens[at].text))
        if iso3 is None or (at + 2 < len(tokens) and tokens[at + 2].low in self._words["names.settled"]):
            return None  # "the Turkish border town of Kilis"
        name = f"{tokens[at].text} {tokens[at + 1].low}"
        border = (Candidate(name, "border", iso3),)
        return at, at + 2, NamedPlace(name, tokens[at].start, tokens[at + 1].end, border)

    def _other_end(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return where a name ends that is surely no place's: a person's, a body's, "anti-Balaka"."""
        grammar, token = self._lexicon.grammar, tokens[at]
        joined = at >= 2 and tokens[at - 1].text == "-" and tokens[at - 1].end == token.start
        if joined and tokens[at - 2].low in grammar["names.against"]:
            return at + 1
        if token.text in self._bearers.initials or self._lexicon.patterns["names.government"].fullmatch(token.text):
            return at + 1
        last = at
        while last + 1 < len(tokens) and (tokens[last + 1].is_name or tokens[last + 1].low in self._words["of"]):
            last += 1
        short = tokens[last + 2].text if last > at and last + 2 < len(tokens) else ""
        if short in self._bearers.initials and short[0] == token.text[0]:
            return last + 1  # "Special Task Force (STF)", but not "Mangu Local Government Area (LGA)"
        is_long = last > at + 1 or (last > at and last + 1 < len(tokens) and tokens[last + 1].low in self._reporting)
        if is_long and tokens[last].low in self._bodies and token.low not in self._lexicon.function:
            return last + 1  # "Arakan Rohingya Salvation Army", "Anadolu Agency reports"
        is_called = self._bearers.is_called(tokens, at, last + 1)
        if is_called and self._resolver.resolve(" ".join([each.text for each in tokens[at : last + 1]])) is None:
            return last + 1
        end = self._naming.end_of(tokens, at)
        if end is None or not self._bearers.is_person(tokens, at, end):
            return None
        if opens(tokens, at) and self._naming.is_known(token):
            return None  # "Neighbouring Mizoram said"
        if self._resolver.resolve(" ".join([each.text for each in tokens[at:end]])) is not None:
            return None
        self._naming.borne.update(word.low for word in tokens[at:end] if word.is_name)
        return end

    def _weighed(
        self, tokens: Sequence[Token], at: int, end: int, candidates: tuple[Candidate, ...],
        found: list[tuple[int, int, NamedPlace]],
    ) -> tuple[int, tuple[int, tuple[Candidate, ...]] | None]:  # fmt: skip
        """Return where to go on, and the end and meaning of a listed name, if it means a place here."""
        if self._is_in_name(tokens, at, end, found, candidates):
            return end, None
        whole = self._naming.end_of(tokens, at) or end
        if whole > end and self._is_part(tokens, end, whole, candidates):
            return whole, self._unlisted(tokens, at, found)
        if candidates and not self._is_listed_place(tokens, at, end, found, candidates):
            match = self._unlisted(tokens, at, found)
            return end, match if match and match[0] > end else None
        return end, (end, candidates)

    def _is_part(self, tokens: Sequence[Token], end: int, whole: int, candidates: tuple[Candidate, ...]) -> bool:
        """Whether a listed town is only a part of the name that ends at ``whole``: "Kai Gyee", "Sultan Akhther"."""
        if any(c.kind != "settlement" or c.place_id for c in candidates) or self._naming.is_titled(tokens):
            return False
        if tokens[end].text in _JOINS:
            return False  # two towns, it may be: "the Bamenda-Kumbo road"
        small = self._lexicon.function  # "Maung Than Sein"
        return all(token.low in small or self._naming.is_foreign(token) for token in tokens[end:whole] if token.is_word)

    def _named(
        self, text: str, tokens: Sequence[Token], at: int, end: int, candidates: tuple[Candidate, ...]
    ) -> tuple[int, NamedPlace]:
        """Return where a place's name ends, with the words that belong to it, and the place."""
        if end - at == 1 and self._goes_on(tokens, at, end, candidates):
            while end < len(tokens) and tokens[end].is_name and not self._naming.is_common(tokens, end):
                end += 1  # "Krasnaya Yaruga" is not the Krasnaya that is listed
            candidates = ()
        elif joined := self._joined_end(tokens, end, candidates):
            end, candidates = joined, ()  # nor "Hawsh al-Dawahira" the Hawsh, or "Balo-i" the Balo
        areas = self._words["names.areas"]
        if end < len(tokens) and tokens[end].low in areas and tokens[end - 1].low not in areas:
            end += 1  # "Dnipropetrovsk oblast" is more than the city
            candidates = tuple(replace(c, kind="region", place_id=None) for c in candidates)
        if capital := self._capital(tokens, end, candidates):
            return end + 2, NamedPlace(capital[0].name, tokens[at].start, tokens[end + 1].end, capital)
        start = at - 1 if at and tokens[at - 1].low in self._words["names.articles"] else at
        name = " ".join(text[tokens[start].start : tokens[end - 1].end].split())
        return end, NamedPlace(name, tokens[at].start, tokens[end - 1].end, candidates)

    def _half_named(self, tokens: Sequence[Token], at: int, end: int) -> tuple[int, int, NamedPlace] | None:
        """Read the first of two places that share their last word: "North and South Kivu"."""
        directions = self._words["names.directions"]
        told = at >= 2 and end - at > 1 and tokens[at].low in directions and tokens[at - 1].low in self._words["and_or"]
        if not told or tokens[at - 2].low not in directions or not tokens[at - 2].is_name:
            return None
        name = " ".join(token.text for token in (tokens[at - 2], *tokens[at + 1 : end]))
        candidates = self._resolver.resolve(name)
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
            or before.low in self._words["names.prefixes"]
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
            if second.is_name and self._resolver.resolve(second.text):
                return None  # "the Bamenda-Kumbo road"
            if second.low in self._words["names.made"]:
                return None
            end += 2
            while self._is_hyphened(tokens, end):
                end += 2  # "Qala-e-Zal"
            return end
        arabic = first.low in self._words["names.article_like"] and second.text == "-" and end + 2 < len(tokens)
        return end + 3 if arabic and tokens[end + 2].is_name and second.start == first.end else None

    @staticmethod
    def _is_hyphened(tokens: Sequence[Token], end: int) -> bool:
        """Whether one more word hangs on a name by a hyphen."""
        if end + 1 >= len(tokens) or tokens[end].text != "-" or not tokens[end + 1].is_word:
            return False
        return tokens[end].start == tokens[end - 1].end and tokens[end + 1].start == tokens[end].end

    def _goes_on(self, tokens: Sequence[Token], at: int, end: int, candidates: tuple[Candidate, ...]) -> bool:
        """Whether one more capitalised word follows a town's name that is listed without it."""
        if end >= len(tokens) or not candidates or any(c.kind != "settlement" or c.place_id for c in candidates):
            return False
        token = tokens[end]
        led = at > 0 and tokens[at - 1].low in self._words["names.before_place"]
        if not led and not (end + 1 < len(tokens) and tokens[end + 1].low in self._words["names.after_place"]):
            return False  # a person's name, most likely
        known = token.low in self._lexicon.no_place or token.low in self._lexicon.roles or self.is_people(token.text)
        known = known or self._naming.is_common(tokens, end)
        return token.is_name and len(token.text) > 2 and not token.text.isupper() and not known

    def _capital(self, tokens: Sequence[Token], end: int, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Read "Haiti's capital" as Port-au-Prince."""
        owned = "|".join([token.low for token in tokens[end : end + 2]]) in self._words["names.capital"]
        if not owned or len(candidates) != 1 or candidates[0].kind != "country":
            return ()
        capital = self._gazetteer.countries[candidates[0].iso3].capital
        entries = [e for e in self._gazetteer.look_up(fold(capital)) if e.iso3 == candidates[0].iso3]
        return tuple(candidate_of(entry) for entry in entries[:1])

    def _may_start(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        if token.is_name:  # "As Pakistan's army moves" is no As-Pakistan
            joined = at + 1 < len(tokens) and tokens[at + 1].text == "-"
            if joined or token.low not in self._lexicon.function:
                return True
            if token.low not in self._words["names.tell"]:
                return False  # "near Tell Abyad", "Am Timan is"
            return at > 0 or self._resolver.resolve(" ".join([t.text for t in tokens[:2]])) is not None
        return token.low in self._words["names.articles"] and at + 2 < len(tokens) and tokens[at + 2].is_name

    def _longest(self, text: str, tokens: Sequence[Token], at: int) -> tuple[int, tuple[Candidate, ...]] | None:
        limit, furthest = at + 1, min(len(tokens), at + _MOST_TOKENS)
        while limit < furthest and (
            tokens[limit].is_name
            or tokens[limit].low in self._within_names
            or is_elided(tokens[limit], self._words["names.elided"])
        ):
            limit += 1
        for end in range(limit, at, -1):
            last = tokens[end - 1]
            link = (
                end - at > 1
                and last.low in self._links
                and not (last.is_name and last.low in self._words["names.last_links"])
            )
            if last.low in _JOINS or last.low in self._words["owner"] or link:
                continue
            raw = text[tokens[at].start : last.end]
            if end - at == 1 and (len(raw) < 3 and tokens[at].low not in self._words["names.short"]):
                continue
            if end - at == 1 and last.low in self._lexicon.no_place and not self._is_homeland(tokens, at):
                continue
            candidates = self._resolver.resolve(raw)
            if candidates is not None:
                return end, candidates
        return None

    def _is_homeland(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a people's name stands for its region: "fled to Amhara"."""
        low, end = tokens[at].low, at + 1
        if not at or tokens[at - 1].low not in self._words["names.sure"] or low not in self._lexicon.peoples:
            return False
        followed = end < len(tokens) and tokens[end].is_word and tokens[end].low not in self._lexicon.function
        return not followed and any(c.kind == "region" for c in self._resolver.resolve(tokens[at].text) or ())

    def _is_listed_place(
        self, tokens: Sequence[Token], at: int, end: int, found: list[tuple[int, int, NamedPlace]],
        candidates: tuple[Candidate, ...],
    ) -> bool:  # fmt: skip
        """Whether a town's name means the town here, not a person or a word: "David Swanson", "Human Rights"."""
        if candidates[0].kind == "region" and self._is_word(tokens, at, end):
            return False  # "Air strikes"
        if candidates[0].place_id or any(c.kind != "settlement" for c in candidates):
            named = candidates[0].kind in ("region", "country") and end < len(tokens) and tokens[end].is_name
            return not (named and tokens[end].low in self._words["names.bodies"])  # "the Arakan Army"
        cited = at > 1 and tokens[at - 2].low in self._words["according"]
        if (
            at
            and tokens[at - 1].low in self._words["names.sure"]
            and not (end < len(tokens) and tokens[end].is_name)
            and not cited
        ):
            return True
        if self._is_borne(tokens, at, end) or self._is_word(tokens, at, end) or self._is_short(tokens, at, end):
            return False  # "According to Galvez", "Fire broke out"
        return self._naming.is_place(tokens, at, end, [each[:2] for each in found[-1:]], "listed")

    def _unlisted(
        self, tokens: Sequence[Token], at: int, found: list[tuple[int, int, NamedPlace]]
    ) -> tuple[int, tuple[Candidate, ...]] | None:
        """Return the end of a name nobody has listed, if it is likely a place's."""
        end = self._naming.end_of(tokens, at)
        if end is None or self._is_short(tokens, at, end) or any(self.is_people(t.text) for t in tokens[at:end]):
            return None
        title = end - at == 1 and tokens[at].low in self._words["names.titles"]
        if title or self._is_borne(tokens, at, end) or (opens(tokens, at) and self._naming.is_plain(tokens, at, end)):
            return None
        near = [each[:2] for each in found[-1:]]
        ruled = "yes" if self._is_led(tokens, at, end, found) else "no"
        return (end, ()) if self._naming.is_place(tokens, at, end, near, ruled) else None

    def _is_word(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a word has its capital for it opens a sentence, and stands nowhere as places do."""
        if (
            end >= len(tokens)
            or not tokens[end].is_word
            or tokens[end].low in self._words["and_or"]
            or not opens(tokens, at)
        ):
            return False
        return self._naming.is_plain(tokens, at, end) and not self._naming.is_led(tokens[at:end])

    def _is_borne(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a person told of before has the name, and no "in" or "from" stands before it."""
        if not self._naming.borne.issuperset([token.low for token in tokens[at:end] if token.is_name]):
            return False
        cited = at > 1 and tokens[at - 2].low in self._words["according"]
        return at == 0 or cited or tokens[at - 1].low not in self._words["names.leading"]

    def _is_short(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a name is one of initials, as bodies have: "ARSA"."""
        if end - at > 1 or not is_short(tokens[at].text) or len(tokens[at].text) > _LONGEST_INITIALS:
            return False
        sited = end < len(tokens) and tokens[end].low in self._words["names.site_words"]
        dated = opens(tokens, at) and not (end < len(tokens) and tokens[end].is_word)  # "JUBA – "
        return not sited and not dated and not all(token.text.isupper() for token in tokens if token.is_word)

    def _is_led(self, tokens: Sequence[Token], at: int, end: int, found: list[tuple[int, int, NamedPlace]]) -> bool:
        """Whether an unlisted name stands as places do: after "in", "at", "from" ... or before "camp"."""
        if (
            tokens[at].low in self._lexicon.no_place
            or (len(tokens[at].text) < 3 and end - at == 1)
            or all(token.text.isupper() and len(token.text) < 5 for token in tokens[at:end])
        ):
            return False
        bare = opening(tokens, at, self._links)
        while bare > 0 and tokens[bare - 1].low in self._words["names.directions"]:
            bare -= 1  # "from Eastern Ghouta"
        before = [token.low for token in tokens[max(0, bare - 2) : bare]]
        listed = (
            bool(found)
            and found[-1][1] == at - 1
            and not self._is_office(tokens, found[-1][0])
            and tokens[at - 1].low in self._words["names.listed"]
        )
        labelled = (
            end < len(tokens)
            and not tokens[at].text.isupper()
            and not tokens[end - 1].low.endswith(self._lexicon.endings["noun"])
            and self._lexicon.roles.isdisjoint([token.low for token in tokens[at:end]])
            and tokens[end].low == ":"
            and opens(tokens, at)
        )
        counted = (
            opens(tokens, at) and end - at <= 3
            and tokens[at].low not in self._lexicon.function and end < len(tokens) and len(tokens) <= 14
            and tokens[end].is_number and len(tokens[end].text) >= 3 and not tokens[end].text.startswith(("19", "20"))
        )  # fmt: skip
        listed = listed and not tokens[at].text.isupper() and not self._is_subject(tokens, end)
        further, word = (before[0], before[-1]) if before else ("", "")
        led = word in self._words["names.leading"] or word in self._words["context.site_nouns"]
        led = led or (word in self._words["of"] and further in self._words["names.owning"])
        led = led or (word in self._words["on"] and further in self._words["names.striking"])
        led = led or counted or listed or labelled
        named = self._is_sited(tokens, end)
        numbered = end + 1 < len(tokens) and tokens[end].low == "(" and tokens[end + 1].is_number and at > 0
        beside = end + 1 < len(tokens) and tokens[end].low in self._words["near"] and tokens[end + 1].is_name
        handed = len(before) == 2 and before[1] in self._words["to"] and before[0] in self._words["names.handed"]
        named = named or ((numbered or beside) and not tokens[at].text.isupper())
        return (led or named) and not handed and (named or not self._is_titled(tokens, at))

    def _is_titled(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a name begins with an office: "Governor Hadi", but not "Sheikh Maqsoud"."""
        low = tokens[at].low
        return low in self._lexicon.roles and low not in self._words["names.prefixes"]

    def _is_sited(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether "camp", "village" or the like stands behind a name, or behind one more: "Zolda and Qarm camps"."""
        sited = self._words["names.sited"]
        if end + 2 < len(tokens) and tokens[end].low in self._words["and"] and tokens[end + 1].is_name:
            end += 2
            while end < len(tokens) and tokens[end].is_name and tokens[end].low not in sited:
                end += 1
            last = tokens[end].low if end < len(tokens) else ""
            return last in sited and last.endswith(self._lexicon.endings["plural"])
        return end < len(tokens) and tokens[end].low in sited

    def _is_office(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell "the mayor of Cúcuta, Jorge Rincón" from a list of places."""
        return at >= 2 and tokens[at - 1].low in self._words["names.of"] and tokens[at - 2].low in self._lexicon.roles

    def _is_subject(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether a verb follows: "..., and Petrenko said" names a person, not one more place."""
        if end >= len(tokens):
            return False
        low = tokens[end].low
        return low in self._words["names.behind_person"] and low != ","
