"""Variants of a forecast from counts: the simulation restarted from the analysis, and only what is said is changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from kilis.engine.state import Parameters
from kilis.forecast.counts import Counts, day_number
from kilis.forecast.points import inflows
from kilis.forecast.restart import CARRIED, FADING_DAYS, MAP, attractiveness_for, restarted
from kilis.scenario import Scenario
from kilis.scenario.model import Prior

STAY = {"onward_site_per_day": 0.0, "onward_settlement_per_day": 0.0, "draw_on_per_day": 0.0}
"""Those who have been counted stay, unless the scenario says otherwise, their site closes or it is full."""

SPREAD = 2.0
"""Nine members in ten leave at between half and twice the rate that the counts suggest."""


def restarted_worlds(
    worlds: Mapping[str, Scenario], counts: Counts, stocks: Mapping[str, float], origin: datetime.date, n_days: int
) -> dict[str, Scenario]:
    """Worlds (the first is the baseline) from the origin on, all from the same stocks, shares and departures.

    The shares of the inflow are those of the forecast's restarted member, and so is the inflow: people leave each
    place in conflict by population and intensity, at the rate that gives it, fading as it does. A place newly in
    conflict is left at the same rate, fading from its own first day.
    """
    baseline, *_ = worlds.values()
    inflow = inflows(counts, day_number(origin))
    total = sum(inflow.values())
    shares = {p: n / total for p, n in inflow.items() if n > 0}
    plain = restarted(baseline, origin, n_days, {}, dict.fromkeys(shares, 1.0), {})
    factors, per_rate = attractiveness_for(plain, shares) if shares else ({}, 0.0)
    factors = dict.fromkeys(counts.places, 1.0) | factors
    rate = CARRIED * total / per_rate if per_rate > 0 else 0.0
    learned = {name: Prior("fixed", (value,), "as in the restarted member of the bank") for name, value in MAP.items()}
    why = "gives the recent inflow of the counted places; nine in ten within a factor of two"
    learned["departure_rate"] = Prior("lognormal", (rate, SPREAD), why) if rate > 0 else Prior("fixed", (0.0,), why)
    learned["departure_decay_days"] = Prior("fixed", (FADING_DAYS,), "as the inflow fades in the bank")
    out = {}
    for name, world in worlds.items():
        stated = {n: prior for n, prior in world.parameters.items() if n in Parameters._fields}
        own = {n: Prior("fixed", (value,)) for n, value in STAY.items()} | stated | learned
        out[name] = restarted(world, origin, n_days, stocks, factors, own)
    return out
