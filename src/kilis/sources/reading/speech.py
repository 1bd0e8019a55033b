"""Who said it: attributions before and after the words, names with roles, pronouns, quotations carried over."""

from __future__ import annotations

import re

from kilis.sources.reading.analysis import QUOTES, Attribution, Sentence
from kilis.sources.reading.clauses import is_dash
from kilis.sources.reading.lexicon import Cue, Lexicon

_HARD = frozenset({";", ":", "(", ")", "—", "–", "…", "."}) | QUOTES
_STARTERS = frozenset(
    "that but while as when because where which who if although though whereas after since than or whose what".split()
)
_AUXILIARIES = frozenset(
    """has have had is was were are also still now later earlier then himself herself would only yesterday today
    could cannot did does not itself often already each both""".split()
)
_NP_LINKS = frozenset(
    {"of", "for", "in", "at", "the", "a", "an", "and", "'s", "-", "from", "with", "&", "to", "'", "’"}
)
_PREPOSITIONS = frozenset({"in", "on", "at", "from", "by", "for", "with", "under", "near", "over", "since"})
_ARTICLES = frozenset({"the", "a", "an", "one", "some", "another", "its", "their", "his", "her"})
_SAYINGS = frozenset({"figure", "toll", "claim", "charge", "number", "allegation", "account", "accusation", "total"})
_BREAKS = frozenset({";", "but", "while", "though", "although", "whereas", "however"})
_PLAIN = frozenset("say says said told tell estimate estimated reckon reckoned believe believed".split())
_LONGEST = 14
Speaker = tuple[str, str | None]


