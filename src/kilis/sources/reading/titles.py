"""Headlines in which most words have capitals: which of their words are names."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from kilis.sources.gazetteer import fold
from kilis.sources.reading.tokens import Token

_LONG, _FEWEST, _MOST = 4, 4, 30
_LONGEST_NAME = 4


def without_capitals(tokens: list[Token], plain: Container[str], is_place: Callable[[str], bool]) -> list[Token]:
    """Return the tokens of a line; of a headline, words that stand without a capital elsewhere are no names.

    ``plain`` are such words, ``is_place`` knows the folded names of places: "South Sudan" stays one.
    """
    if not is_titled(tokens) or tokens[-1].text in ".!":
        return tokens
    if sum([token.is_word and len(token.text) >= _LONG for token in tokens]) > _MOST:
        return tokens
    inside: set[int] = set()
    for at in range(len(tokens)):
        for end in range(min(at + _LONGEST_NAME, len(tokens)), at + 1, -1):
            if is_place(fold(" ".join(token.text for token in tokens[at:end]))):
                inside.update(range(at, end))
                break
    return [
        token if at in inside or not token.is_name or token.low not in plain
        else Token(token.text, token.start, token.end, token.low, token.is_word, False, token.is_number)
        for at, token in enumerate(tokens)
    ]  # fmt: skip


def is_titled(tokens: Sequence[Token]) -> bool:
    """Whether all words of some length have capitals, as in headlines: there a capital tells nothing."""
    long = 0
    for token in tokens:
        if token.is_word and len(token.text) >= _LONG:
            if not token.is_name:
                return False
            long += 1
    return long >= _FEWEST
