"""Accepted claims become rows: all or nothing, never twice, and taken back in one step."""

import csv
import dataclasses
import datetime
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario import Place, Route, Scenario, check, read, write
from kilis.scenario.start import start
from kilis.sources.reading import Reader, accept
from kilis.sources.tables import read_table

TEXT = (
    "BULLETIN, 6 February 2016\n\nSome 3,000 people have arrived in Azaz since Monday, the mayor said. "
    "At least 900 people are waiting at Bab al-Salama. The crossing at Bab al-Salama has been closed since Friday. "
    "About 200 families arrived in Afrin on Saturday. Officials deny that 5,000 people have arrived in Afrin. "
    "Some 70 people were killed in Azaz.\n"
)


@pytest.fixture
def folder(tmp_path):
    places = (
        Place("azaz", "Azaz", "settlement", 36.587, 37.046, "SYR", population=9000),
        Place("afrin", "Afrin", "settlement", 36.512, 36.87, "SYR"),
        Place("bas", "Bab al-Salama", "crossing", 36.642, 37.094, "SYR"),
        Place("kilis", "Kilis", "site", 36.718, 37.115, "TUR"),
    )
    routes = (Route("azaz", "bas", 7), Route("azaz", "afrin", 18), Route("bas", "kilis", 9, "crossing"))
    start, end = datetime.date(2016, 2, 1), datetime.date(2016, 3, 1)
    return write(Scenario("Test", start, end, places, routes), tmp_path / "world")


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["read", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def rows(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_accepted_claims_become_rows_that_the_scenario_reads(folder, report):
    run(report, "--scenario", folder, "--accept-all")
    observed = {(row["place"], row["measure"]): row for row in rows(folder / "observations.csv")}
    arrived = observed["azaz", "arrivals"]
    assert (arrived["value"], arrived["qualifier"], arrived["kind"]) == ("3000", "approx", "claim")
    assert (arrived["since"], arrived["date"], arrived["speaker"]) == ("2016-02-01", "2016-02-06", "mayor")
    start, end = map(int, arrived["span"].split("-"))
    assert TEXT[start:end] == "Some 3,000 people"
    assert arrived["reviewed"] == "no"
    assert observed["bas", "waiting"]["low"] == "900"
    # households without a size, what was denied, and what the model has no measure for stay out
    assert len(observed) == 2
    (closed,) = rows(folder / "events.csv")
    assert (closed["event"], closed["target"], closed["date"]) == ("close", "bas", "2016-02-05")
    assert len(read(folder).observations) == 2


def test_so_many_a_day_over_a_month_is_one_day_s_number(folder, tmp_path):
    path = tmp_path / "daily.txt"
    path.write_text(
        "6 February 2016\n\nAn average of 630 people have crossed into Kilis each day over the last month.\n"
    )
    run(path, "--scenario", folder, "--accept-all")
    (row,) = rows(folder / "observations.csv")
    assert (row["value"], row["since"], row["date"]) == ("630", "2016-02-06", "2016-02-06")


def test_a_day_s_number_is_summed_over_that_day_and_a_part_becomes_no_row(folder, tmp_path):
    report = tmp_path / "day.txt"
    report.write_text(
        "Fighting goes on. On Thursday 3,000 people fled to Azaz, 1,200 of them children. By Friday 900 had fled to "
        "Afrin.",
        encoding="utf-8",
    )
    run(report, "--date", "2016-02-06", "--scenario", folder, "--accept-all")
    made = {row["place"]: (row["since"], row["date"], row["value"]) for row in rows(folder / "observations.csv")}
    assert made == {"azaz": ("2016-02-04", "2016-02-04", "3000"), "afrin": ("", "2016-02-05", "900")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling on Friday displaced 4,500 people to Azaz.", ("arrivals", "azaz")),
        ("Shelling on Friday drove 4,500 people from Homs to Azaz.", ("arrivals", "azaz")),
        ("Shelling on Friday drove 4,500 people from Azaz to Homs.", ("departures", "azaz")),
        ("After shelling on Friday 4,500 people left towards Azaz.", "on their way"),
    ],
)
def test_displaced_people_are_counted_where_they_left_or_else_where_they_came(folder, text, expected):
    scenario = read(folder)
    report = Reader(scenario.places).read(text, date=datetime.date(2016, 2, 6))
    (claim,) = [each for each in report.claims if each.quantity]
    made = accept.row_of(claim, report, scenario)
    told = made.reason if isinstance(made, accept.Refused) else (made[1]["measure"], made[1]["place"])
    assert expected == told or expected in told


def test_a_road_of_one_end_does_not_cut_a_town_off(folder):
    scenario = read(folder)
    report = Reader(scenario.places).read("The road to Azaz is blocked by shelling.", date=datetime.date(2016, 2, 6))
    (claim,) = report.claims
    made = accept.row_of(claim, report, scenario)
    assert isinstance(made, accept.Refused)
    assert "several roads" in made.reason


def test_the_same_text_twice_adds_nothing(folder, report):
    run(report, "--scenario", folder, "--accept-all")
    before = (folder / "observations.csv").read_bytes()
    result = run(report, "--scenario", folder, "--accept-all")
    assert "0 rows added, 3 were there already" in result.output
    assert (folder / "observations.csv").read_bytes() == before


def test_households_are_converted_only_when_asked_and_the_size_is_shown(folder, report):
    run(report, "--scenario", folder, "--accept-all", "--household-size", "5")
    (row,) = [row for row in rows(folder / "observations.csv") if row["place"] == "afrin"]
    assert row["value"] == "1000"
    assert "x 5" in row["note"]


def test_undo_restores_every_byte(folder, report):
    (folder / "observations.csv").write_text("date,place,measure,value\r\n2016-02-02,azaz,arrivals,5\r\n", newline="")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(report, "--scenario", folder, "--accept-all")
    assert (folder / "observations.csv").read_bytes() != before["observations.csv"]
    run("--scenario", folder, "--undo")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    run("--scenario", folder, "--undo", code=2)


@pytest.mark.parametrize("last", ["events.csv.new", ".reading-undo.json.new", "observations.csv.new"])
def test_what_cannot_be_written_to_the_end_leaves_every_file_as_it_was(folder, report, monkeypatch, last):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    real = Path.replace

    def failing(self, target):
        if self.name == last:
            raise OSError("the name is taken")
        return real(self, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", failing)
        run(report, "--scenario", folder, "--accept-all", code=2)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_undo_again_takes_back_the_acceptance_before(folder, report, tmp_path):
    later = tmp_path / "later.txt"
    later.write_text("6 February 2016\n\nSome 400 displaced people are sheltering in Kilis, the mayor said.\n")
    empty = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(report, "--scenario", folder, "--accept-all")
    once = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(later, "--scenario", folder, "--accept-all")
    assert len(rows(folder / "observations.csv")) == 3
    run("--scenario", folder, "--undo")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == once
    run("--scenario", folder, "--undo")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == empty
    result = run("--scenario", folder, "--undo", code=2)
    assert "there is nothing to undo" in result.output


@pytest.mark.parametrize("saved", ["no json", "7", '{"before": {}, "after": {}}', '[{"before": {"events.csv": 1}}]'])
def test_a_file_of_steps_that_others_wrote_is_nothing_to_undo(folder, saved):
    (folder / ".reading-undo.json").write_text(saved)
    assert "there is nothing to undo" in run("--scenario", folder, "--undo", code=2).output


def test_undo_refuses_when_the_table_changed_since(folder, report):
    run(report, "--scenario", folder, "--accept-all")
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        file.write("2016-02-09,azaz,arrivals,7" + "," * 11 + "\n")
    result = run("--scenario", folder, "--undo", code=2)
    assert "changed since" in result.output


def test_what_the_scenario_refuses_is_not_written(folder):
    good = {"date": "2016-02-06", "place": "azaz", "measure": "arrivals", "value": "5", "document": "x", "span": "1-2"}
    with pytest.raises(accept.AcceptError, match="nothing was written"):
        accept.append(folder, [("observations.csv", good), ("observations.csv", good | {"place": "no", "span": "3-4"})])
    assert not (folder / "observations.csv").exists()


def test_a_claim_without_a_place_of_the_scenario_says_so(folder):
    report = Reader(read(folder).places).read("Some 3,000 people fled Goma.", date=datetime.date(2016, 2, 6))
    refused = accept.row_of(report.claims[0], report, read(folder))
    assert isinstance(refused, accept.Refused)
    assert "Goma is no place of the scenario" in refused.reason


def test_each_kind_of_event_becomes_a_row_or_says_why_not(folder):
    text = (
        "Refugees, 6 February 2016. Government forces have laid siege to Azaz, residents said. Turkey limited the "
        "crossing at Bab al-Salama to 150 refugees a day on Friday. Rebels threatened to attack Afrin on Saturday. "
        "A ceasefire was declared in Afrin on Saturday."
    )
    report = Reader(read(folder).places).read(text)
    made = {c.action: accept.row_of(c, report, read(folder)) for c in report.claims}
    assert {made["siege"][1][k] for k in ("event", "target")} == {"cut", "azaz"}
    assert (made["limit"][1]["event"], made["limit"][1]["target"], made["limit"][1]["value"]) == ("limit", "bas", "150")
    assert "moves nobody by itself" in made["threat"].reason
    assert "truce moves nobody" in made["ceasefire"].reason
    assert "limit" not in {c.action for c in report.claims if c.kind == "figure"}


def test_figures_of_a_whole_country_are_totals_and_of_another_are_asked_about(folder):
    world = read(folder)
    world = Scenario("T", world.start, world.end, world.places, world.routes, coo_iso3="SYR")
    text = "6 February 2016. Some 70,000 people are displaced in Syria. In Turkey, 2,000 Syrians are sheltering."
    report = Reader(world.places).read(text)
    total, stock = (accept.row_of(claim, report, world) for claim in report.claims)
    assert (total[1]["place"], total[1]["measure"], total[1]["value"]) == ("*", "displaced", "70000")
    assert stock.reason == "Turkey is wider than a place: edit it, to one of kilis, or to * for the whole scenario"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The road between Azaz and Tall Rifaat was cut on Wednesday.", "Tall Rifaat is no place of the scenario"),
        ("Some 75,000 people have been displaced in Azaz and Raqqa since 1 February.", "one figure for several places"),
        ("Seven wounded people were admitted at Bab al-Salama on Friday.", "bas is a crossing that they passed"),
        ("Up to 55,000 people were displaced in Kilis on Friday.", "kilis, which is abroad"),
        ("Rebels captured Afrin on Friday.", "who holds afrin in words of the scenario (army)"),
    ],
)
def test_what_would_say_more_than_the_text_is_left_to_a_person(folder, text, reason):
    world = dataclasses.replace(read(folder), coo_iso3="SYR")
    azaz = dataclasses.replace(world.places[0], controlled_by="army")
    world = dataclasses.replace(world, places=(azaz, *world.places[1:]))
    report = Reader(world.places).read(text, date=datetime.date(2016, 2, 6))
    made = [accept.row_of(claim, report, world) for claim in report.claims]
    assert [reason in one.reason for one in made] == [True]


