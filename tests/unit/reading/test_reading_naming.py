"""Where a name begins and ends, and what is seen of it."""

import pytest

from kilis.sources.reading import lexicon
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.naming import ANSWERS, Naming, opens
from kilis.sources.reading.tokens import sentences, tokenize


@pytest.fixture(scope="module")
def naming():
    return Naming(lexicon.load("en"), Linear(ANSWERS, {}))


def name_at(naming, text, word):
    """Return the name that begins at the first token ``word``."""
    tokens = tokenize(text)
    at = next(k for k, token in enumerate(tokens) if token.text == word)
    end = naming.end_of(tokens, at)
    return None if end is None else text[tokens[at].start : tokens[end - 1].end]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Qarm al-Zolda fell on Monday.", "Qarm al-Zolda"),
        ("They slept in Qarm d'Alva for a night.", "Qarm d'Alva"),
        ("Jonas K. Qarm stadium is full.", "Jonas K. Qarm"),
        ("Bridge No 2 is shut.", "Bridge No 2"),
        ("PK 14 was never meant for 4,000.", "PK 14"),
        ("Entries at Qarm stood at 400.", "Entries"),
        ("COLUMNS NEAR QARM WERE HIT.", "COLUMNS"),
        ("Qarm–Zolda is open.", "Qarm"),
        ("Qarm-Zolda is open.", "Qarm-Zolda"),
    ],
)
def test_a_name_ends_where_a_reader_ends_it(naming, text, name):
    assert name_at(naming, text, name.split()[0].split("-")[0].split("–")[0]) == name


def test_a_small_word_with_a_capital_begins_no_name(naming):
    assert name_at(naming, "Within Qarm 300 houses burnt.", "Within") is None


@pytest.mark.parametrize("mark", ["-", "›", "▸", "(c)", "1)", "a."])
def test_the_mark_of_a_line_opens_it(mark):
    tokens = tokenize(f"{mark} Qarm: 224 families")
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    assert opens(tokens, at)
    assert not opens(tokens, at + 2)


def test_an_article_without_a_capital_is_part_of_the_name_that_is_weighed(naming):
    tokens = tokenize("Shells hit the camp, al-Qarm and the road.")
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    assert "lead=," in naming.features(tokens, at, at + 1, [], "no")


def test_the_verb_behind_a_name_is_seen_past_its_auxiliaries(naming):
    tokens = tokenize("Qarm has been bombed.")
    assert "verb=bombedTrue" in naming.features(tokens, 0, 1, [], "no")


def test_a_line_with_any_bullet_is_not_joined_to_a_long_line_above_it():
    above = "› Zolda, to the south of the town: 945 families brought by bus"
    assert [s.opens_line for s in sentences(f"{above}\n› Qarm: 224 families")] == [True, True]
