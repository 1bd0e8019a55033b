"""The run folder: complete or not there at all.

It is written under a hidden temporary name beside its own and renamed when whole, so a killed run leaves nothing that
looks finished. What is in it: manifest.json, inputs/ (a copy of the scenario's files) and Parquet tables.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from kilis.scenario import Scenario, ScenarioError, read, write
from kilis.scenario.write import refuse_unwritable

INPUT_FILES = (
    "scenario.toml", "places.csv", "routes.csv", "events.csv", "observations.csv", "groups.csv", "group_sizes.csv",
)  # fmt: skip


class RunFolderError(Exception):
    """A run folder that is not there, is in the way, or is not whole; the message says which and what to do."""


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise RunFolderError where something of that name is in the way; with ``force`` a run folder is not."""
    if os.path.lexists(path) and not force:
        raise RunFolderError(f"{path}: there is something of that name already. Choose another name, or use --force.")
    if os.path.lexists(path) and not (path / "manifest.json").is_file():
        raise RunFolderError(f"{path}: this is no run folder, so --force does not replace it. Choose another name.")


def refuse_target(path: Path, *, force: bool) -> None:
    """Raise RunFolderError, before the work and not after it, where a run folder could not be written."""
    refuse_existing(path, force=force)
    try:
        refuse_unwritable(path)
    except OSError as error:
        raise RunFolderError(str(error)) from None


@contextmanager
def whole_folder(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a temporary folder that becomes ``path`` when the block ends well, and vanishes when it does not."""
    path = path.absolute()
    refuse_existing(path, force=force)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{path.name}-", suffix=".partial", dir=path.parent))
    try:
        yield partial
        partial.chmod(0o755)
        refuse_existing(path, force=force)  # somebody else may have been quicker
        if path.exists():
            _replace(path, partial)
        else:
            partial.rename(path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _replace(path: Path, new: Path) -> None:
    """Put a folder in the place of another, which stays if that fails."""
    old = Path(tempfile.mkdtemp(prefix=f".{path.name}-", suffix=".partial", dir=path.parent))
    try:
        path.rename(old / "old")
        new.rename(path)
    except BaseException:
        if not path.exists():
            (old / "old").rename(path)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def copy_inputs(scenario: Scenario, source: Path | None, folder: Path) -> dict[str, str]:
    """Put the scenario's files into ``folder``/inputs, as they were typed if they came from files; return hashes.

    Files that were edited since they were read are not what was run: the scenario is then written anew.
    """
    inputs = folder / "inputs"
    if source is not None:
        inputs.mkdir()
        for name in INPUT_FILES:
            if (source / name).is_file():
                shutil.copyfile(source / name, inputs / name)
        if not _says(inputs, scenario):
            shutil.rmtree(inputs)
    if not inputs.exists():
        write(scenario, inputs)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(inputs.iterdir())}


def _says(inputs: Path, scenario: Scenario) -> bool:
    """Whether reading a folder gives the scenario."""
    try:
        return read(inputs) == scenario
    except ScenarioError:
        return False


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write Parquet tables, name.parquet each."""
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write manifest.json, last of all."""
    with (folder / "manifest.json").open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True)
class Run:
    """A run folder, read as it is asked for."""

    path: Path
    manifest: Mapping[str, Any] = field(repr=False)

    def table(self, name: str) -> pa.Table:
        """Return one of the tables: summary, totals, flows, exceedance, effects, groups, parameters."""
        file = self.path / f"{name}.parquet"
        if not file.is_file():
            there = ", ".join(sorted(found.stem for found in self.path.glob("*.parquet")))
            raise RunFolderError(f"{self.path}: no table {name!r} in this run; there are {there}.")
        return pq.read_table(file)

    @cached_property
    def plot(self) -> Any:
        """The run's pictures (extra ``plot``): ``run.plot.fan("azaz")``, ``run.plot.map("2016-02-11")``."""
        # Pictures stand above ensembles, so they are looked up by name and only when asked for.
        return import_module("kilis.report.pictures").Pictures(self.path)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was when the run was made."""
        return read(self.path / "inputs")

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The summary, labelled: one variable a measure, over variant, place, date and statistic (mean, q05 ...)."""
        frame = self.table("summary").to_pandas()
        frame = frame.melt(id_vars=["variant", "measure", "place", "date"], var_name="statistic", value_name="persons")
        for name in ("variant", "measure", "place"):
            frame[name] = frame[name].astype(str)
        frame["date"] = frame["date"].astype("datetime64[s]")
        indexed = frame.set_index(["measure", "variant", "place", "date", "statistic"])["persons"]
        array = xr.DataArray.from_series(indexed)
        return array.to_dataset("measure").assign_attrs(
            kilis_version=self.manifest["kilis_version"],
            seed=self.manifest["seed"],
            title=self.manifest["scenario"]["title"],
        )


def open_run(path: str | Path) -> Run:
    """Open a run folder."""
    path = Path(path)
    file = path / "manifest.json"
    if not file.is_file():
        raise RunFolderError(f"{path}: this is no run folder (it has no manifest.json). `kilis run` makes one.")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise RunFolderError(f"{file}: not readable ({error}). Make the run again.") from error
    if amiss := _amiss(manifest):
        raise RunFolderError(f"{file}: not readable ({amiss}). Make the run again.")
    return Run(path, manifest)


_PARTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "scenario": (lambda part: isinstance(part, dict), "an object"),
    "inputs": (lambda part: isinstance(part, dict), "an object"),
    "members": (lambda part: isinstance(part, int), "a whole number"),
    "parameters": (lambda part: isinstance(part, dict) and _all(part.values(), dict), "an object of objects"),
    "variants": (
        lambda part: _is_list(part, dict) and all({"id", "sentence"} <= each.keys() for each in part),
        "a list of objects with id and sentence",
    ),
    "known": (lambda part: _is_list(part, str), "a list of sentences"),
    "unknown": (lambda part: _is_list(part, str), "a list of sentences"),
}
"""Parts of a manifest that others read into: the form each has where it is there, in code and in words."""


def _is_list(part: Any, of: type) -> bool:
    return isinstance(part, list) and _all(part, of)


def _all(parts: Iterable[Any], of: type) -> bool:
    return all(isinstance(each, of) for each in parts)


def _amiss(manifest: Any) -> str:
    """What is wrong with a manifest that somebody changed by hand, in words; none where nothing is."""
    if not isinstance(manifest, dict):
        return "no object"
    there = [(name, *_PARTS[name]) for name in _PARTS if name in manifest]
    return "; ".join(f"{name} is not {form}" for name, fits, form in there if not fits(manifest[name]))
