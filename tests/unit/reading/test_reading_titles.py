"""Headlines in which every word has a capital, and figures that are told as one more."""

from __future__ import annotations

import datetime

import pytest

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.titles import without_capitals

ENGLISH = lexicon.load()

DAY = datetime.date(2024, 2, 14)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Over 4,000 Families Flee Goma as Rebels Advance", ["Goma"]),
        ("OVER 4,000 FAMILIES FLEE GOMA AS REBELS ADVANCE", ["GOMA"]),
        ("Thousands Flee South Sudan After Rebels Advance", ["South", "Sudan"]),
        ("The families of Goma fled Rebels and the Army", ["The", "Goma", "Rebels", "Army"]),  # no headline
        ("Families Flee Goma.", ["Families", "Flee", "Goma"]),  # a sentence
        ("Three Words Long", ["Three", "Words", "Long"]),  # too short to tell
    ],
)
def test_in_a_headline_plain_words_are_no_names(line, names):
    plain = frozenset(
        ["over", "families", "flee", "as", "rebels", "advance", "thousands", "south", "after", "army", "words", "long"]
    )
    told = without_capitals(ENGLISH.tokens(line), plain, {fold("South Sudan")}.__contains__)
    assert [token.text for token in told if token.is_name] == names


@pytest.mark.parametrize(
    "line", ["Over 4,000 Civilians Flee Goma as Rebels Advance", "Over 4,000 civilians flee Goma as rebels advance"]
)
def test_a_headline_is_read_like_a_sentence(reader, line):
    (claim,) = [each for each in reader.read(line, date=DAY).claims if each.quantity]
    assert (claim.action, claim.quantity.value, [p.name for p in claim.origin]) == ("displaced", 4000, ["Goma"])


@pytest.mark.parametrize(("word", "claims"), [("another", 2), ("a further", 2), ("about", 1)])
def test_one_more_is_no_repeat(reader, word, claims):
    text = f"Some 10,000 people fled to Goma, the mayor said.\n\nShe said {word} 10,000 people had fled to Goma."
    assert len(reader.read(text, date=DAY).claims) == claims
