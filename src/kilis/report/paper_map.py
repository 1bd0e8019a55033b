"""The map of a date in matplotlib, with the signs of the page: ground, roads, flows, circles, gates, cuts, violence."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle, Wedge
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from kilis.report.extent import crowd, within_reach
from kilis.report.geodata import CLOSE, NOTE, basemap
from kilis.report.labels import name_lines, text_width
from kilis.report.map import WIDE, MapView, crowd_box, curve, flow_width, label_spots, map_view, parts, radius
from kilis.report.paper import BORDER, FLOW, INK, INNER, LAND, QUIET, SEA, STOCK, VIOLENCE, WAITING, literal
from kilis.report.projection import Projection, scale_bar_km
from kilis.report.signs import ray_ends
from kilis.report.snapshots import Snapshots
from kilis.report.words import short
from kilis.scenario.model import Place, Scenario

POINTS = 0.72  # a pixel of the page in points
KEY_TEXT = 7.5
HEAD = (0.0, 0.0, 430.0, 68.0)  # where title and key stand
ENLARGED = "enlarged"
GATE_WORDS = {
    "open": "crossing open",
    "limited": "crossing limited",
    "shut": "crossing shut",
    "cut": "road cut",
}


@dataclass(frozen=True)
class PaperMap:
    """One map to draw: its frame, the run's frames, and which variant and date of them."""

    view: MapView
    scenario: Scenario
    frames: Snapshots
    variant: int
    frame: int

    @property
    def at(self) -> dict[str, tuple[float, float]]:
        """Where every place of the scenario stands, in pixels."""
        return {p.id: self.view.projection(p.longitude, p.latitude) for p in self.scenario.places}

    @property
    def index(self) -> dict[str, int]:
        """The position of every place in the frames."""
        return {p.id: i for i, p in enumerate(self.scenario.places)}


def views_of(scenario: Scenario) -> list[MapView]:
    """The part of the world that the picture shows; then, if places crowd in it, those places enlarged."""
    places = within_reach(scenario.places)
    main = map_view("paper", places, 820, WIDE)
    crowded = crowd(places, main.projection)
    if not crowded:
        return [main]
    return [dataclasses.replace(main, crowd=crowded), map_view(ENLARGED, crowded, 820, WIDE)]


def draw_paper_map(axes: Any, paper: PaperMap, title: str) -> None:
    """Draw the whole map on axes of its size."""
    projection = paper.view.projection
    axes.set_axis_off()
    axes.set(xlim=(0, projection.width), ylim=(projection.height, 0), aspect="equal")
    axes.set_position((0, 0, 1, 1))
    _ground(axes, projection)
    _roads(axes, paper)
    _flows(axes, paper)
    for place in paper.view.places:
        _place(axes, paper, place)
    seen = _gates(axes, paper) | _cuts(axes, paper)
    _frame_of_crowd(axes, paper)
    _labels(axes, paper)
    axes.text(12, 24, literal(title), fontsize=11, fontweight="bold", color=INK)
    _key(axes, paper, seen)
    _scale_bar(axes, projection)
    note = f"{CLOSE} {NOTE}" if paper.view.name == ENLARGED else NOTE
    axes.text(projection.width - 8, projection.height - 8, note, fontsize=6.5, color=QUIET, ha="right")


def _ground(axes: Any, projection: Projection) -> None:
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


def _roads(axes: Any, paper: PaperMap) -> None:
    at = paper.at
    for route in paper.scenario.routes:
        (ax, ay), (bx, by) = at[route.origin], at[route.destination]
        dash = ":" if route.mode == "crossing" else "-"
        axes.plot([ax, bx], [ay, by], color=BORDER, lw=0.6, ls=dash, alpha=0.7, zorder=2)