class SpeakerFinder:
    """Finds the attributions of sentences in order and remembers who spoke last."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._last: Speaker | None = None
        self._full_names: dict[str, Speaker] = {}
        self._introduced: Speaker | None = None
        self._here: Speaker | None = None

    def find(self, s: Sentence) -> list[Attribution]:
        """Return the attributions of the sentence with the tokens they cover, each with its stretch."""
        found: list[Attribution] = []
        self._introduce(s)
        self._here = None
        for cue in s.cues:
            if any(a.start <= cue.start < a.end for a in found):
                continue
            attribution = None
            if cue.sense.kind == "according":
                attribution = self._according(s, cue)
            elif cue.sense.kind == "speech":
                attribution = self._verb(s, cue)
            if attribution and not any(a.start < attribution.end and attribution.start < a.end for a in found):
                found.append(attribution)
                self._introduced, self._here = None, (attribution.speaker, attribution.role)
                self._last = (attribution.speaker, attribution.role)  # a "they" later in the sentence
        found += self._labels(s, found)
        found.sort(key=lambda a: a.start)
        self._scopes(s, found)
        found += self._counters(s, found)
        for a in found:
            self._last = (a.speaker, a.role)
        return found

    def _introduce(self, s: Sentence) -> None:
        """Note "Khaled, who keeps the register": a later "he says" is his."""
        for at in range(len(s.tokens) - 2):
            if s.tokens[at].is_name and s.low(at + 1) == "," and s.low(at + 2) == "who" and not s.place_at(at):
                start = at
                while start > 0 and s.tokens[start - 1].is_name and s.low(start - 1) not in _ARTICLES:
                    start -= 1
                self._introduced = (s.text[s.tokens[start].start : s.tokens[at].end], None)

    def introduced(self, s: Sentence) -> Speaker | None:
        """Return who is interviewed: "Interview with Pauline Masika, a nurse"."""
        at = next((k for k in range(len(s.tokens)) if s.low(k) in ("with", "to", "for")), None)
        after = self._after(s, at + 1) if at is not None else None
        return (after[1], after[2]) if after else None

    def carried(self) -> Speaker | None:
        """Return who spoke last: for a quotation that goes on in the next sentence."""
        return self._last

    # --- verbs of speech

    def _verb(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "X said" and "said X" around a verb of speech."""
        previous = s.low(cue.start - 1)
        if cue.sense.form == "gerund" and previous not in (",", "is", "are"):
            return None
        if s.quoted[cue.start] and cue.sense.label in ("estimated", "future", "feared"):
            return None
        if previous in ("be", "been", "was", "were", "to", "is", "are", "a", "the", "of", "by", "in", "an", "'s"):
            return None
        told = s.low(cue.start) in ("told", "tell", "tells")
        if previous == "and":
            if self._here is not None:
                return Attribution(cue.start, cue.end, *self._here, cue.sense.label, 0, 0)
            return self._second_verb(s, cue)
        after = self._after(s, cue.end) if previous in (",", "”", '"', "»", "", "'") and not told else None
        if after and any(cue.end <= n.start < after[0] for n in s.numbers):
            after = None  # "police, for their part, speak of 5,000 newcomers"
        if after and self._closes(s, after[0]):
            end, speaker, role = after
            return Attribution(cue.start, end, speaker, role, cue.sense.label, -1, -1)
        before = self._before(s, cue.start)
        if before is None:
            return None
        start, speaker, role = before
        end = self._with_setting(s, cue.end)
        if told and s.low(start - 1) in (",", "”", '"'):
            end = next((k for k in range(end, min(end + 7, len(s.tokens))) if s.low(k) in (",", ".", "on")), end)
        side = -1 if s.low(start - 1) in (",", "”", '"', "»") and self._closes(s, end) else 0
        return Attribution(start, end, speaker, role, cue.sense.label, side, side)

    def _second_verb(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "the commissioner visited and announced": the subject stands before the first verb."""
        for at in range(cue.start - 2, max(-1, cue.start - 6), -1):
            if s.low(at) in (",", ";", '"'):
                return None
            if s.low(at).endswith("ed") or any(c.start == at and c.sense.kind == "speech" for c in s.cues):
                before = self._before(s, at)
                if before:
                    return Attribution(before[0], cue.end, before[1], before[2], cue.sense.label, 0, 0)
                return None
        return None

    def _closes(self, s: Sentence, at: int) -> bool:
        """Whether an attribution that ends here has said all: a mark, a date or nothing follows."""
        return s.low(at) in self._lexicon.weekdays or s.low(at) in (
            "",
            ".",
            ",",
            ";",
            "on",
            ")",
            "late",
            "in",
            "early",
            "!",
            "last",
            "this",
            "as",
            "and",
            "—",
            "–",
            "today",
            "yesterday",
            "here",
            "tonight",
            "adding",
            "by",
            "at",
        )

    def _with_setting(self, s: Sentence, end: int) -> int:
        """Take in where and to whom it was said: "told reporters in Geneva on Friday"."""
        while end < len(s.tokens):
            low = s.low(end)
            if low in (
                "reporters",
                "journalists",
                "radio",
                "parliament",
                "television",
                "media",
                "this",
                "local",
                "state",
            ):
                if low in ("this", "local", "state") and s.low(end + 1) not in (
                    "station",
                    "radio",
                    "media",
                    "television",
                    "paper",
                ):
                    return end
                end += 1
            elif low in ("in", "at") and s.place_at(end + 1) is not None:
                place = s.place_at(end + 1)
                end = place[1] if place else end
            elif low in ("station", "the") and s.low(end + 1) in ("radio", "station", "press", "bbc", "paper"):
                end += 2
            else:
                return end
        return end

    def _before(self, s: Sentence, verb: int) -> tuple[int, str, str | None] | None:
        at = verb - 1
        while at >= 0 and (s.low(at) in _AUXILIARIES or (s.low(at).endswith("ly") and not s.tokens[at].is_name)):
            at -= 1
        if s.low(at) == ")" and "(" in (s.low(at - 2), s.low(at - 3)):
            at -= 3 if s.low(at - 2) == "(" else 4  # "the International Organization for Migration (IOM) said"
        if s.low(at) in ("-", "–", "—") and is_dash(s, at):
            first = next((k for k in range(at - 1, max(-1, at - 16), -1) if s.low(k) == s.low(at)), None)
            at = first - 1 if first is not None else at  # "aid workers - there are only a handful - estimate"
        end = at + 1
        if s.low(at) == ",":
            return self._apposition_before(s, at)
        start = self._walk_left(s, at)
        if start >= end:
            return None
        if s.low(start) in _SAYINGS and s.tokens[min(start + 1, end - 1)].is_name:
            return None  # "a figure Greece dismissed": it speaks of what another said
        if s.low(start - 1) == "what":
            return None
        if s.low(start - 1) == "who":
            return self._speaker(s, self._walk_left(s, start - 2), start - 1)
        if s.low(start - 1) == "," and s.tokens[start].is_name and self._is_bare_name(s, start, end):
            earlier = self._walk_left(s, start - 2)
            if earlier < start - 1 and self._has_role(s, earlier, start - 1) and s.low(earlier - 1) != "and":
                return self._speaker(s, earlier, end)
        plain = s.low(verb) in _PLAIN and s.low(start) in ("the", "a", "an", "local", "some", "several", "many")
        found = self._speaker(s, start, end, lenient=plain and end - start <= 4)
        return found or self._relative(s, start) or self._participle(s, start)

    def _relative(self, s: Sentence, start: int) -> tuple[int, str, str | None] | None:
        """Read "a pastor who walked out thought": the noun before "who"."""
        for at in range(start - 1, max(-1, start - 7), -1):
            if s.low(at) in ("who", "which"):
                return self._speaker(s, self._walk_left(s, at - 1), at)
            if s.low(at) in _HARD:
                break
        return None

    def _participle(self, s: Sentence, start: int) -> tuple[int, str, str | None] | None:
        """Read "a shopkeeper reached by phone said": the noun before the participle."""
        for at in range(start, max(0, start - 4), -1):
            if s.low(at).endswith(("ed", "ht")) and s.low(at + 1) in _PREPOSITIONS:
                first = self._walk_left(s, at - 1)
                return (
                    self._speaker(s, first, at) if self._has_role(s, first, at) or s.low(first) in _ARTICLES else None
                )
        return None

    def _apposition_before(self, s: Sentence, comma: int) -> tuple[int, str, str | None] | None:
        """Read "Samir Haddad, a doctor in Azaz, said" and "an official, who asked not to be named, said"."""
        at = comma - 1
        while at > 0 and comma - at < 2 * _LONGEST and s.low(at) != "," and s.low(at) not in _HARD:
            at -= 1
        if s.low(at) != ",":
            return None
        start = self._walk_left(s, at - 1)
        if start >= at:
            return None
        clause = s.low(at + 1) in ("who", "which", "whose", "where")
        end = at if clause else comma
        bare = self._is_bare_name(s, at + 1, comma) and self._has_role(s, start, at)
        clause = clause or (
            s.low(at + 1) in _PREPOSITIONS | {"asked", "reached", "speaking", "quoted", "interviewed", "citing"}
            and self._has_role(s, start, at)
        )
        end = at if clause else end
        if not clause and not (bare or self._has_role(s, at + 1, comma) or s.low(at + 1) in _ARTICLES):
            return None
        return self._speaker(s, start, end)

    def _walk_left(self, s: Sentence, at: int) -> int:
        """Return where the noun phrase that ends at ``at`` begins."""
        start = limit = at + 1
        verbs = {
            cue.start
            for cue in s.cues
            if cue.sense.form in ("past", "base")
            and (cue.sense.kind in ("action", "speech") or cue.sense.kind[:6] == "event:")
        }
        while at >= 0 and not s.quoted[at]:
            low, token = s.low(at), s.tokens[at]
            beyond = at + 1 + (s.low(at + 1) == "the")
            joins = low == "and" and at > 0 and s.tokens[at - 1].is_name and s.low(beyond)[:1] != ""
            joins = joins and s.tokens[min(beyond, len(s.tokens) - 1)].is_name
            if (
                low in _HARD
                or (low == "-" and is_dash(s, at))
                or low == ","
                or low in _STARTERS
                or (low == "and" and not joins)
            ):
                break
            kept = token.is_name or low in self._lexicon.roles or low in self._lexicon.adjectives
            verb_like = (
                low.endswith("ed") and len(low) > 4 and s.low(at + 1) in ("the", "a", "to", "in", "on", "their", "by")
            )
            if not kept and (at in verbs or verb_like or low in self._lexicon.weekdays):
                break
            if low in self._lexicon.weekdays or (token.is_number and at != start):
                break
            start = at
            at -= 1
        return self._without_setting(s, start, limit)

    def _without_setting(self, s: Sentence, start: int, end: int) -> int:
        """Drop "In Geneva" before "the agency said"."""
        for when in s.dates:
            first, last = s.token_of(when.start), s.token_of(when.end)
            if first <= start + 2 and start < last < end:
                return last
        if s.low(start) in _PREPOSITIONS:
            for at in range(start + 1, min(start + 6, len(s.tokens))):
                if s.low(at) in ("the", "a", "an", "its", "his", "her"):
                    return at
        return start

    def _after(self, s: Sentence, at: int) -> tuple[int, str, str | None] | None:
        """Read the speaker that follows: "said Samir Haddad, a doctor in Azaz"."""
        end = at
        while end < len(s.tokens) and end - at < _LONGEST:
            low, token = s.low(end), s.tokens[end]
            if (
                low in _HARD
                or (low == "-" and is_dash(s, end))
                or low in ("!", "?", "on", "late", "early")
                or low in _STARTERS
                or low in self._lexicon.weekdays
            ):
                break
            if low == ",":
                following = s.tokens[end + 1] if end + 1 < len(s.tokens) else None
                if following is None or not (
                    following.low in _ARTICLES - {"some", "another", "one"} or following.is_name
                ):
                    break
                if any(end < n.start <= end + 5 for n in s.numbers):
                    break
                named = self._has_role(s, at, end) and self._is_bare_name(s, end + 1, end + 3)
                if not named and not self._has_role(s, end + 1, min(end + 6, len(s.tokens))):
                    break
                end += 1
                continue
            if not (token.is_word or low in _NP_LINKS or token.is_number):
                break
            if low in _AUXILIARIES and end > at:
                return None
            end += 1
        result = self._speaker(s, at, end)
        if result and s.low(end) in ("that", "who", "which"):
            end = next((k for k in range(end, len(s.tokens)) if s.low(k) in (".", ",", ";")), end)
        return (end, result[1], result[2]) if result else None

    def _according(self, s: Sentence, cue: Cue) -> Attribution | None:
        after = self._after(s, cue.end)
        if after is None:
            return None
        return Attribution(cue.start, after[0], after[1], after[2], "stated", -1, -1)

    # --- labels, brackets, those who count

    def _labels(self, s: Sentence, found: list[Attribution]) -> list[Attribution]:
        """Read "President of the region: ..." at a line's start and "(official toll)" behind a figure."""
        result = []
        colon = next((k for k in range(1, min(9, len(s.tokens))) if s.low(k) == ":"), None)
        counted = self._lexicon.data["speech"]["counted"]
        if colon and s.low(0) in counted and s.low(1) in ("of", "from"):
            end = next((k for k in range(2, colon) if s.low(k) in ("are", "is", "were", "was", "give", "show")), colon)
            speaker = self._speaker(s, 2, end)  # "Figures of the General Security are higher:"
            if speaker:
                return [Attribution(0, colon, speaker[1], speaker[2], "stated", 0, 0)]
        if colon and not any(a.start < colon for a in found) and not any(n.start < colon for n in s.numbers):
            quoted = s.low(colon + 1) in QUOTES
            first = next((k for k in range(colon) if s.tokens[k].is_word), 0)
            if quoted or self._has_role(s, first, colon):
                speaker = self._speaker(s, first, colon, lenient=quoted)
                if speaker and not s.place_at(first):
                    result.append(Attribution(first, colon, speaker[1], speaker[2], "stated", 0, 0))
        for at, token in enumerate(s.tokens):
            if token.low == "'s" and counted and (s.low(at + 1) in counted or s.low(at + 2) in counted):
                start = self._walk_left(s, at - 1)  # "the UN's count stands at"
                speaker = self._speaker(s, start, at)
                if speaker and not any(a.start <= at < a.end for a in found) and not s.place_at(at - 1):
                    low = 0 if s.low(start - 1) in ("by", "on") else start
                    result.append(Attribution(start, at + 2, speaker[1], speaker[2], "stated", low, len(s.tokens)))
            if token.text != "(" or any(a.start <= at < a.end for a in found):
                continue
            close = next((k for k in range(at + 1, min(at + 9, len(s.tokens))) if s.low(k) == ")"), None)
            if close and self._has_role(s, at + 1, close) and not any(at < n.start < close for n in s.numbers):
                speaker = self._speaker(s, at + 1, close)
                if speaker:
                    low = max((n.start for n in s.numbers if n.start < at), default=0)
                    result.append(Attribution(at, close + 1, speaker[1], speaker[2], "stated", low, at))
        return result

    def _counters(self, s: Sentence, found: list[Attribution]) -> list[Attribution]:
        """Read those who registered or counted as the source: "partners registered", "recorded by the authorities"."""
        result: list[Attribution] = []
        for cue in s.of_kind("action"):
            if cue.sense.label not in ("registered", "counted") or cue.sense.form == "gerund":
                continue
            if any(a.low <= cue.start < a.high for a in found + result):
                continue
            by = next((k for k in range(cue.end, min(cue.end + 6, len(s.tokens))) if s.low(k) == "by"), None)
            if by is not None:
                after = self._after(s, by + 1)
                if after and self._has_role(s, by + 1, after[0]):
                    low = max((k + 1 for k in range(cue.start) if s.low(k) in (";", "whom")), default=0)
                    result.append(Attribution(by, after[0], after[1], after[2], "stated", low, after[0]))
                continue
            at = cue.start - 1
            while at >= 0 and (
                s.low(at) in _AUXILIARIES
                or s.low(at) in ("pre", "-", "biometrically", "newly")
                or s.low(at) in ("by",)
                or s.low(at) in self._lexicon.weekdays
            ):
                at -= 1
            start = self._walk_left(s, at)
            if any(start <= p[0] <= at for p in s.places):
                continue
            titled = sum(s.tokens[k].is_name for k in range(start, at + 1)) >= 2 or s.low(at) == ")"
            titled = titled and not any(start <= p[0] <= at for p in s.places)
            if s.low(at) == ")":
                start = self._walk_left(s, next((k for k in range(at, 0, -1) if s.low(k) == "("), at) - 1)
                at = next((k for k in range(at, 0, -1) if s.low(k) == "("), at) - 1
            if (
                start <= at
                and (titled or self._has_role(s, start, at + 1))
                and not any(start <= n.start <= at for n in s.numbers)
            ):
                speaker = self._speaker(s, start, at + 1)
                if speaker:
                    result.append(Attribution(start, at + 1, speaker[1], speaker[2], "stated", start, len(s.tokens)))
        return result

    # --- noun phrases

    def _has_role(self, s: Sentence, start: int, end: int) -> bool:
        return any(s.low(k) in self._lexicon.roles for k in range(start, end))

    @staticmethod
    def _is_bare_name(s: Sentence, start: int, end: int) -> bool:
        return (
            end - start >= 2
            and end <= len(s.tokens)
            and all(s.tokens[k].is_name or s.tokens[k].text == "-" for k in range(start, end))
        )

    def _speaker(
        self, s: Sentence, start: int, end: int, *, lenient: bool = False
    ) -> tuple[int, str, str | None] | None:
        """Judge a noun phrase: a pronoun, a name, a role, an organisation, a government's capital - or no speaker."""
        while start < end and (
            s.low(start) in {"however", "so", "but", "and", "meanwhile", "also", ",", "by", "-", "*", "•"}
            or ":" in s.low(start)
        ):
            start += 1
        while end > start and s.low(end - 1) in {",", "-", "'", "’"}:
            end -= 1
        if start >= end or end - start > _LONGEST:
            return None
        lows = [s.low(k) for k in range(start, end)]
        if lows[0] in ("his", "her", "their") and lows[-1] in ("office", "ministry", "team", "staff") and self._last:
            return start, *self._last
        if lows[0] in self._lexicon.pronouns:
            last = self._introduced if lows[0] in ("he", "she") and self._introduced else self._last
            if len(lows) > 1 or lows[0] in ("i", "we") or last is None:
                return None
            return start, *last
        if lows[0] in ("nobody", "none", "no", "this", "which", "there", "what") or lows[0] in _PREPOSITIONS:
            return None
        if any(low in ("population", "number", "total", "rumours", "posts") for low in lows[:3]):
            return None
        name = self._name(s, start, end)
        capital = any(
            s.tokens[k].is_name and (k > 0 or s.tokens[k].text.isupper() or s.place_at(k) is not None)
            for k in range(start + (s.low(start) in _ARTICLES), end)
        )
        if not (name or self._has_role(s, start, end) or lenient or capital):
            return None
        words = " ".join(s.text[s.tokens[start].start : s.tokens[end - 1].end].split())
        words = re.sub(r"^(?:the|a|an|one|its|their|his|her|our|some)\s+", "", words, flags=re.IGNORECASE)
        counted = "|".join(self._lexicon.data["speech"]["counted"])
        words = re.sub(rf"(?:'s|’s|'|’)?\s+(?:own )?(?:field )?(?:{counted})$", "", words) or words
        if name:
            return start, *self._named(name, words)
        if self._last and lows[0] == "the" and self._means_last(lows[-1]):
            return start, *self._last
        return start, words, None

    def _means_last(self, head: str) -> bool:
        """Whether "the official" is the one who spoke last."""
        last = f"{self._last[0]} {self._last[1] or ''}".lower().split() if self._last else []
        return head in last

    def _name(self, s: Sentence, start: int, end: int) -> str | None:
        """Return the personal name in the phrase: two capitalised words that are no place, or a known surname."""
        runs: list[list[int]] = [[]]
        for at in range(start, end):
            token = s.tokens[at]
            capital = token.is_name and token.low not in self._lexicon.roles and token.low not in _ARTICLES
            capital = capital and not (token.text.isupper() and len(token.text) > 2)
            placed = s.place_at(at) is not None and s.low(at - 1) in ("of", "in", "for", "at", "from")
            if (capital and not placed) or (runs[-1] and token.text == "-"):
                runs[-1].append(at)
            elif runs[-1]:
                runs.append([])
        for words in runs:
            while words and s.tokens[words[-1]].text == "-":
                words.pop()
            if not words or s.low(words[-1] + 1) == "-":
                continue
            first, last = words[0], words[-1]
            text = s.text[s.tokens[first].start : s.tokens[last].end]
            if len(words) == 1:
                if text.lower() in self._full_names:
                    return self._full_names[text.lower()][0]
                continue
            is_place = any(p[0] <= first and p[1] > last for p in s.places)
            if s.low(first - 1) in ("the", "of") or is_place or s.low(first) == "the":
                continue
            return text
        return None

    def _named(self, name: str, words: str) -> Speaker:
        surname = name.rsplit(maxsplit=1)[-1].lower()
        rest = words.replace(name, "").strip(" ,")
        role = re.sub(r"^(?:the|a|an|who)\s+", "", rest) or None
        known = self._full_names.get(surname)
        if known and (known[0] == name or role is None):
            return known[0], known[1] or role
        self._full_names[surname] = (name, role)
        return name, role

    # --- how far an attribution reaches

    @staticmethod
    def _scopes(s: Sentence, found: list[Attribution]) -> None:
        """Give each its stretch. "X said A" reaches on from X; "A, X said" reaches back to the last break."""
        fixed = [a for a in found if a.high > 0]
        open_ones = [a for a in found if a not in fixed]
        for at, a in enumerate(open_ones):
            previous = open_ones[at - 1] if at else None
            if a.low == -1:
                floor = previous.end if previous else 0
                breaks = [
                    k + 1
                    for k in range(floor, a.start)
                    if s.low(k) == ";"
                    or (previous and (s.low(k) in _BREAKS or (s.low(k) == "," and s.low(k + 1) == "and")))
                ]
                a.low = breaks[-1] if breaks else (floor if previous and previous.low != -1 else 0)
                a.high = len(s.tokens)
            else:
                a.low = a.start
                a.high = len(s.tokens)
            if previous is not None:
                previous.high = min(previous.high, a.low if a.low > previous.start else a.start)
