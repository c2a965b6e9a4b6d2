"""The aggregation plan of a standard (汇总方案): what must be counted, the same for every engine.

Rows and columns distinguished by equality of a field of words are **grouped, not counted one by one**: their cells share
one tally, keyed by those fields, under the condition that they have in common. So table 3 of a national form, 175 cells, is
four tallies, and one scan of the requests is enough. What the tallies cannot express (distinct values, sums) has
accumulators of its own in the same scan, and so have the guards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import assert_never

from attrs import frozen

from govdisclosure.expressions import (
    OWN_PERIOD,
    Compare,
    Condition,
    FieldRef,
    Flag,
    IsNone,
    Literal,
    Membership,
    WithinPeriod,
    all_of,
    conjuncts,
    refs,
    spans,
)
from govdisclosure.messages import say
from govdisclosure.records import Item, RecordKind, Request, Response
from govdisclosure.sources.record_set import ITEMS_RESOLVED, RESPONSE_DIFFERS, CrossCheck, unknown_parents
from govdisclosure.standards import Guard, Measure, Partition, Standard
from govdisclosure.standards.atoms import Atom, CellValue, Counted, DistinctValues, NearestRank, Pick, SumOf, Tally
from govdisclosure.standards.over_time import counts_events
from govdisclosure.values import Severity


@frozen
class Formula:
    """The computation of a cell: its measure, and the atoms it needs."""

    measure: Measure
    atoms: tuple[Atom, ...]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The other cells that it reads."""
        return tuple(atom.address for atom in self.atoms if isinstance(atom, CellValue) and atom.earlier is None)

    @cached_property
    def reads_cells_alone(self) -> bool:
        """Whether it reads nothing but other cells of the report."""
        return len(self.cells) == len(self.atoms)

    @cached_property
    def pick(self) -> Pick | None:
        """The one thing that it counts, as most cells do; None where it is more, or another."""
        return self.atoms[0] if len(self.atoms) == 1 and isinstance(self.atoms[0], Pick) else None

    @cached_property
    def has_basis(self) -> bool:
        """Whether what it is worked out from is kept beside it."""
        return self.measure.has_basis


@frozen(cache_hash=True)
class GuardWatch:
    """Records that a guard looks out for: their ids become a finding."""

    guard: Guard
    condition: frozenset[Condition]


