"""Each member's own parameters, drawn from the scenario's priors by the keyed streams.

The number of a parameter in a member depends on the seed, the member and the parameter's name alone: a parameter more,
a member more or another order changes no other number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from kilis.engine.draws import normal_quantile
from kilis.engine.network import Floats, Words
from kilis.engine.streams import PARAMETER, day_key, row_key, uniform
from kilis.scenario.model import Prior, Scenario
from kilis.schema import table

_Z_95 = 1.6448536269514722


def quantile(prior: Prior, u: float, low: float | None, high: float | None) -> float:
    """Return the u-quantile of a prior, cut at the parameter's bounds.

    uniform: low + (high - low) u. triangular: the inverse of its quadratic distribution function. normal:
    mean + sd z(u). lognormal: median x spread^(z(u) / 1.645). ``normal`` and ``lognormal`` are truncated, not clipped:
    u is first mapped to the part of the distribution within the bounds.

    >>> quantile(Prior("uniform", (2.0, 4.0)), 0.5, None, None)
    3.0
    >>> round(quantile(Prior("lognormal", (10.0, 2.0)), 0.95, 0.0, None), 6)
    20.0
    """
    numbers = prior.numbers
    if prior.distribution == "fixed":
        return numbers[0]
    if prior.distribution == "uniform":
        return numbers[0] + (numbers[1] - numbers[0]) * u
    if prior.distribution == "triangular":
        left, mode, right = numbers
        if right == left:
            return left
        if u * (right - left) < mode - left:
            return left + math.sqrt(u * (right - left) * (mode - left))
        return right - math.sqrt((1.0 - u) * (right - left) * (right - mode))
    logarithmic = prior.distribution == "lognormal"
    centre = math.log(numbers[0]) if logarithmic else numbers[0]
    sd = math.log(numbers[1]) / _Z_95 if logarithmic else numbers[1]
    if sd == 0.0:
        return numbers[0]

    def below(bound: float | None, otherwise: float) -> float:
        if bound is None or (logarithmic and bound <= 0.0):
            return otherwise
        at = math.log(bound) if logarithmic else bound
        return 0.5 * math.erfc((centre - at) / sd / math.sqrt(2.0))

    first, last = below(low, 0.0), below(high, 1.0)
    number = centre + sd * float(normal_quantile(min(max(first + (last - first) * u, 1e-300), 1.0 - 1e-16)))
    number = math.exp(number) if logarithmic else number
    return min(max(number, -math.inf if low is None else low), math.inf if high is None else high)


def draw_parameters(scenario: Scenario, keys: Words) -> Mapping[str, Floats]:
    """Return each parameter's value in each member, shape (members,), by name.

    A parameter of the schema that the scenario does not name has its default; one whose default is empty is infinite
    (no decay, no limit).
    """
    drawn = {}
    for attribute in table("parameters"):
        default = math.inf if attribute.default is None else float(attribute.default)
        prior = scenario.parameters.get(attribute.name, Prior("fixed", (default,)))
        row = np.uint64(row_key(attribute.name))
        drawn[attribute.name] = np.array(
            [
                quantile(
                    prior, float(uniform(np.uint64(day_key(key, PARAMETER, 0)), row)), attribute.low, attribute.high
                )
                for key in keys
            ]
        )
    return drawn
