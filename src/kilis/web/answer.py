"""The answer to a what-if, to be read before anything else: where people pile up, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np

from kilis.report.figures import BASELINE, Figures
from kilis.report.series import Series
from kilis.report.statements import TELLING, effect_words, what_fails_first
from kilis.report.svg import join

MOST_LINES = 3
Change = tuple[str, str, str]  # variant, measure, place
TENSE = {"waiting", "overflow", "trapped"}
"""Measures that say that people are stuck or without room: told first among changes of like size."""


def answer(figures: Figures, series: Series) -> dict[str, Any]:
    """What a what-if changes most; without one, where it gets tight. Sentences with their 90 % range."""
    others = [variant for variant, _ in figures.variants if variant != BASELINE]
    if not others:
        return {"heading": "Where it gets tight", "lines": [what_fails_first(figures, series).sentence], "day": None}
    found = _clear(series, others[0])
    if not found:
        words = "No difference can be told apart from chance with 90 % certainty."
        return {"heading": "The difference it makes", "lines": [words], "day": None}
    names = {place.id: place.name for place in figures.scenario.places}
    lines = [
        join([f"On {series.day(day)} ", effect_words(series, key, day, names[key[2]]), "."]) for key, day, _ in found
    ]
    return {"heading": "The difference it makes", "lines": lines, "day": series.dates[found[0][1]].isoformat()}


def _clear(series: Series, variant: str) -> list[tuple[Change, int, float]]:
    """The largest changes whose 90 % range leaves out zero, one a place, each on its day: key, day, weight."""
    best: dict[str, tuple[Change, int, float]] = {}
    for key, band in series.effects.items():
        name, measure, place = key
        change = (name, measure, place)
        if name != variant or measure not in TELLING:
            continue
        size = np.where((band.q05 > 0) | (band.q95 < 0), np.abs(np.nan_to_num(band.q50)), 0.0)
        day = int(size.argmax())
        weight = float(size[day]) * (1.5 if measure in TENSE else 1.0)
        if weight >= 1 and weight > best.get(place, (change, 0, 0.0))[2]:
            best[place] = (change, day, weight)
    ranked = sorted(best.values(), key=lambda one: -one[2])
    return [one for one in ranked[:MOST_LINES] if one[2] >= 0.05 * ranked[0][2]]
