"""Later reports beside the forecast of the day."""

import datetime
from pathlib import Path

import pytest

from kilis.scenario import Event, Observation, Place, Prior, Route, Scenario
from kilis.verify.later_reports import _meets, later_reports, markdown, read_regional

DAY = datetime.date(2020, 1, 1)


def day(n: int) -> datetime.date:
    return DAY + datetime.timedelta(days=n)


def test_known_reports_weigh_and_later_ones_are_graded() -> None:
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=20_000),
        Place("camp", "Camp", "site", 1.2, 1.0, "AAA", site_type="camp"),
    )
    reports = (
        Observation(day(5), "*", "displaced", value=6000.0, kind="registration", speaker="office"),
        Observation(day(20), "*", "displaced", low=1.0, qualifier="at_least"),
        Observation(day(21), "camp", "stock", value=1e9, speaker="rumour"),
        Observation(day(22), "camp", "stock", value=5.0, extra={"role": "input"}),
    )
    scenario = Scenario(
        "Case",
        DAY,
        day(30),
        places,
        (Route("town", "camp", 25.0),),
        (Event(DAY, "conflict", "town", value=1.0),),
        reports,
        coo_iso3="AAA",
        parameters={"departure_rate": Prior("lognormal", (0.05, 3.0), "wide")},
    )
    (found,) = later_reports(scenario, [day(10)], members=40)
    assert len(found.weighting.agreements) == 1
    assert [r.met for r in found.later] == [True, False]
    (pull,) = found.pulls
    assert pull.with_ == found.weighting.agreements[0].after
    assert pull.without == pytest.approx(found.weighting.agreements[0].before, rel=0.05), "nothing else weighs"
    assert (pull.all_with > pull.all_without) == (pull.with_ > pull.without)
    page = markdown(scenario, [found], "make x", (6000.0, 7.0))
    assert "## How the 6,000 and the 7 moved the ensemble" in page
    assert "2020-01-11: 2020-01-06 displaced, in all (office) said 6,000. What it speaks of went from" in page
    assert "No report known by these days said 7." in page
    assert "| too low |" in page
    assert "**missed**" in page
    assert "rumour" in page.split("Where it was wrong")[1]


def test_bounds_meet_ranges() -> None:
    at_least = Observation(DAY, "*", "displaced", low=50.0, qualifier="at_least")
    assert _meets(at_least, 10, 60)
    assert not _meets(at_least, 10, 40)
    assert not _meets(Observation(DAY, "*", "displaced", value=5.0), 10, 40)


def test_regional_reports_are_read_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "regional.csv"
    path.write_text(
        "date,region,places,measure,value,low,high,qualifier,speaker,publisher,kind,since,note\n"
        "2020-01-05,the north,camp haven,stock_change,,10,20,range,office,press,claim,2020-01-02,x\n"
    )
    (found,) = read_regional(path)
    assert (found.place, found.low, found.high, found.value) == ("camp haven", 10.0, 20.0, None)
    assert found.extra == {"since": "2020-01-02", "region": "the north"}
