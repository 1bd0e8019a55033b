"""The verb `kilis run`: simulate an ensemble, keep it in a run folder, and say what came out."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kilis.cli.ways import SuppressBelow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kilis.ensemble.experiment import Experiment
    from kilis.scenario import Scenario

Folder = Annotated[Path, typer.Argument(help="The scenario folder.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="The run folder to write; default: one in runs/, named by scenario and seed."),
]
Members = Annotated[int, typer.Option("--members", "-m", min=1, max=1_000_000, help="How many members.")]
Seed = Annotated[int, typer.Option("--seed", "-s", min=0, max=2**62, help="The seed of all random numbers.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, max=256, help="How many threads; default: all cores.")]
Cluster = Annotated[
    str | None, typer.Option("--cluster", help="Run on a Dask cluster: tcp://HOST:PORT of its scheduler, or its file.")
]
Means = Annotated[bool, typer.Option("--means", help="Expected numbers instead of drawn ones.")]
Keep = Annotated[bool, typer.Option("--keep-members", help="Keep every member, not only means and quantiles.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing run folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
On = Annotated[str | None, typer.Option("--on", help="The date that the table shows (ISO); default: the last day.")]


def run(
    folder: Folder,
    out: Out = None,
    members: Members = 200,
    seed: Seed = 0,
    threads: Threads = None,
    cluster: Cluster = None,
    means: Means = False,
    keep_members: Keep = False,
    force: Force = False,
    on: On = None,
    suppress_below: SuppressBelow = 0,
    as_json: Json = False,
) -> None:
    """Simulate a scenario many times and say who is where, with ranges.

    Example: kilis run examples/aleppo-2016 --members 500 --on 2016-02-10

    The same scenario, seed and number of a member give the same member, on any number of threads.
    """
    from kilis.cli.ways import refusals
    from kilis.scenario import read

    with refusals():
        scenario = read(folder)
        day = day_shown(on, scenario.start, scenario.n_days)
        target = out or default_folder(folder, seed)
        found = simulated(
            scenario, folder, target, members=members, seed=seed, means=means, threads=threads,
            keep_members=keep_members, force=force, cluster=cluster, quiet=as_json,
        )  # fmt: skip
    if as_json:
        print_json({"run": str(target), **about(found, day, suppress_below)})
    else:
        print("\n".join(lines(found, day, suppress_below)))
        print(f"\nWritten: {target}")


def simulated(
    scenario: Scenario,
    folder: Path,
    target: Path,
    variants: Sequence[str] = (),
    *,
    members: int,
    seed: int,
    means: bool,
    threads: int | None,
    keep_members: bool,
    force: bool,
    cluster: str | None,
    quiet: bool,
) -> Experiment:
    """Simulate with progress and write the run folder; an existing one is refused before the work, not after it."""
    from kilis.cli.ways import progress_on_terminal, tell_warnings
    from kilis.ensemble import experiment
    from kilis.ensemble.cluster import connected
    from kilis.ensemble.runfolder import refuse_target

    refuse_target(target, force=force)
    tell_warnings(scenario, folder, quiet)
    with connected(cluster) as client, progress_on_terminal(quiet) as tell:
        found = experiment(
            scenario,
            variants,
            members=members,
            seed=seed,
            arithmetic="means" if means else "draws",
            threads=threads,
            keep_members=keep_members,
            progress=tell,
            client=client,
        )
    found.save(target, source=folder, command=command_line(), force=force)
    return found


def command_line() -> str:
    """Return the command as it was typed, for the manifest."""
    import shlex
    import sys

    return shlex.join(["kilis", *sys.argv[1:]])


def default_folder(folder: Path, seed: int, suffix: str = "") -> Path:
    """Return runs/NAME-SEED below the folder one is in."""
    return Path("runs") / f"{folder.resolve().name}{suffix}-{seed}"


def day_shown(on: str | None, start: datetime.date, days: int) -> int:
    """Return the number of the day to show, or fail with the remedy."""
    from kilis.cli.ways import date_given, fail

    if on is None:
        return days - 1
    try:
        day = (date_given("--on", on) - start).days
    except ValueError as error:
        fail(str(error))
    if not 0 <= day < days:
        last = start + datetime.timedelta(days=days - 1)
        fail(f"--on {on}: outside the period; choose a date from {start.isoformat()} to {last.isoformat()}.")
    return day


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document."""
    import json

    print(json.dumps(document, indent=2, ensure_ascii=False, default=str))


