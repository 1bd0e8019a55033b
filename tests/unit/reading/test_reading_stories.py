"""Turns of phrase of news stories and agencies' notes, and what only sounds like a figure or event of theirs."""

import datetime

import pytest

from kilis.sources.reading import lexicon
from kilis.sources.reading.furniture import furniture

TODAY = datetime.date(2016, 3, 11)


@pytest.fixture
def claims(reader):
    return lambda text: reader.read(text, date=TODAY).claims


def told(claims):
    return [(c.action, c.quantity.words()) for c in claims if c.quantity]


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("About a third of Bama's population of some 90,000 people has fled since Sunday.", "~ 30,000"),
        ("Half of a total of 4,600 families in Bama have fled since Sunday.", "~ 2,300 households"),
        ("Some 300 of the population of 4,600 have fled Bama since Sunday.", "~ 300"),
    ],
)
def test_a_share_of_a_population_is_a_share_of_its_number(claims, said, quantity):
    assert quantity in [words for _, words in told(claims(said))]


@pytest.mark.parametrize(
    "toll",
    [
        "More than 40 people were killed or wounded in Bama.",
        "The year has left 7,200 civilians dead and injured, a ministry says.",
        "Shells killed and injured at least 30 people in Bama.",
    ],
)
def test_dead_and_wounded_counted_as_one_are_no_toll(claims, toll):
    assert told(claims(f"{toll} Some 900 people fled Bama on Monday.")) == [("displaced", "~ 900")]


def test_the_dead_are_told_beside_the_wounded(claims):
    text = "At least 12 people were killed and 30 wounded in Bama. Some 900 people fled Bama on Monday."
    assert told(claims(text)) == [("killed", ">= 12"), ("displaced", "~ 900")]


def test_who_the_dead_were_is_no_further_toll(claims):
    text = "Hundreds of civilians are believed to have died in Bama this week. At least 58 civilians have been killed, "
    text += "including 17 children and 9 women, with more than 90 hurt, mostly in Bama."
    assert [words for action, words in told(claims(text)) if action == "killed"] == ["200-1,000", ">= 58"]


def test_the_foot_of_a_page_is_no_part_of_the_story():
    feet = ["Nigeria | Borno: Flash Update | 2", "Page 12", "Situation Report | page 3", "Page 3 of 7"]
    lines = ["Some 900 people fled Bama on Monday.", *feet, "Dikwa | 2", "Update: Bama | 4,310"]
    text = "\n".join(lines)
    assert [text[start:end] for start, end in furniture(text, lexicon.load())] == feet


def test_the_day_in_brackets_before_a_list_is_that_of_its_items(claims):
    text = "• Displacement from Bama and Dikwa (as at 4 March) due to fighting since 2 February 2016:\n\n"
    (claim,) = claims(text + "o 31,410 people newly displaced since 2 February.")
    assert (str(claim.since), str(claim.date)) == ("2016-02-02", "2016-03-04")


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("The Borno Monitor for its part estimated that 300 people fled Bama.", "Borno Monitor"),
        ("The army, for its part, said 300 people fled Bama.", "army"),
        ("Some 300 people fled Bama, according to figures that Chad Radio provided.", "Chad Radio"),
        ("Most stayed, with estimates citing 300 people having fled Bama.", None),
    ],
)
def test_who_speaks_for_its_part_and_whose_figures_are_given(claims, said, speaker):
    assert [claim.speaker for claim in claims(said) if claim.quantity] == [speaker]


@pytest.mark.parametrize(
    "said",
    [
        "On 1 March, reports indicated that the Bama road was cut off. Some 900 people fled Dikwa.",
        "Some 53,400 refugees identified by UNHCR are displaced inside Lebanon, including 43,000 since 23 January.",
    ],
)
def test_verbs_and_those_who_are_counted_are_no_speakers(claims, said):
    assert [claim.speaker for claim in claims(said)] == [None, None]


def test_of_a_country_and_its_place_the_place_is_told_whatever_describes_it(claims):
    (claim,) = claims("Nearly 5,000 families have been displaced in Yemen's flashpoint Hodeidah province.")
    assert [place.name for place in claim.places] == ["Hodeidah province"]


def events(claims):
    return [(c.action, [place.name for place in c.at]) for c in claims if c.kind == "event"]


