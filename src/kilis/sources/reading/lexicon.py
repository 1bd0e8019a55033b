"""The words of a language, read from `languages/CODE.toml`: verb forms made, phrases indexed by their first token."""

from __future__ import annotations

import functools
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kilis.sources.reading import tokens as spelled
from kilis.sources.reading.tokens import Stretch, Token

_FOLDER = Path(__file__).parent / "languages"
_LONGEST_GAP = 11
_NEVER = "(?!)"
_CLOSING = frozenset({".", ",", ";", ":", "(", ")", "!", "?", "—", "–", '"', "“", "”"})


@dataclass(slots=True, eq=False)
class Sense:
    """What a phrase may mean; each is itself alone.

    ``kind`` is the lexicon's table (action, event, people, ...), ``label`` the entry's name there. For verbs ``people``
    is S or O, ``role`` the role of a place as its object, ``subject_role`` of a place as its subject, ``form`` which
    form of the verb was met; ``lemma`` is an event's verb or noun as listed.
    """

    kind: str
    label: str
    form: str = ""
    people: str = ""
    role: str = ""
    subject_role: str = ""
    weak: bool = False
    parted: bool = False
    lemma: str = ""
    is_verbal: bool = field(init=False)
    """Whether it is of action, speech or an event; ``is_finite``: of these no gerund."""
    is_finite: bool = field(init=False)
    is_gerund: bool = field(init=False)
    """Whether it is a gerund of action or speech."""
    event: str = field(init=False)
    """The kind of event it tells of, if any."""

    def __post_init__(self) -> None:
        is_event = self.kind.startswith("event:")
        is_verbal = is_event or self.kind in ("action", "speech")
        self.event = self.kind[6:] if is_event else ""
        self.is_verbal = is_verbal
        self.is_finite = is_verbal and self.form in ("past", "base")
        self.is_gerund = is_verbal and self.form == "gerund" and not is_event


class Cue:
    """A phrase met in a sentence: tokens[start:end] in one of its senses; ``reach`` is where its second part begins."""

    __slots__ = ("end", "reach", "sense", "start")

    def __init__(self, start: int, end: int, sense: Sense, reach: int = 0) -> None:
        self.start, self.end, self.sense, self.reach = start, end, sense, reach


class _Opening:
    """The phrases that begin with one word: alone, by their second word (the longest first), and in two parts."""

    __slots__ = ("longer", "parted", "particles", "single")

    def __init__(self) -> None:
        self.single: list[Sense] = []
        self.longer: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        self.parted: list[tuple[tuple[str, ...], tuple[str, ...], Sense]] = []
        self.particles: set[str] = set()
        """The words with which second parts begin."""


