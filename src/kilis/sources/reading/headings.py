"""What titles, headings and the labels of lines say: their places and dates hold for what stands under them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from kilis.sources.reading import dating
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.labels import label_end, list_mark, opens
from kilis.sources.reading.model import NamedPlace

_LONG_CHARS, _LONGEST_HEADING = 60, 14
_PERIODS = ("months", "part_of_year", "week_of")
"""What a heading may say that a report covers: "January - March 2024", "the first quarter of 2024", "week 12"."""


def note(text: str, s: Sentence, number: int, c: Context) -> None:
    """Note what a title or a line's label says: its place and date hold for what stands under it."""
    if number < 6 and (s.stretch.opens_line or number < 4):
        covered = number < 4 or not s.words["read.covered"].isdisjoint(s.lows)
        span = next((w for w in s.dates if w.kind == "span" and covered), None)
        c.reported = c.reported or span
    headed = s.stretch.opens_line and len(s.tokens) <= _LONGEST_HEADING and not s.numbers
    last = s.tokens[-1].text if s.tokens else ""
    if headed and number < 4 and last != "." and c.reported is None:
        c.reported = next((w for w in s.dates if w.kind in _PERIODS and w.since is not None), None)
    if (number < 6 and (s.stretch.opens_line or number < 4) and not c.stands) or headed:
        c.stands = _stands(s, c) or c.stands
    is_title = number <= 2 and len(s.tokens) <= 16
    if is_title and not c.heading and (last not in "!?") and s.places and not any(n.grouped for n in s.numbers):
        named = [p[2] for p in s.places if s.low[p[1]] not in s.words["placed.rivers"]]
        towns = [place for place in named if not any(k.kind in ("country", "region") for k in place.candidates)]
        if len({p.name for p in towns}) == 1:
            c.heading = (towns[0],)
    labelled = bool(s.places) and s.places[0][0] == 0 and s.low[s.places[0][1]] == ":"
    if s.stretch.opens_line:
        c.label_date = None
        _section(text, s, c)
    if s.stretch.opens_line or labelled:
        c.label_places = _introduced(text, s, c) or c.section
        at = label_end(s.lows)
        if at:
            opened = number <= 1 and s.tokens[0].text.isupper() and len(s.tokens) - at > 10
            if opened and s.places and s.places[0][0] == 0:
                # "KAMPALA: More than 22,000 people ...": where the reporter is
                s.places = [p for p in s.places if p[0] > at]
            else:
                c.label_places = _narrowest(p[2] for p in s.places if p[1] <= at and _is_label(s, p[0], at))


def _introduced(text: str, s: Sentence, c: Context) -> tuple[NamedPlace, ...]:
    """Return the places of the line that introduces the list this line is an item of; its day becomes the label's.

    Items have a mark, and not that of the line which introduces them.
    """
    mark = list_mark(text, s.stretch.start) if s.stretch.opens_line else None
    if c.introduced is not None and mark in ("", c.introduced[0]):
        c.introduced = None
    introducing = s.stretch.opens_line and s.low[len(s.tokens) - 1] == ":" and not s.counts
    if introducing and (s.places or s.dates):
        day = next((when for when in s.dates if dating.is_as_of(s, when)), None)
        c.introduced = (mark or "", tuple(p[2] for p in s.places), day)
    elif c.introduced is not None and mark:
        c.label_date = c.label_date or c.introduced[2]
        return c.introduced[1]
    return ()


def _stands(s: Sentence, c: Context) -> datetime.date | None:
    """Return the day of "as of 2 December" or "data to Sunday 24 May" in a heading."""
    for when in s.dates:
        if when.since is None and when.date != c.today and dating.is_as_of(s, when):
            return when.date
    return None


def _section(text: str, s: Sentence, c: Context) -> None:
    """Note a heading that is a place and nothing else, on a line of its own or before one: "2. Paletwa. ..."."""
    if c.section_is_inline:
        c.section, c.section_is_inline = (), False
    if s.dates and len(s.dates) == 1 and not _says_more(s):
        c.label_date = s.dates[0]
        c.day = c.label_date if text[s.stretch.end : s.stretch.end + 1] in ("\n", "") else c.day
    if s.stretch.start and s.places and not any(n.magnitude > 99 for n in s.numbers) and not _says_what(s):
        line_end = text.find("\n", s.stretch.end)
        rest = text[s.stretch.end : line_end if line_end >= 0 else len(text)]
        # "YEREVAN. The following figures ...": where the reporter is
        if len(rest) <= _LONG_CHARS or s.stretch.paragraph > 1:
            c.section, c.section_is_inline = (s.places[0][2],), bool(rest.strip())
            return
    if len(s.tokens) <= 7 and s.tokens and s.tokens[-1].is_word and not s.numbers:
        c.section = ()


def _says_what(s: Sentence) -> bool:
    """Whether words stand beside the names of places that name no kind of site."""
    covered, sites = {k for a, b, _ in s.places for k in range(a, b)}, s.words["read.sites"]
    return any(
        token.is_word and len(token.text) > 1 and token.low not in sites and k not in covered
        for k, token in enumerate(s.tokens)
    )


def _says_more(s: Sentence) -> bool:
    """Whether words stand beside the date: "Tue 24." says nothing more and dates what follows on its line."""
    when = s.dates[0]
    return any(t.is_word and not when.start <= t.start < when.end for t in s.tokens)


def _is_label(s: Sentence, start: int, end: int) -> bool:
    return start <= 2 or end <= 4 or opens(s.tokens, start)


def _narrowest(places: Iterable[NamedPlace]) -> tuple[NamedPlace, ...]:
    """Drop the country from "Palma, Mozambique": it only says where the town lies."""
    every = tuple(places)
    towns = tuple(p for p in every if not p.is_kind("country"))
    return towns or every
