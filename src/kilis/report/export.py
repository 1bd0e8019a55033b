"""Files to hand on: a run as a workbook, CSV, tagged CSV, GIS files, NetCDF, Parquet, a folder for HDX, or pictures."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pyarrow.parquet as pq

from kilis.report.figures import Figures, read_figures
from kilis.report.members import NoMembersError, write_member_table

FILES = {
    "xlsx": ("kilis.report.workbook", "write_workbook"),
    "netcdf": ("kilis.report.labelled", "write_netcdf"),
    "members": ("kilis.report.members", "write_members"),
}
FOLDERS = {
    "csv": ("kilis.report.tagged", "write_plain_folder"),
    "hxl": ("kilis.report.tagged", "write_tagged_folder"),
    "geojson": ("kilis.report.geofiles", "write_geojson"),
    "geoparquet": ("kilis.report.geofiles", "write_geoparquet"),
    "parquet": ("kilis.report.export", "write_parquet"),
    "hdx": ("kilis.report.hdx", "write_hdx_folder"),
    "pictures": ("kilis.report.pictures", "write_pictures"),
}
ENDINGS = {"xlsx": ".xlsx", "netcdf": ".nc", "members": "-members.nc"}
EXTRAS = {"xlsx": "excel", "netcdf": "netcdf", "members": "netcdf", "pictures": "plot"}


class ExportError(ValueError):
    """An export that cannot be made; the message says why and what to do."""


def export(run: Path, kind: str, output: Path | None = None, suppress_below: int = 0) -> tuple[Path, list[str]]:
    """Export a run folder; returns what was written and, for folders, the files in it. Nothing is left half-written."""
    target = target_of(run, kind, output)
    figures = read_figures(run, suppress_below)
    if target.exists() and (kind in FOLDERS or target.is_dir()):
        raise ExportError(f"{target}: there is something of that name already; choose another with -o")
    module, name = FILES.get(kind) or FOLDERS[kind]
    try:
        write: Callable[[Figures, Path], list[str] | None] = getattr(import_module(module), name)
        return _whole(target, kind in FOLDERS, lambda path: write(figures, path))
    except ImportError as error:
        extra = EXTRAS.get(kind, kind)
        raise ExportError(f"{kind} needs {error.name}: pip install 'kilis[{extra}]'") from error
    except NoMembersError as error:
        raise ExportError(f"{run}: {error}") from error


def target_of(run: Path, kind: str, output: Path | None = None) -> Path:
    """Return where an export goes: beside the run, unless another place is given. Raises ExportError."""
    if kind not in FILES and kind not in FOLDERS:
        raise ExportError(f"there is no export to {kind!r}; use one of: {', '.join([*FILES, *FOLDERS])}")
    name = f"{run.resolve().name}-{kind}" if kind in FOLDERS else run.resolve().name + ENDINGS[kind]
    return output or run.with_name(name)


def write_parquet(figures: Figures, folder: Path) -> list[str]:
    """Write the run's own tables, after suppression, and every member where members were kept; returns their names."""
    for name, table in figures.tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    kept = ["members.parquet"] if write_member_table(figures, folder / "members.parquet") else []
    return [*(f"{name}.parquet" for name in figures.tables), *kept]


def _whole(target: Path, folder: bool, write: Callable[[Path], list[str] | None]) -> tuple[Path, list[str]]:
    """Write under another name and rename when whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".partial", dir=target.parent.resolve()))
    try:
        written = write(partial if folder else partial / target.name)
        if folder:
            partial.chmod(0o755)
            partial.rename(target)
        else:
            (partial / target.name).replace(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target, written or [target.name]
