"""News from a front: what is an event there and what only sounds like one, whose border is shut, who says so."""

import datetime

import pytest

from kilis.sources.reading import Claim, Span, afterwards

TODAY = datetime.date(2016, 3, 11)


@pytest.fixture
def claims(reader):
    return lambda text: reader.read(text, date=TODAY).claims


def events(found):
    return [(c.action, "+".join(place.name for place in c.at)) for c in found if c.kind == "event"]


@pytest.mark.parametrize(
    "said",
    [
        "Some 2,400 villagers have entered Bama since Monday, the army said.",
        "Aid convoys drove into Bama on Monday.",
        "A truce in force in Bama since Monday is largely holding.",
        "The truce in Bama was brokered by elders and has held.",
        "A meeting of elders was held in Bama on Monday.",
        "Thirty of the rebels were killed or captured in Bama on Monday.",
        "The rebels want to wrest control of Bama from the army.",
        "The army has begun a campaign to take control of Bama.",
    ],
)
def test_a_town_does_not_change_hands_where_people_come_or_a_truce_holds(claims, said):
    assert "control" not in [action for action, _ in events(claims(said + " Some 900 people fled Bama on Monday."))]


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("The army entered Bama on Monday.", ("control", "Bama")),
        ("The count doubled to 3,300 after soldiers entered Bama on Monday.", ("control", "Bama")),
        ("Rebels have held Bama since Monday.", ("control", "Bama")),
        ("Under a truce the rebels went to Bama, a town which they also hold.", ("control", "Bama")),
        ("The army took control of Bama on Monday.", ("control", "Bama")),
        ("Bama was captured on Monday.", ("control", "Bama")),
    ],
)
def test_a_town_does_where_those_under_arms_come(claims, said, event):
    assert event in events(claims(said))


def test_a_noun_that_opens_what_was_done_is_no_event_of_its_own(claims):
    assert events(claims("In the latest advance, rebels seized Bama on Monday.")) == [("control", "Bama")]


def test_nouns_in_a_row_name_one_attack(claims):
    text = "Bama was emptied on Monday by an assault of mortars, rockets and heavy shelling in the morning."
    assert [action for action, _ in events(claims(text))] == ["assault"]


@pytest.mark.parametrize(
    "said",
    [
        "Deadly attacks on villages in Nigeria have forced 900 families to flee.",
        "Elders fear a massacre, especially after rebel attacks on herders in Nigeria.",
        "Warplanes have bombed villages from the air for weeks.",
    ],
)
def test_attacks_of_no_day_at_no_town_are_no_events(claims, said):
    assert not events(claims(said))


def test_an_offensive_on_a_country_is_an_event(claims):
    assert ("assault", "Lebanon") in events(
        claims("Israel has launched a ground offensive in Lebanon, driving out 900.")
    )


@pytest.mark.parametrize(
    "said",
    [
        "Turkey kept its gates shut to them.",
        "Turkish guards have kept the border closed since Thursday.",
        "Ankara has refused to open the border gates.",
        "The border has been closed by Turkey since 5 March.",
    ],
)
def test_who_shuts_a_border_tells_whose_it_is(claims, said):
    found = events(claims(f"Some 30,000 people fled Azaz on Friday. {said}"))
    assert [place for action, place in found if action == "close"] == ["Turkey"]


def test_a_town_that_is_fought_for_is_not_where_gates_are_shut(claims):
    assert events(claims("Jordan shuts gates amid Daraa offensive")) == [("close", "Jordan")]


def test_a_gate_that_is_named_stays_the_place(claims):
    text = "Turkish guards kept the border gate at Oncupinar shut on Thursday. Some 30,000 people fled Azaz on Friday."
    assert [place for action, place in events(claims(text)) if action == "close"] == ["Oncupinar"]


