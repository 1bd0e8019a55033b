"""Read one document: text in, claims out."""

from __future__ import annotations

import contextlib
import datetime
import gc
import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress
from operator import attrgetter, itemgetter, not_

from kilis.scenario.model import Place
from kilis.sources import gazetteer
from kilis.sources.reading import (
    afterwards,
    attach,
    borders,
    causes,
    confidence,
    counts,
    crediting,
    dateline,
    dating,
    fleeing,
    happenings,
    headings,
    judge,
    leaving,
    linear,
    naming,
    parsed,
    tabled,
    titles,
    together,
    topics,
    withdrawn,
)
from kilis.sources.reading import lexicon as words
from kilis.sources.reading.analysis import Sentence, drop_shadowed, mark_quotes
from kilis.sources.reading.columns import ColumnDays
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import DateGrammar, When
from kilis.sources.reading.figures import FigureRules
from kilis.sources.reading.furniture import furniture
from kilis.sources.reading.gates import Gates
from kilis.sources.reading.lands import Lands
from kilis.sources.reading.merging import merge
from kilis.sources.reading.model import Claim, NamedPlace, Report, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.rivers import is_maker, is_river
from kilis.sources.reading.roles import Roles
from kilis.sources.reading.rows import Cell, find_lists
from kilis.sources.reading.speech import SpeakerFinder
from kilis.sources.reading.table_words import TableWords
from kilis.sources.reading.tables import TableFinder
from kilis.sources.reading.tokens import Stretch, Token, trim, without_marks

