"""What Kilis and Flee are compared on: six conflicts, the same without capacities, and one under other settings."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

HASTEN = {
    "ethiopia2020": 5,
    "mali2012": 20,
    "burundi2015": 50,
    "ssudan2014": 100,
    "syria2013": 500,
    "mali2018": 20,
}
CROWDED = ("mali2012", "ssudan2014", "syria2013")
"""Where camps at their capacity show the order of decisions; run again with agents in a random order."""

# Rules and numbers that none of the six uses.
SETTINGS: dict[str, dict[str, dict[str, Any]]] = {
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
AGAIN = (("boundless", "ssudan2014"), ("settings", "awareness level 2"), ("settings", "departures: constant"))
"""Outside their null with the fewer seeds; run with as many as the conflicts themselves, which chance misleads less."""

SETTINGS_CONFLICT, SETTINGS_HASTEN = "burundi2015", 100


@dataclass(frozen=True)
class Case:
    """One row of the page: a conflict at a scale, perhaps without capacities or with other settings."""

    name: str
    conflict: str
    hasten: int
    seeds: int
    capacities: bool = True
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    shuffled: bool = False


def cases(seeds: int, further_seeds: int) -> dict[str, list[Case]]:
    """All cases by the table that they stand in."""
    found = {
        "conflicts": [Case(name, name, hasten, seeds) for name, hasten in HASTEN.items()],
        "boundless": [Case(name, name, hasten, further_seeds, capacities=False) for name, hasten in HASTEN.items()],
        "shuffled": [Case(name, name, HASTEN[name], further_seeds, shuffled=True) for name in CROWDED],
        "settings": [
            Case(name, SETTINGS_CONFLICT, SETTINGS_HASTEN, further_seeds, settings=settings)
            for name, settings in SETTINGS.items()
        ],
    }
    for table, of in found.items():
        found[table] = [
            replace(case, seeds=max(seeds, case.seeds)) if (table, case.name) in AGAIN else case for case in of
        ]
    return found


def write_folder(case: Case, conflicts: Path, target: Path) -> Path:
    """Write the Flee folder of a case: a copy of the conflict's, changed."""
    shutil.copytree(conflicts / case.conflict, target, copy_function=shutil.copyfile)
    if case.settings:
        settings = yaml.safe_load((target / "simsetting.yml").read_text(encoding="utf-8"))
        for block, values in case.settings.items():
            settings[block].update(values)
        (target / "simsetting.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    if not case.capacities:
        path = target / "input_csv" / "locations.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for row in rows:
            if len(row) > 7 and "camp" in row[5] and not row[0].startswith("#"):
                row[7] = "0"  # Flee takes a capacity below 1 for none
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return target
