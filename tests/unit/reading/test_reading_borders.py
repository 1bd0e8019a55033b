"""People at a border are on this side of it, and at the crossing of the scenario that the report speaks of."""

import dataclasses
import datetime

import pytest

from kilis.scenario.model import Place
from kilis.sources.reading import Reader
from kilis.sources.reading.words import claim_words

TODAY = datetime.date(2016, 2, 6)
PLACES = (
    Place("azaz", "Azaz", "settlement", 36.587, 37.046, "SYR", population=9000),
    Place("aleppo", "Aleppo", "settlement", 36.2, 37.16, "SYR"),
    Place("idleb", "Idleb", "settlement", 35.93, 36.63, "SYR"),
    Place("salama", "Bab al-Salama crossing", "crossing", 36.642, 37.094, "SYR", extra={"aliases": "Oncupinar"}),
    Place("hawa", "Bab al-Hawa crossing", "crossing", 36.242, 36.7, "SYR"),
    Place("kilis", "Kilis", "site", 36.718, 37.115, "TUR"),
    Place("reyhanli", "Reyhanli", "site", 36.268, 36.568, "TUR"),
    Place("turkey", "Rest of Turkey", "site", 37.06, 37.38, "TUR"),
)


@pytest.fixture(scope="module")
def mapped():
    return Reader(PLACES)


@pytest.fixture(scope="module")
def where(mapped):
    def ids(text):
        """Return (action, ids from, ids at or to) of every figure."""
        return [
            (c.action, [p.place_id for p in c.origin], [p.place_id for p in c.at + c.destination])
            for c in mapped.read(text, date=TODAY).claims
            if c.kind == "figure"
        ]

    return ids


@pytest.mark.parametrize(
    "sentence",
    [
        "Some 9,000 people are waiting at the Turkish border near the town of Kilis.",
        "Some 9,000 people are waiting at the border with Turkey, across from Kilis.",
        "At Oncupinar, 9,000 people are waiting to enter Turkey.",
        "Oncupinar was quiet. Some 9,000 people are waiting at Turkey's closed border.",
        "Some 9,000 people are waiting at the gates of Kilis.",
        "Oncupinar was quiet. Some 9,000 people are waiting on the Syrian side of the border.",
        "Some 9,000 people remain stranded near the Turkish border, north of Azaz.",
        "Turkey shut Oncupinar. Some 9,000 people are trapped on its border.",
        "Oncupinar was quiet. Some 9,000 people were not being allowed into Turkey.",
        "Some 9,000 people were not immediately let in at Oncupinar.",
        "Some 9,000 people fleeing an advance on Aleppo remain stranded near the Turkish border at Oncupinar.",
    ],
)
def test_who_waits_at_a_border_is_at_the_gate_that_the_report_speaks_of(where, sentence):
    ((action, _, gates),) = where(sentence)
    assert (action, gates) == ("waiting", ["salama"])


def test_a_gate_that_nothing_tells_is_asked_for(mapped):
    (claim,) = mapped.read("Some 9,000 people from Aleppo are waiting at the Turkish border.", date=TODAY).claims
    (border,) = claim.at
    assert border.status == "ambiguous"
    assert {each.place_id for each in border.candidates} == {"salama", "hawa"}


def test_who_crossed_the_border_is_behind_it(where):
    text = "Some 9,000 people have crossed the border into Turkey near Azaz. Turkey hosts 70,000 people."
    assert [(action, ids) for action, _, ids in where(text)] == [("arrived", ["turkey"]), ("sheltering", ["turkey"])]


def test_a_country_of_the_scenario_is_read_as_a_country(mapped):
    (claim,) = mapped.read("After Russian airstrikes more than 5,000 people came into Turkey.", date=TODAY).claims
    (place,) = claim.destination
    assert (claim.action, place.place_id, place.kind) == ("arrived", "turkey", "country")


def test_a_people_stands_for_the_country_of_the_scenario(where):
    assert where("Turkish camps host 9,000 people who fled Azaz.")[0][2] == ["turkey"]


def test_a_country_that_shuts_its_border_shuts_the_gate_that_is_named(mapped):
    text = "Thousands of people stood at Oncupinar. Turkey closed the border on Friday."
    shut = [c for c in mapped.read(text, date=TODAY).claims if c.action == "close"]
    assert [[p.place_id for p in c.at] for c in shut] == [["salama"]]


def test_who_is_received_has_not_left_the_country_that_receives(where):
    text = "Turkey has already received 5,000 fleeing the offensive."
    assert where(text) == [("received", [], ["turkey"])]


def test_where_it_was_said_is_not_where_people_left(where):
    text = '"Another 50,000 are on their way to Azaz," the minister said from the Dutch capital, Amsterdam.'
    assert where(text) == [("displaced", [], ["azaz"])]


