"""Whether a document tells of a present crisis: of old wars, games, markets and whatever else is told no claim is made.

A document is scored by its words, by those it opens with and those of the paragraphs and neighbourhoods of its claims,
by how dense the lexicon's cues are in each (but for what claims are made of: whether people fled or came tells nothing
of when), by what years, persons and moods they speak in, by how many claims it has for its length and how
sure they are, and by the shares of them that are of these days, have a speaker, a place near a crisis and so on: a sum
of weights (`languages/CODE-topics.csv`, made by `python benchmarks/reading_learn.py --write`). The weights of words are
divided by the square root of their number, so that long texts weigh little more than short ones.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from kilis.sources.gazetteer import Country
from kilis.sources.reading.lexicon import Cue, Lexicon, Sense
from kilis.sources.reading.linear import MOST_KEPT, Linear
from kilis.sources.reading.model import Claim
from kilis.sources.reading.tokens import Stretch, Token, is_number

ANSWERS = ("present",)
BIAS, CLAIMS = "bias", "claims"
_LABELLED = frozenset({"topic", "certainty", "people", "speech"})
_OF_HANDS = ("qualifier", "armed", "certainty negated", "people other", "quote", "we", "you")
"""What is dense or thin by the hand that wrote a text, whatever it tells of."""
_MARK_SCALE = 0.3
_SHORTEST = 3
_LEAST_TOKENS = 50
"""In shorter texts there is too little to tell by."""
_MOST_ODDS, _PASSAGE_CHARS = 6.0, 600
_OPENING = 2
"""The sentences that a document opens with."""
_FRESH_DAYS, _OLD_DAYS = 14, 60


class Group(NamedTuple):
    """Names, each a feature behind ``prefix``, and the number by which the sum of their weights is multiplied."""

    prefix: str
    names: Collection[str]
    scale: float

    @property
    def features(self) -> list[str]:
        """What is the case."""
        return [self.prefix + name for name in self.names]


class Glossary:
    """What each word and phrase of a language says of the matter at hand, looked up once for all texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.stem_of = _Stems(lexicon).__getitem__
        self.densities = _Densities()
        self.mark_of_sense = _MarksOfSenses().__getitem__
        self.mark_of = _Marks(lexicon).__getitem__


class _Marks(dict[str, str]):
    """What words are counted as besides their stem, by lower-case word; nothing for most."""

    def __init__(self, lexicon: Lexicon) -> None:
        moods = {mark: listed for mark, listed in lexicon.data["moods"].items() if mark not in _OF_HANDS}
        super().__init__((word, mark) for mark, listed in moods.items() for word in listed.split())
        self.update(dict.fromkeys(lexicon.weekdays, "weekday"))
        self.update(dict.fromkeys(lexicon.months, "month"))
        self._past = lexicon.endings["past"]

    def __missing__(self, low: str) -> str:
        found = "number" if is_number(low) else "ed" if low.endswith(self._past) else ""
        if len(self) < MOST_KEPT:
            self[low] = found
        return found


