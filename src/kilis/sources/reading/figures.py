"""From the numbers of a sentence to claims: what is counted, what happened to it, where, when, by whom."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import pairwise

from kilis.sources.reading.amiss import (
    bears_arms,
    is_beyond,
    is_composition,
    is_daily,
    is_difference,
    is_given,
    is_missing,
    is_no_count,
    is_of_name,
    is_of_things,
    is_surpassed,
    is_time,
    of_stayers,
    was_held,
)
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.context import Context
from kilis.sources.reading.counted import HeadRules
from kilis.sources.reading.dates import When
from kilis.sources.reading.evidence import Signs
from kilis.sources.reading.governing import Figure, Governing
from kilis.sources.reading.judge import Judge
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.passed_over import gate_of
from kilis.sources.reading.periods import Period, period_for
from kilis.sources.reading.roles import Roles, bracketed_place, roles_in
from kilis.sources.reading.saying import (
    certainty_of,
    is_negated,
    is_offer,
    is_on_way,
    is_only_wanted,
    is_prospect,
    speaker_of,
)
from kilis.sources.reading.together import is_recounted

_HEADING, _SETTING = 9, 12
_ROW = frozenset({";", "|", "•", ","})
_COMING = frozenset({"arrived", "sheltering", "transferred"})
_TAKEN_IN = frozenset({"received", "arrived", "admitted", "sheltering", "displaced", "registered"})
_STAYING = frozenset({"besieged", "killed", "sheltering", "waiting", "capacity", "population"})


class FigureRules:
    """Makes claims of the numbers in sentences."""

    def __init__(self, lexicon: Lexicon, finder: PlaceFinder, judge: Judge) -> None:
        self._lexicon = lexicon
        self._heads = HeadRules(lexicon, finder)
        self._governing = Governing(lexicon)
        self._country_of = finder.country_of_people
        self._judge = judge

    def claims(self, s: Sentence, context: Context) -> list[Claim]:
        """Return the claims of one sentence and leave what they are about in the context."""
        if is_heading(s):
            context.headed = tuple({c.sense.label for c in s.of_kinds(("action", "noun"))})
        if not s.numbers or s.tokens[-1].text == "?":
            return []
        figures = self._figures(s, context)
        s.counts = [figure.number.start for figure in figures if figure.head.kind != "dropped"]
        s.clauses.clear()
        if not figures:
            return []
        signs = Signs(s)
        result: list[Claim] = []
        for at, figure in enumerate(figures):
            earlier = [f for f in figures[:at] if f.is_claim or f.head.kind != "dropped"]
            whole = figures[at - 1] if at and figures[at - 1].is_claim else None
            if whole is not None and _is_recount(s, whole, figure):
                figure.action, figure.is_claim, figure.odds = whole.action, True, whole.odds
                span = Span(*self._shown(s, figure))
                result.append(replace(result[-1], quantity=self._quantity(s, figure, context), spans=(span,)))
                continue
            self._governing.govern(s, figure, earlier, context)
            if (figure.action == "killed" and at and _is_of_armed(s, figures[at - 1], figure)) or bears_arms(s, figure):
                continue
            bounds = _bounds(s, figure)
            figure.veto = self._veto(s, figure, bounds, context)
            action = self._judge.judge(signs, figure, earlier, bounds, context)
            if whole is not None and _goes_on_row(s, whole, figure):
                action = whole.action
            if action is None or is_composition(s, figure) or (action != "capacity" and is_of_things(s, figure)):
                continue
            if (
                is_of_name(s, figure.number)
                or is_surpassed(s, figure.number)
                or is_given(s, figure)
                or is_missing(s, figure.head.end)
            ):
                continue
            if (action == "displaced" and was_held(s, figure)) or is_no_count(s, figure, action):
                continue
            figure.is_claim = True
            action = of_stayers(s, figure, action, whole.action if whole is not None else None)
            if action in _COMING and is_on_way(s, figure.head.end):
                action = "displaced"
            elif action in _TAKEN_IN and is_offer(s, figure.number.start):
                action = "capacity"
            if action != figure.action:
                figure.action, figure.trigger = action, self._governing.best_of(s, figure, action)
                bounds = _bounds(s, figure)
            claim = self._claim(signs, figure, bounds, context)
            if _is_set_in_history(s, figure, bounds, context.today):
                figure.is_claim = False
                continue
            if figure.listed and result:
                claim = _as_part_of(claim, result[0])
            elif result and not claim.places and _is_subset(s, figure.number.start, figure.head.end):
                claim = _placed_as(claim, result[-1])
            result.append(claim)
        return result

    def _figures(self, s: Sentence, context: Context) -> list[Figure]:
        """Return the numbers that may count people, those that the rules would drop marked as such."""
        if (
            any(cue.sense.label in ("persons", "households") for cue in s.of_kind["people"])
            or (s.places and any(c.sense.label != "none" and not c.sense.weak for c in s.of_kind["action"]))
            or s.stretch.opens_line
            or (s.quoted and s.quoted[min(1, len(s.quoted) - 1)])
        ):
            context.counts_others = False
        figures = []
        for number in s.numbers:
            head = self._heads.head(s, number)
            if head is not None and any(0 <= number.start - a.start <= 2 and head.end <= a.end for a in s.attributions):
                head = None  # "two residents said", but "Turkey, which hosts 3 million refugees, said"
            if _is_of_parts(s, number.start, number.end, head.end if head is not None else number.end + 1):
                continue
            if is_time(s, number.end) or _is_of_places(s, number.end):
                continue
            if is_difference(s, number.end, head.end if head is not None else number.end) or is_beyond(s, number):
                continue
            if head is None and number.magnitude >= 100 and self._heads.counts_others(s, number):
                context.counts_others = True
            elif head is not None and head.kind in ("persons", "households"):
                context.counts_others = False
            if head is not None:
                figures.append(Figure(number, head, of_others=head.kind == "open" and context.counts_others))
            elif self._heads.may_count(s, number):
                figures.append(Figure(number, self._heads.dropped(s, number)))
        return figures

    def _veto(self, s: Sentence, figure: Figure, bounds: tuple[int, int], context: Context) -> str:
        """Return why the words make it no claim whatever its verb; nothing where they do not."""
        first, last, trigger = figure.number.start, figure.head.end, figure.trigger
        if context.is_fiction:
            return "fiction"
        if trigger and is_negated(s, trigger, first):
            return "negated"
        if self._is_old(s, figure, *bounds, context):
            return "old"
        if is_only_wanted(s, trigger, first):
            return "wanted"
        if _is_demographic(s, last):
            return "composition"
        return "aside" if self._is_aside(s, figure) else ""

    # --- the claim

    def _claim(self, signs: Signs, figure: Figure, bounds: tuple[int, int], context: Context) -> Claim:
        s = signs.s
        first, last = figure.number.start, figure.head.end
        trigger, (low, high) = figure.trigger, bounds
        inherited = figure.cost >= 90
        speaker, role, label = speaker_of(s, first, context)
        certainty = certainty_of(s, low, high, first, trigger, label)
        certainty = self._judge.doubt(signs, figure, bounds, certainty, label, context)
        certainty = "feared" if certainty == "stated" and is_prospect(s, first) else certainty
        skip = [(a.start, a.end) for a in s.attributions]
        roles = roles_in(s, low, high, trigger, skip)
        if (gate := gate_of(s, figure.action, last)) is not None:
            meant = context.pointed(s, last, gate + 1, "waiting")
            roles = Roles(meant) if meant else roles
        bracketed = bracketed_place(s, first)
        if bracketed is not None:
            here = "destination" if figure.action in ("arrived", "returned", "transferred") else "at"
            before = roles_in(s, bracketed[0] - 6, bracketed[1], trigger, skip)
            moved = bracketed[2] in before.destination or bracketed[2] in before.origin
            roles = (
                before if moved and len(before.destination + before.origin) == 1 else Roles(**{here: (bracketed[2],)})
            )
        if figure.place is not None:
            here = "destination" if figure.action in ("arrived", "returned", "transferred") else "at"
            roles = Roles(**{here: (figure.place,)})
        if roles.is_empty:
            roles = self._elsewhere(s, low, high, first, trigger, skip)
            if figure.action in _STAYING and roles.origin and not roles.at:
                roles = Roles(roles.origin[-1:])
        action = figure.action or ""
        if action == "population" and trigger is not None and s.low[trigger.end - 1] in s.words["of"]:
            at = trigger.start - (s.low[trigger.start - 1] in s.words["figures.a"])
            named = s.place_at(at - 2) if s.low[at - 1] == "," else None
            roles = Roles((named[2],)) if named else roles
        roles = _from_home(action, roles, trigger)
        if roles.is_empty:
            roles = _fronted(s, first, action)
        if roles.is_empty:
            own = context.speakers_land(s, action, speaker)
            roles = Roles((), (), own) if action == "arrived" else Roles(own)
        if not inherited or not context.last_roles or figure.head.kind != "open":
            roles = context.complete(s, action, roles, low, high, speaker)
        elif roles.is_empty:
            roles = context.last_roles
        if roles.is_empty and context.last_roles and action == context.last_told and not figure.listed:
            roles = context.last_roles  # "About 14,000 crossed on Monday": the same way as in the sentence before
        roles = _from_home(action, roles, trigger)
        if action in _STAYING | {"received", "registered"} and roles.destination and not roles.at:
            roles = Roles(roles.destination, roles.origin)
        left = {place.name for place in roles.origin}
        if left & {place.name for place in roles.at}:
            staying = tuple(place for place in roles.at if place.name not in left)
            roles = Roles(staying, roles.origin, roles.destination)
        if roles.is_empty and action == "displaced" and not figure.listed:
            roles = Roles((), self._homeland(s, figure), ())
        period = period_for(s, low, high, (first + last) // 2, context.today, context.label_date)
        reported = context.reported if action in ("arrived", "displaced", "returned") else None
        around = s.lows[max(0, first - 6) : last + 6]
        if period.words is None and reported and s.words["figures.standing"].isdisjoint(around):
            period = Period(reported.date, reported.since, None)
        start, end = self._shown(s, figure)
        quantity = self._quantity(s, figure, context)
        return Claim(
            "figure", action, quantity, roles.at, roles.origin, roles.destination, period.date, period.since,
            period.words, speaker, role, certainty, (Span(start, end),), Span(s.stretch.start, s.stretch.end),
            figure.odds,
        )  # fmt: skip

    @staticmethod
    def _quantity(s: Sentence, figure: Figure, context: Context) -> Quantity:
        """Return the number with its qualifier and unit, and whether it is that of a day."""
        number, last = figure.number, figure.head.end
        households = figure.head.kind == "households" or (
            figure.head.kind == "open"
            and figure.action != "capacity"
            and context.unit_of(s, number.start) == "households"
        )
        per_day = is_daily(s, number.start, last)
        unit = "households" if households else "persons"
        return Quantity(number.value, number.low, number.high, number.qualifier, unit, per_day)

    @staticmethod
    def _is_aside(s: Sentence, figure: Figure) -> bool:
        """Tell what is no news: shares of women and children, wounded in a hospital, a population of former days."""
        last = figure.head.end
        words = s.lows[figure.number.end : last]
        if not s.words["figures.parts"].isdisjoint(words):
            near = s.lows[max(0, figure.number.start - 6) : figure.number.start]
            if figure.listed or not s.words["figures.including"].isdisjoint(near):
                return True
        if figure.action == "received" and (
            not s.words["figures.wounded"].isdisjoint(words) or not s.words["figures.injured"].isdisjoint(words)
        ):
            return True
        return figure.action == "population" and s.low[last] in s.words["before"]

    def _elsewhere(
        self, s: Sentence, low: int, high: int, first: int, trigger: Cue | None, skip: list[tuple[int, int]]
    ) -> Roles:
        """Look for the place in the rest of the sentence, as long as no other figure stands between."""
        if s.low[low - 1] in s.words["where"] and low > 0:
            before = [p for p in s.places if p[1] <= low and not any(a <= p[0] < b for a, b in skip)]
            if before:
                return Roles((before[-1][2],))
        if low > 2 and s.low[low - 1] == ",":
            begin = clause_bounds(s, low - 2, low - 1)[0]
            roles = roles_in(s, begin, low, trigger, skip)
            if not roles.is_empty and begin > 0 and not any(begin <= n < low for n in s.counts):
                return roles  # "at Kramatorsk a bus was hit, killing five"
        if low > 0 and not any(n < low for n in s.counts):
            roles = roles_in(s, 0, low, trigger, skip)
            if s.low[low - 1] in s.words["figures.where"] and not roles.is_empty:
                return Roles((roles.at + roles.destination + roles.origin)[-1:])
            if not roles.is_empty and s.words["figures.if"].isdisjoint((s.low[0], s.low[1])):
                return roles
        if high < len(s.tokens) and s.low[high] == ";":
            beyond = clause_bounds(s, high + 1, high + 2)[1]
            if not any(first < n < beyond for n in s.counts):
                return roles_in(s, high, beyond, trigger, skip)
        return Roles()

    def _homeland(self, s: Sentence, figure: Figure) -> tuple[NamedPlace, ...]:
        """Return the country of "11 million Syrians" where nothing else says whence they were driven."""
        for at in range(figure.number.end, figure.head.end):
            country = self._country_of(s.tokens[at])
            if country is not None:
                return (country,)
        return ()

    @staticmethod
    def _shown(s: Sentence, figure: Figure) -> tuple[int, int]:
        """Return the characters to mark: qualifier, number and noun."""
        end = figure.head.end if figure.head.kind != "open" else figure.number.end
        return s.tokens[figure.number.start].start, s.tokens[end - 1].end

    @staticmethod
    def _is_old(s: Sentence, figure: Figure, low: int, high: int, context: Context) -> bool:
        """Whether the clause tells of the past before this crisis."""
        history = s.of_kind["history"]
        if history and any(low <= cue.start <= high and _is_next(s, figure, cue) for cue in history):
            return True
        if figure.action == "capacity":
            return False  # laid out years ago, and still of that size
        if context.today is None or context.in_history:
            return context.today is not None
        dates = []
        for when in s.dates:
            at = s.token_of(when.start)
            if (low <= at < high or at <= 2) and s.words["figures.links"].isdisjoint(s.lows[max(low, at - 4) : at]):
                dates.append(when)
        dates = [when for when in dates if not _is_span(s, when)] or dates
        return bool(dates) and all(when.is_history(context.today) for when in dates)


def _is_set_in_history(s: Sentence, figure: Figure, bounds: tuple[int, int], today: datetime.date | None) -> bool:
    """Whether the sentence opens with a time long ago: "Before rebels took Ure in 2014 ...; half of it fled"."""
    if today is None or s.low[0] not in s.words["figures.settings"]:
        return False
    starts = [(s.token_of(when.start), when) for when in s.dates]
    opening = [when for at, when in starts if at < min(_SETTING, figure.number.start)]
    inside = [when for at, when in starts if bounds[0] <= at < bounds[1] and when not in opening]
    own = [when for when in inside if not _is_span(s, when)]
    is_now = not s.words["figures.now"].isdisjoint(s.lows[max(0, bounds[0] - 2) : bounds[1]])
    return bool(opening) and not own and not is_now and opening[0].is_history(today)


def _is_span(s: Sentence, when: When) -> bool:
    """Whether only how long it took is told, of whatever day: "fled in two days", not "in the last two days"."""
    words = s.lows[s.token_of(when.start) : s.token_of(when.end)]
    return when.kind == "past" and s.words["figures.recent"].isdisjoint(words)


def _is_next(s: Sentence, figure: Figure, cue: Cue) -> bool:
    """Whether no other count stands between: in "risen to 9,000 from 400 before the war" the 400 are of old."""
    first, last = figure.number.start, figure.head.end
    between = range(last, cue.start) if cue.start >= last else range(cue.end, first)
    return not any(n in between for n in s.counts)


def is_heading(s: Sentence) -> bool:
    """Whether the sentence is a short line or opening without figures, as stands above or before a list."""
    return s.stretch.opens_line and len(s.tokens) <= _HEADING and not s.numbers


def _bounds(s: Sentence, figure: Figure) -> tuple[int, int]:
    """Return the tokens of the figure's clause."""
    first, last, trigger = figure.number.start, figure.head.end, figure.trigger
    inner_low = min(first, trigger.start) if trigger else first
    inner_high = max(last, trigger.end) if trigger else last
    parted = not s.words["clauses.breaks"].isdisjoint(s.lows[inner_low:first])
    joined = s.low[first - 1] in s.words["comma_and"] and inner_low < first and any(n < first for n in s.counts)
    own_place = joined and any(inner_low < p[0] < first for p in s.places)
    if figure.cost >= 90 or parted or own_place or True in [inner_low < n < first for n in s.counts]:
        inner_low, inner_high = first, last  # the verb may stand far away
    relative = trigger and trigger.start >= last and s.low[last] in s.words["relatives"]
    low, high = clause_bounds(s, first if relative else inner_low, inner_high)
    # "... tens of thousands of people who have fled": the places before belong to another verb
    return (first if relative else low), high


