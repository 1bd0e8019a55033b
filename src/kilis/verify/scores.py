"""Scores of a forecast against what came: statistic by statistic, each with its formula and where it comes from.

All functions take plain arrays and return one score per case; means, ratios and intervals are made elsewhere
(``kilis.verify.skill``), so that no average hides inside a score. Smaller is better everywhere. Units are persons
unless the name says otherwise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def absolute_error(forecast: ArrayLike, observed: ArrayLike) -> Floats:
    """Distance between a point forecast and what came, ``|forecast - observed|``, in persons.

    >>> absolute_error([120.0, 80.0], [100.0, 100.0])
    array([20., 20.])
    """
    return np.asarray(np.abs(np.asarray(forecast, dtype=float) - np.asarray(observed, dtype=float)))


def error(forecast: ArrayLike, observed: ArrayLike) -> Floats:
    """Signed error ``forecast - observed`` in persons; its mean is the bias (positive: too many forecast).

    >>> error([120.0, 80.0], [100.0, 100.0])
    array([ 20., -20.])
    """
    return np.asarray(np.asarray(forecast, dtype=float) - np.asarray(observed, dtype=float))


def average_relative_difference(forecast: ArrayLike, observed: ArrayLike) -> float:
    """Averaged relative difference of one date: ``sum over places |forecast - observed| / sum over places observed``.

    The field's own score (Suleimenova, Bell and Groen 2017, doi:10.1038/s41598-017-13828-9). Places whose count is
    unknown (NaN) are left out of both sums. Returns NaN when nobody was counted anywhere.

    >>> average_relative_difference([90.0, 30.0], [100.0, 20.0])
    0.16666666666666666
    """
    f, y = np.asarray(forecast, dtype=float), np.asarray(observed, dtype=float)
    known = ~np.isnan(y)
    total = float(y[known].sum())
    return float(np.abs(f[known] - y[known]).sum()) / total if total > 0 else float("nan")


def crps_fair(members: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability score of an ensemble, by the fair estimator.

    ``mean_i |x_i - y|  -  sum_ij |x_i - x_j| / (2 m (m - 1))``: unbiased for the score of the distribution from which
    the m members were drawn, so that ensembles of different size can be compared (Ferro 2014,
    doi:10.1002/qj.2270). Members are independent draws along the last axis; for a forecast stated as quantiles use
    ``crps_quantiles``.

    Parameters: ``members`` [..., member] in persons, at least two members; ``observed`` [...] in persons.
    Raises ValueError for fewer than two members.

    >>> crps_fair([[1.0, 3.0], [2.0, 2.0]], [2.0, 5.0])
    array([0., 3.])
    """
    x = np.sort(np.asarray(members, dtype=float), axis=-1)
    y = np.asarray(observed, dtype=float)
    m = x.shape[-1]
    if m < 2:
        raise ValueError("the fair CRPS needs at least two members")
    # Half the mean distance between pairs, from the sorted members: sum_ij |x_i - x_j| = 2 sum_k (2k - m + 1) x_k.
    spread = (x * (2.0 * np.arange(m) - m + 1.0)).sum(axis=-1) / (m * (m - 1.0))
    return np.asarray(np.abs(x - y[..., None]).mean(axis=-1) - spread)


def quantile_loss(levels: ArrayLike, quantiles: ArrayLike, observed: ArrayLike) -> Floats:
    """Quantile ("pinball") loss of each stated quantile: ``(1[y < q] - level) x (q - y)``, never negative.

    Parameters: ``levels`` [level] in (0, 1); ``quantiles`` [..., level] and ``observed`` [...] in persons.
    Source: Koenker and Bassett 1978, doi:10.2307/1913643.

    >>> quantile_loss([0.5, 0.9], [[10.0, 20.0]], [14.0])
    array([[2. , 0.6]])
    """
    level = np.asarray(levels, dtype=float)
    distance = np.asarray(observed, dtype=float)[..., None] - np.asarray(quantiles, dtype=float)
    return np.asarray(np.maximum(level * distance, (level - 1.0) * distance))


