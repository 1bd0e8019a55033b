"""``kilis export``: a run as files to hand on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kilis.cli.ways import SuppressBelow, so_many, words_of

KINDS = "xlsx, csv, hxl, geojson, geoparquet, netcdf, members, parquet, hdx or pictures"


def export(
    run: Annotated[Path, typer.Argument(help="A folder written by kilis run, compare or forecast.")],
    to: Annotated[str, typer.Option("--to", "-t", help=f"What to make: {KINDS}.")] = "xlsx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File or folder; default: beside the run.")
    ] = None,
    suppress_below: SuppressBelow = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write a run as a workbook, HXL-tagged CSV, GIS files, NetCDF, Parquet, a folder for HDX, or pictures.

    Example: kilis export runs/aleppo --to xlsx -o aleppo.xlsx
    """
    from kilis.cli.outputs import EXPORTS, refuse_output
    from kilis.report.export import export as write
    from kilis.report.export import target_of
    from kilis.scenario import ScenarioError

    try:
        refuse_output(target_of(run, to, output), EXPORTS.get(to))
        target, files = write(run, to, output, suppress_below)
    except (ValueError, OSError, ScenarioError) as error:
        typer.echo(words_of(error), err=True)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps({"written": str(target), "files": files, "suppress_below": suppress_below}))
    else:
        print(str(target) if files == [target.name] else f"{target}: {so_many(len(files), 'files')}")
