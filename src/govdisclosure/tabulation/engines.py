"""Engines over tables (表引擎): their interface, and the steps common to all.

An engine runs where the rows are and brings home numbers, never the rows themselves: the numbers of one scan, different values,
the ids of rows that a finding is about. It has entries and the list of bodies brought whole, for these are words, not counts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import evolve, frozen

from govdisclosure.errors import Fault, TabulationError, UnreadableError
from govdisclosure.expressions import FieldRef, IsNone
from govdisclosure.law import Calendar
from govdisclosure.messages import say
from govdisclosure.records import Field, FieldType, Item, Publication, RecordKind, Request, Response
from govdisclosure.records.record import shown_id
from govdisclosure.report import Finding
from govdisclosure.sources.record_set import KNOWN, RESPONSE_DIFFERS, CrossCheck, demand_kind, finding_about
from govdisclosure.sources.tables import TableSource
from govdisclosure.standards.atoms import DistinctValues, NearestRank, Pick, SumOf
from govdisclosure.tabulation.counts import Counts, GuardMatches
from govdisclosure.tabulation.nnf import Conjunction, Normal, PreparationAnomaly, every
from govdisclosure.tabulation.plan import GuardWatch, Plan, Scan
from govdisclosure.tabulation.projection import Projection, reading
from govdisclosure.tabulation.statutory_deadlines import NONE_KNOWN, KnownDeadlines, last_days
from govdisclosure.values import Period, Severity


class DoubtError(TabulationError):
    """Rows that cannot be counted as they are: where they come from files, reading these line by line says why."""


Whose: TypeAlias = str | None
"""The id of a body; None for all bodies together."""


@frozen(kw_only=True)
class Scope:
    """Which rows count, and how they are distinguished.

    Attributes:
        calendar: which days are worked.
        bodies: the bodies whose rows count; None: all.
        apart: whether each body gets numbers of its own.
        terms: the last days that the law gives where a register has none.
    """

    period: Period
    calendar: Calendar
    bodies: tuple[str, ...] | None = None
    apart: bool = False
    terms: KnownDeadlines = NONE_KNOWN


NOBODY = "unknown"
"""The id under which rows without a body are counted, where bodies are apart: none is lost, and a finding says so."""

TROUBLE = "trouble"
"""Stands among the columns of a scan for the number of rows with which something is wrong."""


@frozen
class ResultTable:
    """Numbers by body: what each column is, and a line for each body, or one for all of them."""

    columns: tuple[object, ...]
    lines: Mapping[Whose, Sequence[int]]


def joined(answers: Iterable[ResultTable]) -> ResultTable:
    """Put the columns of several answers side by side."""
    columns: tuple[object, ...] = ()
    lines: dict[Whose, tuple[int, ...]] = {}
    for answer in answers:
        for whose in lines.keys() | answer.lines.keys():
            before = lines.get(whose, (0,) * len(columns))
            lines[whose] = (*before, *answer.lines.get(whose, (0,) * len(answer.columns)))
        columns = (*columns, *answer.columns)
    return ResultTable(columns, lines)


class Engine(ABC):
    """Something that can count rows where they are."""

    source: TableSource

    @property
    def zoned(self) -> bool:
        """Whether it knows the least and greatest value of each stretch of rows."""
        return False

    @property
    def loose(self) -> frozenset[FieldType]:
        """The types of fields whose columns can hold something else."""
        return frozenset(FieldType)

    @property
    @abstractmethod
    def kinds(self) -> frozenset[RecordKind]:
        """The kinds of record there are, those made of others included."""

    @abstractmethod
    def scan(self, reading: Projection, scope: Scope) -> ResultTable:
        """Bring the numbers of one scan: its picks, sums, watches and ``TROUBLE``."""

    @abstractmethod
    def distinct(self, reading: Projection, scope: Scope) -> ResultTable:
        """Bring how many different values there are, for each of a scan's distinct counts, and ``TROUBLE``."""

    @abstractmethod
    def ranked(self, reading: Projection, scope: Scope) -> ResultTable:
        """Bring the number at its rank for each of a scan's :class:`~govdisclosure.standards.atoms.NearestRank`."""

    @abstractmethod
    def found(self, reading: Projection, tests: Sequence[Normal], scope: Scope) -> ResultTable:
        """Bring how many rows meet each test; the columns are the tests' numbers."""

    @abstractmethod
    def ids(self, reading: Projection, test: Normal, scope: Scope, *, most: int, skip: int = 0) -> list[tuple[Whose, str]]:
        """Bring the first ids, in the order of Unicode, of the rows that meet a test; of each body where they are apart."""

    @abstractmethod
    def folded(
        self, reading: Projection, one: DistinctValues, scope: Scope, *, most: int, skip: int = 0
    ) -> list[tuple[str, str]]:
        """Bring different values, a page of them in order, each with every id that it was found in."""

    @abstractmethod
    def courses(self, reading: Projection, scope: Scope) -> list[tuple[str, ...]]:
        """Bring the different courses of requests without a last day (:mod:`~govdisclosure.tabulation.statutory_deadlines`)."""

    @abstractmethod
    def bodies(self, kind: RecordKind) -> frozenset[str]:
        """Bring the ids of the bodies that rows of one kind belong to."""

    @abstractmethod
    def rows(self, kind: RecordKind, bodies: tuple[str, ...] | None) -> Iterator[Mapping[str, Any]]:
        """Bring whole rows of a kind that holds words rather than counts: entries, bodies."""

    @abstractmethod
    def size(self, kind: RecordKind) -> int:
        """Return how many rows there are of a kind."""

    @abstractmethod
    def repeated(self, kind: RecordKind) -> tuple[int, str] | None:
        """Return how many ids several rows bear, and the first of them; None where every row has an id of its own.

        Where rows have none, their number, and an empty id.
        """

    def all_known(self, kind: RecordKind, field: Field) -> bool:  # noqa: ARG002 - an engine without a quick way
        """Return whether every id in a field is certainly that of a record; False where that has to be asked row by row."""
        return False

    @abstractmethod
    def columns(self, kind: RecordKind) -> Collection[str]:
        """Return the fields of a kind for which its table has a column; all of them for a kind that is made of others."""

    def lacking(self, kind: RecordKind, fields: Iterable[str]) -> tuple[str, ...]:
        """Return those required fields of a kind for which its table has no column."""
        columns = self.columns(kind)
        return tuple(name for name in fields if kind.fields[name].required and name not in columns)


