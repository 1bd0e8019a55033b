"""What the claims of one sentence say of each other: shared places, and events that a figure tells as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import chains
from kilis.sources.reading.model import Claim, NamedPlace
from kilis.sources.reading.roles import bracketed_place

_NEAREST, _FURTHEST = 5, 3
"""Tokens that may stand between "respectively" and the numbers it speaks of, and between two of those."""
_GOING = frozenset({"displaced", "arrived", "returned"})
_STAYING = frozenset({"sheltering", "registered", "population", "capacity", "waiting", "besieged"})


def respectively(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Share out "Chiúre and Namapa host 36,000 and 45,957 respectively": the first figure to the first place."""
    if not claims or s.words["together.respectively"].isdisjoint(s.lows):
        return claims
    numbers = _row_of_numbers(s, next(k for k, low in enumerate(s.lows) if low in s.words["together.respectively"]))
    meant = dict(zip(numbers, _row_of_places(s, numbers), strict=False))
    return [_given(s, claim, meant) for claim in claims]


def _given(s: Sentence, claim: Claim, meant: dict[int, NamedPlace]) -> Claim:
    """Return a claim with the place that its number is shared out to, if it is."""
    first, last = (s.token_of(char) for char in (claim.spans[0].start, claim.spans[0].end))
    place = next((place for number, place in meant.items() if first <= number < last), None)
    if place is None:
        return claim
    to = (place,) if claim.destination else ()
    origin = (place,) if claim.origin and not claim.destination and claim.action not in _STAYING else ()
    return replace(claim, at=() if to or origin else (place,), origin=origin, destination=to)


