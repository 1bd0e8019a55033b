"""The Aleppo case from end to end: it runs, loses nobody, its variants do what they say, and its table is complete."""

from __future__ import annotations

import datetime
import importlib.util
import math
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from kilis import scenario as scenarios
from kilis.engine import Trajectories, simulate
from kilis.scenario.model import Scenario

FOLDER = Path(__file__).parents[2] / "examples" / "aleppo-2016"
NEAR_SIDE_CAMPS = {"bab-al-salama-camp", "new-camp", "sijjo", "al-haramain", "ikdah"}


@pytest.fixture(scope="module")
def aleppo() -> Scenario:
    return scenarios.read(FOLDER)


@pytest.fixture(scope="module")
def run(aleppo: Scenario) -> Trajectories:
    return simulate(aleppo, members=20, seed=1, check=True)


def at(run: Trajectories, measure: str, place: str) -> np.ndarray:
    """[member, day]"""
    return run[measure][:, :, run.places.index(place)]


def day_of(aleppo: Scenario, month: int, day: int) -> int:
    return (datetime.date(2016, month, day) - aleppo.start).days


def test_nobody_is_lost(aleppo: Scenario, run: Trajectories) -> None:
    start = sum(place.population or 0 for place in aleppo.places if place.kind == "site")
    away = run["stock"].sum(axis=2) + run["in_transit"].sum(axis=2)
    left_home = (run["departures"] - run["returns"]).sum(axis=2).cumsum(axis=1)
    assert np.array_equal(away, start + left_home)
    assert left_home[:, -1].min() > 10_000
    assert run["stock"].min() >= 0


def test_the_crossing_lets_through_what_it_is_limited_to(aleppo: Scenario, run: Trajectories) -> None:
    through = run.flows[:, :, run.links.index(("bab-al-salama", "kilis"))]
    shut = day_of(aleppo, 2, 5)
    assert through[:, :shut].max() <= 10
    assert through[:, shut:].max() == 7
    assert at(run, "waiting", "bab-al-salama").max() > 100


def test_nobody_is_in_the_new_camp_before_it_opens(aleppo: Scenario, run: Trajectories) -> None:
    stock = at(run, "stock", "new-camp")
    opens = day_of(aleppo, 2, 8)
    assert not stock[:, :opens].any()
    assert stock[:, opens + 7].min() > 0


def test_nobody_leaves_for_fear_of_the_fighting_after_the_cessation(aleppo: Scenario, run: Trajectories) -> None:
    after = day_of(aleppo, 2, 27)
    departures = run["departures"][:, after:].sum(axis=(0, 1))
    # The front with Islamic State at Mare is outside the cessation.
    assert {place for place, left in zip(run.places, departures, strict=True) if left} == {"mare"}


def test_an_open_border_relieves_the_near_side(aleppo: Scenario, run: Trajectories) -> None:
    opened = simulate(scenarios.apply_variant(aleppo, "border-opens"), members=20, seed=1)
    opens, later = day_of(aleppo, 2, 7), day_of(aleppo, 2, 21)
    assert np.array_equal(opened["stock"][:, :opens], run["stock"][:, :opens])
    assert (at(opened, "stock", "kilis")[:, later] > at(run, "stock", "kilis")[:, later] + 1000).all()
    assert (at(opened, "waiting", "bab-al-salama")[:, later] <= at(run, "waiting", "bab-al-salama")[:, later]).all()


def test_without_the_castello_road_east_aleppo_is_besieged(aleppo: Scenario, run: Trajectories) -> None:
    besieged = simulate(scenarios.apply_variant(aleppo, "castello-road-cut"), members=20, seed=1)
    cut = day_of(aleppo, 2, 16)
    assert not at(run, "trapped", "aleppo-east").any()
    assert not at(besieged, "trapped", "aleppo-east")[:, :cut].any()
    assert at(besieged, "trapped", "aleppo-east")[:, cut:].min() > 150_000
    assert not at(besieged, "departures", "aleppo-east")[:, cut:].any()


