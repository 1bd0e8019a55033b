"""The API on scenarios: list, open, check a draft, save it, see it on a map, run it."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import json
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, Field

from kilis.report.words import observation_words
from kilis.scenario import sentences
from kilis.scenario.check import check
from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Scenario
from kilis.scenario.settings import read_settings
from kilis.schema import distributions, event_kinds, table
from kilis.web import draft as drafts
from kilis.web.draft import Draft, Step, Tried
from kilis.web.shelf import Item
from kilis.web.whatif import variant_of
from kilis.web.workshop import Workshop, what_if

router = APIRouter(tags=["scenarios"])
Width = Literal["wide", "narrow"]


def workshop_of(request: Request) -> Workshop:
    """The state of this server."""
    found: Workshop = request.app.state.workshop
    return found


Held = Annotated[Workshop, Depends(workshop_of)]


def as_json(document: Any, status: int = 200) -> Response:
    """Answer with JSON as it is, without walking through it once more."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


class Question(BaseModel):
    """A draft, and the what-if that is being put together."""

    draft: Draft = Field(default_factory=Draft)
    steps: list[Step] = Field(default_factory=list, max_length=100)


class RunQuestion(Question):
    """A draft to be run."""

    variants: list[str] = Field(default_factory=list, max_length=10)
    members: int = Field(200, ge=2, le=10_000)
    seed: int = Field(0, ge=0, le=2**53)


class ForecastQuestion(Question):
    """A draft to be forecast from a date, with a what-if if there is one; nothing published later is looked at."""

    origin: datetime.date = Field(ge=datetime.date(1900, 1, 1), lt=datetime.date(2200, 1, 1))
    days: int = Field(30, ge=1, le=365)
    variants: list[str] = Field(default_factory=list, max_length=10)
    members: int = Field(200, ge=20, le=10_000)
    seed: int = Field(0, ge=0, le=2**53)


class ReadQuestion(BaseModel):
    """A report to be read: its text, or a file as base64; its date and publisher where they are known."""

    draft: Draft = Field(default_factory=Draft)
    text: str = Field("", max_length=4_000_000)
    file: str = Field("", max_length=30_000_000)
    name: str = Field("pasted text", max_length=200)
    date: datetime.date | None = None
    publisher: str = Field("", max_length=200)
    household_size: float | None = Field(None, gt=0, le=50)


class FitQuestion(BaseModel):
    """Rows that claims would become, each with its file, in the order in which they are to be accepted."""

    draft: Draft = Field(default_factory=Draft)
    rows: list[tuple[Literal["observations.csv", "events.csv"], dict[str, str]]] = Field(max_length=10_000)


class SaveQuestion(BaseModel):
    """A draft to be written, with the hashes of the files as it knew them."""

    draft: Draft
    base: dict[str, str]


@router.get("/shelf")
def shelf(held: Held) -> Response:
    """All scenarios and runs in the served folders."""
    items = held.shelf.items()
    return as_json(
        {
            "scenarios": [_about_scenario(item) for item in items if item.kind == "scenario"],
            "runs": [_about_run(item) for item in items if item.kind == "run"],
            "folders": [str(root) for root in held.shelf.roots],
        }
    )


def _about_scenario(item: Item) -> dict[str, Any]:
    settings, faults = read_settings(item.path)
    known = not faults
    return {
        "id": item.id,
        "where": item.where,
        "title": settings["title"] if settings["title"] != "?" else item.path.name,
        "start": settings["start"].isoformat() if known else None,
        "end": settings["end"].isoformat() if known else None,
        "variants": len(settings["variants"]),
        "faults": len(faults),
    }


def _about_run(item: Item) -> dict[str, Any]:
    about: dict[str, Any] = {"id": item.id, "where": item.where, "title": item.path.name}
    try:
        manifest = json.loads((item.path / "manifest.json").read_text(encoding="utf-8")[:2_000_000])
        about |= {name: manifest.get(name) for name in ("kind", "members", "seed", "created_utc")}
        about["title"] = str(manifest.get("scenario", {}).get("title") or item.path.name)
        about["changes"] = [str(v.get("sentence", "")) for v in manifest.get("variants", [])[1:]]
    except (OSError, ValueError, AttributeError, RecursionError):
        about["problem"] = "the manifest cannot be read; make the run again"
    return about


