"""Dates and periods in words, resolved against the date of the document."""

from __future__ import annotations

import datetime
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.sources.reading.date_patterns import ending, fill, in_lower_case, lowered, needed
from kilis.sources.reading.lexicon import Lexicon

_DAY = datetime.timedelta(days=1)
_WORD, _DIGIT, _YEAR = re.compile(r"[^\W\d_]+"), re.compile(r"\d"), re.compile(r"\d{4}")
_SINCE_CLAUSE = re.compile(r"\bsince\s+[^\d\W](?:[^.,;:()\d]|(?<=\w)\d){3,60}\s(?:on|in|of|at)\s(?:the\s)?$")
_SINCE_WORDS = re.compile(r"\bsince\s+[^\d\W](?:[^.;:()\d]|(?<=\w)\d){3,60}$")
_AHEAD = re.compile(
    r"\b(?:will|expected|tomorrow|expects?|next|plans?|planned|promised|would|due|must|(?:is|are) to)\b", re.IGNORECASE
)
_FIRST_OF_PART, _LAST_OF_PART = {"early": 1, "mid": 11, "late": 21}, {"early": 10, "mid": 15}
_PARTS_OF_YEAR = {"early": (1, 4), "beginning of": (1, 1), "mid": (5, 8), "late": (9, 12), "end of": (12, 12)}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first of the three months of a season north of the equator."""
_COUNTED_FROM = ("same", "later", "earlier", "countback", "nth_day")
_LONG = 5
_FAR = 240
_OWN_DAY = ("last ", "this ", "yesterday", "today")


@dataclass(slots=True, unsafe_hash=True)
class When:
    """A date or period in text[start:end]: from ``since`` (None: a single date) to ``date`` (None: still open)."""

    start: int
    end: int
    kind: str
    since: datetime.date | None
    date: datetime.date | None

    def is_history(self, today: datetime.date) -> bool:
        """Whether it lies so far back that it is background, not news."""
        last = self.date or self.since
        return self.kind != "open" and last is not None and (today - last).days > 400


def _last_day(found: Sequence[When]) -> datetime.date | None:
    """Return the last single day of these dates."""
    return next((when.date for when in reversed(found) if when.date and when.since is None), None)


def _month_end(date: datetime.date) -> datetime.date:
    return (date.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _is_week(period: When) -> bool:
    return period.since is not None and period.date is not None and 4 < (period.date - period.since).days < 8


def _season(name: str, year: str | None, today: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of a season of a year, or of the last one that is over."""
    first = datetime.date(int(year) if year else today.year if today else 1, _SEASONS[name.lower()], 1)
    if not year and today and first + 92 * _DAY > today:
        first = first.replace(year=first.year - 1)
    return first, _month_end(first + 62 * _DAY)


