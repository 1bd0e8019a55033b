"""A scenario being edited: read with its hashes, tried out in a copy, written back cell by cell."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Scenario, Variant
from kilis.scenario.read import MODELS, read_with_rows
from kilis.scenario.tables import UnreadableError, decode, read_bytes
from kilis.scenario.together import settle, write_together
from kilis.scenario.validate import Origin
from kilis.scenario.write import variant_lines
from kilis.schema import table
from kilis.web.csvtext import TextError, put_together, take_apart
from kilis.web.settings import Settings, settings_of, with_settings

TABLES = tuple(MODELS)
ALWAYS = ("places", "routes", "events", "observations")
SETTINGS = "scenario.toml"
FILES = (SETTINGS, *(f"{name}.csv" for name in TABLES))
_writing = threading.Lock()


class TableDraft(BaseModel):
    """One table as it stands in the browser."""

    columns: list[str] = Field(max_length=200)
    rows: list[list[str]] = Field(max_length=200_000)


class Step(BaseModel):
    """One thing that a what-if changes, with the columns of events.csv."""

    event: str = Field(max_length=40)
    target: str = Field(max_length=200)
    date: str = Field(max_length=40)
    until: str = Field("", max_length=40)
    value: str = Field("", max_length=40)
    text: str = Field("", max_length=200)


class WhatIf(BaseModel):
    """A what-if to be kept as a variant of the scenario."""

    id: str = Field(max_length=80)
    steps: list[Step] = Field(max_length=100)


class Draft(BaseModel):
    """Everything that differs from the files: whole tables, the settings, and what-ifs to keep."""

    tables: dict[str, TableDraft] = Field(default_factory=dict)
    settings: Settings | None = None
    keep: list[WhatIf] = Field(default_factory=list, max_length=50)


class ChangedError(Exception):
    """Files changed on disk since they were opened; nothing was written."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(", ".join(files))
        self.files = files


def text_of(folder: Path, file: str) -> str | None:
    """The text of a file as it is, or None where an optional one is missing. Raises UnreadableError."""
    if not (folder / file).exists() and not (folder / file).is_symlink():
        return None
    data = read_bytes(folder, file)
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return mark + decode(file, data)


def hash_of(folder: Path, file: str) -> str:
    """The SHA-256 of a file as it is now; of nothing where there is none."""
    path = folder / file
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()


def tables_of(folder: Path) -> dict[str, dict[str, Any]]:
    """The tables for the browser: columns, rows of cells, the hash of the file; or why one cannot be shown."""
    found: dict[str, dict[str, Any]] = {}
    for name in TABLES:
        file = f"{name}.csv"
        if name not in ALWAYS and not (folder / file).exists():
            continue
        known = [a.name for a in table(name)]
        entry: dict[str, Any] = {"hash": hash_of(folder, file), "columns": known, "rows": [], "problem": None}
        try:
            text = text_of(folder, file)
            if text is not None:
                typed = take_apart(text)
                width = len(typed.columns)
                rows = [[*r.values[:width], *[""] * (width - len(r.values))] for r in typed.rows]
                entry |= {"columns": typed.columns, "rows": rows}
        except UnreadableError as error:
            entry["problem"] = str(error.fault)
        except TextError as error:
            entry["problem"] = f"{file}: {error}. Put it right in a text editor."
        found[name] = entry
    return found


def typed_settings(folder: Path) -> dict[str, Any] | None:
    """The settings for the browser, as they were typed; None where they cannot be edited there."""
    try:
        found = settings_of(text_of(folder, SETTINGS) or "")
    except UnreadableError:
        return None
    return found.model_dump() if found is not None else None


def settled(folder: Path) -> None:
    """Put back what a save that was broken off had replaced."""
    with _writing:
        settle(folder)


def drafted(folder: Path, draft: Draft, variants: list[Variant]) -> dict[str, str]:
    """The texts of the files that the draft changes. Raises TextError and UnreadableError."""
    texts = {}
    for name, wanted in draft.tables.items():
        if name not in TABLES:
            raise TextError(f"there is no table {name!r}")
        file = f"{name}.csv"
        before = text_of(folder, file)
        typed = take_apart(before if before is not None else ",".join(wanted.columns) + "\n")
        after = put_together(typed, wanted.columns, wanted.rows)
        if after != before and (before is not None or wanted.rows):
            texts[file] = after
    before = after = text_of(folder, SETTINGS) or ""
    if draft.settings is not None:
        after = with_settings(before, draft.settings)
    if variants:
        gap = "" if after.endswith("\n") or not after else "\n"
        after += gap + "".join("\n".join(variant_lines(v)) + "\n" for v in variants)
    if after != before:
        texts[SETTINGS] = after
    return texts


@contextmanager
def copy_with(folder: Path, texts: dict[str, str]) -> Iterator[Path]:
    """A copy of the scenario's files with some texts replaced; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="kilis-draft-") as holder:
        copy = Path(holder) / folder.name
        copy.mkdir()
        for file in FILES:
            text = texts.get(file)
            if text is not None:
                (copy / file).write_bytes(text.encode("utf-8"))
            elif (folder / file).is_file() and (folder / file).resolve().is_relative_to(folder.resolve()):
                (copy / file).write_bytes((folder / file).read_bytes())
        yield copy


@dataclass(frozen=True)
class Tried:
    """A draft read: its scenario, or its faults; with what tells a line of a file from a row of a table."""

    scenario: Scenario | None
    origin: Origin | None
    faults: tuple[Fault, ...]
    lines: dict[str, list[int]]


def try_out(folder: Path, texts: dict[str, str]) -> Tried:
    """Read the folder as it would be with these texts."""
    lines: dict[str, list[int]] = {}
    with copy_with(folder, texts) as copy:
        for name in TABLES:
            try:
                text = text_of(copy, f"{name}.csv")
                lines[f"{name}.csv"] = [r.line for r in take_apart(text).rows] if text is not None else []
            except (TextError, UnreadableError):
                lines[f"{name}.csv"] = []
        try:
            scenario, origin = read_with_rows(copy)
        except ScenarioError as error:
            return Tried(None, None, error.faults, lines)
    return Tried(scenario, origin, (), lines)


def save(folder: Path, draft: Draft, variants: list[Variant], base: dict[str, str]) -> Tried:
    """Write the draft into the scenario's own files, or raise ChangedError, or give the faults and write nothing.

    ``base`` holds the hashes of the files as the draft knew them; a file that differs now is never written over.
    """
    with _writing:
        texts = drafted(folder, draft, variants)
        changed = [file for file in texts if base.get(file) != hash_of(folder, file)]
        if changed:
            raise ChangedError(changed)
        tried = try_out(folder, texts)
        if tried.faults:
            return tried
        write_together(folder, {file: text.encode("utf-8") for file, text in texts.items()})
        return tried
