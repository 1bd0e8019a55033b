"""Who left which place: the place before a figure, where those who fled stay since, and marks at names."""

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


def test_a_mark_at_either_end_of_a_name_is_a_part_of_it():
    assert places("Some 3,000 people fled to 'Afrin and Sa'ada.") == [(), (), ("Afrin", "Sa'ada")]
    assert places("Some 3,000 people fled ‘Anadan for Mare’ and Al-Bab.") == [
        (),
        ("Anadan",),
        ("Mare", "Al-Bab"),
    ]


def test_an_item_of_a_list_may_begin_with_such_a_mark():
    text = "Syria: families displaced between 27 November and 1 December:\nMare' 5,200\n'Afrin 2,400\nAzaz 3,150\n"
    claims = READER.read(text, date=TODAY).claims
    assert [(c.at[0].name, c.quantity.value, c.quantity.unit) for c in claims] == [
        ("Mare", 5200, "households"), ("Afrin", 2400, "households"), ("Azaz", 3150, "households"),
    ]  # fmt: skip


@pytest.mark.parametrize("joint", ["; in", " and in"])
def test_shelling_before_a_break_is_not_at_the_place_behind_it(joint):
    claims = READER.read(f"In Idlib 20,000 fled shelling{joint} Hama 12,000 fled.", date=TODAY).claims
    assert [[place.name for place in claim.origin] for claim in claims] == [["Idlib"], ["Hama"]]


@pytest.mark.parametrize(
    "text",
    [
        "Some 4,000 people were evacuated from the left bank of the Dnipro on Monday.",
        "Some 4,000 people fled shelling of villages on the Dnipro's right bank.",
        "Some 4,000 people fled the fighting along the Dnipro.",
    ],
)
def test_a_river_is_not_the_town_of_its_name(text):
    assert places(text) == [(), (), ()]


@pytest.mark.parametrize("end", ["road", "–Pavlohrad road", "region"])
def test_a_town_may_stand_behind_an_article(end):
    claims = READER.read(
        f"On Monday shelling of the Dnipro {end} killed 12 people.".replace(" –", "–"), date=TODAY
    ).claims
    assert any("Dnipro" in place.name for claim in claims for place in claim.places)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (
            "A total of 9,000 people fled: 5,000 from Sake and 4,000 from Minova.",
            [("Sake", "Minova"), ("Sake",), ("Minova",)],
        ),
        ("Some 9,000 people fled on Monday, 5,000 of them from Sake.", [(), ("Sake",)]),
    ],
)
def test_a_whole_does_not_have_the_place_of_a_part_alone(text, origins):
    claims = READER.read(text, date=TODAY).claims
    assert [tuple(place.name for place in claim.origin) for claim in claims] == origins


def test_who_lived_in_a_town_before_the_war_is_no_stock():
    text = "Pokrovsk is under fire. In Pokrovsk, where 60,000 people lived before the war, 11,000 remain."
    assert [claim.quantity.value for claim in READER.read(text, date=TODAY).claims if claim.quantity] == [11000]


def test_displaced_people_whom_a_town_has_are_there():
    assert places("Djibo has 270,000 displaced.") == [("Djibo",), (), ()]
    (claim,) = READER.read("In Goma 120,000 displaced people live in camps.", date=TODAY).claims
    assert (claim.action, claim.at[0].name) == ("sheltering", "Goma")


def test_those_who_remain_in_the_area_did_not_leave():
    text = "Over one million people have left Rafah since 6 February; about 65,000 remain in the governorate."
    assert [claim.action for claim in READER.read(text, date=TODAY).claims] == ["displaced", "population"]