class _Stems(dict[str, str]):
    """The stems of words that tell of a matter, by lower-case word; nothing for all others."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._stem, self._function = lexicon.stem, lexicon.function

    def __missing__(self, low: str) -> str:
        tells = low[0].isalpha() and len(low) >= _SHORTEST and low not in self._function
        found = self._stem(low) if tells else ""
        if len(self) < MOST_KEPT:
            self[low] = found
        return found


class _MarksOfSenses(dict[Sense, str]):
    """What the phrases of a sense are counted as; nothing for those that claims are made of or that tell of hands."""

    def __missing__(self, sense: Sense) -> str:
        told = sense.kind in ("action", "noun") or sense.event
        mark = f"{sense.kind} {sense.label}" if sense.kind in _LABELLED else sense.kind
        self[sense] = "" if told or mark in _OF_HANDS else mark
        return self[sense]


class _Densities(dict[str, tuple[str, ...]]):
    """The names of the densities of a mark, from thin to thick."""

    def __missing__(self, mark: str) -> tuple[str, ...]:
        self[mark] = tuple(f"{mark} {density}" for density in range(4))
        return self[mark]


class Traits:
    """What can be seen of one document: its words and marks, those of each paragraph and of each sentence."""

    def __init__(
        self, glossary: Glossary, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]],
        cues: Sequence[Sequence[Cue]], today: datetime.date | None,
    ) -> None:  # fmt: skip
        self._glossary, self._year = glossary, today.year if today else None
        self._words = [self._words_of(each) for each in tokens]
        self._marks = [self._marks_of(t, c) for t, c in zip(tokens, cues, strict=True)]
        self._sizes = [len(each) for each in tokens]
        self.paragraph = [stretch.paragraph for stretch in stretches]

    def document(self) -> list[Group]:
        """Return the features of the whole."""
        every = range(len(self.paragraph))
        return [*self._group("d", every), *self._group("o", every[:_OPENING])]

    def around(self, sentence: int) -> list[Group]:
        """Return the features of a sentence with its neighbours."""
        return self._group("n", range(max(0, sentence - 1), min(len(self.paragraph), sentence + 2)))

    def of_paragraph(self, number: int) -> list[Group]:
        """Return the features of a paragraph."""
        return self._group("p", [n for n, each in enumerate(self.paragraph) if each == number])

    def _group(self, name: str, members: Sequence[int]) -> list[Group]:
        words = set().union(*[self._words[n] for n in members])
        marks: dict[str, int] = {}
        for mark in chain.from_iterable([self._marks[n] for n in members]):
            marks[mark] = marks.get(mark, 0) + 1
        one = (sum([self._sizes[n] for n in members]) or 1) / 100
        two, four, named = 2 * one, 4 * one, self._glossary.densities
        # How dense: 0 to 3 for up to 1, 2, 4 and more per 100 words.
        dense = [named[mark][(count > one) + (count > two) + (count > four)] for mark, count in marks.items()]
        return [Group(f"{name}:", words, max(1, len(words)) ** -0.5), Group(f"{name} ", dense, _MARK_SCALE)]

    def _words_of(self, tokens: Sequence[Token]) -> set[str]:
        words = set(map(self._glossary.stem_of, [token.low for token in tokens if not token.is_name]))
        words.discard("")
        return words

    def _marks_of(self, tokens: Sequence[Token], cues: Sequence[Cue]) -> list[str]:
        found = list(filter(None, map(self._glossary.mark_of_sense, [cue.sense for cue in cues])))
        found += filter(None, map(self._glossary.mark_of, [token.low for token in tokens]))
        for token in [token for token in tokens if token.is_number] if "number" in found else ():
            if self._year and len(token.text) == 4 and token.text.isdecimal() and 1400 < int(token.text) <= 2100:
                found.append("old year" if int(token.text) < self._year - 1 else "new year")
        return found


class Topics:
    """Tells by learned weights which documents may hold claims."""

    def __init__(self, lexicon: Lexicon, weights: Linear) -> None:
        self.glossary, self._weights = Glossary(lexicon), weights

    def is_present(
        self, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], cues: Sequence[Sequence[Cue]],
        today: datetime.date | None, told: Collection[int], of_claims: Sequence[Group],
    ) -> bool:  # fmt: skip
        """Whether the document tells of a present crisis; it does if there is too little to tell by.

        ``told`` are the sentences with claims, ``of_claims`` is what can be seen of the claims themselves.
        """
        if not self._weights.weights or sum(map(len, tokens)) < _LEAST_TOKENS:
            return True
        traits = Traits(self.glossary, stretches, tokens, cues, today)
        return score(self._weights, seen(traits, told, of_claims)) >= 0


def seen(traits: Traits, told: Collection[int], of_claims: Sequence[Group]) -> list[Group]:
    """Return all that a document is judged by."""
    return [*traits.document(), *near(traits, told), *of_claims, Group("", (BIAS,), 1.0)]


def near(traits: Traits, told: Collection[int]) -> list[Group]:
    """Return the features of where a document has claims: together they count as much as those of the whole."""
    paragraphs = Counter(traits.paragraph[n] for n in told)
    many = len(told)
    far = [(group, times) for n, times in paragraphs.items() for group in traits.of_paragraph(n)]
    beside = [(group, 1) for n in told for group in traits.around(n)]
    return [Group(prefix, names, scale * times / many) for (prefix, names, scale), times in far + beside]


def of_claims(
    claims: Sequence[Claim], chars: int, today: datetime.date | None, countries: Mapping[str, Country]
) -> list[Group]:
    """Return how dense the claims of a document are and what they are like, each with the share of them that are."""
    met = Counter(name for claim in claims for name in _likeness(claim, today, countries))
    shares = [Group("claims ", (name,), times / len(claims)) for name, times in sorted(met.items())]
    return [Group("", (CLAIMS,), density_of(claims, chars)), *shares]


def _likeness(claim: Claim, today: datetime.date | None, countries: Mapping[str, Country]) -> list[str]:
    if claim.date is None or today is None:
        when = "undated"
    else:
        days = (today - claim.date).days
        when = "coming" if days < 0 else "today" if not days else "fresh" if days <= _FRESH_DAYS else "older"
        when = "old" if days > _OLD_DAYS else when
    rough = claim.quantity is not None and claim.quantity.qualifier != "exact"
    is_so = {
        when: True, "dated": claim.period, "credited": claim.speaker, "event": claim.kind == "event", "rough": rough,
        _where(claim, countries): True, "stated": claim.certainty == "stated",
    }  # fmt: skip
    return [name for name, holds in is_so.items() if holds]


def _where(claim: Claim, countries: Mapping[str, Country]) -> str:
    """Tell whether one of its places is in a country near a crisis, or of the scenario, which tells of one itself."""
    meant = [candidate for place in claim.places for candidate in place.candidates]
    if not meant:
        return "somewhere" if claim.places else "nowhere"
    return (
        "near" if any(c.place_id or (c.iso3 in countries and countries[c.iso3].near_crisis) for c in meant) else "far"
    )


def density_of(claims: Iterable[Claim], chars: int) -> float:
    """Return how dense the claims of a document are: ln(1 + the sum of their odds in 600 characters)."""
    odds = math.fsum(max(0.0, min(_MOST_ODDS, each.odds)) for each in claims)
    return math.log1p(_PASSAGE_CHARS * odds / max(1, chars))


def score(weights: Linear, groups: Iterable[Group]) -> float:
    """Return the sum of weights, each group's multiplied by its number."""
    return sum([scale * weights.sum_under(prefix, names) for prefix, names, scale in groups])
