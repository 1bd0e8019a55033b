"""The verb serve refuses what would open the workbench to others by mistake."""

import pytest
from typer.testing import CliRunner

from kilis.cli import app

pytest.importorskip("uvicorn", reason="skipped: kilis serve (the extra `web` is missing)")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--host", "0.0.0.0"], "--token"),
        (["--host", "::"], "--token"),
        (["--token", "short"], "16 or more"),
        (["--token", "with spaces and more"], "letters and digits"),
        (["nowhere"], "no such folder"),
        (["--host", "203.0.113.7", "--token", "a-token-of-16-letters"], "Choose another"),
    ],
)
def test_what_is_refused_ends_with_status_2_and_the_remedy(given, said):
    answer = CliRunner().invoke(app, ["serve", *given])
    assert answer.exit_code == 2
    assert said in answer.output
