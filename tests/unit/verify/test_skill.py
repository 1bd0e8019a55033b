"""One conflict, one vote; and intervals that know what they rest on."""

import numpy as np
import pytest

from kilis.verify.skill import mean_ratio, skill


def test_a_long_conflict_counts_no_more_than_a_short_one() -> None:
    scores = {"short": np.array([1.0]), "long": np.full(100, 4.0)}
    reference = {"short": np.array([2.0]), "long": np.full(100, 2.0)}
    assert mean_ratio(scores, reference)[0] == pytest.approx(1.0)


def test_origins_without_a_score_are_left_out_in_pairs() -> None:
    ratio, _ = mean_ratio({"a": np.array([1.0, np.nan, 1.0])}, {"a": np.array([2.0, 2.0, np.nan])})
    assert ratio == pytest.approx(0.5)


def test_a_conflict_whose_reference_never_erred_has_no_ratio() -> None:
    ratio, by_conflict = mean_ratio(
        {"a": np.array([1.0]), "b": np.array([1.0])}, {"a": np.array([0.0]), "b": np.array([2.0])}
    )
    assert by_conflict == {"b": 0.5}
    assert ratio == pytest.approx(0.5)


def test_the_interval_holds_the_ratio_and_narrows_with_origins() -> None:
    rng = np.random.default_rng(0)

    def interval(n: int) -> float:
        base = {c: rng.gamma(2.0, 1.0, n) for c in "abcdef"}
        s = skill({c: v * rng.uniform(0.5, 1.3, n) for c, v in base.items()}, base, n_bootstrap=400)
        assert s.low < s.ratio < s.high
        assert s.skill_score == pytest.approx(1 - s.ratio)
        return s.high - s.low

    assert interval(400) < interval(10)


def test_nothing_scored_is_no_skill() -> None:
    empty = skill({"a": np.array([np.nan])}, {"a": np.array([1.0])})
    assert np.isnan(empty.ratio)
    assert empty.n_origins == 0
