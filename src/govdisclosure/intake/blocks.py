"""Fast reading of lines column by column (成块读取), separating plainly valid lines from those that need a closer look.

Registers repeat their days and words, so each distinct cell is read once and then looked up. A line is plainly right when every
cell of it was read, nothing that must be there is missing, and its days follow each other. All other lines are left to
:mod:`~govdisclosure.intake.taking`, which says what is wrong; so this module decides nothing, it only saves time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress, zip_longest
from typing import Any

from govdisclosure.intake.profiles import ProfileColumn
from govdisclosure.records import TypedRecord
from govdisclosure.records.record import EARLIEST, LARGEST_NUMBER, LATEST, OFFICIAL_ID, Field, FieldType


class _Unresolved:
    """In place of a value: look closer at this line."""


DOUBT = _Unresolved()
_FIRST, _LAST = EARLIEST.isoformat(), LATEST.isoformat()

Reading = Callable[[ProfileColumn, object], str | None]
"""Reads one cell of a column; raises where it does not understand it."""


class DistinctCells(dict[object, Any]):
    """What the distinct cells of a column mean, each read once."""

    def __init__(self, column: ProfileColumn, read: Reading, refused: type[Exception], *, plain_ids: bool = True) -> None:
        super().__init__()
        self.column, self.read, self.refused = column, read, refused
        self.doubtful = False
        self.plain_ids = plain_ids
        self.proven = _PROVEN[column.field.type]
        # ids do not repeat: keeping them is no use
        self.distinct = column.field.type is FieldType.ID and not column.keyed and column.value is None

    def __missing__(self, cell: object) -> Any:
        found = self.one(cell)
        self[cell] = found
        return found

    def one(self, cell: object) -> Any:
        """Read one cell."""
        try:
            value = self.read(self.column, cell)
        except self.refused:
            value = None
            found: Any = DOUBT
        else:
            found = value if value is None or self.proven(value, self.column.field) else DOUBT
        self.doubtful = self.doubtful or found is DOUBT
        return found

    def of(self, cells: Sequence[object]) -> list[Any]:
        """Return what the cells of a block mean."""
        if bool in set(map(type, cells)):  # True and 1 are one key
            cells = [str(cell) if cell.__class__ is bool else cell for cell in cells]
        if not self.distinct or not self.plain_ids:
            return list(map(self.__getitem__, cells))
        right = OFFICIAL_ID.fullmatch
        return [cell if cell.__class__ is str and right(cell) else self.one(cell) for cell in cells]


def _is_number(value: str, _: Field) -> bool:
    return value.isascii() and value.isdigit() and int(value) < LARGEST_NUMBER


_PROVEN: Mapping[FieldType, Callable[[str, Field], bool]] = {
    FieldType.ID: lambda value, _: bool(value),
    FieldType.DATE: lambda value, _: _FIRST <= value <= _LAST,
    FieldType.WORD: lambda value, field: field.words is not None and value in {word.value for word in field.words},
    FieldType.FLAG: lambda value, _: value in ("true", "false"),
    FieldType.NUMBER: _is_number,
    FieldType.MONEY: lambda value, _: re.fullmatch(r"\d{1,12}(\.\d{1,2})?", value, re.ASCII) is not None,
    FieldType.TEXT: lambda *_: False,
    FieldType.PERIOD: lambda *_: False,
}


def turned(rows: Sequence[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    """Return the columns of a block of rows; short rows are filled up with empty cells."""
    even = len(set(map(len, rows))) == 1
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if even else list(zip_longest(*rows, fillvalue=""))
    return columns + [("",) * len(rows)] * (width - len(columns))


def plainly_right(cls: type[TypedRecord], columns: Mapping[str, tuple[Field, Sequence[Any], bool]], lines: int) -> list[bool]:
    """Return for each line of a block whether its record is right, as the record's class would judge it.

    Args:
        cls: the class.
        columns: by field's name the field, its values, and whether one of them is doubtful.
        lines: how many there are.
    """
    right = [True] * lines
    for field, values, doubtful in columns.values():
        if doubtful:
            for index, value in enumerate(values):
                if value is DOUBT:
                    right[index] = False
        if field.required and None in values:
            for index, value in enumerate(values):
                if value is None:
                    right[index] = False
    empty = {name for name, (_, values, _) in columns.items() if values.count(None) == lines}
    for earlier, later in cls.order:
        if {earlier, later} <= columns.keys() - empty:
            for index in _reversed(columns[earlier][1], columns[later][1]):
                right[index] = False
    for name, needed in cls.needs:
        if name in columns and name not in empty:
            others = columns[needed][1] if needed in columns else [None] * lines
            if None in others:
                for index, (value, other) in enumerate(zip(columns[name][1], others, strict=True)):
                    if value is not None and other is None:
                        right[index] = False
    if cls.__attrs_post_init__ is not TypedRecord.__attrs_post_init__:  # a class with rules of its own is asked
        return [False] * lines
    return right


def _reversed(first: Sequence[Any], then: Sequence[Any]) -> Iterator[int]:
    """Yield where a day is before the one that it must follow; days are ISO texts and sort as such."""
    for index, (one, other) in enumerate(zip(first, then, strict=True)):
        if one is not None and other is not None and one is not DOUBT and other is not DOUBT and other < one:
            yield index


def data_of(names: Sequence[str], columns: Sequence[Sequence[Any]], wanted: Sequence[bool]) -> Iterator[dict[str, str]]:
    """Yield the data of the wanted lines, what is missing left out."""
    for values in compress(zip(*columns, strict=True), wanted):
        if None in values:
            yield {name: value for name, value in zip(names, values, strict=True) if value is not None}
        else:
            yield dict(zip(names, values, strict=True))
