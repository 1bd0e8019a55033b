"""How far careful readers agree on the claims of a text, and the program with each of them.

    python benchmarks/reading_agreement.py

Two second readings of 24 development reports (`tests/corpus/reading/second`), made from the texts and the guide
alone, are compared with the gold and with each other: F1 of claims found by both, and of whole claims, and how many of
the claims found by both agree in each field. Claims are paired as in `reading.py`. What either of two readers marks as
optional may be there or not, and where one allows several actions, one in common will do. The program's own
answers stand below; its weights were learned from the gold of these texts, not from the second readings.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from pathlib import Path

import reading as bench

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Claim, NamedPlace, Reader

SECOND = bench.CORPUS / "second"
EVENT_CHARS = 120
Reading = dict[str, list[bench.Truth]]


def readings() -> dict[str, Reading]:
    """Return the claims of each text by each reader."""
    found = {folder.name: {path.stem: _claims(path) for path in folder.glob("*.json")} for folder in SECOND.iterdir()}
    names = sorted(next(iter(found.values())))
    gold = {name: _claims(bench.CORPUS / "dev" / f"{name}.json") for name in names}
    return {"gold": gold, **dict(sorted(found.items())), "kilis": {name: _read(name) for name in names}}


def _claims(path: Path) -> list[bench.Truth]:
    return json.loads(path.read_text("utf-8"))["claims"]


def _read(name: str) -> list[bench.Truth]:
    path = bench.CORPUS / "dev" / f"{name}.txt"
    day = json.loads(path.with_suffix(".json").read_text("utf-8"))["date"]
    report = Reader().read(path.read_text("utf-8"), date=datetime.date.fromisoformat(day))
    return [_as_truth(claim) for claim in report.claims]


def _as_truth(claim: Claim) -> bench.Truth:
    def names(places: tuple[NamedPlace, ...]) -> list[dict[str, object]]:
        return [{"name": place.name, "optional": False} for place in places]

    found = claim.quantity
    values = found and {key: getattr(found, key) for key in ("value", "low", "high", "qualifier", "unit")}
    return {
        "kind": claim.kind, "action": [claim.action], "quantity": values,
        "start": claim.spans[0].start, "end": claim.spans[0].end,
        "places": {"at": names(claim.at), "from": names(claim.origin), "to": names(claim.destination)},
        "date": claim.date and claim.date.isoformat(), "since": claim.since and claim.since.isoformat(),
        "date_optional": False, "speaker": claim.speaker, "speaker_optional": False, "certainty": claim.certainty,
    }  # fmt: skip


def pairs(one: list[bench.Truth], two: list[bench.Truth]) -> list[tuple[bench.Truth, bench.Truth]]:
    """Return the claims that mark the same number or, of events, are of one kind and near each other."""
    free, found = list(two), []
    for claim in one:
        best, nearest = None, 10**9
        for other in free:
            gap = max(other["start"] - claim["end"], claim["start"] - other["end"])
            near = gap < (0 if claim["kind"] == "figure" else EVENT_CHARS)
            if claim["kind"] == other["kind"] and near and (claim["kind"] == "figure" or _share_action(claim, other)):
                gap += 0 if claim.get("quantity") == other.get("quantity") else 50
                best, nearest = (other, gap) if gap < nearest else (best, nearest)
        if best is not None:
            free.remove(best)
            found.append((claim, best))
    return found


def _share_action(one: bench.Truth, two: bench.Truth) -> bool:
    return bool(set(one["action"]) & set(two["action"]))


def agree(one: bench.Truth, two: bench.Truth) -> dict[str, bool]:
    """Return in which fields two readers agree."""
    (needed, allowed), (asked, open_to) = (_places(each, one, two) for each in (one, two))
    days = [(each["since"], each["date"]) for each in (one, two)]
    undated = any(a["date_optional"] and b["since"] is None for a, b in ((one, two), (two, one)))
    unsaid = any(a["speaker_optional"] and b["speaker"] is None for a, b in ((one, two), (two, one)))
    return {
        "quantity": one.get("quantity") == two.get("quantity") or one["kind"] == "event",
        "action": _share_action(one, two),
        "places": _within(needed, asked | open_to) and _within(asked, needed | allowed),
        "date": days[0] == days[1] or undated,
        "speaker": bench.same_speaker(one["speaker"], two["speaker"]) or unsaid,
        "certainty": bool(set(one["certainty"].split("/")) & set(two["certainty"].split("/"))),
    }


def _places(claim: bench.Truth, one: bench.Truth, two: bench.Truth) -> tuple[set, set]:
    """Return the (role, name) a reader asks for and those he allows; where people arrive at and to are one."""
    moving = any(action in bench.MOVING for action in one["action"] + two["action"])
    needed, allowed = set(), set()
    for role, places in claim["places"].items():
        for place in places:
            (allowed if place["optional"] else needed).add(
                ("at" if role == "to" and moving else role, fold(place["name"]))
            )
    return needed, allowed


def _within(few: set, many: set) -> bool:
    return all(
        any(role == other and (name.startswith(named) or named.startswith(name)) for other, named in many)
        for role, name in few
    )


def row(one: Reading, two: Reading) -> str:
    """Return F1 of claims found by both and of whole claims, and the agreement of fields."""
    found = [pair for name in one for pair in pairs(one[name], two[name])]
    agreed = [agree(*pair) for pair in found]
    sizes = sum(len(claims) for each in (one, two) for claims in each.values())
    whole = sum(all(fields.values()) for fields in agreed)
    right = Counter(field for fields in agreed for field, same in fields.items() if same)
    shares = (2 * len(found) / sizes, 2 * whole / sizes, *(right[field] / len(found) for field in agreed[0]))
    return "".join(f"{share:11.2f}" for share in shares)


def main() -> None:
    read = readings()
    fields = ("both found", "whole", "quantity", "action", "places", "date", "speaker", "certainty")
    print(f"{len(read['gold'])} reports, {sum(map(len, read['gold'].values()))} gold claims")
    print(f"{'':14}" + "".join(f"{field:>11}" for field in fields))
    for one, two in (("gold", "a"), ("gold", "b"), ("a", "b"), ("gold", "kilis"), ("a", "kilis"), ("b", "kilis")):
        print(f"{one + ', ' + two:14}" + row(read[one], read[two]))


if __name__ == "__main__":
    main()
