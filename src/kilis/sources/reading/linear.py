"""A linear scorer: the sum of the weights of what is the case; the answer or option with the highest sum wins."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

_UNIT = 1000
_BITS, _MIDDLE, _MASK = 40, 1 << 39, (1 << 40) - 1


class Linear:
    """Weights by feature, one for each of ``answers``; features without weights say nothing.

    >>> Linear(("none", "at"), {"after=in": (-1.0, 1.5)}).best(["after=in", "never met"])
    'at'
    >>> Linear(("right",), {"near": (1.0,), "far": (-1.0,)}).choose([["far"], ["near"]])
    1
    """

    def __init__(self, answers: tuple[str, ...], weights: Mapping[str, tuple[float, ...]]) -> None:
        self.answers, self.weights = answers, weights
        # Most of the time of reading goes by here. So the weights of all answers of a feature are one integer, each in
        # thousandths in bits of its own, and one sum of integers is the sums of all answers.
        self._packed = {
            feature: sum(round(weight * _UNIT) << (_BITS * n) for n, weight in enumerate(row))
            for feature, row in weights.items()
        }
        self._zero = sum(_MIDDLE << (_BITS * n) for n in range(len(answers)))
        self._shifts = tuple(_BITS * n for n in range(len(answers)))

    def _sums(self, features: Iterable[str]) -> list[int]:
        """Return the sums of weights in thousandths, each more by the middle of what its bits can hold."""
        total = sum(filter(None, map(self._packed.get, features)), self._zero)
        return [total >> shift & _MASK for shift in self._shifts]

    def scores(self, features: Iterable[str]) -> list[float]:
        """Return the sum of weights of each answer, to a thousandth."""
        return [(found - _MIDDLE) / _UNIT for found in self._sums(features)]

    def best(self, features: Iterable[str]) -> str:
        """Return the answer with the highest score, of equals the first."""
        sums = self._sums(features)
        return self.answers[sums.index(max(sums))]

    def choose(self, options: Sequence[Iterable[str]]) -> int:
        """Return which of the options, each told by its features, scores highest by the first answer's weights."""
        if len(self.answers) > 1:
            first = [self._sums(features)[0] for features in options]
            return first.index(max(first))
        sums = [sum(filter(None, map(self._packed.get, features))) for features in options]
        return sums.index(max(sums))


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
