"""One self-contained page for a run: no request leaves it, and it works without its script."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import json
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from kilis.report import record, sections, signs
from kilis.report.extent import crowd, within_reach
from kilis.report.figures import Figures, read_figures
from kilis.report.geodata import CLOSE, Basemap, basemap, basemap_from_geojson, note_on
from kilis.report.groups import by_group
from kilis.report.map import NARROW, WIDE, MapView, Style, draw_map, map_view
from kilis.report.regimes import Regimes
from kilis.report.scoreboard import scoreboard
from kilis.report.sections import Page
from kilis.report.series import Series, series_of
from kilis.report.snapshots import Snapshots, snapshots
from kilis.report.statements import statements
from kilis.report.svg import Markup, join, tag
from kilis.report.words import day_month, short, spans_years
from kilis.scenario.targets import atlas
from kilis.scenario.timeline import sentence
from kilis.scenario.together import write_file

WIDE_PIXELS, NARROW_PIXELS, INSET_PIXELS = 820, 370, 360
INSET = Style(largest_radius=34.0, widest_flow=15.0, text_size=11.5, longest_name=18)


def write_page(
    run: Path, output: Path, suppress_below: int = 0, borders: Path | None = None, scores: Path | None = None
) -> int:
    """Write the page of a run folder; returns its size in bytes."""
    text = render(read_figures(run, suppress_below), borders, scores)
    data = text.encode("utf-8")
    output.parent.mkdir(parents=True, exist_ok=True)
    write_file(output, data)
    return len(data)


def render(figures: Figures, borders: Path | None = None, scores: Path | None = None) -> str:
    """Make the page as text."""
    series = series_of(figures)
    frames = snapshots(figures, series)
    page = Page(figures, series, Regimes(figures.scenario))
    maps, source = map_section(figures, series, frames, borders)
    body = [
        signs.library(),
        tag("a", "To the map", href="#map", class_="skip"),
        tag("main", sections.header(page), sections.three(figures, statements(figures, series)), maps,
            sections.fans(page), sections.chances(page), sections.effects(page), record.knowledge(page),
            scoreboard(figures, scores), by_group(page), sections.table(page), record.timeline(page),
            record.observations(page), sections.small_print(page, source)),
        tag("div", id="tip", role="status", hidden="hidden"),
    ]  # fmt: skip
    data = json.dumps(script_data(figures, series, frames, page.hover, page.dates), separators=(",", ":"))
    safe = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return document(figures.scenario.title, join(body), Markup(safe))


def document(title: str, body: Markup, data: Markup) -> str:
    """Wrap a body: style and script inline, allowed by their hashes, everything else forbidden."""
    style, script = asset("page.css"), page_script()
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        tag("title", f"{title} · Kilis"),
        Markup(f"<style>{style}</style>"),
    ]
    scripts = [tag("script", data, type="application/json", id="data"), Markup(f"<script>{script}</script>")]
    return "<!doctype html>\n" + tag("html", tag("head", head), tag("body", body, scripts), lang="en")


def asset(name: str) -> str:
    """Read the page's own style or script."""
    return (resources.files("kilis.report") / "assets" / name).read_text(encoding="utf-8")


