"""Charts as SVG: fans with observations, chances by date, effects of variants. They draw; they decide nothing."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kilis.report.labels import text_width
from kilis.report.series import Array, Band
from kilis.report.svg import Markup, line_path, tag
from kilis.report.words import day_month, observation_words, persons, short, spans_years, speaker_of
from kilis.scenario.model import Observation

EffectRow = tuple[str, float, float, float, float, float]
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "down", "plus", "hourglass")

MADE_HERE_PIXELS = 70


@dataclass(frozen=True)
class Frame:
    """The plotting area of a chart and its axes."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    n_days: int
    low: float
    high: float

    def x(self, day: float) -> float:
        """Pixels of a day."""
        return self.left + (self.width - self.left - self.right) * day / max(self.n_days - 1, 1)

    def y(self, value: float) -> float:
        """Pixels of a value."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.height - self.bottom - (self.height - self.top - self.bottom) * share


@dataclass(frozen=True)
class FanChart:
    """A fan over the dates, with what is drawn on it."""

    title: str
    dates: Sequence[datetime.date]
    band: Band
    capacity: Sequence[int | None] = ()
    observations: Sequence[Observation] = ()
    shapes: dict[str, str] = field(default_factory=dict)  # speaker -> shape
    marks: Sequence[tuple[datetime.date, str]] = ()  # (date, sentence)
    origin: datetime.date | None = None
    key: str = ""
    reach: float = 0.0  # the axis goes at least so far: charts side by side share theirs


def ticks(high: float, low: float = 0.0, about: int = 4) -> list[float]:
    """Choose round values for an axis.

    >>> ticks(18200)
    [0, 5000, 10000, 15000, 20000]
    """
    span = max(high - low, 1.0)
    raw = span / about
    power = 10 ** math.floor(math.log10(raw))
    step = next(f * power for f in (1, 2, 2.5, 5, 10) if f * power >= raw)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * i for i in range(first, last + 1)]


def date_ticks(dates: Sequence[datetime.date], room: int = 5) -> list[int]:
    """Choose days to write under an axis: months when they are few enough to fit, else every so many days.

    >>> date_ticks([datetime.date(2016, 2, 1) + datetime.timedelta(d) for d in range(60)])
    [0, 14, 28, 42, 56]
    """
    firsts = [i for i, d in enumerate(dates) if d.day == 1]
    if len(firsts) > 3:
        return firsts[:: -(-len(firsts) // room)]
    step = next((s for s in (1, 2, 7, 14, 28, 56) if len(dates) / s <= room), 91)
    return list(range(0, len(dates), step))


def fan_chart(chart: FanChart, width: float = 380, height: float = 210) -> Markup:
    """Draw a fan: 90 % and 50 % of the members, their median, capacity, observations by speaker, dated events."""
    shown = [o for o in chart.observations if chart.dates[0] <= o.date <= chart.dates[-1]]
    tops = [float(v) for v in chart.band.q95 if v == v]  # noqa: PLR0124 - NaN: suppressed
    tops += [v for o in shown for v in (o.value, o.low, o.high) if v is not None]
    peak = max(tops, default=1.0)
    limits = [c for c in chart.capacity if c]
    tops += [c for c in limits if c <= 1.6 * peak]
    scale = ticks(max([*tops, chart.reach, 1.0]))
    frame = Frame(width, height, 46, 10, 22, 24, len(chart.dates), scale[0], scale[-1])
    layers = [
        _axes(frame, chart.dates, scale),
        _fan(frame, chart.band),
        _capacity(frame, chart.capacity),
        _marks(frame, chart.dates, chart.marks),
        _origin(frame, chart.dates, chart.origin),
        [_observation(frame, chart, o) for o in shown],
        tag("path", d="", class_="cursor"),
    ]
    return _svg(frame, chart.title, layers, key=chart.key)


def chance_chart(title: str, dates: Sequence[datetime.date], by_date: Array, on_date: Array, key: str = "") -> Markup:
    """Draw the chance of a stock above capacity: by a date (filled) and on a date (line)."""
    frame = Frame(380, 120, 46, 10, 10, 24, len(dates), 0.0, 1.0)
    points = [(frame.x(i), frame.y(float(v))) for i, v in enumerate(by_date) if not math.isnan(v)]
    area = line_path([(points[0][0], frame.y(0)), *points, (points[-1][0], frame.y(0))], closed=True)
    on = line_path([(frame.x(i), frame.y(float(v))) for i, v in enumerate(on_date) if not math.isnan(v)])
    layers = [
        _axes(frame, dates, [0.0, 0.5, 1.0], percent=True),
        tag("path", d=area, class_="chance"),
        tag("path", d=line_path(points), class_="chance-line"),
        tag("path", d=on, class_="chance-on"),
        tag("path", d="", class_="cursor"),
    ]
    return _svg(frame, title, layers, key=key)


def effect_chart(rows: Sequence[EffectRow], title: str, width: float = 560) -> Markup:
    """Draw effects as dots with ranges; rows of name, median, 5 %, 25 %, 75 %, 95 % (variant minus baseline)."""
    known = [value for row in rows for value in row[1:] if not math.isnan(value)]  # a suppressed end is not drawn
    low, high = min([0.0, *known]), max([0.0, *known])
    scale = ticks(high, low, 5)
    name_room = min(max(text_width(r[0], 12.5) for r in rows) + 14, width * 0.42)
    row_height = 25
    height = row_height * len(rows) + 34
    span = (scale[-1] - scale[0]) or 1.0

    def x(value: float) -> float:
        return name_room + 12 + (width - name_room - 78) * (value - scale[0]) / span

    drawn: list[Any] = []
    for value in scale:
        line = tag(
            "path", d=line_path([(x(value), 4), (x(value), height - 26)]), class_="zero" if value == 0 else "grid"
        )
        words = short(value) if value <= 0 else f"+{short(value)}"
        drawn += [line, tag("text", words, x=x(value), y=height - 10, text_anchor="middle", class_="tick")]
    for i, (name, median, q05, q25, q75, q95) in enumerate(rows):
        y = 4 + row_height * (i + 0.5)
        drawn += [
            tag("text", name, x=name_room, y=y + 4, text_anchor="end", class_="row"),
            None if math.isnan(q05 + q95) else tag("path", d=f"M{x(q05):.1f} {y:.1f}H{x(q95):.1f}", class_="whisker"),
            None if math.isnan(q25 + q75) else tag("path", d=f"M{x(q25):.1f} {y:.1f}H{x(q75):.1f}", class_="box"),
            tag("circle", cx=x(median), cy=y, r=4.5, class_="median-dot"),
            tag("text", signed(median), x=width - 4, y=y + 4, text_anchor="end", class_="row value"),
        ]
    frame = Frame(width, height, 0, 0, 0, 0, 2, 0, 1)
    return _svg(frame, title, drawn)


def signed(value: float) -> str:
    """Write a difference with its sign.

    >>> signed(1234.0), signed(-56789.0), signed(0.0)
    ('+1,200', '−57,000', '0')
    """
    words = persons(value)
    return f"+{words}" if value > 0 and words != "0" else words.replace("−0", "0") if words == "−0" else words


def marker(shape: str, x: float, y: float, **attributes: Any) -> Markup:
    """Draw the sign of a speaker."""
    r = 4.2
    paths = {
        "square": f"M{-r} {-r}h{2 * r}v{2 * r}h{-2 * r}z",
        "triangle": f"M0 {-r * 1.2}L{r * 1.15} {r}H{-r * 1.15}z",
        "down": f"M0 {r * 1.2}L{r * 1.15} {-r}H{-r * 1.15}z",
        "diamond": f"M0 {-r * 1.3}L{r * 1.3} 0L0 {r * 1.3}L{-r * 1.3} 0z",
        "plus": f"M{-r * 1.2} 0H{r * 1.2}M0 {-r * 1.2}V{r * 1.2}",
        "hourglass": f"M{-r} {-r}H{r}L{-r} {r}H{r}z",
        "cross": f"M{-r} {-r}L{r} {r}M{-r} {r}L{r} {-r}",
    }
    where = f"translate({x:.1f} {y:.1f})"
    if shape == "circle":
        return tag("circle", r=r, transform=where, class_="mark", **attributes)
    look = "mark cross" if shape == "plus" else f"mark {shape}"  # both are lines without an inside
    return tag("path", d=paths[shape], transform=where, class_=look, **attributes)


def _svg(frame: Frame, title: str, layers: Sequence[Any], key: str = "") -> Markup:
    return tag(
        "svg",
        *layers,
        class_="chart",
        viewBox=f"0 0 {frame.width:.0f} {frame.height:.0f}",
        role="img",
        aria_label=title,
        tabindex=0 if key else None,
        data_key=key or None,
        data_plot=f"{frame.left} {frame.width - frame.right} {frame.top} {frame.height - frame.bottom}"
        if key
        else None,
    )


def _axes(frame: Frame, dates: Sequence[datetime.date], scale: Sequence[float], percent: bool = False) -> Markup:
    parts = []
    for value in scale:
        y = frame.y(value)
        parts.append(tag("path", d=line_path([(frame.left, y), (frame.width - frame.right, y)]), class_="grid"))
        words = f"{value * 100:.0f} %" if percent else short(value)
        parts.append(tag("text", words, x=frame.left - 6, y=y + 4, text_anchor="end", class_="tick"))
    for day in date_ticks(dates):
        x, base = frame.x(day), frame.height - frame.bottom
        parts.append(tag("path", d=line_path([(x, base), (x, base + 4)]), class_="zero"))
        anchor = "middle" if x < frame.width - 30 else "end"
        words = day_month(dates[day], year=True).split(" ", 1)[1] if spans_years(dates) else day_month(dates[day])
        parts.append(tag("text", words, x=x, y=base + 17, text_anchor=anchor, class_="tick"))
    base = frame.height - frame.bottom
    parts.append(tag("path", d=line_path([(frame.left, base), (frame.width - frame.right, base)]), class_="zero"))
    return tag("g", parts, class_="axes", aria_hidden="true")


def _fan(frame: Frame, band: Band) -> list[Markup]:
    drawn = []
    for low, high, name in ((band.q05, band.q95, "fan90"), (band.q25, band.q75, "fan50")):
        for run in _runs(low, high):
            upper = [(frame.x(d), frame.y(float(high[d]))) for d in run]
            lower = [(frame.x(d), frame.y(float(low[d]))) for d in reversed(run)]
            drawn.append(tag("path", d=line_path([*upper, *lower], closed=True), class_=name))
    for run in _runs(band.q50, band.q50):
        drawn.append(
            tag("path", d=line_path([(frame.x(d), frame.y(float(band.q50[d]))) for d in run]), class_="median")
        )
    return drawn


def _runs(low: Array, high: Array) -> list[list[int]]:
    """Stretches of days without a suppressed value."""
    runs: list[list[int]] = [[]]
    for day in range(len(low)):
        if low[day] == low[day] and high[day] == high[day]:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _capacity(frame: Frame, capacity: Sequence[int | None]) -> list[Markup]:
    points = [(d, c) for d, c in enumerate(capacity) if c is not None and c <= frame.high]
    if not points:
        return []
    steps = [(frame.x(d), frame.y(c)) for d, c in points]
    stairs = [steps[0]]
    for before, here in itertools.pairwise(steps):
        stairs += [(here[0], before[1]), here]
    last = stairs[-1]
    label = tag(
        "text",
        f"capacity {short(points[-1][1])}",
        x=frame.width - frame.right - 2,
        y=last[1] - 4,
        text_anchor="end",
        class_="capacity-label",
    )
    return [tag("path", d=line_path(stairs), class_="capacity"), label]


def _marks(frame: Frame, dates: Sequence[datetime.date], marks: Sequence[tuple[datetime.date, str]]) -> list[Markup]:
    by_day: dict[int, list[str]] = {}
    for date, sentence in marks:
        if dates[0] <= date <= dates[-1]:
            by_day.setdefault((date - dates[0]).days, []).append(sentence)
    drawn = []
    for day, sentences in by_day.items():
        x = frame.x(day)
        line = tag("path", d=line_path([(x, frame.top - 4), (x, frame.height - frame.bottom)]), class_="event")
        head = tag("path", d=f"M{x:.1f} {frame.top - 4:.1f}l-4 -7h8z", class_="event-head")
        drawn.append(tag("g", tag("title", f"{day_month(dates[day])}: {' '.join(sentences)}"), line, head))
    return drawn


def _origin(frame: Frame, dates: Sequence[datetime.date], origin: datetime.date | None) -> Markup | None:
    if origin is None or not dates[0] <= origin <= dates[-1]:
        return None
    x = frame.x((origin - dates[0]).days)
    line = tag("path", d=line_path([(x, frame.top - 4), (x, frame.height - frame.bottom)]), class_="origin")
    is_late = x - frame.left > MADE_HERE_PIXELS  # what was before is mostly empty; behind it stands the capacity's name
    side = {"x": x - 4, "text_anchor": "end"} if is_late else {"x": x + 4}
    return tag("g", line, tag("text", "made here", y=frame.top + 6, class_="tick", **side))


def _observation(frame: Frame, chart: FanChart, o: Observation) -> Markup:
    shape = chart.shapes.get(speaker_of(o), "circle")
    x = frame.x((o.date - chart.dates[0]).days)
    value = (
        o.value if o.value is not None else o.low if o.qualifier == "at_least" else o.high if o.low is None else None
    )
    quote = f" “{o.extra['quote']}”" if o.extra.get("quote") else ""
    parts: list[Markup] = [tag("title", observation_words(o) + quote)]
    if o.low is not None and o.high is not None:
        parts.append(tag("path", d=line_path([(x, frame.y(o.low)), (x, frame.y(o.high))]), class_="range"))
        value = value if value is not None else (o.low + o.high) / 2
    if value is None:
        return tag("g", *parts)
    y = frame.y(value)
    if o.qualifier in {"at_least", "at_most"}:
        way = -1 if o.qualifier == "at_least" else 1
        parts.append(
            tag("path", d=f"M{x:.1f} {y:.1f}v{14 * way}m-3 {-4 * way}l3 {4 * way}l3 {-4 * way}", class_="bound")
        )
    parts.append(marker(shape, x, y))
    late = chart.origin is not None and (o.published or o.date) > chart.origin
    return tag("g", *parts, class_="observation late" if late else "observation")
