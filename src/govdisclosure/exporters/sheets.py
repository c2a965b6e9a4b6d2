"""The sheets of a workbook (工作表): looks of cells, set-up for printing, cells filled and merged, rows and columns sized."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, count, product
from math import ceil
from typing import Any
from unicodedata import east_asian_width
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape
from zipfile import ZipFile

from attrs import frozen
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import fromstring

from govdisclosure.exporters.archive import NO_DAY, legible, normalised
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.exporters.theme import LARGER, PAPERS, Theme
from govdisclosure.value_objects import FrozenDict

_SONG, WORDS_FACE = "宋体", "仿宋"
"""The faces of cells and of words, where no theme says otherwise."""
_THIN = Side(style="thin", color="000000")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HIGHEST = 409
"""The most points of a row of a sheet."""
_INCH, _ROOM = 25.4, 10
"""In millimetres: an inch, and what is between a page's number and its text."""
RED = "C00000"
WRONG = "FFC7CE"


@frozen
class CellStyle:
    """How a cell looks; ``face`` and ``size`` are its font's, ``shade`` is the colour behind it."""

    face: str = _SONG
    size: int = 11
    bold: bool = False
    colour: str = "000000"
    across: str = "center"
    indent: int = 0
    shade: str | None = None
    framed: bool = True
    format: str = "General"


TITLE = CellStyle(size=16, bold=True, framed=False)
LINE = CellStyle(across="left", framed=False)
HEAD_SHADE = "D9E2F3"
HEAD = CellStyle(bold=True, shade=HEAD_SHADE)

_STYLES: WeakKeyDictionary[Workbook, dict[CellStyle, StyleArray]] = WeakKeyDictionary()
"""What openpyxl keeps of each look in a workbook: it compares whole styles whenever a part of one is set."""


def add_sheet(book: Workbook, name: str) -> Worksheet:
    """Add a sheet under a name that Excel accepts: short, unique, without slashes, brackets and the like."""
    short = re.sub(r"[\[\]:*?/\\'\s]+", " ", legible(name)).strip()[:28] or "统计表"
    taken = {"history", *(sheet.title.lower() for sheet in book.worksheets)}  # Excel keeps History for itself
    names = chain([short], (f"{short}{number}" for number in count(2)))
    sheet: Worksheet = book.create_sheet(next(one for one in names if one.lower() not in taken))
    sheet.sheet_view.showGridLines = False
    return sheet


def set_up(sheet: Worksheet, given: PublishedReport | None, columns: int, *, repeat: str = "", landscape: bool = False) -> None:
    """Set up pages one page wide, marked as a draft where they are one; the theme has their paper, margins and numbers."""
    one_page_wide(sheet, repeat=repeat, landscape=landscape)
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:{letter(columns)}{sheet.max_row}"
    if given is not None and given.mark:
        header = HeaderFooterItem()
        header.center.text, header.center.font, header.center.size = given.mark, _SONG, 16
        sheet.HeaderFooter.oddHeader = header


def one_page_wide(sheet: Any, *, repeat: str = "", landscape: bool = False) -> None:
    """Set up a sheet's pages one page wide, with the rows that are repeated on each."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if repeat:
        sheet.print_title_rows = repeat


def put(sheet: Worksheet, row: int, column: int, value: str | int | Decimal | date | None, look: CellStyle) -> Cell:
    """Fill a cell; a text is text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is written where cells were merged
    assert sheet.parent is not None  # noqa: S101 - it is on a workbook
    _dress(cell, look, _STYLES.setdefault(sheet.parent, {}))
    if isinstance(value, str) and value:
        cell.value = legible(value).replace("\r\n", "\n").replace("\r", "\n")
        cell.data_type = "s"  # not "f", not "e": openpyxl takes =1+1 for a formula and #N/A for an error
        if value[:1] in tuple("=+-@"):  # nor does Excel, when somebody edits the cell
            cell.quotePrefix = True
    elif value != "":  # which would be a text cell without a text
        cell.value = value
    return cell


