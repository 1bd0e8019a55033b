"""Places that the sentence of a claim names and that the claim is not about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.gates import REGIMES
from kilis.sources.reading.model import NamedPlace
from kilis.sources.reading.roles import leader_of

if TYPE_CHECKING:
    from kilis.sources.reading.placed import Asked, Inside

_FORCE = frozenset({"event:assault", "event:advance", "event:control", "event:siege"})
_BREAKDOWN = frozenset({"-", "–", "—", ":"})
_STAYING = frozenset({"waiting", "sheltering", "population", "besieged", "killed"})
_HELD_UP = frozenset({"waiting", "besieged", "sheltering"})
_LINES = frozenset({"crossing", "border"})
_OWNED, _ACTING, _LINE, _ASIDE = 3, 7, 6, 9
"""Tokens that may stand between an owner and what is owned: "Turkey's new ground offensive"."""


def is_passed_over(s: Sentence, asked: Asked, each: Inside) -> bool:
    """Whether a place only tells which other is meant, who did it, or what was crossed on the way."""
    country = each.kind == "country"
    if each.people and asked.claim.kind == "event" and any(c.start == each.end for c in s.of_kind["armed"]):
        return True  # "troops backed by Russian jets broke the siege"
    if each.people and asked.claim.kind == "figure" and _is_fighting(s, each.end):
        return True  # "if the Russian air strikes continue, 70,000 will come"
    if asked.claim.action in REGIMES and s.low[asked.first - 1] in s.words["passed_over.other"]:
        return each.end <= asked.first  # "Despite the closure at Ure, three other border points remain open"
    titled = s.low[each.start - 1] in s.words["of"] and s.low[each.start - 2] in s.words["phrases.persons"]
    is_office = titled or (each.spoken and _is_of_office(s, each))
    if is_office and (asked.claim.kind == "event" or _is_other_named(s, asked)):
        return True  # "the governor of Kilis said"
    if asked.act == "event:control" and each.lead == "away":
        return True  # "captured six villages east of Azaz"
    if country and asked.claim.action in _HELD_UP and each.end <= asked.first and _is_housed(s, asked):
        return True  # "Egypt shut its border to the 9,000 people sheltering in Ure"
    if each.people and asked.claim.action == "waiting" and asked.first <= each.start < asked.last:
        return True  # "thousands of Syrians gathered there"
    if asked.claim.kind == "figure" and _is_before_relative(s, asked.first, each):
        return True  # "opened at Ure to let people into Turkey, which has taken in 9,000"
    if asked.claim.action in _HELD_UP and _is_fled(s, asked.last, each):
        return True  # "those fleeing Ure are stranded at the border"
    if each.kind == "border" and _is_of_town(s, each):
        return True  # "in Reyhanli, close to the Syrian border"
    if _is_beside_line(s, each):
        return True  # "at the Turkish border near the city of Kilis"
    holds, owns = "inner=True" in each.lies, each.follow in s.words["owner"]
    if holds and owns and (country or each.wider.endswith(">crossing")):
        return True  # "Turkey's Oncupinar crossing": the crossing alone
    if country and s.low[each.start - 1] in s.words["passed_over.bordering"]:
        return True  # "in districts bordering Jordan"
    if country and s.low[each.end] == "-" and s.low[each.end + 1] in s.words["roles.made"]:
        return True  # "a Britain-based monitor"
    if asked.claim.kind == "figure" and s.low[each.start - 1] in s.words["to"] and _is_road(s, each.start - 2):
        return True  # "forcing 900 to flee and cutting the road to Ure"
    if asked.claim.action == "killed" and s.low[each.start - 1] in s.words["to"]:
        # "two children were killed and the wounded were driven to Ure"
        return not s.words["and"].isdisjoint(s.lows[asked.last : each.start])
    does = _is_doer(s, asked, each.end + 1) if owns else _is_acting(s, asked, each)
    if country and ((holds and each.lead in s.words["in"]) or does):
        return True  # "Ansongo in eastern Mali"; "Turkey's shelling", "Turkey's army advanced"
    if each.start >= asked.last and _closes_before(s, asked, each.start):
        return True
    if asked.act in _FORCE and each.end <= asked.first and _is_on_their_homes(s, asked, each):
        return True
    if asked.claim.action in REGIMES and s.low[each.start - 1] in s.words["with"]:
        # "Turkey reopened its border with Syria"
        return s.low[each.start - 2] in s.words["roles.ways"] and s.low[each.start - 3] in s.words["untold.own"]
    if asked.act in _FORCE and s.low[each.start - 1] in s.words["with"]:
        return s.low[each.start - 2] in s.words["roles.ways"]  # "seized the gate with Iran"
    return asked.group in ("moving", "displaced") and s.low[each.end] in s.words["placed.rivers"]


def _is_on_their_homes(s: Sentence, asked: Asked, each: Inside) -> bool:
    """Whether homes elsewhere are struck: "They reached Ure after gunmen attacked their villages"."""
    homes = (
        k for k in range(asked.last, min(asked.last + _OWNED, len(s.tokens) - 1))
        if s.low[k] in s.words["untold.own"] and s.low[k + 1] in s.words["passed_over.homes"]
    )  # fmt: skip
    if next(homes, None) is None or each.lead in s.words["from"]:
        return False
    came = [cue.end for cue in s.of_kind["action"] if cue.sense.label == "arrived"]
    reached = each.lead in s.words["to"] or each.start in came or each.start - 1 in came
    return reached or not s.words["passed_over.telling"].isdisjoint(s.lows[each.end : asked.first])


def _is_housed(s: Sentence, asked: Asked) -> bool:
    """Whether a town right behind those counted says where they are: "9,000 people sheltering in Ure"."""
    ahead = [place for place in s.places if asked.last <= place[0] <= asked.last + _OWNED]
    return any(not p.is_kind("country") and s.low[at - 1] in s.words["placed.inside"] for at, _, p in ahead)


def _is_before_relative(s: Sentence, first: int, each: Inside) -> bool:
    """Whether a figure is told of another country behind it: ", which already hosts 9,000"."""
    for start, end, place in s.places:
        goes_on = s.low[end] == "," and s.low[end + 1] in s.words["which"] and end + 1 < first
        if goes_on and place.is_kind("country") and "," not in s.lows[end + 2 : first]:
            return each.start < start
    return False


def _is_of_office(s: Sentence, each: Inside) -> bool:
    """Whether a place only tells whose office it is: "the governor of Kilis province", "Kilis governor"."""
    persons = s.words["phrases.persons"]
    return not persons.isdisjoint(s.lows[max(0, each.start - _ACTING) : each.end + _OWNED])


def _is_other_named(s: Sentence, asked: Asked) -> bool:
    """Whether the clause of a claim says where: behind it a preposition leads to a place."""
    leads = s.words["placed.inside"] | s.words["phrases.prepositions"] | s.words["to"]
    ahead = (start for start, _, _ in s.places if asked.last <= start < asked.high)
    return any(not leads.isdisjoint(s.lows[max(asked.last, start - _LINE) : start]) for start in ahead)


def _is_fled(s: Sentence, last: int, each: Inside) -> bool:
    """Whether a place is only one that people fled, where another tells where they are."""
    fled = (c.start for c in s.of_kind["action"] if c.sense.label == "displaced" and c.sense.form == "gerund")
    why = max((at for at in fled if last - 1 <= at < each.start), default=None)
    verbs = [cue.start for cue in s.of_kind["action"] if cue.sense.form != "gerund"]
    if why is None or any(why < verb < each.start for verb in verbs):
        return False
    end = min((verb for verb in verbs if verb > each.start), default=len(s.tokens))
    return any(start < why or start > end for start, _, _ in s.places)


def _is_fighting(s: Sentence, at: int) -> bool:
    """Whether tokens[at] on are arms or attacks: the "air strikes" of "Russian air strikes"."""
    return any(cue.start == at for kind in ("armed", "event:assault") for cue in s.of_kind[kind])


def _is_beside_line(s: Sentence, each: Inside) -> bool:
    """Whether a place only tells where along a border or road that is named people are."""
    at = _before_beside(s, each)
    lines = (stop for _, stop, place in s.places if place.kind in _LINES)
    ways = s.words["roles.ways"]
    return at is not None and any(
        stop == at or (stop < at <= stop + _OWNED and s.low[at - 1] in ways) for stop in lines
    )


def _is_of_town(s: Sentence, each: Inside) -> bool:
    """Whether a border only tells where the town named right before it lies."""
    at = _before_beside(s, each)
    return any(stop == at and place.kind in ("settlement", "site") for _, stop, place in s.places)


def _before_beside(s: Sentence, each: Inside) -> int | None:
    """Return the token that "near", "across from" or "close to" a place stand before; None where no such words do."""
    at = leader_of(s, each.start)
    if s.low[at] in s.words["of"]:
        at = leader_of(s, at)  # "near the southern city of Kilis"
    if s.low[at] not in s.words["passed_over.beside"]:
        return None
    at -= s.low[at - 1] in s.words["passed_over.across"]
    return at - (s.low[at - 1] == ",")


def _closes_before(s: Sentence, asked: Asked, start: int) -> bool:
    """Whether a claim is told in an aside that ends before: "from Ure, which now holds 6,800, to Bor"."""
    before = reversed(s.lows[max(asked.first - _ASIDE, 0) : asked.first])
    opens = next((low for low in before if low == "," or low in s.words["placed.asides"]), ",")
    return opens != "," and "," in s.lows[asked.last : start]


def _is_road(s: Sentence, at: int) -> bool:
    """Whether tokens[at] is a road that is cut or opened."""
    cut = [*s.of_kind["event:cut"], *s.of_kind["event:restore"]]
    return s.low[at] in s.words["placed.roads"] and any(0 <= at - c.end <= _OWNED or c.start < at < c.end for c in cut)


def _is_doer(s: Sentence, asked: Asked, start: int) -> bool:
    """Whether the owner of tokens[start] on does what the words of an event tell: "Turkey's new offensive"."""
    end = asked.first
    if asked.act not in _FORCE or s.low[end] in s.words["placed.struggles"] or not 0 <= end - start < _OWNED:
        return False
    return all(s.tokens[k].is_word and s.low[k] not in s.lexicon.function for k in range(start, end))


def _is_acting(s: Sentence, asked: Asked, each: Inside) -> bool:
    """Whether a country is the subject of an attack: "if Turkey launches an assault on the town"."""
    near = (
        each.end <= asked.first <= each.end + _ACTING and s.low[each.start - 1] not in s.words["phrases.prepositions"]
    )
    return near and asked.act in _FORCE and s.low[each.end] in s.words["placed.acting"]


def is_of_part(s: Sentence, asked: Asked, each: Inside, here: Sequence[Inside]) -> bool:
    """Whether a place is that of a part: the Adré of "9,000 came to Chad on Monday - 4,000 at Adré"."""
    among = s.words["placed.among"]  # "4,800 have fled, with 956 going to Syria"
    parts = (k for k in range(asked.last, each.start) if s.low[k] == "," and s.low[k + 1] in among)
    if asked.claim.kind == "figure" and any(0 < n - k <= _OWNED for k in parts for n in s.counts):
        return True
    mark = next((k for k in range(asked.last, each.start) if s.low[k] in _BREAKDOWN), None)
    if asked.claim.kind == "event" or mark is None or not any(mark < n < each.start for n in s.counts):
        return False
    return any(asked.last <= other.start < mark and not other.spoken for other in here)


def side_of_border(s: Sentence, asked: Asked) -> int | None:
    """Return the token "side" where those who stay do so on one of a border: "on the Syrian side of the frontier"."""
    if asked.claim.action not in _STAYING or s.words["side"].isdisjoint(s.lows):
        return None
    sides = [
        k for k in range(max(asked.low, 2), asked.high) if s.low[k] in s.words["side"] and s.low[k + 1] in s.words["of"]
    ]
    lines = s.words["roles.ways"]
    return next((k for k in sides if not lines.isdisjoint(s.lows[k + 2 : k + _LINE])), None)


def is_across(s: Sentence, side: int, each: Inside) -> bool:
    """Whether a place lies on the other side: the Turkey of "on the Syrian side of the border with Turkey"."""
    if each.kind not in ("country", "border"):
        return False
    own = next((place.name for a, b, place in s.peoples if a <= side - 1 < b), None)
    return each.place.name != own if own else side < each.start <= side + _LINE


def is_elsewhere(s: Sentence, side: int, kind: str) -> bool:
    """Whether a place in mind is not that side: any, if the side is named; a country, if it is "our side"."""
    named = any(a <= side - 1 < b for a, b, _ in s.peoples)
    return named or kind == "country"


def is_abroad(s: Sentence, first: int, stop: int) -> bool:
    """Whether tokens[first:stop] tell of countries not named here: "crossed into neighbouring countries"."""
    lands = [k for k in range(first, stop) if s.low[k] in s.words["placed.lands"]]
    return any(s.low[k - 1] in s.words["placed.unnamed"] or s.low[k] in s.words["abroad"] for k in lands)


def gate_of(s: Sentence, action: str | None, last: int) -> int | None:
    """Return the token "crossing" where people wait at one that was named before: "20,000 waited at the crossing"."""
    ways, definite, leads = s.words["roles.ways"], s.words["context.definite"], s.words["phrases.prepositions"]
    ahead = range(last, min(last + _ASIDE, len(s.tokens))) if action == "waiting" else ()
    gate = next((k for k in ahead if s.low[k] in ways and not definite.isdisjoint(s.lows[k - 2 : k])), None)
    return gate if gate is not None and not leads.isdisjoint(s.lows[last:gate]) else None


def is_beside_gate(s: Sentence, gate: int, each: Inside, known: Iterable[NamedPlace]) -> bool:
    """Whether a place is not where people wait: "Turkey said 20,000 waited at the crossing, 5,000 had come to Ure"."""
    if each.kind not in _LINES and each.lead not in s.words["placed.inside"]:
        return any(place.kind in _LINES for place in known)
    return each.start > gate and each.kind not in _LINES and "," in s.lows[gate : each.start]


def gates_among(places: dict[str, NamedPlace]) -> dict[str, NamedPlace]:
    """Return the crossings and borders among places in mind; all of them where there is none."""
    return {name: place for name, place in places.items() if place.kind in _LINES} or places
