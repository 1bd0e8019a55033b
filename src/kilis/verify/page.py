"""The benchmark as one page in Markdown, with its pictures as SVG files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kilis.verify.benchmark import Benchmark
from kilis.verify.picture import lines_svg
from kilis.verify.tables import (
    conflict_table,
    crps_table,
    pit_table,
    point_table,
    range_table,
    reference_sentences,
)

Document = dict[str, Any]

NAMES = {
    "kilis": "Kilis (grey: 90 % interval)",
    "robust_trend": "trend of 60 days",
    "equal_shares": "equal shares",
    "ets": "exponential smoothing",
}
"""The forecasts of the first picture."""

GOALS = {"90": (0.87, 0.93), "50": (0.46, 0.54)}
"""How often ranges are to hold."""

TARGETS = (
    ("ARD ratio, 30 days", ("models", "kilis", "30", "ard_ratio", "ratio"), 0.80),
    ("ARD ratio, 90 days", ("models", "kilis", "90", "ard_ratio", "ratio"), 0.72),
    ("Total's error ratio, 30 days", ("models", "kilis", "30", "total_ratio", "ratio"), 0.70),
    ("Total's error ratio, 90 days", ("models", "kilis", "90", "total_ratio", "ratio"), 0.60),
    ("CRPS ratio, 30 days", ("models", "kilis", "30", "crps_ratio", "ratio"), 0.90),
    ("CRPS ratio, 90 days", ("models", "kilis", "90", "crps_ratio", "ratio"), 0.82),
)


def write(benchmark: Benchmark, page: Path, command: str) -> None:
    """Write the page and its pictures (in ``pictures`` beside it)."""
    pictures = page.parent / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    leads = benchmark.document["leads_days"]
    models = benchmark.document["models"]
    ratios = {
        name: [models[m][str(x)]["ard_ratio"]["ratio"] for x in leads] for m, name in NAMES.items() if m in models
    }
    ours = [models["kilis"][str(x)]["ard_ratio"] for x in leads]
    band = ([r["low"] for r in ours], [r["high"] for r in ours])
    title = "Error / error of carrying the last count forward (ARD)"
    svg = lines_svg(leads, ratios, title, (0.2, 1.2), {1.0: "last count carried forward"}, [band])
    (pictures / "benchmark-ard.svg").write_text(svg, encoding="utf-8")
    ranges = benchmark.document["ranges"]
    held = {
        f"{p} % ranges, {who}": [ranges[str(x)][f"coverage_{p}"][who] for x in leads]
        for p in GOALS
        for who in ("places", "totals")
    }
    goals = [([low] * len(leads), [high] * len(leads)) for low, high in GOALS.values()]
    svg = lines_svg(leads, held, "How often the ranges hold (grey: the goals)", (0.3, 1.0), {0.5: "", 0.9: ""}, goals)
    (pictures / "benchmark-coverage.svg").write_text(svg, encoding="utf-8")
    page.write_text(markdown(benchmark, command), encoding="utf-8")


def markdown(benchmark: Benchmark, command: str) -> str:
    """The page."""
    document = benchmark.document
    names = ", ".join(document["conflicts"])
    n = sum(c["origins"] for c in document["conflicts"].values())
    parts = [
        "# How good the forecasts are",
        f"Made by `{command}` on {benchmark.made_on.isoformat()}: {n} origins in {len(document['conflicts'])} "
        f"conflicts ({names}). Every figure is from forecasts made with what was known on their date; everything "
        "learned from errors was learned on the other conflicts. [forecast.md](forecast.md) says how the forecast is "
        "made and what the scores mean.",
        "## Against the targets",
        _targets(benchmark),
        "Ratios are scores over the score of carrying the last count forward (for ranges: dressed the same way), "
        "geometric means over conflicts; below 1 is better. A conflict with few origins weighs as much as one with "
        "many: rows *without few origins* leave those with fewer than six out.",
        "## Point forecasts",
        "![ARD ratio by lead time](pictures/benchmark-ard.svg)",
        _block(point_table(document)),
        "\n".join(f"- {sentence}." for sentence in reference_sentences(document)),
        "Errors of Kilis are of the figures that a forecast prints: the 50 % line of every place, and for the total "
        "its own 50 % line. Flee's rules are given the total of every day; the forecasts are not.",
        "## Conflict by conflict",
        _block(conflict_table(document)),
        _worse(document),
        "## Ranges",
        "![How often ranges hold](pictures/benchmark-coverage.svg)",
        _block(crps_table(document) + "\n\n" + range_table(document)),
        _block(pit_table(document)),
        "## The same with origins every 10 days",
        "Three times as many origins, though not three times as much news: neighbouring forecasts share their counts.",
        _block("\n\n".join(t(benchmark.dense) for t in (point_table, conflict_table, crps_table, range_table))),
        "## Cold start: no counts, the total of every day given",
        _cold(benchmark),
        "## The clock, and the poison",
        _clock(benchmark),
    ]
    return "\n\n".join(parts) + "\n"


def _targets(benchmark: Benchmark) -> str:
    rows = ["| goal | reached | aimed at | |", "|---|---|---|---|"]
    for label, path, goal in TARGETS:
        value: Any = benchmark.document
        for key in path:
            value = value[key]
        rows.append(_target_row(label, value, f"at most {goal:.2f}", value <= goal))
    bad = [f for _, _, f in _each_conflict_and_lead(benchmark.document) if f["verdict"] == "worse beyond noise"]
    label = "Conflicts and leads with an ARD ratio above 1 beyond noise"
    rows.append(_target_row(label, str(len(bad)), "none", not bad))
    ranges = benchmark.document["ranges"]
    for per_cent, (low, high) in GOALS.items():
        for who in ("places", "growth", "plateau"):
            shares = {lead: r[f"coverage_{per_cent}"][who] for lead, r in ranges.items()}
            least, most = min(shares.values()), max(shares.values())
            good = low <= least and most <= high
            value = f"{least:.3f} to {most:.3f}"
            if not good:
                worst = max(shares, key=lambda lead: abs(shares[lead] - (low + high) / 2.0))
                noise = ranges[worst][f"coverage_{per_cent}_interval"][who]
                value += f" ({shares[worst]:.3f} at {worst} days, its 90 % interval {noise[0]:.2f} to {noise[1]:.2f})"
            aim = f"{low:.2f} to {high:.2f}"
            rows.append(_target_row(f"{per_cent} % ranges hold, {who}, all leads", value, aim, good))
    cold = _mean([c["kilis"] for c in benchmark.cold.values()])
    rows.append(_target_row("Cold start, ARD", cold, "at most 0.55", cold <= 0.55))
    slowest = max(c["seconds"] for c in benchmark.seconds.values())
    rows.append(_target_row("Backtest of one conflict, seconds of one core", slowest, "under 30", slowest < 30))
    return "\n".join(rows)


def _target_row(label: str, value: float | str, aim: str, good: bool) -> str:
    shown = value if isinstance(value, str) else f"{value:.3f}"
    return f"| {label} | {shown} | {aim} | {'reached' if good else '**not reached**'} |"


def _worse(document: Document) -> str:
    """Where the forecast is worse than persistence, said outright, and whether by more than its noise."""
    by_verdict: dict[str, list[str]] = {"worse beyond noise": [], "worse within noise": []}
    for name, lead, found in _each_conflict_and_lead(document):
        if found["verdict"] in by_verdict:
            text = f"{name} at {lead} days ({found['ratio']:.3f}, {found['low']:.2f} to {found['high']:.2f})"
            by_verdict[found["verdict"]].append(text)
    beyond, within = by_verdict.values()
    return (
        f"Worse than carrying the last count forward by more than their noise: {', '.join(beyond) or 'none'}. "
        f"Above 1 within their noise: {', '.join(within) or 'none'}.\n\n"
        "Noise: the middle 90 % of 1,000 circular block bootstraps of the origins of that conflict. Of n origins a "
        "resample takes stretches of round(sqrt(n)) neighbours from random starts, cut to n; its ratio is the sum of "
        "its scores over the sum of the reference's (Kuensch 1989, doi:10.1214/aos/1176347265; on a circle: Politis "
        "and Romano 1992). Of a handful of origins the interval is hardly more than their spread."
    )


def _each_conflict_and_lead(document: Document) -> Iterator[tuple[str, int, Document]]:
    for lead in document["leads_days"]:
        for name, found in document["models"]["kilis"][str(lead)]["ard_ratio"]["by_conflict"].items():
            yield name, lead, found


def _cold(benchmark: Benchmark) -> str:
    rows = [
        "Each day's rise of the total goes to the open sites by population in conflict, intensity and distance, and a "
        "share to all alike; both numbers are chosen on the other conflicts. Mean ARD over all days:",
        "",
        "| conflict | by distance | decay | alike | Flee, no leak | Flee, leaked capacities |",
        "|---|---|---|---|---|---|",
    ]
    for name, c in benchmark.cold.items():
        cells = f"{c['kilis']:.3f} | {c['decay']:g} | {c['alike']:g} | {c['flee']:.3f} | {c['flee_leaked']:.3f}"
        rows.append(f"| {name} | {cells} |")
    means = [_mean([c[k] for c in benchmark.cold.values()]) for k in ("kilis", "flee", "flee_leaked")]
    rows.append(f"| **mean** | **{means[0]:.3f}** | | | **{means[1]:.3f}** | **{means[2]:.3f}** |")
    return "\n".join(rows)


def _clock(benchmark: Benchmark) -> str:
    times = ", ".join(f"{n} {c['seconds']:.1f} s ({c['origins']} origins)" for n, c in benchmark.seconds.items())
    moved = "; ".join(benchmark.moved) if benchmark.moved else "no forecast moved"
    return (
        f"A backtest of one conflict on one core, all references included: {times}.\n\n"
        "Every figure published after an origin was changed and then taken away, and every event, border and opening "
        "after it changed, in every conflict: " + moved + "."
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _block(text: str) -> str:
    return f"```\n{text}\n```"
