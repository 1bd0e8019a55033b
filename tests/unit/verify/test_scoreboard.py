"""Forecasts of others: read with every fault named, graded beside persistence."""

import datetime
from pathlib import Path

import numpy as np
import pytest

from kilis.forecast.counts import Counts, series
from kilis.scenario import ScenarioError
from kilis.verify.scoreboard import grade, read_entries

START = datetime.date(2020, 1, 1).toordinal()


def counts() -> Counts:
    rows = [(START + d, START + d, 1000.0 + 10 * d) for d in range(0, 200, 10)]
    return Counts("c", START, START + 200, {"camp": series(rows), "site": series(rows[5:])})


def write(path: Path, *rows: str) -> Path:
    path.write_text("origin,date,place,q05,q25,q50,q75,q95\n" + "".join(r + "\n" for r in rows))
    return path


def test_perfect_forecasts_score_nothing_beside_kilis_and_persistence(tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.csv",
        "2020-02-10,2020-03-01,camp,1600,1600,1600,1600,1600",
        "2020-02-20,2020-03-11,camp,1700,1700,1700,1700,1700",
    )
    levels, entries = read_entries(path, ["camp", "site"])
    assert levels.tolist() == [0.05, 0.25, 0.5, 0.75, 0.95]
    lines = grade(counts(), levels, entries)
    assert [(x.model, x.what, x.lead_days, x.n_cases) for x in lines] == [
        (model, "places", 20, 2) for model in ("theirs", "kilis", "persistence")
    ]
    theirs, kilis, persistence = lines
    assert (theirs.mae_persons, theirs.crps_persons, theirs.coverage_90, theirs.ard) == (0.0, 0.0, 1.0, 0.0)
    assert theirs.interval_score_persons == 0.0
    assert theirs.crps_ratio.ratio < 1e-6
    assert persistence.crps_ratio.ratio == 1.0
    assert 0.0 < kilis.crps_persons < persistence.crps_persons, "the counts grow steadily"


def test_ours_are_scored_at_their_levels_as_the_backtest_makes_them(tmp_path: Path) -> None:
    from kilis.forecast.climatology_file import shipped
    from kilis.verify import scores
    from kilis.verify.backtest import backtest

    path = write(tmp_path / "f.csv", "2020-02-10,2020-03-01,camp,1500,1550,1600,1650,1700")
    levels, entries = read_entries(path, ["camp", "site"])
    kilis = grade(counts(), levels, entries)[1]
    graded = backtest([counts()], every_days=40, leads=(20,), climatology=shipped, slow_references=False)[0]
    k = graded.origins.tolist().index(entries[0].origin)
    q = np.interp(levels, np.arange(1, 100) / 100, graded.quantiles["kilis"][k, 0, 0])
    assert kilis.crps_persons == pytest.approx(float(scores.crps_quantiles(levels, q[None], np.array([1600.0]))[0]))


def test_totals_are_told_apart_from_places_and_summed_over_the_counted(tmp_path: Path) -> None:
    rows = ("2020-03-01,2020-03-11,*,3300,3350,3400,3450,3500", "2020-03-01,2020-03-11,camp,1,1,1,1,1")
    lines = grade(counts(), *read_entries(write(tmp_path / "f.csv", *rows), ["camp", "site"]))
    assert {(x.what, x.n_cases) for x in lines} == {("places", 1), ("totals", 1)}
    total = next(x for x in lines if x.what == "totals" and x.model == "theirs")
    assert total.mae_persons == pytest.approx(0.0)
    assert total.coverage_50 == 1.0


def test_the_total_is_of_the_places_counted_by_the_origin(tmp_path: Path) -> None:
    # The site is first counted on day 50, between origin and date: nobody could have meant it.
    path = write(tmp_path / "f.csv", "2020-02-01,2020-03-01,*,1600,1600,1600,1600,1600")
    for line in grade(counts(), *read_entries(path, ["camp", "site"])):
        assert line.n_cases == 1
        if line.model == "theirs":
            assert line.mae_persons == 0.0


def test_forecasts_of_one_origin_are_resampled_together(tmp_path: Path) -> None:
    rows = [
        f"{origin},2020-04-10,{place},1,2,3,4,5"
        for origin in ("2020-03-01", "2020-03-11")
        for place in ("camp", "site")
    ]
    rows += ["2020-03-21,2020-04-10,camp,1,2,3,4,5"]
    lines = grade(counts(), *read_entries(write(tmp_path / "f.csv", *rows), ["camp", "site"]))
    found = {(x.lead_days, x.n_cases, x.crps_ratio.n_origins) for x in lines}
    assert found == {(40, 2, 1), (30, 2, 1), (20, 1, 1)}


def test_what_cannot_be_graded_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", "2025-03-01,2025-03-11,camp,1,1,1,1,1")
    with pytest.raises(ValueError, match="none of the 1 forecasts"):
        grade(counts(), *read_entries(path, ["camp", "site"]))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2020-03-01,2020-03-01,camp,1,2,3,4,5", "not after the origin"),
        ("2020-03-01,2020-03-09,camp,1,2,9,4,5", "decrease"),
        ("2020-03-01,2020-03-09,camp,-1,2,3,4,5", "negative"),
        ("2020-03-01,2020-03-09,nowhere,1,2,3,4,5", "no counts"),
        ("2020-03-01,soon,camp,1,2,3,4,5", "soon"),
        ("2020-03-01,2020-03-09,camp,1,2,nan,4,5", "no number"),
        ("2020-03-01,2020-03-09,camp", "no number"),
        ("2020-03-01", "isoformat"),
        ("2020-02-10,2020-03-01,camp,1,2,3,4,5", "the same origin, date and place as row 2"),
    ],
)
def test_each_fault_names_its_row(tmp_path: Path, row: str, said: str) -> None:
    path = write(tmp_path / "f.csv", "2020-02-10,2020-03-01,camp,1,2,3,4,5", row)
    with pytest.raises(ScenarioError, match=said) as caught:
        read_entries(path, ["camp", "site"])
    assert caught.value.faults[0].row == 3


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00\x01", b"origin,date,place,q50\n\x00\x00,1,2,3\n", b""])
def test_junk_is_refused_in_words(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(junk)
    with pytest.raises(ScenarioError):
        read_entries(tmp_path / "f.csv", ["camp"])


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("origin,place,q05\n")
    with pytest.raises(ScenarioError, match="date, q50"):
        read_entries(path, ["camp"])


def test_levels_of_three_digits(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("origin,date,place,q975,q025,q50\n2020-02-10,2020-03-01,camp,3,1,2\n")
    levels, entries = read_entries(path, ["camp"])
    assert np.allclose(levels, [0.025, 0.5, 0.975])
    assert entries[0].quantiles == (1.0, 2.0, 3.0)
