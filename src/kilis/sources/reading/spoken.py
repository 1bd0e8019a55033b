"""The noun phrases of a sentence that could speak: persons, offices, agencies, witnesses, governments."""

from __future__ import annotations

from dataclasses import dataclass

from kilis.sources.reading.analysis import QUOTES, Sentence
from kilis.sources.reading.lexicon import Cue, Lexicon

_LINKS = frozenset({"of", "for", "in", "on", "at", "from"})
_COUNTING = frozenset({"registered", "counted", "received", "admitted", "sheltering", "killed", "displaced"})
_LONGEST_BACK = 4
_MOST = 12


@dataclass(slots=True)
class Phrase:
    """A phrase, tokens[start:end], with what stands before and after it.

    ``kind`` is person, office, acronym, name, land or noun; ``head`` its telling word, ``verb`` the verb behind it;
    ``telling`` says whether a verb or noun of saying stands beside it.
    """

    start: int
    end: int
    speaker: str
    role: str | None
    kind: str
    head: str
    before: str
    after: str
    verb: str
    telling: bool


def phrases_of(s: Sentence, lexicon: Lexicon) -> list[Phrase]:
    """Return the phrases in their order."""
    cues: dict[int, Cue] = {}
    for cue in s.cues:
        kind = cue.sense.kind
        if kind in ("speech", "according") or (kind in ("action", "noun") and cue.start not in cues):
            cues[cue.start] = cue
        elif kind[:6] == "event:":
            cues.setdefault(cue.start, cue)
    spans = _spans(s, lexicon, cues)
    return [phrase for start, end in spans[:_MOST] if (phrase := _phrase(s, lexicon, start, end, cues))]


def _spans(s: Sentence, lexicon: Lexicon, cues: dict[int, Cue]) -> list[tuple[int, int]]:
    """Return the tokens of every phrase that has a name or a word for those who speak."""
    spans: list[tuple[int, int]] = []
    size, at = len(s.tokens), 0
    verbs = {cue.start for cue in cues.values() if cue.sense.kind == "speech" and cue.sense.form != "gerund"}
    while at < size:
        token = s.tokens[at]
        core = (token.is_name or token.low in lexicon.roles) and _is_core(s, lexicon, at)
        if not core and not (at + 1 in verbs and _is_plain(s, lexicon, at, cues)):
            at += 1
            continue
        end = _reach(s, lexicon, at + 1, cues)
        start = at
        floor = max(spans[-1][1] if spans else 0, at - _LONGEST_BACK)
        while start > floor and _leads(s, lexicon, start - 1, cues):
            start -= 1
        spans.append((start, end))
        at = end
    return spans


def _is_core(s: Sentence, lexicon: Lexicon, at: int) -> bool:
    token = s.tokens[at]
    if token.low in lexicon.roles:
        return True
    if not token.is_name or not token.is_word or token.low in lexicon.months or token.low in lexicon.weekdays:
        return False
    if token.text.isupper() and 2 <= len(token.text) <= 8:
        return at > 0 or token.low not in lexicon.function
    return token.low not in lexicon.function and (token.low not in lexicon.no_place or at > 0)


def _is_plain(s: Sentence, lexicon: Lexicon, at: int, cues: dict[int, Cue]) -> bool:
    """Whether it is a common noun, or could be."""
    token = s.tokens[at]
    return (
        token.is_word and not token.is_name and token.low not in lexicon.function and at not in cues
        and token.low not in s.words("speech.auxiliaries") and not token.low.endswith("ly")
    )  # fmt: skip


def _leads(s: Sentence, lexicon: Lexicon, at: int, cues: dict[int, Cue]) -> bool:
    low = s.lows[at]
    if low == "-":
        return True
    if low in lexicon.articles or low in lexicon.adjectives or low in lexicon.units or low == "'s":
        return True
    return s.tokens[at].is_name or _is_plain(s, lexicon, at, cues)


def _reach(s: Sentence, lexicon: Lexicon, end: int, cues: dict[int, Cue]) -> int:
    """Return where the phrase ends: "of the Turkish relief organisation", "for Migration (IOM)" belong to it."""
    size = len(s.tokens)
    while end < size:
        low = s.lows[end]
        ahead = end + 1 + (s.low(end + 1) in lexicon.articles)
        if _is_core(s, lexicon, end) and end not in cues:
            end += 1
        elif ahead < size and low in (*_LINKS, "and", "&", "-", "'s", "’") and _is_core(s, lexicon, ahead):
            named = s.tokens[ahead].is_name
            if (low == "and" and not (named and s.tokens[end - 1].is_name)) or (low == "-" and ahead != end + 1):
                return end
            end = ahead + 1
        elif _is_plain(s, lexicon, end, cues) and end + 1 < size and s.lows[end + 1] in lexicon.roles:
            end += 2
        else:
            return end
    return end


