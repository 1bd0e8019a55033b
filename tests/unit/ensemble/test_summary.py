"""What is kept of the members."""

import numpy as np
import pytest

from kilis.engine import simulate
from kilis.engine.simulate import prepare
from kilis.engine.state import MEASURES
from kilis.ensemble import summary
from kilis.ensemble.packed import Packed
from kilis.ensemble.summary import QUANTILES, TOTALS, collect, quantiles, summarise
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


def test_totals_are_the_sums_they_say() -> None:
    scenario = example()
    model = prepare(scenario, members=3, seed=1)
    totals = collect(model).totals
    found = simulate(scenario, members=3, seed=1)
    by = {name: totals[:, i] for i, name in enumerate(TOTALS)}
    np.testing.assert_allclose(by["displaced"], (found["stock"] + found["in_transit"]).sum(axis=2))
    np.testing.assert_allclose(by["idp"] + by["refugee"], found["stock"].sum(axis=2))
    gone = np.cumsum((found["departures"] - found["returns"]).sum(axis=2), axis=1)
    np.testing.assert_allclose(by["newly_displaced"], gone)
    abroad = [place in ("lunz", "nordstad") for place in found.places]
    np.testing.assert_allclose(by["refugee"], found["stock"][:, :, abroad].sum(axis=2))
    assert by["refugee"].max() > 0


def test_exceedance_is_the_share_of_members_beyond_capacity_and_by_the_day_it_never_falls() -> None:
    model = prepare(example(), members=20, seed=2)
    kept = summarise(collect(model), model)
    overflow = simulate(example(), members=20, seed=2).measures[:, MEASURES.index("overflow")]
    np.testing.assert_allclose(kept.exceedance[0], (overflow > 0).mean(axis=0))
    assert np.all(np.diff(kept.exceedance[1], axis=0) >= 0)
    assert np.all(kept.exceedance[1] >= kept.exceedance[0])


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    model = prepare(example(), members=9, seed=4)
    one = summarise(collect(model, threads=1), model, threads=1)
    many = summarise(collect(model, threads=threads), model, threads=threads)
    for a, b in zip(one.mean + one.quantiles, many.mean + many.quantiles, strict=True):
        np.testing.assert_array_equal(a, b)
