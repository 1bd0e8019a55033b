"""Each member of the bank does what its sentence says."""

import math

import numpy as np
import pytest

from kilis.forecast.bank import activity, bank, combined, robust_slope, robust_trend, shift_limit, smooth, steadiness
from kilis.forecast.counts import series
from kilis.forecast.smoothing import smoothed

LEADS = np.array([7.0, 30.0, 90.0])


def counts(*rows: tuple[int, float]):
    return series([(d, d, float(v)) for d, v in rows])


def test_robust_trend_by_hand() -> None:
    growing = counts((0, 1000), (10, 1100), (20, 1200))
    path = robust_trend(growing, 25, LEADS, window_days=60)
    assert path == pytest.approx([1200 + 0.75 * 10 * 20 * (1 - math.exp(-(5 + lead) / 20)) for lead in LEADS])


def test_a_re_registration_does_not_become_a_trend() -> None:
    corrected = counts((0, 1000), (10, 1000), (20, 600), (30, 600))
    for path in bank(corrected, 30, LEADS).values():
        assert path == pytest.approx(600.0)


def test_falls_in_a_row_are_people_leaving() -> None:
    leaving = counts(*[(7 * k, 10_000 * 0.9**k) for k in range(12)])
    last = leaving.persons[-1]
    assert robust_slope(leaving, 77, 60) < -0.005 * last
    assert combined(bank(leaving, 77, LEADS), 12)[1] < 0.9 * last


def test_what_noise_does_is_no_level_shift() -> None:
    rng = np.random.default_rng(5)
    noisy = counts(*[(7 * k, 10_000 * (1 + 0.03 * z)) for k, z in enumerate(rng.standard_normal(40))])
    assert 0.06 < shift_limit(noisy) < 0.12
    assert abs(robust_slope(noisy, 280, 60)) < 15.0
    exact = counts(*[(7 * k, 10_000 * (1 + 0.001 * z)) for k, z in enumerate(rng.standard_normal(40))])
    assert shift_limit(exact) == 0.03


def test_a_lone_jump_is_cut_to_three_times_the_usual() -> None:
    rows = [(10 * k, 1000 + 10 * k) for k in range(7)]
    jump = [*rows[:-1], (60, 5000)]
    assert robust_slope(counts(*jump), 60, 60) == pytest.approx((5 * 1 + 3) / 6)


def test_an_old_count_is_carried_further() -> None:
    growing = counts((0, 1000), (10, 1100), (20, 1200))
    fresh, stale = (smooth(growing, age, LEADS, gain_per_day=0.1, damping_days=30.0) for age in (0, 20))
    assert (stale > fresh).all()


def test_no_member_goes_below_nobody() -> None:
    emptying = counts(*[(5 * k, 1000 - 28 * k) for k in range(35)])
    assert all((path >= 0).all() for path in bank(emptying, 180, LEADS).values())


def test_smoothing_of_daily_counts_is_holts_method() -> None:
    rng = np.random.default_rng(2)
    persons = 1000 + np.cumsum(rng.uniform(0, 20, 60))
    level, trend, tau = persons[0], 0.0, 30.0
    for y in persons[1:]:
        expected = level + trend * tau * (1 - math.exp(-1 / tau))
        trend = trend * math.exp(-1 / tau)
        trend += 0.1 * ((y - level) - trend)
        level = expected + 0.9 * (y - expected)
    got = smoothed(np.arange(60), persons, 0.1, 0.9, tau, 0.03)
    assert got == (pytest.approx(level), pytest.approx(trend), 0)


def test_shifts_are_counted() -> None:
    level, _, shifts = smoothed(
        np.array([0, 10, 20, 30]), np.array([1000.0, 500.0, 510.0, 300.0]), 0.1, 0.9, 30.0, 0.03
    )
    assert (level, shifts) == (300.0, 2)


def test_the_median_is_taken_lead_by_lead() -> None:
    members = {"persistence": np.array([1.0, 9.0]), "b": np.array([2.0, 2.0]), "c": np.array([3.0, 1.0])}
    assert combined(members, 3).tolist() == [2, 2]
    assert combined(members, 2).tolist() == [1.5, 5.5]


def test_steadiness_of_one_count_is_none() -> None:
    assert steadiness(counts((0, 100)), 180) == 0.0
    assert steadiness(counts((0, 100), (9, 200), (20, 300)), 180) == 1.0


def test_activity_has_a_floor_and_forgets() -> None:
    quiet = counts((0, 1000), (10, 1000))
    assert activity(quiet, 20) == pytest.approx(0.3)
    moved = counts((0, 1000), (10, 1900))
    assert activity(moved, 20) == pytest.approx(900 / 90 / 2 + 900 / 180 / 2)
    assert activity(moved, 400) == pytest.approx(0.0003 * 1900)
    assert activity(counts((0, 1000)), 5) == pytest.approx(10.0)


def test_known_counts_are_the_latest_published() -> None:
    s = series([(10, 10, 100.0), (20, 25, 150.0), (20, 40, 120.0), (5, 5, 0.0)])
    assert s.known(20).persons.tolist() == [100.0]
    assert s.known(30).persons.tolist() == [100.0, 150.0]
    assert s.known(40).persons.tolist() == [100.0, 120.0]
    assert s.known(4).persons.tolist() == []
    assert s.at(15) == pytest.approx(110.0)
    assert math.isnan(s.at(30))
