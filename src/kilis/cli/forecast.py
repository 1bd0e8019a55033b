"""The verb `kilis forecast`: from what was published by a date to ranges for the days after it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kilis.cli.ways import SuppressBelow

if TYPE_CHECKING:
    from kilis.forecast.make import Issued


def forecast(
    folder: Annotated[Path, typer.Argument(help="A scenario folder, or a Flee folder with source_data.")],
    origin: Annotated[str, typer.Option(help="The date on which the forecast is made; nothing later is looked at.")],
    days: Annotated[int, typer.Option("--days", "-d", min=1, max=365, help="How many days ahead.")] = 30,
    variants: Annotated[str, typer.Option(help="Variants of the scenario to forecast too, with commas.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The run folder; default: runs/NAME-forecast-ORIGIN.")
    ] = None,
    members: Annotated[int, typer.Option("--members", "-m", min=20, max=100_000, help="Members, if simulated.")] = 200,
    seed: Annotated[int, typer.Option("--seed", "-s", min=0, max=2**62, help="The seed of all random numbers.")] = 0,
    threads: Annotated[int | None, typer.Option(min=1, max=256, help="Threads; default: all cores.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing run folder.")] = False,
    suppress_below: SuppressBelow = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Forecast how many people will be where, with ranges, from what was published by the origin date.

    Example: kilis forecast examples/aleppo-2016 --origin 2016-02-11 --days 20

    Places with counts are forecast from their counts; where there are none, the simulation is weighted by the reports.
    """
    from kilis.cli.run import command_line, print_json
    from kilis.cli.ways import date_given, fail, progress_on_terminal, refusals, tell_warnings
    from kilis.ensemble.runfolder import refuse_target
    from kilis.forecast.folder import save
    from kilis.forecast.issue import NothingCountedError
    from kilis.forecast.make import make
    from kilis.verify.folders import scenario_of

    try:
        date = date_given("--origin", origin)
        _ = date + datetime.timedelta(days=days + 1)  # and there are days after it
    except ValueError as error:
        fail(str(error))
    except OverflowError:
        fail(f"--origin {origin}: not a date with {days} days after it; choose an earlier one.")
    with refusals():
        scenario = scenario_of(folder)
        tell_warnings(scenario, folder, as_json)
        target = out or Path("runs") / f"{folder.resolve().name}-forecast-{date.isoformat()}"
        refuse_target(target, force=force)
        names = [v.strip() for v in variants.split(",") if v.strip()]
        try:
            with progress_on_terminal(as_json) as tell:
                made = make(scenario, date, days, names, members=members, seed=seed, threads=threads, progress=tell)
        except NothingCountedError as error:
            fail(str(error))
        own = folder if (folder / "scenario.toml").is_file() else None
        save(made, target, source=own, command=command_line(), force=force)
    if as_json:
        print_json({"run": str(target), **document(made, suppress_below)})
    else:
        print("\n".join(lines(made, suppress_below)))
        print(f"\nWritten: {target}")


def document(made: Issued, below: int = 0) -> dict[str, Any]:
    """The forecast for machines: places, total, capacity, and what it rests on."""
    from kilis.ensemble.suppress import shown_in_words
    from kilis.forecast.folder import manifest, tables
    from kilis.report.figures import suppress_columns

    found = {name: suppress_columns(table, below) for name, table in tables(made).items()}
    last = max(found["summary"]["date"].to_pylist())
    stock = [r for r in found["summary"].to_pylist() if r["measure"] == "stock" and r["q95"] != 0]
    about = manifest(made, "", {})
    expected = {p: made.counts.expected_exceedance(p) for p in made.counted} if made.counts else {}
    return {
        "title": made.scenario.title,
        "origin": made.origin.isoformat(),
        "last_date": last.isoformat(),
        "places": [_iso(r) for r in stock],
        "totals": [_iso(r) for r in found["totals"].to_pylist()],
        "exceedance": [_iso(r) for r in found.get("exceedance", found["totals"].slice(0, 0)).to_pylist()],
        "expected_exceedance": {p: d.isoformat() for p, d in expected.items() if d is not None},
        "suppress_below": below,
        **{key: [shown_in_words(words, below) for words in about[key]] for key in ("known", "unknown")},
        **{key: about[key] for key in ("caution", "counted_places", "carried_by", "weighting", "variants")},
    }


