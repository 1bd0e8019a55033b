"""The benchmark: every conflict of a folder, leave-one-conflict-out, as one page; and its small version as a gate."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from kilis.forecast.climatology import Climatology, pool
from kilis.forecast.climatology_file import FILE, shipped
from kilis.forecast.counts import Counts
from kilis.forecast.known import published_on
from kilis.forecast.residuals import collect
from kilis.forecast.restart import Network
from kilis.scenario.model import Event, Scenario
from kilis.verify.backtest import DEFAULT_LEADS, backtest, origins_of
from kilis.verify.folders import conflicts_in, scenario_of
from kilis.verify.free_run import cold_starts, flee_runs, given, run_score
from kilis.verify.slices import known_by
from kilis.verify.summary import ard, coverage, ratio_of, summary

SMALL_LEADS = (30, 90)
SMALL_EVERY = 60
DENSE_EVERY = 10
WORSE = 0.02
COVERAGE = (0.80, 0.97)

Document = dict[str, Any]


def conflict_folders(root: Path) -> list[Path]:
    """The conflicts to be graded: folders in KILIS_CONFLICTS, or beside the project in shared/data/flee-conflicts.

    Empty if there are none.
    """
    stated = os.environ.get("KILIS_CONFLICTS")
    place = Path(stated) if stated else root.parent / "shared" / "data" / "flee-conflicts"
    return sorted(p for p in place.iterdir() if (p / "source_data").is_dir()) if place.is_dir() else []


def poisoned(counts: Counts, origin: int) -> Counts:
    """The conflict with all that was published after the origin changed: figures seven times as large, and the map.

    Sites that open later open the next day, events that end later end then, all other later events are taken away; and
    there is violence in every place from the next day on, and every site is shut from the day after.
    """
    places = {
        name: replace(s, persons=np.where(s.published > origin, 7.0 * s.persons + 1e5, s.persons))
        for name, s in counts.places.items()
    }
    openings = {p: (origin + 1, origin + 1) if max(o) > origin else o for p, o in counts.openings.items()}
    network = Network(poisoned_map(counts.network.scenario, origin)) if counts.network else None
    return replace(counts, places=places, openings=openings, network=network)


def poisoned_map(scenario: Scenario, origin: int) -> Scenario:
    """The scenario with every event after the origin changed (see ``poisoned``)."""
    today = datetime.date.fromordinal(origin)
    tomorrow = today + datetime.timedelta(days=1)
    known = [e for e in scenario.events if published_on(e) <= today]
    kept = [replace(e, until=tomorrow) if e.until and e.until > tomorrow and e.published is None else e for e in known]
    # Without its opening a site would have been open all along: it opens at once instead.
    kept += [replace(e, date=tomorrow) for e in scenario.events if e.event == "site_opens" and published_on(e) > today]
    everywhere = [Event(tomorrow, "conflict", p.id, value=1.0) for p in scenario.places if p.kind == "settlement"]
    shut = [
        Event(tomorrow + datetime.timedelta(days=1), "site_closes", p.id) for p in scenario.places if p.kind == "site"
    ]
    places = [replace(p, opens=tomorrow) if p.opens and p.opens > today else p for p in scenario.places]
    return replace(scenario, places=tuple(places), events=(*kept, *everywhere, *shut))


def poison_moves(counts: Counts, others: Sequence[Counts], leads: Sequence[int]) -> list[str]:
    """What moves when all that was published after the middle origin is poisoned, or taken away; nothing should."""
    errors = pool({o.name: collect(o) for o in others})
    origins = origins_of(counts, SMALL_EVERY, min(leads))
    middle = len(origins) // 2
    moved = []
    made = [
        backtest([world], every_days=SMALL_EVERY, leads=leads, climatology=lambda _: errors, slow_references=False)[0]
        for world in (counts, poisoned(counts, origins[middle]), known_by(counts, origins[middle]))
    ]
    for word, changed in zip(("poisoned", "removed"), made[1:], strict=True):
        at = changed.origins.tolist().index(origins[middle])
        for kind in ("forecasts", "quantiles"):
            for name, path in getattr(changed, kind).items():
                if not np.array_equal(path[at], getattr(made[0], kind)[name][middle]):
                    moved.append(f"{counts.name}: {kind} of {name} moved when the future was {word}")
    return moved


def small(folders: Sequence[Path]) -> Document:
    """The figures of the small benchmark: ARD ratios and coverage at two leads, and what the poison moved."""
    conflicts = conflicts_in(folders)
    graded = backtest(conflicts, every_days=SMALL_EVERY, leads=SMALL_LEADS, slow_references=False)
    made = pool({c.name: collect(c) for c in conflicts})
    return {
        "every_days": SMALL_EVERY,
        "conflicts": [g.name for g in graded],
        "ard_ratio": {str(x): round(ratio_of(graded, ard, "kilis", j), 4) for j, x in enumerate(SMALL_LEADS)},
        "coverage_90": {str(x): round(coverage(graded, j, "90"), 4) for j, x in enumerate(SMALL_LEADS)},
        "climatology_is_current": same_climatology(made, shipped()),
        "moved_by_poison": [m for c in conflicts for m in poison_moves(c, [o for o in conflicts if o is not c], (30,))],
    }


def same_climatology(one: Climatology, other: Climatology) -> bool:
    """Whether two climatologies dress alike, to the figures that the file keeps."""
    return one.conflicts == other.conflicts and all(
        np.allclose(getattr(other, table)[key], expected, rtol=1e-3, atol=1e-3)
        for table in ("quantiles", "plateau", "typical")
        for key, expected in getattr(one, table).items()
    )


def failures(found: Document, committed: Document) -> list[str]:
    """What is worse than it may be: in words, nothing if all is well."""
    out = list(found["moved_by_poison"])
    if found["conflicts"] != committed["conflicts"]:
        out.append(f"the committed figures are of other conflicts: {', '.join(committed['conflicts'])}")
        return out
    if not found["climatology_is_current"]:
        out.append(
            "the error climatology that is shipped is not the one that was graded: write it again with "
            f"kilis backtest FOLDER... --climatology src/kilis/forecast/{FILE}"
        )
    for lead, ratio in found["ard_ratio"].items():
        before = committed["ard_ratio"][lead]
        if ratio > before + WORSE:
            out.append(f"{lead} days: the ARD ratio is {ratio:.3f}, committed {before:.3f}")
        if ratio > 1.0:
            out.append(f"{lead} days: the ARD ratio is {ratio:.3f}, worse than carrying the last count forward")
    for lead, share in found["coverage_90"].items():
        if not COVERAGE[0] <= share <= COVERAGE[1]:
            out.append(f"{lead} days: the 90 % ranges hold {share:.1%} of the time")
    return out


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything the page is made of."""

    document: Document
    dense: Document
    cold: Document
    seconds: Document
    moved: list[str]
    made_on: datetime.date


