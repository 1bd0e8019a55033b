"""Dates and periods in words, resolved against the date of the document."""

from __future__ import annotations

import datetime
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.sources.reading.date_patterns import begun, ending, fill, in_lower_case, lowered, needed
from kilis.sources.reading.days import last_of_number, month_end, part_of_year, season_of, week_of_year
from kilis.sources.reading.lexicon import Lexicon

HISTORY_DAYS = 400
"""What lies further back is background, not news."""
_DAY = datetime.timedelta(days=1)
_WORD, _DIGIT, _YEAR = re.compile(r"[^\W\d_]+"), re.compile(r"\d"), re.compile(r"\d{4}")
_FIRST_OF_PART, _LAST_OF_PART = {"early": 1, "mid": 11, "late": 21}, {"early": 10, "mid": 15}
_PARTS_OF_YEAR = {"early": (1, 4), "start": (1, 1), "mid": (5, 8), "late": (9, 12), "end": (12, 12)}
_UNITS = {7: "week", 30: "month", 365: "year"}
_SATURDAY = 5
_COUNTED_FROM = ("same", "later", "earlier", "countback", "nth_day")
_LONG, _SHORT = 5, 3
_FAR = 240


@dataclass(slots=True, unsafe_hash=True, init=False)
class When:
    """A date or period in text[start:end]: from ``since`` (None: a single date) to ``date`` (None: still open)."""

    start: int
    end: int
    kind: str
    since: datetime.date | None
    date: datetime.date | None

    def __init__(
        self, start: int, end: int, kind: str, since: datetime.date | None, date: datetime.date | None
    ) -> None:
        self.start, self.end, self.kind, self.since, self.date = start, end, kind, since, date

    def is_history(self, today: datetime.date) -> bool:
        """Whether it lies so far back that it is background, not news."""
        last = self.date or self.since
        return self.kind != "open" and last is not None and (today - last).days > HISTORY_DAYS


def _last_day(found: Sequence[When]) -> datetime.date | None:
    """Return the last single day of these dates."""
    return next((when.date for when in reversed(found) if when.date and when.since is None), None)


