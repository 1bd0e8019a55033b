"""Finds the tables of a text: which rows head columns, where a table ends, and which cell labels a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kilis.sources.reading.columns import ColumnDays, heads_days, levels, scale_of
from kilis.sources.reading.dates import When
from kilis.sources.reading.grids import Box, Line, aligned, extents, in_columns, is_rule, parted, split_line, width
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.loose import join_cells, join_headers, part_fields, part_rows
from kilis.sources.reading.rows import LONGEST_PART, LONGEST_TITLE, Cell

_NOTES = r"(?:\s?(?:[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§^]+|\[\w{1,2}\]|\([a-z]\)|[a-z]/))*"
_RANGE, _WORD = r"(?: ?[-–] ?\d[\d,.]*,\d{3})?", r"(?: ?[A-Za-z]+\.?)?"
_FIGURE = re.compile(rf"[~≈<>≥≤+]?\s*\d[\d,.'’\u00a0\u202f ]*{_RANGE}{_WORD}{_NOTES}\s*(?:\([^()]*\))?")
_BRACKETED = re.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)")
_TWO = re.compile(r"(\d[\d,.\u00a0\u202f ]*?)\s*\((\d[\d,.\u00a0\u202f ]*)\)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHARE = re.compile(r"\d{1,2}\s?[-–+]\s?(?:\d{1,2})?")
_BLANKS = frozenset({"-", "–", "—", "--", ".", "..", "...", "…", "?", "x", "X"})
_MOST_HEADERS, _GAP_LINES, _LONGEST_FURNITURE = 3, 6, 80


@dataclass(slots=True)
class Header:
    """The headers of a table's columns, what each names of a day, the scale of its figures, and the table's title."""

    names: list[str]
    boxes: list[Box]
    days: list[When | None]
    raw: list[str]
    title: str


class TableFinder:
    """Finds the tables of one text."""

    def __init__(self, text: str, lexicon: Lexicon, days: ColumnDays) -> None:
        self._text, self._lexicon, self._days = text, lexicon, days
        self._words = lexicon.grammar
        self._levels = levels(lexicon)
        self._lines: list[Line] = []

    def find(self) -> Iterator[tuple[int, int, list[Cell]]]:
        """Yield (start, end, cells) of every table: at least two rows of two or more cells under a header."""
        at = 0
        for words in self._text.split("\n"):
            self._lines.append(split_line(words, at))
            at += len(words) + 1
        if "|\n" in self._text:
            join_headers(self._lines)
            join_cells(self._text, self._lines)
        part_fields(self._lines)
        part_rows(self._text, self._lines, self._lexicon, self._days)
        before: Header | None = None
        begin, ended = 0, -_GAP_LINES
        while begin < len(self._lines):
            if len(self._lines[begin].boxes) < 2 or len(self._lines[begin].filled) < 2:
                begin += 1
                continue
            stop = self._block_end(begin)
            goes_on: Header | None = before if before and self._is_furniture(ended, begin) else None
            if stop - begin < 2 and goes_on is None:
                begin = stop
                continue
            rows = [line for line in self._lines[begin:stop] if line.filled and not is_rule(line.words)]
            rows = parted(in_columns(rows))
            cells, header = self._cells(rows, begin, stop, goes_on)
            if cells:
                last = self._lines[stop - 1]
                yield self._lines[begin].start, max(last.start + len(last.words), last.boxes[-1][1]), cells
            before, ended = (header, stop) if cells else (before, ended)
            begin = max(stop, begin + 1)

    def _block_end(self, begin: int) -> int:
        """Return the line behind the last row of the table that begins in a line."""
        stop, last = begin, begin
        while stop < len(self._lines):
            line = self._lines[stop]
            if len(line.filled) >= 2:
                last = stop
            elif not line.words.strip():
                following = self._lines[stop + 1 : stop + 2]
                if not following or not self._is_next_row(self._lines[last], following[0]):
                    break
            elif not is_rule(line.words) and not self._is_part(stop):
                break
            stop += 1
        return last + 1

    def _is_next_row(self, row: Line, below: Line) -> bool:
        """Whether a line goes on with a table behind a blank line: it has as many cells, parted alike, and figures."""
        alike = row.mark == below.mark and len(row.boxes) == len(below.boxes) and len(below.filled) > 1
        return alike and any(map(self._is_value, self._of(below.filled[1:])))

    def _is_part(self, at: int) -> bool:
        """Whether a line is a name alone that stands over further rows: "Lanao del Sur"."""
        line, below = self._lines[at], self._lines[at + 1 : at + 2]
        if len(line.filled) != 1 or not below or len(below[0].filled) < 2:
            return False
        name = self._of(line.filled)[0]
        if len(name) > LONGEST_PART or name[-1] in ".:;!?":
            return False
        cells = self._of(below[0].filled)[1:]
        return len(line.boxes) > 1 or all(map(_FIGURE.fullmatch, cells))

    def _is_furniture(self, ended: int, begin: int) -> bool:
        """Whether nothing but a page's number, header and footer stands between two tables."""
        between = [line.words.strip() for line in self._lines[ended:begin]]
        are_short = all(len(words) <= _LONGEST_FURNITURE and not words.endswith((".", ":", ";")) for words in between)
        return len(between) <= _GAP_LINES and are_short

    def _of(self, boxes: Sequence[Box]) -> list[str]:
        return [" ".join(self._text[a:b].split()) for a, b in boxes]

    # --- which rows are headers

    def _is_value(self, words: str) -> bool:
        """Whether a cell is a figure, and not the day or year of a column."""
        if _FIGURE.fullmatch(words) is None:
            return False
        dated = any(c.isalpha() or c in "/." for c in words)
        return not (dated and self._days.of(words)[0] is not None)

    def _heads(self, words: str) -> bool:
        """Whether a cell may stand in a header: words that do not begin with a figure, a day, a year, an age."""
        if words in _BLANKS or words.lower() in self._words["tabled.missing"]:
            return False
        is_named = _YEAR.fullmatch(words) or _SHARE.fullmatch(words) or self._days.of(words)[0] is not None
        return bool(is_named) or not (words[:1].isdecimal() or self._is_value(words))

    def _counts(self, words: str) -> bool:
        """Whether words name people or households, or a share or total of them."""
        lows = [token.low for token in self._lexicon.tokens(words)]
        known = self._words["tabled.persons"] | self._words["tabled.households"] | self._words["tabled.totals"]
        cues = self._lexicon.phrases.find(self._lexicon.tokens(words))
        return not known.isdisjoint(lows) or any(
            cue.sense.kind == "people" and cue.sense.label in ("persons", "households") for cue in cues
        )

    def _is_header(self, line: Line, above: Sequence[Line]) -> bool:
        """Whether a row heads columns; one below another header only if it says no other first column or counts."""
        if len(above) == _MOST_HEADERS:
            return False
        names = self._of(line.filled)
        is_led = line.boxes[0] not in line.filled or line.words[:1].isspace()
        if len(names) < 2 or not all(map(self._heads, names[1:])):
            return False
        dated = not self._words["tabled.dates"].isdisjoint(names[0].lower().split())
        if len(names) == 2 and dated and self._days.of(names[1])[0] is not None:
            return False  # "Date of event    10 May"
        if not above or is_led or names[0] == self._of(above[-1].filled)[0]:
            return True
        return any(map(self._counts, names[1:]))

    def _cells(
        self, rows: list[Line], begin: int, stop: int, goes_on: Header | None
    ) -> tuple[list[Cell], Header | None]:
        """Return the cells of the rows of a block, which may hold further headers."""
        cells: list[Cell] = []
        header, at = None, 0
        while at < len(rows):
            heads: list[Line] = []
            while at < len(rows) and self._is_header(rows[at], heads):
                heads.append(rows[at])
                at += 1
            data: list[Line] = []
            while at < len(rows) and not (data and self._is_new_header(rows[at], heads)):
                data.append(rows[at])
                at += 1
            if heads:
                header = self._header(heads, data, self._title(begin, stop), goes_on)
            elif header is None and goes_on and data and width(data) == len(goes_on.names):
                header = goes_on
            if header is None or not data:
                break
            cells += self._of_rows(header, data)
        return cells, header

    def _is_new_header(self, line: Line, heads: list[Line]) -> bool:
        names = self._of(line.filled)
        again = any(names == self._of(head.filled) for head in heads)
        short = len(names) > 1 and all(len(name) <= LONGEST_PART for name in names)
        return again or (short and self._is_header(line, []) and any(map(self._counts, names[1:])))

    def _header(self, heads: list[Line], data: list[Line], title: str, goes_on: Header | None) -> Header:
        names, boxes = self._merged(heads)
        widest = max((len(line.boxes) for line in data), default=0)
        if heads[-1].words[:1].isspace() and heads[-1].mark == " " and widest == len(names) + 1:
            names, boxes = ["", *names], [(heads[-1].start, heads[-1].start), *boxes]  # no header over the labels
        if goes_on and goes_on.raw == names and not self._counts(title):
            is_own = self._days.of(title)[0] is not None and self._text.count(title) == 1
            title = f"{title}: {goes_on.title}" if is_own else goes_on.title
        by_year = self._days.by_year(names)
        told = [self._days.of(name, title, numbered_by_year=by_year) for name in names]
        days = [day for day, _ in told]
        rests = [rest for _, rest in told]
        if sum(day is not None for day in days) > 1:
            days = [day or self._of_all(name, days) for day, name in zip(days, names, strict=True)]
        return Header(rests, boxes, days, names, title)

    def _of_all(self, name: str, days: Sequence[When | None]) -> When | None:
        """Return the whole period of the columns for that of their total."""
        if name.lower() not in self._words["tabled.totals"]:
            return None
        known = [day for day in days if day is not None and day.date is not None]
        if len(known) < 2:
            return None
        first = min(day.since or day.date for day in known if day.date)
        return When(0, len(name), "total", first, max(day.date for day in known if day.date))

    def _merged(self, heads: list[Line]) -> tuple[list[str], list[Box]]:
        """Return the words over each column: those of every header row, one above the other."""
        lowest = max(heads, key=lambda line: len(line.boxes))
        boxes = lowest.boxes
        if lowest.mark == " " and len(heads) > 1 and lowest.words[:1].isspace() and not heads[0].words[:1].isspace():
            boxes = [(lowest.start, lowest.start), *boxes]  # the corner stands in the row above
        columns = [self._spread(self._of(line.boxes), line, boxes, line is heads[-1]) for line in heads]
        names = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*columns, strict=True)]
        return names, list(boxes)

    def _spread(self, words: list[str], line: Line, boxes: Sequence[Box], is_lowest: bool) -> list[str]:
        """Return the words of a header row for every column: a cell above several of them stands over each."""
        wide = len(boxes)
        if len(words) == wide:
            if not is_lowest and line.mark != " ":
                for n in range(2, wide):
                    words[n] = words[n] or words[n - 1]
            return words
        if line.mark == " " and line.boxes == list(boxes[-len(line.boxes) :]):
            return [""] * (wide - len(words)) + words
        first = [] if line.words[:1].isspace() and line.mark == " " else words[:1]
        over = words[len(first) :]
        under = wide - (len(first) or 1)
        if over and under % len(over) == 0:
            return (first or [""]) + [word for word in over for _ in range(under // len(over))]
        return (words + [""] * wide)[:wide]

    # --- what stands above and below

    def _title(self, begin: int, stop: int) -> str:
        """Return what the lines above a table say, or a caption below it, with a note of the figures' scale."""
        above = [line.words.strip() for line in self._lines[max(0, begin - 3) : begin] if line.words.strip()][-2:]
        title = above[-1] if above and len(above[-1]) <= LONGEST_TITLE else self._introduced(above)
        if title and len(above) > 1 and len(above[0]) <= LONGEST_TITLE and above[0][-1] not in ".;!?":
            is_note = title[0] == "(" or (scale_of(title, self._lexicon) > 1 and not self._counts(title))
            is_head = len(above[0]) <= LONGEST_PART and not any(c.isdigit() for c in above[0])
            title = f"{above[0]}: {title}" if is_note or is_head else title
        below = [line.words.strip() for line in self._lines[stop : stop + 2] if line.words.strip()][:1]
        follows = any(len(line.filled) > 1 for line in self._lines[stop : stop + 4])
        if below and len(below[0]) <= 2 * LONGEST_TITLE and not follows:
            if self._is_caption(below[0]) and not self._is_caption(title):
                return below[0]
            if scale_of(below[0], self._lexicon) > 1:
                return f"{title} {below[0]}"
        return title

    def _introduced(self, above: Sequence[str]) -> str:
        """Return the sentence at the end of a paragraph that leads to the table: "The table shows the displaced."."""
        last = re.split(r"(?<=[.!?])\s+", above[-1][-2 * LONGEST_TITLE :])[-1] if above else ""
        leads = last.endswith(":") or not self._words["tabled.leading"].isdisjoint(last.lower().split())
        return last if leads and len(last) <= LONGEST_TITLE else ""

    def _is_caption(self, words: str) -> bool:
        first = words.split(maxsplit=2)
        return len(first) > 1 and first[0].lower() in self._words["tabled.captions"] and first[1][:1].isalnum()

    # --- cells

    def _of_rows(self, header: Header, rows: list[Line]) -> Iterator[Cell]:
        """Yield the cells of the rows under a header; what stands alone in a row is the name of a part of the table."""
        reach = extents(rows)
        grid = [aligned(line, len(header.names), reach) for line in rows]
        words = [[self._text[slice(*box)] if box else "" for box in row] for row in grid]
        labels = self._label_columns(header, words)
        numbering = {n for n, name in enumerate(header.raw) if self._numbers_rows(name, [row[n] for row in words])}
        dated = {n for n, name in enumerate(header.raw) if heads_days(name, self._lexicon)}
        kept: dict[int, Box] = {}
        spoken: list[When | None] = []
        part: Box | None = None
        for number, row in enumerate(grid):
            filled = {n: box for n, box in enumerate(row) if box is not None}
            values = [n for n in filled if n not in dated and self._is_value(words[number][n])]
            if len(filled) == 1 and not values:
                if rows[number].mark == "~":
                    continue  # a row without some of its figures
                part, kept = next(iter(filled.values())), {}
                continue
            at = next((n for n in labels if n in filled), next((n for n in filled if n not in values), None))
            if at is None:
                continue
            kept.update({n: filled[n] for n in labels if n in filled})  # named once for this row and those below it
            whole = next((kept[n] for n in labels if n < at and n in kept), part)
            day, beside = self._days.of(words[number][at], header.title)
            spoken += [day] if day is not None and not beside else []
            day = (None if beside else day) or self._of_all(words[number][at], spoken)
            for n in values:
                if n != at and n not in numbering:
                    rest = tuple((header.raw[k], words[number][k]) for k in filled if k not in (n, at))
                    cell = self._cell(header, n, at, (filled[n], filled[at], whole), rest)
                    cell = replace(cell, label_day=day, is_last=row is grid[-1])
                    yield from _with_bracket(cell, self._text[slice(*filled[n])], filled[n][0])

    def _cell(
        self, header: Header, column: int, label: int, boxes: tuple[Box, Box, Box | None],
        rest: tuple[tuple[str, str], ...],
    ) -> Cell:  # fmt: skip
        """Return a cell by its boxes: that of the figure, of the row's label, and of what this is a part of."""
        scale = max(scale_of(header.raw[column], self._lexicon), scale_of(header.title, self._lexicon))
        return Cell(
            *_without_mark(self._text, boxes[0]), *boxes[1], header.names[column], header.title, header.raw[label],
            rest, tuple(header.raw), header.days[column], scale, boxes[2],
            between_days=sum(day is not None for day in header.days) > 1,
        )  # fmt: skip

    def _label_columns(self, header: Header, words: list[list[str]]) -> list[int]:
        """Return the columns that name places, the one that tells most closely where first: "Site" before "District".

        A column with several names in a cell only describes its row.
        """
        found = []
        for n, name in enumerate(header.raw):
            filled = [row[n] for row in words if row[n] and row[n] not in _BLANKS]
            figures = sum(map(self._is_value, filled))
            lows = {*name.lower().split(), *(token.low for token in self._lexicon.tokens(name))}
            is_beside = n > 0 and (
                any("," in cell for cell in filled)
                or not lows.isdisjoint(self._words["tabled.sources"] | self._words["tabled.beside"])
            )
            if 2 * figures <= len(filled) and header.days[n] is None and not is_beside:
                level = max((self._levels[low] for low in lows if low in self._levels), default=-1)
                if n == 0 or level >= 0:
                    found.append((-level, n))
        return [n for _, n in sorted(found)]

    def _numbers_rows(self, name: str, cells: list[str]) -> bool:
        """Whether a column only numbers the rows."""
        numbers = [cell.rstrip(".") for cell in cells if cell]
        in_order = len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
        return in_order or name.lower().rstrip(".") in self._words["tabled.numbering"]


def _without_mark(text: str, box: Box) -> Box:
    """Return a figure's characters without the mark of a footnote that has run into it: "12,4001"."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})*,\d{3})\d", text[slice(*box)])
    return (box[0], box[0] + len(found[1])) if found else box


def _with_bracket(cell: Cell, words: str, start: int) -> Iterator[Cell]:
    """Yield a cell, and what stands in brackets in it where its header has such as well: "Families (persons)"."""
    head, figure = _BRACKETED.fullmatch(cell.header), _TWO.fullmatch(words)
    if head is None or figure is None:
        yield cell
        return
    for n in (1, 2):
        yield replace(cell, start=start + figure.start(n), end=start + figure.end(n), header=head[n])
