"""Words of events that tell of none: "rebel-held Douma", "a bid to take it", "the truce has held", "Paul Burns"."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.lexicon import Cue

_GOALS = ("control", "siege")
_CUTTING = ("cut", "restore", "siege")
_SHUTTING = ("close", "limit", "cut")
_BY_NATURE = ("assault", "siege", "threat")
FAR, WISH, NEAR = 12, 9, 4
"""So many words off a thing still belongs to an event, is what is wanted or called for, or stands beside it."""
_CROWD = 20
_OBJECT = 3
"""Tokens as far as which the object of a verb is looked for: "launched a vaccination campaign"."""


def is_untold(s: Sentence, cue: Cue) -> bool:
    """Whether a word or phrase listed for a kind of event tells of none where it stands."""
    if _is_compound(s, cue) or _is_nearness(s, cue) or _is_surname(s, cue):
        return True
    if cue.sense.event in ("advance", "control") and _is_on_foot(s, cue):
        return True
    if cue.sense.event == "control" and not s.words["happenings.missiles"].isdisjoint(
        s.lows[max(0, cue.start - NEAR) : cue.start]
    ):
        return s.low[cue.start] in s.words["happenings.undergone"]  # "a mortar fell on Ure"
    if cue.sense.event == "assault" and (_is_backing(s, cue) or _is_blaze(s, cue) or _is_of_mercy(s, cue)):
        return True
    if cue.sense.event in _BY_NATURE and _is_of_nature(s, cue):
        return True
    if cue.sense.event == "control" and _is_no_ground(s, cue):
        return True
    if cue.sense.event == "ceasefire" and _is_broken(s, cue):
        return True
    if cue.sense.event in _SHUTTING and not s.words["untold.always"].isdisjoint(
        s.lows[max(0, cue.start - _OBJECT) : cue.start]
    ):
        return True  # "has long refused to let them in"
    if cue.sense.event == "advance" and any(s.token_of(when.start) == cue.end for when in s.dates):
        return s.low[cue.end - 1] in s.words["phrases.prepositions"]  # "schools closed on Monday"
    if cue.sense.event == "advance" and cue.sense.label == "verb" and _is_of_people(s, cue.end):
        return True  # "fighting is pushing people out of Ure"
    if cue.sense.event in ("close", "open", "limit") and _is_of_goods(s, cue):
        return True
    if cue.sense.event == "site_closes" and _is_of_house(s, cue) and s.words["untold.guests"].isdisjoint(s.lows):
        return True  # "schools in Ure closed on Monday", where nobody sheltered
    if cue.sense.event in _SHUTTING and not s.words["untold.visitors"].isdisjoint(s.lows[cue.start + 1 : cue.end + 2]):
        return True  # "barred media access to the crossing"
    if cue.sense.event == "threat" and s.low[cue.end] in s.words["happenings.kind"]:
        return s.low[cue.end - 1] in s.words["to"]  # "has vowed to help them"
    return cue.sense.event in _GOALS and (
        _is_prized(s, cue) or _is_aimed(s, cue) or _is_lasting(s, cue) or _is_of_captives(s, cue)
    )


def is_of_supplies(s: Sentence, cue: Cue, subject: tuple[int, int] | None) -> bool:
    """Whether it is no road that is cut: "water has been cut", "phone lines were cut", "cut the power"."""
    supplies = s.words["happenings.supplies"]
    if cue.sense.event not in _CUTTING:
        return False
    at = cue.start - 1
    while s.low[at] in s.words["speech.auxiliaries"]:
        at -= 1
    if at < cue.start - 1 and s.low[at] in supplies:  # "the airport was shut and power was cut": not the airport
        return True
    if subject is not None:
        return s.low[subject[0] - 1] in supplies
    behind = cue.end + (s.low[cue.end] in s.lexicon.articles)
    before = s.lows[max(0, cue.start - NEAR) : cue.start]
    return s.low[behind] in supplies or ("," not in before and not supplies.isdisjoint(before))


def is_of_attack(s: Sentence, cue: Cue, subject: tuple[int, int] | None) -> bool:
    """Tell "the raid on Ure camp that began on Monday" and "fighting broke out in the outskirts" from further news.

    They only say when or where the attack was.
    """
    ahead = [each for each in s.of_kind["event:assault"] if each.end <= cue.start]
    if cue.sense.event == "advance" and cue.sense.label == "nouns" and s.low[cue.start] in s.words["happenings.inside"]:
        return any(cue.start - each.end <= FAR and "," not in s.lows[each.end : cue.start] for each in ahead)
    begun = cue.sense.event == "site_opens" and s.low[cue.end - 1] in s.words["dating.opening"]
    return begun and subject is not None and any(0 <= subject[0] - each.end <= NEAR for each in ahead)


def _is_compound(s: Sentence, cue: Cue) -> bool:
    """Tell the "held" of "rebel-held Douma": it says which place is meant, not what happened there."""
    if cue.sense.label != "verb" or cue.sense.form != "past":
        return False
    held = s.low[cue.start] in s.words["roles.holding"] and s.low[cue.start - 1] in s.words["untold.sides"]
    return "-" in s.lows[max(0, cue.start - 1) : cue.end] or (held and s.place_at(cue.end) is not None)


def _is_surname(s: Sentence, cue: Cue) -> bool:
    """Tell Paul Burns from a house that burns."""
    alone = cue.end - cue.start == 1 and s.tokens[cue.start].is_name
    return alone and s.low[cue.start - 1] in s.words["names.given"] and s.tokens[cue.start - 1].is_name


def _is_on_foot(s: Sentence, cue: Cue) -> bool:
    """Tell people who head for a town, or enter it, from troops that do: nobody under arms is named before."""
    entering = cue.sense.event == "control"
    moving = any(each.start == cue.start for each in s.of_kind["action"])
    if not (s.low[cue.start] in s.words["happenings.going"] if entering else moving):
        return False
    armed = max((each.start for each in s.of_kind["armed"] if each.start < cue.start), default=-1)
    if entering and s.low[cue.start] in s.words["happenings.fleeing"]:
        return armed < 0  # "Ahmad, 29, fled the town of Ure"
    if entering and any(armed < n < cue.start <= n + WISH and "," not in s.lows[n : cue.start] for n in s.counts):
        return True  # "the army said that 2,500 people have entered the town"
    people = any(each.end <= cue.start and each.sense.label != "other" for each in s.of_kind["people"])
    # "tens of thousands of Syrians are moving towards the border"
    people = people or any(0 < cue.start - each.end <= NEAR and each.magnitude >= _CROWD for each in s.numbers)
    goers = s.words["happenings.goers"] if entering else frozenset()
    return armed < 0 and (people or not goers.isdisjoint(s.lows[max(0, cue.start - WISH) : cue.start]))


def _is_backing(s: Sentence, cue: Cue) -> bool:
    """Tell attacks of no named place by which others act, or in spite of which: "troops backed by air strikes"."""
    named = any(cue.end <= start <= cue.end + NEAR or cue.start - WISH < start < cue.start for start, _, _ in s.places)
    if named or (cue.sense.label == "verb" and s.low[cue.start - 1] not in s.lexicon.articles):
        return False
    for at in range(cue.start - 1, max(cue.start - WISH, -1), -1):
        if s.low[at] in s.words["happenings.despite"]:
            return True
        if s.low[at] in s.words["by"] and s.low[at - 1] in s.words["happenings.backed"]:
            return True
        if not s.tokens[at].is_word or at in s.finite:
            return False
    return False


def _is_blaze(s: Sentence, cue: Cue) -> bool:
    """Tell "a fire at a clinic" from shots at one."""
    return s.low[cue.start] in s.words["untold.blaze"] and s.low[cue.start - 1] in s.lexicon.articles


def _is_of_people(s: Sentence, at: int) -> bool:
    """Whether those behind a verb are civilians, whom nobody leads into battle."""
    return any(at <= cue.start <= at + 1 and cue.sense.label != "other" for cue in s.of_kind["people"])


def _is_of_mercy(s: Sentence, cue: Cue) -> bool:
    """Tell "the agency's operations in Ure" and "relief operations" from those of troops."""
    operations = s.words["untold.operations"]
    # "launched a vaccination campaign", "launched an operation"
    at = next((k for k in range(cue.start, min(cue.end + _OBJECT, len(s.tokens))) if s.low[k] in operations), None)
    if at is None:
        return False
    owned = s.low[at - 1] in s.words["owner"]
    return s.low[at - 1 - owned] in s.words["untold.mercy"]


def _is_of_nature(s: Sentence, cue: Cue) -> bool:
    """Tell "cholera has hit Ure", "cut off by the rains" and "a threat from locusts" from what armed men do."""
    nature = s.words["happenings.nature"]
    if cue.sense.event == "threat" or s.low[cue.end] in s.words["by"] or s.low[cue.end - 1] in s.words["by"]:
        return not nature.isdisjoint(s.lows[cue.end : cue.end + NEAR])
    if s.low[cue.start] in nature and cue.end in s.finite:
        return True  # "heavy rain hit Ure"
    at = cue.start - 1
    while s.low[at] in s.words["speech.auxiliaries"]:
        at -= 1
    return cue.sense.label == "verb" and s.low[at] in nature


def _is_no_ground(s: Sentence, cue: Cue) -> bool:
    """Tell "the truce took effect", "cleared the road" and "took Ure in the election" from a town that is taken."""
    if cue.sense.label != "verb":
        return False
    at = cue.end + (s.low[cue.end] in s.lexicon.articles)
    if s.low[cue.start] in s.words["untold.clearing"]:
        return s.low[at] in s.words["placed.roads"]
    if s.low[cue.end - 1] not in s.words["happenings.catching"]:
        return False
    voted = s.lows[cue.end : cue.end + FAR]
    return s.low[cue.end] in s.words["untold.taken"] or not s.words["untold.votes"].isdisjoint(voted)


def _is_broken(s: Sentence, cue: Cue) -> bool:
    """Whether a truce is only told to have ended: "the ceasefire agreed in Ure has collapsed"."""
    behind = s.lows[cue.end : cue.end + FAR]
    stop = next((k for k, low in enumerate(behind) if low in s.words["comma_and_or"]), len(behind))
    return cue.sense.label != "verb" and not s.words["untold.broken"].isdisjoint(behind[:stop])


def _is_of_goods(s: Sentence, cue: Cue) -> bool:
    """Tell "aid is being let through the crossing" and "closed hospitals" from what is done to a gate."""
    if _is_of_house(s, cue):
        return True
    letting = not s.words["borders.letting"].isdisjoint(s.lows[cue.start : cue.end])
    before = s.lows[max(0, cue.start - WISH) : cue.start]
    return letting and not s.words["untold.goods"].isdisjoint(before)


def _is_of_house(s: Sentence, cue: Cue) -> bool:
    """Tell "the market of Ure was open" and "schools in Ure reopen on Monday" from a gate that does."""
    led = s.low[cue.end] in s.lexicon.articles or s.low[cue.end] in s.words["untold.own"]
    if s.low[cue.end + led] in s.words["untold.houses"]:
        return True
    if not s.words["roles.ways"].isdisjoint(s.lows[max(0, cue.start - NEAR) : cue.end + NEAR]):
        return False
    at = cue.start - 1
    while s.low[at] in s.words["speech.auxiliaries"] or s.low[at] in s.words["speech.being"]:
        at -= 1
    place = next((each for each in s.places if each[1] == at + 1), None)
    if place is not None and s.low[place[0] - 1] in s.words["phrases.prepositions"] | s.words["of"]:
        at = place[0] - 2
    return at >= 0 and s.low[at] in s.words["untold.houses"]


def _is_nearness(s: Sentence, cue: Cue) -> bool:
    """Tell the "close" of "bombs fell close to the border" from that of "will close to lorries"."""
    if s.low[cue.start] not in s.words["happenings.nearness"]:
        return False
    behind = s.low[cue.end - 1] if cue.end - cue.start > 1 else s.low[cue.end]
    return behind in s.words["to"] and s.low[cue.start - 1] not in s.words["happenings.verb_leads"]


def _is_prized(s: Sentence, cue: Cue) -> bool:
    """Tell "Control of the town is a major goal": who has it is not said."""
    if s.low[cue.start] not in s.words["happenings.taking"]:
        return False
    being = s.words["speech.being"]
    at = next(
        (k for k in range(cue.end, min(cue.end + WISH, len(s.tokens))) if s.low[k] in being or s.low[k] == ","), 0
    )
    return s.low[at] in being and not s.words["happenings.prizes"].isdisjoint(s.lows[at : at + WISH])


def _is_of_captives(s: Sentence, cue: Cue) -> bool:
    """Tell "soldiers were captured" and "seized 40 hostages" from a town that is: nobody's land changes hands."""
    captives, being = s.words["happenings.captives"], s.words["speech.being"]
    is_done_to = s.low[cue.end - 1] in s.words["by"]  # "her husband was taken by gunmen"
    is_verb = cue.sense.label == "verb" or is_done_to
    if not is_verb or s.low[cue.end - 1 - is_done_to] not in s.words["happenings.catching"]:
        return False
    at = cue.end
    while at < len(s.tokens) and (s.tokens[at].is_number or s.low[at] in s.words["happenings.caught"]):
        at += 1
    is_object = not is_done_to and s.low[at] in captives and s.low[at + 1] not in s.words["happenings.owner"]
    at = cue.start - 1
    while s.low[at] in s.words["happenings.hurt"]:
        at -= 1  # "fighters had been killed or captured"
    passive = s.low[at] in being
    while s.low[at] in being or s.low[at] in s.words["speech.auxiliaries"]:
        at -= 1
    return is_object or (passive and s.low[at - (s.low[at] in s.words["who_that"])] in captives)


