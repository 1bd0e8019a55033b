"""Where clauses begin and end."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.lexicon import Lexicon

_ASIDES = frozenset({"(", "—", "–", "-"})


@functools.cache
def _parting(lexicon: Lexicon) -> frozenset[str]:
    """Return all words at which a clause may begin or end."""
    return lexicon.grammar["clauses.joints"] | lexicon.grammar["clauses.openers"] | lexicon.grammar["clauses.breaks"]


def clause_bounds(s: Sentence, low: int, high: int) -> tuple[int, int]:
    """Return the tokens of the clause around tokens[low:high]; kept, for a claim's clause is asked for often."""
    known = s.clauses.get((low, high))
    if known is None:
        if s.joints is None:
            parting = _parting(s.lexicon)
            s.joints = [at for at, word in enumerate(s.lows) if word in parting]
        counts = s.counts or [number.start for number in s.numbers]
        known = _left_bound(s, low, high, counts, s.joints), _right_bound(s, low, high, counts, s.joints)
        s.clauses[low, high] = known
    return known


def _within(positions: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the positions, which are in order, is in low <= position < high."""
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] < high


def _left_bound(s: Sentence, low: int, high: int, counts: list[int], joints: list[int]) -> int:
    """Return the first token of the clause: the one behind the nearest joint that parts it from what stands before."""
    # What names a speaker is no part of the clause.
    edge = max([a.end for a in s.attributions if a.low < a.start < a.end <= low], default=0) if s.attributions else 0
    for n in range(bisect_left(joints, low) - 1, -1, -1):
        at = joints[n]
        if at < edge:
            break
        if _parts_left(s, at, low, high, counts):
            return at + 1
    return edge


def _parts_left(s: Sentence, at: int, low: int, high: int, counts: list[int]) -> bool:
    """Whether a joint parts tokens[low:high] from what stands before it."""
    word, verbs = s.lows[at], s.verbs
    if word in s.words["clauses.breaks"]:
        return True
    if word in s.words["clauses.openers"]:
        return _opens_left(s, at, max(high, low + 1))
    if word == ":":
        return at > 8
    if word in s.words["of"]:
        return s.low[at + 1] in s.words["clauses.whom"]
    counted = bool(counts) and counts[0] < at
    if word in s.words["and"]:
        own = counted or (bool(verbs) and verbs[0] < at)
        if own and _joins_clauses(s, at, verbs, low):
            return True
        if s.low[at - 1] == "," and at + 1 in counts:
            return True
        if low - at <= 2 and counted and _within(verbs, low, high):
            return True
    if word in s.words["comma_and"] and (
        _is_gapped(s, at, counts) or (low - at <= 2 and _follows_own_place(s, at, counts))
    ):
        return True
    if word in s.words["clauses.including"] and _opens_part(s, at, counts):
        return True
    if word == ",":
        if s.low[at + 1] in s.words["clauses.subjects"] or at + 1 in s.gerunds:
            return True
        leading = not s.words["clauses.leaders"].isdisjoint((s.low[0], s.low[1]))
        return leading and bool(verbs) and verbs[0] < at and not counted
    return False


def _heads(s: Sentence, low: int, high: int) -> bool:
    """Whether a verb or a noun that tells of an action is in tokens[low:high]."""
    return _within(s.verbs, low, high) or True in [low <= cue.start < high for cue in s.of_kind["noun"]]


def _opens_left(s: Sentence, at: int, high: int) -> bool:
    """Whether a word such as "after" opens the clause: a verb before it, one behind it, and no date at once."""
    following = s.tokens[min(at + 1, len(s.tokens) - 1)]
    if s.lows[at] in s.words["clauses.turning"] and (following.is_number or following.is_name):
        return False
    return _heads(s, 0, at) and _heads(s, at + 1, high)


def _right_bound(s: Sentence, low: int, high: int, counts: list[int], joints: list[int]) -> int:
    """Return the token behind the clause: the nearest joint that parts it from what follows."""
    openers, breaks = s.words["clauses.openers"], s.words["clauses.breaks"]
    for n in range(bisect_left(joints, high), len(joints)):
        at = joints[n]
        word = s.lows[at]
        if word in breaks:
            return at
        if word in openers:
            reach = at + (16 if word in s.words["when"] else 9)
            if _heads(s, at + 1, reach + 1) or _opens_clause(s, at):
                return at
        if word in s.words["clauses.joints"] and _parts_right(s, at, word, low, high, counts):
            return at
    return len(s.lows)


def _parts_right(s: Sentence, at: int, word: str, low: int, high: int, counts: list[int]) -> bool:
    """Whether a comma, an "and" or another joint ends the clause."""
    verbs, end = s.verbs, len(s.lows)
    if word in s.words["clauses.if"]:
        return at > high and _within(verbs, at + 1, end) and any(p[0] > at for p in s.places)
    if word in s.words["of"]:
        return s.low[at + 1] in s.words["clauses.of_whom"]
    if word in s.words["up_down"]:
        return s.low[at + 1] in s.words["from"]
    if word == ":":
        return at > low + 3 and at > 8
    if word in s.words["including"]:
        return _opens_part(s, at, counts)
    if _opens_rest(s, at):
        return True
    if word in s.words["with"]:
        return False
    if _is_gapped(s, at, counts):
        return True
    if _within(counts, at + 1, at + 4) and _places_between(s, high, at):
        return True
    if word == ",":
        own = at + 1 in s.gerunds and (_within(verbs, at + 1, end) or _within(counts, at + 1, end))
        return own or _opens_part(s, at, counts)
    if (_within(verbs, at, end) or _within(counts, at, end)) and _joins_clauses(s, at, verbs, end):
        return True
    if s.low[at - 1] == "," and at + 1 in counts:
        return True
    return any(at < n <= at + 2 and _within(verbs, n + 1, n + 9) for n in counts)


def _joins_clauses(s: Sentence, at: int, verbs: list[int], end: int) -> bool:
    """Whether an "and" opens a new clause: a comma before it, or a verb or a verb of speech right behind it."""
    if s.low[at - 1] == ",":
        return _within(verbs, at + 1, end)
    return any(cue.start == at + 1 for cue in s.of_kind["speech"])


def _opens_part(s: Sentence, at: int, counts: list[int]) -> bool:
    """Tell the joint of "about 500,000 people, 86,000 of them in Wad Madani" and "..., including 85,200 in Kayah"."""
    if not _within(counts, at + 1, at + 5):
        return False
    if s.low[at] in s.words["including"]:
        close = next((k for k in range(at + 2, min(at + 14, len(s.tokens))) if s.low[k] == ","), None)
        goes_on = close is not None and any(c.start in (close + 1, close + 2) for c in s.of_kind["action"])
        return _within(counts, at + 1, at + 4) and not goes_on
    if s.low[at] != ",":
        return False
    if s.low[at + 1] in s.words["clauses.among"]:
        return True
    return (
        at + 1 in counts
        and not s.words["of"].isdisjoint(s.lows[at + 2 : at + 5])
        and not s.words["clauses.parted"].isdisjoint(s.lows[at + 3 : at + 6])
    )


def _opens_clause(s: Sentence, at: int) -> bool:
    """Tell ", after gunmen swept through the town" from ", after Monday": words follow, not a date or a number."""
    if s.low[at - 1] != "," or at + 2 >= len(s.tokens):
        return False
    dated = any(abs(s.token_of(w.start) - at - 1) <= 1 for w in s.dates)
    return not dated and not s.tokens[at + 1].is_number and s.low[at] not in s.words["clauses.until"]


def _opens_rest(s: Sentence, at: int) -> bool:
    """Tell the joint of "2,100 went to Kaya and the rest to Dori": the places behind it are not the figure's."""
    first = at + 1 + (s.low[at + 1] in s.words["the"])
    return s.low[first] in s.words["clauses.rest"] and s.low[first + 1] in s.lexicon.role_of


def _follows_own_place(s: Sentence, at: int, counts: list[int]) -> bool:
    """Whether before this joint stands another figure with a place of its own."""
    earlier = bisect_left(counts, at)
    return earlier > 0 and _places_between(s, counts[earlier - 1], at)


def _is_gapped(s: Sentence, at: int, counts: list[int]) -> bool:
    """Tell the joint of "Rwanda hosts 25,004, Tanzania 17,696 and Congo 7,661": a place, then at once a figure."""
    if not counts or counts[-1] < at + 2 or s.lows[at] not in s.words["comma_and"]:
        return False
    place = s.place_at(at + 1) or s.place_at(at + 2)
    if place is None:
        return False
    opened = s.low[place[1]] == "(" and place[1] + 1 in counts
    return opened or place[1] in counts or (s.low[place[1]] == "," and place[1] + 1 in counts)


def _places_between(s: Sentence, low: int, high: int) -> bool:
    return True in [low <= place[0] < high for place in s.places]


def is_dash(s: Sentence, at: int) -> bool:
    """Whether the mark stands free between words, as a dash does, and joins none, as a hyphen does."""
    before, after = s.tokens[at - 1] if at else None, s.tokens[at + 1] if at + 1 < len(s.tokens) else None
    mark = s.tokens[at]
    if mark.text in ("—", "–") or (mark.text == "-" and "-" in (before and before.text, after and after.text)):
        return True
    return bool(before and after and before.end < mark.start and mark.end < after.start)


def without_asides(s: Sentence, gap: range) -> list[int]:
    """Return the tokens of a gap without what stands in brackets, between dashes or as ", including 12 nurses,"."""
    including = s.words["clauses.asides"]
    if _ASIDES.isdisjoint(s.lows[gap.start : gap.stop]) and including.isdisjoint(s.lows[gap.start : gap.stop]):
        return list(gap)
    kept: list[int] = []
    closing = ""
    for at in gap:
        low = s.low[at]
        if closing:
            closing = "" if low == closing else closing
            continue
        if low == "(" and any(s.low[k] == ")" for k in range(at, gap.stop)):
            closing = ")"
        elif low in ("—", "–", "-") and is_dash(s, at) and any(s.low[k] == low for k in range(at + 1, gap.stop)):
            closing = low
        elif low == "," and s.low[at + 1] in including and "," in s.lows[at + 1 : gap.stop]:
            closing = ","
        else:
            kept.append(at)
    return kept
