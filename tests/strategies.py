"""Hypothesis strategies for scenarios that can be read, written and run."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from kilis.scenario.cells import UNSEEN
from kilis.scenario.model import Event, Group, GroupSize, Observation, Place, Prior, Route, Scenario, Variant, frozen
from kilis.schema import distributions, event_kinds, table

MARKS = "".join(filter(UNSEEN.match, map(chr, range(0x10000))))
START = datetime.date(2016, 2, 1)
COUNTRIES = ("SYR", "TUR", "JOR")


def _letters(*, exclude: str = "") -> st.SearchStrategy[str]:
    return st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters=exclude + MARKS)


def words(max_size: int = 20) -> st.SearchStrategy[str]:
    """Names and sentences in any script, as a person would type them: no blanks at the ends."""
    return st.text(_letters(), min_size=1, max_size=max_size).map(str.strip).filter(bool)


def optional(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def dates(n_days: int) -> st.SearchStrategy[datetime.date]:
    return st.integers(0, n_days - 1).map(lambda day: START + datetime.timedelta(days=day))


@st.composite
def places(draw: st.DrawFn, place_id: str) -> Place:
    kind = draw(st.sampled_from(("settlement", "site", "crossing", "waypoint")))
    site = kind == "site"
    opens = draw(optional(dates(20))) if site else None
    closes = draw(optional(st.integers(1, 30))) if site else None
    return Place(
        id=place_id,
        name=draw(words()),
        kind=kind,
        latitude=draw(numbers(-90, 90)),
        longitude=draw(numbers(-180, 180)),
        iso3=draw(st.sampled_from(COUNTRIES)),
        site_type=draw(optional(st.sampled_from(("camp", "informal", "other")))) if site else None,
        admin1=draw(optional(words())),
        pcode=draw(optional(st.from_regex(r"[A-Z]{2}[0-9]{1,6}", fullmatch=True))),
        population=draw(optional(st.integers(0, 2_000_000))),
        capacity_persons=draw(optional(st.integers(0, 100_000))) if site else None,
        attractiveness=draw(numbers(0, 1000)),
        opens=opens,
        closes=None if closes is None else (opens or START) + datetime.timedelta(days=closes),
        controlled_by=draw(optional(words())),
        extra=frozen(draw(st.dictionaries(st.sampled_from(("note", "Bezeichnung")), words(), max_size=2))),
    )


@st.composite
def networks(draw: st.DrawFn, max_places: int = 7) -> tuple[tuple[Place, ...], tuple[Route, ...]]:
    n_places = draw(st.integers(2, max_places))
    nodes = tuple(draw(places(f"p{number}")) for number in range(n_places))
    pairs = draw(st.sets(st.tuples(st.integers(0, n_places - 1), st.integers(0, n_places - 1)), max_size=2 * n_places))
    once = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    routes = tuple(
        Route(
            nodes[origin].id,
            nodes[destination].id,
            draw(numbers(0.1, 500)),
            draw(st.sampled_from(("road", "foot", "crossing"))),
            draw(st.booleans()),
        )
        for origin, destination in once
    )
    return nodes, routes


def _targets(nodes: tuple[Place, ...], routes: tuple[Route, ...]) -> dict[str, list[str]]:
    """What each kind of event can aim at in this network, so that it is no fault."""
    gates = [route for route in routes if route.mode == "crossing"]
    gate_ends = {end for route in gates for end in (route.origin, route.destination)}
    ends = {end for route in routes for end in (route.origin, route.destination)}
    found = {
        "gate": [place.id for place in nodes if place.kind == "crossing" and place.id in gate_ends],
        "way": [place.id for place in nodes if place.id in ends] + [route.id for route in routes],
        "place": [place.id for place in nodes],
        "site": [place.id for place in nodes if place.kind == "site"],
    }
    found["gate"] += [route.id for route in gates]
    return found


@st.composite
def events(draw: st.DrawFn, nodes: tuple[Place, ...], routes: tuple[Route, ...], n_days: int) -> tuple[Event, ...]:
    """Events without contradiction: on one target and topic, each ends at the latest when the next begins."""
    targets = _targets(nodes, routes)
    by_topic = {"gate": "gate", "way": "way", "capacity": "site", "site": "site"}
    made = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(sorted(event_kinds().values(), key=lambda kind: kind.name)))
        candidates = targets[by_topic.get(kind.topic, "place")] + (["*"] if "everywhere" in kind.targets else [])
        if not candidates:
            continue
        date = draw(dates(n_days))
        needs_value = kind.value == "yes" or (kind.value == "optional" and draw(st.booleans()))
        made.append(
            Event(
                date=date,
                event=kind.name,
                target=draw(st.sampled_from(candidates)),
                until=draw(optional(st.integers(1, 30).map(lambda days, date=date: date + datetime.timedelta(days)))),
                value=draw(numbers(0.01, 1.0 if kind.topic == "conflict" else 1e6)) if needs_value else None,
                text=draw(words()) if kind.needs_text else None,
                source=draw(optional(words(40))),
                published=draw(optional(st.just(date))),
            )
        )
    return tuple(_untangled(made))


def _untangled(made: list[Event]) -> list[Event]:
    kept: dict[tuple[str, str], list[Event]] = {}
    for event in made:
        others = kept.setdefault((event_kinds()[event.event].topic, event.target), [])
        if not any(_meet(event, other) for other in others):
            others.append(event)
    return [event for event in made if any(event is one for others in kept.values() for one in others)]


def _meet(one: Event, other: Event) -> bool:
    first, second = sorted((one, other), key=lambda event: event.date)
    return first.date == second.date or (first.until or datetime.date.max) > second.date


@st.composite
def observations(draw: st.DrawFn, nodes: tuple[Place, ...], n_days: int) -> Observation:
    date = draw(dates(n_days))
    low, value, high = sorted(draw(numbers(0, 1e9)) for _ in range(3))
    return Observation(
        date=date,
        place=draw(st.sampled_from(["*", *(place.id for place in nodes)])),
        measure=draw(st.sampled_from(("stock", "arrivals", "waiting", "departures", "displaced"))),
        published=draw(optional(st.integers(0, 60).map(lambda days: date + datetime.timedelta(days)))),
        value=value,
        low=low,
        high=high,
        qualifier=draw(st.sampled_from(("exact", "approx", "at_least", "at_most", "range"))),
        speaker=draw(optional(words())),
        publisher=draw(optional(words())),
        kind=draw(st.sampled_from(("registration", "verification", "estimate", "claim"))),
        extra=frozen({"since": START.isoformat()} if draw(st.booleans()) else {}),
    )


@st.composite
def priors(draw: st.DrawFn, name: str) -> Prior:
    attribute = next(attribute for attribute in table("parameters") if attribute.name == name)
    low, high = attribute.low or 0.0, attribute.high or 100.0
    if attribute.type == "integer":
        return Prior("fixed", (float(draw(st.integers(int(low), int(high)))),))
    distribution = draw(st.sampled_from(sorted(distributions())))
    reason = draw(optional(words()))
    inside = numbers(max(low, 0.001), high)
    match distribution:
        case "uniform" | "triangular":
            values = sorted(draw(inside) for _ in distributions()[distribution])
        case "fixed":
            values = [draw(inside)]
        case _:
            values = [draw(inside), draw(numbers(1.1, 3))]
    return Prior(distribution, tuple(values), reason)


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Prior]:
    names = draw(st.sets(st.sampled_from([attribute.name for attribute in table("parameters")]), max_size=5))
    return frozen({name: draw(priors(name)) for name in sorted(names)})


@st.composite
def groups(draw: st.DrawFn, nodes: tuple[Place, ...]) -> tuple[tuple[Group, ...], tuple[GroupSize, ...]]:
    """None, or groups whose shares add up to 1, some of them with a size of their own at some places."""
    parts = draw(st.lists(st.integers(0, 50), max_size=12).filter(lambda parts: not parts or sum(parts) > 0))
    factors = {name: numbers(0, 3) for name in ("departure", "site", "settlement", "abroad")}
    found = tuple(
        Group(
            id=f"g{number}",
            name=draw(words()),
            share=part / sum(parts),
            speed_factor=draw(numbers(0.2, 3)),
            **{f"{name}_factor": draw(factor) for name, factor in factors.items()},
        )
        for number, part in enumerate(parts)
    )
    sizes = []
    if len(found) > 1:
        largest = max(found, key=lambda group: group.share)
        named = st.sampled_from([group.id for group in found if group is not largest])
        for node in draw(st.lists(st.sampled_from(nodes), max_size=3, unique_by=lambda node: node.id)):
            for group in draw(st.lists(named, max_size=3, unique=True)):
                share = draw(numbers(0, 0.3))
                persons = int(share * (node.population or 0)) if draw(st.booleans()) else None
                sizes.append(GroupSize(node.id, group, persons, share if persons is None else None))
    return found, tuple(sizes)


@st.composite
def scenarios(draw: st.DrawFn, max_places: int = 7, max_days: int = 40) -> Scenario:
    """Scenarios without faults: any network, events, observations, parameters and variants."""
    nodes, routes = draw(networks(max_places))
    n_days = draw(st.integers(1, max_days))
    rule = draw(st.sampled_from(("gravity", "walk")))
    happenings = draw(events(nodes, routes, n_days))
    if rule == "walk":  # which knows open and shut crossings, no limits
        happenings = tuple(event for event in happenings if event.event != "limit")
    variants = []
    if happenings and draw(st.booleans()):
        gone = draw(st.sampled_from(happenings))
        pattern = frozen({"event": gone.event, "target": gone.target, "date": gone.date})
        variants.append(Variant("without", draw(words()), (), (pattern,), draw(parameters())))
    who, sizes = draw(groups(nodes)) if rule == "gravity" else ((), ())
    return Scenario(
        title=draw(words()),
        start=START,
        end=START + datetime.timedelta(days=n_days),
        places=nodes,
        routes=routes,
        events=happenings,
        observations=tuple(draw(st.lists(observations(nodes, n_days), max_size=4))),
        description=draw(st.just("") | words(60)),
        coo_iso3=draw(optional(st.sampled_from(COUNTRIES))),
        rule=rule,
        parameters=draw(parameters()),
        variants=tuple(variants),
        groups=who,
        group_sizes=sizes,
    )
