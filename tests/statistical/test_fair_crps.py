"""The fair estimator is unbiased: its mean over random ensembles is the score of the distribution."""

import numpy as np
import pytest
from scipy.stats import norm

from kilis.verify.scores import crps_fair


@pytest.mark.parametrize("n_members", [2, 5, 20])
def test_fair_crps_is_unbiased_at_any_ensemble_size(n_members: int) -> None:
    # A false alarm (|z| > 5) has probability 6e-7 per size; the seed is fixed.
    rng = np.random.default_rng(11)
    observed = 0.7
    got = crps_fair(rng.normal(size=(40_000, n_members)), np.full(40_000, observed))
    closed = observed * (2 * norm.cdf(observed) - 1) + 2 * norm.pdf(observed) - 1 / np.sqrt(np.pi)
    assert abs(got.mean() - closed) < 5 * got.std() / np.sqrt(len(got))
