"""The text as a page with its claims marked and linked to a table of them. No script, nothing from the network."""

from __future__ import annotations

from html import escape

from kilis.sources.reading.model import Claim, Report
from kilis.sources.reading.words import DOUBT, claim_words, doubtful

# Okabe-Ito colours, lightened: told apart with any colour vision; the kind is written out as well.
_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}
pre{white-space:pre-wrap;font:inherit;border:1px solid #999;padding:1rem}
mark{background:#cde6f5;border-bottom:2px solid #0072b2}mark.event{background:#fbe3c0;border-color:#a65c00}
mark a{color:inherit;text-decoration:none}sup{font-size:.7em}
table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #bbb;padding:.3rem .5rem;text-align:left}
td,th{vertical-align:top}
:target{outline:3px solid #d55e00}
"""


def annotated(reports: list[Report]) -> str:
    """Return one page for the reports: each text with its claims marked, and the table that the marks link to."""
    parts = [_section(number, report) for number, report in enumerate(reports, 1)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Claims in their place</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _section(number: int, report: Report) -> str:
    about = ", ".join(
        part for part in (report.publisher or "", report.date.isoformat() if report.date else "no date") if part
    )
    rows = "".join(_row(number, at, claim, report) for at, claim in enumerate(report.claims, 1))
    head = "<tr><th>#</th><th>what</th><th>figure</th><th>where</th><th>when</th><th>who</th><th>sure</th></tr>"
    left_out = (
        f"It seems to tell of other matters {'too' if report.claims else 'than a present crisis'}; claims left out: "
    )
    count = f"{len(report.claims)} claim{'' if len(report.claims) == 1 else 's'}"
    doubt = f" {left_out}{len(report.left_out)}." if report.left_out else ""
    doubt += f" {DOUBT}" if any(map(doubtful, report.claims)) else ""
    return (
        f"<h1>{escape(report.name)}</h1><p>{escape(about)}. {count}; blue marks are figures, "
        f"orange ones events.{doubt}</p><pre>{_marked(number, report)}</pre><table>{head}{rows}</table>"
    )


def _row(number: int, at: int, claim: Claim, report: Report) -> str:
    del report
    words = claim_words(claim)
    cells = "".join(f"<td>{escape(words[key])}</td>" for key in ("what", "figure", "where", "when", "who", "sure"))
    return f'<tr id="claim-{number}-{at}"><td><a href="#mark-{number}-{at}-0">{at}</a></td>{cells}</tr>'


def _marked(number: int, report: Report) -> str:
    """Return the text with a mark around every span; of two that overlap the first is marked."""
    spans = sorted(
        (span.start, span.end, at, which, claim.kind)
        for at, claim in enumerate(report.claims, 1)
        for which, span in enumerate(claim.spans)
    )
    parts, done = [], 0
    for start, end, at, which, kind in spans:
        if start < done:
            continue
        parts.append(escape(report.text[done:start]))
        link = f'<a href="#claim-{number}-{at}">{escape(report.text[start:end])}<sup>{at}</sup></a>'
        parts.append(f'<mark class="{kind}" id="mark-{number}-{at}-{which}">{link}</mark>')
        done = end
    return "".join(parts) + escape(report.text[done:])
