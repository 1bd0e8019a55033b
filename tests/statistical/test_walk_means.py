"""Under the rule ``walk`` a few people on a branching map go, on average, where expected numbers say.

Few people take other ways through the kernel than many: they pick their paths one by one. False-alarm rate: each case
compares some 250 numbers, all with 5 standard errors of 3,000 members: less than one in 5,000 seeds; the seed is fixed.
"""

from __future__ import annotations

import numpy as np
import pytest

from kilis.engine import simulate
from walk_cases import camp, conflict, leave, road, town, world_of

MEMBERS = 3000


@pytest.mark.parametrize("people", [1, 3, 7, 30, 400])
@pytest.mark.parametrize("more", [{}, {"avoid_short_stints": 1}, {"awareness_level": 2, "start_on_foot": 1}])
def test_draws_have_the_mean_that_is_expected(people, more):
    places = [town("a", 1000), town("b", 1000), town("c"), town("d"), camp("y"), camp("z")]
    roads = [("a", "b", 40), ("a", "c", 30), ("b", "c", 55), ("c", "d", 20), ("d", "y", 35), ("c", "z", 70)]
    routes = [road(*way) for way in roads]
    events = [conflict("a"), conflict("b", 0.5), leave(people, "a"), leave(people, "b", 3)]
    parameters = {
        "take_from_population": 0,
        "leave_probability_settlement": 0.4,
        "leave_probability_site": 0.1,
        "leave_probability_conflict": 0.9,
        "walk_speed_km_per_day": 50,
        "camp_weight": 2.0,
    }
    scenario = world_of(places, routes, events, 7, **{**parameters, **more})
    expected = simulate(scenario, arithmetic="means")["stock"][0]
    drawn = simulate(scenario, members=MEMBERS, seed=1)["stock"]
    error = np.abs(drawn.mean(axis=0) - expected) / np.maximum(drawn.std(axis=0) / np.sqrt(MEMBERS), 2e-3)
    assert error.max() < 5
    flows = simulate(scenario, members=MEMBERS, seed=2)
    wanted = simulate(scenario, arithmetic="means").flows[0]
    error = np.abs(flows.flows.mean(axis=0) - wanted) / np.maximum(flows.flows.std(axis=0) / np.sqrt(MEMBERS), 2e-3)
    assert error.max() < 5
