"""What figures sum up: those of one day alone, and those that only count some of the ones before."""

from __future__ import annotations

from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.dating import FLOWS
from kilis.sources.reading.model import Claim, NamedPlace
from kilis.sources.reading.roles import leader_of
from kilis.sources.reading.saying import is_on_way
from kilis.sources.reading.together import is_parted

_SAID, _BEHIND, _PASSING = 12, 3, 6
_LINES = frozenset({"crossing", "border"})


def noted(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Return a sentence's figures, noted which are of one day, a part of one before, or on their way."""
    result: list[Claim] = []
    for n, figure in enumerate(claims):
        claim = figure
        is_part = any(_is_part(s, whole, claim) for whole in claims[:n])
        is_of_day, is_underway = _is_of_day(s, claim), _is_underway(s, claim)
        is_passed = _is_passed(s, claim)
        land = _entered(s, claim) if is_passed else None
        if land is not None:
            claim, is_passed = replace(claim, at=(), destination=(land,)), False
        if is_part or is_of_day or is_underway or is_passed:
            claim = replace(
                claim, is_part=is_part, is_of_day=is_of_day, is_underway=is_underway, is_passed=is_passed
            )  # fmt: skip
        result.append(claim)
    return result


def _is_passed(s: Sentence, claim: Claim) -> bool:
    """Whether people went through the gate that is named: "crossed at Ure", "entered via Ure", not "came to Ure"."""
    gates = [p for p in claim.at + claim.destination if p.kind in _LINES]
    if not gates or claim.action not in FLOWS:
        return False
    leads = {s.low[leader_of(s, s.token_of(p.start))] for p in gates if s.stretch.start <= p.start < s.stretch.end}
    if not leads.isdisjoint(s.words["counts.through"] | s.words["counts.passing"]):
        return True
    last = s.token_of(claim.spans[0].end)
    return any(
        s.low[k] in s.words["counts.passing"] and s.low[k - 1] not in s.words["a_the"] and s.place_at(k) is None
        for k in range(last, min(last + _PASSING, len(s.tokens)))
    )


def _entered(s: Sentence, claim: Claim) -> NamedPlace | None:
    """Return the country that people entered through a gate: the Chad of "crossed into Chad at Ure"."""
    last = s.token_of(claim.spans[0].end)
    if any(place.kind not in _LINES for place in claim.at + claim.destination):
        return None
    lands = (p for start, _, p in s.places if last < start <= last + _SAID and p.is_kind("country"))
    return next((p for p in lands if s.low[leader_of(s, s.token_of(p.start))] in s.words["counts.into"]), None)


def _is_underway(s: Sentence, claim: Claim) -> bool:
    """Whether people go to a place and are not said to have come: "left for Ure", "walk towards Ure"."""
    if claim.action != "displaced" or not claim.destination:
        return False
    starts = [s.token_of(p.start) for p in claim.destination if s.stretch.start <= p.start < s.stretch.end]
    leads = {s.low[start - 1 - (s.low[start - 1] in s.words["the"])] for start in starts}
    return is_on_way(s, s.token_of(claim.spans[0].end)) or not s.words["counts.towards"].isdisjoint(leads)


def _is_part(s: Sentence, whole: Claim, part: Claim) -> bool:
    """Whether the second counts some of those that the first counts there: "9,700 arrived, of whom 6,000 Sudanese"."""
    if whole.action != part.action or whole.quantity is None or part.quantity is None:
        return False
    smaller = (part.quantity.value or part.quantity.low or 0) < (whole.quantity.value or whole.quantity.low or 0)
    alike = whole.quantity.unit == part.quantity.unit and _where(whole) == _where(part)
    return smaller and alike and is_parted(s, whole, part)


def _where(claim: Claim) -> set[str]:
    """Return the names of the places that a figure is counted at."""
    places: tuple[NamedPlace, ...] = claim.at + claim.destination
    return {place.name for place in (claim.origin or places if claim.action == "displaced" else places)}


def _is_of_day(s: Sentence, claim: Claim) -> bool:
    """Whether so many came or left on one day: "3,000 crossed on Tuesday", not "had crossed by Tuesday"."""
    if claim.kind == "event" or claim.action not in FLOWS or claim.since is not None or claim.period is None:
        return False
    first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
    told = [(s.token_of(w.start), s.token_of(w.end)) for w in s.dates if w.date == claim.date and w.since is None]
    told = [each for each in told if s.low[each[0]] not in s.words["counts.now"]]
    if any(s.low[end] in s.words["counts.alone"] for _, end in told):
        return True
    low, high = clause_bounds(s, first, last)
    leads = [s.low[start - 1 - (s.low[start - 1] in s.words["the"])] for start, _ in told if low <= start < high]
    summed = not s.words["counts.summed"].isdisjoint(s.lows[max(0, first - _SAID) : last + _BEHIND])
    return bool(leads) and not summed and s.words["counts.until"].isdisjoint(leads)
