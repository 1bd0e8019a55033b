"""Agencies' files, as they come, into a scenario: small samples of each format, made up."""

import datetime
import json
import zipfile

import pytest
import xlsxwriter
from typer.testing import CliRunner

from kilis import cli
from kilis.report.export import export
from kilis.scenario import ScenarioError, read
from kilis.sources.acled import COLUMNS as ACLED
from kilis.sources.acled import read_acled
from kilis.sources.dtm import read_dtm
from kilis.sources.hxl import read_hxl
from kilis.sources.idmc import read_idmc
from kilis.sources.sheet import read_sheet
from kilis.sources.tables import read_rows, read_table
from kilis.sources.ucdp import COLUMNS as UCDP
from kilis.sources.ucdp import read_ucdp
from kilis.sources.unhcr import read_unhcr
from kilis.sources.violence import Incident, conflict_rows
from synthetic_run import write_inputs, write_run


@pytest.fixture
def folder(tmp_path):
    return write_inputs(tmp_path / "scenario")


@pytest.fixture
def world(folder):
    return read(folder)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


DTM = ["operation", "admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode", "numPresentIdpInd", "reportingDate"]


def line(columns, **cells):
    return ",".join(f'"{cells.get(c, "")}"' for c in columns)


def acled_file(path, columns=ACLED):
    common = {"country": "Syria", "geo_precision": 1, "time_precision": 1, "fatalities": 40}
    azaz = common | {"latitude": 36.59, "longitude": 37.05, "event_type": "Battles"}
    rows = [
        azaz | {"event_id_cnty": "SYR1", "event_date": "07 February 2016"},
        azaz | {"event_id_cnty": "SYR1", "event_date": "07 February 2016"},
        azaz | {"event_id_cnty": "SYR2", "event_date": "2016-02-15", "fatalities": 0},
        azaz | {"event_id_cnty": "SYR3", "event_date": "2016-02-08", "event_type": "Protests"},
        azaz | {"event_id_cnty": "SYR4", "event_date": "2016-02-08", "geo_precision": 3, "location": "Aleppo"},
        azaz | {"event_id_cnty": "SYR5", "event_date": "2016-02-08", "latitude": 33.5, "location": "Elsewhere"},
        azaz | {"event_id_cnty": "SYR6", "event_date": "2019-02-08"},
        azaz | {"event_id_cnty": "SYR7", "event_date": "2016-02-15", "time_precision": 3},
    ]
    head = ",".join(columns)
    return write(path, "\n".join([head, *(line(columns, **row) for row in rows)]) + "\n")


def test_acled_becomes_intensities_by_week(world, tmp_path):
    result = read_acled(read_table(acled_file(tmp_path / "acled.csv")), world)
    # Week 1: one event and 40 deaths, score 5: one half. Week 3: one event: 1 - 2 ** -0.2 = 0.13, rounded to 0.15.
    found = [(r["target"], r["date"], r["until"], r["value"]) for _, r in result.rows]
    assert found == [("azaz", "2016-02-01", "2016-02-08", "0.5"), ("azaz", "2016-02-15", "2016-02-22", "0.15")]
    assert result.left_out == {
        "the same event again": 1,
        "not a violent event": 1,
        "place or date known too roughly (precision 3)": 2,
        "no place of the scenario within 15 km": 1,
        "outside the period of the scenario": 1,
    }


def test_unknown_columns_are_named(world, tmp_path):
    result = read_acled(read_table(acled_file(tmp_path / "acled.csv", [*ACLED, "mood"])), world)
    assert result.unknown_columns == ("mood",)


@pytest.mark.parametrize(
    ("reader", "columns"),
    [
        (read_ucdp, UCDP),
        (lambda table, world: read_unhcr(table, world, "kilis"), ["data_date", "individuals"]),
        (read_unhcr, ["year", "coo_iso", "coa_iso", "refugees"]),
        (read_dtm, DTM),
    ],
)
def test_every_source_names_the_columns_it_does_not_read(world, tmp_path, reader, columns):
    file = write(tmp_path / "x.csv", ",".join([*columns, "mood"]) + "\n" + "," * len(columns) + "\n")
    assert "mood" in reader(read_table(file), world).unknown_columns


def test_missing_columns_are_all_named_at_once(world, tmp_path):
    table = read_table(write(tmp_path / "x.csv", "event_date,latitude\n2016-02-01,36\n"))
    with pytest.raises(ScenarioError) as caught:
        read_acled(table, world)
    assert [fault.column for fault in caught.value.faults] == ["event_type", "longitude", "fatalities"]


