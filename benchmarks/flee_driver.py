"""Run a Flee folder with the installed package ``flee`` (3.1) and save who is where on every day.

The package ships no run script, so this one follows the order of a day that its documentation gives. It is run by the
interpreter of the environment that holds Flee, never by Kilis's own:

    python benchmarks/flee_driver.py FOLDER OUT.npz --seed 1 --hasten 10
"""

import argparse
import contextlib
import csv
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml


def prepared(folder: Path, temporary: Path, hasten: int) -> Path:
    """Copy the folder with the scale wanted, and with the period under the name that 3.1 reads."""
    copy = temporary / "folder"
    shutil.copytree(folder, copy)
    (copy / "input_csv").chmod(0o755)
    copy.chmod(0o755)
    shutil.copyfile(folder / "input_csv" / "sim_period.csv", copy / "input_csv" / "conflict_period.csv")
    settings = yaml.safe_load((folder / "simsetting.yml").read_text())
    settings["optimisations"] = {"hasten": hasten}
    target = copy / "hasten.yml"
    target.write_text(yaml.safe_dump(settings))
    return copy


def simulate(folder: Path, seed: int, n_days: int | None, shuffled: bool) -> dict[str, np.ndarray]:
    """All days of one run: persons (agents) at each place, on roads in all, and in the ecosystem in all.

    ``shuffled``: agents decide in a new random order every day instead of the order in which they left home.
    """
    from flee import InputGeography, flee, spawning
    from flee.datamanager import handle_refugee_data, read_period
    from flee.SimulationSettings import SimulationSettings

    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - the generator that Flee uses
    inputs = folder / "input_csv"
    start, length = read_period.read_conflict_period(str(inputs / "conflict_period.csv"))
    n_days = min(n_days or length, length)
    SimulationSettings.ReadFromYML(str(folder / "hasten.yml"))
    spawn = (yaml.safe_load((folder / "hasten.yml").read_text()) or {}).get("spawn_rules") or {}
    move = (yaml.safe_load((folder / "hasten.yml").read_text()) or {}).get("move_rules") or {}
    SimulationSettings.ConflictInputFile = str(inputs / "conflicts.csv")

    ecosystem = flee.Ecosystem()
    geography = InputGeography.InputGeography()
    geography.ReadConflictInputCSV(SimulationSettings.ConflictInputFile)
    geography.ReadLocationsFromCSV(str(inputs / "locations.csv"))
    geography.ReadLinksFromCSV(str(inputs / "routes.csv"))
    geography.ReadClosuresFromCSV(str(inputs / "closures.csv"))
    ecosystem, _ = geography.StoreInputGeographyInEcosystem(ecosystem)

    table = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=str(folder / "source_data"),
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=SimulationSettings.optimisations["PopulationScaleDownFactor"],
    )
    for row in csv.reader((inputs / "registration_corrections.csv").read_text().splitlines()):
        if len(row) > 1:
            with contextlib.suppress(UnboundLocalError):  # 3.1 ends so where the date has no count
                table.correctLevel1Registrations(name=row[0], date=row[1])
    by_name = {place.name: place for place in ecosystem.locations}
    # Two settings newer than 3.1, given to it by hand: it then runs its own rules on the same numbers.
    scaling = float(move.get("capacity_scaling", 1.0))
    for place in ecosystem.locations:
        place.capacity = int(place.capacity * scaling) if place.capacity > 0 else place.capacity
    if spawn.get("empty_camps_on_day0"):
        for column in range(len(table.data_table)):
            table.data_table[column][:, 1] -= table.get_interpolated_data(column, 0)
    else:
        for camp in table.header[1:]:
            spawning.add_initial_refugees(ecosystem, table, by_name[camp])

    sum_from_camps = bool(spawn.get("sum_from_camps", True))
    at = np.zeros((n_days, len(ecosystem.locations)), dtype=np.int64)
    on_roads = np.zeros(n_days, dtype=np.int64)
    new = np.zeros(n_days, dtype=np.int64)
    for day in range(n_days):
        geography.AddNewConflictZones(ecosystem, day)
        new[day] = spawning.spawn_daily_displaced(ecosystem, day, table, SumFromCamps=sum_from_camps)[0]
        spawning.refresh_spawn_weights(ecosystem)
        ecosystem.enact_border_closures(day)
        if shuffled:
            random.shuffle(ecosystem.agents)
        ecosystem.evolve()
        at[day] = [place.numAgents for place in ecosystem.locations]
        on_roads[day] = len(ecosystem.agents) - at[day].sum()
    return {
        "names": np.array([place.name for place in ecosystem.locations]),
        "at": at,
        "on_roads": on_roads,
        "departures": new,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hasten", type=int, default=1)
    parser.add_argument("--days", type=int, default=None)
    parser.add_argument("--shuffled", action="store_true", help="agents decide in a new random order every day")
    options = parser.parse_args()
    options.out = options.out.resolve()
    before = time.process_time()
    with tempfile.TemporaryDirectory() as temporary, Path(os.devnull).open("w") as nowhere:
        folder = prepared(options.folder.resolve(), Path(temporary), options.hasten)
        os.chdir(temporary)
        with contextlib.redirect_stderr(nowhere), contextlib.redirect_stdout(nowhere):
            result = simulate(folder, options.seed, options.days, options.shuffled)
    result["cpu_seconds"] = np.array(time.process_time() - before)
    result["peak_bytes"] = np.array(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    partial = options.out.with_suffix(".partial.npz")
    np.savez_compressed(partial, **result)
    partial.rename(options.out)
    print(f"{options.folder.name} seed {options.seed} hasten {options.hasten}: {result['cpu_seconds']:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
