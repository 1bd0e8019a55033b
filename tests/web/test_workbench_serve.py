"""The verb serve refuses what would open the workbench to others by mistake."""

import json

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


@pytest.mark.parametrize(("option", "used"), [([], "one-from-the-environment"), (["--token", "o" * 16], "o" * 16)])
def test_the_token_comes_from_the_environment_unless_it_is_given(monkeypatch, tmp_path, option, used):
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: [each.close() for each in sockets])
    environment = {"KILIS_TOKEN": "one-from-the-environment"}
    answer = CliRunner().invoke(app, ["serve", str(tmp_path), "--port", "0", "--json", *option], env=environment)
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["url"].endswith(f"/?token={used}")


def test_a_token_from_the_environment_is_held_to_the_same(tmp_path):
    answer = CliRunner().invoke(app, ["serve", str(tmp_path)], env={"KILIS_TOKEN": "short"})
    assert answer.exit_code == 2
    assert "KILIS_TOKEN" in answer.output


def test_the_help_says_who_can_see_the_token():
    shown = " ".join(CliRunner().invoke(app, ["serve", "--help"], terminal_width=300).output.replace("│", " ").split())
    assert "KILIS_TOKEN" in shown
    assert "other users of this machine see it" in shown