def ucdp_rows():
    mare = {"latitude": 36.48, "longitude": 37.19, "country": "Syria", "where_prec": 1, "date_prec": 3, "best": 9}
    short = {"date_start": "2016-02-02", "date_end": "2016-02-02"}
    return [
        mare | {"id": 1, "date_start": "2016-02-01", "date_end": "2016-02-14", "best": 80},
        mare | short | {"id": 2, "where_prec": 5},
        mare | short | {"id": 3, "country": "Turkey"},
    ]


@pytest.mark.parametrize("header", [True, False])
def test_ucdp_with_and_without_a_header(world, tmp_path, header):
    lines = [",".join(UCDP)] * header + [line(UCDP, **row) for row in ucdp_rows()]
    result = read_ucdp(read_table(write(tmp_path / "ged.csv", "\n".join(lines)), UCDP), world)
    # Two weeks share one event and 80 deaths: a score of 4.5 each.
    assert [(r["target"], r["date"], r["until"], r["value"]) for _, r in result.rows] == [
        ("mare", "2016-02-01", "2016-02-15", "0.45")
    ]
    assert sum(result.left_out.values()) == 2


def test_longer_violence_is_one_row_and_gaps_are_kept(world):
    week = datetime.timedelta(days=7)
    incidents = [Incident(world.start + week * w, world.start + week * w, "azaz", 40) for w in (0, 1, 3)]
    rows = [(r["date"], r["until"]) for _, r in conflict_rows(incidents, world, "x")]
    assert rows == [("2016-02-01", "2016-02-15"), ("2016-02-22", "2016-02-29")]


def test_violence_ends_with_the_scenario(world):
    last = world.end - datetime.timedelta(days=1)
    ((_, row),) = conflict_rows([Incident(last, last, "azaz", 40)], world, "x")
    assert (row["date"], row["until"]) == ("2016-03-28", "2016-04-01")  # not the whole week


def test_unhcr_time_series_knows_blanks_from_zero(world, tmp_path):
    series = [
        {"data_date": "2016-02-03", "individuals": 15000},
        {"data_date": "2016-02-04", "individuals": "-"},
        {"data_date": "2016-02-05", "individuals": "0"},
    ]
    file = write(tmp_path / "t.json", json.dumps({"data": {"timeseries": series}}))
    result = read_unhcr(read_table(file), world, "kilis")
    assert [(r["date"], r["place"], r["measure"], r["value"]) for _, r in result.rows] == [
        ("2016-02-03", "kilis", "stock", "15000"),
        ("2016-02-05", "kilis", "stock", "0"),
    ]
    with pytest.raises(ScenarioError, match="--place"):
        read_unhcr(read_table(file), world)


def test_unhcr_yearly_goes_to_the_site_that_stands_for_a_country(folder, tmp_path):
    settings = folder / "scenario.toml"
    settings.write_text(settings.read_text().replace("2016-02-01", "2015-12-31", 1))
    items = [
        {"year": 2015, "coo_iso": "SYR", "coa_iso": "LBN", "refugees": 1062690, "asylum_seekers": "10", "idps": "-"},
        {"year": 2015, "coo_iso": "SYR", "coa_iso": "SWE", "refugees": 50000, "asylum_seekers": "0"},
        {"year": 2015, "coo_iso": "IRQ", "coa_iso": "LBN", "refugees": 6000, "asylum_seekers": "0"},
    ]
    file = write(tmp_path / "p.json", json.dumps({"page": 1, "items": items}))
    result = read_unhcr(read_table(file), read(folder))
    assert [(r["place"], r["date"], r["value"]) for _, r in result.rows] == [("lebanon", "2015-12-31", "1062700")]
    assert sum(result.left_out.values()) == 2


