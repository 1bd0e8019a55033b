"""Where few or no counts exist: the simulated ensemble, each member weighted by how well it agrees with the reports.

A member's weight is the product of the likelihoods of the reports given what that member has at that place on that
date, to a power (tempering) that keeps enough different members alive. Members are then resampled whole, so that each
keeps one consistent history and every variant of a forecast rests on the same members.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kilis.engine.simulate import Model
from kilis.ensemble.summary import TOTALS, Sample
from kilis.scenario.model import Observation, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SD_OF_KIND = {"verification": 0.05, "registration": 0.1, "estimate": 0.3, "claim": 0.5}
"""How far a report of each kind is usually from what was there: standard deviation of the logarithm."""

NOISE_PERSONS = 50.0
"""Added to both sides before logarithms are taken, so that a report of nobody can be compared."""

DEGREES_OF_FREEDOM = 4.0
"""Reports err with heavy tails (Student's t): one wild figure must not choose the members alone."""

WRONG, WRONG_LOG_LIKELIHOOD = 0.1, -4.0
"""One report in ten is simply wrong, whatever the members have."""


TOLD = {"stock": "displaced there", "arrivals": "arrived", "waiting": "waiting", "departures": "left home"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One report beside the ensemble: the median before and after weighting, and whether any member explains it."""

    observation: Observation
    before: float
    after: float
    explained: bool

    def sentence(self, names: Mapping[str, str] | None = None) -> str:
        """The comparison in words; ``names`` are those of the places."""
        o = self.observation
        where = "in all" if o.place == "*" else f"at {o.extra.get('region') or (names or {}).get(o.place, o.place)}"
        moved = f"the model has {self.before:,.0f}, after weighing the reports {self.after:,.0f}"
        end = "" if self.explained else "; hardly any member comes near it"
        said = f"{reported(o)} {TOLD.get(o.measure, o.measure)} ({o.speaker or o.publisher or o.kind})"
        return f"{o.date.isoformat()} {where}: {said}; {moved}{end}"


@dataclass(frozen=True, slots=True)
class Weighting:
    """Which members go on, and how much the reports decided.

    ``chosen`` [member]: numbers of the members that were resampled, some several times. ``effective`` is the effective
    sample size of the plain weights, ``effective_tempered`` of those used, at the power ``temper`` (1: not tempered).
    """

    chosen: Ints
    temper: float
    effective: float
    effective_tempered: float
    agreements: tuple[Agreement, ...]


def reported(o: Observation) -> str:
    """The figure of an observation in words."""
    if o.value is not None and o.qualifier in ("exact", "approx"):
        return f"{'about ' if o.qualifier == 'approx' else ''}{o.value:,.0f}"
    low, high = bounds(o)
    if low is not None and high is not None:
        return f"{low:,.0f} to {high:,.0f}"
    return f"at least {low:,.0f}" if low is not None else f"at most {high:,.0f}"


def bounds(o: Observation) -> tuple[float | None, float | None]:
    """The least and the most that a report allows; both the same for a figure, and as stated where both are.

    >>> day = datetime.date(2016, 2, 1)
    >>> bounds(Observation(day, "*", "displaced", low=51000, qualifier="at_least"))
    (51000, None)
    """
    if o.qualifier == "at_least":
        return (o.value if o.low is None else o.low), o.high
    if o.qualifier == "at_most":
        return o.low, (o.value if o.high is None else o.high)
    if o.qualifier == "range":
        return o.low, o.high
    return o.value, o.value


def log_likelihood(o: Observation, simulated: Floats) -> Floats:
    """Logarithm of the likelihood of a report given each member's number; [member].

    Student's t: ``t = (1 + z^2 / nu)^(-(nu + 1) / 2)`` with z the distance of log(number + 50) from what the report
    allows, in standard deviations of its kind (``approx`` widens it by half); then ``log(0.9 t + 0.1 exp(-4))``, for
    one report in ten is simply wrong: a figure that no member comes near says nothing about them.

    >>> o = Observation(datetime.date(2016, 2, 1), "a", "stock", value=1000.0, kind="claim")
    >>> log_likelihood(o, np.array([1000.0, 2000.0])).round(2)
    array([-0.1 , -1.03])
    """
    sd = SD_OF_KIND.get(o.kind, 0.5) * (1.5 if o.qualifier == "approx" else 1.0)
    low, high = bounds(o)
    x = np.log(simulated + NOISE_PERSONS)
    below = np.maximum(np.log(low + NOISE_PERSONS) - x, 0.0) if low is not None else 0.0
    above = np.maximum(x - np.log(high + NOISE_PERSONS), 0.0) if high is not None else 0.0
    z = np.asarray((below + above) / sd)
    plain = -(DEGREES_OF_FREEDOM + 1) / 2 * np.log1p(z**2 / DEGREES_OF_FREEDOM)
    return np.asarray(np.log((1.0 - WRONG) * np.exp(plain) + WRONG * np.exp(WRONG_LOG_LIKELIHOOD)))


def simulated_number(o: Observation, scenario: Scenario, model: Model, sample: Sample) -> Floats | None:
    """What each member has of the thing reported, [member]; None where the engine has no such number.

    A place may be several ids with spaces between (their sum); ``stock_change`` is the rise of the stock since the
    first day, or since the extra column ``since``.
    """
    day = (o.date - scenario.start).days
    if not 0 <= day < sample.days:
        return None
    since = o.extra.get("since")
    first = max((datetime.date.fromisoformat(since) - scenario.start).days, 0) if since else 0
    if o.place == "*":
        return _number_in_all(o.measure, first, day, sample)
    names = [o.place] if o.place in model.places else o.place.split()
    if not all(name in model.places for name in names):
        return None
    rows = [model.places.index(name) for name in names]
    if o.measure in ("stock", "waiting"):
        return np.asarray(sample.measure(o.measure)[:, day, rows].sum(axis=1))
    if o.measure == "stock_change":
        stock = sample.measure("stock")[:, :, rows].sum(axis=2)
        return np.asarray(np.maximum(stock[:, day] - stock[:, max(first - 1, 0)], 0.0))
    if o.measure in ("arrivals", "departures", "displaced"):
        kept = sample.measure("arrivals" if o.measure == "arrivals" else "departures")[:, :, rows].sum(axis=2)
        return np.asarray(kept[:, first : day + 1].sum(axis=1))
    return None


def _number_in_all(measure: str, first: int, day: int, sample: Sample) -> Floats | None:
    """What each member has in all places together on a day, or from a first day on, [member]."""
    if measure == "departures":
        return np.asarray(sample.measure("departures")[:, first : day + 1].sum(axis=(1, 2)))
    name = {"displaced": "newly_displaced", "stock": "displaced", "waiting": "waiting"}.get(measure)
    if name is None:
        return None
    series = sample.totals[:, TOTALS.index(name)]
    before = series[:, first - 1] if name == "newly_displaced" and first > 0 else 0.0
    return np.asarray(series[:, day] - before)


def weigh(scenario: Scenario, model: Model, sample: Sample) -> Weighting:
    """Weights of the members from every report of the scenario (all known by the origin), and the resampling.

    Reports whose extra column ``role`` says ``input`` were made into the scenario and are no evidence. The power is
    the largest up to 1 that leaves an effective sample size of a tenth of the members, at least 20.
    """
    members = len(sample.cells)
    rows = []
    for o in scenario.observations:
        if o.extra.get("role") == "input":
            continue
        simulated = simulated_number(o, scenario, model, sample)
        if simulated is not None:
            rows.append((o, simulated))
    logs = np.sum([log_likelihood(o, x) for o, x in rows], axis=0) if rows else np.zeros(members)
    wanted = min(float(members), max(20.0, members / 10.0))
    temper = _temper(logs, wanted)
    weights = _weights(logs, temper)
    chosen = resampled(weights)
    agreements = tuple(
        Agreement(o, float(np.median(x)), float(np.median(x[chosen])), bool(near(o, x).mean() > 0.01)) for o, x in rows
    )
    return Weighting(chosen, temper, effective_size(_weights(logs, 1.0)), effective_size(weights), agreements)


def near(o: Observation, simulated: Floats) -> NDArray[np.bool_]:
    """Which members come near a report: a likelihood of more than a twelfth of that of the figure itself."""
    return log_likelihood(o, simulated) > -2.5


def effective_size(weights: Floats) -> float:
    """Effective sample size ``1 / sum w^2`` of weights that sum to 1 (Kish 1965).

    >>> effective_size(np.full(4, 0.25))
    4.0
    """
    return float(1.0 / (weights**2).sum())


def _weights(logs: Floats, power: float) -> Floats:
    w = np.exp(power * (logs - logs.max()))
    return np.asarray(w / w.sum())


def _temper(logs: Floats, wanted: float) -> float:
    """The largest power up to 1 whose weights have the wanted effective sample size, by bisection."""
    if effective_size(_weights(logs, 1.0)) >= wanted:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if effective_size(_weights(logs, middle)) >= wanted else (low, middle)
    return low


def resampled_sample(sample: Sample, chosen: Ints) -> Sample:
    """The numbers of the chosen members, in that order."""
    return Sample(np.ascontiguousarray(sample.cells[chosen]), sample.days, sample.places, sample.links)


def resampled(weights: Floats) -> Ints:
    """Systematic resampling: member i appears about ``n x w_i`` times; no random number (Kitagawa 1996).

    >>> resampled(np.array([0.5, 0.25, 0.25, 0.0]))
    array([0, 0, 1, 2])
    """
    n = len(weights)
    points = (np.arange(n) + 0.5) / n
    return np.asarray(np.minimum(np.searchsorted(np.cumsum(weights), points), n - 1))
