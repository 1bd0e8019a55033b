"""What is wrong with a scenario: each fault names its place in the files and the remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_SHOWN_CHARS = 40
MAX_FAULTS_PER_FILE = 100
FIRST_OF_A_KIND = 3
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must be put right. ``row`` is the line in the file (the header is 1); None: the whole file."""

    file: str
    row: int | None
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}" if self.file.endswith(".csv") else self.column)
        stop = "" if self.remedy.endswith(("?", ".")) else "."
        return f"{', '.join(place)}: {self.problem}. {self.remedy}{stop}"


@dataclass(frozen=True, slots=True)
class Warning_(Fault):  # noqa: N801 - the plain name belongs to Python
    """Something that is probably a mistake; the scenario can be run all the same."""

    severity: str = "warning"

    __str__ = Fault.__str__


class ScenarioError(ValueError):
    """Everything that is wrong with a scenario, found in one go."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(told(self.faults))


def told(faults: Iterable[Fault]) -> list[str]:
    """Say every fault; of many of one kind in one column the first three, and in which rows the others stand.

    >>> slips = [Fault("places.csv", row, "iso3", f"'X{row}' is no country", "Use SYR") for row in range(2, 9)]
    >>> for line in told(slips)[2:]:
    ...     print(line)
    places.csv, row 4, column iso3: 'X4' is no country. Use SYR.
    places.csv, column iso3: 4 more like these, in rows 5, 6, 7, 8.
    """
    kinds: dict[tuple[str, str | None, str], list[Fault]] = {}
    for fault in faults:
        kind = re.sub(r"'.*?'|[0-9]+", "", fault.problem + fault.remedy)
        kinds.setdefault((fault.file, fault.column, kind), []).append(fault)
    lines = []
    for (file, column, _), alike in kinds.items():
        rows = [str(fault.row) for fault in alike[FIRST_OF_A_KIND:]]
        # One more is told as shortly as it is pointed at, and what stands in no row cannot be pointed at.
        whole = len(rows) < 2 or any(fault.row is None for fault in alike)
        lines += [str(fault) for fault in (alike if whole else alike[:FIRST_OF_A_KIND])]
        if not whole:
            further = f" and {len(rows) - MOST_ROWS} further" if len(rows) > MOST_ROWS else ""
            where = ", ".join(filter(None, [file, column and f"column {column}"]))
            lines.append(f"{where}: {len(rows)} more like these, in rows {', '.join(rows[:MOST_ROWS])}{further}.")
    return lines


def shown(text: object) -> str:
    """Quote what stands in a file, shortened and without control characters.

    >>> shown("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"
    """
    words = str(text)
    return repr(words if len(words) <= MAX_SHOWN_CHARS else words[:MAX_SHOWN_CHARS] + "...")


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known names, as a whole sentence.

    >>> nearest("Azzaz", ["Azaz", "Afrin", "Kilis"])
    "Did you mean 'Azaz'?"
    >>> nearest("pop", ["id", "population", "capacity_persons"]), nearest("latitude", ["lat", "lon"])
    ("Did you mean 'population'?", "Did you mean 'lat'?")
    """
    by_lower = {name.casefold(): name for name in known}
    wanted = word.casefold()
    close = difflib.get_close_matches(wanted, by_lower, n=3, cutoff=0.6)
    # Short for long or long for short: a word of three letters is too far from the whole for the measure above.
    close = close or [
        n for n in by_lower if min(len(n), len(wanted)) >= 3 and (n.startswith(wanted) or wanted.startswith(n))
    ]
    if close:
        return f"Did you mean {' or '.join(repr(by_lower[name]) for name in close)}?"
    if 0 < len(by_lower) <= 12:
        return f"Use one of: {', '.join(by_lower.values())}."
    return "Use a name that exists."
