"""Results by demographic group: a section of the page, and rows for the exports."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kilis.report.figures import BASELINE, Figures
from kilis.report.sections import Page, section
from kilis.report.svg import Markup, tag
from kilis.report.tidy import Row, measures_of, place_columns
from kilis.report.words import between, persons

SHOWN = {"stock": "", "waiting": ", waiting", "trapped": ", trapped"}
"""Measures of the section, and what they add to the name of a place."""


def names_of(figures: Figures) -> dict[str, str]:
    """Names of the groups by id, in their order."""
    return {group.id: group.name for group in figures.scenario.groups}


def rows_by_group(figures: Figures) -> list[Row]:
    """One row per variant, date, place and group with anybody in it: every measure's median and 90 % range."""
    if "groups" not in figures.tables:
        return []
    places, groups, measures = place_columns(figures), names_of(figures), measures_of(figures)
    found: dict[tuple[str, Any, str, str], Row] = {}
    table = figures.tables["groups"]
    anybody = pc.or_kleene(pc.is_null(table["mean"]), pc.not_equal(table["mean"], 0.0))
    for record in table.filter(anybody).to_pylist():
        if record["place"] not in places or record["group"] not in groups:
            continue
        key = (record["variant"], record["date"], record["place"], record["group"])
        row = found.get(key)
        if row is None:
            about = {name: places[record["place"]][name] for name in ("place", "name", "iso3", "pcode")}
            row = found[key] = {"variant": record["variant"], "date": record["date"], **about}
            row |= {"group": record["group"], "group_name": groups[record["group"]]}
            row |= {f"{m}_{s}": 0.0 for m in measures for s in ("median", "low", "high")}
        measure = record["measure"]
        row |= {f"{measure}_median": record["q50"], f"{measure}_low": record["q05"], f"{measure}_high": record["q95"]}
    order = {group: i for i, group in enumerate(groups)}
    return [found[key] for key in sorted(found, key=lambda key: (*key[:3], order[key[3]]))]


def by_group(page: Page) -> Markup | None:
    """Who is where on the last day: a row for each place, a column for each group."""
    figures = page.figures
    if "groups" not in figures.tables:
        return None
    groups, table = names_of(figures), figures.tables["groups"]
    last = page.series.dates[-1]
    today = pc.and_(pc.equal(table["date"], pa.scalar(last)), pc.equal(table["variant"], BASELINE))
    found = {(r["measure"], r["place"], r["group"]): r for r in table.filter(today).to_pylist()}
    ranked = sorted(
        ((measure, place) for measure in SHOWN for place in page.names),
        key=lambda key: (list(SHOWN).index(key[0]), -page.series.peak(BASELINE, *key)),
    )
    rows = []
    for measure, place in ranked:
        cells = [found.get((measure, place, group)) for group in groups]
        if all(cell is None or (cell["q95"] is not None and cell["q95"] < 1) for cell in cells):
            continue
        head = tag("th", f"{page.names[place]}{SHOWN[measure]}", scope="row")
        rows.append(tag("tr", head, [_cell(cell) for cell in cells]))
    if not rows:
        return None
    head = tag("tr", tag("th", "Place", scope="col"), [tag("th", name, scope="col") for name in groups.values()])
    caption = f"Displaced persons by place and group on {page.series.day(-1)}: median and 90 % range"
    body = tag("table", tag("caption", caption), tag("thead", head, _whole(found, groups)), tag("tbody", rows))
    hidden = f" Counts below {figures.suppress_below} are not shown, the others are rounded to it."
    return section(
        "groups",
        "Who is where",
        tag("div", body, class_="scroll", tabindex=0, role="region", aria_label="Figures by group"),
        lead="People do not change their group. Medians of groups need not add up to the median of all; "
        "the shares of the second row are of the means. The exported tables have every day."
        + hidden
        * (figures.suppress_below > 1),
    )


def _cell(record: Row | None) -> Markup:
    if record is None:
        return tag("td", "0")
    if record["q50"] is None:
        return tag("td", "not shown")
    low, high = (float("nan") if record[q] is None else record[q] for q in ("q05", "q95"))
    words = between(low, high)
    return tag("td", persons(record["q50"]), tag("small", words) if words != persons(record["q50"]) else None)


def _whole(found: dict[tuple[str, str, str], Row], groups: dict[str, str]) -> Markup | None:
    """Each group's share of all the displaced, where no place's figure is kept from view."""
    means: dict[str, list[float | None]] = {group: [] for group in groups}
    for (measure, _, group), record in found.items():
        if measure in {"stock", "in_transit"} and group in means:
            means[group].append(record["mean"])
    sums = {group: sum(one for one in of if one is not None) for group, of in means.items()}
    if any(one is None for of in means.values() for one in of) or sum(sums.values()) <= 0:
        return None
    shares = [tag("td", f"{100 * size / sum(sums.values()):.0f} %") for size in sums.values()]
    return tag("tr", tag("th", "Of all the displaced", scope="row"), shares)