@frozen
class TableCounts:
    """The numbers of one scan for one body, or for all."""

    numbers: Mapping[object, int]
    distincts: Mapping[object, int]
    watches: Mapping[GuardWatch, GuardMatches]
    findings: tuple[Finding, ...] = ()

    def number(self, pick: Pick) -> int:
        """Return how many records a pick counts."""
        return self.numbers.get(pick, 0)

    def different(self, values: DistinctValues) -> int:
        """Return how many different values there are."""
        return self.distincts.get(values, 0)

    def total(self, one: SumOf) -> int:
        """Return a sum."""
        return self.numbers.get(one, 0)

    def ranked(self, one: NearestRank) -> int:
        """Return the number at a rank; 0 where there are no records."""
        return self.distincts.get(one, 0)


NOTHING = TableCounts({}, {}, {})


@frozen
class PlanCounts:
    """The results of a plan over tables: counts by body (None: all of them together), then by kind of record."""

    counts: Mapping[Whose, Mapping[RecordKind, Counts]]
    findings: Mapping[Whose, Sequence[Finding]]
    contradictions: Mapping[Whose, Sequence[Finding]]
    """What records contradict each other in."""


def count(engine: Engine, plan: Plan, scope: Scope, *, whole: bool = False) -> PlanCounts:
    """Run a plan: one scan a kind of record.

    Args:
        engine: where the rows are.
        plan: what must be counted.
        scope: which rows count.
        whole: where bodies are apart, whether all of them together are counted too, in the same pass.

    Raises:
        UnreadableError: a table lacks a column that every record must have, or ids are not unique; every fault is named.
    """
    for kind in plan.scans:
        demand_kind(kind, engine.source.kinds)
    readings = {
        kind: _reading(engine, kind, scan, frozenset({kind.owner}) if _asks_whose(engine, scope) else frozenset())
        for kind, scan in plan.scans.items()
        if kind in engine.kinds
    }
    _demand(engine, readings.values())
    counts: dict[Whose, dict[RecordKind, Counts]] = {} if scope.apart else {None: {}}
    findings: dict[Whose, list[Finding]] = {}
    for kind, one in readings.items():
        due = one.kind is Request.__kind__ and "due" in one.own
        within = evolve(scope, terms=last_days(engine.courses(one, scope), scope.calendar)) if due else scope
        for whose, found in _counted(engine, one, within, whole=whole).items():
            counts.setdefault(whose, {})[kind] = found
            findings.setdefault(whose, []).extend(found.findings)
        if engine.source.progress:
            engine.source.progress(kind.name, engine.size(kind))
    everywhere = evolve(scope, bodies=None)  # what is looked up may be another body's; the law gives it no last day
    for one in _looked_up(engine, readings, scope):
        for whose, found in _counted(engine, one, everywhere, whole=whole).items():
            findings.setdefault(whose, []).extend(found.findings)
    for found_of in counts.values():
        for kind in plan.scans:
            found_of.setdefault(kind, NOTHING)
    return PlanCounts(counts, findings, _contradictions(engine, plan, scope, whole=whole))


