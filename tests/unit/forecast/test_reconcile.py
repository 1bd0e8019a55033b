"""Places go a quarter of the way to agree with a forecast of their total."""

import numpy as np
import pytest

from kilis.forecast.bank import bank, combined
from kilis.forecast.counts import Counts, Series, series
from kilis.forecast.points import points
from kilis.forecast.reconcile import TOWARDS_TOTAL, reconciled, total_series

LEADS = np.array([7.0, 30.0, 90.0])


def counted(*rows: tuple[int, float]) -> Series:
    return series([(day, day, persons) for day, persons in rows])


def growing(per_day: float, first: int, last: int, every: int = 5) -> Series:
    return counted(*((day, 1000.0 + per_day * day) for day in range(first, last + 1, every)))


def test_the_total_has_every_date_and_the_last_count_of_each_place() -> None:
    total = total_series([counted((3, 10.0), (9, 30.0)), counted((6, 5.0), (9, 7.0)), counted((12, 1.0))])
    assert total.days.tolist() == [3, 6, 9, 12]
    assert total.persons.tolist() == [10.0, 15.0, 37.0, 38.0]


def test_the_sum_goes_a_quarter_of_the_way_and_those_who_err_most_go_most() -> None:
    known = [growing(20.0, 0, 60), growing(-5.0, 0, 60)]
    forecast, size = np.full((2, 3), 2000.0), np.array([[10.0] * 3, [30.0] * 3])
    total = total_series(known)
    gap = combined(bank(total, 60, LEADS), len(total.days)) - 4000.0
    moved = reconciled(known, 60, LEADS, forecast, size) - forecast
    assert moved.sum(axis=0) == pytest.approx(TOWARDS_TOTAL * gap)
    assert moved[1] == pytest.approx(9.0 * moved[0])
    assert (np.abs(moved) > 0).all()


def test_the_total_is_no_newer_than_the_counts_that_it_is_made_of() -> None:
    fresh, stale = growing(0.0, 0, 60), growing(50.0, 0, 30)
    forecast, size = np.full((2, 1), 3000.0), np.ones((2, 1))
    total, lead = total_series([fresh, stale]), np.array([10.0])
    older = 30.0 * stale.persons[-1] / (stale.persons[-1] + fresh.persons[-1])
    top = combined(bank(total, 60, lead + older), len(total.days))
    assert older > 20.0
    got = reconciled([fresh, stale], 60, lead, forecast, size)
    assert got.sum() == pytest.approx(6000.0 + TOWARDS_TOTAL * float(top[0] - 6000.0))


def test_a_lone_place_and_places_without_counts_stay() -> None:
    alone = growing(20.0, 0, 60)
    forecast = np.full((1, 3), 7.0)
    assert reconciled([alone], 60, LEADS, forecast, np.ones((1, 3))) is forecast
    nobody = [counted((0, 5.0), (9, 0.0)), counted((0, 5.0), (9, 0.0))]
    assert reconciled(nobody, 20, LEADS, np.zeros((2, 3)), np.zeros((2, 3))).tolist() == [[0.0] * 3] * 2
    opened = {"new": (50, 50)}
    two = Counts("c", 0, 200, {"a": alone, "b": growing(0.0, 0, 60), "new": series([])}, opened)
    made = points(two, 60, LEADS)
    medians = np.median(np.stack(list(made.members.values())), axis=0)
    assert made.forecast[2] == pytest.approx(made.activity[2] * (10.0 + 36.0 * (1.0 - np.exp(-LEADS / 60.0))))
    assert (made.forecast[:2] != medians[:2]).any()


def test_nobody_is_negative_where_the_total_falls_to_nothing() -> None:
    known = [counted(*((day, 1000.0 * 0.5**day) for day in range(12))), counted((0, 3.0), (11, 2.0))]
    got = reconciled(known, 11, LEADS, np.array([[900.0] * 3, [1.0] * 3]), np.array([[1.0] * 3, [50.0] * 3]))
    assert (got >= 0.0).all()
    assert got[1].tolist() == [0.0] * 3
