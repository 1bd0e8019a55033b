"""From a text to sentences and tokens, each knowing its exact place in the text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

_MOST_KEPT = 100_000
BULLETS = "-*•–·▪◦‣›▸➢■⁃⇒○●"
"""Marks that open the lines of a list."""
_LISTED = re.compile(
    rf"\s*(?:[{BULLETS}]|\(?(?:\d{{1,2}}|[a-z])[.)]\s|\d{{1,2}}:\d{{2}}\b|[A-Z]\.\s|[A-Z][\w ]{{0,45}}:)"
)


_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}|[a-zA-Z]|[IVX]{1,4})[.)]")
LONGEST_SENTENCE_CHARS = 1_500
APOSTROPHES = frozenset("'’‘ʻʼ`´")
"""Marks for the letters hamza and ain, and for much else."""
_INITIAL = 2
_LONGEST_NUMBER = 5
"""Tokens from an opening quotation mark to the closing one around a mere number, as in "at least 900"."""
_NARROWEST, _SHORTEST_WRAPPED = 60, 40
"""Characters of the longest line of a block whose lines are wrapped, and of the shortest that goes on in the next."""


class Token:
    """A word, number or mark. ``low`` is its lower case, ``start`` and ``end`` its characters in the text.

    ``is_word`` tells whether it begins with a letter, ``is_name`` with a capital, ``is_number`` whether it is written
    in digits.
    """

    __slots__ = ("end", "is_name", "is_number", "is_word", "low", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, low: str, is_word: bool, is_name: bool, is_number: bool
    ) -> None:
        self.text, self.start, self.end, self.low = text, start, end, low
        self.is_word, self.is_name, self.is_number = is_word, is_name, is_number


def is_number(text: str) -> bool:
    """Whether a token is written in digits, and is no date or time."""
    return text[0].isdecimal() and ":" not in text and "-" not in text


def _of_numbers(decimal: str) -> str:
    """Return the pattern of a number in digits where this mark, a point or a comma, stands before the decimals."""
    group = "," if decimal == "." else "."
    return (
        rf"\d{{1,3}}(?:[{group}\u00a0\u202f\u2009'’ ]\d{{3}})+(?![\d,.]*\d)"  # grouped digits
        rf"|\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}}(?![\d,.]*\d)"  # lakhs
        rf"|\d+(?:[{decimal}]\d+)?"
    )


class Spelling:
    """How a language is written, as far as sentences and tokens are told by it."""

    def __init__(
        self, shortened: Sequence[str] = (), owners: Sequence[str] = (), elided: Sequence[str] = (),
        scaled: str = "", stops: Sequence[str] = (), decimal: str = ".",
    ) -> None:  # fmt: skip
        """``shortened``: words written with a point behind them; ``owners``: endings that are tokens of their own.

        ``elided``: words that an apostrophe joins to the next; ``scaled``: a pattern of what stands behind a number
        alone ("1.9M"); ``stops``: words that end a sentence, as in telegrams; ``decimal``: the mark before decimals.
        """
        self.decimal = decimal
        self.token = re.compile(
            r"[a-z]++(?![^\W\d_]|['’‘ʻʼ`´])"  # most words: found by this, they need not be tried as anything else
            r"|(?=\d)(?:\d{4}-\d{2}-\d{2}"  # an ISO date
            r"|\d{1,2}:\d{2}(?!\d)"  # a time
            rf"|{_of_numbers(decimal)})"
            r"|(?=[A-Z])(?:(?<![A-Za-z])[A-Z]{1,5}\d+\b|(?:[A-Z]\.){2,})"  # M23, U.N.
            r"|[^\W\d_]+(?:['’‘ʻʼ`´][^\W\d_]+)*"
            r"|[^\w\s]"
        )
        words = "|".join(map(re.escape, shortened)) or "(?!)"
        self.shortened = re.compile(rf"(?:\b(?:{words})|\b[A-Z])$", re.IGNORECASE)
        said = [rf"|(?<=\s{re.escape(word[0])}){re.escape(word[1:])}(?=\s|$)" for word in stops]
        self.end = re.compile(  # begins with a set of characters, for which a text is searched far faster
            rf"[.!?…{re.escape(''.join(word[0] for word in stops))}](?:"
            r"(?<=[.!?…])[.!?…]*[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9À-Ý•›▸➢■⁃*–-]|\s*$)"
            r"|(?<=[a-z]{3}\.)(?=[A-Z][a-z]+[ ,])"  # "on Thursday.The town", as pages that were copied have it
            rf"{''.join(said)})"
        )
        self.bare = re.compile(rf"\s*\d[\d,.\u00a0\u202f ]*(?:{scaled})?\s*\*?\s*")
        self.kinds = _Kinds(tuple(owners), frozenset(elided))


class _Kinds(dict[str, tuple[int, str, bool, bool, bool]]):
    """Where tokens are to be parted, if they are, and their low, is_word, is_name and is_number; by text."""

    def __init__(self, owners: tuple[str, ...], elided: frozenset[str]) -> None:
        self._owners, self._elided = owners, elided

    def __missing__(self, text: str) -> tuple[int, str, bool, bool, bool]:
        first, plain = text[0], text.replace("’", "'")
        found = self._part(plain), sys.intern(plain.lower()), first.isalpha(), first.isupper(), is_number(text)
        if len(self) < _MOST_KEPT:
            self[text] = found
        return found

    def _part(self, text: str) -> int:
        """Return where a token is to be parted: before an owner's ending, behind an elided word; 0 where nowhere."""
        for ending in self._owners:
            if text.endswith(ending) and len(text) > len(ending):
                return len(text) - len(ending)
        cut = text.find("'") + 1 if self._elided else 0
        return cut if 0 < cut < len(text) and text[:cut].lower() in self._elided else 0


