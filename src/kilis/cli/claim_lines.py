"""A claim as lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kilis.sources.reading import Claim, Report

WIDTH = 80


def claim_lines(number: int, claim: Claim, report: Report, household_size: float | None) -> list[str]:
    """Return a claim in three lines of 80 columns: what and when; where and who; its words and their place."""
    from kilis.sources.reading.words import claim_words

    words = claim_words(claim)
    figure = words["figure"]
    if claim.quantity and claim.quantity.unit == "households" and household_size and claim.quantity.value:
        figure += f" (x {household_size:g} = {claim.quantity.value * household_size:,.0f} persons)"
    span = claim.spans[0]
    more = f" and {len(claim.spans) - 1} more" if len(claim.spans) > 1 else ""
    about = [part for part in (words["where"], words["who"] and f"said by {words['who']}") if part]
    quoted = " ".join(report.text[span.start : span.end].split())
    return [
        cut(f"{number or '':>3} {words['what']:<13} {figure:<23} {words['when']:<25} {words['sure']}"),
        *([cut(f"    {'; '.join(about)}")] if about else []),
        cut(f"    [{span.start}-{span.end}{more}] \"{quoted}\""),
    ]  # fmt: skip


def cut(line: str) -> str:
    """Return the line, shortened to the width of the terminal."""
    return line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
