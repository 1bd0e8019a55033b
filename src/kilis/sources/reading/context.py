"""What a reader keeps in mind from sentence to sentence."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import Roles
from kilis.sources.reading.dates import When
from kilis.sources.reading.lexicon import Cue
from kilis.sources.reading.model import NamedPlace

_THERE = frozenset({"there", "here"})
_DEFINITE = frozenset({"the", "this", "that", "its", "both"})
_SITE_NOUNS = frozenset(
    """camp site centre center post town city village crossing capital port settlement station district gate
    stadium hub""".split()
)


@dataclass(slots=True)
class Context:
    """The state of reading one document."""

    today: datetime.date | None
    is_fiction: bool = False
    in_history: bool = False
    heading: tuple[NamedPlace, ...] = ()
    label_places: tuple[NamedPlace, ...] = ()
    label_date: When | None = None
    label_action: str | None = None
    last_action: str | None = None
    last_unit: str = "persons"
    last_place: NamedPlace | None = None
    last_date: datetime.date | None = None
    quote_speaker: tuple[str, str | None] | None = None
    reported: When | None = None
    assaulted: tuple[NamedPlace, ...] = field(default=())

    def unit_of(self, s: Sentence, at: int) -> str:
        """Return the unit a bare number counts in: the one last used in this sentence or paragraph."""
        earlier = [
            cue for cue in s.of_kind("people") if cue.start < at and cue.sense.label in ("persons", "households")
        ]
        return earlier[-1].sense.label if earlier else self.last_unit

    def complete(self, s: Sentence, action: str, roles: Roles, trigger: Cue | None) -> Roles:
        """Fill in the place that the words leave to the reader: the line's label, "there", "the camp", the heading."""
        del trigger
        arriving = action in ("arrived", "returned", "transferred")
        if roles.at and not roles.destination and arriving and self.label_places:
            return roles
        if not roles.is_empty and not (roles.origin and not roles.destination and not roles.at):
            return roles
        named = roles.at + roles.destination
        if not named:
            extra = self.label_places or self._pointed(s)
            if (
                not extra
                and action in ("sheltering", "capacity", "waiting", "registered", "arrived", "returned", "received")
                and len(self.heading) == 1
            ):
                extra = self.heading
            extra = tuple(place for place in extra if place.name not in {p.name for p in roles.origin})
            if extra:
                return Roles((), roles.origin, extra) if arriving else Roles(extra, roles.origin, roles.destination)
        return roles

    def _pointed(self, s: Sentence) -> tuple[NamedPlace, ...]:
        """Resolve "there" and "the camp" to the place last named."""
        if self.last_place is None:
            return ()
        for at, token in enumerate(s.tokens):
            if token.low in _THERE and s.low(at + 1) not in ("is", "are", "was", "were", "have", "has", "had", "will"):
                return (self.last_place,)
            if (
                token.low in _SITE_NOUNS
                and s.low(at - 1) in _DEFINITE
                and s.place_at(at + 1) is None
                and s.low(at + 1) not in ("of", "'s")
            ):
                return (self.last_place,)
        return ()
