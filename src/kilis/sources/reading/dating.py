"""Which of the dates in a text a claim is about: the rules' answer weighed again with learned weights.

The options are the document's day, the dates of the sentence, those in mind (a line's label, the claim before, the
period a report covers) and what the rules made of them. `python benchmarks/reading_learn.py --write` makes the weights
(`languages/CODE-dates.csv`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import When
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Claim

_DAY = datetime.timedelta(days=1)
_SHORT = 14
ANSWERS = ("right",)
_SPLITS = (";", "but", "while", ",", "and", "where", "who", "which", "after", "when", "as", "because", ":", "that")
_STEPS = (1, 3, 6, 10, 16)
FLOWS = frozenset({"arrived", "displaced", "returned", "transferred", "killed", "received", "admitted"})
_USED = frozenset({"on", "since", "in", "by", "before", "until", "from", "after", "said", "during"})


@dataclass(slots=True)
class Option:
    """A date or period a claim may be about, and what speaks for it."""

    date: datetime.date | None
    since: datetime.date | None
    words: str | None
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A claim in its sentence: its tokens, those of its clause, its action and kind (flow, state or event).

    ``signs`` tell how it is said: the tense of its verb and how its sentence stands on its line.
    """

    first: int
    last: int
    low: int
    high: int
    action: str
    kind: str
    signs: tuple[str, ...]


class Dater:
    """Gives claims their dates by learned weights."""

    def __init__(self, weights: Linear) -> None:
        self._weights = weights

    def date(self, s: Sentence, claims: Sequence[Claim], context: Context) -> list[Claim]:
        """Return the sentence's claims, figures and events, with the period that scores highest."""
        if not self._weights.weights:
            return list(claims)
        return [self._dated(claim, self.options(s, claim, context)) for claim in claims]

    def _dated(self, claim: Claim, options: list[Option]) -> Claim:
        best = options[self._weights.choose([option.features for option in options])]
        if (best.date, best.since) == (claim.date, claim.since):
            return claim
        return replace(claim, date=best.date, since=best.since, period=best.words)

    def options(self, s: Sentence, claim: Claim, context: Context) -> list[Option]:
        """Return the periods the claim may be about, each with its features."""
        asked = _asked(s, claim)
        options = [_plain(s, asked, context)]
        options += [_of_sentence(s, at, asked, context, claim.certainty) for at in range(len(s.dates))]
        options += _combined(s, asked, context)
        options += _in_mind(s, asked, context)
        ruled = [o for o in options if o.date == claim.date and o.since == claim.since]
        if not ruled:
            names = ("joined", f"joined {asked.kind}", f"joined {asked.action}")
            ruled = [Option(claim.date, claim.since, claim.period, names)]
            options += ruled
        for option in ruled:
            option.features += ("ruled", f"ruled {option.features[0]}")
        return options


def _combined(s: Sentence, asked: _Asked, context: Context) -> list[Option]:
    """Return periods of two dates: from the day since which, to one named beside it, in the label or the report."""
    found = []
    ends = [("date", when.date) for when in s.dates if when.since is None]
    ends += [(name, when.date) for name, when in (("label", context.label_date), ("ended", context.reported)) if when]
    ends.append(("stands", context.stands))
    for when in s.dates:
        if when.kind != "open" or when.since is None:
            continue
        start = s.token_of(when.start)
        own = "in" if asked.low <= start < asked.high else "out"
        if asked.kind == "event":  # "since Sunday, when gunmen seized the town"
            names = ("begun", f"begun {own}", f"begun {asked.action}", *(f"begun {sign}" for sign in asked.signs))
            found.append(Option(when.since, None, None, names))
        for name, end in ends:
            if end is not None and end > when.since:
                names = ("both", f"both {name}", f"both {name} {own}", f"both {name} {asked.kind}",
                         f"both {name} dates={min(len(s.dates), 3)}",
                         *(f"both {name} {sign}" for sign in asked.signs))  # fmt: skip
                found.append(Option(end, when.since, None, names))
    if context.today is not None and not s.words("dating.opening").isdisjoint(s.lows):
        found += _opened(s, asked, context.today)
    return found


