"""How many draws a member of each case of ``speed.py`` needs: a build of the engine whose draws count themselves.

``python benchmarks/draws_needed.py [FOLDER]`` writes draws_needed.json, which changes only when the rules or the cases
do: the cases of ``speed.py``, the numbers of people of ``growth.py``, and Flee's conflicts in FOLDER, if given, for
``growth_walk.py``. A draw counts when there are people to share and the probability is neither 0 nor 1. Under the rule
walk, where few people pick their paths one by one, each of them counts as a pick.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="kilis-counting-")

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from kilis.engine import choose, draws, walk_choose

counter = np.zeros(2, np.int64)
exact, pick = draws.binomial, walk_choose._pick


@intrinsic
def count_one(_context: object, which: object) -> tuple:
    """Add one to a counter in memory."""

    def code(context, builder, _signature, arguments):
        word = ir.IntType(64)
        at = builder.add(ir.Constant(word, counter.ctypes.data), builder.shl(arguments[0], ir.Constant(word, 3)))
        place = builder.inttoptr(at, word.as_pointer())
        builder.store(builder.add(builder.load(place), ir.Constant(word, 1)), place)
        return context.get_dummy_value()

    return types.void(types.int64), code


@njit
def counting(n: float, p: float, u: float) -> float:
    if n > 0.0 and 0.0 < p < 1.0:
        count_one(0)
    return exact(n, p, u)


@njit
def counting_pick(world, state, place, target, seen):
    count_one(1)
    return pick(world, state, place, target, seen)


def main() -> None:
    draws.binomial = choose.binomial = counting  # before the kernels that call them are compiled
    walk_choose._pick = counting_pick
    from growth import DAYS, PEOPLE_RANGE, PLACES, number
    from speed import cases
    from synthetic import country

    from kilis.engine.simulate import prepare, run_member
    from kilis.sources.flee import read_flee

    target = Path(__file__).with_suffix(".json")
    found = json.loads(target.read_text())
    everything = {**cases(), **{f"{number(n)} people": country(PLACES, DAYS, int(n)) for n in PEOPLE_RANGE}}
    for folder in sorted(Path(sys.argv[1]).iterdir()) if len(sys.argv) > 1 else []:
        everything[folder.name] = read_flee(folder, unsupported=True).scenario
    for name, scenario in everything.items():
        model = prepare(scenario, members=1, seed=1)
        counter[:] = 0
        run_member(model, 0, model.slots, True, False)
        found[name] = int(counter[0])
        print(f"{name}: {found[name]:,} draws a member")
        if scenario.rule == "walk":
            found[f"{name}, picks"] = int(counter[1])
            print(f"{name}: {found[f'{name}, picks']:,} picks")
    target.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
