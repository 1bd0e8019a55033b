"""Many members of one scenario, on as many threads as asked for: always the same numbers."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from operator import index

import numpy as np

from kilis.engine.choose import base_pull
from kilis.engine.day import simulate_member
from kilis.engine.groups import parameters_of
from kilis.engine.network import Bools, Floats
from kilis.engine.parameters import draw_parameters
from kilis.engine.state import MEASURES, Parameters, new_state
from kilis.engine.streams import member_keys
from kilis.engine.walk import WALK_PHASES, walk_member
from kilis.engine.walk_state import WalkParameters, WalkWays
from kilis.engine.walk_state import new_state as new_walk_state
from kilis.engine.walk_ways import TRAVEL, build_ways
from kilis.engine.walk_world import CAPACITY as WALK_CAPACITY
from kilis.engine.walk_world import WalkWorld, build_walk_world
from kilis.engine.world import CAPACITY, SPEED_FACTOR, ScenarioTooLargeError, World, build_world
from kilis.scenario.model import Scenario
from kilis.scenario.validate import MAX_DAYS

ARITHMETICS = ("draws", "means")
MAX_SEED = 2**62
PHASES = ("events", "departures and choice", "arrival", "crossings", "returns", "record")


MOST_GIGABYTES = 4
"""The largest record of one member; a few are held at a time."""


class InvariantError(AssertionError):
    """Somebody was lost, doubled or negative: a fault of Kilis, never of the scenario."""


@dataclass(frozen=True)
class Trajectories:
    """What happened in every member.

    measures (members, M, D, P): the measures of ``kilis.engine.state.MEASURES`` on each day at each place.
    flows (members, D, L): persons who set out on each directed link. parameters: name -> (members,).
    places: ids, in the order of the last axis. links: (origin, destination) ids, in the order of the last axis of
    flows. groups: ids, and by_group (members, N, M, D, P) the measures of each group, whose sum ``measures`` are; a
    scenario without groups has none of either.
    """

    measures: Floats
    flows: Floats
    parameters: Mapping[str, Floats]
    places: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    groups: tuple[str, ...] = ()
    by_group: Floats | None = None

    def __getitem__(self, measure: str) -> Floats:
        """Return one measure, shape (members, D, P)."""
        return self.measures[:, MEASURES.index(measure)]


@dataclass(frozen=True)
class Model:
    """A scenario made ready: its world, the names of places, links and groups, and the parameters of its members."""

    world: World | WalkWorld
    places: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    parameters: Mapping[str, Floats]
    keys: np.ndarray
    first_member: int
    groups: tuple[str, ...] = ()

    @property
    def abroad(self) -> Bools:
        """Which places (P,) lie outside the country that people flee."""
        world = self.world
        return world.abroad if isinstance(world, World) else np.asarray(world.places["abroad"])

    @property
    def limited(self) -> Bools:
        """Which places (P,) have a capacity on any day."""
        world = self.world
        if isinstance(world, World):
            limited = np.isfinite(world.capacity)
            limited[world.changes.which[world.changes.kind == CAPACITY]] = True
        else:
            limited = np.isfinite(world.places["capacity"])
            limited[world.changes["index"][world.changes["kind"] == WALK_CAPACITY]] = True
        return limited

    @property
    def slots(self) -> int:
        """The longest journey of any member in days, plus two: the length of the rings of those on their way."""
        world = self.world
        if isinstance(world, WalkWorld):  # its rings depend on each member's own speed
            return 0
        longest = max(float(km.max(where=np.isfinite(km), initial=0.0)) for km in (world.rows.km, world.homeward_km))
        slowest = float(self.parameters["speed_km_per_day"].min()) * float(world.factors[:, SPEED_FACTOR].min())
        return math.ceil(longest / slowest) + 2

    @cached_property
    def ways(self) -> WalkWays | None:
        """The ways of the rule walk if all members travel at the same paces, else None."""
        if any(self.parameters[name].min() != self.parameters[name].max() for name in TRAVEL):
            return None
        return build_ways(self.world, self.walker(0)) if isinstance(self.world, WalkWorld) else None

    def walker(self, member: int) -> WalkParameters:
        """Return the numbers of a member under the rule walk."""
        return WalkParameters(*(float(self.parameters[name][member]) for name in WalkParameters._fields))


def prepare(scenario: Scenario, *, members: int, seed: int, first_member: int = 0) -> Model:
    """Make a scenario ready for members ``first_member`` to ``first_member + members - 1``.

    Raises TypeError or ValueError where the number of members or the seed is none.
    """
    members, seed = index(members), index(seed)
    if members < 1:
        raise ValueError(f"members is {members}: give at least 1")
    if not 0 <= seed <= MAX_SEED:
        raise ValueError(f"seed is {seed}: give a whole number from 0 to 2**62")
    _require_size(scenario)
    keys = member_keys(seed, first_member, members)
    parameters = draw_parameters(scenario, keys)
    shared = {}
    for name in ("awareness_level",) if scenario.rule == "walk" else ("max_destinations", "calm_days"):
        if parameters[name].min() != parameters[name].max():
            raise ValueError(f"{name} must be one fixed number: all members share the routing tables")
        shared[name] = int(parameters[name][0])
    if scenario.rule == "walk":
        walk_world, ids, links = build_walk_world(scenario, shared["awareness_level"])
        return Model(walk_world, ids, links, parameters, keys, first_member)
    returns = bool(parameters["return_per_day"].max() > 0)
    world = build_world(scenario, shared["max_destinations"], shared["calm_days"], returns)
    ids = tuple(sorted(place.id for place in scenario.places))
    ends = zip(world.graph.link_from, world.graph.link_to, strict=True)
    links = tuple((ids[a], ids[b]) for a, b in ends)
    return Model(world, ids, links, parameters, keys, first_member, tuple(group.id for group in scenario.groups))


def _require_size(scenario: Scenario) -> None:
    """Raise ScenarioTooLargeError where a single member would not fit into memory."""
    links = sum(2 if route.both_ways else 1 for route in scenario.routes)
    cells = len(MEASURES) * len(scenario.places) * max(1, len(scenario.groups)) + links
    gigabytes = 8e-9 * scenario.n_days * cells
    if scenario.n_days > MAX_DAYS or gigabytes > MOST_GIGABYTES:
        size = f"{scenario.n_days:,} days at {len(scenario.places):,} places"
        problem = f"{size} are {gigabytes:,.1f} GB a member; at most {MAX_DAYS:,} days and {MOST_GIGABYTES} GB"
        raise ScenarioTooLargeError(f"{problem} can be held. Shorten the period, or join places.")


def run_member(model: Model, member: int, slots: int, draws: bool, check: bool) -> tuple[Floats, Floats]:
    """Run one member; return the measures (N, M, D, P) of its groups, without groups of the one, and flows (D, L)."""
    world = model.world
    record = np.zeros((max(1, len(model.groups)), len(MEASURES), world.n_days, len(model.places)))
    flows = np.zeros((world.n_days, len(model.links)))
    key, phases = model.keys[member], WALK_PHASES if isinstance(world, WalkWorld) else PHASES
    if isinstance(world, WalkWorld):
        walker = model.walker(member)
        books = new_walk_state(world, walker, model.ways or build_ways(world, walker))
        day, phase = walk_member(world, walker, books, key, draws, check, record[0], flows)
    else:
        own = Parameters(*(float(model.parameters[name][member]) for name in Parameters._fields))
        each = [parameters_of(own, world.factors, g) for g in range(len(record))] if model.groups else [own]
        state = new_state(world, slots, np.array([base_pull(world, group) for group in each]))
        day, phase = simulate_member(world, own, state, key, draws, check, record, flows)
    if day:
        raise InvariantError(f"day {day - 1}, after {phases[phase - 1]}, member {model.first_member + member}")
    return record, flows


def everybody(by_group: Floats) -> Floats:
    """Return the measures (M, D, P) of all groups (N, M, D, P) together."""
    together: Floats = by_group[0] if len(by_group) == 1 else by_group.sum(axis=0)
    return together


def each_member(
    model: Model, *, arithmetic: str = "draws", threads: int | None = None, check: bool = False
) -> Generator[tuple[Floats, Floats]]:
    """Yield (measures by group, flows) of every member, as ``run_member``, in order; a few are held at a time."""
    if arithmetic not in ARITHMETICS:
        raise ValueError(f"arithmetic is one of {', '.join(ARITHMETICS)}, not {arithmetic!r}")
    workers = threads or os.cpu_count() or 1
    slots = model.slots
    pool = ThreadPoolExecutor(workers)
    try:
        running = []
        for member in range(len(model.keys)):
            running.append(pool.submit(run_member, model, member, slots, arithmetic == "draws", check))
            if len(running) > 2 * workers:
                yield running.pop(0).result()
        for future in running:
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # who stops waits for the members under way, not for those in the queue


def simulate(
    scenario: Scenario,
    *,
    members: int = 1,
    seed: int = 0,
    arithmetic: str = "draws",
    threads: int | None = None,
    check: bool = False,
    first_member: int = 0,
    progress: Callable[[int], None] | None = None,
    run: Callable[[Model], Iterator[tuple[Floats, Floats]]] | None = None,
) -> Trajectories:
    """Simulate an ensemble and keep everything: a pure function of the scenario, the seed and the members' numbers.

    ``check`` looks at the invariants after every phase of every day. ``threads`` (default: one a core) change nothing
    but the time it takes; so does how many members there are. ``run`` runs the members elsewhere: it yields what
    ``each_member`` yields.
    """
    model = prepare(scenario, members=members, seed=seed, first_member=first_member)
    measures = np.empty((members, len(MEASURES), scenario.n_days, len(model.places)))
    flows = np.empty((members, scenario.n_days, len(model.links)))
    by_group = np.empty((members, len(model.groups), *measures.shape[1:])) if model.groups else None
    found = run(model) if run else each_member(model, arithmetic=arithmetic, threads=threads, check=check)
    for member, (record, flow) in enumerate(found):
        measures[member], flows[member] = everybody(record), flow
        if by_group is not None:
            by_group[member] = record
        if progress is not None:
            progress(member + 1)
    return Trajectories(measures, flows, model.parameters, model.places, model.links, model.groups, by_group)
