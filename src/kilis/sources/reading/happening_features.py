"""What can be seen of a word that may tell of an event: the features that learned weights decide by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue

_REACH = 12
_NEAR = 5
_STEPS = (0, 1, 2, 4, 7, 12)
_PASSIVE = frozenset("was were been being is are be stayed stays remains remained got".split())
_MODAL = frozenset("will would may might could can should must shall cannot".split())
_PRONOUNS = frozenset("they it he she we who which that i".split())
_OPENERS = frozenset(
    """after when as since if because until before while who which that where following from of amid by during
    despite unless to once although whose""".split()
)
_OF_KIND = ("bias", "lemma", "word", "weak", "shape", "before=", "after=", "subject", "object", "actor")
_BREAKS = frozenset("; : . ( ) — – ! ?".split()) | {'"', "“", "”"}
_FOLLOWING = frozenset("on in at to by from for into with against near around between since until again and of".split())


@dataclass(slots=True)
class Candidate:
    """A phrase that may tell of an event of one kind."""

    kind: str
    cue: Cue
    subject: tuple[int, int] | None = None
    """Tokens of the road, gate or camp that it may be said of."""

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
        self._nouns = s.words("context.site_nouns") | s.words("happenings.nouns")
        self._seen: list[list[str] | None] = [None] * len(s.tokens)
        self._classes: dict[int, str] = {}
        self.names = frozenset(place.name for _, _, place in s.places)
        self._whole = list(self._of_sentence())

    def features(self, candidate: Candidate) -> list[str]:
        """Return what is the case of a candidate, some of it for its kind as well."""
        kind, cue = candidate.kind, candidate.cue
        seen = ["bias", *self._word(cue), *self._left(cue), *self._right(cue), *self._said_of(candidate)]
        of_kind = [f"{kind} {name}" for name in seen if name.startswith(_OF_KIND)]
        return seen + of_kind + self._whole + list(self._repeated(candidate))

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
        if at in self._acting:
            return "action"
        if token.low in self._nouns:
            return "noun"
        return "name" if token.is_name else "word"

    def _word(self, cue: Cue) -> list[str]:
        """Return features of the phrase itself and its neighbours."""
        s, sense = self.s, cue.sense
        shape = f"{sense.label}{'-' + sense.form if sense.form else ''}"
        before, after = self._class(cue.start - 1), self._class(cue.end)
        seen = [
            f"lemma={sense.lemma}", f"weak={sense.weak}", f"weak={sense.weak} {shape}",
            f"weak={sense.weak} after={after}", f"weak={sense.weak} before={before}",
            f"lemma={sense.lemma} {sense.form}", f"shape={shape}", f"words={cue.end - cue.start} {sense.label}",
            f"before={before}", f"before={before} {shape}", f"before2={self._class(cue.start - 2)} {before}",
            f"after={after}", f"after={after} {shape}", f"after2={after} {self._class(cue.end + 1)}",
        ]  # fmt: skip
        for word in sense.lemma.split():
            seen += [f"word={word}", f"word={word} {sense.label}"]
        if s.tokens[cue.start].is_name and cue.start:
            seen.append("capital")
        if s.quoted and s.quoted[cue.start]:
            seen.append("quoted")
        return seen

    def _left(self, cue: Cue) -> Iterator[str]:
        shape = f"{cue.sense.label}{'-' + cue.sense.form if cue.sense.form else ''}"
        met: set[str] = set()
        opener = "none"
        for at in range(cue.start - 1, max(-1, cue.start - 1 - _REACH), -1):
            low = self.s.low(at)
            if low in _BREAKS or low == "but":
                break
            gap = cue.start - 1 - at
            if low in _OPENERS and opener == "none":
                opener = low
            for name in self._things(at):
                if name not in met:
                    met.add(name)
                    yield f"left {name} {_step(gap)}"
                    yield f"left {name} {shape}"
            if low in _PASSIVE and gap <= 3 and "passive" not in met:
                met.add("passive")
                yield f"passive {shape}"
            if low in ("has", "have", "had") and gap <= 3:
                yield f"perfect {shape}"
            if low in _MODAL and gap <= 3:
                yield f"modal {low}"
            if at in self._negated and gap <= 5:
                yield "negated"
            if low in _PRONOUNS and gap <= 3:
                yield f"pronoun {low} {shape}"
        yield f"opener={opener}"
        yield f"opener={opener} {cue.sense.label}"
        actor = "armed" if "armed" in met else "people" if "people" in met else "none"
        yield f"actor={actor} place={'place' in met} {shape}"
        yield f"actor={actor} place={'place' in met} weak={cue.sense.weak}"

    def _right(self, cue: Cue) -> Iterator[str]:
        shape = f"{cue.sense.label}{'-' + cue.sense.form if cue.sense.form else ''}"
        met: set[str] = set()
        for at in range(cue.end, min(len(self.s.tokens), cue.end + _REACH)):
            low = self.s.low(at)
            if low in _BREAKS or low == "but":
                break
            gap = at - cue.end
            for name in self._things(at):
                if name not in met:
                    met.add(name)
                    lead = self.s.low(at - 1)
                    lead = lead if lead in _FOLLOWING else "-"
                    yield f"right {name} {_step(gap)}"
                    yield f"right {name} {lead} {shape}"
        yield f"object={'place' in met} {shape}"
        yield f"object={'place' in met} weak={cue.sense.weak}"

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
        yield f"history={bool(s.of_kind('history'))} running={c.in_history}"
        yield f"ours={c.is_ours} fiction={c.is_fiction}"
        yield f"places={min(len(s.places), 3)}"
        yield f"any place={bool(s.places)} label={bool(c.label_places)} heading={bool(c.heading)}"
        yield f"counts={min(len(s.counts), 3)}"
        yield f"length={min(len(s.tokens) // 8, 5)}"
        yield f"ends={s.tokens[-1].text if s.tokens and not s.tokens[-1].is_word else 'word'}"
        yield f"number={min(c.sentences, 3)} opens={s.stretch.opens_line}"
        for label in {a.label for a in s.attributions}:
            yield f"said={label}"
        for label in {cue.sense.label for cue in s.of_kind("certainty")}:
            yield f"certainty={label}"

    def _repeated(self, candidate: Candidate) -> Iterator[str]:
        """Yield features of the events told before this one."""
        c = self._context
        for kind, number, names in reversed(c.told):
            same = "same" if kind == candidate.kind else "other"
            near = min(c.sentences - number, 2)
            shared = "shared" if names & self.names else "none" if not self.names or not names else "differs"
            yield f"told {same} {near}"
            if same == "same":
                yield f"told {shared} {near}"
                yield f"told {shared} {near} {candidate.cue.sense.label}"
                return
            if near:
                break
        if all(kind != candidate.kind for kind, _, _ in c.told):
            yield "first of its kind"

    def _said_of(self, candidate: Candidate) -> Iterator[str]:
        """Yield features of the road, gate or camp that a word may be said of."""
        if candidate.subject is None:
            yield "subject=none"
            return
        start, end = candidate.subject
        cue = candidate.cue
        side = "before" if end <= cue.start else "after"
        low, high = (end, cue.start) if side == "before" else (cue.end, start)
        named = "place" if start in self._placed else self.s.low(end - 1)
        yield f"subject={side} {_step(high - low)}"
        yield f"subject={side} {cue.sense.label} {cue.sense.form}"
        yield f"subject={named}"
        yield f"subject={named} {cue.sense.lemma}"
        for word in {self.s.low(k) for k in range(low, high)} & (_OPENERS | {",", "and", "in", "at", "for", ";", "to"}):
            yield f"parted={word} {side}"
        if any(k in self._events for k in range(low, high)):
            yield f"parted=event {side}"


def _step(gap: int) -> int:
    return _STEPS[bisect_left(_STEPS, gap)] if gap <= _STEPS[-1] else 99
