"""How kernels are compiled: once per installation, kept beside the sources, and without counting references."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit


def leave_out_blas() -> None:
    """Let Numba begin without scipy.linalg, which its first kernel would load: 20 MB and a fifth of a second.

    No kernel here does linear algebra. What Numba has found out about BLAS is set right again for kernels of others.
    """
    if "scipy.linalg" in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
    try:
        import numba.np.arraymath as of_numba  # noqa: PLC0415 - while the other is kept away
    finally:
        del sys.modules["scipy.linalg"]
    of_numba._HAVE_BLAS = True


leave_out_blas()  # before any kernel is made

PLAIN: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
"""Options of functions that make no arrays. They need no reference counts, and without them handing over the whole
world and state, some seventy arrays, costs a twentieth and compiles in half the time."""

kernel: Callable[..., Any] = njit(**PLAIN)


def drop_stale(folder: Path) -> int:
    """Remove kernels in ``folder``/__pycache__ that are older than any source in it; return how many.

    Numba looks at a kernel's own file only, but a kernel holds code and constants of the files that it calls: after an
    update of some files it would go on with the old ones. Where the folder cannot be written there is nothing to
    remove: Numba then keeps its kernels in the user's cache folder, and an installation replaces every file.
    """
    newest = max((source.stat().st_mtime for source in folder.glob("*.py")), default=0.0)
    removed = 0
    for compiled in [*folder.glob("__pycache__/*.nbi"), *folder.glob("__pycache__/*.nbc")]:
        try:
            if compiled.stat().st_mtime < newest:
                compiled.unlink()
                removed += 1
        except OSError:  # Another process was quicker, or the folder is read-only.
            continue
    return removed


def is_compiled(folder: Path = Path(__file__).parent) -> bool:
    """Whether kernels are there already, or are kept where it cannot be told: in the user's cache folder."""
    return not os.access(folder, os.W_OK) or any(folder.glob("__pycache__/*.nbi"))


# Every kernel's file imports this one, directly or by way of the draws: it happens before any kernel is loaded.
drop_stale(Path(__file__).parent)