@pytest.mark.parametrize(
    "said",
    [
        "Rebels hold half of it. Control of Maiduguri is a prize for the army.",
        "Tens of thousands of Nigerians are moving towards the Chadian border from Bama.",
        "They supply the Riyadh regime with advanced weapons and military equipment.",
        '"A mother living in Bama told us last week that she is too afraid to go to the well now," Ode added.',
        "The gate at Banki is opened from time to time for ambulances.",
    ],
)
def test_what_only_sounds_like_an_event(claims, said):
    assert events(claims(f"{said} Some 900 people fled Dikwa on Monday.")) == []


def test_a_country_that_attacks_is_not_where_it_does(claims):
    text = "Some 900 people fled Bama. The UN warned of disaster if Chad launches an outright invasion of the town."
    assert ("assault", ["Chad"]) not in events(claims(text))


@pytest.mark.parametrize(
    "said",
    [
        "While troops advanced on the ground, GoS and allied forces intensified airstrikes in Syria. Some 900 fled.",
        "The Levant Front rebel group met the army, and more than 500 raids followed. Some 900 people fled Syria.",
    ],
)
def test_bodies_are_no_places(claims, said):
    assert {place.name for claim in claims(said) for place in claim.places} <= {"Syria"}


@pytest.mark.parametrize("name", ["Tell Rifaat", "Tal Rifat", "Nubol", "Zahara", "Hariyatan", "Deir Jamal"])
def test_towns_north_of_aleppo_are_known_in_many_spellings(claims, name):
    (claim,) = claims(f"Some 900 people fled from {name} in Syria on Monday.")
    assert [(place.name, place.status) for place in claim.origin] == [(name, "gazetteer")]


def test_the_seat_of_an_agency_opens_its_note_behind_the_furniture_of_a_page(claims):
    beside = "Close sites\n\nCountry site\n\nSearch form\n\nHighlights\n\nBriefing notes\n\nAvailable in Arabic\n\n"
    beside += "Our country work\n\nWhat we do here\n\nStories\n\n"
    found = claims(
        beside + "GENEVA – Intensifying airstrikes have forced 900 people from their homes in Bama this week."
    )
    assert "GENEVA" not in {place.name for claim in found for place in claim.places}


def test_who_was_displaced_by_floods_is_left_out_of_a_page_of_war(claims):
    text = "Rebels attacked Bama and 900 people fled to Dikwa. 700 families displaced due to floods in Yola"
    assert [words for _, words in told(claims(text))] == ["900"]


def test_the_feet_of_pages_are_no_table(claims):
    text = "Nigeria | Borno: Flash Update | 2\n\nThousands of households fled Bama.\n\nUN | www.example.org | more\n\n"
    found = told(claims(text + "Nigeria | Borno: Flash Update | 2\n\nCurrently, the army is in Gwoza."))
    assert found == [("displaced", "2,000-10,000 households")]


@pytest.mark.parametrize("how", ["forcibly", "newly", "internally", "recently", "violently", "temporarily", "already"])
def test_an_adverb_stands_between_been_and_displaced(claims, how):
    assert told(claims(f"Some 3 million people had been {how} displaced by the war.")) == [("displaced", "~ 3,000,000")]


@pytest.mark.parametrize(
    "town",
    [
        "the Kurdish town of Afrin", "the rebel-held town of Afrin", "the mainly Christian town of Afrin",
        "the Syrian border town of Afrin", "the Syrian town of Afrin",
    ],
)  # fmt: skip
def test_whose_town_it_is_does_not_turn_the_way_round(claims, town):
    (gone,) = claims(f"Some 3,000 people fled to {town} on Monday.")
    assert [[p.name for p in each] for each in (gone.at, gone.origin, gone.destination)] == [[], [], ["Afrin"]]
    (left,) = claims(f"Some 3,000 people fled {town} on Monday.")
    assert [[p.name for p in each] for each in (left.at, left.origin, left.destination)] == [[], ["Afrin"], []]


@pytest.mark.parametrize("share", ["One out of every 300", "2 in every 300", "3 out of each 300"])
def test_one_in_so_many_is_no_count(claims, share):
    text = f"Some 900 people fled the fighting in Bama on Monday. {share} persons who fled had papers."
    assert told(claims(text)) == [("displaced", "~ 900")]


WAR = "Fighting raged in Bama. "


@pytest.mark.parametrize(
    "said",
    [
        "Dikwa is ready to receive 4,000 families.",
        "Dikwa is prepared to receive and shelter 4,000 families from Bama.",
        "The mayor of Dikwa spoke of his readiness to welcome 4,000 families fleeing Bama.",
        "Dikwa is able to take in 4,000 families.",
        "Dikwa is ready to let in 4,000 families.",
    ],
)
def test_how_many_could_be_taken_in_is_a_capacity(claims, said):
    assert told(claims(WAR + said)) == [("capacity", "4,000 households")]
    assert told(claims(WAR + "Dikwa is not able to take in 4,000 families.")) == []


