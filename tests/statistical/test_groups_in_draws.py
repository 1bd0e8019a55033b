"""Equal groups in draws: together they behave as the same people without groups.

Each of the 60 figures (six measures on ten days, summed over places) is compared between 300 members with three equal
groups and 300 others without, by the two-sample Kolmogorov-Smirnov test; the test fails where any P value is below
FALSE_ALARM / 60 (Bonferroni). A correct engine would fail with probability FALSE_ALARM at most; the numbers are keyed,
so what passes once passes always.
"""

from dataclasses import replace

import numpy as np
from scipy import stats

from kilis.engine import simulate
from kilis.scenario import Event, Group
from kilis.scenario.start import example

FALSE_ALARM = 1e-4
MEASURES = ("stock", "departures", "arrivals", "waiting", "overflow", "in_transit")


def test_equal_groups_are_distributed_as_all_together() -> None:
    scenario = example()
    limit = Event(scenario.start, "limit", "bridge", value=150.0)
    events = tuple(event for event in scenario.events if event.target != "bridge")
    scenario = replace(scenario, events=(*events, limit), parameters={})
    groups = tuple(Group(f"g{number}", "G", share) for number, share in enumerate((0.5, 0.3, 0.2)))
    split = simulate(replace(scenario, groups=groups), members=300, seed=11)
    whole = simulate(scenario, members=300, seed=12)
    days = np.linspace(2, scenario.n_days - 1, 10).astype(int)
    p_values = [
        stats.ks_2samp(split[measure][:, day].sum(axis=1), whole[measure][:, day].sum(axis=1), method="asymp").pvalue
        for measure in MEASURES
        for day in days
    ]
    assert whole["waiting"].any()
    assert whole["overflow"].any()
    assert min(p_values) > FALSE_ALARM / len(p_values)
