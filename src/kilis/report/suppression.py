"""A small count must not be found out from its neighbours: what is hidden besides the small counts themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def hide_lone_cells(table: pa.Table, columns: tuple[str, ...]) -> pa.Table:
    """Empty a second cell wherever a single group of a place and day is empty: the total would give it away.

    The second is the group with the fewest persons after it; groups of nobody are no cover.

    >>> counts = {"variant": ["b"] * 3, "measure": ["stock"] * 3, "place": ["camp"] * 3, "date": [1] * 3}
    >>> table = pa.table(counts | {"group": ["a", "b", "c"], "mean": [None, 40.0, 20.0]})
    >>> hide_lone_cells(table, ("mean",))["mean"].to_pylist()
    [None, 40.0, None]
    """
    codes = np.zeros(table.num_rows, np.int64)
    for name in ("variant", "measure", "place", "date"):
        encoded = table[name].combine_chunks().dictionary_encode()
        codes = codes * max(len(encoded.dictionary), 1) + encoded.indices.to_numpy(zero_copy_only=False)
    _, cell = np.unique(codes, return_inverse=True)
    for name in columns:
        values = table[name].to_numpy(zero_copy_only=False).astype(np.float64)
        lone = np.bincount(cell, weights=np.isnan(values)) == 1
        cover = np.flatnonzero(lone[cell] & (values != 0) & ~np.isnan(values))
        order = cover[np.lexsort((np.abs(values[cover]), cell[cover]))]
        first = np.unique(cell[order], return_index=True)[1]
        values[order[first]] = np.nan
        emptied = pa.array(values, pa.float64(), mask=np.isnan(values))
        table = table.set_column(table.schema.get_field_index(name), name, emptied)
    return table
