"""The Python way: all members of a scenario as one labelled data set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from kilis import __version__
from kilis.engine import MEASURES
from kilis.engine import simulate as simulate_arrays
from kilis.engine.network import Floats
from kilis.engine.simulate import Trajectories
from kilis.ensemble import cluster
from kilis.ensemble.experiment import UnknownVariantError
from kilis.ensemble.tables import dates_of
from kilis.scenario import Scenario, apply_variant

if TYPE_CHECKING:
    from distributed import Client


def label(found: Trajectories, scenario: Scenario, seed: int) -> xr.Dataset:
    """Return trajectories with names: measures over member, date and place; flow over member, date and route."""
    dates = np.array(dates_of(scenario.start, scenario.n_days), dtype="datetime64[s]")
    axes = {"member": np.arange(found.measures.shape[0]), "date": dates, "place": list(found.places)}
    data: dict[str, tuple[tuple[str, ...], Floats]] = {
        name: (("member", "date", "place"), found[name]) for name in MEASURES
    }
    if found.by_group is not None:
        axes["group"] = list(found.groups)
        for i, name in enumerate(MEASURES):
            data[f"{name}_by_group"] = (("member", "group", "date", "place"), found.by_group[:, :, i])
    links = [f"{origin}--{destination}" for origin, destination in found.links]
    return xr.Dataset(
        {**data, "flow": (("member", "date", "route"), found.flows)},
        coords={
            **axes,
            "route": links,
            **{name: ("member", values) for name, values in found.parameters.items() if np.isfinite(values).all()},
        },
        attrs={"title": scenario.title, "seed": seed, "kilis_version": __version__},
    )


def simulate(
    scenario: Scenario,
    *,
    members: int = 200,
    seed: int = 0,
    arithmetic: str = "draws",
    threads: int | None = None,
    client: Client | None = None,
) -> xr.Dataset:
    """Simulate an ensemble: every measure by member, date and place, every flow by member, date and route.

    ``arithmetic`` is ``draws`` (whole people, drawn) or ``means`` (their expectations). The answer depends on the
    scenario, the seed and the member's number alone. ``client``: of a Dask cluster that runs the members, instead of
    ``threads``. A scenario with groups has every measure by group besides, such as ``stock_by_group``, over member,
    group, date and place.

    >>> from kilis.scenario.start import example
    >>> found = simulate(example(), members=3, seed=1)
    >>> found["stock"].dims
    ('member', 'date', 'place')
    """
    _require_scenario(scenario)
    run = None if client is None else partial(cluster.each_member, client=client, arithmetic=arithmetic)
    found = simulate_arrays(scenario, members=members, seed=seed, arithmetic=arithmetic, threads=threads, run=run)
    return label(found, scenario, seed)


def _require_scenario(scenario: object) -> None:
    if not isinstance(scenario, Scenario):
        raise TypeError(f"this is no scenario but a {type(scenario).__name__}: read one with kilis.read(folder)")


def compare(
    scenario: Scenario,
    variants: Sequence[str] | None = None,
    *,
    members: int = 200,
    seed: int = 0,
    arithmetic: str = "draws",
    threads: int | None = None,
    client: Client | None = None,
) -> xr.Dataset:
    """Simulate the baseline and variants on common random numbers; return variant minus baseline, member by member.

    The data set has one more axis than that of ``simulate``: variant, in the order asked for (default: all of them).
    """
    _require_scenario(scenario)
    known = [variant.id for variant in scenario.variants]
    names = known if variants is None else [variants] if isinstance(variants, str) else list(variants)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise UnknownVariantError(f"no variant {', '.join(unknown)}; the scenario has: {', '.join(known) or 'none'}")
    how: dict[str, Any] = {"members": members, "seed": seed, "arithmetic": arithmetic, "threads": threads}
    baseline = simulate(scenario, **how, client=client)
    effects = []
    for name in names:
        world = apply_variant(scenario, name)
        edited = simulate(world, **how, client=client)
        # A variant may replace parameters, so their values are no labels of a difference.
        effects.append(edited.reset_coords(drop=True) - baseline.reset_coords(drop=True))
    return xr.concat(effects, xr.DataArray(names, dims="variant", name="variant")).assign_attrs(baseline.attrs)
