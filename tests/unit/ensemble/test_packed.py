"""Members packed on disk: the same numbers back, by columns, by members and one by one."""

import numpy as np
import pytest

from kilis.ensemble import experiment, packed, summary
from kilis.ensemble.packed import Packed, smallest
from kilis.scenario.start import example


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, Packed]:
    """Twenty-three members of small, large, negative and broken numbers; batches of four, blocks of seven columns."""
    monkeypatch.setattr(packed, "BATCH_BYTES", 4 * 50 * 8)
    monkeypatch.setattr(packed, "BLOCK_BYTES", 7 * 23 * 8)
    random = np.random.default_rng(1)
    plain = np.floor(10 ** random.uniform(-1, 4, (23, 50)))
    plain[:, 10:20] = -plain[:, 10:20]
    plain[:, 20:30] *= 1e12
    plain[5, 33] = 0.1
    found = Packed(23, 50)
    for row in plain:
        found.append(row)
    return plain, found


COLUMNS = [slice(0, 7), slice(3, 29), slice(49, 50), slice(0, 50), slice(8, 8), slice(45, None)]


@pytest.mark.parametrize("columns", COLUMNS)
def test_columns_come_back_as_they_were(tables, columns: slice) -> None:
    plain, found = tables
    assert np.array_equal(found[:, columns], plain[:, columns])


def test_members_come_back_as_they_were(tables) -> None:
    plain, found = tables
    assert np.array_equal(np.array(list(found)), plain)
    assert np.array_equal(found[np.array([22, 0, 0, 9])], plain[[22, 0, 0, 9]])
    assert (len(found), found.shape, found.nbytes) == (23, (23, 50), 23 * 50 * 8)


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [([0, 32767], "int16"), ([-32768], "int16"), ([32768], "int32"), ([2**31], "float64"), ([1.5], "float64")],
)
def test_numbers_are_kept_in_the_smallest_kind_that_holds_them(numbers: list, kind: str) -> None:
    small = smallest(np.array(numbers, float))
    assert small.dtype == kind
    assert np.array_equal(small.astype(float), numbers)


def test_a_comparison_on_disk_is_that_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [variant.id for variant in example().variants]
    in_memory = experiment(example(), names, members=7, seed=2).tables()
    monkeypatch.setattr(summary, "MOST_BYTES_IN_MEMORY", 0)
    on_disk = experiment(example(), names, members=7, seed=2).tables()
    assert all(on_disk[name].equals(table) for name, table in in_memory.items())
