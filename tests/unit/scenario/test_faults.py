"""Every fault: one edit of a good folder, and the one message that follows, with file, row, column and remedy."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario import Fault, ScenarioError, read

P, R, E, C, S = "places.csv", "routes.csv", "events.csv", "observations.csv", "scenario.toml"
PLACE = ",A place,waypoint,36.5,37,SYR,,,,\n"
NEW_EVENT = "2016-02-12,2016-02-20,cut,town--gate,,\n"

# name: (file, old, new), (file, row, column), words of the problem, words of the remedy
CELLS = {
    "a missing column": ((P, "kind,lat", "sort,lat"), (P, 1, "kind"), "column is missing", "settlement: people live"),
    "a misspelt column": ((R, "distance_km", "distance_k"), (R, 1, "distance_km"), "missing", "'distance_k'? Rename"),
    "a column twice": ((P, "name,kind", "name,name,kind"), (P, 1, "name"), "occurs twice", "Keep one"),
    "a column without a name": ((R, "mode,both", "mode,,both"), (R, 1, "number 5"), "no name", "Name it"),
    "no known column": ((R, "origin,destination,distance_km", "a,b,c"), (R, 1, None), "no known column", "header"),
    "too many cells": ((R, "15,road,yes", "15,road,yes,1,2"), (R, 2, None), "7 cells under 5 columns", "double quotes"),
    "an empty cell": ((P, "town,Town,settlement", "town,,settlement"), (P, 2, "name"), "empty", "people read"),
    "an open quote": ((P, "haven,Haven", 'haven,"Haven'), (P, 5, None), "cannot be read", "double quotes"),
    "a decimal comma in degrees": ((P, "36.50", '"15,552"'), (P, 2, "latitude"), "not a number", "point: 15.552"),
    "a word for a number": ((P, "36.50", "north"), (P, 2, "latitude"), "'north' is not a number", "bare number"),
    "a word for unknown": ((P, "1000,", "n/a,"), (P, 2, "population"), "not a number", "Leave the cell empty"),
    "NaN": ((R, "15,road", "nan,road"), (R, 2, "distance_km"), "'nan' is not a number", "empty"),
    "infinity": ((R, "15,road", "inf,road"), (R, 2, "distance_km"), "'inf' is not a number", "empty"),
    "infinity in digits": ((R, "15,road", "1e999,road"), (R, 2, "distance_km"), "not a finite number", "above 0"),
    "digits in groups": ((P, "1000,", "12 000,"), (P, 2, "population"), "'12 000' is not a number", ": 12000"),
    "narrow blanks": ((P, "1000,", "12\u202f000,"), (P, 2, "population"), "is not a number", ": 12000"),
    "a decimal comma": ((R, "15,road", '"1,5",road'), (R, 2, "distance_km"), "'1,5' is not a number", ": 1.5"),
    "commas for thousands": ((P, "1000,", '"12,000",'), (P, 2, "population"), "is not a number", "Write 12000 if"),
    "points for thousands": ((P, "1000,", "60.000,"), (P, 2, "population"), "may mean 60000 or 60", "Write 60000, or"),
    "points for odd thousands": ((P, "1000,", "12.345,"), (P, 2, "population"), "not a whole number", "Write 12345 if"),
    "points for millions": ((P, "1000,", "1.234.567,"), (P, 2, "population"), "not a number", "digits: 1234567"),
    "points in a count": ((C, "150,", "1.500,"), (C, 2, "high"), "may mean 1500 or 1.5", "Write 1500, or 1.5"),
    "a unit": ((R, "15,road", "15 km,road"), (R, 2, "distance_km"), "'15 km' is not a number", "example 15,"),
    "half a person": ((P, "1000,", "10.5,"), (P, 2, "population"), "not a whole number", "at least 0"),
    "fewer than nobody": ((P, "1000,", "-1,"), (P, 2, "population"), "out of bounds", "at least 0"),
    "a latitude beyond the pole": ((P, "36.50", "365.0"), (P, 2, "latitude"), "out of bounds", "at most 90"),
    "a negative distance": ((R, "15,road", "-15,road"), (R, 2, "distance_km"), "out of bounds", "above 0"),
    "no distance": ((R, "15,road", "0,road"), (R, 2, "distance_km"), "out of bounds", "above 0, at most 10 000 (km)"),
    "an absurd distance": ((R, "15,road", "99999,road"), (R, 2, "distance_km"), "out of bounds", "at most 10 000"),
    "neither yes nor no": ((R, "15,road,yes", "15,road,maybe"), (R, 2, "both_ways"), "neither yes nor no", "Write yes"),
    "an unknown kind": ((P, "Camp,site", "Camp,sites"), (P, 4, "kind"), "unknown kind 'sites'", "Did you mean 'site'?"),
    "an unknown mode": ((R, "15,road", "15,rail"), (R, 2, "mode"), "unknown mode 'rail'", "road, foot, crossing"),
    "an unknown event": ((E, "cut,", "cutt,"), (E, 4, "event"), "unknown event 'cutt'", "Did you mean 'cut'"),
    "an unknown measure": ((C, "stock", "stocks"), (C, 2, "measure"), "unknown measure", "Did you mean 'stock'?"),
    "an unknown qualifier": ((C, "approx", "about"), (C, 2, "qualifier"), "unknown qualifier", "at_least"),
    "an unknown kind of count": ((C, "estimate", "guess"), (C, 2, "kind"), "unknown kind", "registration"),
    "a country by name": ((P, "TUR", "Turkey"), (P, 5, "iso3"), "not a country code", "three capital letters"),
    "an id that looks like a route": (
        (P, "200,,,\n", "200,,,\na--b" + PLACE),
        (P, 6, "id"),
        "cannot serve as an id",
        "hyphen",
    ),
    "a control character": ((P, "Haven", "Ha\x1b[31mven"), (P, 5, "name"), "control characters", "anew"),
    "a mark of direction": ((P, "Haven", "Haven\u200e"), (P, 5, "name"), "nobody sees (U+200E)", "anew"),
    "words turned round": ((P, "Haven", "\u202eneveH\u202c"), (P, 5, "name"), "(U+202C, U+202E)", "anew"),
    "a blank without width": ((P, "Haven", "Ha\u200bven"), (P, 5, "name"), "'Ha\\u200bven' contains", "do not copy"),
    "a mark in the title": ((S, '"A gate"', '"A\u2066 gate"'), (S, None, "title"), "nobody sees (U+2066)", "anew"),
    "a day first": ((E, "2016-02-02", "02.02.2016"), (E, 2, "date"), "not a date of the form", "Write 2016-02-02"),
    "a date in words": ((E, "2016-02-02", "2 February 2016"), (E, 2, "date"), "not a date", "Write 2016-02-02"),
    "an ambiguous date": (
        (E, "2016-02-02", "02/03/2016"),
        (E, 2, "date"),
        "not a date",
        "03-02 or write",
    ),
    "a day before slashes": ((E, "2016-02-02", "14/03/2016"), (E, 2, "date"), "not a date", "Write 2016-03-14"),
    "a month before slashes": ((E, "2016-02-02", "3/14/2016"), (E, 2, "date"), "not a date", "Write 2016-03-14"),
    "a date with a time": ((E, "2016-02-02", "2016-02-02T00:00"), (E, 2, "date"), "not a date", "alone: 2016-02-02"),
    "no such day": ((E, "2016-02-02", "2016-02-30"), (E, 2, "date"), "no such day", "Check the month"),
}
BETWEEN = {
    "an id twice": ((P, "200,,,\n", "200,,,\ncamp" + PLACE), (P, 6, "id"), "'camp' occurs again", "than row 4"),
    "an id that is a country": ((P, "200,,,\n", "200,,,\nTUR" + PLACE), (P, 6, "id"), "country code", "another id"),
    "closed before open": ((P, "2016-02-28", "2016-02-03"), (P, 4, "closes"), "not after it opens", "first day"),
    "a capacity of a town": ((P, "1000,,", "1000,5,"), (P, 2, "capacity_persons"), "this is a settlement", "make the"),
    "an unknown place in a route": ((R, "gate,camp", "gate,cmap"), (R, 4, "destination"), "'cmap'", "mean 'camp'"),
    "an unknown place in a count": ((C, "camp", "kamp"), (C, 2, "place"), "unknown place 'kamp'", "mean 'camp'"),
    "a route to itself": ((R, "gate,camp", "gate,gate"), (R, 4, "destination"), "to itself", "Correct one"),
    "a route twice": ((R, "gate,camp,2", "gate,town,2"), (R, 4, "origin"), "already given in row 2", "Keep one"),
    "an unknown place in an event": ((E, "conflict,town", "conflict,twon"), (E, 2, "target"), "'twon'", "mean 'town'"),
    "no such route": (
        (E, "town--gate", "town--gat"),
        (E, 4, "target"),
        "there is no route 'town--gat'",
        "'town--gate'",
    ),
    "no route between countries": (
        (E, "town--gate", "SYR--IRQ"),
        (E, 4, "target"),
        "countries SYR and IRQ",
        "cut aims",
    ),
    "a gate that is none": (
        (E, "close,gate", "close,town--gate"),
        (E, 3, "target"),
        "no route of mode cross",
        "use cut",
    ),
    "closing a town": (
        (E, "close,gate", "close,town"),
        (E, 3, "target"),
        "cannot aim at a settlement",
        "a crossing or",
    ),
    "everywhere": ((E, "conflict,town", "conflict,*"), (E, 2, "target"), "cannot aim at *", "Name a place"),
    "a value out of bounds": ((E, "town,0.5", "town,1.5"), (E, 2, "value"), "out of bounds for conflict", "at most 1"),
    "a value too many": ((E, "close,gate,", "close,gate,50"), (E, 3, "value"), "takes no value", "use limit"),
    "a value too few": ((E, "close,gate", "limit,gate"), (E, 3, "value"), "limit needs a value", "persons_per_day"),
    "a limit of nobody": ((E, "close,gate,", "limit,gate,0"), (E, 3, "value"), "out of bounds", "use close"),
    "control by nobody": ((E, "conflict,town,0.5", "control,town,"), (E, 2, "text"), "needs a text", "who holds"),
    "an event before the start": ((E, "2016-02-02", "2016-01-31"), (E, 2, "date"), "before the start", "start itself"),
    "an event after the end": ((E, "2016-02-02", "2016-03-01"), (E, 2, "date"), "not before the end", "prolong"),
    "until before the date": ((E, "2016-02-10", "2016-02-05"), (E, 3, "until"), "is not after the date", "first day"),
    "events of the same day": (
        (E, NEW_EVENT, NEW_EVENT + "2016-02-05,,open,gate,,\n"),
        (E, 5, "date"),
        "open of 'gate' on 2016-02-05 contradicts row 3",
        "Keep one",
    ),
    "an event twice": (
        (E, NEW_EVENT, NEW_EVENT + NEW_EVENT),
        (E, 5, "date"),
        "given twice, here and in row 4",
        "Remove one",
    ),
    "events that overlap": (
        (E, NEW_EVENT, NEW_EVENT + "2016-02-07,2016-02-14,limit,gate,5,\n"),
        (E, 5, "date"),
        "limit of 'gate' on 2016-02-07 overlaps row 3",
        "end on 2016-02-07",
    ),
    "low above value": ((C, "100,150", "121,150"), (C, 2, "low"), "low, 121, is above value, 120", "order"),
    "value above high": ((C, "100,150", "100,119"), (C, 2, "value"), "is above high, 119", "order"),
    "no figure": ((C, "120,100,150", ",,"), (C, 2, "value"), "approx needs value", "Give the figure"),
    "half a range": ((C, "120,100,150,approx", ",100,,range"), (C, 2, "low"), "range needs low and high", "Give"),
    "published before": ((C, "2016-02-07", "2016-02-05"), (C, 2, "published"), "before the day it", "leave published"),
}
SETTINGS = {
    "an unknown key": ((S, 'rule = "', 'rules = "'), (S, None, "rules"), "unknown key", "Did you mean 'rule'?"),
    "a missing key": ((S, 'title = "A gate"\n', ""), (S, None, "title"), "key is missing", "what the scenario"),
    "no TOML": ((S, 'title = "A gate"', "title = A gate"), (S, None, None), "not TOML", "double quotes"),
    "a number for a text": ((S, '"A gate"', "5"), (S, None, "title"), "'5' is not a text", "Write a text"),
    "a text for a number": ((S, "0.05", '"0.05"'), (S, None, "parameters.departure_rate"), "not a number", "a number"),
    "an unknown rule": ((S, '"gravity"', '"gravty"'), (S, None, "rule"), "unknown rule", "Did you mean 'gravity'?"),
    "the end before the start": (
        (S, "end = 2016-03-01", "end = 2015-03-01"),
        (S, None, "end"),
        "not after",
        "day after",
    ),
    "a slip of a century": (
        (S, "end = 2016-03-01", "end = 2161-03-01"),
        (S, None, "end"),
        "52,989 days",
        "Check the years",
    ),
    "a start in another format": (
        (S, "start = 2016-02-01", 'start = "1/2/2016"'),
        (S, None, "start"),
        "'1/2",
        "or write 2016-01-02",
    ),
    "an unknown parameter": ((S, "hope =", "hops ="), (S, None, "parameters.hops"), "unknown parameter", "'hope'"),
    "a parameter out of bounds": ((S, "0.05", "11"), (S, None, "parameters.departure_rate"), "out of", "at most 10"),
    "a parameter of NaN": ((S, "0.05", "nan"), (S, None, "parameters.departure_rate"), "not a number", "empty"),
    "an unknown distribution": ((S, "uniform", "uniforn"), (S, None, "parameters.hope"), "'uniforn'", "'uniform'"),
    "a number missing": ((S, "low = 0.1, ", ""), (S, None, "parameters.hope.low"), "key is missing", "has low, high"),
    "a number too many": (
        (S, "low = 0.1", "low = 0.1, mode = 0.2"),
        (S, None, "parameters.hope.mode"),
        "unknown",
        "low",
    ),
    "numbers out of order": (
        (S, "low = 0.1", "low = 0.6"),
        (S, None, "parameters.hope"),
        "out of order",
        "low <= high",
    ),
    "an unknown key of a variant": (
        (S, "sentence", "sentense"),
        (S, None, "variants[opens].sentense"),
        "unknown",
        "sentence",
    ),
    "an unknown key of an added event": (
        (S, "value = 100", "valu = 100"),
        (S, None, "variants[opens].add[1].valu"),
        "unknown key",
        "Did you mean 'value'?",
    ),
    "an unknown target of an added event": (
        (S, 'event = "limit", target = "gate"', 'event = "limit", target = "gat"'),
        (S, None, "variants[opens], target"),
        "unknown target 'gat'",
        "Did you mean 'gate'",
    ),
    "a limit under the rule walk": (
        (S, '"gravity"', '"walk"'),
        (S, None, "variants[opens], event"),
        "no limits",
        "Close the crossing",
    ),
    "an event to remove that does not exist": (
        (S, 'event = "close", target = "gate"', 'event = "close", target = "town"'),
        (S, None, "variants[opens].remove[1]"),
        "there is no event with event close, target town",
        "gate",
    ),
    "an event to remove without a target": (
        (S, 'remove = [{ event = "close", target = "gate" }]', 'remove = [{ event = "close" }]'),
        (S, None, "variants[opens].remove[1].target"),
        "the key is missing",
        "at least the event and its target",
    ),
    "a variant called baseline": (
        (S, '"opens"', '"baseline"'),
        (S, None, "variants[baseline].id"),
        "unedited",
        "another",
    ),
}
ALSO = {"an unknown key of a variant": 2}  # the misspelt key is also missing


@pytest.mark.parametrize("name", [*CELLS, *BETWEEN, *SETTINGS])
def test_fault(name: str, edit, faults) -> None:
    spoil, place, problem, remedy = {**CELLS, **BETWEEN, **SETTINGS}[name]
    edit(*spoil)
    found = faults()
    assert len(found) == ALSO.get(name, 1), "\n".join(map(str, found))
    fault = found[0]
    assert (fault.file, fault.row, fault.column) == place
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_the_folder_itself_is_good(folder) -> None:
    scenario = read(folder)
    assert (len(scenario.places), len(scenario.routes), len(scenario.events), len(scenario.variants)) == (4, 3, 3, 1)


def test_a_speaker_may_be_spelt_with_the_marks_of_a_report_and_letters_joined(edit, folder) -> None:
    edit(P, "Haven", "Ha\u200cven")
    edit(C, (folder / C).read_text().splitlines()[0], (folder / C).read_text().splitlines()[0] + ",speaker")
    edit(C, (folder / C).read_text().splitlines()[1], (folder / C).read_text().splitlines()[1] + ",\u200fAli")
    assert read(folder).observations[0].speaker == "\u200fAli"


def test_all_faults_at_once(edit, faults) -> None:
    edit(P, "36.50", "north")
    edit(P, "TUR", "Turkey")
    edit(R, "15,road", "-15,road")
    edit(E, "cut,", "cutt,")
    edit(C, "stock", "stocks")
    edit(S, 'rule = "', 'rules = "')
    found = [(fault.file, fault.row, fault.column) for fault in faults()]
    assert found == [
        (S, None, "rules"),
        (P, 2, "latitude"),
        (P, 5, "iso3"),
        (R, 2, "distance_km"),
        (E, 4, "event"),
        (C, 2, "measure"),
    ]


def test_the_message_names_everything(edit, folder) -> None:
    edit(R, "gate,camp", "gate,cmap")
    with pytest.raises(ScenarioError) as error:
        read(folder)
    assert str(error.value) == "routes.csv, row 4, column destination: unknown place 'cmap'. Did you mean 'camp'?"


def test_who_refers_to_a_faulty_place_is_not_blamed(edit, faults) -> None:
    edit(P, "36.50", "north")
    assert [(fault.file, fault.column) for fault in faults()] == [(P, "latitude")]


def test_a_thousand_faults_are_not_all_told(folder, faults) -> None:
    with (folder / P).open("a") as file:
        file.writelines(f"x{number},X,settlement,north,37,SYR,,,,\n" for number in range(1000))
    found = faults()
    assert len(found) == 101
    assert "the rest was not read" in found[-1].problem


def test_the_fault_knows_how_to_speak_without_a_row() -> None:
    assert str(Fault("a.csv", None, None, "it is bad", "Make it good")) == "a.csv: it is bad. Make it good."


def test_one_slip_in_every_row_is_told_once_and_pointed_at(edit, folder) -> None:
    rows = "".join(f"more{n},More,settlement,36.5,37.0,SYR,{n} 000,,,\n" for n in range(1, 31))
    edit(P, "200,,,\n", "200,,,\n" + rows)
    with pytest.raises(ScenarioError) as found:
        read(folder)
    assert len(found.value.faults) == 30
    lines = str(found.value).splitlines()
    assert len(lines) == 4
    assert "row 6, column population: '1 000' is not a number" in lines[0]
    assert lines[3].startswith("places.csv, column population: 27 more like these, in rows 9, 10, 11,")
    assert lines[3].endswith("and 15 further.")
    shown = CliRunner().invoke(app, ["check", str(folder)])
    assert "27 more like these" in " ".join(shown.output.split())
    assert "30 faults" in shown.output
