"""What a number counts: people, households, places in a camp, or nothing that is ours."""

from __future__ import annotations

from operator import attrgetter

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.names import PlaceFinder
from kilis.sources.reading.numbers import Number, is_money

OPEN_END = frozenset(
    {",", ".", ";", ":", ")", "(", "!", "?", '"', "”", "“", "—", "–", "-", "'", "/", "|", "[", "]", "»"}
)
_LONGEST_HEAD, _LONGEST_NOUN = 6, 5
_end = attrgetter("end")


class Head:
    """What a number counts: persons, households, places or (not said) nothing; ``end`` is the token after it."""

    __slots__ = ("end", "implied", "kind")

    def __init__(self, kind: str, end: int, implied: str | None = None) -> None:
        self.kind, self.end, self.implied = kind, end, implied


class _Nouns:
    """Where people are named in a sentence, and the verbs at which a noun phrase ends; for all its numbers."""

    def __init__(self, s: Sentence) -> None:
        self.s = s
        self.people = {cue.start: cue for cue in sorted(s.of_kind["people"], key=_end)}
        self.triggers = {c.start for c in s.of_kind["action"] if c.sense.form != "base" or c.end - c.start > 1}
        self.triggers |= {
            c.start for c in s.of_kind["noun"] if s.low[c.start].endswith(s.lexicon.endings["gerund"])
        }  # "sheltering in"
        self.said = {c.start for c in s.of_kind["speech"] if c.sense.form == "past"}
        self.said |= {c.start for c in s.of_kind["certainty"] if c.sense.label == "future"}


def _is_of_name(s: Sentence, number: Number) -> bool:
    """Tell the 8 of "Village 8" and the 14 of "Camp 14" from a count."""
    before = s.tokens[number.start - 1] if number.start else None
    return before is not None and number.digits and before.is_name and before.low in s.words["names.numbered"]


def _counts_hurt(s: Sentence, number: Number) -> bool:
    """Whether the dead and the wounded are counted as one: "40 were killed or wounded", "killed and injured 30"."""
    dead, hurt = s.words["counted.dead"], s.words["counted.hurt"]
    if dead.isdisjoint(s.lows):
        return False
    before = range(max(number.start - 5, 0), number.start)
    others = [other.start for other in s.numbers if other.start > number.start]
    behind = range(number.end, min([number.end + _LONGEST_HEAD, *others]))
    return True in [
        s.low[at] in dead and s.low[at + 1] in s.words["counted.or"] and s.low[at + 2] in hurt
        for at in (*before, *behind)
        if at not in before or not any(at < other.start < number.start for other in s.numbers)
    ]


def _is_ratio(s: Sentence, number: Number) -> bool:
    """Tell the 30 of "one in every 30" and "two out of each 30", and the one or two before it, from counts."""
    of_many, whole = s.words["in_of"], s.words["counted.each"]
    if s.low[number.start - 1] in whole and s.low[number.start - 2] in of_many:
        return True
    end = number.end + (s.low[number.end] in s.words["out"])
    return s.low[end] in of_many and s.low[end + 1] in whole and s.tokens[min(end + 2, len(s.tokens) - 1)].is_number


def _is_former(s: Sentence, number: Number) -> bool:
    """Tell the 120,000 of "has risen from 120,000 to 154,000", which is no more, from "from 4,000 in May to 9,000"."""
    if s.low[number.start - 1] not in s.words["from"] and s.low[number.start] not in s.words["from"]:
        return False
    risen = not s.words["governing.rising"].isdisjoint(s.lows[max(0, number.start - 5) : number.start])
    to = next((k for k in (number.end, number.end + 1) if s.low[k] in s.words["to"]), None)
    return risen and to is not None and any(other.start in (to + 1, to + 2) for other in s.numbers)


