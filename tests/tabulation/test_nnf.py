"""Behind a ``not`` it is asked whether something is missing; without one a test is as it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govdisclosure.expressions import (
    Arithmetic,
    Comparator,
    Compare,
    Condition,
    DaysBetween,
    Flag,
    IsNone,
    Literal,
    WithinPeriod,
    parse_condition,
    parse_field,
)
from govdisclosure.records import RECORD_KINDS
from govdisclosure.records.vocabulary import RequestChannel
from govdisclosure.tabulation.nnf import Conjunction, Disjunction, IsFalse, IsMissing, Normal, every, normal

CLOSED, DUE, CHANNEL = (parse_field(name, RECORD_KINDS["request"]) for name in ("closed", "due", "channel"))
SECRET = parse_field("secret", RECORD_KINDS["service_item"])
WITHIN, OUTSIDE, NONE = WithinPeriod(CLOSED), WithinPeriod(CLOSED, negated=True), IsNone(CLOSED)


def condition(text: str, kind: str = "request") -> Condition:
    return parse_condition(text, RECORD_KINDS[kind])


def operands(text: str) -> Compare:
    """Return a comparison, whose sides are those of the expectation."""
    found = condition(text)
    assert isinstance(found, Compare)
    return found


def turned(text: str, comparator: Comparator, *missing: Callable[[Compare], Normal]) -> Normal:
    written = operands(text)
    test = Compare(comparator, written.left, written.right)
    return Disjunction((test, *(one(written) for one in missing))) if missing else test


def left(written: Compare) -> Normal:
    assert isinstance(written.left, Arithmetic | DaysBetween)
    return IsMissing(written.left)


MOST = Comparator.AT_MOST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("closed in period", WITHIN),
        ("not (closed in period)", Disjunction((OUTSIDE, NONE))),
        ("not (closed not in period)", Disjunction((WITHIN, NONE))),
        ("not not (closed in period)", WITHIN),
        ("not (closed is None)", IsNone(CLOSED, negated=True)),
        ("not (closed is not None)", NONE),
        ("closed in period and due is None", Conjunction((WITHIN, IsNone(DUE)))),
        ("closed in period or due is None", Disjunction((WITHIN, IsNone(DUE)))),
        (
            "not (closed in period and due is None)",
            Disjunction((Disjunction((OUTSIDE, NONE)), IsNone(DUE, negated=True))),
        ),
        (
            "not (closed in period or due is None)",
            Conjunction((Disjunction((OUTSIDE, NONE)), IsNone(DUE, negated=True))),
        ),
        ("not (channel == 'fax')", Compare(Comparator.NOT_EQUAL, CHANNEL, Literal(RequestChannel.FAX))),  # is always given
        ("not (closed < due)", Disjunction((Compare(Comparator.AT_LEAST, CLOSED, DUE), NONE, IsNone(DUE)))),
        ("not (days(received, closed) > 3)", turned("days(received, closed) > 3", MOST, left)),
        ("not (days(received, closed) - 1 > 3)", turned("days(received, closed) - 1 > 3", MOST, left)),
        ("not (days(period.start, period.end) > 3)", turned("days(period.start, period.end) > 3", MOST)),
        # working days are missing, too, where a year's holidays are not known
        ("not (workdays(period.start, period.end) > 3)", turned("workdays(period.start, period.end) > 3", MOST, left)),
        ("not (1 + workdays(period.start, period.end) > 3)", turned("1 + workdays(period.start, period.end) > 3", MOST, left)),
        ("not (workdays(period.start, period.end) + 1 > 3)", turned("workdays(period.start, period.end) + 1 > 3", MOST, left)),
        ("not (1 + days(period.start, period.end) > 3)", turned("1 + days(period.start, period.end) > 3", MOST)),
    ],
)
def test_a_condition_without_not_holds_of_the_same_records(text: str, expected: Normal) -> None:
    assert normal(condition(text)) == expected


def test_a_flag_behind_not_is_no_or_not_given() -> None:
    assert normal(condition("secret", "service_item")) == Flag(SECRET)
    missing = (IsNone(SECRET),) if SECRET.nullable else ()
    turned = (IsFalse(SECRET), *missing)
    assert normal(condition("not secret", "service_item")) == (Disjunction(turned) if missing else turned[0])


def test_parts_come_in_the_same_order_however_they_are_given() -> None:
    one, other = condition("closed in period"), condition("due is None")
    assert every([one]) == WITHIN
    assert every([]) == Conjunction(())
    both = every([one, other])
    assert both == every([other, one])
    assert isinstance(both, Conjunction)
    assert set(both.parts) == {WITHIN, IsNone(DUE)}
