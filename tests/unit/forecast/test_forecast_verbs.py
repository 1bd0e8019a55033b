"""The verbs forecast and backtest as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario import write

from .test_make import REPORT, counted, world

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(world(*counted("camp"), *counted("haven")), tmp_path / "world")
    return tmp_path / "world"


def test_forecast_prints_ranges_that_fit_the_page(folder: Path, tmp_path: Path) -> None:
    done = RUN.invoke(app, ["forecast", str(folder), "--origin", "2020-01-31", "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert "90 % range" in done.stdout
    page = done.stdout.split("Written:")[0].splitlines()
    assert [line for line in page if len(line) > 80] == []
    again = RUN.invoke(app, ["forecast", str(folder), "--origin", "2020-01-31", "--out", str(tmp_path / "run")])
    assert again.exit_code == 2


def test_forecast_gives_one_document(folder: Path, tmp_path: Path) -> None:
    done = RUN.invoke(
        app, ["forecast", str(folder), "--origin", "2020-01-31", "--days", "7", "--json", "-o", str(tmp_path / "run")]
    )
    document = json.loads(done.stdout)
    assert len(document["places"]) == 14
    assert {"known", "unknown", "carried_by", "exceedance", "totals"} <= set(document)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--origin", "soon"], "not a date; write it as YYYY-MM-DD"),
        (["--origin", "2016-02-31"], "no such day; check the month and the day"),
        (["--origin", "9999-12-31"], "not a date"),
        (["--origin", "2019-01-01"], "nothing to start from"),
        (["--origin", "2020-01-31", "--variants", "nonsense"], "nonsense"),
    ],
)
def test_bad_input_ends_with_two_and_a_remedy(folder: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = RUN.invoke(app, ["forecast", str(folder), *arguments, "--out", str(tmp_path / "run")])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "run").exists()


def test_backtest_prints_tables_and_a_document(folder: Path) -> None:
    done = RUN.invoke(app, ["backtest", str(folder), "--origins", "every:10", "--leads", "7,14"])
    assert done.exit_code == 0, done.output
    assert "persistence" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    done = RUN.invoke(app, ["backtest", str(folder), "--origins", "every:10", "--leads", "7,14", "--json"])
    assert json.loads(done.stdout)["leads_days"] == [7, 14]


def test_backtest_of_too_few_counts_says_that_there_is_nothing_to_grade(tmp_path: Path) -> None:
    write(world(*counted("camp")[:1]), tmp_path / "world")
    for arguments in ([], ["--json"]):
        done = RUN.invoke(app, ["backtest", str(tmp_path / "world"), "--origins", "every:7", *arguments])
        assert done.exit_code == 2, done.output
        assert "nothing to grade" in done.output


def test_forecast_rounds_and_names_places_as_people_do(folder: Path, tmp_path: Path) -> None:
    done = RUN.invoke(app, ["forecast", str(folder), "--origin", "2020-01-31", "--out", str(tmp_path / "run")])
    assert "forecast of 31 January 2020 for 1 March 2020" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("  Camp ")]
    figures = [word.replace(",", "") for word in line.split() if word[0].isdigit()]
    assert all(len(figure.rstrip("0")) <= 2 for figure in figures)
    assert "Displaced in all" in done.stdout


def test_backtest_grades_the_forecasts_of_others(folder: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("origin,date,place,q05,q50,q95\n2020-01-20,2020-01-27,camp,2000,2600,3000\n")
    done = RUN.invoke(app, ["backtest", str(folder), "--forecasts", str(theirs), "--json"])
    document = json.loads(done.stdout)
    assert (document["forecasts"], document["graded"]) == (1, 1)
    theirs, kilis, persistence = document["leads"]
    assert theirs["mae_persons"] == pytest.approx(0.0, abs=1.0)
    assert theirs["coverage_90"] == 1.0
    assert theirs["coverage_50"] is None
    assert [kilis["model"], persistence["model"]] == ["kilis", "persistence"]
    done = RUN.invoke(app, ["backtest", str(folder), "--forecasts", str(theirs_file := tmp_path / "theirs.csv")])
    assert f"{theirs_file.name} beside the counts of world: 1 of 1 forecasts" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--origins", "often"], "every:N"),
        (["--leads", "7,x"], "whole days"),
        (["--forecasts", "missing.csv"], "missing.csv"),
    ],
)
def test_backtest_refuses_in_words(folder: Path, arguments: list[str], said: str) -> None:
    done = RUN.invoke(app, ["backtest", str(folder), *arguments])
    assert done.exit_code == 2
    assert said in done.output


def test_backtest_of_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["backtest", str(tmp_path)])
    assert done.exit_code == 2
    assert "scenario.toml" in done.output


def test_a_cold_forecast_names_how_many_members_carry_it(tmp_path: Path) -> None:
    write(world(REPORT), tmp_path / "world")
    arguments = ["forecast", str(tmp_path / "world"), "--origin", "2020-01-11", "-m", "40", "-o", str(tmp_path / "run")]
    done = RUN.invoke(app, arguments)
    assert "Effective members" in done.stdout, done.output
