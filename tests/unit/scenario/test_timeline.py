"""Every kind of event has its sentence, with dates and names."""

from __future__ import annotations

import datetime

import pytest

from kilis.scenario import Event, Place, Route, Scenario, sentences
from kilis.schema import event_kinds

START = datetime.date(2016, 2, 1)
TOWN = Place("town", "Azaz", "settlement", 36.5, 37.0, "SYR")
GATE = Place("gate", "Bab al-Salama", "crossing", 36.6, 37.1, "SYR")
CAMP = Place("camp", "Sijjo", "site", 36.6, 37.1, "SYR", site_type="camp")
HAVEN = Place("haven", "Kilis", "settlement", 36.7, 37.1, "TUR")
ROUTES = (Route("town", "gate", 8), Route("gate", "haven", 9, "crossing"), Route("gate", "camp", 1, "foot", False))

SENTENCES = {
    ("conflict", "town", 0.5, None): "there is violence at Azaz (intensity 0.5)",
    ("conflict", "town", None, None): "there is violence at Azaz (intensity 1)",
    ("close", "gate", None, None): "the crossing Bab al-Salama is shut",
    ("close", "gate--haven", None, None): "the border crossing between Bab al-Salama and Kilis is shut",
    ("open", "TUR--SYR", None, None): "every crossing between TUR and SYR is open",
    ("limit", "gate", 1500.0, None): "the crossing Bab al-Salama lets through 1,500 persons a day each way",
    ("cut", "gate--town", None, None): "the road between Azaz and Bab al-Salama is cut: nobody passes",
    ("cut", "gate--camp", None, None): "the footpath from Bab al-Salama to Sijjo is cut: nobody passes",
    ("cut", "SYR--TUR", None, None): "every route between SYR and TUR is cut: nobody passes",
    ("restore", "town", None, None): "every route to and from Azaz is passable again",
    ("capacity", "camp", 10000.0, None): "the camp Sijjo has room for 10,000 persons",
    ("control", "town", None, "the opposition"): "Azaz is held by the opposition",
    ("site_opens", "camp", None, None): "the camp Sijjo takes people in",
    ("site_closes", "camp", None, None): "the camp Sijjo is closed and its people move on",
}


def scenario_with(*events: Event, camp: Place = CAMP) -> Scenario:
    return Scenario("T", START, datetime.date(2016, 4, 1), (TOWN, GATE, camp, HAVEN), ROUTES, events)


@pytest.mark.parametrize("what", SENTENCES)
def test_sentence(what) -> None:
    event, target, value, text = what
    said = sentences(scenario_with(Event(datetime.date(2016, 2, 5), event, target, None, value, text)))
    assert said == [f"From 5 February 2016 {SENTENCES[what]}."]


def test_departures_last_a_day_unless_an_end_is_given() -> None:
    one = Event(datetime.date(2016, 2, 5), "departures", "town", value=300.0)
    more = Event(datetime.date(2016, 2, 7), "departures", "*", datetime.date(2016, 2, 10), 20.0)
    assert sentences(scenario_with(one, more)) == [
        "On 5 February 2016 300 persons a day leave Azaz.",
        "From 7 to 9 February 2016 20 persons a day leave the places in conflict.",
    ]


def test_every_kind_of_event_is_said_here() -> None:
    assert {what[0] for what in SENTENCES} | {"departures"} == set(event_kinds())


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime.date(2016, 2, 6), "On 5 February 2016"),
        (datetime.date(2016, 2, 11), "From 5 to 10 February 2016"),
        (datetime.date(2016, 3, 1), "From 5 to 29 February 2016"),
        (datetime.date(2016, 3, 2), "From 5 February to 1 March 2016"),
        (datetime.date(2017, 2, 5), "From 5 February 2016 to 4 February 2017"),
    ],
)
def test_the_last_day_is_said_and_not_the_one_after(until, words) -> None:
    said = sentences(scenario_with(Event(datetime.date(2016, 2, 5), "close", "gate", until)))
    assert said == [f"{words} the crossing Bab al-Salama is shut."]


def test_sites_that_open_and_close_are_in_the_timeline_and_all_is_in_order() -> None:
    camp = Place(
        "camp",
        "Ikdah camp",
        "site",
        36.6,
        37.1,
        "SYR",
        opens=datetime.date(2016, 2, 8),
        closes=datetime.date(2016, 3, 8),
    )
    late = Event(datetime.date(2016, 3, 1), "close", "gate")
    early = Event(datetime.date(2016, 2, 2), "conflict", "town")
    assert [sentence.split(" 2016 ")[1] for sentence in sentences(scenario_with(late, early, camp=camp))] == [
        "there is violence at Azaz (intensity 1).",
        "Ikdah camp takes people in.",
        "the crossing Bab al-Salama is shut.",
        "Ikdah camp is closed and its people move on.",
    ]
