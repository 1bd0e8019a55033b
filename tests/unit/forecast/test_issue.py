"""A forecast from a scenario: what it holds, what it does not look at, what it leaves out."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from kilis.forecast.analyse import analyse, counts_on, level_shifts
from kilis.forecast.climatology_file import shipped
from kilis.forecast.counts import Counts, series
from kilis.forecast.dress import dressed
from kilis.forecast.issue import NothingCountedError, capacities, forecast, probability_above
from kilis.forecast.points import points
from kilis.forecast.residuals import collect
from kilis.scenario import Event, Observation, Place, Scenario

START = datetime.date(2020, 1, 1)


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


def world(n_days: int = 200) -> Scenario:
    places = tuple(
        Place(p, p.title(), "site", 1.0, 1.0, "AAA", capacity_persons=c) for p, c in (("big", 9000), ("small", None))
    )
    rows = [Observation(day(n), "big", "stock", value=2000 + 40 * n, kind="registration") for n in range(1, n_days, 7)]
    rows += [
        Observation(day(n), "small", "stock", value=500, kind="registration", published=day(n + 20))
        for n in range(3, n_days, 20)
    ]
    return Scenario("world", START, day(n_days), places, (), (), tuple(rows), coo_iso3="AAA")


def test_a_forecast_has_ranges_for_every_place_day_and_the_total() -> None:
    f = forecast(world(), day(120), 30)
    assert f.dates[0] == day(121)
    assert f.quantiles.shape == (2, 30, 99)
    assert f.total_quantiles.shape == (30, 99)
    assert (f.median[0] > 2000 + 40 * 120 - 300).all()
    assert sum(f.carried_by.values()) == 2
    assert len(f.analysis.dressed_by) == 6


def test_the_future_moves_no_forecast_of_a_scenario() -> None:
    origin = day(120)
    plain = forecast(world(), origin, 30)
    later = [
        replace(o, value=(o.value or 0) * 7 + 1e5) if (o.published or o.date) > origin else o
        for o in world().observations
    ]
    for observations in (later, [o for o in world().observations if (o.published or o.date) <= origin]):
        changed = forecast(replace(world(), observations=tuple(observations)), origin, 30)
        assert np.array_equal(plain.quantiles, changed.quantiles)
        assert np.array_equal(plain.total_quantiles, changed.total_quantiles)
        assert plain.analysis == changed.analysis


def test_the_chance_of_exceeding_grows_with_the_stock() -> None:
    f = forecast(world(), day(160), 60)
    big = f.exceeding[0]
    assert big[-1] > big[0]
    assert np.isnan(f.exceeding[1]).all()
    expected = f.expected_exceedance("big")
    assert expected is not None
    assert big[f.dates.index(expected)] > 0.5


def test_probability_above_the_last_percentile_is_nothing() -> None:
    q = np.linspace(1, 99, 99)[None, None, :]
    assert probability_above(q, np.array([[200.0]]))[0, 0] == 0.0
    assert probability_above(q, np.array([[0.0]]))[0, 0] == 1.0


def test_without_counts_there_is_no_forecast() -> None:
    with pytest.raises(NothingCountedError, match="2019-12-31"):
        forecast(world(), datetime.date(2019, 12, 31))


def test_the_analysis_names_shifts_and_ages() -> None:
    today = analyse(world(), day(120))
    big, small = today.places
    assert big.counted_on == day(120)
    assert small.age_days == 120 - 83
    assert big.inflow_per_day == pytest.approx(40.0)
    assert small.low < small.stock < small.high
    assert big.share + small.share == pytest.approx(1.0)
    counts, _ = counts_on(world(), day(120))
    now = day(120).toordinal()
    past = {key: r.before(now) for key, r in collect(counts, now).items()}
    places, total = dressed(points(counts, now, np.array([0.0])), shipped(counts), past)
    nine_in_ten = [4, 94]  # the 5th and the 95th percentile
    assert [(p.low, p.high) for p in today.places] == [tuple(q) for q in places[:, 0, nine_in_ten].tolist()]
    assert [today.total_low, today.total_high] == total[0, nine_in_ten].tolist()
    steady = [(d, d, 2000.0 + 10 * d) for d in range(0, 60, 10)]
    found = level_shifts("camp", series([*steady, (60, 60, 1000.0), (70, 70, 1100.0), (80, 80, 2600.0)]))
    assert [(s.before, s.after) for s in found] == [(2500.0, 1000.0), (1100.0, 2600.0)]


def test_the_conflict_being_forecast_is_left_out_of_its_errors() -> None:
    def of(name: str, iso3: str, start: datetime.date) -> tuple[str, ...]:
        return shipped(Counts(name, start.toordinal(), start.toordinal() + 100, {}, coo_iso3=iso3)).conflicts

    everything = set(shipped().conflicts)
    assert everything - set(of("syria2013", "", START)) == {"syria2013"}
    assert everything - set(of("mine", "SYR", datetime.date(2014, 1, 1))) == {"syria2013"}
    assert set(of("mine", "SYR", datetime.date(2016, 2, 1))) == everything


def test_capacity_is_what_was_known_of_it_on_the_origin_date() -> None:
    grown = Event(day(100), "capacity", "big", value=12_000.0)
    later = Event(day(130), "capacity", "big", value=50_000.0)
    told = replace(later, published=day(110))
    places = ("big", "small")
    base = replace(world(), events=(grown, later))
    assert capacities(base, day(90), 3, places)[0].tolist() == [9000.0] * 3
    found = capacities(base, day(128), 4, places)
    assert found[0].tolist() == [12_000.0] * 4
    assert np.isnan(found[1]).all()
    assert capacities(replace(base, events=(grown, told)), day(128), 4, places)[0].tolist() == [12e3, 50e3, 50e3, 50e3]
    first = replace(later, target="small", value=700.0, published=day(110))
    assert capacities(replace(base, events=(first,)), day(128), 2, ("small",))[0].tolist() == [np.inf, 700.0]
    assert capacities(base, day(-20), 2, places)[0].tolist() == [9000.0] * 2
    plain, roomy = (forecast(replace(world(), events=e), day(160), 60).exceeding[0, -1] for e in ((), (grown,)))
    assert roomy < plain


def test_a_site_that_holds_nobody_is_beyond_its_capacity() -> None:
    shut = replace(world(), places=tuple(replace(p, capacity_persons=0) for p in world().places))
    assert (forecast(shut, day(160), 5).exceeding == 1.0).all()
