"""Scores against closed forms and by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from kilis.verify import scores


def normal_crps(mean: float, sd: float, observed: float) -> float:
    """Closed form of the CRPS of a normal distribution (Gneiting et al. 2005, doi:10.1175/MWR2904.1, eq. 5)."""
    z = (observed - mean) / sd
    return sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))


@pytest.mark.parametrize("observed", [-2.0, 0.0, 0.3, 4.0])
def test_crps_of_quantiles_is_that_of_the_normal(observed: float) -> None:
    levels = (np.arange(4000) + 0.5) / 4000
    got = scores.crps_quantiles(levels, norm.ppf(levels, 1.0, 2.0)[None], np.array([observed]))
    assert got[0] == pytest.approx(normal_crps(1.0, 2.0, observed), rel=2e-3)


def test_percentiles_are_within_one_per_cent_of_the_integral() -> None:
    levels = np.arange(1, 100) / 100
    observed = norm.ppf((np.arange(500) + 0.5) / 500)
    got = scores.crps_quantiles(levels, np.tile(norm.ppf(levels), (500, 1)), observed).mean()
    assert got == pytest.approx(np.mean([normal_crps(0.0, 1.0, y) for y in observed]), rel=0.01)


def test_crps_of_certainty_is_the_absolute_error() -> None:
    sure = np.full((1, 99), 7.0)
    assert scores.crps_quantiles(np.arange(1, 100) / 100, sure, [10.0])[0] == pytest.approx(3.0)
    assert scores.crps_fair(np.full((1, 5), 7.0), [10.0])[0] == pytest.approx(3.0)


def test_fair_crps_equals_its_double_sum() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(3, 6)), rng.normal(size=3)
    pairs = np.abs(x[:, :, None] - x[:, None, :]).sum(axis=(1, 2)) / (2 * 6 * 5)
    assert scores.crps_fair(x, y) == pytest.approx(np.abs(x - y[:, None]).mean(axis=1) - pairs)


def test_fair_crps_needs_two_members() -> None:
    with pytest.raises(ValueError, match="two members"):
        scores.crps_fair([[1.0]], [1.0])


def test_quantile_loss_is_smallest_at_the_quantile() -> None:
    sample = norm.ppf((np.arange(999) + 0.5) / 999)
    tried = np.linspace(-2, 2, 81)
    mean_loss = [scores.quantile_loss([0.8], np.full((999, 1), q), sample).mean() for q in tried]
    assert tried[int(np.argmin(mean_loss))] == pytest.approx(norm.ppf(0.8), abs=0.05)


def test_interval_score_is_smallest_at_the_central_range() -> None:
    sample = norm.ppf((np.arange(999) + 0.5) / 999)
    half = np.linspace(0.8, 2.5, 35)
    mean_score = [scores.interval_score(np.full(999, -h), np.full(999, h), sample, 0.9).mean() for h in half]
    assert half[int(np.argmin(mean_score))] == pytest.approx(norm.ppf(0.95), abs=0.06)


def test_relative_difference_leaves_out_places_that_nobody_counted() -> None:
    assert scores.average_relative_difference([90.0, 5.0], [100.0, np.nan]) == pytest.approx(0.1)
    assert np.isnan(scores.average_relative_difference([1.0], [np.nan]))


def test_pit_of_a_tied_forecast_is_in_the_middle() -> None:
    levels = np.array([0.25, 0.5, 0.75])
    assert scores.pit(levels, [[0.0, 0.0, 0.0]], [0.0])[0] == pytest.approx(0.5)
    assert scores.pit(levels, [[0.0, 0.0, 0.0]], [1.0])[0] == pytest.approx(0.875)


def test_pit_is_uniform_for_a_calibrated_forecast() -> None:
    levels = np.arange(1, 100) / 100
    sample = norm.ppf((np.arange(2000) + 0.5) / 2000)
    got = scores.pit(levels, np.tile(norm.ppf(levels), (2000, 1)), sample)
    assert np.histogram(got, bins=10, range=(0, 1))[0] == pytest.approx(np.full(10, 200), abs=3)


def test_bias_keeps_its_sign() -> None:
    assert scores.error([3.0], [5.0])[0] == -2.0
