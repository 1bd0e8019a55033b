"""From 'shut from the 7th' to a variant: the steps, what they push aside, and the sentence that says it."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence
from typing import Any

from kilis.scenario.cells import CellError, parse
from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Event, Scenario, Variant, frozen
from kilis.scenario.targets import atlas
from kilis.scenario.timeline import sentence, units
from kilis.schema import event_kinds, table
from kilis.web.draft import Step

FILE = "what-if"
LONGEST_SENTENCE = 190
# "From 7 February 2016 the gate is shut." -> "The gate is shut from 7 February 2016", which can follow "If".
WHEN_FIRST = re.compile(
    r"(?P<when>(?:From|On) \d{1,2}(?: [A-Z][a-z]+)?(?: \d{4})?(?: to \d{1,2} [A-Z][a-z]+ \d{4})?) (?P<what>.+)\."
)


def variant_of(scenario: Scenario, variant_id: str, steps: Sequence[Step]) -> Variant:
    """Make the variant that the steps ask for. Raises ScenarioError with what is wrong with which step.

    What was to happen then or later to the same gate, road or site is set aside, or put off until the end of the
    step: who shuts a gate from the 3rd does not expect an event of the 5th to open it again.
    """
    faults: list[Fault] = []
    events = []
    for number, step in enumerate(steps, 1):
        event, found = _event(number, step)
        faults += found
        if event is not None:
            events.append(event)
    if not events and not faults:
        faults.append(Fault(FILE, None, None, "nothing is changed yet", "Choose a crossing, a road or a place"))
    if faults:
        raise ScenarioError(faults)
    add, remove = list(events), []
    for event in events:
        for later in _pushed_aside(scenario, event):
            fields = {"date": later.date, "event": later.event, "target": later.target}
            if fields not in remove:
                remove.append(fields)
                if event.until is not None and (later.until is None or later.until > event.until):
                    add.append(dataclasses.replace(later, date=event.until, extra=frozen({})))
    places = atlas(scenario)
    return Variant(variant_id, _sentence([sentence(e, places) for e in events]), tuple(add), tuple(map(frozen, remove)))


def _event(number: int, step: Step) -> tuple[Event | None, list[Fault]]:
    attributes = {attribute.name: attribute for attribute in table("events")}
    values: dict[str, Any] = {}
    faults = []
    for name, text in step.model_dump().items():
        try:
            values[name] = parse(attributes[name], text)
        except CellError as error:
            faults.append(Fault(FILE, number, name, error.problem, error.remedy))
    return (None if faults else Event(**values)), faults


def _pushed_aside(scenario: Scenario, event: Event) -> list[Event]:
    """The events of the scenario about the same things alone, within the step's time."""
    if event.event == "departures":
        return []
    places = atlas(scenario)
    topic, own = event_kinds()[event.event].topic, set(units(event, places))
    end = event.until or datetime.date.max
    return [
        other
        for other in scenario.events
        if event.date <= other.date < end
        and event_kinds()[other.event].topic == topic
        and (touched := set(units(other, places)))
        and touched <= own
    ]


def _sentence(said: list[str]) -> str:
    """One sentence that can follow 'If'."""
    turned = [WHEN_FIRST.sub(lambda m: f"{m['what']} {m['when'][0].lower()}{m['when'][1:]}", words) for words in said]
    first, *rest = turned
    whole = "; and ".join([first[0].upper() + first[1:], *rest])
    return whole if len(whole) <= LONGEST_SENTENCE else f"{first[:120]}; and {len(rest)} more changes"
