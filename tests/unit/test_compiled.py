"""Kernels older than the sources they were made from are not used again."""

import os
import subprocess
import sys
from pathlib import Path

from kilis.cli.ways import progress_on_terminal
from kilis.engine import compiled
from kilis.engine.compiled import drop_stale, is_compiled


def test_only_kernels_older_than_the_newest_source_go(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    for name, age in (("a.py", 100), ("b.py", 50), ("__pycache__/a.nbi", 80), ("__pycache__/a.nbc", 20)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    assert drop_stale(tmp_path) == 1
    assert not (tmp_path / "__pycache__" / "a.nbi").exists()
    assert (tmp_path / "__pycache__" / "a.nbc").exists()
    assert drop_stale(tmp_path) == 0


def test_the_rule_walk_starts_without_linear_algebra_and_leaves_it_to_others() -> None:
    code = """
import sys, numpy, numba
import kilis.engine.simulate
assert "scipy.linalg" not in sys.modules, "20 MB and a fifth of a second for nothing"
assert numba.njit(lambda a, b: numpy.dot(a, b))(numpy.ones(3), numpy.ones(3)) == 3.0
assert numba.njit(lambda a: numpy.cov(a))(numpy.eye(3)).shape == (3, 3)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_wait_for_the_first_run_is_told_on_a_terminal(tmp_path, monkeypatch, capsys):
    assert not is_compiled(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "day.nbi").touch()
    assert is_compiled(tmp_path)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    for there in (False, True):
        monkeypatch.setattr(compiled, "is_compiled", lambda there=there: there)
        with progress_on_terminal(quiet=False):
            pass
        assert ("compiles the model, once" in capsys.readouterr().err) != there
