"""The noun phrases that name a speaker: a name with a role, an office, an organisation, a pronoun."""

from __future__ import annotations

import re

from kilis.sources.reading.analysis import QUOTES, Sentence
from kilis.sources.reading.cast import Cast, Speaker
from kilis.sources.reading.clauses import is_dash
from kilis.sources.reading.lexicon import Lexicon

HARD = frozenset({";", ":", "(", ")", "—", "–", "…", "."}) | QUOTES
LONGEST = 17
_SHORTEST = 4


def shortens(s: Sentence, at: int) -> bool:
    """Whether a mark stands behind a rank or an initial: "Chief Insp. Parson Asadil", "T. Varatharajah"."""
    if s.lows[at] != "." or at < 1:
        return False
    before = s.tokens[at - 1]
    return before.low in s.words["speech.ranks"] or (len(before.text) == 1 and before.is_name)


class NounPhrases:
    """Judges noun phrases and remembers who spoke last, under which full name and in which role."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        counted = "|".join(lexicon.data["speech"]["counted"])
        self._counted = re.compile(rf"{lexicon.patterns['phrases.owned'].pattern}(?:{counted})$")
        self.cast = Cast(lexicon)
        self.last: Speaker | None = None
        self.introduced: Speaker | None = None
        self._full_names: dict[str, Speaker] = {}
        self.named_later: dict[str, Speaker] = {}

    def heard(self, speaker: Speaker) -> None:
        """Note who spoke last."""
        self.last = speaker
        self.cast.hear(speaker)

    def _is_one(self, speaker: Speaker | None) -> bool:
        """Whether "he" or "she" can mean the speaker: a name with a role, or a trade such as "a doctor"."""
        if speaker is None or speaker[1] is not None:
            return speaker is not None
        head = self._lexicon.patterns["phrases.of"].split(speaker[0].lower(), maxsplit=1)[0].split()[-1]
        many = self._lexicon.grammar["phrases.bodies"] | self._lexicon.grammar["speech.bodies"]
        return head not in many | self._lexicon.grammar["speech.many"] and not head.endswith(
            self._lexicon.endings["plural"]
        )

    def has_role(self, s: Sentence, start: int, end: int) -> bool:
        """Whether the words name an office, a trade or an organisation."""
        return not self._lexicon.roles.isdisjoint(s.lows[max(start, 0) : max(end, 0)])

    def is_body(self, s: Sentence, start: int, end: int) -> bool:
        """Whether the words name an office, a trade or an organisation, be it by its letters alone: "BGB", "AFAD"."""
        if self.has_role(s, start, end):
            return True
        return any(
            t.text.isupper() and 3 <= len(t.text) <= 9 and t.is_word and t.low not in s.words["speech.no_body"]
            and not s.place_at(k)
            for k, t in enumerate(s.tokens[start:end], start)
        ) and not (end - start > 2 and all(t.text.isupper() for t in s.tokens[start:end]))  # fmt: skip

    @staticmethod
    def is_bare_name(s: Sentence, start: int, end: int) -> bool:
        """Whether the words are two names or more and nothing else."""
        return (
            end - start >= 2
            and end <= len(s.tokens)
            and s.tokens[start].is_name
            and all(
                s.tokens[k].is_name or s.lows[k] == "-" or s.lows[k] in s.words["speech.name_links"] or shortens(s, k)
                for k in range(start, end)
            )
        )

    def speaker(
        self, s: Sentence, start: int, end: int, *, lenient: bool = False
    ) -> tuple[int, str, str | None] | None:
        """Judge a noun phrase: a pronoun, a name, a role, an organisation, a government's capital - or no speaker."""
        while start < end and (s.low[start] in s.words["phrases.openers"] or ":" in s.low[start]):
            start += 1
        while end > start and s.low[end - 1] in {",", "-", "'", "’"}:
            end -= 1
        later = next((k for k in range(start, min(start + 3, end)) if s.low[k] in s.words["later"]), None)
        start = start if later is None else later + 1  # "hours later a rebel official"
        comma = next((k for k in range(start, end) if s.low[k] == ","), end)
        if end - start > LONGEST and self.is_bare_name(s, start, comma):
            end = comma  # a name with a long account of who it is
        if start >= end or end - start > LONGEST:
            return None
        lows = [s.low[k] for k in range(start, end)]
        owned = lows[0] in s.words["phrases.his"] and len(lows) <= 4 and lows[-1] not in s.words["phrases.persons"]
        if owned or lows[0] in self._lexicon.pronouns:
            meant = self.introduced or self.last if owned else self._meant_by_pronoun(lows)
            return (start, *meant) if meant else None
        if lows[-1] in s.words["phrases.we"] or not s.words["speech.unsourced"].isdisjoint(lows):
            return None
        if s.words["speech.vague"].issuperset(lows):
            return None  # "initial reports"
        if lows[-1] in s.words["speech.own"] and (lows[0] in s.words["phrases.our"] or len(lows) == 1):
            return None  # the report's own people
        if lows[0] in s.words["phrases.nobody"] or lows[0] in s.words["phrases.prepositions"]:
            return None
        core = next((k for k, low in enumerate(lows) if low in s.words["phrases.ends"]), len(lows))
        if core and lows[core - 1] in s.words["speech.mute"] and not s.tokens[start + core - 1].is_name:
            return None  # "when a shell believed to be the army's ..."
        opening = lows[lows[0] in s.words["phrases.articles"] : core][:1]
        if not s.words["speech.mute"].isdisjoint(opening) and not self.has_role(s, start, start + core):
            return None  # "the fighting west of Bama"
        if any(low in s.words["phrases.sums"] for low in lows[:3]) and (lows[-1] not in self._lexicon.roles):
            return None
        name = self._name(s, start, end)
        capital = any(
            s.tokens[k].is_name
            and s.low[k] not in self._lexicon.months
            and (k > 0 or s.tokens[k].text.isupper() or s.place_at(k) is not None)
            for k in range(start + (s.low[start] in s.words["phrases.articles"]), end)
        )
        if not (name or self.has_role(s, start, end) or lenient or capital):
            return None
        patterns = self._lexicon.patterns
        words = " ".join(s.text[s.tokens[start].start : s.tokens[end - 1].end].split())
        words = patterns["phrases.leading"].sub("", words)
        owner = self._counted.sub("", words)  # "the latest OCHA figures"
        if (owner and owner != words) or s.low[end] in s.words["speech.papers"]:
            words = patterns["phrases.latest"].sub("", owner) or words
        if name:
            speaker = self._named(name, words)
            if lows[0] in s.words["the"] and self.last and self.last[1] is None and self.last[0] != speaker[0]:
                head = self.last[0].lower().split()
                if (speaker[1] or "").lower().split()[-1:] in ([word] for word in head):
                    self.named_later[self.last[0]] = (
                        speaker  # "a local official said ... said the official, Ali Haddad"
                    )
            return start, *speaker
        comma = lows.index(",") if "," in lows else len(lows) - 1
        described = not s.words["a"].isdisjoint(lows[comma + 1 : comma + 2])
        if "," in words and (described or self.has_role(s, start, start + comma if "," in lows else end)):
            words = words.split(",")[0]  # "the emergency room, a volunteer group"
        if "|".join(lows[:2]) in s.words["phrases.the_same"] and self.last:
            return start, *(self.cast.meant_by(lows[-1]) or self.last)
        if lows[0] in s.words["the"] and self.last and self._means_last(lows[-1]) and not self._is_other(s, start, end):
            return start, *self.last
        if lows[0] in s.words["the"] and len(lows) <= 3 and not any(t.is_name for t in s.tokens[start + 1 : end]):
            meant = self.cast.meant_by(lows[-1])
            if meant is not None:
                return start, *meant
        return start, words, None

    def _meant_by_pronoun(self, lows: list[str]) -> Speaker | None:
        """Return whom "he", "it" or "they" stands for, if it stands alone."""
        last = self.last
        if lows[0] in self._lexicon.grammar["phrases.he"]:
            last = self.introduced or (self.last if self._is_one(self.last) else self.cast.person)
            last = self.cast.called(lows[0], last) if len(lows) == 1 else last
        elif lows[0] in self._lexicon.grammar["it"] and self.last == self.cast.person:
            last = self.cast.body or self.last
        return None if len(lows) > 1 or lows[0] in self._lexicon.grammar["phrases.we"] else last

    def _means_last(self, head: str) -> bool:
        """Whether "the official" is the one who spoke last."""
        bodies = self._lexicon.grammar["phrases.bodies"] | self._lexicon.grammar["speech.bodies"]
        if self.last is None or (self.last[1] is not None and head in bodies):
            return False  # "the agency", "the UNHCR" is more than its spokesman
        return head in f"{self.last[0]} {self.last[1] or ''}".lower().split()

    def _is_other(self, s: Sentence, start: int, end: int) -> bool:
        """Tell "the Sudanese ministry" from the Egyptian one, and the health ministry from that of the interior."""
        told = f"{self.last[0]} {self.last[1] or ''}".lower().split() if self.last else []
        new = [token for token in s.tokens[start + 1 : end] if token.low not in told]
        return any(token.is_name for token in new) or (bool(new) and s.low[end - 1] in s.words["phrases.bodies"])

    def _name(self, s: Sentence, start: int, end: int) -> str | None:
        """Return the personal name in the phrase: two capitalised words that are no place, or a known surname."""
        runs: list[list[int]] = [[]]
        for at in range(start, end):
            token = s.tokens[at]
            capital = (
                token.is_name and token.low not in self._lexicon.roles and token.low not in s.words["phrases.articles"]
            )
            capital = capital and not (token.text.isupper() and len(token.text) > 2)
            placed = s.place_at(at) is not None and s.low[at - 1] in s.words["phrases.of"]
            capital = capital and not (token.low in s.words["speech.ranks"] and s.low[at + 1] == ".")
            linked = token.low == "-" or token.low in s.words["speech.name_links"] or shortens(s, at)
            if (capital and not placed) or (runs[-1] and linked):
                runs[-1].append(at)
            elif runs[-1]:
                runs.append([])
        for words in runs:
            while words and not s.tokens[words[-1]].is_name:
                words.pop()
            if not words or s.low[words[-1] + 1] == "-":
                continue
            first, last = words[0], words[-1]
            text = s.text[s.tokens[first].start : s.tokens[last].end]
            if len(words) == 1:
                if text.lower() in self._full_names:
                    return self._full_names[text.lower()][0]
                continue
            is_place = any(p[0] <= first and p[1] > last for p in s.places)
            inside = s.low[first - 1] in s.words["phrases.joined"] and self.has_role(
                s, start, first
            )  # "Minister of X and Y Z"
            if all(s.low[k] in self._lexicon.peoples or any(p[0] == k for p in s.peoples) for k in words):
                continue  # "a Syrian Kurdish official"
            begins = s.low[first] in s.words["the"] or s.low[first] in s.words["phrases.prepositions"]
            within = begins or "&" in (s.low[first - 1], s.low[last + 1])
            if s.low[first - 1] in s.words["phrases.of_the"] or is_place or inside or within:
                continue  # "the Ministry", "Doctors Without Borders", "Armed Conflict Location & Event Data Project"
            owned = s.low[first - 1] in s.words["owner"]  # "IOM's Border Monitoring teams"
            owns = s.low[last + 2] in s.words["owner"]  # "Ana Duarte, IOM's chief", the comma forgotten
            if s.low[last + 1] in self._lexicon.roles and (owned or s.tokens[last + 1].is_name) and not owns:
                continue  # "Provincial Information Minister"
            return text
        return None

    def _named(self, name: str, words: str) -> Speaker:
        surname = name.rsplit(maxsplit=1)[-1].lower()
        before, _, behind = words.partition(name)
        aside = behind.startswith(", ") and behind.split()[1] in self._lexicon.grammar["speech.absent"]
        rest = (before if aside else before + behind).strip(" ,")  # "Minister Ana Lind, in Ure for talks, said"
        role = self._lexicon.patterns["phrases.role"].sub("", rest) or None
        known = self._full_names.get(surname)
        if known and (known[0] == name or role is None):
            return known[0], known[1] or role
        self._full_names[surname] = (name, role)
        return name, role

    def walk_left(self, s: Sentence, at: int) -> int:
        """Return where the noun phrase that ends at ``at`` begins."""
        start = limit = at + 1
        verbs = s.finite
        past = self._lexicon.endings["past"]
        common = past + self._lexicon.endings["plural"]
        while at >= 0 and not s.quoted[at]:
            low, token = s.low[at], s.tokens[at]
            beyond = at + 1 + (s.low[at + 1] in s.words["the"])
            joins = low in s.words["and"] and at > 0 and s.tokens[at - 1].is_name and s.low[beyond][:1] != ""
            joins = joins and (
                s.low[at + 1] in s.words["phrases.its"] or s.tokens[min(beyond, len(s.tokens) - 1)].is_name
            )
            joins = joins or (low in s.words["and"] and at > 0 and self._are_two(s, at, start, limit))
            if shortens(s, at):
                start, at = at - 1, at - 2  # "Chief Insp. Parson Asadil"
                continue
            if (
                low in HARD
                or (low == "-" and is_dash(s, at))
                or low == ","
                or low in s.words["speech.starters"]
                or (low in s.words["and"] and not joins)
            ):
                break
            kept = token.is_name or low in self._lexicon.roles or low in self._lexicon.adjectives
            verb_like = low.endswith(past) and len(low) > _SHORTEST and s.low[at + 1] in s.words["phrases.behind_verb"]
            noun = s.low[at - 1] in s.words["phrases.before_noun"] and at < start
            noun = noun or (s.low[at + 1] in self._lexicon.roles and not low.endswith(common) and at < limit - 1)
            if not kept and not noun and (at in verbs or verb_like or low in self._lexicon.weekdays):
                break
            if low in self._lexicon.weekdays or (token.is_number and at != start):
                break
            start = at
            at -= 1
        return self.without_setting(s, start, limit)

    def _are_two(self, s: Sentence, at: int, start: int, end: int) -> bool:
        """Whether "and" joins two speakers: "residents and a local health worker said"."""
        if s.low[at - 1] not in self._lexicon.roles or start <= at or not self.has_role(s, start, end):
            return False
        opens = s.words["phrases.opens"]
        first = next((k for k in range(at - 2, max(-2, at - 6), -1) if not s.low[k] or s.low[k] in opens), None)
        return first is not None and not any(first < k < at for k in s.finite)

    def without_setting(self, s: Sentence, start: int, end: int) -> int:
        """Drop "In Geneva" before "the agency said"."""
        for when in s.dates:
            first, last = s.token_of(when.start), s.token_of(when.end)
            if first <= start + 2 and start < last < end:
                return last
        if s.low[start] in s.words["phrases.prepositions"]:
            opening = [k for k in range(start + 1, min(start + 7, end)) if s.low[k] in s.words["phrases.determiners"]]
            if opening:  # "In the city's western suburb the new ministry"
                led = s.words["phrases.prepositions"] | s.words["phrases.led"]
                return next((k for k in reversed(opening) if k > start + 1 and s.low[k - 1] not in led), opening[0])
        return start

    def subject(self, s: Sentence) -> tuple[int, str, str | None] | None:
        """Return the office or agency that a sentence begins with, if its verb follows."""
        verbs, auxiliaries = s.verbs, s.words["speech.auxiliaries"]
        near = ((k, low) for k, low in enumerate(s.lows[1:9], 1))
        end = next((k for k, low in near if low in auxiliaries or k in verbs or self._lexicon.is_past(low)), 0)
        titled = any(
            s.low[k] in self._lexicon.roles and s.low[k] not in s.words["speech.plain_people"] for k in range(end)
        )
        return self.speaker(s, 0, end) if titled and "," not in s.lows[:end] else None

    def after(self, s: Sentence, at: int, *, lenient: bool = False) -> tuple[int, str, str | None] | None:
        """Read the speaker that follows: "said Samir Haddad, a doctor in Azaz"."""
        end = at
        while end < len(s.tokens) and end - at < LONGEST:
            low, token = s.low[end], s.tokens[end]
            if lenient and end > at and (token.is_number or low in s.words["speech.auxiliaries"]):
                break  # "according to survivors five people were killed"
            if lenient and end > at and low in s.words["the"] and s.low[end - 1] in self._lexicon.roles:
                break  # "according to residents the gunmen came at night"
            if lenient and low in s.words["at"] and s.low[end + 1] in s.words["phrases.least"]:
                break
            if end > at and any(
                c.start == end and (c.sense.form, c.sense.label) == ("base", "stated") for c in s.of_kind["speech"]
            ):
                break  # "figures from the ministry show"
            if low == "." and end > at and shortens(s, end):
                end += 1  # "said Mr. Luciano"
                continue
            if (
                low in HARD
                or (low == "-" and is_dash(s, end))
                or low in s.words["phrases.stops"]
                or low in s.words["speech.starters"]
                or low in self._lexicon.weekdays
            ):
                break
            if low == ",":
                following = s.tokens[end + 1] if end + 1 < len(s.tokens) else None
                if following is None or not (
                    following.low in s.words["phrases.articles"] - s.words["phrases.no_articles"]
                    or following.is_name
                    or following.low in self._lexicon.roles
                ):
                    break
                named = self.has_role(s, at, end) and self.is_bare_name(s, end + 1, end + 3)
                if any(end < n.start <= end + 5 for n in s.numbers) and not (named and s.low[end + 3] == ","):
                    break
                if not named and not self.has_role(s, end + 1, min(end + 6, len(s.tokens))):
                    break
                end += 1
                continue
            if not (token.is_word or low in s.words["speech.np_links"] or token.is_number):
                break
            if (
                low in s.words["speech.auxiliaries"]
                and end > at
                and not (low in s.words["there"] and s.low[end + 1] == ",")
            ):
                return None
            end += 1
        result = self.speaker(s, at, end, lenient=lenient and s.low[end - 1] not in s.words["phrases.them"])
        if result and s.low[end] in s.words["relatives"]:
            end = next((k for k in range(end, len(s.tokens)) if s.low[k] in (".", ",", ";", "—", "–")), end)
        return (end, result[1], result[2]) if result else None
