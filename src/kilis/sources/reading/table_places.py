"""The places of a table's figures: those of the row's label, of the column, or of columns of their own."""

from __future__ import annotations

from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.attach import MOVING
from kilis.sources.reading.context import Context
from kilis.sources.reading.dating import FLOWS
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import NamedPlace
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.roles import Roles
from kilis.sources.reading.rows import Cell
from kilis.sources.reading.tokens import Token

_LONGEST_NAME, _MANY = 7, 8
Places = tuple[NamedPlace, ...]


def of_column(cell: Cell, finder: PlaceFinder, lexicon: Lexicon) -> Places:
    """Return the places that a column's header names; beside such columns, and where rows and columns are whence and
    whither people went, a header that is one name is one.
    """
    tokens = lexicon.tokens(cell.header)
    named = tuple(place for _, _, place in finder.find(cell.header, tokens))
    if named or not tokens or cell.day is not None or not _may_name(tokens, lexicon):
        return named
    heads = (head for head in cell.heads[:_MANY] if head != cell.header)
    crossed = len(_ends(cell.corner, lexicon) or _titled(cell.title, lexicon)) == 2
    if crossed or any(finder.find(head, lexicon.tokens(head)) for head in heads):
        return (NamedPlace(cell.header, 0, len(cell.header)),)
    return ()


def roles_of(cell: Cell, row: Sentence, column: Places, finder: PlaceFinder, context: Context, action: str) -> Roles:
    """Return where the people of a cell are, whence they came and where they went."""
    ends = _ends(cell.corner, row.lexicon) if cell.heads else ()  # over a list stands a sentence
    if column and not ends:
        ends = _titled(cell.title, row.lexicon) or _led(cell.header, finder, row.lexicon)
    own = _of_label(row, cell, finder) if cell.label_day is None else ()
    beside: dict[str, Places] = {}
    for head, words in cell.rest:
        end = _ends(head, row.lexicon)
        if len(end) == 1 and (found := _of_words(words, finder, row.lexicon)):
            beside[end[0]] = found
    if column and len(ends) == 2:
        told = {ends[0]: own, ends[1]: column}
    elif column and ends:
        other = "to" if ends[0] == "from" else "from"
        told = {ends[0]: own, other: column}
    elif ends or beside:
        told = {**({ends[0]: own} if len(ends) == 1 else {"at": own}), **beside}
        if "to" not in told and "at" not in told:
            told["at"] = _of_title(cell.title, finder, row.lexicon) or context.heading
    else:
        is_whole = is_total(row) or cell.label_day is not None
        above = _of_title(cell.title, finder, row.lexicon) if is_whole else ()
        told = {"at": column or own or above or (() if is_total(row) else context.heading)}
    if told.get("to") and told.get("at") == told["to"]:
        del told["at"]
    at, destination = told.get("at", ()), told.get("to", ())
    if action in MOVING:
        return Roles((), told.get("from", ()), destination or at)
    if action in FLOWS and told.get("from"):
        return Roles(at, told["from"], destination)
    return Roles(at or destination, told.get("from", ()))


