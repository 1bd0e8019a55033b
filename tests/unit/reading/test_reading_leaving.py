"""Who left which place: the place before a figure, and where those who fled stay since."""

import datetime

import pytest

from kilis.sources.reading import Reader

READER = Reader()
TODAY = datetime.date(2024, 2, 14)  # a Wednesday


def places(text):
    (claim,) = READER.read(text, date=TODAY).claims
    return [tuple(place.name for place in group) for group in (claim.at, claim.origin, claim.destination)]


@pytest.mark.parametrize(
    ("text", "at", "origin", "destination"),
    [
        ("In Tyre, 20,000 have left since the morning.", (), ("Tyre",), ()),
        ("In Sirte, about 58,000 people were driven from their homes.", (), ("Sirte",), ()),
        (
            "In the town of Loikaw 45,000 fled in November and live in Demoso and Pekon.",
            (),
            ("Loikaw",),
            ("Demoso", "Pekon"),
        ),
        ("In Sirte, 9,000 people have been displaced since December.", ("Sirte",), (), ()),
        ("In Chad, 30,000 people have fled to the border.", ("Chad",), (), ()),
    ],
)
def test_those_who_left_in_a_place_left_it(text, at, origin, destination):
    assert places(text) == [at, origin, destination]
