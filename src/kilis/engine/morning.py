"""Who is asked to leave today, and what everybody sees in the morning: the part of departures that all groups share."""

from __future__ import annotations

import math

import numpy as np

from kilis.engine.choose import any_way_out, look, make_ready
from kilis.engine.compiled import kernel
from kilis.engine.draws import on_day, take
from kilis.engine.groups import able, call_up, parameters_of
from kilis.engine.state import Parameters, State
from kilis.engine.streams import SHARE_OUT, day_key, uniform
from kilis.engine.world import World


@kernel
def pressure(p: Parameters, state: State, day: int, place: int) -> float:
    """Return the intensity of conflict at a place times its decay, exp(-days since the onset /
    departure_decay_days).
    """
    if state.intensity[place] == 0.0:
        return 0.0
    return state.intensity[place] * math.exp(-(day - state.onset[place]) / p.departure_decay_days)


@kernel
def share_out(world: World, p: Parameters, state: State, draws: bool, key: np.uint64, day: int) -> None:
    """Add to those ``asked`` to leave today those stated for no place: shared out by population x intensity x decay,
    among the places that have residents left who can leave.
    """
    people = on_day(draws, state.anywhere[0], day)
    for again in range(3):
        total = 0.0
        for place in range(len(world.key)):
            usable = able(state.residents, state.way_out, world.factors, place) - state.asked[place] > 0.0
            at_start = 0.0
            for g in range(len(world.residents)):
                at_start += world.residents[g, place]
            state.shares[place] = at_start * pressure(p, state, day, place) if usable else 0.0
            total += state.shares[place]
        if total == 0.0 or people < 1e-9:
            break
        stream = day_key(key, SHARE_OUT, 3 * day + again)
        wanted = people
        for place in range(len(world.key)):
            weight = state.shares[place]
            if weight <= 0.0 or wanted <= 0.0:
                continue
            share = weight / total if total > weight * (1.0 + 1e-12) else 1.0
            total -= weight
            told = take(draws, wanted, share, uniform(stream, world.key[place]))
            wanted -= told
            given = min(told, able(state.residents, state.way_out, world.factors, place) - state.asked[place])
            state.asked[place] += given
            people -= given


@kernel
def morning(world: World, p: Parameters, state: State, draws: bool, key: np.uint64, day: int) -> None:
    """Look round, for all groups: what is open, where there is room, who is beyond it, and how many are to leave."""
    look(
        world.pull, p, state.safe, state.site_open, state.capacity, state.displaced, state.moving_on, state.limit,
        state.waiting, state.stays, state.room, state.ease,
    )  # fmt: skip
    for g in range(len(state.residents)):
        own = parameters_of(p, world.factors, g)
        for place in range(len(world.key)):
            if not state.ready[g, place]:
                make_ready(world, own, state, g, place)
            weight = state.weight[g, place]
            state.way_out[g, place] = any_way_out(world.rows, state.row[place], weight, state.ease)
    for place in range(len(world.key)):
        stated = on_day(draws, state.stated[place], day)
        state.asked[place] = min(stated, able(state.residents, state.way_out, world.factors, place)) if stated else 0.0
    if state.anywhere[0] > 0.0:
        share_out(world, p, state, draws, key, day)
    call_up(
        world.key, world.factors, state.residents, state.way_out, state.asked, state.leavers,
        draws, key, day, state.divided,
    )  # fmt: skip


@kernel
def leave_chance(p: Parameters, state: State, day: int, place: int) -> float:
    """Return the chance that somebody leaves a place today for the conflict there."""
    if state.intensity[place] == 0.0:
        return 0.0
    return 1.0 - math.exp(-p.departure_rate * pressure(p, state, day, place))
