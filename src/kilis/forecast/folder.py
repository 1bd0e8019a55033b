"""The run folder of a forecast: the same tables as a run, from the origin on, and what was known and what not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kilis import __version__
from kilis.engine import MEASURES
from kilis.ensemble import runfolder
from kilis.ensemble.experiment import BASELINE
from kilis.ensemble.summary import QUANTILES, TOTALS
from kilis.forecast.assimilate import reported
from kilis.forecast.climatology import LEVELS
from kilis.forecast.issue import Forecast, capacities, probability_above
from kilis.forecast.known import variant_known
from kilis.forecast.make import Issued

Floats = NDArray[np.float64]
Effect = tuple[Floats, Floats]
"""Mean [day] and quantiles [quantile, day] of a variant minus the baseline, paired by member."""

WHOLE = "*"
STALE_DAYS = 90
"""The longest lead time that forecasts are graded for; who knows nothing newer knows little."""
"""Stands for all places together."""

NAMES = [f"q{round(100 * q):02d}" for q in QUANTILES]
ROWS = [int(np.abs(LEVELS - q).argmin()) for q in QUANTILES]


def save(made: Issued, path: Path, *, source: Path | None = None, command: str = "", force: bool = False) -> None:
    """Write the run folder, whole or not at all."""
    with runfolder.whole_folder(path, force=force) as folder:
        inputs = runfolder.copy_inputs(made.scenario, source, folder)
        runfolder.write_tables(folder, tables(made))
        runfolder.write_manifest(folder, manifest(made, command, inputs))


def tables(made: Issued) -> dict[str, pa.Table]:
    """The tables of the run folder: simulated numbers after the origin, with what counts say better in their place."""
    found = _simulated(made)
    if made.counts is None:
        return found
    parts: dict[str, list[pa.Table]] = {"summary": [], "totals": [], "exceedance": []}
    for variant, effects in _effects(made).items():
        rows = [made.counts.places.index(p) for p in made.counted]
        moved = _moved(made.counts.quantiles[rows], [effects.get(p) for p in made.counted])
        total = _moved(made.counts.total_quantiles[None], [effects.get(WHOLE)])[0]
        parts["summary"].append(_stock_rows(variant, made.counts, made.counted, moved))
        world = made.scenario if variant == BASELINE else variant_known(made.scenario, variant, made.origin)
        limits = capacities(world, made.origin, made.n_days, made.counted)
        parts["exceedance"].append(_exceedance_rows(variant, made.counts, made.counted, moved, limits))
        parts["totals"].append(_total_rows(variant, made.counts, total))
    for name, own in parts.items():
        if name in found:
            own.insert(0, _plain(found[name].filter(pc.invert(_said_better(found[name], name, made.counted)))))
        found[name] = pa.concat_tables([part.select(own[0].column_names) for part in own])
    return found


def _said_better(table: pa.Table, name: str, counted: tuple[str, ...]) -> pa.ChunkedArray:
    """Which simulated rows the counts replace: stock and capacity of counted places, and totals of people."""
    if name == "totals":
        return pc.is_in(
            table["measure"].cast(pa.string()), pa.array(["displaced", "newly_displaced", "idp", "refugee"])
        )
    same = pc.is_in(table["place"].cast(pa.string()), pa.array(counted, pa.string()))
    return pc.and_(same, pc.equal(table["measure"].cast(pa.string()), "stock")) if name == "summary" else same


def _simulated(made: Issued) -> dict[str, pa.Table]:
    if made.simulated is None:
        return {}
    after = pa.scalar(made.origin, pa.date32())
    found = {}
    for name, table in made.simulated.tables().items():
        late = table.filter(pc.greater(table["date"], after)) if "date" in table.column_names else table
        found[name] = _plain(late)
    return found


def _plain(table: pa.Table) -> pa.Table:
    """The table with words as words, so that tables from two sources can stand below each other."""
    for i, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(i, field.name, table[field.name].cast(pa.string()))
    return table.combine_chunks()


def _effects(made: Issued) -> dict[str, Mapping[str, Effect]]:
    """By variant: how many more or fewer there are at each counted place and in all; nothing for the baseline."""
    out: dict[str, Mapping[str, Effect]] = {BASELINE: {}}
    if made.simulated is not None:
        first = (made.origin - made.simulated.scenario.start).days + 1
        days, stock, displaced = slice(first, first + made.n_days), MEASURES.index("stock"), TOTALS.index("displaced")
        for o in made.simulated.outcomes[1:]:
            if o.effect is not None and o.total_effect is not None:
                at = {p: o.model.places.index(p) for p in made.counted if p in o.model.places}
                of_place = {p: (o.effect[0][stock, days, i], o.effect[1][:, stock, days, i]) for p, i in at.items()}
                whole = (o.total_effect[0][displaced, days], o.total_effect[1][:, displaced, days])
                out[o.variant] = of_place | {WHOLE: whole}
    return out


def _moved(own: Floats, effects: Sequence[Effect | None]) -> Floats:
    """Quantiles [place, day, level] moved by the effect of a variant, and wider by how unsure that is.

    The median moves by the mean effect. The distance of every quantile from it is the root of the sum of squares of its
    own and that of the effect: the two err independently.
    """
    out = own.copy()
    middle = int(np.abs(LEVELS - 0.5).argmin())
    for i, effect in enumerate(effects):
        if effect is not None:
            mean, quantiles = effect
            spread = np.stack([np.interp(LEVELS, QUANTILES, day) for day in quantiles.T])
            centre = own[i, :, middle : middle + 1]
            away = np.hypot(own[i] - centre, spread - spread[:, middle : middle + 1])
            out[i] = np.maximum(centre + mean[:, None] + np.sign(LEVELS - 0.5) * away, 0.0)
    return out


def _stock_rows(variant: str, counts: Forecast, counted: tuple[str, ...], moved: Floats) -> pa.Table:
    n = len(counts.dates)
    columns: dict[str, Any] = {
        "variant": [variant] * (n * len(counted)),
        "measure": ["stock"] * (n * len(counted)),
        "place": np.repeat(np.array(counted, dtype=object), n).tolist(),
        "date": pa.array(list(counts.dates) * len(counted), pa.date32()),
        "mean": moved.mean(axis=2).ravel(),
    }
    return pa.table(columns | {name: moved[:, :, row].ravel() for name, row in zip(NAMES, ROWS, strict=True)})


def _total_rows(variant: str, counts: Forecast, total: Floats) -> pa.Table:
    n = len(counts.dates)
    columns: dict[str, Any] = {
        "variant": [variant] * n,
        "measure": ["displaced"] * n,
        "date": pa.array(counts.dates, pa.date32()),
        "mean": total.mean(axis=1),
    }
    return pa.table(columns | {name: total[:, row] for name, row in zip(NAMES, ROWS, strict=True)})


def _exceedance_rows(
    variant: str, counts: Forecast, counted: tuple[str, ...], moved: Floats, limits: Floats
) -> pa.Table:
    """Chance of being above the capacity (``limits`` [place, day]) on a date, and by it.

    By it: at least the largest chance of any day so far.
    """
    now = probability_above(moved, limits)
    limited = [i for i in range(len(counted)) if not np.isnan(now[i]).any()]
    n = len(counts.dates)
    return pa.table(
        {
            "variant": pa.array([variant] * (n * len(limited)), pa.string()),
            "place": pa.array(
                np.repeat(np.array([counted[i] for i in limited], dtype=object), n).tolist(), pa.string()
            ),
            "date": pa.array(list(counts.dates) * len(limited), pa.date32()),
            "probability": pa.array(now[limited].ravel(), pa.float64()),
            "probability_by": pa.array(np.maximum.accumulate(now[limited], axis=1).ravel(), pa.float64()),
        }
    )


def manifest(made: Issued, command: str, inputs: Mapping[str, str]) -> dict[str, Any]:
    """What the manifest says; the parts of a run's manifest, the origin, the sources of the forecast and its limits."""
    simulated = made.simulated
    world = simulated.scenario if simulated else made.scenario
    variants = [{"id": o.variant, "sentence": o.sentence} for o in simulated.outcomes] if simulated else []
    end = made.origin + datetime.timedelta(days=made.n_days + 1)
    return {
        "kilis_version": __version__,
        "kind": "forecast",
        "created_utc": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": command,
        "seed": simulated.seed if simulated else 0,
        "members": simulated.members if simulated else 0,
        "arithmetic": simulated.arithmetic if simulated else "means",
        "rule": world.rule,
        "wall_seconds": round(made.wall_seconds, 3),
        "inputs": dict(inputs),
        "scenario": {
            "title": made.scenario.title,
            "start": made.scenario.start.isoformat(),
            "end": end.isoformat(),
        },
        "parameters": {
            name: {"distribution": p.distribution, "numbers": list(p.numbers), "reason": p.reason}
            for name, p in world.parameters.items()
        },
        "variants": variants or [{"id": BASELINE, "sentence": "Nothing is changed."}],
        "measures": sorted(set(simulated.manifest("", {})["measures"])) if simulated else ["stock"],
        "quantiles": list(QUANTILES),
        "origin": made.origin.isoformat(),
        "caution": caution(made),
        "known": known(made),
        "unknown": unknown(made),
        "counted_places": list(made.counted),
        "carried_by": dict(made.counts.carried_by) if made.counts else {},
        "weighting": _weighting(made),
    }


