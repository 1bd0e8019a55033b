"""The small print: what the figures are for and not for, and everything needed to make them again."""

from __future__ import annotations

from importlib import resources
from typing import Any

from kilis.report.figures import Figures
from kilis.report.geodata import NOTE
from kilis.report.svg import Markup, tag
from kilis.report.words import suppression


def model_card() -> list[Markup]:
    """The card as a list of terms."""
    return [tag("div", tag("dt", term), tag("dd", words)) for term, words in _card().items()]


def card_text(term: str) -> str:
    """One paragraph of the card.

    >>> card_text("What it must not be used for")[:20]
    'Not to seal borders,'
    """
    return _card()[term]


def _card() -> dict[str, str]:
    """Read the card: paragraphs of a text file, the first line of each being the term."""
    text = (resources.files("kilis.report") / "assets" / "model_card.txt").read_text(encoding="utf-8")
    paragraphs = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return {term: " ".join(words.split()) for term, words in paragraphs}


def provenance(figures: Figures, source: str) -> list[tuple[str, Any]]:
    """What it takes to make the same figures again."""
    m = figures.manifest
    rows: list[tuple[str, Any]] = [
        ("Made by", f"Kilis {m.get('kilis_version', '')}"),
        ("Made on", str(m.get("created_utc", "")).replace("T", " ").replace("Z", "+00:00").replace("+00:00", " UTC")),
        ("Command", m.get("command", "")),
        ("Seed", m.get("seed", "")),
        ("Members", m.get("members", "")),
        ("Arithmetic", m.get("arithmetic", "")),
        ("Rule", m.get("rule", "")),
        ("Computing time", f"{m['wall_seconds']:.1f} s" if isinstance(m.get("wall_seconds"), int | float) else ""),
        ("Made from figures up to", m.get("origin", "")),
        ("Small counts", suppression(figures.suppress_below) if figures.suppress_below > 1 else "shown as they are"),
        ("Map", f"{source}. {NOTE}"),
    ]
    rows += [(f"SHA-256 of {name}", digest) for name, digest in sorted(m.get("inputs", {}).items())]
    return [(name, value) for name, value in rows if value not in ("", None)]


def parameter_rows(figures: Figures) -> list[tuple[str, str, str]]:
    """Name, distribution and reason of every parameter."""
    rows = []
    for name, prior in sorted(figures.manifest.get("parameters", {}).items()):
        if isinstance(prior, dict):
            numbers = ", ".join(
                f"{n:g}" if isinstance(n, int | float) else str(n) for n in _numbers(prior.get("numbers"))
            )
            rows.append((name, f"{prior.get('distribution', '')} {numbers}".strip(), str(prior.get("reason") or "")))
        else:
            rows.append((name, str(prior), ""))
    return rows


def _numbers(numbers: Any) -> list[Any]:
    if isinstance(numbers, dict):
        return list(numbers.values())
    return list(numbers) if isinstance(numbers, list | tuple) else [] if numbers is None else [numbers]
