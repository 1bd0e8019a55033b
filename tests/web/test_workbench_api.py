"""The API of the workbench: what it lets in, what it says, and that it never writes more than it was asked to."""

import csv
import io
import json
import re
import shutil
import time
import warnings
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the workbench needs the extra `web`")

from fastapi.testclient import TestClient

from kilis.scenario import read
from kilis.scenario.start import start
from kilis.web.app import create_app
from kilis.web.gate import MAX_BODY_BYTES, Lock
from kilis.web.jobs import Jobs
from kilis.web.shelf import Shelf
from kilis.web.workshop import KEPT_RESULTS, Kept, Workshop
from synthetic_run import write_run as run_folder

TOKEN = "a-token-for-tests-only"
KEY = {"Authorization": f"Bearer {TOKEN}"}
BASE = "http://127.0.0.1:8377"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "served"
    start(root / "country")
    return root


@pytest.fixture
def client(folder: Path):
    app = create_app([folder], Lock(TOKEN, "127.0.0.1", 8377), warm=False)
    with TestClient(app, base_url=BASE, headers=KEY, follow_redirects=False) as found:
        yield found


def opened(client: TestClient) -> dict:
    return client.get(f"/api/scenarios/{client.get('/api/shelf').json()['scenarios'][0]['id']}").json()


def table(found: dict, name: str) -> dict:
    return {key: found["tables"][name][key] for key in ("columns", "rows")}


def finished(client: TestClient, job: dict) -> dict:
    end = time.monotonic() + 300
    while job["state"] in ("waiting", "running") and time.monotonic() < end:
        time.sleep(0.05)
        job = client.get(f"/api/jobs/{job['id']}").json()
    return job


def ran(client: TestClient, found: dict, **question) -> str:
    answer = client.post(f"/api/scenarios/{found['id']}/runs", json={"members": 4, **question})
    assert answer.status_code == 202, answer.text
    job = finished(client, answer.json())
    assert job["state"] == "done", job
    return job["result"]


def gate_of(found: dict) -> str:
    return next(p["id"] for p in found["places"] if p["kind"] == "crossing")


def test_the_first_answer_builds_nothing_that_a_run_beside_it_could_break(client, monkeypatch):
    """FastAPI silences a warning while it builds a route, for all threads, and another thread can undo that."""
    monkeypatch.setattr(warnings, "simplefilter", lambda *_, **__: None)
    assert client.get("/api/jobs/none").status_code == 404


# ---- who is let in


def test_nothing_is_said_without_the_token(client):
    for path in ("/", "/static/app.js", "/api/shelf", "/api/openapi.json", "/docs"):
        assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_the_tokened_address_sets_a_cookie_that_scripts_and_other_sites_cannot_use(client):
    client.headers.pop("Authorization")
    answer = client.get(f"/?token={TOKEN}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/", headers={"cookie": cookie.split(";")[0]}).status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/%5Cevil.example", "/%0D%0Aset-cookie:a=b"])
def test_the_way_from_the_tokened_address_leads_nowhere_else(client, path):
    where = client.get(f"{BASE}{path}?token={TOKEN}").headers["location"]
    assert not where.startswith("//")
    assert "\\" not in where
    assert "\n" not in where
    assert where.startswith("/")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8377", "127.0.0.1:80", "127.0.0.1.evil.example:8377"])
def test_other_host_names_are_refused(client, host):
    assert client.get("/api/shelf", headers={"host": host}).status_code == 421


def test_wider_servers_answer_to_addresses_of_the_machine_only():
    lock = Lock(TOKEN, "0.0.0.0", 8377)
    assert lock.is_own_name("192.168.1.5:8377")
    assert not lock.is_own_name("evil.example:8377")


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_other_sites_cannot_change_anything(client, headers):
    found = opened(client)
    answer = client.put(f"/api/scenarios/{found['id']}", json={"draft": {}, "base": {}}, headers=headers)
    assert answer.status_code == 403


