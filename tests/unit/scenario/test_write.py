"""Writing: whole or not at all, never over something, and never what reading would refuse."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace

import pytest

from kilis import scenario
from kilis.scenario import Event, ScenarioError


def test_an_existing_folder_is_not_written_over(folder) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(FileExistsError, match="exists already"):
        scenario.write(scenario.read(folder), folder)
    assert sorted(folder.iterdir()) == before


def test_an_empty_folder_may_be_written_into(folder, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    one = scenario.read(folder)
    assert scenario.read(scenario.write(one, tmp_path / "empty")) == one


def test_a_link_is_not_followed(folder, tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        scenario.write(scenario.read(folder), tmp_path / "link")


def test_what_reading_would_refuse_is_not_written(folder, tmp_path) -> None:
    one = scenario.read(folder)
    bad = replace(one, routes=(replace(one.routes[0], distance_km=math.nan), *one.routes[1:]))
    with pytest.raises(ScenarioError, match=r"routes\.csv, row 2, column distance_km: 'nan' is not a number"):
        scenario.write(bad, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_columns_nobody_uses_are_left_out(folder, tmp_path) -> None:
    path = scenario.write(scenario.read(folder), tmp_path / "new")
    header = (path / "places.csv").read_text().splitlines()[0]
    assert header == "id,name,kind,latitude,longitude,iso3,population,capacity_persons,attractiveness,opens,closes"


# ---- variants


def test_a_variant_adds_removes_and_replaces(folder) -> None:
    one = scenario.read(folder)
    varied = scenario.apply_variant(one, "opens")
    assert [(event.event, event.target) for event in varied.events] == [
        ("conflict", "town"),
        ("cut", "town--gate"),
        ("limit", "gate"),
    ]
    assert varied.parameters["speed_km_per_day"].numbers == (25.0,)
    assert varied.parameters["hope"] == one.parameters["hope"]
    assert varied.variants == ()
    assert len(one.events) == 3


def test_an_unknown_variant_is_an_error_with_a_suggestion(folder) -> None:
    with pytest.raises(ScenarioError, match=r"there is no variant 'open'\. Did you mean 'opens'\?"):
        scenario.apply_variant(scenario.read(folder), "open")


def test_a_variant_is_checked_as_a_whole_scenario(folder) -> None:
    one = scenario.read(folder)
    clash = Event(datetime.date(2016, 2, 12), "restore", "town--gate")
    broken = replace(one, variants=(replace(one.variants[0], add=(clash,)),))
    with pytest.raises(ScenarioError, match=r"variants\[opens\], date: restore of 'town--gate' .* contradicts"):
        scenario.apply_variant(broken, "opens")