def _flows(axes: Any, paper: PaperMap) -> None:
    at, frames, inside = paper.at, paper.frames, {p.id for p in paper.view.places}
    for f, (a, b) in enumerate(frames.pairs):
        persons_per_day = float(frames.flows[paper.variant, f, paper.frame])
        width = flow_width(persons_per_day, frames.fastest, paper.view.style.widest_flow)
        if width and a in inside and b in inside:
            points = curve(at[a], at[b])
            left = [(x + nx * width, y + ny * width) for x, y, nx, ny in points]
            right = [(x - nx * width, y - ny * width) for x, y, nx, ny in points[::-1]]
            axes.add_patch(Polygon([*left, *right], color=FLOW, alpha=0.42, lw=0, zorder=3))


def _place(axes: Any, paper: PaperMap, place: Place) -> None:
    """Draw a place's circles, its violence and its mark."""
    frames, style = paper.frames, paper.view.style
    p, v, frame = paper.index[place.id], paper.variant, paper.frame
    x, y = paper.at[place.id]
    total, r = float(np.nan_to_num(frames.stock[v, p, frame])), 5.0
    if frames.to_scale[p]:
        split = parts(total, float(frames.overflow[v, p, frame]), float(frames.waiting[v, p, frame]))
        radii = [radius(persons, frames.biggest, style.largest_radius) for persons in split]
        looks: list[dict[str, Any]] = [
            {"facecolor": "#fbe3d3", "edgecolor": WAITING, "hatch": "////"},
            {"facecolor": "#dbe9f5", "edgecolor": STOCK, "hatch": "...."},
            {"facecolor": STOCK, "edgecolor": "white"},
        ]
        for size, look in zip(radii, looks, strict=True):
            if size > 0:
                axes.add_patch(Circle((x, y), size, lw=0.6, zorder=4, **look))
        r = max(radii[0], 5.0)
    else:
        axes.add_patch(Rectangle((x - 6, y - 6), 12, 12, facecolor="white", edgecolor=STOCK, lw=1, zorder=4))
    if place.id in frames.conflict[v][frame]:
        for (x1, y1), (x2, y2) in ray_ends(r if total else 0.0):
            axes.plot([x + x1, x + x2], [y + y1, y + y2], color=VIOLENCE, lw=1.6, zorder=4)
    if place.kind != "crossing":  # a crossing has the sign of its gate
        axes.plot([x], [y], "^" if place.kind == "site" else "o", color=INK, ms=3, mec="white", mew=0.5, zorder=5)


def _gates(axes: Any, paper: PaperMap) -> set[str]:
    """Draw at every crossing whether it is open, limited, shut or cut; return which of these there are."""
    at, inside = paper.at, {p.id for p in paper.view.places}
    ends = {r.id: (r.origin, r.destination) for r in paper.scenario.routes}
    seen = set()
    for anchor, regimes in paper.frames.gates:
        between = ends.get(anchor, (anchor, anchor))
        if not inside.issuperset(between):
            continue
        (ax, ay), (bx, by) = (at[end] for end in between)
        regime = regimes[paper.variant][paper.frame]
        _sign(axes, regime, (ax + bx) / 2, (ay + by) / 2, anchor)
        seen.add(regime)
    return seen


def _cuts(axes: Any, paper: PaperMap) -> set[str]:
    at, inside = paper.at, {p.id for p in paper.view.places}
    ends = {r.id: (r.origin, r.destination) for r in paper.scenario.routes}
    cut = [route for route, days in paper.frames.cuts if days[paper.variant][paper.frame]]
    shown = [route for route in cut if inside.issuperset(ends[route])]
    for route in shown:
        (ax, ay), (bx, by) = (at[end] for end in ends[route])
        _sign(axes, "cut", (ax + bx) / 2, (ay + by) / 2, route)
    return {"cut"} if shown else set()