def _is_recount(s: Sentence, one: Figure, two: Figure) -> bool:
    """Whether a figure counts those of the one before it again: "400 families (2,400 people)"."""
    units = {one.head.kind, two.head.kind}
    counted_so = "households" in units and len(units) == 2 and units <= {"households", "persons", "open"}
    return counted_so and is_recounted(s, one.head.end, two.number.start, two.head.end)


def _goes_on_row(s: Sentence, one: Figure, two: Figure) -> bool:
    """Whether a bare figure is the next of a row of places, each with its own: "Ure 380; Bor 120; Sal 90"."""
    start, stop = one.head.end, two.number.start
    named = s.place_at(start + 1)
    bare = one.head.kind == two.head.kind == "open" and s.low[start] in _ROW
    return bare and named is not None and named[0] == start + 1 and stop - named[1] <= 1


def _is_of_armed(s: Sentence, one: Figure, two: Figure) -> bool:
    """Whether a bare figure counts those under arms: "eight soldiers were captured and ten were killed"."""
    return (
        two.head.kind == "open" and one.head.kind == "dropped" and s.low[one.head.end - 1] in s.words["counted.armed"]
    )


def _placed_as(claim: Claim, whole: Claim) -> Claim:
    """Give a part that names no place of its own the places of the whole."""
    here = whole.at + whole.destination
    if claim.action in ("arrived", "transferred"):
        return replace(claim, destination=here)
    if claim.action == "returned":
        return replace(claim, origin=here if whole.action == "arrived" else ())
    if claim.action == "displaced":
        return replace(claim, at=whole.at, origin=whole.origin)
    return replace(claim, at=here)


