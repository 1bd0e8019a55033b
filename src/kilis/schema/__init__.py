"""The attribute dictionary: one CSV per input table, from which readers, checks, docs and forms are made."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

TABLES = ("scenario", "variants", "places", "routes", "groups", "group_sizes", "events", "observations", "parameters")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of a table, or one key of scenario.toml.

    ``type`` is id, name, text, reference (a place id), iso3, date, number, integer, boolean, choice or section.
    ``default`` is what an empty cell means, as it would be written; None: unknown or unlimited.
    """

    name: str
    type: str
    unit: str | None
    default: str | None
    low: float | None
    high: float | None
    low_excluded: bool
    required: bool
    allowed: tuple[str, ...]
    description: str
    rule: str | None = None
    why: str | None = None

    @property
    def bounds(self) -> str:
        """The bounds in words; empty if there are none."""
        return bounds_in_words(self.low, self.high, self.low_excluded)

    def holds(self, number: float) -> bool:
        """Whether the number is within the bounds."""
        return within(number, self.low, self.high, self.low_excluded)


@dataclass(frozen=True, slots=True)
class EventKind:
    """What an event may aim at, which value and text it needs, and how it is said.

    ``topic`` groups the kinds that override one another (close, open and limit speak about the same gate).
    ``targets`` are place, site, crossing, route, countries, everywhere; ``value`` is yes, optional or no.
    """

    name: str
    topic: str
    targets: tuple[str, ...]
    value: str
    unit: str | None
    default: float | None
    low: float | None
    high: float | None
    low_excluded: bool
    needs_text: bool
    sentence: str
    description: str

    @property
    def bounds(self) -> str:
        """The bounds of the value in words; empty if there are none."""
        return bounds_in_words(self.low, self.high, self.low_excluded)

    def holds(self, number: float) -> bool:
        """Whether the value is within the bounds."""
        return within(number, self.low, self.high, self.low_excluded)


def within(number: float, low: float | None, high: float | None, low_excluded: bool) -> bool:
    """Whether low <= number <= high; a missing bound does not bind, an excluded one is not reached."""
    if low is not None and (number < low or (low_excluded and number == low)):
        return False
    return high is None or number <= high


def bounds_in_words(low: float | None, high: float | None, low_excluded: bool) -> str:
    """Bounds as a reader would say them.

    >>> bounds_in_words(0, 1, True)
    'above 0, at most 1'
    """
    words = []
    if low is not None:
        words.append(f"{'above' if low_excluded else 'at least'} {low:,.12g}".replace(",", " "))
    if high is not None:
        words.append(f"at most {high:,.12g}".replace(",", " "))
    return ", ".join(words)


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files(__name__).joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _bound(text: str) -> tuple[float | None, bool]:
    """Read a bound; ``>0`` means that 0 itself is excluded."""
    return (float(text.removeprefix(">")), text.startswith(">")) if text else (None, False)


def _attribute(row: Mapping[str, str]) -> Attribute:
    low, low_excluded = _bound(row["low"])
    return Attribute(
        name=row["attribute"],
        type=row["type"],
        unit=row["unit"] or None,
        default=row["default"] or None,
        low=low,
        high=_bound(row["high"])[0],
        low_excluded=low_excluded,
        required=row.get("required") == "yes",
        allowed=tuple(filter(None, row.get("allowed", "").split("|"))),
        description=row["description"],
        rule=row.get("rule") or None,
        why=row.get("why") or None,
    )


@cache
def table(name: str) -> tuple[Attribute, ...]:
    """Give the attributes of one of ``TABLES``, in the order in which they are written.

    >>> [attribute.name for attribute in table("routes")]
    ['origin', 'destination', 'distance_km', 'mode', 'both_ways', 'speed_km_per_day', 'source', 'note']
    """
    if name not in TABLES:
        raise KeyError(f"no table {name!r} in the schema; there are {', '.join(TABLES)}")
    return tuple(_attribute(row) for row in _rows(f"{name}.csv"))


@cache
def event_kinds() -> Mapping[str, EventKind]:
    """Give the kinds of event by name.

    >>> event_kinds()["limit"].unit
    'persons_per_day'
    """
    kinds = {}
    for row in _rows("event_kinds.csv"):
        low, low_excluded = _bound(row["low"])
        kinds[row["event"]] = EventKind(
            name=row["event"],
            topic=row["topic"],
            targets=tuple(row["targets"].split("|")),
            value=row["value"],
            unit=row["unit"] or None,
            default=float(row["default"]) if row["default"] else None,
            low=low,
            high=_bound(row["high"])[0],
            low_excluded=low_excluded,
            needs_text=row["text"] == "yes",
            sentence=row["sentence"],
            description=row["description"],
        )
    return MappingProxyType(kinds)


@cache
def distributions() -> Mapping[str, tuple[str, ...]]:
    """Give the names of the numbers that each distribution needs.

    >>> distributions()["triangular"]
    ('low', 'mode', 'high')
    """
    return MappingProxyType(
        {row["distribution"]: tuple(row["numbers"].split("|")) for row in _rows("distributions.csv")}
    )
