"""What `reading_learn.py` learns about the places of claims: for each role, which place the gold asks for or allows.

A place that is optional may be left out or kept; where people arrive, at and to are one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import reading as bench
import reading_learn as learning
import reading_names

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Claim, NamedPlace, Reader
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import (
    JOINED,
    MOVING,
    ROLES,
    Attacher,
    column_of,
    joined,
    may_join,
    parts_of,
    roles_for,
)
from kilis.sources.reading.context import Context
from kilis.sources.reading.judge import ACTIONS
from kilis.sources.reading.linear import Linear, path_of
from kilis.sources.reading.naming import Naming
from kilis.sources.reading.placed import Asked, Candidate, Scene

RIDGE, FEWEST, FOLDS = 12.0, 6, 3
READILY = 0.6
"""Taken from the sum of "no place", for a place that is asked for and not given is the commoner fault."""
TIMES = 3
"""How often a passage counts: its turns of phrase are commoner in real reports than in the texts."""
PASSAGES, PASSED, PASSED_BATCH = bench.CORPUS / "whereabouts.txt", "2023-05-16", 11
SIGNS = {"@": "at", "<": "from", ">": "to"}
Weights = tuple[Linear, Linear]


@dataclass(frozen=True)
class Example:
    """A claim, the places it may be about, and the gold's answer."""

    batch: int
    asked: Asked
    candidates: list[Candidate]
    truth: bench.Truth


