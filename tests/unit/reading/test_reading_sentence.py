"""A sentence's tokens may be asked for beyond its ends, and are the objects that the lists of words hold."""

import pytest

from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.naming import plain_words
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


def test_words_of_texts_and_of_lists_are_one_object():
    read = {token.low: token.low for token in ENGLISH.tokens("Since Monday the families FLED from their villages")}
    for listed in (ENGLISH.function, ENGLISH.grammar["since"], plain_words("en"), ENGLISH.phrases._openings):
        met = [word for word in listed if word in read]
        assert met
        assert all(word is read[word] for word in met)
