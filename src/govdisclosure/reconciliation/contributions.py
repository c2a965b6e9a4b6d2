"""What one record adds to each cell (记录对单元格的贡献): 1 to a count, an amount to a sum, a value to a distinct count.

Worked out for many records at once in one scan, so that it can be asked of thousands of records as they might have been.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from attrs import evolve, frozen

from govdisclosure.exact.subset_sums import Exact
from govdisclosure.expressions import (
    And,
    Arithmetic,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    IsNone,
    Literal,
    Negation,
    Or,
    refs,
    spans,
)
from govdisclosure.records import FieldType, RecordKind, TypedRecord
from govdisclosure.standards import Spot, Standard
from govdisclosure.standards.atoms import Tally
from govdisclosure.tabulation.criteria import demands_of, scope_of
from govdisclosure.tabulation.memory import Parents, run
from govdisclosure.tabulation.plan import Scan
from govdisclosure.tabulation.statutory_deadlines import Terms, reads_due
from govdisclosure.values import Period

Effect: TypeAlias = Mapping[str, Exact]
"""By how much cells change, by address; cells that do not change are left out."""


@frozen
class CellShare:
    """What one record has in the cells of its kind: numbers that add up, and values that count once."""

    numbers: Effect
    values: Mapping[str, object]


@frozen(eq=False)
class Contributions:
    """What the records of one kind add to the cells of a standard.

    Attributes:
        standard, kind, period: what is counted.
        parents: the records that these lead to.
        spots: the cells that count them and follow from what each adds.
    """

    standard: Standard
    kind: RecordKind
    period: Period
    parents: Parents

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The cells that count records of the kind and follow from what each of them adds."""
        return tuple(spot for spot in self._counting if spot.measure.adds is not None)

    @cached_property
    def _counting(self) -> tuple[Spot, ...]:
        addends = (addend for spot in self.standard.spots.values() for addend in spot.addends)
        return tuple(addend for addend in addends if addend.row.records == self.kind)

    @cached_property
    def parts(self) -> tuple[Condition, ...]:
        """Every part of a condition of these cells, each once."""
        return tuple(dict.fromkeys(one.part for spot in self.spots for one in demands_of(spot)))

    @cached_property
    def _all_parts(self) -> tuple[Condition, ...]:
        """Those of all cells of the kind, shares and yes/no among them."""
        demands = [one for spot in self._counting for one in (*demands_of(spot), *(scope_of(spot) or ()))]
        return tuple(dict.fromkeys(demand.part for demand in demands))

    def of(self, records: Iterable[TypedRecord]) -> list[CellShare]:
        """Return what each record adds, in their order; ids do not matter, and several may bear the same."""
        return self.of_numbered([called(one, str(number)) for number, one in enumerate(records)])

    def of_numbered(self, numbered: Sequence[TypedRecord]) -> list[CellShare]:
        """Return the same of records whose ids are their places: 0, 1, 2 …."""
        parts, identity = self.parts, FieldRef(self.kind.fields["id"])
        if reads_due(self.kind, (ref for part in parts for ref in refs(part))):
            numbered = list(Terms(self.standard.calendar).filled(numbered))
        tallies = {part: Tally(frozenset((part,)), (identity,)) for part in parts}
        scan = Scan(tallies=tuple(tallies.values()), distincts=(), sums=(), watches=())
        found = run(scan, numbered, self.period, self.parents, self.standard.calendar).tallies
        masks = [0] * len(numbered)  # which parts a record meets: few patterns for many records
        for bit, part in enumerate(parts):
            for number in found[tallies[part]]:
                masks[int(str(number))] |= 1 << bit
        bits = {part: 1 << bit for bit, part in enumerate(parts)}
        asked = [(spot, sum(bits[one.part] for one in demands_of(spot))) for spot in self.spots]
        counted: dict[int, list[Spot]] = {}
        shares = []
        for mask, one in zip(masks, numbered, strict=True):
            if mask not in counted:
                counted[mask] = [spot for spot, wanted in asked if mask & wanted == wanted]
            shares.append(self.share(counted[mask], one))
        return shares

    def share(self, spots: Iterable[Spot], record: TypedRecord) -> CellShare:
        """Return what a record adds to the cells that it counts in."""
        numbers, values = {}, {}
        for spot in spots:
            adds = spot.measure.adds
            if adds is not None and adds.once:
                values[spot.address] = self.value(spot, record)
            elif number := self.weight(spot, record):
                numbers[spot.address] = number
        return CellShare(numbers, values)

    def value(self, spot: Spot, record: TypedRecord) -> object:
        """Return a record's value of the field whose different values a cell counts."""
        adds = spot.measure.adds
        return read(adds.ref, record, self.parents) if adds is not None and adds.once and adds.ref is not None else None

    def weight(self, spot: Spot, record: TypedRecord) -> Exact:
        """Return what a record that counts in a cell adds to it, in the cell's unit."""
        adds = spot.measure.adds
        if adds is None or adds.ref is None:
            return 1
        number = read(adds.ref, record, self.parents)
        return Fraction(number if isinstance(number, int | Decimal) else 0) / adds.divide

    def signatures(self, records: Sequence[TypedRecord], holders: Mapping[str, Counter[object]]) -> list[tuple[object, ...]]:
        """Return for each record what decides where it counts, so that records alike in it count alike, however changed.

        Words and numbers count as they are, days only by how they are to each other and to the period; where a standard
        counts days between days, they count as they are too.
        """
        parts = self._all_parts
        asked = dict.fromkeys(ref for part in parts for ref in refs(part))
        added = [(spot, adds) for spot in self.spots if (adds := spot.measure.adds) is not None]
        sums = [adds.ref for _, adds in added if adds.ref is not None and not adds.once]
        asked |= dict.fromkeys(sums)
        days = [ref for ref in asked if ref.field.type is FieldType.DATE]
        others = [ref for ref in asked if ref.field.type is not FieldType.DATE]
        compared = {ref for part in parts for ref in _compared(part)} | set(sums)
        exact = not self.period.is_year or any(_measures_days(part) for part in parts)
        if reads_due(self.kind, asked):  # the law works the last day out from many others
            exact = True
            days = [FieldRef(field) for field in self.kind.fields.values() if field.type is FieldType.DATE]
        periods = [self.period, *(span.of(self.period) for part in parts for span in spans(part))]
        ends = {day for period in periods for day in (period.start, period.end)}
        marks = sorted({*ends, *(day for part in parts for day in _literal_days(part))})
        distinct = [spot for spot, adds in added if adds.once]
        found = []
        for record in records:
            values = ((ref, read(ref, record, self.parents)) for ref in others)
            held = tuple(value if ref in compared else value is None for ref, value in values)
            dates: tuple[object, ...] = tuple(read(ref, record, self.parents) for ref in days)
            shape = dates if exact else _shape(dates, marks)
            folds = tuple(min(2, holders[spot.address][self.value(spot, record)]) for spot in distinct)
            found.append((*held, *shape, *folds))
        return found


