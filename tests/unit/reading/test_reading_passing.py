"""A town and the gate beside it, and people who went through a gate: they are not at it any more."""

import datetime

import pytest

from kilis.scenario.model import Place, Route, Scenario
from kilis.sources.reading import Reader, accept

TODAY = datetime.date(2024, 5, 20)
PLACES = (
    Place("nyal", "Nyal", "settlement", 13.45, 22.44, "SDN", population=90_000),
    Place("gate", "Ture crossing", "crossing", 13.47, 22.21, "SDN"),
    Place("ture", "Ture", "site", 13.47, 22.2, "TCD"),
    Place("chad", "Rest of Chad", "site", 13.83, 20.83, "TCD", extra={"aliases": "Chad"}),
)
ROUTES = (Route("nyal", "gate", 26), Route("gate", "ture", 1, "crossing"), Route("ture", "chad", 150))
WORLD = Scenario("T", datetime.date(2024, 5, 1), datetime.date(2024, 7, 1), PLACES, ROUTES, coo_iso3="SDN")


@pytest.fixture(scope="module")
def reader():
    return Reader(PLACES)


@pytest.fixture(scope="module")
def rows(reader):
    def made(text):
        """Return (measure, place, since) of each row, or the reason why a claim is none."""
        report = reader.read(text, date=TODAY)
        found = [accept.row_of(claim, report, WORLD) for claim in report.claims]
        return [
            one.reason if isinstance(one, accept.Refused) else (one[1]["measure"], one[1]["place"], one[1]["since"])
            for one in found
        ]

    return made


def test_a_town_keeps_its_name_beside_a_crossing_that_has_it_too(reader):
    meant = [
        [p.place_id for p in claim.at + claim.destination]
        for claim in reader.read(
            "Some 9,000 people came to Ture. Some 800 waited at the Ture border.", date=TODAY
        ).claims
    ]
    assert meant == [["ture"], ["gate"]]


@pytest.mark.parametrize(
    "text",
    [
        "Some 4,000 people crossed at the Ture crossing on Monday.",
        "Some 4,000 people crossed the Ture border on Monday.",
        "More than 9,000 refugees have entered through the Ture crossing.",
        "An average of 600 people are crossing the Ture border each day.",
    ],
)
def test_who_passed_a_gate_is_no_arrival_at_it(rows, text):
    assert rows(text) == ["gate is a crossing that they passed: edit it, to where they came to"]


def test_who_came_to_a_gate_is(rows):
    assert rows("Some 4,000 people arrived at the Ture crossing on Monday.") == [("arrivals", "gate", "2024-05-20")]
    assert rows("Some 4,000 people have reached the crossing at Ture.") == [("arrivals", "ture", "")]


def test_what_is_so_now_is_no_arrival_of_one_day(rows):
    assert rows("Some 4,000 people have now come to Ture.") == [("arrivals", "ture", "")]
    assert rows("Some 4,000 people who fled the fighting by crossing into Chad now lack water.") == [
        ("arrivals", "chad", "")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('The agency said that "at least 900" people were killed in Nyal.', ["at_least 900"]),
        ('The head of the camp said that "more than 2,000" were sheltering in Ture.', ["at_least 2000"]),
        ("Some 870 refugees -- 350 men and 520 women -- came to Ture.", ["approx 870"]),
        ("Some 870 refugees (350 men, 300 women and 220 children) came to Ture.", ["approx 870"]),
    ],
)
def test_a_number_in_quotation_marks_is_read_and_what_it_is_made_up_of_is_not(reader, text, words):
    claims = reader.read(text, date=TODAY).claims
    assert [f"{c.quantity.qualifier} {c.quantity.value:g}" for c in claims] == words
