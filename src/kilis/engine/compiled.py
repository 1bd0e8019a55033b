"""How kernels are compiled: once per installation, kept beside the sources, and without counting references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

PLAIN: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
"""Options of functions that make no arrays. They need no reference counts, and without them handing over the whole
world and state, some seventy arrays, costs a twentieth and compiles in half the time."""

kernel: Callable[..., Any] = njit(**PLAIN)
