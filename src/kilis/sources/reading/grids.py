"""Lines that are rows of a table: cells parted by tabs, bars or blanks, and the columns in which they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

Box = tuple[int, int]
"""The characters of a cell, text[start:end]; an empty cell has none."""
_BY_WORDS = re.compile(r"[ \t]*(?:;| {2,}| / )[ \t]*")
_RULED = frozenset("-=_+|: \t")
_MAJORITY = 0.6


class Line:
    """One line: its cells, empty ones too where bars or tabs part them; ``mark`` is what parts them."""

    __slots__ = ("boxes", "mark", "start", "words")

    def __init__(self, start: int, words: str, boxes: list[Box], mark: str) -> None:
        self.start, self.words, self.boxes, self.mark = start, words, boxes, mark

    @property
    def filled(self) -> list[Box]:
        """The cells with words in them."""
        return [box for box in self.boxes if box[0] < box[1]]


def split_line(words: str, start: int) -> Line:
    """Split a line into cells at tabs, else at bars, else at semicolons and runs of blanks."""
    if "\t" in words or "|" in words:
        return _marked(words, start, "\t" if "\t" in words else "|")
    if not words.strip():
        return Line(start, words, [], "")
    end = len(words.rstrip())
    if ";" not in words and "  " not in words and " / " not in words:
        return Line(start, words, [(start, start + end)], " ")
    boxes, at = [], 0
    for match in _BY_WORDS.finditer(words):
        if words[at : match.start()].strip():
            boxes.append((start + at, start + match.start()))
        at = match.end()
    if words[at:].strip():
        boxes.append((start + at, start + end))
    return Line(start, words, boxes, " ")


def _marked(words: str, start: int, mark: str) -> Line:
    """Split a line at every tab or bar; bars at its ends only frame it."""
    boxes, at = [], start
    for part in words.split(mark):
        lead = len(part) - len(part.lstrip())
        boxes.append((at + lead, at + lead + len(part.strip())))
        at += len(part) + 1
    if mark == "|":
        framed = words.strip()
        boxes = boxes[framed[:1] == "|" : len(boxes) - (framed[-1:] == "|")]
    return Line(start, words, boxes, mark)


def is_rule(words: str) -> bool:
    """Whether a line is nothing but a line: "|---|---|"."""
    return _RULED.issuperset(words) and any(rule in words for rule in ("---", "===", "___"))


def width(rows: Sequence[Line]) -> int:
    """Return how many cells most of the rows have."""
    return Counter(len(line.boxes) for line in rows).most_common(1)[0][0]


def in_columns(rows: list[Line]) -> list[Line]:
    """Drop the empty cells of rows whose tabs only move words to the right: no two rows have the same columns."""
    full = [line for line in rows if len(line.filled) > 1]
    if full and full[0].mark == "\t":
        same = Counter(len(line.boxes) for line in full).most_common(1)[0][1]
        same_filled = Counter(len(line.filled) for line in full).most_common(1)[0][1]
        if same < _MAJORITY * len(full) and same_filled > same:
            for line in rows:
                line.boxes = line.filled
    return rows


def aligned(line: Line, wide: int, extents: Sequence[Box]) -> list[Box | None]:
    """Return a row's cells by column; one with fewer cells by where they stand on the line, or from the right."""
    boxes = line.boxes
    if len(boxes) < wide == len(extents):
        at = [_under(box, extents) for box in _positions(line)]
        if None not in at and len(set(at)) == len(at):
            row: list[Box | None] = [None] * wide
            for n, box in zip(at, boxes, strict=True):
                row[n or 0] = box
            return row
    missing = wide - len(boxes) if len(boxes) > 1 else 0
    filled = [box if box[0] < box[1] else None for box in boxes]
    return ([None] * missing + filled + [None] * wide)[:wide]


def _positions(line: Line) -> list[Box]:
    return [(a - line.start, b - line.start) for a, b in line.boxes]


def _under(box: Box, extents: Sequence[Box]) -> int | None:
    """Return the column that most of a cell's characters stand under."""
    shared = [min(box[1], b) - max(box[0], a) for a, b in extents]
    most = max(shared, default=0)
    return shared.index(most) if most > 0 else None


def extents(rows: Sequence[Line]) -> list[Box]:
    """Return where the columns of lines that are parted by blanks stand, if every full row keeps to them."""
    full = [line for line in rows if len(line.boxes) > 1 and line.mark == " "]
    if len(full) < 2:
        return []
    wide = Counter(len(line.boxes) for line in full).most_common(1)[0][0]
    columns = [_positions(line) for line in full if len(line.boxes) == wide]
    extents = [(min(row[n][0] for row in columns), max(row[n][1] for row in columns)) for n in range(wide)]
    return extents if all(extents[n][1] <= extents[n + 1][0] for n in range(wide - 1)) else []


def parted(rows: list[Line]) -> list[Line]:
    """Part cells that only one blank parts from the next, by where the columns of the other rows stand."""
    reach = extents([line for line in rows if any(c.isdecimal() for c in line.words)])
    for line in rows if reach else ():
        if line.mark != " " or not 1 < len(line.boxes) < len(reach):
            continue
        boxes: list[Box] = []
        for a, b in line.boxes:
            at = a
            for gap in re.finditer(r"(?<=\S) (?=\S)", line.words[a - line.start : b - line.start]):
                cut = a + gap.start()
                before = _under((at - line.start, cut - line.start), reach)
                after = _under((cut + 1 - line.start, b - line.start), reach)
                if before is not None and after is not None and before < after:
                    boxes.append((at, cut))
                    at = cut + 1
            boxes.append((at, b))
        line.boxes = boxes if len(boxes) <= len(reach) else line.boxes
    return rows
