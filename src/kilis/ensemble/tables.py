"""Summaries as tidy tables: one row a number and its range, as they stand in the Parquet files of a run folder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from kilis.engine.network import Floats
from kilis.engine.simulate import Model
from kilis.engine.state import MEASURES
from kilis.ensemble.summary import QUANTILES, TOTALS, Summary

QUANTILE_NAMES = tuple(f"q{round(100 * q):02d}" for q in QUANTILES)


def _tidy(axes: Mapping[str, Sequence[object]], numbers: Mapping[str, Floats]) -> pa.Table:
    """Return a table with one row for each combination of the axes, the last of which varies fastest."""
    lengths = [len(values) for values in axes.values()]
    columns = {}
    for i, (name, values) in enumerate(axes.items()):
        before, after = int(np.prod(lengths[:i])), int(np.prod(lengths[i + 1 :]))
        codes = np.tile(np.repeat(np.arange(lengths[i], dtype=np.int32), after), before)
        if isinstance(values[0] if values else "", datetime.date):
            columns[name] = pa.array(values, pa.date32()).take(pa.array(codes))
        else:
            columns[name] = pa.DictionaryArray.from_arrays(codes, pa.array([str(value) for value in values]))
    columns |= {name: pa.array(array.ravel()) for name, array in numbers.items()}
    return pa.table(columns)


def _numbers(mean: Floats, found: Floats) -> dict[str, Floats]:
    return {"mean": mean} | {name: found[i] for i, name in enumerate(QUANTILE_NAMES)}


def dates_of(start: datetime.date, days: int) -> list[datetime.date]:
    """Return the dates of the days."""
    return [start + datetime.timedelta(days=day) for day in range(days)]


def by_place(variant: str, model: Model, dates: list[datetime.date], mean: Floats, found: Floats) -> pa.Table:
    """Return variant, measure, place, date and the numbers of measures (M, D, P)."""
    axes: dict[str, Sequence[object]] = {
        "variant": [variant],
        "measure": list(MEASURES),
        "place": list(model.places),
        "date": dates,
    }
    return _tidy(axes, _numbers(mean.swapaxes(-1, -2), found.swapaxes(-1, -2)))


def by_group(variant: str, model: Model, dates: list[datetime.date], mean: Floats, found: Floats) -> pa.Table:
    """Return variant, group, measure, place, date and the numbers of the groups' measures (N, M, D, P)."""
    axes: dict[str, Sequence[object]] = {
        "variant": [variant],
        "group": list(model.groups),
        "measure": list(MEASURES),
        "place": list(model.places),
        "date": dates,
    }
    return _tidy(axes, _numbers(mean.swapaxes(-1, -2), found.swapaxes(-1, -2)))


def by_total(variant: str, dates: list[datetime.date], mean: Floats, found: Floats) -> pa.Table:
    """Return variant, measure, date and the numbers of totals (T, D)."""
    return _tidy({"variant": [variant], "measure": list(TOTALS), "date": dates}, _numbers(mean, found))


def by_link(variant: str, model: Model, dates: list[datetime.date], mean: Floats, found: Floats) -> pa.Table:
    """Return variant, origin, destination, date and the numbers of flows (D, L), of the links that anybody used."""
    used = np.flatnonzero(mean.any(axis=0))
    links = [model.links[i] for i in used]
    table = _tidy(
        {"variant": [variant], "link": list(range(len(links))), "date": dates},
        _numbers(mean[:, used].T, found[:, :, used].swapaxes(-1, -2)),
    )
    which = table["link"].combine_chunks().indices
    for i, (name, end) in enumerate((("origin", 0), ("destination", 1))):
        table = table.add_column(1 + i, name, pa.array([link[end] for link in links], pa.string()).take(which))
    return table.drop_columns("link")


def exceedances(variant: str, model: Model, dates: list[datetime.date], summary: Summary) -> pa.Table:
    """Return variant, place, date, probability (beyond capacity on the date) and probability_by (by the date)."""
    places = [place for place, limited in zip(model.places, summary.limited, strict=True) if limited]
    now, by = summary.exceedance[:, :, summary.limited].swapaxes(-1, -2)
    return _tidy({"variant": [variant], "place": places, "date": dates}, {"probability": now, "probability_by": by})


def parameter_values(model: Model) -> pa.Table:
    """Return member, parameter, value of every parameter that has a finite value."""
    names = [name for name, values in model.parameters.items() if np.isfinite(values).all()]
    members = [model.first_member + i for i in range(len(model.keys))]
    return pa.table(
        {
            "member": np.tile(np.array(members, np.int64), len(names)),
            "parameter": np.repeat(np.array(names, dtype=object), len(members)).tolist(),
            "value": np.concatenate([model.parameters[name] for name in names]),
        }
    )
