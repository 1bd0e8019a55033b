"""The keyed draws against their exact, slow twin: scipy's quantile function of the binomial distribution."""

import numpy as np
import pytest
from scipy import stats

from kilis.engine import draws

PEOPLE = [1, 2, 3, 7, 12, 30, 64, 100, 1_000, 31_623, 10**6, 10**9]
CHANCES = [1e-12, 1e-9, 1e-6, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 0.99, 1 - 1e-6, 1 - 1e-12]


def uniforms(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    tails = 10.0 ** rng.uniform(-12, -1, 30)
    return np.concatenate([rng.random(60), tails, 1.0 - tails])


@pytest.mark.parametrize("people", PEOPLE)
def test_binomial_is_the_quantile_draw_for_draw(people: int) -> None:
    for chance in CHANCES:
        u = uniforms(people)
        ours = np.array([draws.binomial(float(people), chance, x) for x in u])
        twin = stats.binom.ppf(u, people, chance)
        # Where the distribution function meets u to the last few bits, its own rounding decides the quantile.
        undecided = np.abs(stats.binom.cdf(np.minimum(ours, twin), people, chance) - u) < 4e-15
        assert np.all((ours == twin) | (undecided & (np.abs(ours - twin) <= 1)))


@pytest.mark.parametrize("variance", [1.25, 1.5, 2.0, 3.0, 6.0, 8.0, 12.0, 30.0, 100.0, 1e4])
@pytest.mark.parametrize("chance", [1e-6, 0.01, 0.2, 0.5])
def test_expansion_stays_within_its_stated_error(variance: float, chance: float) -> None:
    people = np.ceil(variance / (chance * (1 - chance)))
    sd = np.sqrt(people * chance * (1 - chance))
    x = np.unique(
        np.round(np.linspace(max(0, people * chance - 7 * sd), min(people - 1, people * chance + 7 * sd), 200))
    )
    below, above = stats.binom.cdf(x, people, chance), stats.binom.sf(x, people, chance)
    z = np.where(below < 0.5, stats.norm.ppf(below), stats.norm.isf(above))
    for whole, quantile in zip(x[np.abs(z) < 7], z[np.abs(z) < 7], strict=True):
        gap = abs(draws.expansion(people, chance, quantile) - (whole + 0.5))
        assert gap <= draws.expansion_error(people, chance, quantile)
        short, error = draws.short_expansion(people, chance, quantile)
        assert abs(short - (whole + 0.5)) <= error


def test_normal_quantile_is_scipys() -> None:
    u = np.concatenate([np.linspace(0.001, 0.999, 999), 10.0 ** -np.arange(1.0, 15.0)])
    ours = np.array([draws.normal_quantile(x) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-14)
    quick = np.array([draws.quick_normal_quantile(x) for x in u])
    np.testing.assert_allclose(quick, stats.norm.ppf(u), rtol=2e-7)


def test_mass_is_scipys() -> None:
    for people, chance in [(5, 0.3), (100, 0.01), (10**6, 0.4)]:
        sd = np.sqrt(people * chance * (1 - chance))
        for x in {0, people, round(people * chance), round(max(0, people * chance - 5 * sd))}:
            expected = stats.binom.pmf(x, people, chance)
            assert draws.binomial_mass(float(x), float(people), chance) == pytest.approx(expected, rel=1e-9, abs=1e-300)
