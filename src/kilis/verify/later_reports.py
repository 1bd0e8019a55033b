"""What was reported after an origin beside what the forecast of that day said: for cases with few or no counts."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kilis.engine.simulate import prepare
from kilis.ensemble.summary import collect
from kilis.forecast.assimilate import (
    Weighting,
    bounds,
    reported,
    resampled_sample,
    simulated_number,
    weigh,
)
from kilis.forecast.counts import day_number
from kilis.forecast.known import world_known
from kilis.forecast.observe import published
from kilis.scenario.model import Observation, Scenario


@dataclass(frozen=True, slots=True)
class LaterReport:
    """A report published after the origin, and the 90 % range and median forecast for it; whether they meet."""

    observation: Observation
    low: float
    median: float
    high: float
    met: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A forecast of one origin: how the reports known by then moved the ensemble, and what came later."""

    origin: datetime.date
    weighting: Weighting
    later: tuple[LaterReport, ...]


def later_reports(
    scenario: Scenario,
    origins: Sequence[datetime.date],
    *,
    regional: Sequence[Observation] = (),
    members: int = 400,
    seed: int = 0,
) -> list[Day]:
    """Forecast from each origin with what was known then, and set every later report of the scenario beside it.

    ``regional``: further reports, of several places at once (``read_regional``), treated alike.
    """
    scenario = replace(scenario, observations=(*scenario.observations, *regional))
    days = []
    for origin in origins:
        n_days = (scenario.end - origin).days
        world = world_known(scenario, origin, n_days)
        model = prepare(world, members=members, seed=seed)
        sample = collect(model)
        weighting = weigh(world, model, sample)
        kept = resampled_sample(sample, weighting.chosen)
        later = []
        for o in scenario.observations:
            if published(o) <= day_number(origin) or o.extra.get("role") == "input":
                continue
            numbers = simulated_number(o, world, model, kept)
            if numbers is not None:
                low, median, high = np.quantile(numbers, [0.05, 0.5, 0.95])
                later.append(LaterReport(o, low, median, high, _meets(o, low, high)))
        days.append(Day(origin, weighting, tuple(later)))
    return days


def read_regional(path: Path) -> list[Observation]:
    """Reports about several places at once: like observations.csv, with ``region`` and ``places`` (ids, spaces)."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Observation(
                date=datetime.date.fromisoformat(r["date"]),
                place=r["places"],
                measure=r["measure"],
                value=_number(r["value"]),
                low=_number(r["low"]),
                high=_number(r["high"]),
                qualifier=r["qualifier"],
                speaker=r["speaker"] or None,
                publisher=r["publisher"] or None,
                kind=r["kind"],
                extra={k: r[k] for k in ("since", "region") if r[k]},
            )
            for r in csv.DictReader(file)
        ]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _meets(o: Observation, low: float, high: float) -> bool:
    """Whether the forecast's range and what the report allows overlap."""
    least, most = bounds(o)
    return (most is None or low <= most) and (least is None or high >= least)


def markdown(scenario: Scenario, days: Sequence[Day], command: str) -> str:
    """The page: per origin the reports known with their pull, then the later reports with the ranges."""
    out = [
        f"# {scenario.title}: forecasts with what was known on the day",
        f"Made by `{command}`. Each forecast uses only events and reports published by its origin; the ensemble is "
        "weighted by the reports as [forecast.md](forecast.md) says. Ranges hold 90 % of the weighted members.",
    ]
    for day in days:
        w = day.weighting
        met = sum(r.met for r in day.later)
        out.append(f"## {day.origin.isoformat()}")
        out.append(
            f"Effective members: {w.effective:.0f} of {len(w.chosen)}"
            + (f", tempered to {w.effective_tempered:.0f}" if w.temper < 1 else "")
            + f". {met} of the {len(day.later)} later reports meet the 90 % range."
        )
        if w.agreements:
            out.append(
                "| known report | said | ensemble before | after weighting | |\n|---|---|---|---|---|\n"
                + "\n".join(
                    f"| {_name(a.observation)} | {reported(a.observation)} | {a.before:,.0f} | {a.after:,.0f} | "
                    f"{'' if a.explained else 'beyond nearly all members'} |"
                    for a in w.agreements
                )
            )
        if day.later:
            out.append(
                "| later report | said | forecast: median | 90 % range | |\n|---|---|---|---|---|\n"
                + "\n".join(_row(r) for r in day.later)
            )
    missed = {_name(r.observation) for day in days for r in day.later if not r.met}
    unexplained = {_name(a.observation) for day in days for a in day.weighting.agreements if not a.explained}
    out.append("## Where it was wrong")
    out.append(
        ("Later reports missed by at least one forecast: " + "; ".join(sorted(missed)) + ". " if missed else "")
        + ("Reports that hardly any member comes near: " + "; ".join(sorted(unexplained)) + "." if unexplained else "")
        or "No report was missed."
    )
    return "\n\n".join(out) + "\n"


def _row(r: LaterReport) -> str:
    cells = [_name(r.observation), reported(r.observation), f"{r.median:,.0f}", f"{r.low:,.0f} to {r.high:,.0f}"]
    return f"| {' | '.join(cells)} | {'met' if r.met else '**missed**'} |"


def _name(o: Observation) -> str:
    where = "in all" if o.place == "*" else o.extra.get("region", o.place)
    return f"{o.date.isoformat()} {o.measure.replace('_', ' ')}, {where} ({o.speaker or o.publisher or o.kind})"
