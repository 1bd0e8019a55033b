"""Turns of phrase of situation reports and flash updates, and what only sounds like a figure or event of theirs."""

import datetime

import pytest

from kilis.sources.reading import lexicon

ENGLISH = lexicon.load()

TODAY = datetime.date(2023, 8, 24)


@pytest.fixture
def claims(reader):
    return lambda text: reader.read(text, date=TODAY).claims


def names(places):
    return [place.name for place in places]


def told(claims):
    return [(c.action, c.quantity.words(), str(c.since or ""), str(c.date)) for c in claims if c.quantity]


@pytest.mark.parametrize("opening", ["Since the uprising began in 2009", "Since the war broke out in 2009"])
def test_a_war_since_some_year_is_no_history(claims, opening):
    text = f"{opening}, at least 35,000 people have been killed in Borno. Some 900 families fled Rann on Monday."
    assert told(claims(text)) == [
        ("killed", ">= 35,000", "2009-01-01", "2023-08-24"), ("displaced", "~ 900 households", "", "2023-08-21")
    ]  # fmt: skip


def test_an_average_is_its_number_and_the_last_month_goes_back_from_today(claims):
    text = "An average of 450 people a day crossed into Renk over the last month."
    assert told(claims(text)) == [("arrived", "450 a day", "2023-07-24", "2023-08-24")]


def test_the_number_of_a_village_counts_nobody(claims):
    (claim,) = claims("Some 4,100 refugees have been moved from Hamdayet and Village 8 to Um Rakuba camp.")
    assert (claim.quantity.words(), names(claim.origin)) == ("~ 4,100", ["Hamdayet", "Village 8"])


def test_family_tents_are_no_families(claims):
    text = "Fire destroyed 140 family shelters and 20 family tents in Adre. About 3,000 people arrived in Adre."
    assert [claim.quantity.words() for claim in claims(text)] == ["~ 3,000"]


def test_who_takes_refuge_or_flees_takes_no_town():
    words = lexicon.load()
    for text in ("Families had been taking refuge in Munigi.", "Some 3,000 families fled from Sake."):
        tokens = ENGLISH.tokens(text, 0, len(text))
        cues = words.phrases.find(tokens)
        idle = [cue for cue in cues if cue.sense.kind == "idle"]
        taken = [cue for cue in cues if cue.sense.event == "control"]
        assert all(any(i.start <= cue.start and cue.end <= i.end for i in idle) for cue in taken)


def test_numbers_in_brackets_are_of_the_places_before_them(claims):
    text = "Some 8,200 refugees were relocated from Adre to Farchana camp (5,100) and Tuna settlement (3,100)."
    moved = [(c.quantity.words(), names(c.origin), names(c.destination)) for c in claims(text)]
    assert moved == [
        ("~ 8,200", ["Adre"], ["Farchana camp", "Tuna"]), ("5,100", ["Adre"], ["Farchana camp"]),
        ("3,100", ["Adre"], ["Tuna"]),
    ]  # fmt: skip
    assert {claim.action for claim in claims(text)} == {"transferred"}


def test_that_more_are_expected_does_not_put_off_who_came(claims):
    text = "An estimated 3,000 people arrived in Adre on 20 August, and another 640 on 21 August, "
    text += "with more families expected in the coming days."
    assert [(c.quantity.value, c.certainty) for c in claims(text)] == [(3000, "stated"), (640, "stated")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Reports indicate that the rebels attacked Mingala on Monday.", None),
        ("UNHCR is concerned about reports that at least 1,000 people fled Palma on Monday.", None),
        ("UNHCR reports that at least 1,000 people fled Palma on Monday.", "UNHCR"),
    ],
)
def test_reports_are_no_speaker_and_do_not_speak(claims, text, speaker):
    assert [claim.speaker for claim in claims(text)] == [speaker]


def test_persons_with_disabilities_and_tents_are_no_claims(claims):
    text = "The group includes 640 unaccompanied children, 700 women and 220 persons with disabilities. "
    text += "More than 8,000 emergency family shelters have been erected at Um Rakuba camp."
    text += " Some 900 families fled Rann."
    assert [claim.quantity.words() for claim in claims(text) if claim.quantity] == ["~ 900 households"]


