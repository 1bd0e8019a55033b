"""Small counts cannot be worked out: whatever is published fits at least half of the counts that were left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kilis.ensemble.suppress import shown, shown_all

counts = st.integers(0, 400)
limits = st.integers(2, 40)


def could_be(published, below):
    """The lowest and highest count behind a published figure (open ends at the top)."""
    return (published, published) if published == 0 else (max(published - below / 2, below), published + below / 2)


@given(st.lists(counts, min_size=1, max_size=8), st.integers(1, 39), limits)
def test_a_total_less_its_parts_leaves_half_of_the_range_open(parts, hidden, below):
    small = min(hidden, below - 1)
    total = shown(sum(parts) + small, below)
    said = [shown(part, below) for part in parts]
    if total is None or None in said:
        return
    low = could_be(total, below)[0] - sum(could_be(part, below)[1] for part in said)
    high = could_be(total, below)[1] - sum(could_be(part, below)[0] for part in said)
    fits = [c for c in range(1, below) if low <= c <= high]
    assert small in fits
    assert len(fits) >= (below - 1) // 2


@given(counts, st.integers(1, 39), limits)
def test_two_figures_say_nothing_about_their_difference(part, hidden, below):
    small = min(hidden, below - 1)
    if 0 < part < below:
        return
    difference = (shown(part + small, below) or 0) - shown(part, below)
    assert difference in (0, below) or part == 0


@given(st.lists(st.floats(-1e9, 1e9), max_size=30), limits)
def test_every_published_figure_is_a_multiple_or_nothing(values, below):
    found = shown_all(np.array(values, dtype=float), below)
    for before, after in zip(values, found, strict=True):
        assert np.isnan(after) == (0 < abs(before) < below)
        if not np.isnan(after):
            assert after % below == 0
            assert abs(after - before) <= below / 2 + 1e-6
            assert shown(before, below) == after
