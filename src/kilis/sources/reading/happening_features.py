"""What can be seen of a word that may tell of an event: the features that learned weights decide by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.model import SURE

_REACH = 12
_NEAR = 5
_WISH = 9
_STEPS = (0, 1, 2, 4, 7, 12)
_PASSIVE = frozenset("was were been being is are be stayed stays remains remained got".split())
_MODAL = frozenset("will would may might could can should must shall cannot".split())
_BREAKS = frozenset("; : . ( ) — – ! ? but".split()) | {'"', "“", "”"}


@dataclass(slots=True)
class Candidate:
    """A phrase that may tell of an event of one kind."""

    kind: str
    cue: Cue
    subject: tuple[int, int] | None = None
    """Tokens of the road, gate or camp that it may be said of."""
    odds: float = SURE

    @property
    def stretch(self) -> tuple[int, int]:
        """The first token of the phrase, with what it is said of if that is near, and the token behind it."""
        start, end = self.cue.start, self.cue.end
        if self.subject and self.subject[0] - end <= _NEAR and start - self.subject[1] <= _NEAR:
            return min(start, self.subject[0]), max(end, self.subject[1])
        return start, end


class View:
    """One sentence as the features see it."""

    def __init__(self, s: Sentence, context: Context) -> None:
        self.s, self._context = s, context
        self._armed = {k for cue in s.of_kind("armed") for k in range(cue.start, cue.end)}
        self._people = {k for cue in s.of_kind("people") for k in range(cue.start, cue.end)}
        self._placed = {k: place for place in s.places for k in range(place[0], place[1])}
        self._dated = {k: when for when in s.dates for k in range(s.token_of(when.start), s.token_of(when.end))}
        self._acting = {cue.start: cue.sense.label for cue in s.of_kind("action")}
        self._events = {
            cue.start: cue.sense.kind[6:]
            for cue in s.cues
            if cue.sense.kind[:6] == "event:" and cue.sense.label == "verb"
        }
        self._negated = {
            cue.start for cue in s.of_kind("certainty") if cue.sense.label in ("negated", "negative_verbs")
        }
        self._wished = [at for at, low in enumerate(s.lows) if low in s.words("happenings.wished")]
        self._nature = s.words("happenings.nature")
        self._nouns = s.words("context.site_nouns") | s.words("happenings.nouns")
        self._seen: list[list[str] | None] = [None] * len(s.tokens)
        self._classes: dict[int, str] = {}
        self._actors: dict[int, tuple[str, bool]] = {}
        self._around: dict[tuple[int, int, str, str, bool], list[str]] = {}
        self._whole = list(self._of_sentence())

    def features(self, candidate: Candidate) -> list[str]:
        """Return what is the case of a candidate: of its words, of its kind, and of the sentence."""
        kind, cue = candidate.kind, candidate.cue
        sense = cue.sense
        key = (cue.start, cue.end, sense.label, sense.form, sense.weak)
        if key not in self._around:
            self._around[key] = [*self._words(cue), *self._left(cue), *self._right(cue)]
        of_kind = [f"{kind} {name}" for name in (*self._of_kind(cue), *self._said_of(candidate))]
        return ["bias", *self._around[key], *of_kind, *self._whole]

    def _class(self, at: int) -> str:
        """Return what stands at a token: a kind of thing, or a function word itself."""
        known = self._classes.get(at)
        if known is None:
            known = self._classes[at] = self._class_of(at)
        return known

    def _class_of(self, at: int) -> str:
        s = self.s
        if not 0 <= at < len(s.tokens):
            return "edge"
        if at in self._placed:
            return "place"
        if at in self._dated:
            return "date"
        if at in self._armed:
            return "armed"
        if at in self._people:
            return "people"
        token = s.tokens[at]
        if token.is_number:
            return "number"
        if not token.is_word or token.low in s.lexicon.function:
            return token.low
        if token.low in self._nature:
            return "nature"
        if at in self._acting:
            return "action"
        if token.low in self._nouns:
            return "noun"
        return "name" if token.is_name else "word"

    def _words(self, cue: Cue) -> Iterator[str]:
        """Yield features of the phrase itself and of what follows it."""
        after = self._class(cue.end)
        yield f"after={after}"
        yield f"words={cue.end - cue.start} {cue.sense.label}"
        if cue.start and self.s.tokens[cue.start].is_name:
            yield "capital"

    def _of_kind(self, cue: Cue) -> Iterator[str]:
        """Yield features that say something else for each kind of event."""
        sense, shape = cue.sense, _shape(cue)
        before, after = self._class(cue.start - 1), self._class(cue.end)
        yield f"shape={shape}"
        yield f"weak={sense.weak} {shape}"
        yield f"before={before} {shape}"
        yield f"after={after}"
        yield f"after={after} {shape}"
        actor, placed = self._actors[cue.start]
        yield f"actor={actor} place={placed} weak={sense.weak}"
        for word in sense.lemma.split():
            yield f"word={word}"
        if any(-_WISH <= at - cue.start <= _WISH for at in self._wished):
            yield "wished"

    def _left(self, cue: Cue) -> Iterator[str]:
        """Yield features of the words before the phrase, and note who and what stands there."""
        met: set[str] = set()
        passive = False
        for at in range(cue.start - 1, max(-1, cue.start - 1 - _REACH), -1):
            low = self.s.lows[at]
            if low in _BREAKS:
                break
            met.update(self._things(at))
            gap = cue.start - 1 - at
            if gap > _NEAR:
                continue
            if low in _PASSIVE and gap <= 3 and not passive:
                passive = True
                yield f"passive {_shape(cue)}"
            if low in _MODAL and gap <= 3:
                yield f"modal {low}"
            if at in self._negated:
                yield "negated"
        actor = next((each for each in ("armed", "people", "nature") if each in met), "none")
        self._actors[cue.start] = actor, "place" in met

    def _right(self, cue: Cue) -> Iterator[str]:
        """Yield features of what stands behind the phrase, and how near."""
        met: set[str] = set()
        for at in range(cue.end, min(len(self.s.tokens), cue.end + _REACH)):
            if self.s.lows[at] in _BREAKS:
                break
            for name in self._things(at):
                if name not in met:
                    met.add(name)
                    yield f"right {name} {_step(at - cue.end)}"

    def _things(self, at: int) -> list[str]:
        """Return the kinds of thing at a token that say who does what to whom."""
        known = self._seen[at]
        if known is None:
            known = self._seen[at] = self._things_of(at)
        return known

    def _things_of(self, at: int) -> list[str]:
        found = []
        if at in self._placed:
            place = self._placed[at][2]
            found += ["place", f"place-{place.candidates[0].kind if place.candidates else 'unknown'}"]
        if at in self._armed:
            found.append("armed")
        if at in self._people:
            found.append("people")
        if at in self._dated:
            found += ["date", f"date-{self._dated[at].kind}"]
        if at in self._acting:
            found.append(f"act-{self._acting[at]}")
        if at in self._events:
            found.append(f"event-{self._events[at]}")
        if at in self.s.counts:
            found.append("count")
        if self.s.lows[at] in self._nature:
            found.append("nature")
        if self.s.lows[at] in self._nouns:
            found.append("noun")
        return found

    def _of_sentence(self) -> Iterator[str]:
        """Yield features that all words of a sentence share."""
        s, c = self.s, self._context
        today = c.today
        old = today is not None and any(when.is_history(today) for when in s.dates)
        recent = today is not None and any(not when.is_history(today) for when in s.dates)
        yield f"dates old={old} recent={recent}"
        yield f"ours={c.is_ours} fiction={c.is_fiction}"
        yield f"any place={bool(s.places)} label={bool(c.label_places)} heading={bool(c.heading)}"
        yield f"counts={min(len(s.counts), 3)}"
        yield f"ends={s.tokens[-1].text if s.tokens and not s.tokens[-1].is_word else 'word'}"
        for label in {cue.sense.label for cue in s.of_kind("certainty")}:
            yield f"certainty={label}"

    def _said_of(self, candidate: Candidate) -> Iterator[str]:
        """Yield features of the road, gate or camp that a word may be said of."""
        if candidate.subject is None:
            yield "subject=none"
            return
        start, end = candidate.subject
        cue = candidate.cue
        side = "before" if end <= cue.start else "after"
        named = "place" if start in self._placed else self.s.low(end - 1)
        yield f"subject={side} {_step(cue.start - end if side == 'before' else start - cue.end)}"
        yield f"subject={side} {cue.sense.label} {cue.sense.form}"
        yield f"subject={named}"
        yield f"subject={named} {cue.sense.lemma}"


def _shape(cue: Cue) -> str:
    return f"{cue.sense.label}-{cue.sense.form}" if cue.sense.form else cue.sense.label


def _step(gap: int) -> int:
    return _STEPS[bisect_left(_STEPS, gap)] if gap <= _STEPS[-1] else 99
