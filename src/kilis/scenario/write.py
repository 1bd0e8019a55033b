"""From a Scenario to its folder: the mirror image of reading."""

from __future__ import annotations

import csv
import datetime
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kilis.scenario.faults import Fault, ScenarioError
from kilis.scenario.model import Event, Prior, Scenario, Variant
from kilis.scenario.read import MODELS, OPTIONAL, read
from kilis.schema import Attribute, distributions, table


def write(scenario: Scenario, path: str | Path, columns: Mapping[str, Sequence[str]] | None = None) -> Path:
    """Write a scenario folder, whole or not at all, and give its path.

    ``columns`` names, by table, columns that are written even if they are empty.

    The folder is written under a temporary name beside it, read back, and renamed. Raises ScenarioError if reading
    finds a fault, and FileExistsError if the path exists and is not an empty folder.
    """
    folder = Path(path)
    with new_folder(folder) as whole:
        (whole / "scenario.toml").write_text(_toml(scenario), encoding="utf-8", newline="\n")
        for name in MODELS:
            records = getattr(scenario, name)
            always = (columns or {}).get(name, ())
            if records or always or name not in OPTIONAL:
                _write_table(whole / f"{name}.csv", table(name), records, always)
        read(whole)
    return folder


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which gets its name when all is in it; after an error there is none.

    Raises FileExistsError if the path exists and is not an empty folder.
    """
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise FileExistsError(f"{folder} exists already; choose another name or remove it")
    refuse_unwritable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as holder:
        whole = Path(holder) / "scenario"
        whole.mkdir()
        yield whole
        if folder.exists():
            folder.rmdir()
        whole.rename(folder)


def refuse_unwritable(path: Path) -> None:
    """Raise OSError, before the work and not after it, where nothing can be written under this name."""
    holder = next(parent for parent in path.absolute().parents if os.path.lexists(parent))
    try:
        Path(tempfile.mkdtemp(prefix=f".{path.name}-", suffix=".partial", dir=holder)).rmdir()
    except OSError as error:
        problem = error.strerror or "not writable"
        raise OSError(f"{path}: nothing can be written there ({problem}). Choose another place.") from None


def _write_table(
    path: Path, attributes: Sequence[Attribute], records: Sequence[Any], always: Sequence[str] = ()
) -> None:
    """Write the columns that are required, used or asked for, in the schema's order, then the scenario's own."""
    used = [
        attribute.name
        for attribute in attributes
        if attribute.required
        or attribute.name in always
        or any(getattr(record, attribute.name, None) is not None for record in records)
    ]
    extra = sorted({column for record in records for column in record.extra})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*used, *extra])
        for record in records:
            cells = [_cell(getattr(record, name)) for name in used]
            writer.writerow([*cells, *(record.extra.get(column, "") for column in extra)])


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)


def _toml(scenario: Scenario) -> str:
    lines = [
        f"{attribute.name} = {_toml_value(getattr(scenario, attribute.name))}"
        for attribute in table("scenario")
        if attribute.type != "section" and getattr(scenario, attribute.name) not in {None, ""}
    ]
    if scenario.parameters:
        lines += ["", "[parameters]", *_toml_parameters(scenario.parameters)]
    for variant in scenario.variants:
        lines += variant_lines(variant)
    return "\n".join(lines) + "\n"


def variant_lines(variant: Variant) -> list[str]:
    """Write a variant as the lines that can follow those of a scenario.toml."""
    lines = ["", "[[variants]]", f"id = {_toml_value(variant.id)}", f"sentence = {_toml_value(variant.sentence)}"]
    for key, events in (
        ("add", [_fields(event) for event in variant.add]),
        ("remove", [_ordered(pattern) for pattern in variant.remove]),
    ):
        if events:
            lines += [f"{key} = [", *(f"  {_toml_inline(event)}," for event in events), "]"]
    if variant.parameters:
        lines += ["[variants.parameters]", *_toml_parameters(variant.parameters)]
    return lines


def _fields(event: Event) -> dict[str, object]:
    if event.extra:
        problem = f"an added event has columns that the schema does not know: {', '.join(event.extra)}"
        raise ScenarioError([Fault("scenario.toml", None, "variants", problem, "Remove them")])
    return {attribute.name: getattr(event, attribute.name) for attribute in table("events")}


def _ordered(pattern: Mapping[str, object]) -> Mapping[str, object]:
    names = [attribute.name for attribute in table("events")]
    return {
        name: pattern[name] for name in sorted(pattern, key=lambda name: names.index(name) if name in names else 99)
    }


def _toml_parameters(parameters: Mapping[str, Prior]) -> list[str]:
    lines = []
    for name, prior in parameters.items():
        if prior.distribution == "fixed" and not prior.reason:
            lines.append(f"{name} = {_toml_value(prior.numbers[0])}")
        else:
            numbers = dict(zip(distributions()[prior.distribution], prior.numbers, strict=True))
            fields = {"distribution": prior.distribution, **numbers, "reason": prior.reason}
            lines.append(f"{name} = {_toml_inline(fields)}")
    return lines


def _toml_inline(fields: Mapping[str, object]) -> str:
    given = [f"{name} = {_toml_value(value)}" for name, value in fields.items() if value is not None]
    return "{ " + ", ".join(given) + " }"


def _toml_value(value: object) -> str:
    """Write a value; a JSON string with DEL escaped is a TOML basic string."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value)