def page_script() -> str:
    """The page's script: what it shares with the workbench, and its own part; no name of it is seen outside."""
    shared = re.sub(r"(?m)^export ", "", asset("drawing.js"))
    return f'"use strict";\n{{\n{shared}\n{asset("page.js")}}}\n'


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def map_section(figures: Figures, series: Series, frames: Snapshots, borders: Path | None) -> tuple[Markup, str]:
    """The maps, their controls and their key; and the source of the ground."""
    views = map_views(figures)
    grounds = {view.name: ground_of(view, borders) for view in views}
    start = _telling_frame(frames)

    def draw(view: MapView, frame: int) -> Markup:
        return draw_map(view, grounds[view.name], figures.scenario, frames, 0, frame)

    wide, narrow, *inset = views
    aside = (
        [
            tag(
                "figure",
                tag("figcaption", "Enlarged: ", tag("b", _around(inset[0]))),
                draw(inset[0], start),
                None if borders else tag("p", CLOSE, class_="note"),
                class_="inset",
            )
        ]
        if inset
        else []
    )
    last = len(frames.days) - 1
    strip = [
        tag("figure", tag("figcaption", named(frames.dates)[f]), draw(narrow, f))
        for f in sorted({round(last * k / 3) for k in range(4)})
    ]
    section = sections.section(
        "map",
        "Where people are, day by day",
        controls(figures, frames, start),
        tag("div", tag("div", draw(wide, start), draw(narrow, start), class_="ground-map"),
            tag("div", aside, key(frames), class_="aside"), class_="map-grid"),
        tag("div", strip, class_="strip"),
        tag("p", f"{note_on(grounds['wide'])} Map: {grounds['wide'].source}. "
            "Flows: mean over the members and the week before.", class_="note"),
    )  # fmt: skip
    return section, grounds["wide"].source


def map_views(figures: Figures) -> list[MapView]:
    """The wide map, the narrow one for a phone, and an enlargement where places crowd."""
    places = within_reach(figures.scenario.places)
    wide = map_view("wide", places, WIDE_PIXELS, WIDE)
    crowded = crowd(places, wide.projection)
    narrow = map_view("narrow", places, NARROW_PIXELS, NARROW, margin=34)
    views = [dataclasses.replace(view, crowd=crowded) for view in (wide, narrow)]
    return [*views, map_view("inset", crowded, INSET_PIXELS, INSET, margin=75, flattest=0.8)] if crowded else views


def ground_of(view: MapView, borders: Path | None) -> Basemap:
    """The land under a map: packaged, or the user's own."""
    return basemap_from_geojson(borders, view.projection.box) if borders else basemap(view.projection.box)


def controls(figures: Figures, frames: Snapshots, start: int) -> Markup:
    """The slider, the button that plays it, and the choice of variant."""
    options = [
        tag("option", "As stated" if i == 0 else sentence, value=i) for i, (_, sentence) in enumerate(figures.variants)
    ]
    choose = tag("label", "Show ", tag("select", options, id="variant"), class_="choose") if len(options) > 1 else None
    slider = Markup(
        f'<input type="range" id="day" min="0" max="{len(frames.days) - 1}" value="{start}" aria-label="Date">'
    )
    return tag(
        "div",
        tag("button", "Play", id="play", type="button"),
        slider,
        tag("output", named(frames.dates)[start], id="date"),
        choose,
        tag("p", "", id="today", aria_live="polite"),
        class_="controls",
    )


def key(frames: Snapshots) -> Markup:
    """What the signs of the map mean."""

    def sign(name: str) -> Markup:
        return tag(
            "svg",
            tag("use", href=f"#sign-{name}"),
            viewBox="-15 -15 30 30" if name == "conflict" else "-10 -10 20 20",
            class_="swatch big",
        )

    def disc(part: str) -> Markup:
        return tag("svg", tag("circle", r=8, class_=part), viewBox="-10 -10 20 20", class_="swatch big")

    flow = tag("svg", tag("path", d="M-9 -5L9 -1V1L-9 5z", class_="flow"), viewBox="-10 -10 20 20", class_="swatch big")
    rows = [
        (disc("settled"), "displaced persons; the area stands for their number"),
        (disc("overflow"), "of them, beyond capacity (dotted)"),
        (disc("waiting"), "of them, waiting at a crossing (hatched)"),
        (flow, f"movement, from the thick end to the thin; the thickest is {short(frames.fastest)} a day"),
        (sign("open"), "crossing open"),
        (sign("limited"), "crossing limited to so many a day"),
        (sign("shut"), "crossing shut"),
        (sign("cut"), "road cut: nobody passes"),
        (sign("conflict"), "violence"),
    ]
    if not frames.pairs:
        del rows[3]
    if not all(frames.to_scale):
        rows.append((sign("country"), "many times more people than in any circle, hardly changing; not to scale"))
    sizes = _size_key(frames.biggest)
    return tag(
        "div", tag("h3", "Key"), sizes, tag("ul", [tag("li", s, tag("span", words)) for s, words in rows]), class_="key"
    )


