"""Invented conflicts for tests: growing and settling camps, with corrections and late publications."""

from __future__ import annotations

import numpy as np

from kilis.forecast.counts import Counts, series


def conflict(name: str, seed: int, *, late: bool = False, n_places: int = 4, n_days: int = 240) -> Counts:
    """A conflict whose places saturate, counted about every ten days, now and then re-registered."""
    rng = np.random.default_rng(seed)
    places = {}
    for p in range(n_places):
        days = np.unique(np.concatenate([[1], rng.integers(2, n_days + 20, (n_days + 20) // 10)]))
        final, pace = rng.uniform(5e3, 5e4), rng.uniform(40, 200)
        persons = final * (1 - np.exp(-days / pace)) * rng.normal(1.0, 0.01, len(days))
        persons[days > rng.integers(60, n_days)] *= 0.9
        lag = rng.integers(1, 20, len(days)) if late else np.zeros(len(days), dtype=int)
        rows = [(int(d), int(d + g), float(round(v))) for d, g, v in zip(days, lag, persons, strict=True)]
        places[f"{name}-{p}"] = series(rows)
    return Counts(name, 0, n_days, places)


def poisoned(counts: Counts, origin: int, seed: int = 9) -> Counts:
    """The same conflict with every figure published after the origin changed out of recognition."""
    from dataclasses import replace

    rng = np.random.default_rng(seed)
    places = {}
    for name, s in counts.places.items():
        persons = np.where(s.published > origin, s.persons * rng.uniform(5, 50, len(s.persons)) + 1e5, s.persons)
        places[name] = replace(s, persons=persons)
    return replace(counts, places=places)


def forgotten(counts: Counts, origin: int) -> Counts:
    """The same conflict as if nothing had been published after the origin."""
    from kilis.verify.slices import known_by

    return known_by(counts, origin)
