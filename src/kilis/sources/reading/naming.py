"""Which capitalised words are names of places, listed towns ("David", "Reading") or not: learned from how they stand.

`python benchmarks/reading_learn.py --parts names --write` makes the weights (`languages/CODE-names.csv`).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Sequence

from kilis.sources.reading import titles
from kilis.sources.reading.bearers import is_short
from kilis.sources.reading.labels import Labels, opens
from kilis.sources.reading.lexicon import Lexicon
from kilis.sources.reading.linear import Linear, Sign, path_of, spelled
from kilis.sources.reading.tokens import BULLETS, Token

ANSWERS = ("other", "place")
_JOINS = frozenset("-'’")
_LONGEST = 6
_LONGEST_NUMBER = 3


@functools.cache
def _kinds(lexicon: Lexicon) -> dict[str, str]:
    """Return what kind of word may stand beside a name, by word."""
    grammar = lexicon.grammar
    kinds = dict.fromkeys(lexicon.roles, "role")
    kinds |= dict.fromkeys(grammar["names.bodies"], "body")
    kinds |= dict.fromkeys(grammar["names.leading"] | grammar["names.across"], "leading")
    return kinds | dict.fromkeys(
        grammar["names.owning"] | grammar["names.named_sites"] | grammar["names.spots"], "site"
    )


@functools.cache
def plain_words(language: str) -> frozenset[str]:
    """Return the words that are known to stand without a capital in a language."""
    path = path_of("plain", language).with_suffix(".txt")
    return frozenset(map(sys.intern, path.read_text(encoding="utf-8").split())) if path.is_file() else frozenset()


def is_elided(token: Token, elided: frozenset[str]) -> bool:
    """Whether a token begins with an elided article: the second of "Saut d'Eau"."""
    return token.low[:2] in elided and token.text[2:3].isupper()


def opening(tokens: Sequence[Token], at: int, articles: frozenset[str]) -> int:
    """Return where a name begins whose article is not capitalised: "al-Kallaseh"."""
    joined = at >= 2 and tokens[at - 1].text == "-" and tokens[at - 1].end == tokens[at].start
    return at - 2 if joined and tokens[at - 2].low in articles and not tokens[at - 2].is_name else at


class Naming:
    """Tells names of places from other names; it remembers how a name stood elsewhere in the document."""

    def __init__(self, lexicon: Lexicon, weights: Linear, plain: frozenset[str] = frozenset()) -> None:
        """``plain``: words that are no names, for they often stand without a capital."""
        self._lexicon, self._weights, self._plain = lexicon, weights, plain
        self._kinds, self._words = _kinds(lexicon), lexicon.grammar
        self._given, self._links = lexicon.grammar["names.given"], lexicon.grammar["names.links"]
        self._helping = lexicon.grammar["speech.auxiliaries"] | lexicon.grammar["speech.being"]
        self._led: set[str] = set()
        self._spoke: set[str] = set()
        self._common: set[str] = set()
        self.borne: set[str] = set()
        """Words of the names of persons told of before."""
        self.labels = Labels()
        self._shouted = lexicon.function - self._links
        self._asked: Sequence[Token] = ()
        self._titled = False
        self._ends: dict[int, int | None] = {}

    def learn(self, tokens: Sequence[Token], names: Iterable[int]) -> None:
        """Note which names follow "in" or "from", which speak or bear a title, and which words stand uncapitalised."""
        roles, saying = self._lexicon.roles, self._words["names.saying"]
        self._common.update([token.low for token in tokens if token.is_word and not token.is_name])
        for at in names:
            before = tokens[at - 1].low if at else ""
            after = tokens[at + 1].low if at + 1 < len(tokens) else ""
            if self._kinds.get(before) == "leading" or self._kinds.get(after) == "site":
                self._led.add(tokens[at].low)
            if before in roles or after in saying:
                self._spoke.add(tokens[at].low)

    def end_of(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return where the name that begins at a token ends, None if it cannot be a place's; asked several times."""
        if tokens is not self._asked:
            self._turn_to(tokens)
        if at not in self._ends:
            self._ends[at] = self._end_of(tokens, at)
        return self._ends[at]

    def _turn_to(self, tokens: Sequence[Token]) -> None:
        """Forget what was found of another sentence."""
        self._asked, self._titled, self._ends = tokens, titles.is_titled(tokens), {}

    def _end_of(self, tokens: Sequence[Token], at: int) -> int | None:
        grammar, no_place = self._lexicon.grammar, self._lexicon.no_place
        first = tokens[at]
        if not first.is_name or first.low in self._shouted:
            return None
        if first.low in grammar["names.numbered"] and (numbered := self.numbered_end(tokens, at + 1)):
            return numbered
        alone = at + 1 >= len(tokens) or not tokens[at + 1].is_name or tokens[at + 1].low in no_place
        if first.low in no_place and (alone or first.low not in grammar["names.beginnings"]):
            return None
        end = at + 1
        while end < len(tokens) and end - at < _LONGEST:
            step = self._step(tokens, end)
            if not step:
                break
            end += step
        if tokens[end - 1].low in grammar["names.numbered"]:
            return self.numbered_end(tokens, end) or end
        return end

    def _step(self, tokens: Sequence[Token], end: int) -> int:
        """Return how many of the tokens that follow belong to a name as well, taken together."""
        token, before = tokens[end], tokens[end - 1]
        ahead = tokens[end + 1] if end + 1 < len(tokens) else None
        if is_elided(token, self._words["names.elided"]):
            return 1
        if token.is_name:
            shouted = token.low in self._shouted and token.text.isupper()
            if ahead is not None and not shouted and self._is_bare(tokens, end):
                return 1
            return 0 if token.low in self._lexicon.no_place or shouted or self.is_common(tokens, end) else 1
        if ahead is None:
            return 0
        if token.text in _JOINS and token.start == before.end:
            return 2 if ahead.is_word and ahead.start == token.end else 0
        if token.text == ".":  # "Sta. Barbara", "Samuel K. Doe"
            goes_on = ahead.is_name and ahead.low not in self._lexicon.no_place
            return (
                2
                if goes_on and (before.low in self._words["names.saints"] or (len(before.text) == 1 and before.is_name))
                else 0
            )
        if token.low not in self._words["names.links"]:
            return 0
        if ahead.text == "-" and end + 2 < len(tokens) and tokens[end + 2].is_name:
            return 3 if token.end == ahead.start else 0  # "Karam al-Daadaa"
        return 2 if ahead.is_name and token.low not in self._words["names.no_links"] else 0

    def _is_bare(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a small word is a part of a name: "Maung Than Sein", "Ler Per Her camp"."""
        low, ahead, grammar = tokens[at].low, tokens[at + 1], self._lexicon.grammar
        if low not in self._lexicon.function or low in grammar["phrases.prepositions"]:
            return False
        goes_on = (ahead.is_name and ahead.low not in self._lexicon.no_place) or ahead.low in grammar["names.sited"]
        return (
            goes_on and tokens[at].text.istitle() and low not in grammar["names.joining"] and not self.is_titled(tokens)
        )

    def numbered_end(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return where the number ends that is part of a name, as in "Bridge No 2" and "PK 12"."""
        while at < len(tokens) and tokens[at].low in self._words["naming.number"]:
            at += 1
        number = at < len(tokens) and tokens[at].is_number and len(tokens[at].text) < _LONGEST_NUMBER
        return at + 1 if number else None

    def is_place(self, tokens: Sequence[Token], at: int, end: int, near: Sequence[tuple[int, int]], ruled: str) -> bool:
        """Whether tokens[at:end] name a place; ``near``: tokens of places before; ``ruled``: "listed", yes or no."""
        if all(self.is_common(tokens, k) for k in range(at, end) if tokens[k].is_word):
            return False  # "Living in Crowded Schools"
        if not self._weights.weights:
            return ruled != "no"
        return self._weights.best(self.signs(tokens, at, end, near, ruled)) == "place"

    def features(
        self, tokens: Sequence[Token], at: int, end: int, near: Sequence[tuple[int, int]], ruled: str
    ) -> list[str]:
        """Return what can be seen of a name."""
        return spelled(self.signs(tokens, at, end, near, ruled))

    def signs(
        self, tokens: Sequence[Token], at: int, end: int, near: Sequence[tuple[int, int]], ruled: str
    ) -> list[str | Sign]:
        """Return the signs of a name."""
        words = [token for token in tokens[at:end] if token.is_word]
        lows = {token.low for token in words}
        start, at = at, opening(tokens, at, self._links)
        lead, follow = self._word(tokens, at - 1), self._word(tokens, end)
        first, size, last = opens(tokens, at), min(len(words), 4), words[-1].low
        chained = bool(near) and near[-1][1] in (at - 1, at - 2) and lead in self._words["naming.leads"]
        signs: list[str | Sign] = [
            (
                _built, ruled, first, size, not lows.isdisjoint(self._led), not lows.isdisjoint(self._spoke),
                lows.issubset(self._common), False not in [token.text.isupper() for token in words],
            ),
            (_led, lead, size, chained), (_followed, follow, first, ruled),
            (_borne, lows.issubset(self.borne), lead, size), (_between, lead, follow),
            (_held, self._title(tokens, at), end - at > len(words)),
            f"before={self._low(tokens, at - 1)}", f"after={self._low(tokens, end)}",
            *self._worded(words, ruled, first, follow, self.labels.like(tokens, start)),
            *self._done(tokens, end, first, size),
            f"ends={last[-3:]}", f"begins={words[0].low}", f"last={last}",
        ]  # fmt: skip
        if words[0].low in self._given:
            signs.append((_given, follow, lead, ruled, size))
        elif not lows.isdisjoint(self._given):
            signs.append(f"given within {ruled}")
        if end + 1 < len(tokens):
            signs.append(f"follow={follow} next={self._word(tokens, end + 1)}")
        if at >= 2:
            signs.append(f"lead={lead} before={self._word(tokens, at - 2)}")
        return signs

    def _low(self, tokens: Sequence[Token], at: int) -> str:
        return tokens[at].low if 0 <= at < len(tokens) else "edge"

    def _worded(self, words: list[Token], ruled: str, first: bool, follow: str, label: str) -> list[Sign]:
        """Return the signs of a name's words: whether they are words of the lexicon, or stand without a capital."""
        often = sum([token.low in self._plain for token in words])
        plain = "all" if often == len(words) else "some" if often else "no"
        common = False not in [token.low in self._common for token in words]
        kind, last = (self._lexicon.phrases.kind_of(word.low) for word in (words[0], words[-1]))
        size = min(len(words), 4)
        return [
            (_known, kind, last, first, size), (_kind_led, kind, follow), (_plain, plain, ruled, first, size),
            (_plain_led, plain, common, follow), (_labelled, label, ruled, kind, plain),
        ]  # fmt: skip

    def _done(self, tokens: Sequence[Token], at: int, first: bool, size: int) -> list[str | Sign]:
        """Return the signs of the verb that follows a name, past its auxiliaries."""
        for k in range(at, min(at + 4, len(tokens))):
            if tokens[k].low not in self._helping:
                kind = self._lexicon.phrases.kind_of(tokens[k].low)
                return [f"verb={tokens[k].low}{k > at}", (_does, kind, k > at, first, size)]
        return ["verb=edge"]

    def is_common(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word of a headline stands without a capital elsewhere: "Escalation in Marib Threatens 4,000"."""
        return tokens[at].low in self._plain and self.is_titled(tokens)

    def is_foreign(self, token: Token) -> bool:
        """Whether a word is known as nothing but a part of a name."""
        low, grammar = token.low, self._lexicon.grammar
        if low in grammar["names.links"]:
            return True
        return not (
            low in self._plain or low in self._common or low in self._kinds or low in grammar["names.sited"]
            or low in grammar["names.directions"] or low in grammar["names.areas"] or low in self._lexicon.function
            or is_short(token.text)
        )  # fmt: skip

    def is_led(self, words: Sequence[Token]) -> bool:
        """Whether one of these words stands behind "in" or "from", or before "camp", somewhere in the document."""
        return not self._led.isdisjoint([word.low for word in words])

    def is_known(self, token: Token) -> bool:
        """Whether a word often stands without a capital, and is no office."""
        return token.low in self._plain and self._kinds.get(token.low) != "role"

    def is_plain(self, tokens: Sequence[Token], at: int, end: int) -> bool:
        """Whether a name is of words that often stand without a capital: "Air strikes", "Similarly"."""
        sited = end < len(tokens) and self._kinds.get(tokens[end].low) == "site"
        return not sited and all(token.low in self._plain or token.text in _JOINS for token in tokens[at:end])

    def is_titled(self, tokens: Sequence[Token]) -> bool:
        """Whether all words of some length have capitals, as in headlines: there a capital tells nothing."""
        if tokens is not self._asked:
            self._turn_to(tokens)
        return self._titled

    def _title(self, tokens: Sequence[Token], at: int) -> bool:
        return not self._lexicon.roles.isdisjoint([token.low for token in tokens[max(0, at - 3) : at]])

    def _word(self, tokens: Sequence[Token], at: int) -> str:
        if not 0 <= at < len(tokens):
            return "edge"
        token = tokens[at]
        if token.is_number:
            return "number"
        if token.text in BULLETS and opens(tokens, at):
            return "bullet"
        kind = self._kinds.get(token.low)
        if kind is not None:
            return kind
        if token.low in self._lexicon.function or not token.is_word:
            return token.low
        return "Name" if token.is_name else "ed" if token.low.endswith(self._lexicon.endings["past"]) else "word"


# --- the features that signs of names stand for


def _built(ruled: str, first: bool, size: int, led: bool, spoke: bool, common: bool, upper: bool) -> list[str]:
    return [
        "bias", f"ruled={ruled}", f"ruled={ruled} common={common}", f"first={first} size={size}",
        f"led={led} spoke={spoke}", f"led={led} first={first}", f"common={common} upper={upper}",
        f"ruled={ruled} spoke={spoke}", f"ruled={ruled} first={first}",
    ]  # fmt: skip


def _led(lead: str, size: int, chained: bool) -> list[str]:
    return [f"lead={lead}", f"chained={chained} lead={lead}", f"size={size} lead={lead}"]


def _followed(follow: str, first: bool, ruled: str) -> list[str]:
    return [f"follow={follow}", f"follow={follow} first={first}", f"ruled={ruled} follow={follow}"]


def _known(kind: str, last: str, first: bool, size: int) -> list[str]:
    return [f"known={kind} first={first} size={size}", f"known={last} last"]


def _kind_led(kind: str, follow: str) -> list[str]:
    return [f"known={kind} follow={follow}"]


def _plain(plain: str, ruled: str, first: bool, size: int) -> list[str]:
    return [f"plain={plain} {ruled}", f"plain={plain} first={first} size={size}"]


def _plain_led(plain: str, common: bool, follow: str) -> list[str]:
    return [f"plain={plain} common={common}", f"plain={plain} follow={follow}"]


def _labelled(label: str, ruled: str, kind: str, plain: str) -> list[str]:
    return [f"label={label}", f"label={label} {ruled}", f"label={label} known={kind}", f"label={label} plain={plain}"]


def _does(kind: str, helped: bool, first: bool, size: int) -> list[str]:
    return [f"does={kind} {helped}", f"does={kind} {helped} first={first} size={size}"]


def _between(lead: str, follow: str) -> list[str]:
    return [f"lead={lead} follow={follow}"]


def _held(title: bool, hyphen: bool) -> list[str]:
    return [f"title={title}", f"hyphen={hyphen}"]


def _borne(borne: bool, lead: str, size: int) -> list[str]:
    return [f"borne={borne}", f"borne={borne} lead={lead}", f"borne={borne} size={size}"]


def _given(follow: str, lead: str, ruled: str, size: int) -> list[str]:
    return [f"given follow={follow}", f"given lead={lead}", f"given {ruled} size={size}"]
