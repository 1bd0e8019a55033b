"""Point scores are of the figures that a forecast prints, and of no others."""

import datetime

import numpy as np
import pytest

from invented_conflicts import conflict
from kilis.forecast import climatology_file
from kilis.forecast.folder import tables
from kilis.forecast.make import make
from kilis.forecast.observe import counts_of
from kilis.forecast.points import points
from kilis.scenario import Event, Observation, Place, Route, Scenario
from kilis.verify.backtest import Graded, backtest
from kilis.verify.summary import ard, summary, total_error
from kilis.verify.tables import text_tables

START = datetime.date(2020, 1, 1)
EVERY, LEADS = 30, (7, 21)


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


@pytest.fixture(scope="module")
def world() -> Scenario:
    """Two camps that are counted, and one that is empty now; two counted from day 31, one of them out of reach."""
    camps = {"haven": (2, 3000.0), "garden": (3, 900.0), "new": (31, 400.0), "apart": (31, 60.0)}
    stated = tuple(
        Observation(day(n), place, "stock", value=size * (1 - np.exp(-n / 40)) * (1.02 if n % 2 else 1.0))
        for place, (first, size) in camps.items()
        for n in range(first, 90, 5)
    )
    stated += tuple(Observation(day(n), "left", "stock", value=400.0 if n < 12 else 0.0) for n in range(2, 90, 5))
    places = (
        Place("town", "Town", "settlement", 1.0, 1.0, "AAA", population=20_000),
        *(
            Place(p, p.title(), "site", 1.1, 1.1 + 0.1 * k, "AAA", site_type="camp")
            for k, p in enumerate((*camps, "left"))
        ),
    )
    routes = tuple(Route("town", p, 25.0) for p in camps if p != "apart")
    events = (Event(START, "conflict", "town", value=1.0),)
    return Scenario("world", START, day(90), places, routes, events, stated, coo_iso3="AAA")


@pytest.fixture(scope="module")
def graded(world: Scenario) -> Graded:
    counts = counts_of(world, world.title)
    return backtest(
        [counts], every_days=EVERY, leads=LEADS, climatology=climatology_file.shipped, slow_references=False
    )[0]


def test_every_place_is_graded_by_the_line_that_the_forecast_prints(world: Scenario, graded: Graded) -> None:
    printed = tables(make(world, day(EVERY), max(LEADS)))
    stocks = printed["summary"].to_pandas().set_index(["place", "date"])["q50"]
    assert set(stocks.index.get_level_values("place")) == {"haven", "garden", "new"}
    for i, place in enumerate(graded.places):
        for j, lead in enumerate(LEADS):
            said = stocks.get((place, day(EVERY + lead)), 0.0)  # no line: nobody is expected
            assert graded.forecasts["kilis"][0, i, j] == pytest.approx(said), (place, lead)


def test_the_total_is_graded_by_its_own_line_and_not_by_a_sum(world: Scenario, graded: Graded) -> None:
    printed = tables(make(world, day(EVERY), max(LEADS)))["totals"].to_pandas().set_index("date")["q50"]
    assert not np.isnan(graded.line[0, :, 1]).any()
    assert graded.totals["kilis"][0, 1] == pytest.approx(printed[day(EVERY + LEADS[1])])
    assert graded.totals["kilis"][0, 1] != pytest.approx(graded.forecasts["kilis"][0, :, 1].sum())


def test_the_median_of_the_members_stands_beside_it(world: Scenario, graded: Graded) -> None:
    made = points(counts_of(world, world.title), day(EVERY).toordinal(), np.array(LEADS, dtype=np.float64))
    assert np.array_equal(graded.forecasts["bank"][0], made.forecast)
    known = ~np.isnan(graded.line[0])
    assert graded.totals["bank"][0] == pytest.approx(np.where(known, made.forecast, 0.0).sum(axis=0))
    for score in (ard, total_error):
        assert not np.allclose(score(graded, "kilis", 1), score(graded, "bank", 1), equal_nan=True)
    text = text_tables(summary([graded]))
    assert "bank (" in text
    assert text.count("  the total") == 2


def test_without_a_truth_there_is_no_total() -> None:
    for g in backtest([conflict("a", 3), conflict("b", 4)], every_days=40, slow_references=False):
        nobody = np.isnan(g.line).all(axis=1)
        assert nobody.any()
        assert np.isnan(g.totals["kilis"][nobody]).all()
        assert not np.isnan(g.totals["kilis"][~nobody]).any()