def _phrase(s: Sentence, lexicon: Lexicon, start: int, end: int, cues: dict[int, Cue]) -> Phrase | None:
    while start < end and (s.lows[start] in lexicon.articles or s.lows[start] in ("'s", "-")):
        start += 1
    if start >= end or s.tokens[start].is_number:
        return None
    before, told = _before(s, start)
    after, verb, tells = _after(s, end, cues)
    telling = told or tells
    kind, head, run = _kind(s, lexicon, start, end)
    if not telling and (kind in ("land", "noun") or not after.startswith(_DOING)):
        return None
    text = " ".join(s.text[s.tokens[start].start : s.tokens[end - 1].end].split())
    speaker, office = text, None
    if run is not None:
        speaker = " ".join(s.text[s.tokens[run[0]].start : s.tokens[run[1] - 1].end].split())
        office = text.replace(speaker, "").strip(" ,") or None
    return Phrase(start, end, speaker, office, kind, head, before, after, verb, telling)


_DOING = ("word", "act", "event", "aside", "who", "that", "owns")


def _kind(s: Sentence, lexicon: Lexicon, start: int, end: int) -> tuple[str, str, tuple[int, int] | None]:
    """Return the kind of a phrase, its telling word, and the tokens of a personal name."""
    run = _person(s, lexicon, start, end)
    role = next((low for low in s.lows[start:end] if low in lexicon.roles), None)
    names = [k for k in range(start, end) if s.tokens[k].is_name and s.lows[k] not in lexicon.roles]
    kind = "office" if role else "noun"
    if run is not None:
        kind = "person"
    elif any(token.text.isupper() and len(token.text) > 1 for token in s.tokens[start:end]):
        kind = "acronym"
    elif names and not role:
        kind = "land" if all(s.place_at(k) for k in names) else "name"
    return kind, role or (s.lows[end - 1] if kind in ("acronym", "noun") else kind), run


def _person(s: Sentence, lexicon: Lexicon, start: int, end: int) -> tuple[int, int] | None:
    """Return the tokens of a personal name: two capitalised words or more that are no place and no office."""
    run: list[int] = []
    for at in range(start, end + 1):
        named = (
            at < end and s.tokens[at].is_name and s.lows[at] not in lexicon.roles and not s.tokens[at].text.isupper()
        )
        joined = at < end and bool(run) and (s.lows[at] in ("al", "el", "-", "bin", "ibn"))
        if named or joined:
            run.append(at)
            continue
        if len(run) >= 2 and not any(s.place_at(k) for k in run[:1]) and s.low(run[0] - 1) not in ("of", "for", "the"):
            return run[0], run[-1] + 1
        run = []
    return None


def _before(s: Sentence, start: int) -> tuple[str, bool]:
    """Return what leads to a phrase, and whether it is a word of saying."""
    at = start - 1
    while at >= 0 and (s.lows[at] in s.lexicon.articles or s.lows[at] in ("'s", "both")):
        at -= 1
    if at < 0:
        return "start", False
    low = s.lows[at]
    for cue in s.of_kind("speech", "according"):
        if cue.end == at + 1:
            return (cue.sense.kind if cue.sense.kind == "according" else f"say {cue.sense.label}"), True
    counted = s.lexicon.data["speech"]["counted"]
    if low in ("of", "from", "by") and (s.low(at - 1) in counted or s.low(at - 2) in counted):
        return "count of", True
    if low == "by" and any(c.end == at for c in s.of_kind("action")):
        return "done by", True
    if low in s.words("placing.leading") or low in ("of", "by", "but", "and", "that", "as", "if", "whom", "which"):
        return low, False
    if low in _BEFORE or low in QUOTES:
        return low, False
    return "word", False


_BEFORE = frozenset({",", ";", ":", "(", ")", ".", "-", "–", "—", "*", "•", "while", "when", "where", "what", "said"})


def _after(s: Sentence, end: int, cues: dict[int, Cue]) -> tuple[str, str, bool]:
    """Return what follows a phrase, the verb if one does, and whether it is one of saying."""
    at = end
    if s.low(at) == "(":
        close = next((k for k in range(at + 1, min(at + 6, len(s.tokens))) if s.lows[k] == ")"), None)
        at = close + 1 if close else at
    aside = ""
    if s.low(at) == ",":
        close = next((k for k in range(at + 1, min(at + 16, len(s.tokens))) if s.lows[k] == ","), None)
        if close is not None and (close + 1 in cues or close + 2 in cues):
            at, aside = close + 1, "aside "
    while s.low(at) in s.words("speech.auxiliaries") or (s.low(at).endswith("ly") and at not in cues):
        at += 1
    low = s.low(at)
    cue = cues.get(at)
    if cue is not None and cue.sense.kind == "speech":
        that = " that" if s.low(cue.end) == "that" else ""
        return f"{aside}say {cue.sense.label}{that}", low, True
    if cue is not None and cue.sense.kind == "action":
        label = cue.sense.label if cue.sense.label in _COUNTING else "other"
        return f"{aside}act {label}", low, label in ("registered", "counted")
    if cue is not None:
        return f"{aside}event", low, False
    if low == "'s":
        counted = s.lexicon.data["speech"]["counted"]
        owns = s.low(at + 1) in counted or s.low(at + 2) in counted
        return ("owns count" if owns else "owns"), "", owns
    if low in _AFTER or low in s.lexicon.function or low in QUOTES or not low:
        return aside + (low or "end"), low, False
    return aside + "word", low, False


_AFTER = frozenset({",", ";", ":", ")", "(", ".", "!", "-", "–", "—"})
