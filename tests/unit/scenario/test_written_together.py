"""Several files are written as one step: whatever breaks it off, the folder holds all of the old or all of the new."""

import itertools
from pathlib import Path

import pytest

from kilis.scenario import together
from kilis.scenario.together import settle, write_file, write_together

OLD = {"a.csv": b"old a", "b.csv": b"old b", "scenario.toml": b"old s"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "new.csv": b"new n", "scenario.toml": b"new s"}


class PulledPlugError(BaseException):
    """The machine stops."""


@pytest.fixture
def folder(tmp_path):
    for file, text in OLD.items():
        (tmp_path / file).write_bytes(text)
    (tmp_path / "untouched.csv").write_bytes(b"mine")
    return tmp_path


def content(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "untouched.csv"}


def break_at(monkeypatch, step, error):
    """Let every change to the folder's files count, and the one numbered ``step`` fail."""
    count = itertools.count()
    real = Path.replace

    def failing(self, target):
        if self.suffix == ".new" and next(count) == step:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)


def test_all_files_are_written_and_nothing_else_is_left(folder):
    (folder / "a.csv").chmod(0o640)
    write_together(folder, NEW)
    assert content(folder) == NEW
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o640


def test_one_file_is_written_whole_or_not_at_all_and_through_a_link(folder, monkeypatch):
    (folder / "link.csv").symlink_to(folder / "a.csv")
    write_file(folder / "link.csv", b"new a")
    assert (folder / "link.csv").is_symlink()
    assert (folder / "a.csv").read_bytes() == b"new a"
    (folder / "link.csv").unlink()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="disk is full"):
        write_file(folder / "a.csv", b"newer a")
    assert content(folder) == OLD | {"a.csv": b"new a"}


@pytest.mark.parametrize("step", range(4))
def test_a_failure_at_any_file_leaves_the_old_ones(folder, monkeypatch, step):
    break_at(monkeypatch, step, OSError("the disk is full"))
    with pytest.raises(OSError, match="disk is full"):
        write_together(folder, NEW)
    assert content(folder) == OLD


@pytest.mark.parametrize("step", range(4))
def test_a_stop_at_any_file_is_put_back_when_the_folder_is_opened_again(folder, monkeypatch, step):
    with monkeypatch.context() as broken:
        break_at(broken, step, PulledPlugError())
        broken.setattr(together, "settle", lambda _: None)  # nobody is there to put it back
        with pytest.raises(PulledPlugError):
            write_together(folder, NEW)
        written = [
            file for file, text in NEW.items() if (folder / file).is_file() and (folder / file).read_bytes() == text
        ]
        assert len(written) == step
    settle(folder)
    assert content(folder) == OLD
    write_together(folder, NEW)
    assert content(folder) == NEW


def test_what_was_edited_since_is_not_put_back(folder, monkeypatch):
    with monkeypatch.context() as broken:
        break_at(broken, 2, PulledPlugError())
        broken.setattr(together, "settle", lambda _: None)
        with pytest.raises(PulledPlugError):
            write_together(folder, NEW)
    (folder / "a.csv").write_bytes(b"edited by hand")
    settle(folder)
    assert content(folder) == OLD | {"a.csv": b"edited by hand"}


def test_a_journal_made_by_others_reaches_no_file_outside(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_bytes(b"x")
    journal = folder / together.JOURNAL
    journal.mkdir()
    where = "../" * 12 + str(outside).lstrip("/")
    (journal / "files.json").write_text(f'{{"{where}": "{together._hash(b"x")}"}}')
    settle(folder)
    assert outside.read_bytes() == b"x"
    journal.mkdir()
    (journal / "files.json").write_text("no json")
    settle(folder)
    assert content(folder) == OLD
