"""The figures of a run folder, with small counts suppressed: every output is made from these and from nothing else."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kilis import scenario
from kilis.ensemble.suppress import shown, shown_all, shown_in_words
from kilis.scenario.model import Event, Observation, Scenario, frozen

STATISTICS = ("mean", "q05", "q25", "q50", "q75", "q95")
TABLES = ("summary", "totals", "flows", "groups", "exceedance", "effects", "total_effects", "parameters")
WORDS_WITH_FIGURES = ("quote", "note")
BASELINE = "baseline"


class RunError(ValueError):
    """A run folder that cannot be read."""


@dataclass(frozen=True)
class Figures:
    """A run: its manifest, its scenario and its tables (pyarrow), after suppression."""

    path: Path
    manifest: dict[str, Any]
    scenario: Scenario  # for showing: small counts suppressed
    world: Scenario  # as read: says which gates are shut, never shows a count
    tables: dict[str, pa.Table]
    suppress_below: int = 0

    @property
    def variants(self) -> list[tuple[str, str]]:
        """Id and sentence of every variant, the baseline first."""
        return [(v["id"], v["sentence"]) for v in self.manifest.get("variants", [])] or [(BASELINE, "As stated")]


def read_figures(path: Path, suppress_below: int = 0) -> Figures:
    """Read a run folder; with ``suppress_below``, small counts are kept back in inputs as in results."""
    manifest_file = path / "manifest.json"
    if not manifest_file.is_file():
        raise RunError(f"{path}: no manifest.json here; give a folder written by `kilis run`, `compare` or `forecast`")
    try:
        manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{manifest_file}: not JSON ({error}); make the run again") from error
    tables = {name: _table(path / f"{name}.parquet") for name in TABLES if (path / f"{name}.parquet").is_file()}
    missing = [name for name in ("summary", "totals") if name not in tables]
    if missing:
        raise RunError(f"{path}: lacks {' and '.join(f'{m}.parquet' for m in missing)}; make the run again")
    world = scenario.read(path / "inputs")
    return suppressed(Figures(path, manifest, world, world, tables), suppress_below)


def suppressed(figures: Figures, below: int) -> Figures:
    """Keep small counts back, in every table and among the inputs."""
    if below <= 1:
        return figures
    tables = {name: suppress_columns(table, below) for name, table in figures.tables.items()}
    told = {
        key: [shown_in_words(words, below) for words in figures.manifest[key]]
        for key in ("known", "unknown")
        if key in figures.manifest
    }
    return dataclasses.replace(
        figures,
        manifest=figures.manifest | told,
        scenario=suppress_scenario(figures.world, below),
        tables=tables,
        suppress_below=below,
    )


def suppress_columns(table: pa.Table, below: int, columns: tuple[str, ...] = STATISTICS) -> pa.Table:
    """Empty the small counts in those of ``columns`` that the table has, and round the others."""
    if below <= 1:
        return table
    for name in (name for name in columns if name in table.column_names):
        at = table.schema.get_field_index(name)
        values = shown_all(table[name].to_numpy(zero_copy_only=False).astype(np.float64), below)
        table = table.set_column(at, name, pa.array(values, pa.float64(), from_pandas=True))
    return table


def suppress_scenario(world: Scenario, below: int) -> Scenario:
    """Keep small counts back among the inputs: observations, populations, and departures that were stated.

    The words that a figure was read from go too, for they hold it.
    """

    def hidden(value: float | None) -> Any:
        return shown(value, below)

    def observation(o: Observation) -> Observation:
        extra = frozen({name: text for name, text in o.extra.items() if name not in WORDS_WITH_FIGURES})
        return dataclasses.replace(o, value=hidden(o.value), low=hidden(o.low), high=hidden(o.high), extra=extra)

    def event(e: Event) -> Event:
        value = hidden(e.value) if e.event == "departures" else e.value
        extra = frozen({name: text for name, text in e.extra.items() if name not in WORDS_WITH_FIGURES})
        return dataclasses.replace(e, value=value, extra=extra)

    return dataclasses.replace(
        world,
        places=tuple(dataclasses.replace(p, population=hidden(p.population)) for p in world.places),
        observations=tuple(observation(o) for o in world.observations),
        events=tuple(event(e) for e in world.events),
    )


def _table(path: Path) -> pa.Table:
    try:
        table = pq.ParquetFile(path).read()  # read_table would import pandas: a second for nothing
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read ({error}); make the run again") from error
    plain = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(plain))
