"""How likely it is that a claim was read rightly: by field and for the whole row, as measured on texts left out.

What the other weights leave in a claim (by how much they preferred what they chose) is not yet how often they are right
on texts they have not learned from. So claims read with weights of other texts were compared with the gold, and the
share of right ones learned: p = 1 / (1 + exp(-sum)), of a sum of weights for each field and the row.
`python benchmarks/reading_confidence.py --write` makes the table (`languages/CODE-confidence.csv`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from kilis.sources.reading.analysis import QUOTES
from kilis.sources.reading.linear import Linear, Sign
from kilis.sources.reading.model import Claim, Confidence

ANSWERS = ("right",)
FIELDS = ("what", "where", "when", "who")
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
    return tuple([replace(claim, confidence=_confidence(claim, text, weights)) for claim in claims])


def _confidence(claim: Claim, text: str, weights: Linear) -> Confidence:
    signs = signs_of(claim, text)
    sums = [weights.scores(signs[field])[0] for field in (*FIELDS, "row")]
    return Confidence(*[round(1 / (1 + math.exp(-each)), 2) for each in sums])


def signs_of(claim: Claim, text: str) -> dict[str, list[str | Sign]]:
    """Return what each field, and the row, are judged by."""
    about = f"{claim.kind} {claim.action}"
    claimed = f"odds={claim.kind} {bisect_right(_CLAIMED, claim.odds)}"
    told = min(len(claim.spans), _MOST)
    sentence = text[claim.sentence.start : claim.sentence.end]
    kinds = tuple(sorted({place.candidates[0].kind if place.candidates else "unknown" for place in claim.places}))
    inside = sum([claim.sentence.start <= place.start < claim.sentence.end for place in claim.places])
    named = claim.speaker is not None
    last = claim.speaker.split()[-1] if claim.speaker else ""
    placed, dated = bisect_right(_CHOSEN, claim.place_odds), bisect_right(_CHOSEN, claim.date_odds)
    length, quoted = bisect_right(_LENGTHS, len(sentence)), not QUOTES.isdisjoint(sentence)
    signs: dict[str, list[Sign]] = {
        "what": [(_what, claimed, about, claim.certainty, told)],
        "where": [
            (_where, placed, inside == len(claim.places), about, claimed),
            (_placed, min(len(claim.places), _MOST), min(inside, _MOST), kinds, length, told),
        ],
        "when": [(_when, dated, claim.period is not None, about, claimed, claim.certainty)],
        "who": [
            (_who, named, bool(last) and last in sentence, quoted, last[:1].isupper()),
            (_credited, named, claim.certainty, told, about),
        ],
    }  # fmt: skip
    found: dict[str, list[str | Sign]] = {
        field: [f"bias {field}", *[(_of, field, *sign) for sign in own]] for field, own in signs.items()
    }
    found["row"] = ["bias row", *[(_of, f"row: {field}", *sign) for field, own in signs.items() for sign in own]]
    return found


# --- the features that signs stand for


def _of(field: str, features: Callable[..., list[str]], *seen: object) -> list[str]:
    return [f"{field} {feature}" for feature in features(*seen)]


def _what(claimed: str, about: str, certainty: str, told: int) -> list[str]:
    return [claimed, f"act={about}", f"certainty={certainty}", f"told={told}"]


def _where(odds: int, inside: bool, about: str, claimed: str) -> list[str]:
    return [f"odds={odds}", f"odds={odds} inside={inside}", f"act={about}", claimed]


def _placed(places: int, inside: int, kinds: tuple[str, ...], length: int, told: int) -> list[str]:
    return [f"places={places} inside={inside}", f"kinds={'+'.join(kinds)}", f"length={length}", f"told={told}"]


def _when(odds: int, period: bool, about: str, claimed: str, certainty: str) -> list[str]:
    return [f"odds={odds}", f"odds={odds} period={period}", f"act={about}", claimed, f"certainty={certainty}"]


def _who(named: bool, inside: bool, quoted: bool, capital: bool) -> list[str]:
    return [
        f"named={named}",
        f"named={named} inside={inside}",
        f"named={named} {quoted}",
        f"named={named} capital={capital}",
    ]


def _credited(named: bool, certainty: str, told: int, about: str) -> list[str]:
    return [f"named={named} certainty={certainty}", f"named={named} told={told}", f"act={about}"]
