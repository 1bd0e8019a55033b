"""A sentence's tokens may be asked for beyond its ends."""

import pytest

from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.tokens import Stretch

ENGLISH = lexicon.load()
READER = Reader()


def test_beyond_the_ends_of_a_sentence_stands_nothing():
    text = "Some 300 people fled Ure."
    s = Sentence(text, ENGLISH, Stretch(0, len(text), 0, True), ENGLISH.tokens(text), [], [], [], [])
    assert (s.low[0], s.low[4], s.low[len(s.tokens) - 1]) == ("some", "ure", ".")
    assert [s.low[at] for at in (-1, -20, len(s.tokens), len(s.tokens) + 20)] == [""] * 4


@pytest.mark.parametrize(
    "text", ["300", "fled", "300 fled.", "Ure: 300", "(300)", "of", "to Ure", "said", "from 300 to"]
)
def test_sentences_of_a_word_or_two_are_read(text):
    assert READER.read(text).text == text