class Phrases:
    """Many phrases, found in one pass over the tokens, the longest at each token first."""

    def __init__(self) -> None:
        self._openings: dict[str, _Opening] = {}
        self.number_words: frozenset[str] = frozenset()

    def add(self, words: Sequence[str], sense: Sense) -> None:
        """Add one phrase."""
        opening = self._openings.setdefault(sys.intern(words[0]), _Opening())
        if len(words) == 1:
            opening.single.append(sense)
        else:
            opening.longer.setdefault(words[1], []).append((tuple(words), sense))

    def add_parted(self, words: Sequence[str], particle: Sequence[str], sense: Sense) -> None:
        """Add a phrase with something between its parts: "let * through"."""
        opening = self._openings.setdefault(words[0], _Opening())
        opening.parted.append((tuple(words), tuple(particle), sense))
        opening.particles.add(particle[0])

    def freeze(self) -> None:
        """Put the longest phrases first."""
        for opening in self._openings.values():
            for entries in opening.longer.values():
                entries.sort(key=lambda entry: -len(entry[0]))
            opening.parted.sort(key=lambda entry: -len(entry[1]))

    def kind_of(self, low: str) -> str:
        """Return what kind of phrase a word is or begins, nothing where no phrase does."""
        opening = self._openings.get(low)
        if opening is None:
            return ""
        return opening.single[0].kind if opening.single else "longer"

    def find(self, tokens: Sequence[Token]) -> list[Cue]:
        """Return every phrase in the tokens; of one kind and label only the longest at a token."""
        lows = [token.low for token in tokens]
        lows.append("")
        cues: list[Cue] = []
        for at, opening in enumerate(map(self._openings.get, lows)):
            if opening is None:
                continue
            longer = opening.longer.get(lows[at + 1]) if opening.longer else None
            parted = opening.parted and not opening.particles.isdisjoint(lows[at + 2 : at + _LONGEST_GAP + 1])
            if longer is None and not parted:
                for sense in opening.single:
                    cues.append(Cue(at, at + 1, sense))
                continue
            seen: dict[str, int] = {}
            for cue in self._find_parted(opening, lows, at) if parted else ():
                if cue.sense.kind not in seen:
                    cues.append(cue)
                    seen[cue.sense.kind] = cue.end - at + 1
            for words, sense in longer or ():
                size = len(words)
                if seen.get(sense.kind, size) > size or (size > 2 and tuple(lows[at : at + size]) != words):
                    continue
                seen[sense.kind] = size
                cues.append(Cue(at, at + size, sense))
            for sense in opening.single:
                if seen.get(sense.kind, 1) <= 1:
                    cues.append(Cue(at, at + 1, sense))
        return cues

    def _find_parted(self, opening: _Opening, lows: list[str], at: int) -> Iterator[Cue]:
        """Yield the phrases in two parts that begin at the token, the second a few tokens on; of an action a number."""
        reach = at + 1
        while reach < len(lows) and reach - at <= _LONGEST_GAP and lows[reach] not in _CLOSING:
            reach += 1
        for words, particle, sense in opening.parted:
            size = len(words)
            if particle[0] not in lows[at + size + 1 : reach] or tuple(lows[at : at + size]) != words:
                continue
            counted = sense.kind == "action"
            for second in range(at + size + 1, reach - len(particle) + 1):
                if tuple(lows[second : second + len(particle)]) == particle and (
                    not counted
                    or any(word[0].isdecimal() or word in self.number_words for word in lows[at + size : second])
                ):
                    yield Cue(at, at + size, sense, second)
                    break


def _words(listed: str) -> frozenset[str]:
    """Return the words of a list. They are interned, as those of texts are: one object is told from another fastest."""
    return frozenset(map(sys.intern, listed.split()))


