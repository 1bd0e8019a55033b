"""``kilis report``: one self-contained page for a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kilis.cli.ways import SuppressBelow, words_of


def report(
    run: Annotated[Path, typer.Argument(help="A folder written by kilis run, compare or forecast.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page; default: report.html in the run folder.")
    ] = None,
    suppress_below: SuppressBelow = 0,
    borders: Annotated[
        Path | None, typer.Option(help="A GeoJSON of borders to draw instead of the packaged ones.")
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(help="Scores of earlier forecasts: what kilis backtest --json printed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write one page for a run: findings, map, charts, small print. It opens anywhere and asks the network for nothing.

    Example: kilis report runs/aleppo -o aleppo.html
    """
    from kilis.cli.outputs import PAGE, refuse_output
    from kilis.report.page import write_page
    from kilis.scenario import ScenarioError

    page = output or run / "report.html"
    try:
        if output or run.is_dir():
            refuse_output(page, PAGE, [given for given in (borders, scores) if given])
        size = write_page(run, page, suppress_below, borders, scores)
    except (ValueError, OSError, ScenarioError) as error:
        typer.echo(words_of(error), err=True)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps({"page": str(page), "bytes": size, "suppress_below": suppress_below}))
    else:
        print(f"{page} ({size / 1e6:.1f} MB)")
