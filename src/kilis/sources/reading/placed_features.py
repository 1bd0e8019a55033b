"""The features that signs of places stand for: what of a place is weighed together."""

from __future__ import annotations

_ANY_KIND = frozenset({"there", "them", "it"})


def nowhere(act: str, ruled: str, own: int, decided: bool) -> list[str]:
    """No place: what the claim tells, what the rules chose, how many places its sentence names."""
    return [
        "none", f"none act={act}", f"none ruled={ruled}", f"none own={own} ruled={ruled}",
        f"none decided={decided} ruled={ruled}",
    ]  # fmt: skip


def nowhere_in(label: bool, section: bool, heading: bool, short: bool, told: int) -> list[str]:
    """No place: whether a label, section or heading could give one, and how many were told of."""
    return [
        f"none label={label}", f"none section={section}", f"none heading={heading}", f"none short={short}",
        f"none told={told}",
    ]  # fmt: skip


def nowhere_pointed(pointers: frozenset[str]) -> list[str]:
    """No place: what the words of the sentence point at."""
    return [f"none points={pointer}" for pointer in pointers]


def ruled(role: str, act: str, alone: bool) -> list[str]:
    """The rules' role, and whether the place is alone."""
    return ["bias", f"rule={role}", f"rule={role} act={act}", f"alone={alone} rule={role} act={act}"]


def given(given: str, act: str, role: str, by: str) -> list[str]:
    """Its role in the claims before it in the sentence, and what the last of them tells."""
    return [f"decided={given} act={act}", f"decided={given} rule={role}", f"decided by={by} act={act}"]


def led(lead: str, role: str, side: str, clause: str) -> list[str]:
    """The word before a place, with the side of the figure it stands on."""
    return [f"lead={lead} rule={role}", f"lead={lead} side={side}", f"lead={lead} clause={clause}"]


def after_verb(verb: str, lead: str) -> list[str]:
    """The verb or noun before a place and its preposition."""
    return [f"verb={verb} lead={lead}"]


def in_order(order: str, side: str, counts: int, others: int, group: str, role: str) -> list[str]:
    """Whether figures or places come first, and what stands between the two."""
    whole = f"order={order} side={side} counts={counts} others={others}"
    return [
        whole, f"{whole} group={group}", f"side={side} counts={counts} rule={role}",
        f"side={side} others={others} rule={role}",
    ]  # fmt: skip


def apart(size: int, side: str, group: str, nearer: int) -> list[str]:
    """How far the place is from the figure."""
    return [f"gap={size} side={side}", f"gap={size} side={side} group={group}", f"nearer={nearer} side={side}"]


def followed(follow: str, side: str, group: str) -> list[str]:
    """The word behind a place."""
    return [f"follow={follow} side={side} group={group}"]


def on_line(line: str, side: str, act: str, clause: str) -> list[str]:
    """Whether place and figure are on one line, and in one clause."""
    return [f"line={line} side={side}", f"line={line} act={act}", f"side={side} act={act} {clause}"]


def past(word: str, side: str, group: str, lead: str) -> list[str]:
    """A word that stands between place and figure and may part them: "which", "after", "and"."""
    return [f"past={word} side={side} group={group}", f"past={word} side={side} lead={lead}"]


def in_land(land: str, kind: str, group: str, act: str, role: str) -> list[str]:
    """How much the document speaks of the country that the place lies in."""
    return [f"land={land} kind={kind} group={group}", f"land={land} act={act}", f"land={land} rule={role}"]


def outside_in_land(land: str, kind: str, group: str, act: str, role: str, own: int) -> list[str]:
    """The same of a place that another sentence names."""
    return [*in_land(land, kind, group, act, role), f"land={land} own={own} kind={kind}"]


def capital(land: str, act: str, lead: str, side: str, follow: str) -> list[str]:
    """That the place is the capital of such a country, named in the sentence."""
    return [f"capital={land} {each}" for each in (f"act={act}", f"lead={lead}", f"side={side}", f"follow={follow}")]


def capital_outside(land: str, act: str, own: int) -> list[str]:
    """That the place is the capital of such a country, named in another sentence."""
    return [f"capital={land} act={act}", f"capital={land} own={own}"]


def named(kind: str, clause: str, role: str, spoken: bool) -> list[str]:
    """That the place is named in the sentence, of what kind, and whether a speaker is named by it."""
    return [f"in rule={role}", f"in kind={kind} clause={clause}", f"spoken={spoken} kind={kind}"]


def troubled(trouble: str, lead: str, act: str, group: str, side: str, role: str) -> list[str]:
    """That fighting there is spoken of, and whether people fled it."""
    return [
        f"trouble act={act}", f"trouble lead={lead} group={group}", f"trouble side={side} group={group}",
        f"trouble rule={role}", f"trouble={trouble}", f"trouble={trouble} group={group}",
    ]  # fmt: skip


def of_people(follow: str, act: str, pointed: bool, main: int) -> list[str]:
    """What stands behind the name of a people, whether "the country" is spoken of, and the document of it."""
    return [f"people follow={follow} act={act}", f"people pointed={pointed} act={act}", f"people main={main} act={act}"]


def lying(lies: str, wider: str, role: str) -> list[str]:
    """What the place lies in or holds."""
    return [f"{lies} {wider}", f"{lies} rule={role}", lies]


def outside(role: str, own: int, act: str, kind: str, short: bool) -> list[str]:
    """That another sentence names the place."""
    return [
        "bias", f"rule={role}", f"rule={role} act={act}", f"out rule={role}", f"out own={own} act={act}",
        f"out own={own} kind={kind}", f"short={short} own={own} rule={role}",
    ]  # fmt: skip


def from_source(word: str, own: int, role: str, kind: str, act: str) -> list[str]:
    """Where else the place stands: in a label, a section or a heading."""
    return [f"{word} own={own} rule={role}", f"{word} kind={kind} act={act}"]


def stood(lead: str, own: int, act: str) -> list[str]:
    """The word before the place where it was named."""
    return [f"stood={lead} own={own}", f"stood={lead} act={act}"]


def told(near: str, role: str, often: str, own: int, opening: bool, kind: str) -> list[str]:
    """How long ago and how often the place was named."""
    return [f"back={near} rule={role}", f"often={often} own={own}", f"opening={opening} kind={kind}"]


def recalled(near: str, lead: str, often: str) -> list[str]:
    """How long ago the place was named, with how it stood and how often it was named."""
    return [f"back={near} lead={lead}", f"back={near} often={often}"]


def of_document(share: int, own: int, act: str, kind: str, pointers: frozenset[str]) -> list[str]:
    """How much the whole document is about the place."""
    main = f"main={share}"
    return [
        f"{main} own={own}",
        f"{main} act={act}",
        f"{main} kind={kind}",
        f"{main} points={'+'.join(sorted(pointers))}",
    ]


def was(was: str, since: int, act: str, told: str, own: int) -> list[str]:
    """Its role in the last claim that had it."""
    return [
        f"was={was} since={since}", f"was={was} act={act}", f"told={told} act={act}",
        f"was={was} same={told == act} own={own} since={since}",
    ]  # fmt: skip


def pointed_at(pointers: frozenset[str], kind: str, rank: int) -> list[str]:
    """Whether words of the sentence point at a place of its kind."""
    fitting = [pointer if pointer == kind or pointer in _ANY_KIND else "-" for pointer in pointers]
    return [f"points={pointer} kind={kind} rank={rank}" for pointer in fitting]
