"""Every warning: one edit of a folder without any, and the one warning that follows."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from kilis.engine import simulate
from kilis.scenario import Event, check, read, sentences
from kilis.scenario.read import read_with_rows

P, R, E, C, S = "places.csv", "routes.csv", "events.csv", "observations.csv", "scenario.toml"
LAST_EVENT = "2016-02-12,2016-02-20,cut,town--gate,,\n"
LAST_ROUTE = "gate,camp,2,foot,yes\n"
LAST_PLACE = "haven,Haven,settlement,36.70,37.1,TUR,200,,,\n"


def event(line: str) -> tuple[str, str, str]:
    return E, LAST_EVENT, f"{LAST_EVENT}{line}\n"


# name: (edits), (file, row, column), words of the problem, words of the remedy
CAMPS_ARE_NO_HALT = (S, "departure_rate = 0.05", "departure_rate = 0.05\ndraw_on_per_day = 0")
WARNINGS = {
    "parts of a person": (
        [(C, ",120,", ",1.234,"), (C, ",100,", ",1,")],
        (C, 2, "value"),
        "1.234 is no whole",
        "point",
    ),
    "nothing is left open": (
        [(S, '{ distribution = "uniform", low = 0.1, high = 0.5, reason = "hardly known" }', "0.3")],
        (S, None, "parameters"),
        "chance alone",
        "departure_rate",
    ),
    "more who leave than live there": (
        [event("2016-02-14,2016-02-20,departures,town,150,\n2016-02-22,2016-02-23,departures,town,101,")],
        (E, 6, "value"),
        "1,001 persons in all are to leave 'town', where 1,000 live",
        "population",
    ),
    "departures from where nobody is at home": (
        [event("2016-02-14,,departures,camp,5,")],
        (E, 5, "value"),
        "5 persons in all are to leave 'camp', where 0 live",
        "Correct the number",
    ),
    "people at a gate": (
        [(P, "crossing,36.60,37.1,SYR,,", "crossing,36.60,37.1,SYR,70,")],
        (P, 3, "population"),
        "nobody lives at 'gate', a crossing, and its population is 70",
        "settlement or site",
    ),
    "people at a site before it opens": (
        [(P, "camp,Camp,site,36.61,37.1,SYR,0,", "camp,Camp,site,36.61,37.1,SYR,1200,"), CAMPS_ARE_NO_HALT],
        (P, 4, "population"),
        "1,200 displaced persons are at 'camp' on the first day, before it opens on 2016-02-03",
        "Leave opens empty",
    ),
    "people at a site before an event opens it": (
        [
            (P, "camp,Camp,site,36.61,37.1,SYR,0,", "camp,Camp,site,36.61,37.1,SYR,1200,"),
            (P, ",2016-02-03,", ",,"),
            (E, "2016-02-05,2016-02-10,close", "2016-02-09,,site_opens,camp,,\n2016-02-05,2016-02-10,close"),
            CAMPS_ARE_NO_HALT,
        ],
        (P, 4, "population"),
        "1,200 displaced persons are at 'camp' on the first day, before it opens on 2016-02-09",
        "Remove the event site_opens",
    ),
    "people at a camp beside an open crossing": (
        [
            (P, "camp,Camp,site,36.61,37.1,SYR,0,", "camp,Camp,site,36.61,37.1,SYR,1200,"),
            (P, ",2016-02-03,", ",,"),
        ],
        (P, 4, "population"),
        "within 25 km by road of a crossing that is open on the first day, to which 10 % of those there (1,200 in all)",
        "draw_on_per_day = 0",
    ),
    "waiting at a place without a gate": (
        [(C, ",camp,stock,", ",camp,waiting,")],
        (C, 2, "place"),
        "people wait at 'camp', from which no route of mode crossing leads",
        "the crossing that they wait at",
    ),
    "an unknown column": (
        [(P, "closes\n", "closes,nmae\n"), (P, "1000,,,", "1000,,,,x")],
        (P, 1, "nmae"),
        "kept",
        "mean 'name'",
    ),
    "a place 1,700 km from its country": (
        [
            (P, LAST_PLACE, LAST_PLACE + "off,Off,settlement,21.0,37.1,SYR,,,,\n"),
            (R, LAST_ROUTE, LAST_ROUTE + "town,off,2300,road,yes\n"),
        ],
        (P, 6, "latitude"),
        "'off' lies 1,724 km from town",
        "Check latitude",
    ),
    "a place among another country's": (
        [
            (
                P,
                LAST_PLACE,
                LAST_PLACE + "far,Far,settlement,37.5,37.1,TUR,,,,\noff,Off,settlement,36.5,37.01,TUR,,,,\n",
            ),
            (P, "36.70,37.1", "37.40,37.1"),
            (R, "haven,12", "haven,99"),
            (R, LAST_ROUTE, LAST_ROUTE + "town,off,2,road,yes\nhaven,far,13,road,yes\n"),
        ],
        (P, 7, "iso3"),
        "'off' lies 1 km from town in SYR but 100 km from haven",
        "Check iso3",
    ),
    "a route shorter than the straight line": (
        [(R, "15,road", "7,road")],
        (R, 2, "distance_km"),
        "straight line is 14.26",
        "Check",
    ),
    "a route many times longer": (
        [(R, "15,road", "150,road")],
        (R, 2, "distance_km"),
        "straight line only 14.26",
        "Check",
    ),
    "a capacity that is a count": (
        [(P, "0,500", "0,120")],
        (P, 4, "capacity_persons"),
        "equals a count of its own",
        "plans",
    ),
    "a capacity near the largest count": (
        [(C, "100,150", "100,498")],
        (P, 4, "capacity_persons"),
        "equals a count",
        "plans",
    ),
    "a capacity event that is a count": (
        [event("2016-02-14,,capacity,camp,150,")],
        (E, 5, "value"),
        "equals a count",
        "plans",
    ),
    "a place nobody can reach": (
        [(P, LAST_PLACE, LAST_PLACE + "isle,Isle,settlement,36.55,37.1,SYR,,,,\n")],
        (P, 6, "id"),
        "nobody can reach 'isle'",
        "Add the missing route",
    ),
    "a place reached by a one-way route in the wrong direction": (
        [
            (P, LAST_PLACE, LAST_PLACE + "isle,Isle,settlement,36.55,37.1,SYR,,,,\n"),
            (R, LAST_ROUTE, LAST_ROUTE + "isle,gate,6,road,no\n"),
        ],
        (P, 6, "id"),
        "nobody can reach 'isle'",
        "Add the missing route",
    ),
    "a place cut off for good": (
        [(E, LAST_EVENT, LAST_EVENT + "2016-02-01,,cut,gate--camp,,\n")],
        (P, 4, "id"),
        "nobody can reach 'camp'",
        "Add the missing route",
    ),
    "a place nobody can leave": (
        [
            (P, LAST_PLACE, LAST_PLACE + "isle,Isle,settlement,36.55,37.1,SYR,50,,,\n"),
            (R, LAST_ROUTE, LAST_ROUTE + "gate,isle,6,road,no\n"),
            event("2016-02-03,,conflict,isle,,"),
        ],
        (P, 6, "id"),
        "no route leads out",
        "Add the missing route",
    ),
    "nothing happens": (
        [(E, "2016-02-02,,conflict,town,0.5,\n", "")],
        (E, None, None),
        "nothing makes people leave",
        "Add",
    ),
    "nobody lives in a place in conflict": (
        [(P, "1000,", "0,")],
        (E, 2, "target"),
        "is 0: nobody will leave",
        "population",
    ),
    "opening what is open": (
        [event("2016-02-25,,open,gate,,")],
        (E, 5, "event"),
        "open of 'gate' on 2016-02-25 changes nothing",
        "open",
    ),
    "closing what is shut": (
        [event("2016-02-06,2016-02-08,close,gate--haven,,")],
        (E, 5, "event"),
        "changes nothing",
        "It is shut already",
    ),
    "cutting what is cut": (
        [event("2016-02-13,2016-02-15,cut,town,,")],
        (E, 5, "event"),
        "changes nothing",
        "cut already",
    ),
    "restoring what is not cut": (
        [event("2016-02-25,,restore,town--gate,,")],
        (E, 5, "event"),
        "changes nothing",
        "not cut",
    ),
    "the capacity it has": (
        [event("2016-02-14,,capacity,camp,500,")],
        (E, 5, "event"),
        "changes nothing",
        "so already",
    ),
    "opening an open site": (
        [event("2016-02-14,2016-02-20,site_opens,camp,,")],
        (E, 5, "event"),
        "changes nothing",
        "column opens",
    ),
    "the same intensity": ([event("2016-02-14,,conflict,town,0.5,")], (E, 5, "event"), "changes nothing", "so already"),
    "departures of nobody": ([event("2016-02-14,,departures,town,0,")], (E, 5, "event"), "changes nothing", "remove"),
    "an added event without effect": (
        [(S, 'event = "limit", target = "gate", value = 100', 'event = "open", target = "gate"')],
        (S, None, "variants[opens].add"),
        "changes nothing",
        "It is open already",
    ),
    "departures from nowhere": (
        [
            (E, "2016-02-02,,conflict,town,0.5,\n", "2016-02-02,2016-02-03,conflict,town,0.5,\n"),
            event("2016-02-14,,departures,*,9,"),
        ],
        (E, 5, "target"),
        "no place is in conflict then",
        "name the place",
    ),
    "an invented zero": (
        [(C, "2016-02-06,2016-02-07,camp,stock,120,100,150,approx", "2016-02-01,,haven,stock,0,,,exact")],
        (C, 2, "value"),
        "count of 0 at 'haven' on the first day",
        "counted",
    ),
    "a count after the end": (
        [(C, "2016-02-06,2016-02-07", "2016-03-01,")],
        (C, 2, "date"),
        "outside the period",
        "Check",
    ),
    "a parameter of the other rule": (
        [(S, "departure_rate = 0.05", "departure_rate = 0.05\nawareness_level = 2")],
        (S, None, "parameters.awareness_level"),
        "rule gravity does not",
        "Remove",
    ),
}


def test_the_folder_itself_is_without_warnings(folder) -> None:
    assert check(read(folder)) == []


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name: str, folder, edit) -> None:
    edits, place, problem, remedy = WARNINGS[name]
    for one in edits:
        edit(*one)
    found = check(*read_with_rows(folder))
    assert len(found) == 1, "\n".join(map(str, found))
    warning = found[0]
    assert (warning.file, warning.row, warning.column) == place
    assert problem in warning.problem
    assert remedy in warning.remedy
    assert warning.severity == "warning"


def test_without_the_files_warnings_name_no_rows(folder, edit) -> None:
    edit(R, "15,road", "7,road")
    assert [(warning.row, warning.column) for warning in check(read(folder))] == [(None, "distance_km")]


@pytest.mark.parametrize(
    ("km", "near", "told"),
    [
        ("20", "30", "within 30 km by road"),
        ("20", '{ distribution = "uniform", low = 10, high = 40, reason = "hardly known" }', "within 25 km by road"),
        ("20", '{ distribution = "uniform", low = 0, high = 38, reason = "hardly known" }', None),
        ("30", "25", None),  # it lies beside the crossing, and the way there is long
    ],
)
def test_a_camp_is_near_an_open_crossing_by_road_as_it_is_for_those_who_walk(folder, edit, km, near, told) -> None:
    edit(P, "camp,Camp,site,36.61,37.1,SYR,0,500,2016-02-03", "camp,Camp,site,36.61,37.1,SYR,1200,500,")
    edit(R, "gate,camp,2,foot,yes", f"camp,gate,{km},foot,no\ngate,camp,{km},foot,no")
    edit(S, "departure_rate = 0.05", f"departure_rate = 0.05\nnear_side_km = {near}")
    found = [warning.problem for warning in check(read(folder)) if "set out every day" in warning.problem]
    assert bool(found) == bool(told)
    assert told is None or told in found[0]


def test_a_town_beside_a_crossing_may_be_near_to_foreign_places(folder) -> None:
    # Haven lies 10 km from the gate and would lie far from a second Turkish town.
    with (folder / P).open("a") as file:
        file.write("ankara,Ankara,settlement,39.93,32.86,TUR,,,,\n")
    with (folder / R).open("a") as file:
        file.write("haven,ankara,690,road,yes\n")
    assert check(read(folder)) == []


def test_an_event_that_ends_gives_way_to_the_one_before_and_has_an_effect(folder) -> None:
    with (folder / E).open("a") as file:
        file.write("2016-02-06,2016-02-08,limit,gate--haven,20,\n2016-02-14,2016-02-16,restore,town--gate,,\n")
    assert check(read(folder)) == []


def test_a_site_that_an_event_opens_is_shut_until_then(folder, edit) -> None:
    edit(P, "2016-02-03,2016-02-28", ",2016-02-28")
    with (folder / E).open("a") as file:
        file.write("2016-02-08,,site_opens,camp,,\n")
    one = read(folder)
    assert check(one) == []
    assert [said for said in sentences(one) if "camp" in said.lower()] == [
        "From 8 February 2016 Camp takes people in."
    ]  # what the column closes says of an open site is no more said than it is run
    stock = simulate(one, seed=1, check=True)["stock"][0, :, simulate(one).places.index("camp")]
    assert (stock[:7] == 0).all()
    assert stock[-1] > 0


def test_where_departures_leave_the_residents_as_many_no_number_is_too_large(folder, edit) -> None:
    edit(S, '"gravity"', '"walk"')
    edit(S, "limit", "close")
    edit(S, ", value = 100", "")
    with (folder / E).open("a") as file:
        file.write("2016-02-14,2016-02-20,departures,town,1500,\n")

    def told() -> bool:
        return any("to leave" in warning.problem for warning in check(read(folder)))

    assert told()
    edit(S, "departure_rate = 0.05", "departure_rate = 0.05\ntake_from_population = 0")
    assert not told()


def test_a_shut_gate_is_still_a_way(folder, edit) -> None:
    edit(E, "2016-02-05,2016-02-10,close", "2016-02-01,,close")
    assert check(read(folder)) == []


def test_departures_day_after_day_are_one_sentence(folder) -> None:
    days = [datetime.date(2016, 2, 3) + datetime.timedelta(days=i) for i in (0, 1, 2, 3, 4, 5, 9)]
    leaving = [Event(day, "departures", "town", value=10.0 + i) for i, day in enumerate(days)]
    world = read(folder)
    told = sentences(replace(world, events=(*world.events, *leaving)))
    about = [words for words in told if "persons a day" in words]
    assert about == [
        "From 3 to 8 February 2016 10 to 15 persons a day leave Town, 75 in all.",
        "On 12 February 2016 16 persons a day leave Town.",
    ]
    assert [words for words in told if words not in about] == sentences(world)
