"""The patterns of dates in words: filled with the words of a language, and which words a text must hold for each."""

from __future__ import annotations

import functools
import re

from kilis.sources.reading.lexicon import Lexicon


def fill(pattern: str, lexicon: Lexicon) -> str:
    """Put the months, weekdays, numbers and units of a language in the places that a pattern keeps for them."""
    dates = lexicon.data["dates"]
    words = "|".join(dates["number_words"].split())
    groups = {
        "month": "|".join(sorted(lexicon.months, key=len, reverse=True)),
        "weekday": "(?:" + "|".join(sorted(lexicon.weekdays, key=len, reverse=True)) + ")",
        "n": rf"\d{{1,3}}|{words}",
        "unit": "|".join(dates["unit_days"]),
        "ordinal": "|".join(sorted(dates["ordinals"], key=len, reverse=True)),
    }
    for name, choices in groups.items():
        pattern = pattern.replace("{" + name + "}", choices)
    return pattern


def needed(pattern: str) -> frozenset[str]:
    """Return what a sentence must name for the pattern to match: a month, a unit of time, a year, "third" and so on."""
    groups = (("m", "month"), ("w", "weekday"), ("u", "unit"))
    needed = {name for group, name in groups if re.search(rf"\(\?P<{group}\w*>\{{{name}\}}", pattern)}
    if re.search(r"\(\?P<(?:d1?>|y>[1(])", pattern):
        needed.add("number")
    if re.search(r"(?:^|[/.])\(\?P<y>|\(\?P<y>1", pattern):
        needed.add("year")
    if "(?P<o>" in pattern:
        needed.add("ordinal")
    if "(?P<u>" in pattern:
        needed.add("unit")
    if "(?P<word>" in pattern:
        needed.add("word")
    return frozenset(needed)


def ending(words: list[str], lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern of a text that ends with one of the words; of no words, one that never matches."""
    leading = lexicon.patterns["dates.leading"].pattern
    return re.compile(rf"\b(?:{'|'.join(words)}){leading}" if words else r"(?!)", re.IGNORECASE)


def begun(lexicon: Lexicon) -> re.Pattern[str]:
    """Return a pattern of what stands before a day since which something goes on: "since the fighting began on"."""
    since, told = ("|".join(words) or "(?!)" for words in (lexicon.grammar["since"], lexicon.data["dates"]["begun"]))
    clause = rf"\b(?:{since})\s+(?!\d)[^.;:()\d]*\b(?:{told})\b[^.;:()\d]{{0,60}}"
    return re.compile(clause + lexicon.patterns["dates.begun_on"].pattern)


def in_lower_case(pattern: str) -> str:
    """Return a pattern with its letters in lower case, but those of escapes and of names of groups as they are."""
    return re.sub(r"(\\.|\(\?P<\w+>)|[^\W\d_]", lambda match: match.group(1) or match.group().lower(), pattern)


@functools.lru_cache(maxsize=2)
def lowered(text: str) -> str:
    """Return a text in lower case, every character at its place; searched by case, it is searched far faster."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join([c.lower() if len(c.lower()) == 1 else c for c in text])
    return lowered
