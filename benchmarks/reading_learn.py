"""The weights by which reports are read: how they are learned, and what they are worth on texts left out.

    python benchmarks/reading_learn.py                      # each batch by rules alone and by weights of all others
    python benchmarks/reading_learn.py --batches 13 14      # the same for these batches: two minutes each
    python benchmarks/reading_learn.py --parts places       # the same, all other parts with their packaged weights
    python benchmarks/reading_learn.py --write [--parts ..] # weights of the whole development half, into the package

Each part that is learned is a module here with four functions: ``examples(reader, texts)`` notes what could be weighed
while the reader reads by rules, ``train(examples)`` returns weights, ``install(reader, weights)`` makes a reader use
them (None: rules alone), ``write(weights)`` packages them. Weights are those of a logistic regression: the
log-probability of all right answers is made large, less half the sum of squared weights times ``ridge``. Features met
fewer than ``fewest`` times are left out; the texts before the batches, which the rules were made with and read best,
count OLDER of an example. Parts are learned in the order they read in, each with those before it in place. Needs scipy
to learn; reading needs only the sums.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import importlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import reading as bench
from scipy.optimize import minimize
from scipy.sparse import csr_array, eye_array, kron

from kilis.sources.reading import Reader
from kilis.sources.reading.linear import Linear

OLDER = 1 / 3
LIGHTER = frozenset({14, 16})
"""Batches that count OLDER as well: few hands wrote them in a day, and at full weight real pages were read worse."""
PARTS = ("names", "figures", "events", "dates", "places", "topics")
SHOWN = ("quantity", "events", "action", "places", "date", "speaker", "certainty", "whole claim")
MARKED = re.compile(r"\[([^|\]]+)\|([^\]]*)\]")
Text = tuple[int, str, bench.Truth]


@dataclass(frozen=True)
class Example:
    """Something to be given one of a table's answers: its features and the answers the gold allows."""

    batch: int
    features: frozenset[str]
    right: frozenset[str]


@dataclass(frozen=True)
class Choice:
    """Something to be chosen among options of its own: the features of each, and which the gold allows."""

    batch: int
    options: tuple[frozenset[str], ...]
    right: frozenset[int]


def texts() -> list[Text]:
    """Return (batch, text, gold) of the development half."""
    return [(meta.get("batch") or 0, text, meta) for _, text, meta in bench.documents("dev")]


def passages(path: Path) -> Iterator[tuple[str, list[tuple[int, str, list[str]]]]]:
    """Yield the passages of a file, unmarked, and for each mark "[words|told]" (start, words, what is told)."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for passage in "".join(line for line in lines if not line.startswith("#")).strip().split("\n\n"):
        text, *marked = MARKED.split(passage)
        told = []
        for words, labels, plain in zip(marked[::3], marked[1::3], marked[2::3], strict=True):
            told.append((len(text), words, labels.split()))
            text += words + plain
        yield text, told


def read(reader: Reader, text: str, meta: bench.Truth) -> list:
    """Return the claims of a text read on its own day."""
    return list(reader.read(text, date=datetime.date.fromisoformat(meta["date"])).claims)


def matrix(rows: Sequence[frozenset[str]], fewest: int) -> tuple[csr_array, list[str]]:
    """Return rows by features met at least ``fewest`` times, and those features."""
    met = Counter(feature for row in rows for feature in row)
    names = sorted(feature for feature, times in met.items() if times >= fewest)
    column = {feature: n for n, feature in enumerate(names)}
    cells = [(n, column[f]) for n, row in enumerate(rows) for f in row if f in column]
    where = ([n for n, _ in cells], [k for _, k in cells])
    return csr_array((np.ones(len(cells)), where), shape=(len(rows), len(names))), names


def fit(x: csr_array, sizes: Sequence[int], right: np.ndarray, counts: np.ndarray, ridge: float) -> np.ndarray:
    """Return one weight per column that makes right rows likely; rows stand in groups of ``sizes``, one is chosen."""
    x.sort_indices()  # features come in sets: so that sums round alike in every run
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    wide = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, first)[wide])
        hits = odds * right
        every, good = np.add.reduceat(odds, first), np.add.reduceat(hits, first)
        slope = (odds / every[wide] - hits / good[wide]) * counts[wide]
        value = (np.log(every / good) * counts).sum() + ridge / 2 * weights @ weights
        return float(value), x.T @ slope + ridge * weights

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-6}).x


def _counts(rows: Sequence[Example] | Sequence[Choice]) -> np.ndarray:
    return np.array([1.0 if row.batch and row.batch not in LIGHTER else OLDER for row in rows])


def learn(rows: Sequence[Example], answers: tuple[str, ...], *, ridge: float, fewest: int) -> Linear:
    """Return a weight for each feature and answer."""
    x, names = matrix([row.features for row in rows], fewest)
    right = np.array([answer in row.right for row in rows for answer in answers], dtype=float)
    crossed = csr_array(kron(x, eye_array(len(answers)), format="csr"))
    found = fit(crossed, [len(answers)] * len(rows), right, _counts(rows), ridge)
    table = found.reshape(len(names), len(answers)).round(2) + 0.0
    return Linear(answers, {name: tuple(float(w) for w in table[n]) for n, name in enumerate(names)})


def learn_choice(rows: Sequence[Choice], *, ridge: float, fewest: int) -> Linear:
    """Return one weight for each feature, by whose sums one of several options is chosen."""
    rows = [row for row in rows if 0 < len(row.right) < len(row.options)]
    x, names = matrix([option for row in rows for option in row.options], fewest)
    right = np.array([n in row.right for row in rows for n in range(len(row.options))], dtype=float)
    found = fit(x, [len(row.options) for row in rows], right, _counts(rows), ridge)
    return Linear(("right",), {name: (float(found[n].round(2)) + 0.0,) for n, name in enumerate(names)})


def write(weights: Linear, path: Path) -> None:
    """Write weights as CSV, without features that weigh nothing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["feature", *weights.answers])
        rows.writerows([feature, *(f"{w:g}" for w in row)] for feature, row in weights.weights.items() if any(row))