def bracketed(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Share out "moved to Ure (5,100) and Gaga (3,100)": each number in brackets is that of the place before it."""
    starts = [s.token_of(claim.spans[0].start) for claim in claims]
    row = {n: place[2] for n, start in enumerate(starts) if (place := bracketed_place(s, start)) is not None}
    if len(row) < 2:
        return claims
    head = claims[min(row)]
    left = any(place.name == row[min(row)].name for place in head.origin)
    role = "origin" if left else "destination" if head.destination else "at"
    all_ = tuple(row.values())
    result = list(claims)
    for n, part in row.items():
        result[n] = _here(replace(head, quantity=claims[n].quantity, spans=claims[n].spans), role, (part,))
    whole = claims[min(row) - 1] if min(row) else None
    if whole is not None and (_sum_of(claims[n] for n in row) == _sum_of([whole]) or all_[0] in getattr(whole, role)):
        result[min(row) - 1] = _here(whole, role, all_)
    return result


def wholes(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Keep the place of a part from its whole: "9,000 fled, 5,000 of them from Ure"; it has those of all its parts."""
    result = list(claims)
    for n, whole in enumerate(claims[:-1]):
        parts = [each for each in claims[n + 1 :] if each.action == whole.action and _sum_of([each]) < _sum_of([whole])]
        is_sum = len(parts) > 1 and _sum_of(parts) == _sum_of([whole])
        if not parts or not (is_sum or is_parted(s, whole, parts[0])):
            continue
        begun = parts[0].spans[0].start
        for role in ("origin", "destination"):
            own, first = getattr(whole, role), getattr(parts[0], role)
            if own and own[0].start > begun and own[0].name in {place.name for place in first}:
                all_ = {place.name: place for each in parts for place in getattr(each, role)}
                result[n] = replace(result[n], **{role: tuple(all_.values()) if is_sum else ()})  # type: ignore[arg-type]
    return result


def bases(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Read "of its 20,000 residents 18,000 left" and "18,000 of its 20,000 residents left": the larger lived there."""
    result = list(claims)
    for n, (one, two) in enumerate(pairwise(claims)):
        whole, at = (one, n) if _sum_of([one]) > _sum_of([two]) else (two, n + 1)
        start, stop = (s.token_of(char) for char in (whole.spans[0].start, whole.spans[0].end))
        last, first = s.token_of(one.spans[0].end), s.token_of(two.spans[0].start)
        of = not s.words["of"].isdisjoint(s.lows[max(0, start - _NEAREST + 1) : stop])
        told = s.low[stop - 1] in s.words["together.dwellers"] and s.low[stop] not in s.words["who_that"]
        between = any(last <= verb < first for verb in s.verbs)
        if of and told and one.action == two.action == "displaced" and not between:
            result[at] = replace(whole, action="population", at=whole.origin or whole.at, origin=(), destination=())
    return result


def daily(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Read "has dropped to 700 a day from 3,500": the one figure is that of a day, as the other is."""
    result = list(claims)
    for n, (one, two) in enumerate(pairwise(claims)):
        if one.quantity is None or two.quantity is None or one.action != two.action:
            continue
        led = s.low[s.token_of(two.spans[0].start) - 1] in s.words["together.changed"]
        if led and one.quantity.per_day != two.quantity.per_day:
            result[n : n + 2] = [
                replace(c, quantity=replace(c.quantity, per_day=True)) for c in (one, two) if c.quantity
            ]
    return result


def is_parted(s: Sentence, whole: Claim, part: Claim) -> bool:
    """Whether the second figure counts some of those of the first: "9,000, of them 5,000", "9,000: 5,000"."""
    last, first, stop = (s.token_of(char) for char in (whole.spans[0].end, part.spans[0].start, part.spans[0].end))
    gap = s.lows[last:first]
    of_them = [*gap, *s.lows[first : stop + 3]]
    told = any(low in s.words["of"] and after in s.words["figures.them"] for low, after in pairwise(of_them))
    return told or gap[-1:] == [":"] or not s.words["including"].isdisjoint(gap)


def _here(claim: Claim, role: str, places: tuple[NamedPlace, ...]) -> Claim:
    """Return a claim with these places in a role, and in none of the other roles that they might have had."""
    if role == "origin":
        return replace(claim, origin=places)
    return replace(claim, **{"at": (), "destination": (), role: places})  # type: ignore[arg-type]


def _sum_of(claims: Iterable[Claim]) -> float:
    return sum([claim.quantity.value or 0 if claim.quantity else 0 for claim in claims])


def _row_of_numbers(s: Sentence, at: int) -> list[int]:
    """Return the numbers that stand in one row before tokens[at], else those behind it."""
    row: list[int] = []
    for number in reversed(s.numbers):
        if number.end <= at and (row[0] if row else at) - number.end < (_FURTHEST if row else _NEAREST):
            row.insert(0, number.start)
    if len(row) > 1:
        return row
    return [number.start for number in s.numbers if at < number.start < at + 2 * _NEAREST]


def _row_of_places(s: Sentence, numbers: list[int]) -> list[NamedPlace]:
    """Return as many places of the row that stands nearest before a row of numbers, else behind it."""
    if len(numbers) < 2:
        return []
    rows: dict[int, list[tuple[int, int, NamedPlace]]] = {}
    for place, row in zip(s.places, chains(s, s.places), strict=True):
        rows.setdefault(row, []).append(place)
    long = sorted((r for r in rows.values() if len(r) >= len(numbers)), key=lambda r: abs(r[-1][1] - numbers[0]))
    before = [row for row in long if row[-1][1] <= numbers[0]]
    chosen = (before or long or [[]])[0]
    return [place for _, _, place in chosen[-len(numbers) :]]


def is_recounted(s: Sentence, end: int, start: int, stop: int) -> bool:
    """Whether tokens[start:stop] count again, in another unit, those whom a figure that ends at ``end`` counts."""
    gap, behind = s.lows[end:start], s.low[stop]
    if not gap or len(gap) > _FURTHEST or not s.words["together.recounting"].issuperset(gap):
        return False
    if "(" in gap:
        return behind in (")", ",", ";")
    return gap != [","] or behind in (",", ")")


def recounted(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Give "400 families (2,400 people)" one date and the same places: they are told of both."""
    result = claims[:1]
    for claim in claims[1:]:
        again = _told_again(s, result[-1], claim)
        if again is None:
            result.append(claim)
        else:
            result[-1:] = again
    return result


def paired(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Give "600,000 refugees and 180,000 returnees" one date and, if both went alike, the same places."""
    result = claims[:1]
    for claim in claims[1:]:
        both = (result[-1], claim)
        last, first = s.token_of(both[0].spans[0].end), s.token_of(claim.spans[0].start)
        if "|".join(s.lows[last:first]) not in s.words["and"] or not {each.action for each in both} <= _GOING:
            result.append(claim)
            continue
        when = next((each for each in both if each.period is not None), claim)
        told = [each.dated(when.date, when.since, when.period, when.date_odds) for each in both]
        if both[0].action == claim.action:
            where = max(both, key=lambda each: len(each.places))
            told = [each.placed(where.at, where.origin, where.destination, where.place_odds) for each in told]
        result[-1:] = told
    return result


def _told_again(s: Sentence, one: Claim, two: Claim) -> list[Claim] | None:
    """Return two figures alike but for their number and unit, if the second counts the same again."""
    last, first, stop = (s.token_of(char) for char in (one.spans[0].end, two.spans[0].start, two.spans[0].end))
    if one.quantity is None or two.quantity is None or one.quantity.unit == two.quantity.unit:
        return None
    if not is_recounted(s, last, first, stop):
        return None
    places = max(one, two, key=lambda claim: len(claim.places))
    one = one.placed(places.at, places.origin, places.destination, places.place_odds)
    return [one, replace(one, quantity=two.quantity, spans=two.spans)]


def without_repeats(s: Sentence, claims: list[Claim], events: list[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Return figures and events of a sentence, each thing told once, and who fled an attack as coming from there."""
    events = [event for event in events if not _is_counted(s, event, claims)]
    return [_from_the_assaulted(claim, events) for claim in claims], events


def _is_counted(s: Sentence, event: Claim, claims: list[Claim]) -> bool:
    """Whether a figure of the sentence says it already: "350,000 people are under siege", "35,000 had reached it"."""
    if event.action == "advance":
        before = [claim for claim in claims if claim.action == "arrived" and claim.spans[0].end <= event.spans[0].start]
        start = s.token_of(before[-1].spans[0].end) if before else len(s.tokens)
        between = s.lows[start : s.token_of(event.spans[0].start)]
        others = any(start <= cue.start for cue in s.of_kind["armed"])
        return bool(before) and not others and s.words["saying.openers"].isdisjoint(between)
    if event.action != "siege" or event.period is not None:
        return False
    return any(claim.action == "besieged" and claim.sentence == event.sentence for claim in claims)


def _from_the_assaulted(claim: Claim, events: list[Claim]) -> Claim:
    """People displaced in a sentence that tells of an attack on one place fled from there."""
    if claim.action != "displaced" or claim.origin:
        return claim
    if claim.at:
        hit = any(
            p.name in {q.name for q in e.at} for e in events if e.action in ("assault", "control") for p in claim.at
        )
        return replace(claim, origin=claim.at, at=()) if hit else claim
    attacked = [e for e in events if e.action in ("assault", "control", "advance") and e.at and e.certainty != "denied"]
    if len(attacked) == 1 and all(p.name not in {d.name for d in claim.destination} for p in attacked[0].at):
        return replace(claim, origin=attacked[0].at)
    return claim
