"""What the words around a table say of its figures: their day or period, whence people came, who counted them."""

from __future__ import annotations

import re
from dataclasses import replace

from kilis.sources.reading import dating
from kilis.sources.reading.columns import ColumnDays, heads_days
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import DateGrammar, When
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Claim
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.rows import Cell

_NEAR, _LONGEST = 400, 7
_BRACKET = re.compile(r"\(([^()\d,:;]+),[^()]*\)")


class TableWords:
    """Dates and credits the figures of the tables of one document."""

    def __init__(
        self, lexicon: Lexicon, dates: DateGrammar, days: ColumnDays, finder: PlaceFinder, context: Context
    ) -> None:
        self._lexicon, self._dates, self._finder, self._context = lexicon, dates, finder, context
        self._days = days
        self._openers: list[tuple[int, tuple[str, str | None]]] = []

    def heard(self, end: int, speaker: tuple[str, str | None]) -> None:
        """Note who counted what stands below a sentence that ends here: "By the mayors' counts:"."""
        self._openers.append((end, speaker))

    def of_cell(self, claim: Claim, cell: Cell, text: str) -> Claim:
        """Return the claim of a cell with what header, title and row say of it."""
        claim = self._left(claim, cell)
        return self._sourced(claim if claim.period is not None else self._dated(claim, cell, text), cell)

    def credited(self, claims: list[Claim], text: str, begin: int, end: int) -> list[Claim]:
        """Give the claims of a table to whom the line above it or below it names: "Source: camp managers, 3 July"."""
        for opened, (speaker, role) in self._openers:
            if 0 <= begin - opened < _NEAR and "\n\n" not in text[opened:begin]:
                claims = [c if c.speaker else replace(c, speaker=speaker, speaker_role=role) for c in claims]
        line = re.compile(r"\s*(\w+): *(\S[^\n]*)").match(text, end)
        if line is None or line.group(1).lower() not in self._lexicon.grammar["tabled.sources"]:
            return claims
        who, when = self._source(line.group(2))
        day = when.date if when and when.since is None else None
        claims = [claim if claim.speaker else replace(claim, speaker=who) for claim in claims]
        return [replace(c, date=day) if day and c.date == self._context.today else c for c in claims]

    def _source(self, words: str) -> tuple[str | None, When | None]:
        """Return whom the words below a table or in its last column name, and the day: "RRC registration, 30 Nov"."""
        dates = self._dates.find(words, 0, len(words), self._context.today)
        who = re.split(r"[,;.(]", words[: dates[0].start] if dates else words, maxsplit=1)[0].strip()
        return who or None, next((when for when in dates if when.kind != "year"), None)

    def _sourced(self, claim: Claim, cell: Cell) -> Claim:
        """Give a cell the source that stands in its own row."""
        words = next((w for head, w in cell.rest if head.lower() in self._lexicon.grammar["tabled.sources"]), "")
        who, when = self._source(words)
        who = who or self._counting(cell.title)
        claim = replace(claim, speaker=who) if who else claim
        if when is None:
            return claim
        since = when.since if claim.action in dating.FLOWS else None
        return replace(claim, date=when.date or claim.date, since=since)

    def _counting(self, title: str) -> str | None:
        """Return who counted by the words of a title: "By the Ministry", "(city council, 3 May)", "Council, 3 May:"."""
        roles = self._lexicon.roles
        for match in self._lexicon.patterns["tabled.by"].finditer(title):
            first = match.group(1).split()[0]
            if first.lower() in roles or (first.isupper() and len(first) > 2):
                return match.group(1).strip()
        bracket = _BRACKET.search(title)
        inside = bracket.group(1).split() if bracket else []
        if len(inside) <= _LONGEST and not roles.isdisjoint(map(str.lower, inside)):
            return " ".join(inside)
        words = title.rstrip(":").rpartition(": ")[2].split(",", maxsplit=1)[0].split()
        named = all(word[0].isupper() or word.lower() in self._lexicon.function for word in words)
        is_label = title.endswith(":") and "," in title and named and not roles.isdisjoint(map(str.lower, words))
        return " ".join(words) if is_label else None

    def _dated(self, claim: Claim, cell: Cell, text: str) -> Claim:
        """Give a cell the date that its header or title states, else the period or the day that the report covers."""
        c = self._context
        begun: When | None = None
        if cell.day is not None and cell.day.date is not None:
            since = cell.day.since if claim.action in dating.FLOWS else None
            return replace(claim, date=cell.day.date, since=since, period=cell.header or None)
        own = self._own_day(cell, text)
        for stated in (text[cell.start : cell.end], cell.header, *(() if own else (cell.above,))):
            for when in self._dates.find(stated, 0, len(stated), c.today):
                if when.kind == "open" and stated == cell.header:
                    begun = when  # "change since Friday": up to the day of the title
                elif when.kind != "year" and not (when.kind == "word" and when.date == c.today):  # not "Now"
                    date = when.date or c.today
                    since = when.since if claim.action in dating.FLOWS and when.since != date else None
                    return replace(claim, date=date, since=begun.since if begun else since, period=stated)
        if own is not None:
            since = begun.since if begun else own.since
            return replace(claim, date=own.date, since=since if claim.action in dating.FLOWS else None)
        if begun:
            return replace(claim, since=begun.since if claim.action in dating.FLOWS else None, period=cell.header)
        if c.stands is not None:
            return replace(claim, date=c.stands)
        if c.reported is not None:
            return replace(
                claim, date=c.reported.date, since=c.reported.since if claim.action in dating.FLOWS else None
            )
        return claim

    def _own_day(self, cell: Cell, text: str) -> When | None:
        """Return the day that a column of its own or the name above some rows states: "Date", "May 2024"."""
        for head, words in cell.rest:
            if heads_days(head, self._lexicon):
                when, _ = self._days.of(words, cell.title)
                if when is not None:
                    return when
        when, rest = self._days.of(text[slice(*cell.whole)], cell.title) if cell.whole else (None, "")
        return when if when is not None and not rest else None

    def _left(self, claim: Claim, cell: Cell) -> Claim:
        """Give what the title says people left ("displaced from Kosovo") to the cells of those who were displaced."""
        if claim.action not in ("displaced", "arrived", "returned"):
            return claim
        tokens = self._lexicon.tokens(cell.above)
        named = self._finder.find(cell.above, tokens)
        left = tuple(p for a, _, p in named if a and self._lexicon.role_of.get(tokens[a - 1].low) == "from")
        return replace(claim, origin=left) if left and not claim.origin else claim
