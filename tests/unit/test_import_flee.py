"""Flee folders become scenarios: counts as published, rules honoured or named, faults instead of tracebacks."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flee_folder import file_text, write_flee_folder
from kilis.cli import app
from kilis.scenario import ScenarioError, check, read, write
from kilis.sources.countries import iso3_of
from kilis.sources.flee import read_flee

DAY_0 = datetime.date(2020, 1, 1)


def day(number: int) -> datetime.date:
    return DAY_0 + datetime.timedelta(days=number)


def events(scenario, kind):
    return [event for event in scenario.events if event.event == kind]


def test_places_routes_and_period(tmp_path):
    scenario = read_flee(write_flee_folder(tmp_path)).scenario
    assert (scenario.start, scenario.end, scenario.rule, scenario.coo_iso3) == (DAY_0, day(30), "walk", "MLI")
    kinds = {place.id: (place.kind, place.population, place.capacity_persons, place.iso3) for place in scenario.places}
    assert kinds == {
        "Alpha": ("settlement", 50000, None, "MLI"),
        "Beta": ("settlement", None, None, "MLI"),
        "Gamma": ("settlement", 30000, None, "MLI"),
        "Hub": ("waypoint", None, None, "NER"),
        "Camp_One": ("site", 0, 900, "NER"),
        "Camp_Two": ("site", 200, None, "BFA"),
    }
    modes = {route.id: (route.distance_km, route.mode, route.both_ways) for route in scenario.routes}
    assert modes["Alpha--Beta"] == (70.0, "road", True)
    assert modes["Beta--Hub"] == (120.0, "crossing", True)


def test_conflicts_follow_every_change_of_intensity(tmp_path):
    scenario = read_flee(write_flee_folder(tmp_path)).scenario
    found = {(event.target, event.date, event.until, event.value) for event in events(scenario, "conflict")}
    assert found == {
        ("Alpha", day(0), None, 1.0),
        ("Gamma", day(3), day(12), 0.5),
        ("Gamma", day(12), None, 1.0),
    }


def test_a_conflict_zone_from_the_start_needs_no_column(tmp_path):
    folder = write_flee_folder(tmp_path, conflicts_csv=file_text("conflicts.csv").replace("Alpha", "Beta"))
    found = {event.target: event for event in events(read_flee(folder).scenario, "conflict")}
    assert found["Alpha"].date == DAY_0
    assert found["Alpha"].until is None


def test_closures_become_cuts_and_a_closed_camp(tmp_path):
    scenario = read_flee(write_flee_folder(tmp_path)).scenario
    assert {(e.target, e.date, e.until) for e in events(scenario, "cut")} == {
        ("MLI--NER", day(0), day(5)),
        ("Camp_Two", day(10), None),
    }
    assert [(e.target, e.date, e.until) for e in events(scenario, "site_closes")] == [("Camp_One", day(0), day(8))]


def test_departures_are_the_rise_of_the_corrected_counts(tmp_path):
    scenario = read_flee(write_flee_folder(tmp_path)).scenario
    by_day = {}
    for event in events(scenario, "departures"):
        for number in range(
            (event.date - DAY_0).days, ((event.until or event.date + datetime.timedelta(1)) - DAY_0).days
        ):
            by_day[number] = event.value
    # Camp_One corrected: 0, 600 (day 10), 600 (day 20), 800 (day 30); Camp_Two: 200 on day 0, 300, then 45 a day.
    assert by_day[1] == 60 + 10
    assert 0 not in by_day
    assert by_day[11] == 45
    assert by_day[25] == 20 + 45
    assert sum(by_day.values()) == (600 - 0) + (300 - 200) + 180 + 45 * 19


def test_falls_of_the_counts_are_carried_as_a_debt(tmp_path):
    falling = "2020-01-01,100\n2020-01-03,60\n2020-01-05,100\n2020-01-09,180\n"
    flat = "2020-01-01,5\n2020-01-30,5\n"
    folder = write_flee_folder(tmp_path, one_csv=flat, two_csv=falling, registration_corrections_csv="")
    leaving = [(event.date, event.value) for event in events(read_flee(folder).scenario, "departures")]
    assert leaving == [(day(5), 20.0)]
    assert events(read_flee(folder).scenario, "departures")[0].until == day(9)


def test_observations_are_the_published_counts_without_invented_zeros(tmp_path):
    result = read_flee(write_flee_folder(tmp_path))
    found = {(one.place, one.date.isoformat(), one.value, one.kind) for one in result.scenario.observations}
    assert found == {
        ("*", "2020-01-01", 100, "registration"),
        ("*", "2020-01-31", 2000, "registration"),
        ("Camp_One", "2020-01-11", 900, "registration"),
        ("Camp_One", "2020-01-21", 600, "verification"),
        ("Camp_One", "2020-01-31", 800, "registration"),
        ("Camp_Two", "2019-12-22", 100, "registration"),
        ("Camp_Two", "2020-01-11", 300, "registration"),
        ("Camp_Two", "2020-01-31", 1200, "registration"),
    }
    assert any("0 on 2020-01-01" in note.finding for note in result.notes)


def test_leaked_capacities_are_named_and_can_be_left_out(tmp_path):
    folder = write_flee_folder(tmp_path)
    assert [note.where for note in read_flee(folder).leaked] == ["Camp_One"]
    without = read_flee(folder, leaked_capacities=False).scenario
    assert {place.id: place.capacity_persons for place in without.places}["Camp_One"] is None


def test_parameters(tmp_path):
    parameters = read_flee(write_flee_folder(tmp_path)).scenario.parameters
    values = {name: prior.numbers[0] for name, prior in parameters.items()}
    assert values["speed_km_per_day"] == 200
    assert values["conflict_weight"] == 0.25
    assert values["camp_weight"] == 2
    assert values["leave_probability_settlement"] == 0.3
    assert (values["conflict_decay_1"], values["conflict_decay_2"]) == (1, 0.5)
    assert values["departure_rate"] == 0
    assert values["take_from_population"] == 0


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("  avoid_short_stint: True", "avoid_short_stint"),
        ("  stay_close_to_home: True", "move_rules.stay_close_to_home"),
        ("  use_pop_for_loc_weight: True", "move_rules.use_pop_for_loc_weight"),
        ("  two_system_decision_making: 0.5", "move_rules.two_system_decision_making"),
        ("  awareness_level: 7", "move_rules.awareness_level"),
    ],
)
def test_settings_that_are_not_honoured_are_named(tmp_path, line, word):
    settings = file_text("simsetting.yml").replace("  awareness_level: 1", line)
    result = read_flee(write_flee_folder(tmp_path, simsetting_yml=settings), unsupported=True)
    assert any(word in note.where for note in (*result.notes, *result.unsupported))


def test_a_folder_that_asks_for_what_kilis_has_not_is_refused(tmp_path):
    settings = file_text("simsetting.yml") + "flood_rules:\n  max_flood_level: 4\n"
    folder = write_flee_folder(tmp_path, simsetting_yml=settings)
    with pytest.raises(ScenarioError, match=r"flood_rules.*no floods"):
        read_flee(folder)
    assert read_flee(folder, unsupported=True).unsupported


@pytest.mark.parametrize("mode", ["constant", "poisson", "pop_ratio"])
def test_conflict_driven_departures(tmp_path, mode):
    block = f"spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: {mode}\n    displaced_per_conflict_day: 0.5\n"
    settings = file_text("simsetting.yml").replace("spawn_rules:\n", block)
    scenario = read_flee(write_flee_folder(tmp_path, simsetting_yml=settings)).scenario
    name = "conflict_departures_share" if mode == "pop_ratio" else "conflict_departures_per_day"
    assert scenario.parameters[name].numbers == (0.5,)
    assert scenario.parameters["conflict_departures_poisson"].numbers == (float(mode == "poisson"),)
    assert not events(scenario, "departures")


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    text = file_text(name)
    assert old in text
    return {name.replace(".", "_"): text.replace(old, new, 1)}


FAULTS = {
    "missing columns": (
        replaced("locations.csv", "Beta,North,Mali,16.5,0.5,town,,", "Beta,North,Mali"),
        "locations.csv",
        3,
    ),
    "unknown place in a route": (replaced("routes.csv", "Alpha,Beta,70", "Alpha,Betta,70"), "routes.csv", 2),
    "bad distance": (replaced("routes.csv", "Alpha,Beta,70", "Alpha,Beta,near"), "routes.csv", 2),
    "negative distance": (replaced("routes.csv", "Alpha,Beta,70", "Alpha,Beta,-70"), "routes.csv", 2),
    "infinite distance": (replaced("routes.csv", "Alpha,Beta,70", "Alpha,Beta,inf"), "routes.csv", 2),
    "route to itself": (replaced("routes.csv", "Alpha,Beta,70", "Alpha,Alpha,70"), "routes.csv", 2),
    "bad population": (replaced("locations.csv", ",0,50000", ",0,many"), "locations.csv", 2),
    "place given twice": (replaced("locations.csv", "Gamma,South", "Beta,South"), "locations.csv", 4),
    "unknown type": (replaced("locations.csv", "forwarding_hub", "castle"), "locations.csv", 5),
    "columns in another order": (
        replaced("locations.csv", "country,latitude,longitude", "latitude,longitude,country"),
        "locations.csv",
        1,
    ),
    "swapped coordinates": (replaced("locations.csv", "16.0,0.0", "116.0,0.0"), "locations.csv", 2),
    "bad date in a series": (replaced("one.csv", "2020-01-11", "11/01/2020"), "one.csv", 3),
    "bad count": (replaced("one.csv", ",900", ",9oo"), "one.csv", 3),
    "negative count": (replaced("one.csv", ",900", ",-900"), "one.csv", 3),
    "empty series": ({"one_csv": ""}, "one.csv", None),
    "empty locations": ({"locations_csv": ""}, "locations.csv", None),
    "missing routes": ({"routes_csv": None}, "routes.csv", None),
    "missing conflicts": ({"conflicts_csv": None}, "conflicts.csv", None),
    "missing series": ({"two_csv": None}, "two.csv", None),
    "unknown camp": (replaced("data_layout.csv", "Camp_Two", "Camp_2"), "data_layout.csv", 3),
    "a path out of the folder": (
        replaced("data_layout.csv", "two.csv", "../../../etc/passwd"),
        "../../../etc/passwd",
        None,
    ),
    "no total": (replaced("data_layout.csv", "total", "Camp_One"), "data_layout.csv", 1),
    "unknown conflict zone": (replaced("conflicts.csv", "Gamma", "Gama"), "conflicts.csv", 1),
    "intensity above 1": (replaced("conflicts.csv", "5,1,0.5", "5,7,0.5"), "conflicts.csv", None),
    "too few days": (replaced("sim_period.csv", "30", "31"), "conflicts.csv", None),
    "bad start": (replaced("sim_period.csv", "2020-01-01", "1 January"), "sim_period.csv", 1),
    "no length": (replaced("sim_period.csv", "Length,30", ""), "sim_period.csv", None),
    "unknown closure": (replaced("closures.csv", "location,", "place,"), "closures.csv", 3),
    "unknown country": (replaced("closures.csv", "Mali,Niger", "Mali,Nigeria"), "closures.csv", 2),
    "closure ends before it starts": (replaced("closures.csv", "Mali,Niger,0,5", "Mali,Niger,6,5"), "closures.csv", 2),
    "correction of an unknown camp": (
        {"registration_corrections_csv": "Camp_9,2020-01-21\n"},
        "registration_corrections.csv",
        1,
    ),
    "settings that are not YAML": ({"simsetting_yml": "move_rules:\n\t- [unclosed"}, "simsetting.yml", 2),
    "a switch that is a word": (
        replaced("simsetting.yml", "insert_day0: True", "insert_day0: 'off'"),
        "simsetting.yml",
        None,
    ),
    "a name that stands twice": (
        replaced("simsetting.yml", "  camp_weight: 2.0", "  camp_weight: 2.0\n  camp_weight: 3.0"),
        "simsetting.yml",
        11,
    ),
    "references that grow": (
        {
            "simsetting_yml": "a: &a [x, x]\n"
            + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}]\n" for i in range(9))
        },
        "simsetting.yml",
        2,
    ),
    "a value in place of a block": ({"simsetting_yml": "move_rules: 5\n"}, "simsetting.yml", None),
    "a speed of 0": (replaced("simsetting.yml", "200.0", "0"), "simsetting.yml", None),
    "an awareness level that nobody has": (
        replaced("simsetting.yml", "awareness_level: 1", "awareness_level: 7"),
        "simsetting.yml",
        None,
    ),
    "a step of decay of no days": (
        replaced("simsetting.yml", "insert_day0: True", "conflict_spawn_decay_interval: 0"),
        "simsetting.yml",
        None,
    ),
    "a count of billions": (replaced("one.csv", ",900", ",90000000000"), "one.csv", 3),
    "an empty intensity": (replaced("conflicts.csv", "5,1,0.5", "5,1,"), "conflicts.csv", 7),
    "a bad intensity of a place": (
        {
            "locations_csv": file_text("locations.csv")
            .replace("population\n", "population,conflict_intensity\n")
            .replace("0,50000", "0,50000,high")
        },
        "locations.csv",
        2,
    ),
    "people listed at the places": (
        {
            "locations_csv": file_text("locations.csv")
            .replace("population\n", "population,initial_idps\n")
            .replace("0,50000", "0,50000,70")
        },
        "simsetting.yml",
        None,
    ),
    "a region of control characters": (replaced("locations.csv", "East", "E\x07ast"), "locations.csv", 5),
    "a route at no speed": (
        {
            "routes_csv": file_text("routes.csv").replace("redirection\n", "redirection,max_move_speed\n")
            + "Alpha,Hub,9,,0\n"
        },
        "routes.csv",
        8,
    ),
    "a period beyond the calendar": (replaced("sim_period.csv", "2020-01-01", "9999-12-20"), "sim_period.csv", None),
    "a link that is no route": (replaced("closures.csv", "camp,Camp_One,", "link,Alpha,Hub"), "closures.csv", 4),
    "a country closed to itself": (replaced("closures.csv", "Mali,Niger", "Mali,Mali"), "closures.csv", 2),
    "a bad number in the settings": (replaced("simsetting.yml", "200.0", "fast"), "simsetting.yml", None),
}


@pytest.mark.parametrize("name", FAULTS)
def test_malformed_folders_give_faults(tmp_path, name):
    changes, file, row = FAULTS[name]
    with pytest.raises(ScenarioError) as caught:
        read_flee(write_flee_folder(tmp_path, **changes))
    assert (file, row) in {(fault.file, fault.row) for fault in caught.value.faults}, str(caught.value)


def test_a_fault_is_named_once_and_not_again_wherever_the_place_is_spoken_of(tmp_path):
    folder = write_flee_folder(tmp_path, locations_csv="PK\x03\x04", one_csv="")
    with pytest.raises(ScenarioError) as caught:
        read_flee(folder)
    assert {fault.file for fault in caught.value.faults} == {"locations.csv", "one.csv"}


def test_closing_a_town_as_if_it_were_a_camp_is_named(tmp_path):
    folder = write_flee_folder(tmp_path, **replaced("closures.csv", "camp,Camp_One", "camp,Beta"))
    assert any("which is no camp" in note.finding for note in read_flee(folder).notes)


def test_columns_of_the_rule_walk_are_known_and_under_another_rule_warned_of(tmp_path):
    locations = file_text("locations.csv").replace("camp,,900", "idpcamp,,900")
    routes = (
        file_text("routes.csv").replace("redirection\n", "redirection,max_move_speed\n").replace("70,0", "70,0,150")
    )
    source = write_flee_folder(tmp_path / "flee", locations_csv=locations, routes_csv=routes)
    write(read_flee(source).scenario, tmp_path / "out")
    scenario = read(tmp_path / "out")
    columns = {"leave_probability", "speed_km_per_day"}
    assert not columns & {warning.column for warning in check(scenario)}
    warnings = check(replace(scenario, rule="gravity", parameters={}))
    assert columns <= {warning.column for warning in warnings if "does not read" in warning.problem}
    places = tmp_path / "out" / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace(",0.1", ",often"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="leave_probability"):
        read(tmp_path / "out")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_give_faults(tmp_path, encoding):
    folder = write_flee_folder(tmp_path)
    path = folder / "input_csv" / "locations.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Beta", "Bêta").encode(encoding))
    with pytest.raises(ScenarioError, match="UTF-"):
        read_flee(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    folder = write_flee_folder(tmp_path)
    path = folder / "input_csv" / "locations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_flee(folder).scenario.places) == 6


def test_the_command_writes_a_folder_that_reads_and_refuses_to_overwrite_it(tmp_path):
    source = write_flee_folder(tmp_path / "flee")
    target = tmp_path / "out"
    runner = CliRunner()
    done = runner.invoke(app, ["import", "flee", str(source), str(target), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["places"] == 6
    assert read(target) == read_flee(source).scenario
    again = runner.invoke(app, ["import", "flee", str(source), str(target)])
    assert again.exit_code == 2
    assert "exists" in again.stderr


def test_the_command_names_all_faults_and_writes_nothing(tmp_path):
    source = write_flee_folder(tmp_path / "flee", routes_csv=None, one_csv="")
    done = CliRunner().invoke(app, ["import", "flee", str(source), str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "routes.csv" in done.stderr
    assert "one.csv" in done.stderr
    assert not (tmp_path / "out").exists()


def test_country_names():
    known = {
        "Burkina_Faso": "BFA",
        "Syria": "SYR",
        "Türkiye": "TUR",
        "south sudan": "SSD",
        "MLI": "MLI",
        "Congo DRC": "COD",
    }
    assert {name: iso3_of(name) for name in known} == known
    assert iso3_of("Freedonia") is None


def test_the_six_conflicts_where_they_are_at_hand(tmp_path):
    beside = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "flee-conflicts"
    folder = Path(os.environ.get("KILIS_CONFLICTS", beside))
    cases = sorted(path for path in folder.glob("*") if (path / "input_csv").is_dir()) if folder.is_dir() else []
    if not cases:
        pytest.skip("no conflict folders here (set KILIS_CONFLICTS): only the small folder was imported")
    for case in cases:
        result = read_flee(case)
        assert result.scenario.n_days > 100
        assert not result.unsupported
