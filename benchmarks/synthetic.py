"""Invented countries of any size for the benchmarks: the same for the same arguments."""

from __future__ import annotations

import datetime
import math

import numpy as np

from kilis.scenario.model import Event, Place, Prior, Route, Scenario, frozen

START = datetime.date(2020, 1, 1)
SPACING_KM = 30.0


def country(n_places: int, n_days: int, people: int, seed: int = 1) -> Scenario:
    """Return a country of towns and camps on a grid, with a strip of a neighbour behind crossings in the east.

    A place has roads to its neighbours, 30 km away on average; one in eight is a camp, half of these of limited size.
    Half of the towns see conflict, each for 30 days to a third of the period, some from the first day.
    """
    random = np.random.default_rng(seed)
    width = max(2, math.isqrt(n_places))
    abroad_from = width - max(1, width // 12)
    site = (random.random(n_places) < 0.125) | (np.arange(n_places) % width >= abroad_from)
    weights = random.lognormal(0.0, 1.0, n_places) * ~site
    population = np.floor(people * weights / weights.sum()).astype(int)
    population[int(np.argmax(weights))] += people - population.sum()
    places, routes, events = [], [], []
    for i in range(n_places):
        row, column = divmod(i, width)
        abroad = column >= abroad_from
        limited = site[i] and random.random() < 0.5
        places.append(
            Place(
                id=f"p{i:06d}",
                name=f"Place {i}",
                kind="site" if site[i] else "settlement",
                latitude=round(row * 0.27 % 80, 4),
                longitude=round(column * 0.27, 4),
                iso3="BBB" if abroad else "AAA",
                population=int(population[i]),
                capacity_persons=max(1, int(people * random.uniform(0.2, 4.0) / n_places)) if limited else None,
            )
        )
        for neighbour, there in ((i + 1, column + 1 < width), (i + width, True)):
            if there and neighbour < n_places:
                gate = (neighbour % width >= abroad_from) != abroad
                km = round(SPACING_KM * random.uniform(0.7, 1.6), 1)
                routes.append(Route(f"p{i:06d}", f"p{neighbour:06d}", km, "crossing" if gate else "road"))
        if not site[i] and not abroad and random.random() < 0.5:
            begins = max(0, int(random.integers(-n_days // 10, n_days // 2)))
            ends = begins + int(random.integers(30, max(31, n_days // 3)))
            until = START + datetime.timedelta(days=min(ends, n_days))
            if begins < n_days:
                date = START + datetime.timedelta(days=begins)
                intensity = round(float(random.uniform(0.05, 1.0)), 2)
                events.append(Event(date, "conflict", f"p{i:06d}", until=until, value=intensity))
    return Scenario(
        title=f"{n_places:,} invented places",
        start=START,
        end=START + datetime.timedelta(days=n_days),
        places=tuple(places),
        routes=tuple(routes),
        events=tuple(events),
        coo_iso3="AAA",
        parameters=frozen({"departure_rate": Prior("fixed", (0.01,))}),
    )
