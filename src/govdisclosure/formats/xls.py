"""Workbooks of Excel 97 to 2003 and of WPS tables taken apart (.xls, .et)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from struct import unpack_from
from typing import Any, Final

import xlrd

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats.cells import SheetCells
from govdisclosure.formats.document import Document, Grid
from govdisclosure.formats.grids import Places
from govdisclosure.formats.number_formats import shown, stored
from govdisclosure.formats.ole import stream
from govdisclosure.formats.safe_zip import OLE

_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "WORKBOOK"))
_BEGINS, _ENDS, _OBJECT, _SHEET = 0x0809, 0x000A, 0x005D, 0x0010
_OBJECTS: Final = {5: "chart", 8: "picture"}
_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a workbook of Excel 97 to 2003, whatever it is called."""
    return data.startswith(OLE) and any(name + b"\0\0" in data for name in _STREAMS)


def document(data: bytes, name: str) -> Document:
    """Take a workbook apart: a grid a sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros or is over a limit.
    """
    if _MACROS in data:
        raise refused(name, "open.macros")
    try:
        content = stream(data, "Workbook", "Book", "WORKBOOK")
        if not content:
            raise refused(name, "open.damaged")
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=StringIO())
    except UnreadableError:
        raise
    except Exception as error:  # the parser lets whatever goes wrong with damaged bytes escape
        raise refused(name, "open.encrypted" if "encrypted" in str(error) else "open.damaged") from None
    places = Places(name)
    grids: list[Grid] = []
    for sheet in book.sheets():
        try:
            cells = _cells(book, sheet)
        except (IndexError, KeyError, AttributeError, ValueError, OverflowError):
            raise refused(name, "open.damaged") from None
        grids.append(cells.grid(places))
    return Document(blocks=tuple(grids), unreadable=tuple(_objects(content, [grid.where for grid in grids])))


def _objects(content: bytes, sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pictures and charts on the sheets, which the parser passes over."""
    place, depth, sheet = 0, 0, 0
    while place + 10 <= len(content):
        kind, length = unpack_from("<HH", content, place)
        if kind == _BEGINS:
            depth += 1
            sheet += depth == 1 and unpack_from("<H", content, place + 6)[0] == _SHEET
        elif kind == _ENDS:
            depth -= 1
        elif kind == _OBJECT and depth == 1 and 0 < sheet <= len(sheets):
            what = _OBJECTS.get(unpack_from("<H", content, place + 8)[0])
            if what:
                yield sheets[sheet - 1], what
        place += 4 + length


def _cells(book: Any, sheet: Any) -> SheetCells:
    cells = SheetCells(str(sheet.name), hidden=bool(sheet.visibility))
    cells.hidden_rows = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
    cells.hidden_columns = [(column + 1, column + 1) for column, about in sheet.colinfo_map.items() if about.hidden]
    cells.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    cells.remarks = {(row + 1, column + 1): note.text.strip() for (row, column), note in sheet.cell_note_map.items()}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            style = book.xf_list[cell.xf_index]
            text = _shown(cell, book.format_map[style.format_key].format_str, from_1904=bool(book.datemode))
            if text:
                cells.texts[row + 1, column + 1] = text
            elif _is_framed(style.border):
                cells.framed.add((row + 1, column + 1))
    return cells


def _is_framed(border: Any) -> bool:
    lines = (border.top_line_style, border.bottom_line_style, border.left_line_style, border.right_line_style)
    return sum(map(bool, lines)) >= 2


def _shown(cell: Any, code: str, *, from_1904: bool) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        number = stored(repr(cell.value))
        if number is None:
            return str(cell.value)
        return shown(Decimal(whole) if number == (whole := int(number)) else number, code, from_1904=from_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""