def _contradictions(engine: Engine, plan: Plan, scope: Scope, *, whole: bool) -> dict[Whose, list[Finding]]:
    """Ask of all rows, those that no figure counts too, what they say of each other; each check is a query of few columns."""
    findings: dict[Whose, list[Finding]] = {}
    for check in plan.cross_checks:
        asked = _asked(engine, check, scope)
        if asked is None:
            continue
        one, test = asked
        if check.field is not None and engine.all_known(check.kind, check.field):
            continue
        totals = _numbers(engine.found(one, [test], scope), whole=whole)
        hit = {whose: line[0] for whose, line in totals.items() if line[0]}
        for whose, about in (_first(engine, one, test, scope, hit) if hit else {}).items():
            sentence = check.sentence(about.total)
            finding = finding_about(check.rule, Severity.WARNING, check.kind.name, about.first, about.total, sentence)
            findings.setdefault(whose, []).append(finding)
    return findings


def _asked(engine: Engine, check: CrossCheck, scope: Scope) -> tuple[Projection, Normal] | None:
    """Return what a cross-check reads, and the test of the rows at fault; None where there can be none."""
    owner, held = frozenset({check.kind.owner} if scope.apart else ()), engine.source.held
    if check.kind not in engine.kinds:
        return None
    if check.field is not None and (parent := check.field.parent) is not None:
        made_of_them = check.kind is Publication.__kind__ and parent is Item.__kind__ and parent not in held
        if made_of_them or check.field.name not in engine.columns(check.kind):
            return None
        lost = IsNone(FieldRef(parent.fields["id"], check.field))
        test: Normal = Conjunction((IsNone(FieldRef(check.field), negated=True), lost))
        return reading(check.kind, Scan(), besides=owner | {check.field.name}, through=(check.field,)), test
    if check.rule == RESPONSE_DIFFERS:
        both = {check.kind, Response.__kind__} <= held
        return (
            (reading(check.kind, Scan(), besides=owner | {"closed", "outcome"}), PreparationAnomaly("answers_differ"))
            if both
            else None
        )
    return (reading(check.kind, Scan(), besides=owner | {"id"}), Conjunction(())) if check.kind not in held else None


def _reading(engine: Engine, kind: RecordKind, scan: Scan, besides: frozenset[str]) -> Projection:
    of_files = engine.source.careful is not None
    return reading(kind, scan, besides=besides, zoned=engine.zoned, loose=engine.loose, of_files=of_files)


def _asks_whose(engine: Engine, scope: Scope) -> bool:
    """Whether the body of each row is to be looked at: to tell bodies apart, or since what is there may be none."""
    return scope.apart or (scope.bodies is not None and engine.source.careful is not None)


def _looked_up(engine: Engine, readings: Mapping[RecordKind, Projection], scope: Scope) -> Iterator[Projection]:
    """Yield what to read of records beside those counted, for no figure but to see whether something is wrong with them."""
    for kind, wanted in _drawn_on(engine, readings.values()).items():
        seen = set(readings[kind].own) if kind in readings and scope.bodies is None else set()
        if kind in engine.kinds and not wanted <= seen:
            whose = {kind.owner} if scope.apart else set()
            yield _reading(engine, kind, Scan(), frozenset(wanted | whose))


def _drawn_on(engine: Engine, readings: Iterable[Projection]) -> dict[RecordKind, set[str]]:
    """Return the fields of records that others are counted by: parents, answers to requests, publications that items are of."""
    fields: dict[RecordKind, set[str]] = {}
    read: dict[RecordKind, set[str]] = {}
    for one in readings:
        read.setdefault(one.kind, set()).update(one.own)
        for through, names in one.parents.items():
            if through.parent is not None:
                for known in (fields, read):
                    known.setdefault(through.parent, set()).update(names)
    held = engine.source.held
    if {"closed", "outcome"} & read.get(Request.__kind__, set()) and {Request.__kind__, Response.__kind__} <= held:
        fields.setdefault(Response.__kind__, set()).update(("request", "given", "outcome", "redecides"))
    if Item.__kind__ in read and Item.__kind__ not in held:
        fields.setdefault(Publication.__kind__, set()).update(("item", "published"))
    return fields


def _demand(engine: Engine, readings: Collection[Projection]) -> None:
    """Refuse tables that cannot be counted: without a column, or with an id on two rows, which would count twice."""
    faults = []
    looked_up: dict[RecordKind, set[str]] = {}
    for one in readings:
        looked_up.setdefault(one.kind, set()).update(one.own)
    for kind, names in _drawn_on(engine, readings).items():
        looked_up.setdefault(kind, set()).update(("id", *names))
    for kind, columns in looked_up.items():
        missing = engine.lacking(kind, columns) if kind in engine.kinds else ()
        if missing:
            faults.append(Fault(where=kind.name, sentence=say("csv.columns_missing", missing=list(missing))))
        elif kind in engine.kinds and (repeated := engine.repeated(kind)) is not None:
            key = "tables.repeated_ids" if repeated[1] else "tables.no_ids"
            example = shown_id(repeated[1])  # an id may be a person's name
            sentence = say(key, kind=kind, count=repeated[0], example=example)
            faults.append(Fault(where=kind.name, field="id", sentence=sentence))
    if faults and engine.source.careful is not None:
        raise DoubtError("tables.doubt")
    if faults:
        raise UnreadableError(faults)


