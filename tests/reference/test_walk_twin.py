"""The kernel of the rule ``walk`` equals its readable twin, draw for draw."""

from __future__ import annotations

import numpy as np
import pytest

from kilis.engine import walk_reference
from kilis.engine.state import MEASURES
from walk_cases import Member, flee_scenario

CASES = {
    "as imported": {},
    "looking two places ahead": {"awareness_level": 2},
    "looking three places ahead": {"awareness_level": 3, "weight_power": 1.5},
    "on foot": {"start_on_foot": 1, "walk_speed_km_per_day": 30},
    "no short stints": {"avoid_short_stints": 1},
    "on foot, far-sighted, no short stints": {"awareness_level": 2, "start_on_foot": 1, "avoid_short_stints": 1},
    "slow": {"speed_km_per_day": 17.5},
    "fast, tight camps": {"speed_km_per_day": 900, "capacity_scaling": 0.05},
    "tight camps": {"capacity_scaling": 0.1, "leave_probability_site": 0.05},
    "residents leave": {"departure_rate": 0.01, "take_from_population": 1, "departure_decay_days": 10},
    "driven by conflict": {"conflict_departures_per_day": 40, "conflict_departures_poisson": 1},
    "a share by conflict": {"conflict_departures_share": 0.01, "take_from_population": 1},
}


@pytest.mark.parametrize("name", CASES)
def test_kernel_equals_twin(tmp_path, name):
    scenario = flee_scenario(tmp_path, **CASES[name])
    for member in range(3):
        fast, slow = Member(scenario, member=member), Member(scenario, member=member, twin=True)
        for number, measure in enumerate(MEASURES):
            np.testing.assert_array_equal(fast.record[number], slow.record[number], err_msg=measure)
        np.testing.assert_array_equal(fast.flows, slow.flows)
    fast, slow = Member(scenario, draws=False), Member(scenario, draws=False, twin=True)
    np.testing.assert_allclose(fast.record, slow.record, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(fast.flows, slow.flows, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", ["as imported", "on foot", "no short stints", "on foot, far-sighted, no short stints"])
def test_counting_people_together_who_have_the_same_day_ahead_changes_nothing(tmp_path, monkeypatch, name):
    scenario = flee_scenario(tmp_path, **CASES[name], capacity_buffer=1, capacity_scaling=1e6)
    monkeypatch.setattr(walk_reference, "CRUMB", 0.0)
    together = Member(scenario, draws=False, twin=True)
    monkeypatch.setattr(walk_reference.WalkReference, "furthest", lambda self, where, memory, km: km)
    apart = Member(scenario, draws=False, twin=True)
    np.testing.assert_allclose(together.record, apart.record, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(together.flows, apart.flows, rtol=1e-9, atol=1e-6)
