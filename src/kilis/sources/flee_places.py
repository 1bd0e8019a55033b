"""Places and routes of a Flee folder (locations.csv, routes.csv)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kilis.scenario.cells import ID, MAX_ID_CHARS, CellError, parse
from kilis.scenario.faults import shown
from kilis.scenario.model import Route
from kilis.schema import table as schema_table
from kilis.sources.countries import iso3_of
from kilis.sources.flee_settings import Note, Settings
from kilis.sources.flee_tables import (
    LOCATIONS,
    ROUTES,
    Files,
    Line,
    known_name,
    number_in,
    number_of,
    table,
    whole_number_of,
)

# The words are looked for in this order, as parts of the type; the first that is found decides.
TYPES = ("camp", "conflict", "forward", "marker", "flood", "default", "town")
ATTRIBUTES_READ = {"conflict_intensity"}
ATTRIBUTES_MISSED = {
    "initial_idps": "These people would be missing",
    "capacity_per_day": "Camps would keep their capacity; write capacity events into events.csv",
}


@dataclass(frozen=True)
class Location:
    """One row of locations.csv. ``number`` is the population of a town, the capacity of a camp; None if empty."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    type: str
    conflict_day: int
    number: int | None
    conflict_intensity: float
    extra: dict[str, str]

    @property
    def is_site(self) -> bool:
        """A camp of either kind."""
        return self.type == "camp"

    @property
    def is_waypoint(self) -> bool:
        """A hub or marker: nobody stays."""
        return self.type in {"forward", "marker"}


@dataclass(frozen=True)
class Link:
    """One row of routes.csv."""

    name1: str
    name2: str
    distance_km: float
    extra: dict[str, str]


def read_locations(files: Files, settings: Settings) -> list[Location]:
    """Read locations.csv."""
    name = "locations.csv"
    further, rows = table(files, files.inputs, name, LOCATIONS)
    found: dict[str, Location] = {}
    for row in rows:
        word = row.cell(0)
        if not ID.fullmatch(word) or "--" in word or len(word) > MAX_ID_CHARS:
            remedy = "Begin with a letter or digit; use letters, digits, spaces and . _ - ' ( ), no double hyphen"
            files.fault(name, row.number, "name", f"{shown(word)} cannot serve as a name", remedy)
            files.broken.add(word)
            continue
        if word in found:
            files.fault(name, row.number, "name", f"{shown(word)} occurs again", "Give each place its own name")
        kind = next((one for one in TYPES if one in row.cell(5).lower()), None)
        if kind is None:
            remedy = "Use camp, idpcamp, conflict_zone, forwarding_hub, marker or town"
            files.fault(name, row.number, "location_type", f"unknown type {shown(row.cell(5))}", remedy)
            files.broken.add(word)
            continue
        for position, column in ((1, "region"), (2, "country")):
            _check_words(files, row, position, column)
        found[word] = _location(
            files, row, dict(zip(further, row.cells[len(LOCATIONS) :], strict=False)), kind, settings
        )
        if kind in {"marker", "flood"}:
            meaning = (
                "Kilis treats a marker as a place one passes through" if kind == "marker" else "Kilis has no floods"
            )
            settings.notes.append(Note(name, f"{word} is of type {row.cell(5)}", meaning))
    _note_further(further, rows, settings)
    return list(found.values())


def _location(files: Files, row: Line, attributes: dict[str, str], kind: str, settings: Settings) -> Location:
    """Read the cells of a row behind its name; what cannot be becomes a fault."""
    name = "locations.csv"
    latitude = number_of(files, name, row, 3, "latitude", 0.0)
    longitude = number_of(files, name, row, 4, "longitude", 0.0)
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        problem = f"{latitude:g}, {longitude:g} is no place on earth"
        files.fault(name, row.number, "latitude", problem, "Give degrees, latitude first")
    number = whole_number_of(files, name, row, 7, "population", 0) if row.cell(7) else None
    if number is not None and number < 0 and kind == "camp":
        number = None
    elif number is not None and not 0 <= number <= 2_000_000_000:
        files.fault(name, row.number, "population", f"{number} people", "Give between 0 and 2,000,000,000")
    extra = {}
    if kind == "camp" and "idp" in row.cell(5).lower():
        extra["leave_probability"] = f"{settings.number('idp_site', 0.1):g}"
    return Location(
        name=row.cell(0),
        region=row.cell(1),
        country=row.cell(2) or "unknown",
        latitude=latitude,
        longitude=longitude,
        type=kind,
        conflict_day=whole_number_of(files, name, row, 6, "conflict_date", 0),
        number=number,
        conflict_intensity=_intensity(files, row, attributes.get("conflict_intensity", "")),
        extra=extra,
    )