def known(made: Issued) -> list[str]:
    """What the forecast was made from, in sentences."""
    out = []
    if made.counts is not None:
        a = made.counts.analysis
        counted = [p for p in a.places if p.counted_on is not None]
        newest = max(p.counted_on for p in counted if p.counted_on is not None)
        oldest = max(p.age_days for p in counted if p.age_days is not None)
        out.append(
            f"{len(counted)} place{'s' * (len(counted) != 1)} had been counted by {a.origin.isoformat()}, the last on "
            f"{newest.isoformat()}; the oldest last count is {oldest} day{'s' * (oldest != 1)} old."
        )
        out.append(f"Ranges come from the errors of forecasts in {', '.join(a.dressed_by)}.")
        out.extend(f"Level shift: {shift.sentence()}" for shift in a.shifts)
    if made.weighting is not None:
        names = {place.id: place.name for place in made.scenario.places}
        out.extend(a.sentence(names) for a in made.weighting.agreements)
    elif made.simulated is not None:
        out.append(
            "Variants are simulated from today's counts on: people leave places in conflict at the rate that the "
            "recent inflow suggests, and counted people stay where their site is open and has room."
        )
    return out


def caution(made: Issued) -> str | None:
    """What a reader must know before the figures: old counts, reports that hardly any member comes near."""
    if made.counts is not None:
        newest = min(p.age_days for p in made.counts.analysis.places if p.age_days is not None)
        if newest > STALE_DAYS:
            return (
                f"The newest count is {newest:,} days old. Forecasts were graded for {STALE_DAYS} days at most: "
                "take the ranges as too narrow."
            )
    agreements = made.weighting.agreements if made.weighting else ()
    stale = min(((made.origin - a.observation.date).days for a in agreements), default=0)
    if stale > STALE_DAYS:
        return (
            f"The newest report is {stale:,} days old, and what happened since is not known: this is the scenario "
            "played on, hardly a forecast."
        )
    bad = [a for a in agreements if not a.explained]
    if not bad:
        return None
    return (
        f"Hardly any member of the ensemble comes near {len(bad)} of {len(agreements)} reported figures. What was "
        "reported and what the scenario assumes do not agree there: take the ranges as too narrow."
    )


