"""Reports as data frames (数据框): one row for each cell. Needs the extra ``tables`` (polars), imported on use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import astuple, fields, frozen

from govdisclosure.errors import TabulationError, importing
from govdisclosure.exact.decimals import places
from govdisclosure.value_objects import ValueObject

if TYPE_CHECKING:
    import polars as pl

DIGITS, DECIMALS = 38, 12
"""Digits of a number in a frame, and how many of them are behind the point; report JSON has no more of either."""


@frozen(kw_only=True)
class FrameRow(ValueObject):
    """A cell as a line of a data frame, its columns in order.

    Attributes:
        body, start, end: whose report it is, and of which days.
        table, row, column: the keys of its place; no column where the table has none, and nothing for a cell that the
            standard does not have.
        number: its value where that is a number.
        text: its value where that is words; yes/no as ``true`` or ``false``.
        blank: ``missing`` or ``not applicable``.
        origin: ``calculated``, ``entered``, …; nothing where the report has no such cell.
    """

    body: str
    name: str | None
    start: date
    end: date
    table: str | None
    row: str | None
    column: str | None
    address: str
    label: str | None
    unit: str | None
    kind: str | None
    number: Decimal | None
    text: str | None
    blank: str | None
    printed: str | None
    remark: str | None
    origin: str | None


def frame_of(lines: Iterable[FrameRow]) -> pl.DataFrame:
    """Return lines as a frame of polars.

    Raises:
        MissingExtraError: polars is not installed.
        TabulationError: a number has more digits than a frame holds; it would be cut.
    """
    with importing("tables"):
        import polars as pl
    given: dict[str, Any] = {"start": pl.Date, "end": pl.Date, "number": pl.Decimal(DIGITS, DECIMALS)}
    schema = {field.name: given.get(field.name, pl.String) for field in fields(FrameRow)}
    rows = [astuple(line, recurse=False) for line in map(_fitting, lines)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _fitting(line: FrameRow) -> FrameRow:
    """Refuse a number that a frame would truncate silently."""
    number = line.number
    if number is not None and (places(number) > DECIMALS or number.adjusted() >= DIGITS - DECIMALS):
        raise TabulationError("frame.too_long", cell=line.address, number=number, digits=DIGITS - DECIMALS, decimals=DECIMALS)
    return line
