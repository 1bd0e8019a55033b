"""Figures and dates as people read them: rounded to what is known, with their range."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from kilis.scenario.model import Observation
from kilis.scenario.timeline import day_in_words


def persons(value: float | None) -> str:
    """Round to two significant digits (three above 100,000), with thousands separated; None or NaN is suppressed.

    >>> persons(63482), persons(128400), persons(17), persons(0.2), persons(None)
    ('63,000', '128,000', '17', '0', 'too few to show')
    """
    if value is None or math.isnan(value):
        return "too few to show"
    digits = 3 if abs(value) >= 100_000 else 2
    if abs(value) < 100:
        return f"{round(value):,}".replace("-", "−")
    step = 10 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return f"{int(round(value / step) * step):,}".replace("-", "−")


def short(value: float) -> str:
    """Write a figure for a map or an axis: 63k, 1.2M.

    >>> short(63482), short(1_240_000), short(850), short(2_500)
    ('63k', '1.2M', '850', '2.5k')
    """
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size >= 999_500:
        return f"{sign}{size / 1e6:.1f}".removesuffix(".0") + "M"
    if size >= 9_950:
        return f"{sign}{size / 1e3:.0f}k"
    if size >= 1_000:
        return f"{sign}{size / 1e3:.1f}".removesuffix(".0") + "k"
    return f"{sign}{size:.0f}"


def between(low: float, high: float) -> str:
    """Write a range.

    >>> between(51200, 80100), between(float("nan"), 400), between(-500, float("nan"))
    ('51,000 to 80,000', 'few to 400', '−500 to few')
    """
    if math.isnan(low):
        return f"few to {persons(high)}" if not math.isnan(high) else persons(None)
    if math.isnan(high):
        return f"{persons(low)} to few"
    a, b = persons(low), persons(high)
    return a if a == b else f"{a} to {b}"


def probability(value: float) -> str:
    """Write a probability without false certainty: members are finite, so never 0 % or 100 %.

    >>> probability(0.998), probability(0.87), probability(0.0)
    ('more than 99 %', '87 %', 'less than 1 %')
    """
    if value > 0.99:
        return "more than 99 %"
    if value < 0.01:
        return "less than 1 %"
    return f"{value * 100:.0f} %"


def day_month(date: datetime.date, year: bool = False) -> str:
    """Write a date briefly, without its year unless it is asked for.

    >>> day_month(datetime.date(2016, 2, 5)), day_month(datetime.date(2016, 2, 5), year=True)
    ('5 Feb', '5 Feb 2016')
    """
    day, month, number = day_in_words(date).split()
    return f"{day} {month[:3]} {number}" if year else f"{day} {month[:3]}"


def spans_years(dates: Sequence[datetime.date]) -> bool:
    """Whether dates are so far apart that they need their year."""
    return bool(dates) and dates[0].year != dates[-1].year and (dates[-1] - dates[0]).days > 200


def suppression(below: int) -> str:
    """Say what was done to small counts.

    >>> suppression(10)
    'counts above 0 and below 10 are left out, all others are rounded to multiples of 10'
    """
    return f"counts above 0 and below {below} are left out, all others are rounded to multiples of {below}"


def speaker_of(observation: Observation) -> str:
    """Who said it; failing that, who printed it."""
    return observation.speaker or observation.publisher or "speaker not named"


def observation_words(o: Observation) -> str:
    """Say an observation in one line.

    >>> o = Observation(datetime.date(2016, 2, 5), "gate", "waiting", value=20000, qualifier="approx", speaker="UN")
    >>> observation_words(o)
    '5 Feb: about 20,000, UN'
    """
    bound = {"at_least": o.low, "at_most": o.high}.get(o.qualifier)
    value = bound if bound is not None else o.value
    if o.low is not None and o.high is not None and o.value is None:
        figure = f"{o.low:,.0f} to {o.high:,.0f}"
    elif value is None:
        figure = "too few to show"
    else:
        before = {"at_least": "at least ", "at_most": "at most ", "approx": "about "}.get(o.qualifier, "")
        figure = f"{before}{value:,.0f}"
    said = speaker_of(o) + (f", in {o.publisher}" if o.publisher and o.publisher != o.speaker else "")
    when = f", published {day_month(o.published)}" if o.published and o.published != o.date else ""
    return f"{day_month(o.date)}: {figure}, {said}{when}"
