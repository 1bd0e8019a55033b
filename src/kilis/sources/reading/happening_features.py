"""What can be seen of a word that may tell of an event: the features that learned weights decide by."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.linear import Sign, spelled
from kilis.sources.reading.model import SURE
from kilis.sources.reading.untold import WISH

_REACH = 12
_NEAR = 5
_OPENED = 7
_STEPS = (0, 1, 2, 4, 7, 12)


class Candidate:
    """A phrase that may tell of an event of one kind."""

    __slots__ = ("cue", "kind", "odds", "subject")

    def __init__(self, kind: str, cue: Cue, subject: tuple[int, int] | None = None, odds: float = SURE) -> None:
        """``subject``: tokens of the road, gate or camp that it may be said of."""
        self.kind, self.cue, self.subject, self.odds = kind, cue, subject, odds

    @property
    def stretch(self) -> tuple[int, int]:
        """The first token of the phrase, with what it is said of if that is near, and the token behind it."""
        start, end = self.cue.start, self.cue.end
        if self.subject and self.subject[0] - end <= _NEAR and start - self.subject[1] <= _NEAR:
            return min(start, self.subject[0]), max(end, self.subject[1])
        return start, end


@functools.cache
def _nouns(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.grammar["context.site_nouns"] | lexicon.grammar["happenings.nouns"]


class View:
    """One sentence as the features see it."""

    def __init__(self, s: Sentence, context: Context) -> None:
        self.s, self._context = s, context
        self._armed = {k for cue in s.of_kind["armed"] for k in range(cue.start, cue.end)}
        self._people = {k for cue in s.of_kind["people"] for k in range(cue.start, cue.end)}
        self._placed = {k: place for place in s.places for k in range(place[0], place[1])}
        self._dated = {k: when for when in s.dates for k in range(s.token_of(when.start), s.token_of(when.end))}
        self._acting = {cue.start: cue.sense.label for cue in s.of_kind["action"]}
        self._events = {
            cue.start: cue.sense.event for cue in s.cues if cue.sense.event and cue.sense.label == "verb"
        }  # fmt: skip
        self._negated = {
            cue.start for cue in s.of_kind["certainty"] if cue.sense.label in ("negated", "negative_verbs")
        }
        wished = s.words["happenings.wished"]
        self._wished = [at for at, low in enumerate(s.lows) if low in wished]
        self._nature = s.words["happenings.nature"]
        self._breaks, self._passive = s.words["happenings.breaks"], s.words["happenings.passive"]
        self._modal = s.words["happenings.modal"]
        self._nouns = _nouns(s.lexicon)
        self._things = self._things_named()
        self._classes: dict[int, str] = {}
        self._around: dict[tuple[int, int, str, str, bool], tuple[list[str | Sign], str, bool]] = {}
        self._whole = self._of_sentence()

    def features(self, candidate: Candidate) -> list[str]:
        """Return what is the case of a candidate."""
        return spelled(self.signs(candidate))

    def signs(self, candidate: Candidate) -> list[str | Sign]:
        """Return the signs of a candidate: of its words, of its kind, and of the sentence."""
        cue = candidate.cue
        sense = cue.sense
        key = (cue.start, cue.end, sense.label, sense.form, sense.weak)
        if key not in self._around:
            self._around[key] = self._beside(cue)
        around, actor, placed = self._around[key]
        return [*around, *self._of_kind(candidate, actor, placed), *self._said_of(candidate), *self._whole]

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

    def _of_kind(self, candidate: Candidate, actor: str, placed: bool) -> list[str | Sign]:
        """Return the signs that say something else for each kind of event."""
        kind, cue = candidate.kind, candidate.cue
        sense, shape = cue.sense, _shape(cue)
        signs: list[str | Sign] = [
            (_kind_shape, kind, shape, sense.weak), f"{kind} before={self._class(cue.start - 1)} {shape}",
            (_kind_after, kind, shape, self._class(cue.end)),
            (_kind_actor, kind, actor, placed, sense.weak), (_kind_words, kind, sense.lemma),
        ]  # fmt: skip
        if True in [-WISH <= at - cue.start <= WISH for at in self._wished]:
            signs.append(f"{kind} wished")
        return signs

    def _beside(self, cue: Cue) -> tuple[list[str | Sign], str, bool]:
        """Return the signs of the phrase and of the words around it, who is named before it and whether a place is."""
        capital = bool(cue.start) and self.s.tokens[cue.start].is_name
        signs: list[str | Sign] = [(_words, self._class(cue.end), cue.end - cue.start, cue.sense.label, capital)]
        signs += self._left(cue)
        met: set[str] = set()
        passive = False
        for at in range(cue.start - 1, max(-1, cue.start - 1 - _REACH), -1):
            low = self.s.lows[at]
            if low in self._breaks:
                break
            met.update(self._things.get(at, ()))
            gap = cue.start - 1 - at
            if gap > _NEAR:
                continue
            if low in self._passive and gap <= 3 and not passive:
                passive = True
                signs.append(f"passive {_shape(cue)}")
            if low in self._modal and gap <= 3:
                signs.append(f"modal {low}")
            if at in self._negated:
                signs.append("negated")
        signs += self._right(cue)
        actor = next((each for each in ("armed", "people", "nature") if each in met), "none")
        return signs, actor, "place" in met

    def _left(self, cue: Cue) -> list[str]:
        """Return what opens the clause of the phrase, whether people flee it, and whether a noun is one told before."""
        s, shape = self.s, _shape(cue)
        opening = s.words["happenings.openers"]
        found = []
        for at in range(cue.start - 1, max(-1, cue.start - 1 - _OPENED), -1):
            low = s.lows[at]
            if low in self._breaks or low in opening:
                found.append(f"opened {low if low in opening else 'mark'} {shape}")
                break
        acts = [self._acting[at] for at in range(cue.start - 3, cue.start) if at in self._acting]
        found += [f"left act-{act} {cue.sense.label}" for act in acts[-1:]]
        if cue.sense.label != "verb":
            at = cue.start - 1
            while at > 0 and s.low[at] in s.lexicon.adjectives:
                at -= 1
            known = s.low[at] in s.words["context.definite"]
            found.append(f"known={known} told={bool(self._context.last_event)}")
        return found

    def _right(self, cue: Cue) -> list[str]:
        """Return features of what stands behind the phrase, and how near."""
        found: dict[str, int] = {}
        for at in range(cue.end, min(cue.end + _REACH, len(self.s.lows))):
            if self.s.lows[at] in self._breaks:
                break
            for name in self._things.get(at, ()):
                found.setdefault(name, at - cue.end)
        return [f"right {name} {_step(gap)}" for name, gap in found.items()]

    def _things_named(self) -> dict[int, list[str]]:
        """Return the kinds of thing that say who does what to whom, by token."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for at, place in self._placed.items():
            found[at] += ("place", f"place-{place[2].kind}")
        for name, tokens in (("armed", self._armed), ("people", self._people), ("count", self.s.counts)):
            for at in tokens:
                found[at].append(name)
        for at, when in self._dated.items():
            found[at] += ("date", f"date-{when.kind}")
        for at, act in self._acting.items():
            found[at].append(f"act-{act}")
        for at, event in self._events.items():
            found[at].append(f"event-{event}")
        for name, words in (("nature", self._nature), ("noun", self._nouns)):
            if not words.isdisjoint(self.s.lows):
                for at in [at for at, low in enumerate(self.s.lows) if low in words]:
                    found[at].append(name)
        return found

    def _of_sentence(self) -> list[str | Sign]:
        """Return the signs that all words of a sentence share."""
        s, c = self.s, self._context
        today = c.today
        history = {when.is_history(today) for when in s.dates} if today is not None else set()
        last = s.tokens[-1].text if s.tokens and not s.tokens[-1].is_word else "word"
        labels = {cue.sense.label for cue in s.of_kind["certainty"]}
        return [
            (_dated, True in history, False in history, c.is_ours, c.is_fiction),
            (_set_in, bool(s.places), bool(c.label_places), bool(c.heading), min(len(s.counts), 3)),
            f"ends={last}", *[f"certainty={label}" for label in labels],
        ]  # fmt: skip

    def _said_of(self, candidate: Candidate) -> list[str | Sign]:
        """Return the signs of the road, gate or camp that a word may be said of."""
        kind, cue = candidate.kind, candidate.cue
        if candidate.subject is None:
            return [f"{kind} subject=none"]
        start, end = candidate.subject
        side = "before" if end <= cue.start else "after"
        step = _step(cue.start - end if side == "before" else start - cue.end)
        named = "place" if start in self._placed else self.s.low[end - 1]
        return [
            (_subject, kind, side, step, cue.sense.label, cue.sense.form),
            (_subject_word, kind, named, cue.sense.lemma),
        ]


