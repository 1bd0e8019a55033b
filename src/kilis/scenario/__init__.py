"""What the world is: read it, write it, check it."""

from kilis.scenario.check import check
from kilis.scenario.faults import Fault, ScenarioError, Warning_
from kilis.scenario.model import Event, Group, GroupSize, Observation, Place, Prior, Route, Scenario, Variant
from kilis.scenario.read import read
from kilis.scenario.timeline import sentences
from kilis.scenario.vary import apply_variant
from kilis.scenario.write import write

__all__ = [
    "Event",
    "Fault",
    "Group",
    "GroupSize",
    "Observation",
    "Place",
    "Prior",
    "Route",
    "Scenario",
    "ScenarioError",
    "Variant",
    "Warning_",
    "apply_variant",
    "check",
    "read",
    "sentences",
    "write",
]
