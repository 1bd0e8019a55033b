"""How earlier forecasts of this very scenario did, told with what was known when the next one is made."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kilis.forecast import climatology_file
from kilis.forecast.known import known_scenario
from kilis.forecast.observe import counts_of
from kilis.scenario import Scenario
from kilis.verify.backtest import DEFAULT_LEADS, backtest, origins_of, truth
from kilis.verify.summary import Document, summary

EVERY_DAYS = 30
ROUNDS = 8
"""In a scenario too young for monthly origins, about so many are spread over it, a week apart at least."""


def past_scores(
    scenario: Scenario, origin: datetime.date, progress: Callable[[str], None] = lambda _: None
) -> Document | None:
    """Make and grade the forecasts of rolling origins before ``origin``; None where no count could grade one.

    Everything is taken from what was published by ``origin``: the counts that they are graded by as well. The document
    is that of ``kilis backtest --json``, with ``origin`` and ``every_days``.
    """
    day_after = origin + datetime.timedelta(days=1)
    known = replace(known_scenario(scenario, origin), end=min(scenario.end, day_after))
    if known.end <= known.start:
        return None
    counts = counts_of(known, scenario.title)
    every = min(EVERY_DAYS, max(7, known.n_days // ROUNDS))
    origins = origins_of(counts, every, min(DEFAULT_LEADS))
    if not origins:
        return None
    line, *_ = truth(counts, origins, np.asarray(DEFAULT_LEADS, dtype=np.int64))
    leads = [lead for j, lead in enumerate(DEFAULT_LEADS) if not np.isnan(line[:, :, j]).all()]
    if not leads:
        return None
    graded = backtest(
        [counts],
        every_days=every,
        leads=leads,
        climatology=climatology_file.shipped,
        slow_references=False,
        progress=progress,
    )
    return summary(graded) | {"origin": origin.isoformat(), "every_days": every}
