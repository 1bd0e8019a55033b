"""The compiled reader beside the same code as Python: whether both read the same, and how fast each is.

    python benchmarks/reading_compiled.py COMPILED_PYTHON    # `make compiled` makes the environment, and calls this

COMPILED_PYTHON is the interpreter of an environment whose Kilis was compiled. Both read the reports of the corpus in
turn, twice three passes; of the speed the best is told. Exit status 1 if a claim differs.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import reading as bench

from kilis.sources.reading import Reader, read, tokens

ROUNDS = 2


def told() -> dict[str, str | float]:
    """Return how this interpreter's reader is made, a hash of all claims it reads, and its pages a second."""
    reader, digest = Reader(), hashlib.sha256()
    for half in bench.HALVES:
        for _, text, meta in bench.documents(half):
            report = reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
            digest.update(repr((report.claims, report.left_out)).encode())
    kinds = {Path(module.__file__ or "").suffix for module in (read, tokens)}
    made = "compiled" if kinds == {".so"} or kinds == {".pyd"} else "python"
    return {"made": made, "claims": digest.hexdigest(), "pages": bench.speed(reader)}


def main() -> None:
    parser = argparse.ArgumentParser(description="The compiled reader beside the same code as Python.")
    parser.add_argument("compiled", nargs="?", help="the interpreter of the environment with the compiled reader")
    given = parser.parse_args()
    if given.compiled is None:
        print(json.dumps(told()))
        return
    runs = [
        json.loads(subprocess.run([python, __file__], check=True, capture_output=True, text=True).stdout)
        for _ in range(ROUNDS)
        for python in (sys.executable, given.compiled)
    ]
    if [run["made"] for run in runs] != ["python", "compiled"] * ROUNDS:
        sys.exit(f"Wanted Python's reader and a compiled one in turn, got {', '.join(run['made'] for run in runs)}.")
    plain, compiled = (max(run["pages"] for run in runs if run["made"] == made) for made in ("python", "compiled"))
    is_same = len({run["claims"] for run in runs}) == 1
    print(f"claims of all reports: {'the same' if is_same else 'DIFFERENT'}")
    print(
        f"pages of {bench.CHARACTERS_PER_PAGE} characters a second on one core: "
        f"{plain:.0f} as Python, {compiled:.0f} compiled, {compiled / plain:.2f} times"
    )
    sys.exit(not is_same)


if __name__ == "__main__":
    main()
