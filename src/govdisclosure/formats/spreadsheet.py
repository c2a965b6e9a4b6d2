"""Spreadsheets opened (电子表格): .xlsx, .xls and .ods, found by content whatever the suffix; the one way into all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Final

from attrs import evolve

from govdisclosure.errors import refused
from govdisclosure.formats.document import Block, Grid, LeftOut, OpenedDocument, PlacedCell
from govdisclosure.formats.grids import Places
from govdisclosure.formats.refusals import refusal
from govdisclosure.formats.runs import Omission
from govdisclosure.formats.workbook import DOCUMENT, CellDoubt, Sheet, SheetCell, SizeLimits, Workbook

_REASONS: Final = {
    CellDoubt.STRUCK: Omission.STRUCK,
    CellDoubt.RAISED: Omission.RAISED,
    CellDoubt.UNSEEN: Omission.INVISIBLE,
}
_GAP: Final = 50
"""Empty rows or columns between filled ones that are kept; more are left out, and every cell keeps its address."""
_WIDEST: Final = 300
"""Rows or columns of a merged range that make the grid larger where nothing else does."""


def accepts(data: bytes) -> bool:
    """Whether the bytes are a spreadsheet that can be opened."""
    return _module(data) is not None


def open_workbook(data: bytes, name: str, bounds: SizeLimits = DOCUMENT) -> Workbook:
    """Open a spreadsheet: the displayed text, the stored value and any doubt of every cell.

    Args:
        data: the file's bytes.
        name: its name, for messages.
        bounds: how large it may be.

    Raises:
        UnreadableError: it is no spreadsheet, damaged, protected, has macros, or is over a limit; a sheet may also be found
            damaged only when it is read.
    """
    module = _module(data)
    if module is None:
        raise refusal(data, name, sheets_only=True) or refused(name, "open.no_spreadsheet")
    opened: Workbook = module.workbook(data, name, bounds)
    return opened


def document(data: bytes, name: str) -> OpenedDocument:
    """Open a spreadsheet as a document: one grid for each sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros, or is over a limit.
    """
    book = open_workbook(data, name)
    places = Places(name)
    blocks: list[Block] = []
    unreadable: list[tuple[str, str]] = []
    left_out: list[LeftOut] = []
    for sheet in book.sheets:
        beside = sheet.content.beside()
        blocks.append(_grid(sheet, beside.remarks, places, unreadable, left_out))
        unreadable += beside.unreadable
        blocks += [evolve(words, hidden=sheet.hidden) for words in beside.words]
    titles = (book.properties["title"],) if "title" in book.properties else ()
    return OpenedDocument(
        blocks=tuple(blocks),
        titles=titles,
        unreadable=(*unreadable, *book.unreadable),
        properties=book.properties,
        report_data=book.report_data,
        left_out=tuple(left_out),
    )


def _module(data: bytes) -> ModuleType | None:
    """Return the module that opens it, without loading ``xlrd`` to find out."""
    from govdisclosure.formats import ods, xlsx
    from govdisclosure.formats.safe_zip import OLE

    if data.startswith(OLE):
        from govdisclosure.formats import xls

        return xls if xls.accepts(data) else None
    if ods.accepts(data):
        return ods
    return xlsx if xlsx.accepts(data) else None


def _grid(
    sheet: Sheet,
    remarks: Mapping[tuple[int, int], str],
    places: Places,
    unreadable: list[tuple[str, str]],
    left_out: list[LeftOut],
) -> Grid:
    """Return a sheet as a grid from its first row and column on; far-away cells don't make it larger than it is.

    Raises:
        UnreadableError: it has too many places.
    """
    content = sheet.content
    found: dict[tuple[int, int], SheetCell] = {}
    framed: set[tuple[int, int]] = set()
    for row, line in sheet.lines():
        for column, cell in line.items():
            if cell.doubt is CellDoubt.NEVER_CALCULATED:
                unreadable.append((sheet.where(row, column), "formula never calculated"))
            if cell.shown:
                found[row, column] = cell
            elif cell.framed:
                framed.add((row, column))
    filled = {spot for spot, cell in found.items() if cell.shown.strip()} | remarks.keys()
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    bottom, right = max(rows, default=0), max(columns, default=0)
    for row, column in framed:
        if row <= bottom + _GAP and column <= right + _GAP:
            rows.add(row)
            columns.add(column)
    for first_row, first_column, last_row, last_column in content.merged:
        if (first_row, first_column) in filled:
            rows.update(range(first_row, last_row + 1) if last_row - first_row < _WIDEST else ())
            columns.update(range(first_column, last_column + 1) if last_column - first_column < _WIDEST else ())
    kept_rows, kept_columns = _with_gaps(rows), _with_gaps(columns)
    places.take(len(kept_rows), len(kept_columns))
    unseen = {column for column in kept_columns if any(first <= column <= last for first, last in content.hidden_columns)}
    cells: dict[tuple[int, int], PlacedCell] = {}
    for row in kept_rows:
        hidden = sheet.hidden or row in content.hidden_rows
        for column in kept_columns:
            spot = (row, column)
            where = sheet.where(row, column)
            cells[spot] = _printed(found.get(spot), where, remarks.get(spot), left_out, hidden=hidden or column in unseen)
    _merge(cells, content.merged, kept_rows, kept_columns)
    return Grid(
        rows=tuple(tuple(cells[row, column] for column in kept_columns) for row in kept_rows),
        where=sheet.shown_name,
        caption=sheet.name,
    )


def _printed(cell: SheetCell | None, where: str, remark: str | None, left_out: list[LeftOut], *, hidden: bool) -> PlacedCell:
    """Return a cell for a grid; struck-out and raised characters are named and left out of its text."""
    if cell is None:
        return PlacedCell(text="", where=where, remark=remark, hidden=hidden)
    text, omitted = cell.shown, list(cell.left_out)
    if (figure := cell.figure_under) is not None:
        omitted.append((Omission.OF_FORMAT, text))
        text = figure
    if cell.doubt in _REASONS:
        text = ""
        omitted.append((_REASONS[cell.doubt], cell.shown))
    if not hidden:
        left_out += [LeftOut(where=where, reason=reason, text=words) for reason, words in omitted]
    remarks = [one for one in (remark, *(words for _, words in omitted)) if one]
    return PlacedCell(text=text, where=where, remark="\n".join(remarks) or None, hidden=hidden)


def _merge(
    cells: dict[tuple[int, int], PlacedCell], merged: Iterable[tuple[int, int, int, int]], rows: list[int], columns: list[int]
) -> None:
    for first_row, first_column, last_row, last_column in merged:
        top = cells.get((first_row, first_column))
        covered = [row for row in rows if first_row <= row <= last_row] if top else []
        across = [column for column in columns if first_column <= column <= last_column] if top else []
        for row in covered:
            for column in across:
                if top is not None:
                    cells[row, column] = top


def _with_gaps(used: Iterable[int]) -> list[int]:
    """Return the numbers used and those between them, from 1 on, without long gaps."""
    kept: list[int] = []
    last = 0
    for number in sorted(used):
        if number - last <= _GAP:
            kept.extend(range(last + 1, number))
        kept.append(number)
        last = number
    return kept
