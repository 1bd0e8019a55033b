"""Scores of a backtest small enough to work out by hand."""

import numpy as np
import pytest

from kilis.forecast.climatology import LEVELS
from kilis.verify import scores
from kilis.verify.backtest import Graded
from kilis.verify.summary import bias, coverage, interval_90, pit_histogram, total_crps, total_error

NOBODY_KNOWS = np.nan


def graded(name: str = "c") -> Graded:
    """Two places on three origins, one lead; forecasts of 100 and 200 with percentiles 1 to 99 persons around them."""
    line = np.array([[[100.0], [200.0]], [[150.0], [NOBODY_KNOWS]], [[100.0], [260.0]]])
    point = np.tile(np.array([[100.0], [200.0]]), (3, 1, 1))
    quantiles = point[..., None] + np.arange(-49.0, 50.0)
    known = ~np.isnan(line)
    totals = np.where(known, point, 0.0).sum(axis=1)
    return Graded(
        name=name,
        origins=np.array([10, 40, 70]),
        leads=np.array([30]),
        places=("old", "new"),
        line=line,
        counts=line,
        counted=np.array([[True, False], [True, False], [True, True]]),
        regime=np.array(["growth", "growth", "plateau"]),
        forecasts={"kilis": point, "persistence": point},
        quantiles={"kilis": quantiles, "persistence": quantiles},
        members={},
        totals={"kilis": totals, "persistence": totals},
        total_line=np.nansum(line, axis=1),
        total_quantiles={"kilis": totals[..., None] + np.arange(-49.0, 50.0)},
    )


def test_totals_are_scored_relative_to_the_total_of_their_own_origin() -> None:
    g = graded()
    assert total_error(g, "kilis", 0) == pytest.approx([0.0, 50 / 150, 60 / 360])
    exact, near, far = (
        float(scores.crps_quantiles(LEVELS, 100.0 + np.arange(-49.0, 50.0), 100.0 + off)) for off in (0.0, 50.0, 60.0)
    )
    assert total_crps(g, "kilis", 0) == pytest.approx([exact / 300, near / 150, far / 360])


def test_places_are_summed_over_those_whose_truth_is_known() -> None:
    g = graded()
    assert bias(g, "kilis", 0) == pytest.approx([0.0, -50 / 150, -60 / 360])
    wide = 90.0  # from the 5th to the 95th percentile
    missed = [0.0, 20.0 * (50 - 45), 20.0 * (60 - 45)]
    assert interval_90(g, "kilis", 0) == pytest.approx(
        [2 * wide / 300, (wide + missed[1]) / 150, (2 * wide + missed[2]) / 360]
    )


def test_ranges_are_graded_at_the_places_counted_by_the_origin_and_one_conflict_has_one_vote() -> None:
    g = graded()
    assert coverage([g], 0, "90") == pytest.approx(2 / 4)  # old: yes, no, yes; new: only on the last origin, no
    assert coverage([g], 0, "90", regime="growth") == pytest.approx(1 / 2)
    assert coverage([g], 0, "90", regime="plateau") == pytest.approx(1 / 2)
    assert np.isnan(coverage([g], 0, "90", regime="decline"))
    assert coverage([g], 0, "90", total=True) == pytest.approx(1 / 3)
    assert coverage([g], 0, "50") == pytest.approx(2 / 4)
    assert sum(pit_histogram([g], 0)) == pytest.approx(1.0)
    assert pit_histogram([g], 0)[-1] == pytest.approx(2 / 4)
