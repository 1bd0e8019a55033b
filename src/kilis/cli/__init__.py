"""The command line: one file per verb, no logic. Heavy imports happen inside the verbs, so that --help is quick."""

from __future__ import annotations

import os
import sys

import typer

from kilis import __version__
from kilis.cli import import_, import_files
from kilis.cli.backtest import backtest
from kilis.cli.check import check
from kilis.cli.compare import compare
from kilis.cli.export import export
from kilis.cli.forecast import forecast
from kilis.cli.new import new
from kilis.cli.read import read
from kilis.cli.report import report
from kilis.cli.run import run
from kilis.cli.serve import serve

app = typer.Typer(
    name="kilis",
    help="A weather service for forced displacement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


app.command()(new)
app.command()(check)
app.command()(run)
app.command()(compare)
app.command()(report)
app.command()(export)
import_files.register(import_.app)
app.command()(serve)
app.add_typer(import_.app, name="import")
app.command()(read)
app.command()(forecast)
app.command()(backtest)


def _version(value: bool) -> None:
    if value:
        print(f"kilis {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A weather service for forced displacement."""


def main() -> None:
    """Run the command line; end quietly where whoever reads the output has seen enough, as ``head`` has."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is flushed once more at the end
        sys.exit(1)
