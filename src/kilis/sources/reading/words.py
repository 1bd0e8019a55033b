"""Claims in words, as records, and side by side where they differ."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import asdict
from typing import Any

from kilis.sources.gazetteer import fold
from kilis.sources.reading.confidence import DOUBTFUL, FIELDS
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Report, Span

_ROLES = (("at", "at"), ("from", "origin"), ("to", "destination"))
FOREIGN = "it seems to be in another language than the one it was read in"
DOUBT = "? marks a field more likely wrong than right; any other may be wrong as well."


def claim_words(claim: Claim) -> dict[str, str]:
    """Return what, figure, where, when, who and sure for a table; what is doubtful ends in a question mark.

    >>> from kilis.sources.reading import Reader
    >>> claim_words(Reader().read("At least 900 people are waiting at Torkham crossing.").claims[0])["where"]
    'at Torkham crossing'
    """
    where = "; ".join(
        f"{role} {', '.join(place.name + _mark(place) for place in getattr(claim, name))}"
        for role, name in _ROLES
        if getattr(claim, name)
    )
    when = f"{claim.since} to {claim.date}" if claim.since else str(claim.date or "date unknown")
    who = claim.speaker or ""
    if claim.speaker_role:
        who = f"{who} ({claim.speaker_role})"
    what = claim.action.replace("_", " ")
    doubt = {field: "?" if field in doubtful(claim) else "" for field in FIELDS}
    return {
        "what": what + doubt["what"], "figure": claim.quantity.words() if claim.quantity else "",
        "where": f"{where or 'where' * bool(doubt['where'])}{doubt['where']}", "when": when + doubt["when"],
        "who": who + doubt["who"], "sure": claim.certainty,
    }  # fmt: skip


def doubtful(claim: Claim) -> set[str]:
    """Return the fields of a claim that are more likely wrong than right."""
    known = claim.confidence
    return {field for field in FIELDS if known is not None and getattr(known, field) < DOUBTFUL}


def _mark(place: NamedPlace) -> str:
    """Return what is to be known of a place beside its name: which of the scenario it is, under quite another name."""
    if place.status == "scenario":
        own, said = fold(place.candidates[0].name), fold(place.name)
        return "" if own in said or said in own else f" ({place.candidates[0].name})"
    return {"ambiguous": " (which?)", "unknown": " (not known)"}.get(place.status, "")


def record_of(claim: Claim, report: Report, household_size: float | None = None) -> dict[str, Any]:
    """Return a claim as one flat record for CSV and JSON."""
    quantity = claim.quantity
    persons = None
    if quantity and quantity.unit == "households" and household_size and quantity.value is not None:
        persons = round(quantity.value * household_size)
    record: dict[str, Any] = {
        "document": report.name,
        "sha256": report.sha256,
        "kind": claim.kind,
        "action": claim.action,
        "value": quantity.value if quantity else None,
        "low": quantity.low if quantity else None,
        "high": quantity.high if quantity else None,
        "qualifier": quantity.qualifier if quantity else None,
        "unit": quantity.unit if quantity else None,
        "per_day": quantity.per_day if quantity else None,
        "household_size": household_size if persons is not None else None,
        "persons_converted": persons,
    }
    for role, name in _ROLES:
        record[role] = [_place(place) for place in getattr(claim, name)]
    record.update(
        date=claim.date.isoformat() if claim.date else None,
        since=claim.since.isoformat() if claim.since else None,
        period=claim.period,
        published=report.date.isoformat() if report.date else None,
        speaker=claim.speaker,
        speaker_role=claim.speaker_role,
        publisher=report.publisher,
        certainty=claim.certainty,
        confidence=asdict(claim.confidence) if claim.confidence else None,
        spans=[[span.start, span.end] for span in claim.spans],
        words=report.text[claim.spans[0].start : claim.spans[0].end],
        sentence=report.text[claim.sentence.start : claim.sentence.end],
    )
    return record


def _place(place: NamedPlace) -> dict[str, Any]:
    first = place.candidates[0] if len(place.candidates) == 1 else None
    return {
        "name": place.name,
        "status": place.status,
        "place": first.place_id if first else None,
        "iso3": first.iso3 if first else None,
        "latitude": first.latitude if first else None,
        "longitude": first.longitude if first else None,
        "candidates": [f"{c.name} ({c.iso3})" for c in place.candidates] if len(place.candidates) > 1 else [],
    }


def columns() -> list[str]:
    """Return the columns of a table of claims, which stand there where there are no claims as well."""
    nowhere = Span(0, 0)
    nothing = Claim("", "", None, (), (), (), None, None, None, None, None, "", (nowhere,), nowhere)
    return list(flat(record_of(nothing, Report("", "", "", None, None))))


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose lists are text, for a CSV file; how likely it is right is a column for each field.

    Whole numbers have no decimal point.
    """
    result: dict[str, Any] = {}
    for key, value in record.items():
        if key == "confidence":
            result |= {f"confidence_{field}": (value or {}).get(field) for field in (*FIELDS, "row")}
        else:
            result[key] = int(value) if isinstance(value, float) and value.is_integer() else value
    for role, _ in _ROLES:
        result[role] = "; ".join(place["place"] or place["name"] for place in record[role])
    result["spans"] = " ".join(f"{a}-{b}" for a, b in record["spans"])
    return result


