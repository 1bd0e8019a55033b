"""Randomness without an order: one uniform number per key (seed, member, purpose, day, row).

A number is a pure function of its key, so threads, workers, skipped rows and added places change no other number.
The key is mixed by the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195), once per
level; the last level walks through a Weyl sequence, as SplitMix64 itself does.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numba import njit, uint64

from kilis.engine.compiled import PLAIN, kernel

# Purposes: what a number is for. A purpose keeps its number for ever, or old seeds change their answers.
LEAVE_HOME, LEAVE_PLACE, LEAVE_OVERFLOW, CHOOSE, CHOOSE_ANEW, SETTLE, CHOOSE_SHELTER, TURN_BACK = range(1, 9)
CHOOSE_RETREAT, DRAW_ON, RETURN, CHOOSE_HOME, SHARE_OUT, PARAMETER = range(9, 15)
GROUP, DIVIDE = 15, 16

_WEYL = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)


@njit(uint64(uint64), inline="always", **PLAIN)
def mix(word: np.uint64) -> np.uint64:
    """Return 64 well mixed bits of a 64-bit word (a bijection)."""
    word = (word ^ (word >> _S30)) * _MIX_1
    word = (word ^ (word >> _S27)) * _MIX_2
    return word ^ (word >> _S31)


@kernel
def child_key(key: np.uint64, number: int) -> np.uint64:
    """Return the key of the given number below a key: seed -> member, member -> (purpose, day)."""
    return mix(np.uint64(key) + (np.uint64(number) + np.uint64(1)) * _WEYL)


@kernel
def day_key(member_key: np.uint64, purpose: int, day: int) -> np.uint64:
    """Return the key of a purpose on a day."""
    return child_key(member_key, (purpose << 32) + day)


@njit(inline="always", **PLAIN)
def uniform(key: np.uint64, row: np.uint64) -> float:
    """Return the uniform number of a row, in (0, 1), an odd multiple of 2**-53: neither 0 nor, by rounding, 1.

    >>> 0.0 < uniform(np.uint64(1), np.uint64(2)) < 1.0
    True
    """
    bits = mix(np.uint64(key) + np.uint64(row) * _WEYL) >> _S12
    return (np.float64(bits) + 0.5) * 2.220446049250313e-16


@njit(cache=True)
def member_keys(seed: int, first: int, count: int) -> np.ndarray:
    """Return the keys of members ``first`` to ``first + count - 1``, shape (count,)."""
    keys = np.empty(count, np.uint64)
    root = mix(np.uint64(seed) ^ np.uint64(0x6B696C6973))
    for i in range(count):
        keys[i] = child_key(root, first + i)
    return keys


def row_key(*names: str) -> int:
    """Return the 64-bit row key of something named: by its name, so that its position in a file does not matter.

    >>> row_key("azaz") == row_key("azaz") != row_key("afrin")
    True
    """
    return int.from_bytes(hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest(), "little")
