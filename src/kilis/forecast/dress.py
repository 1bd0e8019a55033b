"""Dressing: ranges around a point forecast, from the errors of other conflicts and the width of its own past."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.climatology import Climatology, Key, width_factors
from kilis.forecast.points import Points
from kilis.forecast.residuals import LEADS, Residuals, total_scale

Floats = NDArray[np.float64]


def dressed(
    made: Points, climatology: Climatology, past: Mapping[Key, Residuals], model: str = "bank"
) -> tuple[Floats, Floats]:
    """Quantiles of every place [place, lead, level] and of the total [lead, level], in persons.

    ``forecast + scale x width x pooled quantile of the scaled errors``, never below zero. ``past`` are the errors of
    this conflict verified by the origin (``Residuals.before``); ``model`` is bank or persistence.
    """
    path = made.forecast if model == "bank" else made.persistence
    spread = _spread(made, climatology, past, ("place", model))
    places = path[:, :, None] + made.scale[:, :, None] * spread[None]
    return np.maximum(places, 0.0), dressed_total(made, climatology, past, model)


def dressed_total(
    made: Points,
    climatology: Climatology,
    past: Mapping[Key, Residuals],
    model: str = "bank",
    rows: NDArray[np.int64] | None = None,
) -> Floats:
    """Quantiles of the sum over places (all, or those rows), persons [lead, level]."""
    path = made.forecast if model == "bank" else made.persistence
    chosen = np.arange(len(made.places)) if rows is None else rows
    spread = _spread(made, climatology, past, ("total", model))
    total = path[chosen].sum(axis=0)[:, None] + total_scale(made, chosen)[:, None] * spread
    return np.asarray(np.maximum(total, 0.0))


def _spread(made: Points, climatology: Climatology, past: Mapping[Key, Residuals], key: Key) -> Floats:
    """Quantiles of the error in units of the scale, for the regime, widened or narrowed; [lead, level]."""
    widths = width_factors(past[key], climatology.typical[key])
    factor = np.interp(np.log(np.maximum(made.leads, 1.0)), np.log(LEADS), widths)
    return climatology.at(key, made.leads, made.regime) * factor[:, None]
