"""Who said it: the many ways in which a source is named."""

import datetime

import pytest

from kilis.sources.reading import Reader

TODAY = datetime.date(2022, 5, 20)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("According to survivors at least five refugees were killed in Barahle.", "survivors"),
        (
            "Some 1,900 people had landed in Pemba, according to the municipality; more boats were coming.",
            "municipality",
        ),
        ("The UN, which counted 592,000 people displaced in Kunduz, confirmed it.", "UN"),
        ("Save the Children said 3,000 people had fled Barahle.", "Save the Children"),
        ("On Monday the Red Cross said 3,000 people had fled Barahle.", "Red Cross"),
        ("More than eleven thousand Syrians crossed into Turkey, the UN said: the most in a day.", "UN"),
        ("Donetsk region, Pavlo Kyrylenko: 8,057 people got out along the corridors yesterday.", "Pavlo Kyrylenko"),
        ("Provincial Information Minister Mian Hussain said that 4,000 people had left Swat.", "Mian Hussain"),
        ("A member of the council, Athal al-Fahdawi, said 3,000 families had reached Baghdad.", "Athal al-Fahdawi"),
        (
            "Authorities in Awerial, across the Nile, say boats have brought 30,000 people to Bor.",
            "Authorities in Awerial",
        ),
        ("Some 15,000 people were displaced in Douma, by local councils' estimate.", "local councils"),
        ("DTM in Goma registered 22,300 returnees in the week.", "DTM in Goma"),
        ("Partners have so far verified 92,600 displaced people in Afar.", "Partners"),
        ("The exiled mayor, Yevhen Tkach, said by telephone that 300 people had drowned in Oleshky.", "Yevhen Tkach"),
        ("Tamar Lomidze, the head of state, who stayed in Sukhumi, put those displaced at 200,000.", "Tamar Lomidze"),
        ("The Bishop of Bama, Most Rev. Peter Ayuba, said 11,000 people had fled to Yola.", "Peter Ayuba"),
        ("Dr. T. Nadarajah, the health director, claimed that over 300 people had been killed.", "T. Nadarajah"),
        ("0920 Georgia's health minister Levan Beridze: 175 dead in Gori.", "Levan Beridze"),
        ("The governor of Norte de Santander, Ana Duarte, has the dead at 80 in Tibu.", "Ana Duarte"),
        ("A teacher saw eleven people killed in Singa.", "teacher"),
        ("Some 3,000 people had fled Barahle, according to the most recent estimates.", None),
        ("Some 3,000 people had fled Barahle, according to the ministry's latest figures.", "ministry"),
        ("Some 1,200 people have fled Goma, their commander said.", "commander"),
        ("About 300 people crossed at Nimule, two of the nurses said independently.", "two of the nurses"),
        ("In its evening bulletin the relief bureau placed those who fled Goma at 4,200 persons.", "relief bureau"),
        ("Those who fled Goma are now put at 4,200 persons by the local authorities.", "local authorities"),
        ("The relief bureau, which on 12 May said that 4,200 people had fled Goma, is closing.", "relief bureau"),
        ("The police officer, Paul Mbusa, while confirming the raid, said 4,200 people had fled Goma.", "Paul Mbusa"),
        ("Kosamoja says 4,200 people have fled Goma.", "Kosamoja"),
        ("The prefect is saying that 4,200 people have fled to Goma.", "prefect"),
        ('Lea Mbusa, who is just back from the camp: "Some 4,200 people fled to Goma in a night."', "Lea Mbusa"),
        ("The relief bureau placed those who fled Goma at 4,200 persons.", "relief bureau"),
        ("Some 4,200 people fled Goma on foot, according to plan.", None),
        ("Northern Region: some 4,200 people fled Goma on foot in the night.", None),
        ("The prefect on Tuesday said 4,200 people had fled to Goma.", "prefect"),
        ("The Refugee Bureau (RBX) Wednesday said over 4,200 people had fled to Goma.", "Refugee Bureau"),
        (
            "The Migration Bureau (MBX), a body of the state, said 900 people had fled to Goma.",
            "Migration Bureau (MBX)",
        ),
        ("According to a report by the diocese, 4,200 people have fled to Goma.", "diocese"),
        ("According to the diocese, 4,200 people have fled to Goma, Lake Radio reports.", "diocese"),
        ("The daily quoted villagers as saying that 4,200 people had fled to Goma.", "villagers"),
        (
            "Some 4,200 people fled to Goma, health official Paul Mbusa was quoted by Lake Radio as saying.",
            "Paul Mbusa",
        ),
        ('"Some 4,200 people fled to Goma," the prefect was quoted as saying by Lake Radio.', "prefect"),
        ("Some 4,200 people fled to Goma, the prefect said, citing early reports.", "prefect"),
        ("Fighting with Kosa rebels that is being reported from Sake made 900 people flee to Goma.", None),
    ],
)
def test_rules_find_the_speaker(text, speaker):
    assert Reader().read(text, date=TODAY).claims[0].speaker == speaker


