"""Earlier forecasts of a scenario, graded with what was known at the origin and nothing else."""

import dataclasses
import datetime
import json

import pytest

from invented_conflicts import conflict
from kilis.report.figures import read_figures
from kilis.report.page import render
from kilis.report.scoreboard import scoreboard
from kilis.scenario import Observation, Place, Scenario
from kilis.verify.backtest import backtest
from kilis.verify.past import past_scores
from kilis.verify.summary import summary
from synthetic_run import write_run

START = datetime.date(2020, 1, 1)
ORIGIN = datetime.date(2020, 7, 1)


@pytest.fixture(scope="module")
def counted():
    """A scenario of two camps with the counts of an invented conflict."""
    counts = conflict("camp", 3, late=True, n_places=2)
    stated = [
        Observation(
            START + datetime.timedelta(days=int(day)), name, "stock", value=float(persons), speaker="registry",
            published=START + datetime.timedelta(days=int(published)), kind="registration",
        )
        for name, s in counts.places.items()
        for day, published, persons in zip(s.days, s.published, s.persons, strict=True)
    ]  # fmt: skip
    places = tuple(Place(name, name, "site", 1.0 + i, 30.0, "UGA") for i, name in enumerate(counts.places))
    return Scenario("Two camps", START, START + datetime.timedelta(days=240), places, (), (), tuple(stated))


def test_what_is_published_later_changes_nothing(counted):
    told = past_scores(counted, ORIGIN)
    later = [dataclasses.replace(o, value=9e6) if (o.published or o.date) > ORIGIN else o for o in counted.observations]
    assert any(o.value == 9e6 for o in later)
    assert past_scores(dataclasses.replace(counted, observations=tuple(later)), ORIGIN) == told
    assert told["origin"] == ORIGIN.isoformat()
    assert told["conflicts"]["Two camps"]["origins"] >= 5
    assert told["leads_days"][0] == 7


def test_without_counts_nothing_is_graded(counted):
    assert past_scores(counted, START + datetime.timedelta(days=3)) is None
    assert past_scores(dataclasses.replace(counted, observations=()), ORIGIN) is None
    assert past_scores(counted, START - datetime.timedelta(days=3)) is None


def test_the_page_of_a_forecast_grades_its_own_past(counted, tmp_path):
    figures = read_figures(write_run(tmp_path / "run", days=9))
    assert scoreboard(figures) is None  # a simulation is no forecast
    manifest = figures.manifest | {"kind": "forecast", "origin": ORIGIN.isoformat()}
    words = scoreboard(dataclasses.replace(figures, manifest=manifest, world=counted))
    assert "forecasts of Two camps" in words
    assert "up to 1 July 2020" in words
    assert words.count("<tr>") == 1 + len(past_scores(counted, ORIGIN)["leads_days"])
    none = scoreboard(dataclasses.replace(figures, manifest=manifest | {"origin": START.isoformat()}, world=counted))
    assert "too few counts to grade" in none


def test_what_a_backtest_prints_is_what_the_page_reads(tmp_path):
    graded = backtest([conflict("here", 1), conflict("there", 2)], leads=[7, 30], slow_references=False)
    scores = tmp_path / "scores.json"
    scores.write_text(json.dumps(summary(graded)))
    page = render(read_figures(write_run(tmp_path / "run", days=9)), scores=scores)
    assert "forecasts of here, there" in page
