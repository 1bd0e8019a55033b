"""Forecasts of the Aleppo case from five days of February 2016, beside what was reported later.

python benchmarks/aleppo.py     writes docs/aleppo-forecasts.md (about a minute)
"""

from __future__ import annotations

import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAYS = (5, 6, 8, 11, 16)
TOLD = (35_000, 55_000)


def main() -> None:
    from kilis.scenario import read
    from kilis.verify.later_reports import later_reports, markdown, read_regional

    folder = ROOT / "examples" / "aleppo-2016"
    scenario = read(folder)
    regional = read_regional(folder / "regional.csv")
    origins = [datetime.date(2016, 2, d) for d in DAYS]
    days = later_reports(scenario, origins, regional=regional, members=400, seed=1)
    page = ROOT / "docs" / "aleppo-forecasts.md"
    page.write_text(markdown(scenario, days, "python benchmarks/aleppo.py", TOLD), encoding="utf-8")
    print(f"Written: {page}")


if __name__ == "__main__":
    main()
