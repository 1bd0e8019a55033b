"""What lies in the served folders: scenarios and runs, each under an id that says nothing about its path."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_DEPTH = 3
MAX_FOLDERS = 5_000


class NotThereError(LookupError):
    """No scenario or run of that id in the served folders."""


@dataclass(frozen=True, slots=True)
class Item:
    """A scenario or a run: its id, its folder, the words for its place."""

    id: str
    kind: str
    path: Path
    where: str


class Shelf:
    """The served folders. Nothing outside them is ever opened: a link that leads out does not count."""

    def __init__(self, roots: list[Path]) -> None:
        self.roots = [root.resolve() for root in roots]

    @property
    def runs(self) -> Path:
        """The folder for new runs: `runs` in the first served folder, or beside it where that is a scenario itself."""
        first = self.roots[0]
        return (first.parent if kind_of(first) else first) / "runs"

    def items(self) -> list[Item]:
        """Everything that can be opened, in the order of the folders."""
        found = {}
        for root in [*self.roots, *([self.runs] if self.runs.is_dir() and not self.runs.is_symlink() else [])]:
            for path in _walk(root):
                kind = kind_of(path)
                if kind and path not in found and not (kind == "run" and _leads_out(path)):
                    where = str(path.relative_to(root.parent))
                    found[path] = Item(hashlib.sha256(str(path).encode()).hexdigest()[:12], kind, path, where)
        return list(found.values())

    def find(self, item_id: str, kind: str) -> Item:
        """The item of that id, looked for anew so that what was moved meanwhile is not found."""
        for item in self.items():
            if item.id == item_id and item.kind == kind:
                return item
        raise NotThereError(f"this {kind} is no longer there")


def kind_of(path: Path) -> str:
    """Say what a folder is: scenario, run, or nothing."""
    if (path / "manifest.json").is_file():
        return "run"
    return "scenario" if (path / "scenario.toml").is_file() else ""


def _leads_out(run: Path) -> bool:
    """Whether a file of a run is a link: no run is written with links, and one may lead anywhere."""
    return any(file.is_symlink() for name in ("", "inputs", "members") for file in (run / name).glob("*"))


def _walk(root: Path) -> Iterator[Path]:
    """The root and its folders, breadth first, without links and hidden ones; not into scenarios and runs."""
    waiting, seen = [(root, 0)], 0
    while waiting and seen < MAX_FOLDERS:
        path, depth = waiting.pop(0)
        seen += 1
        yield path
        if kind_of(path) or depth == MAX_DEPTH:
            continue
        try:
            inside = sorted(entry.name for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue
        waiting += [
            (path / name, depth + 1) for name in inside if not name.startswith((".", "__")) and name != "node_modules"
        ]
