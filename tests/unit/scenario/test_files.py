"""What is read although it looks odd, and what is refused before it can do harm."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from kilis.scenario import ScenarioError, read, tables
from kilis.scenario.tables import MAX_FILE_BYTES, MAX_LINE_CHARS

TABLES = ("places.csv", "routes.csv", "events.csv", "observations.csv")


def rewrite(file: Path, change) -> None:
    file.write_bytes(change(file.read_bytes()))


# ---- accepted


def test_a_byte_order_mark_is_accepted(folder) -> None:
    plain = read(folder)
    for name in (*TABLES, "scenario.toml"):
        rewrite(folder / name, lambda data: b"\xef\xbb\xbf" + data)
    assert read(folder) == plain


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_other_line_endings_are_accepted(folder, ending) -> None:
    plain = read(folder)
    for name in TABLES:
        rewrite(folder / name, lambda data: data.replace(b"\n", ending))
    assert read(folder) == plain


@pytest.mark.parametrize("delimiter", [b";", b"\t"])
def test_other_delimiters_are_accepted(folder, delimiter) -> None:
    plain = read(folder)
    for name in TABLES:
        rewrite(folder / name, lambda data: data.replace(b",", delimiter))
    assert read(folder) == plain


def test_a_row_of_hxl_tags_is_accepted_and_rows_keep_their_numbers(folder, faults, edit) -> None:
    plain = read(folder)
    tags = "#adm2+id,#adm2+name,#loc+type,#geo+lat,#geo+lon,#country+code,#population,#capacity,#date+start,#date+end\n"
    edit("places.csv", "town,Town", tags + "town,Town")
    assert read(folder) == plain
    edit("places.csv", "36.70", "north")
    assert [fault.row for fault in faults()] == [6]


def test_blank_rows_and_blanks_around_cells_are_accepted(folder, edit) -> None:
    plain = read(folder)
    edit("places.csv", "town,Town,settlement", ",,,,,,,,,\n\n  town , Town,settlement ")
    assert read(folder) == plain


def test_names_of_columns_in_capitals_are_accepted(folder, edit) -> None:
    plain = read(folder)
    edit("places.csv", "id,name,kind", "ID,Name,Kind")
    assert read(folder) == plain


def test_events_and_observations_may_be_absent(folder, edit) -> None:
    (folder / "observations.csv").unlink()
    edit("scenario.toml", 'remove = [{ event = "close", target = "gate" }]\n', "")
    (folder / "events.csv").unlink()
    scenario = read(folder)
    assert (scenario.events, scenario.observations) == ((), ())


def test_whole_numbers_may_end_in_point_nought(folder, edit) -> None:
    edit("places.csv", "1000,", "1.0e3,")
    assert read(folder).places[0].population == 1000


def test_unknown_columns_are_kept(folder, edit) -> None:
    edit("observations.csv", "kind\n", "kind,since,colour\n")
    edit("observations.csv", "estimate\n", "estimate,2016-02-04,red\n")
    assert dict(read(folder).observations[0].extra) == {"colour": "red", "since": "2016-02-04"}


def test_a_link_within_the_folder_is_accepted(folder) -> None:
    plain = read(folder)
    (folder / "places.csv").rename(folder / "all.csv")
    (folder / "places.csv").symlink_to("all.csv")
    assert read(folder) == plain


# ---- refused


def only(faults, file: str) -> tuple[int | None, str, str]:
    found = faults()
    assert [fault.file for fault in found] == [file], "\n".join(map(str, found))
    return found[0].row, found[0].problem, found[0].remedy


def test_no_such_folder(tmp_path) -> None:
    with pytest.raises(ScenarioError, match="there is no such folder"):
        read(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder(folder) -> None:
    with pytest.raises(ScenarioError, match="this is a file"):
        read(folder / "scenario.toml")


@pytest.mark.parametrize("name", ["scenario.toml", "places.csv", "routes.csv"])
def test_a_missing_file(folder, faults, name) -> None:
    (folder / name).unlink()
    assert only(faults, name)[1] == "the file is missing"


@pytest.mark.parametrize("name", [*TABLES, "scenario.toml"])
def test_an_empty_file(folder, faults, name) -> None:
    (folder / name).write_text("\n")
    assert only(faults, name)[1] == "the file is empty"


def test_a_header_without_places(folder, faults) -> None:
    rewrite(folder / "places.csv", lambda data: data.split(b"\n")[0] + b"\n")
    assert "there is no place" in [fault.problem for fault in faults()]


def test_an_excel_workbook_called_csv(folder, faults) -> None:
    (folder / "places.csv").unlink()
    with zipfile.ZipFile(folder / "places.csv", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    _, problem, remedy = only(faults, "places.csv")
    assert "an Excel workbook" in problem
    assert "CSV UTF-8" in remedy


def test_text_that_is_not_utf8(folder, faults) -> None:
    rewrite(folder / "places.csv", lambda data: data.replace(b"Camp,", "Öncüpınar,".encode("cp1254")))
    row, problem, remedy = only(faults, "places.csv")
    assert row == 4
    assert "not UTF-8" in problem
    assert "UTF-8" in remedy


def test_utf16(folder, faults) -> None:
    rewrite(folder / "places.csv", lambda data: data.decode().encode("utf-16"))
    assert "UTF-16" in only(faults, "places.csv")[1]


def test_a_nul_byte(folder, faults) -> None:
    rewrite(folder / "routes.csv", lambda data: data.replace(b"15", b"1\x005"))
    row, problem, _ = only(faults, "routes.csv")
    assert (row, problem) == (2, "there is a NUL byte")


def test_a_hundred_megabytes_of_junk_are_refused_unread(folder, faults, monkeypatch) -> None:
    with (folder / "observations.csv").open("wb") as file:
        file.truncate(100_000_000)
    opened: list[str] = []
    plain_open = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *a, **k: (opened.append(self.name), plain_open(self, *a, **k))[1])
    _, problem, remedy = only(faults, "observations.csv")
    assert problem == "the file is too large (100 MB)"
    assert remedy == f"Keep it below {MAX_FILE_BYTES // 1_000_000} MB"
    assert "places.csv" in opened
    assert "observations.csv" not in opened


def test_an_absurdly_long_line(folder, faults) -> None:
    rewrite(folder / "places.csv", lambda data: data + b"x" * (MAX_LINE_CHARS + 1))
    assert f"a line has {MAX_LINE_CHARS + 1} characters" in only(faults, "places.csv")[1]


def test_too_many_rows(folder, faults, monkeypatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    row, problem, remedy = only(faults, "places.csv")
    assert (row, problem, remedy) == (5, "there are too many rows", "Keep to 3 rows")


def test_the_same_event_a_thousand_times_is_told_a_hundred_times(folder, faults) -> None:
    with (folder / "events.csv").open("a") as file:
        file.write("2016-02-20,2016-02-21,departures,town,1,\n" * 1000)
    found = faults()
    assert len(found) == 101
    assert "the rest was not looked at" in found[-1].problem


def test_a_link_that_leads_out_of_the_folder(folder, faults) -> None:
    secret = folder.parent / "secret.csv"
    (folder / "places.csv").rename(secret)
    (folder / "places.csv").symlink_to(secret)
    assert "leads out of the scenario folder" in only(faults, "places.csv")[1]


def test_a_dangling_link_is_not_taken_for_an_absent_file(folder, faults) -> None:
    (folder / "observations.csv").unlink()
    (folder / "observations.csv").symlink_to("nothing.csv")
    assert only(faults, "observations.csv")[1] == "the file is missing"


def test_links_in_a_circle(folder, faults) -> None:
    (folder / "observations.csv").unlink()
    (folder / "observations.csv").symlink_to("observations.csv")
    assert "cannot be opened" in only(faults, "observations.csv")[1]


def test_a_pipe_is_not_waited_for(folder, faults) -> None:
    (folder / "places.csv").unlink()
    os.mkfifo(folder / "places.csv")
    assert only(faults, "places.csv")[1] == "this is not a file"


def test_toml_nested_a_thousand_times(folder, faults) -> None:
    (folder / "scenario.toml").write_text("a = " + "[" * 100_000)
    assert only(faults, "scenario.toml")[0] is None