def _size_key(biggest: float) -> Markup:
    rounded = [biggest, biggest / 4, biggest / 16]
    nice = []
    for value in rounded:
        power = 10 ** (len(str(int(max(value, 1)))) - 1)
        nice.append(max(int(value / power), 1) * power)
    drawn = []
    x = 34.0
    for value in nice:
        r = WIDE.largest_radius * (value / biggest) ** 0.5
        drawn += [
            tag("circle", cx=x, cy=64 - r, r=r, class_="settled"),
            tag("text", short(float(value)), x=x, y=78, text_anchor="middle", class_="tick"),
        ]
        x += 2 * r + 28
    return tag("svg", drawn, viewBox="0 0 240 82", class_="sizes", role="img", aria_label="Sizes of circles")


def _around(view: MapView) -> str:
    centre = next((p.name for p in view.places if p.kind == "crossing"), view.places[0].name)
    return f"around {centre}"


def _telling_frame(frames: Snapshots) -> int:
    """The frame to show first: when most people wait or overflow; failing that, the last."""
    load = (frames.waiting + frames.overflow)[0]
    total = load.copy()
    total[total != total] = 0.0  # noqa: PLR0124 - NaN: suppressed
    by_frame = total.sum(axis=0)
    return int(by_frame.argmax()) if by_frame.max() >= 1 else len(frames.days) - 1


def script_data(
    figures: Figures,
    series: Series,
    frames: Snapshots,
    hover: dict[str, Any],
    dates: list[datetime.date] | None = None,
) -> dict[str, Any]:
    """The figures that the page's script shows: the same as on the page, already suppressed."""

    def rounded(block: Any) -> Any:
        if block.ndim > 1:
            return [rounded(part) for part in block]
        return [None if v != v else round(float(v)) for v in block]  # noqa: PLR0124 - NaN: suppressed

    happens: dict[str, list[str]] = {}
    for event_date, words in _dated_sentences(figures):
        happens.setdefault(event_date, []).append(words)
    return {
        "dates": named(frames.dates),
        "allDates": named(dates or series.dates),
        "happens": [" ".join(happens.get(d.isoformat(), [])) for d in frames.dates],
        "places": [p.name for p in figures.scenario.places],
        "scaled": frames.to_scale,
        "biggest": frames.biggest,
        "fastest": frames.fastest,
        "below": figures.suppress_below,
        "stock": rounded(frames.stock),
        "low": rounded(frames.low),
        "high": rounded(frames.high),
        "waiting": rounded(frames.waiting),
        "overflow": rounded(frames.overflow),
        "flows": rounded(frames.flows),
        "pairs": [[_name(figures, o), _name(figures, d)] for o, d in frames.pairs],
        "gates": [["".join(regime[0] for regime in row) for row in rows] for _, rows in frames.gates],
        "cuts": [["".join("1" if c else "0" for c in row) for row in rows] for _, rows in frames.cuts],
        "conflict": [
            [[i for i, p in enumerate(figures.scenario.places) if p.id in day] for day in row]
            for row in frames.conflict
        ],
        "hover": hover,
    }


def named(dates: Sequence[datetime.date]) -> list[str]:
    """Dates in words, with the year where they span several."""
    return [day_month(date, spans_years(dates)) for date in dates]


def _name(figures: Figures, place_id: str) -> str:
    return next((p.name for p in figures.scenario.places if p.id == place_id), place_id)


def _dated_sentences(figures: Figures) -> list[tuple[str, str]]:
    places = atlas(figures.scenario)
    return [(event.date.isoformat(), sentence(event, places)) for event in figures.scenario.events]
