"""Who is at a border, and who shuts it: people outside a country are not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kilis.sources.gazetteer import Gazetteer, fold
from kilis.sources.reading.afterwards import tokens_of
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.gates import REGIMES
from kilis.sources.reading.model import Candidate, Claim, NamedPlace

_TAKEN_IN = frozenset({"admitted", "received", "arrived", "sheltering"})
_AT_LINES = frozenset({"waiting", "besieged", "arrived", "displaced", "sheltering"})
_NEAR, _BEHIND, _GOING, _FAR = 4, 3, 7, 12


def of_border(s: Sentence, event: Claim, gazetteer: Gazetteer) -> Claim:
    """Give a border that is shut or opened, unless a gate is named, to the country that does it."""
    first, last = tokens_of(s, event)
    lines = s.words["happenings.lines"]
    if event.action not in REGIMES or lines.isdisjoint(s.lows[max(0, first - _NEAR) : last + _NEAR]):
        return event
    land = _keeper(s, first, last, gazetteer)
    if land is None or any(not _is_loose(s, place, gazetteer) for place in event.at):
        return event
    return replace(event, at=(land,))


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


def kept_out(s: Sentence, claim: Claim) -> Claim:
    """Let those wait who are not let in, and those flee whom somebody is asked to let in.

    "9,000 people were not being allowed into Turkey"; "urged Turkey to let in 9,000 people fleeing the war".
    """
    if claim.action not in _TAKEN_IN:
        return claim
    first, last = tokens_of(s, claim)
    wish = s.low[last] in s.words["borders.wishing"] and s.low[last + 1] in s.words["to"]
    if wish and s.low[last + 2] in s.words["borders.passing"]:
        return replace(claim, action="waiting")  # "thousands of people looking to cross into Turkey"
    asked = s.lows[max(0, first - _GOING) : first]
    if not (s.words["saying.wishes"].isdisjoint(asked) or s.words["to"].isdisjoint(asked)):
        fleeing = any(c.sense.label == "displaced" and last <= c.start <= last + 1 for c in s.of_kind["action"])
        return replace(claim, action="displaced") if fleeing else claim
    denied = [k for k in range(max(0, first - _NEAR), first) if s.low[k] in s.words["saying.not"]]
    if denied and not s.words["borders.letting"].isdisjoint(s.lows[denied[-1] : first]):
        return replace(claim, action="waiting")  # "did not let in 300 others"
    if any(c.sense.label == claim.action and first - _BEHIND <= c.end <= first for c in s.of_kind["action"]):
        return claim  # "took in 9,000 but has not let in 300 others"
    for k in range(last, min(last + _GOING, len(s.tokens))):
        if s.low[k] in s.words["saying.more"]:
            return claim  # "9,000 arrived, but others were not let in"
        if s.low[k] in s.words["saying.not"] and s.low[k] not in s.words["saying.not_negated"]:
            let = not s.words["borders.letting"].isdisjoint(s.lows[k + 1 : k + 1 + _NEAR])
            return replace(claim, action="waiting") if let else claim
    return claim


def at_gate(s: Sentence, claim: Claim, events: Sequence[Claim]) -> Claim:
    """Let those wait who are stranded at a border, or where a gate is shut: nobody besieges them."""
    told = {event.action for event in events}
    if claim.action != "besieged" or "siege" in told or s.words["happenings.lines"].isdisjoint(s.lows):
        return claim
    first, last = tokens_of(s, claim)
    stuck = not s.words["borders.stuck"].isdisjoint(s.lows[max(0, first - _NEAR) :])
    leads = s.words["placed.inside"] if stuck else s.words["borders.at"]
    stop = len(s.tokens) if stuck else _town_behind(s, last)  # "trapped in Ure, at the border": in the town
    lines = (k for k in range(last, stop) if s.low[k] in s.words["happenings.lines"])
    beside = any(not leads.isdisjoint(s.lows[max(last, k - _NEAR) : k]) for k in lines)
    shut = "close" in told and stop == len(s.tokens)  # not "besieged in Ure, and the border is shut"
    return replace(claim, action="waiting") if shut or beside else claim


def _town_behind(s: Sentence, last: int) -> int:
    """Return where the first town behind tokens[last] is named, or the end of the sentence."""
    towns = (start for start, _, place in s.places if start >= last and place.kind == "settlement")
    return next(towns, len(s.tokens))


def at_line(s: Sentence, claim: Claim, border: tuple[NamedPlace, ...]) -> Claim:
    """Place those who are at a border there, not in the country behind it: "waiting to enter Turkey".

    Nobody besieges them there.
    """
    if claim.kind == "event" or claim.action not in _AT_LINES:
        return claim
    at, destination = _lines(s, claim.at, claim.action), _lines(s, claim.destination, claim.action)
    if claim.action in ("waiting", "besieged") and _is_at_line(s, tokens_of(s, claim)[1], s.words["borders.at"]):
        at = tuple(_border_of(place) if place.is_kind("country") else place for place in at)
    if claim.action == "waiting" and not at and not destination:
        at = _lines(s, tuple(place for _, _, place in s.places if place.is_kind("country")), claim.action)
        at = tuple(place for place in at if place.kind == "border")
    if claim.action == "waiting" and at and all(place.is_kind("country") for place in at):
        last = tokens_of(s, claim)[1]
        gates = [place for _, end, place in s.places if place.kind == "crossing" and end <= last]
        at = tuple(gates[-1:]) or at  # "Oncupinar, inside Turkey, is closed to 900 people gathered there"
    if not at and not destination and _is_at_line(s, tokens_of(s, claim)[1], s.words["borders.towards"]):
        destination = border[-1:]  # "another 50,000 are on their way to the frontier"
    where = at + destination
    at_border = claim.action == "besieged" and bool(where) and all(p.kind in ("border", "crossing") for p in where)
    if at == claim.at and destination == claim.destination and not at_border:
        return claim
    return replace(claim, at=at, destination=destination, action="waiting" if at_border else claim.action)


def _lines(s: Sentence, places: tuple[NamedPlace, ...], action: str) -> tuple[NamedPlace, ...]:
    """Return the places, those that only name a border as that border; of the two sides of one, the first."""
    found: list[NamedPlace] = []
    for place in places:
        inside = s.stretch.start <= place.start < s.stretch.end
        line = _line_at(s, place, action) if inside and place.candidates else None
        if line is None or not found or found[-1].kind != "border":
            found.append(line or place)
    return tuple(found)


def _line_at(s: Sentence, place: NamedPlace, action: str) -> NamedPlace | None:
    """Return the border that a place names: "at the gates of Ure", "on the Syrian side", "the border with Chad"."""
    first, last = s.token_of(place.start), s.token_of(place.end)
    if action == "waiting" and (_is_behind_gate(s, first) or _is_border_near(s, first)):
        meant = Candidate(place.name, "border", place.candidates[0].iso3, place_id=place.place_id)
        return NamedPlace(place.name, place.start, place.end, (meant,))
    if not place.is_kind("country"):
        return None
    spoken = [b for _, b, people in s.peoples if people.name == place.name] + [last]
    side = next((k for k in spoken if s.low[k] in s.words["side"]), None)
    if side is not None and (action == "waiting" or not s.words["roles.ways"].isdisjoint(s.lows[side : side + _GOING])):
        name = s.text[place.start : s.tokens[side].end]
        return NamedPlace(place.name, place.start, place.end, (Candidate(name, "border", place.candidates[0].iso3),))
    return _border_of(place) if _names_line(s, first, last, action) else None


def _border_of(land: NamedPlace) -> NamedPlace:
    name = f"{land.name} border"
    return NamedPlace(name, land.start, land.end, (Candidate(name, "border", land.candidates[0].iso3),))


def _is_at_line(s: Sentence, last: int, leads: frozenset[str]) -> bool:
    """Whether those counted before tokens[last] are at a border: "massed along its border", "trapped on the border"."""
    lines = (k for k in range(last, min(last + _FAR, len(s.tokens))) if s.low[k] in s.words["border"])
    held = s.words["the"] | s.words["its"] | s.words["phrases.his"]
    return any(s.low[k - 1] in held and s.low[k - 2] in leads for k in lines)


def _is_behind_gate(s: Sentence, first: int) -> bool:
    """Whether people are in front of a place: "waiting at the gates of Kilis"."""
    return s.low[first - 1] in s.words["of"] and s.low[first - 2] in s.words["happenings.lines"]


def _is_border_near(s: Sentence, first: int) -> bool:
    """Whether people are at a border that only a town beside it tells: "waiting at the border near Azaz"."""
    return s.low[first - 1] in s.words["near"] and s.low[first - 2] in s.words["border"]


def _names_line(s: Sentence, first: int, last: int, action: str) -> bool:
    """Whether tokens[first:last], a country, name its border, which nobody crosses: "the border with Turkey"."""
    lines, start = s.words["roles.ways"], first
    while s.low[start - 1] in s.words["placed.parts"] or s.low[start - 1] in s.words["the"]:
        start -= 1
    lead = s.low[start - 1]
    if action in ("waiting", "besieged") and lead in s.words["borders.outside"]:
        return True
    if lead in s.words["with"] and s.low[start - 2] in lines:
        start -= 2
    elif not (
        s.low[last] in lines
        or (s.low[last] in s.words["borders.owned"] and not lines.isdisjoint(s.lows[last + 1 : last + _NEAR]))
    ):
        return False
    while s.low[start - 1] in s.words["borders.shut"]:
        start -= 1
    return s.low[start - 1] not in s.words["borders.across"]
