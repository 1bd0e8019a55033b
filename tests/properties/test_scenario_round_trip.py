"""Writing a scenario and reading it back changes nothing."""

import pickle
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from kilis import scenario
from kilis.scenario import Scenario
from strategies import scenarios


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_what_is_written_is_read(before: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = scenario.write(before, Path(folder) / "one")
        after = scenario.read(path)
        assert after == before
        again = scenario.write(after, Path(folder) / "two")
        assert [file.read_bytes() for file in sorted(path.iterdir())] == [
            file.read_bytes() for file in sorted(again.iterdir())
        ]


@settings(max_examples=20, deadline=None)
@given(scenarios())
def test_scenarios_travel_to_other_processes(before: Scenario) -> None:
    assert pickle.loads(pickle.dumps(before)) == before
