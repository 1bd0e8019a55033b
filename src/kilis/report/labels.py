"""Names on a map that do not cover each other: each takes a free spot near its place, the weightiest first."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

NARROW, WIDE = set("iljtfrI.,'()| "), set("mwMWABCDGHKNOQRUVXYZ")
GAP = 5.0  # pixels between two labels side by side
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Wish:
    """A label that wants room: its point, the radius drawn there, its lines of text, its weight."""

    key: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Spot:
    """Where a label stands: the left or right edge of its text (``anchor`` start or end), its first baseline."""

    key: str
    x: float
    y: float
    anchor: str
    leader: tuple[float, float, float, float] | None


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is in a plain sans-serif, a little on the wide side.

    >>> 80 < text_width("Bab al-Salama", 12) < 110
    True
    """
    return size * sum(0.38 if c in NARROW else 0.8 if c in WIDE else 0.65 for c in text)


def shortened(name: str, longest: int) -> str:
    """Cut a long name at a word.

    >>> shortened("Sijjo, Shamarikh and Bab al-Iman camps", 18)
    'Sijjo, Shamarikh …'
    """
    if len(name) <= longest:
        return name
    return name[: longest - 1].rsplit(" ", 1)[0].rstrip(",") + " …"


def name_lines(name: str, longest: int) -> tuple[str, ...]:
    """Write a name on one line or two; what is longer still is cut at a word.

    >>> name_lines("Bab al-Salama and new Bab al-Salama camps", 18)
    ('Bab al-Salama and', 'new Bab al-Salama …')
    """
    if len(name) <= longest:
        return (name,)
    first = textwrap.wrap(name, longest, break_long_words=False)[0]
    rest = name[len(first) :].strip()
    return (first, shortened(rest, longest + 2)) if rest else (first,)


def place_labels(
    wishes: Sequence[Wish], width: float, height: float, size: float, taken: Sequence[Rectangle] = ()
) -> list[Spot]:
    """Find room for as many labels as there is room for; those that find none are left out."""
    discs = [_disc(w) for w in wishes]
    rectangles = [*taken, *discs]
    written: list[Rectangle] = []
    spots = []
    for wish in sorted(wishes, key=lambda w: -w.weight):
        across = max(
            text_width(line, size * (1.08 if i < len(wish.lines) - 1 else 1.0)) for i, line in enumerate(wish.lines)
        )
        tall = size * 1.15 * len(wish.lines)
        for away in (4.0, 16.0, 30.0, 46.0, 64.0, 84.0):
            spot = _around(wish, across, tall, away, size, rectangles, written, discs, (width, height))
            if spot:
                rectangles.append(spot[1])
                written.append(spot[1])
                spots.append(spot[0])
                break
    return spots


def _around(
    wish: Wish,
    across: float,
    tall: float,
    away: float,
    size: float,
    rectangles: Sequence[Rectangle],
    written: Sequence[Rectangle],
    discs: Sequence[Rectangle],
    room: tuple[float, float],
) -> tuple[Spot, Rectangle] | None:
    r = wish.radius + away
    slant = 0.71 * r
    candidates: tuple[tuple[float, float, str], ...] = (
        (wish.x + r, wish.y - tall / 2, "start"),
        (wish.x - r, wish.y - tall / 2, "end"),
        (wish.x + slant, wish.y - slant - tall * 0.8, "start"),
        (wish.x + slant, wish.y + slant - tall * 0.2, "start"),
        (wish.x - slant, wish.y - slant - tall * 0.8, "end"),
        (wish.x - slant, wish.y + slant - tall * 0.2, "end"),
        (wish.x - across / 2, wish.y - r - tall, "start"),
        (wish.x - across / 2, wish.y + r, "start"),
    )
    if away > 10:  # with a leader there is more freedom
        turns = [math.radians(angle) for angle in (20, -20, 160, -160, 60, -60, 120, -120)]
        ends = [(wish.x + r * math.cos(t), wish.y + r * math.sin(t) - tall / 2) for t in turns]
        candidates += tuple((x, top, "start" if x > wish.x else "end") for x, top in ends)
    own = _disc(wish)
    for x, top, anchor in candidates:
        left = x if anchor == "start" else x - across
        box = (left, top, left + across, top + tall)
        inside = left >= 3 and box[2] <= room[0] - 3 and top >= 2 and box[3] <= room[1] - 2
        if inside and not any(_overlap(box, other) for other in rectangles if other is not own and other != own):
            middle = (min(max(wish.x, box[0]), box[2]), min(max(wish.y, box[1]), box[3]))
            leader = (wish.x, wish.y, *middle) if away > 10 else None
            if leader and any(_crosses(leader, other) for other in [*written, *(d for d in discs if d != own)]):
                continue
            return Spot(wish.key, x, top + size * 0.92, anchor, leader), box
    return None


def _disc(wish: Wish) -> Rectangle:
    r = max(wish.radius * 0.85, 4.0)
    return wish.x - r, wish.y - r, wish.x + r, wish.y + r


def _crosses(line: tuple[float, float, float, float], box: Rectangle) -> bool:
    """Whether a line runs through a rectangle, looked at in steps of a few pixels."""
    x1, y1, x2, y2 = line
    steps = max(int(max(abs(x2 - x1), abs(y2 - y1)) / 4), 1)
    points = ((x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps + 1))
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] + GAP and b[0] < a[2] + GAP and a[1] < b[3] and b[1] < a[3]
