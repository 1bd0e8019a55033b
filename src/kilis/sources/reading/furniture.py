"""What stands on a web page beside its story: buttons, key words, the headlines of other stories."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kilis.sources.reading.date_patterns import in_lower_case, lowered
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.tokens import BULLETS

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST_HEADLINE, _LONGEST_CREDIT = 140, 120
_LONGEST_HEADING = 4
_ENDS = re.compile(r"[.!?][\"”’)]*$")


class _Words:
    """What a language has for buttons, key words, headings and credits."""

    def __init__(self, page: dict[str, list[str]]) -> None:
        self.credit, self.foot = (
            re.compile(in_lower_case("|".join(page.get(name, ())) or "(?!)")) for name in ("credits", "feet")
        )
        self.buttons, self.labels, self.headings = (frozenset(page[name]) for name in ("buttons", "labels", "headings"))
        self.opening = frozenset(heading.split()[0] for heading in self.headings)


@functools.cache
def _words_of(lexicon: Lexicon) -> _Words:
    return _Words(lexicon.data["page"])


def furniture(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return (start, end) of the lines that are no part of the story, in order.

    They are captions that end with the credit of a photograph, the feet of pages ("Flash Update | 2"), lines of
    nothing but words for buttons ("Share | Print"), lines that begin with a word for key words ("Tags: ..."), and what
    follows "Related stories": one line behind a colon, else all headlines up to a sentence.
    """
    known, text = _words_of(lexicon), lowered(text)
    found: list[tuple[int, int]] = []
    is_other = False
    for start, end in _lines(text):
        line = text[start:end].strip().lstrip(BULLETS).strip()
        is_short, opening = len(line) <= _LONGEST_HEADLINE, _WORDS.search(line)
        first = opening.group() if opening else ""
        may_head = first in known.opening
        words = _WORDS.findall(line[:_LONGEST_HEADLINE]) if may_head or is_short else []
        if is_other:
            is_other = is_short and not _ENDS.search(line)
        if may_head and not known.headings.isdisjoint(" ".join(words[:n]) for n in range(1, _LONGEST_HEADING + 1)):
            alone = len(words) <= 5 and not line.rstrip(":").count(":")
            is_other = is_other or alone
            if alone or ":" in line[:25]:
                found.append((start, end))
        elif (
            known.credit.search(line[-_LONGEST_CREDIT:])
            or (is_short and known.foot.search(line))
            or is_other
            or (words and is_short and known.buttons.issuperset(words))
            or (first in known.labels and ":" in line[:16])
        ):
            found.append((start, end))
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