class Recorder(Attacher):
    """Notes what could be weighed, and gives places by weights, without any by the rules."""

    def __init__(self, weights: Weights | None = None) -> None:
        super().__init__(*(weights or (Linear(ROLES, {}), Linear(JOINED, {}))))
        self.seen: list[tuple[Claim, Asked, list[Candidate]]] = []

    def attach(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        given = super().attach(s, claims, context)
        if claims:
            scene = Scene(s, claims, context)
            for n in scene.turns:
                asked = scene.asked[n]
                self.seen.append((asked.claim, asked, scene.candidates(asked)))
                scene.decide(given[n])
        return given


def is_meant(name: str, place: NamedPlace | None) -> bool:
    """Whether a place is the gold's: as written, as resolved, or a site with or without its noun."""
    if place is None:
        return False
    wanted = fold(name)
    names = [fold(place.name), *(fold(candidate.name) for candidate in place.candidates[:1])]
    return any(each.startswith(wanted) or wanted.startswith(each) for each in names if each)


def wanted(truth: bench.Truth, role: str, asked: Asked, candidates: list[Candidate]) -> tuple[set[int], set[int]]:
    """Return which candidates the gold asks for in a role, and which it allows."""
    roles: tuple[str, ...] = (role,)
    if role != "from" and any(action in bench.MOVING for action in truth["action"]):
        roles = ("at", "to")  # one role, whatever the reader took the claim for
    needed, allowed = set(), set()
    for gold in (gold for each in roles for gold in truth["places"][each]):
        matching = {n for n, each in enumerate(candidates) if is_meant(gold["name"], each.place)}
        (allowed if gold["optional"] else needed).update(matching)
    if len(roles) > 1 and role == "to" and asked.claim.action not in MOVING:
        return set(), allowed | needed
    return needed, allowed - needed


def passages() -> list[learning.Text]:
    """Return the passages as texts of the last batch."""
    return [
        (PASSED_BATCH, text, {"claims": [_marked(*each) for each in told], "date": PASSED, "style": "passage"})
        for text, told in learning.passages(PASSAGES)
    ]


def _marked(start: int, words: str, told: Sequence[str]) -> bench.Truth:
    actions = [word for word in told if word[0] not in SIGNS]
    places: dict[str, list[dict[str, object]]] = {role: [] for role in ROLES}
    for word in told:
        if word[0] in SIGNS:
            name = word[1:].rstrip("?").replace("_", " ")
            places[SIGNS[word[0]]].append({"name": name, "optional": word.endswith("?")})
    kind = "figure" if set(actions) <= set(ACTIONS) else "event"
    end = start + len(words)
    return {
        "kind": kind, "action": actions, "places": places, "start": start, "end": end, "quantity": None
    }  # fmt: skip


def examples(reader: Reader, known: list[learning.Text]) -> list[Example]:
    """Return every paired claim of the texts with the places it may be about.

    What is in mind depends on the places given before. So texts are read a second time, with weights of the others.
    """
    known = [*known, *passages()]
    in_use, naming = reader._naming, reading_names.unseen(reader, known)
    ruled = [_noted(reader, each, Recorder(), naming[n]) for n, each in enumerate(known)]
    result = []
    for part in range(FOLDS):
        weights = train([each for n, noted in enumerate(ruled) if n % FOLDS != part for each in noted])
        for text, apart in zip(known[part::FOLDS], naming[part::FOLDS], strict=True):
            result += _noted(reader, text, Recorder(weights), apart)
    reader._naming = in_use
    return result


def _noted(reader: Reader, known: learning.Text, recorder: Recorder, naming: Callable[[], Naming]) -> list[Example]:
    batch, text, meta = known
    reader._attacher, reader._naming = recorder, naming
    learning.read(reader, text, meta)
    seen = {id(claim): rest for claim, *rest in recorder.seen}
    pairs = bench.pair(meta["claims"], [claim for claim, *_ in recorder.seen])
    kept = [
        Example(batch, *seen[id(claim)], truth) for truth, claim in pairs if truth is not None and claim is not None
    ]
    return kept * (TIMES if meta["style"] == "passage" else 1)


def train(known: list[Example]) -> Weights:
    """Return the weights of these examples, and those of further places beside one that is chosen."""
    rows = []
    for each in known:
        for role in roles_for(each.asked.claim):
            needed, allowed = wanted(each.truth, role, each.asked, each.candidates)
            right, parts = frozenset(needed or {0, *allowed}), parts_of(each.asked.claim, role)
            options = tuple(frozenset(f"{part} {f}" for part in parts for f in c.features) for c in each.candidates)
            rows.append(learning.Choice(each.batch, options, right))
    found = learning.learn_choice(rows, ridge=RIDGE, fewest=FEWEST).weights
    names = sorted({feature.partition(" ")[2] for feature in found})
    table = {name: tuple(found.get(f"{role} {name}", (0.0,))[0] for role in ROLES) for name in names}
    weights = Linear(ROLES, table)
    eager = Linear(ROLES, {**table, "none": tuple(round(weight - READILY, 2) for weight in table["none"])})
    return eager, _joining(known, weights)


def _joining(known: list[Example], weights: Linear) -> Linear:
    rows = []
    for each in known:
        scores = [weights.scores(candidate.features) for candidate in each.candidates]
        for role in roles_for(each.asked.claim):
            column = column_of(each.asked.claim, role, scores)
            needed, allowed = wanted(each.truth, role, each.asked, each.candidates)
            best = max(needed or allowed or {0}, key=column.__getitem__)
            for n in range(1, len(column)):
                if best and n != best and n not in allowed and may_join(best, n, each.candidates, column):
                    features = frozenset(joined(each.asked, role, best, n, each.candidates, column))
                    answer = JOINED[1] if n in needed else JOINED[0]
                    rows.append(learning.Example(each.batch, features, frozenset({answer})))
    return learning.learn(rows, JOINED, ridge=RIDGE, fewest=FEWEST)


def install(reader: Reader, weights: Weights | None) -> None:
    """Make the reader give places by these weights, None: by rules alone."""
    reader._attacher = Attacher(*(weights or (Linear(ROLES, {}), Linear(JOINED, {}))))


def write(weights: Weights) -> None:
    """Package the weights."""
    for name, table in zip(("places", "joined"), weights, strict=True):
        learning.write(table, path_of(name, "en"))