def test_when_and_where_an_attack_was_is_no_event_of_its_own(claims):
    text = "The offensive on Zamzam camp that started on 11 August drove 40,000 people from home. "
    text += "Fighting broke out on 15 August between the army and the militia in the outskirts of Singa."
    assert [(c.action, names(c.at)) for c in claims(text) if c.kind == "event"] == [
        ("assault", ["Zamzam camp"]), ("assault", ["Singa"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Some 3,400 people displaced from Macomia have arrived in Pemba since Monday.", "arrived"),
        ("Some 3,400 people fleeing the attacks in Macomia have arrived in Pemba and Mueda.", "arrived"),
        ("Some 3,400 people displaced from Sake, most of them children, have arrived in Goma.", "arrived"),
        ("Some 3,400 people displaced from Sake have returned to their villages since Monday.", "returned"),
        ("Some 3,400 people displaced by the fighting in Sake have been relocated to Lushagala camp.", "transferred"),
        ("Some 3,400 people displaced from Sake are unable to return.", "displaced"),
        ("Some 3,400 people displaced from Sake have not returned.", "displaced"),
    ],
)
def test_the_main_verb_says_where_people_who_were_displaced_went(claims, text, action):
    assert [claim.action for claim in claims(text)] == [action]


def test_refugees_who_cross_a_border_are_no_advance(claims):
    text = "UNHCR says 4,000 refugees fleeing violence in Darfur have crossed the border at Adre since Friday."
    assert [claim.action for claim in claims(text)] == ["arrived"]


@pytest.mark.parametrize(
    ("when", "since", "date"),
    [("between 2 and 4 August", "2023-08-02", "2023-08-04"), ("on 4 August", None, "2023-08-04")],
)
def test_what_the_attacks_did_is_of_their_days(claims, when, since, date):
    text = f"In addition, DTM monitored attacks on Korma and Sarafaya villages linked to a feud {when}. "
    text += "The attacks led to the displacement of approximately 3,815 individuals across Al Fasher locality."
    claim = claims(text)[-1]
    assert (claim.action, claim.since and str(claim.since), str(claim.date)) == ("displaced", since, date)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Some 5,000 families fled Mahagi on Friday and are in need of food.", ("displaced", "~ 5,000 households")),
        ("Some 3,000 people arrived in Goma in urgent need of food.", ("arrived", "~ 3,000")),
        ("About 30,000 civilians remain on the move in Lubero territory.", ("displaced", "~ 30,000")),
        ("Some 2,200 people were recorded as new arrivals in Kalobeyei.", ("arrived", "~ 2,200")),
        ("About 50 new daily arrivals are counted in Sheraro.", ("arrived", "~ 50 a day")),
    ],
)
def test_what_people_did_counts_though_they_lack_much(claims, text, found):
    assert [(c.action, c.quantity.words()) for c in claims(text)] == [found]
    assert not claims("Some 3,000 people were reached with food in Goma. Some 4,000 are in need of food.")


def test_what_goes_with_a_flight_does_not_turn_it_round(claims):
    text = "More than 44,000 people have fled the month-long violence in northern Mali, "
    (claim,) = claims(text + "with arrival numbers in the region doubling in the last 10 days.")
    assert (claim.action, names(claim.origin)) == ("displaced", ["Mali"])


@pytest.mark.parametrize("ministry", ["Sudanese interior ministry", "Egyptian health ministry", "Health Ministry"])
def test_another_ministry_is_not_the_one_that_spoke_last(claims, ministry):
    text = "The Egyptian interior ministry said 14,000 refugees had crossed into Egypt. "
    text += f"The {ministry} said 9,000 refugees had crossed into Chad. The ministry said 300 families fled Rann."
    assert [c.speaker for c in claims(text)] == ["Egyptian interior ministry", ministry, ministry]


def test_people_who_worry_in_a_bus_say_nothing(claims):
    text = "Buses leaving Gao are packed with people worried that the city might be attacked."
    assert {claim.speaker for claim in claims(text)} <= {None}


@pytest.mark.parametrize("when", ["Last week on Tuesday", "On Tuesday last week", "On Tuesday of last week"])
def test_a_day_of_last_week(claims, when):
    assert [str(claim.date) for claim in claims(f"{when} 9,000 people crossed into Burundi.")] == ["2023-08-15"]


def test_aid_that_is_stepped_up_is_no_assault_and_heading_back_is_a_return(claims):
    text = "Teams are stepping up assistance for refugees in Mali. Some 12,000 refugees had headed back to Gao."
    assert [claim.action for claim in claims(text)] == ["returned"]


@pytest.mark.parametrize(
    "text",
    [
        "The minister spoke on Monday.\nGeneva: Around 42,000 people have fled the fighting in eastern Congo.",
        "Over 3,000 people have been killed, UNHCR said in Geneva.",
    ],
)
def test_where_agencies_speak_nobody_is_displaced(claims, text):
    (claim,) = claims(text)
    assert "Geneva" not in names(claim.places)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("About 1,500 people entered South Sudan every day at the Joda border.", "~ 1,500 a day"),
        ("Attacks have forced a daily average of more than 4,000 people from home.", ">= 4,000 a day"),
        ("Some 630 people crossed into Chad each day.", "~ 630 a day"),
        ("Some 300 people arrived in Renk on Monday, a day after the attack.", "~ 300"),
        ("Some 300 people arrived in Renk. People flee every day.", "~ 300"),
    ],
)
def test_so_many_each_day(claims, text, words):
    assert [claim.quantity.words() for claim in claims(text) if claim.quantity] == [words]


