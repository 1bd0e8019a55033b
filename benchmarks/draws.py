"""The keyed draws, measured: nanoseconds a draw, the error of the expansion, and what common numbers bring.

    python benchmarks/draws.py

Processor time on one core; the ratio to NumPy's generator, measured in the same run, is what to look at.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numba import njit
from scipy import stats

from kilis.engine import simulate
from kilis.engine.draws import binomial, expansion, expansion_error, short_expansion
from kilis.engine.streams import uniform
from kilis.scenario import apply_variant, read

COUNT = 1_000_000
ALEPPO = Path(__file__).parent.parent / "examples" / "aleppo-2016"


@njit
def keyed(people: float, chance: float, key: np.uint64, count: int) -> float:
    """Draw ``count`` numbers and add them up."""
    total = 0.0
    for i in range(count):
        total += binomial(people, chance, uniform(key, np.uint64(i)))
    return total


def nanoseconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three turns, in nanoseconds a draw."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times) / COUNT * 1e9


def speed() -> None:
    """Print nanoseconds a draw, keyed quantile and NumPy."""
    print(f"{'people':>14}{'chance':>9}{'keyed, ns':>11}{'NumPy, ns':>11}{'ratio':>7}")
    keyed(10.0, 0.1, np.uint64(1), 10)
    generator = np.random.default_rng(1)
    for people in (1, 10, 100, 10_000, 1_000_000, 1_000_000_000):
        for chance in (0.01, 0.3):
            own = nanoseconds(lambda p=people, c=chance: keyed(float(p), c, np.uint64(7), COUNT))
            theirs = nanoseconds(lambda p=people, c=chance: generator.binomial(p, c, COUNT))
            print(f"{people:>14,}{chance:>9}{own:>11.0f}{theirs:>11.0f}{own / theirs:>7.1f}")


def error() -> None:
    """Print how far the expansions are from the exact quantile at worst, and the share of their bounds, by variance."""
    print(
        f"\n{'variance':>10}{'worst error, persons':>22}{'of its stated bound':>21}{'short one':>12}{'of its own':>13}"
    )
    for variance in (1.25, 2.0, 6.0, 10.0, 30.0, 100.0, 1e4):
        worst, share, worst_short, share_short = 0.0, 0.0, 0.0, 0.0
        for chance in (1e-6, 0.01, 0.1, 0.3, 0.5):
            people = np.ceil(variance / (chance * (1 - chance)))
            sd = np.sqrt(people * chance * (1 - chance))
            whole = np.unique(np.round(np.linspace(max(0, people * chance - 7 * sd), people * chance + 7 * sd, 300)))
            whole = whole[whole < people]
            below, above = stats.binom.cdf(whole, people, chance), stats.binom.sf(whole, people, chance)
            z = np.where(below < 0.5, stats.norm.ppf(below), stats.norm.isf(above))
            for x, q in zip(whole[np.abs(z) < 7], z[np.abs(z) < 7], strict=True):
                gap = abs(expansion(people, chance, q) - (x + 0.5))
                worst, share = max(worst, gap), max(share, gap / expansion_error(people, chance, q))
                short, bound = short_expansion(people, chance, q)
                gap = abs(short - (x + 0.5))
                worst_short, share_short = max(worst_short, gap), max(share_short, gap / bound)
        print(f"{variance:>10g}{worst:>22.1e}{share:>20.0%}{worst_short:>13.1e}{share_short:>13.0%}")


def pairing() -> None:
    """Print how wide a what-if is with common and with independent numbers, in standard deviations over members."""
    scenario = read(ALEPPO)
    fixed = simulate(scenario, members=1, seed=0).parameters
    print(f"\n{'variant':<20}{'place':<20}{'common, sd':>12}{'independent, sd':>17}{'ratio':>7}")
    assert fixed
    from dataclasses import replace

    from kilis.scenario import Prior

    # The parameters are held at their medians: what remains is the noise of the draws, which pairing is to remove.
    medians = {name: float(np.median(v)) for name, v in simulate(scenario, members=301, seed=0).parameters.items()}
    numbers = {name: Prior("fixed", (v,)) for name, v in medians.items() if np.isfinite(v)}
    still = replace(scenario, parameters=numbers)
    base = simulate(still, members=200, seed=1)
    for variant, place in (("border-opens", "azaz"), ("castello-road-cut", "daret-azza"), ("new-camp", "sijjo")):
        edited = apply_variant(still, variant)
        where = base.places.index(place)
        before = base["stock"][:, -1, where]
        common = np.std(simulate(edited, members=200, seed=1)["stock"][:, -1, where] - before)
        apart = np.std(simulate(edited, members=200, seed=2)["stock"][:, -1, where] - before)
        print(f"{variant:<20}{place:<20}{common:>12.1f}{apart:>17.1f}{apart / max(common, 1e-9):>7.1f}")


if __name__ == "__main__":
    speed()
    error()
    pairing()
