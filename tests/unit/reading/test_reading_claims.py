"""What is read from single sentences: figure, action, places, date, speaker, certainty."""

import datetime

import pytest

from kilis.sources.reading import Reader

READER = Reader()
TODAY = datetime.date(2024, 2, 14)  # a Wednesday


def only(text):
    claims = READER.read(text, date=TODAY).claims
    assert len(claims) == 1, claims
    return claims[0]


@pytest.mark.parametrize(
    ("words", "value", "low", "high", "qualifier"),
    [
        ("12,480 people", 12480, None, None, "exact"),
        ("35 000 people", 35000, None, None, "exact"),
        ("1.2 million people", 1_200_000, None, None, "exact"),
        ("about 4,000 people", 4000, None, None, "approx"),
        ("at least 900 people", 900, 900, None, "at_least"),
        ("up to 70,000 people", 70000, None, 70000, "at_most"),
        ("between 4,000 and 5,000 people", None, 4000, 5000, "range"),
        ("four or five thousand people", None, 4000, 5000, "range"),
        ("half a million people", 500_000, None, None, "exact"),
        ("tens of thousands of people", None, 20_000, 100_000, "range"),
        ("a third of the 40,000 residents", 13333, None, None, "approx"),
        ("most of its 65,000 residents", None, 32_500, 65_000, "range"),
        ("the majority of the 900 villagers", None, 450, 900, "range"),
        ("nearly all of the town's 12,000 people", 12_000, None, None, "approx"),
        ("many of the 700 families", 700, None, 700, "at_most"),
        ("six hundred and eighty people", 680, None, None, "exact"),
    ],
)
def test_the_figure_and_its_qualifier_are_read(words, value, low, high, qualifier):
    quantity = only(f"{words[0].upper()}{words[1:]} have fled Goma.").quantity
    assert (quantity.value, quantity.low, quantity.high, quantity.qualifier) == (value, low, high, qualifier)


def test_households_are_never_turned_into_persons():
    quantity = only("Some 300 families have fled Goma.").quantity
    assert (quantity.value, quantity.unit) == (300, "households")


def test_the_span_points_at_the_words():
    text = "In the night, more than 2,000 people fled Goma."
    span = only(text).spans[0]
    assert text[span.start : span.end] == "more than 2,000 people"


@pytest.mark.parametrize(
    "text",
    [
        "No one has fled Goma.",
        "The town lies 2,500 km from Goma.",
        "Fuel costs 12,000 francs in Goma.",
        "Some 4,000 soldiers arrived in Goma.",
        "In 1994, some 50,000 people fled Goma.",
    ],
)
def test_what_is_no_claim_is_left_out(text):
    assert READER.read(text, date=TODAY).claims == ()


def test_what_a_headline_says_in_short_is_told_as_the_text_says_it_in_full():
    claim = only(
        "4,000 people flee Bama\n\nAbout 4,000 people fled from Bama to Maiduguri on Monday, the governor said."
    )
    assert claim.quantity.qualifier == "approx"
    assert [place.name for place in claim.origin + claim.destination] == ["Bama", "Maiduguri"]
    assert [span.start for span in claim.spans] == [0, 24]


def test_a_headline_that_names_but_the_border_is_told_again_by_the_story_that_names_the_gate():
    text = (
        "35,000 Syrians reach Turkish border in two days\n\n"
        "The governor said around 35,000 Syrians had reached Oncupinar in the space of 48 hours."
    )
    (claim,) = Reader().read(text, date=datetime.date(2016, 2, 6)).claims
    assert ([place.name for place in claim.destination], len(claim.spans)) == (["Oncupinar"], 2)
