"""Trials of what could make the bank better, each with its numbers chosen on other conflicts: what wins is kept.

python benchmarks/forecast_trials.py [NAME ...]     all trials, or those named (about three minutes for all)

Every trial is graded by the backtest on all conflicts, in each with the setting that did best on the other five (mean
logarithm of ARD and CRPS over leads, origins every 10 days); doing nothing is among the settings. It is kept if, with
origins every 30 and every 10 days alike, ARD and CRPS over all leads are at least 0.3 % better than the forecast as it
is, and neither is worse in more than two conflicts by over 0.3 % (CRPS alone where only ranges change). ARD is of the
middle that is printed. Beside it stand ARD and the total's error of the median before the ranges move it, by which
nothing is judged. Parts that the forecast has are taken away, and stay if without them both are worse. Figures are
ratios to the forecast as it is; below 1 is better; in brackets, what holds 90 % of resamples of conflicts and origins.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from forecast_trials_ways import PARTS, RANGES_ONLY, TRIALS, Bench

from kilis.forecast.climatology import LEVELS
from kilis.forecast.dress import dressed
from kilis.forecast.points import Points, points
from kilis.verify.backtest import DEFAULT_LEADS, Graded, backtest
from kilis.verify.benchmark import conflict_folders
from kilis.verify.folders import conflicts_in
from kilis.verify.skill import skill
from kilis.verify.summary import ard, coverage, crps, total_error

DENSE, SPARSE = 10, 30
SCORES = {
    "ARD": (ard, "kilis"),
    "CRPS": (crps, "kilis"),
    "ARD of the median": (ard, "bank"),
    "total of the median": (total_error, "bank"),
}
"""By label: a score, and what it is of: what is printed, which is judged, or the median before the ranges."""

MARGIN = 0.003
MOST_WORSE = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial on left-out conflicts: the graded forecasts and the setting that each conflict got from the others."""

    graded: list[Graded]
    chosen: Mapping[str, str]


def graded(bench: Bench, ways: Mapping[str, Any]) -> list[Graded]:
    """Grade the forecast with some of its functions replaced: points, dressed.

    Ranges of totals and of persistence are not scored here, and not made.
    """
    made = ways.get("points", bench.points)
    replaced = {
        "kilis.verify.slices.points": made,
        "kilis.forecast.residuals.points": made,
        "kilis.verify.slices.dressed": ways.get("dressed", dressed),
        "kilis.verify.slices.dressed_total": no_total,
        "kilis.forecast.dress.dressed_total": no_total,
        "kilis.verify.slices.DRESSED": {"kilis": "bank"},
    }
    with ExitStack() as stack:
        for name, way in replaced.items():
            stack.enter_context(patch(name, way))
        return backtest(bench.conflicts, every_days=DENSE, slow_references=False)


def no_total(made: Points, *_: Any) -> np.ndarray:
    """Stands for the ranges of totals."""
    return np.zeros((len(made.leads), len(LEVELS)))