def test_idmc_takes_recommended_figures_of_one_place(world, tmp_path):
    base = {"iso3": "SYR", "displacement_type": "Conflict", "displacement_start_date": "2016-02-03",
            "displacement_end_date": "2016-02-05", "locations_type": "Origin", "figure": 4000,
            "latitude": 36.47, "longitude": 37.1, "created_at": "2016-02-06T10:00:00Z"}  # fmt: skip
    rows = [
        base | {"role": "Recommended figure", "qualifier": "more than", "locations_name": "Tall Rif'at"},
        base | {"role": "Triangulation"},
        base | {"role": "Recommended figure", "locations_type": "Origin; Destination"},
        base | {"role": "Recommended figure", "locations_type": "Destination"},
        base | {"role": "Recommended figure", "displacement_type": "Disaster"},
    ]
    result = read_idmc(read_table(write(tmp_path / "idu.json", json.dumps(rows))), world)
    assert len(result.rows) == 1
    row = result.rows[0][1]
    assert (row["place"], row["measure"], row["low"], row["qualifier"]) == (
        "tall-rifaat",
        "departures",
        "4000",
        "at_least",
    )
    assert (row["since"], row["published"]) == ("2016-02-03", "2016-02-06")
    assert result.left_out["not a figure of one place of origin"] == 2


def test_idmc_rows_made_before_the_day_they_tell_of_have_no_date_of_publication(world, tmp_path):
    row = {"iso3": "SYR", "role": "Recommended figure", "figure": 4000, "displacement_start_date": "2016-02-03",
           "displacement_end_date": "2016-02-05", "locations_name": "Azaz", "created_at": "2016-02-04"}  # fmt: skip
    ((_, found),) = read_idmc(read_table(write(tmp_path / "idu.json", json.dumps([row]))), world).rows
    assert found["date"] == "2016-02-05"
    assert "published" not in found


def test_dtm_adds_up_the_rows_of_a_unit(world, tmp_path):
    text = (
        "operation,admin1Name,admin1Pcode,admin2Name,admin2Pcode,numPresentIdpInd,reportingDate,roundNumber\n"
        "Syria,Aleppo,SY02,A'zaz,SY0205,8000,2016-02-10,3\n"
        "Syria,Aleppo,SY02,A'zaz,SY0205,4500,2016-02-10,3\n"
        "Syria,Aleppo,SY02,Nowhere,SY0299,10,2016-02-10,3\n"
    )
    result = read_dtm(read_table(write(tmp_path / "dtm.csv", text)), world)
    assert [(r["place"], r["value"], r["note"]) for _, r in result.rows] == [("azaz", "12500", "round 3")]


def test_hxl_tags_below_titles_and_in_excel(world, tmp_path):
    path = tmp_path / "sites.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        rows = [
            ["Site list"], [], ["When", "P-code", "Site", "IDPs", "Mood"],
            ["#date", "#adm3+code", "#loc+name", "#affected+idps+ind", "#vibe"],
            ["2016-02-10", "SY0205", "?", 12500, "x"], ["2016-02-11", "", "Ikdah camps", "", ""],
            ["2016-02-12", "", "Atlantis", 4, ""],
        ]  # fmt: skip
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    result = read_hxl(path, world)
    assert [(r["date"], r["place"], r["measure"], r["value"]) for _, r in result.rows] == [
        ("2016-02-10", "azaz", "stock", "12500")
    ]
    assert result.unknown_columns == ("#vibe",)
    assert result.left_out["no place of the scenario with that code or name"] == 1


def test_a_workbook_with_a_cell_far_off_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "date")
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(ScenarioError, match="as far off as row 1,048,576 and column 16,384"):
        read_table(path)


ODF = "urn:oasis:names:tc:opendocument:xmlns"


def _ods(path, *rows, kind="table-cell"):
    """Write a sheet of rows, each (how often it repeats, how often its one cell repeats, the cell or None)."""
    told = "".join(
        f'<table:table-row table:number-rows-repeated="{down}">'
        f'<table:{kind} table:number-columns-repeated="{across}"'
        + ("/>" if cell is None else f' office:value-type="string"><text:p>{cell}</text:p></table:{kind}>')
        + "</table:table-row>"
        for down, across, cell in rows
    )
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="a">{told}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>')
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def test_a_sheet_of_repeated_cells_is_read_unless_it_would_fill_the_memory(tmp_path):
    usual = _ods(tmp_path / "usual.ods", (1, 1, "date"), (2, 2, "7"), (1_048_573, 16_384, None))
    assert read_rows(usual) == [["date", ""], ["7", "7"], ["7", "7"]]
    assert usual.stat().st_size < 2_000
    with pytest.raises(ScenarioError, match="as far off as row 1,000,001 and column 1,000"):
        read_table(_ods(tmp_path / "bomb.ods", (1, 1, "date"), (1_000_000, 1_000, "7")))


