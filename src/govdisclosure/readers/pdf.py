"""PDF documents taken apart (PDF): the text layer only, with the extra ``pdf``.

A PDF has no tables, only lines and letters at places on a page. Tables with lines are taken from their lines; those without,
from words that stand under each other. A page without letters is a picture of a page: that is said, nothing is guessed.
"""

from __future__ import annotations

import logging
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

from attrs import evolve

from govdisclosure.errors import GovDisclosureError, MissingExtraError
from govdisclosure.readers.document import Block, Document, Words
from govdisclosure.readers.grids import Places
from govdisclosure.readers.packages import refused
from govdisclosure.readers.pdf_pages import PageReading

LARGEST: Final = 64 * 2**20
"""Bytes of a file (文件大小上限)."""
MOST_PAGES: Final = 300
"""Pages of a document (页数上限)."""
MOST_OBJECTS: Final = 200_000
"""Objects of a document (对象数上限)."""
MOST_SIGNS: Final = 30_000
"""Letters and lines of a page (每页字符和线条上限)."""
MOST_SECONDS: Final = 120
"""How long all pages together may take (用时上限)."""
_SUSPECT: Final = 2**16  # a packed stream below this cannot become larger than the limit
_LARGEST_STREAM: Final = 64 * 2**20
_STREAM: Final = re.compile(rb"stream\r?\n")
_PACKED_TWICE: Final = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a PDF document."""
    return b"%PDF-" in data[:1024]


def document(data: bytes, name: str) -> Document:
    """Take a PDF document apart, page by page.

    Raises:
        MissingExtraError: pdfplumber is not installed.
        UnreadableError: it is damaged, protected by a password, or over a limit.
    """
    try:
        import pdfplumber
    except ImportError:
        raise MissingExtraError("extra.missing", package="pdfplumber", extra="pdf") from None
    if len(data) > LARGEST or data.count(b" obj") > MOST_OBJECTS or _bursts(data):
        raise refused(name, "open.too_large", most=LARGEST // 2**20)
    with _silent():
        try:
            with pdfplumber.open(BytesIO(data)) as opened:
                return _document(opened, name)
        except GovDisclosureError:
            raise
        except Exception as error:  # the parser lets whatever goes wrong with damaged bytes escape
            key = "open.encrypted" if "Password" in f"{error!r}" or "Encryption" in f"{error!r}" else "open.pdf_damaged"
            raise refused(name, key) from None


def _document(opened: Any, name: str) -> Document:
    if len(opened.pages) > MOST_PAGES:
        raise refused(name, "open.too_many_pages", most=MOST_PAGES)
    if not opened.pages:
        raise refused(name, "open.pdf_damaged")
    places, blocks, unreadable = Places(name), list[Block](), list[tuple[str, str]]()
    begun, ends_full = time.monotonic(), False
    for page in opened.pages:
        if time.monotonic() - begun > MOST_SECONDS:
            raise refused(name, "open.too_slow", most=MOST_SECONDS)
        signs = sum(len(page.objects.get(kind, ())) for kind in ("char", "line", "rect", "curve"))
        if signs > MOST_SIGNS:
            raise refused(name, "open.too_many_signs", most=MOST_SIGNS)
        reading = PageReading.of(page, places)
        reading.read()
        first = reading.blocks[0] if reading.blocks else None
        if ends_full and reading.begins_full and isinstance(first, Words) and isinstance(blocks[-1], Words):
            blocks[-1] = evolve(blocks[-1], text=blocks[-1].text + first.text)
            del reading.blocks[0]
        blocks += reading.blocks
        ends_full = reading.ends_full and bool(blocks) and isinstance(blocks[-1], Words)
        unreadable += reading.unreadable
        page.close()
    properties = {key: value for key, value in opened.metadata.items() if isinstance(value, str) and value.strip()}
    titles = (properties["Title"],) if "Title" in properties else ()
    return Document(blocks=tuple(blocks), titles=titles, unreadable=tuple(unreadable), properties=properties)


def _bursts(data: bytes) -> bool:
    """Whether a packed stream becomes larger than anything a report needs; the parser itself would unpack it."""
    if _PACKED_TWICE.search(data):
        return True
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        if end - match.end() < _SUSPECT:
            continue
        try:
            unpacking = zlib.decompressobj()
            unpacking.decompress(data[match.end() : end], _LARGEST_STREAM)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            return True
    return False


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the parser's remarks on odd files off the screen: what matters of them is said by us."""
    log = logging.getLogger("pdfminer")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)
