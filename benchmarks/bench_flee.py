"""The same folders through Flee 3.1 and through Kilis, in turn: ``make bench-flee`` prints docs/flee-speed.md.

CPU seconds and peak memory of whole processes. Flee runs at full population where its own slope, measured at two
reduced scales, promises less than --limit seconds; elsewhere its seconds are extrapolated from that slope and marked
``~``. Beside them what a member cannot be quicker than (``flee_bound.py``), and of what a process's memory consists.
Then how the cost of Kilis grows, what an ensemble needs of memory, and what starting up costs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # a process of Kilis that is timed here loads nothing else
    from flee_bound import Bound

DRIVER = Path(__file__).with_name("flee_driver.py")
CASES = {  # reduced scales of Flee for its slope: about 1,000 and 4,000 people
    "ethiopia2020": (60, 15),
    "mali2018": (40, 10),
    "mali2012": (80, 20),
    "burundi2015": (200, 50),
    "ssudan2014": (400, 100),
    "syria2013": (4000, 1000),
}
LARGEST = "syria2013"
MEMBERS = (1, 10, 100, 1000, 10_000)


@dataclass(frozen=True)
class Timed:
    """One conflict in both: of Flee CPU seconds and peak MB; of Kilis ms a member, seconds to the first, peak MB."""

    name: str
    people: float
    days: int
    extrapolated: bool
    flee_seconds: float
    flee_mb: float
    draws_ms: float
    means_ms: float
    first_seconds: float
    kilis_mb: float
    bound: Bound


@dataclass(frozen=True)
class Parts:
    """MB of a process, one thing loaded after the other: of Kilis by name, and of Flee when it is imported."""

    name: str
    kilis: dict[str, float]
    flee: float


@dataclass(frozen=True)
class Ensemble:
    """An ensemble of the largest conflict, in a process of its own: CPU seconds and peak MB."""

    members: int
    seconds: float
    mb: float


@dataclass(frozen=True)
class Started:
    """``kilis run`` of one member as a user calls it, the first time after installation and the second: CPU seconds."""

    name: str
    first: float
    second: float


def run(command: list[str]) -> str:
    """Run a command below a shell: a process's peak memory counts what its parent had when it was made."""
    below = ["sh", "-c", '"$@"; exit $?', "sh", *command]
    return subprocess.run(below, check=True, stdout=subprocess.PIPE, text=True).stdout


def flee(python: Path, folder: Path, hasten: int, holder: Path) -> tuple[float, float, int]:
    """CPU seconds, peak MB and agents of one run of Flee."""
    path = holder / f"{folder.name}.{hasten}.npz"
    run([str(python), str(DRIVER), str(folder), str(path), "--seed", "1", "--hasten", str(hasten)])
    found = np.load(path)
    agents = int(found["at"][-1].sum() + found["on_roads"][-1])
    return float(found["cpu_seconds"]), float(found["peak_bytes"]) / 1e6, agents


def kilis(folder: Path, *options: str) -> dict[str, float]:
    """One process of Kilis: see ``one`` and ``ensemble``."""
    found: dict[str, float] = json.loads(run([sys.executable, __file__, "--one", str(folder), *options]))
    return found


def one(folder: Path) -> None:
    """What ``kilis`` times in a process of its own: the first member with everything before it, then ten more."""
    from kilis.engine.simulate import prepare, run_member
    from kilis.sources.flee import read_flee

    model = prepare(read_flee(folder, unsupported=True).scenario, members=10, seed=1)
    run_member(model, 0, 0, True, False)
    first = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    ms = {}
    for arithmetic in ("draws", "means"):
        taken = []
        for member in range(10 if ms.get("draws", 0.0) < 150.0 else 3):
            begun = time.thread_time()
            run_member(model, member, 0, arithmetic == "draws", False)
            taken.append(time.thread_time() - begun)
        ms[arithmetic] = 1e3 * float(np.median(taken))
    print(json.dumps({"first": first, "peak": peak, **ms}))


def lowest(folder: Path) -> None:
    """The bound of a conflict's first member."""
    from flee_bound import bound

    from kilis.engine.simulate import prepare
    from kilis.sources.flee import read_flee

    print(json.dumps(asdict(bound(prepare(read_flee(folder, unsupported=True).scenario, members=1, seed=1)))))


RESIDENT = "int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1e6"
LOADED = {  # in the order in which Kilis loads them
    "Python": "import resource",
    "NumPy": "import numpy",
    "LLVM": "import llvmlite.binding",
    "Numba": "import numba",
    "what Numba loads for its first compiled function": "import kilis.engine.simulate",
    "the rest of Kilis, the scenario, its kernels and one member": (
        "from pathlib import Path; from kilis.engine.simulate import prepare, run_member; "
        "from kilis.sources.flee import read_flee; "
        "model = prepare(read_flee(Path({folder!r}), unsupported=True).scenario, members=1, seed=1); "
        "found = run_member(model, 0, 0, True, False)"
    ),
}


def parts(python: Path, folder: Path) -> Parts:
    """What a process of Kilis holds after each thing that it loads, and one of Flee after its imports."""
    steps = [f"{step.format(folder=str(folder))}; found_mb.append({RESIDENT})" for step in LOADED.values()]
    code = "\n".join(["found_mb = []", *steps, "import json; print(json.dumps(found_mb))"])
    found = json.loads(run([sys.executable, "-c", code]))
    added = np.diff([0.0, *found]).tolist()
    imports = "import resource; from flee import InputGeography, flee, spawning; from flee.datamanager import *"
    theirs = float(run([str(python), "-c", f"{imports}\nprint({RESIDENT})"]).split()[-1])
    return Parts(folder.name, dict(zip(LOADED, added, strict=True)), theirs)


