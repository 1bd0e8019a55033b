"""Hypothesis strategies for scenarios that trouble the engine: dense little maps on which much happens at once."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from kilis.scenario import Event, Place, Prior, Route, Scenario

START = datetime.date(2024, 1, 1)
HOME, ABROAD = "AAA", "BBB"


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


@st.composite
def places(draw: st.DrawFn, name: str, n_days: int) -> Place:
    kind = draw(st.sampled_from(("settlement", "settlement", "site", "site", "crossing", "waypoint")))
    site = kind == "site"
    opens = draw(st.none() | st.integers(-2, n_days)) if site else None
    return Place(
        id=name,
        name=name.title(),
        kind=kind,
        latitude=0.0,
        longitude=0.0,
        iso3=draw(st.sampled_from((HOME, HOME, ABROAD))),
        population=draw(st.sampled_from((None, 0, 1, 7, 400, 30_000))) if kind in ("settlement", "site") else None,
        capacity_persons=draw(st.sampled_from((None, None, 0, 1, 50, 5_000))) if site else None,
        attractiveness=draw(st.sampled_from((0.0, 0.5, 1.0, 1.0, 3.0))),
        opens=None if opens is None else day(opens),
        closes=day((opens or 0) + draw(st.integers(1, n_days))) if site and draw(st.booleans()) else None,
        controlled_by=draw(st.none() | st.sampled_from("XY")),
    )


@st.composite
def routes(draw: st.DrawFn, names: list[str], at_least: int = 1) -> tuple[Route, ...]:
    n = len(names)
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=at_least, max_size=2 * n))
    return tuple(
        Route(
            names[a],
            names[b],
            draw(st.sampled_from((0.25, 1.0, 7.5, 30.0, 30.0, 60.0, 95.0)) | st.floats(0.1, 300.0)),
            draw(st.sampled_from(("road", "foot", "crossing"))),
            draw(st.sampled_from((True, True, False))),
        )
        for a, b in sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    )


@st.composite
def happenings(draw: st.DrawFn, nodes: tuple[Place, ...], ways: tuple[Route, ...], n_days: int) -> Event:
    of_kind = {kind: [place.id for place in nodes if place.kind == kind] for kind in ("site", "settlement")}
    gates = [route.id for route in ways if route.mode == "crossing"]
    targets = {
        "conflict": [place.id for place in nodes],
        **dict.fromkeys(("close", "open", "limit"), gates and [*gates, f"{HOME}--{ABROAD}"]),
        **dict.fromkeys(("cut", "restore"), [route.id for route in ways] + [place.id for place in nodes]),
        **dict.fromkeys(("capacity", "site_opens", "site_closes"), of_kind["site"]),
        "control": [place.id for place in nodes],
        "departures": [*of_kind["settlement"], "*"],
    }
    event = draw(st.sampled_from([kind for kind, aims in targets.items() if aims]))
    values = {
        "conflict": st.none() | st.sampled_from((0.1, 0.5, 1.0)),
        "limit": st.sampled_from((0.3, 1.0, 20.0, 500.0)),
        "capacity": st.sampled_from((0.0, 1.5, 100.0, 20_000.0)),
        "departures": st.sampled_from((0.4, 3.0, 150.0, 1e6)),
    }
    first = draw(st.integers(0, n_days - 1))
    return Event(
        date=day(first),
        event=event,
        target=draw(st.sampled_from(targets[event])),
        until=draw(st.none() | st.integers(first + 1, n_days + 2).map(day)),
        value=draw(values[event]) if event in values else None,
        text=draw(st.sampled_from("XYZ")) if event == "control" else None,
    )


RANGES = {
    "departure_rate": (0.05, 1.0, 10.0),
    "departure_decay_days": (0.5, 20.0),
    "speed_km_per_day": (1.0, 30.0, 333.3),
    "softening_km": (0.0, 10.0),
    "distance_decay": (0.0, 1.0, 2.5),
    "across_lines": (0.0, 0.1, 1.0),
    "capacity_buffer": (0.0, 0.9),
    "pull_when_full": (0.0, 1.0),
    "onward_site_per_day": (0.0, 0.05, 1.0),
    "onward_settlement_per_day": (0.0, 0.1, 1.0),
    "onward_overflow_per_day": (0.0, 0.5, 1.0),
    "hope": (0.0, 0.3, 1.0),
    "near_side_km": (0.0, 8.0, 100.0),
    "settle_per_day": (0.0, 0.4, 1.0),
    "patience_days": (0.1, 3.0, 10000.0),
    "draw_on_per_day": (0.0, 0.1, 1.0),
    "return_per_day": (0.3, 1.0),
    "calm_days": (0.0, 2.0),
    "max_destinations": (1.0, 2.0, 32.0),
}


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, Prior]:
    """Extreme values for about half of the parameters."""
    chosen = [name for name in sorted(RANGES) if draw(st.booleans())]
    return {name: Prior("fixed", (draw(st.sampled_from(RANGES[name])),)) for name in chosen}


@st.composite
def scenarios(draw: st.DrawFn, max_places: int = 4, max_days: int = 12) -> Scenario:
    """Scenarios full of trouble: two towns in conflict, a crossing (often shut), sites on both sides."""
    n_days = draw(st.integers(1, max_days))
    names = [f"p{n}" for n in range(draw(st.integers(0, max_places)))]
    nodes = (
        Place(
            "a", "A", "settlement", 0.0, 0.0, HOME, population=draw(st.sampled_from((900, 50_000))), controlled_by="X"
        ),
        Place("b", "B", "settlement", 0.0, 0.0, HOME, population=2_000, controlled_by=draw(st.sampled_from("XY"))),
        Place("g", "G", draw(st.sampled_from(("crossing", "settlement", "waypoint"))), 0.0, 0.0, HOME),
        Place("n", "N", "site", 0.0, 0.0, HOME, population=20, controlled_by="X"),
        Place("x", "X", "site", 0.0, 0.0, ABROAD, capacity_persons=draw(st.sampled_from((None, 300)))),
        *(draw(places(name, n_days)) for name in names),
    )
    spine = (
        Route("a", "b", draw(st.sampled_from((5.0, 60.0)))),
        Route("b", "g", draw(st.sampled_from((5.0, 30.0, 100.0)))),
        Route("g", "n", draw(st.sampled_from((4.0, 7.5)))),
        Route("g", "x", draw(st.sampled_from((1.0, 45.0))), "crossing"),
    )
    taken = {(route.origin, route.destination) for route in spine}
    others = draw(routes([place.id for place in nodes]))
    ways = spine + tuple(route for route in others if (route.origin, route.destination) not in taken)
    fighting = Event(START, "conflict", "a", until=draw(st.none() | st.integers(1, n_days).map(day)))
    spreads = Event(day(draw(st.integers(0, n_days - 1))), "conflict", "b", value=0.5)
    gate = draw(st.sampled_from((None, "close", "limit")))
    shut = [Event(START, gate, "g--x", until=draw(st.none() | st.just(day(5))), value=6.5)] if gate else []
    return Scenario(
        title="Trouble",
        start=START,
        end=day(n_days),
        places=nodes,
        routes=ways,
        events=(fighting, spreads, *shut, *draw(st.lists(happenings(nodes, ways, n_days), max_size=8))),
        coo_iso3=draw(st.sampled_from((HOME, HOME, None))),
        parameters=draw(parameters()),
    )
