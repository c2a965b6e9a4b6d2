"""What a register's file holds (工作表): sheets of cells, whatever the suffix says; the content decides.

An HTML table or separated text named ``.xls`` is the usual export of government systems. A cell whose value cannot be known is
:class:`UnclearCell`, with the reason: it is no blank and no figure.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import islice
from typing import Any, Final

from attrs import field, frozen

from govdisclosure.errors import refused
from govdisclosure.files import File, OpenedFile, opened
from govdisclosure.formats import html, spreadsheet
from govdisclosure.formats.decoding import strictly_decoded
from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell
from govdisclosure.formats.number_formats import EPOCHS, stored
from govdisclosure.formats.refusals import refusal
from govdisclosure.formats.workbook import REGISTER, CellDoubt, Sheet, SheetCell
from govdisclosure.progress import counted

LARGEST = 200
"""The most megabytes of a register."""
_BLOCK = 10_000
_DOUBTS: Final = {
    CellDoubt.ERROR: "intake.why.error",
    CellDoubt.NEVER_CALCULATED: "intake.why.never_calculated",
    CellDoubt.STRUCK: "intake.why.struck",
    CellDoubt.RAISED: "intake.why.raised",
    CellDoubt.UNSEEN: "intake.why.not_shown",
}


@frozen
class UnclearCell:
    """A cell whose value cannot be known (存疑的单元格).

    Attributes:
        shown: what it shows.
        why: the key of the message that says why.
    """

    shown: str
    why: str

    def __str__(self) -> str:
        return self.shown


@frozen
class FormattedNumber:
    """A number whose format adds to it, as ``007`` or ``第7号``: an id is what is shown, an amount what is stored.

    Attributes:
        misleading: whether the format shows digits that are none of the number's, so that it is no amount that anybody meant.
    """

    value: int | Decimal
    shown: str
    misleading: bool = False

    def __str__(self) -> str:
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)


@frozen(kw_only=True)
class RegisterSheet:
    """One sheet of a register.

    Attributes:
        name: as printed; empty where the file has no sheets.
        read: gives its rows from the first on, empty ones too, so that a row's place is its number; each call begins again.
        height: how many rows there are.
        merged: ranges of merged cells: first row, first column, last row, last column, from 0.
        hidden: whether the sheet is not shown.
        hidden_rows: rows that are not shown, from 0.
        hidden_columns: ranges of columns that are not shown, from 0.
        epoch: the day from which numbers that stand for days count.
    """

    name: str
    read: Callable[[], Iterable[Sequence[Any]]] = field(repr=False)
    height: int
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    epoch: date = EPOCHS[False]

    def top(self, rows: int) -> list[Sequence[Any]]:
        """Return the first rows."""
        return list(islice(self.read(), rows))

    def blocks(self) -> Iterator[tuple[int, list[Sequence[Any]]]]:
        """Yield the rows in blocks, each with the number of its first: not all are in memory at once."""
        rows = iter(counted(self.read(), self.name, self.height))
        start = 0
        while block := list(islice(rows, _BLOCK)):
            yield start, block
            start += len(block)


def plain(value: object) -> str:
    """Return a cell's text without spaces and with half-width characters: spelling, never meaning."""
    if value.__class__ is not str:
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return "".join(value.split()) if value.isascii() else _spelt(value)


