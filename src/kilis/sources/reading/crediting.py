"""Who a figure is credited to without a verb of speech: labels, brackets, "the UN's count", those who counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kilis.sources.reading.analysis import QUOTES, Attribution, Sentence
from kilis.sources.reading.cast import Speaker
from kilis.sources.reading.model import Claim
from kilis.sources.reading.phrases import NounPhrases
from kilis.sources.reading.tokens import Stretch, Token

_LONGEST_LEAD = 30


def labels(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read "President of the region: ..." and "Figures of the General Security:" at a line's start."""
    colon = s.lows.index(":", 1) if ":" in s.lows[1:9] else None
    if colon is None and s.tokens and s.tokens[0].is_name and not found:
        return _introduced(s, phrases)
    if colon is None or any(a.start < colon for a in found):
        return []
    if s.low[0] in s.words["speech.counted"] and s.low[1] in s.words["from_of"]:
        end = next((k for k in range(2, colon) if s.low[k] in s.words["speech.showing"]), colon)
        speaker = phrases.speaker(s, 2, end)  # "Figures of the General Security are higher:"
        return [Attribution(0, colon, speaker[1], speaker[2], "stated", 0, 0)] if speaker else []
    quoted = s.low[colon + 1] in QUOTES
    first = next((k for k in range(colon) if s.tokens[k].is_word), 0)
    if any(first <= n.start < colon for n in s.numbers) or first > 2:
        return []
    comma = next((k for k in range(colon - 1, first, -1) if s.low[k] == ","), first - 1)
    named = first <= 1 and phrases.is_bare_name(s, comma + 1, colon) and len(s.tokens) - colon > 7
    named = named and not any(comma < p[0] < colon and p[2].candidates for p in s.places)
    named = named and not s.tokens[first].text.isupper() and s.low[colon - 1] not in s.words["speech.no_label"]
    named = named and s.low[colon - 1] not in s.words["roles.areas"]
    if named:
        first = comma + 1  # "Donetsk region, Pavlo Kyrylenko: 8,057 people got out"
    if not (quoted or named or (phrases.has_role(s, first, colon) and not _is_site(s, first, colon))):
        return []
    speaker = phrases.speaker(s, first, colon, lenient=quoted)
    if speaker is None or (not named and s.place_at(first) and s.low[first + 1] not in s.words["happenings.owner"]):
        return []
    return [Attribution(first, colon, speaker[1], speaker[2], "stated", 0, 0)]


def _introduced(s: Sentence, phrases: NounPhrases) -> list[Attribution]:
    """Read "Lea Moor, who is just back from the camp: "It has ..."": a name, what is said of it, a quotation."""
    if ":" not in s.lows[:_LONGEST_LEAD]:
        return []
    colon = s.lows.index(":")
    end = next((k for k in range(1, len(s.tokens)) if s.low[k] in s.words["crediting.from"]), len(s.tokens))
    if s.low[colon + 1] not in QUOTES or end > colon or not phrases.is_bare_name(s, 0, end):
        return []
    speaker = phrases.speaker(s, 0, end)
    return [Attribution(0, colon, speaker[1], speaker[2], "stated", 0, 0)] if speaker else []


def _is_site(s: Sentence, start: int, end: int) -> bool:
    """Whether a label tells where, or what was done: "Newroz hospital:", "Received in the centre yesterday:"."""
    if s.low[end - 1] in s.lexicon.roles and s.low[end - 1] not in s.words["names.spots"]:
        return False
    sites = s.words["names.named_sites"] | s.words["names.spots"] | s.words["context.site_nouns"]
    return not sites.isdisjoint(s.lows[start:end]) or any(start <= k < end for k in s.finite)


def of_before(s: Sentence, before: Sequence[Token]) -> Attribution | None:
    """Return whose word the tokens before on its line are too: "The mayor said this on Friday", "we left - he said"."""
    ends, own = s.words["speech.pointing_ends"], s.words["speech.own_voice"]
    for a in s.attributions:
        pointed = s.low[a.end] in s.words["this"] and s.low[a.end + 1] in ends and a.label == "stated"
        closing = s.low[a.start - 1] in ("-", "–", "—") and a.start > 1 and a.end >= len(s.tokens) - 1
        if pointed or (closing and not s.quoted[a.start - 2] and True in [token.low in own for token in before]):
            return a
    return None


