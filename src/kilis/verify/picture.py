"""A small line chart as SVG: every line named at its end, told apart by colour and by dashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

COLOURS = ("#0072b2", "#d55e00", "#00795c", "#a6407d", "#7a5200", "#33618f")
"""After Okabe and Ito's colours, told apart by colour-blind readers; darkened where thin text on white needs it."""

DASHES = ("", "8 4", "2 3", "12 3 2 3", "5 5", "1 5")
LEFT, RIGHT, TOP, BOTTOM = 46.0, 440.0, 40.0, 250.0
LINE_HEIGHT = 15.0


def lines_svg(
    x: Sequence[int],
    series: Mapping[str, Sequence[float | None]],
    title: str,
    limits: tuple[float, float],
    rules: Mapping[float, str],
    bands: Sequence[tuple[Sequence[float | None], Sequence[float | None]]] = (),
) -> str:
    """One line per name, horizontal rules with what they mean, and grey bands between two lines (goals, intervals).

    >>> lines_svg([7, 30], {"a": [0.9, 0.8]}, "T", (0.5, 1.0), {1.0: ""}).count("<polyline")
    1
    """

    def at(day: float, value: float) -> tuple[float, float]:
        share = (min(max(value, limits[0]), limits[1]) - limits[0]) / (limits[1] - limits[0])
        return LEFT + (day - x[0]) / (x[-1] - x[0]) * (RIGHT - LEFT), BOTTOM - share * (BOTTOM - TOP)

    def path(values: Sequence[float | None], *, backwards: bool = False) -> str:
        points = [at(day, v) for day, v in zip(x, values, strict=True) if v is not None]
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in (reversed(points) if backwards else points))

    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 294" font-family="sans-serif" font-size="12" '
        f'role="img"><title>{title}</title><rect width="640" height="294" fill="white"/>',
        f'<text x="{LEFT}" y="20" font-weight="bold">{title}</text>',
    ]
    out += [f'<polygon points="{path(a)} {path(b, backwards=True)}" fill="#e3e8ee"/>' for a, b in bands]
    out += [f'<text x="{at(day, 0)[0]:.0f}" y="268" text-anchor="middle">{day}</text>' for day in x]
    out.append(f'<text x="{RIGHT:.0f}" y="286" text-anchor="end">lead time in days</text>')
    for value in sorted({*limits, *rules}):
        _, py = at(x[0], value)
        dash = "" if value in rules else ' stroke-dasharray="2 4"'
        out.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{py:.1f}" y2="{py:.1f}" stroke="#666"{dash}/>')
        out.append(f'<text x="{LEFT - 6}" y="{py + 4:.1f}" text-anchor="end">{value:g}</text>')
    labels = [(at(x[-1], value)[1], name, "#444", "") for value, name in rules.items() if name]
    for (name, values), colour, dash in zip(series.items(), COLOURS, DASHES, strict=False):
        out.append(
            f'<polyline points="{path(values)}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash or "none"}"/>'
        )
        last = next(v for v in reversed(values) if v is not None)
        labels.append((at(x[-1], last)[1], name, colour, dash))
    return "\n".join([*out, *_labels(labels), "</svg>"]) + "\n"


def _labels(wanted: list[tuple[float, str, str, str]]) -> list[str]:
    """Names at the ends of lines, in the order of the lines, pushed apart so that none hides another."""
    ordered = sorted(wanted)
    heights: list[float] = []
    for height, *_ in ordered:
        heights.append(max(height, heights[-1] + LINE_HEIGHT) if heights else height)
    for k in range(len(heights) - 1, -1, -1):
        most = heights[k + 1] - LINE_HEIGHT if k + 1 < len(heights) else BOTTOM + 4.0
        heights[k] = min(heights[k], most)
    out = []
    for height, (line, name, colour, dash) in zip(heights, ordered, strict=True):
        out.append(
            f'<line x1="{RIGHT}" y1="{line:.1f}" x2="{RIGHT + 14}" y2="{height:.1f}" stroke="{colour}" '
            f'stroke-dasharray="{dash or "none"}"/>'
            f'<text x="{RIGHT + 18}" y="{height + 4:.1f}" fill="{colour}">{name}</text>'
        )
    return out
