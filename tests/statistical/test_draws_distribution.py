"""The keyed draws as random numbers: against theory, with the false-alarm rate stated.

The numbers are keyed, hence the same in every run: a test that passes once passes always. The stated rate is the
chance that a correct generator would have failed at the chosen seeds.
"""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from kilis.engine.draws import binomial
from kilis.engine.streams import child_key, mix, uniform

FALSE_ALARM = 1e-4


@njit
def many(people: float, chance: float, key: np.uint64, count: int) -> np.ndarray:
    values = np.empty(count)
    for i in range(count):
        values[i] = binomial(people, chance, uniform(key, np.uint64(i)))
    return values


@njit
def many_uniforms(key: np.uint64, count: int, by_row: bool) -> np.ndarray:
    values = np.empty(count)
    for i in range(count):
        values[i] = uniform(key, np.uint64(i)) if by_row else uniform(child_key(key, i), np.uint64(7))
    return values


@pytest.mark.parametrize("by_row", [True, False])
def test_uniforms_are_uniform_and_unrelated_along_rows_and_keys(by_row: bool) -> None:
    u = many_uniforms(np.uint64(mix(np.uint64(11))), 1_000_000, by_row)
    assert stats.kstest(u, "uniform").pvalue > FALSE_ALARM
    for lag in (1, 2, 7):
        z = np.corrcoef(u[:-lag], u[lag:])[0, 1] * np.sqrt(len(u) - lag)
        assert abs(z) < stats.norm.isf(FALSE_ALARM / 2)
    pairs = np.histogram2d(u[::2], u[1::2], bins=50, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(pairs.ravel()).pvalue > FALSE_ALARM


@pytest.mark.parametrize(
    ("people", "chance"), [(3, 0.4), (40, 0.02), (40, 0.5), (1_000, 0.01), (10**6, 0.9), (10**9, 1e-8), (10**9, 0.5)]
)
def test_draws_follow_the_binomial_distribution(people: int, chance: float) -> None:
    values = many(float(people), chance, np.uint64(mix(np.uint64(people))), 200_000)
    edges = np.unique(stats.binom.ppf(np.linspace(0.02, 0.98, 25), people, chance))
    bins = np.concatenate([[-np.inf], edges, [np.inf]])
    seen = np.histogram(values, bins=np.concatenate([[-1.0], edges + 0.5, [people + 1.0]]))[0]
    expected = np.diff(np.concatenate([[0.0], stats.binom.cdf(bins[1:-1], people, chance), [1.0]])) * len(values)
    assert stats.chisquare(seen[expected > 0], expected[expected > 0]).pvalue > FALSE_ALARM