def _note_further(further: Sequence[str], rows: Sequence[Line], settings: Settings) -> None:
    """Note the columns behind Flee's own: those that would matter, and those that nothing reads."""
    name = "locations.csv"
    for attribute, meaning in ATTRIBUTES_MISSED.items():
        if attribute in further:
            of = [row for row in rows if row.cell(further.index(attribute) + len(LOCATIONS)) not in {"", "0", "0.0"}]
            if of:
                finding = f"{len(of)} places have {attribute}, {of[0].cell(0)} first"
                settings.unsupported.append(Note(name, finding, meaning))
    unread = [one for one in further if one and one not in ATTRIBUTES_READ | ATTRIBUTES_MISSED.keys()]
    if unread:
        meaning = "Kilis has no use for them"
        settings.notes.append(Note(name, f"further columns: {', '.join(unread)}", meaning))


def _check_words(files: Files, row: Line, position: int, column: str) -> None:
    try:
        parse(next(one for one in schema_table("places") if one.name == "admin1"), row.cell(position))
    except CellError as error:
        files.fault("locations.csv", row.number, column, error.problem, error.remedy)


def _intensity(files: Files, row: Line, text: str) -> float:
    value = number_in(files, "locations.csv", row, "conflict_intensity", text) if text else 1.0
    if not 0 <= value <= 1:
        problem = f"there is an intensity of {value:g}"
        files.fault("locations.csv", row.number, "conflict_intensity", problem, "Give numbers from 0 to 1")
    return value


def read_routes(files: Files, names: Sequence[str], settings: Settings) -> list[Link]:
    """Read routes.csv. Two roads between the same places become the shorter one."""
    name = "routes.csv"
    further, rows = table(files, files.inputs, name, ROUTES)
    found: dict[tuple[str, str], Link] = {}
    for row in rows:
        ends = [known_name(files, name, row, position, f"name{position + 1}", names) for position in (0, 1)]
        distance = number_of(files, name, row, 2, "distance")
        if distance <= 0 or distance > 10_000:
            files.fault(name, row.number, "distance", f"{distance:g} km", "Give kilometres above 0, at most 10000")
        if ends[0] is None or ends[1] is None:
            continue
        if ends[0] == ends[1]:
            files.fault(name, row.number, "name2", "the route leads from a place to itself", "Correct one of its ends")
            continue
        if row.cell(3) not in {"", "0"}:
            finding = f"{ends[0]} to {ends[1]} has forced_redirection {row.cell(3)}"
            settings.notes.append(Note(name, finding, "Flee never acts on it, nor does Kilis: it is a route both ways"))
        attributes = dict(zip(further[1:], row.cells[4:], strict=False))
        extra = {}
        if attributes.get("max_move_speed"):
            speed = number_in(files, name, row, "max_move_speed", attributes["max_move_speed"])
            if not 0 < speed <= 10_000:
                files.fault(
                    name, row.number, "max_move_speed", f"{speed:g} km a day", "Give a number above 0, at most 10000"
                )
            extra["speed_km_per_day"] = f"{speed:g}"
        walking = attributes.get("walk_probability", "")
        if walking and number_in(files, name, row, "walk_probability", walking) != 0.0:
            finding = f"{ends[0]} to {ends[1]} has a walk_probability"
            settings.unsupported.append(Note(name, finding, "People would take this route at the usual speed"))
        key = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        link = Link(ends[0], ends[1], distance, extra)
        if key in found:
            meaning = "Kilis keeps the shorter one; Flee counts them as two choices"
            settings.notes.append(Note(name, f"two routes between {key[0]} and {key[1]}", meaning))
            link = min(link, found[key], key=lambda one: one.distance_km)
        found[key] = link
    return list(found.values())


def country_codes(locations: Sequence[Location], settings: Settings) -> dict[str, str]:
    """ISO codes of all countries named; names that are no country get the codes XAA, XAB, ... reserved for users."""
    codes: dict[str, str] = {}
    for country in dict.fromkeys(location.country for location in locations):
        code = iso3_of(country)
        if code is None:
            unknown = sum(one.startswith("XA") for one in codes.values())
            code = f"XA{chr(ord('A') + unknown % 26)}"
            settings.notes.append(
                Note("locations.csv", f"{shown(country)} is no country known to Kilis", f"It is called {code}")
            )
        codes[country] = code
    return codes


def coo_of(locations: Sequence[Location], codes: dict[str, str], settings: Settings) -> str:
    """Country of origin: where most conflict zones are. Flee takes the country of the first row."""
    zones = [location.country for location in locations if location.type == "conflict"]
    first = locations[0].country
    country = max(dict.fromkeys(zones), key=zones.count) if zones else first
    if country != first:
        meaning = f"Kilis takes {codes[country]}, where the conflict zones are; it matters only with a foreign_weight"
        settings.notes.append(
            Note("locations.csv", f"the first row lies in {first}, which Flee takes for home", meaning)
        )
    return codes[country]


def routes_of(links: Sequence[Link], locations: Sequence[Location], codes: dict[str, str]) -> list[Route]:
    """Routes of the scenario: those between two countries are crossings, which events can close."""
    country = {location.name: codes[location.country] for location in locations}
    return [
        Route(
            link.name1,
            link.name2,
            link.distance_km,
            mode="road" if country[link.name1] == country[link.name2] else "crossing",
            extra=link.extra,
        )
        for link in links
    ]
