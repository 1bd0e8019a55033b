"""Issue a forecast: ranges per place and day, the total, and when sites exceed their capacity."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kilis.engine.schedule import build_schedule
from kilis.forecast.analyse import Analysis, analyse, counts_on
from kilis.forecast.climatology import LEVELS, Climatology
from kilis.forecast.climatology_file import shipped
from kilis.forecast.counts import day_number
from kilis.forecast.dress import dressed
from kilis.forecast.known import world_known
from kilis.forecast.points import points
from kilis.forecast.residuals import collect
from kilis.scenario.model import Scenario

Floats = NDArray[np.float64]


class NothingCountedError(ValueError):
    """No count of any place had been published by the origin."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast made on ``origin`` for the days after it.

    ``dates`` are the ``n`` days after the origin. ``median`` and each of ``members`` [place, day], ``quantiles``
    [place, day, level], ``total_quantiles`` [day, level], in persons, at the percentiles ``LEVELS``. ``capacity``
    [place, day]: see ``capacities``. ``exceeding`` [place, day]: probability that the stock is above the capacity on
    that day (NaN without a capacity).
    ``carried_by``: at how many places each member is the nearest to the median on the last day.
    """

    analysis: Analysis
    dates: tuple[datetime.date, ...]
    places: tuple[str, ...]
    median: Floats
    quantiles: Floats
    total_quantiles: Floats
    members: Mapping[str, Floats]
    capacity: Floats
    exceeding: Floats
    carried_by: Mapping[str, int]

    def expected_exceedance(self, place: str) -> datetime.date | None:
        """The first date on which exceeding the capacity is more likely than not; None within the forecast."""
        above = np.flatnonzero(self.exceeding[self.places.index(place)] > 0.5)
        return self.dates[int(above[0])] if len(above) else None


def forecast(
    scenario: Scenario, origin: datetime.date, n_days: int = 90, *, climatology: Climatology | None = None
) -> Forecast:
    """Forecast the stock of every counted place, and their total, for ``n_days`` days after the origin.

    What the bank says, dressed with the errors of other conflicts (``climatology``, by default the one shipped,
    without this conflict). Raises NothingCountedError when no count had been published by the origin.
    """
    counts, _ = counts_on(scenario, origin)
    day = day_number(origin)
    if not any(len(s.known(day).days) for s in counts.places.values()):
        raise NothingCountedError(
            f"no count of any place was published by {origin.isoformat()}: add rows with measure stock to "
            "observations.csv, choose a later origin, or simulate from nothing with kilis run"
        )
    errors = climatology or shipped(counts)
    leads = np.arange(1.0, n_days + 1.0)
    made = points(counts, day, leads)
    past = {key: r.before(day) for key, r in collect(counts, day).items()}
    places, total = dressed(made, errors, past)
    capacity = capacities(scenario, origin, n_days, made.places)
    return Forecast(
        analysis=analyse(scenario, origin, climatology=errors),
        dates=tuple(origin + datetime.timedelta(days=k) for k in range(1, n_days + 1)),
        places=made.places,
        median=made.forecast,
        quantiles=places,
        total_quantiles=total,
        members=made.members,
        capacity=capacity,
        exceeding=probability_above(places, capacity),
        carried_by=_carriers(made.forecast, made.members),
    )


def capacities(scenario: Scenario, origin: datetime.date, n_days: int, places: Sequence[str]) -> Floats:
    """Capacity on each of the ``n_days`` days after the origin, as known on it: persons [place, day].

    Infinite on days on which a place takes in any number, NaN where it does on all of them.
    """
    known = world_known(scenario, origin, n_days)
    world = replace(known, start=min(known.start, origin))
    timelines = build_schedule(world).capacity
    stated = {p.id: [(0, np.inf if p.capacity_persons is None else float(p.capacity_persons))] for p in world.places}
    first = (origin - world.start).days + 1
    days = np.arange(first, first + n_days)
    out = np.empty((len(places), n_days))
    for i, place in enumerate(places):
        since, persons = np.array(timelines.get(place, stated[place])).T
        out[i] = persons[np.searchsorted(since, days, side="right") - 1]
    out[np.isinf(out).all(axis=1)] = np.nan
    return out


def probability_above(quantiles: Floats, threshold: Floats) -> Floats:
    """Probability that the stock is above a threshold [place, day], from the percentiles; NaN where that is NaN.

    Linear between percentiles; beyond them 0 or 1.

    >>> q = np.linspace(1.0, 99.0, 99)[None, None, :]
    >>> probability_above(q, np.array([[75.0]]))
    array([[0.25]])
    """
    out = np.full(quantiles.shape[:2], np.nan)
    for place, day in np.argwhere(~np.isnan(threshold)):
        out[place, day] = 1.0 - np.interp(threshold[place, day], quantiles[place, day], LEVELS, left=0.0, right=1.0)
    return out


def _carriers(median: Floats, members: Mapping[str, Floats]) -> dict[str, int]:
    """At how many places each member is the one nearest to the median on the last day."""
    names = list(members)
    if not names:
        return {}
    distance = np.stack([np.abs(members[name][:, -1] - median[:, -1]) for name in names])
    nearest = distance.argmin(axis=0)
    return {name: int((nearest == k).sum()) for k, name in enumerate(names)}
