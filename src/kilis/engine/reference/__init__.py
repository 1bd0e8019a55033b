"""A readable twin of the engine: the same day in plain Python, slow and short, equal to the kernels draw for draw.

It is written from what the phases mean. Places go by their ids, people on their way are a list of journeys, the
routing tables and the schedule are made anew for every day, and a draw is scipy's quantile function. Where the kernels
keep books, rings and tables, the twin looks things up: an error in them shows as a difference.
"""

from kilis.engine.reference.passing import simulate_member

__all__ = ["simulate_member"]
