"""The verb `kilis new`: start a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet, or be empty.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Write a small commented scenario that runs: an invented valley with a bridge that lets few through.

    Example: kilis new my-scenario
    """
    import json

    from kilis.scenario.start import start

    try:
        files = start(folder)
    except OSError as error:
        print(f"kilis new: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps({"folder": str(folder), "files": files}, ensure_ascii=False))
    else:
        print(f"Wrote {folder}: {', '.join(files)}.\nNext: kilis check {folder}, then kilis run {folder}")