def _is_week(period: When) -> bool:
    return period.since is not None and period.date is not None and 4 < (period.date - period.since).days < 8


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
            "unit": [unit + ending for unit in units for ending in ("", *lexicon.endings["plural"])],
            "word": [phrase.split()[-1] for phrase in dates["words"]],
            "ordinal": [ordinal.rpartition("-")[2] for ordinal in dates["ordinals"]],
        }
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        for name, word in ((name, word) for name, listed in named.items() for word in listed):
            self._named[word].add(name)
        self._since, self._until = ending(dates["since"], lexicon), ending(dates["until"], lexicon)
        self._begun = begun(lexicon)
        numbering = "|".join(map(re.escape, dates["numbering"])) or "(?!)"
        self._numbered = re.compile(rf"(?:{numbering})\s*$", re.IGNORECASE)
        self._units: dict[str, float] = dates["unit_days"]
        self._parts: dict[str, str] = dates["parts"]
        self._said, self._written = lexicon.grammar, lexicon.patterns
        self._words: dict[str, list[int]] = dates["words"]
        self._seasons: dict[str, int] = dates["seasons"]
        self._feasts: dict[str, list[int]] = dates["feasts"]
        self._counts: dict[str, int] = dates["counts"]
        self._is_capital: bool = dates["capitals"]
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
                ahead = future and bool(self._written["dates.ahead"].search(text, max(start, first - 45), first))
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
        led, starts = self._written["dates.in"].match(own), self._said["since"]
        lead = when.start + (led.end() if led else 0)  # "since the war began in 2014"
        far, clause = text[max(start, when.start - _FAR) : lead].lower(), None
        if True in [word in far for word in starts]:
            longer = text[max(start, when.start - 70) : lead].lower()
            is_since = True in [word in longer for word in starts]
            clause = self._written["dates.since_clause"].search(longer) if is_since else None
            clause = clause or self._begun.search(far)
            if clause is None and is_since:
                own_day = self._written["dates.own_day"].match(own) or self._written["dates.last"].search(longer)
                if own_day or when.kind in ("ago", "later", "earlier"):
                    clause = self._written["dates.since_words"].search(longer)
        if self._written["dates.own_since"].match(own) or self._since.search(before) or clause:
            first = when.since or when.date
            return replace(when, since=first, date=None, kind="open")
        started = when.kind in ("year_start", "start_of") and self._written["dates.the"].match(own)
        if started and self._written["dates.at"].search(before):
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
                first, last = _PARTS_OF_YEAR.get(self._part(part.get("part")), (1, 12))
                since, date = datetime.date(year_number, first, 1), month_end(datetime.date(year_number, last, 1))
                date = today if today and since <= today < date else date
            elif kind == "last_year" and today:
                since, date = datetime.date(today.year - 1, 1, 1), datetime.date(today.year - 1, 12, 31)
            elif kind == "season" and (part.get("y") or today):
                since, date = season_of(self._seasons[part["season"] or ""], part.get("y"), today)
            elif (
                kind == "weekday"
                and self._is_capital
                and len(part["w"] or "") < _LONG
                and text[match.start("w")].islower()
            ):
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
            return first, month_end(first)
        if kind == "day_to_now":
            return self._dated(int(part["d"] or 0), part["m"] or "", None, today, future), today
        if kind == "week_of" and part.get("n"):
            return week_of_year(int(part["n"] or 0), part.get("y"), today)
        if kind == "week_of":
            begun = self._dated(int(part["d"] or 0), part["m"] or "", part.get("y"), today, future)
            return begun, begun and min(begun + 6 * _DAY, today or datetime.date.max)
        length = (self._days(part.get("n"), part["u"] or "") - 1) * _DAY
        if kind == "to_day":
            last = self._dated(int(part["d"] or 0), part["m"] or "", part.get("y"), today, future)
            return last and last - length, last
        if part.get("m") is None and (part.get("y") or today):
            january = datetime.date(int(part.get("y") or (today or datetime.date.min).year), 1, 1)
            return january, january + length  # "the first ten days of 2009"
        month = self._dated(1, part.get("m") or "", part.get("y"), today, future)
        if month is None:
            return None, None
        return (month, month + length) if kind == "opening" else (month_end(month) - length, month_end(month))

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
        opening, closing = self._part(part.get("p1")), self._part(part.get("p2"))
        since = month_end(since) if opening == "end" else since.replace(day=_FIRST_OF_PART.get(opening, 1))
        if closing in _LAST_OF_PART:
            return since, second.replace(day=_LAST_OF_PART[closing])
        return since, min(month_end(second), today or month_end(second))

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
        if not self._is_month(text, match.start("m"), match.end("m"), match.start(), part):
            return None
        first = self._dated(1, name, part.get("y"), today, future=False)
        if first is None:
            return When(match.start(), match.end(), kind, None, None)
        if not part.get("y") and today and future and (today - first).days > 250:
            first = first.replace(year=first.year + 1)
        if not part.get("y") and today and first > today and not (future and (first - today).days < 100):
            first = first.replace(year=first.year - 1)
        last, opening = month_end(first), self._part(part.get("part"))
        if kind == "half":
            first, last = (
                (first, first.replace(day=15))
                if self._ordinals[part["h"] or ""] == 1
                else (first.replace(day=16), last)
            )
        elif opening == "end":
            return When(match.start(), match.end(), kind, None, last)
        elif opening == "late":
            first = first.replace(day=21)
        elif opening == "mid":
            first, last = first.replace(day=11), first.replace(day=20)
        elif opening:
            last = first.replace(day=10)
        if today and first <= today < last:
            last = today
        return When(match.start(), match.end(), kind, first, last)

    def _is_month(self, text: str, start: int, end: int, first: int, part: dict[str, str | None]) -> bool:
        """Tell a month, written with a capital where the language does so, from "may" and "march", which are words."""
        written = text[start:end]
        word = written.lower() in self._said["dates.words"]
        short = len(written) <= _SHORT and not part.get("y") and not (word and written[1:].islower())
        if self._is_capital and (short or not written[0].isupper()):
            return False
        if not word or part.get("y") or part.get("part"):
            return True
        return self._written["dates.before_month"].search(text[max(0, first - 8) : first]) is not None

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
        if kind == "past" and self._unit(part["u"]) == "week" and reported and not part["n"] and _is_week(reported):
            return reported.since, reported.date  # "in the past week" of a weekly report
        if kind in ("past", "further_back", "later", "ago", "earlier", "countback", "nth_day"):
            return self._counted(kind, part, today, earlier)
        if kind in ("part_of_year", "end_of"):
            return self._in_year(kind, part, today)
        if kind == "weekend":
            saturday = today - (today.weekday() - _SATURDAY) % 7 * _DAY
            return saturday, min(saturday + _DAY, today)
        if kind == "year_start":
            return today.replace(month=1, day=1), today
        if kind == "start_of":
            first = today - today.weekday() * _DAY if self._unit(part["u"]) == "week" else today.replace(day=1)
            return first, today
        if kind == "weekday_day" and not part["th"]:
            date = last_of_number(today, int(part["d"] or 0))  # not "Saturday, 12 killed there"
            return (None, date) if date.weekday() == self._lexicon.weekdays[(part["w"] or "").lower()] else None
        if kind in ("ordinal", "weekday_day"):
            day = int(part["d"] or 0) if part.get("d") else self._ordinals[(part["o"] or "").lower()]
            return None, last_of_number(today, day)
        if kind == "ordinals":
            date = last_of_number(today, int(part["d2"] or 0))
            return last_of_number(date, int(part["d1"] or 0)), date
        if kind == "feast":
            month, day = self._feasts[part["m"] or ""]
            feast = datetime.date(today.year, month, day) - (part["which"] in self._said["dates.eve"]) * _DAY
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
        unit = part.get("u") or ""
        if kind == "nth_day":
            nth = self._ordinals[(part["o"] or "").lower()] - 1
            return None, today - math.ceil(nth * self._units.get(unit, 1)) * _DAY
        days = self._days(part.get("n"), unit)
        if kind == "countback":
            further = self._days(part["n2"], part["u2"] or "") if part["u2"] else 0
            return None, today - (days + further) * _DAY
        if kind in ("past", "further_back"):
            span, named = int(self._units.get(unit, 1)), self._unit(unit)
            if named in ("month", "year") and days % span == 0 and today.day <= 28:
                back = today.year * 12 + today.month - 1 - days // span * (12 if named == "year" else 1)
                return today.replace(year=back // 12, month=back % 12 + 1), today
            return today - days * _DAY, today
        if self._unit(unit) == "hour":
            days -= 1 if days * 24 != self._count(part.get("n")) else 0  # "two hours later" is the same day
        if kind == "ago" or (kind == "earlier" and days >= 7):
            return None, today - days * _DAY  # "up from 85,000 a week earlier"
        return None, (earlier or today) + (days if kind == "later" else -days) * _DAY

    def _in_year(
        self, kind: str, part: dict[str, str | None], today: datetime.date
    ) -> tuple[datetime.date | None, datetime.date | None]:
        """Resolve "the first half of this year", "the first quarter", "the end of the month"."""
        if kind == "end_of":
            unit = self._unit(part["u"] or part.get("u2") or part.get("u3"))
            if unit == "week":
                return None, today + (6 - today.weekday()) * _DAY
            month = today.month if unit == "month" else 12
            return None, month_end(today.replace(month=month, day=1))
        months = 6 if part["q"] in self._said["dates.half"] else 3
        number = int(part["n"] or 0) if part.get("n") else self._ordinals[(part["o"] or "").lower()]
        return part_of_year(number, months, part.get("y") or part.get("y1"), today)

    def _this(
        self, part: dict[str, str | None], today: datetime.date, reported: When | None
    ) -> tuple[datetime.date | None, datetime.date | None] | None:
        which, unit = (part["which"] or "").replace(" ", "|"), self._unit(part["u"])
        if which in self._said["dates.reported"]:
            return (reported.since, reported.date) if reported else None
        first = today - today.weekday() * _DAY if unit == "week" else today.replace(day=1)
        if opening := _FIRST_OF_PART.get(self._part(part.get("part"))):  # "late last month"
            first = first if which in self._said["this"] else (first - _DAY).replace(day=1)
            closing = _LAST_OF_PART.get(self._part(part["part"]))
            return first.replace(day=opening), min(first.replace(day=closing) if closing else month_end(first), today)
        if which in self._said["this"]:
            return first, today
        if which in self._said["dates.next"]:
            following = first + 7 * _DAY if unit == "week" else (first + 31 * _DAY).replace(day=1)
            return None, following
        last = first - _DAY
        return (last - 6 * _DAY if unit == "week" else last.replace(day=1)), last

    def _weekday(self, name: str, today: datetime.date, which: str | None, future: bool) -> datetime.date:
        back = (today.weekday() - self._lexicon.weekdays[name.lower()]) % 7
        if which in self._said["dates.last"] and back == 0:
            back = 7
        if which in self._said["dates.next"] or (future and back != 0):
            return today + (7 - back) * _DAY
        return today - back * _DAY

    def _days(self, number: str | None, unit: str) -> int:
        return max(1, math.ceil(self._count(number) * self._units.get(unit, 1) - 1e-6))

    def _count(self, number: str | None) -> float:
        if number is None:
            return 1.0
        low = number.lower()
        return float(low) if low.isdigit() else float(self._counts.get(low) or self._lexicon.units[low])

    def _unit(self, word: str | None) -> str:
        """Return which unit of time a word names; a fortnight counts as days."""
        length = self._units.get(word or "", 1)
        return "hour" if length < 1 else _UNITS.get(int(length), "day")

    def _part(self, words: str | None) -> str:
        """Return the part of a month or year that words name: start, early, mid, late or end; nothing of no words."""
        return self._parts.get(words or "", "")
