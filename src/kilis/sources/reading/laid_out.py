"""Rows of tables on the pages of a PDF, set out in columns as they stand on the page."""

from __future__ import annotations

import re

_MOST_CELLS, _MOST_HEADERS = 12, 3
_FIGURE_CELL = re.compile(r"\S {2,}[~<>+]?\d[\d,. \u00a0\u202f]*\S?(?: {2,}|$)")


def in_columns(text: str, laid_out: str) -> str:
    r"""Return the text of a page with the rows of its tables as they are laid out, and all else as it is.

    In the text the cells of a row are parted by one blank, or stand on a line each.

    >>> in_columns("It rained.\nTown Persons\nKaya 90", "It rained.\n\nTown   Persons\nKaya        90")
    'It rained.\nTown   Persons\nKaya        90'
    """
    rows = [row.rstrip() for row in laid_out.split("\n") if row.strip()]
    are_figures = [_FIGURE_CELL.search(row) is not None for row in rows]
    tabled = {_bare(row): row for at, row in enumerate(rows) if True in are_figures[at : at + _MOST_HEADERS + 1]}
    lines, result, at = text.split("\n"), list[str](), 0
    while at < len(lines):
        joined = ""
        for size in range(1, _MOST_CELLS + 1) if tabled and lines[at].strip() else ():
            joined += _bare("".join(lines[at + size - 1 : at + size]))
            if joined in tabled:
                result.append(tabled[joined])
                at += size
                break
        else:
            result.append(lines[at])
            at += 1
    return "\n".join(result)


def _bare(row: str) -> str:
    return "".join(row.split())
