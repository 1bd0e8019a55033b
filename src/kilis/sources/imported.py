"""What a source gives: rows for a scenario's tables, and an account of what was not taken and why."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kilis.scenario.model import Place, Scenario
from kilis.sources.gazetteer import distance_km, fold
from kilis.sources.tables import Record, Table

Row = dict[str, str]
EXAMPLES = 5
OBSERVATIONS, EVENTS = "observations.csv", "events.csv"


@dataclass
class Imported:
    """Rows to add, by table; columns nobody knows; reasons for leaving rows out, with how many and examples."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def skip(self, reason: str, example: str = "") -> None:
        """Count a row that was left out."""
        self.left_out[reason] += 1
        known = self.examples.setdefault(reason, [])
        if example not in known and len(known) < EXAMPLES:
            known.append(example)

    def observe(
        self, table: Table, record: Record, date: datetime.date, place: str, measure: str, **cells: str | float | None
    ) -> None:
        """Add an observation; ``document`` and ``span`` say where it stands, so that no row is added twice.

        The figure and its date are part of that: next week's file may have the same name and other figures.
        """
        row: Row = {"date": date.isoformat(), "place": place, "measure": measure}
        for name, value in cells.items():
            if value not in (None, ""):
                row[name] = f"{value:.10g}" if isinstance(value, float) else str(value)
        figure = row.get("value") or "-".join(row[end] for end in ("low", "high") if end in row)
        row |= {"document": table.name, "span": f"row {record.row}: {figure} on {row['date']}"}
        self.rows.append((OBSERVATIONS, row))


class Finder:
    """Finds the place of a scenario that a source means: by place code, by name, or by coordinates."""

    def __init__(self, scenario: Scenario, within_km: float = 15.0) -> None:
        self.scenario = scenario
        self.within_km = within_km
        self._by_code = {p.pcode: p for p in scenario.places if p.pcode}
        self._by_name = {fold(p.name): p for p in scenario.places} | {fold(p.id): p for p in scenario.places}

    def by_code(self, *codes: str) -> Place | None:
        """The place with one of these codes."""
        return next((self._by_code[code] for code in codes if code in self._by_code), None)

    def by_name(self, *names: str) -> Place | None:
        """The place with one of these names, whatever their spelling of accents, hyphens and the article."""
        return next((self._by_name[fold(name)] for name in names if name and fold(name) in self._by_name), None)

    def near(self, latitude: float | None, longitude: float | None, iso3: str | None = None) -> Place | None:
        """The nearest place within reach, of the same country where that is known."""
        if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return None
        there = (latitude, longitude)
        found = [
            (distance_km(there, (p.latitude, p.longitude)), p.id, p)
            for p in self.scenario.places
            if iso3 is None or p.iso3 == iso3
        ]
        best = min(found, default=None)
        return best[2] if best and best[0] <= self.within_km else None


def in_period(scenario: Scenario, dated: Iterable[tuple[datetime.date | None, Record]], result: Imported) -> Iterator[
    tuple[datetime.date, Record]
]:  # fmt: skip
    """Pass on what falls into the scenario's period; count the rest."""
    for date, record in dated:
        if date is None:
            result.skip("no date that can be read", f"row {record.row}")
        elif not scenario.start <= date < scenario.end:
            result.skip("outside the period of the scenario", f"row {record.row}: {date}")
        else:
            yield date, record
