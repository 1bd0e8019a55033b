"""Events in a report: assaults, advances, roads cut, crossings shut or opened, sieges, camps, truces, threats."""

from __future__ import annotations

import datetime
import re

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import Roles, clause_bounds, period_for, roles_in
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.saying import certainty_of, is_negated, speaker_of

_GATES = ("close", "open", "limit")
_BY_SUBJECT = ("cut", "restore", "close", "open", "limit", "site_opens", "site_closes")
_ROAD_NUMBER = re.compile(r"[A-Z]{1,3}\d{1,3}")
_BACKGROUND = datetime.timedelta(days=120)


class EventRules:
    """Makes claims of the events in sentences."""

    def claims(self, s: Sentence, context: Context) -> list[Claim]:
        """Return the event claims of one sentence, at most one of a kind and place."""
        if context.is_fiction or context.in_history or (s.tokens and s.tokens[-1].text == "?"):
            return []
        found: list[Claim] = []
        for name in sorted({cue.sense.kind for cue in s.cues if cue.sense.kind.startswith("event:")}):
            cues = s.of_kind(name)
            event = name.removeprefix("event:")
            for low, high, trigger in self._triggers(s, event, cues):
                claim = self._claim(s, event, low, high, trigger, context)
                if claim is not None and not any(claim.action == o.action and claim.spans == o.spans for o in found):
                    found.append(claim)
        return _without_doubles(found)

    def _triggers(self, s: Sentence, event: str, cues: list[Cue]) -> list[tuple[int, int, Cue]]:
        if event in _BY_SUBJECT:
            return self._by_subject(s, event, cues)
        return [
            (cue.start, cue.end, cue)
            for cue in cues
            if (cue.sense.label == "nouns" and self._noun_counts(s, event, cue))
            or (cue.sense.label == "verb" and self._verb_counts(s, event, cue))
        ]

    def _by_subject(self, s: Sentence, event: str, cues: list[Cue]) -> list[tuple[int, int, Cue]]:
        """Pair what can be shut, cut or opened with the word that says so, in one clause and close together."""
        subjects = [
            (cue.start, cue.end)
            for cue in cues
            if cue.sense.label == "subjects" and s.low(cue.end) not in s.words("happenings.not_gate")
        ]
        if event in ("cut", "restore"):
            subjects += [(k, k + 1) for k, token in enumerate(s.tokens) if _ROAD_NUMBER.fullmatch(token.text)]
        if event in _GATES:
            subjects += [(a, b) for a, b, place in s.places if any(c.kind == "crossing" for c in place.candidates)]
        result: list[tuple[int, int, Cue]] = []
        for cue in cues:
            if cue.sense.label not in ("states", "verb") or (s.low(cue.start) == "close" and s.low(cue.end) == "to"):
                continue
            if s.low(cue.start) == "open" and s.low(cue.start - 1) == "the":
                continue  # "in the open"
            if s.low(cue.start) == "built" and s.low(cue.end) == "for":
                continue
            near = [
                (start, end) for start, end in subjects
                if -9 <= start - cue.end <= 5 or 0 <= cue.start - end <= 9
            ]  # fmt: skip
            near = [(start, end) for start, end in near if not self._parted(s, start, end, cue) and start != cue.start]
            if not near:
                continue
            start, end = min(near, key=lambda pair: min(abs(pair[0] - cue.end), abs(cue.start - pair[1])))
            if end <= cue.start or cue.sense.label == "verb":
                adverb = (
                    event in ("open", "site_opens")
                    and cue.sense.form == "base"
                    and end > cue.start
                    and s.low(cue.end) == "-"
                )
                stretch = (min(start, cue.start), max(end, cue.end))
                if not adverb and not self._attributive(s, cue, end) and stretch not in {r[:2] for r in result}:
                    result.append((*stretch, cue))
        return result[:2]

    @staticmethod
    def _parted(s: Sentence, start: int, end: int, cue: Cue) -> bool:
        low, high = (end, cue.start) if end <= cue.start else (cue.end, start)
        between = [s.low(k) for k in range(low, high)]
        if cue.end <= start and any(
            word in (",", "and", "to", "in", "at", "near", "for", "until", "along", "on", "across") for word in between
        ):
            return True
        if "and" in between and not {"it", "between", "linking", "connecting"} & set(
            between
        ):  # "the crossing, and it stays shut" is one thing
            return True
        return any(word in (";", "but", "while", ":", ".", "although") or word.startswith('"') for word in between)

    @staticmethod
    def _attributive(s: Sentence, cue: Cue, end: int) -> bool:
        """Tell "a camp opened in 2012" (a name's note) from news; the year decides later, so only "open-air" here."""
        del end
        return s.low(cue.end) == "-" or s.low(cue.start - 1) == "-"

    def _noun_counts(self, s: Sentence, event: str, cue: Cue) -> bool:
        words = {s.low(k) for k in range(max(0, cue.start - 5), min(len(s.tokens), cue.end + 5))}
        if event == "ceasefire":
            told = frozenset(
                """declared agreed announced began begins took came signed holds holding held started effect force
                begin start reached accepted extended broke collapsed in""".split()
            )
            return (
                bool(words & told)
                and not words & s.words("happenings.planned")
                and "no" not in words
                and "not" not in words
            )
        if event == "siege":
            return s.low(cue.start - 1) not in ("of",) or cue.end - cue.start > 1
        if cue.end - cue.start == 1:
            return self._bare_noun_counts(s, cue) and not words & s.words("happenings.never_event_before")
        return not words & s.words("happenings.never_event_before")

    @staticmethod
    def _bare_noun_counts(s: Sentence, cue: Cue) -> bool:
        """Let "the offensive" count when it begins, or when its place or its date stands right beside it."""
        begun = {
            "began",
            "begins",
            "begun",
            "started",
            "launched",
            "resumed",
            "broke",
            "continued",
            "continues",
            "intensified",
        }
        beside = {s.low(k) for k in range(cue.end, min(cue.end + 5, len(s.tokens)))}
        before = {s.low(k) for k in range(max(0, cue.start - 4), cue.start)}
        near = any(0 <= start - cue.end <= 3 or 0 <= cue.start - end <= 1 for start, end, _ in s.places)
        return bool((beside | before) & begun) or near

    def _verb_counts(self, s: Sentence, event: str, cue: Cue) -> bool:
        low = s.low(cue.end)
        if s.low(cue.start - 1) in ("the", "a", "an", "of", "its", "their", "this") and cue.sense.form == "base":
            return False
        object_place = self._object_place(s, cue.end)
        passive = any(
            s.low(k) in ("was", "were", "been", "being", "is", "are", "be", "stayed", "stays", "remains", "remained")
            for k in range(max(0, cue.start - 3), cue.start)
        )
        spoken = {k for a in s.attributions for k in range(a.start, a.end)}
        armed = [
            c for c in s.of_kind("armed")
            if c.start not in spoken and (c.end <= cue.start or (passive and c.start <= cue.end + 4))
            and not any(c.end <= p.start < cue.start and p.sense.label != "other" for p in s.of_kind("people"))
        ]  # fmt: skip
        if event == "threat":
            return (
                cue.sense.form in ("past", "base", "gerund")
                and low not in ("with", "by")
                and s.low(cue.start - 1) not in ("is", "are", "was", "were")
            )
        subject_place = any(0 <= cue.start - end <= 4 for _, end, _ in s.places)
        subject_place = subject_place or (passive and self._is_the_town(s, cue.start))
        ahead = any(0 < start - cue.end <= 8 for start, _, _ in s.places)
        they = any(s.low(k) in ("they", "it", "and") for k in range(max(0, cue.start - 2), cue.start))
        if event == "control" and they and (object_place if cue.sense.weak else ahead):
            return True
        reduced = (
            cue.sense.form == "past" and s.low(cue.start - 1) == "," and low in ("on", "by", "in", "last", "again")
        )
        if event == "assault" and reduced and subject_place:
            return True  # "the Masnaa road, hit on 4 October"
        if event == "control":
            if cue.sense.weak:
                falls = cue.sense.form in ("base", "past") and s.tokens[cue.start].low in (
                    "fall",
                    "falls",
                    "fell",
                    "fallen",
                )
                if falls:
                    return (
                        subject_place
                        and low in ("to", ".", ",", "on", "as", "too", "into", ";", "at", "without", "after", "in", "")
                        and not any(cue.end <= n.start <= cue.end + 2 for n in s.numbers)
                    )
                if s.tokens[cue.start].low in ("hold", "holds", "held", "holding"):
                    return bool(armed) and object_place
                return (bool(armed) and object_place) or (passive and bool(armed) and subject_place)
            return object_place or (passive and subject_place) or cue.end - cue.start > 1 or bool(armed)
        if event == "assault":
            return bool(object_place or (passive and subject_place) or (armed and cue.sense.form != "base")) or bool(
                any(a.label == "denied" for a in s.attributions)
            )
        if event == "siege":
            return (
                object_place
                or (passive and subject_place)
                or s.low(cue.start - 1) in ("have", "has", "had", "to")
                or bool(armed)
            )
        return object_place or bool(armed)

    @staticmethod
    def _is_the_town(s: Sentence, at: int) -> bool:
        """Whether "the town" stands before the verb: "the town was seized on Sunday"."""
        nouns = ("town", "city", "village", "capital", "airport")
        return any(s.low(k) in nouns and s.low(k - 1) in ("the", "this") for k in range(max(1, at - 4), at))

    @staticmethod
    def _object_place(s: Sentence, at: int) -> bool:
        """Whether a place follows at once, or after "the town of" and the like."""
        for start, _, _ in s.places:
            gap = [s.low(k) for k in range(at, start)]
            if 0 <= start - at <= 5 and not any(
                word in (",", ";", "and", "in", "at", "from", "near", "to", "for") for word in gap
            ):
                return True
        nouns = ("town", "city", "village", "capital", "district", "camp", "area", "airport")
        return s.low(at) == "the" and (s.low(at + 1) in nouns or s.low(at + 2) in nouns)

    def _claim(self, s: Sentence, event: str, first: int, last: int, trigger: Cue, context: Context) -> Claim | None:
        low, high = clause_bounds(s, first, last)
        speaker, role, label = speaker_of(s, first, context)
        certainty = certainty_of(s, low, high, trigger.start, trigger, label)
        if is_negated(s, trigger, first) and certainty != "denied":
            return None
        today = context.today
        if s.of_kind("history") or (today and s.dates and all(w.is_history(today) for w in s.dates)):
            return None
        if (
            certainty == "stated"
            and s.low(trigger.start - 1) == "to"
            and trigger.sense.form == "base"
            and event != "threat"
        ):
            return None  # "an operation to retake the town": the purpose, not the deed
        if event == "threat" and certainty in ("conditional", "future", "feared"):
            certainty = "stated"  # the threat was made, whatever it is about
        if label == "denied" and not any(a.end <= trigger.start for a in s.attributions if a.label == "denied"):
            certainty = "stated"
        roles = self._places(s, event, low, high, trigger, context)
        if roles is None:
            return None
        if event == "advance" and all(any(c.kind == "country" for c in p.candidates) for p in roles.at):
            return None
        towns = tuple(p for p in roles.at if not any(c.kind == "country" for c in p.candidates))
        roles = Roles(towns or roles.at, roles.origin, roles.destination)
        period = period_for(s, max(low, first - 9), min(high, last + 9), trigger.start, today, None)
        # An event is dated by its beginning: "closed since 7 February".
        today = context.today
        if (
            today
            and period.words
            and (period.since or period.date or today) < today - _BACKGROUND
            and not _is_open(s, low, high)
        ):
            return None
        date = period.since if period.since and period.words and _is_open(s, low, high) else period.date
        since = None if date == period.since else period.since
        begin, end = s.tokens[first].start, s.tokens[last - 1].end
        return Claim(
            "event", event, self._a_day(s, event, low, high),
            roles.at, roles.origin, roles.destination, date, since, period.words, speaker, role,
            certainty, (Span(begin, end),), Span(s.stretch.start, s.stretch.end),
        )  # fmt: skip

    @staticmethod
    def _a_day(s: Sentence, event: str, low: int, high: int) -> Quantity | None:
        """Return how many may pass in a day: "limited crossings at Masnaa to 200 people a day"."""
        for number in s.numbers if event == "limit" else ():
            near = [s.low(k) for k in range(number.end, min(number.end + 5, len(s.tokens)))]
            daily = "daily" in near or (any(w in ("a", "per", "each", "every") for w in near) and "day" in near)
            if low <= number.start < high and daily and number.value is not None:
                return Quantity(number.value, None, number.value, "at_most", per_day=True)
        return None

    def _places(self, s: Sentence, event: str, low: int, high: int, trigger: Cue, context: Context) -> Roles | None:
        skip = [(a.start, a.end) for a in s.attributions]
        if event in _GATES:
            gates = [
                p
                for p in s.places
                if low <= p[0] < high and any(c.kind in ("crossing", "border") for c in p[2].candidates)
            ]
            nearest = min(gates, key=lambda p: abs(p[0] - trigger.start), default=None)
            if nearest is not None:
                return Roles((nearest[2],))
        if event in (*_GATES, "cut", "restore"):
            near_low, near_high = max(low, trigger.start - 14), min(high, trigger.end + 10)
            roles = roles_in(s, near_low, near_high, None, skip)
            if not roles.is_empty:
                return roles
        at = _nearest(s, low, high, trigger, skip)
        if not at and low > 0 and s.low(low - 1) in ("which", "where", "that"):
            meant = context.pointed(s, 0, low)
            earlier = list(meant) or [p[2] for p in s.places if p[1] < low and not any(a <= p[0] < b for a, b in skip)]
            at = tuple(earlier[-1:])
        if at:
            return Roles(at)
        if event == "ceasefire":
            return Roles(context.label_places)
        if context.label_places:
            return Roles(context.label_places)
        pointed = context.pointed(s, low, high)
        if pointed:
            return Roles(pointed)
        wide = (
            _nearest(s, 0, low, trigger, skip)
            if event in ("assault", "threat") and trigger.sense.label == "verb"
            else ()
        )
        if wide:
            return Roles(wide)
        vague_ok = event in (*_BY_SUBJECT, "siege") or (event == "assault" and trigger.sense.label == "nouns")
        if event == "threat" and (s.of_kind("armed") or s.attributions):
            vague_ok = True
        if event == "assault" and any(a.label == "denied" for a in s.attributions):
            vague_ok = True
        return Roles() if vague_ok and context.is_ours else None


