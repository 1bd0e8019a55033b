"""Datelines: where the reporter is, when and for whom, before the story: "GENEVA, August 3 (UNHCR) As many as ..."."""

from __future__ import annotations

import re

_CAPITALS = r"[A-ZÀ-Ý][A-ZÀ-Ý’'.-]{2,}(?:[ /][A-ZÀ-Ý][A-ZÀ-Ý’'.-]+){0,3}"
_NAME = r"[A-ZÀ-Ý][\w’'./À-ÿ-]+(?: [A-ZÀ-Ý][\w’'./À-ÿ-]+){0,3}"
_DAY = (
    r"(?:[A-Z][a-z]{2,8}\.? )?(?:\d{1,2}[./]){0,2}\d{1,4}(?:st|nd|rd|th)?(?: [A-Z][a-z]{2,8}\.?)?(?:,? \d{4})?"
    r"|[A-Z][a-z]{2,8}day"
)
_FURTHER = rf"(?:,? (?:{_DAY})|, {_NAME})"
_AGENCY = r",? ?\([A-Za-z][\w ./&’'-]{1,40}\)\.?"
_DASH = r"\s?(?::\s?)?[-–—]{1,3}\s"
_STORY = r"\s(?=[A-ZÀ-Ý0-9\"“‘])"
_SURE = re.compile(
    rf"(?:{_CAPITALS}|{_NAME}){_FURTHER}{{0,3}}{_AGENCY}(?:{_DASH}|:?{_STORY})"  # "Beirut, Lebanon (CNN) -- "
    rf"|{_NAME}{_FURTHER}{{0,2}},? (?:{_DAY}){_DASH}"  # "Goma, 20 November 2012 - "
    rf"|{_NAME}(?: / {_NAME})+{_DASH}"  # "Khartoum / El Gedaref - "
    rf"|(?:BRUSSELS|GENEVA|LONDON|NEW YORK|PARIS|ROME|UNITED NATIONS|WASHINGTON){_DASH}"  # behind a page's furniture
)
_GLUED = r"[A-ZÀ-Ý]{3,}(?: [A-ZÀ-Ý]{3,})?[-–—](?=[A-Z][a-z]|[0-9])"  # "KHARTOUM-Gun battles"
_OPENING = re.compile(
    rf"{_GLUED}|{_CAPITALS}(?:, {_NAME})?(?:{_FURTHER}{{0,2}}{_DASH}|:?\s(?=[A-Z][a-zÀ-ÿ]|A ))"
)  # "KAMPALA - "
_LABEL = re.compile(rf"{_NAME}(?:,? (?:{_DAY}))?:\s(?=[A-Z][a-zÀ-ÿ])")  # "Kunduz: The governor said ..."
_SHORTEST_STORY = 50


def end_of(text: str, start: int, end: int, *, is_opening: bool) -> int | None:
    """Return where the dateline ends that opens the line at ``start``; None if there is none.

    One that only its capitals tell ("BEIRUT Up to 16,000 people ...") is looked for where the story opens.

    >>> story = "GENEVA, August 3 (UNHCR) As many as 1.5 million people could be displaced within Syria"
    >>> end_of(story, 0, len(story), is_opening=True)
    25
    """
    match = _SURE.match(text, start, end)
    if match is None and is_opening:
        match = _OPENING.match(text, start, end)
        if match is None and text[end - 1] == ".":
            match = _LABEL.match(text, start, end)
    told = match is not None and end - match.end() >= _SHORTEST_STORY and not text[match.end() : end].isupper()
    return match.end() if match and told else None
