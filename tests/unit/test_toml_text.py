"""scenario.toml edited through the form: the value changes, every other byte stays."""

import difflib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pydantic", reason="skipped: the form of the settings (the extra `web` is missing)")

from kilis.web.settings import Parameter, settings_of, with_settings
from kilis.web.tomltext import TomlText

ALEPPO = (Path(__file__).parents[2] / "examples" / "aleppo-2016" / "scenario.toml").read_text(encoding="utf-8")
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\r"), max_size=30)


def edited(text, change):
    settings = settings_of(text)
    change(settings)
    return with_settings(text, settings)


def lines_that_differ(before, after):
    return [x for x in difflib.ndiff(before.splitlines(), after.splitlines()) if x[0] in "+-"]


def test_nothing_changed_is_the_same_bytes():
    assert TomlText(ALEPPO).text == ALEPPO
    assert edited(ALEPPO, lambda s: None) == ALEPPO


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_value_is_one_line(end):
    def later(settings):
        settings.keys["end"] = "2016-05-01"

    before = ALEPPO.replace("\n", end)
    assert lines_that_differ(before, edited(before, later)) == ["- end = 2016-04-01", "+ end = 2016-05-01"]
    assert edited(before, later).count("\r") == before.count("\r")


def test_parameters_change_come_and_go():
    def change(settings):
        settings.parameters["hope"] = Parameter(
            distribution="triangular", numbers={"low": "0.1", "mode": ".3", "high": "0.6"}, reason='a "guess"'
        )
        settings.parameters["calm_days"] = Parameter(numbers={"value": "9"})
        del settings.parameters["patience_days"]

    after = edited(ALEPPO, change)
    differ = lines_that_differ(ALEPPO, after)
    assert len(differ) == 4
    assert "+ calm_days = 9" in differ
    found = tomllib.loads(after)
    assert found["parameters"]["hope"]["reason"] == 'a "guess"'
    assert found["parameters"]["hope"]["mode"] == ".3"  # no number of TOML: the checks will say so
    assert found["variants"] == tomllib.loads(ALEPPO)["variants"]


def test_a_section_and_a_key_that_were_not_there_find_their_place():
    before = 'start = 2016-01-01 # first\nend = 2016-02-01\n\n[[variants]]\nid = "a"\nsentence = "b"'

    def change(settings):
        settings.keys |= {"title": "T", "description": 'one\ntwo \\ "three"'}
        settings.parameters["hope"] = Parameter(numbers={"value": "0.2"})

    after = edited(before, change)
    found = tomllib.loads(after)
    assert found["title"] == "T"
    assert found["description"] == 'one\ntwo \\ "three"\n'
    assert found["parameters"] == {"hope": 0.2}
    assert found["variants"] == [{"id": "a", "sentence": "b"}]
    assert "start = 2016-01-01 # first\n" in after


def test_a_parameter_written_over_several_lines_is_written_anew():
    before = (
        "start = 2016-01-01\n[parameters.hope]\ndistribution = 'uniform'\nlow = 0.1\nhigh = 0.2\n"
        "[parameters]\nspeed_km_per_day.distribution = 'fixed'\nspeed_km_per_day.value = 3\n"
    )

    def change(settings):
        settings.parameters["hope"].numbers["low"] = "0.15"
        settings.parameters["speed_km_per_day"].numbers["value"] = "20"

    found = tomllib.loads(edited(before, change))
    assert found["parameters"] == {
        "hope": {"distribution": "uniform", "low": 0.15, "high": 0.2},
        "speed_km_per_day": 20,
    }


@given(words, words, st.sampled_from(["title", "description"]))
def test_any_words_come_back_as_they_were_typed(first, second, key):
    before = with_settings(
        'title = "x" # the name\nstart = 2016-01-01\n', settings_of('title = "x"\nstart = 2016-01-01\n')
    )
    for value in (first, second):
        settings = settings_of(before)
        settings.keys[key] = value
        before = with_settings(before, settings)
        assert settings_of(before).keys[key].strip("\n") == value.strip("\n")
        assert "# the name" in before or key == "title"
        assert settings_of(before).keys["start"] == "2016-01-01"


def test_names_from_outside_stay_names():
    def change(settings):
        settings.parameters["x]\n[[variants]]\nid"] = Parameter(distribution="odd", numbers={"a = 1\nb": "2"})

    found = tomllib.loads(edited("start = 2016-01-01\n", change))
    assert list(found) == ["start", "parameters"]
    assert found["parameters"]["x]\n[[variants]]\nid"] == {"distribution": "odd", "a = 1\nb": 2}


def test_what_is_no_toml_stays_as_it_is():
    assert settings_of("title = ") is None
