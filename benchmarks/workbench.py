"""How fast the workbench answers: the first paint, and from a click to the charts, in headless Chromium.

python benchmarks/workbench.py [REPEATS]

The what-if opens, limits or shuts the crossing at Bab al-Salama on a different day each time, with 200 members; the
stated course has been run before, as the page does on opening. Times are wall times; the machine's load is printed.
"""

import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ALEPPO = Path(__file__).parents[1] / "examples" / "aleppo-2016"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main(repeats: int) -> None:
    with tempfile.TemporaryDirectory() as holder:
        shutil.copytree(ALEPPO, Path(holder) / "aleppo-2016")
        token = secrets.token_hex(16)
        command = [sys.executable, "-m", "kilis", "serve", holder, "--port", "0", "--json", "--token", token]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
            url = json.loads(server.stdout.readline())["url"]
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(300_000)
            measure(page, url, repeats)
            browser.close()
            server.terminate()


def measure(page, url: str, repeats: int) -> None:
    page.goto(url)
    page.locator(".shelf li a").first.click()
    page.locator("#state[data-result]").wait_for()
    address = page.url
    paints, maps, clicks, load = [], [], [], os.getloadavg()[0]
    for _ in range(repeats):
        page.goto("about:blank")
        page.goto(address)
        page.locator(".board svg").first.wait_for()
        maps.append(page.evaluate("performance.now()") / 1000)
        paints.append(page.evaluate(PAINT) / 1000)
        page.locator("#state[data-result]").wait_for()
    for i in range(repeats):
        if i:
            page.get_by_role("button", name="Clear").click()
            page.locator("#state[data-result]").wait_for()
        page.select_option("#target", "bab-al-salama")
        page.select_option("#event", ["open", "close"][i % 2])
        page.fill("#from", f"2016-02-{8 + i:02d}")
        page.wait_for_timeout(600)
        began = time.perf_counter()
        page.click("#add-and-run")
        page.locator(".columns.two").wait_for()
        page.locator(".fans.pairs svg").first.wait_for()
        page.locator("#state[data-result]").wait_for()
        clicks.append(time.perf_counter() - began)
    print(f"{os.cpu_count()} cores; load {load:.1f} before, {os.getloadavg()[0]:.1f} after; {repeats} repeats")
    for name, times in (
        ("first paint", paints),
        ("scenario's map drawn", maps),
        ("click to charts, 200 members", clicks),
    ):
        print(f"{name:<30} median {statistics.median(times):.2f} s, best {min(times):.2f} s, worst {max(times):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
