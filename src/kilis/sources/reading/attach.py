"""Which places a claim keeps, in which role: the rules' answer weighed again with learned weights.

The rules propose; each place named in the sentence, by the rules, or lately is then scored as none, at, from or to by a
sum of weights (`languages/CODE-places.csv`), which `python benchmarks/reading_learn.py --parts places --write` makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kilis.sources.gazetteer import fold
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import leader_of
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Claim, NamedPlace

ROLES = ("none", "at", "from", "to")
MOVING = frozenset({"arrived", "returned", "transferred"})
_NEAR_CHARACTERS, _FAR_CHARACTERS, _TOP_CHARACTERS = 200, 500, 150

Mention = tuple[int, int, NamedPlace]
"""First token, last token + 1, place; tokens are -1 for a place that the sentence does not name."""


class Attacher:
    """Gives claims their places by learned weights."""

    def __init__(self, lexicon: Lexicon, weights: Linear) -> None:
        self._lexicon, self._weights = lexicon, weights

    def attach(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        """Return the sentence's claims, figures and events, with the places that score highest in their roles."""
        if not self._weights.weights:
            return list(claims)
        settled = {p.start for p in _settled(context) if not s.stretch.start <= p.start < s.stretch.end}
        return [self._attached(claim, self.candidates(s, claim, claims, context), settled) for claim in claims]

    def _attached(self, claim: Claim, candidates: list[tuple[NamedPlace, str, list[str]]], settled: set[int]) -> Claim:
        groups: dict[str, list[NamedPlace]] = {role: [] for role in ROLES}
        changed = False
        for place, before, features in candidates:
            role = before if place.start in settled else self._weights.best(features)
            if claim.action in MOVING and {role, before} == {"at", "to"}:
                role = before  # where people arrive is both
            changed = changed or role != before
            groups[role].append(place)
        if not changed:
            return claim
        at, origin, destination = (tuple(groups[role]) for role in ROLES[1:])
        return replace(claim, at=at, origin=origin, destination=destination)

    def candidates(
        self, s: Sentence, claim: Claim, claims: Sequence[Claim], context: Context
    ) -> list[tuple[NamedPlace, str, list[str]]]:
        """Return (place, the rules' role for it, its features) for every place the claim may be about."""
        first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
        mentions = _mentions(s, claim, first, context)
        if not mentions:
            return []
        roles = roles_of(claim)
        act = claim.action if claim.kind == "figure" else "event:" + claim.action
        others: dict[str, str] = {}
        for other in claims:
            if other is not claim and other.kind == "figure":
                others = roles_of(other) | others
        picked = "+".join(sorted(set(roles.values())))
        result = []
        for name, (start, end, place) in mentions.items():
            role = roles.get(name, "none")
            kind = place.candidates[0].kind if place.candidates else "unknown"
            features = [
                "bias",
                f"rule={role}",
                f"rule={role} act={act}",
                f"kind={kind}",
                f"rule={role} picked={picked}",
            ]
            if start < 0:
                features += _outside(s, place, role, kind, context)
            else:
                features += self._inside(s, (start, end, place), role, (first, last))
                if name in others:
                    features.append(f"rule={role} other={others[name]}")
            result.append((place, role, features))
        return result

    def _inside(self, s: Sentence, mention: Mention, role: str, figure: tuple[int, int]) -> list[str]:
        """Return the features of a place that the claim's sentence names."""
        (start, end, _), (first, last) = mention, figure
        side = "before" if end <= first else "after" if start >= last else "within"
        low, high = (end, first) if side == "before" else (last, start)
        between = sum(low <= n < high and n != first for n in s.counts)
        lead, follow = self._word(s, leader_of(s, start)), self._word(s, end)
        gap = high - low
        size = gap if gap < 4 else 4 if gap < 7 else 7 if gap < 12 else 12
        features = [
            f"inside rule={role}", f"lead={lead}", f"lead={lead} rule={role}", f"lead={lead} side={side}",
            f"follow={follow}", f"side={side} counts={min(between, 2)} rule={role}", f"gap={size} side={side}",
        ]  # fmt: skip
        if s.counts:
            nearest = min(s.counts, key=lambda n: min(abs(n - start), abs(end - n)))
            features.append(f"nearest={nearest == first} rule={role}")
        if any(a.start <= start < a.end for a in s.attributions):
            features.append(f"spoken rule={role}")
        return features

    def _word(self, s: Sentence, at: int) -> str:
        """Return a word by itself if it is a function word or mark, else only what kind of thing stands there."""
        if not 0 <= at < len(s.tokens):
            return "edge"
        token = s.tokens[at]
        if token.is_number:
            return "number"
        return "word" if token.is_word and token.low not in self._lexicon.function else token.low


def roles_of(claim: Claim) -> dict[str, str]:
    """Return the role of each place of a claim, by its folded name."""
    groups = (("to", claim.destination), ("from", claim.origin), ("at", claim.at))
    return {fold(place.name): role for role, group in groups for place in group}


def _settled(context: Context) -> tuple[NamedPlace, ...]:
    """Return places that are too rare here to be learned, and that the rules take up only when the words say so.

    They are what a question was about, "the border", and the camp whose name is the title of a note.
    """
    titles = tuple(p for p in context.heading if any(c.kind == "site" for c in p.candidates))
    return context.asked_about + context.border + titles


def _mentions(s: Sentence, claim: Claim, first: int, context: Context) -> dict[str, Mention]:
    """Return by folded name what the claim may be about: of several mentions the rules' own, else the nearest."""
    chosen = {place.start for place in claim.places}
    mentions: dict[str, Mention] = {}
    for mention in s.places:
        if mention[2].start not in chosen and any(a.start <= mention[0] < a.end for a in s.attributions):
            continue  # "the prime minister of Turkey said" is no place of what he said
        name = fold(mention[2].name)
        known = mentions.get(name)
        nearer = known is None or abs(mention[0] - first) < abs(known[0] - first)
        if known is None or mention[2].start in chosen or (nearer and known[2].start not in chosen):
            mentions[name] = mention
    for place in (*claim.places, *context.label_places, *context.heading, *context.recent[-1:]):
        mentions.setdefault(fold(place.name), (-1, -1, place))
    return mentions


def _outside(s: Sentence, place: NamedPlace, role: str, kind: str, context: Context) -> list[str]:
    """Return the features of a place that the claim's sentence does not name."""
    back = s.stretch.start - place.start
    where = "mid" if back < _FAR_CHARACTERS else "far"
    if back < 0 or back < _NEAR_CHARACTERS:
        where = "later" if back < 0 else "near"
    top = " top" if place.start < _TOP_CHARACTERS else ""
    same = 0 <= back < _FAR_CHARACTERS and "\n" not in s.text[place.end : s.stretch.start]
    features = [f"where={where}{top} rule={role}", f"line={same} rule={role}"]
    known = (
        ("recent", context.recent[-1:]), ("label", context.label_places), ("heading", context.heading),
    )  # fmt: skip
    for word, places in known:
        if any(p.name == place.name for p in places):
            features += [f"{word} rule={role}", f"{word} kind={kind} rule={role}"]
    features.append(f"named={min(len(context.mentions), 3)} rule={role}")
    if role != "none" and any(p.name == place.name for p in context.pointed(s, 0, len(s.tokens))):
        features.append(f"pointed rule={role}")
    return features
