"""Which voice a claim is given to: the rules' answer weighed again with learned weights.

Voices are what the rules found (`speech`), every other noun phrase of the sentence that could speak, those who spoke
before, and nobody. `python benchmarks/reading_learn.py --write` makes the weights (`languages/CODE-speakers.csv`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.sources.gazetteer import fold
from kilis.sources.reading.analysis import Attribution, Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Claim
from kilis.sources.reading.spoken import Phrase, phrases_of

ANSWERS = ("right",)
_MARKS = frozenset({",", ";", ":", "(", "-", "–", "—"})


@dataclass(slots=True)
class Option:
    """Somebody who may have said it (None: nobody is named), and what speaks for that."""

    speaker: str | None
    role: str | None
    features: list[str]


class Voices:
    """Gives claims their speakers by learned weights."""

    def __init__(self, lexicon: Lexicon, weights: Linear) -> None:
        self._lexicon, self._weights = lexicon, weights

    def give(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        """Return the sentence's claims, figures and events, with the speaker that scores highest."""
        if not self._weights.weights or not claims:
            return list(claims)
        phrases = phrases_of(s, self._lexicon)
        return [self._given(claim, self.options(s, claim, context, phrases)) for claim in claims]

    def _given(self, claim: Claim, options: list[Option]) -> Claim:
        if len(options) == 1:
            return claim if claim.speaker is None else replace(claim, speaker=None, speaker_role=None)
        best = options[self._weights.choose([option.features for option in options])]
        if best.speaker == claim.speaker:
            return claim
        return replace(claim, speaker=best.speaker, speaker_role=best.role)

    def options(self, s: Sentence, claim: Claim, context: Context, phrases: list[Phrase]) -> list[Option]:
        """Return who may have said the claim, each with features; the first is nobody."""
        first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
        act = claim.action if claim.kind == "figure" else f"event:{claim.action}"
        quoted = bool(s.quoted) and s.quoted[min(first, len(s.quoted) - 1)]
        ruled = claim.speaker
        covering = [a for a in s.attributions if a.low <= first < a.high]
        said = f"attributions={min(len(s.attributions), 2)} covering={min(len(covering), 2)}"
        known = "none" if ruled is None else "some"
        options = [
            Option(None, None, [
                "none", f"none ruled={known}", f"none ruled={known} quoted={quoted}", f"none {said} ruled={known}",
                f"none act={act} ruled={known}", f"none sure={claim.certainty} ruled={known}",
                f"none asked={context.interviewee is not None}",
            ])
        ]  # fmt: skip
        by_name: dict[str, Option] = {}
        for a in s.attributions:
            features = _of_attribution(s, a, first, last, quoted, a in covering)
            _add(by_name, options, a.speaker, a.role, features)
        for phrase in phrases:
            if phrase.start <= first < phrase.end:
                continue
            said_by = next((a for a in s.attributions if a.start < phrase.end and phrase.start < a.end), None)
            if said_by is not None:
                _add(by_name, options, said_by.speaker, said_by.role, [f"said kind={phrase.kind}"])
                continue
            _add(
                by_name, options, phrase.speaker, phrase.role, _of_phrase(s, phrase, first, last, quoted, act, phrases)
            )
        for name, voice in (
            ("quoting", context.quote_speaker), ("before", context.voice), ("asked", context.interviewee),
        ):  # fmt: skip
            if voice is not None:
                features = [name, f"{name} quoted={quoted} {said}", f"{name} opens={_opening(s)}",
                            f"{name} ago={min(context.voice_ago, 3)} quoted={quoted}"]  # fmt: skip
                _add(by_name, options, voice[0], voice[1], features)
        if ruled is not None:
            _add(by_name, options, ruled, claim.speaker_role, ["ruled", f"ruled {said}", f"ruled quoted={quoted}"])
        return options


def _add(
    by_name: dict[str, Option], options: list[Option], speaker: str, role: str | None, features: list[str]
) -> None:
    """Add what speaks for a voice, to what is known of the same one."""
    key = fold(speaker)
    option = by_name.get(key)
    if option is None:
        option = by_name[key] = Option(speaker, role, ["somebody"])
        options.append(option)
    option.features += features


def _of_attribution(s: Sentence, a: Attribution, first: int, last: int, quoted: bool, covers: bool) -> list[str]:
    side = "before" if a.end <= first else "after" if a.start >= last else "around"
    low, high = (a.end, first) if side == "before" else (last, a.start)
    shape = "back" if a.low < a.start else "on"
    other = any(b is not a and low <= b.start < high for b in s.attributions)
    return [
        "said", f"said covers={covers}", f"said {side} {shape} covers={covers}", f"said {a.label} covers={covers}",
        f"said {side} other={other} covers={covers}", f"said {side} quoted={quoted} covers={covers}",
        f"said {side} parted={_parting(s, low, high)} covers={covers}",
    ]  # fmt: skip


def _parting(s: Sentence, low: int, high: int) -> str:
    """Return the strongest joint between two places of a sentence."""
    between = set(s.lows[low:high])
    for mark in (";", "but", "while", "although", "which", "who", "where", "when", "that", ":", "and", ","):
        if mark in between:
            return mark
    return "-"


def _opening(s: Sentence) -> str:
    low = s.low(0)
    return low if low in ("he", "she", "they", "it", '"', "“", "his", "her", "their", "its") else "-"


def _of_phrase(
    s: Sentence, p: Phrase, first: int, last: int, quoted: bool, act: str, phrases: list[Phrase]
) -> list[str]:
    side = "before" if p.end <= first else "after"
    low, high = (p.end, first) if side == "before" else (last, p.start)
    figures = min(sum([low <= n < high for n in s.counts]), 2)
    others = min(sum([low <= q.start < high and q.telling for q in phrases]), 2)
    far = high - low
    step = 0 if far < 2 else 2 if far < 5 else 5 if far < 10 else 10 if far < 18 else 18
    return [
        "phrase", f"kind={p.kind}", f"before={p.before}", f"after={p.after}", f"before={p.before} {side}",
        f"after={p.after} {side}", f"before={p.before} after={p.after}", f"kind={p.kind} before={p.before}",
        f"kind={p.kind} after={p.after}", f"after={p.after} {side} parted={_parting(s, low, high)}",
        f"before={p.before} {side} parted={_parting(s, low, high)}",
        f"after={p.after} {side} figures={figures}", f"before={p.before} {side} figures={figures}",
        f"telling={p.telling} {side} others={others}", f"telling={p.telling} {side} far={step}",
        f"telling={p.telling} {side} figures={figures} others={others}",
        f"telling={p.telling} quoted={quoted} {side}", f"after={p.after} {side} act={act}",
        f"word={p.head}", f"verb={p.verb} {side}",
    ]  # fmt: skip
