"""Who bears names in a document: persons, told by how they are introduced, and bodies called by their initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kilis.sources.reading.labels import opens
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.tokens import Token

_SHORTEST_INITIALS, _LONGEST_INITIALS, _MORE_WORDS = 2, 8, 3
_REACH, _FAR, _DIGITS = 4, 12, 2
_AGED = frozenset(",.;)")
_MARKS = frozenset(",;:.()–—")


class Bearers:
    """The persons and bodies of one document whose names could be taken for places."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        self._titles = grammar["names.titles"] | grammar["speech.ranks"]
        self._saying, self._leading = grammar["names.saying"], grammar["names.leading"] | grammar["names.across"]
        self._sited = grammar["names.sited"] | grammar["names.spots"]
        self._links = grammar["names.links"] | grammar["bearers.links"]
        self._words = grammar
        self._titling, self._callings = grammar["names.titling"], grammar["names.callings"]
        self.initials: set[str] = set()

    def learn_initials(self, tokens: Sequence[Token], is_wide: Callable[[Sequence[Token]], bool]) -> None:
        """Note what a body is called by its initials: "Danish Refugee Council (DRC)"; ``is_wide``: a country's name."""
        for at in range(2, len(tokens) - 2):
            if tokens[at].text != "(" or tokens[at + 2].text != ")" or not is_short(tokens[at + 1].text):
                continue
            short, names = tokens[at + 1].text, []
            first = at
            while first and at - first < len(short) + _MORE_WORDS:
                token = tokens[first - 1]
                if not (token.is_name or token.low in self._links):
                    break
                first -= 1
                names += [first] if token.is_name else []
            begun = [k for k in names if tokens[k].text[0] == short[0]]
            if begun and at - begun[-1] > 1 and not any(is_wide(tokens[k:at]) for k in names):
                self.initials.add(short)

    def is_called(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a name is called a body: "the Levant Front rebel group", "Al-Manar television"."""
        called = end < len(tokens) and tokens[end].low in self._callings
        return called and tokens[at].is_name and not (at and tokens[at - 1].low in self._leading)

    def is_person(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a name is introduced as persons are: by a title, an age, an office, a verb of saying."""
        before = tokens[at - 1].low if at else ""
        after = tokens[end].low if end < len(tokens) else ""
        cited = before in self._words["to"] and at > 1 and tokens[at - 2].low in self._words["according"]
        if after in self._sited or (before in self._leading and not cited):
            return False
        if before in self._titles or (before == "." and at > 1 and tokens[at - 2].low in self._titles):
            return True
        if [token.is_word for token in tokens[at:end]].count(True) == 1:
            return False
        by = before in self._words["by"] and opens(tokens, at - 1)
        told = cited or by or before in self._saying or after in self._saying
        kin = (
            after in self._words["and"] and end + 1 < len(tokens) and tokens[end + 1].low in self._words["bearers.his"]
        )
        return told or kin or self._is_aged(tokens, end) or self._is_office(tokens, at, end)

    def _is_aged(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether an age stands behind: "Viaze Juma, 34, a mother of four"."""
        if end + 2 >= len(tokens) or tokens[end].text != "," or tokens[end + 2].text not in _AGED:
            return False
        age = tokens[end + 1].text
        return age.isdecimal() and len(age) == _DIGITS

    def _is_office(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether an office stands behind or before, beside a comma: "Hla May, founder of the network"."""
        if end + 1 < len(tokens) and tokens[end].text == ",":
            if tokens[end + 1].low in self._words["bearers.who"]:
                return True
            for k in range(end + 1, min(end + 1 + _REACH, len(tokens) - 1)):
                if tokens[k].low in self._titles:
                    return tokens[k + 1].low in self._titling
                if tokens[k].low in self._leading or tokens[k].text in _MARKS:
                    break
        if at > 1 and tokens[at - 1].text == ",":
            for k in range(at - 2, max(-1, at - _FAR), -1):
                if tokens[k].text in _MARKS:
                    break
                if tokens[k].low in self._titles:
                    return tokens[k + 1].low in self._titling and (k == 0 or tokens[k - 1].low not in self._leading)
        return False


def is_short(text: str) -> bool:
    """Whether a word may be initials: "SLA", "UAVs"."""
    bare = text[:-1] if text[-1] == "s" and len(text) > _SHORTEST_INITIALS else text
    return bare.isupper() and bare.isalpha() and _SHORTEST_INITIALS <= len(bare) <= _LONGEST_INITIALS