def test_an_agency_is_more_than_the_spokesman_who_spoke_last():
    text = (
        "Some 4,000 people fled Kibati on Wednesday, said Ron Redmond, spokesman for the refugee agency UNHCR. "
        "The agency said that 50,000 people had fled Rutshuru."
    )
    assert [claim.speaker for claim in Reader().read(text, date=TODAY).claims] == ["Ron Redmond", "UNHCR"]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("The army, which captured Kabul on 3 May, says 400 people have fled Bunia.", "control"),
        (
            "Some 9,000 people are in Bundibugyo, says the Red Cross, since rebels attacked Kamango on 12 May.",
            "assault",
        ),
        ("Bombs fell on the market of Sidon on Sunday, killing 45 people, said the mayor.", "assault"),
        ("Congo says Rwanda is behind the rebels, who captured Bunagana last week.", "control"),
    ],
)
def test_what_is_told_in_passing_is_the_word_of_the_report(text, action):
    found = [claim.speaker for claim in Reader().read(text, date=TODAY).claims if claim.action == action]
    assert found == [None]


def test_the_same_agency_and_it_are_whom_they_stand_for():
    text = "Some 9,500 people have gone to Maroua, UNHCR said. Another 300 went to Bogo, according to the same agency."
    assert [claim.speaker for claim in Reader().read(text, date=TODAY).claims] == ["UNHCR", "UNHCR"]
    text = "Croatia says it cannot take them. It has 183,000 Bosnian refugees on its books."
    assert Reader().read(text, date=TODAY).claims[-1].speaker == "Croatia"


@pytest.mark.parametrize(
    "text",
    [
        "The envoy told a meeting in Nairobi that 4,200 people had fled to Goma.",
        "Speaking in Nairobi, the envoy said 4,200 people had fled to Goma.",
    ],
)
def test_where_one_speaks_is_no_place_of_the_claim(text):
    (claim,) = Reader().read(text, date=TODAY).claims
    assert [place.name for place in claim.places] == ["Goma"]


@pytest.mark.parametrize(
    ("opening", "rest"),
    [
        ("GENEVA, May 20 (UNHCR) ", "Some 4,200 people have fled to Goma since rebels attacked Sake, its mayor said."),
        ("NAIROBI ", "Some 4,200 people have fled to Goma since rebels attacked Sake, its mayor said on Thursday."),
        ("Nairobi, Kenya (Lakes Wire) -- ", "Some 4,200 people have fled to Goma since rebels attacked Sake, he said."),
        ("KAMPALA: -- ", "Some 4,200 people have fled to Goma since rebels attacked Sake, its mayor said on Thursday."),
    ],
)
def test_a_dateline_says_nothing_of_the_claim(opening, rest):
    plain, dated = (
        [
            (c.action, [place.name for place in c.places], c.speaker, c.date)
            for c in Reader().read(text, date=TODAY).claims
        ]
        for text in (rest, opening + rest)
    )
    assert dated == plain


def test_a_camp_in_capitals_is_no_dateline():
    text = "KAKUMA (TURKANA) - WEEKLY SHEET\n\nSome 4,200 people arrived in the week, the manager said.\n"
    (claim,) = Reader().read(text, date=TODAY).claims
    assert [place.name.lower() for place in claim.places] == ["kakuma"]


