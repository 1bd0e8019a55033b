"""From scenario.toml to the settings of a scenario: title, period, rule, parameters and variants."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kilis.scenario.cells import CellError, Value, parse
from kilis.scenario.faults import Fault, nearest, shown
from kilis.scenario.model import Event, Prior, Variant, frozen
from kilis.scenario.tables import UnreadableError, decode, read_bytes
from kilis.schema import Attribute, distributions, table

FILE: Final = "scenario.toml"
MAX_TOML_BYTES: Final = 1_000_000
KINDS: Final = {"number": "a number", "integer": "a whole number", "date": "a date such as 2016-02-05"}


def read_settings(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Read scenario.toml into keyword arguments of Scenario; where there is a fault, something stands in for it."""
    try:
        text = decode(FILE, read_bytes(folder, FILE, MAX_TOML_BYTES))
        document = tomllib.loads(text)
    except UnreadableError as error:
        return _stand_ins(), [error.fault]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = f"this is not TOML: {error}" if str(error) else "the brackets are nested too deeply"
        return _stand_ins(), [Fault(FILE, None, None, problem, "Write key = value; texts in double quotes, dates bare")]
    reader = _Reader()
    values: dict[str, Any] = dict(reader.keys(document, "scenario", ""))
    values["parameters"] = reader.parameters(document.get("parameters", {}), "parameters")
    values["variants"] = reader.variants(document.get("variants", []))
    return {**_stand_ins(), **{name: value for name, value in values.items() if value is not None}}, reader.faults


def _stand_ins() -> dict[str, Any]:
    return {
        "title": "?",
        "start": datetime.date.min,
        "end": datetime.date.max,
        "parameters": frozen({}),
        "variants": (),
    }