def test_forms_of_other_kinds_are_refused(client):
    answer = client.post("/api/scenarios/x/check", content=b"a=1", headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_no_answer_invites_other_sites_and_the_policy_forbids_inline_scripts(client):
    headers = client.get("/", headers={"origin": BASE}).headers
    assert "access-control-allow-origin" not in headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_large_bodies_are_refused_with_and_without_their_length(client):
    kind = {"content-type": "application/json"}
    too_long = {**kind, "content-length": str(MAX_BODY_BYTES + 1)}
    assert client.post("/api/scenarios/x/check", content=b"{}", headers=too_long).status_code == 413
    parts = (b" " * 1_000_000 for _ in range(MAX_BODY_BYTES // 1_000_000 + 1))
    assert client.post("/api/scenarios/x/check", content=parts, headers=kind).status_code == 413


def test_pages_ask_for_nothing_from_elsewhere(client):
    for name in ("/", "/docs", "/static/workbench.css", "/static/report.css", "/static/app.js", "/static/drawing.js"):
        text = client.get(name).text.replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "//cdn" not in text
    assert "<script>" not in client.get("/").text
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e%2fapp.py").status_code == 404


def test_the_api_describes_itself(client):
    described = client.get("/api/openapi.json").json()
    assert "/api/scenarios/{scenario_id}/runs" in described["paths"]
    for methods in described["paths"].values():
        for call in methods.values():
            assert call.get("description"), call


# ---- what can be opened


def test_links_out_of_the_folders_are_not_followed(client, folder, tmp_path):
    start(tmp_path / "outside")
    (folder / "link").symlink_to(tmp_path / "outside")
    assert len(client.get("/api/shelf").json()["scenarios"]) == 1
    (folder / "country" / "places.csv").unlink()
    (folder / "country" / "places.csv").symlink_to(tmp_path / "outside" / "places.csv")
    found = opened(client)
    assert "leads out" in found["tables"]["places"]["problem"]
    assert found["tables"]["places"]["rows"] == []
    draft = {"tables": {"places": table(found, "places")}}
    assert client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]}).status_code == 422


def test_a_linked_table_is_not_read_beside_sound_ones(client, folder, tmp_path):
    own = folder / "country" / "observations.csv"
    outside = tmp_path / "observations.csv"
    outside.write_text(own.read_text().replace("governor", "somebody elsewhere"))
    own.unlink()
    own.symlink_to(outside)
    found = opened(client)
    assert "leads out" in found["tables"]["observations"]["problem"]
    url = f"/api/scenarios/{found['id']}"
    for answer in (client.get(url), client.post(f"{url}/check", json={}), client.post(f"{url}/runs", json={})):
        assert "somebody elsewhere" not in answer.text


def test_nothing_is_saved_over_a_file_that_the_page_never_saw(client, folder):
    found = opened(client)
    events = table(found, "events")
    events["rows"][0][-1] = "edited"
    before = (folder / "country" / "events.csv").read_bytes()
    answer = client.put(f"/api/scenarios/{found['id']}", json={"draft": {"tables": {"events": events}}, "base": {}})
    assert (answer.status_code, answer.json()["files"]) == (409, ["events.csv"])
    assert (folder / "country" / "events.csv").read_bytes() == before


