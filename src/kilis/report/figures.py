"""The figures of a run folder, with small counts suppressed: every output is made from these and from nothing else."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kilis import scenario
from kilis.report.suppression import hide_lone_cells
from kilis.scenario.model import Observation, Scenario

STATISTICS = ("mean", "q05", "q25", "q50", "q75", "q95")
TABLES = ("summary", "totals", "flows", "exceedance", "effects", "groups", "parameters", "skill")
COUNTS = dict.fromkeys(("summary", "totals", "flows", "effects", "groups"), STATISTICS)
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
    """Read a run folder; persons above 0 and below ``suppress_below`` become empty, in inputs as in results."""
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
    for name, columns in COUNTS.items():
        if name in tables and suppress_below > 1:
            tables[name] = suppress_columns(tables[name], columns, suppress_below)
    if "groups" in tables and suppress_below > 1:
        tables["groups"] = hide_lone_cells(tables["groups"], STATISTICS)
    world = scenario.read(path / "inputs")
    return Figures(path, manifest, suppress_scenario(world, suppress_below), world, tables, suppress_below)


def suppress_columns(table: pa.Table, columns: tuple[str, ...], below: int) -> pa.Table:
    """Empty the cells of ``columns`` whose size is above 0 and below ``below``: the one rule of every output."""
    for name in columns:
        values = table[name]
        size = pc.abs(values)
        small = pc.and_(pc.greater(size, 0), pc.less(size, below))
        emptied = pc.if_else(small, None, values)
        table = table.set_column(table.schema.get_field_index(name), name, emptied)
    return table


def is_small(value: float | None, below: int) -> bool:
    """Say whether a count of persons is to be suppressed.

    >>> is_small(3, 10), is_small(0, 10), is_small(10, 10), is_small(None, 10)
    (True, False, False, False)
    """
    return value is not None and 0 < abs(value) < below


def suppress_scenario(world: Scenario, below: int) -> Scenario:
    """Empty the small counts among the inputs: observations, populations and stated departures."""
    if below <= 1:
        return world

    def shown(value: float | None) -> Any:
        return None if is_small(value, below) else value

    def observation(o: Observation) -> Observation:
        return dataclasses.replace(o, value=shown(o.value), low=shown(o.low), high=shown(o.high))

    return dataclasses.replace(
        world,
        places=tuple(dataclasses.replace(p, population=shown(p.population)) for p in world.places),
        observations=tuple(observation(o) for o in world.observations),
        events=tuple(
            dataclasses.replace(e, value=shown(e.value)) if e.event == "departures" else e for e in world.events
        ),
    )


def _table(path: Path) -> pa.Table:
    try:
        table = pq.ParquetFile(path).read()  # read_table would import pandas: a second for nothing
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read ({error}); make the run again") from error
    plain = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(plain))