@router.get("/schema")
def schema() -> Response:
    """What the columns of the tables and the kinds of events are, for forms."""
    names = (*drafts.TABLES, "scenario", "parameters")
    columns = {name: [dataclasses.asdict(a) | {"bounds": a.bounds} for a in table(name)] for name in names}
    kinds = [dataclasses.asdict(kind) | {"bounds": kind.bounds} for kind in event_kinds().values()]
    return as_json({"tables": columns, "events": kinds, "distributions": dict(distributions())})


@router.get("/scenarios/{scenario_id}")
def scenario(scenario_id: str, held: Held) -> Response:
    """A scenario: its tables as typed with the hashes of their files, its timeline in words, what is wrong with it."""
    item = held.shelf.find(scenario_id, "scenario")
    drafts.settled(item.path)
    settings, _ = read_settings(item.path)
    tables = drafts.tables_of(item.path)
    base = {f"{name}.csv": entry["hash"] for name, entry in tables.items()}
    base[drafts.SETTINGS] = drafts.hash_of(item.path, drafts.SETTINGS)
    return as_json(
        {
            "id": item.id,
            "where": item.where,
            "title": settings["title"],
            "settings": drafts.typed_settings(item.path),
            "tables": tables,
            "base": base,
            **_findings(drafts.try_out(item.path, {})),
        }
    )


@router.post("/scenarios/{scenario_id}/check")
def check_draft(scenario_id: str, question: Question, held: Held) -> Response:
    """Everything wrong with a draft, its timeline in words, and the what-if as a sentence. Nothing is written."""
    item = held.shelf.find(scenario_id, "scenario")
    return as_json(_checked(item.path, question))


def _checked(folder: Path, question: Question) -> dict[str, Any]:
    plain = drafts.try_out(folder, drafts.drafted(folder, question.draft, []))
    found = _findings(plain)
    if question.steps and plain.scenario is not None:
        found["what_if"] = {"sentence": "", "faults": []}
        try:
            tried, _, name = what_if(folder, question.draft, question.steps)
            faults = list(tried.faults)
            if tried.scenario is not None:
                found["what_if"]["sentence"] = next(v.sentence for v in tried.scenario.variants if v.id == name)
        except ScenarioError as error:
            faults = list(error.faults)
        found["what_if"]["faults"] = [fault_about(fault) for fault in faults]
    return found


def _findings(tried: Tried) -> dict[str, Any]:
    found: dict[str, Any] = {"faults": [fault_about(f, tried.lines) for f in tried.faults]}
    world = tried.scenario
    if world is None:
        return {
            **found,
            "warnings": [],
            "timeline": [],
            "said": [],
            "places": [],
            "routes": [],
            "variants": [],
            "period": None,
        }
    names = {place.id: place.name for place in world.places}
    return {
        **found,
        "warnings": [fault_about(w, tried.lines) for w in check(world, tried.origin)],
        "timeline": sentences(world),
        "said": _said(world),
        "places": [{"id": p.id, "name": p.name, "kind": p.kind, "iso3": p.iso3} for p in world.places],
        "routes": [
            {"id": r.id, "name": f"{names[r.origin]} to {names[r.destination]}", "mode": r.mode} for r in world.routes
        ],
        "variants": [{"id": v.id, "sentence": v.sentence} for v in world.variants],
        "period": [world.start.isoformat(), world.end.isoformat()],
    }


def _said(world: Scenario) -> list[dict[str, str]]:
    """What was counted and said, by place: the figure with its speaker, and the words that it was read from."""
    names = {place.id: place.name for place in world.places} | {"*": "The whole area"}
    return [
        {
            "where": names[o.place],
            "what": o.measure,
            "words": observation_words(o),
            "quote": o.extra.get("quote", ""),
            "note": o.extra.get("note", ""),
            "document": " ".join(part for part in (o.extra.get("document", "")[:12], o.extra.get("span", "")) if part),
        }
        for o in sorted(world.observations, key=lambda o: (o.date, o.place))
    ]


