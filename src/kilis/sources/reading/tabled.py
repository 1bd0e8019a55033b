"""From a table's cell to a claim: its header says what was counted, its row's label where or when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kilis.sources.reading import table_places
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.dating import FLOWS
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import Claim, Quantity, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import Number, NumberGrammar
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.table_counts import PEOPLE, counted, is_beside, meaning, unit_of

_ABOVE = 1000
_SENTENCES = re.compile(r"(?<=[.:;!?])\s+|\n+")
_DECIMAL = re.compile(r"\d+\.\d+|\d+,\d{1,2}")


def claim_of_cell(
    text: str,
    cell: Cell,
    row: Sentence,
    finder: PlaceFinder,
    lexicon: Lexicon,
    grammar: NumberGrammar,
    context: Context,
    told: str | None = None,
) -> Claim | None:
    """Return the claim of a cell, or None where nothing names people and what they did; ``told`` was told before."""
    is_total = not row.words["tabled.totals"].isdisjoint(row.lows[:2]) and not row.places
    words = text[cell.label_start : cell.label_end].strip()
    is_listed = not cell.header and not cell.heads
    is_rest = is_listed and not row.places and not is_total and table_places.is_rest(row)
    if is_rest or is_beside(cell, words, lexicon, context.today):
        return None  # "Others 430", a share
    column = table_places.of_column(cell, finder, lexicon)
    by_column = bool(column) or cell.day is not None or cell.header.lower() in lexicon.grammar["tabled.totals"]
    action, unit = counted(cell, text, told, lexicon, by_column=by_column)
    if action is None or action in ("none", "injured"):
        return None
    if action not in FLOWS and any(day is not None and day.kind == "total" for day in (cell.day, cell.label_day)):
        return None  # the sum of what stood there on several days
    tokens = lexicon.tokens(text, cell.start, cell.end)
    numbers = grammar.find(tokens, lexicon.phrases.find(tokens), [])
    if not numbers:
        return None
    number = _scaled(numbers[0], cell.scale, text[cell.start : cell.end])
    if number.value is not None and number.value < 1:
        return None
    date, since = context.today, None
    labelled = row.dates[0] if row.dates else cell.label_day
    if labelled is not None:
        date, since = labelled.date, labelled.since if row.dates or action in FLOWS else None
        if date and since is None and lexicon.patterns["tabled.week_ending"].search(cell.above):
            since = date - datetime.timedelta(days=6)
    roles = table_places.roles_of(cell, row, column, finder, context, action)
    quantity = Quantity(number.value, number.low, number.high, number.qualifier, unit)
    line = Span(min(cell.start, cell.label_start), max(cell.end, cell.label_end))
    span = Span(tokens[number.start].start, tokens[number.end - 1].end)
    return Claim(
        "figure", action, quantity, roles.at, roles.origin, roles.destination, date, since,
        words if labelled else None, None, None, "stated", (span,), line,
    )  # fmt: skip


def _scaled(number: Number, scale: int, words: str) -> Number:
    """Return a number multiplied by the scale of its column, where no point parts thousands: "412.540"."""
    if scale == 1:
        return number
    decimal = _DECIMAL.fullmatch(words.strip())
    value = float(words.replace(",", ".")) if decimal else number.value
    low, high = (None if each is None else each * scale for each in (number.low, number.high))
    return replace(number, value=None if value is None else value * scale, low=low, high=high)


def told_before(claims: Sequence[Claim], begin: int) -> str | None:
    """Return what the figure that stands last above a table tells of people on their way or at a place."""
    near = [
        claim for claim in claims
        if claim.kind == "figure" and begin - _ABOVE <= claim.spans[0].start < begin
        and claim.action not in ("capacity", "population", "killed")
    ]  # fmt: skip
    return max(near, key=lambda claim: claim.spans[0].start).action if near else None


def tells(title: str, lexicon: Lexicon) -> bool:
    """Whether the title of a list says what is counted below it."""
    return meaning(title, lexicon) not in (None, "none", "injured") and unit_of(title, lexicon) != "other"


def introduced(cells: list[Cell], text: str, lexicon: Lexicon) -> list[Cell]:
    """Return the cells of a list whose title says what is counted, or a sentence above it does; else nothing."""
    title = cells[0].title
    if any(cell.header and unit_of(cell.header, lexicon) not in PEOPLE for cell in cells):
        return []  # "Health 3.4 million"
    if any(cue.sense.kind == "people" and title[:at].rstrip()[-1:].isdigit() for at, cue in _cues(title, lexicon)):
        return []  # a sentence with a figure of its own
    if tells(title, lexicon):
        return cells
    opening = [token.low for token in lexicon.tokens(title)][:3]
    is_plain = not lexicon.grammar["tabled.opening"].isdisjoint(opening) or unit_of(title, lexicon) in PEOPLE
    above = text[max(0, cells[0].label_start - _ABOVE) : cells[0].label_start]
    for sentence in reversed(_SENTENCES.split(above)) if is_plain and unit_of(title, lexicon) != "other" else ():
        if any(c.isdecimal() for c in sentence) and unit_of(sentence, lexicon) in PEOPLE and tells(sentence, lexicon):
            return [replace(cell, corner=sentence) for cell in cells]
    return []


def _cues(words: str, lexicon: Lexicon) -> Iterator[tuple[int, Cue]]:
    tokens = lexicon.tokens(words)
    yield from ((tokens[cue.start].start, cue) for cue in lexicon.phrases.find(tokens))


def is_scale(claim: Claim, text: str, tables: Sequence[tuple[int, int, list[Cell]]], lexicon: Lexicon) -> bool:
    """Whether a claim is nothing but the scale in a table's title: "IDPs by region, thousands"."""
    words = text[claim.spans[0].start : claim.spans[0].end].lower()
    if words not in lexicon.grammar["tabled.thousands"] | lexicon.grammar["tabled.millions"]:
        return False
    at = claim.spans[0].start
    return any(begin - _ABOVE <= at < begin and cells[0].scale > 1 for begin, _, cells in tables)
