"""How fast the engine is, beside what it cannot be faster than. One table: ``make bench``.

Times are CPU time of this process, warm, the best of a few repeats: a busy machine spoils them least that way. The
lower bound counts what a member cannot do without, whatever the program:

- draws: every binomial number that the rules ask for with people to share and a probability between 0 and 1 (counted
  by ``draws_needed.py``), each at the price of one draw of the same kernel on numbers that lie in the fastest cache;
- bytes: the results written once (measures and flows), and each place's books and routing row read once a day, at the
  price of copying as many bytes that do not fit into a cache.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit
from synthetic import country

from kilis.engine.draws import binomial
from kilis.engine.simulate import Model, prepare, run_member
from kilis.engine.state import MEASURES
from kilis.ensemble.summary import collect, summarise
from kilis.scenario import Scenario, read

ALEPPO = Path(__file__).parents[1] / "examples" / "aleppo-2016"
CORES = 2
"""The targets are for two cores: CPU time / 2."""


def cpu_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the least CPU time of a few repeats."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def cases() -> dict[str, Scenario]:
    """Return the scenarios of the targets."""
    aleppo = read(ALEPPO)
    return {
        "aleppo": aleppo,
        "60 places": country(60, 800, 400_000),
        "10,000 places": country(10_000, 365, 20_000_000),
    }


# The price of a draw and of a byte


@njit
def _many_draws(people: np.ndarray, chance: np.ndarray, u: np.ndarray) -> float:
    total = 0.0
    for i in range(len(u)):
        total += binomial(people[i], chance[i], u[i])
    return total


def seconds_per_draw() -> float:
    """Return the time of one draw: 1 to 1,000 people, mostly few, with chances as choices among 30 places have."""
    random = np.random.default_rng(0)
    n = 4096
    people, chance, u = np.floor(10 ** random.uniform(0, 3, n)), random.beta(1.0, 15.0, n), random.random(n)
    _many_draws(people, chance, u)
    return cpu_seconds(lambda: [_many_draws(people, chance, u) for _ in range(50)], 5) / 50 / n


def seconds_per_byte() -> float:
    """Return the time to move one byte from memory to memory."""
    source = np.ones(16_000_000)
    target = np.empty_like(source)
    target[:] = source
    return cpu_seconds(lambda: np.copyto(target, source), 5) / source.nbytes


def bytes_touched(model: Model) -> int:
    """Return the bytes of the results, and of the books and rows in use, read once a day."""
    world = model.world
    results = (len(MEASURES) * len(model.places) + len(model.links)) * world.n_days
    rows = len(world.rows.place) / max(1, len(world.rows.origin)) * len(model.places)
    books = 12 * len(model.places) + 2 * len(model.links)
    return int(8 * results + world.n_days * 8 * (books + rows))


# What is measured


@dataclass(frozen=True)
class Line:
    """One line of the table: CPU seconds reached, aimed at, and the lower bound."""

    what: str
    reached: float
    target: float
    bound: float

    def __str__(self) -> str:
        ratio = f"{self.reached / self.bound:.1f}x"
        kept = "yes" if self.reached <= self.target else f"no, {self.reached / self.target:.1f}x"
        return f"{self.what:<36}{show(self.reached):>9}{show(self.target):>9}{kept:>10}{show(self.bound):>9}{ratio:>7}"


def show(seconds: float) -> str:
    """Return a time in words of at most 9 letters."""
    return f"{1e3 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def member_seconds(model: Model, draws: bool, members: int, repeats: int) -> float:
    """Return CPU seconds a member."""
    slots = model.slots

    def work() -> None:
        for member in range(members):
            run_member(model, member, slots, draws, False)

    work()
    return cpu_seconds(work, repeats) / members


def lines() -> Iterator[Line]:
    """Measure the three targets and, beside each, what it cannot be faster than."""
    draw, byte = seconds_per_draw(), seconds_per_byte()
    needed = json.loads(Path(__file__).with_name("draws_needed.json").read_text())
    print(f"A draw takes {1e9 * draw:.0f} ns here, copying a byte {1e9 * byte:.2f} ns.\n")
    print(f"{'':36}{'CPU':>9}{'target':>9}{'kept':>10}{'bound':>9}{'ratio':>7}\n{'-' * 80}")
    found = cases()

    def bound(model: Model, name: str | None) -> float:
        return (needed[name] * draw if name else 0.0) + bytes_touched(model) * byte

    aleppo = prepare(found["aleppo"], members=1000, seed=1)
    whole = cpu_seconds(lambda: summarise(collect(aleppo, threads=1), aleppo, 1), 2) / CORES
    yield Line("Aleppo, 60 days, 1,000 members*", whole, 2.0, 1000 * bound(aleppo, "aleppo") / CORES)
    sixty = prepare(found["60 places"], members=8, seed=1)
    yield Line("60 places, 800 days, draws", member_seconds(sixty, True, 8, 3), 0.030, bound(sixty, "60 places"))
    yield Line("60 places, 800 days, means", member_seconds(sixty, False, 8, 3), 0.010, bound(sixty, None))
    models = []
    tables = cpu_seconds(lambda: models.append(prepare(found["10,000 places"], members=1, seed=1)), 1)
    large = models.pop()
    member = member_seconds(large, True, 1, 1)
    yield Line("10,000 places, 365 days, draws**", tables + member, 10.0, bound(large, "10,000 places"))
    yield Line("  of which the member alone", member, 10.0, bound(large, "10,000 places"))


def main() -> None:
    """Print the table."""
    for line in lines():
        print(line, flush=True)
    print("-" * 80)
    print("* engine and summary, CPU seconds over two cores. ** routing tables included.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"Peak memory of this process: {peak:.1f} GB.")


if __name__ == "__main__":
    main()
