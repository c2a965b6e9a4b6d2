"""What the plugin offers as the official document (正式文件); what makes it is imported on use."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.messages import Message

if TYPE_CHECKING:
    from govdisclosure.exporters import PublishedReport


class LayoutError(UnreadableError):
    """Typst refuses a document (无法排版)."""

    def __init__(self, reason: str) -> None:
        sentence = Message.literal(zh=f"排版程序不能生成这个文件：{reason}", en=f"the document cannot be laid out: {reason}")
        super().__init__([Fault(where="pdf", sentence=sentence)])


class PdfExporter:
    """Writes a report as its official document: tagged, fonts embedded, the report's JSON attached; no other file is needed."""

    name = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    labels = ("正式文件(PDF/A)", "official document (PDF/A)")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the document.

        Raises:
            MissingFontError: a character of the report is in no font.
            LayoutError: it cannot be laid out.
        """
        from govdisclosure_pdf.official import document  # on use: it loads Typst

        stream.write(document(publication))
