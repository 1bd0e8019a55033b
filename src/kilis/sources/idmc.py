"""IDMC Internal Displacement Updates: single events of displacement, as departures."""

from __future__ import annotations

from kilis.scenario.model import Scenario
from kilis.sources.countries import iso3_of
from kilis.sources.imported import Finder, Imported, in_period
from kilis.sources.tables import Table, date_of, number_of

COLUMNS = (
    "id", "country", "iso3", "latitude", "longitude", "centroid", "role", "displacement_type", "qualifier", "figure",
    "displacement_date", "displacement_start_date", "displacement_end_date", "year", "event_id", "event_name",
    "event_codes", "event_code_types", "event_start_date", "event_end_date", "category", "subcategory", "type",
    "subtype", "standard_popup_text", "standard_info_text", "old_id", "sources", "source_url", "locations_name",
    "locations_coordinates", "locations_accuracy", "locations_type", "displacement_occurred", "created_at",
)  # fmt: skip
QUALIFIERS = {
    "more than": "at_least",
    "at least": "at_least",
    "up to": "at_most",
    "less than": "at_most",
    "total": "exact",
}


def read_idmc(table: Table, scenario: Scenario, within_km: float = 15.0) -> Imported:
    """Read recommended figures of conflict displacement near the places of the scenario. Raises ScenarioError.

    Figures for triangulation overlap with the recommended ones and are left out, as IDMC advises.
    """
    table.require(("role",), ("figure",), ("displacement_start_date", "displacement_date"))
    result = Imported(unknown_columns=table.unknown(COLUMNS))
    finder = Finder(scenario, within_km)
    dated = ((date_of(r.get("displacement_end_date", "displacement_date")), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        value = number_of(record.get("figure"))
        since = date_of(record.get("displacement_start_date", "displacement_date"))
        place = finder.by_name(*record.get("locations_name").split(";")) or finder.near(
            number_of(record.get("latitude")),
            number_of(record.get("longitude")),
            iso3_of(record.get("iso3", "country")),
        )
        if not record.get("role").lower().startswith("recommended"):
            result.skip("not a recommended figure", record.get("role"))
        elif record.get("displacement_type") not in {"", "Conflict"}:
            result.skip("not displaced by conflict", record.get("displacement_type"))
        elif ";" in record.get("locations_type") or "destination" in record.get("locations_type").lower():
            result.skip("not a figure of one place of origin", record.get("locations_name"))
        elif value is None or since is None:
            result.skip("no figure or no date that can be read", f"row {record.row}")
        elif place is None:
            result.skip(
                f"no place of the scenario of that name or within {within_km:g} km", record.get("locations_name")
            )
        else:
            words = QUALIFIERS.get(record.get("qualifier").lower(), "approx")
            figure = {"at_least": {"low": value}, "at_most": {"high": value}}.get(words, {"value": value})
            result.observe(
                table, record, date, place.id, "departures", **figure, qualifier=words, speaker=record.get("sources"),
                publisher="IDMC", kind="estimate", since=since.isoformat(),
                published=_published(record.get("created_at"), date.isoformat()), note=record.get("source_url"),
            )  # fmt: skip
    result.notes.append("IDMC counts displacements, not people: one person can count twice")
    return result


def _published(created: str, not_before: str) -> str:
    date = date_of(created)
    return date.isoformat() if date and date.isoformat() >= not_before else ""
