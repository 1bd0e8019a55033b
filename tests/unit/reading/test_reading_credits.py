"""Whose word it is, by construction: who counted, by-phrases, brackets, labels, descriptions, quotations."""

import datetime

import pytest

from kilis.sources.reading import Reader, lexicon, tokens
from kilis.sources.reading.analysis import Sentence, drop_shadowed, mark_quotes
from kilis.sources.reading.cast import Cast
from kilis.sources.reading.numbers import NumberGrammar
from kilis.sources.reading.speech import SpeakerFinder

TODAY = datetime.date(2024, 2, 14)
ENGLISH = lexicon.load("en")


def heard(*sentences):
    """Return (speaker, the words they answer for) of the last of some sentences, by the rules alone."""
    finder, found = SpeakerFinder(ENGLISH), []
    for text in sentences:
        words = ENGLISH.tokens(text)
        cues = drop_shadowed(ENGLISH.phrases.find(words), words, ENGLISH)
        numbers = NumberGrammar(ENGLISH).find(words, cues, [])
        stretch = tokens.Stretch(0, len(text), 0, True)
        s = Sentence(text, ENGLISH, stretch, words, cues, [], numbers, [])
        s.quoted = mark_quotes(words, False)[0]
        found = finder.find(s)
    return [(a.speaker, text[words[a.low].start : words[a.high - 1].end]) for a in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The relief committee has 2,400 families on its list.", "relief committee"),
        ("BGB verified 312 arrivals at the jetty.", "BGB"),
        ("The Red Cross had buried 84 bodies when it was told to stop.", "Red Cross"),
        ("The doctors' union, which counts only those brought in, has identified 144 dead.", "doctors' union"),
        ("About 800 people remain, by the mayor's estimate.", "mayor"),
        ("Some 6,400 people left in June by the Red Cross list.", "Red Cross"),
        ("At most 7,000 townspeople stayed, in the governor's view.", "governor"),
        ("The camps hold 145,000 people (TBBC).", "TBBC"),
        ("The dead are put at 1,000 by French officers.", "French officers"),
        ("Rebels who drove the army out of the town announced a truce of 3 days.", "Rebels"),
        ("The provincial council intends to transfer 15,000 people to a new site.", "provincial council"),
        ("Data from the tracking matrix indicate that 178,000 people fled.", "tracking matrix"),
        ("Some 2,100 people arrived, figures from the ministry show.", "ministry"),
        (
            "Nine people were found shot on Wednesday, Chief Insp. Parson Adil told reporters at a checkpoint.",
            "Parson Adil",
        ),
        ("Residents and a local nurse said 40 houses burned.", "Residents and a local nurse"),
        ("Idris Salim of the border patrol police says 500 people are left.", "Idris Salim"),
        ("The mayor reached by phone, Husam Halil, said 4 people died.", "Husam Halil"),
        ("A group which helps refugees, the Chin student union, has logged 5,500 arrivals.", "Chin student union"),
        ("In the city's western suburb the new interior ministry said 18 died.", "new interior ministry"),
        ("The Palestinian health ministry raises the number killed to 2,808.", "Palestinian health ministry"),
        ("Provincial authorities registered 3,200 people who arrived by boat.", "Provincial authorities"),
        ("UNHCR has since confirmed that 400 people crossed.", "UNHCR"),
        ("At least 12 civilians were killed, OHCHR has verified.", "OHCHR"),
        ("Some 2,600 people had left by Monday, reports the oblast.", "oblast"),
        ("The latest DTM figures show that 3,000 people have left.", "DTM"),
        ("More than 3,000 people have left, according to a new UN report.", "UN"),
        (
            "The director of the Bor-based Nuer Observatory for Civil Rights, Rami Abdel Noor, said 20 people died.",
            "Rami Abdel Noor",
        ),
        (
            "Medical charity Nurses Without Frontiers said 30 people had died.",
            "Medical charity Nurses Without Frontiers",
        ),
        ("The Raid Location & Event Data Project says 30 people died.", "Raid Location & Event Data Project"),
        ("The government, whose troops lost Harib, accused the militia of killing 13 people.", "government"),
        ('"Some 2,600 people had left by Monday," said Mr. Lindholm, citing the clerk.', "Mr. Lindholm"),
        ('"Some 400 people left, according to lists updated on Monday," said the mayor.', "mayor"),
        ("The agency Rose and Hand, quoted by a newspaper, says it has moved 870 people.", "agency Rose and Hand"),
        ("Some 22 died, a resistance group and aid workers said.", "resistance group and aid workers"),
        (
            "Some 22 died, according to figures compiled by the Association for Missing Men.",
            "Association for Missing Men",
        ),
        ("IOM's Border Watching teams report 375 returns.", "IOM's Border Watching teams"),
        ("Ukrainian peacekeepers there reported 9 dead.", "Ukrainian peacekeepers"),
        ("The church is home to 3,600 (Red Cross: 4,000).", "Red Cross"),
        ("The agency UNHCR is concerned that 800,000 people could flee.", "agency UNHCR"),
    ],
)
def test_a_figure_is_credited_to_who_counted(text, speaker):
    assert [name for name, _ in heard(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The Displacement Tracking Matrix (DTM) has 300 staff.",
        "Our team recorded 2,950 people in the school.",
        "Newroz hospital: 3,200 people.",
        "Received in the transit centre yesterday: 385 people.",
        "The bases give shelter to 1,700 people.",
        "Around 6,000 people, we were told, are being trucked away by the authorities.",
        "Unverified reports indicate that 300 people fled.",
        "Jamhuri Park: at its peak, three days ago, 3,200 people.",
        "Standing at the bridge all day I counted 1,300 people.",
        "The authorities should not repeat what they did when 9,000 were sent back.",
        "The town raised 3,000 dollars.",
        "The owners do not wish to leave; 300 wait beside them.",
    ],
)
def test_nobody_is_credited(text):
    assert heard(text) == []


