"""What reading yields: claims, each with figure or event, places, date, speaker, certainty and its words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

SURE = 2.0
"""The odds of what no weights have judged."""

# These are made by the thousand and never changed, but not frozen: frozen ones take four times as long to make, and as
# long those whose __init__ is made by the decorator, when all is compiled.


@dataclass(slots=True, unsafe_hash=True, init=False)
class Span:
    """A piece of the text, ``text[start:end]``, in characters."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


@dataclass(slots=True, unsafe_hash=True, init=False)
class Quantity:
    """A figure as it was said. ``value`` is None for a range; ``unit`` is persons or households, never converted."""

    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str
    per_day: bool

    def __init__(
        self, value: float | None, low: float | None, high: float | None, qualifier: str, unit: str = "persons",
        per_day: bool = False,
    ) -> None:  # fmt: skip
        self.value, self.low, self.high, self.qualifier = value, low, high, qualifier
        self.unit, self.per_day = unit, per_day

    def words(self) -> str:
        """Write the figure for a table.

        >>> Quantity(None, 20000, 100000, "range").words(), Quantity(12000, 12000, None, "at_least").words()
        ('20,000-100,000', '>= 12,000')
        """
        sign = {"approx": "~ ", "at_least": ">= ", "at_most": "<= "}.get(self.qualifier, "")
        body = f"{self.low:,.0f}-{self.high:,.0f}" if self.value is None else f"{sign}{self.value:,.0f}"
        return body + (" a day" if self.per_day else "") + (" households" if self.unit == "households" else "")


@dataclass(slots=True, unsafe_hash=True, init=False)
class Candidate:
    """A place of the scenario or gazetteer that a name may mean."""

    name: str
    kind: str
    iso3: str
    latitude: float | None
    longitude: float | None
    place_id: str | None

    def __init__(
        self, name: str, kind: str, iso3: str, latitude: float | None = None, longitude: float | None = None,
        place_id: str | None = None,
    ) -> None:  # fmt: skip
        self.name, self.kind, self.iso3 = name, kind, iso3
        self.latitude, self.longitude, self.place_id = latitude, longitude, place_id


@dataclass(slots=True, unsafe_hash=True, init=False)
class NamedPlace:
    """A name in the text and what it means: no candidate is an unknown name, several ask to be chosen from."""

    name: str
    start: int
    end: int
    candidates: tuple[Candidate, ...]

    def __init__(self, name: str, start: int, end: int, candidates: tuple[Candidate, ...] = ()) -> None:
        self.name, self.start, self.end, self.candidates = name, start, end, candidates

    @property
    def kind(self) -> str:
        """What kind of place it is, as far as that is known."""
        return self.candidates[0].kind if self.candidates else "unknown"

    def is_kind(self, kind: str) -> bool:
        """Whether one of the places that it may mean is of a kind."""
        return True in [candidate.kind == kind for candidate in self.candidates]

    @property
    def place_id(self) -> str | None:
        """The scenario's id, if the name means exactly one of its places."""
        return self.candidates[0].place_id if len(self.candidates) == 1 else None

    @property
    def status(self) -> str:
        """``scenario``, ``gazetteer``, ``ambiguous`` or ``unknown``."""
        if len(self.candidates) == 1:
            return "scenario" if self.candidates[0].place_id else "gazetteer"
        return "ambiguous" if self.candidates else "unknown"


@dataclass(slots=True, unsafe_hash=True, init=False)
class Confidence:
    """How likely it is, from 0 to 1, that a claim was read rightly: what is said (that there is a claim, its action,
    figure and certainty), where, when, who says it, and the whole row.
    """

    what: float
    where: float
    when: float
    who: float
    row: float

    def __init__(self, what: float, where: float, when: float, who: float, row: float) -> None:
        self.what, self.where, self.when, self.who, self.row = what, where, when, who, row


