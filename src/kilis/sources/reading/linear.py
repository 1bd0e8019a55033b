"""A linear scorer: the sum of the weights of what is the case; the answer or option with the highest sum wins.

What is the case is told by features, which are strings, or by signs: a function and what it is called with, which
together name features. Most signs are met again and again, so the sum of their weights is kept and nothing spelled.
"""

from __future__ import annotations

import csv
import functools
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Sign = tuple[Any, ...]
"""A function that returns features, and its arguments; of one place in it all are of one type, for 1 equals True."""
UNIT = 1000
_FEW = 3
_LEAST = 1e-6
MOST_KEPT = 100_000


def spelled(signs: Iterable[str | Sign]) -> list[str]:
    """Return the features that signs stand for.

    >>> spelled(["near", (lambda side, n: [f"side={side}", f"n={n}"], "left", 2)])
    ['near', 'side=left', 'n=2']
    """
    features: list[str] = []
    for sign in signs:
        if isinstance(sign, str):
            features.append(sign)
        else:
            features += sign[0](*sign[1:])
    return features


class _Sums(dict[str | Sign, int]):
    """The sums of weights of features and signs, those of signs worked out when first asked for."""

    def __missing__(self, sign: str | Sign) -> int:
        total = 0 if isinstance(sign, str) else sum(filter(None, map(self.get, sign[0](*sign[1:]))))
        if len(self) < MOST_KEPT:
            self[sign] = total
        return total


class Linear:
    """Weights by feature, one for each of ``answers``; features without weights say nothing.

    >>> Linear(("none", "at"), {"after=in": (-1.0, 1.5)}).best(["after=in", "never met"])
    'at'
    >>> Linear(("right",), {"near": (1.0,), "far": (-1.0,)}).first_sums([["far"], ["near"]])
    [-1000, 1000]
    """

    def __init__(self, answers: tuple[str, ...], weights: Mapping[str, tuple[float, ...]]) -> None:
        self.answers, self.weights = answers, weights
        # Most of the time of reading goes by here. So the weights of all answers of a feature are one integer, each in
        # thousandths in bits of its own, and one sum of integers is the sums of all answers. Up to three answers fit in
        # an integer of the machine, which is summed fastest.
        self._is_long = len(answers) > _FEW
        self._bits = 32 if self._is_long else 63 // len(answers)
        self._middle, self._mask = 1 << (self._bits - 1), (1 << self._bits) - 1
        self._sum_of = _Sums(
            (feature, sum([self.packed(weight, n) for n, weight in enumerate(row) if weight]))
            for feature, row in weights.items()
        ).__getitem__
        self._under: dict[str, dict[str, int]] = {}
        self._zero = sum(self._middle << (self._bits * n) for n in range(len(answers)))
        self._shifts = tuple(self._bits * n for n in range(len(answers)))
        self._split = struct.Struct(f"<{len(answers)}I").unpack

    def packed(self, weight: float, answer: int) -> int:
        """Return a weight of the answer of that number, to be added to a sum of the weights of all answers."""
        return round(weight * UNIT) << (self._bits * answer)

    def sums(self, signs: Iterable[str | Sign], more: int = 0) -> tuple[int, ...]:
        """Return the sums of weights in thousandths, all more by one number; ``more``: other packed weights."""
        total = sum(map(self._sum_of, signs), self._zero + more)
        if self._is_long:
            return self._split(total.to_bytes(4 * len(self.answers), "little"))
        mask = self._mask
        return tuple([total >> shift & mask for shift in self._shifts])

    def scores(self, signs: Iterable[str | Sign]) -> list[float]:
        """Return the sum of weights of each answer, to a thousandth."""
        middle, mask = self._middle, self._mask
        if self._is_long:
            return [(found - middle) / UNIT for found in self.sums(signs)]
        total = sum(map(self._sum_of, signs), self._zero)
        return [((total >> shift & mask) - middle) / UNIT for shift in self._shifts]

    def sum_under(self, prefix: str, names: Iterable[str]) -> float:
        """Return the sum of weights of the features that names are behind a prefix, of the first answer."""
        known = self._under.get(prefix)
        if known is None:
            size = len(prefix)
            known = self._under[prefix] = {
                feature[size:]: round(row[0] * UNIT)
                for feature, row in self.weights.items()
                if feature[:size] == prefix
            }
        return sum(filter(None, map(known.get, names))) / UNIT

    def best(self, signs: Iterable[str | Sign], more: int = 0) -> str:
        """Return the answer with the highest score, of equals the first; ``more``: packed weights of other things."""
        sums = self.sums(signs, more)
        return self.answers[sums.index(max(sums))]

    def first_sums(self, options: Sequence[Iterable[str | Sign]]) -> list[int]:
        """Return each option's sum of the first answer's weights in thousandths, all more by one number."""
        if len(self.answers) > 1:
            return [self.sums(signs)[0] for signs in options]
        return [sum(map(self._sum_of, signs)) for signs in options]


def odds_of(sums: Sequence[float], chosen: Sequence[int], unit: float = UNIT) -> float:
    """Return ln(p / (1 - p)) of the options chosen together, p their share of exp(sum / unit).

    >>> round(odds_of([0, 2000, 0], [1]), 3), round(2 - math.log(2), 3)
    (1.307, 1.307)
    """
    most = max(sums)
    shares = [math.exp((each - most) / unit) for each in sums]
    own = sum([shares[n] for n in chosen])
    return math.log((own + _LEAST) / (sum(shares) - own + _LEAST))


@functools.cache
def load(path: Path) -> Linear:
    """Read weights from a CSV file whose columns are ``feature`` and the answers."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        answers = tuple(next(rows)[1:])
        return Linear(answers, {feature: tuple(map(float, cells)) for feature, *cells in rows})


def path_of(part: str, language: str) -> Path:
    """Return where the weights of a part of reading are, in a language."""
    return Path(__file__).parent / "languages" / f"{language}-{part}.csv"


def of_language(part: str, language: str, answers: tuple[str, ...]) -> Linear:
    """Return the weights of a part in a language; where it has none, a table that says nothing."""
    path = path_of(part, language)
    return load(path) if path.is_file() else Linear(answers, {})