@pytest.mark.parametrize(
    "text",
    [
        "About 515 detainees escaped from the prison of Mirebalais on Monday when gunmen attacked.",
        "After the shelling of Goma 40,000 accepted government accommodation in Sake.",
        "It removed 271,484 people from Haiti in fiscal year 2023.",
    ],
)
def test_prisoners_who_escape_and_who_receive_something_are_no_claims(text):
    assert [claim.action for claim in READER.read(text, date=TODAY).claims if claim.quantity] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("At Siret 3,900 refugees entered, 1,100 fewer than on Saturday.", [3900]),
        ("At Siret 3,900 refugees have entered; a day ago it was a thousand less.", [3900]),
        ("At Siret 3,900 refugees entered. The town could not take more than 5,000 a night.", [3900]),
        ("At Siret 3,900 refugees entered. Suceava cannot host 5,000 people, its mayor said.", [3900]),
        ("Sharya holds 13,100 displaced, Kabartu 1 and 2 together 23,800.", [13100, 23800]),
    ],
)
def test_differences_and_numbers_of_sites_are_no_figures(text, values):
    assert [claim.quantity.value for claim in READER.read(text, date=TODAY).claims] == values


def test_those_of_whom_most_left_are_a_population():
    text = "Of its 20,000 residents 18,000 left Hsipaw for Kyaukme before the assault."
    claims = READER.read(text, date=TODAY).claims
    assert [(c.action, c.quantity.value) for c in claims] == [("population", 20000), ("displaced", 18000)]


def test_a_name_may_begin_like_a_verb():
    assert places("Since Monday 9,700 people reached Am Dafock.")[2] == ("Am Dafock",)


def test_the_town_is_the_one_that_the_paragraph_opens_with():
    text = (
        "In the north of the state the army shelled Lashio on Monday, from where 300 people fled to hills near Lashio, "
        "and food is short.\n\n"
        "Hsipaw is deserted. The town was bombed again on Tuesday and 12 people were killed."
    )
    claims = READER.read(text, date=TODAY).claims
    assert [claim.at[0].name for claim in claims if claim.action == "killed"] == ["Hsipaw"]


def test_those_displaced_in_a_camp_left_it():
    claims = READER.read("Shells fell on Monday. In Zamzam camp, 5,000 people were displaced.", date=TODAY).claims
    assert [claim.origin[0].name for claim in claims if claim.action == "displaced"] == ["Zamzam camp"]


def test_the_missing_are_no_figure():
    text = "Fighting goes on in Sudzha. In Sudzha district, 2,000 are listed as missing."
    assert [claim for claim in READER.read(text, date=TODAY).claims if claim.quantity] == []


def test_an_item_without_a_figure_does_not_end_a_list():
    text = (
        "Syria: families displaced between 27 November and 1 December:\nAzaz 3,150\nMare 5,200\nAfrin -\nTotal 8,350\n"
    )
    claims = READER.read(text, date=TODAY).claims
    assert [(claim.quantity.value, claim.quantity.unit) for claim in claims][-1] == (8350, "households")
    assert "Afrin" not in {place.name for claim in claims for place in claim.places}


def test_what_was_done_to_a_place_is_told_by_its_subject():
    text = "The people of Muglad moved on after Heglig too was seized on Monday, to Rubkona, where 2,900 are."
    claims = READER.read(text, date=TODAY).claims
    assert [claim.at[0].name for claim in claims if claim.action == "control"] == ["Heglig"]


def test_what_is_so_is_not_dated_ahead():
    text = "Rafah crossing will reopen on Sunday, Egypt said. Kerem Shalom stayed shut; 3,000 people wait at Rafah."
    assert [(c.action, c.date.day) for c in READER.read(text, date=TODAY).claims] == [
        ("open", 18), ("close", 14), ("waiting", 14),
    ]  # fmt: skip


def test_those_who_are_sick_are_no_figure():
    text = "Goma was shelled on Monday. Katindo took in 3,000 people; 400 are sick."
    assert [claim.quantity.value for claim in READER.read(text, date=TODAY).claims if claim.quantity] == [3000]


def test_those_of_whom_a_part_was_evacuated_did_not_all_leave():
    text = (
        "The governor said 150,000 of the region's 400,000 inhabitants had been evacuated from Kursk region by Friday."
    )
    claims = READER.read(text, date=TODAY).claims
    assert [(c.action, c.quantity.value) for c in claims] == [("displaced", 150000), ("population", 400000)]


@pytest.mark.parametrize(
    "text",
    [
        "Arrivals at Joda have dropped to 700 refugees a day from 3,500.",
        "The number of refugees crossing per day into Renk has fallen to 700.",
    ],
)
def test_both_figures_of_a_change_are_those_of_a_day(text):
    assert {claim.quantity.per_day for claim in READER.read(text, date=TODAY).claims} == {True}


