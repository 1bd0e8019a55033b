"""Run folders: whole or not there, never in the way of another, and readable by anyone."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kilis.ensemble import RunFolderError, experiment, open_run
from kilis.ensemble.runfolder import whole_folder
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


def test_a_killed_run_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    start(tmp_path / "valley")
    command = [
        sys.executable,
        "-m",
        "kilis",
        "run",
        str(tmp_path / "valley"),
        "-m",
        "1000000",
        "-o",
        str(tmp_path / "run"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(4)
    assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "run").exists()
    assert not list(tmp_path.rglob("manifest.json"))
