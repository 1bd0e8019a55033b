"""A forecast of a whole scenario: from counts, from the weighted simulation, with variants, and as a run folder."""

import datetime
import json
from dataclasses import replace

import numpy as np
import pytest

from kilis.ensemble import open_run
from kilis.forecast.folder import caution, manifest, save, tables, unknown
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


def test_reports_out_of_reach_of_the_ensemble_are_a_caution(cold: Issued) -> None:
    assert caution(cold) is None
    far = replace(REPORT, value=20_000_000.0)
    made = make(world(REPORT, far), day(10), 15, members=40, seed=3, threads=1)
    assert "hardly any member" in (caution(made) or "").lower()
    assert "1 of 2" in str(manifest(made, "", {})["caution"])


def test_counts_older_than_what_was_graded_are_a_caution() -> None:
    last = max(observation.date for observation in counted())
    late = [make(world(*counted()), last + datetime.timedelta(days=n), 15, members=20, threads=1) for n in (90, 91)]
    assert caution(late[0]) is None
    assert "newest count is 91 days old" in (caution(late[1]) or "")


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


def stock(made: Issued, variant: str, place: str, n: int, column: str = "q50") -> float:
    found = tables(made)["summary"].to_pandas()
    rows = (found["variant"] == variant) & (found["measure"] == "stock") & (found["place"] == place)
    (value,) = found[rows & (found["date"] == day(n))][column]
    return float(value)


def test_variants_start_from_the_counts_and_differ_only_in_what_is_changed() -> None:
    made = make(world(*counted()), day(30), 15, ["calm"], members=40, seed=1, threads=1)
    assert made.weighting is None
    assert made.counted == ("camp", "haven")
    assert made.simulated is not None
    assert made.simulated.scenario.start == day(30)
    rates = made.simulated.baseline.model.parameters["departure_rate"]
    low, high = np.quantile(rates, [0.05, 0.95])
    assert 2.5 < high / low < 6.0, "nine in ten within a factor of two of the rate that gives the inflow"
    found = tables(made)["summary"].to_pandas()
    assert found["date"].min() == day(31)
    plain = make(world(*counted()), day(30), 15)
    for place in made.counted:
        assert stock(made, "baseline", place, 45) == pytest.approx(stock(plain, "baseline", place, 45))
    assert 3000 < stock(made, "baseline", "haven", 45) < 4600


CLOSING = Variant("closing", "Haven closes.", add=(Event(day(35), "site_closes", "haven"),))
FULL = Variant("full", "Haven holds 3,000.", add=(Event(day(35), "capacity", "haven", value=3000.0),))
OTHER = Variant("other", "A camp opens.", add=(Event(day(35), "site_opens", "camp"),))
ASSAULT = Variant("assault", "The village too.", add=(Event(day(35), "conflict", "village", value=1.0),))


def wide(*variants: Variant) -> Scenario:
    """One camp counted and growing, one never counted, and a village not yet in conflict."""
    base = replace(world(*counted()), variants=variants)
    village = Place("village", "Village", "settlement", 1.1, 1.1, "AAA", population=20_000)
    routes = (
        *base.routes,
        Route("village", "haven", 20.0),
        Route("village", "camp", 20.0),
        Route("camp", "haven", 30.0),
    )
    return replace(base, places=(*base.places, village), routes=routes)


def test_a_closed_camp_empties_into_the_other() -> None:
    made = make(wide(CLOSING), day(30), 15, ["closing"], members=40, seed=1, threads=1)
    assert stock(made, "closing", "haven", 34) == pytest.approx(stock(made, "baseline", "haven", 34))
    assert stock(made, "closing", "haven", 35) < 0.5 * stock(made, "baseline", "haven", 35), "on its day, not after it"
    assert stock(made, "closing", "haven", 45) < 0.2 * stock(made, "baseline", "haven", 45)
    gained = stock(made, "closing", "camp", 45) - stock(made, "baseline", "camp", 45)
    assert gained > 0.8 * 3000
    totals = tables(made)["totals"].to_pandas()
    last = totals[(totals["date"] == day(45)) & (totals["measure"] == "displaced")].set_index("variant")["q50"]
    assert last["closing"] == pytest.approx(last["baseline"], rel=0.05)


