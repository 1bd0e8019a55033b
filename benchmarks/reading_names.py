"""What `reading_learn.py` learns about names that no gazetteer lists: places are those that the gold's claims name.

A name that the rules take for a place and that no claim of the text names is left out: it may be one all the same.
"""

from __future__ import annotations

import functools
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence

import reading as bench
import reading_learn as learning

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.linear import Linear, path_of
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.naming import ANSWERS, Naming
from kilis.sources.reading.tokens import Token

ENGLISH = lexicon.load()

RIDGE, FEWEST, GENEROUS = 6.0, 3, 4
_WIDE, FOLDS = 118, 3
# Listed towns that are something else in the texts: persons, parts of other names, words.
NO_TOWNS = frozenset((bench.CORPUS / "no_towns.txt").read_text(encoding="utf-8").split())
# What the rules take for places, and is none.
NO_PLACES = frozenset((bench.CORPUS / "no_places.txt").read_text(encoding="utf-8").split())
# Places that no list has and no claim of the texts is about.
MORE_PLACES = frozenset((bench.CORPUS / "more_places.txt").read_text(encoding="utf-8").split())


class Recorder(Naming):
    """Leaves the rules' answer as it is, and notes what could be weighed."""

    def __init__(self, reader: Reader, plain: frozenset[str]) -> None:
        super().__init__(reader._lexicon, Linear(ANSWERS, {}), plain)
        self.seen: list[tuple[str, str, list[str]]] = []

    def is_place(self, tokens: Sequence[Token], at: int, end: int, near: Sequence[tuple[int, int]], ruled: str) -> bool:
        name = "".join(token.text for token in tokens[at:end])
        self.seen.append((fold(name), ruled, self.features(tokens, at, end, near, ruled)))
        return ruled != "no"


def uncapitalised(text: str) -> set[str]:
    """Return the words of a text that stand without a capital."""
    return {token.low for token in ENGLISH.tokens(text) if token.is_word and not token.is_name}


def examples(reader: Reader, known: list[learning.Text]) -> list[learning.Example]:
    """Return every unlisted name of the texts."""
    return [example for each in _by_text(reader, known) for example in each]


def _by_text(reader: Reader, known: list[learning.Text]) -> list[list[learning.Example]]:
    times = Counter(word for _, text, _ in known for word in uncapitalised(text))
    # As in use, a word is known from other texts.
    return [_of_text(reader, each, frozenset(times - Counter(uncapitalised(each[1])))) for each in known]


def _of_text(reader: Reader, known: learning.Text, plain: frozenset[str]) -> list[learning.Example]:
    batch, text, meta = known
    recorder = Recorder(reader, plain)
    finder = PlaceFinder(reader._lexicon, reader._gazetteer, (), recorder)
    tokens = [ENGLISH.tokens(text, stretch.start, stretch.end) for stretch in ENGLISH.sentences(text)]
    for each in tokens:
        finder.learn_context(each)
    for each in tokens:
        finder.find(text, each)
    gold = {fold(p["name"]) for c in meta["claims"] for places in c["places"].values() for p in places}
    result = []
    for name, ruled, features in recorder.seen:
        is_gold = any(name.startswith(each) or each.startswith(name) for each in gold if name)
        if ruled == "listed":
            is_gold = name not in NO_TOWNS
        is_gold = is_gold or name in MORE_PLACES
        # A word that stands without a capital elsewhere is none, though "in" stands before it.
        is_word = "plain=all yes" in features and not {"first=False size=1", "first=True size=1"}.isdisjoint(features)
        if is_gold or ruled != "yes" or name in NO_PLACES or is_word:
            answer = ANSWERS[1] if is_gold else ANSWERS[0]
            example = learning.Example(batch, frozenset(features), frozenset({answer}))
            # A wrong name is weighed again with the claim's places; a place that is not found is lost.
            result += [example] * (GENEROUS if is_gold else 1)
    return result


def unseen(reader: Reader, known: list[learning.Text]) -> list[Callable[[], Naming]]:
    """Return for each text what tells its names by weights of other texts: what is learned next sees them as in use."""
    rows = _by_text(reader, known)
    tables = [train([e for n, each in enumerate(rows) if n % FOLDS != part for e in each]) for part in range(FOLDS)]
    return [functools.partial(Naming, reader._lexicon, tables[n % FOLDS], reader._plain) for n in range(len(known))]


def train(known: list[learning.Example]) -> Linear:
    """Return the weights of these examples."""
    return learning.learn(known, ANSWERS, ridge=RIDGE, fewest=FEWEST)


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader tell names by these weights, None: by rules alone."""
    table = weights or Linear(ANSWERS, {})
    reader._naming = lambda: Naming(reader._lexicon, table, reader._plain)


def write(weights: Linear) -> None:
    """Package the weights, and the words of the texts that stand without a capital."""
    words = sorted(set().union(*(uncapitalised(text) for _, text, _ in learning.texts())))
    path_of("plain", "en").with_suffix(".txt").write_text(
        textwrap.fill(" ".join(words), _WIDE, break_on_hyphens=False) + "\n", "utf-8"
    )
    learning.write(weights, path_of("names", "en"))
