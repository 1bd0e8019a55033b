"""The forecasts to beat: each as simple as it is stated, from the same known counts as our own."""

from __future__ import annotations

import warnings
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import rates, robust_slope, robust_trend
from kilis.forecast.counts import Counts, Series

Floats = NDArray[np.float64]

SENTENCES = {
    "persistence": "the last count carried forward",
    "increments_90": "the mean daily change of the last 90 days carried on, undamped",
    "robust_trend": "the robust damped trend of the last 60 days alone",
    "equal_shares": "the recent inflow of all places together, in equal shares on top of the last counts",
    "ets": "exponential smoothing with a damped trend, fitted by statsmodels to the weekly last known count",
}
"""What each reference does, in words."""


BANK = "the median of the bank's members, moved towards the total, before the ranges move the middle that is printed"
"""What is graded beside the printed middle, so that the difference is seen."""


def reference_names() -> tuple[str, ...]:
    """The references that can be made here; ``ets`` needs statsmodels (``pip install kilis[forecast]``)."""
    return tuple(n for n in SENTENCES if n != "ets" or find_spec("statsmodels") is not None)


def references(counts: Counts, origin: int, leads: Floats, *, slow: bool = True) -> dict[str, Floats]:
    """Every reference for every place, persons [place, lead]; a place without a known count gets nobody."""
    names = tuple(n for n in reference_names() if slow or n != "ets")
    known = [s.known(origin) for s in counts.places.values()]
    counted = [s for s in known if len(s.days)]
    inflow = sum(robust_slope(s, origin, 60) for s in counted) / max(len(counted), 1)
    out = {name: np.zeros((len(known), len(leads))) for name in names}
    for i, s in enumerate(known):
        if not len(s.days):
            continue
        last, horizon = float(s.persons[-1]), leads + origin - int(s.days[-1])
        out["persistence"][i] = last
        out["increments_90"][i] = np.maximum(0.0, last + plain_slope(s, origin, 90) * horizon)
        out["robust_trend"][i] = robust_trend(s, origin, leads, window_days=60)
        out["equal_shares"][i] = np.maximum(0.0, last + 15.0 * inflow * (1.0 - np.exp(-horizon / 20.0)))
        if "ets" in names:
            out["ets"][i] = ets(s, origin, leads)
    return out


def plain_slope(counts: Series, origin: int, window_days: int) -> float:
    """Mean change per day in the window before the origin, level shifts and all; 0 without two counts.

    >>> from kilis.forecast.counts import series
    >>> plain_slope(series([(0, 0, 100.0), (10, 10, 150.0)]), 10, 90)
    5.0
    """
    if len(counts.days) < 2:
        return 0.0
    rate, days, _ = rates(counts, origin, window_days)
    return float((rate * days).sum() / days.sum()) if days.sum() > 0 else 0.0


def ets(counts: Series, origin: int, leads: Floats) -> Floats:
    """Holt's damped trend by maximum likelihood (statsmodels), on the last known count of every week of the last year.

    The weekly series holds the last count between counts; nothing is interpolated. Fewer than ten weeks: persistence.
    """
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415 - an extra, and slow to import

    last = float(counts.persons[-1])
    weeks = np.arange(origin, max(int(counts.days[0]), origin - 364) - 1, -7)[::-1]
    y = counts.persons[np.searchsorted(counts.days, weeks, side="right") - 1]
    if len(y) < 10 or float(np.ptp(y)) == 0.0:
        return np.full(len(leads), last)
    size = max(float(y.max()), 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that does not converge is still the reference's forecast
        model = ExponentialSmoothing(y / size, trend="add", damped_trend=True, initialization_method="heuristic")
        fitted = model.fit(optimized=True, minimize_kwargs={"options": {"maxiter": 50}})
    steps = np.asarray(fitted.forecast(int(np.ceil(leads.max() / 7.0)))) * size
    path = np.interp(leads / 7.0, np.arange(len(steps) + 1), np.concatenate([[float(y[-1])], steps]))
    return np.asarray(np.maximum(0.0, np.nan_to_num(path, nan=last)))
