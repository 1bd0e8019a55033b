"""Who left which place, told by the order of the sentence once places are chosen."""

from __future__ import annotations

from dataclasses import replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.context import Context
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.mainverb import of_stayers
from kilis.sources.reading.model import Claim, NamedPlace
from kilis.sources.reading.roles import leader_of

_WIDE = frozenset({"country", "border", "crossing"})
_DONE_TO = frozenset({"assault", "control", "siege"})
_AREAS = frozenset({"country", "region", "site", "crossing", "border"})
_WIDELY = frozenset({"displaced", "sheltering", "killed", "registered"})
_STAYED = frozenset({"sheltering", "population", "waiting", "registered"})
_VERB, _LEAD, _FRONT, _BEHIND, _CLAUSE, _STAY, _SOUGHT = 4, 4, 6, 6, 9, 4, 4


def of_home(s: Sentence, claim: Claim) -> Claim:
    """Turn round the place before a figure for those who then left it, and the place where they stay since.

    "In Ure, 2,000 have left since Monday" are from Ure; "in Ure 2,000 fled and live in Bor" as well, and went to Bor.
    """
    if claim.action != "displaced" or claim.destination:
        return claim
    first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
    verb = _leaving(s, last)
    if verb is None:
        return claim
    front = _front(s, first)
    if claim.origin and _is_stayed_in(s, claim.origin[0], verb.end):
        left = claim.at or ((front,) if front is not None else ())
        return replace(claim, at=(), origin=left, destination=claim.origin)
    goes_on = s.low[verb.end] in s.words["afterwards.to"]
    here = front is not None and [place.name for place in claim.at] == [front.name]
    here = here and (verb.sense.role != "at" or claim.at[0].kind == "site")
    return replace(claim, at=(), origin=claim.at) if here and not claim.origin and not goes_on else claim


def of_stay(s: Sentence, claim: Claim) -> Claim:
    """Let those who stayed at a place and went on have left it: "900 people camped in Ure have crossed into Chad"."""
    last = s.token_of(claim.spans[0].end)
    if claim.kind == "event" or s.low[last] not in s.words["mainverb.staying"]:
        return claim
    gone = of_stayers(s, last)
    stay = next((place for start, _, place in s.places if last < start <= last + _STAY), None)
    if gone is None or stay is None:
        return claim
    at, destination = (tuple(p for p in role if p.name != stay.name) for role in (claim.at, claim.destination))
    action = "displaced" if claim.action in _STAYED else claim.action
    return replace(claim, action=action, at=at, origin=(stay,), destination=destination)


def to_shelter(s: Sentence, claim: Claim) -> Claim:
    """Let those who fled go where they seek shelter: "fled Ure to seek refuge in Bor"."""
    if claim.action != "displaced" or claim.destination or s.words["leaving.shelter"].isdisjoint(s.lows):
        return claim
    last = s.token_of(claim.spans[0].end)
    for start, _, place in s.places:
        at = leader_of(s, start)
        at = leader_of(s, at) if s.low[at] in s.words["of"] else at  # "in the town of Bor"
        sought = s.low[at] in s.words["leaving.inside"] and s.low[at - 1] in s.words["leaving.shelter"]
        if sought and at - _SOUGHT > last and not s.words["to"].isdisjoint(s.lows[at - _SOUGHT : at - 1]):
            at_home = tuple(each for each in claim.at if each.name != place.name)
            left = tuple(each for each in claim.origin if each.name != place.name)
            return replace(claim, at=at_home, origin=left, destination=(place,))
    return claim


def not_from_there(claim: Claim) -> Claim:
    """Take no place for the one that people left where it is the one they came to, under another of its names."""
    reached = {place.place_id for place in claim.destination if place.place_id}
    if claim.kind == "event" or reached.isdisjoint({place.place_id for place in claim.origin}):
        return claim
    return replace(claim, origin=tuple(place for place in claim.origin if place.place_id not in reached))


def elsewhere(s: Sentence, claim: Claim) -> Claim:
    """Take no place in mind for those who are "at another camp"."""
    carried = [p for p in claim.at + claim.destination if not s.stretch.start <= p.start < s.stretch.end]
    others = s.words["leaving.another"]
    if claim.kind == "event" or not carried or others.isdisjoint(s.lows):
        return claim
    spots = s.words["leaving.spots"]
    if not any(s.low[k] in others and not spots.isdisjoint(s.lows[k + 1 : k + 3]) for k in range(len(s.tokens))):
        return claim
    at, destination = (tuple(p for p in role if p not in carried) for role in (claim.at, claim.destination))
    return replace(claim, at=at, destination=destination)


def as_there(s: Sentence, claim: Claim) -> Claim:
    """Let those who are counted as displaced be where they are counted: "Ure has 9,000 displaced"."""
    first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
    counted = s.low[last - 1] in s.words["figures.away"] or s.low[last - 2] in s.words["figures.away"]
    if claim.action != "displaced" or claim.at or claim.destination or not claim.origin or not counted:
        return claim
    if s.words["from"].isdisjoint(s.lows) and _is_there(s, first, last):
        return replace(claim, at=claim.origin, origin=())
    return claim


