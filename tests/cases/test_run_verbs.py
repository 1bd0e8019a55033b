"""kilis run and kilis compare as a person types them."""

import errno
import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario.start import start

RUNNER = CliRunner()


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    start(tmp_path / "valley")
    return tmp_path / "valley"


def test_run_prints_a_table_of_80_columns_and_writes_the_folder(valley: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["run", str(valley), "-m", "10", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert max(len(line) for line in result.stdout.splitlines() if not line.startswith("Written")) <= 80
    assert (tmp_path / "out" / "manifest.json").is_file()
    assert "90 % range" in result.stdout


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_one_member_is_one_member(verb: str, valley: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, [verb, str(valley), "-m", "1", "-o", str(tmp_path / "out")])
    assert "\n1 member, seed 0" in result.stdout


def test_run_as_json_is_one_document(valley: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["run", str(valley), "-m", "5", "-o", str(tmp_path / "out"), "--json"])
    document = json.loads(result.stdout)
    assert document["members"] == 5
    assert document["places"]
    assert all(row["low"] <= row["median"] <= row["high"] for row in document["places"])


def test_compare_says_what_each_variant_changes(valley: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["compare", str(valley), "-m", "10", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert " If " in result.stdout
    assert "(90 %: " in result.stdout
    assert (tmp_path / "out" / "effects.parquet").is_file()


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["run", "{valley}", "--on", "1999-01-01"], "choose a date from"),
        (["run", "{valley}", "--on", "soon"], "write it as YYYY-MM-DD"),
        (["run", "{valley}", "--on", "31.10.2024"], "not a date; write 2024-10-31."),
        (["run", "{valley}/nowhere"], "nowhere"),
        (["compare", "{valley}", "no-such"], "the scenario has"),
        (["run", "{valley}", "-o", "{valley}"], "Choose another name"),
    ],
)
def test_bad_input_ends_with_status_2_one_message_and_nothing_written(
    words: list[str], remedy: str, valley: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(valley.parent)
    result = RUNNER.invoke(app, [word.format(valley=valley) for word in words])
    assert result.exit_code == 2
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr
    assert not (valley.parent / "runs").exists()


def test_warnings_are_counted_and_a_run_in_which_nobody_moves_says_so(valley: Path, tmp_path: Path) -> None:
    quiet = RUNNER.invoke(app, ["run", str(valley), "-m", "3", "-o", str(tmp_path / "quiet")])
    assert "warning" not in quiet.stderr
    events = valley / "events.csv"
    events.write_text("date,until,event,target,value,text,source\n")
    (valley / "scenario.toml").write_text((valley / "scenario.toml").read_text().split("[[variants]]")[0])
    places = valley / "places.csv"
    places.write_text(places.read_text().replace(",500,12000", ",,12000").replace(",2000,", ",,"))
    result = RUNNER.invoke(app, ["run", str(valley), "-m", "3", "-o", str(tmp_path / "out")])
    assert "see kilis check" in result.stderr
    assert "Nobody is displaced, on any day." in result.stdout
    again = RUNNER.invoke(app, ["run", str(valley), "-m", "3", "-o", str(tmp_path / "json"), "--json"])
    assert again.stderr == ""


def test_a_full_disk_ends_with_one_message(valley: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "summary.parquet")

    monkeypatch.setattr("kilis.ensemble.runfolder.write_tables", full)
    result = RUNNER.invoke(app, ["run", str(valley), "-m", "3", "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert result.stderr.startswith("the disk is full: ")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["valley"]


@pytest.mark.parametrize("verb", [["run"], ["compare"], ["forecast", "--origin", "2021-03-20"]])
def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    verb: list[str], valley: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> str:
        raise OSError(errno.EROFS, "Read-only file system", ".out-x.partial")

    monkeypatch.setattr("tempfile.mkdtemp", read_only)
    for module, worker in (("kilis.ensemble", "experiment"), ("kilis.forecast.make", "make")):
        monkeypatch.setattr(import_module(module), worker, lambda *_, **__: pytest.fail("the work was begun"))
    target = tmp_path / "not" / "there" / "out"
    result = RUNNER.invoke(app, [*verb, str(valley), "-m", "20", "-o", str(target)])
    assert result.exit_code == 2
    said = f"{target}: nothing can be written there (Read-only file system). Choose another place.\n"
    assert result.stderr.endswith(said)
    assert [path.name for path in tmp_path.iterdir()] == ["valley"]


def test_a_target_below_a_file_is_refused_before_the_work(valley: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["run", str(valley), "-m", "3", "-o", str(valley / "places.csv" / "out")])
    assert result.exit_code == 2
    assert "nothing can be written there (Not a directory)" in result.stderr


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("verb", ["run", "compare"])
def test_small_counts_are_kept_back_in_what_is_printed(valley: Path, tmp_path: Path, verb: str, as_json: bool) -> None:
    below = 7_000
    asked = [verb, str(valley), "-m", "10", "-o", str(tmp_path / "out"), "--suppress-below", str(below)]
    result = RUNNER.invoke(app, [*asked, *["--json"] * as_json])
    assert result.exit_code == 0, result.output
    if as_json:
        document = json.loads(result.stdout)
        rows = document["places"] if verb == "run" else [e for v in document["variants"] for e in v["effects"]]
        shown = [row[name] for row in rows for name in ("low", "median", "high") if row[name] is not None]
    else:
        told = re.sub(r"90 %", "", result.stdout)
        shown = [float(figure.replace(",", "")) for figure in re.findall(r"\d+,\d{3}", told)]
    assert len(shown) > 8
    assert [figure for figure in shown if figure % below and abs(figure) < 100_000] == []


@pytest.mark.parametrize("as_json", [False, True])
def test_small_counts_are_kept_back_in_a_forecast_that_is_printed(valley: Path, tmp_path: Path, as_json: bool) -> None:
    below = 3_000
    asked = ["forecast", str(valley), "--origin", "2021-04-12", "-m", "20", "-o", str(tmp_path / "out")]
    result = RUNNER.invoke(app, [*asked, "--suppress-below", str(below), *["--json"] * as_json])
    assert result.exit_code == 0, result.output
    if as_json:
        document = json.loads(result.stdout)
        rows = document["places"] + document["totals"]
        shown = [row[name] for row in rows for name in ("q05", "q50", "q95") if row[name] is not None]
        words = "\n".join(document["known"])
    else:
        table, words = result.stdout.split("Known:")
        shown = [float(figure.replace(",", "")) for figure in re.findall(r"\d+,\d{3}", table)]
    shown += [float(figure.replace(",", "")) for figure in re.findall(r"\d+,\d{3}", words)]
    assert len(shown) > 8
    assert [figure for figure in shown if figure % below and abs(figure) < 100_000] == []