def test_a_linked_folder_of_runs_is_neither_shown_nor_written_to(client, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    run_folder(elsewhere / "theirs")
    result = ran(client, opened(client))
    (folder / "runs").symlink_to(elsewhere)
    assert client.get("/api/shelf").json()["runs"] == []
    answer = client.post(f"/api/results/{result}/save", json={"name": "mine"})
    assert answer.status_code == 409
    assert "links are not followed" in answer.json()["message"]
    assert [path.name for path in elsewhere.iterdir()] == ["theirs"]


def test_a_run_with_a_linked_file_is_not_shown(client, folder, tmp_path):
    run = run_folder(folder / "runs" / "ours")
    assert [r["title"] for r in client.get("/api/shelf").json()["runs"]] == ["Aleppo, made up"]
    (run / "totals.parquet").rename(tmp_path / "totals.parquet")
    (run / "totals.parquet").symlink_to(tmp_path / "totals.parquet")
    assert client.get("/api/shelf").json()["runs"] == []


def test_every_refusal_has_its_message(client):
    for path in ("/api/nothing", "/nothing", "/static/nothing"):
        assert client.get(path).json()["message"]
    url = f"/api/scenarios/{opened(client)['id']}/check"
    long = client.post(url, content=(b" " * 1_000_000 for _ in range(45)), headers={"content-type": "application/json"})
    assert (long.status_code, long.json()["message"]) == (413, "This is too large; at most 40 MB are taken.")


def test_half_a_character_is_refused_in_words(client, folder):
    found = opened(client)
    before = (folder / "country" / "events.csv").read_bytes()
    events = table(found, "events")
    events["rows"][0][-1] = "\ud800"
    draft = {"tables": {"events": events}}
    body = json.dumps({"draft": draft, "base": found["base"]})
    kind = {"content-type": "application/json"}
    for method, path in (("POST", "/check"), ("PUT", "")):
        answer = client.request(method, f"/api/scenarios/{found['id']}{path}", content=body, headers=kind)
        assert answer.status_code == 422, answer.text
        assert "half a character (U+D800)" in answer.json()["message"]
    assert (folder / "country" / "events.csv").read_bytes() == before


def test_the_answer_comes_first_and_has_its_ranges(client):
    found = opened(client)
    plain = client.get(f"/api/results/{ran(client, found)}").json()["answer"]
    assert plain["heading"] == "Where it gets tight"
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}
    told = client.get(f"/api/results/{ran(client, found, steps=[step], members=20)}").json()["answer"]
    assert told["heading"] == "The difference it makes"
    assert 1 <= len(told["lines"]) <= 3
    assert all(re.search(r"(fewer|more)</b> people \([\d,]+( to [\d,]+)?\)", line) for line in told["lines"]), told
    assert found["period"][0] <= told["day"] < found["period"][1]


def test_what_is_gone_is_said_to_be_gone(client):
    for path in ("/api/scenarios/..%2f..", "/api/scenarios/0123456789ab", "/api/jobs/x", "/api/results/x"):
        assert client.get(path).status_code == 404


def test_a_broken_scenario_opens_with_its_faults(client, folder):
    (folder / "country" / "events.csv").write_text("date,event,target\n2024-02-30,close,nowhere\n")
    found = opened(client)
    fault = next(f for f in found["faults"] if f["file"] == "events.csv")
    assert (fault["row"], fault["column"]) == (0, "date")
    assert found["tables"]["events"]["rows"] == [["2024-02-30", "close", "nowhere"]]


def test_small_counts_are_kept_back_in_every_answer(folder):
    app = create_app([folder], Lock(TOKEN, "127.0.0.1", 8377), warm=False, suppress_below=50)
    with TestClient(app, base_url=BASE, headers=KEY) as client:
        found = opened(client)
        result = ran(client, found)
        said = client.get(f"/api/results/{result}").json()
        assert said["suppress_below"] == 50
        for chart in said["charts"]:
            for cell in chart["cells"]:
                numbers = [n for row in cell["hover"].values() for n in row if n is not None]
                assert not [n for n in numbers if n % 50]
        stocks = client.get(f"/api/results/{result}/maps").json()["data"]["stock"]
        assert not [n for variant in stocks for place in variant for n in place if n is not None and n % 50]
        assert "are rounded to multiples of 50" in client.get(f"/api/results/{result}/page").text
        whole = zipfile.ZipFile(io.BytesIO(client.get(f"/api/results/{result}/export/csv").content))
        name = next(n for n in whole.namelist() if n.endswith("displaced.csv"))
        rows = list(csv.DictReader(io.StringIO(whole.read(name).decode())))
        assert not [r for r in rows if r["stock_median"] and float(r["stock_median"]) % 50]


def test_small_counts_are_kept_back_in_a_forecast(folder):
    app = create_app([folder], Lock(TOKEN, "127.0.0.1", 8377), warm=False, suppress_below=50)
    with TestClient(app, base_url=BASE, headers=KEY) as client:
        found = opened(client)
        question = {"origin": "2021-04-10", "days": 5, "members": 20}
        job = finished(client, client.post(f"/api/scenarios/{found['id']}/forecasts", json=question).json())
        said = client.get(f"/api/results/{job['result']}").json()
        assert said["suppress_below"] == 50
        cells = [cell for chart in said["charts"] for cell in chart["cells"]]
        numbers = [n for cell in cells for row in cell["hover"].values() for n in row if n]
        assert numbers
        assert not [n for n in numbers if n % 50]


