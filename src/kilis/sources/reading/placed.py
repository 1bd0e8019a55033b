"""What can be seen of a place that a claim may be about: the features by which places are weighed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from kilis.sources.gazetteer import fold
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds, leader_of
from kilis.sources.reading.context import Context, Told, chains
from kilis.sources.reading.model import Claim, NamedPlace

_MOST_RECENT, _MOST_OUTSIDE = 8, 3
_MANY = 3
_NEW_LINE = "\n"
_GROUPS = {
    **dict.fromkeys(("arrived", "returned", "transferred", "admitted"), "moving"),
    **dict.fromkeys(("sheltering", "registered", "capacity", "population", "waiting", "besieged", "received"), "stock"),
}


@dataclass(slots=True)
class Inside:
    """A place that tokens[start:end] name; ``people``: only its people are named; ``venue``: where it was said;
    ``opens``: on its line, no word stands before it; ``lies``, ``wider``: what it lies in or holds.
    """

    start: int
    end: int
    place: NamedPlace
    kind: str
    lead: str
    follow: str
    verb: str
    spoken: bool
    venue: bool
    chain: int
    people: bool
    link: str
    opens: bool
    lies: str = "inner=False outer=False"
    wider: str = ""


@dataclass(slots=True)
class Asked:
    """A claim in its sentence: its tokens, those of its clause, and what the rules made of it."""

    claim: Claim
    act: str
    first: int
    last: int
    low: int
    high: int
    roles: dict[str, str]
    chosen: frozenset[int]
    group: str


@dataclass(slots=True)
class Candidate:
    """A place a claim may be about, None: no place; ``role`` is the rules' role for it; ``chain`` tells what it is
    joined to; ``was`` its role in the last claim that had it, ``decided`` in those of the same sentence; ``link`` are
    the words between it and the place named before it.
    """

    place: NamedPlace | None
    role: str
    features: list[str]
    kind: str = ""
    lead: str = ""
    chain: tuple[int, int] = (-1, -1)
    inside: bool = False
    was: str = "none"
    follow: str = ""
    link: str = ""
    decided: str = "none"


def kind_of(place: NamedPlace) -> str:
    """Return what kind of place a name means, as far as it is known."""
    return place.candidates[0].kind if place.candidates else "unknown"


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
        self._own = min(sum([not each.spoken for each in self._here]), _MANY)
        known = (
            ("label", context.label_places), ("section", context.section), ("heading", context.heading),
            ("recent", context.recent[-1:]),
        )  # fmt: skip
        self._sources = [(word, {place.name for place in places}) for word, places in known if places]
        self._pointed: set[str] | None = None
        self.asked = [self._ask(claim) for claim in claims]
        self.decided: dict[str, str] = {}
        begun = min((each.start for each in self._here if not each.spoken), default=len(s.tokens))
        self._order = "place" if begun < min(s.counts, default=0) else "count"
        self.pointers = self._pointers()
        self.lately = self._lately()
        self.most = max((told.times for told in context.places.values()), default=0)

    # --- what the sentence holds

    def _named(self) -> list[Inside]:
        s = self.s
        found: list[Inside] = []
        spots = [(a, b, place, False) for a, b, place in s.places]
        spots += [(a, b, place, True) for a, b, place in s.peoples]
        spots.sort(key=lambda each: each[0])
        rows = chains(s, [each[:3] for each in spots])
        for (start, end, place, people), chain in zip(spots, rows, strict=True):
            at = leader_of(s, start)
            spoken = any(a.start <= start < a.end for a in s.attributions)
            venue = any(s.low(k) in s.words("placed.venues") for k in range(at - 2, at))
            verb = self._verb(at if at >= 0 else start, start)
            words = self._word(at), self._word(end)
            between = s.lows[found[-1].end : start] if found else []
            link = " ".join(between) if len(between) < 3 else "far"
            opening = s.text[s.text.rfind("\n", 0, place.start) + 1 : place.start]
            opens = not any(c.isalnum() for c in opening)
            found.append(
                Inside(start, end, place, kind_of(place), *words, verb, spoken, venue, chain, people, link, opens)
            )
        self._nest([each for each in found if not each.people])
        return found

    def _nest(self, here: list[Inside]) -> None:
        """Tell of each place whether it lies in or holds the one beside it: "Ansongo, Mali"."""
        for m in here:
            m.lies = "inner=False outer=False"
        for one, other in itertools.pairwise(here):
            if self.s.low(other.start - 1) in (",", "(", "in") and other.start - one.end <= 2:
                one.lies = one.lies.replace("outer=False", "outer=True")
                other.lies = other.lies.replace("inner=False", "inner=True")
                one.wider = one.wider or f"{other.kind}>{one.kind}"
                other.wider = f"{other.kind}>{one.kind}"

    def _verb(self, lead: int, start: int) -> str:
        """Return the verb or noun that stands right before a place or its preposition."""
        best = ""
        for cue in self.s.cues:
            kind = cue.sense.kind
            if lead - 3 <= cue.end - 1 <= start - 1 and (kind in ("action", "noun", "speech") or kind[:6] == "event:"):
                best = f"{kind[:6]}{cue.sense.label}" if kind[:6] != "event:" else kind
        return best

    def _word(self, at: int) -> str:
        """Return a word by itself if it is a function word or mark, else only what kind of thing stands there."""
        s = self.s
        if not 0 <= at < len(s.tokens):
            return "edge"
        token = s.tokens[at]
        if token.is_number:
            return "number"
        if token.low in s.words("clauses.site_nouns"):
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
        return Asked(
            claim, act, first, last, low, high, roles_of(claim), frozenset(place.start for place in claim.places), group
        )

    def _pointers(self) -> frozenset[str]:
        """Return the kinds of place that words such as "there" and "the camp" point at."""
        s, found = self.s, set()
        for at, token in enumerate(s.tokens):
            if token.low in s.words("context.there"):
                found.add("there")
            elif s.low(at - 1) in s.words("context.definite") and s.place_at(at + 1) is None:
                if token.low in s.words("context.site_nouns") and s.low(at + 1) != "of":
                    found.update(s.lexicon.kinds.get(token.low, ("settlement",)))
                elif token.low in ("country", "nation", "island"):
                    found.add("country")
                elif token.low in ("border", "frontier"):
                    found.add("border")
                elif token.low in ("province", "state", "county", "governorate", "area", "territory"):
                    found.add("region")
            if token.low in s.words("placed.totals"):
                found.add("total")
            if token.low in ("them", "these", "those", "others", "another", "more") and at < 8:
                found.add("them")
            if token.low in ("it", "its", "he", "his", "she", "her", "they", "their", "our", "we") and at < 4:
                found.add("it")
        return frozenset(found)

    def decide(self, claim: Claim) -> None:
        """Keep in mind which places a claim of the sentence was given: the next may be about them too."""
        self.decided |= roles_of(claim)

    # --- features

    def candidates(self, asked: Asked) -> list[Candidate]:
        """Return what the claim may be about: first "no place", then every place named here or in mind."""
        mentions: dict[str, Inside] = {}
        for each in self.inside:
            if each.venue and each.place.start not in asked.chosen:
                continue  # "he told a news conference in Amsterdam"
            name = fold(each.place.name)
            known = mentions.get(name)
            if known is None or self._is_better(asked, each, known):
                mentions[name] = each
        kept = {fold(p.name): p for p in asked.claim.places}
        result = [Candidate(None, "none", self._of_none(asked))]
        for name, m in mentions.items():
            role, features = self._of_inside(asked, name, m)
            told = self.context.places.get(name)
            chain = (self.context.sentences, m.chain)
            result.append(Candidate(
                m.place, role, features, m.kind, m.lead, chain, True, told.role if told else "none", m.follow, m.link,
                self.decided.get(name, "none"),
            ))  # fmt: skip
        outside = [name for name in dict.fromkeys((*kept, *self.lately)) if name not in mentions][:_MOST_OUTSIDE]
        for rank, name in enumerate(outside):
            told = self.context.places.get(name)
            place = kept.get(name) or (told.place if told else None) or self._in_mind(name)
            role, features = self._of_outside(asked, name, place, told, rank)
            chain, was = (told.chain, told.role) if told else ((-2, rank), "none")
            decided = self.decided.get(name, "none")
            result.append(Candidate(place, role, features, kind_of(place), "", chain, False, was, decided=decided))
        return result

    def _of_none(self, asked: Asked) -> list[str]:
        s, c, act = self.s, self.context, asked.act
        own = self._own
        ruled = "+".join(sorted(set(asked.roles.values())))
        names = [
            "none", f"none act={act}", f"none ruled={ruled}", f"none own={own} ruled={ruled}",
            f"none label={bool(c.label_places)}", f"none section={bool(c.section)}", f"none heading={bool(c.heading)}",
            f"none short={len(s.tokens) < 9}", f"none told={min(len(c.places), 3)}",
            f"none decided={bool(self.decided)} ruled={ruled}",
        ]  # fmt: skip
        return names + [f"none points={pointer}" for pointer in self.pointers]

    @staticmethod
    def _is_better(asked: Asked, one: Inside, other: Inside) -> bool:
        """Whether one mention of a place tells more than another: the rules' own, else not of a people, else nearer."""

        def worth(each: Inside) -> tuple[bool, bool, bool, int]:
            return (each.place.start in asked.chosen, not each.people, not each.spoken, -abs(each.start - asked.first))

        return worth(one) > worth(other)

    def _lately(self) -> list[str]:
        """Return the names of places in mind: in labels and headings, named last, named most, the last countries."""
        c = self.context
        last = sorted(c.places.values(), key=lambda told: (-told.sentence, -told.place.start))
        names = [fold(p.name) for p in (*c.label_places, *c.section, *c.heading)]
        names += [fold(told.place.name) for told in last[:_MOST_RECENT]]
        towns = [t for t in last if kind_of(t.place) != "country"]
        if towns:
            names.append(fold(max(towns, key=lambda t: t.times).place.name))
        names += [fold(t.place.name) for t in last if kind_of(t.place) == "country"][:2]
        return names

    def _in_mind(self, name: str) -> NamedPlace:
        c = self.context
        return next(p for p in (*c.label_places, *c.section, *c.heading) if fold(p.name) == name)

    def _of_claim(self, asked: Asked, name: str, kind: str) -> tuple[str, list[str]]:
        role = asked.roles.get(name, "none")
        picked = "+".join(sorted({r for n, r in asked.roles.items() if n != name}))
        return role, [
            "bias", f"rule={role}", f"rule={role} act={asked.act}", f"kind={kind} act={asked.act}",
            f"act={asked.act} picked={picked}", *self._of_decided(asked, name, role),
        ]  # fmt: skip

    def _of_decided(self, asked: Asked, name: str, role: str) -> list[str]:
        """Return what the claims before it in the sentence were given."""
        if not self.decided:
            return []
        given = self.decided.get(name, "none")
        return [f"decided={given} act={asked.act}", f"decided={given} rule={role}"]

    def _of_inside(self, asked: Asked, name: str, m: Inside) -> tuple[str, list[str]]:
        """Return the rules' role and the features of a place that the claim's sentence names."""
        s, act = self.s, asked.act
        role, features = self._of_claim(asked, name, m.kind)
        side = "before" if m.end <= asked.first else "after" if m.start >= asked.last else "within"
        low, high = (m.end, asked.first) if side == "before" else (asked.last, m.start)
        between = min(sum([low <= n < high and n != asked.first for n in s.counts]), 2)
        others = min(sum([low <= o.start < high for o in self._here]), 2)
        gap = high - low
        size = gap if gap < 4 else 4 if gap < 7 else 7 if gap < 12 else 12
        clause = "in" if asked.low <= m.start < asked.high else "out"
        order, group = f"order={self._order} side={side} counts={between} others={others}", f"group={asked.group}"
        spot = abs(m.start - asked.first)
        nearer = sum([abs(o.start - asked.first) < spot for o in self._here])
        one, other = sorted((s.tokens[asked.first].start, m.place.start))
        line = f"line={s.text.find(_NEW_LINE, one, other) < 0}{m.opens}"
        features += [
            f"in rule={role}", f"in kind={m.kind} clause={clause}", f"lead={m.lead} rule={role}",
            f"lead={m.lead} side={side}", f"lead={m.lead} act={act}", f"lead={m.lead} clause={clause}",
            f"verb={m.verb} lead={m.lead}", f"verb={m.verb} act={act}", order, f"{order} {group}",
            f"side={side} counts={between} rule={role}", f"side={side} others={others} rule={role}",
            f"gap={size} side={side}", f"gap={size} side={side} {group}", f"lead={m.lead} side={side} {group}",
            f"follow={m.follow} side={side} {group}", f"side={side} act={act} {clause}",
            f"spoken={m.spoken} kind={m.kind}", f"{line} side={side}", f"{line} act={act}", f"{line} rule={role}",
            f"{m.lies} {m.wider}", f"{m.lies} rule={role}", m.lies, f"nearer={min(nearer, 3)} side={side}",
            f"alone={len(self._here) == 1} rule={role} act={act}",
        ]  # fmt: skip
        if s.quoted:
            quoted = f"{s.quoted[min(asked.first, len(s.quoted) - 1)]}{s.quoted[m.start]}"
            features.append(f"quoted={quoted} rule={role}")
        if m.people:
            features.append(f"people act={act}")
        if s.counts:
            nearest = min(s.counts, key=lambda n: min(abs(n - m.start), abs(m.end - n)))
            features.append(f"nearest={nearest == asked.first} rule={role}")
        return role, features

    def _of_outside(
        self, asked: Asked, name: str, place: NamedPlace, told: Told | None, rank: int
    ) -> tuple[str, list[str]]:
        """Return the rules' role and the features of a place that the claim's sentence does not name."""
        s, c, act = self.s, self.context, asked.act
        kind = kind_of(place)
        role, features = self._of_claim(asked, name, kind)
        own = self._own
        features += [f"out rule={role}", f"out own={own} act={act}", f"out own={own} kind={kind}"]
        for word, names in self._sources:
            if place.name in names:
                features += [f"{word} own={own} rule={role}", f"{word} kind={kind} act={act}"]
        if told is not None:
            features += [f"stood={told.lead} own={own}", f"stood={told.lead} act={act}"]
            back = min(c.sentences - told.sentence, 5)
            near = f"{back}{'p' if told.paragraph == s.stretch.paragraph else ''}"
            often = "most" if told.times == self.most else str(min(told.times, 3))
            features += [
                f"back={near} rule={role}", f"often={often} own={own}", f"opening={told.first < 2} kind={kind}",
            ]  # fmt: skip
            if told.role != "none":
                since = min(c.sentences - told.claimed, 4)
                features += [
                    f"was={told.role} since={since}", f"was={told.role} act={act}",
                    f"was={told.role} same={told.act == act} own={own} since={since}",
                ]  # fmt: skip
        for pointer in self.pointers:
            fits = pointer == kind or pointer in ("there", "them", "it")
            features.append(f"points={pointer if fits else '-'} kind={kind} rank={min(rank, 2)}")
        features.append(f"short={len(s.tokens) < 9} own={own} rule={role}")
        if role != "none":
            if self._pointed is None:
                self._pointed = {p.name for p in c.pointed(s, 0, len(s.tokens))}
            if place.name in self._pointed:
                features.append(f"pointed rule={role}")
        return role, features
