"""Which places a figure is about, and in which role: weights learned from the development corpus, told word by word."""

from __future__ import annotations

from collections.abc import Iterable

from kilis.sources.reading.analysis import Sentence
from kilis.sources.reading.clauses import Roles, named_roles
from kilis.sources.reading.context import Context
from kilis.sources.reading.governing import Figure
from kilis.sources.reading.model import NamedPlace
from kilis.sources.reading.ranking import Option, Ranking

ROLES = ("none", "at", "from", "to")
_SPLITS = (";", "but", "while", ",", "and", "where", "who", "which", "after", "when", "as", "because", ":", "(", "that")
_STEPS = (2, 5, 9, 15)


def choose(
    ranking: Ranking, s: Sentence, figure: Figure, action: str, context: Context, low: int, high: int,
    speaker: str | None, ruled: Roles,
) -> Roles:  # fmt: skip
    """Return the places of a figure: each place of the sentence or in mind gets its likeliest role, or none.

    ``ruled`` are the roles that the rules give; they stand where the language has no weights.
    """
    found: dict[str, list[NamedPlace]] = {role: [] for role in ROLES}
    given = (("at", ruled.at), ("from", ruled.origin), ("to", ruled.destination))
    begin = s.tokens[figure.number.start].start
    for place, features in _candidates(s, figure, action, context, low, high, speaker):
        told = next((r for r, group in given if any(place.name == p.name for p in group)), "none")
        features += [
            f"ruled {told}",
            f"ruled {told} {features[0][0]}",
            f"ruled {told} {action}",
            f"ruled empty={ruled.is_empty}",
        ]
        options = [Option(role, tuple(f"{role}|{name}" for name in features)) for role in ROLES]
        role = ranking.choose("places", begin, place.name, options)
        if all(place.name != other.name for other in found[role]):
            found[role].append(place)
    if not ranking.knows("places"):
        return ruled
    if not found["at"] and not found["from"] and not found["to"] and _is_pointed_at(s, action, context, low, high):
        return ruled  # "there", "the border", the town that was asked about: the words are plain enough
    return Roles(tuple(found["at"]), tuple(found["from"]), tuple(found["to"]))


def _is_pointed_at(s: Sentence, action: str, context: Context, low: int, high: int) -> bool:
    return bool(context.pointed(s, low, high, action) or context.asked_about or context.label_places)


def _candidates(
    s: Sentence, figure: Figure, action: str, context: Context, low: int, high: int, speaker: str | None
) -> list[tuple[NamedPlace, list[str]]]:
    inside = sum(low <= p[0] < high for p in s.places)
    result = []
    named = _named(s, figure, action, low, high)
    for place, features in named:
        result.append((place, [*features, *_common(action, figure, "S")]))
    known = {p.name for p, _ in named}
    for name, (place, sources) in _remembered(s, action, context, low, high, speaker).items():
        if name in known:
            continue
        here = "bare" if not s.places else ("in" if inside else "out")
        features = [f"C {source}" for source in sources]
        features += [f"C {source} {here}" for source in sources] + [f"C {source} {action}" for source in sources]
        features += [f"C {here}", f"C {here} {action}", f"C kind={_kind(place)}", f"C n={min(len(sources), 4)}"]
        result.append((place, [*features, *_common(action, figure, "C")]))
    return result


def _common(action: str, figure: Figure, scope: str) -> tuple[str, ...]:
    inherited = "inherited" if figure.trigger is None else "ruled"
    return (f"{scope} bias", f"{scope} {action}", f"{scope} {inherited}", f"{scope} {figure.head.kind}")


def _kind(place: NamedPlace) -> str:
    return place.candidates[0].kind if place.candidates else "unknown"


def _step(distance: int) -> str:
    return str(next((k for k in _STEPS if distance <= k), 99))


