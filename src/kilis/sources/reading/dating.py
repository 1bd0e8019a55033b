"""Which of the dates in a text a claim is about: the rules' answer weighed again with learned weights.

The options are the document's day, the dates of the sentence, those in mind (a line's label, the claim before, the
period a report covers) and what the rules made of them. `python benchmarks/reading_learn.py --write` makes the weights
(`languages/CODE-dates.csv`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import clause_bounds
from kilis.sources.reading.context import Context
from kilis.sources.reading.dates import When
from kilis.sources.reading.linear import Linear, Sign, odds_of, spelled
from kilis.sources.reading.model import Claim
from kilis.sources.reading.periods import is_begun_then, is_of_relative, is_of_thing

_DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.timedelta(days=365)
PASSING = frozenset({"assault", "advance", "threat"})
"""Kinds of event that, unlike a siege or a shut gate, are no news when they have gone on for years."""
_SHORT, _COUNT, _SOON = 14, 100, 3
ANSWERS = ("right",)
_STEPS = (1, 3, 6, 10, 16)
FLOWS = frozenset({"arrived", "displaced", "returned", "transferred", "killed", "received", "admitted"})


class Option:
    """A date or period a claim may be about, and what speaks for it; ``name`` tells where it comes from."""

    __slots__ = ("date", "name", "signs", "since", "words")

    def __init__(
        self, date: datetime.date | None, since: datetime.date | None, words: str | None, name: str,
        signs: list[str | Sign],
    ) -> None:  # fmt: skip
        self.date, self.since, self.words, self.name, self.signs = date, since, words, name, signs

    @property
    def features(self) -> list[str]:
        """What is the case of it."""
        return spelled(self.signs)


class _Asked:
    """A claim in its sentence: its tokens, those of its clause, its action and kind (flow, state or event).

    ``signs`` tell how it is said: the tense of its verb and how its sentence stands on its line.
    """

    __slots__ = ("action", "first", "high", "kind", "last", "low", "signs")

    def __init__(
        self, first: int, last: int, low: int, high: int, action: str, kind: str, signs: tuple[str, ...]
    ) -> None:
        self.first, self.last, self.low, self.high = first, last, low, high
        self.action, self.kind, self.signs = action, kind, signs

    def under(self, name: str) -> list[str | Sign]:
        """Return what tells how it is said as signs of an option of that name."""
        return [(_under, name, *self.signs)]


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
        sums = self._weights.first_sums([option.signs for option in options])
        best = options[sums.index(max(sums))]
        same = [n for n, option in enumerate(options) if (option.date, option.since) == (best.date, best.since)]
        odds = odds_of(sums, same)
        if (best.date, best.since) == (claim.date, claim.since):
            return claim.dated(claim.date, claim.since, claim.period, odds)
        return claim.dated(best.date, best.since, best.words, odds)

    def options(self, s: Sentence, claim: Claim, context: Context) -> list[Option]:
        """Return the periods the claim may be about, each with its features."""
        asked = _asked(s, claim)
        options = [_plain(s, asked, context)]
        caused = [when for when in s.dates if _is_of_cause(s, when, asked)]
        own = [n for n, when in enumerate(s.dates) if when not in caused and not _is_elsewhere(s, when, asked, context)]
        options += [_of_sentence(s, at, asked, context, claim.certainty) for at in own]
        options += _combined(s, asked, context)
        options += _in_mind(s, asked, context)
        ruled = [o for o in options if o.date == claim.date and o.since == claim.since]
        others = {when.date for when in s.dates if _is_of_another(s, when, asked)}
        things = [each for when in s.dates if _is_of_thing(s, when, asked, context) for each in (when.since, when.date)]
        is_caused = claim.date in [when.date for when in caused] or (claim.since or claim.date) in things
        if not ruled and not is_caused and not (claim.since and claim.date in others):
            ruled = [Option(claim.date, claim.since, claim.period, "joined", [(_joined, asked.kind, asked.action)])]
            options += ruled
        for option in ruled:
            option.signs.append((_ruled, option.name))
        if claim.kind == "event" and _is_still_so(s, asked):
            options = [o for o in options if o.since is not None or o.date == context.today] or options
        if claim.action in PASSING and context.today is not None:  # no strike of today is of a war's first year
            recent = [o for o in options if o.date is None or context.today - o.date < LONG_AGO]
            options = recent or options
        if claim.kind == "figure" and (before := _opening_days(s, asked)):
            options = [o for o in options if o.date not in before or o.since is not None] or options
        if claim.kind == "figure" and _points_back(s, context):
            options = [o for o in options if o.name == "last"] or options
        if claim.kind == "figure" and (told := _closing(s) or _introduced(s, context)) is not None:
            options = [o for o in options if o.date == told] or options
            if s.dates and s.dates[-1].kind == "open":
                options = [o for o in options if o.since is not None] or options
        return options


def is_as_of(s: Sentence, when: When) -> bool:
    """Whether a date is the day whose state is told: "as of 2 December", "data to Sunday 24 May"."""
    end = s.token_of(when.start)
    end -= s.low[end - 1] in s.words["the"]
    return "_".join(s.lows[max(end - 2, 0) : end]) in s.words["dating.as_of"]


def _opening_days(s: Sentence, asked: _Asked) -> set[datetime.date | None]:
    """Return the days of what came before: "Following the raid on 28 July, 3,400 came between 29 and 31 July"."""
    if s.low[0] not in s.words["dating.following"] or "," not in s.lows[: asked.first]:
        return set()
    comma = s.lows.index(",")
    own = [when for when in s.dates if asked.last <= s.token_of(when.start) < asked.high]
    return {when.date for when in s.dates if s.token_of(when.start) < comma} if own else set()


def _points_back(s: Sentence, context: Context) -> bool:
    """Whether a sentence begins with what was told right before it: "The clashes displaced 4,000 people"."""
    if s.dates or context.last_stated is None or s.low[0] not in s.words["context.definite"]:
        return False
    act, _, number = context.last_stated_by
    return act == "assault" and context.sentences - number < _SOON and s.low[1] in s.words["dating.pointing"]


def _is_of_cause(s: Sentence, when: When, asked: _Asked) -> bool:
    """Whether a date is that of what set people moving: "3,000 people have fled Sake following its fall last week"."""
    if (
        asked.kind == "event"
        or when.kind == "open"
        or s.words["dating.perfect"].isdisjoint(s.lows[asked.last : asked.last + 3])
    ):
        return False
    return not s.words["dating.following"].isdisjoint(s.lows[asked.last : s.token_of(when.start)])


def _is_still_so(s: Sentence, asked: _Asked) -> bool:
    """Whether an event is told as what is so: "gunmen attacked the airport on Monday, which remains closed"."""
    own = any(asked.last <= s.token_of(when.start) < asked.high for when in s.dates)
    return not own and not s.words["dating.remaining"].isdisjoint(s.lows[asked.first - 1 : asked.last])


def _is_elsewhere(s: Sentence, when: When, asked: _Asked, context: Context) -> bool:
    """Whether a date is only that of what began then, or of something that a relative clause goes on to tell."""
    start, end = s.token_of(when.start), s.token_of(when.end)
    if is_begun_then(s, when, asked.first) or is_of_relative(s, start, end, asked.first):
        return True
    return _is_of_thing(s, when, asked, context)


def _is_of_thing(s: Sentence, when: When, asked: _Asked, context: Context) -> bool:
    """Whether a date behind a figure is that of a thing; history stays, and so does the day on which people died."""
    if asked.kind == "event" or (when.kind != "open" and (asked.action == "killed" or context.today is None)):
        return False
    is_old = context.today is not None and when.kind != "open" and when.is_history(context.today)
    return not is_old and is_of_thing(s, when, asked.last)


def _closing(s: Sentence) -> datetime.date | None:
    """Return the day that a sentence gives for all its figures in brackets at its end: "(figures as of 2 March)"."""
    when = s.dates[-1] if s.dates else None
    behind = [token.text for token in s.tokens if when is not None and token.start >= when.end]
    return when.date if when is not None and behind[:1] == [")"] and len(behind) < 3 and is_as_of(s, when) else None


def _introduced(s: Sentence, context: Context) -> datetime.date | None:
    """Return the day that the line before a list gives for items that name no day: "(as of 22 February):"."""
    told = context.introduced[2] if context.introduced is not None else None
    known = told is not None and told is context.label_date and all(when.kind == "open" for when in s.dates)
    return told.date if told is not None and known else None


def _combined(s: Sentence, asked: _Asked, context: Context) -> list[Option]:
    """Return periods of two dates: from the day since which, to one named beside it, in the label or the report."""
    found = []
    ends = [
        ("span" if when.since else "as of" if is_as_of(s, when) else "date", when.date)
        for when in s.dates if when.kind != "open" and not _is_of_another(s, when, asked)
    ]  # fmt: skip
    ends += [(name, when.date) for name, when in (("label", context.label_date), ("ended", context.reported)) if when]
    ends.append(("stands", context.stands))
    for when in s.dates:
        if when.kind != "open" or when.since is None or _is_elsewhere(s, when, asked, context):
            continue
        start = s.token_of(when.start)
        own = "in" if asked.low <= start < asked.high else "out"
        if asked.kind == "event":  # "since Sunday, when gunmen seized the town"
            found.append(Option(when.since, None, None, "begun", [(_begun, own, asked.action), *asked.under("begun")]))
        for name, end in ends:
            if end is not None and end > when.since:
                sign = (_both, name, own, asked.kind, min(len(s.dates), 3))
                found.append(Option(end, when.since, None, "both", [sign, *asked.under(f"both {name}")]))
    if context.today is not None and not s.words["dating.opening"].isdisjoint(s.lows):
        found += _opened(s, asked, context.today)
    return found


def _is_of_another(s: Sentence, when: When, asked: _Asked) -> bool:
    """Whether a date is that of a figure between it and the claim: "8,000 since 10 May, up from 4,500 on 13 May"."""
    start = s.token_of(when.start)
    between = [number for number in s.numbers if asked.last <= number.start < start and number.magnitude >= _COUNT]
    return bool(between) and not is_as_of(s, when)


def _opened(s: Sentence, asked: _Asked, today: datetime.date) -> list[Option]:
    """Return the periods that an event begins: "Following the attack of 12 May, 500,000 people have fled"."""
    found, opening = [], s.words["dating.opening"]
    for when in s.dates:
        start = s.token_of(when.start)
        lead = next((s.low[k] for k in range(start - 1, max(start - 13, -1), -1) if s.low[k] in opening), None)
        if lead is not None and when.since is None and when.date is not None and when.date < today:
            own = "in" if asked.low <= start < asked.high else "out"
            side = "after" if start >= asked.last else "before"
            sign = (_opening, lead, side, own, asked.kind)
            found.append(Option(today, when.date, None, "opened", [sign, *asked.under("opened")]))
    return found


def _in_mind(s: Sentence, asked: _Asked, context: Context) -> list[Option]:
    """Return the periods that the sentence does not name: of its label, the claims before, the report."""
    options = []
    dated, kind, action = bool(s.dates), asked.kind, asked.action
    if context.label_date is not None:
        options.append(_when(context.label_date, context, "label", (_labelled, dated, kind)))
    if context.last_stated is not None:
        act, paragraph, number = context.last_stated_by
        kin = act == action, paragraph == s.stretch.paragraph, min(context.sentences - number, 3)
        signs: list[str | Sign] = [(_last, dated, kind, action), (_kin, dated, *kin), *asked.under("last")]
        options.append(Option(*context.last_stated, None, "last", signs))
    if context.last_dates is not None and not dated:
        number, paragraph, dates = context.last_dates
        same = paragraph == s.stretch.paragraph
        back = min(context.sentences - number, 4)
        for n, when in enumerate(dates[:3]):
            seen = (_before, kind, when.kind, same, back, min(n, 1), min(len(dates), 2))
            under = [*asked.under("before"), *asked.under(f"before same={same}")]
            options.append(_when(when, context, "before", seen, f"before {action}", *under))
    if context.day is not None:
        day = ["day", f"day {kind}", f"day dates={dated}", *asked.under("day")]
        options.append(_when(context.day, context, "day", *day))
    if context.stands is not None:
        own = any(is_as_of(s, when) for when in s.dates)
        options.append(Option(context.stands, None, None, "stands", [(_stands, dated, kind, own)]))
    if context.reported is not None:
        options.append(
            _when(context.reported, context, "reported", (_reported, dated, kind, action, len(s.tokens) < 9))
        )
        options.append(Option(context.reported.date, None, None, "ended", [(_ended, dated, kind, action)]))
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
    if s.tenses is None:
        helping = s.words["dating.helping"]
        s.tenses = [(at, 0, low) for at, low in enumerate(s.lows) if low in helping]
        s.tenses += [
            (c.start, 1, c.sense.form) for c in s.cues if c.sense.form and c.sense.kind not in ("people", "according")
        ]
    near = [(abs(at - first) + more, word) for at, more, word in s.tenses if low <= at < high]
    return min(near)[1] if near else "none"


def _standing(s: Sentence) -> str:
    """Tell an item of a list, which opens a line and has no verb, from a sentence that opens one or follows another."""
    if not s.stretch.opens_line:
        return "within"
    return "item" if len(s.tokens) <= _SHORT and not s.finite else "line"


def _when(when: When, context: Context, name: str, *signs: str | Sign) -> Option:
    date = when.date or context.today
    return Option(date, None if when.since == date else when.since, None, name, list(signs))


def _plain(s: Sentence, asked: _Asked, context: Context) -> Option:
    inside = sum([asked.low <= s.token_of(w.start) < asked.high for w in s.dates])
    label, quoted = context.label_date is not None, bool(s.quoted) and s.quoted[min(asked.first, len(s.quoted) - 1)]
    sign = (_today, min(len(s.dates), 2), min(inside, 2), asked.kind, asked.action, label, quoted)
    signs: list[str | Sign] = [sign, *asked.under("today"), *asked.under(f"today {asked.kind}")]
    return Option(context.today, None, None, "today", signs)


def _of_sentence(s: Sentence, at: int, asked: _Asked, context: Context, certainty: str) -> Option:
    when = s.dates[at]
    first, last, kind, action = asked.first, asked.last, asked.kind, asked.action
    start, end = s.token_of(when.start), s.token_of(when.end)
    side = "after" if start >= last else "before"
    gap = range(last, start) if side == "after" else range(end, first)
    own = "in" if asked.low <= start < asked.high else "out"
    others = min(sum([n in gap for n in s.counts]), 2)
    rivals = min(sum([w is not when and abs(s.token_of(w.start) - first) < abs(start - first) for w in s.dates]), 2)
    step = next((k for k in _STEPS if len(gap) <= k), 99)
    between = set(s.lows[gap.start : gap.stop])
    marks = f"{'(' in between or ')' in between}{',' in between}"
    before = s.low[start - 1]
    used = "as of" if is_as_of(s, when) else before if before in s.words["dating.used"] else "-"
    is_old = bool(context.today and when.is_history(context.today))
    signs: list[str | Sign] = [
        (_spot, side, own, step, rivals), (_of_kind, when.kind, own, kind, action, side),
        (_used, used, own, kind, action),
        (_among, others, own, start <= 2), (_said, side, marks, is_old, others),
        (_period, when.since is not None, kind, len(s.dates) == 1),
    ]  # fmt: skip
    signs += [f"date {side} split={word}" for word in between & s.words["dating.splits"]]
    signs += _by_verbs(s, gap, side, own)
    signs += _by_tree(s, asked, start, end)
    words = " ".join(s.text[when.start : when.end].split())
    date = when.date or context.today
    is_ahead = certainty == "future" and when.kind == "weekday" and own == "in"
    if is_ahead and date and context.today and date < context.today:
        date += 7 * _DAY  # "is to open on Sunday"
    if (
        certainty == "future"
        and when.kind == "past"
        and when.since
        and date
        and s.lexicon.patterns["dates.in"].match(words.lower())
    ):
        return Option(date + (date - when.since), None, words, "date", signs)  # "to be opened in two weeks"
    return Option(date, None if when.since == date else when.since, words, "date", signs)


def _by_verbs(s: Sentence, gap: range, side: str, own: str) -> list[Sign]:
    """Return how many verbs stand between a date and a claim."""
    helping = s.words["dating.helping"]
    verbs = min(sum([k in gap for k in s.verbs]), 2) + (not helping.isdisjoint(s.lows[gap.start : gap.stop]))
    return [(_verbs, verbs, side, own)]


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


# --- the features that signs of dates stand for


def _joined(kind: str, action: str) -> list[str]:
    return ["joined", f"joined {kind}", f"joined {action}"]


def _ruled(name: str) -> list[str]:
    return ["ruled", f"ruled {name}"]


def _begun(own: str, action: str) -> list[str]:
    return ["begun", f"begun {own}", f"begun {action}"]


def _opening(lead: str, side: str, own: str, kind: str) -> list[str]:
    return [
        "opened", f"opened {lead}", f"opened {lead} {kind}", f"opened {side} {own}", f"opened {lead} {side} {own}",
    ]  # fmt: skip


def _both(name: str, own: str, kind: str, dates: int) -> list[str]:
    return ["both", f"both {name}", f"both {name} {own}", f"both {name} {kind}", f"both {name} dates={dates}"]


def _labelled(dated: bool, kind: str) -> list[str]:
    return ["label", f"label dates={dated}", f"label {kind}"]


def _last(dated: bool, kind: str, action: str) -> list[str]:
    return ["last", f"last {kind}", f"last dates={dated}", f"last {action}"]


def _kin(dated: bool, alike: bool, same: bool, back: int) -> list[str]:
    return [f"last dates={dated} alike={alike}", f"last dates={dated} alike={alike} same={same} back={back}"]


def _before(kind: str, of: str, same: bool, back: int, n: int, many: int) -> list[str]:
    where = f"before same={same} back={back}"
    return [
        "before", f"before {kind}", f"before {of}", where, f"{where} {kind}",
        f"before n={n} of={many}",
    ]  # fmt: skip


def _stands(dated: bool, kind: str, own: bool) -> list[str]:
    return ["stands", f"stands own={own}", f"stands {kind}", f"stands dates={dated}", f"stands {kind} dates={dated}"]


def _reported(dated: bool, kind: str, action: str, short: bool) -> list[str]:
    return [
        "reported", f"reported {kind}", f"reported {action}", f"reported dates={dated}",
        f"reported dates={dated} {kind}", f"reported short={short}",
    ]  # fmt: skip


def _ended(dated: bool, kind: str, action: str) -> list[str]:
    return ["ended", f"ended {kind}", f"ended {action}", f"ended dates={dated} {kind}"]


def _today(dates: int, inside: int, kind: str, action: str, label: bool, quoted: bool) -> list[str]:
    state = f"dates={dates} inside={inside}"
    return [
        "today", f"today {state}", f"today {kind}", f"today {kind} {state}", f"today {action}", f"today label={label}",
        f"today quoted={quoted}",
    ]  # fmt: skip


def _spot(side: str, own: str, step: int, rivals: int) -> list[str]:
    return [
        "date", f"date {own}", f"date {side} {own}", f"date {side} {own} far={step}", f"date rivals={rivals}",
        f"date rivals={rivals} {own}", f"date {side} far={step} rivals={rivals}",
    ]  # fmt: skip


def _of_kind(of: str, own: str, kind: str, action: str, side: str) -> list[str]:
    return [
        f"date {of}", f"date {of} {own}", f"date {of} {action}", f"date {kind} {own}", f"date {of} {kind} {own}",
        f"date {of} {kind} {side}",
    ]  # fmt: skip


def _used(used: str, own: str, kind: str, action: str) -> list[str]:
    return [f"date used={used}", f"date used={used} {own}", f"date used={used} {kind}", f"date used={used} {action}"]


def _among(others: int, own: str, opens: bool) -> list[str]:
    return [
        f"date others={others}", f"date others={others} {own}", f"date opens={opens}",
        f"date opens={opens} others={others}",
    ]  # fmt: skip


def _said(side: str, marks: str, old: bool, others: int) -> list[str]:
    return [f"date marks={side} {marks}", f"date marks={side} {marks} others={others}", f"date old={old}"]


def _verbs(verbs: int, side: str, own: str) -> list[str]:
    return [f"date verbs={verbs} {side}", f"date verbs={verbs} {own}"]


def _under(name: str, *signs: str) -> list[str]:
    return [f"{name} {sign}" for sign in signs]


def _period(period: bool, kind: str, alone: bool) -> list[str]:
    return [f"date period={period} {kind}", f"date alone={alone}"]
