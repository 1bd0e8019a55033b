"""Read one document: text in, claims out."""

from __future__ import annotations

import contextlib
import datetime
import gc
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter

from kilis.scenario.model import Place
from kilis.sources import gazetteer
from kilis.sources.reading import attach, dating, happenings, judge, linear, naming, parsed, tabled, topics
from kilis.sources.reading import lexicon as words
from kilis.sources.reading.analysis import Sentence, drop_shadowed, mark_quotes
from kilis.sources.reading.clauses import Roles
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import DateGrammar, When
from kilis.sources.reading.figures import FigureRules
from kilis.sources.reading.merging import merge
from kilis.sources.reading.model import Claim, NamedPlace, Report, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.rows import Cell, find_lists, find_tables
from kilis.sources.reading.speech import SpeakerFinder
from kilis.sources.reading.table_words import TableWords
from kilis.sources.reading.tokens import Stretch, Token, sentences, tokenize

_DATELINE = re.compile(r"^[A-ZÀ-Ý][\w’'. ,()/À-ÿ-]{2,60}?(?:\s[-–—]{1,2}\s|\.\s(?=[A-Z]))")
_INTERVIEW = re.compile(r"(?:.{0,20}\b)?(?:[Ii]nterview|INTERVIEW|[Cc]onversation|[Qq]uestions) (?:with|to|for)\b")
_AS_OF = re.compile(r"\b(?:as (?:of|at)|(?:data|figures|caseload|situation|status) (?:to|by|on|at|until)) (?:the )?$")
_LONG_CHARS = 60
_PARTS = frozenset({"tens", "half", "quarter"})
_start, _end = attrgetter("start"), attrgetter("end")


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles: reading makes many small things and no cycles, and texts are bounded in size."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Reader:
    """Reads documents in one language against one scenario's places; load once, read many."""

    def __init__(self, places: Sequence[Place] = (), language: str = "en", *, parser: bool = False) -> None:
        """``parser``: whether to ask the parser of the extra `parser`. Raises ImportError where that is missing."""
        self._lexicon = words.load(language)
        self._parser = parsed.load(self._lexicon.data["parser"]) if parser else None
        self._gazetteer = gazetteer.load()
        self._places = places
        self._numbers = NumberGrammar(self._lexicon)
        self._dates = DateGrammar(self._lexicon)
        self._attacher = attach.Attacher(
            linear.of_language("places", language, attach.ROLES), linear.of_language("joined", language, attach.JOINED)
        )
        self._names = linear.of_language("names", language, naming.ANSWERS)
        dated = "dates-parsed" if parser else "dates"
        self._dater = dating.Dater(linear.of_language(dated, language, dating.ANSWERS))
        self._events = happenings.EventFinder(linear.of_language("events", language, happenings.ANSWERS))
        self._judge = judge.load(language)
        self._topics = topics.Topics(self._lexicon, linear.of_language("topics", language, topics.ANSWERS))

    def read(
        self, text: str, *, date: datetime.date | None = None, publisher: str | None = None, name: str = "text"
    ) -> Report:
        """Return the report with its claims; ``date`` is the document's, else the one its first lines state."""
        document = _Document(self, text, date or self._stated_date(text))
        with _no_collection():
            claims, named = document.read()
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Report(name, text, digest, document.context.today, publisher or _publisher(text), claims, named)

    def _naming(self) -> naming.Naming:
        return naming.Naming(self._lexicon, self._names)

    def _stated_date(self, text: str) -> datetime.date | None:
        """Return the first complete date of the opening lines, or of a signature at the end."""
        found = None
        for start, end in ((0, min(len(text), 500)), (max(0, len(text) - 160), len(text))):
            for when in self._dates.find(text, start, end, None):
                if when.date is not None and when.kind in ("day", "iso", "span"):
                    return when.date
        return found


def _publisher(text: str) -> str | None:
    match = re.search(r"^(?:Source|Publisher|Published by)\s*:\s*(.{2,60})$", text[:600], re.MULTILINE)
    if match:
        return match.group(1).strip()
    match = re.match(r"[^\n]{0,80}?\(((?:Reuters|AFP|AP|dpa|Xinhua|TASS|EFE|ANSA|[A-Z]{2,6}))\)", text)
    return match.group(1) if match else None


