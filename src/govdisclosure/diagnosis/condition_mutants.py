"""Mutation testing of a standard's conditions (条件变异检验): a change that no record notices is tested by none.

Each condition of a row, column or guard is changed a little, one change at a time: a part is dropped, ``<`` becomes ``<=``, a
word leaves a set, ``and`` becomes ``or``. The changed standard is refused by the loader, or it gives other figures or findings
for the records at hand, or nobody notices. For the last, records are made until one tells both standards apart: put among the
records it becomes a test. Where none is found among thousands, the change is proved to make no difference, case by case, or it
stays undecided.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy, deepcopy
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice, pairwise, product
from math import prod
from typing import Any, TypeAlias, assert_never

from attrs import fields, frozen, has

from govdisclosure.errors import GovDisclosureError
from govdisclosure.expressions import (
    ALWAYS,
    Arithmetic,
    Condition,
    DaysBetween,
    FieldRef,
    Literal,
    all_of,
    conjuncts,
    literals,
    refs,
)
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.records.record import TypedRecord
from govdisclosure.records.vocabulary import Word
from govdisclosure.report import Report
from govdisclosure.sources import Records, gather
from govdisclosure.standards import Guard, Spot, Standard
from govdisclosure.tabulation import tabulate, tabulate_by_body
from govdisclosure.tabulation.memory import run
from govdisclosure.tabulation.plan import GuardWatch, Scan
from govdisclosure.tabulation.statutory_deadlines import Terms, reads_due
from govdisclosure.value_objects import ValueObject
from govdisclosure.values import Period, Severity

Load: TypeAlias = Callable[[Mapping[str, Any]], Standard]
"""From the data of a standard's file to the standard; raises InvalidStandardError."""

CANDIDATES, ROUNDS = 400, 25
"""How many records are made at once, and how often, before a change is taken to make no difference."""


class Fate(Enum):
    """The outcome of a changed condition."""

    REFUSED = "refused"
    NOTICED = "noticed"
    ALIVE = "alive"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


