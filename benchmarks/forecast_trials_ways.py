"""The ways of forecasting that ``forecast_trials.py`` tries: each a function that gives its settings by name.

A setting is what it replaces in the forecast (points, dressed), or a list of graded forecasts.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from kilis.forecast.bank import MEMBERS, combined
from kilis.forecast.climatology import LEVELS, OWN_ERRORS, WIDTH_LEVELS, Climatology, Key, _table
from kilis.forecast.counts import Counts, Series
from kilis.forecast.dress import dressed
from kilis.forecast.network_share import pressure
from kilis.forecast.points import Points
from kilis.forecast.reconcile import reconciled
from kilis.forecast.residuals import LEADS, Residuals, collect
from kilis.verify.backtest import Graded
from kilis.verify.summary import crps

Floats = NDArray[np.float64]
Ways = Mapping[str, Any]
Grade = Callable[[Ways], list[Graded]]
Forecaster = Callable[[Counts, int, Floats], Points]


@dataclass(slots=True)
class Bench:
    """The conflicts, and the bank's own points, made once for each origin."""

    conflicts: list[Counts]
    make: Forecaster
    _made: dict[tuple[str, int, int], Points] = field(default_factory=dict)

    def points(self, counts: Counts, origin: int, leads: Floats) -> Points:
        key = (counts.name, origin, len(leads))
        if key not in self._made:
            self._made[key] = self.make(counts, origin, leads)
        return self._made[key]


def known(counts: Counts, origin: int) -> list[Series]:
    return [s.known(origin) for s in counts.places.values()]


def with_forecast(made: Points, forecast: Floats) -> Points:
    return replace(made, forecast=np.maximum(forecast, 0.0))


def changed(bench: Bench, change: Callable[[Counts, int, Points], Floats]) -> Ways:
    """The bank with its forecast [place, lead] changed."""

    def forecaster(counts: Counts, origin: int, leads: Floats) -> Points:
        made = bench.points(counts, origin, leads)
        return with_forecast(made, change(counts, origin, made))

    return {"points": forecaster}


def again_towards_total(counts: Counts, origin: int, made: Points, forecast: Floats) -> Floats:
    """Forecasts of places, made anew, moved towards the total's own as the forecast moves its own."""
    out, inside = forecast.copy(), ~np.isnan(made.level)
    if inside.any():
        counted = [s for s in known(counts, origin) if len(s.days)]
        out[inside] = reconciled(counted, origin, made.leads, out[inside], made.scale[inside])
    return out


def median_of(bench: Bench, names: tuple[str, ...], to_total: bool = True) -> Ways:
    def change(counts: Counts, origin: int, made: Points) -> Floats:
        out = made.forecast.copy()
        for i, s in enumerate(known(counts, origin)):
            if len(s.days):
                trust = 0.5 if len(s.days) <= 2 else 1.0
                middle = np.median(np.stack([made.members[m][i] for m in names]), axis=0)
                out[i] = made.level[i] + trust * (middle - made.level[i])
        return again_towards_total(counts, origin, made, out) if to_total else out

    return changed(bench, change)


def without_restart(bench: Bench, _: Grade) -> dict[str, Ways]:
    return {"without": median_of(bench, tuple(m for m in MEMBERS if m != "restart"))}


def without_total(bench: Bench, _: Grade) -> dict[str, Ways]:
    return {"without": median_of(bench, MEMBERS, to_total=False)}


