"""Events in plain sentences, read with the weights of the package: what is told, where, and what tells of none."""

import datetime

import pytest

from kilis.sources.reading.read import Reader

WEDNESDAY = datetime.date(2024, 2, 14)
LEAD = "Thousands of civilians have been displaced by the fighting. "
READER = Reader()


def told(text):
    claims = READER.read(LEAD + text, date=WEDNESDAY).claims
    return [(c.action, sorted(p.name for p in c.places)) for c in claims if c.kind == "event"]


@pytest.mark.parametrize(
    "text",
    [
        "Cholera has hit Goma, doctors said.",
        "Heavy rain hit Mosul on Monday.",
        "Malakal has been cut off by the rains.",
        "The health ministry launched a vaccination campaign in Malakal on Monday.",
        "A ceasefire agreed in Malakal last month has collapsed.",
        "Kenya has long refused to let in refugees from Somalia.",
        "The candidate took Kharkiv in the election on Sunday.",
        "Schools in Idlib closed on Monday.",
        "Traders closed their shops in Goma on Monday.",
        "Turkey held elections on Sunday and polling stations closed at six.",
    ],
)
def test_what_nature_voters_and_relief_do_is_no_event(text):
    assert told(text) == []


def test_a_school_that_sheltered_people_closes_as_a_site():
    assert told("The shelter in the school in Idlib closed on Monday.") == [("site_closes", ["Idlib"])]


@pytest.mark.parametrize(
    "text",
    [
        "They reached Goma after gunmen attacked their villages.",
        "Women in Bunia described how soldiers shelled their village for three days.",
        "People in Idlib who fled the bombing of their towns sleep in schools.",
    ],
)
def test_a_refuge_is_not_where_homes_elsewhere_were_struck(text):
    assert [places for action, places in told(text) if action == "assault"] in ([[]], [])


def test_homes_of_a_town_are_struck_there():
    assert told("In Goma on Monday gunmen burned their homes.") == [("assault", ["Goma"])]


def test_a_town_beside_one_that_is_taken_is_not_taken_for_being_full():
    text = "Rebels captured Ardamata on Monday and Adre is now full of displaced people."
    assert told(text) == [("control", ["Ardamata"])]


def test_a_truce_that_takes_effect_takes_no_town():
    assert told("A truce in Hama took effect on Monday, and some families set off home.") == [("ceasefire", ["Hama"])]


def test_a_road_that_is_cleared_is_no_town_cleared_of_an_enemy():
    assert "control" not in [action for action, _ in told("The army cleared the road from Hama to Idlib on Sunday.")]


def test_a_border_is_opened_by_the_country_that_owns_it():
    assert told("On Tuesday Turkey reopened its border with Syria.") == [("open", ["Turkey"])]


@pytest.mark.parametrize(
    "text",
    [
        "Only 200 people a day are allowed through the Adre crossing.",
        "The Adre crossing is open only two days a week.",
    ],
)
def test_a_gate_for_few_or_for_some_days_is_limited(text):
    assert [action for action, _ in told(text)] == ["limit"]