class HeadRules:
    """Finds the noun that a number counts."""

    def __init__(self, lexicon: Lexicon, finder: PlaceFinder) -> None:
        self._lexicon = lexicon
        self._is_people = finder.is_people
        self._known: _Nouns | None = None

    def counts_others(self, s: Sentence, number: Number) -> bool:
        """Whether the number counts something that is no displaced person: pilgrims, tents, runners."""
        low, after = s.low[number.end], s.tokens[min(number.end, len(s.tokens) - 1)]
        return after.is_word and low not in self._lexicon.function and not is_money(s.tokens, number)

    @staticmethod
    def may_count(s: Sentence, number: Number) -> bool:
        """Whether a number that counts nobody by the rules may do so all the same: no price, ordinal, share or year."""
        after, text = s.low[number.end], s.tokens[number.end - 1].text
        year = text.isdigit() and len(text) == 4 and 1900 <= number.magnitude <= 2100
        if (
            number.magnitude == 1
            and not number.digits
            and not s.words["of"].isdisjoint((s.low[number.start - 1], after))
        ):
            return False  # the one of "four members of one family", of "one of the towns that people left"
        if _is_of_name(s, number) or _is_former(s, number) or _is_ratio(s, number):
            return False
        owned = not s.words["counted.own"].isdisjoint(s.lows[max(0, number.start - 1) : number.start + 1])
        if number.magnitude < 20 and owned:
            return False  # "with their two children"
        if (s.low[number.end + 1] if after in ("-", "–") else after) in s.words["counted.measures"]:
            return False
        if _counts_hurt(s, number):
            return False
        if after in s.words["of"] and s.low[number.end + 1] in s.words["which"] and _is_of_things(s, number.end):
            return False
        return number.magnitude >= 1 and not (
            is_money(s.tokens, number) or after in s.words["counted.marks"] or year
            or (after in s.words["counted.per"] and s.low[number.end + 1] in s.words["counted.cent"])
        )  # fmt: skip

    def dropped(self, s: Sentence, number: Number) -> Head:
        """Return a head for a number that the rules drop: up to the noun right behind it, if there is one."""
        end, verbs = number.end, {c.start for c in s.of_kind["action"] if c.sense.form == "past"}
        while (
            end < min(len(s.tokens), number.end + _LONGEST_NOUN)
            and s.tokens[end].is_word
            and s.low[end] not in self._lexicon.function
            and (end == number.end or end not in verbs)
        ):
            end += 1
            if s.low[end - 1] in s.words["counted.folk"]:
                break
        return Head("dropped", end)

    def head(self, s: Sentence, number: Number) -> Head | None:
        """Return what the number counts, or None where it is a date, a price, an age or counts no people."""
        before, after = s.low[number.start - 1], s.low[number.end]
        if _counts_hurt(s, number):
            return None
        digit_at = number.end - 1
        raw = s.tokens[digit_at].text
        if (
            is_money(s.tokens, number)
            or before in s.words["counted.not_a_count_before"]
            or _is_of_name(s, number)
            or _is_former(s, number)
            or _is_ratio(s, number)
            or after in s.words["counted.marks"]
        ):
            return None
        if number.magnitude == 1 and not number.digits and not s.words["of"].isdisjoint((before, after)):
            return None  # the one of "four members of one family", of "one of the towns that people left"
        if (
            after == "."
            and (not before or before in s.words["counted.numbering"])
            and number.start <= 1
            and number.digits
            and not number.grouped
        ):
            return None
        if after == ")" and number.start <= 1 and number.digits and not number.grouped:
            return None
        if after in s.words["counted.per"] and s.low[number.end + 1] in s.words["counted.cent"]:
            return None
        if before in s.words["in_of"] and s.low[number.start - 2] in self._lexicon.units and number.magnitude < 20:
            return None  # the ten of "nine in ten"
        origin = s.words["from"]
        since = number.start - 1 - (before in origin)
        if not origin.isdisjoint((before, s.low[number.start])) and s.low[since] in s.words["up_down"]:
            return None  # "up from 600,000 in June": what was, not what is
        if number.qualifier == "at_most" and number.magnitude < 66 and self._is_age(s, number):
            return None
        if (
            after in s.words["counted.in"]
            and number.value is not None
            and number.value < 20
            and s.low[number.end + 1] in self._lexicon.units
        ):
            return None  # "three in four"
        if (
            before in ("-", "/", "–", ".")
            and number.start >= 2
            and s.low[number.start - 2] != before  # not "May 8 (Xinhua) -- More than 2,000 families"
            and s.tokens[number.start - 1].start == s.tokens[number.start - 2].end
        ):
            return None
        if after in ("-", "–"):
            unit = s.low[number.end + 1]
            beyond = s.low[number.end + 2]
            fits = not beyond or beyond in s.words["counted.built"] or unit not in s.words["counted.person"]
            if unit in s.words["counted.room"] and fits:
                return Head("places", number.end + 2, "capacity")
            if number.end + 1 < len(s.tokens) and s.tokens[number.end].start == s.tokens[number.end - 1].end:
                return None
        if before in s.words["of"] and s.low[number.start - 2] in s.words["counted.aged"]:
            return None  # "a mother of five", "a man of 54"
        if before in s.words["of"] and s.low[number.start - 2] in s.words["out"]:
            return None  # "28,500 remain, out of 45,000": the whole is background
        if s.low[number.start] in s.words["the"] and before in s.words["of"] and after == "," and number.start <= 2:
            return None  # "Of the 5,000, about 3,400 have moved": the whole was told before
        people_head = self._people_after(s, number)
        if people_head and s.low[0] in s.words["of"] and s.low[people_head.end] in s.words["counted.asked"]:
            return None  # "Of the 19,000 people assessed, 82 per cent ..."
        owned = not s.words["counted.own"].isdisjoint((before, s.low[number.start]))
        if owned and number.magnitude < 20 and people_head and people_head.kind == "persons":
            return None  # "with her three children"
        if people_head and people_head.implied == "arrived" and number.magnitude < 5:
            return None  # "two crossings"
        if people_head and number.magnitude < 20 and s.low[people_head.end] in s.words["in"]:
            whole = s.low[people_head.end + 1]
            if whole in self._lexicon.units or whole in s.words["counted.hundred"]:
                return None  # "four households in ten"
        of_which = before in s.words["which"] and s.low[number.start - 2] in s.words["of"]
        if of_which and people_head and people_head.kind == "open":
            counted = [c.sense.label for c in s.of_kind["people"] if c.end < number.start]
            if counted and counted[-1] == "other":
                return None  # "620 trucks left, of which 85 were waiting"
        if before == after == "," and number.magnitude < 110 and people_head and people_head.kind == "open":
            return None  # "Marie Furaha, 34, a mother of five"
        year_like = number.digits and raw.isdigit() and len(raw) == 4 and 1900 <= (number.value or 0) <= 2100
        if year_like and not (people_head and people_head.kind != "open"):
            return None
        if number.value is not None and number.value < 1:
            return None
        return people_head

    def _is_age(self, s: Sentence, number: Number) -> bool:
        """Tell "61 per cent are under 18" from "under 50 people"."""
        head = self._people_after(s, number)
        return s.low[number.start] in s.words["counted.under"] and (head is None or head.kind == "open")

    def _people_after(self, s: Sentence, number: Number) -> Head | None:
        if self._known is None or self._known.s is not s:
            self._known = _Nouns(s)
        people, triggers, said = self._known.people, self._known.triggers, self._known.said
        at, unknown, demonym = number.end, False, False
        while at < min(len(s.tokens), number.end + _LONGEST_HEAD):
            token, low = s.tokens[at], s.low[at]
            if at in people and not (low in s.words["counted.leading"] and self._is_noun_ahead(s, at, people)):
                cue = people[at]
                if low in s.words["counted.members"] and not s.words["counted.kin"].isdisjoint(s.lows[at : at + 6]):
                    return Head("persons", at + 1)  # "members of the Yazidi minority"
                if cue.sense.label == "other" or (cue.sense.label == "places" and number.magnitude < 20):
                    return None
                words = " ".join(s.lows[cue.start : cue.end])
                return Head(cue.sense.label, cue.end, self._lexicon.implied.get(words))
            if low in s.words["counted.partitive"] and at == number.end and at + 1 in people:
                at += 1  # "1,5 million de personnes"
                continue
            if low in s.words["of"] and at == number.end:
                following = s.low[at + 1]
                if following in s.words["counted.them_all"]:
                    return self._of_them(s, at, people)
                if number.value is not None:
                    return self._of_total(s, at, people)
                at += 1  # "tens of thousands of villagers"
                continue
            further = at == number.end and low in s.words["counted.further"]
            if further and self._is_noun_ahead(s, at, people):
                at += 1  # "2,100 more individuals"
                continue
            attached = token.text == "-" and at + 1 < len(s.tokens) and s.tokens[at + 1].start == token.end
            if attached and at > number.end:
                at += 1  # "five Afro-Colombian communities"
                continue
            if token.text in OPEN_END or low in self._lexicon.function or token.is_number or at in said:
                break
            if low in s.words["counted.closing"]:
                break  # "20,000 according to the elders"
            if self._is_people(token.text):
                demonym = True
                if low.endswith(self._lexicon.endings["plural"]) and at + 1 not in people and s.low[at + 1] != "-":
                    behind = s.tokens[at + 1] if at + 1 < len(s.tokens) else None
                    if (
                        behind is None
                        or not behind.is_word
                        or behind.low in self._lexicon.function
                        or at + 1 in triggers
                        or behind.low in self._lexicon.adjectives
                    ):
                        return Head("persons", at + 1)
            elif (
                at in triggers
                and not (
                    low in self._lexicon.adjectives
                    and (self._is_noun_ahead(s, at, people) or self._is_people_ahead(s, at))
                )
            ) or self._is_plain_verb(s, at, number):
                break
            elif low not in self._lexicon.adjectives and token.text != "-" and not token.is_name:
                unknown = True
            at += 1
        if unknown:
            return None
        if s.place_at(number.end) and not demonym:
            return Head("open", number.end)  # "84,500 Hungary, 36,400 Moldova"
        if demonym or True in [token.is_name for token in s.tokens[number.end : at]]:
            return Head("persons", at)
        return Head("open", number.end)

    def _is_plain_verb(self, s: Sentence, at: int, number: Number) -> bool:
        """Tell "87,000 live with hosts" and "200 remain" from "300 camp beds": no noun follows the verb."""
        if not any(c.start == at and c.sense.form == "base" for c in s.of_kind["action"]):
            return False
        after = s.tokens[at + 1] if at + 1 < len(s.tokens) else None
        closed = after is None or not after.is_word or after.low in self._lexicon.function or after.is_name
        return closed and not s.low[at].endswith(self._lexicon.endings["plural"]) and number.magnitude > 1

    @staticmethod
    def _is_noun_ahead(s: Sentence, at: int, people: dict[int, Cue]) -> bool:
        return at + 1 in people or at + 2 in people

    def _is_people_ahead(self, s: Sentence, at: int) -> bool:
        return at + 1 < len(s.tokens) and self._is_people(s.tokens[at + 1].text)

    @staticmethod
    def _of_total(s: Sentence, of: int, people: dict[int, Cue]) -> Head | None:
        """Read "300 of 20,000 residents": people like those of the number that follows."""
        total = next((n for n in s.numbers if n.start == of + 1), None)
        counted = people.get(total.end) if total is not None else None
        return Head(counted.sense.label, of) if counted is not None and counted.sense.label != "other" else None

    @staticmethod
    def _of_them(s: Sentence, of: int, people: dict[int, Cue]) -> Head | None:
        """Read "18,900 of them", "300 of the town's residents"."""
        if s.low[of + 1] in s.words["counted.them"]:
            if of + 2 in people and people[of + 2].sense.label == "other":
                return None
            if of + 2 in people:
                return Head(people[of + 2].sense.label, people[of + 2].end)  # "60 of these families"
            earlier = [people[k] for k in sorted(people) if k < of]
            if earlier and s.low[of + 1] in s.words["them"] and all(c.sense.label == "other" for c in earlier):
                return None  # "schools have become dormitories: 31 of them ..."
            return Head("open", of + 2)
        if s.low[of + 1] in s.words["which"]:
            known = any(k < of and people[k].sense.label != "other" for k in people)
            return Head("open", of + 2) if known and not _is_of_things(s, of) else None
        for at in range(of + 1, min(of + 6, len(s.tokens))):
            if at in people:
                label = people[at].sense.label
                return None if label == "other" else Head(label, people[at].end)
        return Head("open", of + 2)


def _is_of_things(s: Sentence, of: int) -> bool:
    """Whether what was counted last are no people: "874 collective shelters, 633 of which are full"."""
    noun = max((n.end for n in s.numbers if n.end < of - 1), default=of)
    named = noun >= of - 1 or s.tokens[noun].is_name or s.low[noun] in s.lexicon.function
    people = [c.start for c in s.of_kind["people"] if c.sense.label != "other"]
    return not named and s.tokens[noun].is_word and not any(noun <= k < of for k in people)
