"""Make a forecast of a scenario: statistics of the counts where there are counts, the weighted simulation elsewhere."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kilis.engine.simulate import prepare
from kilis.ensemble.experiment import (
    BASELINE,
    Experiment,
    Outcome,
    Progress,
    UnknownVariantError,
    paired_effects,
)
from kilis.ensemble.summary import Sample, collect, summarise
from kilis.forecast.analyse import counts_on
from kilis.forecast.assimilate import Weighting, resampled_sample, weigh
from kilis.forecast.climatology import Climatology
from kilis.forecast.counts import day_number
from kilis.forecast.issue import Forecast, NothingCountedError, forecast
from kilis.forecast.known import variant_known, world_known
from kilis.forecast.whatif import restarted_worlds
from kilis.scenario import Scenario

ENOUGH_COUNTS = 3
"""Where no place has this many counts, the forecast is a simulation from the start of the scenario."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A forecast made on ``origin`` for ``n_days`` days: from counts, from the simulation, or both.

    ``counted`` are the places that the forecast from counts speaks for. ``simulated`` holds the baseline and the
    variants of the ensemble, if one was needed: from the start of the scenario where there are few counts
    (``weighting`` says how reports weighted it), else restarted from the analysis.
    """

    scenario: Scenario
    origin: datetime.date
    n_days: int
    counts: Forecast | None
    counted: tuple[str, ...]
    simulated: Experiment | None
    weighting: Weighting | None
    wall_seconds: float


def make(
    scenario: Scenario,
    origin: datetime.date,
    n_days: int = 30,
    variants: Sequence[str] = (),
    *,
    members: int = 200,
    seed: int = 0,
    threads: int | None = None,
    climatology: Climatology | None = None,
    progress: Progress | None = None,
) -> Issued:
    """Forecast from what was published by ``origin``. Variants start from the same analysis and the same members.

    The simulation runs from the start where no place has three counts, and from today's counts for variants. Raises
    NothingCountedError if there is nothing to start from, and UnknownVariantError for a variant that the scenario does
    not have.
    """
    began = time.perf_counter()
    there = [known.id for known in scenario.variants]
    if unknown := [v for v in variants if v not in there]:
        raise UnknownVariantError(f"no variant {', '.join(unknown)}; the scenario has: {', '.join(there) or 'none'}")
    counts, _ = counts_on(scenario, origin)
    day = day_number(origin)
    n_counts = {name: len(s.known(day).days) for name, s in counts.places.items()}
    can_simulate = origin >= scenario.start and any(e.event in ("conflict", "departures") for e in scenario.events)
    sparse = not any(n >= ENOUGH_COUNTS for n in n_counts.values())
    from_start = can_simulate and sparse
    from_counts = (
        None
        if from_start or not any(n_counts.values())
        else forecast(scenario, origin, n_days, climatology=climatology)
    )
    if not from_start and from_counts is None:
        raise NothingCountedError(
            f"nothing to start from on {origin.isoformat()}: no count was published by then, and the scenario has no "
            "conflict or departures event that the simulation could start from"
        )
    experiment, weighting = None, None
    if from_start or variants:
        worlds = {BASELINE: scenario} | {v: variant_known(scenario, v, origin) for v in variants}
        if from_counts is None:
            worlds = {name: world_known(world, origin, n_days) for name, world in worlds.items()}
        else:
            stocks = {p.place: p.stock for p in from_counts.analysis.places}
            worlds = restarted_worlds(worlds, counts, stocks, origin, n_days)
        sentences = {v.id: v.sentence for v in scenario.variants}
        experiment, weighting = _simulate(worlds, sentences, from_start, members, seed, threads, progress)
    wall = time.perf_counter() - began
    return Issued(scenario, origin, n_days, from_counts, _forecast_places(from_counts), experiment, weighting, wall)


def _forecast_places(made: Forecast | None) -> tuple[str, ...]:
    """The places that the forecast from counts speaks for: all that are counted or expected to have somebody."""
    return () if made is None else tuple(p for p, path in zip(made.places, made.median, strict=True) if path.any())


def _simulate(
    worlds: Mapping[str, Scenario],
    sentences: Mapping[str, str],
    weighted: bool,
    members: int,
    seed: int,
    threads: int | None,
    progress: Progress | None,
) -> tuple[Experiment, Weighting | None]:
    """The ensembles of the baseline and its variants; if ``weighted``, resampled by what the reports say of the first.

    All have the same members, random numbers and weights, so that only what was changed differs.
    """
    began = time.perf_counter()
    outcomes: list[Outcome] = []
    weighting: Weighting | None = None
    reference: Sample | None = None
    for name, world in worlds.items():
        model = prepare(world, members=members, seed=seed)
        done = 0

        def tell(more: int, name: str = name) -> None:
            nonlocal done
            done += more
            if progress is not None:
                progress(name, done, members)

        sample = collect(model, threads=threads, progress=tell)
        if weighted and weighting is None:
            weighting = weigh(world, model, sample)
        if weighting is not None:
            sample = resampled_sample(sample, weighting.chosen)
        effects = (None, None) if reference is None else paired_effects(sample, reference, threads)
        reference = reference or sample
        sentence = sentences.get(name, "Nothing is changed.")
        outcomes.append(Outcome(name, sentence, model, summarise(sample, model, threads), *effects))
    wall = time.perf_counter() - began
    return Experiment(worlds[BASELINE], tuple(outcomes), members, seed, "draws", wall), weighting
