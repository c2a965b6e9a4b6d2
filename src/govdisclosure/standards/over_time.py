"""Combining figures of shorter periods into a longer one (分期数据合成): flows add up, stocks do not.

It is another question than how bodies combine: the stock at the end of a year is that of its last quarter, not the sum of four.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
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
from govdisclosure.values import Blank, Value


class OverTime(Enum):
    """How the figures of subperiods combine into that of the period."""

    SUM = "sum"
    FIRST = "first"
    LAST = "last"
    LEAST = "least"
    MOST = "most"
    NONE = "none"

    def joined(self, parts: Sequence[Value]) -> Value:
        """Return the figure of a period from those of its parts, in order of time; missing where it does not follow."""
        numbers = [part for part in parts if isinstance(part, int | Decimal)]
        whole = len(numbers) == len(parts)
        match self:
            case OverTime.SUM:
                return total(numbers) if whole else Blank.MISSING
            case OverTime.FIRST:
                return parts[0]
            case OverTime.LAST:
                return parts[-1]
            case OverTime.LEAST:
                return min(numbers) if whole else Blank.MISSING
            case OverTime.MOST:
                return max(numbers) if whole else Blank.MISSING
            case OverTime.NONE:
                return Blank.MISSING
            case _:
                assert_never(self)


def derived(conditions: Iterable[Condition]) -> OverTime | None:
    """Return how a count or sum under these conditions follows from shorter periods; None where they do not tell.

    What happens ``in period`` adds up; what is judged by ``period.end`` is that of the last part, by ``period.start`` that of
    the first. Conditions that ask both days, or neither, do not tell.
    """
    days: set[str] = set()
    for condition in conditions:
        days |= _asked(condition)
    if "before" in days:  # the period before a year is no sum of those before its quarters
        return OverTime.NONE
    if "within" in days:
        return OverTime.SUM
    if days == {"end"}:
        return OverTime.LAST
    if days == {"start"}:
        return OverTime.FIRST
    return None


def _seen(days: set[str], span: Span) -> set[str]:
    """Return which days are asked, by where they lie for the parts of a period: the year so far is that of the last part."""
    match span.other:
        case None | OtherPeriod.LAST_YEAR:
            return days
        case OtherPeriod.YEAR_TO_DATE:
            return {"end"}
        case OtherPeriod.BEFORE:
            return {"before"}
    assert_never(span.other)


def _asked(node: Condition | Operand) -> set[str]:
    match node:
        case WithinPeriod(negated=negated, span=span):
            return _seen({"start", "end"} if negated else {"within"}, span)
        case PeriodDay(which=which, span=span):
            return _seen({which}, span)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return _asked(left) | _asked(right)
        case DaysBetween(start=start, end=end):
            return _asked(start) | _asked(end)
        case And(parts=parts) | Or(parts=parts):
            return set[str]().union(*map(_asked, parts))
        case Negation(part=part):
            return _asked(part)
        case FieldRef() | Literal() | Flag() | Membership() | IsNone():
            return set()
        case _:
            assert_never(node)
