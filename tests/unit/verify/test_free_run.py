"""Cold starts by distance: shares by hand, shut sites, and choices made on others."""

import datetime

import numpy as np
import pytest

from kilis.forecast.counts import Counts, series
from kilis.scenario import Event, Place, Route, Scenario
from kilis.verify.free_run import Given, at_targets, cold_start, cold_starts, given, run_score

DAY = datetime.date(2020, 1, 1)


def world(near: float, far: float) -> Given:
    truth = np.linspace([0.0, 0.0], [near, far], 11)
    km = np.array([[10.0], [30.0]])
    return Given(truth, np.ones((11, 1)), km, np.ones((11, 2), dtype=bool))


def test_a_rise_is_shared_by_distance() -> None:
    assert cold_start(world(200.0, 100.0), 1.0, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert cold_start(world(400.0, 100.0), 2.0, 0.0) == pytest.approx(0.0, abs=1e-12)
    assert cold_start(world(150.0, 150.0), 3.0, 1.0) == pytest.approx(0.0, abs=1e-12)


def test_a_shut_site_takes_nobody() -> None:
    known = world(300.0, 0.0)
    known.open[:, 1] = False
    assert cold_start(known, 1.0, 0.2) == pytest.approx(0.0, abs=1e-12)


def test_the_choice_is_made_on_the_others() -> None:
    found = cold_starts({"flat": world(150.0, 150.0), "steep": world(800.0, 100.0), "steeper": world(800.0, 100.0)})
    assert found["flat"][1] == 3.0
    assert found["steep"][1] < 3.0


def test_what_is_given_comes_from_the_scenario() -> None:
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=500),
        Place("camp", "Camp", "site", 1.0, 2.0, "BBB"),
    )
    events = (
        Event(DAY, "conflict", "town", value=0.5),
        Event(DAY, "close", "AAA--BBB", until=DAY + datetime.timedelta(days=4)),
    )
    end = DAY + datetime.timedelta(days=10)
    scenario = Scenario("t", DAY, end, places, (Route("town", "camp", 40.0),), events, coo_iso3="AAA")
    start = DAY.toordinal()
    counts = Counts(
        "t", start, start + 10, {"camp": series([(start + 5, start + 5, 50.0), (start + 9, start + 9, 90.0)])}
    )
    known = given(scenario, counts)
    assert known.truth[:, 0].tolist() == pytest.approx([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    assert known.pressure[0].tolist() == [250.0, 0.0]
    assert known.km[0, 0] == 40.0
    assert known.open[:, 0].tolist() == [False] * 4 + [True] * 6


def test_runs_are_read_off_on_the_target_dates() -> None:
    stock = np.arange(20.0).reshape(10, 2)
    found = at_targets(np.stack([stock, stock + 100]), 100, [102, 107], np.array([1, 5]))
    assert found.shape == (2, 2, 2, 2)
    assert found[0, 0, :, 0].tolist() == [6.0, 14.0]
    assert found[0, 0, :, 1].tolist() == [106.0, 114.0]
    assert np.isnan(found[1, 0, 1]).all()


def test_every_day_with_anybody_counts_the_same_however_many_there_are() -> None:
    truth = np.array([[0.0, 0.0], [10.0, 0.0], [500.0, 500.0]])
    stock = np.array([[7.0, 7.0], [5.0, 5.0], [600.0, 400.0]])
    assert run_score(stock, truth) == pytest.approx((10 / 10 + 200 / 1000) / 2)
