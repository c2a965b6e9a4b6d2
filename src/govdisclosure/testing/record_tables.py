"""Tables with records in them, for tests of engines and dialects (测试用数据表)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from govdisclosure.dialects import Dialect
from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind
from govdisclosure.records.vocabulary import Word


def literal(value: object, dialect: Dialect, kind: FieldType) -> str:
    """Return a field's value as SQL."""
    if value is None:
        return dialect.nothing(kind)
    if isinstance(value, bool):
        return str(int(value)) if dialect.ddl[FieldType.FLAG] != "boolean" else str(value).lower()
    if isinstance(value, Word):
        return dialect.text(str(value.value))
    if isinstance(value, date):
        return dialect.day(value)
    if isinstance(value, Decimal):
        return dialect.text(f"{value:f}") if dialect.ddl[FieldType.MONEY] == "text" else f"{value:f}"
    # Some servers hold no NUL; it is text like any other, so another sign does as well.
    return str(value) if isinstance(value, int) else dialect.text(str(value).replace("\0", "?"))


def rows_of(kind: RecordKind, records: Iterable[object], dialect: Dialect) -> Iterator[str]:
    """Yield each record as a row of literals, in the order of the kind's fields."""
    for record in records:
        written = [literal(getattr(record, name), dialect, field.type) for name, field in kind.fields.items()]
        yield f"({', '.join(written)})"


def inserts(by_kind: Mapping[str, Iterable[object]], dialect: Dialect) -> Iterator[str]:
    """Yield the statements that put records into the tables of their kinds, up to 200 rows each."""
    for name, records in by_kind.items():
        kind = RECORD_KINDS[name]
        rows = list(rows_of(kind, records, dialect))
        for start in range(0, len(rows), 200):
            yield f"insert into {dialect.table(name)} values {', '.join(rows[start : start + 200])}"  # noqa: S608 - literals
