"""The three sentences that matter, made from the results: who is where, what fails first, what a change would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kilis.report.charts import EffectRow
from kilis.report.figures import BASELINE, Figures
from kilis.report.labels import shortened
from kilis.report.series import Band, Series
from kilis.report.svg import Markup, join, tag
from kilis.report.words import between, persons, probability
from kilis.scenario.vary import condition

EVEN = 0.5
TELLING = ("waiting", "overflow", "trapped", "stock")


@dataclass(frozen=True)
class Statement:
    """One sentence with its ranges, and the heading above it."""

    heading: str
    sentence: Markup
    more: str = ""


def statements(figures: Figures, series: Series) -> list[Statement]:
    """Make the sentences of the first screen."""
    return [where_people_are(figures, series), what_fails_first(figures, series), what_a_change_does(figures, series)]


def where_people_are(figures: Figures, series: Series) -> Statement:
    """Say how many are displaced on the last day, and where most of them (of a forecast) or of those newly so are."""
    last = len(series.dates) - 1
    forecast = figures.manifest.get("kind") == "forecast"
    names = {p.id: p.name for p in figures.scenario.places}
    total = series.fled(BASELINE)
    # Whole countries with millions who were there before say nothing about what is going on.
    most_told = 3 * float(total.q95[last]) if total is not None and not np.isnan(total.q95[last]) else float("inf")
    found = []
    for (variant, measure, place), band in series.summary.items():
        told = None
        if variant == BASELINE and measure == "stock":
            told = _with_range(band.at(last)) if forecast else _gain(band, last)
        if told is not None and 1 <= told[0] <= most_told:
            found.append((told[0], join([tag("b", names[place]), f" ({told[1]})"])))
    found.sort(key=lambda item: -item[0])
    places = [words for _, words in found[:3]]
    most = join([p if i == 0 else [", ", p] if i < len(places) - 1 else [" and ", p] for i, p in enumerate(places)])
    date = series.day(last)
    opening = Markup("")
    if total is not None and not np.isnan(total.q50[last]):
        median, low, high = total.at(last)
        verb = "have fled" if (BASELINE, "newly_displaced") in series.totals or not forecast else "are displaced"
        end = f" ({between(low, high)}) {verb}. "
        opening = join([f"By {date} about ", tag("b", f"{persons(median)} people"), end])
    of_all = forecast and (BASELINE, "newly_displaced") in series.totals  # those who fled before are in the stocks
    lead = "Counting those displaced before, most are in " if of_all else "Most are in "
    closing = join([lead if forecast else "The largest gains: ", most, "."]) if places else "No place gains people."
    return Statement("Who is where", join([opening, closing]))


def _with_range(figure: tuple[float, float, float]) -> tuple[float, str]:
    return figure[0], f"{persons(figure[0])}; {between(*figure[1:])}"


def _gain(band: Band, day: int) -> tuple[float, str] | None:
    """Give the gain of a place to rank it by, and its words: from where to where when the start is unsure."""
    change = gained(band, day)
    if change is not None:
        return _with_range(change)
    first, (median, low, high) = band.at(0), band.at(day)
    if np.isnan([*first, median, high]).any() or not low > first[2]:  # kept back, or the two ranges overlap
        return None
    return median - first[0], f"from {persons(first[0])} to {persons(median)}, at the end {between(low, high)}"


def gained(band: Band, day: int) -> tuple[float, float, float] | None:
    """Change of a stock since the first day: median and 90 % range; None when one is suppressed or unsure at the start.

    Quantiles can be shifted by the first day's stock because that is, next to the change, the same in all members.
    """
    figures, first = band.at(day), band.at(0)
    if np.isnan([*figures, *first]).any():
        return None
    if first[2] - first[1] > 0.25 * (figures[2] - figures[1]):
        return None
    return figures[0] - first[0], figures[1] - first[0], figures[2] - first[0]


def what_fails_first(figures: Figures, series: Series) -> Statement:
    """Say which site runs out of room first and how likely that is, and where most people wait."""
    names = {p.id: p.name for p in figures.scenario.places}
    sentences = [s for s in (_first_full(names, series), _longest_wait(names, series)) if s]
    if not sentences:
        trapped = series.totals.get((BASELINE, "trapped"))
        if trapped is not None and np.nan_to_num(trapped.q50).max() >= 1:
            day = int(np.nanargmax(trapped.q50))
            median, low, high = trapped.at(day)
            many = f"{persons(median)} people ({between(low, high)})"
            words = f"Nobody waits at a crossing and no site overflows; about {many} cannot leave."
            return Statement("What fails first", Markup(words))
        return Statement(
            "What fails first", Markup("No site is likely to pass its capacity, and nobody waits at a crossing.")
        )
    return Statement("What fails first", join([s if i == 0 else [" ", s] for i, s in enumerate(sentences)]))


def _first_full(names: dict[str, str], series: Series) -> Markup | None:
    last = len(series.dates) - 1
    end = series.day(last)
    chances = {place: by for (variant, place), (_, by) in series.exceedance.items() if variant == BASELINE}
    full = [place for place, by in chances.items() if by[0] >= EVEN]
    coming = {place: by for place, by in chances.items() if place not in full and by[last] >= 0.01}
    even = {place: int(np.argmax(by >= EVEN)) for place, by in coming.items() if by[last] >= EVEN}
    said: list[object] = []
    if full:
        place = max(full, key=lambda p: float(chances[p][0]))
        others = f", as {'are' if len(full) > 2 else 'is'} {len(full) - 1} more" if len(full) > 1 else ""
        said = [
            tag("b", names[place]),
            f" is over its capacity from the first day ({probability(float(chances[place][0]))}){others}. ",
        ]
    if even:
        place = min(even, key=lambda p: (even[p], -coming[p][last]))
        date, sure = series.day(even[place]), probability(float(coming[place][last]))
        said += [
            tag("b", names[place]),
            f" is {'next' if full else 'the first'} to run out of room: an even chance by {date}, {sure} by {end}.",
        ]
    elif coming:
        place = max(coming, key=lambda p: float(coming[p][last]))
        opening = "No other" if full else "No"
        said += [
            f"{opening} site is more likely than not to run out of room; the likeliest is ",
            tag("b", names[place]),
        ]
        said.append(f" ({probability(float(coming[place][last]))} by {end}).")
    return join(said) if said else None


def _longest_wait(names: dict[str, str], series: Series) -> Markup | None:
    peaks = {
        place: int(np.argmax(np.nan_to_num(band.q50)))
        for (variant, measure, place), band in series.summary.items()
        if variant == BASELINE and measure == "waiting" and np.nan_to_num(band.q50).max() >= 1
    }
    if not peaks:
        return None
    place = max(peaks, key=lambda p: series.median(BASELINE, "waiting", p, peaks[p]))
    median, low, high = series.summary[(BASELINE, "waiting", place)].at(peaks[place])
    when = series.day(peaks[place])
    return join(
        [
            "At ",
            tag("b", names[place]),
            f" about {persons(median)} people ({between(low, high)}) wait on {when}, the peak.",
        ]
    )


def what_a_change_does(figures: Figures, series: Series) -> Statement:
    """Say the largest effect of a variant; without variants, say what was compared."""
    found = [effect for variant, _ in figures.variants if (effect := strongest(series, variant)) is not None]
    others = [v for v in figures.variants if v[0] != BASELINE]
    if not found:
        words = (
            "No change is told apart from the baseline with 90 % certainty."
            if others
            else "Only the stated course was worked out; no variant was compared with it."
        )
        return Statement("What a change would do", Markup(words))
    variant, measure, place, day = max(found, key=lambda e: abs(series.effects[e[:3]].q50[e[3]]))
    sentence = condition(figures.scenario, dict(figures.variants)[variant])
    name = next(p.name for p in figures.scenario.places if p.id == place)
    more = f"{len(others) - 1} further variants are compared below." if len(others) > 2 else ""
    return Statement(
        "What a change would do",
        join(
            [
                "Suppose ",
                tag("i", sentence),
                ": then on ",
                series.day(day),
                " ",
                effect_words(series, (variant, measure, place), day, name),
                ".",
            ]
        ),
        more,
    )


def strongest(series: Series, variant: str) -> tuple[str, str, str, int] | None:
    """The effect of a variant that is largest among those whose 90 % range leaves out zero."""
    best, size = None, 0.0
    for (name, measure, place), band in series.effects.items():
        if name == variant and measure in TELLING:
            clear = (band.q05 > 0) | (band.q95 < 0)
            effect = np.where(clear, np.abs(np.nan_to_num(band.q50)), 0.0)
            # Of equal effects, the one about waiting or overflow says more than the stock it is part of.
            weight = effect.max() * (1.1 if measure != "stock" else 1.0)
            if weight > size:
                best, size = (name, measure, place, int(np.argmax(effect))), float(weight)
    return best


def effect_rows(
    figures: Figures, series: Series, variant: str, day: int, words: dict[str, str], most: int = 8
) -> list[EffectRow]:
    """The effects of a variant on a day, the largest first; ``words`` are the measures and what they add to a name."""
    names = {p.id: p.name for p in figures.scenario.places}
    rows: list[EffectRow] = []
    for (name, measure, place), band in series.effects.items():
        if name != variant or measure not in words or np.isnan(band.q50[day]):
            continue
        median, low, q25, q75, high = (float(q[day]) for q in (band.q50, band.q05, band.q25, band.q75, band.q95))
        if np.nanmax(np.abs([low, median, high])) >= 1:
            rows.append((shortened(names[place], 30) + words[measure], median, low, q25, q75, high))
    rows.sort(key=lambda row: -max(abs(row[1]), 0.3 * abs(np.nan_to_num(row[5] - row[2]))))
    return rows[:most]


def effect_words(series: Series, key: tuple[str, str, str], day: int, name: str) -> Markup:
    """Say one effect: so many fewer people (range) waiting at a place."""
    median, low, high = series.effects[key].at(day)
    way = "fewer" if median < 0 else "more"
    ends = sorted((abs(low), abs(high))) if low * high > 0 else [low, high]
    what = {"waiting": "wait at", "overflow": "are beyond capacity at", "trapped": "are trapped in"}.get(
        key[1], "are at"
    )
    return join([tag("b", f"{persons(abs(median))} {way}"), f" people ({between(*ends)}) {what} ", tag("b", name)])
