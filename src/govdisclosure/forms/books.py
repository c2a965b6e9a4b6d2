"""A filled form as cells (填好的工作簿): of the spreadsheet module, with what is no workbook put as its recipient needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from govdisclosure.errors import UnreadableError, refused
from govdisclosure.formats.spreadsheet import open_workbook
from govdisclosure.formats.workbook import CellDoubt, Sheet, Workbook, column_name

Rows: TypeAlias = Sequence[Sequence[Any]]
"""What cells store, from A1 on; a :class:`~govdisclosure.formats.workbook.Cell` itself where that is doubtful."""

_MOST_CELLS: Final = 2_000_000  # of one sheet; a form has some thousands
_AS_OF_A_FORM: Final = {
    "open.damaged": "form.broken",
    "open.damaged_archive": "form.broken",
    "open.encrypted": "form.password",
    "open.too_large": "form.too_large",
    "open.too_many_cells": "form.too_many_cells",
    **dict.fromkeys(
        (
            "open.no_spreadsheet",
            "open.unknown",
            "open.save_as_docx",
            "open.picture",
            "open.archive",
            "open.presentation",
            "open.ofd",
        ),
        "form.no_workbook",
    ),
}
"""What is said of a file to those who read it, and to those who collect it from others."""


@frozen(slots=False)
class FormBook:
    """A workbook: its sheets' names in order, and their cells."""

    name: str
    book: Workbook = field(repr=False)

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return [one.name for one in self.book.sheets]

    def rows(self, sheet: str) -> Rows:
        """Return the cells of a sheet from A1 on."""
        return self._read(sheet)[0]

    def formulas(self, sheet: str, wanted: set[str]) -> set[str]:
        """Return which of some cells of a sheet, such as ``H7``, hold a formula, as far as the format tells."""
        return self._read(sheet)[1] & wanted

    def is_live(self, sheet: str) -> bool:
        """Whether a sheet holds formulas, as far as that can be told; one that was pasted as values holds none."""
        return bool(self._read(sheet)[1])

    def is_uncalculated(self, sheet: str, place: str) -> bool:
        """Whether a cell holds a formula that was never calculated; among the rows it is blank."""
        return place in self._read(sheet)[2]

    def _read(self, sheet: str) -> tuple[Rows, set[str], set[str]]:
        """Return the rows of a sheet, and which cells hold formulas, and formulas never calculated."""
        if sheet not in self._known:
            with _as_of_a_form(self.name):
                self._known[sheet] = _rows(self._by_name[sheet], f"{self.name} {sheet}")
        return self._known[sheet]

    @cached_property
    def _by_name(self) -> Mapping[str, Sheet]:
        return {one.name: one for one in reversed(self.book.sheets)}

    @cached_property
    def _known(self) -> dict[str, tuple[Rows, set[str], set[str]]]:
        return {}


def _rows(sheet: Sheet, where: str) -> tuple[Rows, set[str], set[str]]:
    height, width = sheet.size
    if height * width > _MOST_CELLS:
        raise refused(where, "form.too_many_cells")
    rows: list[list[Any]] = [[""] * width for _ in range(height)]
    formulas, uncalculated = set(), set()
    for number, cells in sheet.lines():
        if number > height:
            break
        row = rows[number - 1]
        for column, cell in cells.items():
            if cell.formula:
                formulas.add(f"{column_name(column)}{number}")
            if cell.doubt is None and not cell.left_out and cell.figure_under is None:
                if column <= width:
                    row[column - 1] = cell.value
            elif cell.doubt is CellDoubt.NEVER_CALCULATED:
                uncalculated.add(f"{column_name(column)}{number}")
            else:
                row[column - 1] = cell
    return rows, formulas, uncalculated


def open_book(name: str, data: bytes) -> FormBook:
    """Open a workbook, whatever its suffix: .xlsx, .xls, .ods.

    Raises:
        UnreadableError: it is empty, locked by a password, broken, too large or no workbook; one line says so.
    """
    if not data:
        raise refused(name, "form.empty")
    with _as_of_a_form(name):
        return FormBook(name, open_workbook(data, name))


@contextmanager
def _as_of_a_form(name: str) -> Iterator[None]:
    """Say of a file that cannot be read what its sender has to do."""
    try:
        yield
    except UnreadableError as error:
        key = _AS_OF_A_FORM.get(error.faults[0].sentence.key)
        if key is None:
            raise
        raise refused(error.faults[0].where or name, key) from None
