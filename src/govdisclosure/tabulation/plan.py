"""From a standard to what must be counted (汇总方案): the same plan for every engine.

Rows and columns that are told apart by equality of a field of words are **grouped, not counted one by one**: their cells share
one tally, keyed by those fields, under the condition that they have in common. So table 3 of a national form, 175 cells, is
four tallies, and one scan of the requests is enough. What the tallies cannot express (distinct values, sums) has
accumulators of its own in the same scan, and so have the guards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from attrs import frozen

from govdisclosure.expressions import (
    ALWAYS,
    Comparison,
    Condition,
    FieldRef,
    Literal,
    Membership,
    Missing,
    Operand,
    all_of,
    conjuncts,
)
from govdisclosure.records import RecordKind
from govdisclosure.records.vocabulary import Word
from govdisclosure.standards import (
    AllOf,
    AnyOf,
    Count,
    Distinct,
    Entered,
    Guard,
    Measure,
    Partition,
    Share,
    Spot,
    Standard,
    Sum,
    Total,
    address,
)
from govdisclosure.values import Severity


@frozen(cache_hash=True)
class Tally:
    """How many records meet ``condition``, apart by the values of ``groups``."""

    condition: frozenset[Condition]
    groups: tuple[FieldRef, ...]


@frozen(cache_hash=True)
class Pick:
    """The records of one tally whose groups have one of the words wanted; ``None`` takes any."""

    kind: RecordKind
    tally: Tally
    wanted: tuple[frozenset[Word] | None, ...]


@frozen(cache_hash=True)
class DistinctValues:
    """The different values of a field among the records that meet a condition."""

    kind: RecordKind
    condition: frozenset[Condition]
    ref: FieldRef


@frozen(cache_hash=True)
class SumOf:
    """The sum of a number among the records that meet a condition; money in whole fen."""

    kind: RecordKind
    condition: frozenset[Condition]
    operand: Operand
    money: bool


@frozen
class CountFormula:
    """The cell is a number of records."""

    pick: Pick


@frozen
class DistinctFormula:
    """The cell is a number of different values."""

    values: DistinctValues


@frozen
class SumFormula:
    """The cell is a sum, divided exactly."""

    total: SumOf
    divide: int


@frozen
class ShareFormula:
    """The cell is a share in per cent; not applicable over nothing."""

    of: Pick
    among: Pick
    decimals: int


@frozen
class YesNoFormula:
    """The cell is yes where any, or all, of ``scope`` are ``hits``; over nothing ``when_none``, else not applicable."""

    hits: Pick
    scope: Pick
    every: bool
    when_none: bool | None


@frozen
class TotalFormula:
    """The cell is the sum of other cells."""

    parts: tuple[str, ...]


Formula: TypeAlias = CountFormula | DistinctFormula | SumFormula | ShareFormula | YesNoFormula | TotalFormula


@frozen(cache_hash=True)
class Watch:
    """Records that a guard looks out for: their ids become a finding."""

    guard: Guard
    condition: frozenset[Condition]


@frozen(cache_hash=True)
class Scan:
    """What one pass over one kind of record must bring."""

    tallies: tuple[Tally, ...] = ()
    distincts: tuple[DistinctValues, ...] = ()
    sums: tuple[SumOf, ...] = ()
    watches: tuple[Watch, ...] = ()
    picks: tuple[Pick, ...] = ()
    """What is read off the tallies in the end; an engine that tallies elsewhere brings only these numbers home."""


@frozen
class Plan:
    """What must be counted for a standard: one scan a kind of record, and a formula for each calculated cell."""

    scans: Mapping[RecordKind, Scan]
    formulas: Mapping[str, Formula]


@lru_cache(maxsize=64)
def plan_of(standard: Standard) -> Plan:
    """Return the plan of a standard; it is made once."""
    formulas = {}
    for spot in standard.spots.values():
        formula = _formula(spot)
        if formula is not None:
            formulas[spot.address] = formula
    formulas = _merged(formulas)
    picks = [pick for formula in formulas.values() for pick in _picks(formula)]
    distincts = [one.values for one in formulas.values() if isinstance(one, DistinctFormula)]
    sums = [one.total for one in formulas.values() if isinstance(one, SumFormula)]
    watches = [(guard.records, Watch(guard, frozenset(conjuncts(guard.where)))) for guard in _guards(standard)]
    counted: list[Pick | DistinctValues | SumOf] = [*picks, *distincts, *sums]
    kinds = dict.fromkeys([*(one.kind for one in counted), *(watched for watched, _ in watches)])
    scans = {
        kind: Scan(
            tallies=tuple(dict.fromkeys(pick.tally for pick in picks if pick.kind == kind)),
            distincts=tuple(dict.fromkeys(one for one in distincts if one.kind == kind)),
            sums=tuple(dict.fromkeys(one for one in sums if one.kind == kind)),
            watches=tuple(watch for watched, watch in watches if watched == kind),
            picks=tuple(dict.fromkeys(pick for pick in picks if pick.kind == kind)),
        )
        for kind in kinds
    }
    return Plan(scans, formulas)


def _formula(spot: Spot) -> Formula | None:
    measure = spot.measure
    if isinstance(measure, Entered):
        return None
    if isinstance(measure, Total):
        return TotalFormula(_parts(spot, measure))
    where = (spot.row.where or ALWAYS, (spot.column.where if spot.column else None) or ALWAYS)
    return _counted(spot, where, measure)


def _parts(spot: Spot, total: Total) -> tuple[str, ...]:
    column = spot.column
    if column is not None and column.measure is total:
        return tuple(address(spot.row.key, part) for part in total.keys)
    return tuple(address(part, column.key if column else None) for part in total.keys)


def _counted(spot: Spot, where: tuple[Condition, ...], measure: Measure) -> Formula:
    kind = spot.counted

    def pick(*conditions: Condition) -> Pick:
        return _pick(kind, (*where, *conditions))

    match measure:
        case Count(condition=condition):
            return CountFormula(pick(condition))
        case Distinct(ref=ref, condition=condition):
            return DistinctFormula(DistinctValues(kind, _parts_of(*where, condition), ref))
        case Sum(operand=operand, money=money, divide=divide):
            return SumFormula(SumOf(kind, _parts_of(*where), operand, money), divide)
        case Share(of=of, among=among, decimals=decimals):
            return ShareFormula(pick(among, of), pick(among), decimals)
        case AllOf(condition=condition):
            return YesNoFormula(pick(condition), pick(), every=True, when_none=spot.row.when_none)
        case AnyOf(condition=condition):
            return YesNoFormula(pick(condition), pick(), every=False, when_none=spot.row.when_none)
    raise TypeError(f"{measure} is counted nowhere")


def _parts_of(*conditions: Condition) -> frozenset[Condition]:
    """Return the parts of several conditions, each once; those that hold always are none."""
    return frozenset(part for condition in conditions for part in conjuncts(condition))


def _pick(kind: RecordKind, conditions: Iterable[Condition]) -> Pick:
    """Split conditions into what a tally is keyed by and what it is counted under."""
    wanted: dict[FieldRef, frozenset[Word]] = {}
    rest: frozenset[Condition] = frozenset()
    for condition in conditions:
        under, by = _split(condition)
        rest = rest | under if rest else under
        for ref, words in by:
            wanted[ref] = wanted.get(ref, words) & words
    groups = tuple(sorted(wanted, key=lambda ref: ref.name)) if len(wanted) > 1 else tuple(wanted)
    return Pick(kind, Tally(rest, groups), tuple(wanted[ref] for ref in groups))


@lru_cache(maxsize=4096)  # rows and columns are few, cells many
def _split(condition: Condition) -> tuple[frozenset[Condition], tuple[tuple[FieldRef, frozenset[Word]], ...]]:
    parts = [(part, _chosen(part)) for part in conjuncts(condition)]
    rest = frozenset(part for part, chosen in parts if chosen is None)
    return rest, tuple(chosen for _, chosen in parts if chosen is not None)


def _chosen(part: Condition) -> tuple[FieldRef, frozenset[Word]] | None:
    match part:
        case Comparison(operator="==", left=FieldRef() as ref, right=Literal(value=Word() as word)):
            return ref, frozenset((word,))
        case Membership(ref=ref, values=values, negated=False) if ref.field.words is not None:
            return ref, frozenset(value.value for value in values if isinstance(value.value, Word))
    return None


def _merged(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
    """Let a tally whose groups are among those of another, under the same condition, use the other's."""
    tallies = {(pick.kind, pick.tally) for formula in formulas.values() for pick in _picks(formula)}
    alike: dict[tuple[RecordKind, frozenset[Condition]], list[Tally]] = {}
    for kind, tally in tallies:
        alike.setdefault((kind, tally.condition), []).append(tally)
    home = {}
    for kind, tally in tallies:
        wider = [other for other in alike[kind, tally.condition] if set(tally.groups) <= set(other.groups)]
        home[kind, tally] = max(wider, key=lambda other: (len(other.groups), [ref.name for ref in other.groups]))

    def moved(pick: Pick) -> Pick:
        wanted = dict(zip(pick.tally.groups, pick.wanted, strict=True))
        tally = home[pick.kind, pick.tally]
        return Pick(pick.kind, tally, tuple(wanted.get(ref) for ref in tally.groups))

    result: dict[str, Formula] = {}
    for key, formula in formulas.items():
        match formula:
            case CountFormula(pick=pick):
                result[key] = CountFormula(moved(pick))
            case ShareFormula(of=of, among=among, decimals=decimals):
                result[key] = ShareFormula(moved(of), moved(among), decimals)
            case YesNoFormula(hits=hits, scope=scope, every=every, when_none=when_none):
                result[key] = YesNoFormula(moved(hits), moved(scope), every, when_none)
            case _:
                result[key] = formula
    return result


