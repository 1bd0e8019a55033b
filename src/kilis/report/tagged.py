"""CSV with a row of HXL hashtags (Humanitarian Exchange Language 1.1), ready for HDX."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kilis.report.cells import text
from kilis.report.figures import Figures
from kilis.report.groups import rows_by_group
from kilis.report.tidy import Row, observation_rows, place_columns, rows_by_flow, rows_by_place

TAGS = {
    "variant": "#meta+variant",
    "date": "#date",
    "published": "#date+published",
    "place": "#loc+code",
    "name": "#loc+name",
    "kind": "#loc+type",
    "iso3": "#country+code+v_iso3",
    "admin1": "#adm1+name",
    "pcode": "#loc+code+v_pcode",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "capacity_persons": "#capacity+num",
    "exceedance_probability": "#indicator+probability+exceedance",
    "group": "#meta+group+code",
    "group_name": "#meta+group+name",
    "origin": "#loc+origin+code",
    "origin_name": "#loc+origin+name",
    "destination": "#loc+destination+code",
    "destination_name": "#loc+destination+name",
    "measure": "#indicator+name",
    "value": "#indicator+value+num",
    "low": "#indicator+value+low",
    "high": "#indicator+value+high",
    "qualifier": "#meta+qualifier",
    "speaker": "#meta+source+speaker",
    "publisher": "#meta+source+publisher",
    "since": "#date+since",
    "quote": "#description+quote",
    "note": "#description+note",
    "document": "#meta+document+id",
    "span": "#meta+document+span",
    "reviewed": "#status+reviewed",
}
OF_MEASURES = {
    "stock": "#affected+displaced",
    "waiting": "#affected+displaced+waiting",
    "overflow": "#affected+displaced+overflow",
    "trapped": "#affected+trapped",
    "in_transit": "#affected+displaced+transit",
    "returns": "#affected+returnees",
    "persons_per_day": "#affected+moving",
}


def hashtag(column: str) -> str:
    """Give the hashtag of a column.

    >>> hashtag("stock_median"), hashtag("pcode"), hashtag("turning_back_low")
    ('#affected+displaced+median', '#loc+code+v_pcode', '#affected+turning+back+low')
    """
    if column in TAGS:
        return TAGS[column]
    measure, _, statistic = column.rpartition("_")
    return f"{OF_MEASURES.get(measure, '#affected+' + measure.replace('_', '+'))}+{statistic}"


def write_tagged(rows: Sequence[Row], path: Path, overrides: dict[str, str] | None = None) -> None:
    """Write rows with a header, a row of hashtags, then the data."""
    columns = [column for column in rows[0] if column != "coordinates"] if rows else ["date"]
    tags = [(overrides or {}).get(column) or hashtag(column) for column in columns]
    write_csv(path, columns, [tags], ([row[column] for column in columns] for row in rows))


def write_csv(
    path: Path, columns: Sequence[str], first: Iterable[Sequence[str]], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a CSV file in UTF-8; what a spreadsheet would run as a formula is made plain text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(first)
        writer.writerows([text(value) for value in row] for row in rows)


def write_tagged_folder(figures: Figures, folder: Path) -> list[str]:
    """Write the run as tagged CSV files; returns their names."""
    written = _rows_by_file(figures)
    for name, rows in written.items():
        write_tagged(rows, folder / name, {"kind": "#meta+kind"} if name == "observations.csv" else None)
    return list(written)


def write_plain_folder(figures: Figures, folder: Path) -> list[str]:
    """Write the run as CSV files without the row of hashtags, for programs that expect data below the header."""
    written = _rows_by_file(figures)
    for name, rows in written.items():
        columns = [column for column in rows[0] if column != "coordinates"]
        write_csv(folder / name, columns, [], ([row[column] for column in columns] for row in rows))
    return list(written)


def _rows_by_file(figures: Figures) -> dict[str, list[Row]]:
    files = {
        "displaced.csv": rows_by_place(figures),
        "groups.csv": rows_by_group(figures),
        "flows.csv": rows_by_flow(figures),
        "places.csv": list(place_columns(figures).values()),
        "observations.csv": observation_rows(figures),
    }
    return {name: rows for name, rows in files.items() if rows}