def _shape(cue: Cue) -> str:
    return f"{cue.sense.label}-{cue.sense.form}" if cue.sense.form else cue.sense.label


def _step(gap: int) -> int:
    return _STEPS[bisect_left(_STEPS, gap)] if gap <= _STEPS[-1] else 99


# --- the features that signs of events stand for


def _words(after: str, size: int, label: str, capital: bool) -> list[str]:
    return ["bias", f"after={after}", f"words={size} {label}", *(["capital"] if capital else [])]


def _kind_shape(kind: str, shape: str, weak: bool) -> list[str]:
    return [f"{kind} shape={shape}", f"{kind} weak={weak} {shape}"]


def _kind_after(kind: str, shape: str, after: str) -> list[str]:
    return [f"{kind} after={after}", f"{kind} after={after} {shape}"]


def _kind_actor(kind: str, actor: str, place: bool, weak: bool) -> list[str]:
    return [f"{kind} actor={actor} place={place} weak={weak}"]


def _kind_words(kind: str, lemma: str) -> list[str]:
    return [f"{kind} word={word}" for word in lemma.split()]


def _dated(old: bool, recent: bool, ours: bool, fiction: bool) -> list[str]:
    return [f"dates old={old} recent={recent}", f"ours={ours} fiction={fiction}"]


def _set_in(place: bool, label: bool, heading: bool, counts: int) -> list[str]:
    return [f"any place={place} label={label} heading={heading}", f"counts={counts}"]


def _subject(kind: str, side: str, step: int, label: str, form: str) -> list[str]:
    return [f"{kind} subject={side} {step}", f"{kind} subject={side} {label} {form}"]


def _subject_word(kind: str, named: str, lemma: str) -> list[str]:
    return [f"{kind} subject={named}", f"{kind} subject={named} {lemma}"]