def unknown(made: Issued) -> list[str]:
    """What the forecast does not know, in sentences."""
    out = [f"Nothing published after {made.origin.isoformat()} was looked at; events after it are unknown."]
    if made.counts is not None:
        never = [p.place for p in made.counts.analysis.places if p.counted_on is None]
        if never:
            there = {p.id: p.population for p in made.scenario.places if p.kind == "site" and p.population}
            said = [f"{name} ({there[name]:,} on the first day)" if name in there else name for name in never]
            out.append(f"Never counted by then: {', '.join(said)}.")
        aside = made.counts.analysis.aside
        if aside:
            told = "1 report of a stock was" if len(aside) == 1 else f"{len(aside)} reports of a stock were"
            out.append(f"{told} set aside: bounds, claims, or speakers not comparable yet.")
    if made.counts is not None:
        out.append("The total is the sum over the places forecast; people elsewhere are not in it.")
        total = made.counts.analysis.reported
        if total is not None:
            out.append(
                f"A total of {reported(total)} was reported for {total.date.isoformat()} "
                f"({total.speaker or total.publisher or total.kind}); it is not used. The places sum to "
                f"{made.counts.analysis.total:,.0f} on {made.origin.isoformat()}."
            )
    return out


def _weighting(made: Issued) -> dict[str, Any] | None:
    w = made.weighting
    if w is None:
        return None
    return {
        "members": len(w.chosen),
        "distinct_members": len(np.unique(w.chosen)),
        "effective_members": round(w.effective, 1),
        "effective_members_tempered": round(w.effective_tempered, 1),
        "temper": round(w.temper, 3),
    }
