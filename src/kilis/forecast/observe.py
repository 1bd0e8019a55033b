"""From the observations of a scenario to counts: which figures are counts, whose they are, and what is set aside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kilis.forecast.counts import NEVER, Counts, Series, day_number, series
from kilis.forecast.known import published_on
from kilis.forecast.restart import Network
from kilis.scenario.model import Observation, Scenario

PAIR_DAYS = 7
"""Counts of two speakers this near to each other tell how the speakers differ."""

COUNTED = ("registration", "verification")


@dataclass(frozen=True, slots=True)
class SetAside:
    """An observation of a stock that is not used as a count, and why."""

    observation: Observation
    reason: str


def counts_of(scenario: Scenario, name: str | None = None) -> Counts:
    """The counts of a scenario, by place: see ``observed``."""
    return observed(scenario, name)[0]


def observed(scenario: Scenario, name: str | None = None) -> tuple[Counts, list[SetAside]]:
    """The counts of a scenario and the stock observations that are not counts.

    A count is a stock of one place with a figure (the middle of a range that is stated); bounds (at least, at most)
    and claims are set aside. Each place has a main speaker, the first who registered or verified people there
    (until somebody does, the first who gave a figure). The figures of other speakers are divided by their usual ratio
    to the main speaker's, learned from at least three pairs of counts within a week, published by then; without them
    they are set aside, never averaged in. Of a date that the main speaker counted, the main speaker's figure stands.
    """
    by_place: dict[str, list[Observation]] = defaultdict(list)
    aside: list[SetAside] = []
    for o in scenario.observations:
        if o.measure != "stock" or o.place == "*":
            continue
        if o.qualifier in ("at_least", "at_most"):
            aside.append(SetAside(o, "a bound, not a count"))
        elif o.kind == "claim":
            aside.append(SetAside(o, "a claim, not a count"))
        else:
            by_place[o.place].append(o)
    places: dict[str, Series] = {}
    for place in scenario.places:
        if place.id in by_place or place.kind == "site":
            places[place.id] = series(_rows(by_place.get(place.id, []), aside))
    openings = {p: opened for p in places if (opened := opening(scenario, p)) is not None}
    return Counts(
        name or scenario.title,
        day_number(scenario.start),
        day_number(scenario.end),
        places,
        openings,
        scenario.coo_iso3,
        Network(scenario),
        {p.id: float(p.population) for p in scenario.places if p.kind == "site" and p.population},
    ), aside


def total_reported(scenario: Scenario) -> Observation | None:
    """The latest stock reported for the whole scenario (place ``*``); None if there is none.

    Forecasts of the total are sums over places, and so is what backtests grade: a reported total may count people
    elsewhere. It is shown beside the sum.
    """
    totals = [o for o in scenario.observations if o.measure == "stock" and o.place == "*"]
    return max(totals, key=lambda o: (o.date, published(o)), default=None)


def _rows(observations: list[Observation], aside: list[SetAside]) -> list[tuple[int, int, float, int]]:
    """(day, published, persons, withdrawn) of the main speaker, and of others where their ratio to it is known.

    Until somebody registers or verifies people, the first who gave a figure is the main speaker; what then stood is
    withdrawn on that day, so that no date knows who was to count later.
    """
    ordered = sorted(observations, key=lambda o: (published(o), day_number(o.date)))
    if not ordered:
        return []
    first = next((o for o in ordered if o.kind in COUNTED), ordered[0])
    main, since = speaker(first), published(first)
    before: list[tuple[int, int, float, int]] = []
    if speaker(ordered[0]) != main:
        before = [(*row[:3], since) for row in _rows([o for o in ordered if published(o) < since], [])]
    begins = since if before else 0
    own = [(day_number(o.date), max(published(o), begins), figure(o)) for o in ordered if speaker(o) == main]
    rows = [*before, *((*row, NEVER) for row in own)]
    own_since: dict[int, int] = {}
    for day, known, _ in own:
        own_since[day] = min(known, own_since.get(day, NEVER))
    ratios: dict[str, list[float]] = defaultdict(list)
    for o in ordered:
        if speaker(o) == main:
            continue
        day, known = day_number(o.date), published(o)
        learned = ratios[speaker(o)]
        if len(learned) >= 3:
            if known < own_since.get(day, NEVER):
                rows.append((day, known, figure(o) / float(np.median(learned)), own_since.get(day, NEVER)))
        else:
            aside.append(SetAside(o, f"{speaker(o)} is not comparable with {main} yet"))
        near = [v for d, p, v in own if abs(d - day) <= PAIR_DAYS and p <= known and v > 0]
        if near:
            learned.append(max(figure(o), 1.0) / near[-1])
    return rows


def figure(o: Observation) -> float:
    """Persons of an observation: its value, or the middle of its range."""
    if o.value is not None:
        return float(o.value)
    bounds = [b for b in (o.low, o.high) if b is not None]
    return float(np.mean(bounds))


def published(o: Observation) -> int:
    """Day number of the publication; the same day where none is stated."""
    return day_number(o.published or o.date)


def speaker(o: Observation) -> str:
    """Who said it: the speaker, else the publisher."""
    return o.speaker or o.publisher or "unnamed"


def opening(scenario: Scenario, place: str) -> tuple[int, int] | None:
    """The day on which a site opens after the start of the scenario, and the day on which that was published.

    From the place's own date, an event that opens it, or a closing or a cut on the first day that ends; None if it was
    open or says nothing of it.
    """
    for p in scenario.places:
        if p.id == place and p.opens is not None and p.opens > scenario.start:
            return day_number(p.opens), day_number(p.opens)
    for e in scenario.events:
        if e.target == place and e.event == "site_opens" and e.date > scenario.start:
            return day_number(e.date), day_number(published_on(e))
        shut = e.target == place and e.event in ("site_closes", "cut")
        if shut and e.date <= scenario.start and e.until is not None:
            return day_number(e.until), max(day_number(e.until), day_number(published_on(e)))
    return None
