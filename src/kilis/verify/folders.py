"""Conflicts to be graded, from folders: scenario folders of our own or Flee's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kilis.forecast.counts import Counts
from kilis.forecast.observe import counts_of
from kilis.scenario import Fault, Scenario, ScenarioError, read
from kilis.sources.flee import read_flee


def scenario_of(folder: Path) -> Scenario:
    """The scenario in a folder: Kilis's own (``scenario.toml``) or Flee's (``source_data``)."""
    if (folder / "scenario.toml").is_file():
        return read(folder)
    if (folder / "source_data").is_dir():
        return read_flee(folder, unsupported=True).scenario
    raise ScenarioError(
        (
            Fault(
                str(folder),
                None,
                None,
                "there is neither a scenario.toml nor a source_data folder here",
                "Give a scenario folder, or a Flee folder with input_csv and source_data",
            ),
        )
    )


def conflicts_in(folders: Sequence[Path]) -> list[Counts]:
    """The counts of several conflicts, named by their folders. Raises ScenarioError with the faults of all."""
    found: list[Counts] = []
    faults: list[Fault] = []
    for folder in folders:
        try:
            found.append(counts_of(scenario_of(folder), folder.resolve().name))
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(tuple(faults))
    return found