def test_the_place_behind_what_it_is_called_is_led_by_the_same_word(claims):
    text = "Tens of thousands of residents of the capital, Khartoum, have also fled to neighbouring provinces or into "
    (claim,) = claims(text + "camps within Sudan.")
    assert (names(claim.origin), names(claim.at)) == (["Khartoum"], [])


def test_those_in_brackets_came_from_there_to_where_all_went(claims):
    text = "About 1.3 million people returned to Sudan, most of them from Egypt (240,000) and South Sudan (110,000)."
    assert [(names(c.origin), names(c.destination)) for c in claims(text)] == [
        (["Egypt", "South Sudan"], ["Sudan"]), (["Egypt"], ["Sudan"]), (["South Sudan"], ["Sudan"])
    ]  # fmt: skip


def test_an_alert_is_no_speaker(claims):
    (claim,) = claims("Early Warning Flash Alert: On 21 August, 1,850 people were displaced from Um Ruwaba town.")
    assert claim.speaker is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The number of displaced people in Pemba rose from 120,000 to 154,000 in a month.", [154000]),
        ("The number of refugees in Chad has grown from 400,000 in January to 600,000 now.", [400000, 600000]),
    ],
)
def test_what_has_risen_is_no_longer_so_many_unless_its_day_is_told(claims, text, values):
    assert [claim.quantity.value for claim in claims(text)] == values


def test_who_is_pushed_from_home_is_displaced(claims):
    found = claims("M23 took the town of Masisi on 4 August, pushing 100,000 people from their homes.")
    assert [(claim.action, claim.quantity and claim.quantity.value) for claim in found][-1] == ("displaced", 100000)


def test_two_figures_of_one_verb_have_one_date_and_the_same_places(claims):
    text = "Since April 2023, the war has forced over 600,000 refugees and 180,000 Chadian returnees to flee into Chad."
    assert {(str(c.since), str(c.date)) for c in claims(text)} == {("2023-04-01", "2023-08-24")}
    assert [c.quantity.value for c in claims(text)] == [600000, 180000]


@pytest.mark.parametrize("opening", ["GOMA-", "PORT SUDAN-", "GOMA—", "GOMA - "])
def test_a_dateline_may_stand_close_to_the_story(claims, opening):
    (claim,) = claims(
        f"{opening}More than 3,000 people fled Sake for the camps in the north on Monday, the mayor said."
    )
    assert (names(claim.origin), claim.quantity.words()) == (["Sake"], ">= 3,000")


def test_a_title_below_the_menu_gives_way_to_the_sentence_that_tells_more(claims):
    text = (
        "Search form\n\nSearch for the country site on this page\n\nCountry profile of the region and contacts there\n"
    )
    text += "\nCountry website and other sites of the region\n"
    text += "\nNew violence in Darfur forces 68,000 to flee\n\nBriefing notes\n\n"
    (claim,) = claims(text + "Since May more than 68,000 people have been forced to flee Darfur by the fighting.")
    assert (claim.quantity.words(), len(claim.spans)) == (">= 68,000", 2)


def test_who_came_after_a_raid_came_on_their_own_days(claims):
    text = "Following attacks on Tougouri on 28 July, 3,400 people (520 households) arrived in Kaya "
    figure = claims(text + "between 29 and 31 July.")[-1]
    assert (figure.action, str(figure.since), str(figure.date)) == ("arrived", "2023-07-29", "2023-07-31")


def test_months_in_a_heading_are_what_a_report_covers(reader):
    body = "Over the quarter some 12,400 people returned to Malakal. On 2 April another 300 people returned to Renk.\n"
    days = {"January - March 2024": (1, 3), "the fourth quarter of 2023": (10, 12)}
    for heading, (first, last) in days.items():
        year = 2024 if first == 1 else 2023
        report = reader.read(f"Quarterly overview | {heading}\n\n{body}", date=datetime.date(2024, 5, 2))
        found = {c.quantity.value: (c.since, c.date) for c in report.claims}
        assert found[12400] == (datetime.date(year, first, 1), datetime.date(year, last, 31))
        assert found[300] == (None, datetime.date(2024, 4, 2))
    told = reader.read(
        "It rained from January to March 2024.\n\nSome 12,400 people returned to Malakal.",
        date=datetime.date(2024, 5, 2),
    )
    assert [claim.date for claim in told.claims] == [datetime.date(2024, 5, 2)]
