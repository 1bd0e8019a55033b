"""ACLED events (CSV or Excel, by the columns they have) to conflict intensities. Its terms forbid passing rows on."""

from __future__ import annotations

from kilis.scenario.model import Scenario
from kilis.sources.countries import iso3_of
from kilis.sources.imported import Finder, Imported
from kilis.sources.tables import Table, date_of, number_of
from kilis.sources.violence import Incident, conflict_rows

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp", "data_id", "event_id_no_cnty", "iso3",
)  # fmt: skip
# data_id, event_id_no_cnty and iso3 stand in exports from before March 2023 only.
VIOLENT = ("Battles", "Explosions/Remote violence", "Violence against civilians")


def read_acled(table: Table, scenario: Scenario, within_km: float = 15.0) -> Imported:
    """Read violent events near the places of the scenario. Raises ScenarioError when columns are missing."""
    table.require(("event_date",), ("event_type",), ("latitude",), ("longitude",), ("fatalities",))
    result = Imported(unknown_columns=table.unknown(COLUMNS))
    finder, incidents = Finder(scenario, within_km), []
    seen: set[str] = set()
    for record in table.records:
        event = record.get("event_id_cnty", "data_id")
        date = date_of(record.get("event_date"))
        place = finder.near(
            number_of(record.get("latitude")), number_of(record.get("longitude")), iso3_of(record.get("country"))
        )
        if event and event in seen:
            result.skip("the same event again", event)
        elif record.get("event_type") not in VIOLENT:
            result.skip("not a violent event", record.get("event_type"))
        elif date is None or not scenario.start <= date < scenario.end:
            result.skip("outside the period of the scenario", record.get("event_date"))
        elif record.get("geo_precision") == "3" or record.get("time_precision") == "3":
            result.skip("place or date known too roughly (precision 3)", record.get("location"))
        elif place is None:
            result.skip(f"no place of the scenario within {within_km:g} km", record.get("location"))
        else:
            incidents.append(Incident(date, date, place.id, number_of(record.get("fatalities")) or 0.0))
        seen.add(event)
    result.rows = conflict_rows(incidents, scenario, "ACLED")
    result.notes.append(
        f"{len(incidents)} events became {len(result.rows)} rows; see kilis/sources/violence.py for the rule"
    )
    return result
