"""Records as rows of tables (数据表): located, and validated against the record classes, without fetching them.

A table is called as its kind of record is, or what ``names`` says; its columns are called as the fields are. Columns that no
field bears are the office's own business and are left alone, but one that is a misspelt field is a fault: what it holds would
be missing from every figure, in silence.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NoReturn, Self, TypeAlias

from attrs import evolve, field, frozen

from govdisclosure.activity_log import log_step
from govdisclosure.dialects import BUILT_IN, DIALECTS, Dialect
from govdisclosure.errors import Fault, TabulationError, UnreadableError, refused
from govdisclosure.messages import say
from govdisclosure.records import RECORD_KINDS, Field, FieldType, RecordKind
from govdisclosure.records.record import nearest
from govdisclosure.report import Finding
from govdisclosure.sources.collations import inexact
from govdisclosure.sources.connections import Connection, connected
from govdisclosure.sources.kept import Kinds, stated_none, with_derived
from govdisclosure.sources.record_set import Progress, Records, gather
from govdisclosure.value_objects import ValueObject, frozen_dict


@frozen(kw_only=True, eq=False)
class TableSource(ValueObject, ABC):
    """Records as rows of tables, counted where they are (表数据源): in a database, or in frames.

    A handle rather than a value: it is equal only to itself, a copy is itself, and that of a database stays in its process.

    Attributes:
        ids_unique: whether ids are known to be unique (a primary key); else that is asked before anything is counted.
        digest: of the source's bytes, where it has any.
        set_aside: lines of a register that could not be taken in.
        findings: what was noticed while the source was opened.
        careful: reads the same records one by one, where they come from files; it is asked where a scan comes upon trouble,
            and names every fault with file and line.
        progress: called with a kind of record and the number of its rows, when they have been counted.
        kinds: the kinds of record that a table may be called after.
        none: the kinds of which the caller states that there were none.
    """

    kinds: Mapping[str, RecordKind] = field(default=RECORD_KINDS, repr=False)
    ids_unique: bool = False
    digest: str | None = None
    set_aside: int = 0
    findings: tuple[Finding, ...] = ()
    careful: Callable[[], Records] | None = field(default=None, repr=False)
    progress: Progress | None = field(default=None, repr=False)
    none: frozenset[RecordKind] = frozenset()

    @property
    @abstractmethod
    def held(self) -> frozenset[RecordKind]:
        """The kinds of which the source has rows, or a place for them."""

    @property
    def kept(self) -> frozenset[RecordKind]:
        """The kinds that the source keeps: those with a table, even an empty one, those stated to be none, and what follows."""
        return with_derived(self.held | self.none)

    def with_none(self, kinds: Kinds) -> Self:
        """Return the same source with the statement that there were none of some kinds (确无此类记录).

        Raises:
            UnreadableError: a name is no kind of record, or the source has a table of a kind.
        """
        stated = stated_none(kinds, with_derived(self.held), self.kinds)
        return evolve(self, none=self.none | stated) if stated else self

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:  # a handle on rows that are elsewhere; what it opened stays open once
        return self


RecordSource: TypeAlias = Iterable[object] | Records | TableSource
"""Records of any kinds in any order, records gathered before, or tables whose rows are records."""


def gathered(records: RecordSource) -> Records:
    """Return records gathered in memory; those of files are read one by one for it.

    Raises:
        InvalidRecordError: something is no record, or two records of a kind bear one id.
        TabulationError: they are rows of tables, which are only counted where they are.
    """
    if isinstance(records, Records):
        return records
    if isinstance(records, TableSource):
        if records.careful is None:
            raise TabulationError("records.in_tables")
        return records.careful()
    return gather(records)


@frozen(kw_only=True)
class RecordTable(ValueObject):
    """The table of one kind of record.

    Attributes:
        name: its name, quoted as the server wants it.
        columns: the server's name of each field that it has.
        as_text: fields whose columns are of a type that must be turned into text to be compared (enumerations, UUIDs).
        exact: fields whose columns are compared byte for byte only where the dialect asks for that.
    """

    name: str
    columns: Mapping[str, str] = field(converter=frozen_dict)
    as_text: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()

    def column(self, name: str, dialect: Dialect) -> str:
        """Return the column of a field, to be compared byte for byte where it is text."""
        column = self.plain(name, dialect)
        return dialect.exact(column) if name in self.exact else column

    def plain(self, name: str, dialect: Dialect) -> str:
        """Return the column of a field, to be compared as the server compares it."""
        column = dialect.identifier(self.columns[name])
        return dialect.as_text(column) if name in self.as_text else column


@frozen(kw_only=True, eq=False)
class Tables(TableSource):
    """Records as tables of a database (数据库中的记录), ready to tabulate where they are.

    Attributes:
        connection: what runs the queries.
        dialect: how the server wants them written.
        tables: the tables there are, by kind of record.
    """

    connection: Connection = field(repr=False)
    dialect: Dialect
    tables: Mapping[str, RecordTable] = field(converter=frozen_dict)

    @property
    def held(self) -> frozenset[RecordKind]:
        """The kinds of which there is a table."""
        return frozenset(self.kinds[name] for name in self.tables)

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise refused(type(self.dialect).__name__, "tables.not_portable")

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "dialect", self.dialect.name
        yield "tables", tuple(self.tables)


def open_tables(
    target: object,
    *,
    names: Mapping[str, str] | None = None,
    dialect: Dialect | str | None = None,
    ids_unique: bool = False,
    progress: Progress | None = None,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
    dialects: Mapping[str, Dialect] = DIALECTS,
) -> Tables:
    """Open the tables of a database whose rows are records (连接数据库).

    Args:
        target: a DB-API connection, a SQLAlchemy engine, a DuckDB connection, a SparkSession, or an address
            (``postgresql://…``, ``sqlite:///FILE``, ``duckdb:///FILE``, the path of such a file).
        names: what a kind's table or view is called where that is not the kind's name: ``{"request": "open_data.v_request"}``.
        dialect: the dialect or its name, where the connection does not tell.
        ids_unique: True where primary keys keep ids unique, so that no query must ask.
        progress: called with a kind of record and the number of its rows, when they have been counted.
        kinds: the kinds of record that a table may be called after.
        dialects: the dialects by name.

    Raises:
        UnreadableError: nothing can be reached there, no table of a known name is found, or columns do not fit their fields;
            all faults are named, each with table and column.
        MissingExtraError: the package that speaks to such a server is not installed.
    """
    if isinstance(dialect, str) and dialect not in dialects:
        raise refused(dialect, "tables.unknown_dialect", known=list(nearest(dialect, dialects) or dialects))
    connection = connected(target)
    chosen = dialect if isinstance(dialect, Dialect) else dialects.get(dialect or connection.dialect, BUILT_IN[0])
    strays = (names or {}).keys() - kinds.keys()
    if strays:
        stray = min(strays)
        known = list(nearest(stray, kinds) or kinds)
        raise refused(stray, "tables.unknown_kind", known=known)
    tables, faults = {}, []
    absent = connection.absent(kinds.keys() - (names or {}).keys(), chosen)
    for kind in kinds.values():
        called = (names or {}).get(kind.name, kind.name)
        quoted = chosen.table(called)
        columns = None if called in absent else connection.columns(quoted, chosen)
        if columns is None:
            if names and kind.name in names:
                faults.append(Fault(where=called, sentence=say("tables.no_table")))
            continue
        table, wrong = _held(kind, called, quoted, columns, chosen)
        tables[kind.name] = table
        faults.extend(wrong or _inexact(connection, table, called, chosen))
    if not tables and not faults:
        faults.append(Fault(sentence=say("tables.none", known=list(kinds))))
    if faults:
        raise UnreadableError(faults)
    log_step("sources", "tables opened", kinds=tables, dialect=chosen.name)
    return Tables(connection=connection, dialect=chosen, tables=tables, ids_unique=ids_unique, progress=progress, kinds=kinds)


def _held(
    kind: RecordKind, called: str, quoted: str, columns: Mapping[str, str], dialect: Dialect
) -> tuple[RecordTable, list[Fault]]:
    """Validate the columns of a table against the fields of its kind."""
    lower = {name.lower(): name for name in columns}
    held = {name: lower[name] for name in kind.fields if name in lower}
    faults = [
        fault
        for name, column in held.items()
        if (fault := type_fault(kind.fields[name], columns[column], dialect.types, f"{called}.{column}")) is not None
    ]
    faults.extend(misspelt(kind, called, lower))
    texts = {name: columns[column] for name, column in held.items() if kind.fields[name].type in _TEXTS}
    as_text = {name for name, found in texts.items() if found.startswith(("enum", "uuid")) or _PADDED.match(found)}
    exact = {name for name, found in texts.items() if not dialect.compares_exactly(found)}
    return RecordTable(name=quoted, columns=held, as_text=frozenset(as_text), exact=frozenset(exact)), faults


_TEXTS = frozenset({FieldType.ID, FieldType.TEXT, FieldType.WORD, FieldType.PERIOD})
"""The types of fields that hold text."""
_PADDED = re.compile(r"character(?! varying)")
"""A type whose trailing blanks are no part of the text."""


def _inexact(connection: Connection, table: RecordTable, called: str, dialect: Dialect) -> Iterator[Fault]:
    """Yield a fault for each column whose text the server does not compare byte for byte."""
    columns = {name: table.plain(name, dialect) for name in sorted(table.exact)}
    for name in inexact(connection, table.name, columns, dialect):
        yield Fault(where=f"{called}.{table.columns[name]}", sentence=say("tables.inexact", dialect=dialect.name))


def type_fault(field: Field, found: str, types: Mapping[FieldType, tuple[str, ...]], where: str) -> Fault | None:
    """Return the fault of a column whose type its field cannot have; None where it fits or is unknown."""
    fitting = types.get(field.type)
    if not found or fitting is None or found.startswith(fitting):
        return None
    if field.type is FieldType.DATE and ("timestamp" in found or "datetime" in found):
        return Fault(where=where, sentence=say("record.timestamp", field=field))
    return Fault(where=where, sentence=say("tables.wrong_type", field=field, found=found, wanted=field.type))


def misspelt(kind: RecordKind, called: str, columns: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each column that looks like a field that the table does not have."""
    absent = [name for name in kind.fields if name not in columns]
    for lower, column in columns.items():
        similar = nearest(lower, absent) if lower not in kind.fields else ()
        if similar:
            yield Fault(where=f"{called}.{column}", sentence=say("tables.misspelt", similar=list(similar)))
