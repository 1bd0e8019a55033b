"""What `reading_learn.py` learns about topics: which sentences tell of a present crisis, so that claims may be in them.

Sentences with gold claims are examples of such, those of adversarial texts of others; a text counts TEXT, shared out
among its sentences, however long it is. The weight of the bias is set so that of sentences with claims, in texts left
out, the share LOST falls below nought, which is where claims are dropped.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import reading_learn as learning
from scipy.sparse import csr_array

from kilis.sources.reading import Reader
from kilis.sources.reading.analysis import drop_shadowed
from kilis.sources.reading.linear import Linear, path_of
from kilis.sources.reading.tokens import sentences, tokenize
from kilis.sources.reading.topics import ANSWERS, BIAS, Group, Topics, Traits, score

RIDGE, FEWEST_TEXTS, TEXT, MOST, LOST, FOLDS = 3.0, 4, 10.0, 3.0, 0.02, 5


@dataclass(frozen=True)
class Example:
    """A sentence of a text, by number, and whether it holds a gold claim; ``counts`` is its share of its text."""

    text: int
    groups: list[Group]
    present: bool
    counts: float


def examples(reader: Reader, known: list[learning.Text]) -> list[Example]:
    """Return the sentences with gold claims, and all of adversarial texts."""
    result = []
    lexicon = reader._lexicon
    for number, (_, text, meta) in enumerate(known):
        stretches = sentences(text)
        tokens = [tokenize(text, s.start, s.end) for s in stretches]
        cues = [drop_shadowed(lexicon.phrases.find(t), t, lexicon) for t in tokens]
        traits = Traits(lexicon, stretches, tokens, cues, datetime.date.fromisoformat(meta["date"]))
        told = [n for n, s in enumerate(stretches) if any(s.start <= c["start"] < s.end for c in meta["claims"])]
        is_other = meta["style"].startswith("adversarial")
        chosen = range(len(stretches)) if is_other else told
        share = min(MOST, TEXT / max(1, len(chosen)))
        result += [Example(number, traits.of(n), not is_other, share) for n in chosen]
    return result


def train(known: Sequence[Example]) -> Linear:
    """Return the weights, the bias such that nought is where claims are to be dropped."""
    left_out: list[float] = []
    for fold in range(FOLDS):
        weights = fitted([each for each in known if each.text % FOLDS != fold])
        left_out += [score(weights, each.groups) for each in known if each.present and each.text % FOLDS == fold]
    weights = fitted(known)
    return Linear(ANSWERS, {**weights.weights, BIAS: (-float(np.quantile(left_out, LOST).round(2)),)})


def fitted(known: Sequence[Example]) -> Linear:
    """Return the weights that make the examples likely, without a bias."""
    met: dict[str, set[int]] = defaultdict(set)
    for each in known:
        for features, _ in each.groups:
            for feature in features:
                met[feature].add(each.text)
    names = sorted(feature for feature, texts in met.items() if len(texts) >= FEWEST_TEXTS)
    column = {feature: n for n, feature in enumerate(names)}
    cells = [
        (2 * n, column[feature], scale)
        for n, each in enumerate(known)
        for features, scale in each.groups
        for feature in features
        if feature in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    # Each sentence is a choice between its own features, present, and none at all, whose sum is nought.
    x = csr_array((values, (rows, columns)), shape=(2 * len(known), len(names)))
    right = np.array([side for each in known for side in (each.present, not each.present)], dtype=float)
    counts = np.array([each.counts for each in known])
    found = learning.fit(x, [2] * len(known), right, counts, RIDGE)
    return Linear(ANSWERS, {name: (float(found[n].round(2)) + 0.0,) for n, name in enumerate(names)})


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader drop claims by these weights, None: keep them all."""
    reader._topics = Topics(reader._lexicon, weights or Linear(ANSWERS, {}))


def write(weights: Linear) -> None:
    """Package the weights."""
    learning.write(weights, path_of("topics", "en"))
