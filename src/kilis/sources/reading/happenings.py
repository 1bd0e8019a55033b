"""Events in a report: assaults, advances, roads cut, crossings shut or opened, sieges, camps, truces, threats."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.context import Context
from kilis.sources.reading.dating import LONG_AGO, PASSING
from kilis.sources.reading.gates import REGIMES
from kilis.sources.reading.happening_features import Candidate, View
from kilis.sources.reading.lexicon import Cue, Sense
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.periods import period_for
from kilis.sources.reading.roles import Roles, roles_in
from kilis.sources.reading.saying import certainty_of, is_negated, speaker_of
from kilis.sources.reading.untold import FAR, NEAR, WISH, is_of_attack, is_of_supplies, is_untold

ANSWERS = ("right",)
_ROAD_NUMBER = re.compile(r"[A-Z]{1,3}\d{1,3}")
_BACKGROUND = datetime.timedelta(days=120)
_OF_THINGS = ("cut", "restore", "open", "site_opens", "site_closes")
"""Kinds whose doubtful words say something only of a road, a gate or a camp."""
_THINGS = {"site_opens": "site", "site_closes": "site", **dict.fromkeys(REGIMES, "crossing")}
_MERCIES = ("open", "restore", "ceasefire", "site_opens")
_DONE = ("event:assault", "event:control", "event:advance", "event:siege")
_LEAD = 5
_REPEATED = ("control", "assault", "advance")
_ROW = 7
_start = attrgetter("cue.start")


class EventFinder:
    """Makes claims of the events in sentences."""

    def __init__(self, weights: Linear) -> None:
        self._weights = weights

    def claims(self, s: Sentence, context: Context) -> list[Claim]:
        """Return the event claims of one sentence: of each stretch of words that may tell of one, the likeliest."""
        context.sentences += 1
        if s.tokens and s.tokens[-1].text == "?":
            return []
        found = candidates(s)
        if not found:
            return []
        view = View(s, context)
        claims: list[Claim] = []
        last: Candidate | None = None
        for group in _overlapping(found):
            chosen = self.chosen(group, view)
            if chosen is not None and not _goes_on(s, last, chosen):
                last = chosen
                claim = self._claim(s, chosen, context)
                if claim is not None:
                    claims.append(claim)
        return claims

    def chosen(self, group: Sequence[Candidate], view: View) -> Candidate | None:
        """Return which of several readings of the same words is meant, if any."""
        if not self._weights.weights:
            return next((each for each in group if not each.cue.sense.weak and view.s.places), None)
        sums = [self._weights.scores(view.signs(each))[0] for each in group]
        # That one of them is right against that none is: "the road was opened" may be either of two kinds of event.
        odds = math.log(sum(math.exp(each) for each in sums))
        best = _road(group, group[sums.index(max(sums))])
        return Candidate(best.kind, best.cue, best.subject, odds) if odds > 0 else None

    def _claim(self, s: Sentence, candidate: Candidate, context: Context) -> Claim | None:
        event, trigger = candidate.kind, candidate.cue
        first, last = candidate.stretch
        low, high = clause_bounds(s, first, last)
        if _is_to_end(s, trigger, high) or _is_named_before(s, trigger) or _is_asked_for(s, event, first):
            return None
        if _is_only_weighed(s, trigger) or _is_opening(s, trigger):
            return None
        speaker, role, label = speaker_of(s, first, context, event=True)
        certainty = _certainty(s, event, (low, high), trigger, label)
        if event == "open" and self._is_for_few(s, low, high, last):
            event = "limit"
        if event == "siege" and _is_lifted(s, trigger, low, high):
            event = "restore"
        today = context.today
        roles = self._places(s, event, low, high, trigger, context)
        towns = tuple(p for p in roles.at if not p.is_kind("country"))
        roles = Roles(towns or roles.at, roles.origin, roles.destination)
        period = period_for(s, max(low, first - 9), min(high, last + 9), trigger.start, today, None)
        # An event is dated by its beginning: "closed since 7 February".
        if today and period.words:
            age = today - (period.since or period.date or today)
            # "since capturing Mosul in June": what began then is something else
            timed = trigger.sense.form == "gerund" and s.low[trigger.start - 1] in s.words["since"]
            lasts = _is_open(s, low, high) and not timed
            if age > _BACKGROUND and not (lasts and (event not in PASSING or age < LONG_AGO)):
                return None
        date = period.since if period.since and period.words and _is_open(s, low, high) else period.date
        since = None if date == period.since else period.since
        begin, end = s.tokens[first].start, s.tokens[last - 1].end
        return Claim(
            "event", event, self._a_day(s, event, low, high),
            roles.at, roles.origin, roles.destination, date, since, period.words, speaker, role,
            certainty, (Span(begin, end),), Span(s.stretch.start, s.stretch.end), candidate.odds,
        )  # fmt: skip

    def _is_for_few(self, s: Sentence, low: int, high: int, last: int) -> bool:
        """Tell "open for emergencies only", "open only two days a week" and "only 200 a day may pass" from open."""
        few, only = s.words["happenings.few"], s.words["happenings.only"]
        if not few.isdisjoint(s.lows[last : last + WISH]):
            return True
        spare = [number.start for number in s.numbers if low <= number.start <= last and s.low[number.start] in only]
        return last in spare or (bool(spare) and self._a_day(s, "limit", low, high) is not None)

    @staticmethod
    def _a_day(s: Sentence, event: str, low: int, high: int) -> Quantity | None:
        """Return how many may pass in a day: "limited crossings at Masnaa to 200 people a day"."""
        for number in s.numbers if event == "limit" else ():
            near = [s.low[k] for k in range(number.end, min(number.end + 5, len(s.tokens)))]
            before = s.lows[max(low, number.start - FAR) : number.start]
            daily = (
                not s.words["daily"].isdisjoint(near)
                or not s.words["daily"].isdisjoint(before)
                or (
                    any(w in s.words["happenings.a_day"] for w in near)
                    and not s.words["happenings.day"].isdisjoint(near)
                )
            )
            if low <= number.start < high and daily and number.value is not None:
                return Quantity(number.value, None, number.value, "at_most", per_day=True)
        return None

    def _places(self, s: Sentence, event: str, low: int, high: int, trigger: Cue, context: Context) -> Roles:
        skip = [(a.start, a.end) for a in s.attributions]
        if trigger.sense.label == "again":
            return Roles(tuple(p[2] for p in s.places if trigger.start <= p[0] < trigger.end))
        if event in REGIMES:
            gates = [
                p
                for p in s.places
                if low <= p[0] < high and any(c.kind in ("crossing", "border") for c in p[2].candidates)
            ]
            nearest = min(gates, key=lambda p: abs(p[0] - trigger.start), default=None)
            if nearest is not None:
                return Roles((nearest[2],))
        if event in REGIMES or event in ("cut", "restore"):
            near_low, near_high = max(low, trigger.start - 14), min(high, trigger.end + 10)
            roles = roles_in(s, near_low, near_high, None, skip)
            if not roles.is_empty:
                return roles
        at = _nearest(s, low, high, trigger, skip)
        if not at and low > 0 and s.low[low - 1] in s.words["happenings.where"]:
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
        return Roles()


def _certainty(s: Sentence, event: str, span: tuple[int, int], trigger: Cue, label: str | None) -> str:
    """Return how surely an event of the clause tokens[span] is told."""
    found = certainty_of(s, *span, trigger.start, trigger, label)
    if found == "future" and _is_done(s, trigger):
        found = "stated"
    if event == "threat" and found in ("conditional", "future", "feared"):
        return "stated"  # the threat was made, whatever it is about
    if label == "denied" and not any(a.end <= trigger.start for a in s.attributions if a.label == "denied"):
        return "stated"
    if found == "stated" and (is_negated(s, trigger, trigger.start) or _is_undone(s, trigger, span[1])):
        return "denied"
    if found in ("stated", "future") and event != "threat" and _is_subject(s, trigger):
        # "A new camp at Ure, with room for 3,000, is to open in June"; "an attack on Ure would send them on".
        behind = [
            s.low[cue.start]
            for cue in s.of_kind["certainty"]
            if cue.sense.label == "future" and trigger.end <= cue.start <= min(trigger.end + FAR, span[1])
        ]
        return "conditional" if behind and behind[0] in s.words["would"] else "future" if behind else found
    return found


def _is_done(s: Sentence, trigger: Cue) -> bool:
    """Whether a verb tells what has been done beside plans: "has vowed to crush them and has taken Ure"."""
    lead, open_to = s.low[trigger.start - 2], s.words["happenings.will"]
    is_perfect = trigger.sense.label == "verb" and s.low[trigger.start - 1] in s.words["dating.perfect"]
    before = s.lows[max(0, trigger.start - WISH) : trigger.start]
    return is_perfect and lead not in open_to and s.words["happenings.once"].isdisjoint(before)


def _is_undone(s: Sentence, trigger: Cue, stop: int) -> bool:
    """Whether what a noun names did not happen: "the attack on Ure did not take place"."""
    denials = [
        cue.end for cue in s.of_kind["certainty"]
        if cue.sense.label == "negated" and trigger.end <= cue.start <= min(trigger.end + FAR, stop)
    ]  # fmt: skip
    occurring = s.words["happenings.occurring"]
    return any(s.low[end] in occurring for end in denials) and _is_subject(s, trigger)


def _is_to_end(s: Sentence, trigger: Cue, stop: int) -> bool:
    """Whether somebody asks that it end: "attacks on civilians must stop"."""
    demanded, ending = s.words["happenings.demanded"], s.words["happenings.ending"]
    behind = s.lows[trigger.end : min(trigger.end + FAR, stop)]
    if demanded.isdisjoint(behind):
        return False
    asked = [low in demanded and s.low[k] in ending for k, low in enumerate(behind, trigger.end + 1)]
    return True in asked and _is_subject(s, trigger)


def _is_lifted(s: Sentence, trigger: Cue, low: int, high: int) -> bool:
    """Whether a siege is told to be over: "broke the siege of Ure", "the blockade of Ure was lifted"."""
    if s.words["happenings.sieges"].isdisjoint(s.lows[trigger.start : trigger.end]):
        return False
    around = s.lows[max(low, trigger.start - _ROW) : min(trigger.end + NEAR + 1, high)]
    return not s.words["happenings.lifted"].isdisjoint(around) and s.words["happenings.still"].isdisjoint(around)


def _is_asked_for(s: Sentence, event: str, first: int) -> bool:
    """Whether somebody asks others to do it: "urged its neighbours to keep their borders open"."""
    if event not in _MERCIES:
        return False
    lead = next((at for at in range(first, max(first - _LEAD, -1), -1) if s.low[at] in s.words["to"]), None)
    before = s.lows[max(0, lead - WISH) : lead] if lead is not None else []
    return not s.words["happenings.asked"].isdisjoint(before)


def _is_only_weighed(s: Sentence, trigger: Cue) -> bool:
    """Whether it is only thought of, or not to be: "is considering closing the gate", "ruled out reopening it"."""
    before, last = s.low[trigger.start - 2], s.low[trigger.start - 1]
    is_out = last in s.words["out"] and before in s.words["happenings.rule"]
    return trigger.sense.form == "gerund" and (is_out or last in s.words["happenings.weighed"])


def _is_named_before(s: Sentence, trigger: Cue) -> bool:
    """Whether a noun only tells the time of something else: "the camps were full before the offensive"."""
    known = s.low[trigger.start - 1] in s.words["context.definite"]
    return known and s.low[trigger.start - 2] in s.words["happenings.earlier"] and trigger.sense.label != "verb"


def _is_opening(s: Sentence, trigger: Cue) -> bool:
    """Whether a noun opens a sentence that then says what was done: "In the latest advance, fighters took the gate"."""
    led = s.low[0] in s.words["in"] and s.low[1] in s.lexicon.articles and trigger.start <= _LEAD
    if not led or s.low[trigger.end] != "," or not s.finite.isdisjoint(range(trigger.start)):
        return False
    return any(each.start > trigger.end and each.sense.label == "verb" for each in s.of_kinds(_DONE))


def _is_subject(s: Sentence, trigger: Cue) -> bool:
    """Whether a noun may be what a verb behind it is said of: nothing leads up to it."""
    if trigger.sense.label == "verb":
        return False
    articles, adjectives = s.lexicon.articles, s.lexicon.adjectives
    passed = (low for low in reversed(s.lows[: trigger.start]) if low not in articles and low not in adjectives)
    before = next(passed, "")
    return before not in s.lexicon.role_of and before not in s.words["clauses.leaders"]


def _is_open(s: Sentence, low: int, high: int) -> bool:
    return any(w.kind == "open" and low <= s.token_of(w.start) <= high for w in s.dates)


def _nearest(s: Sentence, low: int, high: int, trigger: Cue, skip: list[tuple[int, int]]) -> tuple[NamedPlace, ...]:
    """Return the place the event is at: the verb's object or nearest place, with those coordinated to it."""
    venues = s.words["placed.venues"]  # "a truce agreed in Munich"
    places = [
        p for p in s.places
        if low <= p[0] < high and not any(a <= p[0] < b for a, b in skip) and s.low[p[0] - 2] not in venues
    ]  # fmt: skip
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
        gap = [s.low[k] for k in range(chosen[-1][1], place[0])]
        if place[0] >= chosen[-1][1] and gap and all(word in s.words["comma_and_or"] for word in gap):
            chosen.append(place)
    return tuple(place for _, _, place in chosen)


