"""Who has been named in a document: what "the agency", "the monitor", "it" and "she" stand for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.lexicon import Lexicon

Speaker = tuple[str, str | None]
_LETTERS = re.compile(r"[A-Z]{3}")
_SEXES = ("he", "she")
_REACH = 4  # sentences after which "the agency" may be any
_MOST = 100  # bodies and persons kept in mind: no report needs more, and no text takes longer than its length


class _Named:
    """A body or a person: every word it was named and described by, and in which sentence it was named last."""

    __slots__ = ("sentence", "speaker", "words")

    def __init__(self, speaker: Speaker, words: frozenset[str], sentence: int) -> None:
        self.speaker, self.words, self.sentence = speaker, words, sentence


@functools.cache
def _alike(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Return the words that may stand for others, by word."""
    return {head: frozenset(words.split()) for head, words in lexicon.data["speech"]["alike"].items()}


class Cast:
    """The bodies and persons named so far, those named last at the end."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._alike = _alike(lexicon)
        self._named: list[_Named] = []
        self._sex: dict[str, str] = {}
        """By name the pronoun that stood for a person."""
        self._sentence = 0
        self.person: Speaker | None = None
        self.body: Speaker | None = None

    def hear(self, speaker: Speaker) -> None:
        """Note who speaks."""
        name, role = speaker
        words = self._words(name)
        if role is not None:
            self.person = speaker
        elif self._is_body(words, name):
            self.body = speaker
        self._note(speaker, words | (self._words(role) if role else frozenset()))

    def called(self, pronoun: str, speaker: Speaker | None) -> Speaker | None:
        """Return whom "he" or "she" means: the speaker, unless known to be of the other sex; else the last who fits."""
        if speaker is None:
            return None
        pronoun = next((sex for sex in _SEXES if pronoun in self._lexicon.grammar[f"cast.{sex}"]), pronoun)
        known = self._sex.get(speaker[0]) or self._titled(speaker) or pronoun
        self._sex.setdefault(speaker[0], known)
        if known == pronoun:
            return speaker
        fitting = [each.speaker for each in self._named if each.sentence > self._sentence - _REACH]
        return next((each for each in reversed(fitting) if self._sex.get(each[0], self._titled(each)) == pronoun), None)

    def _titled(self, speaker: Speaker) -> str | None:
        """Return "he" or "she" where a title tells: "Mr Haddad", "Sister Rose", "a spokeswoman"."""
        words = {word.strip(".,") for word in f"{speaker[0]} {speaker[1] or ''}".lower().split()}
        told = [each for each in _SEXES if not self._lexicon.grammar[f"speech.{each}"].isdisjoint(words)]
        return told[0] if len(told) == 1 else None

    def meet(self, s: Sentence) -> None:
        """Note the bodies a sentence names, with what it calls them: "the Observatory (SOHR), a monitor"."""
        self._sentence += 1
        bodies = self._lexicon.grammar["speech.bodies"]
        if bodies.isdisjoint(s.lows) and not _LETTERS.search(s.text, s.stretch.start, s.stretch.end):
            return
        size, end, articles, joins = len(s.tokens), 0, s.words["phrases.articles"], s.words["cast.joins"]
        for at in [k for k, token in enumerate(s.tokens) if token.is_name and token.low not in articles]:
            if at < end:
                continue
            end = at + 1
            while end < size and (s.tokens[end].is_name or (s.low[end] in joins and self._goes_on(s, end))):
                end += 1
            lows, name = s.lows[at:end], s.text[s.tokens[at].start : s.tokens[end - 1].end]
            if self._is_body(lows, name) and not (at == 0 and end == size):
                called = set(self._words(name)) | {s.low[at - 1]}
                if s.low[end] == "(" and s.low[end + 2] == ")":
                    called.add(s.low[end + 1])
                    end += 3
                if s.low[end] == "," and s.low[end + 1] in articles:
                    stop = next((k for k in range(end + 2, min(end + 12, size)) if s.low[k] == ","), end + 2)
                    called |= {s.low[k] for k in range(end + 2, stop) if s.low[k] in self._alike}
                self._note((" ".join(name.split()), None), frozenset(called))

    def _goes_on(self, s: Sentence, at: int) -> bool:
        beyond = at + 1 + (s.low[at + 1] in s.words["the"])
        if beyond >= len(s.tokens) or not s.tokens[beyond].is_name or s.low[at] in s.words["cast.opening"]:
            return False
        office = s.low[at - 1] in self._lexicon.roles and s.low[at - 1] not in s.words["speech.bodies"]
        return not (office and s.low[at] in s.words["for_of"])  # "officials of UNHCR"

    def _is_body(self, words: Iterable[str], name: str) -> bool:
        if not self._lexicon.grammar["speech.bodies"].isdisjoint(words):
            return True
        return name.isupper() and 3 <= len(name) <= 9 and name.lower() not in self._lexicon.grammar["speech.no_body"]

    def _words(self, name: str) -> frozenset[str]:
        """Return the words of a name, without owners' endings and without the small ones that join them."""
        name = name.lower()
        for ending in self._lexicon.grammar["owner"]:
            name = name.replace(ending, "")
        return frozenset(name.split()) - self._lexicon.grammar["cast.joins"]

    def _note(self, speaker: Speaker, words: frozenset[str]) -> None:
        for each in self._named:
            if each.speaker[0] == speaker[0]:
                words |= each.words
                speaker = (speaker[0], speaker[1] or each.speaker[1])
        self._named = [each for each in self._named if each.speaker[0] != speaker[0]]
        self._named = [*self._named[1 - _MOST :], _Named(speaker, words, self._sentence)]

    def meant_by(self, head: str) -> Speaker | None:
        """Return whom "the agency" or "the governor" means: the last named of that kind, None if two may be meant."""
        alike = self._alike.get(head)
        fitting = [
            each for each in self._named
            if each.sentence > self._sentence - _REACH and (head in each.words or (alike and alike & each.words))
            and not (alike and each.speaker[1] is not None) and each.speaker[0].lower() != head
        ]  # fmt: skip
        if not fitting:
            return None
        last = fitting[-1]
        told = [each for each in fitting if head in each.words]
        if head not in last.words and told:
            last = told[-1]
        rivals = [each for each in fitting if each is not last and each.sentence == last.sentence]
        return None if rivals and not last.words & {head} else last.speaker
