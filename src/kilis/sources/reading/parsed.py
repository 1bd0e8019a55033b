"""Which word hangs on which, told by the parser of the extra `parser`: advice for dating figures."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kilis.sources.reading.tokens import Token

_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Parse:
    """A sentence's tree over our tokens: each one's head (its own index at the root), its relation; which are verbs."""

    heads: tuple[int, ...]
    relations: tuple[str, ...]
    verbs: frozenset[int]

    def above(self, at: int) -> list[int]:
        """Return the tokens above ``at``, the nearest first."""
        chain: list[int] = []
        while len(chain) < _LONGEST_CHAIN and self.heads[at] != at and self.heads[at] not in chain:
            at = self.heads[at]
            chain.append(at)
        return chain

    def verb_of(self, at: int) -> int | None:
        """Return the verb that a token hangs on, through nouns and prepositions."""
        return next((k for k in self.above(at) if k in self.verbs), None)

    def noun_of(self, at: int) -> int:
        """Return the head of the noun phrase that a number counts in: the families of "some 18,000 families"."""
        while self.relations[at] in ("nummod", "quantmod", "compound", "amod", "advmod", "det", "npadvmod"):
            if self.heads[at] == at or self.heads[at] in self.verbs:
                break
            at = self.heads[at]
        return at

    def ruling(self, at: int) -> tuple[set[int], set[int]]:
        """Return the verbs that rule the noun of a number, and those that only describe it ("who had fled")."""
        noun = self.noun_of(at)
        above = self.verb_of(noun)
        ruling = {above} if above is not None else set()
        for verb in sorted(self.verbs):
            if self.relations[verb] in ("xcomp", "pcomp") and self.heads[verb] in ruling:
                ruling.add(verb)
        describing = {v for v in self.verbs if self.heads[v] == noun and self.relations[v] in ("relcl", "acl")}
        return ruling, describing


class Parser:
    """A packaged parser, loaded once."""

    def __init__(self, package: str) -> None:
        model: Any = importlib.import_module(package)
        self._model = model.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])

    def parse(self, sentences: Sequence[tuple[str, Sequence[Token]]]) -> list[Parse]:
        """Parse sentences, each given as its text and its tokens (whose places count from the document's start)."""
        docs = self._model.pipe([text for text, _ in sentences])
        return [_aligned(doc, tokens) for doc, (_, tokens) in zip(docs, sentences, strict=True)]


def _aligned(doc: Any, tokens: Sequence[Token]) -> Parse:
    if not tokens:
        return Parse((), (), frozenset())
    base = tokens[0].start
    ours = [0] * len(doc)
    at = 0
    for word in doc:
        while at + 1 < len(tokens) and tokens[at + 1].start - base <= word.idx:
            at += 1
        ours[word.i] = at
    heads, relations, verbs = list(range(len(tokens))), ["dep"] * len(tokens), set()
    seen: set[int] = set()
    for word in doc:
        here, head = ours[word.i], word.head
        while ours[head.i] == here and head.head.i != head.i:
            head = head.head
        if ours[head.i] != here or here not in seen:
            heads[here], relations[here] = ours[head.i], word.dep_
        seen.add(here)
        if word.tag_[:1] == "V":
            verbs.add(here)
    return Parse(tuple(heads), tuple(relations), frozenset(verbs))


@functools.cache
def load(package: str) -> Parser:
    """Return the parser of a language, loaded once. Raises ImportError where it is not installed."""
    return Parser(package)


def is_installed(package: str) -> bool:
    """Whether the extra `parser` is there."""
    return importlib.util.find_spec(package) is not None