class _Document:
    """One document being read."""

    def __init__(self, reader: Reader, text: str, today: datetime.date | None) -> None:
        self.reader, self.text = reader, text
        self.lexicon = reader._lexicon
        self.context = Context(today)
        self.finder = PlaceFinder(self.lexicon, reader._gazetteer, reader._places, reader._naming())
        self.speakers = SpeakerFinder(self.lexicon)
        self.figures = FigureRules(self.lexicon, self.finder, reader._judge)
        self.events = reader._events
        self.told = TableWords(self.lexicon, reader._dates, self.finder, self.context)
        self.named: list[NamedPlace] = []

    def read(self) -> tuple[tuple[Claim, ...], tuple[NamedPlace, ...]]:
        tables = list(find_tables(self.text))
        lists = find_lists(self.text, [table[:2] for table in tables])
        titled = ((begin, end, tabled.introduced(cells, self.text, self.lexicon)) for begin, end, cells in lists)
        tables += [each for each in titled if each[2]]
        tables.sort(key=itemgetter(0))
        begins = [table[0] for table in tables]
        before = [(s, bisect_right(begins, s.start) - 1) for s in sentences(self.text)]
        stretches = [s for s, at in before if at < 0 or s.start >= tables[at][1]]
        tokens = [tokenize(self.text, stretch.start, stretch.end) for stretch in stretches]
        for sentence_tokens in tokens:
            self.finder.learn_context(sentence_tokens)
        cues = [drop_shadowed(self.lexicon.phrases.find(t), t, self.lexicon) for t in tokens]
        met = [c.sense.label for sentence in cues for c in sentence if c.sense.kind == "topic"]
        ours, off = met.count("ours"), met.count("off")
        self.context.is_ours = ours >= 2 or ours > off
        trees = self._parse(stretches, tokens)
        found: list[tuple[int, list[Claim]]] = []
        inside, paragraph = False, -1
        open_quote: list[tuple[int, Sentence]] = []
        for number, (stretch, sentence_tokens) in enumerate(zip(stretches, tokens, strict=True)):
            if stretch.paragraph != paragraph:
                paragraph, inside = stretch.paragraph, False
                self._new_paragraph()
            sentence = self._analyse(stretch, sentence_tokens, cues[number])
            sentence.parse = trees[number]
            carried = inside
            sentence.quoted, inside = mark_quotes(sentence_tokens, inside)
            found.append((number, self._sentence(sentence, number, carried)))
            if not carried:
                open_quote.clear()
            if inside and not sentence.attributions:
                open_quote.append((number, sentence))
            elif sentence.attributions and open_quote:
                self._name_speaker(found, open_quote, sentence)
        asked = [number for number, told in found if told]
        claims = [claim for _, told in found for claim in told]
        for begin, end, cells in tables:
            told = tabled.told_before(claims, begin)
            read = [claim for cell in cells if (claim := self._cell(cell, told)) is not None]
            claims += self.told.credited(read, self.text, begin, end)
        dense = topics.density_of(claims, len(self.text))
        if not self.reader._topics.is_present(stretches, tokens, cues, self.context.today, asked, dense):
            return (), tuple(self.named)
        later = self.speakers.named_later
        claims = [
            replace(c, speaker=later[c.speaker][0], speaker_role=later[c.speaker][1]) if c.speaker in later else c
            for c in claims
        ]
        return merge(claims, self.text), tuple(self.named)

    @staticmethod
    def _name_speaker(
        found: list[tuple[int, list[Claim]]], open_quote: list[tuple[int, Sentence]], s: Sentence
    ) -> None:
        """Give what was quoted in sentences before to the speaker whom only the end of the quotation names."""
        outside = [a for a in s.attributions if not s.quoted[a.start]]
        for number, quoted in open_quote if outside else ():
            found[number] = (number, [
                replace(claim, speaker=outside[0].speaker, speaker_role=outside[0].role)
                if quoted.quoted[quoted.token_of(claim.spans[0].start)] else claim
                for claim in found[number][1]
            ])  # fmt: skip
        open_quote.clear()

    def _parse(self, stretches: list[Stretch], tokens: list[list[Token]]) -> list[parsed.Parse | None]:
        parser = self.reader._parser
        if parser is None:
            return [None] * len(stretches)
        texts = [(self.text[s.start : s.end], t) for s, t in zip(stretches, tokens, strict=True)]
        return list(parser.parse(texts))

    def _new_paragraph(self) -> None:
        c = self.context
        c.label_places, c.label_date = (() if c.section_is_inline else c.section), None
        c.is_fiction = False
        c.quote_speaker, c.in_history, c.counts_others, c.list_speaker = None, False, False, None
        c.last_told = c.total_action = c.spoken_of = None

    def _analyse(self, stretch: Stretch, tokens: list[Token], cues: list[words.Cue]) -> Sentence:
        lows = [token.low for token in tokens]
        future = not self.lexicon.grammar["read.future"].isdisjoint(lows)
        dates = self.reader._dates.find(
            self.text, stretch.start, stretch.end, self.context.today, future=future,
            earlier=self.context.last_date, reported=self.context.reported, words=lows,
        )  # fmt: skip
        taken = []
        for when in dates:
            first = bisect_right(tokens, when.start, key=_end)
            last = bisect_left(tokens, when.end, key=_start)
            taken.append((first if first < len(tokens) else 0, last))
        numbers = self.reader._numbers.find(tokens, cues, taken) if self._has_number(tokens) else []
        places = self.finder.find(self.text, tokens)
        month_days = {k for a, b in taken for k in range(a, b)}
        places = [p for p in places if p[0] not in month_days]
        self.named.extend(p[2] for p in places)
        sentence = Sentence(self.text, self.lexicon, stretch, tokens, cues, dates, numbers, places)
        sentence.peoples = self.finder.peoples(tokens, places)
        return sentence

    def _has_number(self, tokens: list[Token]) -> bool:
        words = self.lexicon.phrases.number_words
        lows = {token.low for token in tokens}
        return not (words | _PARTS).isdisjoint(lows) or True in {token.is_number for token in tokens}

    def _sentence(self, s: Sentence, number: int, carried: bool) -> list[Claim]:
        c = self.context
        if carried:
            c.quote_speaker = self.speakers.carried()
        self._heading(s, number)
        s.attributions = self.speakers.find(s)
        if (s.attributions and any(s.quoted)) or (any(s.quoted) and not carried):
            c.quote_speaker = self.speakers.carried()
        last = s.tokens[-1].text if s.tokens else ""
        if s.attributions and (last == ":" or (last == ")" and s.stretch.opens_line and not s.numbers)):
            c.list_speaker = (s.attributions[-1].speaker, s.attributions[-1].role)
            self.told.heard(s.stretch.end, c.list_speaker)
        c.is_fiction = c.is_fiction or any(cue.sense.label == "fictional" for cue in s.of_kind("certainty"))
        if c.today and any(w.kind in ("year", "decade") and w.is_history(c.today) for w in s.dates):
            c.in_history = True
        elif any(not w.is_history(c.today) for w in s.dates if c.today):
            c.in_history = False
        self._skip_dateline(s)
        if number < 4 and re.match(_INTERVIEW, self.text[s.stretch.start : s.stretch.end]):
            c.interviewee = self.speakers.introduced(s)
        countries = [p[2] for p in s.places if any(k.kind == "country" for k in p[2].candidates)]
        c.last_country = countries[-1] if countries else c.last_country
        claims = _respectively(s, self.figures.claims(s, c))
        events = self.events.claims(s, c)
        events = [e for e in events if not _is_counted(e, claims)]
        limits = {e.quantity.value for e in events if e.quantity is not None}
        claims = [c for c in claims if not (c.quantity and c.quantity.per_day and c.quantity.value in limits)]
        claims = [_from_the_assaulted(claim, events) for claim in claims]
        dated = self.reader._dater.date(s, claims + events, c)
        attached = self.reader._attacher.attach(s, dated, c)
        claims, events = attached[: len(claims)], attached[len(claims) :]
        self._remember(s, claims, events)
        c.keep(s, claims + events)
        return claims + events

    def _skip_dateline(self, s: Sentence) -> None:
        """Forget the places of a dateline: it says where the reporter is, not where things happened."""
        if not s.stretch.opens_line or not s.places:
            return
        line = self.text[s.stretch.start : s.stretch.end]
        if s.stretch.start == 0 and len(s.tokens) <= 3 and line.endswith(".") and len(s.places) == 1:
            s.places = []  # "Beirut."
            return
        match = _DATELINE.match(line)
        if match and (line[:3].isupper() or s.dates):
            opening = [p[2] for p in s.places if p[2].start < s.stretch.start + match.end()][:1]
            towns = [p for p in opening if not any(c.kind == "country" for c in p.candidates)]
            if towns and self.text.count(towns[0].name.title(), match.end()) > 1:
                self.context.heading = (replace(towns[0], name=towns[0].name.title()),)
        if match and re.search(r"\s[-–—]{1,2}\s", match.group()) and (line[:3].isupper() or s.dates):
            end = s.stretch.start + match.end()
            s.places = [p for p in s.places if p[2].start >= end]
            if len(s.dates) > 1:
                s.dates = [w for w in s.dates if w.start >= end]

    def _heading(self, s: Sentence, number: int) -> None:
        """Note what a title or a line's label says: its place and date hold for what stands under it."""
        c = self.context
        if number < 6 and (s.stretch.opens_line or number < 3):
            covered = number < 3 or not s.words("read.covered").isdisjoint(s.lows)
            span = next((w for w in s.dates if w.kind == "span" and covered), None)
            c.reported = c.reported or span
            c.stands = c.stands or self._stands(s)
        last = s.tokens[-1].text if s.tokens else ""
        is_title = number <= 2 and len(s.tokens) <= 16
        if is_title and not c.heading and (last not in "!?") and s.places and not any(n.grouped for n in s.numbers):
            towns = [p[2] for p in s.places if not any(k.kind in ("country", "region") for k in p[2].candidates)]
            if len({p.name for p in towns}) == 1:
                c.heading = (towns[0],)
        labelled = bool(s.places) and s.places[0][0] == 0 and s.low(s.places[0][1]) == ":"
        if s.stretch.opens_line:
            c.label_date = None
            self._section(s)
        if s.stretch.opens_line or labelled:
            c.label_places = c.section
            for at in range(1, min(7, len(s.tokens))):
                if s.low(at) == ":":
                    if (
                        number <= 1
                        and s.tokens[0].text.isupper()
                        and len(s.tokens) - at > 10
                        and s.places
                        and s.places[0][0] == 0
                    ):
                        s.places = [p for p in s.places if p[0] > at]
                        break  # "KAMPALA: More than 22,000 people ...": where the reporter is
                    c.label_places = _narrowest(p[2] for p in s.places if p[1] <= at and (p[0] <= 2 or at <= 4))
                    break

    def _stands(self, s: Sentence) -> datetime.date | None:
        """Return the day of "as of 2 December" or "data to Sunday 24 May" in a heading."""
        for when in s.dates:
            before = self.text[max(s.stretch.start, when.start - 24) : when.start].lower()
            if when.since is None and when.date != self.context.today and _AS_OF.search(before):
                return when.date
        return None

    def _section(self, s: Sentence) -> None:
        """Note a heading that is a place and nothing else, on a line of its own or before one: "2. Paletwa. ..."."""
        c = self.context
        if c.section_is_inline:
            c.section, c.section_is_inline = (), False
        covered = {k for a, b, _ in s.places for k in range(a, b)}
        bare = [
            k for k, token in enumerate(s.tokens)
            if token.is_word and len(token.text) > 1 and k not in covered and token.low not in s.words("read.sites")
        ]  # fmt: skip
        if s.dates and len(s.dates) == 1 and not self._says_more(s):
            c.label_date = s.dates[0]
        line_end = self.text.find("\n", s.stretch.end)
        rest = self.text[s.stretch.end : line_end if line_end >= 0 else len(self.text)]
        reporter = len(rest) > _LONG_CHARS and s.stretch.paragraph <= 1  # "YEREVAN. The following figures ..."
        if s.stretch.start and s.places and not reporter and not bare and not any(n.magnitude > 99 for n in s.numbers):
            c.section, c.section_is_inline = (s.places[0][2],), bool(rest.strip())
        elif len(s.tokens) <= 7 and s.tokens and s.tokens[-1].is_word and not s.numbers:
            c.section = ()

    @staticmethod
    def _says_more(s: Sentence) -> bool:
        """Whether words stand beside the date: "Tue 24." says nothing more and dates what follows on its line."""
        when = s.dates[0]
        return any(t.is_word and not when.start <= t.start < when.end for t in s.tokens)

    def _remember(self, s: Sentence, claims: list[Claim], events: list[Claim]) -> None:
        c = self.context
        asked = (
            [cue.sense.label for cue in s.of_kind("action", "noun")] if s.tokens and s.tokens[-1].text == "?" else []
        )
        if not asked and not claims and s.low(0) == "how" and s.low(1) == "many":
            asked = [cue.sense.label for cue in s.of_kind("action", "noun")]  # "How many are still trapped depends ..."
        if asked and asked[0] not in ("none", "counted", "capacity", "scaled", "moved"):
            c.last_action = asked[0]
        if s.tokens and s.tokens[-1].text == "?" and s.places and len(s.tokens) <= 14:
            c.asked_about = (s.places[-1][2],)
        c.last_told, c.last_certainty = (claims[-1].action, claims[-1].certainty) if claims else (None, None)
        c.spoken_of = c.last_told or c.spoken_of
        if claims and not claims[-1].places and not c.label_places:
            c.total_action = c.last_told  # a total, whose parts may follow line by line
        elif not c.label_places:
            c.total_action = None
        if claims:
            moved = [claim.action for claim in claims if claim.action not in ("population", "killed", "capacity")]
            c.last_action = moved[-1] if moved else c.last_action or claims[-1].action
            c.last_unit = claims[0].quantity.unit if claims[0].quantity else c.last_unit
            c.last_roles = Roles(claims[-1].at, claims[-1].origin, claims[-1].destination)
        border = [p[2] for p in s.places if any(k.kind == "border" for k in p[2].candidates)]
        c.border = tuple(border[-1:]) or c.border
        local = [p[2] for p in s.places if not any(k.kind == "country" for k in p[2].candidates)]
        if local:
            kept = [p for p in c.recent if p.name not in {q.name for q in local}]
            first = next((p for x in claims for p in x.at + x.destination), local[-1])
            c.recent = (*kept, *(p for p in local if p is not first), first)[-8:]
            for place in local:
                c.mentions[place.name] = c.mentions.get(place.name, 0) + 1
                c.by_name.setdefault(place.name, place)
        hit = [e.at for e in events if e.at and e.action in ("assault", "control", "siege")]
        c.last_event = hit[-1] if hit else (c.last_event if not local else ())
        c.is_answering = bool(s.tokens) and s.tokens[-1].text == "?"
        singles = [w.since if w.kind == "open" else w.date for w in s.dates if w.kind == "open" or w.since is None]
        if singles:
            c.last_date = singles[-1]

    def _cell(self, cell: Cell, told: str | None) -> Claim | None:
        label = Stretch(cell.label_start, cell.label_end, 0, True)
        tokens = tokenize(self.text, cell.label_start, cell.label_end)
        row = self._analyse(label, tokens, self.lexicon.phrases.find(tokens))
        named = self.finder.find(cell.header, tokenize(cell.header))
        claim = tabled.claim_of_cell(
            self.text, cell, row, named, self.lexicon, self.reader._numbers, self.context, told
        )
        if claim is None or row.dates:
            return claim
        return self.told.of_cell(claim, cell, self.text)


