"""What the header of a table's column says beside its words: the day or period of its figures, and their scale."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import replace

from kilis.sources.reading.dates import DateGrammar, When
from kilis.sources.reading.lexicon import Lexicon

_DAYS_OF_WEEK = datetime.timedelta(days=6)
_ONE_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]\d|\d)")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_DAY = re.compile(r"(?<![\d/.])(\d{1,2})(?:/(\d{1,2})(?:/(\d{2}))?|\.(\d{1,2})\.(\d{2})?)(?![\d/.])")
_ENDS = " \t.,:;–—-()[]/'’*"
_LONGEST = 60


@functools.cache
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a month with its day or year, of a week's number, of a quarter's, and of a month."""
    months, weeks, quarters = (
        "|".join(sorted(words, key=len, reverse=True)) or "(?!)"
        for words in (lexicon.months, lexicon.grammar["tabled.weeks"], lexicon.grammar["tabled.quarters"])
    )
    year = r"(?:[-–. ]?['’]?(\d{2}|\d{4}))?"
    written = (
        rf"\b(?:(\d{{1,2}})[-–. ]+)?({months})\.?{year}\b\.?",
        rf"\b(?:{weeks})\.? ?(\d{{1,2}})\b",
        rf"\b(?:{quarters}) ?([1-4])\b(?:[ ,/-]*((?:19|20)\d\d))?",
        rf"\b(?:{months})\b",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in written)


@functools.cache
def levels(lexicon: Lexicon) -> dict[str, int]:
    """Return the words for kinds of places that head columns, with how closely each tells where."""
    listed = enumerate(lexicon.data["tables"]["levels"])
    return {word: level for level, words in listed for word in words.split()}


