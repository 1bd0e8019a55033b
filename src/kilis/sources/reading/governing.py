"""What happened to the people that a number counts: the verb or noun that governs it, or what went before."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.costs import cost_of
from kilis.sources.reading.counted import OPEN_END, Head
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.mainverb import main_verb
from kilis.sources.reading.model import SURE, NamedPlace
from kilis.sources.reading.numbers import Number

_WORST = 13.0
_LOCATED = 1.2
_UNTOLD = frozenset({"none", "scaled", "moved", "counted", "injured"})


class Figure:
    """A number on its way to a claim."""

    def __init__(self, number: Number, head: Head, *, of_others: bool = False) -> None:
        self.number, self.head, self.of_others = number, head, of_others
        self.trigger: Cue | None = None
        self.cost = 99.0
        self.action: str | None = None
        self.place: NamedPlace | None = None
        self.listed = self.is_claim = False
        self.veto = ""
        self.odds = SURE


def _done_by(s: Sentence, noun: Cue) -> str | None:
    """Return what those do who are told of by a clause: "the number of refugees who have fled to Chad"."""
    told = [c.sense.label for c in s.of_kind["action"] if noun.end < c.start < noun.end + 4]
    who = s.low[noun.end] in s.words["who_that"]
    return next((label for label in told if label not in _UNTOLD), None) if who else None


def _is_in_town(s: Sentence, at: int) -> bool:
    """Whether "in the town" stands at a token."""
    return s.low[at] in s.words["in"] and not s.words["governing.towns"].isdisjoint(s.lows[at : at + 4])


class Governing:
    """Decides the action of each number of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def best_of(self, s: Sentence, figure: Figure, action: str) -> Cue | None:
        """Return the verb or noun that tells of this action and stands best, None where none does."""
        first, last = figure.number.start, figure.head.end
        others = [n.start for n in s.numbers if n.start != first]
        cues = [c for c in s.of_kinds(("action", "noun")) if c.sense.label == action]
        costs = [(cost_of(s, c, first, last, figure.head, others), c.start, c) for c in cues]
        known = [(cost, at, cue) for cost, at, cue in costs if cost is not None and cost <= _WORST]
        return min(known, key=lambda each: each[:2])[2] if known else None

    def govern(self, s: Sentence, figure: Figure, earlier: list[Figure], context: Context) -> None:
        """Set the figure's action by rules, then put right what its own words say against the verb."""
        self._govern(s, figure, earlier, context)
        figure.action = self._refined(s, figure)

    @staticmethod
    def _refined(s: Sentence, figure: Figure) -> str | None:
        """Correct the action where the words next to it say more."""
        action, trigger = figure.action, figure.trigger
        if action == "sheltering" and not s.words["governing.registered"].isdisjoint(
            s.lows[max(0, figure.number.start - 3) : figure.head.end + 3]
        ):
            return "registered"
        if action == "killed" and s.of_kind["disease"]:
            return "none"
        if trigger and trigger.sense.kind == "noun" and (done := _done_by(s, trigger)):
            return done
        last = figure.head.end
        if action == "population" and "|".join(s.lows[last : last + 2]) in s.words["governing.left_in"]:
            # "3,000 people left in a week", but "left in the town"
            return action if s.words["governing.spans"].isdisjoint(s.lows[last + 2 : last + 6]) else "displaced"
        if (
            action == "sheltering"
            and trigger
            and "|".join(s.lows[trigger.end - 2 : trigger.end]) in s.words["governing.home_to"]
            and not figure.head.implied
        ):
            # "The port is home to 90,000 people", but "the camp is home to 9,000" and "home to 90,000 refugees"
            return action if not s.words["governing.sites"].isdisjoint(s.lows[: trigger.start]) else "population"
        if action != "sheltering" or trigger is None:
            return action
        living = s.low[trigger.start] in s.words["governing.living"] and _is_in_town(s, trigger.end)
        there = s.low[trigger.start] in s.words["there"] and _is_in_town(s, last) and not figure.head.implied
        return "population" if living or there else action  # "there are still 900 people in the town"

    def _govern(self, s: Sentence, figure: Figure, earlier: list[Figure], context: Context) -> None:
        """Set the figure's action and the words that told it; ``earlier`` are the sentence's figures before it."""
        first, last = figure.number.start, figure.head.end
        if self._is_listed(s, figure, earlier):
            figure.action, figure.listed = earlier[-1].action, True
            return
        if self._is_whole(s, figure, earlier):
            figure.action, figure.cost = "population", 0.0
            return
        if self._is_outdated(s, figure):
            return
        if earlier and self._is_rest_of(s, figure, earlier):
            figure.action, figure.trigger = self._of_relative_clause(s, figure)
            return
        self._choose_trigger(s, figure, earlier)
        if (arriving := main_verb(s, figure.trigger, figure.number.start, figure.head.end)) is not None:
            figure.trigger, figure.cost = arriving, 1.0
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
        if figure.head.implied == "killed" and (figure.trigger is None or figure.trigger.sense.label != "none"):
            figure.action, figure.cost, figure.trigger = "killed", 0.0, None
            return
        if s.low[last] in s.words["left"] and self._is_what_is_left(s, figure):
            figure.action, figure.cost, figure.trigger = "population", 0.0, None
            return
        listed = s.place_at(figure.number.end)
        if (
            listed
            and earlier
            and earlier[-1].action
            and s.low[first - 1] in s.words["comma_and"]
            and first - 1 not in s.counts
        ):
            figure.action, figure.listed = earlier[-1].action, False  # "281,000 entered Poland, 84,500 Hungary"
            figure.trigger, figure.cost, figure.place = None, 99.0, listed[2]
            return
        if figure.cost > _LOCATED and self._is_located(s, figure):
            figure.action, figure.cost, figure.trigger = "sheltering", _LOCATED, None
            return
        if self._is_room(s, figure) and not known:
            figure.action, figure.cost, figure.trigger = "capacity", 0.0, None
            return
        if (
            figure.trigger is not None
            and s.low[figure.trigger.start] in s.words["there"]
            and figure.head.kind == "open"
        ):
            closed = s.low[last] in OPEN_END or not s.low[last]
            if closed and context.last_action not in (None, "killed", "population", "capacity"):
                figure.trigger, figure.cost, figure.action = None, 99.0, context.last_action
                return
        if figure.trigger is not None and figure.cost <= _WORST:
            figure.action = figure.trigger.sense.label
            if figure.action == "scaled":
                figure.action = self._of_subject(s, figure, context)
            elif figure.action == "moved":
                figure.action = self._of_direction(s, figure) if context.is_ours else None
            if figure.action == "counted" and self._is_place_counting(s, figure.trigger):
                figure.action = "sheltering"
            elif figure.action == "counted" and {s.low[last + 1], s.low[last + 2]} & s.words["governing.shelters"]:
                figure.action = "sheltering"  # "priests have counted 12,000 in churches"
            elif figure.action == "counted":
                figure.action = figure.head.implied or context.last_action or "registered"
            if self._is_too_small(figure) or (figure.of_others and figure.cost > 1.0):
                figure.action = None
            return
        figure.trigger, figure.cost = None, 99.0
        if figure.of_others:
            return
        self._inherit(s, figure, earlier, context)

    def _choose_trigger(self, s: Sentence, figure: Figure, earlier: list[Figure]) -> None:
        """Set the verb or noun that costs least, if any may govern the figure."""
        first, last = figure.number.start, figure.head.end
        others = [n.start for n in s.numbers if n.start != first]
        timing = s.words["governing.timing"]
        for cue in s.of_kinds(("action", "noun")):
            is_noun = cue.sense.kind == "noun"
            if is_noun and s.low[cue.start - 1 - (s.low[cue.start - 1] in s.words["the"])] in timing:
                continue
            if is_noun and figure.head.implied and any(f.number.start <= cue.start < f.head.end for f in earlier):
                continue  # "310 entries, 42 departures": each has its own noun
            cost = cost_of(s, cue, first, last, figure.head, others, figure.cost)
            if cost is None or cost >= figure.cost:
                continue
            if (is_noun or cue.start >= last) and any(a.start <= cue.start < a.end for a in s.attributions):
                continue
            figure.trigger, figure.cost = cue, cost

    @staticmethod
    def _is_what_is_left(s: Sentence, figure: Figure) -> bool:
        """Tell "there were 12,000 left" from "300 people left"."""
        last = figure.head.end
        told = figure.head.kind == "open" or not s.words["there"].isdisjoint(
            s.lows[max(0, figure.number.start - 4) : figure.number.start]
        )
        return s.low[last + 1] in s.words["in"] or (
            told and s.low[last + 1] in OPEN_END | s.words["governing.left_there"] | {""} - {"-"}
        )

    @staticmethod
    def _is_outdated(s: Sentence, figure: Figure) -> bool:
        """Tell "raising an earlier toll of 17" and "28 among the troops": what was, and who is no civilian."""
        first, last = figure.number.start, figure.head.end
        if s.low[first - 1] in s.words["by"] or s.low[first] in s.words["by"]:
            return not s.words["governing.rising"].isdisjoint(s.lows[max(0, first - 5) : first])  # "has grown by 9,000"
        if figure.head.kind != "open":
            return False
        if not s.words["governing.former"].isdisjoint(s.lows[max(0, first - 3) : first]):
            return True
        return s.low[last] in s.words["governing.among"] and any(0 < c.start - last <= 3 for c in s.of_kind["armed"])

    @staticmethod
    def _is_rest_of(s: Sentence, figure: Figure, earlier: list[Figure]) -> bool:
        """Tell the background in "450 of the 3,000 who had queued were let out": the second number."""
        gap = [s.low[k] for k in range(earlier[-1].number.end, figure.number.start)]
        opened = "|".join(gap) in s.words["governing.rest_of"]
        return opened and (gap[-1] in s.words["the"] or s.low[figure.number.start] in s.words["the"])

    @staticmethod
    def _of_relative_clause(s: Sentence, figure: Figure) -> tuple[str | None, Cue | None]:
        if s.low[figure.head.end] not in s.words["who_that"]:
            return None, None
        near = [c for c in s.of_kinds(("action", "noun")) if 0 < c.start - figure.head.end <= 5]
        labels = [c for c in near if c.sense.label not in ("none", "scaled", "moved", "counted")]
        return (labels[0].sense.label, labels[0]) if labels else (None, None)

    def _of_subject(self, s: Sentence, figure: Figure, context: Context) -> str | None:
        """Read "the number of people uprooted in Ituri has climbed to 1.4 million" by what stands before the verb."""
        trigger = figure.trigger
        if trigger is None:
            return None
        low = trigger.start
        while low > 0 and s.low[low - 1] not in s.words["governing.clause_ends"] and trigger.start - low < 16:
            low -= 1
        subject = [
            c for c in s.of_kinds(("noun", "action"))
            if low <= c.start and c.end <= trigger.start and c.sense.label not in ("none", "scaled", "counted", "moved")
        ]  # fmt: skip
        words = [s.low[k] for k in range(low, trigger.start)]
        if done := next(filter(None, [_done_by(s, c) for c in subject if c.sense.kind == "noun"]), None):
            return done
        if nouns := [c for c in subject if c.sense.kind == "noun"] or subject:
            action = nouns[0].sense.label
            on_site = s.words["governing.on_site"] & set(words)
            return "sheltering" if action == "population" and on_site else action
        if figure.head.implied:
            return figure.head.implied
        implied = [self._lexicon.implied[word] for word in words if word in self._lexicon.implied]
        if implied:
            return implied[0]
        if set(words) & (s.words["governing.totals"] | s.words["governing.it"]) and context.last_action:
            return context.last_action
        placed = any(p[0] < trigger.start for p in s.places) or bool(set(words) & s.words["governing.placed"])
        return "sheltering" if placed or context.label_places else context.last_action

    @staticmethod
    def _of_direction(s: Sentence, figure: Figure) -> str | None:
        """Read "walked over the hills into Zalingei" and "streamed out of the town" by the preposition."""
        left = False
        for at in range(figure.trigger.end if figure.trigger else 0, len(s.tokens)):
            low = s.low[at]
            if low in s.words["governing.clause_ends"] or (at > figure.head.end and at in s.counts):
                break
            if low in s.words["governing.back"] and not left and s.low[at + 1] not in s.words["and"]:
                return "returned"
            if low in s.words["governing.away"]:
                left = True
            placed = any(at < p[0] <= at + 6 for p in s.places)
            if low in s.words["governing.into"] or (
                low in s.words["to"] and placed and not left and s.low[at - 1] not in s.words["on"]
            ):
                return "arrived"
            if low in s.words["governing.towards"] and placed:
                return "displaced"
        return "displaced" if left or figure.head.kind != "open" else None

    @staticmethod
    def _is_whole(s: Sentence, figure: Figure, earlier: list[Figure]) -> bool:
        """Tell the whole from its part: the second number of "180,000 of the city's 200,000 people"."""
        first = figure.number.start
        if not earlier or figure.head.kind != "persons" or s.low[first - 1] not in s.words["governing.its"]:
            return False
        end = earlier[-1].number.end
        return any(s.low[k] in s.words["of"] for k in range(end, min(first, end + 2)))

    @staticmethod
    def _is_too_small(figure: Figure) -> bool:
        """Tell "one by one" and "two sides" from counts: a bare small number is no figure of people."""
        bare = figure.head.kind == "open" and figure.number.magnitude < 10
        return bare and figure.action not in ("killed", "admitted")

    def _inherit(self, s: Sentence, figure: Figure, earlier: list[Figure], context: Context) -> None:
        """Give a number without a verb of its own the action of the figure before it, or of its noun."""
        governed = [f for f in earlier if f.action and f.action != "none"]
        first = figure.number.start
        if figure.head.implied:
            figure.action = figure.head.implied
            if figure.action == "sheltering" and governed and governed[-1].action:
                figure.action = governed[-1].action
            return
        large = figure.number.grouped or figure.number.magnitude >= 100
        large = large or (bool(s.attributions) and len(s.tokens) <= 6)  # "NRC: 80."
        if not governed and large and self._is_row(s, figure, context):
            headed = self._by_place(s, figure, context) if context.headed else None
            figure.action = headed or context.last_told or "sheltering"
            return
        if governed and s.low[first - 1] == "(" and s.low[first - 2][:1].isdigit() and figure.head.kind == "open":
            return  # "17,500 (23,300)": the round before
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
        elif large and any(
            c.sense.label == "future" and s.low[c.start] in s.words["governing.expected"]
            for c in s.of_kind["certainty"]
        ):
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
            and figure.action == context.last_action != context.total_action
            and not governed
            and figure.head.kind == "persons"
        ):
            figure.action = self._by_place(s, figure, context) or figure.action
        if figure.action is None and figure.head.kind != "places":
            figure.action = self._by_place(s, figure, context)

    @staticmethod
    def _is_row(s: Sentence, figure: Figure, context: Context) -> bool:
        """Read "Don Bosco 17,500 (23,300)": a short line of a place and its figure; in brackets stands what was."""
        first = figure.number.start
        starts = [p for p in s.places if p[0] <= 1 and 0 <= first - p[1] <= 1]
        closed = first == starts[0][1] or s.low[first - 1] in (",", "-", "–") if starts else False
        return closed and context.is_ours and s.stretch.opens_line and len(s.tokens) <= 14

    @staticmethod
    def _by_preposition(s: Sentence, figure: Figure, context: Context) -> str | None:
        """Read "4,800 to Mboki", "10,000 at Quitunda" and "1,200 from Sake": a place right behind the number."""
        last = figure.head.end
        while s.low[last] in s.words["governing.still"]:
            last += 1
        place = next((p for p in s.places if last < p[0] <= last + 4), None)
        if not context.is_ours or place is None or figure.head.kind == "places":
            return None
        if s.low[last] in s.words["governing.to_into"]:
            return "arrived"
        if s.low[last] in s.words["from"]:
            return "displaced"
        return "sheltering" if s.low[last] in s.words["governing.around"] else None

    @staticmethod
    def _by_place(s: Sentence, figure: Figure, context: Context) -> str | None:
        """Read a note without a verb, "Bafut: 300 households", "600 people out of Bama", by the words around it."""
        if len(context.headed) == 1 and s.stretch.opens_line and context.headed[0] not in _UNTOLD:
            return context.headed[0]
        people = figure.head.kind in ("persons", "households")
        in_camp = any(
            p.is_kind("site") or any(noun in p.name.lower() for noun in s.words["governing.camp"])
            for p in context.label_places
        )
        if not people:
            return "sheltering" if in_camp and figure.number.magnitude >= 50 else None
        if figure.number.magnitude < 5 or not context.is_ours:
            return None
        last = figure.head.end
        if s.low[last] in s.words["from"] or "|".join(s.lows[last : last + 2]) in s.words["governing.out_of"]:
            return "displaced"
        if s.low[last] in s.words["governing.over"]:
            return "arrived"
        placed = s.low[last] in s.words["governing.near"] and any(last < p[0] <= last + 4 for p in s.places)
        return "sheltering" if placed or context.label_places or s.low[last] in s.words["in"] else None

    def _is_place_counting(self, s: Sentence, cue: Cue) -> bool:
        """Read "Minkaman now counts 76,000 souls": the place itself is the subject."""
        near = [p for p in s.places if 0 <= cue.start - p[1] <= 6]
        return bool(near) and not any(
            s.low[k] in self._lexicon.roles for k in range(near[-1][1], cue.start) if s.low[k] not in s.words["side"]
        )

    @staticmethod
    def _is_located(s: Sentence, figure: Figure) -> bool:
        """Read "some 3,300 of them are in Bakassi" and "900 families are now with relatives": where they are."""
        at = figure.head.end
        if s.low[at] == "(":
            at = next((k + 1 for k in range(at, min(at + 6, len(s.tokens))) if s.low[k] == ")"), at)
        if s.low[at] not in s.words["is"]:
            return False
        at += 1
        while s.low[at] in s.words["governing.now"]:
            at += 1
        placed = any(at < p[0] <= at + 5 for p in s.places)
        placed = placed or bool({s.low[k] for k in range(at + 1, at + 5)} & s.words["governing.shelters"])
        return s.low[at] in s.words["governing.inside"] and placed

    @staticmethod
    def _is_room(s: Sentence, figure: Figure) -> bool:
        """Read "set up in December for 135,000": room made for so many."""
        first = figure.number.start
        if s.low[first] not in s.words["for"] and s.low[first - 1] not in s.words["for"]:
            return False
        before = {s.low[k] for k in range(max(0, first - 8), first)}
        return bool(before & s.words["governing.made"]) and not before & s.words["governing.given"]

    @staticmethod
    def _is_listed(s: Sentence, figure: Figure, earlier: list[Figure]) -> bool:
        """Tell the parts of a figure just given: "1,204 arrivals (of them 893 returnees, 311 refugees)"."""
        if not earlier or not earlier[-1].action or figure.head.kind == "open":
            return False
        before = s.low[figure.number.start - 1]
        subset = s.low[figure.number.start - 2] in s.words["of"] and before in s.words["governing.them"]
        return (
            subset
            or before in s.words["governing.including"]
            or (before in s.words["comma_and"] and earlier[-1].listed)
        )

    @staticmethod
    def _speaks_of_number(s: Sentence, figure: Figure, is_answering: bool) -> bool:
        """Whether a bare number can be about what was last counted: someone says it, or the line is mostly it."""
        near = {s.low[k] for k in range(max(0, figure.number.start - 9), figure.number.start)}
        if near & s.words["governing.totals"] or is_answering:
            return True
        return len(s.tokens) <= 14 or bool(s.attributions) or s.low[figure.number.start - 1] in s.words["governing.at"]