def test_marks_that_nobody_sees_are_cut_from_the_cells_of_a_table(world, tmp_path):
    text = "\ufeffdate,pl\u200bace,value\n2016-02-10\u200f,\u202aazaz\u202c,\u200e500\n2016-02-11,عفر\u200cین,5\n"
    table = read_table(write(tmp_path / "copied.csv", text))
    assert [dict(record.cells) for record in table.records] == [
        {"date": "2016-02-10", "place": "azaz", "value": "500"},
        {"date": "2016-02-11", "place": "عفر\u200cین", "value": "5"},
    ]
    assert [(r["place"], r["value"]) for _, r in read_sheet(table, world).rows] == [("azaz", "500")]


@pytest.mark.parametrize("kind", ["table-cell", "covered-table-cell"])
@pytest.mark.parametrize(
    ("down", "across", "cell"), [(40_000, 100, "7"), (1_000_000, 4, ""), (1_000, 300, "a long word " * 50)]
)
def test_a_small_file_whose_cells_repeat_a_million_times_is_refused_before_they_are_laid_out(
    tmp_path, monkeypatch, down, across, cell, kind
):
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_path", lambda _: pytest.fail("laid out"))
    with pytest.raises(ScenarioError, match=r"of which the file holds 2\..*far off or repeats"):
        read_rows(_ods(tmp_path / "bomb.ods", (1, 1, "date"), (down, across, cell), kind=kind))


def test_the_sheets_of_a_workbook_count_together(tmp_path, monkeypatch):
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for _ in range(3):
            book.add_worksheet().write(999_999, 2, 1)
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_path", lambda _: pytest.fail("laid out"))
    with pytest.raises(ScenarioError, match="row 1,000,000 and column 3: 9,000,000 cells"):
        read_rows(path)


def test_a_full_sheet_is_no_burden_however_many_its_cells(tmp_path, monkeypatch):
    monkeypatch.setattr("kilis.sources.tables.MAX_BLOWN_UP_BYTES", 40_000)
    path = tmp_path / "full.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(200):
            sheet.write_row(row, 0, range(50))
    assert len(read_rows(path)) == 200


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kilis.sources.tables.MAX_UNPACKED_BYTES", 3_000_000)
    path = tmp_path / "big.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 4_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(ScenarioError, match="unpacks to 4 MB"):
        read_table(path)


def test_a_table_without_tags_is_refused(world, tmp_path):
    with pytest.raises(ScenarioError, match="no row of HXL hashtags"):
        read_hxl(write(tmp_path / "x.csv", "a,b\n1,2\n"), world)


def test_our_own_tagged_export_comes_back(tmp_path):
    run = write_run(tmp_path / "run", days=9)
    exported, _ = export(run, "hxl", tmp_path / "hxl")
    world = read(run / "inputs")
    result = read_hxl(exported / "observations.csv", world)
    back = [
        (r["date"], r["place"], r["measure"], r.get("value"), r.get("low"), r.get("high"), r["qualifier"])
        for _, r in result.rows
    ]
    there = [
        (
            o.date.isoformat(),
            o.place,
            o.measure,
            *(None if v is None else f"{v:.10g}" for v in (o.value, o.low, o.high)),
            o.qualifier,
        )
        for o in world.observations
    ]
    assert back == there


def test_own_tables_with_own_column_names(world, tmp_path):
    file = write(
        tmp_path / "own.csv", "Reporting date;Site;Count;Colour\n10.02.2016;Azaz;12 500;blue\n11.02.2016;;3;red\n"
    )
    result = read_sheet(read_table(file), world, {"date": "Reporting date", "place": "Site", "value": "Count"})
    assert [(r["date"], r["place"], r["measure"], r["value"]) for _, r in result.rows] == [
        ("2016-02-10", "azaz", "stock", "12500")
    ]
    assert result.unknown_columns == ("Colour",)


@pytest.mark.parametrize(
    "text",
    [
        "Sites, people, and dates, 2016\nProvisional, not for quotation, as of 10 Feb\n"
        "date;place;value;source\n2016-02-10;azaz;12,500;Camp, partners\n2016-02-11;azaz;9,000;Camp, partners\n",
        "date;place;value;width;height\n2016-02-10;azaz;12500;1,5;2,5\n2016-02-11;azaz;9000;0,5;3,5\n",
        "Sites, weekly; all, of; them\ndate\tplace\tvalue\n2016-02-10\tazaz\t12,500\n2016-02-11\tazaz\t9,000\n",
        'Sites; weekly; all; of; them; here\ndate,place,value,source\n2016-02-10,azaz,"12,500","a; b; c; d; e"\n'
        '2016-02-11,azaz,"9,000","a; b; c;\nd; e"\n',
    ],
)
def test_the_separator_is_the_one_that_makes_a_table_whatever_titles_and_cells_hold(folder, tmp_path, text):
    found = run("csv", write(tmp_path / "own.csv", text), folder, "--dry-run", "--json")
    assert [row["value"] for row in json.loads(found.output)["rows"]] == ["12500", "9000"]


