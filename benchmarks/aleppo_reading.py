"""How the Aleppo forecast moves as each report is read: `python benchmarks/aleppo_reading.py [--members 200]`.

The scenario starts without its observations. Each of its reports is read and accepted as it stands, in order of date,
and after each a forecast to 1 March is made from that day. Nothing is reviewed: a person would do better.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

CASE = Path(__file__).resolve().parent.parent / "examples" / "aleppo-2016"
LAST = datetime.date(2016, 3, 1)
SHOWN = ("azaz", "bab-al-salama", "bab-al-salama-camp", "afrin")


def kilis(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "kilis", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def found(run: Path, day: datetime.date) -> list[tuple[float, float, float]]:
    """Return the median and the 90 % range of all newly displaced and of the stock of the places shown."""

    def rows(file: str, measure: str) -> list[dict]:
        known = (pc.field("variant") == "baseline") & (pc.field("measure") == measure) & (pc.field("date") == day)
        return pq.read_table(run / file).filter(known).to_pylist()

    by_place = {row["place"]: row for row in rows("summary.parquet", "stock")}
    kept = [*rows("totals.parquet", "newly_displaced"), *(by_place[place] for place in SHOWN)]
    return [(row["q50"], row["q05"], row["q95"]) for row in kept]


def main() -> None:
    parser = argparse.ArgumentParser(description="How the Aleppo forecast moves as each report is read.")
    parser.add_argument("--members", type=int, default=200)
    members = str(parser.parse_args().members)
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(holder) / "aleppo"
        shutil.copytree(CASE, folder)
        (folder / "observations.csv").unlink()
        print(f"Displaced persons on {LAST - datetime.timedelta(days=1)}, median (5 % to 95 %)\n")
        print("| read so far | rows added | displaced since 1 February | " + " | ".join(SHOWN) + " |")
        print("|---|---|---|" + "---|" * len(SHOWN))
        for report in [None, *sorted((CASE / "reports").glob("*.txt"))]:
            added: object = ""
            origin = datetime.date(2016, 2, 4)
            if report is not None:
                origin = datetime.date.fromisoformat(report.name[:10])
                said = json.loads(kilis("read", str(report), "--scenario", str(folder), "--accept-all", "--json"))
                added = said["accepted"]["added"]
            run = Path(holder) / f"run-{report.stem if report else 'none'}"
            given = ("--origin", str(origin), "--days", str((LAST - origin).days), "--members", members)
            kilis("forecast", str(folder), *given, "--out", str(run))
            shown = found(run, LAST - datetime.timedelta(days=1))
            cells = " | ".join(f"{median:,.0f} ({low:,.0f} to {high:,.0f})" for median, low, high in shown)
            print(f"| {report.stem if report else 'nothing'} | {added} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
