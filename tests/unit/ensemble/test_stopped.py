"""Ctrl-C in the middle of `kilis run`, on threads and on a cluster: a word, an exit status, nothing half-written."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kilis.scenario import write
from kilis.scenario.start import example

KILIS = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("kilis", run_name="__main__", alter_sys=True)
"""
# A process that was itself started in the background may hand on that Ctrl-C is to be ignored.


def run_and_stop(folder: Path, members: int, *options: str) -> tuple[int, str]:
    """Run on a terminal of its own, press Ctrl-C once members are done; return the exit status and what it said."""
    write(example(), folder / "scenario")
    verb = ["run", "scenario", "--members", str(members), "--out", "runs/run", *options]
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", KILIS, *verb],
        cwd=folder,
        stdin=end,
        stdout=subprocess.DEVNULL,
        stderr=end,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "120", "TERM": "xterm"},
    ) as process:
        try:
            os.close(end)
            said, pressed = "", False
            while True:
                try:
                    read = os.read(terminal, 4096).decode(errors="replace")
                except OSError:  # the other end is closed
                    break
                if not read:
                    break
                said += read
                if not pressed and re.search(rf"[1-9]\d*/{members}", said):
                    os.killpg(process.pid, signal.SIGINT)
                    pressed, said = True, ""
            os.close(terminal)
            assert pressed, said
            return process.wait(), said
        finally:
            process.kill()  # where it hangs, the test ends all the same


def left(folder: Path) -> list[str]:
    return [path.name for path in (folder / "runs").rglob("*")] if (folder / "runs").exists() else []


def test_on_threads(tmp_path: Path) -> None:
    status, said = run_and_stop(tmp_path, 100_000)
    assert status == 130
    assert "Stopped; nothing was written." in said
    assert "Traceback" not in said
    assert left(tmp_path) == []


def test_on_a_cluster_which_goes_on_living(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        status, said = run_and_stop(tmp_path, 20_000, "--cluster", cluster.scheduler_address)
        assert status == 130
        assert "Stopped; nothing was written." in said
        assert "Traceback" not in said
        assert left(tmp_path) == []
        assert client.submit(sum, [1, 2]).result(timeout=60) == 3
