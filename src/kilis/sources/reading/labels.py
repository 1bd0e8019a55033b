"""Names that label the lines of a list, and how many labels of the same form are known to be places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from kilis.sources.reading.tokens import BULLETS, Token

_LONGEST = 6
_LONGEST_MARK, _LONGEST_LABEL, _LONGEST_NAME, _REACH, _MANY = 5, 12, 4, 6, 3
_WITHIN, _ENDING = frozenset("'-.(),"), frozenset(":–—|") | {"number"}
_MARK = re.compile(rf"[{BULLETS}]|o\s|\(?\d{{1,2}}[.)]\s")
Form = tuple[str, str]


def opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether only the mark or number of a list's line stands before a token: "(c) Samuda"."""
    if at >= _LONGEST_MARK:
        return False
    return True not in [len(token.text) > 2 or (token.is_word and len(token.text) > 1) for token in tokens[:at]]


def label_end(lows: Sequence[str]) -> int | None:
    """Return the colon behind a line's label, however much stands in brackets before it: "Hawiga (Kirkuk): 1,305"."""
    depth = size = 0
    for at, low in enumerate(lows):
        if low == ":" and at and not depth:
            return at
        depth += (low == "(") - (low == ")")
        size += not depth and low != ")"
        if size > _LONGEST:
            break
    return None


class Labels:
    """The labels of one document, by form: the mark before them and that behind them."""

    def __init__(self) -> None:
        self._known: defaultdict[Form, list[bool]] = defaultdict(list)

    def learn(self, tokens: Sequence[Token], is_known: Callable[[Sequence[Token]], bool]) -> None:
        """Note whether a line's label, if it has one, begins with a name that is known."""
        at = next((k for k, token in enumerate(tokens[:_LONGEST_MARK]) if token.is_name), None)
        found = None if at is None else self._label(tokens, at)
        if at is not None and found is not None:
            end, form = found
            last = min(end, at + _LONGEST_NAME)
            self._known[form].append(any(is_known(tokens[at:k]) for k in range(at + 1, last + 1)))

    def like(self, tokens: Sequence[Token], at: int) -> str:
        """Tell how many labels have the form of the one that begins at a token, and how many of these are known."""
        found = self._label(tokens, at)
        if found is None:
            return "none"
        rows = self._known.get(found[1], [])
        share = "half" if rows and 2 * sum(rows) >= len(rows) else "few" if any(rows) else "unknown"
        return f"{min(len(rows), _MANY)} {share}"

    @staticmethod
    def _label(tokens: Sequence[Token], at: int) -> tuple[int, Form] | None:
        """Return the end and the form of the label that begins at a token: "› Qarm (south): 224 families"."""
        if not opens(tokens, at):
            return None
        end, last = at + 1, min(len(tokens), at + _LONGEST_LABEL)
        while end < last and (tokens[end].is_word or tokens[end].low[0] in _WITHIN):
            end += 1
        if end >= len(tokens):
            return None
        ending = "number" if tokens[end].is_number else tokens[end].text
        if ending not in _ENDING or True not in [token.is_number for token in tokens[end : end + _REACH]]:
            return None
        return end, (tokens[0].text if at else "", ending)


def list_mark(text: str, at: int) -> str:
    r"""Return the mark that opens the line in which a character stands: a bullet, "o" or "1."; empty if there is none.

    >>> list_mark("Arrivals:\n  - Kaya 1,200", 14), list_mark("12 people fled", 3)
    ('-', '')
    """
    line = text[text.rfind("\n", 0, at) + 1 : at + _LONGEST_LABEL].lstrip()
    found = _MARK.match(line)
    return ("1" if found[0].strip("(")[0].isdigit() else found[0][0]) if found else ""
