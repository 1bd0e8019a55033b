"""What speaks for and against a number's being a claim of some action: features for learned weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import leader_of
from kilis.sources.reading.context import Context
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.lexicon import Cue, stem

_NEAR, _WINDOW = 3, 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of a figure, and for each action that the words suggest, how they suggest it."""

    features: list[str]
    hints: list[tuple[str, str]]


class Signs:
    """What stands in a sentence, worked out once for all its numbers."""

    def __init__(self, s: Sentence) -> None:
        self.s = s
        self.stems = [stem(token.low) if token.is_word else "#" if token.is_number else token.low for token in s.tokens]
        self.acts = s.of_kind("action", "noun")
        self.function = s.lexicon.function
        self.breaks, telling = s.words("evidence.breaks"), s.words("evidence.telling")
        self._says = [
            token.is_word and not token.is_name and (token.low not in self.function or token.low in telling)
            for token in s.tokens
        ]
        self.marks = s.of_kind("certainty", "armed", "disease", "history")

    def of(self, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context) -> Evidence:
        """Return the evidence of a figure whose clause is tokens[low:high]."""
        hints = self._hints(figure, earlier, context)
        features = self._number(figure) + self._rules(figure) + self._around(figure, span)
        features += self._places(figure, span) + self._setting(figure, earlier, span, context)
        features += self._acts(figure, span)
        return Evidence(features, hints)

    def _acts(self, figure: Figure, span: tuple[int, int]) -> list[str]:
        """Name the acts next to a figure on either side within its clause, together."""
        first, last = figure.number.start, figure.head.end
        left = next((c.sense.label for c in reversed(self.acts) if span[0] <= c.start and c.end <= first), None)
        right = next((c.sense.label for c in self.acts if last <= c.start < span[1]), None)
        kind = figure.head.kind
        if kind == "dropped" and figure.number.end < last:
            noun = self.s.low(last - 1)
            kind = next((name for name in ("folk", "armed") if noun in self.s.words(f"counted.{name}")), kind)
        return [f"acts={left} {right}", f"acts={left} {right} {kind}", f"noun={kind}"]

    def doubts(
        self, figure: Figure, span: tuple[int, int], ruled: str, label: str | None, context: Context
    ) -> Evidence:
        """Return what tells how surely a figure is said: ``ruled`` by rules, ``label`` the kind of verb of saying."""
        s, first, last, trigger = self.s, figure.number.start, figure.head.end, figure.trigger
        features = ["bias", f"rule={ruled}", f"said={label}", f"rule={ruled} said={label}", f"action={figure.action}"]
        hints = [(ruled, "sure rule"), (label or "", "sure said")]
        for a in s.attributions:
            if a.low <= first < a.high:
                features += [f"verb={self.word(c.start)}" for c in s.of_kind("speech") if a.start <= c.start < a.end]
        for cue in s.of_kind("certainty"):
            side = "before" if cue.end <= first else "behind"
            place = "here" if span[0] <= cue.start < span[1] else "there"
            near = "near" if cue.start - first >= -_WINDOW and cue.start - last <= _WINDOW else "far"
            words = " ".join(s.low(k) for k in range(cue.start, cue.end))
            features += [
                f"mark={cue.sense.label} {side} {place}",
                f"mark={cue.sense.label} {near}",
                f"word={words} {near}",
            ]
            hints.append((cue.sense.label, f"sure {side} {place} {near}"))
        if trigger is not None:
            one, two = self.word(trigger.start - 1), self.word(trigger.start - 2)
            features += [f"form={trigger.sense.form}", f"lead={one}", f"lead={two} {one}"]
        verb = trigger.start if trigger is not None and trigger.start > last else last
        modal = self._modal(verb, first)
        features.append(f"modal={modal}")
        if modal:
            features.append(f"modal={modal} {trigger.sense.label if trigger is not None else None}")
        opened = [s.low(k) for k in range(len(s.tokens)) if s.low(k) in s.words("evidence.conditions")]
        features.append(f"under={opened[0] if opened else None}")
        features += [f"opens={s.low(0)}", f"told={context.last_certainty}", f"quoted={s.quoted[first]}"]
        if any(context.today and w.date and w.date > context.today for w in s.dates):
            features.append("later date")
        return Evidence(features, hints)

    def _modal(self, verb: int, first: int) -> str:
        """Return the modal that goes with a verb or stands right behind a figure, with "have" or "not" behind it."""
        s, modals, helps = self.s, self.s.words("evidence.modals"), self.s.words("evidence.helping")
        end = verb
        while end < min(len(s.tokens), verb + _NEAR) and s.low(end) in helps | modals:
            end += 1
        at = next((k for k in range(end - 1, max(first, verb - _WINDOW) - 1, -1) if s.low(k) in modals), None)
        if at is None:
            return ""
        return " ".join([s.low(at), *(low for low in s.lows[at:end] if low in ("have", "not"))])

    def word(self, at: int) -> str:
        """Return the stem of a token, "#" for a number in digits, "edge" beyond the ends."""
        return self.stems[at] if 0 <= at < len(self.stems) else "edge"

    def shape(self, first: int, last: int) -> str:
        """Return of what kind the tokens next to a figure are."""
        return f"{self._kind(first - 1)} # {self._kind(last)}"

    def _kind(self, at: int) -> str:
        if not 0 <= at < len(self.s.tokens):
            return "edge"
        token = self.s.tokens[at]
        if not token.is_word:
            return "#" if token.is_number else token.low
        return "name" if token.is_name else "little" if token.low in self.function else "word"

    @staticmethod
    def _rules(figure: Figure) -> list[str]:
        """Say what the rules made of it and how."""
        rule = figure.action or figure.head.kind
        veto = figure.veto or "kept"
        return [f"rule={rule}", f"rule={rule} {veto}", veto]

    def _number(self, figure: Figure) -> list[str]:
        number, head = figure.number, figure.head
        size = int(math.log10(max(1.0, number.magnitude)))
        noun = self.word(head.end - 1) if head.end > number.end else "bare"
        form = "grouped" if number.grouped else "digits" if number.digits else "words"
        return [
            "bias", f"head={noun}", f"kind={head.kind}", f"size={size} {form}", f"kind={head.kind} size={min(size, 3)}",
        ]  # fmt: skip

    def _around(self, figure: Figure, span: tuple[int, int]) -> list[str]:
        """Give the words before and behind, those next to it with their place."""
        first, last = figure.number.start, figure.head.end
        one, three, four = self.word(first - 1), self.word(last), self.word(last + 1)
        features = [f"b1={one}", f"a1={three}", f"a2={three} {four}"]
        features += {f"in:{self.stems[k]}" for k in range(span[0], span[1]) if self._says[k]}
        return features

    def _places(self, figure: Figure, span: tuple[int, int]) -> list[str]:
        first, last, features = figure.number.start, figure.head.end, []
        behind = next((p for p in self.s.places if last <= p[0] < span[1]), None)
        before = next((p for p in reversed(self.s.places) if span[0] <= p[0] and p[1] <= first), None)
        for side, place in (("to", behind), ("from", before)):
            if place is None:
                features.append(f"{side} none")
                continue
            kind = place[2].candidates[0].kind if place[2].candidates else "unknown"
            at = leader_of(self.s, place[0])
            lead = self.s.low(at) if self.s.low(at) in self.function else "word"
            near = "near" if (place[0] - last if side == "to" else first - place[1]) <= _NEAR else "far"
            features += [f"{side} {lead}", f"{side} {lead} {near}", f"{side} {kind}"]
        return features

    def _setting(self, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context) -> list[str]:
        s, first, last = self.s, figure.number.start, figure.head.end
        features = [
            f"tokens={min(len(s.tokens) // 8, 4)} {s.stretch.opens_line}", f"told={context.last_told}",
            f"last={context.last_action} {how_of(figure)}", f"label={bool(context.label_places)}",
            f"quoted={s.quoted[first]}",
        ]  # fmt: skip
        if earlier:
            features.append(f"after={earlier[-1].action if earlier[-1].is_claim else None}")
        for cue in self.marks:
            if span[0] <= cue.start < span[1]:
                side = "before" if cue.end <= first else "behind"
                near = " near" if abs(cue.start - (first if cue.end <= first else last)) <= _NEAR else ""
                features.append(f"mark={cue.sense.label} {side}{near}")
        if any(a.start <= first < a.end for a in s.attributions):
            features.append("in attribution")
        if context.today and any(w.is_history(context.today) for w in s.dates):
            features.append("old date")
        return features

    def _hints(self, figure: Figure, earlier: list[Figure], context: Context) -> list[tuple[str, str]]:
        """Return (action, how it is suggested) for every verb and noun around, and for what was told before."""
        first, last = figure.number.start, figure.head.end
        hints, shape = [], self.shape(first, last)
        if figure.action:
            hints += [(figure.action, "rule"), (figure.action, f"rule {how_of(figure)}")]
            if figure.veto:
                hints.append((figure.action, "rule vetoed"))
        if figure.head.implied:
            hints.append((figure.head.implied, "implied"))
        left = [c for c in self.acts if c.end <= first]
        right = [c for c in self.acts if c.start >= last]
        left.sort(key=lambda c: first - c.end)
        right.sort(key=lambda c: c.start)
        for side, cues in (("L", left), ("R", right)):
            for rank, cue in enumerate(cues[:_NEAR]):
                hints += self._hint(cue, side, rank, (first, last))
        hints += [(c.sense.label, f"within {c.sense.kind}") for c in self.acts if first <= c.start and c.end <= last]
        claimed = [f for f in earlier if f.is_claim and f.action]
        if claimed:
            between = {self.s.low(k) for k in range(claimed[-1].head.end, first)}
            link = "close" if first - claimed[-1].head.end <= _NEAR else "far"
            hints += [
                (claimed[-1].action or "", f"earlier {link}"),
                (claimed[-1].action or "", f"earlier {bool(between & self.breaks)}"),
                (claimed[-1].action or "", f"earlier {shape}"),
            ]
        how = how_of(figure)
        for name, told in (
            ("told", context.last_told), ("last", context.last_action), ("total", context.total_action),
            ("spoken", context.spoken_of),
        ):  # fmt: skip
            if told:
                hints += [(told, name), (told, f"{name} {how}"), (told, f"{name} {shape}")]
        for act in context.headed:
            hints += [(act, "headed"), (act, f"headed {shape}"), (act, f"headed {how}")]
        return hints

    def _hint(self, cue: Cue, side: str, rank: int, ends: tuple[int, int]) -> list[tuple[str, str]]:
        gap = range(cue.end, ends[0]) if side == "L" else range(ends[1], cue.start)
        sense = cue.sense
        kind = f"{sense.kind}{sense.people}{sense.form}"
        size = min(len(gap) // 2, 5)
        how = f"{side}{rank} {kind}" + (" weak" if sense.weak else "")
        return [(sense.label, how), (sense.label, f"{side} gap={size}")]


def how_of(figure: Figure) -> str:
    """Return how the rules came by their action."""
    if figure.head.kind == "dropped":
        return "dropped" if figure.action is None or figure.cost > _NEAR else "dropped near"
    if figure.action is None:
        return "nothing"
    if figure.listed:
        return "listed"
    if figure.cost >= 90:
        return "inherited"
    return "sure" if figure.cost <= 1 else "likely" if figure.cost <= 3 else "unsure" if figure.cost <= 6 else "far"
