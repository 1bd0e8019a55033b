"""Places and their total agree better than either knows: places are moved towards a forecast of the total's own course.

The total of all places is often smoother than any of them: what one camp loses another gains.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import bank, combined
from kilis.forecast.counts import Series

Floats = NDArray[np.float64]

TOWARDS_TOTAL = 0.25
"""Places go this part of the way to agree with the total's own forecast."""


def total_series(known: Sequence[Series]) -> Series:
    """The sum of the last counts of all places (at least one counted), on every day on which one of them was counted.

    >>> from kilis.forecast.counts import series
    >>> total_series([series([(0, 0, 10.0), (20, 20, 30.0)]), series([(10, 10, 5.0)])]).persons.tolist()
    [10.0, 15.0, 35.0]
    """
    days = np.unique(np.concatenate([s.days for s in known]))
    persons = np.zeros(len(days))
    for s in known:
        persons += np.append(0.0, s.persons)[np.searchsorted(s.days, days, side="right")]
    return Series(days, days, persons)


def reconciled(known: Sequence[Series], origin: int, leads: Floats, forecast: Floats, size: Floats) -> Floats:
    """Forecasts of counted places moved a quarter of the way to the total's own forecast; persons [place, lead].

    ``forecast + size^2 / sum(size^2) x 0.25 x (total - sum(forecast))``, never below zero, with ``size`` [place, lead]
    of an ordinary error: of the way that is gone, those who err most go most. That is MinT with independent errors
    (Wickramasuriya, Athanasopoulos and Hyndman 2019, doi:10.1080/01621459.2018.1448825), but for the share of the way.
    The total is carried from the mean age of the last counts, by their persons: it is no newer than they are.
    ``known`` [place] are counts known on the origin, at least one each. A lone place is its own total.

    >>> from kilis.forecast.counts import series
    >>> flat = [series([(day, day, n) for day in range(4)]) for n in (100.0, 300.0)]
    >>> forecast, size = np.array([[120.0], [320.0]]), np.array([[1.0], [3.0]])
    >>> reconciled(flat, 3, np.array([30.0]), forecast, size).ravel()
    array([119., 311.])
    """
    if len(known) < 2:
        return forecast
    total = total_series(known)
    last, days = (np.array([getattr(s, column)[-1] for s in known]) for column in ("persons", "days"))
    older_days = float(((total.days[-1] - days) * last).sum() / max(last.sum(), 1.0))
    top = combined(bank(total, origin, leads + older_days), len(total.days))
    share = size**2 / np.maximum((size**2).sum(axis=0), 1e-9)
    return np.asarray(np.maximum(forecast + share * TOWARDS_TOTAL * (top - forecast.sum(axis=0)), 0.0))
