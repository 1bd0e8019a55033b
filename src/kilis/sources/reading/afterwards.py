"""What is seen once places are chosen: attacks at large, who went to a town."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.dates import HISTORY_DAYS
from kilis.sources.reading.model import Claim
from kilis.sources.reading.roles import leader_of
from kilis.sources.reading.saying import is_on_way

_WIDE = frozenset({"country", "border"})
_NEAR, _GOING, _DAY = 4, 7, 7


def is_at_large(s: Sentence, event: Claim) -> bool:
    """Whether attacks of no day are those of a war, at no town: "attacks by gunmen drove 900 here".

    One offensive, operation or the like on a country is told; that attacks may go on is not.
    """
    if event.action not in ("assault", "advance"):
        return False
    first, last = tokens_of(s, event)
    inside = [p for p in event.at if s.stretch.start <= p.start < s.stretch.end]
    if event.certainty == "conditional" and not inside and s.low[last] in s.words["afterwards.going_on"]:
        return True
    near = any(first - _DAY <= s.token_of(when.start) < last + _DAY for when in s.dates)
    if event.action != "assault" or near or any(place.kind not in _WIDE for place in event.at):
        return False
    at_border = any(place.kind == "border" for place in event.at)
    aimed = any(last <= s.token_of(place.start) <= last + _NEAR for place in inside) or not event.at
    return at_border or not aimed or s.words["happenings.single"].isdisjoint(s.lows[first:last])


def not_where_they_came(s: Sentence, event: Claim, figures: Sequence[Claim]) -> Claim:
    """Take no place that people came to for that of an attack told behind it: "have come to Ure since the invasion"."""
    if event.action not in ("assault", "advance") or len(event.at) != 1:
        return event
    (place,) = event.at
    first = tokens_of(s, event)[0]
    inside = s.stretch.start <= place.start < s.stretch.end and s.token_of(place.start) < first
    reached = any(place in figure.destination for figure in figures)
    led = not s.words["afterwards.since"].isdisjoint(s.lows[max(0, first - _GOING) : first])
    return replace(event, at=()) if inside and reached and led else event


def is_history(claim: Claim, today: datetime.date | None) -> bool:
    """Whether a figure is of a day long before the document's; room laid out years ago is still that much."""
    if claim.date is None or today is None or claim.action == "capacity":
        return False
    return (today - claim.date).days > HISTORY_DAYS


def not_ahead(s: Sentence, claim: Claim, today: datetime.date | None) -> Claim:
    """Date what is so, or has been, on the document's day where a day to come only stands near."""
    if today is None or claim.date is None or claim.date <= today or claim.since is not None:
        return claim
    low, high = clause_bounds(s, *tokens_of(s, claim)) if claim.kind == "figure" else (0, len(s.tokens))
    own = any(when.date == claim.date and low <= s.token_of(when.start) < high for when in s.dates)
    if own or claim.certainty not in ("stated", "claimed"):
        return claim
    return claim.dated(today, None, claim.period, claim.date_odds)


def of_town(s: Sentence, claim: Claim) -> Claim:
    """Turn round a town in mind for those who fled to it, not from it: "have fled to the town"."""
    if claim.action != "displaced" or claim.destination or len(claim.origin) + len(claim.at) != 1:
        return claim
    (town,) = claim.origin + claim.at
    last = tokens_of(s, claim)[1]
    if town.kind == "country" or s.stretch.start <= town.start < s.stretch.end:
        return claim
    for at in range(last, min(last + _GOING, len(s.tokens))):
        if s.low[at] in s.words["afterwards.to"] and s.low[at + 1] in s.words["the"]:
            bare = s.low[at + 2] in s.words["afterwards.towns"] and s.low[at + 3] not in s.words["of"]
            return replace(claim, at=(), origin=(), destination=(town,)) if bare else claim
    return claim


def came(s: Sentence, claim: Claim) -> Claim:
    """Take those who fled to a place, and of whom no more is told, for arrived there: "9,000 have fled to Ure"."""
    if claim.action != "displaced" or claim.kind == "event" or claim.origin or claim.at or not claim.destination:
        return claim
    (first, *_) = claim.destination
    if not s.stretch.start <= first.start < s.stretch.end or is_on_way(s, tokens_of(s, claim)[1]):
        return claim
    at = leader_of(s, s.token_of(first.start))
    at = leader_of(s, at) if s.low[at] in s.words["of"] else at  # "to the town of Ure"
    return replace(claim, action="arrived") if s.low[at] in s.words["to"] else claim


def tokens_of(s: Sentence, event: Claim) -> tuple[int, int]:
    """Return the first token of what a claim was read from, and the one behind it."""
    return s.token_of(event.spans[0].start), s.token_of(event.spans[0].end)