def tokenize(text: str, start: int, end: int, spelling: Spelling) -> list[Token]:
    """Split text[start:end] into tokens; a possessive 's is a token of its own, and so is an elided "l'"."""
    tokens, kinds = [], spelling.kinds
    at = start
    for word in spelling.token.findall(text, start, end):
        first = text.find(word, at)  # between tokens stand only blanks
        at = first + len(word)
        cut, low, is_word, is_name, is_number = kinds[word]
        if not cut:
            tokens.append(Token(word, first, at, low, is_word, is_name, is_number))
        else:
            for part, begun in ((word[:cut], first), (word[cut:], first + cut)):
                _, low, is_word, is_name, is_number = kinds[part]
                tokens.append(Token(part, begun, begun + len(part), low, is_word, is_name, is_number))
    return tokens if APOSTROPHES.isdisjoint([token.text for token in tokens]) else _without_glottals(tokens)


def _without_glottals(tokens: list[Token]) -> list[Token]:
    """Leave out the marks with which names begin or end: "'Ayn al-'Arab", "Mare'"; behind an s it is an owner's."""
    return [t for at, t in enumerate(tokens) if t.text not in APOSTROPHES or not _is_of_name(tokens, at)]


def _is_of_name(tokens: list[Token], at: int) -> bool:
    """Whether a mark stands at the beginning or the end of a name, and not between two words."""
    mark = tokens[at]
    if at + 1 < len(tokens) and tokens[at + 1].start == mark.end and tokens[at + 1].is_word:
        return tokens[at + 1].is_name and (at == 0 or tokens[at - 1].end < mark.start or not tokens[at - 1].is_word)
    before = tokens[at - 1] if at else mark
    ended = before.is_name and before.end == mark.start and len(before.text) > _INITIAL
    return ended and before.low[-1] != "s"


def _opens(before: str, following: str) -> bool:
    """Whether a number alone opens what stands below it: nothing or a title, unlike the line that follows, is above."""
    before, following = before.strip(), following.strip()
    titled = (before.isupper() and not following.isupper()) or (before.endswith(":") and not following.endswith(":"))
    return not before or titled


def without_marks(tokens: list[Token]) -> list[Token]:
    """Return the tokens without quotation marks around a mere number: "at least 900" in '"at least 900" people'."""
    marks = [at for at, token in enumerate(tokens) if token.text == '"']
    bare: set[int] = set()
    for opens, closes in pairwise(marks):
        is_opened = tokens[opens].end == tokens[opens + 1].start and opens not in bare
        if is_opened and closes - opens <= _LONGEST_NUMBER and tokens[closes - 1].is_number:
            bare |= {opens, closes}
    return [token for at, token in enumerate(tokens) if at not in bare] if bare else tokens


