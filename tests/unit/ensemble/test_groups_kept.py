"""Results by group: in the run folder, in the labelled data set, and nowhere when there are no groups."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import kilis
from kilis.ensemble import experiment
from kilis.scenario import Group, Scenario
from kilis.scenario.start import example

GROUPS = (Group("children", "Children", 0.45, speed_factor=0.7), Group("adults", "Adults", 0.55))


def people() -> Scenario:
    return replace(example(), groups=GROUPS)


def test_a_run_folder_has_a_table_by_group(tmp_path: Path) -> None:
    run = experiment(people(), members=5, seed=3, threads=1).save(tmp_path / "run")
    assert run.manifest["groups"] == [
        {"id": "children", "name": "Children"},
        {"id": "adults", "name": "Adults"},
    ]
    assert run.scenario.groups == GROUPS
    columns = ["variant", "group", "measure", "place", "date", "mean", "q05", "q25", "q50", "q75", "q95"]
    table = run.table("groups")
    assert table.column_names == columns
    keys = ["variant", "measure", "place", "date"]
    frames = [run.table(name).to_pandas().astype(dict.fromkeys(keys, str)) for name in ("groups", "summary")]
    together = frames[0].groupby(keys)["mean"].sum()
    pd.testing.assert_series_equal(together, frames[1].set_index(keys)["mean"].sort_index(), check_names=False)
    children = frames[0][(frames[0].group == "children") & (frames[0].measure == "departures")]["mean"].sum()
    departures = frames[1][frames[1].measure == "departures"]["mean"].sum()
    assert 0.4 < children / departures < 0.5


def test_without_groups_there_is_no_such_table(tmp_path: Path) -> None:
    run = experiment(example(), members=2, seed=3, threads=1).save(tmp_path / "run")
    assert not (run.path / "groups.parquet").exists()
    assert "groups" not in run.manifest
    assert "group" not in kilis.simulate(example(), members=1).dims


def test_the_data_set_has_every_measure_by_group() -> None:
    found = kilis.simulate(people(), members=2, seed=1)
    assert found["stock_by_group"].dims == ("member", "group", "date", "place")
    assert found["group"].values.tolist() == ["children", "adults"]
    np.testing.assert_array_equal(found["stock_by_group"].sum("group"), found["stock"])


def test_effects_are_told_by_group_too() -> None:
    scenario = people()
    effect = kilis.compare(scenario, [scenario.variants[0].id], members=2, seed=1)
    np.testing.assert_array_equal(effect["stock_by_group"].sum("group"), effect["stock"])
