"""A town and the gate beside it, and people who went through a gate: they are not at it any more."""

import dataclasses
import datetime

import pytest

from kilis.scenario.model import Place, Route, Scenario
from kilis.sources.reading import Reader, accept, leaving

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


@pytest.mark.parametrize(
    "text",
    [
        "Some 4,000 people crossed into Chad at the Ture crossing.",
        "Some 4,000 people crossed the Ture border to Chad.",
        "More than 9,000 refugees have crossed into Chad using the Ture border crossing.",
    ],
)
def test_who_passed_a_gate_into_a_country_came_to_that_country(rows, text):
    assert rows(text) == [("arrivals", "chad", "")]


@pytest.fixture(scope="module")
def where(reader):
    def ids(text):
        """Return (action, ids from, ids at or to) of every figure."""
        return [
            (c.action, [p.place_id for p in c.origin], [p.place_id for p in c.at + c.destination])
            for c in reader.read(text, date=TODAY).claims
            if c.kind == "figure"
        ]

    return ids


def test_those_who_stayed_somewhere_and_went_on_have_left_it(where):
    assert where("Some 900 people living in Nyal have crossed into Chad.") == [("arrived", ["nyal"], ["chad"])]
    text = "Some 900 refugees living at the Ture crossing had crossed over and taken shelter in schools."
    assert where(text) == [("arrived", ["gate"], [])]
    text = "Some 3,000 people staying in Ture were displaced from Nyal in June."  # where they were before
    assert where(text) == [("sheltering", ["nyal"], ["ture"])]


def test_those_who_fled_to_seek_shelter_went_there(where):
    assert where("Some 900 people fled clashes in Nyal to seek refuge in Ture.") == [("displaced", ["nyal"], ["ture"])]
    text = "More than 900 people have fled across the border to seek safety in the town of Ture."
    assert where(text) == [("displaced", [], ["ture"])]


@pytest.mark.parametrize(
    "text",
    [
        "About 3,000 people came to Ture. Another 400 people came to another camp.",
        "About 3,000 people came to Ture. Another 400 people were sheltering at a second site.",
    ],
)
def test_another_camp_is_not_the_one_named_before(where, text):
    assert [ids for _, _, ids in where(text)] == [["ture"], []]


def test_the_heading_over_readers_comments_is_no_story(reader):
    text = "Some 900 refugees came to Ture on Monday.\n\n3 Replies to “Hundreds of refugees flee fighting near Nyal”\n"
    assert [c.quantity.value for c in reader.read(text, date=TODAY).claims] == [900]


def test_a_flow_told_by_its_order_alone_since_no_day_is_left_to_a_person(rows):
    reason = "it says neither how many nor since when: edit it"
    assert rows("Thousands of refugees who fled the fighting have come to Ture.") == [reason]
    assert rows("Thousands of refugees have come to Ture since 3 May.") == [("arrivals", "ture", "2024-05-03")]
    assert rows("Tens of thousands of refugees have come to Ture.") == [("arrivals", "ture", "")]


@pytest.mark.parametrize(("who", "is_told"), [("Her husband", False), ("His two sons", False), ("Nyal", True)])
def test_a_relative_who_was_taken_is_no_town_that_was(reader, who, is_told):
    text = f"{who} was taken by rebels on Monday. People fled Nyal."
    assert [c.action for c in reader.read(text, date=TODAY).claims] == (["control"] if is_told else [])


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("More than 6,000 people have come to Ture since the start of the offensive last week.", []),
        ("Some 900 people fled to Ture after an attack on Monday.", []),
        ("Some 900 people have fled Nyal since the start of the offensive in May.", ["nyal"]),
        ("Some 900 people fled to Ture after an attack on Nyal on Monday.", ["nyal"]),
    ],
)
def test_the_attack_that_people_fled_is_not_where_they_came_to(reader, text, at):
    events = [claim for claim in reader.read(text, date=TODAY).claims if claim.kind == "event"]
    assert [[p.place_id for p in event.at] for event in events] == [at]


def test_a_time_of_day_and_passenger_cars_are_no_people(reader):
    text = (
        "From the outbreak of the war until Sunday at 12.00 am, 4,700 people have entered Chad. On Sunday alone, "
        "5,100 people entered Chad, of whom 4,500 were Sudanese citizens, as well as 803 passenger cars."
    )
    values = {claim.quantity.value for claim in reader.read(text, date=TODAY).claims if claim.kind == "figure"}
    assert {4700, 5100} <= values
    assert values.isdisjoint({12, 803})


def test_an_estimate_that_is_outdone_is_no_count(reader):
    text = "Some 95,000 refugees have come to Ture, surpassing the first estimate of 60,000 within a month."
    assert [claim.quantity.value for claim in reader.read(text, date=TODAY).claims] == [95_000]


def test_who_looks_to_cross_has_not_come(where):
    text = "The gate was crowded on Monday with thousands of refugees looking to cross into Chad."
    assert [action for action, _, _ in where(text)] == ["waiting"]


def test_a_crossing_that_reporters_may_not_visit_is_not_closed(reader):
    text = "{} the Ture crossing since Sunday. Some 900 refugees have come to Ture."
    actions = [
        [claim.action for claim in reader.read(text.format(words), date=TODAY).claims if claim.kind == "event"]
        for words in ("The army has barred media access to", "The army has closed")
    ]
    assert actions == [[], ["close"]]


def test_nobody_comes_to_a_place_from_itself(reader):
    (claim,) = reader.read("The UN has helped to move around 9,000 refugees from Nyal to Ture.", date=TODAY).claims
    (ture,) = claim.destination
    again = dataclasses.replace(claim, origin=(dataclasses.replace(ture, name="Ture camp"),))
    assert leaving.not_from_there(again).origin == ()
    assert leaving.not_from_there(claim).origin == claim.origin != ()
