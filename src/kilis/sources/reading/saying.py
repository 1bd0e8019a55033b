"""How a claim is said: by whom, and whether as fact, fear, condition, plan or denial."""

from __future__ import annotations

from kilis.sources.reading.analysis import Attribution, Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue

_NEAR = 9


def speaker_of(
    s: Sentence, at: int, context: Context, *, event: bool = False
) -> tuple[str | None, str | None, str | None]:
    """Return (speaker, role, kind of verb) for the token: its attribution, or the quotation's speaker."""
    covering = [a for a in s.attributions if a.low <= at < a.high]
    if covering:
        best = min(covering, key=lambda a: (a.high - a.low, abs(a.start - at)))
        if not s.quoted[at] and (_is_in_name(s, at, best) or (event and _is_known(s, at, best))):
            return None, None, None
        return best.speaker, best.role, best.label
    if s.quoted[at] and context.quote_speaker:
        return context.quote_speaker[0], context.quote_speaker[1], None
    if context.list_speaker:
        return context.list_speaker[0], context.list_speaker[1], None
    if context.interviewee:
        return context.interviewee[0], context.interviewee[1], None
    return None, None, None


def _is_in_name(s: Sentence, at: int, a: Attribution) -> bool:
    """Whether it only tells who speaks: "the army, which retook Gobu in July, says"."""
    return a.start <= at < a.end and not s.words["saying.relatives"].isdisjoint(s.lows[a.start : at])


def _is_known(s: Sentence, at: int, a: Attribution) -> bool:
    """Whether an event is told in passing, by the report: the figure behind it, or what it only dates, was counted."""
    count = next((count for count in s.counts if at < count < a.start), None)
    if count is not None and not s.words["saying.parting"].isdisjoint(s.lows[at:count]):
        return True  # "A bomb fell on the market, killing 12, said the mayor"
    openers = s.words["saying.openers"]
    opener = next((k for k in range(at - 1, max(at - _NEAR, 0), -1) if s.lows[k] in openers), None)
    if opener is None or opener < a.start < at or s.low[opener - 1] in s.words["speech.auxiliaries"]:
        return False
    return s.lows[opener] in s.words["since"] or (
        s.lows[opener] in s.words["saying.relatives"] and s.low[opener - 1] == ","
    )


def is_negated(s: Sentence, trigger: Cue, number_start: int) -> bool:
    """Whether the verb or the number is denied by a "no", "not", "never" or "none" before it in its clause."""
    for cue in s.of_kind["certainty"]:
        if cue.sense.label not in ("negated", "negative_verbs"):
            continue
        for anchor in (trigger.start, number_start):
            if trigger.start <= cue.start < trigger.end:
                continue  # "no way out for": the phrase itself
            gap = range(cue.end, anchor)
            # "no fewer than", "not only": a bound, not a denial.
            bound = s.low[cue.end] in s.words["saying.not_negated"]
            if 0 <= anchor - cue.end <= 4 and not bound and not any(s.low[k] in s.words["saying.stops"] for k in gap):
                return True
    return False


def is_only_wanted(s: Sentence, trigger: Cue | None, number_start: int) -> bool:
    """Whether people must, should or want to do it: a wish, not an event."""
    if trigger is None:
        return False
    before = s.lows[max(0, trigger.start - 2) : trigger.start]
    if (before and before[-1] in s.words["should"]) or not s.words["must"].isdisjoint(before):
        return True
    return not _told_to(s, trigger, number_start).isdisjoint(s.words["saying.wishes"])


def is_ordered(s: Sentence, trigger: Cue | None, number_start: int) -> bool:
    """Whether people are told to do it: "ordered 40,000 people to leave", "residents were told to go"."""
    return trigger is not None and not _told_to(s, trigger, number_start).isdisjoint(s.words["saying.orders"])


def _told_to(s: Sentence, trigger: Cue, number_start: int) -> set[str]:
    """Return the words before an infinitive and before the number, none where the verb is no infinitive."""
    if s.low[trigger.start - 1] not in s.words["to"] or trigger.sense.form != "base":
        return set()
    return {*s.lows[max(0, trigger.start - 4) : trigger.start], *s.lows[max(0, number_start - 2) : number_start]}


