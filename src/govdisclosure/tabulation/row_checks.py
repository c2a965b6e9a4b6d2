"""Integrity checks of table rows (数据完整性): faults that record objects cannot have.

Objects are checked when they are made. Rows in a database were made by somebody else, so a scan of tables also looks out for
unknown words, values missing where one is required, days that are slips of the pen (the year 0215), and days in an order that
cannot be. A row that is caught makes a finding of severity error, with its id; it is counted as the conditions have it, and a
report with such a finding is a draft.

Only fields that the figures depend on are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from govdisclosure.expressions import Comparator, Compare, FieldRef, IsNone, Literal, Membership
from govdisclosure.messages import Message, say
from govdisclosure.records import Field, FieldType, RecordKind, Request
from govdisclosure.records.record import EARLIEST, LARGEST_MONEY, LARGEST_NUMBER, LATEST
from govdisclosure.tabulation.nnf import Conjunction, Disjunction, Malformed, Normal, PreparationAnomaly
from govdisclosure.values import Severity


@frozen(kw_only=True)
class RowProblem:
    """A fault of rows (数据问题): a finding's rule and message, and the test by which rows are found.

    Attributes:
        test: what holds of such a row.
        fields: the row's own fields that the test asks; none where it asks something else, and every row is asked.
        bounds: whether it asks only if one value is missing, or too little or too much.
    """

    rule: str
    severity: Severity
    test: Normal
    fields: frozenset[str]
    key: str
    facts: Mapping[str, object] = field(eq=False)
    bounds: bool = False

    def sentence(self, count: int) -> Message:
        """Say it of so many rows."""
        return say(self.key, count=count, **self.facts)


def troubles(
    kind: RecordKind,
    read: Iterable[str],
    loose: frozenset[FieldType] = frozenset(FieldType),
    *,
    of_files: bool = False,
) -> tuple[RowProblem, ...]:
    """Return what to look out for in the rows of one kind.

    Args:
        kind: the kind of record.
        read: the fields that are read.
        loose: the types of fields whose columns can hold something else.
        of_files: whether rows are lines of files, which can break off.
    """
    names = dict.fromkeys(read)
    return (
        *_fields(kind, names, loose),
        *_orders(kind, names),
        *_needs(kind, names),
        *_noticed(kind, names, of_files=of_files),
    )


def _trouble(rule: str, test: Normal, fields: Iterable[Field], /, **facts: object) -> RowProblem:
    _, what, _ = rule.split(".")
    names = frozenset(one.name for one in fields)
    key, bounds = f"integrity.{what}", what in ("missing", "outside")
    return RowProblem(rule=rule, severity=Severity.ERROR, test=test, fields=names, key=key, facts=facts, bounds=bounds)


def _fields(kind: RecordKind, names: Iterable[str], loose: frozenset[FieldType]) -> Iterator[RowProblem]:
    for name in names:
        found = kind.fields[name]
        ref = FieldRef(found)
        if found.type in loose:
            yield _trouble(f"{kind.name}.malformed.{name}", Malformed(ref), [found], field=found, wanted=found.type)
        missing: list[Normal] = [IsNone(ref)] if found.required else []
        if found.type is FieldType.ID:
            missing.append(Compare(Comparator.EQUAL, ref, Literal("")))
        if missing:
            yield _trouble(f"{kind.name}.missing.{name}", Disjunction(tuple(missing)), [found], field=found)
        if found.words is not None:
            known = tuple(Literal(word) for word in found.words)
            yield _trouble(f"{kind.name}.unknown_word.{name}", Membership(ref, known, negated=True), [found], field=found)
        elif found.type in _BOUNDS:
            least, most = _BOUNDS[found.type]
            outside = Disjunction((Compare(Comparator.BELOW, ref, least), Compare(Comparator.ABOVE, ref, most)))
            yield _trouble(f"{kind.name}.outside.{name}", outside, [found], field=found)


_BOUNDS = {
    FieldType.DATE: (Literal(EARLIEST), Literal(LATEST)),
    FieldType.NUMBER: (Literal(0), Literal(LARGEST_NUMBER - 1)),
    FieldType.MONEY: (Literal(0), Literal(LARGEST_MONEY * 100 - 1)),  # in fen, as engines hold money
}


def _orders(kind: RecordKind, names: Mapping[str, None]) -> Iterator[RowProblem]:
    for earlier, later in kind.cls.order:
        if earlier in names and later in names:
            one, other = kind.fields[earlier], kind.fields[later]
            test = Compare(Comparator.BELOW, FieldRef(other), FieldRef(one))
            yield _trouble(f"{kind.name}.order.{later}", test, [one, other], earlier=one, later=other)


def _needs(kind: RecordKind, names: Mapping[str, None]) -> Iterator[RowProblem]:
    for name, needed in kind.cls.needs:
        if name in names and needed in names:
            one, other = kind.fields[name], kind.fields[needed]
            test = Conjunction((IsNone(FieldRef(one), negated=True), IsNone(FieldRef(other))))
            yield _trouble(f"{kind.name}.needs.{name}", test, [one, other], field=one, needed=other)


def _noticed(kind: RecordKind, names: Mapping[str, None], *, of_files: bool) -> Iterator[RowProblem]:
    if of_files:
        yield _besides("source.broken_off", Severity.ERROR, "broken_off", "integrity.broken_off")
    if kind is Request.__kind__ and "due" in names:
        yield _besides("request.due_computed", Severity.INFO, "due_computed", "tabulate.request.due_computed")
        yield _besides("request.due_provisional", Severity.WARNING, "due_provisional", "tabulate.request.due_provisional")


def _besides(rule: str, severity: Severity, what: str, key: str) -> RowProblem:
    return RowProblem(rule=rule, severity=severity, test=PreparationAnomaly(what), fields=frozenset(), key=key, facts={})
