"""From a table's cell to a claim: its header says what was counted, its row's label where or when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kilis.sources.reading import table_places
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.columns import heads_days, levels
from kilis.sources.reading.context import Context
from kilis.sources.reading.dating import FLOWS
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import Claim, Quantity, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import Number, NumberGrammar
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.tokens import tokenize

_ABOVE = 1000
_SENTENCES = re.compile(r"(?<=[.:;!?])\s+|\n+")
_PEOPLE = ("persons", "households")
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
    is_total = not row.words("tabled.totals").isdisjoint(row.lows[:2]) and not row.places
    is_listed = not cell.header and not cell.heads
    is_rest = is_listed and not row.places and not is_total and table_places.is_rest(row)
    if is_rest or _is_beside(cell, lexicon, context.today):
        return None  # "Others 430", a share
    column = table_places.of_column(cell, finder, lexicon)
    by_column = bool(column) or cell.day is not None
    action, unit = _counted(cell, text, told, lexicon, by_column=by_column)
    if action is None or action in ("none", "injured"):
        return None
    if cell.day is not None and cell.day.kind == "total" and action not in FLOWS:
        return None  # the sum of what stood there on several days
    tokens = tokenize(text, cell.start, cell.end)
    numbers = grammar.find(tokens, lexicon.phrases.find(tokens), [])
    if not numbers:
        return None
    number = _scaled(numbers[0], cell.scale, text[cell.start : cell.end])
    if number.value is not None and number.value < 1:
        return None
    date, since = context.today, None
    if row.dates:
        date, since = row.dates[0].date, row.dates[0].since
        if date and since is None and "week" in cell.above.lower() and "end" in cell.above.lower():
            since = date - datetime.timedelta(days=6)
    roles = table_places.roles_of(cell, row, column, finder, context, action)
    quantity = Quantity(number.value, number.low, number.high, number.qualifier, unit)
    words = text[cell.label_start : cell.label_end].strip()
    span = Span(tokens[number.start].start, tokens[number.end - 1].end)
    return Claim(
        "figure", action, quantity, roles.at, roles.origin, roles.destination, date, since,
        words if row.dates else None, None, None, "stated", (span,), Span(cell.label_start, cell.end),
    )  # fmt: skip


def _is_beside(cell: Cell, lexicon: Lexicon, today: datetime.date | None) -> bool:
    """Whether a column counts no people of its own: a share, a part by sex or age, a change from column to column, or
    a year long ago.
    """
    words = {token.low for token in tokenize(cell.header)}
    grammar = lexicon.grammar
    if not words.isdisjoint(grammar["tabled.shares"]) or words & grammar["tabled.parts"]:
        return True
    if cell.day is not None and cell.day.kind == "year" and today is not None and cell.day.is_history(today):
        return True
    if today is not None and any(_is_old(head, words, lexicon, today) for head, words in cell.rest):
        return True
    return cell.between_days and bool(words & grammar["tabled.change"])


def _is_old(head: str, words: str, lexicon: Lexicon, today: datetime.date) -> bool:
    """Whether a cell of the row names a year long ago."""
    is_year = words.isdecimal() and heads_days(head, lexicon)
    return is_year and datetime.MINYEAR <= int(words) < today.year - 1


def _scaled(number: Number, scale: int, words: str) -> Number:
    """Return a number multiplied by the scale of its column, where no point parts thousands: "412.540"."""
    if scale == 1:
        return number
    decimal = _DECIMAL.fullmatch(words.strip())
    value = float(words.replace(",", ".")) if decimal else number.value
    low, high = (None if each is None else each * scale for each in (number.low, number.high))
    return replace(number, value=None if value is None else value * scale, low=low, high=high)


def _counted(cell: Cell, text: str, told: str | None, lexicon: Lexicon, *, by_column: bool) -> tuple[str | None, str]:
    """Return what a cell counts and in which unit: as its header says, the words above it, or what was told before."""
    heads = [cell.header, *([text[cell.label_start : cell.label_end]] if by_column else [])]
    unit = next((found for head in heads if (found := _unit(head, lexicon))), None)
    above = _unit(cell.above, lexicon)
    if unit == "other" or (unit is None and cell.header[:1].isdecimal() and cell.day is None):
        return None, ""
    beside = next((u for head, _ in cell.rest if (u := _unit(head, lexicon)) in _PEOPLE), None)
    told_unit = (above if above in _PEOPLE else beside) or "persons"
    words = tokenize(cell.header)
    if any(token.low in lexicon.grammar["tabled.change"] for token in words):
        return "arrived" if told or above in _PEOPLE or beside or unit else None, unit or told_unit
    action = next((found for head in heads if (found := _meaning(head, lexicon))), None)
    if action is None and words and words[0].low in lexicon.grammar["tabled.inside"]:
        action = _stock(cell.header, lexicon)
    part = text[slice(*cell.whole)] if cell.whole else ""
    action = action or next(
        (found for words in (part, *_above(cell, lexicon)) if (found := _meaning(words, lexicon))), None
    )
    is_bare = any(_unit(head.partition("(")[0], lexicon) in _PEOPLE for head in heads)  # not "Food (persons)"
    if action is None and unit:
        action = _stock(f"{cell.above} {cell.header}", lexicon) or (told if is_bare else None)
    return action, unit or told_unit


def _above(cell: Cell, lexicon: Lexicon) -> tuple[str, str]:
    """Return the header of the labels and the title, the title first where that header only names a kind of place."""
    kinds = levels(lexicon)
    is_kind = all(t.low in kinds or t.low in lexicon.function or not t.is_word for t in tokenize(cell.corner))
    return (cell.title, cell.corner) if is_kind else (cell.corner, cell.title)


def told_before(claims: Sequence[Claim], begin: int) -> str | None:
    """Return what the figure that stands last above a table tells of people on their way or at a place."""
    near = [
        claim for claim in claims
        if claim.kind == "figure" and begin - _ABOVE <= claim.spans[0].start < begin
        and claim.action not in ("capacity", "population", "killed")
    ]  # fmt: skip
    return max(near, key=lambda claim: claim.spans[0].start).action if near else None


def _stock(words: str, lexicon: Lexicon) -> str | None:
    """Tell the people of a site from people of whom nothing is said: "Persons in site"."""
    placed = lexicon.grammar["tabled.sites"]
    return "sheltering" if any(token.low in placed for token in tokenize(words)) else None


def tells(title: str, lexicon: Lexicon) -> bool:
    """Whether the title of a list says what is counted below it."""
    return _meaning(title, lexicon) not in (None, "none", "injured") and _unit(title, lexicon) != "other"


def introduced(cells: list[Cell], text: str, lexicon: Lexicon) -> list[Cell]:
    """Return the cells of a list whose title says what is counted, or a sentence above it does; else nothing."""
    title = cells[0].title
    if any(cell.header and _unit(cell.header, lexicon) not in _PEOPLE for cell in cells):
        return []  # "Health 3.4 million"
    if any(cue.sense.kind == "people" and title[:at].rstrip()[-1:].isdigit() for at, cue in _cues(title, lexicon)):
        return []  # a sentence with a figure of its own
    if tells(title, lexicon):
        return cells
    opening = [token.low for token in tokenize(title)][:3]
    is_plain = not lexicon.grammar["tabled.opening"].isdisjoint(opening) or _unit(title, lexicon) in _PEOPLE
    above = text[max(0, cells[0].label_start - _ABOVE) : cells[0].label_start]
    for sentence in reversed(_SENTENCES.split(above)) if is_plain and _unit(title, lexicon) != "other" else ():
        if any(c.isdecimal() for c in sentence) and _unit(sentence, lexicon) in _PEOPLE and tells(sentence, lexicon):
            return [replace(cell, corner=sentence) for cell in cells]
    return []


def _cues(words: str, lexicon: Lexicon) -> Iterator[tuple[int, Cue]]:
    tokens = tokenize(words)
    yield from ((tokens[cue.start].start, cue) for cue in lexicon.phrases.find(tokens))


def _meaning(words: str, lexicon: Lexicon) -> str | None:
    room = lexicon.grammar["tabled.room"]
    if any(token.low in room for token in tokenize(words)):
        return "capacity"
    tokens = tokenize(words)
    cues = lexicon.phrases.find(tokens)
    nouns = [
        c
        for c in cues
        if c.sense.kind in ("noun", "action")
        and c.sense.label not in ("scaled", "moved", "counted")
        and tokens[c.end - 1].low not in lexicon.function  # not "Sites for", "district of"
    ]
    counted = [c.end for c in cues if c.sense.kind == "people"]
    verbs = [c for c in nouns if c.sense.kind == "action" and c.sense.form == "past" and c.start in counted]
    if verbs:
        return verbs[0].sense.label  # "Displaced persons received"
    if nouns:
        return max(nouns, key=lambda cue: cue.end - cue.start).sense.label
    lows = [token.low for token in tokenize(words)]
    named = (low if low in lexicon.implied else f"{low}s" for low in lows)  # "Returnee households"
    return next((lexicon.implied[name] for name in named if name in lexicon.implied), None)


def _unit(words: str, lexicon: Lexicon) -> str | None:
    lows = [token.low for token in tokenize(words)]
    for unit in _PEOPLE:
        if not lexicon.grammar[f"tabled.{unit}"].isdisjoint(lows):
            return unit
    labels = [cue.sense.label for cue in lexicon.phrases.find(tokenize(words)) if cue.sense.kind == "people"]
    if "households" in labels:
        return "households"
    return "persons" if "persons" in labels else ("other" if "other" in labels else None)


def is_scale(claim: Claim, text: str, tables: Sequence[tuple[int, int, list[Cell]]], lexicon: Lexicon) -> bool:
    """Whether a claim is nothing but the scale in a table's title: "IDPs by region, thousands"."""
    words = text[claim.spans[0].start : claim.spans[0].end].lower()
    if words not in lexicon.grammar["tabled.thousands"] | lexicon.grammar["tabled.millions"]:
        return False
    at = claim.spans[0].start
    return any(begin - _ABOVE <= at < begin and cells[0].scale > 1 for begin, _, cells in tables)
