"""The few lines that make SVG and HTML from Python: every text and attribute is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape


class Markup(str):
    """Text that is markup already. Everything else is escaped when it enters an element."""

    __slots__ = ()


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """Make one element; None leaves an attribute out, ``_`` in a name becomes ``-``, a trailing ``_`` is dropped.

    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = join(children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside or name in _NEVER_EMPTY else f"<{name}{written}/>")


def join(children: Iterable[object]) -> Markup:
    """Put children one after another; lists are flattened, None is nothing, plain text is escaped."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            parts.append(child)
        elif isinstance(child, list | tuple):
            parts.append(join(child))
        else:
            parts.append(escape(_plain(child), quote=False))
    return Markup("".join(parts))


def line_path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Write points as a path, to a tenth of a pixel, in relative steps to keep pages small.

    >>> line_path([(0, 0), (10, 0.5), (10, 4)])
    'M0 0l10 .5 0 3.5'
    """
    steps: list[str] = []
    here: tuple[int, int] | None = None
    for x, y in points:
        tenth = (round(x * 10), round(y * 10))
        if here is None:
            steps.append(f"M{_tenth(tenth[0])} {_tenth(tenth[1])}")
        elif tenth != here:
            lead = "l" if len(steps) == 1 else " "
            steps.append(f"{lead}{_tenth(tenth[0] - here[0])} {_tenth(tenth[1] - here[1])}")
        here = tenth
    return "".join(steps) + ("z" if closed and steps else "")


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    text = (str(whole) if whole or not rest else "") + (f".{rest}" if rest else "")
    return f"-{text}" if value < 0 else text


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
    return str(value)


_NEVER_EMPTY = {
    "script",
    "div",
    "span",
    "p",
    "td",
    "th",
    "g",
    "text",
    "button",
    "a",
    "ul",
    "ol",
    "section",
    "output",
    "svg",
}


def plain_text(markup: Markup) -> str:
    """Give the words of a piece of markup back.

    >>> plain_text(tag("b", "a < b"))
    'a < b'
    """
    return unescape(re.sub(r"<[^>]*>", "", markup))
