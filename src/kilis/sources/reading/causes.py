"""What drove people from home: floods, quakes and drills have their evacuees too, and these are no claims.

The words of nature, of war, of play and of pretence (`[causes]` in the file of a language) are counted, not weighed:
those who learn see few texts of floods, and all other words of these are those of a flight from war.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.model import Claim
from kilis.sources.reading.tokens import Stretch, Token

_WARLIKE = frozenset({"assault", "advance", "control", "siege"})
_FEWEST, _MOST_TIMES, _OPENING = 2, 2, 3


@dataclass(slots=True)
class Verdict:
    """Which claims of a text are of war: of a text of nature those in ``kept``, of others those not in ``left``."""

    kept: list[Stretch] | None
    left: list[Stretch]

    def is_of_war(self, claim: Claim) -> bool:
        """Whether a claim is of war; a road that is cut or a shut gate is, whatever the cause."""
        at = claim.spans[0].start
        if self.kept is not None:
            return _is_within(self.kept, at)
        return not ((claim.kind == "figure" or claim.action in _WARLIKE) and _is_within(self.left, at))


class Causes:
    """Tells by its words of what causes a text speaks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kind_of = {word: kind for kind, words in lexicon.data["causes"].items() for word in words.split()}
        self._causing = lexicon.grammar["causes.causing"]
        self._leading, self._of = lexicon.grammar["causes.leading"], lexicon.grammar["of"]

    def judge(
        self, stretches: Sequence[Stretch], tokens: Sequence[Sequence[Token]], claims: Iterable[Claim]
    ) -> Verdict:
        """Tell what of a text is of war.

        A text is of nature if it names it twice as often as war, attacks among the claims counted in, or if it opens
        with it and knows of no war. Then only sentences and paragraphs are kept that name war and not nature. Of other
        texts, those sentences are left out that name nature and not war, and those behind them in paragraphs without
        war. Of drills, games and models nothing is kept.
        """
        kind_of = self._kind_of
        kinds = [[kind_of[token.low] for token in each if token.low in kind_of] for each in tokens]
        for found, each in zip(kinds, tokens, strict=True):
            if "storm" in found and self._is_weather(each):
                found.append("nature")
        whole = Counter(chain.from_iterable(kinds))
        if whole["play"] and whole["pretence"]:
            return Verdict([], [])
        if not whole["nature"]:
            return Verdict(None, [])
        pairs = list(zip(stretches, kinds, strict=True))
        natural = {stretch.start for stretch, found in pairs if "nature" in found}
        attacks = sum(each.action in _WARLIKE and each.sentence.start not in natural for each in claims)
        war = whole["war"] + attacks
        of_nature = {stretch.paragraph for stretch, found in pairs if "nature" in found}
        at_war = {stretch.paragraph for stretch, found in pairs if "war" in found}
        if whole["nature"] >= max(_FEWEST, _MOST_TIMES * war) or (
            not war and any("nature" in found for found in kinds[:_OPENING])
        ):
            alone = at_war - of_nature
            return Verdict(
                [e for e, found in pairs if e.paragraph in alone or ("war" in found and "nature" not in found)], []
            )
        left, paragraph = [], -1
        caused = self._is_caused(tokens)
        for stretch, found in pairs if whole["nature"] >= _FEWEST or caused else ():
            if "nature" in found and "war" not in found:
                paragraph = stretch.paragraph
                left.append(stretch)
            elif stretch.paragraph == paragraph and paragraph not in at_war:
                left.append(stretch)
        return Verdict(None, left)

    def _is_weather(self, tokens: Sequence[Token]) -> bool:
        """Whether a storm is one of wind: "storm Ure", "a tropical storm", not "a storm of shells", "by storm"."""
        for at in [n for n, token in enumerate(tokens) if self._kind_of.get(token.low) == "storm"]:
            if at + 1 < len(tokens) and tokens[at + 1].is_name and not (at and tokens[at].is_name):
                return True
            if (
                at
                and tokens[at - 1].low in self._leading
                and (at + 1 == len(tokens) or tokens[at + 1].low not in self._of)
            ):
                return True
        return False

    def _is_caused(self, tokens: Sequence[Sequence[Token]]) -> bool:
        """Whether nature is named as the cause of something: "displaced due to floods", "because of the storms"."""
        return any(
            self._kind_of.get(token.low) == "nature" and f"{each[at - 2].low}|{each[at - 1].low}" in self._causing
            for each in tokens
            for at, token in enumerate(each)
            if at > 1
        )


def _is_within(stretches: Iterable[Stretch], at: int) -> bool:
    return any(each.start <= at < each.end for each in stretches)
