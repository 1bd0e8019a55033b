"""Whether a row that a claim would become fits a scenario, beside the rows accepted before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kilis.scenario.model import Event, Observation, Scenario
from kilis.scenario.read import record_of
from kilis.scenario.tables import Row as TableRow
from kilis.scenario.validate import validate
from kilis.schema import event_kinds, table
from kilis.sources.reading.accept import Refused, Row

Made = tuple[str, Row]


def fitted(made: Made | Refused, scenario: Scenario, rows: Sequence[Made]) -> Made | Refused:
    """Return the row if it fits beside the scenario's own and those accepted before; else the reason why not.

    A row that came from the same words before fits: it is there already, and is not added again.
    """
    if isinstance(made, Refused) or _is_there(made, scenario):
        return made
    reason = told_already(made, scenario, rows) or _fault(made, scenario, rows)
    return Refused(reason) if reason else made


def _is_there(made: Made, scenario: Scenario) -> bool:
    """Whether the scenario has the row of these words of this document, as `append` compares them."""
    file, row = made
    came = (row["document"], row["span"])
    if file == "events.csv":
        known: list[tuple[Any, str]] = [(event.extra, event.event) for event in scenario.events]
        return any((e.get("document"), e.get("span")) == came and what == row["event"] for e, what in known)
    known = [(seen.extra, seen.measure) for seen in scenario.observations]
    return any((e.get("document"), e.get("span")) == came and what == row["measure"] for e, what in known)


def told_already(made: Made, scenario: Scenario, rows: Sequence[Made]) -> str | None:
    """Return what the scenario, or a row accepted before, already says of the event's target on that day."""
    file, row = made
    if file != "events.csv":
        return None
    topic = event_kinds()[row["event"]].topic
    known = [(event.date.isoformat(), event.event, event.target) for event in scenario.events]
    known += [(r["date"], r["event"], r["target"]) for f, r in rows if f == "events.csv" and r["span"] != row["span"]]
    return next(
        (
            f"'{e}' of {t} on {d} is there already"
            for d, e, t in known
            if (d, t) == (row["date"], row["target"]) and event_kinds()[e].topic == topic
        ),
        None,
    )


def _fault(made: Made, scenario: Scenario, rows: Sequence[Made]) -> str | None:
    """Return what the scenario would refuse in the row. Only what it could contradict is looked at beside it."""
    file, row = made
    attributes = table(file.removesuffix(".csv"))
    record, faults = record_of(file, TableRow(0, row), attributes)
    if not faults and file == "observations.csv":
        faults = validate(replace(scenario, events=(), observations=(Observation(**record),)))
    elif not faults:
        before = [r for f, r in rows if f == file and r["target"] == row["target"] and r["span"] != row["span"]]
        beside = [Event(**record_of(file, TableRow(0, each), attributes)[0]) for each in before]
        beside += [event for event in scenario.events if event.target == row["target"]]
        faults = validate(replace(scenario, events=(*beside, Event(**record)), observations=()))
    return f"the scenario would refuse it: {faults[0].problem}" if faults else None
