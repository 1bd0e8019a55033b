"""Rows of tables whose cells only one blank parts, as in text copied from a page; headers on lines of their own."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from kilis.sources.reading.columns import ColumnDays
from kilis.sources.reading.grids import Box, Line, is_rule
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.tokens import Token

_CELL = r"(?:[~<>+-]?\d[\d,.]*[*†‡¹²³⁴]?%?|[-–—]|\.\.|n/a)"
_ROW = re.compile(rf"(?P<label>[^\W\d][^\d|;:]*?)(?P<cells>(?: {_CELL})+)\s*")
_FIELD = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^",\s][^",]*)|(?<![^,])(?P<empty>)(?![^,])')
_FIELDS = re.compile(r'(?:"[^"]*"|[^",\s][^",]*|)(?:,(?:"[^"]*"|[^",\s][^",]*|)){2,}')
"""Fields parted by commas, as a spreadsheet writes them: no blank behind the commas."""
_LONGEST, _FEWEST, _LONGEST_CELL, _FEWEST_CELLS = 120, 2, 40, 6
_FIGURE, _BLANK = re.compile(r"[~<>+-]?\d[\d,. ]*[*†‡]?%?"), frozenset({"", "-", "–", "n/a", "na", "..", "*"})


def part_rows(text: str, lines: list[Line], lexicon: Lexicon, days: ColumnDays) -> None:
    """Part rows of a label and two or more figures, where two stand together under a header of as many columns."""
    at = 0
    while at < len(lines):
        found: list[re.Match[str]] = []
        stop = at
        while stop < len(lines) and (match := _row(lines[stop])) is not None:
            found.append(match)
            stop += 1
        if len(found) > 1 and at:
            wide, often = Counter(len(match["cells"].split()) for match in found).most_common(1)[0]
            header = _header(text, lines[at - 1], wide, lexicon, days) if wide > 1 < often else []
            if header:
                lines[at - 1].boxes, lines[at - 1].mark = header, "~"
                for line, match in zip(lines[at:stop], found, strict=True):
                    line.boxes, line.mark = _boxes(line, match, wide), "~"
        at = stop + 1


def part_fields(lines: list[Line]) -> None:
    """Part rows whose cells only commas part, under a header of as many words without a digit."""
    at = 0
    while at < len(lines):
        words = lines[at].words
        at += 1
        if (
            words.count(",") < _FEWEST
            or ", " in words
            or any(c.isdecimal() for c in words)
            or not _FIELDS.fullmatch(words)
        ):
            continue
        wide = len(_fields(lines[at - 1]))
        while at < len(lines) and _FIELDS.fullmatch(lines[at].words) and len(_fields(lines[at])) == wide:
            lines[at - 1].boxes, lines[at - 1].mark = _fields(lines[at - 1]), ","
            lines[at].boxes, lines[at].mark = _fields(lines[at]), ","
            at += 1


def _fields(line: Line) -> list[Box]:
    found = ((match, match.lastgroup or "empty") for match in _FIELD.finditer(line.words))
    return [(line.start + match.start(name), line.start + match.end(name)) for match, name in found]


def _row(line: Line) -> re.Match[str] | None:
    if line.words[-1:].isalpha() or len(line.boxes) != 1 or not line.words or len(line.words) > _LONGEST:
        return None  # most lines
    return _ROW.fullmatch(line.words)


def _boxes(line: Line, match: re.Match[str], wide: int) -> list[Box]:
    """Return the cells of a row; one with fewer figures than columns keeps its label only."""
    begin = line.start + match.start("cells")
    cells = [(begin + found.start(), begin + found.end()) for found in re.finditer(r"\S+", match["cells"])]
    label = (line.start, line.start + match.end("label"))
    return [label, *cells] if len(cells) == wide else [label, *[(label[1], label[1])] * wide]


def _header(text: str, line: Line, wide: int, lexicon: Lexicon, days: ColumnDays) -> list[Box]:
    """Return the headers of so many columns behind that of the labels: each ends with whom it counts, or is a day."""
    if len(line.boxes) != 1 or len(line.words) > _LONGEST or line.words.rstrip().endswith((".", ":")):
        return []
    words = [(line.start + found.start(), line.start + found.end()) for found in re.finditer(r"\S+", line.words)]
    if len(words) == wide + 1:
        return words
    dated = days.spans(text[line.start : line.start + len(line.words)])
    if len(dated) == wide and dated[0][0] > 0:
        spans = [(line.start + a, line.start + b) for a, b in dated]
        return [(words[0][0], max(b for _, b in words if b <= spans[0][0])), *spans]
    tokens = lexicon.tokens(text, line.start, line.start + len(line.words))
    for ends in _endings(tokens, lexicon):
        if len(ends) == wide and ends[0] > 0:
            begins = [1, *(end + 1 for end in ends[:-1])]
            columns = [(tokens[a].start, tokens[b].end) for a, b in zip(begins, ends, strict=True)]
            return [(tokens[0].start, tokens[0].end), *columns]
    return []


def _endings(tokens: list[Token], lexicon: Lexicon) -> tuple[list[int], list[int]]:
    """Return the tokens with which the headers may end: all that count people, or those of persons and households."""
    counting = {
        c.end - 1 for c in lexicon.phrases.find(tokens) if c.sense.kind == "people" and c.sense.label != "other"
    }
    totals = lexicon.grammar["tabled.totals"] | lexicon.grammar["tabled.shares"]
    counted = [k for k, token in enumerate(tokens) if k in counting or token.low in totals]
    units = lexicon.grammar["tabled.households"] | lexicon.grammar["tabled.persons"] | lexicon.grammar["tabled.ends"]
    return counted, [k for k, token in enumerate(tokens) if token.low in units]


def join_cells(text: str, lines: list[Line]) -> None:
    """Put cells that stand on a line each, every one with a bar behind it, into rows of as many as labels are apart."""
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _is_cell(lines[stop], opens=stop == at):
            stop += 1
        while stop > at and "|" not in lines[stop - 1].words:
            stop -= 1
        if stop - at >= _FEWEST_CELLS:
            _join(text, lines[at:stop])
        at = max(stop, at + 1)


def _is_cell(line: Line, *, opens: bool) -> bool:
    """Whether a line is one cell with a bar behind it, or goes on with or is the first of the lines of a cell."""
    words = line.words.strip()
    alone = words.count("|") == 1 and words[-1] == "|"
    return alone or (not opens and bool(words) and "|" not in words and len(words) <= _LONGEST_CELL)


def _join(text: str, lines: list[Line]) -> None:
    cells: list[Box] = []
    begin = lines[0].start
    for line in lines:
        bar = line.words.find("|")
        if bar >= 0:
            inside = text[begin : line.start + bar]
            first = begin + len(inside) - len(inside.lstrip())
            cells.append((first, first + len(inside.strip())))
            begin = line.start + bar + 1
    words = [text[a:b] for a, b in cells]
    are_figures = [_FIGURE.fullmatch(each) is not None for each in words]
    labels = [n for n in range(len(cells) - 1) if not are_figures[n] and are_figures[n + 1] and words[n] not in _BLANK]
    if len(labels) < _FEWEST:
        return
    wide = Counter(b - a for a, b in pairwise(labels)).most_common(1)[0][0]
    rows = [labels[0] + k * wide for k in range((len(cells) - labels[0]) // wide)]
    if wide < _FEWEST or labels[0] not in (wide, wide - 1) or not set(labels) <= set(rows):
        return
    corner = [] if labels[0] == wide else [(cells[0][0], cells[0][0])]
    boxes = [[*corner, *cells[: labels[0]]], *(cells[n : n + wide] for n in rows)]
    starts = [row[0][0] for row in boxes]
    for line in lines:
        end = line.start + len(line.words)
        found = next((n for n, start in enumerate(starts) if line.start <= start <= end), None)
        line.words, line.boxes, line.mark = ("|", boxes[found], "|") if found is not None else ("---", [], "|")


def join_headers(lines: list[Line]) -> None:
    """Put the headers that stand on a line each before a rule, every one with a bar behind it, into one row."""
    for at, line in enumerate(lines):
        if line.mark != "|" or not is_rule(line.words):
            continue
        begin = at
        while begin and lines[begin - 1].words.rstrip().endswith("|") and lines[begin - 1].words.count("|") == 1:
            begin -= 1
        if at - begin > 1:
            lines[begin].boxes = [box for each in lines[begin:at] for box in each.filled[:1]]
            for each in lines[begin + 1 : at]:
                each.words, each.boxes = "---", []