def _sign(axes: Any, regime: str, x: float, y: float, about: str = "") -> None:
    """Draw the sign of a regime, told apart by its shape as on the page; in an SVG it is known by its id."""
    name = f"{regime} {about}" if about else None

    def strokes(lines: list[tuple[float, float, float, float]], colour: str, width: float, **more: Any) -> None:
        for x1, y1, x2, y2 in lines:
            axes.plot([x + x1, x + x2], [y + y1, y + y2], color=colour, lw=width * POINTS, zorder=5.6, **more)

    ground: dict[str, Any] = {"gid": name, "zorder": 5.5, "lw": 1.6 * POINTS}
    if regime == "shut":
        axes.add_patch(Rectangle((x - 7, y - 7), 14, 14, facecolor=INK, edgecolor="white", **ground))
        strokes([(-4, 0, 4, 0)], "white", 2.8)
    elif regime == "cut":
        cross = [(-4.5, -4.5, 4.5, 4.5), (-4.5, 4.5, 4.5, -4.5)]
        strokes(cross, "white", 5)
        strokes(cross, INK, 2.4, gid=name)
    else:
        axes.add_patch(Circle((x, y), 7, facecolor="white", edgecolor=INK, **ground))
        if regime == "limited":
            axes.add_patch(Wedge((x, y), 7, -90, 90, facecolor=INK, lw=0, zorder=5.6))
        else:
            strokes([(-3.4, -3.5, -3.4, 3.5), (3.4, -3.5, 3.4, 3.5)], INK, 2.2)


def _frame_of_crowd(axes: Any, paper: PaperMap) -> None:
    if paper.view.crowd:
        left, top, right, bottom = crowd_box(paper.view)
        frame = Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=QUIET, lw=0.9, zorder=5.7)
        axes.add_patch(frame)


def _labels(axes: Any, paper: PaperMap) -> None:
    view, index = paper.view, paper.index
    names = {p.id: p.name for p in view.places}
    halo: dict[str, Any] = {"zorder": 6, "path_effects": [withStroke(linewidth=2, foreground="white")], "color": INK}
    step = 1.1 * view.style.text_size
    for spot in label_spots(view, paper.frames, index, paper.at, taken=[HEAD]):
        if spot.leader:
            x1, y1, x2, y2 = spot.leader
            axes.plot([x1, x2], [y1, y2], color=QUIET, lw=0.6, zorder=3.5)
        side = "left" if spot.anchor == "start" else "right"
        lines = name_lines(names[spot.key], view.style.longest_name)
        for i, words in enumerate(lines):
            axes.text(spot.x, spot.y + i * step, literal(words), fontsize=8, fontweight="bold", ha=side, **halo)
        value = float(np.nan_to_num(paper.frames.stock[paper.variant, index[spot.key], paper.frame]))
        if value >= 1:
            axes.text(spot.x, spot.y + len(lines) * step, short(value), fontsize=7.5, ha=side, **halo)


def _key(axes: Any, paper: PaperMap, seen: set[str]) -> None:
    """Say what the signs of this map mean, those that are on it."""
    frames, v, frame = paper.frames, paper.variant, paper.frame
    key = [
        words
        for words, shown in (
            ("circles: displaced persons", True),
            ("dotted: beyond capacity", np.nansum(frames.overflow[v, :, frame]) >= 1),
            ("hatched: waiting at a crossing", np.nansum(frames.waiting[v, :, frame]) >= 1),
            (
                "squares: many times more, not to scale",
                not all(frames.to_scale[paper.index[p.id]] for p in paper.view.places),
            ),
            ("rays: violence", bool(frames.conflict[v][frame])),
        )
        if shown
    ]
    axes.text(12, 42, "; ".join(key), fontsize=KEY_TEXT, color=QUIET)
    x = 19.0
    for regime, words in GATE_WORDS.items():
        if regime in seen:
            _sign(axes, regime, x, 55)
            axes.text(x + 12, 58.5, words, fontsize=KEY_TEXT, color=QUIET)
            x += 36 + text_width(words, KEY_TEXT / POINTS)


def _scale_bar(axes: Any, projection: Projection) -> None:
    km = scale_bar_km(projection)
    length, base = km * projection.pixels_per_km, projection.height - 12
    axes.plot([12, 12, 12 + length, 12 + length], [base - 5, base, base, base - 5], color=INK, lw=1)
    axes.text(18, base - 5, f"{km} km", fontsize=KEY_TEXT, color=INK)
