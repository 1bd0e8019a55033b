"""A sentence with everything found in it, ready for the rules that make claims."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kilis.sources.reading.dates import When
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.model import NamedPlace
from kilis.sources.reading.numbers import Number
from kilis.sources.reading.parsed import Parse
from kilis.sources.reading.tokens import Stretch, Token

QUOTES_OPEN = frozenset('"“«„')
QUOTES = frozenset('"“”«»„')
_NOTHING = [""] * 60
"""More tokens than any rule looks beyond the end or the beginning of a sentence."""


@dataclass(slots=True, init=False)
class Attribution:
    """Who speaks in a sentence: tokens[start:end] name the speaker and the verb; ``label`` is the kind of verb."""

    start: int
    end: int
    speaker: str
    role: str | None
    label: str
    low: int
    high: int

    def __init__(self, start: int, end: int, speaker: str, role: str | None, label: str, low: int, high: int) -> None:
        self.start, self.end, self.speaker, self.role, self.label = start, end, speaker, role, label
        self.low, self.high = low, high


class Sentence:
    """One sentence. ``places`` are (first token, last token + 1, place); ``dates`` are in characters.

    ``counts`` are the first tokens of the numbers that count people; ``peoples`` the countries whose people are named.
    """

    def __init__(
        self, text: str, lexicon: Lexicon, stretch: Stretch, tokens: list[Token], cues: list[Cue], dates: list[When],
        numbers: list[Number], places: list[tuple[int, int, NamedPlace]],
    ) -> None:  # fmt: skip
        self.text, self.lexicon, self.stretch, self.tokens, self.cues = text, lexicon, stretch, tokens, cues
        self.dates, self.numbers, self.places = dates, numbers, places
        self.attributions: list[Attribution] = []
        self.quoted: list[bool] = []
        self.counts: list[int] = []
        self.parse: Parse | None = None
        self.peoples: list[tuple[int, int, NamedPlace]] = []
        self.lows = [token.low for token in tokens]
        self.low = self.lows + _NOTHING
        """The lower-case tokens, and nothing beyond the ends: ``low[-2]`` stands before the first."""
        self.words = lexicon.grammar
        """Lists of the language's words, as `[grammar]` of its file names them."""
        self.of_kind: defaultdict[str, list[Cue]] = defaultdict(list)
        """The cues of a kind."""
        for cue in cues:
            self.of_kind[cue.sense.kind].append(cue)
        verbal = [cue for cue in cues if cue.sense.is_verbal]
        self.verbs = [cue.start for cue in verbal]
        """The first tokens of the verbs of action, speech and events; of them ``finite`` are no gerunds."""
        self.finite = {cue.start for cue in verbal if cue.sense.is_finite}
        self.gerunds = {cue.start for cue in verbal if cue.sense.is_gerund}
        """The first tokens of gerunds of action and speech."""
        self.joints: list[int] | None = None
        """The tokens at which clauses may begin or end, once they are asked for."""
        self.tenses: list[tuple[int, int, str]] | None = None
        """Auxiliaries and verbs by token, how far beyond it they count as standing, and what they tell of time."""
        self.clauses: dict[tuple[int, int], tuple[int, int]] = {}
        """The clauses around tokens, as far as they were asked for since the counts are known."""
        self._of_kinds: dict[tuple[str, ...], list[Cue]] = {}
        self._starts = [token.start for token in tokens]

    def of_kinds(self, kinds: tuple[str, ...]) -> list[Cue]:
        """Return the cues of several kinds, in order."""
        known = self._of_kinds.get(kinds)
        if known is None:
            met = [found for kind in kinds if (found := self.of_kind[kind])]
            several = len(met) > 1
            known = [cue for cue in self.cues if cue.sense.kind in kinds] if several else met[0] if met else []
            self._of_kinds[kinds] = known
        return known

    def place_at(self, at: int) -> tuple[int, int, NamedPlace] | None:
        """Return the place whose name covers the token."""
        for place in self.places:
            if place[0] <= at < place[1]:
                return place
        return None

    def token_of(self, char: int) -> int:
        """Return the first token that begins at or after the character."""
        return bisect_left(self._starts, char)


def mark_quotes(tokens: Sequence[Token], inside: bool) -> tuple[list[bool], bool]:
    """Tell which tokens are quoted; ``inside`` says whether the sentence begins within a quotation."""
    if QUOTES.isdisjoint([token.low for token in tokens]):
        return [inside] * len(tokens), inside
    marks = []
    for token in tokens:
        if token.text in QUOTES:
            inside = not inside if token.text == '"' else token.text in QUOTES_OPEN
            marks.append(False)
        else:
            marks.append(inside)
    return marks, inside


def drop_shadowed(cues: Sequence[Cue], tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """Remove an action read from one word where a longer phrase of the same place says what it is ("left behind")."""
    cues = [
        cue for cue in cues if cue.sense.kind not in ("action", "speech") or not _is_noun(tokens, cue, lexicon)
    ]  # fmt: skip
    acts = [cue for cue in cues if cue.sense.kind in ("action", "noun")]
    if len(acts) < 2:
        return cues
    done = {cue.end for cue in acts if cue.sense.kind == "action" and cue.sense.form == "past"}
    acts = [cue for cue in acts if not (cue.end in done and _is_passive(tokens, cue, lexicon))]
    cues = [cue for cue in cues if cue.sense.kind not in ("action", "noun") or cue in acts]
    longest: dict[int, int] = {}
    for cue in acts:
        weight = _weight(cue)
        for at in range(cue.start, cue.end):
            if longest.get(at, 0) < weight:
                longest[at] = weight
    shadowed = {id(c) for c in acts if max(map(longest.__getitem__, range(c.start, c.end))) > _weight(c)}
    return [cue for cue in cues if id(cue) not in shadowed] if shadowed else cues


def _is_passive(tokens: Sequence[Token], cue: Cue, lexicon: Lexicon) -> bool:
    """Tell "had been forcibly displaced", a verb, from the noun phrase in "the forcibly displaced"."""
    return (
        cue.sense.kind == "noun" and cue.end - cue.start > 1 and cue.start > 0
        and tokens[cue.start].low.endswith(lexicon.endings["adverb"])
        and tokens[cue.start - 1].low in lexicon.grammar["speech.being"]
    )  # fmt: skip


def _weight(cue: Cue) -> int:
    """Return how much a phrase says: its words, with the second part of "let * through"."""
    return cue.end - cue.start + cue.sense.parted


def _is_noun(tokens: Sequence[Token], cue: Cue, lexicon: Lexicon) -> bool:
    """Tell "a camp", "the offensive's return", "Shan State" from verbs of action or speech of the same form."""
    if cue.end - cue.start == 1 and tokens[cue.start].low in lexicon.grammar["displaced"] and cue.start > 0:
        after = tokens[cue.start + 1] if cue.start + 1 < len(tokens) else None
        if tokens[cue.start - 1].low in lexicon.grammar["analysis.nominal"] and not (
            after and after.low in lexicon.grammar["analysis.driving"]
        ):
            return cue.sense.kind == "action"
    if cue.end - cue.start > 1 or cue.sense.form != "base":
        return False
    if cue.start == 0:
        return cue.sense.kind == "action"
    token, before = tokens[cue.start], tokens[cue.start - 1]
    if token.is_name:
        return True
    nominal = (
        before.low in lexicon.articles
        or before.low in lexicon.grammar["analysis.before_noun"]
        or before.low in lexicon.adjectives
    )
    return nominal or (before.is_name and before.is_word and token.low in lexicon.grammar["analysis.named"])
