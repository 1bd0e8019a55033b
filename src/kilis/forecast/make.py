"""Make a forecast of a scenario: statistics of the counts where there are counts, the weighted simulation elsewhere."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.engine.simulate import prepare
from kilis.engine.state import MEASURES
from kilis.ensemble.experiment import BASELINE, Experiment, Outcome, Progress, UnknownVariantError
from kilis.ensemble.summary import Sample, collect, quantiles, summarise
from kilis.forecast.analyse import counts_on
from kilis.forecast.assimilate import Floats, Weighting, resampled_sample, weigh
from kilis.forecast.climatology import Climatology
from kilis.forecast.counts import day_number
from kilis.forecast.issue import Forecast, NothingCountedError, forecast
from kilis.forecast.known import world_known
from kilis.scenario import Scenario, apply_variant

ENOUGH_COUNTS = 3
"""From this many counts on, a place is forecast from them rather than from the simulation."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A forecast made on ``origin`` for ``n_days`` days: from counts, from the simulation, or both.

    ``counted`` are the places that the statistics of counts speak for. ``simulated`` holds the baseline and the
    variants of the weighted ensemble over the whole period, if one was needed; ``weighting`` says how it was weighted.
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

    The simulation runs where it is needed: for variants, for places with fewer than three counts, and where reports
    other than counts are to be used. Raises NothingCountedError if there is nothing to start from, and
    UnknownVariantError for a variant that the scenario does not have.
    """
    began = time.perf_counter()
    unknown = [v for v in variants if v not in {known.id for known in scenario.variants}]
    if unknown:
        raise UnknownVariantError(f"no variant {', '.join(unknown)} in this scenario")
    counts, _ = counts_on(scenario, origin)
    day = day_number(origin)
    n_counts = {name: len(s.known(day).days) for name, s in counts.places.items()}
    can_simulate = origin >= scenario.start and any(e.event in ("conflict", "departures") for e in scenario.events)
    sparse = not any(n >= ENOUGH_COUNTS for n in n_counts.values())
    simulate = can_simulate and (bool(variants) or sparse)
    counted = tuple(name for name, n in n_counts.items() if n >= (ENOUGH_COUNTS if simulate else 1))
    if not counted and not simulate:
        raise NothingCountedError(
            f"nothing to start from on {origin.isoformat()}: no count was published by then, and the scenario has no "
            "conflict or departures event that the simulation could start from"
        )
    from_counts = forecast(scenario, origin, n_days, climatology=climatology) if counted else None
    experiment, weighting = None, None
    if simulate:
        experiment, weighting = _simulate(scenario, origin, n_days, variants, members, seed, threads, progress)
    wall = time.perf_counter() - began
    return Issued(scenario, origin, n_days, from_counts, counted, experiment, weighting, wall)


def _simulate(
    scenario: Scenario,
    origin: datetime.date,
    n_days: int,
    variants: Sequence[str],
    members: int,
    seed: int,
    threads: int | None,
    progress: Progress | None,
) -> tuple[Experiment, Weighting]:
    """The ensemble over the whole period, baseline and variants resampled with the weights of the baseline."""
    began = time.perf_counter()
    outcomes: list[Outcome] = []
    weighting: Weighting | None = None
    reference: Sample | None = None
    baseline = world_known(scenario, origin, n_days)
    sentences = {v.id: v.sentence for v in scenario.variants}
    for name in (BASELINE, *variants):
        # A variant is an edit of the whole scenario: made first, then cut to what was known and what it says itself.
        world = baseline if name == BASELINE else variant_known(scenario, name, origin, n_days)
        model = prepare(world, members=members, seed=seed)
        done = 0

        def tell(more: int, name: str = name) -> None:
            nonlocal done
            done += more
            if progress is not None:
                progress(name, done, members)

        sample = collect(model, threads=threads, progress=tell)
        if weighting is None:
            weighting = weigh(world, model, sample)
        sample = resampled_sample(sample, weighting.chosen)
        effect = None if reference is None else _effect(sample, reference, threads)
        reference = reference or sample
        sentence = sentences.get(name, "Nothing is changed.")
        outcomes.append(Outcome(name, sentence, model, summarise(sample, model, threads), effect))
    assert weighting is not None
    wall = time.perf_counter() - began
    return Experiment(baseline, tuple(outcomes), members, seed, "draws", wall), weighting


def variant_known(scenario: Scenario, variant: str, origin: datetime.date, n_days: int) -> Scenario:
    """The world of a variant: what was known of the baseline, with the variant's own edits, whenever they happen."""
    edit = next(v for v in scenario.variants if v.id == variant)
    announced = {"published": origin.isoformat()}
    kept = tuple(replace(e, extra={**e.extra, **announced}) for e in edit.add)
    stated = tuple(replace(v, add=kept) if v.id == variant else v for v in scenario.variants)
    return world_known(apply_variant(replace(scenario, variants=stated), variant), origin, n_days)


def _effect(sample: Sample, reference: Sample, threads: int | None) -> tuple[Floats, Floats]:
    """Mean and quantiles of the paired differences of the measures."""
    first, _ = sample.bounds
    mean, found = quantiles(sample.cells[:, :first] - reference.cells[:, :first], threads)
    shape = (len(MEASURES), sample.days, sample.places)
    return mean.reshape(shape), found.reshape(len(found), *shape)
