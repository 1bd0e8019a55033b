"""The verb `kilis new`: start a scenario."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from kilis.cli.ways import words_of


def new(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet, or be empty.")],
    from_report: Annotated[Path | None, typer.Option(help="Draft it from this report's places and claims.")] = None,
    date: Annotated[str | None, typer.Option(help="The report's date, as 2016-02-06, if it states none.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the report, if it does not say.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Write a small commented scenario that runs: an invented valley with a bridge that lets few through.

    Example: kilis new my-scenario
    """
    import json

    from kilis.scenario.start import start

    open_points: list[str] = []
    try:
        if from_report is None and (date or publisher):
            raise ValueError("--date and --publisher are of a report: give it with --from-report FILE")
        if from_report is not None:
            open_points = _draft(from_report, folder, date, publisher)
            files = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        else:
            files = start(folder)
    except (OSError, ValueError) as error:
        print(f"kilis new: {words_of(error)}", file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps({"folder": str(folder), "files": files, "to_decide": open_points}, ensure_ascii=False))
    else:
        first = "fill in the population of settlements in places.csv and the violence in\n  events.csv, then " * bool(
            from_report
        )
        print(f"Wrote {folder}: {', '.join(files)}.\nNext: {first}kilis check {folder}, then kilis run {folder}")
        for point in open_points:
            print(textwrap.fill(point, 80, initial_indent="  to decide: ", subsequent_indent="    "))


def _draft(report: Path, folder: Path, date: str | None, publisher: str | None) -> list[str]:
    """Draft a scenario from a report and return what a person must still decide."""
    from kilis.cli.ways import date_given
    from kilis.sources.reading import Reader, draft, inputs

    document = inputs.read_file(report)
    given = date_given("--date", date) if date else None
    read = Reader().read(document.text, date=given, publisher=publisher or document.publisher, name=document.name)
    if read.date is None and document.date:
        read = Reader().read(
            document.text, date=document.date, publisher=publisher or document.publisher, name=document.name
        )
    return draft.draft(read, folder)
