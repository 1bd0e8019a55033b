"""``kilis import hxl|csv|xlsx|unhcr|idmc|dtm|acled|ucdp``: figures and events from agencies' files, into a scenario."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kilis.cli.ways import words_of

if TYPE_CHECKING:
    from kilis.scenario import Scenario
    from kilis.sources.imported import Imported

File = Annotated[Path, typer.Argument(help="The file as the source gives it: CSV, Excel or JSON.")]
Folder = Annotated[Path, typer.Argument(help="The scenario folder that the rows are for.")]
Within = Annotated[float, typer.Option(min=0.1, max=500, help="How far a place may be from the coordinates, in km.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be added, and write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Reader = Callable[["Scenario"], "Imported"]


def register(app: typer.Typer) -> None:
    """Add the verbs of this file to ``kilis import``."""
    for name, verb in (
        ("hxl", hxl), ("csv", own_table), ("xlsx", own_table), ("unhcr", unhcr), ("idmc", idmc), ("dtm", dtm),
        ("acled", acled), ("ucdp", ucdp),
    ):  # fmt: skip
        app.command(name)(verb)


def hxl(file: File, folder: Folder, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Add observations from a table with HXL hashtags.

    Example: kilis import hxl sites.csv examples/aleppo-2016
    """
    from kilis.sources.hxl import read_hxl

    _add(folder, lambda scenario: read_hxl(file, scenario), dry_run, as_json)


