"""Scans (扫描件): tables in pictures and scanned PDF read by character recognition, on this machine alone."""

from __future__ import annotations

from govdisclosure import hookimpl
from govdisclosure.errors import UnreadableError
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.readers import Reader
from govdisclosure.readers.format_reader import DocumentReader
from govdisclosure_ocr.pictures import is_pdf, is_picture

__all__ = ["UnreadableError", "accepts", "document", "govdisclosure_readers"]

# What recognises characters is large, and loaded only where there is something to recognise.


def accepts(data: bytes) -> bool:
    """Whether the bytes are a picture, or a PDF with a page that is one."""
    if not is_pdf(data):
        return is_picture(data)
    from govdisclosure_ocr.scans import has_scanned_page

    return has_scanned_page(data)


def document(data: bytes, name: str) -> OpenedDocument:
    """Take a scan apart, page by page.

    Raises:
        UnreadableError: it is damaged or over a limit.
    """
    from govdisclosure_ocr import scans

    return scans.document(data, name)


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_readers() -> list[Reader]:
    """Offer pictures and scanned PDF."""
    labels = ("扫描件(图片、扫描的PDF)", "scan (picture, scanned PDF)")
    return [DocumentReader(name="ocr", labels=labels, opens=document, knows=accepts, takes_time=True)]
