"""What a column of a table counts, and in which unit: by its header, the title, and what the other columns count."""

from __future__ import annotations

import datetime
import functools

from kilis.sources.reading.columns import heads_days, levels
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.rows import Cell

PEOPLE = ("persons", "households")
_MOVES = frozenset({"arrived", "returned", "transferred"})
_STAYS = frozenset({"sheltering", "registered", "displaced", "returned"})
_DONE_TO = frozenset({"received", "registered", "admitted"})
"""What is told of money and goods as well."""


def counted(cell: Cell, text: str, told: str | None, lexicon: Lexicon, *, by_column: bool) -> tuple[str | None, str]:
    """Return what a cell counts and in which unit: as its header says, the words above it, or what was told before."""
    heads = [cell.header, *([text[cell.label_start : cell.label_end]] if by_column else [])]
    unit = next((found for head in heads if (found := _headed(head, lexicon))), None)
    above = unit_of(cell.above, lexicon)
    if unit == "other" or (unit is None and cell.header[:1].isdecimal() and cell.day is None):
        return None, ""
    beside = next((u for head, _ in cell.rest if (u := unit_of(head, lexicon)) in PEOPLE), None)
    told_unit = (above if above in PEOPLE else beside) or "persons"
    words = lexicon.tokens(cell.header)
    if any(token.low in lexicon.grammar["tabled.change"] for token in words):
        return "arrived" if told or above in PEOPLE or beside or unit else None, unit or told_unit
    action = next((found for head in heads if (found := meaning(head, lexicon))), None)
    lows = [token.low for token in words if token.is_word]
    plain = lexicon.grammar["tabled.plain"] | lexicon.grammar["tabled.totals"] | lexicon.grammar["tabled.people"]
    counts = unit in PEOPLE or above in PEOPLE or any(unit_of(head, lexicon) in PEOPLE for head in cell.heads)
    if action in _DONE_TO and not counts:
        return None, ""  # "Required    Received" of money
    if action is None and unit is None and not by_column and _is_of_others(cell, lexicon):
        return None, ""  # "Tents" beside "Families"
    if action == "sheltering" and not cell.title.endswith(".") and _is_implied(cell.header, lexicon):
        action = next((told for words in _above(cell, lexicon) if (told := meaning(words, lexicon)) in _MOVES), action)
    if action == "population" and plain.issuperset(lows):
        action = next((told for each in _above(cell, lexicon) if (told := meaning(each, lexicon)) in _STAYS), action)
    if action is None and words and words[0].low in lexicon.grammar["tabled.inside"]:
        action = _stock(cell.header, lexicon)
    part = text[slice(*cell.whole)] if cell.whole else ""
    own = cell.title.rstrip(": ").rpartition(": ")[2]  # without the heading above it
    if action is None and told and cell.day is not None and not cell.header and meaning(own, lexicon) is None:
        action = told if cell.day.since else "sheltering"  # as many as were there on that day
    action = action or next(
        (found for words in (part, *_above(cell, lexicon)) if (found := meaning(words, lexicon))), None
    )
    is_bare = any(unit_of(head.partition("(")[0], lexicon) in PEOPLE for head in heads)  # not "Food (persons)"
    if action is None and unit:
        action = _stock(f"{cell.above} {cell.header}", lexicon) or (told if is_bare else None)
    return action, unit or told_unit


def _headed(header: str, lexicon: Lexicon) -> str | None:
    """Return whom a header counts; not the families of "In host families" nor the week of "Current week"."""
    lows = [token.low for token in lexicon.tokens(header)]
    plain = lexicon.grammar["tabled.plain"] | lexicon.grammar["tabled.units"]
    if plain.issuperset(lows) or not lexicon.grammar["tabled.inside"].isdisjoint(lows[:1]):
        return None
    return unit_of(header, lexicon)


def _is_of_others(cell: Cell, lexicon: Lexicon) -> bool:
    """Whether the words of a header count something else, since other headers of the table count people."""
    lows = [token.low for token in lexicon.tokens(cell.header) if token.is_word]
    inside = lexicon.grammar["tabled.inside"]
    plain = lexicon.grammar["tabled.totals"] | lexicon.grammar["tabled.plain"] | lexicon.function
    if not lows or lows[0] in inside or plain.issuperset(lows):
        return False
    return any(unit_of(head, lexicon) in PEOPLE for head in cell.heads)