@frozen(cache_hash=True)
class Scan:
    """The results required of one pass over one kind of record.

    Attributes:
        picks: what is read off the tallies in the end; an engine that tallies elsewhere brings only these numbers home.
    """

    tallies: tuple[Tally, ...] = ()
    distincts: tuple[DistinctValues, ...] = ()
    sums: tuple[SumOf, ...] = ()
    ranks: tuple[NearestRank, ...] = ()
    watches: tuple[GuardWatch, ...] = ()
    picks: tuple[Pick, ...] = ()

    @property
    def counted(self) -> tuple[Tally | DistinctValues | SumOf | NearestRank, ...]:
        """All that is counted, each with its condition and the fields that it reads besides; watches are not counted."""
        return (*self.tallies, *self.distincts, *self.sums, *self.ranks)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The parts of all conditions, those of watches too, as often as they occur."""
        return tuple(part for one in (*self.counted, *self.watches) for part in one.condition)

    @cached_property
    def reads(self) -> tuple[FieldRef, ...]:
        """The fields that are read, each once: those of conditions first."""
        of_conditions = (ref for part in self.parts for ref in refs(part))
        return tuple(dict.fromkeys((*of_conditions, *(ref for one in self.counted for ref in one.reads))))


@frozen
class Plan:
    """What must be counted for a standard: one scan a kind of record, and a formula for each calculated cell."""

    scans: Mapping[RecordKind, Scan]
    formulas: Mapping[str, Formula]
    needs: Mapping[str, frozenset[RecordKind]]
    """The kinds of record that each cell depends on itself: those it counts, and parents whose fields it reads."""

    @cached_property
    def in_order(self) -> Mapping[str, Formula]:
        """The formulas, each after those of the cells that it reads."""
        ordered: dict[str, Formula] = {}

        def put(address: str) -> None:
            formula = self.formulas.get(address)
            if formula is not None and address not in ordered:
                for cell in formula.cells:
                    put(cell)
                ordered[address] = formula

        for address in self.formulas:
            put(address)
        return ordered

    @cached_property
    def happenings(self) -> tuple[Counted, ...]:
        """What is counted of what happens in the report's own period, each once."""
        atoms = (atom for formula in self.formulas.values() for atom in formula.atoms if not isinstance(atom, CellValue))
        return tuple(
            dict.fromkeys(
                atom
                for atom in atoms
                if counts_events(atom.condition) and all(span == OWN_PERIOD for part in atom.condition for span in spans(part))
            )
        )

    @cached_property
    def cross_checks(self) -> tuple[CrossCheck, ...]:
        """What is to be asked of the records that the figures come from: whether what others say of them agrees."""
        return tuple(dict.fromkeys(self._cross_checks()))

    def _cross_checks(self) -> Iterator[CrossCheck]:
        read = {kind: scan.reads for kind, scan in self.scans.items()}
        looked_up = {ref.parent.parent for refs_of in read.values() for ref in refs_of if ref.parent is not None}
        if Item.__kind__ in looked_up.union(read):
            yield CrossCheck(rule=ITEMS_RESOLVED, kind=Item.__kind__)
        for kind, fields in read.items():
            yield from unknown_parents(kind)
            if kind is Request.__kind__ and {ref.field.name for ref in fields if ref.parent is None} & {"closed", "outcome"}:
                yield from unknown_parents(Response.__kind__)
                yield CrossCheck(rule=RESPONSE_DIFFERS, kind=kind)


@lru_cache(maxsize=64)
def plan_of(standard: Standard) -> Plan:
    """Return the plan of a standard; it is made once."""
    formulas = {}
    for spot in standard.spots.values():
        atoms = spot.measure.atoms(spot)
        if atoms is not None:
            formulas[spot.address] = Formula(spot.measure, atoms)
    needs = {key: frozenset[RecordKind]().union(*map(_kinds_read, one.atoms)) for key, one in formulas.items()}
    formulas = _merged(formulas)
    counted = [atom for formula in formulas.values() for atom in formula.atoms if not isinstance(atom, CellValue)]
    sums = dict.fromkeys(atom for atom in counted if isinstance(atom, SumOf))
    lacking = [guard for one in sums for guard in _lacking(one)]
    watches = [(one.records, GuardWatch(one, frozenset(conjuncts(one.where)))) for one in (*_guards(standard), *lacking)]
    kinds = dict.fromkeys([*(one.kind for one in counted), *(watched for watched, _ in watches)])
    scans = {
        kind: _scan(
            [one for one in counted if one.kind == kind],
            tuple(watch for watched, watch in watches if watched == kind),
        )
        for kind in kinds
    }
    return Plan(scans, formulas, needs)


def _scan(counted: Iterable[Counted], watches: tuple[GuardWatch, ...]) -> Scan:
    picks: dict[Pick, None] = {}
    distincts: dict[DistinctValues, None] = {}
    sums: dict[SumOf, None] = {}
    ranks: dict[NearestRank, None] = {}
    for one in counted:
        match one:
            case Pick():
                picks[one] = None
            case DistinctValues():
                distincts[one] = None
            case SumOf():
                sums[one] = None
            case NearestRank():
                ranks[one] = None
            case _:
                assert_never(one)
    return Scan(
        tallies=tuple(dict.fromkeys(one.tally for one in picks)),
        distincts=tuple(distincts),
        sums=tuple(sums),
        ranks=tuple(ranks),
        watches=watches,
        picks=tuple(picks),
    )