def test_countries_in_a_row_each_keep_their_borders(claims):
    text = "Jordan, Lebanon and Iraq kept their borders open on Thursday. Some 30,000 people fled Azaz on Friday."
    assert ("open", "Jordan+Lebanon+Iraq") in events(claims(text))


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("Some 900 people fled Bama, a Syrian Kurdish official told a radio.", "Kurdish official"),
        ("The army pushes on, with the mayor saying on Monday that 900 people fled Bama.", "mayor"),
        ("The foreign minister said the army intends to capture Bama, from which 900 people fled.", "foreign minister"),
        ("A rescue worker who posted a video from Dikwa said that 900 people fled Bama.", "rescue worker"),
        ("Nurses in Dikwa -- doctors among them -- said that 900 people fled Bama.", "Nurses in Dikwa"),
        (
            '"We are 900 who fled Bama," Samir Haddad, the alias of a man from the north who is now in a tent near the '
            "sea wall of Dikwa, told a radio.",
            "Samir Haddad",
        ),
        ("The mayor said 900 people - like all the UN's figures, an estimate - fled Bama.", "mayor"),
    ],
)  # fmt: skip
def test_speakers_are_told_from_what_is_said_of_them(claims, said, speaker):
    (found,) = [c for c in claims(said) if c.quantity]
    assert found.speaker == speaker or found.speaker.endswith(speaker)


def test_it_is_the_network_and_not_its_report(claims):
    text = "The Rights Network counts the displaced. It published a report on Borno in which it confirmed that "
    text += "900 people fled Bama."
    assert [c.speaker for c in claims(text) if c.quantity] == ["Rights Network"]


def test_a_town_does_not_speak(claims):
    text = "Fighters trying to save the town of Bama have told 900 people to leave."
    assert all("town" not in (c.speaker or "") for c in claims(text))


def test_a_dateline_needs_no_comma(claims):
    text = "KARACA Turkey (Reuters) - Fighters shelled the north of the district on Monday, pushing back the army."
    assert "Karaca" not in [place.title() for _, place in events(claims(text))]


@pytest.mark.parametrize("town", ["town", "city", "camp"])
def test_who_fled_to_the_town_did_not_flee_from_it(claims, town):
    text = (
        f"Shells fell on Bama on Monday. More than 900 families have fled to the {town} from villages where rebels are."
    )
    (found,) = [c for c in claims(text) if c.quantity]
    assert ([p.name for p in found.origin], [p.name for p in found.destination]) == ([], ["Bama"])


def test_who_fled_the_town_did(claims):
    (found,) = [c for c in claims("Shells fell on Bama on Monday. More than 900 families fled the town.") if c.quantity]
    assert [p.name for p in found.origin] == ["Bama"]


def test_the_wounded_are_carried_elsewhere_than_the_dead_fell(claims):
    text = "At least two people were killed and scores of others were carried to Lebanon."
    assert [c.at for c in claims(text) if c.action == "killed"] == [()]


def test_who_backs_them_is_not_where_people_died(claims):
    assert [c.at for c in claims("Turkey-backed rebels killed 12 people on Monday.") if c.quantity] == [()]


def test_the_stranded_at_a_shut_border_wait(claims):
    text = "Turkish guards closed the border on Monday, as 4,000 others remained stranded."
    assert [c.action for c in claims(text) if c.quantity] == ["waiting"]


@pytest.mark.parametrize(
    "said",
    [
        "In a week the army cut off supply lines to Bama.",
        "The army has cut off supply lines into rebel-held parts of Bama.",
    ],
)
def test_a_road_that_is_cut_off_is_no_siege(claims, said):
    assert events(claims(said)) == [("cut", "Bama")]


def test_a_part_that_went_elsewhere_did_not_take_all_with_it(claims):
    text = "Some 4,800 people have fled and are hosted by neighbouring countries, with 956 of them going to Syria."
    whole, part = [c for c in claims(text) if c.quantity]
    assert not whole.destination
    assert [p.name for p in part.destination] == ["Syria"]


def test_the_date_of_an_aside_is_not_that_of_the_verb_behind_it(claims):
    text = "The group, which seized Dikwa in June 2014, took Bama on Wednesday. Some 900 people fled."
    (taken,) = [c for c in claims(text) if c.kind == "event"]
    assert (taken.at[0].name, taken.date) == ("Bama", datetime.date(2016, 3, 9))


def test_what_only_begins_a_span_long_ago_is_no_event(claims):
    text = "It is the group's biggest gain since capturing Dikwa in June 2014. Some 900 people fled Bama on Wednesday."
    assert not events(claims(text))


