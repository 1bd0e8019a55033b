"""What speaks for and against a number's being a claim of some action: features for learned weights."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.lexicon import Lexicon, Sense
from kilis.sources.reading.linear import MOST_KEPT, Sign, spelled
from kilis.sources.reading.roles import leader_of
from kilis.sources.reading.saying import is_of_more
from kilis.sources.reading.tokens import is_number

_NEAR, _WINDOW = 3, 7


class Evidence:
    """Signs of a figure, and for each action that the words suggest, how they suggest it."""

    __slots__ = ("hinted", "signs")

    def __init__(self, signs: list[str | Sign], hinted: list[Sign]) -> None:
        """``hinted``: (answer, hint) as they are, or a function and what it is called with to return many."""
        self.signs, self.hinted = signs, hinted

    @property
    def features(self) -> list[str]:
        """What is the case of the figure."""
        return spelled(self.signs)

    @property
    def hints(self) -> list[tuple[str, str]]:
        """Each answer that is suggested and how."""
        return [hint for sign in self.hinted for hint in hints_of(sign)]


def hints_of(sign: Sign) -> Sequence[tuple[str, str]]:
    """Return the pairs of answer and hint that a sign stands for."""
    made = sign[0]
    return [(made, sign[1])] if isinstance(made, str) else made(*sign[1:])


class _Shown(dict[str, tuple[str, str]]):
    """What a token is shown as next to a figure, and within its clause if it tells anything; by lower-case token."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._stem, self._silent = lexicon.stem, lexicon.function - lexicon.grammar["evidence.telling"]

    def __missing__(self, low: str) -> tuple[str, str]:
        is_word = low[0].isalpha()
        shown = self._stem(low) if is_word else "#" if is_number(low) else low
        found = shown, f"in:{shown}" if is_word and low not in self._silent else ""
        if len(self) < MOST_KEPT:
            self[low] = found
        return found


@functools.cache
def _shown(lexicon: Lexicon) -> _Shown:
    return _Shown(lexicon)