def load_parts(names: Sequence[str]) -> list[ModuleType]:
    """Return the modules of these parts, in the order they read in."""
    return [importlib.import_module(f"reading_{name}") for name in PARTS if name in names]


def learned(parts: Sequence[ModuleType], known: list[Text]) -> Reader:
    """Return a reader whose parts have learned from these texts."""
    reader = Reader()
    for part in parts:
        part.install(reader, None)
    for part in parts:
        part.install(reader, part.train(part.examples(reader, known)))
    return reader


def measure(reader: Reader, read_texts: list[Text], into: dict[str, bench.Counts]) -> dict[str, bench.Counts]:
    """Count what is right in these texts, and add it to ``into`` as well; false claims of adversarial texts apart."""
    counts: dict[str, bench.Counts] = defaultdict(bench.Counts)
    for _, text, meta in read_texts:
        claims = read(reader, text, meta)
        if meta["style"].startswith("adversarial"):
            for each in (counts, into):
                each["false"].add(0, len(claims), 1)
            continue
        for truth, claim in bench.pair(meta["claims"], claims):
            bench._count(counts, truth, claim)
            bench._count(into, truth, claim)
    return counts


def compare(parts: Sequence[ModuleType], batches: Sequence[int]) -> None:
    """Print, for each of these batches left out, F1 by rules alone and with the parts learned from all other texts."""
    every = texts()
    plain = Reader()
    for part in parts:
        part.install(plain, None)
    totals: list[dict[str, bench.Counts]] = [defaultdict(bench.Counts), defaultdict(bench.Counts)]
    print(f"{'batch':6}" + "".join(f"{field:>13}" for field in SHOWN) + "   false  (F1: rules, with weights)")
    for batch in batches or sorted({batch for batch, _, _ in every} - {0}):
        out = [each for each in every if each[0] == batch]
        reader = learned(parts, [each for each in every if each[0] != batch])
        both = [measure(plain, out, totals[0]), measure(reader, out, totals[1])]
        print(_row(str(batch), both), flush=True)
    print(_row("all", totals))


def _row(name: str, both: list[dict[str, bench.Counts]]) -> str:
    scores = ["  ".join(f"{counts[field].scores[2]:.3f}"[1:] for counts in both) for field in SHOWN]
    false = "  ".join(str(counts["false"].read) for counts in both)
    return f"{name:6}" + "".join(f"{score:>13}" for score in scores) + f"   {false}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--batches", nargs="+", type=int, default=[], help="leave out only these, one by one")
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    parser.add_argument("--parser", action="store_true", help="read with the parser while learning: for --parts dates")
    given = parser.parse_args()
    parts = load_parts(given.parts)
    if not given.write:
        compare(parts, given.batches)
        return
    reader, known = Reader(parser=given.parser), texts()
    for part in parts:
        part.install(reader, None)
    for part in parts:
        weights = part.train(part.examples(reader, known))
        part.install(reader, weights)
        part.write(weights)


if __name__ == "__main__":
    main()
