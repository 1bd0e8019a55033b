"""How people came away and in: into the bush, driven by fighting, into a land by a gate; once places are chosen."""

from __future__ import annotations

from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.model import Claim
from kilis.sources.reading.roles import leader_of, refuge_role

_VERB, _WAY = 4, 6


def to_wild(s: Sentence, claim: Claim) -> Claim:
    """Turn round the place of those who fled to no town: "fled into the bush", "reached safety outside Ure"."""
    if claim.action not in ("displaced", "arrived"):
        return claim
    last = s.token_of(claim.spans[0].end)
    if claim.origin:
        away = any(s.stretch.start <= place.start < s.stretch.end for place in claim.at + claim.destination)
        return claim if away or not _hides(s, last) else replace(claim, action="displaced", at=(), destination=())
    if len(claim.at + claim.destination) != 1:
        return claim
    (place,) = claim.at + claim.destination
    left = replace(claim, action="displaced", at=(), origin=(place,), destination=())
    inside = s.stretch.start <= place.start < s.stretch.end
    if inside and s.token_of(place.start) > last:
        lead = leader_of(s, s.token_of(place.start))
        lead = leader_of(s, lead) if s.low[lead] in s.words["of"] else lead
        is_out = s.low[lead] in s.words["fleeing.outside"] and s.low[lead - 1] in s.words["fleeing.safety"]
        return left if is_out else claim
    return left if _hides(s, last) else claim


def _hides(s: Sentence, last: int) -> bool:
    """Whether those counted before this token went into the wild, "to the nearby hills"."""
    for at in range(last, min(last + _WAY, len(s.tokens))):
        if s.low[at] in s.words["fleeing.into"]:
            around = s.words["fleeing.around"]
            goal = next((k for k in range(at + 1, at + _WAY) if s.low[k] not in around), at)
            return s.low[goal] in s.words["fleeing.wilds"]
    return False


def driven(s: Sentence, claim: Claim) -> Claim:
    """Tell those whom fighting drove to a town from those who were driven there: nobody took them."""
    first = s.token_of(claim.spans[0].start)
    verb = next((k for k in range(first - 1, max(first - _VERB, -1), -1) if s.low[k] in s.words["fleeing.drove"]), None)
    if claim.action != "transferred" or verb is None or s.words["dating.pointing"].isdisjoint(s.lows[:verb]):
        return claim
    return replace(claim, action="displaced")


def entered(s: Sentence, claim: Claim) -> Claim:
    """Let those who came into a land by a gate, or to a school in a town, have come to what is named.

    "Fled and crossed into Uganda at Ntoroko" came to both, "fled from Ure to a school in Bor" to Bor.
    """
    if claim.action not in ("displaced", "arrived") or claim.kind == "event":
        return claim
    ends = {place.start: (start, end) for start, end, place in s.places}
    into = tuple(p for p in claim.at if p.start in ends and _is_entered(s, ends[p.start][0], claim.action))
    to = claim.destination + into
    known = {place.name for place in claim.places}
    for place in to if into or claim.destination else ():
        end = ends[place.start][1] if place.start in ends and place.kind == "country" else len(s.tokens)
        gate = s.place_at(end + 1) if s.low[end] in s.words["at"] else None
        if gate is not None and gate[2].name not in known:
            to = (*to, gate[2])
    if to == claim.destination:
        return claim
    kept = tuple(place for place in claim.at if place not in to)
    return replace(claim, at=kept, destination=to)


def _is_entered(s: Sentence, start: int, action: str) -> bool:
    """Whether the place at this token is one that people came into, or one with a school or camp they came to."""
    return s.low[start - 1] in s.words["fleeing.entered"] or refuge_role(s, leader_of(s, start), action) == "to"