def _picks(formula: Formula) -> tuple[Pick, ...]:
    match formula:
        case CountFormula(pick=pick):
            return (pick,)
        case ShareFormula(of=one, among=other) | YesNoFormula(hits=one, scope=other):
            return (one, other)
    return ()


def _guards(standard: Standard) -> Iterable[Guard]:
    yield from standard.guards
    for table in standard.tables:
        for partition in table.partitions:
            yield from _partition_guards(table.key, partition)


def _partition_guards(table: str, partition: Partition) -> Iterable[Guard]:
    """A record whose word is missing, or uncounted on purpose, stands in no row: that is said."""
    name = partition.ref.name
    conditions: list[tuple[str, Condition]] = []
    if partition.ref.nullable and Missing(partition.ref, negated=True) not in conjuncts(partition.within):
        conditions.append(("missing", Missing(partition.ref)))
    words = [word for word in partition.ref.field.words or () if word.value in partition.uncounted]
    if words:
        conditions.append(("uncounted", Membership(partition.ref, tuple(Literal(word) for word in words))))
    for what, condition in conditions:
        zh = f"“{partition.ref.field.zh}”{'没有填' if what == 'missing' else '的值不属于任何一行'},不在任何一行中"
        en = f"'{partition.ref.field.en}' is {'not given' if what == 'missing' else 'of no row'}: they stand in no row"
        yield Guard(
            key=f"{table}.{name}.{what}",
            records=partition.records,
            where=all_of(partition.within, condition),
            label=zh,
            label_en=en,
            severity=Severity.WARNING,
        )