def _is_actor(s: Sentence, place: tuple[int, int, NamedPlace], trigger: Cue) -> bool:
    """Tell the Baghdad of "Baghdad takes back the oil city": who does it, not where."""
    if s.tokens[trigger.start].low in s.words["happenings.undergone"] or not 0 <= trigger.start - place[1] <= 3:
        return False
    aids = {s.low[k] for k in range(place[1], trigger.start)}
    led = s.low[place[0] - 1] in s.words["happenings.at"]
    return not led and not aids & s.words["happenings.aids"]


def _is_bearing(s: Sentence, start: int) -> bool:
    """Tell the Tel Abyad of "Suluk, south-east of Tel Abyad": it says where the place before it lies."""
    far = {s.low[k] for k in range(max(0, start - 4), start - 1)}
    points, units = tuple(s.words["happenings.points"]), s.words["happenings.units"]
    bearing = any(word.endswith(points) for word in far) or bool(far & units)
    return s.low[start - 1] in s.words["from_of"] and bearing and any(p[1] < start for p in s.places)


def _longest_first(cue: Cue) -> int:
    return cue.start - cue.end


def candidates(s: Sentence) -> list[Candidate]:
    """Return every phrase of a sentence that may tell of an event, once for each kind, in order."""
    told: dict[str, list[Cue]] = {}
    things: dict[str, list[tuple[int, int]]] = {}
    idle = [(cue.start, cue.end) for cue in s.of_kind["idle"]]  # "evening fell", "border controls"
    for cue in s.cues:
        kind = cue.sense.event
        if not kind or (idle and any(low <= cue.start and cue.end <= high for low, high in idle)):
            continue
        if cue.sense.label != "subjects":
            if not is_untold(s, cue):
                told.setdefault(kind, []).append(cue)
        elif s.low[cue.end] not in s.words["happenings.not_gate"]:
            things.setdefault(kind, []).append((cue.start, cue.end))
    found: list[Candidate] = []
    if not told:
        return found
    for kind in sorted(told):
        subjects = things.get(kind, []) + list(_named_things(s, kind))
        if _THINGS.get(kind) == "site":
            subjects = [each for each in subjects if not _is_end_of_road(s, each[0])]
        longest: list[Cue] = []
        cues = told[kind] if len(told[kind]) == 1 else sorted(told[kind], key=_longest_first)
        for cue in cues:
            if longest and any(o.start < cue.end and cue.start < o.end for o in longest):
                continue
            longest.append(cue)
            subject = _nearest_subject(s.lows, cue, subjects) if subjects else None
            if is_of_attack(s, cue, subject) or is_of_supplies(s, cue, subject):
                continue
            if subject or not cue.sense.weak or kind not in _OF_THINGS:
                found.append(Candidate(kind, cue, subject))
    return sorted([*found, *_again(s, found)], key=_start)


