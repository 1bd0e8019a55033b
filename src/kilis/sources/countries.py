"""Country names as people write them, to ISO 3166 codes (table: schema/countries.csv)."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import unicodedata


def _plain(name: str) -> str:
    """Reduce a name to what matters: no accents, case, underscores, hyphens or points."""
    letters = unicodedata.normalize("NFKD", name)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for mark in "_-.'’,()":
        kept = kept.replace(mark, " ")
    return " ".join(kept.casefold().split())


@functools.cache
def _codes() -> dict[str, str]:
    table = importlib.resources.files("kilis.schema").joinpath("countries.csv").read_text(encoding="utf-8")
    codes: dict[str, str] = {}
    for row in csv.DictReader(table.splitlines()):
        names = [row["iso3"], row["iso2"], row["name"], *filter(None, row["aliases"].split("|"))]
        for name in names:
            codes.setdefault(_plain(name), row["iso3"])
    return codes


def iso3_of(name: str) -> str | None:
    """Return the ISO 3166 code (three letters) of a country's name, code or common short form; None if unknown.

    >>> iso3_of("South_Sudan"), iso3_of("Türkiye"), iso3_of("DRC"), iso3_of("Atlantis")
    ('SSD', 'TUR', 'COD', None)
    """
    return _codes().get(_plain(name))