def _fronted(s: Sentence, first: int, action: str) -> Roles:
    """Read "In Macedonia, where ..., 1,100 got in": the place that opens the sentence holds for all of it."""
    if s.low[0] not in s.words["figures.opening"]:
        return Roles()
    opening = next((p for p in s.places if 1 <= p[0] <= 5 and p[1] <= first), None)
    if opening is None or any(s.low[k] in (",", ";") for k in range(opening[0])):
        return Roles()
    here = (opening[2],)
    return Roles((), (), here) if action in ("arrived", "returned", "transferred") else Roles(here)


def _from_home(action: str, roles: Roles, trigger: Cue | None) -> Roles:
    """Read "fled clashes in Lashio" and "driven from Sake to Goma": the place of the trouble is left behind."""
    leaving = trigger is not None and trigger.sense.kind == "action" and trigger.sense.role == "from"
    wide = any(c.kind == "country" for place in roles.at for c in place.candidates)
    if action == "displaced" and roles.at and not roles.origin and not wide and (leaving or roles.destination):
        gone_to = {place.name for place in roles.destination}
        return Roles((), tuple(place for place in roles.at if place.name not in gone_to), roles.destination)
    return roles


def _is_demographic(s: Sentence, last: int) -> bool:
    """Tell "a third of them, 63,000, were children" from a claim of its own."""
    after = s.lows[last : last + 4]
    return not s.words["is"].isdisjoint(after) and any(
        one in s.words["is"] and two in s.words["figures.young"] for one, two in pairwise(after)
    )


