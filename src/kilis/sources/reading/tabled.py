"""From a table's cell to a claim: its header says what was counted, its row's label where or when."""

from __future__ import annotations

import datetime

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.tokens import tokenize

_ARRIVING = ("arrived", "returned", "transferred")


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
    places = tuple(p[2] for p in row.places) or context.heading
    if column := tuple(place for _, _, place in named):
        places = column
    at, destination = ((), places) if action in _ARRIVING else (places, ())
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
