"""UNHCR figures: the yearly Refugee Data Finder, and time series of the Operational Data Portal."""

from __future__ import annotations

import datetime

from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Scenario
from kilis.sources.countries import iso3_of
from kilis.sources.imported import Imported, in_period
from kilis.sources.tables import Table, date_of, number_of

YEARLY = (
    "year", "coo_id", "coo_name", "coo", "coo_iso", "coa_id", "coa_name", "coa", "coa_iso", "refugees",
    "asylum_seekers", "returned_refugees", "idps", "returned_idps", "stateless", "ooc", "oip", "hst",
    "Year", "Country of origin", "Country of origin (ISO)", "Country of asylum", "Country of asylum (ISO)",
    "Refugees under UNHCR's mandate", "Asylum-seekers", "IDPs of concern to UNHCR", "Returned refugees",
    "Returned IDPs", "Stateless persons", "Others of concern", "Other people in need of international protection",
    "Host community",
)  # fmt: skip
SERIES = ("data_date", "individuals", "households", "source", "name", "date", "population_group")


def read_unhcr(table: Table, scenario: Scenario, place: str | None = None) -> Imported:
    """Read stocks. A time series belongs to ``place``; yearly figures go to the one site that stands for a country.

    Blanks and "-" are unknown, not zero. Raises ScenarioError.
    """
    if "data_date" in table.columns or "individuals" in table.columns:
        return _series(table, scenario, place)
    table.require(("year", "Year"), ("coa_iso", "Country of asylum (ISO)", "coa_name", "Country of asylum"))
    return _yearly(table, scenario)


def _series(table: Table, scenario: Scenario, place: str | None) -> Imported:
    table.require(("data_date", "date"), ("individuals",))
    known = {p.id for p in scenario.places} | {"*"}
    if place not in known:
        problem = "a time series does not say which place it is of" if place is None else f"there is no place {place!r}"
        raise ScenarioError([Fault(table.name, None, None, problem, "Give --place with an id of places.csv")])
    result = Imported(unknown_columns=table.unknown(SERIES))
    dated = ((date_of(r.get("data_date", "date")), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        value = number_of(record.get("individuals"))
        if value is None:
            result.skip("no figure", f"row {record.row}")
        else:
            said = {"publisher": "UNHCR", "speaker": record.get("source") or "UNHCR", "kind": "registration"}
            result.observe(table, record, date, place, "stock", value=value, **said)
    return result


def _yearly(table: Table, scenario: Scenario) -> Imported:
    result = Imported(unknown_columns=table.unknown(YEARLY))
    stands_for = _country_sites(scenario)
    for record in table.records:
        year = number_of(record.get("year", "Year"))
        origin = iso3_of(record.get("coo_iso", "Country of origin (ISO)", "coo_name", "Country of origin"))
        asylum = iso3_of(record.get("coa_iso", "Country of asylum (ISO)", "coa_name", "Country of asylum"))
        refugees = number_of(record.get("refugees", "Refugees under UNHCR's mandate"))
        seekers = number_of(record.get("asylum_seekers", "Asylum-seekers"))
        date = datetime.date(int(year), 12, 31) if year and 1900 < year < 2200 else None
        if date is None or not scenario.start <= date < scenario.end:
            result.skip("31 December of the year is outside the period of the scenario", record.get("year", "Year"))
        elif scenario.coo_iso3 and origin != scenario.coo_iso3:
            result.skip("another country of origin", record.get("coo_name", "Country of origin"))
        elif refugees is None:
            result.skip("no figure of refugees", f"row {record.row}")
        elif asylum not in stands_for:
            result.skip("no single site of the scenario stands for the country", record.get("coa_name", "coa_iso"))
        else:
            note = f"refugees and asylum seekers in {asylum} at the end of the year"
            said = {"publisher": "UNHCR", "speaker": "UNHCR", "kind": "registration", "note": note}
            result.observe(table, record, date, stands_for[asylum], "stock", value=refugees + (seekers or 0.0), **said)
    return result


def _country_sites(scenario: Scenario) -> dict[str | None, str]:
    """The one site of each country that stands for all of it: its only site, or its only one of type other."""
    found: dict[str | None, str] = {}
    for iso3 in {p.iso3 for p in scenario.places}:
        sites = [p for p in scenario.places if p.iso3 == iso3 and p.kind == "site"]
        whole = [p for p in sites if p.site_type == "other"]
        if len(whole) == 1 or len(sites) == 1:
            found[iso3] = (whole if len(whole) == 1 else sites)[0].id
    return found
