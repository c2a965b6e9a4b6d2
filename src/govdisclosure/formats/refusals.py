"""Refused formats (不能读的文件): how each is recognised by its content, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from attrs import frozen

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats.safe_zip import OLE, ZIP, media_type, part_names

_ZIPS: Final = (ZIP, b"PK\x05\x06")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\x00\x00\x00\x0cjP")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
_LOOK: Final = 8192  # bytes at the beginning by which text in XML is told


@frozen(kw_only=True)
class RefusedFormat:
    """A format that is not opened.

    Attributes:
        name: its internal name.
        recognises: whether bytes are of this format, whatever the file's name.
        key: the message that says what it is and what to do.
    """

    name: str
    recognises: Callable[[bytes], bool]
    key: str


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _compound(*streams: str) -> Callable[[bytes], bool]:
    """Return whether bytes are a compound file of Office with one of these streams; all of them begin alike."""
    names = [stream.encode("utf-16-le") for stream in streams]
    return lambda data: data.startswith(OLE) and any(name in data for name in names)


def _says(pattern: bytes) -> Callable[[bytes], bool]:
    """Return whether the beginning of bytes, which are no package, has this pattern."""
    search = re.compile(pattern, re.DOTALL).search
    return lambda data: not data.startswith((OLE, *_ZIPS)) and search(data[:_LOOK]) is not None


def _media(ending: str) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(_ZIPS) and media_type(data).endswith(ending)


def _has_part(beginning: str) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(_ZIPS) and any(name.startswith(beginning) for name in part_names(data))


def _is_other_package(data: bytes) -> bool:
    """Whether bytes are a zip file that is no document of Office."""
    is_ours = media_type(data).endswith("opendocument.spreadsheet") if data.startswith(_ZIPS) else True
    return not is_ours and not any(name.startswith(("word/", "xl/")) for name in part_names(data))


def _is_web_archive(data: bytes) -> bool:
    """Whether bytes are a web page in one file, as Word writes .doc for some systems."""
    start = data[:_LOOK]
    return (
        re.match(rb"(?i)(mime-version:|from:|x-[a-z-]+:)", start.lstrip()) is not None and b"multipart/related" in start.lower()
    )


REFUSED: Final = (
    RefusedFormat(name="empty", recognises=lambda data: not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"), key="open.empty"),
    RefusedFormat(name="encrypted", recognises=_compound("EncryptedPackage", "EncryptionInfo"), key="open.encrypted"),
    RefusedFormat(name="doc", recognises=_compound("WordDocument"), key="open.save_as_docx"),
    RefusedFormat(name="ppt", recognises=_compound("PowerPoint Document"), key="open.presentation"),
    RefusedFormat(
        name="compound",
        recognises=lambda data: data.startswith(OLE) and not _compound("Workbook", "Book\0")(data),
        key="open.unknown",
    ),
    RefusedFormat(name="odt", recognises=_media("opendocument.text"), key="open.save_as_docx"),
    RefusedFormat(name="odp", recognises=_media("opendocument.presentation"), key="open.presentation"),
    RefusedFormat(
        name="pptx", recognises=lambda data: _is_other_package(data) and _has_part("ppt/")(data), key="open.presentation"
    ),
    RefusedFormat(name="ofd", recognises=lambda data: _is_other_package(data) and _has_part("OFD.xml")(data), key="open.ofd"),
    RefusedFormat(name="zip", recognises=lambda data: _is_other_package(data) and bool(part_names(data)), key="open.archive"),
    RefusedFormat(name="damaged package", recognises=_is_other_package, key="open.damaged_archive"),
    RefusedFormat(name="archive", recognises=_begins(*_ARCHIVES), key="open.archive"),
    RefusedFormat(
        name="picture",
        recognises=lambda data: data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
        key="open.picture",
    ),
    RefusedFormat(name="rtf", recognises=_begins(b"{\\rtf"), key="open.save_as_docx"),
    RefusedFormat(name="mht", recognises=_is_web_archive, key="open.save_as_docx"),
    RefusedFormat(
        name="Word XML", recognises=_says(rb"progid=.Word\.Document|<pkg:package|<w:wordDocument"), key="open.save_as_docx"
    ),
    RefusedFormat(
        name="Excel XML",
        recognises=_says(rb"progid=.Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet.{0,400}<Row"),
        key="open.save_as_xlsx",
    ),
    RefusedFormat(
        name="fods", recognises=_says(rb"<office:document .{0,4000}opendocument\.spreadsheet"), key="open.save_as_xlsx"
    ),
    RefusedFormat(name="fodt", recognises=_says(rb"<office:document .{0,4000}opendocument\.text"), key="open.save_as_docx"),
)
"""Every format that is refused, in the order in which they are asked; all of them come before those that are opened."""


_NO_SHEETS: Final = {"open.save_as_docx", "open.presentation", "open.ofd", "open.picture", "open.unknown"}


def refusal(data: bytes, name: str, *, sheets_only: bool = False) -> UnreadableError | None:
    """Return the one sentence for a file that cannot be read; None where it may be readable, or is not known at all.

    Where only sheets are read (``sheets_only``) nobody is sent to make a document of a file.

    The content decides: a web page that is called ``.xls`` is a web page, and a ``.docx`` that is a ``.doc`` is one.
    """
    found = next((row for row in REFUSED if row.recognises(data)), None)
    if found is None:
        return None
    return refused(name, "open.no_spreadsheet" if sheets_only and found.key in _NO_SHEETS else found.key)
