"""The one rule for files that a verb writes: what may stand at a name that was asked for, and what may not."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kilis.scenario.read import MODELS
from kilis.scenario.write import refuse_unwritable

_HEAD_BYTES = 1_000_000
_FILE_ENDINGS = (".csv", ".xlsx", ".html", ".htm", ".json", ".geojson", ".parquet", ".nc", ".zip", ".txt")


class OutputError(ValueError):
    """A name that nothing is written to; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is written: in words, the endings of its name, and bytes by which a file of the kind is known again."""

    words: str
    endings: tuple[str, ...]
    mark: bytes


CLAIMS = Kind("a table", (".csv",), b"document,sha256,kind,action")
MARKED = Kind("a page", (".html", ".htm"), b"<title>Claims in their place</title>")
PAGE = Kind("a page", (".html", ".htm"), " · Kilis</title>".encode())
CLIMATOLOGY = Kind("a packed table", (".csv.gz",), b"conflict,coo_iso3,")
EXPORTS = {
    "xlsx": Kind("a workbook", (".xlsx",), b'name="Read first"'),
    "netcdf": Kind("a NetCDF file", (".nc",), b"Kilis "),
    "members": Kind("a NetCDF file", (".nc",), b"Kilis "),
}


def refuse_output(path: Path, kind: Kind | None, read: Iterable[Path] = ()) -> None:
    """Raise OutputError unless ``path`` may be written: before the work, so that nothing is lost.

    It must end as ``kind`` does (None is a folder), be no file that the command reads, and no file of a scenario; what
    is there already must be of that kind. OSError where nothing can be written.
    """
    name = path.name.lower()
    if kind is None:
        if name.endswith(_FILE_ENDINGS):
            raise OutputError(f"{path}: a folder is written here; give it a name without {path.suffix}.")
    elif not name.endswith(kind.endings):
        raise OutputError(f"{path}: {kind.words} is written here; give it a name that ends in {kind.endings[0]}.")
    if any(_is_same(path, other) for other in read):
        raise OutputError(f"{path}: the command reads this file. Choose another name.")
    if _is_of_scenario(path):
        raise OutputError(f"{path}: this is a file of a scenario. Choose another name.")
    if kind is not None and path.exists() and not _is_of(path, kind):
        raise OutputError(f"{path}: what is there was not written by this command. Choose another name.")
    refuse_unwritable(path)


def _is_same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _is_of_scenario(path: Path) -> bool:
    """Whether a scenario is, or would be, read from this file."""
    file = path.resolve()
    own = file.name.lower() in {"scenario.toml", *(f"{name}.csv" for name in MODELS)}
    return own and (file.parent / "scenario.toml").is_file()


def _is_of(path: Path, kind: Kind) -> bool:
    """Whether a file was written as this kind before; an empty one may be replaced as well."""
    if not path.is_file():
        return False
    try:
        if kind.endings == (".xlsx",):
            with zipfile.ZipFile(path) as book:
                return kind.mark in book.read("xl/workbook.xml")
        with gzip.open(path) if kind is CLIMATOLOGY else path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, EOFError, KeyError, zipfile.BadZipFile):
        return path.stat().st_size == 0
    return not head or kind.mark in head
