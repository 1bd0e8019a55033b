"""What `reading_learn.py` learns about topics: which documents tell of a present crisis, so that claims may be in them.

Documents are read by what was learned from other texts, as in use; reports and adversarial texts of the corpus, and the
documents of `matters.txt`, which come with nothing but which of both they are. Those in which no claim is read teach
nothing. The weight of the bias is set so that of documents of other matters, each third of the texts left out, KEPT are
not below nought, which is where documents are dropped: real pages lie lower than any report that was written here, so
that the lowest of these cannot set the bar.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import reading as bench
import reading_learn as learning
from scipy.sparse import csr_array

from kilis.sources.reading import Reader
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.linear import Linear, path_of
from kilis.sources.reading.tokens import Stretch, Token
from kilis.sources.reading.topics import ANSWERS, BIAS, Group, Topics, Traits, score, seen

RIDGE, FEWEST_TEXTS, FOLDS = 0.1, 3, 3
KEPT = 1 / 7
"""The share of documents of other matters that is let through so that few reports are lost: these hold ten claims each,
and more of them are read.
"""
OTHERS = 3.0
"""A document of other matters counts as much as OTHERS reports, for there are fewer."""
TELLING = ("names", "figures", "events")
"""The parts that make claims."""
OF_MATTERS = -1
"""The batch of its documents: none that is left out."""


@dataclass(frozen=True)
class Example:
    """A text as it is read: all that it is judged by."""

    batch: int
    is_present: bool
    groups: list[Group]


class Recorder(Topics):
    """Drops nothing, and notes what a document is judged by."""

    def is_present(
        self, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], cues: Sequence[Sequence[Cue]],
        today: datetime.date | None, told: Collection[int], of_claims: Sequence[Group],
    ) -> bool:  # fmt: skip
        self.groups = seen(Traits(self.glossary, stretches, tokens, cues, today), told, of_claims)
        return True


def examples(reader: Reader, known: list[learning.Text]) -> list[Example]:
    """Return the texts, read by what was learned from others."""
    result: list[Example] = []
    apart = [(OF_MATTERS, text, meta) for text, meta in bench.matters("matters.txt")]
    for fold in range(FOLDS):
        others = [text for n, text in enumerate(known) if n % FOLDS != fold]
        left_out = learning.learned(learning.load_parts(TELLING), others)
        left_out._topics = recorder = Recorder(reader._lexicon, Linear(ANSWERS, {}))
        for batch, text, meta in [*known[fold::FOLDS], *apart[fold::FOLDS]]:
            if learning.read(left_out, text, meta):
                result.append(Example(batch, not meta["style"].startswith("adversarial"), recorder.groups))
    return result


def train(known: Sequence[Example]) -> Linear:
    """Return the weights, the bias such that nought is where documents are to be dropped."""
    others: list[float] = []
    for fold in range(FOLDS):
        weights = fitted([each for n, each in enumerate(known) if n % FOLDS != fold])
        others += [score(weights, each.groups) for each in known[fold::FOLDS] if not each.is_present]
    bar = float(np.quantile(others, 1 - KEPT))
    table = fitted(known).weights
    return Linear(ANSWERS, {**table, BIAS: (round(table[BIAS][0] - bar, 3),)})


def fitted(known: Sequence[Example]) -> Linear:
    """Return a weight for each feature, by whose sums documents of a crisis are told from others."""
    met = Counter(feature for each in known for group in each.groups for feature in set(group.features))
    names = sorted(feature for feature, texts in met.items() if texts >= FEWEST_TEXTS)
    column = {feature: n for n, feature in enumerate(names)}
    # Each text is a choice between its features, present, and none at all, whose sum is nought.
    cells = [
        (2 * n, column[feature], group.scale)
        for n, each in enumerate(known)
        for group in each.groups
        for feature in group.features
        if feature in column
    ]
    at, columns, values = zip(*cells, strict=True)
    x = csr_array((values, (at, columns)), shape=(2 * len(known), len(names)))
    right = np.array([side for each in known for side in (each.is_present, not each.is_present)], dtype=float)
    counts = np.array([1.0 if each.is_present else OTHERS for each in known])
    found = learning.fit(x, [2] * len(known), right, counts, RIDGE)
    return Linear(ANSWERS, {name: (float(found[n].round(3)) + 0.0,) for n, name in enumerate(names)})


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader drop documents by these weights, None: keep them all."""
    reader._topics = Topics(reader._lexicon, weights or Linear(ANSWERS, {}))


def write(weights: Linear) -> None:
    """Package the weights."""
    learning.write(weights, path_of("topics", "en"))
