"""The one table of formats: its order, and that whatever reads files goes by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from govdisclosure.errors import UnreadableError
from govdisclosure.formats.refusals import RefusedFormat
from govdisclosure.formats.sniffing import FORMATS, OpenedFormat, format_of, open_document
from govdisclosure.library import default_library
from govdisclosure.testing.made_documents import package, sheet_file, word_file

ORDER = (
    *("empty", "encrypted", "doc", "ppt", "compound", "odt", "odp", "pptx", "ofd", "zip", "damaged package", "archive"),
    *("picture", "rtf", "mht", "Word XML", "Excel XML", "fods", "fodt"),
    *("json", "docx", "sheets", "html", "pdf", "csv", "text"),
)
"""What is refused comes before what is opened, and the more general after the special."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("empty", b" \r\n"),
    "a Word document": ("docx", word_file("<w:p/>")),
    "a workbook": ("sheets", sheet_file("<sheetData/>")),
    "an OpenDocument table": (
        "sheets",
        package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
    ),
    "a page": ("html", b"<html><body><table><tr><td>1</td></tr></table></body></html>"),
    "RTF, which begins like JSON": ("rtf", b"{\\rtf1 {a}}"),
    "JSON": ("json", b'\xef\xbb\xbf {"a": 1}'),
    "PDF": ("pdf", b"%PDF-1.4"),
    "a table": ("csv", b"a,b\n1,2\n"),
    "words": ("text", "某局".encode()),
    "words in GB18030": ("text", "某局收到申请".encode("gb18030")),
    "a picture": ("picture", b"\x89PNG...."),
}


def test_the_order_is_this() -> None:
    assert tuple(row.name for row in FORMATS) == ORDER
    kinds = [isinstance(row, RefusedFormat) for row in FORMATS]
    assert kinds == sorted(kinds, reverse=True)


def test_a_reader_is_there_for_each_format_that_is_read_in_the_same_order() -> None:
    read = [row.name for row in FORMATS if not isinstance(row, RefusedFormat)]
    ours = [name for name in default_library().readers if name in read]  # a plugin may read what is refused here
    assert ours == read
    labels = {row.name: row.labels for row in FORMATS if not isinstance(row, RefusedFormat)}
    assert {name: default_library().readers[name].labels for name in ours} == labels


@pytest.mark.parametrize("what", FILES)
def test_the_first_row_that_recognises_a_file_decides(what: str) -> None:
    name, data = FILES[what]
    row = format_of(data)
    assert row is not None
    assert row.name == name
    if isinstance(row, RefusedFormat):
        with pytest.raises(UnreadableError):
            open_document(data, "x")


def test_bytes_that_nothing_knows_are_refused() -> None:
    assert format_of(b"a\0b") is None
    with pytest.raises(UnreadableError):
        open_document(b"a\0b", "x")


@pytest.mark.parametrize("name", ["docx", "sheets", "html", "csv"])
def test_an_opener_is_one_module(name: str) -> None:
    (row,) = (row for row in FORMATS if row.name == name)
    assert isinstance(row, OpenedFormat)
    data = next(data for wanted, data in FILES.values() if wanted == name)
    assert open_document(data, "x") == row.load().document(data, "x")


def test_no_other_module_opens_what_the_table_opens() -> None:
    source = Path(__file__).parents[2] / "src/govdisclosure"
    opening = ("load_workbook(", "xlrd.open", "ZipFile(BytesIO(", "pdfplumber.open", "Document(BytesIO(")
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if path.parent.name not in ("formats", "testing", "exporters", "marking")
        and any(words in path.read_text(encoding="utf-8") for words in opening)
    }
    assert found == {"forms/annotation.py"}  # like ``marking``, it writes a file of another's again, with comments
