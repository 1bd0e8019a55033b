"""Variants on common random numbers, and what is said about them."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

import kilis
from kilis.engine import MEASURES
from kilis.ensemble import UnknownVariantError, experiment
from kilis.ensemble.tell import effects, persons
from kilis.scenario.start import example


def test_effects_are_paired_differences() -> None:
    scenario = example()
    name = scenario.variants[0].id
    found = experiment(scenario, [name], members=30, seed=1)
    paired = kilis.compare(scenario, [name], members=30, seed=1)["stock"].sel(variant=name)
    effect = found.outcomes[1].effect
    assert effect is not None
    np.testing.assert_allclose(effect[0][0], paired.mean("member").values, atol=1e-9)
    np.testing.assert_allclose(effect[1][2, 0], paired.quantile(0.5, "member").values, atol=1e-9)


def test_a_variant_that_changes_nothing_has_no_effect() -> None:
    from kilis.scenario import Variant

    scenario = replace(example(), variants=(Variant("same", "Nothing is different."),))
    found = experiment(scenario, ["same"], members=5)
    effect = found.outcomes[1].effect
    assert effect is not None
    assert not effect[1].any()
    told = effects(found, found.outcomes[1])
    assert len(told) == 1
    assert "no change" in told[0].finding


def test_an_unknown_variant_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownVariantError, match=example().variants[0].id):
        experiment(example(), ["no-such-thing"])


def test_sentences_carry_their_range_and_date() -> None:
    scenario = example()
    found = experiment(scenario, [v.id for v in scenario.variants], members=40, seed=1)
    for outcome in found.outcomes[1:]:
        for effect in effects(found, outcome):
            assert effect.sentence(outcome.sentence).startswith("If ")
            assert effect.low <= effect.median <= effect.high
            assert persons(abs(effect.median)) in effect.finding or "no change" in effect.finding
            assert isinstance(effect.date, datetime.date)


@pytest.mark.parametrize("year", [1600, 2021, 2300])
def test_the_labels_are_the_days_of_the_period_in_any_century(year: int) -> None:
    start = datetime.date(year, 3, 1)
    scenario = replace(example(), start=start, end=datetime.date(year, 3, 4), events=(), observations=(), variants=())
    dates = kilis.simulate(scenario, members=1)["date"].values.astype("datetime64[D]").tolist()
    assert dates == [start, datetime.date(year, 3, 2), datetime.date(year, 3, 3)]


def test_every_variant_is_set_against_the_baseline_and_not_against_the_one_before() -> None:
    scenario = example()
    (one, *_) = scenario.variants
    two = replace(one, id="two", add=(), remove=({"event": "conflict", "target": "varnholm"},), parameters={})
    scenario = replace(scenario, variants=(one, two))
    alone = experiment(scenario, ["two"], members=6, seed=1).outcomes[1]
    after = experiment(scenario, [one.id, "two"], members=6, seed=1).outcomes[2]
    for a, b in ((alone.effect, after.effect), (alone.total_effect, after.total_effect)):
        assert a is not None
        assert b is not None
        assert a[1].any()
        np.testing.assert_array_equal(a[1], b[1])


def test_what_nine_members_in_ten_do_not_agree_on_is_not_told_however_large() -> None:
    scenario = example()
    found = experiment(scenario, [scenario.variants[0].id], members=6, seed=1)
    outcome = found.outcomes[1]
    assert outcome.effect is not None
    assert outcome.total_effect is not None
    mean, ranges = (np.zeros_like(numbers) for numbers in outcome.effect)
    stock, waiting = MEASURES.index("stock"), MEASURES.index("waiting")
    ranges[:, stock, 3, 0] = [-100.0, 500.0, 9000.0, 9500.0, 10_000.0]
    ranges[:, waiting, 4, 1] = [10.0, 20.0, 30.0, 40.0, 50.0]
    nothing = tuple(np.zeros_like(numbers) for numbers in outcome.total_effect)
    told = effects(found, replace(outcome, effect=(mean, ranges), total_effect=nothing))
    assert [(e.measure, e.median, e.date) for e in told] == [("waiting", 30.0, found.dates[4])]