@pytest.mark.parametrize("so", ["prospect", "possibility", "risk", "threat", "danger", "likelihood", "chance"])
def test_the_prospect_of_thousands_is_feared(claims, so):
    (claim,) = claims(f"Fighting raged in Geneina. It brought the {so} of 20,000 people crossing into Chad.")
    assert claim.certainty == "feared"


@pytest.mark.parametrize(
    "way",
    [
        "on their way to Turkey", "on their way to seek refuge in Turkey", "on the road to Turkey",
        "en route to Turkey", "heading to Turkey", "bound for Turkey", "still on their way to Turkey",
    ],
)  # fmt: skip
def test_those_on_their_way_have_not_arrived(claims, way):
    text = f"Some 3,000 people arrived in Kilis on Friday, and tens of thousands more are {way}."
    claim = claims("Fighting raged in Aleppo. " + text)[-1]
    assert (claim.action, claim.at) == ("displaced", ())
    assert [place.name for place in claim.destination] == ["Turkey"]


@pytest.mark.parametrize(
    ("where", "at"),
    [
        ("massed on the Syrian side of the border with Turkey", ["Syria"]),
        ("massed on the Syrian side of the Turkish border", ["Syria"]),
        ("waiting on the Syrian side of the crossing", ["Syria"]),
        ("stuck at Bab al-Salama on the Syrian side of the border", ["Bab al-Salama"]),
        ("waiting on the Turkish side of the border", ["Turkey"]),
    ],
)
def test_who_waits_on_one_side_of_a_border_is_not_on_the_other(claims, where, at):
    claim = claims(f"Fighting raged in Aleppo. Turkey kept its gates shut. Some 30,000 people are {where}.")[-1]
    assert (claim.action, [place.name for place in claim.at]) == ("waiting", at)
    ours = "Turkey kept its gates shut. Some 30,000 people are waiting on our side of the border."
    assert "Turkey" not in [place.name for place in claims(f"Fighting raged in Aleppo. {ours}")[-1].at]


def test_gates_are_no_people(claims):
    text = "Sudan opened two gates on Monday, with the possibility of thousands crossing into Sudan."
    text = f"Fighting raged in Humera. {text}"
    assert [c.quantity.value for c in claims(text) if c.quantity and c.quantity.value == 2] == []


@pytest.mark.parametrize("doing", ["closing", "shutting", "sealing", "reopening"])
def test_a_gate_that_is_being_shut_is_told_and_one_of_which_it_is_thought_is_not(claims, doing):
    def events(did):
        text = f"Fighting raged in Aleppo. Turkey {did} {doing} the border gate at Oncupinar."
        return [(c.action, c.at[0].name) for c in claims(text) if c.kind == "event"]

    assert events("is") == events("responded by") == [("open" if doing == "reopening" else "close", "Oncupinar")]
    assert events("is considering") == events("ruled out") == []


def test_tighter_controls_are_no_control(claims):
    text = "Fighting raged in Aleppo. Turkey stepped up controls at Oncupinar and sent 900 people back."
    assert [c.action for c in claims(text)] == ["turning_back"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("When the town of Sake fell to rebels in March 2012, some 30,000 people fled; 4,000 ran to Goma.", []),
        ("Before rebels took Mosul in June 2014 it had two million people; half a million fled.", []),
        ("Before the rains came on Friday, 3,000 people fled Goma.", [3000]),
        ("In 2012, when rebels took half of Goma, 30,000 people fled in two days.", []),
        ("Some 300 fled. In 2013, 4,000 people lived in Sake, but now there are 9,000 displaced people.", [300, 9000]),
        (
            "Jets bombed the camp at Rann on Monday, killing 9 people. Note that in March 2019 an army helicopter "
            "shelled the same camp in error, killing some 70 people.",
            [9],
        ),
        ("There are 90,000 displaced people and 410 schools in Goma, 120 of which are used as shelters.", [90000]),
        ("About 9,000 people reached Goma on Monday, 300 of which were children.", [9000]),
        ("At least 28 gang members were killed in Goma on Tuesday, a police spokesman said.", []),
        ("At least 28 members of a family were killed in Goma on Tuesday, a police spokesman said.", [28]),
    ],
)
def test_times_long_ago_shelters_and_gangs_are_no_claims(reader, text, told):
    claims = reader.read(text, date=datetime.date(2024, 5, 16)).claims
    assert [c.quantity.value for c in claims if c.quantity] == told
