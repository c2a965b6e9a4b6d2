"""Reports as PDF/A (PDF/A文档): tagged, with embedded fonts, from the print style of the public page."""

from __future__ import annotations

from govdisclosure import hookimpl
from govdisclosure.exporters import Exporter
from govdisclosure_pdf.exporter import MissingFontError, MissingLibraryError, PdfExporter

__all__ = ["MissingFontError", "MissingLibraryError", "PdfExporter", "govdisclosure_exporters"]


@hookimpl
def govdisclosure_exporters() -> list[Exporter]:
    """Offer PDF."""
    return [PdfExporter()]
