"""Cells of tables that people open in a spreadsheet: text that would be taken for a formula is made plain text."""

from __future__ import annotations

import datetime
import math
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: Any) -> Any:
    r"""Make a cell safe to open: a leading apostrophe before what a spreadsheet would run; NaN becomes empty.

    >>> plain('=HYPERLINK("http://x")'), plain("+1"), plain("Azaz"), plain(-5), plain(float("nan"))
    ('\'=HYPERLINK("http://x")', "'+1", 'Azaz', -5, None)
    >>> [cell[0] for cell in map(plain, ("-1+1", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\n=1", "a=1"))]
    ["'", "'", "'", "'", "'", "'", 'a']
    """
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def text(value: Any) -> str:
    """Write a cell of a CSV file: dates in ISO, whole numbers without a decimal point, nothing for None.

    >>> text(datetime.date(2016, 2, 5)), text(3.0), text(0.25), text(None)
    ('2016-02-05', '3', '0.25', '')
    """
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.6g}"
    return str(value)
