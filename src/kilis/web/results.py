"""What the page shows of a run: maps, fans and figures, drawn by the builders of the report."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kilis.report import signs
from kilis.report.charts import FanChart, effect_chart, fan_chart, marker
from kilis.report.extent import crowd, within_reach
from kilis.report.figures import BASELINE, STATISTICS, Figures, read_figures, suppressed
from kilis.report.geodata import note_on
from kilis.report.map import NARROW, MapView, Style, draw_map, map_view
from kilis.report.page import ground_of, key, script_data
from kilis.report.regimes import Regimes
from kilis.report.scoreboard import scoreboard
from kilis.report.sections import measure_words, speaker_shapes
from kilis.report.series import Band, Series, series_of
from kilis.report.snapshots import Snapshots, snapshots
from kilis.report.statements import effect_rows, statements, strongest
from kilis.report.svg import tag
from kilis.report.words import between, day_month, persons
from kilis.scenario.model import Scenario
from kilis.scenario.vary import condition
from kilis.web.answer import answer

if TYPE_CHECKING:
    from kilis.ensemble.experiment import Experiment

MOST_CHARTS = 12
PAIR = Style(largest_radius=24.0, widest_flow=12.0, text_size=12.5, longest_name=22)
INSET = Style(largest_radius=30.0, widest_flow=13.0, text_size=12.0, longest_name=20)
WIDTHS = {"wide": (600.0, PAIR, 54.0), "narrow": (370.0, NARROW, 34.0)}


@dataclass(frozen=True)
class View:
    """A run made ready to be looked at."""

    figures: Figures
    series: Series
    frames: Snapshots


def view_of_run(path: Path, below: int = 0) -> View:
    """Read a run folder; counts below ``below`` are kept back."""
    return _view(read_figures(path, below))


def view_of_experiment(found: Experiment, below: int = 0) -> View:
    """Take a run that was just made; counts below ``below`` are kept back."""
    figures = Figures(Path(), found.manifest("", {}), found.scenario, found.scenario, found.tables())
    return _view(suppressed(figures, below))


def view_of_scenario(scenario: Scenario) -> View:
    """The map of a scenario before any run: gates, roads and violence by date, and nobody on it."""
    dates = [scenario.start + datetime.timedelta(days=d) for d in range(scenario.n_days)]
    nobody = {name: np.zeros(len(dates)) for name in STATISTICS}
    day = pa.array(dates, pa.date32())
    same = {"variant": pa.array([BASELINE] * len(dates))}
    tables = {
        "totals": pa.table({**same, "measure": pa.array(["displaced"] * len(dates)), "date": day, **nobody}),
        "summary": pa.table(
            {
                **same,
                "measure": pa.array(["stock"] * len(dates)),
                "place": pa.array([scenario.places[0].id] * len(dates)),
                "date": day,
                **nobody,
            }
        ),
    }
    return _view(Figures(Path(), {}, scenario, scenario, tables))


def _view(figures: Figures) -> View:
    series = series_of(figures)
    return View(figures, series, snapshots(figures, series))


def maps(view: View, width: str) -> dict[str, Any]:
    """Maps for every variant, all in one projection, with the figures that move them and where to click."""
    scenario, frames = view.figures.scenario, view.frames
    pixels, style, margin = WIDTHS[width]
    reach = within_reach(scenario.places)
    main = map_view("main", reach, pixels, style, margin)
    crowded = crowd(reach, main.projection)
    views = [dataclasses.replace(main, crowd=crowded)]
    if crowded:
        views.append(map_view("inset", crowded, min(pixels, 600), INSET, margin=58))
    grounds = [ground_of(v, None) for v in views]
    return {
        "drawn": [
            [draw_map(v, ground, scenario, frames, variant, 0) for v, ground in zip(views, grounds, strict=True)]
            for variant in range(len(view.figures.variants))
        ],
        "spots": [_spots(v, scenario) for v in views],
        "around": next((p.name for p in crowded if p.kind == "crossing"), crowded[0].name) if crowded else "",
        "data": {
            **script_data(view.figures, view.series, frames, {}),
            "ids": [p.id for p in scenario.places],
            "gateNames": [anchor for anchor, _ in frames.gates],
            "isoDates": [d.isoformat() for d in frames.dates],
        },
        "key": key(frames),
        "signs": signs.library(),
        "note": f"{note_on(grounds[0])} Map: {grounds[0].source}. Flows: mean over the members and the week before.",
    }


def _spots(view: MapView, scenario: Scenario) -> dict[str, Any]:
    """Where the routes run on one map, in pixels, so that they can be clicked."""
    inside = {p.id for p in view.places}
    at = {p.id: view.projection(p.longitude, p.latitude) for p in scenario.places if p.id in inside}
    return {
        "routes": {
            r.id: [round(c, 1) for end in (r.origin, r.destination) for c in at[end]]
            for r in scenario.routes
            if r.origin in at and r.destination in at
        }
    }


def document(view: View) -> dict[str, Any]:
    """All that is said about a run but its maps."""
    figures, series = view.figures, view.series
    last = len(series.dates) - 1
    return {
        "title": figures.scenario.title,
        "about": {
            name: figures.manifest.get(name)
            for name in (
                "kind",
                "members",
                "seed",
                "arithmetic",
                "rule",
                "created_utc",
                "wall_seconds",
                "kilis_version",
            )
        },
        "variants": [{"id": i, "sentence": s} for i, s in figures.variants],
        "statements": [{"heading": s.heading, "html": s.sentence} for s in statements(figures, series)],
        "answer": answer(figures, series),
        "dates": [day_month(d) for d in series.dates],
        "last": day_month(series.dates[last]),
        "speakers": _speakers(figures.scenario),
        "charts": charts(view),
        "effects": [_effects(view, v, s) for v, s in figures.variants if v != BASELINE],
        "table": figures_table(view),
        "suppress_below": figures.suppress_below,
        "scores": scoreboard(figures) or "",
        "origin": figures.manifest.get("origin"),
        "known": figures.manifest.get("known") or [],
        "caution": figures.manifest.get("caution"),
        "unknown": figures.manifest.get("unknown") or [],
    }


def _speakers(scenario: Scenario) -> list[dict[str, str]]:
    return [
        {"name": speaker, "sign": tag("svg", marker(shape, 7, 7), viewBox="0 0 14 14", class_="swatch")}
        for speaker, shape in speaker_shapes(scenario.observations).items()
    ]


def charts(view: View) -> list[dict[str, Any]]:
    """Fan charts of the whole and of the places that matter; the variants of one quantity share their axes."""
    figures, series = view.figures, view.series
    shapes = speaker_shapes(figures.scenario.observations)
    regimes = {v: Regimes(figures.world_of(v)) for v, _ in figures.variants}
    names = {p.id: p.name for p in figures.scenario.places}
    drawn = []
    for measure, place in [("displaced", "*"), *chosen(view)]:
        cells = []
        bands = {v: _band(series, v, measure, place) for v, _ in figures.variants}
        reach = max((float(np.nan_to_num(b.q95).max(initial=0.0)) for b in bands.values() if b), default=0.0)
        for i, (variant, _) in enumerate(figures.variants):
            band = bands[variant]
            if band is None:
                continue
            hover = f"{i} {measure} {place}"
            name = "All places together" if place == "*" else names[place]
            words = _on(band, len(series.dates) - 1)
            chart = FanChart(
                title=f"{name}: {measure_words(figures, series, measure)}. On {day_month(series.dates[-1])} {words}.",
                dates=series.dates,
                band=band,
                capacity=[regimes[variant].capacity(place, d) for d in series.dates] if measure == "stock" else [],
                observations=[o for o in figures.scenario.observations if (o.place, o.measure) == (place, measure)],
                shapes=shapes,
                marks=[] if place == "*" else regimes[variant].touching(place),
                key=hover,
                reach=reach,
            )
            cells.append({"variant": i, "svg": fan_chart(chart), "last": words, "key": hover, "hover": _hover(band)})
        if cells:
            drawn.append(
                {"name": name, "what": measure_words(figures, series, measure), "place": place, "cells": cells}
            )
    return drawn


def _band(series: Series, variant: str, measure: str, place: str) -> Band | None:
    return series.fled(variant) if place == "*" else series.summary.get((variant, measure, place))


def _on(band: Band, day: int) -> str:
    median, low, high = band.at(day)
    return persons(None) if np.isnan(median) else f"{persons(median)} ({between(low, high)})"


def _hover(band: Band) -> dict[str, list[int | None]]:
    def ints(values: Any) -> list[int | None]:
        return [None if np.isnan(v) else round(float(v)) for v in values]

    return {"m": ints(band.q50), "a": ints(band.q05), "b": ints(band.q95)}


def chosen(view: View) -> list[tuple[str, str]]:
    """The quantities to draw: those that a variant changes most, then those that change most in time."""
    series = view.series
    weights: dict[tuple[str, str], float] = {}
    changes: dict[tuple[str, str], float] = {}
    for (_, measure, place), band in series.summary.items():
        if measure in {"stock", "waiting"}:
            moved = float(np.ptp(np.nan_to_num(band.q50))) + 0.5 * float(np.nan_to_num(band.q95 - band.q05).max())
            if moved >= max(1.0, 0.02 * float(np.nan_to_num(band.q95).max())):
                weight = moved * (1.5 if measure == "waiting" else 1.0)
                weights[(measure, place)] = max(weight, weights.get((measure, place), 0.0))
    for (_, measure, place), band in series.effects.items():
        if (measure, place) in weights:
            change = float(np.abs(np.nan_to_num(band.q50)).max())
            changes[(measure, place)] = max(change, changes.get((measure, place), 0.0))
    for pair in [p for p in weights if p[0] == "stock" and weights.get(("waiting", p[1]), 0) > 0.5 * weights[p]]:
        del weights[pair]  # at a crossing the stock is the people waiting there
        changes.pop(pair, None)
    largest = max(changes.values(), default=0.0)
    told = [p for p in weights if changes.get(p, 0.0) >= max(1.0, 0.02 * largest)]
    told.sort(key=lambda p: -changes[p])
    rest = sorted((p for p in weights if p not in told), key=lambda p: -weights[p])
    return [*told, *rest][:MOST_CHARTS]


def _effects(view: View, variant: str, sentence: str) -> dict[str, Any]:
    """What one variant changes on the date of its largest clear effect: a chart, and the words for the date."""
    series = view.series
    best = strongest(series, variant)
    day = best[3] if best else len(series.dates) - 1
    words = {"stock": "", "waiting": ", waiting", "overflow": ", over capacity"}
    rows = effect_rows(view.figures, series, variant, day, words)
    title = f"{sentence}: change on {day_month(series.dates[day])}, in persons"
    return {
        "sentence": condition(view.figures.scenario, sentence),
        "date": day_month(series.dates[day]),
        "clear": best is not None,
        "svg": effect_chart(rows, title) if rows else "",
    }


def figures_table(view: View) -> dict[str, Any]:
    """Stocks by place on five dates: median and 90 % range, every variant."""
    series = view.series
    last = len(series.dates) - 1
    days = sorted({0, *(round(last * k / 4) for k in range(1, 4)), last})
    names = {p.id: p.name for p in view.figures.scenario.places}
    places = sorted(
        {place for _, measure, place in series.summary if measure == "stock"},
        key=lambda place: -max(series.peak(v, "stock", place) for v, _ in view.figures.variants),
    )
    rows = []
    for place in places:
        bands = [_band(series, v, "stock", place) for v, _ in view.figures.variants]
        if max((float(np.nan_to_num(b.q95).max()) for b in bands if b), default=0.0) < 1:
            continue
        for i, band in enumerate(bands):
            if band is not None:
                cells = [[persons(v) for v in band.at(day)] for day in days]
                rows.append({"place": names[place], "variant": i, "cells": cells})
    return {"days": [day_month(series.dates[d]) for d in days], "rows": rows}
