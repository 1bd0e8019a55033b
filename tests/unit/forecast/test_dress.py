"""Points, scaled errors, the climatology and the ranges made from them."""

import numpy as np
import pytest

from invented_conflicts import conflict
from kilis.forecast.climatology import LEVELS, pool, weighted_quantile, width_factors
from kilis.forecast.counts import Counts, series
from kilis.forecast.dress import dressed
from kilis.forecast.points import points
from kilis.forecast.residuals import LEADS, Residuals, collect
from kilis.forecast.restart import carried


def residuals(errors: np.ndarray, lead: int = 0) -> Residuals:
    n = len(errors)
    return Residuals(np.arange(n), np.full(n, lead), np.asarray(errors, dtype=float), np.arange(n) + 30)


def test_a_site_just_opened_takes_an_equal_share_of_the_inflow() -> None:
    growing = series([(d, d, 1000.0 + 10 * d) for d in range(0, 100, 5)])
    counts = Counts("c", 0, 200, {"old": growing, "new": series([])}, {"new": (80, 80)})
    made = points(counts, 95, np.array([10.0]))
    assert made.forecast[1, 0] == pytest.approx(10 / 2 * (15 + carried(10.0)))
    assert made.persistence[1, 0] == 0.0
    unknown = Counts("c", 0, 200, {"old": growing, "new": series([])}, {"new": (80, 99)})
    assert points(unknown, 95, np.array([10.0])).forecast[1, 0] == 0.0


def test_errors_are_used_from_the_day_on_which_their_count_was_published() -> None:
    r = residuals(np.ones(50))
    assert len(r.before(40).error) == 11
    counts = conflict("late", 3, late=True)
    for r in collect(counts).values():
        assert (r.verified > r.origin).all()


def test_wider_errors_widen_and_narrower_narrow_within_bounds() -> None:
    typical = np.tile([1.0, 2.0], (len(LEADS), 1))
    rng = np.random.default_rng(0)
    base = rng.choice([-1, 1], 4000) * np.exp(rng.normal(0.0, 0.8, 4000))
    wide, narrow = (width_factors(residuals(k * base), typical)[0] for k in (1.5, 0.7))
    assert 1.2 < wide <= 2.0
    assert 0.5 <= narrow < 0.9
    assert width_factors(residuals(100 * base), typical)[0] == 2.0
    assert width_factors(residuals(base[:3]), typical)[0] == 1.0


def test_quantiles_never_cross_and_never_go_below_nobody() -> None:
    climatology = pool({f"{k}": collect(conflict(f"{k}", k)) for k in range(3)})
    own = conflict("own", 9)
    made = points(own, 100, np.arange(1.0, 121.0))
    places, total = dressed(made, climatology, {k: r.before(100) for k, r in collect(own).items()})
    assert places.shape == (4, 120, len(LEVELS))
    assert total.shape == (120, len(LEVELS))
    for q in (places, total):
        assert (np.diff(q, axis=-1) >= 0).all()
        assert (q >= 0).all()
    width = total[:, 94] - total[:, 4]
    assert width[-1] > width[0]


def test_weights_count() -> None:
    got = weighted_quantile(np.array([1.0, 2.0]), np.array([3.0, 1.0]), np.array([0.5]))
    assert got[0] < 1.5


def test_each_conflict_has_its_say() -> None:
    small = {key: residuals(np.full(20, 5.0)) for key in collect(conflict("x", 1))}
    large = {key: residuals(np.zeros(2000)) for key in small}
    table = pool({"small": small, "large": large}).quantiles["place", "bank"][0]
    assert 0.15 < (table > 2.0).mean() < 0.35
