"""What is kept of the members."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from kilis.engine import simulate
from kilis.engine.simulate import prepare
from kilis.engine.state import MEASURES
from kilis.ensemble import summary
from kilis.ensemble.packed import Packed
from kilis.ensemble.summary import QUANTILES, TOTALS, collect, quantiles, summarise
from kilis.ensemble.tables import by_link, dates_of, exceedances
from kilis.scenario import Event, Prior
from kilis.scenario.start import example


def test_quantiles_are_numpys() -> None:
    cells = np.random.default_rng(5).poisson(3.0, (37, 5000)).astype(float)
    cells[:, 7] = 0.0
    mean, found = quantiles(cells)
    np.testing.assert_allclose(mean, cells.mean(axis=0))
    np.testing.assert_allclose(found, np.quantile(cells, QUANTILES, axis=0))


def test_members_on_disk_give_the_same_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    model = prepare(example(), members=5, seed=3)
    in_memory = summarise(collect(model), model)
    monkeypatch.setattr(summary, "MOST_BYTES_IN_MEMORY", 0)
    sample = collect(model)
    assert isinstance(sample.cells, Packed)
    on_disk = summarise(sample, model)
    for a, b in zip(in_memory.quantiles, on_disk.quantiles, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(in_memory.exceedance, on_disk.exceedance)


@pytest.mark.parametrize("return_per_day", [0.0, 0.2])
def test_totals_are_the_sums_they_say(return_per_day: float) -> None:
    scenario = example()
    parameters = {**scenario.parameters, "return_per_day": Prior("fixed", (return_per_day,))}
    scenario = replace(scenario, parameters=parameters)
    model = prepare(scenario, members=3, seed=1)
    totals = collect(model).totals
    found = simulate(scenario, members=3, seed=1)
    by = {name: totals[:, i] for i, name in enumerate(TOTALS)}
    np.testing.assert_allclose(by["displaced"], (found["stock"] + found["in_transit"]).sum(axis=2))
    np.testing.assert_allclose(by["idp"] + by["refugee"], found["stock"].sum(axis=2))
    gone = np.cumsum((found["departures"] - found["returns"]).sum(axis=2), axis=1)
    np.testing.assert_allclose(by["newly_displaced"], gone)
    assert found["returns"].any() == (return_per_day > 0.0)
    abroad = [place in ("lunz", "nordstad") for place in found.places]
    np.testing.assert_allclose(by["refugee"], found["stock"][:, :, abroad].sum(axis=2))
    assert by["refugee"].max() > 0


def test_exceedance_is_the_share_of_members_beyond_capacity_and_by_the_day_it_never_falls() -> None:
    grown = Event(datetime.date(2021, 4, 20), "capacity", "bridge-camp", value=1e6)  # from then on nobody is beyond it
    scenario = replace(example(), events=(*example().events, grown))
    model = prepare(scenario, members=20, seed=2)
    kept = summarise(collect(model), model)
    overflow = simulate(scenario, members=20, seed=2).measures[:, MEASURES.index("overflow")]
    np.testing.assert_allclose(kept.exceedance[0], (overflow > 0).mean(axis=0))
    ever = np.maximum.accumulate(overflow > 0, axis=1)
    np.testing.assert_allclose(kept.exceedance[1], ever.mean(axis=0))
    assert (kept.exceedance[1] > kept.exceedance[0]).any()
    dates = dates_of(scenario.start, scenario.n_days)
    told = exceedances("baseline", model, dates, kept).to_pandas()
    for i, place in enumerate(model.places):
        own = told[told["place"] == place]
        if model.limited[i]:
            assert own["probability"].tolist() == kept.exceedance[0, :, i].tolist()
            assert own["probability_by"].tolist() == kept.exceedance[1, :, i].tolist()
        else:
            assert own.empty


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    model = prepare(example(), members=9, seed=4)
    one = summarise(collect(model, threads=1), model, threads=1)
    many = summarise(collect(model, threads=threads), model, threads=threads)
    for a, b in zip(one.mean + one.quantiles, many.mean + many.quantiles, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_table_of_flows_has_each_number_beside_its_link_and_date() -> None:
    scenario = example()
    model = prepare(scenario, members=7, seed=2)
    kept = summarise(collect(model), model)
    dates = dates_of(scenario.start, scenario.n_days)
    told = by_link("baseline", model, dates, kept.mean[1], kept.quantiles[1]).to_pandas()
    used = [link for i, link in enumerate(model.links) if kept.mean[1][:, i].any()]
    assert sorted(set(zip(told["origin"], told["destination"], strict=True))) == sorted(used)
    for origin, destination in used:
        own = told[(told["origin"] == origin) & (told["destination"] == destination)]
        assert own["date"].tolist() == dates
        i = model.links.index((origin, destination))
        for column, numbers in (("mean", kept.mean[1]), ("q05", kept.quantiles[1][0]), ("q95", kept.quantiles[1][4])):
            assert own[column].tolist() == numbers[:, i].tolist()
