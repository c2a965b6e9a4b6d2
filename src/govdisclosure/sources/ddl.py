"""The tables that records can be kept in (建表语句), written from the record classes: types, what may be missing, words, order.

A database with these tables refuses what a record object would refuse. Tables of other systems need no such checks: what they
let in shows when they are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govdisclosure.dialects import Dialect
from govdisclosure.records import RECORD_KINDS, Field, FieldType, RecordKind
from govdisclosure.records.record import EARLIEST, LATEST


def create_table(kind: RecordKind, dialect: Dialect) -> str:
    """Return the statement that makes the table of one kind of record (建表语句).

    Args:
        kind: the kind of record.
        dialect: the dialect.

    Example:
        >>> from govdisclosure.dialects import PostgreSQL
        >>> from govdisclosure.records import RECORD_KINDS
        >>> print(create_table(RECORD_KINDS["decision"], PostgreSQL()))
        create table "decision" (
          "id" text not null,
          "body" text not null,
          "kind" text not null,
          "decided" date not null,
          primary key ("id"),
          check ("kind" in ('licence', 'other_service', 'penalty', 'coercion')),
          check ("decided" between date '1949-10-01' and date '2100-12-31')
        )
    """
    quoted = dialect.identifier
    lines = [
        f"{quoted(name)} {dialect.ddl[field.type]}{' not null' if field.required else ''}"
        for name, field in kind.fields.items()
    ]
    if "id" in kind.fields:
        lines.append(f"primary key ({quoted('id')})")
    lines.extend(f"check ({one})" for one in _checks(kind, dialect))
    listed = ",\n  ".join(lines)
    return f"create table {dialect.table(kind.name)} (\n  {listed}\n)"


def create_tables(dialect: Dialect, kinds: Mapping[str, RecordKind] = RECORD_KINDS) -> str:
    """Return the statements that make the tables of all kinds of record (建表语句), each with its name in Chinese and English.

    Args:
        dialect: the dialect.
        kinds: the kinds of record by name; the built-in ones by default.

    Example:
        >>> from govdisclosure.dialects import PostgreSQL
        >>> create_tables(PostgreSQL()).count("create table")
        21
    """
    parts = [f"-- {kind.zh} ({kind.en})\n{create_table(kind, dialect)};\n" for kind in kinds.values()]
    return "\n".join(parts)


def _checks(kind: RecordKind, dialect: Dialect) -> Iterator[str]:
    quoted = dialect.identifier
    for name, field in kind.fields.items():
        if field.words is not None:
            yield f"{quoted(name)} in ({', '.join(dialect.text(str(word.value)) for word in field.words)})"
        elif field.type is FieldType.DATE:
            yield f"{quoted(name)} between {dialect.day(EARLIEST)} and {dialect.day(LATEST)}"
        elif field.type in (FieldType.NUMBER, FieldType.MONEY):
            yield f"{quoted(name)} >= 0"
    for earlier, later in kind.cls.order:
        yield f"{quoted(earlier)} <= {quoted(later)}"
    for name, needed in kind.cls.needs:
        yield f"{quoted(name)} is null or {quoted(needed)} is not null"


def record_schema(kind: RecordKind) -> dict[str, Any]:
    """Return the JSON Schema of one record as plain data (记录格式), as in a line of a ``.jsonl`` file.

    Args:
        kind: the kind of record.

    Example:
        >>> from govdisclosure.records import RECORD_KINDS
        >>> record_schema(RECORD_KINDS["decision"])["required"]
        ['id', 'body', 'kind', 'decided']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        "description": f"{kind.zh} ({kind.en})",
        "type": "object",
        "properties": {name: _property(field) for name, field in kind.fields.items()},
        "required": [name for name, field in kind.fields.items() if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"description": f"{field.zh} ({field.en})"}
    if field.words is not None:
        words = [str(word.value) for word in field.words]
        return {**described, "enum": words if field.required else [*words, None]}
    shape = _SHAPES[field.type]
    kind = shape["type"] if field.required else [shape["type"], "null"]
    return {**described, **shape, "type": kind}


_SHAPES: dict[FieldType, dict[str, Any]] = {
    FieldType.ID: {"type": "string", "minLength": 1},
    FieldType.TEXT: {"type": "string"},
    FieldType.DATE: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    FieldType.NUMBER: {"type": "integer", "minimum": 0},
    FieldType.FLAG: {"type": "boolean"},
    FieldType.MONEY: {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,2})?$"},
    FieldType.PERIOD: {"type": "string"},
}
