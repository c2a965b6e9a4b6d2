"""An opened document (文档内容): paragraphs and grids in reading order, each piece with its address.

Every format (docx, xlsx, xls, ods, html, csv, pdf, text) is opened into this one shape; what the pieces
mean is decided in one place, by their words (:mod:`govdisclosure.readers.recognition`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from govdisclosure.formats.runs import Omission

PREFIX = "govdisclosure."
"""What the names of the properties begin with that documents of our own carry."""


@frozen(kw_only=True)
class PlacedCell:
    """One cell as it is in a grid.

    Attributes:
        text: the displayed text, with line breaks; a number as the document shows it, not as it is stored.
        where: its address for people: ``table 2, row 3, column 4``, ``Sheet1!C7``, ``page 2, line 14``, ``line 151``.
        remark: a comment or footnote that hangs on it.
        hidden: whether the document does not show it (a hidden row, column or sheet, ``display: none``).
    """

    text: str
    where: str
    remark: str | None = None
    hidden: bool = False


@frozen(kw_only=True)
class Grid:
    """A table of a document (表格), rectangular: a merged cell is, as the same object, in every place it covers.

    Attributes:
        rows: the rows, all of one length; ``None`` where the document has no cell.
        where: the grid's own address: ``table 2``, ``Sheet1``, ``page 2``.
        caption: a title that belongs to the grid itself (a sheet's name, ``<caption>``).
    """

    rows: tuple[tuple[PlacedCell | None, ...], ...]
    where: str
    caption: str = ""


@frozen(kw_only=True)
class Words:
    """A paragraph (段落), one line of text without line breaks; ``style`` is the id of its style, where the format has one."""

    text: str
    where: str
    hidden: bool = False
    style: str = field(default="", eq=False)


@frozen(kw_only=True)
class LeftOut:
    """Characters that were left out of a text (未计入的字符): they are named, and are never part of a figure.

    Attributes:
        where: the address of the cell or paragraph.
        reason: why.
        text: the characters.
    """

    where: str
    reason: Omission
    text: str


Block: TypeAlias = Words | Grid


@frozen
class Region:
    """A rectangle on a page (版面位置), in the page's own measure.

    Attributes:
        page: the number of the page or picture, from 1.
        left, top, right, bottom: its edges. On a page of a PDF in points of its user space, where ``top`` is above ``bottom``
            and more; in a picture in pixels from the upper left corner.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@frozen(kw_only=True)
class ScanReading:
    """The confidence with which a cell of a scan was recognised (识别把握).

    Attributes:
        confidence: that of the least certain character, from 0 to 1.
        alternatives: other texts that the cell may show, the likeliest first.
    """

    confidence: float
    alternatives: tuple[str, ...] = ()


@frozen(kw_only=True)
class OpenedDocument:
    """The contents of a file, in reading order.

    Attributes:
        blocks: paragraphs and grids.
        titles: titles that are outside the text: ``<title>`` of a web page, a document's properties.
        unreadable: content that is not text, each as ``(where, what)``, where ``what`` is one of
            ``picture``, ``chart``, ``embedded object``, ``formula never calculated``, ``page without text``.
        left_out: characters that are struck out, superscript or subscript, or printed so that nobody sees them.
        properties: the file's metadata by name, such as ``title``, ``creator`` and custom properties.
        regions: where a PDF or a picture prints the pieces, by their addresses.
        positions: where the markup has them, by their addresses: in a web page the place in its text right behind the start tag
            of the element, in a Word document the number of the element among all of its main part.
        readings: of a recognised scan, how surely each cell was read, by its address.
        report_data: the report's JSON that a document of our own carries (内附数据); empty where it carries none.
    """

    blocks: tuple[Block, ...]
    titles: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    properties: Mapping[str, str] = field(factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    regions: Mapping[str, Region] = field(factory=dict)
    positions: Mapping[str, int] = field(factory=dict)
    readings: Mapping[str, ScanReading] = field(factory=dict)
    report_data: bytes = field(default=b"", repr=False)
