"""Groups: their sizes on the first day, and every fault that their two tables can have."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from kilis import scenario
from kilis.scenario import Group, GroupSize
from kilis.scenario.groups import persons_by_group
from strategies import scenarios

GROUPS = """\
id,name,share,departure_factor,speed_factor,site_factor,settlement_factor,abroad_factor
girls,Girls,0.25,1,0.8,1,1,1
boys,Boys,0.25,1,0.8,1,1,1
women,Women,0.3,1.2,1,,,
men,Men,0.2,0.5,1,1,1,2
"""
SIZES = """\
place,group,persons,share
town,girls,400,
town,men,,0.1
"""
G, Z, S = "groups.csv", "group_sizes.csv", "scenario.toml"

# name: (file, old, new), (file, row, column), words of the problem, words of the remedy
FAULTS = {
    "no share": ((G, "Girls,0.25", "Girls,"), (G, 2, "share"), "cell is empty", "at most 1"),
    "a share beyond 1": ((G, "Girls,0.25", "Girls,25"), (G, 2, "share"), "out of bounds", "at most 1"),
    "a negative factor": ((G, "1.2,1", "-1.2,1"), (G, 4, "departure_factor"), "out of bounds", "at least 0"),
    "nobody moves": ((G, "0.25,1,0.8,1,1,1\nboys", "0.25,1,0,1,1,1\nboys"), (G, 2, "speed_factor"), "out of", "0.01"),
    "shares that miss 1": ((G, "Men,0.2", "Men,0.3"), (G, None, "share"), "add up to 1.1, not", "Correct"),
    "a group twice": ((G, "boys,Boys", "girls,Boys"), (G, 3, "id"), "'girls' occurs again", "than row 2"),
    "an unknown place": ((Z, "town,men", "twon,men"), (Z, 3, "place"), "unknown place 'twon'", "mean 'town'"),
    "an unknown group": ((Z, "town,men", "town,man"), (Z, 3, "group"), "unknown group 'man'", "mean 'men'"),
    "a size twice": ((Z, "town,men", "town,girls"), (Z, 3, "group"), "'girls' of 'town' occurs again", "or row 2"),
    "two sizes": ((Z, "men,,0.1", "men,100,0.1"), (Z, 3, "persons"), "both persons and a share", "Give either"),
    "no size": ((Z, "men,,0.1", "men,,"), (Z, 3, "persons"), "no size is given", "Give either"),
    "more than there are": (
        (Z, "400", "950"),
        (Z, 3, "place"),
        "have 1,050 persons, and its population is 1,000",
        "in",
    ),
    "fewer than there are": (
        (Z, "town,girls", "town,boys,100,\ntown,women,100,\ntown,girls"),
        (Z, 5, "place"),
        "have 700 persons, and its population is 1,000: the rest is in no group",
        "leave out one group",
    ),
    "another rule": (
        (S, '"gravity"', '"walk"'),
        (S, None, "rule"),
        "the rule walk does not know",
        "Use the rule gravity",
    ),
}


@pytest.fixture
def people(folder):
    (folder / G).write_text(GROUPS, encoding="utf-8")
    (folder / Z).write_text(SIZES, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str, people, edit, faults) -> None:
    (file, old, new), (where, row, column), problem, remedy = FAULTS[name]
    edit(file, old, new)
    found = [fault for fault in faults() if fault.file == where]
    assert [(fault.row, fault.column) for fault in found] == [(row, column)]
    assert problem in found[0].problem
    assert remedy in found[0].remedy


def test_sizes_without_groups(people, faults) -> None:
    (people / G).unlink()
    found = faults()
    assert [(fault.row, fault.column) for fault in found] == [(2, "group"), (3, "group")]
    assert "Add the table groups.csv" in found[0].remedy


def test_a_size_of_a_faulty_group_is_not_blamed(people, edit, faults) -> None:
    edit(G, "Men,0.2", "Men,none")
    assert [(fault.file, fault.row) for fault in faults()] == [(G, 5)]


def test_too_many_groups(people, faults) -> None:
    rows = "".join(f"g{number},G,{1 / 250}\n" for number in range(250))
    (people / G).write_text(f"id,name,share\n{rows}", encoding="utf-8")
    (people / Z).unlink()
    assert [(fault.row, fault.problem) for fault in faults()] == [(202, "there are 250 groups")]


def test_the_tables_are_read_written_and_told(people, tmp_path) -> None:
    one = scenario.read(people)
    assert one.groups[2] == Group("women", "Women", 0.3, 1.2)
    assert one.group_sizes == (GroupSize("town", "girls", 400), GroupSize("town", "men", share=0.1))
    assert scenario.check(one) == []
    assert scenario.read(scenario.write(one, tmp_path / "again")) == one


def test_an_unknown_column_is_kept_and_told(people, edit) -> None:
    edit(Z, "persons,share", "persons,share,who says so")
    edit(Z, "men,,0.1", "men,,0.1,a survey")
    one = scenario.read(people)
    assert one.group_sizes[1].extra == {"who says so": "a survey"}
    assert [(warning.file, warning.column) for warning in scenario.check(one)] == [(Z, "who says so")]


def test_the_rest_is_shared_out_by_the_shares_of_who_is_not_named(people) -> None:
    # 1000 persons: 400 girls, 100 men; 500 for boys and women, 0.25 to 0.3. Haven has no sizes: 200 by the shares.
    sizes = persons_by_group(scenario.read(people))
    assert sizes["town"] == [400, 227, 273, 100]
    assert sizes["haven"] == [50, 50, 60, 40]
    assert sizes["gate"] == [0, 0, 0, 0]


def test_three_thirds_of_a_hundred(people) -> None:
    one = scenario.read(people)
    thirds = tuple(Group(name, name, 0.333333) for name in "abc")
    towns = (replace(one.places[0], population=100), *one.places[1:])
    assert persons_by_group(replace(one, places=towns, groups=thirds, group_sizes=()))["town"] == [34, 33, 33]


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_nobody_is_lost_or_invented(world: scenario.Scenario) -> None:
    sizes = persons_by_group(world)
    for place in world.places:
        assert sum(sizes[place.id]) == (place.population or 0) * bool(world.groups)
        assert min(sizes[place.id], default=0) >= 0
    for size in world.group_sizes:
        group = [group.id for group in world.groups].index(size.group)
        if size.persons is not None:
            assert sizes[size.place][group] == size.persons