def full(folders: Sequence[Path], progress: Callable[[str], None] = lambda _: None) -> Benchmark:
    """Grade every conflict at every lead, with all references, cold starts, Flee's rules, the clock and the poison."""
    conflicts = conflicts_in(folders)
    by_name = {c.name: f for c, f in zip(conflicts, folders, strict=True)}
    worlds = {c.name: given(scenario_of(by_name[c.name]), c) for c in conflicts}
    progress("Flee's rules")
    runs = {c.name: flee_runs(by_name[c.name], c) for c in conflicts}
    graded = backtest(conflicts, leads=DEFAULT_LEADS, runs=runs, progress=progress)
    short = [g.name for g in graded if len(g.origins) < 6]
    chosen = cold_starts(worlds)
    cold = {
        c.name: {
            "kilis": chosen[c.name][0],
            "decay": chosen[c.name][1],
            "alike": chosen[c.name][2],
            **{name: run_score(stock.mean(axis=0), worlds[c.name].truth) for name, stock in runs[c.name].items()},
        }
        for c in conflicts
    }
    progress("clock and poison")
    seconds = {c.name: _seconds(c, [o for o in conflicts if o is not c]) for c in conflicts}
    moved = [m for c in conflicts for m in poison_moves(c, [o for o in conflicts if o is not c], (30,))]
    progress(f"origins every {DENSE_EVERY} days")
    dense = backtest(conflicts, every_days=DENSE_EVERY, leads=DEFAULT_LEADS, slow_references=False)
    document = summary(graded, without=short)
    return Benchmark(
        document, summary(dense, without=short), cold, seconds, moved, datetime.datetime.now(datetime.UTC).date()
    )


def _seconds(counts: Counts, others: Sequence[Counts]) -> dict[str, float]:
    """Processor time of a backtest of one conflict with about 20 origins, all references included.

    Not wall time: the page must not depend on what else the machine was doing. One core is used throughout.
    """
    errors = pool({o.name: collect(o) for o in others})
    every = max(1, (counts.end - counts.start - 7) // 21)
    began = time.process_time()
    graded = backtest([counts], every_days=every, climatology=lambda _: errors)[0]
    return {"origins": len(graded.origins), "seconds": time.process_time() - began}
