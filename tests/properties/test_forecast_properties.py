"""What holds for any series of counts: no future, no negative people, no unit."""

import datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kilis.forecast.bank import bank, combined
from kilis.forecast.counts import Counts, Series, series
from kilis.forecast.known import known_scenario
from kilis.forecast.observe import counts_of
from kilis.forecast.points import points
from kilis.scenario import Observation, Place, Scenario
from kilis.verify import scores

LEADS = np.array([1.0, 30.0, 90.0])
START = datetime.date(2020, 1, 1)


@st.composite
def counted(draw: st.DrawFn) -> Series:
    """Counts of one place: any gaps, any jumps, some published late, some on the same date."""
    gaps = draw(st.lists(st.integers(0, 60), min_size=1, max_size=25))
    persons = draw(st.lists(st.integers(0, 10**7), min_size=len(gaps), max_size=len(gaps)))
    lags = draw(st.lists(st.integers(0, 40), min_size=len(gaps), max_size=len(gaps)))
    days = np.cumsum(gaps)
    return series([(int(d), int(d + lag), float(n)) for d, lag, n in zip(days, lags, persons, strict=True)])


@settings(deadline=None, max_examples=60)
@given(counted(), st.integers(0, 2000))
def test_forecasts_are_finite_and_nobody_is_negative(s: Series, origin: int) -> None:
    made = points(Counts("c", 0, 3000, {"a": s, "b": s}), origin, LEADS)
    for numbers in (made.forecast, made.persistence, made.scale, *made.members.values()):
        assert np.isfinite(numbers).all()
        assert (numbers >= 0).all()


@settings(deadline=None, max_examples=60)
@given(counted(), st.integers(1, 500))
def test_counting_in_other_units_changes_nothing_else(s: Series, shift: int) -> None:
    known = s.known(10**6)
    if not len(known.days):
        return
    origin = int(known.days[-1]) + 5
    one = combined(bank(known, origin, LEADS), len(known.days))
    scaled = Series(known.days + shift, known.published + shift, known.persons * 4.0)
    other = combined(bank(scaled, origin + shift, LEADS), len(known.days))
    assert np.allclose(4.0 * one, other)


@settings(deadline=None, max_examples=60)
@given(counted(), st.integers(0, 1500))
def test_known_counts_depend_on_nothing_published_later(s: Series, origin: int) -> None:
    late = s.published > origin
    other = Series(s.days, s.published, np.where(late, s.persons * 3 + 7, s.persons))
    fewer = Series(s.days[~late], s.published[~late], s.persons[~late])
    for changed in (other, fewer):
        a, b = s.known(origin), changed.known(origin)
        assert np.array_equal(a.days, b.days)
        assert np.array_equal(a.persons, b.persons)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1e6), min_size=99, max_size=99), st.floats(0, 1e6))
def test_crps_is_least_for_certainty_of_what_came(quantiles: list[float], came: float) -> None:
    levels = np.arange(1, 100) / 100
    got = scores.crps_quantiles(levels, np.sort(quantiles)[None], [came])[0]
    assert got >= 0
    assert got <= np.abs(np.array(quantiles) - came).max() * 2 + 1e-6
    assert scores.crps_quantiles(levels, np.full((1, 99), came), [came])[0] == 0


@st.composite
def several_speakers(draw: st.DrawFn) -> Scenario:
    """A camp of which several people speak, some of whom count, some days late. Figures are above zero."""
    said = [
        Observation(
            date=START + datetime.timedelta(days=day),
            published=START + datetime.timedelta(days=day + draw(st.integers(0, 12))),
            place="camp",
            measure="stock",
            value=float(draw(st.integers(1, 5000))),
            speaker=draw(st.sampled_from(("office", "mayor", "agency"))),
            kind=draw(st.sampled_from(("registration", "verification", "estimate"))),
        )
        for day in draw(st.lists(st.integers(0, 40), min_size=1, max_size=14))
    ]
    camp = Place("camp", "Camp", "site", 1.0, 1.0, "AAA")
    return Scenario("t", START, START + datetime.timedelta(days=60), (camp,), (), (), tuple(said))


@given(several_speakers(), st.integers(0, 55))
def test_no_date_knows_who_was_to_count_later(scenario: Scenario, n: int) -> None:
    today = START + datetime.timedelta(days=n)
    late = counts_of(scenario).places["camp"].known(today.toordinal())
    then = counts_of(known_scenario(scenario, today)).places["camp"].known(today.toordinal())
    assert late.days.tolist() == then.days.tolist()
    assert late.persons.tolist() == then.persons.tolist()
