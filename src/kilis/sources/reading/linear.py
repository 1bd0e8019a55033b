"""A linear scorer: the sum of the weights of what is the case; the answer or option with the highest sum wins."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


class Linear:
    """Weights by feature, one for each of ``answers``; features without weights say nothing.

    >>> Linear(("none", "at"), {"after=in": (-1.0, 1.5)}).best(["after=in", "never met"])
    'at'
    >>> Linear(("right",), {"near": (1.0,), "far": (-1.0,)}).choose([["far"], ["near"]])
    1
    """

    def __init__(self, answers: tuple[str, ...], weights: Mapping[str, tuple[float, ...]]) -> None:
        self.answers, self.weights = answers, weights
        self._first = {feature: row[0] for feature, row in weights.items()}

    def scores(self, features: Iterable[str]) -> list[float]:
        """Return the sum of weights of each answer."""
        rows = list(filter(None, map(self.weights.get, features)))
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.answers)

    def best(self, features: Iterable[str]) -> str:
        """Return the answer with the highest score, of equals the first."""
        scores = self.scores(features)
        return self.answers[scores.index(max(scores))]

    def choose(self, options: Sequence[Iterable[str]]) -> int:
        """Return which of the options, each told by its features, scores highest by the first answer's weights."""
        # Nearly all the time of learned reading goes by here: a look-up and a sum, without steps between.
        scores = [sum(filter(None, map(self._first.get, features))) for features in options]
        return scores.index(max(scores))


@functools.cache
def load(path: Path) -> Linear:
    """Read weights from a CSV file whose columns are ``feature`` and the answers."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        answers = tuple(next(rows)[1:])
        return Linear(answers, {row[0]: tuple(float(cell) for cell in row[1:]) for row in rows})


def path_of(part: str, language: str) -> Path:
    """Return where the weights of a part of reading are, in a language."""
    return Path(__file__).parent / "languages" / f"{language}-{part}.csv"


def of_language(part: str, language: str, answers: tuple[str, ...]) -> Linear:
    """Return the weights of a part in a language; where it has none, a table that says nothing."""
    path = path_of(part, language)
    return load(path) if path.is_file() else Linear(answers, {})