class DateGrammar:
    """Finds dates in a text of one language, seen from one day."""

    def __init__(self, lexicon: Lexicon) -> None:
        dates = lexicon.data["dates"]
        self._lexicon = lexicon
        # Many patterns and few dates: by the words of a sentence most patterns are known not to match.
        self._patterns = [
            (
                kind,
                needed(pattern),
                tuple("".join(hint).split("|")),
                re.compile(r"(?<![\w,.])(?:" + in_lower_case(fill(pattern, lexicon)) + ")"),
            )
            for kind, pattern, *hint in dates["patterns"]
        ]
        self._by_held: dict[frozenset[str], list[tuple[str, tuple[str, ...], re.Pattern[str]]]] = {}
        units = dates["unit_days"]
        named = {
            "month": lexicon.months,
            "weekday": lexicon.weekdays,
            "unit": [*units, *(unit + "s" for unit in units)],
            "word": [phrase.split()[-1] for phrase in dates["words"]],
            "ordinal": [ordinal.rpartition("-")[2] for ordinal in dates["ordinals"]],
        }
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for name, word in ((name, word) for name, listed in named.items() for word in listed):
            self._named[word].add(name)
        self._since, self._until = ending(dates["since"]), ending(dates["until"])
        begun = "|".join(dates["begun"]) or "(?!)"
        self._begun = re.compile(
            rf"\bsince\s+(?!\d)[^.;:()\d]*\b(?:{begun})\b[^.;:()\d]{{0,60}}\s(?:on|in|at)\s(?:the\s)?$"
        )
        numbering = "|".join(map(re.escape, dates["numbering"])) or "(?!)"
        self._numbered = re.compile(rf"(?:{numbering})\s*$", re.IGNORECASE)
        self._units: dict[str, float] = dates["unit_days"]
        self._words: dict[str, list[int]] = dates["words"]
        self._ordinals = {word: number for number, word in enumerate(dates["ordinals"], 1)}

    def find(
        self, text: str, start: int, end: int, today: datetime.date | None, *, future: bool = False,
        earlier: datetime.date | None = None, reported: When | None = None, period: When | None = None,
        words: Sequence[str] | None = None,
    ) -> list[When]:  # fmt: skip
        """Return the dates in text[start:end]; without ``today`` only the complete ones have values.

        ``earlier`` is the date last spoken of ("four days later"), ``period`` the period ("in the same week"),
        ``reported`` the one a report covers; ``words`` are those of the text in lower case, where they are known.
        """
        taken: list[tuple[int, int]] = []
        met: list[tuple[When, re.Match[str]]] = []
        whole = lowered(text)
        sentence = whole[start:end]
        words = _WORD.findall(sentence) if words is None else words
        held = set().union(*[self._named[word] for word in words if word in self._named])
        if _DIGIT.search(sentence):
            held.update(("number", "year") if _YEAR.search(sentence) else ("number",))
        for kind, hints, pattern in self._possible(frozenset(held)):
            for hint in hints:
                if hint in sentence:
                    break
            else:
                continue
            for match in pattern.finditer(whole, start, end):
                first, last = match.span()
                if (taken and any(first < b and a < last for a, b in taken)) or not match.group().strip():
                    continue
                ahead = future and bool(_AHEAD.search(text, max(start, first - 45), first))
                about = period or reported if kind == "same_period" else reported
                about = about or (period if kind == "reported" else None)
                when = self._resolve(kind, match, today, ahead, earlier, about, text)
                if when is not None:
                    taken.append((first, last))
                    met.append((when, match))
        found: list[When] = []
        for when, match in met if len(met) < 2 else sorted(met, key=lambda pair: pair[0].start):
            said: When | None = when
            if when.kind in _COUNTED_FROM and found and today is not None:
                named = found[-1].date or found[-1].since if when.kind == "same" else _last_day(found)
                said = self._resolve(when.kind, match, named, False, named, reported, text) if named else when
            if when.kind == "further_back" and found and found[-1].since and when.since and when.date:
                begun = found[-1].since
                ended = begun - _DAY if found[-1].kind == "span" else begun
                said = replace(when, since=begun - (when.date - when.since), date=ended)
            found.append(self._prefixed(text, start, said or when))
        return found

    def _possible(self, held: frozenset[str]) -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
        """Return (kind, texts of which one must be there, pattern) of a sentence that names such things."""
        if held not in self._by_held:
            self._by_held[held] = [(k, hints, p) for k, needed, hints, p in self._patterns if needed.issubset(held)]
        return self._by_held[held]

    def _prefixed(self, text: str, start: int, when: When) -> When:
        before = text[max(start, when.start - 24) : when.start]
        own = text[when.start : when.end].lower()
        lead = when.start + 3 if own.startswith("in ") else when.start  # "since the war began in 2014"
        longer = text[max(start, when.start - 70) : lead].lower()
        clause = "since" in longer and _SINCE_CLAUSE.search(longer)
        if not clause and "since" in (far := text[max(start, when.start - _FAR) : lead].lower()):
            clause = self._begun.search(far)
        relative = when.kind in ("ago", "later", "earlier") or own.startswith(_OWN_DAY) or longer.endswith("last ")
        if not clause and relative and "since" in longer:
            clause = _SINCE_WORDS.search(longer)
        if own.startswith("since ") or self._since.search(before) or clause:
            first = when.since or when.date
            return replace(when, since=first, date=None, kind="open")
        if when.kind in ("year_start", "start_of") and own.startswith("the ") and before.lower().endswith("at "):
            return replace(when, date=when.since, since=None)  # "at the start of the month"
        if self._until.search(before):
            return replace(when, since=None if when.kind != "span" else when.since)
        return when

    def _resolve(
        self, kind: str, match: re.Match[str], today: datetime.date | None, future: bool,
        earlier: datetime.date | None, reported: When | None, text: str,
    ) -> When | None:  # fmt: skip
        part = match.groupdict()
        since: datetime.date | None = None
        date: datetime.date | None = None
        try:
            if kind == "iso":
                date = datetime.date(int(part["y"]), int(part["m"]), int(part["d"]))
            elif kind == "day":
                number = int(part["d"]) if part.get("d") else self._ordinals[part["o"].lower()]
                date = self._dated(number, part["m"], part.get("y"), today, future)
            elif kind == "span":
                if self._numbered.search(text, max(0, match.start() - 9), match.start()):
                    return None  # "Flash Update No. 5 - 28 January"
                month2 = part["m2"] or part["m1"]
                date = self._dated(int(part["d2"]), month2, part.get("y2"), today, future)
                year = str(date.year) if date else None
                since = self._dated(int(part["d1"]), part["m1"] or month2, part.get("y1") or year, today, future)
                if since and date and since > date and not part.get("y1"):
                    since = since.replace(year=since.year - 1)
            elif kind in ("months", "month_last", "opening", "closing", "to_day", "day_to_now", "week_of"):
                since, date = self._through_months(kind, part, today, future)
            elif kind in ("month", "half"):
                return self._month(kind, match, part, today, text, future)
            elif kind == "day_month":
                base = today or datetime.date(2000, 1, 1)
                date = datetime.date(base.year, int(part["m"] or 0), int(part["d"] or 0))
            elif kind in ("year", "decade"):
                year_number = int(part["y"] or 0) * (10 if kind == "decade" else 1)
                first, last = _PARTS_OF_YEAR.get(part.get("part") or "", (1, 12))
                since, date = datetime.date(year_number, first, 1), _month_end(datetime.date(year_number, last, 1))
                date = today if today and since <= today < date else date
            elif kind == "last_year" and today:
                since, date = datetime.date(today.year - 1, 1, 1), datetime.date(today.year - 1, 12, 31)
            elif kind == "season" and (part.get("y") or today):
                since, date = _season(part["season"] or "", part.get("y"), today)
            elif kind == "weekday" and len(part["w"] or "") < _LONG and text[match.start("w")].islower():
                return None  # "people sat before the gate"
            elif today is None:
                return When(match.start(), match.end(), kind, None, None)
            else:
                resolved = self._relative(kind, part, today, future, earlier, reported)
                if resolved is None:
                    return None
                since, date = resolved
        except (ValueError, OverflowError):
            return None
        return When(match.start(), match.end(), kind, since, date)

    def _through_months(
        self, kind: str, part: dict[str, str | None], today: datetime.date | None, future: bool
    ) -> tuple[datetime.date | None, datetime.date | None]:
        """Resolve "from April to mid-August", "the first week of June", "the week ending 18 March" and the like."""
        if kind == "months":
            return self._months(part, today)
        if kind == "month_last":
            if today is None:
                return None, None
            first = datetime.date(today.year - 1, self._lexicon.months[(part["m"] or "").lower()], 1)
            return first, _month_end(first)
        if kind == "day_to_now":
            return self._dated(int(part["d"] or 0), part["m"] or "", None, today, future), today
        if kind == "week_of":
            begun = self._dated(int(part["d"] or 0), part["m"] or "", part.get("y"), today, future)
            return begun, begun and min(begun + 6 * _DAY, today or datetime.date.max)
        length = (self._days(part.get("n"), part["u"] or "") - 1) * _DAY
        if kind == "to_day":
            last = self._dated(int(part["d"] or 0), part["m"] or "", part.get("y"), today, future)
            return last and last - length, last
        month = self._dated(1, part["m"] or "", part.get("y"), today, future)
        if month is None:
            return None, None
        return (month, month + length) if kind == "opening" else (_month_end(month) - length, _month_end(month))

    def _months(
        self, part: dict[str, str | None], today: datetime.date | None
    ) -> tuple[datetime.date | None, datetime.date | None]:
        second = self._dated(1, part["m2"] or "", part.get("y2"), today, future=False)
        if second is None:
            return None, None
        if today and second > today and not part.get("y2"):
            second = second.replace(year=second.year - 1)
        since = second.replace(month=self._lexicon.months[(part["m1"] or "").lower()])
        if since > second or part.get("y1"):
            since = since.replace(year=int(part.get("y1") or since.year - 1))
        opening, closing = part.get("p1") or "", part.get("p2") or ""
        since = _month_end(since) if opening.endswith("of") else since.replace(day=_FIRST_OF_PART.get(opening, 1))
        if closing in _LAST_OF_PART:
            return since, second.replace(day=_LAST_OF_PART[closing])
        return since, min(_month_end(second), today or _month_end(second))

    def _dated(
        self, day: int, month: str, year: str | None, today: datetime.date | None, future: bool
    ) -> datetime.date | None:
        number = self._lexicon.months[month.lower()]
        if year and year.isdigit():
            return datetime.date(int(year), number, day)
        if today is None:
            return None
        if year:
            return datetime.date(today.year - 1, number, day)  # "17 October last year"
        date = datetime.date(today.year, number, day)
        ahead = (date - today).days
        if ahead > (300 if future else 60):
            return date.replace(year=today.year - 1)
        if ahead < -330 and future:
            return date.replace(year=today.year + 1)
        return date

    def _month(
        self,
        kind: str,
        match: re.Match[str],
        part: dict[str, str | None],
        today: datetime.date | None,
        text: str,
        future: bool,
    ) -> When | None:
        name = part["m"] or ""
        # "may" and "march" are words; a month is written with a capital.
        written = text[match.start("m") : match.end("m")]
        if not written[0].isupper() or (len(written) <= 3 and written != "May" and not part.get("y")):
            return None
        if written.lower() in ("may", "march") and not (part.get("y") or part.get("part")):
            before = text[max(0, match.start() - 8) : match.start()].lower()
            if not re.search(r"\b(?:in|since|of|until|by|last|from|to|and)\s+$", before):
                return None
        first = self._dated(1, name, part.get("y"), today, future=False)
        if first is None:
            return When(match.start(), match.end(), kind, None, None)
        if not part.get("y") and today and future and (today - first).days > 250:
            first = first.replace(year=first.year + 1)
        if not part.get("y") and today and first > today and not (future and (first - today).days < 100):
            first = first.replace(year=first.year - 1)
        last = _month_end(first)
        if kind == "half":
            first, last = (first, first.replace(day=15)) if part["h"] == "first" else (first.replace(day=16), last)
        elif part.get("part") in ("the end of", "end of", "end"):
            return When(match.start(), match.end(), kind, None, last)
        elif part.get("part") == "late":
            first = first.replace(day=21)
        elif part.get("part") == "mid":
            first, last = first.replace(day=11), first.replace(day=20)
        elif part.get("part"):
            last = first.replace(day=10)
        if today and first <= today < last:
            last = today
        return When(match.start(), match.end(), kind, first, last)

    def _relative(
        self, kind: str, part: dict[str, str | None], today: datetime.date, future: bool,
        earlier: datetime.date | None, reported: When | None,
    ) -> tuple[datetime.date | None, datetime.date | None] | None:  # fmt: skip
        if kind == "weekday":
            return None, self._weekday(part["w"] or "", today, part["which"], future)
        if kind == "to_date":
            last = self._weekday(part["w"] or "", today, None, future=False)
            return last - (self._days(part.get("n"), part["u"] or "") - 1) * _DAY, last
        if kind == "weekday_week":
            return None, self._weekday(part["w"] or "", today - (today.weekday() + 1) * _DAY, None, future=False)
        if kind == "between_now":
            ended = today - _DAY if part["y"] else today
            return self._weekday(part["w1"] or "", ended, None, future=False), ended
        if kind == "weekdays":
            second = self._weekday(part["w2"] or "", today, None, future)
            first = self._weekday(part["w1"] or "", second, None, future=False)
            return (first, second) if (second - first).days == 1 else None
        if kind == "between":
            second = self._weekday(part["w2"] or "", today, None, future=False)
            return self._weekday(part["w1"] or "", second, None, future=False), second
        if kind == "word":
            low, high = self._words[(part["word"] or "").lower()]
            return (today + low * _DAY if low != high else None), today + high * _DAY
        if kind == "past" and part["u"] == "week" and reported and not part["n"] and _is_week(reported):
            return reported.since, reported.date  # "in the past week" of a weekly report
        if kind in ("past", "further_back", "later", "ago", "earlier", "countback", "nth_day"):
            return self._counted(kind, part, today, earlier)
        if kind in ("part_of_year", "end_of"):
            return self._in_year(kind, part, today)
        if kind == "weekend":
            saturday = self._weekday("saturday", today, None, future=False)
            return saturday, min(saturday + _DAY, today)
        if kind == "year_start":
            return today.replace(month=1, day=1), today
        if kind == "start_of":
            first = today - today.weekday() * _DAY if part["u"] == "week" else today.replace(day=1)
            return first, today
        if kind == "weekday_day" and not part["th"]:
            date = self._before(today, int(part["d"] or 0))  # not "Saturday, 12 killed there"
            return (None, date) if date.weekday() == self._lexicon.weekdays[(part["w"] or "").lower()] else None
        if kind in ("ordinal", "weekday_day"):
            day = int(part["d"] or 0) if part.get("d") else self._ordinals[(part["o"] or "").lower()]
            return None, self._before(today, day)
        if kind == "ordinals":
            date = self._before(today, int(part["d2"] or 0))
            return self._before(date, int(part["d1"] or 0)), date
        if kind == "feast":
            month, day = (1, 1) if (part["m"] or "").lower().startswith("new") else (12, 25)
            feast = datetime.date(today.year, month, day) - (part["which"] or "").lower().count("eve") * _DAY
            return None, feast if feast <= today else feast.replace(year=feast.year - 1)
        if kind in ("reported", "same_period"):
            return (reported.since, reported.date) if reported else None
        if kind == "same":
            return None, earlier or today
        if kind == "then":
            return (None, earlier) if earlier else None
        if kind == "prior":
            first = reported.since if reported and reported.since else today - today.weekday() * _DAY
            first -= 7 * _DAY if part["last"] else 0 * _DAY
            return first - 7 * _DAY, first - _DAY
        return self._this(part, today, reported)

    def _counted(
        self, kind: str, part: dict[str, str | None], today: datetime.date, earlier: datetime.date | None
    ) -> tuple[datetime.date | None, datetime.date | None]:
        """Resolve "in the past ten days", "two days later", "a week ago" and "three days earlier"."""
        unit = (part.get("u") or "day").lower()
        if kind == "nth_day":
            nth = self._ordinals[(part["o"] or "").lower()] - 1
            return None, today - math.ceil(nth * self._units[unit]) * _DAY
        days = self._days(part.get("n"), unit)
        if kind == "countback":
            further = self._days(part["n2"], part["u2"] or "") if part["u2"] else 0
            return None, today - (days + further) * _DAY
        if kind in ("past", "further_back"):
            months = {"month": 30, "year": 365}.get(unit)
            if months and days % months == 0 and today.day <= 28:
                back = today.year * 12 + today.month - 1 - days // months * (12 if unit == "year" else 1)
                return today.replace(year=back // 12, month=back % 12 + 1), today
            return today - days * _DAY, today
        if unit == "hour":
            days -= 1 if days * 24 != self._count(part.get("n")) else 0  # "two hours later" is the same day
        if kind == "ago" or (kind == "earlier" and days >= 7):
            return None, today - days * _DAY  # "up from 85,000 a week earlier"
        return None, (earlier or today) + (days if kind == "later" else -days) * _DAY

    def _in_year(
        self, kind: str, part: dict[str, str | None], today: datetime.date
    ) -> tuple[datetime.date | None, datetime.date | None]:
        """Resolve "the first half of this year", "the first quarter", "the end of the month"."""
        if kind == "end_of":
            unit = (part["u"] or part["u2"] or part["u3"] or "").lower()
            if unit == "week":
                return None, today + (6 - today.weekday()) * _DAY
            month = today.month if unit == "month" else 12
            return None, _month_end(today.replace(month=month, day=1))
        months = 6 if (part["q"] or "").lower() == "half" else 3
        first = months * (self._ordinals[(part["o"] or "").lower()] - 1) + 1
        if first > 12:
            return None, None
        since = datetime.date(int(part["y"] or today.year), first, 1)
        if since > today and not part["y"]:
            since = since.replace(year=today.year - 1)
        return since, min(_month_end(since.replace(month=first + months - 1)), today)

    @staticmethod
    def _before(today: datetime.date, day: int) -> datetime.date:
        """Return the last day of that number."""
        date = today.replace(day=1)
        return date.replace(day=day) if day <= today.day else (date - _DAY).replace(day=day)

    @staticmethod
    def _this(
        part: dict[str, str | None], today: datetime.date, reported: When | None
    ) -> tuple[datetime.date | None, datetime.date | None] | None:
        which, unit = (part["which"] or "").lower(), (part["u"] or "").lower()
        if which in ("during the", "in the"):
            return (reported.since, reported.date) if reported else None
        first = today - today.weekday() * _DAY if unit == "week" else today.replace(day=1)
        if opening := _FIRST_OF_PART.get((part.get("part") or "").lower()):  # "late last month"
            first = first if which == "this" else (first - _DAY).replace(day=1)
            closing = _LAST_OF_PART.get((part["part"] or "").lower())
            return first.replace(day=opening), min(first.replace(day=closing) if closing else _month_end(first), today)
        if which == "this":
            return first, today
        if which == "next":
            following = first + 7 * _DAY if unit == "week" else (first + 31 * _DAY).replace(day=1)
            return None, following
        last = first - _DAY
        return (last - 6 * _DAY if unit == "week" else last.replace(day=1)), last

    def _weekday(self, name: str, today: datetime.date, which: str | None, future: bool) -> datetime.date:
        back = (today.weekday() - self._lexicon.weekdays[name.lower()]) % 7
        if (which or "").lower() == "last" and back == 0:
            back = 7
        if (which or "").lower() == "next" or (future and back != 0):
            return today + (7 - back) * _DAY
        return today - back * _DAY

    def _days(self, number: str | None, unit: str) -> int:
        return max(1, math.ceil(self._count(number) * self._units[unit.lower()] - 1e-6))

    def _count(self, number: str | None) -> float:
        low = (number or "one").lower()
        if low in ("a", "an", "single"):
            return 1.0
        if low == "couple":
            return 2.0
        return float(low) if low.isdigit() else float(self._lexicon.units[low])