def test_the_figure_of_another_day_has_the_places_of_the_one_before():
    text = "By noon 65,036 displaced persons had crossed from Karabakh into Armenia. The figure on Tuesday was 53,629."
    one, two = READER.read(text, date=TODAY).claims
    assert [p.name for p in two.places] == [p.name for p in one.places]


def test_whom_a_country_is_home_to_have_not_returned():
    text = "Lebanon, home to 1.5 million Syrian refugees, said 310,000 had gone back since December."
    assert [claim.action for claim in READER.read(text, date=TODAY).claims] == ["sheltering", "returned"]


@pytest.mark.parametrize(
    ("text", "at", "origin"),
    [
        ("Fighting goes on in Goma. Some 250,000 people have been displaced across the country since January.",
         "Democratic Republic of the Congo", None),
        ("Shells fell on Maiduguri. Some 30,000 people have fled the country since May.", None, "Nigeria"),
        ("Niger is next door. Shells fell on Maiduguri. Some 30,000 people have fled the country since May.",
         None, "Niger"),
        ("Shells fell on Maiduguri. Some 30,000 people fled, as soldiers left the country.", None, "Maiduguri"),
    ],
)  # fmt: skip
def test_what_is_told_of_the_country_is_not_of_the_town_named_before(text, at, origin):
    claim = next(claim for claim in READER.read(text, date=TODAY).claims if claim.action == "displaced")
    assert ([place.name for place in claim.at], [place.name for place in claim.origin]) == (
        [at] if at else [],
        [origin] if origin else [],
    )


@pytest.mark.parametrize(
    ("went", "origin", "destination"),
    [
        ("fled to villages around Malakal", (), ("Malakal",)),
        ("moved to camps outside the town of Malakal", (), ("Malakal",)),
        ("fled from villages around Malakal to schools near Kodok", ("Malakal",), ("Kodok",)),
        ("fled villages around Malakal", ("Malakal",), ()),
        ("fled into the bush around Malakal", ("Malakal",), ()),
        ("fled to a camp in Kodok", (), ("Kodok",)),
        ("fled from Malakal to a school in Kodok", ("Malakal",), ("Kodok",)),
        ("have moved to the homes of relatives in Kodok", (), ("Kodok",)),
        ("fled to schools in Renk and public buildings in Kodok", (), ("Renk", "Kodok")),
        ("were forced to leave homes in Kodok", ("Kodok",), ()),
        ("fled from Malakal to reach Kodok", ("Malakal",), ("Kodok",)),
    ],
)
def test_who_came_to_camps_around_a_town_did_not_leave_it(went, origin, destination):
    assert places(f"Some 900 people {went} after fighting.") == [(), origin, destination]


@pytest.mark.parametrize(
    ("went", "origin", "destination"),
    [
        ("fled to Kodok, 40 km north of Malakal", (), ("Kodok",)),
        ("fled to Kodok, 40 km north of Malakal,", (), ("Kodok",)),
        ("fled to Kodok (some 40 km from Malakal)", (), ("Kodok",)),
        ("fled from Renk to Kodok, which is 40 km from Malakal,", ("Renk",), ("Kodok",)),
        ("fled Kodok, about 40 km north of Malakal,", ("Kodok",), ()),
    ],
)
def test_a_place_that_tells_how_far_another_lies_has_no_part(went, origin, destination):
    assert places(f"Some 900 people {went} on Monday.") == [(), origin, destination]


def test_who_hid_in_the_wild_came_to_no_town_named_before():
    text = "Fighting broke out on Sunday in Renk. Some 900 people fled into the bush around Malakal."
    claim = READER.read(text, date=TODAY).claims[-1]
    assert ([p.name for p in claim.origin], claim.destination) == (["Malakal"], ())


def test_who_moved_in_with_relatives_shelters_there():
    (claim,) = READER.read("Some 300 families have moved in with relatives in Malakal.", date=TODAY).claims
    assert (claim.action, [p.name for p in claim.at]) == ("sheltering", ["Malakal"])
