"""Names of places that mean no place here: rivers that have one's name, and "London" in "a London-based group"."""

from __future__ import annotations

from collections.abc import Sequence

from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import NamedPlace
from kilis.sources.reading.tokens import Token

_BANK, _LAND = 3, 3


def is_river(tokens: Sequence[Token], start: int, end: int, place: NamedPlace, lexicon: Lexicon) -> bool:
    """Whether a listed name behind "the" is that of a river: a town's alone, any other where its banks are named.

    A river that has no other's name is a place like any other.
    """
    words = lexicon.grammar
    if start == 0 or tokens[start - 1].low not in words["the"] or place.kind not in ("settlement", "region", "country"):
        return False
    before = [""] * _BANK + [token.low for token in tokens[max(0, start - 1 - _BANK) : start - 1]]
    behind = [token.low for token in tokens[end : end + _LAND]]
    banks = words["rivers.banks"]
    if not banks.isdisjoint(behind[1:]) or (before[-1] in words["of"] and before[-2] in banks):
        return True
    if behind and (tokens[end].is_number or behind[0] in words["rivers.joining"]):
        return False
    alone = not behind or not tokens[end].is_word or behind[0] in lexicon.function
    return alone and (place.kind == "settlement" or before[-1] in words["rivers.over"])


def is_maker(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a name only tells of somebody or who holds a land: "New York-based monitors", "Tigers-held territory"."""
    made = lexicon.grammar["names.made"]
    if end + 1 < len(tokens) and tokens[end].text == "-" and tokens[end + 1].low in made:
        return True
    return end - start > 2 and tokens[end - 2].text == "-" and tokens[end - 1].low in made
