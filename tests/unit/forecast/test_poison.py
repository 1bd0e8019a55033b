"""Whatever is published after the origin, counts, reports, events, openings, moves no forecast and no variant."""

import datetime
from dataclasses import replace

import pyarrow as pa

from kilis.forecast.folder import tables
from kilis.forecast.make import make
from kilis.forecast.observe import counts_of, opening
from kilis.scenario import Event, Observation, Place, Route, Scenario, Variant
from kilis.verify.backtest import backtest
from kilis.verify.benchmark import poisoned, poisoned_map

from .test_make import counted, day, world

ORIGIN = 30
TODAY = day(ORIGIN)


def crisis() -> Scenario:
    """A town and four sites: one counted, one that opens in time, one that opens later, one announced in time."""
    plain = world(*counted("haven"), *(replace(o, value=3.0 * o.value) for o in counted("camp")))
    sites = tuple(Place(n, n, "site", 1.1, 1.1 + k / 10, "AAA") for k, n in enumerate(("early", "late", "announced")))
    routes = tuple(Route("town", p.id, 20.0) for p in sites)
    told = {"published": day(20).isoformat()}
    events = (
        Event(day(12), "site_opens", "early"),
        Event(day(40), "site_opens", "late"),
        Event(day(41), "site_opens", "announced", extra=told),
        Event(day(5), "conflict", "town", value=0.5, until=day(45)),
        Event(day(35), "cut", "town--haven"),
        Event(day(10), "site_closes", "camp", until=day(11), published=day(33)),
    )
    variants = (*plain.variants, Variant("wave", "A wave.", add=(Event(day(33), "conflict", "town", value=1.0),)))
    return replace(
        plain,
        places=(*plain.places, *sites),
        routes=(*plain.routes, *routes),
        events=(*plain.events, *events),
        variants=variants,
    )


def later(scenario: Scenario) -> list[Scenario]:
    """The same scenario with every kind of later news: other counts, new reports, other events, none at all."""
    late = [o for o in scenario.observations if o.date > TODAY]
    seen = [o for o in scenario.observations if o.date <= TODAY]
    wild = [replace(o, value=9e6) for o in late]
    corrected = [replace(o, value=5.0, published=day(31)) for o in seen]
    reports = [
        Observation(day(31), "*", "displaced", value=1e6),
        Observation(day(20), "*", "displaced", value=5.0, published=day(32)),
    ]
    rumour = [Event(day(3), "cut", "town--camp", published=day(31))]
    known = [e for e in scenario.events if e.date <= TODAY and (e.published or e.date) <= TODAY]
    known += [e for e in scenario.events if e.target == "announced"]
    # Without its opening a site would have been open all along, which was known: it opens on another day instead.
    known += [replace(e, date=day(34)) for e in scenario.events if e.target == "late"]
    return [
        replace(scenario, observations=tuple(seen + wild)),
        replace(scenario, observations=tuple(seen)),
        replace(scenario, observations=(*scenario.observations, *corrected, *reports)),
        replace(scenario, events=tuple(known)),
        replace(scenario, events=(*scenario.events, *rumour)),
        poisoned_map(scenario, TODAY.toordinal()),
    ]


def made(scenario: Scenario, **how) -> dict[str, pa.Table]:
    return tables(make(scenario, TODAY, 14, ["calm", "wave"], members=25, seed=2, threads=1, **how))


def test_no_news_of_tomorrow_moves_a_forecast_or_its_variants() -> None:
    honest = made(crisis())
    assert {"calm", "wave"} <= set(honest["summary"]["variant"].to_pylist())
    for k, changed in enumerate(later(crisis())):
        found = made(changed)
        assert [name for name in honest if not found[name].equals(honest[name])] == [], f"change {k}"


def test_no_news_of_tomorrow_moves_a_cold_forecast() -> None:
    plain = replace(crisis(), observations=(Observation(day(8), "*", "displaced", value=9000.0, speaker="office"),))
    honest = made(plain)
    for k, changed in enumerate(later(plain)):
        found = made(changed)
        assert [name for name in honest if not found[name].equals(honest[name])] == [], f"change {k}"


def test_what_was_announced_in_time_does_move_a_variant() -> None:
    plain = crisis()
    unsaid = replace(plain, events=tuple(e for e in plain.events if e.target != "announced"))
    assert not made(plain)["summary"].equals(made(unsaid)["summary"])


def test_a_backtest_sees_no_event_and_no_opening_of_tomorrow() -> None:
    counts, origin = counts_of(crisis(), "own"), TODAY.toordinal()
    other = counts_of(crisis(), "other")
    plain, changed = (
        backtest([c, other], every_days=10, leads=(7,), slow_references=False)[0]
        for c in (counts, poisoned(counts, origin))
    )
    k = plain.origins.tolist().index(origin)
    for name in plain.forecasts:
        assert (plain.forecasts[name][k] == changed.forecasts[name][k]).all(), name
    for name in plain.quantiles:
        assert (plain.quantiles[name][k] == changed.quantiles[name][k]).all(), name
    assert not (plain.forecasts["kilis"][k + 1 :] == changed.forecasts["kilis"][k + 1 :]).all()


def test_an_opening_is_known_when_it_is_published() -> None:
    def told(published: datetime.date | None) -> tuple[int, int] | None:
        opened = Event(day(12), "site_opens", "early", published=published)
        return opening(replace(crisis(), events=(opened,)), "early")

    first = day(12).toordinal()
    assert [told(p) for p in (None, day(5), day(20))] == [(first, first), (first, first - 7), (first, first + 8)]