class ColumnDays:
    """Reads the days of columns, written shorter than in a sentence: "Jan", "14-May", "Wk 17", "Q1 2024", "15/05"."""

    def __init__(self, lexicon: Lexicon, dates: DateGrammar, today: datetime.date | None) -> None:
        self._dates, self._today = dates, today
        self._lexicon, self._grammar = lexicon, lexicon.grammar
        self._months = lexicon.months
        self._is_capital: bool = lexicon.data["dates"]["capitals"]
        self._open = frozenset(lexicon.data["dates"]["since"]) - lexicon.grammar["from"]
        self._joined, self._week, self._quarter, self._month = _patterns(lexicon)

    def of(self, header: str, title: str = "", *, numbered_by_year: bool = False) -> tuple[When | None, str]:
        """Return the day or period that a header names, if any, and the words left beside it.

        A header without a year has the one that ``title`` names. ``numbered_by_year``: "Jan 24" is of 2024.
        """
        if len(header) > _LONGEST or self._today is None or not self._may_date(header):
            return None, header
        if not self._open.isdisjoint(header.lower().split()):
            return None, header  # "Change since Friday"
        years = _ONE_YEAR.findall(title)
        today = self._today
        if len(set(years)) == 1 and int(years[0]) < today.year:
            today = datetime.date(int(years[0]), 12, 31)
        try:
            found = self._short(header, today, numbered_by_year) or self._whole(header, today)
        except (ValueError, OverflowError):
            found = None  # "30 Feb"
        if found is None:
            return None, header
        when, rest = found
        last = min(when.date, self._today) if when.date and when.since else when.date
        return replace(when, date=last), self._beside(rest)

    def spans(self, header: str) -> list[tuple[int, int]]:
        """Return the characters of the days in a row of headers, if nothing else stands behind the first of them."""
        if self._today is None or not self._may_date(header):
            return []
        found = [(w.start, w.end) for w in self._dates.find(header, 0, len(header), self._today) if w.kind != "open"]
        ends = [a for a, _ in found[1:]]
        rest = "".join(header[b:a] for (_, b), a in zip(found, [*ends, len(header)], strict=False))
        return found if not rest.strip(_ENDS) else []

    def by_year(self, headers: list[str]) -> bool:
        """Whether the numbers behind the months of some headers are years: the same number, more than one month."""
        found = [m for header in headers if (m := self._joined.fullmatch(header.strip())) and m[3] and not m[1]]
        return len({m[3] for m in found}) < len({m[2].lower() for m in found})

    def _may_date(self, header: str) -> bool:
        """Whether there is a number or the name of a month or day in a header: most have none."""
        if any(c.isdecimal() for c in header):
            return True
        return any(token.low in self._months for token in self._lexicon.tokens(header)) or any(
            token.low in self._grammar["tabled.units"] for token in self._lexicon.tokens(header)
        )

    def _short(self, header: str, today: datetime.date, numbered_by_year: bool) -> tuple[When, str] | None:
        """Read what only tables write: a month alone, a week's or quarter's number, a day without a year."""
        if _BARE_YEAR.fullmatch(header.strip()):
            first = datetime.date(int(header), 1, 1)
            return When(0, len(header), "year", first, first.replace(month=12, day=31)), ""
        if found := self._week.search(header):
            return self._numbered_week(found, header, today)
        if found := self._quarter.search(header):
            first = datetime.date(int(found[2] or today.year), 3 * int(found[1]) - 2, 1)
            first = first.replace(year=first.year - 1) if first > today and not found[2] else first
            return self._period(first, 3, found, header)
        months = list(self._joined.finditer(header))
        if len(months) == 1 and len(self._month.findall(header)) == 1:
            return self._of_month(months[0], header, today, numbered_by_year)
        if found := _SHORT_DAY.search(header):
            month, short = found[2] or found[4], found[3] or found[5]
            year = 2000 + int(short) if short else today.year
            try:
                date = datetime.date(year, int(month), int(found[1]))
            except ValueError:
                return None
            date = date.replace(year=year - 1) if date > today and not short else date
            return When(*found.span(), "day", None, date), header[: found.start()] + header[found.end() :]
        return None

    def _of_month(
        self, found: re.Match[str], header: str, today: datetime.date, numbered_by_year: bool
    ) -> tuple[When, str] | None:  # fmt: skip
        """Read "Jan", "Mar. 2024", "14-May-24", "Dec '23"; "May 14" is a day unless by year."""
        day, name, year = found.groups()
        if (self._is_capital and not name[0].isupper()) or re.search(r"\d[-–/ ]*$", header[: found.start()]):
            return None
        mark = header[found.end(2) : found.start(3)] if year else ""
        is_year = year and (len(year) == 4 or day or numbered_by_year or "'" in mark or "’" in mark or "-" in mark)
        if year and not is_year:
            return None
        number = self._months[name.lower()]
        whole = (int(year) + (2000 if len(year) == 2 else 0)) if year else today.year
        try:
            first = datetime.date(whole, number, int(day or 1))
        except ValueError:
            return None
        first = first.replace(year=whole - 1) if first > today and not year else first
        if day:
            return When(*found.span(), "day", None, first), header[: found.start()] + header[found.end() :]
        return self._period(first, 1, found, header)

    @staticmethod
    def _period(first: datetime.date, months: int, found: re.Match[str], header: str) -> tuple[When, str]:
        after = (first.replace(day=28) + datetime.timedelta(days=31 * months - 27)).replace(day=1)
        when = When(*found.span(), "month", first, after - datetime.timedelta(days=1))
        return when, header[: found.start()] + header[found.end() :]

    def _numbered_week(self, found: re.Match[str], header: str, today: datetime.date) -> tuple[When, str] | None:
        number = int(found[1])
        if not 1 <= number <= 52:
            return None
        stated = self._whole(header[: found.start()] + header[found.end() :], today)
        if stated is not None:
            return stated
        first = datetime.date.fromisocalendar(today.year, number, 1)
        first = datetime.date.fromisocalendar(today.year - 1, number, 1) if first > today else first
        when = When(*found.span(), "week", first, first + _DAYS_OF_WEEK)
        return when, header[: found.start()] + header[found.end() :]

    def _whole(self, header: str, today: datetime.date) -> tuple[When, str] | None:
        """Read a header's day or period as in a sentence; what begins there and goes on is none ("since 8 May")."""
        found = [when for when in self._dates.find(header, 0, len(header), today) if when.kind != "year"]
        if not found or any(when.kind == "open" or when.date is None for when in found):
            return None
        if found[0].kind == "word" and found[0].date == today:
            return None  # "Now": the day of the title
        first, last = found[0], found[-1]
        return first, header[: first.start] + header[last.end :]

    def _beside(self, rest: str) -> str:
        """Return the words of a header beside its day without what only leads to the day: "as of", "week ending"."""
        tokens = self._lexicon.tokens(rest)
        leading = self._grammar["tabled.dated"]
        return "" if all(not t.is_word or t.low in leading for t in tokens) else rest.strip(_ENDS)


def heads_days(header: str, lexicon: Lexicon) -> bool:
    """Whether a header says that days stand below it: "Date of arrival", "Year", "Reporting date"."""
    words = header.lower().split()
    if not words or any(c.isdecimal() for c in header):
        return False
    return words[0] in lexicon.grammar["tabled.dates"] or words[-1] in lexicon.grammar["tabled.day"]


@functools.lru_cache(maxsize=1024)
def scale_of(words: str, lexicon: Lexicon) -> int:
    """Return by what the figures under such words are to be multiplied: 1,000 under "IDPs (in thousands)"."""
    tokens = lexicon.tokens(words)
    for at, token in enumerate(tokens):
        scale = next((n for n, name in _SCALES if token.low in lexicon.grammar[name]), 1)
        before = tokens[at - 1].low if at else ""
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        is_stated = before in lexicon.grammar["tabled.scaling"]
        if scale > 1 and (
            (is_stated and after in lexicon.grammar["tabled.scaled"])
            or ((is_stated or before in _BEFORE) and (after in _AFTER or after in lexicon.endings["plural"]))
        ):
            return scale
    return 1


_SCALES = ((1_000, "tabled.thousands"), (1_000_000, "tabled.millions"))
_BEFORE = frozenset({"", "(", ",", ":", "'", "’", "‘", "×", "[", "–", "-"})
_AFTER = frozenset({"", ")", "]", ",", ":", "."})
