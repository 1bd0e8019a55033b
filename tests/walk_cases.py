"""Small scenarios of the rule ``walk`` for tests."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np

from flee_folder import write_flee_folder
from kilis.engine.parameters import draw_parameters
from kilis.engine.state import MEASURES
from kilis.engine.streams import member_keys
from kilis.engine.walk import walk_member
from kilis.engine.walk_reference import WalkReference
from kilis.engine.walk_state import WalkParameters, new_state
from kilis.engine.walk_ways import build_ways
from kilis.engine.walk_world import build_walk_world
from kilis.scenario.model import Event, Place, Prior, Route, Scenario
from kilis.sources.flee import read_flee

DAY_0 = datetime.date(2020, 1, 1)


def day(number: int) -> datetime.date:
    return DAY_0 + datetime.timedelta(days=number)


def flee_scenario(folder, **parameters: float) -> Scenario:
    return with_parameters(read_flee(write_flee_folder(folder)).scenario, **parameters)


def with_parameters(scenario: Scenario, **parameters: float) -> Scenario:
    priors = {name: Prior("fixed", (float(value),)) for name, value in parameters.items()}
    return replace(scenario, parameters={**scenario.parameters, **priors})


def town(name: str, population: int = 0, iso3: str = "AAA", **more) -> Place:
    return Place(name, name, "settlement", 0.0, 0.0, iso3, population=population, **more)


def camp(name: str, capacity: int | None = None, population: int = 0, iso3: str = "BBB", **more) -> Place:
    return Place(name, name, "site", 0.0, 0.0, iso3, capacity_persons=capacity, population=population, **more)


def world_of(places, routes, events=(), n_days: int = 10, **parameters: float) -> Scenario:
    scenario = Scenario(
        "T", DAY_0, day(n_days), tuple(places), tuple(routes), tuple(events), coo_iso3="AAA", rule="walk"
    )
    return with_parameters(scenario, **{"departure_rate": 0.0, "speed_km_per_day": 100.0, **parameters})


def conflict(place: str, value: float = 1.0) -> Event:
    return Event(DAY_0, "conflict", place, value=value)


def leave(number: float, place: str = "*", days: int = 1) -> Event:
    return Event(DAY_0, "departures", place, until=day(days), value=number)


def road(a: str, b: str, km: float) -> Route:
    return Route(a, b, km)


class Member:
    """One member of a scenario by the kernel or by its twin."""

    def __init__(self, scenario: Scenario, seed: int = 1, member: int = 0, draws: bool = True, twin: bool = False):
        keys = member_keys(seed, member, 1)
        drawn = draw_parameters(scenario, keys)
        world, self.ids, self.links = build_walk_world(scenario, int(drawn["awareness_level"][0]))
        p = WalkParameters(*(float(drawn[name][0]) for name in WalkParameters._fields))
        if twin:
            self.record, self.flows = WalkReference(world, p, keys[0], draws).run()
            return
        self.record = np.zeros((len(MEASURES), world.n_days, len(self.ids)))
        self.flows = np.zeros((world.n_days, len(self.links)))
        broken = walk_member(
            world, p, new_state(world, p, build_ways(world, p)), keys[0], draws, True, self.record, self.flows
        )
        assert broken == (0, 0), f"an invariant broke on day {broken[0] - 1}, phase {broken[1]}"

    def __call__(self, measure: str, place: str | None = None) -> np.ndarray:
        values = self.record[MEASURES.index(measure)]
        return values if place is None else values[:, self.ids.index(place)]
