"""What changes in a Flee folder: conflicts.csv, closures.csv, and the people who leave."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kilis.scenario.faults import nearest, shown
from kilis.scenario.model import Event
from kilis.sources.flee_places import Link, Location
from kilis.sources.flee_settings import Note, Settings
from kilis.sources.flee_tables import (
    CLOSURES,
    Files,
    Line,
    is_blank,
    known_name,
    number_of,
    rows_of,
    text_of,
    whole_number_of,
)

CLOSURES_FILE = "closures.csv"
KINDS = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")
TINY = 1e-6


@dataclass(frozen=True)
class Closure:
    """One row of closures.csv: days from ``first`` (included) to ``last`` (excluded; None: for good)."""

    kind: str
    name1: str
    name2: str
    first: int
    last: int | None


def read_conflicts(files: Files, names: Sequence[str], n_days: int, settings: Settings) -> dict[str, list[float]]:
    """Read conflicts.csv: intensity by day for each place; the row decides the day, not its number."""
    name = "conflicts.csv"
    text = text_of(files, files.inputs, name)
    rows = rows_of(text) if text is not None else []
    if len(rows) < 2:
        if text is not None:
            files.fault(name, None, None, "there are no days", "Give a header of places and one row for each day")
        return {}
    columns = [cell.lstrip("#").strip() for cell in rows[0].cells]
    found: dict[str, list[float]] = {}
    for position, place in enumerate(columns):
        if position == 0 or not place:
            continue
        if place in found:
            files.fault(name, rows[0].number, place, "the column occurs twice", "Keep one of them")
        elif names and place not in names and place not in files.broken:
            values = {row.cell(position) for row in rows[1:]}
            if values <= {"", "0", "0.0"}:
                note = Note(name, f"{place} is not in locations.csv", "It never has conflict: nothing is lost")
                settings.notes.append(note)
                continue
            files.fault(name, rows[0].number, place, f"unknown place {shown(place)}", nearest(place, names))
        found[place] = [number_of(files, name, row, position, place) for row in rows[1 : n_days + 1]]
        if any(not 0 <= value <= 1 for value in found[place]):
            worst = max(found[place], key=abs)
            files.fault(name, None, place, f"there is an intensity of {worst:g}", "Give numbers from 0 to 1")
    if len(rows) - 1 < n_days:
        problem = f"there are {len(rows) - 1} days, and the period has {n_days}"
        files.fault(name, None, None, problem, "Add the missing rows or shorten the period in sim_period.csv")
    return found


def conflict_events(
    conflicts: dict[str, list[float]], locations: Sequence[Location], start: datetime.date, n_days: int
) -> Iterator[Event]:
    """One event for each stretch of equal intensity at a place.

    A place of type conflict_zone with conflict_date 0 is in conflict from the start even where conflicts.csv says 0,
    until its column switches it on and off again: so does Flee.
    """
    for location in locations:
        days = list(conflicts.get(location.name, [0.0] * n_days))
        if location.type == "conflict" and location.conflict_day <= 0:
            for day in range(n_days):
                if days[day] > TINY:
                    break
                days[day] = location.conflict_intensity
        day = 0
        for value, stretch in itertools.groupby(days):
            length = len(list(stretch))
            if value > TINY:
                until = None if day + length >= n_days else start + datetime.timedelta(days=day + length)
                date = start + datetime.timedelta(days=day)
                yield Event(date, "conflict", location.name, until=until, value=value, source="conflicts.csv")
            day += length


def read_closures(
    files: Files, locations: Sequence[Location], links: Sequence[Link], settings: Settings
) -> list[Closure]:
    """Read closures.csv. Days that lie before the start or are negative never come, as in Flee."""
    name = CLOSURES_FILE
    names, camps = [one.name for one in locations], {one.name for one in locations if one.is_site}
    countries = {one.country for one in locations}
    ways = {frozenset((link.name1, link.name2)) for link in links}
    if is_blank(files.inputs / name):
        return []
    text = text_of(files, files.inputs, name)
    found = []
    for row in rows_of(text) if text is not None else []:
        if row.cell(0).startswith("#") or row.cell(0).lower() in {"closure_type", "type"}:
            continue
        kind = row.cell(0)
        if len(row.cells) < len(CLOSURES):
            problem = f"there are {len(row.cells)} cells"
            files.fault(name, row.number, None, problem, "Give closure_type, name1, name2, closure_start, closure_end")
            continue
        if kind not in KINDS:
            files.fault(
                name, row.number, "closure_type", f"unknown type {shown(kind)}", f"Use one of {', '.join(KINDS)}"
            )
            continue
        first = whole_number_of(files, name, row, 3, "closure_start")
        last = whole_number_of(files, name, row, 4, "closure_end")
        if kind == "remove_forced_redirection":
            settings.notes.append(
                Note(name, f"row {row.number}: {kind}", "Flee never acts on redirections, nor does Kilis")
            )
            continue
        if kind == "country":
            _check_countries(files, row, countries)
        else:
            _check_ends(files, row, names, ways, camps, settings)
        if first < 0:
            settings.notes.append(
                Note(name, f"row {row.number} starts on day {first}", "It never comes into force, as in Flee")
            )
        elif last >= 0 and last <= first:
            files.fault(
                name, row.number, "closure_end", f"the end, {last}, is not after the start, {first}", "Correct it"
            )
        else:
            found.append(Closure(kind, row.cell(1), row.cell(2), first, last if last >= 0 else None))
        if kind == "link":
            meaning = "Flee 3.1 leaves the link open; Kilis cuts it, as Flee's documentation says"
            settings.notes.append(Note(name, f"row {row.number} closes a link", meaning))
    return found


def _check_countries(files: Files, row: Line, countries: set[str]) -> None:
    """Fault a closure between a country and itself, or one that no place lies in."""
    if row.cell(1) == row.cell(2):
        remedy = "Name two countries, or close places (location) one by one"
        files.fault(CLOSURES_FILE, row.number, "name2", f"{shown(row.cell(1))} is closed to itself", remedy)
        return
    for position in (1, 2):
        if countries and row.cell(position) not in countries:
            problem, guess = f"unknown country {shown(row.cell(position))}", nearest(row.cell(position), countries)
            files.fault(CLOSURES_FILE, row.number, f"name{position}", problem, guess)


def _check_ends(
    files: Files, row: Line, names: Sequence[str], ways: set[frozenset[str]], camps: set[str], settings: Settings
) -> None:
    """Fault a closure of what is not there; note one of a camp that is none."""
    kind = row.cell(0)
    positions = (1, 2) if kind == "link" else (1,)
    ends = {known_name(files, CLOSURES_FILE, row, position, f"name{position}", names) for position in positions}
    if None in ends:
        return
    if kind == "link" and ends not in ways:
        problem = f"no route leads from {row.cell(1)} to {row.cell(2)}"
        files.fault(CLOSURES_FILE, row.number, "name2", problem, "Name the two ends of a row of routes.csv")
    if "camp" in kind and not ends & camps:
        finding = f"row {row.number} closes {row.cell(1)}, which is no camp"
        meaning = "Kilis closes nothing; Flee makes it a camp when the closure ends"
        settings.notes.append(Note(CLOSURES_FILE, finding, meaning))


def closure_events(
    closures: Sequence[Closure], start: datetime.date, n_days: int, codes: dict[str, str], sites: set[str]
) -> Iterator[Event]:
    """Closures as events: a closed country, place or link is cut; a closed camp closes and its people move on."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for closure in closures:
        match closure.kind:
            case "country":
                key = ("cut", "--".join(sorted((codes[closure.name1], codes[closure.name2]))))
            case "location":
                key = ("cut", closure.name1)
            case "link":
                key = ("cut", f"{closure.name1}--{closure.name2}")
            case _:
                if closure.name1 not in sites:
                    continue
                key = ("site_closes", closure.name1)
        spans[key].append((closure.first, n_days if closure.last is None else min(closure.last, n_days)))
    for (event, target), days in spans.items():
        for first, last in _joined(days):
            if first < n_days:
                until = None if last >= n_days else start + datetime.timedelta(days=last)
                date = start + datetime.timedelta(days=first)
                yield Event(date, event, target, until=until, source="closures.csv")


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans of days that overlap or touch."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def departure_events(newcomers: Sequence[int], start: datetime.date) -> Iterator[Event]:
    """One event for each stretch of days on which equally many people leave, shared out over the places in conflict."""
    day = 0
    for value, stretch in itertools.groupby(newcomers):
        length = len(list(stretch))
        if value > 0:
            date = start + datetime.timedelta(days=day)
            until = start + datetime.timedelta(days=day + length) if length > 1 else None
            yield Event(date, "departures", "*", until=until, value=float(value), source="source_data")
        day += length
