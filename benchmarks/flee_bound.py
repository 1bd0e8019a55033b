"""What a member of the rule ``walk`` cannot be quicker than, counted and timed.

- draws: every binomial number that the readable twin asks for with people to share and a probability between 0 and 1,
  with its own people, probability and uniform number, drawn again by the kernel's own function and nothing else;
- single decisions: where people pick their paths one by one, each at the price of one uniform number;
- bytes: the results, written once, at the price of copying as many that do not fit into a cache.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from kilis.engine import walk_reference
from kilis.engine.draws import binomial
from kilis.engine.simulate import Model, run_member
from kilis.engine.state import MEASURES
from kilis.engine.streams import uniform

REPEATS = 7
COPIED = 64_000_000
"""Bytes that no cache holds."""


@dataclass(frozen=True)
class Bound:
    """Of one member: draws, single decisions, bytes of its results; ms of all three, and of the member beside them."""

    draws: int
    singles: int
    bytes: int
    draws_ms: float
    singles_ms: float
    bytes_ms: float
    member_ms: float

    @property
    def ms(self) -> float:
        """The bound."""
        return self.draws_ms + self.singles_ms + self.bytes_ms

    @property
    def ratio(self) -> float:
        """How many times its bound a member takes."""
        return self.member_ms / self.ms


class Counting(walk_reference.WalkReference):
    """The readable twin; it writes down its draws, and counts who picks a path by a number of their own."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.drawn: list[tuple[float, float, float]] = []
        self.singles = 0

    def _pick(self, cell: np.uint64, row: int, weights: dict[int, float], people: float) -> dict[int, float]:
        self.singles += int(people)
        return super()._pick(cell, row, weights, people)


def counted(model: Model) -> tuple[np.ndarray[Any, Any], int]:
    """Run the first member by the twin; return its draws (3, number): people, probability, uniform; and its singles."""
    twin, take = Counting(model.world, model.walker(0), model.keys[0], True), walk_reference.take

    def noted(draws: bool, people: float, chance: float, u: float) -> float:
        if people > 0 and 0 < chance < 1:
            twin.drawn.append((people, chance, u))
        return take(draws, people, chance, u)

    walk_reference.take = noted
    try:
        twin.run()
    finally:
        walk_reference.take = take
    return np.array(twin.drawn).reshape(-1, 3).T.copy(), twin.singles


@njit
def _draw_again(drawn: np.ndarray[Any, Any]) -> float:
    total = 0.0
    for i in range(drawn.shape[1]):
        total += binomial(drawn[0, i], drawn[1, i], drawn[2, i])
    return total


@njit
def _numbers(n: int) -> float:
    total = 0.0
    for i in range(n):
        total += uniform(np.uint64(1), np.uint64(i))
    return total


def milliseconds(work: Any) -> float:
    """CPU of one call."""
    begun = time.thread_time()
    work()
    return 1e3 * (time.thread_time() - begun)


def bound(model: Model) -> Bound:
    """Count and time the bound of the first member; the member itself is timed in turn with it."""
    drawn, singles = counted(model)
    n_bytes = 8 * model.world.n_days * (len(MEASURES) * len(model.places) + len(model.links))
    source, target = np.ones(COPIED // 8), np.ones(COPIED // 8)
    copied = [milliseconds(lambda: np.copyto(target, source)) for _ in range(REPEATS)]
    bytes_ms = float(np.median(copied)) * n_bytes / COPIED
    works = (
        lambda: _draw_again(drawn),
        lambda: _numbers(singles),
        lambda: run_member(model, 0, model.slots, True, False),
    )
    taken = np.array([[milliseconds(work) for work in works] for _ in range(REPEATS + 1)])[1:]  # the first compiles
    draws_ms, singles_ms, member_ms = np.median(taken, axis=0).tolist()
    return Bound(drawn.shape[1], singles, n_bytes, draws_ms, singles_ms, bytes_ms, member_ms)
