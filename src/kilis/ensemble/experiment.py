"""A scenario and its variants, run on common random numbers: what would be different, member by member."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kilis import __version__
from kilis.engine.network import Floats
from kilis.engine.simulate import Model, prepare
from kilis.engine.state import MEASURES
from kilis.ensemble import runfolder, tables
from kilis.ensemble.summary import QUANTILES, Sample, Summary, collect, quantiles, summarise
from kilis.scenario import Scenario, apply_variant

if TYPE_CHECKING:
    from distributed import Client

BASELINE = "baseline"
Progress = Callable[[str, int, int], None]
"""Told the variant, how many members are done and how many there are."""


class UnknownVariantError(ValueError):
    """A variant was asked for that the scenario does not have."""


@dataclass(frozen=True)
class Outcome:
    """One variant run: its model, what is kept of it, and the paired effect (mean and quantiles over M, D, P)."""

    variant: str
    sentence: str
    model: Model
    summary: Summary
    effect: tuple[Floats, Floats] | None = None
    total_effect: tuple[Floats, Floats] | None = None
    sample: Sample | None = None


@dataclass(frozen=True)
class Experiment:
    """What was run, with everything needed to run it again."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    members: int
    seed: int
    arithmetic: str
    wall_seconds: float

    @property
    def baseline(self) -> Outcome:
        """The unedited scenario."""
        return self.outcomes[0]

    @property
    def dates(self) -> list[datetime.date]:
        """The dates of the days."""
        return tables.dates_of(self.scenario.start, self.scenario.n_days)

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables of the run folder."""
        dates, found = self.dates, self.outcomes
        kept = {
            "summary": [
                tables.by_place(o.variant, o.model, dates, o.summary.mean[0], o.summary.quantiles[0]) for o in found
            ],
            "totals": [tables.by_total(o.variant, dates, o.summary.mean[2], o.summary.quantiles[2]) for o in found],
            "flows": [
                tables.by_link(o.variant, o.model, dates, o.summary.mean[1], o.summary.quantiles[1]) for o in found
            ],
            "groups": [
                tables.by_group(o.variant, o.model, dates, *o.summary.by_group)
                for o in found
                if o.summary.by_group is not None
            ],
            "exceedance": [tables.exceedances(o.variant, o.model, dates, o.summary) for o in found],
            "effects": [tables.by_place(o.variant, o.model, dates, *o.effect) for o in found if o.effect is not None],
            "total_effects": [
                tables.by_total(o.variant, dates, *o.total_effect) for o in found if o.total_effect is not None
            ],
        }
        whole = {name: pa.concat_tables(parts).unify_dictionaries() for name, parts in kept.items() if parts}
        return whole | {"parameters": tables.parameter_values(self.baseline.model)}

    def manifest(self, command: str, inputs: Mapping[str, str]) -> dict[str, Any]:
        """Return what the manifest says."""
        scenario = self.scenario
        return {
            "kilis_version": __version__,
            "kind": "run" if len(self.outcomes) == 1 else "compare",
            "created_utc": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "command": command,
            "seed": self.seed,
            "members": self.members,
            "arithmetic": self.arithmetic,
            "rule": scenario.rule,
            "wall_seconds": round(self.wall_seconds, 3),
            "inputs": dict(inputs),
            "scenario": {
                "title": scenario.title,
                "start": scenario.start.isoformat(),
                "end": scenario.end.isoformat(),
            },
            "parameters": {
                name: {"distribution": prior.distribution, "numbers": list(prior.numbers), "reason": prior.reason}
                for name, prior in scenario.parameters.items()
            },
            "variants": [{"id": o.variant, "sentence": o.sentence} for o in self.outcomes],
            "measures": list(MEASURES),
            "quantiles": list(QUANTILES),
            **(
                {"groups": [{"id": group.id, "name": group.name} for group in scenario.groups]}
                if scenario.groups
                else {}
            ),
        }

    def save(self, path: Path, *, source: Path | None = None, command: str = "", force: bool = False) -> runfolder.Run:
        """Write the run folder, whole or not at all, and open it."""
        with runfolder.whole_folder(path, force=force) as folder:
            inputs = runfolder.copy_inputs(self.scenario, source, folder)
            runfolder.write_tables(folder, self.tables())
            for part, outcome in enumerate(self.outcomes):
                if outcome.sample is not None:
                    (folder / "members").mkdir(exist_ok=True)
                    _write_members(folder / "members" / f"part-{part:03d}.parquet", outcome, self.dates)
            runfolder.write_manifest(folder, self.manifest(command, inputs))
        return runfolder.open_run(path)


def _write_members(file: Path, outcome: Outcome, dates: list[datetime.date]) -> None:
    """Write every member's numbers that are not 0, one row group a member."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    sample = outcome.sample
    assert sample is not None
    writer = None
    for member, cells in enumerate(sample.cells):
        record = sample.split(cells)[0]
        measure, day, place = np.nonzero(record)
        table = pa.table(
            {
                "variant": pa.DictionaryArray.from_arrays(np.zeros(len(day), np.int32), [outcome.variant]),
                "member": np.full(len(day), outcome.model.first_member + member, np.int64),
                "measure": pa.DictionaryArray.from_arrays(measure.astype(np.int32), list(MEASURES)),
                "place": pa.DictionaryArray.from_arrays(place.astype(np.int32), list(outcome.model.places)),
                "date": pa.array(dates, pa.date32()).take(pa.array(day)),
                "value": record[measure, day, place],
            }
        )
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def experiment(
    scenario: Scenario,
    variants: Sequence[str] = (),
    *,
    members: int = 200,
    seed: int = 0,
    arithmetic: str = "draws",
    threads: int | None = None,
    keep_members: bool = False,
    progress: Progress | None = None,
    baseline: Outcome | None = None,
    client: Client | None = None,
) -> Experiment:
    """Run the baseline and the named variants, all with the same seed, so that members differ in what was changed
    alone.

    ``baseline`` is that of an earlier experiment with the same scenario (variants apart), members, seed and
    arithmetic, run with ``keep_members``: it is used again instead of being run anew. ``client``: of a Dask cluster
    that runs the members, instead of ``threads``.
    """
    known = {variant.id: variant.sentence for variant in scenario.variants}
    unknown = [name for name in variants if name not in known]
    if unknown:
        there = ", ".join(known) or "none"
        raise UnknownVariantError(f"no variant {', '.join(unknown)}; the scenario has: {there}")
    began = time.perf_counter()
    outcomes: list[Outcome] = []
    reference: Sample | None = None
    if baseline is not None:
        outcomes.append(baseline)
        reference = baseline.sample
    for name in variants if baseline is not None else (BASELINE, *variants):
        world = scenario if name == BASELINE else apply_variant(scenario, name)
        done = 0

        def tell(more: int, name: str = name) -> None:
            nonlocal done
            done += more
            if progress is not None:
                progress(name, done, members)

        model = prepare(world, members=members, seed=seed)
        sample = collect(model, arithmetic=arithmetic, threads=threads, progress=tell, client=client)
        effects = (None, None) if name == BASELINE or reference is None else paired_effects(sample, reference, threads)
        outcomes.append(
            Outcome(
                variant=name,
                sentence=known.get(name, "Nothing is changed."),
                model=model,
                summary=summarise(sample, model, threads),
                effect=effects[0],
                total_effect=effects[1],
                sample=sample if keep_members else None,
            )
        )
        reference = reference or sample
    wall = time.perf_counter() - began
    return Experiment(scenario, tuple(outcomes), members, seed, arithmetic, wall)


def paired_effects(
    sample: Sample, reference: Sample, threads: int | None
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return mean and quantiles of the paired differences of the measures and of the totals."""
    mean, found = quantiles(sample.cells, threads, minus=reference.cells)
    means, ranges = sample.split(mean), sample.split(found)
    return (means[0], ranges[0]), (means[2], ranges[2])
