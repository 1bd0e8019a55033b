"""From the text of one cell to its value, or to what is wrong with it and the remedy."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import Final

from kilis.scenario.faults import nearest, shown
from kilis.schema import Attribute

MAX_CELL_CHARS: Final = 10_000
MAX_NAME_CHARS: Final = 200
MAX_ID_CHARS: Final = 80

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
DOTTED_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")
ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SLASHED_DATE = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
ISO3 = re.compile(r"[A-Z]{3}")
UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks without width or of direction, but U+200C and U+200D: Persian and the scripts of India join letters by them."""
REPORTED = frozenset({"speaker", "publisher", "text"})
"""Names as a report spells them, whatever marks it has: no row is found by them."""
ID = re.compile(r"[^\W_][\w .'’()-]*")
EMPTY_WORDS = frozenset({"na", "n/a", "nan", "null", "none", "-", "--", "?", "unknown", "nil", "..."})
OTHER_DATES = (
    "%d.%m.%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d-%b-%Y",
    "%d-%b-%y",
)
BOOLEANS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

Value = str | int | float | bool | datetime.date | None


class CellError(ValueError):
    """What is wrong with one cell, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def parse(attribute: Attribute, text: str) -> Value:
    """Read one cell; an empty one becomes the default. Raises CellError."""
    text = text.strip()
    if not text:
        if attribute.required:
            raise CellError("the cell is empty", f"Give {_a_value(attribute)}")
        if attribute.default is None:
            return None
        text = attribute.default
    if len(text) > MAX_CELL_CHARS:
        raise CellError(f"the cell has {len(text)} characters", f"Keep it below {MAX_CELL_CHARS}")
    match attribute.type:
        case "number" | "integer":
            return number(attribute, text)
        case "date":
            return date(text)
        case "boolean":
            return _boolean(text)
        case "choice":
            return _choice(attribute, text)
        case "iso3":
            return _iso3(text)
        case "id" | "reference":
            return _id(text, star_allowed=attribute.type == "reference")
        case "name":
            return (
                words(text, allowed_controls="", max_chars=MAX_NAME_CHARS)
                if attribute.name in REPORTED
                else _name(text)
            )
        case _:
            return words(text)


def number(attribute: Attribute, text: str) -> float | int:
    """Read a number within the attribute's bounds. Raises CellError."""
    if not NUMBER.fullmatch(text):
        raise _not_a_number(text, attribute)
    value = float(text)
    if is_dotted(text) and ((attribute.unit or "").startswith("persons") or attribute.name == "value"):
        # Sixty thousand is 60.000 where commas are decimal signs. No program of ours writes a sixty like that.
        plain = text.replace(".", "")
        if attribute.type == "integer" and not value.is_integer():
            raise CellError(f"{shown(text)} is not a whole number", f"Write {plain} if the point separates thousands")
        if text.endswith("0"):
            raise CellError(f"{shown(text)} may mean {plain} or {value:.10g}", f"Write {plain}, or {value:.10g}")
    if not math.isfinite(value):
        raise CellError(f"{shown(text)} is not a finite number", f"Give {_a_value(attribute)}")
    if attribute.type == "integer" and not value.is_integer():
        raise CellError(f"{shown(text)} is not a whole number", f"Give {_a_value(attribute)}")
    if not attribute.holds(value):
        unit = f" ({attribute.unit})" if attribute.unit else ""
        raise CellError(f"{shown(text)} is out of bounds", f"Give a number {attribute.bounds}{unit}")
    return int(value) if attribute.type == "integer" else value


def is_dotted(text: str) -> bool:
    """Whether points stand where a separator of thousands would.

    >>> is_dotted("60.000"), is_dotted("1.234.567"), is_dotted("0.125"), is_dotted("36.59")
    (True, True, False, False)
    """
    return DOTTED_THOUSANDS.fullmatch(text) is not None