def _dress(cell: Any, look: CellStyle, known: dict[CellStyle, StyleArray]) -> None:
    """Give a cell its look; ``known`` are those that its workbook has already."""
    if look in known:
        cell._style = copy(known[look])
        return
    cell.font = Font(name=look.face, size=look.size, bold=look.bold, color=look.colour)
    cell.alignment = Alignment(horizontal=look.across, vertical="center", wrap_text=True, indent=look.indent)
    cell.number_format = look.format
    if look.framed:
        cell.border = _FRAME
    if look.shade is not None:
        cell.fill = PatternFill("solid", fgColor=look.shade)
    known[look] = copy(cell._style)


class TextSheet(WriteOnlyWorksheet):
    """A sheet of texts that is written line by line (逐行写出的表); a text is text, whatever it begins with.

    A line is one element for the writer, not a cell object for each of what may be some hundred thousand texts.
    """

    _writer: Any  # the stubs of openpyxl leave out what such a sheet has in common with others
    column_dimensions: Any
    data_validations: Any
    page_setup: Any
    sheet_properties: Any
    sheet_state: str

    def line(self, texts: Iterable[str], style: str | None = None, others: Mapping[int, str] = FrozenDict()) -> None:
        """Add a line.

        Args:
            texts: of its cells, from the first on.
            style: the named style of the cells; an empty text without a style is no cell.
            others: the named styles of cells that differ, by their place from 0.
        """
        self.append([(text, others.get(place, style)) for place, text in enumerate(texts)])

    def _write_rows(self) -> Generator[None, list[tuple[str, str | None]], None]:
        """Send lines to the writer's stream, as openpyxl sends its rows."""
        stream = self._writer.xf.send(True)  # noqa: FBT003 - the writer's protocol
        styles: dict[str | None, str] = {None: ""}
        letters: list[str] = []
        with stream.element("sheetData"), suppress(GeneratorExit):
            for number in count(1):
                cells = yield
                letters += [letter(one) for one in range(len(letters) + 1, len(cells) + 1)]
                for _, style in cells:
                    if style is not None and style not in styles:
                        styles[style] = f' s="{self._style_number(style)}"'
                filled = [
                    text_cell(f"{column}{number}", styles[style], text)
                    for column, (text, style) in zip(letters, cells, strict=False)
                    if text or style is not None
                ]
                stream.write(fromstring(legible(f'<row r="{number}">{"".join(filled)}</row>')))
        self._writer.xf.send(None)

    def _style_number(self, name: str) -> int:
        cell = WriteOnlyCell(self)
        cell.style = name
        return cell.style_id


def text_cell(place: str, look: str, text: str) -> str:
    """Return a cell of a text, which is text whatever it begins with, as XML; ``look`` is the attribute of its style."""
    if not text:
        return f'<c r="{place}"{look} t="n"/>'
    space = ' xml:space="preserve"' if text != text.strip() else ""
    if _MARKUP.search(text) is not None:
        text = escape(text, {"\r": "&#13;"})  # which a parser would take for a line break
    return f'<c r="{place}"{look} t="inlineStr"><is><t{space}>{text}</t></is></c>'


_MARKUP = re.compile("[&<>\r]")


def text_sheet(book: Workbook, title: str, widths: Sequence[float] = ()) -> TextSheet:
    """Add a sheet of texts, with the widths of its columns, to a workbook that is written line by line."""
    sheet = TextSheet(book, title)
    book._add_sheet(sheet)  # type: ignore[attr-defined]  # what create_sheet does with a sheet of its own class
    widen(sheet, widths)
    sheet.freeze_panes = "A2"
    one_page_wide(sheet, repeat="1:1", landscape=True)
    return sheet


