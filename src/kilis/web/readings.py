"""Reports read for the page: claims with the words they rest on, and the row each could become."""

from __future__ import annotations

import datetime
from typing import Any

from fastapi import HTTPException

from kilis.scenario.model import Scenario
from kilis.schema import event_kinds
from kilis.sources.reading import Claim, Reader, Report
from kilis.sources.reading.accept import Refused, by_place, needs_a_look, row_of
from kilis.sources.reading.fitting import Made, fitted, is_there
from kilis.sources.reading.inputs import InputError, from_bytes
from kilis.sources.reading.words import DOUBT, claim_words, doubtful, open_questions


def read_text(
    data: bytes,
    name: str,
    scenario: Scenario,
    date: datetime.date | None,
    publisher: str | None,
    household_size: float | None,
) -> dict[str, Any]:
    """Read a document: its text, its claims, and what is to be settled."""
    try:
        document = from_bytes(name, data)
    except InputError as error:
        raise HTTPException(422, str(error)) from error
    reader = Reader(scenario.places)
    known = publisher or document.publisher
    report = reader.read(document.text, date=date, publisher=known, name=document.name)
    if report.date is None and document.date:
        report = reader.read(document.text, date=document.date, publisher=known, name=document.name)
    return {
        "name": report.name,
        "text": report.text,
        "date": report.date.isoformat() if report.date else None,
        "publisher": report.publisher,
        "claims": [_claim(claim, report, scenario, household_size) for claim in by_place(report.claims)],
        "doubt": DOUBT if any(map(doubtful, report.claims)) else None,
        "questions": open_questions([report]),
    }


def reasons_against(rows: list[Made], scenario: Scenario) -> list[str | None]:
    """Return for each row why it does not fit beside the scenario's and those before it; None where it fits."""
    taken: list[Made] = []
    reasons: list[str | None] = []
    for row in rows:
        made = _fitted(row, scenario, taken)
        if isinstance(made, Refused):
            reasons.append(made.reason)
        else:
            reasons.append(None)
            taken.append(made)
    return reasons


def _fitted(made: Made | Refused, scenario: Scenario, taken: list[Made]) -> Made | Refused:
    if not isinstance(made, Refused) and (made in taken or is_there(made, scenario)):
        return Refused("it is among the rows already")
    return fitted(made, scenario, taken)


def _claim(claim: Claim, report: Report, scenario: Scenario, household_size: float | None) -> dict[str, Any]:
    made = _fitted(row_of(claim, report, scenario, household_size=household_size), scenario, [])
    file, row, reason = (None, None, made.reason) if isinstance(made, Refused) else (*made, None)
    kind = event_kinds().get((row or {}).get("event", ""))
    return {
        **claim_words(claim),
        "kind": claim.kind,
        "spans": [[span.start, span.end] for span in claim.spans],
        "sentence": report.text[claim.sentence.start : claim.sentence.end],
        "file": file,
        "row": row,
        "reason": reason,
        "takes_value": kind is not None and kind.value != "no",
        "assumed_value": kind.default if kind else None,
        "needs_a_look": needs_a_look(claim),
    }
