"""Repeats of one figure inside a document become one claim with several spans; figures that differ stay apart."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from operator import attrgetter

from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Claim, NamedPlace, Span

_TITLE_CHARS, _WORD_CHARS = 120, 16
_KIN = (
    frozenset({"displaced", "arrived", "transferred"}),
    frozenset({"arrived", "received", "admitted", "registered", "sheltering"}),
    frozenset({"besieged", "waiting", "sheltering"}),
)


def merge(claims: list[Claim], text: str, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Merge repeats, in the order of the text."""
    further = lexicon.grammar["merging.further"]
    result: list[Claim] = []
    keys: list[tuple[object, ...]] = []
    spans: list[dict[Span, None]] = []
    for claim in sorted(claims, key=lambda c: c.spans[0].start):
        key = _key(claim)
        for at, earlier in enumerate(result):
            if keys[at] == key and _repeats(earlier, claim, text, lexicon):
                if _is_further(claim, text, further) and not _is_further(earlier, text, further):
                    continue  # "about 10,000 in Azaz ... another 10,000"
                headline = _is_headline(earlier, claim, text)
                # What a headline says in short, the text says in full.
                told = claim.told_again(earlier) if headline else earlier.told_again(claim)
                result[at] = replace(told, spans=earlier.spans)
                keys[at] = _key(told)
                spans[at].update(dict.fromkeys(claim.spans))
                break
        else:
            result.append(claim)
            keys.append(key)
            spans.append(dict.fromkeys(claim.spans))
    return tuple(
        replace(claim, spans=tuple(sorted(own, key=attrgetter("start")))) if len(own) > 1 else claim
        for claim, own in zip(result, spans, strict=True)
    )


def same(one: Claim, two: Claim, text: str, lexicon: Lexicon) -> bool:
    """Whether the second of two claims repeats the first."""
    return _key(one) == _key(two) and _repeats(one, two, text, lexicon)


def _is_headline(one: Claim, two: Claim, text: str) -> bool:
    """Whether the first of two claims stands in a title: near the top, or on a line alone, the other in a sentence."""
    line = one.sentence
    if text[line.end - 1] in ".!?:":
        return False
    alone = text[max(0, line.start - 1) : line.start] in ("", "\n") and text[line.end : line.end + 1] == "\n"
    return line.start < _TITLE_CHARS or (alone and text[two.sentence.end - 1] in ".!?")


def _key(claim: Claim) -> tuple[object, ...]:
    """Return what two claims must share to be the same."""
    figure = claim.quantity
    if claim.kind == "event":
        return claim.kind, _surety(claim), claim.action, claim.certainty, claim.date
    if figure is None:
        return claim.kind, _surety(claim), None
    ends = (figure.low, figure.high) if figure.value is None else (None, None)
    return claim.kind, _surety(claim), figure.unit, figure.value, *ends


def _repeats(one: Claim, two: Claim, text: str, lexicon: Lexicon) -> bool:
    """Whether of two claims that share what they must one repeats the other."""
    if one.kind == "event":
        named = {p.name for p in one.places}, {p.name for p in two.places}
        here = bool(named[0] & named[1]) or not (named[0] or named[1])
        turned = tuple(lexicon.grammar["merging.turned"])
        return here and _is_turned(one, text, turned) == _is_turned(two, text, turned)
    if one.quantity is None:
        return False
    value = one.quantity.value
    alike = one.action == two.action or any({one.action, two.action} <= kin for kin in _KIN)
    figure_is_telling = value is None or value >= 100 or (value >= 10 and _word_for_word(one, two, text))
    same_day = one.since == two.since or one.since is None or two.since is None
    return alike and figure_is_telling and same_day and _meet(one.places, two.places)


def _word_for_word(one: Claim, two: Claim, text: str) -> bool:
    """Whether both are told in the same words and more than a number and a noun: "at least 39 civilians"."""
    said = [text[claim.spans[0].start : claim.spans[0].end].lower().split() for claim in (one, two)]
    return len(said[0]) > 2 and said[0] == said[1]


def _surety(claim: Claim) -> str:
    """Return whether it is said of what is, of what may come, or not to be so: none of these repeats another."""
    told = {"stated": "so", "claimed": "so", "denied": "denied"}
    return told.get(claim.certainty, "to come") if claim.kind == "figure" else str(claim.certainty == "denied")


def _is_further(claim: Claim, text: str, further: Container[str]) -> bool:
    """Whether a figure is told as one more: "another 10,000", "a further 300 families"."""
    span = claim.spans[0]
    before = text[max(0, span.start - _WORD_CHARS) : span.start].split()[-1:]
    return any(word.lower() in further for word in before + text[span.start : span.end].split()[:2])


def _is_turned(claim: Claim, text: str, turned: tuple[str, ...]) -> bool:
    """Whether the words undo what went before: a town that was taken is retaken."""
    return text[claim.spans[0].start :].lower().startswith(turned)


def _meet(one: tuple[NamedPlace, ...], two: tuple[NamedPlace, ...]) -> bool:
    """Whether the places can be the same: one of the two names none or but a border, or they share one."""
    if not one or not two or any(all(p.is_kind("border") for p in each) for each in (one, two)):
        return True
    return bool({p.name for p in one} & {p.name for p in two})
