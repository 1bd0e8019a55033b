"""Kilis: who will be where, at which crossings people pile up, and how sure that is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kilis.ensemble import compare, open_run, simulate
    from kilis.scenario import read

__version__ = "0.1.0"
__all__ = ["compare", "open_run", "read", "simulate"]

_HOMES = {
    "read": "kilis.scenario",
    "simulate": "kilis.ensemble",
    "compare": "kilis.ensemble",
    "open_run": "kilis.ensemble",
}


def __dir__() -> list[str]:
    """Name what there is, for those who press the tabulator."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``kilis --help`` must not wait for NumPy."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
