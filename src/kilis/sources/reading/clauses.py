"""Where clauses begin and end, and which places play which role in them."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import NamedPlace


class Roles:
    """Places by role."""

    __slots__ = ("at", "destination", "origin")

    def __init__(
        self, at: tuple[NamedPlace, ...] = (), origin: tuple[NamedPlace, ...] = (),
        destination: tuple[NamedPlace, ...] = (),
    ) -> None:  # fmt: skip
        self.at, self.origin, self.destination = at, origin, destination

    @property
    def is_empty(self) -> bool:
        """Whether no place was found."""
        return not (self.at or self.origin or self.destination)


_ASIDES = frozenset({"(", "—", "–", "-"})
_DESCRIBING = 4


@functools.cache
def _parting(lexicon: Lexicon) -> frozenset[str]:
    """Return all words at which a clause may begin or end."""
    return lexicon.grammar["clauses.joints"] | lexicon.grammar["clauses.openers"] | lexicon.grammar["clauses.breaks"]


def clause_bounds(s: Sentence, low: int, high: int) -> tuple[int, int]:
    """Return the tokens of the clause around tokens[low:high]; kept, for a claim's clause is asked for often."""
    known = s.clauses.get((low, high))
    if known is None:
        if s.joints is None:
            parting = _parting(s.lexicon)
            s.joints = [at for at, word in enumerate(s.lows) if word in parting]
        counts = s.counts or [number.start for number in s.numbers]
        known = _left_bound(s, low, high, counts, s.joints), _right_bound(s, low, high, counts, s.joints)
        s.clauses[low, high] = known
    return known