def without_few_counts(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Ranges alone: the median of the members stays where it is."""

    def forecaster(counts: Counts, origin: int, leads: Floats) -> Points:
        made = bench.points(counts, origin, leads)
        n = np.array([max(len(s.days), 1) for s in known(counts, origin)])
        return replace(made, scale=made.scale / (1.0 + 1.0 / n[:, None]))

    return {"without": {"points": forecaster}}


def without_uncounted(bench: Bench, _: Grade) -> dict[str, Ways]:
    return {"without": changed(bench, lambda c, o, m: np.where(np.isnan(m.level)[:, None], 0.0, m.forecast))}


def pooled(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Growth shrunk towards that of all camps together, and the size of all trends learned from other conflicts."""

    def way(weight: float, size: float) -> Ways:
        def change(counts: Counts, origin: int, made: Points) -> Floats:
            level = np.nan_to_num(made.level)[:, None]
            growth = np.where(level > 0, made.forecast - level, 0.0)
            common = growth.sum(axis=0) / max(level.sum(), 1.0) * level
            new = level + size * ((1.0 - weight) * growth + weight * common)
            return np.where(np.isnan(made.level)[:, None], made.forecast, new)

        return changed(bench, change)

    grid = ((0.0, 0.9), (0.0, 1.1), (0.1, 1.0), (0.25, 1.0))
    return {f"{w:g}/{s:g}": way(w, s) for w, s in grid}


def opening_curve(bench: Bench, _: Grade) -> dict[str, Ways]:
    """A camp with one or two counts also grows by so much of itself a day, for 40 days."""

    def way(rate: float, most: int) -> Ways:
        def change(counts: Counts, origin: int, made: Points) -> Floats:
            out = made.forecast.copy()
            for i, s in enumerate(known(counts, origin)):
                if 0 < len(s.days) <= most:
                    days = 40.0 * (1.0 - np.exp(-(made.age_days[i] + made.leads) / 40.0))
                    out[i] += rate * made.level[i] * days
            return out

        return changed(bench, change)

    return {f"{r:g}/{n}": way(r, n) for r, n in ((0.005, 1), (0.01, 1), (0.005, 2))}


def onsets(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Where more people live in conflict than in the last 60 days, more come, at short leads."""
    pressures = {c.name: pressure(c.network.scenario).sum(axis=1) for c in bench.conflicts if c.network}

    def way(power: float) -> Ways:
        def change(counts: Counts, origin: int, made: Points) -> Floats:
            of_day = pressures[counts.name]
            now = min(origin - counts.start, len(of_day) - 1)
            before = float(of_day[max(0, now - 60) : now + 1].mean())
            ratio = np.clip(of_day[now] / before, 1.0, 3.0) if before > 0 else 1.0
            factor = 1.0 + (ratio**power - 1.0) * np.exp(-made.leads / 30.0)
            level = np.nan_to_num(made.level)[:, None]
            return np.asarray(level + (made.forecast - level) * factor)

        return changed(bench, change)

    return {f"{p:g}": way(p) for p in (0.25, 0.5)}


def theta(bench: Bench, _: Grade) -> dict[str, Ways]:
    """The Theta method (statsmodels) on the last known count of every week, as a further member of the median."""
    from statsmodels.tsa.forecasting.theta import ThetaModel

    @cache
    def path(name: str, place: str, origin: int, leads: tuple[float, ...]) -> Floats:
        s = next(c for c in bench.conflicts if c.name == name).places[place].known(origin)
        weeks = np.arange(origin, max(int(s.days[0]), origin - 364) - 1, -7)[::-1]
        y = s.persons[np.searchsorted(s.days, weeks, side="right") - 1]
        if len(y) < 10 or np.ptp(y) == 0.0:
            return np.full(len(leads), s.persons[-1])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = ThetaModel(y, period=1, deseasonalize=False).fit()
            steps = np.asarray(fitted.forecast(int(np.ceil(max(leads) / 7.0))))
        ahead = np.interp(np.array(leads) / 7.0, np.arange(len(steps) + 1), np.concatenate([[y[-1]], steps]))
        return np.asarray(np.maximum(np.nan_to_num(ahead, nan=float(s.persons[-1])), 0.0))

    def change(counts: Counts, origin: int, made: Points) -> Floats:
        out = made.forecast.copy()
        for i, s in enumerate(known(counts, origin)):
            if len(s.days):
                members = {m: p[i] for m, p in made.members.items()}
                members["theta"] = path(counts.name, made.places[i], origin, tuple(made.leads))
                out[i] = combined(members, len(s.days))
        return again_towards_total(counts, origin, made, out)

    return {"a member": changed(bench, change)}


def past_skill(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Towards the member that did best in this conflict so far, at leads up to 14 days only."""
    truths = {c.name: list(c.places.values()) for c in bench.conflicts}

    @cache
    def errors(name: str) -> list[tuple[int, int, Mapping[str, float]]]:
        """(Lead row, day verified, mean |error| / level by member) of past origins every 15 days."""
        counts = next(c for c in bench.conflicts if c.name == name)
        out = []
        for origin in range(counts.start + 15, counts.end, 15):
            made = bench.points(counts, origin, LEADS)
            for j in range(3):
                target = origin + int(LEADS[j])
                came = np.array([s.at(target) for s in truths[name]])
                use = ~np.isnan(came) & ~np.isnan(made.level)
                if use.any() and made.members:
                    late = [
                        int(s.days[min(np.searchsorted(s.days, target), len(s.days) - 1)])
                        for s in truths[name]
                        if len(s.days)
                    ]
                    size = max(came[use].sum(), 1.0)
                    row = {m: float(np.abs(p[use, j] - came[use]).sum() / size) for m, p in made.members.items()}
                    out.append((j, max(*late, target), row))
        return out

    def way(sharpness: float) -> Ways:
        def change(counts: Counts, origin: int, made: Points) -> Floats:
            seen = [row for _, day, row in errors(counts.name) if day <= origin]
            if len(seen) < 6 or not made.members:
                return made.forecast
            mean = {m: float(np.mean([r[m] for r in seen])) for m in made.members}
            best = max(min(mean.values()), 1e-6)
            weight = {m: (best / max(e, 1e-6)) ** sharpness for m, e in mean.items()}
            mix = sum(weight[m] * made.members[m] for m in weight) / sum(weight.values())
            near = np.clip((21.0 - made.leads) / 14.0, 0.0, 1.0)
            new = made.forecast + 0.5 * near * (mix - made.forecast)
            return np.where(np.isnan(made.level)[:, None], made.forecast, new)

        return changed(bench, change)

    return {f"{s:g}": way(s) for s in (2.0, 10.0)}


def exponents(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Other exponents of level and of lead time in the size of an ordinary error, at places that are counted."""

    def way(level: float, horizon: float) -> Ways:
        def forecaster(counts: Counts, origin: int, leads: Floats) -> Points:
            made = bench.points(counts, origin, leads)
            inside = ~np.isnan(made.level)
            quiet = np.maximum(made.level[inside], 50.0) / np.maximum(made.activity[inside], 1e-6)
            days = np.maximum(made.age_days[inside][:, None] + leads, 1.0)
            size = made.scale.copy()
            size[inside] *= quiet[:, None] ** (level - 0.4) * days ** (horizon - 0.6)
            return replace(made, scale=size)

        return {"points": forecaster}

    return {f"{a:g}/{b:g}": way(a, b) for a, b in ((0.3, 0.6), (0.4, 0.75), (0.3, 0.75), (0.5, 0.6), (0.4, 0.5))}


def like_with_like(bench: Bench, _: Grade) -> dict[str, Ways]:
    """Own errors on plateaus widen by those of others on plateaus, all other own errors by all of others."""

    @cache
    def on_plateaus(names: tuple[str, ...], key: Key) -> Floats:
        found = {c.name: collect(c)[key] for c in bench.conflicts if c.name in names}
        return _table({n: (r.lead[r.plateau], np.abs(r.error[r.plateau])) for n, r in found.items()}, WIDTH_LEVELS)

    def ranges(made: Points, climatology: Climatology, past: Mapping[Key, Residuals], model: str) -> Any:
        still = on_plateaus(climatology.conflicts, ("place", model))

        def factors(own: Residuals, typical: Floats) -> Floats:
            logs, n = np.zeros(len(LEADS)), np.zeros(len(LEADS))
            for r, usual in ((own.where(own.plateau), still), (own.where(~own.plateau), typical)):
                for j in range(len(LEADS)):
                    errors = np.abs(r.error[r.lead == j])
                    if len(errors) >= 4:
                        ratio = np.maximum(np.quantile(errors, WIDTH_LEVELS) / usual[j], 1e-3)
                        logs[j] += len(errors) * np.clip(np.log(ratio), -1.5, 1.5).mean()
                        n[j] += len(errors)
            return np.clip(np.exp(logs / (n + OWN_ERRORS)), 0.5, 2.0)

        with patch("kilis.forecast.dress.width_factors", factors):
            return dressed(made, climatology, past, model)

    return {"by regime": {"dressed": ranges}}


FALLS = (0.05, 0.08, 0.11, 0.2, 0.35)
"""Middles of the fifths of all falls of a count by more than 3 % in the six conflicts: one in 280 to 860 days."""


def jumps(bench: Bench, _: Grade) -> dict[str, Ways]:
    """A mixture: with a chance that grows with the lead, a count is re-registered lower by one of five shares."""
    left = 1.0 - np.array(FALLS)

    def fallen(q: Floats, chance: float) -> Floats:
        at = np.sort(np.concatenate([q, (q * left[:, None]).ravel()]))
        lower = np.mean([np.interp(at / share, q, LEVELS, left=0.0, right=1.0) for share in left], axis=0)
        plain = np.interp(at, q, LEVELS, left=0.0, right=1.0)
        return np.interp(LEVELS, (1.0 - chance) * plain + chance * lower, at)

    def way(days: float) -> Ways:
        def mixed(made: Points, *rest: Any) -> tuple[Floats, Floats]:
            places, total = dressed(made, *rest)
            for i in np.flatnonzero(~np.isnan(made.level)):
                for j, lead in enumerate(made.leads):
                    places[i, j] = fallen(places[i, j], 1.0 - np.exp(-lead / days))
            return places, total

        return {"dressed": mixed}

    return {f"every {d:g} days": way(d) for d in (450.0, 900.0, 1500.0)}


def vincentised(bench: Bench, grade: Grade) -> dict[str, list[Graded]]:
    """Every member dressed with its own errors, and quantiles averaged: alike, or by CRPS on the other conflicts."""
    single = {m: grade(median_of(bench, (m,))) for m in MEMBERS}
    names = [c.name for c in bench.conflicts]
    loss = {
        m: np.array([np.nanmean([np.nanmean(crps(g, "kilis", j)) for j in range(5)]) for g in found])
        for m, found in single.items()
    }

    def mixed(sharpness: float) -> list[Graded]:
        out = []
        for i in range(len(names)):
            others = [k for k in range(len(names)) if k != i]
            weight = {m: float(np.exp(-sharpness * np.log(loss[m][others]).mean())) for m in MEMBERS}
            total = sum(weight.values())

            def mean(
                kind: str, name: str, i: int = i, weight: Mapping[str, float] = weight, total: float = total
            ) -> Floats:
                return np.asarray(sum(weight[m] / total * getattr(single[m][i], kind)[name] for m in MEMBERS))

            g = single[MEMBERS[0]][i]
            middle = mean("quantiles", "kilis")[..., 49]
            known_line = ~np.isnan(g.line)
            totals = np.where(known_line.any(axis=1), np.where(known_line, middle, 0.0).sum(axis=1), np.nan)
            out.append(replace(
                g,
                forecasts={**g.forecasts, "bank": middle, "kilis": middle},
                totals={**g.totals, "bank": totals},
                quantiles={**g.quantiles, "kilis": mean("quantiles", "kilis")},
            ))  # fmt: skip
        return out

    return {"alike": mixed(0.0), "by CRPS": mixed(6.0)}


Settings = Callable[[Bench, Grade], Mapping[str, Any]]

PARTS: dict[str, tuple[str, Settings]] = {
    "restart": ("the bank without the restarted simulation", without_restart),
    "uncounted": ("nobody expected at sites never counted", without_uncounted),
    "mint": ("places not moved towards a forecast of the total", without_total),
    "few-counts": ("ranges no wider at places with few counts", without_few_counts),
}
"""What the forecast has, and what it would be without it."""

TRIALS: dict[str, tuple[str, Settings]] = {
    "pooling": ("trends pooled over camps, their size over conflicts", pooled),
    "jumps": ("re-registration as a jump in the ranges", jumps),
    "quantiles": ("quantiles averaged over members instead of their median", vincentised),
    "exponents": ("other exponents in the size of an ordinary error", exponents),
    "widths": ("own errors on plateaus compared with those of plateaus", like_with_like),
    "opening": ("an opening curve for camps with one or two counts", opening_curve),
    "onsets": ("more arrivals at short leads where conflict has spread", onsets),
    "past-skill": ("weights by past skill at short leads", past_skill),
    "theta": ("the Theta method as a member", theta),
}
"""What the forecast has not."""

RANGES_ONLY = ("jumps", "few-counts", "exponents", "widths")
"""What leaves the median where it is: judged by CRPS alone."""
