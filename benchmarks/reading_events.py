"""What `reading_learn.py` learns about events: of phrases that may tell of one, those nearest to the gold are right.

A phrase that only repeats such an event, so that merging joins the two, is right either way. The passages of
`passages.txt`, each a text of its own that marks events only, are learned from as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import reading as bench
import reading_learn as learning

from kilis.sources.reading import Claim, Reader, lexicon, merging
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.happening_features import Candidate, View
from kilis.sources.reading.happenings import ANSWERS, EventFinder, candidates
from kilis.sources.reading.linear import Linear, path_of

RIDGE, FEWEST = 2.0, 4
READILY = 0.6
"""Added to every sum, for F1 gains by what is doubtful while the rest is not all right."""
FAR_CHARS = 60
PASSAGES, PASSED = bench.CORPUS / "passages.txt", "2023-05-16"
PASSAGE = "passage"
OF_TEXTS = "ours="
"""A feature of whole texts, which passages are too short to teach."""


class Recorder(EventFinder):
    """Chooses what the gold says, and notes what could be chosen."""

    def __init__(self, events: Sequence[bench.Truth]) -> None:
        super().__init__(Linear(ANSWERS, {}))
        self._gold = events
        self._right: set[tuple[str, int]] = set()
        self._context: Context | None = None
        self.seen: list[tuple[list[frozenset[str]], list[Claim | None], frozenset[int]]] = []

    def claims(self, s: Sentence, context: Context) -> list[Claim]:
        self._right, self._context = set(), context
        found = candidates(s)
        for truth in self._gold:
            if s.stretch.start <= truth["start"] < s.stretch.end:
                near = [(_gap(s, each, truth), each) for each in found if each.kind in truth["action"]]
                gap, best = min(near, key=lambda pair: pair[0], default=((FAR_CHARS, 0), None))
                if best is not None and gap[0] < FAR_CHARS:
                    self._right |= {(kind, best.cue.start) for kind in truth["action"]}
        return super().claims(s, context)

    def chosen(self, group: Sequence[Candidate], view: View) -> Candidate | None:
        right = [n for n, each in enumerate(group) if (each.kind, each.cue.start) in self._right]
        claims = [self._claim(view.s, each, self._context) for each in group]
        self.seen.append(([frozenset(view.features(each)) for each in group], claims, frozenset(right)))
        return group[right[0]] if right else None


def passages() -> list[learning.Text]:
    """Return the passages as texts of batch 0."""
    found: list[learning.Text] = []
    for text, told in learning.passages(PASSAGES):
        claims = [
            {"kind": "event", "action": kinds, "start": start, "end": start + len(words)}
            for start, words, kinds in told
        ]
        found.append((0, text, {"claims": claims, "date": PASSED, "style": PASSAGE}))
    return found


def _gap(s: Sentence, each: Candidate, truth: bench.Truth) -> tuple[int, int]:
    start, end = s.tokens[each.cue.start].start, s.tokens[each.cue.end - 1].end
    return max(start - truth["end"], truth["start"] - end, 0), abs(start - truth["start"])


def examples(reader: Reader, known: list[learning.Text]) -> list[learning.Choice]:
    """Return every phrase of the texts that may tell of an event: the first option is that it tells of none."""
    result = []
    for batch, text, meta in known + passages():
        reader._events = recorder = Recorder([truth for truth in meta["claims"] if truth["kind"] == "event"])
        learning.read(reader, text, meta)
        told = [claims[n] for _, claims, right in recorder.seen for n in right if claims[n] is not None]
        for options, claims, right in recorder.seen:
            allowed = {n + 1 for n in right} or {0, *(n + 1 for n, c in enumerate(claims) if _is_repeat(c, told, text))}
            if meta["style"] == PASSAGE:
                shown = [frozenset(f for f in each if not f.startswith(OF_TEXTS)) for each in options]
            else:
                shown = options
            # What other matters tell of is dropped later (`topics`): they count no more than the first texts do.
            weighed = 0 if meta["style"].startswith("adversarial") else batch
            result.append(learning.Choice(weighed, (frozenset(), *shown), frozenset(allowed)))
    return result


def _is_repeat(claim: Claim | None, told: Sequence[Claim], text: str) -> bool:
    return claim is not None and any(merging.same(other, claim, text, lexicon.load()) for other in told)


def train(known: list[learning.Choice]) -> Linear:
    """Return the weights of these examples."""
    weights = learning.learn_choice(known, ridge=RIDGE, fewest=FEWEST)
    (bias,) = weights.weights["bias"]
    return Linear(ANSWERS, {**weights.weights, "bias": (bias + READILY,)})


def install(reader: Reader, weights: Linear | None) -> None:
    """Make the reader find events by these weights, None: by the surest words alone."""
    reader._events = EventFinder(weights or Linear(ANSWERS, {}))


def write(weights: Linear) -> None:
    """Package the weights."""
    learning.write(weights, path_of("events", "en"))