def called(record: TypedRecord, identity: str) -> TypedRecord:
    """Return a record under another id."""
    fields: dict[str, Any] = {"id": identity}
    return evolve(record, **fields)


def read(ref: FieldRef, record: TypedRecord, parents: Parents) -> object:
    """Return what a record has in a field of its own or of a parent; None where that is missing, as empty text is."""
    holder: object = record
    if ref.parent is not None and ref.parent.parent is not None:
        holder = parents.get(ref.parent.parent.name, {}).get(getattr(record, ref.parent.name))
    value = getattr(holder, ref.field.name, None)
    return None if value == "" else value


def with_totals(standard: Standard, effect: Effect) -> dict[str, Exact]:
    """Return an effect on cells together with that on every total above them."""
    above = _totals_above(standard)
    found = dict(effect)
    for address, number in effect.items():
        for total, times in above.get(address, {}).items():
            found[total] = found.get(total, 0) + times * number
    return {address: number for address, number in found.items() if number}


@lru_cache(maxsize=64)
def _totals_above(standard: Standard) -> Mapping[str, Mapping[str, int]]:
    """Return for each cell the totals that it goes into, and how often: a part of two parts counts twice."""
    found: dict[str, Counter[str]] = {}

    def go_into(total: str, address: str) -> None:
        for part in standard.spots[address].parts:
            if standard.spots[part].parts:
                go_into(total, part)
            else:
                found.setdefault(part, Counter())[total] += 1

    for address in standard.spots:
        go_into(address, address)
    return found


def _shape(dates: Sequence[object], marks: Sequence[date]) -> tuple[object, ...]:
    """Return how days are to each other and to the days that matter, and of which years they are."""
    given = [day for day in dates if isinstance(day, date)]
    order = {day: number for number, day in enumerate(sorted({*given, *marks}))}
    ranks = tuple(order[day] if isinstance(day, date) else None for day in dates)
    years = tuple(day.year if isinstance(day, date) else None for day in dates)
    return (*ranks, *(order[day] for day in marks), *years)


def _compared(condition: Condition) -> tuple[FieldRef, ...]:
    """Return the fields whose values a condition looks at; of others it only asks whether they are given."""
    match condition:
        case IsNone():
            return ()
        case And(parts=parts) | Or(parts=parts):
            return tuple(ref for part in parts for ref in _compared(part))
        case Negation(part=part):
            return _compared(part)
    return refs(condition)


def _measures_days(condition: object) -> bool:
    match condition:
        case Compare(left=left, right=right):
            return any(isinstance(side, Arithmetic | DaysBetween) for side in (left, right))
    inner = (*getattr(condition, "parts", ()), *((condition.part,) if hasattr(condition, "part") else ()))
    return any(_measures_days(part) for part in inner)


def _literal_days(condition: object) -> list[date]:
    match condition:
        case Compare(left=left, right=right):
            sides: tuple[object, ...] = (left, right)
            return [side.value for side in sides if isinstance(side, Literal) and isinstance(side.value, date)]
    values = getattr(condition, "values", ())
    inner = (*getattr(condition, "parts", ()), *((condition.part,) if hasattr(condition, "part") else ()))
    own = [value.value for value in values if isinstance(value, Literal) and isinstance(value.value, date)]
    return own + [day for part in inner for day in _literal_days(part)]
