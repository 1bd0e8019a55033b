"""`kilis import`: from other tools' folders to a scenario folder."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kilis.cli.ways import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kilis.sources.flee import FleeImport

app = typer.Typer(no_args_is_help=True, help="Turn the files of other tools and agencies into a scenario folder.")


@app.command("flee")
def flee(
    src: Annotated[Path, typer.Argument(help="A Flee folder with input_csv, source_data and simsetting.yml.")],
    dst: Annotated[Path, typer.Argument(help="The scenario folder to write; it must not exist yet.")],
    source_data: Annotated[Path | None, typer.Option(help="The folder of the counts, if it is another one.")] = None,
    no_leaked_capacities: Annotated[
        bool,
        typer.Option(
            "--no-leaked-capacities", help="Leave out capacities that equal a count of the camp's own series."
        ),
    ] = False,
    leave_out_unsupported: Annotated[
        bool,
        typer.Option("--leave-out-unsupported", help="Import although a setting asks for what Kilis does not have."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Import a Flee case: the same places, rules and numbers, and a list of what differs.

    Example: kilis import flee burundi2015 scenarios/burundi2015
    """
    from kilis.scenario import ScenarioError, write
    from kilis.sources.flee import read_flee

    try:
        if not src.is_dir():
            raise FileNotFoundError(f"{src} is not a folder")
        result = read_flee(
            src, source_data, leaked_capacities=not no_leaked_capacities, unsupported=leave_out_unsupported
        )
        write(result.scenario, dst)
    except ScenarioError as error:
        _fail([str(fault) for fault in error.faults], as_json)
    except OSError as error:
        _fail([words_of(error)], as_json)
    if as_json:
        print(json.dumps(_document(result, dst), indent=2))
    else:
        _print(result, dst, no_leaked_capacities)


def _fail(faults: Sequence[str], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": list(faults)}, indent=2))
    else:
        for fault in faults:
            print(fault, file=sys.stderr)
    raise typer.Exit(2)


def _document(result: FleeImport, dst: Path) -> dict[str, object]:
    scenario = result.scenario
    return {
        "folder": str(dst),
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "places": len(scenario.places),
        "routes": len(scenario.routes),
        "events": len(scenario.events),
        "observations": len(scenario.observations),
        **{
            name: [{"where": one.where, "finding": one.finding, "meaning": one.meaning} for one in notes]
            for name, notes in (
                ("notes", result.notes),
                ("unsupported", result.unsupported),
                ("leaked_capacities", result.leaked),
            )
        },
    }


def _print(result: FleeImport, dst: Path, left_out: bool) -> None:
    from kilis.cli.ways import so_many

    scenario = result.scenario
    print(f"{scenario.title}: {scenario.start} to {scenario.end}, {scenario.n_days} days")
    tables = ("places", "routes", "events", "observations")
    print(", ".join(so_many(len(getattr(scenario, name)), name) for name in tables))
    verb = "left out" if left_out else "imported all the same (--no-leaked-capacities leaves them out)"
    for heading, notes in (
        ("Not supported, and left out", result.unsupported),
        ("Read differently, or without effect", result.notes),
        (f"Capacities that are counts of the camp's own series, {verb}", result.leaked),
    ):
        if notes:
            print()
            print(textwrap.fill(f"{heading}:", 80))
        for note in notes:
            print(textwrap.fill(str(note), 78, initial_indent="  - ", subsequent_indent="    "))
    print()
    print(f"Written to {dst}. Next: kilis check {dst}")
