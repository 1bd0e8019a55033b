"""Under the rule ``walk`` nobody is lost, doubled or negative, on any map and with any events."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kilis.scenario.model import Event, Scenario
from walk_cases import DAY_0, Member, camp, day, road, town, world_of

N_DAYS = 12


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A map of up to six places with events of all kinds that the rule knows."""
    n = draw(st.integers(2, 6))
    places = []
    for i in range(n):
        people = draw(st.sampled_from([0, 1, 40, 5000, 10**7]))
        if draw(st.booleans()):
            places.append(camp(f"p{i}", draw(st.sampled_from([None, 0, 1, 100, 3000])), people))
        else:
            places.append(town(f"p{i}", people))
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    routes = [road(f"p{a}", f"p{b}", draw(st.sampled_from([0.4, 1.0, 33.3, 99.0, 100.0, 250.0]))) for a, b in chosen]
    events = []
    for place in places:
        first = draw(st.integers(0, N_DAYS - 1))
        last = draw(st.one_of(st.none(), st.integers(first + 1, N_DAYS + 3)))
        until = None if last is None else day(last)
        kinds = ["conflict", "departures", "cut"] + (["site_closes"] if place.kind == "site" else [])
        kind = draw(st.sampled_from(kinds))
        value = {"conflict": 0.5, "departures": 77.0}.get(kind)
        events.append(Event(day(first), kind, place.id, until=until, value=value))
    if draw(st.booleans()):
        events.append(Event(DAY_0, "departures", "*", until=day(N_DAYS), value=draw(st.sampled_from([1.0, 13.0, 1e6]))))
    numbers = {
        "awareness_level": draw(st.integers(1, 3)),
        "start_on_foot": draw(st.integers(0, 1)),
        "avoid_short_stints": draw(st.integers(0, 1)),
        "take_from_population": draw(st.integers(0, 1)),
        "departure_rate": draw(st.sampled_from([0.0, 0.3])),
        "weight_power": draw(st.sampled_from([0.0, 1.0, 3.0])),
        "leave_probability_site": draw(st.sampled_from([0.0, 0.4, 1.0])),
        "capacity_buffer": draw(st.sampled_from([0.0, 0.9])),
    }
    return world_of(places, routes, events, N_DAYS, **numbers)


@settings(max_examples=60)
@given(scenario=scenarios(), draws=st.booleans())
def test_everybody_is_somewhere_exactly_once(scenario, draws):
    member = Member(scenario, draws=draws)  # the kernel's own books are checked after every phase, too
    there = member("stock").sum(axis=1) + member("in_transit").sum(axis=1)
    at_first = sum(place.population or 0 for place in scenario.places if place.kind == "site")
    left = at_first + np.cumsum(member("departures").sum(axis=1))
    np.testing.assert_allclose(there, left, rtol=0 if draws else 1e-9, atol=0 if draws else 1e-6)
    if draws:
        assert (member.record == np.rint(member.record)).all()
    assert member.record.min() >= (0 if draws else -1e-6)
