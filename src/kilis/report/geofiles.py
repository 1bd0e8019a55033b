"""Places and flows by date for a GIS: GeoJSON (RFC 7946) and GeoParquet 1.1, in WGS 84."""

from __future__ import annotations

import datetime
import json
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kilis.report.cells import plain
from kilis.report.figures import Figures
from kilis.report.tidy import Row, rows_by_flow, rows_by_place

Coordinates = tuple[tuple[float, float], ...]


def features(figures: Figures) -> dict[str, tuple[str, list[tuple[Coordinates, Row]]]]:
    """Geometries and properties of places (points) and flows (lines), by date."""
    places = [
        (((row["longitude"], row["latitude"]),), {k: v for k, v in row.items() if k not in {"latitude", "longitude"}})
        for row in rows_by_place(figures)
    ]
    flows = [
        (row["coordinates"], {k: v for k, v in row.items() if k != "coordinates"}) for row in rows_by_flow(figures)
    ]
    return {"places": ("Point", places), "flows": ("LineString", flows)}


def write_geojson(figures: Figures, folder: Path) -> list[str]:
    """Write places.geojson and flows.geojson; returns their names."""
    written = []
    for name, (kind, found) in features(figures).items():
        collection = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {
                        "type": kind,
                        "coordinates": list(where[0]) if kind == "Point" else [list(p) for p in where],
                    },
                    "properties": {key: _json(value) for key, value in row.items()},
                }
                for where, row in found
            ],
        }
        (folder / f"{name}.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        written.append(f"{name}.geojson")
    return written


def write_geoparquet(figures: Figures, folder: Path) -> list[str]:
    """Write places.parquet and flows.parquet with a geometry column in well-known binary; returns their names."""
    written = []
    for name, (kind, found) in features(figures).items():
        if not found:
            continue
        columns: dict[str, Any] = {key: pa.array([plain(row[key]) for _, row in found]) for key in found[0][1]}
        columns["geometry"] = pa.array([well_known_binary(where) for where, _ in found], pa.binary())
        about = {"encoding": "WKB", "geometry_types": [kind]}
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
        table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(geo)})
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        written.append(f"{name}.parquet")
    return written


def well_known_binary(points: Coordinates) -> bytes:
    """Write a point or a line as little-endian well-known binary (OGC 06-103r4).

    >>> well_known_binary(((1.0, 2.0),)).hex()
    '0101000000000000000000f03f0000000000000040'
    """
    if len(points) == 1:
        return struct.pack("<BI2d", 1, 1, *points[0])
    return struct.pack(f"<BII{2 * len(points)}d", 1, 2, len(points), *(value for point in points for value in point))


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else plain(value)