def test_whose_air_strikes_they_are_is_not_where_people_go(where):
    text = (
        "If the Russian air strikes continue, 70,000 people will come to our district from Aleppo, said the governor."
    )
    ((_, origin, there),) = where(text)
    assert origin == ["aleppo"]
    assert None not in there


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("The crossing at Oncupinar was open for emergencies on Friday.", "limit"),
        ("The crossing at Oncupinar was open to wounded people on Friday.", "limit"),
        ("The crossing at Oncupinar was opened to everybody on Friday.", "open"),
    ],
)
def test_a_gate_open_to_a_few_is_not_open(mapped, sentence, action):
    assert [c.action for c in mapped.read(sentence, date=TODAY).claims] == [action]


@pytest.mark.parametrize(
    "sentence",
    [
        "Some 9,000 people passed the opposition controlled Azaz on Friday.",
        "The minister said at the close of a visit to Azaz that 9,000 people were waiting there.",
        "The governor said in Azaz that 9,000 people would come if the army's advances continued.",
        "Some 9,000 people fleeing a new offensive were heading towards the Turkish border.",
        "Food and medicine are being let through the crossing at Oncupinar.",
        "The minister said that the open border policy stands and 9,000 people at Azaz will be helped.",
        "Turkey feeds 9,000 people who fled a regime assault.",
    ],
)
def test_what_tells_of_no_event_is_none(mapped, sentence):
    assert [c.action for c in mapped.read(sentence, date=TODAY).claims if c.kind == "event"] == []


def test_who_has_the_ability_to_take_people_in_has_not_taken_them_in(mapped):
    text = "The camps at Azaz have the ability to absorb another 35,000 newcomers."
    assert [c.action for c in mapped.read(text, date=TODAY).claims] == ["capacity"]


def test_a_report_that_names_places_of_the_scenario_is_not_left_out(monkeypatch):
    reader = Reader(PLACES)
    monkeypatch.setattr(reader, "_topics", type("Doubt", (), {"is_present": lambda *_: False})())
    assert len(reader.read("Some 9,000 people fled Azaz.", date=TODAY).claims) == 1
    report = reader.read("Some 9,000 people fled Mosul to Turkey.", date=TODAY)
    assert (len(report.claims), len(report.left_out)) == (0, 1)


def test_other_gates_that_are_open_are_not_the_one_that_is_shut(mapped):
    text = "Despite the closure of Oncupinar, two other border crossings remain open."
    opened = [c for c in mapped.read(text, date=TODAY).claims if c.action == "open"]
    assert [p for c in opened for p in c.at] == []


def test_a_border_named_by_both_countries_is_one(mapped):
    text = "Oncupinar was quiet. Some 9,000 people are waiting at the Syrian-Turkish border."
    assert [[p.place_id for p in c.at] for c in mapped.read(text, date=TODAY).claims] == [["salama"]]


def test_a_share_told_by_a_fraction_is_no_number(mapped):
    text = "Almost three-quarters of the people arriving in Azaz come through Oncupinar."
    assert [c for c in mapped.read(text, date=TODAY).claims if c.kind == "figure"] == []


def test_whom_a_country_is_urged_to_let_in_it_has_not_let_in(where):
    text = "The mayor urged Turkey to let in some 9,000 people fleeing an offensive around Aleppo."
    assert [action for action, _, _ in where(text)] == ["displaced"]


@pytest.mark.parametrize(("who", "told"), [("Ahmad, 29,", []), ("Rebels", ["control"])])
def test_a_town_that_a_person_fled_was_not_given_up(mapped, who, told):
    claims = mapped.read(f"{who} fled the town of Azaz on Friday.", date=TODAY).claims
    assert [c.action for c in claims if c.kind == "event"] == told


def test_what_lies_beside_a_country_is_not_in_it(mapped, where):
    text = "In districts bordering Turkey, around 9,000 people have been displaced since November 2015."
    assert [ids for _, _, ids in where(text)] == [[]]
    text = "Some 500 people fled Azaz (north of Aleppo) to Idleb on Friday."
    (claim,) = [c for c in mapped.read(text, date=TODAY).claims if c.kind == "figure"]
    assert (claim.speaker, [p.place_id for p in claim.origin]) == (None, ["azaz"])


def test_who_people_are_is_not_where_they_gathered(where):
    text = "Guards sealed Oncupinar to thousands of Syrians gathered there."
    assert [ids for action, _, ids in where(text) if action == "waiting"] in ([["salama"]], [[]])


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (
            "Oncupinar opens at times to let people into Turkey, which has already taken in some 90,000 people.",
            "turkey",
        ),
        ("Oncupinar, which faces Kilis inside Turkey, is shut to the 9,000 people gathered there.", "salama"),
        ("Oncupinar was shut. Turkish officials say that 9,000 people have massed along the border.", "salama"),
        ("Some 9,000 people are on their way towards Turkey from villages to the north of Aleppo.", "turkey"),
    ],
)
def test_where_people_are_is_told_from_what_stands_beside_it(where, text, there):
    assert [ids for _, _, ids in where(text)] == [[there]]


