"""Results by group in what people read and take away: the page, the workbook, CSV, HXL, NetCDF and Parquet."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import xarray as xr

from kilis.ensemble import experiment
from kilis.report.export import export
from kilis.report.figures import read_figures
from kilis.report.page import render
from kilis.scenario import Group
from kilis.scenario.start import example

GROUPS = (
    Group("children", "Children <18", 0.45, speed_factor=0.7),
    Group("adults", "Adults", 0.5),
    Group("old", "Over 60", 0.05, departure_factor=0.2),
)
KEYS = ("variant", "date", "place", "group")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = replace(example(), groups=GROUPS)
    return experiment(people, members=5, seed=3, threads=1).save(tmp_path_factory.mktemp("runs") / "run").path


@pytest.fixture(scope="module")
def medians(run: Path) -> dict[tuple[str, str, str, str], float]:
    rows = pq.read_table(run / "groups.parquet").to_pylist()
    return {(r["variant"], str(r["date"]), r["place"], r["group"]): r["q50"] for r in rows if r["measure"] == "stock"}


def test_the_page_says_who_is_where(run: Path, medians: dict[tuple[str, str, str, str], float]) -> None:
    text = render(read_figures(run))
    part = text[text.index('<section id="groups">') :]
    part = part[: part.index("</section>")]
    assert "Children &lt;18" in part
    assert re.search(r"Of all the displaced</th><td>\d+ %</td><td>\d+ %</td><td>\d+ %</td>", part)
    last = max(date for _, date, _, _ in medians)
    place = max((key[2] for key in medians if key[1] == last), key=lambda p: medians["baseline", last, p, "adults"])
    name = {p.id: p.name for p in example().places}[place]
    row = part[part.index(f">{name}</th>") :]
    shown = int(re.search(r"</td><td>([\d,]+)", row).group(1).replace(",", ""))  # type: ignore[union-attr]
    assert shown == pytest.approx(medians["baseline", last, place, "adults"], rel=0.06)


def test_a_run_without_groups_has_no_such_section(tmp_path: Path) -> None:
    path = experiment(example(), members=2, seed=3, threads=1).save(tmp_path / "run").path
    assert 'id="groups"' not in render(read_figures(path))
    assert "Groups by date" not in openpyxl.load_workbook(export(path, "xlsx", tmp_path / "run.xlsx")[0]).sheetnames
    assert "groups.csv" not in export(path, "csv", tmp_path / "csv")[1]
    assert "group" not in xr.open_dataset(export(path, "netcdf", tmp_path / "run.nc")[0]).dims


def test_tables_taken_away_have_every_group(
    run: Path, tmp_path: Path, medians: dict[tuple[str, str, str, str], float]
) -> None:
    folder, files = export(run, "csv", tmp_path / "csv")
    assert "groups.csv" in files
    with (folder / "groups.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {tuple(row[key] for key in KEYS): float(row["stock_median"]) for row in rows}
    assert {key: value for key, value in medians.items() if value > 0}.items() <= found.items()
    assert {row["group_name"] for row in rows} == {group.name for group in GROUPS}

    sheet = openpyxl.load_workbook(export(run, "xlsx", tmp_path / "run.xlsx")[0])["Groups by date"]
    head, *body = sheet.iter_rows(values_only=True)
    assert len(body) == len(rows)
    columns = [head.index(key) for key in (*KEYS, "stock_median")]
    for row in body:
        variant, date, place, group, stock = (row[column] for column in columns)
        assert found[variant, str(date.date()), place, group] == stock

    _, tagged = export(run, "hxl", tmp_path / "hxl")
    assert "groups.csv" in tagged
    assert "#meta+group+code" in (tmp_path / "hxl" / "groups.csv").read_text(encoding="utf-8").splitlines()[1]
    assert "groups.csv" in export(run, "hdx", tmp_path / "hdx")[1]
    assert "groups.parquet" in export(run, "parquet", tmp_path / "parquet")[1]


def test_the_labelled_array_adds_up(run: Path, tmp_path: Path) -> None:
    found = xr.open_dataset(export(run, "netcdf", tmp_path / "run.nc")[0])
    assert found["stock_by_group"].dims == ("variant", "statistic", "group", "date", "place")
    assert found["group_name"].values.tolist() == [group.name for group in GROUPS]
    means = found.sel(statistic="mean")
    xr.testing.assert_allclose(means["stock_by_group"].sum("group").drop_vars("group", errors="ignore"), means["stock"])


@pytest.mark.parametrize("below", [40, 400])
def test_small_groups_are_hidden_and_cannot_be_worked_out(run: Path, tmp_path: Path, below: int) -> None:
    folder, _ = export(run, "parquet", tmp_path / "out", suppress_below=below)
    shown = pq.read_table(folder / "groups.parquet").to_pylist()
    whole = {
        (r["variant"], r["measure"], r["place"], r["date"]): r["mean"]
        for r in pq.read_table(folder / "summary.parquet").to_pylist()
    }
    cells: dict[tuple[object, ...], list[float | None]] = {}
    for row in shown:
        key = (row["variant"], row["measure"], row["place"], row["date"])
        cells.setdefault(key, []).append(row["mean"])
    hidden = 0
    for key, means in cells.items():
        assert all(mean is None or mean == 0 or mean >= below for mean in means)
        hidden += None in means
        # Group and whole are rounded alike: what is left between them says nothing about a group that is left out.
        assert all(mean is None or mean % below == 0 for mean in [*means, whole[key]])
    assert hidden > 0
    text = render(read_figures(run, below))
    assert f"Counts below {below} are not shown" in text
    assert "Of all the displaced" not in text  # the shares would tell what is left out