# ---- editing


def test_a_draft_is_checked_and_nothing_is_written(client, folder):
    before = {p.name: p.read_bytes() for p in (folder / "country").iterdir()}
    found = opened(client)
    draft = {"tables": {"events": table(found, "events")}}
    column = draft["tables"]["events"]["columns"].index("date")
    draft["tables"]["events"]["rows"][1][column] = "5 February 2016"
    checked = client.post(f"/api/scenarios/{found['id']}/check", json={"draft": draft}).json()
    assert [(f["file"], f["row"], f["column"]) for f in checked["faults"]] == [("events.csv", 1, "date")]
    assert "2016-02-05" in checked["faults"][0]["remedy"]
    assert client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]}).status_code == 422
    for verb, question in (("map", {}), ("read", {"text": "Shells hit the town."}), ("fit", {"rows": []})):
        refused = client.post(f"/api/scenarios/{found['id']}/{verb}", json={"draft": draft} | question)
        assert refused.status_code == 422, verb
        assert "events.csv" in refused.text, verb
    assert before == {p.name: p.read_bytes() for p in (folder / "country").iterdir()}


def test_saving_changes_the_one_cell_and_not_one_byte_more(client, folder):
    found = opened(client)
    path = folder / "country" / "places.csv"
    others = {p.name: p.read_bytes() for p in (folder / "country").iterdir() if p != path}
    before = path.read_bytes().decode().splitlines(keepends=True)
    draft = {"tables": {"places": table(found, "places")}}
    name = draft["tables"]["places"]["columns"].index("name")
    draft["tables"]["places"]["rows"][2][name] = 'North, "old" town'
    saved = client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]})
    assert saved.status_code == 200, saved.text
    after = path.read_bytes().decode().splitlines(keepends=True)
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [3]
    assert '"North, ""old"" town"' in after[3]
    assert read(folder / "country").places[2].name == 'North, "old" town'
    assert others == {p.name: p.read_bytes() for p in (folder / "country").iterdir() if p != path}


def test_two_tabs_do_not_overwrite_each_other(client, folder):
    first, second = opened(client), opened(client)
    name = first["tables"]["places"]["columns"].index("name")
    for found, word in ((first, "One"), (second, "Two")):
        found["tables"]["places"]["rows"][0][name] = word
    one, two = ({"draft": {"tables": {"places": table(f, "places")}}, "base": f["base"]} for f in (first, second))
    assert client.put(f"/api/scenarios/{first['id']}", json=one).status_code == 200
    refused = client.put(f"/api/scenarios/{second['id']}", json=two)
    assert refused.status_code == 409
    assert refused.json()["files"] == ["places.csv"]
    assert read(folder / "country").places[0].name == "One"
    two["base"] = opened(client)["base"]
    assert client.put(f"/api/scenarios/{second['id']}", json=two).status_code == 200
    assert read(folder / "country").places[0].name == "Two"


def test_an_outside_edit_of_another_table_stays(client, folder):
    found = opened(client)
    routes = folder / "country" / "routes.csv"
    routes.write_text(routes.read_text().replace("road", "foot", 1))
    edited = routes.read_bytes()
    name = found["tables"]["places"]["columns"].index("name")
    found["tables"]["places"]["rows"][0][name] = "Elsewhere"
    draft = {"tables": {"places": table(found, "places")}}
    assert client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]}).status_code == 200
    assert routes.read_bytes() == edited


def test_a_what_if_can_be_kept_as_a_variant_and_the_settings_keep_their_text(client, folder):
    found = opened(client)
    settings = folder / "country" / "scenario.toml"
    before = settings.read_text()
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}
    keep = [{"id": "shut-at-once", "steps": [step]}]
    saved = client.put(f"/api/scenarios/{found['id']}", json={"draft": {"keep": keep}, "base": found["base"]})
    assert saved.status_code == 200, saved.text
    assert settings.read_text().startswith(before)
    assert "shut-at-once" in [v.id for v in read(folder / "country").variants]


# ---- what if