def of_topic(s: Sentence, claim: Claim, context: Context) -> Claim:
    """Give "the town" to the one whose name opened a sentence before it in the paragraph: "Ure is empty. The town"."""
    topic = context.topic
    if topic is None or topic[0] != s.stretch.paragraph or len(claim.places) != 1:
        return claim
    place, (meant,) = topic[1], claim.places
    known = s.stretch.start <= meant.start < s.stretch.end or meant.name in {p.name for p in context.heading}
    if known or place.name == meant.name or place.kind in _AREAS or meant.kind in _AREAS:
        return claim
    if not any(s.low[k] in s.words["the"] and _is_town(s, k + 1) for k in range(len(s.tokens))):
        return claim
    at, origin, destination = ((place,) if group else () for group in (claim.at, claim.origin, claim.destination))
    return replace(claim, at=at, origin=origin, destination=destination)


def of_subject(s: Sentence, event: Claim) -> Claim:
    """Give what was done to a place to the one that is its subject: "Ure too was seized", whatever else is near."""
    first = s.token_of(event.spans[0].start)
    if event.action not in _DONE_TO or s.low[first - 1] not in s.words["leaving.driven"]:
        return event
    end = first - 1
    while end > 0 and s.low[end - 1] in s.words["leaving.besides"]:
        end -= 1
    subject = s.place_at(end - 1)
    if subject is None or subject[1] != end or subject[2].name in {place.name for place in event.at}:
        return event
    if subject[0] and s.low[subject[0] - 1] not in s.words["leaving.clause"]:
        return event  # "the town in the south of Ure was attacked"
    return replace(event, at=(subject[2],))


def as_before(s: Sentence, claim: Claim, context: Context) -> Claim:
    """Give "the figure on Wednesday was 900" the places of the figure right before it."""
    is_same = (
        s.low[0] in s.words["the"] and s.low[1] in s.words["leaving.figures"] and claim.action == context.last_told
    )
    last = context.last_roles
    if not is_same or s.places or last is None or last.is_empty:
        return claim
    return replace(claim, at=last.at, origin=last.origin, destination=last.destination)


def of_country(s: Sentence, claim: Claim, context: Context) -> Claim:
    """Give "across the country" to the country, "fled the country" as well, and not to the town named before."""
    country, last = context.land, s.token_of(claim.spans[0].end)
    if country is None or claim.action not in _WIDELY or any(s.stretch.start <= p.start for p in claim.places):
        return claim
    for at in range(last, min(last + _CLAUSE, len(s.tokens) - 2)):
        if s.low[at] in s.words["leaving.stops"]:
            return claim
        whole = s.low[at + 2] in s.words["country"] and s.low[at + 3] not in s.words["owner"]
        if s.low[at + 1] in s.words["the"] and whole:
            if s.low[at] in s.words["leaving.within"]:
                return replace(claim, at=(country,), origin=(), destination=())
            if claim.action == "displaced" and s.low[at] in s.words["leaving.fled"]:
                return replace(claim, at=(), origin=(country,))
    return claim


def _is_town(s: Sentence, at: int) -> bool:
    """Whether a noun that means a town by itself stands at a token: "the town", not "the town of Ure"."""
    return s.low[at] in s.words["leaving.towns"] and s.low[at + 1] not in s.words["of"]


def _is_there(s: Sentence, first: int, last: int) -> bool:
    """Whether a figure stands behind a verb of having or before one of being, and no verb tells that anybody left."""
    having = [k for k in range(max(0, first - _BEHIND), first) if s.low[k] in s.words["leaving.having"]]
    has = bool(having) and (s.tokens[having[-1] + 1].is_number or s.low[having[-1] + 1] in s.words["leaving.between"])
    return has or (s.low[last] in s.words["is"] and s.low[last + 1] in s.words["context.there"])


def _leaving(s: Sentence, last: int) -> Cue | None:
    """Return the verb right behind a figure by which those who are counted went away."""
    stop = next((k for k in range(last, last + _VERB + 1) if s.low[k] not in s.words["leaving.helping"]), last)
    for cue in s.of_kinds(("action", "noun")):
        if cue.start <= stop < cue.end and cue.sense.label == "displaced":
            gone = cue.sense.role == "from" or s.low[stop] in s.words["leaving.gone"]
            return cue if gone or s.low[stop - 1] in s.words["leaving.driven"] else None
    return None


def _front(s: Sentence, first: int) -> NamedPlace | None:
    """Return the place that opens the figure's clause, if one does: "In Ure, 2,000", "while in the town of Bor 300"."""
    for start, end, place in s.places:
        if not end <= first <= end + _FRONT or place.kind in _WIDE:
            continue
        gap = s.lows[end:first]
        if not s.words["leaving.between"].issuperset(gap):
            continue
        lead = start - 1
        while s.low[lead] in s.words["roles.passed_over"] and lead > max(0, start - _LEAD):
            lead -= 1
        if s.low[lead] in s.words["at_in"] and (lead == 0 or s.low[lead - 1] in s.words["leaving.opening"]):
            return place
    return None


def _is_stayed_in(s: Sentence, place: NamedPlace, behind: int) -> bool:
    """Whether a place is where people have stayed since: "fled and live in Bor"."""
    start = s.token_of(place.start)
    if not behind < start < len(s.tokens) or s.low[start - 1] not in s.words["at_in"]:
        return False
    verbs = [cue for cue in s.of_kind["action"] if behind <= cue.start < start]
    return (
        bool(verbs) and verbs[-1].sense.label == "sheltering" and s.low[verbs[-1].start - 1] in s.words["leaving.and"]
    )
