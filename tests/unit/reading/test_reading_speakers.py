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
