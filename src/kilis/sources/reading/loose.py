"""Rows of tables whose cells only one blank parts, as in text copied from a page; headers on lines of their own."""

from __future__ import annotations

import re
from collections import Counter

from kilis.sources.reading.columns import ColumnDays
from kilis.sources.reading.grids import Box, Line, is_rule
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.tokens import Token, tokenize

_CELL = r"(?:[~<>+-]?\d[\d,.]*[*†‡¹²³⁴]?%?|[-–—]|\.\.|n/a)"
_ROW = re.compile(rf"(?P<label>[^\W\d][^\d|;:]*?)(?P<cells>(?: {_CELL})+)\s*")
_FIELD = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^",\s][^",]*)|(?<![^,])(?P<empty>)(?![^,])')
_FIELDS = re.compile(r'(?:"[^"]*"|[^",\s][^",]*|)(?:,(?:"[^"]*"|[^",\s][^",]*|)){2,}')
"""Fields parted by commas, as a spreadsheet writes them: no blank behind the commas."""
_LONGEST, _FEWEST = 120, 2


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
        if words.count(",") < _FEWEST or any(c.isdecimal() for c in words) or not _FIELDS.fullmatch(words):
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
    return _ROW.fullmatch(line.words) if len(line.boxes) == 1 and len(line.words) <= _LONGEST else None


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
    tokens = tokenize(text, line.start, line.start + len(line.words))
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


def join_headers(lines: list[Line]) -> None:
    """Put the headers that stand on a line each before a rule, every one with a bar behind it, into one row."""
    for at, line in enumerate(lines):
        if line.words.count("|") < 2 or not is_rule(line.words):
            continue
        begin = at
        while begin and lines[begin - 1].words.rstrip().endswith("|") and lines[begin - 1].words.count("|") == 1:
            begin -= 1
        if at - begin > 1:
            lines[begin].boxes = [box for each in lines[begin:at] for box in each.filled[:1]]
            for each in lines[begin + 1 : at]:
                each.words, each.boxes = "---", []