class Signs:
    """What stands in a sentence, worked out once for all its numbers."""

    def __init__(self, s: Sentence) -> None:
        self.s = s
        self._shown = _shown(s.lexicon)
        self.acts = s.of_kinds(("action", "noun"))
        self.function = s.lexicon.function
        self.breaks = s.words["evidence.breaks"]
        self.marks = s.of_kinds(("certainty", "armed", "disease", "history"))

    def of(self, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context) -> Evidence:
        """Return the evidence of a figure whose clause is tokens[low:high]."""
        hinted = self._hints(figure, earlier, context)
        signs = self._number(figure) + self._around(figure, span) + self._places(figure, span)
        signs += self._setting(figure, earlier, span, context)
        signs.append((_acting, *self._acts(figure, span)))
        return Evidence(signs, hinted)

    def _acts(self, figure: Figure, span: tuple[int, int]) -> tuple[str | None, str | None, str]:
        """Return the acts next to a figure on either side within its clause, and what it counts."""
        first, last = figure.number.start, figure.head.end
        left = right = None
        for cue in self.acts:
            if span[0] <= cue.start and cue.end <= first:
                left = cue.sense.label
            elif last <= cue.start < span[1]:
                right = cue.sense.label
                break
        kind = figure.head.kind
        if kind == "dropped" and figure.number.end < last:
            noun = self.s.low[last - 1]
            kind = next((name for name in ("folk", "armed") if noun in self.s.words[f"counted.{name}"]), kind)
        return left, right, kind

    def doubts(
        self, figure: Figure, span: tuple[int, int], ruled: str, label: str | None, context: Context
    ) -> Evidence:
        """Return what tells how surely a figure is said: ``ruled`` by rules, ``label`` the kind of verb of saying."""
        s, first, last, trigger = self.s, figure.number.start, figure.head.end, figure.trigger
        signs: list[str | Sign] = [(_surely, ruled, label, figure.action)]
        hinted: list[Sign] = [(ruled, "sure rule"), (label or "", "sure said")]
        for a in s.attributions:
            if a.low <= first < a.high:
                signs += [f"verb={self.word(c.start)}" for c in s.of_kind["speech"] if a.start <= c.start < a.end]
        for cue in [cue for cue in s.of_kind["certainty"] if not is_of_more(s, cue, first)]:
            side = "before" if cue.end <= first else "behind"
            place = "here" if span[0] <= cue.start < span[1] else "there"
            near = "near" if cue.start - first >= -_WINDOW and cue.start - last <= _WINDOW else "far"
            words = " ".join(s.lows[cue.start : cue.end])
            signs += ((_marked_by, cue.sense.label, side, place, near), f"word={words} {near}")
            hinted.append((cue.sense.label, f"sure {side} {place} {near}"))
        if trigger is not None:
            one, two = self.word(trigger.start - 1), self.word(trigger.start - 2)
            signs += (f"form={trigger.sense.form}", f"lead={one}", f"lead={two} {one}")
        verb = trigger.start if trigger is not None and trigger.start > last else last
        modal = self._modal(verb, first)
        signs.append((_by_modal, modal, trigger.sense.label if trigger is not None else None))
        conditions = s.words["evidence.conditions"]
        opened = next((low for low in s.lows if low in conditions), None)
        signs += (f"under={opened}", f"opens={s.low[0]}", (_so_far, context.last_certainty, s.quoted[first]))
        today = context.today
        if today and any(w.date and w.date > today for w in s.dates):
            signs.append("later date")
        return Evidence(signs, hinted)

    def _modal(self, verb: int, first: int) -> str:
        """Return the modal that goes with a verb or stands right behind a figure, with "have" or "not" behind it."""
        lows, modals, helps = self.s.lows, self.s.words["evidence.modals"], self.s.words["evidence.helping"]
        helpers, end, furthest = self.s.words["evidence.auxiliaries"], verb, min(len(lows), verb + _NEAR)
        while end < furthest and (lows[end] in helps or lows[end] in modals):
            end += 1
        at = end - 1
        while at >= first and at >= verb - _WINDOW:
            if lows[at] in modals:
                return " ".join([lows[at], *(low for low in lows[at:end] if low in helpers)])
            at -= 1
        return ""

    def word(self, at: int) -> str:
        """Return the stem of a token, "#" for a number in digits, "edge" beyond the ends."""
        return self._shown[self.s.lows[at]][0] if 0 <= at < len(self.s.lows) else "edge"

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

    def _number(self, figure: Figure) -> list[str | Sign]:
        """Say what the number is like, what it counts, what the rules made of it and how."""
        number, head = figure.number, figure.head
        size = int(math.log10(max(1.0, number.magnitude)))
        noun = self.word(head.end - 1) if head.end > number.end else "bare"
        form = "grouped" if number.grouped else "digits" if number.digits else "words"
        return [
            f"head={noun}", (_sized, head.kind, size, form), (_ruled, figure.action or head.kind, figure.veto or "kept")
        ]  # fmt: skip

    def _around(self, figure: Figure, span: tuple[int, int]) -> list[str | Sign]:
        """Give the words before and behind, those next to it with their place."""
        first, last = figure.number.start, figure.head.end
        one, three, four = self.word(first - 1), self.word(last), self.word(last + 1)
        clause = self.s.tokens[span[0] : min(span[1], self._until(figure))]
        inside = {self._shown[token.low][1] for token in clause if not token.is_name}
        inside.discard("")
        return [f"b1={one}", f"a1={three}", f"a2={three} {four}", *inside]

    def _places(self, figure: Figure, span: tuple[int, int]) -> list[str | Sign]:
        first, last = figure.number.start, figure.head.end
        signs: list[str | Sign] = []
        before = behind = None
        for place in self.s.places:
            if place[1] <= first:
                before = place if span[0] <= place[0] else None
            elif last <= place[0]:
                behind = place if place[0] < span[1] else None
                break
        for side, found in (("to", behind), ("from", before)):
            if found is None:
                signs.append(f"{side} none")
                continue
            lead = self.s.low[leader_of(self.s, found[0])]
            near = "near" if (found[0] - last if side == "to" else first - found[1]) <= _NEAR else "far"
            signs.append((_placed, side, lead if lead in self.function else "word", near, found[2].kind))
        return signs

    def _setting(
        self, figure: Figure, earlier: list[Figure], span: tuple[int, int], context: Context
    ) -> list[str | Sign]:
        s, first, last = self.s, figure.number.start, figure.head.end
        label, long = bool(context.label_places), min(len(s.tokens) // 8, 4)
        signs: list[str | Sign] = [
            (_set_in, long, s.stretch.opens_line, label, s.quoted[first]),
            (_behind_others, context.last_told, context.last_action, how_of(figure)),
        ]  # fmt: skip
        if earlier:
            signs.append(f"after={earlier[-1].action if earlier[-1].is_claim else None}")
        for cue in self.marks:
            if span[0] <= cue.start < span[1]:
                side = "before" if cue.end <= first else "behind"
                near = " near" if abs(cue.start - (first if cue.end <= first else last)) <= _NEAR else ""
                signs.append(f"mark={cue.sense.label} {side}{near}")
        if True in [a.start <= first < a.end for a in s.attributions]:
            signs.append("in attribution")
        today = context.today
        if today and any(w.is_history(today) for w in s.dates):
            signs.append("old date")
        return signs

    def _until(self, figure: Figure) -> int:
        """Return where something else is told than that people, by a verb right behind them, went.

        "Some 3,000 came and are in need of food"; "3,000 fled fighting in Sake, with arrivals in Goma rising".
        """
        verb, s = figure.trigger, self.s
        if verb is None or verb.start < figure.head.end or figure.cost > _NEAR or verb.sense.label == "none":
            return len(s.tokens)
        lacking = (cue.start for cue in self.acts if cue.start >= verb.end and cue.sense.label == "none")
        withs = s.words["with"]
        with_ = (k for k in range(verb.end, len(s.tokens)) if s.lows[k] == "," and s.low[k + 1] in withs)
        return min(next(lacking, len(s.tokens)), next(with_, len(s.tokens)))

    def _hints(self, figure: Figure, earlier: list[Figure], context: Context) -> list[Sign]:
        """Return (action, how it is suggested) for every verb and noun around, and for what was told before."""
        first, last = figure.number.start, figure.head.end
        shape, how = self.shape(first, last), how_of(figure)
        hinted: list[Sign] = [(_of_rule, figure.action, how, bool(figure.veto), figure.head.implied)]
        left = [c for c in self.acts if c.end <= first]
        until = self._until(figure)
        right = [c for c in self.acts if last <= c.start < until]
        if len(left) > 1:
            left.sort(key=lambda c: first - c.end)
        for side, cues in (("L", left), ("R", right)):
            for rank, cue in enumerate(cues[:_NEAR]):
                gap = first - cue.end if side == "L" else cue.start - last
                hinted += ((_of_act, cue.sense, side, rank), (_apart, cue.sense.label, side, min(gap // 2, 5)))
        if len(left) + len(right) < len(self.acts):
            within = [c.sense for c in self.acts if first <= c.start and c.end <= last]
            hinted += [(sense.label, f"within {sense.kind}") for sense in within]
        before = next((f for f in reversed(earlier) if f.is_claim and f.action), None)
        if before is not None:
            parted = not self.breaks.isdisjoint(self.s.lows[before.head.end : first])
            link = "close" if first - before.head.end <= _NEAR else "far"
            hinted += ((_of_earlier, before.action, link, parted), (before.action, f"earlier {shape}"))
        for name, told in (
            ("told", context.last_told), ("last", context.last_action), ("total", context.total_action),
            ("spoken", context.spoken_of),
        ):  # fmt: skip
            if told:
                hinted += ((_of_told, told, name, how), (told, f"{name} {shape}"))
        for act in context.headed:
            hinted += ((_of_told, act, "headed", how), (act, f"headed {shape}"))
        return hinted


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


# --- the features and hints that signs of figures stand for


def _surely(ruled: str, label: str | None, action: str | None) -> list[str]:
    return ["bias", f"rule={ruled}", f"said={label}", f"rule={ruled} said={label}", f"action={action}"]


def _marked_by(label: str, side: str, place: str, near: str) -> list[str]:
    return [f"mark={label} {side} {place}", f"mark={label} {near}"]


def _by_modal(modal: str, act: str | None) -> list[str]:
    return [f"modal={modal}", f"modal={modal} {act}"] if modal else ["modal="]


def _so_far(told: str | None, quoted: bool) -> list[str]:
    return [f"told={told}", f"quoted={quoted}"]


def _sized(kind: str, size: int, form: str) -> list[str]:
    return ["bias", f"kind={kind}", f"size={size} {form}", f"kind={kind} size={min(size, 3)}"]


def _ruled(rule: str, veto: str) -> list[str]:
    return [f"rule={rule}", f"rule={rule} {veto}", veto]


def _placed(side: str, lead: str, near: str, kind: str) -> list[str]:
    return [f"{side} {lead}", f"{side} {lead} {near}", f"{side} {kind}"]


def _set_in(size: int, opens: bool, label: bool, quoted: bool) -> list[str]:
    return [f"tokens={size} {opens}", f"label={label}", f"quoted={quoted}"]


def _behind_others(told: str | None, last: str | None, how: str) -> list[str]:
    return [f"told={told}", f"last={last} {how}"]


def _acting(left: str | None, right: str | None, kind: str) -> list[str]:
    return [f"acts={left} {right}", f"acts={left} {right} {kind}", f"noun={kind}"]


def _of_rule(action: str | None, how: str, vetoed: bool, implied: str | None) -> list[tuple[str, str]]:
    hints = [(action, "rule"), (action, f"rule {how}")] if action else []
    if action and vetoed:
        hints.append((action, "rule vetoed"))
    return [*hints, (implied, "implied")] if implied else hints


def _of_act(sense: Sense, side: str, rank: int) -> list[tuple[str, str]]:
    kind = f"{sense.kind}{sense.people}{sense.form}"
    return [(sense.label, f"{side}{rank} {kind}" + (" weak" if sense.weak else ""))]


def _apart(label: str, side: str, size: int) -> list[tuple[str, str]]:
    return [(label, f"{side} gap={size}")]


def _of_earlier(action: str, link: str, parted: bool) -> list[tuple[str, str]]:
    return [(action, f"earlier {link}"), (action, f"earlier {parted}")]


def _of_told(act: str, name: str, how: str) -> list[tuple[str, str]]:
    return [(act, name), (act, f"{name} {how}")]