def is_of_more(s: Sentence, cue: Cue, anchor: int) -> bool:
    """Whether it is said of others: "3,000 came on Monday, with more expected in the coming days"."""
    if cue.sense.label != "future" or cue.start < anchor:
        return False
    return any(s.low[k] in s.words["with"] and s.low[k - 1] == "," for k in range(anchor + 1, cue.start))


def is_prospect(s: Sentence, number_start: int) -> bool:
    """Whether a number is only of what may come: "the prospect of 20,000 people fleeing"."""
    return s.low[number_start - 1] in s.words["of"] and s.low[number_start - 2] in s.words["saying.prospects"]


def is_on_way(s: Sentence, end: int) -> bool:
    """Whether those counted before tokens[end] are still under way: "20,000 more are on their way to"."""
    at = end + (s.low[end] in s.words["saying.more"])
    while s.low[at] in s.words["saying.now"]:
        at += 1
    if s.low[at] in s.words["on"] and at > end:
        return s.low[at + 1] in s.words["saying.the"] and s.low[at + 2] in s.words["saying.way"]
    return at > end and (
        s.low[at] in s.words["saying.heading"] or "|".join(s.lows[at : at + 2]) in s.words["saying.en_route"]
    )


def is_offer(s: Sentence, number_start: int) -> bool:
    """Whether a number says how many could be taken in: "ready to receive more than 4,000 families"."""
    at = number_start - 1
    at -= s.low[at] in s.words["saying.in_up"]
    verb = s.low[at - 1] in s.words["saying.to"] and s.low[at] in s.words["saying.taking_in"]
    while verb and s.low[at - 1] in s.words["and_or"]:
        at -= 2  # "ready to receive and shelter"
    ready = s.low[at - 2] in s.words["saying.ready"] and s.low[at - 1] in s.words["to"]
    return verb and ready and s.words["saying.not"].isdisjoint(s.lows[max(at - 5, 0) : at - 2])


def certainty_of(s: Sentence, low: int, high: int, anchor: int, trigger: Cue | None, label: str | None) -> str:
    """Return stated, claimed, denied, feared, conditional or future for a claim in tokens[low:high]."""
    centre = trigger.start if trigger else anchor
    near = {"feared": False, "future": False, "claimed": False, "conditional": False, "denied": False}
    has_if = False
    for cue in s.of_kind["certainty"]:
        kind = cue.sense.label
        if (kind == "feared" and s.tokens[cue.start].is_name and s.low[cue.start] in s.lexicon.months) or is_of_more(
            s, cue, anchor
        ):
            continue
        if any(a.start <= cue.start < a.end and a.label == "stated" for a in s.attributions):
            continue  # "the disaster risk unit said"
        if trigger and trigger.start <= cue.start < trigger.end:
            continue
        if kind == "conditional" and s.low[cue.start] not in s.words["would"]:
            has_if = has_if or low - 12 <= cue.start < high + 3
        if kind not in near or not low <= cue.start < high:
            continue
        distance = min(abs(cue.start - centre), abs(cue.start - anchor))
        before = cue.start <= max(centre, anchor)
        if (
            (kind in ("feared", "claimed") and before and distance <= 12)
            or (kind == "feared" and distance <= 8 and s.low[cue.start - 1] in s.words["is"])
            or (kind == "future" and distance <= (6 if before else 4))
            or (kind == "denied" and distance <= 8)
        ):
            near[kind] = True
    if label == "denied" or near["denied"]:
        return "denied"
    inverted = s.low[0] in s.words["saying.inverted"] and s.tokens[-1].text != "?"
    if has_if or inverted or not s.words["figures.if"].isdisjoint((s.low[0], s.low[1])):
        return "conditional"
    if label == "feared" or near["feared"]:
        return "feared"
    if label == "future" or near["future"] or is_ordered(s, trigger, anchor):
        return "future"
    if label == "claimed" or near["claimed"]:
        return "claimed"
    return "stated"