def _not_a_number(text: str, attribute: Attribute) -> CellError:
    problem = f"{shown(text)} is not a number"
    if text.casefold() in EMPTY_WORDS or text.casefold().lstrip("+-") in {"inf", "infinity", "nan"}:
        return CellError(problem, "Leave the cell empty if the number is not known")
    if attribute.unit == "degrees" and re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]+", text):
        return CellError(problem, f"Write the decimal sign as a point: {text.replace(',', '.')}")
    joined = re.sub(r"(?<=[0-9])[\s'’_](?=[0-9]{3}\b)", "", text)
    if joined != text and NUMBER.fullmatch(joined):
        return CellError(problem, f"Write it without separators between the digits: {joined}")
    if is_dotted(text):
        plain = text.replace(".", "")
        return CellError(problem, f"Write it without separators between the digits: {plain}")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", text):
        return CellError(
            problem, f"Write {text.replace(',', '')} if the comma separates thousands; a decimal sign is a point"
        )
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return CellError(problem, f"Write the decimal sign as a point: {text.replace(',', '.')}")
    found = re.search(r"[0-9][0-9.]*", text)
    if found:
        return CellError(
            problem, f"Give the bare number, for example {found.group().rstrip('.')}, without signs, words or units"
        )
    return CellError(problem, "Give a bare number, such as 12000 or 1.5")


def date(text: str) -> datetime.date:
    """Read an ISO date. Raises CellError, with the ISO form of what was meant where that is certain."""
    if ISO_DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise CellError(f"there is no such day as {shown(text)}", "Check the month and the day") from None
    remedy = "Write it as YYYY-MM-DD, the year first"
    day = re.split("T| 00:00", text, maxsplit=1)[0]
    if ISO_DATE.fullmatch(day):
        remedy = f"Write the day alone: {day}"
    if slashed := SLASHED_DATE.fullmatch(text):
        first, second, year = map(int, slashed.groups())
        meant = dict.fromkeys(_day_of(year, month, day) for month, day in ((second, first), (first, second)))
        remedy = " or ".join(f"Write {day}" for day in meant if day).replace("or W", "or w") or remedy
    for form in OTHER_DATES:
        try:
            remedy = f"Write {datetime.datetime.strptime(text, form).date().isoformat()}"
        except ValueError:
            continue
    raise CellError(f"{shown(text)} is not a date of the form YYYY-MM-DD", remedy)


def _day_of(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _boolean(text: str) -> bool:
    if text.casefold() not in BOOLEANS:
        raise CellError(f"{shown(text)} is neither yes nor no", "Write yes or no")
    return BOOLEANS[text.casefold()]


def _choice(attribute: Attribute, text: str) -> str:
    if text not in attribute.allowed:
        words = f"Allowed are {', '.join(attribute.allowed)}"
        guess = nearest(text, attribute.allowed)
        remedy = f"{guess} {words}" if guess.startswith("Did") else words
        raise CellError(f"unknown {attribute.name} {shown(text)}", remedy)
    return text


def _iso3(text: str) -> str:
    if not ISO3.fullmatch(text):
        raise CellError(
            f"{shown(text)} is not a country code", "Use the three capital letters of ISO 3166, such as SYR"
        )
    return text


def _id(text: str, *, star_allowed: bool) -> str:
    if star_allowed and text == "*":
        return text
    if not ID.fullmatch(text) or "--" in text or len(text) > MAX_ID_CHARS:
        remedy = "Begin with a letter or digit; use letters, digits, spaces and . _ - ' ( ), no double hyphen"
        raise CellError(f"{shown(text)} cannot serve as an id", f"{remedy}, at most {MAX_ID_CHARS} characters")
    return text


def _name(text: str) -> str:
    """A text on one line, in which nothing is hidden: names that look alike should be alike."""
    if unseen := sorted(set(UNSEEN.findall(text))):
        codes = ", ".join(f"U+{ord(mark):04X}" for mark in unseen)
        raise CellError(
            f"{shown(text)} contains marks that nobody sees ({codes})", "Type the text anew, do not copy it"
        )
    return words(text, allowed_controls="", max_chars=MAX_NAME_CHARS)


def words(text: str, *, allowed_controls: str = "\t\n\r", max_chars: int = MAX_CELL_CHARS) -> str:
    """Free text: no control characters (they could steer a terminal) but those named."""
    bad = [letter for letter in text if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in allowed_controls]
    if bad:
        raise CellError(f"{shown(text)} contains control characters", "Type the text anew")
    if len(text) > max_chars:
        raise CellError(f"the text has {len(text)} characters", f"Keep it below {max_chars}")
    return text


def _a_value(attribute: Attribute) -> str:
    """Say what is wanted, for a remedy."""
    match attribute.type:
        case "number" | "integer":
            kind = "a whole number" if attribute.type == "integer" else "a number"
            return " ".join(filter(None, [kind, attribute.bounds, f"({attribute.unit})" if attribute.unit else ""]))
        case "date":
            return "a date such as 2016-02-05"
        case "choice":
            return f"one of {', '.join(attribute.allowed)}"
        case "iso3":
            return "a country code such as SYR"
        case _:
            return attribute.description
