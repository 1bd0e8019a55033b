"""`kilis check` and `kilis new`, as typed."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from kilis import scenario
from kilis.cli import app


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_new_writes_a_scenario_without_faults_or_warnings(tmp_path) -> None:
    done = run("new", tmp_path / "mine")
    assert done.exit_code == 0, done.output
    assert "kilis check" in done.stdout
    one = scenario.read(tmp_path / "mine")
    assert scenario.check(one) == []
    assert 6 <= len(one.places) <= 8
    assert {"crossing", "site"} <= {place.kind for place in one.places}
    assert one.variants
    toml = (tmp_path / "mine" / "scenario.toml").read_text(encoding="utf-8")
    assert sum(line.startswith("#") for line in toml.splitlines()) >= 10


def test_new_refuses_a_folder_with_something_in_it(folder) -> None:
    before = sorted(path.read_bytes() for path in folder.iterdir())
    done = run("new", folder)
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert done.stdout == ""
    assert sorted(path.read_bytes() for path in folder.iterdir()) == before


def test_new_for_machines(tmp_path) -> None:
    document = json.loads(run("new", tmp_path / "mine", "--json").stdout)
    assert document["files"] == ["events.csv", "observations.csv", "places.csv", "routes.csv", "scenario.toml"]


def test_check_says_what_happens_in_80_columns(folder) -> None:
    done = run("check", folder)
    assert done.exit_code == 0, done.output
    assert "From 5 to 9 February 2016 the crossing Bab al-Salama is shut." in done.stdout
    assert "1 February 2016 to 29 February 2016, 29 days" in done.stdout
    assert "4 places, 3 routes, 3 events, 1 observation\n" in done.stdout
    assert "  opens: The gate stays open\n    + From 11 February 2016" in done.stdout
    assert "    - From 5 to 9 February 2016 the crossing Bab al-Salama is shut." in done.stdout
    assert "    replaces speed_km_per_day" in done.stdout
    assert "No faults, no warnings: the scenario can be run." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_check_tells_warnings_with_their_rows_and_ends_well(folder, edit) -> None:
    edit("routes.csv", "15,road", "150,road")
    done = run("check", folder)
    assert done.exit_code == 0
    assert "routes.csv, row 2, column distance_km: town--gate is 150 km long" in done.stdout
    assert "No faults, 1 warning: the scenario can be run." in done.stdout


def test_check_says_plainly_that_nobody_will_leave(folder, edit) -> None:
    assert "nobody will leave home" not in run("check", folder).stdout
    edit("places.csv", "SYR,1000", "SYR,")
    done = run("check", folder)
    assert done.exit_code == 0
    assert "the scenario can be run.\nBut nobody will leave home." in done.stdout
    assert "give the\npopulation in places.csv" in done.stdout


def test_check_tells_all_faults_and_ends_with_2(folder, edit) -> None:
    edit("routes.csv", "15,road", "nan,road")
    edit("places.csv", "TUR", "Turkey")
    done = run("check", folder)
    assert done.exit_code == 2
    assert "routes.csv, row 2, column distance_km" in done.stdout
    assert "places.csv, row 5, column iso3" in done.stdout
    assert "2 faults, no warnings: put the faults right first." in done.stdout


def test_check_for_machines(folder, edit) -> None:
    edit("routes.csv", "15,road", "150,road")
    document = json.loads(run("check", folder, "--json").stdout)
    assert (document["start"], document["end"], document["n_days"]) == ("2016-02-01", "2016-03-01", 29)
    assert len(document["timeline"]) == 5
    assert document["variants"][0]["removed"] == ["From 5 to 9 February 2016 the crossing Bab al-Salama is shut."]
    assert document["faults"] == []
    assert [(one["file"], one["row"], one["severity"]) for one in document["warnings"]] == [
        ("routes.csv", 2, "warning")
    ]


def test_check_for_machines_with_faults(folder) -> None:
    (folder / "places.csv").unlink()
    done = run("check", folder, "--json")
    assert done.exit_code == 2
    document = json.loads(done.stdout)
    assert document["faults"] == [
        {
            "file": "places.csv",
            "row": None,
            "column": None,
            "problem": "the file is missing",
            "remedy": "Add places.csv to the folder gate",
        }
    ]


def test_check_of_no_folder_is_bad_input(tmp_path) -> None:
    done = run("check", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "there is no such folder" in " ".join(done.stdout.split())
