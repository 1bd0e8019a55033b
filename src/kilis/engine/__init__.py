"""How a day passes."""

from kilis.engine.simulate import InvariantError, Trajectories, simulate
from kilis.engine.state import MEASURES

__all__ = ["MEASURES", "InvariantError", "Trajectories", "simulate"]
