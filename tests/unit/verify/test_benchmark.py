"""The gate: what it lets through, what it stops, and that its poison finds a forecast that looks ahead."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from invented_conflicts import conflict
from kilis.forecast.counts import Series
from kilis.verify import benchmark
from kilis.verify.picture import lines_svg

COMMITTED = {
    "conflicts": ["a", "b"],
    "ard_ratio": {"30": 0.70, "90": 0.85},
    "coverage_90": {"30": 0.9, "90": 0.9},
    "climatology_is_current": True,
    "moved_by_poison": [],
}


def changed(**parts) -> dict:
    return {**COMMITTED, **parts}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (changed(ard_ratio={"30": 0.7201, "90": 0.85}), "0.720, committed 0.700"),
        (changed(ard_ratio={"30": 1.01, "90": 0.85}), "worse than carrying"),
        (changed(coverage_90={"30": 0.79, "90": 0.9}), "79.0%"),
        (changed(coverage_90={"30": 0.98, "90": 0.9}), "98.0%"),
        (changed(moved_by_poison=["a moved"]), "a moved"),
        (changed(conflicts=["a"]), "other conflicts"),
        (changed(climatology_is_current=False), "--climatology"),
    ],
)
def test_each_gate_shuts(found: dict, said: str) -> None:
    assert any(said in fault for fault in benchmark.failures(found, COMMITTED))


def test_small_changes_pass() -> None:
    assert benchmark.failures(changed(ard_ratio={"30": 0.719, "90": 0.84}), COMMITTED) == []


def test_the_poison_finds_a_forecast_that_looks_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = conflict("own", 1), conflict("other", 2)
    assert benchmark.poison_moves(own, [other], (30,)) == []

    def looks_ahead(self: Series, origin: int) -> Series:
        now, later = honest(self, origin), honest(self, origin + 60)
        return replace(now, persons=np.where(now.persons > 0, later.persons[-1] if len(later.days) else 0.0, 0.0))

    honest = Series.known
    monkeypatch.setattr(Series, "known", looks_ahead)
    moved = benchmark.poison_moves(own, [other], (30,))
    assert any("poisoned" in m for m in moved)
    assert any("removed" in m for m in moved)


def test_folders_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b" / "source_data").mkdir(parents=True)
    (tmp_path / "a" / "source_data").mkdir(parents=True)
    (tmp_path / "notes").mkdir()
    monkeypatch.setenv("KILIS_CONFLICTS", str(tmp_path))
    assert [p.name for p in benchmark.conflict_folders(tmp_path)] == ["a", "b"]
    monkeypatch.setenv("KILIS_CONFLICTS", str(tmp_path / "nowhere"))
    assert benchmark.conflict_folders(tmp_path) == []


def test_a_picture_names_its_lines() -> None:
    svg = lines_svg([7, 30, 90], {"ours": [0.9, 0.8, 0.7], "theirs": [1.0, 1.0, None]}, "T", (0.5, 1.2), {1.0: "one"})
    assert svg.count("<polyline") == 2
    assert ">ours<" in svg
    assert "NaN" not in svg
    assert np.all([0 <= float(p.split(",")[1]) <= 290 for p in svg.split('points="')[1].split('"')[0].split()])


def test_a_climatology_of_other_errors_is_told_apart() -> None:
    from kilis.forecast.climatology import pool
    from kilis.forecast.residuals import collect

    errors = {name: collect(conflict(name, k)) for k, name in enumerate("abc")}
    made = pool(errors)
    assert benchmark.same_climatology(made, pool(dict(errors)))
    assert not benchmark.same_climatology(made, pool({**errors, "c": collect(conflict("c", 7))}))
    assert not benchmark.same_climatology(made, pool({n: errors[n] for n in "ab"}))


def test_names_at_the_ends_of_lines_never_hide_each_other() -> None:
    close = {f"line {k}": [0.6, 0.5 + 0.001 * k] for k in range(5)}
    svg = lines_svg([7, 90], close, "T", (0.4, 1.2), {1.0: "one"})
    heights = sorted(float(p.split('y="')[1].split('"')[0]) for p in svg.split("<text ") if ">line " in p)
    assert all(b - a >= 14.9 for a, b in itertools.pairwise(heights))
    assert heights[-1] <= 270