def test_a_what_if_is_said_in_words_and_its_faults_are_named(client):
    found = opened(client)
    step = {"event": "limit", "target": gate_of(found), "date": found["period"][0], "value": "many"}
    asked = client.post(f"/api/scenarios/{found['id']}/check", json={"steps": [step]}).json()["what_if"]
    assert asked["faults"][0]["column"] == "value"
    step["value"] = "50"
    asked = client.post(f"/api/scenarios/{found['id']}/check", json={"steps": [step]}).json()["what_if"]
    assert asked["faults"] == []
    assert "50 persons a day" in asked["sentence"]


def test_from_a_what_if_to_a_run_folder_that_says_the_same(client, folder):
    found = opened(client)
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}
    result = ran(client, found, steps=[step], seed=7)
    shown = client.get(f"/api/results/{result}").json()
    assert [v["id"] for v in shown["variants"]] == ["baseline", "what-if"]
    sentence = shown["variants"][1]["sentence"]
    assert sentence.startswith("The crossing")
    assert shown["effects"][0]["sentence"] == f"t{sentence[1:]}"  # it goes on after "If"
    maps = client.get(f"/api/results/{result}/maps?width=narrow").json()
    assert len(maps["drawn"]) == 2
    gate = maps["data"]["gateNames"].index(gate_of(found))
    assert set(maps["data"]["gates"][gate][1]) == {"s"}
    assert "<svg" in client.get(f"/api/results/{result}/page").text
    kept = client.post(f"/api/results/{result}/save", json={"name": "shut at once"})
    assert kept.status_code == 201, kept.text
    assert client.post(f"/api/results/{result}/save", json={"name": "shut at once"}).status_code == 409
    run = client.get("/api/shelf").json()["runs"][0]
    again = client.post(f"/api/runs/{run['id']}/open", json={}).json()["result"]
    reopened = client.get(f"/api/results/{again}").json()
    assert reopened["table"] == shown["table"]
    assert reopened["variants"] == shown["variants"]
    assert Path(kept.json()["where"]).parent == folder / "runs"
    manifest = json.loads((Path(kept.json()["where"]) / "manifest.json").read_text())
    assert manifest["command"] == "kilis compare inputs what-if --members 4 --seed 7"


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/b", "", ".hidden", "x" * 200, "a\nb"])
def test_runs_are_kept_inside_the_folders_only(client, folder, name):
    result = ran(client, opened(client))
    assert client.post(f"/api/results/{result}/save", json={"name": name}).status_code == 422
    assert not (folder / "runs").exists()


def test_the_oldest_result_goes_when_there_are_too_many(tmp_path):
    jobs = Jobs(())
    workshop = Workshop(Shelf([tmp_path]), jobs)
    ids = [workshop.keep(Kept(None, str(i))) for i in range(KEPT_RESULTS + 2)]
    jobs.close()
    assert list(workshop.results) == ids[2:]


def test_the_baseline_run_once_is_the_one_compared_with(client):
    found = opened(client)
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}
    alone = client.get(f"/api/results/{ran(client, found)}").json()
    reused = client.get(f"/api/results/{ran(client, found, steps=[step])}").json()
    anew = client.get(f"/api/results/{ran(client, found, steps=[step], seed=0, members=4)}").json()
    baseline = [row for row in reused["table"]["rows"] if row["variant"] == 0]
    assert {tuple(map(str, r["cells"])) for r in alone["table"]["rows"]} <= {
        tuple(map(str, r["cells"])) for r in baseline
    }
    assert reused["table"] == anew["table"]


def test_a_baseline_of_another_seed_is_not_used_again(client):
    found = opened(client)
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}

    def baseline(**question):
        rows = client.get(f"/api/results/{ran(client, found, **question)}").json()["table"]["rows"]
        return {row["place"]: row["cells"] for row in rows if row["variant"] == 0}

    first = baseline(seed=0)
    second = baseline(seed=1, steps=[step])
    anew = baseline(seed=1)
    assert {place: second[place] for place in anew} == anew
    assert anew != first


def test_a_run_stops_when_asked(client):
    found = opened(client)
    job = client.post(f"/api/scenarios/{found['id']}/runs", json={"members": 10_000}).json()
    client.delete(f"/api/jobs/{job['id']}")
    assert finished(client, job)["state"] == "cancelled"


