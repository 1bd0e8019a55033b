"""The number grammar: digits, words, scales, vague plurals, fractions of a number, ranges, and their qualifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.tokens import Token

# "Tens of thousands" is read as 2 to 10 times ten thousand; "a few hundred" and "several thousand" likewise.
VAGUE_LOW, VAGUE_HIGH = 2, 10
_CURRENCY = frozenset("$€£¥₦₹")
_DASHES = frozenset("-–—")
_MILLION = 1_000_000


@dataclass(slots=True, init=False)
class Number:
    """A number in tokens[start:end]. ``value`` is None for a range. ``digits`` tells numerals from words."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    digits: bool
    grouped: bool

    def __init__(
        self, start: int, end: int, value: float | None, low: float | None = None, high: float | None = None,
        qualifier: str = "exact", digits: bool = False, grouped: bool = False,
    ) -> None:  # fmt: skip
        self.start, self.end, self.value, self.low, self.high = start, end, value, low, high
        self.qualifier, self.digits, self.grouped = qualifier, digits, grouped

    @property
    def magnitude(self) -> float:
        """One figure to compare by: the value, or the middle of the range."""
        return self.value if self.value is not None else ((self.low or 0) + (self.high or 0)) / 2


class NumberGrammar:
    """Finds numbers in a sentence of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._dotted = re.compile(rf"[1-9]\d{{0,2}}[{lexicon.decimal}]\d{{3}}")
        words = lexicon.grammar
        self._one, self._halves, self._few = words["a"], words["numbers.half"], words["numbers.few"]
        self._hours = words["numbers.hours"]
        self._tens: dict[str, int] = lexicon.data["numbers"]["tens"]
        self._and, self._of, self._to, self._from = words["and"], words["of"], words["to"], words["from"]
        self._opening = frozenset({*lexicon.units, *lexicon.scales, *lexicon.vague, *self._tens})
        self._opening |= self._one | self._halves | self._few

    def find(self, tokens: Sequence[Token], cues: Sequence[Cue], taken: Sequence[tuple[int, int]]) -> list[Number]:
        """Return the numbers outside ``taken`` (token ranges of dates), ranges joined and qualified."""
        blocked = {at for start, end in taken for at in range(start, end)}
        numbers: list[Number] = []
        done, opening = 0, self._opening
        for at in [n for n, token in enumerate(tokens) if token.is_number or token.low in opening]:
            timed = self._low(tokens, at + 1) in self._hours and tokens[at].is_number
            found = None if at < done or at in blocked or timed else self._at(tokens, at)
            if found is not None and (not blocked or blocked.isdisjoint(range(found.start, found.end))):
                numbers.append(found)
                done = found.end
        if not numbers:
            return []
        numbers = self._fractions_of(tokens, self._ranges(tokens, numbers))
        qualifiers = [cue for cue in cues if cue.sense.kind == "qualifier"]
        before = [cue for cue in qualifiers if not cue.sense.label.startswith("after_")]
        after = [cue for cue in qualifiers if cue.sense.label.startswith("after_")]
        for number in numbers:
            self._qualify(tokens, number, before, after)
        return numbers

    def _at(self, tokens: Sequence[Token], at: int) -> Number | None:
        token = tokens[at]
        if token.is_number:
            return self._scaled(tokens, at, at + 1, self._plain(token.text), digits=True)
        low = token.low
        if low in self._lexicon.units or low in self._one or low in self._lexicon.scales or low in self._halves:
            return self._words(tokens, at)
        if low in self._few:
            return self._vague_scale(tokens, at)
        if low in self._lexicon.vague or (low in self._tens and self._low(tokens, at + 1) in self._of):
            return self._vague(tokens, at)
        return None

    def _plain(self, text: str) -> float:
        if text.isdecimal():
            return float(text)
        mark = self._lexicon.decimal
        return float("".join([c if c.isdecimal() else "." for c in text if c.isdecimal() or c == mark]))

    def _low(self, tokens: Sequence[Token], at: int) -> str:
        return tokens[at].low if 0 <= at < len(tokens) else ""

    def _scaled(self, tokens: Sequence[Token], start: int, end: int, value: float, *, digits: bool) -> Number:
        scale = self._low(tokens, end)
        grouped = digits and tokens[start].end - tokens[start].start > 4 and not tokens[start].text.isdigit()
        skip = 1 if scale in _DASHES and self._low(tokens, end + 1) in self._lexicon.grammar["numbers.thousand"] else 0
        scale = self._low(tokens, end + skip)
        attached = end < len(tokens) and tokens[end].start == tokens[end - 1].end
        if scale in self._lexicon.scales and (len(scale) > 2 or attached):
            value, end = value * self._lexicon.scales[scale], end + skip + 1
            grouped = True
        elif (
            digits
            and self._dotted.fullmatch(tokens[start].text)
            and scale not in self._lexicon.grammar["numbers.shares"]
        ):
            value, grouped = value * 1000, True  # "11.000 refugees", as other languages group
        return Number(start, end, value, digits=digits, grouped=grouped)

    def _words(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read "six hundred and eighty", "half a million", "a quarter of a million", "a hundred thousand"."""
        start, low = at, tokens[at].low
        fraction, fractions = 1.0, self._lexicon.grammar["numbers.half_third"]
        if low in self._one and self._low(tokens, at + 1) in fractions:
            at, low = at + 1, self._low(tokens, at + 1)
        if low in fractions:
            at += 1
            at += self._low(tokens, at) in self._of
            millions = self._lexicon.grammar["numbers.million"]
            if self._low(tokens, at) not in self._one or self._low(tokens, at + 1) not in millions:
                return None
            return Number(start, at + 2, self._lexicon.fractions[low] * self._lexicon.scales[self._low(tokens, at + 1)])
        if low in self._one:
            if self._low(tokens, at + 1) not in self._lexicon.scales or len(self._low(tokens, at + 1)) < 3:
                return None
            at += 1
        ones = self._lexicon.grammar["numbers.one"]
        total, current, used = 0.0, 0.0, False
        while at < len(tokens):
            low = tokens[at].low
            if low in self._lexicon.units:
                current += self._lexicon.units[low]
            elif low in self._lexicon.scales and len(low) > 2:
                scale = self._lexicon.scales[low]
                current = max(current, 1.0) * scale
                if scale >= 1000:
                    total, current = total + current, 0.0
            elif (
                used
                and low in self._and
                and self._low(tokens, at + 1) in ones
                and self._low(tokens, at + 2) in self._halves
                and self._low(tokens, at + 3) in self._lexicon.scales
            ):  # "two and a half million"
                current += self._lexicon.fractions[self._low(tokens, at + 2)]
                at += 2
            elif (
                used
                and low in self._and
                and self._lexicon.scales.get(self._low(tokens, at - 1)) == _MILLION
                and self._low(tokens, at + 1) in ones
                and self._low(tokens, at + 2) in self._halves
            ):  # "a million and a half"
                total, at = total + self._lexicon.fractions[self._low(tokens, at + 2)] * 1e6, at + 2
            elif used and (low in self._and or low in _DASHES) and self._low(tokens, at + 1) in self._lexicon.units:
                # "six hundred and eighty", "twenty-two"; but "two and four" are two numbers.
                previous = tokens[at - 1].low
                if low in self._and and previous not in self._lexicon.scales:
                    break
                joined = (
                    self._lexicon.units.get(previous, 0) >= 20 and self._lexicon.units[self._low(tokens, at + 1)] < 10
                )
                if low not in self._and and not joined:
                    break  # "fifty - sixty thousand" is a range
                at += 1
                continue
            else:
                break
            used = True
            at += 1
        parts = self._low(tokens, at + (self._low(tokens, at) in _DASHES))
        if total + current < 10 and parts in self._lexicon.fractions and self._low(tokens, at + 1):
            return None  # "three-quarters of the people"
        return Number(start, at, (total + current) * fraction) if used else None

    def _vague_scale(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read "several thousand", "a few hundred", "a couple of thousand"."""
        start = at - 1 if self._low(tokens, at - 1) in self._lexicon.grammar["figures.a"] else at
        end = at + 1
        end += self._low(tokens, end) in self._of
        scale = self._low(tokens, end)
        if scale not in self._lexicon.scales or len(scale) < 3:
            return None
        unit = float(self._lexicon.scales[scale])
        end += 1
        while len(self._low(tokens, end)) > 2 and self._low(tokens, end) in self._lexicon.scales:
            unit, end = unit * self._lexicon.scales[self._low(tokens, end)], end + 1
        return Number(start, end, None, VAGUE_LOW * unit, VAGUE_HIGH * unit, "range")

    def _vague(self, tokens: Sequence[Token], at: int) -> Number | None:
        """Read "thousands", "tens of thousands", "hundreds of thousands"."""
        low = tokens[at].low
        unit = float(self._tens.get(low) or self._lexicon.vague[low])
        end = at + 1
        if self._low(tokens, end) in self._of and self._low(tokens, end + 1) in self._lexicon.vague:
            unit, end = unit * self._lexicon.vague[self._low(tokens, end + 1)], end + 2
        elif low in self._tens:
            return None
        return Number(at, end, None, VAGUE_LOW * unit, VAGUE_HIGH * unit, "range")

    def _ranges(self, tokens: Sequence[Token], numbers: list[Number]) -> list[Number]:
        words = self._lexicon.grammar
        result: list[Number] = []
        for number in numbers:
            before = result[-1] if result else None
            if before and before.value is not None and number.value is not None and number.start - before.end == 1:
                link = tokens[before.end].low
                opener = self._low(tokens, before.start - 1)
                joins = (
                    link in _DASHES
                    or (link in words["numbers.to"] and opener not in words["numbers.rose"])
                    or (link in self._and and opener in words["between"])
                    or (link in self._to and opener in self._from and self._is_spread(tokens, before.start - 2))
                )
                low, high = before.value, number.value
                if joins and low < 1000 <= high and high >= 1000 * low and not before.grouped:
                    scale = 1e6 if high >= 1e6 else 1000.0
                    low *= scale  # "4 or 5 thousand", "1.5 to 2 million"
                elif joins and low < 20 and high >= 1000 and not before.grouped:
                    low *= 1e6 if high >= 1e6 else 1000.0
                if joins and low < high:
                    start = before.start - 1 if opener in words["between"] else before.start
                    result[-1] = Number(
                        start, number.end, None, low, high, "range", number.digits, before.grouped or number.grouped
                    )
                    continue
            result.append(number)
        return result

    def _is_spread(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell "numbers ranging from 300 to 400", a range, from "rose from 300 to 400"."""
        return self._low(tokens, at) in self._lexicon.grammar["numbers.spread"]

    def _fractions_of(self, tokens: Sequence[Token], numbers: list[Number]) -> list[Number]:
        """Turn "a third of the 40,000" and "60 per cent of its 12,000" into one number."""
        result: list[Number] = []
        for number in numbers:
            of = self._of_before(tokens, number.start)
            if of is not None and number.value is not None:
                number = self._part_of(tokens, of, number, number.value)  # noqa: PLW2901
                result = [earlier for earlier in result if earlier.end <= number.start]
            result.append(number)
        return result

    def _of_before(self, tokens: Sequence[Token], start: int) -> int | None:
        """Return where the "of" stands that a number hangs on, as in "of its 900" and "of the town's 900"."""
        words = self._lexicon.grammar
        at = start - 1
        while at >= 0 and tokens[at].low in words["numbers.before_total"]:
            at -= 1
        if self._low(tokens, at) in words["owner"]:
            at = next((k for k in range(at - 1, max(-1, at - 5), -1) if self._low(tokens, k) in self._of), at)
        if self._low(tokens, at) not in self._of:
            return None
        if self._low(tokens, at - 1) in self._lexicon.data["numbers"]["wholes"]:  # "a third of a population of 900"
            first = next((k for k in range(at - 2, max(0, at - 7), -1) if self._low(tokens, k) in self._of), at)
            return first if self._share_before(tokens, first) else at
        return at

    def _part_of(self, tokens: Sequence[Token], of: int, number: Number, value: float) -> Number:
        """Read "a third of the 900" as about 300, "nearly all of" as about 900, "most of" as 450 to 900.

        "Many of the 900" are up to 900.
        """
        share = self._share_before(tokens, of)
        if share:
            start, fraction = share
            return replace(number, start=start, value=float(round(value * fraction)), qualifier="approx")
        words = self._lexicon.data["numbers"]
        if self._low(tokens, of - 1) in self._lexicon.grammar["all"] and self._low(tokens, of - 2) in words["nearly"]:
            return replace(number, start=of - 2, qualifier="approx")
        part = words["parts"].get(self._low(tokens, of - 1))
        if part is None:
            return number
        low, high = (value * share for share in part)
        if low:
            return replace(number, start=of - 1, value=None, low=low, high=high, qualifier="range")
        return replace(number, start=of - 1, high=high, qualifier="at_most")

    def _share_before(self, tokens: Sequence[Token], of: int) -> tuple[int, float] | None:
        at = of - 1
        word = self._low(tokens, at)
        if word in self._lexicon.fractions:
            count = self._low(tokens, at - 1)
            if count in _DASHES:
                at, count = at - 1, self._low(tokens, at - 2)
            if word.endswith(self._lexicon.endings["plural"]) and count in self._lexicon.units:
                return at - 1, self._lexicon.units[count] * self._lexicon.fractions[word]
            return (at - 1 if count in self._lexicon.grammar["numbers.one"] else at), self._lexicon.fractions[word]
        percent = self._lexicon.data["numbers"]["percent_words"].get(word)
        if percent and at - percent >= 0 and tokens[at - percent].is_number:
            return at - percent, self._plain(tokens[at - percent].text) / 100
        if (
            word in self._lexicon.units and self._low(tokens, at - 1) in self._lexicon.grammar["in_of"]
        ):  # "one in ten of the 300,000"
            first = self._low(tokens, at - 2)
            if first in self._lexicon.units:
                return at - 2, self._lexicon.units[first] / self._lexicon.units[word]
        return None

    def _rises(self, tokens: Sequence[Token], cue: Cue) -> bool:
        """Tell "has gone up to 45" from the bound "up to 45"."""
        words = self._lexicon.grammar
        return tokens[cue.start].low in words["up"] and self._low(tokens, cue.start - 1) in words["numbers.rising"]

    def _qualify(self, tokens: Sequence[Token], number: Number, before: Sequence[Cue], after: Sequence[Cue]) -> None:
        """Read the words before and after the number; the strongest bound wins over "about"."""
        start, found = number.start, set()
        progress = True
        while progress:
            progress = False
            for cue in before:
                if cue.end == start and not self._rises(tokens, cue):
                    start, progress = cue.start, True
                    found.add(cue.sense.label)
                    break
            opened = not progress and start == number.start and self._low(tokens, start - 1) in ('"', "“", "(")
            if opened and start > 1 and any(cue.end == start - 1 for cue in before):
                start, progress = start - 1, True
        for cue in after:
            if 0 <= cue.start - number.end <= 2:
                between = [token.low for token in tokens[number.end : cue.start]]
                if self._lexicon.grammar["numbers.folk"].issuperset(between):
                    found.add(cue.sense.label.removeprefix("after_"))
        number.start = start
        if number.value is None:
            return
        for label in ("at_least", "at_most", "approx"):
            if label in found:
                number.qualifier = label
                number.low = number.value if label == "at_least" else None
                number.high = number.value if label == "at_most" else None
                return


def is_money(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a currency sign stands before the number."""
    return number.start > 0 and tokens[number.start - 1].text in _CURRENCY
