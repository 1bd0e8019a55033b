"""A scenario to start from: the commented files of `template/`, copied into a new folder."""

from __future__ import annotations

import tempfile
from importlib import resources
from pathlib import Path

from kilis.scenario.model import Scenario
from kilis.scenario.read import read
from kilis.scenario.write import refuse_existing, refuse_unwritable


def start(path: str | Path) -> list[str]:
    """Write the small commented scenario into a new folder, whole or not at all; give the names of its files.

    Raises FileExistsError if the path exists and is not an empty folder.
    """
    folder = Path(path)
    refuse_existing(folder)
    refuse_unwritable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as holder:
        whole = Path(holder) / "scenario"
        with resources.as_file(resources.files(__package__).joinpath("template")) as template:
            whole.mkdir()
            for file in template.iterdir():
                if file.is_file():  # not shutil.copytree: its error hides that a disk is full
                    (whole / file.name).write_bytes(file.read_bytes())
        names = sorted(file.name for file in whole.iterdir())
        if folder.exists():
            folder.rmdir()
        whole.rename(folder)
    return names


def example() -> Scenario:
    """Read the small scenario that `start` writes, for trying things out.

    >>> example().title
    'The Varn valley (invented)'
    """
    with resources.as_file(resources.files(__package__).joinpath("template")) as template:
        return read(template)
