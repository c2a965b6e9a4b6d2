"""Opener of workbooks of Excel 97 to 2003 and of WPS tables (.xls, .et)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO, StringIO
from struct import unpack_from
from typing import Any, Final

import xlrd
from olefile import DEFECT_INCORRECT, ENDOFCHAIN, OleFileIO

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats import advice
from govdisclosure.formats.cells import CellFormat, error_cell, flag_cell, number_cell, text_cell
from govdisclosure.formats.runs import Run, Text, text_of
from govdisclosure.formats.safe_zip import OLE
from govdisclosure.formats.workbook import DOCUMENT, Content, Sheet, SheetAnnotations, SheetCell, SizeLimits, Workbook

_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "WORKBOOK"))
_BEGINS, _ENDS, _OBJECT, _SHEET = 0x0809, 0x000A, 0x005D, 0x0010
_NAME, _COLUMNS, _NOTHING = 0x0018, 0x007D, b"\xae\x00"
_ONE_CELL: Final = frozenset((0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406))
_MANY_CELLS: Final = {0x00BD: 6, 0x00BE: 2}
"""Records of several cells, with the bytes that each of them takes."""
_OBJECTS: Final = {5: "chart", 8: "picture"}
_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")


def accepts(data: bytes) -> bool:
    """Whether the bytes are a workbook of Excel 97 to 2003, whatever it is called."""
    return data.startswith(OLE) and any(name + b"\0\0" in data for name in _STREAMS)


def workbook(data: bytes, name: str, bounds: SizeLimits = DOCUMENT) -> Workbook:
    """Open a workbook, its sheets in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros or is over a limit.
    """
    if _MACROS in data:
        raise refused(name, "open.macros")
    if len(data) > bounds.part:
        raise refused(name, "open.too_large", most=bounds.part // 2**20)
    try:
        content = compound_stream(data, "Workbook", "Book", "WORKBOOK")
        if not content:
            raise refused(name, "open.damaged", again=advice.OFFICE)
        book = xlrd.open_workbook(
            file_contents=_without_names(content, name, bounds), formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
        sheets = book.sheets()
    except UnreadableError:
        raise
    except Exception as error:  # the parser lets whatever goes wrong with damaged bytes escape
        raise refused(name, "open.encrypted" if "encrypted" in str(error) else "open.damaged", again=advice.OFFICE) from None
    titles = [str(sheet.name) for sheet in sheets]
    objects = list(_objects(content, titles))
    return Workbook(
        name=name,
        sheets=tuple(
            Sheet(name=title, hidden=bool(sheet.visibility), opens=partial(_content, book, sheet, name, title))
            for title, sheet in zip(titles, sheets, strict=True)
        ),
        from_1904=bool(book.datemode),
        unreadable=tuple(objects),
    )


def _without_names(content: bytes, name: str, bounds: SizeLimits) -> bytes:
    """Estimate the parser's work before it begins, and hide defined names with formulas from it.

    A record of a few bytes can stand for 65,536 columns, and the parser calculates what names stand for; neither is needed.

    Raises:
        UnreadableError: it holds more than it may.
    """
    cells = columns = 0
    place, names = 0, list[int]()
    while place + 4 <= len(content):
        kind, length = unpack_from("<HH", content, place)
        if kind in _ONE_CELL:
            cells += 1
        elif kind in _MANY_CELLS:
            cells += length // _MANY_CELLS[kind]
        elif kind == _COLUMNS and place + 8 <= len(content):
            first, last = unpack_from("<HH", content, place + 4)
            columns += max(0, last - first + 1)
        elif kind == _NAME:
            names.append(place)
        place += 4 + length
    if cells > bounds.cells or columns > bounds.cells:
        raise refused(name, "open.too_many_cells", most=bounds.cells)
    if not names:
        return content
    changed = bytearray(content)
    for each in names:
        changed[each : each + 2] = _NOTHING
    return bytes(changed)


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


def _content(book: Any, sheet: Any, name: str, title: str) -> Content:  # noqa: ARG001 - the title is for the message
    """Return what a sheet holds.

    Raises:
        UnreadableError: it is damaged.
    """
    try:
        lines = [
            (row + 1, {column + 1: _cell(book, sheet, row, column, cell) for column, cell in enumerate(sheet.row(row))})
            for row in range(sheet.nrows)
            if sheet.row_len(row)
        ]
        notes = {(row + 1, column + 1): note.text.strip() for (row, column), note in sheet.cell_note_map.items()}
        return Content(
            lines=lambda: iter(lines),
            beside=lambda: SheetAnnotations(remarks=notes),
            merged=[(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
            hidden_rows={row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden or about.height == 0},
            hidden_columns=[
                (column + 1, column + 1) for column, about in sheet.colinfo_map.items() if about.hidden or about.width == 0
            ],
        )
    except (IndexError, KeyError, AttributeError, ValueError, OverflowError, TypeError):
        raise refused(name, "open.damaged", again=advice.OFFICE) from None


def _cell(book: Any, sheet: Any, row: int, column: int, cell: Any) -> SheetCell:
    about = book.xf_list[cell.xf_index]
    font = book.font_list[about.font_index]
    style = CellFormat(
        format=book.format_map[about.format_key].format_str,
        framed=_is_framed(about.border),
        struck=bool(font.struck_out),
        raised=font.escapement in (1, 2),
    )
    if cell.ctype == xlrd.XL_CELL_TEXT:
        pieces = sheet.rich_text_runlist_map.get((row, column))
        return text_cell(_runs(book, str(cell.value), style, pieces) if pieces else str(cell.value), style)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        whole = cell.value.is_integer() and abs(cell.value) < 1e15
        return number_cell(str(int(cell.value)) if whole else repr(cell.value), style, from_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return flag_cell(bool(cell.value), style)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error_cell(str(xlrd.error_text_from_code.get(cell.value, "#N/A")), style)
    return SheetCell(framed=style.framed)


def _runs(book: Any, text: str, style: CellFormat, pieces: Sequence[tuple[int, int]]) -> Text:
    """Return a text with its runs; the first has the cell's own font."""
    begins = [(0, style.struck, style.raised)]
    for start, index in pieces:
        font = book.font_list[index]
        begins.append((start, bool(font.struck_out), font.escapement in (1, 2)))
    ends = [*(start for start, _, _ in begins[1:]), len(text)]
    return text_of(Run(text[start:end], *effects) for (start, *effects), end in zip(begins, ends, strict=True))


