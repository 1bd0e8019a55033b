"""Every member of a run that kept them: as one table, and as arrays with their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kilis.report.figures import Figures, RunError, suppress_columns
from kilis.report.series import series_of


class NoMembersError(ValueError):
    """The run did not keep its members."""


def parts_of(figures: Figures) -> Iterator[pa.Table]:
    """The rows of the members that are not 0, in pieces that fit into memory, after suppression."""
    for path in sorted((figures.path / "members").glob("part-*.parquet")):
        try:
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    yield suppress_columns(file.read_row_group(group), figures.suppress_below, ("value",))
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(f"{path}: cannot be read ({error}); make the run again") from error


def write_member_table(figures: Figures, path: Path) -> bool:
    """Write the members as one Parquet file: a row per variant, member, measure, place and date where it is not 0.

    Returns whether there are any.
    """
    writer = None
    plain = {name: pa.string() for name in ("variant", "measure", "place")} | {"value": pa.float64()}
    for part in parts_of(figures):
        table = part.cast(pa.schema([f.with_type(plain.get(f.name, f.type)) for f in part.schema]))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return writer is not None


def write_members(figures: Figures, path: Path) -> None:
    """Write the members as NetCDF 4: one variable a measure over variant, member, date and place, in persons.

    A count that is kept back is NaN. One measure is held in memory at a time.
    """
    import h5netcdf  # noqa: PLC0415 - an extra

    dates = series_of(figures).dates
    places = figures.scenario.places
    variants = [variant for variant, _ in figures.variants]
    members = range(int(figures.manifest.get("members") or 0))
    measures = _measures(figures)
    if not measures:
        raise NoMembersError("its members were not kept; run it again with --keep-members")
    with h5netcdf.File(path, "w") as file:
        file.dimensions = {"variant": len(variants), "member": len(members), "date": len(dates), "place": len(places)}
        _coordinates(file, figures, variants, list(members), dates)
        for measure in measures:
            block = np.zeros((len(variants), len(members), len(dates), len(places)), np.float32)
            _fill(block, figures, measure, variants, dates)
            shape = ("variant", "member", "date", "place")
            variable = file.create_variable(
                measure, shape, np.float32, data=block, compression="gzip", compression_opts=3, fillvalue=np.nan
            )
            variable.attrs["units"] = "persons"
            variable.attrs["long_name"] = measure.replace("_", " ")
        file.attrs["Conventions"] = "CF-1.11"
        file.attrs["title"] = figures.scenario.title
        file.attrs["suppressed_below_persons"] = figures.suppress_below
        file.attrs["manifest"] = json.dumps(figures.manifest, ensure_ascii=False)


def _measures(figures: Figures) -> list[str]:
    found: dict[str, None] = {}
    for part in parts_of(figures):
        found |= dict.fromkeys(part["measure"].unique().cast(pa.string()).to_pylist())
    return list(found)


def _fill(block: Any, figures: Figures, measure: str, variants: list[str], dates: list[Any]) -> None:
    day_of = {date: i for i, date in enumerate(dates)}
    place_of = {place.id: i for i, place in enumerate(figures.scenario.places)}
    for part in parts_of(figures):
        words = part["measure"].combine_chunks().cast(pa.string()).to_numpy(zero_copy_only=False)
        rows = part.filter(pa.array(words == measure))
        if not rows.num_rows:
            continue
        at = [
            _codes(rows["variant"], {name: i for i, name in enumerate(variants)}),
            rows["member"].to_numpy(),
            _codes(rows["date"], day_of),
            _codes(rows["place"], place_of),
        ]
        block[tuple(at)] = rows["value"].to_numpy(zero_copy_only=False)


def _codes(column: Any, index: dict[Any, int]) -> Any:
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode()
    codes = np.array([index[name] for name in whole.dictionary.to_pylist() if name in index] or [0])
    return codes[whole.indices.to_numpy(zero_copy_only=False)]


def _coordinates(file: Any, figures: Figures, variants: list[str], members: list[int], dates: list[Any]) -> None:
    import h5py  # noqa: PLC0415 - an extra

    places = figures.scenario.places
    words = h5py.string_dtype("utf-8")
    columns: list[tuple[str, str, list[str]]] = [
        ("variant", "variant", variants),
        ("place", "place", [p.id for p in places]),
        ("name", "place", [p.name for p in places]),
        ("iso3", "place", [p.iso3 for p in places]),
    ]
    for name, dimension, values in columns:
        file.create_variable(name, (dimension,), words, data=np.array(values, dtype=object))
    file.create_variable("member", ("member",), np.int32, data=np.array(members, np.int32))
    days = np.array([(date - dates[0]).days for date in dates], np.int32)
    file.create_variable("date", ("date",), np.int32, data=days).attrs["units"] = f"days since {dates[0].isoformat()}"
    for name, unit in (("latitude", "degrees_north"), ("longitude", "degrees_east")):
        degrees = np.array([getattr(p, name) for p in places])
        file.create_variable(name, ("place",), np.float64, data=degrees).attrs["units"] = unit
