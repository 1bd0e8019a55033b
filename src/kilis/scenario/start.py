"""A scenario to start from: the commented files of `template/`, copied into a new folder."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kilis.scenario.model import Scenario
from kilis.scenario.read import read
from kilis.scenario.write import new_folder


def start(path: str | Path) -> list[str]:
    """Write the small commented scenario into a new folder, whole or not at all; give the names of its files.

    Raises FileExistsError if the path exists and is not an empty folder.
    """
    with new_folder(Path(path)) as whole:
        with resources.as_file(resources.files(__package__).joinpath("template")) as template:
            for file in template.iterdir():
                if file.is_file():  # not shutil.copytree: its error hides that a disk is full
                    (whole / file.name).write_bytes(file.read_bytes())
        return sorted(file.name for file in whole.iterdir())


def example() -> Scenario:
    """Read the small scenario that `start` writes, for trying things out.

    >>> example().title
    'The Varn valley (invented)'
    """
    with resources.as_file(resources.files(__package__).joinpath("template")) as template:
        return read(template)
