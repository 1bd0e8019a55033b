"""The page of a run: complete, self-contained, and silent about small counts."""

import base64
import dataclasses
import datetime
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.report.charts import FanChart, effect_chart, fan_chart, marker
from kilis.report.export import export
from kilis.report.figures import RunError, read_figures
from kilis.report.page import render
from kilis.report.sections import speaker_shapes
from kilis.report.series import Band, series_of
from kilis.report.snapshots import drawn_to_scale
from kilis.report.statements import effect_rows, gained, statements, strongest
from kilis.report.tidy import observation_rows
from kilis.scenario.model import Observation
from synthetic_run import OBSERVATIONS, write_run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="module")
def page(run):
    return render(read_figures(run))


class Balance(HTMLParser):
    """Follows opening and closing tags."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self):
        super().__init__()
        self.stack, self.ids = [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def test_page_is_well_formed_and_ids_are_unique(page):
    parser = Balance()
    parser.feed(page)
    assert parser.stack == []
    assert len(parser.ids) == len(set(parser.ids))


def test_page_is_small_and_asks_the_network_for_nothing(page):
    assert len(page.encode()) < 3_000_000
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    assert "url(http" not in page
    assert "@import" not in page


def test_text_from_the_tables_cannot_become_markup(page):
    assert "New camp <b>" not in page
    assert "New camp &lt;b&gt;&amp; more" in page
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S).group(1)
    assert "<" not in data
    assert json.loads(data)["places"][12] == "New camp <b>& more</b>"


def test_first_screen_says_what_matters_with_ranges(page):
    short = re.sub(r"<[^>]+>", "", re.search(r'id="in-short".*?</section>', page, re.S).group(0))
    assert re.search(r"By 31 Mar about [\d,]+ people \([\d,]+ to [\d,]+\) have fled", short)
    assert re.search(r"is the first to run out of room: an even chance by \d+ Feb", short)
    assert re.search(
        r"Suppose the crossing opens on 7 February: then on \d+ \w+ [\d,]+ fewer people \([\d,]+ to", short
    )


def test_every_speaker_is_named(page):
    for speaker in ("prime minister", "UN", "REACH", "monitoring group", "CCCM"):
        assert speaker in page
    assert OBSERVATIONS.count("\n") - 1 == page.split('id="said"')[1].split("</section>")[0].count("<tr>") - 1


def test_the_words_behind_a_figure_stand_beside_it(tmp_path):
    run = write_run(tmp_path / "run")
    table = run / "inputs" / "observations.csv"
    head, first, *rest = table.read_text().splitlines()
    words = "Ten thousand <people> wait, the minister said."
    lines = [
        head + ",quote,document,span,reviewed",
        f'{first},"{words}",abcdef0123456789,4-22,no',
        *(f"{row},,,," for row in rest),
    ]
    table.write_text("\n".join(lines) + "\n")
    text = render(read_figures(run))
    said = text.split('id="said"')[1].split("</section>")[0]
    assert "“Ten thousand &lt;people&gt; wait, the minister said.”" in said
    assert "Document abcdef012345, characters 4-22; accepted without review" in said
    assert text.count("Ten thousand &lt;people&gt;") == 2  # the table, and under the pointer on the chart
    row = observation_rows(read_figures(run))[0]
    assert (row["quote"], row["span"]) == (words, "4-22")


def test_the_policy_allows_the_page_its_own_style_and_script_and_nothing_else(page):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page).group(1)
    parts = dict(part.split(" ", 1) for part in policy.split("; "))

    def own(name):
        text = re.search(rf"<{name}>(.*?)</{name}>", page, re.S).group(1)
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert parts.pop("style-src") == own("style")
    assert parts.pop("script-src") == own("script")
    assert parts == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.search(r"\s(style|on[a-z]+)=", page)  # the policy forbids them


def test_small_print_tells_how_to_make_it_again(page):
    assert "kilis compare examples/made-up --members 40 --seed 4" in page
    assert "SHA-256 of places.csv" in page
    assert "2026-11-22 13:00:00 UTC" in page
    assert "Not to seal borders" in page
    assert "imply no endorsement" in page


def test_suppression_reaches_every_figure_of_the_page(run):
    figures = read_figures(run, suppress_below=50)
    page = render(figures)
    assert "below 50" in page
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    numbers = [
        n
        for name in ("stock", "low", "high", "waiting", "overflow")
        for variant in data[name]
        for place in variant
        for n in place
    ]
    assert any(n is None for n in numbers)
    assert not [n for n in numbers if n is not None and 0 < n < 50]
    assert "20 Feb: too few to show" in page  # the observation of 3 arrivals at Kilis


@pytest.mark.parametrize("below", [5, 500, 5_000, 20_000, 1_000_000])
def test_a_page_can_be_made_however_much_is_kept_back(run, below):
    page = render(read_figures(run, below))
    assert page.count("<section") >= 7
    assert not re.search(r">[^<]*\bnan\b", page)


def test_ends_that_are_kept_back_are_not_drawn():
    nan = float("nan")
    drawn = effect_chart([("Azaz", -800.0, nan, -900.0, -700.0, nan), ("Mare", 9.0, 1.0, 4.0, 12.0, 20.0)], "effects")
    assert (drawn.count('class="whisker"'), drawn.count('class="box"'), drawn.count('class="median-dot"')) == (1, 2, 2)
    assert "nan" not in drawn


def test_effects_with_an_end_kept_back_are_told(run):
    figures = read_figures(run)
    series = series_of(figures)
    key = ("border-opens", "stock", "kilis")
    hidden = dataclasses.replace(series.effects[key], q05=np.full(len(series.dates), np.nan))
    series = dataclasses.replace(series, effects=series.effects | {key: hidden})
    rows = effect_rows(figures, series, "border-opens", len(series.dates) - 1, {"stock": ""}, most=99)
    assert "Kilis" in [row[0] for row in rows]
    sizes = [abs(row[1]) for row in rows]
    assert sizes[:3] == sorted(sizes, reverse=True)[:3]


def test_what_was_published_after_the_origin_is_hollow_though_it_tells_of_a_day_before():
    dates = [datetime.date(2016, 2, d) for d in range(1, 21)]
    flat = np.full(len(dates), 100.0)
    said = [
        Observation(dates[4], "azaz", "stock", value=90, published=dates[published], speaker="UN")
        for published in (5, 12)
    ]
    chart = FanChart("", dates, Band(flat, flat, flat, flat, flat, flat), [], said, {}, [], origin=dates[10])
    assert fan_chart(chart).count('class="observation late"') == 1
    assert fan_chart(chart).count('class="observation"') == 1


def test_eight_speakers_have_eight_signs():
    said = [Observation(datetime.date(2016, 2, 1), "azaz", "stock", value=1, speaker=f"speaker {n}") for n in range(9)]
    shapes = speaker_shapes(said)
    assert len(set(shapes.values())) == 8
    drawn = {marker(shape, 0.0, 0.0) for shape in shapes.values()}
    assert len(drawn) == 8


def test_a_gain_is_not_told_where_the_start_is_unsure():
    def band(start_low, start_high):
        ends = {"q05": [start_low, 400.0], "q50": [100.0, 500.0], "q95": [start_high, 600.0]}
        return Band(mean=np.zeros(2), q25=np.zeros(2), q75=np.zeros(2), **{n: np.array(v) for n, v in ends.items()})

    assert gained(band(90.0, 110.0), 1) == (400.0, 300.0, 500.0)
    assert gained(band(50.0, 150.0), 1) is None  # the difference of quantiles would be no quantile of the difference
    assert gained(band(float("nan"), 110.0), 1) is None


def test_the_largest_gain_is_told_though_the_start_is_unsure(run):
    figures = read_figures(run)
    series = series_of(figures)
    band = series.summary["baseline", "stock", "azaz"]
    for column, first, last in (("q05", 30_000, 560_000), ("q50", 60_000, 630_000), ("q95", 125_000, 680_000)):
        getattr(band, column)[[0, -1]] = first, last
    for column in ("q05", "q50", "q95"):
        getattr(series.fled("baseline"), column)[-1] = 700_000
    told = statements(figures, series)[0].sentence
    assert "The largest gains: <b>Azaz</b> (from 60,000 to 630,000, at the end 560,000 to 680,000)" in told
    band.q05[-1], band.q50[-1], band.q95[-1] = (
        100_000,
        130_000,
        200_000,
    )  # within the range of the start: it may as well be no gain
    assert "Azaz" not in statements(figures, series)[0].sentence


def test_no_effect_is_told_that_may_as_well_be_none(run):
    series = series_of(read_figures(run))

    def band(low, median, high):
        constant = [np.full(len(series.dates), float(value)) for value in (low, median, high)]
        return Band(constant[1], constant[0], constant[1], constant[1], constant[1], constant[2])

    effects = {
        ("no-camp", "stock", "azaz"): band(-100, 9_000, 20_000),
        ("no-camp", "stock", "mare"): band(-900, -500, -100),
    }
    assert strongest(dataclasses.replace(series, effects=effects), "no-camp")[:3] == ("no-camp", "stock", "mare")
    unsure = {("no-camp", "stock", "azaz"): band(-100, 9_000, 20_000)}
    assert strongest(dataclasses.replace(series, effects=unsure), "no-camp") is None


def test_a_variants_sentence_goes_on_after_suppose(run):
    figures = read_figures(run)
    manifest = figures.manifest | {"variants": [{"id": "baseline", "sentence": "As stated"}]}
    manifest["variants"].append({"id": "border-opens", "sentence": "If the crossing opens on 7 February."})
    told = statements(dataclasses.replace(figures, manifest=manifest), series_of(figures))[2].sentence
    assert told.startswith("Suppose <i>the crossing opens on 7 February</i>: then on")


def test_suppression_reaches_the_inputs(run):
    shown = read_figures(run, 50_000).scenario
    assert {p.id: p.population for p in shown.places if p.id in ("aleppo", "haritan", "afrin", "turkey")} == {
        "aleppo": 300_000, "haritan": None, "afrin": 200_000, "turkey": 2_500_000,
    }  # fmt: skip
    assert [o.value for o in shown.observations if o.value] == [100_000.0]


def test_suppression_reaches_flows(run):
    data = json.loads(re.search(r'id="data">(.*?)</script>', render(read_figures(run, 400)), re.S).group(1))
    assert not [n for variant in data["flows"] for pair in variant for n in pair if n and 0 < n < 400]


def test_a_run_without_variants_or_effects_still_makes_a_page(tmp_path):
    run = write_run(tmp_path / "run")
    (run / "effects.parquet").unlink()
    (run / "flows.parquet").unlink()
    (run / "exceedance.parquet").unlink()
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["variants"] = manifest["variants"][:1]
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert "no variant was compared" in render(read_figures(run))


def test_command_writes_the_page_and_reports_faults(run, tmp_path):
    output = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["report", str(run), "-o", str(output), "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["bytes"] == output.stat().st_size
    missing = CliRunner().invoke(app, ["report", str(tmp_path / "nowhere")])
    assert missing.exit_code == 2
    assert "no manifest.json" in missing.output


def test_a_broken_table_is_one_clear_message(tmp_path):
    run = write_run(tmp_path / "run")
    (run / "summary.parquet").write_bytes(b"no table")
    with pytest.raises(RunError, match=r"summary\.parquet: cannot be read"):
        read_figures(run)
    (run / "summary.parquet").write_bytes((run / "flows.parquet").read_bytes())
    with pytest.raises(RunError, match=r"summary\.parquet is another table"):
        read_figures(run)


@pytest.mark.parametrize("manifest", [b"[]", b'"x"', b"{", b"\xff", b"[" * 100_000])
def test_a_manifest_that_others_wrote_is_one_clear_message(tmp_path, manifest):
    run = write_run(tmp_path / "run")
    (run / "manifest.json").write_bytes(manifest)
    with pytest.raises(RunError, match=r"manifest\.json: not readable .*Make the run again"):
        read_figures(run)


def test_quantiles_on_the_page_are_those_of_the_run(run, page):
    rows = pq.read_table(run / "summary.parquet").to_pylist()
    stock = [r["q50"] for r in rows if (r["variant"], r["measure"], r["place"]) == ("baseline", "stock", "azaz")]
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert data["stock"][0][4] == [round(v) for v in stock]


def as_forecast(run):
    """Turn a run into one that was made on 11 February."""
    origin = datetime.date(2016, 2, 11)
    for name in ("summary", "totals", "flows", "exceedance", "effects"):
        table = pq.read_table(run / f"{name}.parquet")
        pq.write_table(table.filter(pc.greater(table["date"], pa.scalar(origin))), run / f"{name}.parquet")
    manifest = json.loads((run / "manifest.json").read_text())
    manifest |= {"kind": "forecast", "origin": origin.isoformat(), "known": ["Two counts."], "unknown": ["<later>"]}
    (run / "manifest.json").write_text(json.dumps(manifest))
    return run


def test_a_forecast_tells_what_it_knew_and_marks_what_it_did_not(tmp_path):
    page = render(read_figures(as_forecast(write_run(tmp_path / "run"))))
    assert "What was published by 11 February 2016" in page
    assert "Two counts." in page
    assert "&lt;later&gt;" in page
    assert page.count("not known at the origin") == 3
    azaz = re.search(r'data-key="stock azaz".*?</svg>', page, re.S).group(0)
    assert azaz.count('class="observation late"') == 1  # 18 February
    assert azaz.count('class="observation"') == 1  # 11 February
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert data["allDates"][0] == "4 Feb"
    assert data["hover"]["stock azaz"]["m"][:8] == [None] * 8
    assert data["dates"][0] == "12 Feb"


def test_a_forecast_from_counts_tells_of_all_who_are_counted_and_not_of_those_since_the_start(page, tmp_path):
    assert "displaced since the start" in page
    forecast = render(read_figures(as_forecast(write_run(tmp_path / "run"))))
    assert "displaced persons, all who are counted" in forecast
    assert "displaced since the start" not in forecast


@pytest.mark.parametrize(
    ("stocks", "to_scale"),
    [
        ([[60_000, 66_000], [122_000, 122_500], [0, 0]], [True, True, True]),  # a steady camp is no country
        ([[122_000, 122_000], [66_000, 66_000], [2, 300]], [True, True, True]),
        ([[60_000, 66_000], [5_000, 5_000], [2_500_000, 2_500_000]], [True, True, False]),
        ([[60_000, 66_000], [5_000, 5_000], [100_000, 2_500_000]], [True, True, True]),
        ([[0, 0], [0, 0]], [True, True]),
    ],
)
def test_circles_are_to_scale_but_for_steady_whole_countries(stocks, to_scale):
    assert drawn_to_scale(np.array(stocks, dtype=float)) == to_scale


def test_a_forecast_shows_the_course_of_events_as_it_was_known(tmp_path):
    later = "From 15 February 2016 Tall Rifaat is held by others"
    assert later in render(read_figures(write_run(tmp_path / "plain")))
    figures = read_figures(as_forecast(write_run(tmp_path / "run")))
    page = render(figures)
    assert later not in page
    assert "12 February 2016 to 31 March 2016" in page  # the period
    assert [e.until for e in figures.scenario.events if e.event == "conflict"] == [None, None]  # nobody knew the end
    opened = figures.world_of("border-opens").events
    assert [(e.event, e.target) for e in opened][-1] == ("open", "gate")  # what a variant says happens all the same


def test_what_speaks_against_a_forecast_stands_above_its_figures(tmp_path):
    run = as_forecast(write_run(tmp_path / "run"))
    assert 'class="caution"' not in render(read_figures(run))
    manifest = json.loads((run / "manifest.json").read_text())
    (run / "manifest.json").write_text(json.dumps(manifest | {"caution": "Hardly any <member>."}))
    page = render(read_figures(run))
    assert page.index("Hardly any &lt;member&gt;.") < page.index("Who is where")
    book, _ = export(run, "xlsx", tmp_path / "run.xlsx")
    first = [[cell.value for cell in row] for row in openpyxl.load_workbook(book)["Read first"].iter_rows()]
    assert first[2] == ["Caution", "Hardly any <member>."]
    folder, _ = export(run, "hdx", tmp_path / "hdx")
    assert "Caution: Hardly any <member>." in (folder / "README.md").read_text()


def test_ranges_that_hold_chance_alone_are_called_so(tmp_path):
    run = write_run(tmp_path / "run")
    assert "chance alone" not in render(read_figures(run))
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["parameters"] = {"hope": {"distribution": "fixed", "numbers": [0.3], "reason": None}}
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert "chance alone" in render(read_figures(run))


def test_scores_of_earlier_forecasts_are_shown(tmp_path):
    ratio = {"ratio": 0.83, "low": 0.58, "high": 0.98}
    scores = tmp_path / "scores.json"
    document = {
        "conflicts": {"here": {"origins": 6}},
        "leads_days": [30],
        "reference": "persistence",
        "models": {
            "kilis": {"30": {"ard": 0.098, "ard_ratio": ratio, "crps_ratio": {"ratio": 0.91}}},
            "persistence": {"30": {"ard": 0.118}},
        },
        "ranges": {"30": {"coverage_90": {"places": 0.9}, "coverage_50": {"places": 0.47}}},
    }
    scores.write_text(json.dumps(document))
    run = write_run(tmp_path / "run", days=9)
    page = render(read_figures(run), scores=scores)
    assert "0.83 (0.58 to 0.98)" in page
    assert "6 forecasts of here" in page
    row = page.split('id="scores"')[1].split("<tbody>")[1].split("</tr>")[0]
    cells = re.findall(r"<t[hd][^>]*>([^<]*)<", row)
    assert cells == ["30", "9.8 %", "11.8 %", "0.83 (0.58 to 0.98)", "0.91", "90.0 %", "47.0 %"]
    document["ranges"]["30"]["coverage_50"]["places"] = None
    scores.write_text(json.dumps(document))
    assert "not scored" in render(read_figures(run), scores=scores)
    scores.write_text("{}")
    with pytest.raises(RunError, match="backtest --json"):
        render(read_figures(run), scores=scores)

    scores.write_text("[" * 100_000)
    with pytest.raises(RunError, match=r"not the output of `kilis backtest --json`$"):
        render(read_figures(run), scores=scores)
    with pytest.raises(RunError, match="No such file or directory; give"):
        render(read_figures(run), scores=tmp_path / "nowhere.json")


def test_a_run_over_years_writes_the_year(tmp_path):
    run = write_run(tmp_path / "run", days=400)
    page = render(read_figures(run))
    assert "By 6 Mar 2017 about" in page
    assert ">Feb 2016<" in page
    assert '"1 Feb 2016"' in page