def _opened(s: Sentence, asked: _Asked, today: datetime.date) -> list[Option]:
    """Return the periods that an event begins: "Following the attack of 12 May, 500,000 people have fled"."""
    found, opening = [], s.words("dating.opening")
    for when in s.dates:
        start = s.token_of(when.start)
        lead = next((s.low(k) for k in range(start - 1, max(start - 13, -1), -1) if s.low(k) in opening), None)
        if lead is not None and when.since is None and when.date is not None and when.date < today:
            own = "in" if asked.low <= start < asked.high else "out"
            side = "after" if start >= asked.last else "before"
            names = ("opened", f"opened {lead}", f"opened {lead} {asked.kind}", f"opened {side} {own}",
                     f"opened {lead} {side} {own}", *(f"opened {sign}" for sign in asked.signs))  # fmt: skip
            found.append(Option(today, when.date, None, names))
    return found


def _in_mind(s: Sentence, asked: _Asked, context: Context) -> list[Option]:
    """Return the periods that the sentence does not name: of its label, the claims before, the report."""
    options = []
    dated = bool(s.dates)
    if context.label_date is not None:
        options.append(_when(context.label_date, context, ("label", f"label dates={dated}", f"label {asked.kind}")))
    if context.last_stated is not None:
        date, since = context.last_stated
        names = ("last", f"last {asked.kind}", f"last dates={dated}", f"last {asked.action}",
                 *(f"last {sign}" for sign in asked.signs))  # fmt: skip
        options.append(Option(date, since, None, names))
    if context.last_dates is not None and not dated:
        number, paragraph, dates = context.last_dates
        same = paragraph == s.stretch.paragraph
        back = min(context.sentences - number, 4)
        for n, when in enumerate(dates[:3]):
            seen = ("before", f"before {asked.kind}", f"before {asked.action}", f"before {when.kind}",
                     f"before same={same} back={back}", f"before same={same} back={back} {asked.kind}",
                     f"before n={min(n, 1)} of={min(len(dates), 2)}",
                     *(f"before {sign}" for sign in asked.signs),
                     *(f"before same={same} {sign}" for sign in asked.signs))  # fmt: skip
            options.append(_when(when, context, seen))
    if context.stands is not None:
        stands = ("stands", f"stands {asked.kind}", f"stands dates={dated}", f"stands {asked.kind} dates={dated}")
        options.append(Option(context.stands, None, None, stands))
    if context.reported is not None:
        known = ("reported", f"reported {asked.kind}", f"reported {asked.action}", f"reported dates={dated}",
                 f"reported dates={dated} {asked.kind}", f"reported short={len(s.tokens) < 9}")  # fmt: skip
        options.append(_when(context.reported, context, known))
        ended = ("ended", f"ended {asked.kind}", f"ended {asked.action}", f"ended dates={dated} {asked.kind}")
        options.append(Option(context.reported.date, None, None, ended))
    return options


def _asked(s: Sentence, claim: Claim) -> _Asked:
    first, last = s.token_of(claim.spans[0].start), s.token_of(claim.spans[0].end)
    low, high = clause_bounds(s, first, last)
    signs = (f"tense={_tense(s, first, low, high)}", f"stands={_standing(s)}")
    action = f"event:{claim.action}" if claim.kind == "event" else claim.action
    return _Asked(first, last, low, high, action, _kind(claim), signs)


def _kind(claim: Claim) -> str:
    if claim.kind == "event":
        return "event"
    return "flow" if claim.action in FLOWS else "state"


def _tense(s: Sentence, first: int, low: int, high: int) -> str:
    """Return the auxiliary or the form of the verb that stands nearest to a claim in its clause."""
    helping = s.words("dating.helping")
    near = [(abs(k - first), s.lows[k]) for k in range(low, min(high, len(s.lows))) if s.lows[k] in helping]
    near += [
        (abs(c.start - first) + 1, c.sense.form) for c in s.cues
        if low <= c.start < high and c.sense.form and c.sense.kind not in ("people", "according")
    ]  # fmt: skip
    return min(near)[1] if near else "none"


def _standing(s: Sentence) -> str:
    """Tell an item of a list, which opens a line and has no verb, from a sentence that opens one or follows another."""
    if not s.stretch.opens_line:
        return "within"
    return "item" if len(s.tokens) <= _SHORT and not s.finite else "line"


def _when(when: When, context: Context, names: tuple[str, ...]) -> Option:
    date = when.date or context.today
    return Option(date, None if when.since == date else when.since, None, names)


