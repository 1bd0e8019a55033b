"""Which of the dates in a text a figure is about: weights learned from the development corpus."""

from __future__ import annotations

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import Period
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import When
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.ranking import Option, Ranking

_SPLITS = (";", "but", "while", ",", "and", "where", "who", "which", "after", "when", "as", "because", ":", "that")
_STEPS = (1, 3, 6, 10, 16)
_FLOWS = frozenset({"arrived", "displaced", "returned", "transferred", "killed", "received", "admitted"})


def choose(
    ranking: Ranking, s: Sentence, figure: Figure, action: str, context: Context, low: int, high: int, ruled: Period
) -> Period:
    """Return the period of a figure: a date of its sentence, one in mind, or the day of the report."""
    options = [_plain(s, figure, action, context, low, high)]
    kind = "flow" if action in _FLOWS else "state"
    for at in range(len(s.dates)):
        options.append(_dated(s, at, figure, action, kind, context, low, high))
    if context.label_date is not None:
        options.append(Option(_period(context.label_date, context), ("label", f"label dates={bool(s.dates)}")))
    if context.last_period[2] is not None:
        date, since, _ = context.last_period
        inherited = figure.trigger is None
        names = ("last", f"last {kind}", f"last inherited={inherited}", f"last dates={bool(s.dates)}",
                 f"last told={context.last_told == action}", f"last listed={figure.listed}")  # fmt: skip
        options.append(Option(Period(date, since, None), names))
    if context.reported is not None:
        known = ("reported", f"reported {kind}", f"reported {action}", f"reported dates={bool(s.dates)}")
        options.append(Option(Period(context.reported.date, context.reported.since, None), known))
    if ruled not in [option.value for option in options]:
        options.append(Option(ruled, ("joined",)))
    options = [
        Option(o.value, (*o.features, "ruled", f"ruled {o.features[0]}", f"ruled {kind} {o.features[0]}"))
        if (o.value.date, o.value.since) == (ruled.date, ruled.since)
        else o
        for o in options
    ]
    chosen: Period = ranking.choose("dates", s.tokens[figure.number.start].start, "", options)
    return chosen if ranking.knows("dates") else ruled


def _period(when: When, context: Context) -> Period:
    return Period(when.date or context.today, when.since, None)


def _plain(s: Sentence, figure: Figure, action: str, context: Context, low: int, high: int) -> Option:
    inside = sum(low <= s.token_of(w.start) < high for w in s.dates)
    kind = "flow" if action in _FLOWS else "state"
    state = f"dates={min(len(s.dates), 2)} inside={min(inside, 2)}"
    label = context.label_date is not None
    names = ("today", f"today {state}", f"today {kind}", f"today {kind} {state}", f"today {action}",
             f"today label={label}", f"today quoted={s.quoted[figure.number.start]}")  # fmt: skip
    return Option(Period(context.today, None, None), names)


def _dated(
    s: Sentence, at: int, figure: Figure, action: str, kind: str, context: Context, low: int, high: int
) -> Option:
    when = s.dates[at]
    first, last = figure.number.start, figure.head.end
    start, end = s.token_of(when.start), s.token_of(when.end)
    side = "after" if start >= last else "before"
    gap = range(last, start) if side == "after" else range(end, first)
    own = "in" if low <= start < high else "out"
    spoken = any(a.start - 4 <= start <= a.end + 2 for a in s.attributions)
    others = min(sum(n in gap for n in s.counts), 2)
    rivals = sum(w is not when and abs(s.token_of(w.start) - first) < abs(start - first) for w in s.dates)
    step = str(next((k for k in _STEPS if len(gap) <= k), 99))
    before = s.low(start - 1)
    used = (
        before if before in ("on", "since", "in", "by", "before", "until", "from", "after", "said", "during") else "-"
    )
    names = [
        "date", f"date {own}", f"date {side} {own}", f"date {side} {own} far={step}", f"date {when.kind}",
        f"date {when.kind} {own}", f"date {when.kind} {action}", f"date {kind} {own}", f"date spoken={spoken}",
        f"date spoken={spoken} {own}", f"date spoken={spoken} {side} {when.kind}", f"date others={others}",
        f"date others={others} {own}", f"date rivals={min(rivals, 2)}", f"date rivals={min(rivals, 2)} {own}",
        f"date used={used}", f"date used={used} {own}", f"date period={when.since is not None} {kind}",
        f"date alone={len(s.dates) == 1}", f"date opens={start <= 2}", f"date opens={start <= 2} others={others}",
        f"date old={bool(context.today and when.is_history(context.today))}",
    ]  # fmt: skip
    names += [f"date {side} split={word}" for word in _SPLITS if any(s.low(k) == word for k in gap)]
    if s.parse is not None:
        names += _by_tree(s, figure, start, end)
    words = " ".join(s.text[when.start : when.end].split())
    return Option(Period(when.date or context.today, when.since, words), tuple(names))


def _by_tree(s: Sentence, figure: Figure, start: int, end: int) -> list[str]:
    tree = s.parse
    if tree is None or start >= end:
        return []
    number = figure.number.end - 1
    ruling, describing = tree.ruling(number)
    tip = next((k for k in range(end - 1, start - 1, -1) if not start <= tree.heads[k] < end), end - 1)
    verb = tree.verb_of(tip)
    link = "verb" if verb in ruling else "clause" if verb in describing else "none" if verb is None else "apart"
    if tree.noun_of(number) in tree.above(tip):
        link = "noun"
    return [f"tree {link}", f"tree {link} {tree.relations[tip]}"]
