"""From a Flee folder to a Kilis scenario: the same world, the same rules, and a list of what differs."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kilis.scenario.faults import ScenarioError
from kilis.scenario.model import Event, Observation, Place, Prior, Scenario
from kilis.scenario.validate import validate
from kilis.sources.flee_events import closure_events, conflict_events, departure_events, read_closures, read_conflicts
from kilis.sources.flee_places import Location, coo_of, country_codes, read_locations, read_routes, routes_of
from kilis.sources.flee_series import FleeCounts, Series, read_layout
from kilis.sources.flee_settings import Note, Settings, parameters_of, read_settings
from kilis.sources.flee_tables import CORRECTIONS, Files, date_of, find, known_name, table, whole_number_of

NEAR_LARGEST = 0.01
"""A capacity within this share of the largest count of its own series has leaked from the answer."""

EXTRA_FILES = {
    "flood_level.csv": "Kilis has no floods: nobody would flee from them",
    "agents.csv": "the people listed there would be missing",
    "location_changes.csv": "places would keep their type for the whole period",
    "major_routes.csv": "long routes known by name would have no extra pull",
    "region_attributes_IPC.csv": "hunger would play no part",
}


@dataclass(frozen=True)
class FleeImport:
    """What an import made: the scenario, what was noted, what is not supported, which capacities leak."""

    scenario: Scenario
    notes: tuple[Note, ...]
    unsupported: tuple[Note, ...]
    leaked: tuple[Note, ...]


@dataclass(frozen=True)
class _Case:
    """A Flee folder, read."""

    start: datetime.date
    n_days: int
    locations: list[Location]
    series: list[Series]
    settings: Settings


def read_flee(
    folder: Path | str,
    source: Path | str | None = None,
    *,
    leaked_capacities: bool = True,
    unsupported: bool = False,
    persons_per_agent: int = 1,
) -> FleeImport:
    """Read a Flee folder (``input_csv``, ``source_data``, ``simsetting.yml``) as a scenario of the rule ``walk``.

    ``source``: the folder of the counts if it is another. ``leaked_capacities``: keep capacities that equal a count
    of the camp's own series. ``unsupported``: go on although a setting asks for something that Kilis does not have.
    ``persons_per_agent``: Flee's ``hasten``; divides all numbers of people, for comparisons at Flee's own scale.

    Raises ScenarioError with every fault found.
    """
    folder = Path(folder)
    files = find(folder, Path(source) if source is not None else None)
    settings = read_settings(files)
    _refuse_extra_files(files, settings)
    start, n_days = _read_period(files)
    locations = read_locations(files, settings)
    names = [location.name for location in locations]
    links = read_routes(files, names, settings)
    series = read_layout(files, names)
    closures = read_closures(files, locations, links, settings)
    conflicts = read_conflicts(files, names, n_days, settings)
    counts = FleeCounts(series, start, persons_per_agent)
    corrections = _read_corrections(files, [one.name for one in series] if locations else [], start, counts, settings)
    values, notes = parameters_of(files, settings)
    if not unsupported:
        _refuse_unsupported(files, settings)
    if files.faults:
        raise ScenarioError(files.faults)
    case = _Case(start, n_days, locations, series, settings)
    codes, leaked = country_codes(locations, settings), _leaks(case)
    without = set() if leaked_capacities else {note.where for note in leaked}
    if settings.on("empty_camps_on_day0", False):
        counts.empty()
    events = [
        *conflict_events(conflicts, locations, start, n_days),
        *closure_events(closures, start, n_days, codes, {location.name for location in locations if location.is_site}),
        *_departures(case, counts, values),
    ]
    scenario = Scenario(
        title=f"{folder.resolve().name}, from a Flee folder",
        description=_description(settings),
        start=start,
        end=start + datetime.timedelta(days=n_days),
        coo_iso3=coo_of(locations, codes, settings),
        rule="walk",
        places=tuple(_place(one, codes, counts, case, without, persons_per_agent) for one in locations),
        routes=tuple(routes_of(links, locations, codes)),
        events=tuple(events),
        observations=tuple(_observations(case, corrections)),
        parameters={name: Prior("fixed", (value,)) for name, value in sorted(values.items())},
    )
    if faults := validate(scenario):
        raise ScenarioError(faults)
    return FleeImport(scenario, (*settings.notes, *notes), tuple(settings.unsupported), tuple(leaked))


def _refuse_extra_files(files: Files, settings: Settings) -> None:
    for name, meaning in EXTRA_FILES.items():
        if (files.inputs / name).exists():
            settings.unsupported.append(Note(name, "the file is not read", meaning[0].upper() + meaning[1:]))
    if files.inputs.is_dir():
        for path in sorted(files.inputs.glob("demographics_*.csv")):
            settings.unsupported.append(Note(path.name, "the file is not read", "The same rules hold for everybody"))


def _refuse_unsupported(files: Files, settings: Settings) -> None:
    for note in settings.unsupported:
        remedy = f"{note.meaning}. Import all the same with --leave-out-unsupported"
        files.fault("simsetting.yml", None, note.where, note.finding, remedy)


def _departures(case: _Case, counts: FleeCounts, parameters: Container[str]) -> Iterator[Event]:
    """The people who set out each day, as many as the counts grow by, unless a parameter says how many they are."""
    if any(name in parameters for name in ("conflict_departures_per_day", "conflict_departures_share")):
        return
    in_camps, day_0 = case.settings.on("sum_from_camps", True), case.settings.on("insert_day0", True)
    new = counts.newcomers(case.n_days, sum_from_camps=in_camps, from_day_0=not day_0)
    yield from departure_events(new, case.start)


def _read_period(files: Files) -> tuple[datetime.date, int]:
    start, n_days = datetime.date(2000, 1, 1), 1
    name = "sim_period.csv"
    if not (files.inputs / name).exists() and (files.inputs / "conflict_period.csv").exists():
        name = "conflict_period.csv"
    faults_before = len(files.faults)
    _, rows = table(files, files.inputs, name, (("name",), ("value",)))
    found = set()
    for row in rows:
        match row.cell(0).lower():
            case "startdate":
                start = date_of(files, name, row, 1, "StartDate") or start
                found.add("StartDate")
            case "length":
                n_days = whole_number_of(files, name, row, 1, "Length")
                found.add("Length")
                if not 1 <= n_days <= 36_600:
                    files.fault(name, row.number, "Length", f"{n_days} days", "Give between 1 and 36600 days")
                    n_days = 1
    if (datetime.date.max - start).days <= n_days:
        files.fault(name, None, "StartDate", f"{n_days} days from {start} go beyond the calendar", "Correct the date")
        start = datetime.date(2000, 1, 1)
    for missing in sorted({"StartDate", "Length"} - found):
        if len(files.faults) == faults_before:
            files.fault(name, None, missing, "the row is missing", "Give StartDate,2015-05-01 and Length,396")
    return start, n_days


def _read_corrections(
    files: Files, names: Sequence[str], start: datetime.date, counts: FleeCounts, settings: Settings
) -> set[tuple[str, datetime.date]]:
    """Registration corrections: they change what drives Flee's run, never what was published."""
    name = "registration_corrections.csv"
    _, rows = table(files, files.inputs, name, CORRECTIONS, required=False)
    found = set()
    for row in rows:
        camp = known_name(files, name, row, 0, "camp", names)
        date = date_of(files, name, row, 1, "date")
        if camp is None or date is None:
            continue
        if counts.correct(camp, (date - start).days):
            found.add((camp, date))
        else:
            finding = f"{camp} has no count on {date} with one above 0 before it"
            settings.notes.append(
                Note(name, finding, "Nothing is corrected; without a count Flee 3.1 ends in an error")
            )
    return found