def test_who_heads_for_the_border_heads_for_the_one_named_before(where):
    text = "The crossing at Oncupinar was shut on Friday. Up to 9,000 people were on their way to the frontier."
    assert where(text) == [("displaced", [], ["salama"])]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Some 9,000 people have fled to the town of Azaz since Monday.", "arrived"),
        ("Some 9,000 people have been displaced to Azaz.", "arrived"),
        ("Some 9,000 people are fleeing towards Azaz.", "displaced"),
        ("Some 9,000 people are on their way to Azaz.", "displaced"),
        ("Some 9,000 people fled from Aleppo to Azaz.", "displaced"),
    ],
)
def test_who_fled_to_a_place_has_come_there(where, text, action):
    ((said, _, there),) = where(text)
    assert (said, there) == (action, ["azaz"])


def test_which_place_of_the_scenario_a_border_is_stands_beside_its_name(mapped):
    (claim,) = mapped.read("Oncupinar was quiet. Some 9,000 people wait at the Turkish border.", date=TODAY).claims
    assert claim_words(claim)["where"].startswith("at Turkish border (Bab al-Salama crossing)")
    (claim,) = mapped.read("Some 9,000 people fled from the city of Azaz.", date=TODAY).claims
    assert claim_words(claim)["where"].startswith("from Azaz")


def test_of_the_two_sides_of_one_gate_people_are_on_this_side():
    twin = Place("oncupinar", "Oncupinar", "crossing", 36.644, 37.09, "TUR")
    plain = tuple(dataclasses.replace(p, extra={}) for p in PLACES)
    reader = Reader((*plain, twin))
    for words in ("at the Turkish border", "on the Syrian side of the border"):
        text = f"Oncupinar and Bab al-Salama were quiet. Some 9,000 people wait {words}."
        (claim,) = [c for c in reader.read(text, date=TODAY).claims if c.kind == "figure"]
        assert [p.place_id for p in claim.at] == ["salama"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Some 9,000 people are besieged in Aleppo, and Turkey has closed its border.", ("besieged", ["aleppo"])),
        ("Some 9,000 people arrived in Reyhanli, close to the Syrian border.", ("arrived", ["reyhanli"])),
        ("Some 9,000 people are waiting at the border near Azaz.", ("waiting", ["salama"])),
        ("At Oncupinar guards did not let in 9,000 others.", ("waiting", ["salama"])),
    ],
)
def test_a_border_beside_a_town_is_told_from_a_town_beside_a_border(where, text, told):
    assert [(action, ids) for action, _, ids in where(text)] == [told]


ELSEWHERE = (
    Place("bor", "Bor", "settlement", 31.28, 34.25, "PSE"),
    Place("gate", "Bor crossing", "crossing", 31.25, 34.25, "PSE", extra={"aliases": "Telem crossing"}),
    Place("egypt", "Egypt", "site", 30.0, 31.2, "EGY"),
)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Bor was quiet. Some 9,000 people are stuck at the border with Egypt, waiting to be let in.", "gate"),
        ("Bor was quiet. A further 9,000 people are waiting on the Egyptian side of the border.", "gate"),
        ("Some 9,000 people were stranded at the Telem border on Friday.", "gate"),
        ("Some 9,000 people were waiting at Telem on Friday.", "gate"),
        ("Egypt has shut its border to the 9,000 people sheltering in Bor.", "bor"),
        ("More than 9,000 people have crossed the border into Egypt since Friday.", "egypt"),
    ],
)
def test_borders_of_other_countries_are_read_alike(text, there):
    claims = [c for c in Reader(ELSEWHERE).read(text, date=TODAY).claims if c.kind == "figure"]
    assert [[p.place_id for p in c.at + c.destination] for c in claims] == [[there]]


def test_numbers_in_words_with_a_dash_between_are_a_range(mapped):
    (claim,) = mapped.read("We can host fifty - sixty thousand people at Azaz, he said.", date=TODAY).claims
    assert (claim.quantity.low, claim.quantity.high) == (50_000, 60_000)
    (claim,) = mapped.read("Some twenty-two thousand people fled Azaz.", date=TODAY).claims
    assert claim.quantity.value == 22_000


def test_bombs_that_close_hospitals_close_no_border(mapped):
    claims = mapped.read("On Friday Russia's bombing closed hospitals in Azaz.", date=TODAY).claims
    assert [(c.action, [p.place_id for p in c.at]) for c in claims] == [("assault", ["azaz"])]