def _is_open(s: Sentence, low: int, high: int) -> bool:
    return any(w.kind == "open" and low <= s.token_of(w.start) <= high for w in s.dates)


def _nearest(s: Sentence, low: int, high: int, trigger: Cue, skip: list[tuple[int, int]]) -> tuple[NamedPlace, ...]:
    """Return the place the event is at: the verb's object or nearest place, with those coordinated to it."""
    places = [p for p in s.places if low <= p[0] < high and not any(a <= p[0] < b for a, b in skip)]
    if not places:
        return ()
    asides = [p for p in places if _is_bearing(s, p[0])]
    places = [p for p in places if p not in asides] or places
    if trigger.sense.label == "verb" and trigger.sense.kind in ("event:control", "event:assault"):
        places = [p for p in places if not _is_actor(s, p, trigger)]
        if not places:
            return ()
    after = [p for p in places if 0 <= p[0] - trigger.end <= 6]
    best = after[0] if after else min(places, key=lambda p: min(abs(p[0] - trigger.end), abs(trigger.start - p[1])))
    chosen = [best]
    for place in places:
        gap = [s.low(k) for k in range(chosen[-1][1], place[0])]
        if place[0] >= chosen[-1][1] and gap and all(word in ("and", ",", "or") for word in gap):
            chosen.append(place)
    return tuple(place for _, _, place in chosen)