def _plain(s: Sentence, asked: _Asked, context: Context) -> Option:
    inside = sum(asked.low <= s.token_of(w.start) < asked.high for w in s.dates)
    state = f"dates={min(len(s.dates), 2)} inside={min(inside, 2)}"
    label, quoted = context.label_date is not None, bool(s.quoted) and s.quoted[min(asked.first, len(s.quoted) - 1)]
    names = ("today", f"today {state}", f"today {asked.kind}", f"today {asked.kind} {state}",
             f"today {asked.action}", f"today label={label}", f"today quoted={quoted}",
             *(f"today {sign}" for sign in asked.signs),
             *(f"today {asked.kind} {sign}" for sign in asked.signs))  # fmt: skip
    return Option(context.today, None, None, names)


def _of_sentence(s: Sentence, at: int, asked: _Asked, context: Context, certainty: str) -> Option:
    when = s.dates[at]
    first, last, kind = asked.first, asked.last, asked.kind
    start, end = s.token_of(when.start), s.token_of(when.end)
    side = "after" if start >= last else "before"
    gap = range(last, start) if side == "after" else range(end, first)
    own = "in" if asked.low <= start < asked.high else "out"
    others = min(sum([n in gap for n in s.counts]), 2)
    rivals = sum(w is not when and abs(s.token_of(w.start) - first) < abs(start - first) for w in s.dates)
    step = str(next((k for k in _STEPS if len(gap) <= k), 99))
    between = set(s.lows[gap.start : gap.stop])
    marks = f"{'(' in between or ')' in between}{',' in between}"
    before = s.low(start - 1)
    used = before if before in _USED else "-"
    names = [
        "date", f"date {own}", f"date {side} {own}", f"date {side} {own} far={step}", f"date {when.kind}",
        f"date {when.kind} {own}", f"date {when.kind} {asked.action}", f"date {kind} {own}", f"date others={others}",
        f"date others={others} {own}", f"date rivals={min(rivals, 2)}", f"date rivals={min(rivals, 2)} {own}",
        f"date used={used}", f"date used={used} {own}", f"date period={when.since is not None} {kind}",
        f"date alone={len(s.dates) == 1}", f"date opens={start <= 2}", f"date opens={start <= 2} others={others}",
        f"date used={used} {kind}", f"date used={used} {asked.action}", f"date {when.kind} {kind} {own}",
        f"date {side} far={step} rivals={min(rivals, 2)}",
        f"date marks={side} {marks}", f"date old={bool(context.today and when.is_history(context.today))}",
    ]  # fmt: skip
    names += [f"date {side} split={word}" for word in _SPLITS if word in between]
    names += _by_verbs(s, gap, side, own)
    names += [f"date marks={side} {marks} others={others}", f"date {when.kind} {kind} {side}"]
    names += _by_tree(s, asked, start, end)
    words = " ".join(s.text[when.start : when.end].split())
    date = when.date or context.today
    is_ahead = certainty == "future" and when.kind == "weekday" and own == "in"
    if is_ahead and date and context.today and date < context.today:
        date += 7 * _DAY  # "is to open on Sunday"
    return Option(date, None if when.since == date else when.since, words, tuple(names))


def _by_verbs(s: Sentence, gap: range, side: str, own: str) -> list[str]:
    """Return how many verbs stand between a date and a claim."""
    helping = s.words("dating.helping")
    verbs = min(sum(k in gap for k in s.verbs), 2) + (not helping.isdisjoint(s.lows[gap.start : gap.stop]))
    return [f"date verbs={verbs} {side}", f"date verbs={verbs} {own}"]


def _by_tree(s: Sentence, asked: _Asked, start: int, end: int) -> list[str]:
    """Return what the parser, if it is asked, tells of the verb the date hangs on."""
    tree = s.parse
    if tree is None or start >= end:
        return []
    number = next((n.end - 1 for n in s.numbers if asked.first <= n.start < asked.last), asked.first)
    ruling, describing = tree.ruling(number)
    tip = next((k for k in range(end - 1, start - 1, -1) if not start <= tree.heads[k] < end), end - 1)
    verb = tree.verb_of(tip)
    link = "verb" if verb in ruling else "clause" if verb in describing else "none" if verb is None else "apart"
    if tree.noun_of(number) in tree.above(tip):
        link = "noun"
    return [f"tree {link}", f"tree {link} {tree.relations[tip]}"]