@dataclass(slots=True, unsafe_hash=True, init=False)
class Claim:
    """One thing that was said. ``at``, ``origin`` (from) and ``destination`` (to) are the places in their roles."""

    kind: str
    action: str
    quantity: Quantity | None
    at: tuple[NamedPlace, ...]
    origin: tuple[NamedPlace, ...]
    destination: tuple[NamedPlace, ...]
    date: datetime.date | None
    since: datetime.date | None
    period: str | None
    speaker: str | None
    speaker_role: str | None
    certainty: str
    spans: tuple[Span, ...]
    sentence: Span
    odds: float = field(compare=False, repr=False)
    """By how much the weights for it exceed those against it; a document is judged by those of all its claims."""
    place_odds: float = field(compare=False, repr=False)
    date_odds: float = field(compare=False, repr=False)
    """ln of the weight of what was chosen against that of all that could have been."""
    confidence: Confidence | None = field(compare=False, repr=False)
    is_part: bool = field(compare=False, repr=False)
    """Whether it counts some of those whom a figure before it counts at the same place."""
    is_of_day: bool = field(compare=False, repr=False)
    """Whether so many came or left on its date alone, not up to it."""
    is_underway: bool = field(compare=False, repr=False)
    """Whether those displaced are on their way to where they go, and not said to be there."""
    is_passed: bool = field(compare=False, repr=False)
    """Whether people went through the gate or over the border that is named, and are behind it."""

    def __init__(
        self, kind: str, action: str, quantity: Quantity | None, at: tuple[NamedPlace, ...],
        origin: tuple[NamedPlace, ...], destination: tuple[NamedPlace, ...], date: datetime.date | None,
        since: datetime.date | None, period: str | None, speaker: str | None, speaker_role: str | None, certainty: str,
        spans: tuple[Span, ...], sentence: Span, odds: float = SURE, place_odds: float = SURE, date_odds: float = SURE,
        confidence: Confidence | None = None, is_part: bool = False, is_of_day: bool = False,
        is_underway: bool = False, is_passed: bool = False,
    ) -> None:  # fmt: skip
        self.kind, self.action, self.quantity = kind, action, quantity
        self.at, self.origin, self.destination = at, origin, destination
        self.date, self.since, self.period = date, since, period
        self.speaker, self.speaker_role, self.certainty = speaker, speaker_role, certainty
        self.spans, self.sentence = spans, sentence
        self.odds, self.place_odds, self.date_odds, self.confidence = odds, place_odds, date_odds, confidence
        self.is_part, self.is_of_day, self.is_underway = is_part, is_of_day, is_underway
        self.is_passed = is_passed

    @property
    def places(self) -> tuple[NamedPlace, ...]:
        """All places of the claim."""
        return self.at + self.origin + self.destination

    def dated(
        self, date: datetime.date | None, since: datetime.date | None, period: str | None, odds: float = SURE
    ) -> Claim:
        """Return this claim with another date and period, and the odds of them."""
        return Claim(
            self.kind, self.action, self.quantity, self.at, self.origin, self.destination, date, since, period,
            self.speaker, self.speaker_role, self.certainty, self.spans, self.sentence, self.odds, self.place_odds,
            odds,
        )  # fmt: skip

    def placed(
        self, at: tuple[NamedPlace, ...], origin: tuple[NamedPlace, ...], destination: tuple[NamedPlace, ...],
        odds: float = SURE,
    ) -> Claim:  # fmt: skip
        """Return this claim with other places, and the odds of them."""
        return Claim(
            self.kind, self.action, self.quantity, at, origin, destination, self.date, self.since, self.period,
            self.speaker, self.speaker_role, self.certainty, self.spans, self.sentence, self.odds, odds,
            self.date_odds,
        )  # fmt: skip

    def believed(self, confidence: Confidence) -> Claim:
        """Return this claim with how likely it was read rightly."""
        return Claim(
            self.kind, self.action, self.quantity, self.at, self.origin, self.destination, self.date, self.since,
            self.period, self.speaker, self.speaker_role, self.certainty, self.spans, self.sentence, self.odds,
            self.place_odds, self.date_odds, confidence, self.is_part, self.is_of_day, self.is_underway,
            self.is_passed,
        )  # fmt: skip

    def told_again(self, other: Claim) -> Claim:
        """Return this claim with the period, and if it is a figure the speaker, that only a repeat of it names."""
        if self.period is None and other.period is not None:
            self = self.dated(other.date, other.since, other.period)  # noqa: PLW0642
        if self.kind == "figure" and self.speaker is None and other.speaker is not None:
            self = replace(self, speaker=other.speaker, speaker_role=other.speaker_role)  # noqa: PLW0642
        return self


@dataclass(frozen=True, slots=True)
class Report:
    """A document that was read. ``date`` is None when neither the reader nor the text gave one."""

    name: str
    text: str
    sha256: str
    date: datetime.date | None
    publisher: str | None
    claims: tuple[Claim, ...] = ()
    places: tuple[NamedPlace, ...] = field(default=(), repr=False)
    left_out: tuple[Claim, ...] = field(default=(), repr=False)
    """What would be claims, if the document did not seem to tell of other matters than a present crisis."""
    is_foreign: bool = False
    """Whether its words seem to be of another language than the one it was read in."""
