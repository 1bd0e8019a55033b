"""From the numbers of a sentence to claims: what is counted, what happened to it, where, when, by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import BREAKS, Roles, clause_bounds, period_for, roles_in, without_asides
from kilis.sources.reading.context import Context
from kilis.sources.reading.counted import OPEN_END, Head, HeadRules
from kilis.sources.reading.lexicon import Cue, Lexicon, Sense
from kilis.sources.reading.model import Claim, NamedPlace, Quantity, Span
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import Number
from kilis.sources.reading.saying import certainty_of, is_negated, is_only_wanted, speaker_of

_WORST = 13.0
_PENALTY = {
    ",": 1.5, "and": 1.5, ";": 8, "but": 8, "while": 8, "as": 3, "after": 5, "when": 5, "that": 3, ":": 1.5, "(": 1.5,
    ")": 1.5, "because": 6, "where": 4, "although": 8, "though": 8, "before": 4, "if": 3, "than": 4, "or": 1,
    "which": 3, "who": 0.5, "whose": 6, "against": 3, "so": 2,
}  # fmt: skip
_STAYING = frozenset({"besieged", "killed", "sheltering", "waiting", "capacity", "population"})
_MADE = frozenset("""built designed meant set planned laid intended prepared equipped sized opened reopened""".split())
_GIVEN = frozenset({"food", "rations", "asked", "water", "aid", "meals", "need", "needed"})
_TOTALS = frozenset(
    {"total", "figure", "number", "tally", "count", "sum", "others", "rest", "remainder", "majority", "most"}
)
_TIMING = frozenset({"before", "after", "since", "during", "until"})
_STANDING = frozenset(
    """at to is was reached passed stands stood reach now are were : totalled total hit topped exceeded be been had
    have has""".split()
)


@dataclass(slots=True)
class Figure:
    """A number on its way to a claim."""

    number: Number
    head: Head
    trigger: Cue | None = None
    cost: float = 99.0
    action: str | None = None
    listed: bool = False
    of_others: bool = False


class FigureRules:
    """Makes claims of the numbers in sentences."""

    def __init__(self, lexicon: Lexicon, finder: PlaceFinder) -> None:
        self._lexicon = lexicon
        self._heads = HeadRules(lexicon, finder)
        self._country_of = finder.country_of_people

    def claims(self, s: Sentence, context: Context) -> list[Claim]:
        """Return the claims of one sentence and leave what they are about in the context."""
        if s.tokens and s.tokens[-1].text == "?":
            return []
        figures = []
        if (
            any(cue.sense.label in ("persons", "households") for cue in s.of_kind("people"))
            or (s.places and any(c.sense.label != "none" and not c.sense.weak for c in s.of_kind("action")))
            or s.stretch.opens_line
            or (s.quoted and s.quoted[min(1, len(s.quoted) - 1)])
        ):
            context.counts_others = False
        for number in s.numbers:
            head = self._heads.head(s, number)
            if head is not None and any(a.start <= number.start and head.end <= a.end for a in s.attributions):
                head = None  # "two residents said"
            if head is not None:
                figures.append(Figure(number, head))
            if head is None and number.magnitude >= 100 and self._heads.counts_others(s, number):
                context.counts_others = True
            elif head is not None and head.kind in ("persons", "households"):
                context.counts_others = False
            if figures and head is not None and head.kind == "open":
                figures[-1].of_others = context.counts_others
        s.counts = [figure.number.start for figure in figures]
        for at, figure in enumerate(figures):
            self._govern(s, figure, figures[:at], context)
        result: list[Claim] = []
        for figure in figures:
            if figure.action and figure.action not in ("none", "injured"):
                claim = self._claim(s, figure, context)
                if claim is not None and figure.listed and result:
                    claim = _as_part_of(claim, result[0])
                elif (
                    claim is not None
                    and result
                    and not claim.places
                    and _is_subset(s, figure.number.start, figure.head.end)
                ):
                    whole = result[-1]
                    here = whole.at + whole.destination
                    if claim.action in ("arrived", "returned", "transferred"):
                        claim = replace(claim, destination=here)
                    elif claim.action == "displaced":
                        claim = replace(claim, at=whole.at, origin=whole.origin)
                    else:
                        claim = replace(claim, at=here)
                if claim is not None:
                    result.append(claim)
        return result

    # --- what happened to it

    def _govern(self, s: Sentence, figure: Figure, earlier: list[Figure], context: Context) -> None:
        first, last = figure.number.start, figure.head.end
        if self._is_listed(s, figure, earlier):
            figure.action, figure.listed = earlier[-1].action, True
            return
        if self._is_whole(s, figure, earlier):
            figure.action, figure.cost = "population", 0.0
            return
        for cue in s.of_kind("action", "noun"):
            spoken = any(a.start <= cue.start < a.end for a in s.attributions)
            timed = cue.sense.kind == "noun" and s.low(cue.start - 1 - (s.low(cue.start - 1) == "the")) in _TIMING
            if (
                cue.sense.kind == "noun"
                and figure.head.implied
                and any(f.number.start <= cue.start < f.head.end for f in earlier)
            ):
                continue  # "310 entries, 42 departures": each has its own noun
            if (spoken and (cue.sense.kind == "noun" or cue.start >= last)) or timed:
                continue
            cost = self._cost(s, cue, first, last, figure.head, [n.start for n in s.numbers if n.start != first])
            if cost is not None and cost < figure.cost:
                figure.trigger, figure.cost = cue, cost
        if (
            figure.trigger is not None
            and figure.trigger.sense.label == "none"
            and figure.cost > 3
            and figure.head.implied
        ):
            figure.trigger, figure.cost = None, 99.0
        known = figure.trigger is not None and figure.trigger.sense.label == "capacity"
        if figure.head.implied == "injured" and (figure.trigger is None or figure.trigger.sense.label != "admitted"):
            figure.action = "injured"
            return
        if self._is_room(s, figure) and not known:
            figure.action, figure.cost, figure.trigger = "capacity", 0.0, None
            return
        if figure.trigger is not None and s.low(figure.trigger.start) == "there" and figure.head.kind == "open":
            closed = s.low(last) in OPEN_END or not s.low(last)
            if closed and context.last_action not in (None, "killed", "population", "capacity"):
                figure.trigger, figure.cost, figure.action = None, 99.0, context.last_action
                return
        if figure.trigger is not None and figure.cost <= _WORST:
            figure.action = figure.trigger.sense.label
            if figure.action == "counted" and self._is_place_counting(s, figure.trigger):
                figure.action = "sheltering"
            elif figure.action == "counted":
                figure.action = figure.head.implied or context.last_action or "registered"
            if self._is_too_small(figure) or (figure.of_others and figure.cost > 1.0):
                figure.action = None
            return
        figure.trigger, figure.cost = None, 99.0
        if figure.of_others:
            return
        self._inherit(s, figure, earlier, context)

    @staticmethod
    def _is_whole(s: Sentence, figure: Figure, earlier: list[Figure]) -> bool:
        """Tell the whole from its part: the second number of "180,000 of the city's 200,000 people"."""
        first = figure.number.start
        if not earlier or figure.head.kind != "persons" or s.low(first - 1) not in ("'s", "its", "their"):
            return False
        end = earlier[-1].number.end
        return any(s.low(k) == "of" for k in range(end, min(first, end + 2)))

    def _cost(self, s: Sentence, cue: Cue, first: int, last: int, head: Head, others: list[int]) -> float | None:
        sense: Sense = cue.sense
        if cue.start >= first and cue.end <= last:
            if sense.kind == "noun" or cue.start > first:
                return 7.0 if sense.label not in ("sites",) else None
            return None
        right = cue.start >= last
        gap = range(last, cue.start) if right else range(cue.end, first)
        base = self._base_cost(s, cue, right, len(gap), head, first)
        if base is None:
            return None
        gap_tokens = without_asides(s, gap)
        base += sum(_PENALTY.get(s.low(k), 0) for k in gap_tokens) + 0.35 * len(gap_tokens)
        base += sum(4.0 for n in others if n in gap_tokens) + (3.0 if sense.weak else 0.0)
        relative = right and {s.low(cue.start - 1), s.low(cue.start - 2)} & {"who", "that"}
        base += 2.5 if relative else 0.0  # "those who fled have crossed": the main verb tells the news
        return base

    def _base_cost(self, s: Sentence, cue: Cue, right: bool, gap: int, head: Head, first: int) -> float | None:
        sense = cue.sense
        if sense.kind == "noun":
            last_word = s.low(cue.end - 1)
            if not right:
                if s.low(cue.start) == "there" and gap <= 2:
                    return 2.5  # "there are": whatever else is said of them tells more
                if (last_word in ("of", "for") and gap > 3) or (s.low(cue.start) == "there" and gap > 2):
                    return None
                return 0.4
            if last_word in ("of", "for", "from") or gap > 6:
                return None
            return 1.5 if gap <= 1 else 3.0
        passive = any(
            s.low(k) in ("be", "been", "being", "were", "was", "are", "is", "get", "got")
            for k in range(max(0, cue.start - 3), cue.start)
        )
        if sense.people == "S":
            if right:
                return 0.0
            if s.low(first - 1) in _STANDING and cue.end < first and not sense.weak:
                return 5.5
            # "people keep coming over the border, 600 yesterday at Tine alone"
            return 6.0 if head.kind == "open" and s.low(first - 1) == "," and not sense.weak else None
        if right:
            if sense.form != "past":
                return None
            if passive:
                return 0.3
            # "recorded 143,000 people displaced from": the participle tells more than who recorded.
            return (0.0 if gap == 0 else 0.6) if gap <= 1 else None
        return 2.5 if passive else 0.3

    @staticmethod
    def _is_too_small(figure: Figure) -> bool:
        """Tell "one by one" and "two sides" from counts: a bare small number is no figure of people."""
        value = figure.number.magnitude
        if figure.head.kind == "open":
            return value < 10 and figure.action not in ("killed", "admitted")
        return False

    def _inherit(self, s: Sentence, figure: Figure, earlier: list[Figure], context: Context) -> None:
        """Give a number without a verb of its own the action of the figure before it, or of its noun."""
        governed = [f for f in earlier if f.action and f.action != "none"]
        if figure.head.implied:
            figure.action = figure.head.implied
            if figure.action == "sheltering" and governed and governed[-1].action:
                figure.action = governed[-1].action
            return
        large = figure.number.grouped or figure.number.magnitude >= 100
        placed = self._by_preposition(s, figure, context) if large or figure.head.kind != "open" else None
        if placed and not governed:
            figure.action = placed
            return
        if (
            placed in ("arrived", "displaced")
            and governed
            and governed[-1].action in ("population", "killed", "capacity")
        ):
            figure.action = placed
            return
        if governed and (large or figure.head.kind != "open"):
            figure.action, figure.trigger = governed[-1].action, governed[-1].trigger
        elif large and any(c.sense.label == "future" and s.low(c.start) == "expected" for c in s.of_kind("certainty")):
            figure.action = "arrived"
        elif (
            context.last_action
            and large
            and (figure.head.kind != "open" or self._speaks_of_number(s, figure, context.is_answering))
        ):
            figure.action = context.last_action
        if figure.action in ("capacity", "population", "killed") and not governed:
            figure.action = None
        if (
            context.label_places
            and figure.action == context.last_action
            and not governed
            and figure.head.kind == "persons"
        ):
            figure.action = self._by_place(s, figure, context) or figure.action
        if figure.action is None and figure.head.kind != "places":
            figure.action = self._by_place(s, figure, context)

    @staticmethod
    def _by_preposition(s: Sentence, figure: Figure, context: Context) -> str | None:
        """Read "4,800 to Mboki", "10,000 at Quitunda" and "1,200 from Sake": a place right behind the number."""
        last = figure.head.end
        while s.low(last) in ("now", "still", "today", "already", "more", "others"):
            last += 1
        place = next((p for p in s.places if last < p[0] <= last + 4), None)
        if not context.is_ours or place is None or figure.head.kind == "places":
            return None
        if s.low(last) in ("to", "into", "across"):
            return "arrived"
        if s.low(last) == "from":
            return "displaced"
        return "sheltering" if s.low(last) in ("in", "at", "inside", "near", "around") else None

    @staticmethod
    def _by_place(s: Sentence, figure: Figure, context: Context) -> str | None:
        """Read a note without a verb, "Bafut: 300 households", "600 people out of Bama", by the words around it."""
        people = figure.head.kind in ("persons", "households")
        in_camp = any(
            "camp" in p.name.lower() or any(c.kind == "site" for c in p.candidates) for p in context.label_places
        )
        if not people:
            return "sheltering" if in_camp and figure.number.magnitude >= 50 else None
        if figure.number.magnitude < 5 or not context.is_ours:
            return None
        last = figure.head.end
        near = [s.low(k) for k in range(last, min(last + 3, len(s.tokens)))]
        if near[:2] == ["out", "of"] or near[:1] == ["from"]:
            return "displaced"
        if near[:1] in (["to"], ["into"], ["across"], ["over"]):
            return "arrived"
        placed = near[:1] in (["in"], ["at"], ["inside"], ["near"]) and any(last < p[0] <= last + 4 for p in s.places)
        return "sheltering" if placed or context.label_places or near[:1] == ["in"] else None

    def _is_place_counting(self, s: Sentence, cue: Cue) -> bool:
        """Read "Minkaman now counts 76,000 souls": the place itself is the subject."""
        near = [p for p in s.places if 0 <= cue.start - p[1] <= 6]
        return bool(near) and not any(
            s.low(k) in self._lexicon.roles for k in range(near[-1][1], cue.start) if s.low(k) != "side"
        )

    @staticmethod
    def _is_room(s: Sentence, figure: Figure) -> bool:
        """Read "set up in December for 135,000": room made for so many."""
        first = figure.number.start
        if s.low(first) != "for" and s.low(first - 1) != "for":
            return False
        before = {s.low(k) for k in range(max(0, first - 8), first)}
        return bool(before & _MADE) and not before & _GIVEN

    @staticmethod
    def _is_listed(s: Sentence, figure: Figure, earlier: list[Figure]) -> bool:
        """Tell the parts of a figure just given: "1,204 arrivals (of them 893 returnees, 311 refugees)"."""
        if not earlier or not earlier[-1].action or figure.head.kind == "open":
            return False
        before = s.low(figure.number.start - 1)
        subset = s.low(figure.number.start - 2) == "of" and before in ("them", "these", "which")
        return subset or before in ("(", "including") or (before in (",", "and") and earlier[-1].listed)

    @staticmethod
    def _speaks_of_number(s: Sentence, figure: Figure, is_answering: bool) -> bool:
        """Whether a bare number can be about what was last counted: someone says it, or the line is mostly it."""
        near = {s.low(k) for k in range(max(0, figure.number.start - 9), figure.number.start)}
        if near & _TOTALS or is_answering:
            return True
        return len(s.tokens) <= 14 or bool(s.attributions) or s.low(figure.number.start - 1) in ("of", "at", "is")

    # --- the claim

    def _claim(self, s: Sentence, figure: Figure, context: Context) -> Claim | None:
        first, last = figure.number.start, figure.head.end
        trigger = figure.trigger
        inner_low = min(first, trigger.start) if trigger else first
        inner_high = max(last, trigger.end) if trigger else last
        inherited = figure.cost >= 90
        parted = any(s.low(k) in BREAKS for k in range(inner_low, first))
        joined = s.low(first - 1) in ("and", ",") and inner_low < first and any(n < first for n in s.counts)
        own_place = joined and any(inner_low < p[0] < first for p in s.places)
        if (
            inherited or parted or own_place or any(inner_low < n < first for n in s.counts)
        ):  # the verb may stand far away
            inner_low, inner_high = first, last
        if trigger and trigger.start >= last and s.low(last) in ("who", "that", "which"):
            inner_low = first
        low, high = clause_bounds(s, inner_low, inner_high)
        if trigger and trigger.start >= last and s.low(last) in ("who", "that", "which"):
            low = first  # "... tens of thousands of people who have fled": the places before belong to another verb
        speaker, role, label = speaker_of(s, first, context)
        negated = is_negated(s, trigger, first) if trigger else False
        certainty = certainty_of(s, low, high, first, trigger, label)
        if (negated and certainty != "denied") or self._is_old(s, low, high, context) or context.is_fiction:
            return None
        if is_only_wanted(s, trigger, first) or _is_demographic(s, last) or self._is_aside(s, figure):
            return None
        skip = [(a.start, a.end) for a in s.attributions]
        roles = roles_in(s, low, high, trigger, skip)
        if roles.is_empty:
            roles = self._elsewhere(s, low, high, first, trigger, skip)
            if figure.action in _STAYING and roles.origin and not roles.at:
                roles = Roles(roles.origin[-1:])
        action = self._refine(s, figure, roles)
        if action == "population" and trigger is not None and s.low(trigger.end - 1) == "of":
            at = trigger.start - (s.low(trigger.start - 1) == "a")
            named = s.place_at(at - 2) if s.low(at - 1) == "," else None
            roles = Roles((named[2],)) if named else roles
        roles = _from_home(action, roles, trigger)
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
            roles = replace(roles, at=tuple(place for place in roles.at if place.name not in left))
        if roles.is_empty and action == "displaced" and not figure.listed:
            roles = Roles((), self._homeland(s, figure), ())
        period = period_for(s, low, high, (first + last) // 2, context.today, context.label_date)
        start, end = self._shown(s, figure)
        number = figure.number
        households = figure.head.kind == "households" or (
            figure.head.kind == "open" and action != "capacity" and context.unit_of(s, first) == "households"
        )
        per_day = (s.low(last) in ("a", "per", "each", "every") and s.low(last + 1) == "day") or s.low(last) == "daily"
        quantity = Quantity(
            number.value, number.low, number.high, number.qualifier, "households" if households else "persons", per_day
        )
        return Claim(
            "figure", action, quantity, roles.at, roles.origin, roles.destination, period.date, period.since,
            period.words, speaker, role, certainty, (Span(start, end),), Span(s.stretch.start, s.stretch.end),
        )  # fmt: skip

    @staticmethod
    def _is_aside(s: Sentence, figure: Figure) -> bool:
        """Tell what is no news: shares of women and children, wounded in a hospital, a population of former days."""
        last = figure.head.end
        words = {s.low(k) for k in range(figure.number.end, last)}
        if figure.listed and words & {"women", "children", "minors", "girls", "boys"}:
            return True
        if figure.action == "received" and words & {"wounded", "injured"}:
            return True
        return figure.action == "population" and s.low(last) == "before"

    def _elsewhere(
        self, s: Sentence, low: int, high: int, first: int, trigger: Cue | None, skip: list[tuple[int, int]]
    ) -> Roles:
        """Look for the place in the rest of the sentence, as long as no other figure stands between."""
        if s.low(low - 1) == "where" and low > 0:
            before = [p for p in s.places if p[1] <= low and not any(a <= p[0] < b for a, b in skip)]
            if before:
                return Roles((before[-1][2],))
        if low > 0 and not any(n < low for n in s.counts):
            roles = roles_in(s, 0, low, trigger, skip)
            if s.low(low - 1) in ("where", "which") and not roles.is_empty:
                return Roles((roles.at + roles.destination + roles.origin)[-1:])
            if not roles.is_empty and "if" not in (s.low(0), s.low(1)):
                return roles
        if high < len(s.tokens) and s.low(high) == ";":
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

    def _refine(self, s: Sentence, figure: Figure, roles: Roles) -> str:
        """Correct the action where its places say more: a move between sites, a stay instead of a flight."""
        action = figure.action or ""
        words = {s.low(k) for k in range(max(0, figure.number.start - 3), min(len(s.tokens), figure.head.end + 3))}
        if action == "sheltering" and "registered" in words:
            return "registered"
        return action

    @staticmethod
    def _shown(s: Sentence, figure: Figure) -> tuple[int, int]:
        """Return the characters to mark: qualifier, number and noun."""
        end = figure.head.end if figure.head.kind != "open" else figure.number.end
        return s.tokens[figure.number.start].start, s.tokens[end - 1].end

    @staticmethod
    def _is_old(s: Sentence, low: int, high: int, context: Context) -> bool:
        """Whether the clause tells of the past before this crisis."""
        if any(low <= cue.start < high for cue in s.of_kind("history")):
            return True
        if context.today is None:
            return False
        dates = s.dates
        return context.in_history or (bool(dates) and all(when.is_history(context.today) for when in dates))


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
    after = [s.low(k) for k in range(last, min(last + 4, len(s.tokens)))]
    return any(
        one in ("were", "are", "is", "was")
        and two in ("children", "women", "minors", "girls", "boys", "elderly", "aged")
        for one, two in pairwise(after)
    )


def _is_subset(s: Sentence, first: int, last: int) -> bool:
    """Whether the figure is a part of the one before it: "of whom 66,000", "82,000 of these"."""
    before = s.low(first - 2) in ("of", "among") and s.low(first - 1) in ("whom", "which", "them", "these")
    return before or (s.low(last - 2) == "of" and s.low(last - 1) in ("them", "these", "whom", "those"))


def _as_part_of(claim: Claim, whole: Claim) -> Claim:
    """Give a part ("of them 893 returnees") the date of the whole, and its places unless it names its own."""
    if not claim.places or set(claim.places) <= set(whole.places):
        claim = replace(claim, at=whole.at, origin=whole.origin, destination=whole.destination)
    return replace(claim, date=whole.date, since=whole.since, period=whole.period)