def ensemble(folder: Path, members: int) -> None:
    """Simulate and summarise so many members on one thread, as ``kilis run`` does without keeping them."""
    from kilis.engine.simulate import prepare
    from kilis.ensemble.summary import collect, summarise
    from kilis.sources.flee import read_flee

    model = prepare(read_flee(folder, unsupported=True).scenario, members=members, seed=1)
    summarise(collect(model, threads=1), model, threads=1)
    print(
        json.dumps({"seconds": time.process_time(), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3})
    )


def timed(python: Path, folder: Path, limit: float, holder: Path) -> Timed:
    """Measure one conflict: Flee small, Kilis, Flee larger, Kilis, Flee in full if it is within the limit, Kilis."""
    from flee_bound import Bound

    from kilis.sources.flee import read_flee

    kilis(folder)  # compiled before the clock runs
    scales = CASES[folder.name]
    small, _, few = flee(python, folder, scales[0], holder)
    runs = [kilis(folder)]
    larger, larger_mb, more = flee(python, folder, scales[1], holder)
    runs.append(kilis(folder))
    scenario = read_flee(folder, unsupported=True).scenario
    people = sum(
        (e.value or 0) * ((e.until - e.date).days if e.until else 1) for e in scenario.events if e.event == "departures"
    )
    people += sum(place.population or 0 for place in scenario.places if place.kind == "site")
    steps = (people - few) / max(more - few, 1)
    seconds, mb = small + (larger - small) * steps, larger_mb
    extrapolated = seconds >= limit
    if not extrapolated:
        seconds, mb, _ = flee(python, folder, 1, holder)
        runs.append(kilis(folder))
    best = {key: float(np.median([run[key] for run in runs])) for key in runs[0]}
    return Timed(
        folder.name, people, scenario.n_days, extrapolated, seconds, mb, best["draws"], best["means"], best["first"],
        best["peak"], Bound(**json.loads(run([sys.executable, __file__, "--bound", str(folder)]))),
    )  # fmt: skip


def started(folder: Path) -> Started:
    """What ``kilis run`` costs when its kernels are not compiled yet, and when they are."""
    from kilis.scenario import write
    from kilis.sources.flee import read_flee

    with tempfile.TemporaryDirectory() as holder:
        write(read_flee(folder, unsupported=True).scenario, Path(holder) / "scenario")
        where = {**os.environ, "NUMBA_CACHE_DIR": str(Path(holder) / "kernels")}
        taken = []
        for call in ("first", "second"):
            before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
            command = [sys.executable, "-m", "kilis", "run", "scenario", "--members", "1", "--out", call]
            subprocess.run(command, check=True, cwd=holder, env=where, stdout=subprocess.DEVNULL)
            taken.append(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before)
    return Started(folder.name, *taken)


class Kept:
    """What has been measured, in a file: an interrupted call goes on where it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def once(self, name: str, measure: object) -> object:
        """Return what was measured under a name, or measure it now."""
        if name not in self.found:
            self.found[name] = measure()  # type: ignore[operator]
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(self.found, indent=1), encoding="utf-8")
            print(name, self.found[name], file=sys.stderr, flush=True)
        return self.found[name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bound", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--members", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--flee-python", type=Path, help="interpreter of the environment with flee==3.1")
    parser.add_argument("--conflicts", type=Path)
    parser.add_argument("--limit", type=float, default=900.0, help="longest full run of Flee, in CPU seconds")
    parser.add_argument("--results", type=Path, default=Path("runs/bench-flee.json"), help="what is measured, as it is")
    parser.add_argument("--page", type=Path, help="write the page here")
    parser.add_argument("--picture", type=Path, help="write the picture of the curves here")
    options = parser.parse_args()
    if options.one:
        return ensemble(options.one, options.members) if options.members else one(options.one)
    if options.bound:
        return lowest(options.bound)
    import bench_page
    import growth_walk
    from flee_bound import Bound

    kept = Kept(options.results)
    folders = [options.conflicts / name for name in CASES]
    with tempfile.TemporaryDirectory() as holder:
        found = [
            kept.once(f.name, lambda f=f: asdict(timed(options.flee_python, f, options.limit, Path(holder))))
            for f in folders
        ]
    conflicts = [Timed(**{**one, "bound": Bound(**one["bound"])}) for one in found]
    memory = Parts(**kept.once("memory", lambda: asdict(parts(options.flee_python, folders[0]))))
    start = Started(**kept.once("start", lambda: asdict(started(folders[0]))))
    lines, curves = kept.once("growth", growth_walk.block)
    largest = options.conflicts / LARGEST
    ensembles = []
    for members in MEMBERS:
        found = kept.once(f"{members} members", lambda m=members: kilis(largest, "--members", str(m)))
        ensembles.append(Ensemble(members, found["seconds"], found["peak"]))
    text = bench_page.page(conflicts, memory, start, lines, LARGEST, ensembles, options.limit)
    print(text, end="")
    if options.page:
        options.page.write_text(text, encoding="utf-8")
    if options.picture:
        curves["members"] = [(one.members, 1e3 * one.seconds) for one in ensembles]
        options.picture.write_text(growth_walk.picture(curves), encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
