"""Small counts kept back: the one rule of every output, from the terminal to the page and the exports.

With a limit N, counts of persons above 0 and below N are not said, and every other count is rounded to the nearest
multiple of N, totals like parts. The rounding is what keeps the small ones back: the difference between a rounded total
and its other rounded parts says of the part left out no more than which half of 1 to N - 1 it lies in, at worst.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


def shown(value: float | None, below: int) -> float | None:
    """Give a count as it may be said: None where it is too small.

    >>> shown(3, 10), shown(0, 10), shown(10, 10), shown(75175, 10), shown(-24, 10), shown(None, 10), shown(3, 0)
    (None, 0, 10, 75180, -20, None, 3)
    """
    if value is None or below <= 1 or value == 0 or math.isnan(value):
        return value
    if abs(value) < below:
        return None
    return int(math.copysign(math.floor(abs(value) / below + 0.5) * below, value))


def shown_all(values: Floats, below: int) -> Floats:
    """Give counts as they may be said: NaN where they are too small.

    >>> shown_all(np.array([0.0, 0.4, 9.9, 14.0, 15.0, -996.0]), 10)
    array([    0.,    nan,    nan,    10.,    20., -1000.])
    """
    if below <= 1:
        return values
    size = np.abs(values)
    rounded = np.copysign(np.floor(size / below + 0.5) * below, values)
    return np.where(size == 0, values, np.where(size < below, np.nan, rounded))


_FIGURE = re.compile(r"(?<![\d.,-])\d+(?:,\d{3})*(?![\d,.]*[-%\d])(?! (?:%|days?|places?|reports?|of \d))")


def shown_in_words(sentence: str, below: int) -> str:
    """Give a sentence with its counts of persons kept back or rounded, its dates and days as they are.

    >>> shown_in_words("2016-02-05 arrivals at afrin: about 1,234; the ensemble had 7, 9 days old", 10)
    '2016-02-05 arrivals at afrin: about 1,230; the ensemble had few, 9 days old'
    """
    if below <= 1:
        return sentence

    def kept_back(found: re.Match[str]) -> str:
        figure = shown(float(found[0].replace(",", "")), below)
        return "few" if figure is None else f"{figure:,.0f}"

    return _FIGURE.sub(kept_back, sentence)
