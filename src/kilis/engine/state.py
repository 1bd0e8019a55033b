"""Where everybody is: the books of one member, each person in exactly one of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from kilis.engine.network import Bools, Floats, Ints
from kilis.engine.world import World

MEASURES = (
    "stock",
    "arrivals",
    "departures",
    "onward_departures",
    "in_transit",
    "waiting",
    "overflow",
    "trapped",
    "turning_back",
    "returns",
)
"""What is recorded of each place on each day, in this order."""

STOCK, ARRIVALS, DEPARTED, ONWARD, IN_TRANSIT, WAITING, OVERFLOW, TRAPPED, TURNING_BACK, RETURNS = range(10)


class Parameters(NamedTuple):
    """The numbers of one member, in the units of schema/parameters.csv; departure_decay_days infinite: no decay."""

    departure_rate: float
    departure_decay_days: float
    speed_km_per_day: float
    softening_km: float
    distance_decay: float
    attractiveness_site: float
    attractiveness_settlement: float
    attractiveness_abroad: float
    across_lines: float
    capacity_buffer: float
    pull_when_full: float
    onward_site_per_day: float
    onward_settlement_per_day: float
    onward_overflow_per_day: float
    hope: float
    near_side_km: float
    settle_per_day: float
    patience_days: float
    draw_on_per_day: float
    return_per_day: float


class State(NamedTuple):
    """One member. P places, G gates, L links, C entries, H days ahead (a ring: today's slot is day % H).

    The books: residents (P,) at home. displaced (P,) staying away from home. moving_on (P,) at a place where they do
    not stay: they choose today. waiting (G,) at the near side of a gate. to_place, to_gate, to_home, stranded (H, P
    or G): on their way, by the day they get there; the stranded will find the road cut and stop at the last place
    before. Whole numbers in ``draws``, real ones in ``means``.

    Beside the books: away (P,) how many of a place's residents have left and are not on their way back. in_transit (P,)
    how many believe to be on their way to a place; diverted (H, P) of them will be stranded that day. What holds
    today: intensity, safe, onset (first day of the conflict), capacity, site_open, holder, row (P,); limit (G,);
    next_cut (L,), the next day on which a link is cut; stated (P,) and anywhere (1,) departures; homeward (1,), the
    table of ways home.

    Made on the way: pull (P,), weight (C,) of the entries of the rows that are ready (R,); in the morning stays, room
    (P,) and ease (G,); today (C,) the weights of today; open_weight (P,) their sum with all the room in the world: 0
    means that there is no way out; leavers (P,); shares (P,), room to work in.
    """

    residents: Floats
    displaced: Floats
    moving_on: Floats
    waiting: Floats
    to_place: Floats
    to_gate: Floats
    to_home: Floats
    stranded: Floats
    away: Floats
    in_transit: Floats
    diverted: Floats
    intensity: Floats
    safe: Bools
    onset: Floats
    capacity: Floats
    site_open: Bools
    holder: Ints
    row: Ints
    limit: Floats
    next_cut: Floats
    stated: Floats
    anywhere: Floats
    homeward: Ints
    pull: Floats
    weight: Floats
    ready: Bools
    today: Floats
    stays: Bools
    room: Floats
    ease: Floats
    open_weight: Floats
    leavers: Floats
    shares: Floats


@njit(cache=True)
def new_state(world: World, slots: int, pull: Floats) -> State:
    """Return the state on the morning of day 0, before any event; ``slots`` is the longest journey in days, plus
    two.
    """
    n_places, n_gates, n_links = len(world.key), len(world.gate_key), len(world.graph.link_to)
    return State(
        world.residents.copy(),
        world.displaced.copy(),
        np.zeros(n_places),
        np.zeros(n_gates),
        np.zeros((slots, n_places)),
        np.zeros((slots, n_gates)),
        np.zeros((slots, n_places)),
        np.zeros((slots, n_places)),
        np.zeros(n_places),
        np.zeros(n_places),
        np.zeros((slots, n_places)),
        np.zeros(n_places),
        np.ones(n_places, np.bool_),
        np.zeros(n_places),
        world.capacity.copy(),
        world.site_open.copy(),
        world.holder.copy(),
        np.arange(n_places),
        np.full(n_gates, np.inf),
        np.full(n_links, np.inf),
        np.zeros(n_places),
        np.zeros(1),
        np.zeros(1, np.int64),
        pull,
        np.empty(len(world.rows.place)),
        np.zeros(len(world.rows.origin), np.bool_),
        np.empty(len(world.rows.place)),
        np.zeros(n_places, np.bool_),
        np.ones(n_places),
        np.ones(n_gates),
        np.zeros(n_places),
        np.zeros(n_places),
        np.empty(n_places),
    )


@njit(cache=True)
def persons(state: State) -> float:
    """Return how many people there are in all books together."""
    return (
        state.residents.sum()
        + state.displaced.sum()
        + state.moving_on.sum()
        + state.waiting.sum()
        + state.to_place.sum()
        + state.to_gate.sum()
        + state.to_home.sum()
        + state.stranded.sum()
    )


@njit(cache=True)
def fewest(state: State) -> float:
    """Return the smallest number in any book."""
    lowest = min(state.residents.min(), state.displaced.min(), state.moving_on.min(), state.to_place.min())
    lowest = min(lowest, state.to_home.min(), state.stranded.min(), state.away.min())
    if len(state.waiting):
        lowest = min(lowest, state.waiting.min(), state.to_gate.min())
    return lowest
