"""The bank: simple forecasters of one series of counts, and their median.

Each member takes the known counts of one place, the origin and the lead times, and returns persons per lead time.
All of them start from the last count, however old: the age of the count is added to the lead time, so that a stale
count is carried further. None of them looks at a date after the origin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.counts import Series
from kilis.forecast.smoothing import smoothed

Floats = NDArray[np.float64]

MEMBERS = ("persistence", "trend_60", "smooth_slow", "smooth_fast", "steady", "restart")
"""The members whose median is the forecast. The last, the restarted simulation, needs all places at once."""

NOISE = 0.03
"""Falls of more than this fraction of a count are level shifts (ordinary count noise is 0.5 to 1 %)."""

NOISE_COUNTS, MOST_COUNTS = 6, 40
"""A place's own noise is told from at least this many counts, and from the last so many."""


def bank(counts: Series, origin: int, leads: Floats) -> dict[str, Floats]:
    """What each member but ``restart`` says, persons [lead], from the known counts of one place (at least one).

    >>> from kilis.forecast.counts import series
    >>> flat = series([(0, 0, 500.0), (10, 10, 500.0), (20, 20, 500.0)])
    >>> paths = bank(flat, 25, np.array([7.0, 30.0]))
    >>> {name: float(path[-1]) for name, path in paths.items()} == dict.fromkeys(MEMBERS[:-1], 500.0)
    True
    """
    age = origin - int(counts.days[-1])
    slow = smooth(counts, age, leads, gain_per_day=0.05, damping_days=40.0)
    last = counts.persons[-1]
    return {
        "persistence": np.full(len(leads), last),
        "trend_60": robust_trend(counts, origin, leads, window_days=60),
        "smooth_slow": slow,
        "smooth_fast": smooth(counts, age, leads, gain_per_day=0.1, damping_days=30.0),
        "steady": np.maximum(0.0, last + (slow - last) * (0.4 + 0.6 * steadiness(counts, 180) ** 2)),
    }


def combined(members: dict[str, Floats], n_counts: int) -> Floats:
    """The median of the members at each lead time; of a trend that rests on two counts, half.

    >>> combined({"persistence": np.array([1.0]), "b": np.array([5.0]), "c": np.array([3.0])}, 9)
    array([3.])
    """
    middle = np.median(np.stack(list(members.values())), axis=0)
    trust = 0.5 if n_counts <= 2 else 1.0
    return np.asarray(members["persistence"] + trust * (middle - members["persistence"]))


def rates(counts: Series, origin: int, window_days: int) -> tuple[Floats, Floats, Floats]:
    """Change per day (persons) between neighbouring counts, days of it inside the window, and the change as a fraction.

    The window is the ``window_days`` before the origin. Arrays [change].
    """
    length = np.diff(counts.days).astype(np.float64)
    change = np.diff(counts.persons)
    inside = np.minimum(counts.days[1:], origin) - np.maximum(counts.days[:-1], origin - window_days)
    return change / length, np.maximum(inside, 0.0), change / np.maximum(counts.persons[:-1], 1.0)


def robust_slope(counts: Series, origin: int, window_days: int) -> float:
    """Recent inflow in persons per day: the mean rate in the window without level shifts and without lone jumps.

    Lone falls beyond the noise are dropped, falls in a row are people leaving; rates above three times the median rate
    are cut to it.

    >>> from kilis.forecast.counts import series
    >>> jump = series([(0, 0, 1000.0), (10, 10, 1100.0), (20, 20, 700.0), (30, 30, 800.0), (40, 40, 900.0)])
    >>> robust_slope(jump, 40, 60)
    10.0
    """
    if len(counts.days) < 2:
        return 0.0
    rate, days, relative = rates(counts, origin, window_days)
    kept = ~lone_falls(relative, shift_limit(counts)) & (days > 0)
    if not kept.any():
        return 0.0
    typical = float(np.median(np.abs(rate[kept])))
    cut = np.minimum(rate[kept], 3.0 * typical) if typical > 0 else rate[kept]
    return float((cut * days[kept]).sum() / days[kept].sum())


