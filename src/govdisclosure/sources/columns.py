"""Records as columns (记录的列): the data frame type of each field, and records of one kind as a frame.

Needs the extra ``tables`` (polars), which is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from govdisclosure.errors import importing
from govdisclosure.records import FieldType, RecordKind

if TYPE_CHECKING:
    import polars as pl


@cache
def types() -> Mapping[FieldType, Any]:
    """Return the type that a field has in a frame of polars.

    Raises:
        MissingExtraError: polars is not installed.
    """
    with importing("tables"):
        import polars as pl
    return {
        FieldType.ID: pl.String,
        FieldType.TEXT: pl.String,
        FieldType.WORD: pl.String,
        FieldType.PERIOD: pl.String,
        FieldType.DATE: pl.Date,
        FieldType.NUMBER: pl.Int64,
        FieldType.FLAG: pl.Boolean,
        FieldType.MONEY: pl.Decimal(20, 2),
    }


def frame_of(kind: RecordKind, records: Iterable[object]) -> pl.DataFrame:
    """Return records of one kind as a frame, a line a record, a column a field; words and periods as files have them.

    Raises:
        MissingExtraError: polars is not installed.
    """
    known = types()
    import polars as pl

    held = tuple(records)
    columns = {}
    for name, field in kind.fields.items():
        values: Iterable[Any] = map(attrgetter(name), held)
        if field.type is FieldType.WORD:
            values = (None if value is None else value.value for value in values)
        elif field.type is FieldType.PERIOD:
            values = (None if value is None else str(value) for value in values)
        columns[name] = pl.Series(name, list(values), dtype=known[field.type])
    return pl.DataFrame(columns)
