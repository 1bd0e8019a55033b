"""What `reading_learn.py` learns about figures: which numbers are claims, of what action, and how surely said.

Each number of a text is an example; right are the actions of the gold claim that marks it, or none. Of a number that
repeats a gold claim's figure elsewhere in the text, both are right, for it is merged or left out. The score of an
action is the sum of its features' weights for that action, plus a weight for every hint at it; a hint weighs the same
whatever the action. Adversarial texts are for `reading_topics.py` to tell: they would teach numbers to be doubted
wherever a sentence stands alone. The lines of `lines.txt`, each a text of its own that marks actions, are learned from
as well. Texts are read twice: by the rules, then by judges that have learned
from other texts, so that what was told before is as well known as in use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import reading as bench
import reading_learn as learning
from scipy.sparse import csr_array, eye_array, hstack, kron

from kilis.sources.reading import Reader
from kilis.sources.reading.context import Context
from kilis.sources.reading.evidence import Evidence, Signs
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.judge import ACTIONS, CERTAINTIES, Judge
from kilis.sources.reading.linear import Linear, path_of

RIDGE, FEWEST, FOLDS = 2.5, 4, 3
Weights = tuple[Linear, Linear, Linear]
NOTHING: Weights = Linear(ACTIONS, {}), Linear(("same",), {}), Linear(CERTAINTIES, {})
LINES = bench.CORPUS / "lines.txt"
MARKED = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")
OF_A_TEXT = re.compile(r"tokens=|label=|told=|last=|quoted=")
"""Features that a line, being no text, cannot teach."""
Values = tuple[float | None, float | None, float | None]


@dataclass
class Seen:
    """A number that may be a claim: its characters and values, what speaks for it, and what tells how sure it is."""

    start: int
    end: int
    values: Values
    evidence: Evidence
    doubts: Evidence | None = None


@dataclass(frozen=True)
class Example:
    """A number, the actions and the certainties that the gold allows; none of these if it is no claim."""

    batch: int
    seen: Seen
    actions: frozenset[str]
    certainties: frozenset[str]


class Recorder(Judge):
    """Answers as a judge with these weights, and notes what was weighed."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(*weights)
        self.seen: list[Seen] = []

    def judge(
        self, signs: Signs, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context
    ) -> str | None:
        number, tokens = figure.number, signs.s.tokens
        values = (number.value, *((number.low, number.high) if number.value is None else (None, None)))
        ends = tokens[number.start].start, tokens[max(number.end, figure.head.end) - 1].end
        self.seen.append(Seen(*ends, values, signs.of(figure, earlier, span, context)))
        return super().judge(signs, figure, earlier, span, context)

    def doubt(
        self, signs: Signs, figure: Figure, span: tuple[int, int], given: str, label: str | None, context: Context
    ) -> str:
        self.seen[-1].doubts = signs.doubts(figure, span, given, label, context)
        return super().doubt(signs, figure, span, given, label, context)


def lines() -> list[learning.Text]:
    """Return the single lines as texts with claims."""
    result: list[learning.Text] = []
    for line in LINES.read_text(encoding="utf-8").splitlines():
        text, claims, at = "", [], 0
        for match in MARKED.finditer(line):
            text += line[at : match.start()]
            actions, _, certainties = match.group(2).partition(" ")
            claims.append({
                "kind": "figure", "start": len(text), "end": len(text) + len(match.group(1)),
                "action": actions.split("/"), "certainty": certainties or "stated", "quantity": None,
            })  # fmt: skip
            text, at = text + match.group(1), match.end()
        if not line.startswith("#"):
            result.append((1, text + line[at:], {"date": "2016-05-10", "style": "line", "claims": claims}))
    return result


def examples(reader: Reader, known: list[learning.Text]) -> list[Example]:
    """Return every number of the texts and of the lines that may be a claim."""
    known = [*(each for each in known if not each[2]["style"].startswith("adversarial")), *lines()]
    folds = [[text for n, text in enumerate(known) if n % FOLDS == fold] for fold in range(FOLDS)]
    first = [noted(reader, fold, NOTHING) for fold in folds]
    result = []
    for n, fold in enumerate(folds):
        others = [example for m, rows in enumerate(first) if m != n for example in rows]
        result += noted(reader, fold, train(others))
    return result


