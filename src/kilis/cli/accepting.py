"""Claims accepted, edited or rejected at the terminal, for `kilis read --accept` and `--accept-all`."""

from __future__ import annotations

import datetime
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kilis.cli.claim_lines import WIDTH, claim_lines

if TYPE_CHECKING:
    from kilis.scenario import Scenario
    from kilis.sources.reading import Claim, Report
    from kilis.sources.reading.fitting import Made


def accept_claims(
    reports: list[Report], folder: Path, world: Scenario, ask: bool, household_size: float | None
) -> dict[str, Any]:
    """Turn claims into rows, asking or not, and append them; return counts and the reasons for what was left out.

    Who breaks off is asked whether to keep what was accepted so far. Raises KeyboardInterrupt where it is not kept.
    """
    from kilis.sources.reading import accept as acceptance
    from kilis.sources.reading.fitting import fitted

    claims = [(report, claim) for report in reports for claim in acceptance.by_place(report.claims)]
    rows: list[Made] = []
    left: list[dict[str, str]] = []
    rejected = 0
    for number, (report, claim) in enumerate(claims, 1):
        made = acceptance.row_of(claim, report, world, household_size=household_size, reviewed=ask)
        made = fitted(made, world, rows)
        if ask:
            print(f"\n{number} of {len(claims)}", file=sys.stderr)
            try:
                answer = _ask(claim, report, made, world, rows, household_size)
            except (KeyboardInterrupt, EOFError) as error:
                _keep_or_stop(len(rows), error)
                answer = "q"
            if answer == "q":
                break
            if answer == "r":
                rejected += 1
                continue
            made = answer
        if isinstance(made, acceptance.Refused):
            words = " ".join(report.text[claim.spans[0].start : claim.spans[0].end].split())
            left.append({"words": words, "reason": made.reason})
        else:
            rows.append(made)
    added, there = acceptance.append(folder, rows)
    asked = len(rows) + len(left) + rejected
    return {"added": added, "already_there": there, "left_out": left, "rejected": rejected,
            "not_asked": len(claims) - asked}  # fmt: skip


def _keep_or_stop(n_rows: int, error: BaseException) -> None:
    """Ask whether to keep the rows accepted so far; whatever is not a yes stops. The end of a pipe only quits."""
    if isinstance(error, EOFError) and not _at_terminal():
        return
    if n_rows:
        print(f"\n   Keep the {n_rows} accepted so far?", file=sys.stderr)
        try:
            if _key("[y]es [n]o") == "y":
                return
        except EOFError:
            pass
    raise KeyboardInterrupt


def _ask(
    claim: Claim, report: Report, made: Any, world: Scenario, rows: list[Made], household_size: float | None
) -> Any:
    """Show a claim and ask until it is decided on.

    Returns the row, as it is or edited; what is refused, if it stays so; else r for rejected or q to stop.
    """
    from kilis.sources.reading import accept as acceptance
    from kilis.sources.reading.fitting import fitted

    print("\n".join(claim_lines(0, claim, report, None)), file=sys.stderr)
    print(_filled(f'in: "{acceptance.quoted(claim, report)}"', 4), file=sys.stderr)
    while True:
        refused = isinstance(made, acceptance.Refused)
        print(_filled(made.reason if refused else f"-> {acceptance.row_words(made)}", 3), file=sys.stderr)
        key = _key(" ".join(_choices(made.final) if refused else ("[a]ccept", *_choices(False))))
        if key == "a" or (key == "r" and refused):
            return made
        if key != "e":
            return key
        made = acceptance.row_of(claim, report, world, household_size=household_size, **_edits(claim, world))
        made = fitted(made, world, rows)
        if not isinstance(made, acceptance.Refused):
            print(_filled(f"-> {acceptance.row_words(made)}", 3), file=sys.stderr)
            return made


def _choices(final: bool) -> tuple[str, ...]:
    return ("[r]eject", "[q]uit") if final else ("[e]dit", "[r]eject", "[q]uit")


def _edits(claim: Claim, world: Scenario) -> dict[str, Any]:
    """Ask what to change: of a figure its place, persons and since when; of an event its target, value and end."""
    from kilis.schema import event_kinds
    from kilis.sources import tables as numbers
    from kilis.sources.reading.accept import event_of, is_summed

    edits: dict[str, Any]
    event = event_of(claim)
    place = _place(world, bool(event))
    if claim.kind != "event" and event is None:
        edits = {"place_id": place, "persons": _until_read("persons", numbers.number_of, "number; write it as 12500")}
        if is_summed(claim):
            edits["since"] = _until_read("since, the day it is summed from", _date, "date; write it as 2016-02-06")
        return edits
    edits = {"place_id": place}
    kind = event_kinds().get(event or "")
    if event == "control":
        edits["holder"] = _typed("who holds it") or None
    if kind and kind.value != "no":
        what = f"value {kind.bounds}".strip()
        edits["value"] = _until_read(what, numbers.number_of, "number; write it as 0.5 or 12500")
    if kind:
        edits["until"] = _until_read("until, the first day without it", _date, "date; write it as 2016-02-06")
    return edits


def _place(world: Scenario, is_event: bool) -> str | None:
    """Ask for a place until it is one of the scenario; an event may aim at a route, and a figure be of the whole."""
    from kilis.scenario.faults import nearest
    from kilis.scenario.targets import atlas

    known = atlas(world)
    names = [*known.places, *(route.id for route in world.routes if is_event)]
    while text := _typed("place id"):
        if known.resolve(text) if is_event else text in (*known.places, "*"):
            return text
        print(_filled(f"{text!r} is no place of the scenario. {nearest(text, names)}", 3), file=sys.stderr)
    return None


def _until_read(what: str, read: Any, form: str) -> Any:
    """Ask until what is typed can be read, or nothing is typed."""
    while text := _typed(what):
        if (found := read(text)) is not None:
            return found
        print(f"   {text!r} is no {form}", file=sys.stderr)
    return None


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _key(choices: str) -> str:
    """Ask until one of the keys in brackets is pressed. Raises KeyboardInterrupt (Ctrl-C) or EOFError (Ctrl-D)."""
    allowed = re.findall(r"\[(\w)\]", choices)
    while True:
        print(f"   {choices} ", end="", file=sys.stderr, flush=True)
        typed = typer.getchar() if _at_terminal() else sys.stdin.readline()
        if typed in ("", "\x04"):
            raise EOFError
        if typed == "\x03":
            raise KeyboardInterrupt
        key = typed.lower().strip()[:1]
        print(key, file=sys.stderr)
        if key in allowed:
            return key
        print(f"   press one of {', '.join(allowed)}", file=sys.stderr)


def _typed(what: str) -> str:
    """Ask for a line, on standard error: standard output is for the results. EOFError where no line comes."""
    print(f"   {what} (empty: as it is): ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _filled(words: str, indent: int) -> str:
    return textwrap.fill(words, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)
