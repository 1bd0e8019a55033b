"""The weights that give claims their places: how they are made, and what they are worth on texts left out.

    python benchmarks/reading_attach.py            # each batch read by rules alone and with weights of all other texts
    python benchmarks/reading_attach.py --write    # weights of the whole development half, into the package

An answer is right if the gold allows it: a place that is optional may be left out or kept. Weights are those of a
multinomial logistic regression over none, at, from and to: the log-probability of all allowed answers is made large,
less half the sum of squared weights times RIDGE. Features met fewer than FEWEST times are left out; the texts before
the batches, which the rules were made with and read best, count OLDER of an example. Needs scipy to learn; reading
needs only the sums.
"""

from __future__ import annotations

import argparse
import csv
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import reading as bench
from scipy.optimize import minimize
from scipy.sparse import csr_array

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Claim, NamedPlace, Reader
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import FOLDER, MOVING, ROLES, Attacher
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import load as load_lexicon
from kilis.sources.reading.linear import Linear

RIDGE = 2.0
FEWEST = 12
OLDER = 1 / 3
WEIGHTS = FOLDER / "en-places.csv"


@dataclass(frozen=True)
class Example:
    """A place that a claim may be about: its features and the answers the gold allows."""

    batch: int
    features: frozenset[str]
    allowed: frozenset[str]


class Recorder(Attacher):
    """Leaves the rules' answer as it is, and notes what could be weighed."""

    def __init__(self) -> None:
        super().__init__(load_lexicon(), Linear(ROLES, {}))
        self.seen: list[tuple[Claim, list[tuple[NamedPlace, str, list[str]]]]] = []

    def attach(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        self.seen += [(claim, self.candidates(s, claim, claims, context)) for claim in claims]
        return list(claims)


def texts() -> list[tuple[int, str, bench.Truth]]:
    """Return (batch, text, gold) of the development half without the adversarial texts."""
    found = [(meta.get("batch") or 0, text, meta) for _, text, meta in bench.documents("dev")]
    return [each for each in found if not each[2]["style"].startswith("adversarial")]


def allowed(truth: bench.Truth, place: NamedPlace) -> frozenset[str]:
    """Return the answers that are right for a place of a claim."""
    names = [fold(place.name), *(fold(candidate.name) for candidate in place.candidates[:1])]
    roles, optional = set(), True
    for role, places in truth["places"].items():
        for gold in places:
            wanted = fold(gold["name"])
            if any(name.startswith(wanted) or wanted.startswith(name) for name in names if name):
                roles.add(role)
                optional = optional and gold["optional"]
    if truth["action"][0] in MOVING and roles & {"at", "to"}:
        roles |= {"at", "to"}
    return frozenset(roles | {"none"} if optional else roles)


def examples() -> list[Example]:
    """Return every place that a paired claim of the development half may be about."""
    reader, result = Reader(), []
    for batch, text, meta in texts():
        reader._attacher = recorder = Recorder()
        reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
        seen = {id(claim): candidates for claim, candidates in recorder.seen}
        for truth, claim in bench.pair(meta["claims"], [claim for claim, _ in recorder.seen]):
            if truth is not None and claim is not None:
                for place, _, features in seen[id(claim)]:
                    result.append(Example(batch, frozenset(features), allowed(truth, place)))
    return result


def train(known: Iterable[Example]) -> Linear:
    """Return the weights of these examples."""
    rows = list(known)
    met = Counter(feature for row in rows for feature in row.features)
    column = {feature: n for n, feature in enumerate(sorted(f for f, times in met.items() if times >= FEWEST))}
    cells = [(n, column[f]) for n, row in enumerate(rows) for f in row.features if f in column]
    where = ([n for n, _ in cells], [k for _, k in cells])
    x = csr_array((np.ones(len(cells)), where), shape=(len(rows), len(column)))
    right = np.array([[role in row.allowed for role in ROLES] for row in rows], dtype=float)
    counts = np.array([1.0 if row.batch else OLDER for row in rows])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(column), len(ROLES))
        odds = x @ weights
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares, hits = odds / odds.sum(axis=1, keepdims=True), odds * right
        gradient = x.T @ ((shares - hits / hits.sum(axis=1, keepdims=True)) * counts[:, None]) + RIDGE * weights
        total = -(np.log((shares * right).sum(axis=1)) * counts).sum() + RIDGE / 2 * (weights**2).sum()
        return float(total), gradient.ravel()

    start = np.zeros(len(column) * len(ROLES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    table = found.reshape(len(column), len(ROLES)).round(2) + 0.0
    return Linear(ROLES, {f: tuple(float(w) for w in table[n]) for f, n in column.items()})


def write(weights: Linear, path: Path) -> None:
    """Write weights as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["feature", *weights.answers])
        rows.writerows([feature, *(f"{w:g}" for w in row)] for feature, row in weights.weights.items())


def measure(attacher: Attacher, batch: int, into: dict[str, bench.Counts]) -> dict[str, bench.Counts]:
    """Read one batch, count what is right, and add it to ``into`` as well."""
    reader = Reader()
    reader._attacher = attacher
    counts: dict[str, bench.Counts] = defaultdict(bench.Counts)
    for each, text, meta in texts():
        if each == batch:
            claims = reader.read(text, date=datetime.date.fromisoformat(meta["date"])).claims
            for truth, claim in bench.pair(meta["claims"], list(claims)):
                bench._count(counts, truth, claim)
                bench._count(into, truth, claim)
    return counts


def compare() -> None:
    """Print, for each batch left out, F1 of the rules alone and with the weights of all other texts."""
    known = examples()
    totals: list[dict[str, bench.Counts]] = [defaultdict(bench.Counts), defaultdict(bench.Counts)]
    fields = ("places", "action", "date", "whole claim")
    print(f"{'batch':8}" + "".join(f"{field:>20}" for field in fields) + "   (F1: rules alone, with weights)")
    for batch in sorted({example.batch for example in known} - {0}):
        learned = Attacher(load_lexicon(), train(e for e in known if e.batch != batch))
        both = [measure(Recorder(), batch, totals[0]), measure(learned, batch, totals[1])]
        print(_row(str(batch), both, fields), flush=True)
    print(_row("all", totals, fields))


def _row(name: str, both: list[dict[str, bench.Counts]], fields: Sequence[str]) -> str:
    return f"{name:8}" + "".join(
        f"{'  '.join(f'{counts[field].scores[2]:.3f}' for counts in both):>20}" for field in fields
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    given = parser.parse_args()
    if given.write:
        write(train(examples()), WEIGHTS)
    else:
        compare()


if __name__ == "__main__":
    main()
