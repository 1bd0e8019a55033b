"""The ground under the map: coastlines and borders, from packaged Natural Earth or from the user's GeoJSON."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

Line = list[tuple[float, float]]
Box = tuple[float, float, float, float]  # west, south, east, north

NOTE = "Borders and names shown imply no endorsement."
CLOSE = "At this scale the packaged borders can be a kilometre or two off."
MAX_BYTES = 50_000_000


@dataclass(frozen=True)
class Country:
    """One country inside a box: its land as clipped rings (even-odd), its name and subdivisions' names."""

    iso3: str
    name: str
    rings: list[Line]
    regions: list[tuple[str, float, float]]


@dataclass(frozen=True)
class Basemap:
    """What lies inside a box: countries, and lines by kind (coast, border, inner, disputed)."""

    countries: list[Country]
    lines: list[tuple[str, Line]]
    source: str


def note_on(ground: Basemap) -> str:
    """What is to be said below a map."""
    if ground.countries:
        return NOTE
    return f"There is no land here: these places are invented, or their latitudes and longitudes are wrong. {NOTE}"


def basemap(box: Box) -> Basemap:
    """Cut the packaged geodata to a box of longitudes and latitudes."""
    index = _read("index.json")
    countries, lines = [], []
    for iso3, entry in index["countries"].items():
        if not _touch(entry["bbox"], box):
            continue
        arcs, data = _country(iso3)
        rings = [clip_ring(_ring(arcs, ring), box) for ring in data["rings"]]
        regions = [(n, x, y) for n, x, y in data["regions"] if box[0] < x < box[2] and box[1] < y < box[3]]
        countries.append(Country(iso3, data["name"], [ring for ring in rings if ring], regions))
        for (kind, neighbour, _), line in zip(data["arcs"], arcs, strict=True):
            if not neighbour or iso3 < neighbour:  # a shared border stands in both files and is drawn once
                lines += [(kind, piece) for piece in clip_line(line, box)]
    return Basemap([c for c in countries if c.rings], lines, index["source"])


def basemap_from_geojson(path: Path, box: Box) -> Basemap:
    """Use the user's own borders: a GeoJSON of polygons or lines in WGS 84."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; simplify it first")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        features = document["features"] if document["type"] == "FeatureCollection" else [{"geometry": document}]
        countries, lines = [], []
        for feature in features:
            geometry, properties = feature["geometry"], feature.get("properties") or {}
            kind, coordinates = geometry["type"], geometry["coordinates"]
            nested = coordinates if kind.startswith("Multi") else [coordinates]
            if kind.endswith("Polygon"):
                rings = [[(float(p[0]), float(p[1])) for p in ring] for polygon in nested for ring in polygon]
                cut = [ring for ring in (clip_ring(ring, box) for ring in rings) if ring]
                if cut:
                    name = str(
                        next((properties[k] for k in ("name", "NAME", "ADM0_EN", "adm0_name") if k in properties), "")
                    )
                    countries.append(Country("", name, cut, []))
                lines += [("border", piece) for ring in rings for piece in clip_line(ring, box)]
            elif kind.endswith("LineString"):
                for line in nested:
                    lines += [("border", piece) for piece in clip_line([(float(p[0]), float(p[1])) for p in line], box)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: not a GeoJSON of polygons or lines ({error})") from error
    return Basemap(countries, lines, f"borders from {path.name}")


def clip_ring(ring: Line, box: Box) -> Line:
    """Cut a ring to a box, side by side (Sutherland and Hodgman 1974, doi:10.1145/360767.360802).

    >>> clip_ring([(0, 0), (4, 0), (4, 4), (0, 4)], (2, 2, 9, 9))
    [(2.0, 2), (4.0, 2), (4, 4), (2, 4.0)]
    """
    for axis, limit, keep_above in ((0, box[0], True), (1, box[1], True), (0, box[2], False), (1, box[3], False)):
        if not ring:
            return []
        kept: Line = []
        for here, previous in zip(ring, [ring[-1], *ring[:-1]], strict=True):
            inside = (here[axis] >= limit) == keep_above or here[axis] == limit
            was_inside = (previous[axis] >= limit) == keep_above or previous[axis] == limit
            if inside != was_inside:
                kept.append(_cross(previous, here, axis, limit))
            if inside:
                kept.append(here)
        ring = kept
    return ring


def clip_line(line: Line, box: Box) -> list[Line]:
    """Cut a line to a box: whole segments are kept where either end, or a crossing of the box, is inside."""
    pieces: list[Line] = []
    current: Line = []
    for a, b in itertools.pairwise(line):
        visible = not (
            max(a[0], b[0]) < box[0] or min(a[0], b[0]) > box[2] or max(a[1], b[1]) < box[1] or min(a[1], b[1]) > box[3]
        )
        if visible:
            current = current or [a]
            current.append(b)
        elif current:
            pieces.append(current)
            current = []
    return [*pieces, current] if current else pieces


def _cross(a: tuple[float, float], b: tuple[float, float], axis: int, limit: float) -> tuple[float, float]:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def _touch(a: list[float], b: Box) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


@lru_cache(maxsize=32)
def _country(iso3: str) -> tuple[list[Line], Any]:
    data = _read(f"{iso3}.json.gz")
    arcs = []
    for _, _, steps in data["arcs"]:
        x, y = steps[0], steps[1]
        line = [(x / data["scale"], y / data["scale"])]
        for dx, dy in zip(steps[2::2], steps[3::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x / data["scale"], y / data["scale"]))
        arcs.append(line)
    return arcs, data


def _ring(arcs: list[Line], numbers: list[int]) -> Line:
    ring: Line = []
    for i in numbers:
        ring += (arcs[i] if i >= 0 else arcs[-1 - i][::-1])[:-1]
    return ring


@lru_cache(maxsize=4)
def _read(name: str) -> Any:
    data = (resources.files("kilis.report") / "geodata" / name).read_bytes()
    return json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
