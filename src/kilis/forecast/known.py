"""What was known on a date: the observations, events and openings of a scenario that had been published by then."""

from __future__ import annotations

import datetime
from dataclasses import replace

from kilis.scenario.model import Event, Place, Scenario
from kilis.scenario.timeline import opened_by_event
from kilis.scenario.vary import apply_variant


def known_scenario(scenario: Scenario, origin: datetime.date) -> Scenario:
    """The scenario with the observations published by the origin, and no others."""
    seen = tuple(o for o in scenario.observations if (o.published or o.date) <= origin and o.date <= origin)
    return replace(scenario, observations=seen)


def world_known(scenario: Scenario, origin: datetime.date, n_days: int) -> Scenario:
    """The scenario as it was known on the origin date, until ``n_days`` after it.

    Events that begin later are unknown, unless their column ``published`` has a date by then; so are events that
    had begun but were published later. What was going on goes on until further notice, except departures, of which
    nobody knows the next. Sites that open later stay shut.
    """
    end = origin + datetime.timedelta(days=n_days + 1)
    events = tuple(k for e in scenario.events if (k := _event_known(e, origin)) is not None)
    places = tuple(_place_known(p, scenario, events, origin, end) for p in scenario.places)
    return replace(known_scenario(scenario, origin), events=events, places=places, end=end)


def variant_known(scenario: Scenario, variant: str, origin: datetime.date) -> Scenario:
    """A variant with its own edits announced on the origin date, whenever they happen."""
    edit = next(v for v in scenario.variants if v.id == variant)
    kept = tuple(replace(e, published=origin) for e in edit.add)
    stated = tuple(replace(v, add=kept) if v.id == variant else v for v in scenario.variants)
    return apply_variant(replace(scenario, variants=stated), variant)


def published_on(e: Event) -> datetime.date:
    """The day on which an event was published: that of its column ``published``, else the day on which it begins."""
    return e.published or e.date


def _event_known(e: Event, origin: datetime.date) -> Event | None:
    if published_on(e) > origin:
        return None
    if e.until is not None and e.until > origin and e.published is None:
        tomorrow = origin + datetime.timedelta(days=1)
        return replace(e, until=tomorrow if e.event == "departures" else None)
    return e


def _place_known(
    p: Place, scenario: Scenario, known: tuple[Event, ...], origin: datetime.date, end: datetime.date
) -> Place:
    """The place without the dates that nobody knew; one whose opening nobody knew opens when all is over."""
    unknown = p.opens is not None and p.opens > origin
    unknown |= opened_by_event(p, scenario.events) and not opened_by_event(p, known)
    closes = p.closes if p.closes is None or p.closes <= origin else None
    return replace(p, opens=end if unknown else p.opens, closes=closes)
