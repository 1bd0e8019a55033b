"""Growth, plateau or decline: how the total had moved by a date, from what had been published by then."""

from __future__ import annotations

from kilis.forecast.counts import Counts

REGIMES = ("growth", "plateau", "decline")

WINDOW_DAYS = 60


def regime(counts: Counts, origin: int) -> str:
    """How the total had moved by the origin: growth (over 5 % in 60 days), decline (below -3 %) or plateau.

    Sums of last known counts, places counted at both dates or new since; from what was published by the origin.

    >>> from kilis.forecast.counts import series
    >>> world = Counts("c", 0, 200, {"a": series([(10, 10, 100.0), (95, 95, 104.0)])})
    >>> regime(world, 100), regime(world, 20)
    ('plateau', 'growth')
    """
    now = before = 0.0
    for s in counts.places.values():
        known = s.known(origin)
        if len(known.days):
            now += float(known.persons[-1])
            earlier = known.persons[known.days <= origin - WINDOW_DAYS]
            before += float(earlier[-1]) if len(earlier) else 0.0
    change = now / before - 1.0 if before > 0 else 1.0
    return "growth" if change > 0.05 else "decline" if change < -0.03 else "plateau"
