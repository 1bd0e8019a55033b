"""A backtest sees only what was published: poisoning or removing the future changes no forecast."""

from functools import partial

import numpy as np
import pytest

from invented_conflicts import conflict, forgotten, poisoned
from kilis.forecast.climatology import pool
from kilis.forecast.residuals import collect
from kilis.verify import backtest as bt
from kilis.verify import references

quick = partial(bt.backtest, slow_references=False)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("change", [poisoned, forgotten])
def test_the_future_moves_no_forecast(late: bool, change) -> None:
    own, others = conflict("own", 1, late=late), conflict("other", 10)
    errors = pool({"other": collect(others)})
    plain = quick([own], every_days=60, climatology=lambda _: errors)[0]
    for k, origin in enumerate(plain.origins):
        changed = quick([change(own, int(origin))], every_days=60, climatology=lambda _: errors)[0]
        for name in plain.forecasts:
            assert np.array_equal(plain.forecasts[name][k], changed.forecasts[name][k]), (name, origin)
        for name in plain.quantiles:
            assert np.array_equal(plain.quantiles[name][k], changed.quantiles[name][k]), (name, origin)


def test_the_poison_works() -> None:
    own, others = conflict("own", 1), [conflict("other", 10)]
    plain = quick([own, *others], every_days=40)[0]
    changed = quick([poisoned(own, 40), *others], every_days=40)[0]
    assert not np.array_equal(plain.forecasts["kilis"][1:], changed.forecasts["kilis"][1:])
    assert not np.array_equal(plain.line, changed.line, equal_nan=True)


def test_a_conflict_is_dressed_by_the_others_only() -> None:
    own, others = conflict("own", 1), [conflict(f"other-{k}", 10 + k) for k in range(2)]
    plain = quick([own, *others], every_days=40)[0]
    given = quick([own], every_days=40, climatology=lambda _: pool({o.name: collect(o) for o in others}))[0]
    assert np.array_equal(plain.quantiles["kilis"], given.quantiles["kilis"])


def test_truth_is_the_line_between_counts_and_the_count_itself() -> None:
    from kilis.forecast.counts import Counts, series

    counts = Counts("c", 0, 100, {"a": series([(10, 10, 100.0), (20, 20, 200.0), (60, 60, 400.0)])})
    line, near, counted = bt.truth(counts, [5, 12], np.array([7, 30, 60]))
    assert line[0, 0].tolist() == pytest.approx([120.0, 275.0, np.nan], nan_ok=True)
    assert near[0, 0].tolist() == pytest.approx([100.0, np.nan, np.nan], nan_ok=True)
    assert line[1, 0, 0] == pytest.approx(190.0)
    assert counted[:, 0].tolist() == [False, True]


def test_no_target_beyond_the_period() -> None:
    from kilis.forecast.counts import Counts, series

    counts = Counts("c", 0, 100, {"a": series([(10, 10, 100.0), (98, 98, 200.0), (102, 102, 400.0)])})
    line, near, _ = bt.truth(counts, [60], np.array([39, 40]))  # the last day, and the one after it
    assert line[0, 0].tolist() == pytest.approx([250.0, np.nan], nan_ok=True)
    assert near[0, 0].tolist() == pytest.approx([200.0, np.nan], nan_ok=True)
    graded = quick([conflict("a", 3), conflict("b", 4)], every_days=40)[0]
    late = graded.origins[:, None] + graded.leads >= 240
    assert np.isnan(graded.line.transpose(0, 2, 1)[late]).all()
    assert graded.origins.tolist() == [40, 80, 120, 160, 200]


def test_regimes_are_told_apart() -> None:
    from kilis.forecast.counts import Counts, series
    from kilis.forecast.regime import regime

    def of(before: float, now: float) -> str:
        return regime(Counts("c", 0, 200, {"a": series([(10, 10, before), (95, 95, now)])}), 100)

    assert [of(100, 110), of(100, 101), of(100, 90)] == ["growth", "plateau", "decline"]


def test_totals_are_sums_over_the_places_with_a_truth() -> None:
    graded = quick([conflict("a", 3), conflict("b", 4)], every_days=40)[0]
    known = ~np.isnan(graded.line)
    some = known.any(axis=1)
    expected = np.where(known, graded.forecasts["persistence"], 0.0).sum(axis=1)
    assert np.isnan(graded.totals["persistence"][~some]).all()
    assert graded.totals["persistence"][some] == pytest.approx(expected[some])
    assert graded.total_line[some] == pytest.approx(np.nansum(graded.line, axis=1)[some])


def test_exponential_smoothing_carries_a_trend_on() -> None:
    pytest.importorskip("statsmodels")
    from kilis.forecast.counts import series

    rows = [(d, d, 1000.0 + 10 * d) for d in range(0, 300, 5)]
    path = references.ets(series(rows), 300, np.array([7.0, 30.0]))
    assert 4000.0 < path[0] < path[1] < 4500.0


def test_an_ensemble_is_scored_by_the_fair_estimator_and_a_point_by_its_error() -> None:
    from kilis.verify import scores
    from kilis.verify.summary import PLAIN, crps, crps_estimator, summary
    from kilis.verify.tables import text_tables

    own = conflict("a", 3)
    stock = np.random.default_rng(0).uniform(5e3, 5e4, (5, 240, 4))
    graded = quick([own, conflict("b", 4)], every_days=40, runs={n: {"walk": stock} for n in "ab"})
    g = graded[0]
    k = int(np.flatnonzero(~np.isnan(g.line[:, 0, 0]))[0])
    day = int(g.origins[k] + g.leads[0])
    members = stock[:, day].T
    assert np.array_equal(g.members["walk"][k, :, 0], members)
    known = ~np.isnan(g.line[k, :, 0])
    by_hand = scores.crps_fair(members[known], g.line[k, known, 0]).sum() / g.line[k, known, 0].sum()
    assert crps(g, "walk", 0)[k] == pytest.approx(by_hand)
    plain = np.abs(g.forecasts["persistence"][k, :, 0] - g.line[k, :, 0])[known].sum() / g.line[k, known, 0].sum()
    assert crps(g, PLAIN, 0)[k] == pytest.approx(plain)
    said = [crps_estimator(g, m) for m in ("kilis", "walk", "robust_trend")]
    assert [word in text for word, text in zip(("percentiles", "fair", "absolute"), said, strict=True)] == [True] * 3
    document = summary(graded)
    assert document["crps_estimator"]["walk"] == said[1]
    assert "(c) fair estimator" in text_tables(document)


def test_every_conflict_and_lead_has_its_interval_and_a_verdict() -> None:
    from kilis.verify.summary import summary
    from kilis.verify.tables import conflict_table

    document = summary(quick([conflict("a", 3), conflict("b", 4)], every_days=20, leads=(7, 30)))
    for lead in ("7", "30"):
        for found in document["models"]["kilis"][lead]["ard_ratio"]["by_conflict"].values():
            assert found["low"] <= found["ratio"] <= found["high"]
            assert found["verdict"].split()[0] == ("better" if found["ratio"] < 1 else "worse")
    one = document["models"]["kilis"]["7"]["ard_ratio"]["by_conflict"]["a"]
    one |= {"ratio": 1.2, "low": 1.1, "high": 1.3, "verdict": "worse beyond noise"}
    assert "!1.200" in conflict_table(document)


def test_no_origin_is_said_in_words() -> None:
    with pytest.raises(ValueError, match="closer origins or shorter leads"):
        quick([conflict("a", 3), conflict("b", 4)], every_days=400)
