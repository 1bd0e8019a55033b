"""The verb `kilis read`: from report text to claims, and from accepted claims to a scenario."""

from __future__ import annotations

import contextlib
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kilis.cli.claim_lines import WIDTH, claim_lines, cut
from kilis.cli.ways import words_of

if TYPE_CHECKING:
    from kilis.scenario import Scenario
    from kilis.sources.reading import Claim, Report

_MAX_WORDS_BYTES = 2_000_000


def read(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Reports: .txt, .html, .pdf, .docx, or - for input.")
    ] = None,
    scenario: Annotated[Path | None, typer.Option(help="The scenario whose places the names may mean.")] = None,
    date: Annotated[
        str | None, typer.Option(help="The documents' date, as 2016-02-06; else their own is used.")
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(help="Who published the documents; else what they say of it is used.")
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
    language: Annotated[
        Path | None, typer.Option(help="Read by the words of this TOML file, of another language than English.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was accepted last; again, what before.")] = False,
) -> None:
    """Read reports and propose dated, located, sourced claims, each pointing at its words.

    Example: kilis read flash-update.txt --date 2016-02-06 --scenario examples/aleppo-2016
    """
    from dataclasses import replace

    from kilis.cli.accepting import accept_claims
    from kilis.cli.outputs import OutputError
    from kilis.scenario import ScenarioError
    from kilis.sources.reading.accept import AcceptError
    from kilis.sources.reading.inputs import InputError

    try:
        if undo and files:
            raise InputError("--undo reads no files: give it --scenario DIR alone")
        if accept and accept_all:
            raise InputError("give --accept or --accept-all, not both")
        if undo:
            _undo(scenario, as_json)
            return
        if not files:
            raise InputError("give at least one file to read, or - for standard input")
        if (accept or accept_all) and scenario is None:
            raise InputError("--accept needs --scenario DIR: the folder the claims go to")
        _refuse_outputs(files, csv, annotate, scenario if accept or accept_all else None)
        world = _scenario(scenario)
        with _own_words(language) as words:
            reports = _read_all(files, date, publisher, world, parser, words)
        if every:
            reports = [replace(each, claims=each.claims + each.left_out, left_out=()) for each in reports]
        _write_files(reports, csv, annotate, household_size)
        added = (
            accept_claims(reports, scenario, world, accept, household_size)
            if scenario and world and (accept or accept_all)
            else None
        )
        _print(reports, as_json, household_size, added)
    except BrokenPipeError:
        raise
    except (InputError, OutputError, AcceptError, ScenarioError, OSError) as error:
        print(f"kilis read: {words_of(error)}", file=sys.stderr)
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


@contextlib.contextmanager
def _own_words(file: Path | None) -> Iterator[str]:
    """Give the language to read by; whatever is wrong with a file of words is told as such."""
    from kilis.sources.reading.inputs import InputError

    if file is None:
        yield "en"
        return
    if file.suffix != ".toml":
        raise InputError(f"--language {file}: give a file of words that ends in .toml (docs/languages.md)")
    try:
        if file.stat().st_size > _MAX_WORDS_BYTES:
            raise InputError(f"{file}: a file of words has at most {_MAX_WORDS_BYTES // 1_000_000} MB")
        yield str(file)
    except InputError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, re.error) as error:
        raise InputError(f"{file}: it cannot be read by as a file of words ({error}; docs/languages.md)") from None


def _read_all(
    files: list[Path], date: str | None, publisher: str | None, world: Scenario | None, parser: bool, language: str
) -> list[Report]:
    """Read every file, or say of all the bad ones at once what is wrong."""
    from kilis.cli.ways import date_given
    from kilis.sources.reading import Reader, inputs

    try:
        given = date_given("--date", date) if date else None
    except ValueError as error:
        raise inputs.InputError(str(error)) from None
    try:
        reader = Reader(world.places if world else (), language, parser=parser)
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
        known = " ".join((publisher or "").split()) or document.publisher
        # The date printed in the text is nearer to the truth than the one a program wrote into the file.
        report = reader.read(document.text, date=given, publisher=known, name=document.name)
        if report.date is None and document.date:
            report = reader.read(document.text, date=document.date, publisher=known, name=document.name)
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
    from kilis.scenario.together import write_file

    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, text.encode(encoding))


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
        print(f"{about[:WIDTH]}\n{'-' * min(len(about), WIDTH)}")
        for number, claim in enumerate(report.claims, 1):
            print("\n".join(claim_lines(number, claim, report, household_size)))
        print(_none(report) if not report.claims else "")
    if any(doubtful(claim) for report in reports for claim in report.claims):
        print(f"{DOUBT}\n")
    for title, lines in (
        ("Figures that differ", _differing(side_by_side(reports))),
        ("To be settled", open_questions(reports)),
    ):
        if lines:
            print("\n".join([title, *(cut(f"  {line}") for line in lines), ""]))
    if added is not None:
        print(_counts(added))
        for item in added["left_out"]:
            words = f"{item['words']}: {item['reason']}"
            print(textwrap.fill(words, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _counts(added: dict[str, Any]) -> str:
    """Say what became of every claim."""
    there, said = added["already_there"], [f"{added['added']} row{'' if added['added'] == 1 else 's'} added"]
    said += [f"{there} {'was' if there == 1 else 'were'} there already", f"{len(added['left_out'])} left out"]
    said += [f"{added['rejected']} rejected"] if added["rejected"] else []
    said += [f"{added['not_asked']} not asked about"] if added["not_asked"] else []
    return ", ".join(said) + "."


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
