"""What was reported after an origin beside what the forecast of that day said: for cases with few or no counts."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kilis.engine.simulate import Model, prepare
from kilis.ensemble.summary import Sample, collect
from kilis.forecast.assimilate import (
    Agreement,
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
class Pull:
    """How one known report moved the ensemble: medians weighted by all the other reports, and by this one too.

    ``without`` and ``with_`` are of what the report speaks of; ``all_without`` and ``all_with`` of the people newly
    displaced in all, ten days after the origin.
    """

    agreement: Agreement
    without: float
    with_: float
    all_without: float
    all_with: float


@dataclass(frozen=True, slots=True)
class Day:
    """A forecast of one origin: how the reports known by then moved the ensemble, and what came later."""

    origin: datetime.date
    weighting: Weighting
    pulls: tuple[Pull, ...]
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
        days.append(Day(origin, weighting, _pulls(origin, world, model, sample, weighting), tuple(later)))
    return days


AHEAD_DAYS = 10
"""The pull of a report on the total is told so many days after the origin."""


def _pulls(
    origin: datetime.date, world: Scenario, model: Model, sample: Sample, weighting: Weighting
) -> tuple[Pull, ...]:
    """How each known report moved the ensemble: it is weighted again without that report."""
    date = min(origin + datetime.timedelta(days=AHEAD_DAYS), world.end - datetime.timedelta(days=1))
    ahead = Observation(date, "*", "displaced")
    everybody = simulated_number(ahead, world, model, sample)
    found = []
    for agreement in weighting.agreements:
        o = agreement.observation
        numbers = simulated_number(o, world, model, sample)
        if numbers is None or everybody is None:
            continue
        rest = replace(world, observations=tuple(other for other in world.observations if other is not o))
        without = weigh(rest, model, sample).chosen
        medians = [float(np.median(x[w])) for x in (numbers, everybody) for w in (without, weighting.chosen)]
        found.append(Pull(agreement, *medians))
    return tuple(found)


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


def markdown(scenario: Scenario, days: Sequence[Day], command: str, told: Sequence[float] = ()) -> str:
    """The page: per origin the reports known with their pull, then the later reports with the ranges.

    ``told``: figures whose reports have a section of their own, on how they moved the ensemble.
    """
    out = [
        f"# {scenario.title}: forecasts with what was known on the day",
        f"Made by `{command}`. Each forecast uses only events and reports published by its origin; the ensemble is "
        "weighted by the reports as [forecast.md](forecast.md) says. Ranges hold 90 % of the weighted members. The "
        "priors of the parameters are not of their day: some were widened once after a first comparison with the "
        "reports, as the README of the example says.",
        "*Without it* is the median when all known reports but this one weigh, *with it* when this one weighs too; "
        f"*all* is everybody newly displaced, {AHEAD_DAYS} days after the origin.",
    ]
    for day in days:
        out.extend(_day(day))
    if told:
        out.extend(_told(days, told))
    out.extend(_wrong(days))
    return "\n\n".join(out) + "\n"


def _day(day: Day) -> list[str]:
    """One origin: the reports known, and those that came later."""
    w = day.weighting
    met = sum(r.met for r in day.later)
    tempered = f", tempered to {w.effective_tempered:.0f}" if w.temper < 1 else ""
    out = [
        f"## {day.origin.isoformat()}",
        f"Effective members: {w.effective:.0f} of {len(w.chosen)}{tempered}. {met} of the {len(day.later)} later "
        "reports meet the 90 % range.",
    ]
    if day.pulls:
        head = "| known report | said | no report weighs | without it | with it | all: without it | with it | |"
        rows = [
            f"| {_name(p.agreement.observation)} | {reported(p.agreement.observation)} | {p.agreement.before:,.0f} | "
            f"{p.without:,.0f} | {p.with_:,.0f} | {p.all_without:,.0f} | {p.all_with:,.0f} | "
            f"{'' if p.agreement.explained else 'beyond nearly all members'} |"
            for p in day.pulls
        ]
        out.append("\n".join([head, "|---" * 8 + "|", *rows]))
    if day.later:
        head = "| later report | said | forecast: median | 90 % range | |\n|---|---|---|---|---|\n"
        out.append(head + "\n".join(_row(r) for r in day.later))
    return out


def _told(days: Sequence[Day], figures: Sequence[float]) -> list[str]:
    """How the reports of some figures moved the ensemble, origin by origin."""
    out = [f"## How the {' and the '.join(f'{x:,.0f}' for x in figures)} moved the ensemble"]
    for figure in figures:
        lines = []
        for day in days:
            for p in day.pulls:
                o = p.agreement.observation
                if figure in (o.value, o.high):
                    share = p.all_with / p.all_without - 1.0 if p.all_without > 0 else 0.0
                    lines.append(
                        f"- {day.origin.isoformat()}: {_name(o)} said {reported(o)}. What it speaks of went from "
                        f"{p.without:,.0f} to {p.with_:,.0f}, everybody displaced {AHEAD_DAYS} days later from "
                        f"{p.all_without:,.0f} to {p.all_with:,.0f} ({share:+.0%})"
                        f"{'' if p.agreement.explained else '; hardly any member comes near it'}."
                    )
        out.append("\n".join(lines) or f"No report known by these days said {figure:,.0f}.")
    return out


def _wrong(days: Sequence[Day]) -> list[str]:
    """Every later report that a forecast missed: on which origins, which way, and by how much at the median."""
    missed: dict[str, list[tuple[Day, LaterReport]]] = {}
    for day in days:
        for r in day.later:
            if not r.met:
                missed.setdefault(_name(r.observation), []).append((day, r))
    unexplained = {_name(a.observation) for day in days for a in day.weighting.agreements if not a.explained}
    out = ["## Where it was wrong"]
    if missed:
        lines = ["| report missed | said | origins | the forecast was | median over the figure |", "|---" * 5 + "|"]
        for name, found in sorted(missed.items()):
            least, most = bounds(found[0][1].observation)
            figure = next(x for x in (most, least) if x is not None)
            way = {"too low" if least is not None and r.high < least else "too high" for _, r in found}
            factors = [r.median / max(figure, 1.0) for _, r in found]
            times = f"{min(factors):.2g} to {max(factors):.2g}" if len(factors) > 1 else f"{factors[0]:.2g}"
            origins = ", ".join(f"{day.origin.day} {day.origin:%b}" for day, _ in found)
            said = reported(found[0][1].observation)
            lines.append(f"| {name} | {said} | {origins} | {' and '.join(sorted(way))} | {times} |")
        out.append("\n".join(lines))
    if unexplained:
        out.append("Reports that hardly any member comes near: " + "; ".join(sorted(unexplained)) + ".")
    return out if missed or unexplained else [*out, "No report was missed."]


def _row(r: LaterReport) -> str:
    cells = [_name(r.observation), reported(r.observation), f"{r.median:,.0f}", f"{r.low:,.0f} to {r.high:,.0f}"]
    return f"| {' | '.join(cells)} | {'met' if r.met else '**missed**'} |"


def _name(o: Observation) -> str:
    where = "in all" if o.place == "*" else o.extra.get("region", o.place)
    return f"{o.date.isoformat()} {o.measure.replace('_', ' ')}, {where} ({o.speaker or o.publisher or o.kind})"
