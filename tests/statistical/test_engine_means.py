"""The means against the average of many draws, where the model is linear; and how people divide over choices.

Each test looks at many figures at once and fails if any lies further from its expectation than chance allows. The
bound is set so that a correct engine would fail with probability FALSE_ALARM (Bonferroni); the numbers are keyed, so
what passes once passes always.
"""

import datetime

import numpy as np
from scipy import stats

from kilis.engine import MEASURES, simulate
from kilis.scenario import Event, Place, Prior, Route, Scenario

FALSE_ALARM = 1e-4
START = datetime.date(2024, 1, 1)


def place(name: str, kind: str, population: int | None = None, iso3: str = "AAA") -> Place:
    return Place(name, name, kind, 0.0, 0.0, iso3, population=population)


def linear() -> Scenario:
    """Everything but what makes the model nonlinear: a capacity, a limit with a queue, stated departures, returns."""
    places = (
        place("a", "settlement", 3_000),
        place("b", "settlement", 800),
        place("g", "crossing"),
        place("n", "site", 40),
        place("s", "site", 0),
        place("w", "waypoint"),
        place("x", "site", 0, "BBB"),
    )
    routes = (
        Route("a", "b", 20.0),
        Route("a", "w", 45.0),
        Route("w", "s", 60.0),
        Route("b", "g", 35.0),
        Route("g", "n", 4.0, "foot"),
        Route("b", "s", 80.0),
        Route("g", "x", 10.0, "crossing"),
    )
    events = (
        Event(START, "conflict", "a", until=START + datetime.timedelta(days=12)),
        Event(START + datetime.timedelta(days=5), "conflict", "b", value=0.5),
        Event(START, "close", "g", until=START + datetime.timedelta(days=15)),
        Event(START + datetime.timedelta(days=4), "cut", "w--s", until=START + datetime.timedelta(days=9)),
        Event(START + datetime.timedelta(days=10), "site_closes", "s"),
    )
    numbers = {"departure_rate": 0.15, "departure_decay_days": 20.0, "patience_days": 4.0, "calm_days": 3.0}
    parameters = {name: Prior("fixed", (number,)) for name, number in numbers.items()}
    return Scenario("Linear", START, START + datetime.timedelta(days=25), places, routes, events, parameters=parameters)


def test_means_are_the_average_of_draws_where_the_model_is_linear() -> None:
    members = 4_000
    draws = simulate(linear(), members=members, seed=1)
    means = simulate(linear(), arithmetic="means")
    checked = 0
    for of_draws, expected in ((draws.measures, means.measures[0]), (draws.flows, means.flows[0])):
        # Where fewer than 500 people are expected in all members together, the average is not yet normal.
        enough = expected * members >= 500
        error = of_draws.std(axis=0, ddof=1) / np.sqrt(members)
        certain = enough & (error == 0)
        np.testing.assert_allclose(of_draws.mean(axis=0)[certain], expected[certain], rtol=1e-9)
        z = (of_draws.mean(axis=0) - expected)[enough & ~certain] / error[enough & ~certain]
        assert np.abs(z).max() < stats.norm.isf(FALSE_ALARM / 2 / 2 / len(z))
        assert np.all(of_draws.sum(axis=0)[expected == 0] == 0)
        checked += len(z)
    assert checked > 400
    busy = means.measures[0].sum(axis=(1, 2)) > 0
    assert set(np.array(MEASURES)[~busy]) == {"overflow", "returns", "trapped"}


def test_people_divide_over_choices_as_the_multinomial_distribution_says() -> None:
    """Pearson's statistic of each member's arrivals follows chi-square: for thousands and for a thousand million."""
    names = "bcdef"
    for people, seed in ((2_000, 2), (10**9, 3)):
        places = (place("a", "settlement", people), *(place(name, "site", 0) for name in names))
        routes = tuple(Route("a", name, 10.0 * (i + 1)) for i, name in enumerate(names))
        scenario = Scenario(
            "Fork",
            START,
            START + datetime.timedelta(days=2),
            places,
            routes,
            (Event(START, "conflict", "a"),),
            parameters={
                "departure_rate": Prior("fixed", (1_000.0,)),
                "speed_km_per_day": Prior("fixed", (100.0,)),
                "onward_site_per_day": Prior("fixed", (0.0,)),
            },
        )
        seen = simulate(scenario, members=3_000, seed=seed)["stock"][:, 0, 1:]
        weights = 1.0 / (10.0 + 10.0 * np.arange(1, 6))
        expected = people * weights / weights.sum()
        assert np.all(seen.sum(axis=1) == people)
        pearson = ((seen - expected) ** 2 / expected).sum(axis=1)
        assert stats.kstest(pearson, stats.chi2(len(names) - 1).cdf).pvalue > FALSE_ALARM / 2


def test_departures_of_one_day_say_nothing_about_those_of_another_place_or_day() -> None:
    """Correlations over members between all pairs of places and days are those of independent numbers."""
    names = [f"t{n}" for n in range(6)]
    places = (*(place(name, "settlement", 10**6) for name in names), place("z", "site", 0))
    routes = tuple(Route(name, "z", 10.0) for name in names)
    events = tuple(Event(START, "conflict", name) for name in names)
    scenario = Scenario("Pairs", START, START + datetime.timedelta(days=8), places, routes, events)
    members = 3_000
    residents_left = simulate(scenario, members=members, seed=4)["departures"][:, :, :6]
    before = 10**6 - np.cumsum(residents_left, axis=1) + residents_left
    surprise = (residents_left - before * (1 - np.exp(-0.05))).reshape(members, -1)
    related = np.corrcoef(surprise.T)[np.triu_indices(surprise.shape[1], 1)] * np.sqrt(members)
    assert np.abs(related).max() < stats.norm.isf(FALSE_ALARM / 2 / len(related))
