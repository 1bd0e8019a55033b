"""What an ensemble needs of memory and disk: ``python benchmarks/memory.py [MEMBERS]``.

The country has the size of Syria's war as modelled for 2013: 18 places, 1,095 days, 3.8 million people.
"""

from __future__ import annotations

import resource
import sys
import time

from synthetic import country

from kilis.engine.simulate import prepare
from kilis.ensemble.packed import Packed
from kilis.ensemble.summary import collect, summarise


def main() -> None:
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    model = prepare(country(18, 1095, 3_800_000), members=members, seed=1)
    began = time.process_time()
    sample = collect(model)
    simulated = time.process_time()
    summarise(sample, model)
    print(f"{members:,} members of 18 places, 1,095 days: {sample.cells.nbytes / 1e9:.1f} GB of numbers")
    on_disk = sample.cells.bytes_on_disk if isinstance(sample.cells, Packed) else 0
    print(f"on disk, packed: {on_disk / 1e9:.2f} GB")
    print(f"CPU: {simulated - began:.0f} s to simulate and pack, {time.process_time() - simulated:.0f} s to summarise")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