def _is_actor(s: Sentence, place: tuple[int, int, NamedPlace], trigger: Cue) -> bool:
    """Tell the Baghdad of "Baghdad takes back the oil city": who does it, not where."""
    if s.tokens[trigger.start].low in s.words("happenings.undergone") or not 0 <= trigger.start - place[1] <= 3:
        return False
    aids = {s.low(k) for k in range(place[1], trigger.start)}
    led = s.low(place[0] - 1) in ("in", "at", "near", "of", "around", "on", "inside", "town", "city", "village")
    return not led and not aids & {"was", "were", "been", "is", "being", "are", "be", ",", "has"}


def _is_bearing(s: Sentence, start: int) -> bool:
    """Tell the Tel Abyad of "Suluk, south-east of Tel Abyad": it says where the place before it lies."""
    far = {s.low(k) for k in range(max(0, start - 4), start - 1)}
    bearing = any(word.endswith(("north", "south", "east", "west")) for word in far) or bool(far & {"km", "kilometres"})
    return s.low(start - 1) in ("of", "from") and bearing and any(p[1] < start for p in s.places)


def _without_doubles(claims: list[Claim]) -> list[Claim]:
    """Drop a weaker reading of the same words: a cut road is not also a shut gate."""
    kept: list[Claim] = []
    for claim in claims:
        span = claim.spans[0]
        clash = next(
            (
                k for k in kept
                if (k.spans[0].start < span.end and span.start < k.spans[0].end)
                or (k.action == claim.action and 0 <= span.start - k.spans[0].end <= 2)
            ),
            None,
        )  # fmt: skip
        if clash is None or (claim.action, clash.action) in (("control", "assault"), ("siege", "control")):
            kept.append(claim)
    return kept
