"""The verb `kilis compare`: what would be different, on common random numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kilis.cli.run import Cluster, Folder, Force, Json, Keep, Means, Members, Out, Seed, Threads
from kilis.cli.ways import SuppressBelow

if TYPE_CHECKING:
    from kilis.ensemble.experiment import Experiment, Outcome


def compare(
    folder: Folder,
    variants: Annotated[list[str] | None, typer.Argument(help="Variants of the scenario; default: all.")] = None,
    out: Out = None,
    members: Members = 200,
    seed: Seed = 0,
    threads: Threads = None,
    cluster: Cluster = None,
    means: Means = False,
    keep_members: Keep = False,
    force: Force = False,
    suppress_below: SuppressBelow = 0,
    as_json: Json = False,
) -> None:
    """Simulate a scenario and its variants with the same random numbers, and say what each variant changes.

    Example: kilis compare examples/aleppo-2016 border-opens castello-road-cut

    An effect is the difference member by member; its range is that of 90 % of the members.
    """
    from kilis.cli.run import default_folder, print_json, simulated
    from kilis.cli.ways import fail, refusals
    from kilis.scenario import read

    with refusals():
        scenario = read(folder)
        names = variants or [variant.id for variant in scenario.variants]
        if not names:
            fail(f"{folder}: the scenario has no variants; add [[variants]] to scenario.toml.")
        target = out or default_folder(folder, seed, "-compare")
        found = simulated(
            scenario, folder, target, names, members=members, seed=seed, means=means, threads=threads,
            keep_members=keep_members, force=force, cluster=cluster, quiet=as_json,
        )  # fmt: skip
    if as_json:
        print_json({"run": str(target), **about(found, suppress_below)})
    else:
        print("\n".join(lines(found, suppress_below)))
        print(f"\nWritten: {target}")


def about(found: Experiment, below: int = 0) -> dict[str, Any]:
    """Return the effects for machines."""
    return {
        "title": found.scenario.title,
        "members": found.members,
        "seed": found.seed,
        "suppress_below": below,
        "wall_seconds": round(found.wall_seconds, 3),
        "variants": [
            {"id": o.variant, "sentence": o.sentence, "effects": _effects(found, o, below)} for o in found.outcomes[1:]
        ],
    }


def _effects(found: Experiment, outcome: Outcome, below: int) -> list[dict[str, Any]]:
    from dataclasses import asdict

    from kilis.ensemble.suppress import shown
    from kilis.ensemble.tell import effects
    from kilis.scenario.vary import condition

    rows = []
    for effect in effects(found, outcome, most=12, below=below):
        numbers = {name: shown(getattr(effect, name), below) for name in ("mean", "low", "median", "high")}
        rows.append(
            {**asdict(effect), **numbers, "sentence": effect.sentence(condition(found.scenario, outcome.sentence))}
        )
    return rows


def lines(found: Experiment, below: int = 0) -> list[str]:
    """Return the effects as sentences, 80 columns wide."""
    import textwrap

    from kilis.cli.ways import so_many
    from kilis.ensemble.tell import effects
    from kilis.scenario.vary import condition

    made = so_many(found.members, "members")
    text = [
        f"{found.scenario.title}: what would be different",
        f"{made}, seed {found.seed}, {found.wall_seconds:.1f} s; differences member by member",
    ]
    for outcome in found.outcomes[1:]:
        change = condition(found.scenario, outcome.sentence)
        text += ["", *textwrap.wrap(f"{outcome.variant}: If {change},", 80)]
        for effect in effects(found, outcome, below=below):
            text += textwrap.wrap(
                effect.finding, 78, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
            )
    return text
