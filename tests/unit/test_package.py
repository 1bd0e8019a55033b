"""The package imports and names its version."""

import re

import kilis


def test_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", kilis.__version__)
