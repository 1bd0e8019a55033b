"""Keyed draws in plain integers: the mixing of SplitMix64, and scipy's quantile of the binomial distribution."""

from __future__ import annotations

from scipy.stats import binom

from kilis.engine.streams import row_key

WORD = 2**64
WEYL = 0x9E3779B97F4A7C15


def mix(word: int) -> int:
    """Return 64 well mixed bits of a 64-bit word."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


def member_key(seed: int, member: int) -> int:
    """Return the key of a member."""
    return mix((mix(seed ^ 0x6B696C6973) + (member + 1) * WEYL) % WORD)


def uniform(key: int, purpose: int, day: int, *things: tuple[str, ...]) -> float:
    """Return the number in (0, 1) of a member, a purpose, a day, and a place or gate, or two, by their names."""
    stream = mix((key + ((purpose << 32) + day + 1) * WEYL) % WORD)
    row = 0
    for thing in things:
        row = row * 3 + row_key(*thing)
    return ((mix((stream + row * WEYL) % WORD) >> 12) + 0.5) / 2**52


def take(draws: bool, people: float, chance: float, u: float) -> float:
    """Return how many of the people do what each does with this chance: drawn, or expected."""
    chance = min(max(chance, 0.0), 1.0)
    if not draws:
        return people * chance
    return int(binom.ppf(u, people, chance)) if people > 0 and 0.0 < chance < 1.0 else people * (chance == 1.0)