def test_an_early_ceasefire_displaces_fewer_and_a_ground_incursion_more(aleppo: Scenario, run: Trajectories) -> None:
    left = run["departures"].sum(axis=(1, 2))
    for variant, fewer in (("early-ceasefire", True), ("ground-incursion", False)):
        edited = simulate(scenarios.apply_variant(aleppo, variant), members=20, seed=1)
        difference = edited["departures"].sum(axis=(1, 2)) - left
        assert (difference < 0).all() if fewer else (difference > 0).all()


def test_a_larger_camp_takes_in_more(aleppo: Scenario, run: Trajectories) -> None:
    larger = simulate(scenarios.apply_variant(aleppo, "new-camp"), members=20, seed=1)
    end = np.s_[:, -1]
    assert at(larger, "stock", "new-camp")[end].mean() > at(run, "stock", "new-camp")[end].mean() + 1000


@pytest.fixture(scope="module")
def reports() -> ModuleType:
    """The command that makes the comparison table."""
    spec = importlib.util.spec_from_file_location("aleppo_reports", FOLDER.parents[1] / "benchmarks/aleppo_reports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["aleppo_reports"] = module
    spec.loader.exec_module(module)
    return module


def test_the_table_shows_every_figure_and_says_which_lie_outside(
    aleppo: Scenario, run: Trajectories, reports: ModuleType
) -> None:
    reported = reports.from_observations(aleppo) + reports.from_regional(aleppo, FOLDER / "regional.csv")
    table = reports.table(aleppo, run, reported)
    assert len([line for line in table.splitlines() if line.startswith("|")]) - 2 == len(reported)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for seen in reported:
        assert f"| {seen.who} | {seen.what} | {seen.figure} |" in table
        assert f"| {seen.who} | {seen.what} | {seen.figure} |" in readme


def test_what_the_model_says_about_a_figure(aleppo: Scenario, run: Trajectories, reports: ModuleType) -> None:
    reported = {seen.what: seen for seen in reports.from_regional(aleppo, FOLDER / "regional.csv")}
    old_and_new = reports.modelled(aleppo, run, reported["old and new (Bab al-Salama area)"])
    day = day_of(aleppo, 2, 10)
    near = [i for i, place in enumerate(run.places) if place in NEAR_SIDE_CAMPS | {"bab-al-salama"}]
    assert np.array_equal(old_and_new, run["stock"][:, day, near].sum(axis=1))
    new = reports.modelled(aleppo, run, reported["new arrivals counted (Bab al-Salama area)"])
    assert np.array_equal(new, old_and_new - 40_000)
    two_days = reports.modelled(
        aleppo, run, reported["arrivals in 48 hours, held in camps on the near side (Oncupinar crossing, near side)"]
    )
    stock = run["stock"][:, :, near].sum(axis=2)
    assert np.array_equal(two_days, stock[:, day_of(aleppo, 2, 6)] - stock[:, day_of(aleppo, 2, 4)])


@pytest.mark.parametrize(
    ("qualifier", "value", "low", "high", "interval"),
    [
        ("exact", 5, None, None, (5, 5)),
        ("approx", 5, None, None, (5, 5)),
        ("at_least", None, 5, None, (5, math.inf)),
        ("at_least", 5, None, None, (5, math.inf)),
        ("at_most", None, None, 5, (0, 5)),
        ("at_most", None, 4, 5, (4, 5)),
        ("range", None, 4, 5, (4, 5)),
    ],
)
def test_what_agrees_with_a_figure(
    reports: ModuleType,
    qualifier: str,
    value: float | None,
    low: float | None,
    high: float | None,
    interval: tuple[float, float],
) -> None:
    day = datetime.date(2016, 2, 1)
    seen = reports.Reported(day, "", (), "stock", day, value, low, high, qualifier, "somebody")
    assert seen.interval == interval


def test_the_block_of_a_readme_is_replaced_and_the_rest_kept(reports: ModuleType, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    shutil.copy(FOLDER / "README.md", readme)
    before = readme.read_text(encoding="utf-8")
    reports.put_into(readme, "something else")
    after = readme.read_text(encoding="utf-8")
    assert f"{reports.BEGIN}\nsomething else\n{reports.END}" in after
    assert after.split(reports.BEGIN)[0] == before.split(reports.BEGIN)[0]
    assert after.split(reports.END)[1] == before.split(reports.END)[1]
