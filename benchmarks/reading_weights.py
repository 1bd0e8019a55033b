"""Learn the weights by which reports are read, from the development corpus alone, and say what they gain.

    python benchmarks/reading_weights.py            # cross-validated by document: the rules alone, the weights
    python benchmarks/reading_weights.py --write    # learns from all development documents and packages the weights

For each figure it is asked which date it is about; its places are learned by `reading_attach.py`. Each answer has
features; a conditional logit gives each feature a weight (ridge penalty, maximum likelihood by L-BFGS). Nothing of
the test half is read. Needs scipy to learn; reading needs only the sums.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import reading
import scipy.optimize
import scipy.sparse

from kilis.sources.reading import Reader, ranking

WEIGHTS = Path(ranking.__file__).parent / "languages" / "en.weights.json"
TASKS = ("dates",)
RAREST, PENALTY, FOLDS = 4, 12.0, 5


@dataclass
class Question:
    document: str
    options: list[tuple[str, ...]]
    right: list[int]
    ruled: bool


def gather(reader: Reader) -> dict[str, list[Question]]:
    """Return the questions of each task with their right answers by the gold claims."""
    found: dict[str, list[Question]] = defaultdict(list)
    for name, text, meta in reading.documents("dev"):
        reader.ranking.record = []
        reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
        figures = [truth for truth in meta["claims"] if truth["kind"] == "figure"]
        for choice in reader.ranking.record:
            truth = next((t for t in figures if t["start"] - 12 <= choice.at < t["end"]), None)
            right = answers(choice, truth)
            if right is not None and 0 < len(right) < len(choice.options):
                features = [option.features for option in choice.options]
                found[choice.task].append(Question(name, features, right, 0 in right))
    return found


def answers(choice: ranking.Choice, truth: reading.Truth | None) -> list[int] | None:
    """Return which options are right; None where the gold does not say."""
    if truth is None:
        return None
    pairs = [
        (o.value.since and o.value.since.isoformat(), o.value.date and o.value.date.isoformat()) for o in choice.options
    ]
    return [k for k, pair in enumerate(pairs) if pair == (truth["since"], truth["date"])]


def learn(questions: list[Question]) -> dict[str, float]:
    """Return the weights that make the right answers likeliest."""
    counts = Counter(name for q in questions for option in q.options for name in set(option))
    index = {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= RAREST))}
    rows, columns, starts, right, row = [], [], [0], [], 0
    for q in questions:
        for k, option in enumerate(q.options):
            for name in set(option):
                if name in index:
                    rows.append(row)
                    columns.append(index[name])
            right.append(k in q.right)
            row += 1
        starts.append(row)
    matrix = scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(index)))
    good, first = np.array(right), np.array(starts[:-1])
    sizes = np.diff(starts)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores = scores - np.repeat(np.maximum.reduceat(scores, first), sizes)
        raised = np.exp(scores)
        every, hit = np.add.reduceat(raised, first), np.add.reduceat(raised * good, first)
        value = float(np.log(every).sum() - np.log(hit).sum() + PENALTY / 2 * weights @ weights)
        slope = raised / np.repeat(every, sizes) - raised * good / np.repeat(hit, sizes)
        return value, matrix.T @ slope + PENALTY * weights

    found = scipy.optimize.minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return {name: round(float(found.x[k]), 3) for name, k in index.items() if abs(found.x[k]) >= 0.02}


def share_right(questions: list[Question], weights: dict[str, float]) -> int:
    right = 0
    for q in questions:
        scores = [sum(weights.get(name, 0.0) for name in option) for option in q.options]
        right += scores.index(max(scores)) in q.right
    return right


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights by which reports are read.")
    parser.add_argument("--write", action="store_true", help="package the weights of all development documents")
    parser.add_argument("--parser", action="store_true", help="with the parser of the extra `parser`")
    given = parser.parse_args()
    reader = Reader(parser=given.parser)
    reader.ranking.tables, reader.ranking._by_class = (
        {},
        {},
    )  # what is learned must not depend on what was learned before
    asked = gather(reader)
    for task in TASKS:
        questions = asked[task]
        order = {name: k % FOLDS for k, name in enumerate(sorted({q.document for q in questions}))}
        right = 0
        for part in range(FOLDS):
            weights = learn([q for q in questions if order[q.document] != part])
            right += share_right([q for q in questions if order[q.document] == part], weights)
        print(
            f"{task:8} {len(questions):5} questions, right by weights of other documents {right / len(questions):.3f}"
        )
    if given.write:
        learned = {task: learn(asked[task]) for task in TASKS}
        path = WEIGHTS.with_name("en.parsed.weights.json") if given.parser else WEIGHTS
        path.write_text(json.dumps(learned, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"wrote {path.name}: " + ", ".join(f"{task} {len(table)}" for task, table in learned.items()))


if __name__ == "__main__":
    main()
