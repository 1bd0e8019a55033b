"""Who said it: attributions before and after the words, names with roles, pronouns, quotations carried over."""

from __future__ import annotations

from kilis.sources.reading import crediting
from kilis.sources.reading.analysis import Attribution, Sentence
from kilis.sources.reading.cast import Speaker
from kilis.sources.reading.clauses import is_dash
from kilis.sources.reading.lexicon import Cue, Lexicon
from kilis.sources.reading.phrases import HARD, LONGEST, NounPhrases, shortens
from kilis.sources.reading.reaching import reach, with_setting

_LONG = 4
_SETTING = 9
"""Tokens in which is told to whom and where one spoke."""


class SpeakerFinder:
    """Finds the attributions of sentences in order and remembers who spoke last."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases = NounPhrases(lexicon)
        self._here: Speaker | None = None

    @property
    def named_later(self) -> dict[str, Speaker]:
        """The full names of those who were first called by their office: "an official", later "the official, X"."""
        return self._phrases.named_later

    def find(self, s: Sentence) -> list[Attribution]:
        """Return the attributions of the sentence with the tokens they cover, each with its stretch."""
        found: list[Attribution] = []
        self._introduce(s)
        self._phrases.cast.meet(s)
        self._here = None
        for cue in s.of_kinds(("according", "speech")):
            if (found and any(a.start <= cue.start < a.end for a in found)) or s.place_at(cue.start):
                continue  # "shells fell on Tell Rifaat"
            attribution = None
            if s.low[cue.start] in s.words["speech.citing"] and found and found[-1].end >= cue.start - 2:
                continue  # "the chief said on Tuesday, citing initial reports"
            if cue.sense.kind == "according":
                attribution = self._according(s, cue)
            elif cue.sense.kind == "speech":
                attribution = self._verb(s, cue)
            if found and attribution and cue.sense.label == "future" and cue.sense.kind == "speech":
                between = s.lows[found[-1].end : attribution.start]
                if found[-1].low == 0 == found[-1].high and "," not in between and len(between) <= _LONG + 1:
                    continue  # "The minister said on Monday that the army plans to"
            if attribution and not any(a.start < attribution.end and attribution.start < a.end for a in found):
                found.append(attribution)
                self._phrases.introduced, self._here = None, (attribution.speaker, attribution.role)
                self._phrases.heard((attribution.speaker, attribution.role))  # a "they" later in the sentence
        found += crediting.passives(s, self._phrases, found)
        found += crediting.labels(s, self._phrases, found)
        found += crediting.possessives(s, self._phrases, found)
        found += crediting.brackets(s, self._phrases, found)
        found.sort(key=lambda a: a.start)
        passed_on = found.pop() if len(found) > 1 and self._passes_on(s, found[-1]) else None
        reach(s, found)
        if not found:
            self._remember_subject(s)
        for gapped in crediting.gapped(s, self._phrases, found):
            for a in found:
                a.high = gapped.low if a.low < gapped.low < a.high else a.high
            found.append(gapped)
        if found and s.low[0] in s.words["speech.placing"] and s.low[found[0].start - 1] == ",":
            found[0].start = 0  # "Speaking in Geneva, the commissioner said"
        found += crediting.counters(s, self._phrases, found)
        for a in found:
            self._phrases.heard((a.speaker, a.role))
        if passed_on is not None:
            passed_on.low, passed_on.high = passed_on.start, passed_on.end
            found.append(passed_on)
        return found

    @staticmethod
    def _passes_on(s: Sentence, a: Attribution) -> bool:
        """Whether it only passes on: "According to the governor, 3,000 people have fled, the news agency reports."."""
        ends = all(not token.is_word for token in s.tokens[a.end :])
        return ends and not s.words["speech.media"].isdisjoint(s.lows[a.start : a.end])

    def _remember_subject(self, s: Sentence) -> None:
        """Note an office or agency as the subject of a sentence: "it put the figure at ..." in the next is its word."""
        if s.low[0] not in s.words["the"] and s.low[0] not in self._lexicon.roles:
            return
        speaker = self._phrases.subject(s)
        self._phrases.last = speaker[1:] if speaker else self._phrases.last

    def _introduce(self, s: Sentence) -> None:
        """Note "Khaled, who keeps the register": a later "he says" is his."""
        lows = s.lows
        if "," not in lows:
            return
        for at in (
            [k - 2 for k in range(2, len(lows)) if lows[k] in s.words["who"] and lows[k - 1] == ","]
            if not s.words["who"].isdisjoint(lows)
            else ()
        ):
            if s.tokens[at].is_name and not s.place_at(at):
                start = at
                while start > 0 and s.tokens[start - 1].is_name and s.low[start - 1] not in s.words["phrases.articles"]:
                    start -= 1
                self._phrases.introduced = (s.text[s.tokens[start].start : s.tokens[at].end], None)
        if "," not in lows[1:12]:
            return
        comma = lows.index(",", 1)
        aged = comma + 1 < len(s.tokens) and s.tokens[comma + 1].is_number
        if aged and s.low[comma + 2] == "," and self._phrases.is_bare_name(s, 0, comma):
            self._phrases.introduced = (s.text[s.tokens[0].start : s.tokens[comma - 1].end], None)
        if (
            "," in lows[comma + 2 : comma + 14]
        ):  # "The governor of Ouaddai, Bachar Ali Souleymane, came ...": a later "he said" is his
            close = lows.index(",", comma + 2)
            titled = self._phrases.has_role(s, 0, comma) and self._phrases.is_bare_name(s, comma + 1, close)
            named = self._phrases.is_bare_name(s, 0, comma) and self._phrases.has_role(s, comma + 1, close)
            if titled or named:
                speaker = self._phrases.speaker(s, 0, close)
                self._phrases.introduced = speaker[1:] if speaker else None

    def introduced(self, s: Sentence) -> Speaker | None:
        """Return who is interviewed: "Interview with Pauline Masika, a nurse"."""
        at = next((k for k in range(len(s.tokens)) if s.low[k] in s.words["speech.hearing"]), None)
        after = self._phrases.after(s, at + 1) if at is not None else None
        return (after[1], after[2]) if after else None

    def carried(self) -> Speaker | None:
        """Return who spoke last: for a quotation that goes on in the next sentence."""
        return self._phrases.last

    # --- verbs of speech

    def _verb(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "X said" and "said X" around a verb of speech."""
        begins = cue.start - (s.low[cue.start - 1] in s.words["speech.perfect"])  # "a déclaré le maire"
        previous = s.low[begins - 1]
        if cue.sense.form == "gerund" and previous not in s.words["speech.before_saying"]:
            return self._with(s, cue)
        if s.quoted[cue.start] and cue.sense.label in ("estimated", "future", "feared"):
            return None
        if s.low[cue.start] in s.words["speech.citing"] and not s.words["saying"].isdisjoint(
            s.lows[cue.end : cue.end + LONGEST]
        ):
            return self._quoted(s, cue, previous)
        speaking = s.low[cue.start] in s.words["speech.telling"] and previous in s.words["speech.being"]
        if previous in s.words["speech.not_before"] and not speaking:
            return None
        if previous in s.words["not"] and cue.sense.form == "base":
            return None
        if s.low[cue.start - 2] in s.words["a"] and s.low[cue.end] in s.words["of"]:
            return None  # "a conservative estimate of the number"
        guessed = cue.sense.label == "estimated" and cue.sense.form == "past"
        if guessed and s.low[cue.end] in s.words["to"] and s.low[cue.end + 1] in s.words["speech.passive_to"]:
            return None  # "a shell believed to be the army's"
        told = s.low[cue.start] in s.words["speech.told"]
        by_phone = not s.words["speech.means"].isdisjoint(s.lows[cue.end + 1 : cue.end + 4])
        if self._is_bare_giving(s, cue) or (s.low[cue.end] in s.words["by"] and not by_phone):
            return None
        which = self._relative_before(s, cue.start)
        if which is not None and s.low[which - 1] == "," and cue.sense.form != "gerund":
            first = self._phrases.walk_left(s, which - 2)  # "The UN, which in May counted 592,000 people"
            named = first < which - 1 and (
                self._phrases.has_role(s, first, which - 1) or s.tokens[which - 2].text.isupper()
            )
            whole = self._phrases.speaker(s, first, which - 1) if named else None
            return Attribution(whole[0], cue.end, whole[1], whole[2], cue.sense.label, 0, 0) if whole else None
        if previous in s.words["and"]:
            if self._here is not None:
                return Attribution(cue.start, cue.end, *self._here, cue.sense.label, 0, 0)
            return self._second_verb(s, cue)
        at_another = told or by_phone or s.low[cue.start] in s.words["speech.accusing"]
        turned = previous in (",", "”", '"', "»", "", "'") and not at_another and cue.sense.form != "gerund"
        plain = s.low[cue.start] in s.words["speech.plain_verbs"]  # "..., reports the oblast"
        named = turned and not (cue.start == 0 and cue.end in s.finite)  # "Reports indicate that"
        after = self._phrases.after(s, cue.end, lenient=plain) if named else None
        if after and any(cue.end <= n.start < after[0] for n in s.numbers):
            after = None  # "police, for their part, speak of 5,000 newcomers"
        if after and any(c.start == cue.end and c.sense.form == "past" for c in s.of_kind["speech"]):
            after = None  # "On Monday, reports indicated that the road was cut"
        if after and self._closes(s, after[0]) and not self._has_verb(s, cue.end, after[0]):
            end, speaker, role = after
            return Attribution(begins, end, speaker, role, cue.sense.label, -1, -1)
        before = self._before(s, cue.start)
        if before is None:
            subject = self._phrases.subject(s) if cue.sense.form == "gerund" and previous == "," else None
            return Attribution(cue.start, cue.end, *subject[1:], cue.sense.label, 0, 0) if subject else None
        start, speaker, role = before
        if cue.sense.label == "feared" and not s.words["with"].isdisjoint(s.lows[start : cue.start]):
            return None  # "a bus packed with people worried that the city might fall"
        if guessed and s.low[cue.end] in s.words["at"] and not self._phrases.is_body(s, start, cue.start):
            return None  # "a rise in the number of the homeless in Bor now put at 9,000"
        end = with_setting(s, cue.end)
        if told and not s.words["that"].isdisjoint(s.lows[end : end + _SETTING]):
            end = next(
                k for k in range(end, len(s.lows)) if s.low[k] in s.words["that"]
            )  # "told a briefing in New York that"
        elif told and s.low[start - 1] in (",", "”", '"'):
            end = next(
                (k for k in range(end, min(end + 7, len(s.tokens))) if s.low[k] in s.words["speech.day_ends"]), end
            )
        side = -1 if s.low[start - 1] in (",", "”", '"', "»") and self._closes(s, end) else 0
        return Attribution(start, end, speaker, role, cue.sense.label, side, side)

    @staticmethod
    def _is_in_name(s: Sentence, at: int) -> bool:
        """Whether "the" stands within a name that is no place's: "Save the Children"."""
        beside = at + 1 < len(s.tokens) and s.tokens[at - 1].is_name and s.tokens[at + 1].is_name
        return beside and s.place_at(at - 1) is None

    @staticmethod
    def _relative_before(s: Sentence, verb: int) -> int | None:
        """Return where "which" or "who" stands that is a verb's subject, right before it or before a date and that."""
        at = verb - 1
        for when in s.dates:
            first, last = s.token_of(when.start), s.token_of(when.end)
            if last == verb:
                at = first - 1 - (s.low[first - 1] in s.words["speech.in"])
        return at if s.low[at] in s.words["which_who"] else None

    def _quoted(self, s: Sentence, cue: Cue, previous: str) -> Attribution | None:
        """Read "the agency quoted officials as saying" and "the mayor was quoted as saying": theirs are the words."""
        end = next(k for k in range(cue.end, len(s.lows)) if s.low[k] in s.words["saying"])
        if previous in s.words["speech.being"]:
            before = self._before(s, cue.start - 1)
            closing = s.low[end + 1] in s.words["by"] or self._closes(s, end + 1)
            side = -1 if before and closing and s.low[before[0] - 1] in (",", "”", '"', "»") else 0
            return Attribution(before[0], end + 1, before[1], before[2], "stated", side, side) if before else None
        named = self._phrases.speaker(s, cue.end, end - 1, lenient=True) if s.low[end - 1] in s.words["as"] else None
        return Attribution(cue.start, end + 1, named[1], named[2], "stated", 0, 0) if named else None

    @staticmethod
    def _has_verb(s: Sentence, start: int, end: int) -> bool:
        """Whether what follows is a clause: "the army, in turn, says rockets fell on the town"."""
        stop = next((k for k in range(start, end) if s.low[k] in s.words["speech.relatives"]), end)
        return any(
            s.low[k].endswith(s.lexicon.endings["negated"]) or (k in s.gerunds and k == start)
            or (k in s.finite and k > start and not s.tokens[k].is_name and s.low[k] not in s.lexicon.roles
                and s.low[k - 1] not in s.words["phrases.articles"])
            for k in range(start, stop)
        )  # fmt: skip

    @staticmethod
    def _is_bare_giving(s: Sentence, cue: Cue) -> bool:
        """Whether "gave", "came up with", "counted" are no speech, for no number follows: "gave them blankets"."""
        if s.low[cue.start] not in s.words["speech.giving"] | s.words["speech.revising"]:
            return False
        if s.low[cue.start] in s.words["speech.put"]:  # "put the figure at", not "put up tents"
            reach = range(cue.end, min(cue.end + 12, len(s.tokens)))
            return not any(
                s.low[k] in s.words["speech.put_at"] and any(k < n.start <= k + 3 for n in s.numbers) for k in reach
            )
        if s.low[cue.start] in s.words["speech.revising"]:
            return not {s.low[k] for k in range(cue.end, cue.end + 4)} & s.words["speech.figures"]
        follows = any(cue.end <= n.start <= cue.end + 2 and s.low[n.start - 1] not in s.words["to"] for n in s.numbers)
        return not follows and not {s.low[k] for k in range(cue.end, cue.end + 4)} & s.words["speech.figures"]

    def _with(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "with the foreign minister saying over the weekend that"."""
        start = self._phrases.walk_left(s, cue.start - 1)
        inside = s.low[start] in s.words["with"]
        led = inside or s.low[start - 1] in s.words["with"]
        named = self._phrases.speaker(s, start + inside, cue.start) if led else None
        return Attribution(start, cue.end, named[1], named[2], cue.sense.label, 0, 0) if named else None

    def _second_verb(self, s: Sentence, cue: Cue) -> Attribution | None:
        """Read "the commissioner visited and announced": the subject stands before the first verb."""
        for at in range(cue.start - 2, max(-1, cue.start - 6), -1):
            if s.low[at] in (",", ";", '"'):
                break
            if s.low[at].endswith(s.lexicon.endings["past"]) or any(
                c.start == at and c.sense.kind == "speech" for c in s.cues
            ):
                before = self._before(s, at)
                if before:
                    return Attribution(before[0], cue.end, before[1], before[2], cue.sense.label, 0, 0)
                return None
        opened = self._titled(s)
        if opened is not None:
            name = self._phrases.speaker(s, *opened)
            return Attribution(cue.start, cue.end, name[1], name[2], cue.sense.label, 0, 0) if name else None
        return None

    def _titled(self, s: Sentence) -> tuple[int, int] | None:
        """Return where a name opens a sentence: "On Friday Envoy Ana Lind paid a visit to Kukes and announced"."""
        dated = [(s.token_of(when.start), s.token_of(when.end)) for when in s.dates]
        start = max((last for first, last in dated if first <= 1 and last < len(s.tokens)), default=0)
        start += s.low[start] in s.words["speech.comma_the"]
        roles = self._lexicon.roles
        end = start
        while end < len(s.tokens) and (s.tokens[end].is_name or s.low[end] in roles):
            end += 1
        first = next((k for k in range(start, end) if self._phrases.is_bare_name(s, k, end)), None)
        whole = any(p[0] <= start and p[1] >= end for p in s.places)
        return (start, end) if first is not None and not whole else None

    def _closes(self, s: Sentence, at: int) -> bool:
        """Whether an attribution that ends here has said all: a mark, a date or nothing follows."""
        low = s.low[at]
        return not low or low in self._lexicon.weekdays or low in s.words["speech.closing"]

    def _before(self, s: Sentence, verb: int) -> tuple[int, str, str | None] | None:
        at = verb - 1 - (s.low[verb - 1] in s.words["speech.being"])
        while at >= 0 and (
            s.low[at] in s.words["speech.auxiliaries"]
            or (s.low[at].endswith(s.lexicon.endings["adverb"]) and not s.tokens[at].is_name)
            or (s.low[at] in s.words["since"] and s.low[at - 1] in s.words["speech.auxiliaries"])
            or s.low[at] in self._lexicon.weekdays  # "The agency on Thursday said", "The minister Thursday said"
            or (s.low[at] in s.words["on"] and s.low[at + 1] in self._lexicon.weekdays)
        ):
            at -= 1
        if s.low[at - (s.low[at] == ",")] in s.words["speech.part"] and not s.words["for"].isdisjoint(
            s.lows[max(at - 4, 0) : at]
        ):
            at = (
                next(k for k in range(max(at - 4, 0), at) if s.low[k] in s.words["for"]) - 1
            )  # "the Observatory for its part said"
            at -= s.low[at] == ","
        if s.low[at] == ")":  # "the International Organization for Migration (IOM) said"
            at = next((k for k in range(at - 2, max(-1, at - 9), -1) if s.low[k] == "("), at + 1) - 1
        if s.low[at] in ("-", "–", "—") and is_dash(s, at):
            size = 2 if s.low[at - 1] == s.low[at] else 1
            first = next((k for k in range(at - size, max(-1, at - 16), -1) if s.low[k] == s.low[at]), None)
            at = first - size if first is not None else at  # "aid workers - there are only a handful - estimate"
        end = at + 1
        if s.low[at] == ",":
            return self._apposition_before(s, at)
        start = self._phrases.walk_left(s, at)
        leads = s.words["phrases.prepositions"] | s.words["phrases.led"] | {","}
        cut = (
            k for k in range(end - 1, start, -1)
            if s.low[k] in s.words["the"] and s.low[k - 1] not in leads and not self._is_in_name(s, k)
        )  # fmt: skip
        start = next(cut, start)  # "a figure the refugee agency put at 27,000", "in its bulletin the bureau said"
        if start >= end:
            return None
        if s.low[start] in s.words["speech.sayings"] and s.tokens[min(start + 1, end - 1)].is_name:
            return None  # "a figure Greece dismissed": it speaks of what another said
        if s.low[start - 1] in s.words["what"]:
            return None
        counted = s.low[start - 1] in s.words["which"] and self._phrases.has_role(
            s, start, end
        )  # "which aid workers put at"
        if not counted and (antecedent := self._antecedent(s, start)) is not None:
            return antecedent
        if (
            s.low[start - 1] == "," and s.tokens[start].is_name and self._phrases.is_bare_name(s, start, end)
            and not self._phrases.has_role(s, start, end)
        ):  # fmt: skip
            earlier = self._phrases.walk_left(s, start - 2)
            titled = any(
                s.low[k] in self._lexicon.roles and s.low[k] not in s.words["speech.plain_people"]
                for k in range(earlier, start - 1)
            )
            if earlier < start - 1 and titled and s.low[earlier - 1] not in s.words["and"]:
                return self._phrases.speaker(s, earlier, end)
        plain = s.low[verb] not in s.words["speech.unsure"] and s.low[start] in s.words["speech.plain"]
        told = any(s.low[k] in s.words["speech.figures"] for k in range(verb + 1, verb + 5))
        if (
            s.low[verb] in s.words["speech.unsure"]
            and s.place_at(start)
            and not told
            and not self._phrases.has_role(s, start, end)
        ):
            return None  # "Minkaman now counts 76,000 souls"
        bare = (not s.low[start - 1] or s.low[start - 1] in s.words["speech.opens"]) and s.low[end - 1].endswith(
            s.lexicon.endings["people"]
        )
        bare = bare and s.low[verb] not in s.words["speech.unsure"] and not s.place_at(start) and end - start <= 3
        # "Hezbollah says": one name that opens a sentence
        first = (
            start == 0 and end == 1 and s.tokens[0].is_name and s.lows[0].isalpha() and len(s.tokens[0].text) > _LONG
        )
        bare = bare or (
            first and s.low[0] not in self._lexicon.function and s.low[verb] in s.words["speech.single_verbs"]
        )
        by = start - (s.low[start] not in s.words["by"])
        if s.low[by] in s.words["by"] and s.low[by - 1] in s.words["speech.heard"]:
            return self._participle(s, by - 1)  # "aid workers contacted by the paper said"
        found = self._phrases.speaker(s, start, end, lenient=bare or (plain and end - start <= 4))
        return found or self._relative(s, start) or self._participle(s, start)

    def _antecedent(self, s: Sentence, start: int) -> tuple[int, str, str | None] | None:
        """Read "rebels who drove the army out of Goma announced": the speaker stands before "who"."""
        for at in range(start - 1, max(-1, start - 4), -1):
            if s.low[at] in s.words["relatives"]:
                first = self._phrases.walk_left(s, at - 1)
                told = any(first <= c.start < at for c in s.of_kind["speech"])
                if told or s.low[at - 1] in s.words["phrases.prepositions"]:
                    return None  # "the minister saying that the army intends to", "a report in which it confirmed"
                known = s.low[at] in s.words["who"] or self._phrases.is_body(s, first, at)
                return self._phrases.speaker(s, first, at) if first < at and known else None
            done = at in s.finite or s.lexicon.is_past(s.low[at])
            if not done and s.low[at] not in s.words["speech.auxiliaries"]:
                return None
        return None

    def _relative(self, s: Sentence, start: int) -> tuple[int, str, str | None] | None:
        """Read "a pastor who walked out thought": the noun before "who"."""
        for at in range(start - 1, max(-1, start - 9), -1):
            if s.low[at] in s.words["which_who"]:
                led = s.low[at - 1] in s.words["phrases.prepositions"]  # "a report in which it confirmed"
                return None if led else self._phrases.speaker(s, self._phrases.walk_left(s, at - 1), at)
            if s.low[at] in s.words["that"]:
                first = self._phrases.walk_left(s, at - 1)
                return self._phrases.speaker(s, first, at) if self._phrases.has_role(s, first, at) else None
            if s.low[at] in HARD:
                break
        return None

    def _participle(self, s: Sentence, start: int) -> tuple[int, str, str | None] | None:
        """Read "a shopkeeper reached by phone said": the noun before the participle."""
        for at in range(start, max(0, start - 4), -1):
            if s.low[at].endswith(s.lexicon.endings["participle"]) and s.low[at + 1] in s.words["phrases.prepositions"]:
                first = self._phrases.walk_left(s, at - 1)
                return (
                    self._phrases.speaker(s, first, at)
                    if self._phrases.has_role(s, first, at) or s.low[first] in s.words["phrases.articles"]
                    else None
                )
        return None

    def _apposition_before(self, s: Sentence, comma: int) -> tuple[int, str, str | None] | None:
        """Read "Samir Haddad, a doctor in Azaz, said" and "an official, who asked not to be named, said"."""
        at = comma - 1
        while at > 0 and comma - at < 2 * LONGEST and s.low[at] != "," and (s.low[at] not in HARD or shortens(s, at)):
            at -= 1
        if s.low[at] != ",":
            return None
        last = at - 1
        if s.low[last] == ")":  # "the Migration Agency (MIA), a body of the state, said"
            last = next((k - 1 for k in range(last, max(last - 8, 0), -1) if s.low[k] == "("), last)
        start = self._phrases.walk_left(s, last)
        if start > last:
            return None
        if s.low[start - 1] == "," and self._phrases.has_role(s, start, at):
            first = self._phrases.walk_left(s, start - 2)  # "Eduard Lomidze, the head of state, who stayed, said"
            start = first if self._phrases.is_bare_name(s, first, start - 1) else start
        clause = s.low[at + 1] in s.words["speech.asking"]
        end = at if clause else comma
        if s.low[at + 1] in s.words["most"] and s.low[at + 2] in s.words["speech.ranks"]:
            at += 1  # "the Bishop of Maiduguri, Most Rev. Oliver Doeme"
        bare = self._phrases.is_bare_name(s, at + 1, comma) and self._phrases.has_role(s, start, at)
        clause = clause or (
            s.low[at + 1] in s.words["phrases.prepositions"] | s.words["speech.said_of"]
            and self._phrases.has_role(s, start, at)
        )
        end = at if clause else end
        if not clause and self._phrases.is_bare_name(s, at + 1, comma) and s.low[start] in s.words["speech.by"]:
            return self._phrases.speaker(s, at + 1, comma)  # "The mayor reached by phone, Husam Halil, said"
        if not clause and not (
            bare or self._phrases.has_role(s, at + 1, comma) or s.low[at + 1] in s.words["phrases.articles"]
        ):
            return None
        return self._phrases.speaker(s, start, end)

    def _according(self, s: Sentence, cue: Cue) -> Attribution | None:
        if s.low[cue.start] in s.words["speech.quoted"] and not s.words["saying"].isdisjoint(
            s.lows[cue.end : cue.end + LONGEST]
        ):
            return self._quoted(s, cue, s.low[cue.start - 1])  # "Ali Noor was quoted by the radio as saying"
        first = cue.end + (s.low[cue.end] in s.words["a_the"])
        first += s.low[first] in s.words["speech.fresh"]  # "according to a new report from the ministry"
        # "according to figures compiled by the association", "according to a statement from the ministry"
        counted = s.low[first] in s.words["speech.counted"] | s.words["speech.papers"]
        if counted and s.lexicon.is_past(s.low[first + 1]) and s.low[first + 2] not in s.words["by"]:
            return None  # "according to statistics updated on Tuesday"
        if any(n.start <= cue.end < n.end for n in s.numbers):
            return None  # "with estimates citing 9,000 people"
        given = next((k for k in range(first + 2, first + LONGEST) if s.low[k] in s.words["speech.handing"]), None)
        if (
            counted
            and given is not None
            and (s.tokens[first + 1].is_name or s.low[first + 1] in s.words["speech.that_the"])
        ):
            named = self._phrases.speaker(s, first + 1 + (s.low[first + 1] in s.words["that"]), given, lenient=True)
            # "according to the figures the agency provided"
            return Attribution(cue.start, given + 1, named[1], named[2], "stated", -1, -1) if named else None
        by = next((k for k in range(first + 1, first + 4) if counted and s.low[k] in s.words["speech.from"]), None)
        lenient = s.low[cue.start] not in s.words["speech.citing"]  # not "citing security reasons"
        after = self._phrases.after(s, cue.end if by is None else by + 1, lenient=lenient)
        if after is None or (
            s.low[cue.start] in s.words["told"] and not s.words["to"].isdisjoint(s.lows[cue.end : after[0]])
        ):
            return None  # "were told by the police to go back"
        aside = s.low[cue.start - 1] == "," and s.low[after[0]] == ","
        if aside and any(c.start == after[0] + 1 for c in s.of_kind["speech"]):
            return None  # "The charity, quoted by a newspaper, says"
        return Attribution(cue.start, after[0], after[1], after[2], "stated", -1, -1)
