"""What a reader keeps in mind from sentence to sentence."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kilis.sources.gazetteer import fold
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.dates import When
from kilis.sources.reading.lands import Lands
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import Claim, NamedPlace
from kilis.sources.reading.roles import Roles, leader_of

_LONGEST, _LONGEST_ASIDE, _NEAR, _DEED = 9, 20, 4, 4


def chains(s: Sentence, named: Sequence[tuple[int, int, NamedPlace]]) -> list[int]:
    """Return for each place the token where its row begins: "from Kunduz, Takhar and Baghlan" is one row of three."""
    result: list[int] = []
    rows: list[int] = []  # where the row begins that may go on behind each place
    bracketed = len(named) > 1 and "(" in s.lows
    outer = -1  # the last place that stands in no brackets
    for n, (start, _, _) in enumerate(named):
        aside = bracketed and s.lows[:start].count("(") > s.lows[:start].count(")")
        before = n - 1 if aside else outer
        joined = before >= 0 and 0 < start - named[before][1] <= _LONGEST_ASIDE and _joins(s, named[before][1], start)
        result.append(rows[before] if joined else start)
        rows.append(rows[-1] if n and _holds(s, named[n - 1][1], start) else result[-1])
        outer = outer if aside else n
    return result


def _joins(s: Sentence, at: int, end: int) -> bool:
    """Whether tokens[at:end] go on with a row of places: "Sake town, Goma (Friday) and in the village of Bweremana"."""
    nouns, passed, links = s.words["context.row_nouns"], s.words["context.row_words"], s.words["context.links"]
    gap, depth = [], 0
    for word in s.lows[at:end]:
        depth += (word == "(") - (word == ")")
        if not depth and word != ")":
            gap.append(word)
    while gap and gap[0] in nouns:
        gap.pop(0)
    linked = bool(gap) and (gap[0] in links or "|".join(gap[:3]) in s.words["context.as_well_as"])
    told = all(word in links or word in nouns or word in passed for word in gap)
    return depth == 0 and linked and len(gap) < _LONGEST and told


def _holds(s: Sentence, end: int, start: int) -> bool:
    """Whether the words between two names say that the first lies in the second: "Nihm District in Sanaa"."""
    nouns = s.words["context.row_nouns"]
    return 0 < start - end < _NEAR and s.low[start - 1] in s.words["in"] and nouns.issuperset(s.lows[end : start - 1])


def is_troubled(s: Sentence, leader: int, end: int) -> bool:
    """Whether fighting at a place is spoken of: "the fighting in Mosul", not "fled shelling; in Mosul"."""
    trouble = s.words["placed.trouble"]
    if s.low[end] in trouble:
        return True
    if s.low[leader] not in s.words["placed.inside"]:
        return False
    parted = s.low[leader - 1] in s.words["clauses.joints"] or s.low[leader - 1] in s.words["clauses.breaks"]
    return s.low[leader - 1] in trouble or (s.low[leader - 2] in trouble and not parted)


def is_doer(s: Sentence, place: NamedPlace, end: int) -> bool:
    """Whether a country is named for what it does, wherever that is: "Russia's invasion", "Turkey's army"."""
    if s.low[end] not in s.words["owner"] or not place.is_kind("country"):
        return False
    return not s.words["context.deeds"].isdisjoint(s.lows[end + 1 : end + _DEED])


class Told:
    """A place named before: in which sentence first and last, how often, and its role in the last claim that had it."""

    def __init__(self, place: NamedPlace, first: int) -> None:
        self.place, self.first = place, first
        self.sentence = self.paragraph = self.times = self.claimed = 0
        self.role, self.act, self.lead, self.kind = "none", "", "", ""
        self.chain = (-1, -1)
        self.named = 0
        """How often its name stands in the whole document."""


@functools.cache
def _pointing(lexicon: Lexicon) -> frozenset[str]:
    """Return all words that may point at a place named before."""
    return frozenset().union(
        *[lexicon.grammar[f"context.{name}"] for name in ("pointing", "trouble", "there", "site_nouns")]
    )


@dataclass(slots=True)
class Context:
    """The state of reading one document."""

    today: datetime.date | None
    is_fiction: bool = False
    in_history: bool = False
    is_ours: bool = True
    counts_others: bool = False
    heading: tuple[NamedPlace, ...] = ()
    label_places: tuple[NamedPlace, ...] = ()
    label_date: When | None = None
    day: When | None = None
    """The day that a line of its own named last: "Tuesday 30 March" above the entries of a log."""
    total_action: str | None = None
    section: tuple[NamedPlace, ...] = ()
    section_is_inline: bool = False
    introduced: tuple[str, tuple[NamedPlace, ...], When | None] | None = None
    """The mark of the line that introduces a list, its places, and the day it gives: "In Idlib (as of 2 May):"."""
    last_action: str | None = None
    spoken_of: str | None = None
    """The action of the last claim in the paragraph."""
    headed: tuple[str, ...] = ()
    """The actions that the words of the last heading tell of."""
    last_unit: str = "persons"
    recent: tuple[NamedPlace, ...] = ()
    interviewee: tuple[str, str | None] | None = None
    is_answering: bool = False
    asked_about: tuple[NamedPlace, ...] = ()
    border: tuple[NamedPlace, ...] = ()
    topic: tuple[int, NamedPlace] | None = None
    """The paragraph and the place that the last sentence which opens with one is about."""
    last_country: NamedPlace | None = None
    land: NamedPlace | None = None
    """The country named last, or while none is, that of the first place of which one is known."""
    last_roles: Roles | None = None
    last_told: str | None = None
    last_certainty: str | None = None
    last_event: tuple[NamedPlace, ...] = ()
    mentions: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, NamedPlace] = field(default_factory=dict)
    last_date: datetime.date | None = None
    last_stated: tuple[datetime.date | None, datetime.date | None] | None = None
    """Date and start of the last period that a claim's words gave."""
    last_stated_by: tuple[str, int, int] = ("", -1, -1)
    """The action of that claim, its paragraph and the number of its sentence."""
    last_period: When | None = None
    last_dates: tuple[int, int, tuple[When, ...]] | None = None
    """Number of sentence and paragraph, and the dates of the last sentence that had any."""
    quote_speaker: tuple[str, str | None] | None = None
    list_speaker: tuple[str, str | None] | None = None
    """Whose word the lines of a list are: "Households by district, according to the mayors:"."""
    reported: When | None = None
    stands: datetime.date | None = None
    """The day whose state the report gives: "Data as of 2 December"."""
    sentences: int = 0
    places: dict[str, Told] = field(default_factory=dict)
    """The places told of so far, by folded name."""
    named: Counter[str] = field(default_factory=Counter)
    """How often each capitalised word stands in the whole document."""
    lands: Lands | None = None
    """How much the whole document speaks of each country."""

    def unit_of(self, s: Sentence, at: int) -> str:
        """Return the unit a bare number counts in: the one last used in this sentence or paragraph."""
        earlier = [
            cue for cue in s.of_kind["people"]
            if cue.start < at and cue.sense.label in ("persons", "households")
            and s.low[cue.start] not in s.words["displaced"]
        ]  # fmt: skip
        if earlier:
            return _main_of(s, earlier).sense.label
        before = s.lows[max(0, at - 2) : at + 1]
        if not s.words["of"].isdisjoint(before) and not s.words["context.pointed"].isdisjoint(before):
            return self.last_unit  # "Of these 1,800 are in Burqin"
        # "Last week I counted 412 households. This week it is 530": only a short sentence goes on in the same unit.
        return self.last_unit if len(s.tokens) <= 12 and not s.places else "persons"

    def keep(self, s: Sentence, claims: Sequence[Claim]) -> None:
        """Keep in mind which places the sentence named, and the roles they have in its claims."""
        named = [*s.places, *s.peoples]
        for (start, end, place), chain in zip(named, chains(s, named), strict=True) if named else ():
            if is_doer(s, place, end) or s.low[end] in s.words["placed.rivers"]:
                continue
            if start >= 2 and s.low[start - 2] in s.words["placed.venues"]:
                continue  # "Speaking in Ankara": nothing happened there
            name = fold(place.name)
            told = self.places.get(name)
            if told is None:
                told = self.places[name] = Told(place, self.sentences)
            told.named = told.named or min([self.named[t.low] for t in s.tokens[start:end] if t.is_name], default=1)
            leader = leader_of(s, start)
            lead = s.low[leader]
            told.lead = lead if lead in s.lexicon.function or not lead.isalpha() else "word"
            if is_troubled(s, leader, end):
                told.lead = "trouble"
            told.place, told.kind = place, place.kind
            told.sentence, told.paragraph = self.sentences, s.stretch.paragraph
            told.chain, told.times = (self.sentences, chain), told.times + 1
        if s.places and s.places[0][0] == 0 and s.low[s.places[0][1]] not in s.words["owner"]:
            self.topic = (s.stretch.paragraph, s.places[0][2])
        if s.dates:
            self.last_dates = (self.sentences, s.stretch.paragraph, tuple(s.dates))
        for claim in claims:
            if claim.period is not None:
                self.last_stated = (claim.date, claim.since)
                self.last_stated_by = (claim.action, s.stretch.paragraph, self.sentences)
            for role, places in (("at", claim.at), ("from", claim.origin), ("to", claim.destination)):
                for place in places:
                    known = self.places.get(fold(place.name))
                    if known is not None:
                        known.role, known.act, known.claimed = role, claim.action, self.sentences

    def complete(self, s: Sentence, action: str, roles: Roles, low: int, high: int, speaker: str | None) -> Roles:
        """Fill in the place that the words leave to the reader: the line's label, "there", "the camp", the heading."""
        arriving = action in ("arrived", "returned", "transferred")
        if roles.at and not roles.destination and arriving and self.label_places:
            return roles
        only_origin = bool(roles.origin) and not roles.destination and not roles.at
        if not roles.is_empty and not (only_origin and action != "displaced"):
            return roles
        named = roles.at + roles.destination
        if not named:
            extra = (
                self.speakers_land(s, action, speaker)
                or self.label_places
                or self._asked(action)
                or self.pointed(s, low, high, action)
                or (self.pointed(s, 0, len(s.tokens), action) if len(s.counts) == 1 else ())
                or self._speakers_own(s, action, speaker, low, high)
            )
            if (
                not extra
                and action in ("sheltering", "capacity", "waiting", "registered", "arrived", "returned", "received")
                and len(self.heading) == 1
                and not self._is_elsewhere(s, low, high)
            ):
                extra = self.heading
            extra = tuple(place for place in extra if place.name not in {p.name for p in roles.origin})
            if extra:
                onward = arriving or (action == "displaced" and extra[0].is_kind("border"))
                return Roles((), roles.origin, extra) if onward else Roles(extra, roles.origin, roles.destination)
        return roles

    @staticmethod
    def speakers_land(s: Sentence, action: str, speaker: str | None) -> tuple[NamedPlace, ...]:
        """Return the country that itself speaks: "Slovenia says it will let in 2,500"."""
        for a in s.attributions:
            named = [p[2] for p in s.places if a.start == p[0] and p[2].is_kind("country")]
            if (
                named
                and a.speaker == speaker == named[0].name
                and action in ("admitted", "received", "arrived", "sheltering")
            ):
                return (named[0],)
        return ()

    def _asked(self, action: str) -> tuple[NamedPlace, ...]:
        """Return the town that the last question was about, for figures that say where people are."""
        towns = [p for p in self.asked_about if not p.is_kind("country")]
        return tuple(towns) if action not in ("displaced", "transferred", "returned") else ()

    @staticmethod
    def _is_elsewhere(s: Sentence, low: int, high: int) -> bool:
        """Whether the words name a place of another kind: "the camps", "neighbouring countries", "abroad"."""
        words = {s.low[k] for k in range(low, min(high, len(s.tokens)))}
        return not s.words["context.elsewhere"].isdisjoint(words)

    @staticmethod
    def _speakers_own(s: Sentence, action: str, speaker: str | None, low: int, high: int) -> tuple[NamedPlace, ...]:
        """Return the place of the speaker: a minister counts arrivals in his country, a mayor in "his city"."""
        if speaker is None or action not in (
            "arrived",
            "received",
            "admitted",
            "sheltering",
            "registered",
            "capacity",
            "waiting",
        ):
            return ()
        own = any(
            s.low[k] in s.words["context.his"]
            and (s.low[k + 1] in s.words["context.site_nouns"] or s.low[k + 1] in s.words["context.land_nouns"])
            for k in range(low, high)
        )
        for a in s.attributions:
            named = [p[2] for p in s.places if a.start <= p[0] < a.end]
            country = [p for p in named if p.is_kind("country")]
            if a.speaker == speaker and (country or (own and named)):
                return tuple((country or named)[:1])
        return ()

    def _last_of(self, s: Sentence, noun: str) -> tuple[NamedPlace, ...]:
        """Return the place last named that the noun can mean: a camp for "the camp", a town for "the town"."""
        wanted = s.lexicon.kinds.get(noun, ("settlement", "region"))
        if wanted[0] == "settlement" and self.last_event and noun not in s.words["context.city"]:
            return self.last_event[:1]
        if noun in s.words["context.town"] and (known := [p for p in self.by_name.values() if p.is_kind("settlement")]):
            # What the report is about: the town named most, of equals the one named first.
            return (max(known, key=lambda p: self.mentions[p.name]),)
        fitting = [
            p for p in self.recent
            if not p.candidates or any(c.kind in wanted for c in p.candidates) or noun in p.name.lower()
        ]  # fmt: skip
        return tuple(fitting[-1:]) or (self.recent[-1:] if wanted[0] == "site" else ())

    def pointed(self, s: Sentence, low: int, high: int, action: str = "") -> tuple[NamedPlace, ...]:
        """Resolve "there" and "the camp" in tokens[low:high] to the place last named."""
        telling = _pointing(s.lexicon)
        if telling.isdisjoint(s.lows[low:high]):
            return ()
        skipped = {k for a in s.attributions for k in range(a.start, a.end)}
        pointing = [at for at, word in enumerate(s.lows[low:high], low) if word in telling and at not in skipped]
        for at in pointing:
            if (
                s.low[at] in s.words["border"]
                and s.low[at - 1] in s.words["the"]
                and action in ("displaced", "waiting", "arrived")
            ):
                return self.border[-1:]
            if s.low[at] in s.words["country"] and s.low[at - 1] in s.words["context.definite"] and self.last_country:
                return (self.last_country,)
            if (
                s.low[at] in s.words["context.trouble"]
                and s.low[at - 1] in s.words["context.definite"]
                and action in ("killed", "displaced")
            ):
                return self.last_event
        for at in pointing:
            token = s.tokens[at]
            if token.low in s.words["it"] and any(
                c.start in (at + 1, at + 2) and c.sense.subject_role for c in s.of_kind["action"]
            ):
                return self.recent[-1:]
            if (
                token.low in s.words["its"]
                and any(at <= n <= at + 2 for n in s.counts)
                and s.low[at + 1] not in self.by_name
            ):
                before = [p[2] for p in s.places if p[1] <= at and p[0] not in skipped]
                return tuple(before[-1:]) or self.recent[-1:]
            if token.low in s.words["its"] and s.low[at + 1] in s.words["context.sums"]:
                before = [p[2] for p in s.places if p[1] <= at]
                return tuple(before[-1:]) or self.recent[-1:]
            if token.low in s.words["context.there"] and s.low[at + 1] not in s.words["context.auxiliaries"]:
                return self.recent[-1:]
            if (
                token.low in s.words["context.site_nouns"]
                and s.low[at - 1] in s.words["context.definite"]
                and s.place_at(at + 1) is None
                and s.low[at + 1] not in s.words["context.of"]
            ):
                return self._last_of(s, token.low)
        return ()


def _main_of(s: Sentence, cues: Sequence[Cue]) -> Cue:
    """Return what was counted last, past what a bracket counts again: the people of "900 people (200 families)"."""
    last = cues[-1]
    if s.low[last.end] != ")" or "(" not in s.lows[: last.start]:
        return last
    opens = max(k for k in range(last.start) if s.low[k] == "(")
    inside = [cue for cue in cues if cue.start > opens]
    before = [cue for cue in cues if cue.end == opens]
    return inside[0] if len(inside) > 1 else (before or inside)[-1]
