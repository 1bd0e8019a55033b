"""Pictures for papers show the run's figures."""

import dataclasses
import html
import re

import pytest

from kilis import open_run
from kilis.report.paper import VIOLENCE, save
from kilis.report.pictures import Pictures, write_pictures
from synthetic_run import write_run

pytest.importorskip("matplotlib", reason="pictures need the extra `plot`")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return Pictures(write_run(tmp_path_factory.mktemp("runs") / "run"))


def test_fan_shows_median_and_capacity(pictures):
    axes = pictures.fan("camp-a").axes[0]
    median = next(line for line in axes.lines if line.get_label() == "median")
    assert list(median.get_ydata()) == list(pictures.series.summary[("baseline", "stock", "camp-a")].q50)
    capacity = next(line for line in axes.lines if line.get_label() == "capacity")
    assert set(capacity.get_ydata()) == {8900.0}


def test_observations_are_drawn_by_speaker(pictures):
    labels = pictures.fan("azaz").axes[0].get_legend_handles_labels()[1]
    assert {"REACH", "monitoring group"} <= set(labels)


def test_map_of_a_date(pictures):
    axes = pictures.map("2016-02-21").axes[0]
    words = {text.get_text() for text in axes.texts}
    assert "Azaz" in words
    assert any("21 Feb" in w for w in words)
    assert any(w.endswith("rays: violence") for w in words)  # at Haritan, until 26 February
    assert sum(line.get_color() == VIOLENCE for line in axes.lines) == 8
    calm = pictures.map("2016-03-10").axes[0]
    assert not any("violence" in text.get_text() for text in calm.texts)
    with pytest.raises(ValueError, match="outside the run"):
        pictures.map("2019-01-01")


def signs(figure):
    axes = figure.axes[0]
    return {artist.get_gid() for artist in [*axes.patches, *axes.lines] if artist.get_gid()}


def test_map_shows_the_state_of_crossings_and_roads(pictures):
    assert signs(pictures.map("2016-02-01")) == {"open gate", "limited hawa"}
    assert signs(pictures.map("2016-02-04")) == {"open gate", "limited hawa", "cut haritan--tall-rifaat"}
    assert signs(pictures.map("2016-02-21")) == {"shut gate", "limited hawa", "cut haritan--tall-rifaat"}
    assert "open gate" in signs(pictures.map("2016-02-21", "border-opens"))


def test_sign_of_a_crossing_stands_beside_its_name(pictures):
    axes = pictures.map("2016-02-21").axes[0]
    words = {text.get_text(): text.get_position() for text in axes.texts}
    shut = next(patch for patch in axes.patches if patch.get_gid() == "shut gate").get_center()
    name = next(at for text, at in words.items() if text.startswith("Bab al-Salama crossing"))
    assert abs(shut[0] - name[0]) + abs(shut[1] - name[1]) < 120
    assert "crossing shut" in words
    assert "crossing open" not in words  # the key holds what is on the map


def test_places_that_crowd_are_drawn_enlarged(pictures):
    words = {text.get_text() for text in pictures.map("2016-02-21", enlarged=True).axes[0].texts}
    assert {"Al-Haramain camp", "Sijjo camp"} <= words
    assert "Afrin" not in words
    assert any("borders can be a kilometre or two off" in line for line in words)
    places = tuple(p for p in pictures.figures.scenario.places if not p.id.startswith("camp"))
    routes = tuple(r for r in pictures.figures.scenario.routes if "camp" not in r.id)
    rest: dict = {"events": (), "observations": (), "variants": ()}
    few = dataclasses.replace(pictures.figures.scenario, places=places, routes=routes, **rest)
    with pytest.raises(ValueError, match="nothing to enlarge"):
        Pictures(dataclasses.replace(pictures.figures, scenario=few, world=few)).map(enlarged=True)


def test_bounds_have_an_arrow(pictures):
    axes = pictures.fan("azaz").axes[0]
    ways = [note.xyann[1] for note in axes.texts if note.get_text() == ""]
    assert len(ways) == 1  # REACH said "at least"; the range and the approximate figures have none
    assert ways[0] > 0


def test_dollar_signs_are_no_formula(pictures, tmp_path):
    world = pictures.figures.scenario
    named = dataclasses.replace(world.places[5], name="Afrin: $5, $x_{9")
    places = (*world.places[:5], named, *world.places[6:])
    world = dataclasses.replace(world, title="$\\nonsense$ of $1", places=places)
    run = Pictures(dataclasses.replace(pictures.figures, scenario=world))
    said = []
    for name, figure in (("map", run.map("2016-02-21")), ("fan", run.fan("afrin"))):
        save(figure, tmp_path / f"{name}.svg")
        said += re.findall(r">([^<>]+)</text>", html.unescape((tmp_path / f"{name}.svg").read_text()))
    assert {"$\\nonsense$ of $1, 21 Feb 2016", "Afrin: $5, $x_{9: displaced persons there"} <= set(said)


def test_unknown_place_is_named(pictures):
    with pytest.raises(KeyError, match="nowhere"):
        pictures.fan("nowhere")


def test_effect_and_chance(pictures, tmp_path):
    assert "Kilis" in [t.get_text() for t in pictures.effect("border-opens").axes[0].get_yticklabels()]
    assert pictures.chance("camp-a").axes[0].get_ylim() == (0.0, 1.0)


def test_every_picture_is_written_twice(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda self, path, **_: path.write_text("x"))
    monkeypatch.setattr(Pictures, "map", lambda self, date, **_: self.fan("*"))
    names = write_pictures(pictures.figures, tmp_path)
    assert {
        "fled.png",
        "fled.svg",
        "map-2016-02-01.svg",
        "map-2016-02-01-enlarged.png",
        "fan-waiting-gate.png",
        "effect-no-camp.svg",
    } <= set(names)
    assert sorted(names) == sorted(p.name for p in tmp_path.iterdir())


def test_a_run_draws_itself(pictures):
    run = open_run(pictures.figures.path)
    assert run.plot.fan("azaz").axes[0].get_title(loc="left") == "Azaz: displaced persons there"
    assert run.plot.fan("*").axes[0].get_title(loc="left") == "All places together: displaced since the start"