@lru_cache(maxsize=50_000)  # registers repeat their words
def _spelt(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_sheets(file: File | OpenedFile) -> tuple[RegisterSheet, ...]:
    """Read every sheet of a register, given by its path, as bytes or as an open binary file.

    Raises:
        UnreadableError: the file is no workbook, table or separated text, or its kind has to be saved as another first.
    """
    given = opened(file, most=LARGEST)
    name, data = given.name, given.data
    if spreadsheet.accepts(data):
        return tuple(_of_workbook(data, name))
    if (error := refusal(data, name, sheets_only=True)) is not None:
        raise error
    if html.accepts(data):
        return tuple(_of_page(html.document(data, name, REGISTER)))
    text = None if data.startswith(b"%PDF") else strictly_decoded(data)
    if text is None:
        raise refused(name, "open.no_spreadsheet")
    top = [line for line in text.splitlines()[:50] if line.strip()]  # a title has no separator
    separator = max("\t,;|", key=lambda one: sum(one in line for line in top)) if top else ","
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = list(counted(lines, name))
    except csv.Error:
        raise refused(name, "csv.broken") from None
    return (RegisterSheet(name="", read=lambda: rows, height=len(rows)),)


# ------------------------------------------------------------------------------------------------------------ workbooks


def _of_workbook(data: bytes, name: str) -> Iterator[RegisterSheet]:
    book = spreadsheet.open_workbook(data, name, REGISTER)
    for sheet in book.sheets:
        content = sheet.content
        yield RegisterSheet(
            name=sheet.name,
            read=partial(_rows, sheet),
            height=sheet.size[0] if content.last_row is None else content.last_row,
            merged=tuple((top - 1, left - 1, bottom - 1, right - 1) for top, left, bottom, right in content.merged),
            hidden=sheet.hidden,
            hidden_rows=frozenset(row - 1 for row in content.hidden_rows),
            hidden_columns=tuple((first - 1, last - 1) for first, last in content.hidden_columns),
            epoch=EPOCHS[book.from_1904],
        )


def _rows(sheet: Sheet) -> Iterator[Sequence[Any]]:
    """Yield the rows of a sheet, those without cells too, up to the last one with any."""
    expected = 1
    for number, cells in sheet.lines():
        row: list[Any] = [""] * max(cells, default=0)
        for column, cell in cells.items():
            row[column - 1] = _raw(cell)
        while row and row[-1] == "":
            row.pop()
        if row:
            for _ in range(number - expected):
                yield ()
            yield row
            expected = number + 1


def _raw(cell: SheetCell) -> object:
    """Return what an intake reads of a cell."""
    if cell.doubt is not None:
        return UnclearCell(cell.shown or str(cell.value), _DOUBTS[cell.doubt])
    if cell.left_out:
        return UnclearCell(cell.shown, "intake.why.partly")
    value = cell.value
    if (type(value) is int and cell.shown != str(value)) or isinstance(value, Decimal):
        same = stored(cell.shown.replace(",", "")) == value and _LEADING_ZERO.match(cell.shown) is None
        return value if same else FormattedNumber(value, cell.shown, cell.figure_under is not None)
    return value


_LEADING_ZERO: Final = re.compile("-?0[0-9]")


# ------------------------------------------------------------------------------------------------------------ web pages


def _of_page(document: OpenedDocument) -> Iterator[RegisterSheet]:
    """Yield the tables of a page; cells that span others are kept as merged ranges."""
    doubtful = {one.where for one in document.left_out}
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    for number, grid in enumerate(grids, start=1):
        ranges: dict[int, tuple[int, int, int, int]] = {}
        rows: list[list[object]] = []
        for at, row in enumerate(grid.rows):
            cells: list[object] = []
            for column, cell in enumerate(row):
                top, left, bottom, right = ranges.get(id(cell), (at, column, at, column))
                if cell is not None:
                    ranges[id(cell)] = (top, left, max(bottom, at), max(right, column))
                cells.append("" if cell is None or (top, left) != (at, column) else _of_printed(cell, doubtful))
            rows.append(cells)
        name = "" if len(grids) == 1 else f"table {number}"
        merged = tuple(one for one in ranges.values() if one[:2] != one[2:])
        yield RegisterSheet(name=name, read=partial(_again, rows), height=len(rows), merged=merged)


def _of_printed(cell: PlacedCell, doubtful: set[str]) -> object:
    if cell.hidden and cell.text:
        return UnclearCell(cell.text, "intake.why.unseen")
    return UnclearCell(cell.text, "intake.why.partly") if cell.where in doubtful else cell.text


def _again(rows: list[list[object]]) -> list[list[object]]:
    return rows
