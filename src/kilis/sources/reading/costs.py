"""How unlikely it is that a verb or noun governs a number: by what stands between them and how they are built."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import without_asides
from kilis.sources.reading.counted import Head
from kilis.sources.reading.lexicon import Cue, Sense


def cost_of(
    s: Sentence, cue: Cue, first: int, last: int, head: Head, others: list[int], most: float = 99.0
) -> float | None:
    """Return how unlikely a verb or noun governs the figure; None where it cannot, or for ``most`` and more."""
    sense: Sense = cue.sense
    if cue.start >= first and cue.end <= last:
        if sense.kind == "noun" or cue.start > first:
            return 7.0 if sense.label not in ("sites",) else None
        return None
    right = cue.start >= last
    gap = range(last, cue.start) if right else range(cue.end, first)
    if right and s.low[last] == ",":  # "About 2,000, mainly women and farmers, came over"
        closing = max((k for k in gap if s.low[k] == "," and k > last), default=last)
        gap = range(closing, cue.start) if closing > last and cue.start - closing <= 4 else gap
    base = _base_cost(s, cue, right, len(gap), head, first)
    if base is None or base + (3.0 if sense.weak else 0.0) >= most:  # what is added is never negative
        return None
    gap_tokens = without_asides(s, gap)
    penalties = filter(None, map(s.lexicon.penalty.get, map(s.low.__getitem__, gap_tokens)))
    base += sum(penalties) + 0.35 * len(gap_tokens)
    base += sum([4.0 for n in others if n in gap_tokens]) + (3.0 if sense.weak else 0.0)
    relative = right and _is_relative(s, cue.start, last)
    if cue.sense.form == "gerund" and sense.label == "transferred" and not right:
        base += 5.0  # "turned back two boats carrying 57": what happened to the boats happened to the people
    base += 2.5 if relative else 0.0  # "those who fled have crossed": the main verb tells the news
    return base


def _is_relative(s: Sentence, start: int, last: int) -> bool:
    """Whether "who" or "that" stands before a verb and its auxiliaries."""
    auxiliary = s.words["governing.auxiliary"]
    for at in range(start - 1, max(last - 1, start - 5), -1):
        if s.lows[at] not in auxiliary:
            return s.lows[at] in s.words["who_that"]
    return s.low[0] in s.words["who_that"]


def _base_cost(s: Sentence, cue: Cue, right: bool, gap: int, head: Head, first: int) -> float | None:
    sense = cue.sense
    if sense.label == "scaled" and not right and gap > 2:
        return None
    if sense.parted and not cue.end <= first < cue.reach:
        return None
    if sense.kind == "noun":
        last_word = s.low[cue.end - 1]
        if not right:
            if s.low[cue.start] in s.words["there"] and gap <= 2:
                return 2.5  # "there are": whatever else is said of them tells more
            labelled = ":" in s.lows[cue.end : first]
            if (last_word in s.words["for_of"] and gap > 3 and not labelled) or (
                s.low[cue.start] in s.words["there"] and gap > 2
            ):
                return None
            return 0.4
        if last_word in s.words["governing.of"] or gap > 6:
            return None
        return 1.5 if gap <= 1 else 3.0
    passive = not s.words["governing.being"].isdisjoint(s.lows[max(0, cue.start - 3) : cue.start])
    if sense.people == "S":
        if right:
            if passive and sense.label == "none" and sense.form == "past" and cue.end - cue.start == 1:
                return None  # "50,000 were received in the camps"
            return 0.0
        if s.low[first - 1] in s.words["governing.standing"] and cue.end < first and not sense.weak:
            return 5.5
        # "people keep coming over the border, 600 yesterday at Tine alone"
        return 6.0 if head.kind == "open" and s.low[first - 1] == "," and not sense.weak else None
    if right:
        if sense.form != "past":
            return None
        if passive:
            return 0.3
        # "recorded 143,000 people displaced from": the participle tells more than who recorded.
        return (0.0 if gap == 0 else 0.6) if gap <= 1 else None
    return 2.5 if passive else 0.3