def test_what_is_no_table_is_told_in_words_and_adds_nothing(folder, tmp_path):
    before = (folder / "observations.csv").read_bytes()
    open_quote = 'date,place,value\n2016-02-10,azaz,5\n2016-02-11,"azaz,6\n2016-02-12,azaz,7\n'
    closed = open_quote.replace('"azaz', '"azaz"')
    for file, said in (
        (write(tmp_path / "open.csv", open_quote), "a double quote that is opened in row 3 is never closed"),
        (write(tmp_path / "deep.json", "[" * 100_000), "the file is not JSON"),
        (tmp_path, "this is no file"),
        (tmp_path / "nowhere.csv", "there is no such file"),
    ):
        found = run("csv", file, folder)
        assert (found.exit_code, said in found.output) == (2, True), found.output
    assert (folder / "observations.csv").read_bytes() == before
    assert len(json.loads(run("csv", write(tmp_path / "own.csv", closed), folder, "--json").output)["rows"]) == 3


def own(tmp_path, *rows, head="date,place,measure,value"):
    return write(tmp_path / "own.csv", "\n".join([head, *rows]) + "\n")


def test_the_order_of_day_and_month_is_taken_from_the_whole_column(world, tmp_path):
    dates = {
        ("03/02/2016", "14/02/2016"): ["2016-02-03", "2016-02-14"],
        ("02/03/2016", "02/14/2016"): ["2016-02-03", "2016-02-14"],
        ("03/02/2016",): ["2016-02-03"],
    }
    for written, meant in dates.items():
        result = read_sheet(read_table(own(tmp_path, *(f"{date},azaz,stock,1" for date in written))), world)
        assert [row["date"] for _, row in result.rows] == meant
        assert bool(result.notes) == (len(written) == 1)  # where nothing tells, it is said how they were read
    mixed = own(tmp_path, "14/02/2016,azaz,stock,1", "02/15/2016,azaz,stock,1")
    with pytest.raises(ScenarioError, match=r"14/02/2016 \(row 2\) and 02/15/2016 \(row 3\)"):
        read_sheet(read_table(mixed), world)


def test_cells_that_cannot_be_known_leave_their_row_out(world, tmp_path):
    figures = ['"12,500"', "12.500", "-5", '"1,25"', "about 300", "12 500"]
    rows = [f"2016-02-{day:02d},azaz,stock,{figure}" for day, figure in enumerate(figures, 10)]
    result = read_sheet(read_table(own(tmp_path, *rows, "2016-02-20,azaz,Stocks,7", "2016-02-21,azaz,STOCK,8")), world)
    assert [row["value"] for _, row in result.rows] == ["12500", "12500", "8"]
    assert sorted(result.left_out.values()) == [1, 4]
    assert any("Did you mean 'stock'?" in reason for reason in result.left_out)


def test_a_table_without_a_measure_holds_stocks_and_that_is_said(world, tmp_path):
    result = read_sheet(read_table(own(tmp_path, "2016-02-10,azaz,5", head="date,place,value")), world)
    assert [row["measure"] for _, row in result.rows] == ["stock"]
    assert "taken as a stock" in result.notes[0]


def book_with_titles(path):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Read me").write_column(0, 0, ["Figures of partners", "Provisional"])
        for name, figures in (("Week 6", ["9,100", 8200, "12 500", "30,000"]), ("Week 5", ["9,000"])):
            sheet = book.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 3, "Sites, weekly")
            sheet.write_row(2, 0, ["Site", "Reporting date", "People", "Zone"])
            sheet.write_column(3, 1, ["08/02/2016", "09.02.2016", "2016-02-10", "10/02/2016"][: len(figures)])
            sheet.write_column(3, 2, figures)
            sheet.write_column(3, 0, ["azaz"])
            if len(figures) > 1:
                sheet.merge_range(3, 0, 4, 0, "azaz")
                sheet.write_column(5, 0, ["azaz", "Total"])
    return path


