"""Files that a verb writes: nothing of the user's is replaced, and what cannot be written is told before the work."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kilis
from kilis.cli import app
from kilis.scenario.start import start
from synthetic_run import write_run

WHERE = {"PYTHONPATH": str(Path(kilis.__file__).parents[1])}
TOLD = "2016-02-06\n\nAbout 3,000 people arrived in Azaz on Friday, and 1,200 families fled Tel Rifaat, the mayor said."


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a report, a run, a scenario, and a workbook, a table and a page of the user's own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "told.txt").write_text(TOLD, encoding="utf-8")
    write_run(tmp_path / "run", days=9)
    start(tmp_path / "valley")
    for name in ("obs.xlsx", "obs.csv", "obs.html", "obs.nc", "obs.csv.gz"):
        (tmp_path / name).write_bytes(b"date,place,persons\n2016-02-05,azaz,3100\n")
    (tmp_path / "told.csv").symlink_to("told.txt")
    (tmp_path / "told.html").write_text(f"<p>{TOLD}</p>", encoding="utf-8")
    return tmp_path


def command(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("read told.txt --csv told.txt", "told.txt: a table is written here; give it a name that ends in .csv."),
        ("read told.txt --annotate told.txt", "a page is written here; give it a name that ends in .html."),
        ("read told.txt --csv told.csv", "told.csv: the command reads this file. Choose another name."),
        ("read told.html --annotate told.html", "the command reads this file"),
        ("read told.txt --csv valley/observations.csv", "this is a file of a scenario. Choose another name."),
        ("read told.txt --csv valley/group_sizes.csv", "this is a file of a scenario"),
        ("read told.txt --csv obs.csv", "what is there was not written by this command. Choose another name."),
        ("read told.txt --annotate obs.html", "what is there was not written by this command"),
        ("read told.txt --csv valley", "a name that ends in .csv"),
        ("export run -o obs.xlsx", "obs.xlsx: what is there was not written by this command"),
        ("export run -o book", "book: a workbook is written here; give it a name that ends in .xlsx."),
        ("export run --to netcdf -o obs.nc", "what is there was not written by this command"),
        ("export run --to hxl -o new.csv", "new.csv: a folder is written here; give it a name without .csv."),
        ("report run -o obs.xlsx", "obs.xlsx: a page is written here; give it a name that ends in .html."),
        ("report run -o obs.html", "what is there was not written by this command"),
        ("backtest valley --climatology obs.csv", "give it a name that ends in .csv.gz."),
        ("backtest valley --climatology obs.csv.gz", "what is there was not written by this command"),
    ],
)
def test_what_is_not_to_be_replaced_stays(here, words, says):
    before = contents(here)
    result = command(*words.split())
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert contents(here) == before


@pytest.mark.parametrize(
    "words",
    [
        "read told.txt --csv claims.CSV",
        "read told.txt --annotate deep/down/claims.htm",
        "export run -o book.xlsx",
        "export run --to netcdf -o run.nc",
        "report run -o page.html",
        "report run",
    ],
)
def test_a_command_may_be_given_again(here, words):
    for _ in range(2):
        result = command(*words.split())
        assert result.exit_code == 0, result.output


def test_an_empty_file_may_be_replaced(here):
    for name in ("new.csv", "new.xlsx"):
        (here / name).touch()
    assert command("read", "told.txt", "--csv", "new.csv").exit_code == 0
    assert command("export", "run", "-o", "new.xlsx").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        "read told.txt --csv shut/claims.csv",
        "read told.txt --annotate shut/page.html",
        "read told.txt --scenario valley --accept-all",
        "import csv obs.csv valley",
        "export run -o shut/run.xlsx",
        "export run --to csv -o shut/run",
        "report run -o shut/page.html",
        "new shut/world",
        "new shut/world --from-report told.txt",
    ],
)
def test_a_folder_that_cannot_be_written_is_told_alike_by_all(here, words, monkeypatch):
    def shut(*_, **__):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), ".x.partial")

    monkeypatch.setattr("tempfile.mkdtemp", shut)
    before = contents(here)
    result = command(*words.split())
    assert result.exit_code == 2
    assert "nothing can be written there (Permission denied). Choose another place." in result.stderr
    assert "Errno" not in result.stderr
    assert contents(here) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("read told.txt --undo --scenario valley", "--undo reads no files"),
        ("read told.txt --accept --accept-all --scenario valley", "give --accept or --accept-all, not both"),
        ("new other --date 2016-02-06", "give it with --from-report FILE"),
        ("new other --publisher UN", "give it with --from-report FILE"),
        ("forecast valley --origin 2020-01-01 --variants dam", "no variant dam; the scenario has: "),
        ("forecast nowhere --origin 2020-01-01", "folder here. Give a scenario folder"),
    ],
)
def test_what_does_not_go_together_or_is_not_there_is_told_and_nothing_is_written(here, words, says):
    before = contents(here)
    found = command(*words.split())
    assert found.exit_code == 2, found.output
    assert says in " ".join(found.output.split())
    assert contents(here) == before


@pytest.mark.parametrize("lines", [1, 300])
def test_output_that_nobody_reads_to_the_end_ends_quietly(here, lines):
    (here / "told.txt").write_text("\n\n".join([TOLD] * lines), encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        words = [sys.executable, "-m", "kilis", "read", "told.txt"]
        done = subprocess.run(words, stdout=gone, stderr=subprocess.PIPE, check=False, env=os.environ | WHERE)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        "read told.txt --csv c.csv",
        "read told.txt --annotate a.html",
        "read varn.txt --scenario valley --accept-all",
        "report run -o p.html",
        "export run --to xlsx -o b.xlsx",
        "new other",
    ],
)
def test_a_full_disk_is_told_in_words_and_leaves_nothing_in_half(here, monkeypatch, words):
    def full(path, *_, **__):
        if isinstance(path, Path):
            path.touch()  # a name is there before the disk says that it is full
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    told = "10 March 2021\n\nAbout 3,000 people arrived in Sollen on Monday, the mayor said."
    (here / "varn.txt").write_text(told, encoding="utf-8")
    there = contents(here)
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        disk.setattr(os, "fsync", full)
        found = command(*words.split())
    assert found.exit_code == 2, found.output
    assert "the disk is full" in found.output
    assert "Errno" not in found.output
    assert contents(here) == there


def test_a_table_that_others_may_read_stays_so(here):
    from kilis.scenario.together import write_file, write_together

    table = here / "obs.csv"
    table.chmod(0o664)
    write_file(table, b"date\n")
    assert (table.read_text(), table.stat().st_mode & 0o777) == ("date\n", 0o664)
    write_together(here, {"obs.csv": b"place\n"})
    assert (table.read_text(), table.stat().st_mode & 0o777) == ("place\n", 0o664)
    assert not [path for path in here.iterdir() if path.name.endswith(".part")]