@frozen(kw_only=True)
class ConditionMutant(ValueObject):
    """One changed condition (变异条件).

    Attributes:
        place: the row, column or guard, and which of its keys.
        written, changed: the condition as it is, and as it was changed.
        records: of an unnoticed change, records that tell both apart, by kind, in the order of parents first.
    """

    place: str
    written: str
    changed: str
    fate: Fate
    records: tuple[TypedRecord, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the mutant as the plain data of its JSON."""
        return {
            "place": self.place,
            "written": self.written,
            "changed": self.changed,
            "fate": self.fate.value,
            "records": [{"kind": kind_name(one), "fields": as_row(one)} for one in self.records],
        }


def kind_name(record: TypedRecord) -> str:
    """Return the name of a record's kind."""
    return type(record).__kind__.name


def as_row(record: TypedRecord) -> dict[str, str]:
    """Return the given fields of a record as in a line of its file."""
    row = {}
    for one in fields(type(record)):
        value = getattr(record, one.name)
        if isinstance(value, Enum):
            value = value.value
        if value is not None:
            row[one.name] = str(value).lower() if isinstance(value, bool) else str(value)
    return row


def mutate(
    data: Mapping[str, Any],
    records: Records,
    load: Load,
    *,
    periods: Sequence[Period] = (),
    every: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[ConditionMutant]:
    """Change each condition of a standard, one change at a time, and yield the outcomes.

    Args:
        data: the standard's file as TOML has it.
        records: the records that should notice.
        load: makes a standard from such data.
        periods: the periods that are tabulated; by default the years in which most days of the records lie.
        every: how many changes there are to each that is tried, for a sample.
        progress: called with how many changes are tried, and how many there are.

    Raises:
        InvalidStandardError: the standard has faults as it is.
    """
    standard = load(data)
    chosen = list(periods) or years_of(records) or [Period.year(2024)]
    changes = list(_changes(data))[every - 1 :: every]
    for done, (path, place, written, changed) in enumerate(changes):
        if progress:
            progress(done, len(changes))
        other = deepcopy(dict(data))
        _put(other, path, changed)
        telling: tuple[TypedRecord, ...] = ()
        try:
            mutated = load(other)
            if _is_noticed(standard, mutated, records, chosen):
                fate = Fate.NOTICED
            else:
                telling = _telling(standard, mutated, records, chosen[-1])
                fate = Fate.ALIVE if telling else _without_difference(standard, mutated, chosen[-1])
        except GovDisclosureError:
            fate = Fate.REFUSED
        yield ConditionMutant(place=place, written=written, changed=changed, fate=fate, records=telling)


def _is_noticed(standard: Standard, mutated: Standard, records: Records, periods: Sequence[Period]) -> bool:
    """Whether figures or findings of a body differ that has a record which counts by one of both standards alone."""
    for kind, (one, other) in _differing(standard, mutated):
        several = records.by_kind.get(kind.name, ())
        for period in periods:
            apart = _apart(kind, one, other, several, records.parents, period, standard)
            for body in dict.fromkeys(getattr(record, kind.owner) for record in apart):
                figures = [_figures_of(tabulate(records, form, period=period, body=body)) for form in (standard, mutated)]
                if figures[0] != figures[1]:
                    return True
    return False


def _apart(
    kind: RecordKind,
    one: Condition,
    other: Condition,
    records: Sequence[TypedRecord],
    parents: Mapping[str, Mapping[str, object]],
    period: Period,
    standard: Standard,
) -> list[TypedRecord]:
    """Return the records that meet one of two conditions and not the other."""
    if one == other or "id" not in kind.fields or not records:
        return []
    watches = tuple(
        GuardWatch(
            Guard(key=key, records=kind, where=test, label="", label_en="", severity=Severity.INFO),
            frozenset(conjuncts(test)),
        )
        for key, test in (("one", one), ("other", other))
    )
    read = (ref for test in (one, other) for ref in refs(test))
    filled = list(Terms(standard.calendar).filled(records)) if reads_due(kind, read) else records
    caught = run(Scan(watches=watches), filled, period, parents, standard.calendar).caught
    apart = set(caught[watches[0]]) ^ set(caught[watches[1]])
    return [record for record in records if record.id in apart]  # type: ignore[attr-defined]


def years_of(records: Records) -> list[Period]:
    """Return the years in which most days of records lie, three at most."""
    days: Counter[int] = Counter()
    for found in records.by_kind.values():
        for record in found:
            for one in fields(type(record)):
                value = getattr(record, one.name)
                if isinstance(value, date):
                    days[value.year] += 1
    return sorted(Period.year(year) for year, _ in days.most_common(3))


def _figures(records: Records, standard: Standard, period: Period) -> Mapping[str, object]:
    made = tabulate_by_body(records, standard, period=period)
    return {body: _figures_of(report) for body, report in made.items()}


def _figures_of(report: Report) -> object:
    return (
        {address: cell.value for address, cell in report.cells.items()},
        sorted((note.rule, note.message.zh, note.where) for note in report.notes),
    )


# ---------------------------------------------------------------------------------------------------------- the changes


def _changes(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Yield every change of every condition once: the place in the data, its name, the condition, and the change."""
    seen: set[tuple[str, str]] = set()
    for path, place, written in sites(data):
        for changed in variants(written):
            if (place, changed) not in seen and changed != written:
                seen.add((place, changed))
                yield path, place, written, changed


def sites(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield every condition of a standard's file: its place in the data, the place's name, and the condition."""
    for number, table in enumerate(data.get("tables", ())):
        for part in ("columns", "rows", "guards"):
            for place, one in enumerate(table.get(part, ())):
                for key in ("where", "count", "any", "all"):
                    if isinstance(one.get(key), str):
                        yield ("tables", number, part, place, key), f"{one['key']} {key}", one[key]
                for key in ("share", "rate"):
                    for inner in ("of", "among") if key in one else ():
                        yield ("tables", number, part, place, key, inner), f"{one['key']} {key}.{inner}", one[key][inner]
                for also, addend in enumerate(one.get("also", ())):
                    yield ("tables", number, part, place, "also", also, "where"), f"{one['key']} also.where", addend["where"]


def variants(condition: str) -> Iterator[str]:
    """Yield a condition with each small change, as text."""
    tree = ast.parse(condition.strip(), mode="eval").body
    yield from dict.fromkeys(ast.unparse(one) for one in _changed(tree))


_NEAR: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(op=op, values=values):
            for number in range(len(values)):
                rest = values[:number] + values[number + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for number, one in enumerate(values):
                for changed in _changed(one):
                    yield ast.BoolOp(op, [*values[:number], changed, *values[number + 1 :]])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
            for changed in _changed(operand):
                yield ast.UnaryOp(ast.Not(), changed)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if type(op) in _NEAR:
                yield ast.Compare(left, [_NEAR[type(op)]()], [right])
            if isinstance(right, ast.Tuple) and len(right.elts) > 1:
                for number in range(len(right.elts)):
                    fewer = copy(right)
                    fewer.elts = right.elts[:number] + right.elts[number + 1 :]
                    yield ast.Compare(left, [op], [fewer])


def _put(data: Any, path: Sequence[str | int], text: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = text


# ------------------------------------------------------------------------------------------------- a record that notices


def _telling(standard: Standard, mutated: Standard, records: Records, period: Period) -> tuple[TypedRecord, ...]:
    """Return a record, after its parents, that counts under only one of two standards; nothing where none is found."""
    chance = random.Random(0)  # noqa: S311 - the same records each time
    for kind, (one, other) in _differing(standard, mutated):
        if one == other or "id" not in kind.fields:
            continue
        first: tuple[TypedRecord, ...] = ()
        maker = _RecordMaker(kind, all_of(one, other), period, chance)
        for _ in range(ROUNDS):
            made = maker.made(CANDIDATES)
            parents: dict[str, dict[str, object]] = {}
            for each in made:
                for parent in each[:-1]:
                    parents.setdefault(kind_name(parent), {})[parent.id] = parent  # type: ignore[attr-defined]
            found = _apart(kind, one, other, [each[-1] for each in made], parents, period, standard)
            apart = {record.id for record in found}  # type: ignore[attr-defined]
            for each in made:
                if each[-1].id in apart:  # type: ignore[attr-defined]
                    first = first or each
                    if _tells(each, standard, mutated, records, period):
                        return each
            if first and len(apart) > CANDIDATES // 4:
                break
        if first:
            return first
    return ()


def _tells(made: Sequence[TypedRecord], standard: Standard, mutated: Standard, records: Records, period: Period) -> bool:
    """Whether figures or findings differ with the record, by itself or among the others."""
    alone = gather(made)
    if _figures(alone, standard, period) != _figures(alone, mutated, period):
        return True
    together = gather([*(one for found in records.by_kind.values() for one in found), *made])
    return _figures(together, standard, period) != _figures(together, mutated, period)


def _differing(standard: Standard, mutated: Standard) -> Iterator[tuple[RecordKind, tuple[Condition, Condition]]]:
    """Yield the conditions of cells and guards that differ between two standards, each pair once."""
    found: dict[tuple[RecordKind, tuple[Condition, Condition]], None] = {}
    for spot, other in _addends(standard, mutated):
        mine, theirs = spot.measure.criterion, other.measure.criterion
        if mine is None or theirs is None or spot.row.records is None:
            continue
        for part in ("met", "among"):
            pair = tuple(
                all_of(*each.where, getattr(criterion, part) or ALWAYS) for each, criterion in ((spot, mine), (other, theirs))
            )
            if pair[0] != pair[1]:
                found[spot.row.records, (pair[0], pair[1])] = None
    for guard, changed in zip(standard.guards, mutated.guards, strict=True):
        if guard.where != changed.where:
            found[guard.records, (guard.where, changed.where)] = None
    yield from found


# ------------------------------------------------------------------------------------------- that nothing can notice

MOST_CASES = 400_000
"""How many records are looked at, at most, to prove that two conditions are the same."""


def _without_difference(standard: Standard, mutated: Standard, period: Period) -> Fate:
    """Tell a change that is proved to make no difference from one of which that is not known."""
    pairs = [(kind, one, other) for kind, (one, other) in _differing(standard, mutated) if one != other]
    proved = all(_are_equivalent(kind, one, other, period, standard) for kind, one, other in pairs)
    return Fate.EQUIVALENT if proved else Fate.UNDECIDED


def _are_equivalent(kind: RecordKind, one: Condition, other: Condition, period: Period, standard: Standard) -> bool:
    """Whether two conditions are proved to hold for the same records of a period, by a record for each case there is.

    Conditions ask of days only how they are to each other and to the period, of words which they are, of anything else whether
    it is given. So the cases are finite: each word, and for days so many before, within and after the period as there are days
    in a record. Nothing is proved where days are counted or named, numbers compared, parents read, or the cases too many.
    """
    read = tuple(dict.fromkeys((*refs(one), *refs(other))))
    if not all(ref.parent is None and ref.field.type in _DECIDED for ref in read) or "id" not in kind.fields:
        return False
    if reads_due(kind, read) or not all(isinstance(each.value, Word) for test in (one, other) for each in literals(test)):
        return False
    if any(isinstance(each, Arithmetic | DaysBetween) for test in (one, other) for each in _nodes(test)):
        return False
    names = {ref.field.name for ref in read} | {name for name, each in kind.fields.items() if each.required}
    while more := {needed for name, needed in kind.cls.needs if name in names} - names:
        names |= more
    chosen = [each for name, each in kind.fields.items() if name in names - {"id", kind.owner}]
    days = sum(each.type is FieldType.DATE for each in chosen)
    named = (period.start, period.end)
    choices = [[*_cases(each, named, days), *([] if each.required else [None])] for each in chosen]
    if prod(map(len, choices)) > MOST_CASES:
        return False
    keys = [each.name for each in chosen]
    cases = product(*choices)
    while batch := list(islice(cases, 20_000)):
        records = []
        for number, values in enumerate(batch):
            try:
                records.append(kind.cls(**{"id": str(number), kind.owner: "b", **dict(zip(keys, values, strict=True))}))
            except GovDisclosureError:  # days in an order that cannot be, a part without what it needs
                continue
        if _apart(kind, one, other, records, {}, period, standard):
            return False
    return True


_DECIDED = frozenset((FieldType.DATE, FieldType.WORD, FieldType.FLAG))


def _nodes(node: object) -> Iterator[object]:
    """Yield a condition and all that it is made of."""
    yield node
    kind: type = type(node)
    for each in fields(kind) if has(kind) and not isinstance(node, FieldRef | Literal) else ():
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            yield from _nodes(part)


def _cases(field: Field, named: Sequence[date], days: int) -> Sequence[object]:
    """Return a value for each case that a condition can tell apart."""
    match field.type:
        case FieldType.WORD:
            return list(field.words or ())
        case FieldType.FLAG:
            return [True, False]
        case FieldType.DATE:
            found: set[date] = set(named)
            for earlier, later in pairwise([named[0] - timedelta(days=days + 1), *named, named[-1] + timedelta(days=days + 1)]):
                between = (later - earlier).days - 1
                found |= {earlier + timedelta(days=step) for step in range(1, 1 + min(days, between))}
            return sorted(found)
        case FieldType.MONEY:
            return [Decimal(1)]
        case FieldType.NUMBER:
            return [1]
        case _:
            return ["x"]


def _addends(standard: Standard, mutated: Standard) -> Iterator[tuple[Spot, Spot]]:
    for address, spot in standard.spots.items():
        yield from zip(spot.addends, mutated.spots[address].addends, strict=False)


class _RecordMaker:
    """Makes records whose fields take the values that a condition may turn on."""

    def __init__(self, kind: RecordKind, condition: Condition, period: Period, chance: random.Random) -> None:
        self.kind, self.period, self.chance = kind, period, chance
        self.read = dict.fromkeys(refs(condition))
        self.literals = [one.value for one in literals(condition)]
        self.numbers = [one for one in self.literals if isinstance(one, int)] or [20]
        self.number = 0

    def made(self, count: int) -> list[tuple[TypedRecord, ...]]:
        """Return up to so many valid records, each after its parents."""
        found = []
        for _ in range(count):
            self.number += 1
            try:
                found.append(self.one(f"x{self.number}"))
            except GovDisclosureError:  # days in an order that cannot be
                continue
        return found

    def one(self, identity: str) -> tuple[TypedRecord, ...]:
        parents = {}
        for ref in self.read:
            if ref.parent is not None and ref.parent.name not in parents:
                kind = ref.parent.parent
                if kind is not None:
                    names = {one.field.name for one in self.read if one.parent == ref.parent}
                    parents[ref.parent.name] = self.record(kind, names, f"p{identity}", {})
        own = {ref.field.name for ref in self.read if ref.parent is None}
        leading = dict.fromkeys(parents, f"p{identity}")
        return (*parents.values(), self.record(self.kind, own, identity, leading))

    def record(self, kind: RecordKind, read: set[str], identity: str, leading: Mapping[str, str]) -> TypedRecord:
        values: dict[str, object] = {}
        days: list[date] = []
        for name, one in kind.fields.items():
            if name == "id":
                values[name] = identity
            elif name == "body":
                values[name] = "b"
            elif name in leading:
                values[name] = leading[name]
            elif name in read or one.required:
                value = self.value(one, days, read=name in read)
                values[name] = value
                if isinstance(value, date):
                    days.append(value)
        for name, needed in kind.cls.needs:
            if values.get(name) is not None and values.get(needed) is None and kind.fields[needed].type is FieldType.DATE:
                values[needed] = values[name] if isinstance(values[name], date) else self.day(days)
        for earlier, later in kind.cls.order:
            first, then = values.get(earlier), values.get(later)
            if isinstance(first, date) and isinstance(then, date) and first > then:
                values[earlier] = then
        return kind.cls(**values)

    def value(self, one: Field, days: Sequence[date], *, read: bool) -> object:
        if read and not one.required and self.chance.random() < 0.3:
            return None
        match one.type:
            case FieldType.DATE:
                return self.day(days)
            case FieldType.WORD:
                words = list(one.words or ())
                named = [word for word in words if word in self.literals]
                return self.chance.choice(named if named and self.chance.random() < 0.6 else words)
            case FieldType.NUMBER:
                return max(0, self.chance.choice(self.numbers) + self.chance.choice([-1, 0, 1]))
            case FieldType.MONEY:
                return Decimal(self.chance.choice([0, 1, 100]))
            case FieldType.FLAG:
                return self.chance.random() < 0.5
            case FieldType.TEXT | FieldType.ID:
                return "x"
            case FieldType.PERIOD:
                return self.period
        assert_never(one.type)

    def day(self, days: Sequence[date]) -> date:
        near = [timedelta(days=number) for number in (-3, -2, -1, 0, 1)]
        if days and self.chance.random() < 0.5:
            steps = [*(number + step for number in self.numbers for step in (-1, 0, 1)), self.chance.randint(0, 45)]
            return self.chance.choice(days) + timedelta(days=self.chance.choice(steps))
        named = [one for one in self.literals if isinstance(one, date)]
        middle = self.period.start + (self.period.end - self.period.start) / 2
        return self.chance.choice([self.period.start, self.period.end, middle, *named]) + self.chance.choice(near)
