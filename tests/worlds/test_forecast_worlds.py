"""Invented courses of counts: the bank beats the last count where people move, and stays near it where they do not."""

from collections.abc import Callable

import numpy as np
import pytest

from kilis.forecast.counts import Counts, series
from kilis.forecast.points import points

LEADS = np.array([7.0, 30.0])
WEEKLY = tuple(range(3, 400, 7))
Course = Callable[[float], float]


def filling(size: float, days: float) -> Course:
    return lambda d: size * (1.0 - np.exp(-d / days))


def emptying(size: float, from_day: float, days: float) -> Course:
    return lambda d: size * float(np.exp(-max(d - from_day, 0.0) / days))


def counted_anew(course: Course, day: float, factor: float) -> Course:
    return lambda d: course(d) * (factor if d >= day else 1.0)


COURSES: dict[str, tuple[tuple[Course, ...], tuple[int, ...], float]] = {
    "filling, counted weekly": ((filling(2e4, 90), filling(5e3, 150)), WEEKLY, 0.75),
    "filling, counted rarely": ((filling(2e4, 90), filling(5e3, 150)), (5, 60, 130, 210, 290, 370), 0.95),
    "one camp": ((filling(3e4, 120),), WEEKLY, 0.75),
    "emptying": ((emptying(2e4, 60, 90), emptying(8e3, 120, 60)), WEEKLY, 0.9),
    "one huge re-registration": ((counted_anew(filling(2e4, 90), 160, 0.4), filling(9e3, 90)), WEEKLY, 0.85),
    "very short history": ((filling(2e4, 60), filling(5e3, 90)), tuple(range(3, 75, 6)), 0.85),
    "hardly anything moves": ((lambda _: 2e4, lambda _: 8e3), WEEKLY, 1.4),
}


@pytest.mark.parametrize("name", COURSES)
def test_no_course_is_forecast_far_worse_than_by_the_last_count(name: str) -> None:
    courses, days, at_most = COURSES[name]
    errors = np.zeros((2, 2))
    for seed in range(4):
        rng = np.random.default_rng(seed)
        places = {
            str(i): series([(d, d, round(course(d) * rng.normal(1.0, 0.007))) for d in days])
            for i, course in enumerate(courses)
        }
        counts = Counts("c", 0, 400, places)
        for origin in range(20, max(days) - 30, 10):
            made = points(counts, origin, LEADS)
            came = np.array([[course(origin + lead) for lead in LEADS] for course in courses])
            for row, path in enumerate((made.forecast, made.persistence)):
                errors[row] += np.abs(path - came).sum(axis=0) / came.sum(axis=0)
    assert (errors[0] <= at_most * errors[1]).all(), errors[0] / errors[1]


def test_camps_that_trade_people_agree_better_with_their_total() -> None:
    """Every month a tenth of one camp is moved to another; nobody comes or leaves. Each camp alone does not know it."""
    apart, together = [], []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        persons, course = np.array([2e4, 8e3, 5e3]), []
        for day in range(360):
            if day % 30 == 15:
                leaving, taking = rng.permutation(3)[:2]
                moved = 0.1 * persons[leaving]
                persons[leaving] -= moved
                persons[taking] += moved
            course.append(persons.copy())
        counted = {str(i): series([(d, d, round(course[d][i])) for d in range(3, 360, 7)]) for i in range(3)}
        for origin in range(60, 330, 10):
            made = points(Counts("c", 0, 360, counted), origin, LEADS)
            members = np.median(np.stack(list(made.members.values())), axis=0)
            apart.append(np.abs(members.sum(axis=0) - 3.3e4))
            together.append(np.abs(made.forecast.sum(axis=0) - 3.3e4))
    ratio = np.mean(together, axis=0) / np.mean(apart, axis=0)
    assert (ratio < 0.9).all(), ratio
