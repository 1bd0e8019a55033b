"""How likely a claim was read rightly, and how that is shown."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario import read
from kilis.sources.reading import Reader
from kilis.sources.reading.accept import Refused, row_of
from kilis.sources.reading.annotate import annotated
from kilis.sources.reading.confidence import ANSWERS, FIELDS, judged, signs_of
from kilis.sources.reading.linear import Linear, odds_of, spelled
from kilis.sources.reading.model import Confidence
from kilis.sources.reading.words import DOUBT, claim_words, doubtful

ALEPPO = Path(__file__).resolve().parents[3] / "examples" / "aleppo-2016"
DAY = datetime.date(2024, 2, 14)
TEXT = "Some 3,000 people fled Goma on Monday, the governor said."


def against(*fields):
    return Linear(ANSWERS, {"bias": tuple(-3.0 * (answer in fields) for answer in ANSWERS)})


@pytest.fixture(scope="module")
def claim():
    return Reader().read(TEXT, date=DAY).claims[0]


def test_odds_are_those_of_the_share_that_the_chosen_have():
    assert odds_of([0, 0, 0, 0], [1]) == pytest.approx(-1.0986, abs=1e-3)  # one of four: ln(1 / 3)
    assert odds_of([0.0, 2.0, 2.0], [1, 2], 1.0) == pytest.approx(2.6931, abs=1e-3)  # ln(2 e^2 / 1)
    assert odds_of([-(10**9), 0], [0]) == pytest.approx(-13.8, abs=0.1)  # bounded, whatever the sums


def test_a_plain_sentence_is_likelier_right_than_a_place_guessed_from_far_away(claim):
    far = Reader().read(
        "Fighting in Goma, Sake and Minova went on. Aid reached Bukavu.\n\nIn all 3,000 are without shelter.", date=DAY
    )
    assert claim.confidence.where > 0.6
    assert far.claims[0].confidence.where < claim.confidence.where
    assert far.claims[0].confidence.row < claim.confidence.row


def test_each_field_is_judged_by_its_own_weights(claim):
    for field in FIELDS:
        (told,) = judged([claim], TEXT, against(field))
        assert doubtful(told) == {field}
        assert getattr(told.confidence, field) == 0.05  # 1 / (1 + e^3)
        assert told.confidence.row == 0.5


def test_without_weights_nothing_is_said_of_it(claim):
    (told,) = judged([claim.dated(None, None, None)], TEXT, Linear(ANSWERS, {}))
    assert told.confidence is None
    assert doubtful(told) == set()


def test_what_says_something_of_a_field_says_something_of_the_row_too(claim):
    features = spelled(signs_of(claim, TEXT))
    assert {"what act=figure displaced", "where act=figure displaced"} <= set(features)
    assert {feature.split()[0] for feature in features} == {"bias", *FIELDS}
    (told,) = judged([claim], TEXT, Linear(ANSWERS, {"what act=figure displaced": (3.0, 0, 0, 0, -3.0)}))
    assert told.confidence == Confidence(0.95, 0.5, 0.5, 0.5, 0.05)


def test_what_is_doubtful_ends_in_a_question_mark_also_where_nothing_was_found(claim):
    (bare,) = judged([claim.placed((), (), ())], TEXT, against("where", "who", "when"))
    words = claim_words(bare)
    assert words["where"] == "where?"
    assert words["who"] == "governor?"
    assert words["when"] == "2024-02-12?"
    assert words["what"] == "displaced"


def test_the_table_the_csv_the_json_and_the_marked_text_say_how_likely_each_row_is(tmp_path, monkeypatch):
    doubts = against("where")
    report, table, page = tmp_path / "update.txt", tmp_path / "claims.csv", tmp_path / "claims.html"
    report.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr("kilis.sources.reading.confidence.judged", lambda claims, text, _: judged(claims, text, doubts))
    run = ["read", str(report), "--date", "2024-02-14"]
    plain = CliRunner().invoke(app, [*run, "--csv", str(table), "--annotate", str(page)])
    assert "from Goma?" in plain.stdout
    assert DOUBT in plain.stdout
    assert max(map(len, plain.stdout.splitlines())) <= 80
    (row,) = csv.DictReader(table.open(encoding="utf-8"))
    assert (row["confidence_where"], row["confidence_what"], row["confidence_row"]) == ("0.05", "0.5", "0.5")
    assert "from Goma?" in page.read_text(encoding="utf-8")
    assert DOUBT in page.read_text(encoding="utf-8")
    told = json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)["documents"][0]["claims"][0]
    assert told["confidence"] == {"what": 0.5, "where": 0.05, "when": 0.5, "who": 0.5, "row": 0.5}


def test_what_is_doubtful_becomes_a_row_only_when_a_person_has_looked_at_it():
    world = read(ALEPPO)
    text = "Some 3,000 people arrived in Azaz on Monday."
    (plain,) = Reader(world.places).read(text, date=datetime.date(2016, 2, 10)).claims
    report = Reader(world.places).read(text, date=datetime.date(2016, 2, 10))
    for field, left in (("what", True), ("where", True), ("when", False), ("who", False)):
        (doubted,) = judged([plain], text, against(field))
        made = row_of(doubted, report, world, reviewed=False)
        assert isinstance(made, Refused) is left, field
        assert not isinstance(row_of(doubted, report, world), Refused), field


def test_where_nothing_is_doubtful_no_question_mark_is_explained(claim):
    report = Reader().read(TEXT, date=DAY)
    assert doubtful(report.claims[0]) == set()
    assert DOUBT not in annotated([report])