def _merged(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
    """Let a tally whose groups are among those of another, under the same condition, use the other's."""
    picks = (atom for formula in formulas.values() for atom in formula.atoms if isinstance(atom, Pick))
    tallies = {(one.kind, one.tally) for one in picks}
    alike: dict[tuple[RecordKind, frozenset[Condition]], list[Tally]] = {}
    for records, tally in tallies:
        alike.setdefault((records, tally.condition), []).append(tally)
    home = {}
    for records, tally in tallies:
        wider = [other for other in alike[records, tally.condition] if set(tally.groups) <= set(other.groups)]
        home[records, tally] = max(wider, key=lambda other: (len(other.groups), [ref.name for ref in other.groups]))

    def moved(atom: Atom) -> Atom:
        if not isinstance(atom, Pick):
            return atom
        wanted = dict(zip(atom.tally.groups, atom.wanted, strict=True))
        tally = home[atom.kind, atom.tally]
        return Pick(atom.kind, tally, tuple(wanted.get(ref) for ref in tally.groups))

    return {key: Formula(one.measure, tuple(map(moved, one.atoms))) for key, one in formulas.items()}


def _kinds_read(atom: Atom) -> frozenset[RecordKind]:
    """Return the kinds of record of which a scan must know for an atom; another cell speaks for itself."""
    match atom:
        case CellValue():
            return frozenset()
        case Pick(kind=kind, tally=tally, wanted=wanted):
            groups = [ref for ref, words in zip(tally.groups, wanted, strict=True) if words is not None]
            read = [*groups, *(ref for part in tally.condition for ref in refs(part))]
        case DistinctValues(kind=kind) | SumOf(kind=kind) | NearestRank(kind=kind):
            read = [*atom.reads, *(ref for part in atom.condition for ref in refs(part))]
        case _:
            assert_never(atom)
    return frozenset({kind, *(ref.parent.parent for ref in read if ref.parent is not None and ref.parent.parent is not None)})


def _lacking(summed: SumOf) -> Iterator[Guard]:
    """Yield a guard for each number or day without which a record that belongs to a sum is not in it."""
    given = {ref for part in summed.condition if _is_of_what_is_given(part) for ref in refs(part)}
    for ref in refs(summed.operand):
        if ref.nullable and ref not in given:
            sentence = say("tabulate.guard.sum_lacks", field=ref.field)
            yield Guard(
                key=f"{summed.kind.name}.sum_lacks.{ref.name}",
                records=summed.kind,
                where=all_of(*sorted(summed.condition, key=str), IsNone(ref)),
                label=sentence.zh,
                label_en=sentence.en,
                severity=Severity.WARNING,
            )


def _is_of_what_is_given(part: Condition) -> bool:
    """Whether a condition only holds of records in which all that it reads is given."""
    return part.negated if isinstance(part, IsNone) else isinstance(part, Compare | Membership | WithinPeriod | Flag)


def _guards(standard: Standard) -> Iterable[Guard]:
    yield from standard.guards
    for table in standard.tables:
        for partition in table.partitions:
            yield from _partition_guards(table.key, partition)


def _partition_guards(table: str, partition: Partition) -> Iterable[Guard]:
    """A record whose word is missing, or uncounted on purpose, is in no row: that is said."""
    name = partition.ref.name
    conditions: list[tuple[str, Condition]] = []
    if partition.ref.nullable and IsNone(partition.ref, negated=True) not in conjuncts(partition.within):
        conditions.append(("missing", IsNone(partition.ref)))
    words = [word for word in partition.ref.field.words or () if word.value in partition.uncounted]
    if words:
        conditions.append(("uncounted", Membership(partition.ref, tuple(Literal(word) for word in words))))
    for what, condition in conditions:
        sentence = say(f"tabulate.guard.{what}", field=partition.ref.field)
        yield Guard(
            key=f"{table}.{name}.{what}",
            records=partition.records,
            where=all_of(partition.within, condition),
            label=sentence.zh,
            label_en=sentence.en,
            severity=Severity.WARNING,
        )
