"""The error climatology: how wrong forecasts of this kind have been in other conflicts, as quantiles per lead time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.residuals import KINDS, LEADS, MODELS, Residuals

Floats = NDArray[np.float64]

LEVELS: Floats = np.arange(1, 100) / 100.0
"""The quantile levels of every forecast: the percentiles."""

WIDTH_LEVELS = np.array([0.5, 0.8])
"""Quantiles of |scaled error| by which the width of the ranges is compared between conflicts."""

Key = tuple[str, str]

OWN_ERRORS = 20
"""So many verified errors of a conflict's own count for the width of its ranges as much as those of all others."""

PLATEAU_ERRORS = 200
"""So many errors made on plateaus, that lie beyond a level, count for it there as much as those of all regimes."""


@dataclass(frozen=True, slots=True)
class Climatology:
    """Scaled errors pooled over conflicts, by (kind, model).

    ``quantiles`` [lead, level]: quantiles of the error divided by scale and width factor; ``plateau`` those for
    origins on a plateau, where most errors are next to nothing and a few are steps. ``typical`` [lead, 2]: quantiles
    of |error / scale| at ``WIDTH_LEVELS``, to which a conflict's own past errors are compared.
    """

    conflicts: tuple[str, ...]
    quantiles: Mapping[Key, Floats]
    plateau: Mapping[Key, Floats]
    typical: Mapping[Key, Floats]

    def at(self, key: Key, leads: Floats, regime: str) -> Floats:
        """Quantiles [lead, level] at any lead times: linear in the logarithm of the lead time, constant beyond."""
        table = (self.plateau if regime == "plateau" else self.quantiles)[key]
        x, grid = np.log(np.maximum(leads, 1.0)), np.log(LEADS)
        return np.stack([np.interp(x, grid, table[:, k]) for k in range(table.shape[1])], axis=1)


def pool(conflicts: Mapping[str, Mapping[Key, Residuals]]) -> Climatology:
    """The climatology of several conflicts. Each weighs by the number of its errors to the power 0.25.

    Pure votes would let a conflict with a dozen errors draw the tails; pure numbers would let the longest decide.
    On plateaus a quantile at level p is that of the n errors made on plateaus with a weight of m / (m + 200), where
    m = 2 n min(p, 1 - p) errors lie beyond it and its mirror image, and that of all errors with the rest: the middle
    is soon known, the far ends are left to the many.
    """
    typical, quantiles, plateau = {}, {}, {}
    for key in [(k, m) for k in KINDS for m in MODELS]:
        raw = {name: errors[key] for name, errors in conflicts.items()}
        typical[key] = _table({n: (r.lead, np.abs(r.error)) for n, r in raw.items()}, WIDTH_LEVELS)
        corrected = corrected_errors(raw)
        quantiles[key] = _table({n: (r.lead, corrected[n]) for n, r in raw.items()}, LEVELS)
        still = _table({n: (r.lead[r.plateau], corrected[n][r.plateau]) for n, r in raw.items()}, LEVELS)
        number = np.array(
            [sum(int((r.plateau & (r.lead == j)).sum()) for r in raw.values()) for j in range(len(LEADS))]
        )
        beyond = 2.0 * number[:, None] * np.minimum(LEVELS, 1.0 - LEVELS)
        trust = beyond / (beyond + PLATEAU_ERRORS)
        plateau[key] = np.sort(trust * still + (1.0 - trust) * quantiles[key], axis=1)
    return Climatology(tuple(sorted(conflicts)), quantiles, plateau, typical)


def corrected_errors(conflicts: Mapping[str, Residuals]) -> dict[str, Floats]:
    """Scaled errors divided by the width factor that their forecasts would have had; widths compared to the others."""
    absolute = {n: (r.lead, np.abs(r.error)) for n, r in conflicts.items()}
    out = {}
    for name, r in conflicts.items():
        others = {n: a for n, a in absolute.items() if n != name} or absolute
        out[name] = r.error / _widths_of_all(r, _table(others, WIDTH_LEVELS))
    return out


def width_factors(past: Residuals, typical: Floats) -> Floats:
    """How much wider than pooled the errors of this conflict have been so far, one factor per lead of ``LEADS``.

    The mean log ratio of the quantiles of |scaled error| at ``WIDTH_LEVELS`` to the pooled ones, shrunk towards no
    correction by n / (n + 20) for n verified errors, and kept within 1/2 and 2.

    >>> none = np.array([], dtype=np.int64)
    >>> width_factors(Residuals(none, none, np.array([]), none, none == 0), np.ones((6, 2)))
    array([1., 1., 1., 1., 1., 1.])
    """
    factors = np.ones(len(LEADS))
    for j in range(len(LEADS)):
        errors = np.abs(past.error[past.lead == j])
        if len(errors) < 4:
            continue
        own = np.maximum(np.quantile(errors, WIDTH_LEVELS), 1e-3 * typical[j])
        logs = np.clip(np.log(own / np.maximum(typical[j], 1e-9)), -1.5, 1.5)
        factors[j] = np.exp(logs.mean() * len(errors) / (len(errors) + OWN_ERRORS))
    return np.clip(factors, 0.5, 2.0)


def _widths_of_all(r: Residuals, reference: Floats) -> Floats:
    """The width factor that each error's own forecast would have had on its origin date; [case]."""
    out = np.ones(len(r.error))
    for origin in np.unique(r.origin):
        here = r.origin == origin
        out[here] = width_factors(r.before(int(origin)), reference)[r.lead[here]]
    return out


def _table(cases: Mapping[str, tuple[NDArray[np.int64], Floats]], levels: Floats) -> Floats:
    """Weighted quantiles per lead over conflicts; [lead, level]. A lead without cases takes those before it."""
    table = np.zeros((len(LEADS), len(levels)))
    for j in range(len(LEADS)):
        parts = [values[lead == j] for lead, values in cases.values()]
        weights = [np.full(len(p), (len(p) + 5.0) ** -0.75) for p in parts]
        values, weight = np.concatenate(parts), np.concatenate(weights)
        table[j] = weighted_quantile(values, weight, levels) if len(values) else table[max(j - 1, 0)]
    return table


def weighted_quantile(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Quantiles of weighted values: linear between the middles of the weights laid end to end.

    >>> weighted_quantile(np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([0.5]))
    array([2.])
    """
    order = np.argsort(values)
    middle = np.cumsum(weights[order]) - weights[order] / 2.0
    return np.asarray(np.interp(levels, middle / weights.sum(), values[order]))