def test_who_holds_a_place_is_a_name_of_the_scenario_or_a_persons(folder):
    world = read(folder)
    world = dataclasses.replace(
        world, places=(dataclasses.replace(world.places[0], controlled_by="army"), *world.places[1:])
    )
    report = Reader(world.places).read("The army captured Afrin on Friday.", date=datetime.date(2016, 2, 6))
    (claim,) = report.claims
    assert accept.row_of(claim, report, world)[1]["text"] == "army"
    assert accept.row_of(claim, report, world, holder="militia")[1]["text"] == "militia"


def test_asking_about_a_place_that_changed_hands_asks_who_holds_it(folder, tmp_path):
    path = tmp_path / "captured.txt"
    path.write_text("6 February 2016. Rebels captured Afrin on Friday.", encoding="utf-8")
    given = "e\n\nrebels\n\n"
    result = CliRunner().invoke(app, ["read", str(path), "--scenario", str(folder), "--accept"], input=given)
    assert result.exit_code == 0, result.output
    assert [(row["event"], row["target"], row["text"]) for row in rows(folder / "events.csv")] == [
        ("control", "afrin", "rebels")
    ]


@pytest.mark.parametrize("given", ["e\n", "e\n\n", ""])
def test_an_answer_broken_off_accepts_nothing(folder, tmp_path, given):
    path = tmp_path / "captured.txt"
    path.write_text("6 February 2016. Rebels captured Afrin on Friday.", encoding="utf-8")
    before = {name: (folder / name).read_bytes() for name in accept.FILES if (folder / name).exists()}
    result = CliRunner().invoke(app, ["read", str(path), "--scenario", str(folder), "--accept"], input=given)
    assert result.exit_code == 0, result.output
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_the_words_behind_a_row_are_kept_with_it(folder, report):
    run(report, "--scenario", folder, "--accept-all")
    quotes = [row["quote"] for name in accept.FILES for row in rows(folder / name)]
    assert "Some 3,000 people have arrived in Azaz since Monday, the mayor said." in quotes
    assert "The crossing at Bab al-Salama has been closed since Friday." in quotes
    assert not [w for w in check(read(folder)) if "quote" in str(w)]


