"""What a text takes back, what there was none of, and numbers that count nobody who moved are no claims."""

import datetime

import pytest

TODAY = datetime.date(2024, 5, 16)


def told(reader, text):
    """Return the actions and values that are read."""
    claims = reader.read(text, date=TODAY).claims
    return [(c.action, c.quantity.value if c.quantity else None) for c in claims]


@pytest.mark.parametrize(
    "text",
    [
        "An earlier version of this note said that 6,200 people had fled from Bama to Maiduguri.",
        "On Monday we printed that 6,200 people had fled from Bama. It was a slip of the pen. We take the figure back.",
        "We wrongly reported on Monday that 6,200 people had crossed into Chad.",
        "Yesterday's flash: 6,200 people fled from Bama to Maiduguri. The flash was sent out in error.",
    ],
)
def test_a_figure_that_is_taken_back_is_no_claim(reader, text):
    assert told(reader, text) == []


def test_the_figure_that_stands_in_its_place_is_one(reader):
    text = "An earlier version of this note said that 6,200 people had fled Bama; 620 people fled it on Monday."
    assert told(reader, text) == [("displaced", 620.0)]
    text = "An earlier version of this note said that 6,200 people had fled Bama. Some 620 people fled it on Monday."
    assert told(reader, text) == [("displaced", 620.0)]


def test_an_attack_that_there_was_none_of_is_a_claim_only_of_one_who_denies_it(reader):
    assert told(reader, "The baker of Bama slept. No shells fell on the town on Monday.") == []
    denied = reader.read("The army denied that it had shelled Bama on Monday.", date=TODAY).claims
    assert [(c.action, c.certainty) for c in denied] == [("assault", "denied")]


@pytest.mark.parametrize(
    "text",
    [
        "School begins in Bama: 41,000 pupils are registered in the district.",
        "In Maiduguri 6,200 voters have been registered since Monday.",
        "Kill the story on the killed of 14.05 in Bama, please.",
    ],
)
def test_those_enrolled_and_times_are_no_claims(reader, text):
    assert told(reader, text) == []


def test_a_market_that_opens_is_no_gate(reader):
    assert told(reader, "The market of Bama was closed on Monday. Shops were open.") == []
    assert told(reader, "Chad's border was open on Monday, said the mayor.") == [("open", None)]
