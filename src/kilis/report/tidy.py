"""The rows of a run as people take them away: one per place and date, or per pair of places and date."""

from __future__ import annotations

from typing import Any

from kilis.report.figures import STATISTICS, Figures

Row = dict[str, Any]
FROM_DOCUMENTS = ("since", "quote", "note", "document", "span", "reviewed")


def place_columns(figures: Figures) -> dict[str, Row]:
    """What is known of every place, by id."""
    return {
        p.id: {
            "place": p.id,
            "name": p.name,
            "kind": p.kind,
            "iso3": p.iso3,
            "admin1": p.admin1,
            "pcode": p.pcode,
            "latitude": p.latitude,
            "longitude": p.longitude,
            "capacity_persons": p.capacity_persons,
        }
        for p in figures.scenario.places
    }


def measures_of(figures: Figures) -> list[str]:
    """The measures of the run, the stock first."""
    found = figures.tables["summary"]["measure"].unique().to_pylist()
    return sorted(found, key=lambda m: (m != "stock", m))


def rows_by_place(figures: Figures) -> list[Row]:
    """One row per variant, place and date: every measure's median and 90 % range, and the chance of overflow."""
    places, measures = place_columns(figures), measures_of(figures)
    rows: dict[tuple[str, str, Any], Row] = {}
    for record in figures.tables["summary"].to_pylist():
        if record["place"] not in places:
            continue
        key = (record["variant"], record["place"], record["date"])
        row = rows.get(key)
        if row is None:
            about = places[record["place"]]
            row = rows[key] = {"variant": record["variant"], "date": record["date"], **about}
            row |= {f"{m}_{s}": None for m in measures for s in ("median", "low", "high")}
            row["exceedance_probability"] = None
        measure = record["measure"]
        row |= {f"{measure}_median": record["q50"], f"{measure}_low": record["q05"], f"{measure}_high": record["q95"]}
    if "exceedance" in figures.tables:
        for record in figures.tables["exceedance"].to_pylist():
            found = rows.get((record["variant"], record["place"], record["date"]))
            if found is not None:
                found["exceedance_probability"] = record["probability"]
    return list(rows.values())


def rows_by_flow(figures: Figures) -> list[Row]:
    """One row per variant, pair of places and date on which anybody moved."""
    if "flows" not in figures.tables:
        return []
    places = place_columns(figures)
    rows = []
    for record in figures.tables["flows"].to_pylist():
        a, b = places.get(record["origin"]), places.get(record["destination"])
        if a is None or b is None or not (record["q95"] or record["mean"]):
            continue
        rows.append(
            {
                "variant": record["variant"],
                "date": record["date"],
                "origin": record["origin"],
                "origin_name": a["name"],
                "destination": record["destination"],
                "destination_name": b["name"],
                "persons_per_day_median": record["q50"],
                "persons_per_day_low": record["q05"],
                "persons_per_day_high": record["q95"],
                "persons_per_day_mean": record["mean"],
                "coordinates": ((a["longitude"], a["latitude"]), (b["longitude"], b["latitude"])),
            }
        )
    return rows


def observation_rows(figures: Figures) -> list[Row]:
    """The stated figures, as in the inputs, with the words behind them where they were read from a document."""
    names = (
        "date",
        "published",
        "place",
        "measure",
        "value",
        "low",
        "high",
        "qualifier",
        "speaker",
        "publisher",
        "kind",
    )
    stated = figures.scenario.observations
    kept = [name for name in FROM_DOCUMENTS if any(o.extra.get(name) for o in stated)]
    return [{n: getattr(o, n) for n in names} | {n: o.extra.get(n, "") for n in kept} for o in stated]


def event_rows(figures: Figures) -> list[Row]:
    """The events, as in the inputs."""
    names = ("date", "until", "event", "target", "value", "text", "source")
    return [{n: getattr(e, n) for n in names} for e in figures.scenario.events]


def table_rows(figures: Figures, name: str) -> list[Row]:
    """A table of the run as it is."""
    return figures.tables[name].to_pylist() if name in figures.tables else []


COLUMN_NOTES = {
    "variant": "baseline: the course of events as stated; others: see the sheet Read first",
    "date": "the day on whose evening the figure holds",
    "iso3": "country, ISO 3166-1 alpha-3",
    "pcode": "place code of the common operational datasets, where known; text, never a number",
    "exceedance_probability": "share of the members in which the stock is above capacity on the date",
    "capacity_persons": "the most people a site holds; empty means unlimited",
    "probability": "share of the members in which the stock is above capacity on the date",
    "probability_by": "share of the members in which it has been above capacity on or before the date",
    "mean": "mean over the members, persons",
    "since": "the day from which a cumulative figure counts; empty means the start of the scenario",
    "quote": "the words of the document that the figure was read from",
    "document": "SHA-256 of the document's text",
    "span": "characters of the document in which the figure stands",
    "qualifier": "exact, approx, at_least, at_most or range",
    **{s: f"{int(s[1:])} % of the members are at or below, persons" for s in STATISTICS if s != "mean"},
}


def note(column: str) -> str:
    """Explain a column.

    >>> note("stock_low")
    'stock: 5 % of the members are at or below, persons'
    """
    if column in COLUMN_NOTES:
        return COLUMN_NOTES[column]
    ends = {"_median": "median over the members", "_low": "5 % of the members are at or below", "_high": "95 % are"}
    for end, words in ends.items():
        if column.endswith(end):
            return f"{column.removesuffix(end).replace('_', ' ')}: {words}, persons"
    return ""
