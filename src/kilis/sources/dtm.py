"""IOM's Displacement Tracking Matrix: stocks of displaced persons by administrative unit and round."""

from __future__ import annotations

import datetime

from kilis.scenario.model import Scenario
from kilis.sources.imported import Finder, Imported, in_period
from kilis.sources.tables import Record, Table, date_of, number_of

COLUMNS = (
    "id", "operation", "operationStatus", "admin0Name", "admin0Pcode", "admin1Name", "admin1Pcode", "admin2Name",
    "admin2Pcode", "adminLevel", "numPresentIdpInd", "reportingDate", "yearReportingDate", "monthReportingDate",
    "roundNumber", "displacementReason", "assessmentType", "idpOriginAdmin1Name", "idpOriginAdmin1Pcode", "numberMales",
    "numberFemales",
)  # fmt: skip


def read_dtm(table: Table, scenario: Scenario) -> Imported:
    """Read the persons present by unit, by place code first and by name else. Raises ScenarioError.

    Rows that split a unit by origin or reason are added up, for together they are its stock. Rounds cover different
    ground, so a step between two rounds need not be people who moved.
    """
    table.require(("numPresentIdpInd",), ("reportingDate",), ("admin1Name", "admin2Name", "admin1Pcode", "admin2Pcode"))
    result = Imported(unknown_columns=table.unknown(COLUMNS))
    finder = Finder(scenario)
    sums: dict[tuple[str, str], float] = {}
    firsts: dict[tuple[str, str], tuple[datetime.date, Record]] = {}
    dated = ((date_of(r.get("reportingDate")), r) for r in table.records)
    for date, record in in_period(scenario, dated, result):
        value = number_of(record.get("numPresentIdpInd"))
        place = finder.by_code(record.get("admin2Pcode"), record.get("admin1Pcode")) or finder.by_name(
            record.get("admin2Name"), record.get("admin1Name") if not record.get("admin2Name") else ""
        )
        if value is None:
            result.skip("no figure", f"row {record.row}")
        elif place is None:
            result.skip("no place of the scenario with that code or name", record.get("admin2Name", "admin1Name"))
        else:
            key = (place.id, f"{date} {record.get('roundNumber')}")
            sums[key] = sums.get(key, 0.0) + value
            firsts.setdefault(key, (date, record))
    for key, (date, record) in firsts.items():
        note = f"round {record.get('roundNumber')}" if record.get("roundNumber") else ""
        said = {"publisher": "IOM DTM", "speaker": "IOM DTM", "kind": "registration", "note": note}
        result.observe(table, record, date, key[0], "stock", value=sums[key], **said)
    result.notes.append("rounds differ in the ground they cover: do not read a step between rounds as movement")
    return result
