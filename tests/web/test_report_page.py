"""The page of a run in a real browser: it moves, answers the keyboard, fits a phone, and asks nobody for anything."""

import math
import shutil
from pathlib import Path

import pytest

from kilis.report.page import write_page
from synthetic_run import write_run

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="skipped: the page in a browser (playwright is missing)")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="skipped: the page in a browser (chromium is missing)")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    write_page(write_run(folder / "run"), folder / "page.html")
    return folder / "page.html"


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser, file):
    """Open the page at a width; afterwards: nothing was fetched and nothing complained."""
    contexts, requests, complaints = [], [], []

    def opened(width=1440, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert {url for url in requests if url != file.as_uri()} == set()
    assert complaints == []


def move_to(page, frame):
    page.locator("#day").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }", frame
    )


def radius(page, place):
    return float(page.locator(f".map-wide .place[data-p='{place}'] circle").first.get_attribute("r"))


def test_the_slider_moves_the_map(open_page):
    page = open_page()
    move_to(page, 0)
    assert page.locator("#date").text_content() == "1 Feb"
    before = radius(page, 4)
    assert page.locator(".map-wide .gate").first.locator("use").get_attribute("href") == "#sign-open"
    move_to(page, 40)
    assert radius(page, 4) > before
    assert page.locator(".map-wide .gate").first.locator("use").get_attribute("href") == "#sign-shut"
    move_to(page, 4)
    assert "is shut" in page.locator("#today").text_content()


def test_what_is_drawn_without_a_script_is_what_the_script_draws(open_page):
    still = open_page(java_script_enabled=False)
    moving = open_page()
    assert still.locator("#date").text_content() == moving.locator("#date").text_content()
    for place in (4, 9, 10):
        assert radius(still, place) == pytest.approx(radius(moving, place), abs=0.06)
    for name in (".flow", "[data-figure]"):
        drawn = [still.locator(f".map-wide {name}"), moving.locator(f".map-wide {name}")]
        assert drawn[0].count() == drawn[1].count() > 5
    words = [page.locator(".map-wide [data-figure]").all_text_contents() for page in (still, moving)]
    assert words[0] == words[1]


def test_violence_is_drawn_outside_the_circle_of_the_people_there(open_page):
    page = open_page()
    place = 4  # Azaz, where nobody fights: the rays are made all the same, and not shown
    for frame in (0, 40):
        move_to(page, frame)
        rays = page.locator(f".map-wide .place[data-p='{place}'] .conflict").get_attribute("d")
        x, y = (float(number) for number in rays[1 : rays.index("L")].split())
        assert math.hypot(x, y) == pytest.approx(max(9.5, radius(page, place) + 2.5), abs=0.15)
    assert radius(page, place) > 9.5


def test_play_and_pause(open_page):
    page = open_page()
    move_to(page, 3)
    page.locator("#play").click()
    for _ in range(100):  # the page's policy forbids the browser to wait by evaluating text
        if int(page.locator("#day").input_value()) > 4:
            break
        page.wait_for_timeout(100)
    assert int(page.locator("#day").input_value()) > 4
    assert page.locator("#play").text_content() == "Pause"
    page.locator("#play").click()
    assert page.locator("#play").text_content() == "Play"


def test_variants_change_the_map(open_page):
    page = open_page()
    move_to(page, 59)
    before = radius(page, 15)
    page.locator("#variant").select_option(index=1)
    assert radius(page, 15) > before
    assert page.locator(".map-wide .gate").first.locator("use").get_attribute("href") == "#sign-open"


def test_keyboard_alone_reaches_places_and_charts(open_page):
    page = open_page()
    for _ in range(4):
        page.keyboard.press("Tab")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('place')"):
            break
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert ":" in name
    assert page.locator("#tip").is_visible()
    assert page.locator("#tip b").text_content() == name.split(":")[0]
    chart = page.locator(".chart[data-key='stock azaz']")
    chart.focus()
    page.keyboard.press("Home")
    assert page.locator("#tip b").text_content() == "1 Feb"
    page.keyboard.press("ArrowRight")
    assert page.locator("#tip b").text_content() == "2 Feb"


def test_the_pointer_reads_a_chart(open_page):
    page = open_page()
    chart = page.locator(".chart[data-key='stock azaz']")
    chart.scroll_into_view_if_needed()
    chart.hover()
    assert "to" in page.locator("#tip").text_content()


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen(open_page, width, scheme):
    page = open_page(width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = ".map-narrow" if width < 620 else ".map-wide"
    assert page.locator(f".ground-map {shown}").is_visible()


@pytest.mark.parametrize(("width", "which"), [(1440, "wide"), (1440, "inset"), (390, "narrow")])
def test_labels_do_not_cover_each_other(open_page, width, which):
    page = open_page(width)
    boxes = page.locator(f".map-grid .map-{which} .labels text").evaluate_all(
        "texts => texts.map(t => { const b = t.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    )
    frame = page.locator(f".map-grid .map-{which}").bounding_box()
    assert len(boxes) >= 4
    for i, a in enumerate(boxes):
        assert a[0] >= frame["x"] - 1
        assert a[2] <= frame["x"] + frame["width"] + 1
        for b in boxes[i + 1 :]:
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert not (across > 2 and down > 3), (a, b)


@pytest.mark.skipif(not AXE.is_file(), reason="skipped: axe-core on the page (run `npm ci` in tests/web)")
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page, width, scheme):
    page = open_page(width, color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")] == []


def test_it_prints_on_a4(open_page, tmp_path):
    page = open_page()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert page.locator("#play").is_hidden()
    assert page.locator(".strip svg").count() == 4
    assert page.locator(".strip").is_visible()
