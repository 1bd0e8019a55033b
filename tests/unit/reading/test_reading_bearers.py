"""Names of persons, bodies and peoples that look like a place's, and places told by what stands beside them."""

import datetime

import pytest

from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.bearers import Bearers

ENGLISH = lexicon.load()


@pytest.fixture(scope="module")
def bearers():
    return Bearers(lexicon.load("en"))


@pytest.fixture(scope="module")
def reader():
    return Reader()


def places(reader, text):
    return [place.name for place in reader.read(text, date=datetime.date(2022, 5, 20)).places]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mayor Qarm Zoldan visited the camp.", "Qarm Zoldan"),
        ("The mayor of Homs, Qarm Zoldan, visited the camp.", "Qarm Zoldan"),
        ("Qarm Zoldan, 34, lost her house.", "Qarm Zoldan"),
        ("Qarm Zoldan, a teacher from Homs, lost her house.", "Qarm Zoldan"),
        ("Qarm Zoldan, who lost her house, is waiting.", "Qarm Zoldan"),
        ("Houses burnt, Qarm Zoldan told us.", "Qarm Zoldan"),
        ("According to Qarm Zoldan, houses burnt.", "Qarm Zoldan"),
        ("By Qarm Zoldan", "Qarm Zoldan"),
        ("Qarm Zoldan and his son walked for two days.", "Qarm Zoldan"),
    ],
)
def test_a_person_is_told_by_title_age_office_and_verb(bearers, text, name):
    tokens = ENGLISH.tokens(text)
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    end = at + len(name.split())
    assert bearers.is_person(tokens, at, end)


@pytest.mark.parametrize(
    "text",
    [
        "They live in Qarm Zoldan, a teacher said.",
        "Qarm Zoldan, a town in the hills, was hit.",
        "Qarm Zoldan village, 34 km away, was hit.",
        "The mayor saw Homs, Qarm Zoldan and the hills.",
    ],
)
def test_a_place_beside_persons_is_no_person(bearers, text):
    tokens = ENGLISH.tokens(text)
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    assert not bearers.is_person(tokens, at, at + 2)


def test_initials_of_a_body_are_noted_those_of_a_country_not(bearers):
    tokens = ENGLISH.tokens("The Danish Refugee Council (DRC) left the Central African Republic (CAR) and Qarm (ZZ).")
    bearers.learn_initials(tokens, lambda words: words[0].text == "Central" and len(words) == 3)
    assert bearers.initials == {"DRC"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Some 4,000 people fled anti-Balaka fighters in Bria on Monday.", ["Bria"]),
        ("Sultan Wakhteri fled Mosul with 4,000 others.", ["Mosul"]),
        ("The Danish Refugee Council (DRC) works in Erbil. DRC counted 4,000 people in Erbil.", ["Erbil", "Erbil"]),
        ("The Arakan Highland Defence Army held Sittwe for a week.", ["Sittwe"]),
        ("The Sri Lanka Army shelled Vaharai on Monday.", ["Vaharai"]),
        ("Fighters of the ARSQ shelled Sittwe on Monday.", ["Sittwe"]),
        ("Air strikes killed 14 people in Sake.", ["Sake"]),
        ("STQ troops shot 14 people in Sake.", ["Sake"]),
        ("Similarly, 4,000 people fled Sake.", ["Sake"]),
        ("Some 4,000 Hindus and Buddhists fled Sittwe.", ["Sittwe"]),
        ("Daesh shelled Mosul on Monday.", ["Mosul"]),
        ("Governor Omar Kassala spoke in Goz. According to Kassala, 4,000 people fled Goz.", ["Goz", "Goz"]),
        ("In Goz, Maung Than Qarm, a teacher from Homs, counted 4,000 people.", ["Goz", "Homs"]),
        ("Tinka Mare walked to Goz with 4,000 others.", ["Goz"]),
        ("The Maiduguri-Damboa road is cut, and 4,000 Ta'ang fled.", ["Maiduguri", "Damboa"]),
        ("According to Governor Nawzad Sultan, 4,000 people are waiting in Erbil.", ["Erbil"]),
    ],
)
def test_persons_bodies_and_peoples_are_no_places(reader, text, names):
    assert places(reader, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shells fell near the village of Tu Qarm on Monday, killing 14 people.", ["Tu Qarm"]),
        ("Some 4,000 people sleep in the village Kai Qarm.", ["Kai Qarm"]),
        ("Some 4,000 people sleep in the Qarma and Zoldan camps.", ["Qarma", "Zoldan"]),
        ("Some 4,000 people fled Lanao del Sur.", ["Lanao del Sur"]),
        ("Some 4,000 people fled Sheikh Qarmah on Monday.", ["Sheikh Qarmah"]),
        ("Some 4,000 people fled Qer Per Her camp on Monday.", ["Qer Per Her"]),
        ("Some 4,000 people fled Mangu Local Government Area (LGA) on Monday.", ["Mangu"]),
        ("Gunmen raided Qarboi and Zolish communities, killing 14 people.", ["Qarboi", "Zolish"]),
        ("Some 4,000 people fled to Amhara. Amhara fighters hold Kobo.", ["Amhara", "Kobo"]),
        ("Some 4,000 people fled fighting in the Qala-e-Zoldan district.", ["Qala-e-Zoldan"]),
        ("Shells hit the Paddiruqarm bridge and the Qarma Zoldan monastery.", ["Paddiruqarm", "Qarma Zoldan"]),
        ("Some 4,000 people fled the communities of Charco Pilar and Charco Rojo.", ["Charco Pilar", "Charco Rojo"]),
    ],
)
def test_places_are_told_by_what_stands_beside_them(reader, text, names):
    assert places(reader, text) == names