def every(found: Sequence[Graded], days: int) -> list[Graded]:
    """The forecasts from origins every so many days of those every ten."""
    thinned = []
    for g in found:
        rows = (np.arange(len(g.origins)) + _before(g)) % (days // DENSE) == days // DENSE - 1
        cut: dict[str, Any] = {n: getattr(g, n)[rows] for n in ("origins", "line", "counts", "counted", "regime")}
        cut |= {n: {m: a[rows] for m, a in getattr(g, n).items()} for n in ("forecasts", "quantiles", "totals")}
        cut |= {"total_line": g.total_line[rows], "total_quantiles": {m: a[rows] for m, a in g.total_quantiles.items()}}
        thinned.append(replace(g, **cut))
    return thinned


def _before(g: Graded) -> int:
    """How many origins every ten days were left out before the first, for want of counts."""
    return (int(g.origins[0]) - STARTS[g.name]) // DENSE - 1


STARTS: dict[str, int] = {}


def by_origin(g: Graded, base: Graded, score: Callable[..., Any], model: str) -> np.ndarray:
    """Score of every origin, mean over leads, each lead in units of the bank's mean score there."""
    rows = []
    for j in range(len(g.leads)):
        mine, theirs = score(g, model, j), score(base, model, j)
        size = np.nanmean(theirs) if not np.isnan(theirs).all() else np.nan
        rows.append(mine / size if size > 0 else np.full(len(mine), np.nan))
    known = ~np.isnan(rows).all(axis=0)
    out = np.full(len(rows[0]), np.nan)
    out[known] = np.nanmean(np.array(rows)[:, known], axis=0)
    return out


def loss(g: Graded, base: Graded) -> float:
    """By what settings are chosen: mean logarithm of ARD and CRPS over the bank's."""
    judged = (SCORES["ARD"], SCORES["CRPS"])
    both = [np.nansum(by_origin(g, base, *s)) / np.nansum(by_origin(base, base, *s)) for s in judged]
    return float(np.mean(np.log(both)))


def left_out(settings: Mapping[str, list[Graded]], base: list[Graded]) -> Outcome:
    """Each conflict with the setting that did best on the others."""
    names = [g.name for g in base]
    losses = {s: np.array([loss(g, b) for g, b in zip(found, base, strict=True)]) for s, found in settings.items()}
    chosen, out = {}, []
    for i, name in enumerate(names):
        others = [k for k in range(len(names)) if k != i]
        best = min(losses, key=lambda s: float(losses[s][others].mean()))
        chosen[name] = best
        out.append(settings[best][i])
    return Outcome(out, chosen)


def report(name: str, title: str, found: Outcome, base: list[Graded]) -> None:
    """Print the table of one trial, or of a part taken away, and the verdict."""
    print(f"\n{name}: {title}")
    if name in TRIALS:
        print("  chosen on the others: " + ", ".join(f"{n} {s}" for n, s in found.chosen.items()))
    judged = [label for label in SCORES if label == "CRPS" or (label == "ARD" and name not in RANGES_ONLY)]
    wins, missed = True, True
    for days in (SPARSE, DENSE):
        mine, theirs = every(found.graded, days), every(base, days)
        print(f"  origins every {days} days " + "".join(f"{x:>7}" for x in DEFAULT_LEADS) + "   all leads")
        for label, (score, model) in SCORES.items():
            cells = []
            for j in range(len(DEFAULT_LEADS)):
                pair = [{g.name: score(g, model, j) for g in side} for side in (mine, theirs)]
                cells.append(skill(*pair, n_bootstrap=1).ratio)
            pair = [
                {g.name: by_origin(g, b, score, model) for g, b in zip(side, theirs, strict=True)}
                for side in (mine, theirs)
            ]
            whole = skill(*pair)
            worse = sum(r.ratio > 1.0 + MARGIN for r in whole.by_conflict.values())
            if label in judged:
                wins &= whole.ratio < 1.0 - MARGIN and worse <= MOST_WORSE
                missed &= whole.ratio > 1.0
            row = "".join(f"{x:7.3f}" for x in cells)
            print(f"    {label:<21}{row}   {whole.ratio:.3f} ({whole.low:.3f}-{whole.high:.3f}), worse in {worse}")
        for p in ("90", "50"):
            cells = [coverage(mine, j, p) for j in range(len(DEFAULT_LEADS))]
            print(f"    {p + ' % ranges hold':<21}" + "".join(f"{x:7.3f}" for x in cells))
    verdict = ("kept" if wins else "not kept") if name in TRIALS else ("stays" if missed else "may go")
    print(f"  verdict: {verdict}")
    sys.stdout.flush()


def main(wanted: list[str]) -> int:
    folders = conflict_folders(Path(__file__).resolve().parent.parent)
    if not folders:
        print("trials skipped: no conflicts in KILIS_CONFLICTS or ../shared/data/flee-conflicts")
        return 0
    bench = Bench(conflicts_in(folders), points)
    STARTS.update({c.name: c.start for c in bench.conflicts})
    base = graded(bench, {})
    for name, (title, settings) in {**PARTS, **TRIALS}.items():
        if wanted and name not in wanted:
            continue
        tried = {"as it is": base} if name in TRIALS else {}
        for label, ways in settings(bench, lambda w: graded(bench, w)).items():
            tried[label] = ways if isinstance(ways, list) else graded(bench, ways)
        report(name, title, left_out(tried, base), base)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