def line_before(stretches: Sequence[Stretch], at: int) -> int:
    """Return the first sentence of the line of a sentence; of one that opens its line, of the line above."""
    at -= stretches[at].opens_line
    while at > 0 and not stretches[at].opens_line:
        at -= 1
    return max(at, 0)


def credit(found: list[tuple[int, list[Claim]]], first: int, speaker: Speaker) -> None:
    """Give what was told since a sentence, and credited to nobody, to whom a later one names."""
    for k in range(first, len(found)):
        told = [
            replace(c, speaker=speaker[0], speaker_role=speaker[1]) if c.speaker is None else c for c in found[k][1]
        ]
        found[k] = (found[k][0], told)


def passives(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read "is put at 3,000 by the mayor and at 5,000 by a bishop": each has what stands before it."""
    if s.words["by"].isdisjoint(s.lows):
        return []
    being = s.words["speech.being"]
    passed = s.words["speech.auxiliaries"]  # "is now put at", "was earlier put at"
    said = [
        c for c in s.of_kind["speech"]
        if c.sense.form == "past" and s.low[c.start] not in s.words["told"]
        and (s.low[c.start - 1] in being or (s.low[c.start - 1] in passed and s.low[c.start - 2] in being))
    ]  # fmt: skip
    if not said:
        return []
    result: list[Attribution] = []
    low = 0
    for at in range(said[0].end, len(s.tokens)):
        if s.low[at] in (";", ":") or at in s.finite:
            break
        if s.low[at] not in s.words["by"] or any(a.start <= at < a.end for a in found):
            continue
        after = phrases.after(s, at + 1)
        if after and phrases.is_body(s, at + 1, after[0]) and not any(at < n.start < after[0] for n in s.numbers):
            result.append(Attribution(at, after[0], after[1], after[2], "stated", low, after[0]))
            low = after[0]
    return result


def possessives(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read "the UN's count stands at 300", "by the mayor's estimate", "3,000 by the Red Cross list"."""
    result: list[Attribution] = []
    counted = s.words["speech.counted"]
    if counted.isdisjoint(s.lows):
        return result
    for at, token in enumerate(s.tokens):
        owned = token.low in s.words["happenings.owner"] and (s.low[at + 1] in counted or s.low[at + 2] in counted)
        listed = (
            token.low in counted
            and not s.words["by"].isdisjoint(s.lows[max(0, at - 6) : at])
            and s.low[at - 1] not in s.words["happenings.owner"]
        )
        if not (owned or listed) or any(a.start <= at < a.end for a in found + result):
            continue
        start = phrases.walk_left(s, at - 1)
        if not s.words["crediting.like"].isdisjoint(s.lows[max(start - 1, 0) : at]):
            continue  # "24,000 people - like all the UN's figures, an estimate - were"
        by = next((k for k in range(at - 1, max(start - 2, -1), -1) if s.low[k] in s.words["crediting.by"]), None)
        if by is None and s.low[start - 1] in s.words["in"] and s.low[at + 1] in s.words["crediting.view"]:
            by = start - 1
        start = start if by is None else by + 1
        if start >= at or any(start <= n.start < at for n in s.numbers) or not (owned or by is not None):
            continue
        land = s.place_at(at - 1)
        if land is not None and land[0] <= start and s.low[at + 1] not in s.words["speech.tolls"]:
            continue  # "Turkey's total", but "Moscow's figure"
        speaker = phrases.speaker(s, start, at) if owned or phrases.is_body(s, start, at) else None
        if speaker:
            low = start if by is None else 0
            result.append(Attribution(start, at + 2, speaker[1], speaker[2], "stated", low, len(s.tokens)))
    return result


def brackets(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read "(official toll)" and "(UNHCR)" behind a figure, but not the short form of a name before it."""
    result: list[Attribution] = []
    for at in [k for k, low in enumerate(s.lows) if low == "("] if "(" in s.lows else ():
        close = next((k for k in range(at + 1, min(at + 9, len(s.tokens))) if s.low[k] in (")", ";")), None)
        if close is None or any(a.start <= at < a.end for a in found):
            continue
        colon = next((k for k in range(at + 2, close) if s.low[k] == ":"), None)
        if colon is not None and phrases.is_body(s, at + 1, colon) and (named := phrases.speaker(s, at + 1, colon)):
            result.append(Attribution(at, colon, named[1], named[2], "stated", at, close))  # "3,600 (Red Cross: 4,000)"
            continue
        dated = any(s.tokens[at].start < when.start < s.tokens[close].start for when in s.dates)
        if any(at < n.start < close for n in s.numbers) or (dated and s.low[at + 1] in s.words["speech.counted"]):
            continue  # "(figures as of 2 March)"
        if s.low[at + 1] in s.words["crediting.updated"]:
            continue  # "(UPDATE – 2:30 p.m.)"
        before = s.tokens[at - 1] if at else None
        if before is not None and close == at + 2 and _is_short_form(s, at, before.is_name):
            continue  # "the Displacement Tracking Matrix (DTM)"
        if any(at < c.start < close for c in s.of_kind["armed"]) and s.low[close + 1].isalpha():
            continue  # "the Daesh (ISIS / ISIL) fighters"
        if s.low[at + 1] in s.words["speech.middle"] | s.words["placed.bearings"] and s.low[at + 2] in s.words["of"]:
            continue  # "in Merkaz (centre of Mosul)", "in Ure (north of Mosul)"
        bare = s.low[at + 1] not in s.words["as"]  # "(as per field reports)"
        speaker = phrases.speaker(s, at + 1, close) if bare and phrases.is_body(s, at + 1, close) else None
        if speaker:
            low = max((n.start for n in s.numbers if n.start < at), default=0)
            if s.low[close + 1] in (".", ""):  # "killed nine and wounded 30 (state news agency)."
                low = next((k + 1 for k in range(at - 1, -1, -1) if s.low[k] in (";", ")", ".", ":", ",")), 0)
            result.append(Attribution(at, close + 1, speaker[1], speaker[2], "stated", low, at))
    return result


def _is_short_form(s: Sentence, at: int, of_name: bool) -> bool:
    """Whether the capitals in the bracket at tokens[at] shorten a name before it, or words: "an armed group (NSAG)"."""
    letters = s.tokens[at + 1].text
    first = s.tokens[at - 1].text[0]
    if letters.isupper() and s.low[at - 1] in s.words["crediting.forces"]:
        return True  # "the peacekeeping force (MISCA)"
    if not letters.isupper() or first.upper() != letters[-1]:
        return False
    return of_name or (len(letters) > 1 and s.low[at - 2][:1].upper() == letters[-2])


def gapped(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read "Hungary's police gave 10,530 and Slovakia's interior ministry 8,900": a speaker before a figure."""
    result: list[Attribution] = []
    for number in s.numbers if found else ():
        linked = s.low[number.start - 1] in s.words["crediting.at"]
        end = number.start - linked
        start = phrases.walk_left(s, end - 1)
        joined = s.low[start - 1] in s.words["and_marks"] and any(a.end <= start for a in found)
        if linked:  # "The cluster knows of 100 dead, the health division of 74"
            joined = joined and any(s.low[number.start - 1] in (s.low[a.end], s.low[a.end - 1]) for a in found)
        if not joined or start >= end or any(a.start < number.start <= a.end for a in found):
            continue
        land = s.place_at(start)
        whole = land is not None and land[1] == number.start and any(a.speaker == land[2].name for a in found)
        before = [a for a in found if a.end <= start]
        other = before[-1].start < len(s.tokens) and s.place_at(before[-1].start)
        whole = whole or (land is not None and land[1] == number.start and other is not None)
        if whole or phrases.has_role(s, start, end):
            speaker = phrases.speaker(s, start, end)
            if speaker:
                result.append(Attribution(start, number.start, speaker[1], speaker[2], "stated", start, len(s.tokens)))
    return result


def counters(s: Sentence, phrases: NounPhrases, found: list[Attribution]) -> list[Attribution]:
    """Read those who registered or counted as the source: "partners registered", "recorded by the authorities"."""
    result: list[Attribution] = []
    for cue in s.of_kind["action"]:
        if cue.sense.label not in ("registered", "counted") or cue.sense.form == "gerund":
            continue
        if any(a.low <= cue.start < a.high for a in found + result):
            continue
        by = next((k for k in range(cue.end, min(cue.end + 6, len(s.tokens))) if s.low[k] in s.words["by"]), None)
        after = phrases.after(s, by + 1) if by is not None else None
        if by is not None and after is None and by == cue.end:
            continue  # "refugees identified by UNHCR are displaced"
        if by is None or (after is None and s.low[cue.start - 1] not in s.words["speech.being"]):
            result += _counter(s, phrases, cue.start)  # "authorities registered 320 who came by boat"
        elif after and phrases.is_body(s, by + 1, after[0]):
            low = max((k + 1 for k in range(cue.start) if s.low[k] in s.words["crediting.whom"]), default=0)
            result.append(Attribution(by, after[0], after[1], after[2], "stated", low, after[0]))
    counting = s.words["speech.counting"]
    for at in [at for at, low in enumerate(s.lows) if at and low in counting] if s.numbers else ():
        number = next((n for n in s.numbers if at < n.start <= at + 5), None)
        if number is None or any(a.low <= at < a.high for a in found + result):
            continue
        reach = 10 if s.low[at] in s.words["have"] else 4
        told = not s.words["speech.knowing"].isdisjoint(s.lows[at + 1 : at + 4])  # "has the dead at 80"
        held = (
            reach == 4
            or told
            or any(
                s.low[k] in s.words["crediting.its"] and s.low[k + 1] in s.words["speech.held"]
                for k in range(at, min(at + reach, len(s.tokens)))
            )
        )
        if held:
            result += _counter(s, phrases, at)
    return result


def _counter(s: Sentence, phrases: NounPhrases, verb: int) -> list[Attribution]:
    """Return the attribution to the subject of a verb of counting, if it can count."""
    at = verb - 1
    if s.low[at] in s.words["speech.being"]:
        return []  # "300 people were identified"
    while at >= 0 and (
        s.low[at] in s.words["speech.auxiliaries"]
        or s.low[at] in s.words["speech.passing"]
        or s.low[at] in s.lexicon.weekdays
    ):
        at -= 1
    if s.low[at] == ")":
        at = next((k for k in range(at, 0, -1) if s.low[k] == "("), at) - 1
    end = None
    if s.low[at] == ",":  # "Kenya Red Cross, whose branches count only those they reach, has"
        comma = next((k for k in range(at - 1, max(0, at - 16), -1) if s.low[k] == ","), at)
        clause = s.low[comma + 1] in s.words["speech.starters"] | s.words["speech.asides"]
        end = at if phrases.is_bare_name(s, comma + 1, at) else None  # "The governor, Ana Duarte, has"
        at = comma - 1 if clause or not phrases.is_body(s, comma + 1, at) else at - 1
    start = phrases.walk_left(s, at)
    named = next((p[0] for p in s.places if start <= p[0] <= at), None)
    if named is not None:
        # "DTM in Goma recorded", "the Ministry of Health in Gaza counted": the place only tells where.
        led = named > start + 1 and s.low[named - 1] in s.words["crediting.placed"]
        led = led and (phrases.is_body(s, start, named) or sum(map(str.isupper, s.tokens[start].text)) >= 2)
        ends = s.low[at] in s.lexicon.roles and s.low[at] not in s.words["speech.plain_people"]
        if not led and not ends:
            return []
    titled = named is not None or sum(s.tokens[k].is_name for k in range(start, at + 1)) >= 2
    if start > at or any(start <= n.start <= at for n in s.numbers):
        return []
    meant = start == at and s.low[at] in s.lexicon.pronouns  # "It has 183,000 refugees on its books"
    if not titled and not meant and not phrases.is_body(s, start, at + 1):
        return []
    speaker = phrases.speaker(s, start, end or at + 1)
    high = next((k for k in range(verb, len(s.tokens)) if s.low[k] == ";"), len(s.tokens))
    return [Attribution(start, at + 1, speaker[1], speaker[2], "stated", start, high)] if speaker else []
