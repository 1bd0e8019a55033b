"""From a table's cell to a claim: its header says what was counted, its row's label where or when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import MOVING
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.tokens import tokenize

_LONGEST_NAME = 7
_ABOVE = 1000
_SENTENCES = re.compile(r"(?<=[.:;!?])\s+|\n+")
_PEOPLE = ("persons", "households")


def claim_of_cell(
    text: str,
    cell: Cell,
    row: Sentence,
    named: list[tuple[int, int, NamedPlace]],
    lexicon: Lexicon,
    grammar: NumberGrammar,
    context: Context,
    told: str | None = None,
) -> Claim | None:
    """Return the claim of a cell, or None where nothing names people and what they did; ``told`` was told before."""
    is_total = not row.words("tabled.totals").isdisjoint(row.lows[:2]) and not row.places
    if not cell.header and not row.places and not is_total and _is_rest(row):
        return None  # "Others 430"
    column = tuple(place for _, _, place in named)
    action, unit = _counted(cell, text[cell.label_start : cell.label_end], told, lexicon, by_column=bool(column))
    if action is None or action in ("none", "injured"):
        return None
    tokens = tokenize(text, cell.start, cell.end)
    numbers = grammar.find(tokens, lexicon.phrases.find(tokens), [])
    if not numbers:
        return None
    number = numbers[0]
    if number.value == 0:
        return None
    date, since = context.today, None
    if row.dates:
        date, since = row.dates[0].date, row.dates[0].since
        if date and since is None and "week" in cell.above.lower() and "end" in cell.above.lower():
            since = date - datetime.timedelta(days=6)
    places = column or (() if is_total else _named(row) or context.heading)
    at, destination = ((), places) if action in MOVING else (places, ())
    quantity = Quantity(number.value, number.low, number.high, number.qualifier, unit)
    words = text[cell.label_start : cell.label_end].strip()
    return Claim(
        "figure", action, quantity, at, (), destination, date, since, words if row.dates else None, None, None,
        "stated", (Span(tokens[0].start, tokens[-1].end),), Span(cell.label_start, cell.end),
    )  # fmt: skip


def _counted(cell: Cell, label: str, told: str | None, lexicon: Lexicon, *, by_column: bool) -> tuple[str | None, str]:
    """Return what a cell counts and in which unit: as its header says, the words above it, or what was told before."""
    heads = [cell.header, *([label] if by_column else [])]
    unit = next((found for head in heads if (found := _unit(head, lexicon))), None)
    above = _unit(cell.above, lexicon)
    if unit == "other" or (unit is None and cell.header[:1].isdecimal()):
        return None, ""
    beside = next((u for head, _ in cell.rest if (u := _unit(head, lexicon)) in _PEOPLE), None)
    told_unit = (above if above in _PEOPLE else beside) or "persons"
    words = tokenize(cell.header)
    if any(token.low in lexicon.grammar["tabled.change"] for token in words):
        return "arrived" if told or above in _PEOPLE or beside or unit else None, unit or told_unit
    action = next((found for head in heads if (found := _meaning(head, lexicon))), None)
    if action is None and words and words[0].low in lexicon.grammar["tabled.inside"]:
        action = _stock(cell.header, lexicon)
    action = action or _meaning(cell.corner, lexicon) or _meaning(cell.title, lexicon)
    is_bare = any(_unit(head.partition("(")[0], lexicon) in _PEOPLE for head in heads)  # not "Food (persons)"
    if action is None and unit:
        action = _stock(f"{cell.above} {cell.header}", lexicon) or (told if is_bare else None)
    return action, unit or told_unit


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


def _is_rest(row: Sentence) -> bool:
    """Whether a label names no place of its own: "Others", "Third countries"."""
    words = [token for token in row.tokens if token.is_word]
    return not row.words("tabled.rest").isdisjoint(row.lows) or not any(token.text[0].isupper() for token in words[-1:])


def _named(row: Sentence) -> tuple[NamedPlace, ...]:
    """Return the places that a row's label names; a label that is one name is one place, listed or not."""
    places = tuple(p[2] for p in row.places)
    end = next((k for k, token in enumerate(row.tokens) if token.text == "("), len(row.tokens))
    words = row.tokens[:end]
    whole = len(places) == 1 and row.places[0][0] == 0 and row.places[0][1] >= end
    one_name = 0 < len(words) <= _LONGEST_NAME and all(
        token.text[0].isupper() or token.low in row.words("tabled.joining") or not token.is_word for token in words
    )
    if whole or row.dates or not one_name or _is_rest(row) or any(token.text in ",:" for token in words):
        return places
    if not set(row.lows[:end]).isdisjoint(row.words("context.site_nouns")) and places:
        return places  # "Azaz town": the place, not its noun
    start, stop = words[0].start, words[-1].end
    return (NamedPlace(row.text[start:stop], start, stop),)


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
    cues = lexicon.phrases.find(tokenize(words))
    nouns = [
        c for c in cues if c.sense.kind in ("noun", "action") and c.sense.label not in ("scaled", "moved", "counted")
    ]
    counted = [c.end for c in cues if c.sense.kind == "people"]
    verbs = [c for c in nouns if c.sense.kind == "action" and c.sense.form == "past" and c.start in counted]
    if verbs:
        return verbs[0].sense.label  # "Displaced persons received"
    if nouns:
        return max(nouns, key=lambda cue: cue.end - cue.start).sense.label
    lows = [token.low for token in tokenize(words)]
    return next((lexicon.implied[low] for low in lows if low in lexicon.implied), None)


def _unit(words: str, lexicon: Lexicon) -> str | None:
    labels = [cue.sense.label for cue in lexicon.phrases.find(tokenize(words)) if cue.sense.kind == "people"]
    if "households" in labels:
        return "households"
    return "persons" if "persons" in labels else ("other" if "other" in labels else None)
