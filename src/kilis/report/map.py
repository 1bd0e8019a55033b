"""The map: land, borders and routes; flows as tapered curves; stocks as circles; gates, cuts and violence as signs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kilis.report.extent import Beyond, beyond
from kilis.report.geodata import Basemap
from kilis.report.labels import Rectangle, Spot, Wish, name_lines, place_labels, text_width
from kilis.report.projection import Projection, fit, scale_bar_km
from kilis.report.signs import rays
from kilis.report.snapshots import Snapshots
from kilis.report.svg import Markup, line_path, tag
from kilis.report.words import short
from kilis.scenario.model import Place, Scenario

CURVE_POINTS = 9
FAINTEST = 0.01
TAPER = 0.8  # how much of its width a flow loses on its way


@dataclass(frozen=True)
class Style:
    """Sizes of one map, in pixels."""

    largest_radius: float = 30.0
    widest_flow: float = 15.0
    text_size: float = 12.5
    longest_name: int = 22


WIDE = Style()
NARROW = Style(largest_radius=20.0, widest_flow=10.0, text_size=11.5, longest_name=15)


@dataclass(frozen=True)
class MapView:
    """One map to draw: a name that makes its ids unique, its projection, the places in it, its style."""

    name: str
    projection: Projection
    places: Sequence[Place]
    style: Style
    crowd: Sequence[Place] = ()  # shown enlarged elsewhere: framed here, and only its crossings are named


def map_view(
    name: str, places: Sequence[Place], width: float, style: Style, margin: float = 70.0, flattest: float = 0.62
) -> MapView:
    """Choose a projection that shows the places, with a height that suits them."""
    points = [(p.longitude, p.latitude) for p in places]
    stretch = math.cos(math.radians(sum(p.latitude for p in places) / len(places)))
    across = max((max(x for x, _ in points) - min(x for x, _ in points)) * stretch, 0.01)
    down = max(max(y for _, y in points) - min(y for _, y in points), 0.01)
    height = min(max(width * flattest, (width - 2 * margin) * down / across + 2 * margin), width * 1.05)
    return MapView(name, fit(points, width, height, margin), places, style)


def draw_map(view: MapView, ground: Basemap, scenario: Scenario, frames: Snapshots, variant: int, frame: int) -> Markup:
    """Draw one map as SVG for a variant and a frame; the page's script moves it on from there."""
    index = {place.id: i for i, place in enumerate(scenario.places)}
    at = {p.id: view.projection(p.longitude, p.latitude) for p in scenario.places}
    everywhere = beyond(scenario.places, view.places, view.projection) if view.name != "inset" else []
    anchors = [a for a, _ in frames.gates]
    spots = label_spots(view, frames, index, at, everywhere)
    width, height = view.projection.width, view.projection.height
    layers = [
        tag("rect", width=width, height=height, class_="sea"),
        _ground(ground, view.projection),
        _country_names(ground, view, spots),
        _routes(scenario, at),
        _frame_of_crowd(view),
        tag("g", _cuts(scenario, frames, at, variant, frame), class_="cuts"),
        tag("g", _flows(frames, at, view, variant, frame), class_="flows"),
        tag("g", _circles(view, frames, index, at, variant, frame), class_="places"),
        tag("g", _gates(scenario, frames, anchors, at, variant, frame), class_="gates"),
        tag("g", _arrows(everywhere), class_="beyond"),
        tag("g", _texts(spots, view, frames, index, variant, frame, everywhere), class_="labels"),
        _scale_bar(view.projection, everywhere),
    ]
    return tag(
        "svg",
        tag("title", "Map of displaced persons by place and of movements between places"),
        *layers,
        class_=f"map map-{view.name}",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="group",
        aria_label="Map. Use Tab to go from place to place.",
        data_radius=view.style.largest_radius,
        data_flow=view.style.widest_flow,
    )


def radius(persons: float, largest: float, largest_radius: float) -> float:
    """Give the radius of the circle whose area stands for so many persons.

    >>> radius(25, 100, 30)
    15.0
    """
    return largest_radius * math.sqrt(max(persons, 0.0) / largest) if persons == persons else 0.0  # noqa: PLR0124 - NaN


