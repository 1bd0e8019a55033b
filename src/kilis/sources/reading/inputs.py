"""From a file to its text: .txt, .html, .pdf, .docx or standard input. Nothing from outside is trusted."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from kilis.sources.reading.laid_out import in_columns
from kilis.sources.reading.pages import HtmlText, raised

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_FILE_BYTES: Final = 20_000_000
MAX_TEXT_CHARS: Final = 1_000_000
MAX_LINE_CHARS: Final = 200_000
MAX_PDF_PAGES: Final = 1_000
MAX_XML_BYTES: Final = 60_000_000
_DATED = (
    """article:published_time og:published_time datepublished pubdate publish-date publication_date parsely-pub-date
    sailthru.date dcterms.created dcterms.date dc.date.issued dc.date date time"""
).split()
"""What web pages call the day they were published, the surest first."""
_LINKED_DATE = re.compile(rb"\"datePublished\"\s*:\s*\"(\d{4}-\d{2}-\d{2})")
_MOST_SPANNED: Final = 100
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class InputError(ValueError):
    """A file that cannot be read: one sentence with the file, the problem and the remedy."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, and what the file itself says of its date and publisher."""

    name: str
    text: str
    date: datetime.date | None = None
    publisher: str | None = None


def read_file(path: Path) -> Document:
    """Read a file by its kind. Raises InputError."""
    try:
        if not path.is_file():
            raise InputError(f"{path}: {'this is not a file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1_000_000
            raise InputError(
                f"{path}: the file has {size / 1e6:.0f} MB; at most {limit} MB are read. Cut it into parts"
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return from_bytes(path.name, data)


def from_bytes(name: str, data: bytes) -> Document:
    """Read the bytes of a document; what they are is told by their beginning first, by the name second."""
    if len(data) > MAX_FILE_BYTES:
        raise InputError(f"{name}: more than {MAX_FILE_BYTES // 1_000_000} MB. Cut it into parts")
    suffix = Path(name).suffix.lower()
    if data.startswith(b"%PDF"):
        document = _pdf(name, data)
    elif data.startswith(b"PK\x03\x04"):
        document = _docx(name, data)
    elif suffix in (".pdf", ".docx"):
        raise InputError(f"{name}: the content is not {suffix[1:].upper()}, whatever the name says. Save it anew")
    elif suffix in (".html", ".htm", ".xhtml") or re.match(rb"\s*(?:<!doctype html|<html)", data[:200], re.IGNORECASE):
        document = _html(name, data)
    else:
        document = Document(name, _decode(name, data))
    return _checked(document)


def _checked(document: Document) -> Document:
    text = document.text
    if not text.strip():
        raise InputError(f"{document.name}: there is no text in it (a scan needs text recognition first)")
    if len(text) > MAX_TEXT_CHARS:
        raise InputError(f"{document.name}: {len(text):,} characters; at most {MAX_TEXT_CHARS:,} are read")
    longest = max(len(line) for line in text.split("\n"))
    if longest > MAX_LINE_CHARS:
        raise InputError(f"{document.name}: a line of {longest:,} characters is no report; break it into paragraphs")
    return document


def _decode(name: str, data: bytes, charset: str | None = None) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    if b"\x00" in data and charset != "utf-16":
        raise InputError(f"{name}: this is no text (it holds NUL bytes). Give .txt, .html, .pdf or .docx")
    try:
        return data.decode(charset or "utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (UnicodeDecodeError, LookupError):
        raise InputError(
            f"{name}: the text is not in {charset or 'UTF-8'}. Open it in an editor and save it as UTF-8"
        ) from None


def _docx(name: str, data: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next((m for m in archive.infolist() if m.filename == "word/document.xml"), None)
            if member is None:
                raise InputError(f"{name}: a zip archive without a Word document in it. Give the documents one by one")
            if member.file_size > MAX_XML_BYTES:
                raise InputError(f"{name}: unpacks to {member.file_size / 1e6:,.0f} MB; that is no report")
            with archive.open(member) as file:
                xml = file.read(MAX_XML_BYTES + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{name}: the Word document is damaged ({error}). Save it anew") from None
    if len(xml) > MAX_XML_BYTES:
        raise InputError(f"{name}: unpacks to more than {MAX_XML_BYTES / 1e6:.0f} MB; that is no report")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise InputError(f"{name}: the Word document declares entities, which no word processor does; it is refused")
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - entities were refused above
    except ElementTree.ParseError as error:
        raise InputError(f"{name}: the Word document is damaged ({error}). Save it anew") from None
    return Document(name, "\n".join(_docx_blocks(root)))


def _docx_blocks(root: ElementTree.Element) -> list[str]:
    lines: list[str] = []
    in_table = {id(p) for table in root.iter(f"{_WORD}tbl") for p in table.iter(f"{_WORD}p")}
    for element in root.iter():
        if element.tag == f"{_WORD}p" and id(element) not in in_table:
            lines += [_docx_text(element, "\t").strip(), ""]
        elif element.tag == f"{_WORD}tr":
            lines.append("\t".join(_docx_cell(cell) for cell in element.iter(f"{_WORD}tc")))
    return lines


def _docx_cell(cell: ElementTree.Element) -> str:
    """Return the text of a table's cell on one line, with room for the columns that it spans."""
    paragraphs = [_docx_text(paragraph, " ").strip() for paragraph in cell.iter(f"{_WORD}p")]
    span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
    columns = span.get(f"{_WORD}val", "1") if span is not None else "1"
    more = min(int(columns), _MOST_SPANNED) - 1 if columns.isdecimal() and len(columns) < 4 else 0
    return " ".join(filter(None, paragraphs)) + "\t" * more


def _docx_text(element: ElementTree.Element, tab: str) -> str:
    parts = []
    for run in element.iter(f"{_WORD}r"):
        height = run.find(f"{_WORD}rPr/{_WORD}vertAlign")
        is_raised = height is not None and height.get(f"{_WORD}val") == "superscript"
        for node in run:
            if node.tag == f"{_WORD}t":
                parts.append(raised(node.text or "") if is_raised else node.text or "")
            elif node.tag in (f"{_WORD}tab", f"{_WORD}br"):
                parts.append(tab if node.tag == f"{_WORD}tab" else " ")
    return "".join(parts)


def _pdf(name: str, data: bytes) -> Document:
    try:
        import pypdf  # noqa: PLC0415 - an extra: only those who read PDF need it
    except ImportError:
        raise InputError(f"{name}: reading PDF needs the extra: pip install 'kilis[read]'") from None
    import logging  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: the PDF is locked with a password. Save it without one")
        if len(reader.pages) > MAX_PDF_PAGES:
            raise InputError(f"{name}: {len(reader.pages)} pages; at most {MAX_PDF_PAGES} are read. Cut it into parts")
        pages, total = [], 0
        for page in reader.pages:
            pages.append(_page_text(page))
            total += len(pages[-1])
            if total > MAX_TEXT_CHARS:
                raise InputError(f"{name}: more than {MAX_TEXT_CHARS:,} characters. Cut it into parts")
        made = reader.metadata.creation_date if reader.metadata else None
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a hostile PDF may raise anything; the answer is the same
        raise InputError(f"{name}: the PDF is damaged ({type(error).__name__}). Save or print it anew") from None
    text = re.sub(r"(\w)-\n(\w)", r"\1\2", "\n\n".join(pages)).replace("\x00", "")
    return Document(name, text, made.date() if made else None)


def _page_text(page: PageObject) -> str:
    text: str = page.extract_text() or ""
    if not any(c.isdecimal() for c in text):
        return text
    try:
        return in_columns(text, page.extract_text(extraction_mode="layout"))
    except Exception:  # noqa: BLE001 - only the columns are lost
        return text


def _html(name: str, data: bytes) -> Document:
    declared = re.search(rb"charset=[\"']?([\w-]{3,20})", data[:2048], re.IGNORECASE)
    parser = HtmlText()
    parser.feed(_decode(name, data, declared.group(1).decode("ascii") if declared else None))
    parser.close()
    text = re.sub(r" *([\n\t]) *", r"\1", parser.text)
    text = re.sub(r"\n\t", "\n", re.sub(r"\n{3,}", "\n\n", text)).strip() + "\n"
    stated = next((parser.meta[key] for key in _DATED if parser.meta.get(key)), "")
    if not stated and (linked := _LINKED_DATE.search(data[:MAX_TEXT_CHARS])):
        stated = linked.group(1).decode("ascii")
    try:
        date = datetime.date.fromisoformat(stated[:10])
    except ValueError:
        date = None
    return Document(name, text, date, parser.meta.get("og:site_name") or parser.meta.get("author") or None)
