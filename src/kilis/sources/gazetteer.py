"""Names of places and where they are: the packaged gazetteer, and the folding that makes spellings comparable.

Cities: GeoNames (https://www.geonames.org), CC BY 4.0, cut by `gazetteer_cut`. Regions, camps, crossings
and small places (`known.csv`) and the countries' adjectives are our own lists; positions there are rounded.
"""

from __future__ import annotations

import csv
import functools
import gzip
import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "gazetteer"
CITIES_FILE = _FOLDER / "cities.tsv.gz"
_ARTICLES = frozenset(
    {"al", "el", "as", "ash", "ar", "ad", "an", "at", "az", "ez", "es", "et", "er", "ed", "aj", "the"}
)
_MOST_KEPT = 100_000
_SHORTEST_ENDED = 4
"""Letters of the longest word of which a final "ah" or "eh" is kept."""
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a", "-": " ", "–": " "}
    | dict.fromkeys("'’‘ʻʼ`´ʿʾ.", "")
)


def _folded(name: str) -> str:
    """Reduce a name to what its spellings share.

    >>> fold("Öncüpınar"), fold("Al-Qāmishlī") == fold("Qamishli"), fold("Bab al-Hawa")
    ('oncupinar', True, 'babhawa')
    >>> fold("Bab el Salamah") == fold("Bab al-Salameh") == fold("Bab al-Salama")
    True
    """
    text = name.lower().translate(_LETTERS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.translate(_LETTERS)
    words = text.split()
    words = [word[:-2] + "a" if word[-2:] in ("ah", "eh") and len(word) > _SHORTEST_ENDED else word for word in words]
    kept = [word for word in words if word not in _ARTICLES]
    joined = "".join(kept)
    return joined if len(joined) >= 4 else "".join(words)


class _Folded(dict[str, str]):
    """Names as they are folded, worked out when first asked for."""

    def __missing__(self, name: str) -> str:
        found = _folded(name)
        if len(self) < _MOST_KEPT:
            self[name] = found
        return found


fold: Callable[[str], str] = _Folded().__getitem__
"""Reduces a name to what its spellings share: no case, accents, apostrophes, hyphens, blanks or Arabic article."""


def skeleton(name: str) -> str:
    """Return the consonants of a folded name, doubled ones once: spellings such as Idlib and Idleb share it.

    >>> skeleton("Idlib") == skeleton("Idleb") == "dlb"
    True
    """
    result = ""
    for letter in fold(name).replace("kh", "h").replace("gh", "g").replace("q", "k").replace("c", "k"):
        if letter not in "aeiouyw" and not result.endswith(letter):
            result += letter
    return result


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the great-circle distance between two (latitude, longitude) in degrees.

    2 R asin(sqrt(hav)), R = 6371 km.

    >>> round(distance_km((36.2, 37.16), (36.586, 37.046)))
    44
    """
    (lat1, lon1), (lat2, lon2) = [(math.radians(a), math.radians(b)) for a, b in (first, second)]
    hav = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(hav))


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer. ``kind`` is settlement, site, crossing, region or country."""

    name: str
    kind: str
    iso3: str
    latitude: float | None
    longitude: float | None
    population: int = 0


@dataclass(frozen=True, slots=True)
class Country:
    """A country with the words for its people."""

    iso3: str
    iso2: str
    name: str
    people: tuple[str, ...]
    aliases: tuple[str, ...]
    neighbours: tuple[str, ...]
    capital: str
    near_crisis: bool
    """Whether it is in or beside a displacement crisis of these decades: its places are listed more densely."""


class Gazetteer:
    """Looks names up by their folded key; rows are parsed only when asked for."""

    def __init__(self, cities: Iterable[str], known: Iterable[Entry | tuple[str, Entry]], countries: list[Country]):
        self.countries = {country.iso3: country for country in countries}
        self._iso3 = {country.iso2: country.iso3 for country in countries}
        # Of a name that several cities have, the lines are one text: texts take far less time to make than lists.
        self._rows: dict[str, str] = {}
        self._entries: dict[str, list[Entry]] = {}
        for row in cities:
            for key in row[row.rindex("\t") + 1 :].split("|"):
                self._rows[key] = f"{self._rows[key]}\n{row}" if key in self._rows else row
        for item in known:
            key, entry = item if isinstance(item, tuple) else (fold(item.name), item)
            self._entries.setdefault(key, []).append(entry)
        self._found: dict[str, list[Entry]] = {}
        # The words for a country's people: Syrian, Syrians.
        self.people = {
            fold(word): country.iso3
            for country in countries
            for people in country.people
            for word in (people, people + "s")
        }

    def __contains__(self, key: str) -> bool:
        return key in self._entries or key in self._rows

    def look_up(self, key: str) -> list[Entry]:
        """Return every place of this folded name, our own list first, then by population."""
        found = self._found.get(key)
        if found is None:
            if key not in self:
                return []
            found = self._found[key] = self._look_up(key)
        return found

    def _look_up(self, key: str) -> list[Entry]:
        own = self._entries.get(key, [])
        cities = [self._parse(row) for row in self._rows[key].split("\n")] if key in self._rows else []
        cities.sort(key=lambda entry: -entry.population)
        return own + [city for city in cities if not any(_same(city, entry) for entry in own)]

    def _parse(self, row: str) -> Entry:
        name, iso2, latitude, longitude, population, _ = row.split("\t")
        return Entry(name, "settlement", self._iso3.get(iso2, iso2), float(latitude), float(longitude), int(population))


def _same(first: Entry, second: Entry) -> bool:
    if None in (first.latitude, first.longitude, second.latitude, second.longitude):
        return first.iso3 == second.iso3
    here, there = (first.latitude, first.longitude), (second.latitude, second.longitude)
    return distance_km(here, there) < 40  # type: ignore[arg-type]  # None was excluded above


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def read_countries() -> list[Country]:
    """Return the packaged table of countries."""
    with (_FOLDER / "countries.csv").open(encoding="utf-8", newline="") as file:
        return [
            Country(
                row["iso3"], row["iso2"], row["name"], _split(row["people"]), _split(row["aliases"]),
                _split(row["neighbours"]), row["capital"], row["near_crisis"] == "yes",
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _read_known() -> list[tuple[str, Entry]]:
    result: list[tuple[str, Entry]] = []
    with (_FOLDER / "known.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = Entry(row["name"], row["kind"], row["iso3"], float(row["latitude"]), float(row["longitude"]))
            keys = dict.fromkeys(fold(name) for name in (row["name"], *_split(row["aliases"])))
            result.extend((key, entry) for key in keys)
    return result


@functools.cache
def load() -> Gazetteer:
    """Return the packaged gazetteer, loaded once."""
    countries = read_countries()
    known = _read_known()
    for country in countries:
        entry = Entry(country.name, "country", country.iso3, None, None)
        known.extend((key, entry) for key in dict.fromkeys(fold(n) for n in (country.name, *country.aliases)))
    with gzip.open(CITIES_FILE, "rt", encoding="utf-8") as file:
        return Gazetteer(file.read().split("\n"), known, countries)
