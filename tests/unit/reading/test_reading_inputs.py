"""Files of every kind become text; hostile ones get one clear sentence."""

import datetime
import io
import zipfile

import pytest

from kilis.sources.reading import Reader, inputs, lexicon
from kilis.sources.reading.inputs import InputError, from_bytes
from kilis.sources.reading.laid_out import in_columns
from kilis.sources.reading.tokens import LONGEST_SENTENCE_CHARS

ENGLISH = lexicon.load()

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def test_a_word_document_gives_its_paragraphs_and_tables():
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Some 300 people fled.</w:t></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Date</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Arrivals</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    text = from_bytes("report.docx", docx(body)).text
    assert "Some 300 people fled.\n" in text
    assert "Date\tArrivals" in text


def test_html_gives_its_visible_text_its_date_and_publisher():
    page = (
        b'<html><head><meta charset="utf-8"><meta property="article:published_time" content="2016-02-06T10:00:00Z">'
        b'<meta property="og:site_name" content="Border Post"><script>var x = "9,000 people fled";</script></head>'
        b"<body><p>Some <b>300</b> people fled.</p><table><tr><td>a</td><td>b</td></tr></table></body></html>"
    )
    document = from_bytes("page.html", page)
    assert "Some 300 people fled." in document.text
    assert "9,000" not in document.text
    assert "a\tb" in document.text
    assert document.date == datetime.date(2016, 2, 6)
    assert document.publisher == "Border Post"