def curve(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    """Bend the way from start to end to its right, so that both directions can be told apart.

    Returns points on the curve, each with its normal scaled by the taper: half the width of the flow there.
    """
    (ax, ay), (bx, by) = start, end
    bend = 0.16
    cx, cy = (ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend
    points = []
    for i in range(CURVE_POINTS):
        t = i / (CURVE_POINTS - 1)
        x = (1 - t) ** 2 * ax + 2 * (1 - t) * t * cx + t**2 * bx
        y = (1 - t) ** 2 * ay + 2 * (1 - t) * t * cy + t**2 * by
        dx = 2 * (1 - t) * (cx - ax) + 2 * t * (bx - cx)
        dy = 2 * (1 - t) * (cy - ay) + 2 * t * (by - cy)
        length = math.hypot(dx, dy) or 1.0
        half = 0.5 * (1 - TAPER * t)
        points.append((x, y, -dy / length * half, dx / length * half))
    return points


def ribbon(points: Sequence[tuple[float, float, float, float]], width: float) -> str:
    """Draw the curve with a width at its start, thinning to its end."""
    left = [(x + nx * width, y + ny * width) for x, y, nx, ny in points]
    right = [(x - nx * width, y - ny * width) for x, y, nx, ny in reversed(points)]
    return line_path([*left, *right], closed=True)


def flow_width(persons_per_day: float, fastest: float, widest: float) -> float:
    """Give the width of a flow at its start, in proportion; nothing below one a day or 1 % of the fastest flow."""
    visible = persons_per_day >= max(1.0, FAINTEST * fastest)
    return max(1.0, widest * persons_per_day / fastest) if visible else 0.0


def _ground(ground: Basemap, projection: Projection) -> Markup:
    def drawn(lines: list[list[tuple[float, float]]], closed: bool) -> str:
        return "".join(line_path(_thin([projection(x, y) for x, y in line]), closed=closed) for line in lines)

    land = [tag("path", d=drawn(c.rings, True), class_="land", fill_rule="evenodd") for c in ground.countries]
    lines = []
    for kind in ("inner", "coast", "border", "disputed"):
        path = drawn([line for k, line in ground.lines if k == kind], False)
        if path:
            lines.append(tag("path", d=path, class_=f"line {kind}"))
    return tag("g", land, lines, class_="ground", aria_hidden="true")


def _thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop points nearer than half a pixel to the one before: nobody sees them."""
    kept = points[:1]
    for point in points[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > 0.6:
            kept.append(point)
    return kept + points[-1:] if len(points) > 1 else kept


def _routes(scenario: Scenario, at: dict[str, tuple[float, float]]) -> Markup:
    lines = "".join(line_path([at[r.origin], at[r.destination]]) for r in scenario.routes if r.mode != "crossing")
    gates = "".join(line_path([at[r.origin], at[r.destination]]) for r in scenario.routes if r.mode == "crossing")
    paths = [tag("path", d=d, class_=f"route {c}") for d, c in ((lines, "road"), (gates, "gateway")) if d]
    return tag("g", paths, aria_hidden="true")


def _cuts(
    scenario: Scenario, frames: Snapshots, at: dict[str, tuple[float, float]], variant: int, frame: int
) -> list[Markup]:
    ends = {r.id: (at[r.origin], at[r.destination]) for r in scenario.routes}
    signs_ = []
    for c, (route, days) in enumerate(frames.cuts):
        (ax, ay), (bx, by) = ends[route]
        middle = f"translate({(ax + bx) / 2:.1f} {(ay + by) / 2:.1f})"
        hidden = None if days[variant][frame] else "none"
        signs_.append(tag("use", href="#sign-cut", transform=middle, data_cut=c, display=hidden))
    return signs_


def _flows(
    frames: Snapshots, at: dict[str, tuple[float, float]], view: MapView, variant: int, frame: int
) -> list[Markup]:
    inside = {p.id for p in view.places}
    paths = []
    for f, (origin, destination) in enumerate(frames.pairs):
        if origin not in at or destination not in at or not (origin in inside or destination in inside):
            continue
        if view.name != "inset" and not (origin in inside and destination in inside):
            continue
        points = curve(at[origin], at[destination])
        width = flow_width(float(frames.flows[variant, f, frame]), frames.fastest, view.style.widest_flow)
        numbers = " ".join(f"{value:.1f}" for point in points for value in point)
        paths.append(tag("path", d=ribbon(points, width) if width else "", class_="flow", data_f=f, data_c=numbers))
    return paths


def _circles(
    view: MapView,
    frames: Snapshots,
    index: dict[str, int],
    at: dict[str, tuple[float, float]],
    variant: int,
    frame: int,
) -> list[Markup]:
    peak = np.nan_to_num(frames.stock).max(axis=(0, 2), initial=0.0)
    groups = []
    for place in sorted(view.places, key=lambda p: -peak[index[p.id]]):
        p = index[place.id]
        radii = [0.0]
        if frames.to_scale[p]:
            total, overflow, waiting = (
                float(a[variant, p, frame]) for a in (frames.stock, frames.overflow, frames.waiting)
            )
            radii = [
                radius(persons, frames.biggest, view.style.largest_radius)
                for persons in parts(total, overflow, waiting)
            ]
            circles = [
                tag("circle", r=r, class_=part)
                for part, r in zip(("waiting", "overflow", "settled"), radii, strict=True)
            ]
        else:
            circles = [tag("use", href="#sign-country")]
        violence = tag(
            "path",
            d=rays(radii[0]),
            class_="conflict conflict-star",
            display=None if place.id in frames.conflict[variant][frame] else "none",
        )
        dot = None if place.kind == "crossing" else tag("use", href=f"#sign-{place.kind}", class_="dot")
        x, y = at[place.id]
        groups.append(
            tag(
                "g", violence, circles, dot,
                class_="place", data_p=p, transform=f"translate({x:.1f} {y:.1f})", tabindex=0, role="img",
                aria_label=place.name,
            )
        )  # fmt: skip
    return groups


def parts(total: float, overflow: float, waiting: float) -> tuple[float, float, float]:
    """Split a stock into nested circles: all; all but those waiting; all but those waiting or beyond capacity.

    >>> parts(100, 20, 30)
    (100, 70, 50)
    """
    waiting = waiting if waiting == waiting else 0.0  # noqa: PLR0124 - NaN: suppressed
    overflow = overflow if overflow == overflow else 0.0  # noqa: PLR0124
    inner = max(total - waiting, 0)
    return total, inner, max(inner - overflow, 0)


def _gates(
    scenario: Scenario,
    frames: Snapshots,
    anchors: list[str],
    at: dict[str, tuple[float, float]],
    variant: int,
    frame: int,
) -> list[Markup]:
    names = {p.id: p.name for p in scenario.places}
    ends = {r.id: (r.origin, r.destination) for r in scenario.routes}
    drawn = []
    for g, anchor in enumerate(anchors):
        if anchor in at:
            x, y = at[anchor]
            name = names[anchor]
        else:
            (ax, ay), (bx, by) = (at[end] for end in ends[anchor])
            x, y = (ax + bx) / 2, (ay + by) / 2
            name = " to ".join(names[end] for end in ends[anchor])
        regime = frames.gates[g][1][variant][frame]
        use = tag("use", href=f"#sign-{regime}")
        drawn.append(tag("g", use, class_="gate", data_g=g, data_name=name, transform=f"translate({x:.1f} {y:.1f})"))
    return drawn


def _arrows(arrows: list[Beyond]) -> list[Markup]:
    turns = [f"translate({a.x:.1f} {a.y:.1f}) rotate({a.angle_degrees:.0f})" for a in arrows]
    return [tag("path", d="M8 0L-4 -6V6z", transform=turn, class_="arrow") for turn in turns]


def label_spots(
    view: MapView,
    frames: Snapshots,
    index: dict[str, int],
    at: dict[str, tuple[float, float]],
    arrows: Sequence[Beyond] = (),
    taken: Sequence[Rectangle] = (),
) -> list[Spot]:
    """Find room for the names: the same on every date, as if each place were at its largest."""
    wishes = []
    unnamed = {p.id for p in view.crowd if p.kind != "crossing"}
    for place in view.places:
        if place.id in unnamed:
            continue
        p = index[place.id]
        values = frames.stock[:, p, :]
        peak = float(np.nan_to_num(values).max(initial=0.0))
        r = radius(peak, frames.biggest, view.style.largest_radius) if frames.to_scale[p] else 6.0
        weight = peak if frames.to_scale[p] else 0.1
        weight += frames.biggest if place.kind == "crossing" else 0
        lines = name_lines(place.name, view.style.longest_name)
        wishes.append(Wish(place.id, *at[place.id], max(r, 7.0), (*lines, "000k" if peak else ""), weight))
    size = view.style.text_size
    for arrow in arrows:
        far = f"1.1M · {arrow.distance_km:.0f} km on"
        wishes.append(
            Wish(
                arrow.place.id,
                arrow.x,
                arrow.y,
                5.0,
                (*name_lines(arrow.place.name, view.style.longest_name), far),
                0.05 * frames.biggest,
            )
        )
    reserved = list(taken)
    if not arrows:
        reserved.append((0, view.projection.height - 40, 190, view.projection.height))
    for place in view.crowd:
        x, y = at[place.id]
        reserved.append((x - 11, y - 11, x + 11, y + 11))
    return place_labels(wishes, view.projection.width, view.projection.height, size, reserved)


def _texts(
    spots: list[Spot],
    view: MapView,
    frames: Snapshots,
    index: dict[str, int],
    variant: int,
    frame: int,
    arrows: list[Beyond],
) -> list[Markup]:
    names = {p.id: p.name for p in [*view.places, *(a.place for a in arrows)]}
    far = {a.place.id: f" · {a.distance_km:.0f} km on" for a in arrows}
    drawn = []
    for spot in spots:
        p = index[spot.key]
        value = float(frames.stock[variant, p, frame])
        if spot.leader:
            x1, y1, x2, y2 = spot.leader
            drawn.append(tag("path", d=line_path([(x1, y1), (x2, y2)]), class_="leader"))
        lines = name_lines(names[spot.key], view.style.longest_name)
        name = [
            tag("tspan", words, x=spot.x, dy="1.1em" if i else None, class_="name") for i, words in enumerate(lines)
        ]
        figure = tag("tspan", short(value) if value >= 1 else "", x=spot.x, dy="1.1em", class_="figure", data_figure=p)
        further = tag("tspan", far[spot.key], class_="figure") if spot.key in far else None
        anchor = None if spot.anchor == "start" else "end"
        drawn.append(
            tag("text", name, figure, further, x=spot.x, y=spot.y, text_anchor=anchor, font_size=view.style.text_size)
        )
    return drawn


def _scale_bar(projection: Projection, arrows: list[Beyond]) -> Markup:
    km = scale_bar_km(projection, min(160.0, projection.width / 4))
    length, base = km * projection.pixels_per_km, projection.height - 14
    taken = any(a.y > base - 30 and a.x < projection.width / 2 for a in arrows)
    left = projection.width - length - 14 if taken else 14
    bar = tag("path", d=f"M{left:.1f} {base - 5:.1f}v5h{length:.1f}v-5", class_="bar")
    return tag("g", bar, tag("text", f"{km} km", x=left + 6, y=base - 5), class_="scale", aria_hidden="true")


def crowd_box(view: MapView) -> Rectangle:
    """The frame around the places that are shown enlarged elsewhere: left, top, right, bottom."""
    points = [view.projection(p.longitude, p.latitude) for p in view.crowd]
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across) - 12, min(down) - 12, max(across) + 12, max(down) + 12


def _frame_of_crowd(view: MapView) -> Markup | None:
    if not view.crowd:
        return None
    left, top, right, bottom = crowd_box(view)
    return tag("rect", x=left, y=top, width=right - left, height=bottom - top, rx=3, class_="crowd")


def _country_names(ground: Basemap, view: MapView, spots: list[Spot]) -> Markup:
    """Write each country's name on its own ground, as far from places and edges as there is room."""
    at = [view.projection(p.longitude, p.latitude) for p in view.places]
    for spot in spots:  # keep clear of what is written already
        way = 1 if spot.anchor == "start" else -1
        at += [(spot.x + way * along, spot.y) for along in (0, 40, 80)]
    at += [(abs(edge - x), view.projection.height) for edge in (0.0, view.projection.width) for x in (20, 70, 120)]
    names = []
    for country in ground.countries:
        rings = [[view.projection(x, y) for x, y in ring] for ring in country.rings]
        half = text_width(country.name, 13) * 0.66
        best, room = None, 34.0
        for i in range(1, 24):
            for j in range(1, 18):
                x, y = view.projection.width * i / 24, view.projection.height * j / 18
                ends = [(x - half, y), (x, y), (x + half, y)]
                if not (half + 8 < x < view.projection.width - half - 8 and all(_inside(p, rings) for p in ends)):
                    continue
                free = min(math.dist(p, q) for p in ends for q in at)
                if free > room:
                    best, room = (x, y), min(free, 120.0) + 0.01
        if best and country.name:
            names.append(tag("text", country.name, x=best[0], y=best[1], class_="country-name"))
    return tag("g", names, aria_hidden="true")


def _inside(point: tuple[float, float], rings: list[list[tuple[float, float]]]) -> bool:
    """Whether a point lies in the rings, by the even-odd rule."""
    x, y = point
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [ring[-1], *ring[:-1]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside
