"""Which places play which role in a clause: where something happens, where people come from, where they go."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import without_asides
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.model import NamedPlace

_DESCRIBING, _FAR = 4, 9
_MOVED = frozenset({"arrived", "displaced", "returned", "transferred"})


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
        if previous is not None and tells_how_far(s, previous[0], start):
            continue
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
        if s.low[end] == "-" and s.low[end + 1] in s.words["roles.made"]:
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
    gap = gap[1:] if gap[1:] == [","] and gap[0] in s.words["roles.site_nouns"] else gap
    wide = any(c.kind in ("country", "region") for c in place.candidates)
    before = s.place_at(previous[0] - 1)
    if gap == [","]:
        nested = before is not None and not before[2].is_kind("country")
        area = place.is_kind("region") and place.name.split()[-1].lower() in s.words["roles.areas"]
        outer = area or place.is_kind("country")
        return nested and outer and s.low[start - 2] not in s.words["and"]
    joined = "|".join(gap)
    located = joined in s.words["in"] and s.low[(before or (0, 0))[0] - 1] in s.words["at"]
    return joined in s.words["roles.containing"] and (wide or joined in s.words["owner"] or located)


def _of_next(s: Sentence, end: int, high: int, trigger: Cue | None) -> str | None:
    """Read "Sarmada and Dana each took in ...": the first of two subjects has the role of the second."""
    if s.low[end] not in s.words["roles.and"]:
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
        if token.low not in s.words["roles.passed_over"] or token.low in s.words["roles.both"]
    ]
    if gap and all(word in s.words["roles.or"] for word in gap) and len(gap) <= 2:
        return previous[1]
    return None


def _role(s: Sentence, start: int, end: int, trigger: Cue | None) -> str | None:
    if (
        s.low[end] in s.words["owner"]
        and s.low[start - 1] not in s.words["roles.whereabouts"]
        and not {s.low[k] for k in range(end + 1, end + 5)} & s.words["roles.site_nouns"]
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
        left = s.words["roles.leaving"] | s.words["roles.carriers"]
        return None if left.isdisjoint(s.lows[max(0, at - 3) : at]) else "to"
    governing = [cue for cue in s.of_kind["action"] if cue.end == at + 1 and cue.sense.role]
    if governing:
        best = max(governing, key=lambda cue: cue.end - cue.start)
        return best.sense.role
    if word in s.words["roles.bound"] and s.low[at - 1] in s.words["roles.ways"] and not _goes_along(s, at):
        return None  # "the busiest crossing to Pakistan": it only says which crossing
    if word in s.lexicon.role_of:
        role = refuge_role(s, at, trigger.sense.label if trigger else "") or s.lexicon.role_of[word]
        here = s.place_at(start)
        if word in s.words["roles.through"] and here and not here[2].is_kind("crossing"):
            return None  # the way, not the end of it
        # "arrived in", "returned to", "crossed at": the verb settles what "in" means.
        moved = trigger if trigger and trigger.sense.label in ("arrived", "returned", "transferred") else None
        settled = moved and role == "at" and at >= moved.start and moved.sense.role != "at"
        return "to" if settled and word in s.words["roles.where"] else role
    subject = _subject_role(s, start, end, trigger)
    if subject:
        return subject
    sites = s.words["roles.site_nouns"]
    if s.low[end] == ":" or (s.low[end] in sites and s.low[end + 1] == ":"):
        return "at"
    if s.low[end] in s.words["owner"]:
        return "at" if s.low[end + 1] in sites or s.low[end + 2] in sites else None
    if start == 0 or s.low[start - 1] in s.words["roles.before_name"] or word in ("", ",", ":"):
        return "at"
    return None


def refuge_role(s: Sentence, at: int, action: str) -> str | None:
    """Read "to camps around Ure", "to a school in Ure", whither people came, and "into the bush around Ure"."""
    inside = action in _MOVED and s.low[at] in s.words["at_in"] and s.low[at - 1] in s.words["roles.refuges"]
    if not inside and s.low[at] not in s.words["roles.beside"]:
        return None
    verbs = {k for c in s.of_kind["action"] for k in range(c.start, c.end)}
    for k in range(at - 1, max(at - _DESCRIBING - 3, -1), -1):
        if s.low[k] in s.words["roles.to"] and k < at - 1:
            return "from" if s.low[at - 1] in s.words["fleeing.wilds"] else "to"
        before = s.place_at(k - 1) if s.low[k] in s.words["comma_and"] else None
        if before is not None and inside and k >= at - 3:
            return refuge_role(s, leader_of(s, before[0]), action)  # "to schools in Ure and churches in Bor"
        new = s.low[k] in s.lexicon.role_of and s.low[k] not in s.words["roles.whose"]
        if not s.tokens[k].is_word or new or s.place_at(k) or (inside and k in verbs and k < at - 1):
            break
    return None


def tells_how_far(s: Sentence, end: int, start: int) -> bool:
    """Whether a place only says where the one before it, up to ``end``, lies: "Ure, 40 km north of Bor"."""
    at = leader_of(s, start)
    gap = s.lows[end:at]
    near = 2 < len(gap) <= _FAR and s.low[at] in s.words["from_of"] and s.low[end] in s.words["roles.afar"]
    return near and not s.words["placed.units"].isdisjoint(gap)


def leader_of(s: Sentence, start: int) -> int:
    """Return the token that leads a place, often a preposition, past "the outskirts of the town"; -1 if none."""
    at = start - 1
    if s.low[at] == "," and s.low[at - 1] in s.words["roles.called"]:
        at -= 1  # "residents of the capital, Ure, have fled"
    while at >= 0 and start - at <= 7:
        if s.low[at] in s.words["roles.holding"] and s.low[at - 1] == "-":
            at -= 3  # "government-held Ure"
        elif s.low[at] in s.words["roles.passed_over"] and s.low[at] not in s.words["of"]:
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
    """Whether words that only describe part a place from its owner: "Yemen's flashpoint Hodeidah".

    So do those that end in "town of", "province of" or the like: "Sudan's northern, gold-rich town of Abu Hamad".
    """
    if s.low[end] not in s.words["owner"]:
        return False
    named = s.low[start - 1] in s.words["of"] and s.low[start - 2] in s.words["roles.passed_over"]
    words = range(end + 1, start - named)
    marks = {k for k in words if named and s.low[k] in s.words["roles.describing"]}
    return len(words) < _DESCRIBING + 4 * named and all(
        k in marks or (s.tokens[k].is_word and s.low[k] not in s.lexicon.function and k not in s.finite) for k in words
    )


def _preposition_before(s: Sentence, at: int, start: int) -> int:
    """Pass over the words that describe a place, whichever they are: "in the sprawling Rwandan settlement of X"."""
    verbs = {k for c in s.of_kinds(("action", "speech")) for k in range(c.start, c.end)}
    verbs |= {k for c in s.cues if c.sense.kind.startswith("event:") for k in range(c.start, c.end)}
    for before in range(at, max(-1, start - 6), -1):
        token, low = s.tokens[before], s.low[before]
        if low in s.lexicon.role_of and low not in s.words["roles.after_noun"]:
            return before
        dated = any(w.start <= token.start < w.end for w in s.dates)
        if (
            not token.is_word
            or dated
            or before in verbs
            or low in s.words["roles.stops"]
            or low.endswith(s.lexicon.endings["past"])
            or s.place_at(before)
        ):
            return at
    return at


def _goes_along(s: Sentence, at: int) -> bool:
    """Whether people take the way named: "on the road to Beni", "crossed the border to Niger"."""
    along, crossing = s.words["roles.along"], tuple(s.words["roles.crossing"])
    return any(s.low[k] in along or s.low[k].startswith(crossing) for k in range(at - 4, at - 1))


def _joins(s: Sentence, at: int) -> bool:
    """Whether an "and" stands between two words that describe one place."""
    passed = s.words["roles.passed_over"]
    return s.low[at] in s.words["and"] and s.low[at - 1] in passed and s.low[at + 1] in passed


def _role_of_of(s: Sentence, at: int, trigger: Cue | None) -> str | None:
    """Read "of" by the noun before it: south of, out of, residents of, population of."""
    noun = s.low[at - 1]
    if noun in s.words["out"]:
        return "from"
    if noun in s.words["roles.folk"]:
        return "from" if trigger and trigger.sense.label == "displaced" else "at"
    outer, passed = at - 1, s.words["roles.passed_over"]
    while outer >= 0 and at - outer <= 4 and (s.low[outer] in passed or _joins(s, outer)):
        outer -= 1  # "from the city and region of Aleppo"
    outer = _before_article(s, outer) if 0 <= outer < at - 1 else outer
    governing = [cue for cue in s.of_kind["action"] if cue.end == outer + 1 and cue.sense.role]
    if governing:  # of "arrivées de Goma", where a language says "from" and "of" by one word
        is_from = outer == at - 1 and s.lexicon.role_of.get(s.low[at]) == "from"
        return "from" if is_from else governing[0].sense.role
    role = refuge_role(s, outer, trigger.sense.label if trigger else "") or s.lexicon.role_of.get(s.low[outer])
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
        if near and s.words["roles.new_subject"].isdisjoint(map(s.low.__getitem__, gap)):
            return cue.sense.subject_role
    if trigger is not None and trigger.sense.subject_role and any(n.start in (end, end + 1) for n in s.numbers):
        return trigger.sense.subject_role  # "Rwanda hosts 25,004, Tanzania 17,696"
    return None
