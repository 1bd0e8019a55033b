"""What the map shows, for every variant and date: stocks and their parts, flows, gates, cut routes and violence."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np

from kilis.report.figures import Figures
from kilis.report.regimes import Regimes
from kilis.report.series import Series, most

MAX_FRAMES = 190
MAX_FLOWS = 70
FLOW_WINDOW_DAYS = 7
HARDLY_CHANGES = 0.05
DWARFS = 5.0  # so many times the other places; circles to its scale would hide them
_SEVERITY = ("open", "limited", "shut", "cut")


@dataclass(frozen=True)
class Snapshots:
    """Frames of the map. ``days`` are positions on the axis of dates, thinned on long runs; arrays end with frames."""

    days: list[int]
    dates: list[datetime.date]
    stock: Any  # [variant, place, frame] median; NaN: suppressed
    low: Any  # 5 % of the stock
    high: Any  # 95 %
    waiting: Any
    overflow: Any
    pairs: list[tuple[str, str]]
    flows: Any  # [variant, pair, frame] mean persons a day over the week before
    gates: list[tuple[str, list[list[str]]]]  # anchor (place id or route id), [variant][frame] regime
    cuts: list[tuple[str, list[list[bool]]]]
    conflict: list[list[set[str]]]  # [variant][frame]
    to_scale: list[bool]  # by place; False where the stock hardly changes and dwarfs the rest
    biggest: float  # the largest stock drawn to scale
    fastest: float  # the largest flow


def snapshots(figures: Figures, series: Series) -> Snapshots:
    """Gather the frames of a run."""
    step = -(-len(series.dates) // MAX_FRAMES)
    days = sorted({*range(0, len(series.dates), step), len(series.dates) - 1})
    dates = [series.dates[d] for d in days]
    ids = [place.id for place in figures.scenario.places]
    variants = [variant for variant, _ in figures.variants]

    def block(measure: str, statistic: str) -> Any:
        out = np.zeros((len(variants), len(ids), len(days)))
        for v, variant in enumerate(variants):
            for p, place in enumerate(ids):
                band = series.summary.get((variant, measure, place))
                if band is not None:
                    out[v, p] = getattr(band, statistic)[days]
        return out

    stock = block("stock", "q50")
    by_place = np.nan_to_num(stock.transpose(1, 0, 2).reshape(len(ids), -1))
    peaks = by_place.max(axis=1)
    to_scale = drawn_to_scale(by_place)
    pairs, flows = _flows(series, variants, days)
    flows[(flows > 0) & (flows < figures.suppress_below)] = np.nan  # a mean over a week can be small where no day was
    regimes = [Regimes(figures.world_of(variant)) for variant in variants]
    return Snapshots(
        days=days,
        dates=dates,
        stock=stock,
        low=block("stock", "q05"),
        high=block("stock", "q95"),
        waiting=np.fmin(block("waiting", "q50"), stock),
        overflow=block("overflow", "q50"),
        pairs=pairs,
        flows=flows,
        gates=_gates(regimes, dates),
        cuts=_cuts(regimes, dates),
        conflict=[[regime.conflict(date) for date in dates] for regime in regimes],
        to_scale=to_scale,
        biggest=max((peak for peak, scaled in zip(peaks, to_scale, strict=True) if scaled), default=1.0) or 1.0,
        fastest=most(flows) or 1.0,
    )


def drawn_to_scale(by_place: Any) -> list[bool]:
    """Tell of each place whether its circle is to scale: all are, but whole countries that would hide the rest.

    >>> drawn_to_scale(np.array([[66_000.0, 70_000.0], [122_000, 122_000], [2_500_000, 2_500_000]]))
    [True, True, False]
    """
    peaks, moves = by_place.max(axis=1, initial=0.0), np.ptp(by_place, axis=1)
    steady = moves < HARDLY_CHANGES * peaks
    usual = float(np.median(peaks[peaks > 0])) if peaks.any() else 0.0
    ordinary = max(most(np.where(steady, 0.0, peaks)), usual)
    return [bool(scaled) for scaled in ~steady | (peaks <= DWARFS * ordinary)]


def _flows(series: Series, variants: list[str], days: list[int]) -> tuple[list[tuple[str, str]], Any]:
    weekly: dict[tuple[str, str], Any] = {}
    for (variant, origin, destination), band in series.flows.items():
        if variant in variants:
            mean = np.nan_to_num(band.mean)
            total = np.concatenate([[0.0], np.cumsum(mean)])
            first = np.maximum(np.arange(len(mean)) + 1 - FLOW_WINDOW_DAYS, 0)
            smooth = (total[1:] - total[first]) / (np.arange(len(mean)) + 1 - first)
            block = weekly.setdefault((origin, destination), np.zeros((len(variants), len(days))))
            block[variants.index(variant)] = smooth[days]
    pairs = sorted(weekly, key=lambda pair: -weekly[pair].max())[:MAX_FLOWS]
    largest = weekly[pairs[0]].max() if pairs else 0.0
    pairs = [pair for pair in pairs if weekly[pair].max() >= max(1.0, 0.005 * largest)]
    empty = np.zeros((len(variants), 0, len(days)))
    return pairs, np.stack([weekly[pair] for pair in pairs], axis=1) if pairs else empty


def _gates(regimes: list[Regimes], dates: list[datetime.date]) -> list[tuple[str, list[list[str]]]]:
    """Regimes by anchor: the crossing place where there is one, else the route; the strictest of its routes."""
    scenario = regimes[0].scenario
    crossings = {place.id for place in scenario.places if place.kind == "crossing"}
    anchor = {
        r.id: next((end for end in (r.origin, r.destination) if end in crossings), r.id)
        for r in scenario.routes
        if r.mode == "crossing"
    }
    found: dict[str, list[list[str]]] = {a: [["open"] * len(dates) for _ in regimes] for a in anchor.values()}
    for v, states in enumerate(regimes):
        for d, date in enumerate(dates):
            for route, regime in states.gates(date).items():
                row = found[anchor[route]][v]
                row[d] = max(row[d], regime, key=_SEVERITY.index)
    return list(found.items())


def _cuts(regimes: list[Regimes], dates: list[datetime.date]) -> list[tuple[str, list[list[bool]]]]:
    by_day = [[states.cuts(date) for date in dates] for states in regimes]
    ever = sorted({route for row in by_day for day in row for route in day})
    gates = {r.id for r in regimes[0].scenario.routes if r.mode == "crossing"}
    return [(route, [[route in day for day in row] for row in by_day]) for route in ever if route not in gates]
