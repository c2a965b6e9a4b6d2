"""The one table of formats (文件格式): recognition by content, and the opener, or the reason for refusal and what to do.

The first row that recognises a file's bytes decides, whatever the file is called: what is refused comes before what is opened,
what could be taken for something else after it, text last. Readers of plugins are asked before all rows: what one of them reads
is never refused, and what is refused is never guessed at.

A new format is a module with ``accepts`` and ``document``, and a row.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Final, TypeAlias

from attrs import field, frozen

from govdisclosure.errors import refused
from govdisclosure.formats.document import OpenedDocument
from govdisclosure.formats.refusals import REFUSED, RefusedFormat
from govdisclosure.formats.safe_zip import OLE, ZIP


@frozen(kw_only=True)
class OpenedFormat:
    """A format that is opened by a module, which is imported when it is first asked.

    Attributes:
        name: the name of its reader.
        labels: what it is called, in Chinese and in English.
        load: imports the module, whose ``accepts`` recognises bytes and whose ``document`` takes them apart.
    """

    name: str
    labels: tuple[str, str]
    load: Callable[[], ModuleType] = field(repr=False)

    def recognises(self, data: bytes) -> bool:
        """Whether bytes are of this format, whatever the file is called."""
        return bool(self.load().accepts(data))

    def document(self, data: bytes, name: str) -> OpenedDocument:
        """Open a file.

        Raises:
            UnreadableError: it is damaged, protected, or over a limit.
            MissingExtraError: a package that it needs is not installed.
        """
        opened: OpenedDocument = self.load().document(data, name)
        return opened


@frozen(kw_only=True)
class OtherFormat:
    """A format whose reader makes reports of its bytes itself.

    Attributes:
        name: the name of its reader.
        labels: what it is called, in Chinese and in English.
        recognises: whether bytes are of this format, whatever the file is called.
    """

    name: str
    labels: tuple[str, str]
    recognises: Callable[[bytes], bool]


Format: TypeAlias = RefusedFormat | OpenedFormat | OtherFormat


def _is_text(data: bytes) -> bool:
    """Whether bytes may be text at all: every other format has bytes that no text has."""
    return b"\x00" not in data[:4096] and not data.startswith((ZIP, b"%PDF", OLE[:4]))


def _docx() -> ModuleType:
    from govdisclosure.formats import docx

    return docx


def _spreadsheet() -> ModuleType:
    from govdisclosure.formats import spreadsheet

    return spreadsheet


def _html() -> ModuleType:
    from govdisclosure.formats import html

    return html


def _pdf() -> ModuleType:
    from govdisclosure.formats import pdf

    return pdf


def _csv() -> ModuleType:
    from govdisclosure.formats import csv

    return csv


FORMATS: Final[tuple[Format, ...]] = (
    *REFUSED,
    OtherFormat(
        name="json",
        labels=("报告JSON", "report JSON"),
        recognises=lambda data: data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{",
    ),
    OpenedFormat(name="docx", labels=("Word文档", "Word document"), load=_docx),
    OpenedFormat(name="sheets", labels=("电子表格(xlsx、xls、ods)", "spreadsheet (xlsx, xls, ods)"), load=_spreadsheet),
    OpenedFormat(name="html", labels=("网页", "web page"), load=_html),
    OpenedFormat(name="pdf", labels=("PDF文档", "PDF document"), load=_pdf),
    OpenedFormat(name="csv", labels=("CSV表格", "CSV table"), load=_csv),
    OtherFormat(name="text", labels=("文本", "plain text"), recognises=_is_text),
)
"""Every format, in the order in which they are asked; a new one is a row here."""


def format_of(data: bytes) -> Format | None:
    """Return the format of bytes; None where no row recognises them."""
    return next((row for row in FORMATS if row.recognises(data)), None)


def format_named(name: str) -> Format:
    """Return the row of a name."""
    return next(row for row in FORMATS if row.name == name)


def open_document(data: bytes, name: str) -> OpenedDocument:
    """Open a file of any supported format.

    Raises:
        UnreadableError: its format is refused or not known, or it is damaged, protected, or over a limit.
        MissingExtraError: a package that it needs is not installed.
    """
    found = format_of(data)
    if isinstance(found, OpenedFormat):
        return found.document(data, name)
    raise refused(name, found.key if isinstance(found, RefusedFormat) else "open.unknown")
