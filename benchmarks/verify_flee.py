"""Kilis against Flee 3.1, camp by camp and day by day: ``make verify-flee``.

Every conflict runs at Flee's own reduced scale (``hasten``) in both. For each camp and day the means over Flee's
seeds and Kilis's members are compared: z = difference / its standard error. The null is Flee against itself: its seeds
split at random into halves. Runs of Flee are kept (--runs), so that a second call only compares.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import yaml

from kilis.engine import simulate
from kilis.sources.flee import read_flee

DRIVER = Path(__file__).with_name("flee_driver.py")
HASTEN = {
    "ethiopia2020": 5,
    "mali2012": 20,
    "burundi2015": 50,
    "ssudan2014": 100,
    "syria2013": 500,
    "mali2018": 20,
}
# The same conflict under other settings: rules that none of the six uses.
VARIANTS = {
    "awareness level 2": {"move_rules": {"awareness_level": 2}},
    "awareness level 3": {"move_rules": {"awareness_level": 3}},
    "start on foot": {"move_rules": {"start_on_foot": True}},
    "avoid short stints": {"move_rules": {"avoid_short_stints": True}},
    "foot, stints, awareness 2": {
        "move_rules": {"start_on_foot": True, "avoid_short_stints": True, "awareness_level": 2}
    },
    "weight power 2, softening": {"move_rules": {"weight_power": 2.0, "weight_softening": 0.2, "softening": 30.0}},
    "distance power 2, camp weight 5": {"move_rules": {"distance_power": 2.0, "camp_weight": 5.0}},
    "foreign weight 3, buffer 0.5": {"move_rules": {"foreign_weight": 3.0, "capacity_buffer": 0.5}},
    "a day of 40 km": {"move_rules": {"max_move_speed": 40.0}},
    "day-0 people leave home": {"spawn_rules": {"insert_day0": False}},
    "taken from the population": {"spawn_rules": {"take_from_population": True}},
    "departures: constant": {
        "spawn_rules": {"conflict_driven_spawning": {"spawn_mode": "constant", "displaced_per_conflict_day": 3}}
    },
    "departures: share": {
        "spawn_rules": {"conflict_driven_spawning": {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.001}}
    },
}
FEWER_SEEDS = 8
"""Seeds for TESTED_ELSEWHERE: variants that change one number of a formula, or who leaves, not how people go on."""
VARIANT_CASE, VARIANT_HASTEN, TESTED_ELSEWHERE = "burundi2015", 100, list(VARIANTS)[6:]


def flee_runs(python: Path, folder: Path, runs: Path, name: str, hasten: int, seeds: int) -> dict[str, np.ndarray]:
    """Counts of all seeds (S, D, P) and the names of the places; runs that are missing are made."""
    runs.mkdir(parents=True, exist_ok=True)
    found = []
    for seed in range(1, seeds + 1):
        path = runs / f"{name}.h{hasten}.s{seed}.npz"
        if not path.exists():
            command = [python, DRIVER, folder, path, "--seed", str(seed), "--hasten", str(hasten)]
            subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        found.append(np.load(path))
    return {
        "names": found[0]["names"],
        "at": np.array([one["at"] for one in found], np.float64),
        "departures": np.array([one["departures"] for one in found], np.float64),
    }


def halves(at: np.ndarray, columns: list[int], people: np.ndarray, splits: int = 40) -> tuple[np.ndarray, float]:
    """Flee against itself: rms z of random splits into halves, and the mean misplacement between halves."""
    generator = np.random.default_rng(1)
    rms, misplaced = [], []
    for _ in range(splits):
        order = generator.permutation(len(at))
        one, two = at[order[: len(at) // 2]], at[order[len(at) // 2 :]]
        rms.append(root_mean_square(z_scores(one, two)[:, columns]))
        misplaced.append(misplacement(one, two, columns, people))
    return np.array(rms), float(np.mean(misplaced))


def z_scores(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Difference of the means over its standard error (D, P); not a number where nothing varies."""
    variance = one.var(axis=0, ddof=1) / len(one) + two.var(axis=0, ddof=1) / len(two)
    return np.where(variance > 0, two.mean(0) - one.mean(0), np.nan) / np.sqrt(np.where(variance > 0, variance, 1.0))


def root_mean_square(z: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean(z**2)))


def misplacement(one: np.ndarray, two: np.ndarray, columns: list[int], people: np.ndarray) -> float:
    """Mean over days of people in the wrong camp, in percent of all in camps."""
    apart = np.abs(one.mean(0) - two.mean(0))[:, columns].sum(axis=1) / 2
    return float(100 * np.mean(apart / np.maximum(people, 1.0)))


