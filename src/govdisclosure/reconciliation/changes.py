"""Possible errors with one record (可能的差错): counted twice, left out, misclassified, in another year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve, frozen

from govdisclosure.errors import InvalidRecordError
from govdisclosure.exact.subset_sums import Exact, Vector, vector
from govdisclosure.expressions import Literal, operand_in_words, refs
from govdisclosure.messages import Message, say
from govdisclosure.reconciliation.contributions import CellShare, Contributions, called, with_totals
from govdisclosure.records import FieldType, RecordKind, TypedRecord
from govdisclosure.records.record import Field, fields_of, shown_id
from govdisclosure.value_objects import ValueObject, frozen_dict
from govdisclosure.values import Period, value_in_words


class ChangeKind(Enum):
    """Kinds of errors with a record (差错种类), the likelier first."""

    DOUBLED = "counted twice"
    UNFOLDED = "not folded"
    MOVED = "under another word"
    REDATED = "of another day"
    LEFT_OUT = "left out"
    SHIFTED = "of another year"


@frozen(kw_only=True)
class RecordChange(ValueObject):
    """One possible error with one of several equivalent records (一处差错).

    Attributes:
        kind: the records' kind.
        ids: the records, any one of which may be meant; none of them counts otherwise than the first.
        field: the field that was taken for something else; of a value that was not folded, the field of the value.
        has, taken: what the record has there, and what it was taken to have; of a day, the nearest that would do.
        within: of a day, whether it was taken to be in the period.
        cell: of a value that was not folded, the cell.
        effect: by how much each cell changes, by address, totals included.
    """

    how: ChangeKind
    kind: RecordKind
    ids: tuple[str, ...]
    field: Field | None = None
    has: object = None
    taken: object = None
    within: bool = False
    cell: str = ""
    effect: Mapping[str, Exact] = attrs.field(converter=frozen_dict)

    def to_dict(self, *, limit: int = 20) -> dict[str, Any]:
        """Return the change as plain data, with the first ids of the records that may be meant."""
        return {
            "how": self.how.value,
            "kind": self.kind.name,
            "count": len(self.ids),
            "ids": [shown_id(each) for each in self.ids[:limit]],
            "field": self.field.name if self.field else None,
            "message": self.sentence.both,
        }

    @property
    def sentence(self) -> Message:
        """What the report did, in words."""
        which = _which(self.ids)
        facts: dict[str, object] = {"kind": self.kind, "which": which}
        if self.how is ChangeKind.UNFOLDED:  # all of them, not one of them
            shown = [shown_id(one) for one in self.ids[:_NAMED]]
            return say("reconcile.unfolded", kind=self.kind, ids=shown, count=len(self.ids), field=self.field)
        if self.field is None:
            return say("reconcile.doubled" if self.how is ChangeKind.DOUBLED else "reconcile.left_out", **facts)
        facts["field"] = self.field
        if self.how is ChangeKind.MOVED:
            return say("reconcile.moved", **facts, has=_shown(self.has), taken=_shown(self.taken))
        if self.how is ChangeKind.SHIFTED and isinstance(self.taken, date):
            facts["taken"] = self.taken.year
        else:
            facts["taken"] = say("reconcile.within" if self.within else "reconcile.without")
        found = say(f"reconcile.{self.how.name.lower()}", **facts)
        return say("reconcile.has_day", change=found, field=self.field, day=self.has) if len(self.ids) == 1 else found


_NAMED = 5


def _which(ids: Sequence[str]) -> Message:
    shown = [shown_id(one) for one in ids[:_NAMED]]
    if len(ids) == 1:
        return Message.literal(shown[0])
    return say("reconcile.one_of" if len(ids) <= _NAMED else "reconcile.one_of_many", ids=shown, count=len(ids))


def _shown(value: object) -> Message:
    if isinstance(value, bool):
        return value_in_words(value)
    return operand_in_words(Literal(value)) if value is not None else say("explain.nothing")  # type: ignore[arg-type]


MOST_CLASSES = 4000
"""Kinds of record that differ in what decides where they count, beyond which not all are tried."""


@frozen(eq=False)
class PossibleChanges:
    """All possible errors with single records of one kind, by their effect on the cells.

    Attributes:
        by_vector: the changes by what they do, those likelier first.
        complete: whether all records were looked at.
    """

    by_vector: Mapping[Vector, tuple[RecordChange, ...]]
    complete: bool


def possible_changes(counted: Contributions, records: Sequence[TypedRecord]) -> PossibleChanges:
    """Return the possible errors with single records of a kind."""
    maker = _Maker(counted, records)
    found: dict[Vector, list[RecordChange]] = {}
    for change in maker.changes():
        key = vector(change.effect)
        if key:
            found.setdefault(key, []).append(change)
    order = list(ChangeKind)
    return PossibleChanges(
        {key: tuple(sorted(several, key=lambda one: order.index(one.how))) for key, several in found.items()},
        complete=maker.complete,
    )


@frozen
class _EquivalentRecords:
    """Records that are alike in what decides where they count."""

    first: TypedRecord
    ids: tuple[str, ...]
    share: CellShare


class _Maker:
    def __init__(self, counted: Contributions, records: Sequence[TypedRecord]) -> None:
        self.counted, self.kind = counted, counted.kind
        # Of a distinct count it matters who else has a value; elsewhere one record stands for all that are alike.
        distinct = any(adds.once for spot in counted.spots if (adds := spot.measure.adds) is not None)
        everyone = list(zip(records, counted.of(records), strict=True)) if distinct else []
        self.folded: dict[tuple[str, object], list[str]] = {}
        for one, share in everyone:
            for address, value in share.values.items():
                self.folded.setdefault((address, value), []).append(_id(one))
        self.holders: dict[str, Counter[object]] = {spot.address: Counter() for spot in counted.spots}
        for (address, value), ids in self.folded.items():
            self.holders[address][value] = len(ids)
        groups: dict[tuple[object, ...], list[int]] = {}
        for number, signature in enumerate(counted.signatures(records, self.holders)):
            groups.setdefault(signature, []).append(number)
        self.complete = len(groups) <= MOST_CLASSES
        alike = list(groups.values())[:MOST_CLASSES]
        first = [records[numbers[0]] for numbers in alike]
        self.groups = [
            _EquivalentRecords(one, tuple(sorted(_id(records[number]) for number in numbers)), share)
            for one, numbers, share in zip(first, alike, counted.of(first), strict=True)
        ]
        asked = dict.fromkeys(ref.field for part in counted.parts for ref in refs(part) if ref.parent is None)
        self.words = [one for one in asked if one.type in (FieldType.WORD, FieldType.FLAG)]
        self.days = [one for one in asked if one.type is FieldType.DATE]

    def changes(self) -> Iterator[RecordChange]:
        for group in self.groups:
            yield self.change(ChangeKind.DOUBLED, group, group.share.numbers)
            yield self.change(ChangeKind.LEFT_OUT, group, self.effect(group.share, _NOTHING))
        yield from self.unfolded()
        variants: list[tuple[_EquivalentRecords, ChangeKind, Field, TypedRecord]] = []
        for group in self.groups:
            for how, one, fields in self.variants(group.first):
                as_if = _as_if(group.first, {**fields, "id": str(len(variants))})
                if as_if is not None:
                    variants.append((group, how, one, as_if))
        shares = self.counted.of_numbered([as_if for _, _, _, as_if in variants])
        for (group, how, one, as_if), share in zip(variants, shares, strict=True):
            effect = self.effect(group.share, share)
            if effect:
                has, taken = (getattr(record, one.name) for record in (group.first, as_if))
                within = taken in self.counted.period
                yield self.change(how, group, effect, field=one, has=has, taken=taken, within=within)

    def change(self, how: ChangeKind, group: _EquivalentRecords, effect: Mapping[str, Exact], **facts: object) -> RecordChange:
        whole = with_totals(self.counted.standard, effect)
        return RecordChange(how=how, kind=self.kind, ids=group.ids, effect=whole, **facts)  # type: ignore[arg-type]

    def effect(self, before: CellShare, after: CellShare) -> dict[str, Exact]:
        """Return what changes where a record counts otherwise; a value counts once however many records have it."""
        found = {
            address: after.numbers.get(address, 0) - before.numbers.get(address, 0)
            for address in (*before.numbers, *(one for one in after.numbers if one not in before.numbers))
        }
        for address in dict.fromkeys((*before.values, *after.values)):
            old, new = before.values.get(address), after.values.get(address)
            if old == new:
                continue
            gone = old is not None and self.holders[address][old] == 1
            come = new is not None and self.holders[address][new] == 0
            found[address] = Fraction(int(come) - int(gone))
        return {address: number for address, number in found.items() if number}

    def unfolded(self) -> Iterator[RecordChange]:
        """Yield each value that several records have and that was counted once more than it should."""
        for (address, value), ids in self.folded.items():
            adds = self.counted.standard.spots[address].measure.adds
            if value is not None and len(ids) > 1 and adds is not None and adds.ref is not None:
                yield RecordChange(
                    how=ChangeKind.UNFOLDED,
                    kind=self.kind,
                    ids=tuple(sorted(ids)),
                    field=adds.ref.field,
                    cell=address,
                    effect=with_totals(self.counted.standard, {address: 1}),
                )

    def variants(self, record: TypedRecord) -> Iterator[tuple[ChangeKind, Field, Mapping[str, object]]]:
        """Yield what the record may have been taken to have: one word another, one day or all their years another."""
        for one in self.words:
            has = getattr(record, one.name)
            for word in (*(one.words or (True, False)), *([] if one.required else [None])):
                if word != has:
                    yield ChangeKind.MOVED, one, {one.name: word}
        for one in self.days:
            has = getattr(record, one.name)
            if has is not None:
                for day in _days_across(has, self.counted.period):
                    yield ChangeKind.REDATED, one, {one.name: day}
        yield from self.years(record)

    def years(self, record: TypedRecord) -> Iterator[tuple[ChangeKind, Field, Mapping[str, object]]]:
        """Yield all days of the record in other years: in the period's, or in those before and after it."""
        days = {one: day for one in self.days if isinstance(day := getattr(record, one.name), date)}
        period = self.counted.period
        moves: dict[int, Field] = {}
        for one, day in days.items():
            if day in period:
                moves.setdefault(-1, one)
                moves.setdefault(1, one)
            else:
                moves.setdefault(period.end.year - day.year, one)
        for years, one in moves.items():
            if years:
                yield ChangeKind.SHIFTED, one, _all_years_on(record, years)


