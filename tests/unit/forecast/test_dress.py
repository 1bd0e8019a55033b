"""Points, scaled errors, the climatology and the ranges made from them."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from invented_conflicts import conflict
from kilis.forecast.bank import activity
from kilis.forecast.climatology import LEVELS, pool, weighted_quantile, width_factors
from kilis.forecast.climatology_file import read, write
from kilis.forecast.counts import Counts, series
from kilis.forecast.dress import dressed
from kilis.forecast.points import points, scale
from kilis.forecast.residuals import LEADS, Residuals, collect
from kilis.forecast.restart import carried


def residuals(errors: np.ndarray, lead: int = 0, plateau: bool = False) -> Residuals:
    n = len(errors)
    error = np.asarray(errors, dtype=float)
    return Residuals(np.arange(n), np.full(n, lead), error, np.arange(n) + 30, np.full(n, plateau))


def test_a_site_just_opened_takes_an_equal_share_of_the_inflow() -> None:
    growing = series([(d, d, 1000.0 + 10 * d) for d in range(0, 100, 5)])
    counts = Counts("c", 0, 200, {"old": growing, "new": series([])}, {"new": (80, 80)})
    made = points(counts, 95, np.array([10.0]))
    assert made.forecast[1, 0] == pytest.approx(10 / 2 * (15 + carried(10.0)))
    assert made.persistence[1, 0] == 0.0
    unknown = Counts("c", 0, 200, {"old": growing, "new": series([])}, {"new": (80, 99)})
    assert points(unknown, 95, np.array([10.0])).forecast[1, 0] == 0.0


def test_a_quiet_camp_beside_busy_ones_has_half_of_their_mean_activity() -> None:
    busy = series([(d, d, 1000.0 + 50 * d) for d in range(0, 200, 5)])
    quiet = series([(d, d, 1000.0) for d in range(0, 200, 5)])
    counts = Counts("c", 0, 300, {"busy": busy, "quiet": quiet, "never": series([])})
    made = points(counts, 195, np.array([10.0, 30.0]))
    own = [activity(s.known(195), 195) for s in (busy, quiet)]
    assert made.activity.tolist() == pytest.approx([own[0] + sum(own) / 4, own[1] + sum(own) / 4, 0.0])
    # The age of a count is part of the horizon: five days later an error is as large as at a lead of five more.
    later = points(counts, 200, np.array([5.0, 25.0]))
    assert later.scale[1] * (made.activity[1] / later.activity[1]) ** 0.6 == pytest.approx(made.scale[1])


def test_what_moves_at_a_place_with_few_counts_is_not_yet_known() -> None:
    many = series([(d, d, 1000.0 + 10 * d) for d in range(0, 200, 5)])
    few = series([(d, d, 1000.0 + 10 * d) for d in (185, 190, 195)])
    counts = Counts("c", 0, 300, {"many": many, "few": few, "one": series([(195, 195, 900.0)])})
    made = points(counts, 195, np.array([10.0, 30.0]))
    plain = scale(np.tile(made.level[:, None], 2), made.activity, np.tile(made.leads, (3, 1)))
    assert (made.scale / plain)[:, 0].tolist() == pytest.approx([1 + 1 / 40, 1 + 1 / 3, 2.0])
    assert (made.scale / plain)[:, 1].tolist() == pytest.approx([1 + 1 / 40, 1 + 1 / 3, 2.0])
    never = Counts("c", 0, 300, {"many": many, "new": series([])}, {"new": (190, 190)})
    unseen = points(never, 195, np.array([10.0]))
    whole = scale(unseen.forecast[1:], unseen.activity[1:], np.array([[15.0]]))
    assert unseen.scale[1, 0] == pytest.approx(2.0 * float(whole[0, 0]))


def test_errors_are_used_from_the_day_on_which_their_count_was_published() -> None:
    r = residuals(np.ones(50))
    assert len(r.before(40).error) == 11
    counts = conflict("late", 3, late=True)
    for r in collect(counts).values():
        assert (r.verified > r.origin).all()


def test_wider_errors_widen_and_narrower_narrow_within_bounds() -> None:
    typical = np.tile([1.0, 2.0], (len(LEADS), 1))
    rng = np.random.default_rng(0)
    base = rng.choice([-1, 1], 4000) * np.exp(rng.normal(0.0, 0.8, 4000))
    wide, narrow = (width_factors(residuals(k * base), typical)[0] for k in (1.5, 0.7))
    assert 1.2 < wide <= 2.0
    assert 0.5 <= narrow < 0.9
    assert width_factors(residuals(100 * base), typical)[0] == 2.0
    assert width_factors(residuals(base[:3]), typical)[0] == 1.0


def test_quantiles_never_cross_and_never_go_below_nobody() -> None:
    climatology = pool({f"{k}": collect(conflict(f"{k}", k)) for k in range(3)})
    own = conflict("own", 9)
    made = points(own, 100, np.arange(1.0, 121.0))
    places, total = dressed(made, climatology, {k: r.before(100) for k, r in collect(own).items()})
    assert places.shape == (4, 120, len(LEVELS))
    assert total.shape == (120, len(LEVELS))
    for q in (places, total):
        assert (np.diff(q, axis=-1) >= 0).all()
        assert (q >= 0).all()
    width = total[:, 94] - total[:, 4]
    assert width[-1] > width[0]


def test_weights_count() -> None:
    got = weighted_quantile(np.array([1.0, 2.0]), np.array([3.0, 1.0]), np.array([0.5]))
    assert got[0] < 1.5


def test_each_conflict_has_its_say() -> None:
    small = {key: residuals(np.full(20, 5.0)) for key in collect(conflict("x", 1))}
    large = {key: residuals(np.zeros(2000)) for key in small}
    table = pool({"small": small, "large": large}).quantiles["place", "bank"][0]
    assert 0.15 < (table > 2.0).mean() < 0.35


def test_plateaus_have_ranges_of_their_own_as_far_as_their_errors_reach() -> None:
    rng = np.random.default_rng(2)
    moving, still = residuals(rng.normal(0.0, 1.0, 3000)), residuals(rng.normal(0.0, 0.1, 3000), plateau=True)
    both = Residuals(*(np.concatenate([getattr(r, f) for r in (moving, still)]) for f in Residuals.__slots__))
    some = both.where(np.arange(6000) < 3030)
    for r, least, most in ((both, 0.04, 0.15), (some, 0.5, 0.75)):
        table = pool({"a": dict.fromkeys(collect(conflict("x", 1)), r)})
        key, day = ("place", "bank"), np.array([1.0])
        assert least < table.at(key, day, "plateau")[0, 74] < most
        assert (np.diff(table.at(key, day, "plateau")) >= 0).all()
        assert np.array_equal(table.at(key, day, "growth"), table.at(key, day, "decline"))
    none = pool({"a": dict.fromkeys(collect(conflict("x", 1)), moving)})
    assert np.array_equal(none.at(key, day, "plateau"), none.at(key, day, "growth"))


def test_ranges_are_of_the_regime_of_their_origin() -> None:
    rng = np.random.default_rng(2)
    moving, still = residuals(rng.normal(0.0, 1.0, 3000)), residuals(rng.normal(0.0, 0.1, 3000), plateau=True)
    both = Residuals(*(np.concatenate([getattr(r, f) for r in (moving, still)]) for f in Residuals.__slots__))
    keys = collect(conflict("x", 1)).keys()
    table, past = pool({"a": dict.fromkeys(keys, both)}), dict.fromkeys(keys, residuals(np.array([])))
    made = points(conflict("own", 9), 100, np.array([1.0]))
    quiet, loud = (dressed(replace(made, regime=regime), table, past) for regime in ("plateau", "growth"))
    for narrow, wide in zip(quiet, loud, strict=True):
        assert (narrow[..., 89] - narrow[..., 9] < 0.6 * (wide[..., 89] - wide[..., 9])).all()


def test_errors_are_those_of_places_counted_by_the_origin() -> None:
    old = series([(d, d, 1000.0 + 10 * d) for d in range(0, 200, 5)])
    new = series([(d, d, 500.0 + 30 * d) for d in range(100, 200, 5)])
    alone = collect(Counts("c", 0, 200, {"old": old}))
    beside = collect(Counts("c", 0, 200, {"old": old, "new": new}, {"new": (60, 60)}))
    for key, errors in alone.items():
        others = beside[key]
        assert (others.origin < 100).sum() == (errors.origin < 100).sum() > 0
    key = ("place", "bank")
    assert (beside[key].origin >= 100).sum() == 2 * (alone[key].origin >= 100).sum()


FIRST_DAY = datetime.date(2015, 1, 1).toordinal()


def dated(counts: Counts) -> Counts:
    """The same conflict, begun in 2015 rather than on day 0."""
    places = {
        n: replace(s, days=s.days + FIRST_DAY, published=s.published + FIRST_DAY) for n, s in counts.places.items()
    }
    return replace(counts, start=counts.start + FIRST_DAY, end=counts.end + FIRST_DAY, places=places)


def test_what_is_shipped_is_what_is_graded_to_the_far_ends(tmp_path) -> None:
    conflicts = {f"{k}": dated(conflict(f"{k}", k, late=k == 2)) for k in range(4)}
    errors = {name: collect(c) for name, c in conflicts.items()}
    write(tmp_path / "errors.gz", {name: (c, errors[name]) for name, c in conflicts.items()})
    write(tmp_path / "again.gz", {name: (c, errors[name]) for name, c in conflicts.items()})
    assert (tmp_path / "errors.gz").read_bytes() == (tmp_path / "again.gz").read_bytes()
    graded = pool({name: r for name, r in errors.items() if name != "1"})
    with (tmp_path / "errors.gz").open("rb") as source:
        shipped = pool(read(source, conflicts["1"]))
    assert shipped.conflicts == graded.conflicts == ("0", "2", "3")
    for table in ("quantiles", "plateau", "typical"):
        for key, expected in getattr(graded, table).items():
            assert getattr(shipped, table)[key] == pytest.approx(expected, rel=5e-3, abs=1e-3), (table, key)
    made = points(conflicts["1"], FIRST_DAY + 100, np.arange(1.0, 91.0))
    past = {key: r.before(FIRST_DAY + 100) for key, r in errors["1"].items()}
    for ours, theirs in zip(dressed(made, shipped, past), dressed(made, graded, past), strict=True):
        assert ours == pytest.approx(theirs, rel=5e-3, abs=2.0)
