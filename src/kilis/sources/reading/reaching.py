"""How far an attribution reaches in its sentence."""

from __future__ import annotations

from kilis.sources.reading.analysis import Attribution, Sentence


def reach(s: Sentence, found: list[Attribution]) -> None:
    """Give each its stretch. "X said A" reaches on from X; "A, X said" reaches back to the last break."""
    open_ones = [a for a in found if a.high <= 0]
    for at, a in enumerate(open_ones):
        previous = open_ones[at - 1] if at else None
        if a.low == -1:
            nested = previous is not None and s.low[previous.start - 1] in s.words["reaching.within"]
            previous = None if nested else previous  # "fled when the RSF said they had seized it, the IOM said"
            floor = previous.end if previous else 0
            breaks = [
                k + 1
                for k in range(floor, a.start)
                if s.low[k] == ";"
                or (
                    previous
                    and (s.low[k] in s.words["speech.breaks"] or (s.low[k] == "," and s.low[k + 1] in s.words["and"]))
                )
            ]
            a.low = breaks[-1] if breaks else (floor if previous and previous.low != -1 else 0)
            a.high = next((k for k in range(a.end, len(s.tokens)) if s.low[k] == ";"), len(s.tokens))
        else:
            a.low = a.start
            a.high = len(s.tokens)
            if a.label == "future":  # an intention ends where the clause does
                a.high = next((k for k in range(a.end, a.high) if s.low[k] == ";"), a.high)
        if at:
            other = open_ones[at - 1]
            other.high = min(other.high, a.low if a.low > other.start else a.start)


def with_setting(s: Sentence, end: int) -> int:
    """Take in where and to whom it was said: "told reporters in Geneva on Friday"."""
    while end < len(s.tokens):
        low = s.low[end]
        if low.endswith(s.lexicon.endings["adverb"]) and not s.tokens[end].is_name and end + 1 < len(s.tokens):
            end += 1  # "said independently"
        elif low in s.words["by"] and s.low[end + 1] in s.words["speech.means"]:
            end += 2
        elif low in s.words["reaching.told"]:
            if low in s.words["reaching.local"] and s.low[end + 1] not in s.words["reaching.media"]:
                return end
            end += 1
        elif low in s.words["at_in"] and s.place_at(end + 1) is not None:
            place = s.place_at(end + 1)
            end = place[1] if place else end
        elif low in s.words["reaching.station"] and s.low[end + 1] in s.words["reaching.broadcasters"]:
            end += 2
        else:
            return end
    return end
