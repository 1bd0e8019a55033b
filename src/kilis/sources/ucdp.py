"""UCDP georeferenced events (GED and its monthly candidates; some of these come without a header row)."""

from __future__ import annotations

from kilis.scenario.model import Scenario
from kilis.sources.countries import iso3_of
from kilis.sources.imported import Finder, Imported
from kilis.sources.tables import Table, date_of, number_of
from kilis.sources.violence import Incident, conflict_rows

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
    "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
ROUGHEST_PLACE, ROUGHEST_DATE = 3, 4  # a second-order region; within a month


def read_ucdp(table: Table, scenario: Scenario, within_km: float = 15.0) -> Imported:
    """Read lethal events near the places of the scenario; deaths are the best estimate. Raises ScenarioError."""
    table.require(("date_start",), ("date_end",), ("latitude",), ("longitude",), ("best",))
    result = Imported(unknown_columns=table.unknown(COLUMNS))
    finder, incidents = Finder(scenario, within_km), []
    for record in table.records:
        first, last = date_of(record.get("date_start")), date_of(record.get("date_end"))
        # UCDP writes countries as "Syria" or "DR Congo (Zaire)"; without the brackets they are common names.
        country = iso3_of(record.get("country").split("(")[0])
        place = finder.near(number_of(record.get("latitude")), number_of(record.get("longitude")), country)
        if first is None or last is None or last < first:
            result.skip("no dates that can be read", f"row {record.row}")
        elif last < scenario.start or first >= scenario.end:
            result.skip("outside the period of the scenario", record.get("date_start"))
        elif (number_of(record.get("where_prec")) or 1) > ROUGHEST_PLACE:
            result.skip(f"place known too roughly (where_prec above {ROUGHEST_PLACE})", record.get("where_coordinates"))
        elif (number_of(record.get("date_prec")) or 1) > ROUGHEST_DATE:
            result.skip(f"date known too roughly (date_prec above {ROUGHEST_DATE})", record.get("date_start"))
        elif place is None:
            result.skip(f"no place of the scenario within {within_km:g} km", record.get("where_coordinates"))
        else:
            incidents.append(Incident(first, last, place.id, number_of(record.get("best")) or 0.0))
    result.rows = conflict_rows(incidents, scenario, "UCDP GED")
    result.notes.append(
        f"{len(incidents)} events became {len(result.rows)} rows; see kilis/sources/violence.py for the rule"
    )
    result.notes.append("UCDP counts lethal events only; data CC BY 4.0, Uppsala Conflict Data Program")
    return result