def about(found: Experiment, day: int, below: int = 0) -> dict[str, Any]:
    """Return the results for machines: the places that matter and the totals, on the day shown."""
    from dataclasses import asdict

    from kilis.ensemble import tell

    return {
        "title": found.scenario.title,
        "date": found.dates[day].isoformat(),
        "members": found.members,
        "seed": found.seed,
        "suppress_below": below,
        "arithmetic": found.arithmetic,
        "wall_seconds": round(found.wall_seconds, 3),
        "places": [asdict(row) for row in tell.place_rows(found, day, below=below)],
        "totals": [asdict(row) for row in tell.total_rows(found, day, below=below)],
        "contradicted": [asdict(row) for row in tell.contradicted(found, below)],
    }


TOTAL_NAMES = {
    "newly_displaced": "Displaced since start",
    "displaced": "Displaced in all",
    "idp": "  in their own country",
    "refugee": "  across a border",
    "in_transit": "On the road",
    "waiting": "Waiting at crossings",
    "overflow": "Beyond site capacity",
    "trapped": "Trapped",
    "turning_back": "Turning back that day",
}


def lines(found: Experiment, day: int, below: int = 0) -> list[str]:
    """Return the table for people, 80 columns wide."""
    from kilis.cli.ways import so_many
    from kilis.ensemble import tell

    date = found.dates[day]
    head = f"{found.scenario.title}: {tell.day_name(date)} {date.year}"
    made = f"{so_many(found.members, 'members')}, seed {found.seed}, {found.wall_seconds:.1f} s"
    title = f"{'':23}{'median':>9}{'90 % range':>20}{'peak':>9}  {'on':<7}course"
    text = [head, made, "", title, "-" * 80]
    for row in tell.total_rows(found, day, tuple(TOTAL_NAMES), below):
        text.append(_line(TOTAL_NAMES[row.total], row))
    if text[-1].startswith("-"):
        return [head, made, "", "Nobody is displaced, on any day."]
    text += ["-" * 80]
    places = tell.place_rows(found, day, below=below)
    for place in places:
        text.append(_line(place.name, place))
    risky = [r for r in places if r.exceeds is not None and r.exceeds >= 0.005]
    if risky:
        text += ["", "Chance of being beyond capacity on at least one day:"]
        text += [f"  {r.name[:50]:<52}{100 * (r.exceeds or 0):>4.0f} %" for r in risky]
    unlike = tell.contradicted(found, below)
    if unlike:
        text += ["", "What was counted contradicts the simulation; do not rely on it there:"]
        for r in unlike:
            counted, low, high = map(tell.persons, (r.counted, r.low, r.high))
            text += [f"  {cut(r.name, 26):<28}{counted} on {tell.day_name(r.date)}, simulated {low} to {high}"]
    return text


def cut(name: str, width: int = 22) -> str:
    """Return a name that fits its column."""
    return name if len(name) <= width else name[: width - 1] + "…"


def _line(name: str, row: Any) -> str:
    from kilis.ensemble.tell import persons

    low, median, high, peak = (
        persons(number).replace(" million", " M") for number in (row.low, row.median, row.high, row.peak)
    )
    on = f"{row.peak_date.day} {row.peak_date:%b}"
    between = low if low == high == "few" else f"{low} to {high}"
    return f"{cut(name):<23}{median:>9}{between:>20}{peak:>9}  {on:<7}{row.course}"