def crps_quantiles(levels: ArrayLike, quantiles: ArrayLike, observed: ArrayLike) -> Floats:
    """Continuous ranked probability score of a forecast stated as quantiles: twice the mean quantile loss.

    ``CRPS = 2 x integral over levels of the quantile loss`` (Laio and Tamea 2007, doi:10.5194/hess-11-1267-2007),
    each stated level standing for the levels nearer to it than to its neighbours. With 99 percentiles the result is
    within 1 % of the integral for smooth distributions. The quantile function is known, not sampled: there is no
    sampling error for a fair estimator to correct.

    Parameters: ``levels`` [level] increasing, in (0, 1); ``quantiles`` [..., level]; ``observed`` [...].

    >>> crps_quantiles([0.25, 0.75], [[8.0, 12.0]], [10.0])
    array([1.])
    """
    level = np.asarray(levels, dtype=float)
    edges = np.concatenate([[0.0], (level[1:] + level[:-1]) / 2.0, [1.0]])
    return np.asarray(2.0 * (quantile_loss(level, quantiles, observed) * np.diff(edges)).sum(axis=-1))


def interval_score(low: ArrayLike, high: ArrayLike, observed: ArrayLike, nominal: float) -> Floats:
    """Interval score of a central range: its width plus ``2 / (1 - nominal)`` times the distance by which it missed.

    Source: Gneiting and Raftery 2007, doi:10.1198/016214506000001437, section 6.2.
    Parameters: ``low``, ``high``, ``observed`` in persons; ``nominal`` the stated probability of the range (0.9).

    >>> interval_score([90.0, 90.0], [110.0, 110.0], [100.0, 120.0], 0.9)
    array([ 20., 220.])
    """
    lo, hi, y = (np.asarray(a, dtype=float) for a in (low, high, observed))
    penalty = 2.0 / (1.0 - nominal)
    return np.asarray(hi - lo + penalty * (np.maximum(lo - y, 0.0) + np.maximum(y - hi, 0.0)))


def covered(low: ArrayLike, high: ArrayLike, observed: ArrayLike) -> NDArray[np.bool_]:
    """Whether what came lies in the range, its ends included; counts are whole persons, so half a person is no miss.

    >>> covered([99.7, 10.0], [110.0, 20.0], [99.5, 21.0])
    array([ True, False])
    """
    y = np.asarray(observed, dtype=float)
    return np.asarray((y >= np.asarray(low, dtype=float) - 0.5) & (y <= np.asarray(high, dtype=float) + 0.5))


def pit(levels: ArrayLike, quantiles: ArrayLike, observed: ArrayLike) -> Floats:
    """Probability integral transform: the level of the forecast at which what came lies; uniform if well calibrated.

    Linear between stated quantiles, and in the middle of the levels that share a value (a forecast of "nobody" with
    certainty gives 0.5 when nobody came). Below the first and above the last quantile: half of the remaining level.
    Source: Dawid 1984, doi:10.2307/2981683.

    >>> pit([0.1, 0.5, 0.9], [[10.0, 20.0, 40.0]] * 3, [30.0, 5.0, 20.0])
    array([0.7 , 0.05, 0.5 ])
    """
    level = np.asarray(levels, dtype=float)
    q = np.atleast_2d(np.asarray(quantiles, dtype=float))
    y = np.atleast_1d(np.asarray(observed, dtype=float))
    flat = q.reshape(-1, q.shape[-1])
    out = np.empty(flat.shape[0])
    for i, (row, value) in enumerate(zip(flat, y.ravel(), strict=True)):
        if value < row[0]:
            out[i] = level[0] / 2.0
        elif value > row[-1]:
            out[i] = (1.0 + level[-1]) / 2.0
        else:
            tied = np.flatnonzero(row == value)
            out[i] = level[tied].mean() if tied.size else np.interp(value, row, level)
    return out.reshape(y.shape)
