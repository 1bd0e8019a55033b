"""What `reading_learn.py` learns about topics: which documents tell of a present crisis, so that claims may be in them.

First words are weighed by sentences: those with gold claims are examples of such, those of adversarial texts of others;
a text counts TEXT, shared out among its sentences, however long it is. Then, by documents, how much the sum for the
whole, that for where it has claims and how dense these are tell together. For this, texts are read and scored by what
was learned from other texts, as in use. The weight of the bias is set so that of reports in the forms of real pages,
each batch of them left out, shares of LOST fall below nought, which is where documents are dropped. Texts all
of whose claims are left out for their causes (`causes`) teach nothing: their other words are those of reports.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import reading_learn as learning
from scipy.sparse import csr_array

from kilis.sources.reading import Reader
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.linear import Linear, path_of
from kilis.sources.reading.tokens import Stretch, Token
from kilis.sources.reading.topics import ANSWERS, BIAS, CLAIMS, Group, Topics, Traits, near, score

RIDGE, FEWEST_TEXTS, TEXT, MOST, FOLDS = 3.0, 4, 10.0, 3.0, 3
LOST = (0.01, 0.02, 0.03, 0.04)
"""Shares of reports that may be lost: the bar is the mean of theirs, for the lowest of a hundred lie far apart."""
FORMS = {13: 0, 14: 1, 16: 2}
"""Batches in odd forms and those of real pages, and the third of the texts that each is left out with."""
SHARES_RIDGE, OTHERS = 1.0, 4.0
"""A document of other matters counts as much as OTHERS reports, for there are fewer."""
TELLING = ("names", "figures", "events")
"""The parts that make claims."""


@dataclass(frozen=True)
class Example:
    """A text as it is read: the groups of the whole, of sentences to learn words from, and of those with claims."""

    batch: int
    is_present: bool
    document: list[Group]
    sentences: list[list[Group]]
    told: list[Group]
    claims: int
    density: float


class Recorder(Topics):
    """Drops nothing, and notes what a document is judged by."""

    def is_present(
        self, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], cues: Sequence[Sequence[Cue]],
        today: datetime.date | None, told: Iterable[int], density: float,
    ) -> bool:  # fmt: skip
        self.traits = Traits(self.glossary, stretches, tokens, cues, today)
        self.stretches, self.told, self.density = stretches, list(told), density
        return True


def examples(reader: Reader, known: list[learning.Text]) -> list[Example]:
    """Return the texts, read by what was learned from others."""
    result: list[Example] = []
    for fold in range(FOLDS):
        others = [text for n, text in enumerate(known) if n % FOLDS != fold]
        left_out = learning.learned(learning.load_parts(TELLING), others)
        left_out._topics = recorder = Recorder(reader._lexicon, Linear(ANSWERS, {}))
        found = [_example(recorder, text, len(learning.read(left_out, *text[1:]))) for text in known[fold::FOLDS]]
        result += [each for each in found if each.claims or not each.density]
    return result


def _example(recorder: Recorder, known: learning.Text, claims: int) -> Example:
    batch, _, meta = known
    traits, is_present = recorder.traits, not meta["style"].startswith("adversarial")
    gold = [
        n for n, s in enumerate(recorder.stretches) if any(s.start <= c["start"] < s.end for c in meta["claims"])
    ]  # fmt: skip
    taught = gold if is_present else range(len(recorder.stretches))
    return Example(
        batch, is_present, traits.document(), [traits.of(n) for n in taught], near(traits, recorder.told), claims,
        recorder.density,
    )  # fmt: skip


def train(known: Sequence[Example]) -> Linear:
    """Return the weights, the bias such that nought is where documents are to be dropped."""
    fold_of = [FORMS.get(each.batch, n % FOLDS) for n, each in enumerate(known)]
    sums, found, folds = [], [], []
    for fold in range(FOLDS):
        words = by_sentences([each for each, its in zip(known, fold_of, strict=True) if its != fold])
        out = [each for each, its in zip(known, fold_of, strict=True) if its == fold and each.claims]
        sums += [(score(words, each.document), score(words, each.told), each.density, 1.0) for each in out]
        found += out
        folds += [fold] * len(out)
    x, present = np.array(sums), np.array([each.is_present for each in found])
    left_out = np.zeros(len(x))
    for fold in range(FOLDS):
        is_out = np.array(folds) == fold
        left_out[is_out] = x[is_out] @ by_documents(x[~is_out], present[~is_out])
    whole, told, dense, bias = by_documents(x, present)
    real = present & np.array([each.batch in FORMS for each in found])
    lowest = np.quantile(left_out[real], LOST, method="nearest").mean()
    table = {
        name: (round(weight * (told if name[:2] in ("p:", "p ", "n:", "n ") else whole), 3),)
        for name, (weight,) in by_sentences(known).weights.items()
    }
    return Linear(ANSWERS, {**table, CLAIMS: (round(float(dense), 3),), BIAS: (round(float(bias - lowest), 3),)})


def by_documents(x: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Return how much each column tells of whether a text tells of a present crisis; the last is the same for all."""
    counts = np.where(present, 1.0, OTHERS)
    # Each text is a choice between its own columns, present, and none at all, whose sum is nought.
    both = csr_array(np.stack([x, np.zeros_like(x)], axis=1).reshape(2 * len(x), -1))
    right = np.stack([present, ~present], axis=1).ravel().astype(float)
    return learning.fit(both, [2] * len(x), right, counts, SHARES_RIDGE)


def by_sentences(known: Sequence[Example]) -> Linear:
    """Return the weights of words and marks that tell sentences with claims from those of other matters."""
    met: dict[str, set[int]] = defaultdict(set)
    rows = [(n, [*each.document, *groups], each) for n, each in enumerate(known) for groups in each.sentences]
    for text, groups, _ in rows:
        for group in groups:
            for feature in group.features:
                met[feature].add(text)
    names = sorted(feature for feature, texts in met.items() if len(texts) >= FEWEST_TEXTS)
    column = {feature: n for n, feature in enumerate(names)}
    cells = [
        (2 * n, column[feature], group.scale)
        for n, (_, groups, _) in enumerate(rows)
        for group in groups
        for feature in group.features
        if feature in column
    ]
    at, columns, values = zip(*cells, strict=True)
    x = csr_array((values, (at, columns)), shape=(2 * len(rows), len(names)))
    right = np.array([side for _, _, each in rows for side in (each.is_present, not each.is_present)], dtype=float)
    counts = np.array([min(MOST, TEXT / len(each.sentences)) for _, _, each in rows])
    found = learning.fit(x, [2] * len(rows), right, counts, RIDGE)
    return Linear(ANSWERS, {name: (float(found[n].round(2)) + 0.0,) for n, name in enumerate(names)})


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader drop documents by these weights, None: keep them all."""
    reader._topics = Topics(reader._lexicon, weights or Linear(ANSWERS, {}))


def write(weights: Linear) -> None:
    """Package the weights."""
    learning.write(weights, path_of("topics", "en"))