@pytest.mark.parametrize("where", ["six villages east of Azaz", "a hill near the Turkish border"])
def test_what_is_taken_near_a_town_or_border_is_neither(mapped, where):
    claims = mapped.read(f"Oncupinar was quiet. On Friday the group captured {where}.", date=TODAY).claims
    assert [
        p.place_id for c in claims for p in c.at if c.action == "control" and p.place_id in ("azaz", "salama")
    ] == []


def test_whose_governor_speaks_is_not_where_people_are(where, mapped):
    text = "The governor of Kilis said that 9,000 people had gathered around the town of Azaz."
    assert [ids for _, _, ids in where(text)] == [["azaz"]]
    claims = mapped.read(
        "The mayor of Kilis, A. Kaya, gave a statement, blaming Russian airstrikes and the advance on Azaz.",
        date=TODAY,
    ).claims
    assert ["kilis"] not in [[p.place_id for p in c.at] for c in claims if c.kind == "event"]
    text = "The governor of Kilis said that there was room for 9,000 people."
    assert [ids for _, _, ids in where(text)] == [["kilis"]]


@pytest.mark.parametrize(
    "text",
    [
        "Turkey took in 5,000 people but has not let in 300 others.",
        "In Kilis, 5,000 people arrived but others were not allowed in.",
    ],
)
def test_those_who_were_taken_in_do_not_wait_with_the_others(where, text):
    assert where(text)[0][0] in ("received", "admitted", "arrived")


@pytest.mark.parametrize(
    "text",
    [
        "Government forces have besieged 9,000 people in Azaz, on the border with Turkey.",
        "About 30,000 civilians are trapped in Azaz, a town at the gates of Aleppo.",
        "Some 12,000 people are trapped in the town of Azaz on the Turkish border.",
    ],
)
def test_a_town_at_the_border_is_besieged_as_any_other(where, text):
    assert [(action, ids) for action, _, ids in where(text)] == [("besieged", ["azaz"])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Oncupinar was quiet. Thousands of Syrians fleeing a militia-backed army advance on Aleppo have remained "
            "stranded near the Turkish border since Friday, with no sign that they will be let in.",
            ("waiting", "salama"),
        ),
        (
            "Around 9,000 refugees have arrived at the Turkish border near the southern city of Kilis in the last two "
            "days and are being housed in camps on the Syrian side of the border, the governor of Kilis province said.",
            ("arrived", "salama"),
        ),
        (
            "Oncupinar has been shut for nearly a year and remained closed on Saturday, but it is opened now and then "
            "to allow refugees into Turkey, which has already taken in some 90,000 people.",
            ("received", "turkey"),
        ),
        (
            "Oncupinar was shut on Friday. The minister kept to his promise, saying that up to 9,000 people fleeing a "
            "new offensive were heading toward the frontier.",
            ("displaced", "salama"),
        ),
        (
            "Turkey's Oncupinar crossing, which faces Bab al-Salama inside Syria, remained closed to 9,000 refugees "
            "gathered there for a third day, a reporter said.",
            ("waiting", "salama"),
        ),
    ],
)
def test_long_sentences_of_news_place_people_where_they_are(where, text, told):
    assert [(action, *ids) for action, _, ids in where(text)] == [told]


def test_attacks_near_a_border_are_at_no_gate(mapped):
    text = "Oncupinar was quiet. On Friday fighters seized a string of villages near the Turkish border from rebels."
    places = [p for c in mapped.read(text, date=TODAY).claims if c.kind == "event" for p in c.at]
    assert [p.place_id for p in places] == [None] * len(places)
    assert places


def test_villages_beside_a_town_are_not_the_town(mapped):
    text = "The offensive began on Thursday. By Friday, the group had captured six villages east of Azaz."
    ids = [p.place_id for c in mapped.read(text, date=TODAY).claims if c.action == "control" for p in c.at]
    assert "azaz" not in ids


def test_whose_strikes_drive_people_is_not_where_they_come(mapped):
    text = (
        '"If this cannot be managed and the Russian air strikes continue there is a good chance that some 9,000 people '
        'will come to our region from Aleppo," the mayor said.'
    )
    assert "Russia" not in [p.name for c in mapped.read(text, date=TODAY).claims for p in c.destination + c.at]


def test_a_share_is_no_number_of_people_who_arrive(mapped):
    text = (
        "So far over 15,000 people have crossed into Turkey. Most are Syrians. Almost three-quarters of the people "
        "arriving into Turkey come through the Oncupinar crossing in Kilis province."
    )
    assert [c.quantity.value for c in mapped.read(text, date=TODAY).claims if c.quantity] == [15_000]
