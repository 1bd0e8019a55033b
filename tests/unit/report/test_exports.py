"""Files to hand on, opened with the libraries that people would open them with."""

import csv
import dataclasses
import datetime
import json
import re

import geopandas
import hxl
import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest
import xarray as xr
from typer.testing import CliRunner

from kilis import scenario
from kilis.cli import app
from kilis.ensemble import experiment
from kilis.report.export import ExportError, export
from kilis.report.figures import suppress_scenario
from kilis.report.words import observation_words
from kilis.scenario import sentences, start
from kilis.scenario.model import Event, Observation
from synthetic_run import PLACES, write_run

DAYS = 9


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("runs") / "run", days=DAYS)


@pytest.fixture(scope="module")
def azaz(run):
    rows = pq.read_table(run / "summary.parquet").to_pylist()
    return {r["date"]: r for r in rows if (r["variant"], r["measure"], r["place"]) == ("baseline", "stock", "azaz")}


@pytest.fixture(scope="module")
def book(run, tmp_path_factory):
    target, _ = export(run, "xlsx", tmp_path_factory.mktemp("out") / "run.xlsx")
    return openpyxl.load_workbook(target)


def test_workbook_opens_on_the_sheet_to_read(book):
    assert book.sheetnames[0] == "Read first"
    words = [str(cell.value) for row in book["Read first"].iter_rows() for cell in row if cell.value]
    assert any("have fled" in w for w in words)
    assert any("is the first to run out of room" in w for w in words)


def test_workbook_holds_every_figure(book, azaz):
    rows = list(book["Places by date"].iter_rows(values_only=True))
    head = rows[0]
    found = {
        row[head.index("date")].date(): row[head.index("stock_median")]
        for row in rows[1:]
        if row[head.index("place")] == "azaz" and row[head.index("variant")] == "baseline"
    }
    assert found == {date: pytest.approx(r["q50"]) for date, r in azaz.items()}
    assert len(rows) - 1 == 3 * len(PLACES) * DAYS


def test_workbook_is_easy_to_read(book):
    sheet = book["Places by date"]
    assert sheet.freeze_panes == "A2"
    head = {cell.value: cell for cell in sheet[1]}
    assert "5 %" in head["stock_low"].comment.text
    assert sheet[2][head["stock_median"].column - 1].number_format == "#,##0"
    assert sheet[2][head["date"].column - 1].number_format == "yyyy-mm-dd"


