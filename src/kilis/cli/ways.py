"""What the verbs have in common: how they fail, how they show progress, what they print on."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from kilis.ensemble.experiment import Progress
    from kilis.scenario import Scenario

WIDTH = 80
SuppressBelow = Annotated[
    int, typer.Option("--suppress-below", min=0, help="Leave out counts below this; round the others to it.")
]


def so_many(number: int, plural: str) -> str:
    """Return a number with its noun.

    >>> so_many(0, "faults"), so_many(1, "faults"), so_many(2000, "faults")
    ('no faults', '1 fault', '2,000 faults')
    """
    noun = plural if number != 1 else plural.removesuffix("s")
    return f"{number:,} {noun}" if number else f"no {noun}"


def fail(message: str) -> NoReturn:
    """End with one clear message on standard error and exit status 2."""
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def date_given(option: str, text: str) -> datetime.date:
    """Read a date of the command line; raises ValueError with what to write, never another day."""
    from kilis.scenario.cells import ISO_DATE, CellError, date

    try:
        return date(text.strip())
    except CellError as error:
        what = "no such day" if ISO_DATE.fullmatch(text.strip()) else "not a date"
        raise ValueError(f"{option} {text[:40]}: {what}; {error.remedy[0].lower()}{error.remedy[1:]}.") from None


def words_of(error: Exception) -> str:
    """Say what went wrong; of a disk that is full, or refuses, what it means for the files."""
    if not isinstance(error, OSError) or not error.errno:
        return str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full: what was to be written was not, not even in part. Make room, and try again."
    return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}. Nothing was written."


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what Kilis refuses into a message and exit status 2; anything else is a fault of ours and shows itself."""
    from kilis.engine.walk_world import UnsupportedByWalkError
    from kilis.engine.world import ScenarioTooLargeError
    from kilis.ensemble import RunFolderError, UnknownVariantError
    from kilis.ensemble.cluster import ClusterError
    from kilis.scenario import ScenarioError

    refused = (
        ScenarioError, RunFolderError, UnknownVariantError, ScenarioTooLargeError, UnsupportedByWalkError, ClusterError,
    )  # fmt: skip
    try:
        yield
    except refused as error:
        fail(str(error))
    except OSError as error:  # a full disk, a folder that may not be written to, a name that is too long
        fail(words_of(error))
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        raise typer.Exit(130) from None


def tell_warnings(scenario: Scenario, folder: Path, quiet: bool) -> None:
    """Say on standard error how many probable mistakes a scenario has: its figures look as sure with them."""
    from kilis.scenario.check import check, unknown_columns
    from kilis.scenario.validate import Origin

    if quiet:
        return
    notes = len(list(unknown_columns(scenario, Origin())))  # a person's own columns change no figure
    found = len(check(scenario)) - notes
    if found:
        print(f"{found} warning{'s' if found > 1 else ''}: see kilis check {folder}", file=sys.stderr)


@contextmanager
def progress_on_terminal(quiet: bool) -> Iterator[Progress | None]:
    """Show how many members of each variant are done, on standard error, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from kilis.engine.compiled import is_compiled

    if not is_compiled():
        print("The first run compiles the model, once for this installation: about a minute.", file=sys.stderr)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(24), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, object] = {}

        def tell(name: str, done: int, members: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=members)
            shown.update(tasks[name], completed=done)  # type: ignore[arg-type]

        yield tell
