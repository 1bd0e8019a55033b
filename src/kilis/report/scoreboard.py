"""How earlier forecasts did: of this scenario, by grading them anew, or from the JSON of ``kilis backtest``."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from kilis.report.figures import Figures, RunError
from kilis.report.sections import section
from kilis.report.svg import Markup, tag
from kilis.scenario.timeline import day_in_words

HEADING = "How earlier forecasts did"
COLUMNS = (
    "Days ahead",
    "Error",
    "Reference",
    "Error / reference",
    "Range score / reference",
    "In the 90 % range",
    "In the 50 % range",
)


def scoreboard(figures: Figures, path: Path | None = None) -> Markup | None:
    """Make the section: earlier forecasts of this scenario, or those in a file written by ``kilis backtest --json``.

    Without a file, the forecasts of earlier dates are made and graded anew with what was published by the origin; that
    takes about a second. None for what is no forecast, unless a file is given. Raises RunError when the file is none.
    """
    if path is not None:
        try:
            return _section(json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise RunError(f"{path}: {error.strerror}; give the output of `kilis backtest --json`") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise RunError(f"{path}: not the output of `kilis backtest --json`") from error
    origin = figures.origin
    if origin is None:
        return None
    from kilis.verify.past import past_scores  # noqa: PLC0415 - brings the kernels, which other pages do without

    document = past_scores(figures.world, origin)
    if document is None:
        words = (
            f"By {day_in_words(origin)} there were too few counts to grade an earlier forecast of this scenario. How "
            "forecasts of other conflicts did stands in docs/benchmark.md."
        )
        return section("scores", HEADING, tag("p", words))
    return _section(document)


def _section(document: dict[str, Any]) -> Markup:
    rows = [_row(document, str(lead)) for lead in document["leads_days"]]
    origins = sum(conflict["origins"] for conflict in document["conflicts"].values())
    head = tag("tr", [tag("th", name, scope="col") for name in COLUMNS])
    body = tag("table", tag("thead", head), tag("tbody", rows))
    where = ", ".join(document["conflicts"])
    made = f"{origins} forecasts of {where}" if origins != 1 else f"One forecast of {where}"
    return section(
        "scores",
        HEADING,
        tag("div", body, class_="scroll", tabindex=0, role="region", aria_label="Scores"),
        tag(
            "p",
            "Error: persons in the wrong place, per person counted. Range score: continuous ranked probability score. "
            f"Reference: {document['reference']}.",
            class_="note",
        ),
        lead=f"{made}, made with what was published at their dates and graded by what was counted later"
        + (f", up to {day_in_words(datetime.date.fromisoformat(document['origin']))}" if "origin" in document else "")
        + ". A ratio below 1 is better than the reference; in brackets its 90 % interval.",
    )


def _row(document: dict[str, Any], lead: str) -> Markup:
    ours, theirs = (document["models"][name][lead] for name in ("kilis", "persistence"))
    ranges = document["ranges"][lead]
    cells = [
        _share(ours["ard"]),
        _share(theirs["ard"]),
        _ratio(ours["ard_ratio"]),
        _ratio(ours["crps_ratio"]),
        _share(ranges["coverage_90"]["places"]),
        _share(ranges["coverage_50"]["places"]),
    ]
    return tag("tr", tag("th", lead, scope="row"), [tag("td", cell) for cell in cells])


def _share(value: float | None) -> str:
    return "not scored" if value is None else f"{value * 100:.1f} %"


def _ratio(found: dict[str, Any]) -> str:
    if found.get("ratio") is None:
        return "not scored"
    interval = f" ({found['low']:.2f} to {found['high']:.2f})" if found.get("low") is not None else ""
    return f"{found['ratio']:.2f}{interval}"
