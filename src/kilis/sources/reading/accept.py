"""Accepted claims become rows of a scenario's observations.csv and events.csv; they are taken back step by step."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kilis.scenario import Scenario, read
from kilis.scenario.model import Place
from kilis.scenario.together import settle, write_together
from kilis.schema import event_kinds
from kilis.sources.gazetteer import distance_km
from kilis.sources.reading.model import Claim, NamedPlace, Report, Span
from kilis.sources.reading.words import doubtful

Row = dict[str, str]
FILES = ("observations.csv", "events.csv")
_UNDO = ".reading-undo.json"
_STEPS_KEPT = 10
_OF_WORDS = ("document", "span", "quote", "reviewed", "source", "note")
_LONGEST_QUOTE = 300
_NEAR_KM = 10.0
_VAGUE, _TIMES = 2_000, 5
"""The low end of "thousands", and how far up such words reach."""
_MEASURES = {
    "arrived": "arrivals", "received": "arrivals", "admitted": "arrivals", "transferred": "arrivals",
    "waiting": "waiting", "sheltering": "stock", "registered": "stock",
}  # fmt: skip
_EVENTS = {
    "assault": "conflict", "control": "control", "close": "close", "open": "open", "cut": "cut", "restore": "restore",
    "site_opens": "site_opens", "site_closes": "site_closes", "siege": "cut", "limit": "limit",
}  # fmt: skip
_AT_EACH = ("assault", "siege", "control", "close", "open", "site_opens", "site_closes")
"""Events that, told of several places, happen at each: what is cut between two is one road."""
_SUMMED = ("arrivals", "departures", "displaced")
_NO_EVENT = {
    "ceasefire": "a truce moves nobody by itself: give the conflict event that it ends an `until`",
    "threat": "a threat moves nobody by itself: what follows from it is an event of its own",
    "advance": "an advance moves nobody by itself: what it reaches is in conflict, or changes hands",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that cannot become a row, and why; ``final`` where no correction helps."""

    reason: str
    final: bool = False


class AcceptError(ValueError):
    """Claims that the scenario refuses; nothing was written."""


