"""A small scenario folder without faults or warnings, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kilis.scenario import Fault, ScenarioError, read

FILES = {
    "scenario.toml": """\
title = "A gate"
start = 2016-02-01
end = 2016-03-01
coo_iso3 = "SYR"
rule = "gravity"
[parameters]
hope = { distribution = "uniform", low = 0.1, high = 0.5, reason = "hardly known" }
departure_rate = 0.05
[[variants]]
id = "opens"
sentence = "The gate stays open"
add = [{ date = 2016-02-11, event = "limit", target = "gate", value = 100 }]
remove = [{ event = "close", target = "gate" }]
[variants.parameters]
speed_km_per_day = 25
""",
    "places.csv": """\
id,name,kind,latitude,longitude,iso3,population,capacity_persons,opens,closes
town,Town,settlement,36.50,37.0,SYR,1000,,,
gate,Bab al-Salama,crossing,36.60,37.1,SYR,,,,
camp,Camp,site,36.61,37.1,SYR,0,500,2016-02-03,2016-02-28
haven,Haven,settlement,36.70,37.1,TUR,200,,,
""",
    "routes.csv": """\
origin,destination,distance_km,mode,both_ways
town,gate,15,road,yes
gate,haven,12,crossing,yes
gate,camp,2,foot,yes
""",
    "events.csv": """\
date,until,event,target,value,text
2016-02-02,,conflict,town,0.5,
2016-02-05,2016-02-10,close,gate,,
2016-02-12,2016-02-20,cut,town--gate,,
""",
    "observations.csv": """\
date,published,place,measure,value,low,high,qualifier,kind
2016-02-06,2016-02-07,camp,stock,120,100,150,approx,estimate
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "gate"
    path.mkdir()
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Replace a text that occurs exactly once in a file."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def faults(folder: Path) -> Callable[[], tuple[Fault, ...]]:
    """Read the folder, which must have faults, and give them."""

    def found() -> tuple[Fault, ...]:
        with pytest.raises(ScenarioError) as error:
            read(folder)
        return error.value.faults

    return found
