"""What is seen once places are chosen: attacks at large, whose border was shut, who went to a town."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from kilis.sources.gazetteer import Gazetteer, fold
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.dates import HISTORY_DAYS
from kilis.sources.reading.model import Candidate, Claim, NamedPlace

_GATES = frozenset({"close", "open", "limit"})
_WIDE = frozenset({"country", "border"})
_NEAR, _BEHIND, _GOING = 4, 3, 7


def is_at_large(s: Sentence, event: Claim) -> bool:
    """Whether attacks of no day are those of a war, at no town: "attacks by gunmen drove 900 here".

    One offensive, operation or the like on a country is told.
    """
    if event.action != "assault" or s.dates or any(place.kind not in _WIDE for place in event.at):
        return False
    first, last = _tokens_of(s, event)
    return s.words["happenings.single"].isdisjoint(s.lows[first:last])


def is_history(claim: Claim, today: datetime.date | None) -> bool:
    """Whether a figure is of a day long before the document's; room laid out years ago is still that much."""
    if claim.date is None or today is None or claim.action == "capacity":
        return False
    return (today - claim.date).days > HISTORY_DAYS


def of_border(s: Sentence, event: Claim, gazetteer: Gazetteer) -> Claim:
    """Give a border that is shut or opened, unless a gate is named, to the country that does it."""
    first, last = _tokens_of(s, event)
    lines = s.words["happenings.lines"]
    if event.action not in _GATES or lines.isdisjoint(s.lows[max(0, first - _NEAR) : last + _NEAR]):
        return event
    land = _keeper(s, first, last, gazetteer)
    if land is None or any(not _is_loose(s, place, gazetteer) for place in event.at):
        return event
    return replace(event, at=(land,))


def of_town(s: Sentence, claim: Claim) -> Claim:
    """Turn round a town in mind for those who fled to it, not from it: "have fled to the town"."""
    if claim.action != "displaced" or claim.destination or len(claim.origin) + len(claim.at) != 1:
        return claim
    (town,) = claim.origin + claim.at
    last = _tokens_of(s, claim)[1]
    if town.kind == "country" or s.stretch.start <= town.start < s.stretch.end:
        return claim
    for at in range(last, min(last + _GOING, len(s.tokens))):
        if s.low[at] in s.words["afterwards.to"] and s.low[at + 1] in s.words["the"]:
            bare = s.low[at + 2] in s.words["afterwards.towns"] and s.low[at + 3] not in s.words["of"]
            return replace(claim, at=(), origin=(), destination=(town,)) if bare else claim
    return claim


def at_gate(s: Sentence, claim: Claim, events: Sequence[Claim]) -> Claim:
    """Let those wait who are stranded where the sentence tells of a gate that is shut: nobody besieges them."""
    shut = {event.action for event in events}
    if claim.action != "besieged" or "close" not in shut or s.words["happenings.lines"].isdisjoint(s.lows):
        return claim
    return replace(claim, action="waiting")


def _tokens_of(s: Sentence, event: Claim) -> tuple[int, int]:
    return s.token_of(event.spans[0].start), s.token_of(event.spans[0].end)


def _keeper(s: Sentence, first: int, last: int, gazetteer: Gazetteer) -> NamedPlace | None:
    """Return the country that does what is told there: "Turkish guards shut", "Ankara shut", "shut by Turkey"."""
    lands = [*s.peoples]
    lands += [(a, b, land) for a, b, place in s.places if (land := _state(place, gazetteer)) is not None]
    led = s.words["phrases.prepositions"] - s.words["since"] - s.words["with"]
    parting = led | s.words["clauses.leaders"] | s.words["happenings.parting"]
    for start, end, land in lands:
        if s.low[last] in s.words["by"] and last < start <= last + _BEHIND:
            return land
        subject = end <= first <= end + _NEAR and s.low[start - 1] not in led | s.words["to"]
        if subject and parting.isdisjoint(s.lows[end:first]):
            return land
    return None


def _is_loose(s: Sentence, place: NamedPlace, gazetteer: Gazetteer) -> bool:
    """Whether a place is not said to be where: it is only in mind, is the capital that does it, or is fought for."""
    if any(each.kind in ("crossing", "border", "site") for each in place.candidates):
        return False
    if not s.stretch.start <= place.start < s.stretch.end:
        return True
    is_capital = not place.is_kind("country") and _state(place, gazetteer) is not None
    return is_capital or s.low[s.token_of(place.end)] in s.words["context.trouble"]


def _state(place: NamedPlace, gazetteer: Gazetteer) -> NamedPlace | None:
    """Return the country whose state a name stands for: the country itself, or its capital."""
    meant = place.candidates[0] if place.candidates else None
    country = gazetteer.countries.get(meant.iso3) if meant else None
    if meant is None or country is None or meant.kind == "country":
        return place if country else None
    if meant.kind != "settlement" or fold(country.capital) != fold(meant.name):
        return None
    return NamedPlace(country.name, place.start, place.end, (Candidate(country.name, "country", meant.iso3),))
