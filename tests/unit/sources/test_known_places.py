"""Our own list of places (known.csv) keeps its form, lies where its countries lie, and leaves towns their names."""

import csv
import gzip
from collections import defaultdict

import pytest

from kilis.sources import gazetteer
from kilis.sources.gazetteer import distance_km, fold, load
from kilis.sources.reading import Reader

FARTHEST_KM = 600.0


@pytest.fixture(scope="module")
def rows():
    path = gazetteer.CITIES_FILE.with_name("known.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cities():
    """Return the positions of the packaged cities of each country by its ISO2 code."""
    result = defaultdict(list)
    with gzip.open(gazetteer.CITIES_FILE, "rt", encoding="utf-8") as file:
        for line in file:
            _, iso2, latitude, longitude, *_ = line.split("\t")
            result[iso2].append((float(latitude), float(longitude)))
    return result


def test_every_row_has_a_name_a_kind_and_a_country(rows):
    countries = load().countries
    for row in rows:
        names = [row["name"], *(row["aliases"].split("|") if row["aliases"] else [])]
        assert all(name == name.strip() and fold(name) for name in names), row
        assert row["kind"] in ("country", "region", "settlement", "site", "crossing"), row
        assert row["iso3"] in countries, row
        assert -90 <= float(row["latitude"]) <= 90, row
        assert -180 <= float(row["longitude"]) <= 180, row


def test_a_name_stands_once_in_a_country(rows):
    seen = {}
    for row in rows:
        for key in {fold(name) for name in (row["name"], *row["aliases"].split("|")) if name}:
            assert (key, row["iso3"]) not in seen, (row, seen[key, row["iso3"]])
            seen[key, row["iso3"]] = row["name"]


def test_every_row_lies_near_a_city_of_its_country_or_of_a_neighbour(rows, cities):
    countries = load().countries
    for row in rows:
        here = (float(row["latitude"]), float(row["longitude"]))
        country = countries[row["iso3"]]
        near = [country.iso2, *(countries[iso3].iso2 for iso3 in country.neighbours if iso3 in countries)]
        spots = [spot for iso2 in near for spot in cities[iso2]]
        if spots:
            assert min(distance_km(here, spot) for spot in spots) < FARTHEST_KM, row


@pytest.mark.parametrize("town", ["Aleppo", "Mosul", "Kharkiv", "Maiduguri", "Kandahar", "Goma", "Cúcuta", "Hodeidah"])
def test_a_town_is_still_a_town_beside_its_region(town):
    (claim,) = Reader().read(f"Some 4,000 people fled from {town} on Monday.").claims
    (place,) = claim.origin
    assert [candidate.kind for candidate in place.candidates] == ["settlement"]


@pytest.mark.parametrize(
    ("name", "kind", "iso3"),
    [
        ("Shabwa", "region", "YEM"),
        ("Lower Dir", "region", "PAK"),
        ("Menik Farm", "site", "LKA"),
        ("Choucha", "site", "TUN"),
        ("Kerem Shalom", "crossing", "PSE"),
        ("Öncüpınar", "crossing", "TUR"),
    ],
)
def test_regions_camps_and_gates_are_known_by_name(name, kind, iso3):
    first = load().look_up(fold(name))[0]
    assert (first.kind, first.iso3) == (kind, iso3)
