"""The verb about people of whom a participle tells why they go: "3,400 people fleeing Ure have arrived"."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import without_asides
from kilis.sources.reading.lexicon import Cue

_GOING = ("arrived", "returned", "transferred")


def main_verb(s: Sentence, why: Cue | None, first: int, last: int) -> Cue | None:
    """Return the verb that says where those of tokens[first:last] went who, as ``why`` says, fled."""
    if why is None or why.sense.label != "displaced" or why.start < first:
        return None
    if why.start == last and why.sense.form != "gerund" and s.low[why.end] not in s.words["mainverb.by"]:
        return None
    for cue in s.of_kind["action"]:
        if cue.start > max(last, why.start) and cue.sense.label in _GOING and cue.sense.form != "gerund":
            is_main = cue.start == why.end or (why.start <= last and _is_same_clause(s, max(last, why.end), cue.start))
            return cue if is_main and cue.sense.people == "S" else None
    return None


def _is_same_clause(s: Sentence, start: int, stop: int) -> bool:
    """Whether nothing but asides parts two verbs of one subject: "..., most of them women and children, ..."."""
    between = without_asides(s, range(start, stop))
    commas = [k for k in between if s.low[k] == ","]
    if len(commas) > 1:
        between = [k for k in between if not commas[0] <= k <= commas[-1]]
    return s.words["governing.parting"].isdisjoint([s.low[k] for k in between])
