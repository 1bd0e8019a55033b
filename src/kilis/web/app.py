"""The JSON API of the workbench, and the few files of its page. The page uses nothing but this API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from kilis import __version__
from kilis.scenario.faults import ScenarioError
from kilis.scenario.tables import UnreadableError
from kilis.web import api_results, api_scenarios
from kilis.web.api_scenarios import fault_about
from kilis.web.csvtext import TextError
from kilis.web.draft import ChangedError
from kilis.web.gate import Gate, Lock
from kilis.web.jobs import Jobs
from kilis.web.shelf import NotThereError, Shelf
from kilis.web.workshop import Workshop

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
KINDS |= {".svg": "image/svg+xml"}


def create_app(folders: list[Path], lock: Lock, *, warm: bool = True, suppress_below: int = 0) -> Gate:
    """Make the server's application over these folders, behind its gate; small counts are kept back in all results."""
    jobs = Jobs((ScenarioError, ValueError, OSError))
    workshop = Workshop(Shelf(folders), jobs, suppress_below)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if warm:
            workshop.warm()
        yield
        jobs.close()

    app = FastAPI(
        title="Kilis workbench",
        version=__version__,
        description="Scenarios and runs in the served folders. Every path needs the token, as the cookie that the "
        "first address sets or as `Authorization: Bearer TOKEN`.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.workshop = workshop
    app.include_router(api_scenarios.router, prefix="/api")
    app.include_router(api_results.router, prefix="/api")
    _files(app)
    _refusals(app)
    app.openapi()  # build every route now: built beside a run, the silenced warnings are not safely silenced
    return Gate(app, lock)


def _files(app: FastAPI) -> None:
    served = {path.name: path for path in resources.files("kilis.web").joinpath("static").iterdir()}
    report = resources.files("kilis.report").joinpath("assets")
    served |= {"report.css": report.joinpath("page.css"), "drawing.js": report.joinpath("drawing.js")}

    def answer(name: str) -> Response:
        kind = KINDS.get(Path(name).suffix)
        if name not in served or kind is None:
            return JSONResponse({"message": "There is no such page."}, 404)
        return Response(served[name].read_bytes(), media_type=kind)

    app.add_api_route("/", lambda: answer("index.html"), include_in_schema=False)
    app.add_api_route("/docs", lambda: answer("docs.html"), include_in_schema=False)
    app.add_api_route("/static/{name}", answer, include_in_schema=False)


def _refusals(app: FastAPI) -> None:
    """Turn what Kilis refuses into answers in words."""

    def refuse(status: int, message: str, **more: Any) -> Response:
        return Response(json.dumps({"message": message, **more}), status, media_type="application/json")

    @app.exception_handler(ScenarioError)
    def _scenario(_: Request, error: ScenarioError) -> Response:
        return refuse(422, str(error), faults=[fault_about(f) for f in error.faults])

    @app.exception_handler(UnreadableError)
    def _unreadable(_: Request, error: UnreadableError) -> Response:
        return refuse(422, str(error))

    @app.exception_handler(TextError)
    def _text(_: Request, error: TextError) -> Response:
        return refuse(422, str(error))

    @app.exception_handler(UnicodeEncodeError)
    def _half(_: Request, error: UnicodeEncodeError) -> Response:
        half = f"U+{ord(error.object[error.start]):04X}"
        return refuse(422, f"The text holds half a character ({half}), which no file can hold; type it anew.")

    @app.exception_handler(NotThereError)
    def _not_there(_: Request, error: NotThereError) -> Response:
        return refuse(404, f"{error}.")

    @app.exception_handler(ChangedError)
    def _changed(_: Request, error: ChangedError) -> Response:
        files = " and ".join(error.files)
        message = (
            f"{files} changed on disk since you opened the scenario: another tab, another person or an editor wrote "
            "there. Nothing was saved."
        )
        return refuse(409, message, files=error.files)

    @app.exception_handler(OSError)
    def _disk(_: Request, error: OSError) -> Response:
        return refuse(507, f"The disk refuses: {error.strerror or error}. Nothing was saved.")

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> Response:
        return refuse(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def _request(_: Request, error: RequestValidationError) -> Response:
        said = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors()[:5])
        return refuse(422, f"The request is not as the API describes it: {said}.")
