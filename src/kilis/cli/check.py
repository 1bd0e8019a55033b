"""The verb `kilis check`: say what a scenario means and what is wrong with it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kilis.scenario import Fault, Scenario

WIDTH = 80


def check(
    folder: Annotated[Path, typer.Argument(help="The scenario folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Print a scenario's timeline in plain sentences, and everything that is or may be wrong with it.

    Example: kilis check examples/aleppo-2016

    The exit status is 0 if the scenario can be run (there may be warnings) and 2 if it has faults.
    """
    import json

    from kilis.scenario import ScenarioError
    from kilis.scenario import check as warnings_in
    from kilis.scenario.read import read_with_rows

    scenario: Scenario | None = None
    faults: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()
    try:
        scenario, origin = read_with_rows(folder)
        warnings = warnings_in(scenario, origin)
    except ScenarioError as error:
        faults = error.faults
    if as_json:
        document = {
            "folder": str(folder),
            **_about(scenario),
            "faults": _records(faults),
            "warnings": _records(warnings),
        }
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*_timeline(scenario), *_verdict(scenario, faults, warnings)]))
    if faults:
        raise typer.Exit(2)


def _about(scenario: Scenario | None) -> dict[str, Any]:
    """Give the scenario for machines; nothing if it could not be read."""
    if scenario is None:
        return {}
    from kilis.scenario import sentences
    from kilis.scenario.vary import differences

    variants = []
    for variant in scenario.variants:
        added, removed = differences(scenario, variant.id)
        parameters = sorted(variant.parameters)
        about = {"id": variant.id, "sentence": variant.sentence}
        variants.append({**about, "added": added, "removed": removed, "parameters": parameters})
    tables = ("places", "routes", "events", "observations", "groups")
    return {
        "title": scenario.title,
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "n_days": scenario.n_days,
        **{f"n_{name}": len(getattr(scenario, name)) for name in tables},
        "timeline": sentences(scenario),
        "variants": variants,
    }


def _records(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(fault) for fault in faults]


def _timeline(scenario: Scenario | None) -> list[str]:
    """Lines for people: what the scenario is, what happens in it, and what its variants change."""
    if scenario is None:
        return []
    from kilis.cli.ways import so_many
    from kilis.scenario.timeline import day_in_words

    about = _about(scenario)
    tables = ["places", "routes", "events", "observations"] + ["groups"] * bool(scenario.groups)
    last = day_in_words(scenario.end - (scenario.end - scenario.start) / scenario.n_days)
    lines = [
        scenario.title,
        f"{day_in_words(scenario.start)} to {last}, {scenario.n_days} days",
        ", ".join(so_many(about[f"n_{name}"], name) for name in tables),
    ]
    lines += ["", "What happens", *(_wrapped(sentence) for sentence in about["timeline"] or ["Nothing."])]
    if about["variants"]:
        lines += ["", "Variants"]
    for variant in about["variants"]:
        lines.append(_wrapped(f"{variant['id']}: {variant['sentence']}"))
        lines += [_wrapped(f"+ {sentence}", 4) for sentence in variant["added"]]
        lines += [_wrapped(f"- {sentence}", 4) for sentence in variant["removed"]]
        if variant["parameters"]:
            lines.append(_wrapped(f"replaces {', '.join(variant['parameters'])}", 4))
    return [*lines, ""]


def _verdict(scenario: Scenario | None, faults: Sequence[Fault], warnings: Sequence[Fault]) -> list[str]:
    """Lines for people: the faults, the warnings, and whether the scenario can be run."""
    from kilis.cli.ways import so_many
    from kilis.scenario.check import moves_nobody
    from kilis.scenario.faults import told

    lines = []
    for heading, found in (("Faults", faults), ("Warnings", warnings)):
        if found:
            lines += [heading, *(_wrapped(line) for line in told(found)), ""]
    counts = f"{so_many(len(faults), 'faults')}, {so_many(len(warnings), 'warnings')}"
    end = "put the faults right first" if faults else "the scenario can be run"
    lines.append(f"{counts}: {end}.".capitalize())
    if scenario and moves_nobody(scenario):
        lines.append(
            "But nobody will leave home. Violence drives out those who live there: give the\n"
            "population in places.csv and the violence in events.csv, or state departures."
        )
    return lines


def _wrapped(text: str, indent: int = 2) -> str:
    blank = " " * indent
    return textwrap.fill(text, WIDTH, initial_indent=blank, subsequent_indent=blank + "  ", break_on_hyphens=False)
