"""What the claims of one sentence say of each other: shared places, and events that a figure tells as well."""

from __future__ import annotations

from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.model import Claim, NamedPlace


def respectively(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Share out "Chiúre and Namapa host 36,000 and 45,957 respectively": the first figure to the first place."""
    if len(claims) < 2 or "respectively" not in s.lows:
        return claims
    places = max((claim.places for claim in claims), key=len)
    if len(places) != len(claims):
        places = _row_of_places(s, len(claims))
        if len(places) != len(claims):
            return claims
    shared = []
    for claim, place in zip(claims, places, strict=True):
        to = (place,) if claim.destination else ()
        origin = (place,) if claim.origin and not claim.destination else ()
        shared.append(replace(claim, at=() if to or origin else (place,), origin=origin, destination=to))
    return shared


def _row_of_places(s: Sentence, size: int) -> tuple[NamedPlace, ...]:
    """Return the one row of so many places joined by commas and "and"."""
    row: list[tuple[int, int, NamedPlace]] = []
    for place in s.places:
        gap = [s.low(k) for k in range(row[-1][1], place[0])] if row else []
        row = [*row, place] if row and gap and all(word in (",", "and") for word in gap) else [place]
        if len(row) == size and s.low(place[1]) not in (",", "and"):
            return tuple(p[2] for p in row)
    return ()


def without_repeats(claims: list[Claim], events: list[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Return figures and events of a sentence, each thing told once, and who fled an attack as coming from there."""
    events = [event for event in events if not _is_counted(event, claims)]
    limits = {event.quantity.value for event in events if event.quantity is not None}
    claims = [c for c in claims if not (c.quantity and c.quantity.per_day and c.quantity.value in limits)]
    return [_from_the_assaulted(claim, events) for claim in claims], events


def _is_counted(event: Claim, claims: list[Claim]) -> bool:
    """Whether a figure of the sentence says it already: "350,000 people are under siege" is one claim."""
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