def compare(
    python: Path, folder: Path, runs: Path, name: str, hasten: int, seeds: int, members: int
) -> dict[str, object]:
    """One row of the table."""
    flee = flee_runs(python, folder, runs, name, hasten, seeds)
    scenario = read_flee(folder, persons_per_agent=hasten, unsupported=True).scenario
    result = simulate(scenario, members=members)
    order = [result.places.index(place) for place in flee["names"]]
    kilis, at = result["stock"][:, :, order], flee["at"]
    kinds = {place.id: place for place in scenario.places}
    camps = [i for i, place in enumerate(flee["names"]) if kinds[place].kind == "site"]
    people = at.mean(0)[:, camps].sum(axis=1)
    null, null_misplaced = halves(at, camps, people)
    z = z_scores(at, kilis)[:, camps]
    noise = np.sqrt((1 / seeds + 1 / members) / (4 / seeds))
    worst = int(np.argmax(np.abs(at.mean(0) - kilis.mean(0))[:, camps].mean(axis=0)))
    limited = [i for i in camps if kinds[flee["names"][i]].capacity_persons is not None]
    full = [i for i in limited if at.mean(0)[:, i].max() > 0.85 * (kinds[flee["names"][i]].capacity_persons or 0)]
    return {
        "name": name,
        "hasten": hasten,
        "seeds": seeds,
        "people": int(at[:, -1].sum(axis=1).mean()),
        "camps": f"{len(full)} of {len(camps)}",
        "rms": root_mean_square(z),
        "low": float(np.quantile(null, 0.05)),
        "high": float(np.quantile(null, 0.95)),
        "within_2": float(100 * np.mean(np.abs(z[np.isfinite(z)]) < 2)),
        "largest": float(np.nanmax(np.abs(z))),
        "misplaced": misplacement(at, kilis, camps, people),
        "noise": null_misplaced * noise,
        "spread": float(np.nanmedian(_ratio(kilis, at)[camps])),
        "worst": f"{flee['names'][camps[worst]]} {np.mean((kilis.mean(0) - at.mean(0))[:, camps[worst]]):+.1f}",
        "departures": abs(result["departures"].sum(axis=(1, 2)).mean() / max(flee["departures"].sum(1).mean(), 1) - 1),
    }


def _ratio(kilis: np.ndarray, flee: np.ndarray) -> np.ndarray:
    """Standard deviation over members of the last day's counts, relative to that over seeds."""
    below = flee[:, -1].std(axis=0, ddof=1)
    return np.where(below > 0, kilis[:, -1].std(axis=0, ddof=1) / np.where(below > 0, below, 1.0), np.nan)


HEADER = (
    "| case | scale | seeds | agents | camps that fill | rms z | null 90 % | within 2 | largest | misplaced "
    "| of it noise | spread | largest mean difference |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(found: dict[str, object]) -> str:
    return (
        f"| {found['name']} | 1:{found['hasten']} | {found['seeds']} | {found['people']:,} "
        f"| {found['camps']} | {found['rms']:.2f} | {found['low']:.2f}-{found['high']:.2f} "
        f"| {found['within_2']:.0f} % | {found['largest']:.1f} "
        f"| {found['misplaced']:.2f} % | {found['noise']:.2f} % | {found['spread']:.2f} | {found['worst']} |"
    )


def changed(folder: Path, target: Path, change: dict[str, dict[str, object]]) -> Path:
    """A copy of a Flee folder with other settings."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(folder, target, copy_function=shutil.copyfile)
    settings = yaml.safe_load((target / "simsetting.yml").read_text())
    for block, values in change.items():
        settings[block].update(values)
    (target / "simsetting.yml").write_text(yaml.safe_dump(settings))
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flee-python", type=Path, required=True, help="interpreter of the environment with flee==3.1")
    parser.add_argument("--conflicts", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs/flee"))
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--variant-seeds", type=int, default=24)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--page", type=Path, help="write the tables into this page, between its markers")
    options = parser.parse_args()
    tables = {"conflicts": [HEADER], "variants": [HEADER]}
    print(HEADER)
    for name, hasten in HASTEN.items():
        folder = options.conflicts / name
        found = compare(options.flee_python, folder, options.runs, name, hasten, options.seeds, options.members)
        tables["conflicts"].append(row(found))
        print(row(found), flush=True)
    for name, change in VARIANTS.items():
        folder = changed(options.conflicts / VARIANT_CASE, options.runs / f"folder {name}", change)
        seeds = min(FEWER_SEEDS, options.variant_seeds) if name in TESTED_ELSEWHERE else options.variant_seeds
        found = compare(options.flee_python, folder, options.runs, name, VARIANT_HASTEN, seeds, options.members)
        tables["variants"].append(row(found))
        print(row(found), flush=True)
    if options.page:
        page = options.page.read_text(encoding="utf-8")
        for name, lines in tables.items():
            start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
            page = page[: page.index(start) + len(start)] + "\n".join(lines) + "\n" + page[page.index(end) :]
        options.page.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