def test_a_quote_is_bounded_around_its_figure_and_is_no_formula(folder):
    long = "- " + "on the road to the border, " * 16 + "some 3,000 people have arrived in Azaz, the mayor said"
    report = Reader(read(folder).places).read(long + ".", date=datetime.date(2016, 2, 6))
    (quote,) = {accept.quoted(claim, report) for claim in (*report.claims, *report.left_out)}
    assert len(quote) <= 304
    assert "3,000 people have arrived in Azaz" in quote
    short = Reader(read(folder).places).read("-Some 3,000 people arrived in Azaz.", date=datetime.date(2016, 2, 6))
    assert accept.quoted(short.claims[0], short) == "Some 3,000 people arrived in Azaz."


def test_asking_accepts_edits_and_rejects(folder, report):
    result = CliRunner().invoke(
        app, ["read", str(report), "--scenario", str(folder), "--accept"], input="a\ne\nazaz\n950\nq\n"
    )
    assert result.exit_code == 0, result.output
    observed = rows(folder / "observations.csv")
    assert [(row["place"], row["value"], row["reviewed"]) for row in observed] == [
        ("azaz", "3000", "yes"),
        ("azaz", "950", "yes"),
    ]


def test_asking_goes_on_until_it_is_told(folder, report):
    given = "y\n\ne\nazaz\n5k\n4,000\n\nq\n"
    result = CliRunner().invoke(
        app, ["read", str(report), "--scenario", str(folder), "--accept", "--json"], input=given
    )
    assert result.stderr.count("press one of a, e, r, q") == 2
    assert "'5k' is no number" in result.stderr
    assert [(row["place"], row["value"]) for row in rows(folder / "observations.csv")] == [("azaz", "4000")]
    assert json.loads(result.stdout)["accepted"]["added"] == 1


def test_json_is_one_document_and_csv_and_page_are_written(report, tmp_path):
    table, page = tmp_path / "claims.csv", tmp_path / "page.html"
    result = run(report, "--json", "--csv", table, "--annotate", page)
    claims = json.loads(result.stdout)["documents"][0]["claims"]
    assert claims[0]["words"] == "Some 3,000 people"
    assert len(rows(table)) == len(claims)
    html = page.read_text(encoding="utf-8")
    assert html.count("<mark ") >= len(claims)
    assert "<script" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_a_scenario_of_an_invented_country_meets_places_of_real_ones(tmp_path):
    start(tmp_path / "valley")
    path = tmp_path / "told.txt"
    path.write_text("2016-02-06\n\nSome 3,000 people arrived in Azaz, and 1,200 fled Tel Rifaat.", encoding="utf-8")
    found = json.loads(run(path, "--json", "--scenario", tmp_path / "valley").stdout)
    assert [claim["value"] for claim in found["documents"][0]["claims"]] == [3000, 1200]


