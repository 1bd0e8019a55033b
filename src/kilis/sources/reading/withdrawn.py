"""What a text does not hold to: figures that it takes back, and attacks that by its own word there were none of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.model import Claim
from kilis.sources.reading.tokens import Stretch, Token

_STOP = ";"


def held_to(
    claims: Sequence[Claim], stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]],
    cues: Sequence[Sequence[Cue]],
) -> list[Claim]:  # fmt: skip
    """Return the claims without those that are taken back, and without events that are denied and nobody told of."""
    taken_back = list(_taken_back(stretches, tokens, cues))
    return [
        claim for claim in claims
        if not (claim.kind == "event" and claim.certainty == "denied" and claim.speaker is None)
        and not any(begin <= claim.spans[0].start < end for begin, end in taken_back)
    ]  # fmt: skip


def _taken_back(
    stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], cues: Sequence[Sequence[Cue]]
) -> Iterator[tuple[int, int]]:
    """Yield the characters of which a text says that they were wrong.

    "An earlier version said 900; the number is 90" is about one sentence up to its semicolon; "we take the figure back"
    is about what the paragraph told before as well.
    """
    for number, found in enumerate(cues):
        for cue in found:
            if cue.sense.label == "misprinted":
                words = tokens[number]
                stop = next((k for k in range(cue.end, len(words)) if words[k].text == _STOP), len(words) - 1)
                yield stretches[number].start, words[stop].end
            elif cue.sense.label == "recanted":
                paragraph = stretches[number].paragraph
                yield min(each.start for each in stretches if each.paragraph == paragraph), stretches[number].end
