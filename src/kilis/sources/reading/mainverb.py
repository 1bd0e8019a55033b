"""The verb about people of whom a participle tells why they go: "3,400 people fleeing Ure have arrived"."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import without_asides
from kilis.sources.reading.lexicon import Cue

_TAKING = ("received", "admitted", "registered")
"""Of whom this is said before, a participle behind tells where they come from: "has received 5,000 fleeing the war"."""
_GOING = ("arrived", "returned", "transferred")
_GONE = ("arrived", "returned", "transferred", "displaced", "moved")
_HELD_UP = ("waiting", "besieged")
_NEAR = 4


def main_verb(s: Sentence, why: Cue | None, first: int, last: int) -> Cue | None:
    """Return the verb that says where those of tokens[first:last] went who, as ``why`` says, fled."""
    if s.low[last] in s.words["mainverb.staying"]:
        return of_stayers(s, last)
    if why is None or why.sense.label != "displaced" or why.start < first:
        return None
    if why.start == last and why.sense.form != "gerund" and s.low[why.end] not in s.words["mainverb.by"]:
        return None
    told = _GOING + _HELD_UP if why.sense.form == "gerund" else _GOING
    for cue in s.of_kind["action"]:
        if cue.end <= first <= cue.end + 1 and cue.sense.label in _TAKING and cue.sense.people == "O":
            return cue if cue.sense.form != "gerund" and why.sense.form == "gerund" else None
        if cue.start > max(last, why.start) and cue.sense.label in told and cue.sense.form != "gerund":
            is_main = cue.start == why.end or (why.start <= last and _is_same_clause(s, max(last, why.end), cue.start))
            return cue if is_main and cue.sense.people == "S" else None
    return None


def of_stayers(s: Sentence, last: int) -> Cue | None:
    """Return the verb that says where people went of whom a participle at tokens[last] only tells where they stayed.

    "3,400 people living in Ure have crossed to Bor".
    """
    for cue in s.of_kind["action"]:
        is_going = cue.sense.label in _GONE and cue.sense.form != "gerund" and cue.sense.people == "S"
        if is_going and cue.start > last + 1:
            at = next((k for k in range(cue.start - 2, cue.start + 1) if s.low[k] in s.words["mainverb.finite"]), None)
            is_main = at is not None and _is_same_clause(s, last + 1, at) and not _is_before(s, cue)
            return cue if is_main else None
    return None


def _is_before(s: Sentence, fled: Cue) -> bool:
    """Whether a verb tells what was left before: "people living in Ure fled Bor", "were driven from Bor"."""
    behind = [place for place in s.places if place[0] >= fled.end]
    told = fled.sense.label == "displaced" and bool(behind) and behind[0][0] <= fled.end + _NEAR
    return told and s.words["mainverb.towards"].isdisjoint(s.lows[fled.end : behind[0][0]])


def _is_same_clause(s: Sentence, start: int, stop: int) -> bool:
    """Whether nothing but asides parts two verbs of one subject: "..., most of them women and children, ..."."""
    between = without_asides(s, range(start, stop))
    commas = [k for k in between if s.low[k] == ","]
    if len(commas) > 1:
        between = [k for k in between if not commas[0] <= k <= commas[-1]]
    return s.words["governing.parting"].isdisjoint([s.low[k] for k in between])
