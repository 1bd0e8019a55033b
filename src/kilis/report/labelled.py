"""A run as a labelled array and as NetCDF: one variable per measure over variant, statistic, date and place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from kilis.report.figures import STATISTICS, Figures
from kilis.report.groups import names_of
from kilis.report.series import Series, grouped, series_of
from kilis.report.tidy import measures_of


def dataset(figures: Figures) -> xr.Dataset:
    """Arrange the figures of a run as a Dataset, with names, coordinates and provenance."""
    series = series_of(figures)
    places = figures.scenario.places
    variants = [variant for variant, _ in figures.variants]
    shape = ("variant", "statistic", "date", "place")
    variables: dict[str, Any] = {}
    for measure in measures_of(figures):
        values = _block(series, measure, variants, [p.id for p in places])
        variables[measure] = (shape, values, {"units": "persons", "long_name": measure.replace("_", " ")})
    for (variant, measure), band in series.totals.items():
        name = f"total_{measure}"
        if name not in variables:
            empty = np.full((len(variants), len(STATISTICS), len(series.dates)), np.nan)
            variables[name] = (shape[:3], empty, {"units": "persons", "long_name": f"{measure}, all places"})
        if variant in variants:
            variables[name][1][variants.index(variant)] = [getattr(band, s) for s in STATISTICS]
    chance = np.full((len(variants), len(series.dates), len(places)), np.nan)
    index = {p.id: i for i, p in enumerate(places)}
    for (variant, place), (on, _) in series.exceedance.items():
        if variant in variants and place in index:
            chance[variants.index(variant), :, index[place]] = on
    variables["exceedance"] = (
        ("variant", "date", "place"),
        chance,
        {"units": "1", "long_name": "chance of exceeding capacity"},
    )
    of_groups, group_axis = _by_group(figures, variants, series)
    variables |= of_groups
    return xr.Dataset(
        variables,
        coords={
            **group_axis,
            "variant": variants,
            "statistic": list(STATISTICS),
            "date": np.array(series.dates, dtype="datetime64[s]"),
            "place": [p.id for p in places],
            "name": ("place", [p.name for p in places]),
            "iso3": ("place", [p.iso3 for p in places]),
            "latitude": ("place", [p.latitude for p in places], {"units": "degrees_north"}),
            "longitude": ("place", [p.longitude for p in places], {"units": "degrees_east"}),
        },
        attrs={
            "Conventions": "CF-1.11",
            "title": figures.scenario.title,
            "source": f"Kilis {figures.manifest.get('kilis_version', '')}",
            "history": f"{figures.manifest.get('created_utc', '')} {figures.manifest.get('command', '')}",
            "suppressed_below_persons": figures.suppress_below,
            "manifest": json.dumps(figures.manifest, ensure_ascii=False),
        },
    )


def write_netcdf(figures: Figures, path: Path) -> None:
    """Write a run as NetCDF 4."""
    found = dataset(figures)
    encoding = {str(name): {"zlib": True, "complevel": 3} for name in found.data_vars}
    found.to_netcdf(path, engine="h5netcdf", encoding=encoding)


def _block(series: Series, measure: str, variants: list[str], places: list[str]) -> Any:
    values = np.full((len(variants), len(STATISTICS), len(series.dates), len(places)), np.nan)
    for v, variant in enumerate(variants):
        for p, place in enumerate(places):
            band = series.summary.get((variant, measure, place))
            if band is not None:
                values[v, :, :, p] = [getattr(band, s) for s in STATISTICS]
    return values


def _by_group(figures: Figures, variants: list[str], series: Series) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every measure by group, such as stock_by_group, and the axis of the groups; nothing where there are none."""
    if "groups" not in figures.tables:
        return {}, {}
    groups, places = names_of(figures), [p.id for p in figures.scenario.places]
    found = grouped(figures.tables["groups"], ("variant", "measure", "group", "place"), STATISTICS, series.dates)
    size = (len(variants), len(STATISTICS), len(groups), len(series.dates), len(places))
    blocks = {measure: np.full(size, np.nan) for measure in measures_of(figures)}
    index = [{name: i for i, name in enumerate(axis)} for axis in (variants, groups, places)]
    for (variant, measure, group, place), columns in found.items():
        at = [axis.get(name) for axis, name in zip(index, (variant, group, place), strict=True)]
        if None not in at and measure in blocks:
            blocks[measure][at[0], :, at[1], :, at[2]] = columns
    axes = ("variant", "statistic", "group", "date", "place")
    variables = {
        f"{measure}_by_group": (
            axes,
            block,
            {"units": "persons", "long_name": f"{measure.replace('_', ' ')}, by group"},
        )
        for measure, block in blocks.items()
    }
    return variables, {"group": list(groups), "group_name": ("group", list(groups.values()))}