class _Reader:
    """Reads the parts of the document and gathers the faults on the way."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, where: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(FILE, None, where or None, problem, remedy))

    def keys(self, given: Mapping[str, Any], name: str, where: str, *, all_needed: bool = True) -> dict[str, Value]:
        """Read the keys that a table of the schema knows; sections are left to their own readers."""
        attributes = {attribute.name: attribute for attribute in table(name)}
        for key in given:
            if key not in attributes:
                self.fault(f"{where}{key}", "unknown key", nearest(key, attributes))
        values: dict[str, Value] = {}
        for key, attribute in attributes.items():
            if attribute.type == "section" or (key not in given and not all_needed):
                continue
            if key not in given and attribute.required:
                self.fault(f"{where}{key}", "the key is missing", f"Give {attribute.description}")
                continue
            try:
                values[key] = parse(attribute, _text(attribute, given[key])) if key in given else parse(attribute, "")
            except CellError as error:
                self.fault(f"{where}{key}", error.problem, error.remedy)
        return values

    def section(self, given: object, where: str) -> dict[str, Any]:
        if isinstance(given, dict):
            return given
        self.fault(where, f"this is {shown(given)}, not a table", "Write { key = value, ... }")
        return {}

    def sections(self, given: object, where: str) -> list[dict[str, Any]]:
        if isinstance(given, list):
            return [self.section(one, f"{where}[{number}]") for number, one in enumerate(given, 1)]
        self.fault(where, f"this is {shown(given)}, not a list", "Write a list of { key = value, ... }")
        return []

    def parameters(self, given: object, where: str) -> Mapping[str, Prior]:
        """Read parameters: a bare number, or a table with a distribution and its numbers."""
        known = {attribute.name: attribute for attribute in table("parameters")}
        priors = {}
        for name, value in self.section(given, where).items():
            if name not in known:
                self.fault(f"{where}.{name}", "unknown parameter", nearest(name, known))
                continue
            prior = self.prior(known[name], value, f"{where}.{name}")
            if prior is not None:
                priors[name] = prior
        return frozen(priors)

    def prior(self, attribute: Attribute, given: object, where: str) -> Prior | None:
        numbers_given: dict[str, Any] = given if isinstance(given, dict) else {"value": given}
        distribution = numbers_given.get("distribution", "fixed")
        if not isinstance(distribution, str) or distribution not in distributions():
            self.fault(
                where, f"unknown distribution {shown(distribution)}", nearest(str(distribution), distributions())
            )
            return None
        wanted = distributions()[distribution]
        before = len(self.faults)
        for key in numbers_given.keys() - {"distribution", "reason", *wanted}:
            self.fault(f"{where}.{key}", "unknown key", f"A {distribution} parameter has {', '.join(wanted)}")
        for key in wanted:
            if key not in numbers_given:
                self.fault(
                    f"{where}.{key}", "the key is missing", f"A {distribution} parameter has {', '.join(wanted)}"
                )
        reason = numbers_given.get("reason")
        if reason is not None and not isinstance(reason, str):
            self.fault(f"{where}.reason", "the reason is not a text", "Write it in double quotes")
        numbers = [
            self.number(attribute, distribution, key, numbers_given[key], where)
            for key in wanted
            if key in numbers_given
        ]
        if len(self.faults) > before:
            return None
        prior = Prior(distribution, tuple(number for number in numbers if number is not None), reason or None)
        for problem, remedy in _disorder(attribute, prior):
            self.fault(where, problem, remedy)
        return prior

    def number(self, attribute: Attribute, distribution: str, key: str, given: object, where: str) -> float | None:
        """Read one number of a distribution; all but sd and spread lie within the bounds of the parameter."""
        bounded = attribute
        if key in {"sd", "spread"}:
            low = 0.0 if key == "sd" else 1.0
            bounded = Attribute(key, "number", None, None, low, None, True, True, (), f"a number above {low:g}")
        try:
            value = parse(bounded, _text(bounded, given))
        except CellError as error:
            self.fault(f"{where}.{key}" if distribution != "fixed" else where, error.problem, error.remedy)
            return None
        return float(value) if isinstance(value, int | float) else None

    def variants(self, given: object) -> tuple[Variant, ...]:
        variants = []
        for number, one in enumerate(self.sections(given, "variants"), 1):
            where = f"variants[{one.get('id', number)}]"
            before = len(self.faults)
            values = self.keys(one, "variants", f"{where}.")
            add = [
                self.event(event, f"{where}.add[{position}]")
                for position, event in enumerate(self.sections(one.get("add", []), f"{where}.add"), 1)
            ]
            remove = [
                self.pattern(event, f"{where}.remove[{position}]")
                for position, event in enumerate(self.sections(one.get("remove", []), f"{where}.remove"), 1)
            ]
            parameters = self.parameters(one.get("parameters", {}), f"{where}.parameters")
            if len(self.faults) == before:
                name, sentence = str(values["id"]), str(values["sentence"])
                variants.append(Variant(name, sentence, tuple(filter(None, add)), tuple(remove), parameters))
        return tuple(variants)

    def event(self, given: Mapping[str, Any], where: str) -> Event | None:
        """Read an event that a variant adds: the columns of events.csv as keys."""
        before = len(self.faults)
        values: dict[str, Any] = self.keys(given, "events", f"{where}.")
        return Event(**values) if len(self.faults) == before else None

    def pattern(self, given: Mapping[str, Any], where: str) -> Mapping[str, object]:
        """Read the fields by which a variant finds the events to remove."""
        for key in ("event", "target"):
            if key not in given:
                self.fault(f"{where}.{key}", "the key is missing", "Give at least the event and its target")
        return frozen(self.keys(given, "events", f"{where}.", all_needed=False))


def _text(attribute: Attribute, given: object) -> str:
    """Give a TOML value as the text of a cell, after looking at its type. Raises CellError."""
    match attribute.type:
        case "number" | "integer":
            fits = isinstance(given, int | float) and not isinstance(given, bool)
        case "date":
            fits = isinstance(given, str) or type(given) is datetime.date
        case _:
            fits = isinstance(given, str)
    if not fits:
        wanted = KINDS.get(attribute.type, "a text in double quotes")
        raise CellError(f"{shown(given)} is not {wanted.removesuffix(' in double quotes')}", f"Write {wanted}")
    if attribute.required and given == "":
        raise CellError("the text is empty", f"Give {attribute.description}")
    return given.isoformat() if isinstance(given, datetime.date) else str(given)


def _disorder(attribute: Attribute, prior: Prior) -> list[tuple[str, str]]:
    """Find numbers that make no distribution: (problem, remedy)."""
    found = []
    if prior.distribution in {"uniform", "triangular"} and list(prior.numbers) != sorted(prior.numbers):
        order = " <= ".join(distributions()[prior.distribution])
        found.append(
            (f"the numbers {', '.join(f'{n:g}' for n in prior.numbers)} are out of order", f"They must be {order}")
        )
    if prior.distribution == "lognormal" and prior.numbers[0] <= 0:
        found.append(("the median of a lognormal parameter is not above 0", "Give a positive median"))
    if attribute.type == "integer" and prior.distribution != "fixed":
        found.append((f"{attribute.name} is a whole number and cannot have a distribution", "Give one number"))
    return found
