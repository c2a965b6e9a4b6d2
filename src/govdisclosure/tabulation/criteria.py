"""The criteria for a record to count in a cell (口径条件), part by part, with the row or column they come from.

Taken apart from the plan by which engines count, so that each can be held to the other.
"""

from __future__ import annotations

from typing import Literal as OneOf

from attrs import frozen

from govdisclosure.expressions import Condition, conjuncts
from govdisclosure.standards import Spot
from govdisclosure.value_objects import ValueObject

Parts = tuple[Condition, ...]
"""Parts of a condition that must all hold."""


@frozen
class CellCriterion(ValueObject):
    """One part of what a record must meet to count in a cell (口径条件), and what asks it: the row, or the column."""

    part: Condition
    of: OneOf["row", "column"]


def demands_of(spot: Spot) -> tuple[CellCriterion, ...]:
    """Return what a record must meet to count in a cell, each part once; nothing for a total or an entered figure.

    For a share these are the demands on its part, for yes/no on what is asked; :func:`scope_of` returns those on the whole.
    """
    criterion = spot.measure.criterion
    return () if criterion is None else _demands(spot, criterion.met, "column" if spot.measured_by_column else "row")


def scope_of(spot: Spot) -> tuple[CellCriterion, ...] | None:
    """Return what a record must meet to be looked at by a share or a yes/no; None for what is counted outright."""
    criterion = spot.measure.criterion
    return None if criterion is None or criterion.among is None else _demands(spot, criterion.among, "row")


def _demands(spot: Spot, asked: Condition, of: OneOf["row", "column"]) -> tuple[CellCriterion, ...]:
    found: dict[Condition, CellCriterion] = {}
    row, column = spot.where
    given: tuple[tuple[Condition, OneOf["row", "column"]], ...] = (
        (row, "row"),
        (asked, of),
        (column, "column"),
    )
    for condition, asker in given:
        for part in conjuncts(condition):
            found.setdefault(part, CellCriterion(part, asker))
    return tuple(found.values())
