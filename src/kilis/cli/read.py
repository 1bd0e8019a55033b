"""The verb `kilis read`: from report text to claims, and from accepted claims to a scenario."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kilis.scenario import Scenario
    from kilis.sources.reading import Claim, Report

_WIDTH = 80


def read(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Reports: .txt, .html, .pdf, .docx, or - for input.")
    ] = None,
    scenario: Annotated[Path | None, typer.Option(help="The scenario whose places the names may mean.")] = None,
    date: Annotated[
        str | None, typer.Option(help="The documents' date, as 2016-02-06; else their own is used.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the claims to this CSV file.")] = None,
    annotate: Annotated[Path | None, typer.Option(help="Write the texts with their claims marked, as HTML.")] = None,
    household_size: Annotated[
        float | None, typer.Option(help="Persons in a household, to show and use.", min=1, max=20)
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Ask for each claim whether to add it.")] = False,
    accept_all: Annotated[bool, typer.Option("--accept-all", help="Add all that fit, marked as not reviewed.")] = False,
    parser: Annotated[bool, typer.Option("--parser", help="Ask the parser of the extra `parser` as well.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Make claims of texts that seem to tell of other matters as well.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was accepted last.")] = False,
) -> None:
    """Read reports and propose dated, located, sourced claims, each pointing at its words.

    Example: kilis read flash-update.txt --date 2016-02-06 --scenario examples/aleppo-2016
    """
    from dataclasses import replace

    from kilis.cli.outputs import OutputError
    from kilis.scenario import ScenarioError
    from kilis.sources.reading.accept import AcceptError
    from kilis.sources.reading.inputs import InputError

    try:
        if undo:
            _undo(scenario, as_json)
            return
        if not files:
            raise InputError("give at least one file to read, or - for standard input")
        if (accept or accept_all) and scenario is None:
            raise InputError("--accept needs --scenario DIR: the folder the claims go to")
        _refuse_outputs(files, csv, annotate, scenario if accept or accept_all else None)
        world = _scenario(scenario)
        reports = _read_all(files, date, world, parser)
        if every:
            reports = [replace(each, claims=each.claims + each.left_out, left_out=()) for each in reports]
        _write_files(reports, csv, annotate, household_size)
        added = (
            _accept(reports, scenario, world, accept, household_size)
            if scenario and world and (accept or accept_all)
            else None
        )
        _print(reports, as_json, household_size, added)
    except BrokenPipeError:
        raise
    except (InputError, OutputError, AcceptError, ScenarioError, OSError) as error:
        print(f"kilis read: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print("\nStopped; nothing was added.", file=sys.stderr)
        raise typer.Exit(130) from None


def _undo(folder: Path | None, as_json: bool) -> None:
    import json

    from kilis.sources.reading import accept as acceptance

    if folder is None:
        raise acceptance.AcceptError("--undo needs --scenario DIR")
    done = acceptance.undo(folder)
    print(json.dumps({"undone": str(folder)}) if as_json else done)


def _refuse_outputs(files: list[Path], table: Path | None, page: Path | None, folder: Path | None) -> None:
    from kilis.cli.outputs import CLAIMS, MARKED, refuse_output
    from kilis.scenario.write import refuse_unwritable

    if table:
        refuse_output(table, CLAIMS, files)
    if page:
        refuse_output(page, MARKED, files)
    if folder and folder.is_dir():
        refuse_unwritable(folder / "events.csv")


def _scenario(folder: Path | None) -> Scenario | None:
    from kilis.scenario import read as read_scenario

    return read_scenario(folder) if folder is not None else None


def _read_all(files: list[Path], date: str | None, world: Scenario | None, parser: bool) -> list[Report]:
    """Read every file, or say of all the bad ones at once what is wrong."""
    import datetime

    from kilis.sources.reading import Reader, inputs

    try:
        given = datetime.date.fromisoformat(date) if date else None
    except ValueError:
        raise inputs.InputError(f"--date {date!r} is no date; write it as 2016-02-06") from None
    try:
        reader = Reader(world.places if world else (), parser=parser)
    except ImportError:
        raise inputs.InputError("--parser needs the extra: pip install 'kilis[parser]'") from None
    reports, problems = [], []
    for file in files:
        try:
            if str(file) == "-":
                document = inputs.from_bytes("standard input", sys.stdin.buffer.read(inputs.MAX_FILE_BYTES + 1))
            else:
                document = inputs.read_file(file)
        except inputs.InputError as error:
            problems.append(str(error))
            continue
        # The date printed in the text is nearer to the truth than the one a program wrote into the file.
        report = reader.read(document.text, date=given, publisher=document.publisher, name=document.name)
        if report.date is None and document.date:
            report = reader.read(document.text, date=document.date, publisher=document.publisher, name=document.name)
        reports.append(report)
    if problems:
        raise inputs.InputError("\n".join(problems))
    return reports


def _write_files(reports: list[Report], table: Path | None, page: Path | None, household_size: float | None) -> None:
    import csv as csv_files
    import io

    from kilis.report.cells import plain
    from kilis.sources.reading.annotate import annotated
    from kilis.sources.reading.words import columns, flat, record_of

    if table:
        records = [flat(record_of(claim, report, household_size)) for report in reports for claim in report.claims]
        out = io.StringIO(newline="")
        writer = csv_files.DictWriter(out, columns(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: plain(cell) for name, cell in record.items()} for record in records)
        _write(table, out.getvalue(), "utf-8-sig")  # without the mark, Excel takes it for another encoding
    if page:
        _write(page, annotated(reports))


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding=encoding)
    partial.replace(path)


def _accept(
    reports: list[Report], folder: Path, world: Scenario, ask: bool, household_size: float | None
) -> dict[str, Any]:
    """Turn claims into rows, asking or not, and append them; return counts and the reasons for what was left out."""
    from kilis.sources.reading import accept as acceptance
    from kilis.sources.reading.fitting import fitted

    rows: list[tuple[str, dict[str, str]]] = []
    left: list[dict[str, str]] = []
    stop = False
    for report in reports:
        for claim in report.claims:
            made = acceptance.row_of(claim, report, world, household_size=household_size, reviewed=ask)
            made = fitted(made, world, rows)
            if ask and not stop:
                answer = _ask(claim, report, made, world, rows)
                stop = answer == "q"
                if isinstance(answer, tuple):
                    made = answer
                elif answer != "a":
                    continue
            elif stop:
                continue
            if isinstance(made, acceptance.Refused):
                words = " ".join(report.text[claim.spans[0].start : claim.spans[0].end].split())
                left.append({"words": words, "reason": made.reason})
            else:
                rows.append(made)
    added, there = acceptance.append(folder, rows)
    return {"added": added, "already_there": there, "left_out": left}


def _ask(claim: Claim, report: Report, made: Any, world: Scenario, rows: list[Any]) -> Any:
    """Show a claim and read one key: a accepts, e edits, r rejects, q stops. Returns the key or the edited row."""
    from kilis.sources.reading import accept as acceptance
    from kilis.sources.reading.fitting import fitted

    print("\n".join(["", *_lines(0, claim, report, None)]), file=sys.stderr)
    refused = isinstance(made, acceptance.Refused)
    print(f"   {made.reason}" if refused else f"   -> {made[0]}: {_brief(made[1])}", file=sys.stderr)
    key = _key("[e]dit [r]eject [q]uit" if refused else "[a]ccept [e]dit [r]eject [q]uit")
    if key != "e":
        return key
    try:
        place, persons, holder = _edits(claim)
    except EOFError:  # an answer broken off accepts nothing
        return "q"
    edited = acceptance.row_of(claim, report, world, place_id=place, persons=persons, holder=holder)
    edited = fitted(edited, world, rows)
    if isinstance(edited, acceptance.Refused):
        print(f"   {edited.reason}; left out", file=sys.stderr)
        return "r"
    return edited


def _edits(claim: Claim) -> tuple[str | None, float | None, str | None]:
    """Ask what to change in a claim: the place, and the persons or who holds it. Raises EOFError."""
    from kilis.sources import tables as numbers

    place = _typed("place id") or None
    persons = holder = None
    if claim.action == "control":
        holder = _typed("who holds it") or None
    else:
        while persons is None and (figure := _typed("persons")):
            persons = numbers.number_of(figure)
            if persons is None:
                print(f"   {figure!r} is no number; write it as 12500", file=sys.stderr)
    return place, persons, holder


def _key(choices: str) -> str:
    """Ask until one of the keys in brackets is pressed; the end of the input quits."""
    allowed = re.findall(r"\[(\w)\]", choices)
    while True:
        print(f"   {choices} ", end="", file=sys.stderr)
        key = typer.getchar().lower() if sys.stdin.isatty() else (sys.stdin.readline().lower() or "q").strip()[:1]
        print(key, file=sys.stderr)
        if key in allowed:
            return key
        if key == "\x03":
            raise KeyboardInterrupt
        print(f"   press one of {', '.join(allowed)}", file=sys.stderr)


def _typed(what: str) -> str:
    """Ask for a line, on standard error: standard output is for the results. EOFError where no line comes."""
    print(f"   {what} (empty: as it is): ", end="", file=sys.stderr)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _brief(row: dict[str, str]) -> str:
    keys = ("date", "since", "place", "measure", "value", "low", "high", "event", "target")
    return ", ".join(f"{key} {row[key]}" for key in keys if row.get(key))


def _print(reports: list[Report], as_json: bool, household_size: float | None, added: dict[str, Any] | None) -> None:
    import json

    from kilis.sources.reading.words import DOUBT, doubtful, open_questions, record_of, side_by_side

    if as_json:
        documents = [
            {
                "name": report.name, "sha256": report.sha256, "date": report.date.isoformat() if report.date else None,
                "publisher": report.publisher,
                "claims": [record_of(claim, report, household_size) for claim in report.claims],
                "left_out": len(report.left_out),
            }
            for report in reports
        ]  # fmt: skip
        result: dict[str, Any] = {"documents": documents, "questions": open_questions(reports)}
        if added is not None:
            result["accepted"] = added
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for report in reports:
        about = f"{report.name}: {report.publisher or 'publisher not stated'}, {report.date or 'date not stated'}"
        print(f"{about[:_WIDTH]}\n{'-' * min(len(about), _WIDTH)}")
        for number, claim in enumerate(report.claims, 1):
            print("\n".join(_lines(number, claim, report, household_size)))
        print(_none(report) if not report.claims else "")
    if any(doubtful(claim) for report in reports for claim in report.claims):
        print(f"{DOUBT}\n")
    for title, lines in (
        ("Figures that differ", _differing(side_by_side(reports))),
        ("To be settled", open_questions(reports)),
    ):
        if lines:
            print("\n".join([title, *(_cut(f"  {line}") for line in lines), ""]))
    if added is not None:
        print(
            f"{added['added']} row{'' if added['added'] == 1 else 's'} added, "
            f"{added['already_there']} were there already, "
            f"{len(added['left_out'])} left out."
        )
        for item in added["left_out"]:
            words = f"{item['words']}: {item['reason']}"
            print(textwrap.fill(words, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def _none(report: Report) -> str:
    from kilis.sources.reading.words import FOREIGN

    if report.is_foreign:
        return f"no claims: {FOREIGN}.\n"
    if not report.left_out:
        return "no claims\n"
    return (
        "no claims: it seems to tell of other matters than a present crisis.\n"
        f"claims left out: {len(report.left_out)}; --all shows them.\n"
    )


def _lines(number: int, claim: Claim, report: Report, household_size: float | None) -> list[str]:
    """Return a claim in three lines of 80 columns: what and when; where and who; its words and their place."""
    from kilis.sources.reading.words import claim_words

    words = claim_words(claim)
    figure = words["figure"]
    if claim.quantity and claim.quantity.unit == "households" and household_size and claim.quantity.value:
        figure += f" (x {household_size:g} = {claim.quantity.value * household_size:,.0f} persons)"
    span = claim.spans[0]
    more = f" and {len(claim.spans) - 1} more" if len(claim.spans) > 1 else ""
    about = [part for part in (words["where"], words["who"] and f"said by {words['who']}") if part]
    quoted = " ".join(report.text[span.start : span.end].split())
    return [
        _cut(f"{number or '':>3} {words['what']:<13} {figure:<23} {words['when']:<25} {words['sure']}"),
        *([_cut(f"    {'; '.join(about)}")] if about else []),
        _cut(f"    [{span.start}-{span.end}{more}] \"{quoted}\""),
    ]  # fmt: skip


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 3] + "..."


def _differing(groups: list[list[tuple[Report, Claim]]]) -> list[str]:
    from kilis.sources.reading.words import claim_words

    lines = []
    for group in groups:
        words = claim_words(group[0][1])
        lines.append(f"{words['what']} {words['where']}:")
        for report, claim in group:
            own = claim_words(claim)
            lines.append(f"  {own['figure']:<22} {own['when']:<25} {own['who'] or report.publisher or report.name}")
    return lines