def by_place(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims, an event at several places of the scenario once for each of them.

    All but the first have their place's name among their words, so that each becomes a row of its own.
    """
    found: list[Claim] = []
    for claim in claims:
        known = [place for place in claim.at if place.place_id] if claim.action in _AT_EACH else []
        found += [claim] if len(known) < 2 else []
        for at, place in enumerate(known if len(known) > 1 else ()):
            spans = (*claim.spans, Span(place.start, place.end)) if at else claim.spans
            found.append(replace(claim, at=(place,), spans=spans))
    return found


def row_of(
    claim: Claim, report: Report, scenario: Scenario, *, place_id: str | None = None, persons: float | None = None,
    holder: str | None = None, value: float | None = None, until: datetime.date | None = None,
    since: datetime.date | None = None, household_size: float | None = None, reviewed: bool = True,
) -> tuple[str, Row] | Refused:  # fmt: skip
    """Return (file, row) for a claim, or the reason why it can be none.

    ``place_id``, ``persons``, ``since`` (of what is summed) and, of events, ``holder`` (of a place that changed hands),
    ``value`` and ``until`` are a person's corrections. Households become persons only by ``household_size``. What is
    doubtful needs a person to have ``reviewed`` it.
    """
    if claim.certainty not in ("stated", "claimed"):
        return Refused(f"it is {claim.certainty}, not said to have happened", final=True)
    if claim.date is None:
        return Refused("its date is not known; give --date", final=True)
    if needs_a_look(claim) and not reviewed:
        return Refused("its action, figure or place is more likely wrong than right: look at it first")
    row = {
        "date": claim.date.isoformat(), "document": report.sha256,
        "span": " ".join(f"{s.start}-{s.end}" for s in claim.spans),
        "quote": quoted(claim, report), "reviewed": "yes" if reviewed else "no",
    }  # fmt: skip
    places = {place.id: place for place in scenario.places}
    if claim.kind == "event" or claim.action == "capacity":
        row |= {"until": until.isoformat()} if until else {}
        return _event_row(claim, report, scenario, places, place_id, holder, value, row)
    made = _observation_row(claim, report, scenario, places, row, place_id, persons, household_size)
    if since and not isinstance(made, Refused) and made[1]["measure"] in _SUMMED:
        made[1]["since"] = since.isoformat()
    return made


def needs_a_look(claim: Claim) -> bool:
    """Whether a claim should become no row before a person has looked at it: a date or a speaker does less harm."""
    return not doubtful(claim).isdisjoint(("what", "where"))


def quoted(claim: Claim, report: Report) -> str:
    """Return the sentence that the claim rests on, on one line and bounded; a long one is cut around the claim's words.

    What a spreadsheet would take for a formula (the dash of a list, say) is left out at its beginning.
    """
    start, end = claim.sentence.start, claim.sentence.end
    if end - start > _LONGEST_QUOTE:
        span = claim.spans[0]
        start = max(start, min(span.start - _LONGEST_QUOTE // 3, end - _LONGEST_QUOTE))
        end = min(end, start + _LONGEST_QUOTE)
    words = " ".join(report.text[start:end].split()).lstrip("=+-@ ")
    before, after = ("… " if start > claim.sentence.start else ""), (" …" if end < claim.sentence.end else "")
    return before + words + after


def event_of(claim: Claim) -> str | None:
    """Return the event of the model that the claim would become; None for figures and what moves nobody by itself."""
    return "capacity" if claim.action == "capacity" else _EVENTS.get(claim.action) if claim.kind == "event" else None


def is_summed(claim: Claim) -> bool:
    """Whether a figure counts all who came or left since some day, so that it may be asked since when."""
    return claim.kind != "event" and (_MEASURES.get(claim.action) == "arrivals" or claim.action == "displaced")


def row_words(made: tuple[str, Row]) -> str:
    """Return a row in words, for who is to accept it; of an event its value and end are told even where none is."""
    file, row = made
    keys = ("date", "since", "place", "event", "target", "measure", "value", "low", "high", "text", "until")
    said = [f"{key} {row[key]}" for key in keys if row.get(key)]
    if file == "events.csv":
        assumed = event_kinds()[row["event"]].default
        said += [f"value {assumed:g} (none is said)"] if assumed is not None and not row.get("value") else []
        said += [] if row.get("until") else ["no end"]
    elif row["measure"] in _SUMMED and not row.get("since"):
        said.append("summed since the scenario's first day")
    return f"{file}: {', '.join(said)}"


def _source(claim: Claim, report: Report) -> str:
    return ", ".join(part for part in (claim.speaker, report.publisher or report.name) if part)


def _event_row(
    claim: Claim, report: Report, scenario: Scenario, places: dict[str, Place], place_id: str | None,
    holder: str | None, value: float | None, row: Row,
) -> tuple[str, Row] | Refused:  # fmt: skip
    event = event_of(claim)
    if event is None:
        return Refused(_NO_EVENT.get(claim.action, f"the model has no event for '{claim.action}'"), final=True)
    if event == "limit" and value is None and (claim.quantity is None or claim.quantity.value is None):
        return Refused("it does not say how many may pass in a day: add the limit by hand")
    known = [place_id] if place_id else [p.place_id for p in claim.places if p.place_id]
    if not known:
        return Refused(_no_place(claim.places))
    target = known[0] or ""
    kind = places[target].kind if target in places else ""
    lost = [place.name for place in claim.places if not place.place_id]
    if event in ("cut", "restore") and lost and not place_id:
        return Refused(f"{', '.join(lost)} is no place of the scenario: edit it, to the route that is meant")
    roads = [route for route in scenario.routes if known[0] in (route.origin, route.destination)]
    if claim.action == "cut" and len(known) == 1 and not place_id and len(roads) > 1 and kind != "crossing":
        return Refused(f"{known[0]} has several roads and it names no other end: edit it, to the route that is meant")
    if event in ("cut", "restore") and len(known) == 2:
        pair = f"{known[0]}--{known[1]}"
        turned = f"{known[1]}--{known[0]}"
        ids = {route.id for route in scenario.routes}
        target = pair if pair in ids else turned if turned in ids else ""
        if not target:
            return Refused(f"there is no route between {known[0]} and {known[1]}")
    wanted = {"close": "crossing", "open": "crossing", "site_opens": "site", "site_closes": "site", "capacity": "site"}
    wanted |= {"limit": "crossing"}
    if event in wanted and kind != wanted[event]:
        return Refused(f"'{event}' needs a {wanted[event]}, and {target or 'the place'} is a {kind or 'route'}")
    row |= {"event": event, "target": target, "source": _source(claim, report)}
    if claim.action == "siege":
        row["text"] = "besieged: nobody passes"
    if event in ("capacity", "limit") and claim.quantity:
        row["value"] = _number(claim.quantity.value or claim.quantity.high)
    if value is not None:
        row["value"] = f"{value:.10g}"
    if event == "control":
        named = [holder] if holder else _holders_named(claim, report, scenario)
        if len(named) != 1:
            known_holders = ", ".join(_holders(scenario)) or "none so far"
            return Refused(f"it does not say who holds {target} in words of the scenario ({known_holders}): edit it")
        row["text"] = named[0]
    return "events.csv", row


def _holders(scenario: Scenario) -> list[str]:
    """Return those who hold places in the scenario, as it names them."""
    named = {place.controlled_by for place in scenario.places}
    named |= {event.text for event in scenario.events if event.event == "control"}
    return sorted(name for name in named if name)


def _holders_named(claim: Claim, report: Report, scenario: Scenario) -> list[str]:
    """Return the holders of the scenario that the claim's sentence names."""
    words = report.text[claim.sentence.start : claim.sentence.end].casefold()
    return [name for name in _holders(scenario) if re.search(rf"\b{re.escape(name.casefold())}\b", words)]


def _observation_row(
    claim: Claim, report: Report, scenario: Scenario, places: dict[str, Place], row: Row, place_id: str | None,
    persons: float | None, household_size: float | None,
) -> tuple[str, Row] | Refused:  # fmt: skip
    quantity = claim.quantity
    measure, where = _MEASURES.get(claim.action), claim.at + claim.destination
    if claim.action == "displaced":
        measure, where = _of_displaced(claim)
        if measure == "arrivals" and claim.is_underway and not place_id:
            return Refused("they are told to be on their way there: edit it, once they have come")
    if claim.action == "registered" and claim.since and claim.since >= scenario.start:
        measure = "arrivals"  # those registered from a day on have come since: how many are there is not said
    if claim.is_part:
        return Refused("it is a part of a figure told before it, which would become a row beside that of the whole")
    if measure is None or quantity is None:
        return Refused(f"the model has no measure for '{claim.action}'", final=True)
    known = [place_id] if place_id else [p.place_id for p in where if p.place_id]
    if not known and claim.action == "displaced" and _is_whole(claim.at + claim.origin, scenario):
        measure, known = "displaced", ["*"]  # of the whole country: the scenario's total
    if not known or (known[0] not in places and known[0] != "*"):
        return Refused(_no_place(where, scenario))
    if len(known) > 1 or (len(where) > 1 and not place_id and known[0] != "*"):
        return Refused("one figure for several places; accept it by hand for the place it belongs to")
    place = places.get(known[0] or "")
    if place is not None and place.kind == "crossing" and (claim.is_passed or claim.action in ("admitted", "received")):
        return Refused(f"{place.id} is a crossing that they passed: edit it, to where they came to")
    if place is not None and measure == "displaced" and scenario.coo_iso3 not in (None, place.iso3):
        return Refused(f"nobody is displaced from their homes at {place.id}, which is abroad: edit it")
    inhabitants = sum(each.population or 0 for each in scenario.places if scenario.coo_iso3 in (None, each.iso3))
    if measure == "arrivals" and claim.since is None and 0 < inhabitants < (quantity.value or quantity.low or 0):
        return Refused("more than live on the map: it counts from before the scenario began; edit it, to a stock")
    if place is not None and _is_stock(measure, place, scenario):
        measure = "stock"
    if measure in _SUMMED and persons is None and _is_vague(claim):
        return Refused("it says neither how many nor since when: edit it")
    factor = 1.0
    if quantity.unit == "households" and persons is None:
        if not household_size:
            return Refused("it counts households; give --household-size, or edit it")
        factor = household_size
        row["note"] = f"{quantity.words()} x {household_size:g} persons"
    value, low, high = quantity.value, quantity.low, quantity.high
    if persons is not None:
        value, low, high = persons, None, None
    qualifier = "exact" if persons is not None else quantity.qualifier
    row |= {
        "published": report.date.isoformat() if report.date else "", "place": known[0] or "", "measure": measure,
        "value": _number(value, factor), "low": _number(low, factor), "high": _number(high, factor),
        "qualifier": qualifier, "speaker": claim.speaker or "", "publisher": report.publisher or report.name,
        "kind": "claim",
    }  # fmt: skip
    if measure in _SUMMED:
        # What comes each day over a period is told of its last day: the period's total is not said.
        since = claim.date if quantity.per_day or claim.is_of_day else claim.since
        row["since"] = since.isoformat() if since else ""
    return "observations.csv", row


def _of_displaced(claim: Claim) -> tuple[str, tuple[NamedPlace, ...]]:
    """Return the measure of displaced people and its places: left where they left, else arrived where they went to."""
    if (
        claim.destination
        and not claim.at
        and not _has_id(claim.origin)
        and (not claim.origin or _has_id(claim.destination))
    ):
        return "arrivals", claim.destination
    return ("departures", claim.origin) if claim.origin else ("displaced", claim.at)


def _has_id(places: tuple[NamedPlace, ...]) -> bool:
    return any(place.place_id for place in places)


def _is_vague(claim: Claim) -> bool:
    """Whether a flow is told by its order alone, of no period: "Hundreds arrive in Ure"."""
    quantity = claim.quantity
    if quantity is None or claim.since is not None or claim.is_of_day or quantity.per_day or quantity.value is not None:
        return False
    return (quantity.low or 0) <= _VAGUE and quantity.high == _TIMES * (quantity.low or 0)


def _is_stock(measure: str, place: Place, scenario: Scenario) -> bool:
    """Whether people are simply there: they wait where no gate is, or are displaced at a site, nobody's home."""
    gates = {end for route in scenario.routes if route.mode == "crossing" for end in (route.origin, route.destination)}
    waits = measure == "waiting" and place.kind != "crossing" and place.id not in gates
    return waits or (measure == "displaced" and place.kind == "site")


def _is_whole(places: Sequence[NamedPlace], scenario: Scenario) -> bool:
    """Whether the one place named is the country that people are displaced from."""
    wide = [c.iso3 for place in places for c in place.candidates if c.kind == "country"]
    return len(places) == 1 and wide == [scenario.coo_iso3]


def _no_place(places: Sequence[NamedPlace], scenario: Scenario | None = None) -> str:
    names = ", ".join(place.name for place in places)
    wide = {c.iso3 for place in places for c in place.candidates if c.kind in ("country", "region")}
    inside = [place.id for place in scenario.places if place.iso3 in wide] if scenario else []
    if inside:
        known = ", ".join(inside[:5]) + (", ..." if len(inside) > 5 else "")
        return f"{names} is wider than a place: edit it, to one of {known}, or to * for the whole scenario"
    spots = [(c.latitude, c.longitude) for place in places for c in place.candidates]
    near = [
        place.id for place in (scenario.places if scenario else ())
        if any(a is not None and b is not None
               and distance_km((a, b), (place.latitude, place.longitude)) < _NEAR_KM for a, b in spots)
    ]  # fmt: skip
    if near:
        return f"{names} is no place of the scenario; near it lie {', '.join(near[:5])}: edit it, to one of them"
    return f"{names} is no place of the scenario" if names else "it names no place"


def _number(value: float | None, factor: float = 1.0) -> str:
    return "" if value is None else f"{round(value * factor)}"


def append(folder: Path, rows: Sequence[tuple[str, Row]]) -> tuple[int, int]:
    """Append rows to the scenario's tables: all or nothing. Returns (added, already there). Raises AcceptError.

    The new tables are tried in a copy of the folder first; what was there before is kept for `undo`.
    """
    settle(folder)
    before = {name: _text(folder / name) for name in FILES}
    after, added = dict(before), 0
    for name in FILES:
        new = [row for file, row in rows if file == name]
        after[name], count = _with_rows(before[name], new, name)
        added += count
    if added:
        _try_out(folder, after)
        steps = [*_steps(folder)[1 - _STEPS_KEPT :], {"before": before, "after": after}]
        changed = {name: after[name] for name in FILES if after[name] != before[name]}
        _write(folder, {_UNDO: json.dumps(steps, ensure_ascii=False), **changed})
    return added, len(rows) - added


def undo(folder: Path) -> str:
    """Take back the last acceptance that stands and say what was done. Raises AcceptError if it cannot be done."""
    settle(folder)
    steps = _steps(folder)
    if not steps:
        raise AcceptError(f"{folder}: there is nothing to undo")
    before, after = steps[-1]["before"], steps[-1]["after"]
    changed = [name for name in FILES if _text(folder / name) not in (after[name], before[name])]
    if changed:
        raise AcceptError(f"{folder}: {' and '.join(changed)} changed since; take the rows out by hand")
    for name in [name for name in FILES if before[name] is None]:
        (folder / name).unlink(missing_ok=True)
    _write(folder, before | {_UNDO: json.dumps(steps[:-1], ensure_ascii=False)})
    if len(steps) == 1:
        (folder / _UNDO).unlink()
    return f"{folder}: the last accepted claims were taken out again"


def _steps(folder: Path) -> list[dict[str, dict[str, str | None]]]:
    """Return what the scenario's tables were before and after each of the last acceptances that still stand."""
    try:
        found = json.loads(_text(folder / _UNDO) or "[]")
        return [{when: {name: step[when][name] for name in FILES} for when in ("before", "after")} for step in found]
    except (ValueError, LookupError, TypeError):
        return []  # not written by us: there is nothing to go back to


def _write(folder: Path, texts: Mapping[str, str | None]) -> None:
    write_together(folder, {name: text.encode("utf-8") for name, text in texts.items() if text is not None})


def _text(path: Path) -> str | None:
    # newline="": the file's own line ends come back byte for byte.
    with path.open(encoding="utf-8", newline="") if path.is_file() else io.StringIO() as file:
        return file.read() if path.is_file() else None


def key_of(row: Row) -> tuple[str, str, str]:
    """Return what tells a row from all others: the document, the place in it, and what is told there."""
    return row.get("document", ""), row.get("span", ""), row.get("event") or row.get("measure", "")


def _with_rows(text: str | None, new: list[Row], name: str) -> tuple[str | None, int]:
    """Return the table with the rows that it lacks, and how many those were; missing columns are added."""
    required = ["date", "place", "measure"] if name == "observations.csv" else ["date", "event", "target"]
    body = (text or "").removeprefix("\ufeff")
    first = body.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    table = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)) if body.strip() else [required]
    header = [cell.strip() for cell in table[0]]
    fresh_columns = [c for c in dict.fromkeys(key for row in new for key in row) if c not in header]
    columns = header + sorted(fresh_columns, key=_OF_WORDS.__contains__)  # where the words stand comes last
    seen = {key_of(dict(zip(header, row, strict=False))) for row in table[1:]}
    fresh = []
    for row in new:
        if key_of(row) not in seen:
            seen.add(key_of(row))
            fresh.append(row)
    if not fresh:
        return text, 0
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in body else "\n")
    writer.writerow(columns)
    for old in table[1:]:
        if old:
            writer.writerow(old + [""] * (len(columns) - len(old)))
    writer.writerows([row.get(column, "") for column in columns] for row in fresh)
    return out.getvalue(), len(fresh)


def _try_out(folder: Path, tables: dict[str, str | None]) -> None:
    """Read a copy of the scenario with the new tables; whatever it refuses is refused before anything is written."""
    with tempfile.TemporaryDirectory() as holder:
        copy = Path(holder) / "scenario"
        copy.mkdir()
        for name in ("scenario.toml", "places.csv", "routes.csv"):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, copy / name)
        for name, text in tables.items():
            if text is not None:
                (copy / name).write_text(text, encoding="utf-8", newline="")
        try:
            read(copy)
        except ValueError as error:
            raise AcceptError(f"nothing was written, for the scenario would refuse it:\n{error}") from None
