"""Reports as OFD (版式文件, GB/T 33190): the official document in the national format, written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from govdisclosure import hookimpl
from govdisclosure.errors import UnreadableError
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.formats.safe_zip import part_names
from govdisclosure.readers import Reader
from govdisclosure.readers.format_reader import DocumentReader

if TYPE_CHECKING:
    from govdisclosure.exporters import Exporter, PublishedReport

__all__ = [
    "OfdExporter",
    "UnreadableError",
    "accepts",
    "document",
    "govdisclosure_exporters",
    "govdisclosure_readers",
]

# What lays out pages and takes them apart is large, and loaded on use.


class OfdExporter:
    """Writes a report as its official document in OFD: real text, the used part of each font, the report's JSON attached."""

    name = "ofd"
    suffixes: tuple[str, ...] = (".ofd",)
    labels = ("版式文件(OFD)", "fixed layout (OFD)")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the document: the same report gives the same bytes on machines with the same fonts.

        Raises:
            MissingFontError: a character of the report is in no font.
            LayoutError: it cannot be laid out.
        """
        from govdisclosure_ofd.writing import package

        stream.write(package(publication))


def accepts(data: bytes) -> bool:
    """Whether the bytes are an OFD package, a truncated one too."""
    return "OFD.xml" in part_names(data)


def document(data: bytes, name: str) -> OpenedDocument:
    """Take an OFD document apart, page by page.

    Raises:
        UnreadableError: it is damaged, encrypted or over a limit.
    """
    from govdisclosure_ofd import reading

    return reading.document(data, name)


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_exporters() -> list[Exporter]:
    """Offer OFD."""
    return [OfdExporter()]


@hookimpl
def govdisclosure_readers() -> list[Reader]:
    """Offer OFD."""
    return [DocumentReader(name="ofd", labels=("版式文件(OFD)", "fixed layout (OFD)"), opens=document, knows=accepts)]
