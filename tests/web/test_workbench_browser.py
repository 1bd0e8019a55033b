"""The workbench in a real browser, as its users meet it: by pointer, by keyboard alone, on a phone, in two tabs.

Needs Debian's Chromium (`make browser` installs it) and the package playwright; what is skipped says so. The check of
accessibility needs axe-core too: `npm ci` in tests/web.
"""

import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

from kilis.scenario import read
from kilis.scenario.start import start

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytest.importorskip("fastapi", reason="skipped: the workbench in a browser (the extra `web` is missing)")
sync_api = pytest.importorskip("playwright.sync_api", reason="skipped: the workbench in a browser (no playwright)")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="skipped: the workbench in a browser (no chromium)")

import uvicorn  # noqa: E402

from kilis.web.app import create_app  # noqa: E402
from kilis.web.gate import Lock  # noqa: E402

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TOKEN = "a-token-for-tests-only"
PATIENCE_MS = 240_000  # the first run compiles the kernels
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server over one folder: its address, and the folder."""
    root = tmp_path_factory.mktemp("served")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app([root], Lock(TOKEN, "127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}", root
    server.should_exit = True
    thread.join(20)
    listening.close()


@pytest.fixture
def country(served):
    """A fresh scenario in the served folder."""
    for old in served[1].iterdir():
        shutil.rmtree(old)
    start(served[1] / "country")
    return served[1] / "country"


@pytest.fixture
def visit(browser, served, country):
    """Open the workbench; afterwards: no request left the machine, and nothing complained."""
    contexts, elsewhere, complaints = [], [], []

    def opened(path="", width=1440, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)

        def look(route):
            if route.request.url.startswith((served[0] + "/", "blob:", "data:")):
                route.continue_()
            else:
                elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", look)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
        page.goto(f"{served[0]}/?token={TOKEN}")
        page.locator(".shelf li a").first.click()
        page.locator(".tabs").wait_for()
        if path:
            page.click(f"a[data-tab={path}]")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert "[object" not in page.locator("body").inner_text()
        context.close()
    assert elsewhere == []
    assert complaints == []


def landed(page):
    """Wait for the charts of the run that was asked for last."""
    page.locator("#state[data-result]").wait_for(timeout=PATIENCE_MS)
    page.locator(".fans svg").first.wait_for()


def cell(page, row, column):
    return page.locator(f"[aria-label='{column}, row {row}']")


def test_open_edit_run_compare_keep_and_take_along(visit, country):
    page = visit()
    assert "token" not in page.url
    landed(page)
    assert page.locator(".columns > figure").count() == 1
    for key, day in (("End", "2021-03-01"), ("ArrowLeft", "2021-0")):  # from the last day on nothing would change
        page.locator("#day").focus()
        page.keyboard.press(key)
        assert page.input_value("#from").startswith(day)
    assert page.input_value("#from") > "2021-03-01"

    page.click("a[data-tab=tables]")
    cell(page, 1, "value").fill("60")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    assert read(country).events[0].value == 60

    page.click("a[data-tab=map]")
    page.locator(".place[data-id=bridge]").first.click()
    page.select_option("#event", "close")
    page.fill("#from", "2021-03-01")
    page.click("#add-and-run")
    page.locator(".columns.two").wait_for(timeout=PATIENCE_MS)
    landed(page)
    captions = page.locator(".column > figcaption").all_inner_texts()
    assert captions[0] == "As stated"
    assert "is shut from 1 March 2021" in captions[1]
    assert page.locator("#changes svg").count() == 1
    said = page.locator(".answer")
    assert "The difference it makes" in said.inner_text()
    assert said.bounding_box()["y"] + said.bounding_box()["height"] < page.viewport_size["height"]
    signs = page.locator(".column >> nth=1").locator(".gate use").first
    assert signs.get_attribute("href") == "#sign-shut"

    # One slider moves both maps.
    page.locator("#day").focus()
    page.keyboard.press("Home")
    assert page.locator("#date").inner_text() == "1 Mar"
    page.locator(".place[data-id=bridge]").first.hover()
    assert page.locator(".place.marked[data-id=bridge]").count() >= 2

    page.fill("#run-name", "bridge shut")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("Kept in").first.wait_for()
    assert (country.parent / "runs" / "bridge shut" / "manifest.json").is_file()
    with page.expect_download() as found:
        page.get_by_role("button", name="Page to send").click()
    assert "<svg" in Path(found.value.path()).read_text(encoding="utf-8")

    page.get_by_role("link", name="All scenarios").click()
    page.locator("section", has_text="Runs that were kept").get_by_role("link").click()
    page.locator(".columns.two").wait_for()
    assert "is shut from 1 March 2021" in page.locator("main").inner_text()


def test_the_schema_answers_as_one_types_and_undo_takes_it_back(visit, country):
    before = {p.name: p.read_bytes() for p in country.iterdir()}
    page = visit("tables")
    page.get_by_role("button", name="Events").click()
    cell(page, 2, "date").fill("5 March 2021")
    page.get_by_text("Write 2021-03-05").wait_for()
    assert cell(page, 2, "date").get_attribute("aria-invalid") == "true"
    assert page.get_by_role("button", name="Save changes").is_disabled()
    page.keyboard.press("Control+z")
    assert cell(page, 2, "date").input_value() == "2021-03-03"
    page.get_by_text("Write 2021-03-05").wait_for(state="detached")
    page.keyboard.press("Control+y")
    assert cell(page, 2, "date").input_value() == "5 March 2021"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Remove row 3").click()
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_role("button", name="Saved").is_disabled()
    assert before == {p.name: p.read_bytes() for p in country.iterdir()}


def test_cells_offer_the_places_and_routes_there_are(visit, country):
    page = visit("tables")
    offered = page.locator("[aria-label='target, row 1']").evaluate("cell => [...cell.list.options].map(o => o.value)")
    assert {"bridge", "varnholm", "varnholm--tarne"} <= set(offered)
    page.get_by_role("button", name="Observations").click()
    offered = page.locator("[aria-label='place, row 1']").evaluate("cell => [...cell.list.options].map(o => o.value)")
    assert "lunz" in offered
    assert "varnholm--tarne" not in offered


def test_two_tabs_never_overwrite_in_silence(visit, country):
    one, two = visit("tables"), visit("tables")
    for page, word in ((one, "10"), (two, "20")):
        page.get_by_role("button", name="Events").click()
        cell(page, 1, "value").fill(word)
        page.get_by_role("button", name="Save changes").click()
    one.get_by_role("button", name="Saved").wait_for()
    two.get_by_role("dialog").get_by_text("changed on disk").wait_for()
    assert read(country).events[0].value == 10
    two.get_by_role("button", name="Throw mine away").click()
    two.get_by_role("dialog").wait_for(state="detached")
    sync_api.expect(cell(two, 1, "value")).to_have_value("10")
    cell(two, 1, "value").fill("30")
    two.get_by_role("button", name="Save changes").click()
    two.get_by_role("button", name="Saved").wait_for()
    assert read(country).events[0].value == 30


def test_by_keyboard_alone(visit, country):
    page = visit()
    landed(page)

    def tab_to(selector, most=60):
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is not reached by the Tab key")

    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab_to("#skip")
    tab_to(".tabs a[data-tab=tables]")
    tab_to("#day")
    page.keyboard.press("Home")
    tab_to(".place[data-id=bridge]")
    assert "Varn" in page.locator("#tip").inner_text() or page.locator("#tip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "event"
    page.keyboard.press("o")  # "open from"
    assert page.locator("#event").input_value() == "open"
    tab_to("#add-and-run")
    page.keyboard.press("Enter")
    page.locator(".columns.two").wait_for(timeout=PATIENCE_MS)
    landed(page)
    tab_to(".fans svg", 90)
    page.keyboard.press("ArrowLeft")
    assert page.locator("#tip").is_visible()


def test_a_dropped_report_becomes_rows_that_can_be_undone(visit, country):
    page = visit("read")
    text = "Some 3,000 people had arrived at Bridge camp by 12 March 2021, the governor said."
    name = next(p.name for p in read(country).places if p.kind == "site")
    page.fill("#report", text.replace("Bridge camp", name))
    page.fill("#report-date", "2021-03-13")
    page.click("#read")
    page.locator(".claims mark").first.wait_for(timeout=60_000)
    first = page.locator(".claims li").first
    assert "summed since the scenario's first day" in first.inner_text()
    assert first.locator("label").inner_text() == "since"
    first.get_by_label("Summed since").fill("2021-03-12")
    first.get_by_text("since 2021-03-12").wait_for()
    page.get_by_role("button", name="Accept", exact=True).first.click()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    assert read(country).observations[-1].value == 3000
    assert read(country).observations[-1].extra["since"] == "2021-03-12"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Accept", exact=True).first.wait_for()
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Accepted").first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    assert 3000 not in [o.value for o in read(country).observations]


def test_the_place_of_a_claim_is_put_right_before_it_is_accepted(visit, country):
    page = visit("read")
    name = next(p.name for p in read(country).places if p.kind == "site")
    page.fill("#report", f"Some 3,000 people arrived at {name} on 12 March 2021, the governor said.")
    page.fill("#report-date", "2021-03-13")
    page.click("#read")
    page.locator(".claims mark").first.wait_for(timeout=60_000)
    page.get_by_label("Place", exact=True).first.select_option("lunz")
    assert "place lunz" in page.locator(".claims li").first.inner_text()
    page.get_by_role("button", name="Accept", exact=True).first.click()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    assert (read(country).observations[-1].value, read(country).observations[-1].place) == (3000, "lunz")


@pytest.mark.parametrize("doubt", [False, True])
def test_a_claim_is_rejected_by_keyboard_and_that_is_taken_back(visit, country, monkeypatch, doubt):
    monkeypatch.setattr("kilis.sources.reading.words.DOUBTFUL", 1.01 if doubt else 0.0)
    page = visit("read")
    name = next(p.name for p in read(country).places if p.kind == "site")
    said = ", the governor said.\n\n"
    text = f"Some 3,000 people arrived at {name} on 11 March 2021{said}"
    text += f"Some 4,000 people arrived at {name} on 12 March 2021{said}"
    page.fill("#report", text + f"Some 5,000 people arrived at {name} on 13 March 2021{said}")
    page.fill("#report-date", "2021-03-14")
    page.click("#read")
    page.locator(".claims mark").first.wait_for(timeout=60_000)
    claims = page.locator(".claims li")
    assert claims.count() == 3
    assert ("?" in claims.first.inner_text()) == doubt
    together = page.get_by_role("button", name="Accept all that fit")
    assert together.count() == (0 if doubt else 1)

    for number in (0, 2):
        claims.nth(number).get_by_role("button", name="Accept").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert claims.nth(number).get_by_role("button", name="Rejected").is_visible()
        assert claims.nth(number).get_by_role("button", name="Accept").is_disabled()
        assert claims.nth(number).get_by_label("Place", exact=True).is_disabled()
    page.keyboard.press("Enter")
    if doubt:
        claims.nth(1).get_by_role("button", name="Accept").click()
        claims.nth(2).get_by_role("button", name="Accept").click()
    else:
        assert together.inner_text() == "Accept all that fit (2)"
        together.click()
        assert together.is_disabled()
    assert claims.nth(1).get_by_role("button", name="Reject").is_disabled()
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    assert [o.value for o in read(country).observations if o.value in (3000, 4000, 5000)] == [4000, 5000]


def test_events_that_contradict_one_another_are_not_accepted_together(visit, country):
    world = read(country)
    gate = next(p for p in world.places if p.kind == "crossing")
    town = next(p for p in world.places if p.id == "sollen")  # where there is no violence yet
    page = visit("read")
    on = "on 12 March 2021"
    text = f"The crossing at {gate.name} was closed {on}. The crossing at {gate.name} was reopened {on}.\n\n"
    page.fill("#report", text + f"Rebels shelled {town.name} {on}.")
    page.fill("#report-date", "2021-03-13")
    page.click("#read")
    page.locator(".claims mark").first.wait_for(timeout=60_000)
    together = page.get_by_role("button", name="Accept all that fit (2)")
    together.wait_for()
    claims = page.locator(".claims li")
    assert "It does not fit: 'close' of" in claims.nth(1).inner_text()
    assert "value 1 (none is said), no end" in claims.nth(2).inner_text()
    claims.nth(2).get_by_label("Value").fill("3")
    claims.nth(2).get_by_label("Until").fill("2021-03-20")
    claims.nth(2).get_by_text("out of bounds").wait_for()
    claims.nth(2).get_by_label("Value").fill("0.3")
    claims.nth(2).get_by_label("Until").focus()
    claims.nth(2).get_by_text("out of bounds").wait_for(state="detached")
    assert "until 2021-03-20" in claims.nth(2).inner_text()
    assert claims.nth(0).get_by_label("Value").count() == 0
    claims.nth(0).get_by_role("button", name="Reject").click()
    claims.nth(1).get_by_text("It does not fit").wait_for(state="detached")
    together.click()
    page.get_by_text("2 rows added to the tables").wait_for()
    claims.nth(0).get_by_role("button", name="Rejected").click()
    claims.nth(0).get_by_role("button", name="Accept").click()
    page.get_by_text("1 claim does not fit").wait_for()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    added = read(country).events[len(world.events) :]
    assert [(e.event, e.target, e.value) for e in added] == [("open", gate.id, None), ("conflict", town.id, 0.3)]
    assert str(added[1].until) == "2021-03-20"
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_hostile_cells_stay_text(visit, country):
    places = country / "places.csv"
    hostile = "<img src=x onerror=document.title=1>=1+1"
    text = places.read_text(encoding="utf-8")
    name = read(country).places[0].name
    places.write_text(text.replace(name, hostile, 1), encoding="utf-8")
    page = visit()
    landed(page)
    assert page.locator("img").count() == 0
    assert hostile in page.locator("#target").inner_text()
    for tab in ("tables", "settings", "course", "read", "forecast", "map"):
        page.click(f"a[data-tab={tab}]")
    assert page.locator("img").count() == 0
    assert page.title() != "1"


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_sticks_out_sideways(visit, width):
    page = visit(width=width)
    landed(page)
    for tab in ("tables", "settings", "course", "read", "forecast", "map"):
        page.click(f"a[data-tab={tab}]")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, tab


@pytest.mark.skipif(not AXE.is_file(), reason="skipped: axe-core on the workbench (run `npm ci` in tests/web)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit, scheme):
    page = visit(color_scheme=scheme, bypass_csp=True)
    landed(page)
    page.select_option("#target", "bridge")
    page.select_option("#event", "close")
    page.click("#add-and-run")
    page.locator(".columns.two").wait_for(timeout=PATIENCE_MS)
    landed(page)
    page.add_script_tag(path=str(AXE))
    for tab in ("map", "tables", "settings", "course", "read", "forecast"):
        page.click(f"a[data-tab={tab}]")
        found = page.evaluate("axe.run()")["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
        assert serious == [], tab


def test_on_a_phone_the_answer_comes_into_view(visit):
    page = visit(width=390)
    landed(page)
    page.select_option("#target", "bridge")
    page.select_option("#event", "close")
    page.click("#add-and-run")
    page.locator(".columns.two").wait_for(timeout=PATIENCE_MS)
    landed(page)
    sync_api.expect(page.locator(".answer")).to_be_in_viewport()
    assert "difference it makes" in page.locator("#said").text_content()


def test_settings_are_edited_with_the_checks_and_saved(visit, country):
    toml = country / "scenario.toml"
    toml.write_text("# kept\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    page = visit("settings")
    page.fill("#key-title", "Renamed")
    page.locator("#others summary").click()
    page.select_option("#p-hope", "uniform")
    page.fill("#p-hope-low", "0.9")
    page.fill("#p-hope-high", "0.1")
    page.locator(".prior .fault-here").get_by_text("are out of order").wait_for()
    assert page.get_by_role("button", name="Save changes").is_disabled()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.get_by_text("are out of order").first.wait_for(state="detached")
    page.fill("#p-hope-low", "0.1")
    page.fill("#p-hope-reason", "hearsay")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Saved").wait_for()
    world = read(country)
    assert (world.title, world.parameters["hope"].distribution) == ("Renamed", "uniform")
    assert world.parameters["hope"].reason == "hearsay"
    assert toml.read_text(encoding="utf-8").startswith("# kept\n")


def test_the_shelf_counts_one_variant_as_one(visit, served, country):
    page = visit()
    settings = country / "scenario.toml"
    first, one, *_ = settings.read_text(encoding="utf-8").split("[[variants]]")
    settings.write_text(f"{first}[[variants]]{one}", encoding="utf-8")
    page.goto(f"{served[0]}/#/")
    page.locator(".shelf li", has_text="1 variant ·").first.wait_for()
