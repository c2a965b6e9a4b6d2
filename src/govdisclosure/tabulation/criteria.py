"""What a record must meet to count in a cell (口径条件), taken from the standard: part by part, and who asks it.

Taken apart from the plan by which engines count, so that each can be held to the other.
"""

from __future__ import annotations

from typing import Literal as OneOf

from attrs import frozen

from govdisclosure.expressions import (
    ALWAYS,
    Arithmetic,
    Comparison,
    Condition,
    DaysBetween,
    Missing,
    Operand,
    all_of,
    conjuncts,
    refs,
)
from govdisclosure.standards import AllOf, AnyOf, Count, Distinct, Share, Spot, Sum, Total, address
from govdisclosure.value_objects import ValueObject

Parts = tuple[Condition, ...]
"""Parts of a condition that must all hold."""


@frozen
class Demand(ValueObject):
    """One part of what a record must meet to count in a cell (口径条件), and what asks it: the row, or the column."""

    part: Condition
    of: OneOf["row", "column"]


def parts_of(spot: Spot) -> tuple[str, ...]:
    """Return the addresses that a total adds up; nothing for a cell that is no total."""
    measure, column = spot.measure, spot.column
    if not isinstance(measure, Total):
        return ()
    if column is not None and column.measure is measure:
        return tuple(address(spot.row.key, key) for key in measure.keys)
    return tuple(address(key, column.key if column else None) for key in measure.keys)


def demands_of(spot: Spot) -> tuple[Demand, ...]:
    """Return what a record must meet to count in a cell, each part once; nothing for a total or an entered figure.

    For a share these are the demands on its part, for yes/no on what is asked; :func:`scope_of` returns those on the whole.
    """
    measure = spot.measure
    own = spot.column if spot.column is not None and spot.column.measure is measure else None
    asked = _asked(measure)
    if asked is None:
        return ()
    return _demands(spot, asked, "row" if own is None else "column")


def scope_of(spot: Spot) -> tuple[Demand, ...] | None:
    """Return what a record must meet to be looked at by a share or a yes/no; None for what is counted outright."""
    measure = spot.measure
    if isinstance(measure, Share):
        return _demands(spot, measure.among, "row")
    return _demands(spot, ALWAYS, "row") if isinstance(measure, AnyOf | AllOf) else None


def _asked(measure: object) -> Condition | None:
    match measure:
        case Count(condition=condition) | AnyOf(condition=condition) | AllOf(condition=condition):
            return condition
        case Distinct(ref=ref, condition=condition):
            return all_of(condition, *_given(ref))
        case Sum(operand=operand):
            return all_of(*_given(operand))
        case Share(of=of, among=among):
            return all_of(among, of)
    return None


def _given(operand: Operand) -> list[Condition]:
    """A value that is missing is no different value, and adds nothing; days between days are missing with either of them."""
    given: list[Condition] = [Missing(ref, negated=True) for ref in refs(operand) if ref.nullable]
    # Working days are missing too where a year's holidays are not known, and what is missing equals nothing, not even itself.
    return [*given, Comparison("==", operand, operand)] if isinstance(operand, Arithmetic | DaysBetween) else given


def _demands(spot: Spot, asked: Condition, of: OneOf["row", "column"]) -> tuple[Demand, ...]:
    found: dict[Condition, Demand] = {}
    column = spot.column.where if spot.column else None
    given: tuple[tuple[Condition | None, OneOf["row", "column"]], ...] = (
        (spot.row.where, "row"),
        (asked, of),
        (column, "column"),
    )
    for condition, asker in given:
        for part in conjuncts(condition or ALWAYS):
            found.setdefault(part, Demand(part, asker))
    return tuple(found.values())