def test_a_draft_with_faults_is_not_run(client):
    found = opened(client)
    draft = {"tables": {"places": table(found, "places")}}
    draft["tables"]["places"]["rows"][0][0] = ""
    answer = client.post(f"/api/scenarios/{found['id']}/runs", json={"draft": draft})
    assert answer.status_code == 422
    assert answer.json()["faults"]


# ---- hostile cells


def test_cells_reach_pages_as_text_and_tables_without_formulas(client, folder):
    found = opened(client)
    hostile = "=HYPERLINK(<script>alert(1)</script>)"
    name = found["tables"]["places"]["columns"].index("name")
    draft = {"tables": {"places": table(found, "places")}}
    for row in draft["tables"]["places"]["rows"]:
        row[name] = hostile
    result = ran(client, found, draft=draft)
    assert "<script>alert" not in client.get(f"/api/results/{result}/page").text
    maps = client.get(f"/api/results/{result}/maps").json()
    assert all("<script" not in svg for row in maps["drawn"] for svg in row)
    assert all(
        "<script" not in c["svg"]
        for chart in client.get(f"/api/results/{result}").json()["charts"]
        for c in chart["cells"]
    )
    answer = client.get(f"/api/results/{result}/export/hxl")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        tables = [n for n in archive.namelist() if n.endswith(".csv")]
        cells = [
            cell for n in tables for row in csv.reader(io.StringIO(archive.read(n).decode("utf-8-sig"))) for cell in row
        ]
    assert "'" + hostile in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("kind", ["geojson", "parquet"])
def test_runs_are_exported_without_being_kept(client, folder, kind):
    result = ran(client, opened(client))
    answer = client.get(f"/api/results/{result}/export/{kind}")
    assert answer.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(answer.content))
    assert not (folder / "runs").exists()
    assert client.get(f"/api/results/{result}/export/everything").status_code == 422


def test_a_forecast_from_a_date_says_what_it_rests_on(client):
    found = opened(client)
    question = {"origin": found["period"][0], "days": 5, "members": 20}
    job = finished(client, client.post(f"/api/scenarios/{found['id']}/forecasts", json=question).json())
    assert job["state"] == "done", job
    shown = client.get(f"/api/results/{job['result']}").json()
    assert shown["origin"] == found["period"][0]
    assert shown["unknown"]
    assert shown["caution"] is None or shown["caution"] not in shown["unknown"]
    assert "too few counts to grade" in shown["scores"]
    assert len(shown["dates"]) == 5


def test_a_what_if_is_forecast_before_it_is_saved(client, folder):
    found = opened(client)
    step = {"event": "close", "target": gate_of(found), "date": found["period"][0]}
    question = {"origin": found["period"][0], "days": 5, "members": 20, "steps": [step]}
    job = finished(client, client.post(f"/api/scenarios/{found['id']}/forecasts", json=question).json())
    assert job["state"] == "done", job
    shown = client.get(f"/api/results/{job['result']}").json()
    assert [v["id"] for v in shown["variants"]] == ["baseline", "what-if"]
    assert "is shut" in shown["variants"][1]["sentence"]
    assert len(read(folder / "country").variants) == len(found["variants"])
    question["steps"] = [step | {"target": "nowhere"}]
    assert client.post(f"/api/scenarios/{found['id']}/forecasts", json=question).status_code == 422


def test_claims_of_a_report_come_with_their_words_and_nothing_is_written(client, folder):
    before = {p.name: p.read_bytes() for p in (folder / "country").iterdir()}
    found = opened(client)
    name = next(p["name"] for p in found["places"] if p["kind"] == "site")
    text = f"Some 3,000 people arrived at {name} on 12 March 2021, the governor said."
    answer = client.post(f"/api/scenarios/{found['id']}/read", json={"text": text, "date": "2021-03-13"}).json()
    claim = answer["claims"][0]
    assert claim["row"]["value"] == "3000"
    assert claim["row"]["date"] == "2021-03-12"
    start, end = claim["spans"][0]
    assert "3,000" in answer["text"][start:end]
    assert before == {p.name: p.read_bytes() for p in (folder / "country").iterdir()}
    assert client.post(f"/api/scenarios/{found['id']}/read", json={"file": "!!"}).status_code == 422