def _lines(text: str, bare: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is_last_of_block) of the logical lines: wrapped lines are one, list items apart."""
    at = width = 0
    begun: int | None = None
    paired = False
    rows = text.split("\n")
    for number, row in enumerate(rows):
        start, end = at, at + len(row)
        at = end + 1
        if not row.strip():
            width, paired = 0, False
            continue
        if begun is None:
            begun = start
        following = rows[number + 1] if number + 1 < len(rows) else ""
        if begun == start and bare.fullmatch(row) and following.strip():
            # "1.9M" above "Displaced people": where a block opens with a number alone, each goes with the line below
            paired = paired or _opens(rows[number - 1] if number else "", following)
            if paired and not bare.fullmatch(following):
                continue
        width = width or _width(rows, number)
        if not (following.strip() and _is_wrapped(row, following, width)):
            yield begun, end, not following.strip()
            begun = None


def _width(rows: list[str], first: int) -> int:
    """Return the length of the longest line of the block that begins with a line."""
    width = 0
    while first < len(rows) and rows[first].strip():
        width = max(width, len(rows[first].rstrip()))
        first += 1
    return width


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Whether a line goes on in the next: no mark ends it, and its next word is small or had no room in the block."""
    line = line.rstrip()
    if line[-1] in '.!?:;…"”' or _LISTED.match(following) or _is_row(line):
        return False
    if line.isupper() and not following.isupper():
        return False  # a title
    word = following.split(maxsplit=1)[0]
    if word[0].islower():  # but not "women 300", "men 200"
        return not (line[-1] in "0123456789)" and following.rstrip()[-1].isdigit())
    shortest = _NARROWEST if len(line) == width else _SHORTEST_WRAPPED
    return width >= _NARROWEST and shortest <= len(line) >= width - len(word)


def _is_row(line: str) -> bool:
    return bool(re.search(r"\S(?: {2,}|\t|\s\|\s)\S", line.strip()))


class Stretch:
    """A sentence: its characters, its paragraph's number, and whether it opens a line."""

    __slots__ = ("end", "opens_line", "paragraph", "start")

    def __init__(self, start: int, end: int, paragraph: int, opens_line: bool) -> None:
        self.start, self.end, self.paragraph, self.opens_line = start, end, paragraph, opens_line


def sentences(text: str, spelling: Spelling) -> list[Stretch]:
    """Cut the text into sentences that cover every visible character once, in order."""
    result = []
    paragraph = 0
    for start, end, is_last in _lines(text, spelling.bare):
        begin = start
        for match in spelling.end.finditer(text, start, end):
            stop = match.end()
            if match.group().startswith(".") and spelling.shortened.search(
                text, max(begin, match.start() - 8), match.start()
            ):
                continue
            if begin == start and _NUMBERED.fullmatch(text, begin, stop):
                continue  # "1. Buthidaung": the number of a line
            # A number opens the next sentence only after a full word, not after "No. 2" (handled above).
            if text[begin:stop].strip():
                result.append(trim(text, begin, stop, paragraph, begin == start))
            begin = stop
        if text[begin:end].strip():
            result.append(trim(text, begin, end, paragraph, begin == start))
        if is_last:
            paragraph += 1
    if all(stretch.end - stretch.start <= LONGEST_SENTENCE_CHARS for stretch in result):
        return result
    return [piece for stretch in result for piece in _pieces(text, stretch)]


def _pieces(text: str, stretch: Stretch) -> Iterator[Stretch]:
    """Cut what is far longer than any sentence, so that no text takes more than its length's time to read."""
    start = stretch.start
    while stretch.end - start > LONGEST_SENTENCE_CHARS:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE_CHARS)
        stop = cut if cut > start else start + LONGEST_SENTENCE_CHARS
        yield trim(text, start, stop, stretch.paragraph, stretch.opens_line and start == stretch.start)
        start = stop
    yield trim(text, start, stretch.end, stretch.paragraph, stretch.opens_line and start == stretch.start)


def trim(text: str, start: int, end: int, paragraph: int, opens_line: bool) -> Stretch:
    """Return text[start:end] without the blanks around it."""
    piece = text[start:end]
    end -= len(piece) - len(piece.rstrip())
    start = min(end, start + len(piece) - len(piece.lstrip()))
    return Stretch(start, end, paragraph, opens_line)
