"""The cells of a sheet made into a grid (工作表单元格): only as large as what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final

from attrs import define, field

from govdisclosure.formats.document import Grid, Printed
from govdisclosure.formats.grids import Places

_GAP: Final = 50
"""Empty rows or columns between filled ones that are kept; more are left out, and every cell keeps its address."""
_WIDEST: Final = 300
"""Rows or columns of a merged range that make the grid larger where nothing else does."""
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


def column_name(column: int) -> str:
    """Return the letters of a column, counted from 1.

    >>> column_name(3), column_name(28)
    ('C', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def place(reference: str) -> tuple[int, int] | None:
    """Return row and column of a reference such as ``C7`` or ``$C$7``, counted from 1; None where it is none."""
    text = reference.replace("$", "").upper()
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and digits.isascii() and 0 < len(digits) <= 7):
        return None
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    row = int(digits)
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


@define
class SheetCells:
    """What a sheet has, by row and column from 1.

    Attributes:
        name: as its tab shows it.
        texts: what cells show.
        framed: cells without a text that have a frame: they belong to a table all the same.
        merged: ranges: first row, first column, last row, last column.
        remarks: comments.
        hidden_rows: rows that are not shown.
        hidden_columns: columns that are not shown.
        hidden: whether the whole sheet is not shown.
    """

    name: str
    texts: dict[tuple[int, int], str] = field(factory=dict)
    framed: set[tuple[int, int]] = field(factory=set)
    merged: list[tuple[int, int, int, int]] = field(factory=list)
    remarks: dict[tuple[int, int], str] = field(factory=dict)
    hidden_rows: set[int] = field(factory=set)
    hidden_columns: list[tuple[int, int]] = field(factory=list)
    hidden: bool = False

    def where(self, row: int, column: int) -> str:
        """Return a cell's address for people."""
        return f"{self.name}!{column_name(column)}{row}"

    def grid(self, places: Places) -> Grid:
        """Return the sheet as a grid from its first row and column on; far-away cells don't make it larger than it is.

        Raises:
            UnreadableError: it has too many places.
        """
        filled = {spot for spot, text in self.texts.items() if text.strip()} | self.remarks.keys()
        rows, columns = {row for row, _ in filled}, {column for _, column in filled}
        bottom, right = max(rows, default=0), max(columns, default=0)
        for row, column in self.framed:
            if row <= bottom + _GAP and column <= right + _GAP:
                rows.add(row)
                columns.add(column)
        for first_row, first_column, last_row, last_column in self.merged:
            if (first_row, first_column) in filled:
                rows.update(range(first_row, last_row + 1) if last_row - first_row < _WIDEST else ())
                columns.update(range(first_column, last_column + 1) if last_column - first_column < _WIDEST else ())
        kept_rows, kept_columns = _with_gaps(rows), _with_gaps(columns)
        places.take(len(kept_rows), len(kept_columns))
        unseen = {column for column in kept_columns if any(first <= column <= last for first, last in self.hidden_columns)}
        cells = {
            (row, column): Printed(
                text=self.texts.get((row, column), ""),
                where=self.where(row, column),
                remark=self.remarks.get((row, column)),
                hidden=self.hidden or row in self.hidden_rows or column in unseen,
            )
            for row in kept_rows
            for column in kept_columns
        }
        self._merge(cells, kept_rows, kept_columns)
        return Grid(
            rows=tuple(tuple(cells[row, column] for column in kept_columns) for row in kept_rows),
            where=self.name,
            caption=self.name,
        )

    def _merge(self, cells: dict[tuple[int, int], Printed], rows: list[int], columns: list[int]) -> None:
        for first_row, first_column, last_row, last_column in self.merged:
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
