"""Run folders: whole or not there, never in the way of another, and readable by anyone."""

import json
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from kilis.ensemble import RunFolderError, experiment, open_run
from kilis.ensemble.runfolder import refuse_target, whole_folder
from kilis.scenario import read
from kilis.scenario.start import example, start


def test_a_run_folder_is_complete(tmp_path: Path) -> None:
    start(tmp_path / "valley")
    found = experiment(example(), members=4, seed=7)
    run = found.save(tmp_path / "run", source=tmp_path / "valley", command="kilis run valley")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["kind"] == "run"
    assert manifest["seed"] == 7
    assert manifest["members"] == 4
    assert manifest["command"] == "kilis run valley"
    assert set(manifest["inputs"]) == {path.name for path in (tmp_path / "valley").iterdir()}
    assert (tmp_path / "run" / "inputs" / "places.csv").read_bytes() == (
        tmp_path / "valley" / "places.csv"
    ).read_bytes()
    for name in ("summary", "totals", "flows", "exceedance", "parameters"):
        assert run.table(name).num_rows > 0
    assert run.scenario == example()
    assert {"variant", "measure", "place", "date", "mean", "q05", "q25", "q50", "q75", "q95"} == set(
        run.table("summary").column_names
    )


def test_the_labelled_summary_says_what_the_table_says(tmp_path: Path) -> None:
    found = experiment(example(), members=4, seed=7)
    run = found.save(tmp_path / "run")
    row = run.table("summary").slice(100, 1).to_pylist()[0]
    labels = {"variant": row["variant"], "place": row["place"], "date": str(row["date"]), "statistic": "q95"}
    assert float(run.dataset[row["measure"]].sel(labels)) == row["q95"]


def test_kept_members_are_the_members(tmp_path: Path) -> None:
    found = experiment(example(), members=3, seed=7, keep_members=True)
    found.save(tmp_path / "run")
    import pyarrow.parquet as pq

    kept = pq.read_table(tmp_path / "run" / "members").to_pandas()
    stock = kept[(kept.measure == "stock")].groupby("member").value.sum()
    sample = found.baseline.sample
    assert sample is not None
    assert stock.tolist() == sample.measure("stock").sum(axis=(1, 2)).tolist()


def test_an_existing_run_is_replaced_only_by_force_and_nothing_else_ever(tmp_path: Path) -> None:
    found = experiment(example(), members=1)
    found.save(tmp_path / "run")
    with pytest.raises(RunFolderError, match="--force"):
        found.save(tmp_path / "run")
    found.save(tmp_path / "run", force=True)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("years of work")
    with pytest.raises(RunFolderError, match="no run folder"):
        found.save(tmp_path / "precious", force=True)
    assert (tmp_path / "precious" / "thesis.txt").read_text() == "years of work"


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    experiment(example(), members=1).save(tmp_path / "run")
    before = sorted(path.name for path in tmp_path.rglob("*"))

    def fails() -> None:
        with whole_folder(tmp_path / "run", force=True) as folder:
            (folder / "half.parquet").write_text("half")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fails()
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_folder_that_is_no_run_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="kilis run"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text("{half")
    with pytest.raises(RunFolderError, match="Make the run again"):
        open_run(tmp_path)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("scenario", "Aleppo"), ("inputs", []), ("members", "200"), ("parameters", [1]), ("parameters", {"hope": 0.3}),
        ("variants", {"id": "baseline"}), ("variants", [{"id": "baseline"}]), ("variants", ["baseline"]),
        ("known", "Two counts."), ("unknown", [1]),
    ],
)  # fmt: skip
def test_a_manifest_with_a_part_of_another_form_is_refused_by_that_name(
    tmp_path: Path, name: str, part: object
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"seed": 1}))
    open_run(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"seed": 1, name: part}))
    with pytest.raises(RunFolderError, match=rf"\({name} is not an? .*\)\. Make the run again"):
        open_run(tmp_path)


STOPS_BEFORE_THE_MANIFEST = """
import sys, threading
from kilis.cli import app
from kilis.ensemble import runfolder

def stop(folder, manifest):
    print("here", flush=True)
    threading.Event().wait()

runfolder.write_manifest = stop
app(sys.argv[1:])
"""


def test_a_killed_run_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    start(tmp_path / "valley")
    command = ["run", str(tmp_path / "valley"), "-m", "2", "-o", str(tmp_path / "run")]
    whole = [sys.executable, "-c", STOPS_BEFORE_THE_MANIFEST, *command]
    with subprocess.Popen(whole, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.rglob("summary.parquet"))  # it was in the middle of writing
    assert not (tmp_path / "run").exists()
    assert not list(tmp_path.rglob("manifest.json"))


def test_a_folder_that_another_run_wrote_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    found = experiment(example(), members=1)

    def slower() -> None:
        with whole_folder(tmp_path / "run") as folder:
            (folder / "manifest.json").write_text("the slower one")
            found.save(tmp_path / "run", command="the quicker one")

    with pytest.raises(RunFolderError, match="already"):
        slower()
    assert open_run(tmp_path / "run").manifest["command"] == "the quicker one"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_was_to_be_replaced_stays_where_the_replacing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = experiment(example(), members=1)
    found.save(tmp_path / "run", command="the old one")
    rename = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        if self.name.endswith(".partial") and target == tmp_path / "run":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        found.save(tmp_path / "run", command="the new one", force=True)
    assert open_run(tmp_path / "run").manifest["command"] == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_inputs_are_those_that_were_run_even_if_their_files_were_edited_since(tmp_path: Path) -> None:
    start(tmp_path / "valley")
    scenario = read(tmp_path / "valley")
    found = experiment(scenario, members=1)
    places = tmp_path / "valley" / "places.csv"
    for edited in (places.read_text().replace("60000", "61000"), "a table no more"):
        places.write_text(edited)
        run = found.save(tmp_path / "run", source=tmp_path / "valley", force=True)
        assert run.scenario == scenario


def test_a_link_that_leads_nowhere_is_something_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path / "gone")
    for force in (False, True):
        with pytest.raises(RunFolderError, match="Choose another name"):
            refuse_target(tmp_path / "run", force=force)


def test_those_who_wait_are_not_run_once_nobody_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = import_module("kilis.engine.simulate")  # a function of that name hides it
    begun = []

    def slow(model: object, member: int, *_: object) -> int:
        begun.append(member)
        time.sleep(0.2)
        return member

    monkeypatch.setattr(engine, "run_member", slow)
    members = engine.each_member(engine.prepare(example(), members=50, seed=0), threads=4)
    assert next(members) == 0
    members.close()
    assert len(begun) <= 8  # of the nine that had been asked for, four at once
