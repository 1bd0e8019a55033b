"""Members draw their parameters from the distributions that the scenario states."""

import numpy as np
import pytest
from scipy import stats

from kilis.engine.parameters import quantile
from kilis.scenario.model import Prior

U = np.linspace(0.001, 0.999, 999)
SD_OF_LOG = np.log(2.0) / stats.norm.ppf(0.95)


def cut(distribution: object, low: float, high: float) -> np.ndarray:
    """Quantiles of what is left of a distribution between two bounds."""
    first, last = distribution.cdf(low), distribution.cdf(high)
    return distribution.ppf(first + (last - first) * U)


CASES = {
    "uniform": (Prior("uniform", (2.0, 5.0)), None, None, stats.uniform(2.0, 3.0).ppf(U)),
    "triangular": (Prior("triangular", (1.0, 2.0, 5.0)), None, None, stats.triang(0.25, 1.0, 4.0).ppf(U)),
    "triangular, mode at an end": (
        Prior("triangular", (1.0, 5.0, 5.0)),
        None,
        None,
        stats.triang(1.0, 1.0, 4.0).ppf(U),
    ),
    "normal": (Prior("normal", (0.5, 1.0)), None, None, stats.norm(0.5, 1.0).ppf(U)),
    "normal, cut": (Prior("normal", (0.5, 1.0)), 0.0, 2.0, cut(stats.norm(0.5, 1.0), 0.0, 2.0)),
    "lognormal": (Prior("lognormal", (10.0, 2.0)), 0.0, None, np.exp(stats.norm(np.log(10.0), SD_OF_LOG).ppf(U))),
    "lognormal, cut": (
        Prior("lognormal", (10.0, 2.0)),
        0.0,
        15.0,
        np.exp(cut(stats.norm(np.log(10.0), SD_OF_LOG), -np.inf, np.log(15.0))),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_quantiles_are_scipys(name: str) -> None:
    prior, low, high, expected = CASES[name]
    found = [quantile(prior, float(u), low, high) for u in U]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    "prior", [Prior("triangular", (3.0, 3.0, 3.0)), Prior("normal", (3.0, 0.0)), Prior("fixed", (3.0,))]
)
def test_a_distribution_without_width_is_its_number(prior: Prior) -> None:
    assert [quantile(prior, u, 0.0, 10.0) for u in (0.01, 0.5, 0.99)] == [3.0] * 3


def test_far_beyond_its_bounds_a_prior_gives_the_bound() -> None:
    assert quantile(Prior("normal", (-1e6, 1.0)), 0.5, 0.0, 5.0) == 0.0


@pytest.mark.parametrize("prior", [case[0] for case in CASES.values()] + [Prior("fixed", (3.0,))])
def test_the_median_is_the_middle_quantile_where_no_bounds_cut(prior: Prior) -> None:
    assert prior.median == pytest.approx(quantile(prior, 0.5, None, None))
