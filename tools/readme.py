"""Write what `make demo` prints into the README, between its two marks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BEGINS, ENDS = "<!-- demo begins: written by `make readme` -->", "<!-- demo ends -->"


def with_demo(readme: str, printed: str) -> str:
    """Return the README with the block between the marks replaced.

    >>> with_demo(f"a {BEGINS} old {ENDS} z", "new").splitlines()[2]
    'new'
    """
    before, rest = readme.split(BEGINS)
    _, after = rest.split(ENDS)
    return f"{before}{BEGINS}\n```text\n{printed.strip()}\n```\n{ENDS}{after}"


def main() -> None:
    """Run the demo and rewrite the README."""
    done = subprocess.run(["make", "-s", "demo"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    printed = re.sub(r"^Installing.*\n", "", done.stdout, flags=re.MULTILINE)
    file = ROOT / "README.md"
    file.write_text(with_demo(file.read_text(encoding="utf-8"), printed), encoding="utf-8")


if __name__ == "__main__":
    main()
