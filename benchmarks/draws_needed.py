"""How many draws a member of each case of ``speed.py`` needs: a build of the engine whose draws count themselves.

``python benchmarks/draws_needed.py`` writes draws_needed.json, which changes only when the rules or the cases do.
A draw counts when there are people to share and the probability is neither 0 nor 1.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import numpy as np

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="kilis-counting-")

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from kilis.engine import choose, draws

counter = np.zeros(1, np.int64)
exact = draws.binomial


@intrinsic
def count_one(_context: object) -> tuple:
    """Add one to the counter in memory."""

    def code(context, builder, _signature, _arguments):
        word = ir.IntType(64)
        place = builder.inttoptr(ir.Constant(word, counter.ctypes.data), word.as_pointer())
        builder.store(builder.add(builder.load(place), ir.Constant(word, 1)), place)
        return context.get_dummy_value()

    return types.void(), code


@njit
def counting(n: float, p: float, u: float) -> float:
    if n > 0.0 and 0.0 < p < 1.0:
        count_one()
    return exact(n, p, u)


def main() -> None:
    draws.binomial = choose.binomial = counting  # before the kernels that call it are compiled
    from speed import cases

    from kilis.engine.simulate import prepare, run_member

    found = {}
    for name, scenario in cases().items():
        model = prepare(scenario, members=1, seed=1)
        counter[0] = 0
        run_member(model, 0, model.slots, True, False)
        found[name] = int(counter[0])
        print(f"{name}: {found[name]:,} draws a member")
    Path(__file__).with_suffix(".json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