def test_who_has_the_floor_has_said_what_follows():
    text = (
        "Deputy Spokesman: Good afternoon. We are worried. Some 4,200 people have fled to Goma.\n\n"
        "Question: And the camp?\n\nDeputy Spokesman: It is full. Some 900 people are waiting at Sake.\n"
    )
    claims = Reader().read(text, date=TODAY).claims
    assert [(c.quantity.value, c.speaker) for c in claims] == [(4200, "Deputy Spokesman"), (900, "Deputy Spokesman")]


def test_a_medium_that_passes_on_is_no_place_and_no_speaker():
    text = "According to the tracking matrix, 4,200 people have fled to Goma, Anadolu Agency reports."
    (claim,) = Reader().read(text, date=TODAY).claims
    assert ([place.name for place in claim.places], claim.speaker) == (["Goma"], "tracking matrix")


def test_who_does_something_saying_something_is_its_speaker():
    text = "Foreign Minister Mevlut Orhan defended the policy, saying as many as 55,000 people had fled Azaz."
    (claim,) = Reader().read(text, date=TODAY).claims
    assert claim.speaker == "Mevlut Orhan"
    crowd = "Buses left the square at noon, saying goodbye. Some 4,000 people had fled Azaz."
    assert Reader().read(crowd, date=TODAY).claims[-1].speaker is None


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("Some 300 people fled Sake, according to a new report from the Rift Institute.", "Rift Institute"),
        ("Some 300 people fled Sake, said the Lake Rangers, a small relief team that brings tents.", "Lake Rangers"),
        ("Relief groups contacted by Goma Post estimated that 300 people fled Sake.", "Relief groups"),
        ("However, hours later a rebel official said 300 people had fled Sake.", "rebel official"),
        ("Chadian officials said a cautious estimate of the number who had fled Sake was 300.", "Chadian officials"),
        ("The Border Guard said it was calm. The force said 300 people had come to Goma.", "Border Guard"),
        ('"Some 300 people fled Sake," said Ana Duarte IOM’s chief in Goma.', "Ana Duarte"),
        ("Some 300 people fled Sake since Rwanda announced a parade, elders said Tuesday.", "elders"),
    ],
)
def test_who_speaks_behind_papers_callers_and_descriptions(said, speaker):
    claims = Reader().read(said, date=TODAY).claims
    assert [claim.speaker for claim in claims if claim.quantity] == [speaker]


def test_she_is_not_he_who_spoke_before():
    def speakers(text):
        return [claim.speaker for claim in Reader().read(text, date=datetime.date(2024, 5, 16)).claims]

    behind = "said 3,000 people had fled Bama. She said 900 more had reached Dikwa."
    assert speakers(f"Mr Adamu, the mayor of Bama, {behind}") == ["Mr Adamu", None]
    assert speakers(f"Mayor Rosa Adamu {behind}") == ["Rosa Adamu", "Rosa Adamu"]
    both = (
        f"Hauwa Bello, a spokeswoman for the agency, said 40 people had been killed in Bama. Sheikh Musa Adamu {behind}"
    )
    assert speakers(both) == ["Hauwa Bello", "Musa Adamu", "Hauwa Bello"]
    known = "Mayor Musa Adamu said 400 people had died in Bama. He"
    assert speakers(f"{known} {behind}") == ["Musa Adamu", "Musa Adamu", None]


def test_where_a_speaker_was_is_no_part_of_the_office_and_a_gate_s_post_speaks_not():
    def told(text):
        claims = Reader().read(text, date=datetime.date(2024, 5, 16)).claims
        return [(c.speaker, c.speaker_role) for c in claims if c.quantity]

    said = "said 3,000 people had fled Bama."
    assert told(f"Interior Minister Ana Lindo, in Maroua for talks, {said}") == [("Ana Lindo", "Interior Minister")]
    assert told(f"Ana Lindo, of the Red Cross, {said}") == [("Ana Lindo", "of the Red Cross")]
    post = "About 1,200 people crossed into Chad at the Adré post on Sunday before it was shut at 10 p.m."
    assert told(post) == [(None, None)]
    claims = Reader().read(post, date=datetime.date(2024, 5, 16)).claims
    assert {c.speaker for c in claims} == {None}
    assert "close" in {c.action for c in claims}