def _is_framed(border: Any) -> bool:
    lines = (border.top_line_style, border.bottom_line_style, border.left_line_style, border.right_line_style)
    return sum(map(bool, lines)) >= 2


def compound_stream(data: bytes, *names: str) -> bytes | None:
    """Return the first stream of a compound file that has one of the names, whole; None where there is none.

    ``xlrd`` follows a chain of sectors that bites its own tail for ever, and ``olefile`` ends it where the stream should end
    and says nothing; so the chain is looked at.

    Raises:
        ValueError: the file is damaged: its sectors or its directory contradict each other.
    """
    try:
        with OleFileIO(BytesIO(data), raise_defects=DEFECT_INCORRECT) as file:
            entries = {entry.name: entry for entry in file.root.kids}
            found = next((entries[name] for name in names if name in entries), None)
            if found is None:
                return None
            content = bytes(file.openstream(found.name).read())
            _follow(file.minifat if found.is_minifat else file.fat, found)
            return content
    except Exception as error:  # the parser lets whatever goes wrong with damaged bytes escape
        raise ValueError("no compound file") from error


def _follow(table: Sequence[int], entry: Any) -> None:
    """Check that a stream's chain of sectors ends and is long enough.

    Raises:
        ValueError: it does not, or is not.
    """
    size = entry.olefile.mini_sector_size if entry.is_minifat else entry.olefile.sector_size
    sector, passed = entry.isectStart, set[int]()
    while sector != ENDOFCHAIN:
        if sector in passed or sector >= len(table):
            raise ValueError("a chain without an end")
        passed.add(sector)
        sector = table[sector]
    if len(passed) * size < entry.size:
        raise ValueError("a chain that is too short")
