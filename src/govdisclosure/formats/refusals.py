"""Files that no reader opens (不能读的文件): what each is, by its content, and what to do with it."""

from __future__ import annotations

import re
from typing import Final

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats.safe_zip import OLE, ZIP, media_type, part_names

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\x00\x00\x00\x0cjP")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
_MEDIA: Final = (
    ("opendocument.spreadsheet", None),
    ("opendocument.text", "open.save_as_docx"),
    ("opendocument.presentation", "open.presentation"),
)
_XML_OF_OFFICE: Final = (
    (re.compile(rb"progid=.Word\.Document|<pkg:package|<w:wordDocument"), "open.save_as_docx"),
    (
        re.compile(rb"progid=.Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet.{0,400}<Row", re.DOTALL),
        "open.save_as_xlsx",
    ),
    (re.compile(rb"<office:document .{0,4000}opendocument\.spreadsheet", re.DOTALL), "open.save_as_xlsx"),
    (re.compile(rb"<office:document .{0,4000}opendocument\.text", re.DOTALL), "open.save_as_docx"),
)


def refusal(data: bytes, name: str) -> UnreadableError | None:
    """Return the one sentence for a file that cannot be read; None where it may be readable, or is not known at all.

    The content decides: a web page that is called ``.xls`` is a web page, and a ``.docx`` that is a ``.doc`` is one.
    """
    key = _key(data)
    return refused(name, key) if key else None


def _key(data: bytes) -> str | None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "open.empty"
    if data.startswith(OLE):
        return _of_compound(data)
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _of_package(data)
    if data.startswith(_ARCHIVES):
        return "open.archive"
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "open.picture"
    if data.startswith(b"{\\rtf"):
        return "open.save_as_docx"
    start = data[:8192]
    if re.match(rb"(?i)(mime-version:|from:|x-[a-z-]+:)", start.lstrip()) and b"multipart/related" in start.lower():
        return "open.save_as_docx"  # a web page in one file, as Word writes .doc for some systems
    return next((key for pattern, key in _XML_OF_OFFICE if pattern.search(start)), None)


def _of_compound(data: bytes) -> str | None:
    """Tell apart what the older formats of Office are: all of them begin alike."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return "open.encrypted"
    if has("WordDocument"):
        return "open.save_as_docx"
    if has("PowerPoint Document"):
        return "open.presentation"
    return None if has("Workbook") or has("Book\0") else "open.save_as_docx"


def _of_package(data: bytes) -> str | None:
    names, media = part_names(data), media_type(data)
    for mark, key in _MEDIA:
        if media.endswith(mark):
            return key
    if any(name.startswith(("word/", "xl/")) for name in names):
        return None
    if any(name.startswith("ppt/") for name in names):
        return "open.presentation"
    if "OFD.xml" in names:
        return "open.ofd"
    return "open.archive" if names else "open.damaged"
