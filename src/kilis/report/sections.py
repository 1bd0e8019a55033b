"""The sections of the page, each made from the figures of a run."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kilis.report.card import model_card, parameter_rows, provenance
from kilis.report.charts import (
    SHAPES,
    FanChart,
    chance_chart,
    effect_chart,
    fan_chart,
    marker,
)
from kilis.report.figures import BASELINE, STATISTICS, Figures
from kilis.report.regimes import Regimes
from kilis.report.series import Band, Series
from kilis.report.statements import effect_rows, effect_words, gained, strongest
from kilis.report.svg import Markup, tag
from kilis.report.words import between, persons, probability, speaker_of
from kilis.scenario.model import Observation
from kilis.scenario.timeline import day_in_words

MAX_FANS = 11
MAX_CHANCES = 9
HISTORY_DAYS = 60
MEASURE_WORDS = {
    "stock": "displaced persons there",
    "waiting": "waiting at the crossing",
    "displaced": "displaced since the start",
}


@dataclass
class Page:
    """What the sections share: the run, and the figures that the page's script shows under the pointer."""

    figures: Figures
    series: Series
    regimes: Regimes
    hover: dict[str, Any] = field(default_factory=dict)

    @property
    def dates(self) -> list[datetime.date]:
        """The axis of the charts: a forecast begins with the weeks before its origin."""
        first = self.series.dates[0]
        origin = self.figures.origin
        known = [o.date for o in self.figures.scenario.observations]
        if origin is None or not known:
            return self.series.dates
        start = max(min(known), self.figures.scenario.start, origin - datetime.timedelta(days=HISTORY_DAYS))
        before = [start + datetime.timedelta(days=d) for d in range(max((first - start).days, 0))]
        return before + self.series.dates

    def padded(self, values: Any) -> Any:
        """Values over the run's dates, put on the axis of the charts."""
        return np.concatenate([np.full(len(self.dates) - len(self.series.dates), np.nan), values])

    @property
    def names(self) -> dict[str, str]:
        """Names of the places by id."""
        return {place.id: place.name for place in self.figures.scenario.places}


def section(key: str, heading: str, *children: Any, lead: str | None = None) -> Markup:
    """A section with its heading and one sentence on how to read it."""
    return tag("section", tag("h2", heading), tag("p", lead, class_="lead") if lead else None, *children, id=key)


def fans(page: Page) -> Markup:
    """Fan charts of the whole and of the places that matter."""
    shapes = speaker_shapes(page.figures.scenario.observations)
    charts = [_figure(page, measure, place, shapes) for measure, place in _chosen(page)]
    legend = [
        tag("span", _swatch("fan90"), "nine tenths of the members"),
        tag("span", _swatch("fan50"), "the middle half"),
        tag("span", _swatch("median"), "median"),
        tag("span", _swatch("capacity"), "capacity"),
        tag("span", _swatch("event-head"), "something happens here on this date"),
    ]
    speakers = [
        tag("span", tag("svg", marker(shape, 7, 7), viewBox="0 0 14 14", class_="swatch"), speaker)
        for speaker, shape in shapes.items()
    ]
    said = tag("p", tag("b", "Figures stated by: "), speakers, class_="legend") if speakers else None
    return section(
        "how-many",
        "How many, and how sure",
        tag("p", legend, class_="legend"),
        said,
        tag("div", charts, class_="charts"),
        lead="Each fan shows what the members of the ensemble say for one place under the course of events as stated. "
        "An arrow on a stated figure means at least (up) or at most (down)."
        + (" A hollow one was not known when the forecast was made." if page.figures.origin else ""),
    )


