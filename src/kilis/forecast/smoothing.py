"""Exponential smoothing of counts that come at irregular dates, with a damped trend and level shifts."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def smoothed(
    days: NDArray[np.int64],
    persons: Floats,
    gain_per_day: float,
    level_gain_per_day: float,
    damping_days: float,
    shift: float,
) -> tuple[float, float, int]:
    """Level, trend and number of level shifts after the last count of one place.

    Holt's method with a damped trend, for irregular dates (Wright 1986, doi:10.1287/mnsc.32.4.499). Between counts dt
    days apart the trend carries the level ``trend x tau x (1 - exp(-dt / tau))`` further and fades by
    ``exp(-dt / tau)``, tau = ``damping_days``. A count moves the trend by ``1 - (1 - gain_per_day)^dt`` of the
    surprise in the rate, and the level by ``1 - (1 - level_gain_per_day)^dt`` of the surprise in the count.
    A fall of more than ``shift`` (a fraction) below the last level is re-registration or relocation, not movement:
    the level is reset to the count and the trend keeps fading. The next fall in a row is movement: people leave.

    Parameters: ``days`` [count] increasing, at least one; ``persons`` [count]. Returns level, trend and shifts.

    >>> days = np.array([0, 10, 20, 30]); persons = np.array([0.0, 100.0, 200.0, 300.0])
    >>> level, trend, shifts = smoothed(days, persons, 0.1, 0.9, 30.0, 0.03)
    >>> round(level), 5 < trend < 10, shifts
    (300, True, 0)
    """
    level, trend, shifts, fell = persons[0], 0.0, 0, False
    for i in range(1, len(days)):
        dt = float(days[i] - days[i - 1])
        fade = math.exp(-dt / damping_days)
        falls = persons[i] < level * (1.0 - shift)
        if falls and not fell:
            level, trend, shifts, fell = persons[i], trend * fade, shifts + 1, True
            continue
        fell = falls
        expected = level + trend * damping_days * (1.0 - fade)
        rate = (persons[i] - level) / dt
        trend = trend * fade
        trend += (1.0 - (1.0 - gain_per_day) ** dt) * (rate - trend)
        level = expected + (1.0 - (1.0 - level_gain_per_day) ** dt) * (persons[i] - expected)
    return level, trend, shifts
