"""Another language is another file: nothing in the code is changed for it."""

import datetime
from pathlib import Path

import pytest

from kilis.sources.reading import Reader

FRENCH = str(Path(__file__).with_name("french.toml"))


@pytest.fixture(scope="module")
def reader():
    return Reader(language=FRENCH)


def test_a_little_french_is_read_from_a_file_of_its_own(reader):
    text = (
        "Plus de 3 000 personnes ont fui Goma. Environ 1 200 familles sont arrivées à Sake lundi. "
        "Trois cent réfugiés attendent à Bunagana."
    )
    fled, came, waiting = reader.read(text, date=datetime.date(2024, 2, 8)).claims
    assert (fled.action, fled.quantity.words()) == ("displaced", ">= 3,000")
    assert [place.name for place in fled.origin] == ["Goma"]
    assert (came.action, came.quantity.words(), came.date) == (
        "arrived", "~ 1,200 households", datetime.date(2024, 2, 5),
    )  # fmt: skip
    assert [place.name for place in came.places] == ["Sake"]
    assert (waiting.action, waiting.quantity.value) == ("waiting", 300)


def test_english_is_not_read_as_french(reader):
    assert reader.read("More than 3,000 people have fled Goma.", date=datetime.date(2024, 2, 8)).claims == ()