NAMES = ("--column", "date=Reporting date", "--column", "place=Site", "--column", "value=People")


def test_a_workbook_with_titles_merged_cells_and_a_total_is_read_where_its_header_is(folder, tmp_path):
    book = book_with_titles(tmp_path / "sites.xlsx")
    found = run("xlsx", book, folder, *NAMES)
    assert "3 rows added" in found.output
    assert "The header is row 3 of the sheet Week 6." in found.output
    assert "Not read, though they have such columns too: Week 5." in found.output
    assert "(Total)" in found.output
    stocks = [(str(o.date), o.value) for o in read(folder).observations if "sites" in o.extra.get("document", "")]
    assert stocks == [("2016-02-08", 9100), ("2016-02-09", 8200), ("2016-02-10", 12500)]
    assert "1 row added" in run("xlsx", book, folder, *NAMES, "--sheet", "Week 5").output
    assert "0 rows added to" in run("xlsx", book, folder, *NAMES).output
    assert "Its sheets are: Read me, Week 6, Week 5" in run("xlsx", book, folder, "--sheet", "Week 7").output
    missing = run("xlsx", book, folder, "--sheet", "Week 6").output
    assert "row 3, date: the column is missing" in missing
    assert "the file has: Site, Reporting date, People, Zone" in missing


def test_a_merged_figure_is_not_counted_in_each_of_its_rows(tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["place", "azaz", "ikdah"])
        sheet.merge_range(1, 1, 2, 1, "9,100")
        sheet.merge_range(1, 2, 2, 2, "08/02/2016")
    assert read_rows(path)[1:] == [["azaz", "9,100", "08/02/2016"], ["ikdah", "", "08/02/2016"]]


def test_next_week_s_file_of_the_same_name_is_no_repetition(folder, tmp_path):
    for day, people in (("2016-02-08", 9000), ("2016-02-15", 9500)):
        path = write(tmp_path / "counts.csv", f"date,place,value\n{day},azaz,{people}\n")
        assert "1 row added" in run("csv", path, folder).output
    assert "0 rows added" in run("csv", path, folder).output


def run(*arguments):
    return CliRunner().invoke(cli.app, ["import", *map(str, arguments)])


def test_command_adds_rows_once(folder, tmp_path):
    file = acled_file(tmp_path / "acled.csv")
    before = (folder / "events.csv").read_text()
    assert run("acled", file, folder, "--dry-run").exit_code == 0
    assert (folder / "events.csv").read_text() == before
    first = run("acled", file, folder, "--json")
    assert json.loads(first.stdout)["added"] == 2
    assert len([e for e in read(folder).events if e.source == "ACLED"]) == 2
    again = run("acled", file, folder)
    assert "0 rows added" in again.stdout
    assert "2 were there already" in again.stdout


def test_columns_of_other_names_are_asked_for_all_at_once(folder, tmp_path):
    file = own(tmp_path, "2016-02-10,azaz,5", head="Day,Site,People")
    done = run("csv", file, folder)
    assert done.exit_code == 2
    for column in ("date", "place", "value"):
        assert f'--column "{column}=..."' in done.output
    assert "Day, Site, People" in done.output
    assert "ours=theirs" in run("csv", file, folder, "--column", "date").output
    assert "no column of observations.csv" in run("csv", file, folder, "--column", "dat=Day").output
    assert "The file has" in run("csv", file, folder, "--column", "date=Dai").output


def test_a_trial_refuses_what_the_scenario_would_refuse(folder, tmp_path):
    file = own(tmp_path, "2016-02-10,azaz,stock,5,range", head="date,place,measure,value,qualifier")
    before = (folder / "observations.csv").read_text()
    for arguments in (["--dry-run"], []):
        done = run("csv", file, folder, *arguments)
        assert done.exit_code == 2, done.output
        assert (folder / "observations.csv").read_text() == before


def test_command_refuses_what_it_cannot_read(folder, tmp_path):
    before = (folder / "observations.csv").read_text()
    for kind, file in (("ucdp", tmp_path / "none.csv"), ("dtm", write(tmp_path / "bad.csv", "a,b\n1,2\n"))):
        done = run(kind, file, folder)
        assert done.exit_code == 2
        assert file.name in done.output
    broken = run("xlsx", write(tmp_path / "bad.xlsx", "no workbook"), folder)
    assert broken.exit_code == 2
    assert (folder / "observations.csv").read_text() == before