def noted(reader: Reader, known: list[learning.Text], weights: Weights) -> list[Example]:
    """Return the numbers of these texts, read with these weights."""
    result = []
    for batch, text, meta in known:
        reader._judge = recorder = Recorder(weights)
        learning.read(reader, text, meta)
        gold = [truth for truth in meta["claims"] if truth["kind"] == "figure"]
        marked = {id(seen): truth for truth in gold if (seen := marked_by(truth, recorder.seen)) is not None}
        told: dict[Values, set[str]] = defaultdict(set)
        for truth in gold:
            if truth["quantity"]:
                told[_values(truth)] |= set(truth["action"])
        for seen in recorder.seen:
            if meta["style"] == "line":
                kept = [feature for feature in seen.evidence.features if not OF_A_TEXT.match(feature)]
                seen.evidence = Evidence(kept, seen.evidence.hints)
            truth = marked.get(id(seen))
            right = set(truth["action"]) if truth else {"none"} | told.get(seen.values, set())
            sure = truth["certainty"].split("/") if truth else ()
            result.append(Example(batch, seen, frozenset(right & set(ACTIONS)), frozenset(sure)))
    return result


def _values(truth: bench.Truth) -> Values:
    quantity = truth["quantity"] or dict.fromkeys(("value", "low", "high"))
    if quantity["value"] is not None:
        return quantity["value"], None, None
    return None, quantity["low"], quantity["high"]


def marked_by(truth: bench.Truth, seen: Iterable[Seen]) -> Seen | None:
    """Return the number that a gold claim marks: of several the one with its figure."""
    within = [each for each in seen if each.start < truth["end"] and truth["start"] < each.end]
    within.sort(key=lambda each: each.values != _values(truth))
    return within[0] if within else None


def train(known: list[Example]) -> Weights:
    """Return the weights of features and hints for actions, and of features for certainty."""
    figures, hints = learn([row.seen.evidence for row in known], [row.actions for row in known], ACTIONS)
    sure = [(row.seen.doubts, row.certainties) for row in known if row.certainties and row.seen.doubts]
    doubts, more = learn([d for d, _ in sure], [right for _, right in sure], CERTAINTIES)
    return figures, Linear(("same",), {**hints.weights, **more.weights}), doubts


def learn(rows: Sequence[Evidence], right: Sequence[frozenset[str]], answers: tuple[str, ...]) -> tuple[Linear, Linear]:
    """Return a weight for each feature and answer, and one for each hint."""
    x, names = learning.matrix([frozenset(row.features) for row in rows], FEWEST)
    order = {answer: n for n, answer in enumerate(answers)}
    hinted = [frozenset(hint for given, hint in row.hints if given == answer) for row in rows for answer in answers]
    h, hints = learning.matrix(hinted, FEWEST)
    crossed = csr_array(hstack([kron(x, eye_array(len(order)), format="csr"), h], format="csr"))
    allowed = np.array([answer in row for row in right for answer in answers], dtype=float)
    found = learning.fit(crossed, [len(answers)] * len(rows), allowed, np.ones(len(rows)), RIDGE).round(2) + 0.0
    table = found[: len(names) * len(answers)].reshape(len(names), len(answers))
    features = {name: tuple(float(w) for w in row) for name, row in zip(names, table, strict=True)}
    return Linear(answers, features), Linear(
        ("same",), {hint: (float(w),) for hint, w in zip(hints, found[table.size :], strict=True)}
    )


def install(reader: Reader, weights: Weights | None) -> None:
    """Make the reader judge numbers by these weights, None: by rules alone."""
    reader._judge = Judge(*(weights or NOTHING))


def write(weights: Weights) -> None:
    """Package the weights."""
    for name, table in zip(("figures", "hints", "doubts"), weights, strict=True):
        learning.write(table, path_of(name, "en"))