def _narrowest(places: Iterable[NamedPlace]) -> tuple[NamedPlace, ...]:
    """Drop the country from "Palma, Mozambique": it only says where the town lies."""
    every = tuple(places)
    towns = tuple(p for p in every if not any(k.kind == "country" for k in p.candidates))
    return towns or every


def _respectively(s: Sentence, claims: list[Claim]) -> list[Claim]:
    """Share out "Chiúre and Namapa host 36,000 and 45,957 respectively": the first figure to the first place."""
    if len(claims) < 2 or "respectively" not in s.lows:
        return claims
    places = max((claim.places for claim in claims), key=len)
    if len(places) != len(claims):
        places = _row_of_places(s, len(claims))
        if len(places) != len(claims):
            return claims
    shared = []
    for claim, place in zip(claims, places, strict=True):
        to = (place,) if claim.destination else ()
        origin = (place,) if claim.origin and not claim.destination else ()
        shared.append(replace(claim, at=() if to or origin else (place,), origin=origin, destination=to))
    return shared


def _row_of_places(s: Sentence, size: int) -> tuple[NamedPlace, ...]:
    """Return the one row of so many places joined by commas and "and"."""
    row: list[tuple[int, int, NamedPlace]] = []
    for place in s.places:
        gap = [s.low(k) for k in range(row[-1][1], place[0])] if row else []
        row = [*row, place] if row and gap and all(word in (",", "and") for word in gap) else [place]
        if len(row) == size and s.low(place[1]) not in (",", "and"):
            return tuple(p[2] for p in row)
    return ()


def _is_counted(event: Claim, claims: list[Claim]) -> bool:
    """Whether a figure of the sentence says it already: "350,000 people are under siege" is one claim."""
    if event.action != "siege" or event.period is not None:
        return False
    return any(claim.action == "besieged" and claim.sentence == event.sentence for claim in claims)


def _from_the_assaulted(claim: Claim, events: list[Claim]) -> Claim:
    """People displaced in a sentence that tells of an attack on one place fled from there."""
    if claim.action != "displaced" or claim.origin:
        return claim
    if claim.at:
        hit = any(
            p.name in {q.name for q in e.at} for e in events if e.action in ("assault", "control") for p in claim.at
        )
        return replace(claim, origin=claim.at, at=()) if hit else claim
    attacked = [e for e in events if e.action in ("assault", "control", "advance") and e.at and e.certainty != "denied"]
    if len(attacked) == 1 and all(p.name not in {d.name for d in claim.destination} for p in attacked[0].at):
        return replace(claim, origin=attacked[0].at)
    return claim


__all__ = ["Reader", "Span", "When"]
