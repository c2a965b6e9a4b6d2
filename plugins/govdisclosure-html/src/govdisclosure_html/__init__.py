"""The public page of a report (公开页面): one self-contained file, readable by everyone, every figure explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govdisclosure import hookimpl
from govdisclosure_html.exporters import FragmentExporter, PageExporter

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter

__all__ = ["FragmentExporter", "PageExporter", "govdisclosure_exporters"]


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_exporters() -> list[Exporter]:
    """Offer the page, and the fragment in Chinese and in English."""
    return [PageExporter(), FragmentExporter(), FragmentExporter("en")]