def _iso(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in row.items()}


def lines(made: Issued, below: int = 0) -> list[str]:
    """The forecast for people, 80 columns wide."""
    import textwrap

    from kilis.cli.run import TOTAL_NAMES
    from kilis.ensemble.suppress import shown_in_words
    from kilis.forecast.folder import caution, known, tables, unknown
    from kilis.report.figures import suppress_columns
    from kilis.scenario.timeline import day_in_words

    found = {name: suppress_columns(table, below) for name, table in tables(made).items()}
    names = {p.id: p.name for p in made.scenario.places}
    rows = [r for r in found["summary"].to_pylist() if r["measure"] == "stock"]
    last = max(r["date"] for r in rows)
    when = f"forecast of {day_in_words(made.origin)} for {day_in_words(last)}"
    shown = [*textwrap.wrap(f"{made.scenario.title}: {when}", 80), ""]
    if words := caution(made):
        shown += [*textwrap.wrap(f"Caution. {words}", 80), ""]
    for variant in dict.fromkeys(r["variant"] for r in rows):
        chosen = [r for r in rows if r["variant"] == variant and r["date"] == last and (r["q95"] or 0) >= 1]
        chosen.sort(key=lambda r: -(r["q50"] or 0))
        shown.append(f"{variant[:21]:<22}{'median':>10}{'50 % range':>24}{'90 % range':>24}")
        shown.extend(_row(f"  {names[r['place']]}", r) for r in chosen[:15])
        if len(chosen) > 15:
            shown.append(f"  and {len(chosen) - 15} places with fewer people")
        totals = [r for r in found["totals"].to_pylist() if r["variant"] == variant and r["date"] == last]
        wanted = ("displaced", "newly_displaced")
        shown.extend(_row(TOTAL_NAMES[r["measure"]], r) for r in totals if r["measure"] in wanted)
        shown.append("")
    shown.extend(_capacity_lines(made))
    if made.counts is not None:
        carried = ", ".join(f"{name} {n}" for name, n in made.counts.carried_by.items() if n)
        shown.extend(textwrap.wrap(f"Nearest to the forecast, by number of places: {carried}.", 80))
    if made.weighting is not None:
        w = made.weighting
        evened = f"; the weights were evened out to {w.effective_tempered:.0f}" if w.temper < 1.0 else ""
        shown.append(f"Effective members: {w.effective:.0f} of {len(w.chosen)}{evened}.")
    for heading, sentences in (("Known:", known(made)), ("Not known:", unknown(made))):
        shown.append(heading)
        for sentence in sentences[:12]:
            shown.extend(
                textwrap.wrap(shown_in_words(sentence, below), 78, initial_indent="  - ", subsequent_indent="    ")
            )
    return shown


def _row(name: str, r: dict[str, Any]) -> str:
    from kilis.cli.run import cut
    from kilis.ensemble.tell import persons

    low, first, median, third, high = (
        persons(r[q]).replace(" million", " M") for q in ("q05", "q25", "q50", "q75", "q95")
    )
    return f"{cut(name):<22}{median:>10}{f'{first} to {third}':>24}{f'{low} to {high}':>24}"


def _capacity_lines(made: Issued) -> list[str]:
    if made.counts is None:
        return []
    out = []
    names = {p.id: p.name for p in made.scenario.places}
    for place in made.counted:
        chance = made.counts.exceeding[made.counts.places.index(place)]
        if chance.max() > 0.05:
            date = made.counts.expected_exceedance(place)
            when = f", expected on {date.isoformat()}" if date else ""
            out.append(f"{names[place]}: {chance[-1]:.0%} likely to be above capacity on the last day{when}.")
    return [*out, ""] if out else []
