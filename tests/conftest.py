"""Hypothesis profiles.

The suite tries the same cases every time; HYPOTHESIS_PROFILE=search looks for new ones.
"""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=100, suppress_health_check=SLOW)
settings.register_profile("search", deadline=None, max_examples=3000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
