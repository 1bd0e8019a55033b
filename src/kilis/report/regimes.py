"""What holds on a date: crossings shut, roads cut, violence, the room of a site."""

from __future__ import annotations

import datetime

from kilis.scenario.model import Scenario
from kilis.scenario.targets import atlas
from kilis.scenario.timeline import (
    State,
    Unit,
    by_unit,
    end_of,
    sentence,
    state_of,
    state_without_events,
)


class Regimes:
    """The states of one scenario, asked for by date."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._atlas = atlas(scenario)
        self._positions = by_unit(scenario, self._atlas)

    def gates(self, date: datetime.date) -> dict[str, str]:
        """Say of every crossing-mode route, by its id, whether it is open, limited, shut or cut."""
        found = {}
        for i, route in enumerate(self.scenario.routes):
            if route.mode == "crossing":
                gate = self._state(("gate", i), date)
                cut = self._state(("way", i), date) == "shut"
                found[route.id] = "cut" if cut else gate if gate in {"open", "shut"} else "limited"
        return {route: str(regime) for route, regime in found.items()}

    def cuts(self, date: datetime.date) -> set[str]:
        """The routes, by id, that nobody can pass."""
        routes = self.scenario.routes
        return {route.id for i, route in enumerate(routes) if self._state(("way", i), date) == "shut"}

    def conflict(self, date: datetime.date) -> set[str]:
        """The places with violence."""
        asked = [str(name) for topic, name in self._positions if topic == "conflict"]
        return {name for name in asked if float(self._state(("conflict", name), date) or 0) > 0}

    def capacity(self, place_id: str, date: datetime.date) -> int | None:
        """The room of a place; None means unlimited, or that it is not open."""
        if self._state(("site", place_id), date) == "shut":
            return None
        state = self._state(("capacity", place_id), date)
        return None if state is None else int(float(state))

    def touching(self, place_id: str) -> list[tuple[datetime.date, str]]:
        """The dated sentences of events at a place, or on a route that begins or ends there."""
        own: set[Unit] = {(topic, place_id) for topic in ("conflict", "site", "capacity", "control", "departures")}
        for i, route in enumerate(self.scenario.routes):
            if place_id in {route.origin, route.destination}:
                own |= {("gate", i), ("way", i)}
        positions = sorted({p for unit in own for p in self._positions.get(unit, ())})
        events = [self.scenario.events[p] for p in positions]
        said = [(event.date, sentence(event, self._atlas)) for event in events]
        opening = [p.opens for p in self.scenario.places if p.id == place_id and p.opens]
        return said + [(date, "The site opens.") for date in opening]

    def _state(self, unit: Unit, date: datetime.date) -> State:
        """The state of a thing: that of the last event to cover the date (by date, then by row); else the map's."""
        found = None
        for position in self._positions.get(unit, ()):
            event = self.scenario.events[position]
            if event.date <= date < end_of(event, datetime.date.max) and (found is None or event.date >= found.date):
                found = event
        if found is not None:
            return state_of(found)
        own = [self.scenario.events[position] for position in self._positions.get(unit, ())]
        return state_without_events(unit, self._atlas, date, own)
