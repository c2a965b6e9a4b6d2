"""The database engine (数据库引擎): runs the queries of :mod:`~govdisclosure.tabulation.sql` where the rows are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from govdisclosure.errors import UnreadableError
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.sources.kept import with_derived
from govdisclosure.sources.tables import RecordTable, Tables
from govdisclosure.standards.atoms import DistinctValues
from govdisclosure.tabulation.engines import NOBODY, TROUBLE, Engine, ResultTable, Scope, Whose, joined
from govdisclosure.tabulation.nnf import Disjunction, Normal
from govdisclosure.tabulation.projection import Projection
from govdisclosure.tabulation.sql import Query, QueryWriter

_FIRST = 1_000
"""How many ids are looked at before all of them are: those that were counted up come one after the other."""

_NONE = "i is null or i = ''"
"""That a row has no id."""


@frozen(eq=False)
class DatabaseEngine(Engine):
    """Counts in a database."""

    source: Tables

    @property
    def kinds(self) -> frozenset[RecordKind]:
        return with_derived(self.source.held)

    @property
    def zoned(self) -> bool:
        return self.source.dialect.zoned

    @property
    def loose(self) -> frozenset[FieldType]:
        return self.source.dialect.loose

    def writer(self, scope: Scope) -> QueryWriter:
        """Return what writes the queries of a scope."""
        return QueryWriter(
            dialect=self.source.dialect,
            tables=self.source.tables,
            period=scope.period,
            bodies=scope.bodies,
            apart=scope.apart,
            terms=scope.terms,
            calendar=scope.calendar,
        )

    def scan(self, reading: Projection, scope: Scope) -> ResultTable:
        limit, writer = self.source.dialect.most_columns, self.writer(scope)
        found = joined(self.answer(query, apart=scope.apart) for query in writer.main(reading, most=limit))
        if reading.by_zone == Disjunction(()):
            return found
        ((out_of_bounds,),) = self.run(writer.zones(reading))
        trouble = found.columns.index(TROUBLE)  # that there is any, anywhere, is enough for the rows to be asked
        lines = {whose: (*line[:trouble], line[trouble] + int(out_of_bounds)) for whose, line in found.lines.items()}
        return ResultTable((*found.columns[:trouble], TROUBLE), lines)

    def distinct(self, reading: Projection, scope: Scope) -> ResultTable:
        writer = self.writer(scope)
        fields = dict.fromkeys(one.ref for one in reading.scan.distincts)
        return joined(self.answer(writer.distinct(reading, ref), apart=scope.apart) for ref in fields)

    def ranked(self, reading: Projection, scope: Scope) -> ResultTable:
        writer = self.writer(scope)
        return joined(self.answer(writer.ranked(reading, one), apart=scope.apart) for one in reading.scan.ranks)

    def found(self, reading: Projection, tests: Sequence[Normal], scope: Scope) -> ResultTable:
        return self.answer(self.writer(scope).found(reading, tests), apart=scope.apart)

    def ids(self, reading: Projection, test: Normal, scope: Scope, *, most: int, skip: int = 0) -> list[tuple[Whose, str]]:
        rows = self.run(self.writer(scope).ids(reading, test, most, skip=skip))
        return [(str(row[0]), str(row[1])) for row in rows] if scope.apart else [(None, str(row[0])) for row in rows]

    def folded(
        self, reading: Projection, one: DistinctValues, scope: Scope, *, most: int, skip: int = 0
    ) -> list[tuple[str, str]]:
        rows = self.run(self.writer(scope).folded(reading, one, most, skip=skip))
        return sorted((str(value), str(identity)) for value, identity in rows)

    def courses(self, reading: Projection, scope: Scope) -> list[tuple[str, ...]]:
        return [tuple(str(day) for day in row) for row in self.run(self.writer(scope).events(reading))]

    def bodies(self, kind: RecordKind) -> frozenset[str]:
        if kind.name not in self.source.tables:  # made of others, which are asked themselves
            return frozenset()
        return frozenset(NOBODY if row[0] is None else str(row[0]) for row in self.run(_all_bodies(self.source, kind)))

    def rows(self, kind: RecordKind, bodies: tuple[str, ...] | None) -> Iterator[Mapping[str, Any]]:
        names = list(kind.fields)
        table = self.source.tables[kind.name]
        quoted = self.source.dialect.identifier
        held = [name for name in names if name in table.columns]
        text = f"select {', '.join(quoted(table.columns[name]) for name in held)} from {table.name}"
        if bodies is not None:
            owner = table.column(kind.owner, self.source.dialect)
            text += f" where {owner} in ({', '.join(self.source.dialect.text(body) for body in bodies)})"
        for row in self.run(text):
            yield {name: value for name, value in zip(held, row, strict=True) if value is not None}

    def size(self, kind: RecordKind) -> int:
        if kind.name not in self.source.tables:  # made of others
            return 0
        ((found,),) = self.run(f"select count(*) from {self.source.tables[kind.name].name}")
        return int(found)

    def repeated(self, kind: RecordKind) -> tuple[int, str] | None:
        if self.source.ids_unique or kind.name not in self.source.tables:
            return None
        table, dialect = self.source.tables[kind.name], self.source.dialect
        column = table.column("id", dialect)
        ids = f"(select {column} as i from {table.name}) ids"
        if self._are_kept_unique(table):
            ((nothing,),) = self.run(f"select count(*) from {ids} where {_NONE}")
            return (int(nothing), "") if nothing else None
        if self._are_in_order(table, column):
            return None
        counts = f"count(*), count(distinct {dialect.in_order('i')}), {dialect.count(_NONE)}"
        ((rows, different, without),) = self.run(f"select {counts} from {ids}")
        if without:
            return int(without), ""
        if rows == different:
            return None
        inner = f"select i from {ids} group by i having count(*) > 1"
        ((count, first),) = self.run(f"select count(*), min(i) from ({inner}) repeated")
        return (int(count), str(first)) if count else None

    def all_known(self, kind: RecordKind, field: Field) -> bool:
        tables, parent = self.source.tables, field.parent
        if parent is None or not {kind.name, parent.name} <= tables.keys():
            return False
        table, other = tables[kind.name], tables[parent.name]
        proof = (table.columns[field.name], other.columns["id"])
        return proof in self._told(self.source.dialect.references_of(table.name, other.name))

    def _are_kept_unique(self, table: RecordTable) -> bool:
        """Whether the server keeps the ids of a table unique, by its catalogue."""
        return (table.columns["id"],) in self._told(self.source.dialect.keys_of(table.name))

    def _told(self, query: str | None) -> set[tuple[str, ...]]:
        """Return what a catalogue tells; nothing where it cannot be asked, or is not the one that the dialect knows."""
        try:
            return {tuple(map(str, row)) for row in self.run(query)} if query else set()
        except UnreadableError:  # a server that descends from another has not all of its catalogue
            return set()

    def _are_in_order(self, table: RecordTable, column: str) -> bool:
        """Whether each id comes after the one before, as ids do that were counted up; then none is missing, and none is twice.

        A look at the first ones costs little.
        """
        for most in (_FIRST, None):
            query = self.source.dialect.out_of_order(table.name, column, most)
            if query is None or self.run(query)[0][0]:
                return False
        return True

    def columns(self, kind: RecordKind) -> Collection[str]:
        return self.source.tables[kind.name].columns if kind.name in self.source.tables else kind.fields

    # ---------------------------------------------------------------------------------------------------------- running

    def run(self, text: str) -> Sequence[Sequence[Any]]:
        """Run a query."""
        return self.source.connection.run(text)

    def answer(self, query: Query, *, apart: bool) -> ResultTable:
        """Run a query for numbers; no number is a zero."""
        rows = self.run(query.text)
        if apart:
            return ResultTable(query.columns, {str(row[0]): _numbers(row[1:]) for row in rows})
        (row,) = rows
        return ResultTable(query.columns, {None: _numbers(row)})


def _all_bodies(source: Tables, kind: RecordKind) -> str:
    table = source.tables[kind.name]
    return f"select distinct {table.column(kind.owner, source.dialect)} from {table.name}"


def _numbers(row: Sequence[Any]) -> tuple[int, ...]:
    """Return whole numbers; sums of whole numbers come as decimals from some servers."""
    return tuple(0 if one is None else int(one) for one in row)