def test_rows_that_would_not_fit_are_told_with_the_reason(client, folder):
    found = opened(client)
    before = {p.name: p.read_bytes() for p in (folder / "country").iterdir()}
    where = f"/api/scenarios/{found['id']}"
    gate = next(p["id"] for p in found["places"] if p["kind"] == "crossing")
    shut = {"date": "2021-03-12", "event": "close", "target": gate, "document": "d", "span": "1-5"}
    rows = [
        shut,
        shut | {"event": "open", "span": "7-9"},
        shut | {"target": "nowhere", "span": "8-9"},
        {"date": "x"},
        shut,
    ]
    asked = client.post(f"{where}/fit", json={"rows": [["events.csv", row] for row in rows]})
    first, *others = asked.json()["reasons"]
    assert first is None
    assert "is there already" in others[0]
    assert "unknown target 'nowhere'" in others[1]
    assert "the scenario would refuse it" in others[2]
    assert others[3] == "it is among the rows already"
    assert client.post(f"{where}/fit", json={"rows": [["places.csv", {}]]}).status_code == 422
    assert before == {p.name: p.read_bytes() for p in (folder / "country").iterdir()}


def test_a_kept_run_remembers_the_files_as_they_were(client, folder):
    found = opened(client)
    before = (folder / "country" / "places.csv").read_bytes()
    result = ran(client, found)
    shutil.rmtree(folder / "country")
    where = Path(client.post(f"/api/results/{result}/save", json={"name": "kept"}).json()["where"])
    assert (where / "inputs" / "places.csv").read_bytes() == before


# ---- settings, and several files at once


def test_settings_are_edited_checked_and_saved_with_their_comments(client, folder):
    toml = folder / "country" / "scenario.toml"
    toml.write_text("# ours\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    found = opened(client)
    settings = found["settings"]
    assert settings["keys"]["title"] == found["title"]
    settings["keys"]["title"] = "Another name"
    settings["parameters"]["hope"] = {"distribution": "uniform", "numbers": {"low": "0.9", "high": "0.2"}, "reason": ""}
    checked = client.post(f"/api/scenarios/{found['id']}/check", json={"draft": {"settings": settings}}).json()
    assert [(f["file"], f["column"]) for f in checked["faults"]] == [("scenario.toml", "parameters.hope")]
    settings["parameters"]["hope"]["numbers"]["low"] = "0.1"
    saved = client.put(f"/api/scenarios/{found['id']}", json={"draft": {"settings": settings}, "base": found["base"]})
    assert saved.status_code == 200, saved.text
    assert saved.json()["settings"]["parameters"]["hope"]["numbers"] == {"low": "0.1", "high": "0.2"}
    assert toml.read_text(encoding="utf-8").startswith("# ours\n")
    world = read(folder / "country")
    assert world.title == "Another name"
    assert world.parameters["hope"].numbers == (0.1, 0.2)


def test_a_save_that_fails_halfway_changes_no_file(client, folder, monkeypatch):
    before = {p.name: p.read_bytes() for p in (folder / "country").iterdir()}
    found = opened(client)
    draft = {"tables": {name: table(found, name) for name in ("places", "events")}, "settings": found["settings"]}
    draft["settings"]["keys"]["title"] = "Half"
    for name in ("places", "events"):
        column = draft["tables"][name]["columns"].index("name" if name == "places" else "source")
        draft["tables"][name]["rows"][0][column] = "Changed"
    real = Path.replace

    def failing(self, target):
        if self.name == "events.csv.new":
            raise OSError(28, "No space left on device")
        return real(self, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", failing)
        answer = client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]})
    assert answer.status_code == 507
    assert "Nothing was saved" in answer.json()["message"]
    assert {p.name: p.read_bytes() for p in (folder / "country").iterdir()} == before
    answer = client.put(f"/api/scenarios/{found['id']}", json={"draft": draft, "base": found["base"]})
    assert answer.status_code == 200
    assert read(folder / "country").places[0].name == "Changed"
    assert read(folder / "country").title == "Half"
