"""Whether a document tells of a present crisis: of old wars, games, markets and whatever else is told no claim is made.

A document is scored by its words, by those of the paragraphs and neighbourhoods of its claims, by how dense
the lexicon's cues are in each, whether the whole has more words of displacement than of sport, markets, animals and
elections, by what years, persons and moods they speak in, and by how many claims it has for its length and how
sure they are: a sum of learned weights
(`languages/CODE-topics.csv`, made by `python benchmarks/reading_learn.py --write`). The weights of words are divided by
the square root of their number, so that long texts weigh little more than short ones.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from kilis.sources.reading.lexicon import Cue, Lexicon, stem
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Claim
from kilis.sources.reading.tokens import Stretch, Token

ANSWERS = ("present",)
BIAS, CLAIMS = "bias", "claims"
Group = tuple[list[str], float]
"""Features, and the number by which the sum of their weights is multiplied."""
_LABELLED = frozenset({"topic", "certainty", "action", "noun", "people", "speech"})
_MARK_SCALE, _MOST = 0.3, 3
_DENSITIES = (1, 2, 4)
_SHORTEST = 3
_LEAST_TOKENS = 50
"""In shorter texts there is too little to tell by."""
_MOST_ODDS, _PASSAGE_CHARS = 6.0, 600


class Traits:
    """What can be seen of one document: its words and marks, those of each paragraph and of each sentence."""

    def __init__(
        self, lexicon: Lexicon, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]],
        cues: Sequence[Sequence[Cue]], today: datetime.date | None,
    ) -> None:  # fmt: skip
        self._lexicon, self._year = lexicon, today.year if today else None
        self._mark_of = {
            **{word: mark for mark, listed in lexicon.data["moods"].items() for word in listed.split()},
            **dict.fromkeys(lexicon.weekdays, "weekday"), **dict.fromkeys(lexicon.months, "month"),
        }  # fmt: skip
        self._words = [self._words_of(each) for each in tokens]
        self._marks = [self._marks_of(t, c) for t, c in zip(tokens, cues, strict=True)]
        self._sizes = [len(each) for each in tokens]
        self.paragraph = [stretch.paragraph for stretch in stretches]

    def document(self) -> list[Group]:
        """Return the features of the whole."""
        ours, off = (sum(marks[f"topic {side}"] for marks in self._marks) for side in ("ours", "off"))
        balance = [f"more off={max(-_MOST, min(_MOST, off - ours))}", f"off={min(_MOST, off)} ours={min(_MOST, ours)}"]
        return [*self._group("d", range(len(self.paragraph))), (balance, 1.0)]

    def around(self, sentence: int) -> list[Group]:
        """Return the features of a sentence with its neighbours."""
        return self._group("n", range(max(0, sentence - 1), min(len(self.paragraph), sentence + 2)))

    def of_paragraph(self, number: int) -> list[Group]:
        """Return the features of a paragraph."""
        return self._group("p", [n for n, each in enumerate(self.paragraph) if each == number])

    def of(self, sentence: int) -> list[Group]:
        """Return the features of a sentence with its neighbours and of its paragraph."""
        return [*self.of_paragraph(self.paragraph[sentence]), *self.around(sentence)]

    def _group(self, name: str, members: Sequence[int]) -> list[Group]:
        words = set().union(*(self._words[n] for n in members))
        marks: Counter[str] = Counter()
        for n in members:
            marks.update(self._marks[n])
        size = sum(self._sizes[n] for n in members) or 1
        dense = [f"{name} {mark} {_density(count, size)}" for mark, count in marks.items()]
        return [([f"{name}:{word}" for word in words], max(1, len(words)) ** -0.5), (dense, _MARK_SCALE)]

    def _words_of(self, tokens: Sequence[Token]) -> set[str]:
        function = self._lexicon.function
        return {
            stem(token.low) for token in tokens
            if token.is_word and not token.is_name and len(token.low) >= _SHORTEST and token.low not in function
        }  # fmt: skip

    def _marks_of(self, tokens: Sequence[Token], cues: Sequence[Cue]) -> Counter[str]:
        marks: Counter[str] = Counter()
        for cue in cues:
            kind = cue.sense.kind
            marks[f"{kind} {cue.sense.label}" if kind in _LABELLED else kind] += 1
        for token in tokens:
            mark = self._mark_of.get(token.low)
            if mark is not None:
                marks[mark] += 1
            elif token.is_number:
                marks["number"] += 1
                year = int(token.text) if len(token.text) == 4 and token.text.isdecimal() else 0
                if self._year and 1400 < year <= 2100:
                    marks["old year" if year < self._year - 1 else "new year"] += 1
            elif token.low.endswith("ed"):
                marks["ed"] += 1
        return marks


class Topics:
    """Tells by learned weights which documents may hold claims."""

    def __init__(self, lexicon: Lexicon, weights: Linear) -> None:
        self._lexicon, self._weights = lexicon, weights

    def is_present(
        self, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], cues: Sequence[Sequence[Cue]],
        today: datetime.date | None, told: Iterable[int], density: float,
    ) -> bool:  # fmt: skip
        """Whether the document tells of a present crisis; it does if there is too little to tell by.

        ``told`` are the sentences with claims, ``density`` is that of the claims.
        """
        if not self._weights.weights or sum(map(len, tokens)) < _LEAST_TOKENS:
            return True
        traits = Traits(self._lexicon, stretches, tokens, cues, today)
        groups = [*traits.document(), *near(traits, told), ([CLAIMS], density), ([BIAS], 1.0)]
        return score(self._weights, groups) >= 0


def near(traits: Traits, told: Iterable[int]) -> list[Group]:
    """Return the features of where a document has claims: together they count as much as those of the whole."""
    sentences = list(told)
    paragraphs = Counter(traits.paragraph[n] for n in sentences)
    far = [(f, scale * times) for number, times in paragraphs.items() for f, scale in traits.of_paragraph(number)]
    beside = [group for n in sentences for group in traits.around(n)]
    return [(features, scale / len(sentences)) for features, scale in [*far, *beside]]


def density_of(claims: Iterable[Claim], chars: int) -> float:
    """Return how dense the claims of a document are: ln(1 + the sum of their odds in 600 characters)."""
    return math.log1p(_PASSAGE_CHARS * sum(max(0.0, min(_MOST_ODDS, each.odds)) for each in claims) / max(1, chars))


def _density(count: int, size: int) -> int:
    """Return how dense: 0 to 3 for up to 1, 2, 4 and more per 100 words."""
    return sum(100 * count > edge * size for edge in _DENSITIES)


def score(weights: Linear, groups: Iterable[Group]) -> float:
    """Return the sum of weights, each group's multiplied by its number."""
    return sum(scale * weights.scores(features)[0] for features, scale in groups)
