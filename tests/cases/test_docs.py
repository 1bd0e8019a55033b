"""What the README and the docs tell people to type works as written."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kilis.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
VERBS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_first_ten_minutes_of_the_readme_work_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed = next(block for block in blocks(README, "sh") if "kilis new" in block)
    for line in typed.splitlines():
        program, *words = shlex.split(line, comments=True)
        assert program == "kilis"
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, f"{line}: {result.output}"
    (python,) = blocks(README, "python")
    exec(compile(python, "README.md", "exec"), {})


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example_and_stands_in_the_readme(verb: str) -> None:
    assert re.search(rf"`kilis {verb}\b", README), f"the README says nothing of kilis {verb}"
    result = CliRunner().invoke(app, [verb, "--help"])
    assert result.exit_code == 0
    assert verb == "import" or "Example" in result.output


@pytest.mark.parametrize("page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_that_stands_beside_a_figure_is_there() -> None:
    for page in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md", *ROOT.glob("examples/*/README.md")]:
        for script in re.findall(r"python (benchmarks/\w+\.py|tools/\w+\.py)", page.read_text(encoding="utf-8")):
            assert (ROOT / script).is_file(), f"{page.name} names {script}"
        for target in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), flags=re.M), f"{page.name}: make {target}"
