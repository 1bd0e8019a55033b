"""The summary of a backtest as tables that fit 80 columns."""

from __future__ import annotations

from typing import Any

from kilis.verify import free_run, references

Document = dict[str, Any]


def text_tables(document: Document) -> str:
    """All tables, for a terminal."""
    parts = [_heading(document), point_table(document), range_table(document), conflict_table(document)]
    return "\n\n".join(parts)


def _heading(document: Document) -> str:
    origins = sum(c["origins"] for c in document["conflicts"].values())
    names = ", ".join(document["conflicts"])
    return (
        f"{origins} origins, conflicts: {names}\n"
        "Ratio: score / score of the last count carried forward; below 1 is better.\n"
        "Geometric mean over conflicts, 90 % interval over origins and conflicts."
    )


def point_table(document: Document) -> str:
    """ARD ratio of every model at every lead, the interval of our own, totals and the second target."""
    leads = document["leads_days"]
    rows = [f"{'ARD ratio, lead in days':28}" + "".join(f"{lead:>10}" for lead in leads)]
    for model, by_lead in document["models"].items():
        rows.append(f"{model:28}" + "".join(_number(by_lead[str(lead)]["ard_ratio"]["ratio"]) for lead in leads))
        if model == "kilis":
            rows.append(f"{'  90 % interval':28}" + "".join(_interval(by_lead[str(x)]["ard_ratio"]) for x in leads))
            for key, label in (
                ("ard_ratio_without", "  without few origins"),
                ("ard_ratio_counts", "  real counts only"),
                ("total_ratio", "  the total"),
            ):
                if key in by_lead[str(leads[0])]:
                    rows.append(f"{label:28}" + "".join(_number(by_lead[str(x)][key]["ratio"]) for x in leads))
            for regime in ("growth", "plateau", "decline"):
                cells = "".join(_number(by_lead[str(x)]["by_regime"][regime]["ratio"]) for x in leads)
                rows.append(f"{'  ' + regime:28}" + cells)
    by_lead = document["models"]["persistence"]
    rows.append(f"{'ARD of persistence itself':28}" + "".join(_number(by_lead[str(lead)]["ard"]) for lead in leads))
    return "\n".join(rows)


def range_table(document: Document) -> str:
    """Scores of the ranges."""
    leads = document["leads_days"]
    rows = [f"{'Ranges, lead in days':28}" + "".join(f"{lead:>10}" for lead in leads)]
    for key, label in (
        ("crps_ratio", "CRPS ratio"),
        ("crps_ratio_without", "  without few origins"),
        ("total_crps_ratio", "CRPS ratio of the total"),
        ("interval_score_ratio", "interval score ratio (90 %)"),
    ):
        if key in document["ranges"][str(leads[0])]:
            rows.append(f"{label:28}" + "".join(_number(document["ranges"][str(x)][key]["ratio"]) for x in leads))
    for per_cent in ("90", "50"):
        for who in ("places", "growth", "plateau", "decline", "totals"):
            cells = [document["ranges"][str(x)][f"coverage_{per_cent}"][who] for x in leads]
            rows.append(f"{f'{per_cent} % ranges hold, {who}':28}" + "".join(_number(c) for c in cells))
    return "\n".join(rows)


def conflict_table(document: Document) -> str:
    """Our ARD ratio conflict by conflict."""
    leads = document["leads_days"]
    rows = [f"{'ARD ratio by conflict':20}{'origins':>8}" + "".join(f"{lead:>10}" for lead in leads)]
    for name, about in document["conflicts"].items():
        cells = [document["models"]["kilis"][str(x)]["ard_ratio"]["by_conflict"].get(name) for x in leads]
        rows.append(f"{name[:20]:20}{about['origins']:>8}" + "".join(_number(c) for c in cells))
    return "\n".join(rows)


def reference_sentences(document: Document) -> list[str]:
    """What each reference does."""
    sentences = references.SENTENCES | free_run.SENTENCES
    return [f"{name}: {sentences[name]}" for name in document["models"] if name in sentences]


def _number(x: float | None) -> str:
    return f"{x:>10.3f}" if x is not None else f"{'-':>10}"


def _interval(s: Document) -> str:
    return f"{s['low']:>6.2f}-{s['high']:.2f}"[-10:] if s["low"] is not None else f"{'-':>10}"
