"""Which observations are counts, whose they are, and what is set aside."""

import datetime

import pytest

from kilis.forecast.counts import EVER
from kilis.forecast.observe import observed, opening
from kilis.scenario import Event, Observation, Place, Scenario

START = datetime.date(2020, 1, 1)


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


def stock(n: int, value: float, **fields) -> Observation:
    return Observation(
        **({"date": day(n), "place": "camp", "measure": "stock", "value": value, "kind": "registration"} | fields)
    )


def scenario(*observations: Observation, events: tuple[Event, ...] = (), **camp) -> Scenario:
    place = Place("camp", "Camp", "site", 1.0, 1.0, "AAA", **camp)
    return Scenario("t", START, day(200), (place,), (), events, observations)


def test_bounds_and_claims_are_no_counts() -> None:
    world = scenario(
        stock(1, 100),
        stock(5, 999, qualifier="at_least"),
        stock(6, 999, kind="claim"),
        stock(7, 999, measure="waiting"),
        stock(8, 999, place="*"),
    )
    counts, aside = observed(world)
    assert counts.places["camp"].persons.tolist() == [100.0]
    assert [a.reason for a in aside] == ["a bound, not a count", "a claim, not a count"]


def test_a_range_counts_as_its_middle() -> None:
    counts, _ = observed(scenario(stock(1, None, low=80, high=120, qualifier="range", kind="estimate")))
    assert counts.places["camp"].persons.tolist() == [100.0]


def test_another_speaker_counts_once_the_ratio_is_known() -> None:
    main = [stock(10 * k, 1000, speaker="office") for k in range(1, 6)]
    other = [stock(10 * k + 1, 1300, speaker="mayor", kind="estimate") for k in range(1, 6)]
    counts, aside = observed(scenario(*main, *other))
    assert len(aside) == 3
    assert "mayor is not comparable with office yet" in aside[0].reason
    assert counts.places["camp"].persons.tolist() == pytest.approx([1000.0] * 7)


def test_the_ratio_is_learned_from_what_was_published_by_then() -> None:
    main = [stock(10 * k, 1000, speaker="office", published=day(150)) for k in range(1, 6)]
    other = [stock(10 * k + 1, 1300, speaker="mayor", kind="estimate") for k in range(1, 6)]
    counts, aside = observed(scenario(*main, *other))
    assert len(aside) == 5
    camp = counts.places["camp"]
    assert camp.known(day(149).toordinal()).persons.tolist() == [1300.0] * 5  # until the office's own are published
    assert camp.known(EVER).persons.tolist() == [1000.0] * 5


def test_openings_from_dates_and_events_and_when_they_were_published() -> None:
    def found(*events: Event, opens: datetime.date | None = None) -> tuple[datetime.date, ...] | None:
        days = opening(scenario(opens=opens, events=events), "camp")
        return None if days is None else tuple(datetime.date.fromordinal(n) for n in days)

    assert found(opens=day(30)) == (day(30), day(30))
    assert found() is None
    assert found(Event(day(40), "site_opens", "camp")) == (day(40), day(40))
    announced = Event(day(40), "site_opens", "camp", published=day(20))
    assert found(announced) == (day(40), day(20))
    assert found(Event(START, "cut", "camp", until=day(50))) == (day(50), day(50))
    assert found(Event(day(9), "cut", "camp", until=day(50))) is None


def test_of_a_date_that_the_main_speaker_counted_no_other_figure_stands() -> None:
    main = [stock(10 * k, 1000, speaker="office") for k in range(1, 6)]
    other = [stock(10 * k, 1300, speaker="mayor", kind="estimate") for k in range(1, 4)]
    larger = stock(50, 2600, speaker="mayor", kind="estimate")
    camp = observed(scenario(*main, *other, larger))[0].places["camp"]
    assert camp.known(EVER).persons.tolist() == [1000.0] * 5
    early = stock(60, 2600, speaker="mayor", kind="estimate")
    late = stock(60, 1900, speaker="office", published=day(70))
    camp = observed(scenario(*main, *other, early, late))[0].places["camp"]
    assert camp.known(day(69).toordinal()).persons[-1] == pytest.approx(2000.0)  # until the office's own is published
    assert camp.known(day(70).toordinal()).persons[-1] == 1900.0


def test_of_figures_published_together_the_last_row_stands_not_the_largest() -> None:
    for figures in ((950, 1000), (1000, 950)):
        camp = observed(scenario(stock(1, 900), *(stock(9, figure) for figure in figures)))[0].places["camp"]
        assert camp.known(EVER).persons.tolist() == [900.0, figures[1]]
