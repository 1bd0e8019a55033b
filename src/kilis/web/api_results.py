"""The API on runs: follow and stop one, look at its result, keep it, take it away."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, Field

from kilis.web.api_scenarios import Held, Width, as_json
from kilis.web.jobs import Job
from kilis.web.shelf import NotThereError
from kilis.web.workshop import Kept, Workshop

router = APIRouter(tags=["runs"])
Kind = Literal["xlsx", "csv", "hxl", "geojson", "geoparquet", "netcdf", "members", "parquet", "hdx", "pictures"]


class Name(BaseModel):
    """The name of a run folder to be."""

    name: str = Field(pattern=r"^[\w][\w .()-]{0,79}$")


@router.get("/jobs/{job_id}")
def job(job_id: str, held: Held) -> Response:
    """How far a run is."""
    return as_json(_job(job_id, held).about())


@router.delete("/jobs/{job_id}")
def stop(job_id: str, held: Held) -> Response:
    """Stop a run; nothing of it is kept."""
    found = _job(job_id, held)
    found.stopped.set()
    return as_json(found.about())


def _job(job_id: str, held: Workshop) -> Job:
    found = held.jobs.find(job_id)
    if found is None:
        raise NotThereError("this run is no longer known")
    return found


@router.post("/runs/{run_id}/open")
def open_run(run_id: str, held: Held) -> Response:
    """Open a run folder; gives the id of its result."""
    from kilis.report.figures import RunError  # noqa: PLC0415
    from kilis.web.results import view_of_run  # noqa: PLC0415

    item = held.shelf.find(run_id, "run")
    try:
        view = view_of_run(item.path, held.below)
    except RunError as error:
        raise HTTPException(422, str(error)) from error
    return as_json({"result": held.keep(Kept(view, item.path.name, path=item.path))})


def _kept(result_id: str, held: Workshop) -> Kept:
    found = held.results.get(result_id)
    if found is None:
        raise NotThereError("this result is no longer held; run it again, or open the run folder it was kept in")
    return found


@router.get("/results/{result_id}")
def result(result_id: str, held: Held) -> Response:
    """What a run says: sentences, fans, effects and figures."""
    from kilis.web.results import document  # noqa: PLC0415

    kept = _kept(result_id, held)
    has_members = kept.path is not None and (kept.path / "members").is_dir()
    about = {"saved": kept.path is not None, "name": kept.name, "has_members": has_members}
    return as_json({**document(kept.view), **about})


@router.get("/results/{result_id}/maps")
def result_maps(result_id: str, held: Held, width: Width = "wide") -> Response:
    """The maps of a run, one for each variant, with the figures of every date."""
    from kilis.web.results import maps  # noqa: PLC0415

    return as_json(maps(_kept(result_id, held).view, width))


@router.get("/results/{result_id}/page")
def page(result_id: str, held: Held) -> Response:
    """The run as one self-contained page to send."""
    from kilis.report.figures import read_figures  # noqa: PLC0415
    from kilis.report.page import render  # noqa: PLC0415

    kept = _kept(result_id, held)
    with kept.folder() as run:
        text = render(read_figures(run, held.below))
    return _download(text.encode("utf-8"), f"{kept.name}.html", "text/html; charset=utf-8")


@router.get("/results/{result_id}/export/{kind}")
def export(result_id: str, kind: Kind, held: Held) -> Response:
    """The run as files to hand on: a workbook or NetCDF file, or a zip of the folder that `kilis export` writes."""
    from kilis.report.export import ENDINGS, FOLDERS, ExportError  # noqa: PLC0415
    from kilis.report.export import export as write  # noqa: PLC0415

    kept = _kept(result_id, held)
    with kept.folder() as run, tempfile.TemporaryDirectory(prefix="kilis-export-") as holder:
        name = f"{kept.name}-{kind}" if kind in FOLDERS else f"{kept.name}{ENDINGS[kind]}"
        try:
            target, _ = write(run, kind, Path(holder) / name, held.below)
        except ExportError as error:
            raise HTTPException(422, str(error)) from error
        if kind in FOLDERS:
            target = Path(shutil.make_archive(str(target), "zip", holder, name))
        return _download(target.read_bytes(), target.name, "application/octet-stream")


@router.post("/results/{result_id}/save", status_code=201)
def save(result_id: str, wanted: Name, held: Held) -> Response:
    """Keep a run as a run folder in the served folders; an existing one is never replaced."""
    from kilis.ensemble import RunFolderError  # noqa: PLC0415

    kept = _kept(result_id, held)
    if kept.write is None:
        raise HTTPException(409, "This run is kept already.")
    if held.shelf.runs.is_symlink():
        raise HTTPException(409, f"{held.shelf.runs} is a link, and links are not followed. Serve the folder itself.")
    target = held.shelf.runs / wanted.name.strip()
    try:
        kept.write(target)
    except RunFolderError as error:
        raise HTTPException(409, str(error)) from error
    return as_json({"where": str(target)}, 201)


def _download(data: bytes, name: str, kind: str) -> Response:
    plain = re.sub(r"[^\w.() -]", "_", name, flags=re.ASCII)
    headers = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(data, media_type=kind, headers=headers)