def _led(header: str, finder: PlaceFinder, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the ends that a header leads to: the rows of "Returns to Kosovo" are whence, of "From Sudan" whither."""
    tokens = lexicon.tokens(header)
    leads = {lexicon.role_of.get(tokens[a - 1].low) for a, _, _ in finder.find(header, tokens) if a}
    return ("from", "to") if leads == {"to"} else ("to", "from") if leads == {"from"} else ()


def _of_title(title: str, finder: PlaceFinder, lexicon: Lexicon) -> Places:
    """Return the place that a title is about: "Refugees in Chad by country of origin"."""
    tokens = lexicon.tokens(title)
    named = finder.find(title, tokens)
    return tuple(p for a, _, p in named if a and lexicon.role_of.get(tokens[a - 1].low) == "at")[:1]


def _ends(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return which ends of a way the words name, in their order: ("from", "to") of "Origin / Destination".

    Of "by origin (columns) and destination (rows)" the end of the rows is the first.
    """
    found: list[str] = []
    is_crosswise = False
    for token in lexicon.tokens(words):
        for end in ("from", "to"):
            if token.low in lexicon.grammar[f"tabled.{end}"] and end not in found:
                found.append(end)
        is_crosswise = is_crosswise or (len(found) == 1 and token.low in lexicon.grammar["tabled.columns"])
    return tuple(reversed(found)) if is_crosswise else tuple(found)


def _titled(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return both ends of a way where a title names them, not only "from Sudan to Chad"."""
    nouns = " ".join(token.text for token in lexicon.tokens(title) if token.low not in lexicon.function)
    ends = _ends(nouns, lexicon)
    return ends if len(ends) == 2 else ()


def _of_words(words: str, finder: PlaceFinder, lexicon: Lexicon) -> Places:
    tokens = lexicon.tokens(words)
    named = tuple(place for _, _, place in finder.find(words, tokens))
    return named or ((NamedPlace(words, 0, len(words)),) if tokens and _may_name(tokens, lexicon) else ())


def _may_name(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are one name, and no total, and count nobody."""
    lows = {token.low for token in tokens}
    grammar = lexicon.grammar
    if not lows.isdisjoint(grammar["tabled.totals"] | grammar["tabled.rest"] | grammar["tabled.change"]):
        return False
    is_name = all(t.is_name or t.low in grammar["tabled.joining"] or t.text in "-'." for t in tokens)
    return is_name and not any(cue.sense.kind in ("people", "noun") for cue in lexicon.phrases.find(tokens))


def is_total(row: Sentence) -> bool:
    """Whether a label opens with a word for all: "Grand total", "Sub-total Kaya"."""
    return not row.words["tabled.totals"].isdisjoint(row.lows[:3])


def is_rest(row: Sentence) -> bool:
    """Whether a label names no place of its own: "Others", "Third countries"."""
    words = [token for token in row.tokens[: _name_end(row)] if token.is_word]
    return not row.words["tabled.rest"].isdisjoint(row.lows) or not any(token.text[0].isupper() for token in words[-1:])


def _name_end(row: Sentence) -> int:
    """Return the token behind a label's name: what follows in brackets or behind a comma only describes it."""
    return next(
        (k for k, token in enumerate(row.tokens) if token.text == "(" or (k and token.text == ",")), len(row.tokens)
    )


def _of_label(row: Sentence, cell: Cell, finder: PlaceFinder) -> Places:
    """Return the places that a row's label names; of a part's total, that of the part it closes."""
    if not is_total(row):
        return _named(row)
    if row.places:
        return tuple(place for _, _, place in row.places)
    is_part = not row.words["tabled.part"].isdisjoint(row.lows[:2]) or not (
        cell.is_last or not row.words["tabled.grand"].isdisjoint(row.lows)
    )
    words = row.text[slice(*cell.whole)] if cell.whole and is_part else ""
    return _of_words(words, finder, row.lexicon) if words else ()


def _named(row: Sentence) -> Places:
    """Return the places that a row's label names; a label that is one name is one place, listed or not."""
    places = tuple(p[2] for p in row.places)
    end = _name_end(row)
    words = row.tokens[:end]
    whole = len(places) == 1 and row.places[0][0] == 0 and row.places[0][1] >= end
    one_name = 0 < len(words) <= _LONGEST_NAME and all(
        token.text[0].isupper() or token.low in row.words["tabled.joining"] or not token.is_word for token in words
    )
    is_row = bool(places) and row.low[end] == ","  # "Kaya, Dori"
    if whole or row.dates or is_row or not one_name or is_rest(row) or any(token.text == ":" for token in words):
        return places
    told = {k for cue in row.of_kinds(("people", "noun", "action")) for k in range(cue.start, cue.end)}
    if not places and told.issuperset(range(len(words))):
        return ()  # "Killed"
    if not set(row.lows[:end]).isdisjoint(row.words["context.site_nouns"]) and places:
        return places  # "Azaz town": the place, not its noun
    start, stop = words[0].start, words[-1].end
    return (NamedPlace(row.text[start:stop], start, stop),)