def test_a_smaller_camp_takes_fewer_and_an_assault_sends_more() -> None:
    made = make(wide(FULL, ASSAULT), day(30), 15, ["full", "assault"], members=40, seed=1, threads=1)
    assert stock(made, "full", "haven", 45) < stock(made, "baseline", "haven", 45) - 100
    assert stock(made, "assault", "haven", 45) > stock(made, "baseline", "haven", 45) + 100
    wider = [stock(made, v, "haven", 45, "q95") - stock(made, v, "haven", 45, "q05") for v in ("baseline", "assault")]
    assert wider[1] > wider[0]


def test_a_camp_that_opens_takes_from_its_opening_on() -> None:
    shut = Event(DAY, "site_closes", "camp")
    closed = replace(wide(OTHER), events=(*wide().events, shut))
    made = make(closed, day(30), 15, ["other"], members=40, seed=1, threads=1)
    assert made.counted == ("haven",)
    assert stock(made, "baseline", "camp", 45) == 0.0
    assert stock(made, "other", "camp", 34) == 0.0
    assert stock(made, "other", "camp", 45) > 50
    assert stock(made, "other", "haven", 45) < stock(made, "baseline", "haven", 45)


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
    assert "1 place had been counted by 2020-01-31, the last on 2020-01-31" in run.manifest["known"][0]
    json.dumps(manifest(made, "", {}))


@pytest.mark.parametrize(("number", "said"), [(1, "1 report of a stock was set"), (2, "2 reports of a stock were set")])
def test_what_was_set_aside_is_counted_in_words(number: int, said: str) -> None:
    bound = Observation(day(28), "camp", "stock", value=9_000.0, qualifier="at_least", kind="claim", publisher="mayor")
    bounds = [replace(bound, date=day(28 - n)) for n in range(number)]
    (told,) = [s for s in unknown(make(world(*counted("camp"), *bounds), day(30), 15)) if "set aside" in s]
    assert told.startswith(said)


def test_a_reported_total_is_shown_beside_the_sum_and_moves_nothing() -> None:
    plain = make(world(*counted()), day(30), 15)
    total = Observation(day(28), "*", "stock", value=77_000.0, kind="registration", publisher="office")
    late = replace(total, date=day(29), published=day(40), value=1.0)
    told = make(world(*counted(), total, late), day(30), 15)
    assert plain.counts is not None
    assert told.counts is not None
    assert np.array_equal(plain.counts.total_quantiles, told.counts.total_quantiles)
    (said,) = [s for s in unknown(told) if "77,000" in s]
    assert "office" in said
    assert not any("A total of" in s for s in unknown(plain))


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


def test_the_chance_of_being_beyond_capacity_is_of_the_variants_own_capacity() -> None:
    grown = Variant("grown", "Camp holds 50,000.", add=(Event(day(35), "capacity", "camp", value=50_000.0),))
    limited = Variant("limited", "Haven holds 10.", add=(Event(day(35), "capacity", "haven", value=10.0),))
    base = replace(world(*counted("camp"), *counted("haven")), variants=(grown, limited))
    base = replace(base, places=tuple(replace(p, capacity_persons=100) if p.id == "camp" else p for p in base.places))
    made = make(base, day(30), 15, ["grown", "limited"], members=40, seed=1, threads=1)
    found = tables(made)["exceedance"].to_pandas().set_index(["variant", "place", "date"])["probability"]
    chances = {(v, p, n): found.get((v, p, day(n))) for v in ("baseline", "grown", "limited")
               for p in ("camp", "haven") for n in (34, 45)}  # fmt: skip
    assert chances["baseline", "camp", 45] == chances["grown", "camp", 34] == 1.0
    assert chances["grown", "camp", 45] == 0.0
    assert chances["baseline", "haven", 45] is None
    assert chances["limited", "haven", 34] == 0.0
    assert chances["limited", "haven", 45] > 0.5


def test_who_was_at_a_site_on_the_first_day_is_forecast_where_nobody_ever_counted() -> None:
    empty = world(*counted())
    held = replace(empty, places=tuple(replace(p, population=2000) if p.id == "camp" else p for p in empty.places))
    found = {}
    for name, scenario in (("empty", empty), ("held", held)):
        issued = make(scenario, day(30), 10, [], members=40, seed=3, threads=1)
        assert issued.counts is not None
        found[name] = issued.counts.quantiles[issued.counts.places.index("camp"), -1]
        if name == "held":
            assert any("camp (2,000 on the first day)" in line for line in unknown(issued))
    low, middle, high = (found["held"][k] for k in (4, 49, 94))
    assert middle == pytest.approx(2000 + found["empty"][49], rel=0.25)
    assert low < 0.97 * middle < 1.03 * middle < high