def own_table(
    file: File,
    folder: Folder,
    column: Annotated[list[str] | None, typer.Option(help="Ours=theirs, such as 'date=Reporting date'.")] = None,
    sheet: Annotated[str, typer.Option(help="Which sheet; default: the longest with such columns.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add observations from a table of your own, whose columns are named as in observations.csv.

    CSV and Excel alike; titles may stand above the header.

    Example: kilis import csv counts.csv examples/aleppo-2016 --column "date=Reporting date"
    """
    from kilis.cli.ways import fail
    from kilis.sources.sheet import columns_wanted, read_sheet
    from kilis.sources.tables import read_headed_table

    pairs = [pair.split("=", 1) for pair in column or []]
    if bad := [pair[0] for pair in pairs if len(pair) != 2]:
        fail(f"--column {bad[0]}: write it as ours=theirs, such as 'date=Reporting date'.")
    renamed = {ours.strip(): theirs.strip() for ours, theirs in pairs}

    def reader(scenario: Scenario) -> Imported:
        table, notes = read_headed_table(file, columns_wanted(renamed), sheet)
        result = read_sheet(table, scenario, renamed)
        result.notes[:0] = notes
        return result

    _add(folder, reader, dry_run, as_json)


def unhcr(
    file: File,
    folder: Folder,
    place: Annotated[str | None, typer.Option(help="The place that a time series is of.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add stocks from UNHCR: a time series of one site, or the yearly figures of countries.

    Example: kilis import unhcr timeseries.json examples/aleppo-2016 --place kilis
    """
    from kilis.sources.tables import read_table
    from kilis.sources.unhcr import read_unhcr

    _add(folder, lambda scenario: read_unhcr(read_table(file), scenario, place), dry_run, as_json)


def idmc(
    file: File, folder: Folder, within_km: Within = 15.0, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Add departures from IDMC's Internal Displacement Updates.

    Example: kilis import idmc idu.json examples/aleppo-2016
    """
    from kilis.sources.idmc import read_idmc
    from kilis.sources.tables import read_table

    _add(folder, lambda scenario: read_idmc(read_table(file), scenario, within_km), dry_run, as_json)


def dtm(file: File, folder: Folder, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Add stocks from IOM's Displacement Tracking Matrix.

    Example: kilis import dtm dtm.csv examples/aleppo-2016
    """
    from kilis.sources.dtm import read_dtm
    from kilis.sources.tables import read_table

    _add(folder, lambda scenario: read_dtm(read_table(file), scenario), dry_run, as_json)


def acled(
    file: File, folder: Folder, within_km: Within = 15.0, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Add conflict intensities from ACLED's violent events.

    Example: kilis import acled acled.csv examples/aleppo-2016 --within-km 10
    """
    from kilis.sources.acled import read_acled
    from kilis.sources.tables import read_table

    _add(folder, lambda scenario: read_acled(read_table(file), scenario, within_km), dry_run, as_json)


def ucdp(
    file: File, folder: Folder, within_km: Within = 15.0, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Add conflict intensities from UCDP's georeferenced events.

    Example: kilis import ucdp ged.csv examples/aleppo-2016
    """
    from kilis.sources.tables import read_table
    from kilis.sources.ucdp import COLUMNS, read_ucdp

    _add(folder, lambda scenario: read_ucdp(read_table(file, COLUMNS), scenario, within_km), dry_run, as_json)


def _add(folder: Path, reader: Reader, dry_run: bool, as_json: bool) -> None:
    from kilis.scenario import ScenarioError, read
    from kilis.scenario.write import refuse_unwritable
    from kilis.sources.reading.accept import AcceptError, append

    try:
        scenario = read(folder)
        if not dry_run:
            refuse_unwritable(folder / "observations.csv")
        result = reader(scenario)
        added, known = _tried(folder, result.rows) if dry_run else append(folder, result.rows)
    except (ScenarioError, AcceptError, OSError) as error:
        if as_json:
            print(json.dumps({"faults": words_of(error).splitlines()}, indent=2, ensure_ascii=False))
        else:
            print(words_of(error), file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps(_document(result, added, known, dry_run), indent=2, ensure_ascii=False))
    else:
        _tell(result, folder, added, known, dry_run)


def _tried(folder: Path, rows: list[tuple[str, dict[str, str]]]) -> tuple[int, int]:
    """Add the rows to a copy of the scenario: what the scenario would refuse is refused in a trial as well."""
    import shutil
    import tempfile

    from kilis.sources.reading.accept import append

    with tempfile.TemporaryDirectory() as copy:
        for file in (*folder.glob("*.csv"), folder / "scenario.toml"):
            shutil.copy(file, copy)
        return append(Path(copy), rows)


def _document(result: Imported, added: int, known: int, dry_run: bool) -> dict[str, object]:
    return {
        "rows": [{"file": file, **row} for file, row in result.rows],
        "added": added,
        "already_there": known,
        "dry_run": dry_run,
        "unknown_columns": list(result.unknown_columns),
        "left_out": [{"reason": r, "rows": n, "examples": result.examples[r]} for r, n in result.left_out.items()],
        "notes": result.notes,
    }


def _tell(result: Imported, folder: Path, added: int, known: int, dry_run: bool) -> None:
    if dry_run:
        there = f", {known} are there already" if known else ""
        print(f"{_rows(added)} would be added to {folder}{there}:")
        for file, row in result.rows[:10]:
            figure = row.get("value") or "-".join(row[n] for n in ("low", "high") if n in row)
            what = row.get("measure") or row.get("event", "")
            print(f"  {file}: {row['date']} {row.get('place') or row.get('target')} {what} {figure}")
        if len(result.rows) > 10:
            print(f"  ... and {len(result.rows) - 10} more")
    else:
        print(f"{_rows(added)} added to {folder}, {known} were there already.")
    lines = [f"{_rows(n)} left out: {reason} ({_examples(result, reason)})" for reason, n in result.left_out.items()]
    if result.unknown_columns:
        lines.append(f"Columns that are not read: {', '.join(result.unknown_columns)}")
    for line in [*lines, *result.notes]:
        print(textwrap.fill(line, 78, initial_indent="- ", subsequent_indent="  "))


def _examples(result: Imported, reason: str) -> str:
    return "; ".join(text or "an empty cell" for text in result.examples[reason])


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"
