"""Which places a claim keeps, in which role: the rules' answer weighed again with learned weights.

For each role (at, from, to) one of the places named in the sentence, by the rules or lately is chosen, or none: the one
with the highest sum of weights for that role. A place joined to a chosen one ("Kaya and Dori") is weighed once more.
The weights are in `languages/CODE-places.csv` and `CODE-joined.csv`; `python benchmarks/reading_learn.py --write`
makes them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.linear import Linear, Sign, odds_of, spelled
from kilis.sources.reading.model import Claim
from kilis.sources.reading.placed import Asked, Candidate, Scene

ROLES = ("at", "from", "to")
JOINED = ("left", "joined")
MOVING = frozenset({"arrived", "returned", "transferred"})
STAYING = frozenset({"waiting", "killed", "population", "capacity", "besieged"})
_LIKELY, _NEVER = 1.0, -99.0
_GAPS, _MARGINS = (0.5, 1, 2, 3, 5, 9), (-4, -2, -1, 0, 1, 2, 4, 9)


class Attacher:
    """Gives claims their places by learned weights."""

    def __init__(self, weights: Linear, joined: Linear) -> None:
        self._weights, self._joined = weights, joined

    def attach(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        """Return the sentence's claims, figures and events, with the places that score highest in their roles."""
        if not claims or not self._weights.weights:
            return list(claims)
        scene = Scene(s, claims, context)
        result = list(claims)
        for n in scene.turns:
            asked = scene.asked[n]
            claim = self._attached(asked, scene.candidates(asked))
            scene.decide(claim)
            result[n] = claim
        return result

    def _attached(self, asked: Asked, candidates: list[Candidate]) -> Claim:
        groups, odds = self.chosen(asked, candidates)
        at, origin, destination = [
            tuple([place for n in sorted(groups[role]) if (place := candidates[n].place) is not None]) for role in ROLES
        ]
        return asked.claim.placed(at, origin, destination, odds)

    def chosen(self, asked: Asked, candidates: list[Candidate]) -> tuple[dict[str, list[int]], float]:
        """Return which candidates have each role, and the odds of that; the first candidate is "no place"."""
        scores = [self._weights.scores(each.signs) for each in candidates]
        groups: dict[str, list[int]] = {role: [] for role in ROLES}
        columns = {role: column_of(asked.claim, role, scores) for role in roles_for(asked.claim)}
        if asked.underway and "at" in columns:
            over = [[score - column[0] for score in column] for column in (columns.pop("at"), columns["to"])]
            columns["to"] = list(map(max, *over))  # "on their way to seek refuge in Turkey"
        for n in [n for n, each in enumerate(candidates) if each.is_way] if "from" in columns else ():
            columns["from"][n] = _NEVER  # people flee to a border or through a gate, or wait at it
        for n in [n for n, each in enumerate(candidates) if n and not each.inside] if asked.abroad else ():
            columns.get("to", [0.0] * len(candidates))[n] = _NEVER
        likely = [(max(range(len(column)), key=column.__getitem__), role) for role, column in columns.items()]
        taken: list[int] = []
        for best, role in sorted(likely, key=lambda each: columns[each[1]][0] - columns[each[1]][each[0]]):
            # A place has one role, and so have those of one row: "fighting in Baghlan and Ghazni displaced 400".
            if best and not any(best == n or _in_row(candidates[n], candidates[best]) for n in taken):
                taken.append(best)
                groups[role] = [best]
        against = sum([math.exp(-odds_of(column, groups[role] or [0], 1.0)) for role, column in columns.items()])
        for role, chosen in groups.items():
            if chosen:
                groups[role] = self._with_joined(asked, role, chosen[0], candidates, scores, taken)
        return groups, -math.log(against)

    def _with_joined(
        self,
        asked: Asked,
        role: str,
        best: int,
        candidates: list[Candidate],
        scores: list[list[float]],
        taken: Sequence[int],
    ) -> list[int]:
        column = column_of(asked.claim, role, scores)
        result = [best]
        for n in range(1, len(candidates)):
            if n in taken or not may_join(best, n, candidates, column):
                continue
            if self._joined.best(signs_beside(asked, role, best, n, candidates, column)) == "joined":
                result.append(n)
        return result


