"""Turns of phrase of wire stories: days of other things, who fled to no town, datelines, brackets of newsrooms."""

import datetime

import pytest

TODAY = datetime.date(2016, 5, 13)


@pytest.fixture
def claims(reader):
    return lambda text: reader.read(text, date=TODAY).claims


def figures(found):
    return [claim for claim in found if claim.kind == "figure"]


def names(*groups):
    return [tuple(place.name for place in group) for group in groups]


@pytest.mark.parametrize(
    ("text", "since", "date"),
    [
        (
            "Fighters, who took over the capital in January, and guards have killed more than 300 people in Kidal.",
            None,
            TODAY,
        ),
        (
            "Dozens of people were killed in Maroua in a raid of an insurgency that has shaken the north since 2014.",
            None,
            TODAY,
        ),
        (
            "He said 1,200 have fled to Niger because of raids that began April 17 by an armed group.",
            None,
            TODAY,
        ),
        ("About 900 people who fled Kidal on Monday are in Gao.", None, datetime.date(2016, 5, 9)),
    ],
)
def test_the_day_of_a_thing_that_is_told_of_besides_is_not_the_figures(claims, text, since, date):
    (claim,) = figures(claims(text))
    assert (claim.since, claim.date) == (since, date)


def test_fighting_that_drives_people_to_a_town_displaces_them(claims):
    (claim,) = figures(claims("Fighting has driven tens of thousands of people to Gao, where soldiers are."))
    assert (claim.action, names(claim.destination)) == ("arrived", [("Gao",)])
    (claim,) = figures(claims("Buses have driven tens of thousands of people to Gao, where soldiers are."))
    assert claim.action == "transferred"


def test_what_remains_shut_is_so_today(claims):
    text = "The shelling began on May 2, when gunmen attacked the airport of Kidal, which remains closed."
    assert [c.date for c in claims(text) if c.action == "close"] == [TODAY]


@pytest.mark.parametrize(
    ("text", "origin", "destination"),
    [
        ("Gunmen raided Kidal on May 4, and thousands fled into the surrounding bush.", ("Kidal",), ()),
        ("Gunmen raided Kidal on May 4. About 900 people fled to nearby hills.", ("Kidal",), ()),
        ("More than 6,100 people have reached safety outside the town of Kidal, the UN said.", ("Kidal",), ()),
        (
            "More than 8,000 people have fled the Nuba Mountains and crossed into Ethiopia at Kurmuk.",
            ("Nuba Mountains",),
            ("Ethiopia", "Kurmuk"),
        ),
        ("Some 4,000 families were displaced from Yemen's Red Sea port city of Mokha.", ("Mokha",), ()),
        ("Some 4,000 families were displaced from Sudan's northern gold-mining town of Abu Hamad.", ("Abu Hamad",), ()),
    ],
)
def test_where_people_fled_from_and_came_to(claims, text, origin, destination):
    (claim,) = figures(claims(text))
    assert names(claim.at, claim.origin, claim.destination) == [(), origin, destination]


@pytest.mark.parametrize(
    "dateline",
    ["PEMBA (Mozambique), May 2 (NNN-AGENCIES) — ", "Pemba [Mozambique] May 2 (ANI): ", "PEMBA, Mozambique (AP) — "],
)
def test_a_dateline_may_name_its_land_in_brackets(claims, dateline):
    (claim,) = figures(
        claims(f"{dateline}More than 3,100 people have fled to safety a week after the raid, the UN said on Friday.")
    )
    assert "pemba" not in {place.name.lower() for place in claim.places}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("(UPDATE – 2:30 p.m.) The sound of gunfire was heard in Kidal and 300 people fled.", None),
        ("Some 300 people fled Gao, patrolled by soldiers of the United Nations mission (MINUSMA), on Monday.", None),
        ("Some 300 people fled Kidal (UNHCR).", "UNHCR"),
    ],
)
def test_brackets_that_name_no_speaker(claims, text, speaker):
    (claim,) = figures(claims(text))
    assert claim.speaker == speaker


def test_a_town_that_only_tells_of_somebody_is_no_place(claims):
    (event, figure) = claims(
        "London-based Amnesty accused the army last month of a military offensive in which 4,000 people were displaced."
    )
    assert (event.at, figure.places) == ((), ())
    (claim,) = claims(
        "Thousands of civilians have fled Tigers-held territory in the north of Sri Lanka, the army said."
    )
    assert {place.name for place in claim.places} == {"Sri Lanka"}


@pytest.mark.parametrize(
    "text",
    [
        "There was plenty of unrest which was pushing people out of Kidal, the army said, and 300 people fled.",
        "Her colleague, who runs UNHCR's operations in the eastern town of Abeche, said 300 people fled.",
    ],
)
def test_people_pushed_out_and_relief_are_no_attacks(claims, text):
    assert [c.action for c in claims(text)] == ["displaced"]


def test_an_hour_counts_nobody(claims):
    found = claims("According to residents the gunmen first attacked Kidal at about 9pm, killing six persons.")
    assert [(c.speaker, c.quantity and c.quantity.value) for c in found] == [("residents", None), ("residents", 6)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ombudsman Clara Ruiz on Monday voiced her concern over some 450 people displaced in southern Putumayo.",
            "Clara Ruiz",
        ),
        ("The UN refugee agency voiced deep concern about 4,000 people trapped in Kidal.", "UN refugee agency"),
        ("A network of charities issued a statement warning that 2,000 fled Bhamo.", "network of charities"),
    ],
)
def test_who_voices_concern_or_issues_a_statement_speaks(claims, text, speaker):
    assert [c.speaker for c in figures(claims(text))] == [speaker]


def test_those_who_make_their_way_out_leave(claims):
    (claim,) = claims("Hundreds were making their way out of the town of Kidal by boat, the UN said.")
    assert (claim.action, names(claim.origin)) == ("displaced", [("Kidal",)])


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The army has vowed to crush the group and in recent weeks has captured the town of Kidal.", "stated"),
        ("The army vowed to go home once it has captured the town of Kidal.", "future"),
    ],
)
def test_what_has_been_taken_beside_a_vow_is_taken(claims, text, certainty):
    assert [c.certainty for c in claims(f"{text} Some 300 people fled.") if c.action == "control"] == [certainty]


@pytest.mark.parametrize(
    ("said", "last"),
    [("the first 10 days of 2016", 10), ("the first two weeks of the year", 14), ("the first week of this year", 7)],
)
def test_the_first_days_of_a_year(claims, said, last):
    (claim,) = claims(f"Some 2,700 people fled Kidal in {said}.")
    assert (claim.since, claim.date) == (datetime.date(2016, 1, 1), datetime.date(2016, 1, last))


def test_counted_villages_are_no_people(claims):
    text = (
        "About 200 people have crossed into Chad. Luk and 14 other villages have also crossed into Chad, according to"
    )
    assert [c.quantity.value for c in claims(f"{text} a statement.")] == [200]
