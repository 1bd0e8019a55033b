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
from dataclasses import replace

from kilis.sources.reading.analysis import QUOTES
from kilis.sources.reading.linear import Linear
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


def signs_of(claim: Claim, text: str) -> dict[str, list[str]]:
    """Return what each field, and the row, are judged by."""
    about = f"{claim.kind} {claim.action}"
    claimed = f"odds={claim.kind} {bisect_right(_CLAIMED, claim.odds)}"
    told = min(len(claim.spans), _MOST)
    sentence = text[claim.sentence.start : claim.sentence.end]
    kinds = "+".join(sorted({place.candidates[0].kind if place.candidates else "unknown" for place in claim.places}))
    inside = sum([claim.sentence.start <= place.start < claim.sentence.end for place in claim.places])
    placed = bisect_right(_CHOSEN, claim.place_odds)
    dated = bisect_right(_CHOSEN, claim.date_odds)
    named = claim.speaker is not None
    last = claim.speaker.split()[-1] if claim.speaker else ""
    quoted = not QUOTES.isdisjoint(sentence)
    signs = {
        "what": [claimed, f"act={about}", f"certainty={claim.certainty}", f"told={told}"],
        "where": [
            f"odds={placed}", f"odds={placed} inside={inside == len(claim.places)}", f"act={about}", claimed,
            f"places={min(len(claim.places), _MOST)} inside={min(inside, _MOST)}", f"kinds={kinds}",
            f"length={bisect_right(_LENGTHS, len(sentence))}", f"told={told}",
        ],
        "when": [
            f"odds={dated}", f"odds={dated} period={claim.period is not None}", f"act={about}", claimed,
            f"certainty={claim.certainty}",
        ],
        "who": [
            f"named={named}", f"named={named} inside={bool(last) and last in sentence}", f"named={named} {quoted}",
            f"named={named} certainty={claim.certainty}", f"named={named} told={told}", f"act={about}",
            f"named={named} capital={last[:1].isupper()}",
        ],
    }  # fmt: skip
    signs["row"] = [f"{field} {sign}" for field in FIELDS for sign in signs[field]]
    return {field: ["bias " + field, *(f"{field}: {sign}" for sign in own)] for field, own in signs.items()}
