"""The zip archive around an office document: the same parts give the same bytes.

A ``.docx`` or ``.xlsx`` file is a zip archive of XML, and libraries that write one stamp every part with the clock.
Without that stamp the same report gives the same file: two files can be compared, and a published one made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from govdisclosure.formats.safe_zip import REPORT_DATA

NO_DAY = date(2000, 1, 1)
"""The day in the properties of a document that is about no period."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip archive knows no earlier day
_CONTENT_TYPES = "[Content_Types].xml"
_UNIX = 3  # the system that made it: fixed, or Windows and Linux would give different bytes
_PLAIN_FILE = 0o644 << 16

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normalised(data: bytes, edit: Callable[[str, bytes], bytes] | None = None, report_data: str = "") -> bytes:
    """Return a zip archive with the same parts and nothing of when, where or how it was written (去除时间和系统信息).

    Every part gets the date 1980-01-01 and the same attributes, and is compressed the same way. ``[Content_Types].xml`` of an
    office document comes first, as readers that stream the archive expect; the other parts keep their order.

    Args:
        data: the archive as a library wrote it.
        edit: from a part's name and content, the content to keep in its place.
        report_data: the JSON of the report that the document shows, put into it where Word and Excel keep it.

    Raises:
        zipfile.BadZipFile: ``data`` is no zip archive.

    Example:
        >>> from io import BytesIO
        >>> from zipfile import ZipFile
        >>> archive = BytesIO()
        >>> with ZipFile(archive, "w") as parcel:
        ...     parcel.writestr("title.txt", report.fill_in("{body}{year}年"))
        >>> ZipFile(BytesIO(normalised(archive.getvalue()))).infolist()[0].date_time[0]
        1980
    """
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        contents = {name: source.read(name) for name in source.namelist()}
        if report_data:
            _add_report_data(contents, report_data)
        for name in sorted(contents, key=lambda name: name != _CONTENT_TYPES):
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.create_system = _UNIX
            part.external_attr = _PLAIN_FILE
            content = contents[name]
            target.writestr(part, edit(name, content) if edit else content, compresslevel=6)
    return out.getvalue()


_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = {"word/document.xml": "word/_rels/document.xml.rels", "xl/workbook.xml": "xl/_rels/workbook.xml.rels"}
_STORE = "{6E7B2E0C-3C55-4D0B-9D4A-0F5D6C1A2B77}"


def _add_report_data(contents: dict[str, bytes], data: str) -> None:
    """Add a report's JSON as a custom XML part (自定义XML部件), which Word and Excel keep when they save the document."""
    escaped = escape(legible(data), quote=False)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    contents["customXml/item1.xml"] = f'{head}<{REPORT_DATA} xmlns="urn:govdisclosure">{escaped}</{REPORT_DATA}>'.encode()
    contents["customXml/itemProps1.xml"] = (
        f'{head}<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
        '<ds:schemaRefs><ds:schemaRef ds:uri="urn:govdisclosure"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
    contents["customXml/_rels/item1.xml.rels"] = (
        f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    ).encode()
    relations = next(relations for part, relations in _MAIN.items() if part in contents)
    own = f'<Relationship Id="rIdReportData" Type="{_RELATION}/customXml" Target="../customXml/item1.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    override = f'<Override PartName="/customXml/itemProps1.xml" ContentType="{kind}"/>'
    for part, end, more in ((relations, b"</Relationships>", own), (_CONTENT_TYPES, b"</Types>", override)):
        contents[part] = contents[part].replace(end, more.encode() + end)


def legible(text: str) -> str:
    """Return the text with U+FFFD for every character that XML cannot hold: control characters, lone surrogates."""
    if all(map(str.isprintable, text.split("\n"))):  # nearly all texts, in a tenth of the time
        return text
    return _NO_XML.sub("\ufffd", text)
