"""Which dates of a sentence belong to a claim, by rules."""

from __future__ import annotations

import datetime

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.dates import When

_ASIDE, _LEAD = 14, 3
_EXTREME = 7
"""Tokens in which a superlative stands before "since": "the biggest challenge to the junta since"."""


class Period:
    """The date a claim is about, the start of its period, and the words that said so."""

    __slots__ = ("date", "since", "words")

    def __init__(self, date: datetime.date | None, since: datetime.date | None, words: str | None) -> None:
        self.date, self.since, self.words = date, since, words


def _opens_said(s: Sentence, first: int) -> bool:
    """Whether a day stands at the end of a clause or right behind its first word: "..., on Monday", "and on Monday"."""
    before, further = s.low[first - 1], s.low[first - 2]
    return before in ("", ",") or further in ("", ",") or further in s.words["and"]


def is_begun_then(s: Sentence, when: When, at: int) -> bool:
    """Whether a day is only that of what began then: "a year after the battle, 900 are still in camps".

    So is the day since which nothing was as bad: "rebels took Goma in the biggest push since the war began in May".
    """
    if when.kind not in ("open", "countback"):
        return False
    end = s.token_of(when.end)
    if when.kind == "countback":
        return at < end or "," in s.lows[end:at]
    if at >= s.token_of(when.start) or s.words["since"].isdisjoint(s.lows[at:end]):
        return False
    since = max(k for k in range(at, end) if s.low[k] in s.words["since"])
    return not s.words["dating.extremes"].isdisjoint(s.lows[max(at, since - _EXTREME) : since])


def is_of_thing(s: Sentence, when: When, behind: int) -> bool:
    """Whether a date behind a figure is that of a thing: "killed in a war that has shaken Ure since 2017"."""
    start = s.token_of(when.start)
    for at in range(start - 1, max(behind, start - _ASIDE), -1):
        if s.low[at] in s.words["periods.parting"]:
            return False
        if s.low[at] in s.words["periods.which"]:
            helped = s.low[at + 1] in s.words["dating.helping"] or s.low[at + 1] in s.words["periods.begun"]
            begins = helped or s.lexicon.is_past(s.low[at + 1])
            counted = s.low[at - 1] in s.words["figures.away"] or any(
                c.end == at and c.sense.label != "other" for c in s.of_kind["people"]
            )
            moved = any(at < cue.start <= at + _LEAD for cue in s.of_kind["action"])
            return begins and not counted and not moved and not any(c.end == at for c in s.of_kind["speech"])
    return False


def is_of_relative(s: Sentence, first: int, last: int, anchor: int) -> bool:
    """Whether a date before a verb is that of an aside: "the group, which seized Mosul in June, took Ramadi"."""
    if last > anchor or "," not in s.lows[last:anchor]:
        return False
    opening = next((k for k in range(first - 1, max(first - _ASIDE, 0), -1) if s.low[k] == ","), None)
    return opening is not None and s.low[opening + 1] in s.words["saying.relatives"]


def period_for(
    s: Sentence, low: int, high: int, anchor: int, today: datetime.date | None, label: When | None
) -> Period:
    """Choose the dates of a claim in tokens[low:high] near ``anchor``: of its clause, the sentence or the speech."""
    spoken, own = [], []
    for when in s.dates:
        first, last = s.token_of(when.start), s.token_of(when.end)
        if is_begun_then(s, when, anchor) or is_of_relative(s, first, last, anchor):
            continue
        said = any(
            a.start - 4 <= first <= a.end + 2
            and (first >= a.start or _opens_said(s, first))
            and (s.low[first - 1] in s.words["periods.said"] or s.low[first - 1] == s.low[a.end - 1])
            for a in s.attributions
            if a.low <= anchor < a.high or a.start <= anchor
        )
        if s.low[first - 1] in s.words["before"]:
            continue  # "before this week's raids"
        if s.low[first - 1] in s.words["periods.time"]:
            continue  # "for the first time in two years"
        if said:
            spoken.append(when)
        elif when.kind == "open" and s.low[first - 1] in s.words["periods.first"]:
            continue  # "for the first time since 7 October"
        elif when.kind == "open" and s.low[first - 2] in s.words["periods.time"]:
            continue
        elif low <= first < high:
            own.append((min(abs(first - anchor), abs(last - anchor)), when))
        elif first <= 3 and low > 0 and (s.low[last] == "," or not any(n < low for n in s.counts)):
            own.append((50, when))
        elif (
            first < low
            and any(c.start == low and c.sense.form == "gerund" for c in s.of_kind["action"])
            and not any(first < n < low for n in s.counts)
            and when.kind != "open"
        ):
            own.append((45, when))  # "walked into Goma on Tuesday almost without a fight, sending thousands ..."
        elif (
            first < low <= last + 2
            and (s.low[low - 1] in s.words["periods.when"] or s.low[low - 1] == ",")
            and when.kind != "open"
        ):
            own.append((40, when))  # "on Wednesday, when a strike killed three"; "on Monday, killing three"
    if not own and len(s.dates) == 1 and not spoken and s.dates[0].kind in ("weekday", "day"):
        at = s.token_of(s.dates[0].start)
        if at < low and s.low[low - 1] == ";" and not any(n < low for n in s.counts):
            own.append((60, s.dates[0]))  # "a depot exploded on Monday; 68 people were killed"
        if at >= high and s.low[high] in s.words["when"] and at - high <= 14:
            own.append((60, s.dates[0]))  # "three died when a shell hit Zaina on Thursday"
    own.sort(key=lambda pair: pair[0])
    chosen = [when for _, when in own]
    since = next((w for w in chosen if w.kind == "open"), None)
    single = next((w for w in chosen if w.kind != "open"), None)
    if since and single and single.since is not None and single.date is not None:
        nearer = chosen[0]
        since, single = (nearer, None) if nearer.kind == "open" else (None, nearer)
    if single is None and label is not None and since is None:
        single = label
    base = spoken[0].date if spoken else today
    if since is None and single is None:
        return Period(base, None, None)
    words = "; ".join(" ".join(s.text[w.start : w.end].split()) for w in (since, single) if w)
    date = single.date if single else base
    start = since.since if since else (single.since if single else None)
    if single and single.date is None:
        date = base
    return Period(date, start, words)
