"""Scans (扫描件): tables in pictures and scanned PDF read by character recognition, on this machine alone."""

from __future__ import annotations

from govdisclosure import hookimpl
from govdisclosure.errors import UnreadableError
from govdisclosure.readers import Reader
from govdisclosure.readers.format_reader import DocumentReader
from govdisclosure_ocr.scans import accepts, document

__all__ = ["UnreadableError", "accepts", "document", "govdisclosure_readers"]


@hookimpl
def govdisclosure_readers() -> list[Reader]:
    """Offer pictures and scanned PDF."""
    labels = ("扫描件(图片、扫描的PDF)", "scan (picture, scanned PDF)")
    return [DocumentReader(name="ocr", labels=labels, opens=document, knows=accepts, takes_time=True)]
