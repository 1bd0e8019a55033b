"""The package imports and names its version."""

import re

import pytest

import kilis
from kilis.scenario.start import example


def test_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", kilis.__version__)


def test_what_the_package_offers_can_be_looked_up() -> None:
    assert {"read", "simulate", "compare", "open_run"} <= set(dir(kilis))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"members": 0}, "members is 0"),
        ({"members": 2.5}, "integer"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": "one"}, "integer"),
        ({"seed": 2**63}, "seed is"),
    ],
)
def test_numbers_that_are_none_are_refused_in_words(wrong: dict[str, object], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        kilis.simulate(example(), **{"members": 2, **wrong})


def test_what_is_no_scenario_is_refused_with_the_remedy() -> None:
    for verb in (kilis.simulate, kilis.compare):
        with pytest.raises(TypeError, match="no scenario but a str: read one with"):
            verb("valley", members=2)


def test_one_variant_may_be_named_alone() -> None:
    assert kilis.compare(example(), "road-cut", members=2).sizes["variant"] == 1
