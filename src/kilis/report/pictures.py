"""Pictures for papers, in matplotlib (extra ``plot``), with the look of the page: ``run.plot.fan("azaz")``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from kilis.report.charts import SHAPES
from kilis.report.extent import within_reach
from kilis.report.figures import BASELINE, Figures, read_figures
from kilis.report.geodata import NOTE, basemap
from kilis.report.labels import Wish, place_labels
from kilis.report.map import WIDE, curve, flow_width, map_view, parts, radius
from kilis.report.regimes import Regimes
from kilis.report.series import series_of
from kilis.report.signs import ray_ends
from kilis.report.snapshots import snapshots
from kilis.report.words import day_month, short, speaker_of

INK, QUIET, STOCK, WAITING, FLOW, VIOLENCE = "#1b2430", "#56606c", "#1f5f94", "#b4430a", "#3d4956", "#8c2a4b"
SEA, LAND, BORDER, INNER = "#dfe8ee", "#f6f2e9", "#857c68", "#cdc5b2"
MARKERS = dict(zip(SHAPES, ("o", "s", "^", "D", "x", "v"), strict=True))
STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dedad0",
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "ytick.left": False,
    "text.color": INK,
    "hatch.linewidth": 1.6,
    "svg.fonttype": "none",
}


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
        figure, axes = _figure(5.2, 3.0)
        dates: Any = np.array(self.series.dates, dtype="datetime64[D]")
        axes.fill_between(dates, band.q05, band.q95, color=STOCK, alpha=0.2, lw=0, label="nine tenths of the members")
        axes.fill_between(dates, band.q25, band.q75, color=STOCK, alpha=0.34, lw=0, label="the middle half")
        axes.plot(dates, band.q50, color=STOCK, lw=1.8, label="median")
        self._capacity(axes, dates, place, measure)
        self._observations(axes, place, "displaced" if place == "*" else measure)
        _dates(axes)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(lambda value, _: short(value))
        axes.set_title(f"{self._name(place)}: {measure.replace('_', ' ')}", loc="left", fontsize=10, fontweight="bold")
        axes.legend(frameon=False, fontsize=7.5)
        return figure

    def chance(self, place: str, variant: str = BASELINE) -> Figure:
        """Draw the chance that a site is beyond its capacity: by each date, and on it."""
        on, by = self.series.exceedance[(variant, place)]
        figure, axes = _figure(5.2, 2.2)
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
        figure, axes = _figure(5.2, 0.6 + 0.3 * max(len(ranked), 2))
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
        sentence = dict(self.figures.variants).get(variant, variant)
        axes.set_title(f"{sentence}\n{measure}, change on {day_month(self.series.dates[last])}", loc="left", fontsize=9)
        return figure

    def map(self, date: datetime.date | str | None = None, variant: str = BASELINE) -> Figure:
        """Draw the map of a date (default: the last)."""
        wanted = datetime.date.fromisoformat(date) if isinstance(date, str) else date or self.series.dates[-1]
        if wanted not in self.series.dates:
            first, last = self.series.dates[0], self.series.dates[-1]
            raise ValueError(f"{wanted} is outside the run, which goes from {first} to {last}")
        frames = snapshots(self.figures, self.series)
        frame = min(range(len(frames.dates)), key=lambda f: abs((frames.dates[f] - wanted).days))
        v = [name for name, _ in self.figures.variants].index(variant)
        places = within_reach(self.figures.scenario.places)
        view = map_view("paper", places, 820, WIDE)
        figure, axes = _figure(8.2, 8.2 * view.projection.height / view.projection.width, grid=False)
        axes.set_axis_off()
        axes.set(xlim=(0, view.projection.width), ylim=(view.projection.height, 0), aspect="equal")
        axes.set_position((0, 0, 1, 1))
        _ground(axes, view.projection)
        self._flows(axes, view, frames, v, frame)
        self._circles(axes, view, frames, v, frame)
        title = f"{self.figures.scenario.title}, {day_month(frames.dates[frame], year=True)}"
        axes.text(12, 24, title, fontsize=11, fontweight="bold")
        key = [
            words
            for words, shown in (
                ("dotted: beyond capacity", np.nansum(frames.overflow[v, :, frame]) >= 1),
                ("hatched: waiting at a crossing", np.nansum(frames.waiting[v, :, frame]) >= 1),
                ("rays: violence", bool(frames.conflict[v][frame])),
            )
            if shown
        ]
        axes.text(12, 42, "; ".join(["circles: displaced persons", *key]), fontsize=7.5, color=QUIET)
        axes.text(view.projection.width - 8, view.projection.height - 8, NOTE, fontsize=6.5, color=QUIET, ha="right")
        return figure

    def _name(self, place: str) -> str:
        return "All places" if place == "*" else next(p.name for p in self.figures.scenario.places if p.id == place)

    def _capacity(self, axes: Any, dates: Any, place: str, measure: str) -> None:
        if place != "*" and measure == "stock":
            regimes = Regimes(self.figures.scenario)
            limit = [regimes.capacity(place, date) for date in self.series.dates]
            if any(value is not None for value in limit):
                values = [np.nan if value is None else float(value) for value in limit]
                axes.step(dates, values, where="post", color=INK, lw=1, ls="--", label="capacity")

    def _observations(self, axes: Any, place: str, measure: str) -> None:
        said = [o for o in self.figures.scenario.observations if o.place == place and o.measure == measure]
        speakers = sorted({speaker_of(o) for o in said})
        for o in said:
            ends = [end for end in (o.low, o.high) if end is not None]
            value = o.value if o.value is not None else sum(ends) / len(ends) if ends else None
            if value is None or not self.series.dates[0] <= o.date <= self.series.dates[-1]:
                continue
            if o.low is not None and o.high is not None:
                axes.plot([o.date, o.date], [o.low, o.high], color=WAITING, lw=1.4)
            shape = MARKERS[SHAPES[speakers.index(speaker_of(o)) % len(SHAPES)]]
            named = axes.get_legend_handles_labels()[1]
            label = speaker_of(o) if speaker_of(o) not in named else None
            axes.plot([o.date], [value], shape, color=WAITING, ms=5, label=label, ls="none")

    def _flows(self, axes: Any, view: Any, frames: Any, v: int, frame: int) -> None:
        at = {p.id: view.projection(p.longitude, p.latitude) for p in view.places}
        for f, (a, b) in enumerate(frames.pairs):
            width = flow_width(float(frames.flows[v, f, frame]), frames.fastest, view.style.widest_flow)
            if width and a in at and b in at:
                points = curve(at[a], at[b])
                left = [(x + nx * width, y + ny * width) for x, y, nx, ny in points]
                right = [(x - nx * width, y - ny * width) for x, y, nx, ny in points[::-1]]
                axes.add_patch(Polygon([*left, *right], color=FLOW, alpha=0.42, lw=0, zorder=3))

    def _circles(self, axes: Any, view: Any, frames: Any, v: int, frame: int) -> None:
        index = {p.id: i for i, p in enumerate(self.figures.scenario.places)}
        wishes, values = [], {}
        for place in view.places:
            p = index[place.id]
            x, y = view.projection(place.longitude, place.latitude)
            total = float(np.nan_to_num(frames.stock[v, p, frame]))
            values[place.id] = total
            r = 5.0
            if frames.to_scale[p]:
                split = parts(total, float(frames.overflow[v, p, frame]), float(frames.waiting[v, p, frame]))
                radii = [radius(n, frames.biggest, view.style.largest_radius) for n in split]
                looks: list[dict[str, Any]] = [
                    {"facecolor": "#fbe3d3", "edgecolor": WAITING, "hatch": "////"},
                    {"facecolor": "#dbe9f5", "edgecolor": STOCK, "hatch": "...."},
                    {"facecolor": STOCK, "edgecolor": "white"},
                ]
                for size, look in zip(radii, looks, strict=True):
                    if size > 0:
                        axes.add_patch(Circle((x, y), size, lw=0.6, zorder=4, **look))
                r = max(radii[0], 5.0)
            if place.id in frames.conflict[v][frame]:
                for (x1, y1), (x2, y2) in ray_ends(r if total else 0.0):
                    axes.plot([x + x1, x + x2], [y + y1, y + y2], color=VIOLENCE, lw=1.6, zorder=4)
            marker = {"crossing": "s", "site": "^"}.get(place.kind, "o")
            axes.plot([x], [y], marker, color=INK, ms=3, mec="white", mew=0.5, zorder=5)
            wishes.append(Wish(place.id, x, y, r, (place.name, "000k"), total))
        names = {p.id: p.name for p in view.places}
        halo: dict[str, Any] = {"zorder": 6, "path_effects": [withStroke(linewidth=2, foreground="white")]}
        for spot in place_labels(wishes, view.projection.width, view.projection.height, 12):
            side = "left" if spot.anchor == "start" else "right"
            axes.text(spot.x, spot.y, names[spot.key], fontsize=8, fontweight="bold", ha=side, **halo)
            axes.text(spot.x, spot.y + 13, short(values[spot.key]), fontsize=7.5, ha=side, **halo)


def write_pictures(figures: Figures, folder: Path) -> list[str]:
    """Write every picture as PNG and SVG: the map of four dates, fans, chances and effects; returns the names."""
    pictures = Pictures(figures)
    last = len(pictures.series.dates) - 1
    drawn: list[tuple[str, Any]] = [("fled", lambda: pictures.fan("*"))] if pictures.series.fled(BASELINE) else []
    for day in sorted({round(last * k / 3) for k in range(4)}):
        date = pictures.series.dates[day]
        drawn.append((f"map-{date.isoformat()}", lambda date=date: pictures.map(date)))
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
            figure.savefig(folder / f"{name}.{end}", dpi=160, metadata={"Date": None} if end == "svg" else None)
            written.append(f"{name}.{end}")
    return written


def _figure(width: float, height: float, grid: bool = True) -> tuple[Figure, Any]:
    with mpl.rc_context(STYLE | {"axes.grid": grid}):
        figure = Figure(figsize=(width, height), layout="constrained" if grid else None)
        FigureCanvasAgg(figure)
        return figure, figure.add_subplot()


def _dates(axes: Any) -> None:
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    axes.xaxis.set_major_formatter(DateFormatter("%-d %b"))


def _ground(axes: Any, projection: Any) -> None:
    axes.add_patch(Rectangle((0, 0), projection.width, projection.height, color=SEA))
    ground = basemap(projection.box)
    for country in ground.countries:
        outline = Outline.make_compound_path(
            *[Outline([projection(x, y) for x, y in [*r, r[0]]]) for r in country.rings]
        )
        axes.add_patch(PathPatch(outline, facecolor=LAND, edgecolor=LAND, lw=0.4))
    looks = {
        "inner": (INNER, 0.5, "-"),
        "coast": ("#8fa6b5", 0.6, "-"),
        "border": (BORDER, 1.0, "-."),
        "disputed": (BORDER, 0.8, ":"),
    }
    for kind, line in ground.lines:
        colour, width, dash = looks[kind]
        points = [projection(x, y) for x, y in line]
        axes.plot([x for x, _ in points], [y for _, y in points], color=colour, lw=width, ls=dash)
