"""How good the forecasts are: `make benchmark` writes the page, `make benchmark-small` is the gate of a submission.

python benchmarks/forecast.py                writes docs/benchmark.md from all conflicts (about three minutes)
python benchmarks/forecast.py --small        compares with the committed figures; exit status 1 if they are worse
python benchmarks/forecast.py --small --commit   replaces the committed figures
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = Path(__file__).with_name("forecast_small.json")


def main(arguments: list[str]) -> int:
    from kilis.verify import benchmark, page

    folders = benchmark.conflict_folders(ROOT)
    if not folders:
        print("benchmark skipped: no conflicts in KILIS_CONFLICTS or ../shared/data/flee-conflicts")
        return 0
    if "--small" not in arguments:
        made = benchmark.full(folders, progress=lambda name: print(f"{name} ...", file=sys.stderr))
        page.write(made, ROOT / "docs" / "benchmark.md", "make benchmark")
        print(f"Written: {ROOT / 'docs' / 'benchmark.md'}")
        return 1 if made.moved else 0
    found = benchmark.small(folders)
    print(json.dumps(found, indent=2))
    if "--commit" in arguments:
        COMMITTED.write_text(json.dumps(found, indent=2) + "\n")
        return 0
    faults = benchmark.failures(found, json.loads(COMMITTED.read_text()))
    for fault in faults:
        print(f"benchmark: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