def _is_implied(header: str, lexicon: Lexicon) -> bool:
    """Whether a header only says whom it counts, "Sudanese refugees", not that they stay."""
    tokens = lexicon.tokens(header)
    cues = [cue for cue in lexicon.phrases.find(tokens) if cue.sense.kind in ("noun", "action")]
    return all(cue.end - cue.start == 1 and tokens[cue.start].low in lexicon.implied for cue in cues)


def _above(cell: Cell, lexicon: Lexicon) -> tuple[str, str]:
    """Return the header of the labels and the title, the title first where that header only names a kind of place."""
    kinds = levels(lexicon)
    is_kind = all(t.low in kinds or t.low in lexicon.function or not t.is_word for t in lexicon.tokens(cell.corner))
    return (cell.title, cell.corner) if is_kind else (cell.corner, cell.title)


def is_beside(cell: Cell, label: str, lexicon: Lexicon, today: datetime.date | None) -> bool:
    """Whether a column counts no people of its own: a share, a part by sex or age, money, those who were helped or
    asked for asylum, a change from column to column, a year long ago.
    """
    words = {token.low for token in lexicon.tokens(cell.header)}
    grammar = lexicon.grammar
    if words & (grammar["tabled.shares"] | grammar["tabled.parts"] | grammar["tabled.aid"]):
        return True
    title = {token.low for token in lexicon.tokens(cell.title)}
    if (words | title) & (grammar["tabled.money"] | grammar["tabled.asking"]):
        return True
    if cell.day is None and words & grammar["tabled.earlier"]:
        return True  # as it was before, of no day
    if cell.day is not None and cell.day.kind == "year" and today is not None and cell.day.is_history(today):
        return True
    if today is not None and (
        _is_old(cell.corner, label, lexicon, today)
        or any(_is_old(head, words, lexicon, today) for head, words in cell.rest)
    ):
        return True
    return cell.between_days and bool(words & grammar["tabled.change"])


def _is_old(head: str, words: str, lexicon: Lexicon, today: datetime.date) -> bool:
    """Whether a cell of the row names a year long ago."""
    is_year = words.isdecimal() and heads_days(head, lexicon)
    return is_year and datetime.MINYEAR <= int(words) < today.year - 1


def _stock(words: str, lexicon: Lexicon) -> str | None:
    """Tell the people of a site from people of whom nothing is said: "Persons in site"."""
    placed = lexicon.grammar["tabled.sites"]
    return "sheltering" if any(token.low in placed for token in lexicon.tokens(words)) else None


@functools.lru_cache(maxsize=4096)
def meaning(words: str, lexicon: Lexicon) -> str | None:
    """Return the action that a header or title names: where people are said to be counted, what was done with them."""
    room = lexicon.grammar["tabled.room"]
    if any(token.low in room for token in lexicon.tokens(words)):
        return "capacity"
    tokens = lexicon.tokens(words)
    cues = lexicon.phrases.find(tokens)
    nouns = [
        c
        for c in cues
        if c.sense.kind in ("noun", "action")
        and c.sense.label not in ("scaled", "moved", "counted")
        and tokens[c.end - 1].low not in lexicon.grammar["tabled.hanging"]  # not "Sites for", "district of"
    ]
    counted = [c.end for c in cues if c.sense.kind == "people"]
    verbs = [c for c in nouns if c.sense.kind == "action" and c.sense.form == "past" and c.start in counted]
    if verbs:
        return verbs[0].sense.label  # "Displaced persons received"
    if nouns:
        return max(nouns, key=lambda cue: cue.end - cue.start).sense.label
    lows = [token.low for token in lexicon.tokens(words)]
    named = (f"{low}{ending}" for low in lows for ending in ("", *lexicon.endings["plural"]))  # "Returnee households"
    return next((lexicon.implied[name] for name in named if name in lexicon.implied), None)


@functools.lru_cache(maxsize=4096)
def unit_of(words: str, lexicon: Lexicon) -> str | None:
    """Return whom words count: "households", "persons", "other" for what are no people."""
    lows = [token.low for token in lexicon.tokens(words)]
    for unit in PEOPLE:
        if not lexicon.grammar[f"tabled.{unit}"].isdisjoint(lows):
            return unit
    labels = [cue.sense.label for cue in lexicon.phrases.find(lexicon.tokens(words)) if cue.sense.kind == "people"]
    if "households" in labels:
        return "households"
    return "persons" if "persons" in labels else ("other" if "other" in labels else None)