_NOTHING = CellShare({}, {})


def _as_if(record: TypedRecord, fields: Mapping[str, Any]) -> TypedRecord | None:
    """Return a record with other fields; None where no record can be so: an answer before receipt, an outcome without a day."""
    try:
        return evolve(record, **fields)
    except InvalidRecordError:
        return None


def _days_across(day: date, period: Period) -> tuple[date, ...]:
    """Return the nearest days on the other side of the period's first day, of its last day, and of both."""
    before, after = period.start - timedelta(days=1), period.end + timedelta(days=1)
    if day < period.start:
        return (period.start, after)
    return (period.end, before) if day > period.end else (before, after)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _all_years_on(record: TypedRecord, years: int) -> dict[str, object]:
    fields = fields_of(type(record)).values()
    return {field.name: _years_on(day, years) for field in fields if isinstance(day := getattr(record, field.name), date)}


def _id(record: TypedRecord) -> str:
    return str(getattr(record, "id", ""))


def changed(records: Iterable[TypedRecord], change: RecordChange, identity: str) -> list[TypedRecord]:
    """Return records as a report took them to be, where it did that with one of them."""
    found: list[TypedRecord] = []
    for record in records:
        if _id(record) != identity:
            found.append(record)
        elif change.how is ChangeKind.DOUBLED:
            found += [record, called(record, f"{identity}-again")]
        elif change.how is not ChangeKind.LEFT_OUT:
            found.append(_taken(record, change))
    return found


def _taken(record: TypedRecord, change: RecordChange) -> TypedRecord:
    if change.field is None or change.how is ChangeKind.UNFOLDED:
        return record
    if change.how is not ChangeKind.SHIFTED:
        return evolve(record, **{change.field.name: change.taken})
    years = change.taken.year - change.has.year  # type: ignore[attr-defined]
    return evolve(record, **_all_years_on(record, years))