def _within(positions: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the positions, which are in order, is in low <= position < high."""
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] < high


def _left_bound(s: Sentence, low: int, high: int, counts: list[int], joints: list[int]) -> int:
    """Return the first token of the clause: the one behind the nearest joint that parts it from what stands before."""
    # What names a speaker is no part of the clause.
    edge = max([a.end for a in s.attributions if a.low < a.start < a.end <= low], default=0)
    for n in range(bisect_left(joints, low) - 1, -1, -1):
        at = joints[n]
        if at < edge:
            break
        if _parts_left(s, at, low, high, counts):
            return at + 1
    return edge


def _parts_left(s: Sentence, at: int, low: int, high: int, counts: list[int]) -> bool:
    """Whether a joint parts tokens[low:high] from what stands before it."""
    word, verbs = s.lows[at], s.verbs
    if word in s.words["clauses.breaks"]:
        return True
    if word in s.words["clauses.openers"]:
        return _opens_left(s, at, max(high, low + 1))
    if word == ":":
        return at > 8
    if word in s.words["of"]:
        return s.low[at + 1] in s.words["clauses.whom"]
    counted = bool(counts) and counts[0] < at
    if word in s.words["and"]:
        own = counted or (bool(verbs) and verbs[0] < at)
        if own and _joins_clauses(s, at, verbs, low):
            return True
        if s.low[at - 1] == "," and at + 1 in counts:
            return True
        if low - at <= 2 and counted and _within(verbs, low, high):
            return True
    if word in s.words["comma_and"] and (
        _is_gapped(s, at, counts) or (low - at <= 2 and _follows_own_place(s, at, counts))
    ):
        return True
    if word in s.words["clauses.including"] and _opens_part(s, at, counts):
        return True
    if word == ",":
        if s.low[at + 1] in s.words["clauses.subjects"] or at + 1 in s.gerunds:
            return True
        leading = not s.words["clauses.leaders"].isdisjoint((s.low[0], s.low[1]))
        return leading and bool(verbs) and verbs[0] < at and not counted
    return False


def _heads(s: Sentence, low: int, high: int) -> bool:
    """Whether a verb or a noun that tells of an action is in tokens[low:high]."""
    return _within(s.verbs, low, high) or True in [low <= cue.start < high for cue in s.of_kind["noun"]]


def _opens_left(s: Sentence, at: int, high: int) -> bool:
    """Whether a word such as "after" opens the clause: a verb before it, one behind it, and no date at once."""
    following = s.tokens[min(at + 1, len(s.tokens) - 1)]
    if s.lows[at] in s.words["clauses.turning"] and (following.is_number or following.is_name):
        return False
    return _heads(s, 0, at) and _heads(s, at + 1, high)


def _right_bound(s: Sentence, low: int, high: int, counts: list[int], joints: list[int]) -> int:
    """Return the token behind the clause: the nearest joint that parts it from what follows."""
    openers, breaks = s.words["clauses.openers"], s.words["clauses.breaks"]
    for n in range(bisect_left(joints, high), len(joints)):
        at = joints[n]
        word = s.lows[at]
        if word in breaks:
            return at
        if word in openers:
            reach = at + (16 if word in s.words["when"] else 9)
            if _heads(s, at + 1, reach + 1) or _opens_clause(s, at):
                return at
        if word in s.words["clauses.joints"] and _parts_right(s, at, word, low, high, counts):
            return at
    return len(s.lows)


def _parts_right(s: Sentence, at: int, word: str, low: int, high: int, counts: list[int]) -> bool:
    """Whether a comma, an "and" or another joint ends the clause."""
    verbs, end = s.verbs, len(s.lows)
    if word in s.words["clauses.if"]:
        return at > high and _within(verbs, at + 1, end) and any(p[0] > at for p in s.places)
    if word in s.words["of"]:
        return s.low[at + 1] in s.words["clauses.of_whom"]
    if word in s.words["up_down"]:
        return s.low[at + 1] in s.words["from"]
    if word == ":":
        return at > low + 3 and at > 8
    if word in s.words["including"]:
        return _opens_part(s, at, counts)
    if _opens_rest(s, at):
        return True
    if word in s.words["with"]:
        return False
    if _is_gapped(s, at, counts):
        return True
    if _within(counts, at + 1, at + 4) and _places_between(s, high, at):
        return True
    if word == ",":
        own = at + 1 in s.gerunds and (_within(verbs, at + 1, end) or _within(counts, at + 1, end))
        return own or _opens_part(s, at, counts)
    if (_within(verbs, at, end) or _within(counts, at, end)) and _joins_clauses(s, at, verbs, end):
        return True
    if s.low[at - 1] == "," and at + 1 in counts:
        return True
    return any(at < n <= at + 2 and _within(verbs, n + 1, n + 9) for n in counts)


def _joins_clauses(s: Sentence, at: int, verbs: list[int], end: int) -> bool:
    """Whether an "and" opens a new clause: a comma before it, or a verb or a verb of speech right behind it."""
    if s.low[at - 1] == ",":
        return _within(verbs, at + 1, end)
    return any(cue.start == at + 1 for cue in s.of_kind["speech"])


def _opens_part(s: Sentence, at: int, counts: list[int]) -> bool:
    """Tell the joint of "about 500,000 people, 86,000 of them in Wad Madani" and "..., including 85,200 in Kayah"."""
    if not _within(counts, at + 1, at + 5):
        return False
    if s.low[at] in s.words["including"]:
        close = next((k for k in range(at + 2, min(at + 14, len(s.tokens))) if s.low[k] == ","), None)
        goes_on = close is not None and any(c.start in (close + 1, close + 2) for c in s.of_kind["action"])
        return _within(counts, at + 1, at + 4) and not goes_on
    if s.low[at] != ",":
        return False
    if s.low[at + 1] in s.words["clauses.among"]:
        return True
    return (
        at + 1 in counts
        and not s.words["of"].isdisjoint(s.lows[at + 2 : at + 5])
        and not s.words["clauses.parted"].isdisjoint(s.lows[at + 3 : at + 6])
    )


def _opens_clause(s: Sentence, at: int) -> bool:
    """Tell ", after gunmen swept through the town" from ", after Monday": words follow, not a date or a number."""
    if s.low[at - 1] != "," or at + 2 >= len(s.tokens):
        return False
    dated = any(abs(s.token_of(w.start) - at - 1) <= 1 for w in s.dates)
    return not dated and not s.tokens[at + 1].is_number and s.low[at] not in s.words["clauses.until"]


def _opens_rest(s: Sentence, at: int) -> bool:
    """Tell the joint of "2,100 went to Kaya and the rest to Dori": the places behind it are not the figure's."""
    first = at + 1 + (s.low[at + 1] in s.words["the"])
    return s.low[first] in s.words["clauses.rest"] and s.low[first + 1] in s.lexicon.role_of


def _follows_own_place(s: Sentence, at: int, counts: list[int]) -> bool:
    """Whether before this joint stands another figure with a place of its own."""
    earlier = bisect_left(counts, at)
    return earlier > 0 and _places_between(s, counts[earlier - 1], at)


def _is_gapped(s: Sentence, at: int, counts: list[int]) -> bool:
    """Tell the joint of "Rwanda hosts 25,004, Tanzania 17,696 and Congo 7,661": a place, then at once a figure."""
    if not counts or s.lows[at] not in s.words["comma_and"]:
        return False
    place = s.place_at(at + 1) or s.place_at(at + 2)
    if place is None:
        return False
    opened = s.low[place[1]] == "(" and place[1] + 1 in counts
    return opened or place[1] in counts or (s.low[place[1]] == "," and place[1] + 1 in counts)


def _places_between(s: Sentence, low: int, high: int) -> bool:
    return True in [low <= place[0] < high for place in s.places]


def roles_in(s: Sentence, low: int, high: int, trigger: Cue | None, skip: list[tuple[int, int]]) -> Roles:
    """Give each place in tokens[low:high] its role by preposition, verb or position; ``skip`` are token ranges."""
    found: dict[str, list[NamedPlace]] = {"at": [], "from": [], "to": []}
    previous: tuple[int, str] | None = None
    owner: NamedPlace | None = None
    for start, end, place in s.places:
        if not (low <= start < high) or any(a <= start < b for a, b in skip):
            continue
        if (
            any(s.low[k] in s.words["since"] for k in range(max(low, start - 8), start))
            and s.low[start - 1] in s.words["at_in"]
        ):
            continue  # "since the conflict erupted in Khartoum"
        if (
            owner is not None
            and previous is not None
            and s.low[previous[0]] in s.words["owner"]
            and start == previous[0] + 1
        ):
            owned = previous[1]  # "South Sudan's Upper Nile state": the country only says where
            found[owned] = [*(p for p in found[owned] if p is not owner), place]
            previous, owner = (end, owned), None
            continue
        owner = None
        if s.low[end] == "-" and s.low[end + 1] in s.words["clauses.made"]:
            continue  # "a Britain-based monitor"
        if _is_container(s, start, previous, place):
            previous = (end, previous[1]) if previous else None
            continue
        role = _coordinated(s, start, previous) or _role(s, start, end, trigger) or _of_next(s, end, high, trigger)
        previous = (end, role) if role else None
        if role and place.is_kind("country"):
            owner = place
        if role and all(place.name != other.name for other in found[role]):
            found[role].append(place)
    return Roles(tuple(found["at"]), tuple(found["from"]), tuple(found["to"]))


def bracketed_place(s: Sentence, first: int) -> tuple[int, int, NamedPlace] | None:
    """Return the place of "Dana (5,120 individuals)" or "Dana: 5,120": the one right before the bracket of a figure."""
    if s.low[first - 1] != "(":
        return None
    end, nouns = first - 1, s.words["context.row_nouns"]
    while s.low[end - 1] in nouns:
        end -= 1  # "Tuna settlement (2,600)"
    return next((p for p in s.places if p[1] in (end, first - 1)), None)


def _is_container(s: Sentence, start: int, previous: tuple[int, str] | None, place: NamedPlace) -> bool:
    """Tell "Nigeria" in "Damasak in Nigeria's Borno state": it only says where the place before it lies."""
    if previous is None:
        return False
    gap = [token.low for token in s.tokens[previous[0] : start]]
    gap = gap[1:] if gap[1:] == [","] and gap[0] in s.words["clauses.site_nouns"] else gap
    wide = any(c.kind in ("country", "region") for c in place.candidates)
    before = s.place_at(previous[0] - 1)
    if gap == [","]:
        nested = before is not None and not before[2].is_kind("country")
        area = place.is_kind("region") and place.name.split()[-1].lower() in s.words["clauses.areas"]
        outer = area or place.is_kind("country")
        return nested and outer and s.low[start - 2] not in s.words["and"]
    joined = "|".join(gap)
    located = joined in s.words["in"] and s.low[(before or (0, 0))[0] - 1] in s.words["at"]
    return joined in s.words["clauses.containing"] and (wide or joined in s.words["owner"] or located)


def _of_next(s: Sentence, end: int, high: int, trigger: Cue | None) -> str | None:
    """Read "Sarmada and Dana each took in ...": the first of two subjects has the role of the second."""
    if s.low[end] not in s.words["clauses.and"]:
        return None
    following = next((p for p in s.places if p[0] == end + 1 and p[1] < high), None)
    if following is None:
        return None
    return _subject_role(s, following[0], following[1], trigger) or _of_next(s, following[1], high, trigger)


def _coordinated(s: Sentence, start: int, previous: tuple[int, str] | None) -> str | None:
    if previous is None:
        return None
    gap = [
        token.low
        for token in s.tokens[previous[0] : start]
        if token.low not in s.words["clauses.passed_over"] or token.low in s.words["clauses.both"]
    ]
    if gap and all(word in s.words["clauses.or"] for word in gap) and len(gap) <= 2:
        return previous[1]
    return None


def _role(s: Sentence, start: int, end: int, trigger: Cue | None) -> str | None:
    if (
        s.low[end] in s.words["owner"]
        and s.low[start - 1] not in s.words["clauses.whereabouts"]
        and not {s.low[k] for k in range(end + 1, end + 5)} & s.words["clauses.site_nouns"]
        and not _subject_role(s, start, end, trigger)
    ):
        return None
    at = leader_of(s, start)
    if s.low[at] not in s.lexicon.role_of:
        at = _preposition_before(s, at, start)
    word = s.low[at]
    if word in s.words["out"] and s.low[at + 1] in s.words["of"]:
        return "from"
    if word in s.words["of"]:
        return _role_of_of(s, at, trigger)
    if word in s.words["for"]:
        left = s.words["clauses.leaving"] | s.words["clauses.carriers"]
        return None if left.isdisjoint(s.lows[max(0, at - 3) : at]) else "to"
    governing = [cue for cue in s.of_kind["action"] if cue.end == at + 1 and cue.sense.role]
    if governing:
        best = max(governing, key=lambda cue: cue.end - cue.start)
        return best.sense.role
    if word in s.words["clauses.bound"] and s.low[at - 1] in s.words["clauses.ways"] and not _goes_along(s, at):
        return None  # "the busiest crossing to Pakistan": it only says which crossing
    if word in s.lexicon.role_of:
        role = s.lexicon.role_of[word]
        here = s.place_at(start)
        if word in s.words["clauses.through"] and here and not here[2].is_kind("crossing"):
            return None  # the way, not the end of it
        # "arrived in", "returned to", "crossed at": the verb settles what "in" means.
        moved = trigger if trigger and trigger.sense.label in ("arrived", "returned", "transferred") else None
        settled = moved and role == "at" and at >= moved.start and moved.sense.role != "at"
        return "to" if settled and word in s.words["clauses.where"] else role
    subject = _subject_role(s, start, end, trigger)
    if subject:
        return subject
    sites = s.words["clauses.site_nouns"]
    if s.low[end] == ":" or (s.low[end] in sites and s.low[end + 1] == ":"):
        return "at"
    if s.low[end] in s.words["owner"]:
        return "at" if s.low[end + 1] in sites or s.low[end + 2] in sites else None
    if start == 0 or s.low[start - 1] in s.words["clauses.before_name"] or word in ("", ",", ":"):
        return "at"
    return None


def leader_of(s: Sentence, start: int) -> int:
    """Return the token that leads a place, often a preposition, past "the outskirts of the town"; -1 if none."""
    at = start - 1
    if s.low[at] == "," and s.low[at - 1] in s.words["clauses.called"]:
        at -= 1  # "residents of the capital, Ure, have fled"
    while at >= 0 and start - at <= 7:
        if s.low[at] in s.words["clauses.holding"] and s.low[at - 1] == "-":
            at -= 3  # "government-held Ure"
        elif s.low[at] in s.words["clauses.passed_over"] and s.low[at] not in s.words["of"]:
            at -= 1
        else:
            break
    return _before_article(s, at) if s.low[start] in s.words["of"] and 0 <= at < start - 1 else at


def _before_article(s: Sentence, at: int) -> int:
    """Return the token before "the mainly Kurdish" of "to the mainly Kurdish town of"; itself where none opens so."""
    for k in range(at, max(at - _DESCRIBING - 1, 0), -1):
        if s.low[k] in s.words["a_the"]:
            return k - 1
        word = s.tokens[k].is_word and s.low[k] not in s.lexicon.function
        if not (word or s.low[k] == "-") or s.place_at(k):
            return at
    return at


def is_owned(s: Sentence, end: int, start: int) -> bool:
    """Whether words that only describe part a place from its owner: "Yemen's flashpoint Hodeidah"."""
    words = range(end + 1, start)
    return s.low[end] in s.words["owner"] and len(words) < _DESCRIBING and all(
        s.tokens[k].is_word and s.low[k] not in s.lexicon.function and k not in s.finite for k in words
    )  # fmt: skip


def _preposition_before(s: Sentence, at: int, start: int) -> int:
    """Pass over the words that describe a place, whichever they are: "in the sprawling Rwandan settlement of X"."""
    verbs = {k for c in s.of_kinds(("action", "speech")) for k in range(c.start, c.end)}
    verbs |= {k for c in s.cues if c.sense.kind.startswith("event:") for k in range(c.start, c.end)}
    for before in range(at, max(-1, start - 6), -1):
        token, low = s.tokens[before], s.low[before]
        if low in s.lexicon.role_of and low not in s.words["clauses.after_noun"]:
            return before
        dated = any(w.start <= token.start < w.end for w in s.dates)
        if (
            not token.is_word
            or dated
            or before in verbs
            or low in s.words["clauses.stops"]
            or low.endswith(s.lexicon.endings["past"])
            or s.place_at(before)
        ):
            return at
    return at


def _goes_along(s: Sentence, at: int) -> bool:
    """Whether people take the way named: "on the road to Beni", "crossed the border to Niger"."""
    along, crossing = s.words["clauses.along"], tuple(s.words["clauses.crossing"])
    return any(s.low[k] in along or s.low[k].startswith(crossing) for k in range(at - 4, at - 1))


def _joins(s: Sentence, at: int) -> bool:
    """Whether an "and" stands between two words that describe one place."""
    passed = s.words["clauses.passed_over"]
    return s.low[at] in s.words["and"] and s.low[at - 1] in passed and s.low[at + 1] in passed


def _role_of_of(s: Sentence, at: int, trigger: Cue | None) -> str | None:
    """Read "of" by the noun before it: south of, out of, residents of, population of."""
    noun = s.low[at - 1]
    if noun in s.words["out"]:
        return "from"
    if noun in s.words["clauses.folk"]:
        return "from" if trigger and trigger.sense.label == "displaced" else "at"
    outer, passed = at - 1, s.words["clauses.passed_over"]
    while outer >= 0 and at - outer <= 4 and (s.low[outer] in passed or _joins(s, outer)):
        outer -= 1  # "from the city and region of Aleppo"
    outer = _before_article(s, outer) if 0 <= outer < at - 1 else outer
    governing = [cue for cue in s.of_kind["action"] if cue.end == outer + 1 and cue.sense.role]
    if governing:  # of "arrivées de Goma", where a language says "from" and "of" by one word
        is_from = outer == at - 1 and s.lexicon.role_of.get(s.low[at]) == "from"
        return "from" if is_from else governing[0].sense.role
    role = s.lexicon.role_of.get(s.low[outer])
    if role in ("at", "from", "to"):
        if trigger and trigger.sense.label == "arrived" and role == "at":
            return "to"
        return role
    return "at"


def _subject_role(s: Sentence, start: int, end: int, trigger: Cue | None) -> str | None:
    """Read "Rwanda hosts ...", "its hospital took in ...": a place before a verb that gives its subject a role."""
    for cue in sorted(s.of_kind["action"], key=lambda cue: cue.sense.weak):
        gap = without_asides(s, range(end, cue.start)) if cue.sense.subject_role and cue.start >= end else []
        near = cue.sense.subject_role and cue.start >= end and len(gap) <= 4
        if near and s.words["clauses.new_subject"].isdisjoint(map(s.low.__getitem__, gap)):
            return cue.sense.subject_role
    if trigger is not None and trigger.sense.subject_role and any(n.start in (end, end + 1) for n in s.numbers):
        return trigger.sense.subject_role  # "Rwanda hosts 25,004, Tanzania 17,696"
    return None


def is_dash(s: Sentence, at: int) -> bool:
    """Whether the mark stands free between words, as a dash does, and joins none, as a hyphen does."""
    before, after = s.tokens[at - 1] if at else None, s.tokens[at + 1] if at + 1 < len(s.tokens) else None
    mark = s.tokens[at]
    if mark.text in ("—", "–") or (mark.text == "-" and "-" in (before and before.text, after and after.text)):
        return True
    return bool(before and after and before.end < mark.start and mark.end < after.start)


def without_asides(s: Sentence, gap: range) -> list[int]:
    """Return the tokens of a gap without what stands in brackets, between dashes or as ", including 12 nurses,"."""
    including = s.words["clauses.asides"]
    if _ASIDES.isdisjoint(s.lows[gap.start : gap.stop]) and including.isdisjoint(s.lows[gap.start : gap.stop]):
        return list(gap)
    kept: list[int] = []
    closing = ""
    for at in gap:
        low = s.low[at]
        if closing:
            closing = "" if low == closing else closing
            continue
        if low == "(" and any(s.low[k] == ")" for k in range(at, gap.stop)):
            closing = ")"
        elif low in ("—", "–", "-") and is_dash(s, at) and any(s.low[k] == low for k in range(at + 1, gap.stop)):
            closing = low
        elif low == "," and s.low[at + 1] in including and "," in s.lows[at + 1 : gap.stop]:
            closing = ","
        else:
            kept.append(at)
    return kept