def _named(s: Sentence, figure: Figure, action: str, low: int, high: int) -> list[tuple[NamedPlace, list[str]]]:
    first, last = figure.number.start, figure.head.end
    roles = named_roles(s, figure.trigger)
    spoken = {k for a in s.attributions for k in range(a.start, a.end)}
    verbs = [c.start for c in s.of_kind("action")]
    events = [c.start for c in s.cues if c.sense.kind.startswith("event:")]
    result = []
    for start, end, place in s.places:
        role = roles.get(start, "none")
        side = "after" if start >= last else "before"
        gap = range(last, start) if side == "after" else range(end, first)
        others = sum(n in gap for n in s.counts)
        nearer = any(n != first and abs(n - start) < abs(first - start) for n in s.counts)
        own = "in" if low <= start < high else "out"
        before = s.low(start - 1) if s.low(start - 1) in s.words("placing.leading") else "-"
        features = [
            f"S {role}", f"S {role} {own}", f"S {role} {side}", f"S {role} {action}", f"S {role} {action} {own}",
            f"S {own}", f"S {side}", f"S {role} {side} {own} {_step(len(gap))}", f"S far={_step(len(gap))}",
            f"S others={min(others, 2)}", f"S {role} others={min(others, 2)}", f"S nearer={nearer} {own}",
            f"S kind={_kind(place)}", f"S kind={_kind(place)} {role}", f"S places={min(len(s.places), 4)}",
            f"S counts={min(len(s.counts), 3)}", f"S verbs={min(sum(v in gap for v in verbs), 2)} {own}",
            f"S events={min(sum(e in gap for e in events), 1)} {own}", f"S before={before}",
            f"S spoken={start in spoken} {role}",
        ]  # fmt: skip
        features += [f"S {side} split={word}" for word in _SPLITS if any(s.low(k) == word for k in gap)]
        if figure.trigger is not None:
            between = figure.trigger.end <= start < first or first <= start < figure.trigger.start
            features += [f"S {role} verb={figure.trigger.sense.role}", f"S {role} inner={between}"]
        if start <= 4 and s.low(0) in s.words("placing.leading"):
            features += ["S fronted", f"S fronted {own}", f"S fronted {action}"]
        if (s.low(end) == "(" and end + 1 == first) or end == first:
            features += ["S bracket", f"S bracket {action}"]
        if s.low(end) == "'s":
            features += ["S owner", f"S owner {role}"]
        if s.low(end) == ":":
            features.append("S label")
        if s.parse is not None:
            features += _by_tree(s, figure, start, end, role)
        result.append((place, features))
    return result


def _by_tree(s: Sentence, figure: Figure, start: int, end: int, role: str) -> list[str]:
    tree = s.parse
    if tree is None:
        return []
    number = figure.number.end - 1
    noun = tree.noun_of(number)
    ruling, describing = tree.ruling(number)
    tip = next((k for k in range(end - 1, start - 1, -1) if not start <= tree.heads[k] < end), end - 1)
    chain = tree.above(tip)
    link = "none"
    for k in chain:
        if k == noun:
            link = "noun"
        elif k in ruling:
            link = "verb"
        elif k in describing:
            link = "clause"
        elif k in tree.verbs:
            above = [v for v in tree.above(k) if v in tree.verbs]
            link = "under" if set(above) & ruling else "over" if any(k in tree.above(v) for v in ruling) else "apart"
        else:
            continue
        break
    return [f"T {link}", f"T {link} {role}", f"T {tree.relations[tip]} {link}"]


def _remembered(
    s: Sentence, action: str, context: Context, low: int, high: int, speaker: str | None
) -> dict[str, tuple[NamedPlace, list[str]]]:
    """Return the places that are in mind but not in the sentence, by name, with where they come from."""
    told = context.last_roles or Roles()
    groups: Iterable[tuple[str, tuple[NamedPlace, ...]]] = (
        ("label", context.label_places), ("heading", context.heading), ("last at", told.at),
        ("last from", told.origin), ("last to", told.destination), ("recent", context.recent[-1:]),
        ("recent2", context.recent[-2:-1]), ("pointed", context.pointed(s, low, high, action)),
        ("pointed far", context.pointed(s, 0, len(s.tokens), action)), ("event", context.last_event),
        ("own", context.speakers_land(s, action, speaker)), ("asked", context.asked_about),
        ("most", context.most_named()),
    )  # fmt: skip
    found: dict[str, tuple[NamedPlace, list[str]]] = {}
    for source, places in groups:
        for place in places:
            found.setdefault(place.name, (place, []))[1].append(source)
    return found
