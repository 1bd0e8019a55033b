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
_NEAR, _BEHIND, _GOING, _DAY, _FAR = 4, 3, 7, 7, 12
_AT_LINES = frozenset({"waiting", "besieged", "arrived", "displaced", "sheltering"})


def is_at_large(s: Sentence, event: Claim) -> bool:
    """Whether attacks of no day are those of a war, at no town: "attacks by gunmen drove 900 here".

    One offensive, operation or the like on a country is told; that attacks may go on is not.
    """
    if event.action not in ("assault", "advance"):
        return False
    first, last = _tokens_of(s, event)
    inside = [p for p in event.at if s.stretch.start <= p.start < s.stretch.end]
    if event.certainty == "conditional" and not inside and s.low[last] in s.words["afterwards.going_on"]:
        return True
    near = any(first - _DAY <= s.token_of(when.start) < last + _DAY for when in s.dates)
    if event.action != "assault" or near or any(place.kind not in _WIDE for place in event.at):
        return False
    at_border = any(place.kind == "border" for place in event.at)
    aimed = any(last <= s.token_of(place.start) <= last + _NEAR for place in inside) or not event.at
    return at_border or not aimed or s.words["happenings.single"].isdisjoint(s.lows[first:last])


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
    """Let those wait who are stranded at a border, or where a gate is shut: nobody besieges them."""
    told = {event.action for event in events}
    if claim.action != "besieged" or "siege" in told or s.words["happenings.lines"].isdisjoint(s.lows):
        return claim
    last = _tokens_of(s, claim)[1]
    lines = (k for k in range(last, len(s.tokens)) if s.low[k] in s.words["happenings.lines"])
    first = _tokens_of(s, claim)[0]
    stuck = not s.words["afterwards.stuck"].isdisjoint(s.lows[max(0, first - _NEAR) :])
    leads = s.words["placed.inside"] if stuck else s.words["afterwards.at"]
    beside = any(not leads.isdisjoint(s.lows[max(last, k - _NEAR) : k]) for k in lines)
    return replace(claim, action="waiting") if "close" in told or beside else claim


def at_line(s: Sentence, claim: Claim) -> Claim:
    """Place those who are at a border there, not in the country behind it: "waiting to enter Turkey".

    Nobody besieges them there.
    """
    if claim.kind == "event" or claim.action not in _AT_LINES:
        return claim
    at, destination = _lines(s, claim.at, claim.action), _lines(s, claim.destination, claim.action)
    if claim.action in ("waiting", "besieged") and _is_at_line(s, _tokens_of(s, claim)[1]):
        at = tuple(_border_of(place) if place.is_kind("country") else place for place in at)
    if claim.action == "waiting" and at and all(place.is_kind("country") for place in at):
        last = _tokens_of(s, claim)[1]
        gates = [place for _, end, place in s.places if place.kind == "crossing" and end <= last]
        at = tuple(gates[-1:]) or at  # "Oncupinar, inside Turkey, is closed to 900 people gathered there"
    where = at + destination
    at_border = claim.action == "besieged" and bool(where) and all(p.kind in ("border", "crossing") for p in where)
    return replace(claim, at=at, destination=destination, action="waiting" if at_border else claim.action)


def _lines(s: Sentence, places: tuple[NamedPlace, ...], action: str) -> tuple[NamedPlace, ...]:
    """Return the places, a country that only names its border as that border; of the two sides of one, the first."""
    found: list[NamedPlace] = []
    for place in places:
        inside = place.is_kind("country") and s.stretch.start <= place.start < s.stretch.end
        side = next(
            (b for _, b, people in s.peoples if people.name == place.name and s.low[b] in s.words["side"]), None
        )
        gates = s.stretch.start <= place.start < s.stretch.end and action == "waiting" and place.candidates
        if gates and _is_behind_gate(s, s.token_of(place.start)):
            border = Candidate(place.name, "border", place.candidates[0].iso3, place_id=place.place_id)
            found.append(NamedPlace(place.name, place.start, place.end, (border,)))
        elif inside and side is not None and not s.words["roles.ways"].isdisjoint(s.lows[side : side + _GOING]):
            border = Candidate(s.text[place.start : s.tokens[side].end], "border", place.candidates[0].iso3)
            found.append(NamedPlace(place.name, place.start, place.end, (border,)))
        elif inside and _names_line(s, s.token_of(place.start), s.token_of(place.end), action):
            if not found or found[-1].kind != "border":
                found.append(_border_of(place))
        else:
            found.append(place)
    return tuple(found)


def _border_of(land: NamedPlace) -> NamedPlace:
    name = f"{land.name} border"
    return NamedPlace(name, land.start, land.end, (Candidate(name, "border", land.candidates[0].iso3),))


def _is_at_line(s: Sentence, last: int) -> bool:
    """Whether those counted before tokens[last] are at a border: "massed along its border", "trapped on the border"."""
    lines = (k for k in range(last, min(last + _FAR, len(s.tokens))) if s.low[k] in s.words["border"])
    held, leads = s.words["the"] | s.words["its"] | s.words["phrases.his"], s.words["afterwards.at"] | s.words["near"]
    return any(s.low[k - 1] in held and s.low[k - 2] in leads for k in lines)


def kept_out(s: Sentence, claim: Claim) -> Claim:
    """Let those wait who are not let in, and those flee whom somebody is asked to let in.

    "9,000 people were not being allowed into Turkey"; "urged Turkey to let in 9,000 people fleeing the war".
    """
    if claim.action not in ("admitted", "received", "arrived", "sheltering"):
        return claim
    first, last = _tokens_of(s, claim)
    asked = s.lows[max(0, first - _GOING) : first]
    if not (s.words["saying.wishes"].isdisjoint(asked) or s.words["to"].isdisjoint(asked)):
        fleeing = any(c.sense.label == "displaced" and last <= c.start <= last + 1 for c in s.of_kind["action"])
        return replace(claim, action="displaced") if fleeing else claim
    for k in range(last, min(last + _GOING, len(s.tokens))):
        if s.low[k] in s.words["saying.not"] and s.low[k] not in s.words["saying.not_negated"]:
            let = not s.words["afterwards.letting"].isdisjoint(s.lows[k + 1 : k + 1 + _NEAR])
            return replace(claim, action="waiting") if let else claim
    return claim


def _is_behind_gate(s: Sentence, first: int) -> bool:
    """Whether people are in front of a place: "waiting at the gates of Kilis"."""
    return s.low[first - 1] in s.words["of"] and s.low[first - 2] in s.words["happenings.lines"]


def _names_line(s: Sentence, first: int, last: int, action: str) -> bool:
    """Whether tokens[first:last], a country, name its border, which nobody crosses: "the border with Turkey"."""
    lines, start = s.words["roles.ways"], first
    while s.low[start - 1] in s.words["placed.parts"] or s.low[start - 1] in s.words["the"]:
        start -= 1
    lead = s.low[start - 1]
    if action in ("waiting", "besieged") and lead in s.words["afterwards.outside"]:
        return True
    if lead in s.words["with"] and s.low[start - 2] in lines:
        start -= 2
    elif not (
        s.low[last] in lines
        or (s.low[last] in s.words["afterwards.owned"] and not lines.isdisjoint(s.lows[last + 1 : last + _NEAR]))
    ):
        return False
    while s.low[start - 1] in s.words["afterwards.shut"]:
        start -= 1
    return s.low[start - 1] not in s.words["afterwards.across"]


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
