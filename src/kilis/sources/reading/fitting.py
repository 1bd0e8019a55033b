"""Whether a row that a claim would become fits a scenario, beside the rows accepted before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kilis.scenario.model import Event, Observation, Scenario
from kilis.scenario.read import record_of
from kilis.scenario.tables import Row as TableRow
from kilis.scenario.validate import validate
from kilis.scenario.vary import FILE as VARIANTS_FILE
from kilis.scenario.vary import variant_faults
from kilis.schema import event_kinds, table
from kilis.sources.reading.accept import Refused, Row, key_of

Made = tuple[str, Row]


def fitted(made: Made | Refused, scenario: Scenario, rows: Sequence[Made]) -> Made | Refused:
    """Return the row if it fits beside the scenario's own and those accepted before; else the reason why not.

    A row that came from the same words before fits: it is there already, and is not added again.
    """
    if isinstance(made, Refused) or is_there(made, scenario):
        return made
    reason = told_already(made, scenario, rows) or _fault(made, scenario, rows)
    return Refused(reason) if reason else made


def is_there(made: Made, scenario: Scenario) -> bool:
    """Whether the scenario has the row of these words of this document, as `append` compares them."""
    file, row = made
    known: list[tuple[Any, str]] = [(seen.extra, seen.measure) for seen in scenario.observations]
    if file == "events.csv":
        known = [(event.extra, event.event) for event in scenario.events]
    return any((e.get("document", ""), e.get("span", ""), what) == key_of(row) for e, what in known)


def told_already(made: Made, scenario: Scenario, rows: Sequence[Made]) -> str | None:
    """Return what the scenario, or a row accepted before, already says of the event's target on that day."""
    file, row = made
    kind = event_kinds().get(row.get("event", ""))
    if file != "events.csv" or kind is None:
        return None
    known = [(event.date.isoformat(), str(event.until or ""), event.event, event.target) for event in scenario.events]
    known += [
        (r["date"], r.get("until", ""), r["event"], r["target"])
        for f, r in rows
        if f == file and key_of(r) != key_of(row)
    ]
    alike = [each for each in known if each[3] == row["target"] and event_kinds()[each[2]].topic == kind.topic]
    for date, until, event, target in alike:
        if date == row["date"]:
            return f"'{event}' of {target} on {date} is there already"
        if event == "conflict" and not row.get("value") and date < row["date"] and not "" < until <= row["date"]:
            return f"there is violence at {target} from {date} on already: edit it, to how heavy it is and its end"
    return None


def _fault(made: Made, scenario: Scenario, rows: Sequence[Made]) -> str | None:
    """Return what the scenario would refuse in the row. Only what it could contradict is looked at beside it."""
    file, row = made
    attributes = table(file.removesuffix(".csv"))
    cells = {attribute.name: "" for attribute in attributes} | row
    record, faults = record_of(file, TableRow(0, cells), attributes)
    if not faults and file == "observations.csv":
        faults = validate(replace(scenario, events=(), observations=(Observation(**record),)))
    elif not faults:
        before = [r for f, r in rows if f == file and r["target"] == row["target"] and key_of(r) != key_of(row)]
        beside = [Event(**record_of(file, TableRow(0, each), attributes)[0]) for each in before]
        beside += [event for event in scenario.events if event.target == row["target"]]
        faults = validate(replace(scenario, events=(*beside, Event(**record)), observations=()))
        if not faults:
            every = (*scenario.events, *beside[: len(before)], Event(**record))
            faults = variant_faults(replace(scenario, events=every, observations=()))
    where = f"{faults[0].column}: " if faults and faults[0].file == VARIANTS_FILE else ""
    return f"the scenario would refuse it: {where}{faults[0].problem}" if faults else None
