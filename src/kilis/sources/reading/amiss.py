"""Numbers that tell of something else than they seem: differences, prisoners, the missing, and those of each day."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.counted import OPEN_END
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.numbers import Number

_SETTING, _MOST_SITES, _FAR, _OUTDONE = 12, 40, 6, 7
_ENROLLING = frozenset({"registered", "admitted", "capacity"})
_MOVED = frozenset({"received", "arrived", "admitted", "sheltering", "displaced", "registered", "returned"})


def is_difference(s: Sentence, end: int, last: int) -> bool:
    """Whether a number says how many more or fewer than before: "3,900 entered, 1,100 fewer than on Saturday"."""
    if s.low[end] in s.words["figures.less"] and s.low[end + 1] in s.words["figures.ends"]:
        return True  # "a week ago it was a million less."
    return any(
        s.low[k] in s.words["figures.compared"] and s.low[k + 1] in s.words["figures.than"]
        for k in (end, last, last - 1)
    )


def is_beyond(s: Sentence, number: Number) -> bool:
    """Whether a number says how many are too many: "cannot take more than 5,000 a night"."""
    at = number.start - 1
    at -= s.low[at] in s.words["saying.in_up"]
    verb = s.low[at] in s.words["saying.taking_in"]
    could = {"|".join(s.lows[at - k : at]) for k in (1, 2)}
    return verb and not s.words["amiss.cannot"].isdisjoint(could)


def is_time(s: Sentence, end: int) -> bool:
    """Whether a number is the time of day: "12.00 am"."""
    return s.low[end] in s.words["figures.clock"]


def is_surpassed(s: Sentence, number: Number) -> bool:
    """Whether a number was only expected and is outdone: "surpassing the estimate of 90,000"."""
    before = s.lows[max(0, number.start - _OUTDONE) : number.start]
    outdone = not s.words["figures.surpassing"].isdisjoint(before) and not s.words["figures.estimates"].isdisjoint(
        before
    )
    return outdone and s.low[number.start - 1] in s.words["of"]


def is_of_name(s: Sentence, number: Number) -> bool:
    """Whether a small number belongs to the name before it: the 30 of "in Delmas 30 and", those of "Ure 1 and 2"."""
    place = s.place_at(number.start - 1)
    if place is None or number.grouped or number.magnitude > _MOST_SITES or s.low[number.end] not in s.words["and"]:
        return False
    return s.tokens[number.end + 1].is_name or s.tokens[number.end + 1].text.isdecimal()


def is_missing(s: Sentence, last: int) -> bool:
    """Whether they are told of for something else: "2,000 are listed as missing", "400 are sick"."""
    at = next((k for k in range(last, last + _FAR) if s.low[k] in s.words["figures.missing"]), last)
    return at > last and s.words["figures.telling"].issuperset(s.lows[last:at])


def was_held(s: Sentence, figure: Figure) -> bool:
    """Whether those who got away were prisoners: "515 detainees escaped"."""
    return not s.words["figures.held"].isdisjoint(s.lows[figure.number.end : figure.head.end])


def is_given(s: Sentence, figure: Figure) -> bool:
    """Whether those who are counted receive something themselves: "20,000 received orders"."""
    at = figure.head.end
    verbs = [
        c for c in s.of_kind["action"] if c.start == at and c.sense.label == "received" and c.sense.form != "gerund"
    ]
    if not verbs or verbs[0].end >= len(s.tokens) or any(s.token_of(w.start) == verbs[0].end for w in s.dates):
        return False
    token = s.tokens[verbs[0].end]
    return token.is_word and not token.is_name and token.low not in s.lexicon.function


def bears_arms(s: Sentence, figure: Figure) -> bool:
    """Whether those who are counted are told to be armed: "700 armed men", "28 gang members"."""
    counted = s.lows[figure.number.end : figure.head.end]
    return len(counted) > 1 and counted[-2] in s.words["counted.bands"] and counted[-1] in s.words["counted.men"]


def is_no_count(s: Sentence, figure: Figure, action: str) -> bool:
    """Whether a number is a time or a score, "14.05", or counts those enrolled: "410,000 pupils are registered"."""
    if figure.number.value is not None and figure.number.value % 1:
        return True
    counted = s.lows[figure.number.end : figure.head.end]
    return action in _ENROLLING and not s.words["counted.enrolled"].isdisjoint(counted)


def is_composition(s: Sentence, figure: Figure) -> bool:
    """Whether those are counted who need care: "220 persons with disabilities"."""
    behind = s.lows[figure.head.end : figure.head.end + 3]
    return s.low[figure.head.end] in s.words["with"] and not s.words["counted.traits"].isdisjoint(behind)


def is_of_things(s: Sentence, figure: Figure) -> bool:
    """Whether a number counts tents or houses: "8,000 family shelters have been put up"."""
    counted = s.lows[figure.number.end : figure.head.end]
    if counted and counted[-1] in s.words["counted.carried"] and s.low[figure.head.end] in s.words["counted.carriers"]:
        return True  # "803 passenger cars"
    return figure.head.kind == "dropped" and not s.words["counted.things"].isdisjoint(counted)


def of_stayers(s: Sentence, figure: Figure, action: str, former: str | None) -> str:
    """Tell those who "remain in the town" from those who left it, and displaced people from a town's inhabitants."""
    for verb in s.of_kind["action"] if action == "displaced" else ():
        if verb.start == figure.head.end and verb.sense.label == "population":
            end = verb.end - (s.low[verb.end - 1] in s.words["in"])
            return "population" if s.low[end] in s.words["in"] and s.low[end + 1] in s.words["the"] else action
    first, last = figure.number.start, figure.head.end
    if former == "population" and figure.head.kind == "open" and s.low[first - 1] in s.words["and"]:
        return former if s.low[last] in s.words["at_in"] else action  # "2,700 remain in Ure and 900 in Bor"
    if "|".join(s.lows[max(0, first - 2) : first]) in s.words["governing.home_to"] and action in _MOVED:
        return "sheltering"  # "Ure, home to 9,000 refugees, said that 300 had gone back"
    is_away = not s.words["figures.away"].isdisjoint(s.lows[figure.number.end : figure.head.end])
    return "sheltering" if action == "population" and is_away else action


def is_daily(s: Sentence, first: int, last: int) -> bool:
    """Whether so many come each day: "600 more arrive each day", "every day 600 cross", "50 new daily arrivals"."""
    if "|".join(s.lows[last : last + 2]) in s.words["figures.a_day"] or not s.words["daily"].isdisjoint(
        s.lows[max(0, first - 3) : last + 1]
    ):
        return True
    stop = next((k for k in range(last, len(s.tokens)) if k in s.counts or s.low[k] in OPEN_END), len(s.tokens))
    rated = not s.words["figures.rates"].isdisjoint(s.lows[max(0, first - _SETTING) : first])
    begun = max(0, first - (_SETTING if rated else 3))  # "the number who cross per day has risen to 900"
    told = ["|".join(s.lows[k : k + 2]) for k in (*range(last, stop), *range(begun, first - 1))]
    return not s.words["figures.each_day"].isdisjoint(told) or s.low[stop - 1] in s.words["daily"]
