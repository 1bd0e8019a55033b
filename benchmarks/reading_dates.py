"""What `reading_learn.py` learns about dates: right is the gold's period, or the day of the text if optional."""

from __future__ import annotations

from collections.abc import Sequence

import reading as bench
import reading_learn as learning

from kilis.sources.reading import Claim, Reader
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.dating import ANSWERS, Dater, Option
from kilis.sources.reading.linear import Linear, path_of

RIDGE, FEWEST = 4.0, 4


class Recorder(Dater):
    """Leaves the rules' answer as it is, and notes what could be chosen."""

    def __init__(self) -> None:
        super().__init__(Linear(ANSWERS, {}))
        self.seen: list[tuple[Claim, list[Option]]] = []

    def date(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        self.seen += [(claim, self.options(s, claim, context)) for claim in claims]
        return list(claims)


def is_right(truth: bench.Truth, option: Option) -> bool:
    """Whether the gold allows the period."""
    got = (option.since and option.since.isoformat(), option.date and option.date.isoformat())
    return got == (truth["since"], truth["date"]) or (truth["date_optional"] and option.since is None)


def examples(reader: Reader, known: list[learning.Text]) -> list[learning.Choice]:
    """Return the options of every paired claim of the texts."""
    result = []
    for batch, text, meta in known:
        reader._dater = recorder = Recorder()
        learning.read(reader, text, meta)
        seen = {id(claim): options for claim, options in recorder.seen}
        for truth, claim in bench.pair(meta["claims"], [claim for claim, _ in recorder.seen]):
            if truth is not None and claim is not None:
                options = seen[id(claim)]
                right = frozenset(n for n, option in enumerate(options) if is_right(truth, option))
                result.append(learning.Choice(batch, tuple(frozenset(o.features) for o in options), right))
    return result


def train(known: list[learning.Choice]) -> Linear:
    """Return the weights of these examples."""
    return learning.learn_choice(known, ridge=RIDGE, fewest=FEWEST)


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader date by these weights, None: by rules alone."""
    reader._dater = Dater(weights or Linear(ANSWERS, {}))


def write(weights: Linear) -> None:
    """Package the weights, those learned with the parser apart."""
    parsed = any(feature.startswith("tree ") for feature in weights.weights)
    learning.write(weights, path_of("dates-parsed" if parsed else "dates", "en"))
