"""A first scenario from a report: its places, straight roads between neighbours, its claims, and what is still open."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from kilis.scenario import Place, Route, Scenario, write
from kilis.scenario.start import example
from kilis.scenario.write import new_folder
from kilis.sources.gazetteer import distance_km, fold, load
from kilis.sources.reading import accept
from kilis.sources.reading.fitting import fitted
from kilis.sources.reading.inputs import InputError
from kilis.sources.reading.lexicon import load as load_words
from kilis.sources.reading.model import Candidate, NamedPlace, Report
from kilis.sources.reading.read import Reader
from kilis.sources.reading.words import open_questions

# Roads are longer than the straight line between two places: typically 1.2 to 1.4 times.
DETOUR_FACTOR = 1.3
NEIGHBOURS = 2
# Places that no claim is about are taken in only near one that is.
NEARBY_KM = 150
# A crossing may be as far by straight line from the nearest place named on the other side of the border.
MAX_CROSSING_KM = 500
DAYS_AFTER_REPORT = 30
# A drafted road as long as this is named: nothing lies between its ends on the map.
LONG_KM = 150
_LEADING_CHARS = 60
# What a person is asked to give: these columns are written though they are empty.
TO_FILL_IN = {"places": ("population", "capacity_persons"), "events": ("until", "value", "text")}
_PLACED = ("settlement", "site", "crossing")
_AREAS = ("governorate", "province", "state", "region", "district")
NOTES_FILE = "TO-DECIDE.md"


def draft(report: Report, folder: Path) -> list[str]:
    """Write a scenario drafted from the report and return what a person must still decide. Raises InputError."""
    if report.date is None:
        raise InputError(f"{report.name}: no date is stated in it; give --date")
    places = _held(_places(report), report)
    if len(places) < 2:
        raise InputError(_too_few(report, places))
    routes = _routes(places, _roads_named(report))
    dates = [when for claim in report.claims for when in (claim.since, claim.date) if when]
    recent = [when for when in dates if 0 <= (report.date - when).days <= 120]
    start, end = min([*recent, report.date]), report.date + datetime.timedelta(days=DAYS_AFTER_REPORT)
    scenario = Scenario(
        f"Drafted from {report.name}", start, end, places, routes, coo_iso3=_origin_country(report, places),
        parameters=example().parameters,
        description=f"Drafted by Kilis from a report of {report.date}; {NOTES_FILE} lists what is still to be decided.",
    )  # fmt: skip
    questions = _decisions(report, scenario)
    with new_folder(folder) as whole:
        write(scenario, whole, columns=TO_FILL_IN)
        left = _add_claims(report, scenario, whole)
        (whole / NOTES_FILE).write_text(_notes(report, questions, left), encoding="utf-8")
    return [*questions, *left]


def _too_few(report: Report, places: tuple[Place, ...]) -> str:
    """Say what was named and why it makes no map."""
    if report.left_out and not report.claims:
        many = len(report.left_out)
        return f"{report.name}: it seems to tell of other matters than a crisis; its {many} claims were left out"
    named = {place.name: place for place in report.places}
    wider = sorted(name for name, place in named.items() if place.kind in {"region", "country"})
    open_ = sorted(name for name, place in named.items() if len(place.candidates) != 1)
    reasons = [
        f"one with a position ({places[0].name})" if places else "none with a position",
        *([f"wider than a place: {', '.join(wider[:8])}"] if wider else []),
        *([f"unknown or of several meanings: {', '.join(open_[:8])}"] if open_ else []),
    ]
    what = f"of the names of places in it, {'; '.join(reasons)}" if named else "it names no place that is known"
    return f"{report.name}: fewer than two places for a map: {what}; start with 'kilis new FOLDER' instead"


def _places(report: Report) -> tuple[Place, ...]:
    """Return the places that the report's claims are about, and those near them; else all it names in their countries.

    Two names of one position are one place, the second an alias.
    """
    told = [place for claim in report.claims for place in claim.places]
    spots = [_spot(place) for place in told if _is_placed(place)]
    countries = {one.iso3 for place in told for one in place.candidates}
    few = len(set(spots)) < 2
    near = [
        place
        for place in report.places
        if _is_placed(place)
        and (
            (few and place.candidates[0].iso3 in countries)
            or any(distance_km(_spot(place), other) <= NEARBY_KM for other in spots)
        )
    ]
    found: dict[str, Place] = {}
    names: dict[tuple[str, float, float], dict[str, None]] = {}
    for named in [place for place in told if _is_placed(place)] + near:
        one, spot = named.candidates[0], _spot(named)
        name = named.name.removesuffix(" crossing").removesuffix(" camp")
        name = name.title() if name.isupper() else name
        key = "-".join(fold(word) for word in re.split(r"[\s'’-]+", name) if fold(word))
        if not key or (key in found and (found[key].latitude, found[key].longitude) != spot):
            continue
        at = (one.kind, *spot)
        if at not in names:
            found[key] = _place(key, name, one, *spot)
        names.setdefault(at, {})[name] = None
    return tuple(
        _with_aliases(place, [*names[place.kind, place.latitude, place.longitude]]) for place in found.values()
    )


def _held(places: tuple[Place, ...], report: Report) -> tuple[Place, ...]:
    """Say who holds the places of which the report says so in passing, and of each the same: "rebel-held Ure"."""
    found: dict[tuple[float, float], set[str]] = {}
    for named in filter(_is_placed, report.places):
        if holder := _holder_before(report.text, named.start):
            found.setdefault(_spot(named), set()).add(holder)
    sure = {spot: min(holders) for spot, holders in found.items() if len(holders) == 1}
    return tuple(replace(place, controlled_by=sure.get((place.latitude, place.longitude))) for place in places)


def _holder_before(text: str, start: int) -> str | None:
    """Return whom the words that lead up to a name say to hold it: "the SDF-controlled town of Ure"."""
    lexicon = load_words()
    words, tokens = lexicon.grammar, lexicon.tokens(text, max(0, start - _LEADING_CHARS), start)
    lows = ["", "", "", "", *(token.low for token in tokens)]
    if lows[-1] in words["of"] and lows[-2] in words["draft.towns"]:
        lows, tokens = lows[:-2], tokens[:-2]
    before, side, dash, holding = lows[-4:]
    if dash != "-" or holding not in words["draft.holding"] or before in words["draft.formerly"]:
        return None
    if not side:
        return None  # "- held Ure": a list's dash
    known = {word: name for name, listed in lexicon.data["sides"].items() for word in listed.split()}
    said = tokens[-3].text
    is_side = said.isupper() or side in lexicon.peoples or side in lexicon.data["armed"]["words"].split()
    return known.get(side) or (said if is_side else None)


def _with_aliases(place: Place, names: list[str]) -> Place:
    others = [name for name in names if fold(name) != fold(place.name)]
    return replace(place, extra={"aliases": "|".join(others)}) if others else place


def _is_placed(place: NamedPlace) -> bool:
    """Whether a name has one meaning, and that a position; not regions, countries and unsettled names."""
    one = place.candidates[0] if len(place.candidates) == 1 else None
    if one is None or one.latitude is None or one.longitude is None:
        return False
    return one.kind in _PLACED and not _is_area(one)


def _is_area(one: Candidate) -> bool:
    """Whether a settlement of the gazetteer is but the middle of the governorate or state of that name."""
    wider = [entry for word in _AREAS for entry in load().look_up(fold(f"{one.name} {word}"))]
    spots = {(entry.latitude, entry.longitude) for entry in wider if entry.kind == "region"}
    return one.kind == "settlement" and (one.latitude, one.longitude) in spots


def _spot(place: NamedPlace) -> tuple[float, float]:
    one = place.candidates[0]
    return one.latitude or 0.0, one.longitude or 0.0


def _place(key: str, name: str, one: Candidate, latitude: float, longitude: float) -> Place:
    kind = {"site": "camp"}.get(one.kind)
    return Place(key, name, one.kind, latitude, longitude, one.iso3, site_type=kind)


def _roads_named(report: Report) -> list[set[tuple[float, float]]]:
    """Return the ends of the roads that the report tells to be cut or open again."""
    told = [claim.at for claim in report.claims if claim.action in ("cut", "restore") and len(claim.at) == 2]
    return [{_spot(place) for place in ends} for ends in told if all(map(_is_placed, ends))]


def _routes(places: tuple[Place, ...], named: list[set[tuple[float, float]]]) -> tuple[Route, ...]:
    """Join each place to its nearest neighbours within its country, and the countries at their crossings.

    Roads that are ``named``, by the positions of their ends, are there as well.
    """
    lengths = {
        (a.id, b.id): distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    }
    country = {place.id: place.iso3 for place in places}
    by_length = sorted(lengths, key=lambda pair: lengths[pair])
    inland = [pair for pair in by_length if country[pair[0]] == country[pair[1]]]
    crossings = {place.id for place in places if place.kind == "crossing"}
    near = {pair for pair in inland if lengths[pair] * DETOUR_FACTOR <= LONG_KM}
    roads = _roads([pair for pair in inland if crossings.isdisjoint(pair)], near, [*country])
    spot = {place.id: (place.latitude, place.longitude) for place in places}
    roads += [(a, b) for a, b in inland if (a, b) not in roads and {spot[a], spot[b]} in named]
    roads += _ways_to([pair for pair in inland if not crossings.isdisjoint(pair)], crossings)
    abroad = [p for p in by_length if country[p[0]] != country[p[1]] and lengths[p] <= MAX_CROSSING_KM]
    abroad = [(a, b) for a, b in abroad if country[b] in load().countries[country[a]].neighbours]
    gates = _crossings(abroad, country, sorted(crossings))
    return tuple(
        Route(a, b, max(1.0, round(lengths[a, b] * DETOUR_FACTOR, 1)), mode)
        for mode, pairs in (("road", roads), ("crossing", gates))
        for a, b in pairs
    )


def _roads(by_length: list[tuple[str, str]], near: set[tuple[str, str]], places: list[str]) -> list[tuple[str, str]]:
    """Choose the pairs to join: ``near`` neighbours, and what links the parts that would else be apart."""
    group = {place: place for place in places}
    chosen = []
    degree: Counter[str] = Counter()
    for a, b in by_length:
        joins = group[a] != group[b]
        if joins or ((a, b) in near and degree[a] < NEIGHBOURS and degree[b] < NEIGHBOURS):
            chosen.append((a, b))
            degree.update((a, b))
        if joins:
            old, new = group[a], group[b]
            group = {place: new if of == old else of for place, of in group.items()}
    return chosen


def _ways_to(by_length: list[tuple[str, str]], crossings: set[str]) -> list[tuple[str, str]]:
    """Choose one road to each crossing, from the nearest town or site of its side: nobody passes a gate on the way."""
    chosen: dict[tuple[str, str], None] = {}
    for gate in sorted(crossings):
        near = [pair for pair in by_length if gate in pair]
        inland = [pair for pair in near if not crossings.issuperset(pair)]
        chosen |= dict.fromkeys((inland or near)[:1])
    return list(chosen)


def _crossings(by_length: list[tuple[str, str]], country: dict[str, str], gates: list[str]) -> list[tuple[str, str]]:
    """Lead from each crossing to the nearest place abroad; where no crossing is named, join the two nearest places."""
    chosen: dict[tuple[str, str], None] = {}
    for gate in gates:
        chosen |= dict.fromkeys([pair for pair in by_length if gate in pair][:1])
    for a, b in by_length:
        border = {country[a], country[b]}
        if not any({country[one], country[other]} == border for one, other in chosen):
            chosen[a, b] = None
    return list(chosen)


def _origin_country(report: Report, places: tuple[Place, ...]) -> str | None:
    """Return the country that people are said to leave; else the one with most places."""
    left = Counter(c.iso3 for claim in report.claims for p in claim.origin for c in p.candidates[:1])
    return (left or Counter(place.iso3 for place in places)).most_common(1)[0][0]


def _add_claims(report: Report, scenario: Scenario, folder: Path) -> list[str]:
    """Add the claims that fit, unreviewed, and say of the others why not."""
    again = Reader(scenario.places).read(report.text, date=report.date, publisher=report.publisher, name=report.name)
    rows: list[tuple[str, accept.Row]] = []
    left = []
    for claim in accept.by_place(again.claims):
        made = accept.row_of(claim, again, scenario, reviewed=False)
        words = " ".join(report.text[claim.spans[0].start : claim.spans[0].end].split())
        if not isinstance(made, accept.Refused) and made[1].get("event") in ("close", "open"):
            gate = made[1]["target"]
            if not any(
                route.mode == "crossing" and gate in (route.origin, route.destination) for route in scenario.routes
            ):
                made = accept.Refused(f"no place beyond {gate} is named; add one and a route of mode crossing")
        if not isinstance(made, accept.Refused) and made[1].get("event") == "control":
            made = accept.Refused(f"say who holds {made[1]['target']} from then on")  # those named may have lost it
        made = fitted(made, scenario, rows)
        if isinstance(made, accept.Refused):
            left.append(f'"{words}" was left out: {made.reason}.')
        else:
            rows.append(made)
    accept.append(folder, rows)
    return left


def _decisions(report: Report, scenario: Scenario) -> list[str]:
    """Return what the report cannot tell."""
    told = {
        fold(p.name): c.quantity.words() for c in report.claims if c.action == "population" and c.quantity for p in c.at
    }
    homes = [
        place.name + (f" (the report says {told[fold(place.name)]})" if fold(place.name) in told else "")
        for place in scenario.places
        if place.kind == "settlement"
    ]
    held = [f"{place.name} ({place.controlled_by})" for place in scenario.places if place.controlled_by]
    long = [f"{r.id} ({r.distance_km:,.0f} km)" for r in scenario.routes if r.distance_km > LONG_KM]
    return [
        "The title and the description in scenario.toml: they stand at the top of every page.",
        f"Population of the settlements: {', '.join(homes)}."
        if homes
        else "No settlement is named: whence do people come?",
        *([f"Who holds which place on the first day; the report says in passing: {', '.join(held)}."] if held else []),
        *_areas(report),
        *_apart(scenario),
        f"Routes are straight lines between neighbours times {DETOUR_FACTOR}: put roads in."
        + (f" Far apart are {', '.join(long)}: is there a way at all?" if long else ""),
        "Where violence drives people out, and how intense it is: the column value of 'conflict' in events.csv.",
        "The ranges under [parameters] in scenario.toml are those of the small example: give your own, with a reason.",
        "Which sites have a capacity, and which crossings are open, limited or shut.",
        "Every row marked 'no' in the column reviewed came from the text unseen by a person.",
        *(f"{question}." for question in open_questions([report])),
    ]


def _areas(report: Report) -> list[str]:
    """Name the areas that claims are about: they have no place on the map."""
    told = [place for claim in report.claims for place in claim.places]
    areas = dict.fromkeys(p.name for p in told if p.kind == "region" or (p.candidates and _is_area(p.candidates[0])))
    if not areas:
        return []
    return [f"Areas are no places and were left out: {', '.join(areas)}. Add the towns that stand for them."]


def _apart(scenario: Scenario) -> list[str]:
    """Name the countries that no crossing joins to the others."""
    country = {place.id: place.iso3 for place in scenario.places}
    gates = {country[end] for r in scenario.routes if r.mode == "crossing" for end in (r.origin, r.destination)}
    names = [load().countries[iso3].name for iso3 in dict.fromkeys(country.values()) if iso3 not in gates]
    if len(set(country.values())) < 2 or not names:
        return []
    return [
        f"No crossing leads to or from {', '.join(names)}: no two places on both sides of a border lie within "
        f"{MAX_CROSSING_KM} km: add the road and the crossing."
    ]


def _notes(report: Report, questions: list[str], left: list[str]) -> str:
    lines = [f"# To decide, after {report.name} of {report.date}", ""]
    lines += [f"- {question}" for question in questions]
    if left:
        how = f"`kilis read {report.name} --accept --scenario`, and this folder, asks about each of them, to be edited."
        lines += ["", "## Claims left out", "", how, "", *(f"- {item}" for item in left)]
    return "\n".join(lines) + "\n"
