"""Runs of Flee, kept in a folder outside the repository: each is made once, and an interrupted call goes on."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from flee_cases import Case, write_folder

DRIVER = Path(__file__).with_name("flee_driver.py")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kilis" / "flee-runs"
Counts = dict[str, np.ndarray[Any, Any]]


def key_of(folder: Path, case: Case, version: str) -> str:
    """What decides a run besides its seed: Flee's version, the driver, scale, order and every file of the folder."""
    found = hashlib.sha256(f"{version} {case.hasten} {case.shuffled}".encode() + DRIVER.read_bytes())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def version_of(python: Path) -> str:
    """Version of Flee that an interpreter has."""
    code = "import importlib.metadata; print(importlib.metadata.version('flee'))"
    return subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


class Runs:
    """The cases' folders, and where the runs of each are kept."""

    def __init__(self, python: Path, conflicts: Path, holder: Path, cache: Path = CACHE) -> None:
        self.python, self.conflicts, self.holder, self.cache = python, conflicts, holder, cache
        self.version = version_of(python)
        self._folders: dict[int, Path] = {}

    def folder(self, case: Case) -> Path:
        """Return the Flee folder of a case, written when first asked for."""
        place = id(case)
        if place not in self._folders:
            self._folders[place] = write_folder(case, self.conflicts, self.holder / str(len(self._folders)))
        return self._folders[place]

    def path(self, case: Case, seed: int) -> Path:
        """Return where the run of a seed is kept."""
        return self.cache / f"{case.conflict}-{key_of(self.folder(case), case, self.version)}" / f"{seed}.npz"

    def make(self, cases: Sequence[Case], processes: int) -> None:
        """Make all runs that are missing, the low seeds of every case first."""
        wanted = [
            (case, seed)
            for seed in range(1, max(case.seeds for case in cases) + 1)
            for case in cases
            if seed <= case.seeds
        ]
        missing = [one for one in wanted if not self.path(*one).exists()]
        said = f"Flee: {len(wanted) - len(missing)} runs are there"
        print(f"{said}, {len(missing)} to make in {processes} processes; kept in {self.cache}", file=sys.stderr)
        with ThreadPoolExecutor(processes) as pool:
            for number, _ in enumerate(pool.map(lambda one: self._run(*one), missing), start=1):
                if number % 50 == 0:
                    print(f"Flee: {number} of {len(missing)}", file=sys.stderr, flush=True)

    def _run(self, case: Case, seed: int) -> None:
        path = self.path(case, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        command = [self.python, DRIVER, self.folder(case), path, "--seed", str(seed), "--hasten", str(case.hasten)]
        command += ["--shuffled"] if case.shuffled else []
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)

    def load(self, case: Case) -> Counts:
        """Counts of all seeds (S, D, P), departures (S, D), and the names of the places."""
        found = [np.load(self.path(case, seed)) for seed in range(1, case.seeds + 1)]
        return {
            "names": found[0]["names"],
            "at": np.array([one["at"] for one in found], np.float64),
            "departures": np.array([one["departures"] for one in found], np.float64),
        }
