"""From single violent events to a conflict intensity by place and week.

A convention, not an estimate: an event counts 1 and every ten deaths count 1 more; a week with a score of 5 has an
intensity of one half, by 1 - 2 ** (-score / 5), rounded to 0.05. Weeks are counted from the start of the scenario;
weeks of equal intensity are joined. Say another value in events.csv where you know better.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from kilis.scenario.model import Scenario
from kilis.sources.imported import EVENTS, Row

HALF_SCORE = 5.0
DEATHS_PER_POINT = 10.0
STEP = 0.05
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Incident:
    """A violent event: its days (the last included), its place in the scenario, its deaths."""

    first: datetime.date
    last: datetime.date
    place: str
    deaths: float


def intensity(score: float) -> float:
    """Turn a week's score into an intensity from 0 to 1.

    >>> intensity(0), intensity(5), intensity(40)
    (0.0, 0.5, 1.0)
    """
    return round(round((1 - 2 ** (-score / HALF_SCORE)) / STEP) * STEP, 2)


def conflict_rows(incidents: list[Incident], scenario: Scenario, source: str) -> list[tuple[str, Row]]:
    """Give the conflict events of a scenario: place, weeks, intensity."""
    scores: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for incident in incidents:
        days = (incident.last - incident.first).days + 1
        points = (1 + incident.deaths / DEATHS_PER_POINT) / days
        for day in range(days):
            date = incident.first + datetime.timedelta(days=day)
            if scenario.start <= date < scenario.end:
                scores[incident.place][(date - scenario.start).days // 7] += points
    rows: list[tuple[str, Row]] = []
    for place in sorted(scores):
        levels = {week: intensity(score) for week, score in sorted(scores[place].items())}
        weeks = [week for week, level in levels.items() if level >= STEP]
        start = 0
        for i, week in enumerate(weeks):
            goes_on = i + 1 < len(weeks) and weeks[i + 1] == week + 1 and levels[weeks[i + 1]] == levels[week]
            if not goes_on:
                rows.append((EVENTS, _row(scenario, place, weeks[start], week, levels[week], source)))
                start = i + 1
    return rows


def _row(scenario: Scenario, place: str, first: int, last: int, level: float, source: str) -> Row:
    begin, end = scenario.start + first * WEEK, min(scenario.start + (last + 1) * WEEK, scenario.end)
    return {
        "date": begin.isoformat(),
        "until": end.isoformat(),
        "event": "conflict",
        "target": place,
        "value": f"{level:g}",
        "source": source,
        "document": source,
        "span": f"{place} {begin.isoformat()}",
    }
