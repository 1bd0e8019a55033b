"""Counts that lie far from what was simulated are told."""

from dataclasses import replace

import pytest

from kilis.cli.run import about, lines
from kilis.engine import MEASURES
from kilis.ensemble import experiment
from kilis.ensemble.tell import HIGH, LOW, contradicted
from kilis.scenario import Observation
from kilis.scenario.start import example


def told(factor: float, end: int, **other: str) -> list[str]:
    """Return the places told of when the last count of one is a share of an end of its simulated range."""
    found = experiment(example(), members=20, seed=3)
    quantiles = found.baseline.summary.quantiles[0][:, MEASURES.index("stock")]
    day = found.scenario.n_days - 1
    at = int(quantiles[LOW, day].argmax())
    count = Observation(
        found.dates[day], found.baseline.model.places[at], "stock",
        value=float(quantiles[end, day, at]) * factor, **other,
    )  # fmt: skip
    found = replace(found, scenario=replace(found.scenario, observations=(count,)))
    rows = contradicted(found)
    assert [row.counted for row in rows] == [count.value] * len(rows)
    assert len(about(found, day)["contradicted"]) == len(rows)
    assert any("contradicts the simulation" in line for line in lines(found, day)) == bool(rows)
    return [row.place for row in rows]


@pytest.mark.parametrize(("factor", "end"), [(2.1, HIGH), (1 / 2.1, LOW)])
def test_a_count_far_beyond_the_range_is_told(factor: float, end: int) -> None:
    assert len(told(factor, end)) == 1


@pytest.mark.parametrize(("factor", "end"), [(1.9, HIGH), (1 / 1.9, LOW), (1.0, LOW)])
def test_a_count_near_the_range_is_not(factor: float, end: int) -> None:
    assert not told(factor, end)


def test_claims_and_bounds_contradict_nothing() -> None:
    assert not told(5.0, HIGH, kind="claim")
    assert not told(5.0, HIGH, qualifier="at_most")
