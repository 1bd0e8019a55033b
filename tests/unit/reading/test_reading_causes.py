"""Those who flee floods, quakes and drills are no claims; those who flee war are, also beside them."""

import datetime

import pytest

from kilis.sources.reading import Reader, topics
from kilis.sources.reading.linear import Linear

TODAY = datetime.date(2022, 8, 31)


@pytest.fixture(scope="module")
def reader():
    found = Reader()
    found._topics = topics.Topics(found._lexicon, Linear(topics.ANSWERS, {}))  # weights drop nothing
    return found


def figures(reader, text):
    report = reader.read(text, date=TODAY)
    return [[claim.quantity.value for claim in told if claim.quantity] for told in (report.claims, report.left_out)]


@pytest.mark.parametrize(
    "text",
    [
        "The typhoon came ashore at dawn. Some 4,000 people fled from Baler to Bongabon. The cyclone moves west.",
        "FLOODS IN SINDH\n\nThe road to Dadu was shut. Some 4,000 people fled from Mehar to Larkana on Monday.",
        "Some 4,000 people fled from Bama to Maiduguri on Monday. The exercise ends on Friday. Injects come by radio.",
        "The blaze began in a scrapyard. Some 4,000 people left Hebron for Halhul on Monday. Firefighters were sent.",
        "Storm Ida has passed. Some 4,000 people fled from Bama to Maiduguri on Monday. The storm blew for a night.",
        "Some 4,000 people fled from Bama to Maiduguri on Monday. The drill had a mock embassy and ends on Friday.",
        "Some 4,000 people fled from Bama to Maiduguri. The model runs until Monday; all its agents are simulated.",
    ],
)
def test_a_text_of_nature_or_of_a_drill_makes_no_claims(reader, text):
    kept, left_out = figures(reader, text)
    assert kept == []
    assert 4000 in left_out
    assert not reader.read(text, date=TODAY).claims


@pytest.mark.parametrize(
    "text",
    [
        # war is told of as often
        "Rebels shelled Bama on Monday and 4,000 people fled to Maiduguri. Floods and a landslide cut Mora off.",
        # a camp under rain: one word of nature, late, and none of war
        "The camp at Dar es Salam was opened on Sunday. It is run by the commission. By Monday 4,000 people had come "
        "from Baga. Latrines are being dug. The lower rows are flooded.",
        # an attack of which no word of war tells, but a claim
        "After the tremor nobody slept. M23 took Sake on Monday and 4,000 people fled to Goma.",
        # storms of another sort
        "In a storm of shells Bama was taken by storm on Monday, and 4,000 people fled to Maiduguri.",
        # a count of arrivals that is called an exercise
        "The exercise was completed on Monday: 4,000 people had arrived in Maiduguri from Bama.",
    ],
)
def test_who_fled_war_is_kept_beside_them(reader, text):
    assert 4000 in figures(reader, text)[0]


def test_where_both_are_told_of_figures_of_nature_are_left_out_and_events_are_not(reader):
    text = (
        "Jonglei: rebels attacked Waat on Monday, and in the fighting 3,400 people fled to Lankien.\n\n"
        "Unity: flash floods came on Sunday. Some 8,000 people fled from Rubkona to Bentiu. The road is cut.\n\n"
        "Upper Nile: 5,600 people arrived in Aburoc from Malakal on Monday. A landslide killed 12 people in Kodok."
    )
    kept, left_out = figures(reader, text)
    assert {3400, 5600} <= set(kept)
    assert 8000 in left_out
    assert "cut" in {claim.action for claim in reader.read(text, date=TODAY).claims}