def _chosen(page: Page) -> list[tuple[str, str]]:
    """The charts to draw: totals, then crossings with people waiting, then places by gain and danger."""
    series, last = page.series, len(page.series.dates) - 1
    observed = {(o.measure, o.place) for o in page.figures.scenario.observations}
    weights: dict[tuple[str, str], float] = {}
    for (variant, measure, place), band in series.summary.items():
        if variant != BASELINE or measure not in {"stock", "waiting"}:
            continue
        peak = float(np.nan_to_num(band.q95).max())
        if measure == "waiting":
            weight = 1.5 * peak
        else:
            change = gained(band, last)
            start = float(np.nan_to_num(band.q50[0]))
            lost = start - float(np.nan_to_num(band.q50[last]))
            weight = max(abs(change[2]) if change else 0.0, peak - start, lost)
            if weight < 0.02 * peak:
                continue  # a flat line on an axis from zero says nothing
        if weight >= 1:
            chance = series.exceedance.get((BASELINE, place))
            danger = float(chance[1][last] - chance[1][0]) if chance and measure == "stock" else 0.0
            weights[(measure, place)] = weight * (1 + danger) * (2 if (measure, place) in observed else 1)
    for key in [k for k in weights if k[0] == "stock" and weights.get(("waiting", k[1]), 0) > 0.5 * weights[k]]:
        del weights[key]  # at a crossing the stock is the people waiting there
    best = sorted(weights, key=lambda key: -weights[key])[:MAX_FANS]
    return [("displaced", "*")] * (series.fled(BASELINE) is not None) + best


def _figure(page: Page, measure: str, place: str, shapes: dict[str, str]) -> Markup:
    series, scenario = page.series, page.figures.scenario
    whole = place == "*"
    band = series.fled(BASELINE) if whole else series.summary[(BASELINE, measure, place)]
    assert band is not None
    name = "All places together" if whole else page.names[place]
    what = measure_words(page.figures, series, measure)
    capacity = [] if whole or measure != "stock" else [page.regimes.capacity(place, date) for date in page.dates]
    key = f"{measure} {place}"
    drawn = Band(*(page.padded(getattr(band, name)) for name in STATISTICS))
    page.hover[key] = {"m": _ints(drawn.q50), "a": _ints(drawn.q05), "b": _ints(drawn.q95)}
    last = len(series.dates) - 1
    median, low, high = band.at(last)
    figure = f"{persons(median)} ({between(low, high)})" if median == median else persons(None)  # noqa: PLR0124 - NaN
    chart = FanChart(
        title=f"{name}: {what}. On {series.day(last)} {figure}.",
        dates=page.dates,
        band=drawn,
        capacity=capacity,
        observations=[o for o in scenario.observations if o.place == place and o.measure == measure],
        shapes=shapes,
        marks=[] if whole else page.regimes.touching(place),
        origin=page.figures.origin,
        key=key,
    )
    caption = tag(
        "figcaption",
        tag("b", name),
        tag("span", what),
        tag("span", f"{series.day(last)}: {figure}", class_="last"),
    )
    return tag("figure", caption, fan_chart(chart), class_="wide" if whole else None)


def measure_words(figures: Figures, series: Series, measure: str) -> str:
    """Name a measure; a forecast from counts knows everyone counted, not who fled since the start."""
    all_counted = figures.origin is not None and (BASELINE, "newly_displaced") not in series.totals
    if measure == "displaced" and all_counted:
        return "displaced persons, all who are counted"
    return MEASURE_WORDS.get(measure, measure.replace("_", " "))


def speaker_shapes(observations: Sequence[Observation]) -> dict[str, str]:
    """The sign of each speaker, the same on every chart; from the ninth speaker on, signs occur again."""
    speakers = sorted({speaker_of(o) for o in observations if o.measure in MEASURE_WORDS})
    return {speaker: SHAPES[i % len(SHAPES)] for i, speaker in enumerate(speakers)}


def _swatch(kind: str) -> Markup:
    shapes = {
        "fan90": tag("rect", x=1, y=2, width=16, height=10, class_="fan90"),
        "fan50": tag(
            "g",
            tag("rect", x=1, y=2, width=16, height=10, class_="fan90"),
            tag("rect", x=1, y=2, width=16, height=10, class_="fan50"),
        ),
        "median": tag("path", d="M1 7h16", class_="median"),
        "capacity": tag("path", d="M1 7h16", class_="capacity"),
        "event-head": tag("path", d="M9 10l-4 -7h8z", class_="event-head"),
    }
    return tag("svg", shapes[kind], viewBox="0 0 18 14", class_="swatch")


def _ints(values: Any) -> list[int | None]:
    return [None if v != v else round(float(v)) for v in values]  # noqa: PLR0124 - NaN: suppressed