def side_by_side(reports: list[Report]) -> list[list[tuple[Report, Claim]]]:
    """Return groups of claims of one kind of figure about one place that do not say the same.

    Claims whose action or place is doubtful are left out: what seems to differ may only have been read wrongly.
    What one speaker of one report says of different days is a course, no disagreement.
    """
    groups: dict[tuple[str, str, str], list[tuple[Report, Claim]]] = {}
    for report in reports:
        for claim in report.claims:
            if claim.quantity is None or not claim.places or doubtful(claim) & {"what", "where"}:
                continue
            key = (claim.action, claim.quantity.unit, "|".join(sorted(_same_name(p) for p in claim.places)))
            groups.setdefault(key, []).append((report, claim))
    return [group for group in groups.values() if _disagrees(group)]


def _disagrees(group: list[tuple[Report, Claim]]) -> bool:
    of_period: dict[tuple[datetime.date | None, datetime.date | None], set[Quantity | None]] = {}
    for _, claim in group:
        of_period.setdefault((claim.since, claim.date), set()).add(claim.quantity)
    speakers = {(report.name, claim.speaker) for report, claim in group}
    if len(speakers) > 1:
        return len(set().union(*of_period.values())) > 1
    return any(len(quantities) > 1 for quantities in of_period.values())


def _same_name(place: NamedPlace) -> str:
    return place.place_id or (place.candidates[0].name if len(place.candidates) == 1 else place.name)


def open_questions(reports: list[Report]) -> list[str]:
    """Return what a person must settle: names with several meanings or none that is listed, and texts left out."""
    asked: dict[str, str] = {}
    for report in reports:
        if report.is_foreign:
            asked[f"language {report.name}"] = f"{report.name}: {FOREIGN}"
        elif report.left_out:
            count = len(report.left_out)
            asked[f"left out {report.name}"] = (
                f"{report.name}: of other matters than a crisis? claims left out: {count}"
            )
        for claim in report.claims:
            for place in claim.places:
                if place.status == "ambiguous":
                    alike = Counter(f"{c.name} in {c.iso3}" for c in place.candidates)
                    choices = ", ".join(f"{n} called {name}" if n > 1 else name for name, n in alike.items())
                    asked[place.name] = f"{place.name}: which one? {choices}"
                elif place.status == "unknown":
                    asked[place.name] = f"{place.name}: not in the scenario or the gazetteer"
    return list(asked.values())
