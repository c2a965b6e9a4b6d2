"""Reports as PDF/A (PDF/A文档): the official document by Typst, and the public page on paper by WeasyPrint."""

from __future__ import annotations

from govdisclosure import hookimpl
from govdisclosure.exporters import Exporter
from govdisclosure_pdf.exporter import LayoutError, PdfExporter
from govdisclosure_pdf.fonts import MissingFontError
from govdisclosure_pdf.page import MissingLibraryError, PagePdfExporter

__all__ = [
    "LayoutError",
    "MissingFontError",
    "MissingLibraryError",
    "PagePdfExporter",
    "PdfExporter",
    "govdisclosure_exporters",
]


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_exporters() -> list[Exporter]:
    """Offer both."""
    return [PdfExporter(), PagePdfExporter()]