def fault_about(fault: Fault, lines: dict[str, list[int]] | None = None) -> dict[str, Any]:
    """A fault for the page, with the number of the row in its table where there is one."""
    row = None
    if fault.row is not None and lines and fault.row in lines.get(fault.file, []):
        row = lines[fault.file].index(fault.row)
    return {"file": fault.file, "line": fault.row, "row": row, "column": fault.column, "problem": fault.problem,
            "remedy": fault.remedy, "words": str(fault)}  # fmt: skip


def scenario_of(path: Path, draft: Draft) -> Scenario:
    """The scenario of a folder with a draft laid over it. Raises ScenarioError with its faults."""
    tried = drafts.try_out(path, drafts.drafted(path, draft, []))
    if tried.scenario is None:
        raise ScenarioError(tried.faults)
    return tried.scenario


@router.put("/scenarios/{scenario_id}")
def save(scenario_id: str, question: SaveQuestion, held: Held) -> Response:
    """Write a draft into the scenario's own files. 409 if one of them changed meanwhile; 422 if it has faults."""
    item = held.shelf.find(scenario_id, "scenario")
    variants = []
    if question.draft.keep:
        plain = scenario_of(item.path, question.draft)
        variants = [variant_of(plain, kept.id, kept.steps) for kept in question.draft.keep]
    tried = drafts.save(item.path, question.draft, variants, question.base)
    if tried.faults:
        raise ScenarioError(tried.faults)
    return scenario(scenario_id, held)


@router.post("/scenarios/{scenario_id}/map")
def map_of(scenario_id: str, question: Question, held: Held, width: Width = "wide") -> Response:
    """The map of a draft before it is run: places, roads, gates and violence by date."""
    from kilis.web import results  # noqa: PLC0415 - tables and pictures only when they are asked for

    item = held.shelf.find(scenario_id, "scenario")
    world = scenario_of(item.path, question.draft)
    return as_json(results.maps(results.view_of_scenario(world), width))


@router.post("/scenarios/{scenario_id}/runs", status_code=202)
def run(scenario_id: str, question: RunQuestion, held: Held) -> Response:
    """Queue a run of a draft: the baseline, the what-if if there is one, and the variants named."""
    item = held.shelf.find(scenario_id, "scenario")
    job = held.run(item.path, question.draft, question.steps, question.variants, question.members, question.seed)
    return as_json(job.about(), 202)


@router.post("/scenarios/{scenario_id}/forecasts", status_code=202)
def forecast(scenario_id: str, question: ForecastQuestion, held: Held) -> Response:
    """Queue a forecast of a draft from a date on."""
    item = held.shelf.find(scenario_id, "scenario")
    q = question
    job = held.forecast(item.path, q.draft, q.steps, q.origin, q.days, q.variants, q.members, q.seed)
    return as_json(job.about(), 202)


@router.post("/scenarios/{scenario_id}/read")
def read_report(scenario_id: str, question: ReadQuestion, held: Held) -> Response:
    """Read a report: its claims, each with its words and the row it could become. Nothing is written."""
    from kilis.web.readings import read_text  # noqa: PLC0415 - gazetteer and grammar only when there is something to read

    item = held.shelf.find(scenario_id, "scenario")
    world = scenario_of(item.path, question.draft)
    try:
        data = base64.b64decode(question.file, validate=True) if question.file else question.text.encode("utf-8")
    except ValueError as error:
        raise HTTPException(422, "The file is not base64.") from error
    name = question.name if question.file else "pasted text"
    return as_json(read_text(data, name, world, question.date, question.publisher or None, question.household_size))


@router.post("/scenarios/{scenario_id}/fit")
def fit_rows(scenario_id: str, question: FitQuestion, held: Held) -> Response:
    """For each row why it does not fit beside the draft's rows and those before it; null where it fits."""
    from kilis.web.readings import reasons_against  # noqa: PLC0415 - as for reading

    item = held.shelf.find(scenario_id, "scenario")
    world = scenario_of(item.path, question.draft)
    return as_json({"reasons": reasons_against([*question.rows], world)})
