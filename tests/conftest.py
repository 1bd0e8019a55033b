"""Hypothesis profiles, and no kernel compiled from older sources than those tested.

The suite tries the same cases every time; HYPOTHESIS_PROFILE=search looks for new ones.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ENGINE = Path(__file__).parents[1] / "src" / "kilis"
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=100, suppress_health_check=SLOW)
settings.register_profile("search", deadline=None, max_examples=3000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure(config: pytest.Config) -> None:
    """Remove compiled kernels older than any source: Numba's cache does not see changes in files it inlined from."""
    if hasattr(config, "workerinput"):
        return
    newest = max(source.stat().st_mtime for source in ENGINE.rglob("*.py"))
    for compiled in [*ENGINE.rglob("__pycache__/*.nbi"), *ENGINE.rglob("__pycache__/*.nbc")]:
        if compiled.stat().st_mtime < newest:
            compiled.unlink(missing_ok=True)
