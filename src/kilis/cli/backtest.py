"""`kilis backtest`: how good forecasts would have been, conflict by conflict."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kilis.cli.ways import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Client

    from kilis.forecast.counts import Counts
    from kilis.verify.scoreboard import Line


def backtest(
    folders: Annotated[list[Path], typer.Argument(help="Scenario folders, or Flee folders with source_data.")],
    origins: Annotated[str, typer.Option(help="Origin dates: every:N, N in days.")] = "every:30",
    leads: Annotated[str, typer.Option(help="Lead times in days, with commas.")] = "7,14,30,60,90",
    forecasts: Annotated[
        Path | None, typer.Option(help="Grade the forecasts in this CSV instead (origin, date, place, q05 ... q95).")
    ] = None,
    climatology: Annotated[
        Path | None, typer.Option(help="Write the error climatology of these conflicts to this file.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Forecast on a Dask cluster: tcp://HOST:PORT of its scheduler, or its file."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="How many processes at most; default: all cores.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")] = False,
) -> None:
    """Forecast the past with what was known then, and grade it against what came.

    Beside each score stand the same score of carrying the last count forward, and the interval of the ratio.
    With three conflicts or more, each is dressed with the errors of the others; else with those that come with Kilis.
    The figures are the same in one process, in several, and on a cluster.

    Example: kilis backtest burundi2015 mali2012 --origins every:30 --leads 7,30,90
    """
    from kilis.cli.outputs import CLIMATOLOGY, refuse_output
    from kilis.ensemble.cluster import ClusterError, connected
    from kilis.scenario import ScenarioError
    from kilis.verify.folders import conflicts_in

    try:
        every, asked = _every(origins), _leads(leads)
        if climatology is not None:
            refuse_output(climatology, CLIMATOLOGY)
        found = conflicts_in(folders)
        if forecasts is not None:
            _grade_theirs(found, forecasts, as_json)
            return
        with connected(cluster) as client:
            _grade_ours(found, folders, every, asked, climatology, client, processes or os.cpu_count() or 1, as_json)
    except BrokenPipeError:
        raise
    except (ScenarioError, ClusterError, OSError, ValueError) as error:
        _fail(words_of(error), as_json)


def _every(text: str) -> int:
    word, _, number = text.partition(":")
    if word != "every" or not number.isdigit() or not 1 <= int(number) <= 3650:
        raise ValueError(f"--origins {text[:40]!r}: say every:N with N days from 1 to 3650, e.g. every:30")
    return int(number)


def _leads(text: str) -> list[int]:
    parts = text.split(",")
    if not all(p.strip().isdigit() and 1 <= int(p) <= 3650 for p in parts):
        raise ValueError(f"--leads {text[:40]!r}: say whole days with commas, e.g. 7,14,30,60,90")
    return sorted({int(p) for p in parts})


def _fail(message: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": message.splitlines()}, indent=2))
    else:
        print(message, file=sys.stderr)
    raise typer.Exit(2)


def _grade_ours(
    found: Sequence[Counts],
    folders: list[Path],
    every: int,
    leads: list[int],
    file: Path | None,
    client: Client | None,
    processes: int,
    as_json: bool,
) -> None:
    import numpy as np

    from kilis.forecast import climatology_file
    from kilis.forecast.residuals import collect
    from kilis.verify.backtest import backtest as graded_of
    from kilis.verify.free_run import flee_runs
    from kilis.verify.summary import summary
    from kilis.verify.tables import text_tables

    if file is not None:
        climatology_file.write(file, {c.name: (c, collect(c)) for c in found})
    talk = sys.stderr.isatty()
    flee = not any((folder / "scenario.toml").is_file() for folder in folders)
    graded = graded_of(
        found,
        every_days=every,
        leads=leads,
        climatology=None if len(found) >= 3 else climatology_file.shipped,
        runs={c.name: flee_runs(folder, c) for c, folder in zip(found, folders, strict=True)} if flee else None,
        progress=lambda name: print(f"backtest {name} ...", file=sys.stderr) if talk else None,
        client=client,
        processes=processes,
    )
    if all(np.isnan(each.line).all() for each in graded):
        raise ValueError(
            "nothing to grade: no place was counted both before and after a target date. A backtest needs several\n"
            "counts of the same place (measure stock) over some weeks; with few, try --origins every:7 --leads 7,14."
        )
    short = [g.name for g in graded if len(g.origins) < 6] if len(graded) > 2 else []
    document = summary(graded, without=short)
    print(json.dumps(document, indent=2) if as_json else text_tables(document))


def _grade_theirs(found: Sequence[Counts], path: Path, as_json: bool) -> None:
    from dataclasses import asdict

    from kilis.verify.scoreboard import grade, read_entries

    if len(found) != 1:
        raise ValueError("--forecasts is graded against one folder: give exactly one")
    levels, entries = read_entries(path, list(found[0].places))
    lines = grade(found[0], levels, entries)
    graded = sum(x.n_cases for x in lines if x.model == "theirs")
    if as_json:
        about = {"conflict": found[0].name, "forecasts": len(entries), "graded": graded, "levels": levels.tolist()}
        estimator = "twice the mean quantile loss over the stated levels, the same for all three"
        rows = [asdict(x) for x in lines]
        for row in rows:
            row["crps_ratio"].pop("by_conflict")
        print(json.dumps({**about, "crps_estimator": estimator, "leads": rows}, indent=2, default=str))
        return
    print(f"{path.name} beside the counts of {found[0].name}: {graded} of {len(entries)} forecasts can be graded.")
    print("CRPS: twice the mean quantile loss over the stated levels. MAE, bias, CRPS and")
    print("interval score in persons. Ratio: CRPS / CRPS of persistence dressed alike.\n")
    heads = ("MAE", 7), ("bias", 7), ("ARD", 5), ("CRPS", 7), ("interval", 9), ("90%", 4), ("50%", 5), ("ratio", 6)
    print("lead forecast   cases" + "".join(f"{head:>{width}}" for head, width in heads) + "   (90 %)")
    for what in ("places", "totals"):
        if any(x.what == what for x in lines):
            print(what)
        for x in (x for x in lines if x.what == what):
            print(_line(x))


def _line(x: Line) -> str:
    cover = "".join(f"{c:5.2f}" if c is not None else "    -" for c in (x.coverage_90, x.coverage_50))
    score = f"{x.interval_score_persons:8.0f}" if x.interval_score_persons is not None else "       -"
    s = x.crps_ratio
    interval = f" {s.low:.2f}-{s.high:.2f}" if s.low == s.low else ""
    return (
        f"{x.lead_days:4d} {x.model:11}{x.n_cases:5d}{x.mae_persons:7.0f}{x.bias_persons:+7.0f}{x.ard:5.2f}"
        f"{x.crps_persons:7.0f}{score}{cover}{s.ratio:5.2f}{interval}"
    )
