"""Which numbers are claims, and of what action: the rules' answer weighed again with learned weights.

The rules propose; each number of a sentence is then scored as no claim or as one of the actions: the sum of the weights
of its features (`languages/CODE-figures.csv`), and of those of what suggests that action (`CODE-hints.csv`), both made
by `python benchmarks/reading_learn.py --write`.
"""

from __future__ import annotations

from kilis.sources.reading import linear
from kilis.sources.reading.context import Context
from kilis.sources.reading.evidence import Signs, hints_of
from kilis.sources.reading.governing import Figure

ACTIONS = (
    "none", "displaced", "arrived", "waiting", "received", "admitted", "sheltering", "registered", "population",
    "besieged", "killed", "capacity", "returned", "transferred", "turning_back",
)  # fmt: skip
CERTAINTIES = ("stated", "claimed", "denied", "feared", "conditional", "future")
NO_CLAIM = frozenset({"none", "injured", "scaled", "moved", "counted"})


class _Suggested(dict[linear.Sign, int]):
    """The packed sums of weights of hints at the answers of a table, worked out when first asked for."""

    def __init__(self, hints: linear.Linear, table: linear.Linear) -> None:
        self._hints, self._packed = hints.weights, table.packed
        self._number = {answer: n for n, answer in enumerate(table.answers)}

    def __missing__(self, sign: linear.Sign) -> int:
        total = 0
        for answer, hint in hints_of(sign):
            if answer in self._number and hint in self._hints:
                total += self._packed(self._hints[hint][0], self._number[answer])
        if len(self) < linear.MOST_KEPT:
            self[sign] = total
        return total


class Judge:
    """Decides by learned weights which numbers are claims."""

    def __init__(self, figures: linear.Linear, hints: linear.Linear, doubts: linear.Linear) -> None:
        self._figures, self._doubts = figures, doubts
        self._actions, self._certainties = (_Suggested(hints, table) for table in (figures, doubts))

    def judge(
        self, signs: Signs, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context
    ) -> str | None:
        """Return the action of the claim that a number makes, or None; without weights the rules' own answer.

        By how much its sum exceeds that of none is left in the figure.
        """
        if not self._figures.weights:
            return ruled(figure)
        evidence = signs.of(figure, earlier, span, context)
        sums = self._figures.sums(evidence.signs, sum(map(self._actions.__getitem__, evidence.hinted)))
        most, answers = max(sums), self._figures.answers
        figure.odds = (most - sums[answers.index("none")]) / linear.UNIT
        best = answers[sums.index(most)]
        return None if best == "none" else best

    def doubt(
        self, signs: Signs, figure: Figure, span: tuple[int, int], given: str, label: str | None, context: Context
    ) -> str:
        """Return how surely the claim is said; what the rules call denied, and without weights all, stays ``given``."""
        if not self._doubts.weights or given == "denied":
            return given
        evidence = signs.doubts(figure, span, given, label, context)
        return self._doubts.best(evidence.signs, sum(map(self._certainties.__getitem__, evidence.hinted)))


def ruled(figure: Figure) -> str | None:
    """Return the action the rules give a claim, None where they leave the number out."""
    return None if figure.veto or figure.head.kind == "dropped" or figure.action in NO_CLAIM else figure.action


def load(language: str = "en") -> Judge:
    """Return the judge of a language; without weights of its own it leaves the rules' answer as it is."""
    tables = (("figures", ACTIONS), ("hints", ("same",)), ("doubts", CERTAINTIES))
    return Judge(*(linear.of_language(name, language, answers) for name, answers in tables))
