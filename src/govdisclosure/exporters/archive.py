"""The zip archive around an office document: the same parts give the same bytes.

A ``.docx`` or ``.xlsx`` file is a zip archive of XML, and libraries that write one stamp every part with the clock.
Without that stamp the same report gives the same file: two files can be compared, and a published one made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NO_DAY = date(2000, 1, 1)
"""The day in the properties of a document that is about no period."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip archive knows no earlier day
_CONTENT_TYPES = "[Content_Types].xml"
_UNIX = 3  # the system that made it: fixed, or Windows and Linux would give different bytes
_PLAIN_FILE = 0o644 << 16

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normalised(data: bytes, edit: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Return an OOXML archive with the same parts and nothing in it of when, where or by which system it was written.

    Every part gets the date 1980-01-01 and the same attributes, and is compressed the same way. ``[Content_Types].xml``
    comes first, as readers that stream the archive expect; the other parts keep their order.

    Args:
        data: the archive as a library wrote it.
        edit: from a part's name and content, the content to keep in its place.

    Raises:
        zipfile.BadZipFile: ``data`` is no zip archive.
    """
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: name != _CONTENT_TYPES):
            part = ZipInfo(name, _EARLIEST)
            part.compress_type = ZIP_DEFLATED
            part.create_system = _UNIX
            part.external_attr = _PLAIN_FILE
            content = source.read(name)
            target.writestr(part, edit(name, content) if edit else content, compresslevel=6)
    return out.getvalue()


def legible(text: str) -> str:
    """Return the text with U+FFFD for every character that XML cannot hold: control characters, lone surrogates."""
    return _NO_XML.sub("\ufffd", text)