def test_one_claim_is_one_claim(tmp_path):
    path, page = tmp_path / "told.txt", tmp_path / "page.html"
    path.write_text("2016-02-06\n\nSome 20,000 people fled Azaz, the mayor said.", encoding="utf-8")
    run(path, "--annotate", page)
    assert ". 1 claim; blue marks" in page.read_text(encoding="utf-8")


def test_the_publisher_can_be_given(folder, report):
    assert json.loads(run(report, "--json").stdout)["documents"][0]["publisher"] is None
    named = run(report, "--publisher", " Azaz\n local council ", "--json", "--scenario", folder, "--accept-all")
    assert json.loads(named.stdout)["documents"][0]["publisher"] == "Azaz local council"
    assert {row["publisher"] for row in rows(folder / "observations.csv")} == {"Azaz local council"}


def test_a_table_of_claims_is_for_excel(tmp_path):
    path, table = tmp_path / "told.txt", tmp_path / "claims.csv"
    path.write_text("2016-02-06\n\nSome 20,000 people fled Cité Soleil’s hills, the mayor said.", encoding="utf-8")
    run(path, "--csv", table)
    assert table.read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    (claim,) = read_table(table).records
    assert (claim.get("document"), claim.get("value")) == ("told.txt", "20000")
    assert "Cité Soleil’s" in claim.get("sentence")


def test_a_table_without_claims_has_its_header(tmp_path, report):
    path, empty, table = tmp_path / "calm.txt", tmp_path / "calm.csv", tmp_path / "claims.csv"
    path.write_text("It was quiet.", encoding="utf-8")
    run(path, "--csv", empty)
    run(report, "--csv", table)
    assert empty.read_text(encoding="utf-8").splitlines() == table.read_text(encoding="utf-8").splitlines()[:1]


def test_a_table_of_claims_holds_no_formula(tmp_path):
    path, table = tmp_path / "=1+1.txt", tmp_path / "claims.csv"
    path.write_text(
        '=HYPERLINK("http://x") said that 3,000 people arrived in Azaz on 5 February 2016.', encoding="utf-8"
    )
    run(path, "--csv", table)
    cells = [cell for row in rows(table) for cell in row.values()]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_text_of_other_matters_makes_no_claims_unless_all_are_asked_for(tmp_path):
    novel = tmp_path / "novel.txt"
    novel.write_text(
        "2016-02-06\n\nBOOK REVIEW\n\nIn her third novel, set in the winter of 1943, the author follows a family of "
        "weavers who fled Kharkiv with a cow, a clock and a grandmother. Some 4,000 people were displaced from Izium, "
        "she writes, and the reader walks with every one of them. The chapters on the siege are the best of the book. "
        "The publisher has printed 12,000 copies; the film rights were sold last autumn, and the audience at the "
        "festival in Edinburgh laughed and wept. It is a story about memory, told in the past tense, without a plot.",
        encoding="utf-8",
    )
    told = run(novel)
    assert "no claims: it seems to tell of other matters than a present crisis" in told.stdout
    assert "--all shows them" in told.stdout
    found = json.loads(run(novel, "--json").stdout)
    assert found["documents"][0]["claims"] == []
    count = found["documents"][0]["left_out"]
    assert count
    assert found["questions"] == [f"novel.txt: of other matters than a crisis? claims left out: {count}"]
    assert len(json.loads(run(novel, "--json", "--all").stdout)["documents"][0]["claims"]) == count
    run(novel, "--annotate", tmp_path / "novel.html")
    assert f"claims left out: {count}." in (tmp_path / "novel.html").read_text(encoding="utf-8")


def test_the_table_fits_eighty_columns(report):
    assert max(map(len, run(report).stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing.txt"], "no such file"),
        ([], "at least one file"),
        (["x.txt", "--date", "6 Feb 2016"], "not a date; write 2016-02-06"),
        (["x.txt", "--accept"], "needs --scenario"),
        (["--undo"], "needs --scenario"),
    ],
)
def test_bad_input_ends_with_two_and_says_why(arguments, says):
    assert says in run(*arguments, code=2).output


def test_all_bad_files_are_named_at_once(tmp_path):
    result = run(tmp_path / "a.txt", tmp_path / "b.txt", code=2)
    assert "a.txt" in result.output
    assert "b.txt" in result.output


def test_a_scenario_is_drafted_from_a_report_and_says_what_is_open(report, tmp_path):
    folder = tmp_path / "drafted"
    result = CliRunner().invoke(app, ["new", str(folder), "--from-report", str(report)])
    assert result.exit_code == 0, result.output
    drafted = read(folder)
    assert {place.id for place in drafted.places} == {"azaz", "bab-al-salama", "afrin"}
    assert (drafted.start, drafted.coo_iso3) == (datetime.date(2016, 2, 1), "SYR")
    assert {prior.distribution for prior in drafted.parameters.values()} > {"fixed"}  # chance alone is too narrow
    assert drafted.events == ()
    assert len(drafted.observations) == 2
    notes = (folder / "TO-DECIDE.md").read_text(encoding="utf-8")
    assert "1.3" in notes
    assert "Population" in notes
    assert "households" in notes
    assert "no place beyond bab-al-salama is named" in notes


