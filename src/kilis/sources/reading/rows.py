"""Lists inside a text: items of a label and a figure under a title. And what a cell of a list or table is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kilis.sources.reading.dates import When
from kilis.sources.reading.tokens import BULLETS

_NUMBER = r"\d[\d,.\u00a0]*(?<![.,])"
_UNIT = r"(?:[ \t]+(?P<{}>[a-z]+|[A-Z]{{2,}}s?))?"
_LABEL = rf"[ \t]*(?:[{BULLETS}][ \t]*)?['’‘ʻʼ]?(?P<label>[^\W\d_](?:[^\d|;:\n]{{0,59}}?[^\s\d|;:,.–—-])?)"
_SECOND = rf"(?P<second>{_NUMBER})(?(open)[ \t]+(?P<inner>[a-z]+)\)|{_UNIT.format('other')})"
_ITEM = re.compile(
    rf"{_LABEL}(?:[ \t]*(?:\.{{2,}}|[:–—,-]))?[ \t]+(?P<figure>{_NUMBER}){_UNIT.format('unit')}"
    rf"(?:[ \t]+(?:/|(?P<open>\())[ \t]*{_SECOND})?[ \t]*(?:[.;,][ \t]*)?"
)
_FULLER = re.compile(rf"{_LABEL}[ \t]*[:–—-][ \t]+{_NUMBER}")
"""An item that says more than its figure: it is read as a sentence, and the list goes on."""
_EMPTY = re.compile(rf"{_LABEL}[ \t]+(?:[–—-]+|0)[ \t]*")
"""An item without a figure: the list goes on."""
_DIGIT = re.compile(r"\d")
_LONGEST_LINE = 2000
LONGEST_TITLE = 140
"""What is longer is a paragraph and says nothing about the table below it."""
LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table with the words that govern it: the table's title, its column's header, its row's label.

    ``corner`` is the header of the labels, ``rest`` what else stands in the row with its header, ``heads`` the headers
    of all columns; ``day`` and ``label_day`` are what the column's header and the row's label say of the day, ``scale``
    is by what the figure is to be multiplied. ``whole`` are the characters of what the row's label is a part of: its
    state, the name above some rows. What stands in a list has no header.
    """

    start: int
    end: int
    label_start: int
    label_end: int
    header: str
    title: str
    corner: str = ""
    rest: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    day: When | None = None
    scale: int = 1
    whole: tuple[int, int] | None = None
    is_last: bool = False
    label_day: When | None = None
    between_days: bool = False

    @property
    def above(self) -> str:
        """The words that stand over all figures of the table."""
        return f"{self.title} {self.corner}".strip()


def find_lists(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[Cell]]]:
    """Yield (start, end, cells) of every list outside ``taken``: items of a label and a figure under a title.

    Items stand on lines of their own or on one line between bars. A line without a figure between title and items, or
    between items, tells what the items behind it are part of.
    """
    title = part = ""
    runs: list[tuple[int, list[Cell]]] = []
    at = passed = 0
    parted = True
    for line in [*text.split("\n"), "."]:
        while passed < len(taken) and taken[passed][1] <= at:
            passed += 1
        is_free = (passed == len(taken) or taken[passed][0] > at) and len(line) <= _LONGEST_LINE
        may_list = is_free and _DIGIT.search(line) is not None
        items = list(_items(line, at, f"{title} {part}".strip(), runs[-1][1] if runs else [])) if may_list else []
        if items and (parted or not runs):
            runs.append((at, items))
            parted = False
        elif items:
            runs[-1][1].extend(items)
        elif is_free and runs and _EMPTY.fullmatch(line):
            pass
        elif is_free and title and len(line) <= LONGEST_TITLE and (_FULLER.match(line) or _ITEM.fullmatch(line)):
            parted = True
        elif line.strip():
            if sum(len(run) for _, run in runs) > 1 and title:
                yield from ((begin, run[-1].end, run) for begin, run in runs)
            runs, parted = [], True
            is_heading = len(line) <= LONGEST_TITLE and line.rstrip()[-1] not in ".;!?"
            if is_heading and title and not line.isupper() and not any(c.isdigit() for c in line):
                part = line.strip()
            else:
                title, part = line.strip() if is_heading else _introduction(line), ""
        at += len(line) + 1


def _item(piece: str) -> re.Match[str] | None:
    """Return the match of an item whose label is a name: "Kaya (north) 1,200", not "in other towns 900"."""
    match = _ITEM.fullmatch(piece)
    name = match["label"].partition("(")[0].split() if match else []
    is_name = bool(name) and (name[-1][0].isupper() or (name[0][0].isupper() and sum(map(str.islower, name)) <= 1))
    return match if is_name else None


def _introduction(line: str) -> str:
    """Return the sentence at the end of a paragraph that introduces what stands below it: "The totals by region:"."""
    last = re.split(r"(?<=[.!?])\s+", line.strip())[-1]
    return last if last.endswith(":") and len(last) <= LONGEST_TITLE else ""


def _items(line: str, at: int, title: str, before: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the items of a line that holds nothing else: "Kaya 1,200", "- Kaya: 1,200 families", "Kaya 90; Dori 70".

    An item may have two figures, "90 families / 412 persons"; one without units has those of the item ``before`` it.
    """
    body = line.rpartition(": ")[2] if "|" in line else line
    pieces = body.rstrip("; \t").split("|" if "|" in line else ";")
    found = [_item(piece) for piece in pieces]
    start = at + len(line) - len(body)
    last = [cell.header for cell in before if cell.label_start == before[-1].label_start]
    for piece, match in zip(pieces, found, strict=True):
        if match is not None and None not in found:
            names = ["figure", *(["second"] if match["second"] else [])]
            units = [match["unit"] or "", match["other"] or match["inner"] or ""][: len(names)]
            last = last if len(last) == len(units) and not any(units) else units
            for name, unit in zip(names, last, strict=True):
                yield Cell(
                    start + match.start(name), start + match.end(name),
                    start + match.start("label"), start + match.end("label"), unit, title,
                )  # fmt: skip
        start += len(piece) + 1
