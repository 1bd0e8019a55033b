"""Demographic groups: how many of each are at each place on the first day, and what can be wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kilis.scenario.faults import Fault, nearest, shown
from kilis.scenario.model import Group, GroupSize, Scenario

if TYPE_CHECKING:
    from kilis.scenario.validate import Origin

MAX_GROUPS: Final = 200
SLACK: Final = 1e-6
"""Shares may miss 1 by so much: they are mostly rounded."""

SIZES: Final = "group_sizes.csv"


def persons_by_group(scenario: Scenario) -> dict[str, list[int]]:
    """Give, for each place, how many of its persons on the first day belong to each group, in the groups' order.

    The numbers add up to the population: the method of largest remainders.

    >>> from kilis.scenario.start import example
    >>> from dataclasses import replace
    >>> groups = (Group("g", "girls", 0.34), Group("b", "boys", 0.66))
    >>> people = replace(example(), groups=groups, group_sizes=(GroupSize("varnholm", "g", 1000),))
    >>> {place.id: place.population for place in people.places if place.id in ("varnholm", "tarne")}
    {'varnholm': 60000, 'tarne': 9000}
    >>> [persons_by_group(people)[name] for name in ("varnholm", "tarne")]
    [[1000, 59000], [3060, 5940]]
    """
    stated = _by_place(scenario.group_sizes)
    return {
        place.id: _whole(
            place.population or 0, _sizes(place.population or 0, scenario.groups, stated.get(place.id, {}))
        )
        for place in scenario.places
    }


def _by_place(sizes: Sequence[GroupSize]) -> dict[str, dict[str, GroupSize]]:
    found: dict[str, dict[str, GroupSize]] = {}
    for size in sizes:
        found.setdefault(size.place, {})[size.group] = size
    return found


def _sizes(population: int, groups: Sequence[Group], stated: Mapping[str, GroupSize]) -> list[float]:
    """Give the sizes of the groups at one place before rounding: as stated, and the rest in proportion to share."""
    fixed = sum(size.persons or 0 for size in stated.values())
    shares = sum(size.share or 0.0 for size in stated.values())
    rest = max(0.0, population - fixed - shares * population)
    free = sum(group.share for group in groups if group.id not in stated)
    sizes = []
    for group in groups:
        size = stated.get(group.id)
        if size is None:
            sizes.append(rest * group.share / free if free > 0.0 else 0.0)
        else:
            sizes.append(float(size.persons) if size.persons is not None else (size.share or 0.0) * population)
    # Rounded shares are put right together; stated persons stay as they are.
    loose = [group.id not in stated or stated[group.id].persons is None for group in groups]
    total = sum(size for size, is_loose in zip(sizes, loose, strict=True) if is_loose)
    scale = (population - fixed) / total if total > 0.0 else 1.0
    return [size * scale if is_loose else size for size, is_loose in zip(sizes, loose, strict=True)]


def _whole(population: int, sizes: Sequence[float]) -> list[int]:
    """Round sizes to whole numbers that add up to the population: the largest remainders are rounded up."""
    whole = [math.floor(size) for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda i: (whole[i] - sizes[i], i))
    for i in by_remainder[: population - sum(whole)]:
        whole[i] += 1
    return whole


def group_faults(scenario: Scenario, origin: Origin) -> Iterator[Fault]:
    """Find what is wrong with the groups and with their sizes at single places."""
    yield from _groups(scenario, origin)
    if not origin.groups_have_gaps:
        yield from _group_sizes(scenario, origin)


def _groups(scenario: Scenario, origin: Origin) -> Iterator[Fault]:
    groups = scenario.groups
    if groups and scenario.rule != "gravity":
        problem = f"groups.csv names groups, and the rule {scenario.rule} does not know them"
        yield Fault("scenario.toml", None, "rule", problem, "Use the rule gravity, or remove groups.csv")
    if len(groups) > MAX_GROUPS:
        row = origin.row("groups.csv", MAX_GROUPS)
        yield Fault("groups.csv", row, None, f"there are {len(groups)} groups", f"Keep to {MAX_GROUPS}")
    first: dict[str, int] = {}
    for position, group in enumerate(groups):
        if group.id in first:
            where = origin.row("groups.csv", first[group.id]) or "above"
            row = origin.row("groups.csv", position)
            problem = f"the group {shown(group.id)} occurs again"
            yield Fault("groups.csv", row, "id", problem, f"Give it another id than row {where}")
        first.setdefault(group.id, position)
    total = math.fsum(group.share for group in groups)
    if groups and not origin.groups_have_gaps and abs(total - 1.0) > SLACK:
        yield Fault("groups.csv", None, "share", f"the shares add up to {total:.7g}, not to 1", "Correct the shares")


def _group_sizes(scenario: Scenario, origin: Origin) -> Iterator[Fault]:
    places = {place.id: place for place in scenario.places}
    groups = {group.id for group in scenario.groups}
    first: dict[tuple[str, str], int] = {}
    by_place: dict[str, list[int]] = {}
    for position, size in enumerate(scenario.group_sizes):
        row = origin.row(SIZES, position)
        if size.place in origin.broken:
            continue
        if size.place not in places:
            yield Fault(SIZES, row, "place", f"unknown place {shown(size.place)}", nearest(size.place, places))
        if size.group not in groups:
            remedy = nearest(size.group, groups) if groups else "Add the table groups.csv, or remove this one"
            yield Fault(SIZES, row, "group", f"unknown group {shown(size.group)}", remedy)
        if (size.persons is None) == (size.share is None):
            both = "both persons and a share are given" if size.share is not None else "no size is given"
            yield Fault(SIZES, row, "persons", both, "Give either persons or their share of the population")
        if (size.place, size.group) in first:
            where = origin.row(SIZES, first[size.place, size.group]) or "above"
            problem = f"the group {shown(size.group)} of {shown(size.place)} occurs again"
            yield Fault(SIZES, row, "group", problem, f"Keep this row or row {where}")
        elif size.place in places and size.group in groups:
            by_place.setdefault(size.place, []).append(position)
        first.setdefault((size.place, size.group), position)
    for name, positions in by_place.items():
        stated = [scenario.group_sizes[position] for position in positions]
        finding = _total(places[name].population or 0, scenario.groups, stated)
        if finding:
            row = origin.row(SIZES, positions[-1])
            yield Fault(SIZES, row, "place", finding[0].format(place=shown(name)), finding[1])


def _total(population: int, groups: Sequence[Group], stated: Sequence[GroupSize]) -> tuple[str, str] | None:
    """Compare the sizes stated for one place with its population: (problem, remedy), or None if they fit."""
    given = sum(size.persons or 0 for size in stated) + population * math.fsum(size.share or 0.0 for size in stated)
    slack = SLACK * population if any(size.share for size in stated) else 0.0
    named = {size.group for size in stated}
    nobody_else = not any(group.share > 0.0 for group in groups if group.id not in named)
    what = f"the groups stated for {{place}} have {given:,.12g} persons, and its population is {population:,}"
    if given > population + slack:
        return what, "Correct the sizes or the population in places.csv"
    if nobody_else and given < population - slack:
        return f"{what}: the rest is in no group", "Correct the sizes, or leave out one group, which then has the rest"
    return None
