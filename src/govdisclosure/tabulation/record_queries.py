"""Finding the records that meet conditions (查找记录), wherever they are: in memory, in frames, in a database.

Ids are fetched when they are requested, a page at a time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from govdisclosure.expressions import FieldRef, refs
from govdisclosure.law import Calendar
from govdisclosure.records import Body, Entry, RecordKind, TypedRecord
from govdisclosure.sources import RecordSource, TableSource, gathered as gathered_of
from govdisclosure.standards import Standard
from govdisclosure.standards.atoms import DistinctValues, Tally
from govdisclosure.tabulation.criteria import Parts
from govdisclosure.tabulation.engines import DoubtError, Engine, Scope
from govdisclosure.tabulation.memory import Parents, run
from govdisclosure.tabulation.nnf import every
from govdisclosure.tabulation.plan import Scan
from govdisclosure.tabulation.projection import Projection, reading
from govdisclosure.tabulation.reports import tabulate
from govdisclosure.tabulation.statutory_deadlines import Terms, last_days, reads_due
from govdisclosure.tabulation.table_tabulation import Tabulation, engine_of
from govdisclosure.values import Period


class RecordQuery(ABC):
    """Finds the records of one body, or of all, that meet conditions; wherever the records are."""

    @abstractmethod
    def count(self, kind: RecordKind, each: Sequence[Parts]) -> tuple[int, ...]:
        """Return how many records of a kind meet each of several conditions."""

    @abstractmethod
    def ids(self, kind: RecordKind, parts: Parts, offset: int, limit: int) -> tuple[str, ...]:
        """Return a page of the ids of those that meet a condition, in the order of Unicode."""

    @abstractmethod
    def different(self, kind: RecordKind, parts: Parts, ref: FieldRef) -> int:
        """Return how many different values they have of a field."""

    @abstractmethod
    def folded(self, kind: RecordKind, parts: Parts, ref: FieldRef, offset: int, limit: int) -> dict[str, tuple[str, ...]]:
        """Return a page of the different values, in order, each with the ids of all records that have it."""

    @abstractmethod
    def values(self, kind: RecordKind, parts: Parts, each: Sequence[FieldRef]) -> dict[FieldRef, str]:
        """Return what the one record that meets a condition has in several fields; nothing for those that are missing."""

    @abstractmethod
    def entered(self, address: str) -> int:
        """Return how many entries there are for a cell in the period."""


class _Memory(RecordQuery):
    def __init__(self, own: Mapping[str, Iterable[TypedRecord]], parents: Parents, period: Period, calendar: Calendar) -> None:
        self.own, self.parents, self.period, self.calendar = own, parents, period, calendar
        self.last: tuple[object, list[Mapping[Any, int]]] | None = None  # pages follow on each other: one scan serves them all

    def tally(self, kind: RecordKind, each: Sequence[Parts], *groups: FieldRef) -> list[Mapping[Any, int]]:
        tallies = tuple(Tally(frozenset(parts), groups) for parts in each)
        if self.last is not None and self.last[0] == (kind, tallies):
            return self.last[1]
        scan = Scan(tallies=tuple(dict.fromkeys(tallies)), distincts=(), sums=(), watches=())
        records = self.own.get(kind.name, ())
        if reads_due(kind, _fields(each)):
            records = Terms(self.calendar).filled(records)
        found = run(scan, records, self.period, self.parents, self.calendar).tallies
        self.last = ((kind, tallies), [found[tally] for tally in tallies])
        return self.last[1]

    def count(self, kind: RecordKind, each: Sequence[Parts]) -> tuple[int, ...]:
        return tuple(found.get((), 0) for found in self.tally(kind, each))

    def ids(self, kind: RecordKind, parts: Parts, offset: int, limit: int) -> tuple[str, ...]:
        (found,) = self.tally(kind, [parts], _id(kind))
        return tuple(sorted(map(str, found))[offset : offset + limit])

    def different(self, kind: RecordKind, parts: Parts, ref: FieldRef) -> int:
        (found,) = self.tally(kind, [parts], ref)
        return len(found.keys() - {None})

    def folded(self, kind: RecordKind, parts: Parts, ref: FieldRef, offset: int, limit: int) -> dict[str, tuple[str, ...]]:
        (found,) = self.tally(kind, [parts], ref, _id(kind))
        values: dict[str, list[str]] = {}
        for value, identity in found:  # keys are pairs, for there are two groups
            if value is not None:
                values.setdefault(_text(value), []).append(identity)
        return {value: tuple(sorted(values[value])) for value in sorted(values)[offset : offset + limit]}

    def values(self, kind: RecordKind, parts: Parts, each: Sequence[FieldRef]) -> dict[FieldRef, str]:
        if not each:
            return {}
        (found,) = self.tally(kind, [parts], _id(kind), *each)
        _, *values = next(iter(found))
        return {ref: _text(value) for ref, value in zip(each, values, strict=True) if value is not None}

    def entered(self, address: str) -> int:
        found = (one for one in self.own.get("entry", ()) if isinstance(one, Entry))
        return sum(one.address == address and one.period == self.period for one in found)


class _TableQuery(RecordQuery):
    def __init__(self, engine: Engine, scope: Scope, entries: Iterable[TypedRecord]) -> None:
        self.engine, self.scope, self.entries = engine, scope, tuple(entries)

    def prepared(self, kind: RecordKind, each: Sequence[Parts], *values: DistinctValues) -> tuple[Projection, Scope]:
        """Return what is read of the rows, and the scope with the terms that the law gives where one is requested."""
        tallies = tuple(dict.fromkeys(Tally(frozenset(parts), ()) for parts in each))
        scan = Scan(tallies=tallies, distincts=values, sums=(), watches=())
        read = reading(kind, scan, zoned=self.engine.zoned, loose=self.engine.loose)
        scope = self.scope
        if reads_due(kind, _fields(each)):
            scope = evolve(scope, terms=last_days(self.engine.courses(read, scope), scope.calendar))
        return read, scope

    def count(self, kind: RecordKind, each: Sequence[Parts]) -> tuple[int, ...]:
        if kind not in self.engine.kinds:
            return (0,) * len(each)
        found: list[int] = []
        for start in range(0, len(each), _MOST_TESTS):
            some = each[start : start + _MOST_TESTS]
            read, scope = self.prepared(kind, some)
            found.extend(self.engine.found(read, [every(parts) for parts in some], scope).lines.get(None, ()))
        return tuple(found)

    def ids(self, kind: RecordKind, parts: Parts, offset: int, limit: int) -> tuple[str, ...]:
        if kind not in self.engine.kinds:
            return ()
        read, scope = self.prepared(kind, [parts])
        return tuple(identity for _, identity in self.engine.ids(read, every(parts), scope, most=limit, skip=offset))

    def different(self, kind: RecordKind, parts: Parts, ref: FieldRef) -> int:
        if kind not in self.engine.kinds:
            return 0
        wanted = DistinctValues(kind, frozenset(parts), ref)
        read, scope = self.prepared(kind, [parts], wanted)
        answer = self.engine.distinct(read, scope)
        return dict(zip(answer.columns, answer.lines[None], strict=True))[wanted]

    def folded(self, kind: RecordKind, parts: Parts, ref: FieldRef, offset: int, limit: int) -> dict[str, tuple[str, ...]]:
        if kind not in self.engine.kinds:
            return {}
        wanted = DistinctValues(kind, frozenset(parts), ref)
        read, scope = self.prepared(kind, [parts], wanted)
        values: dict[str, list[str]] = {}
        for value, identity in self.engine.folded(read, wanted, scope, most=limit, skip=offset):
            values.setdefault(value, []).append(identity)
        return {value: tuple(sorted(values[value])) for value in sorted(values)}

    def values(self, kind: RecordKind, parts: Parts, each: Sequence[FieldRef]) -> dict[FieldRef, str]:
        found = {ref: next(iter(self.folded(kind, parts, ref, 0, 1)), None) for ref in each}
        return {ref: value for ref, value in found.items() if value is not None}

    def entered(self, address: str) -> int:
        found = (one for one in self.entries if isinstance(one, Entry))
        return sum(one.address == address and one.period == self.scope.period for one in found)


_MOST_TESTS = 200
"""Conditions counted in one query: some servers take no result of more columns, and no longer text."""


def finder(
    records: RecordSource, standard: Standard, *, period: Period, body: Body | str | None, together: bool = False
) -> RecordQuery:
    """Return what finds records of one body, or of all bodies together.

    Args:
        records: as for :func:`~govdisclosure.tabulation.tabulate`.
        standard: the standard by which they are counted.
        period: both days included.
        body: the body, or its id; None: the one body in the records.
        together: whether the records of all bodies count, and ``body`` is only whose entries are meant.

    Raises:
        TabulationError, InvalidRecordError, UnreadableError: as for :func:`~govdisclosure.tabulation.tabulate`.
    """
    if body is None:
        body = tabulate(records, standard, period=period).body
    identity = body.id if isinstance(body, Body) else body
    if isinstance(records, TableSource):
        careful = records.careful
        tables = Tabulation(records, standard, period)
        if careful is None or not _doubtful(tables, identity, together=together):
            bodies = None if together else (identity,)
            entries = tables.entries((identity,)).get(identity, [])
            return _TableQuery(engine_of(records), evolve(tables.scope, bodies=bodies), entries)
        records = careful()
    gathered = gathered_of(records)
    own = gathered.at(identity)
    if together:
        own = {**gathered.by_kind, "entry": own.get("entry", ())}
    return _Memory(own, gathered.parents, period, standard.calendar)


def _doubtful(tables: Tabulation, body: str, *, together: bool) -> bool:
    """Whether rows of files must be read line by line, as they are then for the report too."""
    try:
        tables.together(body) if together else tables.of_body(Body(id=body))
    except DoubtError:
        return True
    return False


def _fields(each: Iterable[Parts]) -> Iterator[FieldRef]:
    return (ref for parts in each for part in parts for ref in refs(part))


def _id(kind: RecordKind) -> FieldRef:
    return FieldRef(kind.fields["id"])


def _text(value: object) -> str:
    return str(getattr(value, "value", value))