class Lexicon:
    """One language's words, ready to be looked up."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        spelling = data["spelling"]
        self._spelling = spelled.Spelling(
            spelling["shortened"].split(), spelling["owners"].split(), spelling["elided"].split(), spelling["scaled"],
            spelling["stops"].split(), spelling["decimal"] or ".",
        )  # fmt: skip
        self.decimal = self._spelling.decimal
        self._irregular: dict[str, str] = data["irregular"]
        self._regular: list[list[str]] = data["regular"]["forms"]
        self.endings = {name: tuple(listed.split()) for name, listed in data["endings"].items()}
        self.patterns = {name: re.compile(pattern or _NEVER) for name, pattern in data["patterns"].items()}
        self.grammar = {name: _words(listed) for name, listed in data["grammar"].items()}
        self.role_of: dict[str, str] = {
            word: role for role, listed in data["role_of"].items() for word in listed.split()
        }
        self.penalty: dict[str, float] = data["penalty"]
        self.kinds = {noun: tuple(listed.split()) for noun, listed in data["kinds"].items()}
        words = data["words"]
        self.function = _words(words["function"])
        self.articles = _words(words["articles"])
        self.adjectives = _words(words["adjectives"])
        peoples = words["peoples"].split()
        self.peoples = frozenset([*peoples, *(f"{people}s" for people in peoples)])
        self.units: dict[str, int] = data["numbers"]["units"]
        self.no_place = self.peoples | _words(words["capitalised"]) | frozenset(self.units)
        self.scales: dict[str, int] = data["numbers"]["scales"]
        self.vague: dict[str, int] = data["numbers"]["vague"]
        self.fractions: dict[str, float] = data["numbers"]["fractions"]
        self.implied: dict[str, str] = data["people"]["implied"]
        self.roles = frozenset(data["speech"]["roles"].replace("|", " ").split())
        self.pronouns = frozenset(data["speech"]["pronouns"])
        self.months = {name: n for n, names in enumerate(data["dates"]["months"], 1) for name in names.split()}
        self.weekdays = {name: n for n, names in enumerate(data["dates"]["weekdays"]) for name in names.split()}
        self.phrases = Phrases()
        self.phrases.number_words = frozenset({*self.units, *self.scales, *self.vague})
        self.counting = self.phrases.number_words | self.grammar["lexicon.counting"]
        self._add_people()
        self._add_lists()
        self._add_actions()
        self._add_events()
        self.phrases.freeze()

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Split text[start:end] into tokens."""
        return spelled.tokenize(text, start, len(text) if end is None else end, self._spelling)

    def sentences(self, text: str) -> list[Stretch]:
        """Cut a text into sentences."""
        return spelled.sentences(text, self._spelling)

    def forms(self, verb: str) -> dict[tuple[str, ...], str]:
        """Return every form of a verb phrase (its first word inflected) with the form's name."""
        first, *rest = [token.low for token in self.tokens(verb)]
        if first in self.grammar["lexicon.uninflected"]:
            made = {first: "base"}
        elif first in self._irregular:
            names = self._irregular[first].split()
            made = {name: "gerund" if name.endswith(self.endings["gerund"]) else "past" for name in names}
            if first not in self.grammar["lexicon.being"]:
                made.update(dict.fromkeys(names[:2], "base"))
            if names[0] in self.grammar["lexicon.unchanged"]:
                made[names[0]] = "past"
        else:
            made = self._regular_forms(first)
        return {(form, *rest): name for form, name in made.items()}

    def _regular_forms(self, verb: str) -> dict[str, str]:
        """Inflect a verb by the first row whose ending it has: "flee" by "e" to "flees", "fled" it must be told."""
        made = {verb: "base"}
        for ending, *rest in self._regular:
            if verb.endswith(ending):
                stem = verb.removesuffix(ending)
                for form, listed in zip(("base", "past", "gerund"), rest, strict=True):
                    made |= {each.replace("-", stem): form for each in listed.split()}
                break
        return made

    def stem(self, low: str) -> str:
        """Return a word without its ending, so that forms of one word count as one.

        >>> load().stem("sheltering"), load().stem("shelters"), load().stem("of")
        ('shelter', 'shelter', 'of')
        """
        for ending in self.endings["any"]:
            if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST_STEM:
                return low[: -len(ending)]
        return low

    def is_past(self, low: str) -> bool:
        """Whether a word looks like a verb of the past."""
        return (len(low) > _SHORTEST_STEM and low.endswith(self.endings["past"])) or low in self.grammar["lexicon.past"]

    def _put(self, phrase: str, sense: Sense) -> None:
        self.phrases.add([token.low for token in self.tokens(phrase.replace("|", " "))], sense)

    def _add_people(self) -> None:
        people = self.data["people"]
        for key, label in (("persons", "persons"), ("households", "households"), ("other", "other")):
            for phrase in people[key].split():
                self._put(phrase, Sense("people", label))
        for phrase in people["places_unit"].split():
            self._put(phrase, Sense("people", "places"))

    def _add_lists(self) -> None:
        for label, phrases in self.data["qualifiers"].items():
            for phrase in phrases:
                self._put(phrase, Sense("qualifier", label))
        for label, phrases in self.data["certainty"].items():
            for phrase in phrases:
                self._put(phrase, Sense("certainty", label))
        for phrase in self.data["armed"]["words"].split():
            self._put(phrase, Sense("armed", "armed"))
        for phrase in self.data["disease"]["words"].split():
            self._put(phrase, Sense("disease", "disease"))
        for phrase in self.data["idle"]["phrases"]:
            self._put(phrase, Sense("idle", "idle"))
        for phrase in self.data["history"]["words"]:
            self._put(phrase, Sense("history", "history"))
        for label, phrases in self.data["topic"].items():
            for phrase in phrases.split():
                self._put(phrase, Sense("topic", label))
        speech = self.data["speech"]
        for label in ("stated", "estimated", "claimed", "denied", "feared", "future"):
            for verb in speech[label]:
                for words, form in self.forms(verb).items():
                    self.phrases.add(words, Sense("speech", label, form=form))
        for phrase in speech["according"]:
            self._put(phrase, Sense("according", "according"))

    def _add_actions(self) -> None:
        for action, table in self.data["actions"].items():
            for key in ("verbs", "weak"):
                for entry in table.get(key, ()):
                    verb, people, role = entry.split(":")
                    subject_role = role[1:] if role.startswith(">") else ""
                    role = "" if subject_role else role
                    stem, _, particle = verb.partition(" * ")
                    for words, form in self.forms(stem).items():
                        weak, parted = key == "weak", bool(particle)
                        sense = Sense("action", action, form, people, role, subject_role, weak, parted)
                        if parted:
                            self.phrases.add_parted(words, particle.split(), sense)
                        else:
                            self.phrases.add(words, sense)
            for phrase in table.get("nouns", ()):
                self._put(phrase, Sense("noun", action))

    def _add_events(self) -> None:
        for event, table in self.data["events"].items():
            sure = frozenset(table.get("sure", ()))
            for verb in table.get("verbs", ()):
                stem, _, particle = verb.partition(" * ")
                for words, form in self.forms(stem).items():
                    sense = Sense(f"event:{event}", "verb", form, weak=verb not in sure, lemma=verb)
                    if particle:
                        self.phrases.add_parted(words, particle.split(), sense)
                    else:
                        self.phrases.add(words, sense)
            for key in ("nouns", "subjects", "states"):
                for phrase in table.get(key, ()):
                    self._put(phrase, Sense(f"event:{event}", key, weak=phrase not in sure, lemma=phrase))

    def is_of_text(self, text: str) -> bool:
        """Whether a text of some length has as many small words of this language as one in it would have."""
        lines = map(str.strip, text[:_BEGINNING].lower().splitlines())
        prose = [line for line in lines if True not in [mark in line for mark in _CELLS]]
        words = [word if word.isalpha() else word.strip(_MARKS) for word in " ".join(prose).split()]
        words = [word for word in words if word.isalpha()]
        known = sum(map(self.function.__contains__, words))
        return not self.function or len(words) < _FEWEST_WORDS or known > _SMALL_WORDS * len(words)


