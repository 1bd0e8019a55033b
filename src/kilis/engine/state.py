"""Where everybody is: the books of one member, each person in exactly one of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kilis.engine.compiled import kernel
from kilis.engine.network import Bools, Floats, Ints, Shorts
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
    """One member. P places, G gates, L links, C entries, H days ahead (a ring: today's slot is day % H), N groups.

    What stands before "What holds today", and pull, ready, weight, enters, arrives, first_cut, way_out, leavers
    and beyond_room have the group as one more axis, the first: all groups share the rest.

    The books: residents (P,) at home. displaced (P,) staying away from home. moving_on (P,) at a place where they do
    not stay: they choose today. waiting (G,) at the near side of a gate. to_place, to_gate, to_home, stranded (H, P
    or G): on their way, by the day they get there; the stranded will find the road cut and stop at the last place
    before. Whole numbers in ``draws``, real ones in ``means``.

    Beside the books: away (P,) how many of a place's residents have left and are not on their way back. in_transit (P,)
    how many believe to be on their way to a place; diverted (H, P) of them will be stranded that day. What holds
    today: intensity, safe, onset (first day of the conflict), capacity, site_open, holder, row (P,); limit (G,);
    next_cut (L,), the next day on which a link is cut; stated (P,) and anywhere (1,) departures; homeward (1,), the
    table of ways home.

    Made on the way: pull (P,). For the row of each place, as long as it holds and ``ready`` (P,): weight (P, longest
    row) of its entries; enters and arrives (P, most nodes), days after setting out; first_cut (P,). In the morning
    stays, room (P,), ease (G,) and way_out (P,): with all the room in the world there is somewhere to go; leavers (P,).
    Room to work in: today (longest row,), the weights of today; on_node, lines, last_holder (most nodes,); shares,
    safe_away, newcomers (P,). beyond_room (P,): of those staying at a site this morning, beyond its capacity.
    asked (P,): stated leavers. divided (3, N): weights, limits and parts of what is divided among the groups.
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
    ready: Bools
    weight: Floats
    enters: Shorts
    arrives: Shorts
    first_cut: Floats
    today: Floats
    stays: Bools
    room: Floats
    ease: Floats
    way_out: Bools
    leavers: Floats
    shares: Floats
    on_node: Floats
    lines: Floats
    last_holder: Ints
    safe_away: Floats
    newcomers: Floats
    beyond_room: Floats
    asked: Floats
    divided: Floats


def new_state(world: World, slots: int, pull: Floats) -> State:
    """Return the state on the morning of day 0, before any event; ``slots`` is the longest journey in days, plus two.

    pull (N, P).
    """
    n_places, n_gates, n_links = len(world.key), len(world.gate_key), len(world.graph.link_to)
    n_groups = len(world.factors)
    longest = int(np.diff(world.rows.first).max(initial=0))
    most_nodes = int(np.diff(world.rows.first_node).max(initial=1))
    return State(
        residents=world.residents.copy(),
        displaced=world.displaced.copy(),
        moving_on=np.zeros((n_groups, n_places)),
        waiting=np.zeros((n_groups, n_gates)),
        to_place=np.zeros((n_groups, slots, n_places)),
        to_gate=np.zeros((n_groups, slots, n_gates)),
        to_home=np.zeros((n_groups, slots, n_places)),
        stranded=np.zeros((n_groups, slots, n_places)),
        away=np.zeros((n_groups, n_places)),
        in_transit=np.zeros((n_groups, n_places)),
        diverted=np.zeros((n_groups, slots, n_places)),
        intensity=np.zeros(n_places),
        safe=np.ones(n_places, np.bool_),
        onset=np.zeros(n_places),
        capacity=world.capacity.copy(),
        site_open=world.site_open.copy(),
        holder=world.holder.copy(),
        row=np.arange(n_places),
        limit=np.full(n_gates, np.inf),
        next_cut=np.full(n_links, np.inf),
        stated=np.zeros(n_places),
        anywhere=np.zeros(1),
        homeward=np.zeros(1, np.int64),
        pull=pull,
        ready=np.zeros((n_groups, n_places), np.bool_),
        weight=np.empty((n_groups, n_places, longest)),
        enters=np.zeros((n_groups, n_places, most_nodes), np.int32),
        arrives=np.zeros((n_groups, n_places, most_nodes), np.int32),
        first_cut=np.full((n_groups, n_places), np.inf),
        today=np.empty(longest),
        stays=np.zeros(n_places, np.bool_),
        room=np.ones(n_places),
        ease=np.ones(n_gates),
        way_out=np.zeros((n_groups, n_places), np.bool_),
        leavers=np.zeros((n_groups, n_places)),
        shares=np.empty(n_places),
        on_node=np.zeros(most_nodes),
        lines=np.ones(most_nodes),
        last_holder=np.zeros(most_nodes, np.int64),
        safe_away=np.zeros(n_places),
        newcomers=np.zeros(n_places),
        beyond_room=np.zeros((n_groups, n_places)),
        asked=np.zeros(n_places),
        divided=np.zeros((3, n_groups)),
    )


@kernel
def people_in(book: Floats) -> float:
    """Return the sum of a book (P,)."""
    people = 0.0
    for i in range(len(book)):
        people += book[i]
    return people


@kernel
def lowest(book: Floats) -> float:
    """Return the smallest number in a book (P,), 0 at most."""
    least = 0.0
    for i in range(len(book)):
        least = min(least, book[i])
    return least


@kernel
def due(state: State, slot: int) -> float:
    """Return how many people get where they go on the day of a slot."""
    return (
        people_in(state.to_place[slot]) + people_in(state.to_gate[slot]) + people_in(state.to_home[slot])
        + people_in(state.stranded[slot])
    )  # fmt: skip


@kernel
def on_their_way(state: State) -> float:
    """Return how many people are on their way."""
    people = 0.0
    for slot in range(len(state.to_place)):
        people += due(state, slot)
    return people


@kernel
def persons(state: State) -> float:
    """Return how many people there are in all books together."""
    at_places = people_in(state.residents) + people_in(state.displaced) + people_in(state.moving_on)
    return at_places + people_in(state.waiting) + on_their_way(state)


@kernel
def fewest(state: State) -> float:
    """Return the smallest number in any book, 0 at most."""
    least = min(lowest(state.residents), lowest(state.displaced), lowest(state.moving_on), lowest(state.waiting))
    least = min(least, lowest(state.away))
    for slot in range(len(state.to_place)):
        least = min(least, lowest(state.to_place[slot]), lowest(state.to_gate[slot]))
        least = min(least, lowest(state.to_home[slot]), lowest(state.stranded[slot]))
    return least