def test_each_by_phrase_answers_for_the_number_before_it():
    (first, left), (second, right) = heard("The dead are put at 900 by army officers, and at 2,000 by a bishop.")
    assert (first, second) == ("army officers", "bishop")
    assert "900" in left
    assert "2,000" in right
    assert "900" not in right


def test_what_is_according_to_one_ends_with_a_semicolon():
    assert heard("According to survivors five refugees died; the other 14,600 went home.")[0][1].endswith("died")


def test_the_verb_of_another_clause_is_no_name():
    assert heard("The Thai army, in turn, says Cambodian rockets fell on 3 villages.")[0][0] == "Thai army"


def test_a_second_body_is_named_before_its_number_alone():
    said = heard("The mayor speaks of 100 dead, the provincial hospital of 74.")
    assert [name for name, _ in said] == ["mayor", "provincial hospital"]


def test_a_figure_that_another_gives_has_its_own_speaker():
    said = heard("Rita Lamb, a nurse, said 30,000 crossed, a figure the refugee agency put at 27,000.")
    assert [name for name, _ in said] == ["Rita Lamb", "refugee agency"]


def test_he_is_no_army():
    said = "A farmer, Bukar Mustafa, told us that shells fell.", "The military insists that it is calm."
    assert heard(*said, "He said 14 people died.")[0][0] == "Bukar Mustafa"


def test_lines_of_a_list_are_whose_its_opening_names():
    text = "Displaced people by district, according to the mayors:\n- Goma: 3,400 people\n- Sake: 2,900 people"
    assert {claim.speaker for claim in Reader().read(text, date=TODAY).claims} == {"mayors"}


def test_lines_under_a_heading_are_whose_its_bracket_names():
    text = "Displacement by district (Source: Goma city council)\nKaruba: 3,400 people\nSake: 2,900 people"
    assert {claim.speaker for claim in Reader().read(text, date=TODAY).claims} == {"Goma city council"}


def test_each_counts_in_a_clause_of_its_own():
    said = heard("IOM registered 61,300 people at its centres; partners identified 1,870 children.")
    assert [name for name, _ in said] == ["IOM", "partners"]


def test_the_last_speaker_answers_for_the_whole_but_what_is_said_within_it():
    text = "Some 36,000 people fled when the army said it had taken the town, the relief agency said."
    (inner, said), (outer, whole) = sorted(heard(text))
    assert (inner, outer) == ("army", "relief agency")
    assert "36,000" in whole
    assert "36,000" not in said


