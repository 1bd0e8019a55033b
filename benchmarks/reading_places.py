"""What `reading_learn.py` learns about the places of claims: an answer is right if the gold allows it.

A place that is optional may be left out or kept; where people arrive, at and to are one.
"""

from __future__ import annotations

from collections.abc import Sequence

import reading as bench
import reading_learn as learning

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Claim, NamedPlace, Reader
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import MOVING, ROLES, Attacher
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import load as load_lexicon
from kilis.sources.reading.linear import Linear, path_of

RIDGE, FEWEST = 2.0, 12
WEIGHTS = path_of("places", "en")


class Recorder(Attacher):
    """Leaves the rules' answer as it is, and notes what could be weighed."""

    def __init__(self) -> None:
        super().__init__(load_lexicon(), Linear(ROLES, {}))
        self.seen: list[tuple[Claim, list[tuple[NamedPlace, str, list[str]]]]] = []

    def attach(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        self.seen += [(claim, self.candidates(s, claim, claims, context)) for claim in claims]
        return list(claims)


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


def examples(reader: Reader, known: list[learning.Text]) -> list[learning.Example]:
    """Return every place that a paired claim of the texts may be about."""
    result = []
    for batch, text, meta in known:
        reader._attacher = recorder = Recorder()
        learning.read(reader, text, meta)
        seen = {id(claim): candidates for claim, candidates in recorder.seen}
        for truth, claim in bench.pair(meta["claims"], [claim for claim, _ in recorder.seen]):
            if truth is not None and claim is not None:
                for place, _, features in seen[id(claim)]:
                    result.append(learning.Example(batch, frozenset(features), allowed(truth, place)))
    return result


def train(known: list[learning.Example]) -> Linear:
    """Return the weights of these examples."""
    return learning.learn(known, ROLES, ridge=RIDGE, fewest=FEWEST)


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader give places by these weights, None: by rules alone."""
    reader._attacher = Attacher(load_lexicon(), weights or Linear(ROLES, {}))


def write(weights: Linear) -> None:
    """Package the weights."""
    learning.write(weights, WEIGHTS)
