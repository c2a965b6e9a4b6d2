"""Combining figures of shorter periods into a longer one (分期数据合成): flows add up, stocks do not.

It is another question than how bodies combine: the stock at the end of a year is that of its last quarter, not the sum of four.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import assert_never

from govdisclosure.exact.decimals import total
from govdisclosure.expressions import (
    And,
    Arithmetic,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    Flag,
    IsNone,
    Literal,
    Membership,
    Negation,
    Operand,
    Or,
    OtherPeriod,
    PeriodDay,
    Span,
    WithinPeriod,
)
from govdisclosure.values import Blank, Value, as_number


class OverTime(Enum):
    """How the figures of subperiods combine into that of the period."""

    SUM = "sum"
    FIRST = "first"
    LAST = "last"
    LEAST = "least"
    MOST = "most"
    NONE = "none"

    def joined(self, parts: Sequence[Value]) -> Value:
        """Return the figure of a period from those of its parts, in order of time; missing where it does not follow.

        A part to which a figure does not apply (—) adds nothing, and is not the extreme one; a first or last part counts as is.
        """
        given = [part for part in parts if part is not Blank.NOT_APPLICABLE]
        numbers = [part for part in given if isinstance(part, int | Decimal)]
        ordered = given and all(as_number(part) is not None for part in given)
        blank = Blank.MISSING if given else Blank.NOT_APPLICABLE
        match self:
            case OverTime.SUM:
                return total(numbers) if given and len(numbers) == len(given) else blank
            case OverTime.FIRST:
                return parts[0]
            case OverTime.LAST:
                return parts[-1]
            case OverTime.LEAST:
                return min(given, key=_order) if ordered else blank
            case OverTime.MOST:
                return max(given, key=_order) if ordered else blank
            case OverTime.NONE:
                return Blank.MISSING
            case _:
                assert_never(self)


def _order(value: Value) -> Fraction:
    return Fraction(as_number(value) or 0)


def derived(conditions: Iterable[Condition | Operand]) -> OverTime | None:
    """Return how a count or sum under these conditions follows from shorter periods; None where they do not tell.

    What happens ``in period`` adds up, as long as one day decides it: each record is then in one part. What is judged by
    ``period.end`` is that of the last part, by ``period.start`` that of the first. Conditions that ask the period in several of
    these ways, or in none, do not tell: a request received *and* answered in a year need not have both days in one quarter.
    """
    given = tuple(conditions)
    asked = frozenset[_Asked]().union(*map(_asked, given))
    if "before" in asked:  # the period before a year is no sum of those before its quarters
        return OverTime.NONE
    if asked == {"end"}:
        return OverTime.LAST
    if asked == {"start"}:
        return OverTime.FIRST
    happens = {(each.ref, each.span) for each in asked if isinstance(each, WithinPeriod)}
    if len(happens) == 1 and not any(isinstance(each, str) for each in asked) and any(map(_happens, given)):
        return OverTime.SUM
    return None


def counts_events(conditions: Iterable[Condition]) -> bool:
    """Whether conditions ask for what happens in the period, whatever else they ask."""
    asked = frozenset[_Asked]().union(*map(_asked, conditions))
    return any(isinstance(each, WithinPeriod) and not each.negated for each in asked)


_Asked = WithinPeriod | str
"""A day that must lie in the period, or which of its days is asked: ``start``, ``end``; ``before`` for an earlier period's."""


def _happens(node: Condition | Operand) -> bool:
    """Whether a condition holds only for what happens in the period."""
    match node:
        case WithinPeriod(negated=negated):
            return not negated
        case And(parts=parts):
            return any(map(_happens, parts))
        case Or(parts=parts):
            return all(map(_happens, parts))
        case _:
            return False


def _seen(asked: _Asked, span: Span) -> frozenset[_Asked]:
    """Return what is asked, by where it lies for the parts of a period: the year so far is that of the last part."""
    match span.other:
        case None | OtherPeriod.LAST_YEAR:
            return frozenset((asked,))
        case OtherPeriod.YEAR_TO_DATE:
            return frozenset(("end",))
        case OtherPeriod.BEFORE:
            return frozenset(("before",))
    assert_never(span.other)


def _asked(node: Condition | Operand) -> frozenset[_Asked]:
    match node:
        case WithinPeriod(span=span):
            return _seen(node, span)
        case PeriodDay(which=which, span=span):
            return _seen(which, span)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return _asked(left) | _asked(right)
        case DaysBetween(start=start, end=end):
            return _asked(start) | _asked(end)
        case And(parts=parts) | Or(parts=parts):
            return frozenset[_Asked]().union(*map(_asked, parts))
        case Negation(part=part):
            return _asked(part)
        case FieldRef() | Literal() | Flag() | Membership() | IsNone():
            return frozenset()
        case _:
            assert_never(node)
