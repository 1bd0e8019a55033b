"""Tables inside a text: a header row that says what is counted and rows of a label and figures; lists under a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kilis.sources.reading.tokens import BULLETS

_MARKS = ("\t", "|", ";", "  ", " / ")
_CELLS = re.compile(r"[ \t]*(?:\t|\||;| {2,}| / )[ \t]*")
_NUMBER = r"\d[\d,.\u00a0]*(?<![.,])"
_UNIT = r"(?:[ \t]+(?P<{}>[a-z]+|[A-Z]{{2,}}s?))?"
_LABEL = rf"[ \t]*(?:[{BULLETS}][ \t]*)?(?P<label>[^\W\d_](?:[^\d|;:\n]{{0,59}}?[^\s\d|;:,.–—-])?)"
_SECOND = rf"(?P<second>{_NUMBER})(?(open)[ \t]+(?P<inner>[a-z]+)\)|{_UNIT.format('other')})"
_ITEM = re.compile(
    rf"{_LABEL}(?:[ \t]*(?:\.{{2,}}|[:–—,-]))?[ \t]+(?P<figure>{_NUMBER}){_UNIT.format('unit')}"
    rf"(?:[ \t]+(?:/|(?P<open>\())[ \t]*{_SECOND})?[ \t]*(?:[.;,][ \t]*)?"
)
_FULLER = re.compile(rf"{_LABEL}[ \t]*[:–—-][ \t]+{_NUMBER}")
"""An item that says more than its figure: it is read as a sentence, and the list goes on."""
_FIGURE = re.compile(r"[~<>≥≤+]?\s*\d[\d,.\u00a0\u202f ]*(?:\([^()]*\))?")
_DIGIT = re.compile(r"\d")
_LONGEST_LINE = 2000
_LONGEST_TITLE = 140
"""What is longer is a paragraph and says nothing about the table below it."""
_LONGEST_PART = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table with the words that govern it: the table's title, its column's header, its row's label.

    ``corner`` is the header of the labels, ``rest`` what else stands in the row with its header. What stands in a list
    has no header.
    """

    start: int
    end: int
    label_start: int
    label_end: int
    header: str
    title: str
    corner: str = ""
    rest: tuple[tuple[str, str], ...] = ()

    @property
    def above(self) -> str:
        """The words that stand over all figures of the table."""
        return f"{self.title} {self.corner}".strip()


def _cells(line: str, offset: int) -> list[tuple[int, int]]:
    """Return the (start, end) of the cells of a line."""
    if not line.strip():
        return []
    result, at = [], 0
    for match in _CELLS.finditer(line) if any(map(line.__contains__, _MARKS)) else ():
        if line[at : match.start()].strip():
            result.append((offset + at, offset + match.start()))
        at = match.end()
    if line[at:].strip():
        result.append((offset + at, offset + len(line.rstrip())))
    return result


def find_tables(text: str) -> Iterator[tuple[int, int, list[Cell]]]:
    """Yield (start, end, cells) of every table: at least two rows of two or more cells under a header."""
    lines, at = [], 0
    for row in text.split("\n"):
        lines.append((at, row, _cells(row, at)))
        at += len(row) + 1
    begin = 0
    while begin < len(lines):
        stop = begin
        while stop < len(lines) and (len(lines[stop][2]) >= 2 or (stop > begin and _parts(lines[stop : stop + 2]))):
            stop += 1
        if stop - begin >= 2 and not any(text[a:b].strip()[:1].isdigit() for a, b in lines[begin][2][1:]):
            above = [line[1].strip() for line in lines[max(0, begin - 3) : begin] if line[1].strip()][-2:]
            title = above[-1] if above and len(above[-1]) <= _LONGEST_TITLE else ""
            is_head = len(above) > 1 and len(above[0]) <= _LONGEST_PART and above[0][-1] not in ".;!?"
            if title and is_head and not any(c.isdigit() for c in above[0]):
                title = f"{above[0]}: {title}"
            header, rows = lines[begin][2], [line[2] for line in lines[begin + 1 : stop]]
            if lines[begin][1][:1].isspace() and max(map(len, rows)) == len(header) + 1:
                header = [(lines[begin][0], lines[begin][0]), *header]  # the column of labels has no header
            cells = list(_figures(text, header, rows, title))
            if cells:
                yield lines[begin][0], lines[stop - 1][0] + len(lines[stop - 1][1]), cells
        begin = max(stop, begin + 1)


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
        elif is_free and title and len(line) <= _LONGEST_TITLE and (_FULLER.match(line) or _ITEM.fullmatch(line)):
            parted = True
        elif line.strip():
            if sum(len(run) for _, run in runs) > 1 and title:
                yield from ((begin, run[-1].end, run) for begin, run in runs)
            runs, parted = [], True
            is_heading = len(line) <= _LONGEST_TITLE and line.rstrip()[-1] not in ".;!?"
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
    return last if last.endswith(":") and len(last) <= _LONGEST_TITLE else ""


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


def _parts(lines: Sequence[tuple[int, str, list[tuple[int, int]]]]) -> bool:
    """Whether the first line is a name alone that stands over further rows: "Lanao del Sur"."""
    if len(lines) < 2 or len(lines[0][2]) != 1 or len(lines[1][2]) < 2:
        return False
    name, below = lines[0][1].strip(), lines[1][1]
    figures = [part for part in _CELLS.split(below.strip())[1:] if part]
    return len(name) <= _LONGEST_PART and name[-1] not in ".:;!?" and all(map(_FIGURE.fullmatch, figures))


def _figures(text: str, header: list[tuple[int, int]], rows: list[list[tuple[int, int]]], title: str) -> Iterator[Cell]:
    corner = text[slice(*header[0])]
    for row in rows:
        missing = max(len(header) - len(row), 0)  # "TOTAL" has no cell for a column of words
        named = [
            (text[slice(*header[n + missing])], text[slice(*row[n])]) for n in range(1, min(len(row), len(header)))
        ]
        for n, (head, words) in enumerate(named, 1):
            if _FIGURE.fullmatch(words.strip()):
                rest = tuple(each for each in named if each != (head, words))
                yield Cell(*row[n], *row[0], head, title, corner, rest)
