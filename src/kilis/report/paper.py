"""The look of pictures for papers: the colours of the page, and an empty matplotlib figure in them (extra ``plot``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK, QUIET, STOCK, WAITING, FLOW, VIOLENCE = "#1b2430", "#56606c", "#1f5f94", "#b4430a", "#3d4956", "#8c2a4b"
SEA, LAND, BORDER, INNER = "#dfe8ee", "#f6f2e9", "#857c68", "#cdc5b2"
STYLE = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dedad0",
    "grid.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "ytick.left": False,
    "text.color": INK,
    "hatch.linewidth": 1.6,
    "svg.fonttype": "none",
}


def figure(width: float, height: float, grid: bool = True) -> tuple[Figure, Any]:
    """Give an empty figure of so many inches with its axes."""
    with mpl.rc_context(STYLE | {"axes.grid": grid}):
        made = Figure(figsize=(width, height), layout="constrained" if grid else None)
        FigureCanvasAgg(made)
        return made, made.add_subplot()


def save(made: Figure, path: Path) -> None:
    """Write a picture by the ending of its name; the words of an SVG stay words, and it bears no date."""
    with mpl.rc_context(STYLE):
        made.savefig(path, dpi=160, metadata={"Date": None} if path.suffix == ".svg" else None)


def literal(words: str) -> str:
    r"""Words as they are: matplotlib would take what stands between two dollar signs for a formula.

    >>> literal("$5 a day, $9 a week")
    '\\$5 a day, \\$9 a week'
    """
    return words.replace("$", r"\$")
