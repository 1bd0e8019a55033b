"""Whatever stands in the files, reading ends in a scenario or in a ScenarioError that names the file."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kilis import scenario
from kilis.scenario import Fault, Scenario, ScenarioError
from kilis.scenario.start import start
from strategies import scenarios

FILES = ("scenario.toml", "places.csv", "routes.csv", "events.csv", "observations.csv")


def damaged(original: bytes, position: int, length: int, junk: bytes) -> bytes:
    at = position % (len(original) + 1)
    return original[:at] + junk + original[at + length :]


def faults_in(folder: Path) -> tuple[Fault, ...]:
    try:
        scenario.check(scenario.read(folder))
    except ScenarioError as error:
        return error.faults
    return ()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FILES),
    st.integers(0, 10_000),
    st.integers(0, 200),
    st.binary(max_size=20)
    | st.text(max_size=20).map(str.encode)
    | st.sampled_from([b'"', b",", b"\n", b"nan", b"*", b"--"]),
)
def test_damaged_files_are_refused_in_words(name: str, position: int, length: int, junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(holder) / "damaged"
        start(folder)
        (folder / name).write_bytes(damaged((folder / name).read_bytes(), position, length, junk))
        for fault in faults_in(folder):
            assert fault.file in FILES
            assert fault.problem
            assert fault.remedy


@settings(max_examples=100, deadline=None)
@given(scenarios())
def test_every_good_scenario_can_be_checked_and_told(one: Scenario) -> None:
    told = scenario.sentences(one)
    assert len(told) >= len(one.events)
    for warning in scenario.check(one):
        assert str(warning).endswith((".", "?"))
    for variant in one.variants:
        scenario.apply_variant(one, variant.id)


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_an_event_said_to_change_nothing_can_be_left_out(one: Scenario) -> None:
    for position, event in enumerate(one.events):
        without = replace(one, events=one.events[:position] + one.events[position + 1 :], variants=())
        useless = [w for w in scenario.check(replace(one, variants=())) if "changes nothing" in w.problem]
        if any(f"{event.event} of {event.target!r} on {event.date} " in w.problem for w in useless):
            left = [w for w in scenario.check(without) if "changes nothing" in w.problem]
            assert len(left) <= len(useless) - 1
