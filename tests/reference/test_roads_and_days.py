"""The routing tables and the schedule against their readable twins, on maps larger than those of the days."""

import datetime
import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kilis.engine.network import Rows
from kilis.engine.reference.days import today
from kilis.engine.reference.roads import choices
from kilis.engine.schedule import Timeline, build_schedule
from kilis.engine.world import ROW, World, build_world, home_country
from kilis.scenario import Place, Route, Scenario
from troubles import routes, scenarios


@st.composite
def larger(draw: st.DrawFn) -> Scenario:
    """A scenario of trouble with thirty more settlements at home and abroad, and roads between all of them."""
    scenario = draw(scenarios(max_places=3))
    more = [Place(f"t{n}", "T", "settlement", 0.0, 0.0, "ABB"[n % 3] * 3, population=10) for n in range(30)]
    nodes = (*scenario.places, *more)
    known = {frozenset((route.origin, route.destination)) for route in scenario.routes}
    extra = [
        r for r in draw(routes([p.id for p in nodes], at_least=40)) if frozenset((r.origin, r.destination)) not in known
    ]
    return replace(scenario, places=nodes, routes=(*scenario.routes, *extra))


def rows_on(world: World, day: int) -> dict[int, int]:
    """The row of each place after the changes of all days up to one."""
    rows = {place: place for place in range(len(world.key))}
    for i in range(world.changes.first[day + 1]):
        if world.changes.kind[i] == ROW:
            rows[int(world.changes.which[i])] = int(world.changes.value[i])
    return rows


def entries(rows: Rows, row: int, world: World, ids: list[str]) -> list[tuple]:
    graph = world.graph
    found = []
    for c in range(rows.first[row], rows.first[row + 1]):
        link = graph.gate_link[rows.gate[c]] if rows.gate[c] < len(graph.gate_link) else None
        gate = None if link is None else (ids[graph.link_from[link]], ids[graph.link_to[link]])
        path, tree, node = [], rows.first_node[row], rows.node[c]
        while node > 0:
            link = rows.link[tree + node]
            path.insert(0, (ids[graph.link_from[link]], ids[graph.link_to[link]]))
            node = rows.parent[tree + node]
        found.append((gate, ids[rows.place[c]], float(rows.km[c]), tuple(path)))
    return found


def assert_same_choices(scenario: Scenario, most: int, calm_days: int) -> None:
    world = build_world(scenario, most, calm_days, returns=False)
    ids = sorted(place.id for place in scenario.places)
    home = home_country(scenario)
    abroad = {place.id for place in scenario.places if home is not None and place.iso3 != home}
    shelters = {place.id for place in scenario.places if place.kind in ("site", "settlement")}
    km = {(ids[a], ids[b]): float(k) for a, b, k in zip(*world.graph[1:4], strict=True)}
    crossings = {(ids[world.graph.link_from[i]], ids[world.graph.link_to[i]]) for i in world.graph.gate_link}
    for day in range(scenario.n_days):
        now = today(scenario, day, calm_days)
        roads = {link: length for link, length in km.items() if link in now.open and link not in crossings}
        destinations = shelters - now.dangerous - now.site_closed
        for place, row in rows_on(world, day).items():
            twin = choices(ids[place], roads, crossings & now.open, destinations, abroad, most)
            assert entries(world.rows, row, world, ids) == [tuple(choice) for choice in twin]


@given(larger(), st.sampled_from((1, 3, 32)), st.sampled_from((0, 2)))
def test_each_place_has_the_same_choices_by_the_same_paths_on_every_day(
    scenario: Scenario, most: int, calm_days: int
) -> None:
    assert_same_choices(scenario, most, calm_days)


def test_a_site_that_opens_as_far_as_the_last_choice_is_seen_though_the_way_back_adds_up_otherwise() -> None:
    assert 0.25 + 0.1 + 0.1 < 0.1 + 0.1 + 0.25
    start, ids = datetime.date(2024, 1, 1), ("from", "first", "second", "third")
    places = [Place(name, name, "settlement", 0.0, 0.0, "AAA", population=10) for name in ids]
    places.append(Place("a-site", "Site", "site", 0.0, 0.0, "AAA", opens=datetime.date(2024, 1, 3)))
    links = [("from", "first", 0.25), ("first", "second", 0.1), ("second", "third", 0.1), ("second", "a-site", 0.1)]
    scenario = Scenario(
        "Opening", start, datetime.date(2024, 1, 5), tuple(places), tuple(Route(*link) for link in links)
    )
    assert_same_choices(scenario, most=3, calm_days=0)


def value(timeline: Timeline | None, day: int, otherwise: float) -> float:
    return otherwise if timeline is None else [v for first, v in timeline if first <= day][-1]


@given(scenarios())
def test_the_schedule_says_what_the_events_say(scenario: Scenario) -> None:
    schedule = build_schedule(scenario)
    for day in range(scenario.n_days):
        now = today(scenario, day, 0)
        for place in scenario.places:
            name = place.id
            assert value(schedule.conflict.get(name), day, 0.0) == now.intensity.get(name, 0.0)
            capacity = math.inf if place.capacity_persons is None else place.capacity_persons
            assert value(schedule.capacity.get(name), day, capacity) == now.capacity[name]
            assert (value(schedule.site_open.get(name), day, 1.0) == 0.0) == (name in now.site_closed)
            holder = schedule.holders.index(place.controlled_by or "")
            assert schedule.holders[int(value(schedule.holder.get(name), day, holder))] == now.holder[name]
            assert value(schedule.departures.get(name), day, 0.0) == now.stated[name]
        assert value(schedule.departures.get("*"), day, 0.0) == now.anywhere
        for link, limit in now.limit.items():
            assert value(schedule.gate_limit.get(link), day, math.inf) == limit
        closed = {link for link, timeline in schedule.link_open.items() if value(timeline, day, 1.0) == 0.0}
        assert closed.isdisjoint(now.open)
        assert len(closed) + len(now.open) == sum(1 + route.both_ways for route in scenario.routes)