def _is_aimed(s: Sentence, cue: Cue) -> bool:
    """Tell the "retake" of "an offensive to retake Mosul", which is still to be done, from "managed to retake"."""
    start = cue.start - (s.low[cue.start - 1] in s.words["happenings.gaining"] and cue.sense.label != "verb")
    lead = s.low[start - 1]
    if not (
        (lead in s.words["to"] and (cue.sense.form == "base" or start < cue.start))
        or (lead in s.words["happenings.leading"] and cue.sense.form != "past")
    ):
        return False
    aims, feats = s.words["happenings.aims"], s.words["happenings.feats"]
    near = reversed(s.lows[max(0, start - WISH) : start])
    return next((low in aims for low in near if low in aims or low in feats), False)


def _is_lasting(s: Sentence, cue: Cue) -> bool:
    """Tell "as evening fell", "the truce has held" and "a meeting was held in Goma" from towns that are."""
    if cue.sense.label != "verb":
        return False
    at = cue.start - 1
    while s.low[at] in s.words["speech.auxiliaries"]:
        at -= 1
    calm = s.words["happenings.calm"]
    if s.low[at] in s.words["happenings.nature"] or s.low[at] in calm:
        return True
    if s.low[cue.end - 1] not in s.words["happenings.holding"]:
        return False
    behind, before = s.low[cue.end], set(s.lows[: cue.start])
    still = calm & before and not before & s.words["happenings.holders"]
    if still and (not behind.isalpha() or behind in s.words["happenings.openers"]):
        return True  # "A truce in force since Sunday is largely holding, though"
    passive = s.low[cue.start - 1] in s.words["speech.being"]
    met = passive and behind in s.words["phrases.prepositions"]
    return met and s.words["by"].isdisjoint(s.lows[cue.end : cue.end + NEAR])
