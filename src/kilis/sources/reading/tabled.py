"""From a table's cell to a claim: its header says what was counted, its row's label where or when."""

from __future__ import annotations

import datetime

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import MOVING
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.tokens import tokenize

_LONGEST_NAME = 4


def claim_of_cell(
    text: str,
    cell: Cell,
    row: Sentence,
    named: list[tuple[int, int, NamedPlace]],
    lexicon: Lexicon,
    grammar: NumberGrammar,
    context: Context,
) -> Claim | None:
    """Return the claim of a cell, or None where neither header nor title names people and what they did."""
    is_total = not row.words("tabled.totals").isdisjoint(row.lows[:2]) and not row.places
    if not cell.header and not row.places and not is_total and _is_rest(row):
        return None  # "Others 430"
    action, unit = _meaning(cell.header, lexicon), _unit(cell.header, lexicon)
    if unit == "other":
        return None
    action = (
        action or _meaning(cell.title, lexicon) or (_stock(f"{cell.title} {cell.header}", lexicon) if unit else None)
    )
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
        if date and since is None and "week" in cell.title.lower() and "end" in cell.title.lower():
            since = date - datetime.timedelta(days=6)
    places = () if is_total else _named(row) or context.heading
    if column := tuple(place for _, _, place in named):
        places = column
    at, destination = ((), places) if action in MOVING else (places, ())
    quantity = Quantity(
        number.value, number.low, number.high, number.qualifier, unit or _unit(cell.title, lexicon) or "persons"
    )
    words = text[cell.label_start : cell.label_end].strip()
    return Claim(
        "figure", action, quantity, at, (), destination, date, since, words if row.dates else None, None, None,
        "stated", (Span(tokens[0].start, tokens[-1].end),), Span(cell.label_start, cell.end),
    )  # fmt: skip


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
    if whole or row.dates or not one_name or _is_rest(row) or any(token.text == "," for token in words):
        return places
    if not set(row.lows[:end]).isdisjoint(row.words("context.site_nouns")) and places:
        return places  # "Azaz town": the place, not its noun
    start, stop = words[0].start, words[-1].end
    return (NamedPlace(row.text[start:stop], start, stop),)


def tells(title: str, lexicon: Lexicon) -> bool:
    """Whether the title of a list says what is counted below it."""
    return _meaning(title, lexicon) not in (None, "none", "injured") and _unit(title, lexicon) != "other"


def _meaning(words: str, lexicon: Lexicon) -> str | None:
    room = lexicon.grammar["tabled.room"]
    if any(token.low in room for token in tokenize(words)):
        return "capacity"
    cues = lexicon.phrases.find(tokenize(words))
    nouns = [c for c in cues if c.sense.kind in ("noun", "action") and c.sense.label not in ("scaled", "moved")]
    if nouns:
        return max(nouns, key=lambda cue: cue.end - cue.start).sense.label
    lows = [token.low for token in tokenize(words)]
    return next((lexicon.implied[low] for low in lows if low in lexicon.implied), None)


def _unit(words: str, lexicon: Lexicon) -> str | None:
    labels = [cue.sense.label for cue in lexicon.phrases.find(tokenize(words)) if cue.sense.kind == "people"]
    if "households" in labels:
        return "households"
    return "persons" if "persons" in labels else ("other" if "other" in labels else None)
