"""The same folders through Flee 3.1 and through Kilis, in turn: ``make bench-flee``.

CPU seconds and peak memory of whole processes. Flee runs at full population where its own slope, measured at two
reduced scales, promises less than --limit seconds; elsewhere its time is extrapolated from that slope and marked ``~``.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

DRIVER = Path(__file__).with_name("flee_driver.py")
CASES = {  # reduced scales of Flee for its slope: about 1,000 and 4,000 people
    "ethiopia2020": (60, 15),
    "mali2018": (40, 10),
    "mali2012": (80, 20),
    "burundi2015": (200, 50),
    "ssudan2014": (400, 100),
    "syria2013": (4000, 1000),
}


def flee(python: Path, folder: Path, hasten: int, holder: Path) -> tuple[float, float, int]:
    """CPU seconds, peak MB and agents of one run of Flee."""
    path = holder / f"{folder.name}.{hasten}.npz"
    command = [python, DRIVER, folder, path, "--seed", "1", "--hasten", str(hasten)]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    found = np.load(path)
    return (
        float(found["cpu_seconds"]),
        float(found["peak_bytes"]) / 1e6,
        int(found["at"][-1].sum() + found["on_roads"][-1]),
    )


def kilis(folder: Path, cache: str | None = None) -> dict[str, float]:
    """One process of Kilis that reads the folder and runs one member; then CPU ms a member, warm.

    ``cache``: where compiled kernels are kept, if not where they usually are.
    """
    where = {**os.environ, "NUMBA_CACHE_DIR": cache} if cache else None
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(folder)], check=True, stdout=subprocess.PIPE, text=True, env=where
    )
    return json.loads(done.stdout)


def one(folder: Path) -> None:
    """What ``kilis`` times in a process of its own: the first member with everything before it, then ten more."""
    from kilis.engine.simulate import prepare, run_member
    from kilis.sources.flee import read_flee

    scenario = read_flee(folder, unsupported=True).scenario
    model = prepare(scenario, members=10, seed=1)
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


HEADER = (
    "| conflict | people | days | Flee, CPU s | Kilis, CPU ms a member: draws | means | Flee / draws | Flee / means "
    "| first member, all in, CPU s | memory: Flee | Kilis |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(python: Path, folder: Path, scales: tuple[int, int], limit: float, holder: Path) -> str:
    """Measure one conflict: Flee small, Kilis, Flee larger, Kilis, Flee in full if it is within the limit, Kilis."""
    kilis(folder)  # compiled before the clock runs
    small, _, few = flee(python, folder, scales[0], holder)
    runs = [kilis(folder)]
    larger, memory, more = flee(python, folder, scales[1], holder)
    runs.append(kilis(folder))
    from kilis.sources.flee import read_flee

    scenario = read_flee(folder, unsupported=True).scenario
    people = sum(
        (e.value or 0) * ((e.until - e.date).days if e.until else 1) for e in scenario.events if e.event == "departures"
    )
    people += sum(place.population or 0 for place in scenario.places if place.kind == "site")
    slope = (larger - small) / max(more - few, 1)
    full, mark = small + slope * (people - few), "~"
    if full < limit:
        full, memory, _ = flee(python, folder, 1, holder)
        mark = ""
        runs.append(kilis(folder))
    best = {key: float(np.median([run[key] for run in runs])) for key in runs[0]}
    draws, means = best["draws"] / 1e3, best["means"] / 1e3
    cells = [
        folder.name,
        f"{people:,.0f}",
        f"{scenario.n_days:,}",
        f"{mark}{full:,.0f}",
        f"{best['draws']:.1f}",
        f"{best['means']:.1f}",
        f"{mark}{full / draws:,.0f}",
        f"{mark}{full / means:,.0f}",
        f"{best['first']:.1f}",
        f"{'above ' if mark else ''}{memory:,.0f} MB",
        f"{best['peak']:,.0f} MB",
    ]
    return f"| {' | '.join(cells)} |"


def start_up(folder: Path) -> str:
    """What the first process after installation costs, and the second."""
    with tempfile.TemporaryDirectory() as cache:
        first, second = (kilis(folder, cache)["first"] for _ in range(2))
    return (
        f"From the start of a process to its first member of {folder.name}: {first:.0f} s of CPU the first time, when "
        f"the kernels of the rule are compiled, and {second:.1f} s from then on."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--flee-python", type=Path, help="interpreter of the environment with flee==3.1")
    parser.add_argument("--conflicts", type=Path)
    parser.add_argument("--limit", type=float, default=900.0, help="longest full run of Flee, in CPU seconds")
    parser.add_argument("--page", type=Path, help="write the table into this page, between its markers")
    options = parser.parse_args()
    if options.one:
        return one(options.one)
    print(HEADER)
    lines = [HEADER]
    with tempfile.TemporaryDirectory() as holder:
        for name, scales in CASES.items():
            lines.append(row(options.flee_python, options.conflicts / name, scales, options.limit, Path(holder)))
            print(lines[-1], flush=True)
    lines += ["", start_up(options.conflicts / next(iter(CASES)))]
    print(lines[-1])
    if options.page:
        page = options.page.read_text(encoding="utf-8")
        start, end = "<!-- flee -->\n", "<!-- end of flee -->"
        page = page[: page.index(start) + len(start)] + "\n".join(lines) + "\n" + page[page.index(end) :]
        options.page.write_text(page, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