def lone_falls(relative: Floats, limit: float) -> NDArray[np.bool_]:
    """Which changes (as fractions, [change]) are falls beyond a limit with no such fall just before or after them.

    >>> lone_falls(np.array([0.1, -0.2, 0.1, -0.2, -0.2]), 0.03).tolist()
    [False, True, False, False, False]
    """
    fall = np.concatenate([[False], relative <= -limit, [False]])
    return np.asarray(fall[1:-1] & ~fall[:-2] & ~fall[2:])


def shift_limit(counts: Series) -> float:
    """The fraction by which a count must fall for a level shift: ``NOISE``, or what noise alone may do to two counts.

    That is ``2 x sqrt(2)`` times the place's own noise: the median distance of a count from the line through its two
    neighbours, as a fraction of the count, in standard deviations.

    >>> from kilis.forecast.counts import series
    >>> shift_limit(series([(d, d, 1000.0 + d) for d in range(0, 100, 10)]))
    0.03
    """
    if len(counts.days) < NOISE_COUNTS:
        return NOISE
    y, x = counts.persons[-MOST_COUNTS:], counts.days[-MOST_COUNTS:].astype(np.float64)
    w = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    off = np.abs(y[1:-1] - (1.0 - w) * y[:-2] - w * y[2:]) / np.maximum(y[1:-1], 1.0)
    sd = float(np.median(off / np.sqrt(1.0 + w**2 + (1.0 - w) ** 2))) / 0.6745
    return float(max(NOISE, 8.0**0.5 * sd))


def robust_trend(counts: Series, origin: int, leads: Floats, *, window_days: int) -> Floats:
    """Last count plus three quarters of the recent inflow, fading with a time of 20 days; persons [lead].

    ``last + 0.75 x slope x 20 x (1 - exp(-(age + lead) / 20))``: however long the lead, about 15 more days of the
    recent inflow.
    """
    age = origin - int(counts.days[-1])
    slope = robust_slope(counts, origin, window_days)
    return np.asarray(np.maximum(0.0, counts.persons[-1] + 15.0 * slope * (1.0 - np.exp(-(age + leads) / 20.0))))


def smooth(counts: Series, age: int, leads: Floats, *, gain_per_day: float, damping_days: float) -> Floats:
    """Irregular exponential smoothing with a damped trend, carried from the last count to each lead; persons [lead]."""
    level, trend, _ = smoothed(counts.days, counts.persons, gain_per_day, 0.9, damping_days, shift_limit(counts))
    return np.asarray(np.maximum(0.0, level + trend * damping_days * (1.0 - np.exp(-(age + leads) / damping_days))))


def steadiness(counts: Series, window_days: int) -> float:
    """How one-way the recent counts went: |net change| / sum of |changes| in the window before the last count; 0 to 1.

    >>> from kilis.forecast.counts import series
    >>> steadiness(series([(0, 0, 100.0), (1, 1, 120.0), (2, 2, 110.0), (3, 3, 130.0)]), 180)
    0.6
    """
    first = max(0, int(np.searchsorted(counts.days, counts.days[-1] - window_days)) - 1)
    changes = np.diff(counts.persons[first:])
    path = float(np.abs(changes).sum())
    return abs(float(changes.sum())) / path if path > 0 else 0.0


def activity(counts: Series, origin: int) -> float:
    """Mean |change| of the counts in persons per day: mean of the last 90 and the last 180 days, with a floor.

    Days of a window without counts are days without news and count as quiet. The floor is 0.03 % of the last count
    a day; a single count says nothing of its changes: 1 % of it a day.
    """
    last = float(counts.persons[-1])
    if len(counts.days) < 2:
        return 0.01 * last
    seen = 0.0
    for window in (90, 180):
        rate, days, _ = rates(counts, origin, window)
        seen += float((np.abs(rate) * days).sum()) / window / 2.0
    return max(seen, 0.0003 * last)
