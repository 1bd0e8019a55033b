"""A first scenario from a report: its places, straight roads between neighbours, its claims, and what is still open."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from pathlib import Path

from kilis.scenario import Place, Route, Scenario, write
from kilis.scenario.start import example
from kilis.sources.gazetteer import distance_km, fold
from kilis.sources.reading import accept
from kilis.sources.reading.fitting import fitted
from kilis.sources.reading.inputs import InputError
from kilis.sources.reading.model import Candidate, NamedPlace, Report
from kilis.sources.reading.read import Reader
from kilis.sources.reading.words import open_questions

# Roads are longer than the straight line between two places: typically 1.2 to 1.4 times.
DETOUR_FACTOR = 1.3
NEIGHBOURS = 2
# Places that no claim is about are taken in only near one that is.
NEARBY_KM = 150
DAYS_AFTER_REPORT = 30
_PLACED = ("settlement", "site", "crossing")
NOTES_FILE = "TO-DECIDE.md"


def draft(report: Report, folder: Path) -> list[str]:
    """Write a scenario drafted from the report and return what a person must still decide. Raises InputError."""
    if report.date is None:
        raise InputError(f"{report.name}: no date is stated in it; give --date")
    places = _places(report)
    if len(places) < 2:
        raise InputError(
            f"{report.name}: fewer than two of its places are in the gazetteer; start with 'kilis new' instead"
        )
    routes = _routes(places)
    dates = [when for claim in report.claims for when in (claim.since, claim.date) if when]
    recent = [when for when in dates if 0 <= (report.date - when).days <= 120]
    start, end = min([*recent, report.date]), report.date + datetime.timedelta(days=DAYS_AFTER_REPORT)
    scenario = Scenario(
        f"Drafted from {report.name}", start, end, places, routes, coo_iso3=_origin_country(report, places),
        parameters=example().parameters,
        description=f"Drafted by Kilis from a report of {report.date}; {NOTES_FILE} lists what is still to be decided.",
    )  # fmt: skip
    write(scenario, folder)
    questions = _decisions(report, scenario)
    left = _add_claims(report, scenario, folder)
    (folder / NOTES_FILE).write_text(_notes(report, questions, left), encoding="utf-8")
    return [*questions, *left]


def _places(report: Report) -> tuple[Place, ...]:
    """Return the places named in the report that have one meaning and a position."""
    found: dict[str, Place] = {}
    told = [place for claim in report.claims for place in claim.places]
    spots = [spot for place in told if (spot := _spot(place))]
    near = [
        p for p in report.places if (spot := _spot(p)) and any(distance_km(spot, other) <= NEARBY_KM for other in spots)
    ]
    for named in [*told, *near]:
        if len(named.candidates) != 1:
            continue
        one = named.candidates[0]
        name = named.name.removesuffix(" crossing").removesuffix(" camp")
        name = name.title() if name.isupper() else name
        key = "-".join(fold(word) for word in re.split(r"[\s'’-]+", name) if fold(word))
        if one.kind in _PLACED and one.latitude is not None and one.longitude is not None and key:
            found.setdefault(key, _place(key, name, one, one.latitude, one.longitude))
    return tuple(found.values())


def _spot(place: NamedPlace) -> tuple[float, float] | None:
    """Return where a place with one meaning lies; None for regions, countries and unsettled names."""
    one = place.candidates[0] if len(place.candidates) == 1 else None
    if one is None or one.kind not in _PLACED or one.latitude is None or one.longitude is None:
        return None
    return one.latitude, one.longitude


def _place(key: str, name: str, one: Candidate, latitude: float, longitude: float) -> Place:
    kind = {"site": "camp"}.get(one.kind)
    return Place(key, name, one.kind, latitude, longitude, one.iso3, site_type=kind)


def _routes(places: tuple[Place, ...]) -> tuple[Route, ...]:
    """Join each place to its nearest neighbours, and the parts to each other by the shortest line."""
    lengths = {
        (a.id, b.id): distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    }
    by_length = sorted(lengths, key=lambda pair: lengths[pair])
    group = {place.id: place.id for place in places}
    chosen = []
    degree: Counter[str] = Counter()
    for a, b in by_length:
        joins = group[a] != group[b]
        if joins or (degree[a] < NEIGHBOURS and degree[b] < NEIGHBOURS):
            chosen.append((a, b))
            degree.update((a, b))
        if joins:
            old, new = group[a], group[b]
            group = {place: new if of == old else of for place, of in group.items()}
    country = {place.id: place.iso3 for place in places}
    return tuple(
        Route(
            a, b, max(1.0, round(lengths[a, b] * DETOUR_FACTOR, 1)), "road" if country[a] == country[b] else "crossing"
        )
        for a, b in chosen
    )


def _origin_country(report: Report, places: tuple[Place, ...]) -> str | None:
    """Return the country that people are said to leave; else the one with most places."""
    left = Counter(c.iso3 for claim in report.claims for p in claim.origin for c in p.candidates[:1])
    return (left or Counter(place.iso3 for place in places)).most_common(1)[0][0]


def _add_claims(report: Report, scenario: Scenario, folder: Path) -> list[str]:
    """Add the claims that fit, unreviewed, and say of the others why not."""
    again = Reader(scenario.places).read(report.text, date=report.date, publisher=report.publisher, name=report.name)
    rows: list[tuple[str, accept.Row]] = []
    left = []
    for claim in again.claims:
        made = accept.row_of(claim, again, scenario, reviewed=False)
        words = " ".join(report.text[claim.spans[0].start : claim.spans[0].end].split())
        if not isinstance(made, accept.Refused) and made[1].get("event") in ("close", "open"):
            gate = made[1]["target"]
            if not any(
                route.mode == "crossing" and gate in (route.origin, route.destination) for route in scenario.routes
            ):
                made = accept.Refused(f"no place beyond {gate} is named; add one and a route of mode crossing")
        made = fitted(made, scenario, rows)
        if isinstance(made, accept.Refused):
            left.append(f'"{words}" was left out: {made.reason}.')
        else:
            rows.append(made)
    accept.append(folder, rows)
    return left


def _decisions(report: Report, scenario: Scenario) -> list[str]:
    """Return what the report cannot tell."""
    homes = [place.name for place in scenario.places if place.kind == "settlement"]
    longest = max((math.ceil(route.distance_km) for route in scenario.routes), default=0)
    return [
        f"Population of the settlements: {', '.join(homes)}."
        if homes
        else "No settlement is named: whence do people come?",
        f"Routes are straight lines between neighbours times {DETOUR_FACTOR} (up to {longest} km): put roads in.",
        "Where violence drives people out, and how intense it is: the column value of 'conflict' in events.csv.",
        "The ranges under [parameters] in scenario.toml are those of the small example: give your own, with a reason.",
        "Which sites have a capacity, and which crossings are open, limited or shut.",
        "Every row marked 'no' in the column reviewed came from the text unseen by a person.",
        *(f"{question}." for question in open_questions([report])),
    ]


def _notes(report: Report, questions: list[str], left: list[str]) -> str:
    lines = [f"# To decide, after {report.name} of {report.date}", ""]
    lines += [f"- {question}" for question in questions]
    if left:
        lines += ["", "## Claims left out", "", *(f"- {item}" for item in left)]
    return "\n".join(lines) + "\n"