def test_no_cell_of_the_workbook_is_a_formula(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t"))
    said = [row[8] for row in book["Observations"].iter_rows(values_only=True)]
    assert '\'=HYPERLINK("http://x")' in said


def test_tagged_csv_is_read_by_libhxl(run, tmp_path, azaz):
    folder, files = export(run, "hxl", tmp_path / "hxl")
    assert set(files) == {"displaced.csv", "flows.csv", "places.csv", "observations.csv"}
    for name in files:
        source = hxl.data(str(folder / name), hxl.InputOptions(allow_local=True))
        assert all(column.tag for column in source.columns)
        assert len({column.display_tag for column in source.columns}) == len(source.columns)
    source = hxl.data(str(folder / "displaced.csv"), hxl.InputOptions(allow_local=True))
    rows = source.with_rows("#loc+code-v_pcode = azaz").with_rows("#meta+variant = baseline")
    found = {row.get("#date"): float(row.get("#affected+displaced+median-waiting-overflow")) for row in rows}
    assert found == {d.isoformat(): pytest.approx(r["q50"], abs=0.6, rel=1e-5) for d, r in azaz.items()}
    first = next(iter(hxl.data(str(folder / "displaced.csv"), hxl.InputOptions(allow_local=True))))
    assert first.get("#loc+code+v_pcode") == "SY0200"


def test_tagged_csv_runs_no_formula(run, tmp_path):
    folder, _ = export(run, "hxl", tmp_path / "hxl")
    with (folder / "observations.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("kind", ["geojson", "geoparquet"])
def test_gis_files_are_read_by_geopandas(run, tmp_path, azaz, kind):
    folder, files = export(run, kind, tmp_path / kind)
    read = geopandas.read_parquet if kind == "geoparquet" else geopandas.read_file
    places, flows = (read(folder / name) for name in files)
    assert "WGS 84" in places.crs.name
    assert set(places.geom_type) == {"Point"}
    assert set(flows.geom_type) == {"LineString"}
    one = places[(places["place"] == "azaz") & (places["variant"] == "baseline")]
    assert len(one) == DAYS
    assert one.geometry.iloc[0].x == pytest.approx(37.046)
    by_date = {str(d)[:10]: v for d, v in zip(one["date"], one["stock_median"], strict=True)}
    assert by_date == {d.isoformat(): pytest.approx(r["q50"]) for d, r in azaz.items()}


def test_flows_are_handed_on_with_their_ranges(run, tmp_path):
    folder, _ = export(run, "csv", tmp_path / "csv")
    with (folder / "flows.csv").open(newline="") as file:
        written = {(r["variant"], r["date"], r["origin"], r["destination"]): r for r in csv.DictReader(file)}
    ends = {"low": "q05", "median": "q50", "high": "q95", "mean": "mean"}
    told = [r for r in pq.read_table(run / "flows.parquet").to_pylist() if r["q05"] < r["q50"] < r["q95"] != r["mean"]]
    assert len(told) > 20
    for r in told:
        row = written[r["variant"], r["date"].isoformat(), r["origin"], r["destination"]]
        assert {n: float(row[f"persons_per_day_{n}"]) for n in ends} == {
            n: pytest.approx(r[statistic], rel=1e-4) for n, statistic in ends.items()
        }


def test_a_table_too_long_for_a_sheet_is_refused_and_leaves_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setattr("kilis.report.workbook.MAX_ROWS", 10)
    with pytest.raises(ValueError, match="rows do not fit a sheet of Excel; export to parquet instead"):
        export(run, "xlsx", tmp_path / "run.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_netcdf_is_read_by_xarray(run, tmp_path, azaz):
    target, _ = export(run, "netcdf", tmp_path / "run.nc")
    with xr.open_dataset(target, engine="h5netcdf") as found:
        series = found["stock"].sel(variant="baseline", statistic="q50", place="azaz")
        assert series.values == pytest.approx([r["q50"] for r in azaz.values()])
        assert str(series["date"].values[0])[:10] == "2016-02-01"
        assert found["stock"].attrs["units"] == "persons"
        assert json.loads(found.attrs["manifest"])["seed"] == 4
        assert float(found["latitude"].sel(place="azaz")) == pytest.approx(36.587)


def test_parquet_tables_are_those_of_the_run(run, tmp_path):
    folder, files = export(run, "parquet", tmp_path / "parquet")
    for name in files:
        assert pq.read_table(folder / name).to_pylist() == pq.read_table(run / name).to_pylist()


def test_every_member_is_handed_on_where_members_were_kept(tmp_path):
    found = start.example()
    run = experiment(found, members=3, keep_members=True, threads=1)
    run.save(tmp_path / "run")
    export(tmp_path / "run", "parquet", tmp_path / "tables")
    rows = pq.read_table(tmp_path / "tables" / "members.parquet").to_pylist()
    target, _ = export(tmp_path / "run", "members", tmp_path / "members.nc")
    with xr.open_dataset(target, engine="h5netcdf") as data:
        assert data["stock"].dims == ("variant", "member", "date", "place")
        assert data.sizes["member"] == 3
        assert float(data["stock"].sum()) == sum(r["value"] for r in rows if r["measure"] == "stock") > 0
        row = next(r for r in rows if r["measure"] == "stock" and r["value"])
        where = {"variant": "baseline", "member": row["member"], "date": str(row["date"]), "place": row["place"]}
        assert data["stock"].sel(where).item() == row["value"]
    target, _ = export(tmp_path / "run", "members", tmp_path / "kept-back.nc", suppress_below=20)
    with xr.open_dataset(target, engine="h5netcdf") as data:
        values = data["stock"].values[~np.isnan(data["stock"].values)]
        assert values.any()
        assert not (values % 20).any()


def test_without_members_the_remedy_is_named(run, tmp_path):
    with pytest.raises(ExportError, match="--keep-members"):
        export(run, "members", tmp_path / "members.nc")
    assert list(tmp_path.iterdir()) == []


def test_plain_csv_is_the_tagged_one_without_its_tags(run, tmp_path):
    plain, files = export(run, "csv", tmp_path / "csv")
    tagged, _ = export(run, "hxl", tmp_path / "hxl")
    for name in files:
        header, tags, *data = (tagged / name).read_text().splitlines()
        assert tags.startswith("#")
        assert (plain / name).read_text().splitlines() == [header, *data]


def test_hdx_folder_says_what_it_is(run, tmp_path):
    folder, _ = export(run, "hdx", tmp_path / "hdx")
    about = json.loads((folder / "metadata.json").read_text())
    assert about["dataset_date"] == "[2016-02-01T00:00:00 TO 2016-03-31T23:59:59]"
    assert {g["name"] for g in about["groups"]} == {"syr", "tur", "lbn"}
    assert all((folder / resource["name"]).is_file() for resource in about["resources"])
    assert "Not to seal borders" in (folder / "README.md").read_text()


def numbers_of_persons(folder, kind):
    """Every count of persons in an export, whatever its format."""
    if kind == "xlsx":
        book = openpyxl.load_workbook(folder)
        for sheet in book.worksheets[1:]:
            rows = list(sheet.iter_rows(values_only=True))
            for row in rows[1:]:
                yield from (v for n, v in zip(rows[0], row, strict=True) if is_count(n) and isinstance(v, int | float))
    elif kind == "netcdf":
        with xr.open_dataset(folder, engine="h5netcdf") as found:
            for name in found.data_vars:
                if name != "exceedance":
                    values = found[name].values.ravel()
                    yield from values[~np.isnan(values)]
    elif kind in {"hxl", "hdx"}:
        for path in folder.glob("*.csv"):
            with path.open(newline="") as file:
                rows = list(csv.reader(file))
            for row in rows[2:]:
                yield from (float(v) for n, v in zip(rows[0], row, strict=True) if is_count(n) and v)
    elif kind == "geojson":
        for path in folder.glob("*.geojson"):
            for feature in json.loads(path.read_text())["features"]:
                yield from (v for n, v in feature["properties"].items() if is_count(n) and v is not None)
    else:
        for path in folder.glob("*.parquet"):
            for row in pq.read_table(path).to_pylist():
                if "parameter" not in row:
                    yield from (v for n, v in row.items() if is_count(n) and v is not None)


def is_count(name):
    return name.endswith(("_median", "_low", "_high", "_mean")) or name in {
        "mean", "q05", "q25", "q50", "q75", "q95", "low", "high", "value", "population",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "netcdf", "hxl", "hdx", "geojson", "geoparquet", "parquet"])
def test_small_counts_are_in_no_export(run, tmp_path, kind):
    target, _ = export(run, kind, tmp_path / "all.xlsx")
    everything = list(numbers_of_persons(target, kind))
    assert [v for v in everything if 0 < abs(v) < 30]  # there is something to suppress
    target, _ = export(run, kind, tmp_path / "suppressed.xlsx", suppress_below=30)
    kept = list(numbers_of_persons(target, kind))
    # Intensities of conflict (0 to 1) stand in the same column as numbers of persons in the events table.
    assert not [v for v in kept if 1 < abs(v) < 30 and not (kind == "xlsx" and v == 10)]
    assert len(kept) < len(everything)


def test_what_is_left_out_does_not_follow_from_a_total(run, tmp_path):
    """A total less the other places, a variant less the stated course, a day less the day before: multiples only."""
    export(run, "parquet", tmp_path / "out", suppress_below=30)
    for name in ("summary", "totals", "flows", "effects"):
        table = pq.read_table(tmp_path / "out" / f"{name}.parquet")
        for column in ("mean", "q05", "q25", "q50", "q75", "q95"):
            kept = [v for v in table[column].to_pylist() if v is not None]
            assert kept
            assert not [v for v in kept if v % 30]


def test_suppression_takes_the_words_that_hold_the_figures(run, tmp_path):
    world = dataclasses.replace(
        scenario.read(run / "inputs"),
        observations=(
            Observation(
                datetime.date(2016, 2, 20), "kilis", "arrivals", low=3, qualifier="at_least",
                extra={"quote": "three people", "note": "3", "document": "abc"},
            ),
        ),
    )  # fmt: skip
    (hidden,) = suppress_scenario(world, 10).observations
    assert dict(hidden.extra) == {"document": "abc"}
    assert "too few to show" in observation_words(hidden)
    departures = Event(datetime.date(2016, 2, 3), "departures", "azaz", value=4)
    told = sentences(suppress_scenario(dataclasses.replace(world, events=(departures,)), 10))
    assert len(told) == 1
    assert not re.search(r"\b4\b", told[0])


def test_command_exports_and_says_where(run, tmp_path):
    done = CliRunner().invoke(app, ["export", str(run), "--to", "hxl", "-o", str(tmp_path / "x"), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["files"] == ["displaced.csv", "flows.csv", "places.csv", "observations.csv"]
    again = CliRunner().invoke(app, ["export", str(run), "--to", "hxl", "-o", str(tmp_path / "x")])
    assert again.exit_code == 2
    assert "choose another" in again.output


def test_unknown_kind_names_the_known_ones(run):
    with pytest.raises(ExportError, match="xlsx, netcdf, members, csv"):
        export(run, "pdf")


def test_a_failed_export_leaves_nothing(run, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("kilis.report.tagged.write_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        export(run, "hxl", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_dates_are_days_not_moments(run, tmp_path):
    target, _ = export(run, "geoparquet", tmp_path / "g")
    assert pq.read_table(target / "places.parquet")["date"][0].as_py() == datetime.date(2016, 2, 1)
