"""Who said it: attributions before and after the words, names with roles, pronouns, quotations carried over."""

from __future__ import annotations

import re
from itertools import pairwise

from kilis.sources.reading.analysis import QUOTES, Attribution, Sentence
from kilis.sources.reading.lexicon import Cue, Lexicon

_HARD = frozenset({";", ":", "(", ")", "—", "–"}) | QUOTES
_STARTERS = frozenset(
    """that but while as when because and where which who if although though whereas after since than or""".split()
)
_AUXILIARIES = frozenset(
    """has have had is was were are also still now later earlier then himself herself would only yesterday today
    could cannot did does not itself often""".split()
)
_NP_LINKS = frozenset(
    {"of", "for", "in", "at", "the", "a", "an", "and", "'s", "-", ".", "from", "with", "&", "on", "to", "'", "’"}
)
_ARTICLES = frozenset({"the", "a", "an", "one", "some", "another", "its", "their", "his", "her"})
_LONGEST = 14


class SpeakerFinder:
    """Finds the attributions of sentences in order and remembers who spoke last."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._last: tuple[str, str | None] | None = None
        self._full_names: dict[str, tuple[str, str | None]] = {}
        self._nationality_places = frozenset({"geneva", "new"})

    def find(self, sentence: Sentence) -> list[Attribution]:
        """Return the attributions of the sentence with the tokens they cover."""
        found: list[Attribution] = []
        for cue in sentence.cues:
            attribution = None
            if cue.sense.kind == "according":
                attribution = self._according(sentence, cue)
            elif cue.sense.kind == "speech" and not any(a.start <= cue.start < a.end for a in found):
                attribution = self._verb(sentence, cue)
            if attribution and not any(a.start < attribution.end and attribution.start < a.end for a in found):
                found.append(attribution)
        found.extend(self._labels(sentence, found))
        found.sort(key=lambda a: a.start)
        self._scopes(sentence, found)
        for a in found:
            self._last = (a.speaker, a.role)
        return found

    def carried(self) -> tuple[str, str | None] | None:
        """Return who spoke last: for a quotation that goes on in the next sentence."""
        return self._last

    def forget(self) -> None:
        """Forget the speaker at the end of the document's part."""
        self._last = None

    def _verb(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "X said" and "said X" around a verb of speech."""
        if cue.sense.form == "gerund" and s.low(cue.start - 1) not in (",", "is", "are"):
            return None
        if (
            s.quoted[cue.start]
            and s.quoted[max(0, cue.start - 1)]
            and cue.sense.label in ("estimated", "future", "feared")
        ):
            return None
        if s.low(cue.start - 1) in ("be", "been", "was", "were", "to", "is", "are", "a", "the"):
            if not (cue.sense.label == "future" or s.low(cue.start - 1) in ("was",)):
                return None
            return None
        before = self._before(s, cue.start)
        if before:
            start, speaker, role = before
            return Attribution(start, cue.end, speaker, role, cue.sense.label, 0, len(s.tokens))
        previous = s.low(cue.start - 1)
        if previous in (",", '"', "”", "»", "") or (previous == "'"):
            after = self._after(s, cue.end)
            if after:
                end, speaker, role = after
                return Attribution(cue.start, end, speaker, role, cue.sense.label, 0, len(s.tokens))
        return None

    def _before(self, s: Sentence, verb: int) -> tuple[int, str, str | None] | None:
        at = verb - 1
        while at >= 0 and s.low(at) in _AUXILIARIES:
            at -= 1
        end = at + 1
        if at >= 0 and s.low(at) == ",":
            return self._apposition_before(s, at)
        start = self._walk_left(s, at)
        # "the mayor of Cucuta, Jorge Rincon, said" is handled above; "a relief coordinator, Lise Andersen, warned" too.
        if start >= end:
            return None
        if s.low(start - 1) == "," and s.tokens[start].is_name and self._is_bare_name(s, start, end):
            earlier = self._walk_left(s, start - 2)
            if (
                earlier < start - 1
                and self._has_role(s, earlier, start - 1)
                and s.low(earlier - 1) in ("", ",", '"', "”")
            ):
                return self._speaker(s, earlier, end)
        return self._speaker(s, start, end)

    def _apposition_before(self, s: Sentence, comma: int) -> tuple[int, str, str | None] | None:
        """Read "Samir Haddad, a doctor in Azaz, said" from its last comma."""
        middle = self._walk_left(s, comma - 1)
        if s.low(middle - 1) == ",":
            start = self._walk_left(s, middle - 2)
            if start < middle - 1:
                result = self._speaker(s, start, comma)
                if result:
                    return result
        if s.low(middle - 1) == "who" or s.low(middle) == "who":
            return None
        start = middle
        # A relative clause or an aside: look for the name before the comma that opens it.
        at = middle - 1
        while at > 0 and comma - at < _LONGEST and s.low(at) != ",":
            at -= 1
        if at > 0 and s.low(at) == "," and s.low(at + 1) in ("who", "which", "whose"):
            start = self._walk_left(s, at - 1)
            return self._speaker(s, start, at) if start < at else None
        return None

    def _walk_left(self, s: Sentence, at: int) -> int:
        """Return where the noun phrase that ends at ``at`` begins."""
        start = at + 1
        verbs = {
            cue.start for cue in s.cues if cue.sense.kind in ("action", "speech") and cue.sense.form in ("past", "base")
        }
        while at >= 0 and start - at <= 2:
            low = s.low(at)
            if low in _HARD or low == "," or low in _STARTERS - {"and"}:
                break
            if s.quoted[at]:
                break
            token = s.tokens[at]
            if low == "and" and not (at > 0 and s.tokens[at - 1].is_name and s.tokens[at + 1].is_name):
                break
            if (
                at in verbs
                and not token.is_name
                and low not in self._lexicon.roles
                and low not in self._lexicon.adjectives
            ):
                break
            if token.is_number and start != at + 1:
                break
            start = at
            at -= 1
            if start <= at + 1 and (at < 0):
                break
        return start

    def _after(self, s: Sentence, at: int) -> tuple[int, str, str | None] | None:
        end = at
        while end < len(s.tokens) and end - at < _LONGEST:
            low = s.low(end)
            token = s.tokens[end]
            if low in _HARD or low in ("!", "?") or low in _STARTERS - {"and"}:
                break
            if low == "." and end == len(s.tokens) - 1:
                break
            if low == ",":
                following = s.tokens[end + 1] if end + 1 < len(s.tokens) else None
                if following is None or (following.low not in _ARTICLES and not following.is_name):
                    break
                if not self._apposition_after(s, end + 1):
                    break
                end += 1
                continue
            if low == "on" or (low in self._lexicon.weekdays):
                break
            if not (token.is_word or low in _NP_LINKS or token.is_number):
                break
            end += 1
        result = self._speaker(s, at, end)
        return (end, result[1], result[2]) if result else None

    def _apposition_after(self, s: Sentence, at: int) -> bool:
        return any(s.low(k) in self._lexicon.roles for k in range(at, min(at + 6, len(s.tokens))))

    def _according(self, s: Sentence, cue: Cue) -> Attribution | None:
        after = self._after(s, cue.end)
        if after is None:
            return None
        end, speaker, role = after
        return Attribution(cue.start, end, speaker, role, "stated", 0, len(s.tokens))

    def _labels(self, s: Sentence, found: list[Attribution]) -> list[Attribution]:
        """Read "President of the region: ..." at a line's start, "(official toll)" and "by its own count"."""
        result = []
        colon = next((k for k in range(1, min(9, len(s.tokens))) if s.low(k) == ":"), None)
        if colon and not any(a.start < colon for a in found):
            follows = s.low(colon + 1) in QUOTES
            named = self._has_role(s, 0, colon)
            if (follows or named) and not any(n.start < colon for n in s.numbers):
                speaker = self._speaker(s, 0, colon, lenient=follows)
                if speaker:
                    result.append(Attribution(0, colon, speaker[1], speaker[2], "stated", 0, len(s.tokens)))
        for at, token in enumerate(s.tokens):
            if token.text == "(" and not any(a.start <= at < a.end for a in found):
                close = next((k for k in range(at + 1, min(at + 9, len(s.tokens))) if s.low(k) == ")"), None)
                if close and self._has_role(s, at + 1, close) and not any(at < n.start < close for n in s.numbers):
                    end = close
                    if s.low(close - 1) in self._lexicon.data["speech"]["counted"]:
                        end = close - 1
                        end -= s.low(end - 1) in ("'s", "'", "’")
                    speaker = self._speaker(s, at + 1, end)
                    if speaker:
                        low = max((n.start for n in s.numbers if n.start < at), default=0)
                        result.append(Attribution(at, close + 1, speaker[1], speaker[2], "stated", low, at))
        return result

    def _has_role(self, s: Sentence, start: int, end: int) -> bool:
        return any(s.low(k) in self._lexicon.roles for k in range(start, end))

    def _is_bare_name(self, s: Sentence, start: int, end: int) -> bool:
        return all(s.tokens[k].is_name or s.low(k) in _NP_LINKS for k in range(start, end))

    def _speaker(
        self, s: Sentence, start: int, end: int, *, lenient: bool = False
    ) -> tuple[int, str, str | None] | None:
        """Judge a noun phrase: a pronoun, a name, a role, an organisation, a government's capital - or no speaker."""
        while start < end and s.low(start) in {
            "however",
            "but",
            "and",
            "meanwhile",
            "later",
            "also",
            ",",
            "here",
            "there",
            "that",
            "earlier",
            "by",
            "in",
            "on",
        }:
            start += 1
        while end > start and s.low(end - 1) in {",", "-", "'"}:
            end -= 1
        if start >= end or end - start > _LONGEST:
            return None
        lows = [s.low(k) for k in range(start, end)]
        if len(lows) == 1 and lows[0] in self._lexicon.pronouns:
            if lows[0] in ("i", "we") or self._last is None:
                return None
            return start, self._last[0], self._last[1]
        if lows[0] in self._lexicon.pronouns or lows[0] in ("nobody", "none", "no", "this", "which", "there"):
            return None
        name = self._name(s, start, end)
        if any(low in ("population", "number", "total") for low in lows[:3]):
            return None
        role_words = [low for low in lows if low in self._lexicon.roles]
        has_place = any(start <= p[0] < end for p in s.places)
        if not (name or role_words or lenient or has_place):
            return None
        words = " ".join(s.text[s.tokens[start].start : s.tokens[end - 1].end].split())
        words = re.sub(r"^(?:the|a|an|one of them|one|its|their|his|her)\s+", "", words, flags=re.IGNORECASE)
        words = re.sub(r"^of them, ", "", words)
        counted = self._lexicon.data["speech"]["counted"]
        bare = re.sub(rf"(?:'s|’s|'|’)?\s+(?:own )?(?:field )?(?:{'|'.join(counted)})$", "", words)
        if bare != words and bare:
            words = bare
        if name:
            return start, *self._named(name, words)
        return start, words, None

    def _name(self, s: Sentence, start: int, end: int) -> str | None:
        """Return the personal name in the phrase: two capitalised words that are no place, or a known surname."""
        run: list[int] = []
        runs: list[list[int]] = []
        for at in range(start, end):
            token = s.tokens[at]
            capital = (
                token.is_name
                and token.low not in self._lexicon.roles
                and not (token.text.isupper() and len(token.text) > 2)
            )
            if (capital and not (s.place_at(at) and s.low(at - 1) in ("of", "in", "for", "at"))) or (
                run and token.text == "-"
            ):
                run.append(at)
            elif run:
                runs.append(run)
                run = []
        if run:
            runs.append(run)
        for words in runs:
            first, last = words[0], words[-1]
            text = s.text[s.tokens[first].start : s.tokens[last].end]
            if len(words) == 1:
                if text.lower() in self._full_names:
                    return self._full_names[text.lower()][0]
                continue
            preceded = s.low(first - 1)
            is_place = any(p[0] <= first and p[1] > last for p in s.places) or preceded == "of"
            if preceded in ("the",) or is_place:
                continue
            return text
        return None

    def _named(self, name: str, words: str) -> tuple[str, str | None]:
        surname = name.rsplit(maxsplit=1)[-1].lower()
        rest = words.replace(name, "").strip(" ,")
        role = re.sub(r"^(?:the|a|an|who)\s+", "", rest) or None
        known = self._full_names.get(surname)
        if known and (known[0] == name or role is None):
            return known[0], known[1] or role
        self._full_names[surname] = (name, role)
        return name, role

    def _scopes(self, s: Sentence, found: list[Attribution]) -> None:
        """Give each attribution its stretch: the whole sentence, or with several, up to the break between them."""
        clause = [a for a in found if (a.low, a.high) == (0, len(s.tokens))]
        for one, two in pairwise(clause):
            breaks = [
                k for k in range(one.end, two.start + 1)
                if s.low(k) in (";", "but", "while", "though", "although", "whereas", "however", ".")
                or (s.low(k) == "," and s.low(k + 1) in ("and", "though"))
            ]  # fmt: skip
            if breaks:
                one.high = two.low = breaks[-1]
            elif two.label in ("estimated", "stated") or one.end <= two.start:
                one.high = two.low = two.start
                # "... , X said": what is said stands before; the comma or quote before it belongs to X.
                if s.low(two.start - 1) in (",", '"', "”"):
                    mark = two.start - 1
                    while (mark > one.end and s.low(mark) not in (";", ",", '"', "“", "”")) or mark == two.start - 1:
                        mark -= 1
                        if mark <= one.end:
                            break
                    one.high = two.low = max(mark, one.end)
