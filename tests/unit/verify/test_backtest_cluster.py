"""A backtest on a real cluster of two worker processes: the same figures, also when a worker dies in mid-run."""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from invented_conflicts import conflict
from kilis import __version__
from kilis.cli import app
from kilis.ensemble.cluster import ClusterError
from kilis.forecast.climatology import pool
from kilis.forecast.residuals import collect
from kilis.scenario import write
from kilis.verify import slices
from kilis.verify.backtest import Graded, backtest

from ..forecast.test_make import counted, world

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")

CONFLICTS = [conflict("a", 1), conflict("b", 2, late=True), conflict("c", 3)]


def graded(**where) -> list[Graded]:
    return backtest(CONFLICTS, every_days=10, leads=(7, 30), slow_references=False, **where)


@pytest.fixture(scope="module")
def here() -> list[Graded]:
    return graded()


@pytest.fixture(scope="module")
def local() -> Iterator:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster


@pytest.fixture
def client(local) -> Iterator:
    with distributed.Client(local, set_as_default=False) as connection:
        yield connection


def assert_same(one: list[Graded], other: list[Graded]) -> None:
    assert [g.name for g in one] == [g.name for g in other]
    for a, b in zip(one, other, strict=True):
        for kind in ("forecasts", "quantiles", "total_quantiles", "totals"):
            ours, theirs = getattr(a, kind), getattr(b, kind)
            assert ours.keys() == theirs.keys()
            assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours), kind
        assert np.array_equal(a.line, b.line, equal_nan=True)


def test_a_cluster_gives_the_figures_of_one_process(client, here: list[Graded]) -> None:
    assert_same(graded(client=client), here)


def kill_on_second_task(path: Path):
    """A `make` that ends its own process once, when the second task begins."""
    plain = slices.make

    def make(task, version=__version__):
        marks = len(list(path.iterdir()))
        (path / f"{marks}-{os.getpid()}-{id(task)}").touch()
        if marks == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(task, version)

    return make


def test_a_worker_lost_in_mid_run_changes_nothing(client, here: list[Graded], tmp_path: Path, monkeypatch) -> None:
    before = set(client.run(os.getpid).values())
    monkeypatch.setattr(slices, "make", kill_on_second_task(tmp_path))
    assert_same(graded(client=client), here)
    client.wait_for_workers(2, timeout=30)
    lost = before - set(client.run(os.getpid).values())
    assert len(lost) == 1, "one worker was to be lost"


def test_processes_give_the_figures_of_one_also_when_they_are_lost(here: list[Graded]) -> None:
    lost = []
    others = {process.pid for process in multiprocessing.active_children()}

    def lose(conflict_name: str) -> None:
        if conflict_name == "b":
            lost.extend(p for p in multiprocessing.active_children() if p.pid not in others)
            for process in lost:
                os.kill(process.pid, signal.SIGKILL)

    assert_same(graded(processes=2, progress=lose), here)
    assert len(lost) == 2


def test_a_worker_with_another_version_is_refused() -> None:
    errors = pool({"a": collect(CONFLICTS[0])})
    nothing = slices.Slice(CONFLICTS[0], (), np.array([7]), np.zeros((0, 4, 1), dtype=bool), errors, {}, False)
    with pytest.raises(ClusterError, match="A worker has Kilis"):
        slices.make(nothing, "0.0")


def test_the_verb_says_the_same_on_a_cluster(local, tmp_path: Path) -> None:
    write(world(*counted("camp"), *counted("haven")), tmp_path / "world")
    typed = ["backtest", str(tmp_path / "world"), "--origins", "every:5", "--leads", "7,14", "--json"]
    alone = CliRunner().invoke(app, typed)
    there = CliRunner().invoke(app, [*typed, "--cluster", local.scheduler_address])
    assert there.exit_code == 0, there.output
    assert json.loads(there.stdout) == json.loads(alone.stdout)


def test_what_is_no_cluster_is_refused_in_words(tmp_path: Path) -> None:
    write(world(*counted("camp")), tmp_path / "world")
    done = CliRunner().invoke(app, ["backtest", str(tmp_path / "world"), "--cluster", "nonsense"])
    assert done.exit_code == 2
    assert "neither the address of a scheduler" in done.output
