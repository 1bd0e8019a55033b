"""A CSV file is put together again byte for byte, and an edit touches the cell it is about."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kilis.web.csvtext import TextError, put_together, take_apart

cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff\r", exclude_categories=("Cs",)), max_size=8)
rows = st.lists(st.lists(cell, min_size=3, max_size=3), max_size=8)


def written(table, delimiter=",", end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([["id", "name", "note"], *table])
    return out.getvalue()


def shown(typed):
    width = len(typed.columns)
    return [[*r.values[:width], *[""] * (width - len(r.values))] for r in typed.rows]


@given(rows, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_nothing_changed_is_the_same_bytes(table, delimiter, end):
    text = written(table, delimiter, end)
    typed = take_apart(text)
    assert put_together(typed, typed.columns, shown(typed)) == text


@given(rows, rows)
def test_what_was_asked_for_is_what_a_reader_finds(before, after):
    typed = take_apart(written(before))
    text = put_together(typed, typed.columns, after)
    found = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    assert found[1:] == [row for row in after if any(cell.strip() for cell in row)]


@given(rows.filter(len), st.data())
def test_an_edit_leaves_the_other_rows_alone(table, data):
    text = written([[f"row {i}", *row[1:]] for i, row in enumerate(table)])
    typed = take_apart(text)
    at = data.draw(st.integers(0, len(table) - 1))
    wanted = shown(typed)
    wanted[at][2] = "edited"
    again = take_apart(put_together(typed, typed.columns, wanted))
    for i, (old, new) in enumerate(zip(typed.rows, again.rows, strict=True)):
        assert old.fields == new.fields if i != at else new.values[2] == "edited"


def test_odd_writing_survives_around_an_edit():
    text = '\ufeffid,name,note\n#id,#name,#note\n"a", "A" ,x\n\nb,B\nc,"C, c",\n'
    typed = take_apart(text)
    wanted = shown(typed)
    wanted[2][1] = "D"
    assert put_together(typed, typed.columns, wanted) == text.replace('"C, c"', "D")


def test_a_row_in_the_middle_comes_and_goes():
    typed = take_apart("id,name\na,A\nb,B\nc,C\n")
    assert (
        put_together(typed, typed.columns, [["a", "A"], ["x", "X"], ["b", "B"], ["c", "C"]])
        == "id,name\na,A\nx,X\nb,B\nc,C\n"
    )
    assert put_together(typed, typed.columns, [["a", "A"], ["c", "C"]]) == "id,name\na,A\nc,C\n"


def test_a_new_column_leaves_old_rows_alone():
    typed = take_apart("id,name\na,A\n")
    assert (
        put_together(typed, ["id", "name", "note"], [["a", "A", ""], ["b", "B", "n"]]) == "id,name,note\na,A\nb,B,n\n"
    )
    again = take_apart("id,name,note\na,A\nb,B,n\n")
    assert put_together(again, ["id", "name"], [["a", "A"]]) == "id,name\na,A\n"
    with pytest.raises(TextError, match="not renamed"):
        put_together(typed, ["name", "id"], [])


@pytest.mark.parametrize("text", ['id,name\n"a,A\n', 'id\n"a"b\n', ""])
def test_what_cannot_be_told_apart_is_refused(text):
    with pytest.raises(TextError):
        take_apart(text)