_BEGINNING, _FEWEST_WORDS, _SMALL_WORDS = 4_000, 25, 0.15
"""Characters looked at, words to tell by, and a share of small words that all English texts of the corpus exceed."""
_CELLS = ("\t", "|", "  ")
"""What parts the cells of a table, whose words say nothing of a language."""
_MARKS = ".,;:!?()[]\"'“”‘’«»"
_SHORTEST_STEM = 4
_SORTS: dict[type | tuple[type, ...], str] = {
    dict: "a table", list: "a list", str: "a text in quotes", bool: "true or false", (int, float): "a number",
}  # fmt: skip


@functools.cache
def load(language: str = "en") -> Lexicon:
    """Return a packaged language by its code, or one of your own by the path of its file; loaded once.

    A file of your own has the tables of `en.toml`; what it leaves out is empty. Raises OSError, and for what is no
    such file ValueError and whatever else may come of words of the wrong form.
    """
    english = tomllib.loads((_FOLDER / "en.toml").read_text(encoding="utf-8"))
    if language == "en":
        return Lexicon(english)
    path = Path(language) if language.endswith(".toml") else _FOLDER / f"{language}.toml"
    return Lexicon(_filled(tomllib.loads(path.read_text(encoding="utf-8")), english))


def _filled(own: dict[str, Any], pattern: dict[str, Any], table: str = "") -> dict[str, Any]:
    """Return the tables of a language with every key of the pattern, empty where it has none of its own.

    Raises ValueError where one of its own is of another sort.
    """
    result = dict(own)
    for key, value in pattern.items():
        sort = next(sort for sort in _SORTS if isinstance(value, sort))
        if key in own and not isinstance(own[key], sort):
            raise ValueError(f"{table}{key}: {_SORTS[sort]} is expected")
        if isinstance(value, dict):
            result[key] = _filled(own.get(key, {}), value, f"{table}{key}.")
        elif key not in own and isinstance(value, (str, list, bool)):
            result[key] = type(value)()
    return result
