"""What can be seen of a place that a claim may be about: the features by which places are weighed."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from kilis.sources.gazetteer import fold
from kilis.sources.reading import placed_features as seen
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.context import Context, Told, chains, is_troubled
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.linear import Sign, spelled
from kilis.sources.reading.model import Claim, NamedPlace
from kilis.sources.reading.passed_over import (
    gate_of,
    gates_among,
    is_abroad,
    is_across,
    is_beside_gate,
    is_elsewhere,
    is_of_part,
    is_passed_over,
    side_of_border,
)
from kilis.sources.reading.roles import is_owned, leader_of, tells_how_far
from kilis.sources.reading.saying import is_on_way

_MOST_RECENT, _MOST_OUTSIDE = 8, 4
_MANY = 3
_NEW_LINE = "\n"
_NOUNS = {"placed.countries": "country", "placed.borders": "border", "placed.regions": "region"}
"""The kinds that nouns can point at which point at no place named before."""
_GROUPS = {
    **dict.fromkeys(("arrived", "returned", "transferred", "admitted"), "moving"),
    **dict.fromkeys(("sheltering", "registered", "capacity", "population", "waiting", "besieged", "received"), "stock"),
}


class Inside:
    """A place that tokens[start:end] name; ``people``: only its people are named; ``venue``: where it was said;
    ``opens``: on its line, no word stands before it; ``trouble``: fighting there is spoken of, that people fled or
    not; ``lies``, ``wider``:
    what it lies in or holds.
    """

    def __init__(
        self, start: int, end: int, place: NamedPlace, lead: str, follow: str, verb: str, spoken: bool, venue: bool,
        chain: int, people: bool, link: str, opens: bool, trouble: str,
    ) -> None:  # fmt: skip
        self.start, self.end, self.place, self.kind = start, end, place, place.kind
        self.lead, self.follow, self.verb, self.spoken, self.venue = lead, follow, verb, spoken, venue
        self.chain, self.people, self.link, self.opens, self.trouble = chain, people, link, opens, trouble
        self.lies, self.wider = "inner=False outer=False", ""


class Asked:
    """A claim in its sentence: its tokens, those of its clause, what the rules made of it, ``picked`` all roles."""

    def __init__(
        self, claim: Claim, act: str, first: int, last: int, low: int, high: int, roles: dict[str, str],
        chosen: frozenset[int], group: str, picked: str, abroad: bool, underway: bool,
    ) -> None:  # fmt: skip
        self.claim, self.act, self.first, self.last, self.low, self.high = claim, act, first, last, low, high
        self.roles, self.chosen, self.group, self.picked = roles, chosen, group, picked
        self.abroad, self.underway = abroad, underway


class Candidate:
    """A place a claim may be about, None: no place; ``role`` is the rules' role for it; ``chain`` tells what it is
    joined to; ``was`` its role in the last claim that had it, ``decided`` in those of the same sentence; ``link`` are
    the words between it and the place named before it, ``counts`` how many figures stand before it; ``is_way``: it
    is a border, or a crossing that people do not come from in so many words.
    """

    __slots__ = (
        "chain", "counts", "decided", "follow", "inside", "is_way", "kind", "lead", "lies", "link", "place", "role",
        "signs", "was",
    )  # fmt: skip

    def __init__(
        self, place: NamedPlace | None, role: str, signs: list[str | Sign], kind: str = "", lead: str = "",
        chain: tuple[int, int] = (-1, -1), inside: bool = False, was: str = "none", follow: str = "", link: str = "",
        decided: str = "none", lies: str = "", counts: int = 0, is_way: bool = False,
    ) -> None:  # fmt: skip
        self.place, self.role, self.signs, self.kind, self.lead = place, role, signs, kind, lead
        self.chain, self.inside, self.was, self.follow, self.link = chain, inside, was, follow, link
        self.decided, self.lies, self.counts, self.is_way = decided, lies, counts, is_way

    @property
    def features(self) -> list[str]:
        """What is the case of it."""
        return spelled(self.signs)


def _latest_first(named: tuple[str, Told]) -> tuple[int, int]:
    return -named[1].sentence, -named[1].place.start


def _verb(telling: Sequence[Cue], lead: int, start: int) -> str:
    """Return the verb or noun that stands right before a place or its preposition."""
    best = ""
    for cue in telling:
        if cue.start >= start:
            break
        if lead - 3 <= cue.end - 1 <= start - 1:
            kind = cue.sense.kind
            best = kind if kind[:6] == "event:" else f"{kind[:6]}{cue.sense.label}"
    return best


@functools.cache
def _pointing(lexicon: Lexicon) -> frozenset[str]:
    """Return all words that may point at a place."""
    listed = ("context.there", "context.site_nouns", "placed.totals", "placed.others", "placed.pronouns", *_NOUNS)
    return frozenset().union(*[lexicon.grammar[name] for name in listed])


@functools.cache
def _the_same(pointers: frozenset[str]) -> frozenset[str]:
    """Return one set for all that are equal: signs that hold it are found faster."""
    return pointers


def roles_of(claim: Claim) -> dict[str, str]:
    """Return the role of each place of a claim, by its folded name."""
    groups = (("to", claim.destination), ("from", claim.origin), ("at", claim.at))
    return {fold(place.name): role for role, group in groups for place in group}


class Scene:
    """The places of one sentence and those in mind, seen for each of its claims in turn."""

    def __init__(self, s: Sentence, claims: Sequence[Claim], context: Context) -> None:
        self.s, self.context = s, context
        self.inside = self._named()
        self._here = [each for each in self.inside if not each.people]
        pairs = itertools.pairwise(self._here)
        self._afar = {other.start for one, other in pairs if tells_how_far(s, one.end, other.start)}
        self._own = min(sum([not each.spoken for each in self._here]), _MANY)
        known = (
            ("label", context.label_places), ("section", context.section), ("heading", context.heading),
            ("recent", context.recent[-1:]),
        )  # fmt: skip
        self._sources = [(word, {place.name for place in places}) for word, places in known if places]
        self._pointed: set[str] | None = None
        self.asked = [self._ask(claim) for claim in claims]
        self._parting = [(at, low) for at, low in enumerate(s.lows) if low in s.words["placed.parting"]]
        self.decided: dict[str, str] = {}
        self.decided_by: dict[str, str] = {}
        # Events first: most have their place beside them, and those who were killed or fled are told of with them.
        self.turns = sorted(range(len(self.asked)), key=lambda n: self.asked[n].claim.kind != "event")
        begun = min((each.start for each in self._here if not each.spoken), default=len(s.tokens))
        self._order = "place" if begun < min(s.counts, default=0) else "count"
        self.pointers = self._pointers()
        self.lately = self._lately()
        self.most = max([told.times for told in context.places.values()], default=0)
        towns = [told.named for told in context.places.values() if told.kind != "country"]
        self.main = max(towns, default=1) or 1

    # --- what the sentence holds

    def _named(self) -> list[Inside]:
        s = self.s
        found: list[Inside] = []
        spots = [(a, b, place, False) for a, b, place in s.places]
        spots += [(a, b, place, True) for a, b, place in s.peoples]
        spots.sort(key=lambda each: each[0])
        rows = chains(s, [each[:3] for each in spots])
        venues, attributed = s.words["placed.venues"], [(a.start, a.end) for a in s.attributions]
        telling = [cue for cue in s.cues if cue.sense.is_verbal or cue.sense.kind == "noun"]
        for (start, end, place, people), chain in zip(spots, rows, strict=True):
            at = self._leader(start, found)
            if s.low[at] in s.words["with"] and s.low[at - 1] in s.words["roles.ways"]:
                at = self._leader(at - 1, found)  # "at the border with Chad"
            spoken = True in [low <= start < high for low, high in attributed]
            venue = s.low[at - 2] in venues or s.low[at - 1] in venues
            # "he said from Amsterdam"
            venue = venue or (s.low[at] in s.words["from"] and any(a.end == at for a in s.attributions))
            verb = _verb(telling, at if at >= 0 else start, start)
            words = self._lead(at), self._follow(end, people)
            row = next((each for each in reversed(found) if each.chain == chain), found[-1] if found else None)
            between = s.lows[row.end : start] if row else []
            link = " ".join(between) if len(between) < 3 else "row" if row and row.chain == chain else "far"
            opening = s.text[s.text.rfind("\n", 0, place.start) + 1 : place.start]
            opens = not any(map(str.isalnum, opening))
            trouble = self._fled(at) if is_troubled(s, at, end) else ""
            found.append(Inside(start, end, place, *words, verb, spoken, venue, chain, people, link, opens, trouble))
        self._nest([each for each in found if not each.people])
        return found

    def _nest(self, here: list[Inside]) -> None:
        """Tell of each place whether it lies in or holds the one beside it: "Ansongo, Mali", "Mali's Ansongo"."""
        s, passed = self.s, self.s.words["roles.passed_over"]
        for m in here:
            m.lies = "inner=False outer=False"
        for one, other in itertools.pairwise(here):
            between = s.lows[one.end : other.start]
            owned = (
                between[:-1]
                if between[-1:] == [","] and len(between) > 1 and between[-2] in s.words["placed.capital"]
                else between
            )  # "Tigray's capital, Mekele"
            before = (
                len(between) > 0
                and (between[0] in s.words["owner"] or between[0] in s.words["placed.capital"])
                and all(low in passed or low in s.words["of"] for low in owned)
            )
            lands = {candidate.iso3 for candidate in one.place.candidates} if one.kind == "country" else set()
            if is_owned(s, one.end, other.start):  # "Yemen's embattled Hodeidah province"
                before = before or True in [candidate.iso3 in lands for candidate in other.place.candidates]
            behind = not before and self._is_within(one.end, other.start)
            if not behind and not before:
                continue
            inner, wide = (one, other) if behind else (other, one)
            inner.lies = inner.lies.replace("outer=False", "outer=True")
            wide.lies = wide.lies.replace("inner=False", "inner=True")
            inner.wider = inner.wider or f"{wide.kind}>{inner.kind}"
            wide.wider = f"{wide.kind}>{inner.kind}"
            if behind and wide.follow.startswith(",") and wide.place.kind in ("country", "region"):
                inner.follow = wide.follow  # "in Malakal, South Sudan, where 19,000 people sleep"

    def _is_within(self, start: int, end: int) -> bool:
        """Whether the words between two names say that the second holds the first: "village of", "in southern"."""
        s = self.s
        bare = end
        while bare > start + 1 and s.low[bare - 1] in s.words["placed.parts"]:
            bare -= 1
        end = bare if s.low[bare - 1] in s.words["in"] else end
        if s.low[end - 1] not in s.words["placed.in"] or end - start > 4:
            return False
        between = s.lows[start : end - 1]
        return all(low in s.words["roles.passed_over"] or low == "," for low in between) and (
            s.low[end - 1] not in s.words["of"] or bool(between)
        )

    def _is_state(self, each: Inside) -> bool:
        """Whether a capital speaks for its country: "Ankara says it feeds 30,000 people across the border"."""
        lands = self.context.lands
        speaks = each.spoken and any(a.speaker == each.place.name for a in self.s.attributions)
        return speaks and lands is not None and lands.seen(each.place)[1]

    def _leader(self, start: int, found: list[Inside]) -> int:
        """Return the token that leads a place, past the one it belongs to: "on Syria's northern Aleppo province"."""
        s = self.s
        at = leader_of(s, start)
        last = found[-1] if found else None
        before = last if last and (last.end - 1 == at or is_owned(s, last.end, start)) else None
        if before is not None and (before.people or start > before.end):
            return self._leader(before.start, found[:-1])
        part = s.low[at] in s.words["of"] and s.low[at - 1] in s.words["roles.passed_over"] and not self._is_far(at)
        return self._leader(at, found) if part else at

    def _is_far(self, at: int) -> bool:
        """Whether what follows "of" or "from" is what others are told by: "20 km west of Goma", "30 miles from it"."""
        s = self.s
        bearing = (
            s.low[at] in s.words["of"]
            and s.low[at - 1] in s.words["placed.bearings"]
            and (s.low[at - 2] not in s.words["the"] or s.low[at - 3] in s.words["to"])
        )
        return bearing or (s.low[at] in s.words["from_of"] and s.low[at - 1] in s.words["placed.units"])

    def _lead(self, at: int) -> str:
        """Return the word that leads a place; that others are told by how far they are from it is one of its own."""
        return "away" if self._is_far(at) else self._word(at)

    def _follow(self, end: int, people: bool) -> str:
        """Return the word behind a place, with the pronoun that goes on about it: ", which", ", where"."""
        low = self.s.low[end]
        if people and not self.s.words["placed.powers"].isdisjoint((low, self.s.low[end + 1])):
            return "power"  # "the Turkish government", "the Lebanese health ministry"
        goes_on = low == "," and self.s.low[end + 1] in self.s.words["placed.relatives"]
        return f",{self.s.low[end + 1]}" if goes_on else self._word(end)

    def _fled(self, at: int) -> str:
        """Tell whether people left what is led by tokens[at]: "fleeing the fighting in Mosul"."""
        left = [c for c in self.s.of_kind["action"] if c.sense.label == "displaced" and at - 6 < c.end <= at]
        return "fled" if left else "told"

    def _word(self, at: int) -> str:
        """Return a word by itself if it is a function word or mark, else only what kind of thing stands there."""
        s = self.s
        if not 0 <= at < len(s.tokens):
            return "edge"
        token = s.tokens[at]
        if token.is_number:
            return "number"
        if token.low in s.words["roles.site_nouns"]:
            return "site"
        if token.is_word and token.low not in s.lexicon.function:
            return "Name" if token.is_name else "word"
        return token.low

    def _ask(self, claim: Claim) -> Asked:
        s = self.s
        first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
        low, high = clause_bounds(s, first, last)
        act = claim.action if claim.kind == "figure" else "event:" + claim.action
        group = _GROUPS.get(claim.action, claim.action) if claim.kind == "figure" else "event"
        roles, chosen = roles_of(claim), frozenset([place.start for place in claim.places])
        picked = "+".join(sorted(set(roles.values())))
        underway = claim.action == "displaced" and is_on_way(s, last)
        abroad = is_abroad(s, last, high)
        return Asked(claim, act, first, last, low, high, roles, chosen, group, picked, abroad, underway)

    def _pointers(self) -> frozenset[str]:
        """Return the kinds of place that words such as "there" and "the camp" point at."""
        s, found, pointing = self.s, set(), _pointing(self.s.lexicon)
        for at, low in [(at, low) for at, low in enumerate(s.lows) if low in pointing]:
            if low in s.words["context.there"]:
                found.add("there")
            elif s.low[at - 1] in s.words["context.definite"] and s.place_at(at + 1) is None:
                if low in s.words["context.site_nouns"] and s.low[at + 1] not in s.words["of"]:
                    found.update(s.lexicon.kinds.get(low, ("settlement",)))
                else:
                    found.update([kind for name, kind in _NOUNS.items() if low in s.words[name]])
            if low in s.words["placed.totals"]:
                found.add("total")
            if low in s.words["placed.others"] and at < 8:
                found.add("them")
            if low in s.words["placed.pronouns"] and at < 4:
                found.add("it")
        return _the_same(frozenset(found))

    def decide(self, claim: Claim) -> None:
        """Keep in mind which places a claim of the sentence was given: the next may be about them too."""
        roles = roles_of(claim)
        self.decided |= roles
        self.decided_by |= dict.fromkeys(roles, claim.action)

    # --- signs

    def candidates(self, asked: Asked) -> list[Candidate]:
        """Return what the claim may be about: first "no place", then every place named here or in mind."""
        mentions: dict[str, Inside] = {}
        owners: set[str] = set()
        side, gate = side_of_border(self.s, asked), gate_of(self.s, asked.claim.action, asked.last)
        for each in self.inside:
            is_said = asked.claim.kind == "event" or each.lead in self.s.words["from"]
            if each.venue and (is_said or each.place.start not in asked.chosen):
                continue  # "he told a news conference in Amsterdam"
            name = fold(each.place.name)
            if each.start in self._afar or is_passed_over(self.s, asked, each) or self._is_state(each):
                owners.add(name)
                continue
            if is_of_part(self.s, asked, each, self._here) or (side is not None and is_across(self.s, side, each)):
                continue
            in_mind = (told.place for told in self.context.places.values())
            if gate is not None and is_beside_gate(self.s, gate, each, in_mind):
                continue
            known = mentions.get(name)
            if known is None or self._is_better(asked, each, known):
                mentions[name] = each
        kept = {fold(p.name): p for p in asked.claim.places}
        result = [Candidate(None, "none", self._of_none(asked))]
        for name, m in mentions.items():
            role, signs = self._of_inside(asked, name, m)
            told = self.context.places.get(name)
            chain = (self.context.sentences, m.chain)
            result.append(Candidate(
                m.place, role, signs, m.kind, m.lead, chain, True, told.role if told else "none", m.follow, m.link,
                self.decided.get(name, "none"), f"{m.lies} {m.wider}", sum([n < m.start for n in self.s.counts]),
                m.kind == "border" or (m.kind == "crossing" and m.lead not in self.s.words["placed.left"]),
            ))  # fmt: skip
        here = owners.union(mentions)
        outside = [name for name in dict.fromkeys((*kept, *self.lately)) if name not in here][:_MOST_OUTSIDE]
        placed = {name: kept.get(name) or self._in_mind(name) for name in outside}
        for rank, (name, place) in enumerate((placed if gate is None else gates_among(placed)).items()):
            told = self.context.places.get(name)
            if side is not None and is_elsewhere(self.s, side, place.kind):
                continue
            role, signs = self._of_outside(asked, name, place, told, rank)
            chain, was = (told.chain, told.role) if told else ((-2, rank), "none")
            decided = self.decided.get(name, "none")
            result.append(Candidate(
                place, role, signs, place.kind, "", chain, False, was, decided=decided,
                is_way=place.kind in ("border", "crossing"),
            ))  # fmt: skip
        return result

    def _of_none(self, asked: Asked) -> list[str | Sign]:
        c, short = self.context, len(self.s.tokens) < 9
        known = bool(c.label_places), bool(c.section), bool(c.heading)
        return [
            (seen.nowhere, asked.act, asked.picked, self._own, bool(self.decided)),
            (seen.nowhere_in, *known, short, min(len(c.places), 3)), (seen.nowhere_pointed, self.pointers),
        ]  # fmt: skip

    @staticmethod
    def _is_better(asked: Asked, one: Inside, other: Inside) -> bool:
        """Whether one mention of a place tells more than another: the rules' own, else not of a people, else nearer."""

        def worth(each: Inside) -> tuple[bool, bool, bool, int]:
            return (each.place.start in asked.chosen, not each.people, not each.spoken, -abs(each.start - asked.first))

        return worth(one) > worth(other)

    def _lately(self) -> list[str]:
        """Return the names of places in mind: in labels and headings, named last, named most, the last countries."""
        c = self.context
        last = sorted(c.places.items(), key=_latest_first)
        names = [fold(p.name) for p in (*c.label_places, *c.section, *c.heading)]
        names += [name for name, _ in last[:2]]
        wide = [name for name, told in last if told.kind == "country"]
        if len(wide) < len(last):
            names.append(max([each for each in last if each[1].kind != "country"], key=lambda each: each[1].named)[0])
        return names + [name for name, _ in last[2:_MOST_RECENT]] + wide[:2]

    def _in_mind(self, name: str) -> NamedPlace:
        c, told = self.context, self.context.places.get(name)
        return (
            told.place if told else next(p for p in (*c.label_places, *c.section, *c.heading) if fold(p.name) == name)
        )

    def _of_claim(self, asked: Asked, name: str) -> tuple[str, list[str | Sign]]:
        role = asked.roles.get(name, "none")
        if not self.decided:
            return role, []
        # What the claims before it in the sentence were given.
        by = self.decided_by.get(name, "none")
        return role, [(seen.given, self.decided.get(name, "none"), asked.act, role, by)]

    def _of_inside(self, asked: Asked, name: str, m: Inside) -> tuple[str, list[str | Sign]]:
        """Return the rules' role and the signs of a place that the claim's sentence names."""
        s, act, first = self.s, asked.act, asked.first
        role, signs = self._of_claim(asked, name)
        side = "before" if m.end <= first else "after" if m.start >= asked.last else "within"
        low, high = (m.end, first) if side == "before" else (asked.last, m.start)
        between = min(sum([low <= n < high and n != first for n in s.counts]), 2)
        others = min(sum([low <= o.start < high for o in self._here]), 2)
        gap = high - low
        size = gap if gap < 4 else 4 if gap < 7 else 7 if gap < 12 else 12
        clause = "in" if asked.low <= m.start < asked.high else "out"
        spot = abs(m.start - first)
        nearer = min(sum([abs(o.start - first) < spot for o in self._here]), 3)
        one, other = sorted((s.tokens[first].start, m.place.start))
        line = f"{s.text.find(_NEW_LINE, one, other) < 0}{m.opens}"
        signs += (
            (seen.led, m.lead, role, side, clause), (seen.after_verb, m.verb, m.lead),
            (seen.in_order, self._order, side, between, others, asked.group, role),
            (seen.apart, size, side, asked.group, nearer), (seen.followed, m.follow, side, asked.group),
            (seen.on_line, line, side, act, clause), (seen.ruled, role, act, len(self._here) == 1),
            (seen.named, m.kind, clause, role, m.spoken), (seen.lying, m.lies, m.wider, role),
        )  # fmt: skip
        parting = dict.fromkeys([word for at, word in self._parting if low <= at < high]) or ("nothing",)
        signs += [(seen.past, word, side, asked.group, m.lead) for word in parting]
        if self.context.lands:
            land, is_capital = self.context.lands.seen(m.place)
            signs.append((seen.in_land, land, m.kind, asked.group, act, role))
            if is_capital:
                signs.append((seen.capital, land, act, m.lead, side, m.follow))
        if m.trouble:
            signs.append((seen.troubled, m.trouble, m.lead, act, asked.group, side, role))
        if m.people:
            told = self.context.places.get(name)
            main = min(told.named * 4 // self.main, 4) if told else 0
            signs += (f"people act={act}", (seen.of_people, m.follow, act, "country" in self.pointers, main))
        return role, signs

    def _of_outside(
        self, asked: Asked, name: str, place: NamedPlace, told: Told | None, rank: int
    ) -> tuple[str, list[str | Sign]]:
        """Return the rules' role and the signs of a place that the claim's sentence does not name."""
        s, c, act, own = self.s, self.context, asked.act, self._own
        kind = place.kind
        role, signs = self._of_claim(asked, name)
        signs.append((seen.outside, role, own, act, kind, len(s.tokens) < 9))
        if c.lands:
            land, is_capital = c.lands.seen(place)
            signs.append((seen.outside_in_land, land, kind, asked.group, act, role, own))
            if is_capital:
                signs.append((seen.capital_outside, land, act, own))
        for word, names in self._sources:
            if place.name in names:
                signs.append((seen.from_source, word, own, role, kind, act))
        if told is not None:
            back = min(c.sentences - told.sentence, 5)
            near = f"{back}{'p' if told.paragraph == s.stretch.paragraph else ''}"
            often = "most" if told.times == self.most else str(min(told.times, 3))
            signs += (seen.stood, told.lead, own, act), (seen.told, near, role, often, own, told.first < 2, kind)
            signs.append((seen.recalled, near, told.lead, often))
            signs.append((seen.of_document, min(told.named * 4 // self.main, 4), own, act, kind, self.pointers))
            if told.role != "none":
                signs.append((seen.was, told.role, min(c.sentences - told.claimed, 4), act, told.act, own))
        if self.pointers:
            signs.append((seen.pointed_at, self.pointers, kind, min(rank, 2)))
        if role != "none":
            if self._pointed is None:
                self._pointed = {p.name for p in c.pointed(s, 0, len(s.tokens))}
            if place.name in self._pointed:
                signs.append(f"pointed rule={role}")
        return role, signs
