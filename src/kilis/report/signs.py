"""The signs of the map: told apart by shape and pattern, not by colour alone."""

from __future__ import annotations

import math

from kilis.report.svg import Markup, tag


def library() -> Markup:
    """All signs and patterns, in one invisible SVG that every map of the page uses."""
    hatch = tag(
        "pattern",
        tag("rect", width=6, height=6, class_="hatch-ground"),
        tag("path", d="M0 0h6", class_="hatch-line"),
        id="pattern-waiting", width=6, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip
    dots = tag(
        "pattern",
        tag("rect", width=5, height=5, class_="dots-ground"),
        tag("circle", cx=2.5, cy=2.5, r=1.3, class_="dots-dot"),
        id="pattern-overflow", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    symbols = [
        _sign("open", tag("circle", r=7, class_="gate-ground"),
              tag("path", d="M-3.4 -3.5v7M3.4 -3.5v7", class_="gate-line")),
        _sign(
            "limited",
            tag("circle", r=7, class_="gate-ground"),
            tag("path", d="M0 -7A7 7 0 0 1 0 7z", class_="gate-fill"),
        ),
        _sign("shut", tag("rect", x=-7, y=-7, width=14, height=14, rx=1.5, class_="gate-fill shut"),
              tag("path", d="M-4 0h8", class_="gate-bar")),
        _sign("cut", [tag("path", d="M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5", class_=c) for c in ("halo", "cut-line")]),
        _sign("conflict", tag("path", d=rays(0.0), class_="conflict-star")),
        _sign("country", tag("rect", x=-6, y=-6, width=12, height=12, class_="country-box")),
        _sign("settlement", tag("circle", r=2.4, class_="dot-mark")),
        _sign("site", tag("path", d="M0 -3.6L3.6 3H-3.6z", class_="dot-mark")),
        _sign("waypoint", tag("circle", r=1.6, class_="dot-mark")),
    ]  # fmt: skip
    return tag("svg", tag("defs", hatch, dots, symbols), width=0, height=0, class_="library", aria_hidden="true")


def _sign(name: str, *shapes: object) -> Markup:
    return tag("g", *shapes, id=f"sign-{name}")


def rays(radius: float) -> str:
    """Eight short rays around a place: outside its circle, which would hide them (`rays` of drawing.js does the same).

    >>> rays(30.0)[:18]
    'M12.4 -30.0L14.4 -'
    """
    return "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for (a, b), (c, d) in ray_ends(radius))


def ray_ends(radius: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where the rays around a circle begin and end."""
    inner = max(9.5, radius + 2.5)
    outer = inner + 5.0
    turns = [(math.sin(a), -math.cos(a)) for a in (math.pi * (2 * i + 1) / 8 for i in range(8))]
    return [((inner * x, inner * y), (outer * x, outer * y)) for x, y in turns]