def _counted(engine: Engine, one: Projection, scope: Scope, *, whole: bool) -> dict[Whose, TableCounts]:
    numbers = _numbers(engine.scan(one, scope), whole=whole)
    distincts = _distincts(engine, one, scope, whole=whole)
    watched = _watched(engine, one, scope, numbers)
    for whose, found in distincts.items():
        own = numbers.setdefault(whose, {})
        own[TROUBLE] = own.get(TROUBLE, 0) + found.get(TROUBLE, 0)
    noticed = _noticed(engine, one, scope, numbers)
    return {
        whose: TableCounts(
            found,
            distincts.get(whose, {}),
            {watch: about[whose] for watch, about in watched.items() if whose in about},
            noticed.get(whose, ()),
        )
        for whose, found in numbers.items()
    }


def _numbers(answer: ResultTable, *, whole: bool) -> dict[Whose, dict[object, int]]:
    found: dict[Whose, dict[object, int]] = {
        whose: dict(zip(answer.columns, line, strict=True)) for whose, line in answer.lines.items()
    }
    if whole:
        lines = list(answer.lines.values())
        found[None] = {column: sum(line[number] for line in lines) for number, column in enumerate(answer.columns)}
    return found


def _distincts(engine: Engine, one: Projection, scope: Scope, *, whole: bool) -> dict[Whose, dict[object, int]]:
    """Different values and ranks cannot be added: a value that two bodies have counts once for both together."""
    found: dict[Whose, dict[object, int]] = {}
    scopes = [scope, *([evolve(scope, apart=False)] if scope.apart and whole else [])]
    answers = [engine.distinct(one, each) for each in scopes if one.scan.distincts]
    answers += [engine.ranked(one, each) for each in scopes if one.scan.ranks]
    for answer in answers:
        for whose, line in answer.lines.items():
            own = found.setdefault(whose, {})
            for column, number in zip(answer.columns, line, strict=True):  # trouble may be told for several fields
                own[column] = own.get(column, 0) + number
    return found


def _watched(
    engine: Engine, one: Projection, scope: Scope, numbers: Mapping[Whose, Mapping[object, int]]
) -> dict[GuardWatch, dict[Whose, GuardMatches]]:
    found = {}
    for watch in one.scan.watches:
        totals = {whose: line[watch] for whose, line in numbers.items() if line.get(watch)}
        if totals:
            found[watch] = _first(engine, one, every(watch.condition), scope, totals)
    return found


def _first(
    engine: Engine, one: Projection, test: Normal, scope: Scope, totals: Mapping[Whose, int]
) -> dict[Whose, GuardMatches]:
    """Return the first ids of those found, by body; of all bodies together the first of them all."""
    ids: dict[Whose, list[str]] = {}
    for whose, identity in engine.ids(one, test, scope, most=KNOWN):
        ids.setdefault(whose, []).append(identity)
    if None in totals:
        ids[None] = sorted(identity for found in ids.values() for identity in found)[:KNOWN]
    return {whose: GuardMatches(total, tuple(sorted(ids.get(whose, [])))) for whose, total in totals.items()}


def _noticed(
    engine: Engine, one: Projection, scope: Scope, numbers: Mapping[Whose, Mapping[object, int]]
) -> dict[Whose, tuple[Finding, ...]]:
    """Where a scan came upon trouble, ask which and with which rows."""
    if not any(line.get(TROUBLE) for line in numbers.values()):
        return {}
    tests = [trouble.test for trouble in one.troubles]
    totals = _numbers(engine.found(one, tests, scope), whole=None in numbers)
    found: dict[Whose, list[Finding]] = {}
    for number, trouble in enumerate(one.troubles):
        hit = {whose: line[number] for whose, line in totals.items() if line[number]}
        if hit and trouble.severity is Severity.ERROR and engine.source.careful is not None:
            raise DoubtError("tables.doubt")
        if hit:
            for whose, about in _first(engine, one, trouble.test, scope, hit).items():
                sentence = trouble.sentence(about.total)
                finding = finding_about(trouble.rule, trouble.severity, one.kind.name, about.first, about.total, sentence)
                found.setdefault(whose, []).append(finding)
    return {whose: tuple(findings) for whose, findings in found.items()}