def drafted(tmp_path, text):
    """Draft a scenario from a text; return it and what is open."""
    path, folder = tmp_path / "update.txt", tmp_path / "drafted"
    path.write_text(f"BULLETIN, 24 October 2024\n\n{text}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", str(folder), "--from-report", str(path)])
    assert result.exit_code == 0, result.output
    assert "Next: fill in the population" in result.output
    return read(folder), (folder / "TO-DECIDE.md").read_text(encoding="utf-8")


def test_two_names_of_one_place_are_one_place_with_an_alias(tmp_path):
    text = (
        "Some 3,000 people fled El Fasher on Monday. About 900 people crossed at Wunthow. Some 700 people fled "
        "Al Fasher on Tuesday. About 400 people are waiting at Joda border."
    )
    scenario, _ = drafted(tmp_path, text)
    assert [place.name for place in scenario.places] == ["El Fasher", "Wunthow"]
    assert scenario.places[1].extra["aliases"] == "Joda border"


def test_a_crossing_is_drawn_between_the_nearest_places_and_none_beyond_the_bound(tmp_path):
    text = (
        "Some 3,000 people fled Omdurman. About 900 people arrived in Khartoum. Some 400 people arrived in Renk. "
        "About 700 people arrived in Malakal. Some 200 people arrived in Aswan."
    )
    scenario, notes = drafted(tmp_path, text)
    gates = [{route.origin, route.destination} for route in scenario.routes if route.mode == "crossing"]
    assert gates == [{"khartoum", "renk"}]  # neither Omdurman to Malakal nor anything to Aswan
    assert "No crossing leads to or from Egypt" in notes


def test_a_governorate_is_no_settlement(tmp_path):
    text = "Some 3,000 people fled Mosul. About 900 people arrived in Erbil. Some 400 people arrived in Salah al-Din."
    scenario, notes = drafted(tmp_path, text)
    assert [place.id for place in scenario.places] == ["mosul", "erbil"]
    assert "Areas are no places and were left out: Salah al-Din. Add" in notes
    (tmp_path / "towns").mkdir()
    assert "Areas" not in drafted(tmp_path / "towns", text.rpartition(" Some")[0])[1]


