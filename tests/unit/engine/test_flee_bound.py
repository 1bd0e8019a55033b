"""The bound that the benchmark prints beside a member: counted by the twin, which it leaves as it was."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from kilis.engine import walk_reference
from kilis.engine.draws import binomial
from kilis.engine.simulate import prepare
from walk_cases import camp, conflict, leave, road, town, world_of

PATH = Path(__file__).parents[3] / "benchmarks" / "flee_bound.py"


@pytest.fixture(scope="module")
def flee_bound():
    spec = importlib.util.spec_from_file_location("flee_bound", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["flee_bound"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["flee_bound"]


def fork(people: int):
    """A town that people leave for two camps; nobody ever leaves those."""
    numbers = {"take_from_population": 0, "leave_probability_site": 0.0, "leave_probability_conflict": 0.5}
    places = [town("a", 10**6), camp("y"), camp("z")]
    routes = [road("a", "y", 200), road("a", "z", 200)]
    return prepare(world_of(places, routes, [conflict("a"), leave(people)], 1, **numbers), members=1, seed=1)


def test_a_day_of_a_fork_needs_one_draw_for_who_leaves_and_one_for_where(flee_bound):
    drawn, singles = flee_bound.counted(fork(1000))
    assert drawn.shape == (3, 2)
    assert singles == 0
    assert drawn[:2, 0].tolist() == [1000.0, 0.5]
    leaving = binomial(*drawn[:, 0])
    assert drawn[0, 1] == leaving
    assert drawn[1, 1] == pytest.approx(0.5)


def test_a_few_people_decide_singly(flee_bound):
    drawn, singles = flee_bound.counted(fork(6))
    assert drawn.shape == (3, 1)
    assert singles == binomial(*drawn[:, 0])


def test_counting_leaves_the_twin_as_it_was(flee_bound):
    take = walk_reference.take
    flee_bound.counted(fork(1000))
    assert walk_reference.take is take


def test_the_bound_names_draws_and_bytes_and_stands_beside_the_member(flee_bound, monkeypatch):
    monkeypatch.setattr(flee_bound, "COPIED", 1_000_000)
    found = flee_bound.bound(fork(1000))
    assert found.draws == 2
    assert found.bytes == 8 * (len(walk_reference.MEASURES) * 3 + 4)
    assert np.isfinite(found.ratio)
