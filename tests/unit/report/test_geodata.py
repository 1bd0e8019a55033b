"""The packaged ground: it fits together, and the user's own borders replace it."""

import json

import pytest

from kilis.report.geodata import NOTE, basemap, basemap_from_geojson, clip_line, note_on
from kilis.scenario.start import example

ALEPPO = (36.0, 35.5, 38.5, 37.5)


def test_ground_around_aleppo_has_both_countries_and_their_border():
    ground = basemap(ALEPPO)
    assert {c.iso3 for c in ground.countries} == {"SYR", "TUR"}
    assert any(kind == "border" for kind, _ in ground.lines)
    assert "Aleppo" in [name for c in ground.countries for name, _, _ in c.regions]


def test_land_covers_an_inland_box_once():
    ground = basemap((36.6, 36.0, 37.4, 36.9))
    area = sum(abs(shoelace(ring)) for c in ground.countries for ring in c.rings)
    assert area == pytest.approx(0.8 * 0.9, rel=1e-3)


def shoelace(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def test_open_sea_is_empty():
    assert basemap((-30.0, 30.0, -28.0, 31.0)).countries == []


def test_users_borders_replace_the_packaged_ones(tmp_path):
    file = tmp_path / "own.geojson"
    square = [[[36, 36], [37, 36], [37, 37], [36, 37], [36, 36]]]
    feature = {"type": "Feature", "properties": {"name": "Own"}, "geometry": {"type": "Polygon", "coordinates": square}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ground = basemap_from_geojson(file, ALEPPO)
    assert [c.name for c in ground.countries] == ["Own"]
    assert ground.source == "borders from own.geojson"


def test_what_is_no_geojson_is_refused(tmp_path):
    file = tmp_path / "own.geojson"
    file.write_text('{"type": "Topology"}')
    with pytest.raises(ValueError, match="not a GeoJSON"):
        basemap_from_geojson(file, ALEPPO)


@pytest.mark.parametrize("text", ["no json", "[" * 100_000, "7", '{"type": "FeatureCollection", "features": [7]}'])
def test_borders_that_are_none_are_one_clear_message(tmp_path, text):
    own = tmp_path / "own.geojson"
    own.write_text(text)
    with pytest.raises(ValueError, match=r"own\.geojson: not a GeoJSON of polygons or lines"):
        basemap_from_geojson(own, (0.0, 0.0, 1.0, 1.0))


def test_borders_that_are_too_large_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("kilis.report.geodata.MAX_BYTES", 10)
    file = tmp_path / "own.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(ValueError, match="larger than"):
        basemap_from_geojson(file, ALEPPO)


def test_lines_are_cut_into_pieces():
    assert clip_line([(0, 0), (1, 0), (9, 0), (9, 9), (1, 1)], (-1, -1, 2, 2)) == [
        [(0, 0), (1, 0), (9, 0)],
        [(9, 9), (1, 1)],
    ]


def test_the_invented_example_lies_on_no_land():
    places = example().places
    west, east = min(p.longitude for p in places) - 15, max(p.longitude for p in places) + 15
    south, north = min(p.latitude for p in places) - 15, max(p.latitude for p in places) + 15
    there = basemap((west, south, east, north))
    assert (there.countries, there.lines) == ([], [])
    assert "South Pacific" in example().description
    assert note_on(there).startswith("There is no land here: these places are invented, or")
    assert note_on(basemap(ALEPPO)) == NOTE
