"""A spreadsheet as typed cells (电子表格): displayed text, stored value and doubts.

There is one way into a spreadsheet, whatever its format: record folders, registers, forms and reports are all read through
:func:`~govdisclosure.formats.spreadsheet.open_workbook`. No formula is calculated; what a sheet declares of its size is not
believed; nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from string import ascii_uppercase
from typing import Final, TypeAlias

from attrs import define, field, frozen

from govdisclosure.exact.decimals import places, shifted
from govdisclosure.formats.document import Words
from govdisclosure.formats.number_formats import plain, stored
from govdisclosure.formats.runs import Omission
from govdisclosure.progress import counted
from govdisclosure.quotation import quotation

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

Stored: TypeAlias = str | int | Decimal | bool | datetime
"""What a cell stores: text, a number, yes/no, or a day with its time; a number formatted as a day is a day."""


class CellDoubt(Enum):
    """The reason why a cell's displayed text cannot be taken as its value (单元格存疑)."""

    ERROR = "error"
    NEVER_CALCULATED = "never_calculated"
    STRUCK = "struck"
    RAISED = "raised"
    UNSEEN = "unseen"


@frozen
class SheetCell:
    """One cell of a sheet (单元格).

    Attributes:
        shown: the displayed text, a number with all of its digits; without struck-out or raised characters.
        value: the stored value; ``""`` where it is blank, the formula where it was never calculated.
        doubt: why the value is not certain; None where it is.
        left_out: characters that are struck out or raised beside others that count, with the reason.
        formula: whether it holds a formula.
        framed: whether it has a frame: it belongs to a table even if it is blank.
    """

    shown: str = ""
    value: Stored = ""
    doubt: CellDoubt | None = None
    left_out: tuple[tuple[Omission, str], ...] = ()
    formula: bool = False
    framed: bool = False

    def __str__(self) -> str:
        return self.shown

    @property
    def figure_under(self) -> str | None:
        """The stored figure, where the number format shows digits that are none of it; None elsewhere.

        With the format ``0"2"`` a cell shows 10 as 102, and nobody could tell. Digits cut off, per cent and figures shown in
        thousands or 万 are the figure's own.
        """
        if self.value == self.shown or isinstance(self.value, bool | datetime) or str(self.value) == self.shown:
            return None
        number, text = stored(str(self.value).replace(",", "")), self.shown.strip()
        figures = _FIGURE.findall(text)
        if number is None or not figures or (len(figures) > 1 and not _ONLY_FIGURES.fullmatch(text)):
            return None
        number = shifted(number, 2) if text.endswith("%") else number
        seen = stored(figures[0].replace(",", ""))
        if len(figures) == 1 and (seen is None or _shows(seen, number)):
            return None
        return plain(number) + "%" * text.endswith("%")

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it, not even a doubt."""
        return not self.shown.strip() and self.doubt is None and not self.left_out


_FIGURE: Final = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ONLY_FIGURES: Final = re.compile(r"[\d\s,.()（）]+")
_UNITS: Final = (0, 3, 4, 6, 8, 9)
"""Zeros of the units in which formats show figures: ones, thousands, 万, millions, 亿, billions."""


def _shows(seen: Decimal, number: Decimal) -> bool:
    """Whether a figure is a number, rounded or in a larger unit."""
    own, rounding = abs(Fraction(number)), Fraction(1, 2 * 10 ** min(places(seen), 300))
    return any(abs(own / 10**zeros - Fraction(seen)) <= rounding for zeros in _UNITS)


Line: TypeAlias = tuple[int, Mapping[int, SheetCell]]
"""A row: its number, and its cells by column; both count from 1."""


@define(kw_only=True)
class SheetAnnotations:
    """Annotations of a sheet (批注、文本框和图形).

    Attributes:
        remarks: comments by row and column.
        words: the text of text boxes.
        unreadable: objects that are no text, as ``(where, what)``.
    """

    remarks: dict[tuple[int, int], str] = field(factory=dict)
    words: list[Words] = field(factory=list)
    unreadable: list[tuple[str, str]] = field(factory=list)


@define(kw_only=True)
class Content:
    """The contents of a sheet.

    Attributes:
        lines: yields the rows that have cells, the first row first; each call begins again.
        merged: ranges: first row, first column, last row, last column, from 1.
        hidden_rows: rows that are not shown.
        hidden_columns: ranges of columns that are not shown.
        last_row: the last row with a cell, a blank one too, where that is known without reading them.
        beside: returns what is on the sheet beside its cells.
    """

    lines: Callable[[], Iterator[Line]]
    merged: list[tuple[int, int, int, int]] = field(factory=list)
    hidden_rows: set[int] = field(factory=set)
    hidden_columns: list[tuple[int, int]] = field(factory=list)
    last_row: int | None = None
    beside: Callable[[], SheetAnnotations] = SheetAnnotations


@frozen(kw_only=True, slots=False, eq=False)
class Sheet:
    """One sheet of a spreadsheet (工作表); its content is read when it is first needed.

    Attributes:
        name: as its tab shows it.
        hidden: whether its tab is not shown.
    """

    name: str
    hidden: bool = False
    opens: Callable[[], Content] = field(repr=False)

    @cached_property
    def content(self) -> Content:
        """Its contents.

        Raises:
            UnreadableError: it is damaged or over a limit.
        """
        return self.opens()

    def lines(self) -> Iterator[Line]:
        """Yield the rows that have cells, in order."""
        return iter(counted(self.content.lines(), self.shown_name, self.content.last_row or 0))

    def where(self, row: int, column: int) -> str:
        """Return a cell's address for people."""
        return f"{self.shown_name}!{column_name(column)}{row}"

    @cached_property
    def shown_name(self) -> str:
        """The name as messages give it; a name on a tab may be a person's."""
        return quotation(self.name)

    @cached_property
    def size(self) -> tuple[int, int]:
        """The last row and the last column with a cell that is not blank, whatever the file declares."""
        last = width = 0
        for row, cells in self.lines():
            filled = [column for column, cell in cells.items() if not cell.is_blank]
            if filled:
                last, width = row, max(width, max(filled))
        return last, width


@frozen(kw_only=True, eq=False)
class Workbook:
    """A spreadsheet (工作簿).

    Attributes:
        name: the file's name, for messages.
        sheets: in the order of the tabs; a sheet that is only a chart is in ``unreadable``.
        from_1904: whether numbers that stand for days count from 1904.
        properties: what the file says of itself, by name.
        unreadable: what is no text and no sheet's, as ``(where, what)``.
        report_data: see :class:`~govdisclosure.formats.document.OpenedDocument`.
    """

    name: str
    sheets: tuple[Sheet, ...]
    from_1904: bool = False
    properties: Mapping[str, str] = field(factory=dict)
    unreadable: tuple[tuple[str, str], ...] = ()
    report_data: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class SizeLimits:
    """Limits on the size of a spreadsheet, checked before work is done (处理上限).

    Attributes:
        cells: cells of a sheet.
        part: bytes of one part, unpacked.
        whole: bytes of all parts that are unpacked.
    """

    cells: int
    part: int
    whole: int


DOCUMENT: Final = SizeLimits(cells=500_000, part=64 * 2**20, whole=160 * 2**20)
"""A report or a form."""
REGISTER: Final = SizeLimits(cells=8_000_000, part=512 * 2**20, whole=640 * 2**20)
"""A register or a file of records."""


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
    row, column = int(digits), column_number(letters)
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def column_number(letters: str) -> int:
    """Return the number of a column from its capital letters, counted from 1.

    >>> column_number("AB")
    28
    """
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