@pytest.mark.parametrize(
    ("before", "text", "speaker"),
    [
        ("The Tell Observatory, a London-based monitor, said it.", "The monitor said 20 died.", "Tell Observatory"),
        ("Officials of UNHCR were at the gate.", "The agency warned that 800 might come.", "UNHCR"),
        ("The ministry of health said so.", "The ministry put the toll at 47.", "ministry of health"),
        ("The clinic was hit, the council said.", "The agency warned that 800 might come.", "agency"),
        ("Officials of UNICEF and of UNHCR spoke.", "The agency warned that 800 might come.", "agency"),
        ("Nur Kalima, 22, walked for nine days.", "She says 40 houses burned.", "Nur Kalima"),
    ],
)
def test_a_description_means_the_last_of_its_kind_if_that_is_certain(before, text, speaker):
    assert [name for name, _ in heard(before, text)] == [speaker]


def test_it_is_the_body_and_she_the_person_named_last():
    said = "UNICEF said schools had shut.", "Rita Lamb, a nurse in Goma, said 4 died."
    assert heard(*said, "It said 3,000 had fled.")[0][0] == "UNICEF"
    assert heard(*said, "She said 3,000 had fled.")[0][0] == "Rita Lamb"


def test_a_long_quotation_is_whose_the_end_of_it_names():
    text = (
        "The army gave no figure on Monday.\n\n"
        '"On Saturday shells hit our street. Four civilians were killed," said Salma Idris, a teacher in Goma.'
    )
    assert {claim.speaker for claim in Reader().read(text, date=TODAY).claims} == {"Salma Idris"}


def test_of_many_bodies_the_last_are_kept_in_mind():
    cast = Cast(Reader()._lexicon)
    for number in range(500):
        cast.hear((f"Agency {number}", None))
    assert len(cast._named) == 100
    assert cast._named[-1].speaker == ("Agency 499", None)


@pytest.mark.parametrize(
    "text",
    [
        "They left when a shell believed to have been fired from the hill killed 4 people.",
        "Some 300 people left, citing rising insecurity and a long KSF blockade.",
        "The flow has led to a rise in the number of families in the towns of Kogi now put at 14,000.",
        "Situation overview: since May, fighting has driven out 7,500 families.",
        "Fighting between the army and an allied armed group (AAG) has driven out 400 families.",
        "Some 612 people (120 families) left the Old Mills (centre of Bor) by bus.",
    ],
)
def test_what_cannot_speak_and_what_only_names_or_places_is_no_speaker(text):
    assert heard(text) == []


def test_who_reads_the_blast_is_the_one_before_who():
    assert heard("Witnesses who ran to the square after the blast said 12 people died.")[0][0] == "Witnesses"


@pytest.mark.parametrize(
    "text",
    [
        "They were told by the border police to go home with 40 others.",
        "Some 900 people came on Sunday (as per field reports).",
        "Reports from the ground indicate that 900 people have come.",
        "In the camp 210 people were identified by name, 12 of them orphans.",
        "Since May the marines have maintained the closure of 3 roads.",
    ],
)
def test_orders_passives_and_unnamed_reports_have_no_speaker(text):
    assert heard(text) == []


def test_a_body_is_more_than_its_spokesman():
    said = heard(
        "Ron Lamb, spokesman for the refugee agency, the UNHCR, said people had come.",
        "The UNHCR estimated that 600 had.",
    )
    assert said[0][0] == "UNHCR"


def test_who_paid_a_visit_and_announced():
    said = heard("Special Envoy Ana Lind paid a visit to the camps and announced that 500 people had come.")
    assert said[0][0] == "Ana Lind"


def test_those_who_count_stand_behind_which():
    said = heard("A column of refugees which aid workers put at 20,000 stood at the bridge.")
    assert [name for name, _ in said] == ["aid workers"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("On Monday 570 people left Goma. The mayor, Luc Amisi, said this during a broadcast.", "Luc Amisi"),
        ("On Monday we took 570 people out of Goma. It was hard - the mayor said.", "mayor"),
        ("On Monday 570 people left Goma. It was hard - the mayor said.", None),
        ("On Monday 570 people left Goma. The mayor said this week was hard.", None),
    ],
)
def test_what_was_said_before_is_the_word_of_who_said_this(text, speaker):
    [claim] = Reader().read(text, date=TODAY).claims
    assert claim.speaker == speaker


def test_an_event_that_is_told_first_by_the_report_stays_its_own():
    told = (
        "Rebels seized Sake on Monday and people fled. The governor said on Tuesday that rebels seized Sake on Monday."
    )
    [event] = [c for c in Reader().read(told, date=TODAY).claims if c.kind == "event"]
    assert (len(event.spans), event.speaker) == (2, None)
