"""Negation normal form (否定下推) of conditions, for engines with three-valued logic.

In SQL and in data frames a test of a missing value is neither true nor false, and where rows are counted that is as good as
false. So a test as it is needs no guard. Only behind a ``not`` it must be asked whether something is missing. Here every
``not`` is pushed down to the tests, and that question is beside those tests alone: guards everywhere would cost, and none
would count wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from attrs import evolve, fields, frozen, has

from govdisclosure.expressions import (
    And,
    Arithmetic,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    Flag,
    IsNone,
    Membership,
    Negation,
    Operand,
    Or,
    WithinPeriod,
    refs,
)


@frozen
class IsMissing:
    """A sum or a number of days that is missing, because a part of it is."""

    operand: Arithmetic | DaysBetween


@frozen
class IsFalse:
    """A yes/no field that says no."""

    ref: FieldRef


@frozen
class Conjunction:
    """All of these hold."""

    parts: tuple[Normal, ...]


@frozen
class Disjunction:
    """One of these holds at least."""

    parts: tuple[Normal, ...]


@frozen
class Malformed:
    """A value that is not of its field's type, in an engine whose columns hold anything."""

    ref: FieldRef


@frozen
class PreparationAnomaly:
    """Something that shows while rows are prepared: ``answers_differ``, ``due_computed``, ``due_provisional``."""

    what: str


Normal: TypeAlias = (
    Compare
    | Membership
    | WithinPeriod
    | IsNone
    | Flag
    | IsMissing
    | IsFalse
    | Malformed
    | PreparationAnomaly
    | Conjunction
    | Disjunction
)
"""A condition without ``not``: true, or anything else."""


def every(conditions: Iterable[Condition]) -> Normal:
    """Return what holds where all conditions do; their order is the same whatever the order they come in."""
    parts = tuple(sorted((normal(one) for one in conditions), key=_order))
    return parts[0] if len(parts) == 1 else Conjunction(parts)


@lru_cache(maxsize=4096)
def _order(part: object) -> str:
    """Return a text by which conditions sort; it leaves nothing out, as their repr does."""
    if isinstance(part, tuple):
        return ",".join(map(_order, part))
    cls = type(part)
    if has(cls):
        return f"{cls.__name__}({_order(tuple(getattr(part, one.name) for one in fields(cls)))})"
    return repr(part)


def normal(condition: Condition) -> Normal:
    """Return a condition without ``not`` that holds of the same records."""
    return _normal(condition, holds=True)


def _normal(condition: Condition, *, holds: bool) -> Normal:
    match condition:
        case Negation(part=part):
            return _normal(part, holds=not holds)
        case And(parts=parts) | Or(parts=parts):
            inner = tuple(_normal(part, holds=holds) for part in parts)
            return Conjunction(inner) if isinstance(condition, And) is holds else Disjunction(inner)
    return condition if holds else _denied(condition)


def _denied(condition: Compare | Membership | WithinPeriod | IsNone | Flag) -> Normal:
    """Return what holds where a test does not: the test turned round, or something in it missing."""
    if isinstance(condition, IsNone):
        return IsNone(condition.ref, negated=not condition.negated)
    turned: Normal
    if isinstance(condition, Compare):
        turned = Compare(condition.operator.negation, condition.left, condition.right)
        absent = [one for side in (condition.left, condition.right) for one in _absent(side)]
    else:
        turned = IsFalse(condition.ref) if isinstance(condition, Flag) else evolve(condition, negated=not condition.negated)
        absent = _absent(condition.ref)
    return Disjunction((turned, *absent)) if absent else turned


def _absent(operand: Operand) -> list[Normal]:
    match operand:
        case FieldRef() if operand.nullable:
            return [IsNone(operand)]
        case Arithmetic() | DaysBetween() if any(ref.nullable for ref in refs(operand)) or _counts_workdays(operand):
            return [IsMissing(operand)]
    return []


def _counts_workdays(operand: Operand) -> bool:
    """Whether it is missing where a year's holidays are not known, too."""
    match operand:
        case DaysBetween(working=working):
            return working
        case Arithmetic(left=left, right=right):
            return _counts_workdays(left) or _counts_workdays(right)
    return False
