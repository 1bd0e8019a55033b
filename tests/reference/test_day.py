"""The kernels against their readable twin: equal draw for draw, and in means to rounding."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kilis.scenario
from kilis.engine import MEASURES, Trajectories, simulate
from kilis.engine.reference import simulate_member
from kilis.engine.reference.chance import member_key
from kilis.engine.state import Parameters
from kilis.scenario import Scenario
from troubles import scenarios
from worlds import test_corners, test_small_networks

ALEPPO = Path(__file__).parents[2] / "examples" / "aleppo-2016"


def twin(scenario: Scenario, like: Trajectories, member: int, seed: int, arithmetic: str) -> tuple:
    """The twin's measures (M, D, P) and flows (D, L) of one member, in the order of the kernels' arrays."""
    own = Parameters(*(float(like.parameters[name][member]) for name in Parameters._fields))
    most, calm_days = (int(like.parameters[name][member]) for name in ("max_destinations", "calm_days"))
    key = member_key(seed, member)
    record, flows = simulate_member(scenario, own, key, arithmetic == "draws", most, calm_days)
    measures = [[[day[place] for place in like.places] for day in record[measure]] for measure in MEASURES]
    return np.array(measures, float), np.array([[day[link] for link in like.links] for day in flows], float)


def assert_twins(scenario: Scenario, members: int = 1, seed: int = 0) -> None:
    for arithmetic in ("draws", "means"):
        kernel = simulate(scenario, members=members, seed=seed, arithmetic=arithmetic, threads=1, check=True)
        slack = 0.0 if arithmetic == "draws" else 1e-9
        for member in range(members):
            measures, flows = twin(scenario, kernel, member, seed, arithmetic)
            scale = max(1.0, sum(place.population or 0 for place in scenario.places))
            for m, measure in enumerate(MEASURES):
                ours, theirs = kernel.measures[member, m], measures[m]
                apart = np.argwhere(np.abs(ours - theirs) > slack * scale)
                if len(apart):
                    d, p = apart[0]
                    raise AssertionError(
                        f"{arithmetic}, member {member}, day {d}, {measure} at {kernel.places[p]}: "
                        f"kernel {ours[d, p]}, twin {theirs[d, p]}"
                    )
            assert np.abs(kernel.flows[member] - flows).max(initial=0.0) <= slack * scale, f"flows, {arithmetic}"


def worked_by_hand() -> list:
    modules = (test_small_networks, test_corners)
    return [
        pytest.param(module, test, id=name)
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_")
    ]


@pytest.mark.parametrize(("module", "test"), worked_by_hand())
def test_twins_agree_on_the_worlds_worked_by_hand(
    module: ModuleType, test: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the tests of those worlds once more, and the twin on every scenario that they simulate."""
    seen = []

    def both(scenario: Scenario, **options: object) -> Trajectories:
        seen.append(scenario)
        assert_twins(scenario)
        return simulate(scenario, **options)

    monkeypatch.setattr(module, "simulate", both)
    test()
    assert seen


@given(scenarios(), st.integers(0, 3))
def test_twins_agree_whatever_happens(scenario: Scenario, seed: int) -> None:
    assert_twins(scenario, seed=seed)


def test_twins_agree_on_aleppo() -> None:
    scenario = kilis.scenario.read(ALEPPO)
    assert_twins(replace(scenario, end=scenario.start + datetime.timedelta(days=20)), members=2, seed=3)


def test_twins_agree_on_the_variants_of_aleppo() -> None:
    scenario = kilis.scenario.read(ALEPPO)
    scenario = replace(scenario, end=scenario.start + datetime.timedelta(days=18))
    for variant in scenario.variants:
        assert_twins(kilis.scenario.apply_variant(scenario, variant.id))
