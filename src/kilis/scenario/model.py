"""What the world is: the frozen objects that a scenario folder becomes."""

from __future__ import annotations

import copyreg
import datetime
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

V = TypeVar("V")


def frozen(mapping: Mapping[str, V]) -> Mapping[str, V]:
    """Make a mapping that cannot be changed and, unlike a bare mapping proxy, can be sent to another process."""
    return MappingProxyType(dict(mapping))


def _reduce(mapping: Mapping[str, V]) -> tuple[Callable[[Mapping[str, V]], Mapping[str, V]], tuple[dict[str, V]]]:
    return frozen, (dict(mapping),)


copyreg.pickle(MappingProxyType, _reduce)  # type: ignore[arg-type]


def _nothing() -> Mapping[str, str]:
    return frozen({})


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the map: a settlement, a site, a crossing or a waypoint.

    ``population`` counts the residents of a settlement; at a site, the displaced persons who are there on the
    first day. ``capacity_persons`` is the most people a site holds; None means unlimited.
    """

    id: str
    name: str
    kind: str
    latitude: float
    longitude: float
    iso3: str
    site_type: str | None = None
    admin1: str | None = None
    pcode: str | None = None
    population: int | None = None
    capacity_persons: int | None = None
    attractiveness: float = 1.0
    opens: datetime.date | None = None
    closes: datetime.date | None = None
    controlled_by: str | None = None
    extra: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Route:
    """An edge of the map. ``mode`` is road, foot or crossing; a crossing is a gate that can be shut or limited."""

    origin: str
    destination: str
    distance_km: float
    mode: str = "road"
    both_ways: bool = True
    extra: Mapping[str, str] = field(default_factory=_nothing)

    @property
    def id(self) -> str:
        """The name under which events speak of this route: ``origin--destination``."""
        return f"{self.origin}--{self.destination}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on a date. ``until`` is excluded; None means until further notice.

    ``target`` is a place id, a route (``origin--destination``, either order for a two-way route), a pair of
    countries (``SYR--TUR``: every route between them), or ``*`` (departures only: shared out over the places in
    conflict by population and intensity).
    """

    date: datetime.date
    event: str
    target: str
    until: datetime.date | None = None
    value: float | None = None
    text: str | None = None
    source: str | None = None
    published: datetime.date | None = None
    extra: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Observation:
    """What was counted or reported: a date, a publication date, a place, a measure, a figure and who said it."""

    date: datetime.date
    place: str
    measure: str
    published: datetime.date | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    qualifier: str = "exact"
    speaker: str | None = None
    publisher: str | None = None
    kind: str = "estimate"
    extra: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Group:
    """People who behave alike, such as an age by gender; ``share`` is theirs of a place's persons on the first day.

    The factors multiply departure_rate, speed_km_per_day and the attractiveness of sites, settlements and abroad.
    """

    id: str
    name: str
    share: float
    departure_factor: float = 1.0
    speed_factor: float = 1.0
    site_factor: float = 1.0
    settlement_factor: float = 1.0
    abroad_factor: float = 1.0
    extra: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many of a group are at one place on the first day, where that differs: persons, or a share of them."""

    place: str
    group: str
    persons: int | None = None
    share: float | None = None
    extra: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Prior:
    """A parameter: one value, or a distribution from which each member draws its own.

    ``distribution`` is ``fixed`` (value), ``uniform`` (low, high), ``triangular`` (low, mode, high),
    ``normal`` (mean, sd; cut at the parameter's bounds) or ``lognormal`` (median, and spread: 90 % of the members
    lie between median / spread and median x spread).
    """

    distribution: str
    numbers: tuple[float, ...]
    reason: str | None = None

    @property
    def median(self) -> float:
        """The middle of the distribution, before a parameter's bounds cut it.

        >>> Prior("triangular", (0.0, 10.0, 10.0)).median == 50**0.5
        True
        """
        match self.distribution:
            case "uniform":
                return (self.numbers[0] + self.numbers[1]) / 2
            case "triangular":
                low, mode, high = self.numbers
                from_low = 2 * mode > low + high
                span = math.sqrt((high - low) * (mode - low if from_low else high - mode) / 2)
                return low + span if from_low else high - span
            case _:
                return self.numbers[0]


@dataclass(frozen=True, slots=True)
class Variant:
    """An edited scenario: a name, a sentence, events added, events removed, parameters replaced.

    An event is removed when it equals every field given in one of ``remove`` (at least its ``event`` and ``target``).
    """

    id: str
    sentence: str
    add: tuple[Event, ...] = ()
    remove: tuple[Mapping[str, object], ...] = ()
    parameters: Mapping[str, Prior] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Scenario:
    """All inputs of a run. ``end`` is excluded: the period has ``n_days`` days, day 0 being ``start``."""

    title: str
    start: datetime.date
    end: datetime.date
    places: tuple[Place, ...]
    routes: tuple[Route, ...]
    events: tuple[Event, ...] = ()
    observations: tuple[Observation, ...] = ()
    description: str = ""
    coo_iso3: str | None = None
    rule: str = "gravity"
    parameters: Mapping[str, Prior] = field(default_factory=lambda: MappingProxyType({}))
    variants: tuple[Variant, ...] = ()
    groups: tuple[Group, ...] = ()
    group_sizes: tuple[GroupSize, ...] = ()

    @property
    def n_days(self) -> int:
        """Days from the start to the end, which is excluded."""
        return (self.end - self.start).days
