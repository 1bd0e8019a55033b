"""Datelines: where the reporter is, when and for whom, before the story: "GENEVA, August 3 (UNHCR) As many as ..."."""

from __future__ import annotations

import functools
import re

from kilis.sources.reading.lexicon import Lexicon

_CAPITALS = r"[A-ZÀ-Ý][A-ZÀ-Ý’'.-]{2,}(?:[ /][A-ZÀ-Ý][A-ZÀ-Ý’'.-]+){0,3}"
_NAME = r"[A-ZÀ-Ý][\w’'./À-ÿ-]+(?: [A-ZÀ-Ý][\w’'./À-ÿ-]+){0,3}"
_AGENCY = r",? ?\([A-Za-z][\w ./&’'-]{1,40}\)\.?"
_LAND = rf" ?(?:\({_NAME}\)|\[{_NAME}\])"  # "PEMBA (Mozambique), April 2 (AFP) — "
_DASH = r"\s?(?::\s?)?[-–—]{1,3}\s"
_STORY = r"\s(?=[A-ZÀ-Ý0-9\"“‘])"
_GLUED = r"[A-ZÀ-Ý]{3,}(?: [A-ZÀ-Ý]{3,})?[-–—](?=[A-Z][a-z]|[0-9])"  # "KHARTOUM-Gun battles"
_SHORTEST_STORY = 50


class _Patterns:
    """How datelines are written in a language, by how much tells them from the story."""

    def __init__(self, lexicon: Lexicon) -> None:
        day, article = (lexicon.patterns[f"dateline.{name}"].pattern for name in ("day", "article"))
        cities = "|".join(map(re.escape, lexicon.data["page"]["cities"])) or "(?!)"
        further = rf"(?:,? (?:{day})|, {_NAME}|{_LAND})"
        self.sure = re.compile(
            rf"(?:{_CAPITALS}|{_NAME}){further}{{0,3}}{_AGENCY}(?:{_DASH}|:?{_STORY})"  # "Beirut, Lebanon (CNN) -- "
            rf"|{_NAME}{further}{{0,2}},? (?:{day}){_DASH}"  # "Goma, 20 November 2012 - "
            rf"|{_NAME}(?: / {_NAME})+{_DASH}"  # "Khartoum / El Gedaref - "
            rf"|(?:{cities}){_DASH}"  # behind a page's furniture
        )
        self.opening = re.compile(
            rf"{_GLUED}|{_CAPITALS}(?:, {_NAME})?(?:{further}{{0,2}}{_DASH}|:?\s(?=[A-Z][a-zÀ-ÿ]|{article}))"
        )  # "KAMPALA - "
        self.label = re.compile(rf"{_NAME}(?:,? (?:{day}))?:\s(?=[A-Z][a-zÀ-ÿ])")  # "Kunduz: The governor said ..."


@functools.cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    return _Patterns(lexicon)


def end_of(text: str, start: int, end: int, lexicon: Lexicon, *, is_opening: bool) -> int | None:
    """Return where the dateline ends that opens the line at ``start``; None if there is none.

    One that only its capitals tell ("BEIRUT Up to 16,000 people ...") is looked for where the story opens.

    >>> from kilis.sources.reading.lexicon import load
    >>> story = "GENEVA, August 3 (UNHCR) As many as 1.5 million people could be displaced within Syria"
    >>> end_of(story, 0, len(story), load(), is_opening=True)
    25
    """
    patterns = _patterns(lexicon)
    match = patterns.sure.match(text, start, end)
    if match is None and is_opening:
        match = patterns.opening.match(text, start, end)
        if match is None and text[end - 1] == ".":
            match = patterns.label.match(text, start, end)
    told = match is not None and end - match.end() >= _SHORTEST_STORY and not text[match.end() : end].isupper()
    return match.end() if match and told else None