def chances(page: Page) -> Markup | None:
    """The chance of a stock above capacity, by date, for every site where there is one."""
    last = len(page.series.dates) - 1
    rows = [(place, on, by) for (variant, place), (on, by) in page.series.exceedance.items() if variant == BASELINE]
    rows = [row for row in rows if row[2][last] >= 0.01]
    if not rows:
        return None
    rows.sort(key=lambda row: (int(np.argmax(row[2] >= 0.5)) if row[2][last] >= 0.5 else 10**6, -row[2][last]))
    cards = []
    for place, on, by in rows[:MAX_CHANCES]:
        key = f"chance {place}"
        page.hover[key] = {"p": _ints(100 * page.padded(by))}
        if by[0] >= 0.5:
            words = f"over capacity from the first day ({probability(float(by[0]))})"
        elif by[last] >= 0.5:
            words = f"even chance by {page.series.day(int(np.argmax(by >= 0.5)))}"
        else:
            words = "less likely than not"
        words += f"; {probability(float(by[last]))} by {page.series.day(last)}"
        title = f"{page.names[place]}: chance of more people than capacity, {words}."
        caption = tag("figcaption", tag("b", page.names[place]), tag("span", words, class_="last"))
        cards.append(tag("figure", caption, chance_chart(title, page.dates, page.padded(by), page.padded(on), key)))
    more = len(rows) - len(cards)
    note = (
        tag(
            "p",
            f"{more} further sites have a chance of 1 % or more; their figures are in the exported tables.",
            class_="note",
        )
        if more > 0
        else None
    )
    return section(
        "capacity",
        "When sites run out of room",
        tag("div", cards, class_="charts"),
        note,
        lead="Filled: the chance that a site has been over its capacity at least once by a date. "
        "Line: the chance that it is on that date.",
    )


def effects(page: Page) -> Markup | None:
    """What each variant changes, as differences paired member by member."""
    cards = [_change(page, variant, sentence) for variant, sentence in page.figures.variants if variant != BASELINE]
    if not cards:
        return None
    return section(
        "changes",
        "What a change would do",
        tag("div", cards, class_="charts two"),
        lead="Each member of the ensemble was run with and without the change and the same random numbers. Shown: the "
        f"difference on {page.series.day(-1)}, in persons. Dot: median; thick: the middle half; thin: "
        "nine tenths.",
    )


def _change(page: Page, variant: str, sentence: str) -> Markup:
    series = page.series
    last = len(series.dates) - 1
    words = {"stock": "", "waiting": ", waiting", "trapped": ", trapped"}
    rows = effect_rows(page.figures, series, variant, last, words)
    best = strongest(series, variant)
    largest: Any = "Nothing is told apart from chance with 90 % certainty."
    if best:
        effect = effect_words(series, best[:3], best[3], page.names[best[2]])
        largest = ["Largest: on ", series.day(best[3]), " ", effect, "."]
    title = f"{sentence}: change on {series.day(last)}, in persons"
    chart = effect_chart(rows, title) if rows else tag("p", "No difference on the last day.")
    return tag("figure", tag("figcaption", tag("b", sentence), tag("span", largest, class_="last")), chart)


def table(page: Page) -> Markup:
    """Figures by place on a few dates, for those who read tables and for paper."""
    series = page.series
    last = len(series.dates) - 1
    days = sorted({0, *(round(last * k / 4) for k in range(1, 4)), last})
    ranked = sorted(
        (key[2] for key in series.summary if key[:2] == (BASELINE, "stock")),
        key=lambda place: -series.peak(BASELINE, "stock", place),
    )
    rows = []
    for place in ranked:
        band = series.summary[(BASELINE, "stock", place)]
        if np.nan_to_num(band.q95).max() < 1 and not np.isnan(band.q95).any():
            continue
        cells = []
        for day in days:
            median, low, high = band.at(day)
            if median != median:  # noqa: PLR0124 - NaN: suppressed
                cells.append(tag("td", f"below {page.figures.suppress_below}"))
            else:
                cells.append(
                    tag(
                        "td",
                        persons(median),
                        tag("small", between(low, high)) if between(low, high) != persons(median) else None,
                    )
                )
        rows.append(tag("tr", tag("th", page.names[place], scope="row"), cells))
    head = tag("tr", tag("th", "Place", scope="col"), [tag("th", series.day(d), scope="col") for d in days])
    body = tag(
        "table",
        tag("caption", "Displaced persons by place: median and 90 % range"),
        tag("thead", head),
        tag("tbody", rows),
    )
    return section(
        "figures",
        "The figures",
        tag("div", body, class_="scroll", tabindex=0, role="region", aria_label="Figures by place"),
    )


