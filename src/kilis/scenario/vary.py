"""Edited scenarios: a variant adds and removes events and replaces parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kilis.scenario.faults import Fault, ScenarioError, nearest, shown
from kilis.scenario.model import Event, Scenario, Variant, frozen
from kilis.scenario.targets import atlas
from kilis.scenario.timeline import sentence
from kilis.scenario.validate import validate

FILE = "scenario.toml"


def apply_variant(scenario: Scenario, variant_id: str) -> Scenario:
    """Give the scenario as the variant makes it, itself without variants.

    Raises ScenarioError if there is no such variant, if an event to remove does not exist, or if the result has faults.

    >>> import datetime
    >>> from kilis.scenario.model import Place
    >>> shut = Event(datetime.date(2016, 2, 1), "conflict", "town")
    >>> scenario = Scenario("T", datetime.date(2016, 2, 1), datetime.date(2016, 3, 1),
    ...     (Place("town", "Town", "settlement", 36.0, 37.0, "SYR"),), (), (shut,),
    ...     variants=(Variant("calm", "It stays calm.", remove=({"event": "conflict", "target": "town"},)),))
    >>> apply_variant(scenario, "calm").events
    ()
    """
    by_id = {variant.id: variant for variant in scenario.variants}
    if variant_id not in by_id:
        remedy = nearest(variant_id, by_id) if by_id else "Add a [[variants]] block to scenario.toml"
        raise ScenarioError([Fault(FILE, None, "variants", f"there is no variant {shown(variant_id)}", remedy)])
    varied, faults = _edit(scenario, by_id[variant_id])
    faults.extend(_of_variant(fault, variant_id) for fault in validate(varied))
    if faults:
        raise ScenarioError(faults)
    return varied


def variant_faults(scenario: Scenario) -> list[Fault]:
    """Find what is wrong with the variants of a scenario that itself has no fault."""
    faults = []
    seen: set[str] = set()
    for variant in scenario.variants:
        where = f"variants[{variant.id}]"
        if variant.id in seen or variant.id == "baseline":
            problem = "this is the name of the unedited scenario" if variant.id == "baseline" else "the id occurs again"
            faults.append(Fault(FILE, None, f"{where}.id", problem, "Give the variant another id"))
        elif not (variant.add or variant.remove or variant.parameters):
            faults.append(Fault(FILE, None, where, "the variant changes nothing", "Add, remove or replace something"))
        else:
            try:
                apply_variant(scenario, variant.id)
            except ScenarioError as error:
                faults.extend(error.faults)
        seen.add(variant.id)
    return faults


def differences(scenario: Scenario, variant_id: str) -> tuple[list[str], list[str]]:
    """Say what a variant adds to and removes from the timeline: two lists of sentences. Raises ScenarioError."""
    varied = apply_variant(scenario, variant_id)
    places = atlas(scenario)
    added = [sentence(event, places) for event in varied.events if event not in scenario.events]
    removed = [sentence(event, places) for event in scenario.events if event not in varied.events]
    return added, removed


def _edit(scenario: Scenario, variant: Variant) -> tuple[Scenario, list[Fault]]:
    events = list(scenario.events)
    faults = []
    for number, pattern in enumerate(variant.remove, 1):
        kept = [event for event in events if not _matches(event, pattern)]
        if len(kept) == len(events):
            fields = ", ".join(f"{name} {value}" for name, value in pattern.items())
            targets = {event.target for event in events if event.event == pattern.get("event")}
            remedy = nearest(str(pattern.get("target")), targets) if targets else "There is no event of this kind"
            where = f"variants[{variant.id}].remove[{number}]"
            faults.append(Fault(FILE, None, where, f"there is no event with {fields}", remedy))
        events = kept
    varied = replace(
        scenario,
        events=(*events, *variant.add),
        parameters=frozen({**scenario.parameters, **variant.parameters}),
        variants=(),
    )
    return varied, faults


def _matches(event: Event, pattern: Mapping[str, object]) -> bool:
    return all(getattr(event, name) == value for name, value in pattern.items())


def _of_variant(fault: Fault, variant_id: str) -> Fault:
    """Move a fault that an edit brings about to the edit."""
    column = f"variants[{variant_id}]" + (f", {fault.column}" if fault.column else "")
    return Fault(FILE, None, column, fault.problem, fault.remedy)


def condition(scenario: Scenario, sentence_: str) -> str:
    """A variant's sentence as it goes on after 'If' or 'Suppose': no capital but that of a name, no 'If', no full stop.

    >>> import datetime
    >>> from kilis.scenario.model import Place
    >>> azaz = Place("azaz", "Azaz", "settlement", 36.6, 37.0, "SYR")
    >>> scenario = Scenario("T", datetime.date(2016, 2, 1), datetime.date(2016, 3, 1), (azaz,), ())
    >>> [condition(scenario, words) for words in ("If the border opens.", "No aid comes", "Azaz falls", "UN aid comes")]
    ['the border opens', 'no aid comes', 'Azaz falls', 'UN aid comes']
    """
    words = sentence_.strip().rstrip(".").split(" ")
    if len(words) > 1 and words[0].lower() == "if":
        del words[0]
    names = {
        word for p in scenario.places for name in (p.name, p.admin1, p.controlled_by) for word in (name or "").split()
    }
    if words[0] not in names and (words[0] == "A" or not words[0].isupper()):
        words[0] = words[0][:1].lower() + words[0][1:]
    return " ".join(words)
