"""What a parser's tree says of numbers and dates; the trees here are written by hand, as the model gives them."""

import datetime
from types import SimpleNamespace

import pytest

from kilis.sources.reading import Reader, parsed
from kilis.sources.reading.lexicon import load

WORDS = ["Some", "18,000", "families", "who", "had", "fled", "returned", "on", "Monday"]
HEADS = (1, 2, 6, 5, 5, 2, 6, 6, 7)
RELATIONS = ("advmod", "nummod", "nsubj", "nsubj", "aux", "relcl", "ROOT", "prep", "pobj")
TAGS = ("RB", "CD", "NNS", "WP", "VBD", "VBN", "VBD", "IN", "NNP")
TREE = parsed.Parse(HEADS, RELATIONS, frozenset({5, 6}))


def doc(words=WORDS, heads=HEADS, relations=RELATIONS, tags=TAGS):
    """Return words as the parser's: each knows its place, head, relation and tag."""
    starts = [len(" ".join(words[:k])) + (k > 0) for k in range(len(words))]
    parts = [
        SimpleNamespace(i=k, idx=start, dep_=relation, tag_=tag)
        for k, (start, relation, tag) in enumerate(zip(starts, relations, tags, strict=True))
    ]
    for part, head in zip(parts, heads, strict=True):
        part.head = parts[head]
    return parts


def test_a_number_is_ruled_by_the_verb_of_its_noun_and_described_by_its_clause():
    assert TREE.noun_of(1) == 2
    assert TREE.ruling(1) == ({6}, {5})
    assert (TREE.verb_of(8), TREE.verb_of(6)) == (6, None)
    assert TREE.above(0) == [1, 2, 6]


def test_a_verb_that_completes_another_rules_too():
    # "18,000 began to return": "return" completes "began"
    tree = parsed.Parse((1, 1, 3, 1), ("nsubj", "ROOT", "aux", "xcomp"), frozenset({1, 3}))
    assert tree.ruling(0) == ({1, 3}, set())


def test_words_that_the_parser_cuts_finer_are_joined():
    words = ["Ure", "'s", "300", "fled"]
    cut = doc(words, (2, 0, 3, 3), ("poss", "case", "nsubj", "ROOT"), ("NNP", "POS", "CD", "VBD"))
    for part, start in zip(cut, (0, 3, 6, 10), strict=True):
        part.idx = start
    tokens = load().tokens("Ure's 300 fled")
    tree = parsed._aligned(cut, tokens)
    assert [tokens[k].text for k in tree.heads][-2:] == ["fled", "fled"]
    assert tree.verbs == {len(tokens) - 1}
    assert parsed._aligned([], []) == parsed.Parse((), (), frozenset())


def test_a_reader_with_a_parser_asks_it_for_every_sentence(monkeypatch):
    asked = []

    def parse(given):
        asked.extend(text for text, _ in given)
        return [parsed.Parse(tuple([0] * len(t)), tuple(["dep"] * len(t)), frozenset({0})) for _, t in given]

    monkeypatch.setattr(parsed, "load", lambda package: SimpleNamespace(parse=parse))
    text = "Some 18,000 families fled Bama on Monday. They reached Dikwa on Tuesday."
    report = Reader(parser=True).read(text, date=datetime.date(2024, 5, 16))
    assert asked == ["Some 18,000 families fled Bama on Monday.", "They reached Dikwa on Tuesday."]
    assert [(c.quantity.value, c.date) for c in report.claims if c.quantity] == [(18000, datetime.date(2024, 5, 13))]


def test_without_the_extra_a_parser_is_told_to_be_missing():
    assert not parsed.is_installed("no_such_model")
    with pytest.raises(ImportError):
        parsed.load("no_such_model")
