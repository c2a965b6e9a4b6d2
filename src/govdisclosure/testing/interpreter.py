"""What a condition means, slowly and plainly (口径解释器): the measure that every engine is held to.

It reads the text of a condition with Python's own parser and shares nothing with the library's reader, plans or engines, so
that a fault of theirs shows. Two-valued: whatever touches a missing value is false, and ``not`` of that is true.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar

from govdisclosure.law import reconsideration_first
from govdisclosure.records import TypedRecord
from govdisclosure.records.record import fields_of
from govdisclosure.records.vocabulary import Word
from govdisclosure.values import Period

Parents = Mapping[str, Mapping[str, Any]]
"""Records that others lead to: by kind, then by id."""


def holds(condition: str, record: TypedRecord, period: Period, parents: Parents) -> bool:
    """Return whether a record meets a condition; the condition must be one that the library takes.

    Args:
        condition: the condition.
        record: the record.
        period: the period that the condition may ask about.
        parents: from a kind and id to the record that a dotted name leads to.

    Example:
        >>> from govdisclosure.testing.examples import request
        >>> holds("received in period", request(), Period.year(2024), {})
        True
    """
    return _Interpreter(record, period, parents).holds(ast.parse(condition, mode="eval").body)


def number(text: str, record: TypedRecord, period: Period, parents: Parents) -> Any:
    """Return the number that an operand is for a record, or None where it is missing."""
    return _Interpreter(record, period, parents).value(ast.parse(text, mode="eval").body)


_KNOWN_YEARS = frozenset(day.year for day in chinese_calendar.constants.holidays)


@lru_cache(maxsize=65536)
def workdays(start: date, end: date) -> int | None:
    """Return the number of working days after ``start`` up to and including ``end``, day by day; None for unknown years."""
    if end < start:
        back = workdays(end, start)
        return None if back is None else -back
    count = 0
    for number_of_days in range(1, (end - start).days + 1):
        day = start + timedelta(days=number_of_days)
        if day.year not in _KNOWN_YEARS:
            return None
        # The package knows 2005-12-31 as an ordinary Saturday; the notice for 2006 had it worked.
        count += day == date(2005, 12, 31) or chinese_calendar.is_workday(day)
    return count


_SIGNS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class _Interpreter:
    def __init__(self, record: TypedRecord, period: Period, parents: Parents) -> None:
        self.record, self.period, self.parents = record, period, parents

    def holds(self, node: ast.expr) -> bool:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return all(self.holds(value) for value in values)
            case ast.BoolOp(values=values):
                return any(self.holds(value) for value in values)
            case ast.UnaryOp(operand=operand):
                return not self.holds(operand)
            case ast.Compare(left=left, ops=ops, comparators=rights):
                return all(map(self.compares, [left, *rights], ops, rights))
            case ast.Call(func=ast.Name(id="reconsideration_first"), args=[first, second]):
                outcome, day = self.value(first), self.value(second)
                known = outcome is not None and day is not None
                return known and reconsideration_first(outcome, day).required is True
        return self.value(node) is True

    def compares(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> bool:
        one = self.value(left)
        match sign, right:
            case ast.Is() | ast.IsNot(), _:
                return (one is None) is isinstance(sign, ast.Is)
            case ast.In() | ast.NotIn(), ast.Tuple(elts=elements):
                found = any(_same_kind(one, self.value(element))[1] == one for element in elements)
                return one is not None and found is isinstance(sign, ast.In)
            case ast.In() | ast.NotIn(), _:
                return one is not None and (self.period.start <= one <= self.period.end) is isinstance(sign, ast.In)
        one, other = _same_kind(one, self.value(right))
        return one is not None and other is not None and _SIGNS[type(sign)](one, other)

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(operand=operand):
                return -self.value(operand)
            case ast.Attribute(value=ast.Name(id="period"), attr=edge):
                return getattr(self.period, edge)
            case ast.Attribute(value=ast.Name(id=parent), attr=name):
                kind = fields_of(type(self.record))[parent].parent
                return _field(self.parents.get(kind.name if kind else "", {}).get(getattr(self.record, parent)), name)
            case ast.Name(id=name):
                return _field(self.record, name)
            case ast.BinOp(left=left, op=sign, right=right):
                one, other = self.value(left), self.value(right)
                return None if one is None or other is None else one + other if isinstance(sign, ast.Add) else one - other
            case ast.Call(func=ast.Name(id=function), args=[start, end]):
                one, other = (_day(self.value(each)) for each in (start, end))
                if one is None or other is None:
                    return None
                return (other - one).days if function == "days" else workdays(one, other)
        raise TypeError(f"{ast.unparse(node)} is not part of the language")


def _field(record: object, name: str) -> Any:
    """Return a field as plain Python has it; empty text is missing."""
    value = getattr(record, name, None)
    return value.value if isinstance(value, Word) else None if value == "" else value


def _same_kind(one: Any, other: Any) -> tuple[Any, Any]:
    """Return both, a text read as a day where it is beside one."""
    return (_day(one) if isinstance(other, date) else one, _day(other) if isinstance(one, date) else other)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