def _in_row(one: Candidate, other: Candidate) -> bool:
    """Whether two places stand in one row with no figure between them."""
    return one.inside and other.inside and one.chain == other.chain and one.counts == other.counts


def roles_for(claim: Claim) -> tuple[str, ...]:
    """Return the roles that places of a claim can have: where people arrive is one role, "to"."""
    if claim.action in MOVING:
        return ("from", "to")
    return ("at",) if claim.kind == "event" or claim.action in STAYING else ROLES


def parts_of(claim: Claim, role: str) -> tuple[str, ...]:
    """Return the roles whose weights say how well a place fits a role: where people arrive, they are as well."""
    return ("at", "to") if role == "to" and claim.action in MOVING else (role,)


def column_of(claim: Claim, role: str, scores: list[list[float]]) -> list[float]:
    """Return how well each candidate fits a role."""
    first, *others = map(ROLES.index, parts_of(claim, role))
    if others:
        return [row[first] + row[others[0]] for row in scores]
    return [row[first] for row in scores]


def may_join(best: int, n: int, candidates: list[Candidate], column: list[float]) -> bool:
    """Whether a further place is worth a look: it is in one row with the chosen one, or in its sentence and likely by
    itself or beside it.
    """
    one, other = candidates[best], candidates[n]
    if one.chain == other.chain:
        return True
    later = other if n > best else one
    is_beside = abs(n - best) == 1 and later.link != "far"
    return one.inside and other.inside and (column[n] > column[0] - _LIKELY or is_beside)


def joined(asked: Asked, role: str, best: int, n: int, candidates: list[Candidate], column: list[float]) -> list[str]:
    """Return the features of a further place beside the one chosen for a role."""
    return spelled(signs_beside(asked, role, best, n, candidates, column))


def signs_beside(
    asked: Asked, role: str, best: int, n: int, candidates: list[Candidate], column: list[float]
) -> list[str | Sign]:
    """Return the signs of a further place beside the one chosen for a role."""
    one, other = candidates[best], candidates[n]
    gap = column[best] - column[n]
    over = column[n] - column[0]
    size, above = _GAPS[bisect_right(_GAPS, gap, 0, 5)], _MARGINS[bisect_right(_MARGINS, over, 0, 7)]
    chain = one.chain == other.chain
    link = other.link if n > best and other.inside else "-" + one.link if one.inside and n < best else "far"
    if abs(n - best) != 1:
        link = f"over {link}"
    return [
        (_beside, chain, role, size, above, one.inside, other.inside),
        (_ruled, chain, other.role == role, one.role == role, one.lead == other.lead),
        (_given, other.decided == role, one.decided == role, other.was == role, one.was == role),
        (_act_link, asked.act, chain, link), (_kinds, link, one.kind, other.kind),
        (_counted, chain, min(abs(other.counts - one.counts), 2), link),
        f"link={link} follow={one.follow}+{other.follow}", f"leads={one.lead}+{other.lead} act={asked.act}",
        f"leads={one.lead}+{other.lead} link={link}", f"link={link} {other.lies}",
        f"link={link} led={one.lead} {asked.group}",
    ]  # fmt: skip


# --- the features that signs of further places stand for


def _beside(chain: bool, role: str, size: float, above: int, first: bool, second: bool) -> list[str]:
    return [
        "bias", f"chain={chain}", f"chain={chain} {role}", f"gap={size:g} chain={chain}",
        f"above={above} chain={chain}", f"inside={first}+{second}", f"inside={first}+{second} above={above}",
    ]  # fmt: skip


def _ruled(chain: bool, other: bool, one: bool, same: bool) -> list[str]:
    return [f"ruled={other} {one} chain={chain}", f"same={same} chain={chain}"]


def _given(other: bool, one: bool, other_was: bool, one_was: bool) -> list[str]:
    return [f"decided={other} {one}", f"was={other_was} {one_was}"]


def _counted(chain: bool, between: int, link: str) -> list[str]:
    return [f"counts={between} chain={chain}", f"counts={between} link={link}"]


def _act_link(act: str, chain: bool, link: str) -> list[str]:
    return [f"act={act} chain={chain}", f"act={act} link={link}"]


def _kinds(link: str, one: str, other: str) -> list[str]:
    return [f"kinds={one}+{other}", f"link={link} kinds={one}+{other}"]
