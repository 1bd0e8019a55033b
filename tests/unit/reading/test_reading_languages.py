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


REPORT = (
    "Plus de 35 000 personnes ont fui Saké depuis lundi, selon le gouverneur du Nord-Kivu. Environ 12.500 réfugiés "
    "sont arrivés à Goma le 6 février, et 1 200 familles déplacées ont été enregistrées au camp de Kanyaruchinya. Le "
    "poste frontière de Bunagana est fermé depuis le 3 février.\n\n« Près de 4 000 personnes attendent encore à "
    "Bunagana », a déclaré Marie Kasongo, porte-parole du HCR. L'armée a repris Rutshuru mardi. En janvier, 1,5 "
    "million de personnes ont quitté l'Ituri."
)


def roles(claim):
    return {
        role: place.name
        for role, places in (("at", claim.at), ("from", claim.origin), ("to", claim.destination))
        for place in places
    }


def test_a_french_report_is_read_by_its_words_alone(reader):
    fled, came, listed, shut, waiting, taken, left = reader.read(REPORT, date=datetime.date(2024, 2, 8)).claims
    assert (fled.action, fled.quantity.words(), roles(fled)) == ("displaced", ">= 35,000", {"from": "Saké"})
    assert (fled.since, fled.speaker) == (datetime.date(2024, 2, 5), "gouverneur du Nord-Kivu")
    assert (came.action, came.quantity.words(), roles(came)) == ("arrived", "~ 12,500", {"to": "Goma"})
    assert came.date == datetime.date(2024, 2, 6)
    assert (listed.action, listed.quantity.words()) == ("registered", "1,200 households")
    assert roles(listed) == {"at": "Kanyaruchinya"}
    assert (shut.action, roles(shut), shut.date) == ("close", {"at": "Bunagana"}, datetime.date(2024, 2, 3))
    assert (waiting.action, waiting.quantity.words(), roles(waiting)) == ("waiting", "~ 4,000", {"at": "Bunagana"})
    assert (waiting.speaker, waiting.speaker_role) == ("Marie Kasongo", "porte-parole du HCR")
    assert (taken.action, roles(taken), taken.date) == ("control", {"at": "Rutshuru"}, datetime.date(2024, 2, 6))
    assert (left.action, left.quantity.value, roles(left)) == ("displaced", 1_500_000, {"from": "Ituri"})
    assert (left.since, left.date) == (datetime.date(2024, 1, 1), datetime.date(2024, 1, 31))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("35 000 personnes", "35,000"),
        ("35.000 personnes", "35,000"),
        ("1.250.000 personnes", "1,250,000"),
        ("1,5 million de personnes", "1,500,000"),
        ("Trois cents habitants", "300"),
        ("Deux mille trois cents habitants", "2,300"),
        ("Quelque 900 familles", "~ 900 households"),
        ("Entre 3 000 et 4 000 civils", "3,000-4,000"),
        ("Des milliers d'habitants", "2,000-10,000"),
        ("Des dizaines de milliers de personnes", "20,000-100,000"),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(reader, words, said):
    (claim,) = reader.read(f"{words} ont fui Saké.", date=datetime.date(2024, 2, 8)).claims
    assert claim.quantity.words() == said


@pytest.mark.parametrize(
    ("words", "since", "day"),
    [
        ("hier", None, 7),
        ("jeudi", None, 8),
        ("mardi dernier", None, 6),
        ("le 1er février 2024", None, 1),
        ("lundi 5 février", None, 5),
        ("depuis le 3 février", 3, None),
        ("il y a trois jours", None, 5),
        ("du 3 au 6 février", 3, 6),
    ],
)
def test_days_are_read_by_the_patterns_of_the_language(reader, words, since, day):
    (claim,) = reader.read(f"900 familles ont fui Saké {words}.", date=datetime.date(2024, 2, 8)).claims
    assert claim.since == (since and datetime.date(2024, 2, since))
    assert claim.date == datetime.date(2024, 2, day or 8)


def test_one_word_may_say_both_of_and_from(reader):
    text = "900 familles sont arrivées d'Uvira au camp de Kanyaruchinya."
    (claim,) = reader.read(text, date=datetime.date(2024, 2, 8)).claims
    assert roles(claim) == {"from": "Uvira", "to": "Kanyaruchinya"}


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


def test_the_command_reads_by_a_file_of_words(tmp_path):
    file = tmp_path / "depeche.txt"
    file.write_text(DISPATCH, encoding="utf-8")
    told = CliRunner().invoke(app, ["read", str(file), "--date", "2024-02-14", "--language", FRENCH, "--json"])
    (document,) = json.loads(told.stdout)["documents"]
    assert [claim["action"] for claim in document["claims"]][:1] == ["displaced"]
    assert "another language" not in told.stdout


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("fr.txt", "[words]", "ends in .toml"),
        ("nowhere.toml", None, "No such file"),
        ("fr.toml", "[words", "it cannot be read by"),
        ("fr.toml", "words = 7", "words: a table is expected"),
        ("fr.toml", '[words]\nfunction = ["le", "la"]', "words.function: a text in quotes is expected"),
        ("fr.toml", '[actions.displaced]\nverbs = ["fuir"]', "it cannot be read by"),
        ("fr.toml", '[patterns]\n"read.publisher" = "("', "it cannot be read by"),
        ("fr.toml", '[patterns]\n"read.publisher" = "personnes"', "it cannot be read by"),
        ("fr.toml", "a = " + "[" * 9_000, "it cannot be read by"),
        ("fr.toml", "#" * 2_000_001, "at most 2 MB"),
    ],
)
def test_a_bad_file_of_words_is_told_in_one_line(tmp_path, name, words, said):
    (tmp_path / "depeche.txt").write_text(DISPATCH, encoding="utf-8")
    if words:
        (tmp_path / name).write_text(words, encoding="utf-8")
    arguments = ["read", str(tmp_path / "depeche.txt"), "--language", str(tmp_path / name)]
    told = CliRunner().invoke(app, [*arguments, "--csv", str(tmp_path / "claims.csv")])
    assert told.exit_code == 2, told.output
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "claims.csv").exists()