def test_a_draft_has_the_columns_that_are_to_be_filled_in(tmp_path):
    drafted(tmp_path, "Some 3,000 people fled Mosul. About 900 people arrived in Erbil.")
    header = (tmp_path / "drafted" / "places.csv").read_text(encoding="utf-8").split("\n")[0]
    assert {"population", "capacity_persons"} < set(header.split(","))
    header = (tmp_path / "drafted" / "events.csv").read_text(encoding="utf-8").split("\n")[0]
    assert {"until", "value", "text"} < set(header.split(","))
    header = (tmp_path / "drafted" / "observations.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    assert header.index("value") < header.index("document")


def test_a_draft_leads_one_road_to_each_crossing_and_names_long_ones_and_what_was_said_of_inhabitants(tmp_path):
    text = (
        "Some 3,000 people fled Goma, a city of about 2 million inhabitants, on Monday. About 900 people arrived in "
        "Gisenyi. Some 400 people arrived in Kisangani. About 300 people are waiting at Petite Barriere and 200 at "
        "Grande Barriere."
    )
    scenario, notes = drafted(tmp_path, text)
    roads = [{r.origin, r.destination} for r in scenario.routes if r.mode == "road"]
    assert [road for road in roads if road & {"petite-barriere", "grande-barriere"}] == [
        {"grande-barriere", "goma"},
        {"petite-barriere", "goma"},
    ]
    assert "Goma (the report says ~ 2,000,000)" in notes
    assert "Far apart are goma--kisangani (" in notes
    assert "The title and the description" in notes


def test_a_road_that_is_told_to_be_cut_is_on_the_drafted_map(tmp_path):
    text = (
        "Some 3,000 people fled Kherson on Monday. About 900 people arrived in Mykolaiv, 700 arrived in Snihurivka "
        "and 300 in Oleshky. The road from Kherson to Kryvyi Rih has been cut since Tuesday."
    )
    scenario, notes = drafted(tmp_path, text)
    cut = next(event.target for event in scenario.events if event.event == "cut")
    assert set(cut.split("--")) == {"kherson", "kryvyi-rih"}
    assert cut in {route.id for route in scenario.routes}
    assert "there is no route" not in notes


def test_who_holds_a_place_is_taken_from_words_in_passing_and_told(tmp_path):
    text = (
        "Some 3,000 people fled rebel-held Azaz on Monday for the government-controlled city of Aleppo. About 400 "
        "people arrived in opposition-held Idlib and 90 in the SDF-held town of Manbij. Gunmen captured Saraqib from "
        "government forces. "
        "Some 70 people fled formerly rebel-held Afrin, 60 fled newly-held Jarablus. Rebel-held areas of Mare were "
        "shelled. Some 50 people fled regime-held Hama, and 40 fled rebel-held Hama."
    )
    scenario, notes = drafted(tmp_path, text)
    held = {place.id: place.controlled_by for place in scenario.places if place.controlled_by}
    assert held == {"azaz": "rebels", "aleppo": "government", "idlib": "rebels", "manbij": "SDF"}
    assert {"afrin", "mare", "hama"} < {place.id for place in scenario.places}
    assert "Azaz (rebels), Aleppo (government), Idlib (rebels), Manbij (SDF)" in notes
    assert "say who holds saraqib from then on" in notes


def test_a_draft_that_breaks_off_leaves_no_folder(report, tmp_path, monkeypatch):
    def refuse(*_):
        raise accept.AcceptError("the scenario would refuse it")

    monkeypatch.setattr(accept, "append", refuse)
    found = CliRunner().invoke(app, ["new", str(tmp_path / "drafted"), "--from-report", str(report)])
    assert found.exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.txt"]


def test_the_publisher_of_a_drafted_scenario_can_be_given(report, tmp_path):
    CliRunner().invoke(app, ["new", str(tmp_path / "d"), "--from-report", str(report), "--publisher", "The Bulletin"])
    assert {row["publisher"] for row in rows(tmp_path / "d" / "observations.csv")} == {"The Bulletin"}


def test_places_that_are_only_named_are_taken_where_claims_tell_of_countries(tmp_path):
    text = (
        "More than 1.6 million people have fled to South Sudan and Chad. Fighting goes on in Khartoum. "
        "Aid groups keep warehouses in Renk. The appeal was launched in Geneva."
    )
    scenario, _ = drafted(tmp_path, text)
    assert "renk" in {place.id for place in scenario.places}
    assert "geneva" not in {place.id for place in scenario.places}


def test_a_report_with_too_few_places_says_which_there_were(tmp_path):
    path = tmp_path / "update.txt"
    path.write_text("BULLETIN, 24 October 2024. Some 3,000 people fled from Renk to Ethiopia.", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", str(tmp_path / "drafted"), "--from-report", str(path)])
    assert result.exit_code == 2
    assert "one with a position (Renk)" in result.output
    assert "wider than a place: Ethiopia" in result.output


def test_a_report_without_places_drafts_nothing(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("BULLETIN, 6 February 2016. Some 3,000 people fled.", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", str(tmp_path / "drafted"), "--from-report", str(path)])
    assert result.exit_code == 2
    assert "fewer than two" in result.output
    assert not (tmp_path / "drafted").exists()


def test_arrivals_of_more_than_live_on_the_map_are_left_to_a_person(folder):
    text = "Some 3,000 people fled Azaz on Friday. Kilis, which has already taken in 25,000 Syrians, said it was full."
    report = Reader(read(folder).places).read(text, date=datetime.date(2016, 2, 6))
    (claim,) = (c for c in report.claims if c.quantity.value == 25_000)
    received = dataclasses.replace(claim, action="received", since=None, period=None)
    refused = accept.row_of(received, report, read(folder))
    assert isinstance(refused, accept.Refused)
    assert "from before the scenario began" in refused.reason
    few = dataclasses.replace(received, quantity=dataclasses.replace(claim.quantity, value=900))
    assert accept.row_of(few, report, read(folder))[1]["measure"] == "arrivals"


LATER = (
    "6 February 2016\n\nSome 3,000 people arrived in Azaz on 8 February 2016. Some 700 people arrived in Afrin on "
    "5 February. Rebels shelled Azaz on 5 January. The crossing at Bab al-Salama was closed on 5 February.\n"
)


@pytest.mark.parametrize("how", ["--accept", "--accept-all"])
def test_a_row_that_the_scenario_would_refuse_is_left_out_and_the_others_are_kept(folder, tmp_path, how):
    (folder / "events.csv").write_text("date,until,event,target\n2016-02-04,2016-02-08,close,bas\n", encoding="utf-8")
    path = tmp_path / "later.txt"
    path.write_text(LATER, encoding="utf-8")
    given = "" if how == "--accept-all" else "r\na\nr\na\n"
    result = CliRunner().invoke(app, ["read", str(path), "--scenario", str(folder), how], input=given)
    assert result.exit_code == 0, result.output
    assert [(row["place"], row["value"]) for row in rows(folder / "observations.csv")] == [("afrin", "700")]
    assert [row["date"] for row in rows(folder / "events.csv")] == ["2016-02-04", "2016-02-05"]
    said = " ".join(result.output.split())
    assert "the scenario would refuse it: published on 2016-02-06, before the day it describes" in said
    assert "2016-01-05 is before the start, 2016-02-01" in said
    assert read(folder)


def asked(path, folder, given):
    return CliRunner().invoke(app, ["read", str(path), "--scenario", str(folder), "--accept"], input=given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x03y", True),
        ("a\x04y", True),
        ("a\x03n", False),
        ("a\x03\x03", False),
        ("a\x04\x04", False),
        ("\x03", False),
    ],
)
def test_who_breaks_off_is_asked_whether_to_keep_what_was_accepted(folder, report, monkeypatch, given, kept):
    monkeypatch.setattr("kilis.cli.accepting._at_terminal", lambda: True)
    result = asked(report, folder, given)
    assert ("Keep the 1 accepted so far?" in result.stderr) == given.startswith("a")
    assert result.exit_code == (0 if kept else 130)
    assert ("Stopped; nothing was added." in result.stderr) != kept
    assert ("1 row added" in result.stdout) == kept
    assert (folder / "observations.csv").exists() == kept


def test_a_place_misspelt_is_asked_for_again(folder, report):
    result = asked(report, folder, "e\nafrine\nafrin\n\n\nq\n")
    assert "'afrine' is no place of the scenario. Did you mean 'afrin'?" in result.stderr
    assert [(row["place"], row["value"]) for row in rows(folder / "observations.csv")] == [("afrin", "3000")]


def test_an_edit_that_does_not_fit_is_told_and_asked_about_again(folder, report):
    result = asked(report, folder, "r\nr\ne\nazaz\n\ne\nbas\n2016-02-01\ne\nbas\nsoon\n2016-02-09\nq\n")
    said = " ".join(result.stderr.split())
    assert "'close' needs a crossing, and azaz is a settlement" in said
    assert "until, 2016-02-01, is not after the date, 2016-02-05" in said
    assert "'soon' is no date" in said
    (row,) = rows(folder / "events.csv")
    assert (row["target"], row["date"], row["until"]) == ("bas", "2016-02-05", "2016-02-09")


def test_the_value_and_the_end_of_an_event_are_shown_and_edited(folder, tmp_path):
    path = tmp_path / "shelled.txt"
    path.write_text("6 February 2016. Rebels shelled Azaz on Friday. Rebels shelled Afrin on Friday.", encoding="utf-8")
    result = asked(path, folder, "a\ne\n\nlots\n0.3\n2016-02-20\n")
    said = " ".join(result.stderr.split())
    assert "event conflict, target azaz, value 1 (none is said), no end" in said
    assert "persons" not in said
    assert "event conflict, target afrin, value 0.3, until 2016-02-20" in said
    assert [(e.target, e.value, str(e.until)) for e in read(folder).events] == [
        ("azaz", None, "None"),
        ("afrin", 0.3, "2016-02-20"),
    ]


def test_every_claim_asked_about_shows_its_sentence_and_is_counted_once(folder, report):
    result = asked(report, folder, "a\nr\nr\nr\nq\n")
    assert "\n1 of 6\n" in result.stderr
    said = " ".join(result.stderr.split())
    assert 'in: "Some 3,000 people have arrived in Azaz since Monday, the mayor said."' in said
    assert "1 row added, 0 were there already, 1 left out, 2 rejected, 2 not asked about." in result.stdout
    assert "give --household-size" in result.stdout


def test_two_reports_that_contradict_each_other_at_the_same_characters_give_one_row(folder, tmp_path):
    for name, word in (("a", "closed"), ("b", "opened")):
        text = f"6 February 2016. The crossing at Bab al-Salama was {word} on Friday."
        (tmp_path / name).with_suffix(".txt").write_text(text, encoding="utf-8")
    result = run(tmp_path / "a.txt", tmp_path / "b.txt", "--scenario", folder, "--accept-all")
    assert [row["event"] for row in rows(folder / "events.csv")] == ["close"]
    assert "'close' of bas on 2016-02-05 is there already" in " ".join(result.output.split())
    again = run(tmp_path / "a.txt", tmp_path / "b.txt", "--scenario", folder, "--accept-all")
    assert "0 rows added, 1 was there already, 1 left out" in again.output


def test_who_is_on_the_way_to_a_place_has_neither_left_nor_reached_it(folder, tmp_path):
    report = tmp_path / "a.txt"
    text = (
        "6 February 2016. Some 5,000 people are fleeing towards Azaz. About 900 people have fled to Afrin since Monday."
    )
    report.write_text(text, encoding="utf-8")
    said = " ".join(run(report, "--scenario", folder, "--accept-all").output.split())
    assert "they are told to be on their way there: edit it, once they have come" in said
    kept = [(row["place"], row["measure"], row["value"]) for row in rows(folder / "observations.csv")]
    assert kept == [("afrin", "arrivals", "900")]
    edited = asked(report, folder, "e\nazaz\n5000\n\nr\n")
    assert "measure arrivals, value 5000" in " ".join(edited.stderr.split())


def test_a_row_that_a_variant_contradicts_is_told_and_the_others_stay(folder, tmp_path):
    path = folder / "scenario.toml"
    variant = '[[variants]]\nid = "opens"\nsentence = "The gate opens"\n'
    variant += 'add = [{ date = 2016-02-05, event = "open", target = "bas" }]\n'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{variant}", encoding="utf-8")
    report = tmp_path / "a.txt"
    text = "6 February 2016. The crossing at Bab al-Salama was closed on Friday. Rebels shelled Azaz on Friday."
    report.write_text(text, encoding="utf-8")
    said = " ".join(run(report, "--scenario", folder, "--accept-all").output.split())
    assert "1 row added, 0 were there already, 1 left out" in said
    assert "variants[opens]" in said
    assert [row["event"] for row in rows(folder / "events.csv")] == ["conflict"]


def test_a_figure_beyond_all_inhabitants_of_the_country_counts_from_before(folder, tmp_path):
    known = read(folder)
    places = tuple(dataclasses.replace(p, population=90_000) if p.id == "kilis" else p for p in known.places)
    world = write(dataclasses.replace(known, places=places, coo_iso3="SYR"), tmp_path / "home")
    report = tmp_path / "a.txt"
    report.write_text("6 February 2016. Kilis has received 12,000 displaced people.", encoding="utf-8")
    said = " ".join(run(report, "--scenario", world, "--accept-all").output.split())
    assert "more than live on the map" in said


def test_an_attack_without_a_value_adds_nothing_where_there_is_violence_already(folder, tmp_path):
    def accepted(folder, name, text):
        path = (tmp_path / name).with_suffix(".txt")
        path.write_text(text, encoding="utf-8")
        return " ".join(run(path, "--scenario", folder, "--accept-all").output.split())

    assert "1 row added" in accepted(folder, "first", "6 February 2016. Rebels shelled Azaz on Friday.")
    again = accepted(folder, "second", "9 February 2016. Rebels shelled Azaz on Monday.")
    assert "0 rows added" in again
    assert "there is violence at azaz from 2016-02-05 on already: edit it, to how heavy it is and its end" in again
    calm = read(folder)
    (shelled,) = calm.events
    ended = dataclasses.replace(calm, events=(dataclasses.replace(shelled, until=datetime.date(2016, 2, 8)),))
    later = write(ended, tmp_path / "calm")
    assert "1 row added" in accepted(later, "third", "9 February 2016. Rebels shelled Azaz on Monday.")


def test_a_road_is_cut_between_two_places_whichever_is_named_first(folder, tmp_path):
    def accepted(text):
        path = tmp_path / "roads.txt"
        path.write_text(f"6 February 2016. {text}", encoding="utf-8")
        return " ".join(run(path, "--scenario", folder, "--accept-all").output.split())

    assert "1 row added" in accepted("The road from Afrin to Azaz has been cut since Friday.")
    assert [(e.event, e.target) for e in read(folder).events] == [("cut", "azaz--afrin")]
    assert "there is no route between afrin and kilis" in accepted("The road from Afrin to Kilis was cut on Friday.")
    assert len(read(folder).events) == 1


def test_an_event_at_two_places_becomes_a_row_for_each_and_never_twice(folder, tmp_path):
    text = tmp_path / "note.txt"
    text.write_text("6 February 2016\n\nAzaz and Afrin were shelled on Friday.", encoding="utf-8")
    run(text, "--scenario", folder, "--accept-all")
    run(text, "--scenario", folder, "--accept-all")
    assert [(row["event"], row["target"]) for row in rows(folder / "events.csv")] == [
        ("conflict", "azaz"),
        ("conflict", "afrin"),
    ]


@pytest.mark.parametrize(
    ("action", "at", "measure"),
    [
        ("waiting", "kilis", "waiting"),  # a crossing leads from there
        ("waiting", "azaz", "stock"),
        ("displaced", "kilis", "stock"),
        ("displaced", "azaz", "displaced"),
    ],
)
def test_who_waits_where_no_gate_is_or_has_no_home_there_is_simply_there(folder, action, at, measure):
    world = read(folder)
    report = Reader(world.places).read("Some 300 people are waiting at Azaz.", date=datetime.date(2016, 2, 6))
    claim = dataclasses.replace(report.claims[0], action=action)
    file, row = accept.row_of(claim, report, dataclasses.replace(world, coo_iso3=None), place_id=at)
    assert (file, row["measure"]) == ("observations.csv", measure)


def test_who_was_registered_over_some_days_came_in_them(folder):
    world = read(folder)
    report = Reader(world.places).read("Some 300 people are registered in Azaz.", date=datetime.date(2016, 2, 9))
    found = {}
    for since in (None, datetime.date(2016, 2, 5), datetime.date(2015, 9, 1)):
        claim = dataclasses.replace(report.claims[0], action="registered", since=since)
        found[since] = accept.row_of(claim, report, world)[1]
    assert [row["measure"] for row in found.values()] == ["stock", "arrivals", "stock"]
    assert found[datetime.date(2016, 2, 5)]["since"] == "2016-02-05"


def test_since_when_arrivals_are_summed_is_told_and_edited(folder, report):
    shown = asked(report, folder, "e\n\n\n2016-02-05\nq\n").stderr
    assert "since (" not in shown
    made = rows(folder / "observations.csv")[0]
    assert (made["measure"], made["since"]) == ("arrivals", "2016-02-05")
    row = {"date": "2016-02-06", "place": "azaz", "measure": "arrivals", "value": "300"}
    assert "summed since the scenario's first day" in accept.row_words(("observations.csv", row))


def test_what_no_correction_makes_a_row_of_is_not_offered_to_be_edited(folder, tmp_path):
    text = tmp_path / "note.txt"
    text.write_text("6 February 2016\n\nSome 70 people were killed in Azaz.", encoding="utf-8")
    shown = asked(text, folder, "e\nr\n").stderr
    assert "press one of r, q" in shown


def test_two_towns_under_siege_are_cut_off_each_and_not_from_each_other(folder, tmp_path):
    path = tmp_path / "besieged.txt"
    path.write_text("6 February 2016. The army has besieged Azaz and Afrin since Friday.", encoding="utf-8")
    run(path, "--scenario", folder, "--accept-all")
    assert [(e.event, e.target) for e in read(folder).events] == [("cut", "azaz"), ("cut", "afrin")]


def test_a_dash_that_opens_a_report_names_no_holder(tmp_path):
    path = tmp_path / "update.txt"
    path.write_text("- held Azaz, said a report. About 5,000 people fled Azaz to Kilis on 5 February 2016.\n")
    result = CliRunner().invoke(app, ["new", str(tmp_path / "d"), "--from-report", str(path), "--date", "2016-02-08"])
    assert result.exit_code == 0, result.output
    assert {place.controlled_by for place in read(tmp_path / "d").places} == {None}