def _is_of_places(s: Sentence, at: int) -> bool:
    """Whether what is counted are towns: "from Ure, Bor and 19 other villages"."""
    return s.low[at + (s.low[at] in s.words["figures.other"])] in s.words["figures.towns"]


def _is_of_parts(s: Sentence, first: int, end: int, last: int) -> bool:
    """Tell "including 26 children and 11 women", "- 26 children and 11 women -": who they are that were counted."""
    if s.words["figures.parts"].isdisjoint(s.lows[end:last]):
        return False
    at = first
    while at > max(first - 9, 0) and (
        s.tokens[at - 1].is_number or s.low[at - 1] in s.words["figures.parts"] or s.low[at - 1] in s.words["comma_and"]
    ):
        at -= 1
    opens = s.words["including"] | s.words["figures.aside"]
    return s.low[at - 1] in opens and any(n.end <= at - 1 for n in s.numbers)


def _is_subset(s: Sentence, first: int, last: int) -> bool:
    """Whether the figure is a part of the one before it: "of whom 66,000", "82,000 of these"."""
    before = s.low[first - 2] in s.words["figures.among"] and s.low[first - 1] in s.words["figures.whom"]
    return before or (s.low[last - 2] in s.words["of"] and s.low[last - 1] in s.words["figures.them"])


def _as_part_of(claim: Claim, whole: Claim) -> Claim:
    """Give a part ("of them 893 returnees") the date of the whole, and its places unless it names its own."""
    if not claim.places or set(claim.places) <= set(whole.places):
        claim = replace(claim, at=whole.at, origin=whole.origin, destination=whole.destination)
    return replace(claim, date=whole.date, since=whole.since, period=whole.period)
