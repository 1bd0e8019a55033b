"""Turns of phrase of news stories and agencies' notes, and what only sounds like a figure or event of theirs."""

import datetime

import pytest

from kilis.sources.reading import lexicon
from kilis.sources.reading.furniture import furniture

TODAY = datetime.date(2016, 3, 11)


@pytest.fixture
def claims(reader):
    return lambda text: reader.read(text, date=TODAY).claims


def told(claims):
    return [(c.action, c.quantity.words()) for c in claims if c.quantity]


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("About a third of Bama's population of some 90,000 people has fled since Sunday.", "~ 30,000"),
        ("Half of a total of 4,600 families in Bama have fled since Sunday.", "~ 2,300 households"),
        ("Some 300 of the population of 4,600 have fled Bama since Sunday.", "~ 300"),
    ],
)
def test_a_share_of_a_population_is_a_share_of_its_number(claims, said, quantity):
    assert quantity in [words for _, words in told(claims(said))]


@pytest.mark.parametrize(
    "toll",
    [
        "More than 40 people were killed or wounded in Bama.",
        "The year has left 7,200 civilians dead and injured, a ministry says.",
        "Shells killed and injured at least 30 people in Bama.",
    ],
)
def test_dead_and_wounded_counted_as_one_are_no_toll(claims, toll):
    assert told(claims(f"{toll} Some 900 people fled Bama on Monday.")) == [("displaced", "~ 900")]


def test_the_dead_are_told_beside_the_wounded(claims):
    text = "At least 12 people were killed and 30 wounded in Bama. Some 900 people fled Bama on Monday."
    assert told(claims(text)) == [("killed", ">= 12"), ("displaced", "~ 900")]


def test_who_the_dead_were_is_no_further_toll(claims):
    text = "Hundreds of civilians are believed to have died in Bama this week. At least 58 civilians have been killed, "
    text += "including 17 children and 9 women, with more than 90 hurt, mostly in Bama."
    assert [words for action, words in told(claims(text)) if action == "killed"] == ["200-1,000", ">= 58"]


def test_the_foot_of_a_page_is_no_part_of_the_story():
    feet = ["Nigeria | Borno: Flash Update | 2", "Page 12", "Situation Report | page 3", "Page 3 of 7"]
    lines = ["Some 900 people fled Bama on Monday.", *feet, "Dikwa | 2", "Update: Bama | 4,310"]
    text = "\n".join(lines)
    assert [text[start:end] for start, end in furniture(text, lexicon.load())] == feet


def test_the_day_in_brackets_before_a_list_is_that_of_its_items(claims):
    text = "• Displacement from Bama and Dikwa (as at 4 March) due to fighting since 2 February 2016:\n\n"
    (claim,) = claims(text + "o 31,410 people newly displaced since 2 February.")
    assert (str(claim.since), str(claim.date)) == ("2016-02-02", "2016-03-04")


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("The Borno Monitor for its part estimated that 300 people fled Bama.", "Borno Monitor"),
        ("The army, for its part, said 300 people fled Bama.", "army"),
        ("Some 300 people fled Bama, according to figures that Chad Radio provided.", "Chad Radio"),
        ("Most stayed, with estimates citing 300 people having fled Bama.", None),
    ],
)
def test_who_speaks_for_its_part_and_whose_figures_are_given(claims, said, speaker):
    assert [claim.speaker for claim in claims(said) if claim.quantity] == [speaker]


def test_of_a_country_and_its_place_the_place_is_told_whatever_describes_it(claims):
    (claim,) = claims("Nearly 5,000 families have been displaced in Yemen's flashpoint Hodeidah province.")
    assert [place.name for place in claim.places] == ["Hodeidah province"]