def word(*rows: str, before: str = "") -> bytes:
    """Return a Word document with a paragraph and a table of these rows of cells."""
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    body = f"<w:p><w:r><w:t>{before}</w:t></w:r></w:p><w:tbl>{table}</w:tbl><w:p><w:r><w:t>End.</w:t></w:r></w:p>"
    return docx(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def cell(text: str, *, span: int = 1, mark: str = "") -> str:
    properties = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    note = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{mark}</w:t></w:r>' if mark else ""
    paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r>{note}</w:p>" for part in text.split("/"))
    return f"<w:tc>{properties}{paragraphs}</w:tc>"


def test_a_table_of_a_word_document_keeps_its_columns_and_raises_the_marks_of_footnotes():
    data = word(
        cell("Town") + cell("1 May", span=2), cell("") + cell("HH") + cell("Persons"),
        cell("Dablo/(north)") + cell("410", mark="1") + cell("2,050"), before="Displaced people",
    )  # fmt: skip
    text = from_bytes("table.docx", data).text
    assert "Town\t1 May\t\n\tHH\tPersons\nDablo (north)\t410¹\t2,050\n" in text
    claims = Reader().read(text, date=datetime.date(2024, 5, 16)).claims
    assert [(c.quantity.value, c.quantity.unit, c.date.day) for c in claims] == [
        (410, "households", 1), (2050, "persons", 1),
    ]  # fmt: skip


def test_paragraphs_of_a_word_document_with_tab_stops_keep_them():
    body = "<w:p><w:r><w:t>Dablo</w:t><w:tab/><w:t>410</w:t></w:r></w:p>"
    text = from_bytes("tabs.docx", docx(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')).text
    assert text.startswith("Dablo\t410")


def test_a_table_of_a_page_keeps_its_rows_and_columns():
    page = (
        b"<html><body><p>Displaced people</p><table><thead><tr><th rowspan=2>State</th>"
        b"<th rowspan='2'><p>County</p></th><th colspan=2>1 May</th></tr>\n"
        b" <tr><th>HH</th><th>Persons</th></tr></thead>\n<tbody><tr>\n"
        b"  <td rowspan=2><p>Unity</p></td>\n  <td>Fangak<br>West</td>"
        b"<td><p>410<sup>1</sup></p></td><td>2,050</td></tr>\n"
        b" <tr><td>Guit<td></td><td>600</td></tr></tbody></table><p>On the 15<sup>th</sup> it rained.</p></body></html>"
    )
    text = from_bytes("page.html", page).text
    assert "State\tCounty\t1 May\t\n\t\tHH\tPersons\nUnity\tFangak West\t410\u00b9\t2,050\n\tGuit\t\t600\n" in text
    assert "the 15th it" in text
    claims = Reader().read(text, date=datetime.date(2024, 5, 16)).claims
    assert [(c.quantity.value, c.quantity.unit, c.at[0].name, c.date.day) for c in claims] == [
        (410, "households", "Fangak West", 1), (2050, "persons", "Fangak West", 1), (600, "persons", "Guit", 1),
    ]  # fmt: skip


def test_a_table_that_only_lays_out_a_page_keeps_its_paragraphs():
    story = "Some 300 people fled. " * 20
    page = f"<table><tr><td><p>{story}</p><p>More fled.</p></td><td><table><tr><td>a<td>b</table></td></tr></table>"
    text = from_bytes("page.html", page.encode()).text
    assert f"{story.strip()}\n\nMore fled." in text
    assert "a\tb" in text


def test_a_pdf_is_read():
    pypdf = pytest.importorskip("pypdf")
    out = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    writer.write(out)
    with pytest.raises(InputError, match="no text in it"):
        from_bytes("scan.pdf", out.getvalue())


def _bomb() -> bytes:
    return docx(f'<w:document xmlns:w="{WORD}">' + "A" * 70_000_000 + "</w:document>")


def pdf(title: str, rows: list[list[str]], columns: list[int]) -> bytes:
    """Return a page with a title and rows of cells that begin at these points from its left edge."""
    shown = [(50, 760, title)]
    shown += [(x, 720 - 14 * n, c) for n, row in enumerate(rows) for x, c in zip(columns, row, strict=True) if c]
    stream = "\n".join(f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for x, y, words in shown)
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "0000000000 65535 f \n" + "".join(f"{place:010d} 00000 n \n" for place in places)
    return f"{body}xref\n0 6\n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF".encode()


def test_the_tables_of_a_pdf_keep_their_columns():
    pytest.importorskip("pypdf")
    rows = [
        ["County", "IDP families", "IDP individuals"], ["Rubkona", "2,480", "12,400"], ["Guit", "", "3,100"],
        ["Upper Nile North", "410", "2,050"],
    ]  # fmt: skip
    text = from_bytes("table.pdf", pdf("Displaced persons by county, 12 May", rows, [50, 170, 280])).text
    claims = Reader().read(text, date=datetime.date(2024, 5, 16)).claims
    assert [(c.quantity.value, c.quantity.unit, c.at[0].name, c.date.day) for c in claims] == [
        (2480, "households", "Rubkona", 12), (12400, "persons", "Rubkona", 12), (3100, "persons", "Guit", 12),
        (410, "households", "Upper Nile North", 12), (2050, "persons", "Upper Nile North", 12),
    ]  # fmt: skip


def test_only_rows_with_figures_and_their_headers_are_set_out_as_they_stand_on_a_page():
    text = "Two   columns of prose\nTown\nPersons\nKaya\n90\nIt rained on Kaya."
    page = "Two columns       of prose\n\nTown    Persons\nKaya         90\n\n\n\nIt rained      on Kaya."
    assert in_columns(text, page).split("\n")[1:] == ["Town    Persons", "Kaya         90", "It rained on Kaya."]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b"\x00\x01\x02", "NUL"),
        ("a.txt", "Öncüpınar".encode("iso8859-9"), "not in UTF-8"),
        ("a.txt", b"word " * 50_000, "no report"),
        ("a.pdf", b"plain text", "not PDF"),
        ("a.pdf", b"%PDF-1.7 rubbish", "damaged"),
        ("a.docx", b"PK\x03\x04 rubbish", "damaged"),
        ("a.docx", docx("x", "other.xml"), "without a Word document"),
        ("a.docx", docx('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entities"),
        ("a.docx", docx("<unclosed"), "damaged"),
        ("a.docx", _bomb(), "unpacks to"),
    ],
    ids=["empty", "nul", "encoding", "line", "nopdf", "badpdf", "badzip", "otherzip", "entities", "badxml", "bomb"],
)
def test_a_hostile_file_gets_one_clear_sentence(name, data, says):
    with pytest.raises(InputError, match=says) as caught:
        from_bytes(name, data)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "MAX_FILE_BYTES", 1000)
    path = tmp_path / "long.txt"
    path.write_text("word " * 300, encoding="utf-8")
    with pytest.raises(InputError, match="at most"):
        inputs.read_file(path)
    with pytest.raises(InputError, match="no such file"):
        inputs.read_file(tmp_path / "none.txt")


def test_a_sentence_without_end_is_cut_and_nothing_of_it_is_lost():
    text = "3,000 people fled Goma and " * 500
    pieces = ENGLISH.sentences(text)
    assert max(piece.end - piece.start for piece in pieces) <= LONGEST_SENTENCE_CHARS
    assert " ".join(text[piece.start : piece.end] for piece in pieces) == text.strip()


STORY = b"<p>Some 300 people fled.</p>" + b"<p>They came on foot along the river and sat down by the mill.</p>" * 9


@pytest.mark.parametrize(
    "beside",
    [
        b"<aside>Most read: 900 fled</aside>",
        b'<div class="related-stories"><p>900 fled</p></div>',
        b'<ul id="main-menu"><li>900 fled</ul>',
        b'<div role="complementary">900 fled</div>',
        b"<figure><img src=a><figcaption>900 fled</figcaption></figure>",
        b"<div hidden>900 fled</div>",
    ],
)
def test_what_a_web_page_shows_beside_its_story_is_left_out(beside):
    text = from_bytes("page.html", b"<html><body><form>" + beside + STORY + b"</form></body></html>").text
    assert "300 people" in text
    assert "900" not in text


def test_of_a_web_page_with_an_article_its_title_and_the_article_are_read():
    page = (
        b"<html><head><title>Flight</title></head><body><p>900 fled</p><article>" + STORY + b"</article></body></html>"
    )
    text = from_bytes("page.html", page).text
    assert text.startswith("Flight\n\nSome 300 people fled.")
    assert "900" not in text


def test_a_web_page_is_not_lost_for_a_name_of_its_frame():
    text = from_bytes("page.html", b'<html><body><div class="has-sidebar">' + STORY + b"</div></body></html>").text
    assert "300 people" in text


def test_a_web_page_of_many_open_elements_is_read_in_its_length():
    page = b"<div><b>" * 60_000 + b"</p>" * 60_000 + b"Some 300 people fled."
    assert "300 people" in from_bytes("page.html", page).text


@pytest.mark.parametrize(
    "stated",
    [
        b'<meta itemprop="datePublished" content="2016-02-06">',
        b'<meta name="pubdate" content="2016-02-06T08:00:00Z">',
        b'<script type="application/ld+json">{"datePublished": "2016-02-06T08:00:00Z"}</script>',
    ],
)
def test_a_web_page_states_its_day_in_several_ways(stated):
    document = from_bytes("page.html", b"<html><head>" + stated + b"</head><body>" + STORY + b"</body></html>")
    assert document.date == datetime.date(2016, 2, 6)


def test_text_of_windows_with_its_mark_is_read():
    assert from_bytes("note.txt", "Öncüpınar is shut.".encode("utf-16")).text == "Öncüpınar is shut."


def test_what_unpacks_to_too_much_is_refused(monkeypatch):
    def refused(data, says, **limits):
        with monkeypatch.context() as small:
            for name, value in limits.items():
                small.setattr(inputs, name, value)
            with pytest.raises(InputError, match=says):
                from_bytes("report", data)

    pypdf = pytest.importorskip("pypdf")
    page = pdf("Figures", [["Goma", "3000"]], [50, 200])
    refused(b"word " * 300, "more than 0 MB", MAX_FILE_BYTES=1000)
    refused(b"word " * 300, "1,500 characters; at most 1,000", MAX_TEXT_CHARS=1000)
    refused(page, "1 pages; at most 0", MAX_PDF_PAGES=0)
    refused(page, "more than 5 characters", MAX_TEXT_CHARS=5)
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    refused(out.getvalue(), "locked with a password")