def _leaks(case: _Case) -> list[Note]:
    """Capacities that equal a count of the camp's own series: the answer has leaked into the question."""
    by_name = {one.name: one for one in case.series[1:]}
    leaks = []
    for location in case.locations:
        series = by_name.get(location.name)
        if not location.is_site or not location.number or series is None:
            continue
        largest = max(series.values)
        if location.number in series.values or abs(location.number - largest) <= NEAR_LARGEST * largest:
            finding = f"the capacity, {location.number:,}, is a count of this camp's own series"
            leaks.append(Note(location.name, finding, "A run scored against that series knows its answer beforehand"))
    return leaks


def _place(
    location: Location,
    codes: dict[str, str],
    counts: FleeCounts,
    case: _Case,
    without: set[str],
    persons_per_agent: int,
) -> Place:
    number = location.number // persons_per_agent if location.number else location.number
    extra = dict(location.extra)
    shared = {
        "id": location.name,
        "name": location.name.replace("_", " "),
        "latitude": location.latitude,
        "longitude": location.longitude,
        "iso3": codes[location.country],
        "admin1": location.region.replace("_", " ") or None,
    }
    if not location.is_site:
        kind = "waypoint" if location.is_waypoint else "settlement"
        return Place(**shared, kind=kind, population=number if kind == "settlement" else None, extra=extra)  # type: ignore[arg-type]
    there = 0
    on_day_0 = case.settings.on("insert_day0", True) and not case.settings.on("empty_camps_on_day0", False)
    if on_day_0 and location.name in counts.names[1:]:
        there = counts.at(counts.names.index(location.name, 1), 0)
    capacity = None if location.name in without or not number or number < 1 else number
    return Place(**shared, kind="site", site_type="camp", population=there, capacity_persons=capacity, extra=extra)  # type: ignore[arg-type]


def _observations(case: _Case, corrections: set[tuple[str, datetime.date]]) -> list[Observation]:
    """The counts as published; a leading zero that stands in for "not counted yet" is left out, and noted."""
    found: list[Observation] = []
    for position, series in enumerate(case.series):
        place = "*" if position == 0 else series.name
        by_date = dict(zip(series.dates, series.values, strict=True))
        if len(by_date) < len(series.dates):
            note = Note(series.file, "several counts have the same date", "The last of them becomes the observation")
            case.settings.notes.append(note)
        if series.dates != sorted(series.dates):
            note = Note(
                series.file, "the dates are out of order", "Observations are sorted; Flee reads on in the file's order"
            )
            case.settings.notes.append(note)
        for date in sorted(by_date):
            if by_date[date] == 0 and date <= case.start and date == min(by_date):
                note = Note(
                    series.file, f"the first count, 0 on {date}, is no count", "It is left out of the observations"
                )
                case.settings.notes.append(note)
                continue
            kind = "verification" if (series.name, date) in corrections else "registration"
            publisher = series.file
            found.append(Observation(date, place, "stock", value=by_date[date], kind=kind, publisher=publisher))
    return found


def _description(settings: Settings) -> str:
    lines = ["Imported from a Flee folder; people follow Flee's rules (rule walk)."]
    lines += [f"Not supported: {note}" for note in settings.unsupported]
    return "\n".join(lines)
