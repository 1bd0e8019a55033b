"""The summary of a backtest as tables that fit 80 columns."""

from __future__ import annotations

from typing import Any

from kilis.verify import free_run, references
from kilis.verify.summary import PLAIN

Document = dict[str, Any]


def text_tables(document: Document) -> str:
    """All tables, for a terminal."""
    tables = (point_table, conflict_table, crps_table, range_table, pit_table)
    parts = [_heading(document), *(table(document) for table in tables)]
    return "\n\n".join(parts)


def _heading(document: Document) -> str:
    origins = sum(c["origins"] for c in document["conflicts"].values())
    names = ", ".join(document["conflicts"])
    return (
        f"{origins} origins, conflicts: {names}\n"
        "Ratio: score / score of the last count carried forward; below 1 is better.\n"
        "Geometric mean over conflicts, 90 % interval over origins and conflicts.\n"
        "ARD: persons the forecast is wrong by, summed over places, per person counted;\n"
        "CRPS: the same of a whole range; MAE: mean error in persons; -: not graded."
    )


def point_table(document: Document) -> str:
    """ARD ratio of every model at every lead, the interval of our own, totals (the bank's too), the second target."""
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
        if model == "bank":
            rows.append(f"{'  the total':28}" + _ratios(by_lead, "total_ratio", leads))
    by_lead = document["models"]["persistence"]
    rows.append(f"{'ARD of persistence itself':28}" + "".join(_number(by_lead[str(lead)]["ard"]) for lead in leads))
    for key, label in (("mae_persons", "MAE in persons"), ("bias", "bias, share of the counted")):
        for model in ("kilis", "persistence"):
            by_lead = document["models"][model]
            write = _persons if key == "mae_persons" else _number
            shown = "".join(write(by_lead[str(lead)][key]) for lead in leads)
            rows.append(f"{label if model == 'kilis' else '  of persistence':28}" + shown)
    return "\n".join(rows)


def crps_table(document: Document) -> str:
    """CRPS ratio of every model to persistence dressed as our own forecast is, and the estimator behind each."""
    leads = document["leads_days"]
    rows = [f"{'CRPS ratio, lead in days':28}" + _row_of(leads)]
    letters: dict[str, str] = {}
    by_model = {"kilis": None, "persistence": None, PLAIN: None} | document["models"]
    by_model |= {PLAIN: document[PLAIN]}
    for model, by_lead in by_model.items():
        letter = letters.setdefault(document["crps_estimator"][model], "abcdefg"[len(letters)])
        rows.append(f"{f'{model} ({letter})':28}" + _ratios(by_lead, "crps_ratio", leads))
        if model == "kilis":
            rows.append(f"{'  90 % interval':28}" + "".join(_interval(by_lead[str(x)]["crps_ratio"]) for x in leads))
            if "crps_ratio_without" in by_lead[str(leads[0])]:
                rows.append(f"{'  without few origins':28}" + _ratios(by_lead, "crps_ratio_without", leads))
    return "\n".join([*rows, *(f"({letter}) {estimator}" for estimator, letter in letters.items())])


def range_table(document: Document) -> str:
    """Scores of the ranges."""
    leads, ranges = document["leads_days"], document["ranges"]
    rows = [f"{'Ranges, lead in days':28}" + _row_of(leads)]
    for key, label in (
        ("total_crps_ratio", "CRPS ratio of the total (a)"),
        ("interval_score_ratio", "interval score ratio (90 %)"),
    ):
        rows.append(f"{label:28}" + _ratios(ranges, key, leads))
    for per_cent in ("90", "50"):
        for who in ("places", "growth", "plateau", "decline", "totals"):
            cells = [ranges[str(x)][f"coverage_{per_cent}"][who] for x in leads]
            rows.append(f"{f'{per_cent} % ranges hold, {who}':28}" + "".join(_number(c) for c in cells))
    return "\n".join(rows)


def pit_table(document: Document) -> str:
    """Share of counts in each tenth of the forecast's distribution, by lead."""
    rows = ["PIT: share of counts in each tenth of the forecast (0.10 each if calibrated)"]
    rows.append(f"{'lead':8}" + "".join(f"{k:>7}" for k in range(1, 11)))
    for lead in document["leads_days"]:
        rows.append(f"{lead:<8}" + "".join(f"{x:>7.2f}" for x in document["ranges"][str(lead)]["pit"]))
    return "\n".join(rows)


def conflict_table(document: Document) -> str:
    """Our ARD ratio conflict by conflict with its interval; above 1 marked, ``!`` beyond its noise and ``~`` within."""
    leads = document["leads_days"]
    rows = [f"{'ARD ratio by conflict':20}{'origins':>8}" + _row_of(leads)]
    for name, about in document["conflicts"].items():
        cells = [document["models"]["kilis"][str(x)]["ard_ratio"]["by_conflict"].get(name) for x in leads]
        rows.append(f"{name[:20]:20}{about['origins']:>8}" + "".join(_marked(c) for c in cells))
        rows.append(f"{'  90 % interval':28}" + "".join(_interval(c) if c else f"{'-':>10}" for c in cells))
    return "\n".join([*rows, "above 1: ! beyond its noise (the interval leaves 1 out), ~ within its noise"])


def reference_sentences(document: Document) -> list[str]:
    """What each reference does."""
    sentences = {"bank": references.BANK} | references.SENTENCES | free_run.SENTENCES
    return [f"{name}: {sentences[name]}" for name in document["models"] if name in sentences]


def _number(x: float | None) -> str:
    return f"{x:>10.3f}" if x is not None else f"{'-':>10}"


def _row_of(leads: list[int]) -> str:
    return "".join(f"{lead:>10}" for lead in leads)


def _ratios(by_lead: Document, key: str, leads: list[int]) -> str:
    return "".join(_number(by_lead[str(x)][key]["ratio"]) for x in leads)


def _marked(ratio: Document | None) -> str:
    """A ratio, marked where it is worse than the reference."""
    if ratio is None:
        return f"{'-':>10}"
    mark = {"worse beyond noise": "!", "worse within noise": "~"}.get(ratio["verdict"], "")
    return f"{mark}{ratio['ratio']:.3f}".rjust(10)


def _persons(x: float | None) -> str:
    return f"{x:>10,.0f}" if x is not None else f"{'-':>10}"


def _interval(s: Document) -> str:
    """An interval in ten columns: with fewer decimals where it would not fit.

    >>> _interval({"low": 0.8, "high": 0.95}), _interval({"low": 12.34, "high": 123.45})
    (' 0.80-0.95', '12.3-123.5')
    """
    if s["low"] is None:
        return f"{'-':>10}"
    forms = (f"{s['low']:.{decimals}f}-{s['high']:.{decimals}f}" for decimals in (2, 1, 0))
    return next((text for text in forms if len(text) <= 10), ">9,999").rjust(10)
