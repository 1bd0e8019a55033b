"""How earlier forecasts of the same kind did: the JSON of ``kilis backtest``, as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kilis.report.figures import RunError
from kilis.report.sections import section
from kilis.report.svg import Markup, tag


def scoreboard(path: Path | None) -> Markup | None:
    """Make the section from a file written by ``kilis backtest --json``. Raises RunError when it is none."""
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        rows = [_row(document, str(lead)) for lead in document["leads_days"]]
        origins = sum(conflict["origins"] for conflict in document["conflicts"].values())
        reference = str(document["reference"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{path}: not the output of `kilis backtest --json` ({error!r})") from error
    names = (
        "Days ahead",
        "Error",
        "Reference",
        "Error / reference",
        "Range score / reference",
        "In the 90 % range",
        "In the 50 % range",
    )
    head = tag("tr", [tag("th", name, scope="col") for name in names])
    body = tag("table", tag("thead", head), tag("tbody", rows))
    where = ", ".join(document["conflicts"])
    return section(
        "scores",
        "How earlier forecasts did",
        tag("div", body, class_="scroll", tabindex=0, role="region", aria_label="Scores"),
        tag(
            "p",
            "Error: persons in the wrong place, per person counted. Range score: continuous ranked probability score. "
            f"Reference: {reference}.",
            class_="note",
        ),
        lead=f"{origins} forecasts of {where}, made with what was published at their dates and graded by what was "
        "counted later. A ratio below 1 is better than the reference; in brackets its 90 % interval.",
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
