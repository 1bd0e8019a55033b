"""The figures of a run folder, with small counts suppressed: every output is made from these and from nothing else."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kilis import scenario
from kilis.ensemble.runfolder import RunFolderError, open_run
from kilis.ensemble.suppress import shown, shown_all, shown_in_words
from kilis.forecast.known import variant_known, world_known
from kilis.scenario import apply_variant
from kilis.scenario.model import Event, Observation, Scenario, frozen

STATISTICS = ("mean", "q05", "q25", "q50", "q75", "q95")
TABLES = ("summary", "totals", "flows", "groups", "exceedance", "effects", "total_effects", "parameters")
WORDS_WITH_FIGURES = ("quote", "note")
BASELINE = "baseline"
_COLUMNS = {"variant", "date", "measure", *STATISTICS}


class RunError(ValueError):
    """A run folder that cannot be read."""


@dataclass(frozen=True)
class Figures:
    """A run: its manifest, its scenario and its tables (pyarrow), after suppression."""

    path: Path
    manifest: dict[str, Any]
    scenario: Scenario  # for showing: small counts suppressed, of a forecast the course of events as it was known
    world: Scenario  # as read: shows nothing by itself, see ``world_of``
    tables: dict[str, pa.Table]
    suppress_below: int = 0

    @property
    def variants(self) -> list[tuple[str, str]]:
        """Id and sentence of every variant, the baseline first."""
        return [(v["id"], v["sentence"]) for v in self.manifest.get("variants", [])] or [(BASELINE, "As stated")]

    @property
    def origin(self) -> datetime.date | None:
        """The date on which a forecast was made; None for other runs."""
        try:
            return datetime.date.fromisoformat(str(self.manifest.get("origin", "")))
        except ValueError:
            return None

    @property
    def caution(self) -> str | None:
        """What speaks against the figures of a forecast, if anything does."""
        return self.manifest.get("caution")

    @property
    def ranges(self) -> str:
        """What the ranges hold, in words."""
        priors = self.manifest.get("parameters", {}).values()
        if self.manifest.get("members") and all(prior.get("distribution") == "fixed" for prior in priors):
            return "In brackets: chance alone. No number was given a range, so what is not known is not in them."
        return "In brackets: the range that holds nine tenths of the possible outcomes, as far as the model knows them."

    def world_of(self, variant: str) -> Scenario:
        """The course of events under a variant: which gates are shut, what is fought over; it never shows a count.

        A forecast's is that which was known on its origin date, and what the variant itself announces.
        """
        varied = any(v.id == variant for v in self.world.variants)
        origin = self.origin
        if origin is None:
            return apply_variant(self.world, variant) if varied else self.world
        world = variant_known(self.world, variant, origin) if varied else self.world
        last: datetime.date = pc.max(self.tables["summary"]["date"]).as_py()
        return world_known(world, origin, (last - origin).days)


def read_figures(path: Path, suppress_below: int = 0) -> Figures:
    """Read a run folder; with ``suppress_below``, small counts are kept back in inputs as in results."""
    try:
        manifest = dict(open_run(path).manifest)
    except RunFolderError as error:
        raise RunError(str(error)) from None
    tables = {name: _table(path / f"{name}.parquet") for name in TABLES if (path / f"{name}.parquet").is_file()}
    missing = [name for name in ("summary", "totals") if name not in tables]
    if missing:
        raise RunError(f"{path}: lacks {' and '.join(f'{m}.parquet' for m in missing)}; make the run again")
    if lacking := [name for name in ("summary", "totals") if not _COLUMNS.issubset(tables[name].column_names)]:
        raise RunError(f"{path}: {lacking[0]}.parquet is another table; make the run again")
    world = scenario.read(path / "inputs")
    found = Figures(path, manifest, world, world, tables)
    if found.origin is not None:
        # What was stated later is shown as not known then; what happened later was no part of the forecast.
        known = dataclasses.replace(found.world_of(BASELINE), observations=world.observations)
        found = dataclasses.replace(found, scenario=known)
    return suppressed(found, suppress_below)


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
        scenario=suppress_scenario(figures.scenario, below),
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
