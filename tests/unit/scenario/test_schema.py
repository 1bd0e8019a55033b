"""The schema is whole: it fits the model, its defaults keep to its bounds, and the page made from it is up to date."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kilis.scenario.cells import parse
from kilis.scenario.model import Event, Group, GroupSize, Observation, Place, Route, Scenario, Variant
from kilis.schema import TABLES, event_kinds, table
from kilis.schema.reference import page

MODELS = {
    "places": Place,
    "routes": Route,
    "events": Event,
    "observations": Observation,
    "groups": Group,
    "group_sizes": GroupSize,
    "scenario": Scenario,
    "variants": Variant,
}
TABLES_OF_SCENARIO = {"places", "routes", "events", "observations", "groups", "group_sizes"}


@pytest.mark.parametrize("name", MODELS)
def test_every_field_of_the_model_is_in_the_schema(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(MODELS[name])} - {"extra"} - TABLES_OF_SCENARIO
    assert fields <= {attribute.name for attribute in table(name)}


@pytest.mark.parametrize("name", MODELS)
def test_defaults_of_schema_and_model_agree(name: str) -> None:
    in_schema = {attribute.name: attribute for attribute in table(name)}
    for field in dataclasses.fields(MODELS[name]):
        if field.name in TABLES_OF_SCENARIO:
            continue
        if field.default is not dataclasses.MISSING and in_schema[field.name].type != "section":
            expected = field.default if field.default != "" else None
            assert parse(in_schema[field.name], "") == expected, field.name


@pytest.mark.parametrize("name", TABLES)
def test_defaults_keep_to_their_own_bounds(name: str) -> None:
    for attribute in table(name):
        assert attribute.description
        if attribute.default is not None:
            parse(attribute, attribute.default)


def test_events_csv_allows_exactly_the_kinds_of_event() -> None:
    allowed = next(attribute.allowed for attribute in table("events") if attribute.name == "event")
    assert allowed == tuple(event_kinds())


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="no table 'place' in the schema"):
        table("place")


def test_the_reference_page_is_up_to_date() -> None:
    written = Path(__file__).parents[3] / "docs" / "reference" / "scenario.md"
    assert written.read_text(encoding="utf-8") == page(), (
        "run python -m kilis.schema.reference docs/reference/scenario.md"
    )


def test_the_reference_page_names_everything() -> None:
    text = page()
    for name in TABLES:
        for attribute in table(name):
            assert f"| `{attribute.name}` |" in text
    for kind in event_kinds():
        assert f"| `{kind}` |" in text
