"""How likely a claim is read rightly: learned from claims that were read with weights of other texts.

    python benchmarks/reading_confidence.py            # each third of the texts by what the other two thirds teach
    python benchmarks/reading_confidence.py --write    # the table of all of them, into the package

Texts are parted in three by their batch. Each third is read by a reader whose parts have learned from the other two
(some minutes), and each of its claims compared with the gold, field by field. That is not what a reader in use knows,
who has learned from all, but what it does with texts that it has not learned from.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass

import reading as bench
import reading_learn as learning

from kilis.sources.reading import Claim, Reader
from kilis.sources.reading.confidence import ANSWERS, BIAS, judged, signs_of
from kilis.sources.reading.linear import Linear, path_of, spelled

RIDGE, FEWEST, FOLDS = 4.0, 10, 3
PARTS = tuple(part for part in learning.PARTS if part != "topics")


@dataclass(frozen=True)
class Read:
    """A claim that was read from a text, and which of its fields are right; None: there is no such claim."""

    fold: int
    claim: Claim
    text: str
    right: dict[str, bool | None]


def claims_of(reader: Reader, texts: list[learning.Text], fold: int) -> list[Read]:
    """Return the claims read from reports, each with what is right of it."""
    found = []
    for _, text, meta in texts:
        if not meta["style"].startswith("adversarial"):
            pairs = bench.pair(meta["claims"], learning.read(reader, text, meta))
            found += [Read(fold, claim, text, bench.right_of(truth, claim)) for truth, claim in pairs if claim]
    return found


def left_out() -> list[Read]:
    """Return the claims of every text, read by what the texts of other batches teach."""
    every, found = learning.texts(), []
    for fold in range(FOLDS):
        reader = learning.learned(learning.load_parts(PARTS), [each for each in every if each[0] % FOLDS != fold])
        found += claims_of(reader, [each for each in every if each[0] % FOLDS == fold], fold)
    return found


def train(known: list[Read]) -> Linear:
    """Return the weights of these claims; a field of what is no claim is neither right nor wrong."""
    weights: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(ANSWERS))
    seen = [frozenset(spelled(signs_of(each.claim, each.text))) for each in known]
    for n, field in enumerate(ANSWERS):
        rows = [
            learning.Example(1, features_of(field, features), frozenset({"right" if right else "wrong"}))
            for each, features in zip(known, seen, strict=True)
            if (right := each.right[field]) is not None
        ]
        found = learning.learn(rows, ("wrong", "right"), ridge=RIDGE, fewest=FEWEST).weights
        for feature, (wrong, right) in found.items():
            weights[feature][n] = round(right - wrong, 2)
    return Linear(ANSWERS, {feature: tuple(each) for feature, each in weights.items()})


def features_of(field: str, features: frozenset[str]) -> frozenset[str]:
    """Return the features that say something of a field: of the row all."""
    return frozenset(each for each in features if field == "row" or each == BIAS or each.startswith(f"{field} "))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    given = parser.parse_args()
    known = left_out()
    if given.write:
        learning.write(train(known), path_of("confidence", "en"))
        return
    counts = bench.Confidences()
    for fold in range(FOLDS):
        weights = train([each for each in known if each.fold != fold])
        for each in known:
            if each.fold == fold:
                counts.add(judged([each.claim], each.text, weights)[0], each.right)
    print(f"{len(known)} claims of texts left out")
    counts.show()


if __name__ == "__main__":
    main()
