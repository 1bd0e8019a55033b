"""Files written as one step: all of them change, or none, even where the machine stops in between."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

JOURNAL = ".kilis-save"
PREPARING = ".kilis-save.part"


def write_file(path: Path, data: bytes) -> None:
    """Replace one file, whole or not at all, keeping who may read it. A link is followed. Raises OSError."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write_new(new, data, path)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace these files of a folder, all or none. A link is followed; the caller has looked where it leads.

    What was there and what shall be there are first written beside the files, under a name that says that a change is
    under way. If anything fails from then on, what was there is put back: at once, or by ``settle`` when the folder is
    next opened. Raises OSError.
    """
    settle(folder)
    preparing, journal = folder / PREPARING, folder / JOURNAL
    try:
        _prepare(folder, preparing, files)
        preparing.rename(journal)
        for file in files:
            (journal / f"{file}.new").replace((folder / file).resolve())
    except BaseException:
        settle(folder)
        raise
    _done(folder)


def settle(folder: Path) -> None:
    """Put back what a change that was broken off had replaced; a file that was edited since is left alone."""
    journal = folder / JOURNAL
    if journal.is_dir():
        for file, new in _journal(journal).items():
            path, old = (folder / file).resolve(), journal / f"{file}.old"
            if not path.is_relative_to(folder.resolve()) or not path.is_file() or _hash(path.read_bytes()) != new:
                continue
            if old.is_file():
                old.replace(path)
            else:
                path.unlink()
        _done(folder)
    shutil.rmtree(folder / PREPARING, ignore_errors=True)


def _prepare(folder: Path, preparing: Path, files: Mapping[str, bytes]) -> None:
    preparing.mkdir()
    for file, data in files.items():
        path = (folder / file).resolve()
        _write_new(preparing / f"{file}.new", data, path)
        if path.is_file():
            shutil.copy2(path, preparing / f"{file}.old")
    hashes = {file: _hash(data) for file, data in files.items()}
    (preparing / "files.json").write_text(json.dumps(hashes), encoding="utf-8")


def _write_new(new: Path, data: bytes, path: Path) -> None:
    """Write what shall stand at ``path`` under another name, down to the disk."""
    with new.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if path.is_file():
        new.chmod(path.stat().st_mode & 0o777)


def _journal(journal: Path) -> dict[str, str]:
    """The files under way with the hashes of what they were to become; nothing where the journal is not ours."""
    try:
        found = json.loads((journal / "files.json").read_text(encoding="utf-8"))
        return {file: str(new) for file, new in found.items() if Path(file).name == file}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _done(folder: Path) -> None:
    """End the change: the journal leaves its name in one step, then goes."""
    (folder / JOURNAL).rename(folder / PREPARING)
    shutil.rmtree(folder / PREPARING, ignore_errors=True)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
