"""A forecast of a whole scenario: from counts, from the weighted simulation, with variants, and as a run folder."""

import datetime
import json
from dataclasses import replace

import numpy as np
import pytest

from kilis.ensemble import open_run
from kilis.forecast.folder import manifest, save, tables
from kilis.forecast.issue import NothingCountedError
from kilis.forecast.make import Issued, make
from kilis.scenario import Event, Observation, Place, Prior, Route, Scenario, Variant, write

DAY = datetime.date(2020, 1, 1)


def day(n: int) -> datetime.date:
    return DAY + datetime.timedelta(days=n)


def world(*observations: Observation) -> Scenario:
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=20_000),
        Place("camp", "Camp", "site", 1.2, 1.0, "AAA", site_type="camp", capacity_persons=3000),
        Place("haven", "Haven", "site", 1.0, 1.2, "AAA", site_type="camp"),
    )
    routes = (Route("town", "camp", 25.0), Route("town", "haven", 25.0))
    rate = Prior("lognormal", (0.03, 3.0), "a wide guess")
    calm = Variant("calm", "It ends.", add=(Event(day(22), "site_closes", "camp"),))
    return Scenario(
        "world",
        DAY,
        day(60),
        places,
        routes,
        (Event(DAY, "conflict", "town", value=1.0),),
        observations,
        coo_iso3="AAA",
        parameters={"departure_rate": rate},
        variants=(calm,),
    )


def counted(place: str = "haven") -> tuple[Observation, ...]:
    return tuple(Observation(day(n), place, "stock", value=100.0 * n, kind="registration") for n in range(2, 50, 4))


REPORT = Observation(day(8), "*", "displaced", value=9000.0, kind="estimate", speaker="office")


@pytest.fixture(scope="module")
def cold() -> Issued:
    return make(world(REPORT), day(10), 15, ["calm"], members=60, seed=3, threads=1)


def test_without_counts_the_simulation_is_weighted_by_the_reports(cold: Issued) -> None:
    assert cold.counts is None
    assert cold.weighting is not None
    (agreement,) = cold.weighting.agreements
    assert abs(agreement.after - 9000) < abs(agreement.before - 9000) or agreement.before == pytest.approx(
        9000, rel=0.1
    )
    assert cold.weighting.effective_tempered >= 20
    assert "office" in agreement.sentence()


def test_variants_rest_on_the_same_members_and_differ_only_after_the_edit(cold: Issued) -> None:
    found = tables(cold)["summary"].to_pandas()
    stock = found[(found["measure"] == "stock") & (found["place"] == "camp")]
    before = stock[stock["date"] < day(22)].groupby("variant")["mean"].sum()
    after = stock[stock["date"] >= day(23)].groupby("variant")["mean"].sum()
    assert before["calm"] == pytest.approx(before["baseline"])
    assert after["calm"] < after["baseline"]


def test_the_future_is_not_in_a_cold_forecast(cold: Issued) -> None:
    later = replace(
        world(REPORT, Observation(day(20), "*", "displaced", value=5.0, kind="registration")),
        events=(*world().events, Event(day(12), "close", "camp"), Event(day(12), "conflict", "haven", value=1.0)),
    )
    changed = make(later, day(10), 15, members=60, seed=3, threads=1)
    plain = make(world(REPORT), day(10), 15, members=60, seed=3, threads=1)
    a, b = (tables(x)["summary"].to_pandas() for x in (plain, changed))
    assert a.equals(b)


def test_counted_places_are_forecast_from_their_counts_and_the_others_simulated() -> None:
    made = make(world(*counted()), day(30), 15, ["calm"], members=40, seed=1, threads=1)
    assert made.counted == ("haven",)
    found = tables(made)["summary"].to_pandas()
    row = found[
        (found["variant"] == "baseline")
        & (found["measure"] == "stock")
        & (found["place"] == "haven")
        & (found["date"] == day(45))
    ]
    assert len(row) == 1
    assert 3000 < float(row["q50"].iloc[0]) < 4600
    assert ((found["measure"] == "stock") & (found["place"] == "camp")).any()
    assert found["date"].min() == day(31)


def test_counts_alone_need_no_simulation(tmp_path) -> None:
    made = make(world(*counted("camp")), day(30), 15)
    assert made.simulated is None
    save(made, tmp_path / "run", command="kilis forecast x")
    run = open_run(tmp_path / "run")
    assert run.manifest["kind"] == "forecast"
    assert run.manifest["origin"] == day(30).isoformat()
    assert set(run.table("summary")["measure"].to_pylist()) == {"stock"}
    chances = run.table("exceedance").to_pandas()
    assert (chances["probability_by"] >= chances["probability"]).all()
    assert run.dataset["stock"].sel(place="camp", statistic="q50").shape[-1] == 15
    assert any("Nothing published after" in s for s in run.manifest["unknown"])
    json.dumps(manifest(made, "", {}))


def test_a_run_folder_of_both_is_whole(cold: Issued, tmp_path) -> None:
    write(world(REPORT), tmp_path / "scenario")
    save(cold, tmp_path / "run", source=tmp_path / "scenario")
    run = open_run(tmp_path / "run")
    assert [v["id"] for v in run.manifest["variants"]] == ["baseline", "calm"]
    assert run.manifest["weighting"]["members"] == 60
    assert np.isfinite(run.table("effects").to_pandas()["mean"]).all()
    assert run.scenario.title == "world"


def test_nothing_to_start_from_is_said() -> None:
    with pytest.raises(NothingCountedError, match="nothing to start from"):
        make(replace(world(), events=()), day(10))