def small_print(page: Page, source: str) -> Markup:
    """Model card, parameters, and how to make the page again."""
    parameters = [
        tag("tr", tag("th", n, scope="row"), tag("td", d), tag("td", r)) for n, d, r in parameter_rows(page.figures)
    ]
    head = tag("tr", [tag("th", words, scope="col") for words in ("Parameter", "Value or distribution", "Reason")])
    listed = [
        tag("div", tag("dt", name), tag("dd", tag("code", value) if "SHA" in name or name == "Command" else value))
        for name, value in provenance(page.figures, source)
    ]
    return section(
        "small-print",
        "The small print",
        tag("dl", model_card(), class_="card"),
        [
            tag("h3", "Parameters"),
            tag(
                "div",
                tag("table", tag("thead", head), tag("tbody", parameters)),
                class_="scroll",
                tabindex=0,
                role="region",
                aria_label="Parameters",
            ),
        ]
        if parameters
        else None,
        tag("h3", "How to make these figures again"),
        tag("dl", listed, class_="provenance"),
    )


def header(page: Page) -> Markup:
    """What was asked, when, and with what knowledge."""
    scenario, manifest = page.figures.scenario, page.figures.manifest
    kind = {"run": "Simulation", "compare": "What if", "forecast": "Forecast"}.get(str(manifest.get("kind")), "Run")
    known = [o.published or o.date for o in scenario.observations]
    origin = page.figures.origin
    first = scenario.start if origin is None else page.series.dates[0]
    facts = [
        ("Period", f"{day_in_words(first)} to {day_in_words(scenario.end - datetime.timedelta(days=1))}"),
        ("Asked", _asked(page.figures)),
        ("Known", _known(len(known), max(known, default=None), origin)),
        ("Made", f"{_made(manifest)}, {_by(manifest)}"),
    ]
    return tag(
        "header",
        tag("p", f"Kilis · {kind}", class_="kicker"),
        tag("h1", scenario.title),
        tag("p", " ".join(scenario.description.split()), class_="about") if scenario.description.strip() else None,
        tag("dl", [tag("div", tag("dt", name), tag("dd", words)) for name, words in facts], class_="facts"),
    )


def _asked(figures: Figures) -> str:
    others = [sentence for variant, sentence in figures.variants if variant != BASELINE]
    if figures.manifest.get("kind") == "forecast":
        return "What comes next, from what was counted and reported"
    if not others:
        return "How the events as stated play out"
    return f"The events as stated, and {len(others)} change{'s' if len(others) > 1 else ''} to them"


def _known(count: int, newest: datetime.date | None, origin: datetime.date | None) -> str:
    if origin is not None:
        return f"What was published by {day_in_words(origin)}"
    if not count or newest is None:
        return "No counts: the map and the events alone"
    return f"{count} stated figure{'' if count == 1 else 's'} up to {day_in_words(newest)}, for comparison"


def _made(manifest: dict[str, Any]) -> str:
    try:
        return day_in_words(datetime.date.fromisoformat(str(manifest.get("created_utc", ""))[:10]))
    except ValueError:
        return "date not recorded"


def _by(manifest: dict[str, Any]) -> str:
    members = manifest.get("members")
    return (
        f"{members} member{'' if members == 1 else 's'}" if members else "from counts and the errors of past forecasts"
    )


def three(figures: Figures, statements: Sequence[Any]) -> Markup:
    """The sentences that matter, what speaks against them, and what their ranges hold."""
    cards = [
        tag("article", tag("h2", s.heading), tag("p", s.sentence), tag("p", s.more, class_="note") if s.more else None)
        for s in statements
    ]
    return tag(
        "section",
        tag("p", tag("b", "Caution. "), figures.caution, class_="caution") if figures.caution else None,
        tag("div", cards, class_="three"),
        tag("p", figures.ranges, class_="note"),
        id="in-short",
        aria_label="In short",
    )
