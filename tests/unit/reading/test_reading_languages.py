"""Another language is another file: nothing in the code is changed for it."""

import datetime
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
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


DISPATCH = (
    "Environ 3 000 personnes ont fui Saké pour Goma lundi, selon le gouverneur. Des milliers d'autres sont arrivées "
    "dans le camp de Kanyaruchinya, qui accueille déjà 65 000 personnes. La route entre Goma et Rutshuru est coupée."
)


def test_a_text_in_another_language_is_told_as_such(tmp_path):
    file = tmp_path / "depeche.txt"
    file.write_text(DISPATCH, encoding="utf-8")
    told = CliRunner().invoke(app, ["read", str(file), "--date", "2024-02-14"]).stdout
    assert "it seems to be in another language than the one it was read in" in told
    assert "other matters" not in told
    assert (
        "another language" in json.loads(CliRunner().invoke(app, ["read", str(file), "--json"]).stdout)["questions"][0]
    )
    english = Reader().read("Some 3,000 people fled Sake for Goma on Monday, the governor said. " * 3)
    assert not english.is_foreign
    assert not Reader().read("Goma: 3,000. Saké: 900.").is_foreign  # too short to tell