_LONG_CHARS, _LONGEST_AGENCY = 60, 4
_OPENING = 8
"""Sentences among which the story opens."""
_start, _end = attrgetter("start"), attrgetter("end")


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles: loading and reading make many small things and no cycles, and both are bounded."""
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
        with _no_collection():
            self._lexicon = words.load(language)
            self._parser = parsed.load(self._lexicon.data["parser"]) if parser else None
            self._gazetteer = gazetteer.load()
            self._places = places
            self._gates = Gates(places)
            self._numbers = NumberGrammar(self._lexicon)
            self._dates = DateGrammar(self._lexicon)
            self._attacher = attach.Attacher(
                linear.of_language("places", language, attach.ROLES),
                linear.of_language("joined", language, attach.JOINED),
            )
            self._names = linear.of_language("names", language, naming.ANSWERS)
            self._plain = naming.plain_words(language)
            dated = "dates-parsed" if parser else "dates"
            self._dater = dating.Dater(linear.of_language(dated, language, dating.ANSWERS))
            self._events = happenings.EventFinder(linear.of_language("events", language, happenings.ANSWERS))
            self._judge = judge.load(language)
            self._confidence = linear.of_language("confidence", language, confidence.ANSWERS)
            self._causes = causes.Causes(self._lexicon)
            self._topics = topics.Topics(self._lexicon, linear.of_language("topics", language, topics.ANSWERS))

    def read(
        self, text: str, *, date: datetime.date | None = None, publisher: str | None = None, name: str = "text"
    ) -> Report:
        """Return the report with its claims; ``date`` is the document's, else the one its first lines state."""
        with _no_collection():
            document = _Document(self, text, date or self._stated_date(text))
            claims, named = document.read()
            claims = confidence.judged(claims, text, self._confidence)
            is_kept = [document.is_present and document.verdict.is_of_war(claim) for claim in claims]
            today = document.context.today
            del document  # so that there is nothing left of it when cycles are searched for again
        kept, left_out = tuple(compress(claims, is_kept)), tuple(compress(claims, map(not_, is_kept)))
        spoken = self._lexicon.is_of_text(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Report(
            name, text, digest, today, publisher or _publisher(text, self._lexicon), kept, named, left_out, not spoken
        )

    def _naming(self) -> naming.Naming:
        return naming.Naming(self._lexicon, self._names, self._plain)

    def _stated_date(self, text: str) -> datetime.date | None:
        """Return the first complete date of the opening lines, or of a signature at the end."""
        for start, end in ((0, min(len(text), 500)), (max(0, len(text) - 160), len(text))):
            for when in self._dates.find(text, start, end, None):
                if when.date is not None and when.kind in ("day", "iso", "span"):
                    return when.date
        return None


def _publisher(text: str, lexicon: words.Lexicon) -> str | None:
    match = lexicon.patterns["read.publisher"].search(text[:600])
    if match:
        return match.group(1).strip()
    match = lexicon.patterns["read.agency"].match(text)
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
        self.days = ColumnDays(self.lexicon, reader._dates, today)
        self.told = TableWords(self.lexicon, reader._dates, self.days, self.finder, self.context)
        self.named: list[NamedPlace] = []
        self.is_present = True
        self.verdict = causes.Verdict(None, [])
        self.datelines: list[tuple[int, int]] = []
        labelled = (line[:_LONG_CHARS].partition(":") for line in text.split("\n"))
        self.labels = Counter(label.strip() for label, colon, _ in labelled if colon)

    def read(self) -> tuple[tuple[Claim, ...], tuple[NamedPlace, ...]]:
        tables = list(TableFinder(self.text, self.lexicon, self.days).find())
        lists = find_lists(self.text, [table[:2] for table in tables])
        titled = ((begin, end, tabled.introduced(cells, self.text, self.lexicon)) for begin, end, cells in lists)
        tables += [each for each in titled if each[2]]
        tables.sort(key=itemgetter(0))
        beside = furniture(self.text, self.lexicon)
        for _, _, cells in tables:  # the feet of pages, as bars part them
            cells[:] = [cell for cell in cells if not any(begin <= cell.start < end for begin, end in beside)]
        stretches = _outside(self.lexicon.sentences(self.text), [table[:2] for table in tables])
        stretches = _outside(_parted(self.text, stretches, beside), beside)
        stretches = [self._after_dateline(number, stretch) for number, stretch in enumerate(stretches)]
        tokens = [self.lexicon.tokens(self.text, stretch.start, stretch.end) for stretch in stretches]
        plain, is_place = self.reader._plain, self.reader._gazetteer.__contains__
        tokens = [without_marks(each) for each in tokens]
        tokens = [titles.without_capitals(each, plain, is_place) for each in tokens]
        for sentence_tokens in tokens:
            self.finder.learn_context(sentence_tokens)
        self.context.named.update([t.low for sentence_tokens in tokens for t in sentence_tokens if t.is_name])
        self.context.lands = Lands(self.finder.spoken_of(), self.reader._gazetteer)
        for begin, end in self.datelines:
            self._local(begin, end)
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
            if stretch.opens_line and sentence_tokens and sentence_tokens[0].text == '"':
                inside = False  # each paragraph of a long quotation opens with a mark, only the last closes with one
            sentence.quoted, inside = mark_quotes(sentence_tokens, inside)
            found.append((number, self._sentence(sentence, number, carried)))
            if not carried:
                open_quote.clear()
            if inside and not sentence.attributions:
                open_quote.append((number, sentence))
            elif sentence.attributions and open_quote:
                self._name_speaker(found, open_quote, sentence)
            first = crediting.line_before(stretches, number) if sentence.attributions else number
            before = [token for each in tokens[first:number] for token in each]
            said = crediting.of_before(sentence, before) if before else None
            if said is not None:
                crediting.credit(found, first, (said.speaker, said.role))
        asked = [number for number, told in found if told]
        claims = [claim for _, told in found for claim in told]
        claims = [claim for claim in claims if not tabled.is_scale(claim, self.text, tables, self.lexicon)]
        for begin, end, cells in tables:
            told = tabled.told_before(claims, begin)
            read = [claim for cell in cells if (claim := self._cell(cell, told)) is not None]
            claims += self.told.credited(read, self.text, begin, end)
        today = self.context.today
        seen = topics.of_claims(claims, len(self.text), today, self.reader._gazetteer.countries)
        # A report that names places of the scenario was given for them.
        is_ours = any(place.place_id and not place.is_kind("country") for place in self.named)
        self.is_present = (
            is_ours or not claims or self.reader._topics.is_present(stretches, tokens, cues, today, asked, seen)
        )
        self.verdict = self.reader._causes.judge(stretches, tokens, claims)
        later = self.speakers.named_later
        claims = [
            replace(c, speaker=later[c.speaker][0], speaker_role=later[c.speaker][1]) if c.speaker in later else c
            for c in claims
        ]
        claims = withdrawn.held_to(claims, stretches, tokens, cues)
        return merge(self.reader._gates.meant(claims, self.named), self.text, self.lexicon), tuple(self.named)

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
            earlier=self.context.last_date, reported=self.context.reported, period=self.context.last_period, words=lows,
        )  # fmt: skip
        taken = []
        for when in dates:
            first = bisect_right(tokens, when.start, key=_end)
            last = bisect_left(tokens, when.end, key=_start)
            taken.append((first if first < len(tokens) else 0, last))
        numbers = self.reader._numbers.find(tokens, cues, taken) if self._has_number(tokens, lows) else []
        places = self.finder.find(self.text, tokens)
        places = [p for p in places if not is_river(tokens, p[0], p[1], p[2], self.lexicon)]
        places = [p for p in places if not is_maker(tokens, p[0], p[1], self.lexicon)]
        if taken:
            month_days = {k for a, b in taken for k in range(a, b)}
            places = [p for p in places if p[0] not in month_days]
        venues = self.lexicon.grammar["read.venues"]  # "Geneva: Some 4,000 people have fled Goma"
        places = [p for p in places if p[2].place_id or p[2].name.lower() not in venues]
        self.named += [p[2] for p in places]
        sentence = Sentence(self.text, self.lexicon, stretch, tokens, cues, dates, numbers, places)
        sentence.peoples = self.finder.peoples(tokens, places)
        return sentence

    def _has_number(self, tokens: list[Token], lows: list[str]) -> bool:
        return not self.lexicon.counting.isdisjoint(lows) or True in [token.is_number for token in tokens]

    def _sentence(self, s: Sentence, number: int, carried: bool) -> list[Claim]:
        self._note(s, number, carried)
        c = self.context
        claims = self.figures.claims(s, c)
        events = self.events.claims(s, c)
        if claims and events:
            claims, events = together.without_repeats(s, claims, events)
        claims = [borders.at_gate(s, borders.kept_out(s, each), events) for each in claims]
        if claims or events:
            claims, events = self._settled(s, claims, events)
        self._remember(s, claims, events)
        c.keep(s, claims + events)
        return claims + events

    def _note(self, s: Sentence, number: int, carried: bool) -> None:
        """Keep in mind who speaks in a sentence, of what time and of which country, before its claims are made."""
        c = self.context
        if carried:
            c.quote_speaker = self.speakers.carried()
        headings.note(self.text, s, number, c)
        s.attributions = self.speakers.find(s)
        if (s.attributions or not carried) and True in s.quoted:
            c.quote_speaker = self.speakers.carried()
        last = s.tokens[-1].text if s.tokens else ""
        if s.attributions and (last == ":" or (last == ")" and s.stretch.opens_line and not s.numbers)):
            c.list_speaker = (s.attributions[-1].speaker, s.attributions[-1].role)
            self.told.heard(s.stretch.end, c.list_speaker)
        elif s.attributions and s.stretch.opens_line and self._takes_turns(s):
            c.list_speaker = (s.attributions[0].speaker, s.attributions[0].role)
        c.is_fiction = c.is_fiction or "fictional" in [cue.sense.label for cue in s.of_kind["certainty"]]
        if c.today and s.dates:
            history = [w.kind for w in s.dates if w.is_history(c.today)]
            if "year" in history or "decade" in history:
                c.in_history = True
            elif len(history) < len(s.dates):
                c.in_history = False
        if s.stretch.start == 0 and len(s.tokens) <= 3 and last == "." and len(s.places) == 1:
            s.places = []  # "Beirut."
        if number < 4 and self.lexicon.patterns["read.interview"].match(self.text[s.stretch.start : s.stretch.end]):
            c.interviewee = self.speakers.introduced(s)
        if s.places:
            countries = [p[2] for p in s.places if p[2].is_kind("country")]
            c.last_country = countries[-1] if countries else c.last_country
            c.land = c.last_country or c.land or self.finder.country_around(s.places[-1][2])

    def _settled(self, s: Sentence, figures: list[Claim], events: list[Claim]) -> tuple[list[Claim], list[Claim]]:
        """Give the claims of a sentence their days and places, then what they say of each other."""
        c = self.context
        dated = [afterwards.not_ahead(s, each, c.today) for each in self.reader._dater.date(s, figures + events, c)]
        placed = [leaving.of_topic(s, each, c) for each in self.reader._attacher.attach(s, dated, c)]
        own = [self._where_people_are(s, each) for each in placed[: len(figures)]]
        own = together.respectively(s, together.paired(s, own))
        own = [each for each in own if not afterwards.is_history(each, c.today)]
        own = [afterwards.came(s, borders.at_line(s, each, c.border)) for each in own]
        told = [each for each in placed[len(figures) :] if not afterwards.is_at_large(s, each)]
        told = [borders.of_border(s, leaving.of_subject(s, each), self.reader._gazetteer) for each in told]
        told = [afterwards.not_where_they_came(s, each, own) for each in told]
        own = together.wholes(s, together.bracketed(s, together.bases(s, own)))
        return counts.noted(s, together.daily(s, together.recounted(s, own))), told

    def _where_people_are(self, s: Sentence, claim: Claim) -> Claim:
        """Mend the places of a figure by rules that need no weights: who left which, who came to which."""
        c = self.context
        claim = leaving.of_country(s, afterwards.of_town(s, claim), c)
        claim = leaving.as_before(s, leaving.as_there(s, leaving.of_home(s, claim)), c)
        claim = leaving.of_stay(s, leaving.not_from_there(claim))
        claim = leaving.elsewhere(s, leaving.to_shelter(s, claim))
        return fleeing.entered(s, fleeing.to_wild(s, fleeing.driven(s, claim)))

    def _takes_turns(self, s: Sentence) -> bool:
        """Whether a line begins with one who speaks more than once: "Deputy Spokesman: What we have said is ..."."""
        first = s.attributions[0]
        if first.start > 1 or s.low[first.end] != ":":
            return False
        return self.labels[self.text[s.stretch.start : s.tokens[first.end].start].strip()] > 1

    def _after_dateline(self, number: int, stretch: Stretch) -> Stretch:
        """Cut off a dateline: it says where the reporter is, not where things happened."""
        if not stretch.opens_line:
            return stretch
        end = dateline.end_of(self.text, stretch.start, stretch.end, self.lexicon, is_opening=number < _OPENING)
        if end is None:
            return stretch
        first, *bracketed = self.lexicon.patterns["dateline.brackets"].split(self.text[stretch.start : end])
        agency = bracketed[-1] if bracketed else ""
        names = [self.lexicon.patterns["dateline.parts"].split(part) for part in (first, agency.partition(")")[0])]
        names[1] = [each for each in names[1] if len(each.strip()) > _LONGEST_AGENCY]
        placed, sited = ([kind for each in part for kind in self.finder.kinds_of(each.strip())] for part in names)
        if not placed or sited:
            return stretch  # not "TAWILA (NORTH DARFUR) - WEEKLY SHEET"
        if first.endswith(": ") and not first.isupper() and (number or placed[0] != "settlement"):
            return stretch  # "Sudan: Some 4,000 people fled"
        self.datelines.append((stretch.start, end))
        return Stretch(end, stretch.end, stretch.paragraph, stretch.opens_line)

    def _local(self, start: int, end: int) -> None:
        """Take the town of a dateline for what the story is about, if the story names it again."""
        towns = [
            p[2]
            for p in self.finder.find(self.text, self.lexicon.tokens(self.text, start, end))
            if not p[2].is_kind("country")
        ]
        if towns and self.text.count(towns[0].name.title(), end) > 1:
            self.context.heading = (replace(towns[0], name=towns[0].name.title()),)

    def _remember(self, s: Sentence, claims: list[Claim], events: list[Claim]) -> None:
        c = self.context
        asked = (
            [cue.sense.label for cue in s.of_kinds(("action", "noun"))] if s.tokens and s.tokens[-1].text == "?" else []
        )
        if not asked and not claims and s.low[0] in s.words["how"] and s.low[1] in s.words["many"]:
            asked = [
                cue.sense.label for cue in s.of_kinds(("action", "noun"))
            ]  # "How many are still trapped depends ..."
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
        local = []
        for _, end, place in s.places:
            if not place.is_kind("country") and s.low[end] not in s.words["placed.rivers"]:
                local.append(place)
            if place.is_kind("border") or place.kind == "crossing":
                c.border = (place,)
        if local:
            named = {p.name for p in local}
            first = next((p for x in claims for p in x.at + x.destination), local[-1])
            c.recent = (*[p for p in c.recent if p.name not in named], *[p for p in local if p is not first], first)[
                -8:
            ]
            for place in local:
                c.mentions[place.name] = c.mentions.get(place.name, 0) + 1
                c.by_name.setdefault(place.name, place)
        hit = [e.at for e in events if e.at and e.action in ("assault", "control", "siege")]
        c.last_event = hit[-1] if hit else (c.last_event if not local else ())
        c.is_answering = bool(s.tokens) and s.tokens[-1].text == "?"
        for when in s.dates:
            if when.since and when.date:
                c.last_period = when
            if when.kind == "open" or when.since is None:
                c.last_date = when.since if when.kind == "open" else when.date

    def _cell(self, cell: Cell, told: str | None) -> Claim | None:
        label = Stretch(cell.label_start, cell.label_end, 0, True)
        tokens = self.lexicon.tokens(self.text, cell.label_start, cell.label_end)
        row = self._analyse(label, tokens, self.lexicon.phrases.find(tokens))
        claim = tabled.claim_of_cell(
            self.text, cell, row, self.finder, self.lexicon, self.reader._numbers, self.context, told
        )
        return None if claim is None else self.told.of_cell(claim, cell, self.text)


def _parted(text: str, stretches: list[Stretch], spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Return the stretches, those that run on over lines of these (start, end) cut before and behind such lines."""
    begins, result = [start for start, _ in spans], []
    for s in stretches:
        start = s.start
        for low, high in spans[bisect_right(begins, s.start) : bisect_left(begins, s.end)]:
            if text[start:low].strip():
                result.append(trim(text, start, low, s.paragraph, s.opens_line and start == s.start))
            start = high
        if start == s.start:
            result.append(s)
        elif start < s.end and text[start : s.end].strip():
            result.append(trim(text, start, s.end, s.paragraph, True))
    return result


def _outside(stretches: list[Stretch], spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Return the stretches that begin in none of these (start, end), which are in order."""
    begins = [start for start, _ in spans]
    before = [(s, bisect_right(begins, s.start) - 1) for s in stretches] if spans else []
    return [s for s, at in before if at < 0 or s.start >= spans[at][1]] if spans else stretches


__all__ = ["Reader", "Span", "When"]