def _again(s: Sentence, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the places of "captured Kidal on Friday, Gao on Saturday and Timbuktu on Sunday" that have no verb."""
    days = {s.token_of(when.start) for when in s.dates}
    for start, end, _ in s.places[1:] if days else ():
        if s.low[start - 1] not in s.words["and_marks"] or days.isdisjoint((end, end + 1)):
            continue
        if end in s.finite or s.low[end] in s.words["speech.being"]:
            continue  # "took Ure on Monday and Bor is now full": Bor was not taken
        told = max((each.cue.end for each in found if each.cue.end <= start), default=start)
        if any(told <= day < start for day in days):
            for each in found:
                if each.cue.end == told and each.kind in _REPEATED:
                    sense = Sense(f"event:{each.kind}", "again", lemma=each.cue.sense.lemma)
                    yield Candidate(each.kind, Cue(start, end, sense))


def _road(group: Sequence[Candidate], best: Candidate) -> Candidate:
    """Return, for a siege of the words "cut off the road to Ure", that the road is cut."""
    if best.kind != "siege":
        return best
    cut = (o for o in group if o.kind == "cut" and o.subject and 0 <= o.subject[0] - o.cue.end < NEAR)
    return next((o for o in cut if o.cue.start == best.cue.start), best)


def _goes_on(s: Sentence, last: Candidate | None, chosen: Candidate) -> bool:
    """Tell the "hit" of "drone strikes hit Goma", the "storm" of "vowed to storm it": one event with the last."""
    if last is None:
        return False
    first, second = last.cue, chosen.cue
    if last.kind == "threat" and second.sense.form == "base":
        return second.start - first.end <= 5 and not s.words["to"].isdisjoint(
            (s.low[second.start - 1], s.low[first.end - 1])
        )
    return last.kind == chosen.kind and (
        first.end == second.start
        or second.start < first.reach
        or (last.kind == "assault" and _is_row(s, first, second))
    )


def _is_row(s: Sentence, first: Cue, second: Cue) -> bool:
    """Whether two nouns name one attack: "an assault of barrel bombs, missiles and shelling"."""
    between = range(first.end, second.start)
    if {first.sense.label, second.sense.label} != {"nouns"} or not 0 < len(between) <= _ROW:
        return False
    joined = [k for k in between if s.low[k] in s.words["happenings.row"]]
    plain = all(s.tokens[k].is_word or k in joined for k in between)
    return bool(joined) and plain and s.finite.isdisjoint(between) and not any(p[0] in between for p in s.places)


def _named_things(s: Sentence, kind: str) -> Iterator[tuple[int, int]]:
    """Yield the tokens of numbered roads and named gates or camps of a sentence that can be cut, shut or opened."""
    if kind in ("cut", "restore"):
        for at, token in enumerate(s.tokens):
            if token.text[-1].isdecimal() and _ROAD_NUMBER.fullmatch(token.text):
                yield at, at + 1
    wanted = _THINGS.get(kind)
    if wanted:
        towards = s.words["happenings.towards"]  # "opened to let the sick into Turkey": not Turkey was opened
        kinds = ((a, b, [c.kind for c in place.candidates]) for a, b, place in s.places if s.low[a - 1] not in towards)
        yield from ((a, b) for a, b, known in kinds if wanted in known)


def _is_end_of_road(s: Sentence, start: int) -> bool:
    """Tell the camps of "the road between Ure camp and Tal camp was reopened", where no camp was."""
    roads = [cue.end for cue in s.of_kind["event:restore"] if cue.sense.label == "subjects" and cue.end < start]
    led = roads and s.low[roads[-1]] in s.words["happenings.leading_on"]
    return bool(led) and start - roads[-1] <= FAR and not {",", ";"} & set(s.lows[roads[-1] : start])


def _nearest_subject(lows: list[str], cue: Cue, subjects: list[tuple[int, int]]) -> tuple[int, int] | None:
    near = [
        (start, end) for start, end in subjects
        if (0 <= cue.start - end <= FAR and ";" not in lows[end : cue.start])
        or (0 <= start - cue.end <= FAR and ";" not in lows[cue.end : start])
    ]  # fmt: skip
    return min(near, key=lambda pair: min(abs(pair[0] - cue.end), abs(cue.start - pair[1])), default=None)


def _overlapping(found: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield the readings of the same words together."""
    group: list[Candidate] = []
    end = 0
    for candidate in found:
        if group and candidate.cue.start >= end:
            yield group
            group = []
        group.append(candidate)
        end = max(end if len(group) > 1 else 0, candidate.cue.end)
    if group:
        yield group