@pytest.mark.parametrize(
    "said",
    [
        "The army retook the hills around, helped by an air campaign.",
        "The rebels still hold out despite repeated shelling by the army.",
        "Another 22 soldiers have been captured in Bama.",
        "Fearing a massacre, the people of the hills hid.",
    ],
)
def test_what_others_are_backed_by_is_no_attack_of_its_own(claims, said):
    told = [action for action, _ in events(claims(said + " Some 900 people fled Bama on Monday."))]
    assert "assault" not in told
    assert "soldiers" not in said or "control" not in told


def test_a_siege_that_is_broken_is_over_and_not_where_the_jets_came_from(claims):
    text = "Troops backed by Russian jets broke a three-year rebel siege of two villages on Wednesday."
    assert events(claims(text)) == [("restore", "")]


def test_a_truce_does_not_hold_where_it_was_agreed(claims):
    text = "A ceasefire agreed in Munich is due to begin. Some 900 people fled Azaz on Wednesday."
    assert ("ceasefire", "") in events(claims(text))


def test_one_name_can_tell_a_conference(claims):
    (found,) = claims("Davutoglu told a conference in London that 900 people were moving towards Turkey.")
    assert (found.speaker, found.origin) == ("Davutoglu", ())


@pytest.mark.parametrize(
    "said",
    ["The president threatened to send millions of refugees to Europe.", "More may come if air strikes continue."],
)
def test_threats_to_send_people_and_strikes_that_may_go_on_are_no_claims(claims, said):
    found = claims(said + " Some 900 people fled Azaz on Wednesday.")
    assert [c.quantity.value for c in found if c.quantity] == [900]
    assert "assault" not in [action for action, _ in events(found)]


def test_the_first_time_in_two_years_is_no_day_long_ago(claims):
    text = "Troops pushed into Dikwa on Tuesday for the first time in two years, seizing Bama, the army said."
    assert ("control", "Bama") in events(claims(text))


def test_a_road_that_was_cut_is_not_whither_people_fled(claims):
    (found,) = [
        c for c in claims("Rebels stormed Palmyra, forcing 900 to flee and cutting the road to Homs.") if c.quantity
    ]
    assert not found.destination


def test_where_a_minister_spoke_is_not_whither_people_come(claims):
    text = "Speaking in Ankara, the minister said Turkey had reached its limit.\n\n"
    text += '"In the worst case, another 600,000 could come to our border," he told reporters.'
    (found,) = [c for c in claims(text) if c.quantity]
    assert "Ankara" not in [p.name for p in found.destination]


def test_a_capital_that_speaks_for_its_country_is_not_where(claims):
    (found,) = claims("Ankara says it is feeding 30,000 people in nine camps on the Syrian side of the border.")
    assert (found.speaker, [p.name for p in found.at]) == ("Ankara", ["Syria"])


def test_each_paragraph_of_a_long_quotation_opens_with_a_mark(claims):
    text = (
        '"We have reached the limit," the minister, Ali Noor, told a radio.\n"These people have nowhere else to go.\n'
    )
    text += '"We are not in a position to tell them not to come."\n'
    text += "The gate at Oncupinar remained closed on Wednesday, as 4,000 refugees gathered there."
    assert {c.speaker for c in claims(text)} == {None}


def test_a_vow_to_help_is_no_threat(claims):
    assert "threat" not in [
        action for action, _ in events(claims("The government in Ankara vowed to help those who fled Azaz."))
    ]


def test_fighters_in_brackets_said_nothing(claims):
    text = "On Wednesday troops seized Bama, which had been in the hands of the Daesh (ISIS / ISIL) terrorists."
    assert {c.speaker for c in claims(text)} == {None}


def test_a_figure_of_a_day_long_ago_is_history_but_not_the_room_of_a_camp():
    def is_history(action, date):
        claim = Claim(
            "figure", action, None, (), (), (), date, None, None, None, None, "stated", (Span(0, 1),), Span(0, 1)
        )
        return afterwards.is_history(claim, datetime.date(2024, 5, 16))

    assert is_history("killed", datetime.date(2023, 4, 1))
    assert not is_history("killed", datetime.date(2023, 4, 30))
    assert not is_history("capacity", datetime.date(2012, 4, 1))
    assert not is_history("killed", None)
