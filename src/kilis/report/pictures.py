"""Pictures for papers, in matplotlib (extra ``plot``), with the look of the page: ``run.plot.fan("azaz")``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure

from kilis.report.charts import SHAPES
from kilis.report.figures import BASELINE, Figures, read_figures
from kilis.report.paper import INK, QUIET, STOCK, STYLE, WAITING, literal, save
from kilis.report.paper import figure as paper_figure
from kilis.report.paper_map import PaperMap, draw_paper_map, views_of
from kilis.report.regimes import Regimes
from kilis.report.sections import measure_words, speaker_shapes
from kilis.report.series import series_of
from kilis.report.snapshots import snapshots
from kilis.report.words import day_month, short, speaker_of
from kilis.scenario.model import Observation

MARKERS = dict(zip(SHAPES, ("o", "s", "^", "D", "x", "v", "P", "*"), strict=True))


class Pictures:
    """How a run draws itself. Every method returns a matplotlib Figure."""

    def __init__(self, run: Path | Figures, suppress_below: int = 0) -> None:
        self.figures = run if isinstance(run, Figures) else read_figures(run, suppress_below)
        self.series = series_of(self.figures)

    def fan(self, place: str, measure: str = "stock", variant: str = BASELINE) -> Figure:
        """Draw the fan of a place (``*``: how many have fled in all), with capacity and what was said."""
        band = self.series.fled(variant) if place == "*" else self.series.summary.get((variant, measure, place))
        if band is None:
            raise KeyError(f"no {measure} at {place!r} under {variant!r} in this run")
        figure, axes = paper_figure(5.2, 3.0)
        dates: Any = np.array(self.series.dates, dtype="datetime64[D]")
        axes.fill_between(dates, band.q05, band.q95, color=STOCK, alpha=0.2, lw=0, label="nine tenths of the members")
        axes.fill_between(dates, band.q25, band.q75, color=STOCK, alpha=0.34, lw=0, label="the middle half")
        axes.plot(dates, band.q50, color=STOCK, lw=1.8, label="median")
        self._capacity(axes, dates, place, measure)
        measure = "displaced" if place == "*" else measure
        self._observations(axes, place, measure)
        _dates(axes)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda value, _: short(value))
        words = measure_words(self.figures, self.series, measure)
        axes.set_title(f"{self._name(place)}: {words}", loc="left", fontsize=10, fontweight="bold")
        axes.legend(frameon=False, fontsize=7.5)
        return figure

    def chance(self, place: str, variant: str = BASELINE) -> Figure:
        """Draw the chance that a site is beyond its capacity: by each date, and on it."""
        on, by = self.series.exceedance[(variant, place)]
        figure, axes = paper_figure(5.2, 2.2)
        dates: Any = np.array(self.series.dates, dtype="datetime64[D]")
        axes.fill_between(dates, 0, by, color=STOCK, alpha=0.22, lw=0, label="by the date")
        axes.plot(dates, on, color=STOCK, lw=1.8, label="on the date")
        _dates(axes)
        axes.set_ylim(0, 1)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
        axes.set_title(f"{self._name(place)}: chance of exceeding capacity", loc="left", fontsize=10, fontweight="bold")
        axes.legend(frameon=False, fontsize=7.5)
        return figure

    def effect(self, variant: str, measure: str = "stock", most: int = 8) -> Figure:
        """Draw what a variant changes on the last day, at the places where it changes most."""
        last = len(self.series.dates) - 1
        found = {p: b for (v, m, p), b in self.series.effects.items() if (v, m) == (variant, measure)}
        found = {p: b for p, b in found.items() if np.nan_to_num([b.q05[last], b.q95[last]]).any()}
        ranked = sorted(found, key=lambda p: -abs(float(np.nan_to_num(found[p].q50[last]))))[:most][::-1]
        figure, axes = paper_figure(5.2, 0.6 + 0.3 * max(len(ranked), 2))
        for row, place in enumerate(ranked):
            band = found[place]
            axes.plot([band.q05[last], band.q95[last]], [row, row], color=STOCK, lw=1.2)
            axes.plot(
                [band.q25[last], band.q75[last]], [row, row], color=STOCK, lw=5, alpha=0.55, solid_capstyle="butt"
            )
            axes.plot([band.q50[last]], [row], "o", color=STOCK, ms=5)
        axes.axvline(0, color=QUIET, lw=0.8)
        axes.set_yticks(range(len(ranked)), [self._name(p) for p in ranked])
        axes.grid(axis="x")
        axes.xaxis.set_major_formatter(lambda value, _: short(value))
        sentence = literal(dict(self.figures.variants).get(variant, variant))
        what = measure_words(self.figures, self.series, measure)
        words = f"{what}: change on {day_month(self.series.dates[last])}, in persons"
        axes.set_title(f"{sentence}\n{words}", loc="left", fontsize=9)
        return figure

    def map(
        self, date: datetime.date | str | None = None, variant: str = BASELINE, *, enlarged: bool = False
    ) -> Figure:
        """Draw the map of a date (default: the last), or only the places that crowd in it, enlarged."""
        wanted = datetime.date.fromisoformat(date) if isinstance(date, str) else date or self.series.dates[-1]
        if wanted not in self.series.dates:
            first, last = self.series.dates[0], self.series.dates[-1]
            raise ValueError(f"{wanted} is outside the run, which goes from {first} to {last}")
        frames = snapshots(self.figures, self.series)
        frame = min(range(len(frames.dates)), key=lambda f: abs((frames.dates[f] - wanted).days))
        v = [name for name, _ in self.figures.variants].index(variant)
        view, *crowds = views_of(self.figures.scenario)
        if enlarged and not crowds:
            raise ValueError("no places crowd on this map; there is nothing to enlarge")
        paper = PaperMap(crowds[0] if enlarged else view, self.figures.scenario, frames, v, frame)
        projection = paper.view.projection
        figure, axes = paper_figure(8.2, 8.2 * projection.height / projection.width, grid=False)
        with mpl.rc_context(STYLE):  # the width of hatching
            draw_paper_map(axes, paper, f"{self.figures.scenario.title}, {day_month(frames.dates[frame], year=True)}")
        return figure

    def _name(self, place: str) -> str:
        if place == "*":
            return "All places together"
        return literal(next(p.name for p in self.figures.scenario.places if p.id == place))

    def _capacity(self, axes: Any, dates: Any, place: str, measure: str) -> None:
        if place != "*" and measure == "stock":
            regimes = Regimes(self.figures.scenario)
            limit = [regimes.capacity(place, date) for date in self.series.dates]
            if any(value is not None for value in limit):
                values = [np.nan if value is None else float(value) for value in limit]
                axes.step(dates, values, where="post", color=INK, lw=1, ls="--", label="capacity")

    def _observations(self, axes: Any, place: str, measure: str) -> None:
        said = [o for o in self.figures.scenario.observations if o.place == place and o.measure == measure]
        shapes = speaker_shapes(self.figures.scenario.observations)
        for o in said:
            if not self.series.dates[0] <= o.date <= self.series.dates[-1]:
                continue
            shape = MARKERS[shapes.get(speaker_of(o), "circle")]
            named = axes.get_legend_handles_labels()[1]
            speaker = literal(speaker_of(o))
            _stated(axes, o, shape, speaker if speaker not in named else None)


def _stated(axes: Any, o: Observation, shape: str, label: str | None) -> None:
    """Draw a stated figure: a range as a line, a bound with an arrow, as on the page."""
    ends = [end for end in (o.low, o.high) if end is not None]
    value = o.value if o.value is not None else sum(ends) / len(ends) if ends else None
    if value is None:
        return
    if len(ends) == 2:
        axes.plot([o.date, o.date], ends, color=WAITING, lw=1.4)
    if way := {"at_least": 1, "at_most": -1}.get(o.qualifier):
        arrow = {"arrowstyle": "<-", "color": WAITING, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (o.date, value), (0, 13 * way), textcoords="offset points", arrowprops=arrow)
    axes.plot([o.date], [value], shape, color=WAITING, ms=5, label=label, ls="none")


def write_pictures(figures: Figures, folder: Path) -> list[str]:
    """Write every picture as PNG and SVG: the map of four dates, fans, chances and effects; returns the names."""
    pictures = Pictures(figures)
    last = len(pictures.series.dates) - 1
    drawn: list[tuple[str, Any]] = [("fled", lambda: pictures.fan("*"))] if pictures.series.fled(BASELINE) else []
    _, *crowds = views_of(figures.scenario)
    for day in sorted({round(last * k / 3) for k in range(4)}):
        date = pictures.series.dates[day]
        drawn.append((f"map-{date.isoformat()}", lambda date=date: pictures.map(date)))
        if crowds:
            drawn.append((f"map-{date.isoformat()}-enlarged", lambda date=date: pictures.map(date, enlarged=True)))
    for (variant, measure, place), band in pictures.series.summary.items():
        if variant == BASELINE and measure in {"stock", "waiting"} and np.nan_to_num(band.q95).max() >= 1:
            drawn.append((f"fan-{measure}-{place}", lambda m=measure, p=place: pictures.fan(p, m)))
    for (variant, place), (_, by) in pictures.series.exceedance.items():
        if variant == BASELINE and by[-1] > 0:
            drawn.append((f"chance-{place}", lambda p=place: pictures.chance(p)))
    changed = sorted({key[0] for key in pictures.series.effects})
    drawn += [(f"effect-{variant}", lambda v=variant: pictures.effect(v)) for variant in changed]
    written = []
    for name, draw in drawn:
        figure = draw()
        for end in ("png", "svg"):
            save(figure, folder / f"{name}.{end}")
            written.append(f"{name}.{end}")
    return written


def _dates(axes: Any) -> None:
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    axes.xaxis.set_major_formatter(lambda value, _: day_month(num2date(value).date()))
