"""What the run was made from, in words: the timeline, what was counted and said, what a forecast knew."""

from __future__ import annotations

import datetime
from typing import Any

from kilis.report.figures import BASELINE
from kilis.report.sections import Page, section
from kilis.report.svg import Markup, tag
from kilis.report.words import observation_words
from kilis.scenario import sentences
from kilis.scenario.model import Observation

MAX_SENTENCES, MAX_ROWS = 60, 80


def timeline(page: Page) -> Markup:
    """What happens, in words; a long story is folded after its beginning."""
    items = [tag("li", words) for words in sentences(page.figures.scenario)]
    variants = [tag("li", tag("b", sentence)) for variant, sentence in page.figures.variants if variant != BASELINE]
    told = [tag("ol", items[:MAX_SENTENCES], class_="timeline") if items else tag("p", "No event is stated.")]
    if len(items) > MAX_SENTENCES:
        rest = tag("ol", items[MAX_SENTENCES:], class_="timeline", start=MAX_SENTENCES + 1)
        told.append(tag("details", tag("summary", f"{len(items) - MAX_SENTENCES} more"), rest))
    asked = [tag("h3", "And what is asked"), tag("ul", variants)] if variants else None
    return section("timeline", "What is taken to happen", told, asked)


def observations(page: Page) -> Markup | None:
    """What was counted and said, with the claim behind each figure where it is known."""
    stated = sorted(page.figures.scenario.observations, key=lambda o: (o.date, o.place))
    if not stated:
        return None
    origin = page.figures.origin
    recent = stated[-MAX_ROWS:]
    body = [_table(page, recent, origin)]
    if len(stated) > MAX_ROWS:
        words = f"{len(stated) - MAX_ROWS} earlier figures"
        body.append(tag("details", tag("summary", words), _table(page, stated[:-MAX_ROWS], origin)))
    return section(
        "said",
        "What was counted and said",
        body,
        lead="Every figure keeps its speaker. Those that disagree stand side by side and are never averaged away.",
    )


def _table(page: Page, stated: list[Observation], origin: datetime.date | None) -> Markup:
    rows = []
    for o in stated:
        where = page.names.get(o.place, "The whole area")
        behind = _behind(o)
        later = tag("small", " not known at the origin") if origin and (o.published or o.date) > origin else None
        figure = tag("td", observation_words(o), later, behind)
        rows.append(
            tag("tr", tag("th", where, scope="row"), tag("td", o.measure.replace("_", " ")), figure, tag("td", o.kind))
        )
    head = tag("tr", [tag("th", words, scope="col") for words in ("Place", "Measure", "Figure and speaker", "Kind")])
    body = tag("table", tag("thead", head), tag("tbody", rows))
    return tag("div", body, class_="scroll", tabindex=0, role="region", aria_label="What was counted and said")


def _behind(observation: Observation) -> list[Markup]:
    """The words that a figure rests on, and where they stand; what a person noted beside it."""
    extra = observation.extra
    found = []
    if quote := extra.get("quote"):
        found.append(tag("blockquote", f"“{quote}”"))
    if note := extra.get("note"):
        found.append(tag("blockquote", note))
    if document := extra.get("document"):
        span = f", characters {extra['span']}" if extra.get("span") else ""
        unread = "; accepted without review" if extra.get("reviewed") == "no" else ""
        found.append(tag("small", f"Document {document[:12]}{span}{unread}", title=document))
    return found


def knowledge(page: Page) -> Markup | None:
    """What a forecast knew and did not know, as its manifest says."""
    lists: list[tuple[str, Any]] = [
        (head, page.figures.manifest.get(key)) for head, key in (("Known", "known"), ("Not known", "unknown"))
    ]
    parts = [[tag("h3", head), tag("ul", [tag("li", str(words)) for words in found])] for head, found in lists if found]
    return section("known", "What this forecast knows", parts) if parts else None
