"""Pictures for papers show the run's figures."""

import pytest

from kilis import open_run
from kilis.report.pictures import VIOLENCE, Pictures, write_pictures
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


def test_unknown_place_is_named(pictures):
    with pytest.raises(KeyError, match="nowhere"):
        pictures.fan("nowhere")


def test_effect_and_chance(pictures, tmp_path):
    assert "Kilis" in [t.get_text() for t in pictures.effect("border-opens").axes[0].get_yticklabels()]
    assert pictures.chance("camp-a").axes[0].get_ylim() == (0.0, 1.0)


def test_every_picture_is_written_twice(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda self, path, **_: path.write_text("x"))
    monkeypatch.setattr(Pictures, "map", lambda self, date: self.fan("*"))
    names = write_pictures(pictures.figures, tmp_path)
    assert {"fled.png", "fled.svg", "map-2016-02-01.svg", "fan-waiting-gate.png", "effect-no-camp.svg"} <= set(names)
    assert sorted(names) == sorted(p.name for p in tmp_path.iterdir())


def test_a_run_draws_itself(pictures):
    run = open_run(pictures.figures.path)
    assert run.plot.fan("azaz").axes[0].get_title(loc="left") == "Azaz: stock"