def add_text_style(book: Workbook, name: str, *, shade: str | None = None, bold: bool = False) -> None:
    """Add a framed style for the lines of such a sheet to its workbook."""
    fill = PatternFill("solid", fgColor=shade) if shade else PatternFill()
    font, across = Font(name=_SONG, size=11, bold=bold), Alignment(wrap_text=True, vertical="top")
    book.add_named_style(NamedStyle(name, font=font, border=_FRAME, fill=fill, alignment=across))


def merge(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Make one of the cells from the first to the last, unless they are one already; all look as the first does.

    ``merge_cells`` comes to the same, by comparing whole styles once more for each side of each cell.
    """
    if first == last:
        return
    cells: dict[tuple[int, int], Any] = sheet._cells
    for place in product(range(first[0], last[0] + 1), range(first[1], last[1] + 1)):
        if place != first:
            cells[place] = MergedCell(sheet, *place)
            cells[place]._style = copy(cells[first]._style)
    sheet.merged_cells.add(CellRange(min_row=first[0], min_col=first[1], max_row=last[0], max_col=last[1]).coord)


def text_width(text: str) -> int:
    """Return how many characters wide a text is: a Chinese one counts two, and what may be either counts as Chinese."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def height(sheet: Worksheet, row: int, texts: Sequence[tuple[str, float, int]]) -> None:
    """Make a row high enough for its texts, each with the width it has and its font's size."""
    highest = 20.0
    for text, width, size in texts:
        room = max(2.0, width * 10 / size)  # a sheet's column is counted in digits of 11 points, a little wider
        lines = sum(ceil(max(1, text_width(line)) / room) for line in text.split("\n"))
        highest = max(highest, lines * size * 1.4 + 5)
    sheet.row_dimensions[row].height = min(highest, _HIGHEST)


def _lay_out(book: Workbook, theme: Theme) -> None:
    """Give a workbook a theme's paper, margins, page numbers, fonts, sizes and colours, whatever its sheets hold.

    Columns are as many digits of the first font wide as they were: they grow and shrink with it.
    """
    scale = theme.sheet.size / CellStyle().size
    fonts, fills = book._fonts, book._fills  # type: ignore[attr-defined]  # all that its cells use, by their numbers
    for number, font in enumerate(fonts):
        fonts[number] = made = copy(font)
        made.name = theme.sheet.words if font.name == WORDS_FACE else theme.sheet.plain
        made.size = theme.sheet.title if font.size == TITLE.size else round((font.size or CellStyle().size) * scale, 1)
        made.scheme = made.family = None  # by which Excel would choose another
    for number, fill in enumerate(fills):
        if fill.fill_type == "solid" and str(fill.fgColor.rgb).endswith(HEAD_SHADE):
            fills[number] = PatternFill("solid", fgColor=theme.colours.shade)
    for sheet in book.worksheets:
        _lay_out_pages(sheet, theme)
        for row in sheet.row_dimensions.values():
            if row.height is not None:
                row.height = min(row.height * scale, _HIGHEST)


def _lay_out_pages(sheet: Any, theme: Theme) -> None:
    """Give a sheet's pages a theme's paper, margins and numbers; wide tables are on larger paper."""
    wide = sheet.page_setup.paperSize == Worksheet.PAPERSIZE_A3
    sheet.page_setup.paperSize = PAPERS[LARGER[theme.paper.size] if wide else theme.paper.size][2]
    paper, margins = theme.paper, sheet.page_margins
    sides = paper.top, paper.right, paper.bottom, paper.left
    if sheet.page_setup.orientation == "landscape":  # whose top is at the edge where pages are bound
        sides = paper.left, paper.top, paper.right, paper.bottom
    margins.top, margins.right, margins.bottom, margins.left = (side / _INCH for side in sides)
    margins.header, margins.footer = (  # with a line of room
        max(0.0, min(edge, side - _ROOM)) / _INCH for edge, side in ((paper.header, sides[0]), (paper.footer, sides[2]))
    )
    odd, even = {"center": ("center", "center"), "right": ("right", "right"), "outer": ("right", "left")}[theme.number.place]
    text = theme.number.form.replace("&", "&&").replace("{pages}", "&N").replace("{page}", "&P")
    headers = sheet.HeaderFooter
    headers.oddFooter, headers.evenFooter = _footer(odd, text, theme), _footer(even, text, theme)
    headers.differentOddEven = odd != even
    if headers.oddHeader is not None and headers.oddHeader.center.text:
        headers.oddHeader.center.font = theme.sheet.plain
        headers.evenHeader = headers.oddHeader


def _footer(place: str, text: str, theme: Theme) -> HeaderFooterItem:
    made = HeaderFooterItem()
    part = getattr(made, place)
    part.text, part.font, part.size = text, theme.sheet.plain, round(theme.number.size)
    return made


class _InMemoryExcelWriter(ExcelWriter):
    """Writes a workbook whose sheets are in memory already; openpyxl puts each into a temporary file first."""

    workbook: Workbook
    manifest: Any
    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet."""
        if self.workbook.write_only:
            super().write_worksheet(ws)
            return
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = WorksheetWriter(ws, BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def saved(
    book: Workbook,
    *,
    title: str | None = None,
    day: date = NO_DAY,
    theme: Theme | None,
    edit: Callable[[str, bytes], bytes] | None = None,
    report_data: str = "",
) -> bytes:
    """Return a workbook's file, without the clock: the same book gives the same bytes.

    Args:
        book: the workbook.
        title: the title in its properties; None where it has its own, and its own author and day of making.
        day: the day in its properties.
        theme: its paper, margins, page numbers, fonts, sizes and colours; None for a workbook that has its own.
        edit: from a part's name and content, the content to keep in its place.
        report_data: the JSON of the report that it shows.
    """
    if theme is not None:
        _lay_out(book, theme)
    properties = book.properties
    properties.modified = datetime.combine(day, time())
    if title is not None:
        properties.creator, properties.title, properties.created = "govdisclosure", legible(title), properties.modified
    out = BytesIO()
    _InMemoryExcelWriter(book, ZipFile(out, "w")).save()  # Workbook.save would put the clock into ``modified``
    return normalised(out.getvalue(), edit, report_data)


def add_listing(
    book: Workbook,
    name: str,
    above: Sequence[tuple[str, CellStyle]],
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[tuple[str | int | None, CellStyle]]],
    *,
    frozen: int = 0,
) -> Worksheet:
    """Add a sheet with a list (清单): lines over all columns, headings that repeat on each page and filter, rows.

    Args:
        book: the workbook.
        name: the sheet's name.
        above: the lines above the headings, the title first.
        columns: headings and widths.
        rows: the cells of each row, each with its look.
        frozen: how many columns stay in view.
    """
    sheet, top, width = add_sheet(book, name), len(above) + 1, len(columns)
    for row, (text, look) in enumerate(above, start=1):
        put(sheet, row, 1, text, look)
        merge(sheet, (row, 1), (row, width))
    height(sheet, 1, [("", 1, above[0][1].size)])
    for row, cells in enumerate([[(heading, HEAD) for heading, _ in columns], *rows], start=top):
        for column, (value, look) in enumerate(cells, start=1):
            put(sheet, row, column, value, look)
        height(
            sheet, row, [(str(value or ""), room, look.size) for (value, look), (_, room) in zip(cells, columns, strict=True)]
        )
    widen(sheet, [room for _, room in columns])
    sheet.freeze_panes = f"{letter(frozen + 1)}{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{letter(width)}{max(top + 1, sheet.max_row)}"
    set_up(sheet, None, width, repeat=f"{top}:{top}", landscape=True)
    return sheet


def widen(sheet: Any, widths: Sequence[float]) -> None:
    """Give the columns, from the first on, their widths."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[letter(number)].width = width
