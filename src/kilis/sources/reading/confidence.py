"""How likely it is that a claim was read rightly: by field and for the whole row, as measured on texts left out.

What the other weights leave in a claim (by how much they preferred what they chose) is not yet how often they are right
on texts they have not learned from. So claims read with weights of other texts were compared with the gold, and the
share of right ones learned: p = 1 / (1 + exp(-sum)), of a sum of weights for each field and the row.
`python benchmarks/reading_confidence.py --write` makes the table (`languages/CODE-confidence.csv`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from kilis.sources.reading.analysis import QUOTES
from kilis.sources.reading.linear import Linear, Sign
from kilis.sources.reading.model import Claim, Confidence

FIELDS = ("what", "where", "when", "who")
ANSWERS = (*FIELDS, "row")
"""Each feature begins with the field that it says something of; besides it, it says something of the row."""
BIAS = "bias"
DOUBTFUL = 0.5
"""Below this a field is more likely wrong than right."""
_CLAIMED = (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 8)
_CHOSEN = (-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6)
_LENGTHS = (60, 120, 200, 300)
_MOST = 3


def judged(claims: Sequence[Claim], text: str, weights: Linear) -> tuple[Claim, ...]:
    """Return the claims of a text with how likely they were read rightly; without weights as they are."""
    if not weights.weights:
        return tuple(claims)
    return tuple([claim.believed(_confidence(claim, text, weights)) for claim in claims])


def _confidence(claim: Claim, text: str, weights: Linear) -> Confidence:
    sums = weights.scores(signs_of(claim, text))
    what, where, when, who, row = [round(1 / (1 + math.exp(-each)), 2) for each in sums]
    return Confidence(what, where, when, who, row)


def signs_of(claim: Claim, text: str) -> list[str | Sign]:
    """Return what each field, and the row, are judged by."""
    about, places = f"{claim.kind} {claim.action}", claim.places
    claimed = f"odds={claim.kind} {bisect_right(_CLAIMED, claim.odds)}"
    told = min(len(claim.spans), _MOST)
    sentence = text[claim.sentence.start : claim.sentence.end]
    kinds = tuple(sorted({place.kind for place in places}))
    inside = sum([claim.sentence.start <= place.start < claim.sentence.end for place in places])
    named = claim.speaker is not None
    last = claim.speaker.split()[-1] if claim.speaker else ""
    placed, dated = bisect_right(_CHOSEN, claim.place_odds), bisect_right(_CHOSEN, claim.date_odds)
    length, quoted = bisect_right(_LENGTHS, len(sentence)), any(map(sentence.__contains__, QUOTES))
    return [
        BIAS, (_what, claimed, about, claim.certainty, told),
        (_where, placed, inside == len(places), about, claimed),
        (_placed, min(len(places), _MOST), min(inside, _MOST), kinds, length, told),
        (_when, dated, claim.period is not None, about, claimed, claim.certainty),
        (_who, named, bool(last) and last in sentence, quoted, last[:1].isupper()),
        (_credited, named, claim.certainty, told, about),
    ]  # fmt: skip


# --- the features that signs stand for


def _what(claimed: str, about: str, certainty: str, told: int) -> list[str]:
    return [f"what {claimed}", f"what act={about}", f"what certainty={certainty}", f"what told={told}"]


def _where(odds: int, inside: bool, about: str, claimed: str) -> list[str]:
    return [f"where odds={odds}", f"where odds={odds} inside={inside}", f"where act={about}", f"where {claimed}"]


def _placed(places: int, inside: int, kinds: tuple[str, ...], length: int, told: int) -> list[str]:
    return [
        f"where places={places} inside={inside}", f"where kinds={'+'.join(kinds)}", f"where length={length}",
        f"where told={told}",
    ]  # fmt: skip


def _when(odds: int, period: bool, about: str, claimed: str, certainty: str) -> list[str]:
    return [
        f"when odds={odds}", f"when odds={odds} period={period}", f"when act={about}", f"when {claimed}",
        f"when certainty={certainty}",
    ]  # fmt: skip


def _who(named: bool, inside: bool, quoted: bool, capital: bool) -> list[str]:
    return [
        f"who named={named}", f"who named={named} inside={inside}", f"who named={named} {quoted}",
        f"who named={named} capital={capital}",
    ]  # fmt: skip


def _credited(named: bool, certainty: str, told: int, about: str) -> list[str]:
    return [f"who named={named} certainty={certainty}", f"who named={named} told={told}", f"who act={about}"]
