"""Each figure reported from Aleppo in February 2016 beside what the ensemble says, those outside its range too.

    python benchmarks/aleppo_reports.py            prints the table
    python benchmarks/aleppo_reports.py --write    also puts it into examples/aleppo-2016/README.md

The figures are those of observations.csv (one place or the whole scenario) and regional.csv (several places at once).
"""

from __future__ import annotations

import argparse
import csv
import datetime
import math
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import kilis.scenario
from kilis.engine import Trajectories, simulate
from kilis.scenario import Scenario

FOLDER = Path(__file__).parents[1] / "examples" / "aleppo-2016"
BEGIN, END = "<!-- reports: begin -->", "<!-- reports: end -->"


@dataclass(frozen=True)
class Reported:
    """A figure, who gave it, and the sum over places by which the model answers it."""

    date: datetime.date
    what: str
    places: tuple[str, ...]
    measure: str
    since: datetime.date
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    who: str
    is_input: bool = False

    @property
    def interval(self) -> tuple[float, float]:
        """The values that agree with what was said."""
        if self.qualifier == "at_least":
            return self.low if self.low is not None else _known(self.value), math.inf
        if self.qualifier == "at_most":
            return self.low or 0.0, self.high if self.high is not None else _known(self.value)
        if self.qualifier == "range":
            return _known(self.low), _known(self.high)
        return _known(self.value), _known(self.value)

    @property
    def figure(self) -> str:
        """The figure as it was put."""
        low, high = self.interval
        if self.qualifier == "at_least":
            return f"at least {low:,.0f}"
        if self.qualifier == "at_most":
            return f"at most {high:,.0f}" if not low else f"{low:,.0f} to {high:,.0f}"
        return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _known(number: float | None) -> float:
    if number is None:
        raise ValueError("a figure without its number")
    return number


def from_observations(scenario: Scenario) -> list[Reported]:
    names = {place.id: place.name for place in scenario.places}
    return [
        Reported(
            date=seen.date,
            what=f"{seen.measure}, {names.get(seen.place, seen.extra.get('note') or 'all')}",
            places=(seen.place,) if seen.place != "*" else tuple(names),
            measure=seen.measure,
            since=datetime.date.fromisoformat(seen.extra.get("since") or scenario.start.isoformat()),
            value=seen.value,
            low=seen.low,
            high=seen.high,
            qualifier=seen.qualifier,
            who=_who(seen.speaker, seen.publisher),
            is_input=seen.extra.get("role") == "input",
        )
        for seen in scenario.observations
    ]


def from_regional(scenario: Scenario, path: Path) -> list[Reported]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Reported(
                date=datetime.date.fromisoformat(row["date"]),
                what=f"{row['note'] or row['measure']} ({row['region']})",
                places=tuple(row["places"].split()),
                measure=row["measure"],
                since=datetime.date.fromisoformat(row["since"] or scenario.start.isoformat()),
                value=_number(row["value"]),
                low=_number(row["low"]),
                high=_number(row["high"]),
                qualifier=row["qualifier"],
                who=_who(row["speaker"], row["publisher"]),
            )
            for row in csv.DictReader(file)
        ]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _who(speaker: str | None, publisher: str | None) -> str:
    return f"{speaker}, {publisher}" if speaker != publisher else str(speaker)


def modelled(scenario: Scenario, trajectories: Trajectories, seen: Reported) -> np.ndarray:
    """What each member says about the figure: an array [member]."""
    day = (seen.date - scenario.start).days
    since = (seen.since - scenario.start).days
    if seen.measure == "flow":
        links = [i for i, ends in enumerate(trajectories.links) if "--".join(ends) in seen.places]
        return trajectories.flows[:, since : day + 1][:, :, links].sum(axis=(1, 2))
    where = [i for i, place in enumerate(trajectories.places) if place in seen.places]
    if seen.measure in ("displaced", "arrivals", "departures"):
        measure = "departures" if seen.measure == "displaced" else seen.measure
        return trajectories[measure][:, since : day + 1][:, :, where].sum(axis=(1, 2))
    if seen.measure == "stock_change":
        return trajectories["stock"][:, day][:, where].sum(axis=1) - before(scenario, trajectories, seen)
    return trajectories[seen.measure][:, day][:, where].sum(axis=1)


def before(scenario: Scenario, trajectories: Trajectories, seen: Reported) -> np.ndarray | float:
    """The displaced persons there on the evening before ``since``."""
    since = (seen.since - scenario.start).days
    if since > 0:
        where = [i for i, place in enumerate(trajectories.places) if place in seen.places]
        return trajectories["stock"][:, since - 1][:, where].sum(axis=1)
    return float(sum(p.population or 0 for p in scenario.places if p.id in seen.places and p.kind == "site"))


def table(scenario: Scenario, trajectories: Trajectories, reported: list[Reported]) -> str:
    lines = ["| date | who | what | reported | median (90 % range) | |", "|---|---|---|---:|---:|---|"]
    verdicts = []
    for seen in sorted(reported, key=lambda r: r.date):
        low, middle, high = np.quantile(modelled(scenario, trajectories, seen), [0.05, 0.5, 0.95])
        least, most = seen.interval
        verdict = "input" if seen.is_input else "above" if low > most else "below" if high < least else "inside"
        verdicts.append((verdict, seen.qualifier in ("at_least", "at_most")))
        lines.append(
            f"| {seen.date.day} {seen.date:%b} | {seen.who} | {seen.what} | {seen.figure} "
            f"| {middle:,.0f} ({low:,.0f} to {high:,.0f}) | {verdict} |"
        )
    return "\n".join([*lines, "", *textwrap.wrap(summary(verdicts), 120)])


def summary(verdicts: list[tuple[str, bool]]) -> str:
    def count(verdict: str, *, one_sided: bool) -> int:
        return sum(1 for v in verdicts if v == (verdict, one_sided))

    def words(one_sided: bool) -> str:
        number = sum(count(v, one_sided=one_sided) for v in ("inside", "above", "below"))
        inside, above, below = (count(v, one_sided=one_sided) for v in ("inside", "above", "below"))
        return f"{number}: inside the range {inside}, range above the figure {above}, range below the figure {below}"

    return (
        f"Figures with a value or a range, {words(False)}. One-sided figures (a weaker test), {words(True)}. "
        "'Above' and 'below' say where the whole 90 % range lies."
    )


def put_into(readme: Path, block: str) -> None:
    text = readme.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    readme.write_text(f"{head}{BEGIN}\n{block}\n{END}{tail}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the table into the README of the example")
    options = parser.parse_args()
    scenario = kilis.scenario.read(FOLDER)
    trajectories = simulate(scenario, members=options.members, seed=options.seed)
    reported = from_observations(scenario) + from_regional(scenario, FOLDER / "regional.csv")
    block = f"{options.members:,} members, seed {options.seed}.\n\n{table(scenario, trajectories, reported)}"
    print(block)
    if options.write:
        put_into(FOLDER / "README.md", block)
    return 0


if __name__ == "__main__":
    sys.exit(main())
